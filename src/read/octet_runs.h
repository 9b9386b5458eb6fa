/* Octets written one by one within a text: what "$certificate.RawData > file" leaves (a decimal number a line), arrays of
 * program texts (0x30, 0x82 … and \x30\x82…), hexadecimal digits in a configuration or in a statement of SQL, a Blob value
 * copied out of a registry export.
 *
 * As with runs of base64 (runs.h) only what turns out to be a whole element of a kind that is read here counts; but a long
 * run that is none is remembered, for the case that nothing else is found. */
#ifndef IKELINT_READ_OCTET_RUNS_H
#define IKELINT_READ_OCTET_RUNS_H

#include "read/walk.h"

enum octet_form { OCTETS_DECIMAL, OCTETS_PREFIXED, OCTETS_ESCAPED, OCTETS_HEXADECIMAL, OCTET_FORMS };

struct octet_scanner {
    struct walk *walk;
    const struct origin *outer; /* of the text */

    /* The run at hand. */
    bool open;
    enum octet_form form;
    struct buf octets;
    size_t offset; /* of its line */
    uint32_t line;

    /* The first long one that is no whole element. */
    struct {
        size_t octets, offset;
        uint32_t line;
    } garbled;
};

void octet_runs_begin(struct octet_scanner *scanner, struct walk *walk, const struct origin *outer);
/* A line outside of PEM blocks; NULL: one that ends whatever is open. */
void octet_runs_line(struct octet_scanner *scanner, const struct lines *lines);
void octet_runs_end(struct octet_scanner *scanner); /* frees, too; `garbled` stays */

#endif
