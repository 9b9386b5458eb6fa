/* DER for tests: length octets counted, the rest as the caller says. */
#include "tests/der_build.h"
#include "tests/check.h"

struct span der_join(const struct span *parts, size_t count)
{
    size_t length = 0;
    for (size_t i = 0; i < count; i++)
        length += parts[i].length;
    uint8_t *octets = arena_alloc(test_arena(), length + 1), *end = octets;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].length)
            memcpy(end, parts[i].data, parts[i].length);
        end += parts[i].length;
    }
    return (struct span){ octets, length };
}

struct span der_write(unsigned tag, struct span content)
{
    uint8_t head[6] = { (uint8_t)tag };
    size_t size = 1;
    if (content.length < 0x80) {
        head[size++] = (uint8_t)content.length;
    } else {
        size_t octets = content.length < 0x100 ? 1 : content.length < 0x10000 ? 2 : 4;
        head[size++] = (uint8_t)(0x80 | octets);
        for (size_t i = octets; i > 0; i--)
            head[size++] = (uint8_t)(content.length >> 8 * (i - 1));
    }
    return JOIN({ head, size }, content);
}

static unsigned digit(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

struct span hex(const char *text)
{
    uint8_t *octets = arena_alloc(test_arena(), strlen(text) / 2 + 1);
    size_t length = 0;
    for (; *text; text++)
        if (*text != ' ') {
            octets[length++] = (uint8_t)(digit(text[0]) << 4 | digit(text[1]));
            text++;
        }
    return (struct span){ octets, length };
}

struct span der_text(unsigned tag, const char *text)
{
    return der_write(tag, span_of_text(text));
}

struct span der_oid(enum oid oid)
{
    return der_write(DER_OID, oid_entry(oid)->der);
}

struct span der_bits_of(struct span octets)
{
    return DER(DER_BIT_STRING, hex("00"), octets);
}

struct span der_name(enum oid type, const char *value)
{
    return DER(DER_SEQUENCE,
               DER(DER_SET, DER(DER_SEQUENCE, der_oid(type), der_text(DER_UTF8_STRING, value))));
}

struct span der_extension(struct span oid, bool critical, struct span value)
{
    return DER(DER_SEQUENCE, oid, critical ? hex("01 01 ff") : hex(""), DER(DER_OCTET_STRING, value));
}

/* -- whole objects -------------------------------------------------------------------------------------------------- */

static struct span usual(struct span part, struct span standard)
{
    return part.data ? part : standard;
}

static struct span usual_algorithm(void)
{
    return DER(DER_SEQUENCE, der_oid(OID_RSA_SHA256), hex("05 00"));
}

/* An RSA key of 1,024 bits whose modulus nobody has the factors of; it verifies nothing. */
static struct span usual_key(void)
{
    uint8_t *modulus = arena_alloc(test_arena(), 129);
    memset(modulus + 1, 0xc5, 128);
    struct span key = DER(DER_SEQUENCE, DER(DER_INTEGER, { modulus, 129 }), hex("02 03 01 00 01"));
    return DER(DER_SEQUENCE, DER(DER_SEQUENCE, der_oid(OID_KEY_RSA), hex("05 00")), der_bits_of(key));
}

static struct span usual_validity(void)
{
    return DER(DER_SEQUENCE, der_text(DER_UTC_TIME, "260101000000Z"),
               der_text(DER_UTC_TIME, "270101000000Z"));
}

static struct span sign(struct span tbs, struct span algorithm, struct span signature)
{
    return DER(DER_SEQUENCE, tbs, usual(algorithm, usual_algorithm()),
               usual(signature, der_bits_of(hex("11 22 33 44"))));
}

struct span build_certificate(const struct certificate_parts *parts)
{
    struct span extensions = parts->extensions.data
                                 ? DER(DER_CONSTRUCTED(3), DER(DER_SEQUENCE, parts->extensions))
                                 : (struct span){ NULL, 0 };
    struct span tbs = DER(
        DER_SEQUENCE, usual(parts->version, hex("a0 03 02 01 02")), usual(parts->serial, hex("02 02 12 34")),
        usual(parts->inner_algorithm, usual_algorithm()),
        usual(parts->issuer, der_name(OID_COMMON_NAME, "Issuer")), usual(parts->validity, usual_validity()),
        usual(parts->subject, der_name(OID_COMMON_NAME, "Subject")), usual(parts->key, usual_key()),
        parts->unique_ids, extensions, parts->tail);
    return sign(tbs, parts->outer_algorithm, parts->signature);
}

struct span certificate_with(struct span extensions)
{
    return build_certificate(&(struct certificate_parts){ .extensions = extensions });
}

struct span build_crl(const struct crl_parts *parts)
{
    struct span nothing = { NULL, 0 };
    struct span entries = parts->entries.data ? DER(DER_SEQUENCE, parts->entries) : nothing;
    struct span extensions =
        parts->extensions.data ? DER(DER_CONSTRUCTED(0), DER(DER_SEQUENCE, parts->extensions)) : nothing;
    struct span tbs =
        DER(DER_SEQUENCE, usual(parts->version, hex("02 01 01")),
            usual(parts->inner_algorithm, usual_algorithm()),
            usual(parts->issuer, der_name(OID_COMMON_NAME, "Issuer")),
            usual(parts->this_update, der_text(DER_UTC_TIME, "260101000000Z")),
            usual(parts->next_update, der_text(DER_UTC_TIME, "260201000000Z")), entries, extensions);
    return sign(tbs, parts->outer_algorithm, parts->signature);
}

struct span der_entry(struct span serial, struct span extensions)
{
    return DER(DER_SEQUENCE, serial, der_text(DER_UTC_TIME, "260101000000Z"),
               extensions.data ? DER(DER_SEQUENCE, extensions) : (struct span){ NULL, 0 });
}
