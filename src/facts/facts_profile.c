/* Facts for rule sets that hold a certificate to the letter of RFC 5280 and its companions: string types, raw encodings,
 * parameters of algorithms. What everyday rules need stands in the other groups. */
#include "facts/facts_internal.h"
#include "util/text.h"

/* --- distinguished names (4.1.2.4) --- */

const char *string_type_word(uint8_t tag)
{
    switch (tag) {
    case DER_UTF8_STRING:
        return "utf8_string";
    case DER_PRINTABLE_STRING:
        return "printable_string";
    case DER_TELETEX_STRING:
        return "teletex_string";
    case DER_IA5_STRING:
        return "ia5_string";
    case DER_NUMERIC_STRING:
        return "numeric_string";
    case DER_VISIBLE_STRING:
        return "visible_string";
    case DER_UNIVERSAL_STRING:
        return "universal_string";
    case DER_BMP_STRING:
        return "bmp_string";
    default:
        return "other";
    }
}

static bool is_printable_character(uint8_t octet) /* X.680, 41.4 */
{
    uint8_t lower = text_lower_octet(octet);
    return (lower >= 'a' && lower <= 'z') || (octet >= '0' && octet <= '9') ||
           (octet != 0 && strchr(" '()+,-./:=?", octet));
}

/* Whether the octets are what the string type allows. */
static bool string_is_sound(const struct name_attribute *attribute)
{
    if (!attribute->text.data)
        return false;
    for (size_t i = 0; i < attribute->value.length; i++) {
        uint8_t octet = attribute->value.data[i];
        if ((attribute->tag == DER_PRINTABLE_STRING && !is_printable_character(octet)) ||
            (attribute->tag == DER_NUMERIC_STRING && octet != ' ' && (octet < '0' || octet > '9')) ||
            (attribute->tag == DER_VISIBLE_STRING && (octet < 0x20 || octet > 0x7e)))
            return false;
    }
    return true;
}

/* "CN=vpn.contoso.com", unescaped. */
static struct span attribute_line(const struct scene *scene, const struct name_attribute *attribute,
                                  struct span text)
{
    struct buf line = { 0 };
    buf_text(&line, oid_print(scene->arena, attribute->type));
    buf_char(&line, '=');
    buf_add(&line, text);
    struct span out = arena_copy(scene->arena, buf_span(&line));
    buf_free(&line);
    return out;
}

enum name_view { VIEW_ATTRIBUTES, VIEW_STRING_TYPES, VIEW_MISENCODED };

static void name_view(const struct scene *scene, const struct element *element, struct value *out,
                      const struct name *name, const char *field, enum name_view view)
{
    struct fact_list list = { 0 };
    if (!name->decoded) {
        set_undecoded(scene, element, out, field);
        return;
    }
    for (size_t i = 0; i < name->attribute_count; i++) {
        const struct name_attribute *attribute = &name->attributes[i];
        struct span text = view == VIEW_STRING_TYPES ? span_of_text(string_type_word(attribute->tag))
                                                     : attribute_text(scene, attribute);
        if (view != VIEW_MISENCODED || !string_is_sound(attribute))
            list_add(scene, &list, attribute_line(scene, attribute, text));
    }
    set_list(out, &list);
}

static void subject_attributes(COMPUTE)
{
    name_view(scene, element, out, &element->cert->subject, "subject", VIEW_ATTRIBUTES);
}

static void subject_string_types(COMPUTE)
{
    name_view(scene, element, out, &element->cert->subject, "subject", VIEW_STRING_TYPES);
}

static void subject_misencoded(COMPUTE)
{
    name_view(scene, element, out, &element->cert->subject, "subject", VIEW_MISENCODED);
}

static const struct name *issuer_name(const struct element *element)
{
    return element->kind == OBJECT_CRL ? &element->crl->issuer : &element->cert->issuer;
}

void compute_issuer_empty(COMPUTE)
{
    const struct name *name = issuer_name(element);
    if (name->decoded)
        set_boolean(out, name_is_empty(name));
    else
        set_undecoded(scene, element, out, "issuer");
}

void compute_issuer_attributes(COMPUTE)
{
    name_view(scene, element, out, issuer_name(element), "issuer", VIEW_ATTRIBUTES);
}

void compute_issuer_string_types(COMPUTE)
{
    name_view(scene, element, out, issuer_name(element), "issuer", VIEW_STRING_TYPES);
}

void compute_issuer_misencoded(COMPUTE)
{
    name_view(scene, element, out, issuer_name(element), "issuer", VIEW_MISENCODED);
}

/* --- times as they stand (4.1.2.5) --- */

void set_time_text(const struct scene *scene, struct value *out, const struct pki_time *time)
{
    if (time->text.data)
        set_text(scene, out, time->text);
}

static void not_before_text(COMPUTE)
{
    set_time_text(scene, out, &element->cert->not_before);
}

static void not_after_text(COMPUTE)
{
    set_time_text(scene, out, &element->cert->not_after);
}

/* --- algorithms and keys (RFC 3279, 4055, 5480, 8410) --- */

static const char *parameters_word(struct span parameters)
{
    if (!parameters.data)
        return "absent";
    struct span content;
    if (der_get(&parameters, DER_NULL, &content, NULL))
        return "null";
    return der_is(parameters, DER_OID) ? "object_identifier" : "other";
}

void compute_signature_parameters(COMPUTE)
{
    (void)scene;
    const struct algorithm *algorithm = signature_algorithm_of(element);
    if (algorithm->oid.length > 0)
        set_word(out, parameters_word(algorithm->parameters));
}

/* The parameters of a RSASSA-PSS signature, the defaults filled in; false where there are none. */
static bool pss_of(const struct element *element, struct pss_parameters *out)
{
    const struct algorithm *algorithm = signature_algorithm_of(element);
    return algorithm->known == OID_KEY_RSA_PSS && pss_decode(algorithm, out);
}

static void pss_mask_hash(COMPUTE)
{
    struct pss_parameters parameters;
    (void)scene;
    if (!pss_of(element, &parameters))
        return;
    if (parameters.mask_hash != OID_UNKNOWN)
        set_word(out, oid_entry(parameters.mask_hash)->name);
    else
        set_unknown(out, "the digest of the mask is not known");
}

static void pss_salt_length(COMPUTE)
{
    struct pss_parameters parameters;
    (void)scene;
    if (pss_of(element, &parameters))
        set_integer(out, parameters.salt_length);
}

static void pss_trailer(COMPUTE)
{
    struct pss_parameters parameters;
    (void)scene;
    if (pss_of(element, &parameters))
        set_integer(out, parameters.trailer);
}

static void key_parameters(COMPUTE)
{
    (void)scene;
    if (element->cert->key.algorithm.oid.length > 0)
        set_word(out, parameters_word(element->cert->key.algorithm.parameters));
}

/* The first octet of an ECPoint (SEC 1, 2.3.3). */
static void key_ec_point(COMPUTE)
{
    (void)scene;
    const struct key *key = &element->cert->key;
    if (key->kind != KEY_EC || key->bits_octets.length == 0)
        return;
    uint8_t first = key->bits_octets.data[0];
    set_word(out, first == 4                 ? "uncompressed"
                  : first == 2 || first == 3 ? "compressed"
                  : first == 6 || first == 7 ? "hybrid"
                                             : "other");
}

static void unique_ids(COMPUTE)
{
    struct fact_list list = { 0 };
    if (element->cert->has_issuer_unique_id)
        list_add_word(scene, &list, "issuer");
    if (element->cert->has_subject_unique_id)
        list_add_word(scene, &list, "subject");
    set_list(out, &list);
}

/* --- authority key identifier (4.2.1.1) --- */

void compute_authority_key_id_parts(COMPUTE)
{
    const struct authority_key_id *id =
        element->kind == OBJECT_CRL ? &element->crl->authority_key_id : &element->cert->authority_key_id;
    struct fact_list list = { 0 };
    if (!extension_is_known(scene, element, id->presence, "authority_key_id", out))
        return;
    if (id->has_key_id)
        list_add_word(scene, &list, "key_id");
    if (id->issuer.count > 0)
        list_add_word(scene, &list, "issuer");
    if (id->has_serial)
        list_add_word(scene, &list, "serial_number");
    set_list(out, &list);
}

#define CERT  FACT_ON_CERTIFICATE, FACT_GROUP_PROFILE
#define ASKED FACT_ON_CERTIFICATE | FACT_ON_REQUEST | FACT_ON_TEMPLATE, FACT_GROUP_PROFILE
/* clang-format off */
static const struct fact rows[] = {
    { "signature.parameters", VALUE_TEXT, ASKED, "parameters of the signature algorithm: absent, null, object_identifier, other (RFC 3279, 4055, 5758, 8410)", .parts = PART(SIGNATURE), .compute = compute_signature_parameters },
    { "signature.pss.mask_hash", VALUE_TEXT, ASKED, "RSASSA-PSS: the digest that makes the mask, sha1 where it is not said (RFC 4055, 3.1)", .compute = pss_mask_hash },
    { "signature.pss.salt_length", VALUE_INTEGER, ASKED, "RSASSA-PSS: octets of salt, 20 where it is not said", .compute = pss_salt_length },
    { "signature.pss.trailer", VALUE_INTEGER, ASKED, "RSASSA-PSS: trailer field, 1 where it is not said", .compute = pss_trailer },
    { "issuer_name.empty", VALUE_BOOLEAN, CERT, "whether the issuer has no attribute (RFC 5280, 4.1.2.4)", .parts = PART(ISSUER), .compute = compute_issuer_empty },
    { "issuer_name.attributes", VALUE_TEXTS, CERT, "each attribute of the issuer, unescaped: \"CN=Contoso Root CA\"", .parts = PART(ISSUER), .compute = compute_issuer_attributes },
    { "issuer_name.string_types", VALUE_TEXTS, CERT, "its string types: \"CN=utf8_string\"; printable_string, teletex_string, ia5_string, numeric_string, visible_string, universal_string, bmp_string, other", .parts = PART(ISSUER), .compute = compute_issuer_string_types },
    { "issuer_name.misencoded", VALUE_TEXTS, CERT, "attributes whose octets their string type does not allow (X.680, 41)", .parts = PART(ISSUER), .compute = compute_issuer_misencoded },
    { "validity.not_before.text", VALUE_TEXT, CERT, "as it stands: \"260601000000Z\"", .parts = PART(VALIDITY), .compute = not_before_text },
    { "validity.not_after.text", VALUE_TEXT, CERT, "as it stands", .parts = PART(VALIDITY), .compute = not_after_text },
    { "subject.attributes", VALUE_TEXTS, ASKED, "each attribute of the subject, unescaped: \"CN=vpn.contoso.com\"", .parts = PART(SUBJECT), .compute = subject_attributes },
    { "subject.string_types", VALUE_TEXTS, ASKED, "their string types: \"CN=utf8_string\"", .parts = PART(SUBJECT), .compute = subject_string_types },
    { "subject.misencoded", VALUE_TEXTS, ASKED, "attributes whose octets their string type does not allow (X.680, 41)", .parts = PART(SUBJECT), .compute = subject_misencoded },
    { "subject_public_key.parameters", VALUE_TEXT, ASKED, "parameters of the key's algorithm: absent, null, object_identifier (a named curve), other", .parts = PART(KEY) | PART(KEY_VALUE), .compute = key_parameters },
    { "subject_public_key.ec_point", VALUE_TEXT, ASKED, "form of an EC point: uncompressed, compressed, hybrid, other (RFC 5480, 2.2)", .parts = PART(KEY) | PART(KEY_VALUE), .compute = key_ec_point },
    { "unique_ids", VALUE_TEXTS, CERT, "issuer, subject: which unique identifiers are there (RFC 5280, 4.1.2.8)", .parts = PART(SERIAL), .compute = unique_ids },
    { "authority_key_id.parts", VALUE_TEXTS, CERT, "what the extension holds: key_id, issuer, serial_number (RFC 5280, 4.2.1.1)", .parts = PART(ISSUER), .compute = compute_authority_key_id_parts },
};
/* clang-format on */

const struct fact_rows facts_profile = { rows, COUNT_OF(rows) };
