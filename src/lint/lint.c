/* Every rule of a program on one scene: which elements it is judged on, and what comes out.
 *
 * A rule that is judged on no element says why: there is none (not applicable), or nobody knows (not checked). */
#include "lint/lint.h"
#include "lint/eval.h"
#include "lint/finding.h"

static const char *join_needs(const struct scene *scene, const struct needs *needs)
{
    const char *text = needs->count ? needs->items[0] : "";
    for (size_t i = 1; i < needs->count; i++)
        text = arena_format(scene->arena, "%s; %s", text, needs->items[i]);
    return text;
}

/* What one condition lacks. */
static enum outcome not_checked(const struct evaluation *evaluation, const struct condition *condition,
                                const char **needs)
{
    const char *few[4]; /* mostly one: no memory for it */
    struct needs missing = { .items = few, .capacity = COUNT_OF(few) };
    eval_needs(evaluation, condition, &missing);
    *needs = join_needs(evaluation->scene, &missing);
    return OUTCOME_NOT_CHECKED;
}

enum outcome lint_rule(const struct program *program, const struct rule *rule, const struct scene *scene,
                       struct element *element, const char **needs)
{
    struct evaluation evaluation = { .program = program, .scene = scene, .element = element };
    enum truth applies = rule->when ? eval_condition(&evaluation, rule->when) : TRUTH_TRUE;
    if (applies == TRUTH_FALSE)
        return OUTCOME_NOT_APPLICABLE;
    if (applies == TRUTH_UNKNOWN)
        return not_checked(&evaluation, rule->when, needs);
    switch (eval_condition(&evaluation, rule->require)) {
    case TRUTH_TRUE:
        return OUTCOME_PASS;
    case TRUTH_FALSE:
        return OUTCOME_FAIL;
    case TRUTH_UNKNOWN:
        break;
    }
    return not_checked(&evaluation, rule->require, needs);
}

/* One call of lint_scene. */
struct judging {
    const struct program *program;
    const struct scene *scene;
    struct result *out;
    bool knows_crls; /* crl_needs is found */
    const char *crl_needs;
};

/* -- the elements of a rule ----------------------------------------------------------------------------------------- */

struct elements {
    struct element *items;
    size_t count;
    const char *needs; /* there are or may be more, and what to give to know; NULL: these are all */
};

/* What would have to be given to consult a CRL; NULL: none is needed, because nothing above the object revokes. */
static const char *crl_needs(struct judging *judging)
{
    const struct scene *scene = judging->scene;
    if (judging->knows_crls)
        return judging->crl_needs;
    judging->knows_crls = true;
    int revoked = fact_find(span_of_text("revocation.revoked"));
    for (size_t i = 0; revoked >= 0 && i < scene->element_count && !judging->crl_needs; i++) {
        const struct value *value = fact_value(scene, &scene->elements[i], revoked);
        if (value->state == VALUE_UNKNOWN)
            judging->crl_needs = value->needs;
    }
    return judging->crl_needs;
}

static struct elements elements_of(struct judging *judging, const struct rule *rule)
{
    const struct scene *scene = judging->scene;
    struct element *root;
    switch (rule->on) {
    case FOR_LEAF:
        return (struct elements){ scene_leaf(scene), 1, NULL };
    case FOR_ISSUERS:
        return (struct elements){ scene->elements + 1, scene->element_count - 1, eval_path_needs(scene) };
    case FOR_PATH:
        return (struct elements){ scene->elements, scene->element_count, eval_path_needs(scene) };
    case FOR_ROOT:
        root = scene_root(scene);
        return (struct elements){ root, root ? 1 : 0, eval_path_needs(scene) };
    case FOR_CRLS:
        return (struct elements){ scene->crls, scene->crl_count,
                                  scene->crl_count ? NULL : crl_needs(judging) };
    }
    BUG("a rule for nothing");
}

/* -- results -------------------------------------------------------------------------------------------------------- */

static void add_finding(const struct program *program, const struct rule *rule, const struct scene *scene,
                        struct element *element, struct result *out)
{
    out->findings = arena_grow(scene->arena, out->findings, out->finding_count, &out->finding_capacity,
                               sizeof *out->findings);
    finding_make(program, rule, scene, element, &out->findings[out->finding_count++]);
}

static void add_unchecked(const struct rule *rule, const struct scene *scene, struct element *element,
                          const char *needs, struct result *out)
{
    out->unchecked = arena_grow(scene->arena, out->unchecked, out->unchecked_count, &out->unchecked_capacity,
                                sizeof *out->unchecked);
    out->unchecked[out->unchecked_count++] = (struct unchecked){ rule, element, needs };
}

static void judge(struct judging *judging, const struct rule *rule)
{
    const struct scene *scene = judging->scene;
    struct result *out = judging->out;
    struct elements on = elements_of(judging, rule);
    size_t failed = out->finding_count, unchecked = out->unchecked_count;
    for (size_t i = 0; i < on.count; i++) {
        const char *needs = NULL;
        enum outcome outcome = lint_rule(judging->program, rule, scene, &on.items[i], &needs);
        out->outcomes[outcome]++;
        if (outcome == OUTCOME_FAIL)
            add_finding(judging->program, rule, scene, &on.items[i], out);
        else if (outcome == OUTCOME_NOT_CHECKED)
            add_unchecked(rule, scene, &on.items[i], needs, out);
    }
    bool said = out->finding_count > failed || out->unchecked_count > unchecked;
    if (on.needs && !said) {
        struct element *last = on.count ? &on.items[on.count - 1] : scene_leaf(scene);
        add_unchecked(rule, scene, last, on.needs, out);
        out->outcomes[OUTCOME_NOT_CHECKED]++;
    } else if (on.count == 0) {
        out->outcomes[OUTCOME_NOT_APPLICABLE]++;
    }
}

void lint_scene(const struct program *program, const struct scene *scene, struct result *out)
{
    *out = (struct result){ 0 };
    struct judging judging = { .program = program, .scene = scene, .out = out };
    unsigned kinds = fact_kinds_of(scene_leaf(scene)->kind);
    for (size_t i = 0; i < program->rule_count; i++)
        if (program->rules[i]->kinds & kinds)
            judge(&judging, program->rules[i]);
}
