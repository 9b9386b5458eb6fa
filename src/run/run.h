/* The straight line from files to a report. */
#ifndef IKELINT_RUN_RUN_H
#define IKELINT_RUN_RUN_H

#include "run/accepted.h"
#include "run/profiles.h"
#include "run/world.h"

/* The least severity that makes an object fail. */
enum fail_on {
    FAIL_ON_NOTICE = SEVERITY_NOTICE,
    FAIL_ON_WARNING = SEVERITY_WARNING,
    FAIL_ON_ERROR = SEVERITY_ERROR,
    FAIL_ON_NEVER
};

struct run_request {
    struct texts paths; /* what is linted: files, folders, "-" */
    struct profiles_request profiles;
    struct texts excluded; /* patterns of what is left out below folders: struct path_exclusions */
    struct world_paths world;
    int64_t at;               /* the time judged */
    struct accepted accepted; /* findings that do not count */
    enum fail_on fail_on;
    bool strict;   /* what could not be checked counts as an error */
    unsigned jobs; /* threads; 0: one for each core */
    const struct report_format *format;
    struct report_options report; /* what of it stands above is filled in */
    FILE *out;
    /* Prints what is wrong with the rule sets and the waivers; the diags live until it returns. */
    void (*complain)(void *context, struct diags *diags);
    void *context;
};

enum run_outcome {
    RUN_DONE,     /* *totals say how it ended */
    RUN_REFUSED,  /* nothing was linted, or not all: rule sets, profile or parameters are wrong; complained */
    RUN_UNWRITTEN /* the report could not be written; errno says why */
};
/* *ended: how many waivers have ended; each was complained about, and makes the run fail. */
enum run_outcome run_lint(const struct run_request *request, struct report_totals *totals, size_t *ended);

#endif
