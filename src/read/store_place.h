/* From which certificate store of a machine an object is, as far as exports and the names of files say it. */
#ifndef IKELINT_READ_STORE_PLACE_H
#define IKELINT_READ_STORE_PLACE_H

#include "pki/stores.h"

/* Said by the export; else, with *named, by the name of the file ("my.sst") or of its folder ("my/vpn01.cer"). */
enum store_place store_place_of(const struct object *object, bool *named);

/* The two ways of saying it. store_path: the key of the registry, or PowerShell's path; it tells a user's MY. */
enum store_place store_place_said(struct span name, struct span store_path);
/* The store that an export shows to be there, be it empty (see the sink of read.h). PLACE_OTHER for what group policy and
 * Active Directory add to a machine's own: that such a key is empty says nothing of the store. */
enum store_place store_place_shown(struct span name, struct span store_path);
enum store_place store_place_of_path(const char *path);

#endif
