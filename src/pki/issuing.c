/* DER in an arena, element by element. */
#include "pki/issuing.h"

#include "der/encode.h"
#include "pki/extension_internal.h"

static const struct span nothing = { NULL, 0 };

void issuing_begin(struct issuing *issuing, struct arena *arena, struct cert *cert,
                   const struct oid_list *critical)
{
    *issuing = (struct issuing){ .arena = arena, .cert = cert, .critical = critical };
}

void issuing_end(struct issuing *issuing)
{
    struct cert *cert = issuing->cert;
    cert->extensions_decoded = cert_extensions_decode(
        issuing->arena, arena_copy(issuing->arena, buf_span(&issuing->extensions)), cert);
    cert->flaws = (struct flaws){ 0 }; /* what is odd is said of what it was made from */
    buf_free(&issuing->extensions);
}

struct span issuing_wrap(struct issuing *issuing, unsigned tag, struct span content)
{
    return encode_element(issuing->arena, (uint8_t)tag, content, nothing);
}

struct span issuing_oid(struct issuing *issuing, struct span oid)
{
    return issuing_wrap(issuing, DER_OID, oid);
}

struct span issuing_integer(struct issuing *issuing, int64_t number)
{
    uint8_t octets[8];
    size_t length = sizeof octets;
    for (size_t i = 0; i < sizeof octets; i++)
        octets[i] = (uint8_t)((uint64_t)number >> (8 * (7 - i)));
    const uint8_t *at = octets;
    while (length > 1 && at[0] == 0 && !(at[1] & 0x80)) {
        at++;
        length--;
    }
    return issuing_wrap(issuing, DER_INTEGER, (struct span){ at, length });
}

struct span issuing_oids(struct issuing *issuing, const struct oid_list *list, bool wrapped)
{
    struct buf content = { 0 };
    for (size_t i = 0; i < list->count; i++) {
        struct span oid = issuing_oid(issuing, list->items[i]);
        buf_add(&content, wrapped ? issuing_wrap(issuing, DER_SEQUENCE, oid) : oid);
    }
    struct span out = issuing_wrap(issuing, DER_SEQUENCE, buf_span(&content));
    buf_free(&content);
    return out;
}

struct span issuing_other_name(struct issuing *issuing, enum oid type, struct span value)
{
    return encode_element(issuing->arena, DER_CONSTRUCTED(0), issuing_oid(issuing, oid_entry(type)->der),
                          issuing_wrap(issuing, DER_CONSTRUCTED(0), value));
}

struct span issuing_rdn(struct issuing *issuing, enum oid type, struct span text)
{
    struct span attribute =
        encode_element(issuing->arena, DER_SEQUENCE, issuing_oid(issuing, oid_entry(type)->der),
                       issuing_wrap(issuing, DER_UTF8_STRING, text));
    return issuing_wrap(issuing, DER_SET, attribute);
}

void issuing_subject(struct issuing *issuing, struct span rdns)
{
    name_decode(issuing->arena, issuing_wrap(issuing, DER_SEQUENCE, rdns), "subject", &issuing->cert->subject,
                NULL);
}

static bool is_critical(const struct issuing *issuing, struct span oid)
{
    for (size_t i = 0; issuing->critical && i < issuing->critical->count; i++)
        if (span_equal(issuing->critical->items[i], oid))
            return true;
    return false;
}

/* Extension ::= SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING } */
void issuing_extension(struct issuing *issuing, enum oid oid, struct span value)
{
    static const uint8_t true_octets[] = { DER_BOOLEAN, 1, 0xff };
    struct span id = oid_entry(oid)->der;
    struct buf content = { 0 };
    buf_add(&content, issuing_oid(issuing, id));
    buf_add(&content, (struct span){ true_octets, is_critical(issuing, id) ? sizeof true_octets : 0 });
    buf_add(&content, issuing_wrap(issuing, DER_OCTET_STRING, value));
    buf_add(&issuing->extensions, issuing_wrap(issuing, DER_SEQUENCE, buf_span(&content)));
    buf_free(&content);
}

/* DER drops what is zero at the end of named bits (X.690, 11.2.2). */
void issuing_key_usage(struct issuing *issuing, struct span octets)
{
    uint8_t bits[3] = { 0 };
    size_t length = octets.length < 2 ? octets.length : 2;
    memcpy(bits + 1, octets.data, length);
    while (length && bits[length] == 0)
        length--;
    while (length && bits[0] < 7 && !(bits[length] >> bits[0] & 1))
        bits[0]++;
    issuing_extension(issuing, OID_KEY_USAGE,
                      issuing_wrap(issuing, DER_BIT_STRING, (struct span){ bits, length + 1 }));
}
