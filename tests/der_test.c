/* der: the cursor over every form of tag and length, what elements contain, times, and the registry of OIDs. */
#include "der/der.h"
#include "der/oid.h"
#include "tests/check.h"
#include "util/clock.h"
#include "util/text.h"

/* A string literal with its NULs. */
#define OCTETS(literal)                                                                                      \
    {                                                                                                        \
        (const uint8_t *)(literal), sizeof(literal) - 1                                                      \
    }

static struct span rest_behind(struct span before, struct span after)
{
    return (struct span){ before.data, before.length - after.length };
}

static void test_elements(void)
{
    static const struct {
        const char *name;
        struct span in;
        bool want;
        unsigned identifier, number, ber;
        size_t header, content, whole;
    } rows[] = {
        { "short form", OCTETS("\x02\x01\x05"), true, 0x02, 2, 0, 2, 1, 3 },
        { "short form, empty", OCTETS("\x05\x00"), true, 0x05, 5, 0, 2, 0, 2 },
        { "short form, octets behind", OCTETS("\x02\x01\x05\x02\x01"), true, 0x02, 2, 0, 2, 1, 3 },
        { "long form, one octet", OCTETS("\x04\x81\x01\xaa"), true, 0x04, 4, DER_BER_LONG_LENGTH, 3, 1, 4 },
        { "long form, leading zero", OCTETS("\x04\x82\x00\x01\xaa"), true, 0x04, 4, DER_BER_LONG_LENGTH, 4, 1,
          5 },
        { "long form, nine octets", OCTETS("\x04\x89\0\0\0\0\0\0\0\0\x01\xaa"), true, 0x04, 4,
          DER_BER_LONG_LENGTH, 11, 1, 12 },
        { "long form, too long for any memory", OCTETS("\x04\x89\1\0\0\0\0\0\0\0\x01\xaa"), false, 0, 0, 0, 0,
          0, 0 },
        { "long form, 2^64-1", OCTETS("\x04\x88\xff\xff\xff\xff\xff\xff\xff\xff\xaa"), false, 0, 0, 0, 0, 0,
          0 },
        { "long form, 4 GiB - 1", OCTETS("\x04\x84\xff\xff\xff\xff\xaa"), false, 0, 0, 0, 0, 0, 0 },
        { "long form, one more than there is", OCTETS("\x04\x81\x02\xaa"), false, 0, 0, 0, 0, 0, 0 },
        { "reserved length", OCTETS("\x04\xff\x01\xaa"), false, 0, 0, 0, 0, 0, 0 },
        { "indefinite, empty", OCTETS("\x30\x80\0\0"), true, 0x30, 16, DER_BER_INDEFINITE_LENGTH, 2, 0, 4 },
        { "indefinite, one element", OCTETS("\x30\x80\x02\x01\x05\0\0\x99"), true, 0x30, 16,
          DER_BER_INDEFINITE_LENGTH, 2, 3, 7 },
        { "indefinite in indefinite", OCTETS("\x30\x80\x30\x80\x05\0\0\0\0\0"), true, 0x30, 16,
          DER_BER_INDEFINITE_LENGTH, 2, 6, 10 },
        { "indefinite holds a long length", OCTETS("\x30\x80\x04\x81\x01\xaa\0\0"), true, 0x30, 16,
          DER_BER_INDEFINITE_LENGTH | DER_BER_LONG_LENGTH, 2, 4, 8 },
        { "zeros of a content do not end it", OCTETS("\x30\x80\x04\x04\0\0\0\0\0\0"), true, 0x30, 16,
          DER_BER_INDEFINITE_LENGTH, 2, 6, 10 },
        { "indefinite without end", OCTETS("\x30\x80\x02\x01\x05\0"), false, 0, 0, 0, 0, 0, 0 },
        { "indefinite and primitive", OCTETS("\x04\x80\xaa\0\0"), false, 0, 0, 0, 0, 0, 0 },
        { "high tag 31", OCTETS("\xbf\x1f\x01\xaa"), true, 0xbf, 31, 0, 3, 1, 4 },
        { "high tag 201", OCTETS("\x9f\x81\x49\x00"), true, 0x9f, 201, 0, 4, 0, 4 },
        { "high tag of 32 bits", OCTETS("\x9f\x8f\xff\xff\xff\x7f\x00"), true, 0x9f, UINT32_MAX, 0, 7, 0, 7 },
        { "high tag of 33 bits", OCTETS("\x9f\x9f\xff\xff\xff\x7f\x00"), false, 0, 0, 0, 0, 0, 0 },
        { "high form of a low tag", OCTETS("\x1f\x02\x01\x05"), true, 0x1f, 2, DER_BER_LONG_TAG, 3, 1, 4 },
        { "high tag with a needless 80", OCTETS("\x9f\x80\x49\x00"), true, 0x9f, 73, DER_BER_LONG_TAG, 4, 0,
          4 },
        { "high tag without end", OCTETS("\x9f\x81\x81"), false, 0, 0, 0, 0, 0, 0 },
        { "high tag alone", OCTETS("\x9f\x1f"), false, 0, 0, 0, 0, 0, 0 },
        { "a tag alone", OCTETS("\x30"), false, 0, 0, 0, 0, 0, 0 },
        { "nothing", OCTETS(""), false, 0, 0, 0, 0, 0, 0 },
        { "nowhere", { NULL, 0 }, false, 0, 0, 0, 0, 0, 0 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span in = rows[i].in;
        struct der_element got = { 0 };
        unsigned ber = 0;
        CHECK_INT(rows[i].name, der_any(&in, &got, &ber), rows[i].want);
        CHECK_INT(rows[i].name, got.identifier, rows[i].identifier);
        CHECK_INT(rows[i].name, got.number, rows[i].number);
        CHECK_INT(rows[i].name, ber, rows[i].ber);
        CHECK_INT(rows[i].name, got.whole.length, rows[i].whole);
        CHECK_INT(rows[i].name, got.content.length, rows[i].content);
        CHECK_INT(rows[i].name, rest_behind(rows[i].in, in).length, rows[i].whole);
        if (rows[i].want)
            CHECK_INT(rows[i].name, got.content.data - rows[i].in.data, rows[i].header);
    }
}

/* Indefinite lengths in one another, closed. */
static struct span nested_indefinite(size_t depth)
{
    uint8_t *octets = arena_alloc(test_arena(), depth * 4);
    for (size_t i = 0; i < depth; i++) {
        octets[2 * i] = DER_SEQUENCE;
        octets[2 * i + 1] = 0x80;
    }
    return (struct span){ octets, depth * 4 };
}

static void test_depth(void)
{
    static const struct {
        const char *name;
        size_t depth;
        bool want;
    } rows[] = {
        { "one", 1, true },
        { "as many as are followed", DER_DEPTH, true },
        { "one more", DER_DEPTH + 1, false },
        { "a bomb", 1000000, false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span in = nested_indefinite(rows[i].depth);
        struct der_element element;
        CHECK_INT(rows[i].name, der_any(&in, &element, NULL), rows[i].want);
        CHECK_INT(rows[i].name, in.length, rows[i].want ? 0 : rows[i].depth * 4);
    }
}

/* An element that is cut at any octet is none, and its cursor stays. */
static void test_cut(void)
{
    static const struct {
        const char *name;
        struct span whole;
    } rows[] = {
        { "short form", OCTETS("\x30\x03\x02\x01\x05") },
        { "long form", OCTETS("\x30\x81\x03\x02\x01\x05") },
        { "long form of two octets", OCTETS("\x30\x82\x00\x03\x02\x01\x05") },
        { "indefinite", OCTETS("\x30\x80\x30\x80\x02\x01\x05\0\0\x04\x02\0\0\0\0") },
        { "high tag", OCTETS("\xbf\x81\x49\x81\x01\xaa") },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t length = 0; length <= rows[i].whole.length; length++) {
            struct span part = { arena_copy(test_arena(), (struct span){ rows[i].whole.data, length }).data,
                                 length };
            struct span in = part;
            struct der_element element;
            bool want = length == rows[i].whole.length;
            CHECK_SAYING(rows[i].name, der_any(&in, &element, NULL) == want, "cut at %zu", length);
            CHECK_SAYING(rows[i].name, want ? in.length == 0 : in.data == part.data && in.length == length,
                         "cursor when cut at %zu", length);
        }
}

static void test_getters(void)
{
    static const struct {
        const char *name;
        struct span in;
        unsigned tag;
        bool want;
        struct span content;
    } rows[] = {
        { "its tag", OCTETS("\x02\x01\x05"), DER_INTEGER, true, OCTETS("\x05") },
        { "another tag", OCTETS("\x02\x01\x05"), DER_SEQUENCE, false, { NULL, 0 } },
        { "context tag", OCTETS("\x82\x01\x61"), DER_CONTEXT(2), true, OCTETS("a") },
        { "context tag, constructed", OCTETS("\xa3\x02\x05\x00"), DER_CONSTRUCTED(3), true,
          OCTETS("\x05\x00") },
        { "constructed is not primitive", OCTETS("\xa2\x02\x05\x00"), DER_CONTEXT(2), false, { NULL, 0 } },
        { "a high tag never matches", OCTETS("\x1f\x1f\x01\x05"), 0x1f, false, { NULL, 0 } },
        { "its tag, cut", OCTETS("\x02\x02\x05"), DER_INTEGER, false, { NULL, 0 } },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span in = rows[i].in, content = { NULL, 0 }, whole = { NULL, 0 };
        CHECK_INT(rows[i].name, der_get(&in, rows[i].tag, &content, NULL), rows[i].want);
        CHECK_SPAN(rows[i].name, content, rows[i].content);
        CHECK_INT(rows[i].name, in.length, rows[i].want ? 0 : rows[i].in.length);
        in = rows[i].in;
        CHECK_INT(rows[i].name, der_get_whole(&in, rows[i].tag, &whole, NULL), rows[i].want);
        if (rows[i].want)
            CHECK_SPAN(rows[i].name, whole, rows[i].in);
    }
}

static void test_optional(void)
{
    static const struct {
        const char *name;
        struct span in;
        bool want, present;
    } rows[] = {
        { "there", OCTETS("\x01\x01\xff"), true, true },
        { "another in its place", OCTETS("\x02\x01\x05"), true, false },
        { "the end", OCTETS(""), true, false },
        { "there and cut", OCTETS("\x01\x02\xff"), false, true },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span in = rows[i].in, content;
        bool present;
        CHECK_INT(rows[i].name, der_get_optional(&in, DER_BOOLEAN, &content, &present, NULL), rows[i].want);
        CHECK_INT(rows[i].name, present, rows[i].present);
        CHECK_INT(rows[i].name, in.length, rows[i].want && rows[i].present ? 0 : rows[i].in.length);
    }
}

static void test_integers(void)
{
    static const struct {
        const char *name;
        struct span in;
        bool fits, minimal, negative;
        int64_t value;
        size_t magnitude;
    } rows[] = {
        { "zero", OCTETS("\0"), true, true, false, 0, 0 },
        { "127", OCTETS("\x7f"), true, true, false, 127, 1 },
        { "128", OCTETS("\0\x80"), true, true, false, 128, 1 },
        { "-1", OCTETS("\xff"), true, true, true, -1, 1 },
        { "-128", OCTETS("\x80"), true, true, true, -128, 1 },
        { "-129", OCTETS("\xff\x7f"), true, true, true, -129, 2 },
        { "needless zero", OCTETS("\0\x7f"), true, false, false, 127, 1 },
        { "needless ff", OCTETS("\xff\x80"), true, false, true, -128, 2 },
        { "largest", OCTETS("\x7f\xff\xff\xff\xff\xff\xff\xff"), true, true, false, INT64_MAX, 8 },
        { "smallest", OCTETS("\x80\0\0\0\0\0\0\0"), true, true, true, INT64_MIN, 8 },
        { "2^63", OCTETS("\0\x80\0\0\0\0\0\0\0"), false, true, false, 0, 8 },
        { "-2^63-1", OCTETS("\xff\x7f\xff\xff\xff\xff\xff\xff\xff"), false, true, true, 0, 9 },
        { "five with many zeros", OCTETS("\0\0\0\0\0\0\0\0\0\0\x05"), true, false, false, 5, 1 },
        { "-2 with many ff", OCTETS("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfe"), true, false, true, -2, 10 },
        { "no octets", OCTETS(""), false, false, false, 0, 0 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t value = 0;
        CHECK_INT(rows[i].name, der_small_integer(rows[i].in, &value), rows[i].fits);
        CHECK_INT(rows[i].name, value, rows[i].value);
        CHECK_INT(rows[i].name, der_integer_is_minimal(rows[i].in), rows[i].minimal);
        CHECK_INT(rows[i].name, der_integer_is_negative(rows[i].in), rows[i].negative);
        CHECK_INT(rows[i].name, der_integer_magnitude(rows[i].in).length, rows[i].magnitude);
    }
}

static void test_booleans_and_bits(void)
{
    static const struct {
        const char *name;
        struct span in;
        bool want, value, canonical;
    } booleans[] = {
        { "false", OCTETS("\0"), true, false, true },
        { "true", OCTETS("\xff"), true, true, true },
        { "true of BER", OCTETS("\x01"), true, true, false },
        { "boolean of no octet", OCTETS(""), false, false, false },
        { "boolean of two octets", OCTETS("\xff\xff"), false, false, false },
    };
    for (size_t i = 0; i < COUNT_OF(booleans); i++) {
        bool value = false, canonical = false;
        CHECK_INT(booleans[i].name, der_boolean(booleans[i].in, &value, &canonical), booleans[i].want);
        CHECK_INT(booleans[i].name, value, booleans[i].value);
        CHECK_INT(booleans[i].name, canonical, booleans[i].canonical);
    }
    static const struct {
        const char *name;
        struct span in;
        bool want;
        unsigned unused, bits; /* bits: the first 16, bit 0 lowest */
    } rows[] = {
        { "digitalSignature, keyEncipherment", OCTETS("\x05\xa0"), true, 5, 0x5 },
        { "bit 8", OCTETS("\x07\0\x80"), true, 7, 0x100 },
        { "no bits", OCTETS("\0"), true, 0, 0 },
        { "unused bits of nothing", OCTETS("\x01"), false, 0, 0 },
        { "eight unused bits", OCTETS("\x08\xa0"), false, 0, 0 },
        { "no octet at all", OCTETS(""), false, 0, 0 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span octets = { NULL, 0 };
        unsigned unused = 0, bits = 0;
        CHECK_INT(rows[i].name, der_bits(rows[i].in, &octets, &unused), rows[i].want);
        for (unsigned n = 0; n < 16; n++)
            bits |= (unsigned)der_bit(octets, n) << n;
        CHECK_INT(rows[i].name, unused, rows[i].unused);
        CHECK_INT(rows[i].name, bits, rows[i].bits);
    }
}

static void test_times(void)
{
    static const struct {
        const char *name;
        unsigned tag;
        const char *in, *want; /* want NULL: refused */
        bool canonical;
    } rows[] = {
        { "UTCTime", DER_UTC_TIME, "260601000000Z", "2026-06-01T00:00:00Z", true },
        { "UTCTime of 1950", DER_UTC_TIME, "500101000000Z", "1950-01-01T00:00:00Z", true },
        { "UTCTime of 2049", DER_UTC_TIME, "491231235959Z", "2049-12-31T23:59:59Z", true },
        { "UTCTime without seconds", DER_UTC_TIME, "2606010000Z", "2026-06-01T00:00:00Z", false },
        { "UTCTime with offset", DER_UTC_TIME, "260601013000+0130", "2026-06-01T00:00:00Z", false },
        { "UTCTime west of Greenwich", DER_UTC_TIME, "2605312000-0400", "2026-06-01T00:00:00Z", false },
        { "UTCTime without zone", DER_UTC_TIME, "260601000000", NULL, false },
        { "UTCTime with fraction", DER_UTC_TIME, "260601000000.5Z", NULL, false },
        { "GeneralizedTime", DER_GENERALIZED_TIME, "20500101000000Z", "2050-01-01T00:00:00Z", true },
        { "GeneralizedTime, last", DER_GENERALIZED_TIME, "99991231235959Z", "9999-12-31T23:59:59Z", true },
        { "GeneralizedTime, first", DER_GENERALIZED_TIME, "00000101000000Z", "0000-01-01T00:00:00Z", true },
        { "GeneralizedTime with fraction", DER_GENERALIZED_TIME, "20500101000000.25Z", "2050-01-01T00:00:00Z",
          false },
        { "GeneralizedTime with comma", DER_GENERALIZED_TIME, "20500101000000,25Z", "2050-01-01T00:00:00Z",
          false },
        { "GeneralizedTime, point alone", DER_GENERALIZED_TIME, "20500101000000.Z", NULL, false },
        { "GeneralizedTime without seconds", DER_GENERALIZED_TIME, "205001010000Z", "2050-01-01T00:00:00Z",
          false },
        { "GeneralizedTime with offset", DER_GENERALIZED_TIME, "20500101120000-1200", "2050-01-02T00:00:00Z",
          false },
        { "GeneralizedTime, local", DER_GENERALIZED_TIME, "20500101000000", NULL, false },
        { "leap day", DER_UTC_TIME, "240229000000Z", "2024-02-29T00:00:00Z", true },
        { "no leap day", DER_UTC_TIME, "230229000000Z", NULL, false },
        { "31 June", DER_UTC_TIME, "260631000000Z", NULL, false },
        { "month 13", DER_UTC_TIME, "261301000000Z", NULL, false },
        { "month 0", DER_UTC_TIME, "260001000000Z", NULL, false },
        { "hour 24", DER_UTC_TIME, "260601240000Z", NULL, false },
        { "second 60", DER_UTC_TIME, "260601000060Z", NULL, false },
        { "letters", DER_UTC_TIME, "26O601000000Z", NULL, false },
        { "offset of 24 hours", DER_UTC_TIME, "260601000000+2400", NULL, false },
        { "something behind Z", DER_UTC_TIME, "260601000000Z ", NULL, false },
        { "small z", DER_UTC_TIME, "260601000000z", NULL, false },
        { "nothing", DER_UTC_TIME, "", NULL, false },
        { "another type", DER_PRINTABLE_STRING, "260601000000Z", NULL, false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t time = 0, want = 0;
        bool canonical = false;
        bool got = der_time(rows[i].tag, span_of_text(rows[i].in), &time, &canonical);
        if (!CHECK_INT(rows[i].name, got, rows[i].want != NULL) || !got)
            continue;
        CHECK(rows[i].name, clock_parse(span_of_text(rows[i].want), &want));
        CHECK_INT(rows[i].name, time, want);
        CHECK_INT(rows[i].name, canonical, rows[i].canonical);
    }
}

/* Every row of the registry: octets and text are the same OID, and no octets or names stand there twice. */
static void test_registry(void)
{
    for (unsigned i = OID_UNKNOWN + 1; i < OID_COUNT; i++) {
        const struct oid_entry *entry = oid_entry((enum oid)i);
        struct span der = { NULL, 0 };
        CHECK(entry->name, oid_is_valid(entry->der));
        CHECK_TEXT(entry->name, oid_dotted(test_arena(), entry->der), entry->dotted);
        CHECK(entry->name, oid_parse(test_arena(), span_of_text(entry->dotted), &der));
        CHECK_SPAN(entry->name, der, entry->der);
        CHECK_INT(entry->name, oid_of(entry->der), i);
        CHECK_INT(entry->name, oid_by_name(span_of_text(entry->name)), i);
        CHECK(entry->name, entry->name[0] && entry->title[0]);
    }
    CHECK_TEXT("unknown", oid_entry(OID_UNKNOWN)->name, "");
    CHECK_INT("unknown, by octets", oid_of((struct span){ NULL, 0 }), OID_UNKNOWN);
    CHECK_INT("unknown, by name", oid_by_name(span_of_text("server_authentication")), OID_UNKNOWN);
    CHECK("unknown is no OID", !oid_is((struct span){ NULL, 0 }, OID_UNKNOWN));
    CHECK("one octet more", !oid_is((struct span)OCTETS("\x55\x1d\x0f\x01"), OID_KEY_USAGE));
}

static void test_oid_texts(void)
{
    static const struct {
        const char *name;
        struct span der;
        bool valid;
        const char *text; /* dotted; parses back when valid */
    } rows[] = {
        { "0.0", OCTETS("\0"), true, "0.0" },
        { "0.39", OCTETS("\x27"), true, "0.39" },
        { "1.0", OCTETS("\x28"), true, "1.0" },
        { "2.0", OCTETS("\x50"), true, "2.0" },
        { "2.47", OCTETS("\x7f"), true, "2.47" },
        { "2.999.3", OCTETS("\x88\x37\x03"), true, "2.999.3" },
        { "2.100000000000000000000", OCTETS("\x8a\xeb\xe3\xd7\xc5\xd6\x98\xc0\x80\x50"), true,
          "2.100000000000000000000" },
        { "arc of 2^64", OCTETS("\x2b\x82\x80\x80\x80\x80\x80\x80\x80\x80\0"), true,
          "1.3.18446744073709551616" },
        { "UUID", OCTETS("\x69\x83\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"),
          true, "2.25.340282366920938463463374607431768211455" },
        { "padded arc", OCTETS("\x2b\x80\x06\x01"), false, "(malformed OID 2b800601)" },
        { "padded first arc", OCTETS("\x80\x01"), false, "(malformed OID 8001)" },
        { "unfinished", OCTETS("\x2b\x06\x81"), false, "(malformed OID 2b0681)" },
        { "empty", OCTETS(""), false, "(malformed OID )" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span back = { NULL, 0 };
        CHECK_INT(rows[i].name, oid_is_valid(rows[i].der), rows[i].valid);
        CHECK_TEXT(rows[i].name, oid_dotted(test_arena(), rows[i].der), rows[i].text);
        CHECK_TEXT(rows[i].name, oid_print(test_arena(), rows[i].der), rows[i].text);
        CHECK_INT(rows[i].name, oid_parse(test_arena(), span_of_text(rows[i].text), &back), rows[i].valid);
        if (rows[i].valid)
            CHECK_SPAN(rows[i].name, back, rows[i].der);
    }
    CHECK_TEXT("a known one by name", oid_print(test_arena(), oid_entry(OID_SERVER_AUTH)->der),
               "server_auth");
}

static void test_long_oids(void)
{
    static const struct {
        const char *name;
        uint8_t filling;
        size_t length;
    } rows[] = {
        { "10,000 arcs", 0x01, 10000 },
        { "an arc of 10,000 octets", 0xff, 10000 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        uint8_t *octets = arena_alloc(test_arena(), rows[i].length);
        memset(octets, rows[i].filling, rows[i].length);
        octets[rows[i].length - 1] = 1;
        struct span der = { octets, rows[i].length };
        CHECK(rows[i].name, oid_is_valid(der));
        const char *text = oid_dotted(test_arena(), der);
        CHECK_SAYING(rows[i].name, strncmp(text, "(long OID ", 10) == 0 && strlen(text) < 100, "%s", text);
    }
}

static void test_bad_oid_texts(void)
{
    static const char *const rows[] = { "",     ".",      "1",      "1.",     "1.40",  "0.40", "3.1",
                                        "1.3.", "1..3",   "1.3.06", "01.3",   "1.3.x", "1.3 ", " 1.3",
                                        "-1.3", "1.3.-6", "1.3,6",  "server", "00.1",  "1.00" };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span der;
        CHECK(rows[i], !oid_parse(test_arena(), span_of_text(rows[i]), &der));
    }
    struct buf text = { 0 }; /* longer than anybody means */
    buf_text(&text, "1.3");
    for (int i = 0; i < 1000; i++)
        buf_text(&text, ".1");
    struct span der;
    CHECK("1,000 arcs", !oid_parse(test_arena(), buf_span(&text), &der));
    buf_clear(&text);
    buf_text(&text, "1.3.1");
    for (int i = 0; i < 1000; i++)
        buf_char(&text, '0');
    CHECK("an arc of 1,000 digits", !oid_parse(test_arena(), buf_span(&text), &der));
    buf_free(&text);
}

CU_TestInfo der_tests[] = {
    { "elements", test_elements },
    { "depth", test_depth },
    { "cut", test_cut },
    { "getters", test_getters },
    { "optional", test_optional },
    { "integers", test_integers },
    { "booleans and bits", test_booleans_and_bits },
    { "times", test_times },
    { "registry", test_registry },
    { "OID texts", test_oid_texts },
    { "long OIDs", test_long_oids },
    { "bad OID texts", test_bad_oid_texts },
    CU_TEST_INFO_NULL,
};
