/* Who may do what, as far as enrolling goes: the security descriptor of a template (MS-DTYP, 2.4.6), in SDDL or
 * self-relative.
 *
 * Only the discretionary list is read. Denials win over permissions for the very same account only: who is a member of
 * which group, nobody knows offline. */
#ifndef IKELINT_PKI_DESCRIPTOR_H
#define IKELINT_PKI_DESCRIPTOR_H

#include "util/arena.h"

struct accounts {
    struct span *items; /* "S-1-5-11", or, of an SDDL, its two letters as written: "DC" */
    size_t count, capacity;
};

struct descriptor {
    bool decoded;
    bool open; /* no discretionary list at all: everybody may do everything */
    struct accounts enroll, autoenroll;
};

enum {
    DESCRIPTOR_ENTRIES = 4096, /* of a list: more are refused */
    GUID_OCTETS = 16
};

/* Octets of either form. False: *why says what is wrong with them. */
bool descriptor_decode(struct arena *arena, struct span octets, struct descriptor *out, const char **why);

/* "0e10c968-78fb-11d2-90d4-00c04f79dc55": the first three groups are numbers, little-endian in memory. */
bool guid_parse(struct span text, uint8_t out[GUID_OCTETS]);

/* A word for accounts that everybody has: "domain_computers", "authenticated_users" …; else the identifier. */
struct span account_word(struct arena *arena, struct span account);

#endif
