/* Which certificates a CRL speaks about, and for which reasons (RFC 5280, 5.2.5 and 6.3.3 b, d). */
#ifndef IKELINT_TRUST_SCOPE_H
#define IKELINT_TRUST_SCOPE_H

#include "pki/crl.h"

/* Whether the list covers the certificate through one of its distribution points, or as a list of its issuer. In
 * *reasons: for which reasons (ReasonFlags; all: REASON_ALL); in *why, where it does not: a clause about the list. */
bool scope_covers(struct arena *arena, const struct crl *crl, const struct cert *cert, unsigned *reasons,
                  const char **why);

/* Whether both say the same of their scope: the issuing distribution points are the same, or neither has one. */
bool scope_equal(const struct crl *a, const struct crl *b);

/* Whether reasons are all there are. */
bool reasons_are_all(unsigned reasons);

#endif
