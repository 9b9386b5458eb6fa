/* Flaws: one list for each object, and the words for what was found. */
#include "pki/flaw.h"
#include "der/der.h"
#include "der/oid.h"

static void add(struct arena *arena, struct flaws *flaws, enum flaw_kind kind, const char *field,
                struct span at, const char *format, va_list arguments)
{
    if (!flaws || flaws->count >= FLAWS_LIMIT)
        return;
    const char *text = arena_vformat(arena, format, arguments);
    *VEC_ADD(arena, flaws) = (struct flaw){ kind, field, text, at };
}

void flaw_add(struct arena *arena, struct flaws *flaws, enum flaw_kind kind, const char *field,
              struct span at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(arena, flaws, kind, field, at, format, arguments);
    va_end(arguments);
}

static const struct {
    unsigned identifier;
    const char *name;
} types[] = {
    { DER_BOOLEAN, "a BOOLEAN" },
    { DER_INTEGER, "an INTEGER" },
    { DER_BIT_STRING, "a BIT STRING" },
    { DER_OCTET_STRING, "an OCTET STRING" },
    { DER_NULL, "NULL" },
    { DER_OID, "an OBJECT IDENTIFIER" },
    { DER_ENUMERATED, "an ENUMERATED" },
    { DER_UTF8_STRING, "a UTF8String" },
    { DER_NUMERIC_STRING, "a NumericString" },
    { DER_PRINTABLE_STRING, "a PrintableString" },
    { DER_TELETEX_STRING, "a TeletexString" },
    { DER_IA5_STRING, "an IA5String" },
    { DER_UTC_TIME, "a UTCTime" },
    { DER_GENERALIZED_TIME, "a GeneralizedTime" },
    { DER_VISIBLE_STRING, "a VisibleString" },
    { DER_UNIVERSAL_STRING, "a UniversalString" },
    { DER_BMP_STRING, "a BMPString" },
    { DER_SEQUENCE, "a SEQUENCE" },
    { DER_SET, "a SET" },
};

/* What stands at the start of `in`, in words; *at becomes its octets. */
static const char *describe(struct arena *arena, struct span in, struct span *at)
{
    struct der_element element;
    *at = in;
    if (in.length == 0)
        return "nothing";
    if (!der_any(&in, &element, NULL))
        return "an element that does not end inside what holds it";
    *at = element.whole;
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (types[i].identifier == element.identifier)
            return types[i].name;
    static const char *const classes[] = { "UNIVERSAL ", "APPLICATION ", "", "PRIVATE " };
    return arena_format(arena, "[%s%lu]%s", classes[element.identifier >> 6], (unsigned long)element.number,
                        element.identifier & 0x20 ? " (constructed)" : "");
}

bool flaw_wanted(struct arena *arena, struct flaws *flaws, const char *field, struct span in,
                 const char *wanted, const char *section)
{
    if (flaws && flaws->count < FLAWS_LIMIT) {
        struct span at;
        const char *found = describe(arena, in, &at);
        flaw_malformed(arena, flaws, field, at, found, wanted, section);
    }
    return false;
}

bool flaw_malformed(struct arena *arena, struct flaws *flaws, const char *field, struct span at,
                    const char *found, const char *wanted, const char *section)
{
    flaw_add(arena, flaws, FLAW_MALFORMED, field, at, "found %s, wanted %s (%s)", found, wanted, section);
    return false;
}

bool flaw_malformed_oid(struct arena *arena, struct flaws *flaws, const char *field, struct span oid,
                        const char *wanted, const char *section)
{
    if (flaws && flaws->count < FLAWS_LIMIT)
        flaw_malformed(arena, flaws, field, oid, oid_dotted(arena, oid), wanted, section);
    return false;
}

void flaw_trailing(struct arena *arena, struct flaws *flaws, const char *field, struct span rest)
{
    if (rest.length)
        flaw_add(arena, flaws, FLAW_TRAILING, field, rest, "found %zu octet%s behind the end", rest.length,
                 rest.length == 1 ? "" : "s");
}

void flaw_ber(struct arena *arena, struct flaws *flaws, const char *field, struct span at, unsigned ber)
{
    if (ber & DER_BER_LONG_LENGTH)
        flaw_add(arena, flaws, FLAW_NOT_DER, field, at,
                 "found a length in more octets than it needs, which DER forbids (X.690, 10.1)");
    if (ber & DER_BER_INDEFINITE_LENGTH)
        flaw_add(arena, flaws, FLAW_NOT_DER, field, at,
                 "found an indefinite length, which DER forbids (X.690, 10.1)");
    if (ber & DER_BER_LONG_TAG)
        flaw_add(arena, flaws, FLAW_NOT_DER, field, at,
                 "found a tag in more octets than it needs, which BER forbids too (X.690, 8.1.2)");
}

size_t flaws_room(const struct flaws *flaws, size_t wanted)
{
    size_t used = flaws ? flaws->elements : 0;
    size_t left = used < ELEMENTS_LIMIT ? ELEMENTS_LIMIT - used : 0;
    return wanted < left ? wanted : left;
}

bool flaws_allow_element(struct arena *arena, struct flaws *flaws, const char *field, struct span at)
{
    if (!flaws || ++flaws->elements <= ELEMENTS_LIMIT)
        return true;
    flaw_add(arena, flaws, FLAW_MALFORMED, field, at,
             "found more than %d elements in all lists of one object", (int)ELEMENTS_LIMIT);
    if (!flaws->overflowed)
        flaws->elements = ELEMENTS_LIMIT - ELEMENTS_RESERVE;
    flaws->overflowed = true;
    return false;
}
