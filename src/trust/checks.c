/* Each check of one certificate, and the sentence for its fault, side by side.
 *
 * The order is that of RFC 5280: encoding, dates, basicConstraints, keyUsage, critical extensions; then what Windows
 * blocks whatever the RFC says: RSA keys below 1024 bits and signatures with MD2, MD4 or MD5. What hangs on the rest of
 * the path (signature, path length, name constraints, policies, usages) is in path.c and its neighbours. */
#include "trust/checks.h"

#include "util/clock.h"
#include "util/text.h"

/* Extensions that decide about a path; another one that does not decode is no obstacle for a leaf. */
static const enum oid deciding_extensions[] = {
    OID_BASIC_CONSTRAINTS,       OID_KEY_USAGE,          OID_SUBJECT_ALT_NAME,
    OID_NAME_CONSTRAINTS,        OID_EXTENDED_KEY_USAGE, OID_POLICY_MAPPINGS,
    OID_CERTIFICATE_POLICIES,    OID_POLICY_CONSTRAINTS, OID_INHIBIT_ANY_POLICY,
    OID_MS_APPLICATION_POLICIES,
};

static bool extension_decides(const struct extension *extension)
{
    for (size_t i = 0; i < COUNT_OF(deciding_extensions); i++)
        if (extension->known == deciding_extensions[i])
            return true;
    return extension->critical;
}

static bool is_authority(enum element_role role)
{
    return role == ROLE_CA || role == ROLE_ANCHOR;
}

/* What in the encoding stands in the way of believing the certificate; NULL: nothing. */
static const char *malformed_part(struct arena *arena, const struct cert *cert, enum element_role role)
{
    bool authority = is_authority(role);
    if (cert->version == 0)
        return "its version does not decode";
    if (!cert->serial_number.data)
        return "its serial number does not decode";
    if (!span_equal(cert->signature_algorithm.whole, cert->tbs_signature.whole))
        return "its two signature algorithm fields differ (RFC 5280, 4.1.1.2)";
    if (!cert->issuer.decoded || !cert->subject.decoded)
        return cert->issuer.decoded ? "its subject does not decode" : "its issuer does not decode";
    if (name_is_empty(&cert->issuer))
        return "its issuer is empty (RFC 5280, 4.1.2.4)";
    if (!cert->not_before.decoded || !cert->not_after.decoded)
        return "its validity does not decode";
    if (authority && !cert->key.decoded)
        return "its public key does not decode";
    if (!cert->extensions_decoded)
        return "its list of extensions does not decode";
    for (size_t i = 0; i < cert->extensions.count; i++) {
        const struct extension *extension = &cert->extensions.items[i];
        const char *name = NULL;
        if (extension->duplicate)
            name = "stands there twice";
        else if (extension->malformed && (authority || extension_decides(extension)))
            name = "does not decode";
        if (name)
            return arena ? arena_format(arena, "its extension %s %s", oid_print(arena, extension->oid), name)
                         : name;
    }
    if (cert->name_constraints.presence == EXTENSION_PRESENT && !cert_is_ca(cert) && !authority)
        return "it has name constraints but is no CA (RFC 5280, 4.2.1.10)";
    for (size_t i = 0; authority && i < cert->flaws.count; i++) {
        const struct flaw *flaw = &cert->flaws.items[i];
        if (flaw->kind == FLAW_MALFORMED || flaw->kind == FLAW_TRAILING)
            return arena ? arena_format(arena, "%s: %s", flaw->field, flaw->text) : flaw->field;
    }
    return NULL;
}

static const struct extension *unknown_critical_extension(const struct cert *cert)
{
    for (size_t i = 0; i < cert->extensions.count; i++)
        if (cert->extensions.items[i].critical && !cert->extensions.items[i].understood)
            return &cert->extensions.items[i];
    return NULL;
}

/* RFC 5280, 6.1.4 (k). An anchor of version 1 or 2 has no place to say that it is a CA; being given says so. */
static bool may_be_a_ca(const struct cert *cert, enum element_role role)
{
    switch (cert->basic_constraints.presence) {
    case EXTENSION_PRESENT:
        return cert->basic_constraints.ca && (cert->version >= 3 || role == ROLE_ANCHOR);
    case EXTENSION_ABSENT:
        return role == ROLE_ANCHOR && cert->version < 3;
    case EXTENSION_MALFORMED:
        break;
    }
    return false;
}

static bool key_is_weak(const struct key *key)
{
    bool counted_in_bits = key->kind == KEY_RSA || key->kind == KEY_RSA_PSS || key->kind == KEY_DSA;
    return counted_in_bits && key->bits > 0 && key->bits < 1024;
}

static bool signature_is_weak(const struct algorithm *algorithm)
{
    return algorithm->known == OID_RSA_MD2 || algorithm->known == OID_RSA_MD4 ||
           algorithm->known == OID_RSA_MD5 || algorithm->hash == OID_MD5;
}

unsigned element_faults(const struct cert *cert, enum element_role role, int64_t at)
{
    unsigned faults = 0;
    if (malformed_part(NULL, cert, role))
        faults |= FAULT(MALFORMED);
    if (cert->not_before.decoded && at < cert->not_before.seconds)
        faults |= FAULT(NOT_YET_VALID);
    if (cert->not_after.decoded && at > cert->not_after.seconds)
        faults |= FAULT(EXPIRED);
    if (is_authority(role) && !may_be_a_ca(cert, role))
        faults |= FAULT(NOT_A_CA);
    if (is_authority(role) && !cert_allows(cert, KEY_USAGE_KEY_CERT_SIGN))
        faults |= FAULT(MAY_NOT_SIGN);
    if (unknown_critical_extension(cert))
        faults |= FAULT(UNKNOWN_CRITICAL_EXTENSION);
    if (key_is_weak(&cert->key))
        faults |= FAULT(WEAK_KEY);
    if ((role == ROLE_LEAF || role == ROLE_CA) && signature_is_weak(&cert->signature_algorithm))
        faults |= FAULT(WEAK_SIGNATURE);
    return faults;
}

const char *date_text(struct arena *arena, int64_t time)
{
    char text[CLOCK_TEXT];
    clock_print(time, text);
    return arena_text(arena, text);
}

const char *key_id_text(struct arena *arena, struct span id)
{
    enum { SHOWN = 32 }; /* octets; identifiers have 20 */
    return text_hex(arena, (struct span){ id.data, id.length < SHOWN ? id.length : SHOWN });
}

static const char *not_a_ca_text(struct arena *arena, const struct cert *cert, const char *label)
{
    if (cert->basic_constraints.presence == EXTENSION_PRESENT && cert->version >= 3)
        return arena_format(
            arena, "the basic constraints of %s do not say CA:TRUE, so it may not issue certificates", label);
    if (cert->basic_constraints.presence == EXTENSION_MALFORMED)
        return arena_format(arena, "the basic constraints of %s do not decode, so it is not a CA", label);
    if (cert->version < 3)
        return arena_format(arena, "%s is a version %d certificate, which cannot say that it is a CA", label,
                            (int)cert->version);
    return arena_format(arena, "%s has no basic constraints, so it is not a CA", label);
}

const char *element_explain(struct arena *arena, const struct cert *cert, enum element_role role, int64_t at,
                            enum path_problem_kind kind)
{
    const char *label = cert_label(arena, cert);
    const struct extension *extension = unknown_critical_extension(cert);
    switch (kind) {
    case PATH_PROBLEM_MALFORMED:
        return arena_format(arena, "%s is malformed: %s", label, malformed_part(arena, cert, role));
    case PATH_PROBLEM_NOT_YET_VALID:
        return arena_format(arena, "%s is not valid before %s (judged at %s)", label,
                            date_text(arena, cert->not_before.seconds), date_text(arena, at));
    case PATH_PROBLEM_EXPIRED:
        return arena_format(arena, "%s expired on %s (judged at %s)", label,
                            date_text(arena, cert->not_after.seconds), date_text(arena, at));
    case PATH_PROBLEM_NOT_A_CA:
        return not_a_ca_text(arena, cert, label);
    case PATH_PROBLEM_MAY_NOT_SIGN:
        return arena_format(arena, "the key usage of %s does not allow it to sign certificates (keyCertSign)",
                            label);
    case PATH_PROBLEM_UNKNOWN_CRITICAL_EXTENSION:
        return arena_format(arena, "%s has the critical extension %s, which is not understood", label,
                            extension ? oid_print(arena, extension->oid) : "?");
    case PATH_PROBLEM_WEAK_KEY:
        return arena_format(arena, "the key of %s is too weak (%s; Windows refuses less than 1024 bits)",
                            label, key_print(arena, &cert->key));
    case PATH_PROBLEM_WEAK_SIGNATURE:
        return arena_format(arena, "%s is signed with %s, which Windows refuses", label,
                            oid_print(arena, cert->signature_algorithm.oid));
    case PATH_PROBLEM_DISALLOWED:
        return arena_format(arena, "%s (SHA-1 %s) lies in the store Disallowed (Untrusted Certificates)",
                            label, text_hex(arena, (struct span){ cert->sha1, sizeof cert->sha1 }));
    default:
        BUG("this fault is not an element's own");
    }
}

static bool names_this_certificate(const struct authority_key_id *named, const struct cert *issuer)
{
    if (!span_equal(der_integer_magnitude(named->serial), der_integer_magnitude(issuer->serial_number)))
        return false;
    for (size_t i = 0; i < named->issuer.count; i++)
        if (named->issuer.items[i].kind == GENERAL_NAME_DIRECTORY && named->issuer.items[i].directory &&
            name_equal(named->issuer.items[i].directory, &issuer->issuer))
            return true;
    return false;
}

enum key_id_relation key_id_relation(const struct authority_key_id *named, const struct cert *issuer)
{
    if (named->presence != EXTENSION_PRESENT)
        return KEY_ID_SILENT;
    if (named->has_key_id && issuer->subject_key_id.presence == EXTENSION_PRESENT)
        return span_equal(named->key_id, issuer->subject_key_id.id) ? KEY_ID_MATCHES : KEY_ID_DIFFERS;
    if (named->has_serial && issuer->serial_number.data)
        return names_this_certificate(named, issuer) ? KEY_ID_MATCHES : KEY_ID_DIFFERS;
    return KEY_ID_SILENT;
}
