/* Host names as they are compared: lower-case A-labels without a trailing dot.
 *
 * Answers whether a text can be a name that somebody dials, what its one comparable form is, and whether a name in a
 * certificate covers it (RFC 6125, 6.4.3, without partial wildcards). ASCII is only lower-cased, which is all that
 * UTS 46 does to it: labels that begin with "xn--" are compared as they stand, as the DNS does. Everything else goes
 * through libidn2 (UTS 46, non-transitional: "ß" stays itself). IP addresses are kept as text of their own, IPv6 in the
 * form of RFC 5952, and no wildcard covers them.
 *
 * Underscores pass, since Windows computer names and DNS owner names may hold them. Resolves nothing. */
#include "facts/value.h"

#include <idn2.h>

#include "util/address.h"
#include "util/text.h"

enum {
    HOSTNAME_INPUT_LIMIT = 1024, /* octets that are looked at; 253 characters of UTF-8 fit in */
    HOSTNAME_LIMIT = 253,        /* octets of a name in text form (RFC 1035, 2.3.4) */
    LABEL_LIMIT = 63,
};

static bool is_digit(uint8_t octet)
{
    return octet >= '0' && octet <= '9';
}

/* RFC 5952, 4: lower case, no leading zeros, the first longest run of two or more zero groups as "::". */
static struct span ipv6_print(struct arena *arena, const uint8_t octets[16])
{
    unsigned group[8];
    size_t best = 8, best_length = 1;
    for (size_t i = 0; i < 8; i++)
        group[i] = (unsigned)octets[2 * i] << 8 | octets[2 * i + 1];
    for (size_t i = 0; i < 8; i++) {
        size_t length = 0;
        while (i + length < 8 && group[i + length] == 0)
            length++;
        if (length > best_length) {
            best = i;
            best_length = length;
        }
    }
    struct buf text = { .limit = 64 };
    for (size_t i = 0; i < 8; i++) {
        if (i == best) {
            buf_text(&text, "::");
            i += best_length - 1;
        } else {
            buf_format(&text, "%s%x", i == 0 || i == best + best_length ? "" : ":", group[i]);
        }
    }
    struct span out = arena_copy(arena, buf_span(&text));
    buf_free(&text);
    return out;
}

bool hostname_is_address(struct span name)
{
    uint8_t octets[16];
    return address_parse_v4(name, octets) || address_parse_v6(name, octets);
}

/* Labels of lower-case letters, digits, hyphens and underscores; no hyphen at an end. */
static bool labels_are_sound(struct span name)
{
    if (name.length == 0 || name.length > HOSTNAME_LIMIT)
        return false;
    size_t label = 0; /* octets of the label so far */
    uint8_t before = '.';
    for (size_t i = 0; i < name.length; i++) {
        uint8_t octet = name.data[i];
        if (octet == '.') {
            if (label == 0 || before == '-')
                return false;
            label = 0;
        } else {
            bool letter = octet >= 'a' && octet <= 'z';
            if (!letter && !is_digit(octet) && octet != '_' && !(octet == '-' && label > 0))
                return false;
            if (++label > LABEL_LIMIT)
                return false;
        }
        before = octet;
    }
    return label > 0 && before != '-';
}

/* To A-labels, in the arena. */
static bool to_a_labels(struct arena *arena, struct span text, struct span *out)
{
    if (span_find(text, 0) || !text_is_utf8(text))
        return false;
    char *source = arena_text_of_span(arena, text);
    uint8_t *converted = NULL;
    if (idn2_lookup_u8((const uint8_t *)source, &converted, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
        return false;
    *out = text_lower(arena, span_of_text((const char *)converted));
    idn2_free(converted);
    return true;
}

bool hostname_normalize(struct arena *arena, struct span text, struct span *out)
{
    if (text.length == 0 || text.length > HOSTNAME_INPUT_LIMIT)
        return false;
    uint8_t address[16];
    struct span bare = text;
    if (bare.length > 2 && bare.data[0] == '[' && bare.data[bare.length - 1] == ']')
        bare = (struct span){ bare.data + 1, bare.length - 2 }; /* as in URLs */
    if (address_parse_v6(bare, address)) {
        *out = ipv6_print(arena, address);
        return true;
    }
    bool wildcard = text.length > 2 && text.data[0] == '*' && text.data[1] == '.';
    struct span rest = wildcard ? span_from(text, 2) : text;
    if (text_is_ascii(rest))
        rest = text_lower(arena, rest);
    else if (!to_a_labels(arena, rest, &rest))
        return false;
    if (rest.length > 1 && rest.data[rest.length - 1] == '.')
        rest.length--; /* the root of the DNS */
    if (!labels_are_sound(rest) || (wildcard && rest.length + 2 > HOSTNAME_LIMIT))
        return false;
    if (wildcard)
        rest = span_of_text(arena_format(arena, "*.%.*s", (int)rest.length, (const char *)rest.data));
    *out = rest;
    return true;
}

bool hostname_covers(struct span pattern, struct span name)
{
    if (span_equal(pattern, name))
        return true;
    if (pattern.length < 3 || pattern.data[0] != '*' || pattern.data[1] != '.' || hostname_is_address(name))
        return false;
    const uint8_t *dot = span_find(name, '.');
    if (!dot || dot == name.data || name.data[0] == '*')
        return false;
    size_t label = (size_t)(dot - name.data);
    return span_equal(span_from(pattern, 1), (struct span){ dot, name.length - label });
}

/* Whether the name is the ending or lies below it. Both in lower case, the ending without a leading dot. */
static bool ends_in(struct span name, const char *ending)
{
    struct span end = span_of_text(ending);
    if (name.length < end.length || !span_equal(span_from(name, name.length - end.length), end))
        return false;
    return name.length == end.length || name.data[name.length - end.length - 1] == '.';
}

/* Endings that the public DNS will not resolve. ".example" (RFC 6761) is left out: in documents it stands for a public
 * name. */
static const char *const private_endings[] = {
    "local",                                           /* RFC 6762: multicast DNS */
    "localhost", "invalid",  "test",                   /* RFC 6761 */
    "internal",                                        /* ICANN, 2024: for private use */
    "corp",      "home",     "mail",                   /* ICANN, 2018: withheld, they collide */
    "lan",       "intranet", "private", "localdomain", /* RFC 6762, appendix G, and usage: never delegated */
    "home.arpa",                                       /* RFC 8375 */
    "onion",                                           /* RFC 7686 */
};

bool hostname_is_qualified(struct span name)
{
    if (hostname_is_address(name))
        return false;
    if (name.length > 2 && name.data[0] == '*' && name.data[1] == '.')
        name = span_from(name, 2);
    if (name.length == 0 || !span_find(name, '.'))
        return false;
    if (is_digit(name.data[name.length - 1])) { /* a top-level name is not all digits (RFC 3696, 2) */
        size_t start = name.length;
        while (start > 0 && is_digit(name.data[start - 1]))
            start--;
        if (start == 0 || name.data[start - 1] == '.')
            return false;
    }
    for (size_t i = 0; i < COUNT_OF(private_endings); i++) {
        if (ends_in(name, private_endings[i]))
            return false;
    }
    return true;
}
