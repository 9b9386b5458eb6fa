/* OCTET STRINGs as toolkits that write BER write them: whole, or in pieces. */
#ifndef IKELINT_READ_OCTET_STRING_H
#define IKELINT_READ_OCTET_STRING_H

#include "util/arena.h"

/* The content octets of one, in DER or BER: what is in pieces (*in_pieces, which may be NULL) is put together in the arena,
 * the rest borrows. Advances *in. False, and neither *in nor *out changes: it is none, or its pieces are broken. */
bool octet_string_get(struct arena *arena, struct span *in, struct span *out, bool *in_pieces);

#endif
