# SPDX-License-Identifier: GPL-3.0-or-later
"""What a page holds beside its text, for rawpdf.py: text that nobody sees, marks and seals.

Options of a rendering:
  hidden=KIND,…   text strewn over the page that it does not show: `invisible` (render mode 3), `clipped` (outside its
                  clip box), `layer` (of a layer that is off), `copy` (the page's own text once more, invisible)
  mark=KIND       the watermark is drawn by an annotation: `watermark`, `stamp`, `freetext` (upright, with a frame) or
                  `signature` (a form field)
  seal=TEXT       a round seal over the page: a ring, a star, and the text along the ring
  stain=yes       a picture over a part of the page, as of a seal
  ocr=yes         the page is a picture, and its text an invisible layer over it
"""
import math

STREWN = ('12.34', '草稿', '9,999.00', '2050202', '合计')
STEP = (97, 23)
SUBTYPES = {'watermark': '/Watermark', 'stamp': '/Stamp', 'freetext': '/FreeText', 'signature': '/Widget /FT /Sig'}


def show(font, x, y, size, text, words='', turn=(1, 0, 0, 1)):
    return 'BT %s/F1 %g Tf 0 Tc %.4f %.4f %.4f %.4f %.2f %.2f Tm <%s> Tj ET' % (
        (words, size) + tuple(turn) + (x, y, font.encode(text)))


def width(font, text, size):
    return sum(font.advance(char) for char in text) * size / 1000


def strew(page, font, kind):
    out, number = [], 0
    for y in range(40, int(page['height']) - 40, STEP[1]):
        for x in range(40, int(page['width']) - 60, STEP[0]):
            text = STREWN[number % len(STREWN)]
            number += 1
            if kind == 'invisible':
                out.append(show(font, x + number % 7, y, 9, text, '3 Tr ') + ' 0 Tr')
            elif kind == 'clipped':
                out.append('q %d %d 60 10 re W n %s Q' % (x, y - 14, show(font, x + number % 7, y, 9, text)))
            else:
                out.append(show(font, x + number % 7, y, 9, text))
    return ['/OC /Off BDC'] + out + ['EMC'] if kind == 'layer' else out


def seal(page, font, text):
    """In red over the lower right of the page's text."""
    x, y, radius = page['width'] * 0.6, page['height'] * 0.62, 62
    bow = radius * 0.5523
    ring = '%.2f %.2f m' % (x + radius, y)
    for a, b in ((1, 0), (0, 1), (-1, 0), (0, -1)):
        c, d = -b, a        # a quarter further
        ring += ' %.2f %.2f %.2f %.2f %.2f %.2f c' % (
            x + a * radius + c * bow, y + b * radius + d * bow, x + c * radius + a * bow, y + d * radius + b * bow,
            x + c * radius, y + d * radius)
    points = [(x + r * math.sin(i * math.pi / 5), y + r * math.cos(i * math.pi / 5))
              for i, r in ((i, 20 if i % 2 == 0 else 7.64) for i in range(10))]
    star = ' '.join('%.2f %.2f %s' % (px, py, 'l' if i else 'm') for i, (px, py) in enumerate(points))
    out = ['q 1 0 0 RG 1 0 0 rg 3 w ' + ring + ' h S', star + ' h f']
    for i, char in enumerate(text):
        angle = math.radians((i - (len(text) - 1) / 2) * -24)
        cos, sin = math.cos(angle), math.sin(angle)
        size, base = 16, radius - 20
        back = width(font, char, size) / 2
        out.append(show(font, x - base * sin - back * cos, y + base * cos - back * sin, size, char, '',
                        (cos, sin, -sin, cos)))
    return out + ['Q']


def mark(font, kind, text):
    """The content and the box of an annotation's appearance."""
    size = 26
    wide = width(font, text, size)
    box = (wide + 12, size + 14)
    out = ['0.9 0.1 0.1 rg']
    if kind == 'freetext':
        out.append('1 0 0 RG 1 w 1 1 %.2f %.2f re S' % (box[0] - 2, box[1] - 2))
    return '\n'.join(out + [show(font, 6, 10, size, text)]), box


def before(page, font, options):
    """Content below that of the page."""
    return ['q %g 0 0 %g 0 0 cm /Picture Do Q' % (page['width'], page['height'])] if options.get('ocr') == 'yes' else []


def after(page, font, options, texts):
    """Content above it; `texts` are the operations that show the page's own text."""
    out = []
    for kind in filter(None, options.get('hidden', '').split(',')):
        if kind == 'copy':
            out += ['3 Tr'] + texts + ['0 Tr']
        else:
            out += strew(page, font, kind)
    if options.get('stain') == 'yes':
        out.append('q 110 0 0 110 %g %g cm /Stain Do Q' % (page['width'] * 0.55, page['height'] * 0.4))
    if 'seal' in options:
        out += seal(page, font, options['seal'])
    return out


def add_resources(pdf, options):
    """Resources of all pages, and an entry of the catalog."""
    extra, catalog = '', ''
    if options.get('ocr') == 'yes':
        picture = pdf.stream(b'\xf4', ' /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray '
                             '/BitsPerComponent 8')
        extra += ' /XObject << /Picture %d 0 R >>' % picture
    if options.get('stain') == 'yes':
        picture = pdf.stream(b'\xd0\x20\x20', ' /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceRGB '
                             '/BitsPerComponent 8')
        extra += ' /XObject << /Stain %d 0 R >>' % picture
    if 'layer' in options.get('hidden', ''):
        layer = pdf.add('<< /Type /OCG /Name (off) >>')
        extra += ' /Properties << /Off %d 0 R >>' % layer
        catalog = ' /OCProperties << /OCGs [%d 0 R] /D << /OFF [%d 0 R] >> >>' % (layer, layer)
    return extra, catalog


def add_annotation(pdf, drawn, kind, face, size):
    """The annotation, in the middle of a page of that size (as it is stored)."""
    data, box = drawn
    form = pdf.stream(data.encode(), ' /Type /XObject /Subtype /Form /BBox [0 0 %.2f %.2f] /Resources << /Font << /F1 '
                      '%d 0 R >> >>' % (box + (face,)))
    x, y = (size[0] - box[0]) / 2, (size[1] - box[1]) / 2 + 60
    return pdf.add('<< /Type /Annot /Subtype %s /F 4 /Rect [%.2f %.2f %.2f %.2f] /AP << /N %d 0 R >> >>' %
                   (SUBTYPES[kind], x, y, x + box[0], y + box[1], form))
