/* Extensions as they stand, and the decoded forms that certificates and CRLs share (RFC 5280, 4.2 and 5.2). */
#ifndef IKELINT_PKI_EXTENSION_H
#define IKELINT_PKI_EXTENSION_H

#include "pki/general_name.h"

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

enum distribution_point_reason_bits {
    REASON_ALL = 0x1ff
}; /* ReasonFlags bits 1..8, as 1 << bit; REASON_ALL: absent */

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

struct authority_key_id {
    enum presence presence;
    bool has_key_id;
    struct span key_id;
    struct general_names issuer;
    bool has_serial;
    struct span serial; /* INTEGER content octets */
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

struct policy_mapping {
    struct span issuer_policy, subject_policy;
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

#endif
