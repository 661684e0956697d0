# SPDX-License-Identifier: GPL-3.0-or-later
"""extract datapackage: the package against the JSON it is made of, and against an independent validator."""
import csv
import hashlib
import json
import os
import re
import shutil
import subprocess

from common import ROOT, corpus, documents, exact, real, run, scratch

VALIDATOR = 'datapackage@1.1.10'  # of npm: the reference implementation of Frictionless Data
PLACE = os.path.join(ROOT, 'build', 'validator')
# What the taxonomy of budgets has (https://specs.frictionlessdata.io/fiscal-data-package--budgets/), as far as we use it.
TAXONOMY = re.compile(r'budget-line-id$|direction$|phase:id$|value$|value-kind:code$|value-currency:code$|date:fiscal-year$|'
                      r'(functional|economic|administrative)-classification:generic:level[1-4]:(code|label)$')


def load(place):
    with open(place + '/datapackage.json', encoding='utf-8') as file:
        package = json.load(file)
    with open(place + '/facts.csv', encoding='utf-8', newline='') as file:
        return package, list(csv.DictReader(file))


def descriptor(verdicts, place):
    package, rows = load(place)
    resource, = package['resources']
    with open(place + '/facts.csv', 'rb') as file:
        content = file.read()
    verdicts.check('size and hash are those of the table', resource['bytes'] == len(content) and
                   resource['hash'] == 'sha256:' + hashlib.sha256(content).hexdigest())
    fields = resource['schema']['fields']
    verdicts.check('the schema has the columns of the table', [f['name'] for f in fields] == list(rows[0]))
    own = {t['name'] for t in package['columnTypes'] if isinstance(t, dict)}
    types = [f['columnType'] for f in fields + resource['schema']['extraFields'] if 'columnType' in f]
    verdicts.check('column types are of the taxonomy or declared', all(TAXONOMY.match(t) or t in own for t in types), types)
    verdicts.check('and each says one column', len(set(types)) == len(types) and own <= set(types))
    value, = [f for f in fields if f.get('columnType') == 'value']
    verdicts.check('the value is a number in yuan', value['type'] == 'number' and value['currency'] == 'CNY')
    wanted = {'functional-classification:generic:level3:code', 'economic-classification:generic:level2:code',
              'administrative-classification:generic:level1:code', 'date:fiscal-year', 'phase:id', 'direction', 'fund:code',
              'unit:code'}
    verdicts.check('what a budget is classified by', wanted <= set(types), wanted - set(types))
    verdicts.check('the key tells lines apart', len({tuple(r[k] for k in resource['schema']['primaryKey']) for r in rows})
                   == len(rows) > 0)
    for field in fields:
        allowed = field.get('constraints', {}).get('enum')
        verdicts.check('values of %s' % field['name'], not allowed or {r[field['name']] for r in rows} <= {*allowed, ''})


def values(verdicts, name, lines, place):
    status, _, errors = run('datapackage', place, stdin=lines)
    _, rows = load(place)
    _, facts, _ = run('facts', stdin=lines)
    wanted = sorted((f['document'], f['id'], str(f['yuan'])) for f in map(exact, facts.splitlines()))
    verdicts.check('%s: every fact' % name, status in (0, 1) and
                   sorted((r['document'], r['id'], r['yuan']) for r in rows) == wanted, errors)
    return len(rows)


def installed():
    """Whether the validator is there; it is fetched once, where npm is there and the network answers."""
    if not shutil.which('node') or not shutil.which('npm'):
        return 'node and npm are not there'
    if not os.path.isdir(PLACE + '/node_modules/datapackage'):
        os.makedirs(PLACE, exist_ok=True)
        try:
            done = subprocess.run(['npm', 'install', '--silent', '--no-audit', '--no-fund', '--prefix', PLACE, VALIDATOR],
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False)
        except subprocess.TimeoutExpired:
            return 'npm did not answer in a minute'
        if done.returncode:
            return 'npm cannot fetch ' + VALIDATOR
    return None


def validate(place):
    script = os.path.join(ROOT, 'tests', 'uses_groups', 'validate.js')
    done = subprocess.run(['node', script, place + '/datapackage.json'], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=False, timeout=120, env=dict(os.environ, NODE_PATH=PLACE + '/node_modules'))
    return done.returncode, done.stdout.decode() or done.stderr.decode()


def independent(verdicts, place, count, name):
    status, told = validate(place)
    verdicts.check('%s: the validator finds the package valid, every line of it' % name, status == 0 and
                   json.loads(told) == {'valid': True, 'profile': 'tabular-data-package', 'lines': count}, told)


def broken(verdicts, place):
    """The validator sees what is wrong."""
    with open(place + '/facts.csv', encoding='utf-8') as file:
        table = file.read()
    head, first, rest = table.split('\n', 2)
    for what, wrong in (('a line twice', '\n'.join((head, first, first, rest))),
                        ('a year that is none', '\n'.join((head, first.replace(',budget,', ',plan,', 1), rest)))):
        with open(place + '/facts.csv', 'w', encoding='utf-8') as file:
            file.write(wrong)
        verdicts.check('the validator refuses %s' % what, validate(place)[0] == 1)


def run_all(verdicts):
    with scratch() as place:
        lines = documents(corpus())
        count = values(verdicts, 'corpus', lines, place + '/a')
        descriptor(verdicts, place + '/a')
        for arguments, wanted in (([], 2), (['/dev/null/a'], 3)):
            status, out, errors = run('datapackage', *arguments)
            verdicts.check('refused: %s' % arguments, status == wanted and not out and errors.count('\n') == 1, errors)
        status, _, errors = run('datapackage', place + '/b', 'corpus/final-accounts-2024-cairo.pdf',
                                'corpus/final-accounts-2024-cairo.pdf', 'corpus/bad/scan.pdf')
        verdicts.check('a file twice is in it once, one that cannot be read not at all', status == 1 and
                       len(errors.splitlines()) == 2 and len(load(place + '/b')[1]) ==
                       len(run('facts', 'corpus/final-accounts-2024-cairo.pdf')[1].splitlines()), errors)
        missing = installed()
        if real():
            many = values(verdicts, 'real', documents(real()), place + '/real')
            if not missing:
                independent(verdicts, place + '/real', many, 'real')
        if missing:
            verdicts.skip('the independent validator', missing)
        else:
            independent(verdicts, place + '/a', count, 'corpus')
            broken(verdicts, place + '/a')
