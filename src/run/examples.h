/* The examples of rules, run: does each pass, fail or not apply as its rule set says? */
#ifndef IKELINT_RUN_EXAMPLES_H
#define IKELINT_RUN_EXAMPLES_H

#include "ruleset/ruleset.h"

struct examples_totals {
    size_t rules, examples, wrong; /* of all sets run so far */
};

struct examples_sink {
    void *context;
    /* An example that does not end as said; text says how it did. */
    void (*wrong)(void *context, const struct rule *rule, const struct rule_example *example,
                  const char *text);
};

/* Runs all examples of the rules that a set itself defines, with the roots, CRLs, parameters and time that stand with
 * them. at: the time judged where an example says none. False: the set does not compile; the library's diags say why. */
bool examples_run(struct library *library, const char *set, int64_t at, const struct examples_sink *sink,
                  struct examples_totals *totals);

#endif
