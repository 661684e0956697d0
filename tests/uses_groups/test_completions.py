# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/completions: what they offer is what the program takes."""
import os
import re
import shutil
import subprocess

from common import ROOT, run

PLACE = os.path.join(ROOT, 'docs', 'completions')
VALUES = {('diff', '--format'): {'text', 'html', 'jsonl', 'csv'}, ('facts', '--format'): {'jsonl', 'csv'},
          ('facts', '--encoding'): {'utf-8', 'gb18030'}, ('diff', '--lang'): {'en', 'zh'}, ('check', '--lang'): {'en', 'zh'},
          ('debug', '--layer'): {'page', 'rulings', 'cells', 'text', 'ignored'}}


def taken():
    """The options of each command as --help tells them: name, and whether it takes a value."""
    commands = re.findall(r'^  (\w+)  +\w', run('--help')[1].decode().split('Commands ')[1].split('\nFILE')[0], re.M)
    options = {}
    for command in ['extract', *commands]:
        told = run(*([] if command == 'extract' else [command]), '--help')[1].decode()
        options[command] = set(re.findall(r'^ +(?:-\w, )?(--[\w-]+=?)', told, re.M))
    return commands, options


def offered_by_bash(words):
    script = 'compopt() { :; }; source docs/completions/extract.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _extract; ' \
             'printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run(['bash', '-c', script, 'bash', *words], stdout=subprocess.PIPE, cwd=ROOT, check=True)
    return set(done.stdout.decode().split())


def bash(verdicts, commands, options):
    verdicts.check('bash: the commands', set(commands) <= offered_by_bash(['extract', '']))
    for command, wanted in options.items():
        words = ['extract'] if command == 'extract' else ['extract', command]
        got = offered_by_bash([*words, '--'])
        verdicts.check('bash: the options of %s' % command, got == wanted, got ^ wanted)
    for (command, option), wanted in VALUES.items():
        verdicts.check('bash: %s %s' % (command, option), offered_by_bash(['extract', command, option, '=']) == wanted,
                       offered_by_bash(['extract', command, option, '=']))
        verdicts.check('bash: %s %s, the word begun' % (command, option),
                       offered_by_bash(['extract', command, option, '=', sorted(wanted)[0][:2]]) == {sorted(wanted)[0]})
    verdicts.check('bash: files', 'Makefile' in offered_by_bash(['extract', 'facts', 'Makef']))


def zsh(verdicts, commands, options):
    """By its text: what stands under each command."""
    with open(PLACE + '/_extract', encoding='utf-8') as file:
        text = file.read()
    verdicts.check('zsh: the commands', sorted(re.findall(r"^    '(\w+):", text, re.M)) == sorted(commands))
    for command, wanted in options.items():
        block = re.search(r'^    %s\)\n(.*?)^        ;;' % command, text, re.M | re.S)
        names = re.findall(r"^ +'\(.*\)'\{-\w\+?,(--[\w-]+=?)\}|^ +'\*?(--[\w-]+=?)\[", block[1], re.M) if block else []
        got = {a or b for a, b in names}
        verdicts.check('zsh: the options of %s' % command, got == wanted, got ^ wanted)
        for option, values in ((o, v) for (c, o), v in VALUES.items() if c == command):
            verdicts.check('zsh: %s %s' % (command, option), re.search(r'%s=.*\((.*)\)' % option, block[1]) and
                           set(re.search(r'%s=\W.*:\((.*)\)' % option, block[1])[1].split()) == values)
    if shutil.which('zsh'):
        verdicts.check('zsh: sound', subprocess.run(['zsh', '-n', PLACE + '/_extract'], check=False).returncode == 0)
    else:
        verdicts.skip('the syntax for zsh', 'no zsh')


def offered_by_fish(line):
    script = 'source docs/completions/extract.fish; complete -C "%s"' % line
    done = subprocess.run(['fish', '--no-config', '-c', script], stdout=subprocess.PIPE, cwd=ROOT, check=True)
    return {each.split('\t')[0] for each in done.stdout.decode().splitlines()}


def fish(verdicts, commands, options):
    """By its text, and where fish is there by what it offers."""
    with open(PLACE + '/extract.fish', encoding='utf-8') as file:
        text = file.read()
    verdicts.check('fish: the commands', sorted(re.findall(r'__fish_is_first_arg -a (\w+)', text)) == sorted(commands))
    for command, wanted in options.items():
        mark = r'"not __fish_seen_subcommand_from \$commands"' if command == 'extract' else \
            "'__fish_seen_subcommand_from %s'" % command
        got = {'--' + name + ('=' if value else '') for name, value in
               re.findall(r'-n %s.*? -l ([\w-]+)( -[rx])?' % mark, text)}
        verdicts.check('fish: the options of %s' % command, got == wanted, got ^ wanted)
    if not shutil.which('fish'):
        verdicts.skip('what fish offers', 'no fish')
        return
    for command, wanted in options.items():
        got = offered_by_fish('extract %s--' % ('' if command == 'extract' else command + ' '))
        verdicts.check('fish offers the options of %s' % command, got == {o.rstrip('=') for o in wanted}, got)
    for (command, option), wanted in VALUES.items():
        got = offered_by_fish('extract %s %s=' % (command, option))
        verdicts.check('fish offers %s %s' % (command, option), got == {option + '=' + v for v in wanted}, got)


def run_all(verdicts):
    commands, options = taken()
    verdicts.check('commands are told', len(commands) > 8, commands)
    bash(verdicts, commands, options)
    zsh(verdicts, commands, options)
    fish(verdicts, commands, options)
