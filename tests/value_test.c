/* value: typed values as people write and read them, and host names. */
#include <string.h>

#include "facts/value.h"
#include "tests/check.h"
#include "util/text.h"

/* A string literal with its NULs. */
#define OCTETS(literal)                                                                                      \
    {                                                                                                        \
        (const uint8_t *)(literal), sizeof(literal) - 1                                                      \
    }

static const char *printed(const struct value *value)
{
    struct buf text = { 0 };
    value_print(&text, value);
    const char *out = arena_text_of_span(test_arena(), buf_span(&text));
    buf_free(&text);
    return out;
}

/* -- values --------------------------------------------------------------------------------------------------------- */

static void test_parse(void)
{
    static const struct {
        const char *name;
        enum value_type type;
        struct span text;
        const char *want; /* as printed; NULL: refused */
    } rows[] = {
        { "true", VALUE_BOOLEAN, OCTETS("true"), "true" },
        { "false", VALUE_BOOLEAN, OCTETS("false"), "false" },
        { "yes is no boolean", VALUE_BOOLEAN, OCTETS("yes"), NULL },
        { "nothing is no boolean", VALUE_BOOLEAN, OCTETS(""), NULL },
        { "zero", VALUE_INTEGER, OCTETS("0"), "0" },
        { "negative", VALUE_INTEGER, OCTETS("-12"), "-12" },
        { "the greatest", VALUE_INTEGER, OCTETS("9223372036854775807"), "9223372036854775807" },
        { "above the greatest", VALUE_INTEGER, OCTETS("9223372036854775808"), NULL },
        { "the least", VALUE_INTEGER, OCTETS("-9223372036854775808"), "-9223372036854775808" },
        { "below the least", VALUE_INTEGER, OCTETS("-9223372036854775809"), NULL },
        { "sign alone", VALUE_INTEGER, OCTETS("-"), NULL },
        { "fraction", VALUE_INTEGER, OCTETS("1.5"), NULL },
        { "digits and more", VALUE_INTEGER, OCTETS("12 "), NULL },
        { "text", VALUE_TEXT,
          OCTETS("gr\xc3\xb6\xc3\x9f"
                 "e"),
          "gr\xc3\xb6\xc3\x9f"
          "e" },
        { "text that is no UTF-8", VALUE_TEXT, OCTETS("\xc3"), NULL },
        { "empty text", VALUE_TEXT, OCTETS(""), "" },
        { "host name", VALUE_HOSTNAME, OCTETS("VPN.Contoso.com."), "vpn.contoso.com" },
        { "no host name", VALUE_HOSTNAME, OCTETS("Contoso Issuing CA"), NULL },
        { "time", VALUE_TIME, OCTETS("2026-06-01T02:00:00+02:00"), "2026-06-01T00:00:00Z" },
        { "date", VALUE_TIME, OCTETS("2026-06-01"), "2026-06-01T00:00:00Z" },
        { "no such day", VALUE_TIME, OCTETS("2026-02-30"), NULL },
        { "days", VALUE_DURATION, OCTETS("30d"), "30 days" },
        { "hours", VALUE_DURATION, OCTETS("12h"), "12 hours" },
        { "without a unit", VALUE_DURATION, OCTETS("30"), NULL },
        { "short name", VALUE_OID, OCTETS("server_auth"), "server_auth" },
        { "dotted, known", VALUE_OID, OCTETS("1.3.6.1.5.5.7.3.2"), "client_auth" },
        { "dotted, not known", VALUE_OID, OCTETS("1.2.3.4.5"), "1.2.3.4.5" },
        { "no such short name", VALUE_OID, OCTETS("serverauth"), NULL },
        { "hex", VALUE_OCTETS, OCTETS("A90950"), "a90950" },
        { "hex with colons", VALUE_OCTETS, OCTETS("a9:09:50"), "a90950" },
        { "hex with blanks", VALUE_OCTETS, OCTETS("a9 09 50"), "a90950" },
        { "thumbprint from the Windows dialog", VALUE_OCTETS,
          OCTETS("\xe2\x80\x8e"
                 "a9 09 50"),
          "a90950" },
        { "half a pair", VALUE_OCTETS, OCTETS("a9095"), NULL },
        { "colon in a pair", VALUE_OCTETS, OCTETS("a:909"), NULL },
        { "colon at the end", VALUE_OCTETS, OCTETS("a9:"), NULL },
        { "colon first", VALUE_OCTETS, OCTETS(":a9"), NULL },
        { "no octets", VALUE_OCTETS, OCTETS(""), NULL },
        { "no hex", VALUE_OCTETS, OCTETS("xyz0"), NULL },
        { "texts", VALUE_TEXTS, OCTETS("a, b ,c"), "a, b, c" },
        { "no texts", VALUE_TEXTS, OCTETS("  "), "none" },
        { "object identifiers", VALUE_OIDS, OCTETS("client_auth,1.3.6.1.5.5.8.2.2"),
          "client_auth, ike_intermediate" },
        { "one of them unknown", VALUE_OIDS, OCTETS("client_auth,nonsense"), NULL },
        { "an item is missing", VALUE_OIDS, OCTETS("client_auth,"), NULL },
        { "integers", VALUE_INTEGERS, OCTETS("1,-2"), "1, -2" },
        { "host names", VALUE_HOSTNAMES, OCTETS("VPN.contoso.com, *.contoso.com"),
          "vpn.contoso.com, *.contoso.com" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct value value;
        const char *why = NULL;
        bool parsed = value_parse(test_arena(), rows[i].type, rows[i].text, &value, &why);
        CHECK_TEXT(rows[i].name, parsed ? printed(&value) : NULL, rows[i].want);
        CHECK(rows[i].name, parsed || (why && *why));
    }
}

static void test_print(void)
{
    const struct value absent = { .state = VALUE_ABSENT, .type = VALUE_TIME };
    const struct value unknown = { .state = VALUE_UNKNOWN, .type = VALUE_TEXT, .needs = "--root" };
    const struct value malformed = { .type = VALUE_OID, .span = { (const uint8_t *)"\x80", 1 } };
    const struct value past = { .type = VALUE_DURATION, .integer = -5 * 86400 };
    CHECK_TEXT("absent", printed(&absent), "none");
    CHECK_TEXT("unknown", printed(&unknown), "unknown");
    CHECK_TEXT("malformed object identifier", printed(&malformed), "(malformed OID 80)");
    CHECK_TEXT("negative duration", printed(&past), "-5 days");
}

static void test_equal(void)
{
    static const struct {
        const char *name;
        enum value_type type;
        const char *a, *b;
        bool want;
    } rows[] = {
        { "booleans", VALUE_BOOLEAN, "true", "true", true },
        { "unlike booleans", VALUE_BOOLEAN, "true", "false", false },
        { "times", VALUE_TIME, "2026-06-01T00:00:00Z", "2026-06-01T02:00:00+02:00", true },
        { "durations", VALUE_DURATION, "1d", "24h", true },
        { "texts are compared as they stand", VALUE_TEXT, "VPN", "vpn", false },
        { "host names are not", VALUE_HOSTNAME, "VPN", "vpn", true },
        { "identifiers by either name", VALUE_OID, "server_auth", "1.3.6.1.5.5.7.3.1", true },
        { "octets", VALUE_OCTETS, "A9:09", "a909", true },
        { "octets, one longer", VALUE_OCTETS, "A9:09", "a90900", false },
        { "empty lists", VALUE_TEXTS, "", "", true },
        { "empty and not", VALUE_TEXTS, "", "a", false },
        { "order does not count", VALUE_OIDS, "server_auth,client_auth", "client_auth,server_auth", true },
        { "nor how often", VALUE_TEXTS, "a,b,a", "b,a", true },
        { "a subset is not equal", VALUE_TEXTS, "a,b", "a", false },
        { "nor a superset", VALUE_TEXTS, "a", "a,b", false },
        { "integers", VALUE_INTEGERS, "3,1,2", "1,2,3", true },
        { "long lists", VALUE_INTEGERS, "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18",
          "18,17,16,15,14,13,12,11,10,9,8,7,6,5,4,3,2,1", true },
        { "long lists, one item differs", VALUE_INTEGERS, "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18",
          "18,17,16,15,14,13,12,11,10,9,8,7,6,5,4,3,2,0", false },
        { "long and short", VALUE_TEXTS, "a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a", "a", true },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct value a, b;
        const char *why;
        if (!CHECK(rows[i].name,
                   value_parse(test_arena(), rows[i].type, span_of_text(rows[i].a), &a, &why)) ||
            !CHECK(rows[i].name, value_parse(test_arena(), rows[i].type, span_of_text(rows[i].b), &b, &why)))
            continue;
        CHECK_INT(rows[i].name, value_equal(&a, &b), rows[i].want);
        CHECK_INT(rows[i].name, value_equal(&b, &a), rows[i].want);
    }
}

static void test_order(void)
{
    struct value early = { .type = VALUE_TIME, .integer = INT64_MIN },
                 late = { .type = VALUE_TIME, .integer = 1 };
    CHECK_INT("earlier", value_compare(&early, &late), -1);
    CHECK_INT("later", value_compare(&late, &early), 1);
    CHECK_INT("same", value_compare(&late, &late), 0);
    for (int type = 0; type < VALUE_TYPE_COUNT; type++) {
        const char *name = value_type_name((enum value_type)type);
        CHECK(name ? name : "a type without a name", name && *name);
        enum value_type item = value_type_of_items((enum value_type)type);
        CHECK(name, !value_type_is_list(item));
        CHECK_INT(name, value_type_is_list((enum value_type)type), item != (enum value_type)type);
    }
}

/* -- host names ----------------------------------------------------------------------------------------------------- */

#define LABEL_63 "abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz-012345678"

static void test_host_names(void)
{
    static const struct {
        const char *name;
        struct span text;
        const char *want; /* NULL: no host name */
    } rows[] = {
        { "as it is", OCTETS("vpn.contoso.com"), "vpn.contoso.com" },
        { "upper case", OCTETS("VPN.CONTOSO.COM"), "vpn.contoso.com" },
        { "one label", OCTETS("VPN01"), "vpn01" },
        { "trailing dot", OCTETS("vpn.contoso.com."), "vpn.contoso.com" },
        { "two trailing dots", OCTETS("vpn.contoso.com.."), NULL },
        { "the root", OCTETS("."), NULL },
        { "nothing", OCTETS(""), NULL },
        { "empty label", OCTETS("vpn..contoso.com"), NULL },
        { "leading dot", OCTETS(".contoso.com"), NULL },
        { "underscore", OCTETS("laptop_042.contoso.com"), "laptop_042.contoso.com" },
        { "blank", OCTETS("Contoso Issuing CA"), NULL },
        { "blank at the end", OCTETS("vpn.contoso.com "), NULL },
        { "NUL", OCTETS("vpn.contoso.com\0.fabrikam.com"), NULL },
        { "line feed", OCTETS("vpn.contoso.com\n"), NULL },
        { "slash", OCTETS("vpn.contoso.com/x"), NULL },
        { "port", OCTETS("vpn.contoso.com:443"), NULL },
        { "hyphen first", OCTETS("-vpn.contoso.com"), NULL },
        { "hyphen last", OCTETS("vpn-.contoso.com"), NULL },
        { "hyphen last of all", OCTETS("vpn.contoso.com-"), NULL },
        { "label of 63", OCTETS(LABEL_63 ".com"), LABEL_63 ".com" },
        { "label of 64", OCTETS("x" LABEL_63 ".com"), NULL },
        { "253 octets",
          OCTETS(LABEL_63 "." LABEL_63 "." LABEL_63 "."
                          "abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz-0123456"),
          LABEL_63 "." LABEL_63 "." LABEL_63 "."
                   "abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz-0123456" },
        { "254 octets",
          OCTETS(LABEL_63 "." LABEL_63 "." LABEL_63 "."
                          "abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz-01234567"),
          NULL },
        { "wildcard", OCTETS("*.Contoso.com"), "*.contoso.com" },
        { "wildcard alone", OCTETS("*"), NULL },
        { "wildcard and dot", OCTETS("*."), NULL },
        { "wildcard inside", OCTETS("vpn.*.com"), NULL },
        { "wildcard in part of a label", OCTETS("vpn*.contoso.com"), NULL },
        { "two wildcards", OCTETS("*.*.contoso.com"), NULL },
        { "umlaut",
          OCTETS("vpn.b\xc3\xbc"
                 "cher.example"),
          "vpn.xn--bcher-kva.example" },
        { "umlaut, upper case",
          OCTETS("VPN.B\xc3\x9c"
                 "CHER.EXAMPLE"),
          "vpn.xn--bcher-kva.example" },
        { "umlaut, decomposed",
          OCTETS("vpn.bu\xcc\x88"
                 "cher.example"),
          "vpn.xn--bcher-kva.example" },
        { "umlaut below a wildcard",
          OCTETS("*.b\xc3\xbc"
                 "cher.example"),
          "*.xn--bcher-kva.example" },
        { "A-label", OCTETS("XN--BCHER-KVA.example"), "xn--bcher-kva.example" },
        { "A-label that stands for nothing", OCTETS("xn--0.example"), "xn--0.example" },
        { "sharp s stays (non-transitional)",
          OCTETS("stra\xc3\x9f"
                 "e.example"),
          "xn--strae-oqa.example" },
        { "ideographic full stop",
          OCTETS("vpn\xe3\x80\x82"
                 "contoso.com"),
          "vpn.contoso.com" },
        { "fullwidth letters", OCTETS("\xef\xbd\x96\xef\xbd\x90\xef\xbd\x8e.contoso.com"),
          "vpn.contoso.com" },
        { "fullwidth slash",
          OCTETS("vpn\xef\xbc\x8f"
                 "x.contoso.com"),
          NULL },
        { "zero width joiner", OCTETS("v\xe2\x80\x8dpn.contoso.com"), NULL },
        { "right-to-left override", OCTETS("\xe2\x80\xaevpn.contoso.com"), NULL },
        { "no UTF-8", OCTETS("vpn\xff.contoso.com"), NULL },
        { "NUL beside an umlaut", OCTETS("b\xc3\xbc\0.contoso.com"), NULL },
        { "IPv4", OCTETS("203.0.113.10"), "203.0.113.10" },
        { "IPv6", OCTETS("2001:DB8:0:0:0:0:0:1"), "2001:db8::1" },
        { "IPv6, short", OCTETS("2001:db8::1"), "2001:db8::1" },
        { "IPv6 as in a URL", OCTETS("[2001:db8::1]"), "2001:db8::1" },
        { "IPv6, none", OCTETS("::"), "::" },
        { "IPv6, loopback", OCTETS("::1"), "::1" },
        { "IPv6, the longer gap is shortened", OCTETS("2001:0:0:1:0:0:0:1"), "2001:0:0:1::1" },
        { "IPv6, a single zero is not", OCTETS("2001:db8:0:1:1:1:1:1"), "2001:db8:0:1:1:1:1:1" },
        { "IPv6, gap at the end", OCTETS("fe80::"), "fe80::" },
        { "IPv6 with IPv4", OCTETS("::ffff:192.0.2.1"), "::ffff:c000:201" },
        { "IPv6, two gaps", OCTETS("1::2::3"), NULL },
        { "IPv6, nine groups", OCTETS("1:2:3:4:5:6:7:8:9"), NULL },
        { "IPv6, seven groups", OCTETS("1:2:3:4:5:6:7"), NULL },
        { "IPv6, eight groups and a gap", OCTETS("1:2:3:4::5:6:7:8"), NULL },
        { "IPv6, five digits", OCTETS("12345::"), NULL },
        { "IPv6, three colons", OCTETS(":::"), NULL },
        { "IPv6, colon at the end", OCTETS("1::2:"), NULL },
        { "IPv6, colon first", OCTETS(":1::2"), NULL },
        { "IPv6 with a zone", OCTETS("fe80::1%eth0"), NULL },
        { "brackets around nothing", OCTETS("[]"), NULL },
        { "brackets around a name", OCTETS("[vpn]"), NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span out;
        bool host = hostname_normalize(test_arena(), rows[i].text, &out);
        CHECK_TEXT(rows[i].name, host ? arena_text_of_span(test_arena(), out) : NULL, rows[i].want);
        struct span again;
        if (host && CHECK(rows[i].name, hostname_normalize(test_arena(), out, &again)))
            CHECK_SPAN(rows[i].name, again, out);
    }
    char *endless = arena_alloc(test_arena(), 1 << 20);
    memset(endless, 'a', 1 << 20);
    struct span out;
    CHECK("a megabyte",
          !hostname_normalize(test_arena(), (struct span){ (uint8_t *)endless, 1 << 20 }, &out));
}

static void test_covers(void)
{
    static const struct {
        const char *name, *pattern, *host;
        bool want;
    } rows[] = {
        { "equal", "vpn.contoso.com", "vpn.contoso.com", true },
        { "another", "vpn.contoso.com", "vpn2.contoso.com", false },
        { "one label", "*.contoso.com", "vpn.contoso.com", true },
        { "two labels", "*.contoso.com", "a.vpn.contoso.com", false },
        { "no label", "*.contoso.com", "contoso.com", false },
        { "look-alike suffix", "*.contoso.com", "vpn.notcontoso.com", false },
        { "the wildcard itself", "*.contoso.com", "*.contoso.com", true },
        { "a wildcard below", "*.contoso.com", "*.vpn.contoso.com", false },
        { "name covers no wildcard", "vpn.contoso.com", "*.contoso.com", false },
        { "address", "*.0.113.10", "203.0.113.10", false },
        { "the same address", "203.0.113.10", "203.0.113.10", true },
        { "nothing", "*.contoso.com", "", false },
        { "leading dot", "*.contoso.com", ".contoso.com", false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        CHECK_INT(rows[i].name, hostname_covers(span_of_text(rows[i].pattern), span_of_text(rows[i].host)),
                  rows[i].want);
}

static void test_qualified(void)
{
    static const struct {
        const char *name;
        bool want;
    } rows[] = {
        { "vpn.contoso.com", true },
        { "contoso.com", true },
        { "vpn01.corp.contoso.com", true },
        { "vpn.contoso.example", true },
        { "*.contoso.com", true },
        { "xn--bcher-kva.example", true },
        { "vpn01", false },
        { "*.com", false },
        { "vpn.contoso.local", false },
        { "local", false },
        { "vpn.notlocal", true },
        { "vpn.local.contoso.com", true },
        { "vpn.corp", false },
        { "vpn.internal", false },
        { "router.lan", false },
        { "nas.home", false },
        { "nas.home.arpa", false },
        { "home.arpa", false },
        { "vpn.localhost", false },
        { "vpn.test", false },
        { "vpn.invalid", false },
        { "a.localdomain", false },
        { "203.0.113.10", false },
        { "2001:db8::1", false },
        { "300.0.113.10", false },
        { "vpn.contoso.c0m", true },
        { "vpn.123", false },
        { "vpn.1a23", true },
        { "", false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        CHECK_INT(rows[i].name, hostname_is_qualified(span_of_text(rows[i].name)), rows[i].want);
}

CU_TestInfo value_tests[] = {
    { "values are read", test_parse },          { "values are printed", test_print },
    { "values are equal", test_equal },         { "values have an order", test_order },
    { "host names", test_host_names },          { "host names cover host names", test_covers },
    { "qualified host names", test_qualified }, CU_TEST_INFO_NULL,
};
