/* What old PKCS#12 files are sealed with and GnuTLS does not have: RC2 in CBC mode (RFC 2268) with keys of 128 bits, RC4 with
 * keys of 40. */
#ifndef IKELINT_READ_OLD_CIPHERS_H
#define IKELINT_READ_OLD_CIPHERS_H

#include <stddef.h>
#include <stdint.h>

enum { RC2_BLOCK = 8 };

/* Whole blocks from `octets` to `out`. All bits of the key count; it has 1 to 128 octets. */
void rc2_cbc_decrypt(const uint8_t *key, size_t key_size, const uint8_t iv[RC2_BLOCK], const uint8_t *octets,
                     size_t length, uint8_t *out);
void rc4_decrypt(const uint8_t *key, size_t key_size, const uint8_t *octets, size_t length, uint8_t *out);

#endif
