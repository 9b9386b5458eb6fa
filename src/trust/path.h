/* From a leaf to a trusted root: the search, and the words for what it found (RFC 4158; RFC 5280, 6.1).
 *
 * The search (search.c) is best first over partial paths, from the leaf upwards: fewest faults first, then fewest lost
 * usages, then matching key identifiers, then the shortest way to a root. So the first complete path that comes up
 * without a fault is the answer, and if there is none, the first one that comes up at all is the best to explain. The
 * words are made for that one path only (path.c). */
#ifndef IKELINT_TRUST_PATH_H
#define IKELINT_TRUST_PATH_H

#include "trust/checks.h"
#include "trust/store.h"

/* Budgets, so that hostile certificates have a price; when one is used up the answer says that the search gave up. */
enum {
    PATH_LENGTH = 64,         /* certificates in a path */
    PATH_STEPS = 20000,       /* partial paths made in one judgement */
    PATH_VISITS = 64,         /* partial paths that end in one and the same certificate */
    PATH_NAME_WORK = 1 << 20, /* comparisons of names with name constraints */
};

/* How a path ends at its last certificate. */
enum path_end {
    PATH_END_NONE,           /* the search gave up there */
    PATH_END_ANCHOR,         /* a given root */
    PATH_END_UNTRUSTED_ROOT, /* self-signed, not given as root */
    PATH_END_ISSUER_MISSING, /* no certificate has the name of its issuer */
    PATH_END_LOOP            /* those that have it lead back into the path */
};

struct found_path {
    const struct node *nodes[PATH_LENGTH]; /* leaf first */
    size_t count;
    enum path_end end;
    bool trusted; /* anchored, and nothing fatal is wrong */
    bool gave_up; /* a budget was used up before a trusted path was found */
    size_t steps; /* partial paths made */
};

/* Finds the best path. `anchor`, unless NULL: this root, or another with its name and key, and no other. */
void path_search(struct trust *trust, struct node *leaf, int64_t at, const struct node *anchor,
                 struct effort *effort, struct arena *arena, struct found_path *out);

/* The faults of a node in its place: the certificate's own, and that it is forbidden. */
unsigned node_faults(const struct node *node, enum element_role role, int64_t at);

/* Whether the key above made the certificate below, as a link of a path. */
enum signature_result link_signature(struct trust *trust, const struct node *below, const struct node *above,
                                     struct effort *effort);

/* The found path with everything that a `struct path` has but revocation. */
struct path *path_describe(struct trust *trust, const struct found_path *found, int64_t at,
                           struct effort *effort, struct arena *arena);

#endif
