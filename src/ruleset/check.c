/* A linter for rule sets: what loads and is probably not meant. All warnings.
 *
 * Whether a rule can fail at all is decided by trying: its tests are taken as unknowns that are true or false, except
 * where one excludes or implies another (`version: 3` and `version: 2`; a range within a range; any test and
 * `present`). With few tests every combination is tried; rules with more are not judged. So what is said is certain,
 * and not all that could be said is. */
#include "ruleset/library_internal.h"
#include "ruleset/operators.h"
#include "util/text.h"

enum {
    ATOMS_MAX = 12, /* different tests of one rule: 4096 combinations */
    TESTS_MAX = 200 /* tests of one rule, so that trying all stays quick */
};

/* -- tests as unknowns ---------------------------------------------------------------------------------------------- */

struct atoms {
    const struct set *set;
    const struct condition *items[ATOMS_MAX];
    size_t count;
    size_t tests; /* met so far */
    bool too_many;
    bool excludes[ATOMS_MAX][ATOMS_MAX]; /* not both */
    bool implies[ATOMS_MAX][ATOMS_MAX];  /* the first only with the second */
};

static bool same_fact(struct fact_ref a, struct fact_ref b)
{
    return a.scope == b.scope && a.fact == b.fact;
}

static bool same_operand(const struct set *set, const struct operand *a, const struct operand *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case OPERAND_LITERAL:
        return a->literal.type == b->literal.type && value_equal(&a->literal, &b->literal);
    case OPERAND_PARAMETER:
        return strcmp(set->references.items[a->parameter].name, set->references.items[b->parameter].name) ==
               0;
    case OPERAND_FACT:
        return same_fact(a->fact, b->fact);
    case OPERAND_NOW:
        return true;
    }
    BUG("an operand of no kind");
}

static bool same_condition(const struct set *set, const struct condition *a, const struct condition *b)
{
    if (a == b)
        return true;
    if (a->kind != b->kind || a->child_count != b->child_count || a->operand_count != b->operand_count ||
        a->operator!= b->operator|| !a->inner != !b->inner || a->pattern != b->pattern)
        return false;
    if (a->kind == CONDITION_TEST && !same_fact(a->fact, b->fact))
        return false;
    for (size_t i = 0; i < a->operand_count; i++)
        if (!same_operand(set, &a->operands[i], &b->operands[i]))
            return false;
    for (size_t i = 0; i < a->child_count; i++)
        if (!same_condition(set, a->children[i], b->children[i]))
            return false;
    return !a->inner || same_condition(set, a->inner, b->inner);
}

/* `present: true` or `present: false`, with the wanted value. */
static bool is_presence(const struct condition *test, bool *wanted)
{
    if (test->operator->shape != SHAPE_BOOLEAN || test->operands[0].kind != OPERAND_LITERAL)
        return false;
    *wanted = test->operands[0].literal.boolean;
    return true;
}

/* The unknown that a test is; `present: false` is that of `present: true`, negated. */
static size_t find_atom(const struct atoms *atoms, const struct condition *test, bool *is_negated)
{
    bool wanted, other;
    size_t index = 0;
    bool is_present = is_presence(test, &wanted);
    *is_negated = false;
    for (; index < atoms->count; index++) {
        const struct condition *item = atoms->items[index];
        if (is_present && is_presence(item, &other) && same_fact(test->fact, item->fact)) {
            *is_negated = wanted != other;
            return index;
        }
        if (same_condition(atoms->set, test, item))
            return index;
    }
    return index;
}

static void collect_atoms(struct atoms *atoms, const struct condition *condition)
{
    bool is_negated;
    if (condition->kind == CONDITION_GIVEN || /* hangs on who calls, not on the object */
        (condition->kind == CONDITION_TEST && ++atoms->tests > TESTS_MAX))
        atoms->too_many = true;
    if (atoms->too_many)
        return;
    if (condition->kind == CONDITION_TEST && find_atom(atoms, condition, &is_negated) == atoms->count) {
        if (atoms->count == ATOMS_MAX)
            atoms->too_many = true;
        else
            atoms->items[atoms->count++] = condition;
    }
    for (size_t i = 0; i < condition->child_count; i++)
        collect_atoms(atoms, condition->children[i]);
}

/* -- what tests of one fact have to do with each other -------------------------------------------------------------- */

/* A test of order as a range around what it compares with; two ranges compare where that is the same. */
struct range {
    const struct operand *base; /* NULL: numbers */
    int64_t low, high;
};

static bool range_of(const struct condition *test, struct range *out)
{
    static const struct {
        const char *name;
        int64_t below, above; /* how far the range reaches from the operand */
    } reaches[] = {
        { "equals", 0, 0 },          { "at_least", 0, INT64_MAX }, { "at_most", INT64_MIN, 0 },
        { "before", INT64_MIN, -1 }, { "after", 1, INT64_MAX },
    };
    const struct operand *operand = test->operands;
    for (size_t i = 0; i < COUNT_OF(reaches); i++) {
        if (strcmp(test->operator->name, reaches[i].name) != 0)
            continue;
        bool is_number = operand->kind == OPERAND_LITERAL;
        if (is_number && !value_type_is_ordered(operand->literal.type))
            return false;
        int64_t at = is_number ? operand->literal.integer : 0;
        if (at > INT64_MAX / 2 || at < INT64_MIN / 2)
            return false;
        out->base = is_number ? NULL : operand;
        out->low = reaches[i].below == INT64_MIN ? INT64_MIN : at + reaches[i].below;
        out->high = reaches[i].above == INT64_MAX ? INT64_MAX : at + reaches[i].above;
        return true;
    }
    return false;
}

static bool is_literals(const struct condition *test)
{
    for (size_t i = 0; i < test->operand_count; i++)
        if (test->operands[i].kind != OPERAND_LITERAL)
            return false;
    return test->operand_count > 0;
}

static bool has_literal(const struct condition *test, const struct value *value)
{
    for (size_t i = 0; i < test->operand_count; i++)
        if (value_equal(&test->operands[i].literal, value))
            return true;
    return false;
}

static size_t shared_literals(const struct condition *a, const struct condition *b)
{
    size_t shared = 0;
    for (size_t i = 0; i < a->operand_count; i++)
        shared += has_literal(b, &a->operands[i].literal);
    return shared;
}

static bool is_operator(const struct condition *test, const char *name)
{
    return strcmp(test->operator->name, name) == 0;
}

/* The values of a single fact for which the test holds are its operands. */
static bool is_choice(const struct condition *test)
{
    return (is_operator(test, "equals") || is_operator(test, "in")) && is_literals(test);
}

static void relate_lists(struct atoms *atoms, size_t i, size_t j)
{
    const struct condition *a = atoms->items[i], *b = atoms->items[j];
    if (!is_literals(a) || !is_literals(b))
        return;
    bool a_all = is_operator(a, "contains") || is_operator(a, "contains_all");
    bool a_any = is_operator(a, "contains_any"), b_any = is_operator(b, "contains_any");
    bool b_all = is_operator(b, "contains") || is_operator(b, "contains_all");
    size_t shared = shared_literals(a, b);
    if (a_all && is_operator(b, "contains_none") && shared > 0)
        atoms->excludes[i][j] = true;
    if (a_any && is_operator(b, "contains_none") && shared == a->operand_count)
        atoms->excludes[i][j] = true;
    if (a_all && is_operator(b, "only") && shared < a->operand_count && !a->any_is_all)
        atoms->excludes[i][j] = true;
    if (a_all && b_any && shared > 0)
        atoms->implies[i][j] = true;
    if (a_all && b_all && shared_literals(b, a) == b->operand_count)
        atoms->implies[i][j] = true;
    if (a_any && b_any && shared == a->operand_count)
        atoms->implies[i][j] = true;
}

static void relate(struct atoms *atoms, size_t i, size_t j)
{
    const struct condition *a = atoms->items[i], *b = atoms->items[j];
    struct range left, right;
    bool wanted;
    if (!same_fact(a->fact, b->fact))
        return;
    if (is_presence(
            b, &wanted)) { /* whatever holds of a fact holds of one that is there; `each` is the exception */
        bool each = a->operator->shape == SHAPE_TEST && a->operator->fold == FOLD_ALL;
        atoms->implies[i][j] = wanted && !each && a->operator->shape != SHAPE_BOOLEAN;
        atoms->excludes[i][j] = !wanted && !each && a->operator->shape != SHAPE_BOOLEAN;
    } else if (is_choice(a) && is_choice(b)) {
        size_t shared = shared_literals(a, b);
        atoms->excludes[i][j] = shared == 0;
        atoms->implies[i][j] = shared == a->operand_count;
    } else if (range_of(a, &left) && range_of(b, &right) && !left.base == !right.base &&
               (!left.base || same_operand(atoms->set, left.base, right.base))) {
        atoms->excludes[i][j] = left.low > right.high || right.low > left.high;
        atoms->implies[i][j] = left.low >= right.low && left.high <= right.high;
    } else {
        relate_lists(atoms, i, j);
    }
}

/* -- trying --------------------------------------------------------------------------------------------------------- */

static bool holds(const struct atoms *atoms, const struct condition *condition, unsigned truths)
{
    bool is_negated, is_all = condition->kind == CONDITION_ALL;
    switch (condition->kind) {
    case CONDITION_TEST: {
        size_t atom = find_atom(atoms, condition, &is_negated);
        return (truths >> atom & 1) != is_negated;
    }
    case CONDITION_NOT:
        return !holds(atoms, condition->children[0], truths);
    default:
        break;
    }
    for (size_t i = 0; i < condition->child_count; i++)
        if (holds(atoms, condition->children[i], truths) != is_all)
            return condition->kind == CONDITION_ANY;
    return condition->kind != CONDITION_ANY;
}

static bool is_possible(const struct atoms *atoms, unsigned truths)
{
    for (size_t i = 0; i < atoms->count; i++)
        for (size_t j = 0; j < atoms->count; j++)
            if (i != j && (truths >> i & 1) &&
                (atoms->excludes[i][j] ? truths >> j & 1 : atoms->implies[i][j] && !(truths >> j & 1)))
                return false;
    return true;
}

static void check_rule_can_fail(struct diags *diags, const struct set *set, const struct rule *rule)
{
    struct atoms atoms = { .set = set };
    bool applies = false, fails = false, passes = false;
    if (rule->when)
        collect_atoms(&atoms, rule->when);
    collect_atoms(&atoms, rule->require);
    if (atoms.too_many)
        return;
    for (size_t i = 0; i < atoms.count; i++)
        for (size_t j = 0; j < atoms.count; j++)
            if (i != j)
                relate(&atoms, i, j);
    for (unsigned truths = 0; truths < 1U << atoms.count; truths++) {
        if (!is_possible(&atoms, truths) || (rule->when && !holds(&atoms, rule->when, truths)))
            continue;
        applies = true;
        if (holds(&atoms, rule->require, truths))
            passes = true;
        else
            fails = true;
    }
    if (!applies)
        diag_warning(diags, rule->when->place, "'%s' never applies: its 'when' is always false", rule->id);
    else if (!fails)
        diag_warning(diags, rule->require->place, "'%s' can never fail%s", rule->id,
                     rule->when ? ": where its 'when' holds, this does too" : "");
    else if (!passes)
        diag_warning(diags, rule->require->place, "'%s' can never pass%s", rule->id,
                     rule->when ? ": where its 'when' holds, this does not" : "");
}

/* -- what is missing or useless ------------------------------------------------------------------------------------- */

static void check_rule(struct diags *diags, const struct set *set, const struct rule *rule)
{
    if (!rule->fix)
        diag_warning(diags, rule->place, "'%s' has no 'fix': what should the reader do?", rule->id);
    if (rule->examples[EXAMPLE_PASS].count == 0)
        diag_warning(diags, rule->place, "'%s' has no example that passes", rule->id);
    if (rule->examples[EXAMPLE_FAIL].count == 0)
        diag_warning(diags, rule->place, "'%s' has no example that fails", rule->id);
    if (rule->when && rule->examples[EXAMPLE_NOT_APPLICABLE].count == 0)
        diag_warning(diags, rule->place, "'%s' has a 'when' and no example to which it does not apply",
                     rule->id);
    check_rule_can_fail(diags, set, rule);
}

static bool is_used(const struct set *set, const char *parameter)
{
    for (size_t i = 0; i < set->references.count; i++)
        if (strcmp(set->references.items[i].name, parameter) == 0)
            return true;
    return false;
}

/* A parameter may be declared again to give it another default for the included sets. */
static void check_parameters(struct library *library, const struct set *set, const struct closure *closure)
{
    for (size_t i = 0; i < set->parameters.count; i++) {
        const struct parameter *parameter = &set->parameters.items[i];
        bool used = false;
        for (size_t j = 0; j < closure->count; j++)
            used |= is_used(closure->items[j], parameter->name);
        if (!used)
            diag_warning(library->diags, parameter->place, "nobody uses the parameter '%s'", parameter->name);
        if (!parameter->help[0])
            diag_warning(library->diags, parameter->place, "the parameter '%s' has no 'help'",
                         parameter->name);
    }
}

static const struct rule *find_rule(const struct closure *closure, const char *full_name)
{
    for (size_t i = 0; i < closure->count; i++)
        for (size_t j = 0; j < closure->items[i]->rules.count; j++)
            if (strcmp(closure->items[i]->rules.items[j].full_name, full_name) == 0)
                return &closure->items[i]->rules.items[j];
    return NULL;
}

static void check_overrides(struct library *library, const struct set *set, const struct closure *closure)
{
    for (size_t i = 0; i < set->overrides.count; i++) {
        const struct override *override = &set->overrides.items[i];
        const struct rule *rule = find_rule(closure, override->rule);
        if (!rule && set->includes.count > 0)
            diag_warning(
                library->diags, override->place,
                "'%s' is in no set that is included here, so this counts only beside one that has it",
                override->rule);
        else if (rule && closure->items[0] == set && strcmp(rule->ruleset, set->name) == 0)
            diag_warning(library->diags, override->place, "'%s' is a rule of this set; change it there",
                         override->rule);
    }
    for (size_t i = 0; i < set->includes.count; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(set->includes.items[i].name, set->includes.items[j].name) == 0)
                diag_warning(library->diags, set->includes.items[i].place, "'%s' is included twice",
                             set->includes.items[i].name);
}

void library_review(struct library *library)
{
    for (size_t i = 0; i < library->loaded.count; i++) {
        struct set *set = library->loaded.items[i];
        struct closure closure = { 0 };
        if (!link_check(library, set))
            continue;
        closure_add(library, &closure, set);
        check_parameters(library, set, &closure);
        check_overrides(library, set, &closure);
        for (size_t j = 0; j < set->rules.count; j++)
            check_rule(library->diags, set, &set->rules.items[j]);
        if (set->rules.count == 0 && set->includes.count == 0 && set->overrides.count == 0)
            diag_warning(library->diags, set->place, "the rule set '%s' says nothing: it has no rules",
                         set->name);
    }
}
