#!/bin/sh
# What bash and zsh offer: each row is a command line that ends where TAB is pressed, and words that must, or must not, be
# offered there. That the lists are those of the program is tests/docs_test.c's to see. A shell that is missing is skipped.
set -u
top_srcdir=${top_srcdir:-$(dirname "$0")/..}
faults=0 shells=0

# COMMAND LINE | offered | not offered
rows() {
    cat <<'ROWS'
ikelint |lint --version|--root
ikelint li|lint|facts
ikelint lint --|--root --policy --strict|--warn-crl
ikelint lint --st|--strict --store|--root
ikelint lint --format |json sarif|csv
ikelint lint --format j|json junit|text
ikelint crls --format |csv|sarif
ikelint facts --kind |certificate|json
ikelint lint --fail-on |never|json
ikelint explain --|--list|--root
ROWS
}

fault() { faults=$((faults + 1)); echo "FAULT: $1"; }

check() { # check SHELL LINE OFFERED NOT-OFFERED: $scratch/offered has a word a line
    for word in $3; do
        grep -qxF -e "$word" "$scratch/offered" || fault "$1: '$2' does not offer '$word'"
    done
    for word in $4; do
        ! grep -qxF -e "$word" "$scratch/offered" || fault "$1: '$2' offers '$word'"
    done
}

offer_bash() { # offer_bash FILE LINE
    bash --norc -c '
        source "$1"
        read -ra COMP_WORDS <<<"$2"
        [[ $2 == *" " ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        compopt() { :; }
        _ikelint
        printf "%s\n" "${COMPREPLY[@]}"' bash "$@"
}

# In a terminal of its own, as somebody who presses TAB: what is added to the list is printed, between two marks.
offer_zsh() { # offer_zsh FILE LINE
    cat >"$scratch/setup" <<'ZSH'
KEYTIMEOUT=1
autoload -Uz compinit
compinit -u -D
compadd() { # with -O, -A and -D it is the functions' own
    local -a hits
    if [[ -z ${argv[(r)-[OAD]*]} ]]; then
        builtin compadd -O hits "$@"
        print -rl -- $hits
    fi
    builtin compadd "$@"
}
mark_begin() { print "\n<""LIST>" }
mark_end() { print "<""END>"; exit }
compprefuncs=(mark_begin) comppostfuncs=(mark_end)
bindkey '^I' complete-word
print "<""READY>"
ZSH
    timeout 60 zsh -f -c '
        zmodload zsh/zpty || exit 1
        zpty shell zsh -f -i
        zpty -w shell "PS1= fpath=(${(q)1:h} \$fpath); source ${(q)3}"
        zpty -r -m shell before "*<READY>*" || exit 1
        zpty -n -w shell "$2"$'"'"'\t'"'"'
        zpty -r -m shell offered "*<END>*" || exit 1
        offered=${offered##*<LIST>}
        print -r -- "${offered%%<END>*}"' zsh "$@" "$scratch/setup" | tr -d '\r'
}

try() { # try SHELL FILE
    if ! command -v "$1" >/dev/null; then
        echo "skipped: [$1] it is not installed"
        return
    fi
    shells=$((shells + 1))
    "$1" -n "$2" || fault "$1: $2 does not parse"
    while IFS='|' read -r line wanted unwanted; do
        "offer_$1" "$2" "$line" >"$scratch/offered" 2>&1 </dev/null
        check "$1" "$line" "$wanted" "$unwanted"
    done <"$scratch/rows"
}

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
rows >"$scratch/rows"
try bash "$top_srcdir/cmd/ikelint.bash"
try zsh "$top_srcdir/cmd/_ikelint"
echo "completions: $shells shells, $faults faults"
[ "$shells" -gt 0 ] || exit 77
[ "$faults" = 0 ]
