/* A certificate revocation list as it stands (RFC 5280, 5), read in place: a list of a million entries is walked, not
 * copied. As with certificates, only a broken frame refuses; all else is flaws. */
#ifndef IKELINT_PKI_CRL_H
#define IKELINT_PKI_CRL_H

#include "pki/cert.h"

struct crl_entry {
    struct span serial_number; /* INTEGER content octets */
    struct pki_time revocation_date;
    bool has_reason;
    int64_t reason; /* CRLReason, 5.3.1; 8: removeFromCRL */
    bool has_invalidity_date;
    struct pki_time invalidity_date;
    bool names_issuer; /* has a certificateIssuer (indirect CRLs) */
    const struct general_names
        *certificate_issuer; /* the same decoded; NULL without it or without an arena */
    bool has_extensions;
    bool unknown_critical; /* a critical entry extension that is not understood */
    bool malformed;        /* some part did not decode; serial_number may be usable */
    struct span whole;
};

struct crl {
    const struct source *source; /* borrows */
    struct span der;
    struct flaws flaws;
    uint8_t sha1[20], sha256[32];

    struct span tbs;
    struct algorithm signature_algorithm;
    struct span signature;

    int64_t version; /* 1 or 2 */
    struct algorithm tbs_signature;
    struct name issuer;
    struct pki_time this_update;
    bool has_next_update;
    struct pki_time next_update;
    struct span entries;  /* content of revokedCertificates; empty when absent */
    size_t entry_count;   /* well-framed entries */
    bool entries_decoded; /* false: the walk broke; a serial that was not found proves nothing */
    bool entries_sorted;  /* by serial number, strictly */
    bool has_entry_extensions, has_certificate_issuers, has_duplicate_serials, has_unknown_critical_entries;
    bool extensions_decoded;
    struct extensions extensions;

    struct authority_key_id authority_key_id;
    struct alternative_names issuer_alt_name;
    struct number_extension crl_number, delta_crl_indicator;
    struct issuing_distribution_point issuing_distribution_point;
    struct distribution_point_list freshest_crl;
    struct ca_version ca_version;
    struct next_publish next_publish;

    const struct crl_index *index; /* serial numbers in order; owned by the arena */
};

bool crl_decode(struct arena *arena, const struct source *source, struct span der, struct crl *out,
                const char **why, struct span *at);

/* Walks entries: cursor starts as crl->entries. False at the end or where it cannot go on. Fills in place; the
 * certificate issuer, where an entry has one, is decoded into the arena (NULL arena: not decoded). */
bool crl_next_entry(struct arena *arena, struct span *cursor, struct crl_entry *out);

/* The entries for a serial number, found by binary search and compared by value (not by encoding), in the order of the
 * list: calls visit for each until it returns false. `issuer` passed to visit is the certificateIssuer in force there
 * (5.3.3), NULL: the CRL's. */
void crl_find(struct arena *arena, const struct crl *crl, struct span serial_number,
              bool (*visit)(void *context, const struct crl_entry *entry, const struct general_names *issuer),
              void *context);

bool crl_is_delta(const struct crl *crl);
/* Orders CRL numbers by value: <0, 0, >0. */
int crl_number_compare(struct span a, struct span b);
/* The reason's name in RFC 5280: "keyCompromise"; "unspecified" for what has none. */
const char *crl_reason_name(int64_t reason);

#endif
