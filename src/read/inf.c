/* INF files for certreq -new: sections, keys, values, with the strings of [Strings] filled in.
 *
 *     [NewRequest]
 *     Subject = "CN=%name%"           ; a comment
 *     [Extensions]
 *     2.5.29.17 = "{text}"
 *     _continue_ = "dns=vpn.contoso.com&"    goes on with the value before
 *
 * Sections and keys are compared without case. A line that is none of this is a complaint, and the rest is read. */
#include "read/inf.h"

#include <stdlib.h>

#include "pki/inf.h"
#include "util/text.h"

enum {
    ENTRIES_LIMIT = 10000,
    LINE_LIMIT_SHOWN = 60,
    STRING_NAME_LIMIT = 256 /* octets of a string's name, and its end */
};

struct reading {
    struct walk *walk;
    const struct origin *origin;
    struct inf *inf;
    struct span section;
    bool full;       /* ENTRIES_LIMIT was said */
    bool is_flooded; /* strings filled in more than may be */
    uint8_t *room;   /* of the last entry's value, where it goes on; NULL: it did not yet */
    size_t room_size;
};

static bool is_section(struct span line, const char *name)
{
    return line.length == strlen(name) + 2 && line.data[0] == '[' && line.data[line.length - 1] == ']' &&
           text_equal_ignoring_case(text_trim((struct span){ line.data + 1, line.length - 2 }),
                                    span_of_text(name));
}

bool inf_is(struct span text)
{
    while (text.length)
        if (is_section(text_trim(span_take(&text, '\n')), "NewRequest"))
            return true;
    return false;
}

/* Up to the semicolon of a comment, which is none inside quotes. */
static struct span without_comment(struct span line)
{
    bool quoted = false;
    for (size_t i = 0; i < line.length; i++) {
        quoted = quoted != (line.data[i] == '"');
        if (line.data[i] == ';' && !quoted)
            return text_trim((struct span){ line.data, i });
    }
    return text_trim(line);
}

/* Without its quotes; doubled ones inside are one. */
static struct span unquoted(struct arena *arena, struct span text)
{
    if (text.length < 2 || text.data[0] != '"' || text.data[text.length - 1] != '"')
        return text;
    uint8_t *out = arena_alloc(arena, text.length);
    size_t length = 0;
    for (size_t i = 1; i + 1 < text.length; i++) {
        out[length++] = text.data[i];
        i += text.data[i] == '"' && text.data[i + 1] == '"' && i + 2 < text.length;
    }
    return (struct span){ out, length };
}

static void complain(struct reading *reading, const struct lines *lines, const char *what)
{
    bool inside = reading->origin->depth > 0;
    walk_fail(reading->walk, inside ? reading->origin->offset : lines->offset,
              inside ? reading->origin->line : lines->number, "%s", what);
}

/* The room doubles, so that many lines of one value are not copied with each of them. */
static void append(struct reading *reading, struct inf_entry *entry, struct span piece)
{
    size_t length = entry->value.length + piece.length;
    if (length > READ_LIMIT_CERTIFICATE)
        return;
    if (length >= reading->room_size) {
        reading->room_size = 2 * length + 1;
        reading->room = arena_alloc(reading->walk->arena, reading->room_size);
        if (entry->value.length)
            memcpy(reading->room, entry->value.data, entry->value.length);
    }
    if (piece.length)
        memcpy(reading->room + entry->value.length, piece.data, piece.length);
    reading->room[length] = 0;
    entry->value = (struct span){ reading->room, length };
}

/* A piece of a value whose key is in an earlier line. */
static void go_on(struct reading *reading, const struct lines *lines, struct span piece)
{
    struct inf *inf = reading->inf;
    if (reading->full) /* what it goes on with was left out */
        return;
    if (inf->count == 0) {
        complain(reading, lines, "an INF whose '_continue_' goes on with nothing");
        return;
    }
    struct inf_entry *last = &inf->items[inf->count - 1];
    bool first = text_equal_ignoring_case(last->value, span_of_text("{text}"));
    bool apart = first || (last->value.length && last->value.data[last->value.length - 1] == '&') ||
                 (piece.length && piece.data[0] == '&');
    if (!apart && !last->run_together)
        last->run_together = last->last_line;
    last->last_line = lines->number;
    append(reading, last, piece);
}

static void take_pair(struct reading *reading, const struct lines *lines, struct span key, struct span value)
{
    struct arena *arena = reading->walk->arena;
    value = arena_copy(arena, value);
    if (text_equal_ignoring_case(key, span_of_text("_continue_"))) {
        go_on(reading, lines, value);
        return;
    }
    if (reading->inf->count >= ENTRIES_LIMIT) {
        if (!reading->full)
            complain(reading, lines, "an INF of more than 10000 lines: the rest is left out");
        reading->full = true;
        return;
    }
    reading->room = NULL;
    reading->room_size = 0;
    *VEC_ADD(arena, reading->inf) = (struct inf_entry){ .section = reading->section,
                                                        .key = arena_copy(arena, key),
                                                        .value = arena_copy(arena, value),
                                                        .line = lines->number,
                                                        .last_line = lines->number,
                                                        .offset = lines->offset };
}

static void take_line(struct reading *reading, const struct lines *lines)
{
    struct arena *arena = reading->walk->arena;
    struct span line = without_comment(lines->text), key, value;
    if (line.length == 0)
        return;
    if (line.data[0] == '[' && line.data[line.length - 1] == ']') {
        struct span name = text_trim((struct span){ line.data + 1, line.length - 2 });
        reading->section = arena_copy(arena, name);
        if (is_section(line, "NewRequest") && !reading->inf->line)
            reading->inf->line = lines->number;
    } else if (!span_split(line, '=', &key, &value) || key.length == 0) {
        struct span shown = { line.data, line.length < LINE_LIMIT_SHOWN ? line.length : LINE_LIMIT_SHOWN };
        complain(reading, lines,
                 arena_format(arena,
                              "an INF with the line '%s', which is neither '[section]' nor 'key = value'",
                              text_escaped(arena, shown)));
    } else {
        take_pair(reading, lines, text_trim(key), unquoted(arena, text_trim(value)));
    }
}

/* -- %strings% ------------------------------------------------------------------------------------------------------- */

/* What can be meant as the name of a string: "%3" and "%%" of addresses are none. */
static bool is_string_name(struct span name)
{
    for (size_t i = 0; i < name.length; i++) {
        uint8_t octet = text_lower_octet(name.data[i]);
        bool letter = (octet >= 'a' && octet <= 'z') || octet == '_';
        if (!letter && (i == 0 || !((octet >= '0' && octet <= '9') || octet == '-' || octet == '.')))
            return false;
    }
    return name.length > 0;
}

/* The entries of [Strings], by name and then in the order of the file. */
struct strings {
    const struct inf_entry **items;
    size_t count, capacity;
    size_t room; /* octets that may still be filled in */
};

static int compare_names(struct span a, struct span b)
{
    size_t least = a.length < b.length ? a.length : b.length;
    for (size_t i = 0; i < least; i++) {
        int difference = text_lower_octet(a.data[i]) - text_lower_octet(b.data[i]);
        if (difference)
            return difference;
    }
    return a.length == b.length ? 0 : a.length < b.length ? -1 : 1;
}

static int compare_strings(const void *a, const void *b)
{
    const struct inf_entry *left = *(const struct inf_entry *const *)a,
                           *right = *(const struct inf_entry *const *)b;
    int order = compare_names(left->key, right->key);
    return order ? order : left < right ? -1 : left > right;
}

static struct strings strings_of(struct reading *reading)
{
    struct strings strings = { .room = READ_LIMIT_CERTIFICATE };
    for (size_t i = 0; i < reading->inf->count; i++)
        if (text_equal_ignoring_case(reading->inf->items[i].section, span_of_text("Strings")))
            *VEC_ADD(reading->walk->arena, &strings) = &reading->inf->items[i];
    if (strings.count)
        qsort(strings.items, strings.count, sizeof *strings.items, compare_strings);
    return strings;
}

/* The first of the name; NULL: there is none. */
static const struct inf_entry *find_string(const struct strings *strings, struct span name)
{
    size_t low = 0, high = strings->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_names(strings->items[middle]->key, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_found = low < strings->count && compare_names(strings->items[low]->key, name) == 0;
    return is_found ? strings->items[low] : NULL;
}

/* What stands between this '%' and the next one; data NULL: nothing that a string could be called. */
static struct span name_at(struct span text, size_t at)
{
    struct span rest = span_from(text, at + 1);
    if (rest.length > STRING_NAME_LIMIT)
        rest.length = STRING_NAME_LIMIT;
    const uint8_t *end = span_find(rest, '%');
    return end ? (struct span){ rest.data, (size_t)(end - rest.data) } : (struct span){ 0 };
}

/* Each once: a string in a string stays as it is, and so does one that is not there (*lost). */
static struct span filled_in(struct reading *reading, struct strings *strings, struct span text,
                             struct span *lost)
{
    struct buf out = { 0 };
    for (size_t i = 0; i < text.length; i++) {
        struct span name = text.data[i] == '%' ? name_at(text, i) : (struct span){ 0 };
        const struct inf_entry *string = name.data ? find_string(strings, name) : NULL;
        if (name.data && !string && !lost->length && is_string_name(name))
            *lost = name;
        if (string && string->value.length <= strings->room) {
            buf_add(&out, string->value);
            strings->room -= string->value.length;
            i += name.length + 1;
        } else {
            reading->is_flooded = reading->is_flooded || string;
            buf_char(&out, (char)text.data[i]);
        }
    }
    struct span copy = arena_copy(reading->walk->arena, buf_span(&out));
    buf_free(&out);
    return copy;
}

/* In keys, too: "%szOID_SUBJECT_ALT_NAME2% = …" is how Microsoft's examples name extensions. */
static void fill_in(struct reading *reading)
{
    struct inf *inf = reading->inf;
    struct strings strings = strings_of(reading);
    for (size_t i = 0; i < inf->count; i++) {
        struct inf_entry *entry = &inf->items[i];
        bool was_flooded = reading->is_flooded, inside = reading->origin->depth > 0;
        if (text_equal_ignoring_case(entry->section, span_of_text("Strings")))
            continue;
        if (span_find(entry->key, '%'))
            entry->key = filled_in(reading, &strings, entry->key, &entry->lost);
        if (span_find(entry->value, '%'))
            entry->value = filled_in(reading, &strings, entry->value, &entry->lost);
        if (reading->is_flooded && !was_flooded)
            walk_fail(reading->walk, inside ? reading->origin->offset : entry->offset,
                      inside ? reading->origin->line : entry->line,
                      "an INF whose [Strings] would fill in more than 16 MiB: from here on they are not");
    }
}

void inf_read(struct walk *walk, const struct origin *outer, struct span octets)
{
    struct origin origin = *outer;
    struct reading reading = { .walk = walk, .origin = outer };
    struct lines lines;
    reading.inf = arena_alloc(walk->arena, sizeof *reading.inf);
    lines_begin(&lines, octets, outer->depth ? NULL : walk->stream, walk->arena);
    while (lines_next(&lines))
        take_line(&reading, &lines);
    if (lines.error)
        walk_fail(walk, lines.rest_offset, lines.number, "cannot read further: %s", lines.error);
    lines_end(&lines);
    fill_in(&reading);
    struct request *request = arena_alloc(walk->arena, sizeof *request);
    inf_finish(walk->arena, outer->source, reading.inf, octets, request);
    origin.container = "INF";
    if (origin.depth == 0)
        origin.line = reading.inf->line;
    walk_made_request(walk, &origin, request);
}
