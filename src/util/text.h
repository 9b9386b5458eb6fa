/* Small things about text: UTF-8, escaping for a terminal, ASCII case, hexadecimal, "did you mean". */
#ifndef IKELINT_UTIL_TEXT_H
#define IKELINT_UTIL_TEXT_H

#include "util/arena.h"
#include "util/buf.h"

/* Decodes one character; advances *text. Returns U+FFFD (and advances one octet) on malformed UTF-8. */
uint32_t text_next(struct span *text);
/* Appends one character as UTF-8 (U+FFFD for what is no character). */
void text_add_character(struct buf *out, uint32_t character);
bool text_is_utf8(struct span text);
/* Number of characters (malformed octets count as one each). */
size_t text_characters(struct span text);

/* Appends text so that a terminal or a log cannot be misled: control characters, bidirectional controls, line
 * separators and malformed UTF-8 become \xNN or \u{NNNN}; a backslash is doubled only where `quoted`. */
void text_escape(struct buf *out, struct span text, bool quoted);
char *text_escaped(struct arena *arena, struct span text);
/* Whether text_escape would not print this character as it is. */
bool text_is_unsafe(uint32_t character);

/* ASCII only; other octets stay. */
uint8_t text_lower_octet(uint8_t octet);
struct span text_lower(struct arena *arena, struct span text);
bool text_equal_ignoring_case(struct span a, struct span b);
/* Orders C texts without regard to case: <0, 0, >0. */
int text_compare_ignoring_case(const char *a, const char *b);
bool text_is_ascii(struct span text);
/* The octet there, 0 behind the end; and where the next one stands that is no blank, tab, CR or LF. */
uint8_t text_octet_at(struct span text, size_t at);
size_t text_skip_blanks(struct span text, size_t at);
/* Whether `wanted` stands at octet `at`. */
bool text_is_at(struct span text, size_t at, const char *wanted);
/* Where `wanted` begins, at or behind octet `from`; the text's length: nowhere. */
size_t text_find(struct span text, size_t from, const char *wanted);
/* The same, where ASCII case does not count. */
bool text_is_at_ignoring_case(struct span text, size_t at, const char *wanted);
size_t text_find_ignoring_case(struct span text, size_t from, const char *wanted);
bool text_holds(struct span text, const char *wanted);
bool text_ends_with(struct span text, const char *end);
struct span text_trim(struct span text); /* blanks, tabs, CR and LF at both ends */

/* 0 to 15, or -1 for what is no hexadecimal digit. */
int text_hex_digit(uint8_t octet);
/* Exactly `size` octets, two hexadecimal digits each, with any of `blanks` between the digits. */
bool text_hex_read(struct span text, const char *blanks, uint8_t *out, size_t size);
/* Lower-case hexadecimal, no separators. */
char *text_hex(struct arena *arena, struct span bytes);

/* The candidate nearest to the word (Damerau-Levenshtein, at most a third of its length), or NULL.
 * candidate(context, i) returns number i, NULL at the end. */
const char *text_suggest(struct span word, const char *(*candidate)(const void *context, size_t index),
                         const void *context);

#endif
