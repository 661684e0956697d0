# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of extract for bash.  Installed as DATADIR/bash-completion/completions/extract, or sourced.

# The options of a command; the names are those of --help, a test holds them together.
_extract_options() {
    case $1 in
        extract)
            echo --jobs= --output= --resume --retry-errors --files-from= --null --recursive --dedupe --timeout= --max-memory= \
                --max-bytes= --max-pages= --quiet --verbose --log= --password= --rules= --pretty --no-cells --version --help
            ;;
        pages) echo --password= --help ;;
        normalize) echo --help ;;
        rules) echo --rules= --check --list --explain= --trace --help ;;
        emit) echo --pretty --no-cells --help ;;
        check) echo --password= --rules= --lang= --json --help ;;
        diff) echo --password= --rules= --format= --lang= --output= --help ;;
        facts) echo --password= --rules= --format= --bom --encoding= --output= --help ;;
        sqlite | datapackage) echo --password= --rules= --help ;;
        codes) echo --rules= --help ;;
        debug) echo --password= --page= --output= --layer= --help ;;
    esac
}

# What may stand behind an option; nothing for a file or a folder.
_extract_values() {
    case $1$2 in
        diff--format) echo text html jsonl csv ;;
        facts--format) echo jsonl csv ;;
        facts--encoding) echo utf-8 gb18030 ;;
        check--lang | diff--lang) echo en zh ;;
        debug--layer) echo page rulings cells text ignored ;;
    esac
}

_extract() {
    local commands='pages normalize rules emit check diff facts sqlite datapackage codes debug'
    local command=extract word=${COMP_WORDS[COMP_CWORD]} option='' values
    COMPREPLY=()
    if ((COMP_CWORD > 1)) && [[ " $commands " == *" ${COMP_WORDS[1]} "* ]]; then
        command=${COMP_WORDS[1]}
    fi
    # --format=html comes as three words where = breaks them.
    if [[ $word == --*=* ]]; then
        option=${word%%=*} word=${word#*=}
    elif [[ $word == = ]]; then
        option=${COMP_WORDS[COMP_CWORD - 1]} word=''
    elif ((COMP_CWORD > 2)) && [[ ${COMP_WORDS[COMP_CWORD - 1]} == = ]]; then
        option=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    if [[ $option ]]; then
        values=$(_extract_values "$command" "$option")
    elif [[ $word == -* ]]; then
        values=$(_extract_options "$command")
        compopt -o nospace 2>/dev/null
    elif ((COMP_CWORD == 1)); then
        values=$commands
    fi
    if [[ $values ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$values" -- "$word")
    fi
    if ((${#COMPREPLY[@]} == 0)) || { ((COMP_CWORD == 1)) && [[ $word != -* ]]; }; then
        compopt -o filenames 2>/dev/null
        mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$word")
    fi
}

complete -F _extract extract
