/* The pieces of an OCTET STRING (X.690, 8.7.3) may be in pieces again, which BER allows and hostile input repeats. */
#include "read/octet_string.h"
#include "der/der.h"
#include "util/buf.h"

enum { PIECES_DEPTH = 8 }; /* OCTET STRINGs in one another */

static bool add_pieces(struct buf *out, struct span in, unsigned depth)
{
    while (in.length) {
        struct der_element piece;
        if (!der_any(&in, &piece, NULL))
            return false;
        if (piece.identifier == DER_OCTET_STRING)
            buf_add(out, piece.content);
        else if (piece.identifier != (DER_OCTET_STRING | 0x20) || depth >= PIECES_DEPTH ||
                 !add_pieces(out, piece.content, depth + 1))
            return false;
    }
    return true;
}

bool octet_string_get(struct arena *arena, struct span *in, struct span *out, bool *in_pieces)
{
    struct span content;
    bool is_constructed = der_is(*in, DER_OCTET_STRING | 0x20);
    if (in_pieces)
        *in_pieces = is_constructed;
    if (!is_constructed)
        return der_get(in, DER_OCTET_STRING, out, NULL);
    struct span rest = *in;
    struct buf pieces = { 0 };
    bool good = der_get(&rest, DER_OCTET_STRING | 0x20, &content, NULL) && add_pieces(&pieces, content, 0);
    if (good) {
        *out = arena_copy(arena, buf_span(&pieces));
        *in = rest;
    }
    buf_free(&pieces);
    return good;
}
