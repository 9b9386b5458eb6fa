/* Records of a property or a certificate, one behind the other:
 *
 *     u32 id | u32 encoding type, 1 | u32 length | octets          (little endian)
 *
 * 32 is a certificate, 33 a CRL, 34 a CTL; the others are properties of the certificate that follows (in a store) or
 * of the one that is there (in an element). Property 2 names the private key's container and provider: where it is, a
 * key is linked. Its value counts offsets from its own start. Record 0 of no length ends a store. */
#include "read/serialized.h"
#include "der/der.h"
#include "pki/signature.h"
#include "util/text.h"

enum record {
    RECORD_END = 0,
    RECORD_KEY_PROVIDER = 2,
    RECORD_SHA1 = 3,
    RECORD_USAGES = 9,
    RECORD_FRIENDLY_NAME = 11,
    RECORD_CERTIFICATE = 32,
    RECORD_CRL = 33,
    RECORD_CTL = 34,
};

enum {
    HEADER = 12,        /* octets of a record in front of its content */
    USAGES_LIMIT = 1024 /* usages in a property 9 */
};

static const uint8_t store_mark[8] = { 0, 0, 0, 0, 'C', 'E', 'R', 'T' };

struct record_found {
    uint32_t id;
    struct span content;
    struct span whole;
};

/* What the records of a group say besides the content. */
struct properties {
    struct object_context context;
    struct span sha1; /* data NULL: none */
    bool any;
};

static uint32_t u32_at(struct span octets, size_t at)
{
    const uint8_t *data = octets.data + at;
    return (uint32_t)data[0] | (uint32_t)data[1] << 8 | (uint32_t)data[2] << 16 | (uint32_t)data[3] << 24;
}

static bool is_content(uint32_t id)
{
    return id == RECORD_CERTIFICATE || id == RECORD_CRL || id == RECORD_CTL;
}

/* The record at the front; *why says what is wrong with it. */
static bool next_record(struct walk *walk, struct span *in, struct record_found *out, const char **why)
{
    if (in->length < HEADER) {
        *why =
            arena_format(walk->arena, "cut: %zu octets are left, and a record's header has 12", in->length);
        return false;
    }
    uint32_t id = u32_at(*in, 0), encoding = u32_at(*in, 4), length = u32_at(*in, 8);
    if (encoding != 1 && encoding != 0x10001 && id != RECORD_END) {
        *why =
            arena_format(walk->arena, "no record: its second field is 0x%lx, not 1", (unsigned long)encoding);
        return false;
    }
    if (length > in->length - HEADER) {
        *why = arena_format(walk->arena, "cut: record %lu says that it has %lu octets, and %zu are here",
                            (unsigned long)id, (unsigned long)length, in->length - HEADER);
        return false;
    }
    *out = (struct record_found){ id, { in->data + HEADER, length }, { in->data, HEADER + (size_t)length } };
    in->data += out->whole.length;
    in->length -= out->whole.length;
    return true;
}

/* -- properties ----------------------------------------------------------------------------------------------------- */

/* CRYPT_KEY_PROV_INFO, serialized: offsets of container and provider, type, flags, parameters, key spec; then strings. */
static void read_key_provider(struct walk *walk, struct span value, struct object_context *context)
{
    context->private_key = KEY_LINK_PRESENT;
    if (value.length < 28)
        return;
    uint32_t at = u32_at(value, 4);
    if (at < 28 || at >= value.length)
        return;
    struct span name = encoding_utf16le(walk->arena, span_from(value, at));
    if (name.length)
        context->key_provider = name;
}

/* ExtKeyUsageSyntax: the usages that the store leaves to the certificate; none leaves nothing. */
static bool read_usages(struct walk *walk, struct span value, struct object_context *context)
{
    struct oid_list usages = { 0 };
    struct span list, usage;
    if (!der_get(&value, DER_SEQUENCE, &list, NULL))
        return false;
    while (der_get(&list, DER_OID, &usage, NULL) && usages.count < USAGES_LIMIT)
        *VEC_ADD(walk->arena, &usages) = usage;
    if (list.length)
        return false;
    context->has_usage_override = true;
    context->usage_override = usages;
    return true;
}

static void take_property(struct walk *walk, const struct origin *origin, const struct record_found *record,
                          struct properties *properties)
{
    struct object_context *context = &properties->context;
    properties->any = true;
    switch (record->id) {
    case RECORD_KEY_PROVIDER:
        read_key_provider(walk, record->content, context);
        break;
    case RECORD_SHA1:
        properties->sha1 = record->content;
        break;
    case RECORD_USAGES:
        if (!read_usages(walk, record->content, context))
            walk_fail_in(walk, origin, record->whole,
                         "property 9 (usages that the store allows) is not a SEQUENCE of OIDs: what it "
                         "allows is unknown");
        break;
    case RECORD_FRIENDLY_NAME: {
        struct span name = encoding_utf16le(walk->arena, record->content);
        if (name.length)
            context->friendly_name = name;
        break;
    }
    default:
        break; /* hashes and the like: they are computed */
    }
}

/* -- contents ------------------------------------------------------------------------------------------------------- */

static void check_sha1(struct walk *walk, const struct origin *origin, const struct record_found *record,
                       struct span wanted)
{
    uint8_t made[20];
    if (!wanted.data)
        return;
    digest_sha1(record->content, made);
    if (!span_equal(wanted, (struct span){ made, sizeof made }))
        walk_fail_in(walk, origin, record->whole,
                     "the SHA-1 that the store keeps of this object is another one (%s): damaged or edited",
                     text_hex(walk->arena, wanted.length > 20 ? (struct span){ wanted.data, 20 } : wanted));
}

static void read_content(struct walk *walk, const struct origin *origin, const struct record_found *record,
                         const struct properties *properties)
{
    struct origin inner = *origin;
    struct span store = origin->context.store, path = origin->context.store_path;
    inner.depth++;
    inner.context = properties->context;
    inner.context.store = store;
    inner.context.store_path = path;
    check_sha1(walk, origin, record, properties->sha1);
    if (record->id == RECORD_CERTIFICATE)
        walk_certificate(walk, &inner, record->content);
    else if (record->id == RECORD_CRL)
        walk_crl(walk, &inner, record->content);
}

bool serialized_store_is(struct span head)
{
    return head.length >= sizeof store_mark && memcmp(head.data, store_mark, sizeof store_mark) == 0;
}

/* What stands behind an end, without the zeros and line ends that mean nothing: another store's mark begins with zeros. */
static struct span behind_end(struct span rest)
{
    size_t filling = 0;
    while (filling < rest.length && (rest.data[filling] == 0 || strchr("\r\n\x1a", rest.data[filling])))
        filling++;
    if (filling >= 4 && serialized_store_is(span_from(rest, filling - 4)))
        filling -= 4;
    return span_from(rest, filling);
}

static void fail_behind_end(struct walk *walk, const struct origin *origin, struct span rest)
{
    if (rest.length)
        walk_fail_in(walk, origin, rest,
                     "%zu octets that are no store stand behind the end of this one: left out", rest.length);
}

void serialized_store_read(struct walk *walk, const struct origin *outer, struct span octets)
{
    struct span rest = span_from(octets, sizeof store_mark);
    struct properties properties = { .context.private_key = KEY_LINK_MISSING };
    struct origin origin = *outer;
    size_t contents = 0;
    origin.container = "serialized store";
    struct arena *piece = walk_begin_piece(walk);
    while (rest.length) { /* the end of the file ends a store as well */
        struct record_found record;
        struct span at = rest;
        const char *why;
        if (!next_record(walk, &rest, &record, &why)) {
            walk_fail_in(walk, &origin, at, "a serialized store that breaks off: %s", why);
            break;
        }
        if (record.id == RECORD_END) {
            rest = behind_end(rest);
            if (!serialized_store_is(rest)) {
                fail_behind_end(walk, &origin, rest);
                break;
            }
            rest = span_from(rest, sizeof store_mark); /* several stores in one file, one behind the other */
            properties = (struct properties){ .context.private_key = KEY_LINK_MISSING };
            continue;
        }
        if (!is_content(record.id)) {
            take_property(walk, &origin, &record, &properties);
            continue;
        }
        contents++;
        read_content(walk, &origin, &record, &properties);
        properties = (struct properties){ .context.private_key = KEY_LINK_MISSING };
        walk_end_piece(walk, piece);
        piece = walk_begin_piece(walk);
    }
    walk_end_piece(walk, piece);
    if (contents == 0 && rest.length == 0)
        walk_fail_empty(walk, outer, octets,
                        "no certificate, CRL or request found: a serialized store without any");
}

bool serialized_element_is(struct span head)
{
    size_t records = 0;
    for (; head.length >= HEADER; records++) {
        uint32_t id = u32_at(head, 0), encoding = u32_at(head, 4), length = u32_at(head, 8);
        if (id == 0 || id > 0xffff || (encoding != 1 && encoding != 0x10001))
            return false;
        if (is_content(id))
            return length > head.length - HEADER || head.data[HEADER] == DER_SEQUENCE;
        if (length > head.length - HEADER)
            break;
        head.data += HEADER + (size_t)length;
        head.length -= HEADER + (size_t)length;
    }
    return records > 0; /* a record is no chance, even if what follows is cut */
}

void serialized_element_read(struct walk *walk, const struct origin *outer, struct span octets)
{
    struct properties properties = { 0 };
    struct origin origin = *outer;
    struct span rest = octets, at;
    struct record_found record;
    size_t contents = 0;
    const char *why = "";
    origin.container = "serialized certificate";
    for (at = rest; rest.length && next_record(walk, &rest, &record, &why) && record.id != RECORD_END;
         at = rest)
        if (!is_content(record.id))
            take_property(walk, &origin, &record, &properties);
    if (at.length && !(at.length >= HEADER && u32_at(at, 0) == RECORD_END))
        walk_fail_in(walk, &origin, at, "a serialized certificate that breaks off: %s", why);
    else if (at.length)
        fail_behind_end(walk, &origin, behind_end(rest));
    if (properties.any && properties.context.private_key == KEY_LINK_UNKNOWN)
        properties.context.private_key = origin.context.private_key;
    for (rest = octets; rest.length && next_record(walk, &rest, &record, &why) && record.id != RECORD_END;) {
        if (!is_content(record.id))
            continue;
        contents++;
        read_content(walk, &origin, &record, &properties);
    }
    if (contents == 0 && at.length == 0)
        walk_fail_in(walk, outer, octets,
                     "no certificate, CRL or request found: properties without a certificate");
}
