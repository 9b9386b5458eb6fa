/* What the peer holds: each certificate and CRL once, found by name; each key imported once; each signature checked once.
 *
 * A store is filled by one thread and made ready; from then on certificates, lists and indexes are constant, and the
 * keys and remembered checks behind the mutex are shared by all workers. Certificates are told apart by SHA-256 of
 * their DER, keys by their SubjectPublicKeyInfo, names by their folded form (RFC 5280, 7.1). */
#ifndef IKELINT_TRUST_STORE_H
#define IKELINT_TRUST_STORE_H

#include "pki/signature.h"
#include "trust/trust.h"

/* Work that one judgement may cause. Checking a signature costs by the key: an RSA key of 2048 bits with the usual
 * exponent is 1; a key that would cost more than EFFORT_OF_ONE_CHECK is not used at all. */
enum { EFFORT_OF_ONE_CHECK = 4000, EFFORT_OF_A_JUDGEMENT = 12000 };

/* A public key of some certificate, shared by all certificates that have it. */
struct trust_key {
    const struct key *key;     /* borrows */
    uint32_t number;           /* identity in the memory of checks */
    uint32_t effort;           /* of one check, see above */
    bool imported;             /* behind the mutex: `verifier` is final */
    struct verifier *verifier; /* owns; NULL where the key cannot be used */
};

struct name_group;

/* A certificate of the store, or the leaf while it is judged. */
struct node {
    const struct cert *cert;     /* borrows */
    const struct object *object; /* borrows; NULL for a leaf without one */
    bool root;                   /* given as trusted */
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

/* What is left of the effort that one judgement may take; a check that it cannot pay is not made. */
struct effort {
    uint64_t left;
    bool exhausted; /* something was not checked because of that */
};

/* Whether the node's key made the signature of that certificate or list. Remembered: the second time is for nothing. */
enum signature_result store_check_cert(struct trust *trust, const struct node *issuer,
                                       const struct cert *cert, struct effort *effort);
/* Whether the certificate is signed with its own key. Not remembered where the certificate is not in the store. */
enum signature_result store_check_self(struct trust *trust, const struct node *node, struct effort *effort);
enum signature_result store_check_crl(struct trust *trust, const struct node *issuer, const struct crl *crl,
                                      struct effort *effort);

/* Whether both certificates have the same key and it is a real one. */
bool store_same_key(const struct node *a, const struct node *b);

/* Verdicts that hold for many leaves: what `find` gave for a path's part above the leaf at a time. The memory of
 * verdicts lives in the store; NULL where nothing is known. Keys are SHA-256. */
const void *store_recall(struct trust *trust, const uint8_t key[32]);
/* Keeps a verdict for the key: copy() makes it anew in the store's arena. Returns what is kept, NULL when full. */
const void *store_remember(struct trust *trust, const uint8_t key[32], const void *verdict,
                           const void *(*copy)(struct arena *arena, const void *verdict));

/* Policies that the user wants (RFC 5280, 6.1.1 c, e, f, g). */
const struct trust_policies *store_policies(const struct trust *trust);

#endif
