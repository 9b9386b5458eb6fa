/* Which rule set judges which object: the one given, or one decided from the object itself. Compiled when first
 * needed, once; safe from any thread. */
#ifndef IKELINT_RUN_PROFILES_H
#define IKELINT_RUN_PROFILES_H

#include "facts/scene.h"
#include "report/report.h"
#include "ruleset/ruleset.h"
#include "ruleset/waivers.h"
#include "util/texts.h"

struct profiles_request {
    const char *profile; /* name of a rule set; NULL: decided for each object */
    struct texts rules;  /* further rule sets: files, folders, names of shipped ones ("rfc5280") */
    const struct assignment *assignments;
    size_t assignment_count;
};

struct profiles; /* opaque; borrows the request and the diags */
/* *good: false when a rule set does not load, or the request does not fit the rule sets. Never NULL, because the diags
 * that say why borrow from the sources that it holds. */
struct profiles *profiles_open(const struct profiles_request *request, struct diags *diags, bool *good);
void profiles_close(struct profiles *profiles); /* takes NULL */

/* Warns about waivers of rules that no rule set has. */
void profiles_check_waivers(struct profiles *profiles, struct waivers *waivers, struct diags *diags);

struct profile_choice {
    const struct program *program; /* NULL: it does not compile; diags say why */
    enum profile_reason reason;
    const char *why; /* for people; "" when given */
};
/* Where none fits the object, why; NULL: one does. */
const char *profile_misfit(const struct object *object, const struct scene *scene);
/* is_beside_preferred: it lies in the MY of a server beside a certificate with Server Authentication and IKE intermediate,
 * which is taken first. What lacks IKE intermediate there serves something else (SSTP, a web site). */
struct profile_choice profiles_choose(struct profiles *profiles, struct arena *arena,
                                      const struct object *object, const struct scene *scene,
                                      bool is_beside_preferred);

#endif
