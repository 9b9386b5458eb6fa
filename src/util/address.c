/* IP addresses as people write them. */
#include "util/address.h"
#include "util/text.h"

static bool is_digit(uint8_t octet)
{
    return octet >= '0' && octet <= '9';
}

bool address_parse_v4(struct span text, uint8_t out[4])
{
    size_t at = 0;
    for (size_t part = 0; part < 4; part++) {
        if (part > 0 && (at >= text.length || text.data[at++] != '.'))
            return false;
        size_t start = at;
        unsigned number = 0;
        while (at < text.length && is_digit(text.data[at]) && at - start < 3)
            number = number * 10 + (unsigned)(text.data[at++] - '0');
        if (at == start || number > 255 || (at - start > 1 && text.data[start] == '0'))
            return false;
        out[part] = (uint8_t)number;
    }
    return at == text.length;
}

bool address_parse_v6(struct span text, uint8_t out[16])
{
    uint8_t groups[16] = { 0 };
    size_t filled = 0, gap = SIZE_MAX, at = 0; /* filled, gap: octets */
    if (text.length >= 2 && text.data[0] == ':' && text.data[1] == ':') {
        gap = 0;
        at = 2;
    }
    while (at < text.length) {
        if (filled <= 12 && address_parse_v4(span_from(text, at), groups + filled)) {
            filled += 4;
            break;
        }
        unsigned number = 0;
        size_t start = at;
        while (at < text.length && at - start < 4 && text_hex_digit(text.data[at]) >= 0)
            number = number << 4 | (unsigned)text_hex_digit(text.data[at++]);
        if (at == start || filled > 14)
            return false;
        groups[filled++] = (uint8_t)(number >> 8);
        groups[filled++] = (uint8_t)number;
        if (at == text.length)
            break;
        if (text.data[at++] != ':')
            return false;
        if (at < text.length && text.data[at] == ':') {
            if (gap != SIZE_MAX)
                return false;
            gap = filled;
            at++;
        } else if (at == text.length) {
            return false; /* ends in a single colon */
        }
    }
    if (gap == SIZE_MAX ? filled != 16 : filled > 14)
        return false;
    memset(out, 0, 16);
    size_t head = gap == SIZE_MAX ? filled : gap;
    memcpy(out, groups, head);
    memcpy(out + 16 - (filled - head), groups + head, filled - head);
    return true;
}
