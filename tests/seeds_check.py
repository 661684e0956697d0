#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares what the program reads from disclosures kept as text with a count of their raw text.

    tests/seeds_check.py [-v] FOLDER

FOLDER holds the texts (*.txt); where it does not exist there is nothing to check and that is said.  The count
here shares nothing with the program: a table is what follows a title and a line "单位：…", its blocks are told
by which columns hold words and which numbers; a form is what follows a title "…绩效目标…表", its indicators are
read by their words whatever the column.  EXTRACT names the program, EXTRACT_RULES its rules.
Exit status: 0 nothing differs, 1 something does, 2 the program fails.
"""
import argparse
import collections
import decimal
import glob
import json
import os
import re
import subprocess
import sys
import unicodedata

NUMBER = re.compile(r'^-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$')
TITLE = re.compile(r'表(?:（[^（）]*）|\([^()]*\))*$')
FORM_TITLE = re.compile(r'绩效目标(?:申报)?表$')
UNIT = re.compile(r'^单位：(万元|元)$')
KINDS = ['tables', 'rows', 'amounts', 'columns', 'lists', 'list rows', 'fields', 'funds', 'tasks', 'indicators']
YUAN = {'元': 1, '万元': 10000}
# What a column's lowest label must become; labels not named here are only checked by position.
MEASURES = {
    '合计': {'total'}, '2024年合计': {'total'}, '2025年合计': {'total'}, '小计': {'total'},
    '一般公共预算': {'general_public'}, '政府性基金': {'government_fund'}, '政府性基金预算': {'government_fund'},
    '国有资本经营预算': {'state_capital'}, '财政专户管理资金': {'fiscal_account'}, '单位资金': {'unit_funds'},
    '上年结转': {'carryover'}, '上年结转安排': {'carryover'}, '当年预算安排': {'current_year'},
    '基本支出': {'basic'}, '项目支出': {'project'}, '人员经费': {'personnel'}, '公用经费': {'public'},
    '人员经费支出': {'personnel'}, '公用经费支出': {'public'}, '专项业务经费支出': {'special'},
    '预算数': {'budget'}, '金额': {'amount'}, '政府性基金拨款': {'government_fund'},
    '事业收入': {'business_revenue'}, '其他收入': {'other_revenue'}, '上级补助收入': {'superior_subsidy'},
}


def fold(text):
    """Full width to half width, without white space."""
    return re.sub(r'\s+', '', unicodedata.normalize('NFKC', text or ''))


def bare(text):
    """A name without its marks: 一、 (一) 1、 ① 其中： ..."""
    text = re.sub(r'^[①-⑳]', '', re.sub(r'\s+', '', text or ''))
    text = fold(text)
    mark = re.compile(r'^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d{1,2}、|其中:)')
    while mark.match(text):
        text = mark.sub('', text)
    return text


def fields(line):
    """The cells of a row, None for a line that is no row."""
    if line.lstrip().startswith('|') and line.count('|') > 1:
        inner = line.strip()
        inner = inner[1:-1] if inner.endswith('|') else inner[1:]
        cells = [cell.replace('\\|', '|').strip() for cell in re.split(r'(?<!\\)\|', inner)]
    elif '\t' in line:
        cells = [cell.strip() for cell in line.split('\t')]
    else:
        return None
    texts = [cell for cell in cells if cell]
    if texts and all(re.fullmatch(r':?-{2,}:?', cell) for cell in texts):
        return []
    return cells


def rows_after(lines, at):
    """The rows behind line `at`: the lines they stand on are (number, cells); blank lines are passed over."""
    rows = []
    while at < len(lines):
        cells = fields(lines[at])
        if cells is None and lines[at].strip():
            break
        if cells and any(cells):
            rows.append(cells)
        at += 1
    return rows


def amount_of(text):
    return decimal.Decimal(text.replace(',', ''))


# --- tables ---

class Table:
    """A table of the raw text: its title, unit and rows; blocks as (word columns, number columns)."""

    def __init__(self, title, unit, rows):
        self.title, self.unit = title, unit
        self.width = max(len(row) for row in rows)
        rows = [row + [''] * (self.width - len(row)) for row in rows]
        first = next((i for i, row in enumerate(rows) if self.holds_data(row)), len(rows))
        self.head, body = self.uncross(rows[:first]), rows[first:]
        while body and [cell for cell in body[0] if cell] == [str(i + 1) for i in range(self.width)]:
            body = body[1:]
        self.body = [row for row in body if row != (self.head[0] if self.head else None)]
        self.blocks = self.find_blocks()

    @staticmethod
    def uncross(head):
        """Two labels at the end of a head of two rows, one over nothing beside one under nothing, were
        exchanged by the tool that wrote the text: nothing stands over a label but the merged cell left of it.
        (One text prints 上年结转 so, and its amounts are not in the 合计 of the merged 本年收入.)"""
        if len(head) != 2:
            return head
        upper, lower = [list(row) for row in head]
        for i in range(2, len(upper) - 1):
            if upper[i] and not lower[i] and not upper[i + 1] and lower[i + 1] and not upper[i - 1]:
                upper[i], upper[i + 1] = upper[i + 1], upper[i]
                lower[i], lower[i + 1] = lower[i + 1], lower[i]
        return [upper, lower]

    @staticmethod
    def holds_data(row):
        texts = [cell for cell in row if cell]
        if any(NUMBER.match(cell) for cell in texts):
            return True
        first = texts[0] if texts else ''
        return bool(re.match(r'[一二三四五六七八九十]+、|因公出国', first)) or \
            bool(texts) and all(re.search(r'[合总]计$', cell) for cell in texts)

    def is_wordy(self, column):
        """Words or codes, by the label below and by what stands in the column."""
        label = fold(self.label(column))
        if re.search(r'编码|名称|项目$|分类科目|简介|备注|目录|内容|规格|说明|时间|^类$|^款$', label) and \
                not re.search(r'支出项目|项目支出|预算项目|部门预算的?项目$|部门预算项目$', label):
            return True
        return any(row[column] and not NUMBER.match(row[column]) for row in self.body)

    def label(self, column):
        """The lowest text of the head in the column."""
        return next((row[column] for row in reversed(self.head) if row[column]), '')

    def find_blocks(self):
        blocks, words, numbers = [], [], []
        for column in range(self.width):
            if not self.is_wordy(column):
                numbers.append(column)
                continue
            if numbers and words and any(not self.is_wordy(c) for c in range(column, self.width)):
                blocks.append((words, numbers))
                words, numbers = [], []
            words.append(column)
        blocks.append((words, numbers))
        return blocks

    def entries(self):
        """(block, line, words, {column: amount}) for what the program has to give as rows."""
        for block, (words, numbers) in enumerate(self.blocks):
            for line, row in enumerate(self.body):
                texts = [row[column] for column in words if row[column]]
                amounts = {c: row[c] for c in numbers if row[c] and NUMBER.match(row[c])}
                if texts or amounts:
                    yield block, line, texts, amounts


def tables_find(lines):
    found = []
    for at, line in enumerate(lines):
        unit = UNIT.match(line.strip())
        above = [text.strip() for text in lines[max(0, at - 8):at] if text.strip()]
        titles = [text for text in above if TITLE.search(text) and '\t' not in text]
        rows = rows_after(lines, at + 1)
        if unit and titles and rows:
            found.append(Table(titles[-1], unit.group(1), rows))
    return found


def lists_find(lines):
    """The lists without a unit of money: (first label, rows); a head that is printed again counts as none."""
    found, at = [], 0
    while at < len(lines):
        head = fields(lines[at])
        if not head or not {'一级目录', '是否空表', '拟变动情况'} & set(head):
            at += 1
            continue
        rows = rows_after(lines, at)
        found.append((head, [row for row in rows if row != head]))
        while at < len(lines) and (fields(lines[at]) is not None or not lines[at].strip()):
            at += 1
    return found


def list_check(raw, tables, tell):
    head, rows = raw
    count = collections.Counter(lists=1)
    wanted = [fold(text) for text in head]
    table = next((table for table in tables if [fold(''.join(c['label'])) for c in table['columns']] == wanted), None)
    if not table:
        tell(f'no list of {head}')
        return count
    printed = [[bare(text) for text in row if text] for row in rows]
    given = [[bare(cell['text']) for cell in row['cells'] if cell['text']] for row in table['rows']]
    count['list rows'] = len(printed)
    count['list rows right'] = sum(a == b for a, b in zip(printed, given)) if len(printed) == len(given) else 0
    if table['kind'] == 'unknown' or printed != given:
        first = next((i for i, (a, b) in enumerate(zip(printed, given)) if a != b), min(len(printed), len(given)))
        tell(f'list of {head}: kind {table["kind"]}, {len(given)} rows instead of {len(printed)}; first other: {first + 1}')
    else:
        count['lists right'] += 1
    return count


def words_of(row):
    """All words the program gives for a row."""
    counterpart = row.get('counterpart') or {}
    texts = [row.get('code'), row.get('name'), row.get('label'), counterpart.get('code'), counterpart.get('name')]
    texts += [cell['text'] for cell in row['cells']]
    return {bare(text) for text in texts if text}


def table_check(raw, table, tell):
    """Compares one table; returns counts of what is expected and what is right."""
    count = collections.Counter()
    columns = table['columns']
    if len(columns) < raw.width:
        tell(f'{raw.title}: {raw.width} columns, the program has {len(columns)}')
    sides = []
    for column in columns:
        side = column.get('side')
        if side not in sides:
            sides.append(side)
    by_line = collections.defaultdict(list)
    for row in table['rows']:
        by_line[row['line']].append(row)
    for block, line, texts, amounts in raw.entries():
        count['rows'] += 1
        wanted = {bare(text) for text in texts}
        own = raw.blocks[block][0] + raw.blocks[block][1]
        rows = [row for row in by_line[line]
                if any(cell['column'] in own for cell in row['cells']) and wanted <= words_of(row)]
        if not rows:
            tell(f'{raw.title}: line {line + 1}: no row for {texts}')
        else:
            count['rows right'] += 1
        words, numbers = raw.blocks[block]
        named = [bare(raw.body[line][column]) for column in words if column < min(numbers, default=raw.width)]
        named = [text for text in named if re.search(r'[^\W\d]', text)][:2] if numbers else []
        coded = next((text for text in texts if re.fullmatch(r'\d{3,7}', text)), None)
        row = rows[0] if rows else None
        if row and coded and row.get('code') != coded:
            tell(f'{raw.title}: line {line + 1}: code {row.get("code")} instead of {coded}')
        names = row and {bare(row.get('name')), bare(row.get('label')), bare((row.get('counterpart') or {}).get('name'))}
        if row and any(name not in names for name in named):
            tell(f'{raw.title}: line {line + 1}: named {row.get("name")} instead of {named}')
        for column, text in amounts.items():
            count['amounts'] += 1
            yuan = amount_of(text) * YUAN[raw.unit]
            measure = columns[column].get('measure') if column < len(columns) else None
            given = row['amounts'].get(measure) if row else None
            if given is None or decimal.Decimal(str(given)) != yuan:
                tell(f'{raw.title}: line {line + 1}: {texts} column {column + 1} ({measure}): {given} instead of {yuan}')
            else:
                count['amounts right'] += 1
        given = sum(value is not None for value in row['amounts'].values()) if row else 0
        if given > len(amounts):
            tell(f'{raw.title}: line {line + 1}: {given} amounts, {len(amounts)} printed')
    for block_words, numbers in raw.blocks:
        for column in numbers:
            label = fold(raw.label(column))
            wanted = MEASURES.get(label)
            measure = (columns[column].get('measure') or '') if column < len(columns) else ''
            if not wanted:
                continue
            count['columns'] += 1
            if measure.split('.')[-1] in wanted or measure in wanted:
                count['columns right'] += 1
            else:
                tell(f'{raw.title}: column {column + 1} "{label}" is "{measure}"')
    expected = collections.Counter(line for _, line, _, _ in raw.entries())
    extra = [row for row in table['rows'] if not expected[row['line']]]
    if extra:
        tell(f'{raw.title}: {len(extra)} rows more than printed')
    return count


# --- forms ---

LEVEL1 = {'产出指标', '效益指标', '满意度指标'}
LEVEL2 = re.compile(r'指标$|^服务对象满意度(?:指标?)?$')
FIELDS = ['项目名称', '主管部门及代码', '主管部门', '实施单位', '项目属性', '项目期', '项目日期', '项目概况', '立项依据',
          '政策依据', '项目设立必要性', '项目社会必要性', '保证项目实施的制度、措施', '保障项目实施的制度、措施',
          '项目实施计划', '实施期限', '部门名称', '部门(单位)名称', '内设职能部门数', '所属预算单位数', '核定的人员编制数',
          '实际在职人员总数', '其中:在编人员数', '其他人员数', '部门职责', '部门战略目标']
FUNDS = [('资金总额', 'total'), ('中央', 'central'), ('省级', 'provincial'), ('市县', 'local'), ('市级', 'local'),
         ('自筹', 'self'), ('其他资金', 'other')]


# The funds of a whole department's form, all of the year.
OVERALL_FUNDS = {'合计': 'total', '一般公共预算资金': 'general_public', '政府性基金预算资金': 'government_fund',
                 '国有资本经营预算资金': 'state_capital', '社会保险基金预算资金': 'social_insurance',
                 '专户管理资金': 'fiscal_account', '单位资金': 'unit_funds', '基本支出': 'basic', '项目支出': 'project'}
TASK_HEADS, TASK_END = {'核心职能', '任务名称'}, re.compile(r'^(?:金额合计|年度(?:绩效|总体)?目标)')


class Form:
    """A form of the raw text: fields, funds and indicators, by their words, whatever the column."""

    def __init__(self, title, rows):
        self.title = title
        self.fields, self.funds, self.indicators, self.tasks = {}, {}, [], []
        self.overall, tasks = '整体' in title, False
        self.power, halves, head = None, 1, False
        second, levels = 0, ['', '']
        for row in rows:
            texts = [(column, fold(text)) for column, text in enumerate(row) if text]
            plain = [text for _, text in texts]
            if '二级指标' in plain:
                halves, head, levels = plain.count('二级指标'), True, ['', '']
                second = [column for column, text in texts if text == '二级指标'][-1]
            elif plain and re.match(r'负责人|备注|注:', plain[0]):
                head = False
            elif self.overall and TASK_HEADS & set(plain):
                tasks = True
            elif tasks and plain and not TASK_END.match(plain[0]):
                self.tasks += [] if plain[0] == '总额' else plain[:1]
            elif head:
                self.take_indicators(texts, halves, levels, second)
            else:
                tasks = False
                self.take_fields(plain)

    def take_fields(self, texts):
        if self.overall:
            for label, value in zip(texts, texts[1:]):
                fund = OVERALL_FUNDS.get(re.sub('^其中:', '', label))
                if fund and NUMBER.match(value):
                    self.funds.setdefault(('year', fund), amount_of(value))
        for i, text in enumerate(texts):
            unit = re.search(r'资金.*\((万?元)\)', text)
            if unit:
                self.power = YUAN[unit.group(1)]
            value = texts[i + 1] if i + 1 < len(texts) else None
            if text in FIELDS and value and value not in FIELDS:
                self.fields.setdefault(text, value)
        labels = [(i, name) for i, text in enumerate(texts) for word, name in FUNDS
                  if word in text and len(text) <= 14 and not NUMBER.match(text)]
        for place, (i, name) in enumerate(labels):
            value = texts[i + 1] if i + 1 < len(texts) else ''
            scope = 'period' if place == 0 and len(labels) > 1 or '实施期' in texts[i] else 'year'
            if NUMBER.match(value):
                self.funds.setdefault((scope, name), amount_of(value))

    def take_indicators(self, texts, halves, levels, second):
        rest = []
        for column, text in texts:
            if text in LEVEL1:
                levels[:] = [text, '']
            elif LEVEL2.search(text):
                rest.append((column, None, text))
            else:
                rest.append((column, text, None))
        pairs, open_name, level2 = [], None, None
        for column, text, level in rest:
            if level:
                level2, open_name = level, None
                levels[1] = level
            elif open_name is None:
                open_name = (column, text)
            else:
                pairs.append((open_name[0], level2 or levels[1], open_name[1], text))
                open_name = None
        for place, (column, level, name, value) in enumerate(pairs):
            late = halves > 1 and (place > 0 or len(pairs) == 1 and column > second)
            scope = 'period' if halves > 1 and not late else 'year'
            self.indicators.append((scope, levels[0], level, name, value))


def forms_find(lines):
    found = []
    for at, line in enumerate(lines):
        if not FORM_TITLE.search(line.strip()) or '\t' in line or line.lstrip().startswith('|'):
            continue
        start = at + 1
        while start < len(lines) and fields(lines[start]) is None and \
                (not lines[start].strip() or re.fullmatch(r'\(?\d{4}\)?\s*年度\)?', fold(lines[start]))):
            start += 1
        rows = rows_after(lines, start)
        if len(rows) > 3:
            found.append(Form(line.strip(), rows))
    return found


def number_of(value):
    return None if value is None else decimal.Decimal(str(value))


def form_check(raw, form, tell):
    count = collections.Counter()
    name = raw.fields.get('项目名称') or raw.title
    given = {fold(key): fold(value) for key, value in form['fields'].items()}
    for field, value in raw.fields.items():
        count['fields'] += 1
        if given.get(field) == value:
            count['fields right'] += 1
        else:
            tell(f'form {name}: field {field} is {str(given.get(field))[:40]!r} instead of {value[:40]!r}')
    for (scope, fund), value in raw.funds.items():
        count['funds'] += 1
        got = number_of(form['funds'].get(scope, {}).get(fund))
        if raw.power and got == value * raw.power:
            count['funds right'] += 1
        else:
            tell(f'form {name}: {scope} {fund} is {got} instead of {value} * {raw.power}')
    given = [fold(task['name']) for task in form.get('tasks', [])]
    for task in raw.tasks:
        count['tasks'] += 1
        count['tasks right'] += task in given
        if task not in given:
            tell(f'form {name}: no task {task[:30]}')
    left = collections.Counter((i['scope'], fold(i['level1']), fold(i['level2']), fold(i['level3']), fold(i['value']))
                               for i in form['indicators'])
    for indicator in raw.indicators:
        count['indicators'] += 1
        if left[indicator]:
            left[indicator] -= 1
            count['indicators right'] += 1
        else:
            tell(f'form {name}: no indicator {" | ".join(indicator)}')
    for indicator, more in left.items():
        if more and indicator[4]:
            count['indicators extra'] += more
            tell(f'form {name}: indicator not printed so: {" | ".join(indicator)}')
    return count


# --- a seed ---

def seed_check(path, document, tell):
    with open(path, encoding='utf-8-sig') as file:
        lines = file.read().split('\n')
    count = collections.Counter()
    tables = tables_find(lines)
    count['tables'] = len(tables)
    by_title = collections.defaultdict(list)
    for table in document['tables']:
        by_title[fold(table['title'])].append(table)
    for raw in tables:
        if not by_title[fold(raw.title)]:
            tell(f'no table {raw.title}')
            continue
        table = by_title[fold(raw.title)].pop(0)
        if table['kind'] == 'unknown' or table['unit'] != raw.unit:
            tell(f'{raw.title}: kind {table["kind"]}, unit {table["unit"]}')
        else:
            count['tables right'] += 1
        count += table_check(raw, table, tell)
    for raw in lists_find(lines):
        count += list_check(raw, document['tables'], tell)
    count['tables more'] = sum(map(len, by_title.values())) - count['lists']
    forms = forms_find(lines)
    count['forms'] = len(forms)
    count['form titles'] = sum(bool(FORM_TITLE.search(line.strip())) and '\t' not in line for line in lines)
    count['forms given'] = len(document['forms'])
    for raw, form in zip(forms, document['forms']):
        count += form_check(raw, form, tell)
    return count


def program_run(program, path):
    result = subprocess.run([program, path], capture_output=True, check=False)
    if result.returncode:
        sys.stderr.write(result.stderr.decode())
        raise SystemExit(2)
    return json.loads(result.stdout, parse_float=decimal.Decimal)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('folder')
    parser.add_argument('-v', '--verbose', action='store_true', help='tell each difference')
    arguments = parser.parse_args()
    if not os.path.isdir(arguments.folder):
        print(f'{arguments.folder}: not there, nothing is checked')
        return 0
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    program = os.environ.get('EXTRACT', os.path.join(root, 'build', 'extract'))
    os.environ.setdefault('EXTRACT_RULES', os.path.join(root, 'rules'))
    total, differs = collections.Counter(), 0
    for path in sorted(glob.glob(os.path.join(arguments.folder, '*.txt'))):
        told = []
        count = seed_check(path, program_run(program, path), told.append)
        total += count
        figures = ', '.join(f'{what} {count[what + " right"]}/{count[what]}'
                            for what in KINDS)
        print(f'{os.path.basename(path)}: {figures}; form titles {count["form titles"]}, forms {count["forms"]}, '
              f'given {count["forms given"]}; other tables {count["tables more"]}; indicators too many '
              f'{count["indicators extra"]}')
        differs += len(told)
        if arguments.verbose:
            for line in told:
                print('   ', line)
    print('all: ' + ', '.join(f'{what} {total[what + " right"]}/{total[what]}' for what in KINDS))
    return 1 if differs else 0


if __name__ == '__main__':
    sys.exit(main())
