/* Facts of Microsoft's extensions (MS-WCCE, 2.2.2.7). */
#include "facts/facts_internal.h"
#include "util/text.h"

static void application_policies(COMPUTE)
{
    const struct cert *cert = element->cert;
    if (extension_is_known(scene, element, cert->application_policies.presence, "application_policies", out))
        set_oids(out, &cert->application_policies.list);
}

/* Certificates of version 1 templates bear the name; a row of the CA's database has it beside them. */
static void template_name(COMPUTE)
{
    const struct cert *cert = element->cert;
    const struct object *object = element->object;
    if (extension_is_known(scene, element, cert->template_name.presence, "template_name", out))
        set_text(scene, out, cert->template_name.name);
    else if (out->state == VALUE_ABSENT && object && object->context.template_name.data)
        set_text(scene, out, object->context.template_name);
}

static bool template_is_known(COMPUTE)
{
    return extension_is_known(scene, element, element->cert->template_info.presence, "template", out);
}

static void template_oid(COMPUTE)
{
    if (template_is_known(scene, element, out))
        set_span(out, element->cert->template_info.oid);
}

static void template_version(COMPUTE)
{
    const struct cert *cert = element->cert;
    if (!template_is_known(scene, element, out) || !cert->template_info.has_major)
        return;
    const char *major = arena_format(scene->arena, "%lld", (long long)cert->template_info.major);
    set_word(out, cert->template_info.has_minor
                      ? arena_format(scene->arena, "%s.%lld", major, (long long)cert->template_info.minor)
                      : major);
}

static bool ca_version_is_known(COMPUTE, int64_t *value)
{
    bool crl = element->kind == OBJECT_CRL;
    *value = crl ? element->crl->ca_version.value : element->cert->ca_version.value;
    enum presence presence = crl ? element->crl->ca_version.presence : element->cert->ca_version.presence;
    return extension_is_known(scene, element, presence, "ca_version", out);
}

/* "V2.1" as certutil prints it: certificate index, key index. */
void compute_ca_version(COMPUTE)
{
    int64_t value;
    if (ca_version_is_known(scene, element, out, &value))
        set_word(out, arena_format(scene->arena, "V%lld.%lld", (long long)(value & 0xffff),
                                   (long long)(value >> 16 & 0xffff)));
}

void compute_ca_version_key(COMPUTE)
{
    int64_t value;
    if (ca_version_is_known(scene, element, out, &value))
        set_integer(out, value >> 16 & 0xffff);
}

void compute_ca_version_certificate(COMPUTE)
{
    int64_t value;
    if (ca_version_is_known(scene, element, out, &value))
        set_integer(out, value & 0xffff);
}

/* --- the security identifier, in two forms (KB5014754) --- */

#define SID_URI "tag:microsoft.com,2022-09-14:sid:"

static struct span sid_of_uri(const struct general_name *name)
{
    size_t head = strlen(SID_URI);
    if (name->kind != GENERAL_NAME_URI || name->value.length <= head ||
        !text_is_at_ignoring_case(name->value, 0, SID_URI))
        return (struct span){ NULL, 0 };
    return span_from(name->value, head);
}

/* The first one of the alternative names; data NULL where there is none. */
static struct span sid_among_names(const struct general_names *names)
{
    struct span sid = { NULL, 0 };
    for (size_t i = 0; i < names->count && !sid.data; i++)
        sid = sid_of_uri(&names->items[i]);
    return sid;
}

/* Reads both forms; false where one of them does not decode and the other is not there. */
static bool sids_are_known(COMPUTE, struct span *in_extension, struct span *in_uri)
{
    const struct cert *cert = element->cert;
    *in_extension = *in_uri = (struct span){ NULL, 0 };
    if (cert->sid.presence == EXTENSION_PRESENT)
        *in_extension = cert->sid.text;
    if (!in_extension->data && cert->undecided[CERT_PART_ALT_NAME]) {
        set_unknown(out, cert->undecided[CERT_PART_ALT_NAME]);
        return false;
    }
    if (cert->subject_alt_name.presence == EXTENSION_PRESENT)
        *in_uri = sid_among_names(&cert->subject_alt_name.names);
    if (in_extension->data || in_uri->data)
        return true;
    extension_is_known(scene, element, cert->sid.presence, "sid", out);
    if (out->state == VALUE_ABSENT)
        extension_is_known(scene, element, cert->subject_alt_name.presence, "subject_alt_name", out);
    return false;
}

static void sid(COMPUTE)
{
    struct span in_extension, in_uri;
    if (sids_are_known(scene, element, out, &in_extension, &in_uri))
        set_text(scene, out, in_extension.data ? in_extension : in_uri);
}

static void sid_forms(COMPUTE)
{
    struct span in_extension, in_uri;
    struct fact_list list = { 0 };
    if (!sids_are_known(scene, element, out, &in_extension, &in_uri))
        return;
    if (in_extension.data)
        list_add_word(scene, &list, "extension");
    if (in_uri.data)
        list_add_word(scene, &list, "uri");
    set_list(out, &list);
}

#define CERT  FACT_ON_CERTIFICATE, FACT_GROUP_MICROSOFT
#define ASKED FACT_ON_CERTIFICATE | FACT_ON_REQUEST | FACT_ON_TEMPLATE, FACT_GROUP_MICROSOFT
/* clang-format off */
static const struct fact rows[] = {
    { "application_policies", VALUE_OIDS, ASKED, "usages in 1.3.6.1.4.1.311.21.10, which Windows believes before the Extended Key Usage", .field = TEMPLATE_APPLICATION_POLICIES + 1, .parts = PART(USAGES), .compute = application_policies },
    { "template.name", VALUE_TEXT, ASKED, "name of a version 1 template (1.3.6.1.4.1.311.20.2), or what the CA's database says", .parts = PART(TEMPLATE), .compute = template_name },
    { "template.oid", VALUE_OID, ASKED, "the template (1.3.6.1.4.1.311.21.7)", .parts = PART(TEMPLATE), .compute = template_oid },
    { "template.version", VALUE_TEXT, ASKED, "its version: \"100.5\"", .parts = PART(TEMPLATE), .compute = template_version },
    { "ca_version", VALUE_TEXT, CERT, "CA Version as certutil prints it: certificate index and key index, \"V2.1\" (1.3.6.1.4.1.311.21.1)", .parts = PART(ISSUER), .compute = compute_ca_version },
    { "ca_version.key", VALUE_INTEGER, CERT, "its key index: counts the CA's renewals with a new key", .parts = PART(ISSUER), .compute = compute_ca_version_key },
    { "ca_version.certificate", VALUE_INTEGER, CERT, "its certificate index: counts the CA's renewals", .parts = PART(ISSUER), .compute = compute_ca_version_certificate },
    { "sid", VALUE_TEXT, ASKED, "security identifier of the account (1.3.6.1.4.1.311.25.2, or the alternative name " SID_URI "…)", .parts = PART(SID), .compute = sid },
    { "sid.form", VALUE_TEXTS, ASKED, "where it stands: extension, uri", .parts = PART(SID), .compute = sid_forms },
};
/* clang-format on */

const struct fact_rows facts_microsoft = { rows, COUNT_OF(rows) };
