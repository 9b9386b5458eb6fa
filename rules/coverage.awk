# Makes RFC5280.md: awk -f coverage.awk rfc5280.yaml rfc5280-coverage.txt. Faults go to standard error, exit code 1.
function fault(text) { print FILENAME ":" FNR ": " text > "/dev/stderr"; faults = 1 }
function trim(text) { sub(/^ +/, "", text); sub(/ +$/, "", text); return text }
FNR == 1 { file++ }
file == 1 && /^  - id: / { id = $3; order[++rules] = id }
file == 1 && /^    severity: / { severity[id] = $2 }
file == 2 && !/^#/ && NF {
    if (split($0, part, "|") != 4) { fault("four parts are wanted, separated by |"); next }
    section = trim(part[1]); level = trim(part[2]); said = trim(part[3]); by = trim(part[4])
    if (level != "MUST" && level != "SHOULD") fault("neither MUST nor SHOULD: " level)
    all[level]++
    shown = ""
    if (by ~ /^- /) {
        shown = substr(by, 3)
    } else {
        seen[level]++
        count = split(by, name, /, */)
        for (i = 1; i <= count; i++) {
            if (!(name[i] in severity)) fault("no such rule: " name[i])
            covered[name[i]] = 1
            shown = shown (i > 1 ? ", " : "") "**" name[i] "**"
        }
    }
    lines[++total] = "| " section " | " level " | " said " | " shown " |"
}
END {
    for (i = 1; i <= rules; i++)
        if (!(order[i] in covered)) fault("rule " order[i] " stands for nothing")
    print "# RFC 5280, sentence by sentence"
    print ""
    print "What sections 4.1, 4.2 and 5 of RFC 5280 (as amended by RFC 6818) demand of a certificate or CRL, with RFC 3279, 4055, 5480, 5758,"
    print "8410 and 8813 for keys and algorithms; in the order of the RFC, and the rule of `rfc5280.yaml` that sees it, or why none can. Made by"
    print "`coverage.awk` from `rfc5280-coverage.txt` and the rule set; `make check UPDATE=1` makes it anew."
    print ""
    print rules " rules see " seen["MUST"] " of " all["MUST"] " MUSTs and " seen["SHOULD"] " of " all["SHOULD"] " SHOULDs. The others need more than one object, or speak to"
    print "those who read certificates and not to those who make them."
    print ""
    print "| section | | what it says | rule, or why there is none |"
    print "|---|---|---|---|"
    for (i = 1; i <= total; i++) print lines[i]
    exit faults
}
