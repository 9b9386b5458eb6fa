/* Signatures and digests by GnuTLS.
 *
 * The library's own start when it is loaded is switched off (it would open and configure what a help text does not
 * need); gnutls_global_init does it on first use, and lets only one thread do so. What is weak or short is verified like
 * anything else: rules say that it is weak. What GnuTLS cannot check ends as SIGNATURE_UNSUPPORTED, never as valid. */
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <limits.h>
#include <stdatomic.h>

#include "der/der.h"
#include "pki/signature.h"

GNUTLS_SKIP_GLOBAL_INIT

static void start(void)
{
    static atomic_bool started;
    if (atomic_load_explicit(&started, memory_order_acquire))
        return;
    if (gnutls_global_init() != GNUTLS_E_SUCCESS)
        BUG("GnuTLS does not start");
    atomic_store_explicit(&started, true, memory_order_release);
}

/* GnuTLS does not write into what it verifies; its type is not const. Lengths beyond its 32 bits are refused. */
static bool datum_of(struct span span, gnutls_datum_t *out)
{
    union {
        const uint8_t *from;
        unsigned char *to;
    } data = { span.data };
    out->data = data.to;
    out->size = (unsigned)span.length;
    return span.length <= UINT_MAX;
}

/* -- digests -------------------------------------------------------------------------------------------------------- */

static void digest(gnutls_digest_algorithm_t algorithm, struct span data, uint8_t *out)
{
    start();
    if (gnutls_hash_fast(algorithm, data.length ? data.data : (const uint8_t *)"", data.length, out) !=
        GNUTLS_E_SUCCESS)
        BUG("GnuTLS makes no digests");
}

void digest_sha1(struct span data, uint8_t out[20])
{
    digest(GNUTLS_DIG_SHA1, data, out);
}

void digest_sha256(struct span data, uint8_t out[32])
{
    digest(GNUTLS_DIG_SHA256, data, out);
}

/* -- keys ----------------------------------------------------------------------------------------------------------- */

/* The work of a verification grows with the square of the modulus and with the exponent: keys beyond these have no
 * honest use (CryptoAPI stops at 16,384 bits, too), and would let one certificate take minutes. */
enum {
    LONGEST_MODULUS = 16384,      /* bits, RSA and DSA */
    LARGE_MODULUS = 3072,         /* from here on */
    LONGEST_EXPONENT_OF_LARGE = 8 /* octets */
};

struct verifier {
    gnutls_pubkey_t key; /* owns */
    enum key_kind kind;
    uint8_t *spki; /* owns; RSA: imported again for RSASSA-PSS, whose parameters GnuTLS keeps in the key */
    size_t spki_length;
    bool restricted;           /* RSASSA-PSS key with parameters: it signs with these only (RFC 4055, 3.3) */
    struct pss_parameters pss; /* of a restricted key; salt_length is the least */
};

static bool is_affordable(const struct key *key)
{
    if (key->kind == KEY_RSA || key->kind == KEY_RSA_PSS)
        return key->bits <= LONGEST_MODULUS &&
               (key->bits <= LARGE_MODULUS || key->exponent.length <= LONGEST_EXPONENT_OF_LARGE);
    return key->kind != KEY_DSA || key->bits <= LONGEST_MODULUS;
}

static bool can_verify(const struct key *key)
{
    return key->decoded && key->kind != KEY_UNKNOWN && key->kind != KEY_OTHER && is_affordable(key);
}

static gnutls_pubkey_t import(struct span spki)
{
    gnutls_pubkey_t key;
    gnutls_datum_t datum;
    if (!datum_of(spki, &datum) || gnutls_pubkey_init(&key) != GNUTLS_E_SUCCESS)
        return NULL;
    if (gnutls_pubkey_import(key, &datum, GNUTLS_X509_FMT_DER) == GNUTLS_E_SUCCESS)
        return key;
    gnutls_pubkey_deinit(key);
    return NULL;
}

/* -- DSA with the issuer's parameters (RFC 3279, 2.3.2) -------------------------------------------------------------- */

static bool take_number(struct span *in, gnutls_datum_t *out)
{
    struct span content;
    return der_get(in, DER_INTEGER, &content, NULL) && datum_of(content, out);
}

static gnutls_pubkey_t import_dsa(struct span parameters, struct span number)
{
    gnutls_pubkey_t key;
    gnutls_datum_t prime, order, generator, public;
    struct span content;
    if (!der_get(&parameters, DER_SEQUENCE, &content, NULL) || !take_number(&content, &prime) ||
        !take_number(&content, &order) || !take_number(&content, &generator) ||
        !take_number(&number, &public) || prime.size > LONGEST_MODULUS / 8 + 1 ||
        gnutls_pubkey_init(&key) != GNUTLS_E_SUCCESS)
        return NULL;
    if (gnutls_pubkey_import_dsa_raw(key, &prime, &order, &generator, &public) == GNUTLS_E_SUCCESS)
        return key;
    gnutls_pubkey_deinit(key);
    return NULL;
}

static void keep_spki(struct verifier *verifier, struct span spki)
{
    verifier->spki = malloc(spki.length);
    if (!verifier->spki)
        out_of_memory(spki.length);
    memcpy(verifier->spki, spki.data, spki.length);
    verifier->spki_length = spki.length;
}

struct verifier *verifier_new_with_parameters(const struct key *key, struct span parameters)
{
    if (!can_verify(key))
        return NULL;
    start();
    bool restricted = key->kind == KEY_RSA_PSS && key->algorithm.parameters.data;
    struct pss_parameters pss = { 0 };
    if (restricted && !pss_decode(&key->algorithm, &pss))
        return NULL;
    bool inherits = key->kind == KEY_DSA && !key->algorithm.parameters.data;
    gnutls_pubkey_t imported = inherits ? import_dsa(parameters, key->bits_octets) : import(key->spki);
    if (!imported)
        return NULL;
    struct verifier *verifier = calloc(1, sizeof *verifier);
    if (!verifier)
        out_of_memory(sizeof *verifier);
    verifier->key = imported;
    verifier->kind = key->kind;
    verifier->restricted = restricted;
    verifier->pss = pss;
    if (key->kind == KEY_RSA || key->kind == KEY_RSA_PSS)
        keep_spki(verifier, key->spki);
    return verifier;
}

struct verifier *verifier_new(const struct key *key)
{
    return verifier_new_with_parameters(key, (struct span){ NULL, 0 });
}

void verifier_free(struct verifier *verifier)
{
    if (!verifier)
        return;
    gnutls_pubkey_deinit(verifier->key);
    free(verifier->spki);
    free(verifier);
}

/* -- signatures ----------------------------------------------------------------------------------------------------- */

/* One row a signature algorithm: the kind of key that makes it, and GnuTLS's name. MD2 and MD4 it does not have. */
static const struct signature_row {
    enum oid oid;
    enum key_kind kind;
    gnutls_sign_algorithm_t sign;
} rows[] = {
    { OID_RSA_MD2, KEY_RSA, GNUTLS_SIGN_UNKNOWN },
    { OID_RSA_MD4, KEY_RSA, GNUTLS_SIGN_UNKNOWN },
    { OID_RSA_MD5, KEY_RSA, GNUTLS_SIGN_RSA_MD5 },
    { OID_RSA_SHA1, KEY_RSA, GNUTLS_SIGN_RSA_SHA1 },
    { OID_RSA_SHA1_OIW, KEY_RSA, GNUTLS_SIGN_RSA_SHA1 },
    { OID_RSA_SHA224, KEY_RSA, GNUTLS_SIGN_RSA_SHA224 },
    { OID_RSA_SHA256, KEY_RSA, GNUTLS_SIGN_RSA_SHA256 },
    { OID_RSA_SHA384, KEY_RSA, GNUTLS_SIGN_RSA_SHA384 },
    { OID_RSA_SHA512, KEY_RSA, GNUTLS_SIGN_RSA_SHA512 },
    { OID_DSA_SHA1, KEY_DSA, GNUTLS_SIGN_DSA_SHA1 },
    { OID_DSA_SHA224, KEY_DSA, GNUTLS_SIGN_DSA_SHA224 },
    { OID_DSA_SHA256, KEY_DSA, GNUTLS_SIGN_DSA_SHA256 },
    { OID_ECDSA_SHA1, KEY_EC, GNUTLS_SIGN_ECDSA_SHA1 },
    { OID_ECDSA_SHA224, KEY_EC, GNUTLS_SIGN_ECDSA_SHA224 },
    { OID_ECDSA_SHA256, KEY_EC, GNUTLS_SIGN_ECDSA_SHA256 },
    { OID_ECDSA_SHA384, KEY_EC, GNUTLS_SIGN_ECDSA_SHA384 },
    { OID_ECDSA_SHA512, KEY_EC, GNUTLS_SIGN_ECDSA_SHA512 },
    { OID_ED25519, KEY_ED25519, GNUTLS_SIGN_EDDSA_ED25519 },
    { OID_ED448, KEY_ED448, GNUTLS_SIGN_EDDSA_ED448 },
};

/* The digests of RSASSA-PSS that GnuTLS has. */
static const struct pss_row {
    enum oid hash;
    gnutls_digest_algorithm_t digest;
    gnutls_sign_algorithm_t sign;
} pss_rows[] = {
    { OID_SHA256, GNUTLS_DIG_SHA256, GNUTLS_SIGN_RSA_PSS_SHA256 },
    { OID_SHA384, GNUTLS_DIG_SHA384, GNUTLS_SIGN_RSA_PSS_SHA384 },
    { OID_SHA512, GNUTLS_DIG_SHA512, GNUTLS_SIGN_RSA_PSS_SHA512 },
};

static enum signature_result verify(gnutls_pubkey_t key, gnutls_sign_algorithm_t sign, struct span data,
                                    struct span signature)
{
    const unsigned weak_too = GNUTLS_VERIFY_ALLOW_BROKEN | GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1;
    gnutls_datum_t signed_data, signature_data;
    if (!datum_of(data, &signed_data) || !datum_of(signature, &signature_data))
        return SIGNATURE_UNSUPPORTED;
    int result = gnutls_pubkey_verify_data2(key, sign, weak_too, &signed_data, &signature_data);
    switch (result) {
    case GNUTLS_E_UNSUPPORTED_SIGNATURE_ALGORITHM:
    case GNUTLS_E_UNIMPLEMENTED_FEATURE:
    case GNUTLS_E_INSUFFICIENT_SECURITY:
    case GNUTLS_E_UNKNOWN_HASH_ALGORITHM:
    case GNUTLS_E_UNKNOWN_PK_ALGORITHM:
    case GNUTLS_E_CONSTRAINT_ERROR:
    case GNUTLS_E_MEMORY_ERROR:
        return SIGNATURE_UNSUPPORTED;
    default:
        return result >= 0 ? SIGNATURE_VALID : SIGNATURE_INVALID;
    }
}

static const struct pss_row *find_pss(const struct algorithm *algorithm, struct pss_parameters *parameters)
{
    if (!pss_decode(algorithm, parameters) || parameters->trailer != 1 ||
        parameters->hash != parameters->mask_hash)
        return NULL;
    for (size_t i = 0; i < COUNT_OF(pss_rows); i++)
        if (pss_rows[i].hash == parameters->hash)
            return &pss_rows[i];
    return NULL;
}

/* Whether the key was made for signatures with these parameters. */
static bool key_allows(const struct verifier *verifier, const struct pss_parameters *parameters)
{
    return !verifier->restricted ||
           (verifier->pss.hash == parameters->hash && verifier->pss.mask_hash == parameters->mask_hash &&
            verifier->pss.salt_length <= parameters->salt_length);
}

/* The key with the parameters of a signature; NULL when GnuTLS refuses them. */
static gnutls_pubkey_t key_for_pss(const struct verifier *verifier, gnutls_digest_algorithm_t digest,
                                   unsigned salt)
{
    gnutls_x509_spki_t parameters;
    gnutls_pubkey_t key = import((struct span){ verifier->spki, verifier->spki_length });
    if (!key || gnutls_x509_spki_init(&parameters) != GNUTLS_E_SUCCESS) {
        gnutls_pubkey_deinit(key);
        return NULL;
    }
    gnutls_x509_spki_set_rsa_pss_params(parameters, digest, salt);
    bool set = gnutls_pubkey_set_spki(key, parameters, 0) == GNUTLS_E_SUCCESS;
    gnutls_x509_spki_deinit(parameters);
    if (set)
        return key;
    gnutls_pubkey_deinit(key);
    return NULL;
}

/* GnuTLS takes digest and salt from the key, so the parameters of the signature go into a copy of it. */
static enum signature_result verify_pss(const struct verifier *verifier, const struct algorithm *algorithm,
                                        struct span data, struct span signature)
{
    struct pss_parameters parameters;
    if (verifier->kind != KEY_RSA && verifier->kind != KEY_RSA_PSS)
        return SIGNATURE_INVALID;
    const struct pss_row *row = find_pss(algorithm, &parameters);
    if (!row || parameters.salt_length > LONGEST_MODULUS / 8)
        return SIGNATURE_UNSUPPORTED;
    if (!key_allows(verifier, &parameters))
        return SIGNATURE_INVALID;
    gnutls_pubkey_t key = key_for_pss(verifier, row->digest, (unsigned)parameters.salt_length);
    if (!key)
        return SIGNATURE_UNSUPPORTED;
    enum signature_result result = verify(key, row->sign, data, signature);
    gnutls_pubkey_deinit(key);
    return result;
}

/* ECDSA with its digest in the parameters is the same as the one that has it in its name. */
static enum oid name_of(const struct algorithm *algorithm)
{
    if (algorithm->known != OID_ECDSA_SPECIFIED)
        return algorithm->known;
    switch (algorithm->hash) {
    case OID_SHA1:
        return OID_ECDSA_SHA1;
    case OID_SHA224:
        return OID_ECDSA_SHA224;
    case OID_SHA256:
        return OID_ECDSA_SHA256;
    case OID_SHA384:
        return OID_ECDSA_SHA384;
    case OID_SHA512:
        return OID_ECDSA_SHA512;
    default:
        return OID_UNKNOWN;
    }
}

enum signature_result verifier_check(const struct verifier *verifier, const struct algorithm *algorithm,
                                     struct span data, struct span signature)
{
    enum oid known = name_of(algorithm);
    if (known == OID_KEY_RSA_PSS)
        return verify_pss(verifier, algorithm, data, signature);
    if (verifier->kind == KEY_RSA_PSS)
        return SIGNATURE_INVALID; /* it makes no others (RFC 4055, 1.2) */
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (rows[i].oid != known)
            continue;
        if (rows[i].kind != verifier->kind)
            return SIGNATURE_INVALID;
        return rows[i].sign == GNUTLS_SIGN_UNKNOWN ? SIGNATURE_UNSUPPORTED
                                                   : verify(verifier->key, rows[i].sign, data, signature);
    }
    return SIGNATURE_UNSUPPORTED;
}
