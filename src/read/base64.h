/* Base64 (RFC 4648, 4) that comes in pieces, with the place of whatever does not belong there.
 *
 * Blanks, tabs and line ends are skipped anywhere; so are the ways in which texts carry base64: \n, \r, \t and \/ of a
 * JSON text, \u002b and its like, =3D of quoted-printable. After the padding nothing may come. */
#ifndef IKELINT_READ_BASE64_H
#define IKELINT_READ_BASE64_H

#include "util/buf.h"

struct base64 {
    uint32_t bits;       /* of the group that is not whole yet */
    unsigned characters; /* of that group, padding included: 0 to 3 */
    unsigned padding;    /* '=' that were read */
    bool any;            /* whether there was any character */
};

/* Decodes a piece, appending to out. False: the octet *bad of the piece is wrong, and *why says how (static text). */
bool base64_feed(struct base64 *state, struct span piece, struct buf *out, size_t *bad, const char **why);
/* The end: false when the last group is not whole; *why says so. */
bool base64_end(const struct base64 *state, const char **why);

/* Whether the octet is one of the 64 characters. */
bool base64_is_character(uint8_t octet);

#endif
