/* Keys from passwords: PKCS#12's own derivation (RFC 7292, B.2) for the schemes of its appendix C and for its MAC,
 * PBKDF2 for PBES2 (RFC 8018, 6.2) and PBMAC1 (RFC 9579). Each scheme is a row of a table. */
#include <limits.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "der/der.h"
#include "read/encoding.h"
#include "read/octet_string.h"
#include "read/old_ciphers.h"
#include "read/pbe.h"
#include "util/text.h"

enum {
    DIGEST_LIMIT = 64,    /* octets of the longest digest, SHA-512 */
    BLOCK_LIMIT = 128,    /* octets of its block */
    KEY_LIMIT = 64,       /* octets of the longest key */
    SALT_LIMIT = 1024,    /* octets of a salt */
    PASSWORD_LIMIT = 1024 /* octets of a password, as UTF-16 */
};

/* GnuTLS does not start by itself (pki/signature.c); starting it again does no harm. */
static bool start(const char **why)
{
    *why = "GnuTLS does not start";
    return gnutls_global_init() >= 0;
}

/* An AlgorithmIdentifier's content. */
static bool split_algorithm(struct span algorithm, struct span *oid, struct span *parameters)
{
    if (!der_get(&algorithm, DER_OID, oid, NULL))
        return false;
    *parameters = algorithm;
    return true;
}

static bool get_algorithm(struct span *in, struct span *oid, struct span *parameters)
{
    struct span algorithm;
    return der_get(in, DER_SEQUENCE, &algorithm, NULL) && split_algorithm(algorithm, oid, parameters);
}

static bool oid_octets(struct span oid, const char *octets, size_t length)
{
    return span_equal(oid, (struct span){ (const uint8_t *)octets, length });
}

/* Iterations as the file has them; false when they are none, or more than is left. */
static bool spend(int64_t iterations, uint64_t *budget, const char **why)
{
    *why = "it asks for more than 4 million iterations, over all passwords that were tried: give the right "
           "password first in the password file";
    if (iterations < 1 || (uint64_t)iterations > *budget)
        return false;
    *budget -= (uint64_t)iterations;
    return true;
}

/* -- PKCS#12's key derivation --------------------------------------------------------------------------------------- */

enum purpose { FOR_KEY = 1, FOR_IV = 2, FOR_MAC = 3 };

enum { DIGEST_SHA1 = 0, DIGEST_MD5 = 5 }; /* rows of the table */

static const struct digest {
    const char *oid; /* of the digest */
    size_t oid_length;
    gnutls_digest_algorithm_t digest;
    gnutls_mac_algorithm_t mac;
    size_t size, block; /* octets */
} digests[] = {
    { "\x2b\x0e\x03\x02\x1a", 5, GNUTLS_DIG_SHA1, GNUTLS_MAC_SHA1, 20, 64 },
    { "\x60\x86\x48\x01\x65\x03\x04\x02\x01", 9, GNUTLS_DIG_SHA256, GNUTLS_MAC_SHA256, 32, 64 },
    { "\x60\x86\x48\x01\x65\x03\x04\x02\x02", 9, GNUTLS_DIG_SHA384, GNUTLS_MAC_SHA384, 48, 128 },
    { "\x60\x86\x48\x01\x65\x03\x04\x02\x03", 9, GNUTLS_DIG_SHA512, GNUTLS_MAC_SHA512, 64, 128 },
    { "\x60\x86\x48\x01\x65\x03\x04\x02\x04", 9, GNUTLS_DIG_SHA224, GNUTLS_MAC_SHA224, 28, 64 },
    { "\x2a\x86\x48\x86\xf7\x0d\x02\x05", 8, GNUTLS_DIG_MD5, GNUTLS_MAC_MD5, 16, 64 },
};

static const struct digest *find_digest(struct span oid)
{
    for (size_t i = 0; i < COUNT_OF(digests); i++)
        if (oid_octets(oid, digests[i].oid, digests[i].oid_length))
            return &digests[i];
    return NULL;
}

/* The password as PKCS#12 takes it: UTF-16BE with a NUL behind it. Returns its octets, SIZE_MAX when it is too long. */
static size_t password_units(struct pbe_password password, uint8_t out[PASSWORD_LIMIT])
{
    size_t length = 0;
    struct span rest = password.text;
    if (password.none)
        return 0;
    while (rest.length) {
        uint32_t character = text_next(&rest);
        if (length > PASSWORD_LIMIT - 6)
            return SIZE_MAX;
        if (character > 0xffff) {
            uint32_t high = 0xd800 + ((character - 0x10000) >> 10);
            out[length++] = (uint8_t)(high >> 8);
            out[length++] = (uint8_t)high;
            character = 0xdc00 + ((character - 0x10000) & 0x3ff);
        }
        out[length++] = (uint8_t)(character >> 8);
        out[length++] = (uint8_t)character;
    }
    out[length++] = 0;
    out[length++] = 0;
    return length;
}

/* Fills `to` with copies of `from` up to the next multiple of `block`; returns that length. */
static size_t repeat(uint8_t *to, struct span from, size_t block)
{
    size_t length = (from.length + block - 1) / block * block;
    for (size_t i = 0; i < length; i++)
        to[i] = from.data[i % from.length];
    return length;
}

/* I_j = I_j + B + 1 modulo 2^(8 block), for each block of I (step 6C). */
static void add_to_blocks(uint8_t *blocks, size_t length, const uint8_t *added, size_t block)
{
    for (size_t start = 0; start < length; start += block) {
        unsigned carry = 1;
        for (size_t i = block; i-- > 0;) {
            carry += (unsigned)blocks[start + i] + added[i];
            blocks[start + i] = (uint8_t)carry;
            carry >>= 8;
        }
    }
}

/* Digest of `input`, digested again until there were `iterations`. */
static bool iterate(const struct digest *digest, const uint8_t *first, size_t first_size,
                    const uint8_t *second, size_t second_size, int64_t iterations, uint8_t out[DIGEST_LIMIT])
{
    gnutls_hash_hd_t handle;
    if (gnutls_hash_init(&handle, digest->digest) < 0)
        return false;
    bool good = gnutls_hash(handle, first, first_size) >= 0 && gnutls_hash(handle, second, second_size) >= 0;
    gnutls_hash_output(handle, out);
    for (int64_t i = 1; i < iterations && good; i++) {
        good = gnutls_hash(handle, out, digest->size) >= 0;
        gnutls_hash_output(handle, out);
    }
    gnutls_hash_deinit(handle, NULL);
    return good;
}

static bool derive_pkcs12(const struct digest *digest, enum purpose purpose, struct pbe_password password,
                          struct span salt, int64_t iterations, uint8_t *out, size_t size)
{
    uint8_t diversifier[BLOCK_LIMIT], units[PASSWORD_LIMIT], block[DIGEST_LIMIT], added[BLOCK_LIMIT];
    uint8_t blocks[SALT_LIMIT + PASSWORD_LIMIT + 2 * BLOCK_LIMIT];
    size_t unit_count = password_units(password, units);
    if (unit_count == SIZE_MAX || salt.length > SALT_LIMIT)
        return false;
    memset(diversifier, (int)purpose, digest->block);
    size_t length = salt.length ? repeat(blocks, salt, digest->block) : 0;
    if (unit_count)
        length += repeat(blocks + length, (struct span){ units, unit_count }, digest->block);
    for (size_t made = 0; made < size;) {
        if (!iterate(digest, diversifier, digest->block, blocks, length, iterations, block))
            return false;
        size_t part = size - made < digest->size ? size - made : digest->size;
        memcpy(out + made, block, part);
        made += part;
        repeat(added, (struct span){ block, digest->size }, digest->block);
        add_to_blocks(blocks, length, added, digest->block);
    }
    return true;
}

/* -- PBKDF2 --------------------------------------------------------------------------------------------------------- */

struct pbkdf2 {
    struct span salt;
    int64_t iterations;
    int64_t key_size; /* 0: as the cipher wants it */
    gnutls_mac_algorithm_t mac;
};

/* hmacWithSHA1 … of RFC 8018, B.1.2: 1.2.840.113549.2.N. */
static gnutls_mac_algorithm_t mac_of(struct span oid)
{
    static const struct {
        uint8_t last;
        gnutls_mac_algorithm_t mac;
    } rows[] = {
        { 7, GNUTLS_MAC_SHA1 },    { 8, GNUTLS_MAC_SHA224 },  { 9, GNUTLS_MAC_SHA256 },
        { 10, GNUTLS_MAC_SHA384 }, { 11, GNUTLS_MAC_SHA512 },
    };
    if (oid.length != 8 || memcmp(oid.data, "\x2a\x86\x48\x86\xf7\x0d\x02", 7) != 0)
        return GNUTLS_MAC_UNKNOWN;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (oid.data[7] == rows[i].last)
            return rows[i].mac;
    return GNUTLS_MAC_UNKNOWN;
}

/* The AlgorithmIdentifier of a key derivation: PBKDF2 only. */
static bool get_pbkdf2(struct arena *arena, struct span *in, struct pbkdf2 *out, const char **why)
{
    struct span oid, parameters, content, number, mac_oid, mac_parameters;
    bool present;
    *why = "its key derivation is not PBKDF2";
    if (!get_algorithm(in, &oid, &parameters))
        return false;
    if (oid_octets(oid, "\x2b\x06\x01\x04\x01\xda\x47\x04\x0b", 9)) /* RFC 7914, 7 */
        *why = "its key derivation is scrypt, which is not known here; take the certificates out: openssl "
               "pkcs12 -nokeys -in FILE -out certificates.pem";
    if (!oid_octets(oid, "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c", 9))
        return false;
    *why = "its PBKDF2 parameters are broken (RFC 8018, A.2)";
    *out = (struct pbkdf2){ .mac = GNUTLS_MAC_SHA1 };
    if (!der_get(&parameters, DER_SEQUENCE, &content, NULL) ||
        !octet_string_get(arena, &content, &out->salt, NULL) ||
        !der_get(&content, DER_INTEGER, &number, NULL) || !der_small_integer(number, &out->iterations))
        return false;
    if (!der_get_optional(&content, DER_INTEGER, &number, &present, NULL) ||
        (present && !der_small_integer(number, &out->key_size)))
        return false;
    if (content.length) {
        if (!get_algorithm(&content, &mac_oid, &mac_parameters))
            return false;
        out->mac = mac_of(mac_oid);
    }
    *why = "its PBKDF2 uses a digest that is not known here";
    return out->mac != GNUTLS_MAC_UNKNOWN;
}

static bool derive_pbkdf2(const struct pbkdf2 *with, struct pbe_password password, uint8_t *out, size_t size)
{
    static const uint8_t nothing[1];
    gnutls_datum_t key = { (unsigned char *)(uintptr_t)(password.text.length ? password.text.data : nothing),
                           (unsigned)password.text.length };
    gnutls_datum_t salt = { (unsigned char *)(uintptr_t)(with->salt.length ? with->salt.data : nothing),
                            (unsigned)with->salt.length };
    return with->iterations <= UINT_MAX &&
           gnutls_pbkdf2(with->mac, &key, &salt, (unsigned)with->iterations, out, size) >= 0;
}

static const char unknown_cipher[] = "its cipher is not known here (AES, Camellia, DES, triple DES, RC4 and "
                                     "PKCS#12's RC2 are); where the file can be opened, "
                                     "export it again, or take the certificates out: openssl pkcs12 -legacy "
                                     "-nokeys -in FILE -out certificates.pem";

/* -- ciphers -------------------------------------------------------------------------------------------------------- */

/* Not among GnuTLS' ciphers: RC2 where there are blocks, else RC4. */
#define OLD_CIPHER GNUTLS_CIPHER_UNKNOWN

struct scheme {
    gnutls_cipher_algorithm_t cipher;
    size_t key_size, iv_size, block; /* octets */
    bool two_keys;                   /* triple DES whose third key is its first */
};

static enum pbe_result decrypt(struct arena *arena, const struct scheme *scheme, const uint8_t *key,
                               const uint8_t *iv, struct span octets, struct span *out, const char **why)
{
    uint8_t whole_key[KEY_LIMIT];
    size_t key_size = scheme->key_size;
    memcpy(whole_key, key, key_size);
    if (scheme->two_keys) {
        memcpy(whole_key + 16, key, 8);
        key_size = 24;
    }
    if (octets.length == 0 || octets.length % scheme->block) {
        *why = "its encrypted part is no whole number of cipher blocks: cut";
        return PBE_UNSUPPORTED;
    }
    gnutls_cipher_hd_t handle;
    gnutls_datum_t key_datum = { whole_key, (unsigned)key_size };
    gnutls_datum_t iv_datum = { (unsigned char *)(uintptr_t)iv, (unsigned)scheme->iv_size };
    bool is_old = scheme->cipher == OLD_CIPHER;
    if (!is_old &&
        gnutls_cipher_init(&handle, scheme->cipher, &key_datum, scheme->iv_size ? &iv_datum : NULL) < 0) {
        *why = "this system's GnuTLS does not allow its cipher";
        return PBE_UNSUPPORTED;
    }
    uint8_t *plain = arena_alloc(arena, octets.length);
    int result = 0;
    if (is_old && scheme->block == 1) {
        rc4_decrypt(whole_key, key_size, octets.data, octets.length, plain);
    } else if (is_old) {
        rc2_cbc_decrypt(whole_key, iv, octets.data, octets.length, plain);
    } else {
        result = gnutls_cipher_decrypt2(handle, octets.data, octets.length, plain, octets.length);
        gnutls_cipher_deinit(handle);
    }
    gnutls_memset(whole_key, 0, sizeof whole_key);
    if (result < 0)
        return PBE_WRONG_PASSWORD;
    size_t padding = scheme->block == 1 ? 0 : plain[octets.length - 1];
    if (scheme->block > 1 && (padding == 0 || padding > scheme->block))
        return PBE_WRONG_PASSWORD;
    for (size_t i = 0; i < padding; i++)
        if (plain[octets.length - 1 - i] != padding)
            return PBE_WRONG_PASSWORD;
    *out = (struct span){ plain, octets.length - padding };
    return PBE_GOOD;
}

/* The schemes of RFC 7292, appendix C, by the last octet of 1.2.840.113549.1.12.1.N; all of them use SHA-1. */
static const struct scheme *find_pkcs12_scheme(struct span oid)
{
    static const struct {
        uint8_t last;
        struct scheme scheme;
    } rows[] = {
        { 1, { GNUTLS_CIPHER_ARCFOUR_128, 16, 0, 1, false } },
        { 2, { OLD_CIPHER, 5, 0, 1, false } },
        { 3, { GNUTLS_CIPHER_3DES_CBC, 24, 8, 8, false } },
        { 4, { GNUTLS_CIPHER_3DES_CBC, 16, 8, 8, true } },
        { 5, { OLD_CIPHER, 16, 8, 8, false } },
        { 6, { GNUTLS_CIPHER_RC2_40_CBC, 5, 8, 8, false } },
    };
    if (oid.length != 10 || memcmp(oid.data, "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01", 9) != 0)
        return NULL;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (rows[i].last == oid.data[9])
            return &rows[i].scheme;
    return NULL;
}

#define CAMELLIA "\x2a\x83\x08\x8c\x9a\x4b\x3d\x01\x01\x01" /* 1.2.392.200011.61.1.1.1, RFC 3657 */

static const struct scheme *find_pbes2_scheme(struct span oid)
{
    static const struct {
        const char *oid;
        size_t length;
        struct scheme scheme;
    } rows[] = {
        { "\x60\x86\x48\x01\x65\x03\x04\x01\x02", 9, { GNUTLS_CIPHER_AES_128_CBC, 16, 16, 16, false } },
        { "\x60\x86\x48\x01\x65\x03\x04\x01\x16", 9, { GNUTLS_CIPHER_AES_192_CBC, 24, 16, 16, false } },
        { "\x60\x86\x48\x01\x65\x03\x04\x01\x2a", 9, { GNUTLS_CIPHER_AES_256_CBC, 32, 16, 16, false } },
        { "\x2a\x86\x48\x86\xf7\x0d\x03\x07", 8, { GNUTLS_CIPHER_3DES_CBC, 24, 8, 8, false } },
        { "\x2b\x0e\x03\x02\x07", 5, { GNUTLS_CIPHER_DES_CBC, 8, 8, 8, false } },
        { CAMELLIA "\x02", 11, { GNUTLS_CIPHER_CAMELLIA_128_CBC, 16, 16, 16, false } },
        { CAMELLIA "\x03", 11, { GNUTLS_CIPHER_CAMELLIA_192_CBC, 24, 16, 16, false } },
        { CAMELLIA "\x04", 11, { GNUTLS_CIPHER_CAMELLIA_256_CBC, 32, 16, 16, false } },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (oid_octets(oid, rows[i].oid, rows[i].length))
            return &rows[i].scheme;
    return NULL;
}

static enum pbe_result decrypt_pkcs12(struct arena *arena, const struct scheme *scheme,
                                      struct span parameters, struct pbe_password password,
                                      struct span octets, uint64_t *budget, struct span *out,
                                      const char **why)
{
    struct span content, salt, number;
    int64_t iterations;
    uint8_t key[KEY_LIMIT], iv[KEY_LIMIT];
    *why = "its encryption parameters are broken (RFC 7292, C)";
    if (!der_get(&parameters, DER_SEQUENCE, &content, NULL) ||
        !octet_string_get(arena, &content, &salt, NULL) || !der_get(&content, DER_INTEGER, &number, NULL) ||
        !der_small_integer(number, &iterations))
        return PBE_UNSUPPORTED;
    if (!spend(iterations, budget, why))
        return PBE_UNSUPPORTED;
    if (!derive_pkcs12(&digests[DIGEST_SHA1], FOR_KEY, password, salt, iterations, key, scheme->key_size) ||
        !derive_pkcs12(&digests[DIGEST_SHA1], FOR_IV, password, salt, iterations, iv, scheme->iv_size))
        return PBE_WRONG_PASSWORD;
    return decrypt(arena, scheme, key, iv, octets, out, why);
}

static enum pbe_result decrypt_pbes2(struct arena *arena, struct span parameters,
                                     struct pbe_password password, struct span octets, uint64_t *budget,
                                     struct span *out, const char **why)
{
    struct span content, oid, cipher_parameters, iv;
    struct pbkdf2 derivation;
    uint8_t key[KEY_LIMIT];
    *why = "its PBES2 parameters are broken (RFC 8018, A.4)";
    if (!der_get(&parameters, DER_SEQUENCE, &content, NULL))
        return PBE_UNSUPPORTED;
    if (!get_pbkdf2(arena, &content, &derivation, why))
        return PBE_UNSUPPORTED;
    *why = unknown_cipher;
    const struct scheme *scheme =
        get_algorithm(&content, &oid, &cipher_parameters) ? find_pbes2_scheme(oid) : NULL;
    if (!scheme)
        return PBE_UNSUPPORTED;
    *why = "its initialization vector has the wrong length";
    if (!octet_string_get(arena, &cipher_parameters, &iv, NULL) || iv.length != scheme->iv_size)
        return PBE_UNSUPPORTED;
    if (!spend(derivation.iterations, budget, why))
        return PBE_UNSUPPORTED;
    if (!derive_pbkdf2(&derivation, password, key, scheme->key_size))
        return PBE_WRONG_PASSWORD;
    return decrypt(arena, scheme, key, iv.data, octets, out, why);
}

/* PBES1 (RFC 8018, 6.1): PBKDF1 gives eight octets of a DES key and eight of the initialization vector. */
static enum pbe_result decrypt_pbes1(struct arena *arena, const struct digest *digest, struct span parameters,
                                     struct pbe_password password, struct span octets, uint64_t *budget,
                                     struct span *out, const char **why)
{
    static const struct scheme des = { GNUTLS_CIPHER_DES_CBC, 8, 8, 8, false };
    struct span content, salt, number;
    int64_t iterations;
    uint8_t key[DIGEST_LIMIT];
    *why = "its encryption parameters are broken (RFC 8018, A.3)";
    if (!der_get(&parameters, DER_SEQUENCE, &content, NULL) ||
        !octet_string_get(arena, &content, &salt, NULL) || !der_get(&content, DER_INTEGER, &number, NULL) ||
        !der_small_integer(number, &iterations))
        return PBE_UNSUPPORTED;
    if (!spend(iterations, budget, why))
        return PBE_UNSUPPORTED;
    if (!iterate(digest, password.text.data, password.text.length, salt.data, salt.length, iterations, key))
        return PBE_WRONG_PASSWORD;
    return decrypt(arena, &des, key, key + 8, octets, out, why);
}

/* pbeWithMD5AndDES-CBC and pbeWithSHA1AndDES-CBC: 1.2.840.113549.1.5.3 and .10. */
static const struct digest *find_pbes1_digest(struct span oid)
{
    if (oid_octets(oid, "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x03", 9))
        return &digests[DIGEST_MD5];
    return oid_octets(oid, "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0a", 9) ? &digests[DIGEST_SHA1] : NULL;
}

enum pbe_result pbe_decrypt(struct arena *arena, struct span algorithm, struct pbe_password password,
                            struct span octets, uint64_t *budget, struct span *out, const char **why)
{
    struct span oid, parameters;
    if (!start(why))
        return PBE_UNSUPPORTED;
    *why = "its encryption algorithm is broken";
    if (!split_algorithm(algorithm, &oid, &parameters))
        return PBE_UNSUPPORTED;
    if (oid_octets(oid, "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d", 9))
        return decrypt_pbes2(arena, parameters, password, octets, budget, out, why);
    if (find_pbes1_digest(oid))
        return decrypt_pbes1(arena, find_pbes1_digest(oid), parameters, password, octets, budget, out, why);
    const struct scheme *scheme = find_pkcs12_scheme(oid);
    *why = unknown_cipher;
    return scheme ? decrypt_pkcs12(arena, scheme, parameters, password, octets, budget, out, why)
                  : PBE_UNSUPPORTED;
}

/* -- integrity ------------------------------------------------------------------------------------------------------ */

static enum pbe_result check_mac(gnutls_mac_algorithm_t mac, const uint8_t *key, size_t key_size,
                                 struct span content, struct span wanted)
{
    uint8_t made[DIGEST_LIMIT];
    size_t size = gnutls_hmac_get_len(mac);
    if (size > sizeof made || gnutls_hmac_fast(mac, key, key_size, content.data, content.length, made) < 0)
        return PBE_WRONG_PASSWORD;
    return span_equal((struct span){ made, size }, wanted) ? PBE_GOOD : PBE_WRONG_PASSWORD;
}

/* PBMAC1 (RFC 9579): PBKDF2 and HMAC. */
static enum pbe_result check_pbmac1(struct arena *arena, struct span parameters, struct pbe_password password,
                                    struct span content, struct span wanted, uint64_t *budget,
                                    const char **why)
{
    struct span both, oid, rest;
    struct pbkdf2 derivation;
    uint8_t key[KEY_LIMIT];
    *why = "its PBMAC1 parameters are broken (RFC 9579)";
    if (!der_get(&parameters, DER_SEQUENCE, &both, NULL) || !get_pbkdf2(arena, &both, &derivation, why) ||
        !get_algorithm(&both, &oid, &rest))
        return PBE_UNSUPPORTED;
    gnutls_mac_algorithm_t mac = mac_of(oid);
    *why = "its PBMAC1 uses a digest that is not known here";
    size_t size = mac == GNUTLS_MAC_UNKNOWN ? 0 : gnutls_hmac_get_len(mac);
    if (size == 0 || (derivation.key_size && derivation.key_size > KEY_LIMIT) || derivation.key_size < 0)
        return PBE_UNSUPPORTED;
    if (derivation.key_size)
        size = (size_t)derivation.key_size;
    if (!spend(derivation.iterations, budget, why))
        return PBE_UNSUPPORTED;
    if (!derive_pbkdf2(&derivation, password, key, size))
        return PBE_WRONG_PASSWORD;
    return check_mac(mac, key, size, content, wanted);
}

enum pbe_result pbe_check(struct arena *arena, struct span mac_data, struct pbe_password password,
                          struct span content, uint64_t *budget, const char **why)
{
    if (!start(why))
        return PBE_UNSUPPORTED;
    struct span info, oid, parameters, wanted, salt, number;
    int64_t iterations = 1;
    bool present;
    uint8_t key[KEY_LIMIT];
    *why = "its MacData is broken (RFC 7292, 4)";
    if (!der_get(&mac_data, DER_SEQUENCE, &info, NULL) || !get_algorithm(&info, &oid, &parameters) ||
        !octet_string_get(arena, &info, &wanted, NULL) || !octet_string_get(arena, &mac_data, &salt, NULL) ||
        !der_get_optional(&mac_data, DER_INTEGER, &number, &present, NULL) ||
        (present && !der_small_integer(number, &iterations)))
        return PBE_UNSUPPORTED;
    if (oid_octets(oid, "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0e", 9))
        return check_pbmac1(arena, parameters, password, content, wanted, budget, why);
    const struct digest *digest = find_digest(oid);
    *why = "its MAC uses a digest that is not known here";
    if (!digest)
        return PBE_UNSUPPORTED;
    if (!spend(iterations, budget, why))
        return PBE_UNSUPPORTED;
    if (!derive_pkcs12(digest, FOR_MAC, password, salt, iterations, key, digest->size))
        return PBE_WRONG_PASSWORD;
    return check_mac(digest->mac, key, digest->size, content, wanted);
}
