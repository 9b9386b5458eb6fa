/* PEM blocks (RFC 7468, and as they are found): anywhere in a text, indented, quoted, within a log, on one line.
 *
 * The scanner is fed line by line and hands on each block decoded; what stands around the blocks is the caller's. */
#ifndef IKELINT_READ_PEM_H
#define IKELINT_READ_PEM_H

#include "read/base64.h"
#include "read/walk.h"

enum { PEM_LABEL = 64 }; /* octets of a label, with its NUL */

struct pem_block {
    const char *label; /* "CERTIFICATE" */
    struct span octets;
    size_t offset; /* where its BEGIN line stands in the file */
    uint32_t line;
};

/* What the label alone decides: a block to be decoded, or what is passed over. */
enum pem_passed {
    PEM_DECODED,
    PEM_ENCRYPTED_KEY,
    PEM_KEY,
    PEM_SSH,
    PEM_PGP,
    PEM_PUBLIC_KEY,
    PEM_PARAMETERS,
    PEM_PASSED_COUNT
};

enum pem_state { PEM_OUTSIDE, PEM_HEADERS, PEM_BODY, PEM_PASSING };

struct pem_scanner {
    struct walk *walk;          /* for complaints */
    const struct origin *outer; /* of the text */
    void (*block)(void *context, const struct pem_block *block);
    void *context;

    /* The block at hand. */
    enum pem_state state;
    bool failed; /* a complaint was made: what follows of it is passed over */
    enum pem_passed passed;
    char label[PEM_LABEL];
    size_t offset;
    uint32_t line;
    struct buf prefix; /* what stands before BEGIN in its line, where that is more than blanks and quotes */
    struct base64 base64;
    struct buf octets;

    size_t blocks;                        /* so far */
    size_t passed_over[PEM_PASSED_COUNT]; /* the same, of those that are not decoded */
};

void pem_begin(struct pem_scanner *scanner, struct walk *walk, const struct origin *outer);
void pem_line(struct pem_scanner *scanner, const struct lines *lines);
void pem_end(struct pem_scanner *scanner); /* says what has no end, and frees */

/* A whole text of blocks, and of base64 without them (runs.h). */
void pem_read(struct walk *walk, const struct origin *origin, struct span octets);
/* The same; otherwise: what to call a text that holds neither, and what to do; NULL: say nothing. */
void pem_read_or(struct walk *walk, const struct origin *origin, struct span octets, const char *otherwise);
/* Whether there is a BEGIN line. */
bool pem_is(struct span text);
/* ", 2 private keys passed over" or "": what there is to say about the blocks of a text in memory. */
const char *pem_describe(struct arena *arena, struct span octets);

#endif
