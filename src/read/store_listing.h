/* certutil -store My: a listing of a store. It has no certificates, but says of each, by SHA-1, whether there is a
 * private key, and whose. */
#ifndef IKELINT_READ_STORE_LISTING_H
#define IKELINT_READ_STORE_LISTING_H

#include "read/walk.h"

bool store_listing_is(struct span text);
/* Get-ChildItem Cert:\LocalMachine\My as a list on a screen: the same. */
bool certificate_list_is(struct span text);
/* Nothing but a complaint, unless the reader has key notes: then the listing was read when these were collected. */
void store_listing_read(struct walk *walk, const struct origin *origin, struct span octets);

/* What the notes say of the certificate with this SHA-1, put into its context where that does not know better. */
void key_notes_apply(const struct key_notes *notes, const uint8_t sha1[20], struct object_context *context);

#endif
