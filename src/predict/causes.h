/* Which rules can be the cause of a code: those that predict it, in the order of likelihood.
 *
 * Nothing about a cause is written twice: what rules say in `predicts` is asked here, for `explain` and `diagnose`. */
#ifndef IKELINT_PREDICT_CAUSES_H
#define IKELINT_PREDICT_CAUSES_H

#include "ruleset/rule.h"

/* "server" and "client": who presents what the program judges, and who judges it; NULL where no set says it. */
struct rule_sides {
    const char *holder, *peer;
};
struct rule_sides rule_sides_of(const struct program *program);

/* The rules of one profile that predict a code for one of the two sides: errors before warnings, what Microsoft
 * documents before what was seen in the field and what was inferred. */
struct rule_causes {
    const struct program *program;
    uint32_t code;
    bool holder; /* reported by the side that presents the certificate, else by the one that judges it */
    const struct rule **items;
    size_t count, capacity;
};
struct rule_causes rule_causes_find(struct arena *arena, const struct program *program, uint32_t code,
                                    bool holder);

/* Likely enough to be told with its fix; the others are named. The likely ones come first. */
bool rule_cause_is_main(const struct rule *rule);

/* Where a program stands among the causes of a code, the likely ones first: of 13806 the stores, of others the
 * certificates; then settings, and last what certificates are made from. The server's stand before the device's, because
 * both kinds of tunnel need them. */
size_t rule_causes_rank(const struct program *program, uint32_t code);
/* Where the rules of `predict` (step_rules.h) stand among them. */
size_t rule_causes_rank_of_steps(uint32_t code);
/* Sorts by rank; equal ones stay in their order. */
void rule_causes_order(const struct program **programs, size_t count, uint32_t code);

#endif
