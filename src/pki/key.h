/* Public keys and algorithm identifiers as they stand (RFC 5280, 4.1.1.2 and 4.1.2.7; RFC 3279, 4055, 5480, 8410). */
#ifndef IKELINT_PKI_KEY_H
#define IKELINT_PKI_KEY_H

#include "der/oid.h"
#include "pki/flaw.h"

struct algorithm {
    struct span whole;      /* AlgorithmIdentifier with header; two are equal when these octets are */
    struct span oid;        /* content octets */
    enum oid known;         /* which known one */
    struct span parameters; /* the element with header; data NULL when absent */
    enum oid
        hash; /* of a signature algorithm, OID_MD5, OID_SHA256 …; of PSS from its parameters; OID_UNKNOWN */
};

enum key_kind {
    KEY_UNKNOWN,
    KEY_RSA,
    KEY_RSA_PSS,
    KEY_EC,
    KEY_DSA,
    KEY_ED25519,
    KEY_ED448,
    KEY_OTHER /* known, cannot sign */
};

struct key {
    struct span spki; /* SubjectPublicKeyInfo with header: what GnuTLS imports, and identity for caches */
    struct algorithm algorithm;
    enum key_kind kind;
    struct span bits_octets; /* the subjectPublicKey BIT STRING's octets (what key identifiers hash) */
    unsigned bits;           /* RSA, DSA: modulus; EC: field; 0 unknown */
    enum oid curve;          /* EC, named curve known to the registry */
    struct span curve_oid;   /* EC, named curve: content octets */
    struct span modulus;     /* RSA: magnitude, no leading zero */
    struct span exponent;    /* RSA: magnitude */
    bool decoded;            /* false: the facts about it are unknown */
};

/* Parameters of RSASSA-PSS (RFC 4055, 3.1), the defaults filled in. */
struct pss_parameters {
    enum oid hash, mask_hash; /* mask_hash OID_UNKNOWN: not MGF1, or an unknown digest */
    int64_t salt_length;      /* octets, at least 0 */
    int64_t trailer;          /* 1 */
};
/* False where the parameters are absent or do not decode. */
bool pss_decode(const struct algorithm *algorithm, struct pss_parameters *out);

/* Decodes the AlgorithmIdentifier of a signature. */
void algorithm_decode(struct arena *arena, struct span whole, const char *field, struct algorithm *out,
                      struct flaws *flaws);
void key_decode(struct arena *arena, struct span spki, struct key *out, struct flaws *flaws);

/* "RSA 2048 bits", "ECDSA P-256", "Ed25519". */
char *key_print(struct arena *arena, const struct key *key);

/* Whether an RSA modulus has the fingerprint of CVE-2017-15361 (ROCA): its residues modulo small primes all lie in
 * the subgroup that 65537 generates. */
bool key_has_roca_fingerprint(const struct key *key);

#endif
