/* Facts of the basic fields of a certificate (RFC 5280, 4.1), and those that a certificate and a CRL share. */
#include "facts/facts_internal.h"
#include "pki/signature.h"

enum { SECONDS_OF_A_DAY = 86400 };

/* --- what it is, and the octets themselves --- */

static void element_role(COMPUTE)
{
    if (element->kind == OBJECT_CRL)
        set_word(out, "crl");
    else if (element->kind != OBJECT_CERTIFICATE)
        set_word(out, object_kind_name(element->kind));
    else if (element->index == 0)
        set_word(out, "leaf");
    else
        set_word(out, element == scene_root(scene) ? "root" : "issuer");
}

static void element_index(COMPUTE)
{
    (void)scene;
    set_integer(out, (int64_t)element->index);
}

/* The octets of the whole object. */
static struct span whole_of(const struct element *element)
{
    switch (element->kind) {
    case OBJECT_CRL:
        return element->crl->der;
    case OBJECT_REQUEST:
        return element->request->der;
    default:
        return element->cert->der;
    }
}

static void size(COMPUTE)
{
    (void)scene;
    set_integer(out, (int64_t)whole_of(element).length);
}

static void sha1(COMPUTE)
{
    (void)scene;
    const uint8_t *digest = element->kind == OBJECT_CRL       ? element->crl->sha1
                            : element->kind == OBJECT_REQUEST ? element->request->sha1
                                                              : element->cert->sha1;
    set_span(out, (struct span){ digest, 20 });
}

static void sha256(COMPUTE)
{
    (void)scene;
    const uint8_t *digest = element->kind == OBJECT_CRL       ? element->crl->sha256
                            : element->kind == OBJECT_REQUEST ? element->request->sha256
                                                              : element->cert->sha256;
    set_span(out, (struct span){ digest, 32 });
}

/* "extensions.key_usage: … (octet 312)" */
static void add_flaw(const struct scene *scene, const struct element *element, struct fact_list *list,
                     const struct flaw *flaw)
{
    struct span whole = whole_of(element);
    const char *text = arena_format(scene->arena, "%s: %s", flaw->field, flaw->text);
    if (span_within(flaw->at, whole))
        text = arena_format(scene->arena, "%s (octet %zu)", text, (size_t)(flaw->at.data - whole.data));
    list_add_text(scene, list, span_of_text(text));
}

static void flaws_of_kinds(COMPUTE, unsigned kinds)
{
    struct fact_list list = { 0 };
    const struct flaws *flaws = element_flaws(element);
    for (size_t i = 0; i < flaws->count; i++) {
        if (kinds & 1u << flaws->items[i].kind)
            add_flaw(scene, element, &list, &flaws->items[i]);
    }
    set_list(out, &list);
}

static void flaws(COMPUTE)
{
    flaws_of_kinds(scene, element, out, ~0u);
}

static void flaws_malformed(COMPUTE)
{
    flaws_of_kinds(scene, element, out, 1u << FLAW_MALFORMED);
}

static void flaws_not_der(COMPUTE)
{
    flaws_of_kinds(scene, element, out, 1u << FLAW_NOT_DER);
}

static void flaws_against_rfc(COMPUTE)
{
    flaws_of_kinds(scene, element, out, 1u << FLAW_AGAINST_RFC);
}

static void flaws_trailing(COMPUTE)
{
    flaws_of_kinds(scene, element, out, 1u << FLAW_TRAILING);
}

/* --- Certificate: tbsCertificate, signatureAlgorithm, signatureValue --- */

const struct algorithm *signature_algorithm_of(const struct element *element)
{
    switch (element->kind) {
    case OBJECT_CRL:
        return &element->crl->signature_algorithm;
    case OBJECT_REQUEST:
        return &element->request->signature_algorithm;
    default:
        return &element->cert->signature_algorithm;
    }
}

void compute_signature_algorithm(COMPUTE)
{
    const struct algorithm *algorithm = signature_algorithm_of(element);
    if (algorithm->oid.length > 0)
        set_span(out, algorithm->oid);
    else
        set_undecoded(scene, element, out, "signature_algorithm");
}

void compute_signature_hash(COMPUTE)
{
    set_hash(scene, out, signature_algorithm_of(element));
}

void compute_signature_algorithms_agree(COMPUTE)
{
    (void)scene;
    const struct algorithm *inner =
        element->kind == OBJECT_CRL ? &element->crl->tbs_signature : &element->cert->tbs_signature;
    set_boolean(out, span_equal(inner->whole, signature_algorithm_of(element)->whole));
}

/* --- TBSCertificate, in its order --- */

static void version(COMPUTE)
{
    if (element->cert->version > 0)
        set_integer(out, element->cert->version);
    else
        set_undecoded(scene, element, out, "version");
}

static bool serial_is_known(COMPUTE)
{
    bool known = element->cert->serial_number.length > 0;
    if (!known)
        set_undecoded(scene, element, out, "serial_number");
    return known;
}

/* Without the zero octet that only says "positive", as certutil and OpenSSL print it. */
static void serial_number(COMPUTE)
{
    struct span serial = element->cert->serial_number;
    if (!serial_is_known(scene, element, out))
        return;
    if (serial.length > 1 && serial.data[0] == 0)
        serial = span_from(serial, 1);
    set_span(out, serial);
}

static void serial_number_octets(COMPUTE)
{
    if (serial_is_known(scene, element, out))
        set_integer(out, (int64_t)element->cert->serial_number.length);
}

static void serial_number_positive(COMPUTE)
{
    struct span serial = element->cert->serial_number;
    if (serial_is_known(scene, element, out))
        set_boolean(out, !der_integer_is_negative(serial) && der_integer_magnitude(serial).length > 0 &&
                             clamped_integer(serial) != 0);
}

static void name_text_of(const struct scene *scene, const struct element *element, struct value *out,
                         const struct name *name, const char *field)
{
    if (name->decoded)
        set_text(scene, out, span_of_text(name_print(scene->arena, name)));
    else
        set_undecoded(scene, element, out, field);
}

static void issuer(COMPUTE)
{
    name_text_of(scene, element, out, &element->cert->issuer, "issuer");
}

static void not_before(COMPUTE)
{
    set_time(scene, element, out, &element->cert->not_before, "validity.not_before");
}

static void not_before_encoding(COMPUTE)
{
    (void)scene;
    set_time_encoding(out, &element->cert->not_before);
}

static void not_after(COMPUTE)
{
    set_time(scene, element, out, &element->cert->not_after, "validity.not_after");
}

static void not_after_encoding(COMPUTE)
{
    (void)scene;
    set_time_encoding(out, &element->cert->not_after);
}

static void remaining(COMPUTE)
{
    set_time(scene, element, out, &element->cert->not_after, "validity.not_after");
    if (out->state == VALUE_KNOWN)
        out->integer -= scene->now;
}

/* Both ends belong to the validity (4.1.2.5), so a day of 00:00:00 to 23:59:59 is one day. */
static void days(COMPUTE)
{
    const struct cert *cert = element->cert;
    if (!cert->not_before.decoded || !cert->not_after.decoded)
        set_undecoded(scene, element, out, "validity");
    else
        set_integer(out, (cert->not_after.seconds - cert->not_before.seconds + 1) / SECONDS_OF_A_DAY);
}

static void subject(COMPUTE)
{
    name_text_of(scene, element, out, &element->cert->subject, "subject");
}

static bool subject_is_known(COMPUTE)
{
    if (!element->cert->subject.decoded)
        set_undecoded(scene, element, out, "subject");
    return element->cert->subject.decoded;
}

static void subject_empty(COMPUTE)
{
    if (subject_is_known(scene, element, out))
        set_boolean(out, name_is_empty(&element->cert->subject));
}

static void subject_common_name(COMPUTE)
{
    if (!subject_is_known(scene, element, out))
        return;
    const struct name_attribute *found = name_find(&element->cert->subject, OID_COMMON_NAME);
    if (found)
        set_span(out, attribute_text(scene, found));
}

static void subject_common_names(COMPUTE)
{
    if (!subject_is_known(scene, element, out))
        return;
    const struct name *name = &element->cert->subject;
    struct fact_list list = { 0 };
    for (size_t i = 0; i < name->attribute_count; i++) {
        if (name->attributes[i].oid == OID_COMMON_NAME)
            list_add(scene, &list, attribute_text(scene, &name->attributes[i]));
    }
    if (list.count > 0)
        set_list(out, &list);
}

static void subject_label(COMPUTE)
{
    set_text(scene, out, span_of_text(cert_label(scene->arena, element->cert)));
}

/* --- SubjectPublicKeyInfo --- */

static bool key_is_known(COMPUTE)
{
    if (!element->cert->key.decoded)
        set_undecoded(scene, element, out, "subject_public_key");
    return element->cert->key.decoded;
}

static void key_text(COMPUTE)
{
    if (key_is_known(scene, element, out))
        set_text(scene, out, span_of_text(key_print(scene->arena, &element->cert->key)));
}

static void key_algorithm(COMPUTE)
{
    if (element->cert->key.algorithm.oid.length > 0) /* known even where the key itself is broken */
        set_span(out, element->cert->key.algorithm.oid);
    else
        set_undecoded(scene, element, out, "subject_public_key.algorithm");
}

static void key_bits(COMPUTE)
{
    if (!key_is_known(scene, element, out))
        return;
    if (element->cert->key.bits > 0)
        set_integer(out, element->cert->key.bits);
    else
        set_unknown(out, element->cert->key.kind == KEY_EC ? "a key on a named curve"
                                                           : "a key of an algorithm that the program knows");
}

/* Absent for keys on no named curve: those of other algorithms, and explicit parameters (RFC 5480, 2.1.1). */
static void key_curve(COMPUTE)
{
    const struct key *key = &element->cert->key;
    if (key->curve_oid.length > 0)
        set_span(out, key->curve_oid);
    else if (key->kind == KEY_EC && !key->decoded && key->algorithm.parameters.data &&
             der_is(key->algorithm.parameters, DER_OID))
        set_undecoded(scene, element, out, "subject_public_key.curve");
}

static bool key_is_rsa(COMPUTE)
{
    const struct key *key = &element->cert->key;
    if (key->kind != KEY_RSA && key->kind != KEY_RSA_PSS)
        return false;
    return key_is_known(scene, element, out);
}

static void key_exponent(COMPUTE)
{
    if (!key_is_rsa(scene, element, out))
        return;
    struct span exponent = element->cert->key.exponent;
    int64_t number = 0;
    if (exponent.length > 7)
        number = INT64_MAX;
    for (size_t i = 0; exponent.length <= 7 && i < exponent.length; i++)
        number = number << 8 | exponent.data[i];
    set_integer(out, number);
}

static void key_exponent_odd(COMPUTE)
{
    struct span exponent = element->cert->key.exponent;
    if (key_is_rsa(scene, element, out))
        set_boolean(out, exponent.length > 0 && exponent.data[exponent.length - 1] & 1);
}

static void key_roca(COMPUTE)
{
    if (key_is_rsa(scene, element, out))
        set_boolean(out, key_has_roca_fingerprint(&element->cert->key));
}

/* --- who issued it --- */

static bool names_are_known(COMPUTE)
{
    if (!element->cert->issuer.decoded)
        set_undecoded(scene, element, out, "issuer");
    else if (!element->cert->subject.decoded)
        set_undecoded(scene, element, out, "subject");
    return out->state != VALUE_UNKNOWN;
}

/* A template is of an Enterprise CA, whose own certificate is no matter of templates. */
static void self_issued(COMPUTE)
{
    if (element->kind == OBJECT_TEMPLATE)
        set_boolean(out, false);
    else if (names_are_known(scene, element, out))
        set_boolean(out, cert_is_self_issued(element->cert));
}

/* Self-issued, and signed by its own key (3.2). */
static void self_signed(COMPUTE)
{
    const struct cert *cert = element->cert;
    if (element->kind == OBJECT_TEMPLATE) {
        set_boolean(out, false);
        return;
    }
    if (!names_are_known(scene, element, out))
        return;
    if (!cert_is_self_issued(cert)) {
        set_boolean(out, false);
        return;
    }
    enum signature_result result = SIGNATURE_UNSUPPORTED;
    struct verifier *verifier = verifier_new(&cert->key);
    if (verifier)
        result = verifier_check(verifier, &cert->signature_algorithm, cert->tbs, cert->signature);
    verifier_free(verifier);
    if (result == SIGNATURE_UNSUPPORTED)
        set_unknown(out, "a key and a signature algorithm that the program can check");
    else
        set_boolean(out, result == SIGNATURE_VALID);
}

#define GROUP  FACT_GROUP_CERTIFICATE
#define CERT   FACT_ON_CERTIFICATE, GROUP
#define ISSUED FACT_ON_CERTIFICATE | FACT_ON_TEMPLATE, GROUP
#define ASKED  FACT_ON_CERTIFICATE | FACT_ON_REQUEST | FACT_ON_TEMPLATE, GROUP
#define ANY    FACT_ON_CERTIFICATE | FACT_ON_CRL | FACT_ON_REQUEST | FACT_ON_TEMPLATE, GROUP
/* clang-format off */
static const struct fact rows[] = {
    { "element.role", VALUE_TEXT, (1 << OBJECT_KIND_COUNT) - 1, GROUP, "what is judged: leaf, issuer, root, crl, request, template, rras, profile, host, store", .compute = element_role },
    { "element.index", VALUE_INTEGER, CERT, "its place in the path: 0 is the leaf", .compute = element_index },
    { "version", VALUE_INTEGER, CERT, "1, 2 or 3 (RFC 5280, 4.1.2.1)", .parts = PART(SERIAL), .compute = version },
    { "serial_number", VALUE_OCTETS, CERT, "without the leading zero that only means positive (RFC 5280, 4.1.2.2)", .parts = PART(SERIAL), .compute = serial_number },
    { "serial_number.octets", VALUE_INTEGER, CERT, "octets of its encoding; more than 20 are too many (RFC 5280, 4.1.2.2)", .parts = PART(SERIAL), .compute = serial_number_octets },
    { "serial_number.positive", VALUE_BOOLEAN, CERT, "whether it is above zero (RFC 5280, 4.1.2.2)", .parts = PART(SERIAL), .compute = serial_number_positive },
    { "signature.algorithm", VALUE_OID, ASKED, "what the issuer signed with: rsa_sha256, rsassa_pss, ecdsa_sha384 … (RFC 5280, 4.1.1.2)", .parts = PART(SIGNATURE), .compute = compute_signature_algorithm },
    { "signature.hash", VALUE_TEXT, ASKED, "its digest: md5, sha1, sha256 …, of PSS from the parameters (RFC 4055)", .parts = PART(SIGNATURE), .compute = compute_signature_hash },
    { "signature.algorithms_agree", VALUE_BOOLEAN, CERT, "whether the signed and the unsigned algorithm field are the same octets (RFC 5280, 4.1.1.2)", .parts = PART(SIGNATURE), .compute = compute_signature_algorithms_agree },
    { "issuer", VALUE_TEXT, CERT, "the issuer's distinguished name as RFC 4514 writes it", .parts = PART(ISSUER), .compute = issuer },
    { "validity.not_before", VALUE_TIME, CERT, "valid from (RFC 5280, 4.1.2.5)", .parts = PART(VALIDITY), .compute = not_before },
    { "validity.not_before.encoding", VALUE_TEXT, CERT, "utc_time or generalized_time", .parts = PART(VALIDITY), .compute = not_before_encoding },
    { "validity.not_after", VALUE_TIME, CERT, "valid up to and including (RFC 5280, 4.1.2.5)", .parts = PART(VALIDITY), .compute = not_after },
    { "validity.not_after.encoding", VALUE_TEXT, CERT, "utc_time or generalized_time", .parts = PART(VALIDITY), .compute = not_after_encoding },
    { "validity.remaining", VALUE_DURATION, CERT, "from the time judged to not_after; negative when expired", .parts = PART(VALIDITY), .compute = remaining },
    { "validity.days", VALUE_INTEGER, ISSUED, "whole days from not_before to the end of not_after", .parts = PART(VALIDITY_LENGTH), .compute = days },
    { "subject", VALUE_TEXT, ASKED, "the distinguished name as RFC 4514 writes it; \"\" when empty", .parts = PART(SUBJECT), .compute = subject },
    { "subject.empty", VALUE_BOOLEAN, ASKED, "whether the subject has no attribute", .parts = PART(SUBJECT), .compute = subject_empty },
    { "subject.common_name", VALUE_TEXT, ASKED, "the last (most specific) common name", .parts = PART(SUBJECT), .compute = subject_common_name },
    { "subject.common_names", VALUE_TEXTS, ASKED, "all common names of the subject", .parts = PART(SUBJECT), .compute = subject_common_names },
    { "subject.label", VALUE_TEXT, ASKED, "the subject for people: the name, or the first alternative name where it is empty", .compute = subject_label },
    { "subject_public_key", VALUE_TEXT, ASKED, "the key for people: \"RSA 2048 bits\"", .parts = PART(KEY), .compute = key_text },
    { "subject_public_key.algorithm", VALUE_OID, ASKED, "rsa, ec, ed25519 … (RFC 5280, 4.1.2.7)", .parts = PART(KEY), .compute = key_algorithm },
    { "subject_public_key.bits", VALUE_INTEGER, ASKED, "length of the RSA or DSA modulus, of the field of the curve", .field = TEMPLATE_MINIMAL_KEY_SIZE + 1, .parts = PART(KEY), .compute = key_bits },
    { "subject_public_key.curve", VALUE_OID, ASKED, "p256, p384, p521 …; absent for other keys and for explicit parameters (RFC 5480)", .parts = PART(KEY), .compute = key_curve },
    { "subject_public_key.rsa_exponent", VALUE_INTEGER, ASKED, "RSA's public exponent; one of more than 56 bits as 9223372036854775807", .parts = PART(KEY) | PART(KEY_VALUE), .compute = key_exponent },
    { "subject_public_key.rsa_exponent_odd", VALUE_BOOLEAN, ASKED, "whether RSA's public exponent is odd", .parts = PART(KEY) | PART(KEY_VALUE), .compute = key_exponent_odd },
    { "subject_public_key.roca", VALUE_BOOLEAN, ASKED, "whether the RSA modulus has the fingerprint of CVE-2017-15361 (Infineon TPMs)", .parts = PART(KEY) | PART(KEY_VALUE), .compute = key_roca },
    { "self_issued", VALUE_BOOLEAN, ISSUED, "whether subject and issuer are the same name (RFC 5280, 6.1)", .parts = PART(SELF_ISSUED), .compute = self_issued },
    { "self_signed", VALUE_BOOLEAN, ISSUED, "whether it is self-issued and its own key made the signature", .parts = PART(SELF_ISSUED), .compute = self_signed },
    { "size", VALUE_INTEGER, ANY, "octets of the DER", .parts = PART(ENCODING) | PART(SIGNATURE), .compute = size },
    { "sha1", VALUE_OCTETS, ANY, "SHA-1 of the DER: the thumbprint that Windows shows", .parts = PART(ENCODING), .compute = sha1 },
    { "sha256", VALUE_OCTETS, ANY, "SHA-256 of the DER", .parts = PART(ENCODING), .compute = sha256 },
    { "flaws", VALUE_TEXTS, ANY, "everything that is wrong with its encoding, with the octet", .parts = PART(ENCODING), .compute = flaws },
    { "flaws.malformed", VALUE_TEXTS, ANY, "of these: what does not decode", .parts = PART(ENCODING), .compute = flaws_malformed },
    { "flaws.not_der", VALUE_TEXTS, ANY, "of these: what BER allows and DER forbids (X.690, 10 and 11)", .parts = PART(ENCODING), .compute = flaws_not_der },
    { "flaws.against_rfc", VALUE_TEXTS, ANY, "of these: what decodes and breaks the profile of RFC 5280", .parts = PART(ENCODING), .compute = flaws_against_rfc },
    { "flaws.trailing", VALUE_TEXTS, ANY, "of these: octets behind an end", .parts = PART(ENCODING), .compute = flaws_trailing },
};
/* clang-format on */

const struct fact_rows facts_certificate = { rows, COUNT_OF(rows) };
