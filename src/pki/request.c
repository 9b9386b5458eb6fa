/* Requests: the frame, certificationRequestInfo (RFC 2986, 4.1), then attributes by the table below. */
#include "pki/request.h"
#include "pki/extension_internal.h"

static const char info_section[] = "RFC 2986, 4.1";
static const char microsoft_section[] = "MS-WCCE, 2.2.2.7";

/* -- values of attributes: each takes one value from the SET --------------------------------------------------------- */

/* A string of any type, as UTF-8. */
static bool take_text(struct decoder *d, struct span *in, struct span *out, const char *wanted)
{
    struct der_element element;
    struct span before = *in;
    if (!der_any(in, &element, &d->ber) || !name_text(d->arena, element.identifier, element.content, out))
        return flaw_wanted(d->arena, d->flaws, d->field, before, wanted, microsoft_section);
    return true;
}

static bool take_text_value(struct decoder *d, struct span *in, void *place)
{
    struct request_text *out = place;
    return take_text(d, in, &out->text, "a string");
}

/* CSPProvider ::= SEQUENCE { keySpec INTEGER, cspName BMPString, signature BIT STRING } */
static bool take_provider(struct decoder *d, struct span *in, void *place)
{
    struct request_provider *out = place;
    struct span content, signature;
    if (!take_sequence(d, in, &content, "CSPProvider", microsoft_section) ||
        !take_count(d, &content, DER_INTEGER, &out->key_spec, "keySpec", microsoft_section) ||
        !take_text(d, &content, &out->name, "the name of a provider"))
        return false;
    if (!der_get(&content, DER_BIT_STRING, &signature, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, content, "a BIT STRING", microsoft_section);
    expect_end(d, content);
    return true;
}

/* ClientInformation ::= SEQUENCE { clientId INTEGER, MachineName UTF8String, UserName UTF8String, ProcessName UTF8String } */
static bool take_client(struct decoder *d, struct span *in, void *place)
{
    struct request_client *out = place;
    struct span content;
    if (!take_sequence(d, in, &content, "ClientInformation", microsoft_section) ||
        !take_count(d, &content, DER_INTEGER, &out->id, "clientId", microsoft_section) ||
        !take_text(d, &content, &out->machine, "MachineName") ||
        !take_text(d, &content, &out->user, "UserName") ||
        !take_text(d, &content, &out->process, "ProcessName"))
        return false;
    expect_end(d, content);
    return true;
}

/* EnrollmentNameValuePair ::= SEQUENCE { name BMPString, value BMPString }, given its content */
static bool read_pair(struct decoder *d, struct span content, struct request_pairs *out)
{
    struct request_pair pair;
    if (!flaws_allow_element(d->arena, d->flaws, d->field, content) ||
        !take_text(d, &content, &pair.name, "the name of a pair") ||
        !take_text(d, &content, &pair.value, "the value of a pair"))
        return false;
    expect_end(d, content);
    *VEC_ADD(d->arena, out) = pair;
    return true;
}

/* One pair, or a SEQUENCE of them. */
static bool take_pairs(struct decoder *d, struct span *in, void *place)
{
    struct request_pairs *out = place;
    struct span content, pair;
    if (!take_sequence(d, in, &content, "EnrollmentNameValuePair", microsoft_section))
        return false;
    if (!der_is(content, DER_SEQUENCE))
        return read_pair(d, content, out);
    while (content.length)
        if (!take_sequence(d, &content, &pair, "EnrollmentNameValuePair", microsoft_section) ||
            !read_pair(d, pair, out))
            return false;
    return true;
}

static bool take_renewal(struct decoder *d, struct span *in, void *place)
{
    struct request_certificate *out = place;
    return der_get_whole(in, DER_SEQUENCE, &out->der, &d->ber) ||
           flaw_wanted(d->arena, d->flaws, d->field, *in, "a Certificate", microsoft_section);
}

#define PLACE(member) offsetof(struct request, member)

/* As with extensions, a place begins with its presence. */
static const struct attribute_row {
    enum oid oid;
    const char *field;
    bool (*take)(struct decoder *d, struct span *in, void *place);
    size_t offset;
    bool many; /* the SET may hold several */
} rows[] = {
    { OID_MS_OS_VERSION, "attributes.os_version", take_text_value, PLACE(os_version), false },
    { OID_MS_ENROLLMENT_CSP, "attributes.enrollment_csp", take_provider, PLACE(provider), false },
    { OID_MS_CLIENT_INFO, "attributes.client_info", take_client, PLACE(client), false },
    { OID_MS_ENROLLMENT_NAME_VALUE, "attributes.enrollment_name_value", take_pairs, PLACE(pairs), true },
    { OID_MS_RENEWAL_CERTIFICATE, "attributes.renewal_certificate", take_renewal, PLACE(renewal), false },
    { OID_MS_KSP_NAME, "attributes.ksp_name", take_text_value, PLACE(key_storage_provider), false },
};

static void decode_values(struct decoder *d, const struct attribute_row *row, struct span values,
                          struct request *request)
{
    void *place = (char *)request + row->offset;
    bool decoded = true;
    d->field = row->field;
    do
        decoded = row->take(d, &values, place);
    while (decoded && row->many && values.length);
    if (decoded)
        expect_end(d, values);
    *(enum presence *)place = decoded ? EXTENSION_PRESENT : EXTENSION_MALFORMED;
}

/* -- extensions ----------------------------------------------------------------------------------------------------- */

/* The content of the one Extensions SEQUENCE in an attribute's values. */
static bool read_extensions(struct decoder *d, struct span values, struct span *content)
{
    d->field = "attributes.extensions";
    if (!take_sequence(d, &values, content, "SEQUENCE OF Extension", "RFC 2985, 5.4.2"))
        return false;
    expect_end(d, values);
    return true;
}

enum { MERGED_LIMIT = 256 }; /* extensions of two attributes together: each is compared with all */

/* Extensions of the other attribute: those that stand in the first one already must say the same. */
static bool merge_extensions(struct decoder *d, struct span content, struct cert *cert)
{
    while (content.length) {
        struct decoder quiet = { NULL, NULL, "", 0 };
        struct extension extension;
        struct span one = content;
        bool taken = extension_take(&quiet, &content, &extension);
        one.length -= content.length;
        const struct extension *known = NULL;
        for (size_t i = 0; taken && i < cert->extensions.count && !known; i++)
            if (span_equal(cert->extensions.items[i].oid, extension.oid))
                known = &cert->extensions.items[i];
        if (known && !span_equal(known->whole, extension.whole))
            flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, extension.whole,
                     "found the extension %s asked for in two ways, wanted one: 1.2.840.113549.1.9.14 and "
                     "1.3.6.1.4.1.311.2.1.14 differ",
                     oid_print(d->arena, extension.oid));
        if (!taken && one.length == 0)
            return flaw_wanted(d->arena, d->flaws, d->field, content, "an Extension", "RFC 2985, 5.4.2");
        if (!known && cert->extensions.count >= MERGED_LIMIT)
            return flaw_malformed(d->arena, d->flaws, d->field, one,
                                  "more than 256 extensions in two attributes", "fewer",
                                  "a limit of this program");
        if (!known && !cert_extensions_decode(d->arena, one, cert))
            return false;
    }
    return true;
}

static void decode_extensions(struct decoder *d, struct span pkcs9, struct span microsoft,
                              struct request *request)
{
    struct cert *cert = request->as_cert;
    struct span content, other;
    bool whole = request->attributes_decoded;
    if (request->has_extension_request)
        whole =
            read_extensions(d, pkcs9, &content) && cert_extensions_decode(d->arena, content, cert) && whole;
    if (request->has_ms_extensions)
        whole = read_extensions(d, microsoft, &other) && merge_extensions(d, other, cert) && whole;
    cert->extensions_decoded = whole;
}

/* -- attributes ----------------------------------------------------------------------------------------------------- */

/* Attribute ::= SEQUENCE { type OBJECT IDENTIFIER, values SET OF ANY } */
static bool take_attribute(struct decoder *d, struct span *in, struct request_attribute *out)
{
    struct span content;
    *out = (struct request_attribute){ .whole = *in };
    d->field = "attributes";
    if (!take_sequence(d, in, &content, "an Attribute", info_section))
        return false;
    out->whole.length -= in->length;
    if (!take_oid(d, &content, &out->oid, "the type of an attribute", info_section))
        return false;
    out->known = oid_of(out->oid);
    if (!der_get(&content, DER_SET, &out->values, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, content, "the SET of an attribute's values",
                           info_section);
    expect_end(d, content);
    return true;
}

static void decode_attribute(struct decoder *d, const struct request_attribute *attribute,
                             struct request *request)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (rows[i].oid == attribute->known &&
            *(enum presence *)((char *)request + rows[i].offset) == EXTENSION_ABSENT)
            decode_values(d, &rows[i], attribute->values, request);
}

static void decode_attributes(struct decoder *d, struct span content, struct request *request)
{
    struct span pkcs9 = { NULL, 0 }, microsoft = { NULL, 0 };
    request->attributes_decoded = true;
    while (content.length) {
        struct request_attribute attribute;
        if (!flaws_allow_element(d->arena, d->flaws, d->field, content) ||
            !take_attribute(d, &content, &attribute)) {
            request->attributes_decoded = false;
            break;
        }
        *VEC_ADD(d->arena, &request->attributes) = attribute;
        decode_attribute(d, &attribute, request);
        request->has_challenge_password |= attribute.known == OID_PKCS9_CHALLENGE_PASSWORD;
        if (attribute.known == OID_PKCS9_EXTENSION_REQUEST && !request->has_extension_request) {
            request->has_extension_request = true;
            pkcs9 = attribute.values;
        } else if (attribute.known == OID_MS_CERT_EXTENSIONS && !request->has_ms_extensions) {
            request->has_ms_extensions = true;
            microsoft = attribute.values;
        }
    }
    decode_extensions(d, pkcs9, microsoft, request);
}

/* -- fields --------------------------------------------------------------------------------------------------------- */

static bool take_version(struct decoder *d, struct span *in, struct request *request)
{
    struct span before = *in;
    int64_t number;
    d->field = "version";
    if (!take_count(d, in, DER_INTEGER, &number, "the version, 0", info_section))
        return in->data != before.data;
    request->version = number < INT64_MAX ? number + 1 : 0;
    if (number != 0)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, before,
                 "found the INTEGER %lld, wanted 0 (%s)", (long long)number, info_section);
    return true;
}

static bool take_subject(struct decoder *d, struct span *in, struct cert *cert)
{
    struct der_element name;
    if (!take_field(d, in, "subject", DER_SEQUENCE, "the Name subject", info_section, &name))
        return false;
    if (name.whole.data)
        name_decode(d->arena, name.whole, d->field, &cert->subject, d->flaws);
    return true;
}

static bool take_key(struct decoder *d, struct span *in, struct cert *cert)
{
    struct der_element key;
    if (!take_field(d, in, "subject_public_key_info", DER_SEQUENCE, "the SEQUENCE subjectPKInfo",
                    info_section, &key))
        return false;
    if (key.whole.data)
        key_decode(d->arena, key.whole, &cert->key, d->flaws);
    return true;
}

/* attributes [0] IMPLICIT SET OF Attribute, which must be there and may be empty */
static bool take_attributes(struct decoder *d, struct span *in, struct request *request)
{
    struct span content = { NULL, 0 };
    bool present;
    d->field = "attributes";
    if (!der_get_optional(in, DER_CONSTRUCTED(0), &content, &present, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, *in, "attributes", info_section);
    if (!present && in->length)
        return flaw_wanted(d->arena, d->flaws, d->field, *in, "the [0] attributes", info_section);
    if (!present)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, *in,
                 "found no attributes, wanted [0], empty where there are none (%s)", info_section);
    decode_attributes(d, content, request);
    return true;
}

/* CertificationRequestInfo ::= SEQUENCE { version, subject, subjectPKInfo, attributes [0] }, given its content */
static void decode_info(struct decoder *d, struct span content, struct request *request)
{
    if (take_version(d, &content, request) && take_subject(d, &content, request->as_cert) &&
        take_key(d, &content, request->as_cert) && take_attributes(d, &content, request))
        flaw_trailing(d->arena, d->flaws, "certification_request_info", content);
}

/* -- what the CA will decide ---------------------------------------------------------------------------------------- */

#define CA_DECIDES "only the CA decides it: lint the certificate once it is issued"
#define CA_MAY_ADD                                                                                           \
    "the request does not ask for it, and the CA may add it: lint the certificate once it is issued"

static const char *unless(enum presence presence)
{
    return presence == EXTENSION_ABSENT ? CA_MAY_ADD : NULL;
}

/* The CA follows the request, or the template where it has one; what the request leaves out is not absent but open
 * (MS-WCCE, 3.2.2.6.2.1.4). Names are supplied in the request as a whole or built from the directory as a whole: a request
 * without any leaves them to the CA. */
static void note_undecided(struct cert *cert)
{
    const char **undecided = cert->undecided;
    undecided[CERT_PART_SERIAL] = CA_DECIDES;
    undecided[CERT_PART_SIGNATURE] = CA_DECIDES;
    undecided[CERT_PART_ISSUER] = CA_DECIDES;
    undecided[CERT_PART_SELF_ISSUED] = CA_DECIDES;
    undecided[CERT_PART_VALIDITY] = CA_DECIDES;
    undecided[CERT_PART_VALIDITY_LENGTH] = CA_DECIDES;
    undecided[CERT_PART_PATH] = CA_DECIDES;
    if (cert->subject.decoded && name_is_empty(&cert->subject)) {
        undecided[CERT_PART_SUBJECT] = unless(cert->subject_alt_name.presence);
        undecided[CERT_PART_ALT_NAME] = undecided[CERT_PART_SUBJECT];
    }
    undecided[CERT_PART_KEY_USAGE] = unless(cert->key_usage.presence);
    if (cert->application_policies.presence == EXTENSION_ABSENT)
        undecided[CERT_PART_USAGES] = unless(cert->extended_key_usage.presence);
    undecided[CERT_PART_CONSTRAINTS] = unless(cert->basic_constraints.presence);
    undecided[CERT_PART_POLICIES] = unless(cert->certificate_policies.presence);
    undecided[CERT_PART_POINTERS] = unless(cert->crl_distribution_points.presence);
    if (cert->template_name.presence == EXTENSION_ABSENT)
        undecided[CERT_PART_TEMPLATE] = unless(cert->template_info.presence);
    undecided[CERT_PART_SID] = unless(cert->sid.presence);
}

bool request_decode(struct arena *arena, const struct source *source, struct span der, struct request *out,
                    const char **why, struct span *at)
{
    static const struct signed_names names = { "request", "request", "certificationRequestInfo",
                                               "RFC 2986, 4.2" };
    struct signed_frame frame;
    *out = (struct request){ .source = source };
    if (!signed_read(arena, der, &names, &frame, why, at))
        return false;
    struct cert *cert = arena_alloc(arena, sizeof *cert);
    struct decoder d = { arena, &cert->flaws, names.field, 0 };
    out->as_cert = cert;
    out->der = cert->der = frame.whole;
    out->tbs = cert->tbs = frame.tbs;
    cert->source = source;
    digest_sha1(out->der, out->sha1);
    digest_sha256(out->der, out->sha256);
    memcpy(cert->sha1, out->sha1, sizeof cert->sha1);
    memcpy(cert->sha256, out->sha256, sizeof cert->sha256);
    signed_decode(&d, &names, &frame, &out->signature_algorithm, &out->signature);
    cert->signature_algorithm = out->signature_algorithm;
    cert->signature = out->signature;
    decode_info(&d, frame.content, out);
    flaw_ber(arena, d.flaws, "certification_request_info", out->tbs, d.ber);
    note_undecided(cert);
    return true;
}

enum signature_result request_check_signature(const struct request *request)
{
    struct verifier *verifier = verifier_new(&request->as_cert->key);
    if (!verifier)
        return SIGNATURE_UNSUPPORTED;
    enum signature_result result =
        verifier_check(verifier, &request->signature_algorithm, request->tbs, request->signature);
    verifier_free(verifier);
    return result;
}
