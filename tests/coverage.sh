#!/bin/sh
# rules/RFC5280.md is what coverage.awk makes of the rule set and the list of sentences, and both agree with each other.
# `make check UPDATE=1` writes it anew.
set -u
rules=${top_srcdir:-.}/rules
made=${top_builddir:-.}/RFC5280.md.made
trap 'rm -f "$made"' EXIT
LC_ALL=C ${AWK:-awk} -f "$rules/coverage.awk" "$rules/rfc5280.yaml" "$rules/rfc5280-coverage.txt" >"$made" || exit 1
if test "${UPDATE:-}" = 1; then
    cp "$made" "$rules/RFC5280.md"
fi
if ! diff -u "$rules/RFC5280.md" "$made"; then
    echo "rules/RFC5280.md is stale: run make check UPDATE=1, and read the difference"
    exit 1
fi
echo "coverage: RFC5280.md is up to date"
