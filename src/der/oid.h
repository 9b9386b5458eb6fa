/* Object identifiers: the registry of those that the program knows, and reading and writing of all others.
 *
 * An OID in memory is a span of its DER content octets. oid_list.h is the one list: symbol, dotted text, short name
 * (what rules and reports use) and title (what Windows or the RFC calls it). */
#ifndef IKELINT_DER_OID_H
#define IKELINT_DER_OID_H

#include "util/arena.h"

enum oid {
    OID_UNKNOWN,
#define OID(symbol, dotted, der, name, title) OID_##symbol,
#include "der/oid_list.h"
#undef OID
    OID_COUNT
};

struct oid_entry {
    const char *dotted;
    struct span der; /* content octets; data NULL in the entry of OID_UNKNOWN */
    const char *name;
    const char *title;
};

/* The entry of a known OID; OID_UNKNOWN gives an entry of empty strings. */
const struct oid_entry *oid_entry(enum oid oid);
/* Which known OID these content octets are. */
enum oid oid_of(struct span der);
bool oid_is(struct span der, enum oid oid);
/* By registered short name. */
enum oid oid_by_name(struct span name);

/* Content octets are well formed: minimal sub-identifiers, none cut. Arcs may be long: 2.25.UUID has one of 128 bits. */
bool oid_is_valid(struct span der);
/* "1.3.6.1.5.5.7.3.1"; malformed ones as "(malformed OID 2a86…)", those too long to be read as "(long OID 2a86…)". */
char *oid_dotted(struct arena *arena, struct span der);
/* The short name where known, else dotted. */
const char *oid_print(struct arena *arena, struct span der);
/* Dotted text or short name to content octets (of the registry, or in the arena). */
bool oid_parse(struct arena *arena, struct span text, struct span *der);

#endif
