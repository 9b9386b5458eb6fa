/* Builds of Windows and the updates of January 2022: which hosts lack the fixes of CVE-2022-21849, and which have the
 * update that broke IPsec with other vendors' gateways. The table is data (rules/windows-builds.tsv), compiled in. */
#ifndef IKELINT_FACTS_BUILDS_H
#define IKELINT_FACTS_BUILDS_H

#include "pki/settings.h"

struct windows_build {
    int64_t build;
    int64_t january_ubr; /* the first update build revision with the fixes */
    int64_t mended_ubr;  /* the first one that does not break IPsec; -1: not known */
    struct texts_of_builds {
        struct span *items; /* "KB5009555"; none: not known */
        size_t count, capacity;
    } january_updates, mended_updates;
    struct span confidence, windows; /* "high"; "Server 2022" */
};

struct windows_builds {
    struct windows_build *items; /* in the order of their builds */
    size_t count, capacity;
};

/* Reads a table. False: *line (1-based) and *error say what is wrong. What is read borrows from the text. */
bool windows_builds_load(struct arena *arena, struct span text, struct windows_builds *out, uint32_t *line,
                         const char **error);
/* The one that is compiled in. */
void windows_builds_builtin(struct arena *arena, struct windows_builds *out);

/* Each can be unknown, the one where the other is known. */
enum january_answer { JANUARY_NO, JANUARY_UNKNOWN, JANUARY_YES };
struct january_2022 {
    enum january_answer vulnerable; /* lacks the fixes */
    enum january_answer regressed;  /* has them, and the fault */
    const char *needs; /* where one is unknown: what to give, or why it cannot be known; static */
};

/* Judges the build, revision and updates of a host. A listed update proves that the host has at least that; one that is
 * missing proves nothing, because later ones supersede it. */
struct january_2022 january_2022(const struct windows_builds *builds, const struct settings *host);

#endif
