#!/bin/sh
# run.sh SECONDS: runs every libFuzzer target for so long, from its seeds; what it finds new stays in the build folder.
# An input that fails is kept beside it (crash-…), and libFuzzer prints it.
set -u
top_srcdir=${top_srcdir:-$(dirname "$0")/../..}
found=${top_builddir:-.}/tests/fuzz/found
failed=0
for target in $FUZZERS; do
    name=${target##*/}
    mkdir -p "$found/$name"
    echo "fuzz: $name"
    "${top_builddir:-.}/$target" -max_total_time="$1" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$found/$name-" "$found/$name" "$top_srcdir/testdata/fuzz/$name" || failed=1
done
exit "$failed"
