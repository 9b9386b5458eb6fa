/* A copy gets one to four changes: of single octets, of ranges, of lines, and words that formats have in common. */
#include "tests/fuzz/mutate.h"

#include "util/text.h"

enum { CHANGES_MAX = 4, RANGE_MAX = 64 };

/* -- random numbers -------------------------------------------------------------------------------------------------- */

/* SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). */
static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* 0 to limit - 1; 0 where the limit is 0. */
static size_t below(uint64_t *state, size_t limit)
{
    return limit ? (size_t)(next(state) % limit) : 0;
}

/* FNV-1a: so that equal octets give equal copies, whatever the file is called. */
static uint64_t digest_of(struct span octets)
{
    uint64_t digest = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < octets.length; i++)
        digest = (digest ^ octets.data[i]) * UINT64_C(0x100000001b3);
    return digest;
}

/* -- changes --------------------------------------------------------------------------------------------------------- */

struct copy {
    struct buf *octets;
    uint64_t *state;
};

/* What stands in `at`, of `length` octets, becomes `instead`, which may lie in the copy itself. */
static void replace(struct copy *copy, size_t at, size_t length, struct span instead)
{
    struct buf out = { 0 };
    struct span whole = buf_span(copy->octets);
    buf_add(&out, (struct span){ whole.data, at });
    buf_add(&out, instead);
    buf_add(&out, span_from(whole, at + length));
    buf_free(copy->octets);
    *copy->octets = out;
}

/* A range of the copy, short ones more often. */
static struct span range(struct copy *copy, size_t *at)
{
    struct span whole = buf_span(copy->octets);
    *at = below(copy->state, whole.length + 1);
    size_t rest = whole.length - *at;
    size_t most = below(copy->state, 8) ? 1 + below(copy->state, RANGE_MAX) : rest;
    size_t length = below(copy->state, (most < rest ? most : rest) + 1);
    return (struct span){ whole.data + *at, length };
}

/* A line with its end. */
static struct span line(struct copy *copy, size_t *at)
{
    struct span whole = buf_span(copy->octets);
    size_t end = below(copy->state, whole.length + 1);
    for (*at = end; *at && whole.data[*at - 1] != '\n';)
        --*at;
    while (end < whole.length && whole.data[end] != '\n')
        end++;
    end += end < whole.length;
    return (struct span){ whole.data + *at, end - *at };
}

static void change_bit(struct copy *copy)
{
    size_t at = below(copy->state, copy->octets->length);
    if (copy->octets->length)
        copy->octets->data[at] = (char)(copy->octets->data[at] ^ 1 << below(copy->state, 8));
}

static void set_octet(struct copy *copy)
{
    static const uint8_t octets[] = { 0,    1,    0x7f, 0x80, 0xfe, 0xff, 0xdb, 0xc3, ' ', '\t',
                                      '\n', '\r', '"',  '\'', '\\', '/',  ':',  ',',  ';', '=',
                                      '{',  '}',  '[',  ']',  '<',  '>',  '&',  '#',  '%', '-',
                                      '0',  '9',  '!',  '*',  '|',  '@',  '.',  '$',  '(', ')' };
    uint8_t octet = octets[below(copy->state, COUNT_OF(octets))];
    size_t at = below(copy->state, copy->octets->length + 1);
    replace(copy, at, at < copy->octets->length && below(copy->state, 2), (struct span){ &octet, 1 });
}

static void set_random_octets(struct copy *copy)
{
    uint8_t octets[8];
    size_t at = below(copy->state, copy->octets->length + 1), count = 1 + below(copy->state, sizeof octets);
    uint64_t random = next(copy->state);
    for (size_t i = 0; i < count; i++)
        octets[i] = (uint8_t)(random >> 8 * i);
    size_t rest = copy->octets->length - at;
    replace(copy, at,
            below(copy->state, 2) ? 0
            : count < rest        ? count
                                  : rest,
            (struct span){ octets, count });
}

static void remove_range(struct copy *copy)
{
    size_t at;
    struct span gone = range(copy, &at);
    replace(copy, at, gone.length, (struct span){ 0 });
}

/* Once more, or in the place of something else. */
static void copy_range(struct copy *copy)
{
    size_t from, to;
    struct span again = range(copy, &from), gone = range(copy, &to);
    replace(copy, to, below(copy->state, 2) ? gone.length : 0, again);
}

static void remove_line(struct copy *copy)
{
    size_t at;
    struct span gone = line(copy, &at);
    replace(copy, at, gone.length, (struct span){ 0 });
}

static void copy_line(struct copy *copy)
{
    size_t from, to;
    struct span again = line(copy, &from);
    line(copy, &to);
    replace(copy, to, 0, again);
}

static void cut(struct copy *copy)
{
    copy->octets->length = below(copy->state, copy->octets->length + 1);
}

/* A number in digits becomes another one. */
static void change_number(struct copy *copy)
{
    static const char *const numbers[] = { "0",
                                           "-1",
                                           "1",
                                           "2",
                                           "255",
                                           "256",
                                           "65535",
                                           "65536",
                                           "2147483647",
                                           "2147483648",
                                           "4294967295",
                                           "4294967296",
                                           "9223372036854775807",
                                           "18446744073709551616",
                                           "99999999999999999999999999",
                                           "0x",
                                           "1e400",
                                           "00",
                                           "" };
    struct span whole = buf_span(copy->octets);
    size_t at = below(copy->state, whole.length), end;
    while (at < whole.length && (whole.data[at] < '0' || whole.data[at] > '9'))
        at++;
    for (end = at; end < whole.length && whole.data[end] >= '0' && whole.data[end] <= '9';)
        end++;
    if (at < end)
        replace(copy, at, end - at, span_of_text(numbers[below(copy->state, COUNT_OF(numbers))]));
}

static void put_word(struct copy *copy)
{
    static const char *const words[] = { "\xef\xbb\xbf",
                                         "\xff\xfe",
                                         "\xe2\x80\xa6",
                                         "\xc2\xa0",
                                         "\xf4\x8f\xbf\xbf",
                                         "\xed\xa0\x80",
                                         "null",
                                         "true",
                                         "[]",
                                         "{}",
                                         "[[[[[[[[",
                                         "\"\"",
                                         "\\u0000",
                                         "\\ud800",
                                         "!tag ",
                                         "&a ",
                                         "*a",
                                         "<<: ",
                                         "- ",
                                         "? ",
                                         "|\n",
                                         "---\n",
                                         "#",
                                         "<!--",
                                         "]]>",
                                         "&amp;",
                                         "&#0;",
                                         "<a>",
                                         "</a>",
                                         "<!DOCTYPE a>",
                                         "-----BEGIN ",
                                         "-----END ",
                                         "CERTIFICATE",
                                         "MIIB",
                                         "=\n",
                                         "> ",
                                         "hex:",
                                         "dword:",
                                         "REG_SZ",
                                         "REG_BINARY",
                                         "HKEY_LOCAL_MACHINE\\",
                                         "...",
                                         "EMPTY",
                                         "20221231235959Z",
                                         "%s%n",
                                         "1.3.6.1.4.1.311.21.7",
                                         "\x30\x80",
                                         "\x30\x84\xff\xff\xff\xff",
                                         "\x02\x01\x80",
                                         "\x03\x01\x08",
                                         "\x05\x00\x00",
                                         "\xa0\x82\x7f\xff",
                                         "\x24\x80",
                                         "\x06\x01\x80",
                                         "\x1e\x01\x41",
                                         "\x17\x0d" };
    const char *word = words[below(copy->state, COUNT_OF(words))];
    replace(copy, below(copy->state, copy->octets->length + 1), 0, span_of_text(word));
}

/* -- all of them ----------------------------------------------------------------------------------------------------- */

void mutate(struct span seed, uint64_t number, struct buf *out)
{
    static void (*const changes[])(struct copy *) = {
        change_bit,  change_bit, set_octet, set_octet,     set_random_octets, remove_range, copy_range,
        remove_line, copy_line,  cut,       change_number, put_word,          put_word
    };
    uint64_t state = digest_of(seed) + number;
    struct copy copy = { .octets = out, .state = &state };
    size_t half = seed.length > MUTATED_MAX ? MUTATED_MAX / 2 : seed.length;
    buf_clear(out);
    buf_add(out, (struct span){ seed.data, half });
    if (half < seed.length)
        buf_add(out, span_from(seed, seed.length - half));
    for (size_t i = 1 + below(&state, CHANGES_MAX); i-- > 0;)
        changes[below(&state, COUNT_OF(changes))](&copy);
    if (out->length > MUTATED_MAX)
        out->length = MUTATED_MAX;
}
