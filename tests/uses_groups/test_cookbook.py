#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/cookbook.md: every recipe prints what stands under it.

    tests/uses_groups/test_cookbook.py --write    writes what they print now, for review with git diff
"""
import os
import re
import signal
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import EXTRACT, ROOT, SECONDS, scratch  # noqa: E402

COOKBOOK = os.path.join(ROOT, 'docs', 'cookbook.md')
BLOCK = re.compile(r'^```(\w+)\n(.*?)^```\n(?:\n?```text\n(.*?)^```\n)?', re.M | re.S)
TOOLS = ('jq', 'mlr', 'sqlite3', 'Rscript', 'parallel', 'entr', 'inotifywait')


def shell(command, place, stdin=None):
    """What a command prints; what tools say on standard error of the machine they run on is none of it."""
    environment = dict(os.environ, PATH=os.path.dirname(EXTRACT) + os.pathsep + os.environ['PATH'], LC_ALL='C.UTF-8')
    with subprocess.Popen(['sh', '-c', command], cwd=place, env=environment, stdout=subprocess.PIPE, stdin=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, start_new_session=True) as process:
        try:
            return process.communicate((stdin or '').encode(), timeout=SECONDS)[0].decode('utf-8', 'replace')
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return 'took longer than %d seconds' % SECONDS


def pandas():
    """A Python that has pandas, or None."""
    for python in ('python3', '/usr/bin/python3'):
        if subprocess.run([python, '-c', 'import pandas'], stderr=subprocess.DEVNULL, check=False).returncode == 0:
            return python
    return None


def missing(text):
    used = [tool for tool in TOOLS if re.search(r'(?<![\w/.-])%s ' % tool, text)]
    return [tool for tool in used if shell('command -v ' + tool, ROOT) == '']


def run_console(text, place):
    """(commands with what they print, tools that are not there)"""
    told, absent = [], []
    for command in re.findall(r'^\$ (.*(?:\\\n.*)*)', text, re.M):
        lacks = missing(command)
        absent += lacks
        told.append((command, None if lacks else shell(command, place)))
    return told, absent


def run_script(language, text, place):
    if language == 'python':
        python = pandas() if 'pandas' in text else 'python3'
        return (shell(python + ' -', place, text), []) if python else (None, ['pandas'])
    tool = {'sql': 'sqlite3', 'r': 'Rscript', 'sh': 'inotifywait'}[language]
    if missing(tool + ' '):
        return None, [tool]
    if language == 'sh':
        return watch(text, place), []
    return shell({'sql': 'sqlite3 -csv -header budgets.db', 'r': 'Rscript --vanilla -'}[language], place, text), []


def watch(text, place):
    """A loop that never ends: a file comes, and must be in the database."""
    shell('mkdir -p incoming', place)
    with subprocess.Popen(['sh', '-c', text], cwd=place, stderr=subprocess.DEVNULL, start_new_session=True,
                          env=dict(os.environ, PATH=os.path.dirname(EXTRACT) + os.pathsep + os.environ['PATH'])) as process:
        told = shell('for i in 1 2 3 4 5 6 7 8 9; do sleep 1; cp corpus/empty-tables.pdf incoming/new.pdf; '
                     'sleep 1; sqlite3 watched.db "SELECT file FROM documents" 2>/dev/null | grep . && break; done', place)
        os.killpg(process.pid, signal.SIGTERM)
    shell('rm -rf watched.db* incoming', place)
    return 'fine' if told == 'new.pdf\n' else told


def recipes(text, place):
    """Every recipe: (what it is, what stands there, what it prints or None, tools that are not there, its place)."""
    os.symlink(os.path.join(ROOT, 'corpus'), place + '/corpus')
    for block in BLOCK.finditer(text):
        language, body, printed = block.groups()
        if language == 'console':
            told, absent = run_console(body, place)
            got = None if absent else ''.join('$ %s\n%s' % pair for pair in told)
            yield block, body, got, absent
        else:
            got, absent = run_script(language, body, place)
            yield block, 'fine' if language == 'sh' else printed, got, absent


def run_all(verdicts):
    with open(COOKBOOK, encoding='utf-8') as file:
        text = file.read()
    with scratch() as place:
        count = 0
        for block, wanted, got, absent in recipes(text, place):
            first = block[2].split('\n')[0][:70]
            count += 1
            if absent:
                verdicts.skip('the recipe "%s"' % first, 'no ' + ', '.join(absent))
            else:
                verdicts.same('the recipe "%s"' % first, wanted, got)
        jq = len(re.findall(r'^\$ jq ', text, re.M))
        verdicts.check('twelve one-liners of jq', jq >= 12 and count >= 24, (jq, count))


def write():
    with open(COOKBOOK, encoding='utf-8') as file:
        text = file.read()
    new, at = [], 0
    with scratch() as place:
        for block, _, got, _ in recipes(text, place):
            new.append(text[at:block.start()])
            at = block.end()
            if got is None or block[1] == 'sh':
                new.append(block[0])
            elif block[1] == 'console':
                new.append('```console\n%s```\n' % got)
            else:
                new.append('```%s\n%s```\n\n```text\n%s```\n' % (block[1], block[2], got))
    with open(COOKBOOK, 'w', encoding='utf-8') as file:
        file.write(''.join(new) + text[at:])


if __name__ == '__main__':
    if sys.argv[1:] != ['--write']:
        sys.exit(__doc__)
    write()
