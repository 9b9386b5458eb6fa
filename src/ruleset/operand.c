/* Values of each type out of the tree, facts by their names, and what a test compares with: a value, a parameter, another
 * fact, the time judged. */
#include "ruleset/operand.h"
#include "facts/words.h"
#include "util/text.h"

const char *did_you_mean(struct compiler *compiler, const char *before, const char *suggestion)
{
    return suggestion ? arena_format(compiler->arena, ", did you mean '%s%s'?", before, suggestion) : "";
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

bool fact_ref_find(const struct compiler *compiler, struct span name, struct fact_ref *out, unsigned *kinds)
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

const char *object_kinds_text(struct arena *arena, unsigned kinds)
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

bool subject_find(struct compiler *compiler, const struct node *node, struct subject *out)
{
    unsigned kinds;
    struct span name = node->text, rest = name;
    if (!fact_ref_find(compiler, name, &out->ref, &kinds)) {
        enum scope scope;
        size_t prefix = cut_scope(name, &scope, &rest);
        return diag_error(
            compiler->diags, node->place, "unknown fact '%s'%s", text_quoted(compiler->arena, name),
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
                      fact->name, object_kinds_text(compiler->arena, fact->on),
                      object_kinds_text(compiler->arena, kinds));
}

/* -- operands ------------------------------------------------------------------------------------------------------- */

/* "a time", "a time or a list of times": the types of a mask. */
static const char *types_text(struct compiler *compiler, unsigned types)
{
    const char *names = NULL;
    for (unsigned type = 0; type < VALUE_TYPE_COUNT; type++)
        if (types >> type & 1) {
            const char *name = type_with_article(compiler->arena, (enum value_type)type);
            names = names ? arena_format(compiler->arena, "%s or %s", names, name) : name;
        }
    return names ? names : "nothing";
}

size_t reference_add(struct compiler *compiler, struct reference reference)
{
    *VEC_ADD(compiler->arena, compiler->references) = reference;
    return compiler->references->count - 1;
}

bool operand_is_parameter(const struct node *node)
{
    return node->kind == NODE_TEXT && node->text.length > 1 && node->text.data[0] == '$' &&
           node->text.data[1] != '$';
}

bool operand_is_fact(const struct node *node)
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
    if (!subject_find(compiler, name, &fact))
        return false;
    *out = (struct operand){ .kind = OPERAND_FACT, .fact = fact.ref };
    if (types >> fact.type & 1)
        return true;
    return diag_error(compiler->diags, name->place, "'%s' is %s, and %s is wanted here", fact.name,
                      type_with_article(compiler->arena, fact.type), types_text(compiler, types));
}

bool operand_compile(struct compiler *compiler, const struct node *node, unsigned types,
                     enum value_type literal, struct operand *out)
{
    if (operand_is_fact(node))
        return compile_fact_value(compiler, node, types, out);
    if (operand_is_parameter(node)) {
        struct reference reference = { .name = (const char *)node->text.data + 1,
                                       .place = node->place,
                                       .types = types,
                                       .wanted = types_text(compiler, types) };
        *out = (struct operand){ .kind = OPERAND_PARAMETER, .parameter = reference_add(compiler, reference) };
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
