/* RC2 by RFC 2268, sections 2 and 4, with its names; RC4 as everybody knows it. */
#include "read/old_ciphers.h"

#include <string.h>

/* -- RC2 ------------------------------------------------------------------------------------------------------------ */

enum { KEY_OCTETS = 128, KEY_WORDS = 64, WORDS = 4 };

static const uint8_t PITABLE[256] = {
    0xd9, 0x78, 0xf9, 0xc4, 0x19, 0xdd, 0xb5, 0xed, 0x28, 0xe9, 0xfd, 0x79, 0x4a, 0xa0, 0xd8, 0x9d,
    0xc6, 0x7e, 0x37, 0x83, 0x2b, 0x76, 0x53, 0x8e, 0x62, 0x4c, 0x64, 0x88, 0x44, 0x8b, 0xfb, 0xa2,
    0x17, 0x9a, 0x59, 0xf5, 0x87, 0xb3, 0x4f, 0x13, 0x61, 0x45, 0x6d, 0x8d, 0x09, 0x81, 0x7d, 0x32,
    0xbd, 0x8f, 0x40, 0xeb, 0x86, 0xb7, 0x7b, 0x0b, 0xf0, 0x95, 0x21, 0x22, 0x5c, 0x6b, 0x4e, 0x82,
    0x54, 0xd6, 0x65, 0x93, 0xce, 0x60, 0xb2, 0x1c, 0x73, 0x56, 0xc0, 0x14, 0xa7, 0x8c, 0xf1, 0xdc,
    0x12, 0x75, 0xca, 0x1f, 0x3b, 0xbe, 0xe4, 0xd1, 0x42, 0x3d, 0xd4, 0x30, 0xa3, 0x3c, 0xb6, 0x26,
    0x6f, 0xbf, 0x0e, 0xda, 0x46, 0x69, 0x07, 0x57, 0x27, 0xf2, 0x1d, 0x9b, 0xbc, 0x94, 0x43, 0x03,
    0xf8, 0x11, 0xc7, 0xf6, 0x90, 0xef, 0x3e, 0xe7, 0x06, 0xc3, 0xd5, 0x2f, 0xc8, 0x66, 0x1e, 0xd7,
    0x08, 0xe8, 0xea, 0xde, 0x80, 0x52, 0xee, 0xf7, 0x84, 0xaa, 0x72, 0xac, 0x35, 0x4d, 0x6a, 0x2a,
    0x96, 0x1a, 0xd2, 0x71, 0x5a, 0x15, 0x49, 0x74, 0x4b, 0x9f, 0xd0, 0x5e, 0x04, 0x18, 0xa4, 0xec,
    0xc2, 0xe0, 0x41, 0x6e, 0x0f, 0x51, 0xcb, 0xcc, 0x24, 0x91, 0xaf, 0x50, 0xa1, 0xf4, 0x70, 0x39,
    0x99, 0x7c, 0x3a, 0x85, 0x23, 0xb8, 0xb4, 0x7a, 0xfc, 0x02, 0x36, 0x5b, 0x25, 0x55, 0x97, 0x31,
    0x2d, 0x5d, 0xfa, 0x98, 0xe3, 0x8a, 0x92, 0xae, 0x05, 0xdf, 0x29, 0x10, 0x67, 0x6c, 0xba, 0xc9,
    0xd3, 0x00, 0xe6, 0xcf, 0xe1, 0x9e, 0xa8, 0x2c, 0x63, 0x16, 0x01, 0x3f, 0x58, 0xe2, 0x89, 0xa9,
    0x0d, 0x38, 0x34, 0x1b, 0xab, 0x33, 0xff, 0xb0, 0xbb, 0x48, 0x0c, 0x5f, 0xb9, 0xb1, 0xcd, 0x2e,
    0xc5, 0xf3, 0xdb, 0x47, 0xe5, 0xa5, 0x9c, 0x77, 0x0a, 0xa6, 0x20, 0x68, 0xfe, 0x7f, 0xc1, 0xad,
};

/* Section 2, where the effective length is that of the key. */
static void expand(const uint8_t *key, size_t size, uint16_t K[KEY_WORDS])
{
    uint8_t L[KEY_OCTETS];
    memcpy(L, key, size);
    for (size_t i = size; i < KEY_OCTETS; i++)
        L[i] = PITABLE[(uint8_t)(L[i - 1] + L[i - size])];
    L[KEY_OCTETS - size] = PITABLE[L[KEY_OCTETS - size]];
    for (size_t i = KEY_OCTETS - size; i-- > 0;)
        L[i] = PITABLE[L[i + 1] ^ L[i + size]];
    for (size_t i = 0; i < KEY_WORDS; i++)
        K[i] = (uint16_t)(L[2 * i] | L[2 * i + 1] << 8);
}

/* Section 4.1 and 4.3: a mixing round backwards, from K[j] down; and a mashing round. */
static void unmix(uint16_t R[WORDS], const uint16_t K[KEY_WORDS], size_t *j)
{
    static const unsigned turns[WORDS] = { 1, 2, 3, 5 };
    for (size_t i = WORDS; i-- > 0;) {
        unsigned turned = (unsigned)R[i] >> turns[i] | (unsigned)R[i] << (16 - turns[i]);
        unsigned one = R[(i + 3) % WORDS], two = R[(i + 2) % WORDS], three = R[(i + 1) % WORDS];
        R[i] = (uint16_t)(turned - K[--*j] - (one & two) - (~one & three));
    }
}

static void unmash(uint16_t R[WORDS], const uint16_t K[KEY_WORDS])
{
    for (size_t i = WORDS; i-- > 0;)
        R[i] = (uint16_t)(R[i] - K[R[(i + 3) % WORDS] & (KEY_WORDS - 1)]);
}

static void decrypt_block(const uint16_t K[KEY_WORDS], const uint8_t in[RC2_BLOCK], uint8_t out[RC2_BLOCK])
{
    static const int rounds[] = { 5, 6, 5 };
    uint16_t R[WORDS];
    size_t j = KEY_WORDS;
    for (size_t i = 0; i < WORDS; i++)
        R[i] = (uint16_t)(in[2 * i] | in[2 * i + 1] << 8);
    for (size_t part = 0; part < 3; part++) {
        if (part)
            unmash(R, K);
        for (int i = 0; i < rounds[part]; i++)
            unmix(R, K, &j);
    }
    for (size_t i = 0; i < WORDS; i++) {
        out[2 * i] = (uint8_t)R[i];
        out[2 * i + 1] = (uint8_t)(R[i] >> 8);
    }
}

void rc2_cbc_decrypt(const uint8_t *key, size_t key_size, const uint8_t iv[RC2_BLOCK], const uint8_t *octets,
                     size_t length, uint8_t *out)
{
    uint16_t K[KEY_WORDS];
    expand(key, key_size, K);
    for (size_t at = 0; at + RC2_BLOCK <= length; at += RC2_BLOCK) {
        const uint8_t *before = at ? octets + at - RC2_BLOCK : iv;
        decrypt_block(K, octets + at, out + at);
        for (size_t i = 0; i < RC2_BLOCK; i++)
            out[at + i] ^= before[i];
    }
}

/* -- RC4 ------------------------------------------------------------------------------------------------------------ */

enum { RC4_STATE = 256 };

static void swap(uint8_t *a, uint8_t *b)
{
    uint8_t kept = *a;
    *a = *b;
    *b = kept;
}

void rc4_decrypt(const uint8_t *key, size_t key_size, const uint8_t *octets, size_t length, uint8_t *out)
{
    uint8_t state[RC4_STATE], i = 0, j = 0;
    for (size_t k = 0; k < RC4_STATE; k++)
        state[k] = (uint8_t)k;
    for (size_t k = 0; k < RC4_STATE; k++) {
        j = (uint8_t)(j + state[k] + key[k % key_size]);
        swap(&state[k], &state[j]);
    }
    j = 0;
    for (size_t k = 0; k < length; k++) {
        i++;
        j = (uint8_t)(j + state[i]);
        swap(&state[i], &state[j]);
        out[k] = octets[k] ^ state[(uint8_t)(state[i] + state[j])];
    }
}
