/* What the formats share: a format is a row of functions over struct report and struct report_part. */
#ifndef IKELINT_REPORT_REPORT_INTERNAL_H
#define IKELINT_REPORT_REPORT_INTERNAL_H

#include "report/report.h"
#include "ruleset/waivers.h"
#include "util/texts.h"

/* A rule that could not be checked on some objects for one and the same reason. */
struct unchecked_rule {
    const char *full_name; /* borrows from the rule set */
    size_t times;          /* objects and elements */
};

/* What to give, and the rules that wait for it. */
struct need {
    const char *needs; /* the list's arena */
    struct unchecked_rule *rules;
    size_t rule_count, rule_capacity;
    size_t times;
};

enum { NEEDS_MAX = 200 }; /* different needs kept; the rest is counted */

struct needs {
    struct need *items;
    size_t count, capacity;
    size_t dropped; /* outcomes whose need had no place left */
};

/* A rule that was violated, and by what: certificates to enrol again, CAs to mend. */
struct violated {
    const struct rule *rule; /* borrows from the rule set */
    size_t objects;
    struct texts labels; /* of the first VIOLATORS_MAX; the list's arena */
    size_t last;         /* number of the part's object that was counted last */
};

enum { VIOLATORS_MAX = 200 };

struct violations {
    struct violated *items;
    size_t count, capacity;
};

struct programs {
    const struct program **items; /* borrows */
    size_t count, capacity;
};

/* How often each error code is predicted, by objects. */
enum { CODES_MAX = 16 };
struct code_count {
    unsigned code;
    size_t objects;
};

/* A stretch of a part's body that is put out once in a report only: a fix that many findings share. */
struct once {
    size_t from, to; /* octets of the body */
    const char *key; /* borrows from the rule set */
};
struct onces {
    struct once *items;
    size_t count, capacity;
};

struct report_part {
    const struct report *report;
    struct arena *arena; /* for needs */
    struct buf body;     /* in the order of the input */
    struct onces onces;  /* in the order of the body */
    struct buf failures; /* what the format keeps apart from the objects */
    struct report_totals totals;
    struct needs needs;
    struct violations violations;
    struct programs programs;
    struct code_count codes[CODES_MAX];
};

struct report {
    const struct format *format;
    struct report_options options;
    FILE *out;
    int error; /* errno of the first write that failed; 0: none */
    struct arena *arena;
    bool body_ends_blank; /* whether the last record ended in an empty line */
    bool body_written;    /* whether a record was put out: formats with separators drop the first one */
    struct buf failures;  /* kept until the end */
    struct texts shown;   /* keys of the stretches that were put out */
    struct report_totals totals;
    struct needs needs;
    struct violations violations;
    struct programs programs;
    struct code_count codes[CODES_MAX];
    const struct waivers *waivers; /* NULL: none were given */
    const char *const *excluded;   /* totals.excluded of them */
};

/* Number `index` of the waivers that have ended or fitted nothing; NULL behind the last. */
const struct waiver *report_waiver_at(const struct report *report, size_t index, enum waiver_state *state);

struct format {
    struct report_format about;
    const char *again;     /* in place of a stretch that was put out before */
    const char *separator; /* between two records of the body; NULL: none */
    void (*begin)(struct report *report);
    void (*object)(struct report_part *part, const struct report_object *object);
    void (*failure)(struct report_part *part, const struct report_failure *failure);
    void (*end)(struct report *report);
};

extern const struct format report_text;
extern const struct format report_json;
extern const struct format report_ndjson;
extern const struct format report_sarif;
extern const struct format report_junit;

/* Writes octets; after an error does nothing. */
void report_write(struct report *report, struct span octets);
void report_write_text(struct report *report, const char *text);
void report_write_buf(struct report *report, struct buf *buf); /* and frees it */

/* Which machine a role is: "client", "server", or "unknown" where the profile does not say who presents. */
enum report_role { ROLE_PEER, ROLE_HOLDER };
const char *report_seen_by(const struct program *program, enum report_role role);

/* Words of enums, as in the JSON report. */
const char *report_severity_name(enum severity severity);
const char *report_evidence_name(enum evidence evidence);

/* "leaf", "issuer", "root", "crl". */
const char *report_element_role(const struct scene *scene, const struct element *element);

/* " 13801 (client), 13806 (server)": what a rule predicts, with a blank in front; "" when no code. */
void report_add_codes(struct buf *out, const struct program *program, const struct rule *rule);

#endif
