/* What is this? Told by content alone; the tables in sniff.c say test, name and reader of each kind. */
#ifndef IKELINT_READ_SNIFF_H
#define IKELINT_READ_SNIFF_H

#include "read/encoding.h"

struct walk;
struct origin;

struct read_kind {
    const char *name; /* "PKCS#12 (PFX)" */
    const char *help; /* what writes it; for one that is refused: what to give instead */
    bool (*is)(struct span head);
    /* NULL: recognised, and refused by its name. */
    void (*read)(struct walk *walk, const struct origin *origin, struct span octets);
};

struct read_kinds {
    const struct read_kind *rows;
    size_t count;
};

/* All kinds that are told apart, those that are refused last. */
size_t read_kind_count(void);
const struct read_kind *read_kind_at(size_t index);

/* The kind of octets, of which the first ones (64 KiB are enough) are given: never NULL, but the kind may be refused.
 * *encoding is for texts. */
const struct read_kind *sniff(struct arena *arena, struct span head, bool *is_text,
                              struct encoding_found *encoding);
/* Whether nothing was recognised: a text that may hold anything, data of unknown kind, no octets at all. */
bool sniff_is_nameless(const struct read_kind *kind);
/* Whether it is one of the forms that certificate templates are exported in; *only: and holds nothing else. */
bool sniff_is_templates(const struct read_kind *kind, bool *only);
/* The kind of the DER element at the start of `der`, which may be cut; NULL when it is none that is known. */
const struct read_kind *sniff_der(struct span der);

/* Whether a file that begins so may be read to the limit of CRLs, not only to that of certificates. */
bool sniff_is_crl(struct span head);

#endif
