/* What `ikelint explain` prints: the page of a code, and that of a rule. What a code means is prose (predict/codes.c); its
 * causes are the rules that predict it, with their own titles, evidence and fixes: nothing about a cause is written
 * twice. */
#ifndef IKELINT_CMD_EXPLAIN_REPORT_H
#define IKELINT_CMD_EXPLAIN_REPORT_H

#include "cmd/cli.h"
#include "predict/codes.h"
#include "predict/step_rules.h"
#include "ruleset/ruleset.h"

/* All rule sets, compiled; those that say who presents the certificate are profiles. */
struct explaining {
    struct cli *cli;
    struct buf *out;
    struct library *library;
    struct {
        const struct program **items;
        size_t count, capacity;
    } programs;
    struct texts shown; /* full names of rules that stand on the page of a code already */
};

/* -- pages ------------------------------------------------------------------------------------------------------------ */

void explain_codes(struct explaining *explaining); /* a line each */
void explain_code(struct explaining *explaining, const struct error_code *code);
/* The rule as this program, the first that has it, compiled it. */
void explain_rule(struct explaining *explaining, const struct program *program, const struct rule *rule);
/* What 'predict' says beyond rule sets. */
void explain_step_rule(struct explaining *explaining, const struct step_rule *rule);

/* -- parts of them ---------------------------------------------------------------------------------------------------- */

void explain_heading(struct explaining *explaining, const char *text);
void explain_paragraph(struct explaining *explaining, unsigned indent, const char *text);

/* What a rule looks at, by the kinds of objects that it judges (enum fact_on bits): "the stores of a machine (--store)". */
const char *explain_object(unsigned kinds);
/* The options without which the rule cannot be checked: "--root, --intermediate, --crl"; "" where it needs none. */
const char *explain_needs(struct arena *arena, const struct program *program, const struct rule *rule);

#endif
