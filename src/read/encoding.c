/* Lines out of UTF-8, UTF-16 and ANSI, from memory or from a stream.
 *
 * A line ends with LF, CR LF or CR. UTF-8 lines are spans into the file's octets; others are converted one at a time. The way back, from an octet of the line to the octet of the file, is found by walking the line again: only
 * complaints ask for it. */
#include "read/encoding.h"
#include "util/text.h"

enum {
    DETECT_UNITS = 64,       /* 16-bit units looked at to tell UTF-16 without a mark */
    SWITCH_UNITS = 16,       /* the same, in the midst of a text */
    WINDOW_STEP = 256 * 1024 /* octets asked of a stream at a time */
};

static unsigned unit_at(const uint8_t *at, enum encoding encoding)
{
    return encoding == ENCODING_UTF16LE ? (unsigned)(at[0] | at[1] << 8) : (unsigned)(at[0] << 8 | at[1]);
}

/* Whether the octets are Western text in 16-bit units: no NUL, no control characters, nothing above Latin-1. */
static bool is_text_units(struct span head, enum encoding encoding)
{
    size_t units = head.length / 2;
    if (units < 4)
        return false;
    for (size_t i = 0; i < units && i < DETECT_UNITS; i++) {
        unsigned unit = unit_at(head.data + 2 * i, encoding);
        if (unit > 0xff || (unit >= 0x7f && unit < 0xa0) ||
            (unit < 0x20 && unit != '\t' && unit != '\r' && unit != '\n'))
            return false;
    }
    return true;
}

struct encoding_found encoding_detect(struct span head)
{
    if (head.length >= 3 && memcmp(head.data, "\xef\xbb\xbf", 3) == 0)
        return (struct encoding_found){ ENCODING_UTF8, 3 };
    if (head.length >= 4 && memcmp(head.data, "\xff\xfe\0\0", 4) == 0)
        return (struct encoding_found){ ENCODING_UTF8, 0 }; /* UTF-32, which is told and refused elsewhere */
    if (head.length >= 2 && memcmp(head.data, "\xff\xfe", 2) == 0)
        return (struct encoding_found){ ENCODING_UTF16LE, 2 };
    if (head.length >= 2 && memcmp(head.data, "\xfe\xff", 2) == 0)
        return (struct encoding_found){ ENCODING_UTF16BE, 2 };
    if (is_text_units(head, ENCODING_UTF16LE))
        return (struct encoding_found){ ENCODING_UTF16LE, 0 };
    if (is_text_units(head, ENCODING_UTF16BE))
        return (struct encoding_found){ ENCODING_UTF16BE, 0 };
    return (struct encoding_found){ ENCODING_UTF8, 0 };
}

const char *encoding_name(struct encoding_found found)
{
    switch (found.encoding) {
    case ENCODING_UTF16LE:
        return found.mark ? "UTF-16LE" : "UTF-16LE without byte order mark";
    case ENCODING_UTF16BE:
        return found.mark ? "UTF-16BE" : "UTF-16BE without byte order mark";
    case ENCODING_WINDOWS_1252:
        return "ANSI (taken for Windows-1252)";
    case ENCODING_UTF8:
        break;
    }
    return found.mark ? "UTF-8 with byte order mark" : "UTF-8";
}

/* Octets at the front that don't end within a character of UTF-8. */
static size_t whole_characters(struct span octets)
{
    size_t at = octets.length;
    while (at && octets.length - at < 3 && (octets.data[at - 1] & 0xc0) == 0x80)
        at--;
    if (at == 0 || octets.data[at - 1] < 0xc0)
        return octets.length;
    uint8_t lead = octets.data[at - 1];
    size_t needed = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    return octets.length - (at - 1) < needed ? at - 1 : octets.length;
}

struct encoding_found encoding_taken_for(struct span octets, bool is_cut, struct encoding_found found)
{
    octets = span_from(octets, found.mark);
    if (is_cut)
        octets.length = whole_characters(octets);
    if (found.encoding == ENCODING_UTF8 && !text_is_utf8(octets))
        found.encoding = ENCODING_WINDOWS_1252;
    return found;
}

/* -- characters ----------------------------------------------------------------------------------------------------- */

/* One character from UTF-16 octets; U+FFFD for half a pair or half a unit. Advances *in by at least one octet. */
static uint32_t utf16_next(struct span *in, enum encoding encoding)
{
    if (in->length < 2) {
        *in = (struct span){ span_end(*in), 0 };
        return 0xfffd;
    }
    uint32_t character = unit_at(in->data, encoding);
    size_t used = 2;
    if (character >= 0xd800 && character <= 0xdbff && in->length >= 4) {
        unsigned low = unit_at(in->data + 2, encoding);
        if (low >= 0xdc00 && low <= 0xdfff) {
            character = 0x10000 + ((character - 0xd800) << 10) + (low - 0xdc00);
            used = 4;
        }
    }
    *in = span_from(*in, used);
    return character >= 0xd800 && character <= 0xdfff ? 0xfffd : character;
}

/* Windows-1252 where it differs from Latin-1: 0x80 to 0x9f (0: not assigned). */
static const uint16_t windows_1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

static uint32_t ansi_next(struct span *in)
{
    uint32_t character = in->data[0];
    *in = span_from(*in, 1);
    if (character < 0x80 || character > 0x9f)
        return character;
    return windows_1252[character - 0x80] ? windows_1252[character - 0x80] : 0xfffd;
}

/* One character of what is not UTF-8. Advances *in by at least one octet. */
static uint32_t other_next(struct span *in, enum encoding encoding)
{
    return encoding == ENCODING_WINDOWS_1252 ? ansi_next(in) : utf16_next(in, encoding);
}

static void convert(struct buf *out, struct span in, enum encoding encoding)
{
    while (in.length) {
        uint32_t character = other_next(&in, encoding);
        if (character < 0x80)
            buf_char(out, (char)character);
        else
            text_add_character(out, character);
    }
}

static size_t utf8_length(uint32_t character)
{
    return character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
}

/* How many octets of `raw` make the first `octet` octets of its UTF-8 form. */
static size_t raw_length(struct span raw, enum encoding encoding, size_t octet)
{
    if (encoding == ENCODING_UTF8)
        return octet < raw.length ? octet : raw.length;
    struct span rest = raw;
    size_t made = 0;
    while (rest.length) {
        struct span before = rest;
        made += utf8_length(other_next(&rest, encoding));
        if (made > octet)
            return (size_t)(before.data - raw.data);
    }
    return raw.length;
}

/* -- lines ---------------------------------------------------------------------------------------------------------- */

void lines_begin(struct lines *lines, struct span bytes, struct platform_stream *stream, struct arena *arena)
{
    *lines =
        (struct lines){ .found = encoding_detect(bytes), .rest = bytes, .stream = stream, .arena = arena };
    if (lines->found.mark) {
        lines->rest.data += lines->found.mark;
        lines->rest.length -= lines->found.mark;
        lines->rest_offset = lines->found.mark;
    }
}

void lines_end(struct lines *lines)
{
    buf_free(&lines->window);
    buf_free(&lines->converted);
}

/* Gets more octets behind `rest`. False when there are none, or none can be kept. */
static bool more_octets(struct lines *lines)
{
    if (!lines->stream || lines->rest.length >= LINE_LIMIT)
        return false;
    struct buf larger = { 0 };
    if (lines->window.data && lines->rest.data >= (const uint8_t *)lines->window.data &&
        lines->rest.data <= span_end(buf_span(&lines->window))) {
        memmove(lines->window.data, lines->rest.data, lines->rest.length);
        lines->window.length = lines->rest.length;
    } else {
        buf_add(&larger, lines->rest);
        buf_free(&lines->window);
        lines->window = larger;
    }
    uint8_t *piece = malloc(WINDOW_STEP);
    if (!piece)
        out_of_memory(WINDOW_STEP);
    size_t got;
    if (!platform_stream_read(lines->stream, piece, WINDOW_STEP, &got, &lines->error, lines->arena))
        got = 0;
    buf_add(&lines->window, (struct span){ piece, got });
    free(piece);
    lines->rest = buf_span(&lines->window);
    if (got < WINDOW_STEP)
        lines->stream = NULL;
    return got > 0;
}

/* The unit that begins at octet `at` of rest: a character where it is ASCII, else anything above. */
static unsigned rest_unit(const struct lines *lines, size_t at)
{
    if (lines->found.encoding == ENCODING_UTF8)
        return lines->rest.data[at];
    return unit_at(lines->rest.data + at, lines->found.encoding);
}

/* A line is cut at `at`, or a little before, between two characters. */
static size_t piece_length(const struct lines *lines, size_t at)
{
    return lines->found.encoding == ENCODING_UTF8 ? whole_characters((struct span){ lines->rest.data, at })
                                                  : at;
}

/* Octets of rest before the next CR or LF, or all that a line may have; *end: octets of the line's end. */
static size_t find_end(struct lines *lines, size_t *end)
{
    size_t unit = lines->found.encoding == ENCODING_UTF8 ? 1 : 2, at = 0;
    *end = 0;
    for (;;) {
        while (lines->rest.length - at >= unit && at < LINE_LIMIT) {
            unsigned found = rest_unit(lines, at);
            if (found == '\n' || found == '\r')
                break;
            at += unit;
        }
        bool stands = lines->rest.length - at >= unit && at < LINE_LIMIT;
        bool decided = stands && (rest_unit(lines, at) == '\n' || lines->rest.length - at >= 2 * unit);
        if (decided || !more_octets(lines)) {
            if (!stands)
                return at >= LINE_LIMIT ? piece_length(lines, at) : lines->rest.length;
            bool pair = rest_unit(lines, at) == '\r' && lines->rest.length - at >= 2 * unit &&
                        rest_unit(lines, at + unit) == '\n';
            *end = pair ? 2 * unit : unit;
            return at;
        }
    }
}

/* Whether a line begins in UTF-8 (where it is ASCII) though the one before was UTF-16. */
static bool is_ascii_text(struct span head)
{
    for (size_t i = 0; i < head.length; i++)
        if (head.data[i] > 0x7e ||
            (head.data[i] < 0x20 && !strchr("\t\r\n", head.data[i] ? head.data[i] : 1)))
            return false;
    return true;
}

/* What Out-File -Append of Windows PowerShell puts behind a text of ANSI is UTF-16, and what cmd puts behind one of
 * UTF-16 is ANSI: so a line may begin in another encoding. */
static void switch_encoding(struct lines *lines)
{
    if (lines->rest.length < 2 * SWITCH_UNITS)
        more_octets(lines);
    if (lines->rest.length < 2 * SWITCH_UNITS)
        return;
    struct span head = { lines->rest.data, 2 * SWITCH_UNITS };
    bool is_marked = head.data[0] == 0xff && head.data[1] == 0xfe;
    if (lines->found.encoding != ENCODING_UTF8) {
        if (is_ascii_text(head))
            lines->found.encoding = ENCODING_UTF8;
    } else if (is_text_units(span_from(head, is_marked ? 2 : 0), ENCODING_UTF16LE)) {
        lines->found.encoding = ENCODING_UTF16LE;
        lines->rest = span_from(lines->rest, is_marked ? 2 : 0);
        lines->rest_offset += is_marked ? 2 : 0;
    }
}

bool lines_next(struct lines *lines)
{
    if (lines->rest.length == 0 && !more_octets(lines))
        return false;
    if (!lines->last_was_cut)
        switch_encoding(lines);
    size_t end, length = find_end(lines, &end);
    lines->raw = (struct span){ lines->rest.data, length };
    lines->offset = lines->rest_offset;
    lines->rest = span_from(lines->rest, length + end);
    lines->rest_offset += length + end;
    if (!lines->last_was_cut)
        lines->number += lines->number < UINT32_MAX;
    lines->last_was_cut = end == 0 && lines->rest.length > 0;
    lines->is_open = end == 0 && lines->rest.length == 0;

    lines->text = lines->raw;
    lines->encoding = lines->found.encoding;
    if (lines->encoding == ENCODING_UTF8 && !text_is_utf8(lines->raw))
        lines->encoding = ENCODING_WINDOWS_1252;
    if (lines->encoding != ENCODING_UTF8) {
        buf_clear(&lines->converted);
        convert(&lines->converted, lines->raw, lines->encoding);
        lines->text = buf_span(&lines->converted);
    }
    return true;
}

size_t lines_file_offset(const struct lines *lines, size_t octet)
{
    return lines->offset + raw_length(lines->raw, lines->encoding, octet);
}

/* -- whole texts ---------------------------------------------------------------------------------------------------- */

static struct span converted(struct arena *arena, struct span octets, enum encoding encoding)
{
    struct buf out = { 0 };
    convert(&out, octets, encoding);
    struct span copy = arena_copy(arena, buf_span(&out));
    buf_free(&out);
    return copy;
}

struct span encoding_to_utf8(struct arena *arena, struct span octets, struct encoding_found *found)
{
    struct encoding_found own = encoding_taken_for(octets, false, encoding_detect(octets));
    struct span text = span_from(octets, own.mark);
    if (found)
        *found = own;
    return own.encoding == ENCODING_UTF8 ? text : converted(arena, text, own.encoding);
}

void encoding_cursor_begin(struct encoding_cursor *cursor, struct span text, struct encoding_found found)
{
    *cursor = (struct encoding_cursor){ .text = text, .found = found, .line = 1 };
}

size_t encoding_cursor_to(struct encoding_cursor *cursor, size_t octet)
{
    const uint8_t *at = cursor->text.data;
    for (; cursor->octet < octet && cursor->octet < cursor->text.length; cursor->octet++) {
        uint8_t here = at[cursor->octet];
        bool pair = here == '\r' && cursor->octet + 1 < cursor->text.length && at[cursor->octet + 1] == '\n';
        if ((here == '\n' || here == '\r') && !pair)
            cursor->line += cursor->line < UINT32_MAX;
        if ((here & 0xc0) != 0x80)
            cursor->units += here >= 0xf0 ? 2 : 1;
    }
    switch (cursor->found.encoding) {
    case ENCODING_UTF8:
        return cursor->found.mark + cursor->octet;
    case ENCODING_WINDOWS_1252:
        return cursor->found.mark + cursor->units;
    case ENCODING_UTF16LE:
    case ENCODING_UTF16BE:
        return cursor->found.mark + 2 * cursor->units;
    }
    BUG("an unknown encoding");
}

struct span encoding_guess(struct arena *arena, struct span text)
{
    return text_is_utf8(text) ? arena_copy(arena, text) : converted(arena, text, ENCODING_WINDOWS_1252);
}

/* The 16-bit unit of a JSON escape such as \u00e9 at the front, or -1. */
static long escaped_unit(struct span text)
{
    long unit = 0;
    if (text.length < 6 || text.data[0] != '\\' || text.data[1] != 'u')
        return -1;
    for (size_t i = 2; i < 6; i++) {
        int digit = text_hex_digit(text.data[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

/* Where the next escape of half a surrogate pair stands, from `at` on; the length of the text: nowhere. */
static size_t find_half_pair(struct span text, size_t at)
{
    while (at < text.length) {
        const uint8_t *escape = span_find(span_from(text, at), '\\');
        if (!escape)
            return text.length;
        at = (size_t)(escape - text.data);
        long unit = escaped_unit(span_from(text, at));
        long next = unit >= 0 ? escaped_unit(span_from(text, at + 6)) : -1;
        if (unit >= 0xd800 && unit <= 0xdbff && next >= 0xdc00 && next <= 0xdfff)
            at += 12;
        else if (unit >= 0xd800 && unit <= 0xdfff)
            return at;
        else
            at += unit >= 0 ? 6 : 2;
    }
    return text.length;
}

struct span encoding_for_json(struct arena *arena, struct span text)
{
    static const uint8_t replacement[] = { '\\', 'u', 'f', 'f', 'f', 'd' };
    size_t at = find_half_pair(text, 0);
    if (at >= text.length)
        return text;
    uint8_t *copy = arena_alloc(arena, text.length);
    memcpy(copy, text.data, text.length);
    for (; at < text.length; at = find_half_pair(text, at + sizeof replacement))
        memcpy(copy + at, replacement, sizeof replacement);
    return (struct span){ copy, text.length };
}

struct span encoding_utf16(struct arena *arena, struct span octets, enum encoding order)
{
    return converted(arena, octets, order);
}

struct span encoding_utf16le(struct arena *arena, struct span octets)
{
    size_t length = 0;
    while (octets.length - length >= 2 && (octets.data[length] || octets.data[length + 1]))
        length += 2;
    return converted(arena, (struct span){ octets.data, length }, ENCODING_UTF16LE);
}
