/* Facts of a certificate template: its attributes, flags as words, and who may enrol (MS-CRTD). What it has in common with
 * the certificates that it would issue are the facts of certificates. */
#include "facts/facts_internal.h"
#include "util/text.h"

/* Whether an attribute is there and reads; else *out becomes unknown. */
static bool attribute_is_known(COMPUTE, enum template_field field)
{
    const char *lacks = template_lacks(scene->arena, element->template, field);
    if (lacks)
        set_unknown(out, lacks);
    return !lacks;
}

/* --- texts --- */

static void text_of(COMPUTE, enum template_field field)
{
    const struct template_attribute *attribute = &element->template->attributes[field];
    if (attribute_is_known(scene, element, out, field) && attribute->count)
        set_text(scene, out, attribute->items[0]);
}

static void cn(COMPUTE)
{
    text_of(scene, element, out, TEMPLATE_CN);
}

static void display_name(COMPUTE)
{
    text_of(scene, element, out, TEMPLATE_DISPLAY_NAME);
}

static void label(COMPUTE)
{
    set_text(scene, out, span_of_text(template_label(scene->arena, element->template)));
}

static void superseded(COMPUTE)
{
    const struct template_attribute *attribute = &element->template->attributes[TEMPLATE_SUPERSEDED];
    struct fact_list list = { 0 };
    if (!attribute_is_known(scene, element, out, TEMPLATE_SUPERSEDED))
        return;
    for (size_t i = 0; i < attribute->count; i++)
        list_add_text(scene, &list, attribute->items[i]);
    set_list(out, &list);
}

/* --- numbers --- */

static void number_of(COMPUTE, enum template_field field)
{
    int64_t number;
    if (template_number(element->template, field, &number))
        set_integer(out, number);
    else
        attribute_is_known(scene, element, out, field);
}

/* Not what is taken for it where the export says nothing. */
static void schema_version(COMPUTE)
{
    if (attribute_is_known(scene, element, out, TEMPLATE_SCHEMA_VERSION))
        number_of(scene, element, out, TEMPLATE_SCHEMA_VERSION);
}

static void revision(COMPUTE)
{
    number_of(scene, element, out, TEMPLATE_REVISION);
}

static void minor_revision(COMPUTE)
{
    number_of(scene, element, out, TEMPLATE_MINOR_REVISION);
}

static void minimal_key_size(COMPUTE)
{
    number_of(scene, element, out, TEMPLATE_MINIMAL_KEY_SIZE);
}

static void ra_signatures(COMPUTE)
{
    number_of(scene, element, out, TEMPLATE_RA_SIGNATURES);
}

static void validity_period(COMPUTE)
{
    number_of(scene, element, out, TEMPLATE_VALIDITY);
}

static void renewal_period(COMPUTE)
{
    number_of(scene, element, out, TEMPLATE_RENEWAL);
}

static void renewal_twice(COMPUTE)
{
    number_of(scene, element, out, TEMPLATE_RENEWAL);
    if (out->state == VALUE_KNOWN)
        out->integer *= 2;
}

/* --- flags --- */

struct flag_word {
    uint32_t bit;
    const char *word;
};

static void words_of(COMPUTE, enum template_field field, const struct flag_word *words, size_t count)
{
    uint32_t bits;
    struct fact_list list = { 0 };
    if (!template_bits(element->template, field, &bits)) {
        attribute_is_known(scene, element, out, field);
        return;
    }
    for (size_t i = 0; i < count; i++)
        if (bits & words[i].bit)
            list_add_word(scene, &list, words[i].word);
    set_list(out, &list);
}

static void flags(COMPUTE)
{
    static const struct flag_word words[] = {
        { 0x20, "auto_enrollment" },
        { TEMPLATE_MACHINE_TYPE, "machine_type" },
        { TEMPLATE_IS_CA, "is_ca" },
        { TEMPLATE_ADD_TEMPLATE_NAME, "add_template_name" },
        { TEMPLATE_IS_CROSS_CA, "is_cross_ca" },
        { 0x1000, "do_not_persist_in_db" },
        { 0x10000, "is_default" },
        { 0x20000, "is_modified" },
    };
    words_of(scene, element, out, TEMPLATE_FLAGS, words, COUNT_OF(words));
}

static void name_flags(COMPUTE)
{
    static const struct flag_word words[] = {
        { TEMPLATE_ENROLLEE_SUPPLIES, "enrollee_supplies_subject" },
        { 0x8, "old_cert_supplies_names" },
        { 0x10000, "enrollee_supplies_alt_name" },
        { TEMPLATE_ALT_DOMAIN_DNS, "alt_domain_dns" },
        { TEMPLATE_ALT_SPN, "alt_spn" },
        { TEMPLATE_ALT_DIRECTORY_GUID, "alt_directory_guid" },
        { TEMPLATE_ALT_UPN, "alt_upn" },
        { TEMPLATE_ALT_EMAIL, "alt_email" },
        { TEMPLATE_ALT_DNS, "alt_dns" },
        { TEMPLATE_DNS_AS_CN, "dns_as_cn" },
        { TEMPLATE_REQUIRE_EMAIL, "email" },
        { TEMPLATE_REQUIRE_COMMON_NAME, "common_name" },
        { TEMPLATE_REQUIRE_DIRECTORY_PATH, "directory_path" },
    };
    words_of(scene, element, out, TEMPLATE_NAME_FLAGS, words, COUNT_OF(words));
}

static void enrollment_flags(COMPUTE)
{
    static const struct flag_word words[] = {
        { 0x1, "include_symmetric_algorithms" },
        { 0x2, "pend_all_requests" },
        { 0x4, "publish_to_kra_container" },
        { 0x8, "publish_to_ds" },
        { 0x10, "auto_enrollment_check_user_ds" },
        { 0x20, "auto_enrollment" },
        { 0x40, "previous_approval_validates" },
        { 0x100, "user_interaction_required" },
        { 0x400, "remove_invalid_certificates" },
        { 0x800, "allow_enroll_on_behalf_of" },
        { 0x1000, "add_ocsp_nocheck" },
        { 0x2000, "key_reuse" },
        { TEMPLATE_NO_REVOCATION, "no_revocation_info" },
        { TEMPLATE_BASIC_CONSTRAINTS, "include_basic_constraints" },
        { 0x10000, "allow_key_based_renewal" },
        { 0x20000, "issuance_policies_from_request" },
        { 0x40000, "skip_auto_renewal" },
        { TEMPLATE_NO_SECURITY_EXTENSION, "no_security_extension" },
    };
    words_of(scene, element, out, TEMPLATE_ENROLLMENT_FLAGS, words, COUNT_OF(words));
}

static void private_key_flags(COMPUTE)
{
    static const struct flag_word words[] = {
        { 0x1, "require_archival" },   { 0x10, "exportable_key" },
        { 0x20, "strong_protection" }, { 0x40, "alternate_signature_algorithm" },
        { 0x80, "same_key_renewal" },  { TEMPLATE_LEGACY_PROVIDER, "use_legacy_provider" },
        { 0x200, "ek_trust_on_use" },  { 0x400, "ek_validate_cert" },
        { 0x800, "ek_validate_key" },  { 0x1000, "attest_preferred" },
        { 0x2000, "attest_required" }, { 0x4000, "attestation_without_policy" },
        { 0x100000, "hello_ksp_key" }, { 0x200000, "hello_logon_key" },
    };
    words_of(scene, element, out, TEMPLATE_PRIVATE_KEY_FLAGS, words, COUNT_OF(words));
}

static void machine(COMPUTE)
{
    uint32_t bits;
    if (template_bits(element->template, TEMPLATE_FLAGS, &bits))
        set_boolean(out, bits & TEMPLATE_MACHINE_TYPE);
    else
        attribute_is_known(scene, element, out, TEMPLATE_FLAGS);
}

/* The compatibility settings: which Windows the enrolling machine must have at least (MS-CRTD, 2.27). Absent where the
 * template does not say. */
static void minimum_client_build(COMPUTE)
{
    static const uint16_t builds[] = { 0, 2600, 6000, 7600, 9200, 9600, 10240 };
    uint32_t bits;
    if (!template_bits(element->template, TEMPLATE_PRIVATE_KEY_FLAGS, &bits)) {
        attribute_is_known(scene, element, out, TEMPLATE_PRIVATE_KEY_FLAGS);
        return;
    }
    uint32_t version = bits >> 24 & 15;
    if (version > 0 && version < COUNT_OF(builds))
        set_integer(out, builds[version]);
    else if (version)
        set_unknown(out, "a version of Windows that the program knows, in attribute msPKI-Private-Key-Flag");
}

/* --- keys --- */

static void key_algorithm(COMPUTE)
{
    struct span name;
    const char *why = NULL;
    if (template_key_algorithm(scene->arena, element->template, &name, &why))
        set_text(scene, out, name);
    else
        set_unknown(out, why);
}

static void request_hash(COMPUTE)
{
    struct span name = template_triplet(element->template, "msPKI-Hash-Algorithm");
    if (name.data)
        set_text(scene, out, name);
}

/* "1,Microsoft Software Key Storage Provider": the number is the order. */
static struct span provider_name(struct span value)
{
    size_t at = 0;
    while (at < value.length && value.data[at] >= '0' && value.data[at] <= '9')
        at++;
    if (at && at < value.length && value.data[at] == ',')
        value = span_from(value, at + 1);
    return text_trim(value);
}

static void providers(COMPUTE)
{
    const struct template_attribute *attribute = &element->template->attributes[TEMPLATE_PROVIDERS];
    struct fact_list list = { 0 };
    if (!attribute_is_known(scene, element, out, TEMPLATE_PROVIDERS))
        return;
    for (size_t i = 0; i < attribute->count; i++)
        list_add_text(scene, &list, provider_name(attribute->items[i]));
    set_list(out, &list);
}

/* --- rights --- */

static void accounts_of(COMPUTE, bool autoenroll)
{
    const struct descriptor *descriptor = &element->template->descriptor;
    const struct accounts *accounts = autoenroll ? &descriptor->autoenroll : &descriptor->enroll;
    struct fact_list list = { 0 };
    if (!attribute_is_known(scene, element, out, TEMPLATE_SECURITY_DESCRIPTOR))
        return;
    if (descriptor->open)
        list_add_word(scene, &list, "everyone");
    for (size_t i = 0; i < accounts->count; i++)
        list_add_text(scene, &list, accounts->items[i]);
    set_list(out, &list);
}

static void enroll_rights(COMPUTE)
{
    accounts_of(scene, element, out, false);
}

static void autoenroll_rights(COMPUTE)
{
    accounts_of(scene, element, out, true);
}

/* --- the export --- */

static void attributes_in_state(COMPUTE, enum template_state state)
{
    const struct template *t = element->template;
    struct fact_list list = { 0 };
    for (size_t i = 0; i < TEMPLATE_FIELD_COUNT; i++) {
        const struct template_attribute *attribute = &t->attributes[i];
        const char *name = template_field_name((enum template_field)i);
        if (attribute->state != state)
            continue;
        if (!attribute->error)
            list_add_word(scene, &list, name);
        else if (attribute->line)
            list_add_text(scene, &list,
                          span_of_text(arena_format(scene->arena, "%s in line %lu: %s", name,
                                                    (unsigned long)attribute->line, attribute->error)));
        else
            list_add_text(scene, &list,
                          span_of_text(arena_format(scene->arena, "%s: %s", name, attribute->error)));
    }
    set_list(out, &list);
}

static void missing(COMPUTE)
{
    attributes_in_state(scene, element, out, TEMPLATE_MISSING);
}

static void unreadable(COMPUTE)
{
    attributes_in_state(scene, element, out, TEMPLATE_UNREADABLE);
}

#define TEMPLATE   FACT_ON_TEMPLATE, FACT_GROUP_TEMPLATE
#define FROM(name) TEMPLATE_##name + 1
/* clang-format off */
static const struct fact rows[] = {
    { "template.label", VALUE_TEXT, TEMPLATE, "how it is called: display name and cn", .compute = label },
    { "template.cn", VALUE_TEXT, TEMPLATE, "the name by which requests ask for it (cn)", .field = FROM(CN), .compute = cn },
    { "template.display_name", VALUE_TEXT, TEMPLATE, "the name that people see (displayName)", .field = FROM(DISPLAY_NAME), .compute = display_name },
    { "template.schema_version", VALUE_INTEGER, TEMPLATE, "1 to 4 (msPKI-Template-Schema-Version)", .field = FROM(SCHEMA_VERSION), .compute = schema_version },
    { "template.revision", VALUE_INTEGER, TEMPLATE, "major version (revision)", .field = FROM(REVISION), .compute = revision },
    { "template.minor_revision", VALUE_INTEGER, TEMPLATE, "minor version (msPKI-Template-Minor-Revision)", .field = FROM(MINOR_REVISION), .compute = minor_revision },
    { "template.flags", VALUE_TEXTS, TEMPLATE, "machine_type, is_ca, add_template_name … (flags; MS-CRTD, 2.4)", .field = FROM(FLAGS), .compute = flags },
    { "template.machine", VALUE_BOOLEAN, TEMPLATE, "whether it is for computers, whose certificates go to the computer's store (flags, 0x40)", .field = FROM(FLAGS), .compute = machine },
    { "template.name_flags", VALUE_TEXTS, TEMPLATE, "enrollee_supplies_subject, alt_dns, dns_as_cn, common_name … (msPKI-Certificate-Name-Flag; MS-CRTD, 2.28)", .field = FROM(NAME_FLAGS), .compute = name_flags },
    { "template.enrollment_flags", VALUE_TEXTS, TEMPLATE, "auto_enrollment, pend_all_requests, no_revocation_info … (msPKI-Enrollment-Flag; MS-CRTD, 2.26)", .field = FROM(ENROLLMENT_FLAGS), .compute = enrollment_flags },
    { "template.private_key_flags", VALUE_TEXTS, TEMPLATE, "exportable_key, use_legacy_provider, attest_required … (msPKI-Private-Key-Flag; MS-CRTD, 2.27)", .field = FROM(PRIVATE_KEY_FLAGS), .compute = private_key_flags },
    { "template.minimum_client_build", VALUE_INTEGER, TEMPLATE, "the oldest build of Windows that enrols: 7600, 9200, 10240 …; absent where any does (msPKI-Private-Key-Flag)", .field = FROM(PRIVATE_KEY_FLAGS), .compute = minimum_client_build },
    { "template.minimal_key_size", VALUE_INTEGER, TEMPLATE, "bits that a key must have at least (msPKI-Minimal-Key-Size)", .field = FROM(MINIMAL_KEY_SIZE), .compute = minimal_key_size },
    { "template.key_algorithm", VALUE_TEXT, TEMPLATE, "RSA, ECDSA_P256, ECDH_P256 … (msPKI-RA-Application-Policies; MS-CRTD, 2.23.1)", .field = FROM(RA_APPLICATION_POLICIES), .compute = key_algorithm },
    { "template.request_hash", VALUE_TEXT, TEMPLATE, "digest of the request's signature: SHA256 … (the same attribute)", .field = FROM(RA_APPLICATION_POLICIES), .compute = request_hash },
    { "template.providers", VALUE_TEXTS, TEMPLATE, "CSPs and KSPs that may make the key; none: the client chooses (pKIDefaultCSPs)", .field = FROM(PROVIDERS), .compute = providers },
    { "template.validity_period", VALUE_DURATION, TEMPLATE, "how long a certificate lives at most (pKIExpirationPeriod)", .field = FROM(VALIDITY), .compute = validity_period },
    { "template.renewal_period", VALUE_DURATION, TEMPLATE, "how long before its end it is renewed (pKIOverlapPeriod)", .field = FROM(RENEWAL), .compute = renewal_period },
    { "template.renewal_period.twice", VALUE_DURATION, TEMPLATE, "twice that: more than the validity period means renewing before half of it is over", .field = FROM(RENEWAL), .compute = renewal_twice },
    { "template.ra_signatures", VALUE_INTEGER, TEMPLATE, "signatures of registration authorities that a request needs (msPKI-RA-Signature)", .field = FROM(RA_SIGNATURES), .compute = ra_signatures },
    { "template.superseded", VALUE_TEXTS, TEMPLATE, "templates whose certificates it replaces (msPKI-Supersede-Templates)", .field = FROM(SUPERSEDED), .compute = superseded },
    { "template.enroll_rights", VALUE_TEXTS, TEMPLATE, "accounts that may enrol: domain_computers, authenticated_users, …, else their SIDs (nTSecurityDescriptor)", .field = FROM(SECURITY_DESCRIPTOR), .compute = enroll_rights },
    { "template.autoenroll_rights", VALUE_TEXTS, TEMPLATE, "accounts that may autoenrol (nTSecurityDescriptor)", .field = FROM(SECURITY_DESCRIPTOR), .compute = autoenroll_rights },
    { "template.missing", VALUE_TEXTS, TEMPLATE, "attributes that are not in the export", .compute = missing },
    { "template.unreadable", VALUE_TEXTS, TEMPLATE, "attributes whose value cannot be read, with the reason", .compute = unreadable },
};
/* clang-format on */

const struct fact_rows facts_template = { rows, COUNT_OF(rows) };
