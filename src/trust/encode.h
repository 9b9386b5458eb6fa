/* Writing the little DER that judging needs: a name out of two parts, a key with the parameters of another. */
#ifndef IKELINT_TRUST_ENCODE_H
#define IKELINT_TRUST_ENCODE_H

#include "util/arena.h"

/* An element with this identifier octet whose content is first and second, one behind the other. */
struct span encode_element(struct arena *arena, uint8_t identifier, struct span first, struct span second);

#endif
