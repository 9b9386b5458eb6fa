/* INF files, of which certreq -new makes requests. */
#ifndef IKELINT_READ_INF_H
#define IKELINT_READ_INF_H

#include "read/walk.h"

/* Whether there is a section [NewRequest]. */
bool inf_is(struct span text);
void inf_read(struct walk *walk, const struct origin *outer, struct span octets);

#endif
