/* What old PKCS#12 files are sealed with and GnuTLS does not offer, from the library below it (Nettle): RC2 in CBC mode
 * with keys of 128 bits (RFC 2268), RC4 with short ones. */
#ifndef IKELINT_READ_OLD_CIPHERS_H
#define IKELINT_READ_OLD_CIPHERS_H

#include <stddef.h>
#include <stdint.h>

enum { RC2_BLOCK = 8, RC2_KEY = 16 };

/* Whole blocks from `octets` to `out`. */
void rc2_cbc_decrypt(const uint8_t key[RC2_KEY], const uint8_t iv[RC2_BLOCK], const uint8_t *octets,
                     size_t length, uint8_t *out);
/* Keys of 1 to 256 octets. */
void rc4_decrypt(const uint8_t *key, size_t key_size, const uint8_t *octets, size_t length, uint8_t *out);

#endif
