# SPDX-License-Identifier: GPL-3.0-or-later
"""extract sqlite: everything of the JSON, its keys and views, and what happens to a document put in again."""
import collections
import glob
import json
import os
import re
import sqlite3
import subprocess
from contextlib import closing

from common import EXTRACT, REAL, ROOT, corpus, documents, exact, real, run, scratch

VIEWS = ('fact_lines', 'totals', 'spending_by_function', 'spending_by_economy', 'three_public', 'execution',
         'year_on_year', 'differing_checks', 'projects', 'table_sums')


def ask(database, question, *values):
    return database.execute(question, values).fetchall()


def counts(documents_):
    """What the JSON holds, by table of the database."""
    held = collections.Counter()
    for document in documents_:
        held['documents'] += 1
        held['tables'] += len(document['tables'])
        held['rows'] += sum(len(t['rows']) for t in document['tables'])
        held['facts'] += sum(a is not None for t in document['tables'] for r in t['rows'] for a in r['amounts'].values())
        held['forms'] += len(document['forms'])
        held['funds'] += sum(a is not None for f in document['forms'] for s in f['funds'].values() for a in s.values())
        held['indicators'] += sum(len(f['indicators']) for f in document['forms'])
        held['statements'] += len(document['statements'])
        held['checks'] += len(document['checks'])
    return held


def sums(documents_):
    """Fen by file, table and measure."""
    held = collections.Counter()
    for document in documents_:
        for t, table in enumerate(document['tables']):
            for row in table['rows']:
                for measure, amount in row['amounts'].items():
                    if amount is not None:
                        held[document['source']['sha256'], t, measure] += int(amount * 100)
    return held


def whole(verdicts, name, lines, place):
    path = '%s/%s.db' % (place, name)
    status, _, errors = run('sqlite', path, stdin=lines)
    held = [d for d in map(exact, lines.splitlines()) if 'error' not in d]
    verdicts.check('%s: put in' % name, status in (0, 1) and len(held) > 0, errors)
    with closing(sqlite3.connect(path)) as database:
        wanted = counts(held)
        got = {table: ask(database, 'SELECT count(*) FROM ' + table)[0][0] for table in wanted}
        verdicts.check('%s: as much as the JSON holds' % name, dict(wanted) == got, (wanted, got))
        got = {x[:3]: x[3] for x in ask(database, 'SELECT document, table_index, measure, sum(fen) FROM fact_lines '
                                                  'GROUP BY 1, 2, 3')}
        verdicts.check('%s: the sum of every table and measure, to the fen' % name, dict(sums(held)) == got)
        verdicts.check('%s: keys hold' % name, not ask(database, 'PRAGMA foreign_key_check') and
                       ask(database, 'PRAGMA integrity_check') == [('ok',)])
        add_up(verdicts, name, database)
    return path


# Totals of real documents that are not the sum of what is printed under them, each looked up on its page: file, table,
# measure, difference in yuan.  The document itself is wrong there: a line is left out, or a figure stands twice.
SLIPS = {('unit_budget.pdf', 'expenditure_summary', 'project', -6484054700),
         ('unit_budget.pdf', 'general_public_by_function', 'project', -6484054700),
         ('市场监督管理局_2026年部门预算.pdf', 'general_public_by_function', 'basic.personnel', 1425067015),
         ('市场监督管理局_2026年部门预算.pdf', 'general_public_by_function', 'basic.total', 1425067015),
         ('市场监督管理局_2026年部门预算.pdf', 'general_public_by_function', 'total', 1425067015),
         ('20_swu_2023_department_budget__download.jsp.pdf', 'revenue_summary', 'total', 500000)}


def add_up(verdicts, name, database):
    """The leaves of each table against the total they are counted in."""
    known = ask(database, 'SELECT adds_up, file, table_kind, measure, difference_fen FROM table_sums')
    differ = {x[1:] for x in known if x[0] == 'differs'}
    told = collections.Counter(x[0] for x in known)
    print('%s: leaves against totals: %s' % (name, ', '.join('%d %s' % (n, x) for x, n in sorted(told.items()))))
    verdicts.check('%s: leaves add up to the totals of their tables' % name, len(known) > 50 and
                   differ <= (SLIPS if name == 'real' else set()), differ - SLIPS)
    verdicts.check('%s: equal is equal' % name, all((x[0] == 'equal') == (x[4] == 0) for x in known))


def again(verdicts, place):
    """Put in again: the same is left alone, another content replaces it, half a document leaves nothing."""
    source = 'corpus/final-accounts-2024-cairo.pdf'
    _, line, _ = run(source)
    own = place + '/again.db'
    run('sqlite', own, stdin=line)
    with closing(sqlite3.connect(own)) as database:
        first = ask(database, 'SELECT id, digest FROM documents')
        facts = ask(database, 'SELECT * FROM fact_lines ORDER BY id')
        run('sqlite', own, ROOT + '/' + source)
        verdicts.check('the same content, of the PDF too, writes nothing',
                       ask(database, 'SELECT id, digest FROM documents') == first)
        other = json.loads(line)
        other['document']['title'] = 'another title'
        run('sqlite', own, stdin=json.dumps(other).encode())
        verdicts.check('another content replaces the document',
                       ask(database, 'SELECT count(*), min(title) FROM documents') == [(1, 'another title')])
        verdicts.check('and all that was its', [x[0] for x in facts] ==
                       [x[0] for x in ask(database, 'SELECT id FROM fact_lines ORDER BY id')])
        verdicts.check('full text follows', ask(database, "SELECT count(*) FROM documents_fts WHERE title MATCH 'another'")
                       == [(1,)] and not ask(database, "INSERT INTO rows_fts (rows_fts) VALUES ('integrity-check')"))
        ask(database, "CREATE TRIGGER refuse BEFORE INSERT ON checks BEGIN SELECT raise(ABORT, 'no room'); END")
        database.commit()
        before = ask(database, 'SELECT count(*), min(title) FROM documents')
        status, _, errors = run('sqlite', own, stdin=line)
        verdicts.check('a document is there whole or not at all', status == 3 and 'no room' in errors and
                       ask(database, 'SELECT count(*), min(title) FROM documents') == before, errors)


def questions(verdicts, path):
    with closing(sqlite3.connect(path)) as database:
        for view in VIEWS:
            rows = ask(database, 'SELECT * FROM %s' % view)
            verdicts.check('the view %s answers' % view, rows or view == 'differing_checks')
        got = ask(database, "SELECT old_year, year, old_yuan, yuan, change_fen, change_percent FROM year_on_year "
                            "WHERE table_kind = 'expenditure_summary' AND code = '2130122' AND measure = 'total' ORDER BY year")
        verdicts.check('a line through the years', got == [(2024, 2025, '12000000', '13500000', 150000000, 12.5),
                                                           (2025, 2026, '13500000', '14216000', 71600000, 5.3)], got)
        found = ask(database, "SELECT count(*) FROM rows_fts WHERE name MATCH '基本工资'")[0][0]
        verdicts.check('full text finds what LIKE finds', found ==
                       ask(database, "SELECT count(*) FROM rows WHERE name LIKE '%基本工资%'")[0][0] > 0)
        verdicts.check('fen are yuan', not ask(
            database, "SELECT 1 FROM facts WHERE fen IS NOT NULL AND abs(CAST(yuan AS REAL) * 100 - fen) >= 0.5"))
        plan = ask(database, "EXPLAIN QUERY PLAN SELECT f.yuan FROM rows r JOIN facts f ON f.row_id = r.id "
                             "WHERE r.code = '2101501'")
        verdicts.check('a code is found by an index', all('SCAN' not in x[3] for x in plan), plan)
        columns = [x[1] for x in ask(database, 'PRAGMA table_info(fact_lines)')]
    _, line, _ = run('facts', 'corpus/final-accounts-2024-cairo.pdf')
    verdicts.check('fact_lines has the columns of extract facts', set(json.loads(line.splitlines()[0])) <= set(columns))
    with open(os.path.join(ROOT, 'docs', 'man', 'extract-sqlite.1'), encoding='utf-8') as file:
        manual = file.read()
    for view in VIEWS:
        verdicts.check('the manual tells of %s' % view, re.search(r'^\.It Cm .*\b%s\b' % view, manual, re.M))


# How datasette finds the full text of a table (detect_fts, datasette/utils/__init__.py of 0.65 and before).
FTS_OF = """SELECT name FROM sqlite_master WHERE rootpage = 0 AND (
    sql LIKE '%VIRTUAL TABLE%USING FTS%content="{0}"%' OR sql LIKE '%VIRTUAL TABLE%USING FTS%content=[{0}]%' OR
    (tbl_name = '{0}' AND sql LIKE '%VIRTUAL TABLE%USING FTS%'))"""
SEARCHED = {'documents': 'documents_fts', 'rows': 'rows_fts', 'forms': 'forms_fts', 'indicators': 'indicators_fts',
            'statements': 'statements_fts'}


def datasette(verdicts, path):
    """What datasette takes from a database without being told: keys, links, labels, full text; and what it is told."""
    with closing(sqlite3.connect('file:%s?mode=ro' % path, uri=True)) as database:
        tables = {x[0] for x in ask(database, "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
                  if not re.search('_fts_|^sqlite_', x[0])}
        columns = {x[0]: [c[1] for c in ask(database, 'PRAGMA table_info(%s)' % x[0])] for x in
                   ask(database, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
        links = {(t, x[3], x[2]) for t in tables for x in ask(database, 'PRAGMA foreign_key_list(%s)' % t)}
        for table in tables:
            verdicts.check('datasette: a primary key of %s' % table,
                           any(c[5] for c in ask(database, 'PRAGMA table_info(%s)' % table)))
            for column in columns[table]:
                if re.search('_id$', column):
                    verdicts.check('datasette: the link %s.%s' % (table, column), any(x[:2] == (table, column) for x in links))
        for target in {x[2] for x in links} - {'forms'}:
            verdicts.check('datasette: a label for %s' % target, {'name', 'title'} & set(columns[target]))
        for table, wanted in SEARCHED.items():
            verdicts.check('datasette: the full text of %s' % table, ask(database, FTS_OF.format(table)) == [(wanted,)])
            key = [c[1] for c in ask(database, 'PRAGMA table_info(%s)' % table) if c[5]]
            verdicts.check('datasette: its key is the rowid', key == ['id'] and not ask(
                database, 'SELECT 1 FROM %s WHERE id <> rowid' % table))
        found = ask(database, "SELECT count(*) FROM rows WHERE rowid IN (SELECT rowid FROM rows_fts WHERE rows_fts MATCH "
                              "'\"住房公积金\"')")[0][0]
        verdicts.check('datasette: a search', found > 5, found)
        with open(os.path.join(ROOT, 'docs', 'datasette.json'), encoding='utf-8') as file:
            told = json.load(file)['databases']['budgets']['tables']
        for table, about in told.items():
            named = about.get('facets', []) + [about[k] for k in ('label_column', 'sort', 'sort_desc') if k in about]
            verdicts.check('docs/datasette.json: %s' % table, set(named) <= set(columns.get(table, [])), named)


def wrong(verdicts, place):
    with open(place + '/text', 'w', encoding='utf-8') as file:
        file.write('not a database, and longer than the head of one would be\n' * 10)
    with closing(sqlite3.connect(place + '/other.db')) as database:
        database.execute('CREATE TABLE mine (a)')
        database.commit()
    for arguments, wanted in (([], 2), ([place + '/text'], 2), ([place + '/other.db'], 2), (['/nowhere/a.db'], 3)):
        status, out, errors = run('sqlite', *arguments)
        verdicts.check('refused: %s' % arguments, status == wanted and not out and errors.count('\n') == 1, errors)
    with closing(sqlite3.connect(place + '/other.db')) as database:
        verdicts.check('a database of others is left alone', ask(database, 'SELECT name FROM sqlite_master') == [('mine',)])
    status, _, errors = run('sqlite', place + '/part.db', 'corpus/bad/scan.pdf', 'corpus/final-accounts-2024-cairo.pdf')
    with closing(sqlite3.connect(place + '/part.db')) as database:
        verdicts.check('a file that cannot be read does not stop the others', status == 1 and
                       ask(database, 'SELECT count(*) FROM documents') == [(1,)], errors)
    libraries = subprocess.run(['ldd', EXTRACT], stdout=subprocess.PIPE, check=False).stdout
    verdicts.check('the program starts without the library', b'sqlite' not in libraries)


def run_all(verdicts):
    with scratch() as place:
        path = whole(verdicts, 'corpus', documents(corpus()), place)
        questions(verdicts, path)
        datasette(verdicts, path)
        again(verdicts, place)
        wrong(verdicts, place)
        seeds = sorted(glob.glob(os.path.join(os.path.dirname(REAL), 'seeds', '*.txt')))
        if seeds:
            whole(verdicts, 'seeds', documents(seeds), place)
        if real():
            whole(verdicts, 'real', documents(real()), place)
        else:
            verdicts.skip('a database of real documents', 'they are not there')
