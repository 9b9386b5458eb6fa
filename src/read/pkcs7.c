/* Signed data, walked in place:
 *
 *     ContentInfo { OID signedData, [0] SignedData }
 *     SignedData  { version, SET digestAlgorithms, EncapsulatedContentInfo { OID, [0] OCTET STRING },
 *                   [0] certificates, [1] crls, SET signerInfos }
 *
 * It comes in BER as well: indefinite lengths, which the cursor reads, and the content in pieces, which are put
 * together. A CMC request (RFC 5272) is signed data around PKIData { controls, SEQUENCE OF [0] { bodyPartID,
 * CertificationRequest } …}; a renewal is signed data around a CertificationRequest. */
#include "read/pkcs7.h"
#include "der/der.h"
#include "der/oid.h"
#include "read/der_objects.h"
#include "read/octet_string.h"
#include "read/sniff.h"

/* Each SEQUENCE of a set goes to `read`; other choices (attribute certificates, OCSP responses) are passed over. */
static void read_set(struct walk *walk, const struct origin *origin, struct span set, const char *name,
                     void (*read)(struct walk *walk, const struct origin *origin, struct span der))
{
    for (size_t number = 1; set.length; number++) {
        struct der_element element;
        struct span at = set;
        if (!der_any(&set, &element, NULL)) {
            walk_fail_in(walk, origin, at, "%s number %zu of PKCS#7: %s", name, number,
                         der_objects_problem(walk->arena, at));
            return;
        }
        if (element.identifier == DER_SEQUENCE) {
            struct arena *outer = walk_begin_piece(walk);
            read(walk, origin, element.whole);
            walk_end_piece(walk, outer);
        }
    }
}

void certificate_sequence_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct origin inner = *origin;
    struct span content;
    inner.container = "certificate sequence";
    if (der_get(&octets, DER_SEQUENCE, &content, NULL))
        read_set(walk, &inner, content, "certificate", walk_certificate);
}

/* The requests of a CMC request, each a TaggedRequest [0] { bodyPartID, CertificationRequest }. */
static void read_cmc_request(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct span rest = octets, data, controls, requests, tagged, body;
    struct origin inner = *origin;
    inner.container = "CMC request";
    if (!der_get(&rest, DER_SEQUENCE, &data, NULL) || !der_get(&data, DER_SEQUENCE, &controls, NULL) ||
        !der_get(&data, DER_SEQUENCE, &requests, NULL)) {
        walk_fail_in(walk, &inner, octets,
                     "its PKIData is not SEQUENCE { SEQUENCE, SEQUENCE … } (RFC 5272, 3.2.1)");
        return;
    }
    while (requests.length) {
        struct der_element request;
        struct span at = requests;
        if (der_get(&requests, DER_CONSTRUCTED(0), &tagged, NULL)) {
            if (der_get(&tagged, DER_INTEGER, &body, NULL) && der_any(&tagged, &request, NULL))
                walk_request(walk, &inner, request.whole);
            else
                walk_fail_in(walk, &inner, at, "a request that is not { INTEGER, CertificationRequest }");
        } else if (!der_any(&requests, &request, NULL)) {
            walk_fail_in(walk, &inner, at, "%s", der_objects_problem(walk->arena, at));
            return;
        } /* else: CRMF and others, which Windows does not send */
    }
}

/* What is inside [0]: an OCTET STRING or, in PKCS#7 1.5, the content itself. */
static bool get_content(struct walk *walk, struct origin *inner, struct span wrapped, struct span *octets)
{
    struct span at = wrapped, rest = wrapped;
    struct der_element element;
    bool in_pieces;
    if (octet_string_get(walk->arena, &rest, octets, &in_pieces)) {
        if (in_pieces)
            *inner = walk_inner(walk, inner, inner->container, at, *octets);
        else
            inner->depth++;
        return true;
    }
    if (der_is(wrapped, DER_OCTET_STRING | 0x20) || !der_any(&rest, &element, NULL))
        return false;
    *octets = element.whole;
    inner->depth++;
    return true;
}

/* EncapsulatedContentInfo: only requests and further containers in it concern us. */
static void read_content(struct walk *walk, const struct origin *origin, struct span info)
{
    struct span type, wrapped, octets, at = info;
    struct origin inner = *origin;
    if (!der_get(&info, DER_OID, &type, NULL)) {
        walk_fail_in(walk, origin, at, "PKCS#7 whose contentInfo has no type (RFC 5652, 5.2)");
        return;
    }
    if (info.length == 0)
        return; /* signed data over nothing, as a .p7b is */
    if (!der_get(&info, DER_CONSTRUCTED(0), &wrapped, NULL) || !get_content(walk, &inner, wrapped, &octets)) {
        walk_fail_in(walk, origin, at, "PKCS#7 whose content is broken: no OCTET STRING (RFC 5652, 5.2)");
        return;
    }
    const struct read_kind *kind = sniff_der(octets);
    if (oid_is(type, OID_CMC_REQUEST))
        read_cmc_request(walk, &inner, octets);
    else if (kind && kind->read)
        walk_octets(walk, &inner, octets);
}

void pkcs7_read_bare(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct span rest = octets, data, version, digests, info, set;
    bool present;
    size_t objects = walk->objects, failures = walk->failures;
    struct origin inner = *origin;
    inner.container = "PKCS#7";
    if (!der_get(&rest, DER_SEQUENCE, &data, NULL) || !der_get(&data, DER_INTEGER, &version, NULL) ||
        !der_get(&data, DER_SET, &digests, NULL) || !der_get(&data, DER_SEQUENCE, &info, NULL)) {
        walk_fail_in(
            walk, origin, octets,
            "PKCS#7 whose signed data is not { version, digestAlgorithms, contentInfo … } (RFC 5652, 5.1)");
        return;
    }
    read_content(walk, &inner, info);
    static const struct {
        unsigned tag;
        const char *name;
        void (*read)(struct walk *walk, const struct origin *origin, struct span der);
    } sets[] = {
        { DER_CONSTRUCTED(0), "certificate", walk_certificate },
        { DER_CONSTRUCTED(1), "CRL", walk_crl },
    };
    for (size_t i = 0; i < COUNT_OF(sets); i++) {
        struct span at = data;
        if (!der_get_optional(&data, sets[i].tag, &set, &present, NULL))
            walk_fail_in(walk, origin, at, "PKCS#7 whose %ss are broken: %s", sets[i].name,
                         der_objects_problem(walk->arena, at));
        else if (present)
            read_set(walk, &inner, set, sets[i].name, sets[i].read);
    }
    if (walk->objects == objects && walk->failures == failures)
        walk_fail_empty(walk, origin, octets, "no certificate, CRL or request found: PKCS#7 without any");
}

/* Steps into the element at the front, however much of it is here. */
static bool open_cut(struct span in, unsigned tag, struct span *content)
{
    if (in.length < 2 || in.data[0] != tag)
        return false;
    size_t header = in.data[1] > 0x80 ? 2u + (in.data[1] & 0x7f) : 2u, length = in.data[1];
    if (header > 2u + sizeof length || header > in.length)
        return false;
    for (size_t i = 2; i < header; i++)
        length = i == 2 ? in.data[i] : length << 8 | in.data[i];
    if (in.data[1] == 0x80 || length > in.length - header)
        length = in.length - header;
    *content = (struct span){ in.data + header, length };
    return true;
}

size_t pkcs7_salvage(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct span info, type, wrapped, data, skipped, set;
    struct der_element element;
    struct origin inner = *origin;
    size_t objects = walk->objects;
    inner.container = "PKCS#7";
    if (!open_cut(octets, DER_SEQUENCE, &info) || !der_get(&info, DER_OID, &type, NULL) ||
        !open_cut(info, DER_CONSTRUCTED(0), &wrapped) || !open_cut(wrapped, DER_SEQUENCE, &data) ||
        !der_get(&data, DER_INTEGER, &skipped, NULL) || !der_get(&data, DER_SET, &skipped, NULL) ||
        !der_get(&data, DER_SEQUENCE, &skipped, NULL) || !open_cut(data, DER_CONSTRUCTED(0), &set))
        return 0;
    while (der_is(set, DER_SEQUENCE) && der_any(&set, &element, NULL)) {
        struct arena *outer = walk_begin_piece(walk);
        walk_certificate(walk, &inner, element.whole);
        walk_end_piece(walk, outer);
    }
    return walk->objects - objects;
}

void pkcs7_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct span rest = octets, info, type, wrapped, data;
    if (!der_get(&rest, DER_SEQUENCE, &info, NULL) || !der_get(&info, DER_OID, &type, NULL) ||
        !der_get(&info, DER_CONSTRUCTED(0), &wrapped, NULL) ||
        !der_get_whole(&wrapped, DER_SEQUENCE, &data, NULL)) {
        walk_fail_in(walk, origin, octets, "PKCS#7 that is not { contentType, [0] content } (RFC 5652, 3)");
        return;
    }
    if (oid_is(type, OID_PKCS7_SIGNED_DATA))
        pkcs7_read_bare(walk, origin, data);
    else
        certificate_sequence_read(walk, origin, data);
}
