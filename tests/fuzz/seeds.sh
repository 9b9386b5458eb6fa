# Read by the scripts beside it: where the source tree is, what they find, the folders of a target's seeds that exist.
top_srcdir=${top_srcdir:-$(dirname "$0")/../..}
top_builddir=${top_builddir:-.}
found=$top_builddir/tests/fuzz/found

seeds() { # seeds TARGET
    for folder in $(sed -n "s/^$1 //p" "$top_srcdir/tests/fuzz/seeds.txt") "testdata/fuzz/$1"; do
        if test -d "$top_srcdir/$folder"; then
            echo "$top_srcdir/$folder"
        fi
    done
}

show_failure() { # show_failure NAME: the end of its log, and the inputs that failed
    echo "fuzz: $1 failed:"
    grep -aE '^==[0-9]+==|^ *#[0-9]+ 0x|^SUMMARY|runtime error:|BUG|internal error|ended with' "$found/$1.log" | tail -n 40
    for input in "$found/$1"-*; do
        test -f "$input" && echo "fuzz: $input, in base64:" && base64 "$input" | head -n 300
    done
}
