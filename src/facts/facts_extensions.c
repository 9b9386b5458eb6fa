/* Facts of the extensions (RFC 5280, 4.2), in the RFC's order. An extension that is not there leaves its facts absent,
 * one that does not decode makes them unknown. */
#include "facts/facts_internal.h"
#include "util/text.h"

/* --- the list of extensions --- */

static bool extensions_are_known(COMPUTE, const struct extensions **extensions)
{
    bool decoded;
    *extensions = element_extensions(element, &decoded);
    if (!decoded)
        set_undecoded(scene, element, out, "list of extensions");
    return decoded;
}

void compute_extensions(COMPUTE)
{
    const struct extensions *extensions;
    struct fact_list list = { 0 };
    if (!extensions_are_known(scene, element, out, &extensions))
        return;
    for (size_t i = 0; i < extensions->count; i++)
        list_add(scene, &list, extensions->items[i].oid);
    set_list(out, &list);
}

void compute_extensions_critical(COMPUTE)
{
    const struct extensions *extensions;
    struct fact_list list = { 0 };
    if (!extensions_are_known(scene, element, out, &extensions))
        return;
    for (size_t i = 0; i < extensions->count; i++) {
        if (extensions->items[i].critical)
            list_add(scene, &list, extensions->items[i].oid);
    }
    set_list(out, &list);
}

void compute_extensions_unknown_critical(COMPUTE)
{
    const struct extensions *extensions;
    struct fact_list list = { 0 };
    if (!extensions_are_known(scene, element, out, &extensions))
        return;
    for (size_t i = 0; i < extensions->count; i++) {
        if (extensions->items[i].critical && !extensions->items[i].understood)
            list_add(scene, &list, extensions->items[i].oid);
    }
    set_list(out, &list);
}

void compute_extensions_duplicate(COMPUTE)
{
    const struct extensions *extensions;
    struct fact_list list = { 0 };
    if (!extensions_are_known(scene, element, out, &extensions))
        return;
    for (size_t i = 0; i < extensions->count; i++) {
        if (extensions->items[i].duplicate)
            list_add(scene, &list, extensions->items[i].oid);
    }
    set_list(out, &list);
}

/* Known even where the list breaks off: that is a flaw by itself, and a finding by way of `flaws`. */
void compute_extensions_malformed(COMPUTE)
{
    bool decoded;
    const struct extensions *extensions = element_extensions(element, &decoded);
    struct fact_list list = { 0 };
    for (size_t i = 0; i < extensions->count; i++) {
        if (extensions->items[i].malformed)
            list_add(scene, &list, extensions->items[i].oid);
    }
    set_list(out, &list);
}

void compute_extensions_decoded(COMPUTE)
{
    (void)scene;
    bool are_decoded;
    element_extensions(element, &are_decoded);
    set_boolean(out, are_decoded);
}

/* --- 4.2.1.1, 4.2.1.2: key identifiers --- */

void compute_authority_key_id(COMPUTE)
{
    const struct authority_key_id *id =
        element->kind == OBJECT_CRL ? &element->crl->authority_key_id : &element->cert->authority_key_id;
    if (extension_is_known(scene, element, id->presence, "authority_key_id", out) && id->has_key_id)
        set_span(out, id->key_id);
}

static void subject_key_id(COMPUTE)
{
    const struct cert *cert = element->cert;
    if (extension_is_known(scene, element, cert->subject_key_id.presence, "subject_key_id", out))
        set_span(out, cert->subject_key_id.id);
}

/* --- 4.2.1.3: key usage --- */

static const char *const key_usage_words[] = {
    [KEY_USAGE_DIGITAL_SIGNATURE] = "digital_signature",
    [KEY_USAGE_CONTENT_COMMITMENT] = "content_commitment",
    [KEY_USAGE_KEY_ENCIPHERMENT] = "key_encipherment",
    [KEY_USAGE_DATA_ENCIPHERMENT] = "data_encipherment",
    [KEY_USAGE_KEY_AGREEMENT] = "key_agreement",
    [KEY_USAGE_KEY_CERT_SIGN] = "key_cert_sign",
    [KEY_USAGE_CRL_SIGN] = "crl_sign",
    [KEY_USAGE_ENCIPHER_ONLY] = "encipher_only",
    [KEY_USAGE_DECIPHER_ONLY] = "decipher_only",
};

static void key_usage(COMPUTE)
{
    const struct cert *cert = element->cert;
    if (!extension_is_known(scene, element, cert->key_usage.presence, "key_usage", out))
        return;
    struct fact_list list = { 0 };
    for (unsigned bit = 0; bit < COUNT_OF(key_usage_words); bit++) {
        if (cert->key_usage.bits & 1u << bit)
            list_add_word(scene, &list, key_usage_words[bit]);
    }
    set_list(out, &list);
}

/* --- 4.2.1.4: certificate policies --- */

static void certificate_policies(COMPUTE)
{
    const struct cert *cert = element->cert;
    if (!extension_is_known(scene, element, cert->certificate_policies.presence, "certificate_policies", out))
        return;
    struct fact_list list = { 0 };
    for (size_t i = 0; i < cert->certificate_policies.list.count; i++)
        list_add(scene, &list, cert->certificate_policies.list.items[i].oid);
    set_list(out, &list);
}

/* --- 4.2.1.6: subject alternative name --- */

static bool alt_name_is_known(COMPUTE)
{
    return extension_is_known(scene, element, element->cert->subject_alt_name.presence, "subject_alt_name",
                              out);
}

/* An extension that does not decode is there all the same. */
static void set_present(const struct scene *scene, const struct element *element, struct value *out,
                        enum presence presence)
{
    if (presence != EXTENSION_ABSENT || element->cert->extensions_decoded)
        set_boolean(out, presence != EXTENSION_ABSENT);
    else
        set_undecoded(scene, element, out, "list of extensions");
}

static void alt_name_present(COMPUTE)
{
    set_present(scene, element, out, element->cert->subject_alt_name.presence);
}

/* The text of one name; data NULL where it is not of the kind asked for. */
typedef struct span name_reader(const struct scene *scene, const struct general_name *name);

static void alt_names(COMPUTE, name_reader *read)
{
    if (!alt_name_is_known(scene, element, out))
        return;
    const struct general_names *names = &element->cert->subject_alt_name.names;
    struct fact_list list = { 0 };
    for (size_t i = 0; i < names->count; i++) {
        struct span text = read(scene, &names->items[i]);
        if (text.data)
            list_add_text(scene, &list, text);
    }
    if (list.count > 0)
        set_list(out, &list);
}

static const struct span no_text = { NULL, 0 };

/* An empty name keeps its place in a list. */
static struct span ia5_text(const struct general_name *name)
{
    return name->value.data ? name->value : span_of_text("");
}

static struct span read_all(const struct scene *scene, const struct general_name *name)
{
    return span_of_text(general_name_print(scene->arena, name));
}

static struct span read_dns(const struct scene *scene, const struct general_name *name)
{
    struct span host = no_text;
    if (name->kind == GENERAL_NAME_DNS && !hostname_normalize(scene->arena, name->value, &host))
        return no_text;
    return host;
}

static struct span read_dns_text(const struct scene *scene, const struct general_name *name)
{
    (void)scene;
    return name->kind == GENERAL_NAME_DNS ? ia5_text(name) : no_text;
}

static struct span read_ip(const struct scene *scene, const struct general_name *name)
{
    if (name->kind != GENERAL_NAME_IP || (name->value.length != 4 && name->value.length != 16))
        return no_text;
    return span_of_text(general_name_ip(scene->arena, name->value));
}

static struct span read_uri(const struct scene *scene, const struct general_name *name)
{
    (void)scene;
    return name->kind == GENERAL_NAME_URI ? ia5_text(name) : no_text;
}

static struct span read_email(const struct scene *scene, const struct general_name *name)
{
    (void)scene;
    return name->kind == GENERAL_NAME_EMAIL ? ia5_text(name) : no_text;
}

static struct span read_upn(const struct scene *scene, const struct general_name *name)
{
    if (name->kind != GENERAL_NAME_OTHER || name->other_oid != OID_UPN)
        return no_text;
    return name->other_text.data ? name->other_text : span_of_text(general_name_value(scene->arena, name));
}

static struct span read_directory(const struct scene *scene, const struct general_name *name)
{
    if (name->kind != GENERAL_NAME_DIRECTORY)
        return no_text;
    return span_of_text(name_print(scene->arena, name->directory));
}

static struct span read_other(const struct scene *scene, const struct general_name *name)
{
    if (name->kind != GENERAL_NAME_OTHER || name->other_oid == OID_UPN)
        return no_text;
    return span_of_text(general_name_print(scene->arena, name));
}

static void alt_name(COMPUTE)
{
    alt_names(scene, element, out, read_all);
}

static void alt_name_dns(COMPUTE)
{
    alt_names(scene, element, out, read_dns);
}

static void alt_name_dns_texts(COMPUTE)
{
    alt_names(scene, element, out, read_dns_text);
}

static void alt_name_ip(COMPUTE)
{
    alt_names(scene, element, out, read_ip);
}

static void alt_name_uri(COMPUTE)
{
    alt_names(scene, element, out, read_uri);
}

static void alt_name_email(COMPUTE)
{
    alt_names(scene, element, out, read_email);
}

static void alt_name_upn(COMPUTE)
{
    alt_names(scene, element, out, read_upn);
}

static void alt_name_directory(COMPUTE)
{
    alt_names(scene, element, out, read_directory);
}

static void alt_name_other(COMPUTE)
{
    alt_names(scene, element, out, read_other);
}

/* --- 4.2.1.9: basic constraints --- */

static void basic_constraints_present(COMPUTE)
{
    set_present(scene, element, out, element->cert->basic_constraints.presence);
}

/* Without the extension a certificate is no CA's (RFC 5280, 6.1.4 (k)), so this is never absent. */
static void basic_constraints_ca(COMPUTE)
{
    set_boolean(out, false);
    if (extension_is_known(scene, element, element->cert->basic_constraints.presence, "basic_constraints",
                           out))
        set_boolean(out, element->cert->basic_constraints.ca);
}

static void basic_constraints_path_len(COMPUTE)
{
    const struct cert *cert = element->cert;
    if (extension_is_known(scene, element, cert->basic_constraints.presence, "basic_constraints", out) &&
        cert->basic_constraints.has_path_len)
        set_integer(out, cert->basic_constraints.path_len);
}

/* --- 4.2.1.10: name constraints --- */

static void add_subtrees(const struct scene *scene, struct fact_list *list,
                         const struct general_subtrees *subtrees, const char *head)
{
    for (size_t i = 0; i < subtrees->count; i++) {
        const char *base = general_name_print(scene->arena, &subtrees->items[i].base);
        list_add_text(scene, list, span_of_text(arena_format(scene->arena, "%s%s", head, base)));
    }
}

static bool name_constraints_are_known(COMPUTE)
{
    return extension_is_known(scene, element, element->cert->name_constraints.presence, "name_constraints",
                              out);
}

static void name_constraints(COMPUTE)
{
    const struct cert *cert = element->cert;
    struct fact_list list = { 0 };
    if (!name_constraints_are_known(scene, element, out))
        return;
    add_subtrees(scene, &list, &cert->name_constraints.permitted, "permitted ");
    add_subtrees(scene, &list, &cert->name_constraints.excluded, "excluded ");
    set_list(out, &list);
}

static void name_constraints_permitted(COMPUTE)
{
    struct fact_list list = { 0 };
    if (!name_constraints_are_known(scene, element, out))
        return;
    add_subtrees(scene, &list, &element->cert->name_constraints.permitted, "");
    set_list(out, &list);
}

static void name_constraints_excluded(COMPUTE)
{
    struct fact_list list = { 0 };
    if (!name_constraints_are_known(scene, element, out))
        return;
    add_subtrees(scene, &list, &element->cert->name_constraints.excluded, "");
    set_list(out, &list);
}

/* --- 4.2.1.12: extended key usage --- */

static void extended_key_usage(COMPUTE)
{
    const struct cert *cert = element->cert;
    if (extension_is_known(scene, element, cert->extended_key_usage.presence, "extended_key_usage", out))
        set_oids(out, &cert->extended_key_usage.list);
}

/* --- 4.2.1.13, 4.2.1.15: where revocation lists are --- */

static bool has_scheme(struct span uri, const char *scheme)
{
    return uri.length > strlen(scheme) && text_is_at_ignoring_case(uri, 0, scheme);
}

/* The places of all points; only those of a scheme where one is given ("http:" takes "https:" with it). */
static void add_places(const struct scene *scene, struct fact_list *list,
                       const struct distribution_points *points, const char *scheme, const char *or_scheme)
{
    for (size_t i = 0; i < points->count; i++) {
        const struct general_names *names = &points->items[i].full_name;
        for (size_t j = 0; j < names->count; j++) {
            const struct general_name *name = &names->items[j];
            bool uri = name->kind == GENERAL_NAME_URI;
            if (!scheme && !uri)
                list_add_text(scene, list, span_of_text(general_name_print(scene->arena, name)));
            else if (!scheme ||
                     (uri && (has_scheme(name->value, scheme) || has_scheme(name->value, or_scheme))))
                list_add_text(scene, list, name->value);
        }
    }
}

static void places(COMPUTE, enum presence presence, const char *field,
                   const struct distribution_points *points, const char *scheme, const char *or_scheme)
{
    if (!extension_is_known(scene, element, presence, field, out))
        return;
    struct fact_list list = { 0 };
    add_places(scene, &list, points, scheme, or_scheme);
    if (!scheme || list.count > 0)
        set_list(out, &list);
}

static void crl_distribution_points_of(COMPUTE, const char *scheme, const char *or_scheme)
{
    const struct cert *cert = element->cert;
    places(scene, element, out, cert->crl_distribution_points.presence, "crl_distribution_points",
           &cert->crl_distribution_points.list, scheme, or_scheme);
}

static void crl_distribution_points(COMPUTE)
{
    crl_distribution_points_of(scene, element, out, NULL, NULL);
}

static void crl_distribution_points_http(COMPUTE)
{
    crl_distribution_points_of(scene, element, out, "http:", "https:");
}

static void crl_distribution_points_ldap(COMPUTE)
{
    crl_distribution_points_of(scene, element, out, "ldap:", "ldaps:");
}

static void freshest_crl_of(COMPUTE, const char *scheme, const char *or_scheme)
{
    bool crl = element->kind == OBJECT_CRL;
    places(scene, element, out,
           crl ? element->crl->freshest_crl.presence : element->cert->freshest_crl.presence, "freshest_crl",
           crl ? &element->crl->freshest_crl.list : &element->cert->freshest_crl.list, scheme, or_scheme);
}

void compute_freshest_crl(COMPUTE)
{
    freshest_crl_of(scene, element, out, NULL, NULL);
}

void compute_freshest_crl_http(COMPUTE)
{
    freshest_crl_of(scene, element, out, "http:", "https:");
}

/* --- 4.2.2.1: authority information access --- */

static void access_locations(COMPUTE, enum oid method)
{
    const struct cert *cert = element->cert;
    if (!extension_is_known(scene, element, cert->authority_info_access.presence, "authority_info_access",
                            out))
        return;
    struct fact_list list = { 0 };
    for (size_t i = 0; i < cert->authority_info_access.list.count; i++) {
        const struct access_description *description = &cert->authority_info_access.list.items[i];
        if (description->known != method)
            continue;
        if (description->location.kind == GENERAL_NAME_URI)
            list_add_text(scene, &list, description->location.value);
        else
            list_add_text(scene, &list,
                          span_of_text(general_name_print(scene->arena, &description->location)));
    }
    if (list.count > 0)
        set_list(out, &list);
}

static void ca_issuers(COMPUTE)
{
    access_locations(scene, element, out, OID_ACCESS_CA_ISSUERS);
}

static void ocsp(COMPUTE)
{
    access_locations(scene, element, out, OID_ACCESS_OCSP);
}

#define CERT   FACT_ON_CERTIFICATE, FACT_GROUP_EXTENSIONS
#define ISSUED FACT_ON_CERTIFICATE | FACT_ON_TEMPLATE, FACT_GROUP_EXTENSIONS
#define ASKED  FACT_ON_CERTIFICATE | FACT_ON_REQUEST | FACT_ON_TEMPLATE, FACT_GROUP_EXTENSIONS
/* clang-format off */
static const struct fact rows[] = {
    { "extensions", VALUE_OIDS, ASKED, "all extensions, in their order", .parts = PART(EXTENSIONS), .compute = compute_extensions },
    { "extensions.critical", VALUE_OIDS, ASKED, "those marked critical", .parts = PART(EXTENSIONS), .compute = compute_extensions_critical },
    { "extensions.unknown_critical", VALUE_OIDS, ASKED, "critical ones that neither RFC 5280 nor Windows processes (4.2)", .parts = PART(EXTENSIONS), .compute = compute_extensions_unknown_critical },
    { "extensions.duplicate", VALUE_OIDS, ASKED, "those that stand there a second time (4.2)", .parts = PART(EXTENSIONS), .compute = compute_extensions_duplicate },
    { "extensions.malformed", VALUE_OIDS, ASKED, "those that do not decode", .parts = PART(EXTENSIONS), .compute = compute_extensions_malformed },
    { "extensions.decoded", VALUE_BOOLEAN, ASKED, "whether the list of extensions itself decodes", .parts = PART(EXTENSIONS), .compute = compute_extensions_decoded },
    { "authority_key_id", VALUE_OCTETS, CERT, "key identifier of the issuer (RFC 5280, 4.2.1.1)", .parts = PART(ISSUER), .compute = compute_authority_key_id },
    { "subject_key_id", VALUE_OCTETS, ASKED, "key identifier (RFC 5280, 4.2.1.2)", .parts = PART(KEY) | PART(KEY_VALUE), .compute = subject_key_id },
    { "key_usage", VALUE_TEXTS, ASKED, "digital_signature, content_commitment, key_encipherment, data_encipherment, key_agreement, key_cert_sign, crl_sign, encipher_only, decipher_only (RFC 5280, 4.2.1.3)", .parts = PART(KEY_USAGE), .compute = key_usage },
    { "certificate_policies", VALUE_OIDS, ASKED, "policies under which it was issued (RFC 5280, 4.2.1.4)", .parts = PART(POLICIES), .compute = certificate_policies },
    { "subject_alt_name", VALUE_TEXTS, ASKED, "all alternative names, each with its kind: \"dns:vpn.contoso.com\" (RFC 5280, 4.2.1.6)", .parts = PART(ALT_NAME), .compute = alt_name },
    { "subject_alt_name.present", VALUE_BOOLEAN, ASKED, "whether the extension is there", .parts = PART(ALT_NAME), .compute = alt_name_present },
    { "subject_alt_name.dns", VALUE_HOSTNAMES, ASKED, "dNSNames that are host names, in lower case", .parts = PART(ALT_NAME), .compute = alt_name_dns },
    { "subject_alt_name.dns_texts", VALUE_TEXTS, ASKED, "all dNSNames as they stand", .parts = PART(ALT_NAME), .compute = alt_name_dns_texts },
    { "subject_alt_name.ip", VALUE_HOSTNAMES, ASKED, "iPAddresses of 4 or 16 octets", .parts = PART(ALT_NAME), .compute = alt_name_ip },
    { "subject_alt_name.uri", VALUE_TEXTS, ASKED, "uniformResourceIdentifiers", .parts = PART(ALT_NAME), .compute = alt_name_uri },
    { "subject_alt_name.email", VALUE_TEXTS, ASKED, "rfc822Names", .parts = PART(ALT_NAME), .compute = alt_name_email },
    { "subject_alt_name.upn", VALUE_TEXTS, ASKED, "User Principal Names (otherName 1.3.6.1.4.1.311.20.2.3)", .parts = PART(ALT_NAME), .compute = alt_name_upn },
    { "subject_alt_name.directory", VALUE_TEXTS, ASKED, "directoryNames as RFC 4514 writes them", .parts = PART(ALT_NAME), .compute = alt_name_directory },
    { "subject_alt_name.other", VALUE_TEXTS, ASKED, "otherNames apart from UPNs", .parts = PART(ALT_NAME), .compute = alt_name_other },
    { "basic_constraints.present", VALUE_BOOLEAN, ASKED, "whether the extension is there", .parts = PART(CONSTRAINTS), .compute = basic_constraints_present },
    { "basic_constraints.ca", VALUE_BOOLEAN, ASKED, "cA; false without the extension (RFC 5280, 4.2.1.9)", .parts = PART(CONSTRAINTS), .compute = basic_constraints_ca },
    { "basic_constraints.path_len", VALUE_INTEGER, ASKED, "pathLenConstraint (RFC 5280, 4.2.1.9)", .parts = PART(CONSTRAINTS), .compute = basic_constraints_path_len },
    { "name_constraints", VALUE_TEXTS, ASKED, "all subtrees: \"permitted dns:contoso.com\" (RFC 5280, 4.2.1.10)", .parts = PART(CONSTRAINTS), .compute = name_constraints },
    { "name_constraints.permitted", VALUE_TEXTS, ASKED, "permitted subtrees: \"dns:contoso.com\"", .parts = PART(CONSTRAINTS), .compute = name_constraints_permitted },
    { "name_constraints.excluded", VALUE_TEXTS, ASKED, "excluded subtrees", .parts = PART(CONSTRAINTS), .compute = name_constraints_excluded },
    { "extended_key_usage", VALUE_OIDS, ASKED, "server_auth, client_auth, ike_intermediate … (RFC 5280, 4.2.1.12)", .field = TEMPLATE_EXTENDED_KEY_USAGE + 1, .parts = PART(USAGES), .compute = extended_key_usage },
    { "crl_distribution_points", VALUE_TEXTS, ISSUED, "where its revocation list is: URLs as they stand, other names with their kind (RFC 5280, 4.2.1.13)", .parts = PART(POINTERS), .compute = crl_distribution_points },
    { "crl_distribution_points.http", VALUE_TEXTS, ISSUED, "those that begin with http: or https:", .parts = PART(POINTERS), .compute = crl_distribution_points_http },
    { "crl_distribution_points.ldap", VALUE_TEXTS, CERT, "those that begin with ldap: or ldaps:", .parts = PART(POINTERS), .compute = crl_distribution_points_ldap },
    { "freshest_crl", VALUE_TEXTS, CERT, "where the delta list is (RFC 5280, 4.2.1.15)", .parts = PART(POINTERS), .compute = compute_freshest_crl },
    { "freshest_crl.http", VALUE_TEXTS, CERT, "those that begin with http: or https:", .parts = PART(POINTERS), .compute = compute_freshest_crl_http },
    { "authority_info_access.ca_issuers", VALUE_TEXTS, CERT, "where the issuer's certificate is (RFC 5280, 4.2.2.1)", .parts = PART(POINTERS), .compute = ca_issuers },
    { "authority_info_access.ocsp", VALUE_TEXTS, CERT, "OCSP responders (RFC 5280, 4.2.2.1)", .parts = PART(POINTERS), .compute = ocsp },
};
/* clang-format on */

const struct fact_rows facts_extensions = { rows, COUNT_OF(rows) };
