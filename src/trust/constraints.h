/* Name constraints (RFC 5280, 4.2.1.10): whether a CA permits the names of a certificate below it.
 *
 * Kinds: DNS, IP address, e-mail, URI, directory name, and Windows' user principal name. What the RFC leaves open is
 * decided so that a doubtful name or constraint never passes; constraints.c says where. */
#ifndef IKELINT_TRUST_CONSTRAINTS_H
#define IKELINT_TRUST_CONSTRAINTS_H

#include "pki/cert.h"

enum constraint_verdict {
    CONSTRAINT_HOLDS,
    CONSTRAINT_BROKEN,      /* a name is excluded, or not among those permitted */
    CONSTRAINT_UNSUPPORTED, /* a constraint on a name that is there cannot be evaluated, so the RFC says reject */
    CONSTRAINT_TOO_MUCH     /* names times constraints exceed the work allowed */
};

/* `work` is how many comparisons are left, and is counted down. In *why: a sentence, where arena is given. */
enum constraint_verdict constraints_check(const struct cert *authority, const struct cert *below,
                                          bool below_is_leaf, size_t *work, struct arena *arena,
                                          const char **why);

/* One name against one base, for tests: the kind and both texts as they stand. excluding: does the base touch it? */
bool constraint_matches(enum general_name_kind kind, struct span base, struct span name, bool excluding);

#endif
