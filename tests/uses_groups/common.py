# SPDX-License-Identifier: GPL-3.0-or-later
"""What the groups of tests/uses share."""
import glob
import json
import os
import pty
import subprocess
import tempfile
from decimal import Decimal

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXTRACT = os.path.abspath(os.environ.get('EXTRACT', os.path.join(ROOT, 'build', 'extract')))
REAL = os.environ.get('EXTRACT_REAL', os.path.join(ROOT, '..', 'shared', 'real'))
SECONDS = 300


class Verdicts:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, what, fine, detail=''):
        if fine:
            self.passed += 1
        else:
            self.failed += 1
            print('FAILED %s%s' % (what, ': ' + str(detail)[:1500] if detail != '' else ''))

    def same(self, what, wanted, got):
        if wanted == got:
            self.check(what, True)
            return
        wanted, got = str(wanted).split('\n'), str(got).split('\n')
        at = next((i for i, (a, b) in enumerate(zip(wanted, got)) if a != b), min(len(wanted), len(got)))
        self.check(what, False, 'line %d\n    - %s\n    + %s' % (at + 1, '\n    - '.join(wanted[at:at + 3])[:500],
                                                                 '\n    + '.join(got[at:at + 3])[:500]))

    def skip(self, what, why):
        print('skipped %s: %s' % (what, why))


def run(*arguments, stdin=b'', env=None):
    """The exit status, output (bytes) and standard error (text) of the program."""
    done = subprocess.run([EXTRACT, *arguments], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
                          timeout=SECONDS, check=False, env=dict(os.environ, **(env or {})))
    return done.returncode, done.stdout, done.stderr.decode('utf-8', 'replace')


def corpus():
    return sorted(glob.glob(os.path.join(ROOT, 'corpus', '*.pdf')))


def real():
    return sorted(glob.glob(os.path.join(REAL, '**', '*.pdf'), recursive=True))


def documents(paths, jobs=2):
    """The documents of the files, as one text of JSON Lines."""
    return run('--jobs=%d' % jobs, *paths)[1]


def exact(text):
    """JSON with its amounts as decimals."""
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def has_terminals():
    """Whether the machine can make terminals: not all containers can."""
    try:
        for end in pty.openpty():
            os.close(end)
    except OSError:
        return False
    return True


def scratch():
    return tempfile.TemporaryDirectory()
