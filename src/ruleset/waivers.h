/* Waivers: findings that somebody has accepted for a while, with a reason.
 *
 *     waivers:
 *       - rule: vpn-server/server-name-by-wildcard
 *         subject: "CN=*.contoso.com*"        # or sha256, or source; all that are given must fit
 *         until: 2026-12-31
 *         reason: one certificate for both gateways until the new ones are there (CHG-4711)
 *         approved_by: A. Datum
 *
 * A waived finding is reported as waived. One that has ended waives nothing and is an error; one that fitted nothing is
 * worth a warning. */
#ifndef IKELINT_RULESET_WAIVERS_H
#define IKELINT_RULESET_WAIVERS_H

#include "ruleset/tree.h"

struct waiver {
    const char *rule;             /* a pattern, as the next two */
    const char *subject, *source; /* NULL: whichever */
    struct span sha256;           /* 32 octets; length 0: whichever */
    int64_t until;                /* the last second */
    const char *until_text;       /* as written */
    const char *reason;
    const char *approved_by; /* NULL: not said */
    struct place place;
    bool was_used;    /* set by whoever applies it, under a lock of theirs */
    bool has_no_rule; /* set by whoever knows the rules, and complains: it names one that is not */
};

struct waivers {
    struct waiver *items;
    size_t count, capacity;
};

/* Adds those that stand in a text. False after a complaint. */
bool waivers_read(struct arena *arena, const struct source *source, struct waivers *out, struct diags *diags);
/* The same from a file. */
bool waivers_load(struct arena *arena, const char *path, struct waivers *out, struct diags *diags);
/* Adds one that stands in another file. */
bool waiver_read(struct arena *arena, const struct node *node, struct waivers *out, struct diags *diags);

/* What a finding is about. */
struct waiver_target {
    const char *rule, *subject, *source;
    struct span sha256;
    int64_t at; /* the time judged */
};
/* The first that fits and has not ended; NULL: none. */
struct waiver *waivers_find(const struct waivers *waivers, const struct waiver_target *target);

enum waiver_state { WAIVER_GOOD, WAIVER_ENDED, WAIVER_NO_RULE, WAIVER_UNUSED };
extern const char *const waiver_state_words[]; /* "ended", "no_rule", "unused" */
/* Behind a run: whether something is to be done about it. */
enum waiver_state waiver_state_of(const struct waiver *waiver, int64_t at);

/* "the waiver of 'crl/expired' ended on 2026-05-31; what it waived counts again"; not for a good one. */
const char *waiver_complaint(struct arena *arena, const struct waiver *waiver, enum waiver_state state);

/* Complains about those that have ended (errors) and, where all was looked at, those that fitted nothing. */
void waivers_complain(const struct waivers *waivers, int64_t at, struct diags *diags);

#endif
