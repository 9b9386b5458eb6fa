/* Attributes: their names and forms, and reading of what a reader found. The certificate that comes of them is made in
 * template_view.c. */
#include "pki/template.h"
#include "pki/signature.h"
#include "util/text.h"

static const struct {
    const char *name;
    enum template_form form;
} fields[TEMPLATE_FIELD_COUNT] = {
    [TEMPLATE_CN] = { "cn", TEMPLATE_TEXT },
    [TEMPLATE_NAME] = { "name", TEMPLATE_TEXT },
    [TEMPLATE_DISPLAY_NAME] = { "displayName", TEMPLATE_TEXT },
    [TEMPLATE_DISTINGUISHED_NAME] = { "distinguishedName", TEMPLATE_TEXT },
    [TEMPLATE_OBJECT_CLASS] = { "objectClass", TEMPLATE_TEXTS },
    [TEMPLATE_FLAGS] = { "flags", TEMPLATE_INTEGER },
    [TEMPLATE_SECURITY_DESCRIPTOR] = { "nTSecurityDescriptor", TEMPLATE_OCTETS },
    [TEMPLATE_REVISION] = { "revision", TEMPLATE_INTEGER },
    [TEMPLATE_CRITICAL_EXTENSIONS] = { "pKICriticalExtensions", TEMPLATE_OIDS },
    [TEMPLATE_PROVIDERS] = { "pKIDefaultCSPs", TEMPLATE_TEXTS },
    [TEMPLATE_KEY_SPEC] = { "pKIDefaultKeySpec", TEMPLATE_INTEGER },
    [TEMPLATE_EXTENDED_KEY_USAGE] = { "pKIExtendedKeyUsage", TEMPLATE_OIDS },
    [TEMPLATE_KEY_USAGE] = { "pKIKeyUsage", TEMPLATE_OCTETS },
    [TEMPLATE_MAX_ISSUING_DEPTH] = { "pKIMaxIssuingDepth", TEMPLATE_INTEGER },
    [TEMPLATE_VALIDITY] = { "pKIExpirationPeriod", TEMPLATE_PERIOD },
    [TEMPLATE_RENEWAL] = { "pKIOverlapPeriod", TEMPLATE_PERIOD },
    [TEMPLATE_SCHEMA_VERSION] = { "msPKI-Template-Schema-Version", TEMPLATE_INTEGER },
    [TEMPLATE_MINOR_REVISION] = { "msPKI-Template-Minor-Revision", TEMPLATE_INTEGER },
    [TEMPLATE_RA_SIGNATURES] = { "msPKI-RA-Signature", TEMPLATE_INTEGER },
    [TEMPLATE_MINIMAL_KEY_SIZE] = { "msPKI-Minimal-Key-Size", TEMPLATE_INTEGER },
    [TEMPLATE_OID] = { "msPKI-Cert-Template-OID", TEMPLATE_OIDS },
    [TEMPLATE_SUPERSEDED] = { "msPKI-Supersede-Templates", TEMPLATE_TEXTS },
    [TEMPLATE_RA_POLICIES] = { "msPKI-RA-Policies", TEMPLATE_OIDS },
    [TEMPLATE_RA_APPLICATION_POLICIES] = { "msPKI-RA-Application-Policies", TEMPLATE_TEXTS },
    [TEMPLATE_CERTIFICATE_POLICIES] = { "msPKI-Certificate-Policy", TEMPLATE_OIDS },
    [TEMPLATE_APPLICATION_POLICIES] = { "msPKI-Certificate-Application-Policy", TEMPLATE_OIDS },
    [TEMPLATE_ENROLLMENT_FLAGS] = { "msPKI-Enrollment-Flag", TEMPLATE_INTEGER },
    [TEMPLATE_PRIVATE_KEY_FLAGS] = { "msPKI-Private-Key-Flag", TEMPLATE_INTEGER },
    [TEMPLATE_NAME_FLAGS] = { "msPKI-Certificate-Name-Flag", TEMPLATE_INTEGER },
};

bool template_field_find(struct span name, enum template_field *out)
{
    for (size_t i = 0; i < TEMPLATE_FIELD_COUNT; i++)
        if (text_equal_ignoring_case(name, span_of_text(fields[i].name))) {
            *out = (enum template_field)i;
            return true;
        }
    return false;
}

const char *template_field_name(enum template_field field)
{
    return fields[field].name;
}

enum template_form template_field_form(enum template_field field)
{
    return fields[field].form;
}

/* -- filling --------------------------------------------------------------------------------------------------------- */

void template_begin(struct template *t, const struct source *source, size_t offset, uint32_t line)
{
    *t = (struct template){ .source = source, .offset = offset, .line = line };
}

void template_note(struct template *t, enum template_field field, size_t offset, uint32_t line)
{
    struct template_attribute *attribute = &t->attributes[field];
    if (attribute->state != TEMPLATE_MISSING)
        return; /* of several lines, the first */
    attribute->state = TEMPLATE_PRESENT;
    attribute->offset = offset;
    attribute->line = line;
}

void template_add(struct arena *arena, struct template *t, enum template_field field, struct span value)
{
    struct template_attribute *attribute = &t->attributes[field];
    if (!value.data)
        value = span_of_text("");
    *VEC_ADD(arena, attribute) = value;
}

void template_fail(struct arena *arena, struct template *t, enum template_field field, const char *format,
                   ...)
{
    struct template_attribute *attribute = &t->attributes[field];
    if (attribute->state == TEMPLATE_UNREADABLE)
        return;
    va_list arguments;
    va_start(arguments, format);
    attribute->error = arena_vformat(arena, format, arguments);
    va_end(arguments);
    attribute->state = TEMPLATE_UNREADABLE;
}

bool template_is_one(const struct template *t)
{
    const struct template_attribute *classes = &t->attributes[TEMPLATE_OBJECT_CLASS];
    for (size_t i = 0; i < classes->count; i++)
        if (text_equal_ignoring_case(classes->items[i], span_of_text("pKICertificateTemplate")))
            return true;
    /* "msPKI-Enterprise-Oid" objects have msPKI-Cert-Template-OID, too, and a class that says so */
    for (size_t i = TEMPLATE_CRITICAL_EXTENSIONS; i < TEMPLATE_FIELD_COUNT && classes->count == 0; i++)
        if (t->attributes[i].state != TEMPLATE_MISSING)
            return true;
    return false;
}

/* -- triplets: name`type`value`name`type`value` ---------------------------------------------------------------------- */

/* -- reading values -------------------------------------------------------------------------------------------------- */

static int digit_of(uint8_t octet, int base)
{
    int digit = text_hex_digit(octet);
    return digit < base ? digit : -1;
}

/* Attributes are 32 bits wide, and exports write them with or without sign. */
static bool read_integer(struct span text, int64_t *out)
{
    size_t at = 0;
    bool negative = text.length && text.data[0] == '-';
    at += negative;
    int base = 10;
    if (text.length > at + 2 && text.data[at] == '0' && text_lower_octet(text.data[at + 1]) == 'x') {
        base = 16;
        at += 2;
    }
    int64_t number = 0;
    if (at == text.length)
        return false;
    for (; at < text.length; at++) {
        int digit = digit_of(text.data[at], base);
        if (digit < 0 || number > (int64_t)UINT32_MAX)
            return false;
        number = number * base + digit;
    }
    *out = negative ? -number : number;
    return *out >= INT32_MIN && *out <= (int64_t)UINT32_MAX;
}

/* Of numbers that count something: whether it can be meant. */
static const char *unfit(enum template_field field, int64_t number)
{
    switch (field) {
    case TEMPLATE_SCHEMA_VERSION: /* MS-CRTD, 2.16 */
        return number < 1 || number > 4 ? "a version from 1 to 4" : NULL;
    case TEMPLATE_REVISION:
    case TEMPLATE_MINOR_REVISION:
    case TEMPLATE_RA_SIGNATURES:
    case TEMPLATE_MINIMAL_KEY_SIZE:
        return number < 0 || number > INT32_MAX ? "a number that is not negative" : NULL;
    default:
        return NULL;
    }
}

static void take_integer(struct arena *arena, struct template *t, enum template_field field)
{
    struct template_attribute *attribute = &t->attributes[field];
    struct span text = text_trim(attribute->items[0]);
    if (!read_integer(text, &attribute->integer))
        template_fail(arena, t, field, "found '%s', wanted a whole number of 32 bits",
                      text_escaped(arena, text));
    else if (unfit(field, attribute->integer))
        template_fail(arena, t, field, "found '%s', wanted %s", text_escaped(arena, text),
                      unfit(field, attribute->integer));
}

/* Triplets, or plain identifiers; of triplets the last may be cut. */
static void take_triplets(struct arena *arena, struct template *t, enum template_field field)
{
    const struct template_attribute *attribute = &t->attributes[field];
    for (size_t i = 0; i < attribute->count; i++) {
        struct span rest = text_trim(attribute->items[i]);
        bool has_triplets = span_find(rest, '`');
        while (has_triplets && rest.length) {
            struct span name = span_take(&rest, '`');
            struct span type = span_take(&rest, '`');
            if (type.length && rest.length) {
                span_take(&rest, '`');
                continue;
            }
            template_fail(arena, t, field, "its triplets name`type`value` are cut behind '%s'",
                          text_escaped(arena, type.length ? type : name));
            return;
        }
    }
}

static void take_oids(struct arena *arena, struct template *t, enum template_field field)
{
    struct template_attribute *attribute = &t->attributes[field];
    for (size_t i = 0; i < attribute->count; i++) {
        struct span text = text_trim(attribute->items[i]), der;
        bool dotted = text.length && digit_of(text.data[0], 10) >= 0;
        if (!dotted || !oid_parse(arena, text, &der)) {
            template_fail(arena, t, field, "found '%s', wanted an object identifier as '1.3.6.1.5.5.7.3.2'",
                          text_escaped(arena, text));
            return;
        }
        *VEC_ADD(arena, &attribute->oids) = der;
    }
}

static void take_period(struct arena *arena, struct template *t, enum template_field field)
{
    enum { OCTETS = 8, UNITS_OF_A_SECOND = 10 * 1000 * 1000 };
    struct template_attribute *attribute = &t->attributes[field];
    struct span octets = attribute->items[0];
    if (octets.length != OCTETS) {
        template_fail(arena, t, field, "found %zu octets, wanted 8", octets.length);
        return;
    }
    uint64_t bits = 0;
    for (size_t i = OCTETS; i > 0; i--)
        bits = bits << 8 | octets.data[i - 1];
    if (bits != 0 && bits <= INT64_MAX)
        template_fail(arena, t, field, "found a positive number, wanted a negative one (of 100 ns)");
    else if (bits == UINT64_C(1) << 63)
        template_fail(arena, t, field, "found the number that means 'never', wanted a period");
    else
        attribute->integer = (int64_t)((~bits + 1) / UNITS_OF_A_SECOND);
}

static void take_octets(struct arena *arena, struct template *t, enum template_field field)
{
    struct span octets = t->attributes[field].items[0];
    const char *why;
    if (field == TEMPLATE_KEY_USAGE && (octets.length < 1 || octets.length > 2))
        template_fail(arena, t, field, "found %zu octets, wanted one or two", octets.length);
    if (field == TEMPLATE_SECURITY_DESCRIPTOR && !descriptor_decode(arena, octets, &t->descriptor, &why))
        template_fail(arena, t, field, "%s", why);
}

static void take_attribute(struct arena *arena, struct template *t, enum template_field field)
{
    struct template_attribute *attribute = &t->attributes[field];
    enum template_form form = fields[field].form;
    if (attribute->state != TEMPLATE_PRESENT)
        return;
    if (form == TEMPLATE_OIDS) {
        take_oids(arena, t, field);
        return;
    }
    if (form == TEMPLATE_TEXTS) {
        if (field == TEMPLATE_RA_APPLICATION_POLICIES)
            take_triplets(arena, t, field);
        return;
    }
    if (attribute->count > 1) {
        template_fail(arena, t, field, "found %zu values, wanted one", attribute->count);
    } else if (attribute->count == 0 && form != TEMPLATE_TEXT) {
        attribute->state = TEMPLATE_MISSING; /* "null": the export says no more than that */
    } else if (form == TEMPLATE_INTEGER) {
        take_integer(arena, t, field);
    } else if (form == TEMPLATE_PERIOD) {
        take_period(arena, t, field);
    } else if (form == TEMPLATE_OCTETS) {
        take_octets(arena, t, field);
    }
}

/* Where the export leaves the cn out: `name` is the same, and so is the front of "CN=Machine,CN=Certificate
 * Templates,…". */
static void take_cn(struct arena *arena, struct template *t)
{
    const struct template_attribute *name = &t->attributes[TEMPLATE_NAME];
    if (t->attributes[TEMPLATE_CN].state != TEMPLATE_MISSING)
        return;
    if (name->count == 1) {
        template_note(t, TEMPLATE_CN, name->offset, name->line);
        template_add(arena, t, TEMPLATE_CN, name->items[0]);
        return;
    }
    name = &t->attributes[TEMPLATE_DISTINGUISHED_NAME];
    if (name->count != 1)
        return;
    struct span text = name->items[0];
    size_t length = 3;
    if (!text_is_at_ignoring_case(text, 0, "CN="))
        return;
    while (length < text.length && text.data[length] != ',')
        length += text.data[length] == '\\' && length + 1 < text.length ? 2 : 1;
    template_note(t, TEMPLATE_CN, name->offset, name->line);
    template_add(arena, t, TEMPLATE_CN, (struct span){ text.data + 3, length - 3 });
}

void template_finish(struct arena *arena, struct template *t, struct span text)
{
    t->text = text;
    digest_sha1(text, t->sha1);
    digest_sha256(text, t->sha256);
    take_cn(arena, t);
    for (size_t i = 0; i < TEMPLATE_FIELD_COUNT; i++)
        take_attribute(arena, t, (enum template_field)i);
    t->as_cert = template_issue(arena, t, (struct span){ NULL, 0 });
}

/* -- asking ---------------------------------------------------------------------------------------------------------- */

/* Attributes of Windows 2000 have no "msPKI-" in front; what has one of the later ones has its version as well, unless the
 * export was cut or attributes were chosen. */
static bool is_of_windows_2000(const struct template *t)
{
    for (size_t i = 0; i < TEMPLATE_FIELD_COUNT; i++)
        if (t->attributes[i].state != TEMPLATE_MISSING && strncmp(fields[i].name, "msPKI-", 6) == 0)
            return false;
    return true;
}

bool template_number(const struct template *t, enum template_field field, int64_t *out)
{
    const struct template_attribute *attribute = &t->attributes[field];
    if (field == TEMPLATE_SCHEMA_VERSION && is_of_windows_2000(t)) {
        *out = 1; /* MS-CRTD, 2.16 */
        return true;
    }
    *out = attribute->integer;
    return attribute->state == TEMPLATE_PRESENT;
}

bool template_bits(const struct template *t, enum template_field field, uint32_t *out)
{
    int64_t number;
    bool known = template_number(t, field, &number);
    *out = known ? (uint32_t)(number & 0xffffffff) : 0;
    return known;
}

const char *template_lacks(struct arena *arena, const struct template *t, enum template_field field)
{
    const struct template_attribute *attribute = &t->attributes[field];
    const char *name = fields[field].name;
    if (attribute->state == TEMPLATE_UNREADABLE)
        return arena_format(arena, "attribute %s cannot be read", name);
    if (attribute->state == TEMPLATE_MISSING)
        return arena_format(arena, "attribute %s is missing from the export", name);
    return NULL;
}

/* A NUL would end the text for whoever prints it. */
static const char *label_part(struct arena *arena, struct span text)
{
    return span_find(text, 0) ? text_escaped(arena, text) : arena_text_of_span(arena, text);
}

const char *template_label(struct arena *arena, const struct template *t)
{
    const struct template_attribute *cn = &t->attributes[TEMPLATE_CN];
    const struct template_attribute *shown = &t->attributes[TEMPLATE_DISPLAY_NAME];
    const char *short_name = cn->count ? label_part(arena, cn->items[0]) : NULL;
    if (!shown->count || !shown->items[0].length)
        return short_name ? short_name : "(template without a name)";
    const char *name = label_part(arena, shown->items[0]);
    if (!short_name || strcmp(short_name, name) == 0)
        return name;
    return arena_format(arena, "%s (%s)", name, short_name);
}

struct span template_triplet(const struct template *t, const char *name)
{
    const struct template_attribute *policies = &t->attributes[TEMPLATE_RA_APPLICATION_POLICIES];
    for (size_t i = 0; i < policies->count; i++) {
        struct span rest = policies->items[i];
        while (rest.length) {
            struct span found = span_take(&rest, '`');
            span_take(&rest, '`');
            struct span value = span_take(&rest, '`');
            if (text_equal_ignoring_case(found, span_of_text(name)) && value.length)
                return value;
        }
    }
    return (struct span){ NULL, 0 };
}

/* Real exports have triplets where the specification says plain identifiers, so what stands there counts first. Keys of
 * CryptoAPI providers (versions 1 and 2, and whatever says so) are RSA. */
bool template_key_algorithm(struct arena *arena, const struct template *t, struct span *out, const char **why)
{
    int64_t version;
    uint32_t flags;
    *out = template_triplet(t, "msPKI-Asymmetric-Algorithm");
    if (out->data)
        return true;
    *out = span_of_text("RSA");
    bool has_version = template_number(t, TEMPLATE_SCHEMA_VERSION, &version);
    if (has_version && version <= 2)
        return true;
    bool has_flags = template_bits(t, TEMPLATE_PRIVATE_KEY_FLAGS, &flags);
    if (has_flags && flags & TEMPLATE_LEGACY_PROVIDER)
        return true;
    *why = !has_version ? template_lacks(arena, t, TEMPLATE_SCHEMA_VERSION)
           : !has_flags ? template_lacks(arena, t, TEMPLATE_PRIVATE_KEY_FLAGS)
                        : template_lacks(arena, t, TEMPLATE_RA_APPLICATION_POLICIES);
    if (!*why)
        *why = "attribute msPKI-RA-Application-Policies names no algorithm";
    return false;
}
