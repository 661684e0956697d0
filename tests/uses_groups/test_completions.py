# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/completions and docs/man: what they offer and explain is what the program takes."""
import os
import pty
import re
import select
import shutil
import subprocess
import time

from common import ROOT, has_terminals, run, scratch

PLACE = os.path.join(ROOT, 'docs', 'completions')
MANUALS = os.path.join(ROOT, 'docs', 'man')
VALUES = {('diff', '--format'): {'text', 'html', 'jsonl', 'csv'}, ('facts', '--format'): {'jsonl', 'csv'},
          ('facts', '--encoding'): {'utf-8', 'gb18030'}, ('diff', '--lang'): {'en', 'zh'}, ('check', '--lang'): {'en', 'zh'},
          ('debug', '--layer'): {'page', 'rulings', 'cells', 'text', 'ignored'}}


def helps(verdicts, commands):
    """What --help says fits on a terminal of 80 columns."""
    for command in ['', *commands]:
        told = run(*command.split(), '--help')[1].decode()
        wide = [line for line in told.splitlines() if len(line) > 80]
        verdicts.check('--help of %s in 80 columns' % (command or 'extract'), not wide, wide)


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
    """By its text, and where zsh is there by what it offers."""
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
    if shutil.which('zsh') and has_terminals():
        zsh_offers(verdicts, commands, options)
    else:
        verdicts.skip('what zsh offers', 'no zsh' if has_terminals() else 'no terminals can be made here')


# In a zsh of its own: a key that completes without showing, and each match in a file, with a mark behind the last.
ZSH_SETUP = r'''
PS1=; fpath=(docs/completions $fpath); autoload -Uz compinit; compinit -D -u
compadd() {
    local -a offered
    builtin compadd -A offered "$@"
    print -rl -- $offered >>$OFFERED
    builtin compadd "$@"
}
_offer() { : >$OFFERED; compfunc=_main_complete; _main_complete; print -r -- '<end>' >>$OFFERED }
zle -C offer list-choices _offer
bindkey '^T' offer
print -r -- '<end>' >$OFFERED
'''


class Zsh:
    """An interactive zsh on a terminal, asked as a person would."""

    def __init__(self, folder):
        self.path = folder + '/offered'
        with open(folder + '/setup', 'w', encoding='utf-8') as file:
            file.write(ZSH_SETUP)
        self.child, self.terminal = pty.fork()
        if not self.child:
            os.chdir(ROOT)
            os.environ.update(OFFERED=self.path, TERM='dumb', COLUMNS='200')
            os.execvp('zsh', ['zsh', '-f', '-i'])
        self.ready = self.ask('source %s/setup\n' % folder) is not None

    def ask(self, keys):
        """What is offered; None where nothing comes for too long."""
        if os.path.exists(self.path):
            os.unlink(self.path)
        os.write(self.terminal, keys.encode())
        until = time.monotonic() + 20
        while time.monotonic() < until:
            if select.select([self.terminal], [], [], 0.02)[0]:
                os.read(self.terminal, 65536)
            if os.path.exists(self.path):
                with open(self.path, encoding='utf-8') as file:
                    text = file.read()
                if text.endswith('<end>\n'):
                    return set(text.split()) - {'<end>'}
        return None

    def offered(self, line):
        return self.ask('\x15' + line + '\x14')

    def close(self):
        os.write(self.terminal, b'\x15exit\n')
        os.close(self.terminal)
        os.waitpid(self.child, 0)


def zsh_offers(verdicts, commands, options):
    with scratch() as folder:
        asked = Zsh(folder)
        verdicts.check('zsh starts', asked.ready)
        got = asked.offered('extract ') or set()
        verdicts.check('zsh offers the commands and files', set(commands) | {'Makefile'} <= got, got)
        for command, wanted in options.items():
            got = asked.offered('extract %s--' % ('' if command == 'extract' else command + ' '))
            verdicts.check('zsh offers the options of %s' % command, got == {o.rstrip('=') for o in wanted}, got)
        for (command, option), wanted in VALUES.items():
            got = asked.offered('extract %s %s=' % (command, option))
            verdicts.check('zsh offers %s %s' % (command, option), got == wanted, got)
        verdicts.check('zsh offers the word begun', asked.offered('extract diff --format=h') == {'html'})
        asked.close()


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


def manuals(verdicts, commands, options):
    """Each command has a page of its own, which tells of its options, each with what it does, and of no others."""
    pages = {name for name in os.listdir(MANUALS) if name.endswith('.1')}
    verdicts.check('manuals: a page for each command', pages == {'extract.1'} | {'extract-%s.1' % c for c in commands}, pages)
    for command, wanted in options.items():
        name = 'extract' if command == 'extract' else 'extract-' + command
        with open('%s/%s.1' % (MANUALS, name), encoding='utf-8') as file:
            text = file.read()
        told = {'--' + o for line in re.findall(r'^\.It (Fl .*)', text, re.M) for o in re.findall(r'Fl Fl ([\w-]+)', line)}
        got = {o.rstrip('=') for o in wanted} - {'--help'}
        verdicts.check('manuals: the options of %s' % command, told - {'--help'} == got, told ^ got)
        if command != 'extract':
            verdicts.check('manuals: extract(1) leads to %s' % name, '.Xr %s 1' % name in main_page())


def main_page():
    with open(MANUALS + '/extract.1', encoding='utf-8') as file:
        return file.read()


def run_all(verdicts):
    commands, options = taken()
    helps(verdicts, commands)
    manuals(verdicts, commands, options)
    verdicts.check('commands are told', len(commands) > 8, commands)
    bash(verdicts, commands, options)
    zsh(verdicts, commands, options)
    fish(verdicts, commands, options)
