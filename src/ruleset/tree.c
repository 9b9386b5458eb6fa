/* libyaml's events to a tree, with limits.
 *
 * libyaml's marks count characters, not octets; events come in the order of the text, so one cursor walks along with
 * them and knows the octet of each (struct position). Building recurses once for each level of nesting, at most
 * TREE_DEPTH_LIMIT times. A fault of the syntax ends the reading, any other is noted and reading goes on. */
#include <yaml.h>

#include "ruleset/tree.h"
#include "util/text.h"

enum { QUOTED_LIMIT = 60 /* characters of a text that complaints quote */ };

/* Where the text was last looked at: a line, a column (both from 0, as libyaml counts them) and the octet there. */
struct position {
    size_t line, column, offset;
};

struct builder {
    struct arena *arena;
    struct diags *diags;
    const struct source *source;
    yaml_parser_t parser;
    struct position at;
    size_t nodes;
    bool alias_said, anchor_said; /* once for a file: an alias bomb has hundreds */
};

/* -- places --------------------------------------------------------------------------------------------------------- */

static size_t start_of_text(const struct source *source)
{
    struct span text = source->bytes;
    return text.length >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

/* Octets of the line end at the start of text (those of YAML 1.1), 0 when none is there. */
static size_t line_end(struct span text)
{
    const uint8_t *at = text.data;
    if (text.length == 0)
        return 0;
    switch (at[0]) {
    case '\n':
        return 1;
    case '\r':
        return text.length > 1 && at[1] == '\n' ? 2 : 1;
    case 0xC2: /* U+0085 */
        return text.length > 1 && at[1] == 0x85 ? 2 : 0;
    case 0xE2: /* U+2028, U+2029 */
        return text.length > 2 && at[1] == 0x80 && (at[2] == 0xA8 || at[2] == 0xA9) ? 3 : 0;
    default:
        return 0;
    }
}

static struct span rest_of(const struct builder *builder)
{
    struct span text = builder->source->bytes;
    return span_from(text, builder->at.offset);
}

/* Moves the cursor to a mark; forward, or from the start of the text when the mark lies behind. */
static void move_to(struct builder *builder, yaml_mark_t mark)
{
    struct position *at = &builder->at;
    if (mark.line < at->line || (mark.line == at->line && mark.column < at->column))
        *at = (struct position){ .offset = start_of_text(builder->source) };
    for (;;) {
        struct span rest = rest_of(builder);
        if (rest.length == 0 || at->line > mark.line || (at->line == mark.line && at->column >= mark.column))
            return;
        size_t end = line_end(rest);
        if (end && at->line == mark.line)
            return; /* the mark stands behind the line's last character */
        if (end) {
            at->offset += end;
            at->line++;
            at->column = 0;
            continue;
        }
        const uint8_t *before = rest.data;
        if (rest.data[0] < 0x80)
            rest.data++;
        else
            text_next(&rest);
        at->offset += (size_t)(rest.data - before);
        at->column++;
    }
}

static struct place place_now(const struct builder *builder, yaml_mark_t mark)
{
    return (struct place){ .source = builder->source,
                           .offset = builder->at.offset,
                           .length = rest_of(builder).length ? 1 : 0,
                           .line = (uint32_t)mark.line + 1,
                           .column = (uint32_t)mark.column + 1 };
}

static struct place place_of(struct builder *builder, yaml_mark_t mark)
{
    move_to(builder, mark);
    return place_now(builder, mark);
}

/* From one mark to another, but not beyond the end of the first line. */
static struct place place_between(struct builder *builder, yaml_mark_t start, yaml_mark_t end)
{
    struct place place = place_of(builder, start);
    if (end.line == start.line) {
        move_to(builder, end);
        place.length = builder->at.offset - place.offset;
        return place;
    }
    struct span rest = rest_of(builder);
    size_t length = 0;
    while (length < rest.length && !line_end(span_from(rest, length)))
        length++;
    place.length = length;
    return place;
}

/* -- faults of the text itself -------------------------------------------------------------------------------------- */

/* Octets before the first that is not UTF-8. */
static size_t well_formed_length(struct span text)
{
    struct span rest = text;
    while (rest.length) {
        size_t left = rest.length;
        if (rest.data[0] < 0x80) {
            rest.data++;
            rest.length--;
        } else if (text_next(&rest) == 0xFFFD && left - rest.length == 1) /* a true U+FFFD has three octets */
            return text.length - left;
    }
    return text.length;
}

static bool check_text(const struct source *source, const char *what, struct diags *diags)
{
    struct span text = source->bytes;
    struct place start = { .source = source, .line = 1, .column = 1 };
    if (text.length > TREE_FILE_LIMIT)
        return diag_error(diags, start, "the file has %zu octets; the limit for %s is %d", text.length, what,
                          TREE_FILE_LIMIT);
    if (text.length >= 2 && (memcmp(text.data, "\xFF\xFE", 2) == 0 || memcmp(text.data, "\xFE\xFF", 2) == 0))
        return diag_error(diags, start, "the file is UTF-16; save it as UTF-8");
    const uint8_t *nul = span_find(text, 0);
    size_t before_nul = nul ? (size_t)(nul - text.data) : text.length;
    size_t good = well_formed_length((struct span){ text.data, before_nul });
    if (good < before_nul)
        return diag_error(diags, place_in_text(source, good, 1),
                          "octet 0x%02X is not UTF-8; save the file as UTF-8", text.data[good]);
    if (nul)
        return diag_error(diags, place_in_text(source, before_nul, 1), "a NUL octet; %s is text", what);
    return true;
}

/* libyaml's complaint in our words: what, while doing what, where. */
static bool syntax_error(struct builder *builder)
{
    const yaml_parser_t *parser = &builder->parser;
    const char *problem = parser->problem ? parser->problem : "this is not YAML";
    if (parser->error == YAML_READER_ERROR)
        return diag_error(
            builder->diags,
            place_in_text(builder->source, parser->problem_offset + start_of_text(builder->source), 1), "%s",
            problem);
    if (parser->error == YAML_MEMORY_ERROR)
        return diag_error(builder->diags, place_of(builder, parser->mark), "out of memory");
    struct place place = place_of(builder, parser->problem_mark);
    struct span rest = rest_of(builder);
    if (rest.length && rest.data[0] == '\t')
        return diag_error(builder->diags, place, "a tab; YAML is indented with blanks");
    if (parser->context)
        return diag_error(builder->diags, place, "%s (%s that begins on line %zu)", problem, parser->context,
                          parser->context_mark.line + 1);
    return diag_error(builder->diags, place, "%s", problem);
}

/* -- building ------------------------------------------------------------------------------------------------------- */

static bool next_event(struct builder *builder, yaml_event_t *event)
{
    return yaml_parser_parse(&builder->parser, event) || syntax_error(builder);
}

static struct node *add_node(struct builder *builder, enum node_kind kind, struct place place)
{
    struct node *node = arena_alloc(builder->arena, sizeof *node);
    node->kind = kind;
    node->place = place;
    return node;
}

/* Notes what a node may not have besides its content; whether it had any. */
static bool has_decoration(struct builder *builder, const yaml_event_t *event, const yaml_char_t *anchor,
                           const yaml_char_t *tag)
{
    if (!anchor && !tag)
        return false;
    if (anchor && builder->anchor_said)
        return true;
    builder->anchor_said |= anchor != NULL;
    diag_error(builder->diags, place_of(builder, event->start_mark), "%s are not supported%s",
               anchor ? "anchors ('&name')" : "tags ('!name')",
               anchor ? "; write the text again where it is wanted" : "; write the value alone");
    return true;
}

static bool build_value(struct builder *builder, const yaml_event_t *event, size_t depth, struct node **out);

/* Whether the key is new; a duplicate is complained about. */
static bool check_key(struct builder *builder, const struct node *mapping, const struct node *key)
{
    for (size_t i = 0; i < mapping->count; i++)
        if (mapping->items[i].key && span_equal(mapping->items[i].key->text, key->text))
            return diag_error_with(builder->diags, key->place, mapping->items[i].key->place,
                                   "duplicate key '%s'", text_quoted(builder->arena, key->text));
    return true;
}

static bool build_items(struct builder *builder, struct node *node, yaml_event_type_t end, size_t depth)
{
    for (;;) {
        yaml_event_t event;
        if (!next_event(builder, &event))
            return false;
        bool at_end = event.type == end;
        struct node *key = NULL, *value = NULL;
        bool built = at_end || build_value(builder, &event, depth, node->kind == NODE_LIST ? &value : &key);
        yaml_event_delete(&event);
        if (!built || at_end)
            return built;
        if (node->kind == NODE_MAPPING) {
            if (!next_event(builder, &event))
                return false;
            built = build_value(builder, &event, depth, &value);
            yaml_event_delete(&event);
            if (!built)
                return false;
            if (key->kind == NODE_LIST || key->kind == NODE_MAPPING)
                diag_error(builder->diags, key->place, "a key is plain text, this is %s",
                           node_kind_name(key));
            if (key->kind != NODE_TEXT || !check_key(builder, node, key))
                continue;
            if (node->count == TREE_KEY_LIMIT)
                return diag_error(builder->diags, key->place, "more than %d keys in one mapping",
                                  TREE_KEY_LIMIT);
        }
        struct node_entry *entry = VEC_ADD(builder->arena, node);
        entry->key = key;
        entry->value = value;
    }
}

static bool build_collection(struct builder *builder, const yaml_event_t *event, size_t depth,
                             struct node **out)
{
    bool is_list = event->type == YAML_SEQUENCE_START_EVENT;
    has_decoration(builder, event,
                   is_list ? event->data.sequence_start.anchor : event->data.mapping_start.anchor,
                   is_list ? event->data.sequence_start.tag : event->data.mapping_start.tag);
    struct place place = place_of(builder, event->start_mark);
    if (depth == TREE_DEPTH_LIMIT)
        return diag_error(builder->diags, place, "nested deeper than %d levels", TREE_DEPTH_LIMIT);
    *out = add_node(builder, is_list ? NODE_LIST : NODE_MAPPING, place);
    return build_items(builder, *out, is_list ? YAML_SEQUENCE_END_EVENT : YAML_MAPPING_END_EVENT, depth + 1);
}

static bool build_scalar(struct builder *builder, const yaml_event_t *event, struct node **out)
{
    struct place place = place_between(builder, event->start_mark, event->end_mark);
    struct span text = { event->data.scalar.value, event->data.scalar.length };
    bool decorated = has_decoration(builder, event, event->data.scalar.anchor, event->data.scalar.tag);
    if (span_find(text, 0)) { /* "\0" in double quotes */
        diag_error(builder->diags, place, "a NUL character in text");
        decorated = true;
    }
    *out = add_node(builder, decorated ? NODE_BROKEN : NODE_TEXT, place);
    (*out)->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    (*out)->text = arena_copy(builder->arena, text);
    return true;
}

/* One node from the event that begins it. False ends the reading. */
static bool build_value(struct builder *builder, const yaml_event_t *event, size_t depth, struct node **out)
{
    if (++builder->nodes > TREE_NODE_LIMIT)
        return diag_error(builder->diags, place_of(builder, event->start_mark),
                          "more than %d values in one file", TREE_NODE_LIMIT);
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return build_scalar(builder, event, out);
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return build_collection(builder, event, depth, out);
    case YAML_ALIAS_EVENT: {
        struct place place = place_between(builder, event->start_mark, event->end_mark);
        if (!builder->alias_said)
            diag_error(builder->diags, place, "aliases ('*name') are not supported; write the text again");
        builder->alias_said = true;
        *out = add_node(builder, NODE_BROKEN, place);
        return true;
    }
    default:
        BUG("an event of YAML that begins no node");
    }
}

/* Takes an event that only frames what is wanted. */
static bool take(struct builder *builder, yaml_event_type_t wanted)
{
    yaml_event_t event;
    if (!next_event(builder, &event))
        return false;
    yaml_event_type_t got = event.type;
    yaml_event_delete(&event);
    if (got != wanted)
        BUG("events of YAML out of order");
    return true;
}

static struct node *build_file(struct builder *builder, const char *what)
{
    struct node *root = NULL;
    yaml_event_t event;
    if (!take(builder, YAML_STREAM_START_EVENT) || !next_event(builder, &event))
        return NULL;
    yaml_event_type_t first = event.type;
    yaml_event_delete(&event);
    if (first == YAML_STREAM_END_EVENT) {
        diag_error(builder->diags, (struct place){ .source = builder->source, .line = 1, .column = 1 },
                   "the file is empty; %s was expected", what);
        return NULL;
    }
    if (!next_event(builder, &event))
        return NULL;
    bool built = build_value(builder, &event, 0, &root);
    yaml_event_delete(&event);
    if (!built || !take(builder, YAML_DOCUMENT_END_EVENT) || !next_event(builder, &event))
        return NULL;
    if (event.type != YAML_STREAM_END_EVENT) {
        diag_error(builder->diags, place_of(builder, event.start_mark),
                   "a second document begins here; a file holds one");
        root = NULL;
    }
    yaml_event_delete(&event);
    return root;
}

struct node *tree_build(struct arena *arena, const struct source *source, const char *what,
                        struct diags *diags)
{
    if (!check_text(source, what, diags))
        return NULL;
    struct builder builder = { .arena = arena, .diags = diags, .source = source };
    builder.at.offset = start_of_text(source);
    if (!yaml_parser_initialize(&builder.parser))
        out_of_memory(sizeof builder.parser);
    struct span text =
        rest_of(&builder); /* without the byte order mark, which libyaml would count as a column */
    yaml_parser_set_encoding(&builder.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&builder.parser, text.length ? text.data : (const uint8_t *)"", text.length);
    struct node *root = build_file(&builder, what);
    yaml_parser_delete(&builder.parser);
    return root;
}

/* -- reading -------------------------------------------------------------------------------------------------------- */

const struct node *node_find(const struct node *mapping, const char *key)
{
    for (size_t i = 0; mapping->kind == NODE_MAPPING && i < mapping->count; i++)
        if (span_equal_text(mapping->items[i].key->text, key))
            return mapping->items[i].value;
    return NULL;
}

bool node_is_nothing(const struct node *node)
{
    return node->kind == NODE_TEXT && !node->quoted &&
           (node->text.length == 0 || span_equal_text(node->text, "~") ||
            span_equal_text(node->text, "null"));
}

const char *text_quoted(struct arena *arena, struct span text)
{
    struct span rest = text;
    for (size_t i = 0; i < QUOTED_LIMIT && rest.length; i++)
        text_next(&rest);
    if (rest.length == 0)
        return text_escaped(arena, text);
    return arena_format(arena, "%s…",
                        text_escaped(arena, (struct span){ text.data, text.length - rest.length }));
}

const char *node_kind_name(const struct node *node)
{
    if (node_is_nothing(node))
        return "nothing";
    static const char *const names[] = { "text", "a list", "a mapping", "broken" };
    return names[node->kind];
}
