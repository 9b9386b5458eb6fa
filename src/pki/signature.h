/* Signatures and digests: the place where GnuTLS is asked. GnuTLS starts on first use, not with the program.
 *
 * All functions may be called from several threads. */
#ifndef IKELINT_PKI_SIGNATURE_H
#define IKELINT_PKI_SIGNATURE_H

#include "pki/key.h"

enum signature_result {
    SIGNATURE_VALID,
    SIGNATURE_INVALID,     /* this key did not make it over these octets */
    SIGNATURE_UNSUPPORTED, /* algorithm, parameters or key that cannot be checked here: nothing is proven */
};

/* A public key ready for use; opaque, owns a GnuTLS object; immutable after import, shared by threads. */
struct verifier;
struct verifier *verifier_new(const struct key *key); /* NULL when the key cannot be used to verify */
/* The same; a DSA key without parameters of its own takes those of its issuer (RFC 3279, 2.3.2), a Dss-Parms element:
 * algorithm.parameters of the issuer's key, or what that one inherited. */
struct verifier *verifier_new_with_parameters(const struct key *key, struct span parameters);
void verifier_free(struct verifier *verifier); /* takes NULL */

/* Whether the key made `signature` over `data` by `algorithm`. Old digests (MD5, SHA-1) are judged too: their weakness
 * is a rule's matter. */
enum signature_result verifier_check(const struct verifier *verifier, const struct algorithm *algorithm,
                                     struct span data, struct span signature);

void digest_sha1(struct span data, uint8_t out[20]);
void digest_sha256(struct span data, uint8_t out[32]);

#endif
