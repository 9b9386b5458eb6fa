/* Findings to text, JSON and the other formats.
 *
 * Workers render objects and failures into parts, without touching the report; one thread at a time puts the parts
 * out, in input order. So a report of any length needs the memory of a few parts. The report keeps the sums, and one
 * sticky error that is looked at once, at the end. */
#ifndef IKELINT_REPORT_REPORT_H
#define IKELINT_REPORT_REPORT_H

#include <stdio.h>

#include "lint/lint.h"

enum profile_reason { PROFILE_GIVEN, PROFILE_DECIDED, PROFILE_FALLBACK /* no profile fits */ };

/* Everything a format may say about one linted object. Borrows all. */
struct report_object {
    const struct object *object;
    const char *file_kind; /* what its file was taken for; "" */
    const struct program *program;
    enum profile_reason profile_reason;
    const char *profile_why; /* "Server Authentication alone", for people; "" when given */
    const struct scene *scene;
    const struct result *result;
    bool failed; /* something at or above --fail-on, or with --strict something not checked */
};

/* A file, or a stretch of one, that could not be read. */
struct report_failure {
    const char *source;
    size_t offset; /* octets into the file */
    uint32_t line; /* 1-based in text, else 0 */
    const char *error;
    bool in_folder; /* nobody named the file: it lies below a folder that was given */
};

struct report_totals {
    size_t objects, failed, passed; /* objects: all, and by verdict */
    size_t error, warning, notice;  /* findings that count */
    size_t waived, in_baseline;     /* findings that do not */
    size_t outcomes[OUTCOME_COUNT]; /* of rules on elements */
    size_t unreadable;
    size_t unreadable_in_folders; /* of those: files that nobody named */
    size_t excluded;              /* files and folders that were left out */
};

struct report_options {
    bool color;
    bool quiet;   /* text: no line for what is good */
    bool verbose; /* text: the path of everything, the rules that passed */
    unsigned width;
    int fail_on; /* the least enum severity that makes an object fail; above all of them: never */
    bool strict; /* what could not be checked fails, too */
    int64_t evaluated_at;
    const char *version; /* of the program */
};

struct report;      /* an open report; opaque */
struct report_part; /* a stretch of one; opaque */

struct report_format {
    const char *name; /* "text" */
    const char *help;
};
size_t report_format_count(void);
const struct report_format *report_format_at(size_t index);
const struct report_format *report_format_find(const char *name); /* NULL: unknown */

struct report *report_open(const struct report_format *format, const struct report_options *options,
                           FILE *out);

struct report_part *report_part_new(const struct report *report);
void report_part_free(struct report_part *part);
size_t report_part_size(const struct report_part *part); /* octets held */
void report_part_object(struct report_part *part, const struct report_object *object);
void report_part_failure(struct report_part *part, const struct report_failure *failure);

/* Puts the part out and empties it. */
void report_put(struct report *report, struct report_part *part);

/* Before the end: the waivers that were in force, of which those that have ended or fitted nothing are told. Borrows. */
struct waivers;
void report_waivers(struct report *report, const struct waivers *waivers);

/* Before the end: what was left out below folders. Borrows. */
void report_excluded(struct report *report, const char *const *paths, size_t count);

/* Writes the end, fills *totals and frees the report. Returns whether all of it was written; on false errno says why. */
bool report_close(struct report *report, struct report_totals *totals);

#endif
