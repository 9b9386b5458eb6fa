/* Findings that do not count: waived by somebody, or known from an earlier report. They stay in the report. */
#ifndef IKELINT_RUN_ACCEPTED_H
#define IKELINT_RUN_ACCEPTED_H

#include "lint/lint.h"
#include "ruleset/waivers.h"

/* The findings of an earlier JSON or NDJSON report, by rule, object and element. */
struct baseline; /* opaque */
/* NULL when it cannot be read or is no report, as a whole; *error says why. */
struct baseline *baseline_load(struct arena *arena, const char *path, const char **error);

struct accepted {
    struct waivers *waivers;         /* NULL: none; marked as used, so under a lock */
    const struct baseline *baseline; /* NULL: none */
};

/* Marks the findings of one object that are accepted. */
void accepted_mark(const struct accepted *accepted, const struct object *object, const struct scene *scene,
                   struct result *result);

#endif
