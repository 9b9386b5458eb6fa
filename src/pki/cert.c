/* Certificates: the frame, then tbsCertificate field by field (RFC 5280, 4.1), then the extensions by the table below.
 *
 * Each field is read by a function that says whether the walk can go on: it stops only where an element does not end
 * inside what holds it. A field of another type than wanted is a flaw, and the next one is read. */
#include "pki/cert.h"
#include "pki/extension_internal.h"
#include "pki/signature.h"
#include "util/text.h"

/* -- the extensions of certificates --------------------------------------------------------------------------------- */

#define PLACE(member) offsetof(struct cert, member)

/* Understood when critical: what RFC 5280, 6 processes on a path or to find a CRL, and Microsoft's own that restrict or
 * describe (design: a critical Application Policies extension is understood). Not understood: what RFC 5280 has a MUST
 * against marking critical; CryptoAPI does not list those among the critical extensions that its chains support
 * (CERT_TRUST_HAS_NOT_SUPPORTED_CRITICAL_EXT), and they decide nothing that a critical flag could ask for. */
static const struct extension_row rows[] = {
    { OID_AUTHORITY_KEY_ID, "extensions.authority_key_id", decode_authority_key_id, PLACE(authority_key_id),
      CRITICAL_FORBIDDEN, "RFC 5280, 4.2.1.1" },
    { OID_SUBJECT_KEY_ID, "extensions.subject_key_id", decode_subject_key_id, PLACE(subject_key_id),
      CRITICAL_FORBIDDEN, "RFC 5280, 4.2.1.2" },
    { OID_KEY_USAGE, "extensions.key_usage", decode_key_usage, PLACE(key_usage), CRITICAL_UNDERSTOOD,
      "RFC 5280, 4.2.1.3" },
    { OID_CERTIFICATE_POLICIES, "extensions.certificate_policies", decode_policies,
      PLACE(certificate_policies), CRITICAL_UNDERSTOOD, "RFC 5280, 4.2.1.4" },
    { OID_POLICY_MAPPINGS, "extensions.policy_mappings", decode_policy_mappings, PLACE(policy_mappings),
      CRITICAL_UNDERSTOOD, "RFC 5280, 4.2.1.5" },
    { OID_SUBJECT_ALT_NAME, "extensions.subject_alt_name", decode_alternative_names, PLACE(subject_alt_name),
      CRITICAL_UNDERSTOOD, "RFC 5280, 4.2.1.6" },
    { OID_ISSUER_ALT_NAME, "extensions.issuer_alt_name", decode_alternative_names, PLACE(issuer_alt_name),
      CRITICAL_UNDERSTOOD, "RFC 5280, 4.2.1.7" },
    { OID_BASIC_CONSTRAINTS, "extensions.basic_constraints", decode_basic_constraints,
      PLACE(basic_constraints), CRITICAL_UNDERSTOOD, "RFC 5280, 4.2.1.9" },
    { OID_NAME_CONSTRAINTS, "extensions.name_constraints", decode_name_constraints, PLACE(name_constraints),
      CRITICAL_UNDERSTOOD, "RFC 5280, 4.2.1.10" },
    { OID_POLICY_CONSTRAINTS, "extensions.policy_constraints", decode_policy_constraints,
      PLACE(policy_constraints), CRITICAL_UNDERSTOOD, "RFC 5280, 4.2.1.11" },
    { OID_EXTENDED_KEY_USAGE, "extensions.extended_key_usage", decode_usages, PLACE(extended_key_usage),
      CRITICAL_UNDERSTOOD, "RFC 5280, 4.2.1.12" },
    { OID_CRL_DISTRIBUTION_POINTS, "extensions.crl_distribution_points", decode_distribution_points,
      PLACE(crl_distribution_points), CRITICAL_UNDERSTOOD, "RFC 5280, 4.2.1.13" },
    { OID_INHIBIT_ANY_POLICY, "extensions.inhibit_any_policy", decode_inhibit_any_policy,
      PLACE(inhibit_any_policy), CRITICAL_UNDERSTOOD, "RFC 5280, 4.2.1.14" },
    { OID_FRESHEST_CRL, "extensions.freshest_crl", decode_distribution_points, PLACE(freshest_crl),
      CRITICAL_FORBIDDEN, "RFC 5280, 4.2.1.15" },
    { OID_AUTHORITY_INFO_ACCESS, "extensions.authority_info_access", decode_access,
      PLACE(authority_info_access), CRITICAL_FORBIDDEN, "RFC 5280, 4.2.2.1" },
    { OID_MS_APPLICATION_POLICIES, "extensions.application_policies", decode_application_policies,
      PLACE(application_policies), CRITICAL_UNDERSTOOD, "MS-WCCE, 2.2.2.7" },
    { OID_MS_APPLICATION_POLICY_MAPPINGS, "extensions.application_policy_mappings", decode_policy_mappings,
      PLACE(application_policy_mappings), CRITICAL_UNDERSTOOD, "MS-WCCE, 2.2.2.7" },
    { OID_MS_APPLICATION_POLICY_CONSTRAINTS, "extensions.application_policy_constraints",
      decode_policy_constraints, PLACE(application_policy_constraints), CRITICAL_UNDERSTOOD,
      "MS-WCCE, 2.2.2.7" },
    { OID_MS_TEMPLATE_NAME, "extensions.template_name", decode_template_name, PLACE(template_name),
      CRITICAL_UNDERSTOOD, "MS-WCCE, 2.2.2.7" },
    { OID_MS_TEMPLATE, "extensions.template", decode_template_info, PLACE(template_info), CRITICAL_UNDERSTOOD,
      "MS-WCCE, 2.2.2.7" },
    { OID_MS_CA_VERSION, "extensions.ca_version", decode_ca_version, PLACE(ca_version), CRITICAL_UNDERSTOOD,
      "MS-WCCE, 2.2.2.7" },
    { OID_MS_SID, "extensions.sid", decode_sid, PLACE(sid), CRITICAL_NOT_UNDERSTOOD, "KB5014754" },
};

bool cert_extensions_decode(struct arena *arena, struct span content, struct cert *cert)
{
    return extensions_decode(arena, content, rows, COUNT_OF(rows), cert, &cert->extensions, &cert->flaws);
}

/* -- fields --------------------------------------------------------------------------------------------------------- */

static const char tbs_section[] = "RFC 5280, 4.1";

/* version [0] EXPLICIT INTEGER DEFAULT v1 */
static bool take_version(struct decoder *d, struct span *in, struct cert *cert)
{
    static const char section[] = "RFC 5280, 4.1.2.1";
    struct span inner;
    bool present;
    int64_t number;
    d->field = "version";
    if (!der_get_optional(in, DER_CONSTRUCTED(0), &inner, &present, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, *in, "the version", section);
    cert->version = 1;
    if (!present)
        return true;
    struct span before = inner;
    bool read = take_count(d, &inner, DER_INTEGER, &number, "the version, 0, 1 or 2", section);
    cert->version = read && number < INT64_MAX ? number + 1 : 0;
    if (!read)
        return true;
    expect_end(d, inner);
    if (number == 0)
        flaw_add(d->arena, d->flaws, FLAW_NOT_DER, d->field, before,
                 "found version 1 written out, wanted nothing where it is the default (X.690, 11.5)");
    if (number > 2)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, before,
                 "found the INTEGER %lld, wanted 0, 1 or 2, which mean versions 1 to 3 (%s)",
                 (long long)number, section);
    return true;
}

static bool take_serial_number(struct decoder *d, struct span *in, struct cert *cert)
{
    static const char section[] = "RFC 5280, 4.1.2.2";
    struct der_element serial;
    if (!take_field(d, in, "serial_number", DER_INTEGER, "the INTEGER serialNumber", tbs_section, &serial))
        return false;
    if (serial.whole.data && serial.content.length == 0)
        return !flaw_malformed(d->arena, d->flaws, d->field, serial.whole, "an INTEGER without octets",
                               "a serial number", section);
    cert->serial_number = serial.content;
    if (serial.whole.data && !der_integer_is_minimal(serial.content))
        flaw_add(d->arena, d->flaws, FLAW_NOT_DER, d->field, serial.content,
                 "found a serial number in more octets than it needs (X.690, 8.3.2)");
    return true;
}

static bool take_issuer(struct decoder *d, struct span *in, struct cert *cert)
{
    struct der_element name;
    if (!take_field(d, in, "issuer", DER_SEQUENCE, "the Name issuer", tbs_section, &name))
        return false;
    if (!name.whole.data)
        return true;
    name_decode(d->arena, name.whole, d->field, &cert->issuer, d->flaws);
    if (cert->issuer.decoded && name_is_empty(&cert->issuer))
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, name.whole,
                 "found an empty name, wanted the issuer's (RFC 5280, 4.1.2.4)");
    return true;
}

/* Validity ::= SEQUENCE { notBefore Time, notAfter Time } */
static bool take_validity(struct decoder *d, struct span *in, struct cert *cert)
{
    struct der_element validity;
    if (!take_field(d, in, "validity", DER_SEQUENCE, "the SEQUENCE validity", tbs_section, &validity))
        return false;
    if (!validity.whole.data)
        return true;
    pki_time_decode(d->arena, &validity.content, TIME_BY_YEAR, "validity.not_before", &cert->not_before,
                    d->flaws);
    pki_time_decode(d->arena, &validity.content, TIME_BY_YEAR, "validity.not_after", &cert->not_after,
                    d->flaws);
    expect_end(d, validity.content);
    return true;
}

static bool take_subject(struct decoder *d, struct span *in, struct cert *cert)
{
    struct der_element name;
    if (!take_field(d, in, "subject", DER_SEQUENCE, "the Name subject", tbs_section, &name))
        return false;
    if (name.whole.data)
        name_decode(d->arena, name.whole, d->field, &cert->subject, d->flaws);
    return true;
}

static bool take_key(struct decoder *d, struct span *in, struct cert *cert)
{
    struct der_element key;
    if (!take_field(d, in, "subject_public_key_info", DER_SEQUENCE, "the SEQUENCE subjectPublicKeyInfo",
                    tbs_section, &key))
        return false;
    if (key.whole.data)
        key_decode(d->arena, key.whole, &cert->key, d->flaws);
    return true;
}

/* issuerUniqueID [1] and subjectUniqueID [2] IMPLICIT BIT STRING OPTIONAL: nobody asks what they say */
static bool take_unique_ids(struct decoder *d, struct span *in, struct cert *cert)
{
    struct span issuer, subject;
    d->field = "unique_ids";
    struct span before = *in;
    if (!der_get_optional(in, DER_CONTEXT(1), &issuer, &cert->has_issuer_unique_id, &d->ber) ||
        !der_get_optional(in, DER_CONTEXT(2), &subject, &cert->has_subject_unique_id, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, *in, "a unique identifier", "RFC 5280, 4.1.2.8");
    if ((cert->has_issuer_unique_id || cert->has_subject_unique_id) && cert->version == 1)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, before,
                 "found unique identifiers in a certificate of version 1, wanted version 2 or 3 (RFC 5280, "
                 "4.1.2.8)");
    return true;
}

/* extensions [3] EXPLICIT SEQUENCE SIZE (1..MAX) OF Extension OPTIONAL */
static bool take_extensions(struct decoder *d, struct span *in, struct cert *cert)
{
    static const char section[] = "RFC 5280, 4.1.2.9";
    struct span inner, content;
    bool present;
    d->field = "extensions";
    if (!der_get_optional(in, DER_CONSTRUCTED(3), &inner, &present, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, *in, "extensions", section);
    cert->extensions_decoded = !present && in->length == 0;
    if (!present)
        return true;
    if (!take_sequence(d, &inner, &content, "SEQUENCE OF Extension", section))
        return true;
    expect_end(d, inner);
    expect_not_empty(d, content, section);
    if (cert->version == 1 || cert->version == 2)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, content,
                 "found extensions in a certificate of version %d, wanted version 3 (%s)", (int)cert->version,
                 section);
    cert->extensions_decoded = cert_extensions_decode(d->arena, content, cert);
    return true;
}

static void decode_tbs(struct decoder *d, struct span content, struct cert *cert)
{
    if (take_version(d, &content, cert) && take_serial_number(d, &content, cert) &&
        take_inner_algorithm(d, &content, &cert->signature_algorithm, tbs_section, &cert->tbs_signature) &&
        take_issuer(d, &content, cert) && take_validity(d, &content, cert) &&
        take_subject(d, &content, cert) && take_key(d, &content, cert) &&
        take_unique_ids(d, &content, cert) && take_extensions(d, &content, cert))
        flaw_trailing(d->arena, d->flaws, "tbs_certificate", content);
}

bool cert_decode(struct arena *arena, const struct source *source, struct span der, struct cert *out,
                 const char **why, struct span *at)
{
    static const struct signed_names names = { "certificate", "certificate", "tbsCertificate", tbs_section };
    struct signed_frame frame;
    struct decoder d = { arena, &out->flaws, names.field, 0 };
    *out = (struct cert){ .source = source };
    if (!signed_read(arena, der, &names, &frame, why, at))
        return false;
    out->der = frame.whole;
    out->tbs = frame.tbs;
    digest_sha1(out->der, out->sha1);
    digest_sha256(out->der, out->sha256);
    signed_decode(&d, &names, &frame, &out->signature_algorithm, &out->signature);
    decode_tbs(&d, frame.content, out);
    flaw_ber(arena, &out->flaws, "tbs_certificate", out->tbs, d.ber);
    return true;
}

/* -- asking --------------------------------------------------------------------------------------------------------- */

bool cert_issuer_address(const struct cert *cert, struct span *out)
{
    const struct access_descriptions *list = &cert->authority_info_access.list;
    for (size_t i = 0; i < list->count; i++) {
        *out = list->items[i].location.value;
        if (list->items[i].known == OID_ACCESS_CA_ISSUERS &&
            list->items[i].location.kind == GENERAL_NAME_URI && out->length > 5 &&
            text_is_at_ignoring_case(*out, 0, "http:"))
            return true;
    }
    return false;
}

bool cert_is_self_issued(const struct cert *cert)
{
    return name_equal(&cert->subject, &cert->issuer);
}

bool cert_is_ca(const struct cert *cert)
{
    return cert->basic_constraints.presence == EXTENSION_PRESENT && cert->basic_constraints.ca;
}

bool cert_allows(const struct cert *cert, enum key_usage_bit bit)
{
    if (cert->key_usage.presence == EXTENSION_ABSENT)
        return cert->extensions_decoded;
    return cert->key_usage.presence == EXTENSION_PRESENT && (cert->key_usage.bits >> bit & 1);
}

enum presence cert_usages(const struct cert *cert, const struct oid_list **list)
{
    const struct usage_list *usages = &cert->application_policies;
    if (usages->presence == EXTENSION_ABSENT)
        usages = &cert->extended_key_usage;
    *list = &usages->list;
    if (!cert->extensions_decoded && cert->application_policies.presence == EXTENSION_ABSENT)
        return EXTENSION_MALFORMED; /* whether they are there is what nobody knows */
    return usages->presence;
}

bool usages_allow(const struct oid_list *list, struct span usage)
{
    for (size_t i = 0; i < list->count; i++)
        if (span_equal(list->items[i], usage) || oid_is(list->items[i], OID_ANY_EXTENDED_KEY_USAGE) ||
            oid_is(list->items[i], OID_ANY_APPLICATION_POLICY))
            return true;
    return false;
}

char *cert_label(struct arena *arena, const struct cert *cert)
{
    if (!name_is_empty(&cert->subject))
        return name_print(arena, &cert->subject);
    if (cert->subject_alt_name.names.count > 0)
        return general_name_print(arena, &cert->subject_alt_name.names.items[0]);
    return arena_text(arena, "(no subject)");
}
