/* Registry.pol, in which a group policy keeps what it writes into the registry (MS-GPREG, 2.2.1): certificates that it
 * distributes are Blob values of keys below Software\Policies\Microsoft\SystemCertificates. */
#ifndef IKELINT_READ_REGISTRY_POL_H
#define IKELINT_READ_REGISTRY_POL_H

#include "read/walk.h"

bool registry_pol_is(struct span head);
void registry_pol_read(struct walk *walk, const struct origin *origin, struct span octets);

#endif
