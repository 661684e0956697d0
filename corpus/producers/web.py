# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents as HTML, for a browser to print.

Options of a rendering: font (a family), repeat=no (no head on the pages that follow), watermark.
"""
from html import escape

STYLE = '''
@page { size: A4 portrait; margin: 20mm 18mm; }
@page wide { size: A4 landscape; margin: 18mm 16mm; }
body { font-family: "%(font)s"; font-size: 10.5pt; margin: 0; line-height: 1.5; }
section { break-before: page; }
section.wide { page: wide; }
section.first { break-before: auto; }
.cover { text-align: center; font-size: 22pt; padding-top: 70mm; }
.contents p { display: flex; margin: 3pt 0; white-space: nowrap; }
.contents i { flex: 1; overflow: hidden; font-style: normal; }
h1 { font-size: 16pt; text-align: center; font-weight: normal; }
h2 { font-size: 13pt; font-weight: bold; margin: 8pt 0 4pt; }
p { margin: 3pt 0; }
.text { text-indent: 2em; }
.number { font-size: 10pt; }
.title { font-size: 15pt; text-align: center; margin: 4pt 0; }
.beside { display: flex; justify-content: space-between; font-size: 9pt; }
table { border-collapse: collapse; width: 100%%; table-layout: fixed; font-size: 9pt; line-height: 1.3; }
thead { display: %(head)s; }
tr { break-inside: avoid; }
td { border: 0.75pt solid #000; padding: 2.5pt 3pt; overflow-wrap: anywhere; }
.l { text-align: left; } .c { text-align: center; } .r { text-align: right; }
.note { font-size: 9pt; margin: 4pt 0; }
.mark { position: fixed; left: 50%%; top: 50%%; font-size: 40pt; color: #d0d0d0; white-space: nowrap;
        transform: translate(-50%%, -50%%) rotate(-45deg); }
'''


def lines(text):
    return '<br>'.join(escape(part) for part in text.split('\n'))


def table(block):
    facts, out = block.facts, []
    if 'number' in facts:
        out.append('<p class="number">%s</p>' % escape(facts['number']))
    if 'title' in facts:
        out.append('<p class="title">%s</p>' % escape(facts['title']))
    if 'organization' in facts or 'unit' in facts:
        out.append('<p class="beside"><span>%s</span><span>%s</span></p>' %
                   (escape(facts.get('organization', '')), escape(facts.get('unit', ''))))
    size = ' style="font-size: %spt"' % facts['size'] if 'size' in facts else ''
    out.append('<table%s><colgroup>%s</colgroup>' %
               (size, ''.join('<col style="width: %.3f%%">' % (100 * w) for w in block.widths())))
    head = len(block.head)
    for tag, first, last in (('thead', 0, head), ('tbody', head, None)):
        rows = {}
        for cell in block.cells(first, last):
            align = 'c' if tag == 'thead' or cell.columns > 1 else block.aligns()[cell.column]
            spans = (' colspan="%d"' % cell.columns if cell.columns > 1 else '') + \
                    (' rowspan="%d"' % cell.rows if cell.rows > 1 else '')
            rows.setdefault(cell.row, []).append('<td class="%s"%s>%s</td>' % (align, spans, lines(cell.text) or '&nbsp;'))
        out.append('<%s>%s</%s>' % (tag, '\n'.join(
            '<tr>%s</tr>' % ''.join(rows.get(r, [])) for r in range(first, last or len(block.rows))), tag))
    out.append('</table>')
    out += ['<p class="note">%s</p>' % escape(note) for note in block.notes]
    return '\n'.join(out)


def page(document, options):
    """The document as one HTML text."""
    sections, wide, fresh = [], False, True

    def put(html, begin):
        nonlocal fresh
        if begin or fresh or not sections:
            sections.append((wide, []))
        fresh = False
        sections[-1][1].append(html)

    for block in document.blocks:
        if block.kind == 'page':
            wide, fresh = block.words == 'landscape', True
        elif block.kind == 'cover':
            wide = False
            put('<div class="cover">%s</div>' % ''.join('<p>%s</p>' % escape(x) for x in block.lines), True)
            fresh = True
        elif block.kind == 'contents':
            entries = [line.rpartition('|') for line in block.lines]
            put('<div class="contents"><h1>%s</h1>%s</div>' % (escape(block.words), ''.join(
                '<p>%s<i>%s</i>%s</p>' % (escape(a.strip()), '.' * 160, escape(b.strip())) for a, _, b in entries)), True)
            fresh = True
        elif block.kind == 'heading':
            put('<h2>%s</h2>' % escape(block.words), False)
        elif block.kind == 'para':
            for text in ([block.words] if block.words else []) + block.lines:
                put('<p class="text">%s</p>' % escape(text), False)
        else:
            put(table(block), 'join' not in block.facts)
    style = STYLE % {'font': options.get('font', 'Noto Serif CJK SC'),
                     'head': 'table-row-group' if options.get('repeat') == 'no' else 'table-header-group'}
    mark = '<div class="mark">%s</div>' % escape(options['watermark']) if 'watermark' in options else ''
    body = '\n'.join('<section class="%s%s">%s</section>' % ('wide' if w else 'tall', ' first' if not i else '',
                                                            '\n'.join(parts))
                     for i, (w, parts) in enumerate(sections))
    return '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>%s</title><style>%s</style></head>' \
           '<body>%s%s</body></html>\n' % (escape(document.name), style, mark, body)
