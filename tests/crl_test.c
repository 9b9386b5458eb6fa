/* CRLs: fields, extensions, entries, and finding a serial number whatever the order and the encoding. */
#include "pki/crl.h"
#include "tests/check.h"
#include "tests/der_build.h"
#include "util/clock.h"
#include "util/text.h"

static struct crl *decode(const char *row, struct span der)
{
    struct crl *crl = arena_alloc(test_arena(), sizeof *crl);
    struct source *source = arena_alloc(test_arena(), sizeof *source);
    const char *why = "";
    struct span at;
    *source = (struct source){ .name = row, .bytes = der };
    bool decoded = crl_decode(test_arena(), source, der, crl, &why, &at);
    CHECK_TEXT(row, why, "");
    for (size_t i = 0; decoded && i < crl->flaws.count; i++)
        CHECK_SAYING(row, span_within(crl->flaws.items[i].at, der), "flaw %zu lies outside", i);
    return decoded ? crl : NULL;
}

/* Any flaw whose text holds these words, or "" for none at all. */
static void check_flaws(const char *row, const struct flaws *flaws, const char *words)
{
    const char *found = flaws->count ? flaws->items[0].text : "";
    for (size_t i = 0; *words && i < flaws->count; i++)
        if (strstr(flaws->items[i].text, words))
            found = words;
    CHECK_TEXT(row, found, words);
}

static void test_fields(void)
{
    static const struct {
        const char *name;
        size_t part; /* offset of the part in struct crl_parts */
        const char *octets;
        int64_t version;
        bool this_update, next_update, entries_decoded, extensions_decoded;
        const char *flaw;
    } rows[] = {
#define PART(name) offsetof(struct crl_parts, name)
        { "usual", PART(version), "02 01 01", 2, true, true, true, true, "" },
        { "no version", PART(version), "", 1, true, true, true, true, "" },
        { "version 1 written out", PART(version), "02 01 00", 1, true, true, true, true,
          "found the INTEGER 0" },
        { "version 3", PART(version), "02 01 02", 3, true, true, true, true, "found the INTEGER 2" },
        { "version -1", PART(version), "02 01 ff", 0, true, true, true, true, "a negative number" },
        { "version cut", PART(version), "02 85", 0, false, false, false, false, "does not end inside" },
        { "inner algorithm", PART(inner_algorithm), "30 0d 06 09 2a864886f70d010105 05 00", 2, true, true,
          true, true, "found different algorithms" },
        { "issuer, empty", PART(issuer), "30 00", 2, true, true, true, true, "found an empty name" },
        { "issuer of text", PART(issuer), "0c 01 61", 2, true, true, true, true, "wanted the Name issuer" },
        { "thisUpdate in month 13", PART(this_update), "17 0d 3236313330313030303030305a", 2, false, true,
          true, true, "a time that exists" },
        { "thisUpdate of another type", PART(this_update), "13 01 61", 2, false, true, true, true,
          "found a PrintableString" },
        { "no nextUpdate", PART(next_update), "", 2, true, false, true, true, "" },
        { "nextUpdate, GeneralizedTime", PART(next_update), "18 0f 32303236303230313030303030305a", 2, true,
          true, true, true, "wanted a UTCTime" },
        { "something else for nextUpdate", PART(next_update), "05 00", 2, true, false, false, false,
          "2 octets behind the end" },
        { "entries, none", PART(entries), "", 2, true, true, true, true,
          "an empty list of revoked certificates" },
        { "extensions, none", PART(extensions), "", 2, true, true, true, true, "an empty SEQUENCE" },
        { "outer algorithm that is none", PART(outer_algorithm), "30 00", 2, true, true, true, true,
          "found nothing" },
        { "signature with unused bits", PART(signature), "03 02 01 80", 2, true, true, true, true,
          "not whole octets" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct crl_parts parts = { .version = { NULL, 0 } };
        struct span octets = hex(rows[i].octets);
        memcpy((char *)&parts + rows[i].part, &octets, sizeof octets);
        struct crl *crl = decode(rows[i].name, build_crl(&parts));
        if (!crl)
            continue;
        CHECK_INT(rows[i].name, crl->version, rows[i].version);
        CHECK_INT(rows[i].name, crl->this_update.decoded, rows[i].this_update);
        CHECK_INT(rows[i].name, crl->has_next_update, rows[i].next_update);
        CHECK_INT(rows[i].name, crl->entries_decoded, rows[i].entries_decoded);
        CHECK_INT(rows[i].name, crl->extensions_decoded, rows[i].extensions_decoded);
        check_flaws(rows[i].name, &crl->flaws, rows[i].flaw);
    }
}

static void test_version_1(void)
{
    struct span none = hex(""), extension = der_extension(der_oid(OID_CRL_NUMBER), false, hex("02 01 05"));
    struct crl *crl =
        decode("version 1", build_crl(&(struct crl_parts){ .version = none, .extensions = extension }));
    if (crl)
        check_flaws("version 1, extensions", &crl->flaws, "extensions in a CRL of version 1");
    struct span entry =
        der_entry(hex("02 01 05"), der_extension(der_oid(OID_REASON_CODE), false, hex("0a 01 01")));
    crl = decode("version 1", build_crl(&(struct crl_parts){ .version = none, .entries = entry }));
    if (crl)
        check_flaws("version 1, extensions of entries", &crl->flaws,
                    "extensions of entries in a CRL of version 1");
}

/* -- extensions ----------------------------------------------------------------------------------------------------- */

static const char *show_point(const struct crl *crl)
{
    const struct issuing_distribution_point *idp = &crl->issuing_distribution_point;
    const char *name = "-";
    if (idp->point.full_name.count)
        name = general_name_print(test_arena(), &idp->point.full_name.items[0]);
    else if (idp->point.relative_name.data)
        name = text_hex(test_arena(), idp->point.relative_name);
    return arena_format(test_arena(), "%s%s%s%s%s %x", name, idp->only_user ? " user" : "",
                        idp->only_ca ? " ca" : "", idp->only_attribute ? " attribute" : "",
                        idp->indirect ? " indirect" : "", idp->reasons);
}

static const char *show_number(const struct crl *crl)
{
    return text_hex(test_arena(), crl->crl_number.number);
}

static const char *show_base(const struct crl *crl)
{
    return arena_format(test_arena(), "%s%s", text_hex(test_arena(), crl->delta_crl_indicator.number),
                        crl_is_delta(crl) ? " delta" : "");
}

static const char *show_publish(const struct crl *crl)
{
    char *text = arena_alloc(test_arena(), CLOCK_TEXT);
    clock_print(crl->next_publish.time.seconds, text);
    return text;
}

static const char *show_ca_version(const struct crl *crl)
{
    return arena_format(test_arena(), "%lld", (long long)crl->ca_version.value);
}

static const char *show_freshest(const struct crl *crl)
{
    return general_name_print(test_arena(), &crl->freshest_crl.list.items[0].full_name.items[0]);
}

static const char *show_alt_name(const struct crl *crl)
{
    return general_name_print(test_arena(), &crl->issuer_alt_name.names.items[0]);
}

static const char *show_key_id(const struct crl *crl)
{
    return text_hex(test_arena(), crl->authority_key_id.key_id);
}

#define OF(oid, member, show) OID_##oid, offsetof(struct crl, member), show
#define IDP                   OF(ISSUING_DISTRIBUTION_POINT, issuing_distribution_point, show_point)
#define NUMBER                OF(CRL_NUMBER, crl_number, show_number)

static void test_extensions(void)
{
    static const struct {
        const char *name;
        enum oid oid;
        size_t place;
        const char *(*show)(const struct crl *crl);
        const char *value, *want; /* want NULL: malformed */
        const char *flaw;
    } rows[] = {
        { "number", NUMBER, "02 01 05", "05", "" },
        { "number, negative", NUMBER, "02 01 ff", "ff", "a negative CRL number" },
        { "number of 20 octets", NUMBER, "02 14 7f11111111111111111111111111111111111111",
          "7f11111111111111111111111111111111111111", "" },
        { "number of 20 octets, the first one high", NUMBER,
          "02 15 00ff11111111111111111111111111111111111111", "00ff11111111111111111111111111111111111111",
          "" },
        { "number of 21 octets", NUMBER, "02 15 7f1111111111111111111111111111111111111111",
          "7f1111111111111111111111111111111111111111", "wanted at most 20" },
        { "number, text", NUMBER, "0c 01 61", NULL, "found a UTF8String" },
        { "number, behind", NUMBER, "02 01 05 00", "05", "1 octet behind" },
        { "base number", OF(DELTA_CRL_INDICATOR, delta_crl_indicator, show_base), "02 01 05", "05 delta",
          "" },
        { "user certificates", IDP, "30 03 81 01 ff", "- user 1ff", "" },
        { "CA certificates", IDP, "30 03 82 01 ff", "- ca 1ff", "" },
        { "attribute certificates", IDP, "30 03 85 01 ff", "- attribute 1ff", "" },
        { "users and CAs", IDP, "30 06 81 01 ff 82 01 ff", "- user ca 1ff", "more than one kind" },
        { "indirect", IDP, "30 03 84 01 ff", "- indirect 1ff", "" },
        { "indirect, FALSE", IDP, "30 03 84 01 00", "- 1ff", "FALSE written out" },
        { "some reasons", IDP, "30 04 83 02 05 60", "- 6", "" },
        { "a point", IDP, "30 07 a0 05 a0 03 86 01 61", "uri:a 1ff", "" },
        { "a relative point", IDP, "30 08 a0 06 a1 04 30 02 0500", "30020500 1ff", "" },
        { "a point of neither kind", IDP, "30 06 a0 04 a2 02 0500", NULL, "wanted fullName" },
        { "nothing", IDP, "30 00", "- 1ff", "an empty SEQUENCE" },
        { "out of order", IDP, "30 06 82 01 ff 81 01 ff", "- ca 1ff", "3 octets behind" },
        { "a BOOLEAN of two octets", IDP, "30 04 81 02 ffff", NULL, "wanted a BOOLEAN" },
        { "reasons of no octets", IDP, "30 02 83 00", NULL, "wanted onlySomeReasons" },
        { "indirect of no octets", IDP, "30 02 84 00", NULL, "wanted a BOOLEAN" },
        { "freshest", OF(FRESHEST_CRL, freshest_crl, show_freshest), "30 09 30 07 a0 05 a0 03 86 01 61",
          "uri:a", "" },
        { "alternative name", OF(ISSUER_ALT_NAME, issuer_alt_name, show_alt_name), "30 03 82 01 61", "dns:a",
          "" },
        { "key identifier", OF(AUTHORITY_KEY_ID, authority_key_id, show_key_id), "30 04 80 02 aabb", "aabb",
          "" },
        { "CA version", OF(MS_CA_VERSION, ca_version, show_ca_version), "02 03 010001", "65537", "" },
        { "next publish", OF(MS_NEXT_CRL_PUBLISH, next_publish, show_publish),
          "17 0d 3236303630313030303030305a", "2026-06-01T00:00:00Z", "" },
        { "next publish, later", OF(MS_NEXT_CRL_PUBLISH, next_publish, show_publish),
          "18 0f 32303236303630313030303030305a", "2026-06-01T00:00:00Z", "" },
        { "next publish, behind", OF(MS_NEXT_CRL_PUBLISH, next_publish, show_publish),
          "17 0d 3236303630313030303030305a 00", "2026-06-01T00:00:00Z", "1 octet behind" },
        { "next publish, a number", OF(MS_NEXT_CRL_PUBLISH, next_publish, show_publish), "02 01 05", NULL,
          "found an INTEGER" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span list = der_extension(der_oid(rows[i].oid), false, hex(rows[i].value));
        struct crl *crl = decode(rows[i].name, build_crl(&(struct crl_parts){ .extensions = list }));
        if (!crl)
            continue;
        enum presence presence = *(const enum presence *)((const char *)crl + rows[i].place);
        CHECK_INT(rows[i].name, presence, rows[i].want ? EXTENSION_PRESENT : EXTENSION_MALFORMED);
        if (rows[i].want)
            CHECK_TEXT(rows[i].name, rows[i].show(crl), rows[i].want);
        check_flaws(rows[i].name, &crl->flaws, rows[i].flaw);
    }
}

static void test_critical(void)
{
    static const struct {
        const char *name;
        enum oid oid;
        bool understood, flaw;
    } rows[] = {
        { "issuing distribution point", OID_ISSUING_DISTRIBUTION_POINT, true, false },
        { "delta indicator", OID_DELTA_CRL_INDICATOR, true, false },
        { "number", OID_CRL_NUMBER, true, true },
        { "key identifier", OID_AUTHORITY_KEY_ID, true, true },
        { "freshest", OID_FRESHEST_CRL, true, true },
        { "next publish", OID_MS_NEXT_CRL_PUBLISH, true, false },
        { "key usage", OID_KEY_USAGE, false, false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span list = der_extension(der_oid(rows[i].oid), true, hex("05 00"));
        struct crl *crl = decode(rows[i].name, build_crl(&(struct crl_parts){ .extensions = list }));
        if (!crl || !CHECK_INT(rows[i].name, crl->extensions.count, 1))
            continue;
        CHECK_INT(rows[i].name, crl->extensions.items[0].understood, rows[i].understood);
        bool flaw = false;
        for (size_t j = 0; j < crl->flaws.count; j++)
            flaw = flaw || strstr(crl->flaws.items[j].text, "wanted it not critical");
        CHECK_INT(rows[i].name, flaw, rows[i].flaw);
    }
}

/* -- entries -------------------------------------------------------------------------------------------------------- */

static void test_entries(void)
{
    static const struct {
        const char *name, *entry; /* content of the SEQUENCE */
        bool serial, malformed, unknown_critical, names_issuer;
        int64_t reason; /* -1: none */
        bool list_decoded;
        const char *flaw;
    } rows[] = {
#define DATE "17 0d 3236303130313030303030305a"
        { "plain", "02 01 05" DATE, true, false, false, false, -1, true, "" },
        { "reason", "02 01 05" DATE "30 0c 30 0a 06 03 551d15 04 03 0a 01 01", true, false, false, false, 1,
          true, "" },
        { "reason, critical", "02 01 05" DATE "30 0f 30 0d 06 03 551d15 01 01 ff 04 03 0a 01 01", true, false,
          false, false, 1, true, "" },
        { "reason 7", "02 01 05" DATE "30 0c 30 0a 06 03 551d15 04 03 0a 01 07", true, true, false, false, 7,
          true, "found the reason 7" },
        { "reason 11", "02 01 05" DATE "30 0c 30 0a 06 03 551d15 04 03 0a 01 0b", true, true, false, false,
          11, true, "found the reason 11" },
        { "reason -1", "02 01 05" DATE "30 0c 30 0a 06 03 551d15 04 03 0a 01 ff", true, true, false, false,
          -1, true, "found the reason -1" },
        { "reason, an INTEGER", "02 01 05" DATE "30 0c 30 0a 06 03 551d15 04 03 02 01 01", true, true, false,
          false, -1, true, "found an INTEGER, wanted the ENUMERATED" },
        { "hold instruction, critical",
          "02 01 05" DATE "30 13 30 11 06 03 551d17 01 01 ff 04 07 06 05 2a864886f7", true, false, false,
          false, -1, true, "" },
        { "invalidity date",
          "02 01 05" DATE "30 1a 30 18 06 03 551d18 04 11 18 0f 32303236303130313030303030305a", true, false,
          false, false, -1, true, "" },
        { "invalidity date, UTCTime",
          "02 01 05" DATE "30 18 30 16 06 03 551d18 04 0f 17 0d 3236303130313030303030305a", true, false,
          false, false, -1, true, "" },
        { "invalidity date, text", "02 01 05" DATE "30 0c 30 0a 06 03 551d18 04 03 0c 01 61", true, true,
          false, false, -1, true, "found a UTF8String" },
        { "certificate issuer", "02 01 05" DATE "30 0e 30 0c 06 03 551d1d 04 05 30 03 82 01 61", true, false,
          false, true, -1, true, "" },
        { "certificate issuer, broken", "02 01 05" DATE "30 0e 30 0c 06 03 551d1d 04 05 30 03 89 01 61", true,
          false, false, true, -1, false, "found [9]" },
        { "certificate issuer, empty", "02 01 05" DATE "30 0b 30 09 06 03 551d1d 04 02 30 00", true, true,
          false, true, -1, false, "found no name" },
        { "unknown extension", "02 01 05" DATE "30 08 30 06 06 02 2a03 04 00", true, false, false, false, -1,
          true, "" },
        { "unknown extension, critical", "02 01 05" DATE "30 0b 30 09 06 02 2a03 01 01 ff 04 00", true, false,
          true, false, -1, true, "" },
        { "an extension that is none", "02 01 05" DATE "30 02 05 00", true, true, true, false, -1, true,
          "wanted an Extension" },
        { "extensions that are none", "02 01 05" DATE "05 00", true, true, true, false, -1, true,
          "wanted crlEntryExtensions" },
        { "behind the extensions", "02 01 05" DATE "30 08 30 06 06 02 2a03 04 00 05 00", true, true, false,
          false, -1, true, "2 octets behind" },
        { "month 13", "02 01 05 17 0d 3236313330313030303030305a", true, true, false, false, -1, true,
          "a time that exists" },
        { "no seconds", "02 01 05 17 0b 323630313031303030305a", true, false, false, false, -1, true,
          "wanted YYMMDDHHMMSSZ" },
        { "GeneralizedTime", "02 01 05 18 0f 32303236303130313030303030305a", true, false, false, false, -1,
          true, "wanted a UTCTime" },
        { "no date", "02 01 05", true, true, false, false, -1, true, "found nothing" },
        { "no serial number", DATE, false, true, false, false, -1, false,
          "found a UTCTime, wanted userCertificate" },
        { "serial number of no octets", "02 00" DATE, false, true, false, false, -1, false,
          "without octets" },
        { "nothing", "", false, true, false, false, -1, false, "found nothing" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span content = DER(DER_SEQUENCE, hex(rows[i].entry));
        struct crl *crl = decode(rows[i].name, build_crl(&(struct crl_parts){ .entries = content }));
        struct crl_entry entry;
        if (!crl)
            continue;
        struct span cursor = crl->entries;
        CHECK(rows[i].name, crl_next_entry(test_arena(), &cursor, &entry));
        CHECK_INT(rows[i].name, entry.serial_number.data != NULL, rows[i].serial);
        CHECK_INT(rows[i].name, entry.unknown_critical, rows[i].unknown_critical);
        CHECK_INT(rows[i].name, entry.names_issuer, rows[i].names_issuer);
        CHECK_INT(rows[i].name, entry.has_reason ? entry.reason : -1, rows[i].reason);
        CHECK_INT(rows[i].name, crl->has_unknown_critical_entries, rows[i].unknown_critical);
        CHECK_INT(rows[i].name, crl->entry_count, 1);
        CHECK_INT(rows[i].name, crl->entries_decoded, rows[i].list_decoded);
        check_flaws(rows[i].name, &crl->flaws, rows[i].flaw);
        cursor = crl->entries;
        CHECK(rows[i].name, crl_next_entry(NULL, &cursor, &entry));
        CHECK_INT(rows[i].name, entry.malformed, rows[i].malformed);
    }
}

static void test_entry_lists(void)
{
    static const struct {
        const char *name, *entries;
        size_t count;
        bool decoded, sorted, duplicates;
    } rows[] = {
#define ENTRY(serial) "30 12 " serial " " DATE
        { "in order", ENTRY("02 01 05") ENTRY("02 01 06"), 2, true, true, false },
        { "out of order", ENTRY("02 01 06") ENTRY("02 01 05"), 2, true, false, false },
        { "twice", ENTRY("02 01 05") ENTRY("02 01 05"), 2, true, false, true },
        { "twice, another between", ENTRY("02 01 05") ENTRY("02 01 06") ENTRY("02 01 05"), 3, true, false,
          true },
        { "twice, padded once", ENTRY("02 01 05") "30 13 02 02 00 05" DATE, 2, true, false, true },
        { "128 and -128", ENTRY("02 01 80") "30 13 02 02 00 80" DATE, 2, true, true, false },
        { "a number among them", ENTRY("02 01 05") "02 01 05" ENTRY("02 01 06"), 3, false, true, false },
        { "cut", ENTRY("02 01 05") "30 7f", 1, false, true, false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct crl *crl =
            decode(rows[i].name, build_crl(&(struct crl_parts){ .entries = hex(rows[i].entries) }));
        if (!crl)
            continue;
        CHECK_INT(rows[i].name, crl->entry_count, rows[i].count);
        CHECK_INT(rows[i].name, crl->entries_decoded, rows[i].decoded);
        CHECK_INT(rows[i].name, crl->entries_sorted, rows[i].sorted);
        CHECK_INT(rows[i].name, crl->has_duplicate_serials, rows[i].duplicates);
    }
}

/* -- finding -------------------------------------------------------------------------------------------------------- */

struct found {
    const char *text; /* offsets of the entries and issuers in force */
    struct span entries;
    size_t count, most; /* most: stop after so many */
};

static bool note(void *context, const struct crl_entry *entry, const struct general_names *issuer)
{
    struct found *found = context;
    found->text =
        arena_format(test_arena(), "%s%s%s:%s", found->text, found->count ? " " : "",
                     text_hex(test_arena(), entry->serial_number),
                     issuer && issuer->count ? general_name_value(test_arena(), &issuer->items[0]) : "-");
    return ++found->count < found->most;
}

static const char *find(const struct crl *crl, const char *serial, size_t most)
{
    struct found found = { .text = "", .entries = crl->entries, .most = most };
    crl_find(test_arena(), crl, hex(serial), note, &found);
    return found.text;
}

static void test_find(void)
{
    /* Serial 5 of the CRL's own issuer, 5 and 6 of "a", 5 of "b", then 7 of "b", padded; 9 twice. */
    struct span a = der_extension(der_oid(OID_CERTIFICATE_ISSUER), true, hex("30 03 82 01 61"));
    struct span b = der_extension(der_oid(OID_CERTIFICATE_ISSUER), true, hex("30 03 82 01 62"));
    struct span none = { NULL, 0 };
    struct span indirect = JOIN(der_entry(hex("02 01 05"), none), der_entry(hex("02 01 05"), a),
                                der_entry(hex("02 01 06"), none), der_entry(hex("02 01 05"), b),
                                der_entry(hex("02 02 00 07"), none), der_entry(hex("02 01 09"), none),
                                der_entry(hex("02 01 09"), none));
    struct span plain =
        JOIN(der_entry(hex("02 01 80"), none), der_entry(hex("02 01 05"), none),
             der_entry(hex("02 02 00 80"), none), der_entry(hex("02 09 00 ff ffffffffffffff"), none));
    struct span sorted = JOIN(der_entry(hex("02 01 05"), none), der_entry(hex("02 01 06"), none),
                              der_entry(hex("02 02 01 00"), none));
    static const struct {
        const char *name;
        enum { INDIRECT, PLAIN, SORTED, EMPTY } list;
        const char *serial;
        size_t most;
        const char *want;
    } rows[] = {
        { "every 5, in the order of the list", INDIRECT, "05", 9, "05:- 05:a 05:b" },
        { "5, stopped", INDIRECT, "05", 1, "05:-" },
        { "6 of the issuer before it", INDIRECT, "06", 9, "06:a" },
        { "7, padded in the list", INDIRECT, "07", 9, "0007:b" },
        { "7, padded in the question", INDIRECT, "000007", 9, "0007:b" },
        { "9 twice", INDIRECT, "09", 9, "09:b 09:b" },
        { "8 is not there", INDIRECT, "08", 9, "" },
        { "128", PLAIN, "0080", 9, "0080:-" },
        { "-128", PLAIN, "80", 9, "80:-" },
        { "-128, padded", PLAIN, "ffff80", 9, "80:-" },
        { "2^64 - 1", PLAIN, "00ffffffffffffffff", 9, "00ffffffffffffffff:-" },
        { "-1 is not 2^64 - 1", PLAIN, "ffffffffffffffff", 9, "" },
        { "first in order", SORTED, "05", 9, "05:-" },
        { "last in order", SORTED, "0100", 9, "0100:-" },
        { "below all", SORTED, "04", 9, "" },
        { "between", SORTED, "07", 9, "" },
        { "above all", SORTED, "0101", 9, "" },
        { "no octets", SORTED, "", 9, "" },
        { "no entries", EMPTY, "05", 9, "" },
    };
    const struct crl *lists[] = {
        [INDIRECT] = decode("indirect", build_crl(&(struct crl_parts){ .entries = indirect })),
        [PLAIN] = decode("plain", build_crl(&(struct crl_parts){ .entries = plain })),
        [SORTED] = decode("sorted", build_crl(&(struct crl_parts){ .entries = sorted })),
        [EMPTY] = decode("empty", build_crl(&(struct crl_parts){ .entries = none })),
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        CHECK_TEXT(rows[i].name, find(lists[rows[i].list], rows[i].serial, rows[i].most), rows[i].want);
    CHECK("a certificate of another issuer is no duplicate", lists[INDIRECT]->has_duplicate_serials);
    CHECK("sorted", lists[SORTED]->entries_sorted);

    struct span others =
        JOIN(der_entry(hex("02 01 05"), none), der_entry(hex("02 01 05"), a), der_entry(hex("02 01 05"), b));
    struct crl *crl = decode("5 of three issuers", build_crl(&(struct crl_parts){ .entries = others }));
    CHECK("5 of three issuers", crl && !crl->has_duplicate_serials);
    others =
        JOIN(der_entry(hex("02 01 05"), a), der_entry(hex("02 01 06"), b), der_entry(hex("02 01 05"), a));
    crl = decode("5 of one issuer, named twice", build_crl(&(struct crl_parts){ .entries = others }));
    CHECK("5 of one issuer, named twice", crl && crl->has_duplicate_serials);
}

/* Many entries in a scattered order, every one of them found and its neighbours not; and one serial many times over, which
 * no hash can spread. */
static void test_many(void)
{
    enum { MANY = 20000, STRIDE = 7919 };
    struct buf entries = { 0 };
    static const char *const dates[] = { DATE };
    struct span date = hex(dates[0]);
    for (uint32_t i = 0; i < MANY; i++) {
        uint32_t serial = (i * STRIDE % MANY) * 2 + 2;
        uint8_t head[] = {
            DER_SEQUENCE, 20, DER_INTEGER, 3, (uint8_t)(serial >> 16), (uint8_t)(serial >> 8), (uint8_t)serial
        };
        buf_add(&entries, (struct span){ head, sizeof head });
        buf_add(&entries, date);
    }
    struct crl *crl = decode("scattered", build_crl(&(struct crl_parts){ .entries = buf_span(&entries) }));
    size_t found = 0, wrong = 0;
    for (uint32_t serial = 1; crl && serial <= 2 * MANY + 1; serial++) {
        uint8_t octets[] = { (uint8_t)(serial >> 16), (uint8_t)(serial >> 8), (uint8_t)serial };
        struct found one = { .text = "", .entries = crl->entries, .most = 2 };
        crl_find(test_arena(), crl, (struct span){ octets, sizeof octets }, note, &one);
        *(serial % 2 ? &wrong : &found) += one.count;
    }
    CHECK_INT("scattered", found, MANY);
    CHECK_INT("scattered", wrong, 0);
    CHECK("scattered", crl && !crl->entries_sorted && !crl->has_duplicate_serials);
    buf_clear(&entries);
    for (uint32_t i = 0; i < MANY; i++) {
        static const uint8_t head[] = { DER_SEQUENCE, 18, DER_INTEGER, 1, 5 };
        buf_add(&entries, (struct span){ head, sizeof head });
        buf_add(&entries, date);
    }
    crl = decode("one serial 20,000 times", build_crl(&(struct crl_parts){ .entries = buf_span(&entries) }));
    struct found all = { .text = "", .most = 3 };
    if (crl)
        crl_find(test_arena(), crl, hex("05"), note, &all);
    CHECK_INT("one serial 20,000 times", all.count, 3);
    CHECK("one serial 20,000 times", crl && crl->has_duplicate_serials);
    buf_free(&entries);
}

static void test_numbers(void)
{
    static const struct {
        const char *name, *left, *right;
        int want;
    } rows[] = {
        { "same", "05", "05", 0 },
        { "padded", "05", "0005", 0 },
        { "less", "05", "06", -1 },
        { "by length", "7f", "0100", -1 },
        { "high first octet", "7f", "0080", -1 },
        { "256 and 255", "0100", "00ff", 1 },
        { "-1 and 0", "ff", "00", -1 },
        { "0 and -1", "00", "ff", 1 },
        { "-1 and -2", "ff", "fe", 1 },
        { "-128 and -129", "80", "ff7f", 1 },
        { "-1, padded", "ff", "ffff", 0 },
        { "128, padded with 20", "0080", "000000000000000000000000000000000000000080", 0 },
        { "5, padded with 16", "05", "0000000000000000000000000000000005", 0 },
        { "-1, padded with 16", "ff", "ffffffffffffffffffffffffffffffffff", 0 },
        { "-129, padded with 16", "ff7f", "ffffffffffffffffffffffffffffffffff7f", 0 },
        { "0, padded with 16", "00", "0000000000000000000000000000000000", 0 },
        { "nothing", "", "", 0 },
        { "nothing and 0", "", "00", -1 },
        { "20 octets", "7f11111111111111111111111111111111111111", "7f11111111111111111111111111111111111112",
          -1 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int order = crl_number_compare(hex(rows[i].left), hex(rows[i].right));
        CHECK_INT(rows[i].name, (order > 0) - (order < 0), rows[i].want);
    }
    static const struct {
        const char *name;
        int64_t reason;
    } reasons[] = {
        { "unspecified", 0 },   { "keyCompromise", 1 }, { "certificateHold", 6 }, { "unspecified", 7 },
        { "removeFromCRL", 8 }, { "aACompromise", 10 }, { "unspecified", 11 },    { "unspecified", -1 },
    };
    for (size_t i = 0; i < COUNT_OF(reasons); i++)
        CHECK_TEXT(reasons[i].name, crl_reason_name(reasons[i].reason), reasons[i].name);
}

static void test_every_octet(void)
{
    struct span der = test_file(test_path("testdata/demo/crls/contoso-issuing-ca.crl"));
    const char *row = "contoso-issuing-ca.crl";
    for (size_t i = 0; i < der.length; i++) {
        struct arena *arena = arena_new();
        uint8_t *octets = arena_alloc(arena, der.length);
        memcpy(octets, der.data, der.length);
        octets[i] ^= 0x81;
        struct span changed = { octets, der.length };
        struct span part = { arena_copy(arena, (struct span){ der.data, i }).data, i }, at, cursor;
        struct source source = { .name = row, .bytes = changed };
        struct crl crl;
        struct crl_entry entry;
        struct found found = { .text = "", .most = 9 };
        const char *why;
        CHECK_SAYING(row, !crl_decode(arena, &source, part, &crl, &why, &at), "cut at %zu", i);
        if (crl_decode(arena, &source, changed, &crl, &why, &at)) {
            for (size_t j = 0; j < crl.flaws.count; j++)
                CHECK_SAYING(row, span_within(crl.flaws.items[j].at, changed), "octet %zu changed", i);
            cursor = crl.entries;
            while (crl_next_entry(arena, &cursor, &entry))
                crl_find(arena, &crl, entry.serial_number, note, &found);
        }
        arena_free(arena);
    }
}

CU_TestInfo crl_tests[] = {
    { "fields", test_fields },
    { "version 1", test_version_1 },
    { "extensions", test_extensions },
    { "critical extensions", test_critical },
    { "entries", test_entries },
    { "lists of entries", test_entry_lists },
    { "finding", test_find },
    { "many entries", test_many },
    { "numbers", test_numbers },
    { "every octet", test_every_octet },
    CU_TEST_INFO_NULL,
};
