/* Certificate policies (RFC 5280, 6.1.2 to 6.1.5): whether a path keeps to the policies that it must.
 *
 * The RFC's valid_policy_tree grows exponentially for hostile certificates. Nodes of one depth with one policy are the
 * same node here, with several parents, so its size is bounded by what the certificates themselves list. */
#ifndef IKELINT_TRUST_POLICIES_H
#define IKELINT_TRUST_POLICIES_H

#include "trust/trust.h"

/* certs: the path without its anchor, the leaf first. Returns whether it is acceptable; *why says why not, *at which
 * certificate (index in certs) made it so. Works in the arena, which is also for what it needs meanwhile. */
bool policies_check(struct arena *arena, const struct cert *const *certs, size_t count,
                    const struct trust_policies *wanted, size_t *at, const char **why);

#endif
