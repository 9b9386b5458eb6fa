#!/bin/sh
# Keeps the direction of the house: every #include "room/…" against tests/floors.txt, and what libikelint.a calls
# against the names that only cmd/ may use. Says each fault on a line of its own.
set -u
top_srcdir=${top_srcdir:-$(dirname "$0")/..}
rules=$top_srcdir/tests/floors.txt
library=${top_builddir:-.}/libikelint.a
faults=$(
    for room in $(awk '/^[a-z]/ && $1 !~ /\.o$/ { print $1 }' "$rules"); do
        folder=$top_srcdir/src/$room
        test "$room" = cmd && folder=$top_srcdir/cmd
        test -d "$folder" || continue
        allowed=" $(awk -v room="$room" '$1 == room' "$rules") "
        grep -n '^ *# *include "' "$folder"/*.[ch] /dev/null | sed 's/^\([^:]*:[0-9]*\):.*"\([^"]*\)".*/\1 \2/' |
            while read -r place header; do
                case $allowed in
                *" ${header%%/*} "*) ;;
                *) echo "$place: $room must not include $header" ;;
                esac
            done
    done
    ${NM:-nm} -u "$library" 2>/dev/null | awk -v rules="$rules" '
        BEGIN {
            while ((getline line < rules) > 0) {
                n = split(line, word, /[ \t]+/)
                if (word[1] == "!")
                    for (i = 2; i <= n; i++) banned[word[i]] = 1
                else if (word[1] ~ /\.o$/)
                    for (i = 2; i <= n; i++) excused[word[1], word[i]] = 1
            }
        }
        /:$/ { object = $1; sub(/:$/, "", object); sub(/^.*[\/(]/, "", object); sub(/\)$/, "", object); objects++; next }
        $1 == "U" && ($2 in banned) && !((object, $2) in excused) { print object " must not use " $2 }
        END { if (!objects) print "nm shows no object in the library" }'
)
if test -n "$faults"; then
    echo "$faults"
    exit 1
fi
echo "floors: every include goes down"
