# SPDX-License-Identifier: GPL-3.0-or-later
"""A PDF writer of our own, for what other producers do not let us say.

Takes the pages of layout.py.  Options of a rendering:
  rotate=90|180|270  the page is stored turned, with /Rotate to show it upright
  sideways=yes       the content is turned on an upright page, without /Rotate
  cropbox=X,Y        the CropBox begins at X, Y within a larger MediaBox
  radicals=yes       the text map names Kangxi radicals and radicals supplement for look-alikes
  embed=no           no font in the file: STSong-Light with UniGB-UCS2-H
  font=PATH          the TrueType font that is embedded, cut down to the glyphs used
and those of noise.py.
"""
import struct
import zlib

import noise

DEFAULT_FONT = '/usr/share/fonts/truetype/arphic-gbsn00lp/gbsn00lp.ttf'

# Look-alikes that broken text maps give in place of the character (code points from the Unicode
# blocks Kangxi Radicals and CJK Radicals Supplement).
RADICALS = {
    '一': 0x2F00, '二': 0x2F06, '人': 0x2F08, '入': 0x2F0A, '八': 0x2F0B, '力': 0x2F12, '十': 0x2F17, '口': 0x2F1D,
    '土': 0x2F1F, '大': 0x2F24, '女': 0x2F25, '子': 0x2F26, '小': 0x2F29, '工': 0x2F2F, '支': 0x2F40, '文': 0x2F42,
    '方': 0x2F45, '日': 0x2F47, '月': 0x2F49, '水': 0x2F54, '生': 0x2F63, '用': 0x2F64, '目': 0x2F6C, '立': 0x2F74,
    '老': 0x2F7C, '自': 0x2F83, '行': 0x2F8F, '金': 0x2FA6, '高': 0x2FBC, '民': 0x2EA0, '车': 0x2ECB, '长': 0x2ED3,
    '门': 0x2ED4, '页': 0x2EDA, '食': 0x2EDD, '马': 0x2EE2,
}


class Font:
    """A TrueType font file (one font), read as far as a subset needs it."""

    def __init__(self, path):
        self.data = open(path, 'rb').read()
        count = struct.unpack('>H', self.data[4:6])[0]
        self.tables = {}
        for i in range(count):
            tag, _, offset, length = struct.unpack('>4sLLL', self.data[12 + 16 * i:28 + 16 * i])
            self.tables[tag.decode()] = self.data[offset:offset + length]
        head, hhea = self.tables['head'], self.tables['hhea']
        self.units = struct.unpack('>H', head[18:20])[0]
        self.box = struct.unpack('>4h', head[36:44])
        self.ascent, self.descent = struct.unpack('>hh', hhea[4:8])
        self.metrics = struct.unpack('>H', hhea[34:36])[0]
        self.glyphs = struct.unpack('>H', self.tables['maxp'][4:6])[0]
        self.long_loca = struct.unpack('>h', head[50:52])[0]
        form = '>%d%s' % (self.glyphs + 1, 'L' if self.long_loca else 'H')
        self.loca = [o if self.long_loca else 2 * o for o in struct.unpack_from(form, self.tables['loca'])]
        self.map = self.read_map()

    def read_map(self):
        cmap = self.tables['cmap']
        for i in range(struct.unpack('>H', cmap[2:4])[0]):
            platform, encoding, offset = struct.unpack('>HHL', cmap[4 + 8 * i:12 + 8 * i])
            if (platform, encoding) == (3, 1) and struct.unpack('>H', cmap[offset:offset + 2])[0] == 4:
                return self.read_format4(cmap[offset:])
        raise ValueError('no Unicode map in the font')

    @staticmethod
    def read_format4(sub):
        n = struct.unpack('>H', sub[6:8])[0] // 2
        ends = struct.unpack_from('>%dH' % n, sub, 14)
        starts = struct.unpack_from('>%dH' % n, sub, 16 + 2 * n)
        deltas = struct.unpack_from('>%dH' % n, sub, 16 + 4 * n)
        offsets = struct.unpack_from('>%dH' % n, sub, 16 + 6 * n)
        out = {}
        for i in range(n):
            for code in range(starts[i], min(ends[i], 0xFFFE) + 1):
                glyph = code
                if offsets[i]:
                    glyph = struct.unpack_from('>H', sub, 16 + 6 * n + 2 * i + offsets[i] + 2 * (code - starts[i]))[0]
                    if not glyph:
                        continue
                out[code] = (glyph + deltas[i]) & 0xFFFF
        return out

    def glyph(self, char):
        glyph = self.map.get(ord(char))
        if not glyph:
            raise ValueError('the font has no glyph for %s (U+%04X)' % (char, ord(char)))
        return glyph

    def width(self, glyph):
        return struct.unpack_from('>H', self.tables['hmtx'], 4 * min(glyph, self.metrics - 1))[0] * 1000 // self.units

    def subset(self, used):
        """The font with the outlines of other glyphs left out; glyph numbers stay."""
        used, queue = set(), list(used) + [0]
        while queue:
            glyph = queue.pop()
            if glyph not in used:
                used.add(glyph)
                queue += self.parts(glyph)
        outlines, loca = b'', []
        for glyph in range(self.glyphs):
            loca.append(len(outlines))
            if glyph in used:
                piece = self.tables['glyf'][self.loca[glyph]:self.loca[glyph + 1]]
                outlines += piece + bytes(-len(piece) % 4)
        loca.append(len(outlines))
        tables = {t: self.tables[t] for t in ('head', 'hhea', 'hmtx', 'maxp', 'cvt ', 'fpgm', 'prep') if t in self.tables}
        head = bytearray(tables['head'])
        head[50:52] = b'\0\1'
        tables['head'] = bytes(head)
        tables['glyf'] = outlines
        tables['loca'] = struct.pack('>%dL' % len(loca), *loca)
        return self.assemble(tables)

    def parts(self, glyph):
        data = self.tables['glyf'][self.loca[glyph]:self.loca[glyph + 1]]
        if len(data) < 10 or struct.unpack('>h', data[:2])[0] >= 0:
            return []
        out, at, flags = [], 10, 0x20
        while flags & 0x20:
            flags, part = struct.unpack_from('>HH', data, at)
            out.append(part)
            at += 4 + (4 if flags & 1 else 2) + (2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0)
        return out

    @staticmethod
    def assemble(tables):
        n = len(tables)
        power = 1 << (n.bit_length() - 1)
        out = struct.pack('>LHHHH', 0x10000, n, 16 * power, power.bit_length() - 1, 16 * (n - power))
        body, at = b'', 12 + 16 * n
        for tag in sorted(tables):
            data = tables[tag]
            padded = data + bytes(-len(data) % 4)
            total = sum(struct.unpack('>%dL' % (len(padded) // 4), padded)) & 0xFFFFFFFF
            out += struct.pack('>4sLLL', tag.encode(), total, at + len(body), len(data))
            body += padded
        return out + body


class Writer:
    """The objects of a file, numbered from 1 in the order of `add`."""

    def __init__(self):
        self.objects = []

    def add(self, body):
        self.objects.append(body if isinstance(body, bytes) else body.encode('latin-1'))
        return len(self.objects)

    def reserve(self):
        return self.add(b'')

    def put(self, number, body):
        self.objects[number - 1] = body.encode('latin-1')

    def stream(self, data, extra='', packed=True):
        if packed:
            data = zlib.compress(data, 9)
            extra += ' /Filter /FlateDecode'
        return self.add(('<< /Length %d%s >>\nstream\n' % (len(data), extra)).encode() + data + b'\nendstream')

    def bytes(self, root, info=None):
        out, places = b'%PDF-1.5\n%\xe4\xb8\xad\xe6\x96\x87\n', []
        for number, body in enumerate(self.objects, 1):
            places.append(len(out))
            out += b'%d 0 obj\n%s\nendobj\n' % (number, body)
        start = len(out)
        out += b'xref\n0 %d\n0000000000 65535 f \n' % (len(places) + 1)
        out += b''.join(b'%010d 00000 n \n' % place for place in places)
        trailer = '/Size %d /Root %d 0 R' % (len(places) + 1, root)
        if info:
            trailer += ' /Info %d 0 R' % info
        return out + ('trailer\n<< %s >>\nstartxref\n%d\n%%%%EOF\n' % (trailer, start)).encode()


class Embedded:
    """The font in the file, with glyph numbers as codes and a text map of our own."""

    def __init__(self, path, radicals):
        self.font, self.radicals, self.used = Font(path), radicals, {}

    def advance(self, char):
        return self.font.width(self.font.glyph(char))

    def encode(self, text):
        for char in text:
            self.used.setdefault(self.font.glyph(char), char)
        return ''.join('%04X' % self.font.glyph(char) for char in text)

    def write(self, pdf):
        font, scale = self.font, 1000 / self.font.units
        program = font.subset(self.used)
        file = pdf.stream(program, ' /Length1 %d' % len(program))
        box = ' '.join(str(round(v * scale)) for v in font.box)
        descriptor = pdf.add('<< /Type /FontDescriptor /FontName /CORPUS+Song /Flags 4 /FontBBox [%s] /ItalicAngle 0 '
                             '/Ascent %d /Descent %d /CapHeight 700 /StemV 80 /FontFile2 %d 0 R >>' %
                             (box, font.ascent * scale, font.descent * scale, file))
        widths = ' '.join('%d [%d]' % (g, font.width(g)) for g in sorted(self.used) if font.width(g) != 1000)
        child = pdf.add('<< /Type /Font /Subtype /CIDFontType2 /BaseFont /CORPUS+Song /CIDSystemInfo << /Registry (Adobe) '
                        '/Ordering (Identity) /Supplement 0 >> /FontDescriptor %d 0 R /DW 1000 /W [%s] '
                        '/CIDToGIDMap /Identity >>' % (descriptor, widths))
        return pdf.add('<< /Type /Font /Subtype /Type0 /BaseFont /CORPUS+Song /Encoding /Identity-H '
                       '/DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>' % (child, pdf.stream(self.text_map())))

    def text_map(self):
        pairs = []
        for glyph, char in sorted(self.used.items()):
            code = RADICALS.get(char, ord(char)) if self.radicals else ord(char)
            pairs.append('<%04X> <%04X>' % (glyph, code))
        out = ['/CIDInit /ProcSet findresource begin', '12 dict begin', 'begincmap',
               '/CMapName /Corpus def', '/CMapType 2 def', '1 begincodespacerange', '<0000> <FFFF>', 'endcodespacerange']
        for at in range(0, len(pairs), 100):
            part = pairs[at:at + 100]
            out += ['%d beginbfchar' % len(part)] + part + ['endbfchar']
        return '\n'.join(out + ['endcmap', 'end', 'end', '']).encode()


class Named:
    """No font in the file: one of Adobe's names and a predefined encoding."""

    def advance(self, char):
        return 500 if ord(char) < 0x80 else 1000

    def encode(self, text):
        return text.encode('utf-16-be').hex().upper()

    def write(self, pdf):
        descriptor = pdf.add('<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] '
                             '/ItalicAngle 0 /Ascent 752 /Descent -271 /CapHeight 737 /StemV 58 >>')
        child = pdf.add('<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) '
                        '/Ordering (GB1) /Supplement 2 >> /FontDescriptor %d 0 R /DW 1000 /W [1 95 500 814 939 500] >>'
                        % descriptor)
        return pdf.add('<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UCS2-H /Encoding /UniGB-UCS2-H '
                       '/DescendantFonts [%d 0 R] >>' % child)


def font_of(options):
    if options.get('embed') == 'no':
        return Named()
    return Embedded(options.get('font', DEFAULT_FONT), options.get('radicals') == 'yes')


def measure_of(font):
    return lambda text: sum(font.advance(char) for char in text) / 1000


def content(page, font, matrix, options):
    height, texts = page['height'], []
    out = ['q', matrix] if matrix else []
    out += noise.before(page, font, options)
    for op in page['ops']:
        if op[0] == 'line':
            _, x0, y0, x1, y1, width = op[:6]
            out.append('%g w %.2f %.2f m %.2f %.2f l S' % (width, x0, height - y0, x1, height - y1))
            if op[6:]:
                out[-1] = '%g G %s 0 G' % (op[6], out[-1])
        elif op[0] == 'fill':
            _, x, y, w, h, gray = op
            out.append('%g g %.2f %.2f %.2f %.2f re f 0 g' % (gray, x, height - y - h, w, h))
        elif op[0] == 'rect':
            _, x, y, w, h = op
            out.append('%.2f %.2f %.2f %.2f re f' % (x, height - y - h, w, h))
        else:
            texts.append(text_operation(op, font, height))
            out.append(('3 Tr %s 0 Tr' if options.get('ocr') == 'yes' else '%s') % texts[-1])
    out += noise.after(page, font, options, texts)
    return '\n'.join(out + (['Q'] if matrix else [])).encode()


def text_operation(op, font, height):
    _, x, y, size, align, angle, gray, spacing, text = op
    width = sum(font.advance(char) for char in text) * size / 1000 + spacing * len(text)
    x -= {'l': 0, 'c': width / 2, 'r': width}[align]
    turn = '1 0 0 1' if not angle else '0.7071 0.7071 -0.7071 0.7071'
    return 'BT %s/F1 %g Tf %g Tc %s %.2f %.2f Tm <%s> Tj ET%s' % (
        '%g g ' % gray if gray else '', size, spacing, turn, x, height - y, font.encode(text), ' 0 g' if gray else '')


def write(pages, options, path, font):
    pdf = Writer()
    tree, kids = pdf.reserve(), []
    turn = int(options.get('rotate', 0)) or (90 if options.get('sideways') == 'yes' else 0)
    crop = [float(v) for v in options['cropbox'].split(',')] if 'cropbox' in options else [0, 0]
    streams = []
    for page in pages:
        w, h = page['width'], page['height']
        # With /Rotate 90 the stored page is turned clockwise to be shown.
        matrix = {0: (1, 0, 0, 1, 0, 0), 90: (0, 1, -1, 0, h, 0), 180: (-1, 0, 0, -1, w, h), 270: (0, -1, 1, 0, 0, w)}[turn]
        box = (w, h) if turn in (0, 180) else (h, w)
        matrix = matrix[:4] + (matrix[4] + crop[0], matrix[5] + crop[1])
        words = '%g %g %g %g %g %g cm' % matrix if matrix != (1, 0, 0, 1, 0, 0) else ''
        streams.append((content(page, font, words, options), box))
    marked = options.get('mark')
    drawn = noise.mark(font, marked, options['watermark']) if marked else None
    face = font.write(pdf)
    resources, catalog = noise.add_resources(pdf, options)
    for data, box in streams:
        extra = ' /Rotate %d' % turn if 'rotate' in options else ''
        media = '0 0 %g %g' % (box[0] + 2 * crop[0], box[1] + 2 * crop[1])
        if 'cropbox' in options:
            extra += ' /CropBox [%g %g %g %g]' % (crop[0], crop[1], crop[0] + box[0], crop[1] + box[1])
        stream = pdf.stream(data)
        if drawn:
            extra += ' /Annots [%d 0 R]' % noise.add_annotation(pdf, drawn, marked, face, box)
        kids.append(pdf.add('<< /Type /Page /Parent %d 0 R /MediaBox [%s]%s /Contents %d 0 R /Resources << /Font << /F1 '
                            '%d 0 R >>%s >> >>' % (tree, media, extra, stream, face, resources)))
    pdf.put(tree, '<< /Type /Pages /Count %d /Kids [%s] >>' % (len(kids), ' '.join('%d 0 R' % k for k in kids)))
    info = pdf.add('<< /Producer (corpus/producers/rawpdf.py) /CreationDate (D:20240101000000Z) >>')
    data = pdf.bytes(pdf.add('<< /Type /Catalog /Pages %d 0 R%s >>' % (tree, catalog)), info)
    open(path, 'wb').write(data)
