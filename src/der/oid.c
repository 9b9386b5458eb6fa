/* Object identifiers. The registry is an array in the order of `enum oid`; what finds an entry by its octets is a small
 * hash table of indices, filled by whoever asks first. Others that ask meanwhile search the array: nobody waits. */
#include <stdatomic.h>

#include "der/oid.h"
#include "util/text.h"

static const struct oid_entry entries[] = {
    [OID_UNKNOWN] = { "", { NULL, 0 }, "", "" },
#define OID(symbol, dotted, der, name, title)                                                                \
    [OID_##symbol] = { dotted, { (const uint8_t *)(der), sizeof(der) - 1 }, name, title },
#include "der/oid_list.h"
#undef OID
};

const struct oid_entry *oid_entry(enum oid oid)
{
    if ((unsigned)oid >= OID_COUNT)
        BUG("an OID that is not in the registry");
    return &entries[oid];
}

/* -- by octets ------------------------------------------------------------------------------------------------------ */

enum { SLOTS = 1024 }; /* a power of two, far above OID_COUNT, so that chains stay short */
_Static_assert(OID_COUNT < SLOTS / 2, "the table of OIDs is too full");

enum { INDEX_EMPTY, INDEX_FILLING, INDEX_READY };
static atomic_int index_state;
static uint16_t index_slots[SLOTS]; /* OID_UNKNOWN: free */

/* The last octets differ most. */
static size_t slot_of(struct span der)
{
    uint32_t mix = (uint32_t)der.length;
    for (size_t i = der.length > 4 ? der.length - 4 : 0; i < der.length; i++)
        mix = mix * 131 + der.data[i];
    return (mix * UINT32_C(2654435769)) >> 22;
}

static void fill_index(void)
{
    for (unsigned oid = OID_UNKNOWN + 1; oid < OID_COUNT; oid++) {
        size_t slot = slot_of(entries[oid].der);
        while (index_slots[slot])
            slot = (slot + 1) % SLOTS;
        index_slots[slot] = (uint16_t)oid;
    }
}

static bool index_is_ready(void)
{
    if (atomic_load_explicit(&index_state, memory_order_acquire) == INDEX_READY)
        return true;
    int state = INDEX_EMPTY;
    if (!atomic_compare_exchange_strong(&index_state, &state, INDEX_FILLING))
        return false;
    fill_index();
    atomic_store_explicit(&index_state, INDEX_READY, memory_order_release);
    return true;
}

enum oid oid_of(struct span der)
{
    if (!index_is_ready()) {
        for (unsigned oid = OID_UNKNOWN + 1; oid < OID_COUNT; oid++)
            if (span_equal(entries[oid].der, der))
                return (enum oid)oid;
        return OID_UNKNOWN;
    }
    for (size_t slot = slot_of(der); index_slots[slot]; slot = (slot + 1) % SLOTS)
        if (span_equal(entries[index_slots[slot]].der, der))
            return (enum oid)index_slots[slot];
    return OID_UNKNOWN;
}

bool oid_is(struct span der, enum oid oid)
{
    return oid != OID_UNKNOWN && span_equal(der, oid_entry(oid)->der);
}

enum oid oid_by_name(struct span name)
{
    for (unsigned oid = OID_UNKNOWN + 1; oid < OID_COUNT; oid++)
        if (span_equal_text(name, entries[oid].name))
            return (enum oid)oid;
    return OID_UNKNOWN;
}

/* -- writing -------------------------------------------------------------------------------------------------------- */

enum {
    ARC_OCTETS = 64,     /* of one arc that is written in decimal: 448 bits, a UUID has 128 */
    PRINTED_OCTETS = 512 /* of an OID that is written in full */
};

bool oid_is_valid(struct span der)
{
    bool at_start = true;
    for (size_t i = 0; i < der.length; i++) {
        if (at_start && der.data[i] == 0x80)
            return false;
        at_start = !(der.data[i] & 0x80);
    }
    return der.length > 0 && at_start;
}

/* Appends an arc, given as base-128 digits, less `subtract` (0, 40 or 80), in decimal. */
static void add_arc(struct buf *out, struct span arc, unsigned subtract)
{
    uint8_t decimal[ARC_OCTETS * 7 / 3 + 1] = {
        0
    }; /* digits, least first; 7 bits are less than 7 / 3 digits */
    size_t count = 1;
    for (size_t i = 0; i < arc.length; i++) {
        unsigned carry = arc.data[i] & 0x7fU;
        for (size_t j = 0; j < count || carry; j++) {
            if (j == count)
                count++;
            carry += decimal[j] * 128U;
            decimal[j] = (uint8_t)(carry % 10);
            carry /= 10;
        }
    }
    unsigned tens = subtract / 10; /* of an arc that is at least as large */
    for (size_t j = 1; tens; j++) {
        bool borrow = decimal[j] < tens;
        decimal[j] = (uint8_t)(decimal[j] + (borrow ? 10U : 0U) - tens);
        tens = borrow;
    }
    while (count > 1 && decimal[count - 1] == 0)
        count--;
    while (count > 0)
        buf_char(out, (char)('0' + decimal[--count]));
}

/* The octets of the next arc. */
static struct span take_arc(struct span *der)
{
    size_t length = 1;
    while (der->data[length - 1] & 0x80)
        length++;
    struct span arc = { der->data, length };
    der->data += length;
    der->length -= length;
    return arc;
}

static void add_dotted(struct buf *out, struct span der)
{
    struct span first =
        take_arc(&der); /* holds two: 40 * first + second, the first at most 2 (X.690, 8.19.4) */
    unsigned root = first.length > 1 || first.data[0] >= 80 ? 2 : first.data[0] / 40U;
    buf_format(out, "%u.", root);
    add_arc(out, first, root * 40);
    while (der.length) {
        buf_char(out, '.');
        add_arc(out, take_arc(&der), 0);
    }
}

/* Whether no arc is longer than what add_arc can write. */
static bool is_printable(struct span der)
{
    if (!oid_is_valid(der) || der.length > PRINTED_OCTETS)
        return false;
    while (der.length)
        if (take_arc(&der).length > ARC_OCTETS)
            return false;
    return true;
}

char *oid_dotted(struct arena *arena, struct span der)
{
    enum { SHOWN = 32 };
    if (!is_printable(der)) {
        struct span shown = { der.data, der.length < SHOWN ? der.length : SHOWN };
        return arena_format(arena, "(%s OID %s%s)", oid_is_valid(der) ? "long" : "malformed",
                            text_hex(arena, shown), der.length > SHOWN ? "…" : "");
    }
    struct buf text = { 0 };
    add_dotted(&text, der);
    char *copy = arena_text_of_span(arena, buf_span(&text));
    buf_free(&text);
    return copy;
}

const char *oid_print(struct arena *arena, struct span der)
{
    enum oid oid = oid_of(der);
    return oid == OID_UNKNOWN ? oid_dotted(arena, der) : entries[oid].name;
}

/* -- reading -------------------------------------------------------------------------------------------------------- */

/* An arc as base-128 digits, least first. */
struct arc {
    uint8_t digits[ARC_OCTETS];
    size_t count;
};

/* arc = arc * factor + summand */
static bool arc_multiply_add(struct arc *arc, unsigned factor, unsigned summand)
{
    unsigned carry = summand;
    for (size_t i = 0; i < arc->count; i++) {
        carry += arc->digits[i] * factor;
        arc->digits[i] = carry & 0x7f;
        carry >>= 7;
    }
    while (carry) {
        if (arc->count == ARC_OCTETS)
            return false;
        arc->digits[arc->count++] = carry & 0x7f;
        carry >>= 7;
    }
    return true;
}

/* Takes decimal digits without a leading zero. */
static bool parse_arc(struct span *text, struct arc *out)
{
    size_t taken = 0;
    out->count = 0;
    while (taken < text->length && text->data[taken] >= '0' && text->data[taken] <= '9') {
        if (!arc_multiply_add(out, 10, text->data[taken] - (unsigned)'0'))
            return false;
        taken++;
    }
    if (taken == 0 || (taken > 1 && text->data[0] == '0'))
        return false;
    text->data += taken;
    text->length -= taken;
    return true;
}

static bool take_dot(struct span *text)
{
    if (text->length == 0 || text->data[0] != '.')
        return false;
    text->data++;
    text->length--;
    return true;
}

static void write_arc(struct buf *out, const struct arc *arc)
{
    for (size_t i = arc->count ? arc->count - 1 : 0; i > 0; i--)
        buf_char(out, (char)(arc->digits[i] | 0x80));
    buf_char(out, (char)(arc->count ? arc->digits[0] : 0));
}

/* The first two arcs, which share a sub-identifier. */
static bool parse_first(struct span *text, struct buf *out)
{
    struct arc root, second;
    if (!parse_arc(text, &root) || !take_dot(text) || !parse_arc(text, &second))
        return false;
    unsigned first = root.count ? root.digits[0] : 0;
    if (root.count > 1 || first > 2 ||
        (first < 2 && (second.count > 1 || (second.count && second.digits[0] > 39))))
        return false;
    if (!arc_multiply_add(&second, 1, first * 40))
        return false;
    write_arc(out, &second);
    return true;
}

static bool parse_dotted(struct span text, struct buf *out)
{
    struct arc arc;
    if (!parse_first(&text, out))
        return false;
    while (text.length) {
        if (!take_dot(&text) || !parse_arc(&text, &arc))
            return false;
        write_arc(out, &arc);
    }
    return !out->overflow;
}

bool oid_parse(struct arena *arena, struct span text, struct span *der)
{
    enum oid known = oid_by_name(text);
    if (known != OID_UNKNOWN) {
        *der = entries[known].der;
        return true;
    }
    struct buf octets = { .limit = PRINTED_OCTETS };
    bool parsed = parse_dotted(text, &octets);
    if (parsed)
        *der = arena_copy(arena, buf_span(&octets));
    buf_free(&octets);
    return parsed;
}
