/* Places in sources. Everything is found by walking the bytes from the start, so ask when complaining, not for each
 * node of a file.
 *
 * A line ends with LF, CR LF or CR, and, as YAML 1.1 has it, with NEL (U+0085), U+2028 or U+2029: the YAML reader's
 * marks count so. Columns count characters; a byte order mark at the start of the source is none. */
#include "util/source.h"
#include "util/text.h"

/* Octets of the line end that stands at the start of text, 0 when none does. */
static size_t line_end(struct span text)
{
    const uint8_t *at = text.data;
    if (text.length == 0)
        return 0;
    if (at[0] == '\n')
        return 1;
    if (at[0] == '\r')
        return text.length > 1 && at[1] == '\n' ? 2 : 1;
    if (text.length > 1 && at[0] == 0xC2 && at[1] == 0x85)
        return 2;
    if (text.length > 2 && at[0] == 0xE2 && at[1] == 0x80 && (at[2] == 0xA8 || at[2] == 0xA9))
        return 3;
    return 0;
}

static size_t byte_order_mark(struct span bytes)
{
    return bytes.length >= 3 && memcmp(bytes.data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

/* The octet where the first line after `offset` begins; the length when there is none. */
static size_t next_line(struct span bytes, size_t offset)
{
    while (offset < bytes.length) {
        size_t end = line_end(span_from(bytes, offset));
        if (end)
            return offset + end;
        offset++;
    }
    return bytes.length;
}

/* Whether a line end stands right before octet `offset`: only then does a last, empty line begin there. */
static bool after_line_end(struct span bytes, size_t offset)
{
    for (size_t back = 1; back <= 3 && back <= offset; back++)
        if (line_end(span_from(bytes, offset - back)) == back)
            return true;
    return false;
}

struct place place_in(const struct source *source, struct span at)
{
    struct place place = { .source = source };
    if (span_within(at, source->bytes)) {
        place.offset = (size_t)(at.data - source->bytes.data);
        place.length = at.length;
    }
    return place; /* what lies elsewhere is said of the source as a whole */
}

/* The start of the line that holds octet `offset`, and the line's number. */
static size_t find_line(struct span bytes, size_t offset, uint32_t *number)
{
    size_t start = 0;
    *number = 1;
    for (;;) {
        size_t next = next_line(bytes, start);
        if (next > offset || next == start || (next == bytes.length && !after_line_end(bytes, next)))
            return start;
        start = next;
        *number += *number < UINT32_MAX;
    }
}

struct place place_in_text(const struct source *source, size_t offset, size_t length)
{
    struct span bytes = source->bytes;
    struct place place = { .source = source };
    place.offset = offset < bytes.length ? offset : bytes.length;
    place.length = length < bytes.length - place.offset ? length : bytes.length - place.offset;

    size_t start = find_line(bytes, place.offset, &place.line);
    if (start == 0)
        start = byte_order_mark(bytes);
    size_t before = place.offset > start ? place.offset - start : 0;
    size_t column = 1;
    if (before)
        column += text_characters((struct span){ span_from(bytes, start).data, before });
    place.column = column < UINT32_MAX ? (uint32_t)column : UINT32_MAX;
    return place;
}

struct place place_at_line(const struct source *source, uint32_t line, uint32_t column, size_t length)
{
    struct span bytes = source->bytes;
    size_t start = 0;
    for (uint32_t number = 1; number < line && start < bytes.length; number++)
        start = next_line(bytes, start);
    if (start == 0)
        start = byte_order_mark(bytes);

    struct span rest = span_from(bytes, start);
    for (uint32_t number = 1; number < column && rest.length && !line_end(rest); number++)
        text_next(&rest);

    struct place place = { .source = source, .line = line, .column = column };
    place.offset = bytes.length - rest.length;
    place.length = length < rest.length ? length : rest.length;
    return place;
}

struct span source_line(const struct source *source, size_t offset)
{
    struct span bytes = source->bytes;
    uint32_t number;
    if (offset > bytes.length)
        offset = bytes.length;
    size_t start = find_line(bytes, offset, &number);
    if (start == 0)
        start = byte_order_mark(bytes);
    size_t end = start;
    while (end < bytes.length && !line_end(span_from(bytes, end)))
        end++;
    return bytes.data ? (struct span){ bytes.data + start, end - start } : bytes;
}

const struct source *source_file(const struct source *source, size_t *offset)
{
    *offset = 0;
    while (source->within) {
        *offset =
            source->within_offset; /* an octet of a decoded text is none of the file: the outermost counts */
        source = source->within;
    }
    return source;
}
