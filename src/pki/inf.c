/* From an INF to the request that certreq would make of it. */
#include "pki/inf.h"
#include "pki/descriptor.h"
#include "pki/issuing.h"
#include "util/address.h"
#include "util/text.h"

#define REQUEST_LATER "the request does not exist yet: make it with certreq -new, and lint that"
#define CA_DECIDES    "only the CA decides it: lint the certificate once it is issued"
#define CA_MAY_ADD                                                                                           \
    "the INF does not ask for it, and the CA may add it: lint the certificate once it is issued"

static const char request_section[] = "NewRequest";
static const char usages_section[] = "EnhancedKeyUsageExtension";
static const char policies_section[] = "ApplicationPolicyStatementExtension";
static const char extensions_section[] = "Extensions";
static const char attributes_section[] = "RequestAttributes";

enum { POLICY_SECTIONS_LIMIT = 16, SHOWN_LIMIT = 200 /* octets of a value in a message */ };

struct reading {
    struct issuing issuing;
    struct arena *arena;
    struct inf *inf;
    struct cert *cert;
    struct oid_list critical;
};

static bool is_in(const struct inf_entry *entry, const char *section, const char *key)
{
    return text_equal_ignoring_case(entry->section, span_of_text(section)) &&
           (!key || text_equal_ignoring_case(entry->key, span_of_text(key)));
}

const struct inf_entry *inf_find(const struct inf *inf, const char *section, const char *key)
{
    for (size_t i = 0; i < inf->count; i++)
        if (is_in(&inf->items[i], section, key))
            return &inf->items[i];
    return NULL;
}

static struct span value_of(const struct inf *inf, const char *section, const char *key)
{
    const struct inf_entry *entry = inf_find(inf, section, key);
    return entry ? entry->value : (struct span){ NULL, 0 };
}

static void note_unreadable(struct reading *reading, const struct inf_entry *entry, const char *what)
{
    struct inf *inf = reading->inf;
    *VEC_ADD(reading->arena, &inf->unreadable) = span_of_text(
        arena_format(reading->arena, "%s in line %lu: %s", text_escaped(reading->arena, entry->key),
                     (unsigned long)entry->line, what));
    if (!inf->unreadable_line || entry->line < inf->unreadable_line)
        inf->unreadable_line = entry->line;
}

/* Notes it, and gives the reason for the part. */
static const char *unreadable(struct reading *reading, const struct inf_entry *entry, const char *wanted)
{
    struct arena *arena = reading->arena;
    const char *key = text_escaped(arena, entry->key);
    struct span shown = entry->value;
    if (shown.length > SHOWN_LIMIT)
        shown.length = SHOWN_LIMIT;
    note_unreadable(reading, entry,
                    arena_format(arena, "found '%s', wanted %s", text_escaped(arena, shown), wanted));
    return arena_format(arena, "%s of the INF, which cannot be read", key);
}

/* -- values ---------------------------------------------------------------------------------------------------------- */

/* Takes what stands before the separator, trimmed; quotes keep separators in. */
static struct span take_until(struct span *rest, const char *separators)
{
    size_t at = 0;
    bool quoted = false;
    while (at < rest->length && (quoted || !rest->data[at] || !strchr(separators, rest->data[at]))) {
        quoted = quoted != (rest->data[at] == '"');
        at++;
    }
    struct span part = text_trim((struct span){ rest->data, at });
    size_t passed = at < rest->length ? at + 1 : at;
    *rest = span_from(*rest, passed);
    return part;
}

static bool split(struct span text, struct span *name, struct span *value)
{
    if (!span_split(text, '=', name, value))
        return false;
    *name = text_trim(*name);
    *value = text_trim(*value);
    return name->length > 0;
}

static struct span unquoted(struct span text)
{
    if (text.length >= 2 && text.data[0] == '"' && text.data[text.length - 1] == '"')
        return (struct span){ text.data + 1, text.length - 2 };
    return text;
}

/* "true", "yes", 1 … */
static bool is_true(struct span text)
{
    return text_equal_ignoring_case(text, span_of_text("true")) ||
           text_equal_ignoring_case(text, span_of_text("yes")) || span_equal_text(text, "1");
}

/* Decimal, or hexadecimal behind 0x. */
static bool read_number(struct span text, unsigned *out)
{
    bool hex = text.length > 2 && text.data[0] == '0' && text_lower_octet(text.data[1]) == 'x';
    int base = hex ? 16 : 10;
    *out = 0;
    for (size_t i = hex ? 2 : 0; i < text.length; i++) {
        int digit = text_hex_digit(text.data[i]);
        if (digit < 0 || digit >= base || *out > 0xffffff)
            return false;
        *out = *out * (unsigned)base + (unsigned)digit;
    }
    return text.length > 0;
}

static bool read_oid(struct reading *reading, struct span text, struct span *out)
{
    bool dotted = text.length && text.data[0] >= '0' && text.data[0] <= '9';
    return dotted && oid_parse(reading->arena, text, out);
}

/* -- names ----------------------------------------------------------------------------------------------------------- */

/* CertStrToName knows state as S and title as T. */
static enum oid attribute_type(struct arena *arena, struct span name)
{
    static const struct {
        const char *name;
        enum oid oid;
    } others[] = {
        { "S", OID_STATE }, { "G", OID_GIVEN_NAME }, { "I", OID_INITIALS }, { "Email", OID_EMAIL_ADDRESS }
    };
    struct span der;
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (text_equal_ignoring_case(name, span_of_text(others[i].name)))
            return others[i].oid;
    for (int oid = OID_COMMON_NAME; oid <= OID_UNSTRUCTURED_NAME; oid++)
        if (text_equal_ignoring_case(name, span_of_text(oid_entry((enum oid)oid)->name)))
            return (enum oid)oid;
    return oid_parse(arena, name, &der) ? oid_of(der) : OID_UNKNOWN;
}

/* "CN=vpn.contoso.com, O=Contoso": the first is the most specific, and the last in DER. */
static bool read_name(struct reading *reading, struct span text, struct span *rdns)
{
    struct inf_texts parts = { 0 };
    struct buf whole = { 0 };
    while (text_trim(text).length) {
        struct span part = take_until(&text, ",;+"), name, value;
        if (!split(part, &name, &value))
            return false;
        enum oid type = attribute_type(reading->arena, name);
        value = unquoted(value);
        if (type == OID_UNKNOWN || !value.length || !text_is_utf8(value))
            return false;
        *VEC_ADD(reading->arena, &parts) = issuing_rdn(&reading->issuing, type, value);
    }
    while (parts.count)
        buf_add(&whole, parts.items[--parts.count]);
    *rdns = arena_copy(reading->arena, buf_span(&whole));
    buf_free(&whole);
    return true;
}

/* In braces or not. */
static bool read_guid(struct span text, uint8_t out[GUID_OCTETS])
{
    if (text.length >= 2 && text.data[0] == '{' && text.data[text.length - 1] == '}')
        text = (struct span){ text.data + 1, text.length - 2 };
    return guid_parse(text, out);
}

static bool is_kind(struct span kind, const char *name)
{
    return text_equal_ignoring_case(kind, span_of_text(name));
}

static bool add_alt_name(struct reading *reading, struct span kind, struct span value, struct buf *out)
{
    struct issuing *issuing = &reading->issuing;
    uint8_t octets[16];
    struct span rdns, oid;
    if (is_kind(kind, "dns"))
        buf_add(out, issuing_wrap(issuing, DER_CONTEXT(2), value));
    else if (is_kind(kind, "email"))
        buf_add(out, issuing_wrap(issuing, DER_CONTEXT(1), value));
    else if (is_kind(kind, "url"))
        buf_add(out, issuing_wrap(issuing, DER_CONTEXT(6), value));
    else if (is_kind(kind, "upn") && text_is_utf8(value))
        buf_add(out, issuing_other_name(issuing, OID_UPN, issuing_wrap(issuing, DER_UTF8_STRING, value)));
    else if (is_kind(kind, "ipaddress") && address_parse_v4(value, octets))
        buf_add(out, issuing_wrap(issuing, DER_CONTEXT(7), (struct span){ octets, 4 }));
    else if (is_kind(kind, "ipaddress") && address_parse_v6(value, octets))
        buf_add(out, issuing_wrap(issuing, DER_CONTEXT(7), (struct span){ octets, 16 }));
    else if ((is_kind(kind, "dn") || is_kind(kind, "directoryname")) && read_name(reading, value, &rdns))
        buf_add(out, issuing_wrap(issuing, DER_CONSTRUCTED(4), issuing_wrap(issuing, DER_SEQUENCE, rdns)));
    else if (is_kind(kind, "guid") && read_guid(value, octets))
        buf_add(out, issuing_other_name(
                         issuing, OID_DIRECTORY_GUID,
                         issuing_wrap(issuing, DER_OCTET_STRING, (struct span){ octets, sizeof octets })));
    else if (is_kind(kind, "oid") && read_oid(reading, value, &oid))
        buf_add(out, issuing_wrap(issuing, DER_CONTEXT(8), oid));
    else
        return false;
    return true;
}

static struct span without_mark(struct span text, bool *marked)
{
    static const char mark[] = "{text}";
    *marked = text_is_at_ignoring_case(text, 0, mark);
    return *marked ? text_trim(span_from(text, sizeof mark - 1)) : text;
}

/* "{text}dns=vpn.contoso.com&dns=vpn": parts without an '&' between them run together, and are taken as certreq would. */
static bool read_alt_names(struct reading *reading, struct span text)
{
    bool marked;
    text = without_mark(text, &marked);
    struct buf names = { 0 };
    bool good = marked && text.length;
    while (good && text.length) {
        struct span part = take_until(&text, "&"), kind, value;
        if (part.length)
            good = split(part, &kind, &value) && add_alt_name(reading, kind, unquoted(value), &names);
    }
    if (good)
        issuing_extension(&reading->issuing, OID_SUBJECT_ALT_NAME,
                          issuing_wrap(&reading->issuing, DER_SEQUENCE, buf_span(&names)));
    buf_free(&names);
    return good;
}

static void take_names(struct reading *reading)
{
    const char **undecided = reading->cert->undecided;
    const struct inf_entry *subject = inf_find(reading->inf, request_section, "Subject");
    const struct inf_entry *names = inf_find(reading->inf, extensions_section, "2.5.29.17");
    struct span rdns = { NULL, 0 };
    if (!subject || read_name(reading, subject->value, &rdns))
        issuing_subject(&reading->issuing, rdns);
    else
        undecided[CERT_PART_SUBJECT] =
            unreadable(reading, subject, "a name as 'CN=vpn.contoso.com, O=Contoso'");
    if (names && !read_alt_names(reading, names->value))
        undecided[CERT_PART_ALT_NAME] =
            unreadable(reading, names, "names as '{text}dns=vpn.contoso.com&dns=vpn02.contoso.com'");
    if ((!subject || !text_trim(subject->value).length) && !names)
        undecided[CERT_PART_SUBJECT] = undecided[CERT_PART_ALT_NAME] = CA_MAY_ADD;
}

/* -- key ------------------------------------------------------------------------------------------------------------- */

static void take_key(struct reading *reading)
{
    static const struct {
        const char *name;
        enum key_kind kind;
        enum oid algorithm, curve;
        unsigned bits; /* 0: KeyLength says */
    } rows[] = {
        { "RSA", KEY_RSA, OID_KEY_RSA, OID_UNKNOWN, 0 },
        { "DSA", KEY_DSA, OID_KEY_DSA, OID_UNKNOWN, 0 },
        { "DH", KEY_OTHER, OID_KEY_DH, OID_UNKNOWN, 0 },
        { "ECDSA_P256", KEY_EC, OID_KEY_EC, OID_CURVE_P256, 256 },
        { "ECDSA_P384", KEY_EC, OID_KEY_EC, OID_CURVE_P384, 384 },
        { "ECDSA_P521", KEY_EC, OID_KEY_EC, OID_CURVE_P521, 521 },
        { "ECDH_P256", KEY_EC, OID_KEY_EC, OID_CURVE_P256, 256 },
        { "ECDH_P384", KEY_EC, OID_KEY_EC, OID_CURVE_P384, 384 },
        { "ECDH_P521", KEY_EC, OID_KEY_EC, OID_CURVE_P521, 521 },
    };
    const char **undecided = &reading->cert->undecided[CERT_PART_KEY];
    const struct inf_entry *name = inf_find(reading->inf, request_section, "KeyAlgorithm");
    const struct inf_entry *length = inf_find(reading->inf, request_section, "KeyLength");
    struct span algorithm = name ? name->value : span_of_text("RSA");
    struct key *key = &reading->cert->key;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        unsigned bits = rows[i].bits;
        if (!text_equal_ignoring_case(algorithm, span_of_text(rows[i].name)))
            continue;
        if (!bits && !length) {
            *undecided = "KeyLength, which the INF does not say";
        } else if (!bits && (!read_number(length->value, &bits) || !bits)) {
            *undecided = unreadable(reading, length, "a number of bits");
        } else {
            key->kind = rows[i].kind;
            key->algorithm.known = rows[i].algorithm;
            key->algorithm.oid = oid_entry(rows[i].algorithm)->der;
            key->curve = rows[i].curve;
            key->curve_oid = oid_entry(rows[i].curve)->der;
            key->bits = bits;
            key->decoded = true;
        }
        return;
    }
    *undecided = unreadable(reading, name, "RSA, ECDSA_P256 or another algorithm that the program knows");
}

/* 0xa0, or names joined by '|': CERT_DIGITAL_SIGNATURE_KEY_USAGE | … */
static bool read_key_usage(struct span text, uint8_t *out)
{
    static const struct {
        const char *name;
        uint8_t bit;
    } names[] = {
        { "CERT_DIGITAL_SIGNATURE_KEY_USAGE", 0x80 }, { "CERT_NON_REPUDIATION_KEY_USAGE", 0x40 },
        { "CERT_KEY_ENCIPHERMENT_KEY_USAGE", 0x20 },  { "CERT_DATA_ENCIPHERMENT_KEY_USAGE", 0x10 },
        { "CERT_KEY_AGREEMENT_KEY_USAGE", 0x08 },     { "CERT_KEY_CERT_SIGN_KEY_USAGE", 0x04 },
        { "CERT_OFFLINE_CRL_SIGN_KEY_USAGE", 0x02 },  { "CERT_CRL_SIGN_KEY_USAGE", 0x02 },
        { "CERT_ENCIPHER_ONLY_KEY_USAGE", 0x01 },
    };
    *out = 0;
    while (text.length) {
        struct span part = take_until(&text, "|");
        unsigned number = 0;
        bool known = read_number(part, &number) && number <= 0xff;
        for (size_t i = 0; !known && i < COUNT_OF(names); i++)
            if (text_equal_ignoring_case(part, span_of_text(names[i].name))) {
                number = names[i].bit;
                known = true;
            }
        if (!known)
            return false;
        *out |= (uint8_t)number;
    }
    return true;
}

static void take_key_usage(struct reading *reading)
{
    const char **undecided = &reading->cert->undecided[CERT_PART_KEY_USAGE];
    const struct inf_entry *entry = inf_find(reading->inf, request_section, "KeyUsage");
    uint8_t bits;
    if (!entry)
        *undecided = CA_MAY_ADD;
    else if (!read_key_usage(entry->value, &bits))
        *undecided =
            unreadable(reading, entry, "a number as 0xa0, or CERT_DIGITAL_SIGNATURE_KEY_USAGE and its like");
    else
        issuing_key_usage(&reading->issuing, (struct span){ &bits, 1 });
}

/* -- usages ---------------------------------------------------------------------------------------------------------- */

static bool add_oid(struct reading *reading, struct oid_list *list, struct span text)
{
    struct span der;
    bool good = read_oid(reading, text, &der);
    if (good)
        *VEC_ADD(reading->arena, list) = der;
    return good;
}

/* OID=, repeated. */
static void add_oids_of(struct reading *reading, const char *section, struct oid_list *list,
                        const char **undecided)
{
    for (size_t i = 0; i < reading->inf->count; i++) {
        const struct inf_entry *entry = &reading->inf->items[i];
        if (is_in(entry, section, "OID") && !add_oid(reading, list, entry->value))
            *undecided = unreadable(reading, entry, "an object identifier as 1.3.6.1.5.5.7.3.1");
    }
}

/* [Extensions] 2.5.29.37 = "{text}1.3.6.1.5.5.7.3.1,1.3.6.1.5.5.8.2.2" */
static void add_text_oids(struct reading *reading, const char *key, struct oid_list *list,
                          const char **undecided)
{
    const struct inf_entry *entry = inf_find(reading->inf, extensions_section, key);
    bool marked, good;
    if (!entry)
        return;
    struct span text = without_mark(entry->value, &marked);
    good = marked;
    while (good && text.length) {
        struct span part = take_until(&text, ",&");
        good = !part.length || add_oid(reading, list, part);
    }
    if (!good)
        *undecided =
            unreadable(reading, entry, "object identifiers as '{text}1.3.6.1.5.5.7.3.1,1.3.6.1.5.5.8.2.2'");
}

static void take_usages(struct reading *reading)
{
    const char **undecided = &reading->cert->undecided[CERT_PART_USAGES];
    struct oid_list usages = { 0 }, policies = { 0 };
    add_oids_of(reading, usages_section, &usages, undecided);
    add_text_oids(reading, "2.5.29.37", &usages, undecided);
    const struct inf_entry *policy = inf_find(reading->inf, policies_section, "Policies");
    struct span named = policy ? policy->value : (struct span){ NULL, 0 };
    for (size_t i = 0; named.length; i++) {
        if (i == POLICY_SECTIONS_LIMIT) { /* each is looked for in the whole file */
            *undecided = unreadable(reading, policy, "the names of at most 16 sections");
            break;
        }
        struct span section = take_until(&named, ",");
        add_oids_of(reading, arena_text_of_span(reading->arena, section), &policies, undecided);
    }
    add_text_oids(reading, "1.3.6.1.4.1.311.21.10", &policies, undecided);
    if (*undecided)
        return;
    if (usages.count)
        issuing_extension(&reading->issuing, OID_EXTENDED_KEY_USAGE,
                          issuing_oids(&reading->issuing, &usages, false));
    if (policies.count)
        issuing_extension(&reading->issuing, OID_MS_APPLICATION_POLICIES,
                          issuing_oids(&reading->issuing, &policies, true));
    /* without a template, nobody adds what is not asked for */
    if (!usages.count && !policies.count && inf_find(reading->inf, attributes_section, "CertificateTemplate"))
        *undecided = CA_MAY_ADD;
}

/* -- the rest -------------------------------------------------------------------------------------------------------- */

static void take_pairs(struct reading *reading, struct request *request)
{
    for (size_t i = 0; i < reading->inf->count; i++) {
        const struct inf_entry *entry = &reading->inf->items[i];
        if (!is_in(entry, attributes_section, NULL))
            continue;
        request->pairs.presence = EXTENSION_PRESENT;
        *VEC_ADD(reading->arena, &request->pairs) = (struct request_pair){ entry->key, entry->value };
    }
}

/* Values that nobody knows which of them counts: a key that stands twice, as OID may, and these must not. */
static void note_doubled(struct reading *reading)
{
    static const char *const once[] = { "Subject",       "KeyLength",    "KeyAlgorithm", "KeyUsage",
                                        "MachineKeySet", "ProviderName", "Exportable",   "RequestType" };
    struct inf *inf = reading->inf;
    for (size_t i = 0; i < COUNT_OF(once); i++) {
        const struct inf_entry *first = inf_find(inf, request_section, once[i]);
        for (const struct inf_entry *entry = first ? first + 1 : NULL;
             entry && entry < inf->items + inf->count; entry++) {
            if (!is_in(entry, request_section, once[i]) ||
                text_equal_ignoring_case(entry->value, first->value))
                continue;
            note_unreadable(reading, entry,
                            arena_format(reading->arena, "stands in line %lu already, with another value",
                                         (unsigned long)first->line));
            break;
        }
    }
}

/* Strings that [Strings] does not have: certreq would take their names for the values. */
static void note_lost_strings(struct reading *reading)
{
    struct inf *inf = reading->inf;
    for (size_t i = 0; i < inf->count; i++)
        if (inf->items[i].lost.length)
            note_unreadable(reading, &inf->items[i],
                            arena_format(reading->arena, "'%%%s%%' is no string of [Strings]",
                                         text_escaped(reading->arena, inf->items[i].lost)));
}

static void take_lints(struct reading *reading)
{
    struct inf *inf = reading->inf;
    for (size_t i = 0; i < inf->count; i++) {
        const struct inf_entry *entry = &inf->items[i];
        if (is_in(entry, extensions_section, "OID"))
            *VEC_ADD(reading->arena, &inf->stray_usages) = entry->value;
        if (is_in(entry, extensions_section, "2.5.29.17") && entry->run_together)
            *VEC_ADD(reading->arena, &inf->run_together) = entry->value;
    }
    inf->machine_key_set = is_true(value_of(inf, request_section, "MachineKeySet"));
    inf->exportable = is_true(value_of(inf, request_section, "Exportable"));
}

static void note_undecided(struct cert *cert)
{
    static const enum cert_part by_ca[] = {
        CERT_PART_SERIAL,     CERT_PART_SIGNATURE,       CERT_PART_SELF_ISSUED, CERT_PART_ISSUER,
        CERT_PART_VALIDITY,   CERT_PART_VALIDITY_LENGTH, CERT_PART_POLICIES,    CERT_PART_POINTERS,
        CERT_PART_EXTENSIONS, CERT_PART_TEMPLATE,        CERT_PART_SID,         CERT_PART_PATH,
        CERT_PART_CONSTRAINTS
    };
    for (size_t i = 0; i < COUNT_OF(by_ca); i++)
        cert->undecided[by_ca[i]] = CA_DECIDES;
    cert->undecided[CERT_PART_ENCODING] = cert->undecided[CERT_PART_KEY_VALUE] = REQUEST_LATER;
}

void inf_finish(struct arena *arena, const struct source *source, struct inf *inf, struct span text,
                struct request *out)
{
    struct cert *cert = arena_alloc(arena, sizeof *cert);
    struct reading reading = { .arena = arena, .inf = inf, .cert = cert };
    *out = (struct request){
        .source = source, .der = text, .as_cert = cert, .inf = inf, .attributes_decoded = true
    };
    cert->source = source;
    cert->der = text;
    digest_sha1(text, out->sha1);
    digest_sha256(text, out->sha256);
    memcpy(cert->sha1, out->sha1, sizeof cert->sha1);
    memcpy(cert->sha256, out->sha256, sizeof cert->sha256);
    add_oid(&reading, &reading.critical, value_of(inf, extensions_section, "Critical"));
    issuing_begin(&reading.issuing, arena, cert, &reading.critical);
    note_undecided(cert);
    take_names(&reading);
    take_key(&reading);
    take_key_usage(&reading);
    take_usages(&reading);
    take_pairs(&reading, out);
    take_lints(&reading);
    note_doubled(&reading);
    note_lost_strings(&reading);
    struct span provider = value_of(inf, request_section, "ProviderName");
    if (provider.length)
        out->provider = (struct request_provider){ .presence = EXTENSION_PRESENT, .name = provider };
    issuing_end(&reading.issuing);
}

uint32_t inf_run_together_line(const struct inf *inf)
{
    for (size_t i = 0; i < inf->count; i++)
        if (is_in(&inf->items[i], extensions_section, "2.5.29.17") && inf->items[i].run_together)
            return inf->items[i].run_together;
    return 0;
}

uint32_t inf_line_of_part(const struct inf *inf, enum cert_part part)
{
    static const struct {
        enum cert_part part;
        const char *section, *key;
    } rows[] = {
        { CERT_PART_SUBJECT, request_section, "Subject" },
        { CERT_PART_ALT_NAME, extensions_section, "2.5.29.17" },
        { CERT_PART_KEY, request_section, "KeyAlgorithm" },
        { CERT_PART_KEY, request_section, "KeyLength" },
        { CERT_PART_KEY_USAGE, request_section, "KeyUsage" },
        { CERT_PART_USAGES, usages_section, "OID" },
        { CERT_PART_USAGES, extensions_section, "2.5.29.37" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct inf_entry *entry =
            rows[i].part == part ? inf_find(inf, rows[i].section, rows[i].key) : NULL;
        if (entry)
            return entry->line;
    }
    return inf->line;
}
