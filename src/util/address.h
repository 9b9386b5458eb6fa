/* IP addresses as people write them: in names that somebody dials, and in requests for certificates. */
#ifndef IKELINT_UTIL_ADDRESS_H
#define IKELINT_UTIL_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "util/span.h"

/* Four decimal numbers of 0..255 without leading zeros, and nothing else. */
bool address_parse_v4(struct span text, uint8_t out[4]);
/* RFC 4291, 2.2: groups of hex digits, at most one "::", the last 32 bits perhaps as IPv4. No zone. */
bool address_parse_v6(struct span text, uint8_t out[16]);

#endif
