/* A run of DER elements, each told by what stands inside.
 *
 * Windows writes zero octets behind some objects, editors a line end: these are passed over, and said where the kind of
 * the file is. Anything else behind an object is a complaint with its octet; what stands before it is read. */
#include "read/der_objects.h"
#include "der/der.h"
#include "read/pkcs7.h"
#include "read/sniff.h"

enum { LENGTH_OCTETS = 15 /* that a length may claim to have; more is a text */ };

bool der_objects_is(struct span head)
{
    if (head.length < 2 || head.data[0] != DER_SEQUENCE)
        return false;
    if (head.data[1] >= 0x80)
        return head.data[1] <= 0x80 + LENGTH_OCTETS;
    /* A short length: no certificate, and perhaps a text that begins with the digit 0. */
    return head.data[1] == 0 || head.data[1] + 2u >= head.length;
}

bool der_objects_is_whole(struct span octets)
{
    struct der_element element;
    return der_is(octets, DER_SEQUENCE) && octets.length > 1 && octets.data[1] != 0x80 &&
           der_any(&octets, &element, NULL) && octets.length == 0;
}

/* Octets at the front that mean nothing: zeros, or the line end that an editor leaves. */
static size_t filling(struct span octets)
{
    size_t length = 0;
    while (length < octets.length && (octets.data[length] == 0 || strchr("\r\n \t\x1a", octets.data[length])))
        length++;
    return length;
}

/* The length that the header at the start says, the header included; 0 when there is no definite one. */
static uint64_t said_length(struct span octets)
{
    if (octets.length < 2 || (octets.data[0] & 0x1f) == 0x1f)
        return 0;
    uint8_t first = octets.data[1];
    if (first < 0x80)
        return first + 2u;
    unsigned count = first & 0x7f;
    if (count == 0 || count > 7 || octets.length < 2u + count)
        return 0;
    uint64_t length = 0;
    for (unsigned i = 0; i < count; i++)
        length = length << 8 | octets.data[2 + i];
    return length + 2 + count;
}

const char *der_objects_problem(struct arena *arena, struct span octets)
{
    uint64_t said = said_length(octets);
    if (said > octets.length)
        return arena_format(arena,
                            "cut: it says that it has %llu octets, and %zu are here; export or copy it again",
                            (unsigned long long)said, octets.length);
    if (octets.length >= 2 && octets.data[1] == 0x80)
        return "an indefinite length (BER) whose end is not here: cut, or nested too deeply";
    return "a header that is no DER: an impossible length or tag";
}

void der_objects_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct span rest = octets;
    for (;;) {
        struct der_element element;
        struct span at = rest;
        if (!der_is(rest, DER_SEQUENCE)) {
            walk_fail_in(walk, origin, rest, "%zu octets that are no DER object stand behind the last one",
                         rest.length);
            return;
        }
        const struct read_kind *kind = sniff_der(rest);
        if (!der_any(&rest, &element, NULL)) {
            if (kind && kind->read == pkcs7_read)
                pkcs7_salvage(walk, origin, at);
            walk_fail_in(walk, origin, at, "%s%s", kind ? arena_format(walk->arena, "%s, ", kind->name) : "",
                         der_objects_problem(walk->arena, at));
            return;
        }
        rest = span_from(rest, filling(rest));

        const char *nothing = walk->objects ? "" : "no certificate, CRL or request found: ";
        struct arena *outer = walk_begin_piece(walk);
        if (!kind)
            walk_fail_in(walk, origin, at, "%sa DER object of another kind (%zu octets)", nothing,
                         element.whole.length);
        else if (!kind->read)
            walk_fail_in(walk, origin, at, "%s%s; %s", nothing, kind->name, kind->help);
        else
            kind->read(walk, origin, element.whole);
        walk_end_piece(walk, outer);
        if (rest.length == 0)
            return;
    }
}

const char *der_objects_describe(struct arena *arena, struct span octets)
{
    struct der_element element;
    struct span rest = octets;
    const struct read_kind *kind = sniff_der(octets);
    if (!kind)
        return "DER";
    if (!der_any(&rest, &element, NULL) || rest.length == 0)
        return kind->name;
    size_t filled = filling(rest);
    if (filled == rest.length)
        return arena_format(arena, "%s, %zu octets of filling behind it", kind->name, filled);
    return arena_format(arena, "%s, and more behind it", kind->name);
}
