# SPDX-License-Identifier: GPL-3.0-or-later
"""The inputs that are not good PDFs, in corpus/bad, and what is to be said of each.

Needs qpdf and poppler's pdftoppm, and corpus/wrapped-names.pdf as the material.
"""
import json
import os
import tempfile

import rawpdf

# The error codes that are right for each input; None stands for a document that opens.
EXPECTED = {
    'not-a-pdf.pdf': ['not_pdf'],
    'empty.pdf': ['not_pdf'],
    'truncated.pdf': ['damaged'],
    'encrypted.pdf': ['encrypted'],
    'encrypted-empty.pdf': [None],
    'no-pages.pdf': ['no_pages'],
    'page-loop.pdf': ['damaged', 'no_pages', 'no_text'],
    'scan.pdf': ['no_text'],
}


def encrypt(path, password, run):
    """Puts a user password on a file, the same bytes each time."""
    run(['qpdf', '--encrypt', password, 'owner', '128', '--use-aes=y', '--', '--static-id', '--static-aes-iv',
         '--replace-input', path])


def no_pages():
    pdf = rawpdf.Writer()
    tree = pdf.add('<< /Type /Pages /Count 0 /Kids [] >>')
    return pdf.bytes(pdf.add('<< /Type /Catalog /Pages %d 0 R >>' % tree))


def page_loop():
    """A page tree whose second node has the root among its kids."""
    pdf = rawpdf.Writer()
    root = pdf.reserve()
    node = pdf.reserve()
    pdf.put(root, '<< /Type /Pages /Count 2 /Kids [%d 0 R] >>' % node)
    pdf.put(node, '<< /Type /Pages /Count 2 /Parent %d 0 R /Kids [%d 0 R %d 0 R] >>' % (root, root, node))
    return pdf.bytes(pdf.add('<< /Type /Catalog /Pages %d 0 R >>' % root))


def scan(source, run):
    """A page that is a picture of another one, without text."""
    with tempfile.TemporaryDirectory() as folder:
        stem = os.path.join(folder, 'page')
        run(['pdftoppm', '-r', '75', '-gray', '-singlefile', source, stem])
        data = open(stem + '.pgm', 'rb').read()
    magic, size, depth, pixels = data.split(b'\n', 3)
    if (magic, depth) != (b'P5', b'255'):
        raise ValueError('pdftoppm gave a picture of another kind')
    width, height = map(int, size.split())
    pdf = rawpdf.Writer()
    image = pdf.stream(pixels, ' /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray '
                               '/BitsPerComponent 8' % (width, height))
    tree = pdf.reserve()
    stream = pdf.stream(b'q 595 0 0 842 0 0 cm /Im0 Do Q')
    page = pdf.add('<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /XObject << '
                   '/Im0 %d 0 R >> >> >>' % (tree, stream, image))
    pdf.put(tree, '<< /Type /Pages /Count 1 /Kids [%d 0 R] >>' % page)
    return pdf.bytes(pdf.add('<< /Type /Catalog /Pages %d 0 R >>' % tree))


def build(here, run):
    """Writes corpus/bad and corpus/expected/bad.json; run(command) runs a program or ends the build."""
    material = os.path.join(here, 'wrapped-names.pdf')
    good = open(material, 'rb').read()
    files = {
        'not-a-pdf.pdf': '这是一份文本，不是PDF。\n'.encode(),
        'empty.pdf': b'',
        'truncated.pdf': good[:len(good) * 2 // 5],
        'encrypted.pdf': good,
        'no-pages.pdf': no_pages(),
        'page-loop.pdf': page_loop(),
        'scan.pdf': scan(material, run),
    }
    for name, data in files.items():
        path = os.path.join(here, 'bad', name)
        with open(path, 'wb') as file:
            file.write(data)
        if name == 'encrypted.pdf':
            encrypt(path, 'secret', run)
        print('%8d bad/%s' % (os.path.getsize(path), name))
    write_expected(here)


def write_expected(here):
    with open(os.path.join(here, 'expected', 'bad.json'), 'w', encoding='utf-8') as file:
        json.dump(EXPECTED, file, indent=1)
        file.write('\n')
