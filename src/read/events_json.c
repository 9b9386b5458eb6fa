/* Events as JSON: Get-WinEvent or Get-EventLog | ConvertTo-Json, whole or with selected properties.
 *
 * One value after another, and an array value by value, so that what stands before a fault is read. Key names are
 * compared without case. Around the events may be an object with the list in it (5.1's { "value": […], "Count": n }). */
#include <jansson.h>

#include "read/events_internal.h"
#include "util/text.h"

bool events_json_is(struct span text)
{
    size_t at = text_skip_blanks(text, 0), inside = text_skip_blanks(text, at + 1);
    return (text_octet_at(text, at) == '{' &&
            strchr("\"}", text_octet_at(text, inside) ? text_octet_at(text, inside) : 'x')) ||
           (text_octet_at(text, at) == '[' &&
            strchr("{[]\"", text_octet_at(text, inside) ? text_octet_at(text, inside) : 'x'));
}

/* -- values --------------------------------------------------------------------------------------------------------- */

static json_t *member(json_t *object, const char *name)
{
    const char *key;
    json_t *value;
    json_object_foreach(
        object, key, value) if (text_equal_ignoring_case(span_of_text(key), span_of_text(name))) return value;
    return NULL;
}

/* A text, a number, or what an object holds of either. In the arena of the piece, or of jansson. */
static struct span text_of(struct event_walk *walk, json_t *value)
{
    if (json_is_object(value))
        value = member(value, "value") ? member(value, "value") : member(value, "DateTime");
    if (json_is_string(value) && json_string_length(value))
        return (struct span){ (const uint8_t *)json_string_value(value), json_string_length(value) };
    if (json_is_integer(value))
        return span_of_text(arena_format(walk->piece, "%lld", (long long)json_integer_value(value)));
    return (struct span){ 0 };
}

static struct span first_of(struct event_walk *walk, json_t *object, const char *const *names)
{
    struct span text = { 0 };
    for (; *names && text.length == 0; names++)
        text = text_of(walk, member(object, *names));
    return text;
}

/* [{ "Value": "…" }, …] or ["…", …] */
static void take_strings(struct event_walk *walk, json_t *list, struct event_fields *fields)
{
    size_t index;
    json_t *item;
    if (json_is_object(list) && member(list, "value")) /* Windows PowerShell 5.1 */
        list = member(list, "value");
    json_array_foreach(list, index, item)
    {
        if (index == EVENT_STRINGS)
            break;
        events_add_string(fields, text_of(walk, item));
    }
}

/* -- events --------------------------------------------------------------------------------------------------------- */

static bool take_event(struct event_walk *walk, json_t *object, size_t octet)
{
    static const char *const ids[] = { "Id", "EventID", "InstanceId", NULL },
                             *const providers[] = { "ProviderName", "Source", NULL },
                             *const times[] = { "TimeCreated", "TimeGenerated", "TimeWritten", NULL },
                             *const computers[] = { "MachineName", "Computer", NULL },
                             *const messages[] = { "Message", NULL };
    struct event_fields fields = { .octet = octet };
    fields.id = first_of(walk, object, ids);
    fields.message = first_of(walk, object, messages);
    if (fields.id.length == 0 && fields.message.length == 0)
        return false;
    fields.provider = first_of(walk, object, providers);
    fields.time = first_of(walk, object, times);
    fields.computer = first_of(walk, object, computers);
    take_strings(walk, member(object, "Properties"), &fields);
    if (fields.string_count == 0)
        take_strings(walk, member(object, "ReplacementStrings"), &fields);
    events_take(walk, &fields);
    return true;
}

static void visit(struct event_walk *walk, json_t *value, size_t octet, unsigned depth)
{
    size_t index;
    const char *key;
    json_t *inner;
    events_begin_piece(walk);
    if (depth > EVENT_DEPTH)
        return;
    if (json_is_object(value)) {
        if (!take_event(walk, value, octet))
            json_object_foreach(value, key, inner) if (!json_is_string(inner))
                visit(walk, inner, octet, depth + 1);
    } else if (json_is_array(value)) {
        json_array_foreach(value, index, inner) visit(walk, inner, octet, depth + 1);
    } else if (json_is_string(value) && depth <= 1) { /* messages alone */
        struct event_fields fields = { .octet = octet, .message = text_of(walk, value) };
        events_take(walk, &fields);
    }
}

/* The value at *at, which it is moved behind. */
static bool read_value(struct event_walk *walk, size_t *at, unsigned depth)
{
    json_error_t error;
    json_t *value = json_loadb(
        (const char *)walk->text.data + *at, walk->text.length - *at,
        JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL | JSON_DECODE_ANY, &error);
    size_t place = error.position > 0 ? (size_t)error.position : 0;
    if (place > walk->text.length - *at)
        place = walk->text.length - *at;
    if (!value) {
        events_fail(walk, *at + place, "JSON that cannot be read: %s",
                    text_escaped(walk->piece, span_of_text(error.text)));
        return false;
    }
    visit(walk, value, *at, depth);
    json_decref(value);
    *at += place;
    return true;
}

static bool read_array(struct event_walk *walk, size_t *at)
{
    *at = text_skip_blanks(walk->text, *at + 1);
    while (text_octet_at(walk->text, *at) != ']') {
        if (!read_value(walk, at, 1))
            return false;
        *at = text_skip_blanks(walk->text, *at);
        if (text_octet_at(walk->text, *at) == ']')
            break;
        if (text_octet_at(walk->text, *at) != ',') {
            events_fail(walk, *at, "JSON that cannot be read: %s",
                        *at < walk->text.length ? "neither ',' nor ']' behind a value of a list"
                                                : "the text ends within a list: cut");
            return false;
        }
        *at = text_skip_blanks(walk->text, *at + 1);
    }
    ++*at;
    return true;
}

void events_json_read(struct event_walk *walk)
{
    bool good = true;
    for (size_t at = text_skip_blanks(walk->text, 0); good && at < walk->text.length;
         at = text_skip_blanks(walk->text, at))
        good = text_octet_at(walk->text, at) == '[' ? read_array(walk, &at) : read_value(walk, &at, 0);
}
