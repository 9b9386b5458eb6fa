/* util: memory, text, time, places in sources, complaints, files and threads. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/check.h"
#include "util/buf.h"
#include "util/clock.h"
#include "util/diag.h"
#include "util/glob.h"
#include "util/platform.h"
#include "util/text.h"

#define TEXT(literal)                                                                                        \
    {                                                                                                        \
        (const uint8_t *)(literal), sizeof(literal) - 1                                                      \
    }

/* -- memory --------------------------------------------------------------------------------------------------------- */

static void test_arena_memory(void)
{
    struct arena *arena = arena_new();
    CHECK_INT("a new arena has taken nothing", arena_size(arena), 0);
    uint8_t *pieces[200];
    bool zeroed = true;
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        size_t size = (i * 37) % 6000; /* small ones, and ones with a block of their own */
        pieces[i] = arena_alloc(arena, size);
        for (size_t j = 0; j < size; j++)
            zeroed = zeroed && pieces[i][j] == 0;
        memset(pieces[i], (int)i, size);
    }
    CHECK("memory is zeroed", zeroed);
    bool kept = true;
    for (size_t i = 0; i < COUNT_OF(pieces); i++)
        for (size_t j = 0; j < (i * 37) % 6000; j++)
            kept = kept && pieces[i][j] == (uint8_t)i;
    CHECK("pieces do not overlap", kept);
    bool aligned = true;
    for (size_t i = 0; i < COUNT_OF(pieces); i++)
        aligned = aligned && (uintptr_t)pieces[i] % sizeof(void *) == 0;
    CHECK("pieces are aligned", aligned);
    CHECK("the size counts what was taken", arena_size(arena) > 200 * 1000);
    CHECK("nothing still has a place", arena_alloc(arena, 0) != NULL);

    struct span copy = arena_copy(arena, (struct span)TEXT("a\0b"));
    CHECK_SPAN("a copy with a NUL inside", copy, ((struct span)TEXT("a\0b")));
    CHECK_INT("a NUL stands behind a copy", copy.data[3], 0);
    CHECK_TEXT("an empty span as text", arena_text_of_span(arena, (struct span){ 0 }), "");
    CHECK_TEXT("a format", arena_format(arena, "%s has %d", "vpn01", 3), "vpn01 has 3");
    arena_free(arena);
    arena_free(NULL);
}

static void test_vec(void)
{
    struct arena *arena = arena_new();
    struct {
        int *items;
        size_t count, capacity;
    } list = { 0 };
    for (int i = 0; i < 1000; i++)
        *VEC_ADD(arena, &list) = i;
    bool kept = true;
    for (int i = 0; i < 1000; i++)
        kept = kept && list.items[i] == i;
    CHECK("items survive growing", kept);
    CHECK_INT("all are counted", list.count, 1000);
    CHECK_INT("a new item is zeroed", *VEC_ADD(arena, &list), 0);
    arena_free(arena);
}

static void test_buf(void)
{
    struct buf buf = { 0 };
    CHECK_SPAN_TEXT("an empty buffer", buf_span(&buf), "");
    for (int i = 0; i < 100; i++)
        buf_format(&buf, "%d,", i);
    CHECK_INT("a hundred numbers", buf.length, 290);
    CHECK_INT("a NUL stands behind", buf.data[buf.length], 0);
    buf_clear(&buf);
    buf_text(&buf, "a");
    buf_char(&buf, 'b');
    buf_add(&buf, (struct span)TEXT("\0c"));
    CHECK_SPAN("text, octet, octets", buf_span(&buf), ((struct span)TEXT("ab\0c")));
    CHECK("without a limit nothing is dropped", !buf.overflow);
    buf_free(&buf);
    CHECK("free forgets", !buf.data && buf.length == 0 && buf.capacity == 0);

    static const struct {
        const char *name;
        const char *first, *second; /* second: by buf_format */
        const char *want;
        bool overflow;
    } rows[] = {
        { "below the limit", "abc", "d", "abcd", false },
        { "exactly the limit", "abc", "def", "abcdef", false },
        { "text over the limit", "abcdefgh", "", "abcdef", true },
        { "format over the limit", "abc", "defg", "abcdef", true },
        { "format onto a full buffer", "abcdef", "g", "abcdef", true },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf limited = { .limit = 6 };
        buf_text(&limited, rows[i].first);
        buf_format(&limited, "%s", rows[i].second);
        CHECK_TEXT(rows[i].name, limited.data, rows[i].want);
        CHECK_INT(rows[i].name, limited.overflow, rows[i].overflow);
        buf_clear(&limited);
        CHECK(rows[i].name, !limited.overflow && limited.data[0] == '\0');
        buf_free(&limited);
    }
}

static void test_span(void)
{
    static const struct {
        const char *name, *a, *b;
        int want;
    } rows[] = {
        { "equal", "abc", "abc", 0 },
        { "smaller octet", "abc", "abd", -1 },
        { "prefix", "ab", "abc", -1 },
        { "longer", "abc", "ab", 1 },
        { "octets are unsigned", "\xFF", "a", 1 },
        { "both empty", "", "", 0 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int order = span_compare(span_of_text(rows[i].a), span_of_text(rows[i].b));
        CHECK_INT(rows[i].name, (order > 0) - (order < 0), rows[i].want);
        CHECK_INT(rows[i].name, span_equal_text(span_of_text(rows[i].a), rows[i].b), rows[i].want == 0);
    }
    struct span whole = span_of_text("abcdef");
    CHECK("a part is within", span_within((struct span){ whole.data + 2, 4 }, whole));
    CHECK("nothing at the end is within", span_within((struct span){ whole.data + 6, 0 }, whole));
    CHECK("one too long is not within", !span_within((struct span){ whole.data + 2, 5 }, whole));
    CHECK("a huge length is not within", !span_within((struct span){ whole.data + 2, SIZE_MAX }, whole));
    CHECK("no data is not within", !span_within((struct span){ 0 }, whole));
}

static void test_parts_of_spans(void)
{
    static const struct {
        const char *name, *text, *before, *behind; /* behind NULL: it is not parted */
    } rows[] = {
        { "key and value", "a=b", "a", "b" },
        { "the first one counts", "a=b=c", "a", "b=c" },
        { "no key", "=b", "", "b" },
        { "no value", "a=", "a", "" },
        { "nothing to part", "ab", "ab", NULL },
        { "nothing at all", "", "", NULL },
        { "no data", NULL, "", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span whole = span_of_text(rows[i].text), rest = whole, before = { 0 }, behind = { 0 };
        CHECK(rows[i].name, span_split(whole, '=', &before, &behind) == (rows[i].behind != NULL));
        CHECK(rows[i].name, span_equal(behind, span_of_text(rows[i].behind)));
        CHECK(rows[i].name, !rows[i].behind || span_equal_text(before, rows[i].before));
        CHECK(rows[i].name, span_equal_text(span_take(&rest, '='), rows[i].before));
        CHECK(rows[i].name, (rest.data != NULL) == (rows[i].behind != NULL) && span_equal(rest, behind));
    }
}

/* -- text ----------------------------------------------------------------------------------------------------------- */

static void test_utf8(void)
{
    static const struct {
        const char *name;
        struct span text;
        uint32_t want; /* the first character */
        size_t octets; /* that it takes */
        bool valid;
    } rows[] = {
        { "ASCII", TEXT("a"), 'a', 1, true },
        { "NUL", TEXT("\0"), 0, 1, true },
        { "two octets", TEXT("\xC3\xBC"), 0xFC, 2, true },
        { "first of two octets", TEXT("\xC2\x80"), 0x80, 2, true },
        { "three octets", TEXT("\xE2\x82\xAC"), 0x20AC, 3, true },
        { "four octets", TEXT("\xF0\x9F\x94\x92"), 0x1F512, 4, true },
        { "the last character", TEXT("\xF4\x8F\xBF\xBF"), 0x10FFFF, 4, true },
        { "past the last character", TEXT("\xF4\x90\x80\x80"), 0xFFFD, 1, false },
        { "overlong slash", TEXT("\xC0\xAF"), 0xFFFD, 1, false },
        { "overlong in three", TEXT("\xE0\x80\xAF"), 0xFFFD, 1, false },
        { "overlong in four", TEXT("\xF0\x8F\xBF\xBF"), 0xFFFD, 1, false },
        { "surrogate", TEXT("\xED\xA0\x80"), 0xFFFD, 1, false },
        { "lone continuation", TEXT("\x80"), 0xFFFD, 1, false },
        { "cut off", TEXT("\xE2\x82"), 0xFFFD, 1, false },
        { "continuation missing", TEXT("\xE2\x82g"), 0xFFFD, 1, false },
        { "octet that never stands", TEXT("\xFF"), 0xFFFD, 1, false },
        { "nothing", { 0 }, 0xFFFD, 0, true },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span rest = rows[i].text;
        CHECK_INT(rows[i].name, text_next(&rest), rows[i].want);
        CHECK_INT(rows[i].name, rows[i].text.length - rest.length, rows[i].octets);
        CHECK_INT(rows[i].name, text_is_utf8(rows[i].text), rows[i].valid);
        if (rows[i].valid && rows[i].octets) {
            struct buf out = { 0 };
            text_add_character(&out, rows[i].want);
            CHECK_SPAN(rows[i].name, buf_span(&out), rows[i].text);
            buf_free(&out);
        }
    }
    CHECK_INT("characters of a word",
              text_characters(span_of_text("gr\xC3\xB6\xC3\x9F"
                                           "e")),
              5);
    CHECK_INT("malformed octets count", text_characters((struct span)TEXT("a\xFF\xFE")), 3);
    struct buf out = { 0 };
    text_add_character(&out, 0xD800);
    text_add_character(&out, 0x110000);
    CHECK_TEXT("what is no character", out.data, "\xEF\xBF\xBD\xEF\xBF\xBD");
    buf_free(&out);
}

static void test_escape(void)
{
    static const struct {
        const char *name;
        struct span text;
        bool quoted;
        const char *want;
    } rows[] = {
        { "plain", TEXT("vpn01.contoso.com"), false, "vpn01.contoso.com" },
        { "umlaut", TEXT("M\xC3\xBCnchen"), false, "M\xC3\xBCnchen" },
        { "escape sequence", TEXT("\x1B[31mred"), false, "\\x1B[31mred" },
        { "NUL", TEXT("vpn\0.evil"), false, "vpn\\x00.evil" },
        { "line end", TEXT("a\r\nb"), false, "a\\x0D\\x0Ab" },
        { "DEL", TEXT("\x7F"), false, "\\x7F" },
        { "C1 control", TEXT("\xC2\x9B"), false, "\\u{009B}" },
        { "right-to-left override", TEXT("\xE2\x80\xAEmoc"), false, "\\u{202E}moc" },
        { "isolate", TEXT("\xE2\x81\xA6"), false, "\\u{2066}" },
        { "line separator", TEXT("\xE2\x80\xA8"), false, "\\u{2028}" },
        { "zero width space", TEXT("\xE2\x80\x8B"), false, "\\u{200B}" },
        { "tag", TEXT("\xF3\xA0\x81\x81"), false, "\\u{E0041}" },
        { "malformed", TEXT("\xE4t"), false, "\\xE4t" },
        { "backslash", TEXT("a\\b"), false, "a\\b" },
        { "backslash, quoted", TEXT("a\\b"), true, "a\\\\b" },
        { "nothing", TEXT(""), false, "" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf out = { 0 };
        text_escape(&out, rows[i].text, rows[i].quoted);
        CHECK_TEXT(rows[i].name, out.data ? out.data : "", rows[i].want);
        buf_free(&out);
        if (!rows[i].quoted)
            CHECK_TEXT(rows[i].name, text_escaped(test_arena(), rows[i].text), rows[i].want);
    }
}

static void test_ascii(void)
{
    static const struct {
        const char *name, *text, *lower, *trimmed;
        bool ascii;
    } rows[] = {
        { "upper case", "VPN01.Contoso.COM", "vpn01.contoso.com", "VPN01.Contoso.COM", true },
        { "neighbours of the letters", "@[`{", "@[`{", "@[`{", true },
        { "other octets stay", "\xC3\x84h", "\xC3\x84h", "\xC3\x84h", false },
        { "blanks at both ends", " \t a b\r\n", " \t a b\r\n", "a b", true },
        { "only blanks", " \n", " \n", "", true },
        { "nothing", "", "", "", true },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span text = span_of_text(rows[i].text);
        CHECK_SPAN_TEXT(rows[i].name, text_lower(test_arena(), text), rows[i].lower);
        CHECK_SPAN_TEXT(rows[i].name, text_trim(text), rows[i].trimmed);
        CHECK_INT(rows[i].name, text_is_ascii(text), rows[i].ascii);
        CHECK(rows[i].name, text_equal_ignoring_case(text, span_of_text(rows[i].lower)));
    }
    CHECK("other letters differ", !text_equal_ignoring_case(span_of_text("a"), span_of_text("b")));
    CHECK("lengths differ", !text_equal_ignoring_case(span_of_text("a"), span_of_text("ab")));
    CHECK_TEXT("hexadecimal", text_hex(test_arena(), (struct span)TEXT("\x00\x1f\xab\xff")), "001fabff");
    CHECK_TEXT("hexadecimal of nothing", text_hex(test_arena(), (struct span){ 0 }), "");
}

static const char *fact_name(const void *context, size_t index)
{
    (void)context;
    static const char *const names[] = {
        "usages", "names", "validity.not_after", "validity.not_before", "sha1", "sha256", "ca", NULL
    };
    return names[index];
}

static void test_suggest(void)
{
    static const struct {
        const char *name, *word, *want;
    } rows[] = {
        { "a letter missing", "usage", "usages" },
        { "a letter too many", "namess", "names" },
        { "a letter changed", "validity.not_aftar", "validity.not_after" },
        { "neighbours swapped", "anmes", "names" },
        { "the nearer of two", "validity.not_befor", "validity.not_before" },
        { "other case", "CA", "ca" },
        { "too far", "issuer", NULL },
        { "a third is the limit", "usxxes", "usages" },
        { "more than a third", "uxxxes", NULL },
        { "nothing", "", NULL },
        { "too long to look at", "usagesusagesusagesusagesusagesusagesusagesusagesusagesusagesusagesusages",
          NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        CHECK_TEXT(rows[i].name, text_suggest(span_of_text(rows[i].word), fact_name, NULL), rows[i].want);
}

/* -- time ----------------------------------------------------------------------------------------------------------- */

static void test_clock(void)
{
    static const struct {
        const char *name, *text;
        int64_t want;
    } rows[] = {
        { "the epoch", "1970-01-01T00:00:00Z", 0 },
        { "a second before the epoch", "1969-12-31T23:59:59Z", -1 },
        { "the first UTCTime", "1950-01-01T00:00:00Z", -631152000 },
        { "a leap day", "2024-02-29T23:59:59Z", 1709251199 },
        { "the day after it", "2024-03-01T00:00:00Z", 1709251200 },
        { "a leap year of a century", "2000-02-29T00:00:00Z", 951782400 },
        { "past 32 bits", "2038-01-19T03:14:08Z", 2147483648 },
        { "end of a 400-year cycle", "2000-12-31T23:59:59Z", 978307199 },
        { "the last of four digits", "9999-12-31T23:59:59Z", 253402300799 },
        { "the year 0", "0000-01-01T00:00:00Z", -62167219200 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t time = 0;
        char text[CLOCK_TEXT];
        CHECK(rows[i].name, clock_parse(span_of_text(rows[i].text), &time));
        CHECK_INT(rows[i].name, time, rows[i].want);
        clock_print(rows[i].want, text);
        CHECK_TEXT(rows[i].name, text, rows[i].text);
    }

    bool same = true; /* each day of 800 years there and back: leap years, centuries, the cycle */
    for (int64_t day = -146097; day <= 146097; day++) {
        char text[CLOCK_TEXT];
        int64_t back = 0;
        clock_print(day * 86400 + 1, text);
        same = same && clock_parse(span_of_text(text), &back) && back == day * 86400 + 1;
    }
    CHECK("each day of 800 years there and back", same);
}

static void test_clock_forms(void)
{
    static const struct {
        const char *name, *text;
        bool valid;
        int64_t want;
    } rows[] = {
        { "a date alone", "2026-06-01", true, 1780272000 },
        { "small letters", "2026-06-01t00:00:00z", true, 1780272000 },
        { "a blank between", "2026-06-01 00:00:00Z", true, 1780272000 },
        { "a fraction", "2026-06-01T00:00:00.999Z", true, 1780272000 },
        { "east of Greenwich", "2026-06-01T02:00:00+02:00", true, 1780272000 },
        { "west of Greenwich", "2026-05-31T19:30:00-04:30", true, 1780272000 },
        { "a leap second", "2016-12-31T23:59:60Z", true, 1483228800 },
        { "a leap second with an offset", "2017-01-01T00:59:60+01:00", true, 1483228800 },
        { "no leap second at noon", "2016-12-31T12:00:60Z", false, 0 },
        { "no zone", "2026-06-01T00:00:00", false, 0 },
        { "no seconds", "2026-06-01T00:00Z", false, 0 },
        { "an empty fraction", "2026-06-01T00:00:00.Z", false, 0 },
        { "more behind", "2026-06-01T00:00:00Z ", false, 0 },
        { "more behind a date", "2026-06-01x", false, 0 },
        { "day 31 of June", "2026-06-31", false, 0 },
        { "29 February of a common year", "2026-02-29", false, 0 },
        { "29 February of a century", "1900-02-29", false, 0 },
        { "month 0", "2026-00-01", false, 0 },
        { "month 13", "2026-13-01", false, 0 },
        { "day 0", "2026-06-00", false, 0 },
        { "hour 24", "2026-06-01T24:00:00Z", false, 0 },
        { "minute 60", "2026-06-01T00:60:00Z", false, 0 },
        { "offset of 24 hours", "2026-06-01T00:00:00+24:00", false, 0 },
        { "offset without a colon", "2026-06-01T00:00:00+0200", false, 0 },
        { "five digits", "12026-06-01", false, 0 },
        { "two digits", "26-06-01", false, 0 },
        { "a sign", "-026-06-01", false, 0 },
        { "cut off", "2026-06-", false, 0 },
        { "words", "tomorrow", false, 0 },
        { "nothing", "", false, 0 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t time = 0;
        CHECK_INT(rows[i].name, clock_parse(span_of_text(rows[i].text), &time), rows[i].valid);
        CHECK_INT(rows[i].name, time, rows[i].want); /* untouched where refused */
    }
    char text[CLOCK_TEXT];
    clock_print(253402300800, text);
    CHECK_TEXT("the year 10000", text, "+10000-01-01T00:00:00Z");
    clock_print(-62167219201, text);
    CHECK_TEXT("the year before 0", text, "-0001-12-31T23:59:59Z");
    clock_print(INT64_MAX, text);
    CHECK_TEXT("the last time", text, "+292277026596-12-04T15:30:07Z");
    clock_print(INT64_MIN, text);
    CHECK_TEXT("the first time", text, "-292277022657-01-27T08:29:52Z");
}

static void test_durations(void)
{
    static const struct {
        const char *name, *text;
        bool valid;
        int64_t want;
    } rows[] = {
        { "days", "30d", true, 2592000 },
        { "hours", "12h", true, 43200 },
        { "minutes", "5m", true, 300 },
        { "seconds", "90s", true, 90 },
        { "weeks", "2w", true, 1209600 },
        { "years", "1y", true, 31536000 },
        { "zero", "0d", true, 0 },
        { "the longest", "106751991167300d", true, 9223372036854720000 },
        { "too long", "106751991167301d", false, 0 },
        { "too many digits", "99999999999999999999s", false, 0 },
        { "no unit", "30", false, 0 },
        { "no number", "d", false, 0 },
        { "another unit", "3x", false, 0 },
        { "negative", "-3d", false, 0 },
        { "a fraction", "1.5d", false, 0 },
        { "a blank", "3 d", false, 0 },
        { "two units", "1d12h", false, 0 },
        { "nothing", "", false, 0 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t duration = 0;
        CHECK_INT(rows[i].name, duration_parse(span_of_text(rows[i].text), &duration), rows[i].valid);
        CHECK_INT(rows[i].name, duration, rows[i].want);
    }
    static const struct {
        int64_t duration;
        const char *want;
    } prints[] = {
        { 12 * 86400 + 86399, "12 days" },
        { 86400, "1 day" },
        { 86399, "23 hours" },
        { 3600, "1 hour" },
        { 3599, "59 minutes" },
        { 60, "1 minute" },
        { 59, "59 seconds" },
        { 1, "1 second" },
        { 0, "0 seconds" },
        { -1, "-1 second" },
        { -5 * 86400 - 3, "-5 days" },
        { INT64_MAX, "106751991167300 days" },
        { INT64_MIN, "-106751991167300 days" },
    };
    for (size_t i = 0; i < COUNT_OF(prints); i++) {
        char text[CLOCK_TEXT];
        duration_print(prints[i].duration, text);
        CHECK_TEXT(prints[i].want, text, prints[i].want);
    }
}

/* -- places --------------------------------------------------------------------------------------------------------- */

static void test_places(void)
{
    static const struct {
        const char *name;
        struct span text;
        size_t offset;
        uint32_t line, column;
        const char *whole_line;
    } rows[] = {
        { "start", TEXT("ab\ncd\n"), 0, 1, 1, "ab" },
        { "within a line", TEXT("ab\ncd\n"), 4, 2, 2, "cd" },
        { "on the line end", TEXT("ab\ncd\n"), 2, 1, 3, "ab" },
        { "the empty line at the end", TEXT("ab\ncd\n"), 6, 3, 1, "" },
        { "the end without a line end", TEXT("ab\ncd"), 5, 2, 3, "cd" },
        { "CR LF", TEXT("ab\r\ncd"), 5, 2, 2, "cd" },
        { "CR alone", TEXT("ab\rcd"), 4, 2, 2, "cd" },
        { "empty lines", TEXT("\n\n\nx"), 3, 4, 1, "x" },
        { "columns are characters",
          TEXT("gr\xC3\xB6\xC3\x9F"
               "e: x"),
          9, 1, 8,
          "gr\xC3\xB6\xC3\x9F"
          "e: x" },
        { "malformed octets are one column each", TEXT("\xFF\xFEx"), 2, 1, 3, "\xFF\xFEx" },
        { "behind a byte order mark", TEXT("\xEF\xBB\xBFxy"), 4, 1, 2, "xy" },
        { "on the byte order mark", TEXT("\xEF\xBB\xBFxy"), 0, 1, 1, "xy" },
        { "next line character", TEXT("a\xC2\x85yz"), 4, 2, 2, "yz" },
        { "line separator", TEXT("a\xE2\x80\xA8yz"), 5, 2, 2, "yz" },
        { "empty source", { 0 }, 0, 1, 1, "" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct source source = { .name = "rules.yaml", .bytes = rows[i].text };
        struct place place = place_in_text(&source, rows[i].offset, 1);
        CHECK_INT(rows[i].name, place.line, rows[i].line);
        CHECK_INT(rows[i].name, place.column, rows[i].column);
        CHECK_INT(rows[i].name, place.offset, rows[i].offset);
        CHECK(rows[i].name, place.offset + place.length <= rows[i].text.length);
        CHECK_SPAN_TEXT(rows[i].name, source_line(&source, rows[i].offset), rows[i].whole_line);
        struct place again = place_at_line(&source, rows[i].line, rows[i].column, 1);
        if (rows[i].offset != 0) /* a byte order mark is no column */
            CHECK_INT(rows[i].name, again.offset, rows[i].offset);
    }

    struct source source = { .name = "rules.yaml", .bytes = TEXT("ab\ncd") };
    CHECK_INT("an offset past the end", place_in_text(&source, 99, 9).offset, 5);
    CHECK_SPAN_TEXT("the line of an offset past the end", source_line(&source, 99), "cd");
    CHECK_INT("a line past the end", place_at_line(&source, 99, 1, 9).offset, 5);
    CHECK_INT("a column past the line", place_at_line(&source, 1, 99, 9).offset, 2);
    CHECK_INT("a length past the end", place_at_line(&source, 2, 1, 9).length, 2);
    CHECK_INT("line 0", place_at_line(&source, 0, 0, 1).offset, 0);

    struct place place = place_in(&source, (struct span){ source.bytes.data + 3, 2 });
    CHECK_INT("a span of the source", place.offset, 3);
    CHECK_INT("a span of the source", place.length, 2);
    CHECK_INT("a span of the source", place.line, 0);
    place = place_in(&source, span_of_text("elsewhere"));
    CHECK("a span of another source", place.source == &source && place.offset == 0 && place.length == 0);
}

static void test_nested_sources(void)
{
    struct source file = { .name = "chain.pem" };
    struct source container = { .name = "chain.pem", .within = &file, .within_offset = 100 };
    struct source cert = { .name = "chain.pem", .within = &container, .within_offset = 7 };
    size_t offset = 1;
    CHECK("a file is its own", source_file(&file, &offset) == &file && offset == 0);
    CHECK("one step", source_file(&container, &offset) == &file && offset == 100);
    CHECK("two steps end where the first one stands", source_file(&cert, &offset) == &file && offset == 100);
}

static void test_diags(void)
{
    struct arena *arena = arena_new();
    struct diags diags = { .arena = arena };
    struct source b = { .name = "b.yaml", .bytes = TEXT("12345678") };
    struct source a = { .name = "a.pem", .bytes = TEXT("12345678") };
    struct source a1 = { .name = "a.pem", .within = &a, .within_offset = 3 };
    struct source a2 = { .name = "a.pem", .within = &a, .within_offset = 6 };
    static const char *const want[] = { "b early", "b late", "b late, found second", "a1 early",
                                        "a1 late", "a2",     "about no file" };

    CHECK_INT("an error is false", diag_error(&diags, place_in_text(&b, 5, 1), "%s %s", "b", "late"), false);
    CHECK_INT("a warning is false", diag_warning(&diags, (struct place){ .source = &a2, .offset = 1 }, "a2"),
              false);
    diag_error(&diags, (struct place){ .source = &a1, .offset = 9 }, "a1 late");
    diag_error(&diags, (struct place){ 0 }, "about no file");
    diag_error(&diags, place_in_text(&b, 5, 1), "b late, found second");
    diag_error_with(&diags, place_in_text(&b, 1, 1), place_in_text(&b, 0, 1), "b early");
    diag_error(&diags, (struct place){ .source = &a1, .offset = 2 }, "a1 early");
    diags_sort(&diags);
    CHECK_INT("all are there", diags.count, COUNT_OF(want));
    for (size_t i = 0; i < diags.count && i < COUNT_OF(want); i++)
        CHECK_TEXT(want[i], diags.items[i].text, want[i]);
    CHECK("the other place is kept", diags.items[0].other.source == &b);
    CHECK_INT("errors without warnings", diags.errors, 6);

    for (int i = 0; i < 200; i++)
        diag_error(&diags, (struct place){ 0 }, "again");
    CHECK_INT("the limit", diags.count, DIAG_LIMIT);
    CHECK_INT("what came after it is counted", diags.dropped, 200 + COUNT_OF(want) - DIAG_LIMIT);
    CHECK_INT("errors go on counting", diags.errors, 206);
    diags_sort(&diags);
    CHECK_INT("nobody listens", diag_error(NULL, (struct place){ 0 }, "nobody"), false);
    arena_free(arena);
}

/* -- platform ------------------------------------------------------------------------------------------------------- */

static const char *write_file(const char *name, size_t size)
{
    const char *path = scratch_path(name);
    FILE *file = fopen(path, "wb");
    CHECK(name, file != NULL);
    for (size_t i = 0; file && i < size; i++)
        putc((int)(i % 251), file);
    if (file)
        fclose(file);
    return path;
}

static bool has_pattern(struct span bytes)
{
    for (size_t i = 0; i < bytes.length; i++)
        if (bytes.data[i] != i % 251)
            return false;
    return true;
}

static void test_files(void)
{
    static const struct {
        const char *name;
        size_t size, limit;
        const char *error;
    } rows[] = {
        { "an empty file", 0, 100, NULL },
        { "a small file", 1000, 1000, NULL },
        { "a file that is mapped", 300 * 1024, 1 << 20, NULL },
        { "an octet too long", 1001, 1000, "larger than the limit of 1000 octets" },
        { "a MiB and an octet", (1 << 20) + 1, 1 << 20, "larger than the limit of 1 MiB" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *path = write_file("file", rows[i].size), *error = NULL;
        struct platform_map map;
        CHECK_INT(rows[i].name, platform_map(path, rows[i].limit, &map, &error, test_arena()),
                  !rows[i].error);
        CHECK_TEXT(rows[i].name, error, rows[i].error);
        CHECK_INT(rows[i].name, map.bytes.length, rows[i].error ? 0 : rows[i].size);
        CHECK(rows[i].name, has_pattern(map.bytes));
        platform_unmap(&map);
        platform_unmap(&map); /* twice does nothing */

        struct span bytes = { 0 };
        error = NULL;
        CHECK_INT(rows[i].name, platform_read(path, rows[i].limit, &bytes, &error, test_arena()),
                  !rows[i].error);
        CHECK_TEXT(rows[i].name, error, rows[i].error);
        CHECK_INT(rows[i].name, bytes.length, rows[i].error ? 0 : rows[i].size);
        CHECK(rows[i].name, has_pattern(bytes));

        struct platform_status status = platform_status(path, test_arena());
        CHECK(rows[i].name, status.kind == PLATFORM_FILE && status.size == rows[i].size);
    }
}

static void test_missing_files(void)
{
    const char *missing = scratch_path("missing"), *error = "";
    struct platform_map map;
    struct span bytes;
    const char **names;
    size_t count;
    CHECK("map", !platform_map(missing, 100, &map, &error, test_arena()));
    CHECK_TEXT("map", error, strerror(ENOENT));
    CHECK("read", !platform_read(missing, 100, &bytes, &error, test_arena()));
    CHECK_TEXT("read", error, strerror(ENOENT));
    CHECK("list", !platform_list(missing, &names, &count, &error, test_arena()));
    CHECK_TEXT("list", error, strerror(ENOENT));
    struct platform_status status = platform_status(missing, test_arena());
    CHECK("status", status.kind == PLATFORM_MISSING);
    CHECK_TEXT("status", status.error, strerror(ENOENT));
    CHECK("a folder is not mapped", !platform_map(test_path("tests"), 100, &map, &error, test_arena()));
    CHECK_TEXT("a folder is not mapped", error, "a folder, not a file");
    CHECK("a folder is not read", !platform_read(test_path("tests"), 100, &bytes, &error, test_arena()));
    CHECK("a device is not mapped", !platform_map("/dev/null", 100, &map, &error, test_arena()));
    CHECK_TEXT("a device is not mapped", error, "not a regular file");
    CHECK("a device can be read", platform_read("/dev/null", 100, &bytes, &error, test_arena()));
    CHECK_INT("a device can be read", bytes.length, 0);
    CHECK("a device is something else", platform_status("/dev/null", test_arena()).kind == PLATFORM_OTHER);
}

static void test_folders(void)
{
    static const char *const want[] = { ".hidden", "B", "a", "a.cer", "\xC3\xA4" };
    const char *folder = scratch_path("folder"), *error = "";
    CHECK("made", mkdir(folder, 0777) == 0);
    for (size_t i = COUNT_OF(want); i > 0; i--)
        write_file(arena_format(test_arena(), "folder/%s", want[i - 1]), 1);
    const char **names = NULL;
    size_t count = 0;
    CHECK("listed", platform_list(folder, &names, &count, &error, test_arena()));
    CHECK_INT("listed", count, COUNT_OF(want));
    for (size_t i = 0; i < count && i < COUNT_OF(want); i++)
        CHECK_TEXT(want[i], names[i], want[i]);
    const char *roundabout = arena_format(test_arena(), "%s/../folder", folder);
    struct platform_status one = platform_status(folder, test_arena());
    struct platform_status other = platform_status(roundabout, test_arena());
    CHECK("a folder", one.kind == PLATFORM_FOLDER);
    CHECK("two names of one folder",
          one.identity[0] == other.identity[0] && one.identity[1] == other.identity[1]);
    for (size_t i = 0; i < COUNT_OF(want); i++)
        scratch_path(arena_format(test_arena(), "folder/%s", want[i])); /* removes it */
    CHECK("empty", platform_list(folder, &names, &count, &error, test_arena()) && count == 0);
    scratch_path("folder");
}

static void test_standard_input(void)
{
    const char *path = write_file("input", 70000), *error = NULL;
    int kept = dup(STDIN_FILENO);
    CHECK("redirected", freopen(path, "rb", stdin) != NULL);
    struct span bytes = { 0 };
    CHECK("read", platform_read("-", 1 << 20, &bytes, &error, test_arena()));
    CHECK("read", bytes.length == 70000 && has_pattern(bytes));
    dup2(kept, STDIN_FILENO);
    close(kept);
}

static void test_clock_of_the_machine(void)
{
    CHECK("after this was written", platform_now() > 1767225600);
    CHECK("at least one core", platform_cores() >= 1);
}

/* Workers that take numbers from a common heap, the last of which wakes the others. */
struct heap {
    struct platform_mutex *mutex;
    struct platform_condition *empty;
    unsigned left, taken[4], waiting;
};

static void take_numbers(void *context, unsigned worker)
{
    struct heap *heap = context;
    platform_mutex_lock(heap->mutex);
    while (heap->left > 0) {
        heap->left--;
        heap->taken[worker]++;
        platform_mutex_unlock(heap->mutex);
        platform_mutex_lock(heap->mutex);
    }
    heap->waiting++;
    platform_condition_wake_all(heap->empty);
    while (heap->waiting < 4)
        platform_condition_wait(heap->empty, heap->mutex);
    platform_mutex_unlock(heap->mutex);
}

static void count_call(void *context, unsigned worker)
{
    *(unsigned *)context += worker + 1;
}

static void test_threads(void)
{
    struct heap heap = { .left = 10000 };
    heap.mutex = platform_mutex_new();
    heap.empty = platform_condition_new();
    platform_run(4, take_numbers, &heap);
    CHECK_INT("all was done", heap.taken[0] + heap.taken[1] + heap.taken[2] + heap.taken[3], 10000);
    CHECK_INT("all workers ran", heap.waiting, 4);
    platform_condition_free(heap.empty);
    platform_mutex_free(heap.mutex);
    platform_condition_free(NULL);
    platform_mutex_free(NULL);

    unsigned calls = 0;
    platform_run(1, count_call, &calls);
    CHECK_INT("one worker", calls, 1);
    platform_run(0, count_call, &calls);
    CHECK_INT("none is one", calls, 2);
}

static void test_globs(void)
{
    static const struct {
        const char *pattern, *text;
        bool want;
    } rows[] = {
        { "", "", true },           { "", "a", false },           { "*", "", true },
        { "*", "a/b", true },       { "a*", "abc", true },        { "*c", "abc", true },
        { "a*c", "abbc", true },    { "a*c", "abcd", false },     { "a**c", "ac", true },
        { "?", "a", true },         { "?", "", false },           { "?", "ö", true },
        { "??", "ö", false },       { "*.cer", "vpn.cer", true }, { "a.c", "abc", false },
        { "*aab", "aaaaab", true }, { "[a]", "a", false },        { "*a*b*c*", "xxaxxbxxcxx", true },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        CHECK_INT(arena_format(test_arena(), "%s on %s", rows[i].pattern, rows[i].text),
                  glob_matches(rows[i].pattern, rows[i].text), rows[i].want);

    char pattern[200], text[2000];
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = 0;
    for (size_t i = 0; i + 1 < sizeof pattern; i++)
        pattern[i] = i % 2 ? 'a' : '*';
    pattern[sizeof pattern - 2] = 'b';
    pattern[sizeof pattern - 1] = 0;
    CHECK("many stars end quickly", !glob_matches(pattern, text));
}

static void test_glob_names(void)
{
    static const struct {
        const char *pattern, *path;
        bool want;
    } rows[] = {
        { "a.cer", "a.cer", true },
        { "*.cer", "x/a.cer", true },
        { "old/*.cer", "old/a.cer", true },
        { "old/*.cer", "x/old/a.cer", true },
        { "old/*.cer", "xold/a.cer", false },
        { "old/*.cer", "old/x/a.cer", false },
        { "old/*", "old/x/a.cer", false },
        { "old/*", "old/x", true },
        { "*/a.cer", "a.cer", false },
        { "*/a.cer", "/a.cer", true },
        { "/a.cer", "/a.cer", true },
        { "/a.cer", "x/a.cer", false },
        { "/", "x/", false },
        { "/", "/", true },
        { "", "", true },
        { "x//a", "x//a", true },
        { "x//a", "x/y/a", false },
        { "?/?", "\xc3\xa4/\xc3\xb6", true },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        CHECK_INT(arena_format(test_arena(), "%s names %s", rows[i].pattern, rows[i].path),
                  glob_matches_names(rows[i].pattern, rows[i].path), rows[i].want);
}

static void test_glob_ends(void)
{
    static const struct {
        const char *pattern, *path;
        bool want;
    } rows[] = {
        { "old/?.cer", "old/a.cer", true },
        { "old/?.cer", "x/old/a.cer", true },
        { "old/?.cer", "x\\old/a.cer", true },
        { "old/?.cer", "cold/a.cer", false },
        { "old/*", "old", false },
        { "*.cer", "a/b.cer", true },
        { "a.cer", "a/b/a.cer", true },
        { "a", "a/b", false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        CHECK_INT(arena_format(test_arena(), "%s on %s", rows[i].pattern, rows[i].path),
                  glob_matches_end(rows[i].pattern, rows[i].path), rows[i].want);
}

static void test_ignoring_case(void)
{
    static const struct {
        const char *name, *text;
        size_t from;
        const char *wanted;
        size_t want;
    } rows[] = {
        { "at the start", "CN=vpn01", 0, "cn=", 0 },
        { "at the end", "reg query HKLM", 0, "hklm", 10 },
        { "nowhere", "reg", 0, "gr", 3 },
        { "its beginning only", "HhK", 0, "hk", 1 },
        { "cut short", "HT", 0, "http:", 2 },
        { "behind the first", "AbaB", 1, "aB", 2 },
        { "from behind the end", "ab", 9, "a", 2 },
        { "in nothing", NULL, 0, "a", 0 },
        { "no letter of ASCII", "\xc3\x9c", 0, "\xc3\xbc", 2 },
        { "an octet beside the letters", "@", 0, "`", 1 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span text = span_of_text(rows[i].text);
        size_t got = text_find_ignoring_case(text, rows[i].from, rows[i].wanted);
        CHECK_INT(rows[i].name, got, rows[i].want);
        CHECK_INT(rows[i].name, text_is_at_ignoring_case(text, rows[i].want, rows[i].wanted),
                  rows[i].want < text.length);
    }
}

static void test_hex_read(void)
{
    static const struct {
        const char *name, *text, *blanks;
        bool want;
    } rows[] = {
        { "plain", "a1B2", "", true },
        { "with blanks", " a1 b2 ", " ", true },
        { "within an octet", "a 1b2", " ", true },
        { "other blanks", "a1\nb2", " ", false },
        { "too few", "a1b", " ", false },
        { "too many", "a1b2c", " ", false },
        { "no digit", "a1g2", " ", false },
        { "nothing", NULL, " ", false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        uint8_t octets[2] = { 0 };
        bool got = text_hex_read(span_of_text(rows[i].text), rows[i].blanks, octets, sizeof octets);
        CHECK_INT(rows[i].name, got, rows[i].want);
        CHECK(rows[i].name, !got || (octets[0] == 0xa1 && octets[1] == 0xb2));
    }
    uint8_t octet;
    CHECK("a NUL is no blank", !text_hex_read((struct span){ (const uint8_t *)"a\0"
                                                                              "1",
                                                             3 },
                                              " ", &octet, 1));
}

static void test_ends(void)
{
    static const struct {
        const char *name, *text, *end;
        bool want;
    } rows[] = {
        { "its end", "PRIVATE KEY", "KEY", true },
        { "all of it", "KEY", "KEY", true },
        { "within", "KEYS", "KEY", false },
        { "shorter", "EY", "KEY", false },
        { "another case", "Private key", "KEY", false },
        { "nothing", NULL, "KEY", false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        CHECK(rows[i].name, text_ends_with(span_of_text(rows[i].text), rows[i].end) == rows[i].want);
}

static void test_finding(void)
{
    static const struct {
        const char *name, *text;
        size_t from;
        const char *wanted;
        size_t want;
    } rows[] = {
        { "at the start", "abc", 0, "ab", 0 },
        { "at the end", "abc", 0, "bc", 1 },
        { "nowhere", "abc", 0, "cb", 3 },
        { "its beginning only", "aab", 0, "ab", 1 },
        { "cut short", "ab", 0, "abc", 2 },
        { "behind the first", "abab", 1, "ab", 2 },
        { "behind the last", "abab", 3, "ab", 4 },
        { "from the end", "ab", 2, "a", 2 },
        { "from behind the end", "ab", 9, "a", 2 },
        { "in nothing", NULL, 0, "a", 0 },
        { "again and again", "aaaaab", 0, "aab", 3 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span text = span_of_text(rows[i].text);
        CHECK_INT(rows[i].name, text_find(text, rows[i].from, rows[i].wanted), rows[i].want);
        CHECK_INT(rows[i].name, text_is_at(text, rows[i].want, rows[i].wanted), rows[i].want < text.length);
    }
    CHECK("no octet in nothing", !span_find((struct span){ NULL, 0 }, 0));
}

CU_TestInfo util_tests[] = {
    { "arena", test_arena_memory },
    { "vec", test_vec },
    { "buf", test_buf },
    { "span", test_span },
    { "parts of spans", test_parts_of_spans },
    { "utf8", test_utf8 },
    { "escape", test_escape },
    { "ascii", test_ascii },
    { "suggest", test_suggest },
    { "clock", test_clock },
    { "clock forms", test_clock_forms },
    { "durations", test_durations },
    { "places", test_places },
    { "nested sources", test_nested_sources },
    { "diags", test_diags },
    { "files", test_files },
    { "missing files", test_missing_files },
    { "folders", test_folders },
    { "standard input", test_standard_input },
    { "clock of the machine", test_clock_of_the_machine },
    { "threads", test_threads },
    { "hexadecimal octets", test_hex_read },
    { "finding in text", test_finding },
    { "finding, where case does not count", test_ignoring_case },
    { "ends of text", test_ends },
    { "globs", test_globs },
    { "globs on the ends of paths", test_glob_ends },
    { "globs on the last names of paths", test_glob_names },
    CU_TEST_INFO_NULL,
};
