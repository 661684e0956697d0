# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the declarative sources of the corpus (the format is told in corpus/README.md)."""
import dataclasses
import shlex

LEFT, ABOVE = '<', '^'      # a cell that belongs to the one on its left, or above it


class SourceError(Exception):
    pass


@dataclasses.dataclass
class Cell:
    row: int
    column: int
    rows: int
    columns: int
    text: str


@dataclasses.dataclass
class Block:
    kind: str                   # cover contents heading para page table form
    words: str = ''             # what follows the keyword
    lines: list = dataclasses.field(default_factory=list)
    facts: dict = dataclasses.field(default_factory=dict)
    head: list = dataclasses.field(default_factory=list)    # rows of printed cells
    body: list = dataclasses.field(default_factory=list)
    notes: list = dataclasses.field(default_factory=list)

    @property
    def rows(self):
        return self.head + self.body

    @property
    def columns(self):
        return len(self.rows[0])

    def widths(self):
        """Relative widths of the columns, their sum being 1."""
        given = [float(w) for w in self.facts.get('widths', '').split()] or [1.0] * self.columns
        return [w / sum(given) for w in given]

    def aligns(self):
        return (self.facts.get('align', '').replace(' ', '') or 'l' * self.columns)

    def cells(self, first=0, last=None):
        """The cells of the rows [first, last), merged ones as one; a merge ends where the range does."""
        rows = self.rows[first:last]
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                if text in (LEFT, ABOVE):
                    if not (text == ABOVE and r == 0):
                        continue
                    text = ''
                columns = 1
                while c + columns < len(row) and row[c + columns] == LEFT:
                    columns += 1
                down = 1
                while r + down < len(rows) and rows[r + down][c] == ABOVE:
                    down += 1
                yield Cell(first + r, c, down, columns, text)

    def printed(self):
        """The rows as printed: a merged cell's text in its first column, lines of a cell joined."""
        return [['' if t in (LEFT, ABOVE) else t.replace('\n', '') for t in row] for row in self.rows]


@dataclasses.dataclass
class Render:
    name: str
    options: dict

    @property
    def file(self):
        return self.name + ('.txt' if self.options['producer'] == 'text' else '.pdf')


@dataclasses.dataclass
class Document:
    name: str
    facts: dict
    renders: list
    blocks: list

    def tables(self):
        return [b for b in self.blocks if b.kind == 'table']

    def forms(self):
        return [b for b in self.blocks if b.kind == 'form']


DOCUMENT_FACTS = ('kind', 'level', 'organization', 'year', 'title', 'error')
TABLE_FACTS = ('title', 'number', 'organization', 'unit', 'widths', 'align', 'join', 'size', 'split', 'rules',
               'spacing', 'pad', 'width')


def row_of(line, where):
    cells = [c.strip().replace('\\n', '\n').replace('\\s', '\u3000') for c in line.split('|')]
    if not cells:
        raise SourceError('%s: a row without cells' % where)
    return cells


def close(block, where):
    if block.kind in ('table', 'form'):
        if not block.rows:
            raise SourceError('%s: a table without rows' % where)
        for row in block.rows:
            if len(row) != block.columns:
                raise SourceError('%s: %d cells where the first row has %d: %s' %
                                  (where, len(row), block.columns, ' | '.join(row)))
        if len(block.widths()) != block.columns or len(block.aligns()) != block.columns:
            raise SourceError('%s: widths or align do not fit %d columns' % (where, block.columns))


def read(path, name):
    document = Document(name, {}, [], [])
    block = section = None
    for number, raw in enumerate(open(path, encoding='utf-8'), 1):
        where = '%s:%d' % (path, number)
        line = raw.rstrip('\n')
        if not line.strip() or line.startswith('#'):
            continue
        if not line.startswith(' '):
            if block:
                close(block, where)
            word, _, rest = line.partition(' ')
            rest = rest.strip()
            section = None
            block = None
            if word == 'render':
                parts = shlex.split(rest)
                document.renders.append(Render(parts[0], dict(p.split('=', 1) for p in parts[1:])))
            elif word in DOCUMENT_FACTS:
                document.facts[word] = rest
            elif word in ('cover', 'contents', 'heading', 'para', 'page', 'table', 'form'):
                block = Block(word, rest)
                document.blocks.append(block)
            else:
                raise SourceError('%s: unknown word %s' % (where, word))
            continue
        if block is None:
            raise SourceError('%s: a line that belongs to nothing' % where)
        text = line.strip()
        if block.kind not in ('table', 'form'):
            block.lines.append(text)
            continue
        word, _, rest = text.partition(' ')
        if text in ('head', 'body'):
            section = text
        elif word == 'note' and not line.startswith('    '):
            block.notes.append(rest.strip())
        elif line.startswith('    ') and section:
            getattr(block, section).append(row_of(line[4:], where))
        elif word in TABLE_FACTS:
            block.facts[word] = rest.strip()
        else:
            raise SourceError('%s: unknown fact %s' % (where, word))
    if block:
        close(block, path)
    if not document.renders:
        raise SourceError('%s: nothing to render' % path)
    return document


def after_colon(text):
    """`单位：元` says `元`; `（单位：元）` too."""
    if text is None:
        return None
    for colon in '：:':
        if colon in text:
            text = text.split(colon, 1)[1]
            break
    return text.strip().rstrip('）)')


def expected(document):
    """What the program is to find, for the checker: facts, tables and forms as printed."""
    facts = document.facts
    out = {'source': document.name, 'files': {}, 'document': {}, 'tables': [], 'forms': []}
    for render in document.renders:
        if render.options['producer'] == 'text':
            continue        # compared with the PDFs by tests/equality_check.py
        out['files'][render.file] = {'watermark': render.options.get('watermark', render.options.get('seal'))}
    for key in ('kind', 'level', 'organization', 'title'):
        if key in facts:
            out['document'][key] = None if facts[key] == 'none' else facts[key]
    if 'year' in facts:
        out['document']['fiscal_year'] = int(facts['year'])
    for block in document.tables() + document.forms():
        entry = {'kind': block.words}
        for key in ('title', 'number'):
            if key in block.facts:
                entry[key] = block.facts[key]
        for key in ('organization', 'unit'):
            if key in block.facts:
                entry[key] = after_colon(block.facts[key])
        if block.notes:
            entry['notes'] = block.notes
        entry['rows'] = block.printed()
        out[block.kind + 's'].append(entry)
    return out
