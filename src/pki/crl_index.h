/* Between crl.c, which walks the entries, and crl_index.c, which puts them in order and finds them. */
#ifndef IKELINT_PKI_CRL_INDEX_H
#define IKELINT_PKI_CRL_INDEX_H

#include "pki/crl.h"

/* Offsets of entries from the start of crl->entries. They grow outside of the arena, which would keep what it outgrew. */
struct crl_offsets {
    uint32_t *items; /* owns */
    size_t count, capacity;
};
void crl_offsets_add(struct crl_offsets *list, uint32_t offset);

/* Serial numbers as numbers, whatever their encoding: shorter ones first, then by octets, which for those of at least 0 is
 * their order. */
int crl_serial_compare(struct span a, struct span b);

/* Sets crl->index and has_duplicate_serials; takes over both lists: the entries that have a serial number, and those that
 * name a certificate issuer, each in the order of the list. */
void crl_index_build(struct arena *arena, struct crl *crl, struct crl_offsets *entries,
                     struct crl_offsets *issuers);

#endif
