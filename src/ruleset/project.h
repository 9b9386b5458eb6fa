/* The project file: what `ikelint lint` is asked for in this folder and below, instead of on every command line. */
#ifndef IKELINT_RULESET_PROJECT_H
#define IKELINT_RULESET_PROJECT_H

#include "ruleset/ruleset.h"
#include "ruleset/waivers.h"
#include "util/texts.h"

#define PROJECT_FILE ".ikelint.yaml"

/* A value, and where it stands: "../.ikelint.yaml:3". */
struct project_text {
    const char *text; /* NULL: not there */
    const char *origin;
};

struct project_texts {
    struct texts list; /* paths are seen from the working directory */
    bool is_given;     /* an empty list too */
    const char *origin;
};

struct project {
    const char *path; /* of the file */
    struct project_text profile, fail_on, baseline;
    struct project_text strict, require_explicit_policy, inhibit_policy_mapping,
        inhibit_any_policy; /* "true" */
    struct project_texts rules, roots, intermediates, crls, templates, stores, exclude, policies,
        waiver_files;
    struct waivers waivers; /* those that stand in the file itself */
    struct {
        struct assignment *items;
        size_t count, capacity;
    } parameters;
};

/* The nearest project file from the working directory upwards, as a relative path; NULL: there is none. */
const char *project_find(struct arena *arena);
/* Reads one; the source's name is its path. False after a complaint. */
bool project_read(struct arena *arena, const struct source *source, struct project *out, struct diags *diags);
/* The same from a file. */
bool project_load(struct arena *arena, const char *path, struct project *out, struct diags *diags);

#endif
