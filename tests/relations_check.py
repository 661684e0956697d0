#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The relations of a document's figures, formed anew from its JSON.

    tests/relations_check.py [SEEDS]

1. Slips that a text of our own holds are found, each by its rule, and the same text without them is in order.
   Of two documents, last year's figures are compared.
2. On the corpus every verdict is worked out again, with Python's decimals, from the amounts of the cells that it names.
3. Where SEEDS, disclosures kept as text, are at hand: how many relations of each rule are formed there, and which
   differ, is what tests/relations says (read by eye; the slips are the documents' own).
EXTRACT names the program, EXTRACT_RULES its rules.  The last line is `N passed, N failed`.
"""
import collections
import glob
import json
import os
import subprocess
import sys
import tempfile
from decimal import Decimal

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
EXTRACT = os.environ.get('EXTRACT', os.path.join(ROOT, 'build', 'extract'))

# Words in braces are figures; SLIPS puts others in their places, and names the rules that must tell of it.
TEXT = '''2025年云溪县水利局部门预算

部门支出总表
单位:万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t100.00\t60.00\t40.00
213\t农林水支出\t{total}\t60.00\t40.00
21303\t水利\t100.00\t60.00\t40.00
2130301\t行政运行\t{item}\t60.00\t0.00
2130399\t其他水利支出\t40.00\t0.00\t40.00

一般公共预算支出表
单位:万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t100.00\t60.00\t40.00
213\t农林水支出\t100.00\t60.00\t40.00
21303\t水利\t100.00\t60.00\t40.00
2130301\t行政运行\t60.00\t60.00\t0.00
2130399\t其他水利支出\t40.00\t0.00\t40.00

一般公共预算“三公”经费支出表
单位:万元
项目\t预算数
合计\t9.00
因公出国(境)费\t2.00
公务接待费\t3.00
公务用车购置及运行费\t{cars}
公务用车购置费\t0.00
公务用车运行费\t4.00

项目支出预算表(本年预算)
单位:万元
项目名称\t合计
渠道维护\t30.00
水质监测\t10.00

三、支出预算情况说明
2025年部门支出预算100.00万元,其中:基本支出60.00万元,占{share}%;项目支出40.00万元,占40%。
四、一般公共预算支出情况说明
行政运行(2130301){stated}万元,比上年增加11.11万元,增长{percent}%。
五、“三公”经费情况说明
2025年“三公”经费预算9万元,其中:因公出国(境)费2万元,公务接待费{reception}万元,公务用车购置及运行费4万元,公务用车运行费4万元。
六、其他情况说明
公用支出60.00万元,占部门支出的{of_all}%。
七、绩效目标情况说明
纳入绩效目标管理的二级项目{projects}个,共计金额40万元。
'''
RIGHT = {'total': '100.00', 'item': '60.00', 'cars': '4.00', 'share': '60.00', 'stated': '60.00', 'percent': '22.72',
         'reception': '3', 'projects': '2', 'of_all': '60'}
SLIPS = [
    ({}, []),
    ({'total': '101.00'}, ['children_sum', 'parts_basic_project', 'same_expenditure_general_public', 'total_sum']),
    ({'item': '61.00'}, ['children_sum', 'parts_basic_project', 'same_expenditure_general_public']),
    ({'cars': '5.00'}, ['cars_sum', 'items_sum', 'text_cars', 'three_public_sum_unnamed']),
    ({'share': '61'}, ['text_share']),
    ({'share': '60.02'}, ['text_share']),
    ({'stated': '61.00'}, ['text_change', 'text_code']),
    ({'percent': '22.82'}, ['text_change']),
    ({'percent': '2272'}, ['text_change']),
    ({'percent': '0.01'}, ['text_change']),
    ({'stated': '600000.00'}, ['text_change', 'text_code']),
    ({'of_all': '60.4'}, ['text_share']),
    ({'reception': '4'}, ['text_receptions']),
    ({'projects': '3'}, ['text_projects']),
]
# Rules that must have formed a relation in the text without slips: one that is silent has not been tried.
FORMED = ['cars_sum', 'children_sum', 'parts_basic_project', 'same_expenditure_general_public', 'text_car_running',
          'text_cars', 'text_change', 'text_code', 'text_going_abroad', 'text_projects', 'text_receptions', 'text_share',
          'three_public_sum_unnamed']


# Relations of other heads and tables, each a text of its own with the slips in it, and the rules that must have formed
# a relation; `{}` is right with the first of the figures.
OTHERS = [
    # Sums within a group of columns and over groups; what stands beside 本年收入 is no part of its 合计.
    ('''2025年云溪县水利局部门预算

部门收入总表
单位:万元
项目\t本年收入\t本年收入\t本年收入\t本年收入\t上年结转
项目\t合计\t一般公共预算\t政府性基金\t财政专户管理资金\t上年结转
合计\t100.00\t{}\t20.00\t0.00\t7.00

一般公共预算支出表
单位:万元
科目编码\t科目名称\t合计\t基本支出\t基本支出\t基本支出\t项目支出
科目编码\t科目名称\t合计\t小计\t人员经费\t公用经费\t项目支出
213\t农林水支出\t80.00\t{}\t45.00\t15.00\t20.00
''', ['80.00', '60.00'], [
        (0, '81.00', ['parts_funds']),
        (1, '61.00', ['parts_basic_project', 'parts_within'])], ['parts_funds', 'parts_within', 'parts_basic_project']),
    # Per fund: what was there and what came is what was spent and what is left; final accounts carry over.
    ('''2025年度云溪县水利局部门决算

收入支出决算总表
单位:万元
收入\t\t支出\t
项目\t决算数\t项目\t决算数
一、一般公共预算财政拨款收入\t80.00\t一、农林水支出\t96.00
二、政府性基金预算财政拨款收入\t{}\t\t
三、其他收入\t{}\t\t
本年收入合计\t110.00\t本年支出合计\t96.00
年初结转和结余\t5.00\t年末结转和结余\t19.00
总计\t115.00\t总计\t115.00

收入决算表
单位:万元
科目编码\t科目名称\t合计\t财政拨款收入\t事业收入\t其他收入
\t合计\t110.00\t100.00\t\t10.00
213\t农林水支出\t110.00\t100.00\t\t10.00

政府性基金预算财政拨款收入支出决算表
单位:万元
项目\t年初结转和结余\t本年收入\t本年支出\t本年支出\t本年支出\t年末结转和结余
项目\t年初结转和结余\t本年收入\t小计\t基本支出\t项目支出\t年末结转和结余
合计\t5.00\t20.00\t22.00\t\t22.00\t{}
''', ['20.00', '10.00', '3.00'], [
        (0, '21.00', ['final_fiscal']),
        (1, '11.00', ['final_other']),
        (2, '4.00', ['fund_balance'])], ['final_fiscal', 'final_other', 'fund_balance', 'final_revenue']),
    # What comes from the fiscal account beside the other business revenue in one table, with it in the other: nothing is formed.
    ('''2025年度云溪县第一中学单位决算

收入支出决算总表
单位:万元
收入\t\t支出\t
项目\t决算数\t项目\t决算数
一、一般公共预算财政拨款收入\t80.00\t一、教育支出\t100.00
二、财政专户管理资金收入\t12.00\t\t
三、事业收入\t8.00\t\t
本年收入合计\t{}\t本年支出合计\t100.00
总计\t100.00\t总计\t100.00

收入决算表
单位:万元
科目编码\t科目名称\t合计\t财政拨款收入\t事业收入\t其他收入
\t合计\t100.00\t80.00\t20.00\t
205\t教育支出\t100.00\t80.00\t20.00\t
''', ['100.00'], [(0, '101.00', ['final_revenue', 'revenue_closing'])], ['final_fiscal', 'final_revenue']),
    # A table without a total row: its highest codes come to what another table says; the organization's own line.
    ('''2025年云溪县水利局部门预算

部门收支总表
单位:万元
收入\t\t支出\t
项目\t预算数\t项目\t预算数
一、一般公共预算拨款收入\t90.00\t一、农林水支出\t90.00
二、政府性基金预算拨款收入\t10.00\t二、城乡社区支出\t10.00
收入总计\t{}\t支出总计\t{}

部门支出总表
单位:万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
212\t城乡社区支出\t10.00\t\t10.00
213\t农林水支出\t90.00\t60.00\t30.00

一般公共预算支出表
单位:万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t云溪县水利局\t90.00\t60.00\t30.00
213\t农林水支出\t{}\t60.00\t30.00

政府性基金预算支出表
单位:万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t10.00\t\t10.00
212\t城乡社区支出\t10.00\t\t10.00

项目支出总表
单位:万元
项目名称\t合计\t一般公共预算\t政府性基金\t其他资金
云溪县水利局\t40.00\t{}\t10.00\t
渠道维护\t30.00\t30.00\t\t
水库除险\t10.00\t\t10.00\t
''', ['100.00', '100.00', '90.00', '30.00'], [
        (1, '101.00', ['budget_expenditure', 'sides_equal']),
        (2, '91.00', ['parts_basic_project', 'stack_expenditure', 'total_sum'])],
     ['budget_expenditure', 'parts_funds', 'projects_of_general_public', 'projects_of_government_fund',
      'projects_total', 'stack_expenditure', 'total_sum']),
]


def documents(files, text=None):
    command = [EXTRACT, *files] if text is None else [EXTRACT, '-']
    run = subprocess.run(command, input=text, capture_output=True, encoding='utf-8')
    return [json.loads(line, parse_float=Decimal, parse_int=Decimal) for line in run.stdout.splitlines()]


def slips(check):
    for changes, wanted in SLIPS:
        text = TEXT
        for name, value in {**RIGHT, **changes}.items():
            text = text.replace('{%s}' % name, value)
        checks = documents([], text)[0]['checks']
        found = sorted({c['rule'] for c in checks if c['verdict'] == 'differs'})
        check('slip %s' % (changes or 'none'), found == wanted, 'wanted %s, found %s' % (wanted, found))
        if not changes:
            formed = sorted(set(FORMED) - {c['rule'] for c in checks})
            check('all kinds of relation are formed', not formed, 'silent: %s' % formed)


def others(check):
    for text, right, wrong, formed in OTHERS:
        for place, figure, wanted in [(None, None, []), *wrong]:
            figures = [figure if i == place else value for i, value in enumerate(right)]
            checks = documents([], text.format(*figures))[0]['checks']
            found = sorted({c['rule'] for c in checks if c['verdict'] == 'differs'})
            check('slip %s in %s' % (figure, text.splitlines()[2]), found == wanted,
                  'wanted %s, found %s' % (wanted, found))
            silent = sorted(set(formed) - {c['rule'] for c in checks}) if place is None else []
            check('formed in %s' % text.splitlines()[2], not silent, 'silent: %s' % silent)


LAST_YEAR = '''2024年云溪县水利局部门预算

一般公共预算支出表
单位:万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
2130301\t行政运行\t60.00\t60.00\t0.00
2130399\t其他水利支出\t40.00\t0.00\t40.00
'''
THIS_YEAR = '''2025年云溪县水利局部门预算

一般公共预算支出表
单位:元
科目编码\t科目名称\t2024年预算数\t2025年预算数
2130301\t行政运行\t610000\t600000
2130399\t其他水利支出\t400000\t500000
'''


UNCLEAR = '''2025年云溪县水利局部门预算

一、支出预算情况说明
项目支出500万元,包括:渠道维护30万元,水质监测10万元。比上年增加9万元,增长{}%。
'''


LIST = '''2025年云溪县水利局部门预算

政府采购预算表
单位:万元
采购项目\t合计
合计\t{}
水泵\t30.00
灌渠衬砌\t12.00
'''


def lists(check):
    """A list without codes comes to its total; where it comes to much more, its lines may be sums of others."""
    for total, wanted in (('42.00', (['equal'], 0)), ('41.00', (['differs'], 0)), ('20.00', ([], 1))):
        document = documents([], LIST.format(total))[0]
        found = ([c['verdict'] for c in document['checks'] if c['rule'] == 'total_list'],
                 len([w for w in document['warnings'] if w['code'] == 'list_unclear']))
        check('a list that comes to %s' % total, found == wanted, str(found))


def unclear(check):
    """A change that may be of any of several figures: told to the reader where it is none of the whole, not as a slip."""
    for percent, wanted in (('90', (0, 1)), ('1.83', (1, 0)), ('1.93', (1, 0))):
        document = documents([], UNCLEAR.format(percent))[0]
        found = (len([c for c in document['checks'] if c['rule'] == 'text_change']),
                 len([w for w in document['warnings'] if w['code'] == 'change_unclear']))
        check('a change of %s per cent among several figures' % percent, found == wanted, str(found))


ZEROS = '''2025年云溪县水利局部门预算

一般公共预算支出表
单位:万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
213\t农林水支出\t80.00\t79.90\t0
214\t交通运输支出\t80.00\t80.00\t0.00
215\t资源勘探工业信息等支出\t80.00\t80.00\t-
216\t商业服务业等支出\t80.00\t80.00\t
'''


def zeros(check):
    """0 counts to the last digit of its column, 0.00 to its own; a dash and an empty cell are nought exactly."""
    found = [(c['verdict'], int(c['tolerance'])) for c in documents([], ZEROS)[0]['checks']
             if c['rule'] == 'parts_basic_project']
    check('tolerance of noughts', found == [('differs', 150), ('equal', 150), ('equal', 100), ('equal', 100)], str(found))


def years(check):
    """Last year's figures in both documents, whatever their order; nothing where the organization is another."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ('old.txt', 'new.txt', 'other.txt')]
        for path, text in zip(paths, (LAST_YEAR, THIS_YEAR, LAST_YEAR.replace('水利局', '林业局'))):
            with open(path, 'w', encoding='utf-8') as file:
                file.write(text)
        old, new, other = paths
        for files, wanted in (([old, new], ['differs', 'equal']), ([new, old], ['differs', 'equal']),
                              ([other, new], []), ([new], [])):
            run = subprocess.run([EXTRACT, 'check', '--json', *files], capture_output=True, encoding='utf-8')
            verdicts = [(c['verdict'], c['difference']) for c in map(json.loads, run.stdout.splitlines())
                        if c['rule'] == 'last_budget']
            check('years: %s' % [os.path.basename(path) for path in files],
                  sorted(v for v, _ in verdicts) == wanted and all(d in (0, 10000) for _, d in verdicts), str(verdicts))


def worth(document, cell):
    """The yuan of a cell of a check, by the row and the measure it stands in; None where it is in no table."""
    if 'table' not in cell or 'column' not in cell:
        return None
    table = document['tables'][int(cell['table'])]
    column = table['columns'][int(cell['column'])]
    return table['rows'][int(cell['row'])]['amounts'].get(column.get('measure'))


def arithmetic(check, document):
    name = (document.get('source') or {}).get('file')
    tried = wrong = 0
    for c in document.get('checks', []):
        sides = {term: [worth(document, cell) for cell in c['cells'] if cell['term'] == term]
                 for term in ('whole', 'part')}
        if c['quantity'] != 'yuan' or None in sides['whole'] + sides['part']:
            continue
        tried += 1
        difference = sum(sides['whole']) - sum(sides['part'])
        verdict = 'equal' if difference == 0 else 'rounding' if abs(difference) <= c['tolerance'] else 'differs'
        wrong += (difference, verdict) != (c['difference'], c['verdict'])
    check('%s: %d verdicts worked out again' % (name, tried), not wrong, '%d of %d are others' % (wrong, tried))
    counts = collections.Counter(c['verdict'] for c in document.get('checks', []))
    if 'check_summary' in document:
        check('%s: the summary counts' % name,
              all(counts[key] == value for key, value in document['check_summary'].items()))
    return tried


def relations(document):
    """Lines of tests/relations: seed, rule, how often it holds, holds to rounding, differs; then what differs."""
    name = document['source']['file'].split('_')[0]
    by_rule = collections.defaultdict(collections.Counter)
    for c in document['checks']:
        by_rule[c['rule']][c['verdict']] += 1
    for rule, counts in sorted(by_rule.items()):
        yield '\t'.join([name, rule, *(str(counts[verdict]) for verdict in ('equal', 'rounding', 'differs'))])
    for c in document['checks']:
        if c['verdict'] == 'differs':
            yield '\t'.join([name, '!', c['rule'], str(c['actual']), str(c['expected'])])


def main():
    count = {True: 0, False: 0}

    def check(what, fine, detail=''):
        count[bool(fine)] += 1
        if not fine:
            print('FAILED %s%s' % (what, ': ' + detail if detail else ''))

    slips(check)
    others(check)
    lists(check)
    unclear(check)
    zeros(check)
    years(check)
    corpus = sorted(glob.glob(os.path.join(ROOT, 'corpus', '*.pdf')) +
                    glob.glob(os.path.join(ROOT, 'corpus', 'seeds', '*.*')))
    tried = sum(arithmetic(check, document) for document in documents(corpus) if 'error' not in document)
    check('the corpus has relations', tried > 0)
    seeds = sorted(glob.glob(os.path.join(sys.argv[1], '*.txt'))) if len(sys.argv) > 1 else []
    if seeds:
        found = [line for document in documents(seeds) for line in relations(document)]
        with open(os.path.join(HERE, 'relations'), encoding='utf-8') as file:
            wanted = [line.rstrip('\n') for line in file if not line.startswith('#')]
        for line in sorted(set(wanted) | set(found)):
            check('seeds: ' + line.replace('\t', ' '), (line in wanted) == (line in found),
                  'not found' if line in wanted else 'not in tests/relations')
    print('%d passed, %d failed' % (count[True], count[False]))
    return 1 if count[False] else 0


if __name__ == '__main__':
    sys.exit(main())
