/* What the two notations of the registry share: keys that are stores or settings, and the octets of Blob values. */
#ifndef IKELINT_READ_REG_INTERNAL_H
#define IKELINT_READ_REG_INTERNAL_H

#include "read/settings_export.h"

struct reg {
    struct walk *walk;
    const struct origin *outer;
    bool any_store;   /* whether a key of SystemCertificates was there */
    struct buf shown; /* the key of the last store that was handed on */
    struct buf key;   /* of the section at hand */
    struct buf value; /* octets of the Blob at hand */
    bool in_blob;     /* the line at hand goes on with the Blob */
    bool in_other;    /* or with a value that does not matter */
    bool failed;      /* the Blob was complained of */
    size_t offset;    /* of the Blob's line */
    uint32_t line;
    int nibble; /* first digit of an octet, or -1 */
    struct settings_reading settings;
    struct exported *object;  /* the key of settings at hand; NULL: another key */
    size_t values;            /* of that */
    size_t objects, failures; /* of the walk, when this began */
};

void reg_begin(struct reg *reg, struct walk *walk, const struct origin *origin, struct span octets,
               const char *container);
/* A key begins. is_whole: all of its values follow, so that one that is not there is not set. */
void reg_key(struct reg *reg, const struct lines *lines, struct span key, bool is_whole);
bool reg_key_is_store(struct span key);
/* A Blob: its line, hexadecimal digits of a line, its end. */
void reg_blob(struct reg *reg, const struct lines *lines);
void reg_blob_digits(struct reg *reg, const struct lines *lines, struct span digits);
void reg_blob_end(struct reg *reg);
/* A value of a key of settings, to be filled in; NULL: there are too many, which is complained of once. */
struct exported *reg_value(struct reg *reg, const struct lines *lines, struct span name);
/* The end; otherwise: what to call an export without stores and settings, and what to do. */
void reg_end(struct reg *reg, struct lines *lines, struct span octets, const char *otherwise);

#endif
