/* Memory with one owner: everything taken from an arena is freed with it, at once.
 *
 * There are three lives in the program (the process, a rule set, an input); each has an arena. Allocation never
 * fails to its caller: out of memory prints a message and ends the program (the one place besides main that does).
 * An arena is used by one thread at a time. */
#ifndef IKELINT_UTIL_ARENA_H
#define IKELINT_UTIL_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "util/macros.h"
#include "util/span.h"

struct arena; /* opaque */

struct arena *arena_new(void) NEVER_NULL;
void arena_free(struct arena *arena); /* takes NULL */

/* Octets taken from the system so far; for limits and tests. */
size_t arena_size(const struct arena *arena);

/* Zeroed memory, aligned for any type; size 0 gives a valid pointer to nothing. */
void *arena_alloc(struct arena *arena, size_t size) NEVER_NULL;

/* count * size zeroed octets; ends the program when the product overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size) NEVER_NULL;

/* Copies with a NUL behind them that length does not count. */
struct span arena_copy(struct arena *arena, struct span bytes);
char *arena_text(struct arena *arena, const char *text) NEVER_NULL;
char *arena_text_of_span(struct arena *arena, struct span text) NEVER_NULL;

char *arena_format(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3) NEVER_NULL;
char *arena_vformat(struct arena *arena, const char *format, va_list arguments) PRINTF_LIKE(2, 0) NEVER_NULL;

/* A list that grows inside an arena:
 *     struct { struct flaw *items; size_t count, capacity; } flaws = { 0 };
 *     *VEC_ADD(arena, &flaws) = (struct flaw){ … };
 * VEC_ADD gives a pointer to one more, zeroed item; pointers to earlier items may die with each call. */
#define VEC_ADD(arena, vec)                                                                                  \
    ((vec)->items = arena_grow((arena), (vec)->items, (vec)->count, &(vec)->capacity, sizeof *(vec)->items), \
     &(vec)->items[(vec)->count++])

/* The room behind VEC_ADD: makes place for item number count, returns the (possibly moved) items. */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size);

#endif
