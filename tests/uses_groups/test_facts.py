# SPDX-License-Identifier: GPL-3.0-or-later
"""extract facts: every amount of the documents, once, exactly, by all ways and in all forms."""
import csv
import io
import json
import os
import re

from common import ROOT, corpus, documents, exact, real, run, scratch


def amounts(document):
    """(table, row, measure, amount) of all that is printed."""
    for t, table in enumerate(document.get('tables', [])):
        for r, row in enumerate(table['rows']):
            for measure, amount in row['amounts'].items():
                if amount is not None:
                    yield t, r, measure, amount


def all_amounts(verdicts, name, lines):
    """Facts against the JSON they are made of."""
    status, out, errors = run('facts', '-', stdin=lines)
    facts = [exact(line) for line in out.splitlines()]
    wanted = sorted((d['source']['sha256'], *a) for d in map(exact, lines.splitlines()) for a in amounts(d))
    got = sorted((f['document'], f['table_index'], f['row_index'], f['measure'], f['yuan']) for f in facts)
    verdicts.check('%s: every amount once, exactly' % name, wanted == got, errors)
    verdicts.check('%s: amounts there' % name, len(got) > 0)
    verdicts.check('%s: ids tell lines apart' % name, len({(f['document'], f['id']) for f in facts}) == len(facts))
    verdicts.check('%s: every amount has its printed text and place' % name,
                   all(f['text'] is not None and f['page'] and f['x0'] is not None for f in facts))
    return out


def forms(verdicts):
    path = 'corpus/shanxi-2025-writer.pdf'
    _, lines, _ = run('facts', path)
    facts = [json.loads(line) for line in lines.splitlines()]
    _, table, _ = run('facts', '--format=csv', path)
    rows = list(csv.DictReader(io.StringIO(table.decode('utf-8'), newline='')))
    verdicts.check('CSV: as many lines as JSON', len(rows) == len(facts) > 0, len(rows))
    written = [{key: '' if value is None else str(value).lower() if isinstance(value, bool) else str(value)
                for key, value in fact.items()} for fact in map(exact, lines.splitlines())]
    verdicts.check('CSV: the same values', written == rows)
    _, marked, _ = run('facts', '--format=csv', '--bom', path)
    verdicts.check('CSV: byte order mark', marked == b'\xef\xbb\xbf' + table)
    _, other, _ = run('facts', '--format=csv', '--encoding=gb18030', path)
    verdicts.check('CSV: GB 18030', other != table and other.decode('gb18030') == table.decode('utf-8'))
    with scratch() as place:
        run('facts', path, '-o', place + '/a.csv')
        with open(place + '/a.csv', 'rb') as file:
            verdicts.check('-o NAME.csv is CSV', file.read() == table)
        with open(place + '/a.schema.json', encoding='utf-8') as file:
            schema = json.load(file)
        verdicts.check('the schema names the columns', [f['name'] for f in schema['fields']] == list(rows[0]))
        required = [f['name'] for f in schema['fields'] if f.get('constraints', {}).get('required')]
        verdicts.check('what is required is there', all(row[name] for row in rows for name in required))
    with open(os.path.join(ROOT, 'docs', 'man', 'extract-facts.1'), encoding='utf-8') as file:
        manual = file.read()
    for name in rows[0]:
        known = re.search(r'^\.It Cm .*\b%s\b' % name, manual, re.M) or re.match(r'level[123]_(code|name)$', name)
        verdicts.check('the manual explains the column %s' % name, known)


def inputs(verdicts):
    path = 'corpus/final-accounts-2024-cairo.pdf'
    _, document, _ = run(path)
    _, wanted, _ = run('facts', path)
    with open(os.path.join(ROOT, path), 'rb') as file:
        verdicts.check('a PDF from standard input', [json.loads(a) | {'file': 0} for a in wanted.splitlines()]
                       == [json.loads(a) | {'file': 0} for a in run('facts', stdin=file.read())[1].splitlines()])
    verdicts.check('JSON from standard input', run('facts', stdin=document)[1] == wanted)
    verdicts.check('JSON indented', run('facts', stdin=run('--pretty', path)[1])[1] == wanted)
    verdicts.check('JSON in an array', run('facts', stdin=b'[' + document.strip() + b',\n' + document + b']')[1]
                   == 2 * wanted)
    verdicts.check('no input, no facts', run('facts') == (0, b'', ''))
    _, bare, _ = run('facts', stdin=run('--no-cells', path)[1])
    verdicts.check('without cells the amounts are there', len(bare.splitlines()) == len(wanted.splitlines()) and
                   all(json.loads(a)['text'] is None for a in bare.splitlines()))
    text = json.dumps({'schema': 'budget-document/1', 'source': {'file': 'a'}, 'document': {},
                       'tables': [{'kind': 'units', 'rows': [{'amounts': {'total': 'N'}}]}]})
    for number, yuan in (('8162364844.78', '8162364844.78'), ('1.2e3', '1200'), ('12E-1', '1.2'), ('-0', '0'),
                         ('999999999999999', '999999999999999'), ('0.1', '0.1')):
        status, out, errors = run('facts', stdin=text.replace('"N"', number).encode())
        verdicts.check('the number %s' % number, status == 0 and b'"yuan":%s}' % yuan.encode() in out, errors)
    for number in ('"5"', '01', '1.', '1e400', '99999999999999999999', '[1]', 'NaN'):
        status, out, errors = run('facts', stdin=text.replace('"N"', number).encode())
        verdicts.check('no number: %s' % number, status == 1 and not out and 'line 1: ' in errors, errors)
    for wrong in (b'{"a":1}', b'{"schema":"budget-document/1"', document[:-20], b'{"schema":"budget-document/1",}',
                  document.replace(b'"parent":0', b'"parent":99999', 1)):
        status, out, errors = run('facts', '-', stdin=wrong)
        verdicts.check('refused: %.20r' % wrong, status == 1 and errors.count('\n') == 1 and 'standard input' in errors, errors)
    status, out, errors = run('facts', 'corpus/bad/scan.pdf', path)
    verdicts.check('a file that cannot be read does not stop the others', status == 1 and out == wanted and
                   errors.count('\n') == 1, errors)
    status, out, errors = run('facts', stdin=documents(['corpus/bad/scan.pdf', path]))
    verdicts.check('nor does its line of JSON', status == 1 and out == wanted and 'scan.pdf: no text' in errors, errors)
    for arguments in (['--format=xml'], ['--bom'], ['--encoding=gb18030'], ['--format=csv', '--encoding=latin1'],
                      ['--format=csv', '--bom', '--encoding=gb18030']):
        verdicts.check('wrong usage: %s' % arguments, run('facts', path, *arguments)[0] == 2)
    verdicts.check('a folder that is not there', run('facts', path, '-o', '/nowhere/a.csv')[0] == 3)


def leaves(verdicts):
    """What can be added up, the total it is counted in, and whether it comes to it."""
    def row(role, amount, parent=None, code=None, text=None):
        return {'role': role, 'parent': parent, 'code': code, 'scheme': 'functional' if code else None,
                'amounts': {'total': amount}, 'cells': [{'column': 0, 'text': text, 'page': 1, 'bbox': [0, 0, 1, 1]}] if text else []}

    for what, rows, wanted in (
            ('items under a total', [row('total', 30), row('item', 10), row('item', 20)],
             [(False, None, 'equal'), (True, 0, None), (True, 0, None)]),
            ('an item with all its parts', [row('total', 30), row('item', 30), row('item', 10, 1), row('item', 20, 1)],
             [(False, None, 'equal'), (False, None, 'equal'), (True, 0, None), (True, 0, None)]),
            ('an item with one of its parts', [row('total', 30), row('item', 30), row('item', 10, 1)],
             [(False, None, 'equal'), (True, 0, None), (False, None, None)]),
            ('codes are all there is of a code', [row('item', 30, None, '201', '30'), row('item', 10, 0, '20101', '10')],
             [(False, None, 'differs'), (True, None, None)]),
            ('a total that differs', [row('item', 10, text='10'), row('total', 30, text='30')], [(True, 1, None), (False, None, 'differs')]),
            ('a group', [row('group', 30), row('item', 10, 0), row('item', 20, 0)],
             [(False, None, 'equal'), (True, None, None), (True, None, None)]),
            ('two totals say different things', [row('item', 10), row('total', 10), row('total', 12)],
             [(True, None, None), (False, None, None), (False, None, None)]),
            ('a total over some of the items', [row('total', 30), row('item', 30, 0), row('item', 5)],
             [(False, None, 'equal'), (True, 0, None), (True, None, None)]),
            ('rounding', [row('total', 300000, text='30.00'), row('item', 100000, text='10.00'), row('item', 200100, text='20.01')],
             [(False, None, 'rounding'), (True, 0, None), (True, 0, None)]),
            ('noughts are rounded too', [row('total', 100, text='0.01'), row('item', 0, text='0.00'), row('item', 0, text='0.00')],
             [(False, None, 'rounding'), (True, 0, None), (True, 0, None)]),
            ('a nought has the digits of the others', [row('total', 200, text='0.02'), row('item', 0, text='0')],
             [(False, None, 'differs'), (True, 0, None)]),
            ('more than rounding', [row('total', 300000, text='30.00'), row('item', 100000, text='10.00'),
                                    row('item', 200200, text='20.02')],
             [(False, None, 'differs'), (True, 0, None), (True, 0, None)])):
        _, out, errors = run('facts', stdin=json.dumps({
            'schema': 'budget-document/1', 'source': {'file': 'a'}, 'document': {},
            'tables': [{'kind': 'procurement', 'columns': [{'role': 'amount', 'measure': 'total'}], 'rows': rows}]}).encode())
        facts = list(map(json.loads, out.splitlines()))
        got = [(f['leaf'], f['total_index'], f['adds_up']) for f in facts]
        verdicts.check('leaves: ' + what, got == wanted, (got, errors))


def run_all(verdicts):
    lines = documents(corpus())
    facts = all_amounts(verdicts, 'corpus', lines)
    verdicts.check('PDFs and JSON give the same', run('facts', *corpus())[1] == facts)
    forms(verdicts)
    inputs(verdicts)
    leaves(verdicts)
    if real():
        all_amounts(verdicts, 'real', documents(real()))
    else:
        verdicts.skip('facts of real documents', 'they are not there')
