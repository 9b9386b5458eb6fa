/* signature: what GnuTLS signs with each algorithm is valid, and nothing else is; and the signatures of testdata and
 * PKITS. */
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>

#include "pki/cert.h"
#include "pki/signature.h"
#include "tests/check.h"
#include "tests/der_build.h"
#include "util/platform.h"

static const char *const results[] = { "valid", "invalid", "unsupported" };

/* -- keys of every kind, made once ---------------------------------------------------------------------------------- */

enum made {
    MADE_RSA,
    MADE_SHORT_RSA,
    MADE_RSA_PSS,
    MADE_P256,
    MADE_P384,
    MADE_P521,
    MADE_ED25519,
    MADE_ED448,
    MADE_DSA,
    MADE_COUNT
};

static struct {
    gnutls_pk_algorithm_t algorithm;
    unsigned bits;
    gnutls_privkey_t private;
    struct key key;
} made[MADE_COUNT] = {
    [MADE_RSA] = { .algorithm = GNUTLS_PK_RSA, .bits = 2048 },
    [MADE_SHORT_RSA] = { .algorithm = GNUTLS_PK_RSA, .bits = 1024 },
    [MADE_RSA_PSS] = { .algorithm = GNUTLS_PK_RSA_PSS, .bits = 2048 },
    [MADE_P256] = { .algorithm = GNUTLS_PK_ECDSA, .bits = GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1) },
    [MADE_P384] = { .algorithm = GNUTLS_PK_ECDSA, .bits = GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP384R1) },
    [MADE_P521] = { .algorithm = GNUTLS_PK_ECDSA, .bits = GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP521R1) },
    [MADE_ED25519] = { .algorithm = GNUTLS_PK_EDDSA_ED25519 },
    [MADE_ED448] = { .algorithm = GNUTLS_PK_EDDSA_ED448 },
    [MADE_DSA] = { .algorithm = GNUTLS_PK_DSA, .bits = 1024 },
};

static void make_keys(void)
{
    CHECK_INT("GnuTLS", gnutls_global_init(), 0);
    for (int i = 0; i < MADE_COUNT; i++) {
        gnutls_pubkey_t public;
        gnutls_datum_t spki = { NULL, 0 };
        struct flaws flaws = { 0 };
        const char *row = gnutls_pk_get_name(made[i].algorithm);
        CHECK_INT(row, gnutls_privkey_init(&made[i].private), 0);
        CHECK_INT(row, gnutls_privkey_generate(made[i].private, made[i].algorithm, made[i].bits, 0), 0);
        CHECK_INT(row, gnutls_pubkey_init(&public), 0);
        CHECK_INT(row, gnutls_pubkey_import_privkey(public, made[i].private, 0, 0), 0);
        CHECK_INT(row, gnutls_pubkey_export2(public, GNUTLS_X509_FMT_DER, &spki), 0);
        key_decode(test_arena(), arena_copy(test_arena(), (struct span){ spki.data, spki.size }),
                   &made[i].key, &flaws);
        CHECK_INT(row, flaws.count, 0);
        CHECK(row, made[i].key.decoded);
        gnutls_free(spki.data);
        gnutls_pubkey_deinit(public);
    }
}

static void free_keys(void)
{
    for (int i = 0; i < MADE_COUNT; i++)
        gnutls_privkey_deinit(made[i].private);
}

static struct span sign(enum made key, gnutls_sign_algorithm_t algorithm, struct span data)
{
    gnutls_datum_t signature = { NULL, 0 },
                   in = { arena_alloc(test_arena(), data.length + 1), (unsigned)data.length };
    memcpy(in.data, data.data, data.length);
    bool pss = gnutls_sign_get_pk_algorithm(algorithm) == GNUTLS_PK_RSA_PSS;
    int result = gnutls_privkey_sign_data2(made[key].private, algorithm,
                                           pss ? GNUTLS_PRIVKEY_SIGN_FLAG_RSA_PSS : 0, &in, &signature);
    CHECK_INT(gnutls_sign_get_name(algorithm), result, 0);
    struct span copy = arena_copy(test_arena(), (struct span){ signature.data, signature.size });
    gnutls_free(signature.data);
    return copy;
}

static struct algorithm algorithm_of(const char *content)
{
    struct algorithm algorithm;
    algorithm_decode(test_arena(), DER(DER_SEQUENCE, hex(content)), "signature", &algorithm, NULL);
    return algorithm;
}

#define RSA(last) "06 09 2a864886f70d0101" last " 05 00"
#define PSS(hash, salt)                                                                                      \
    "06 09 2a864886f70d01010a 30 34 a0 0f 30 0d 06 09 6086480165030402" hash                                 \
    " 0500 a1 1c 30 1a 06 09 2a864886f70d010108 "                                                            \
    "30 0d 06 09 6086480165030402" hash " 0500 a2 03 02 01 " salt

static void test_algorithms(void)
{
    static const struct {
        const char *name;
        enum made key;
        gnutls_sign_algorithm_t sign;
        const char *algorithm; /* content of AlgorithmIdentifier */
        const char *want;
    } rows[] = {
        { "RSA, MD5", MADE_RSA, GNUTLS_SIGN_RSA_MD5, RSA("04"), "valid" },
        { "RSA, SHA-1", MADE_RSA, GNUTLS_SIGN_RSA_SHA1, RSA("05"), "valid" },
        { "RSA, SHA-1 by OIW's name", MADE_RSA, GNUTLS_SIGN_RSA_SHA1, "06 05 2b0e03021d 05 00", "valid" },
        { "RSA, SHA-224", MADE_RSA, GNUTLS_SIGN_RSA_SHA224, RSA("0e"), "valid" },
        { "RSA, SHA-256", MADE_RSA, GNUTLS_SIGN_RSA_SHA256, RSA("0b"), "valid" },
        { "RSA, SHA-256, no NULL", MADE_RSA, GNUTLS_SIGN_RSA_SHA256, "06 09 2a864886f70d01010b", "valid" },
        { "RSA, SHA-384", MADE_RSA, GNUTLS_SIGN_RSA_SHA384, RSA("0c"), "valid" },
        { "RSA, SHA-512", MADE_RSA, GNUTLS_SIGN_RSA_SHA512, RSA("0d"), "valid" },
        { "RSA of 1,024 bits", MADE_SHORT_RSA, GNUTLS_SIGN_RSA_SHA256, RSA("0b"), "valid" },
        { "RSA, SHA-256 for SHA-384", MADE_RSA, GNUTLS_SIGN_RSA_SHA256, RSA("0c"), "invalid" },
        { "RSA, MD2", MADE_RSA, GNUTLS_SIGN_RSA_MD5, RSA("02"), "unsupported" },
        { "RSA, MD4", MADE_RSA, GNUTLS_SIGN_RSA_MD5, RSA("03"), "unsupported" },
        { "RSA for ECDSA", MADE_RSA, GNUTLS_SIGN_RSA_SHA256, "06 08 2a8648ce3d040302", "invalid" },
        { "RSA for something unknown", MADE_RSA, GNUTLS_SIGN_RSA_SHA256, "06 02 2a03", "unsupported" },
        { "PSS, SHA-256", MADE_RSA, GNUTLS_SIGN_RSA_PSS_SHA256, PSS("01", "20"), "valid" },
        { "PSS, SHA-384", MADE_RSA, GNUTLS_SIGN_RSA_PSS_SHA384, PSS("02", "30"), "valid" },
        { "PSS, SHA-512", MADE_RSA, GNUTLS_SIGN_RSA_PSS_SHA512, PSS("03", "40"), "valid" },
        { "PSS by a key for it", MADE_RSA_PSS, GNUTLS_SIGN_RSA_PSS_SHA256, PSS("01", "20"), "valid" },
        { "PSS, another salt", MADE_RSA, GNUTLS_SIGN_RSA_PSS_SHA256, PSS("01", "1f"), "invalid" },
        { "PSS, a salt beyond the modulus", MADE_RSA, GNUTLS_SIGN_RSA_PSS_SHA256, PSS("01", "7f"),
          "invalid" },
        { "PSS, another digest", MADE_RSA, GNUTLS_SIGN_RSA_PSS_SHA256, PSS("02", "20"), "invalid" },
        { "PSS, defaults: SHA-1", MADE_RSA, GNUTLS_SIGN_RSA_PSS_SHA256, "06 09 2a864886f70d01010a 30 00",
          "unsupported" },
        { "PSS, no parameters", MADE_RSA, GNUTLS_SIGN_RSA_PSS_SHA256, "06 09 2a864886f70d01010a",
          "unsupported" },
        { "PSS for PKCS#1", MADE_RSA, GNUTLS_SIGN_RSA_PSS_SHA256, RSA("0b"), "invalid" },
        { "PKCS#1 by a key for PSS", MADE_RSA_PSS, GNUTLS_SIGN_RSA_PSS_SHA256, RSA("0b"), "invalid" },
        { "PSS by a curve", MADE_P256, GNUTLS_SIGN_ECDSA_SHA256, PSS("01", "20"), "invalid" },
        { "P-256, SHA-1", MADE_P256, GNUTLS_SIGN_ECDSA_SHA1, "06 07 2a8648ce3d0401", "valid" },
        { "P-256, SHA-224", MADE_P256, GNUTLS_SIGN_ECDSA_SHA224, "06 08 2a8648ce3d040301", "valid" },
        { "P-256, SHA-256", MADE_P256, GNUTLS_SIGN_ECDSA_SHA256, "06 08 2a8648ce3d040302", "valid" },
        { "P-256, SHA-512", MADE_P256, GNUTLS_SIGN_ECDSA_SHA512, "06 08 2a8648ce3d040304", "valid" },
        { "P-384, SHA-384", MADE_P384, GNUTLS_SIGN_ECDSA_SHA384, "06 08 2a8648ce3d040303", "valid" },
        { "P-384, SHA-256", MADE_P384, GNUTLS_SIGN_ECDSA_SHA256, "06 08 2a8648ce3d040302", "valid" },
        { "P-521, SHA-512", MADE_P521, GNUTLS_SIGN_ECDSA_SHA512, "06 08 2a8648ce3d040304", "valid" },
        { "P-256, SHA-256 in the parameters", MADE_P256, GNUTLS_SIGN_ECDSA_SHA256,
          "06 07 2a8648ce3d0403 30 0d 06 09 608648016503040201 0500", "valid" },
        { "P-384, SHA-384 in the parameters", MADE_P384, GNUTLS_SIGN_ECDSA_SHA384,
          "06 07 2a8648ce3d0403 30 0d 06 09 608648016503040202 0500", "valid" },
        { "P-256, another digest in the parameters", MADE_P256, GNUTLS_SIGN_ECDSA_SHA256,
          "06 07 2a8648ce3d0403 30 0d 06 09 608648016503040203 0500", "invalid" },
        { "P-256, no digest in the parameters", MADE_P256, GNUTLS_SIGN_ECDSA_SHA256, "06 07 2a8648ce3d0403",
          "unsupported" },
        { "P-256 for RSA", MADE_P256, GNUTLS_SIGN_ECDSA_SHA256, RSA("0b"), "invalid" },
        { "Ed25519", MADE_ED25519, GNUTLS_SIGN_EDDSA_ED25519, "06 03 2b6570", "valid" },
        { "Ed448", MADE_ED448, GNUTLS_SIGN_EDDSA_ED448, "06 03 2b6571", "valid" },
        { "Ed25519 for Ed448", MADE_ED25519, GNUTLS_SIGN_EDDSA_ED25519, "06 03 2b6571", "invalid" },
        { "DSA, SHA-1", MADE_DSA, GNUTLS_SIGN_DSA_SHA1, "06 07 2a8648ce380403", "valid" },
        { "DSA, SHA-256", MADE_DSA, GNUTLS_SIGN_DSA_SHA256, "06 09 608648016503040302", "valid" },
    };
    struct span data = span_of_text("what is signed"), other = span_of_text("what is Signed");
    make_keys();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct verifier *verifier = verifier_new(&made[rows[i].key].key);
        struct algorithm algorithm = algorithm_of(rows[i].algorithm);
        struct span signature = sign(rows[i].key, rows[i].sign, data);
        if (!CHECK(rows[i].name, verifier != NULL))
            continue;
        CHECK_TEXT(rows[i].name, results[verifier_check(verifier, &algorithm, data, signature)],
                   rows[i].want);
        CHECK(rows[i].name, verifier_check(verifier, &algorithm, other, signature) != SIGNATURE_VALID);
        uint8_t *octets = arena_alloc(test_arena(), signature.length);
        memcpy(octets, signature.data, signature.length);
        octets[signature.length / 2] ^= 1;
        CHECK(rows[i].name, verifier_check(verifier, &algorithm, data,
                                           (struct span){ octets, signature.length }) != SIGNATURE_VALID);
        CHECK(rows[i].name, verifier_check(verifier, &algorithm, data,
                                           (struct span){ octets, signature.length - 1 }) != SIGNATURE_VALID);
        CHECK(rows[i].name,
              verifier_check(verifier, &algorithm, data, (struct span){ NULL, 0 }) != SIGNATURE_VALID);
        verifier_free(verifier);
    }

    /* A DSA key that has its parameters from the issuer. */
    const struct key *dsa = &made[MADE_DSA].key;
    struct span number = der_bits_of(dsa->bits_octets);
    struct span bare = DER(DER_SEQUENCE, DER(DER_SEQUENCE, der_oid(OID_KEY_DSA)), number);
    struct key inherits;
    key_decode(test_arena(), bare, &inherits, NULL);
    CHECK("DSA, inherited, without the issuer's", verifier_new(&inherits) == NULL);
    CHECK("DSA, inherited, from nonsense", verifier_new_with_parameters(&inherits, hex("05 00")) == NULL);
    struct verifier *verifier = verifier_new_with_parameters(&inherits, dsa->algorithm.parameters);
    struct algorithm algorithm = algorithm_of("06 07 2a8648ce380403");
    struct span signature = sign(MADE_DSA, GNUTLS_SIGN_DSA_SHA1, data);
    if (CHECK("DSA, inherited", verifier != NULL) && verifier) {
        CHECK_TEXT("DSA, inherited", results[verifier_check(verifier, &algorithm, data, signature)], "valid");
        CHECK_TEXT("DSA, inherited", results[verifier_check(verifier, &algorithm, other, signature)],
                   "invalid");
    }
    verifier_free(verifier);
    free_keys();
}

/* A key for RSASSA-PSS that says with which parameters: others are not its. */
static void test_restricted(void)
{
    struct key key, restricted;
    gnutls_privkey_t private;
    gnutls_x509_spki_t parameters;
    gnutls_pubkey_t public;
    gnutls_datum_t spki = { NULL, 0 };
    const char *row = "restricted";
    CHECK_INT(row, gnutls_privkey_init(&private), 0);
    CHECK_INT(row, gnutls_privkey_generate(private, GNUTLS_PK_RSA_PSS, 2048, 0), 0);
    CHECK_INT(row, gnutls_x509_spki_init(&parameters), 0);
    gnutls_x509_spki_set_rsa_pss_params(parameters, GNUTLS_DIG_SHA256, 32);
    CHECK_INT(row, gnutls_privkey_set_spki(private, parameters, 0), 0);
    CHECK_INT(row, gnutls_pubkey_init(&public), 0);
    CHECK_INT(row, gnutls_pubkey_import_privkey(public, private, 0, 0), 0);
    CHECK_INT(row, gnutls_pubkey_export2(public, GNUTLS_X509_FMT_DER, &spki), 0);
    key_decode(test_arena(), arena_copy(test_arena(), (struct span){ spki.data, spki.size }), &restricted,
               NULL);
    struct verifier *verifier = verifier_new(&restricted);
    gnutls_datum_t data = { (unsigned char[]){ 1, 2, 3 }, 3 }, signature = { NULL, 0 };
    CHECK_INT(row, gnutls_privkey_sign_data2(private, GNUTLS_SIGN_RSA_PSS_SHA256, 0, &data, &signature), 0);
    static const struct {
        const char *name, *algorithm, *want;
    } rows[] = {
        { "its own", PSS("01", "20"), "valid" },
        { "a shorter salt", PSS("01", "1f"), "invalid" },
        { "another digest", PSS("02", "30"), "invalid" },
    };
    for (size_t i = 0; verifier && i < COUNT_OF(rows); i++) {
        struct algorithm algorithm = algorithm_of(rows[i].algorithm);
        CHECK_TEXT(rows[i].name,
                   results[verifier_check(verifier, &algorithm, (struct span){ data.data, 3 },
                                          (struct span){ signature.data, signature.size })],
                   rows[i].want);
    }
    CHECK(row, verifier != NULL);
    verifier_free(verifier);
    struct span broken = DER(DER_SEQUENCE, DER(DER_SEQUENCE, der_oid(OID_KEY_RSA_PSS), hex("05 00")),
                             der_bits_of(restricted.bits_octets));
    key_decode(test_arena(), broken, &key, NULL);
    CHECK("parameters that are none", verifier_new(&key) == NULL);
    gnutls_free(spki.data);
    gnutls_free(signature.data);
    gnutls_pubkey_deinit(public);
    gnutls_x509_spki_deinit(parameters);
    gnutls_privkey_deinit(private);
}

/* Keys that nothing can be verified with, or that would take long. A point off its curve is found when it is used. */
static void test_refused_keys(void)
{
    uint8_t *large = arena_alloc(test_arena(), 12500), *long_exponent = arena_alloc(test_arena(), 512);
    memset(large, 0xc5, 12500);
    memset(long_exponent, 0xc5, 512);
    large[0] = long_exponent[0] = 0x35;
    struct span modulus = { large, 512 }, huge = { large, 12500 };
    struct span e = hex("01 00 01");
    const struct {
        const char *name;
        struct span algorithm, bits;
        bool want;
    } rows[] = {
        { "RSA of 4,095 bits", JOIN(der_oid(OID_KEY_RSA), hex("05 00")),
          DER(DER_SEQUENCE, DER(DER_INTEGER, modulus), DER(DER_INTEGER, e)), true },
        { "RSA of 100,000 bits", JOIN(der_oid(OID_KEY_RSA), hex("05 00")),
          DER(DER_SEQUENCE, DER(DER_INTEGER, huge), DER(DER_INTEGER, e)), false },
        { "an exponent of 4,095 bits", JOIN(der_oid(OID_KEY_RSA), hex("05 00")),
          DER(DER_SEQUENCE, DER(DER_INTEGER, modulus), DER(DER_INTEGER, { long_exponent, 512 })), false },
        { "a malformed key", JOIN(der_oid(OID_KEY_RSA), hex("05 00")), hex("05 00"), false },
        { "a key of unknown algorithm", hex("06 02 2a03"), hex("05 00"), false },
        { "a key that cannot sign", der_oid(OID_KEY_X25519), hex("11"), false },
        { "a point off its curve", JOIN(der_oid(OID_KEY_EC), der_oid(OID_CURVE_P256)),
          hex("04 1111111111111111111111111111111111111111111111111111111111111111 "
              "1111111111111111111111111111111111111111111111111111111111111111"),
          true },
        { "a curve by its numbers", JOIN(der_oid(OID_KEY_EC), hex("30 00")), hex("04 11 11"), false },
        { "a curve that GnuTLS lacks", JOIN(der_oid(OID_KEY_EC), der_oid(OID_CURVE_BRAINPOOL_P256)),
          hex("04 1111111111111111111111111111111111111111111111111111111111111111 "
              "1111111111111111111111111111111111111111111111111111111111111111"),
          false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct key key;
        key_decode(test_arena(),
                   DER(DER_SEQUENCE, DER(DER_SEQUENCE, rows[i].algorithm), der_bits_of(rows[i].bits)), &key,
                   NULL);
        struct verifier *verifier = verifier_new(&key);
        CHECK_INT(rows[i].name, verifier != NULL, rows[i].want);
        struct algorithm algorithm = algorithm_of(RSA("0b"));
        if (verifier)
            CHECK(rows[i].name, verifier_check(verifier, &algorithm, e, modulus) != SIGNATURE_VALID);
        verifier_free(verifier);
    }
    verifier_free(NULL);
}

/* Several threads start GnuTLS, and share a key. */
struct crowd {
    const struct verifier *verifier;
    const struct cert *cert;
    unsigned valid[4];
};

static void work(void *context, unsigned worker)
{
    struct crowd *crowd = context;
    for (int i = 0; i < 20; i++)
        crowd->valid[worker] += verifier_check(crowd->verifier, &crowd->cert->signature_algorithm,
                                               crowd->cert->tbs, crowd->cert->signature) == SIGNATURE_VALID;
}

static void test_threads(void)
{
    struct span der = test_file(test_path("testdata/demo/roots/contoso-root-ca.cer")), at;
    struct source source = { .name = "root", .bytes = der };
    struct cert cert;
    const char *why;
    if (!CHECK("root", cert_decode(test_arena(), &source, der, &cert, &why, &at)))
        return;
    struct verifier *verifier = verifier_new(&cert.key);
    struct crowd crowd = { .verifier = verifier, .cert = &cert };
    if (CHECK("root", verifier != NULL))
        platform_run(COUNT_OF(crowd.valid), work, &crowd);
    for (size_t i = 0; i < COUNT_OF(crowd.valid); i++)
        CHECK_INT("threads", crowd.valid[i], 20);
    verifier_free(verifier);
}

static void test_digests(void)
{
    uint8_t sha1[20], sha256[32];
    digest_sha1(span_of_text("abc"), sha1);
    CHECK_SPAN("SHA-1", ((struct span){ sha1, sizeof sha1 }),
               hex("a9993e364706816aba3e25717850c26c9cd0d89d"));
    digest_sha256(span_of_text("abc"), sha256);
    CHECK_SPAN("SHA-256", ((struct span){ sha256, sizeof sha256 }),
               hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    digest_sha1((struct span){ NULL, 0 }, sha1);
    CHECK_SPAN("SHA-1 of nothing", ((struct span){ sha1, sizeof sha1 }),
               hex("da39a3ee5e6b4b0d3255bfef95601890afd80709"));
}

CU_TestInfo signature_tests[] = {
    { "digests", test_digests },
    { "algorithms", test_algorithms },
    { "restricted keys", test_restricted },
    { "refused keys", test_refused_keys },
    { "threads", test_threads },
    CU_TEST_INFO_NULL,
};
