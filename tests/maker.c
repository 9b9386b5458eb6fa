/* The DER is put together from the inside; signatures are ECDSA with SHA-256 by GnuTLS. */
#include "tests/maker.h"

#include <stdlib.h>

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "der/der.h"
#include "der/encode.h"
#include "pki/signature.h"
#include "tests/check.h"

struct maker_key {
    gnutls_privkey_t private;
    uint8_t spki[256];
    size_t spki_length;
};

static const struct span nothing;

static void must(bool holds, const char *what)
{
    if (!CHECK("making test certificates", holds))
        BUG(what);
}

struct maker_key *maker_key_new(void)
{
    struct maker_key *key = calloc(1, sizeof *key);
    gnutls_pubkey_t public = NULL;
    must(gnutls_global_init() == 0, "GnuTLS does not start");
    must(key && gnutls_privkey_init(&key->private) == 0 && gnutls_pubkey_init(&public) == 0,
         "no memory for a key");
    must(gnutls_privkey_generate(key->private, GNUTLS_PK_ECDSA,
                                 GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0) == 0,
         "no key");
    key->spki_length = sizeof key->spki;
    must(gnutls_pubkey_import_privkey(public, key->private, 0, 0) == 0 &&
             gnutls_pubkey_export(public, GNUTLS_X509_FMT_DER, key->spki, &key->spki_length) == 0,
         "no public key");
    gnutls_pubkey_deinit(public);
    return key;
}

void maker_key_free(struct maker_key *key)
{
    if (key)
        gnutls_privkey_deinit(key->private);
    free(key);
}

/* --- parts --- */

static struct span element(struct arena *arena, unsigned tag, struct span content)
{
    return encode_element(arena, (uint8_t)tag, content, nothing);
}

static struct span pair(struct arena *arena, unsigned tag, struct span first, struct span second)
{
    return encode_element(arena, (uint8_t)tag, first, second);
}

static struct span joined(struct arena *arena, size_t count, const struct span *parts)
{
    size_t length = 0;
    for (size_t i = 0; i < count; i++)
        length += parts[i].length;
    uint8_t *out = arena_alloc(arena, length + 1);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].length)
            memcpy(out + at, parts[i].data, parts[i].length);
        at += parts[i].length;
    }
    return (struct span){ out, length };
}
#define JOIN(arena, ...)                                                                                     \
    joined((arena), sizeof((struct span[]){ __VA_ARGS__ }) / sizeof(struct span),                            \
           (struct span[]){ __VA_ARGS__ })

static struct span oid(struct arena *arena, enum oid which)
{
    return element(arena, DER_OID, oid_entry(which)->der);
}

static struct span number(struct arena *arena, uint32_t value)
{
    uint8_t *octets = arena_alloc(arena, 5);
    for (int i = 0; i < 4; i++)
        octets[1 + i] = (uint8_t)(value >> (8 * (3 - i)));
    size_t skip = 0;
    while (skip < 4 && octets[skip] == 0 && !(octets[skip + 1] & 0x80))
        skip++;
    return element(arena, DER_INTEGER, (struct span){ octets + skip, 5 - skip });
}

static struct span name(struct arena *arena, const char *common_name)
{
    struct span text = element(arena, DER_UTF8_STRING, span_of_text(common_name));
    struct span attribute = pair(arena, DER_SEQUENCE, oid(arena, OID_COMMON_NAME), text);
    return element(arena, DER_SEQUENCE, element(arena, DER_SET, attribute));
}

static struct span utc_time(struct arena *arena, const char *text)
{
    return element(arena, DER_UTC_TIME, span_of_text(text));
}

static struct span algorithm(struct arena *arena)
{
    return element(arena, DER_SEQUENCE, oid(arena, OID_ECDSA_SHA256));
}

static struct span extension(struct arena *arena, enum oid which, struct span value)
{
    return pair(arena, DER_SEQUENCE, oid(arena, which), element(arena, DER_OCTET_STRING, value));
}

static struct span bit_string(struct arena *arena, struct span octets)
{
    static const uint8_t unused = 0;
    return pair(arena, DER_BIT_STRING, (struct span){ &unused, 1 }, octets);
}

static struct span sign(struct arena *arena, struct span tbs, const struct maker_key *signer)
{
    struct span copy = arena_copy(arena, tbs);
    gnutls_datum_t data = { .size = (unsigned)copy.length }, signature;
    memcpy(&data.data, &copy.data, sizeof data.data); /* GnuTLS takes what it only reads without const */
    must(gnutls_privkey_sign_data(signer->private, GNUTLS_DIG_SHA256, 0, &data, &signature) == 0,
         "no signature");
    struct span octets = arena_copy(arena, (struct span){ signature.data, signature.size });
    gnutls_free(signature.data);
    return element(arena, DER_SEQUENCE, JOIN(arena, tbs, algorithm(arena), bit_string(arena, octets)));
}

static struct span key_id(struct arena *arena, const struct maker_key *key)
{
    uint8_t *digest = arena_alloc(arena, 20);
    digest_sha1((struct span){ key->spki, key->spki_length }, digest);
    return (struct span){ digest, 20 };
}

static const struct source *source_of(struct arena *arena, struct span der)
{
    struct source *source = arena_alloc(arena, sizeof *source);
    *source = (struct source){ .name = "made", .bytes = der };
    return source;
}

/* --- objects --- */

static struct span extensions_of(struct arena *arena, const struct maker_cert *what)
{
    static const uint8_t yes = 0xff, key_usages[] = { 1, 0x06 }, signature_usage[] = { 7, 0x80 };
    struct span ca = what->ca ? element(arena, DER_BOOLEAN, (struct span){ &yes, 1 }) : nothing;
    struct span constraints = extension(arena, OID_BASIC_CONSTRAINTS, element(arena, DER_SEQUENCE, ca));
    struct span usage_bits = { what->ca ? key_usages : signature_usage, 2 };
    struct span usages = extension(arena, OID_KEY_USAGE, element(arena, DER_BIT_STRING, usage_bits));
    struct span subject_id = nothing, authority_id = nothing;
    if (what->key_identifiers) {
        subject_id =
            extension(arena, OID_SUBJECT_KEY_ID, element(arena, DER_OCTET_STRING, key_id(arena, what->key)));
        struct span id = element(arena, DER_CONTEXT(0), key_id(arena, what->signer));
        authority_id = extension(arena, OID_AUTHORITY_KEY_ID, element(arena, DER_SEQUENCE, id));
    }
    struct span list = JOIN(arena, constraints, usages, subject_id, authority_id);
    return element(arena, DER_CONSTRUCTED(3), element(arena, DER_SEQUENCE, list));
}

const struct object *maker_cert(struct arena *arena, const struct maker_cert *what)
{
    struct span version = element(arena, DER_CONSTRUCTED(0), number(arena, 2));
    struct span dates =
        pair(arena, DER_SEQUENCE, utc_time(arena, "200101000000Z"), utc_time(arena, "400101000000Z"));
    struct span spki = { what->key->spki, what->key->spki_length };
    struct span tbs =
        element(arena, DER_SEQUENCE,
                JOIN(arena, version, number(arena, what->serial), algorithm(arena), name(arena, what->issuer),
                     dates, name(arena, what->subject), spki, extensions_of(arena, what)));
    struct span der = sign(arena, tbs, what->signer), at;
    struct cert *cert = arena_alloc(arena, sizeof *cert);
    const char *why;
    must(cert_decode(arena, source_of(arena, der), der, cert, &why, &at),
         "made a certificate that does not decode");
    struct object *object = arena_alloc(arena, sizeof *object);
    *object = (struct object){ .kind = OBJECT_CERTIFICATE, .path = "made", .container = "DER", .cert = cert };
    return object;
}

const struct object *maker_crl(struct arena *arena, const struct maker_crl *what)
{
    struct span *entries = arena_array(arena, what->count, sizeof *entries);
    struct span date = utc_time(arena, "260520000000Z");
    for (uint32_t i = 0; i < what->count; i++)
        entries[i] = pair(arena, DER_SEQUENCE, number(arena, what->first_serial + i), date);
    struct span list = element(arena, DER_SEQUENCE, joined(arena, what->count, entries));
    struct span crl_number = extension(arena, OID_CRL_NUMBER, number(arena, 7));
    struct span extensions = element(arena, DER_CONSTRUCTED(0), element(arena, DER_SEQUENCE, crl_number));
    struct span tbs =
        element(arena, DER_SEQUENCE,
                JOIN(arena, number(arena, 1), algorithm(arena), name(arena, what->issuer),
                     utc_time(arena, "260501000000Z"), utc_time(arena, "260701000000Z"), list, extensions));
    struct span der = sign(arena, tbs, what->signer), at;
    struct crl *crl = arena_alloc(arena, sizeof *crl);
    const char *why;
    must(crl_decode(arena, source_of(arena, der), der, crl, &why, &at), "made a list that does not decode");
    struct object *object = arena_alloc(arena, sizeof *object);
    *object = (struct object){ .kind = OBJECT_CRL, .path = "made", .container = "DER", .crl = crl };
    return object;
}
