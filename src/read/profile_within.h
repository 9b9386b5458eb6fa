/* Documents that have a ProfileXML in them: SyncML and provisioning documents of MDM, and scripts that set a profile. */
#ifndef IKELINT_READ_PROFILE_WITHIN_H
#define IKELINT_READ_PROFILE_WITHIN_H

#include "read/walk.h"

bool profile_within_is(struct span text);
bool profile_clixml_is(struct span text); /* the same, of PowerShell */
void profile_within_read(struct walk *walk, const struct origin *origin, struct span octets);

/* Another XML document with an EapHostConfig in it, or with less than a whole ProfileXML: refused by its root, with what
 * to do. */
bool profile_rest_is(struct span text);
void profile_rest_refuse(struct walk *walk, const struct origin *origin, struct span octets);

#endif
