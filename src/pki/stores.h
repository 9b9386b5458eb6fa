/* The certificate stores of one machine, taken together: the object `store`.
 *
 * Which store a certificate lies in is what Windows goes by: it presents what is in MY, trusts what is in ROOT, builds
 * paths with CA, and trusts nothing that is in Disallowed. */
#ifndef IKELINT_PKI_STORES_H
#define IKELINT_PKI_STORES_H

#include "pki/object.h"

enum store_place {
    PLACE_UNSAID, /* nothing says it */
    PLACE_ROOT,
    PLACE_CA,
    PLACE_MY,
    PLACE_DISALLOWED,
    PLACE_USER_MY, /* the personal store of a user: IKEv2 does not look there for a machine's certificate */
    PLACE_OTHER,
    PLACE_COUNT
};

/* The store with this name ("MY", "AuthRoot", in any case); PLACE_OTHER: one that does not matter here. */
enum store_place store_place_of_name(struct span name);

struct stored_cert {
    const struct object *object; /* borrows */
    enum store_place place;
};

struct stores {
    struct {
        struct stored_cert *items;
        size_t count, capacity;
    } certs;                           /* each once for each store, in the order of the exports */
    const struct stored_cert **sorted; /* by store and SHA-256; see stores_ready */
    bool known[PLACE_COUNT];           /* the store was exported, be it empty */
    bool is_incomplete;                /* something of the exports could not be read */
    const char *path;                  /* the first of what was exported; borrows */
    struct span octets; /* SHA-256 of the certificates in MY, sorted: what the machine is known by */
    uint8_t sha1[20], sha256[32];
    struct flaws flaws;
};

/* Notes a certificate; known becomes true for its store. */
void stores_add(struct arena *arena, struct stores *stores, const struct object *object,
                enum store_place place);
/* When all is there: drops repeated ones, digests. */
void stores_ready(struct arena *arena, struct stores *stores);

size_t stores_count(const struct stores *stores, enum store_place place);
/* Whether the very same certificate lies in that store. O(log n): only after stores_ready. */
bool stores_has(const struct stores *stores, const struct cert *cert, enum store_place place);

#endif
