/* What is wrong with an object's own encoding: decoding never refuses more than it must, it notes flaws and goes on.
 *
 * A flaw names the field as RFC 5280 does, says what was found and wanted, and points at the octets. The fact that the
 * field carries is then unknown; the rules malformed-extension and their like turn flaws into findings. */
#ifndef IKELINT_PKI_FLAW_H
#define IKELINT_PKI_FLAW_H

#include "util/arena.h"

enum flaw_kind {
    FLAW_MALFORMED,   /* does not decode; the field's value is unknown */
    FLAW_NOT_DER,     /* decodes, by BER only (long length, indefinite length, non-canonical boolean …) */
    FLAW_AGAINST_RFC, /* decodes, and breaks a MUST of the profile (UTCTime past 2049, empty sequence …) */
    FLAW_DUPLICATE,   /* an extension that stands there twice */
    FLAW_TRAILING,    /* octets behind the end */
};

struct flaw {
    enum flaw_kind kind;
    const char *field; /* "extensions.subject_alt_name", "validity.not_before" …; static */
    const char *text;  /* what was found, what is wanted, the section; owned by the object's arena */
    struct span at;    /* the octets meant, inside the object's bytes */
};

struct flaws {
    struct flaw *items;
    size_t count, capacity;
};

enum { FLAWS_LIMIT = 64 }; /* further ones are dropped: a garbled object needs no thousand complaints */

void flaw_add(struct arena *arena, struct flaws *flaws, enum flaw_kind kind, const char *field,
              struct span at, const char *format, ...) PRINTF_LIKE(6, 7);

#endif
