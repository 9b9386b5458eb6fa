/* Facts for rule sets that hold a certificate to the letter of RFC 5280: what stands inside its extensions (4.2), in the
 * RFC's order, beyond what facts_extensions.c has for everybody. */
#include "facts/facts_internal.h"

#include <stdlib.h>

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

#define CERT  FACT_ON_CERTIFICATE, FACT_GROUP_DETAILS
#define ASKED FACT_ON_CERTIFICATE | FACT_ON_REQUEST | FACT_ON_TEMPLATE, FACT_GROUP_DETAILS
/* clang-format off */
static const struct fact rows[] = {
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

const struct fact_rows facts_details = { rows, COUNT_OF(rows) };
