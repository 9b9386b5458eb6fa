/* pki: names, general names, times, keys, extensions and certificates, each as rows of octets and what must be read. */
#include <stdio.h>

#include "pki/cert.h"
#include "pki/object.h"
#include "tests/check.h"
#include "tests/der_build.h"
#include "util/clock.h"
#include "util/text.h"

/* Any flaw whose text holds these words, or "" for none at all. */
static void check_flaws(const char *row, const struct flaws *flaws, const char *words)
{
    const char *found = flaws->count ? flaws->items[0].text : "";
    if (!*words) {
        CHECK_TEXT(row, found, "");
        return;
    }
    for (size_t i = 0; i < flaws->count; i++)
        if (strstr(flaws->items[i].text, words))
            found = words;
    CHECK_TEXT(row, found, words);
}

static struct cert *decode(const char *row, struct span der)
{
    struct cert *cert = arena_alloc(test_arena(), sizeof *cert);
    struct source *source = arena_alloc(test_arena(), sizeof *source);
    const char *why = "";
    struct span at;
    *source = (struct source){ .name = row, .bytes = der };
    bool decoded = cert_decode(test_arena(), source, der, cert, &why, &at);
    CHECK_TEXT(row, why, "");
    return decoded ? cert : NULL;
}

/* -- names ---------------------------------------------------------------------------------------------------------- */

static unsigned string_tag(struct span word)
{
    static const struct {
        const char *word;
        unsigned tag;
    } tags[] = {
        { "utf8", DER_UTF8_STRING },
        { "printable", DER_PRINTABLE_STRING },
        { "teletex", DER_TELETEX_STRING },
        { "bmp", DER_BMP_STRING },
        { "universal", DER_UNIVERSAL_STRING },
        { "ia5", DER_IA5_STRING },
        { "numeric", DER_NUMERIC_STRING },
        { "visible", DER_VISIBLE_STRING },
        { "integer", DER_INTEGER },
    };
    for (size_t i = 0; i < COUNT_OF(tags); i++)
        if (span_equal_text(word, tags[i].word))
            return tags[i].tag;
    BUG("a row with an unknown string type");
}

/* Takes up to the separator, which is dropped. */
static struct span take_until(struct span *text, char separator)
{
    struct span word = *text;
    const uint8_t *end = span_find(*text, separator);
    if (end)
        word.length = (size_t)(end - text->data);
    size_t taken = word.length + (end != NULL);
    *text = (struct span){ text->data + taken, text->length - taken };
    return word;
}

/* A Name from "CN utf8 vpn01+OU bmp #0041|O printable Contoso": RDNs by |, attributes by +, octets by #. */
static struct span name_of(const char *spec)
{
    struct span rdns = hex(""), rest = span_of_text(spec);
    while (rest.length) {
        struct span rdn = take_until(&rest, '|'), set = hex("");
        while (rdn.length) {
            struct span attribute = take_until(&rdn, '+');
            struct span type = take_until(&attribute, ' '), tag = take_until(&attribute, ' '), oid;
            struct span value = attribute;
            if (value.length && value.data[0] == '#')
                value =
                    hex(arena_text_of_span(test_arena(), (struct span){ value.data + 1, value.length - 1 }));
            CHECK("a row's OID", oid_parse(test_arena(), type, &oid));
            set = JOIN(set, DER(DER_SEQUENCE, DER(DER_OID, oid), DER(string_tag(tag), value)));
        }
        rdns = JOIN(rdns, DER(DER_SET, set));
    }
    return DER(DER_SEQUENCE, rdns);
}

static void test_name_print(void)
{
    static const struct {
        const char *name, *spec, *want, *flaw;
    } rows[] = {
        { "order", "C printable DE|O utf8 Contoso|CN utf8 vpn01", "CN=vpn01,O=Contoso,C=DE", "" },
        { "empty", "", "", "" },
        { "several in an RDN", "O utf8 Contoso|CN utf8 a+OU utf8 b", "CN=a+OU=b,O=Contoso", "" },
        { "specials", "CN utf8 a,b;c\"d\\e<f>g", "CN=a\\,b\\;c\\\"d\\\\e\\<f\\>g", "" },
        { "plus", "CN utf8 #612b62", "CN=a\\+b", "" },
        { "blanks at the ends", "CN utf8 #20612020", "CN=\\ a \\ ", "" },
        { "a blank alone", "CN utf8 #20", "CN=\\ ", "" },
        { "number sign", "CN utf8 #2361", "CN=\\#a", "" },
        { "NUL", "CN utf8 #610062", "CN=a\\00b", "" },
        { "escape sequence", "CN utf8 #1b5b33316d", "CN=\\1B[31m", "" },
        { "line feed", "CN utf8 #610a62", "CN=a\\0Ab", "" },
        { "right-to-left override", "CN utf8 #e280ae", "CN=\\E2\\80\\AE", "" },
        { "umlaut", "CN utf8 Zürich", "CN=Zürich", "" },
        { "Latin-1 in Teletex", "CN teletex #5afc72696368", "CN=Zürich", "" },
        { "BMP", "CN bmp #005a00fc0072", "CN=Zür", "" },
        { "BMP with surrogates", "CN bmp #d83dde00", "CN=😀", "" },
        { "BMP, half a surrogate", "CN bmp #d83d", "CN=#1e02d83d", "no text of their string type" },
        { "BMP, the wrong half", "CN bmp #de00", "CN=#1e02de00", "no text of their string type" },
        { "BMP, two first halves", "CN bmp #d83dd83d", "CN=#1e04d83dd83d", "no text of their string type" },
        { "BMP of odd length", "CN bmp #006100", "CN=#1e03006100", "no text of their string type" },
        { "Universal", "CN universal #000000610001f600", "CN=a😀", "" },
        { "Universal above Unicode", "CN universal #00110000", "CN=#1c0400110000",
          "no text of their string type" },
        { "Universal surrogate", "CN universal #0000d800", "CN=#1c040000d800",
          "no text of their string type" },
        { "UTF-8 that is none", "CN utf8 #fc", "CN=#0c01fc", "no text of their string type" },
        { "overlong UTF-8", "CN utf8 #c0af", "CN=#0c02c0af", "no text of their string type" },
        { "IA5 above ASCII", "E ia5 #61ff", "E=#160261ff", "no text of their string type" },
        { "printable with a star", "CN printable *.contoso.com", "CN=*.contoso.com", "" },
        { "numeric", "SERIALNUMBER numeric 12 34", "SERIALNUMBER=12 34", "" },
        { "visible", "CN visible abc", "CN=abc", "" },
        { "a number for a text", "CN integer #05", "CN=#020105", "found an INTEGER, wanted a string" },
        { "empty value", "CN utf8 ", "CN=", "" },
        { "unknown type", "1.2.3.4 utf8 abc", "1.2.3.4=#0c03616263", "" },
        { "unknown type, no text", "1.2.3.4 integer #05", "1.2.3.4=#020105", "" },
        { "known OID of another kind", "server_auth utf8 a", "1.3.6.1.5.5.7.3.1=#0c0161", "" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct name name;
        struct flaws flaws = { 0 };
        name_decode(test_arena(), name_of(rows[i].spec), "subject", &name, &flaws);
        CHECK(rows[i].name, name.decoded);
        CHECK_TEXT(rows[i].name, name_print(test_arena(), &name), rows[i].want);
        check_flaws(rows[i].name, &flaws, rows[i].flaw);
    }
}

static void test_name_structure(void)
{
    static const struct {
        const char *name, *der;
        bool decoded;
        size_t rdns, attributes;
        const char *flaw;
    } rows[] = {
        { "no RDN", "30 00", true, 0, 0, "" },
        { "empty RDN", "30 02 31 00", true, 1, 0, "without attributes" },
        { "a SEQUENCE for a SET", "30 02 30 00", false, 0, 0,
          "found a SEQUENCE, wanted RelativeDistinguishedName" },
        { "no SEQUENCE", "04 00", false, 0, 0, "found an OCTET STRING, wanted a Name" },
        { "an attribute that is none", "30 05 31 03 02 01 05", false, 0, 0,
          "found an INTEGER, wanted AttributeTypeAndValue" },
        { "without type", "30 07 31 05 30 03 0c 01 61", false, 0, 0,
          "found a UTF8String, wanted an attribute's type" },
        { "without value", "30 09 31 07 30 05 06 03 55 04 03", false, 0, 0,
          "found nothing, wanted an attribute's value" },
        { "bad type", "30 0a 31 08 30 06 06 01 80 0c 01 61", false, 0, 0, "(malformed OID 80)" },
        { "behind the value", "30 0e 31 0c 30 0a 06 03 55 04 03 0c 01 61 05 00", true, 1, 1,
          "found 2 octets behind the end" },
        { "set out of order", "30 18 31 16 30 09 06 03 55 04 0b 0c 02 61 61 30 09 06 03 55 04 03 0c 02 61 61",
          true, 1, 2, "in another order than DER's" },
        { "long length", "30 0d 31 81 0a 30 08 06 03 55 04 03 0c 01 61", true, 1, 1,
          "a length in more octets" },
        { "value cut", "30 0c 31 0a 30 08 06 03 55 04 03 0c 02 61", false, 0, 0, "does not end inside" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct name name;
        struct flaws flaws = { 0 };
        name_decode(test_arena(), hex(rows[i].der), "subject", &name, &flaws);
        CHECK_INT(rows[i].name, name.decoded, rows[i].decoded);
        CHECK_INT(rows[i].name, name.rdn_count, rows[i].rdns);
        CHECK_INT(rows[i].name, name.attribute_count, rows[i].attributes);
        check_flaws(rows[i].name, &flaws, rows[i].flaw);
        CHECK("a broken name equals itself", name_equal(&name, &name));
    }
}

static void test_name_compare(void)
{
    enum { APART, EQUAL, WITHIN }; /* the first against the second */
    static const struct {
        const char *name, *left, *right;
        int want;
    } rows[] = {
        { "same", "CN utf8 Contoso", "CN utf8 Contoso", EQUAL },
        { "case", "CN utf8 CONTOSO", "CN utf8 contoso", EQUAL },
        { "string types", "CN utf8 Contoso", "CN printable Contoso", EQUAL },
        { "Teletex", "CN teletex Contoso", "CN utf8 Contoso", EQUAL },
        { "BMP", "CN bmp #00430041", "CN utf8 CA", EQUAL },
        { "blanks at the ends", "CN utf8  Contoso  ", "CN utf8 Contoso", EQUAL },
        { "blanks inside", "CN utf8 Contoso   Root", "CN utf8 Contoso Root", EQUAL },
        { "no blank inside", "CN utf8 ContosoRoot", "CN utf8 Contoso Root", APART },
        { "tab", "CN utf8 #610962", "CN utf8 a b", EQUAL },
        { "no-break space", "CN utf8 #61c2a062", "CN utf8 a b", EQUAL },
        { "ideographic space", "CN utf8 #61e3808062", "CN utf8 a b", EQUAL },
        { "NUL is dropped (RFC 4518, 2.2)", "CN utf8 #610062", "CN utf8 ab", EQUAL },
        { "soft hyphen is dropped", "CN utf8 #61c2ad62", "CN utf8 ab", EQUAL },
        { "umlaut, case", "CN utf8 ZÜRICH", "CN utf8 zürich", EQUAL },
        { "umlaut, composed or not", "CN utf8 #5a75cc88", "CN utf8 Zü", EQUAL },
        { "umlaut, Teletex", "CN teletex #5afc", "CN utf8 Zü", EQUAL },
        { "umlaut and none", "CN utf8 Zü", "CN utf8 Zu", APART },
        { "sharp s", "CN utf8 Straße", "CN utf8 STRASSE", EQUAL },
        { "final sigma", "CN utf8 ΟΔΟΣ", "CN utf8 οδος", EQUAL },
        { "full width", "CN utf8 #efbca3efbca1", "CN utf8 ca", EQUAL },
        { "ligature", "CN utf8 #efac81", "CN utf8 fi", EQUAL },
        { "another value", "CN utf8 Contoso", "CN utf8 Fabrikam", APART },
        { "another type", "CN utf8 Contoso", "O utf8 Contoso", APART },
        { "another order", "CN utf8 a|O utf8 b", "O utf8 b|CN utf8 a", APART },
        { "set in another order", "CN utf8 a+O utf8 b", "O utf8 b+CN utf8 a", EQUAL },
        { "set, case", "CN utf8 A+O utf8 B", "O utf8 b+CN utf8 a", EQUAL },
        { "set and two RDNs", "CN utf8 a+O utf8 b", "CN utf8 a|O utf8 b", APART },
        { "twice in a set", "CN utf8 a+CN utf8 a", "CN utf8 a", APART },
        { "below", "C utf8 DE|O utf8 Contoso|CN utf8 a", "C printable de|O utf8 CONTOSO", WITHIN },
        { "above", "C utf8 DE", "C utf8 DE|O utf8 Contoso", APART },
        { "beside", "C utf8 DE|O utf8 Contoso Ltd", "C utf8 DE|O utf8 Contoso", APART },
        { "below everything", "CN utf8 a", "", WITHIN },
        { "empty", "", "", EQUAL },
        { "blank and empty", "CN utf8  ", "CN utf8 ", EQUAL },
        { "not text, same", "CN bmp #d83d", "CN bmp #d83d", EQUAL },
        { "not text, another tag", "CN bmp #d83d", "CN utf8 #d83d", APART },
        { "number", "1.2.3 integer #05", "1.2.3 integer #05", EQUAL },
        { "number and text", "1.2.3 integer #61", "1.2.3 utf8 a", APART },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct name left, right;
        name_decode(test_arena(), name_of(rows[i].left), "left", &left, NULL);
        name_decode(test_arena(), name_of(rows[i].right), "right", &right, NULL);
        CHECK_INT(rows[i].name, name_equal(&left, &right), rows[i].want == EQUAL);
        CHECK_INT(rows[i].name, name_equal(&right, &left), rows[i].want == EQUAL);
        CHECK_INT(rows[i].name, name_is_within(&left, &right), rows[i].want != APART);
        if (rows[i].want == EQUAL)
            CHECK(rows[i].name, left.hash == right.hash);
    }
}

static void test_name_parts(void)
{
    struct name name, empty, appended, whole;
    name_decode(test_arena(), name_of("CN utf8 first|CN utf8 second|O utf8 Contoso"), "name", &name, NULL);
    name_decode(test_arena(), name_of(""), "name", &empty, NULL);
    CHECK_SPAN_TEXT("the last common name", name_find(&name, OID_COMMON_NAME)->text, "second");
    CHECK("no country", name_find(&name, OID_COUNTRY) == NULL);
    CHECK_INT("empty", name_is_empty(&empty), true);
    CHECK_INT("not empty", name_is_empty(&name), false);

    struct span rdn = DER(DER_SEQUENCE, der_oid(OID_COMMON_NAME), der_text(DER_UTF8_STRING, "crl1"));
    name_append_rdn(test_arena(), &name, rdn, &appended);
    name_decode(test_arena(), name_of("CN utf8 first|CN utf8 second|O utf8 Contoso|CN utf8 crl1"), "name",
                &whole, NULL);
    CHECK("one RDN more", name_equal(&appended, &whole));
    name_append_rdn(test_arena(), &name, hex("02 01 05"), &appended);
    CHECK("one broken RDN more", !appended.decoded);
}

/* Names as hostile as they come: they cost no more than their length, and stop at a limit. */
static void test_name_limits(void)
{
    struct name name;
    struct flaws flaws = { 0 };
    struct buf marks = { 0 };
    buf_text(&marks, "CN utf8 a");
    for (int i = 0; i < 100000; i++)
        buf_text(&marks, "\xcc\x81\xcc\xa3"); /* accents above and below, which normalization must sort */
    name_decode(test_arena(), name_of(marks.data), "subject", &name, &flaws);
    CHECK("100,000 accents", name.decoded && name_equal(&name, &name));
    buf_free(&marks);

    struct span attribute = DER(DER_SEQUENCE, der_oid(OID_COMMON_NAME), der_text(DER_UTF8_STRING, "a"));
    struct span many = attribute;
    for (int i = 0; i < 16; i++)
        many = JOIN(many, many);
    name_decode(test_arena(), DER(DER_SEQUENCE, DER(DER_SET, many)), "subject", &name, &flaws);
    CHECK_INT("65,536 attributes in one RDN", name.attribute_count, 65536);
    flaws = (struct flaws){ 0 };
    name_decode(test_arena(), DER(DER_SEQUENCE, DER(DER_SET, many, many)), "subject", &name, &flaws);
    CHECK("131,072 attributes", !name.decoded);
    check_flaws("131,072 attributes", &flaws, "more than 1 MiB");
}

/* -- general names -------------------------------------------------------------------------------------------------- */

static void test_general_names(void)
{
    static const struct {
        const char *name, *der, *want; /* want NULL: does not decode */
        const char *flaw;
    } rows[] = {
        { "dns", "82 0b 63 6f 6e 74 6f 73 6f 2e 63 6f 6d", "dns:contoso.com", "" },
        { "dns with NUL", "82 03 61 00 62", "dns:a\\x00b", "" },
        { "dns above ASCII", "82 02 c3 a4", "dns:ä", "wanted an IA5String" },
        { "dns constructed", "a2 03 16 01 61", NULL, "found [2] (constructed), wanted a GeneralName" },
        { "email", "81 03 61 40 62", "email:a@b", "" },
        { "uri", "86 05 68 74 74 70 3a", "uri:http:", "" },
        { "ip 4", "87 04 c0 00 02 01", "ip:192.0.2.1", "" },
        { "ip 4 with mask", "87 08 c0 00 02 00 ff ff ff 00", "ip:192.0.2.0/24", "" },
        { "ip 4 with holes in the mask", "87 08 c0 00 02 00 ff 00 ff 00", "ip:192.0.2.0/255.0.255.0", "" },
        { "ip 4 with mask 0", "87 08 00 00 00 00 00 00 00 00", "ip:0.0.0.0/0", "" },
        { "ip 6", "87 10 2001 0db8 0000 0000 0000 0000 0000 0001", "ip:2001:db8::1", "" },
        { "ip 6, all zero", "87 10 0000 0000 0000 0000 0000 0000 0000 0000", "ip:::", "" },
        { "ip 6, zeros at the end", "87 10 2001 0db8 0000 0000 0000 0000 0000 0000", "ip:2001:db8::", "" },
        { "ip 6, the longest run", "87 10 2001 0000 0000 0001 0000 0000 0000 0001", "ip:2001:0:0:1::1", "" },
        { "ip 6, one zero is none", "87 10 2001 0000 0001 0001 0001 0001 0001 0001", "ip:2001:0:1:1:1:1:1:1",
          "" },
        { "ip 6 with mask",
          "87 20 2001 0db8 0000 0000 0000 0000 0000 0000 ffff ffff 0000 0000 0000 0000 0000 0000",
          "ip:2001:db8::/32", "" },
        { "ip 5", "87 05 c0 00 02 01 02", "ip:#c000020102", "found an iPAddress of 5 octets" },
        { "ip empty", "87 00", "ip:#", "found an iPAddress of 0 octets" },
        { "registered id", "88 03 55 1d 0f", "registered_id:2.5.29.15", "" },
        { "registered id that is none", "88 01 80", NULL, "(malformed OID 80)" },
        { "directory", "a4 10 30 0e 31 0c 30 0a 06 03 55 04 03 0c 03 61 62 63", "directory:CN=abc", "" },
        { "directory without name", "a4 00", NULL, "found nothing, wanted a directoryName" },
        { "directory that is no name", "a4 02 04 00", NULL, "found an OCTET STRING, wanted a Name" },
        { "upn", "a0 11 06 0a 2b 06 01 04 01 82 37 14 02 03 a0 03 0c 01 61", "upn:a", "" },
        { "upn, no text", "a0 11 06 0a 2b 06 01 04 01 82 37 14 02 03 a0 03 02 01 05", "upn:#020105",
          "found an INTEGER, wanted a UTF8String" },
        { "other, known", "a0 0f 06 08 2b 06 01 05 05 07 08 07 a0 03 16 01 61", "other:srv_name=a", "" },
        { "other, unknown", "a0 09 06 02 2a 03 a0 03 02 01 05", "other:1.2.3=#020105", "" },
        { "other without value", "a0 04 06 02 2a 03", NULL, "wanted the [0] value of an otherName" },
        { "other with an empty value", "a0 06 06 02 2a 03 a0 00", NULL, "wanted the value of an otherName" },
        { "other without type", "a0 05 a0 03 0c 01 61", NULL,
          "wanted the OBJECT IDENTIFIER of an otherName" },
        { "x400", "a3 02 05 00", "x400:#0500", "" },
        { "edi", "a5 02 05 00", "edi:#0500", "" },
        { "[9]", "89 01 61", NULL, "found [9], wanted a GeneralName" },
        { "an INTEGER", "02 01 05", NULL, "found an INTEGER, wanted a GeneralName" },
        { "cut", "82 05 61", NULL, "does not end inside" },
        { "nothing", "", NULL, "found nothing" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span in = hex(rows[i].der);
        struct general_name name;
        struct flaws flaws = { 0 };
        bool decoded = general_name_decode(test_arena(), &in, "san", &name, &flaws);
        CHECK_INT(rows[i].name, decoded, rows[i].want != NULL);
        if (decoded)
            CHECK_TEXT(rows[i].name, general_name_print(test_arena(), &name), rows[i].want);
        check_flaws(rows[i].name, &flaws, rows[i].flaw);
    }
}

static void test_general_name_lists(void)
{
    static const struct {
        const char *name, *der;
        bool decoded;
        size_t count;
        const char *flaw;
    } rows[] = {
        { "two", "82 01 61 82 01 62", true, 2, "" },
        { "none", "", true, 0, "found no name" },
        { "one broken between two", "82 01 61 89 00 82 01 62", false, 2, "found [9]" },
        { "cut", "82 01 61 82 05", false, 1, "does not end inside" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct general_names names = { 0 };
        struct flaws flaws = { 0 };
        CHECK_INT(rows[i].name, general_names_decode(test_arena(), hex(rows[i].der), "san", &names, &flaws),
                  rows[i].decoded);
        CHECK_INT(rows[i].name, names.count, rows[i].count);
        check_flaws(rows[i].name, &flaws, rows[i].flaw);
    }
}

/* -- times ---------------------------------------------------------------------------------------------------------- */

static void test_times(void)
{
    static const struct {
        const char *name;
        unsigned tag;
        const char *text;
        enum time_rule rule;
        const char *want, *flaw; /* want NULL: not decoded */
    } rows[] = {
        { "UTCTime", DER_UTC_TIME, "260601000000Z", TIME_BY_YEAR, "2026-06-01T00:00:00Z", "" },
        { "GeneralizedTime from 2050", DER_GENERALIZED_TIME, "20500101000000Z", TIME_BY_YEAR,
          "2050-01-01T00:00:00Z", "" },
        { "GeneralizedTime before 2050", DER_GENERALIZED_TIME, "20491231235959Z", TIME_BY_YEAR,
          "2049-12-31T23:59:59Z", "wanted a UTCTime for years through 2049" },
        { "either", DER_GENERALIZED_TIME, "20260601000000Z", TIME_EITHER, "2026-06-01T00:00:00Z", "" },
        { "generalized only", DER_UTC_TIME, "260601000000Z", TIME_GENERALIZED, "2026-06-01T00:00:00Z",
          "found a UTCTime, wanted a GeneralizedTime" },
        { "no seconds", DER_UTC_TIME, "2606010000Z", TIME_BY_YEAR, "2026-06-01T00:00:00Z",
          "wanted YYMMDDHHMMSSZ" },
        { "month 13", DER_UTC_TIME, "261301000000Z", TIME_BY_YEAR, NULL, "found '261301000000Z'" },
        { "long", DER_UTC_TIME, "260601000000Z260601000000Z260601000000Z260601000000Z", TIME_BY_YEAR, NULL,
          "found '260601000000Z260601000000Z260601000000Z2'" },
        { "control characters", DER_UTC_TIME, "\x1b[2J", TIME_BY_YEAR, NULL, "found '\\x1B[2J'" },
        { "another type", DER_PRINTABLE_STRING, "260601000000Z", TIME_BY_YEAR, NULL,
          "found a PrintableString" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span in = der_text(rows[i].tag, rows[i].text);
        struct pki_time time;
        struct flaws flaws = { 0 };
        char text[CLOCK_TEXT];
        bool decoded = pki_time_decode(test_arena(), &in, rows[i].rule, "not_before", &time, &flaws);
        CHECK_INT(rows[i].name, decoded, rows[i].want != NULL);
        CHECK_INT(rows[i].name, in.length, 0);
        if (decoded) {
            clock_print(time.seconds, text);
            CHECK_TEXT(rows[i].name, text, rows[i].want);
        }
        check_flaws(rows[i].name, &flaws, rows[i].flaw);
    }
}

/* -- keys ----------------------------------------------------------------------------------------------------------- */

#define P256_POINT                                                                                           \
    "04 11111111 11111111 11111111 11111111 11111111 11111111 11111111 11111111 22222222 22222222 22222222 " \
    "22222222 "                                                                                              \
    "22222222 22222222 22222222 22222222"

static void test_keys(void)
{
    static const struct {
        const char *name, *algorithm, *bits; /* contents of AlgorithmIdentifier, octets of the key */
        bool decoded;
        enum key_kind kind;
        unsigned size;
        const char *print, *flaw;
    } rows[] = {
        { "RSA", "06 09 2a864886f70d010101 05 00", "30 09 02 02 7f01 02 03 010001", true, KEY_RSA, 15,
          "RSA 15 bits", "" },
        { "RSA without parameters", "06 09 2a864886f70d010101", "30 09 02 02 7f01 02 03 010001", true,
          KEY_RSA, 15, "RSA 15 bits", "found no parameters" },
        { "RSA, other parameters", "06 09 2a864886f70d010101 02 01 05", "30 09 02 02 7f01 02 03 010001", true,
          KEY_RSA, 15, "RSA 15 bits", "found other parameters" },
        { "RSA, padded modulus", "06 09 2a864886f70d010101 05 00", "30 09 02 02 0051 02 03 010001", true,
          KEY_RSA, 7, "RSA 7 bits", "in more octets than it needs" },
        { "RSA, negative", "06 09 2a864886f70d010101 05 00", "30 08 02 01 ff 02 03 010001", false, KEY_RSA, 0,
          "malformed key", "found a negative number" },
        { "RSA, zero", "06 09 2a864886f70d010101 05 00", "30 08 02 01 00 02 03 010001", false, KEY_RSA, 0,
          "malformed key", "found zero" },
        { "RSA, no exponent", "06 09 2a864886f70d010101 05 00", "30 04 02 02 7f01", false, KEY_RSA, 0,
          "malformed key", "wanted the exponent" },
        { "RSA, nothing", "06 09 2a864886f70d010101 05 00", "", false, KEY_RSA, 0, "malformed key",
          "found nothing, wanted RSAPublicKey" },
        { "RSA, behind the exponent", "06 09 2a864886f70d010101 05 00", "30 0b 02 02 7f01 02 03 010001 05 00",
          true, KEY_RSA, 15, "RSA 15 bits", "behind the end" },
        { "RSASSA-PSS, any parameters", "06 09 2a864886f70d01010a", "30 09 02 02 7f01 02 03 010001", true,
          KEY_RSA_PSS, 15, "RSASSA-PSS 15 bits", "" },
        { "P-256", "06 07 2a8648ce3d0201 06 08 2a8648ce3d030107", P256_POINT, true, KEY_EC, 256,
          "ECDSA P-256", "" },
        { "P-256, compressed", "06 07 2a8648ce3d0201 06 08 2a8648ce3d030107",
          "02 1111111111111111111111111111111111111111111111111111111111111111", true, KEY_EC, 256,
          "ECDSA P-256", "" },
        { "P-256, short", "06 07 2a8648ce3d0201 06 08 2a8648ce3d030107", "04 11 22", false, KEY_EC, 256,
          "malformed key", "found a point of 3 octets" },
        { "P-256, infinity", "06 07 2a8648ce3d0201 06 08 2a8648ce3d030107", "00", false, KEY_EC, 256,
          "malformed key", "found a point of 1 octets" },
        { "a curve that is not known", "06 07 2a8648ce3d0201 06 02 2a03", "04 11 22", true, KEY_EC, 0,
          "ECDSA on curve 1.2.3", "" },
        { "a curve by its numbers", "06 07 2a8648ce3d0201 30 00", "04 11 22", true, KEY_EC, 0,
          "ECDSA on a curve of its own", "" },
        { "a curve that is NULL", "06 07 2a8648ce3d0201 05 00", "04 11 22", false, KEY_EC, 0, "malformed key",
          "found NULL, wanted a namedCurve" },
        { "no curve", "06 07 2a8648ce3d0201", "04 11 22", false, KEY_EC, 0, "malformed key",
          "found no curve" },
        { "a malformed curve", "06 07 2a8648ce3d0201 06 01 80", "04 11 22", false, KEY_EC, 0, "malformed key",
          "(malformed OID 80)" },
        { "DSA", "06 07 2a8648ce380401 30 0a 02 02 7f01 02 01 05 02 01 02", "02 01 03", true, KEY_DSA, 15,
          "DSA 15 bits", "" },
        { "DSA, the issuer's parameters", "06 07 2a8648ce380401", "02 01 03", true, KEY_DSA, 0, "DSA", "" },
        { "DSA, no generator", "06 07 2a8648ce380401 30 07 02 02 7f01 02 01 05", "02 01 03", false, KEY_DSA,
          0, "malformed key", "wanted the generator" },
        { "DSA, parameters that are none", "06 07 2a8648ce380401 05 00", "02 01 03", false, KEY_DSA, 0,
          "malformed key", "found NULL, wanted Dss-Parms" },
        { "DSA, no key", "06 07 2a8648ce380401", "05 00", false, KEY_DSA, 0, "malformed key",
          "wanted a DSA key" },
        { "Ed25519", "06 03 2b6570", "1111111111111111111111111111111111111111111111111111111111111111", true,
          KEY_ED25519, 256, "Ed25519", "" },
        { "Ed25519, short", "06 03 2b6570", "1111", false, KEY_ED25519, 256, "malformed key",
          "found a key of 2 octets" },
        { "Ed25519 with parameters", "06 03 2b6570 05 00",
          "1111111111111111111111111111111111111111111111111111111111111111", true, KEY_ED25519, 256,
          "Ed25519", "found parameters of Ed25519, wanted none" },
        { "Ed448, short", "06 03 2b6571", "1111", false, KEY_ED448, 456, "malformed key", "wanted 57" },
        { "X25519 cannot sign", "06 03 2b656e", "1111", true, KEY_OTHER, 0, "X25519", "" },
        { "unknown algorithm", "06 02 2a03", "1111", true, KEY_UNKNOWN, 0, "key of unknown algorithm 1.2.3",
          "" },
        { "malformed algorithm", "06 01 80", "1111", false, KEY_UNKNOWN, 0, "malformed key",
          "(malformed OID 80)" },
        { "no algorithm", "05 00", "1111", false, KEY_UNKNOWN, 0, "malformed key",
          "wanted the OBJECT IDENTIFIER of an algorithm" },
        { "parameters cut", "06 02 2a03 04 05", "1111", false, KEY_UNKNOWN, 0, "malformed key",
          "does not end inside" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct key key;
        struct flaws flaws = { 0 };
        struct span spki =
            DER(DER_SEQUENCE, DER(DER_SEQUENCE, hex(rows[i].algorithm)), der_bits_of(hex(rows[i].bits)));
        key_decode(test_arena(), spki, &key, &flaws);
        CHECK_INT(rows[i].name, key.decoded, rows[i].decoded);
        CHECK_INT(rows[i].name, key.kind, rows[i].kind);
        CHECK_INT(rows[i].name, key.bits, rows[i].size);
        CHECK_TEXT(rows[i].name, key_print(test_arena(), &key), rows[i].print);
        check_flaws(rows[i].name, &flaws, rows[i].flaw);
    }
    static const struct {
        const char *name, *spki, *flaw;
    } frames[] = {
        { "no SEQUENCE", "05 00", "found NULL, wanted SubjectPublicKeyInfo" },
        { "no algorithm", "30 00", "found nothing, wanted AlgorithmIdentifier" },
        { "no BIT STRING", "30 06 30 04 06 02 2a 03", "wanted the BIT STRING subjectPublicKey" },
        { "unused bits", "30 0a 30 04 06 02 2a 03 03 02 01 80", "found unused bits" },
        { "behind the key", "30 0c 30 04 06 02 2a 03 03 02 00 80 05 00", "behind the end" },
    };
    for (size_t i = 0; i < COUNT_OF(frames); i++) {
        struct key key;
        struct flaws flaws = { 0 };
        key_decode(test_arena(), hex(frames[i].spki), &key, &flaws);
        check_flaws(frames[i].name, &flaws, frames[i].flaw);
    }
}

static void test_algorithms(void)
{
    static const struct {
        const char *name, *content;
        enum oid known, hash;
        const char *flaw;
    } rows[] = {
        { "SHA-256 with RSA", "06 09 2a864886f70d01010b 05 00", OID_RSA_SHA256, OID_SHA256, "" },
        { "without NULL", "06 09 2a864886f70d01010b", OID_RSA_SHA256, OID_SHA256, "found no parameters" },
        { "ECDSA", "06 08 2a8648ce3d040302", OID_ECDSA_SHA256, OID_SHA256, "" },
        { "ECDSA with NULL", "06 08 2a8648ce3d040302 05 00", OID_ECDSA_SHA256, OID_SHA256, "wanted none" },
        { "ECDSA with a digest of its own", "06 07 2a8648ce3d0403 30 0d 06 09 608648016503040201 0500",
          OID_ECDSA_SPECIFIED, OID_SHA256, "" },
        { "ECDSA without it", "06 07 2a8648ce3d0403", OID_ECDSA_SPECIFIED, OID_UNKNOWN,
          "wanted the AlgorithmIdentifier" },
        { "MD5", "06 09 2a864886f70d010104 05 00", OID_RSA_MD5, OID_MD5, "" },
        { "Ed25519", "06 03 2b6570", OID_ED25519, OID_UNKNOWN, "" },
        { "unknown", "06 02 2a03 05 00", OID_UNKNOWN, OID_UNKNOWN, "" },
        { "PSS, defaults", "06 09 2a864886f70d01010a 30 00", OID_KEY_RSA_PSS, OID_SHA1, "" },
        { "PSS, SHA-256", "06 09 2a864886f70d01010a 30 0f a0 0d 30 0b 06 09 608648016503040201",
          OID_KEY_RSA_PSS, OID_SHA256, "" },
        { "PSS, no parameters", "06 09 2a864886f70d01010a", OID_KEY_RSA_PSS, OID_UNKNOWN,
          "wanted RSASSA-PSS-params" },
        { "PSS, negative salt", "06 09 2a864886f70d01010a 30 05 a2 03 02 01 ff", OID_KEY_RSA_PSS, OID_UNKNOWN,
          "wanted an INTEGER of at least 0" },
        { "PSS, a digest that is none", "06 09 2a864886f70d01010a 30 05 a0 03 02 01 05", OID_KEY_RSA_PSS,
          OID_UNKNOWN, "found an INTEGER, wanted AlgorithmIdentifier" },
        { "PSS, a mask without digest", "06 09 2a864886f70d01010a 30 0f a1 0d 30 0b 06 09 2a864886f70d010108",
          OID_KEY_RSA_PSS, OID_UNKNOWN, "wanted AlgorithmIdentifier" },
        { "PSS, cut", "06 09 2a864886f70d01010a 30 02 a0 05", OID_KEY_RSA_PSS, OID_UNKNOWN,
          "does not end inside" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct algorithm algorithm;
        struct flaws flaws = { 0 };
        algorithm_decode(test_arena(), DER(DER_SEQUENCE, hex(rows[i].content)), "signature_algorithm",
                         &algorithm, &flaws);
        CHECK_INT(rows[i].name, algorithm.known, rows[i].known);
        CHECK_INT(rows[i].name, algorithm.hash, rows[i].hash);
        check_flaws(rows[i].name, &flaws, rows[i].flaw);
    }
}

/* The smallest number that is 65537^k modulo each of the 38 primes is 1; and one that is not modulo 11. */
static void test_roca(void)
{
    static const struct {
        const char *name, *modulus;
        bool want;
    } rows[] = {
        { "1 is a power of everything", "01", true },
        { "65537", "010001", true },
        { "65537^2", "0100020001", true },
        { "65537^7 over several words", "01000700150023002300150007 0001", true },
        { "2 is none modulo 11", "02", false },
        { "65539", "010003", false },
        { "a multiple of 3", "030003", false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct key key = { .decoded = true, .kind = KEY_RSA, .modulus = hex(rows[i].modulus) };
        CHECK_INT(rows[i].name, key_has_roca_fingerprint(&key), rows[i].want);
    }
    struct key none = { .decoded = true, .kind = KEY_EC };
    CHECK("no modulus", !key_has_roca_fingerprint(&none));
}

/* -- extensions ----------------------------------------------------------------------------------------------------- */

static const char *list_oids(const struct oid_list *list)
{
    const char *text = "";
    for (size_t i = 0; i < list->count; i++)
        text =
            arena_format(test_arena(), "%s%s%s", text, i ? " " : "", oid_print(test_arena(), list->items[i]));
    return text;
}

static const char *list_names(const struct general_names *names)
{
    const char *text = "";
    for (size_t i = 0; i < names->count; i++)
        text = arena_format(test_arena(), "%s%s%s", text, i ? " " : "",
                            general_name_print(test_arena(), &names->items[i]));
    return text;
}

/* What was read, in words; a function for each extension. */
#define SHOW(extension) static const char *show_##extension(const struct cert *cert)

SHOW(authority_key_id)
{
    const struct authority_key_id *id = &cert->authority_key_id;
    return arena_format(test_arena(), "%s|%s|%s", id->has_key_id ? text_hex(test_arena(), id->key_id) : "-",
                        list_names(&id->issuer), id->has_serial ? text_hex(test_arena(), id->serial) : "-");
}

SHOW(subject_key_id)
{
    return text_hex(test_arena(), cert->subject_key_id.id);
}

SHOW(key_usage)
{
    return arena_format(test_arena(), "%x", cert->key_usage.bits);
}

SHOW(certificate_policies)
{
    const char *text = "";
    for (size_t i = 0; i < cert->certificate_policies.list.count; i++) {
        const struct certificate_policy *policy = &cert->certificate_policies.list.items[i];
        text = arena_format(test_arena(), "%s[%s%s]", text, oid_print(test_arena(), policy->oid),
                            policy->has_qualifiers ? "+" : "");
    }
    return text;
}

SHOW(policy_mappings)
{
    const char *text = "";
    for (size_t i = 0; i < cert->policy_mappings.count; i++)
        text = arena_format(test_arena(), "%s[%s=%s]", text,
                            oid_print(test_arena(), cert->policy_mappings.items[i].issuer_policy),
                            oid_print(test_arena(), cert->policy_mappings.items[i].subject_policy));
    return text;
}

SHOW(subject_alt_name)
{
    return list_names(&cert->subject_alt_name.names);
}

SHOW(basic_constraints)
{
    const struct basic_constraints *basic = &cert->basic_constraints;
    return basic->has_path_len ? arena_format(test_arena(), "%d %lld", basic->ca, (long long)basic->path_len)
                               : arena_format(test_arena(), "%d", basic->ca);
}

SHOW(name_constraints)
{
    const char *text = "";
    const struct general_subtrees *trees[] = { &cert->name_constraints.permitted,
                                               &cert->name_constraints.excluded };
    for (size_t i = 0; i < COUNT_OF(trees); i++)
        for (size_t j = 0; j < trees[i]->count; j++)
            text = arena_format(test_arena(), "%s%c%s", text, i ? '-' : '+',
                                general_name_print(test_arena(), &trees[i]->items[j].base));
    return text;
}

SHOW(policy_constraints)
{
    const struct policy_constraints *policy = &cert->policy_constraints;
    return arena_format(test_arena(), "%lld %lld",
                        policy->has_require_explicit ? (long long)policy->require_explicit : -1,
                        policy->has_inhibit_mapping ? (long long)policy->inhibit_mapping : -1);
}

SHOW(extended_key_usage)
{
    return list_oids(&cert->extended_key_usage.list);
}

SHOW(crl_distribution_points)
{
    const char *text = "";
    for (size_t i = 0; i < cert->crl_distribution_points.list.count; i++) {
        const struct distribution_point *point = &cert->crl_distribution_points.list.items[i];
        text = arena_format(test_arena(), "%s[%s|%s|%x|%s]", text, list_names(&point->full_name),
                            point->relative_name.data ? text_hex(test_arena(), point->relative_name) : "-",
                            point->reasons, list_names(&point->crl_issuer));
    }
    return text;
}

SHOW(inhibit_any_policy)
{
    return arena_format(test_arena(), "%lld", (long long)cert->inhibit_any_policy.skip_certs);
}

SHOW(authority_info_access)
{
    const char *text = "";
    for (size_t i = 0; i < cert->authority_info_access.list.count; i++) {
        const struct access_description *access = &cert->authority_info_access.list.items[i];
        text = arena_format(test_arena(), "%s[%s %s]", text, oid_print(test_arena(), access->method),
                            general_name_print(test_arena(), &access->location));
    }
    return text;
}

SHOW(application_policies)
{
    return list_oids(&cert->application_policies.list);
}

SHOW(template_name)
{
    return text_escaped(test_arena(), cert->template_name.name);
}

SHOW(template_info)
{
    const struct template_info *info = &cert->template_info;
    return arena_format(test_arena(), "%s %lld %lld", oid_print(test_arena(), info->oid),
                        info->has_major ? (long long)info->major : -1,
                        info->has_minor ? (long long)info->minor : -1);
}

SHOW(ca_version)
{
    return arena_format(test_arena(), "%lld", (long long)cert->ca_version.value);
}

SHOW(sid)
{
    return text_escaped(test_arena(), cert->sid.text);
}

#define OF(oid, member) OID_##oid, offsetof(struct cert, member), show_##member

static void test_extensions(void)
{
    static const struct {
        const char *name;
        enum oid oid;
        size_t place; /* of the presence */
        const char *(*show)(const struct cert *cert);
        const char *value, *want; /* want NULL: malformed */
        const char *flaw;
    } rows[] = {
        /* RFC 5280, 4.2.1.1 */
        { "AKI, key", OF(AUTHORITY_KEY_ID, authority_key_id), "30 04 80 02 aabb", "aabb||-", "" },
        { "AKI, all", OF(AUTHORITY_KEY_ID, authority_key_id), "30 0c 80 02 aabb a1 03 82 01 61 82 01 05",
          "aabb|dns:a|05", "" },
        { "AKI, nothing", OF(AUTHORITY_KEY_ID, authority_key_id), "30 00", "-||-", "" },
        { "AKI, serial alone", OF(AUTHORITY_KEY_ID, authority_key_id), "30 03 82 01 05", "-||05",
          "found authorityCertSerialNumber alone" },
        { "AKI, issuer alone", OF(AUTHORITY_KEY_ID, authority_key_id), "30 05 a1 03 82 01 61", "-|dns:a|-",
          "found authorityCertIssuer alone" },
        { "AKI, an OCTET STRING", OF(AUTHORITY_KEY_ID, authority_key_id), "04 02 aabb", NULL,
          "found an OCTET STRING" },
        { "AKI, cut", OF(AUTHORITY_KEY_ID, authority_key_id), "30 02 80 05", NULL, "does not end inside" },
        { "AKI, empty serial", OF(AUTHORITY_KEY_ID, authority_key_id), "30 07 a1 03 82 01 61 82 00", NULL,
          "without octets" },
        { "AKI, broken issuer", OF(AUTHORITY_KEY_ID, authority_key_id), "30 05 a1 03 89 01 61", NULL,
          "found [9]" },
        { "AKI, behind", OF(AUTHORITY_KEY_ID, authority_key_id), "30 06 80 02 aabb 05 00", "aabb||-",
          "2 octets behind" },
        /* 4.2.1.2 */
        { "SKI", OF(SUBJECT_KEY_ID, subject_key_id), "04 02 aabb", "aabb", "" },
        { "SKI, an INTEGER", OF(SUBJECT_KEY_ID, subject_key_id), "02 02 0abb", NULL, "found an INTEGER" },
        { "SKI, behind", OF(SUBJECT_KEY_ID, subject_key_id), "04 02 aabb 00", "aabb", "1 octet behind" },
        { "SKI, long length", OF(SUBJECT_KEY_ID, subject_key_id), "04 81 02 aabb", "aabb",
          "a length in more octets" },
        /* 4.2.1.3 */
        { "key usage", OF(KEY_USAGE, key_usage), "03 02 05 a0", "5", "" },
        { "key usage, nine bits", OF(KEY_USAGE, key_usage), "03 03 07 ff80", "1ff", "" },
        { "key usage, no bits", OF(KEY_USAGE, key_usage), "03 01 00", "0", "no bit set" },
        { "key usage, zeros at the end", OF(KEY_USAGE, key_usage), "03 02 00 a0", "5",
          "zero bits at the end" },
        { "key usage, unused bits set", OF(KEY_USAGE, key_usage), "03 02 05 b0", "d",
          "unused bits that are not zero" },
        { "key usage, eight unused", OF(KEY_USAGE, key_usage), "03 02 08 a0", NULL,
          "wanted the BIT STRING KeyUsage" },
        { "key usage, empty", OF(KEY_USAGE, key_usage), "03 00", NULL, "wanted the BIT STRING KeyUsage" },
        { "key usage, a number", OF(KEY_USAGE, key_usage), "02 01 05", NULL, "found an INTEGER" },
        /* 4.2.1.4 */
        { "policies", OF(CERTIFICATE_POLICIES, certificate_policies),
          "30 0c 30 04 06 02 2a03 30 04 06 02 2a04", "[1.2.3][1.2.4]", "" },
        { "policy with qualifier", OF(CERTIFICATE_POLICIES, certificate_policies),
          "30 0a 30 08 06 02 2a03 30 02 30 00", "[1.2.3+]", "" },
        { "policy with no qualifier", OF(CERTIFICATE_POLICIES, certificate_policies),
          "30 08 30 06 06 02 2a03 30 00", "[1.2.3+]", "an empty SEQUENCE" },
        { "policy twice", OF(CERTIFICATE_POLICIES, certificate_policies),
          "30 0c 30 04 06 02 2a03 30 04 06 02 2a03", "[1.2.3][1.2.3]", "found the policy 1.2.3 twice" },
        { "no policies", OF(CERTIFICATE_POLICIES, certificate_policies), "30 00", "", "an empty SEQUENCE" },
        { "policy that is an OID", OF(CERTIFICATE_POLICIES, certificate_policies), "30 04 06 02 2a03", NULL,
          "wanted PolicyInformation" },
        { "policy with a bad OID", OF(CERTIFICATE_POLICIES, certificate_policies), "30 05 30 03 06 01 80",
          NULL, "(malformed OID 80)" },
        { "policy, behind", OF(CERTIFICATE_POLICIES, certificate_policies), "30 08 30 06 06 02 2a03 05 00",
          "[1.2.3]", "2 octets behind" },
        /* 4.2.1.5 */
        { "mapping", OF(POLICY_MAPPINGS, policy_mappings), "30 0a 30 08 06 02 2a03 06 02 2a04",
          "[1.2.3=1.2.4]", "" },
        { "mapping of anyPolicy", OF(POLICY_MAPPINGS, policy_mappings),
          "30 0c 30 0a 06 04 551d2000 06 02 2a04", "[any_policy=1.2.4]", "found anyPolicy in a mapping" },
        { "mapping, half", OF(POLICY_MAPPINGS, policy_mappings), "30 06 30 04 06 02 2a03", NULL,
          "wanted subjectDomainPolicy" },
        { "no mapping", OF(POLICY_MAPPINGS, policy_mappings), "30 00", "", "an empty SEQUENCE" },
        /* 4.2.1.6 */
        { "SAN", OF(SUBJECT_ALT_NAME, subject_alt_name), "30 06 82 01 61 82 01 62", "dns:a dns:b", "" },
        { "SAN, no name", OF(SUBJECT_ALT_NAME, subject_alt_name), "30 00", "", "found no name" },
        { "SAN, broken", OF(SUBJECT_ALT_NAME, subject_alt_name), "30 03 89 01 61", NULL, "found [9]" },
        { "SAN, mask", OF(SUBJECT_ALT_NAME, subject_alt_name), "30 0a 87 08 c0000200 ffffff00",
          "ip:192.0.2.0/24", "wanted 4 or 16" },
        { "SAN, text", OF(SUBJECT_ALT_NAME, subject_alt_name), "0c 01 61", NULL,
          "found a UTF8String, wanted GeneralNames" },
        /* 4.2.1.9 */
        { "end entity", OF(BASIC_CONSTRAINTS, basic_constraints), "30 00", "0", "" },
        { "CA", OF(BASIC_CONSTRAINTS, basic_constraints), "30 03 01 01 ff", "1", "" },
        { "CA, path length", OF(BASIC_CONSTRAINTS, basic_constraints), "30 06 01 01 ff 02 01 00", "1 0", "" },
        { "FALSE written out", OF(BASIC_CONSTRAINTS, basic_constraints), "30 03 01 01 00", "0",
          "FALSE written out" },
        { "TRUE of BER", OF(BASIC_CONSTRAINTS, basic_constraints), "30 03 01 01 01", "1",
          "found TRUE as 01" },
        { "path length without CA", OF(BASIC_CONSTRAINTS, basic_constraints), "30 03 02 01 00", "0 0",
          "without cA TRUE" },
        { "path length -1", OF(BASIC_CONSTRAINTS, basic_constraints), "30 06 01 01 ff 02 01 ff", NULL,
          "a negative number" },
        { "path length of 9 octets", OF(BASIC_CONSTRAINTS, basic_constraints),
          "30 0e 01 01 ff 02 09 010000000000000000", NULL, "more than 63 bits" },
        { "path length, padded", OF(BASIC_CONSTRAINTS, basic_constraints), "30 07 01 01 ff 02 02 0001", "1 1",
          "more octets than it needs" },
        { "BOOLEAN of two octets", OF(BASIC_CONSTRAINTS, basic_constraints), "30 04 01 02 ffff", NULL,
          "wanted a BOOLEAN" },
        { "a third element", OF(BASIC_CONSTRAINTS, basic_constraints), "30 08 01 01 ff 02 01 00 05 00", "1 0",
          "2 octets behind" },
        { "no SEQUENCE", OF(BASIC_CONSTRAINTS, basic_constraints), "01 01 ff", NULL, "found a BOOLEAN" },
        /* 4.2.1.10 */
        { "permitted and excluded", OF(NAME_CONSTRAINTS, name_constraints),
          "30 0e a0 05 30 03 82 01 61 a1 05 30 03 82 01 62", "+dns:a-dns:b", "" },
        { "address and mask", OF(NAME_CONSTRAINTS, name_constraints),
          "30 0e a0 0c 30 0a 87 08 0a000000 ff000000", "+ip:10.0.0.0/8", "" },
        { "address alone", OF(NAME_CONSTRAINTS, name_constraints), "30 0a a0 08 30 06 87 04 0a000000",
          "+ip:10.0.0.0", "an address and its mask" },
        { "minimum 0 written out", OF(NAME_CONSTRAINTS, name_constraints),
          "30 0a a0 08 30 06 82 01 61 80 01 00", "+dns:a", "minimum 0 written out" },
        { "minimum 1", OF(NAME_CONSTRAINTS, name_constraints), "30 0a a0 08 30 06 82 01 61 80 01 01",
          "+dns:a", "minimum other than 0" },
        { "maximum", OF(NAME_CONSTRAINTS, name_constraints), "30 0a a0 08 30 06 82 01 61 81 01 01", "+dns:a",
          "or a maximum" },
        { "minimum of no octets", OF(NAME_CONSTRAINTS, name_constraints), "30 09 a0 07 30 05 82 01 61 80 00",
          NULL, "without octets" },
        { "no constraint", OF(NAME_CONSTRAINTS, name_constraints), "30 00", "", "an empty SEQUENCE" },
        { "an empty list", OF(NAME_CONSTRAINTS, name_constraints), "30 02 a0 00", "", "an empty SEQUENCE" },
        { "a name that is none", OF(NAME_CONSTRAINTS, name_constraints), "30 07 a0 05 30 03 89 01 61", NULL,
          "found [9]" },
        { "no GeneralSubtree", OF(NAME_CONSTRAINTS, name_constraints), "30 05 a0 03 82 01 61", NULL,
          "wanted GeneralSubtree" },
        /* 4.2.1.11 */
        { "both constraints", OF(POLICY_CONSTRAINTS, policy_constraints), "30 06 80 01 00 81 01 02", "0 2",
          "" },
        { "one constraint", OF(POLICY_CONSTRAINTS, policy_constraints), "30 03 81 01 02", "-1 2", "" },
        { "none", OF(POLICY_CONSTRAINTS, policy_constraints), "30 00", "-1 -1", "an empty SEQUENCE" },
        { "negative", OF(POLICY_CONSTRAINTS, policy_constraints), "30 03 80 01 ff", NULL,
          "a negative number" },
        { "negative mapping", OF(POLICY_CONSTRAINTS, policy_constraints), "30 03 81 01 ff", NULL,
          "a negative number" },
        /* 4.2.1.12 */
        { "EKU", OF(EXTENDED_KEY_USAGE, extended_key_usage), "30 0c 06 08 2b06010505070301 06 00", NULL,
          "(malformed OID )" },
        { "EKU, two", OF(EXTENDED_KEY_USAGE, extended_key_usage),
          "30 14 06 08 2b06010505070301 06 08 2b06010505070302", "server_auth client_auth", "" },
        { "EKU, none", OF(EXTENDED_KEY_USAGE, extended_key_usage), "30 00", "", "an empty SEQUENCE" },
        /* 4.2.1.13 */
        { "CDP", OF(CRL_DISTRIBUTION_POINTS, crl_distribution_points), "30 09 30 07 a0 05 a0 03 86 01 61",
          "[uri:a|-|1ff|]", "" },
        { "CDP, reasons and issuer", OF(CRL_DISTRIBUTION_POINTS, crl_distribution_points),
          "30 12 30 10 a0 05 a0 03 86 01 61 81 02 05 60 a2 03 82 01 62", "[uri:a|-|6|dns:b]", "" },
        { "CDP, relative", OF(CRL_DISTRIBUTION_POINTS, crl_distribution_points),
          "30 0a 30 08 a0 06 a1 04 30 02 0500", "[|30020500|1ff|]", "" },
        { "CDP, reasons alone", OF(CRL_DISTRIBUTION_POINTS, crl_distribution_points),
          "30 06 30 04 81 02 05 60", "[|-|6|]", "found neither distributionPoint nor cRLIssuer" },
        { "CDP, neither name", OF(CRL_DISTRIBUTION_POINTS, crl_distribution_points),
          "30 08 30 06 a0 04 82 02 6161", NULL, "wanted fullName or nameRelativeToCRLIssuer" },
        { "CDP, broken name", OF(CRL_DISTRIBUTION_POINTS, crl_distribution_points),
          "30 09 30 07 a0 05 a0 03 89 01 61", NULL, "found [9]" },
        { "CDP, broken issuer", OF(CRL_DISTRIBUTION_POINTS, crl_distribution_points),
          "30 07 30 05 a2 03 89 01 61", NULL, "found [9]" },
        { "CDP, broken reasons", OF(CRL_DISTRIBUTION_POINTS, crl_distribution_points), "30 04 30 02 81 00",
          NULL, "wanted ReasonFlags" },
        { "CDP, none", OF(CRL_DISTRIBUTION_POINTS, crl_distribution_points), "30 00", "",
          "an empty SEQUENCE" },
        /* 4.2.1.14 */
        { "inhibit", OF(INHIBIT_ANY_POLICY, inhibit_any_policy), "02 01 03", "3", "" },
        { "inhibit, negative", OF(INHIBIT_ANY_POLICY, inhibit_any_policy), "02 01 ff", NULL,
          "a negative number" },
        { "inhibit, behind", OF(INHIBIT_ANY_POLICY, inhibit_any_policy), "02 01 03 00", "3",
          "1 octet behind" },
        /* 4.2.2.1 */
        { "AIA", OF(AUTHORITY_INFO_ACCESS, authority_info_access),
          "30 0f 30 0d 06 08 2b06010505073002 86 01 61", "[ca_issuers uri:a]", "" },
        { "AIA, none", OF(AUTHORITY_INFO_ACCESS, authority_info_access), "30 00", "", "an empty SEQUENCE" },
        { "AIA without location", OF(AUTHORITY_INFO_ACCESS, authority_info_access),
          "30 0c 30 0a 06 08 2b06010505073002", NULL, "found nothing" },
        /* Microsoft's */
        { "application policies", OF(MS_APPLICATION_POLICIES, application_policies),
          "30 0c 30 0a 06 08 2b06010505070301", "server_auth", "" },
        { "application policies as usages", OF(MS_APPLICATION_POLICIES, application_policies),
          "30 0a 06 08 2b06010505070301", NULL, "wanted PolicyInformation" },
        { "template name", OF(MS_TEMPLATE_NAME, template_name), "1e 04 00430041", "CA", "" },
        { "template name in a SEQUENCE", OF(MS_TEMPLATE_NAME, template_name), "30 04 0c 02 4341", "CA", "" },
        { "template name, a number", OF(MS_TEMPLATE_NAME, template_name), "02 01 05", NULL,
          "found an INTEGER, wanted the name" },
        { "template name, odd", OF(MS_TEMPLATE_NAME, template_name), "1e 03 004300", NULL,
          "found a BMPString, wanted the name" },
        { "template", OF(MS_TEMPLATE, template_info), "30 0b 06 02 2a03 02 01 64 02 02 0100", "1.2.3 100 256",
          "" },
        { "template without versions", OF(MS_TEMPLATE, template_info), "30 04 06 02 2a03", "1.2.3 -1 -1",
          "" },
        { "template, major only", OF(MS_TEMPLATE, template_info), "30 07 06 02 2a03 02 01 64", "1.2.3 100 -1",
          "" },
        { "template, negative", OF(MS_TEMPLATE, template_info), "30 07 06 02 2a03 02 01 ff", NULL,
          "a negative number" },
        { "template, negative minor", OF(MS_TEMPLATE, template_info), "30 0a 06 02 2a03 02 01 00 02 01 ff",
          NULL, "a negative number" },
        { "template, no OID", OF(MS_TEMPLATE, template_info), "30 03 02 01 05", NULL, "wanted templateID" },
        { "CA version", OF(MS_CA_VERSION, ca_version), "02 03 010002", "65538", "" },
        { "CA version, text", OF(MS_CA_VERSION, ca_version), "0c 01 61", NULL, "found a UTF8String" },
        { "SID", OF(MS_SID, sid), "30 17 a0 15 06 0a 2b060104018237190201 a0 07 04 05 532d312d35", "S-1-5",
          "" },
        { "SID, another type", OF(MS_SID, sid), "30 0d a0 0b 06 02 2a03 a0 05 04 03 532d31", NULL,
          "found another kind of name" },
        { "SID, no octets", OF(MS_SID, sid), "30 13 a0 11 06 0a 2b060104018237190201 a0 03 02 01 05", NULL,
          "found an INTEGER, wanted an OCTET STRING" },
        { "SID, no name", OF(MS_SID, sid), "30 00", NULL, "found nothing" },
        { "SID, no SEQUENCE", OF(MS_SID, sid), "04 00", NULL, "found an OCTET STRING, wanted GeneralNames" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cert *cert = decode(
            rows[i].name, certificate_with(der_extension(der_oid(rows[i].oid), false, hex(rows[i].value))));
        if (!cert || !CHECK_INT(rows[i].name, cert->extensions.count, 1))
            continue;
        enum presence presence = *(const enum presence *)((const char *)cert + rows[i].place);
        CHECK_INT(rows[i].name, presence, rows[i].want ? EXTENSION_PRESENT : EXTENSION_MALFORMED);
        CHECK_INT(rows[i].name, cert->extensions.items[0].malformed, rows[i].want == NULL);
        CHECK(rows[i].name, cert->extensions.items[0].decodable);
        if (rows[i].want)
            CHECK_TEXT(rows[i].name, rows[i].show(cert), rows[i].want);
        check_flaws(rows[i].name, &cert->flaws, rows[i].flaw);
    }
}

static void test_extension_lists(void)
{
    static const struct {
        const char *name, *content; /* of the SEQUENCE OF Extension */
        bool decoded;
        size_t count, duplicates, malformed, critical;
        const char *flaw;
    } rows[] = {
        { "one", "30 08 06 02 2a03 04 02 0500", true, 1, 0, 0, 0, "" },
        { "critical", "30 0b 06 02 2a03 01 01 ff 04 02 0500", true, 1, 0, 0, 1, "" },
        { "not critical, written out", "30 0b 06 02 2a03 01 01 00 04 02 0500", true, 1, 0, 0, 0,
          "FALSE written out" },
        { "critical of two octets", "30 0c 06 02 2a03 01 02 ffff 04 02 0500", true, 1, 0, 1, 1,
          "wanted a BOOLEAN" },
        { "none", "", true, 0, 0, 0, 0, "an empty SEQUENCE" },
        { "twice", "30 08 06 02 2a03 04 02 0500 30 08 06 02 2a03 04 02 0500", true, 2, 1, 0, 0,
          "a second extension 1.2.3" },
        { "thrice", "30 06 06 02 2a03 04 00 30 06 06 02 2a03 04 00 30 06 06 02 2a03 04 00", true, 3, 2, 0, 0,
          "a second extension 1.2.3" },
        { "a number among them", "02 01 05 30 06 06 02 2a03 04 00", false, 1, 0, 0, 0,
          "found an INTEGER, wanted an Extension" },
        { "no OID", "30 02 04 00 30 06 06 02 2a03 04 00", false, 1, 0, 0, 0, "wanted the OBJECT IDENTIFIER" },
        { "malformed OID", "30 05 06 01 80 04 00", false, 0, 0, 0, 0, "(malformed OID 80)" },
        { "no value", "30 04 06 02 2a03", true, 1, 0, 1, 0, "wanted the OCTET STRING extnValue" },
        { "behind the value", "30 08 06 02 2a03 04 00 05 00", true, 1, 0, 0, 0, "2 octets behind" },
        { "cut", "30 06 06 02 2a03 04 00 30 05", false, 1, 0, 0, 0, "does not end inside" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cert *cert = decode(rows[i].name, certificate_with(hex(rows[i].content)));
        if (!cert)
            continue;
        size_t duplicates = 0, malformed = 0, critical = 0;
        for (size_t j = 0; j < cert->extensions.count; j++) {
            duplicates += cert->extensions.items[j].duplicate;
            malformed += cert->extensions.items[j].malformed;
            critical += cert->extensions.items[j].critical;
        }
        CHECK_INT(rows[i].name, cert->extensions_decoded, rows[i].decoded);
        CHECK_INT(rows[i].name, cert->extensions.count, rows[i].count);
        CHECK_INT(rows[i].name, duplicates, rows[i].duplicates);
        CHECK_INT(rows[i].name, malformed, rows[i].malformed);
        CHECK_INT(rows[i].name, critical, rows[i].critical);
        check_flaws(rows[i].name, &cert->flaws, rows[i].flaw);
    }
}

/* What a critical flag means, for each extension that has a decoder and some that have none. */
static void test_critical(void)
{
    static const struct {
        const char *name;
        enum oid oid;
        bool understood, flaw;
    } rows[] = {
        { "key usage", OID_KEY_USAGE, true, false },
        { "basic constraints", OID_BASIC_CONSTRAINTS, true, false },
        { "SAN", OID_SUBJECT_ALT_NAME, true, false },
        { "EKU", OID_EXTENDED_KEY_USAGE, true, false },
        { "name constraints", OID_NAME_CONSTRAINTS, true, false },
        { "policies", OID_CERTIFICATE_POLICIES, true, false },
        { "policy mappings", OID_POLICY_MAPPINGS, true, false },
        { "policy constraints", OID_POLICY_CONSTRAINTS, true, false },
        { "inhibit anyPolicy", OID_INHIBIT_ANY_POLICY, true, false },
        { "CDP", OID_CRL_DISTRIBUTION_POINTS, true, false },
        { "application policies", OID_MS_APPLICATION_POLICIES, true, false },
        { "application policy mappings", OID_MS_APPLICATION_POLICY_MAPPINGS, true, false },
        { "application policy constraints", OID_MS_APPLICATION_POLICY_CONSTRAINTS, true, false },
        { "template", OID_MS_TEMPLATE, true, false },
        { "CA version", OID_MS_CA_VERSION, true, false },
        { "AKI", OID_AUTHORITY_KEY_ID, false, true },
        { "SKI", OID_SUBJECT_KEY_ID, false, true },
        { "AIA", OID_AUTHORITY_INFO_ACCESS, false, true },
        { "freshest CRL", OID_FRESHEST_CRL, false, true },
        { "SID", OID_MS_SID, false, false },
        { "SCT list", OID_SCT_LIST, false, false },
        { "private key usage period", OID_PRIVATE_KEY_USAGE_PERIOD, false, false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cert *cert =
            decode(rows[i].name, certificate_with(der_extension(der_oid(rows[i].oid), true, hex("05 00"))));
        const struct extension *extension = cert ? extensions_find(&cert->extensions, rows[i].oid) : NULL;
        if (!CHECK(rows[i].name, extension != NULL) || !extension)
            continue;
        CHECK(rows[i].name, extension->critical);
        CHECK_INT(rows[i].name, extension->understood, rows[i].understood);
        bool flaw = false;
        for (size_t j = 0; j < cert->flaws.count; j++)
            flaw = flaw || strstr(cert->flaws.items[j].text, "wanted it not critical");
        CHECK_INT(rows[i].name, flaw, rows[i].flaw);
    }
}

/* Sorted when there are many: the first of each is the one that counts, whatever the order. */
static void test_many_extensions(void)
{
    struct span list = hex("");
    for (unsigned i = 0; i < 200; i++) {
        uint8_t oid[] = { DER_OID, 2, 0x2a, (uint8_t)(i * 7 % 100) };
        list = JOIN(list, der_extension((struct span){ oid, sizeof oid }, false, hex("05 00")));
    }
    struct cert *cert = decode("200 extensions, each twice", certificate_with(list));
    size_t first_half = 0, second_half = 0;
    for (size_t i = 0; cert && i < cert->extensions.count; i++)
        *(i < 100 ? &first_half : &second_half) += cert->extensions.items[i].duplicate;
    CHECK_INT("200 extensions, each twice", first_half, 0);
    CHECK_INT("200 extensions, each twice", second_half, 100);

    struct span name = hex("82 00"), names = name;
    for (int i = 0; i < 17; i++)
        names = JOIN(names, names);
    struct span usage =
        der_extension(der_oid(OID_EXTENDED_KEY_USAGE), false, DER(DER_SEQUENCE, der_oid(OID_SERVER_AUTH)));
    struct span alt_name = der_extension(der_oid(OID_SUBJECT_ALT_NAME), false, DER(DER_SEQUENCE, names));
    cert = decode("131,072 names", certificate_with(JOIN(alt_name, usage)));
    if (cert) {
        CHECK_INT("131,072 names", cert->subject_alt_name.presence, EXTENSION_PRESENT);
        CHECK_INT("131,072 names", cert->subject_alt_name.names.count, 131072);
    }

    /* Too many: only that list is not read, and not what stands behind it. */
    alt_name = der_extension(der_oid(OID_SUBJECT_ALT_NAME), false, DER(DER_SEQUENCE, JOIN(names, names)));
    cert = decode("262,144 names", certificate_with(JOIN(alt_name, usage)));
    if (!cert)
        return;
    CHECK_INT("262,144 names", cert->subject_alt_name.presence, EXTENSION_MALFORMED);
    CHECK("262,144 names", cert->subject_alt_name.names.count < ELEMENTS_LIMIT);
    check_flaws("262,144 names", &cert->flaws, "more than 200000 elements");
    CHECK_INT("262,144 names, and the usages behind them", cert->extended_key_usage.presence,
              EXTENSION_PRESENT);

    /* Two that are too long: there is an end to it. */
    struct span issuer_name =
        der_extension(der_oid(OID_ISSUER_ALT_NAME), false, DER(DER_SEQUENCE, JOIN(names, names)));
    cert = decode("two times 262,144 names", certificate_with(JOIN(JOIN(alt_name, issuer_name), usage)));
    if (cert)
        CHECK_INT("two times 262,144 names", cert->extended_key_usage.presence, EXTENSION_MALFORMED);
}

/* -- certificates --------------------------------------------------------------------------------------------------- */

static void test_fields(void)
{
    static const struct {
        const char *name;
        size_t part; /* offset of the part in struct certificate_parts */
        const char *octets, *field, *flaw;
    } rows[] = {
#define PART(name) offsetof(struct certificate_parts, name)
        { "version 1 written out", PART(version), "a0 03 02 01 00", "version", "version 1 written out" },
        { "version 4", PART(version), "a0 03 02 01 03", "version", "found the INTEGER 3" },
        { "version -1", PART(version), "a0 03 02 01 ff", "version", "a negative number" },
        { "version of no octets", PART(version), "a0 02 02 00", "version", "without octets" },
        { "version of text", PART(version), "a0 03 0c 01 61", "version", "found a UTF8String" },
        { "version and more", PART(version), "a0 05 02 01 02 05 00", "version", "2 octets behind" },
        { "version 2^63", PART(version), "a0 0a 02 08 7fffffffffffffff", "version",
          "found the INTEGER 9223372036854775807" },
        { "serial of text", PART(serial), "0c 01 61", "serial_number", "found a UTF8String" },
        { "serial of no octets", PART(serial), "02 00", "serial_number", "without octets" },
        { "serial, padded", PART(serial), "02 02 00 01", "serial_number", "more octets than it needs" },
        { "inner algorithm", PART(inner_algorithm), "30 0d 06 09 2a864886f70d010105 05 00", "signature",
          "found different algorithms" },
        { "inner algorithm of text", PART(inner_algorithm), "0c 01 61", "signature", "found a UTF8String" },
        { "issuer, empty", PART(issuer), "30 00", "issuer", "found an empty name" },
        { "issuer of text", PART(issuer), "0c 01 61", "issuer",
          "found a UTF8String, wanted the Name issuer" },
        { "validity of text", PART(validity), "0c 01 61", "validity", "found a UTF8String" },
        { "validity, empty", PART(validity), "30 00", "validity.not_after", "found nothing" },
        { "subject of text", PART(subject), "0c 01 61", "subject", "found a UTF8String" },
        { "key of text", PART(key), "0c 01 61", "subject_public_key_info", "found a UTF8String" },
        { "unique id, cut", PART(unique_ids), "81 7f", "unique_ids", "does not end inside" },
        { "behind the extensions", PART(tail), "05 00", "tbs_certificate", "2 octets behind" },
        { "extensions, cut", PART(tail), "a3 7f", "extensions", "does not end inside" },
        { "extensions of text", PART(tail), "a3 03 0c 01 61", "extensions", "found a UTF8String" },
        { "extensions and more", PART(tail), "a3 0c 30 08 30 06 06 02 2a03 04 00 05 00", "extensions",
          "2 octets behind" },
        { "signature with unused bits", PART(signature), "03 02 01 80", "signature_value",
          "not whole octets" },
        { "outer algorithm that is none", PART(outer_algorithm), "30 00", "signature_algorithm",
          "found nothing" },
        { "more behind the signature", PART(signature), "03 02 00 80 05 00", "certificate",
          "2 octets behind" },
        { "long length inside", PART(subject), "30 81 00", "subject", "a length in more octets" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct certificate_parts parts = { .version = { NULL, 0 } };
        struct span octets = hex(rows[i].octets);
        memcpy((char *)&parts + rows[i].part, &octets, sizeof octets);
        struct span der = build_certificate(&parts);
        struct cert *cert = decode(rows[i].name, der);
        const char *field = "";
        for (size_t j = 0; cert && j < cert->flaws.count; j++) {
            struct span at = cert->flaws.items[j].at;
            CHECK_SAYING(rows[i].name, span_within(at, der), "flaw %zu lies outside", j);
            if (strstr(cert->flaws.items[j].text, rows[i].flaw))
                field = cert->flaws.items[j].field;
        }
        CHECK_TEXT(rows[i].name, field, rows[i].field);
    }
}

static void test_versions(void)
{
    struct span one = hex("a0 03 02 01 00"), two = hex("a0 03 02 01 01"), id = hex("81 02 00 80 82 02 00 80");
    struct span list = der_extension(hex("06 02 2a03"), false, hex("05 00"));
    struct {
        const char *name;
        struct certificate_parts parts;
        int64_t version;
        const char *flaw;
    } rows[] = {
        { "version 3", { .extensions = list }, 3, "" },
        { "version 3 with unique identifiers", { .unique_ids = id }, 3, "" },
        { "version 2 with unique identifiers", { .version = two, .unique_ids = id }, 2, "" },
        { "version 2 with extensions",
          { .version = two, .extensions = list },
          2,
          "extensions in a certificate of version 2" },
        { "version 1, by default", { .version = hex("") }, 1, "" },
        { "version 1 with unique identifiers",
          { .version = one, .unique_ids = id },
          1,
          "unique identifiers in a certificate" },
        { "version 1 with extensions",
          { .version = hex(""), .extensions = list },
          1,
          "extensions in a certificate of version 1" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cert *cert = decode(rows[i].name, build_certificate(&rows[i].parts));
        if (!cert)
            continue;
        CHECK_INT(rows[i].name, cert->version, rows[i].version);
        CHECK_INT(rows[i].name, cert->has_issuer_unique_id, rows[i].parts.unique_ids.data != NULL);
        CHECK_INT(rows[i].name, cert->has_subject_unique_id, rows[i].parts.unique_ids.data != NULL);
        check_flaws(rows[i].name, &cert->flaws, rows[i].flaw);
    }
}

/* What is asked of a certificate. */
static void test_questions(void)
{
    static const struct {
        const char *name, *extensions;
        bool ca, cert_sign;
        enum presence usages;
        bool server_auth;
    } rows[] = {
        { "no extensions", NULL, false, true, EXTENSION_ABSENT, false },
        { "a CA", "30 0c 06 03 551d13 04 05 30 03 01 01 ff", true, true, EXTENSION_ABSENT, false },
        { "a broken CA", "30 0c 06 03 551d13 04 05 30 03 02 01 ff", false, true, EXTENSION_ABSENT, false },
        { "keyCertSign", "30 0b 06 03 551d0f 04 04 03 02 02 04", false, true, EXTENSION_ABSENT, false },
        { "digitalSignature", "30 0b 06 03 551d0f 04 04 03 02 07 80", false, false, EXTENSION_ABSENT, false },
        { "broken key usage", "30 0b 06 03 551d0f 04 04 04 02 02 04", false, false, EXTENSION_ABSENT, false },
        { "server authentication", "30 13 06 03 551d25 04 0c 30 0a 06 08 2b06010505070301", false, true,
          EXTENSION_PRESENT, true },
        { "client authentication", "30 13 06 03 551d25 04 0c 30 0a 06 08 2b06010505070302", false, true,
          EXTENSION_PRESENT, false },
        { "any usage", "30 0f 06 03 551d25 04 08 30 06 06 04 551d2500", false, true, EXTENSION_PRESENT,
          true },
        { "any application policy",
          "30 1b 06 09 2b060104018237150a 04 0e 30 0c 30 0a 06 08 2b060104018237 0a", false, true,
          EXTENSION_PRESENT, false },
        { "application policies win",
          "30 13 06 03 551d25 04 0c 30 0a 06 08 2b06010505070302"
          "30 1b 06 09 2b060104018237150a 04 0e 30 0c 30 0a 06 08 2b06010505070301",
          false, true, EXTENSION_PRESENT, true },
        { "broken application policies win",
          "30 13 06 03 551d25 04 0c 30 0a 06 08 2b06010505070301"
          "30 0f 06 09 2b060104018237150a 04 02 05 00",
          false, true, EXTENSION_MALFORMED, false },
        { "a broken list", "02 01 05", false, false, EXTENSION_MALFORMED, false },
        { "a broken list with a usage", "02 01 05 30 13 06 03 551d25 04 0c 30 0a 06 08 2b06010505070301",
          false, false, EXTENSION_MALFORMED, true },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct certificate_parts parts = { .version = { NULL, 0 } };
        if (rows[i].extensions)
            parts.extensions = hex(rows[i].extensions);
        struct cert *cert = decode(rows[i].name, build_certificate(&parts));
        const struct oid_list *usages;
        if (!cert)
            continue;
        CHECK_INT(rows[i].name, cert_is_ca(cert), rows[i].ca);
        CHECK_INT(rows[i].name, cert_allows(cert, KEY_USAGE_KEY_CERT_SIGN), rows[i].cert_sign);
        CHECK_INT(rows[i].name, cert_usages(cert, &usages), rows[i].usages);
        CHECK_INT(rows[i].name, usages_allow(usages, oid_entry(OID_SERVER_AUTH)->der), rows[i].server_auth);
    }
}

static void test_labels(void)
{
    struct {
        const char *name;
        struct certificate_parts parts;
        const char *label;
        bool self_issued;
    } rows[] = {
        { "a name", { .version = { NULL, 0 } }, "CN=Subject", false },
        { "self-issued", { .subject = der_name(OID_COMMON_NAME, "ISSUER") }, "CN=ISSUER", true },
        { "no name", { .subject = hex("30 00") }, "(no subject)", false },
        { "no name, SAN",
          { .subject = hex("30 00"),
            .extensions = der_extension(der_oid(OID_SUBJECT_ALT_NAME), true, hex("30 03 82 01 61")) },
          "dns:a",
          false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cert *cert = decode(rows[i].name, build_certificate(&rows[i].parts));
        if (!cert)
            continue;
        CHECK_TEXT(rows[i].name, cert_label(test_arena(), cert), rows[i].label);
        CHECK_INT(rows[i].name, cert_is_self_issued(cert), rows[i].self_issued);
    }
}

static void test_frames(void)
{
    static const struct {
        const char *name, *der, *why;
        size_t offset;
    } rows[] = {
        { "nothing", "", "the SEQUENCE of a certificate is missing", 0 },
        { "an OCTET STRING", "04 00", "the SEQUENCE of a certificate is missing", 0 },
        { "cut", "30 05 30 00", "or ends behind the octets given", 0 },
        { "empty", "30 00", "tbsCertificate is not a SEQUENCE", 2 },
        { "a number to be signed", "30 03 02 01 05", "tbsCertificate is not a SEQUENCE", 2 },
        { "empty to be signed", "30 02 30 00", "tbsCertificate is not filled", 2 },
        { "no algorithm", "30 04 30 02 05 00", "signatureAlgorithm is not a SEQUENCE", 6 },
        { "no signature", "30 06 30 02 05 00 30 00", "the signature is not a BIT STRING", 8 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span der = hex(rows[i].der), at = { NULL, 0 };
        struct source source = { .name = rows[i].name, .bytes = der };
        struct cert cert;
        const char *why = "";
        CHECK(rows[i].name, !cert_decode(test_arena(), &source, der, &cert, &why, &at));
        CHECK_SAYING(rows[i].name, strstr(why, rows[i].why) != NULL, "%s", why);
        CHECK_INT(rows[i].name, at.data - der.data, rows[i].offset);
    }
}

/* -- files ---------------------------------------------------------------------------------------------------------- */

/* A certificate that is cut at any octet is none; one with any octet changed is read or refused, and every span that comes
 * of it lies inside. */
static void test_every_octet(void)
{
    struct span der = test_file(test_path("testdata/demo/certificates/vpn01.cer"));
    const char *row = "vpn01.cer";
    for (size_t i = 0; i < der.length; i++) {
        struct arena *arena = arena_new();
        struct span part = { arena_copy(arena, (struct span){ der.data, i }).data, i },
                    changed = arena_copy(arena, der);
        struct source source = { .name = row, .bytes = changed };
        struct cert cert;
        const char *why;
        struct span at;
        CHECK_SAYING(row, !cert_decode(arena, &source, part, &cert, &why, &at), "cut at %zu", i);
        uint8_t *octets = arena_alloc(arena, der.length);
        memcpy(octets, der.data, der.length);
        octets[i] ^= 0x81;
        changed = (struct span){ octets, der.length };
        source.bytes = changed;
        if (cert_decode(arena, &source, changed, &cert, &why, &at))
            for (size_t j = 0; j < cert.flaws.count; j++)
                CHECK_SAYING(row, span_within(cert.flaws.items[j].at, changed), "octet %zu changed: %s", i,
                             cert.flaws.items[j].text);
        arena_free(arena);
    }
}

/* testdata/hostile/LIST.tsv says how each file must end; here those that hold DER. */
static void test_hostile(void)
{
    struct span list = test_file(test_path("testdata/hostile/LIST.tsv"));
    size_t seen = 0;
    while (list.length) {
        struct span line = take_until(&list, '\n');
        struct span file = take_until(&line, '\t'), end = take_until(&line, '\t');
        bool is_crl = file.length > 4 && memcmp(file.data + file.length - 4, ".crl", 4) == 0;
        bool is_cert = file.length > 4 && memcmp(file.data + file.length - 4, ".der", 4) == 0;
        if (!is_crl && !is_cert)
            continue;
        const char *row = arena_text_of_span(test_arena(), file);
        struct span der = test_file(test_path(arena_format(test_arena(), "testdata/hostile/%s", row))), at;
        struct source source = { .name = row, .bytes = der };
        struct cert cert;
        struct crl crl;
        const char *why, *got = "unreadable";
        const struct flaws *flaws = NULL;
        size_t length = der.length;
        if (is_cert && cert_decode(test_arena(), &source, der, &cert, &why, &at))
            flaws = &cert.flaws, length = cert.der.length;
        if (is_crl && crl_decode(test_arena(), &source, der, &crl, &why, &at))
            flaws = &crl.flaws, length = crl.der.length;
        if (length < der.length) /* what stands behind an object is the readers' matter */
            continue;
        if (flaws)
            got = flaws->count ? "flaw" : "read";
        CHECK_TEXT(row, got, arena_text_of_span(test_arena(), end));
        seen++;
    }
    CHECK("the list", seen > 100);
}

static void test_objects(void)
{
    static const char *const names[OBJECT_KIND_COUNT] = { "certificate", "crl",     "request", "template",
                                                          "rras",        "profile", "host",    "store" };
    for (int i = 0; i < OBJECT_KIND_COUNT; i++)
        CHECK_TEXT(names[i], object_kind_name((enum object_kind)i), names[i]);
}

CU_TestInfo pki_tests[] = {
    { "names printed", test_name_print },
    { "names as they stand", test_name_structure },
    { "names compared", test_name_compare },
    { "parts of names", test_name_parts },
    { "limits of names", test_name_limits },
    { "general names", test_general_names },
    { "lists of general names", test_general_name_lists },
    { "times", test_times },
    { "keys", test_keys },
    { "algorithms", test_algorithms },
    { "ROCA", test_roca },
    { "extensions", test_extensions },
    { "lists of extensions", test_extension_lists },
    { "critical extensions", test_critical },
    { "many extensions", test_many_extensions },
    { "fields", test_fields },
    { "versions", test_versions },
    { "questions", test_questions },
    { "labels", test_labels },
    { "frames", test_frames },
    { "every octet", test_every_octet },
    { "hostile files", test_hostile },
    { "objects", test_objects },
    CU_TEST_INFO_NULL,
};
