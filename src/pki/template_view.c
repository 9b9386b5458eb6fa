/* From a template to the certificate, as MS-WCCE, 3.2.2.6.2.1.4 has the CA do it: the extensions are written as DER, and
 * read by the decoders that read those of certificates.
 *
 * What the directory holds of an account stands in braces where rules only ask whether it is there: {userPrincipalName},
 * {mail}, {objectSid}. Policy modules, EDITF flags and the CA's own limits are not in a template, and are left out. */
#include "der/encode.h"
#include "pki/issuing.h"
#include "pki/request.h"
#include "pki/template.h"
#include "util/text.h"

#define CA_DECIDES "only the CA decides it: lint the certificate once it is issued"
#define REQUEST_DECIDES                                                                                      \
    "each request supplies the names: lint the request, or the certificate once it is issued"
#define DIRECTORY_DECIDES  "the directory holds the account's names: lint the certificate once it is issued"
#define CA_REFUSES_ACCOUNT "the CA would issue nothing: the names asked for are not those of such an account"

struct view {
    struct issuing issuing;
    struct arena *arena;
    const struct template *t;
    struct cert *cert;
    struct span device_name;
};

static const struct span nothing = { NULL, 0 };

/* -- names (…4.5.9) -------------------------------------------------------------------------------------------------- */

enum {
    SUBJECT_BITS_CN = TEMPLATE_DNS_AS_CN | TEMPLATE_REQUIRE_COMMON_NAME,
    SUBJECT_BITS =
        SUBJECT_BITS_CN | TEMPLATE_REQUIRE_EMAIL, /* and the directory's path, which no int holds */
    ALT_BITS_ACCOUNT = TEMPLATE_ALT_SPN | TEMPLATE_ALT_UPN | TEMPLATE_ALT_EMAIL,
    ALT_BITS = ALT_BITS_ACCOUNT | TEMPLATE_ALT_DOMAIN_DNS | TEMPLATE_ALT_DIRECTORY_GUID | TEMPLATE_ALT_DNS
};

static void set_subject(struct view *view, struct span common_name)
{
    struct span rdn = common_name.data ? issuing_rdn(&view->issuing, OID_COMMON_NAME, common_name) : nothing;
    issuing_subject(&view->issuing, rdn);
}

/* Why the device's name cannot stand in the certificate; NULL: it can. */
static const char *lacks_device(const struct view *view)
{
    return view->device_name.data ? NULL : "--device-name";
}

static void issue_subject(struct view *view, uint32_t flags, bool machine)
{
    const char **undecided = &view->cert->undecided[CERT_PART_SUBJECT];
    if (!(flags & ((uint32_t)SUBJECT_BITS | TEMPLATE_REQUIRE_DIRECTORY_PATH)))
        set_subject(view, nothing); /* "Subject name format: None" */
    else if (machine && flags & TEMPLATE_REQUIRE_EMAIL)
        *undecided = CA_REFUSES_ACCOUNT;
    else if (!machine || flags & TEMPLATE_REQUIRE_DIRECTORY_PATH)
        *undecided = DIRECTORY_DECIDES;
    else if (!(*undecided = lacks_device(view)))
        set_subject(view, view->device_name);
}

static void add_alt_names(struct view *view, uint32_t flags, struct buf *names)
{
    static const uint8_t guid[16]; /* of the account; nobody asks which */
    if (flags & TEMPLATE_ALT_DNS)
        buf_add(names, issuing_wrap(&view->issuing, DER_CONTEXT(2), view->device_name));
    if (flags & (TEMPLATE_ALT_UPN | TEMPLATE_ALT_SPN))
        buf_add(names, issuing_other_name(&view->issuing, OID_UPN,
                                          issuing_wrap(&view->issuing, DER_UTF8_STRING,
                                                       span_of_text("{userPrincipalName}"))));
    if (flags & TEMPLATE_ALT_EMAIL)
        buf_add(names, issuing_wrap(&view->issuing, DER_CONTEXT(1), span_of_text("{mail}")));
    if (flags & TEMPLATE_ALT_DIRECTORY_GUID)
        buf_add(names, issuing_other_name(&view->issuing, OID_DIRECTORY_GUID,
                                          issuing_wrap(&view->issuing, DER_OCTET_STRING,
                                                       (struct span){ guid, sizeof guid })));
}

static void issue_alt_name(struct view *view, uint32_t flags, bool machine)
{
    const char **undecided = &view->cert->undecided[CERT_PART_ALT_NAME];
    if (!(flags & ALT_BITS))
        return;
    if (flags & (machine ? (uint32_t)ALT_BITS_ACCOUNT : TEMPLATE_ALT_DNS))
        *undecided = CA_REFUSES_ACCOUNT;
    else if (flags & TEMPLATE_ALT_DOMAIN_DNS)
        *undecided = DIRECTORY_DECIDES;
    else if (flags & TEMPLATE_ALT_DNS)
        *undecided = lacks_device(view);
    if (*undecided)
        return;
    struct buf names = { 0 };
    add_alt_names(view, flags, &names);
    issuing_extension(&view->issuing, OID_SUBJECT_ALT_NAME,
                      issuing_wrap(&view->issuing, DER_SEQUENCE, buf_span(&names)));
    buf_free(&names);
}

bool template_has_names(const struct template *t, bool *subject, bool *alt_name)
{
    uint32_t flags;
    if (!template_bits(t, TEMPLATE_NAME_FLAGS, &flags) ||
        flags & (TEMPLATE_ENROLLEE_SUPPLIES | TEMPLATE_OLD_CERT_SUPPLIES))
        return false;
    *subject = flags & ((uint32_t)SUBJECT_BITS | TEMPLATE_REQUIRE_DIRECTORY_PATH);
    *alt_name = flags & (uint32_t)ALT_BITS;
    return true;
}

static void issue_names(struct view *view)
{
    const char **undecided = view->cert->undecided;
    const struct template *t = view->t;
    uint32_t flags, general;
    if (!template_bits(t, TEMPLATE_NAME_FLAGS, &flags)) {
        undecided[CERT_PART_SUBJECT] = undecided[CERT_PART_ALT_NAME] =
            template_lacks(view->arena, t, TEMPLATE_NAME_FLAGS);
    } else if (flags & TEMPLATE_ENROLLEE_SUPPLIES) {
        undecided[CERT_PART_SUBJECT] = undecided[CERT_PART_ALT_NAME] = REQUEST_DECIDES;
    } else if (!template_bits(t, TEMPLATE_FLAGS, &general)) {
        const char *lacks = template_lacks(view->arena, t, TEMPLATE_FLAGS);
        if (flags & ~(uint32_t)ALT_BITS)
            undecided[CERT_PART_SUBJECT] = lacks;
        else
            set_subject(view, nothing);
        if (flags & ALT_BITS)
            undecided[CERT_PART_ALT_NAME] = lacks;
    } else {
        issue_subject(view, flags, general & TEMPLATE_MACHINE_TYPE);
        issue_alt_name(view, flags, general & TEMPLATE_MACHINE_TYPE);
    }
}

/* -- key ------------------------------------------------------------------------------------------------------------- */

static const struct {
    const char *name; /* of msPKI-Asymmetric-Algorithm */
    enum key_kind kind;
    enum oid algorithm, curve;
    unsigned bits; /* 0: the least that the template says */
} algorithms[] = {
    { "RSA", KEY_RSA, OID_KEY_RSA, OID_UNKNOWN, 0 },
    { "DSA", KEY_DSA, OID_KEY_DSA, OID_UNKNOWN, 0 },
    { "DS", KEY_DSA, OID_KEY_DSA, OID_UNKNOWN, 0 },
    { "DH", KEY_OTHER, OID_KEY_DH, OID_UNKNOWN, 0 },
    { "ECDSA_P256", KEY_EC, OID_KEY_EC, OID_CURVE_P256, 256 },
    { "ECDSA_P384", KEY_EC, OID_KEY_EC, OID_CURVE_P384, 384 },
    { "ECDSA_P521", KEY_EC, OID_KEY_EC, OID_CURVE_P521, 521 },
    { "ECDH_P256", KEY_EC, OID_KEY_EC, OID_CURVE_P256, 256 },
    { "ECDH_P384", KEY_EC, OID_KEY_EC, OID_CURVE_P384, 384 },
    { "ECDH_P521", KEY_EC, OID_KEY_EC, OID_CURVE_P521, 521 },
};

static void issue_key(struct view *view)
{
    const char **undecided = &view->cert->undecided[CERT_PART_KEY];
    struct key *key = &view->cert->key;
    struct span name;
    if (!template_key_algorithm(view->arena, view->t, &name, undecided))
        return;
    for (size_t i = 0; i < COUNT_OF(algorithms); i++) {
        int64_t least = algorithms[i].bits;
        if (!text_equal_ignoring_case(name, span_of_text(algorithms[i].name)))
            continue;
        if (!least && !template_number(view->t, TEMPLATE_MINIMAL_KEY_SIZE, &least)) {
            *undecided = template_lacks(view->arena, view->t, TEMPLATE_MINIMAL_KEY_SIZE);
            return;
        }
        key->kind = algorithms[i].kind;
        key->algorithm.known = algorithms[i].algorithm;
        key->algorithm.oid = oid_entry(algorithms[i].algorithm)->der;
        key->curve = algorithms[i].curve;
        key->curve_oid = oid_entry(algorithms[i].curve)->der;
        key->bits = least > 0 && least <= INT32_MAX ? (unsigned)least : 0;
        key->decoded = true;
        return;
    }
    *undecided = arena_format(view->arena, "an algorithm that the program knows; the template says '%s'",
                              text_escaped(view->arena, name));
}

/* -- the other extensions -------------------------------------------------------------------------------------------- */

/* pKIKeyUsage holds the octets of the BIT STRING, first bit first; DER drops what is zero at the end (X.690, 11.2.2). */
static void issue_key_usage(struct view *view)
{
    const struct template_attribute *attribute = &view->t->attributes[TEMPLATE_KEY_USAGE];
    const char *lacks = template_lacks(view->arena, view->t, TEMPLATE_KEY_USAGE);
    view->cert->undecided[CERT_PART_KEY_USAGE] = lacks;
    if (lacks)
        return;
    issuing_key_usage(&view->issuing, attribute->items[0]);
}

static void issue_usages(struct view *view)
{
    const struct template *t = view->t;
    int64_t version;
    const char *lacks = template_lacks(view->arena, t, TEMPLATE_EXTENDED_KEY_USAGE);
    if (!lacks && !template_number(t, TEMPLATE_SCHEMA_VERSION, &version))
        lacks = template_lacks(view->arena, t, TEMPLATE_SCHEMA_VERSION);
    if (!lacks && version >= 2)
        lacks = template_lacks(view->arena, t, TEMPLATE_APPLICATION_POLICIES);
    view->cert->undecided[CERT_PART_USAGES] = lacks;
    if (lacks)
        return;
    const struct oid_list *usages = &t->attributes[TEMPLATE_EXTENDED_KEY_USAGE].oids;
    const struct oid_list *policies = &t->attributes[TEMPLATE_APPLICATION_POLICIES].oids;
    if (usages->count)
        issuing_extension(&view->issuing, OID_EXTENDED_KEY_USAGE,
                          issuing_oids(&view->issuing, usages, false));
    if (version >= 2 && policies->count)
        issuing_extension(&view->issuing, OID_MS_APPLICATION_POLICIES,
                          issuing_oids(&view->issuing, policies, true));
}

static void issue_policies(struct view *view)
{
    const struct template_attribute *policies = &view->t->attributes[TEMPLATE_CERTIFICATE_POLICIES];
    view->cert->undecided[CERT_PART_POLICIES] =
        template_lacks(view->arena, view->t, TEMPLATE_CERTIFICATE_POLICIES);
    if (policies->state == TEMPLATE_PRESENT && policies->oids.count)
        issuing_extension(&view->issuing, OID_CERTIFICATE_POLICIES,
                          issuing_oids(&view->issuing, &policies->oids, true));
}

/* BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL } */
static void issue_constraints(struct view *view)
{
    static const uint8_t ca_octets[] = { DER_BOOLEAN, 1, 0xff };
    const char **undecided = &view->cert->undecided[CERT_PART_CONSTRAINTS];
    uint32_t general, enrollment;
    int64_t depth;
    if (!template_bits(view->t, TEMPLATE_FLAGS, &general)) {
        *undecided = template_lacks(view->arena, view->t, TEMPLATE_FLAGS);
    } else if (general & (TEMPLATE_IS_CA | TEMPLATE_IS_CROSS_CA)) {
        bool limited = template_number(view->t, TEMPLATE_MAX_ISSUING_DEPTH, &depth) && depth >= 0 &&
                       depth != (int64_t)UINT32_MAX;
        struct span content =
            encode_element(view->arena, DER_SEQUENCE, (struct span){ ca_octets, sizeof ca_octets },
                           limited ? issuing_integer(&view->issuing, depth) : nothing);
        issuing_extension(&view->issuing, OID_BASIC_CONSTRAINTS, content);
    } else if (!template_bits(view->t, TEMPLATE_ENROLLMENT_FLAGS, &enrollment)) {
        *undecided = template_lacks(view->arena, view->t, TEMPLATE_ENROLLMENT_FLAGS);
    } else if (enrollment & TEMPLATE_BASIC_CONSTRAINTS) {
        issuing_extension(&view->issuing, OID_BASIC_CONSTRAINTS,
                          issuing_wrap(&view->issuing, DER_SEQUENCE, nothing));
    }
}

/* Version 1 names itself; later ones say identifier, major and minor version. */
static void issue_template(struct view *view)
{
    const struct template *t = view->t;
    static const enum template_field needed[] = { TEMPLATE_OID, TEMPLATE_REVISION, TEMPLATE_MINOR_REVISION };
    const char *lacks = NULL;
    int64_t version;
    uint32_t general;
    if (!template_number(t, TEMPLATE_SCHEMA_VERSION, &version)) {
        lacks = template_lacks(view->arena, t, TEMPLATE_SCHEMA_VERSION);
    } else if (version < 2) {
        const struct template_attribute *cn = &t->attributes[TEMPLATE_CN];
        lacks = template_lacks(view->arena, t, TEMPLATE_FLAGS);
        if (!lacks && template_bits(t, TEMPLATE_FLAGS, &general) && general & TEMPLATE_ADD_TEMPLATE_NAME) {
            lacks = template_lacks(view->arena, t, TEMPLATE_CN);
            if (!lacks && cn->count && text_is_utf8(cn->items[0]))
                issuing_extension(&view->issuing, OID_MS_TEMPLATE_NAME,
                                  issuing_wrap(&view->issuing, DER_SEQUENCE,
                                               issuing_wrap(&view->issuing, DER_UTF8_STRING, cn->items[0])));
        }
    } else {
        for (size_t i = 0; i < COUNT_OF(needed) && !lacks; i++)
            lacks = template_lacks(view->arena, t, needed[i]);
        if (!lacks && t->attributes[TEMPLATE_OID].oids.count) {
            struct span oid = issuing_oid(&view->issuing, t->attributes[TEMPLATE_OID].oids.items[0]);
            struct span numbers[2];
            for (size_t i = 0; i < 2; i++)
                numbers[i] =
                    issuing_integer(&view->issuing, t->attributes[needed[i + 1]].integer & INT32_MAX);
            struct span both = encode_element(view->arena, DER_SEQUENCE, numbers[0], numbers[1]);
            struct span inner = span_from(both, 2); /* two numbers: a short length */
            issuing_extension(&view->issuing, OID_MS_TEMPLATE,
                              encode_element(view->arena, DER_SEQUENCE, oid, inner));
        }
    }
    view->cert->undecided[CERT_PART_TEMPLATE] = lacks;
}

/* Added where the CA itself looks the account up (KB5014754). */
static void issue_sid(struct view *view)
{
    const char **undecided = &view->cert->undecided[CERT_PART_SID];
    uint32_t enrollment, flags;
    if (!template_bits(view->t, TEMPLATE_ENROLLMENT_FLAGS, &enrollment)) {
        *undecided = template_lacks(view->arena, view->t, TEMPLATE_ENROLLMENT_FLAGS);
    } else if (enrollment & TEMPLATE_NO_SECURITY_EXTENSION) {
        return;
    } else if (!template_bits(view->t, TEMPLATE_NAME_FLAGS, &flags)) {
        *undecided = template_lacks(view->arena, view->t, TEMPLATE_NAME_FLAGS);
    } else if (flags & TEMPLATE_ENROLLEE_SUPPLIES) {
        *undecided = REQUEST_DECIDES;
    } else {
        struct span value = issuing_wrap(&view->issuing, DER_OCTET_STRING, span_of_text("{objectSid}"));
        issuing_extension(&view->issuing, OID_MS_SID,
                          issuing_wrap(&view->issuing, DER_SEQUENCE,
                                       issuing_other_name(&view->issuing, OID_MS_SID_VALUE, value)));
    }
}

static void issue_pointers(struct view *view)
{
    uint32_t enrollment;
    const char **undecided = &view->cert->undecided[CERT_PART_POINTERS];
    if (!template_bits(view->t, TEMPLATE_ENROLLMENT_FLAGS, &enrollment))
        *undecided = template_lacks(view->arena, view->t, TEMPLATE_ENROLLMENT_FLAGS);
    else if (!(enrollment & TEMPLATE_NO_REVOCATION))
        *undecided = CA_DECIDES;
}

/* The longest that it may be; the CA's own limits may shorten it. */
static void issue_validity(struct view *view)
{
    int64_t period = 0;
    struct cert *cert = view->cert;
    cert->undecided[CERT_PART_VALIDITY_LENGTH] = template_lacks(view->arena, view->t, TEMPLATE_VALIDITY);
    if (template_number(view->t, TEMPLATE_VALIDITY, &period)) {
        cert->not_before.decoded = cert->not_after.decoded = true;
        cert->not_after.seconds = period;
    }
}

/* -- the certificate ------------------------------------------------------------------------------------------------- */

static void note_undecided(struct cert *cert)
{
    static const enum cert_part parts[] = {
        CERT_PART_ENCODING, CERT_PART_SERIAL,     CERT_PART_SIGNATURE, CERT_PART_ISSUER,
        CERT_PART_VALIDITY, CERT_PART_EXTENSIONS, CERT_PART_KEY_VALUE, CERT_PART_PATH,
    };
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        cert->undecided[parts[i]] = CA_DECIDES;
}

const struct cert *template_issue(struct arena *arena, const struct template *t, struct span device_name)
{
    struct cert *cert = arena_alloc(arena, sizeof *cert);
    struct view view = { .arena = arena, .t = t, .cert = cert, .device_name = device_name };
    issuing_begin(&view.issuing, arena, cert, &t->attributes[TEMPLATE_CRITICAL_EXTENSIONS].oids);
    cert->source = t->source;
    cert->der = t->text;
    memcpy(cert->sha1, t->sha1, sizeof cert->sha1);
    memcpy(cert->sha256, t->sha256, sizeof cert->sha256);
    note_undecided(cert);
    issue_validity(&view);
    issue_key(&view);
    issue_names(&view);
    issue_key_usage(&view);
    issue_usages(&view);
    issue_policies(&view);
    issue_constraints(&view);
    issue_template(&view);
    issue_sid(&view);
    issue_pointers(&view);
    issuing_end(&view.issuing);
    return cert;
}

const struct object *template_for_device(struct arena *arena, const struct object *object, const char *name)
{
    struct span device = span_of_text(name); /* of NULL: empty */
    if (object->kind != OBJECT_TEMPLATE || !device.length || !text_is_ascii(device))
        return object;
    struct template *t = arena_alloc(arena, sizeof *t);
    struct object *copy = arena_alloc(arena, sizeof *copy);
    *t = *object->template;
    t->as_cert = template_issue(arena, t, device);
    *copy = *object;
    copy->template = t;
    return copy;
}

enum template_field template_field_of_part(const struct template *t, enum cert_part part)
{
    switch (part) {
    case CERT_PART_VALIDITY_LENGTH:
        return TEMPLATE_VALIDITY;
    case CERT_PART_SUBJECT:
    case CERT_PART_ALT_NAME:
        return TEMPLATE_NAME_FLAGS;
    case CERT_PART_KEY:
        return template_triplet(t, "msPKI-Asymmetric-Algorithm").data ? TEMPLATE_RA_APPLICATION_POLICIES
                                                                      : TEMPLATE_MINIMAL_KEY_SIZE;
    case CERT_PART_KEY_USAGE:
        return TEMPLATE_KEY_USAGE;
    case CERT_PART_USAGES:
        return t->attributes[TEMPLATE_APPLICATION_POLICIES].state == TEMPLATE_PRESENT
                   ? TEMPLATE_APPLICATION_POLICIES
                   : TEMPLATE_EXTENDED_KEY_USAGE;
    case CERT_PART_CONSTRAINTS:
        return TEMPLATE_FLAGS;
    case CERT_PART_POLICIES:
        return TEMPLATE_CERTIFICATE_POLICIES;
    case CERT_PART_POINTERS:
    case CERT_PART_SID:
        return TEMPLATE_ENROLLMENT_FLAGS;
    case CERT_PART_TEMPLATE:
        return TEMPLATE_OID;
    default:
        return TEMPLATE_FIELD_COUNT;
    }
}
