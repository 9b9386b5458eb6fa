/* Extensions as they stand, and the decoded forms that certificates and CRLs share (RFC 5280, 4.2 and 5.2). */
#ifndef IKELINT_PKI_EXTENSION_H
#define IKELINT_PKI_EXTENSION_H

#include "pki/general_name.h"
#include "pki/time.h"

/* Absent is known; malformed is unknown, and there is a flaw that says why. */
enum presence { EXTENSION_ABSENT, EXTENSION_PRESENT, EXTENSION_MALFORMED };

struct extension {
    struct span oid; /* content octets */
    enum oid known;
    bool critical;
    bool decodable;    /* the program has a decoder for this OID in this kind of object */
    bool understood;   /* processed by RFC 5280 or by Windows: critical is no obstacle */
    bool duplicate;    /* an earlier one has the same OID */
    bool malformed;    /* has a decoder that could not read it */
    struct span value; /* content of the OCTET STRING */
    struct span whole;
};

struct extensions {
    struct extension *items; /* in the order of the encoding */
    size_t count, capacity;
};

const struct extension *extensions_find(const struct extensions *extensions, enum oid oid);

struct oid_list {
    struct span *items; /* content octets */
    size_t count, capacity;
};
bool oid_list_contains(const struct oid_list *list, enum oid oid);

/* ReasonFlags bits 1..8, as 1 << bit; REASON_ALL: absent. */
enum distribution_point_reason_bits { REASON_ALL = 0x1ff };

/* DistributionPoint (4.2.1.13) and the distribution point of an issuing distribution point (5.2.5). */
struct distribution_point {
    struct general_names full_name; /* empty when the name is relative or absent */
    struct span relative_name;      /* nameRelativeToCRLIssuer: content of the RDN SET; data NULL */
    bool has_name;
    bool has_reasons;
    unsigned reasons; /* 1 << bit of ReasonFlags */
    struct general_names crl_issuer;
    struct span whole;
};
struct distribution_points {
    struct distribution_point *items;
    size_t count, capacity;
};

struct access_description {
    struct span method; /* OID */
    enum oid known;
    struct general_name location;
};
struct access_descriptions {
    struct access_description *items;
    size_t count, capacity;
};

/* -- decoded values: each begins with its presence ---------------------------------------------------------------- */

struct authority_key_id {
    enum presence presence;
    bool has_key_id;
    struct span key_id;
    struct general_names issuer;
    bool has_serial;
    struct span serial; /* INTEGER content octets */
};

struct subject_key_id {
    enum presence presence;
    struct span id;
};

struct key_usage {
    enum presence presence;
    uint16_t bits; /* 1 << key_usage_bit */
};

struct alternative_names {
    enum presence presence;
    struct general_names names;
};

struct basic_constraints {
    enum presence presence;
    bool ca;
    bool has_path_len;
    int64_t path_len;
};

struct usage_list { /* Extended Key Usage, and Application Policies */
    enum presence presence;
    struct oid_list list;
};

struct distribution_point_list {
    enum presence presence;
    struct distribution_points list;
};

struct access_list {
    enum presence presence;
    struct access_descriptions list;
};

struct certificate_policy {
    struct span oid;
    enum oid known;
    bool has_qualifiers;
    struct span qualifiers; /* content of policyQualifiers */
};
struct certificate_policies {
    struct certificate_policy *items;
    size_t count, capacity;
};

struct policy_list {
    enum presence presence;
    struct certificate_policies list;
};

struct policy_mapping {
    struct span issuer_policy, subject_policy;
};
struct policy_mappings {
    enum presence presence;
    struct policy_mapping *items;
    size_t count, capacity;
};

struct policy_constraints {
    enum presence presence;
    bool has_require_explicit, has_inhibit_mapping;
    int64_t require_explicit, inhibit_mapping;
};

struct inhibit_any_policy {
    enum presence presence;
    int64_t skip_certs;
};

struct general_subtree {
    struct general_name base;
    int64_t minimum;
    bool has_maximum;
    int64_t maximum;
};
struct general_subtrees {
    struct general_subtree *items;
    size_t count, capacity;
};
struct name_constraints {
    enum presence presence;
    struct general_subtrees permitted, excluded;
};

/* Of CRLs (5.2). */
struct number_extension {
    enum presence presence;
    struct span number; /* INTEGER content octets */
};

struct issuing_distribution_point {
    enum presence presence;
    struct distribution_point point;
    bool only_user, only_ca, only_attribute, indirect, has_reasons;
    unsigned reasons; /* 1 << bit */
};

/* Microsoft's (MS-WCCE, 2.2.2.7; KB5014754). */
struct template_name { /* 1.3.6.1.4.1.311.20.2, version 1 templates */
    enum presence presence;
    struct span name; /* UTF-8 */
};

struct template_info { /* …311.21.7 */
    enum presence presence;
    struct span oid;
    bool has_major, has_minor;
    int64_t major, minor;
};

struct ca_version { /* …311.21.1 */
    enum presence presence;
    int64_t value; /* key index << 16 | certificate index */
};

struct security_identifier { /* …311.25.2 */
    enum presence presence;
    struct span text; /* "S-1-5-…" */
};

struct next_publish { /* …311.21.4, of CRLs */
    enum presence presence;
    struct pki_time time;
};

#endif
