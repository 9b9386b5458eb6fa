/* Nettle's RC2 and RC4, with keys that are wiped afterwards. */
#include "read/old_ciphers.h"

#include <gnutls/gnutls.h>
#include <nettle/arcfour.h>
#include <nettle/arctwo.h>
#include <nettle/cbc.h>
#include <nettle/nettle-meta.h>
#include <string.h>

void rc2_cbc_decrypt(const uint8_t key[RC2_KEY], const uint8_t iv[RC2_BLOCK], const uint8_t *octets,
                     size_t length, uint8_t *out)
{
    struct arctwo_ctx context;
    uint8_t vector[RC2_BLOCK];
    memcpy(vector, iv, sizeof vector);
    nettle_arctwo128.set_decrypt_key(&context, key);
    cbc_decrypt(&context, nettle_arctwo128.decrypt, RC2_BLOCK, vector, length, out, octets);
    gnutls_memset(&context, 0, sizeof context);
}

void rc4_decrypt(const uint8_t *key, size_t key_size, const uint8_t *octets, size_t length, uint8_t *out)
{
    struct arcfour_ctx context;
    arcfour_set_key(&context, key_size, key);
    arcfour_crypt(&context, length, out, octets);
    gnutls_memset(&context, 0, sizeof context);
}
