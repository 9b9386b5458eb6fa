/* The DER cursor: one element at a time, no tree and no copy.
 *
 * All getters stand on read_header, which sees one identifier and one length. Only an indefinite length (BER) makes it
 * look further: its end is found by walking the elements inside, without recursion, through at most DER_DEPTH of them
 * in one another. */
#include "der/der.h"
#include "util/clock.h"

enum {
    CONSTRUCTED = 0x20,
    HIGH_TAG = 0x1f,
    MORE = 0x80, /* in the high-tag form: another octet of the number follows */
};

struct header {
    uint8_t identifier;
    bool indefinite;
    uint32_t number;
    size_t size;   /* octets of identifier and length */
    size_t length; /* octets of content; 0 when indefinite */
};

/* The number of a high-tag form (X.690, 8.1.2.4), which begins behind the identifier octet. */
static bool read_high_tag(struct span in, struct header *out, unsigned *ber)
{
    uint32_t number = 0;
    size_t i = 1;
    for (;; i++) {
        if (i >= in.length || number > UINT32_MAX >> 7)
            return false;
        number = number << 7 | (in.data[i] & 0x7fU);
        if (!(in.data[i] & MORE))
            break;
    }
    if (number < HIGH_TAG || in.data[1] == MORE)
        *ber |= DER_BER_LONG_TAG;
    out->number = number;
    out->size = i + 1;
    return true;
}

/* The length octets (X.690, 8.1.3), which begin at out->size. */
static bool read_length(struct span in, struct header *out, unsigned *ber)
{
    if (out->size >= in.length)
        return false;
    uint8_t first = in.data[out->size++];
    out->indefinite = first == 0x80;
    out->length = 0;
    if (first < 0x80)
        out->length = first;
    if (first <= 0x80)
        return !out->indefinite || (out->identifier & CONSTRUCTED);
    size_t count = first & 0x7fU;
    if (first == 0xff || count > in.length - out->size)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (out->length > SIZE_MAX >> 8)
            return false;
        out->length = out->length << 8 | in.data[out->size + i];
    }
    if (out->length < 0x80 || in.data[out->size] == 0)
        *ber |= DER_BER_LONG_LENGTH;
    out->size += count;
    return true;
}

/* A definite length lies inside `in` afterwards. Deviations are added to *ber. */
static bool read_header(struct span in, struct header *out, unsigned *ber)
{
    if (in.length < 2)
        return false;
    out->identifier = in.data[0];
    out->number = in.data[0] & HIGH_TAG;
    out->size = 1;
    if (out->number == HIGH_TAG && !read_high_tag(in, out, ber))
        return false;
    return read_length(in, out, ber) && out->length <= in.length - out->size;
}

/* Octets of an indefinite content that begins at `content`: up to the end-of-contents octets that close it. */
static bool find_end(struct span content, size_t *length, unsigned *ber)
{
    size_t at = 0;
    for (unsigned open = 1; open > 0;) {
        struct span rest = span_from(content, at);
        struct header header;
        if (!read_header(rest, &header, ber))
            return false;
        if (rest.data[0] == 0 && rest.data[1] == 0)
            open--;
        else if (header.indefinite && ++open > DER_DEPTH)
            return false;
        at += header.size + header.length;
    }
    *length = at - 2;
    return true;
}

/* What nearly all elements are: a low tag, and a length in one octet. Octets of the whole element, 0 for the others. */
static inline size_t short_form(struct span in)
{
    if (in.length < 2 || (in.data[0] & HIGH_TAG) == HIGH_TAG || in.data[1] >= 0x80 ||
        in.data[1] > in.length - 2)
        return 0;
    return 2 + (size_t)in.data[1];
}

static inline void advance(struct span *in, size_t size)
{
    in->data += size;
    in->length -= size;
}

bool der_any(struct span *in, struct der_element *out, unsigned *ber)
{
    size_t short_size = short_form(*in);
    if (short_size) {
        *out = (struct der_element){
            in->data[0], in->data[0] & HIGH_TAG, { in->data + 2, short_size - 2 }, { in->data, short_size }
        };
        advance(in, short_size);
        return true;
    }
    struct header header;
    unsigned deviations = 0;
    if (!read_header(*in, &header, &deviations))
        return false;
    struct span content = { in->data + header.size, header.length };
    size_t size = header.size + header.length;
    if (header.indefinite) {
        deviations |= DER_BER_INDEFINITE_LENGTH;
        content.length = in->length - header.size;
        if (!find_end(content, &content.length, &deviations))
            return false;
        size = header.size + content.length + 2;
    }
    *out = (struct der_element){ header.identifier, header.number, content, { in->data, size } };
    advance(in, size);
    if (ber)
        *ber |= deviations;
    return true;
}

size_t der_count(struct span in)
{
    struct der_element element;
    size_t count = 0;
    while (in.length && der_any(&in, &element, NULL))
        count++;
    return count;
}

bool der_is(struct span in, unsigned tag)
{
    return in.length > 0 && in.data[0] == tag && (tag & HIGH_TAG) != HIGH_TAG;
}

bool der_get(struct span *in, unsigned tag, struct span *content, unsigned *ber)
{
    size_t short_size = short_form(*in);
    if (short_size && in->data[0] == tag) {
        *content = (struct span){ in->data + 2, short_size - 2 };
        advance(in, short_size);
        return true;
    }
    struct der_element element;
    if (!der_is(*in, tag) || !der_any(in, &element, ber))
        return false;
    *content = element.content;
    return true;
}

bool der_get_whole(struct span *in, unsigned tag, struct span *whole, unsigned *ber)
{
    struct der_element element;
    if (!der_is(*in, tag) || !der_any(in, &element, ber))
        return false;
    *whole = element.whole;
    return true;
}

bool der_get_optional(struct span *in, unsigned tag, struct span *content, bool *present, unsigned *ber)
{
    *present = der_is(*in, tag);
    return !*present || der_get(in, tag, content, ber);
}

/* -- contents ------------------------------------------------------------------------------------------------------- */

bool der_boolean(struct span content, bool *out, bool *canonical)
{
    if (content.length != 1)
        return false;
    *out = content.data[0] != 0;
    if (canonical)
        *canonical = content.data[0] == 0 || content.data[0] == 0xff;
    return true;
}

bool der_integer_is_minimal(struct span content)
{
    if (content.length < 2)
        return content.length == 1;
    bool next_negative = content.data[1] & 0x80;
    return !(content.data[0] == 0 && !next_negative) && !(content.data[0] == 0xff && next_negative);
}

bool der_integer_is_negative(struct span content)
{
    return content.length > 0 && (content.data[0] & 0x80);
}

struct span der_integer_magnitude(struct span content)
{
    while (content.length && content.data[0] == 0) {
        content.data++;
        content.length--;
    }
    return content;
}

bool der_small_integer(struct span content, int64_t *out)
{
    if (content.length == 0)
        return false;
    uint8_t sign = der_integer_is_negative(content) ? 0xff : 0;
    while (content.length > sizeof *out) { /* octets that only repeat the sign */
        if (content.data[0] != sign || (content.data[1] & 0x80) != (sign & 0x80))
            return false;
        content.data++;
        content.length--;
    }
    uint64_t value = sign ? UINT64_MAX : 0;
    for (size_t i = 0; i < content.length; i++)
        value = value << 8 | content.data[i];
    *out = (int64_t)value;
    return true;
}

bool der_bits(struct span content, struct span *octets, unsigned *unused)
{
    if (content.length == 0 || content.data[0] > 7 || (content.length == 1 && content.data[0] != 0))
        return false;
    *unused = content.data[0];
    *octets = span_from(content, 1);
    return true;
}

bool der_bit(struct span octets, unsigned n)
{
    return n / 8 < octets.length && (octets.data[n / 8] & (0x80U >> n % 8));
}

/* -- time ----------------------------------------------------------------------------------------------------------- */

/* Takes two digits. */
static bool take_pair(struct span *text, int *out)
{
    if (text->length < 2)
        return false;
    unsigned tens = text->data[0] - (unsigned)'0', ones = text->data[1] - (unsigned)'0';
    if (tens > 9 || ones > 9)
        return false;
    *out = (int)(tens * 10 + ones);
    advance(text, 2);
    return true;
}

/* A decimal point or comma, then digits: read and dropped, times are whole seconds. */
static bool take_fraction(struct span *text)
{
    size_t digits = 0;
    if (text->length == 0 || (text->data[0] != '.' && text->data[0] != ','))
        return false;
    while (digits + 1 < text->length && text->data[digits + 1] >= '0' && text->data[digits + 1] <= '9')
        digits++;
    if (digits == 0)
        return false;
    advance(text, digits + 1);
    return true;
}

/* What is left must be "Z" or an offset, "+0130"; local time has no certain meaning. */
static bool take_zone(struct span text, int64_t *seconds, bool *canonical)
{
    int hours, minutes;
    *seconds = 0;
    if (text.length == 1 && text.data[0] == 'Z')
        return true;
    *canonical = false;
    if (text.length != 5 || (text.data[0] != '+' && text.data[0] != '-'))
        return false;
    bool west = text.data[0] == '-';
    advance(&text, 1);
    if (!take_pair(&text, &hours) || !take_pair(&text, &minutes) || hours > 23 || minutes > 59)
        return false;
    *seconds = (hours * 60 + minutes) * (west ? -60 : 60);
    return true;
}

bool der_time(unsigned tag, struct span content, int64_t *out, bool *canonical)
{
    int century = 0, year, month, day, hour, minute, second = 0;
    int64_t offset;
    bool exact = true;
    bool generalized = tag == DER_GENERALIZED_TIME;
    if (!generalized && tag != DER_UTC_TIME)
        return false;
    if ((generalized && !take_pair(&content, &century)) || !take_pair(&content, &year) ||
        !take_pair(&content, &month) || !take_pair(&content, &day) || !take_pair(&content, &hour) ||
        !take_pair(&content, &minute))
        return false;
    if (!take_pair(&content, &second) || (generalized && take_fraction(&content)))
        exact = false;
    if (!take_zone(content, &offset, &exact))
        return false;
    year += generalized ? century * 100 : year >= 50 ? 1900 : 2000;
    if (!clock_civil_is_valid(year, month, day, hour, minute, second))
        return false;
    *out = clock_from_civil(year, month, day, hour, minute, second) - offset;
    if (canonical)
        *canonical = exact;
    return true;
}
