#!/bin/sh
# Runs every fuzz target on its seeds (testdata/fuzz/TARGET) and closes with "N passed, N failed": one for each target.
set -u
top_srcdir=${top_srcdir:-$(dirname "$0")/../..}
passed=0 failed=0
for target in $FUZZERS; do
    name=${target##*/}
    if find "$top_srcdir/testdata/fuzz/$name" -type f -exec "${top_builddir:-.}/$target" '{}' +; then
        passed=$((passed + 1))
    else
        echo "$name fails on a seed of testdata/fuzz/$name"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
test "$failed" = 0 && test "$passed" != 0
