/* A certificate that is not there yet, put together: what a template or an INF would become is written as DER, and read by
 * the very decoders of certificates. For src/pki/ only. */
#ifndef IKELINT_PKI_ISSUING_H
#define IKELINT_PKI_ISSUING_H

#include "der/der.h"
#include "pki/cert.h"
#include "util/buf.h"

struct issuing {
    struct arena *arena;
    struct cert *cert;
    const struct oid_list *critical; /* extensions that become critical */
    struct buf extensions;           /* content of the SEQUENCE OF Extension */
};

void issuing_begin(struct issuing *issuing, struct arena *arena, struct cert *cert,
                   const struct oid_list *critical);
/* Reads the extensions into the certificate, and frees what was written. */
void issuing_end(struct issuing *issuing);

/* Elements, in the arena. */
struct span issuing_wrap(struct issuing *issuing, unsigned tag, struct span content);
struct span issuing_oid(struct issuing *issuing, struct span oid);
struct span issuing_integer(struct issuing *issuing, int64_t number); /* at least 0 */
/* SEQUENCE OF OBJECT IDENTIFIER, or each in a SEQUENCE of its own. */
struct span issuing_oids(struct issuing *issuing, const struct oid_list *list, bool wrapped);
/* otherName [0] { type-id, value [0] EXPLICIT } */
struct span issuing_other_name(struct issuing *issuing, enum oid type, struct span value);
/* A SET of one attribute, as UTF8String. */
struct span issuing_rdn(struct issuing *issuing, enum oid type, struct span text);

/* Fields. */
void issuing_subject(struct issuing *issuing, struct span rdns); /* the SETs, one behind the other */
void issuing_extension(struct issuing *issuing, enum oid oid, struct span value);
/* The octets of the BIT STRING, first bit first: one or two. */
void issuing_key_usage(struct issuing *issuing, struct span octets);

#endif
