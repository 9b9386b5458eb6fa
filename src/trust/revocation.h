/* Whether certificates are revoked, by the lists at hand (RFC 5280, 6.3.3 and 5.2.4). Downloads nothing, asks no OCSP.
 *
 * A list counts when it decodes, is understood, is of its time, is signed by a key of the right name that may sign
 * lists and leads to the same root, and covers the certificate. Of several with one scope and one key the newest counts.
 * What decides beyond the RFC's text:
 *   - A certificate on an expired list, with nothing newer, is revoked: revocation does not lapse with the list.
 *   - An entry dated after the time judged revokes too: the RFC gives the date no part in the decision.
 *   - A delta that fits no base still revokes what it lists; it never makes anything good.
 *   - A list by another key of the CA's name counts, unless both name their key by CA Version: then each of Microsoft's
 *     lists is about the certificates of its own key. */
#ifndef IKELINT_TRUST_REVOCATION_H
#define IKELINT_TRUST_REVOCATION_H

#include "trust/path.h"

/* Fills the revocation of every element but the anchor. The verdicts on the CAs are kept for other leaves. */
void revocation_of_path(struct trust *trust, const struct found_path *found, int64_t at,
                        struct effort *effort, struct arena *arena, struct path *path);

#endif
