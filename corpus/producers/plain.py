# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents as plain text, as conversion tools give them: a row is a line, a merged cell's text stands in its first
cell and the others of it are empty.

Options of a rendering: cells=tab (the default) or pipe.
"""


def row(cells, pipe):
    if pipe:
        return '| %s |' % ' | '.join(cell.replace('|', '\\|') for cell in cells)
    return '\t'.join(cells)


def table(block, pipe):
    out = [block.facts[key] for key in ('number', 'title', 'organization', 'unit') if key in block.facts]
    out.append('')
    for index, cells in enumerate(block.printed()):
        out.append(row(cells, pipe))
        if pipe and index == 0:
            out.append(row(['---'] * len(cells), pipe))
    out.append('')
    return out + block.notes


def text(document, options):
    pipe = options.get('cells') == 'pipe'
    out = []
    for block in document.blocks:
        if block.kind in ('table', 'form'):
            out += table(block, pipe)
        elif block.kind == 'contents':
            out += [block.words] + [line.split('|')[0].strip() for line in block.lines]
        elif block.kind == 'cover':
            out += block.lines
        elif block.kind in ('heading', 'para'):
            out.append(block.words)
        out.append('')
    return '\n'.join(out).rstrip('\n') + '\n'
