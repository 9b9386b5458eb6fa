/* The grammar of conditions (rules/README.md):
 *
 *     condition  a mapping, all of whose entries hold, or a list, all of whose items hold
 *     entry      FACT: test | $parameter: { present: true | false } | all: any: none: [condition, …] | not: condition
 *     test       a value (equal) | { OPERATOR: operand, … }, all of which hold; all, any, none, not with tests
 *     operand    a value | $parameter | { fact: FACT } | now; a list of them; a test
 *
 * Compiling recurses once for each level of the tree, so TREE_DEPTH_LIMIT bounds it. After a complaint it goes on, to
 * find the others; what it returns then is NULL. */
#include "ruleset/condition.h"
#include "facts/words.h"
#include "ruleset/operand.h"
#include "ruleset/operators.h"
#include "ruleset/pattern.h"
#include "util/text.h"

static struct condition *add_condition(struct compiler *compiler, enum condition_kind kind,
                                       const struct node *node)
{
    struct condition *condition = arena_alloc(compiler->arena, sizeof *condition);
    condition->kind = kind;
    condition->place = node->place;
    return condition;
}

/* -- what a test compares with --------------------------------------------------------------------------------------- */

static enum value_type list_type_of(enum value_type item)
{
    for (int type = 0; type < VALUE_TYPE_COUNT; type++)
        if (value_type_is_list((enum value_type)type) && value_type_of_items((enum value_type)type) == item)
            return (enum value_type)type;
    return item; /* no lists of it */
}

static struct operand *add_operands(struct compiler *compiler, struct condition *test, size_t count)
{
    test->operands = arena_array(compiler->arena, count, sizeof *test->operands);
    test->operand_count = count;
    return test->operands;
}

static bool compile_items(struct compiler *compiler, struct condition *test, enum value_type item,
                          const struct node *node)
{
    unsigned list = 1U << list_type_of(item);
    if (operand_is_parameter(node) || operand_is_fact(node))
        return operand_compile(compiler, node, list, list_type_of(item), add_operands(compiler, test, 1));
    if (node->kind != NODE_LIST)
        return node->kind != NODE_BROKEN &&
               diag_error(compiler->diags, node->place, "'%s' takes a list: [a, b]; this is %s",
                          test->operator->name, node_kind_name(node));
    if (node->count == 0)
        return diag_error(compiler->diags, node->place, "'%s' takes a list, and this one is empty",
                          test->operator->name);
    struct operand *operands = add_operands(compiler, test, node->count);
    bool good = true;
    for (size_t i = 0; i < node->count; i++)
        good &= operand_compile(compiler, node->items[i].value, list | 1U << item, item, &operands[i]);
    return good;
}

static bool compile_pattern(struct compiler *compiler, struct condition *test, const struct node *node)
{
    const char *why;
    size_t offset;
    if (node->kind != NODE_TEXT || node_is_nothing(node))
        return node->kind != NODE_BROKEN &&
               diag_error(compiler->diags, node->place, "'matches' takes a regular expression, this is %s",
                          node_kind_name(node));
    test->pattern = pattern_compile(compiler->arena, node->text, &why, &offset);
    return test->pattern || diag_error(compiler->diags, place_inside(node, offset, 1),
                                       "this is no regular expression: %s", why);
}

/* -- tests ---------------------------------------------------------------------------------------------------------- */

static struct condition *compile_test(struct compiler *compiler, struct subject subject,
                                      const struct node *node);
static bool compile_connective(struct compiler *compiler, const struct subject *subject,
                               const struct node_entry *entry, struct condition **out);

/* `each`, `some`, `count`: a test of what is inside. */
static bool compile_inner(struct compiler *compiler, struct condition *test, enum value_type type,
                          const char *const *words, const struct node *node)
{
    struct subject item = { .ref = { SCOPE_SELF, FACT_ITEM }, .type = type, .words = words };
    item.name = test->operator->shape == SHAPE_COUNT ? "the count" : "the item";
    test->inner = compile_test(compiler, item, node);
    return test->inner != NULL;
}

static const char *word_at(const void *words, size_t index)
{
    return ((const char *const *)words)[index];
}

static const char *all_words(struct compiler *compiler, const char *const *words)
{
    const char *list = words[0];
    for (size_t i = 1; words[i]; i++)
        list = arena_format(compiler->arena, "%s, %s", list, words[i]);
    return list;
}

/* Literals that a fact with a vocabulary can never have; node is what the operands were read from. */
static bool check_words(struct compiler *compiler, struct subject subject, const struct node *node)
{
    bool good = true;
    size_t count = node->kind == NODE_LIST ? node->count : 1;
    for (size_t i = 0; i < count; i++) {
        const struct node *item = node->kind == NODE_LIST ? node->items[i].value : node;
        if (item->kind != NODE_TEXT || operand_is_parameter(item) || words_have(subject.words, item->text))
            continue;
        const char *near = compiler->diags->dropped ? NULL : text_suggest(item->text, word_at, subject.words);
        good = diag_error(compiler->diags, item->place, "'%s' is never a value of '%s'%s (%s)",
                          text_quoted(compiler->arena, item->text), subject.name,
                          did_you_mean(compiler, "", near), all_words(compiler, subject.words));
    }
    return good;
}

/* One operator with its operand. */
static struct condition *compile_operator(struct compiler *compiler, struct subject subject,
                                          const struct operator_entry *entry, const struct node *node)
{
    struct condition *test = add_condition(compiler, CONDITION_TEST, node);
    test->fact = subject.ref;
    test->operator= entry;
    test->any_is_all = subject.any_is_all;
    enum value_type item = value_type_of_items(subject.type);
    bool good = false;
    switch (entry->shape) {
    case SHAPE_SAME:
        good = operand_compile(compiler, node, 1U << subject.type, subject.type,
                               add_operands(compiler, test, 1));
        break;
    case SHAPE_ITEM:
        good = operand_compile(compiler, node, 1U << item, item, add_operands(compiler, test, 1));
        break;
    case SHAPE_ITEMS:
        good = compile_items(compiler, test, item, node);
        break;
    case SHAPE_BOOLEAN:
        good = operand_compile(compiler, node, 1U << VALUE_BOOLEAN, VALUE_BOOLEAN,
                               add_operands(compiler, test, 1));
        break;
    case SHAPE_PATTERN:
        good = compile_pattern(compiler, test, node);
        break;
    case SHAPE_TEST:
        good = compile_inner(compiler, test, item, subject.words, node);
        break;
    case SHAPE_COUNT:
        good = compile_inner(compiler, test, VALUE_INTEGER, NULL, node);
        break;
    }
    bool compares = entry->shape == SHAPE_SAME || entry->shape == SHAPE_ITEM || entry->shape == SHAPE_ITEMS;
    if (good && subject.words && compares)
        good = check_words(compiler, subject, node);
    return good ? test : NULL;
}

/* The operators that suit a type, for complaints. */
static const char *operators_for(struct compiler *compiler, enum value_type type)
{
    const char *names = NULL;
    for (size_t i = 0; i < operators_count(); i++)
        if (operator_suits(operator_at(i), type))
            names = names ? arena_format(compiler->arena, "%s, %s", names, operator_at(i)->name)
                          : operator_at(i)->name;
    return names;
}

static struct condition *compile_entry(struct compiler *compiler, struct subject subject,
                                       const struct node_entry *entry)
{
    struct span name = entry->key->text;
    struct condition *condition;
    if (compiler->diags->dropped)
        return NULL;
    if (compile_connective(compiler, &subject, entry, &condition))
        return condition;
    const struct operator_entry *known = operator_find(name);
    if (!known) {
        diag_error(compiler->diags, entry->key->place, "unknown operator '%s'%s",
                   text_quoted(compiler->arena, name),
                   did_you_mean(compiler, "", operator_suggest(name, subject.type)));
        return NULL;
    }
    if (!operator_suits(known, subject.type)) {
        diag_error(compiler->diags, entry->key->place, "'%s' does not suit %s, which is %s (it takes: %s)",
                   known->name,
                   subject.ref.fact == FACT_ITEM ? subject.name
                                                 : arena_format(compiler->arena, "'%s'", subject.name),
                   type_with_article(compiler->arena, subject.type), operators_for(compiler, subject.type));
        return NULL;
    }
    return compile_operator(compiler, subject, known, entry->value);
}

/* All children of one kind of condition; NULL when one of them is. */
static struct condition *group(struct compiler *compiler, enum condition_kind kind, const struct node *node,
                               struct condition **children, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!children[i])
            return NULL;
    if (kind == CONDITION_ALL && count == 1)
        return children[0];
    struct condition *condition = add_condition(compiler, kind, node);
    condition->children = children;
    condition->child_count = count;
    return condition;
}

static struct condition *compile_plain(struct compiler *compiler, struct subject subject,
                                       const struct node *node)
{
    const struct operator_entry *equals = operator_named("equals");
    if (node->kind == NODE_BROKEN)
        return NULL;
    if (node_is_nothing(node)) {
        diag_error(compiler->diags, node->place, "a test of '%s' is missing here", subject.name);
        return NULL;
    }
    if (value_type_is_list(subject.type) && node->kind == NODE_TEXT && !operand_is_parameter(node)) {
        const char *text = text_quoted(compiler->arena, node->text);
        diag_error(compiler->diags, node->place,
                   "'%s' is %s; write { contains: %s } for one of them, [%s] for this and no other",
                   subject.name, type_with_article(compiler->arena, subject.type), text, text);
        return NULL;
    }
    return compile_operator(compiler, subject, equals, node);
}

static struct condition *compile_test(struct compiler *compiler, struct subject subject,
                                      const struct node *node)
{
    if (node->kind != NODE_MAPPING || operand_is_fact(node))
        return compile_plain(compiler, subject, node);
    if (node->count == 0) {
        diag_error(compiler->diags, node->place, "a test of '%s' is missing here", subject.name);
        return NULL;
    }
    struct condition **tests = arena_array(compiler->arena, node->count, sizeof(struct condition *));
    for (size_t i = 0; i < node->count; i++)
        tests[i] = compile_entry(compiler, subject, &node->items[i]);
    return group(compiler, CONDITION_ALL, node, tests, node->count);
}

/* -- conditions ----------------------------------------------------------------------------------------------------- */

/* A condition where subject is NULL, else a test of the subject. */
static struct condition *compile_either(struct compiler *compiler, const struct subject *subject,
                                        const struct node *node)
{
    return subject ? compile_test(compiler, *subject, node) : condition_compile(compiler, node);
}

static struct condition *compile_list(struct compiler *compiler, enum condition_kind kind,
                                      const struct subject *subject, const struct node *node)
{
    if (node->count == 0) {
        diag_error(compiler->diags, node->place, "a condition is missing here: the list is empty");
        return NULL;
    }
    struct condition **items = arena_array(compiler->arena, node->count, sizeof(struct condition *));
    for (size_t i = 0; i < node->count; i++)
        items[i] = compile_either(compiler, subject, node->items[i].value);
    return group(compiler, kind, node, items, node->count);
}

/* `all`, `any`, `none`, `not`; false when the key is none of them. */
static bool compile_connective(struct compiler *compiler, const struct subject *subject,
                               const struct node_entry *entry, struct condition **out)
{
    static const struct {
        const char *name;
        enum condition_kind kind;
    } connectives[] = {
        { "all", CONDITION_ALL },
        { "any", CONDITION_ANY },
        { "none", CONDITION_NONE },
        { "not", CONDITION_NOT },
    };
    for (size_t i = 0; i < COUNT_OF(connectives); i++) {
        if (!span_equal_text(entry->key->text, connectives[i].name))
            continue;
        const struct node *value = entry->value;
        *out = NULL;
        if (connectives[i].kind == CONDITION_NOT) {
            struct condition **inner = arena_alloc(compiler->arena, sizeof(struct condition *));
            inner[0] = compile_either(compiler, subject, value);
            *out = group(compiler, CONDITION_NOT, entry->key, inner, 1);
        } else if (value->kind == NODE_LIST) {
            *out = compile_list(compiler, connectives[i].kind, subject, value);
        } else if (value->kind != NODE_BROKEN) {
            diag_error(compiler->diags, value->place, "'%s' takes a list of %s, this is %s",
                       connectives[i].name, subject ? "tests" : "conditions", node_kind_name(value));
        }
        return true;
    }
    return false;
}

/* `$parameter: { present: true }`: whether it was given. Other tests of a parameter belong to those who give it. */
static struct condition *compile_given(struct compiler *compiler, const struct node_entry *entry)
{
    const struct node *key = entry->key, *value = entry->value;
    struct value wanted;
    if (value->kind == NODE_BROKEN)
        return NULL;
    if (value->kind != NODE_MAPPING || value->count != 1 ||
        !span_equal_text(value->items[0].key->text, "present")) {
        diag_error(compiler->diags, value->place,
                   "of a parameter a condition can only ask whether it was given: { present: true } or "
                   "{ present: false }");
        return NULL;
    }
    if (!value_read(compiler->arena, VALUE_BOOLEAN, value->items[0].value, &wanted, compiler->diags))
        return NULL;
    struct condition *given = add_condition(compiler, CONDITION_GIVEN, key);
    struct reference reference = { .name = (const char *)key->text.data + 1, .place = key->place };
    given->operands = arena_array(compiler->arena, 1, sizeof *given->operands);
    given->operand_count = 1;
    given->operands[0] =
        (struct operand){ .kind = OPERAND_PARAMETER, .parameter = reference_add(compiler, reference) };
    if (wanted.boolean)
        return given;
    struct condition **inner = arena_alloc(compiler->arena, sizeof(struct condition *));
    inner[0] = given;
    return group(compiler, CONDITION_NOT, key, inner, 1);
}

static struct condition *compile_condition_entry(struct compiler *compiler, const struct node_entry *entry)
{
    struct condition *condition;
    struct subject subject;
    if (compile_connective(compiler, NULL, entry, &condition))
        return condition;
    if (operand_is_parameter(entry->key))
        return compile_given(compiler, entry);
    if (!subject_find(compiler, entry->key, &subject))
        return NULL;
    return compile_test(compiler, subject, entry->value);
}

struct condition *condition_compile(struct compiler *compiler, const struct node *node)
{
    if (node->kind == NODE_BROKEN || compiler->diags->dropped) /* enough was complained about */
        return NULL;
    if (node->kind == NODE_LIST)
        return compile_list(compiler, CONDITION_ALL, NULL, node);
    if (node->kind != NODE_MAPPING || node->count == 0) {
        diag_error(compiler->diags, node->place, "a condition is a mapping 'FACT: TEST', this is %s",
                   node->kind == NODE_MAPPING ? "an empty one" : node_kind_name(node));
        return NULL;
    }
    struct condition **entries = arena_array(compiler->arena, node->count, sizeof(struct condition *));
    for (size_t i = 0; i < node->count; i++)
        entries[i] = compile_condition_entry(compiler, &node->items[i]);
    return group(compiler, CONDITION_ALL, node, entries, node->count);
}
