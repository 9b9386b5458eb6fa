/* Microsoft's serialized certificates (MS-OSHARED 2.3.2.5, MS-GPEF 2.2.1.1): stores (.sst), single elements, and the
 * Blob values of the registry, which have one grammar. */
#ifndef IKELINT_READ_SERIALIZED_H
#define IKELINT_READ_SERIALIZED_H

#include "read/walk.h"

/* A whole store: 00 00 00 00 "CERT", then groups of properties and what they belong to. */
bool serialized_store_is(struct span head);
void serialized_store_read(struct walk *walk, const struct origin *outer, struct span octets);

/* One element: its records in any order. */
bool serialized_element_is(struct span head);
void serialized_element_read(struct walk *walk, const struct origin *outer, struct span octets);

#endif
