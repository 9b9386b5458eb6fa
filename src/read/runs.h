/* Base64 within a text that says nothing of where it begins: parts of a mail (S/MIME), elements of XML, values of YAML.
 *
 * All DER of more than 127 octets begins with "MI" in base64; a run of it is what begins so behind something that is no
 * base64, and goes on as long as lines are nothing else. Only what turns out to be a whole element of a kind that is read
 * here counts, or PEM blocks in it; the rest is passed over without a word, because a text may hold base64 of anything. */
#ifndef IKELINT_READ_RUNS_H
#define IKELINT_READ_RUNS_H

#include "read/base64.h"
#include "read/walk.h"

struct run_scanner {
    struct walk *walk;
    const struct origin *outer; /* of the text */

    /* The run at hand. */
    bool open;
    struct base64 base64;
    struct buf octets;
    size_t offset; /* of its line */
    uint32_t line;
};

/* One whole element of a kind that has a reader, a serialized one, or PEM blocks of what is wanted: not of keys alone. */
bool runs_are_wanted(struct span octets);

void runs_begin(struct run_scanner *scanner, struct walk *walk, const struct origin *outer);
/* A line outside of PEM blocks; NULL: one that ends whatever is open. */
void runs_line(struct run_scanner *scanner, const struct lines *lines);
void runs_end(struct run_scanner *scanner); /* frees, too */

#endif
