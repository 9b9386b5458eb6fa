# Read by replay.sh and run.sh: where the source tree is, and the folders of a target's seeds that exist.
top_srcdir=${top_srcdir:-$(dirname "$0")/../..}
top_builddir=${top_builddir:-.}

seeds() { # seeds TARGET
    for folder in $(sed -n "s/^$1 //p" "$top_srcdir/tests/fuzz/seeds.txt") "testdata/fuzz/$1"; do
        if test -d "$top_srcdir/$folder"; then
            echo "$top_srcdir/$folder"
        fi
    done
}
