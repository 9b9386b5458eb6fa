/* One condition on one element of a scene: true, false or unknown.
 *
 * An absent fact makes every test false but `present: false` and `each`; an unknown one makes it unknown, and unknown
 * goes through and, or and not as truth.h says. So a condition is unknown only when what is missing could decide it. */
#ifndef IKELINT_LINT_EVAL_H
#define IKELINT_LINT_EVAL_H

#include "lint/truth.h"
#include "ruleset/rule.h"

struct evaluation {
    const struct program *program;
    const struct scene *scene;
    struct element *element;  /* on which the condition is judged */
    const struct value *item; /* inside `each`, `some`, `count`: FACT_ITEM; else NULL */
};

enum truth eval_condition(const struct evaluation *evaluation, const struct condition *condition);

/* What to give, once for each thing; all texts borrow from values, or are static. */
struct needs {
    const char **items;
    size_t count, capacity;
};
/* Adds what made an unknown condition unknown, and nothing that could not have changed it. */
void eval_needs(const struct evaluation *evaluation, const struct condition *condition, struct needs *out);

/* The value of a fact as seen from an element. Where there is no such element (the issuer of a root), it is absent;
 * where nobody knows whether there is one, unknown. Never NULL. */
const struct value *eval_fact(const struct scene *scene, struct element *element, struct fact_ref ref);

/* What is missing where the path does not reach a root; NULL where it does. */
const char *eval_path_needs(const struct scene *scene);

#endif
