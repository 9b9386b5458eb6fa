/* One element at a time, in an arena: identifier octet, shortest length (X.690, 10.1), content. */
#include "der/encode.h"

struct span encode_element(struct arena *arena, uint8_t identifier, struct span first, struct span second)
{
    size_t content = first.length + second.length;
    size_t length_octets = 0;
    if (content > 0x7f)
        for (size_t rest = content; rest; rest >>= 8)
            length_octets++;

    uint8_t *out = arena_alloc(arena, 2 + length_octets + content);
    size_t at = 0;
    out[at++] = identifier;
    out[at++] = (uint8_t)(length_octets ? 0x80 | length_octets : content);
    for (size_t i = length_octets; i > 0; i--)
        out[at++] = (uint8_t)(content >> (8 * (i - 1)));
    if (first.length)
        memcpy(out + at, first.data, first.length);
    if (second.length)
        memcpy(out + at + first.length, second.data, second.length);
    return (struct span){ out, at + content };
}
