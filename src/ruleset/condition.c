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
#include "ruleset/operators.h"
#include "ruleset/pattern.h"
#include "util/text.h"

/* What a test is about. */
struct subject {
    struct fact_ref ref;
    enum value_type type;
    const char *name;         /* as written */
    bool any_is_all;          /* fact.any_contains_all */
    const char *const *words; /* of a fact with a vocabulary; else NULL */
};

static struct condition *add_condition(struct compiler *compiler, enum condition_kind kind,
                                       const struct node *node)
{
    struct condition *condition = arena_alloc(compiler->arena, sizeof *condition);
    condition->kind = kind;
    condition->place = node->place;
    return condition;
}

static const char *escaped(struct compiler *compiler, struct span text)
{
    return text_quoted(compiler->arena, text);
}

/* ", did you mean 'before after'?" or "". */
static const char *did_you_mean(struct compiler *compiler, const char *before, const char *suggestion)
{
    return suggestion ? arena_format(compiler->arena, ", did you mean '%s%s'?", before, suggestion) : "";
}

struct place place_inside(const struct node *node, size_t offset, size_t length)
{
    struct place place = node->place;
    size_t quotes = node->quoted ? 1 : 0;
    if (place.length != node->text.length + 2 * quotes || offset > node->text.length)
        return place; /* escapes, folded lines or a block */
    place.offset += quotes + offset;
    place.column += (uint32_t)(quotes + text_characters((struct span){ node->text.data, offset }));
    size_t rest = node->text.length - offset;
    place.length = length < rest ? length : rest;
    return place;
}

/* -- values --------------------------------------------------------------------------------------------------------- */

const char *type_with_article(struct arena *arena, enum value_type type)
{
    const char *name = value_type_name(type);
    if (type == VALUE_TEXT || type == VALUE_OCTETS)
        return name;
    return arena_format(arena, "%s %s", strchr("aeioAEIO", name[0]) ? "an" : "a", name);
}

static bool read_single(struct arena *arena, enum value_type type, const struct node *node, struct value *out,
                        struct diags *diags)
{
    const char *why = NULL;
    if (node->kind == NODE_BROKEN)
        return false;
    if (node->kind != NODE_TEXT || node_is_nothing(node))
        return diag_error(diags, node->place, "%s is wanted here, this is %s", type_with_article(arena, type),
                          node_kind_name(node));
    if (node->quoted && (type == VALUE_BOOLEAN || type == VALUE_INTEGER))
        return diag_error(diags, node->place, "%s is written without quotes", type_with_article(arena, type));
    if (value_parse(arena, type, node->text, out, &why))
        return true;
    const char *near =
        diags->dropped ? NULL : value_suggest(type, node->text); /* enough: it takes its time */
    if (near)
        return diag_error(diags, node->place, "'%s' is no %s, did you mean '%s'?",
                          text_quoted(arena, node->text), value_type_name(type), near);
    return diag_error(diags, node->place, "'%s' is not %s", text_quoted(arena, node->text), why);
}

/* Room for the items of a list value, filled by add_item. */
static void start_list(struct arena *arena, enum value_type type, size_t count, struct value *out)
{
    *out = (struct value){ .state = VALUE_KNOWN, .type = type };
    if (type == VALUE_INTEGERS)
        out->numbers.items = arena_array(arena, count, sizeof *out->numbers.items);
    else
        out->list.items = arena_array(arena, count, sizeof *out->list.items);
}

static void add_item(struct value *list, const struct value *item)
{
    if (list->type == VALUE_INTEGERS)
        ((int64_t *)list->numbers.items)[list->numbers.count++] = item->integer;
    else
        ((struct span *)list->list.items)[list->list.count++] = item->span;
}

bool value_read(struct arena *arena, enum value_type type, const struct node *node, struct value *out,
                struct diags *diags)
{
    if (!value_type_is_list(type))
        return read_single(arena, type, node, out, diags);
    if (node->kind != NODE_LIST)
        return node->kind != NODE_BROKEN &&
               diag_error(diags, node->place, "%s is wanted here: [a, b]; this is %s",
                          type_with_article(arena, type), node_kind_name(node));
    start_list(arena, type, node->count, out);
    bool good = true;
    for (size_t i = 0; i < node->count; i++) {
        struct value item = { 0 };
        if (read_single(arena, value_type_of_items(type), node->items[i].value, &item, diags))
            add_item(out, &item);
        else
            good = false;
    }
    return good;
}

/* -- facts ---------------------------------------------------------------------------------------------------------- */

static const struct {
    const char *prefix;
    enum scope scope;
} scopes[] = {
    { "issuer.", SCOPE_ISSUER },
    { "root.", SCOPE_ROOT },
    { "leaf.", SCOPE_LEAF },
};

/* Cuts a prefix off: how long it is (0: none), its scope, what follows. */
static size_t cut_scope(struct span name, enum scope *scope, struct span *rest)
{
    for (size_t i = 0; i < COUNT_OF(scopes); i++) {
        size_t length = strlen(scopes[i].prefix);
        if (name.length <= length || memcmp(name.data, scopes[i].prefix, length) != 0)
            continue;
        *scope = scopes[i].scope;
        *rest = span_from(name, length);
        return length;
    }
    return 0;
}

/* Finds a fact by its name as written; *kinds: which objects should have it. A fact `issuer.x` would win over the x of
 * the issuer. */
static bool find_fact(const struct compiler *compiler, struct span name, struct fact_ref *out,
                      unsigned *kinds)
{
    struct span rest;
    *kinds = compiler->kinds;
    *out = (struct fact_ref){ SCOPE_SELF, fact_find(name) };
    if (out->fact >= 0)
        return true;
    if (!cut_scope(name, &out->scope, &rest))
        return false;
    *kinds = FACT_ON_CERTIFICATE;
    out->fact = fact_find(rest);
    return out->fact >= 0;
}

/* "certificates, CRLs and requests" */
static const char *kinds_name(struct arena *arena, unsigned kinds)
{
    const char *text = "nothing";
    bool any = false;
    for (unsigned i = 0; i < OBJECT_KIND_COUNT; i++) {
        const char *name = object_kind_several((enum object_kind)i);
        if (!(kinds >> i & 1))
            continue;
        bool last = !(kinds >> (i + 1));
        text = any ? arena_format(arena, last ? "%s and %s" : "%s, %s", text, name) : name;
        any = true;
    }
    return text;
}

/* The fact with this name, complaining when there is none or the object judged has none such. */
static bool need_fact(struct compiler *compiler, const struct node *node, struct subject *out)
{
    unsigned kinds;
    struct span name = node->text, rest = name;
    if (!find_fact(compiler, name, &out->ref, &kinds)) {
        enum scope scope;
        size_t prefix = cut_scope(name, &scope, &rest);
        return diag_error(
            compiler->diags, node->place, "unknown fact '%s'%s", escaped(compiler, name),
            did_you_mean(compiler,
                         prefix ? arena_text_of_span(compiler->arena, (struct span){ name.data, prefix })
                                : "",
                         fact_suggest(prefix ? rest : name, kinds)));
    }
    const struct fact *fact = fact_at((size_t)out->ref.fact);
    out->type = fact->type;
    out->any_is_all = fact->any_contains_all;
    out->words = fact_words(out->ref.fact);
    out->name = (const char *)name.data;
    if (fact->on & kinds)
        return true;
    return diag_error(compiler->diags, node->place, "'%s' is a fact of %s, and this is judged on %s",
                      fact->name, kinds_name(compiler->arena, fact->on), kinds_name(compiler->arena, kinds));
}

/* -- operands ------------------------------------------------------------------------------------------------------- */

/* "a time", "a time or a list of times": the types of a mask. */
static const char *types_name(struct compiler *compiler, unsigned types)
{
    const char *names = NULL;
    for (unsigned type = 0; type < VALUE_TYPE_COUNT; type++)
        if (types >> type & 1) {
            const char *name = type_with_article(compiler->arena, (enum value_type)type);
            names = names ? arena_format(compiler->arena, "%s or %s", names, name) : name;
        }
    return names ? names : "nothing";
}

static size_t add_reference(struct compiler *compiler, struct reference reference)
{
    *VEC_ADD(compiler->arena, compiler->references) = reference;
    return compiler->references->count - 1;
}

static bool is_parameter(const struct node *node)
{
    return node->kind == NODE_TEXT && node->text.length > 1 && node->text.data[0] == '$' &&
           node->text.data[1] != '$';
}

/* `{ fact: NAME }` */
static bool is_fact_value(const struct node *node)
{
    return node->kind == NODE_MAPPING && node->count == 1 &&
           span_equal_text(node->items[0].key->text, "fact");
}

static bool compile_fact_value(struct compiler *compiler, const struct node *node, unsigned types,
                               struct operand *out)
{
    const struct node *name = node->items[0].value;
    struct subject fact = { 0 };
    if (name->kind == NODE_BROKEN)
        return false;
    if (name->kind != NODE_TEXT || node_is_nothing(name))
        return diag_error(compiler->diags, name->place, "'fact' takes the name of a fact, this is %s",
                          node_kind_name(name));
    if (!need_fact(compiler, name, &fact))
        return false;
    *out = (struct operand){ .kind = OPERAND_FACT, .fact = fact.ref };
    if (types >> fact.type & 1)
        return true;
    return diag_error(compiler->diags, name->place, "'%s' is %s, and %s is wanted here", fact.name,
                      type_with_article(compiler->arena, fact.type), types_name(compiler, types));
}

/* One operand. types: those that a parameter or fact may have; literal: the type that text is read as. */
static bool compile_operand(struct compiler *compiler, const struct node *node, unsigned types,
                            enum value_type literal, struct operand *out)
{
    if (is_fact_value(node))
        return compile_fact_value(compiler, node, types, out);
    if (is_parameter(node)) {
        struct reference reference = { .name = (const char *)node->text.data + 1,
                                       .place = node->place,
                                       .types = types,
                                       .wanted = types_name(compiler, types) };
        *out = (struct operand){ .kind = OPERAND_PARAMETER, .parameter = add_reference(compiler, reference) };
        return true;
    }
    if (literal == VALUE_TIME && node->kind == NODE_TEXT && span_equal_text(node->text, "now")) {
        *out = (struct operand){ .kind = OPERAND_NOW };
        return true;
    }
    *out = (struct operand){ .kind = OPERAND_LITERAL };
    struct node plain = *node;
    if (node->kind == NODE_TEXT && node->text.length > 1 && node->text.data[0] == '$') { /* "$$" is a '$' */
        plain.text.data++;
        plain.text.length--;
    }
    return value_read(compiler->arena, literal, &plain, &out->literal, compiler->diags);
}

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
    if (is_parameter(node) || is_fact_value(node))
        return compile_operand(compiler, node, list, list_type_of(item), add_operands(compiler, test, 1));
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
        good &= compile_operand(compiler, node->items[i].value, list | 1U << item, item, &operands[i]);
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
        if (item->kind != NODE_TEXT || is_parameter(item) || words_have(subject.words, item->text))
            continue;
        const char *near = compiler->diags->dropped ? NULL : text_suggest(item->text, word_at, subject.words);
        good = diag_error(compiler->diags, item->place, "'%s' is never a value of '%s'%s (%s)",
                          escaped(compiler, item->text), subject.name, did_you_mean(compiler, "", near),
                          all_words(compiler, subject.words));
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
        good = compile_operand(compiler, node, 1U << subject.type, subject.type,
                               add_operands(compiler, test, 1));
        break;
    case SHAPE_ITEM:
        good = compile_operand(compiler, node, 1U << item, item, add_operands(compiler, test, 1));
        break;
    case SHAPE_ITEMS:
        good = compile_items(compiler, test, item, node);
        break;
    case SHAPE_BOOLEAN:
        good = compile_operand(compiler, node, 1U << VALUE_BOOLEAN, VALUE_BOOLEAN,
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
        diag_error(compiler->diags, entry->key->place, "unknown operator '%s'%s", escaped(compiler, name),
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
    if (value_type_is_list(subject.type) && node->kind == NODE_TEXT && !is_parameter(node)) {
        const char *text = escaped(compiler, node->text);
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
    if (node->kind != NODE_MAPPING || is_fact_value(node))
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
        (struct operand){ .kind = OPERAND_PARAMETER, .parameter = add_reference(compiler, reference) };
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
    if (is_parameter(entry->key))
        return compile_given(compiler, entry);
    if (!need_fact(compiler, entry->key, &subject))
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

/* -- messages ------------------------------------------------------------------------------------------------------- */

struct parts {
    struct message_part *items;
    size_t count, capacity;
};

/* `{name}` at text[start, end): a fact, or else a parameter that link.c will find. */
static bool add_name(struct compiler *compiler, const struct node *node, size_t start, size_t end,
                     struct parts *parts)
{
    struct span name = { node->text.data + start + 1, end - start - 2 };
    bool only_parameter = name.length > 0 && name.data[0] == '$';
    if (only_parameter) {
        name.data++;
        name.length--;
    }
    struct place place = place_inside(node, start, end - start);
    if (name.length == 0)
        return diag_error(compiler->diags, place,
                          "a fact or a parameter is named in braces; write '{{' for a brace");
    struct message_part *part = VEC_ADD(compiler->arena, parts);
    part->is_reference = true;
    part->name = arena_text_of_span(compiler->arena, name);
    unsigned kinds;
    if (!only_parameter && find_fact(compiler, name, &part->fact, &kinds)) {
        const struct fact *fact = fact_at((size_t)part->fact.fact);
        return (fact->on & kinds) ||
               diag_error(compiler->diags, place, "'%s' is a fact of %s, and this is judged on %s",
                          fact->name, kinds_name(compiler->arena, fact->on),
                          kinds_name(compiler->arena, kinds));
    }
    part->is_parameter = true;
    part->parameter = add_reference(compiler, (struct reference){ .name = part->name,
                                                                  .place = place,
                                                                  .or_fact = !only_parameter,
                                                                  .kinds = compiler->kinds });
    return true;
}

bool message_compile(struct compiler *compiler, const struct node *node, struct message *out)
{
    struct parts parts = { 0 };
    struct span text = node->text;
    bool good = true;
    size_t start = 0; /* of the text not yet in a part */
    for (size_t i = 0; i < text.length; i++) {
        bool opens = text.data[i] == '{', closes = text.data[i] == '}';
        if (!opens && !closes)
            continue;
        bool is_doubled = i + 1 < text.length && text.data[i + 1] == text.data[i];
        size_t end = i + 1;
        while (opens && !is_doubled && end < text.length && text.data[end - 1] != '}')
            end++;
        if (!is_doubled && (closes || text.data[end - 1] != '}')) {
            diag_error(compiler->diags, place_inside(node, i, 1),
                       "a brace without its other half; write '%s'", opens ? "{{" : "}}");
            return false;
        }
        if (i > start || is_doubled)
            VEC_ADD(compiler->arena, &parts)->text =
                (struct span){ text.data + start, i - start + is_doubled };
        if (!is_doubled)
            good &= add_name(compiler, node, i, end, &parts);
        i = is_doubled ? i + 1 : end - 1;
        start = i + 1;
    }
    if (start < text.length)
        VEC_ADD(compiler->arena, &parts)->text = span_from(text, start);
    *out = (struct message){ (const char *)text.data, parts.items, parts.count };
    return good;
}
