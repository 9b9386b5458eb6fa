#!/bin/sh
# Runs every fuzz target on its seeds (seeds.txt) and closes with "N passed, N failed": one for each target.
set -u
. "$(dirname "$0")/seeds.sh"
passed=0 failed=0
for target in $FUZZERS; do
    name=${target##*/}
    # shellcheck disable=SC2046 # folders of the tree have no blanks in their names
    if find $(seeds "$name") -type f -exec "$top_builddir/$target" '{}' +; then
        passed=$((passed + 1))
    else
        echo "$name fails on a seed"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
test "$failed" = 0 && test "$passed" != 0
