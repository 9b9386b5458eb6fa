#!/bin/sh
# mutations.sh COUNT: runs every target, built without libFuzzer, on so many changed copies of its seeds (mutate.h), as
# many targets at a time as there are processors. The inputs are the same each time and everywhere, so what passed once
# passes again. What a target says is in found/TARGET.log, the input that failed in found/TARGET-input; both are shown.
set -u
. "$(dirname "$0")/seeds.sh"

if test "${2-}"; then # one target: mutations.sh COUNT TARGET
    name=${2##*/}
    # shellcheck disable=SC2046 # folders of the tree have no blanks in their names
    set -- "$1" "$2" $(find $(seeds "$name") -type f | LC_ALL=C sort)
    count=$1 target=$2
    shift 2
    "$top_builddir/$target" -n "$count" -i "$found/$name-input" "$@" >"$found/$name.log" 2>&1
    status=$?
    echo "ended with status $status" >>"$found/$name.log" # 142: an input took more than a minute
    exit "$status"
fi

mkdir -p "$found"
for target in $FUZZERS; do
    rm -f "$found/${target##*/}"-* "$found/${target##*/}.log"
done
printf '%s\n' $FUZZERS | xargs -n 1 -P "$(getconf _NPROCESSORS_ONLN)" "$0" "$1"
failed=
for target in $FUZZERS; do
    name=${target##*/}
    if test "$(tail -n 1 "$found/$name.log")" = 'ended with status 0'; then
        echo "fuzz: $name: $1 inputs"
    else
        failed="$failed $name"
    fi
done
for name in $failed; do
    show_failure "$name"
done
test -z "$failed" || echo "fuzz: failed:$failed"
test -z "$failed"
