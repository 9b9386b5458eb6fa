/* Keys and algorithms as they stand; nothing here asks whether a key is strong, or whether its point is on its curve. */
#include "pki/key.h"
#include "der/der.h"

struct key_decoder {
    struct arena *arena;
    const char *field;
    struct flaws *flaws;
    unsigned ber;
};

static bool wanted(struct key_decoder *d, struct span in, const char *what, const char *section)
{
    return flaw_wanted(d->arena, d->flaws, d->field, in, what, section);
}

/* -- algorithms ----------------------------------------------------------------------------------------------------- */

enum parameter_rule {
    PARAMETERS_ANY,
    PARAMETERS_NULL,   /* RFC 3279, 2.2.1 and 2.3.1; RFC 4055, 5 */
    PARAMETERS_ABSENT, /* RFC 3279, 2.2.2 and 2.2.3; RFC 5758, 3; RFC 8410, 3 */
};

/* What the identifiers of algorithms say. Those that are not here may have any parameters. */
static const struct algorithm_row {
    enum oid oid, hash;
    enum parameter_rule parameters;
} algorithms[] = {
    { OID_RSA_MD2, OID_UNKNOWN, PARAMETERS_NULL },       { OID_RSA_MD4, OID_UNKNOWN, PARAMETERS_NULL },
    { OID_RSA_MD5, OID_MD5, PARAMETERS_NULL },           { OID_RSA_SHA1, OID_SHA1, PARAMETERS_NULL },
    { OID_RSA_SHA1_OIW, OID_SHA1, PARAMETERS_ANY },      { OID_RSA_SHA224, OID_SHA224, PARAMETERS_NULL },
    { OID_RSA_SHA256, OID_SHA256, PARAMETERS_NULL },     { OID_RSA_SHA384, OID_SHA384, PARAMETERS_NULL },
    { OID_RSA_SHA512, OID_SHA512, PARAMETERS_NULL },     { OID_DSA_SHA1, OID_SHA1, PARAMETERS_ABSENT },
    { OID_DSA_SHA224, OID_SHA224, PARAMETERS_ABSENT },   { OID_DSA_SHA256, OID_SHA256, PARAMETERS_ABSENT },
    { OID_ECDSA_SHA1, OID_SHA1, PARAMETERS_ABSENT },     { OID_ECDSA_SHA224, OID_SHA224, PARAMETERS_ABSENT },
    { OID_ECDSA_SHA256, OID_SHA256, PARAMETERS_ABSENT }, { OID_ECDSA_SHA384, OID_SHA384, PARAMETERS_ABSENT },
    { OID_ECDSA_SHA512, OID_SHA512, PARAMETERS_ABSENT }, { OID_ED25519, OID_UNKNOWN, PARAMETERS_ABSENT },
    { OID_ED448, OID_UNKNOWN, PARAMETERS_ABSENT },       { OID_KEY_RSA, OID_UNKNOWN, PARAMETERS_NULL },
};

static const struct algorithm_row *find_algorithm(enum oid oid)
{
    for (size_t i = 0; i < COUNT_OF(algorithms); i++)
        if (algorithms[i].oid == oid)
            return &algorithms[i];
    return NULL;
}

static void check_parameters(struct key_decoder *d, enum parameter_rule rule,
                             const struct algorithm *algorithm)
{
    struct span parameters = algorithm->parameters;
    bool null = parameters.data && der_is(parameters, DER_NULL);
    if (rule == PARAMETERS_NULL && !null)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, algorithm->whole,
                 "found %s parameters of %s, wanted NULL (RFC 3279, 2.2.1 and 2.3.1; RFC 4055, 5)",
                 parameters.data ? "other" : "no", oid_entry(algorithm->known)->title);
    if (rule == PARAMETERS_ABSENT && parameters.data)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, parameters,
                 "found parameters of %s, wanted none (RFC 3279, 2.2; RFC 5758, 3; RFC 8410, 3)",
                 oid_entry(algorithm->known)->title);
}

/* AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL } */
static bool read_algorithm(struct key_decoder *d, struct span whole, struct algorithm *out)
{
    static const char section[] = "RFC 5280, 4.1.1.2";
    struct span content;
    struct der_element parameters;
    *out = (struct algorithm){ .whole = whole };
    if (!der_get(&whole, DER_SEQUENCE, &content, NULL)) /* who took the element has noted its header */
        return wanted(d, whole, "AlgorithmIdentifier", section);
    if (!der_get(&content, DER_OID, &out->oid, &d->ber))
        return wanted(d, content, "the OBJECT IDENTIFIER of an algorithm", section);
    if (!oid_is_valid(out->oid))
        return flaw_malformed_oid(d->arena, d->flaws, d->field, out->oid, "that of an algorithm", section);
    out->known = oid_of(out->oid);
    if (content.length == 0)
        return true;
    if (!der_any(&content, &parameters, &d->ber))
        return wanted(d, content, "the parameters of an algorithm", section);
    out->parameters = parameters.whole;
    flaw_trailing(d->arena, d->flaws, d->field, content);
    return true;
}

/* -- RSASSA-PSS ----------------------------------------------------------------------------------------------------- */

static const char pss_section[] = "RFC 4055, 3.1";

/* The AlgorithmIdentifier inside an explicit tag, if that stands there. */
static bool take_tagged_algorithm(struct key_decoder *d, struct span *in, unsigned tag, struct algorithm *out,
                                  bool *present)
{
    struct span inner;
    if (!der_get_optional(in, tag, &inner, present, &d->ber))
        return wanted(d, *in, "RSASSA-PSS-params", pss_section);
    if (!*present)
        return true;
    struct span whole;
    if (!der_get_whole(&inner, DER_SEQUENCE, &whole, &d->ber))
        return wanted(d, inner, "AlgorithmIdentifier", pss_section);
    flaw_trailing(d->arena, d->flaws, d->field, inner);
    return read_algorithm(d, whole, out);
}

static bool take_tagged_integer(struct key_decoder *d, struct span *in, unsigned tag, int64_t *out)
{
    struct span inner, content;
    bool present;
    if (!der_get_optional(in, tag, &inner, &present, &d->ber))
        return wanted(d, *in, "RSASSA-PSS-params", pss_section);
    if (!present)
        return true;
    struct span before = inner;
    if (!der_get(&inner, DER_INTEGER, &content, &d->ber) || !der_small_integer(content, out) || *out < 0)
        return wanted(d, before, "an INTEGER of at least 0", pss_section);
    flaw_trailing(d->arena, d->flaws, d->field, inner);
    return true;
}

/* RSASSA-PSS-params ::= SEQUENCE { hashAlgorithm [0] DEFAULT SHA-1, maskGenAlgorithm [1] DEFAULT MGF1 with SHA-1,
 * saltLength [2] DEFAULT 20, trailerField [3] DEFAULT 1 } */
static bool read_pss(struct key_decoder *d, struct span parameters, struct pss_parameters *out)
{
    struct span content;
    struct algorithm hash = { 0 }, mask = { 0 }, mask_hash = { 0 };
    bool has_hash, has_mask;
    *out =
        (struct pss_parameters){ .hash = OID_SHA1, .mask_hash = OID_SHA1, .salt_length = 20, .trailer = 1 };
    if (!der_get(&parameters, DER_SEQUENCE, &content, &d->ber))
        return wanted(d, parameters, "RSASSA-PSS-params", pss_section);
    if (!take_tagged_algorithm(d, &content, DER_CONSTRUCTED(0), &hash, &has_hash) ||
        !take_tagged_algorithm(d, &content, DER_CONSTRUCTED(1), &mask, &has_mask) ||
        !take_tagged_integer(d, &content, DER_CONSTRUCTED(2), &out->salt_length) ||
        !take_tagged_integer(d, &content, DER_CONSTRUCTED(3), &out->trailer))
        return false;
    flaw_trailing(d->arena, d->flaws, d->field, content);
    if (has_hash)
        out->hash = hash.known;
    if (has_mask && mask.known != OID_MGF1) {
        out->mask_hash = OID_UNKNOWN;
    } else if (has_mask) {
        if (!read_algorithm(d, mask.parameters, &mask_hash))
            return false;
        out->mask_hash = mask_hash.known;
    }
    return true;
}

bool pss_decode(const struct algorithm *algorithm, struct pss_parameters *out)
{
    struct key_decoder d = { NULL, "", NULL, 0 };
    return read_pss(&d, algorithm->parameters, out);
}

static bool decode_algorithm(struct key_decoder *d, struct span whole, struct algorithm *out)
{
    if (!read_algorithm(d, whole, out))
        return false;
    const struct algorithm_row *row = find_algorithm(out->known);
    if (row) {
        out->hash = row->hash;
        check_parameters(d, row->parameters, out);
    }
    return true;
}

/* The digest that stands in the parameters: of RSASSA-PSS, and of X9.62's ECDSA that AD CS writes with
 * AlternateSignatureAlgorithm=1. */
static enum oid digest_of_parameters(struct key_decoder *d, const struct algorithm *algorithm)
{
    bool is_pss = algorithm->known == OID_KEY_RSA_PSS;
    struct pss_parameters pss;
    struct algorithm digest;
    if (!algorithm->parameters.data) {
        flaw_malformed(d->arena, d->flaws, d->field, algorithm->whole, "no parameters",
                       is_pss ? "RSASSA-PSS-params" : "the AlgorithmIdentifier of a digest",
                       is_pss ? pss_section : "RFC 3279, 2.2.3");
        return OID_UNKNOWN;
    }
    if (is_pss)
        return read_pss(d, algorithm->parameters, &pss) ? pss.hash : OID_UNKNOWN;
    return read_algorithm(d, algorithm->parameters, &digest) ? digest.known : OID_UNKNOWN;
}

void algorithm_decode(struct arena *arena, struct span whole, const char *field, struct algorithm *out,
                      struct flaws *flaws)
{
    struct key_decoder d = { arena, field, flaws, 0 };
    bool decoded = decode_algorithm(&d, whole, out);
    if (decoded && (out->known == OID_KEY_RSA_PSS || out->known == OID_ECDSA_SPECIFIED))
        out->hash = digest_of_parameters(&d, out);
    flaw_ber(arena, flaws, field, whole, d.ber);
}

/* -- keys ----------------------------------------------------------------------------------------------------------- */

static unsigned bit_length(struct span magnitude)
{
    if (magnitude.length == 0 || magnitude.length > UINT32_MAX / 8)
        return 0;
    unsigned bits = (unsigned)magnitude.length * 8;
    for (uint8_t first = magnitude.data[0]; !(first & 0x80); first = (uint8_t)(first << 1))
        bits--;
    return bits;
}

/* Takes a number that must be above zero. */
static bool take_positive(struct key_decoder *d, struct span *in, const char *what, const char *section,
                          struct span *magnitude)
{
    struct span content;
    if (!der_get(in, DER_INTEGER, &content, &d->ber))
        return wanted(d, *in, what, section);
    *magnitude = der_integer_magnitude(content);
    if (der_integer_is_negative(content) || magnitude->length == 0)
        return flaw_malformed(d->arena, d->flaws, d->field, content,
                              magnitude->length ? "a negative number" : "zero", what, section);
    if (!der_integer_is_minimal(content))
        flaw_add(d->arena, d->flaws, FLAW_NOT_DER, d->field, content,
                 "found an INTEGER in more octets than it needs (X.690, 8.3.2)");
    return true;
}

/* RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER } */
static bool read_rsa(struct key_decoder *d, struct span octets, struct key *key)
{
    static const char section[] = "RFC 3279, 2.3.1";
    struct span content;
    if (!der_get(&octets, DER_SEQUENCE, &content, &d->ber))
        return wanted(d, octets, "RSAPublicKey", section);
    flaw_trailing(d->arena, d->flaws, d->field, octets);
    if (!take_positive(d, &content, "the modulus of an RSA key", section, &key->modulus) ||
        !take_positive(d, &content, "the exponent of an RSA key", section, &key->exponent))
        return false;
    flaw_trailing(d->arena, d->flaws, d->field, content);
    key->bits = bit_length(key->modulus);
    return true;
}

static const struct {
    enum oid oid;
    unsigned bits;
} curves[] = {
    { OID_CURVE_P192, 192 },           { OID_CURVE_P224, 224 },           { OID_CURVE_P256, 256 },
    { OID_CURVE_P384, 384 },           { OID_CURVE_P521, 521 },           { OID_CURVE_SECP256K1, 256 },
    { OID_CURVE_BRAINPOOL_P256, 256 }, { OID_CURVE_BRAINPOOL_P384, 384 }, { OID_CURVE_BRAINPOOL_P512, 512 },
};

/* ECPoint: 04 and two coordinates, or 02 or 03 and one (SEC 1, 2.3.3). */
static bool check_point(struct key_decoder *d, struct span point, unsigned bits)
{
    size_t coordinate = (bits + 7) / 8;
    bool whole = point.length == 1 + 2 * coordinate && point.data[0] == 4;
    bool compressed = point.length == 1 + coordinate && (point.data[0] == 2 || point.data[0] == 3);
    if (whole || compressed)
        return true;
    const char *found = arena_format(d->arena, "a point of %zu octets", point.length);
    return flaw_malformed(d->arena, d->flaws, d->field, point, found, "a point of the key's curve",
                          "RFC 5480, 2.2");
}

/* ECParameters: the name of a curve. A curve by its numbers is read over (Windows and GnuTLS know it not). */
static bool read_ec(struct key_decoder *d, struct span octets, struct key *key)
{
    static const char section[] = "RFC 5480, 2.1.1";
    struct span parameters = key->algorithm.parameters;
    if (!parameters.data)
        return flaw_malformed(d->arena, d->flaws, d->field, key->algorithm.whole, "no curve", "a namedCurve",
                              section);
    if (!der_is(parameters, DER_OID) && !der_is(parameters, DER_SEQUENCE))
        return wanted(d, parameters, "a namedCurve", section);
    if (!der_get(&parameters, DER_OID, &key->curve_oid, &d->ber))
        return true;
    if (!oid_is_valid(key->curve_oid))
        return flaw_malformed_oid(d->arena, d->flaws, d->field, key->curve_oid, "that of a curve", section);
    enum oid curve = oid_of(key->curve_oid);
    for (size_t i = 0; i < COUNT_OF(curves); i++)
        if (curves[i].oid == curve) {
            key->curve = curve;
            key->bits = curves[i].bits;
            return check_point(d, octets, key->bits);
        }
    return true;
}

/* Dss-Parms ::= SEQUENCE { p, q, g }; absent where they are the issuer's (RFC 3279, 2.3.2). The key is an INTEGER. */
static bool read_dsa(struct key_decoder *d, struct span octets, struct key *key)
{
    static const char section[] = "RFC 3279, 2.3.2";
    struct span content, prime, number;
    if (!take_positive(d, &octets, "a DSA key", section, &number))
        return false;
    if (!key->algorithm.parameters.data)
        return true;
    struct span parameters = key->algorithm.parameters;
    if (!der_get(&parameters, DER_SEQUENCE, &content, &d->ber))
        return wanted(d, parameters, "Dss-Parms", section);
    if (!take_positive(d, &content, "the prime of a DSA key", section, &prime) ||
        !take_positive(d, &content, "the order of a DSA key", section, &number) ||
        !take_positive(d, &content, "the generator of a DSA key", section, &number))
        return false;
    key->bits = bit_length(prime);
    return true;
}

static bool read_edwards(struct key_decoder *d, struct span octets, struct key *key)
{
    size_t length = key->kind == KEY_ED25519 ? 32 : 57;
    key->bits = key->kind == KEY_ED25519 ? 256 : 456;
    if (octets.length == length)
        return true;
    const char *found = arena_format(d->arena, "a key of %zu octets", octets.length);
    return flaw_malformed(d->arena, d->flaws, d->field, octets, found, length == 32 ? "32" : "57",
                          "RFC 8032, 5");
}

/* One row a kind of key; how its octets are read, or NULL where nothing is asked of them. */
static const struct {
    enum oid oid;
    enum key_kind kind;
    bool (*read)(struct key_decoder *d, struct span octets, struct key *key);
} kinds[] = {
    { OID_KEY_RSA, KEY_RSA, read_rsa },
    { OID_KEY_RSA_PSS, KEY_RSA_PSS, read_rsa },
    { OID_KEY_EC, KEY_EC, read_ec },
    { OID_KEY_DSA, KEY_DSA, read_dsa },
    { OID_ED25519, KEY_ED25519, read_edwards },
    { OID_ED448, KEY_ED448, read_edwards },
    { OID_KEY_RSA_OAEP, KEY_OTHER, NULL },
    { OID_KEY_EC_DH, KEY_OTHER, NULL },
    { OID_KEY_DH, KEY_OTHER, NULL },
    { OID_KEY_X25519, KEY_OTHER, NULL },
    { OID_KEY_X448, KEY_OTHER, NULL },
};

static bool read_octets(struct key_decoder *d, struct key *key)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (kinds[i].oid == key->algorithm.known) {
            key->kind = kinds[i].kind;
            return !kinds[i].read || kinds[i].read(d, key->bits_octets, key);
        }
    return true;
}

/* SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING } */
static bool read_key(struct key_decoder *d, struct span spki, struct key *out)
{
    static const char section[] = "RFC 5280, 4.1.2.7";
    struct span content, algorithm, bits;
    unsigned unused;
    if (!der_get(&spki, DER_SEQUENCE, &content, NULL)) /* as above */
        return wanted(d, spki, "SubjectPublicKeyInfo", section);
    if (!der_get_whole(&content, DER_SEQUENCE, &algorithm, &d->ber))
        return wanted(d, content, "AlgorithmIdentifier", section);
    bool known =
        decode_algorithm(d, algorithm, &out->algorithm); /* a key for RSASSA-PSS may do without parameters */
    struct span before = content;
    if (!der_get(&content, DER_BIT_STRING, &bits, &d->ber) || !der_bits(bits, &out->bits_octets, &unused))
        return wanted(d, before, "the BIT STRING subjectPublicKey", section);
    flaw_trailing(d->arena, d->flaws, d->field, content);
    if (unused)
        return flaw_malformed(d->arena, d->flaws, d->field, bits, "unused bits", "whole octets", section);
    return known && read_octets(d, out);
}

void key_decode(struct arena *arena, struct span spki, struct key *out, struct flaws *flaws)
{
    struct key_decoder d = { arena, "subject_public_key_info", flaws, 0 };
    *out = (struct key){ .spki = spki };
    out->decoded = read_key(&d, spki, out);
    flaw_ber(arena, flaws, d.field, spki, d.ber);
}

/* -- asking --------------------------------------------------------------------------------------------------------- */

char *key_print(struct arena *arena, const struct key *key)
{
    if (!key->decoded)
        return arena_text(arena, "malformed key");
    switch (key->kind) {
    case KEY_RSA:
        return arena_format(arena, "RSA %u bits", key->bits);
    case KEY_RSA_PSS:
        return arena_format(arena, "RSASSA-PSS %u bits", key->bits);
    case KEY_DSA:
        return key->bits ? arena_format(arena, "DSA %u bits", key->bits) : arena_text(arena, "DSA");
    case KEY_EC:
        if (key->curve) {
            const char *title = oid_entry(key->curve)->title;
            return arena_format(arena, "ECDSA %s", strncmp(title, "NIST ", 5) == 0 ? title + 5 : title);
        }
        return key->curve_oid.data
                   ? arena_format(arena, "ECDSA on curve %s", oid_dotted(arena, key->curve_oid))
                   : arena_text(arena, "ECDSA on a curve of its own");
    case KEY_ED25519:
        return arena_text(arena, "Ed25519");
    case KEY_ED448:
        return arena_text(arena, "Ed448");
    case KEY_OTHER:
        return arena_text(arena, oid_entry(key->algorithm.known)->title);
    case KEY_UNKNOWN:
        break;
    }
    return arena_format(arena, "key of unknown algorithm %s", oid_dotted(arena, key->algorithm.oid));
}

static unsigned remainder_of(struct span magnitude, unsigned prime)
{
    uint64_t rest = 0;
    size_t i = 0;
    for (; i < magnitude.length % 4; i++)
        rest = (rest << 8 | magnitude.data[i]) % prime;
    for (; i < magnitude.length; i += 4) {
        uint64_t word = (uint64_t)magnitude.data[i] << 24 | (uint64_t)magnitude.data[i + 1] << 16 |
                        (uint64_t)magnitude.data[i + 2] << 8 | magnitude.data[i + 3];
        rest = (rest << 32 | word) % prime;
    }
    return (unsigned)rest;
}

/* Whether some power of 65537 is congruent to `residue` modulo the prime. */
static bool is_power_of_65537(unsigned residue, unsigned prime)
{
    unsigned generator = 65537 % prime, power = 1;
    do {
        if (power == residue)
            return true;
        power = power * generator % prime;
    } while (power != 1);
    return false;
}

/* The library that Infineon's TPMs used made primes k * M + (65537^a mod M), M being a product of the first primes
 * (Nemec et al., The Return of Coppersmith's Attack, 2017): so 65537 generates the modulus modulo each of them. A good
 * key passes all 38 by a chance of 2^-27.8 or less. */
bool key_has_roca_fingerprint(const struct key *key)
{
    /* The powers of 65537 are the fewer the more to the front: an innocent modulus is let go after one or two. */
    static const uint8_t primes[] = { 97,  37,  79,  11,  61,  73,  127, 151, 13,  17,  19,  53, 71,
                                      103, 107, 109, 157, 3,   5,   7,   23,  29,  31,  41,  43, 47,
                                      59,  67,  83,  89,  101, 113, 131, 137, 139, 149, 163, 167 };
    if (!key->decoded || key->modulus.length == 0)
        return false;
    for (size_t i = 0; i < COUNT_OF(primes); i++)
        if (!is_power_of_65537(remainder_of(key->modulus, primes[i]), primes[i]))
            return false;
    return true;
}
