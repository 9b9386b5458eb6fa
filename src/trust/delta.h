/* Delta CRLs: which of them carries a complete list on (RFC 5280, 5.2.4 and 6.3.3 c). */
#ifndef IKELINT_TRUST_DELTA_H
#define IKELINT_TRUST_DELTA_H

#include "trust/lists.h"

enum delta_fit {
    DELTA_FITS,
    DELTA_OLDER,  /* the base was issued with or after it: it adds nothing */
    DELTA_BEYOND, /* it starts from a base that is newer than this one, or lacks a number */
    DELTA_APART   /* another scope, key or issuer */
};
enum delta_fit delta_fits(const struct list *base, const struct list *delta);

/* The newest believable delta that fits the base, or NULL. */
struct list *delta_for(const struct list *base, struct list *lists, size_t count);

/* Marks deltas for which no base fits (CRL_PROBLEM_DELTA_BASE_MISMATCH). */
void deltas_check_bases(struct arena *arena, struct list *lists, size_t count);

#endif
