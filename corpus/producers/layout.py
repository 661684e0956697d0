# SPDX-License-Identifier: GPL-3.0-or-later
"""Lays a document out on pages of drawing operations, for producers that only draw.

Points, origin at the top left.  An operation is a tuple:
  ('text', x, y, size, align, angle, gray, spacing, string)   y is the base line; align l, c or r
  ('line', x0, y0, x1, y1, width)
  ('rect', x, y, width, height)                               filled
A page is {'width': …, 'height': …, 'ops': […]}.
"""
PORTRAIT, LANDSCAPE = (595.0, 842.0), (842.0, 595.0)
MARGIN_X, MARGIN_TOP, MARGIN_BOTTOM = 56.0, 62.0, 56.0
LEADING = 1.3
TEXT_SIZE, TITLE_SIZE, TABLE_SIZE = 10.5, 15.0, 9.0


class Layout:
    def __init__(self, document, options, measure):
        """measure(text) gives the width of a text in em."""
        self.document, self.options, self.measure = document, options, measure
        self.pages, self.size = [], PORTRAIT
        self.y = None

    def run(self):
        for block in self.document.blocks:
            getattr(self, 'put_' + block.kind)(block)
        for number, page in enumerate(self.pages, 1):
            self.finish(page, number)
        return self.pages

    def finish(self, page, number):
        if self.options.get('numbers', 'yes') == 'yes':
            page['ops'].append(('text', page['width'] / 2, page['height'] - 30, 9, 'c', 0, 0, 0, '- %d -' % number))
        mark = None if 'mark' in self.options else self.options.get('watermark')
        if mark and self.options.get('upright') == 'yes':
            for y in (0.2, 0.45, 0.7):
                page['ops'].append(('text', page['width'] / 2, page['height'] * y, 40, 'c', 0, 0.85, 0, mark))
        elif mark:
            for x in (0.3, 0.72):
                for y in (0.22, 0.52, 0.82):
                    page['ops'].append(('text', page['width'] * x, page['height'] * y, 34, 'c', 45, 0.82, 0, mark))

    def new_page(self):
        self.pages.append({'width': self.size[0], 'height': self.size[1], 'ops': []})
        self.y = MARGIN_TOP

    @property
    def ops(self):
        return self.pages[-1]['ops']

    @property
    def inner(self):
        return self.size[0] - 2 * MARGIN_X

    def room(self, height):
        """Makes sure that a height fits on the page."""
        if self.y is None or self.y + height > self.size[1] - MARGIN_BOTTOM:
            self.new_page()

    def text(self, x, y, size, align, string, spacing=0):
        if string:
            self.ops.append(('text', x, y, size, align, 0, 0, spacing, string))

    def wrap(self, string, size, width):
        """Lines of a text in a width; a word of Latin letters or digits stays whole where it can."""
        lines = []
        for part in string.split('\n'):
            line = ''
            for token in tokens(part):
                if line and self.measure(line + token) * size > width:
                    lines.append(line)
                    line = ''
                if not line and self.measure(token) * size > width:
                    for char in token:
                        if line and self.measure(line + char) * size > width:
                            lines.append(line)
                            line = ''
                        line += char
                    continue
                line += token
            lines.append(line)
        return lines

    def put_cover(self, block):
        self.size = PORTRAIT
        self.new_page()
        y = 250.0
        for line in block.lines:
            self.text(self.size[0] / 2, y, 22, 'c', line)
            y += 46
        self.y = None

    def put_contents(self, block):
        self.size = PORTRAIT
        self.new_page()
        self.text(self.size[0] / 2, self.y + 16, 16, 'c', block.words)
        self.y += 46
        for line in block.lines:
            label, _, page = line.rpartition('|')
            label, page = label.strip(), page.strip()
            self.room(20)
            free = self.inner / TEXT_SIZE - self.measure(label) - self.measure(page)
            dots = '.' * max(3, int(free / self.measure('.')) - 1)
            self.text(MARGIN_X, self.y + 14, TEXT_SIZE, 'l', label + dots + page)
            self.y += 20
        self.y = None

    def put_page(self, block):
        self.size = LANDSCAPE if block.words == 'landscape' else PORTRAIT
        self.y = None

    def put_heading(self, block):
        self.room(60)
        self.text(MARGIN_X, self.y + 16, 13, 'l', block.words)
        self.y += 28

    def put_para(self, block):
        size = TEXT_SIZE + 1
        for text in [block.words] + block.lines if block.words else block.lines:
            for line in self.wrap('\u3000\u3000' + text, size, self.inner):
                self.room(20)
                self.text(MARGIN_X, self.y + 14, size, 'l', line)
                self.y += 20
        self.y += 6

    def put_title(self, block):
        facts = block.facts
        if 'number' in facts:
            self.text(MARGIN_X, self.y + 10, TEXT_SIZE, 'l', facts['number'])
            self.y += 18
        if 'title' in facts:
            for line in self.wrap(facts['title'], TITLE_SIZE, self.inner):
                self.text(self.size[0] / 2, self.y + 18, TITLE_SIZE, 'c', line)
                self.y += 24
            self.y += 2
        if 'organization' in facts or 'unit' in facts:
            self.text(MARGIN_X, self.y + 12, TABLE_SIZE, 'l', facts.get('organization', ''))
            self.text(self.size[0] - MARGIN_X, self.y + 12, TABLE_SIZE, 'r', facts.get('unit', ''))
            self.y += 18

    def put_table(self, block):
        if 'join' in block.facts and self.y is not None:
            self.y += 22
        else:
            self.new_page()
        Table(self, block).put()
        size = TABLE_SIZE
        for note in block.notes:
            self.room(18)
            self.text(MARGIN_X, self.y + 13, size, 'l', note)
            self.y += 18

    put_form = put_table


class Table:
    def __init__(self, layout, block):
        self.layout, self.block = layout, block
        self.size = float(block.facts.get('size', TABLE_SIZE))
        self.pad = float(block.facts.get('pad', 3))
        self.rules = block.facts.get('rules', layout.options.get('rules', 'lines'))
        self.repeat = layout.options.get('repeat', 'no')
        self.width = layout.inner * float(block.facts.get('width', 1))
        self.left = (layout.size[0] - self.width) / 2
        self.edges = [self.left]
        for w in block.widths():
            self.edges.append(self.edges[-1] + w * self.width)
        self.heights = self.measure_rows()

    def lines(self, cell):
        width = self.edges[cell.column + cell.columns] - self.edges[cell.column] - 2 * self.pad
        return self.layout.wrap(cell.text, self.size, width)

    def measure_rows(self):
        heights = [self.size * LEADING + 2 * self.pad] * len(self.block.rows)
        for cell in sorted(self.block.cells(), key=lambda c: c.rows):
            need = len(self.lines(cell)) * self.size * LEADING + 2 * self.pad
            have = sum(heights[cell.row:cell.row + cell.rows])
            if need > have:
                heights[cell.row + cell.rows - 1] += need - have
        return heights

    def put(self):
        layout, block = self.layout, self.block
        layout.put_title(block)
        head = len(block.head)
        splits = {head + int(s) % len(block.body) for s in block.facts.get('split', '').split()}
        limit = layout.size[1] - MARGIN_BOTTOM
        first = at = 0
        y = layout.y
        while at < len(block.rows):
            if at > first and at >= head and (y + self.heights[at] > limit or at in splits):
                self.draw(first, at)
                layout.new_page()
                if self.repeat == 'title':
                    layout.put_title(block)
                if self.repeat in ('yes', 'title') and head:
                    self.draw(0, head)
                y, first = layout.y, at
                splits.discard(at)
            y += self.heights[at]
            at += 1
        self.draw(first, at)

    def draw(self, first, last):
        """Draws the rows [first, last) at the layout's y."""
        tops = [self.layout.y]
        for height in self.heights[first:last]:
            tops.append(tops[-1] + height)
        cells = list(self.block.cells(first, last))
        self.below = len(self.layout.ops)  # what the text stands on goes here
        for cell in cells:
            self.draw_text(cell, tops[cell.row - first], tops[cell.row - first + cell.rows])
        boxes = [(self.edges[c.column], tops[c.row - first], self.edges[c.column + c.columns],
                  tops[c.row - first + c.rows], c.row) for c in cells]
        getattr(self, 'rule_' + self.rules)(boxes, tops, first)
        self.layout.y = tops[-1]

    def draw_text(self, cell, top, bottom):
        x0, x1 = self.edges[cell.column], self.edges[cell.column + cell.columns]
        align = self.block.aligns()[cell.column]
        if cell.row < len(self.block.head) or cell.columns > 1:
            align = 'c'
        spacing = float(self.block.facts.get('spacing', 0)) if cell.row >= len(self.block.head) else 0
        if not (align == 'r' and spacing):
            spacing = 0
        lines = self.lines(cell)
        y = (top + bottom - len(lines) * self.size * LEADING) / 2 + self.size * 1.02
        x = {'l': x0 + self.pad, 'c': (x0 + x1) / 2, 'r': x1 - self.pad}[align]
        for line in lines:
            self.layout.text(x, y, self.size, align, line, spacing)
            y += self.size * LEADING

    # How the rulings are made; each way occurs in real files.
    def edges_of(self, boxes):
        horizontal, vertical = set(), set()
        for x0, y0, x1, y1, _ in boxes:
            horizontal |= {(y0, x0, x1), (y1, x0, x1)}
            vertical |= {(x0, y0, y1), (x1, y0, y1)}
        return joined(horizontal), joined(vertical)

    def rule_lines(self, boxes, tops, first):
        horizontal, vertical = self.edges_of(boxes)
        for y, x0, x1 in horizontal:
            self.layout.ops.append(('line', x0, y, x1, y, 0.5))
        for x, y0, y1 in vertical:
            self.layout.ops.append(('line', x, y0, x, y1, 0.5))

    def rule_hairline(self, boxes, tops, first):
        before = len(self.layout.ops)
        self.rule_lines(boxes, tops, first)
        self.layout.ops[before:] = [op[:-1] + (0,) for op in self.layout.ops[before:]]

    def rule_cells(self, boxes, tops, first):
        for x0, y0, x1, y1, _ in boxes:
            for line in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
                self.layout.ops.append(('line',) + line + (0.75,))

    def rule_filled(self, boxes, tops, first):
        t = 0.48
        for x0, y0, x1, y1, _ in boxes:
            for rect in ((x0, y0, x1 - x0, t), (x0, y1, x1 - x0 + t, t), (x0, y0, t, y1 - y0), (x1, y0, t, y1 - y0)):
                self.layout.ops.append(('rect',) + rect)

    def rule_three(self, boxes, tops, first):
        """三线表: above and below the table, and below its head."""
        head = len(self.block.head)
        marks = [(tops[0], 1.2 if first == 0 else 0.6), (tops[-1], 1.2 if first + len(tops) > head + 1 else 0.6)]
        if first < head < first + len(tops) - 1:
            marks.append((tops[head - first], 0.6))
        for y, width in marks:
            self.layout.ops.append(('line', self.edges[0], y, self.edges[-1], y, width))

    def rule_open(self, boxes, tops, first):
        """No vertical rulings: a line below each row."""
        for y in tops:
            self.layout.ops.append(('line', self.edges[0], y, self.edges[-1], y, 0.5))

    def rule_level(self, boxes, tops, first):
        """A frame, and a line below each row."""
        self.rule_open(boxes, tops, first)
        for x in (self.edges[0], self.edges[-1]):
            self.layout.ops.append(('line', x, tops[0], x, tops[-1], 0.5))

    def inner(self, boxes, tops):
        """The lines within the frame."""
        horizontal, vertical = self.edges_of(boxes)
        return ([line for line in horizontal if line[0] not in (tops[0], tops[-1])],
                [line for line in vertical if line[0] not in (self.edges[0], self.edges[-1])])

    def rule_inner(self, boxes, tops, first):
        horizontal, vertical = self.inner(boxes, tops)
        for y, x0, x1 in horizontal:
            self.layout.ops.append(('line', x0, y, x1, y, 0.5))
        for x, y0, y1 in vertical:
            self.layout.ops.append(('line', x, y0, x, y1, 0.5))

    def rule_upright(self, boxes, tops, first):
        """A frame, a line below the head, and lines between the columns alone."""
        head = len(self.block.head)
        for y in {tops[0], tops[-1]} | ({tops[head - first]} if first < head < first + len(tops) - 1 else set()):
            self.layout.ops.append(('line', self.edges[0], y, self.edges[-1], y, 0.5))
        for x, y0, y1 in self.edges_of(boxes)[1]:
            self.layout.ops.append(('line', x, y0, x, y1, 0.5))

    def rule_short(self, boxes, tops, first):
        """The sides of each cell, which stop short of the crossings."""
        for x0, y0, x1, y1, _ in boxes:
            for line in ((x0 + 1.5, y0, x1 - 1.5, y0), (x0 + 1.5, y1, x1 - 1.5, y1),
                         (x0, y0 + 1.5, x0, y1 - 1.5), (x1, y0 + 1.5, x1, y1 - 1.5)):
                self.layout.ops.append(('line',) + line + (0.5,))

    def rule_double(self, boxes, tops, first):
        before = len(self.layout.ops)
        self.rule_lines(boxes, tops, first)
        lines = self.layout.ops[before:]
        self.layout.ops[before:] = [(op[0], op[1] + d * (op[1] == op[3]), op[2] + d * (op[2] == op[4]),
                                     op[3] + d * (op[1] == op[3]), op[4] + d * (op[2] == op[4]), 0.3)
                                    for op in lines for d in (-0.9, 0.9)]

    def rule_dotted(self, boxes, tops, first):
        """Dots of their own, as some spreadsheets print dotted borders."""
        horizontal, vertical = self.edges_of(boxes)
        for y, x0, x1 in horizontal:
            for i in range(int((x1 - x0) / 1.5)):
                self.layout.ops.append(('rect', x0 + 1.5 * i, y, 0.5, 0.5))
        for x, y0, y1 in vertical:
            for i in range(int((y1 - y0) / 1.5)):
                self.layout.ops.append(('rect', x, y0 + 1.5 * i, 0.5, 0.5))

    def rule_background(self, boxes, tops, first):
        """Cells by their backgrounds, with the paper between them."""
        self.layout.ops[self.below:self.below] = [
            ('fill', x0 + 0.4, y0 + 0.4, x1 - x0 - 0.8, y1 - y0 - 0.8, 0.9) for x0, y0, x1, y1, _ in boxes]

    def rule_white(self, boxes, tops, first):
        """White lines on a background of the whole table."""
        horizontal, vertical = self.edges_of(boxes)
        self.layout.ops[self.below:self.below] = [
            ('fill', self.edges[0], tops[0], self.edges[-1] - self.edges[0], tops[-1] - tops[0], 0.88)
        ] + [('line', x0, y, x1, y, 0.7, 1) for y, x0, x1 in horizontal] + [
            ('line', x, y0, x, y1, 0.7, 1) for x, y0, y1 in vertical]

    def rule_none(self, boxes, tops, first):
        pass


def joined(edges):
    """Pieces of rulings that touch, as one line each."""
    out = []
    for at, a, b in sorted(edges):
        if out and out[-1][0] == at and a <= out[-1][2] + 0.01:
            out[-1][2] = max(out[-1][2], b)
        else:
            out.append([at, a, b])
    return out


def tokens(text):
    """Chinese characters alone, runs of Latin letters and digits together."""
    run = ''
    for char in text:
        if ord(char) < 0x2000 and char != ' ':
            run += char
            continue
        if run:
            yield run
            run = ''
        yield char
    if run:
        yield run
