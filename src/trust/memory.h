/* What workers share while they judge: keys imported once, signatures checked once, verdicts on the CAs of a path.
 *
 * Everything behind one mutex. A check is remembered by (key, SHA-256 of what was signed); while one worker makes it,
 * others wait for the answer. Bounded: when full, finished checks are forgotten and no more verdicts are kept. */
#ifndef IKELINT_TRUST_MEMORY_H
#define IKELINT_TRUST_MEMORY_H

#include "pki/signature.h"

/* Work that one judgement may cause. Checking a signature costs by the key: an RSA key of 2048 bits with the usual
 * exponent is 1; a key that would cost more than EFFORT_OF_ONE_CHECK is not used at all. */
enum { EFFORT_OF_ONE_CHECK = 4000, EFFORT_OF_A_JUDGEMENT = 12000 };

/* What is left of it; a check that it cannot pay is not made. */
struct effort {
    uint64_t left;
    bool exhausted; /* something was not checked because of that */
};

/* A public key, shared by all certificates that have it. */
struct trust_key {
    const struct key *key;     /* borrows */
    uint32_t number;           /* identity in the memory */
    uint32_t effort;           /* of one check: effort_of_key */
    bool imported;             /* behind the mutex: `verifier` is final */
    struct verifier *verifier; /* owns; NULL where the key cannot be used */
};
uint32_t effort_of_key(const struct key *key);

struct memory; /* opaque */
struct memory *memory_new(void);
void memory_free(struct memory *memory);

/* Something signed: its SHA-256, and what the signature is over. */
struct signed_object {
    const uint8_t *sha256;
    const struct algorithm *algorithm;
    struct span data, signature;
};
enum signature_result memory_check(struct memory *memory, struct trust_key *key,
                                   const struct signed_object *object, struct effort *effort);
/* The same with a key that is used this once, without remembering. */
enum signature_result memory_check_once(struct memory *memory, const struct key *key,
                                        const struct signed_object *object, struct effort *effort);
size_t memory_checks_made(struct memory *memory);

/* A verdict under a key (SHA-256), or NULL. */
const void *memory_recall(struct memory *memory, const uint8_t key[32]);
/* Keeps a verdict: copy() makes it anew in the memory's arena. Returns what is kept, NULL when full. */
const void *memory_remember(struct memory *memory, const uint8_t key[32], const void *verdict,
                            const void *(*copy)(struct arena *arena, const void *verdict));

#endif
