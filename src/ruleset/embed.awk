# embed.awk FILE.yaml…: writes C that holds the files octet for octet, as declared in builtin.h.
#
# Run under LC_ALL=C, so that a character is an octet and UTF-8 passes as it is. Each line becomes a string literal,
# so the C stays readable and no compiler's limit on one literal matters (they are joined from short ones; the limit
# on the whole, 65,535 in C11's minimum, is no limit in any compiler that we build with). No files give an empty table.
# With -v symbol=NAME: one file of data, as a text of that name.

BEGIN {
    print "/* Made by src/ruleset/embed.awk from rules/: do not edit. */"
    if (symbol != "") {
        print "extern const char " symbol "[];"
        embed(ARGV[1], 0)
        exit
    }
    print "#include \"ruleset/builtin.h\""
    for (i = 1; i < ARGC; i++)
        embed(ARGV[i], i)
    print ""
    print "const struct builtin_ruleset builtin_rulesets[] = {"
    for (i = 1; i < ARGC; i++) {
        name = ARGV[i]
        sub(/^.*\//, "", name)
        sub(/\.yaml$/, "", name)
        printf "    { \"%s\", text_%d, sizeof text_%d - 1 },\n", name, i, i
    }
    print "    { 0 }"
    print "};"
    printf "const size_t builtin_ruleset_count = %d;\n", ARGC - 1
    exit
}

function embed(file, number,    line, got)
{
    if (number)
        printf "\nstatic const char text_%d[] =\n    \"\"", number
    else
        printf "\nconst char %s[] =\n    \"\"", symbol
    while ((got = (getline line < file)) > 0) {
        gsub(/[\\"?]/, "\\\\&", line) # "?" because of trigraphs
        gsub(/\t/, "\\t", line)
        gsub(/\r/, "\\r", line)
        printf "\n    \"%s\\n\"", line
    }
    if (got < 0) {
        print "embed.awk: cannot read " file > "/dev/stderr"
        exit 1
    }
    close(file)
    print ";"
}
