# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents as flat OpenDocument: text for a word processor, sheets for a spreadsheet.

Options of a rendering: font (a family), repeat=no (no head on the pages that follow).
The spreadsheet has a sheet for each table; it leaves prose and contents out.
"""
from xml.sax.saxutils import escape, quoteattr

SPACES = ' '.join('xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0"' % pair for pair in (
    ('office', 'office'), ('text', 'text'), ('table', 'table'), ('style', 'style'),
    ('fo', 'xsl-fo-compatible'), ('svg', 'svg-compatible')))
ALIGN = {'l': 'start', 'c': 'center', 'r': 'end'}
WIDTHS = {False: 174.0, True: 261.0}        # of the text area in mm: portrait, landscape
BORDER = 'fo:border="0.5pt solid #000000"'


def document_of(mime, styles, automatic, master, body):
    return '<?xml version="1.0" encoding="UTF-8"?>\n<office:document %s office:version="1.2" office:mimetype="%s">\n' \
           '<office:styles>%s</office:styles>\n<office:automatic-styles>%s</office:automatic-styles>\n' \
           '<office:master-styles>%s</office:master-styles>\n<office:body>%s</office:body></office:document>\n' % (
               SPACES, mime, styles, automatic, master, body)


def page_layout(name, wide, extra=''):
    w, h = (297, 210) if wide else (210, 297)
    return '<style:page-layout style:name="%s"><style:page-layout-properties fo:page-width="%dmm" fo:page-height="%dmm" ' \
           'style:print-orientation="%s" fo:margin="18mm"%s/>' % (name, w, h, 'landscape' if wide else 'portrait', extra)


def font_properties(font, size, weight='normal'):
    return '<style:text-properties style:font-name-asian="{0}" fo:font-family="{0}" style:font-family-asian="{0}" ' \
           'fo:font-size="{1}pt" style:font-size-asian="{1}pt" fo:font-weight="{2}" style:font-weight-asian="{2}" ' \
           'fo:language="en" fo:country="US" style:language-asian="zh" style:country-asian="CN"/>'.format(
               escape(font), size, weight)


def inline(text):
    return '<text:line-break/>'.join(escape(part) for part in text.split('\n'))


class Text:
    """Builds a flat OpenDocument text."""

    def __init__(self, document, options):
        self.document, self.options = document, options
        self.font = options.get('font', 'Noto Serif CJK SC')
        self.automatic, self.body = [], []
        self.styles = 0
        self.wide, self.fresh = False, True

    def style(self, parent, size=None):
        """A paragraph style; it begins a new page where one is due."""
        if not self.fresh:
            return parent
        self.fresh = False
        self.styles += 1
        name = 'B%d' % self.styles
        self.automatic.append('<style:style style:name="%s" style:family="paragraph" style:parent-style-name="%s" '
                              'style:master-page-name="%s"/>' % (name, parent, 'Wide' if self.wide else 'Tall'))
        return name

    def put(self, parent, xml):
        self.body.append('<text:p text:style-name="%s">%s</text:p>' % (self.style(parent), xml))

    def run(self):
        for block in self.document.blocks:
            getattr(self, 'put_' + block.kind)(block)
        return document_of('application/vnd.oasis.opendocument.text', self.named(), ''.join(self.automatic) +
                           self.layouts(), self.masters(), '<office:text>%s</office:text>' % '\n'.join(self.body))

    def named(self):
        paragraphs = (('Standard', 10.5, 'start', ''), ('Cover', 22, 'center', 'fo:margin-top="14mm"'),
                      ('Centre', 16, 'center', 'fo:margin-bottom="4mm"'), ('Heading', 13, 'start', 'fo:margin-top="3mm"'),
                      ('Prose', 11, 'justify', 'fo:text-indent="8mm" fo:line-height="150%"'),
                      ('Title', 15, 'center', 'fo:margin-top="3mm" fo:margin-bottom="2mm"'),
                      ('CellL', 9, 'start', ''), ('CellC', 9, 'center', ''), ('CellR', 9, 'end', ''),
                      ('SmallL', 7, 'start', ''), ('SmallC', 7, 'center', ''), ('SmallR', 7, 'end', ''))
        out = []
        for name, size, align, extra in paragraphs:
            out.append('<style:style style:name="%s" style:family="paragraph"><style:paragraph-properties '
                       'fo:text-align="%s" %s/>%s</style:style>' % (name, align, extra, font_properties(self.font, size)))
        for name, stop, leader in (('Entry', 173, ' style:leader-style="dotted" style:leader-text="."'),
                                   ('BesideTall', 173, ''), ('BesideWide', 260, '')):
            out.append('<style:style style:name="%s" style:family="paragraph" style:parent-style-name="%s">'
                       '<style:paragraph-properties><style:tab-stops><style:tab-stop style:position="%dmm" '
                       'style:type="right"%s/></style:tab-stops></style:paragraph-properties></style:style>' %
                       (name, 'Standard' if name == 'Entry' else 'CellL', stop, leader))
        return ''.join(out)

    def layouts(self):
        footer = '<style:footer-style><style:header-footer-properties fo:min-height="6mm" fo:margin-top="2mm"/>' \
                 '</style:footer-style></style:page-layout>'
        cell = '<style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties %s ' \
               'fo:padding="0.9mm" style:vertical-align="middle"/></style:style>' % BORDER
        return page_layout('TallPage', False) + footer + page_layout('WidePage', True) + footer + cell

    def masters(self):
        footer = '<style:footer><text:p text:style-name="CellC">- <text:page-number text:select-page="current"/> -' \
                 '</text:p></style:footer>'
        return ''.join('<style:master-page style:name="%s" style:page-layout-name="%sPage">%s</style:master-page>' %
                       (n, n, footer) for n in ('Tall', 'Wide'))

    def put_cover(self, block):
        self.wide, self.fresh = False, True
        for _ in range(4):
            self.put('Cover', '')
        for line in block.lines:
            self.put('Cover', escape(line))
        self.fresh = True

    def put_contents(self, block):
        self.wide, self.fresh = False, True
        self.put('Centre', escape(block.words))
        for line in block.lines:
            label, _, page = line.rpartition('|')
            self.put('Entry', '%s<text:tab/>%s' % (escape(label.strip()), escape(page.strip())))
        self.fresh = True

    def put_page(self, block):
        self.wide, self.fresh = block.words == 'landscape', True

    def put_heading(self, block):
        self.put('Heading', escape(block.words))

    def put_para(self, block):
        for text in ([block.words] if block.words else []) + block.lines:
            self.put('Prose', escape(text))

    def put_table(self, block):
        facts = block.facts
        if 'join' not in facts:
            self.fresh = True
        if 'number' in facts:
            self.put('CellL', escape(facts['number']))
        if 'title' in facts:
            self.put('Title', escape(facts['title']))
        if 'organization' in facts or 'unit' in facts:
            self.put('BesideWide' if self.wide else 'BesideTall', '%s<text:tab/>%s' %
                     (escape(facts.get('organization', '')), escape(facts.get('unit', ''))))
        self.table(block)
        for note in block.notes:
            self.put('CellL', escape(note))

    put_form = put_table

    def table(self, block):
        self.styles += 1
        name, width = 'T%d' % self.styles, WIDTHS[self.wide]
        self.automatic.append('<style:style style:name="%s" style:family="table"><style:table-properties '
                              'style:width="%.1fmm" table:align="margins" table:border-model="collapsing"/></style:style>'
                              '<style:style style:name="%sRow" style:family="table-row"><style:table-row-properties '
                              'fo:keep-together="always"/></style:style>' % (name, width, name))
        columns = ''
        for i, w in enumerate(block.widths()):
            self.automatic.append('<style:style style:name="%sC%d" style:family="table-column">'
                                  '<style:table-column-properties style:column-width="%.2fmm"/></style:style>' %
                                  (name, i, w * width))
            columns += '<table:table-column table:style-name="%sC%d"/>' % (name, i)
        small = float(block.facts.get('size', 9)) < 8
        head = rows_of(block, 0, len(block.head), lambda cell, align: 'table:style-name="Cell"',
                       lambda cell, align: ('Small' if small else 'Cell') + align.upper(), name + 'Row')
        body = rows_of(block, len(block.head), None, lambda cell, align: 'table:style-name="Cell"',
                       lambda cell, align: ('Small' if small else 'Cell') + align.upper(), name + 'Row')
        if self.options.get('repeat') != 'no' and head:
            head = '<table:table-header-rows>%s</table:table-header-rows>' % head
        self.body.append('<table:table table:name="%s" table:style-name="%s">%s%s%s</table:table>' %
                         (name, name, columns, head, body))


def rows_of(block, first, last, cell_style, paragraph_style, row_style):
    """The rows [first, last) as table:table-row elements."""
    last = len(block.rows) if last is None else last
    anchors = {(c.row, c.column): c for c in block.cells(first, last)}
    out = []
    for r in range(first, last):
        out.append('<table:table-row table:style-name="%s">' % row_style)
        for c in range(block.columns):
            cell = anchors.get((r, c))
            if cell is None:
                out.append('<table:covered-table-cell/>')
                continue
            align = 'c' if r < len(block.head) or cell.columns > 1 else block.aligns()[c]
            spans = ' table:number-columns-spanned="%d" table:number-rows-spanned="%d"' % (cell.columns, cell.rows) \
                if (cell.columns, cell.rows) != (1, 1) else ''
            style = paragraph_style(cell, align)
            named = ' text:style-name="%s"' % style if style else ''
            out.append('<table:table-cell %s%s office:value-type="string"><text:p%s>%s</text:p></table:table-cell>' %
                       (cell_style(cell, align), spans, named, inline(cell.text)))
        out.append('</table:table-row>\n')
    return ''.join(out)


class Sheets:
    """Builds a flat OpenDocument spreadsheet: a sheet for the cover and each table."""

    def __init__(self, document, options):
        self.document, self.options = document, options
        self.font = options.get('font', 'WenQuanYi Zen Hei')
        self.automatic, self.sheets = [], []

    def run(self):
        wide = False
        for block in self.document.blocks:
            if block.kind == 'page':
                wide = block.words == 'landscape'
            elif block.kind == 'cover':
                self.cover(block)
            elif block.kind in ('table', 'form'):
                self.sheet(block, wide)
        return document_of('application/vnd.oasis.opendocument.spreadsheet', '', self.styles() + ''.join(self.automatic),
                           self.masters(), '<office:spreadsheet>%s</office:spreadsheet>' % '\n'.join(self.sheets))

    def styles(self):
        out = [page_layout('TallPage', False, self.page_extra()) + '</style:page-layout>',
               page_layout('WidePage', True, self.page_extra()) + '</style:page-layout>']
        for name in ('Tall', 'Wide'):
            out.append('<style:style style:name="%sSheet" style:family="table" style:master-page-name="%s">'
                       '<style:table-properties table:display="true"/></style:style>' % (name, name))
        out.append('<style:style style:name="Row" style:family="table-row"><style:table-row-properties '
                   'style:use-optimal-row-height="true"/></style:style>')
        cells = [('Cover', 'c', 22, ''), ('Title', 'c', 15, ''), ('Plain', 'l', 9, ''), ('Right', 'r', 9, '')]
        cells += [(n + a.upper(), a, s, BORDER) for n, s in (('Cell', 9), ('Small', 7)) for a in 'lcr']
        for name, align, size, border in cells:
            out.append('<style:style style:name="%s" style:family="table-cell"><style:table-cell-properties %s '
                       'fo:padding="0.5mm" style:vertical-align="middle" fo:wrap-option="%s"/><style:paragraph-properties '
                       'fo:text-align="%s"/>%s</style:style>' %
                       (name, border, 'wrap' if border else 'no-wrap', ALIGN[align], font_properties(self.font, size)))
        return ''.join(out)

    @staticmethod
    def page_extra():
        return ' style:scale-to-X="1" style:scale-to-Y="0" style:table-centering="horizontal" style:print="objects charts"'

    @staticmethod
    def masters():
        return ''.join('<style:master-page style:name="%s" style:page-layout-name="%sPage"><style:header '
                       'style:display="false"/><style:footer style:display="false"/></style:master-page>' % (n, n)
                       for n in ('Tall', 'Wide'))

    def cover(self, block):
        rows = ''.join('<table:table-row table:style-name="Row"><table:table-cell table:style-name="Cover" '
                       'office:value-type="string"><text:p>%s</text:p></table:table-cell></table:table-row>' % escape(t)
                       for t in [''] * 6 + block.lines)
        self.columns('cover', [1], False)
        self.sheets.append('<table:table table:name="cover" table:style-name="TallSheet"><table:table-column '
                           'table:style-name="coverC0"/>%s</table:table>' % rows)

    def columns(self, name, widths, wide):
        for i, w in enumerate(widths):
            self.automatic.append('<style:style style:name="%sC%d" style:family="table-column">'
                                  '<style:table-column-properties style:column-width="%.2fmm"/></style:style>' %
                                  (name, i, w * WIDTHS[wide] * 0.985))

    def sheet(self, block, wide):
        name = 'S%d' % len(self.sheets)
        self.columns(name, block.widths(), wide)
        columns = ''.join('<table:table-column table:style-name="%sC%d"/>' % (name, i) for i in range(block.columns))
        size = 'Small' if float(block.facts.get('size', 9)) < 8 else 'Cell'

        def rows(first, last):
            return rows_of(block, first, last, lambda cell, align: 'table:style-name=%s' % quoteattr(size + align.upper()),
                           lambda cell, align: '', 'Row')
        head = rows(0, len(block.head))
        if self.options.get('repeat') != 'no' and head:
            head = '<table:table-header-rows>%s</table:table-header-rows>' % head
        parts = self.lines_above(block) + head + rows(len(block.head), None)
        parts += ''.join(self.line([(note, 'Plain', block.columns)]) for note in block.notes)
        self.sheets.append('<table:table table:name="%s" table:style-name="%sSheet">%s%s</table:table>' %
                           (name, 'Wide' if wide else 'Tall', columns, parts))

    def lines_above(self, block):
        facts, out, n = block.facts, '', block.columns
        if 'number' in facts:
            out += self.line([(facts['number'], 'Plain', n)])
        if 'title' in facts:
            out += self.line([(facts['title'], 'Title', n)])
        if 'organization' in facts or 'unit' in facts:
            left = max(1, n - 1) if n < 4 else n - 2
            out += self.line([(facts.get('organization', ''), 'Plain', left), (facts.get('unit', ''), 'Right', n - left)])
        return out

    @staticmethod
    def line(cells):
        out = ''
        for text, style, span in cells:
            if span > 0:
                out += '<table:table-cell table:style-name="%s" table:number-columns-spanned="%d" ' \
                       'table:number-rows-spanned="1" office:value-type="string"><text:p>%s</text:p></table:table-cell>' % (
                           style, span, escape(text)) + '<table:covered-table-cell/>' * (span - 1)
        return '<table:table-row table:style-name="Row">%s</table:table-row>' % out
