/* Password-based encryption and integrity of PKCS#12 files (RFC 7292, RFC 8018, RFC 9579), on GnuTLS's ciphers and
 * digests.
 *
 * GnuTLS reads such files itself, but no more than 32 elements of a bag (the rest is dropped without a word), without
 * most attributes of bags, and with as many iterations as the file asks for. */
#ifndef IKELINT_READ_PBE_H
#define IKELINT_READ_PBE_H

#include "util/arena.h"

struct pbe_password {
    struct span text; /* UTF-8 */
    bool none;        /* no password at all, which differs from the empty one */
};

enum pbe_result {
    PBE_GOOD,
    PBE_WRONG_PASSWORD, /* or damaged octets: there is no telling */
    PBE_UNSUPPORTED,    /* *why says what */
};

/* Iterations that may still be spent on one file: a file can ask for billions. */
enum { PBE_BUDGET = 4 * 1000 * 1000 };

/* Decrypts `octets` as the AlgorithmIdentifier (its content: OID and parameters) says. The result is in the arena. */
enum pbe_result pbe_decrypt(struct arena *arena, struct span algorithm, struct pbe_password password,
                            struct span octets, uint64_t *budget, struct span *out, const char **why);

/* Checks the MacData (its content) over the content of the AuthenticatedSafe. */
enum pbe_result pbe_check(struct arena *arena, struct span mac_data, struct pbe_password password,
                          struct span content, uint64_t *budget, const char **why);

#endif
