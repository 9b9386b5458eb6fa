/* From which certificate store of a machine an object is, as far as exports and the names of files say it. */
#ifndef IKELINT_READ_STORE_PLACE_H
#define IKELINT_READ_STORE_PLACE_H

#include "pki/object.h"

/* The store of a machine that an object belongs to, as far as it matters here. */
enum store_place {
    PLACE_UNSAID, /* nothing says it */
    PLACE_ROOT,
    PLACE_CA,
    PLACE_MY,
    PLACE_DISALLOWED,
    PLACE_OTHER
};
/* Said by the export; else, with *named, by the name of the file ("my.sst") or of its folder ("my/vpn01.cer"). */
enum store_place store_place_of(const struct object *object, bool *named);

#endif
