#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scores the program on tables transcribed by hand from real documents.

    tests/truth_check.py [--program PATH] [--only NAME] [--verbose] [DIRECTORY]

The PDFs are not part of the project: DIRECTORY, or else the environment's EXTRACT_REAL, holds them,
in folders of any depth.  Where there is none the check says so and passes 0.

tests/truth/NAME.tsv begins with `# file<TAB>first-last page<TAB>title`; each line that follows is a
printed row, tabs between columns, a merged cell's text in its first column and first row.  A row that
begins with ? repeats the head and may be left out, and cells of prose are not transcribed.  A cell is
right where its text is the same after NFKC and without white space, in its column, in the order of
its row and of the rows.  A table's score is the share of right cells in the one table or form that
has most of them; it passes at 100 %.  The last line is `N passed, N failed`, exit status 1 if any failed.
"""
import argparse
import collections
import glob
import json
import os
import subprocess
import sys
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))


def fold(text):
    return ''.join(unicodedata.normalize('NFKC', text or '').split())


def read_truth(path):
    """(file name, range of pages, rows of (column, text))"""
    with open(path, encoding='utf-8') as source:
        head, *rows = source.read().rstrip('\n').split('\n')
    name, pages = head.lstrip('# ').split('\t')[:2]
    first, last = (int(x) for x in pages.split('-'))
    rows = [[(c, fold(t)) for c, t in enumerate(r.split('\t')) if fold(t)] for r in rows if not r.startswith('?')]
    return name, range(first, last + 1), rows


def printed_lines(table):
    """The cells of each printed line of a table or form as (column, text), left to right."""
    lines = collections.defaultdict(dict)
    for number, row in enumerate(table.get('header', [])):
        for cell in row.get('cells', []):
            lines[0, number][cell['column']] = fold(cell.get('text'))
    for row in table.get('rows', []):
        for cell in row.get('cells', []):
            lines[1, row['line']][cell['column']] = fold(cell.get('text'))
    for cell in table.get('cells', []):
        lines[cell.get('page') or 0, cell['row']][cell['column']] = fold(cell.get('text'))
    return [[x for x in sorted(line.items()) if x[1]] for _, line in sorted(lines.items())]


def same_cells(wanted, got):
    return len(set(wanted) & set(got))


def match(wanted, got):
    """How many cells are right at most, each printed line serving one row in order; the rows so matched."""
    best = [[0] * (len(got) + 1) for _ in range(len(wanted) + 1)]
    for i, w in enumerate(wanted):
        for j, g in enumerate(got):
            best[i + 1][j + 1] = max(best[i][j + 1], best[i + 1][j], best[i][j] + same_cells(w, g))
    pairs, i, j = [], len(wanted), len(got)
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((wanted[i], got[j]))
    return best[-1][-1], pairs[::-1]


def main():
    options = argparse.ArgumentParser()
    options.add_argument('--program', default=os.environ.get('EXTRACT', os.path.join(HERE, '..', 'build', 'extract')))
    options.add_argument('--only', help='check one table')
    options.add_argument('--verbose', action='store_true', help='show the rows that differ')
    options.add_argument('directory', nargs='?', default=os.environ.get('EXTRACT_REAL'))
    options = options.parse_args()
    truths = {os.path.basename(p)[:-4]: read_truth(p) for p in sorted(glob.glob(os.path.join(HERE, 'truth', '*.tsv')))}
    if options.only:
        truths = {options.only: truths[options.only]}
    names = {truth[0] for truth in truths.values()}
    everywhere = os.path.join(options.directory, '**', '*.pdf') if options.directory else ''
    files = sorted(p for p in glob.glob(everywhere, recursive=True) if os.path.basename(p) in names)
    if not files:
        print('the real documents are not here (EXTRACT_REAL): skipped\n0 passed, 0 failed')
        return 0
    run = subprocess.run([options.program, '--jobs=2'] + files, stdout=subprocess.PIPE, check=False)
    documents = collections.defaultdict(list)       # two documents may have one base name
    for line in run.stdout.decode('utf-8').splitlines():
        document = json.loads(line)
        documents[document['source']['file']].append(document)
    passed = failed = right = cells = 0
    for title, (name, pages, rows) in truths.items():
        total, best, pairs, where = sum(map(len, rows)), 0, [], None
        for document in documents[name]:
            for table in document.get('tables', []) + document.get('forms', []):
                if set(table.get('pages') or []) & set(pages):
                    score, taken = match(rows, printed_lines(table))
                    if score > best or where is None:
                        best, pairs, where = score, taken, table
        print('%6.2f%% %5d  %s' % (100 * best / total, total, title))
        if options.verbose and best < total:
            matched = {id(w): g for w, g in pairs}
            for row in rows:
                if set(row) - set(matched.get(id(row), [])):
                    print('    expected %s\n    got      %s' % (row, matched.get(id(row))))
        passed, failed = passed + (best == total), failed + (best < total)
        right, cells = right + best, cells + total
    print('truth %.4f (%d of %d cells)\n%d passed, %d failed' % (right / cells, right, cells, passed, failed))
    return failed > 0


if __name__ == '__main__':
    sys.exit(main())
