/* Facts for rule sets that hold a certificate to the letter of RFC 5280 and its companions: string types, raw encodings,
 * parameters of algorithms, the inside of extensions. What everyday rules need stands in the other groups. */
#include "facts/facts_internal.h"
#include "util/text.h"

#include <stdlib.h>

/* --- distinguished names (4.1.2.4) --- */

static const char *string_type_word(uint8_t tag)
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

static struct span attribute_text(const struct scene *scene, const struct name_attribute *attribute)
{
    return sound_text(scene, attribute->text.data ? attribute->text : attribute->value);
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
    return element->kind == ELEMENT_CRL ? &element->crl->issuer : &element->cert->issuer;
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
        element->kind == ELEMENT_CRL ? &element->crl->authority_key_id : &element->cert->authority_key_id;
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

/* --- certificate policies (4.2.1.4) --- */

static bool policies_are_known(COMPUTE)
{
    return extension_is_known(scene, element, element->cert->certificate_policies.presence,
                              "certificate_policies", out);
}

static int span_order(const void *a, const void *b)
{
    return span_compare(*(const struct span *)a, *(const struct span *)b);
}

/* What the list holds more than once, each once; sorts the list, for hostile ones are long. */
static void set_repeated(const struct scene *scene, struct value *out, struct fact_list *list)
{
    struct fact_list repeated = { 0 };
    if (list->count > 0)
        qsort(list->items, list->count, sizeof *list->items, span_order);
    for (size_t i = 1; i < list->count; i++) {
        bool again = span_equal(list->items[i - 1], list->items[i]);
        bool noted = repeated.count > 0 && span_equal(repeated.items[repeated.count - 1], list->items[i]);
        if (again && !noted)
            list_add(scene, &repeated, list->items[i]);
    }
    set_list(out, &repeated);
}

static void policies_duplicate(COMPUTE)
{
    const struct certificate_policies *policies = &element->cert->certificate_policies.list;
    struct fact_list list = { 0 };
    if (!policies_are_known(scene, element, out))
        return;
    for (size_t i = 0; i < policies->count; i++)
        list_add(scene, &list, policies->items[i].oid);
    set_repeated(scene, out, &list);
}

/* PolicyQualifierInfo ::= SEQUENCE { policyQualifierId, qualifier ANY } */
struct qualifier {
    struct span oid;
    enum oid known;
    struct span value; /* the element, with header */
    bool of_any_policy;
};

/* Calls add for each qualifier of each policy; one that does not decode ends its policy. */
static void each_qualifier(COMPUTE, void (*add)(const struct scene *scene, struct fact_list *list,
                                                const struct qualifier *qualifier))
{
    const struct certificate_policies *policies = &element->cert->certificate_policies.list;
    struct fact_list list = { 0 };
    if (!policies_are_known(scene, element, out))
        return;
    for (size_t i = 0; i < policies->count; i++) {
        struct span rest = policies->items[i].qualifiers, info;
        bool of_any = policies->items[i].known == OID_ANY_POLICY;
        while (policies->items[i].has_qualifiers && der_get(&rest, DER_SEQUENCE, &info, NULL)) {
            struct qualifier qualifier = { .of_any_policy = of_any };
            if (!der_get(&info, DER_OID, &qualifier.oid, NULL))
                break;
            qualifier.known = oid_of(qualifier.oid);
            qualifier.value = info;
            add(scene, &list, &qualifier);
        }
    }
    set_list(out, &list);
}

static void add_qualifier_type(const struct scene *scene, struct fact_list *list,
                               const struct qualifier *qualifier)
{
    list_add(scene, list, qualifier->oid);
}

static void add_any_policy_qualifier(const struct scene *scene, struct fact_list *list,
                                     const struct qualifier *qualifier)
{
    if (qualifier->of_any_policy)
        list_add(scene, list, qualifier->oid);
}

static void add_cps(const struct scene *scene, struct fact_list *list, const struct qualifier *qualifier)
{
    struct span value = qualifier->value, uri;
    if (qualifier->known == OID_QUALIFIER_CPS && der_get(&value, DER_IA5_STRING, &uri, NULL))
        list_add_text(scene, list, uri);
}

/* UserNotice ::= SEQUENCE { noticeRef NoticeReference OPTIONAL, explicitText DisplayText OPTIONAL } */
static bool notice_parts(const struct qualifier *qualifier, bool *has_reference, struct der_element *text)
{
    struct span value = qualifier->value, notice, reference;
    *has_reference = false;
    if (qualifier->known != OID_QUALIFIER_NOTICE || !der_get(&value, DER_SEQUENCE, &notice, NULL) ||
        !der_get_optional(&notice, DER_SEQUENCE, &reference, has_reference, NULL))
        return false;
    return der_any(&notice, text, NULL);
}

static void add_notice_text(const struct scene *scene, struct fact_list *list,
                            const struct qualifier *qualifier)
{
    bool has_reference;
    struct der_element element;
    struct span text;
    if (!notice_parts(qualifier, &has_reference, &element))
        return;
    if (name_text(scene->arena, element.identifier, element.content, &text))
        list_add_text(scene, list, text);
    else
        list_add_text(scene, list, element.content);
}

static void add_notice_string_type(const struct scene *scene, struct fact_list *list,
                                   const struct qualifier *qualifier)
{
    bool has_reference;
    struct der_element element;
    if (notice_parts(qualifier, &has_reference, &element))
        list_add_word(scene, list, string_type_word(element.identifier));
}

static void add_notice_reference(const struct scene *scene, struct fact_list *list,
                                 const struct qualifier *qualifier)
{
    bool has_reference;
    struct der_element element;
    notice_parts(qualifier, &has_reference, &element);
    if (has_reference)
        list_add(scene, list, qualifier->oid);
}

static void policies_qualifiers(COMPUTE)
{
    each_qualifier(scene, element, out, add_qualifier_type);
}

static void policies_any_policy_qualifiers(COMPUTE)
{
    each_qualifier(scene, element, out, add_any_policy_qualifier);
}

static void policies_cps(COMPUTE)
{
    each_qualifier(scene, element, out, add_cps);
}

static void policies_notices(COMPUTE)
{
    each_qualifier(scene, element, out, add_notice_text);
}

static void policies_notice_string_types(COMPUTE)
{
    each_qualifier(scene, element, out, add_notice_string_type);
}

static void policies_notice_references(COMPUTE)
{
    each_qualifier(scene, element, out, add_notice_reference);
    if (out->state == VALUE_KNOWN) {
        size_t count = out->list.count;
        set_integer(out, (int64_t)count);
    }
}

/* --- policy mappings (4.2.1.5), policy constraints (4.2.1.11), inhibit any policy (4.2.1.14) --- */

static void mapped_policies(COMPUTE, bool from)
{
    const struct cert *cert = element->cert;
    struct fact_list list = { 0 };
    if (!extension_is_known(scene, element, cert->policy_mappings.presence, "policy_mappings", out))
        return;
    for (size_t i = 0; i < cert->policy_mappings.count; i++)
        list_add(scene, &list,
                 from ? cert->policy_mappings.items[i].issuer_policy
                      : cert->policy_mappings.items[i].subject_policy);
    set_list(out, &list);
}

static void policy_mappings_from(COMPUTE)
{
    mapped_policies(scene, element, out, true);
}

static void policy_mappings_to(COMPUTE)
{
    mapped_policies(scene, element, out, false);
}

static bool policy_constraints_are_known(COMPUTE)
{
    return extension_is_known(scene, element, element->cert->policy_constraints.presence,
                              "policy_constraints", out);
}

static void require_explicit(COMPUTE)
{
    if (policy_constraints_are_known(scene, element, out) &&
        element->cert->policy_constraints.has_require_explicit)
        set_integer(out, element->cert->policy_constraints.require_explicit);
}

static void inhibit_mapping(COMPUTE)
{
    if (policy_constraints_are_known(scene, element, out) &&
        element->cert->policy_constraints.has_inhibit_mapping)
        set_integer(out, element->cert->policy_constraints.inhibit_mapping);
}

static void inhibit_any_policy(COMPUTE)
{
    const struct cert *cert = element->cert;
    if (extension_is_known(scene, element, cert->inhibit_any_policy.presence, "inhibit_any_policy", out))
        set_integer(out, cert->inhibit_any_policy.skip_certs);
}

/* --- alternative names (4.2.1.6, 4.2.1.7) --- */

static const char *const name_kinds[] = {
    [GENERAL_NAME_OTHER] = "other",
    [GENERAL_NAME_EMAIL] = "email",
    [GENERAL_NAME_DNS] = "dns",
    [GENERAL_NAME_X400] = "x400",
    [GENERAL_NAME_DIRECTORY] = "directory",
    [GENERAL_NAME_EDI] = "edi_party",
    [GENERAL_NAME_URI] = "uri",
    [GENERAL_NAME_IP] = "ip",
    [GENERAL_NAME_REGISTERED_ID] = "registered_id",
};

static bool alt_name_is_known(COMPUTE)
{
    return extension_is_known(scene, element, element->cert->subject_alt_name.presence, "subject_alt_name",
                              out);
}

static void alt_name_kinds(COMPUTE)
{
    const struct general_names *names = &element->cert->subject_alt_name.names;
    struct fact_list list = { 0 };
    if (!alt_name_is_known(scene, element, out))
        return;
    for (size_t i = 0; i < names->count; i++)
        list_add_word(scene, &list, name_kinds[names->items[i].kind]);
    set_list(out, &list);
}

static void alt_name_registered_id(COMPUTE)
{
    const struct general_names *names = &element->cert->subject_alt_name.names;
    struct fact_list list = { 0 };
    if (!alt_name_is_known(scene, element, out))
        return;
    for (size_t i = 0; i < names->count; i++) {
        if (names->items[i].kind == GENERAL_NAME_REGISTERED_ID)
            list_add(scene, &list, names->items[i].value);
    }
    if (list.count > 0)
        set_list(out, &list);
}

static void set_numbers(struct value *out, const int64_t *items, size_t count)
{
    out->state = VALUE_KNOWN;
    out->numbers.items = items;
    out->numbers.count = count;
}

static void alt_name_ip_octets(COMPUTE)
{
    const struct general_names *names = &element->cert->subject_alt_name.names;
    if (!alt_name_is_known(scene, element, out))
        return;
    int64_t *octets = arena_array(scene->arena, names->count, sizeof *octets);
    size_t count = 0;
    for (size_t i = 0; i < names->count; i++) {
        if (names->items[i].kind == GENERAL_NAME_IP)
            octets[count++] = (int64_t)names->items[i].value.length;
    }
    if (count > 0)
        set_numbers(out, octets, count);
}

static void issuer_alt_name(COMPUTE)
{
    const struct cert *cert = element->cert;
    struct fact_list list = { 0 };
    if (!extension_is_known(scene, element, cert->issuer_alt_name.presence, "issuer_alt_name", out))
        return;
    for (size_t i = 0; i < cert->issuer_alt_name.names.count; i++)
        list_add_text(scene, &list,
                      span_of_text(general_name_print(scene->arena, &cert->issuer_alt_name.names.items[i])));
    set_list(out, &list);
}

/* --- name constraints (4.2.1.10) --- */

/* Subtree number i of both lists taken together. */
static const struct general_subtree *subtree_at(const struct cert *cert, size_t i)
{
    size_t permitted = cert->name_constraints.permitted.count;
    return i < permitted ? &cert->name_constraints.permitted.items[i]
                         : &cert->name_constraints.excluded.items[i - permitted];
}

static bool subtrees_are_known(COMPUTE, size_t *count)
{
    const struct cert *cert = element->cert;
    *count = cert->name_constraints.permitted.count + cert->name_constraints.excluded.count;
    return extension_is_known(scene, element, cert->name_constraints.presence, "name_constraints", out);
}

static void name_constraints_kinds(COMPUTE)
{
    size_t count;
    struct fact_list list = { 0 };
    if (!subtrees_are_known(scene, element, out, &count))
        return;
    for (size_t i = 0; i < count; i++)
        list_add_word(scene, &list, name_kinds[subtree_at(element->cert, i)->base.kind]);
    set_list(out, &list);
}

static void name_constraints_minimums(COMPUTE)
{
    size_t count;
    if (!subtrees_are_known(scene, element, out, &count))
        return;
    int64_t *minimums = arena_array(scene->arena, count, sizeof *minimums);
    for (size_t i = 0; i < count; i++)
        minimums[i] = subtree_at(element->cert, i)->minimum;
    set_numbers(out, minimums, count);
}

static void name_constraints_maximums(COMPUTE)
{
    size_t count, given = 0;
    if (!subtrees_are_known(scene, element, out, &count))
        return;
    int64_t *maximums = arena_array(scene->arena, count, sizeof *maximums);
    for (size_t i = 0; i < count; i++) {
        if (subtree_at(element->cert, i)->has_maximum)
            maximums[given++] = subtree_at(element->cert, i)->maximum;
    }
    set_numbers(out, maximums, given);
}

static void name_constraints_ip_octets(COMPUTE)
{
    size_t count, addresses = 0;
    if (!subtrees_are_known(scene, element, out, &count))
        return;
    int64_t *octets = arena_array(scene->arena, count, sizeof *octets);
    for (size_t i = 0; i < count; i++) {
        if (subtree_at(element->cert, i)->base.kind == GENERAL_NAME_IP)
            octets[addresses++] = (int64_t)subtree_at(element->cert, i)->base.value.length;
    }
    set_numbers(out, octets, addresses);
}

/* --- distribution points (4.2.1.13) --- */

static bool points_are_known(COMPUTE)
{
    return extension_is_known(scene, element, element->cert->crl_distribution_points.presence,
                              "crl_distribution_points", out);
}

/* How many points hold what is asked. */
static void count_points(COMPUTE, bool (*has)(const struct distribution_point *point))
{
    const struct distribution_points *points = &element->cert->crl_distribution_points.list;
    int64_t count = 0;
    if (!points_are_known(scene, element, out))
        return;
    for (size_t i = 0; i < points->count; i++)
        count += has(&points->items[i]);
    set_integer(out, count);
}

static bool is_point(const struct distribution_point *point)
{
    (void)point;
    return true;
}

static bool is_nameless(const struct distribution_point *point)
{
    return !point->has_name && point->crl_issuer.count == 0;
}

static bool is_relative(const struct distribution_point *point)
{
    return point->relative_name.data;
}

static bool has_all_reasons(const struct distribution_point *point)
{
    return !point->has_reasons;
}

static void points_count(COMPUTE)
{
    count_points(scene, element, out, is_point);
}

static void points_nameless(COMPUTE)
{
    count_points(scene, element, out, is_nameless);
}

static void points_relative(COMPUTE)
{
    count_points(scene, element, out, is_relative);
}

static void points_all_reasons(COMPUTE)
{
    count_points(scene, element, out, has_all_reasons);
}

static void points_crl_issuers(COMPUTE)
{
    const struct distribution_points *points = &element->cert->crl_distribution_points.list;
    struct fact_list list = { 0 };
    if (!points_are_known(scene, element, out))
        return;
    for (size_t i = 0; i < points->count; i++) {
        const struct general_names *issuers = &points->items[i].crl_issuer;
        for (size_t j = 0; j < issuers->count; j++) {
            const struct general_name *name = &issuers->items[j];
            list_add_text(scene, &list,
                          span_of_text(name->kind == GENERAL_NAME_DIRECTORY
                                           ? name_print(scene->arena, name->directory)
                                           : general_name_print(scene->arena, name)));
        }
    }
    if (list.count > 0)
        set_list(out, &list);
}

/* --- access descriptions (4.2.2.1) --- */

static void access_methods(COMPUTE)
{
    const struct access_descriptions *descriptions = &element->cert->authority_info_access.list;
    struct fact_list list = { 0 };
    if (!extension_is_known(scene, element, element->cert->authority_info_access.presence,
                            "authority_info_access", out))
        return;
    for (size_t i = 0; i < descriptions->count; i++)
        list_add(scene, &list, descriptions->items[i].method);
    set_list(out, &list);
}

#define CERT  FACT_ON_CERTIFICATE, FACT_GROUP_PROFILE
#define ASKED FACT_ON_CERTIFICATE | FACT_ON_REQUEST, FACT_GROUP_PROFILE
/* clang-format off */
static const struct fact rows[] = {
    { "signature.parameters", VALUE_TEXT, ASKED, "parameters of the signature algorithm: absent, null, object_identifier, other (RFC 3279, 4055, 5758, 8410)", .parts = PART(SIGNATURE), .compute = compute_signature_parameters },
    { "issuer_name.empty", VALUE_BOOLEAN, CERT, "whether the issuer has no attribute (RFC 5280, 4.1.2.4)", .parts = PART(ISSUER), .compute = compute_issuer_empty },
    { "issuer_name.attributes", VALUE_TEXTS, CERT, "each attribute of the issuer, unescaped: \"CN=Contoso Root CA\"", .parts = PART(ISSUER), .compute = compute_issuer_attributes },
    { "issuer_name.string_types", VALUE_TEXTS, CERT, "its string types: \"CN=utf8_string\"; printable_string, teletex_string, ia5_string, numeric_string, visible_string, universal_string, bmp_string, other", .parts = PART(ISSUER), .compute = compute_issuer_string_types },
    { "issuer_name.misencoded", VALUE_TEXTS, CERT, "attributes whose octets their string type does not allow (X.680, 41)", .parts = PART(ISSUER), .compute = compute_issuer_misencoded },
    { "validity.not_before.text", VALUE_TEXT, CERT, "as it stands: \"260601000000Z\"", .parts = PART(VALIDITY), .compute = not_before_text },
    { "validity.not_after.text", VALUE_TEXT, CERT, "as it stands", .parts = PART(VALIDITY), .compute = not_after_text },
    { "subject.attributes", VALUE_TEXTS, ASKED, "each attribute of the subject, unescaped: \"CN=vpn.contoso.com\"", .parts = PART(SUBJECT), .compute = subject_attributes },
    { "subject.string_types", VALUE_TEXTS, ASKED, "their string types: \"CN=utf8_string\"", .parts = PART(SUBJECT), .compute = subject_string_types },
    { "subject.misencoded", VALUE_TEXTS, ASKED, "attributes whose octets their string type does not allow (X.680, 41)", .parts = PART(SUBJECT), .compute = subject_misencoded },
    { "subject_public_key.parameters", VALUE_TEXT, ASKED, "parameters of the key's algorithm: absent, null, object_identifier (a named curve), other", .parts = PART(KEY), .compute = key_parameters },
    { "subject_public_key.ec_point", VALUE_TEXT, ASKED, "form of an EC point: uncompressed, compressed, hybrid, other (RFC 5480, 2.2)", .parts = PART(KEY), .compute = key_ec_point },
    { "unique_ids", VALUE_TEXTS, CERT, "issuer, subject: which unique identifiers are there (RFC 5280, 4.1.2.8)", .parts = PART(SERIAL), .compute = unique_ids },
    { "authority_key_id.parts", VALUE_TEXTS, CERT, "what the extension holds: key_id, issuer, serial_number (RFC 5280, 4.2.1.1)", .parts = PART(ISSUER), .compute = compute_authority_key_id_parts },
    { "certificate_policies.duplicate", VALUE_OIDS, ASKED, "policies that are listed more than once (RFC 5280, 4.2.1.4)", .parts = PART(POLICIES), .compute = policies_duplicate },
    { "certificate_policies.qualifiers", VALUE_OIDS, ASKED, "kinds of all qualifiers: cps, user_notice (RFC 5280, 4.2.1.4)", .parts = PART(POLICIES), .compute = policies_qualifiers },
    { "certificate_policies.any_policy_qualifiers", VALUE_OIDS, ASKED, "those of any_policy", .parts = PART(POLICIES), .compute = policies_any_policy_qualifiers },
    { "certificate_policies.cps", VALUE_TEXTS, ASKED, "addresses of practice statements", .parts = PART(POLICIES), .compute = policies_cps },
    { "certificate_policies.notices", VALUE_TEXTS, ASKED, "explicit texts of user notices", .parts = PART(POLICIES), .compute = policies_notices },
    { "certificate_policies.notice_string_types", VALUE_TEXTS, ASKED, "their string types: utf8_string, visible_string, bmp_string, ia5_string", .parts = PART(POLICIES), .compute = policies_notice_string_types },
    { "certificate_policies.notice_references", VALUE_INTEGER, ASKED, "how many user notices have a noticeRef", .parts = PART(POLICIES), .compute = policies_notice_references },
    { "policy_mappings.from", VALUE_OIDS, CERT, "issuerDomainPolicies (RFC 5280, 4.2.1.5)", .parts = PART(CONSTRAINTS), .compute = policy_mappings_from },
    { "policy_mappings.to", VALUE_OIDS, CERT, "subjectDomainPolicies (RFC 5280, 4.2.1.5)", .parts = PART(CONSTRAINTS), .compute = policy_mappings_to },
    { "subject_alt_name.kinds", VALUE_TEXTS, ASKED, "kind of each name: dns, ip, uri, email, directory, other, x400, edi_party, registered_id", .parts = PART(ALT_NAME), .compute = alt_name_kinds },
    { "subject_alt_name.registered_id", VALUE_OIDS, ASKED, "registeredIDs", .parts = PART(ALT_NAME), .compute = alt_name_registered_id },
    { "subject_alt_name.ip_octets", VALUE_INTEGERS, ASKED, "lengths of the iPAddresses", .parts = PART(ALT_NAME), .compute = alt_name_ip_octets },
    { "issuer_alt_name", VALUE_TEXTS, CERT, "alternative names of the issuer, each with its kind (RFC 5280, 4.2.1.7)", .parts = PART(ISSUER), .compute = issuer_alt_name },
    { "name_constraints.kinds", VALUE_TEXTS, CERT, "kind of each subtree, as subject_alt_name.kinds (RFC 5280, 4.2.1.10)", .parts = PART(CONSTRAINTS), .compute = name_constraints_kinds },
    { "name_constraints.minimums", VALUE_INTEGERS, CERT, "minimum of each subtree", .parts = PART(CONSTRAINTS), .compute = name_constraints_minimums },
    { "name_constraints.maximums", VALUE_INTEGERS, CERT, "maximums, of those that have one", .parts = PART(CONSTRAINTS), .compute = name_constraints_maximums },
    { "name_constraints.ip_octets", VALUE_INTEGERS, CERT, "lengths of the iPAddress subtrees: address and mask", .parts = PART(CONSTRAINTS), .compute = name_constraints_ip_octets },
    { "policy_constraints.require_explicit", VALUE_INTEGER, CERT, "requireExplicitPolicy (RFC 5280, 4.2.1.11)", .parts = PART(CONSTRAINTS), .compute = require_explicit },
    { "policy_constraints.inhibit_mapping", VALUE_INTEGER, CERT, "inhibitPolicyMapping (RFC 5280, 4.2.1.11)", .parts = PART(CONSTRAINTS), .compute = inhibit_mapping },
    { "inhibit_any_policy", VALUE_INTEGER, CERT, "skipCerts (RFC 5280, 4.2.1.14)", .parts = PART(CONSTRAINTS), .compute = inhibit_any_policy },
    { "crl_distribution_points.count", VALUE_INTEGER, CERT, "how many points there are (RFC 5280, 4.2.1.13)", .parts = PART(POINTERS), .compute = points_count },
    { "crl_distribution_points.nameless", VALUE_INTEGER, CERT, "how many have neither a name nor a CRL issuer", .parts = PART(POINTERS), .compute = points_nameless },
    { "crl_distribution_points.relative", VALUE_INTEGER, CERT, "how many are named relative to the CRL issuer", .parts = PART(POINTERS), .compute = points_relative },
    { "crl_distribution_points.all_reasons", VALUE_INTEGER, CERT, "how many hold for all reasons", .parts = PART(POINTERS), .compute = points_all_reasons },
    { "crl_distribution_points.crl_issuers", VALUE_TEXTS, CERT, "issuers of indirect lists, as RFC 4514 writes them", .parts = PART(POINTERS), .compute = points_crl_issuers },
    { "authority_info_access.methods", VALUE_OIDS, CERT, "all access methods: ca_issuers, ocsp … (RFC 5280, 4.2.2.1)", .parts = PART(POINTERS), .compute = access_methods },
};
/* clang-format on */

const struct fact_rows facts_profile = { rows, COUNT_OF(rows) };
