#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the performance forms that PDFs print, by the words of pdftotext, and those the program gives.

    tests/forms_check.py [-v] FOLDER [OUTPUT.jsonl]

A page prints a form where one of its first lines is a title (…绩效目标…表, …自评表 …), no row of a table of contents,
and a form's words (一级指标, 指标值, 年度目标 …) stand below it.  It is recognised where a form of the program begins or
goes on on that page.  On pages of forms the indicators' words are counted as well: 产出指标, 数量指标 … that no
indicator of the page's forms has as level1 or level2 are told.  OUTPUT.jsonl is what the program printed of the
folder; without it the program named by EXTRACT is run.  Where the folder does not exist there is nothing to check.
Exit status: 0 at least 0.95 of the forms are recognised, 1 fewer, 2 the program fails.
"""
import argparse
import collections
import glob
import hashlib
import json
import os
import re
import subprocess
import sys
import unicodedata

TITLE = re.compile(r'绩效.{0,12}(?:表|书)(?:\([^()]*\))*$|自评表(?:\([^()]*\))*$')
WORDS = re.compile(r'[一二三]级指标|指标值|绩效指标|年度(?:总体|绩效)?目标|总体目标')
TITLE_LINES = 8
LEVELS = re.compile(r'^(?:产出|效益|满意度|数量|质量|时效|成本|社会效益|经济效益|生态效益|可持续影响|服务对象满意度)指标$')


def squash(text):
    return re.sub(r'\s+', '', unicodedata.normalize('NFKC', text))


def pages_of(pdf):
    out = subprocess.run(['pdftotext', '-enc', 'UTF-8', '-layout', pdf, '-'], capture_output=True, check=False).stdout
    return out.decode('utf-8', 'replace').split('\f')


def form_pages(pdf):
    """(page, title) of the pages that print a form's title."""
    for number, text in enumerate(pages_of(pdf), 1):
        lines = [squash(line) for line in text.split('\n') if line.strip()]
        for i, line in enumerate(lines[:TITLE_LINES]):
            if TITLE.search(line) and len(line) < 60 and not re.search(r'[.…·]{3,}|[,。;见]', line) and \
                    any(WORDS.search(below) for below in lines[i + 1:]):
                yield number, line
                break


def documents_of(folder, output):
    if output:
        with open(output, encoding='utf-8') as file:
            lines = file.read().splitlines()
    else:
        root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        program = os.environ.get('EXTRACT', os.path.join(root, 'build', 'extract'))
        os.environ.setdefault('EXTRACT_RULES', os.path.join(root, 'rules'))
        pdfs = sorted(glob.glob(os.path.join(folder, '**', '*.pdf'), recursive=True))
        result = subprocess.run([program, *pdfs], capture_output=True, check=False)
        if result.returncode not in (0, 1):
            sys.stderr.write(result.stderr.decode())
            raise SystemExit(2)
        lines = result.stdout.decode().splitlines()
    return {document['source']['sha256']: document for document in map(json.loads, filter(None, lines))}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('folder')
    parser.add_argument('output', nargs='?')
    parser.add_argument('-v', '--verbose', action='store_true', help='tell each form that is missing')
    arguments = parser.parse_args()
    if not os.path.isdir(arguments.folder):
        print(f'{arguments.folder}: not there, nothing is checked')
        return 0
    documents = documents_of(arguments.folder, arguments.output)
    count = collections.Counter()
    for pdf in sorted(glob.glob(os.path.join(arguments.folder, '**', '*.pdf'), recursive=True)):
        with open(pdf, 'rb') as file:
            document = documents.get(hashlib.sha256(file.read()).hexdigest()) or {}
        forms = document.get('forms', [])
        on_page = collections.defaultdict(list)
        for form in forms:
            for page in form['pages']:
                on_page[page].append(form)
        for page, title in form_pages(pdf):
            count['titles'] += 1
            if on_page[page]:
                count['recognised'] += 1
            elif arguments.verbose:
                print(f'{os.path.basename(pdf)}: page {page}: {title}')
        for form in forms:
            count['forms'] += 1
            count['without indicators'] += not form['indicators']
            count['without fields'] += not form['fields'] and not form['goals']
            count['without funds'] += not form['funds']['year'] and not form['funds']['period']
            count['indicators'] += len(form['indicators'])
            count['compared'] += sum('comparison' in indicator for indicator in form['indicators'])
            if arguments.verbose and not form['indicators']:
                print(f'{os.path.basename(pdf)}: page {form["pages"]}: no indicators: {form["title"]}')
    share = count['recognised'] / count['titles'] if count['titles'] else 1
    print(f'titles {count["titles"]}, recognised {count["recognised"]} ({share:.4f})')
    print(', '.join(f'{what} {count[what]}' for what in ('forms', 'without indicators', 'without fields',
                                                         'without funds', 'indicators', 'compared')))
    return 0 if share >= 0.95 else 1


if __name__ == '__main__':
    sys.exit(main())
