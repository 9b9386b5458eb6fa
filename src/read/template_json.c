/* Templates as JSON: Get-ADObject through ConvertTo-Json, Export-ADCSTemplate, whole or in arrays.
 *
 *     { "name": "AOVPN-Device", "flags": 131680, "pKIExtendedKeyUsage": ["1.3.6.1.5.5.7.3.2"], "pKIKeyUsage": [128, 0], … }
 *
 * One logical value has several shapes: a scalar, an array, Windows PowerShell 5.1's { "value": […], "Count": n }, null.
 * Octets are numbers, or a text in base64, hexadecimal or decimal. jansson keeps no places, but the order: member
 * number n of the tree, counted as the text has them, begins at key number n of the text. */
#include <jansson.h>

#include "read/templates.h"
#include "util/text.h"

enum { JSON_DEPTH = 64 /* values in one another that are looked through */ };

struct document {
    struct walk *walk;
    const struct origin *origin;
    struct encoding_cursor cursor;
    struct {
        size_t *items; /* octets of the text where a key begins */
        size_t count, capacity;
    } keys;
    struct {
        size_t *items; /* the same of braces */
        size_t count, capacity;
    } braces;
    size_t keys_seen, braces_seen; /* members and objects that the walk has passed */
    size_t templates;
    struct template_reading reading;
};

/* An object whose first 64 KiB name an attribute that only templates have. */
bool template_json_is(struct span text)
{
    static const char *const marks[] = { "\"pKI", "\"msPKI-" };
    text = text_trim(text);
    if (text.length < 2 || (text.data[0] != '{' && text.data[0] != '['))
        return false;
    struct span behind = text_trim(span_from(text, 1));
    if (behind.length == 0 || !strchr("{[\"", behind.data[0] ? behind.data[0] : 'x'))
        return false;
    for (size_t i = 0; i + 8 < text.length; i++)
        for (size_t j = 0; j < COUNT_OF(marks) && text.data[i] == '"'; j++)
            if (text_is_at_ignoring_case(text, i, marks[j]))
                return true;
    return false;
}

/* -- places ---------------------------------------------------------------------------------------------------------- */

/* A string is a key when a colon follows it. */
static void find_places(struct document *document, struct span text)
{
    struct arena *arena = document->walk->arena;
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '{')
            *VEC_ADD(arena, &document->braces) = i;
        if (text.data[i] != '"')
            continue;
        size_t start = i++;
        while (i < text.length && text.data[i] != '"')
            i += text.data[i] == '\\' ? 2 : 1;
        size_t behind = i + 1;
        while (behind < text.length && strchr(" \t\r\n", text.data[behind] ? text.data[behind] : 'x'))
            behind++;
        if (behind < text.length && text.data[behind] == ':')
            *VEC_ADD(arena, &document->keys) = start;
    }
}

struct json_place {
    size_t offset;
    uint32_t line;
};

/* Places are asked for from front to back. */
static struct json_place place_of(struct document *document, size_t octet)
{
    if (document->origin->depth)
        return (struct json_place){ document->origin->offset, document->origin->line };
    size_t offset = encoding_cursor_to(&document->cursor, octet);
    return (struct json_place){ offset, document->cursor.line };
}

static struct json_place place_of_key(struct document *document)
{
    size_t number = document->keys_seen;
    return place_of(document, number < document->keys.count ? document->keys.items[number] : 0);
}

static struct json_place place_of_object(struct document *document)
{
    size_t number = document->braces_seen;
    return place_of(document, number < document->braces.count ? document->braces.items[number] : 0);
}

/* What is not entered is counted all the same. */
static void pass(struct document *document, json_t *value, unsigned depth)
{
    size_t index;
    const char *key;
    json_t *inner;
    if (depth > JSON_PARSER_MAX_DEPTH)
        return;
    if (json_is_object(value)) {
        document->braces_seen++;
        json_object_foreach(value, key, inner)
        {
            document->keys_seen++;
            pass(document, inner, depth + 1);
        }
    } else if (json_is_array(value)) {
        json_array_foreach(value, index, inner) pass(document, inner, depth + 1);
    }
}

/* -- values ---------------------------------------------------------------------------------------------------------- */

static json_t *member(json_t *object, const char *name)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        if (text_equal_ignoring_case(span_of_text(key), span_of_text(name)))
            return value;
    }
    return NULL;
}

static struct span text_of(json_t *value)
{
    return (struct span){ (const uint8_t *)json_string_value(value), json_string_length(value) };
}

/* "5.1": { "value": […], "Count": n }; a security descriptor is an object with its SDDL. */
static json_t *unwrap(json_t *value)
{
    json_t *inner = member(value, "Sddl");
    if (!inner)
        inner = member(value, "value");
    return json_is_object(value) && inner ? inner : value;
}

static void fail_shape(struct document *document, enum template_field field, const char *wanted)
{
    template_fail(document->walk->arena, document->reading.t, field,
                  "found another kind of JSON value, wanted %s", wanted);
}

/* [128, 0]: every item an octet. */
static bool add_octets(struct document *document, enum template_field field, json_t *array)
{
    struct buf octets = { .limit = READ_LIMIT_CERTIFICATE };
    size_t index;
    json_t *item;
    bool good = true;
    json_array_foreach(array, index, item)
    {
        json_int_t number = json_integer_value(item);
        good = good && json_is_integer(item) && number >= 0 && number <= 255;
        if (good)
            buf_char(&octets, (char)number);
    }
    if (good && octets.length)
        reading_add(&document->reading, field, buf_span(&octets));
    buf_free(&octets);
    return good;
}

static void add_scalar(struct document *document, enum template_field field, json_t *value)
{
    enum template_form form = template_field_form(field);
    if (json_is_null(value))
        return;
    if (form == TEMPLATE_OCTETS || form == TEMPLATE_PERIOD) {
        uint8_t octet = (uint8_t)json_integer_value(value);
        if (json_is_string(value))
            reading_add_octets_text(&document->reading, field, text_of(value));
        else if (json_is_integer(value) && json_integer_value(value) >= 0 && json_integer_value(value) <= 255)
            reading_add(&document->reading, field, (struct span){ &octet, 1 });
        else
            fail_shape(document, field, "octets from 0 to 255");
    } else if (json_is_string(value)) {
        reading_add(&document->reading, field, text_of(value));
    } else if (json_is_integer(value)) {
        reading_add(
            &document->reading, field,
            span_of_text(arena_format(document->walk->arena, "%lld", (long long)json_integer_value(value))));
    } else {
        fail_shape(document, field, form == TEMPLATE_INTEGER ? "a whole number" : "a text");
    }
}

static void add_value(struct document *document, enum template_field field, json_t *value)
{
    enum template_form form = template_field_form(field);
    size_t index;
    json_t *item;
    value = unwrap(value);
    if (!json_is_array(value)) {
        add_scalar(document, field, value);
    } else if ((form == TEMPLATE_OCTETS || form == TEMPLATE_PERIOD) &&
               json_is_integer(json_array_get(value, 0))) {
        if (!add_octets(document, field, value))
            fail_shape(document, field, "octets from 0 to 255");
    } else {
        json_array_foreach(value, index, item) add_scalar(document, field, item);
    }
}

/* -- objects --------------------------------------------------------------------------------------------------------- */

static bool begins(struct span name, const char *start)
{
    return name.length > strlen(start) && text_is_at_ignoring_case(name, 0, start);
}

static bool is_class(json_t *value)
{
    return text_equal_ignoring_case(text_of(value), span_of_text("pKICertificateTemplate"));
}

/* Its class, or an attribute of ours that begins as those of templates do. */
static bool is_template(json_t *object)
{
    const char *key;
    json_t *value = member(object, "objectClass");
    size_t index;
    json_t *item;
    if (is_class(value))
        return true;
    json_array_foreach(value, index, item)
    {
        if (is_class(item))
            return true;
    }
    json_object_foreach(object, key, value)
    {
        enum template_field field;
        struct span name = span_of_text(key);
        if (template_field_find(name, &field) && (begins(name, "pKI") || begins(name, "msPKI")))
            return true;
    }
    return false;
}

static void read_template(struct document *document, json_t *object)
{
    struct json_place place = place_of_object(document);
    const char *key;
    json_t *value;
    reading_begin(&document->reading, document->walk, document->origin, "JSON", place.offset, place.line);
    document->braces_seen++;
    json_object_foreach(object, key, value)
    {
        enum template_field field;
        if (template_field_find(span_of_text(key), &field)) {
            place = place_of_key(document);
            template_note(document->reading.t, field, place.offset, place.line);
            add_value(document, field, value);
        }
        document->keys_seen++;
        pass(document, value, 1);
    }
    if (reading_end(&document->reading))
        document->templates++;
}

static void visit(struct document *document, json_t *value, unsigned depth)
{
    size_t index;
    const char *key;
    json_t *inner;
    if (depth > JSON_DEPTH) {
        pass(document, value, 0);
    } else if (json_is_array(value)) {
        json_array_foreach(value, index, inner) visit(document, inner, depth + 1);
    } else if (is_template(value)) {
        read_template(document, value);
    } else if (json_is_object(value)) {
        document->braces_seen++;
        json_object_foreach(value, key, inner)
        {
            document->keys_seen++;
            visit(document, inner, depth + 1);
        }
    }
}

/* -- the text -------------------------------------------------------------------------------------------------------- */

/* One value after another: a file may hold one, or one a line. False: *octet and *error say what breaks it. */
static bool read_values(struct document *document, struct span text, size_t *octet, const char **error)
{
    size_t at = 0;
    for (;;) {
        struct span rest = text_trim(span_from(text, at));
        json_error_t fault;
        if (rest.length == 0)
            return true;
        size_t begin = (size_t)(rest.data - text.data);
        json_t *value = json_loadb((const char *)rest.data, rest.length,
                                   JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, &fault);
        size_t position = fault.position > 0 ? (size_t)fault.position : 0;
        *octet = begin + (position < rest.length ? position : rest.length);
        if (!value) {
            *error = text_escaped(document->walk->arena, span_of_text(fault.text));
            return false;
        }
        visit(document, value, 0);
        json_decref(value);
        at = *octet;
    }
}

void template_json_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct document document = { .walk = walk, .origin = origin };
    struct encoding_found found;
    struct span text;
    const char *error = NULL;
    size_t octet = 0, failures = walk->failures;
    if (!walk_document(walk, origin, octets, &text, &found))
        return;
    text = encoding_for_json(walk->arena, text);
    encoding_cursor_begin(&document.cursor, text, found);
    find_places(&document, text);
    if (!read_values(&document, text, &octet, &error)) {
        struct json_place place = place_of(&document, octet);
        walk_fail(walk, place.offset, place.line, "JSON that is cut or garbled: %s", error);
    } else if (document.templates == 0 && walk->failures == failures) {
        walk_fail(walk, origin->offset, origin->line,
                  "no certificate template found: JSON of something else; %s", templates_advice);
    }
}
