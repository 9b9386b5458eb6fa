/* Bytes with a name, kept as long as anything points into them, so that every complaint can say where.
 *
 * A source is a file, standard input, or what was decoded out of one: the DER inside a PEM block or a container is a
 * source of its own whose `within` says where in the outer one it stood. */
#ifndef IKELINT_UTIL_SOURCE_H
#define IKELINT_UTIL_SOURCE_H

#include "util/span.h"

struct source {
    const char *name;            /* as printed: a path as given, "-" for standard input; borrows */
    struct span bytes;           /* borrows from the arena or the mapping of the input */
    const struct source *within; /* the source that this one was decoded from, or NULL; borrows */
    size_t within_offset;        /* octets from the start of `within` to where this one begins in it */
};

/* A stretch of a source. line is 1-based, 0 where lines mean nothing (binary); column is 1-based, in characters. */
struct place {
    const struct source *source; /* borrows; NULL: about no file (an option, say) */
    size_t offset, length;       /* octets */
    uint32_t line, column;
};

/* The place of a span that points into the source's bytes, for binary sources (line 0). */
struct place place_in(const struct source *source, struct span at);

/* The same for text: line and column are found by counting from the start. */
struct place place_in_text(const struct source *source, size_t offset, size_t length);

/* The place with this line and column (both 1-based, column in characters); finds the octet. */
struct place place_at_line(const struct source *source, uint32_t line, uint32_t column, size_t length);

/* The line (without its end) in which octet `offset` stands. */
struct span source_line(const struct source *source, size_t offset);

/* The outermost source (the file), and the offset in it where the given one begins. */
const struct source *source_file(const struct source *source, size_t *offset);

#endif
