/* What one certificate can get wrong by itself in its place of a path (RFC 5280, 6.1.3 and 6.1.4; Windows' blocks).
 *
 * Faults are bits (1 << enum path_problem_kind); the same bit is put into words only for the path that is reported. */
#ifndef IKELINT_TRUST_CHECKS_H
#define IKELINT_TRUST_CHECKS_H

#include "der/der.h"
#include "trust/trust.h"

enum element_role {
    ROLE_LEAF,
    ROLE_CA,
    ROLE_ANCHOR,       /* a given root that signs: its own signature does not count */
    ROLE_ANCHORED_LEAF /* the leaf is itself a given root: it signs nothing */
};

#define FAULT(kind) (1u << PATH_PROBLEM_##kind)

unsigned element_faults(const struct cert *cert, enum element_role role, int64_t at);
/* One sentence for one of those faults. */
const char *element_explain(struct arena *arena, const struct cert *cert, enum element_role role, int64_t at,
                            enum path_problem_kind kind);

/* How an issuer's Subject Key Identifier fits to what the certificate names; it orders candidates, it forbids none. */
enum key_id_relation { KEY_ID_MATCHES, KEY_ID_SILENT, KEY_ID_DIFFERS };
enum key_id_relation key_id_relation(const struct authority_key_id *named, const struct cert *issuer);

/* For sentences: a time as in RFC 3339, a key identifier in lower-case hexadecimal ("" where there is none). */
const char *date_text(struct arena *arena, int64_t time);
const char *key_id_text(struct arena *arena, struct span id);

#endif
