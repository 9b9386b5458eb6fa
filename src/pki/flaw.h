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
    size_t elements; /* of all lists of the object, so far: flaws_allow_element */
    bool overflowed; /* one list was too long; what stands in the others can be read all the same */
};

enum {
    FLAWS_LIMIT = 64,        /* further ones are dropped: a garbled object needs no thousand complaints */
    ELEMENTS_LIMIT = 200000, /* attributes, names, extensions … of one object: memory stays below 30 MiB */
    ELEMENTS_RESERVE = 10000 /* for what stands behind the first list that is too long */
};

/* flaws may be NULL in all of these (and then arena, too): nothing is noted. */
void flaw_add(struct arena *arena, struct flaws *flaws, enum flaw_kind kind, const char *field,
              struct span at, const char *format, ...) PRINTF_LIKE(6, 7);

/* Notes that the first element of `in` is not what is wanted: "found an INTEGER, wanted SEQUENCE OF Extension (RFC 5280,
 * 4.1)". Always returns false, so that a decoder can say `return flaw_wanted(…)`. */
bool flaw_wanted(struct arena *arena, struct flaws *flaws, const char *field, struct span in,
                 const char *wanted, const char *section);

/* The same for what has the right type and says what it must not; `found` is what it says. */
bool flaw_malformed(struct arena *arena, struct flaws *flaws, const char *field, struct span at,
                    const char *found, const char *wanted, const char *section);

/* The same for the content of an OBJECT IDENTIFIER that is none. */
bool flaw_malformed_oid(struct arena *arena, struct flaws *flaws, const char *field, struct span oid,
                        const char *wanted, const char *section);

/* Notes octets that are left where nothing may follow. */
void flaw_trailing(struct arena *arena, struct flaws *flaws, const char *field, struct span rest);

/* Notes deviations from DER (bits of enum der_ber), if any. */
void flaw_ber(struct arena *arena, struct flaws *flaws, const char *field, struct span at, unsigned ber);

/* How many of `wanted` elements to make room for. */
size_t flaws_room(const struct flaws *flaws, size_t wanted);
/* Counts one more element of some list; false, with a flaw, when the object has too many. */
bool flaws_allow_element(struct arena *arena, struct flaws *flaws, const char *field, struct span at);

#endif
