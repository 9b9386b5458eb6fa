/* What only both ends together can answer: the rules of `predict` that are no rules of a rule set.
 *
 * What one certificate, one CRL or one machine's settings show is a rule of rules/, and steps name it by its full name.
 * What is here needs a whole store, or the settings of one end and the certificate of the other. */
#ifndef IKELINT_PREDICT_STEP_RULES_H
#define IKELINT_PREDICT_STEP_RULES_H

#include "ruleset/rule.h"

struct step_rule {
    const char *id; /* "host/no-certificate" */
    const char *title;
    enum evidence evidence;
    unsigned code;       /* what is reported; 0: what its step means (13806, 13801) */
    const char *codes;   /* for people */
    const char *explain; /* when it is said, and of what */
    const char *fix;
    const char *see; /* NULL: none */
};

/* NULL behind the last. */
const struct step_rule *step_rule_at(size_t index);
/* By "host/no-certificate" or "no-certificate"; NULL: none. */
const struct step_rule *step_rule_find(const char *id);
/* Whether it is a cause of the code, by `codes` and by what the code itself names. */
bool step_rule_causes(const struct step_rule *rule, uint32_t code);

#endif
