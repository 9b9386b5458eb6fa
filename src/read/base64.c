/* Base64, four characters to three octets, told apart by one table of 256. */
#include "read/base64.h"
#include "util/text.h"

enum { SKIP = 64, PAD = 65, BAD = 66 };

static unsigned value_of(uint8_t octet)
{
    if (octet >= 'A' && octet <= 'Z')
        return octet - 'A' + 0u;
    if (octet >= 'a' && octet <= 'z')
        return octet - 'a' + 26u;
    if (octet >= '0' && octet <= '9')
        return octet - '0' + 52u;
    switch (octet) {
    case '+':
        return 62;
    case '/':
        return 63;
    case '=':
        return PAD;
    case ' ':
    case '\t':
    case '\r':
    case '\n':
        return SKIP;
    default:
        return BAD;
    }
}

bool base64_is_character(uint8_t octet)
{
    return value_of(octet) < 64;
}

/* A character that the text carries in disguise at the start of `text`: how many octets it takes, 0 when it is none. */
static size_t read_disguise(struct span text, unsigned *value)
{
    static const struct {
        const char *written;
        uint8_t meant;
    } disguises[] = {
        { "\\n", '\n' },
        { "\\r", '\n' },
        { "\\t", '\n' },
        { "\\/", '/' },
        { "\\u002b", '+' },
        { "\\u002B", '+' },
        { "\\u002f", '/' },
        { "\\u002F", '/' },
        { "\\u003d", '=' },
        { "\\u003D", '=' },
        { "=3D", '=' },
        { "=3d", '=' },
        /* Copied out of a web page or a mail: blanks of no width, no-break spaces, a mark in the midst; HTML itself. */
        { "\u00a0", ' ' },
        { "\u00ad", ' ' },
        { "\u200b", ' ' },
        { "\u200c", ' ' },
        { "\u200d", ' ' },
        { "\u2060", ' ' },
        { "\ufeff", ' ' },
        { "\u202f", ' ' },
        { "\u2028", ' ' },
        { "<br>", ' ' },
        { "<br/>", ' ' },
        { "<br />", ' ' },
        { "<BR>", ' ' },
        { "&nbsp;", ' ' },
    };
    for (size_t i = 0; i < COUNT_OF(disguises); i++) {
        if (text_is_at(text, 0, disguises[i].written)) {
            *value = value_of(disguises[i].meant);
            return strlen(disguises[i].written);
        }
    }
    return 0;
}

bool base64_feed(struct base64 *state, struct span piece, struct buf *out, size_t *bad, const char **why)
{
    uint8_t octets[384];
    size_t made = 0, used;
    bool good = true;
    for (size_t at = 0; at < piece.length && good; at += used) {
        uint8_t octet = piece.data[at];
        unsigned value = value_of(octet);
        used = 1;
        if (value == PAD || value == BAD) {
            size_t disguised = read_disguise(span_from(piece, at), &value);
            used = disguised ? disguised : 1;
        }
        if (value == SKIP)
            continue;
        *bad = at;
        *why = "is not base64";
        if (value == BAD) {
            good = false;
        } else if (value == PAD) {
            *why = "is padding in the wrong place";
            good = state->characters >= 2;
            state->padding += good;
        } else {
            *why = "follows the padding";
            good = state->padding == 0;
            state->bits = state->bits << 6 | value;
        }
        if (!good)
            break;
        state->any = true;
        if (++state->characters < 4)
            continue;
        uint32_t bits = state->bits << 6 * state->padding;
        octets[made++] = (uint8_t)(bits >> 16);
        if (state->padding < 2)
            octets[made++] = (uint8_t)(bits >> 8);
        if (state->padding < 1)
            octets[made++] = (uint8_t)bits;
        state->characters = 0;
        state->bits = 0;
        if (made > sizeof octets - 3) {
            buf_add(out, (struct span){ octets, made });
            made = 0;
        }
    }
    buf_add(out, (struct span){ octets, made });
    return good;
}

bool base64_end(const struct base64 *state, const char **why)
{
    *why = "its base64 ends in the midst of a group of four characters: some are missing";
    return state->characters == 0;
}
