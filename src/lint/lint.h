/* Compiled rules on a scene: outcomes and findings. Pure: the same program and scene give the same result. */
#ifndef IKELINT_LINT_LINT_H
#define IKELINT_LINT_LINT_H

#include "lint/truth.h"
#include "ruleset/rule.h"

enum outcome { OUTCOME_PASS, OUTCOME_FAIL, OUTCOME_NOT_APPLICABLE, OUTCOME_NOT_CHECKED, OUTCOME_COUNT };

struct waiver; /* ruleset/waivers.h */

/* A fact or parameter that a finding rests on, with its value: named in the message or in the condition. */
struct evidence_fact {
    const char *name;
    const struct value *value;
};

struct finding {
    const struct rule *rule;       /* borrows */
    const struct element *element; /* what failed: the leaf, a CA, a CRL */
    const char *message;           /* filled in */
    uint32_t
        line; /* in the file, of the attribute of a template or the value of an INF that it is about; 0: the object's place says all */
    struct evidence_fact *facts;
    size_t fact_count;
    /* Set by run/accepted.h: findings that are reported, and do not make the object fail. */
    const struct waiver *waiver; /* somebody accepts it; NULL: nobody does */
    bool in_baseline;            /* an earlier report has it */
};

static inline bool finding_counts(const struct finding *finding)
{
    return !finding->waiver && !finding->in_baseline;
}

/* A rule that could not be checked on some element, and what to give so that it can. */
struct unchecked {
    const struct rule *rule;
    const struct element *element;
    const char *needs;
};

struct result {
    struct finding *findings; /* in the program's order */
    size_t finding_count, finding_capacity;
    struct unchecked *unchecked;
    size_t unchecked_count, unchecked_capacity;
    size_t outcomes[OUTCOME_COUNT];
};

/* Evaluates every rule of the program that judges this kind of object; the result is in the scene's arena. */
void lint_scene(const struct program *program, const struct scene *scene, struct result *out);

/* One rule on one element: for tests, `rules test` and benchmarks. */
enum outcome lint_rule(const struct program *program, const struct rule *rule, const struct scene *scene,
                       struct element *element, const char **needs);

#endif
