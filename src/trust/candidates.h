/* Which certificates of a machine IKEv2 could present, and why not the others.
 *
 * A certificate that is out of its dates, is a CA's, lacks the usage (by itself, by what its store takes away, or by a CA
 * above it), lacks digitalSignature, has no private key, lies in Disallowed, or leads to no root that the machine itself
 * trusts is no candidate. Where the export does not say something (whether there is a key, what is in ROOT), that is held
 * against no certificate. */
#ifndef IKELINT_TRUST_CANDIDATES_H
#define IKELINT_TRUST_CANDIDATES_H

#include "pki/stores.h"
#include "trust/trust.h"

enum candidate_role { CANDIDATE_SERVER, CANDIDATE_CLIENT };

/* What speaks against presenting a certificate, of itself and of what the store beside it says (usages can be taken away
 * there), the plainest first. That it is a CA's, its key and its path are questions of their own. */
enum unfit {
    UNFIT_NOT,
    UNFIT_EXPIRED,
    UNFIT_NOT_YET_VALID,
    UNFIT_USAGES_MALFORMED,
    UNFIT_USAGE_MISSING,
    UNFIT_USAGE_TAKEN_AWAY, /* certlm.msc, Properties, "Enable only the following purposes" */
    UNFIT_DIGITAL_SIGNATURE_MISSING
};
enum unfit candidate_unfit(const struct object *object, enum candidate_role role, int64_t at);
/* The same in words: "expired on 2026-01-01 …", "Server Authentication is missing". unfit: not UNFIT_NOT. */
const char *candidate_unfit_text(enum unfit unfit, const struct object *object, enum candidate_role role,
                                 struct arena *arena);
/* Whether it names IP security IKE intermediate, and its store leaves that. */
bool candidate_has_ike_intermediate(const struct object *object);

/* A certificate of MY. */
struct candidate {
    const struct object *object;
    const char *passed_over;   /* why it is no candidate: "expired on 2026-01-01 …"; NULL: it is one */
    bool only_lacks_key;       /* but for its private key it would be one */
    bool has_ike_intermediate; /* names IP security IKE intermediate */
    const struct path *path;   /* to the machine's own roots */
};

struct candidates {
    struct candidate *items; /* all of MY, in its order */
    size_t count;
    size_t fitting, preferred; /* candidates; of these with IKE intermediate */
};

/* trust: what the machine itself trusts. All of *out is in the arena. */
void candidates_find(struct trust *trust, const struct stores *stores, enum candidate_role role, int64_t at,
                     struct arena *arena, struct candidates *out);

/* Windows takes a candidate with IP security IKE intermediate first; without any, each is as good as the other. */
bool candidate_is_choice(const struct candidates *candidates, const struct candidate *candidate);

#endif
