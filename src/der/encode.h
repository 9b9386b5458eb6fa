/* Writing the little DER that is needed: a name out of two parts, an extension that a CA would add. */
#ifndef IKELINT_DER_ENCODE_H
#define IKELINT_DER_ENCODE_H

#include "util/arena.h"

/* An element with this identifier octet whose content is first and second, one behind the other. */
struct span encode_element(struct arena *arena, uint8_t identifier, struct span first, struct span second);

#endif
