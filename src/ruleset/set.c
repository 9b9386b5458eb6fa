/* A rule set's tree to a struct set. What a key may hold was checked by its row (schema.c); here is what it means. */
#include "ruleset/set.h"
#include "ruleset/schema.h"
#include "util/clock.h"
#include "util/text.h"

enum {
    RULES_LIMIT = 2000,      /* of one set */
    EXAMPLE_PARAMETERS = 50, /* of one example */
    PATH_LIMIT = 4096        /* octets of one path, which each example may repeat */
};

struct reader {
    struct arena *arena;
    struct diags *diags;
    struct set *set;
    const char *folder;          /* where the examples' paths begin */
    struct rule_example context; /* example_context: what an example has when it says nothing */
};

static const char *escaped(struct reader *reader, struct span text)
{
    return text_quoted(reader->arena, text);
}

/* Text without the line end that a block scalar leaves; NULL where the key is not there. */
static const char *read_text(struct reader *reader, const struct node *node, enum key_owner owner,
                             const char *key)
{
    const struct node *value = schema_get(node, owner, key);
    return value ? arena_text_of_span(reader->arena, text_trim(value->text)) : NULL;
}

/* -- parameters ----------------------------------------------------------------------------------------------------- */

static void read_declaration(struct reader *reader, const struct node_entry *entry)
{
    const struct node *node = entry->value;
    struct parameter parameter = { .name = (const char *)entry->key->text.data,
                                   .ruleset = reader->set->name,
                                   .place = entry->key->place,
                                   .origin = "default" };
    if (!schema_check(node, KEYS_OF_PARAMETER, reader->arena, reader->diags))
        return;
    int type = 0;
    parameter_type_find(schema_get(node, KEYS_OF_PARAMETER, "type")->text, &type);
    parameter.type = (enum value_type)type;
    parameter.option = read_text(reader, node, KEYS_OF_PARAMETER, "option");
    parameter.help = read_text(reader, node, KEYS_OF_PARAMETER, "help");
    if (!parameter.help)
        parameter.help = "";
    const struct node *value = schema_get(node, KEYS_OF_PARAMETER, "default");
    if (value && !value_read(reader->arena, parameter.type, value, &parameter.value, reader->diags))
        return;
    if (!value) {
        parameter.value.state = VALUE_UNKNOWN;
        parameter.value.needs = parameter.option ? parameter.option
                                                 : arena_format(reader->arena, "--set %s=%s", parameter.name,
                                                                parameter_type_word(parameter.type));
    }
    parameter.value.type = parameter.type;
    *VEC_ADD(reader->arena, &reader->set->parameters) = parameter;
}

static void read_parameters(struct reader *reader, const struct node *root)
{
    const struct node *node = schema_get(root, KEYS_OF_RULESET, "parameters");
    for (size_t i = 0; node && i < node->count; i++) {
        const struct node_entry *entry = &node->items[i];
        if (!is_name(entry->key->text, '_'))
            diag_error(reader->diags, entry->key->place,
                       "'%s' is no name of a parameter: small letters, digits and '_', a letter first",
                       escaped(reader, entry->key->text));
        else if (fact_find(entry->key->text) >= 0)
            diag_error(reader->diags, entry->key->place,
                       "there is a fact '%s'; a parameter needs another name",
                       (const char *)entry->key->text.data);
        else if (entry->value->kind == NODE_MAPPING)
            read_declaration(reader, entry);
        else if (node_is_nothing(entry->value))
            diag_error(reader->diags, entry->value->place,
                       "'%s' takes a declaration ({ type: … }) or a value for a parameter of an included set",
                       (const char *)entry->key->text.data);
        else if (entry->value->kind != NODE_BROKEN)
            *VEC_ADD(reader->arena, &reader->set->fills) =
                (struct fill){ (const char *)entry->key->text.data, entry->value, entry->key->place };
    }
}

/* -- includes and overrides ----------------------------------------------------------------------------------------- */

static void read_includes(struct reader *reader, const struct node *root)
{
    const struct node *node = schema_get(root, KEYS_OF_RULESET, "include");
    for (size_t i = 0; i < node_text_count(node); i++) {
        const struct node *name = node_text_at(node, i);
        *VEC_ADD(reader->arena, &reader->set->includes) =
            (struct include){ .name = (const char *)name->text.data, .place = name->place };
    }
}

/* Whether it looks like the full name of a rule. */
static bool check_full_name(struct reader *reader, const struct node *name)
{
    if (span_find(name->text, '/'))
        return true;
    return diag_error(reader->diags, name->place, "'%s' is no full name of a rule: write SET/ID",
                      escaped(reader, name->text));
}

static void read_overrides(struct reader *reader, const struct node *root)
{
    const struct node *disable = schema_get(root, KEYS_OF_RULESET, "disable");
    for (size_t i = 0; i < node_text_count(disable); i++) {
        const struct node *name = node_text_at(disable, i);
        if (check_full_name(reader, name))
            *VEC_ADD(reader->arena, &reader->set->overrides) = (struct override){
                .rule = (const char *)name->text.data, .place = name->place, .disables = true
            };
    }
    const struct node *severity = schema_get(root, KEYS_OF_RULESET, "severity");
    for (size_t i = 0; severity && i < severity->count; i++) {
        const struct node_entry *entry = &severity->items[i];
        int word = 0;
        if (!check_full_name(reader, entry->key) ||
            !schema_check_word(entry->value, "severity", severity_words, &word, reader->arena, reader->diags))
            continue;
        *VEC_ADD(reader->arena, &reader->set->overrides) =
            (struct override){ .rule = (const char *)entry->key->text.data,
                               .place = entry->key->place,
                               .severity = (enum severity)word };
    }
}

/* -- examples ------------------------------------------------------------------------------------------------------- */

const char *path_beside(struct arena *arena, const char *file, const char *path)
{
    const char *slash = strrchr(file, '/');
    if (!slash || path[0] == '/')
        return path;
    return arena_format(arena, "%.*s%s", (int)(slash - file + 1), file, path);
}

static const char *example_path(struct reader *reader, const struct node *path)
{
    const char *text = (const char *)path->text.data;
    if (text[0] == '/')
        return text;
    if (reader->folder[0])
        text = arena_format(reader->arena, "%s/%s", reader->folder, text);
    return path_beside(reader->arena, reader->set->source->name, text);
}

/* A list of paths; where the key is not there, what stands in *paths and *count stays. */
static void read_paths(struct reader *reader, const struct node *node, enum key_owner owner, const char *key,
                       const char ***paths, size_t *count)
{
    const struct node *list = schema_get(node, owner, key);
    if (!list)
        return;
    *count = node_text_count(list);
    *paths = arena_array(reader->arena, *count, sizeof **paths);
    for (size_t i = 0; i < *count; i++)
        (*paths)[i] = example_path(reader, node_text_at(list, i));
}

static bool names_parameter(const struct node *mapping, const char *assignment)
{
    struct span name = { (const uint8_t *)assignment, strcspn(assignment, "=") };
    for (size_t i = 0; i < mapping->count; i++)
        if (span_equal(mapping->items[i].key->text, name))
            return true;
    return false;
}

/* "name=value" for each parameter of a mapping, and behind them those of the context that it does not name. One with
 * nothing behind its name (or ~) is not given, whatever the context says. */
static void read_assignments(struct reader *reader, const struct node *node, struct rule_example *out)
{
    const struct rule_example *context = &reader->context;
    size_t own = 0;
    if (!node)
        return; /* those of the context */
    if (node->count > EXAMPLE_PARAMETERS) {
        diag_error(reader->diags, node->place, "more than %d parameters of an example", EXAMPLE_PARAMETERS);
        return;
    }
    const char **list = arena_array(reader->arena, node->count + context->parameter_count, sizeof *list);
    for (size_t i = 0; i < node->count; i++) {
        const struct node *name = node->items[i].key, *value = node->items[i].value;
        if (value->kind == NODE_BROKEN || node_is_nothing(value))
            continue;
        if (value->kind == NODE_MAPPING) {
            diag_error(reader->diags, value->place, "'%s' takes a value or a list of values, this is %s",
                       escaped(reader, name->text), node_kind_name(value));
            continue;
        }
        struct buf text = { 0 };
        buf_format(&text, "%s=", (const char *)name->text.data);
        for (size_t j = 0; j < node_text_count(value); j++) {
            const struct node *item = node_text_at(value, j);
            if (item->kind == NODE_LIST || item->kind == NODE_MAPPING)
                diag_error(reader->diags, item->place, "a value of '%s' is text, this is %s",
                           escaped(reader, name->text), node_kind_name(item));
            else if (item->kind == NODE_TEXT)
                buf_format(&text, "%s%s", j ? "," : "", (const char *)item->text.data);
        }
        list[own++] = arena_text_of_span(reader->arena, buf_span(&text));
        buf_free(&text);
    }
    size_t count = own;
    for (size_t i = 0; i < context->parameter_count; i++)
        if (!names_parameter(node, context->parameters[i]))
            list[count++] = context->parameters[i];
    out->parameters = list;
    out->parameter_count = count;
}

/* What an example and the context of all have in common. */
static void read_surroundings(struct reader *reader, const struct node *node, enum key_owner owner,
                              struct rule_example *out)
{
    read_paths(reader, node, owner, "roots", &out->roots, &out->root_count);
    read_paths(reader, node, owner, "intermediates", &out->intermediates, &out->intermediate_count);
    read_paths(reader, node, owner, "crls", &out->crls, &out->crl_count);
    read_paths(reader, node, owner, "templates", &out->templates, &out->template_count);
    read_assignments(reader, schema_get(node, owner, "parameters"), out);
    const struct node *at = schema_get(node, owner, "at");
    if (at)
        out->has_at = clock_parse(at->text, &out->at);
}

static void read_example(struct reader *reader, const struct node *node, struct rule_example *out)
{
    bool is_name = node->kind == NODE_TEXT;
    const struct node *file = is_name ? node : schema_get(node, KEYS_OF_EXAMPLE, "file");
    *out = reader->context;
    out->place = file->place;
    out->file = example_path(reader, file);
    if (!is_name)
        read_surroundings(reader, node, KEYS_OF_EXAMPLE, out);
}

static void read_examples(struct reader *reader, const struct node *node, struct rule *rule)
{
    static const char *const keys[EXAMPLE_KIND_COUNT] = { "pass", "fail", "not_applicable" };
    if (!node || !schema_check(node, KEYS_OF_EXAMPLES, reader->arena, reader->diags))
        return;
    for (size_t kind = 0; kind < EXAMPLE_KIND_COUNT; kind++) {
        const struct node *list = schema_get(node, KEYS_OF_EXAMPLES, keys[kind]);
        size_t count = list ? list->count : 0;
        rule->examples[kind].items = arena_array(reader->arena, count, sizeof *rule->examples[kind].items);
        for (size_t i = 0; i < count; i++) {
            const struct node *item = list->items[i].value;
            if (item->kind == NODE_TEXT && !node_is_nothing(item))
                ; /* a file name */
            else if (!schema_check(item, KEYS_OF_EXAMPLE, reader->arena, reader->diags))
                continue;
            read_example(reader, item, &rule->examples[kind].items[rule->examples[kind].count++]);
        }
    }
}

static void read_context(struct reader *reader, const struct node *root)
{
    const struct node *node = schema_get(root, KEYS_OF_RULESET, "example_context");
    reader->folder = "";
    if (!node || !schema_check(node, KEYS_OF_CONTEXT, reader->arena, reader->diags))
        return;
    const struct node *folder = schema_get(node, KEYS_OF_CONTEXT, "folder");
    if (folder && folder->text.length > PATH_LIMIT)
        diag_error(reader->diags, folder->place, "a path of more than %d octets", PATH_LIMIT);
    else if (folder)
        reader->folder = (const char *)folder->text.data;
    struct rule_example context = { 0 };
    read_surroundings(reader, node, KEYS_OF_CONTEXT, &context);
    reader->context = context;
}

/* -- rules ---------------------------------------------------------------------------------------------------------- */

/* What a rule is judged on: elements of these kinds. */
static unsigned judged_kinds(const struct rule *rule)
{
    return rule->on == FOR_LEAF ? rule->kinds : rule->on == FOR_CRLS ? FACT_ON_CRL : FACT_ON_CERTIFICATE;
}

static unsigned read_code(const struct node *node, const char *role)
{
    const struct node *code = schema_get(node, KEYS_OF_PREDICTS, role);
    unsigned value = 0;
    for (size_t i = 0; code && i < code->text.length; i++)
        value = value * 10 + (unsigned)(code->text.data[i] - '0');
    return value;
}

/* Of a rule: what it predicts. Of a set: what the rules of included sets predict. */
static void read_predicts(struct reader *reader, const struct node *node, enum key_owner owner,
                          unsigned *peer, unsigned *holder)
{
    const struct node *predicts = schema_get(node, owner, "predicts");
    if (!predicts || !schema_check(predicts, KEYS_OF_PREDICTS, reader->arena, reader->diags))
        return;
    *peer = read_code(predicts, "peer");
    *holder = read_code(predicts, "holder");
}

static void read_kinds(struct reader *reader, const struct node *node, struct rule *rule)
{
    unsigned kinds = schema_words(node, KEYS_OF_RULE, "object");
    rule->kinds = kinds ? kinds : reader->set->kinds;
    if (kinds & ~reader->set->kinds)
        diag_error(reader->diags, schema_get(node, KEYS_OF_RULE, "object")->place,
                   "the rule set does not judge such objects; its own key 'object' must name them too");
}

static void read_conditions(struct reader *reader, const struct node *node, struct rule *rule)
{
    struct compiler compiler = { .arena = reader->arena,
                                 .diags = reader->diags,
                                 .references = &reader->set->references,
                                 .on = rule->on,
                                 .kinds = judged_kinds(rule) };
    const struct node *when = schema_get(node, KEYS_OF_RULE, "when");
    const struct node *require = schema_get(node, KEYS_OF_RULE, "require");
    const struct node *message = schema_get(node, KEYS_OF_RULE, "message");
    rule->when = when ? condition_compile(&compiler, when) : NULL;
    rule->require = require ? condition_compile(&compiler, require) : NULL;
    if (!message)
        message = schema_get(node, KEYS_OF_RULE, "title");
    if (message)
        message_compile(&compiler, message, &rule->message);
}

static void read_see(struct reader *reader, const struct node *node, struct rule *rule)
{
    const struct node *see = schema_get(node, KEYS_OF_RULE, "see");
    rule->see_count = node_text_count(see);
    rule->see = arena_array(reader->arena, rule->see_count, sizeof *rule->see);
    for (size_t i = 0; i < rule->see_count; i++)
        rule->see[i] = (const char *)node_text_at(see, i)->text.data;
}

static void check_id_is_new(struct reader *reader, const struct rule *rule)
{
    for (size_t i = 0; i < reader->set->rules.count; i++)
        if (strcmp(reader->set->rules.items[i].id, rule->id) == 0) {
            diag_error_with(reader->diags, rule->place, reader->set->rules.items[i].place,
                            "a second rule with the id '%s'", rule->id);
            return;
        }
}

static size_t line_length(struct span text)
{
    const uint8_t *end = span_find(text, '\n');
    return end ? (size_t)(end - text.data) + 1 : text.length;
}

/* The lines of an item of a list, up to the first that is indented less than its keys. */
static struct span item_text(const struct node *node)
{
    struct span file = node->place.source->bytes, text = { file.data + node->place.offset, 0 };
    size_t indent = 0, rest = file.length - node->place.offset;
    while (text.data > file.data && text.data[-1] != '\n') {
        text.data--;
        rest++;
        indent++;
    }
    for (size_t at = 0; at < rest;) {
        struct span line = { text.data + at, line_length((struct span){ text.data + at, rest - at }) };
        size_t blanks = 0;
        while (blanks < line.length && line.data[blanks] == ' ')
            blanks++;
        bool is_empty = text_trim(line).length == 0;
        if (at > 0 && !is_empty && blanks < indent)
            break;
        at += line.length;
        if (!is_empty)
            text.length = at; /* without the empty lines behind it */
    }
    return text;
}

static void read_rule(struct reader *reader, const struct node *node)
{
    if (node->kind == NODE_BROKEN)
        return;
    schema_check(node, KEYS_OF_RULE, reader->arena, reader->diags);
    if (node->kind != NODE_MAPPING)
        return;
    const struct node *id = schema_get(node, KEYS_OF_RULE, "id");
    struct rule rule = { .id = id ? (const char *)id->text.data : "", .ruleset = reader->set->name };
    rule.place = id ? id->place : node->place;
    rule.text = item_text(node);
    rule.full_name = arena_format(reader->arena, "%s/%s", rule.ruleset ? rule.ruleset : "", rule.id);
    rule.title = read_text(reader, node, KEYS_OF_RULE, "title");
    rule.fix = read_text(reader, node, KEYS_OF_RULE, "fix");
    rule.severity = (enum severity)schema_word(node, KEYS_OF_RULE, "severity", SEVERITY_ERROR);
    rule.evidence = (enum evidence)schema_word(node, KEYS_OF_RULE, "evidence", EVIDENCE_INFERRED);
    rule.on = (enum rule_for)schema_word(node, KEYS_OF_RULE, "for", FOR_LEAF);
    read_kinds(reader, node, &rule);
    read_predicts(reader, node, KEYS_OF_RULE, &rule.peer_code, &rule.holder_code);
    read_conditions(reader, node, &rule);
    read_see(reader, node, &rule);
    read_examples(reader, schema_get(node, KEYS_OF_RULE, "examples"), &rule);
    if (id)
        check_id_is_new(reader, &rule);
    *VEC_ADD(reader->arena, &reader->set->rules) = rule;
}

/* -- the whole ------------------------------------------------------------------------------------------------------ */

struct set *set_read(struct arena *arena, const struct source *source, struct diags *diags)
{
    size_t errors = diags->errors;
    const struct node *root = tree_build(arena, source, "a rule set", diags);
    if (!root)
        return NULL;
    struct set *set = arena_alloc(arena, sizeof *set);
    struct reader reader = { .arena = arena, .diags = diags, .set = set };
    set->source = source;
    schema_check(root, KEYS_OF_RULESET, arena, diags);
    const struct node *name = schema_get(root, KEYS_OF_RULESET, "ruleset");
    set->name = name ? (const char *)name->text.data : NULL;
    set->place = name ? name->place : root->place;
    set->title = read_text(&reader, root, KEYS_OF_RULESET, "title");
    if (!set->title)
        set->title = set->name;
    set->kinds = schema_words(root, KEYS_OF_RULESET, "object");
    if (!set->kinds)
        set->kinds = FACT_ON_CERTIFICATE;
    set->presented_by =
        (enum presenter)schema_word(root, KEYS_OF_RULESET, "presented_by", PRESENTED_BY_UNKNOWN);

    read_includes(&reader, root);
    read_overrides(&reader, root);
    read_predicts(&reader, root, KEYS_OF_RULESET, &set->peer_code, &set->holder_code);
    read_parameters(&reader, root);
    read_context(&reader, root);
    const struct node *rules = schema_get(root, KEYS_OF_RULESET, "rules");
    if (rules && rules->count > RULES_LIMIT)
        diag_error(diags, rules->items[RULES_LIMIT].value->place, "more than %d rules in one set",
                   RULES_LIMIT);
    for (size_t i = 0; rules && i < rules->count && i < RULES_LIMIT && !diags->dropped; i++)
        read_rule(&reader, rules->items[i].value);
    set->is_broken = diags->errors > errors;
    return set;
}
