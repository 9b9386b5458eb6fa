/* Conditions are walked as the rule set wrote them; depth is bounded by the loader. Two walks: the first finds the truth
 * and stops as soon as it is decided; the second, for the few that are unknown, finds out why. */
#include "lint/eval.h"
#include "ruleset/operators.h"
#include "ruleset/pattern.h"

static const char gave_up[] = "a regular expression that needs fewer steps (the match was given up)";

/* -- values --------------------------------------------------------------------------------------------------------- */

const char *eval_path_needs(const struct scene *scene)
{
    const struct cert *leaf = scene_leaf(scene)->cert;
    if (scene_root(scene))
        return NULL;
    if (leaf && leaf->undecided[CERT_PART_PATH])
        return leaf->undecided[CERT_PART_PATH];
    if (!scene->path || scene->path->status == PATH_UNKNOWN)
        return "--root";
    return "--intermediate: the certificate of its issuer";
}

/* A fact of an element that isn't there. */
static const struct value *value_of_nobody(const struct scene *scene, const struct element *element)
{
    static const struct value absent = { .state = VALUE_ABSENT };
    if (element->kind == OBJECT_CERTIFICATE && scene_root(scene))
        return &absent;
    struct value *unknown = arena_alloc(scene->arena, sizeof *unknown);
    *unknown = (struct value){ .state = VALUE_UNKNOWN, .needs = eval_path_needs(scene) };
    if (!unknown->needs) /* a CRL of a whole path, made by nobody on it */
        unknown->needs = "--intermediate: the certificate of its issuer";
    return unknown;
}

const struct value *eval_fact(const struct scene *scene, struct element *element, struct fact_ref ref)
{
    struct element *of = element;
    switch (ref.scope) {
    case SCOPE_SELF:
        break;
    case SCOPE_ISSUER:
        of = scene_issuer(scene, element);
        break;
    case SCOPE_ROOT:
        of = scene_root(scene);
        break;
    case SCOPE_LEAF:
        of = scene_leaf(scene);
        break;
    }
    return of ? fact_value(scene, of, ref.fact) : value_of_nobody(scene, element);
}

static const struct value *tested_value(const struct evaluation *evaluation, struct fact_ref ref)
{
    return ref.fact == FACT_ITEM ? evaluation->item : eval_fact(evaluation->scene, evaluation->element, ref);
}

/* *room is used for values that stand nowhere else. */
static const struct value *operand_value(const struct evaluation *evaluation, const struct operand *operand,
                                         struct value *room)
{
    switch (operand->kind) {
    case OPERAND_LITERAL:
        return &operand->literal;
    case OPERAND_PARAMETER:
        return &evaluation->program->parameters[operand->parameter].value;
    case OPERAND_FACT:
        return eval_fact(evaluation->scene, evaluation->element, operand->fact);
    case OPERAND_NOW:
        *room = (struct value){ .state = VALUE_KNOWN, .type = VALUE_TIME, .integer = evaluation->scene->now };
        return room;
    }
    BUG("an operand of no kind");
}

/* -- single tests --------------------------------------------------------------------------------------------------- */

/* A list of usages with "any" in it is good for every usage, as Windows sees it: anyExtendedKeyUsage (RFC 5280,
 * 4.2.1.12) and Microsoft's any application policy. */
static bool holds_any_usage(const struct value *usages)
{
    static const uint8_t any_usage[] = { 0x55, 0x1d, 0x25, 0x00 };
    static const uint8_t any_policy[] = { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x0a, 0x0c, 0x01 };
    for (size_t i = 0; i < usages->list.count; i++)
        if (span_equal(usages->list.items[i], (struct span){ any_usage, sizeof any_usage }) ||
            span_equal(usages->list.items[i], (struct span){ any_policy, sizeof any_policy }))
            return true;
    return false;
}

static bool holds(const struct condition *test, const struct value *fact, const struct value *operand)
{
    const struct operator_entry *entry = test->operator;
    return entry->holds(fact, operand) ||
           (test->any_is_all && entry->holds == value_contains && holds_any_usage(fact));
}

/* The operator for one operand that is a single value or, where lists of operands are taken, a list of them. */
static enum truth eval_operand(const struct condition *test, const struct value *fact,
                               const struct value *operand)
{
    const struct operator_entry *entry = test->operator;
    bool is_list = entry->shape == SHAPE_ITEMS && value_type_is_list(operand->type);
    if (operand->state == VALUE_UNKNOWN)
        return TRUTH_UNKNOWN;
    if (operand->state == VALUE_ABSENT)
        return truth_of(is_list && entry->fold == FOLD_ALL); /* of a list: it is empty */
    if (!is_list)
        return truth_of(holds(test, fact, operand));
    for (size_t i = 0; i < value_count(operand); i++) {
        struct value item = value_item(operand, i);
        if (holds(test, fact, &item) != (entry->fold == FOLD_ALL))
            return truth_of(entry->fold != FOLD_ALL);
    }
    return truth_of(entry->fold == FOLD_ALL);
}

static enum truth eval_operands(const struct evaluation *evaluation, const struct condition *test,
                                const struct value *fact)
{
    struct value room;
    bool is_all = test->operator->fold == FOLD_ALL;
    enum truth truth = truth_of(is_all);
    for (size_t i = 0; i < test->operand_count; i++) {
        const struct value *operand = operand_value(evaluation, &test->operands[i], &room);
        enum truth one = eval_operand(test, fact, operand);
        truth = is_all ? truth_and(truth, one) : truth_or(truth, one);
    }
    return test->operator->fold == FOLD_NONE ? truth_not(truth) : truth;
}

/* Each item of the fact is one of the operands. */
static enum truth eval_only(const struct evaluation *evaluation, const struct condition *test,
                            const struct value *fact)
{
    enum truth truth = TRUTH_TRUE;
    for (size_t i = 0; i < value_count(fact) && truth != TRUTH_FALSE; i++) {
        struct value item = value_item(fact, i);
        truth = truth_and(truth, eval_operands(evaluation, test, &item));
    }
    return truth;
}

static enum truth eval_item(const struct evaluation *evaluation, const struct condition *test,
                            const struct value *item)
{
    struct evaluation inside = *evaluation;
    inside.item = item;
    return eval_condition(&inside, test->inner);
}

static enum truth eval_items(const struct evaluation *evaluation, const struct condition *test,
                             const struct value *fact)
{
    bool is_all = test->operator->fold == FOLD_ALL;
    enum truth truth = truth_of(is_all), decided = truth_of(!is_all);
    for (size_t i = 0; i < value_count(fact) && truth != decided; i++) {
        struct value item = value_item(fact, i);
        enum truth one = eval_item(evaluation, test, &item);
        truth = is_all ? truth_and(truth, one) : truth_or(truth, one);
    }
    return truth;
}

static enum truth eval_pattern(const struct condition *test, const struct value *fact)
{
    switch (pattern_find(test->pattern, fact->span)) {
    case PATTERN_NO:
        return TRUTH_FALSE;
    case PATTERN_YES:
        return TRUTH_TRUE;
    case PATTERN_GAVE_UP:
        return TRUTH_UNKNOWN;
    }
    BUG("a match that ended in no way");
}

static enum truth eval_present(const struct evaluation *evaluation, const struct condition *test,
                               const struct value *fact)
{
    struct value room;
    const struct value *wanted = operand_value(evaluation, &test->operands[0], &room);
    if (wanted->state != VALUE_KNOWN)
        return wanted->state == VALUE_UNKNOWN ? TRUTH_UNKNOWN : TRUTH_FALSE;
    return truth_of((fact->state == VALUE_KNOWN) == wanted->boolean);
}

/* A parameter that nobody gave a value leaves every test with it open, even one of a fact that is absent. */
static bool lacks_parameter(const struct evaluation *evaluation, const struct condition *test)
{
    for (size_t i = 0; i < test->operand_count; i++)
        if (test->operands[i].kind == OPERAND_PARAMETER &&
            evaluation->program->parameters[test->operands[i].parameter].value.state == VALUE_UNKNOWN)
            return true;
    return false;
}

static enum truth eval_test(const struct evaluation *evaluation, const struct condition *test)
{
    const struct value *fact = tested_value(evaluation, test->fact);
    const struct operator_entry *entry = test->operator;
    if (fact->state == VALUE_UNKNOWN)
        return TRUTH_UNKNOWN;
    if (entry->shape == SHAPE_BOOLEAN)
        return eval_present(evaluation, test, fact);
    if (fact->state == VALUE_ABSENT && lacks_parameter(evaluation, test))
        return TRUTH_UNKNOWN;
    if (fact->state == VALUE_ABSENT)
        return truth_of(entry->shape == SHAPE_TEST && entry->fold == FOLD_ALL);
    switch (entry->shape) {
    case SHAPE_PATTERN:
        return eval_pattern(test, fact);
    case SHAPE_TEST:
        return eval_items(evaluation, test, fact);
    case SHAPE_COUNT: {
        struct value count = { .state = VALUE_KNOWN, .type = VALUE_INTEGER };
        count.integer = (int64_t)value_count(fact);
        return eval_item(evaluation, test, &count);
    }
    default:
        return entry->fold == FOLD_ONLY ? eval_only(evaluation, test, fact)
                                        : eval_operands(evaluation, test, fact);
    }
}

/* -- conditions ----------------------------------------------------------------------------------------------------- */

/* All children hold (is_all), or any does; stops when it is decided. */
static enum truth eval_children(const struct evaluation *evaluation, const struct condition *condition,
                                bool is_all)
{
    enum truth truth = truth_of(is_all), decided = truth_of(!is_all);
    for (size_t i = 0; i < condition->child_count && truth != decided; i++) {
        enum truth child = eval_condition(evaluation, condition->children[i]);
        truth = is_all ? truth_and(truth, child) : truth_or(truth, child);
    }
    return truth;
}

enum truth eval_condition(const struct evaluation *evaluation, const struct condition *condition)
{
    switch (condition->kind) {
    case CONDITION_TEST:
        return eval_test(evaluation, condition);
    case CONDITION_ALL:
        return eval_children(evaluation, condition, true);
    case CONDITION_ANY:
        return eval_children(evaluation, condition, false);
    case CONDITION_NONE:
        return truth_not(eval_children(evaluation, condition, false));
    case CONDITION_GIVEN:
        return truth_of(evaluation->program->parameters[condition->operands[0].parameter].value.state !=
                        VALUE_UNKNOWN);
    case CONDITION_NOT:
        return truth_not(eval_condition(evaluation, condition->children[0]));
    }
    BUG("a condition of no kind");
}

/* -- why unknown ---------------------------------------------------------------------------------------------------- */

static void add_need(const struct evaluation *evaluation, struct needs *needs, const char *need)
{
    if (!need)
        need = "a value that is not known";
    for (size_t i = 0; i < needs->count; i++)
        if (strcmp(needs->items[i], need) == 0)
            return;
    *VEC_ADD(evaluation->scene->arena, needs) = need;
}

/* The operands that are unknown. */
static void add_operand_needs(const struct evaluation *evaluation, const struct condition *test,
                              struct needs *out)
{
    struct value room;
    for (size_t i = 0; i < test->operand_count; i++) {
        const struct value *operand = operand_value(evaluation, &test->operands[i], &room);
        if (operand->state == VALUE_UNKNOWN)
            add_need(evaluation, out, operand->needs);
    }
}

static void add_item_needs(const struct evaluation *evaluation, const struct condition *test,
                           const struct value *item, struct needs *out)
{
    struct evaluation inside = *evaluation;
    inside.item = item;
    if (eval_condition(&inside, test->inner) == TRUTH_UNKNOWN)
        eval_needs(&inside, test->inner, out);
}

static void add_test_needs(const struct evaluation *evaluation, const struct condition *test,
                           struct needs *out)
{
    const struct value *fact = tested_value(evaluation, test->fact);
    if (fact->state == VALUE_UNKNOWN)
        add_need(evaluation, out, fact->needs);
    else if (test->operator->shape == SHAPE_PATTERN)
        add_need(evaluation, out, gave_up);
    else if (test->operator->shape == SHAPE_COUNT)
        add_item_needs(evaluation, test, &(struct value){ .type = VALUE_INTEGER }, out);
    else if (test->operator->shape == SHAPE_TEST)
        for (size_t i = 0; i < value_count(fact); i++) {
            struct value item = value_item(fact, i);
            add_item_needs(evaluation, test, &item, out);
        }
    else
        add_operand_needs(evaluation, test, out);
}

/* The condition is unknown, so no child has decided it: those that are unknown would. */
void eval_needs(const struct evaluation *evaluation, const struct condition *condition, struct needs *out)
{
    if (condition->kind == CONDITION_TEST) {
        add_test_needs(evaluation, condition, out);
        return;
    }
    for (size_t i = 0; i < condition->child_count; i++)
        if (eval_condition(evaluation, condition->children[i]) == TRUTH_UNKNOWN)
            eval_needs(evaluation, condition->children[i], out);
}
