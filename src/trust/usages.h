/* Nested usages as Windows sees them: every CA of a path may narrow what the certificates below it are good for. */
#ifndef IKELINT_TRUST_USAGES_H
#define IKELINT_TRUST_USAGES_H

#include "trust/trust.h"

/* The usages that an element leaves: Application Policies before Extended Key Usage, and what the store that it lies
 * in says on top. NULL: all. */
const struct oid_list *usages_of_element(const struct cert *cert, const struct object *object,
                                         struct arena *arena);

/* What is worth keeping on the way up: the leaf's usages, or those of the VPN when the leaf has any. */
struct wanted_usages {
    struct span items[8];
    size_t count;
    bool any; /* the leaf is good for everything */
};
struct wanted_usages usages_wanted(const struct cert *leaf);
/* Which of them an element takes away, as bits; bit 31: "everything" itself. */
uint32_t usages_taken(const struct wanted_usages *wanted, const struct cert *cert,
                      const struct object *object, struct arena *arena);

/* Fills the usages of a path whose elements are there, and adds a problem for each element that takes some away. */
void usages_of_path(struct arena *arena, struct path *path,
                    void (*add)(void *context, size_t element, const char *explanation), void *context);

#endif
