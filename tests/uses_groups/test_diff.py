# SPDX-License-Identifier: GPL-3.0-or-later
"""extract diff: the lines that differ, and no others, in all forms."""
import csv
import fcntl
import glob
import html.parser
import io
import json
import os
import pty
import re
import struct
import subprocess
import termios
import unicodedata
from decimal import Decimal

from common import EXTRACT, REAL, ROOT, exact, has_terminals, run, scratch


def row(code, name, amounts, scheme='functional', role='item', parent=None, **more):
    return {'code': code, 'name': name, 'scheme': scheme if code else None, 'role': role, 'parent': parent, 'level': 1,
            'line': 0, 'amounts': amounts, **more}


def document(year, tables, kind='budget', forms=(), organization='云溪县财政局'):
    return {'schema': 'budget-document/1',
            'source': {'file': '%d.pdf' % year, 'sha256': '%064d' % year, 'bytes': 1, 'pages': 1, 'type': 'pdf'},
            'document': {'kind': kind, 'level': 'department', 'organization': organization, 'fiscal_year': year,
                         'title': None, 'watermark': None},
            'tables': [{'kind': k, 'title': '%d年度%s' % (year, t), 'unit': '元', 'pages': [1], 'columns': [],
                        'notes': [], 'rows': rows} for k, t, rows in tables],
            'forms': list(forms), 'statements': [], 'checks': [], 'warnings': []}


def form(name, total, indicators, goal):
    return {'kind': 'project_performance', 'title': '目标表', 'pages': [2], 'fields': {'项目名称': name},
            'funds': {'period': {}, 'year': {'total': total}}, 'goals': {'year': goal},
            'indicators': [{'scope': 'year', 'level1': '产出指标', 'level2': '数量指标', 'level3': a, 'value': b}
                           for a, b in indicators]}


OLD = document(2017, [
    ('expenditure_summary', '支出总表', [
        row(None, '总计', {'total': 900}, role='total'), row('201', '一般公共服务支出', {'total': 500, 'basic': 300}),
        row('2010301', '行政运行', {'total': 500, 'basic': 300}, parent=1), row('213', '农林水支出', {'total': 400}),
        row('229', '其他支出', {'total': 0})]),
    ('general_public_basic_by_economy', '经济表', [
        row('30104', '其他社会保障缴费', {'total': 12.34}, 'economy_department'),
        row('30101', '基本工资', {'total': 100}, 'economy_department')]),
    ('three_public', '三公', [row(None, '2017年公务接待费', {'budget': 5000})])],
    forms=[form('防汛 项目', 1000, [('泵站数量', '≥3座'), ('巡查次数', '12次')], '保安全'), form('旧项目', 70, [], '')])
NEW = document(2018, [
    ('expenditure_summary', '支出总表', [
        row(None, '合计', {'total': 800.5}, role='total'), row('201', '一般公共服务支出', {'total': 500, 'basic': None}),
        row('2010301', '行政运行', {'total': 500, 'basic': 350}, parent=1),
        row('221', '住房保障支出', {'total': 300.5}), row('229', '其他支出', {'total': 0})]),
    ('general_public_basic_by_economy', '经济表', [
        row('30112', '其他社会保障缴费', {'total': 20}, 'economy_department'),
        row('30101', '基本工资', {'total': 100}, 'economy_department')]),
    ('three_public', '三公', [row(None, '2018年公务接待费', {'budget': 4000})])],
    forms=[form('防汛项目', 1200, [('泵站数量', '≥4座'), ('巡查次数', '12次'), ('清淤长度', '5公里')], '保安全、保供水'),
           form('新项目', 80, [('人次', '1')], '')])
WANTED = [  # kind, code or name, measure, status, values, change, percent
    ('expenditure_summary', '213', 'total', 'gone', [400, None], -400, -100),
    ('expenditure_summary', '221', 'total', 'new', [None, Decimal('300.5')], Decimal('300.5'), None),
    ('expenditure_summary', '201', 'basic', 'changed', [300, None], -300, -100),
    ('expenditure_summary', '合计', 'total', 'changed', [900, Decimal('800.5')], Decimal('-99.5'), Decimal('-11.1')),
    ('expenditure_summary', '2010301', 'basic', 'changed', [300, 350], 50, Decimal('16.7')),
    ('general_public_basic_by_economy', '30112', 'total', 'changed', [Decimal('12.34'), 20], Decimal('7.66'),
     Decimal('62.1')),
    ('three_public', '2018年公务接待费', 'budget', 'changed', [5000, 4000], -1000, -20),
    ('project_performance', '防汛项目', 'year.total', 'changed', [1000, 1200], 200, 20),
    ('project_performance', 'year', 'year', 'changed', ['保安全', '保安全、保供水'], None, None),
    ('project_performance', '产出指标 / 数量指标 / 泵站数量', 'year', 'changed', ['≥3座', '≥4座'], None, None),
    ('project_performance', '产出指标 / 数量指标 / 清淤长度', 'year', 'new', [None, '5公里'], None, None),
    ('project_performance', '新项目', 'year.total', 'new', [None, 80], 80, None),
    ('project_performance', '旧项目', 'year.total', 'gone', [70, None], -70, -100)]


def told(line):
    return (line['kind'], line['code'] or line['name'], line['measure'], line['status'],
            [v.get('yuan', v.get('text')) for v in line['values']], line.get('change'), line.get('change_percent'))


def by_hand(verdicts, old, new):
    _, out, errors = run('diff', '--format=jsonl', old, new)
    lines = [exact(line) for line in out.splitlines()]
    verdicts.check('as many lines as differ', len(lines) == len(WANTED), len(lines))
    for wanted, line in zip(WANTED, lines):
        verdicts.check('the line %s' % (wanted[:3],), told(line) == wanted, told(line))
    renumbered = [x for x in lines if x['code'] == '30112'][0]
    verdicts.check('a code that the dictionary knows to have been replaced', renumbered['old_code'] == '30104', errors)
    _, table, _ = run('diff', '--format=csv', old, new)
    rows = list(csv.DictReader(io.StringIO(table.decode(), newline='')))
    verdicts.check('CSV: the same lines', [(r['kind'], r['code'] or r['name'], r['status'], r['change']) for r in rows]
                   == [(x['kind'], x['code'] or x['name'], x['status'],
                        str(x['change']) if 'change' in x else '') for x in lines])
    verdicts.check('CSV: editions', {(r['edition_1'], r['edition_2']) for r in rows} == {('2017 budget', '2018 budget')})
    _, other, _ = run('diff', '--format=jsonl', 'corpus/shanxi-2024-cairo.pdf', 'corpus/shanxi-2025-writer.pdf')
    verdicts.check('bodies that are not the same are both named', json.loads(other.splitlines()[0])['organization'] ==
                   '永和县卫生健康和体育局 → 泽州县医疗保障局机关')
    _, same, _ = run('diff', old, old)
    verdicts.check('nothing differs from itself', b'no line differs' in same, same)


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in 'WF' else 0 if unicodedata.combining(c) else 1 for c in text)


def for_people(verdicts, old, new):
    _, out, _ = run('diff', old, new)
    text = out.decode()
    verdicts.check('no colours in a pipe', '\033' not in text)
    tables = [[]]
    for line in text.splitlines():
        if line.startswith('  ') and re.search(r'[%–]$', line):
            tables[-1].append(line)
        else:
            tables.append([])
    tables = [t for t in tables if len(t) > 1]
    verdicts.check('amounts stand under each other', tables and all(len({width(x) for x in t}) == 1 for t in tables), text)
    verdicts.check('a new line', re.search(r'^  \+  221 住房保障支出 .* – +300.50 +\+300.50 +–$', text, re.M), text)
    verdicts.check('a code renamed', '30112 其他社会保障缴费 (was 30104)' in text)
    verdicts.check('a target', '~ 产出指标 / 数量指标 / 泵站数量 | year: ≥3座 → ≥4座' in text)
    verdicts.check('nil lines are not shown', '229' not in text)
    _, chinese, _ = run('diff', '--lang=zh', old, new)
    verdicts.check('Chinese', '2017年预算 → 2018年预算' in chinese.decode() and '增减' in chinese.decode(), chinese.decode())
    if not has_terminals():
        verdicts.skip('colours on a terminal', 'no terminals can be made here')
        return
    for environment, wanted in (({'TERM': 'xterm'}, True), ({'TERM': 'xterm', 'NO_COLOR': '1'}, False),
                                ({'TERM': 'dumb'}, False), ({'TERM': 'xterm', 'NO_COLOR': ''}, True)):
        verdicts.check('colours on a terminal: %s' % environment, (b'\033[32m' in terminal(environment, old, new)) == wanted)


def terminal(environment, *arguments, columns=0):
    """What the program writes to a terminal, of so many columns where that is known."""
    main, other = pty.openpty()
    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack('HHHH', 24 if columns else 0, columns, 0, 0))
    clean = {k: v for k, v in os.environ.items() if k != 'NO_COLOR'}
    process = subprocess.Popen([EXTRACT, 'diff', *arguments], stdout=other, cwd=ROOT, env=dict(clean, **environment))
    os.close(other)
    out = b''
    try:
        while chunk := os.read(main, 65536):
            out += chunk
    except OSError:
        pass
    os.close(main)
    process.wait()
    return out


class Page(html.parser.HTMLParser):
    VOID = {'meta'}

    def __init__(self):
        super().__init__()
        self.open, self.sound, self.rows, self.links = [], True, 0, []

    def handle_starttag(self, tag, attrs):
        self.rows += tag == 'tr'
        self.links += [v for k, v in attrs if k in ('src', 'href')] + ([tag] if tag in ('script', 'link', 'img') else [])
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        self.sound = self.sound and self.open.pop() == tag


def page(verdicts, old, new, place):
    run('diff', '--format=html', '--lang=zh', old, new, '-o', place + '/a.html')
    with open(place + '/a.html', encoding='utf-8') as file:
        text = file.read()
    parser = Page()
    parser.feed(text)
    verdicts.check('HTML: every element is closed', parser.sound and not parser.open, parser.open)
    verdicts.check('HTML: stands alone', not parser.links and 'url(' not in text and '@import' not in text)
    verdicts.check('HTML: a row for each line and each head', parser.rows == len(WANTED) + 6, parser.rows)
    hostile = json.loads(json.dumps(NEW, ensure_ascii=False).replace('住房保障支出', '<script>&\\"x'))
    with open(place + '/h.json', 'w', encoding='utf-8') as file:
        json.dump(hostile, file)
    _, out, _ = run('diff', '--format=html', old, place + '/h.json')
    verdicts.check('HTML: text is escaped', b'<script>' not in out and b'&lt;script&gt;&amp;' in out)


def series(verdicts, place):
    third = json.loads(json.dumps(NEW).replace('2018', '2019'))
    third['tables'][0]['rows'][2]['amounts']['basic'] = 300
    accounts = json.loads(json.dumps(NEW).replace('"budget": 4000', '"budget": 4000, "final": 3500'))
    accounts['document']['kind'] = 'final_accounts'
    accounts['source']['sha256'] = 'f' * 64
    with open(place + '/all.jsonl', 'w', encoding='utf-8') as file:
        for each in (third, OLD, accounts, NEW, document(2018, [], organization='别处')):
            file.write(json.dumps(each) + '\n')
    status, out, errors = run('diff', '--format=jsonl', place + '/all.jsonl')
    lines = [exact(line) for line in out.splitlines()]
    verdicts.check('one file of many documents: by organization, year and kind',
                   all([(v['year'], v['kind']) for v in x['values']] ==
                       [(2017, 'budget'), (2018, 'budget'), (2018, 'final_accounts'), (2019, 'budget')] for x in lines))
    verdicts.check('a document alone is told', status == 1 and '别处' in errors and errors.count('\n') == 1, errors)
    between = [x for x in lines if x['code'] == '2010301' and x['measure'] == 'basic']
    verdicts.check('a series that comes back to where it began is told', between and
                   [v['yuan'] for v in between[0]['values']] == [300, 350, 350, 300] and between[0]['change'] == 0)
    with open(place + '/a.json', 'w', encoding='utf-8') as file:
        json.dump(accounts, file)
    _, out, _ = run('diff', '--format=jsonl', place + '/new.json', place + '/a.json')
    lines = [exact(line) for line in out.splitlines()]
    verdicts.check('budget against final accounts: what was planned beside what was spent',
                   [told(x)[3:6] for x in lines if x['kind'] == 'three_public' and x['measure'] == 'total']
                   == [('changed', [4000, 3500], -500)], lines)


BUDGETS = ['corpus/budget-2024-cairo.pdf', 'corpus/budget-2025-writer.pdf', 'corpus/budget-2026-chromium.pdf']
ACCOUNTS = 'corpus/final-accounts-2024-cairo.pdf'
# Read from the sources of the corpus: kind, code or name, measure, status, the amounts of three years in yuan (None:
# nothing is printed), and the per cent from the first to the last.
THREE_YEARS = [
    ('budget_summary', '收入总计', 'budget', 'changed', ['36778300', '38146500', '38878496.35'], '5.7'),
    ('budget_summary', '政府性基金预算拨款收入', 'budget', 'changed', ['900000', '600000', None], '-100'),
    ('expenditure_summary', '213', 'project', 'changed', ['22700000', '23655000', '24614000'], '8.4'),
    ('expenditure_summary', '2130108', 'total', 'gone', ['800000', None, None], '-100'),
    ('expenditure_summary', '2130119', 'total', 'new', [None, '955000', '1020000'], None),
    ('expenditure_summary', '2120814', 'total', 'gone', ['900000', '600000', None], '-100'),
    ('expenditure_summary', '2130122', 'project', 'changed', ['12000000', '13500000', '14216000'], '18.5'),
    ('expenditure_summary', '2130505', 'total', 'changed', ['2700000', '2700000', '2628000'], '-2.7'),
    ('general_public_by_function', '2130101', 'budget.basic', 'changed', ['4053000', '4281500', '4419025.75'], '9'),
    ('general_public_basic_by_economy', '30226', 'public', 'gone', ['62000', None, None], '-100'),
    ('general_public_basic_by_economy', '30231', 'total', 'changed', ['100000', '100000', '95000'], '-5'),
    ('three_public', '公务用车购置费', 'budget', 'changed', ['0', '180000', '0'], None),
    ('three_public', '合计', 'budget', 'changed', ['120000', '298000', '110000'], '-8.3'),
    ('project_expenditure', '农业防灾救灾', 'total', 'new', [None, '955000', '1020000'], None),
    ('project_performance', '高标准农田建设', 'year.total', 'changed', ['12000000', '13500000', '14216000'], '18.5'),
]


def years_of_the_corpus(verdicts):
    """Three years of one organization in two units, and its final accounts."""
    lines = list(map(exact, run('diff', '--format=jsonl', *BUDGETS)[1].splitlines()))
    by_key = {(x['kind'], x['code'] or x['name'], x['measure']): x for x in lines}
    for kind, name, measure, status, wanted, percent in THREE_YEARS:
        line = by_key.get((kind, name, measure), {'values': []})
        got = (line.get('status'), [v['yuan'] for v in line['values']], line.get('change_percent'))
        verdicts.check('three years: %s %s %s' % (kind, name, measure), got == (
            status, [w and Decimal(w) for w in wanted], percent and Decimal(percent)), got)
    targets = {x['name']: [v['text'] for v in x['values']] for x in lines if x['type'] == 'indicator'}
    verdicts.check('three years: targets', targets.get('产出指标 / 数量指标 / 建成高标准农田面积') ==
                   ['≥8000亩', '≥9000亩', '≥9500亩'] and '产出指标 / 质量指标 / 工程验收合格率' not in targets, targets)
    verdicts.check("last year's figures are that year's", not [x for x in lines if 'prior_year' in (x['measure'] or '')])
    lines = list(map(exact, run('diff', '--format=jsonl', BUDGETS[0], ACCOUNTS)[1].splitlines()))
    totals = {(x['side'], x['name']): (x['old_name'], [v['yuan'] for v in x['values']]) for x in lines
              if x['kind'] == 'budget_summary'}
    verdicts.check('what is planned in all stands beside what is spent in all', totals.get(('expenditure', '总计')) ==
                   ('支出总计', [36778300, 38452700]) and totals.get(('expenditure', '本年支出合计')) ==
                   (None, [None, 38302700]) and totals.get(('revenue', '一般公共预算财政拨款收入')) ==
                   ('一般公共预算拨款收入', [35878300, 37076700]), totals)
    text = run('diff', BUDGETS[0], ACCOUNTS)[1].decode()
    verdicts.check('a table that one of them has is named, not listed', re.search(
        r'^收入决算表 · revenue_summary \(only in 2024 final accounts: [1-9][0-9]* lines\)\n\n', text, re.M), text)
    for files in (BUDGETS, [BUDGETS[0], ACCOUNTS]):
        text = run('diff', '--lang=zh', *files)[1].decode()
        verdicts.check('Chinese is all Chinese', not re.search('[A-Za-z]', text), re.findall('.*[A-Za-z].*', text)[:5])
        text = run('diff', '--lang=zh', '--format=html', *files)[1].decode()
        text = re.sub('<style>.*?</style>|<[^>]*>', '', text, flags=re.S)
        verdicts.check('Chinese pages too', not re.search('[A-Za-z]', text), re.findall('.*[A-Za-z].*', text)[:5])


def gaps(verdicts, place):
    """Of documents that lack a table those that have it are compared; two of one year have a number in the heads."""
    empty = json.loads(json.dumps(OLD, ensure_ascii=False))
    empty.update(tables=[], forms=[], source={'file': 'a name that is longer than any column should be.pdf', 'sha256': 'a' * 64})
    with open(place + '/empty.json', 'w', encoding='utf-8') as file:
        json.dump(empty, file)
    plain = [exact(x) for x in run('diff', '--format=jsonl', place + '/old.json', place + '/new.json')[1].splitlines()]
    got = [exact(x) for x in run('diff', '--format=jsonl', place + '/empty.json', place + '/old.json',
                                 place + '/new.json')[1].splitlines()]
    lines = [{(x['kind'], x['code'], x['name'], x['measure'], x['status'], x['change']) for x in told
              if x['type'] == 'amount'} for told in (plain, got)]
    verdicts.check('a document without the table changes nothing', lines[0] and lines[0] == lines[1], lines[0] ^ lines[1])
    later = json.loads(json.dumps(OLD).replace('2017', '2019'))
    with open(place + '/later.json', 'w', encoding='utf-8') as file:
        json.dump(later, file)
    out = run('diff', '--format=jsonl', place + '/old.json', place + '/empty.json', place + '/later.json')[1]
    amounts = [line for line in map(exact, out.splitlines()) if line['type'] == 'amount']
    verdicts.check('nor does it between two that say the same', not amounts, amounts)
    text = run('diff', place + '/empty.json', place + '/old.json', place + '/new.json')[1].decode()
    verdicts.check('a number in the heads, the file in the title', text.count('a name that is longer') == 1 and
                   re.search(r'^     line +measure +2017 budget \(1\) +2017 budget \(2\) +2018 budget ', text, re.M), text[:900])


def many(verdicts, place):
    """More documents of one body than anybody would print side by side; tables that have no line in common."""
    with open(place + '/many.jsonl', 'w', encoding='utf-8') as file:
        for year in range(1950, 2050):
            file.write(json.dumps(document(year, [('expenditure_summary', '支出总表', [row('201', '支出', {'total': year})])])) + '\n')
    status, out, errors = run('diff', place + '/many.jsonl')
    verdicts.check('a hundred documents', status == 0 and b'1,950' in out and b'2,049' in out and b'+99 ' in out, (status, errors))


def words(verdicts, place):
    """Every kind and measure that the schema knows has a name in Chinese; a language is a file."""
    with open(os.path.join(ROOT, 'rules', 'words', 'zh.words'), encoding='utf-8') as file:
        named = set(re.findall(r'^([a-z_]+)=\S', file.read(), re.M))
    with open(os.path.join(ROOT, 'docs', 'schema', 'document.schema.json'), encoding='utf-8') as file:
        definitions = json.load(file)['$defs']
    kinds = {k for k in definitions['table_kind']['enum']} | set(definitions['form']['properties']['kind']['enum'])
    measures = set(re.match(r'\^\(\?:\(\?:([^)]*?)\)', re.sub(r'_\[.*?\]\*', '', definitions['measure']['pattern']))[1].split('|'))
    verdicts.check('names of kinds', kinds <= named, kinds - named)
    verdicts.check('names of measures', len(measures) > 60 and measures <= named, measures - named)
    os.makedirs(place + '/more/words')
    with open(place + '/more/words/la.words', 'w', encoding='utf-8') as file:
        file.write('[diff]\nbudget={year} ratio\n')
    text = run('diff', '--rules=' + place + '/more', '--lang=la', *BUDGETS[:2])[1].decode()
    verdicts.check('a language of one\'s own', '2024 ratio → 2025 ratio' in text, text[:300])


def narrow(verdicts):
    """On a terminal names give way, so that lines do not wrap."""
    for columns in (80, 100):
        lines = re.sub('\033[^m]*m', '', terminal({'TERM': 'xterm'}, *BUDGETS[:2], columns=columns).decode()).splitlines()
        tables = [x for x in lines if x.startswith('  ') and re.search(r'[%–]$', x)]
        verdicts.check('%d columns' % columns, len(tables) > 50 and max(map(width, tables)) <= columns and
                       any('…' in x for x in tables), max(map(width, tables)))


def sound(verdicts, name, old, new):
    """Every line that is told: its amounts stand in the documents, under its code or names, and its change is their
    difference; every total line that is in both is told or the same."""
    lines = [exact(line) for line in run('diff', '--format=jsonl', old, new)[1].splitlines()]
    held = []
    for path in (old, new):
        document, where = exact(run(path)[1]), set()
        for row_ in (r for t in document['tables'] for r in t['rows']):
            where |= {(row_['code'] or row_['name'], a) for a in row_['amounts'].values()}
        held.append(where)
    amounts = [x for x in lines if x['type'] == 'amount']
    verdicts.check('%s: lines are told' % name, len(amounts) > 0)
    for x in amounts:
        called = {x['code'], x['name'], x.get('old_code'), x.get('old_name')} - {None}
        values = [v.get('yuan') for v in x['values']]
        fine = all(not v['present'] or any((c, v.get('yuan')) in where for c in called)
                   for v, where in zip(x['values'], held))
        verdicts.check('%s: %s %s is as printed' % (name, x['code'] or x['name'], x['measure']), fine and values[0] != values[1]
                       and x['change'] == (values[1] or 0) - (values[0] or 0), x)


def real(verdicts):
    pair = [glob.glob(os.path.join(REAL, '**', part), recursive=True) for part in ('20_swu_2023*', '21_swu_2023*')]
    if all(pair):
        sound(verdicts, 'a real budget and its final accounts', pair[0][0], pair[1][0])
    files = [glob.glob(os.path.join(REAL, '**', '*万里街道办事处%d年预算.pdf' % year), recursive=True) for year in (24, 25)]
    if not all(files):
        verdicts.skip('diff of two real budgets', 'they are not there')
        return
    _, out, _ = run('diff', '--format=jsonl', files[0][0], files[1][0])
    lines = {}
    for line in map(exact, out.splitlines()):
        lines[line['kind'], line['code'] or line['name'], line['measure']] = [v['yuan'] for v in line['values']]
    with open(os.path.join(ROOT, 'tests', 'uses_groups', 'wanli.tsv'), encoding='utf-8') as file:
        for kind, name, measure, old, new in (x.rstrip('\n').split('\t') for x in file if not x.startswith('#')):
            wanted = None if old == new else [Decimal(old), Decimal(new)]
            verdicts.check('by hand: %s %s %s' % (kind, name, measure), lines.get((kind, name, measure)) == wanted,
                           lines.get((kind, name, measure)))
    with scratch() as place:
        for i in (0, 1):
            with open('%s/%d.json' % (place, i), 'wb') as file:
                file.write(run(files[i][0])[1])
        verdicts.check('PDF and JSON give the same', run('diff', '--format=jsonl', place + '/0.json', place + '/1.json')[1]
                       == out)


def run_all(verdicts):
    with scratch() as place:
        old, new = place + '/old.json', place + '/new.json'
        for path, content in ((old, OLD), (new, NEW)):
            with open(path, 'w', encoding='utf-8') as file:
                json.dump(content, file, ensure_ascii=False)
        by_hand(verdicts, old, new)
        for_people(verdicts, old, new)
        page(verdicts, old, new, place)
        series(verdicts, place)
        for arguments in (['--format=xml'], ['--lang=fr']):
            verdicts.check('wrong usage: %s' % arguments, run('diff', old, new, *arguments)[0] == 2)
        verdicts.check('one document alone', run('diff', old)[0] == 1)
        gaps(verdicts, place)
        many(verdicts, place)
        words(verdicts, place)
    years_of_the_corpus(verdicts)
    if has_terminals():
        narrow(verdicts)
    sound(verdicts, 'two of the corpus', 'corpus/shanxi-2024-cairo.pdf', 'corpus/shanxi-2025-writer.pdf')
    sound(verdicts, 'a budget and final accounts', 'corpus/shanxi-2024-cairo.pdf', 'corpus/final-accounts-2024-cairo.pdf')
    real(verdicts)
