/* The values of Microsoft's extensions (MS-WCCE, 2.2.2.7 and 2.2.2.8; MS-CRTD; KB5014754), and, beside the specification,
 * what its CAs write. */
#include "pki/extension_internal.h"

static const char section[] = "MS-WCCE, 2.2.2.7";

/* Application Policies have the encoding of certificate policies; the qualifiers are of no use. */
bool decode_application_policies(struct decoder *d, struct span value, void *place)
{
    struct usage_list *out = place;
    struct policy_list policies = { 0 };
    bool decoded = decode_policies(d, value, &policies);
    out->list.capacity = policies.list.count;
    out->list.items = arena_array(d->arena, policies.list.count, sizeof *out->list.items);
    for (size_t i = 0; i < policies.list.count; i++)
        *VEC_ADD(d->arena, &out->list) = policies.list.items[i].oid;
    return decoded;
}

/* The specification says SEQUENCE { UTF8String }; certificates of version 1 templates hold a bare BMPString. */
bool decode_template_name(struct decoder *d, struct span value, void *place)
{
    struct template_name *out = place;
    struct span content, text = value;
    struct der_element string;
    if (der_get(&value, DER_SEQUENCE, &content, &d->ber)) {
        expect_end(d, value);
        text = content;
    }
    struct span before = text;
    if (!der_any(&text, &string, &d->ber) ||
        !name_text(d->arena, string.identifier, string.content, &out->name))
        return flaw_wanted(d->arena, d->flaws, d->field, before, "the name of a template", section);
    expect_end(d, text);
    return true;
}

/* CertificateTemplateOID ::= SEQUENCE { templateID, templateMajorVersion OPTIONAL, templateMinorVersion OPTIONAL } */
bool decode_template_info(struct decoder *d, struct span value, void *place)
{
    struct template_info *out = place;
    struct span content;
    if (!take_sequence(d, &value, &content, "CertificateTemplateOID", section))
        return false;
    expect_end(d, value);
    if (!take_oid(d, &content, &out->oid, "templateID", section))
        return false;
    out->has_major = content.length > 0;
    if (out->has_major && !take_count(d, &content, DER_INTEGER, &out->major, "templateMajorVersion", section))
        return false;
    out->has_minor = content.length > 0;
    if (out->has_minor && !take_count(d, &content, DER_INTEGER, &out->minor, "templateMinorVersion", section))
        return false;
    expect_end(d, content);
    return true;
}

bool decode_ca_version(struct decoder *d, struct span value, void *place)
{
    struct ca_version *out = place;
    if (!take_count(d, &value, DER_INTEGER, &out->value, "an INTEGER of at least 0", section))
        return false;
    expect_end(d, value);
    return true;
}

/* SEQUENCE { [0] { OBJECT IDENTIFIER 1.3.6.1.4.1.311.25.2.1, [0] EXPLICIT OCTET STRING } }: GeneralNames of one otherName;
 * its text is the SID as people write it. */
bool decode_sid(struct decoder *d, struct span value, void *place)
{
    struct security_identifier *out = place;
    struct span content, inner;
    struct general_name name;
    if (!take_sequence(d, &value, &content, "GeneralNames", "KB5014754"))
        return false;
    expect_end(d, value);
    if (!general_name_decode(d->arena, &content, d->field, &name, d->flaws))
        return false;
    expect_end(d, content);
    if (name.kind != GENERAL_NAME_OTHER || name.other_oid != OID_MS_SID_VALUE)
        return flaw_malformed(d->arena, d->flaws, d->field, name.whole, "another kind of name",
                              "an otherName of type 1.3.6.1.4.1.311.25.2.1", "KB5014754");
    inner = name.other_value;
    if (!der_get(&inner, DER_OCTET_STRING, &out->text, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, name.other_value, "an OCTET STRING", "KB5014754");
    return true;
}

bool decode_next_publish(struct decoder *d, struct span value, void *place)
{
    struct next_publish *out = place;
    if (!pki_time_decode(d->arena, &value, TIME_EITHER, d->field, &out->time, d->flaws))
        return false;
    expect_end(d, value);
    return true;
}
