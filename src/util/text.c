/* Text: UTF-8 as RFC 3629 has it (no surrogates, no overlong forms), and what is safe to print. */
#include "util/text.h"

enum { REPLACEMENT = 0xFFFD, LAST_CHARACTER = 0x10FFFF };

static bool is_surrogate(uint32_t character)
{
    return character >= 0xD800 && character <= 0xDFFF;
}

/* Octets of the well-formed character at the start of text, 0 when there is none. */
static size_t decode(struct span text, uint32_t *character)
{
    if (text.length == 0)
        return 0;
    uint8_t first = text.data[0];
    if (first < 0x80) {
        *character = first;
        return 1;
    }
    size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || length > text.length)
        return 0;
    static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
    uint32_t value = first & (0x7FU >> length);
    for (size_t i = 1; i < length; i++) {
        if ((text.data[i] & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (text.data[i] & 0x3F);
    }
    if (value < smallest[length] || value > LAST_CHARACTER || is_surrogate(value))
        return 0;
    *character = value;
    return length;
}

uint32_t text_next(struct span *text)
{
    uint32_t character = REPLACEMENT;
    size_t length = decode(*text, &character);
    if (length == 0)
        length = text->length > 0;
    if (length) {
        text->data += length;
        text->length -= length;
    }
    return character;
}

void text_add_character(struct buf *out, uint32_t character)
{
    if (character > LAST_CHARACTER || is_surrogate(character))
        character = REPLACEMENT;
    uint8_t octets[4];
    size_t length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    static const uint8_t lead[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
    for (size_t i = length - 1; i > 0; i--) {
        octets[i] = (uint8_t)(0x80 | (character & 0x3F));
        character >>= 6;
    }
    octets[0] = (uint8_t)(lead[length] | character);
    buf_add(out, (struct span){ octets, length });
}

/* Octets at the front that are ASCII: in steps of eight, for most text is nothing else. */
static size_t ascii_run(struct span text)
{
    size_t length = 0;
    uint64_t eight;
    for (; text.length - length >= sizeof eight; length += sizeof eight) {
        memcpy(&eight, text.data + length, sizeof eight);
        if (eight & UINT64_C(0x8080808080808080))
            break;
    }
    while (length < text.length && text.data[length] < 0x80)
        length++;
    return length;
}

bool text_is_utf8(struct span text)
{
    uint32_t character;
    while (text.length) {
        size_t length = ascii_run(text);
        if (length == 0)
            length = decode(text, &character);
        if (length == 0)
            return false;
        text.data += length;
        text.length -= length;
    }
    return true;
}

size_t text_characters(struct span text)
{
    size_t count = 0;
    while (text.length) {
        text_next(&text);
        count++;
    }
    return count;
}

/* What must not reach a terminal as it is. */
static const struct {
    uint32_t first, last;
} unsafe[] = {
    { 0x0000, 0x001F },   /* C0 controls: escape sequences, line ends */
    { 0x007F, 0x009F },   /* DEL, C1 controls */
    { 0x00AD, 0x00AD },   /* soft hyphen: not seen */
    { 0x061C, 0x061C },   /* Arabic letter mark */
    { 0x200B, 0x200B },   /* zero width space */
    { 0x200E, 0x200F },   /* left-to-right mark, right-to-left mark */
    { 0x2028, 0x202E },   /* line and paragraph separator, bidirectional embeddings and overrides */
    { 0x2060, 0x206F },   /* word joiner, bidirectional isolates, invisible operators */
    { 0xFEFF, 0xFEFF },   /* zero width no-break space */
    { 0xFFF9, 0xFFFB },   /* interlinear annotation */
    { 0xE0000, 0xE007F }, /* tags: not seen */
};

bool text_is_unsafe(uint32_t character)
{
    for (size_t i = 0; i < COUNT_OF(unsafe); i++)
        if (character >= unsafe[i].first && character <= unsafe[i].last)
            return true;
    return false;
}

void text_escape(struct buf *out, struct span text, bool quoted)
{
    while (text.length) {
        uint32_t character = 0;
        size_t length = decode(text, &character);
        if (length == 0) {
            length = 1;
            buf_format(out, "\\x%02X", text.data[0]);
        } else if (text_is_unsafe(character)) {
            buf_format(out, character < 0x80 ? "\\x%02X" : "\\u{%04X}", (unsigned)character);
        } else if (character == '\\' && quoted) {
            buf_text(out, "\\\\");
        } else {
            buf_add(out, (struct span){ text.data, length });
        }
        text.data += length;
        text.length -= length;
    }
}

char *text_escaped(struct arena *arena, struct span text)
{
    struct buf escaped = { 0 };
    text_escape(&escaped, text, false);
    char *copy = arena_text_of_span(arena, buf_span(&escaped));
    buf_free(&escaped);
    return copy;
}

uint8_t text_lower_octet(uint8_t octet)
{
    return octet >= 'A' && octet <= 'Z' ? (uint8_t)(octet + ('a' - 'A')) : octet;
}

struct span text_lower(struct arena *arena, struct span text)
{
    uint8_t *lower = arena_alloc(arena, text.length + 1);
    for (size_t i = 0; i < text.length; i++)
        lower[i] = text_lower_octet(text.data[i]);
    return (struct span){ lower, text.length };
}

bool text_equal_ignoring_case(struct span a, struct span b)
{
    if (a.length != b.length)
        return false;
    for (size_t i = 0; i < a.length; i++)
        if (text_lower_octet(a.data[i]) != text_lower_octet(b.data[i]))
            return false;
    return true;
}

int text_compare_ignoring_case(const char *a, const char *b)
{
    for (; *a && text_lower_octet((uint8_t)*a) == text_lower_octet((uint8_t)*b); a++, b++)
        ;
    return (int)text_lower_octet((uint8_t)*a) - (int)text_lower_octet((uint8_t)*b);
}

bool text_is_ascii(struct span text)
{
    return ascii_run(text) == text.length;
}

static bool is_blank(uint8_t octet)
{
    return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
}

uint8_t text_octet_at(struct span text, size_t at)
{
    return at < text.length ? text.data[at] : 0;
}

size_t text_skip_blanks(struct span text, size_t at)
{
    while (at < text.length && text.data[at] && strchr(" \t\r\n", text.data[at]))
        at++;
    return at;
}

bool text_is_at(struct span text, size_t at, const char *wanted)
{
    size_t length = strlen(wanted);
    return at <= text.length && text.length - at >= length &&
           (length == 0 || memcmp(text.data + at, wanted, length) == 0);
}

size_t text_find(struct span text, size_t from, const char *wanted)
{
    while (from < text.length && !text_is_at(text, from, wanted)) {
        const uint8_t *next = span_find(span_from(text, from + 1), wanted[0]);
        from = next ? (size_t)(next - text.data) : text.length;
    }
    return from < text.length ? from : text.length;
}

bool text_is_at_ignoring_case(struct span text, size_t at, const char *wanted)
{
    size_t length = strlen(wanted);
    return at <= text.length && text.length - at >= length &&
           text_equal_ignoring_case((struct span){ span_from(text, at).data, length }, span_of_text(wanted));
}

size_t text_find_ignoring_case(struct span text, size_t from, const char *wanted)
{
    uint8_t first = text_lower_octet((uint8_t)wanted[0]);
    while (from < text.length &&
           (text_lower_octet(text.data[from]) != first || !text_is_at_ignoring_case(text, from, wanted)))
        from++;
    return from < text.length ? from : text.length;
}

bool text_holds(struct span text, const char *wanted)
{
    return text_find(text, 0, wanted) < text.length;
}

bool text_ends_with(struct span text, const char *end)
{
    size_t length = strlen(end);
    return text.length >= length && text_is_at(text, text.length - length, end);
}

struct span text_trim(struct span text)
{
    while (text.length && is_blank(text.data[0])) {
        text.data++;
        text.length--;
    }
    while (text.length && is_blank(text.data[text.length - 1]))
        text.length--;
    return text;
}

int text_hex_digit(uint8_t octet)
{
    if (octet >= '0' && octet <= '9')
        return octet - '0';
    octet = text_lower_octet(octet);
    return octet >= 'a' && octet <= 'f' ? octet - 'a' + 10 : -1;
}

bool text_hex_read(struct span text, const char *blanks, uint8_t *out, size_t size)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.length; i++) {
        int digit = text_hex_digit(text.data[i]);
        if (text.data[i] && strchr(blanks, text.data[i]))
            continue;
        if (digit < 0 || digits == 2 * size)
            return false;
        out[digits / 2] = (uint8_t)((unsigned)out[digits / 2] << 4 | (unsigned)digit);
        digits++;
    }
    return digits == 2 * size;
}

char *text_hex(struct arena *arena, struct span bytes)
{
    static const char digits[] = "0123456789abcdef";
    if (bytes.length > (SIZE_MAX - 1) / 2)
        out_of_memory(SIZE_MAX);
    char *hex = arena_alloc(arena, bytes.length * 2 + 1);
    for (size_t i = 0; i < bytes.length; i++) {
        hex[2 * i] = digits[bytes.data[i] >> 4];
        hex[2 * i + 1] = digits[bytes.data[i] & 0xF];
    }
    return hex;
}

/* -- did you mean --------------------------------------------------------------------------------------------------- */

/* Octets of a word that is looked at: names are shorter, and the work is their product. */
enum { SUGGEST_LONGEST = 64 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Insertions, deletions, changes and swaps of neighbours that make b of a; upper and lower case are the same. */
static size_t distance(struct span a, struct span b)
{
    size_t rows[3][SUGGEST_LONGEST + 1]; /* two before, before, this one */
    size_t *two_before = rows[0], *before = rows[1], *now = rows[2];
    for (size_t j = 0; j <= b.length; j++)
        before[j] = two_before[j] = j;
    for (size_t i = 1; i <= a.length; i++) {
        now[0] = i;
        for (size_t j = 1; j <= b.length; j++) {
            uint8_t left = text_lower_octet(a.data[i - 1]), right = text_lower_octet(b.data[j - 1]);
            now[j] = least(least(now[j - 1], before[j]) + 1, before[j - 1] + (left != right));
            if (i > 1 && j > 1 && left == text_lower_octet(b.data[j - 2]) &&
                right == text_lower_octet(a.data[i - 2]))
                now[j] = least(now[j], two_before[j - 2] + 1);
        }
        size_t *spare = two_before;
        two_before = before;
        before = now;
        now = spare;
    }
    return before[b.length];
}

const char *text_suggest(struct span word, const char *(*candidate)(const void *context, size_t index),
                         const void *context)
{
    if (word.length == 0 || word.length > SUGGEST_LONGEST)
        return NULL;
    const char *nearest = NULL, *name;
    size_t nearest_distance = word.length / 3 + 1;
    for (size_t i = 0; (name = candidate(context, i)) != NULL; i++) {
        struct span other = span_of_text(name);
        if (other.length > SUGGEST_LONGEST)
            continue;
        size_t found = distance(word, other);
        if (found < nearest_distance) {
            nearest = name;
            nearest_distance = found;
        }
    }
    return nearest;
}
