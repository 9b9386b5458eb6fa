/* Complaints: what is wrong, where, and what was first defined elsewhere.
 *
 * Whoever finds a fault adds it and goes on; the program prints all of them at its end (cmd/terminal.c). Texts are
 * lower case without a full stop, subjects in 'quotes'; the file name is not repeated in them. */
#ifndef IKELINT_UTIL_DIAG_H
#define IKELINT_UTIL_DIAG_H

#include <stdarg.h>

#include "util/arena.h"
#include "util/source.h"

enum diag_level { DIAG_ERROR, DIAG_WARNING, DIAG_NOTE };

struct diag {
    enum diag_level level;
    struct place at;    /* borrows the source */
    struct place other; /* "first defined here"; source NULL when there is none */
    const char *text;   /* owned by the list's arena */
};

enum { DIAG_LIMIT = 100 }; /* complaints kept for one list; the rest is counted in `dropped` */

struct diags {
    struct arena *arena; /* owns the texts; borrows the arena */
    struct diag *items;
    size_t count, capacity;
    size_t errors;  /* how many of all (kept or dropped) were errors */
    size_t dropped; /* how many came after the limit */
};

/* Adds a complaint. Always returns false, so that a finder can say `return diag_error(…)`. diags may be NULL. */
bool diag_error(struct diags *diags, struct place at, const char *format, ...) PRINTF_LIKE(3, 4);
bool diag_warning(struct diags *diags, struct place at, const char *format, ...) PRINTF_LIKE(3, 4);
bool diag_error_with(struct diags *diags, struct place at, struct place other, const char *format, ...)
    PRINTF_LIKE(4, 5);

/* Puts the complaints in the order of their files (as first seen) and places. */
void diags_sort(struct diags *diags);

#endif
