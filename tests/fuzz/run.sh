#!/bin/sh
# run.sh SECONDS: runs every libFuzzer target for so long, from its seeds; what it finds new stays in the build folder.
# Each run looks elsewhere: this is for finding faults, mutations.sh for judging a change.
#
# What libFuzzer says of a target is in found/TARGET.log, an input that fails in found/TARGET-crash-…. Both are shown at
# the end, the input as base64. A machine that stands still looks like an input that takes too long, so such an input is
# run once more, alone, before it counts.
set -u
. "$(dirname "$0")/seeds.sh"
limits="-timeout=20 -rss_limit_mb=2048"
failed=

runs_again() { # runs_again TARGET: every input that was too slow is quick now, and there is no other failure
    for input in "$found/${1##*/}"-*; do
        case $input in
        *-timeout-*) "$top_builddir/$1" -timeout=60 "$input" >>"$found/${1##*/}.log" 2>&1 || return 1 ;;
        *-slow-unit-*) ;;
        *) return 1 ;;
        esac
    done
}

for target in $FUZZERS; do
    name=${target##*/}
    mkdir -p "$found/$name"
    rm -f "$found/$name"-*
    # shellcheck disable=SC2046,SC2086 # folders of the tree have no blanks in their names, and limits are words
    if "$top_builddir/$target" -max_total_time="$1" $limits -max_len=16384 \
        -print_final_stats=1 -artifact_prefix="$found/$name-" "$found/$name" $(seeds "$name") \
        >"$found/$name.log" 2>&1 || runs_again "$target"; then
        echo "fuzz: $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$found/$name.log") inputs"
    else
        failed="$failed $name"
    fi
done
for name in $failed; do
    show_failure "$name"
done
test -z "$failed" || echo "fuzz: failed:$failed"
test -z "$failed"
