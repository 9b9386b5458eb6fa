/* Trust as Windows would decide it: what the peer holds, and what it concludes about a certificate.
 *
 * A `struct trust` is the peer's world: trusted roots, intermediates and CRLs. It is filled, made ready once, and then
 * judged against from many threads; it caches imported keys, signature checks and the verdicts on CAs inside. Objects
 * added are borrowed and must outlive it. Sources: RFC 5280, 6; RFC 4158; design notes in path.h and revocation.h. */
#ifndef IKELINT_TRUST_TRUST_H
#define IKELINT_TRUST_TRUST_H

#include "pki/object.h"

struct trust;
struct trust *trust_new(void);
void trust_free(struct trust *trust);
void trust_add_root(struct trust *trust, const struct object *object); /* certificates; others are ignored */
void trust_add_intermediate(struct trust *trust, const struct object *object);
void trust_add_crl(struct trust *trust, const struct object *object);
/* Of the store Disallowed: no path with it is trusted, whatever else holds it. */
void trust_add_disallowed(struct trust *trust, const struct object *object);

/* What the user wants of certificate policies (RFC 5280, 6.1.1 c, e, f, g); without it: any policy will do. */
struct trust_policies {
    struct oid_list acceptable; /* empty: any policy */
    bool require_explicit, inhibit_mapping, inhibit_any;
};
void trust_set_policies(struct trust *trust, const struct trust_policies *policies); /* borrows */

void trust_ready(struct trust *trust);
bool trust_has_roots(const struct trust *trust);
bool trust_has_intermediates(const struct trust *trust);
/* The certificate with these 20 octets as its SHA-1, if it may be trusted; NULL: the peer does not hold it. */
const struct cert *trust_find(const struct trust *trust, struct span sha1, bool *is_root);

/* --- paths --- */

enum path_status {
    PATH_UNKNOWN /* no roots were given */,
    PATH_TRUSTED,
    PATH_ROOT_NOT_TRUSTED,
    PATH_ISSUER_MISSING,
    PATH_INVALID
};
const char *path_status_name(enum path_status status); /* "trusted", "root_not_trusted", …, "unknown" */

/* One list: the enum, the words of facts, and a sentence head come from it. */
#define PATH_PROBLEMS(X)                                                                                     \
    X(ROOT_NOT_TRUSTED, "root_not_trusted")                                                                  \
    X(ISSUER_MISSING, "issuer_missing")                                                                      \
    X(SIGNATURE_INVALID, "signature_invalid")                                                                \
    X(SIGNATURE_UNSUPPORTED, "signature_unsupported")                                                        \
    X(EXPIRED, "expired")                                                                                    \
    X(NOT_YET_VALID, "not_yet_valid")                                                                        \
    X(NOT_A_CA, "not_a_ca")                                                                                  \
    X(PATH_TOO_LONG, "path_too_long")                                                                        \
    X(MAY_NOT_SIGN, "may_not_sign")                                                                          \
    X(NAME_NOT_PERMITTED, "name_not_permitted")                                                              \
    X(NAME_CONSTRAINTS_UNSUPPORTED, "name_constraints_unsupported")                                          \
    X(USAGE_NARROWED, "usage_narrowed")                                                                      \
    X(POLICY_NOT_PERMITTED, "policy_not_permitted")                                                          \
    X(UNKNOWN_CRITICAL_EXTENSION, "unknown_critical_extension")                                              \
    X(WEAK_KEY, "weak_key")                                                                                  \
    X(WEAK_SIGNATURE, "weak_signature")                                                                      \
    X(MALFORMED, "malformed")                                                                                \
    X(DISALLOWED, "disallowed")                                                                              \
    X(SEARCH_GAVE_UP, "search_gave_up")

enum path_problem_kind {
#define X(symbol, name) PATH_PROBLEM_##symbol,
    PATH_PROBLEMS(X)
#undef X
        PATH_PROBLEM_COUNT
};
const char *path_problem_name(enum path_problem_kind kind);

/* One fault, at one element. `fatal`: the path is not trusted because of it (usage_narrowed by itself is not: whether
 * the lost usage was needed is the profile's to say). */
struct path_problem {
    enum path_problem_kind kind;
    size_t element; /* index into the path, 0 = leaf */
    bool fatal;
    const char *explanation; /* one sentence, lower case, no full stop, with names and dates; arena */
};

struct revocation;

struct path_element {
    const struct cert *cert;     /* borrows */
    const struct object *object; /* where it came from (source, store); NULL for the leaf when not given */
    const struct revocation *revocation; /* NULL for the trust anchor and where there is no path */
};

struct path {
    enum path_status status;
    struct path_element *elements; /* leaf first; the anchor last when there is one */
    size_t count;
    bool anchored;                 /* the last element is one of the given roots */
    struct path_problem *problems; /* in the order of elements */
    size_t problem_count;
    bool usages_any;             /* nothing narrows the usages */
    struct oid_list usages;      /* what is left of the leaf's usages after every CA (usages_any false) */
    struct oid_list lost_usages; /* usages of the leaf that some CA took away */
    const char *explanation;     /* one or two sentences for people; "" when trusted without remark */
    const char *note; /* remark that is no fault (trusted root that is an intermediate …), or NULL */
};

/* --- revocation --- */

enum revocation_status { REVOCATION_UNKNOWN, REVOCATION_GOOD, REVOCATION_REVOKED, REVOCATION_STALE };
const char *revocation_status_name(enum revocation_status status);

#define CRL_PROBLEMS(X)                                                                                      \
    X(EXPIRED, "expired")                                                                                    \
    X(NOT_YET_VALID, "not_yet_valid")                                                                        \
    X(NO_NEXT_UPDATE, "no_next_update")                                                                      \
    X(FORGED, "forged")                                                                                      \
    X(SIGNER_UNKNOWN, "signer_unknown")                                                                      \
    X(MAY_NOT_SIGN, "may_not_sign")                                                                          \
    X(OTHER_KEY, "other_key")                                                                                \
    X(NOT_IN_SCOPE, "not_in_scope")                                                                          \
    X(NOT_UNDERSTOOD, "not_understood")                                                                      \
    X(DELTA_EXPIRED, "delta_expired")                                                                        \
    X(DELTA_BASE_MISMATCH, "delta_base_mismatch")                                                            \
    X(MALFORMED, "malformed")

enum crl_problem_kind {
#define X(symbol, name) CRL_PROBLEM_##symbol,
    CRL_PROBLEMS(X)
#undef X
        CRL_PROBLEM_COUNT
};
const char *crl_problem_name(enum crl_problem_kind kind);

/* One CRL looked at for one certificate. */
struct crl_use {
    const struct crl *crl; /* borrows */
    const struct object *object;
    const struct cert *certificate; /* whose status was asked */
    const struct cert *issuer;      /* whose key signed it, NULL unknown */
    unsigned problems;              /* 1 << crl_problem_kind */
    bool answers; /* this certificate has a believable answer, from this list or from another one */
    bool decided; /* this very list gave the answer */
    const char *explanation; /* "" when nothing is wrong */
};

struct revocation {
    enum revocation_status status;
    bool known;     /* revoked or good is proven: `revocation.revoked` is known */
    int64_t reason; /* CRLReason of the entry; 0 unspecified */
    int64_t date;   /* of the entry, when revoked */
    bool has_date;
    struct crl_use *uses; /* every list of that issuer, consulted or passed over */
    size_t use_count;
    const char *explanation; /* why, in words */
    const char *needs;       /* what to give when unknown: "--crl: a CRL of CN=…"; NULL */
};

/* Judges a certificate at a time: the path (never NULL; status PATH_UNKNOWN without roots) with the revocation of each
 * element but the anchor. The result is in the arena; object may be NULL for certificates that have none. */
const struct path *trust_judge(struct trust *trust, const struct cert *cert, const struct object *object,
                               int64_t at, struct arena *arena);

/* The path's revocation taken together: revoked beats unknown beats stale beats good; a sentence for it. */
enum revocation_status path_revocation(const struct path *path);

/* A CRL by itself: whether a certificate at hand made it. issuer NULL: none of that name is known. */
struct crl_signer {
    const struct cert *issuer;
    const struct object *object;
    bool checked, valid; /* checked false: the signature's truth is unknown */
    bool other_key;      /* certificates of the issuer's name are here, all with another key */
    const char *explanation;
};
struct crl_signer trust_judge_crl(struct trust *trust, const struct crl *crl, struct arena *arena);

/* Signature checks made so far: each (key, certificate) is checked once. For tests. */
size_t trust_signature_checks(const struct trust *trust);

#endif
