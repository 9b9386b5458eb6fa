/* Distinguished names: read in one walk, prepared for comparison (RFC 4518) as they are read.
 *
 * The prepared form of a name is, for each RDN, its length and its attributes in the order of their octets (an RDN is a
 * set); for each attribute its type, and its value as prepared text or, where it is no text, tag and octets. Lengths
 * stand in front of everything, so a name that begins with another one's RDNs begins with its octets.
 *
 * Left out of RFC 4518: its list of prohibited characters. A name that holds one still equals itself. */
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>

#include "der/der.h"
#include "pki/name.h"
#include "util/text.h"

static const char section[] = "RFC 5280, 4.1.2.4";

/* -- string types --------------------------------------------------------------------------------------------------- */

static bool is_string_type(unsigned tag)
{
    switch (tag) {
    case DER_UTF8_STRING:
    case DER_PRINTABLE_STRING:
    case DER_TELETEX_STRING:
    case DER_IA5_STRING:
    case DER_NUMERIC_STRING:
    case DER_VISIBLE_STRING:
    case DER_UNIVERSAL_STRING:
    case DER_BMP_STRING:
        return true;
    default:
        return false;
    }
}

/* Takes the character at the front of a string of two- or four-octet units, big-endian; UINT32_MAX where there is none. */
static uint32_t take_wide(struct span *value, size_t unit)
{
    uint32_t character = 0;
    for (size_t i = 0; i < unit; i++)
        character = character << 8 | value->data[i];
    value->data += unit;
    value->length -= unit;
    bool high = character >= 0xD800 && character <= 0xDBFF, low = character >= 0xDC00 && character <= 0xDFFF;
    if (unit == 2 && high && value->length >= 2) {
        uint32_t second = (uint32_t)value->data[0] << 8 | value->data[1];
        if (second < 0xDC00 || second > 0xDFFF)
            return UINT32_MAX;
        value->data += 2;
        value->length -= 2;
        return 0x10000 + ((character - 0xD800) << 10) + (second - 0xDC00);
    }
    return high || low || character > 0x10FFFF ? UINT32_MAX : character;
}

/* TeletexString is taken for Latin-1, as everybody writes it. */
static bool text_of_units(struct arena *arena, struct span value, size_t unit, struct span *out)
{
    if (value.length % unit != 0)
        return false;
    struct buf utf8 = { 0 };
    bool whole = true;
    while (value.length && whole) {
        uint32_t character = take_wide(&value, unit);
        whole = character != UINT32_MAX;
        if (whole)
            text_add_character(&utf8, character);
    }
    if (whole)
        *out = arena_copy(arena, buf_span(&utf8));
    buf_free(&utf8);
    return whole;
}

bool name_text(struct arena *arena, uint8_t tag, struct span value, struct span *out)
{
    if (!is_string_type(tag))
        return false;
    if (tag == DER_BMP_STRING)
        return text_of_units(arena, value, 2, out);
    if (tag == DER_UNIVERSAL_STRING)
        return text_of_units(arena, value, 4, out);
    bool ascii = text_is_ascii(value);
    if (tag == DER_TELETEX_STRING && !ascii)
        return text_of_units(arena, value, 1, out);
    if (!ascii && (tag != DER_UTF8_STRING || !text_is_utf8(value)))
        return false;
    *out = value;
    return true;
}

/* -- preparation (RFC 4518, 2) -------------------------------------------------------------------------------------- */

/* Characters that are mapped to nothing (2.2); above ASCII. */
static const struct {
    uint32_t first, last;
} dropped[] = {
    { 0x007F, 0x0084 },   { 0x0086, 0x009F },   { 0x00AD, 0x00AD },   { 0x034F, 0x034F }, { 0x06DD, 0x06DD },
    { 0x070F, 0x070F },   { 0x1806, 0x1806 },   { 0x180B, 0x180E },   { 0x200B, 0x200F }, { 0x202A, 0x202E },
    { 0x2060, 0x2063 },   { 0x206A, 0x206F },   { 0xFE00, 0xFE0F },   { 0xFEFF, 0xFEFF }, { 0xFFF9, 0xFFFC },
    { 0x1D173, 0x1D17A }, { 0xE0001, 0xE0001 }, { 0xE0020, 0xE007F },
};

static bool is_dropped(uint32_t character)
{
    for (size_t i = 0; i < COUNT_OF(dropped); i++)
        if (character >= dropped[i].first && character <= dropped[i].last)
            return true;
    return false;
}

/* Map (2.2) of one character into *out; ASCII as prepare_ascii does it. */
static void map_character(struct buf *out, uint32_t character)
{
    if ((character >= '\t' && character <= '\r') || character == 0x85 ||
        uc_is_general_category_withtable(character, UC_CATEGORY_MASK_Z))
        buf_char(out, ' ');
    else if (character >= ' ' && !is_dropped(character))
        text_add_character(out, character);
}

/* Insignificant spaces (2.6.1): none at the ends, one between words. Writes into `out`, which may be where text is. */
static size_t squeeze_spaces(struct span text, uint8_t *out)
{
    size_t length = 0;
    bool space = false;
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == ' ') {
            space = true;
            continue;
        }
        if (space && length > 0)
            out[length++] = ' ';
        space = false;
        out[length++] = text.data[i];
    }
    return length;
}

/* All of it for ASCII, into as many octets as text has. Control characters are dropped or become spaces. */
static size_t prepare_ascii(struct span text, uint8_t *out)
{
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        uint8_t octet = text.data[i];
        if (octet >= '\t' && octet <= '\r')
            out[length++] = ' ';
        else if (octet >= ' ' && octet != 0x7F)
            out[length++] = text_lower_octet(octet);
    }
    return squeeze_spaces((struct span){ out, length }, out);
}

/* All of it for other text: map, fold case and normalize (NFKC), squeeze. Text that Unicode's tables refuse stays. */
static struct span prepare_unicode(struct arena *arena, struct span text)
{
    struct buf mapped = { 0 };
    struct span rest = text, prepared = text;
    while (rest.length)
        map_character(&mapped, text_next(&rest));
    size_t length = 0;
    uint8_t *folded = mapped.length ? u8_casefold((const uint8_t *)mapped.data, mapped.length, NULL,
                                                  UNINORM_NFKC, NULL, &length)
                                    : NULL;
    if (folded || mapped.length == 0) {
        uint8_t *out = arena_alloc(arena, length + 1);
        prepared = (struct span){ out, squeeze_spaces((struct span){ folded, length }, out) };
    }
    free(folded);
    buf_free(&mapped);
    return prepared;
}

static struct span prepare(struct arena *arena, struct span text)
{
    if (!text_is_ascii(text))
        return prepare_unicode(arena, text);
    uint8_t *out = arena_alloc(arena, text.length + 1);
    return (struct span){ out, prepare_ascii(text, out) };
}

/* -- the prepared form of a whole name ------------------------------------------------------------------------------ */

enum { ATTRIBUTE_HEAD = 4 + 1 + 4, RDN_HEAD = 4 }; /* octets of lengths and tag */

static uint8_t *write_length(uint8_t *out, size_t length)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        *out++ = (uint8_t)(length >> shift);
    return out;
}

static uint8_t *write_octets(uint8_t *out, struct span octets)
{
    if (octets.length)
        memcpy(out, octets.data, octets.length);
    return out + octets.length;
}

static uint8_t *write_attribute(uint8_t *out, const struct name_attribute *attribute)
{
    out = write_octets(write_length(out, attribute->type.length), attribute->type);
    *out++ = attribute->text.data ? 0 : attribute->tag;
    return write_octets(write_length(out, attribute->prepared.length), attribute->prepared);
}

static int compare_attributes(const void *left, const void *right)
{
    const struct name_attribute *a = *(const struct name_attribute *const *)left,
                                *b = *(const struct name_attribute *const *)right;
    int order = span_compare(a->type, b->type);
    if (order == 0)
        order = (a->text.data ? 0 : a->tag) - (b->text.data ? 0 : b->tag);
    return order ? order : span_compare(a->prepared, b->prepared);
}

/* The attributes of one RDN, in the order of a set. */
static uint8_t *write_rdn(struct arena *arena, uint8_t *out, const struct name_attribute *attributes,
                          size_t count)
{
    uint8_t *head = out;
    out += RDN_HEAD;
    if (count == 1) {
        out = write_attribute(out, attributes);
    } else {
        const struct name_attribute **sorted = arena_array(arena, count, sizeof(struct name_attribute *));
        for (size_t i = 0; i < count; i++)
            sorted[i] = &attributes[i];
        qsort(sorted, count, sizeof *sorted, compare_attributes);
        for (size_t i = 0; i < count; i++)
            out = write_attribute(out, sorted[i]);
    }
    write_length(head, (size_t)(out - head) - RDN_HEAD);
    return out;
}

/* How many attributes, from `first` on, stand in the same RDN. */
static size_t rdn_size(const struct name *name, size_t first)
{
    size_t end = first;
    while (end < name->attribute_count && name->attributes[end].rdn == name->attributes[first].rdn)
        end++;
    return end - first;
}

static void build_folded(struct arena *arena, struct name *name)
{
    size_t size = name->rdn_count * RDN_HEAD;
    for (size_t i = 0; i < name->attribute_count; i++)
        size += ATTRIBUTE_HEAD + name->attributes[i].type.length + name->attributes[i].prepared.length;
    uint8_t *folded = arena_alloc(arena, size + 1), *out = folded;
    size_t rdn = 0;
    for (size_t i = 0; i < name->attribute_count || rdn < name->rdn_count;) {
        size_t count = i < name->attribute_count && name->attributes[i].rdn == rdn ? rdn_size(name, i) : 0;
        out = write_rdn(arena, out, count ? &name->attributes[i] : NULL, count);
        i += count;
        rdn++;
    }
    name->folded = (struct span){ folded, size };
    name->hash = octets_hash(name->folded);
}

/* -- decoding ------------------------------------------------------------------------------------------------------- */

struct name_decoder {
    struct arena *arena;
    const char *field;
    struct name *name;
    struct flaws *flaws;
    size_t capacity; /* of name->attributes */
    unsigned ber;
};

/* The value with its header: it stands behind the type. */
static struct span value_element(const struct name_attribute *attribute)
{
    const uint8_t *value = attribute->type.data + attribute->type.length;
    return (struct span){ value, (size_t)(attribute->whole.data + attribute->whole.length - value) };
}

/* A value that cannot be read as the text that it claims to be. Types that no one knows may hold anything. */
static void check_value(struct name_decoder *d, const struct name_attribute *attribute)
{
    if (attribute->text.data || (attribute->oid == OID_UNKNOWN && !is_string_type(attribute->tag)))
        return;
    if (is_string_type(attribute->tag))
        flaw_malformed(d->arena, d->flaws, d->field, attribute->value,
                       "octets that are no text of their string type", "text", section);
    else
        flaw_wanted(d->arena, d->flaws, d->field, value_element(attribute), "a string", section);
}

/* AttributeTypeAndValue ::= SEQUENCE { type OBJECT IDENTIFIER, value ANY } */
static bool decode_attribute(struct name_decoder *d, struct span *set)
{
    struct span whole = *set, content;
    struct der_element value;
    if (!der_get(set, DER_SEQUENCE, &content, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, *set, "AttributeTypeAndValue", section);
    whole.length -= set->length;
    if (!flaws_allow_element(d->arena, d->flaws, d->field, whole))
        return false;
    struct name_attribute attribute = { .rdn = d->name->rdn_count, .whole = whole };
    if (!der_get(&content, DER_OID, &attribute.type, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, content, "an attribute's type", section);
    if (!oid_is_valid(attribute.type))
        return flaw_malformed_oid(d->arena, d->flaws, d->field, attribute.type, "that of an attribute",
                                  section);
    if (!der_any(&content, &value, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, content, "an attribute's value", section);
    flaw_trailing(d->arena, d->flaws, d->field, content);
    attribute.oid = oid_of(attribute.type);
    attribute.tag = value.identifier;
    attribute.value = attribute.prepared = value.content;
    if (name_text(d->arena, attribute.tag, attribute.value, &attribute.text))
        attribute.prepared = prepare(d->arena, attribute.text);
    check_value(d, &attribute);
    d->name->attributes = arena_grow(d->arena, d->name->attributes, d->name->attribute_count, &d->capacity,
                                     sizeof *d->name->attributes);
    d->name->attributes[d->name->attribute_count++] = attribute;
    return true;
}

/* RelativeDistinguishedName ::= SET SIZE (1..MAX) OF AttributeTypeAndValue, given its content */
static bool decode_rdn(struct name_decoder *d, struct span set)
{
    struct span before = set, previous = { NULL, 0 };
    bool sorted = true;
    if (set.length == 0)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, set,
                 "found a relative distinguished name without attributes, wanted at least one (%s)", section);
    while (set.length) {
        if (!decode_attribute(d, &set))
            return false;
        struct span whole = d->name->attributes[d->name->attribute_count - 1].whole;
        sorted = sorted && span_compare(previous, whole) <= 0;
        previous = whole;
    }
    if (!sorted)
        flaw_add(d->arena, d->flaws, FLAW_NOT_DER, d->field, before,
                 "found the attributes of a relative distinguished name in another order than DER's (X.690, "
                 "11.6)");
    d->name->rdn_count++;
    return true;
}

/* Name ::= SEQUENCE OF RelativeDistinguishedName */
static bool decode_rdns(struct name_decoder *d, struct span whole)
{
    struct span content, set;
    if (whole.length > NAME_LIMIT)
        return flaw_malformed(d->arena, d->flaws, d->field, whole, "a name of more than 1 MiB",
                              "a shorter one", section);
    if (!der_get(&whole, DER_SEQUENCE, &content, NULL)) /* who took the element has noted its header */
        return flaw_wanted(d->arena, d->flaws, d->field, whole, "a Name", section);
    d->capacity = flaws_room(d->flaws, der_count(content)); /* most RDNs have one attribute */
    d->name->attributes = arena_array(d->arena, d->capacity, sizeof *d->name->attributes);
    while (content.length) {
        if (!der_get(&content, DER_SET, &set, &d->ber))
            return flaw_wanted(d->arena, d->flaws, d->field, content, "RelativeDistinguishedName", section);
        if (!flaws_allow_element(d->arena, d->flaws, d->field, set) || !decode_rdn(d, set))
            return false;
    }
    return true;
}

/* What name_decode and name_append_rdn do at their end. */
static void finish(struct arena *arena, struct name *name, bool decoded)
{
    name->decoded = decoded;
    if (decoded) {
        build_folded(arena, name);
    } else {
        name->folded = name->der;
        name->hash = octets_hash(name->der);
    }
}

void name_decode(struct arena *arena, struct span der, const char *field, struct name *out,
                 struct flaws *flaws)
{
    struct name_decoder d = { arena, field, out, flaws, 0, 0 };
    *out = (struct name){ .der = der };
    finish(arena, out, decode_rdns(&d, der));
    flaw_ber(arena, flaws, field, der, d.ber);
}

/* The DER of a SEQUENCE of the base's RDNs and a SET of this content. */
static struct span encode_appended(struct arena *arena, struct span base, struct span rdn)
{
    struct span content;
    if (!der_get(&base, DER_SEQUENCE, &content, NULL))
        return (struct span){ NULL, 0 };
    size_t size = content.length + rdn.length;
    uint8_t *out = arena_alloc(arena, size + 12), *end = out; /* two heads of at most six octets */
    *end++ = DER_SEQUENCE;
    *end++ = 0x84;
    end = write_length(end, size + 6);
    end = write_octets(end, content);
    *end++ = DER_SET;
    *end++ = 0x84;
    end = write_length(end, rdn.length);
    end = write_octets(end, rdn);
    return (struct span){ out, (size_t)(end - out) };
}

void name_append_rdn(struct arena *arena, const struct name *base, struct span rdn, struct name *out)
{
    *out = (struct name){ 0 };
    if (base->decoded && base->der.length <= NAME_LIMIT && rdn.length <= NAME_LIMIT)
        name_decode(arena, encode_appended(arena, base->der, rdn), "name", out, NULL);
}

/* -- asking --------------------------------------------------------------------------------------------------------- */

bool name_equal(const struct name *a, const struct name *b)
{
    if (!a->decoded || !b->decoded)
        return span_equal(a->der, b->der);
    return a->hash == b->hash && span_equal(a->folded, b->folded);
}

bool name_is_empty(const struct name *name)
{
    return name->attribute_count == 0;
}

bool name_is_within(const struct name *name, const struct name *base)
{
    if (!name->decoded || !base->decoded || base->folded.length > name->folded.length)
        return false;
    return span_equal((struct span){ name->folded.data, base->folded.length }, base->folded);
}

const struct name_attribute *name_find(const struct name *name, enum oid type)
{
    for (size_t i = name->attribute_count; i > 0; i--)
        if (name->attributes[i - 1].oid == type)
            return &name->attributes[i - 1];
    return NULL;
}

/* -- printing (RFC 4514) -------------------------------------------------------------------------------------------- */

static void add_hex(struct buf *out, struct span octets)
{
    for (size_t i = 0; i < octets.length; i++)
        buf_format(out, "%02x", octets.data[i]);
}

/* 2.4: specials by a backslash; what cannot be shown as backslash and two digits for each octet. */
static void add_text(struct buf *out, struct span text)
{
    struct span rest = text;
    while (rest.length) {
        const uint8_t *at = rest.data;
        bool first = at == text.data;
        uint32_t character = text_next(&rest);
        bool last = rest.length == 0;
        if (text_is_unsafe(character)) {
            for (; at < rest.data; at++)
                buf_format(out, "\\%02X", *at);
            continue;
        }
        if (strchr(",+\"\\<>;", (int)(character < 0x80 ? character : 'x')) ||
            (character == ' ' && (first || last)) || (character == '#' && first))
            buf_char(out, '\\');
        buf_add(out, (struct span){ at, (size_t)(rest.data - at) });
    }
}

/* The types of names stand first in the registry; the short name of another OID is not one of RFC 4514. */
static bool is_attribute_type(enum oid oid)
{
    return oid >= OID_COMMON_NAME && oid <= OID_UNSTRUCTURED_NAME;
}

static void add_attribute(struct arena *arena, struct buf *out, const struct name_attribute *attribute)
{
    bool known = is_attribute_type(attribute->oid);
    buf_text(out, known ? oid_entry(attribute->oid)->name : oid_dotted(arena, attribute->type));
    buf_char(out, '=');
    if (known && attribute->text.data) {
        add_text(out, attribute->text);
        return;
    }
    buf_char(out, '#');
    add_hex(out, value_element(attribute));
}

char *name_print(struct arena *arena, const struct name *name)
{
    struct buf text = { 0 };
    size_t end = name->attribute_count;
    while (end > 0) {
        size_t first = end - 1;
        while (first > 0 && name->attributes[first - 1].rdn == name->attributes[first].rdn)
            first--;
        if (end < name->attribute_count)
            buf_char(&text, ',');
        for (size_t i = first; i < end; i++) {
            if (i > first)
                buf_char(&text, '+');
            add_attribute(arena, &text, &name->attributes[i]);
        }
        end = first;
    }
    char *copy = arena_text_of_span(arena, buf_span(&text));
    buf_free(&text);
    return copy;
}
