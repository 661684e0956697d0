#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One content as text and as PDF must give the same: tables, rows, amounts, form fields, funds, indicators, statements.

    tests/equality_check.py [-v] [SEEDS]

For each source of the corpus that has a rendering as text, what the program says of the text is compared with what it
says of each of its PDFs.  A PDF's cells have places and pages and a text's have none; all else must be equal.  SEEDS,
a folder of disclosures kept as text, may hold those the sources repeat the figures of: where it is there, these are
compared too: the tables row by row, the forms by project with their funds and those indicators that the sources
repeat (sentences of real documents are not repeated).  EXTRACT names the program, EXTRACT_RULES its rules.
The last line is `N passed, N failed`; exit status 1 if any failed.
"""
import argparse
import glob
import json
import os
import re
import subprocess
import sys
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(ROOT, 'corpus', 'producers'))

import source       # noqa: E402

# What a producer leaves out: sheets of a spreadsheet hold no prose.
WITHOUT_PROSE = {'calc'}
SENTENCE = '按要求完成'
OTHER_FIELDS = ('项目概况', '立项依据', '项目设立必要性', '保证项目实施的制度、措施', '项目实施计划', '部门职责', '部门战略目标')


def fold(text):
    return re.sub(r'\s+', '', unicodedata.normalize('NFKC', text or ''))


def folded(value):
    """All texts of a value without white space: a text keeps the spaces that a PDF has not."""
    if isinstance(value, str):
        return fold(value)
    if isinstance(value, list):
        return [folded(item) for item in value]
    if isinstance(value, dict):
        return {fold(key): folded(item) for key, item in value.items()}
    return value


def table_of(table):
    rows = [{key: row.get(key) for key in ('code', 'scheme', 'name', 'role', 'side', 'level', 'parent', 'amounts', 'counterpart')}
            for row in table['rows']]
    columns = [[column['role'], column.get('measure'), column.get('side')] for column in table['columns']]
    facts = {key: table.get(key) for key in ('kind', 'title', 'number', 'organization', 'unit', 'empty', 'notes')}
    return folded(dict(facts, columns=columns, rows=rows))


def form_of(form):
    return folded({key: form.get(key) for key in ('kind', 'title', 'fields', 'funds', 'goals', 'indicators', 'tasks')})


def statement_of(statement):
    return folded({key: value for key, value in statement.items() if key != 'page'})


PARTS = {'tables': table_of, 'forms': form_of, 'statements': statement_of}


class Verdicts:
    def __init__(self, verbose):
        self.verbose, self.passed, self.failed = verbose, 0, 0

    def same(self, where, wanted, got):
        if wanted == got:
            self.passed += 1
            return
        self.failed += 1
        print(f'FAILED {where}')
        if self.verbose:
            for line in differences(wanted, got):
                print('   ', line)


def differences(wanted, got, path=''):
    if isinstance(wanted, dict) and isinstance(got, dict):
        for key in wanted.keys() | got.keys():
            yield from differences(wanted.get(key), got.get(key), f'{path}.{key}')
    elif isinstance(wanted, list) and isinstance(got, list) and len(wanted) == len(got):
        for index, (a, b) in enumerate(zip(wanted, got)):
            yield from differences(a, b, f'{path}[{index}]')
    elif wanted != got:
        yield f'{path}: {str(wanted)[:150]} | {str(got)[:150]}'


def read(path):
    program = os.environ.get('EXTRACT', os.path.join(ROOT, 'build', 'extract'))
    done = subprocess.run([program, path], capture_output=True, check=False)
    if done.returncode:
        sys.exit(f'{path}: {done.stderr.decode()}')
    return json.loads(done.stdout)


def path_of(render):
    return os.path.join(ROOT, 'corpus', render.options.get('in', '.'), render.file)


def text_against_pdfs(document, verdicts):
    """The text's document, and whether the source has one."""
    texts = [render for render in document.renders if render.options['producer'] == 'text']
    if not texts:
        return None
    text = read(path_of(texts[0]))
    for render in document.renders:
        if render.options['producer'] == 'text':
            continue
        pdf = read(path_of(render))
        for part, view in PARTS.items():
            if part == 'statements' and render.options['producer'] in WITHOUT_PROSE:
                continue
            verdicts.same(f'{render.file}: number of {part}: {len(text[part])} | {len(pdf[part])}',
                          len(text[part]), len(pdf[part]))
            for index, (a, b) in enumerate(zip(text[part], pdf[part])):
                name = a.get('title') or a.get('subject')
                verdicts.same(f'{render.file}: {part} {index + 1}: {name}', view(a), view(b))
        verdicts.same(f'{render.file}: document', facts_of(text), facts_of(pdf))
    return text


def facts_of(document):
    return {key: value for key, value in document['document'].items() if key != 'watermark'}


# --- the seeds ---

def tables_by_title(document):
    tables = {}
    for table in document['tables']:
        tables.setdefault(fold(table['title']), table)
    return tables


def amounts_of(table):
    """The rows with what is printed of their amounts: a source may have a column less that is empty."""
    return [folded([row.get('code'), row['name'], {key: value for key, value in row['amounts'].items() if value is not None}])
            for row in table['rows']]


def seed_form(form):
    fields = {key: value for key, value in folded(form['fields']).items() if key not in OTHER_FIELDS}
    return [form['kind'], fields.get('项目名称'), fields.get('主管部门及代码'), fields.get('实施单位')]


def seed_against_text(name, seed, text, verdicts):
    of_seed = tables_by_title(seed)
    for title, table in tables_by_title(text).items():
        if title not in of_seed:
            continue        # the seed's own count is that of seeds_check.py
        verdicts.same(f'{name}: {title}', amounts_of(of_seed[title]), amounts_of(table))
    if len(seed['forms']) != len(text['forms']):
        return
    for index, (a, b) in enumerate(zip(seed['forms'], text['forms'])):
        where = f'{name}: form {index + 1}: {a["fields"].get("项目名称")}'
        verdicts.same(where, seed_form(a), seed_form(b))
        verdicts.same(where + ': funds', funds_of(a), funds_of(b))
        verdicts.same(where + ': indicators', indicators_of(a, b), indicators_of(b, b))


def funds_of(form):
    """Printed funds; where nothing is printed a source may have an empty cell more."""
    return {scope: {key: value for key, value in funds.items() if value is not None}
            for scope, funds in form['funds'].items()}


def indicators_of(form, repeated):
    """The indicators that the source repeats as printed, in the order of their words."""
    replaced = {fold(i['level3']) for i in repeated['indicators']} | {fold(i['value']) for i in repeated['indicators']}
    rows = sorted([i['scope'], fold(i['level1']), fold(i['level2']), fold(i['level3']), fold(i['value'])]
                  for i in form['indicators'])
    return [row for row in rows if SENTENCE not in row and row[3] in replaced and row[4] in replaced]


def seed_find(folder, document):
    """The seed that has the organization and the year of a source, or None."""
    for path in sorted(glob.glob(os.path.join(folder or '', '*.txt'))) if folder else []:
        seed = read(path)['document']
        if fold(seed['organization']) == fold(document.facts.get('organization')) and \
                str(seed['fiscal_year']) == document.facts.get('year'):
            return path
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('seeds', nargs='?')
    parser.add_argument('-v', '--verbose', action='store_true', help='tell each difference')
    arguments = parser.parse_args()
    os.environ.setdefault('EXTRACT_RULES', os.path.join(ROOT, 'rules'))
    seeds = arguments.seeds if arguments.seeds and os.path.isdir(arguments.seeds) else None
    verdicts = Verdicts(arguments.verbose)
    for path in sorted(glob.glob(os.path.join(ROOT, 'corpus', 'sources', '*.doc'))):
        document = source.read(path, os.path.basename(path)[:-len('.doc')])
        text = text_against_pdfs(document, verdicts)
        found = seed_find(seeds, document) if text else None
        if found:
            seed_against_text(f'{os.path.basename(found)} and {document.name}', read(found), text, verdicts)
    print(f'{verdicts.passed} passed, {verdicts.failed} failed')
    return 1 if verdicts.failed else 0


if __name__ == '__main__':
    sys.exit(main())
