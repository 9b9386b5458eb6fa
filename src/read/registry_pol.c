/* "PReg", version 1, then records; characters are UTF-16LE, numbers u32LE, key and value end with a NUL:
 *
 *     [ key ; value ; type ; size ; data ] */
#include "read/registry_pol.h"
#include "read/encoding.h"
#include "read/reg.h"
#include "util/text.h"

enum { TEXT_MAX = 4096 /* octets of a key or of a value's name: the registry allows fewer */ };

static const char HEADER[] = { 'P', 'R', 'e', 'g', 1, 0, 0, 0 };

bool registry_pol_is(struct span head)
{
    return head.length >= sizeof HEADER && memcmp(head.data, HEADER, sizeof HEADER) == 0;
}

/* The character at the front, which is passed. */
static bool take_character(struct span *rest, char wanted)
{
    if (rest->length < 2 || rest->data[0] != (uint8_t)wanted || rest->data[1] != 0)
        return false;
    *rest = span_from(*rest, 2);
    return true;
}

/* UTF-16LE up to its NUL, which is passed. */
static bool take_text(struct walk *walk, struct span *rest, struct span *out)
{
    size_t end = 0;
    while (end + 1 < rest->length && end < TEXT_MAX && (rest->data[end] || rest->data[end + 1]))
        end += 2;
    if (end + 1 >= rest->length || end >= TEXT_MAX)
        return false;
    *out = encoding_utf16le(walk->arena, (struct span){ rest->data, end });
    *rest = span_from(*rest, end + 2);
    return true;
}

static bool take_number(struct span *rest, uint32_t *out)
{
    if (rest->length < 4)
        return false;
    *out = (uint32_t)rest->data[0] | (uint32_t)rest->data[1] << 8 | (uint32_t)rest->data[2] << 16 |
           (uint32_t)rest->data[3] << 24;
    *rest = span_from(*rest, 4);
    return true;
}

struct record {
    struct span key, value, data;
};

static bool take_record(struct walk *walk, struct span *rest, struct record *out)
{
    uint32_t type, size;
    if (!(take_character(rest, '[') && take_text(walk, rest, &out->key) && take_character(rest, ';') &&
          take_text(walk, rest, &out->value) && take_character(rest, ';') && take_number(rest, &type) &&
          take_character(rest, ';') && take_number(rest, &size) && take_character(rest, ';') &&
          size <= rest->length))
        return false;
    out->data = (struct span){ rest->data, size };
    *rest = span_from(*rest, size);
    return take_character(rest, ']');
}

/* A Blob of a store, as an object; anything else is another setting of the policy. */
static void hand_on(struct walk *walk, const struct origin *outer, const struct record *record)
{
    struct origin origin = *outer;
    if (!text_equal_ignoring_case(record->value, span_of_text("Blob")) ||
        !reg_key_context(walk, record->key, &origin.context))
        return;
    origin.container = "registry value";
    origin.offset = walk_offset(walk, outer, record->data);
    origin.depth++;
    walk_octets(walk, &origin, record->data);
}

/* What follows the next "][" between two records; nothing where there is none. */
static struct span next_record(struct span rest)
{
    static const char between[] = { ']', 0, '[', 0 };
    for (size_t at = 2; at + sizeof between <= rest.length; at++) {
        const uint8_t *found = span_find(span_from(rest, at), ']');
        if (!found)
            break;
        at = (size_t)(found - rest.data);
        if (at + sizeof between <= rest.length && memcmp(found, between, sizeof between) == 0)
            return span_from(rest, at + 2);
    }
    return (struct span){ 0 };
}

void registry_pol_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct span rest = span_from(octets, sizeof HEADER);
    struct record record;
    size_t objects = walk->objects, failures = walk->failures;
    while (rest.length && walk->failures - failures < WALK_FAILURES_LIMIT) {
        struct arena *piece = walk_begin_piece(walk);
        const struct span begin = rest;
        if (take_record(walk, &rest, &record)) {
            hand_on(walk, origin, &record);
        } else {
            walk_fail_in(walk, origin, begin,
                         "Registry.pol with a record that is cut or garbled: it is left out");
            rest = next_record(begin);
        }
        walk_end_piece(walk, piece);
    }
    if (walk->objects == objects && walk->failures == failures)
        walk_fail_empty(walk, origin, octets,
                        "no certificate, CRL or request found: Registry.pol of a group policy that "
                        "distributes none");
}
