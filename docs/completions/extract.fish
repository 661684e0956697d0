# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of extract for fish.  Installed as DATADIR/fish/vendor_completions.d/extract.fish, or put into
# ~/.config/fish/completions.  The names of options are those of --help, a test holds them together.

set -l commands pages normalize rules emit check diff facts sqlite datapackage codes debug

complete -c extract -n __fish_is_first_arg -a pages -d 'read PDFs, write their records'
complete -c extract -n __fish_is_first_arg -a normalize -d 'mend the text of records'
complete -c extract -n __fish_is_first_arg -a rules -d 'find tables, columns and rows in records'
complete -c extract -n __fish_is_first_arg -a emit -d 'write the documents of records'
complete -c extract -n __fish_is_first_arg -a check -d 'report whether the figures add up'
complete -c extract -n __fish_is_first_arg -a diff -d 'tell what differs between years'
complete -c extract -n __fish_is_first_arg -a facts -d 'write the amounts, one a line'
complete -c extract -n __fish_is_first_arg -a sqlite -d 'put documents into a database'
complete -c extract -n __fish_is_first_arg -a datapackage -d 'write a Fiscal Data Package'
complete -c extract -n __fish_is_first_arg -a codes -d 'look codes and names up'
complete -c extract -n __fish_is_first_arg -a debug -d 'draw a page with what is found on it'

complete -c extract -n "not __fish_seen_subcommand_from $commands" -s j -l jobs -x -d 'read N documents at a time'
complete -c extract -n "not __fish_seen_subcommand_from $commands" -s o -l output -r -d 'write to FILE, or a file for each document into the folder DIR/'
complete -c extract -n "not __fish_seen_subcommand_from $commands" -l resume -d 'go on where the run that wrote --output stopped'
complete -c extract -n "not __fish_seen_subcommand_from $commands" -l retry-errors -d 'with --resume: read the documents that failed again'
complete -c extract -n "not __fish_seen_subcommand_from $commands" -l files-from -r -d 'read the names of the files from FILE'
complete -c extract -n "not __fish_seen_subcommand_from $commands" -s 0 -l null -d 'names in --files-from end in NUL'
complete -c extract -n "not __fish_seen_subcommand_from $commands" -s r -l recursive -d 'read the PDFs of folders'
complete -c extract -n "not __fish_seen_subcommand_from $commands" -l dedupe -d 'read files of the same content once'
complete -c extract -n "not __fish_seen_subcommand_from $commands" -l timeout -x -d 'give a document up after SECONDS'
complete -c extract -n "not __fish_seen_subcommand_from $commands" -l max-memory -x -d 'or if it takes more memory than SIZE'
complete -c extract -n "not __fish_seen_subcommand_from $commands" -l max-bytes -x -d 'or if its file is larger than SIZE'
complete -c extract -n "not __fish_seen_subcommand_from $commands" -l max-pages -x -d 'or if it has more than N pages'
complete -c extract -n "not __fish_seen_subcommand_from $commands" -s q -l quiet -d 'no progress, and no line for documents that fail'
complete -c extract -n "not __fish_seen_subcommand_from $commands" -s v -l verbose -d 'a line for every document'
complete -c extract -n "not __fish_seen_subcommand_from $commands" -l log -r -d 'append what happens to FILE, as lines of JSON'
complete -c extract -n "not __fish_seen_subcommand_from $commands" -l password -x -d 'open encrypted files with TEXT'
complete -c extract -n "not __fish_seen_subcommand_from $commands" -l rules -r -d 'add the rules of DIR, stronger than those before'
complete -c extract -n "not __fish_seen_subcommand_from $commands" -l pretty -d 'indent the JSON for people'
complete -c extract -n "not __fish_seen_subcommand_from $commands" -l no-cells -d 'leave out the cells and the printed heads'
complete -c extract -n "not __fish_seen_subcommand_from $commands" -l version -d 'print the version'
complete -c extract -n "not __fish_seen_subcommand_from $commands" -s h -l help -d 'print this help'

complete -c extract -n '__fish_seen_subcommand_from pages' -l password -x -d 'open encrypted files with TEXT'
complete -c extract -n '__fish_seen_subcommand_from pages' -s h -l help -d 'print this help'

complete -c extract -n '__fish_seen_subcommand_from normalize' -s h -l help -d 'print this help'

complete -c extract -n '__fish_seen_subcommand_from rules' -l rules -r -d 'add the rules of DIR, stronger than those before'
complete -c extract -n '__fish_seen_subcommand_from rules' -l check -d 'try the rules, with those of DIR, and read nothing'
complete -c extract -n '__fish_seen_subcommand_from rules' -l list -d 'list kinds of table, roles and measures'
complete -c extract -n '__fish_seen_subcommand_from rules' -l explain -r -d 'tell which rule decides what in a PDF'
complete -c extract -n '__fish_seen_subcommand_from rules' -l trace -d 'tell on standard error which rule decides on which text'
complete -c extract -n '__fish_seen_subcommand_from rules' -s h -l help -d 'print this help'

complete -c extract -n '__fish_seen_subcommand_from emit' -l pretty -d 'indent the JSON for people'
complete -c extract -n '__fish_seen_subcommand_from emit' -l no-cells -d 'leave out the cells and the printed heads'
complete -c extract -n '__fish_seen_subcommand_from emit' -s h -l help -d 'print this help'

complete -c extract -n '__fish_seen_subcommand_from check' -l password -x -d 'open encrypted files with TEXT'
complete -c extract -n '__fish_seen_subcommand_from check' -l rules -r -d 'add the rules of DIR, stronger than those before'
complete -c extract -n '__fish_seen_subcommand_from check' -l lang -x -a 'en zh' -d 'report in LANGUAGE: en or zh'
complete -c extract -n '__fish_seen_subcommand_from check' -l json -d 'one line of JSON for each relation, for programs'
complete -c extract -n '__fish_seen_subcommand_from check' -s h -l help -d 'print this help'

complete -c extract -n '__fish_seen_subcommand_from diff' -l password -x -d 'open encrypted files with TEXT'
complete -c extract -n '__fish_seen_subcommand_from diff' -l rules -r -d 'add the rules of DIR, stronger than those before'
complete -c extract -n '__fish_seen_subcommand_from diff' -l format -x -a 'text html jsonl csv' -d 'write text, html, jsonl or csv'
complete -c extract -n '__fish_seen_subcommand_from diff' -l lang -x -a 'en zh' -d 'report in LANGUAGE: en or zh'
complete -c extract -n '__fish_seen_subcommand_from diff' -s o -l output -r -d 'write to FILE'
complete -c extract -n '__fish_seen_subcommand_from diff' -s h -l help -d 'print this help'

complete -c extract -n '__fish_seen_subcommand_from facts' -l password -x -d 'open encrypted files with TEXT'
complete -c extract -n '__fish_seen_subcommand_from facts' -l rules -r -d 'add the rules of DIR, stronger than those before'
complete -c extract -n '__fish_seen_subcommand_from facts' -l format -x -a 'jsonl csv' -d 'write jsonl or csv'
complete -c extract -n '__fish_seen_subcommand_from facts' -l bom -d 'begin CSV with the mark that Excel needs'
complete -c extract -n '__fish_seen_subcommand_from facts' -l encoding -x -a 'utf-8 gb18030' -d 'write CSV in utf-8 or gb18030'
complete -c extract -n '__fish_seen_subcommand_from facts' -s o -l output -r -d 'write to FILE'
complete -c extract -n '__fish_seen_subcommand_from facts' -s h -l help -d 'print this help'

complete -c extract -n '__fish_seen_subcommand_from sqlite' -l password -x -d 'open encrypted files with TEXT'
complete -c extract -n '__fish_seen_subcommand_from sqlite' -l rules -r -d 'add the rules of DIR, stronger than those before'
complete -c extract -n '__fish_seen_subcommand_from sqlite' -s h -l help -d 'print this help'

complete -c extract -n '__fish_seen_subcommand_from datapackage' -l password -x -d 'open encrypted files with TEXT'
complete -c extract -n '__fish_seen_subcommand_from datapackage' -l rules -r -d 'add the rules of DIR, stronger than those before'
complete -c extract -n '__fish_seen_subcommand_from datapackage' -s h -l help -d 'print this help'

complete -c extract -n '__fish_seen_subcommand_from codes' -l rules -r -d 'add the rules of DIR, stronger than those before'
complete -c extract -n '__fish_seen_subcommand_from codes' -s h -l help -d 'print this help'

complete -c extract -n '__fish_seen_subcommand_from debug' -l password -x -d 'open encrypted files with TEXT'
complete -c extract -n '__fish_seen_subcommand_from debug' -l page -x -d 'draw page N'
complete -c extract -n '__fish_seen_subcommand_from debug' -s o -l output -r -d 'write to FILE, .svg or .png'
complete -c extract -n '__fish_seen_subcommand_from debug' -l layer -x -a 'page rulings cells text ignored' -d 'draw only these, with commas between: page, rulings, cells, text, ignored'
complete -c extract -n '__fish_seen_subcommand_from debug' -s h -l help -d 'print this help'
