/* What the peer holds: each certificate and CRL once, found by name.
 *
 * A store is filled by one thread and made ready; from then on it is constant, but for the memory of keys, checks and
 * verdicts that all workers share (memory.h). Certificates are told apart by SHA-256 of
 * their DER, keys by their SubjectPublicKeyInfo, names by their folded form (RFC 5280, 7.1). */
#ifndef IKELINT_TRUST_STORE_H
#define IKELINT_TRUST_STORE_H

#include "trust/memory.h"
#include "trust/trust.h"

struct name_group;

/* A certificate of the store, or the leaf while it is judged. */
struct node {
    const struct cert *cert;     /* borrows */
    const struct object *object; /* borrows; NULL for a leaf without one */
    bool root;                   /* given as trusted */
    bool disallowed;             /* given as forbidden */
    struct trust_key *key;
    struct name_group *issuers; /* certificates whose subject is this one's issuer; NULL: none */
    struct node *next_subject;  /* of the same name_group */
    struct node *next_issued;   /* of the same issuer */
    const struct node
        *parameters_from; /* a DSA key without parameters took them from this certificate's key */
    size_t number;        /* place in the store; SIZE_MAX: a leaf that is not in it */
};

/* All certificates of one subject. */
struct name_group {
    const struct name *name;
    struct node *first, *last;
    struct node *first_issued; /* certificates whose issuer has this name */
    size_t count;
    uint32_t
        distance; /* certificates from here to a root, one of these counted, by names alone; UINT32_MAX: none */
};

/* A list of the store. */
struct crl_node {
    const struct crl *crl;
    const struct object *object;
    struct crl_node *next; /* of the same issuer name */
    size_t number;
};

/* The distinct nodes in the order in which they were given. */
struct node_list {
    struct node **items;
    size_t count, capacity;
};

const struct node_list *store_nodes(const struct trust *trust);
size_t store_crl_count(const struct trust *trust);
struct crl_node *store_crl(const struct trust *trust, size_t number);

/* The certificate of the store with these very octets, or NULL. */
struct node *store_find(const struct trust *trust, const struct cert *cert);
/* The certificates with this subject, the lists with this issuer: NULL where there is none. */
struct name_group *store_subject(const struct trust *trust, const struct name *name);
struct crl_node *store_crls_of(const struct trust *trust, const struct name *name);

/* A node for a leaf: that of the store, or a new one in the arena, without a key of its own. */
struct node *store_leaf(struct trust *trust, const struct cert *cert, const struct object *object,
                        struct arena *arena);

/* Whether the node's key made the signature of that certificate or list. Remembered: the second time is for nothing. */
enum signature_result store_check_cert(struct trust *trust, const struct node *issuer,
                                       const struct cert *cert, struct effort *effort);
/* Whether the certificate is signed with its own key. Not remembered where the certificate is not in the store. */
enum signature_result store_check_self(struct trust *trust, const struct node *node, struct effort *effort);
enum signature_result store_check_crl(struct trust *trust, const struct node *issuer, const struct crl *crl,
                                      struct effort *effort);

/* Whether both certificates have the same key and it is a real one. */
bool store_same_key(const struct node *a, const struct node *b);

/* What its workers share. */
struct memory *store_memory(const struct trust *trust);

/* Policies that the user wants (RFC 5280, 6.1.1 c, e, f, g). */
const struct trust_policies *store_policies(const struct trust *trust);

#endif
