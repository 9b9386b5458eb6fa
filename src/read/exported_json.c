/* ConvertTo-Json as a tree. jansson keeps no places, but the order: member number n of the tree, counted as the text has
 * them, begins at key number n of the text, and object number n at brace number n. */
#include <jansson.h>

#include "read/exported.h"
#include "util/text.h"

struct places {
    size_t *items; /* octets of the text */
    size_t count, capacity;
    size_t seen; /* of them, passed by the walk of the tree */
};

struct document {
    struct walk *walk;
    const struct origin *origin;
    struct encoding_cursor cursor;
    struct places keys, braces;
};

/* The string that begins at *at, which is moved behind it. */
static struct span skip_string(struct span text, size_t *at)
{
    size_t start = ++*at;
    while (*at < text.length && text.data[*at] != '"')
        *at += text.data[*at] == '\\' ? 2 : 1;
    if (*at > text.length)
        *at = text.length;
    struct span inside = { text.data + start, *at - start };
    ++*at;
    return inside;
}

static bool is_key(struct span text, size_t behind)
{
    return text_octet_at(text, text_skip_blanks(text, behind)) == ':';
}

static void find_places(struct document *document, struct span text)
{
    struct arena *arena = document->walk->arena;
    for (size_t at = 0; at < text.length;) {
        size_t start = at;
        if (text.data[at] == '{')
            *VEC_ADD(arena, &document->braces) = at;
        if (text.data[at] != '"') {
            at++;
            continue;
        }
        skip_string(text, &at);
        if (is_key(text, at))
            *VEC_ADD(arena, &document->keys) = start;
    }
}

bool exported_json_has(struct span text, const char *const *names, size_t count)
{
    text = text_trim(text);
    if (text.length < 2 || (text.data[0] != '{' && text.data[0] != '['))
        return false;
    for (size_t at = 0; at < text.length;) {
        if (text.data[at] != '"') {
            at++;
            continue;
        }
        struct span key = skip_string(text, &at);
        if (!is_key(text, at))
            continue;
        for (size_t i = 0; i < count; i++)
            if (text_equal_ignoring_case(key, span_of_text(names[i])))
                return true;
    }
    return false;
}

/* -- places ---------------------------------------------------------------------------------------------------------- */

static void place_at(struct document *document, struct exported *value, size_t octet)
{
    if (document->origin->depth) {
        value->offset = document->origin->offset;
        value->line = document->origin->line;
    } else {
        value->offset = encoding_cursor_to(&document->cursor, octet);
        value->line = document->cursor.line;
    }
}

/* The next of the places, for this value. */
static void place_next(struct document *document, struct places *places, struct exported *value)
{
    if (places->seen < places->count)
        place_at(document, value, places->items[places->seen]);
    places->seen++;
}

/* -- values ---------------------------------------------------------------------------------------------------------- */

/* What is left out is counted all the same. */
static void pass(struct document *document, json_t *value, unsigned depth)
{
    size_t index;
    const char *key;
    json_t *inner;
    if (depth > JSON_PARSER_MAX_DEPTH)
        return;
    if (json_is_object(value)) {
        document->braces.seen++;
        json_object_foreach(value, key, inner)
        {
            document->keys.seen++;
            pass(document, inner, depth + 1);
        }
    } else if (json_is_array(value)) {
        json_array_foreach(value, index, inner) pass(document, inner, depth + 1);
    }
}

static void set_scalar(struct document *document, struct exported *out, json_t *value)
{
    struct arena *arena = document->walk->arena;
    out->kind = EXPORTED_TEXT;
    out->is_string = json_is_string(value);
    if (json_is_string(value))
        out->text = arena_copy(
            arena, (struct span){ (const uint8_t *)json_string_value(value), json_string_length(value) });
    else if (json_is_integer(value))
        out->text = span_of_text(arena_format(arena, "%lld", (long long)json_integer_value(value)));
    else if (json_is_real(value))
        out->text = span_of_text(arena_format(arena, "%.17g", json_real_value(value)));
    else if (json_is_boolean(value))
        out->text = span_of_text(json_is_true(value) ? "True" : "False");
    else
        out->kind = EXPORTED_NOTHING;
}

/* An object begins at its brace, a property at its key, an item where what is around it begins. */
static void convert(struct document *document, struct exported *out, json_t *value, unsigned depth)
{
    struct arena *arena = document->walk->arena;
    size_t index;
    const char *key;
    json_t *inner;
    if (depth > EXPORTED_DEPTH) {
        out->is_cut = true;
        pass(document, value, 0);
    } else if (json_is_object(value)) {
        struct exported at_brace = *out;
        place_next(document, &document->braces, &at_brace);
        if (!out->name.data) {
            out->offset = at_brace.offset;
            out->line = at_brace.line;
        }
        out->kind = EXPORTED_OBJECT;
        json_object_foreach(value, key, inner)
        {
            struct exported *member = exported_add(arena, out, EXPORTED_NOTHING);
            member->name = arena_copy(arena, span_of_text(key));
            place_next(document, &document->keys, member);
            convert(document, member, inner, depth + 1);
        }
    } else if (json_is_array(value)) {
        out->kind = EXPORTED_LIST;
        json_array_foreach(value, index, inner)
        {
            struct exported *item = exported_add(arena, out, EXPORTED_NOTHING);
            item->offset = out->offset;
            item->line = out->line;
            convert(document, item, inner, depth + 1);
        }
    } else {
        set_scalar(document, out, value);
    }
}

/* -- the text -------------------------------------------------------------------------------------------------------- */

struct exported *exported_json(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct document document = { .walk = walk, .origin = origin };
    struct exported *whole = exported_add(walk->arena, NULL, EXPORTED_LIST);
    struct encoding_found found;
    struct span text;
    if (!walk_document(walk, origin, octets, &text, &found) || !exported_is_small(walk, origin, text))
        return whole;
    text = encoding_for_json(walk->arena, text);
    encoding_cursor_begin(&document.cursor, text, found);
    find_places(&document, text);
    struct span rest = text_trim(text);
    while (rest.length) { /* one value after another: a file may hold one, or one a line */
        json_error_t fault;
        size_t begin = (size_t)(rest.data - text.data);
        json_t *value = json_loadb((const char *)rest.data, rest.length,
                                   JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, &fault);
        size_t position = fault.position > 0 ? (size_t)fault.position : 0;
        if (position > rest.length)
            position = rest.length;
        if (!value) {
            struct exported fault_at;
            place_at(&document, &fault_at, begin + position);
            walk_fail(walk, fault_at.offset, fault_at.line, "JSON that is cut or garbled: %s",
                      text_escaped(walk->arena, span_of_text(fault.text)));
            break;
        }
        struct exported *item = exported_add(walk->arena, whole, EXPORTED_NOTHING);
        place_at(&document, item, begin);
        convert(&document, item, value, 0);
        json_decref(value);
        rest = text_trim(span_from(rest, position));
    }
    return whole;
}
