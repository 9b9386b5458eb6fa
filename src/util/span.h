/* A run of octets that somebody else owns: the currency of all rooms that read bytes.
 *
 * A span never frees and is copied freely; it is valid as long as the arena or the mapped file that it points
 * into. An empty span may have data NULL. Text in spans is UTF-8 where the field says so, and is not NUL-terminated. */
#ifndef IKELINT_UTIL_SPAN_H
#define IKELINT_UTIL_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
    const uint8_t *data; /* borrows */
    size_t length;       /* octets */
};

/* The octets of a C string, without its NUL. */
static inline struct span span_of_text(const char *text)
{
    return (struct span){ (const uint8_t *)text, text ? strlen(text) : 0 };
}

/* What is left behind the first `at` octets, of which there are that many. An empty span may have no address, and C does
 * not let nothing be added to that; so spans are cut with this, and ended with span_end. */
static inline struct span span_from(struct span span, size_t at)
{
    return at ? (struct span){ span.data + at, span.length - at } : span;
}

/* The first such octet; NULL: there is none. */
static inline const uint8_t *span_find(struct span span, int octet)
{
    return span.length ? (memchr)(span.data, octet, span.length) : NULL;
}

/* Parts the span at the first such octet, which is in neither part. False: there is none, and nothing was set. */
static inline bool span_split(struct span span, int octet, struct span *before, struct span *behind)
{
    const uint8_t *found = span_find(span, octet);
    if (!found)
        return false;
    *before = (struct span){ span.data, (size_t)(found - span.data) };
    *behind = span_from(span, before->length + 1);
    return true;
}

/* Takes off what stands before the first such octet, and the octet. Where there is none, takes all, and *rest has no data:
 * so an empty part at the end is told from no further part. */
static inline struct span span_take(struct span *rest, int octet)
{
    struct span before = *rest, whole = *rest;
    *rest = (struct span){ 0 };
    span_split(whole, octet, &before, rest);
    return before;
}

/* Where the span ends. */
static inline const uint8_t *span_end(struct span span)
{
    return span.length ? span.data + span.length : span.data;
}

static inline bool span_equal(struct span a, struct span b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

static inline bool span_equal_text(struct span a, const char *text)
{
    return span_equal(a, span_of_text(text));
}

/* Orders by octets, a shorter one before what it begins: <0, 0, >0. */
static inline int span_compare(struct span a, struct span b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter ? memcmp(a.data, b.data, shorter) : 0;
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

/* A hash for tables and for comparing quickly: eight octets at a time, each mixed in by a multiplication (the odd factor is
 * 2^64 divided by the golden ratio). Whoever chooses the octets can make hashes collide, so equal hashes prove nothing and
 * no work may be quadratic in their number. */
static inline uint64_t octets_hash(struct span octets)
{
    const uint64_t factor = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t hash = octets.length * factor;
    while (octets.length) {
        uint64_t part = 0;
        size_t size = octets.length < sizeof part ? octets.length : sizeof part;
        memcpy(&part, octets.data, size);
        hash = (hash ^ part) * factor;
        hash ^= hash >> 32;
        octets.data += size;
        octets.length -= size;
    }
    return hash;
}

/* Whether inner lies wholly inside outer (the same memory, not the same content). */
static inline bool span_within(struct span inner, struct span outer)
{
    return inner.data && outer.data && inner.data >= outer.data && inner.length <= outer.length &&
           (size_t)(inner.data - outer.data) <= outer.length - inner.length;
}

#endif
