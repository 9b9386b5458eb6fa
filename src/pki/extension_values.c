/* The values of RFC 5280's extensions, a function each, in the order of 4.2.1 and 5.2. What an extension's MUSTs say about
 * its encoding is checked here; what they say about certificates is the rules' matter. */
#include "pki/extension_internal.h"

/* -- 4.2.1.1 and 4.2.1.2: key identifiers --------------------------------------------------------------------------- */

/* AuthorityKeyIdentifier ::= SEQUENCE { keyIdentifier [0], authorityCertIssuer [1], authorityCertSerialNumber [2] } */
bool decode_authority_key_id(struct decoder *d, struct span value, void *place)
{
    static const char section[] = "RFC 5280, 4.2.1.1";
    struct authority_key_id *out = place;
    struct span content, issuer;
    bool has_issuer;
    if (!take_sequence(d, &value, &content, "AuthorityKeyIdentifier", section))
        return false;
    expect_end(d, value);
    if (!der_get_optional(&content, DER_CONTEXT(0), &out->key_id, &out->has_key_id, &d->ber) ||
        !der_get_optional(&content, DER_CONSTRUCTED(1), &issuer, &has_issuer, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, content, "AuthorityKeyIdentifier", section);
    if (has_issuer && !general_names_decode(d->arena, issuer, d->field, &out->issuer, d->flaws))
        return false;
    out->has_serial = der_is(content, DER_CONTEXT(2));
    if (out->has_serial &&
        !take_integer(d, &content, DER_CONTEXT(2), &out->serial, "authorityCertSerialNumber", section))
        return false;
    if (has_issuer != out->has_serial)
        flaw_add(
            d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, content,
            "found %s alone, wanted authorityCertIssuer and authorityCertSerialNumber, or none of them (%s)",
            has_issuer ? "authorityCertIssuer" : "authorityCertSerialNumber", section);
    expect_end(d, content);
    return true;
}

bool decode_subject_key_id(struct decoder *d, struct span value, void *place)
{
    struct subject_key_id *out = place;
    if (!der_get(&value, DER_OCTET_STRING, &out->id, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, value, "an OCTET STRING", "RFC 5280, 4.2.1.2");
    expect_end(d, value);
    return true;
}

/* -- 4.2.1.3: key usage --------------------------------------------------------------------------------------------- */

/* Takes a named bit list (X.680, 22): bits 0 to 15 as 1 << bit. */
static bool take_bits(struct decoder *d, struct span *in, unsigned tag, unsigned *out, const char *wanted,
                      const char *section)
{
    struct span content, octets;
    struct span before = *in;
    unsigned unused;
    if (!der_get(in, tag, &content, &d->ber) || !der_bits(content, &octets, &unused))
        return flaw_wanted(d->arena, d->flaws, d->field, before, wanted, section);
    *out = 0;
    for (unsigned bit = 0; bit < 16; bit++)
        *out |= (unsigned)der_bit(octets, bit) << bit;
    uint8_t last = octets.length ? octets.data[octets.length - 1] : 0;
    if (octets.length && !(last & (1U << unused)))
        flaw_add(d->arena, d->flaws, FLAW_NOT_DER, d->field, content,
                 "found zero bits at the end of the list, which DER leaves out (X.690, 11.2.2)");
    if (last & ((1U << unused) - 1))
        flaw_add(d->arena, d->flaws, FLAW_NOT_DER, d->field, content,
                 "found unused bits that are not zero (X.690, 11.2.1)");
    return true;
}

bool decode_key_usage(struct decoder *d, struct span value, void *place)
{
    static const char section[] = "RFC 5280, 4.2.1.3";
    struct key_usage *out = place;
    struct span before = value;
    unsigned bits;
    if (!take_bits(d, &value, DER_BIT_STRING, &bits, "the BIT STRING KeyUsage", section))
        return false;
    expect_end(d, value);
    out->bits = (uint16_t)bits;
    if (bits == 0)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, before,
                 "found no bit set, wanted at least one (%s)", section);
    return true;
}

/* -- 4.2.1.4 and 4.2.1.5: policies ---------------------------------------------------------------------------------- */

/* PolicyInformation ::= SEQUENCE { policyIdentifier, policyQualifiers SEQUENCE OPTIONAL } */
static bool take_policy(struct decoder *d, struct span *in, struct certificate_policy *out)
{
    static const char section[] = "RFC 5280, 4.2.1.4";
    struct span content;
    *out = (struct certificate_policy){ 0 };
    if (!take_sequence(d, in, &content, "PolicyInformation", section) ||
        !take_oid(d, &content, &out->oid, "a policy's OBJECT IDENTIFIER", section))
        return false;
    out->known = oid_of(out->oid);
    if (!der_get_optional(&content, DER_SEQUENCE, &out->qualifiers, &out->has_qualifiers, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, content, "policyQualifiers", section);
    if (out->has_qualifiers)
        expect_not_empty(d, out->qualifiers, section);
    expect_end(d, content);
    return true;
}

/* A policy must not stand there twice; lists so long that looking is slow are nobody's. */
static void check_policy_is_new(struct decoder *d, const struct certificate_policies *list, struct span oid)
{
    enum { COMPARED = 100 };
    for (size_t i = 0; i < list->count && i < COMPARED; i++)
        if (span_equal(list->items[i].oid, oid)) {
            flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, oid,
                     "found the policy %s twice, wanted it once (RFC 5280, 4.2.1.4)",
                     oid_print(d->arena, oid));
            return;
        }
}

bool decode_policies(struct decoder *d, struct span value, void *place)
{
    static const char section[] = "RFC 5280, 4.2.1.4";
    struct policy_list *out = place;
    struct span content;
    if (!take_sequence(d, &value, &content, "SEQUENCE OF PolicyInformation", section))
        return false;
    expect_end(d, value);
    expect_not_empty(d, content, section);
    out->list.capacity = flaws_room(d->flaws, der_count(content));
    out->list.items = arena_array(d->arena, out->list.capacity, sizeof *out->list.items);
    while (content.length) {
        struct certificate_policy policy;
        if (!flaws_allow_element(d->arena, d->flaws, d->field, content) || !take_policy(d, &content, &policy))
            return false;
        check_policy_is_new(d, &out->list, policy.oid);
        *VEC_ADD(d->arena, &out->list) = policy;
    }
    return true;
}

/* PolicyMappings ::= SEQUENCE OF SEQUENCE { issuerDomainPolicy, subjectDomainPolicy } */
bool decode_policy_mappings(struct decoder *d, struct span value, void *place)
{
    static const char section[] = "RFC 5280, 4.2.1.5";
    struct policy_mappings *out = place;
    struct span content, pair;
    if (!take_sequence(d, &value, &content, "PolicyMappings", section))
        return false;
    expect_end(d, value);
    expect_not_empty(d, content, section);
    out->capacity = flaws_room(d->flaws, der_count(content));
    out->items = arena_array(d->arena, out->capacity, sizeof *out->items);
    while (content.length) {
        struct policy_mapping mapping;
        if (!flaws_allow_element(d->arena, d->flaws, d->field, content) ||
            !take_sequence(d, &content, &pair, "a policy mapping", section) ||
            !take_oid(d, &pair, &mapping.issuer_policy, "issuerDomainPolicy", section) ||
            !take_oid(d, &pair, &mapping.subject_policy, "subjectDomainPolicy", section))
            return false;
        expect_end(d, pair);
        if (oid_is(mapping.issuer_policy, OID_ANY_POLICY) || oid_is(mapping.subject_policy, OID_ANY_POLICY))
            flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, mapping.issuer_policy,
                     "found anyPolicy in a mapping, where it must not stand (%s)", section);
        *VEC_ADD(d->arena, out) = mapping;
    }
    return true;
}

/* -- 4.2.1.6 and 4.2.1.7: alternative names ------------------------------------------------------------------------- */

/* An address alone: masks are for name constraints. */
static void check_addresses(struct decoder *d, const struct general_names *names)
{
    for (size_t i = 0; i < names->count; i++) {
        struct span value = names->items[i].value;
        if (names->items[i].kind == GENERAL_NAME_IP && (value.length == 8 || value.length == 32))
            flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, value,
                     "found an iPAddress of %zu octets, wanted 4 or 16 (RFC 5280, 4.2.1.6)", value.length);
    }
}

bool decode_alternative_names(struct decoder *d, struct span value, void *place)
{
    struct alternative_names *out = place;
    struct span content;
    if (!take_sequence(d, &value, &content, "GeneralNames", "RFC 5280, 4.2.1.6"))
        return false;
    expect_end(d, value);
    bool decoded = general_names_decode(d->arena, content, d->field, &out->names, d->flaws);
    check_addresses(d, &out->names);
    return decoded;
}

/* -- 4.2.1.9: basic constraints ------------------------------------------------------------------------------------- */

/* BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER (0..MAX) OPTIONAL } */
bool decode_basic_constraints(struct decoder *d, struct span value, void *place)
{
    static const char section[] = "RFC 5280, 4.2.1.9";
    struct basic_constraints *out = place;
    struct span content;
    if (!take_sequence(d, &value, &content, "BasicConstraints", section))
        return false;
    expect_end(d, value);
    if (!take_default_false(d, &content, DER_BOOLEAN, &out->ca, section))
        return false;
    out->has_path_len = content.length > 0;
    if (!out->has_path_len)
        return true;
    struct span path_len = content;
    if (!take_count(d, &content, DER_INTEGER, &out->path_len, "pathLenConstraint of at least 0", section))
        return false;
    expect_end(d, content);
    if (!out->ca)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, path_len,
                 "found pathLenConstraint without cA TRUE, wanted it in CA certificates only (%s)", section);
    return true;
}

/* -- 4.2.1.10: name constraints ------------------------------------------------------------------------------------- */

static const char name_constraints_section[] = "RFC 5280, 4.2.1.10";

static void check_constraint(struct decoder *d, const struct general_subtree *subtree, bool minimum_written)
{
    struct span at = subtree->base.whole;
    if (subtree->minimum != 0 || subtree->has_maximum)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, at,
                 "found a minimum other than 0, or a maximum, wanted neither (%s)", name_constraints_section);
    else if (minimum_written)
        flaw_add(d->arena, d->flaws, FLAW_NOT_DER, d->field, at,
                 "found the minimum 0 written out, wanted nothing where it is the default (X.690, 11.5)");
    size_t length = subtree->base.value.length;
    if (subtree->base.kind == GENERAL_NAME_IP && (length == 4 || length == 16))
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, at,
                 "found an iPAddress of %zu octets, wanted 8 or 32: an address and its mask (%s)", length,
                 name_constraints_section);
}

/* GeneralSubtree ::= SEQUENCE { base GeneralName, minimum [0] INTEGER DEFAULT 0, maximum [1] INTEGER OPTIONAL } */
static bool take_subtree(struct decoder *d, struct span *in, struct general_subtree *out)
{
    struct span content;
    *out = (struct general_subtree){ 0 };
    if (!take_sequence(d, in, &content, "GeneralSubtree", name_constraints_section) ||
        !general_name_decode(d->arena, &content, d->field, &out->base, d->flaws))
        return false;
    bool has_minimum = der_is(content, DER_CONTEXT(0));
    if (has_minimum &&
        !take_count(d, &content, DER_CONTEXT(0), &out->minimum, "minimum", name_constraints_section))
        return false;
    out->has_maximum = der_is(content, DER_CONTEXT(1));
    if (out->has_maximum &&
        !take_count(d, &content, DER_CONTEXT(1), &out->maximum, "maximum", name_constraints_section))
        return false;
    expect_end(d, content);
    check_constraint(d, out, has_minimum);
    return true;
}

static bool take_subtrees(struct decoder *d, struct span *in, unsigned tag, struct general_subtrees *out)
{
    struct span content;
    bool present;
    if (!der_get_optional(in, tag, &content, &present, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, *in, "GeneralSubtrees", name_constraints_section);
    if (!present)
        return true;
    expect_not_empty(d, content, name_constraints_section);
    out->capacity = flaws_room(d->flaws, der_count(content));
    out->items = arena_array(d->arena, out->capacity, sizeof *out->items);
    while (content.length) {
        struct general_subtree subtree;
        if (!flaws_allow_element(d->arena, d->flaws, d->field, content) ||
            !take_subtree(d, &content, &subtree))
            return false;
        *VEC_ADD(d->arena, out) = subtree;
    }
    return true;
}

/* NameConstraints ::= SEQUENCE { permittedSubtrees [0] OPTIONAL, excludedSubtrees [1] OPTIONAL } */
bool decode_name_constraints(struct decoder *d, struct span value, void *place)
{
    struct name_constraints *out = place;
    struct span content;
    if (!take_sequence(d, &value, &content, "NameConstraints", name_constraints_section))
        return false;
    expect_end(d, value);
    expect_not_empty(d, content, name_constraints_section);
    if (!take_subtrees(d, &content, DER_CONSTRUCTED(0), &out->permitted) ||
        !take_subtrees(d, &content, DER_CONSTRUCTED(1), &out->excluded))
        return false;
    expect_end(d, content);
    return true;
}

/* -- 4.2.1.11, 4.2.1.14: policy constraints, inhibit anyPolicy ------------------------------------------------------ */

/* PolicyConstraints ::= SEQUENCE { requireExplicitPolicy [0] OPTIONAL, inhibitPolicyMapping [1] OPTIONAL } */
bool decode_policy_constraints(struct decoder *d, struct span value, void *place)
{
    static const char section[] = "RFC 5280, 4.2.1.11";
    struct policy_constraints *out = place;
    struct span content;
    if (!take_sequence(d, &value, &content, "PolicyConstraints", section))
        return false;
    expect_end(d, value);
    expect_not_empty(d, content, section);
    out->has_require_explicit = der_is(content, DER_CONTEXT(0));
    if (out->has_require_explicit &&
        !take_count(d, &content, DER_CONTEXT(0), &out->require_explicit, "requireExplicitPolicy", section))
        return false;
    out->has_inhibit_mapping = der_is(content, DER_CONTEXT(1));
    if (out->has_inhibit_mapping &&
        !take_count(d, &content, DER_CONTEXT(1), &out->inhibit_mapping, "inhibitPolicyMapping", section))
        return false;
    expect_end(d, content);
    return true;
}

bool decode_inhibit_any_policy(struct decoder *d, struct span value, void *place)
{
    struct inhibit_any_policy *out = place;
    if (!take_count(d, &value, DER_INTEGER, &out->skip_certs, "an INTEGER of at least 0",
                    "RFC 5280, 4.2.1.14"))
        return false;
    expect_end(d, value);
    return true;
}

/* -- 4.2.1.12: extended key usage ----------------------------------------------------------------------------------- */

bool decode_usages(struct decoder *d, struct span value, void *place)
{
    static const char section[] = "RFC 5280, 4.2.1.12";
    struct usage_list *out = place;
    struct span content, oid;
    if (!take_sequence(d, &value, &content, "SEQUENCE OF KeyPurposeId", section))
        return false;
    expect_end(d, value);
    expect_not_empty(d, content, section);
    out->list.capacity = flaws_room(d->flaws, der_count(content));
    out->list.items = arena_array(d->arena, out->list.capacity, sizeof *out->list.items);
    while (content.length) {
        if (!flaws_allow_element(d->arena, d->flaws, d->field, content) ||
            !take_oid(d, &content, &oid, "a usage's OBJECT IDENTIFIER", section))
            return false;
        *VEC_ADD(d->arena, &out->list) = oid;
    }
    return true;
}

/* -- 4.2.1.13, 4.2.1.15: distribution points ------------------------------------------------------------------------ */

static const char point_section[] = "RFC 5280, 4.2.1.13";

/* DistributionPointName ::= CHOICE { fullName [0] GeneralNames, nameRelativeToCRLIssuer [1] RDN } */
static bool decode_point_name(struct decoder *d, struct span choice, struct distribution_point *out)
{
    struct span full_name;
    bool is_full;
    if (!der_get_optional(&choice, DER_CONSTRUCTED(0), &full_name, &is_full, &d->ber) ||
        (!is_full && !der_get(&choice, DER_CONSTRUCTED(1), &out->relative_name, &d->ber)))
        return flaw_wanted(d->arena, d->flaws, d->field, choice, "fullName or nameRelativeToCRLIssuer",
                           point_section);
    expect_end(d, choice);
    return !is_full || general_names_decode(d->arena, full_name, d->field, &out->full_name, d->flaws);
}

/* DistributionPoint ::= SEQUENCE { distributionPoint [0] OPTIONAL, reasons [1] OPTIONAL, cRLIssuer [2] OPTIONAL } */
static bool decode_point(struct decoder *d, struct span content, struct distribution_point *out)
{
    struct span name, issuer;
    bool has_issuer;
    if (!der_get_optional(&content, DER_CONSTRUCTED(0), &name, &out->has_name, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, content, "distributionPoint", point_section);
    if (out->has_name && !decode_point_name(d, name, out))
        return false;
    out->has_reasons = der_is(content, DER_CONTEXT(1));
    out->reasons = REASON_ALL;
    if (out->has_reasons &&
        !take_bits(d, &content, DER_CONTEXT(1), &out->reasons, "ReasonFlags", point_section))
        return false;
    if (!der_get_optional(&content, DER_CONSTRUCTED(2), &issuer, &has_issuer, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, content, "cRLIssuer", point_section);
    if (has_issuer && !general_names_decode(d->arena, issuer, d->field, &out->crl_issuer, d->flaws))
        return false;
    expect_end(d, content);
    if (!out->has_name && !has_issuer)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, out->whole,
                 "found neither distributionPoint nor cRLIssuer, wanted one of them (%s)", point_section);
    return true;
}

bool decode_distribution_points(struct decoder *d, struct span value, void *place)
{
    struct distribution_point_list *out = place;
    struct span content, point;
    if (!take_sequence(d, &value, &content, "SEQUENCE OF DistributionPoint", point_section))
        return false;
    expect_end(d, value);
    expect_not_empty(d, content, point_section);
    out->list.capacity = flaws_room(d->flaws, der_count(content));
    out->list.items = arena_array(d->arena, out->list.capacity, sizeof *out->list.items);
    while (content.length) {
        struct distribution_point decoded = { .whole = content };
        if (!flaws_allow_element(d->arena, d->flaws, d->field, content) ||
            !take_sequence(d, &content, &point, "DistributionPoint", point_section))
            return false;
        decoded.whole.length -= content.length;
        if (!decode_point(d, point, &decoded))
            return false;
        *VEC_ADD(d->arena, &out->list) = decoded;
    }
    return true;
}

/* -- 4.2.2.1: authority information access -------------------------------------------------------------------------- */

/* AccessDescription ::= SEQUENCE { accessMethod OBJECT IDENTIFIER, accessLocation GeneralName } */
bool decode_access(struct decoder *d, struct span value, void *place)
{
    static const char section[] = "RFC 5280, 4.2.2.1";
    struct access_list *out = place;
    struct span content, pair;
    if (!take_sequence(d, &value, &content, "SEQUENCE OF AccessDescription", section))
        return false;
    expect_end(d, value);
    expect_not_empty(d, content, section);
    out->list.capacity = flaws_room(d->flaws, der_count(content));
    out->list.items = arena_array(d->arena, out->list.capacity, sizeof *out->list.items);
    while (content.length) {
        struct access_description access = { 0 };
        if (!flaws_allow_element(d->arena, d->flaws, d->field, content) ||
            !take_sequence(d, &content, &pair, "AccessDescription", section) ||
            !take_oid(d, &pair, &access.method, "accessMethod", section) ||
            !general_name_decode(d->arena, &pair, d->field, &access.location, d->flaws))
            return false;
        expect_end(d, pair);
        access.known = oid_of(access.method);
        *VEC_ADD(d->arena, &out->list) = access;
    }
    return true;
}

/* -- 5.2: extensions of CRLs ---------------------------------------------------------------------------------------- */

/* CRLNumber and BaseCRLNumber ::= INTEGER (0..MAX), at most 20 octets */
bool decode_number(struct decoder *d, struct span value, void *place)
{
    enum { LONGEST = 20 };
    static const char section[] = "RFC 5280, 5.2.3";
    struct number_extension *out = place;
    struct span content;
    if (!take_integer(d, &value, DER_INTEGER, &content, "a CRL number", section))
        return false;
    expect_end(d, value);
    out->number = content;
    if (der_integer_is_negative(content))
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, content,
                 "found a negative CRL number, wanted one of at least 0 (%s)", section);
    else if (der_integer_magnitude(content).length > LONGEST)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, content,
                 "found a CRL number of %zu octets, wanted at most %d (%s)", content.length, (int)LONGEST,
                 section);
    return true;
}

/* IssuingDistributionPoint ::= SEQUENCE { distributionPoint [0] OPTIONAL, onlyContainsUserCerts [1] DEFAULT FALSE,
 * onlyContainsCACerts [2] DEFAULT FALSE, onlySomeReasons [3] OPTIONAL, indirectCRL [4] DEFAULT FALSE,
 * onlyContainsAttributeCerts [5] DEFAULT FALSE } */
bool decode_issuing_distribution_point(struct decoder *d, struct span value, void *place)
{
    static const char section[] = "RFC 5280, 5.2.5";
    struct issuing_distribution_point *out = place;
    struct span content, name, before = value;
    if (!take_sequence(d, &value, &content, "IssuingDistributionPoint", section))
        return false;
    expect_end(d, value);
    expect_not_empty(d, content, section);
    out->point.whole = before;
    out->reasons = out->point.reasons = REASON_ALL;
    if (!der_get_optional(&content, DER_CONSTRUCTED(0), &name, &out->point.has_name, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, content, "distributionPoint", section);
    if (out->point.has_name && !decode_point_name(d, name, &out->point))
        return false;
    if (!take_default_false(d, &content, DER_CONTEXT(1), &out->only_user, section) ||
        !take_default_false(d, &content, DER_CONTEXT(2), &out->only_ca, section))
        return false;
    out->has_reasons = der_is(content, DER_CONTEXT(3));
    if (out->has_reasons &&
        !take_bits(d, &content, DER_CONTEXT(3), &out->reasons, "onlySomeReasons", section))
        return false;
    if (!take_default_false(d, &content, DER_CONTEXT(4), &out->indirect, section) ||
        !take_default_false(d, &content, DER_CONTEXT(5), &out->only_attribute, section))
        return false;
    expect_end(d, content);
    if (out->only_user + out->only_ca + out->only_attribute > 1)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, out->point.whole,
                 "found more than one kind of certificate that the list is for only, wanted one at most (%s)",
                 section);
    return true;
}
