#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares what the program says of the corpus with corpus/expected, cell by cell.

    extract corpus/*.pdf corpus/bad/*.pdf | tests/corpus_check.py [--only NAME] [FILE.jsonl …]

Every document that corpus/expected names must be in the input, unless --only names one PDF.  Cells
are compared exactly after white space is dropped and full-width forms are folded (NFKC, but ① and
㎡ stay); a cell's place counts, a merged cell stands in its first column.  Each difference is
reported as `document: table: line: expected … got …`, lines being those printed, head lines
first, counted from 1.  The last line is `N passed, N failed`; exit status 1 if any failed.
"""
import argparse
import collections
import difflib
import glob
import json
import os
import re
import sys
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
EXPECTED = os.path.join(HERE, '..', 'corpus', 'expected')
KEEP = re.compile('[\u2460-\u24ff\u3300-\u33ff]')      # ① and the like, ㎡ and the like
TABLE_FACTS = ('kind', 'title', 'number', 'organization', 'unit', 'notes')
FORM_FACTS = ('kind',)


def fold(text):
    """A text without white space and with full-width forms folded."""
    out = ''.join(c if KEEP.match(c) else unicodedata.normalize('NFKC', c) for c in text or '')
    return ''.join(out.split())


def same_fact(wanted, got):
    if isinstance(wanted, list):
        return [fold(x) for x in wanted] == [fold(x) for x in got or []]
    if isinstance(wanted, str):
        return isinstance(got, str) and fold(wanted) == fold(got)
    return wanted == got


def expected_lines(entry):
    """Each printed row as {column: text}, empty cells left out."""
    return [{c: fold(t) for c, t in enumerate(row) if fold(t)} for row in entry['rows']]


def gather(cells, line):
    for cell in cells:
        text, column = fold(cell.get('text')), cell.get('column')
        if text and line.get(column) != text:       # rows cut from one line may share a cell
            line[column] = line.get(column, '') + text


def table_lines(table):
    """The printed lines of a table: its head lines, then its rows, the sides of one line together."""
    lines = collections.OrderedDict()
    for number, header in enumerate(table.get('header', [])):
        gather(header.get('cells', []), lines.setdefault(('head', number), {}))
    for number, row in enumerate(table.get('rows', [])):
        gather(row.get('cells', []), lines.setdefault(('row', row.get('line', -number - 1)), {}))
    return list(lines.values())


def form_lines(form):
    lines = {}
    for cell in form.get('cells', []):
        gather([cell], lines.setdefault((cell.get('page'), cell.get('row')), {}))
    return [lines[key] for key in sorted(lines)]


def forms_joined(forms, count):
    """A list of projects gives a form for each: those of one title side by side are one printed list again, as far as
    there are more than `count`."""
    forms = list(forms)
    for i in range(len(forms) - 1, 0, -1):
        if len(forms) > count and forms[i].get('title') == forms[i - 1].get('title'):
            rows = 1 + max((cell['row'] for cell in forms[i - 1]['cells']), default=-1)
            below = [dict(cell, row=cell['row'] + rows) for cell in forms[i]['cells']]
            forms[i - 1:i + 1] = [dict(forms[i - 1], cells=forms[i - 1]['cells'] + below)]
    return forms


class Checker:
    def __init__(self):
        self.passed = self.failed = 0

    def fail(self, where, wanted, got, weight=1):
        self.failed += weight
        print('%s: expected %s got %s' % (where, show(wanted), show(got)))

    def fact(self, where, wanted, got):
        if same_fact(wanted, got):
            self.passed += 1
        else:
            self.fail(where, wanted, got)

    def document(self, name, wanted, got):
        if 'error' in got:
            self.fail('%s: document' % name, 'a document', 'error %s' % got['error'].get('code'), self.weight(wanted))
            return
        facts = got.get('document', {})
        for key, value in sorted(wanted['document'].items()):
            self.fact('%s: document: %s' % (name, key), value, facts.get(key))
        if 'kind' in wanted['document']:    # a watermark is told of documents that are known
            mark = wanted['files'][name].get('watermark')
            self.fact('%s: document: watermark' % name, mark, facts.get('watermark'))
        self.parts(name, wanted['tables'], got.get('tables', []), lambda t: fold(t.get('title')), TABLE_FACTS, table_lines)
        forms = forms_joined(got.get('forms', []), len(wanted['forms']))
        self.parts(name, wanted['forms'], forms, lambda f: None, FORM_FACTS, form_lines)

    @staticmethod
    def weight(wanted):
        """How many cells a missing document, table or form has."""
        entries = wanted['tables'] + wanted['forms'] if 'tables' in wanted else [wanted]
        return sum(len(line) for entry in entries for line in expected_lines(entry)) or 1

    def parts(self, name, wanted, got, title, facts, lines):
        """Tables or forms in order; one is known by its title, and forms by their place."""
        a, b = [title(w) for w in wanted], [title(g) for g in got]
        for tag, i0, i1, j0, j1 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            pairs = max(i1 - i0, j1 - j0) if tag != 'equal' else i1 - i0
            for k in range(pairs):
                w = wanted[i0 + k] if i0 + k < i1 else None
                g = got[j0 + k] if j0 + k < j1 else None
                if w and g:
                    self.part(name, w, g, facts, lines)
                elif w:
                    self.fail('%s: %s' % (name, w.get('title', w.get('kind'))), 'a table', None, self.weight(w))
                else:
                    self.fail('%s: %s' % (name, g.get('title') or g.get('kind')), None, 'a table')

    def part(self, name, wanted, got, facts, lines):
        where = '%s: %s' % (name, wanted.get('title', wanted.get('kind')))
        for key in facts:
            if key in wanted:
                self.fact('%s: %s' % (where, key), wanted[key], got.get(key))
        if got.get('grid') == 'doubtful':
            self.doubtful(where, expected_lines(wanted), got, lines(got))
        else:
            self.lines(where, expected_lines(wanted), lines(got))

    def doubtful(self, where, wanted, got, lines):
        """Of a table whose columns are not certain nothing may be lost, and nothing said of its amounts."""
        self.fail(where, 'columns that are certain', 'a doubtful table')
        texts = [collections.Counter(''.join(''.join(line.values()) for line in part)) for part in (wanted, lines)]
        self.fact('%s: characters lost or added' % where, [], sorted((texts[0] - texts[1] + (texts[1] - texts[0]))))
        self.fact('%s: amounts' % where, [], [key for row in got['rows'] for key in row['amounts']])

    def lines(self, where, wanted, got):
        """Lines that are the same go together; between them they are paired in order."""
        wanted = [(n, line) for n, line in enumerate(wanted, 1) if line]
        got = [line for line in got if line]
        a = [tuple(sorted(line.items())) for _, line in wanted]
        b = [tuple(sorted(line.items())) for line in got]
        for tag, i0, i1, j0, j1 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            for k in range(max(i1 - i0, j1 - j0)):
                w = wanted[i0 + k] if i0 + k < i1 else None
                g = got[j0 + k] if j0 + k < j1 else None
                if w and g:
                    self.cells('%s: line %d' % (where, w[0]), w[1], g)
                elif w:
                    self.fail('%s: line %d' % (where, w[0]), list(w[1].values()), None, len(w[1]))
                else:
                    before = wanted[i1 - 1][0] if i1 else 0
                    self.fail('%s: line after %d' % (where, before), None, list(g.values()), len(g))

    def cells(self, where, wanted, got):
        for column in sorted(set(wanted) | set(got)):
            if wanted.get(column) == got.get(column):
                self.passed += 1
            else:
                self.fail('%s: column %s' % (where, column), wanted.get(column), got.get(column))

    def bad(self, name, codes, got):
        code = got['error'].get('code') if 'error' in got else None
        if code in codes:
            self.passed += 1
        else:
            self.fail('%s: error' % name, ' or '.join(c or 'a document' for c in codes), code)


def show(value):
    return 'nothing' if value is None else json.dumps(value, ensure_ascii=False)


def read_documents(paths):
    documents = {}
    for stream in [open(p, encoding='utf-8') for p in paths] or [sys.stdin]:
        for line in stream:
            if line.strip():
                document = json.loads(line)
                documents[document['source']['file']] = document
    return documents


def main():
    options = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    options.add_argument('--only', action='append', metavar='NAME', help='check this PDF alone')
    options.add_argument('files', nargs='*', metavar='FILE.jsonl')
    options = options.parse_args()
    documents, checker = read_documents(options.files), Checker()
    paths = sorted(glob.glob(os.path.join(EXPECTED, '*.tables.json')))
    if not paths:
        sys.exit('corpus_check.py: nothing in corpus/expected')
    known = set()
    for path in paths:
        wanted = json.load(open(path, encoding='utf-8'))
        for name in wanted['files']:
            known.add(name)
            if options.only and name not in options.only:
                continue
            if name in documents:
                checker.document(name, wanted, documents[name])
            else:
                checker.fail('%s: document' % name, 'a document', None, checker.weight(wanted))
    for name, codes in json.load(open(os.path.join(EXPECTED, 'bad.json'), encoding='utf-8')).items():
        known.add(name)
        if not options.only or name in options.only:
            if name in documents:
                checker.bad(name, codes, documents[name])
            else:
                checker.fail('%s: document' % name, 'a line', None)
    for name in sorted(set(documents) - known):
        checker.fail('%s: document' % name, None, 'a document')
    for name in set(options.only or []) - known:
        checker.fail('%s: document' % name, 'to be in corpus/expected', None)
    print('%d passed, %d failed' % (checker.passed, checker.failed))
    return 1 if checker.failed or not checker.passed else 0


if __name__ == '__main__':
    sys.exit(main())
