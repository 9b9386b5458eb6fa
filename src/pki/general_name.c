/* GeneralName: nine kinds of names under context tags, and their words for people. */
#include "pki/general_name.h"
#include "der/der.h"
#include "util/text.h"

static const char section[] = "RFC 5280, 4.2.1.6";

struct name_decoder {
    struct arena *arena;
    const char *field;
    struct flaws *flaws;
    unsigned ber;
};

static bool wanted(struct name_decoder *d, struct span in, const char *what)
{
    return flaw_wanted(d->arena, d->flaws, d->field, in, what, section);
}

/* rfc822Name, dNSName, uniformResourceIdentifier: IA5String. Other octets stay: what does not fit is compared with
 * nothing. */
static bool decode_text(struct name_decoder *d, struct span content, struct general_name *out)
{
    out->value = content;
    if (!text_is_ascii(content))
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, content,
                 "found '%s', wanted an IA5String, which holds ASCII only (%s)",
                 text_escaped(d->arena, content), section);
    return true;
}

/* OtherName ::= SEQUENCE { type-id OBJECT IDENTIFIER, value [0] EXPLICIT ANY }, given its content */
static bool decode_other(struct name_decoder *d, struct span content, struct general_name *out)
{
    struct span value;
    struct der_element element;
    out->value = content;
    if (!der_get(&content, DER_OID, &out->other_type, &d->ber) || !oid_is_valid(out->other_type))
        return wanted(d, out->value, "the OBJECT IDENTIFIER of an otherName");
    if (!der_get(&content, DER_CONSTRUCTED(0), &value, &d->ber))
        return wanted(d, content, "the [0] value of an otherName");
    flaw_trailing(d->arena, d->flaws, d->field, content);
    if (!der_any(&value, &element, &d->ber))
        return wanted(d, value, "the value of an otherName");
    flaw_trailing(d->arena, d->flaws, d->field, value);
    out->other_oid = oid_of(out->other_type);
    out->other_value = element.whole;
    bool text = name_text(d->arena, element.identifier, element.content, &out->other_text);
    if (!text && out->other_oid == OID_UPN)
        wanted(d, element.whole, "a UTF8String for a user principal name");
    return true;
}

static bool decode_directory(struct name_decoder *d, struct span content, struct general_name *out)
{
    struct der_element element;
    out->value = content;
    out->directory = arena_alloc(d->arena, sizeof *out->directory);
    if (!der_any(&content, &element, &d->ber))
        return wanted(d, content, "a directoryName");
    flaw_trailing(d->arena, d->flaws, d->field, content);
    name_decode(d->arena, element.whole, d->field, out->directory, d->flaws);
    return out->directory->decoded;
}

/* An address; in name constraints with a mask of the same length. */
static bool decode_ip(struct name_decoder *d, struct span content, struct general_name *out)
{
    out->value = content;
    if (content.length != 4 && content.length != 16 && content.length != 8 && content.length != 32)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, content,
                 "found an iPAddress of %zu octets, wanted 4 or 16 (with a mask 8 or 32) (%s)",
                 content.length, section);
    return true;
}

static bool decode_registered_id(struct name_decoder *d, struct span content, struct general_name *out)
{
    out->value = content;
    if (oid_is_valid(content))
        return true;
    return flaw_malformed_oid(d->arena, d->flaws, d->field, content, "a registeredID", section);
}

static bool decode_opaque(struct name_decoder *d, struct span content, struct general_name *out)
{
    (void)d;
    out->value = content;
    return true;
}

/* One row a kind: the tag that it has, how it is read, the word in front of it. */
static const struct {
    unsigned tag;
    bool (*decode)(struct name_decoder *d, struct span content, struct general_name *out);
    const char *word;
} kinds[] = {
    [GENERAL_NAME_OTHER] = { DER_CONSTRUCTED(0), decode_other, "other" },
    [GENERAL_NAME_EMAIL] = { DER_CONTEXT(1), decode_text, "email" },
    [GENERAL_NAME_DNS] = { DER_CONTEXT(2), decode_text, "dns" },
    [GENERAL_NAME_X400] = { DER_CONSTRUCTED(3), decode_opaque, "x400" },
    [GENERAL_NAME_DIRECTORY] = { DER_CONSTRUCTED(4), decode_directory, "directory" },
    [GENERAL_NAME_EDI] = { DER_CONSTRUCTED(5), decode_opaque, "edi" },
    [GENERAL_NAME_URI] = { DER_CONTEXT(6), decode_text, "uri" },
    [GENERAL_NAME_IP] = { DER_CONTEXT(7), decode_ip, "ip" },
    [GENERAL_NAME_REGISTERED_ID] = { DER_CONTEXT(8), decode_registered_id, "registered_id" },
};

bool general_name_decode(struct arena *arena, struct span *in, const char *field, struct general_name *out,
                         struct flaws *flaws)
{
    struct name_decoder d = { arena, field, flaws, 0 };
    struct span before = *in;
    struct der_element element;
    *out = (struct general_name){ 0 };
    if (!der_any(in, &element, &d.ber))
        return wanted(&d, before, "a GeneralName");
    size_t kind = element.number;
    out->whole = element.whole;
    if (kind >= COUNT_OF(kinds) || element.identifier != kinds[kind].tag)
        return wanted(&d, before, "a GeneralName");
    out->kind = (enum general_name_kind)kind;
    bool decoded = kinds[kind].decode(&d, element.content, out);
    flaw_ber(arena, flaws, field, element.whole, d.ber);
    return decoded;
}

bool general_names_decode(struct arena *arena, struct span content, const char *field,
                          struct general_names *out, struct flaws *flaws)
{
    bool decoded = true;
    if (content.length == 0)
        flaw_add(arena, flaws, FLAW_AGAINST_RFC, field, content, "found no name, wanted at least one (%s)",
                 section);
    if (!out->items) {
        out->capacity = flaws_room(flaws, der_count(content));
        out->items = arena_array(arena, out->capacity, sizeof *out->items);
    }
    while (content.length) {
        struct general_name name;
        const uint8_t *before = content.data;
        if (!flaws_allow_element(arena, flaws, field, content))
            return false;
        bool one = general_name_decode(arena, &content, field, &name, flaws);
        decoded = decoded && one;
        if (content.data == before)
            return false; /* there is no next one to go on with */
        if (one)
            *VEC_ADD(arena, out) = name;
    }
    return decoded;
}

/* -- words ---------------------------------------------------------------------------------------------------------- */

static void add_address(struct buf *out, struct span address)
{
    if (address.length == 4) {
        buf_format(out, "%u.%u.%u.%u", address.data[0], address.data[1], address.data[2], address.data[3]);
        return;
    }
    unsigned groups[8];
    size_t longest = 0, longest_at = 0; /* the first longest run of zeros becomes "::" (RFC 5952, 4.2) */
    for (size_t i = 0; i < COUNT_OF(groups); i++)
        groups[i] = (unsigned)address.data[2 * i] << 8 | address.data[2 * i + 1];
    for (size_t i = 0; i < COUNT_OF(groups); i++) {
        size_t run = 0;
        while (i + run < COUNT_OF(groups) && groups[i + run] == 0)
            run++;
        if (run > longest && run > 1) {
            longest = run;
            longest_at = i;
        }
    }
    for (size_t i = 0; i < COUNT_OF(groups); i++) {
        if (longest && i == longest_at) {
            buf_text(out, "::");
            i += longest - 1;
            continue;
        }
        buf_format(out, "%s%x", i > 0 && !(longest && i == longest_at + longest) ? ":" : "", groups[i]);
    }
}

/* "/24", or "/255.0.255.0" where the mask has holes. */
static void add_mask(struct buf *out, struct span mask)
{
    unsigned bits = 0;
    while (bits < mask.length * 8 && der_bit(mask, bits))
        bits++;
    for (unsigned rest = bits; rest < mask.length * 8; rest++)
        if (der_bit(mask, rest)) {
            buf_char(out, '/');
            add_address(out, mask);
            return;
        }
    buf_format(out, "/%u", bits);
}

char *general_name_ip(struct arena *arena, struct span octets)
{
    struct buf text = { 0 };
    size_t half = octets.length / 2;
    if (octets.length == 4 || octets.length == 16) {
        add_address(&text, octets);
    } else if (octets.length == 8 || octets.length == 32) {
        add_address(&text, (struct span){ octets.data, half });
        add_mask(&text, (struct span){ octets.data + half, half });
    } else {
        buf_format(&text, "#%s", text_hex(arena, octets));
    }
    char *copy = arena_text_of_span(arena, buf_span(&text));
    buf_free(&text);
    return copy;
}

char *general_name_value(struct arena *arena, const struct general_name *name)
{
    switch (name->kind) {
    case GENERAL_NAME_EMAIL:
    case GENERAL_NAME_DNS:
    case GENERAL_NAME_URI:
        return text_escaped(arena, name->value);
    case GENERAL_NAME_IP:
        return general_name_ip(arena, name->value);
    case GENERAL_NAME_DIRECTORY:
        return name->directory ? name_print(arena, name->directory) : arena_text(arena, "");
    case GENERAL_NAME_REGISTERED_ID:
        return oid_dotted(arena, name->value);
    case GENERAL_NAME_OTHER:
        if (name->other_text.data)
            return text_escaped(arena, name->other_text);
        return arena_format(arena, "#%s", text_hex(arena, name->other_value));
    case GENERAL_NAME_X400:
    case GENERAL_NAME_EDI:
        break;
    }
    return arena_format(arena, "#%s", text_hex(arena, name->value));
}

char *general_name_print(struct arena *arena, const struct general_name *name)
{
    const char *value = general_name_value(arena, name);
    if (name->kind != GENERAL_NAME_OTHER)
        return arena_format(arena, "%s:%s", kinds[name->kind].word, value);
    if (name->other_oid == OID_UPN)
        return arena_format(arena, "upn:%s", value);
    return arena_format(arena, "other:%s=%s", oid_print(arena, name->other_type), value);
}
