/* Findings to text, JSON and the other formats. A writer is opened, given objects in input order, and closed; it keeps
 * one sticky error, looked at once at the end. */
#ifndef IKELINT_REPORT_REPORT_H
#define IKELINT_REPORT_REPORT_H

#include <stdio.h>

#include "lint/lint.h"

enum profile_reason { PROFILE_GIVEN, PROFILE_DECIDED, PROFILE_FALLBACK /* no profile fits */ };

/* Everything a format may say about one linted object. Borrows all. */
struct report_object {
    const struct object *object;
    const struct program *program;
    enum profile_reason profile_reason;
    const char *profile_why; /* "Server Authentication alone", for people; "" when given */
    const struct scene *scene;
    const struct result *result;
    bool failed; /* something at or above --fail-on, or with --strict something not checked */
};

struct report_unreadable {
    const char *source;
    size_t offset;
    uint32_t line;
    const char *error;
};

struct report_totals {
    size_t objects, failed, error, warning, notice, not_checked, unreadable;
};

struct report_options {
    bool color;
    bool verbose;
    int64_t evaluated_at;
    const char *version;           /* of the program */
    const char *const *file_kinds; /* reserved */
};

struct report; /* an open report; opaque */

struct report_format {
    const char *name; /* "text" */
    const char *help;
};
size_t report_format_count(void);
const struct report_format *report_format_at(size_t index);
const struct report_format *report_format_find(const char *name);

struct report *report_open(const struct report_format *format, const struct report_options *options,
                           FILE *out);
/* The rule sets in force, before any object (JSON: "rulesets"); may be called for several programs, each set once. */
void report_rulesets(struct report *report, const struct program *program);
/* An object or failure rendered to octets by a worker, without the report's state: what report_write then puts out. */
void report_render_object(const struct report *report, const struct report_object *object, struct buf *out);
void report_render_unreadable(const struct report *report, const struct report_unreadable *failure,
                              struct buf *out);
/* In input order, from one thread. */
void report_write_object(struct report *report, const struct buf *rendered,
                         const struct report_object *object);
/* Closes and frees. Returns whether all was written; *totals are the sums. */
bool report_close(struct report *report, const struct report_totals *totals);

#endif
