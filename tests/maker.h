/* Certificates and CRLs made while a test runs, by the thousand: what is too many to be kept as files. */
#ifndef IKELINT_TESTS_MAKER_H
#define IKELINT_TESTS_MAKER_H

#include "pki/object.h"

/* A fresh P-256 key; freed by maker_key_free. */
struct maker_key;
struct maker_key *maker_key_new(void);
void maker_key_free(struct maker_key *key);

struct maker_cert {
    const char *subject, *issuer; /* common names */
    const struct maker_key *key;  /* the certificate's */
    const struct maker_key *signer;
    uint32_t serial;
    bool ca, key_identifiers;
};
/* Valid 2020 to 2040. The object and all it points to is in the arena. */
const struct object *maker_cert(struct arena *arena, const struct maker_cert *what);

struct maker_crl {
    const char *issuer;
    const struct maker_key *signer;
    uint32_t first_serial, count; /* the entries: so many serial numbers from the first one on */
};
/* Valid 2026-05-01 to 2026-07-01. */
const struct object *maker_crl(struct arena *arena, const struct maker_crl *what);

#endif
