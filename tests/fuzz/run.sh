#!/bin/sh
# run.sh SECONDS: runs every libFuzzer target for so long, from its seeds; what it finds new stays in the build folder.
# An input that fails is kept there too (TARGET-crash-…), and libFuzzer prints it.
set -u
. "$(dirname "$0")/seeds.sh"
found=$top_builddir/tests/fuzz/found
failed=0
for target in $FUZZERS; do
    name=${target##*/}
    mkdir -p "$found/$name"
    echo "fuzz: $name"
    # shellcheck disable=SC2046 # folders of the tree have no blanks in their names
    "$top_builddir/$target" -max_total_time="$1" -timeout=10 -rss_limit_mb=2048 -max_len=16384 -print_final_stats=1 \
        -artifact_prefix="$found/$name-" "$found/$name" $(seeds "$name") || failed=1
done
exit "$failed"
