/* "PReg", version 1, then records; characters are UTF-16LE, numbers u32LE, key and value end with a NUL:
 *
 *     [ key ; value ; type ; size ; data ] */
#include "read/registry_pol.h"
#include "read/encoding.h"
#include "read/reg.h"
#include "util/text.h"

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
    while (end + 1 < rest->length && (rest->data[end] || rest->data[end + 1]))
        end += 2;
    if (end + 1 >= rest->length)
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

void registry_pol_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct span rest = span_from(octets, sizeof HEADER), begin = rest;
    struct record record;
    size_t objects = walk->objects, failures = walk->failures;
    bool good = true;
    while (good && rest.length) {
        struct arena *piece = walk_begin_piece(walk);
        begin = rest;
        good = take_record(walk, &rest, &record);
        if (good)
            hand_on(walk, origin, &record);
        walk_end_piece(walk, piece);
    }
    if (!good)
        walk_fail_in(walk, origin, begin,
                     "Registry.pol with a record that is cut or garbled: what follows is left out");
    else if (walk->objects == objects && walk->failures == failures)
        walk_fail_empty(walk, origin, octets,
                        "no certificate, CRL or request found: Registry.pol of a group policy that "
                        "distributes none");
}
