#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What does not change the look of a document must not change what is read of it.

    tests/metamorphic_check.py [-v] [FILE.pdf …]

Makes variants of PDFs with qpdf and compares what the program named by EXTRACT says of them with what it says of the
original: text strewn over every page that is not seen (invisible, outside its clip box), pages
turned by /Rotate, and both.  Boxes and the count of hidden characters may differ.  Without files those of the corpus
are taken, one of each producer, and the disclosures in EXTRACT_REAL or ../shared/real where that is there and
EXTRACT_METAMORPHIC is set.  The last line is `N passed, N failed`.  Exit status: 0 all passed, 1 some failed.
"""
import argparse
import glob
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
EXTRACT = os.path.abspath(os.environ.get('EXTRACT', os.path.join(ROOT, 'build', 'extract')))
CORPUS = ('shanxi-2025-writer', 'shanxi-2025-chromium', 'shanxi-2024-cairo', 'shanghai-2026-calc',
          'final-accounts-2024-sideways', 'rotated-90', 'cropbox-offset', 'rulings-three-line', 'evaluation-writer')
STREWN = ('12.34', '草稿', '9,999.00', '2050202', '合计')
STEP = (97, 23)         # points from one to the next, across and down
KINDS = {'invisible': '3 Tr %s 0 Tr', 'clipped': 'q %d %d 60 9 re W n %%s Q'}
TURNS = {'turned': '+90', 'turned and strewn': '+270'}


def pages_of(path):
    """Width and height of the pages as they are shown, in points, and how many characters they show: where invisible text
    over a picture is more than that, it is the text of a scan."""
    out = subprocess.run([EXTRACT, 'pages', path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout
    pages = []
    for record in map(json.loads, out.splitlines()):
        if record['record'] == 'page':
            pages.append([record['width'] / 10, record['height'] / 10, 0])
        elif record['record'] in ('line', 'cell'):
            pages[-1][2] += len(record['text'])
    return pages


def strewn_content(width, height, shown, kind):
    out, number, left = [], 0, shown
    for y in range(30, int(height) - 20, STEP[1]):
        for x in range(30, int(width) - 50, STEP[0]):
            text = STREWN[number % len(STREWN)]
            number, left = number + 1, left - len(text)
            if left <= 0:
                break
            words = 'BT /F 9 Tf %d %d Td <%s> Tj ET' % (
                x + number % 11, y + number % 5, text.encode('utf-16-be').hex())
            form = KINDS[kind] % (x, y - 20) if kind == 'clipped' else KINDS[kind]
            out.append(form % words)
    return '\n'.join(out).encode()


def strewn_pdf(pages, kind, path):
    """A PDF of such pages with nothing but text that is not seen."""
    objects = [b'<</Type/Catalog/Pages 2 0 R>>', None,
               b'<</Type/Font/Subtype/Type0/BaseFont/STSong-Light-UniGB-UCS2-H/Encoding/UniGB-UCS2-H'
               b'/DescendantFonts[4 0 R]>>',
               b'<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)'
               b'/Supplement 2>>/FontDescriptor 5 0 R/DW 1000/W[1 95 500 814 939 500]>>',
               b'<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0'
               b'/Ascent 752/Descent -271/CapHeight 737/StemV 58>>']
    kids = []
    for width, height, shown in pages:
        data = strewn_content(width, height, shown, kind)
        objects.append(b'<</Length %d>>stream\n%s\nendstream' % (len(data), data))
        objects.append(('<</Type/Page/Parent 2 0 R/MediaBox[0 0 %g %g]/Contents %d 0 R/Resources<</Font<</F 3 0 R>>'
                        '>>>>' % (width, height, len(objects))).encode())
        kids.append('%d 0 R' % len(objects))
    objects[1] = ('<</Type/Pages/Count %d/Kids[%s]>>' % (len(kids), ' '.join(kids))).encode()
    out, places = b'%PDF-1.5\n', []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b'%d 0 obj\n%s\nendobj\n' % (number, body)
    table = b''.join(b'%010d 00000 n \n' % place for place in places)
    out += b'xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n' % (
        len(objects) + 1, table, len(objects) + 1, len(out))
    with open(path, 'wb') as file:
        file.write(out)


def said(path):
    """What the program says of a file, without places and without what tells of the file itself."""
    out = subprocess.run([EXTRACT, path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout
    document = json.loads(out)

    def strip(value):
        if isinstance(value, dict):
            return {k: strip(v) for k, v in value.items() if k not in ('bbox', 'source')}
        if isinstance(value, list):
            return [strip(v) for v in value if not (isinstance(v, dict) and v.get('code') == 'clipped')]
        return value
    return strip(document)


def difference(want, got, where=''):
    """The first difference."""
    if isinstance(want, dict) and isinstance(got, dict):
        for key in sorted(set(want) | set(got)):
            found = difference(want.get(key), got.get(key), '%s.%s' % (where, key))
            if found:
                return found
        return None
    if isinstance(want, list) and isinstance(got, list):
        for i, (a, b) in enumerate(zip(want, got)):
            found = difference(a, b, '%s[%d]' % (where, i))
            if found:
                return found
        return None if len(want) == len(got) else '%s: %d items, then %d' % (where, len(want), len(got))
    return None if want == got else '%s: %s, then %s' % (where, json.dumps(want, ensure_ascii=False)[:120],
                                                         json.dumps(got, ensure_ascii=False)[:120])


def qpdf(*arguments):
    # 3: it warns of the file, and has written it
    return subprocess.run(['qpdf', *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          check=False).returncode in (0, 3)


def variants_of(path, folder):
    """Name and path of each variant that can be made; the path of the others is None."""
    pages = pages_of(path)
    for kind in KINDS:
        strewn, made = os.path.join(folder, 'strewn.pdf'), os.path.join(folder, kind + '.pdf')
        strewn_pdf(pages, kind, strewn)
        yield 'strewn: ' + kind, made if qpdf(path, '--overlay', strewn, '--', made) else None
    for name, turn in TURNS.items():
        made = os.path.join(folder, name + '.pdf')
        base = os.path.join(folder, 'invisible.pdf') if 'strewn' in name else path
        yield name, made if qpdf(base, '--rotate=%s:1-z' % turn, made) else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('-v', action='store_true', help='name what passes')
    parser.add_argument('files', nargs='*')
    options = parser.parse_args()
    files = options.files or [os.path.join(ROOT, 'corpus', name + '.pdf') for name in CORPUS]
    real = os.environ.get('EXTRACT_REAL', os.path.join(ROOT, '..', 'shared', 'real'))
    if not options.files and os.environ.get('EXTRACT_METAMORPHIC') and os.path.isdir(real):
        files += sorted(glob.glob(os.path.join(real, '**', '*.pdf'), recursive=True))
    passed = failed = 0
    for path in files:
        want = said(path)
        if 'error' in want:
            continue
        with tempfile.TemporaryDirectory() as folder:
            for name, made in variants_of(path, folder):
                found = difference(want, said(made)) if made else 'qpdf cannot make it'
                passed, failed = passed + (not found), failed + bool(found)
                if found or options.v:
                    print('%s %s: %s%s' % ('FAILED' if found else 'passed', os.path.basename(path), name,
                                           ': ' + found if found else ''))
                sys.stdout.flush()
    print('%d passed, %d failed' % (passed, failed))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
