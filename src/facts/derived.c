/* What Windows makes of a certificate: what it is good for, and whose name it bears.
 *
 * Usages: the Application Policies where that extension is present, else the Extended Key Usage, else any. Names: common
 * names and dNSNames alike, since a common name alone is enough for IKE (unlike RFC 6125, which has browsers look at
 * dNSNames only). What cannot be a host name ("Contoso Issuing CA", a dNSName with a NUL in it) is no name here. */
#include "facts/facts_internal.h"
#include "util/text.h"

/* --- usages --- */

static bool usages_are_known(COMPUTE, const struct oid_list **list)
{
    enum presence presence = cert_usages(element->cert, list);
    if (presence == EXTENSION_ABSENT && !element->cert->extensions_decoded)
        set_undecoded(scene, element, out, "list of extensions");
    else if (presence == EXTENSION_MALFORMED)
        extension_is_known(scene, element, presence,
                           element->cert->application_policies.presence == EXTENSION_MALFORMED
                               ? "application_policies"
                               : "extended_key_usage",
                           out);
    if (presence == EXTENSION_ABSENT)
        *list = NULL;
    return out->state != VALUE_UNKNOWN;
}

static void usages(COMPUTE)
{
    const struct oid_list *list;
    if (!usages_are_known(scene, element, out, &list))
        return;
    if (list) {
        set_oids(out, list);
        return;
    }
    struct fact_list any = { 0 };
    list_add(scene, &any, oid_entry(OID_ANY_EXTENDED_KEY_USAGE)->der);
    set_list(out, &any);
}

static void usages_unrestricted(COMPUTE)
{
    const struct oid_list *list;
    if (!usages_are_known(scene, element, out, &list))
        return;
    bool named = list && list->count == 0; /* an empty list names nothing, and allows nothing */
    for (size_t i = 0; list && i < list->count; i++) {
        named = named || !(oid_is(list->items[i], OID_ANY_EXTENDED_KEY_USAGE) ||
                           oid_is(list->items[i], OID_ANY_APPLICATION_POLICY));
    }
    set_boolean(out, !named);
}

/* --- names --- */

/* Names at the front that each further one is compared with, so that the common name is not there twice; a certificate of
 * thousands is not to cost their square. */
enum { COMPARED_NAMES = 16 };

static struct span common_name_text(const struct name_attribute *attribute)
{
    return attribute->oid == OID_COMMON_NAME ? attribute->text : (struct span){ NULL, 0 };
}

static bool subject_is_known(COMPUTE)
{
    if (!element->cert->subject.decoded)
        set_undecoded(scene, element, out, "subject");
    return element->cert->subject.decoded;
}

static void add_host_name(const struct scene *scene, struct fact_list *list, struct span text,
                          bool qualified_only)
{
    struct span host;
    if (!text.data || !hostname_normalize(scene->arena, text, &host))
        return;
    if (qualified_only && !hostname_is_qualified(host))
        return;
    for (size_t i = 0; i < list->count && i < COMPARED_NAMES; i++) {
        if (span_equal(list->items[i], host))
            return;
    }
    list_add(scene, list, host);
}

static void add_common_names(const struct scene *scene, struct fact_list *list, const struct name *subject,
                             bool qualified_only)
{
    for (size_t i = 0; i < subject->attribute_count; i++)
        add_host_name(scene, list, common_name_text(&subject->attributes[i]), qualified_only);
}

static bool names_are_known(COMPUTE)
{
    const struct cert *cert = element->cert;
    if (!subject_is_known(scene, element, out))
        return false;
    extension_is_known(scene, element, cert->subject_alt_name.presence, "subject_alt_name", out);
    return out->state != VALUE_UNKNOWN;
}

static void host_names_of(COMPUTE, bool qualified_only)
{
    const struct cert *cert = element->cert;
    if (!names_are_known(scene, element, out))
        return;
    struct fact_list list = { 0 };
    add_common_names(scene, &list, &cert->subject, qualified_only);
    const struct general_names *names = &cert->subject_alt_name.names;
    for (size_t i = 0; i < names->count; i++) {
        if (names->items[i].kind == GENERAL_NAME_DNS)
            add_host_name(scene, &list, names->items[i].value, qualified_only);
    }
    set_list(out, &list);
}

static void names(COMPUTE)
{
    host_names_of(scene, element, out, false);
}

static void names_qualified(COMPUTE)
{
    host_names_of(scene, element, out, true);
}

static bool is_printable_ascii(struct span text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] < 0x20 || text.data[i] > 0x7e)
            return false;
    }
    return true;
}

static void names_ascii(COMPUTE)
{
    const struct cert *cert = element->cert;
    if (!names_are_known(scene, element, out))
        return;
    bool ascii = true;
    for (size_t i = 0; i < cert->subject.attribute_count; i++) {
        const struct name_attribute *attribute = &cert->subject.attributes[i];
        if (attribute->oid == OID_COMMON_NAME)
            ascii = ascii && is_printable_ascii(attribute->text.data ? attribute->text : attribute->value);
    }
    for (size_t i = 0; i < cert->subject_alt_name.names.count; i++) {
        const struct general_name *name = &cert->subject_alt_name.names.items[i];
        ascii = ascii && (name->kind != GENERAL_NAME_DNS || is_printable_ascii(name->value));
    }
    set_boolean(out, ascii);
}

static void subject_host_names(COMPUTE)
{
    struct fact_list list = { 0 };
    if (!subject_is_known(scene, element, out))
        return;
    add_common_names(scene, &list, &element->cert->subject, false);
    if (list.count > 0)
        set_list(out, &list);
}

static void subject_host_name(COMPUTE)
{
    struct span host;
    if (!subject_is_known(scene, element, out))
        return;
    const struct name_attribute *last = name_find(&element->cert->subject, OID_COMMON_NAME);
    if (last && last->text.data && hostname_normalize(scene->arena, last->text, &host))
        set_span(out, host);
}

#define ASKED FACT_ON_CERTIFICATE | FACT_ON_REQUEST | FACT_ON_TEMPLATE, FACT_GROUP_DERIVED
/* clang-format off */
static const struct fact rows[] = {
    { "usages", VALUE_OIDS, ASKED, "what it is good for: Application Policies where present, else Extended Key Usage, else any", .any_contains_all = true, .parts = PART(USAGES), .compute = usages },
    { "usages.unrestricted", VALUE_BOOLEAN, ASKED, "whether no usage is named: neither extension is there, or nothing but any", .parts = PART(USAGES), .compute = usages_unrestricted },
    { "names", VALUE_HOSTNAMES, ASKED, "host names that it bears: common names and dNSNames, in lower case as A-labels", .parts = PART(SUBJECT) | PART(ALT_NAME), .compute = names },
    { "names.qualified", VALUE_HOSTNAMES, ASKED, "of these: those that the public DNS could resolve (no single label, no address, no .local and its like)", .parts = PART(SUBJECT) | PART(ALT_NAME), .compute = names_qualified },
    { "names.ascii", VALUE_BOOLEAN, ASKED, "whether all common names and dNSNames are printable ASCII", .parts = PART(SUBJECT) | PART(ALT_NAME), .compute = names_ascii },
    { "subject.host_name", VALUE_HOSTNAME, ASKED, "the last common name as a host name; absent where it is none", .parts = PART(SUBJECT), .compute = subject_host_name },
    { "subject.host_names", VALUE_HOSTNAMES, ASKED, "all common names that are host names", .parts = PART(SUBJECT), .compute = subject_host_names },
};
/* clang-format on */

const struct fact_rows facts_derived = { rows, COUNT_OF(rows) };
