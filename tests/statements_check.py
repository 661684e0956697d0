#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares the statements the program reads from disclosures kept as text with a count of their raw text.

    tests/statements_check.py [-v] FOLDER

FOLDER holds the texts (*.txt); where it does not exist there is nothing to check and that is said.  The count
here shares nothing with the program: it takes the lines that are no table rows, keeps the sections that explain the
budget, and looks at every figure with a unit of money: which words stand in front of it, and whether these say that
something has changed.  A figure is right where the program has a statement of the same amount, in the same section,
whose subject is those words; a change where it stands at the amount that its per cent fit.  Figures with units of
things (辆, 平方米, 人, 名, 个项目) are counted too.  EXTRACT names the program, EXTRACT_RULES its rules.
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

Decimal = decimal.Decimal
UNITS = {'元': 1, '千元': 10**3, '万元': 10**4, '百万元': 10**6, '亿元': 10**8}
MONEY = re.compile(r'(\d[\d,]*(?:\.\d+)?)(亿元|百万元|万元|千元|元)(?!\S{0,6}以上)')
THING = re.compile(r'(\d[\d,]*(?:\.\d+)?)(辆|平方米|台|人|名|个)')
HEADING = re.compile(r'^([一二三四五六七八九十]+)、(\S.*)$')
CHANGE = re.compile(r'(增加|增长|减少|下降)(?:了)?$')
PERCENT = re.compile(r'^[^0-9]{0,4}?(?:增长|下降|减少|增加)(\d+(?:\.\d+)?)%')
# What surrounds the words a figure is of, in these texts.
FRONT = re.compile(r'^(?:其中|主要|包括|包含有?|支出包括|原因是|涉及(?=..)|本部门|我单位|本单位|共有|现有|\d+年度?,?|\d+月(?:\d+日)?|截[至止]\S*?日,?|'
                   r'[:,、(]|\(?[一二三四五六七八九十\d]+\)|[一二三四五六七八九十]是)+')
BACK = re.compile(r'(?:总计|共计|合计|为|安排|:|\((?:2\d{6}|[35]0\d)\))+$')
# Words that are of what was named and counted before them.
EMPTY = {'涉及金额', '涉及项目金额', '共计金额', '金额', '项目金额', '涉及资金', '资金', ''}
STAFF = re.compile(r'编制|人员|人数|退休|^行政$|^事业$')
THINGS = {'辆': re.compile('车|实有'), '平方米': re.compile('面积|用房'), '台': re.compile('设备'),
          '人': STAFF, '名': STAFF, '个': re.compile('项目|绩效目标')}


def fold(text):
    return re.sub(r'\s+', '', unicodedata.normalize('NFKC', text or ''))


def is_row(line):
    return '\t' in line or line.lstrip().startswith('|')


def sections_find(lines):
    """(heading, text) of what explains the budget: the part whose headings speak of 说明."""
    found, heading, text, part = [], None, [], ''
    for line in lines:
        line = fold(line) if not is_row(line) else ''
        if re.match(r'^第[一二三四五六]部分', line):
            part = line
        match = HEADING.match(line)
        if match and len(line) < 45 and '。' not in line:
            if heading:
                found.append((heading, '\n'.join(text)))
            heading, text = (line, []) if '名词解释' not in part and '目录' not in part else (None, [])
        elif heading and line and not re.fullmatch(r'仅供内部审核?', line):
            text.append(line)
    if heading:
        found.append((heading, '\n'.join(text)))
    # the table of contents has the same headings without text
    return [(heading, text) for heading, text in found if '%' in text or MONEY.search(text) or THING.search(text)]


def sentences_of(text):
    """Lines that go on are joined; cut behind 。 and ；."""
    joined = re.sub(r'(?<![。;:])\n', '', text).replace('\n', '')
    return [sentence for sentence in re.split(r'(?<=。)', joined) if sentence]


def words_before(text, organization):
    """What stands between the last mark and a figure, without what leads to it."""
    words = re.split(r'[,。;:、](?!\d{3})', text)[-1]
    if '、' in text and re.match(r'^[^,。;:]*、', re.split(r'[,。;:]', text)[-1]) and '万元' not in re.split(r'[,。;:]', text)[-1]:
        words = re.split(r'[,。;:]', text)[-1]
    before = None
    while before != words:
        before = words
        words = FRONT.sub('', words)
        words = re.sub(r'^' + re.escape(organization), '', words) if organization else words
        words = BACK.sub('', words)
    return words


class Figure:
    """A figure of the raw text: its section, value, unit, the words it is of, and whether it is a change."""

    def __init__(self, section, words, value, unit, change=None, changed=None, percent=None):
        self.section, self.words, self.value, self.unit = section, words, value, unit
        self.change, self.changed, self.percent = change, changed, percent

    def __str__(self):
        kind = f'{self.change} (of {self.changed})' if self.change else ''
        return f'{self.section[:10]}: {self.words} {kind} {self.value} {self.unit}'


def figures_of(section, sentence, organization):
    figures, behind, named = [], 0, ''
    found = sorted([(m.start(), m, True) for m in MONEY.finditer(sentence)] +
                   [(m.start(), m, False) for m in THING.finditer(sentence)], key=lambda item: item[0])
    for start, match, money in found:
        text = match.group(1)
        value, unit = Decimal(text.replace(',', '')), match.group(2)
        before = sentence[behind:start]
        if not money:
            words = words_before(before, organization)
            if not THINGS[unit].search(words):
                continue
            figures.append(Figure(section, words, value, unit))
            named, behind = words, match.end()
            continue
        change = CHANGE.search(before)
        if change:
            sign = -1 if change.group(1) in ('减少', '下降') else 1
            percent = PERCENT.search(sentence[match.end():])
            figures.append(Figure(section, '', sign * value * UNITS[unit], unit, change.group(1),
                                  *change_of(figures, sign * value * UNITS[unit], percent)))
        else:
            words = words_before(before, organization)
            if words in EMPTY:
                words = named or words_before(before.rpartition(',')[0], organization)
            figures.append(Figure(section, words, value * UNITS[unit], unit))
        behind = match.end()
    return figures


def change_of(figures, change, percent):
    """The amount in front of a change that has changed so, and the per cent."""
    amounts = [figure for figure in figures if not figure.change and figure.unit in UNITS]
    if not amounts:
        return None, None
    if percent:
        told = Decimal(percent.group(1))
        for figure in reversed(amounts):
            before = figure.value - change
            if before > 0 and abs(abs(change) * 100 / before - told) < Decimal('0.03'):
                return figure.value, told
    return amounts[-1].value, None


def statement_fits(figure, statement):
    if fold(statement['section']) != figure.section:
        return False
    if figure.change:
        return statement['change'] == figure.value and \
            (figure.percent is None or statement['amount'] == figure.changed)
    value = statement['amount'] if figure.unit in UNITS else statement.get('quantity')
    if value != figure.value or not statement['unit'].startswith(figure.unit):
        return False
    subject = fold(statement['subject'])
    return subject == figure.words or (len(subject) > 3 and figure.words.endswith(subject))


def document_check(path, document, tell):
    with open(path, encoding='utf-8-sig', errors='replace') as file:
        lines = file.read().split('\n')
    organization = fold(document['document']['organization'])
    count = collections.Counter()
    left = list(document['statements'])
    for section, text in sections_find(lines):
        for sentence in sentences_of(text):
            for figure in figures_of(section, sentence, organization):
                kind = 'changes' if figure.change else 'amounts' if figure.unit in UNITS else 'things'
                count[kind] += 1
                fitting = next((s for s in left if statement_fits(figure, s)), None)
                if not fitting:
                    tell(str(figure))
                    continue
                count[kind + ' right'] += 1
                if not figure.change:
                    # it may still be asked for its change
                    left[left.index(fitting)] = dict(fitting, quantity=None, section=fitting['section'],
                                                     subject=None, unit='')
    return count


def program_run(program, path):
    result = subprocess.run([program, path], capture_output=True, check=False)
    if result.returncode:
        sys.stderr.write(result.stderr.decode())
        raise SystemExit(2)
    return json.loads(result.stdout, parse_float=Decimal, parse_int=Decimal)


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
    total = collections.Counter()
    for path in sorted(glob.glob(os.path.join(arguments.folder, '*.txt'))):
        told = []
        count = document_check(path, program_run(program, path), told.append)
        total += count
        print(f'{os.path.basename(path)}: ' + ', '.join(
            f'{kind} {count[kind + " right"]}/{count[kind]}' for kind in ('amounts', 'changes', 'things')))
        if arguments.verbose:
            for line in told:
                print('   ', line)
    kinds = ('amounts', 'changes', 'things')
    print('all: ' + ', '.join(f'{kind} {total[kind + " right"]}/{total[kind]}' for kind in kinds))
    return 0 if all(total[kind + ' right'] == total[kind] for kind in kinds) else 1


if __name__ == '__main__':
    sys.exit(main())
