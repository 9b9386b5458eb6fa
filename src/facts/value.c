/* Typed values: their names, reading what people write, printing for people, and when two are equal.
 *
 * One row for each type says its name and what it takes; lists are of one single type, so reading and printing a list
 * is doing it for each item. Facts make values by themselves (facts_internal.h); rule sets and --set through
 * value_parse. */
#include "facts/value.h"

#include <stdlib.h>

#include "der/oid.h"
#include "util/clock.h"
#include "util/text.h"

enum { SMALL_LIST = 16 }; /* items up to which each is compared with each */

static const struct {
    const char *name;
    const char *takes; /* for complaints: what such a value looks like */
    enum value_type items;
    bool list;
} types[VALUE_TYPE_COUNT] = {
    [VALUE_BOOLEAN] = { .name = "boolean", .takes = "true or false" },
    [VALUE_INTEGER] = { .name = "integer", .takes = "a whole number" },
    [VALUE_TEXT] = { .name = "text", .takes = "text in UTF-8" },
    [VALUE_HOSTNAME] = { .name = "host name",
                         .takes = "a host name such as vpn.contoso.com, or an IP address" },
    [VALUE_TIME] = { .name = "time", .takes = "a time such as 2026-06-01T00:00:00Z" },
    [VALUE_DURATION] = { .name = "duration",
                         .takes = "a duration: a whole number and s, m, h, d, w or y, such as 30d" },
    [VALUE_OID] = { .name = "object identifier",
                    .takes = "an object identifier: dotted, or a registered short name such as server_auth" },
    [VALUE_OCTETS] = { .name = "octets", .takes = "pairs of hexadecimal digits, with or without colons" },
    [VALUE_TEXTS] = { .name = "list of texts", .items = VALUE_TEXT, .list = true },
    [VALUE_HOSTNAMES] = { .name = "list of host names", .items = VALUE_HOSTNAME, .list = true },
    [VALUE_OIDS] = { .name = "list of object identifiers", .items = VALUE_OID, .list = true },
    [VALUE_INTEGERS] = { .name = "list of integers", .items = VALUE_INTEGER, .list = true },
};

const char *value_type_name(enum value_type type)
{
    return types[type].name;
}

bool value_type_is_list(enum value_type type)
{
    return types[type].list;
}

enum value_type value_type_of_items(enum value_type list)
{
    return types[list].list ? types[list].items : list;
}

bool value_type_is_ordered(enum value_type type)
{
    return type == VALUE_INTEGER || type == VALUE_TIME || type == VALUE_DURATION;
}

/* --- reading --- */

static bool integer_parse(struct span text, int64_t *out)
{
    bool negative = text.length > 0 && text.data[0] == '-';
    size_t at = negative ? 1 : 0;
    if (at == text.length)
        return false;
    int64_t number = 0; /* grows downwards: the least number has no positive twin */
    for (; at < text.length; at++) {
        if (text.data[at] < '0' || text.data[at] > '9')
            return false;
        int digit = text.data[at] - '0';
        if (number < (INT64_MIN + digit) / 10)
            return false;
        number = number * 10 - digit;
    }
    if (!negative && number == INT64_MIN)
        return false;
    *out = negative ? number : -number;
    return true;
}

/* Pairs of digits; a colon, a blank or nothing between them. A thumbprint copied from the Windows certificate dialog
 * begins with an invisible U+200E: it is passed over. */
static bool octets_parse(struct arena *arena, struct span text, struct span *out)
{
    static const uint8_t left_to_right_mark[] = { 0xe2, 0x80, 0x8e };
    if (text.length >= 3 && memcmp(text.data, left_to_right_mark, 3) == 0)
        text = span_from(text, 3);
    text = text_trim(text);
    uint8_t *octets = arena_alloc(arena, text.length / 2);
    size_t count = 0, at = 0;
    while (at < text.length) {
        if (count > 0 && (text.data[at] == ':' || text.data[at] == ' '))
            at++;
        if (text.length - at < 2)
            return false;
        int high = text_hex_digit(text.data[at]), low = text_hex_digit(text.data[at + 1]);
        if (high < 0 || low < 0)
            return false;
        octets[count++] = (uint8_t)(high << 4 | low);
        at += 2;
    }
    *out = (struct span){ octets, count };
    return count > 0;
}

static bool single_parse(struct arena *arena, enum value_type type, struct span text, struct value *out)
{
    switch (type) {
    case VALUE_BOOLEAN:
        out->boolean = span_equal_text(text, "true");
        return out->boolean || span_equal_text(text, "false");
    case VALUE_INTEGER:
        return integer_parse(text, &out->integer);
    case VALUE_TEXT:
        out->span = arena_copy(arena, text);
        return text_is_utf8(text);
    case VALUE_HOSTNAME:
        return hostname_normalize(arena, text, &out->span);
    case VALUE_TIME:
        return clock_parse(text, &out->integer);
    case VALUE_DURATION:
        return duration_parse(text, &out->integer);
    case VALUE_OID:
        return oid_parse(arena, text, &out->span);
    case VALUE_OCTETS:
        return octets_parse(arena, text, &out->span);
    default:
        return false;
    }
}

/* Items between commas, blanks around them dropped; nothing at all is the empty list. */
static bool list_parse(struct arena *arena, enum value_type type, struct span text, struct value *out)
{
    enum value_type of = types[type].items;
    size_t count = 1;
    text = text_trim(text);
    for (size_t i = 0; i < text.length; i++)
        count += text.data[i] == ',';
    if (text.length == 0)
        count = 0;
    struct span *spans = type == VALUE_INTEGERS ? NULL : arena_array(arena, count, sizeof *spans);
    int64_t *numbers = type == VALUE_INTEGERS ? arena_array(arena, count, sizeof *numbers) : NULL;
    for (size_t i = 0; i < count; i++) {
        struct value item = { .type = of };
        if (!single_parse(arena, of, text_trim(span_take(&text, ',')), &item))
            return false;
        if (type == VALUE_INTEGERS)
            numbers[i] = item.integer;
        else
            spans[i] = item.span;
    }
    if (numbers) {
        out->numbers.items = numbers;
        out->numbers.count = count;
    } else {
        out->list.items = spans;
        out->list.count = count;
    }
    return true;
}

bool value_parse(struct arena *arena, enum value_type type, struct span text, struct value *out,
                 const char **why)
{
    struct value value = { .state = VALUE_KNOWN, .type = type };
    bool list = types[type].list;
    bool good = list ? list_parse(arena, type, text, &value) : single_parse(arena, type, text, &value);
    if (!good) {
        const char *takes = types[value_type_of_items(type)].takes;
        *why = list ? arena_format(arena, "items separated by commas, each %s", takes) : takes;
        return false;
    }
    *out = value;
    return true;
}

static const char *oid_name_at(const void *context, size_t index)
{
    (void)context;
    return index + 1 < OID_COUNT ? oid_entry((enum oid)(index + 1))->name
                                 : NULL; /* OID_UNKNOWN has no name */
}

const char *value_suggest(enum value_type type, struct span text)
{
    return type == VALUE_OID ? text_suggest(text, oid_name_at, NULL) : NULL;
}

/* --- printing --- */

static void oid_write(struct buf *out, struct span oid)
{
    enum oid known = oid_of(oid);
    if (known != OID_UNKNOWN) {
        buf_text(out, oid_entry(known)->name);
        return;
    }
    struct arena *arena = arena_new();
    buf_text(out, oid_dotted(arena, oid));
    arena_free(arena);
}

static void octets_write(struct buf *out, struct span octets)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < octets.length; i++) {
        buf_char(out, digits[octets.data[i] >> 4]);
        buf_char(out, digits[octets.data[i] & 15]);
    }
}

static void single_print(struct buf *out, const struct value *value)
{
    char text[CLOCK_TEXT];
    switch (value->type) {
    case VALUE_BOOLEAN:
        buf_text(out, value->boolean ? "true" : "false");
        break;
    case VALUE_INTEGER:
        buf_format(out, "%lld", (long long)value->integer);
        break;
    case VALUE_TIME:
        clock_print(value->integer, text);
        buf_text(out, text);
        break;
    case VALUE_DURATION:
        duration_print(value->integer, text);
        buf_text(out, text);
        break;
    case VALUE_OID:
        oid_write(out, value->span);
        break;
    case VALUE_OCTETS:
        octets_write(out, value->span);
        break;
    default: /* text, host name */
        buf_add(out, value->span);
    }
}

void value_print(struct buf *out, const struct value *value)
{
    if (value->state != VALUE_KNOWN) {
        buf_text(out, value->state == VALUE_ABSENT ? "none" : "unknown");
        return;
    }
    if (!types[value->type].list) {
        single_print(out, value);
        return;
    }
    size_t count = value_count(value);
    if (count == 0)
        buf_text(out, "none");
    for (size_t i = 0; i < count; i++) {
        struct value item = value_item(value, i);
        buf_text(out, i > 0 ? ", " : "");
        single_print(out, &item);
    }
}

/* --- comparing --- */

size_t value_count(const struct value *list)
{
    return list->type == VALUE_INTEGERS ? list->numbers.count : list->list.count;
}

struct value value_item(const struct value *list, size_t index)
{
    struct value item = { .state = VALUE_KNOWN, .type = types[list->type].items };
    if (list->type == VALUE_INTEGERS)
        item.integer = list->numbers.items[index];
    else
        item.span = list->list.items[index];
    return item;
}

int value_compare(const struct value *a, const struct value *b)
{
    return (a->integer > b->integer) - (a->integer < b->integer);
}

static bool single_equal(const struct value *a, const struct value *b)
{
    switch (a->type) {
    case VALUE_BOOLEAN:
        return a->boolean == b->boolean;
    case VALUE_INTEGER:
    case VALUE_TIME:
    case VALUE_DURATION:
        return a->integer == b->integer;
    default:
        return span_equal(a->span, b->span);
    }
}

bool value_contains(const struct value *list, const struct value *item)
{
    for (size_t i = 0; i < value_count(list); i++) {
        struct value candidate = value_item(list, i);
        if (single_equal(&candidate, item))
            return true;
    }
    return false;
}

static int item_order(const void *a, const void *b)
{
    const struct value *left = a, *right = b;
    return left->type == VALUE_INTEGER ? value_compare(left, right) : span_compare(left->span, right->span);
}

/* The items in order, each once; returns how many. */
static size_t sorted_items(struct arena *arena, const struct value *list, struct value **out)
{
    size_t count = value_count(list), kept = 0;
    struct value *items = arena_array(arena, count, sizeof *items);
    for (size_t i = 0; i < count; i++)
        items[i] = value_item(list, i);
    if (count > 0)
        qsort(items, count, sizeof *items, item_order);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || !single_equal(&items[kept - 1], &items[i]))
            items[kept++] = items[i];
    }
    *out = items;
    return kept;
}

static bool holds_all(const struct value *list, const struct value *items)
{
    for (size_t i = 0; i < value_count(items); i++) {
        struct value item = value_item(items, i);
        if (!value_contains(list, &item))
            return false;
    }
    return true;
}

/* Sorting first: a hostile certificate has thousands of names, and comparing each with each takes too long. */
static bool sets_equal(const struct value *a, const struct value *b)
{
    struct arena *arena = arena_new();
    struct value *left, *right;
    size_t left_count = sorted_items(arena, a, &left), right_count = sorted_items(arena, b, &right);
    bool equal = left_count == right_count;
    for (size_t i = 0; equal && i < left_count; i++)
        equal = single_equal(&left[i], &right[i]);
    arena_free(arena);
    return equal;
}

bool value_equal(const struct value *a, const struct value *b)
{
    if (!types[a->type].list)
        return single_equal(a, b);
    if (value_count(a) > SMALL_LIST || value_count(b) > SMALL_LIST)
        return sets_equal(a, b);
    return holds_all(a, b) && holds_all(b, a);
}
