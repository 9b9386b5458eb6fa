/* What logged failures (event 20227) mean, and with a predicted deployment which cause each has.
 *
 * Events of one attempt are joined by their CoId: 20222 says what was dialled, 20221 whose connection it is. Equal
 * failures are one diagnosis: of one code, tunnel, connection and server, with the same answer. An event of the client
 * says that a code was logged, never which of its causes it had: that is the deployment's to say. */
#ifndef IKELINT_PREDICT_DIAGNOSIS_H
#define IKELINT_PREDICT_DIAGNOSIS_H

#include "predict/causes.h"
#include "predict/codes.h"
#include "predict/prediction.h"
#include "predict/step_rules.h"
#include "read/events.h"

enum dialled { DIALLED_UNKNOWN, DIALLED_DEVICE, DIALLED_USER };
const char *dialled_name(enum dialled tunnel); /* "device", "user", "unknown" */

enum diagnosis_outcome {
    DIAGNOSIS_NOT_CERTIFICATES, /* the code is none of theirs */
    DIAGNOSIS_POSSIBLE,         /* no deployment was given: `possible` has what can cause it */
    DIAGNOSIS_EXPLAINED,        /* predicted as logged */
    DIAGNOSIS_AT_RISK,          /* predicted as something that can end so */
    DIAGNOSIS_UNEXPLAINED,      /* the deployment as exported does not end so */
    DIAGNOSIS_UNKNOWN           /* not without what `needs` says */
};
const char *diagnosis_outcome_name(enum diagnosis_outcome outcome); /* "not-certificates" */

/* A rule that predicts the code, and for whom. */
struct possible_cause {
    const struct program *program;
    const struct rule *rule;
    bool holder; /* reported by the side that presents the certificate */
};

struct diagnosis {
    uint32_t code;
    const struct error_code *known; /* NULL: not in the table */
    enum dialled tunnel;
    const char *tunnel_because;      /* from what the tunnel is inferred */
    const char *connection, *server; /* "" where nothing says it */

    size_t count;
    enum event_clock clock; /* of first and last; EVENT_CLOCK_NONE: no time that could be told */
    int64_t first, last;
    struct texts computers, users;    /* each once, sorted */
    const struct logged_event *event; /* the first of them in the files */

    struct {
        struct possible_cause *items; /* in the order of likelihood */
        size_t count, capacity;
    } possible;
    struct {
        const struct step_rule **items; /* rules of `predict` that can be the cause, too */
        size_t count, capacity;
    } steps;

    /* With a deployment */
    enum diagnosis_outcome outcome;
    const char *says;                   /* the answer, for people */
    const struct connection *predicted; /* the one that the answer is about; NULL: none */
    enum verdict verdict;               /* of it, in this kind of tunnel */
    unsigned predicted_code;            /* what the client would log; 0 unless it fails */
    unsigned reported_code;             /* by seen_by: another one where the client is not told */
    const char *seen_by;                /* who reports it: "client", "server"; NULL unless it fails */
    struct causes causes;
    struct texts needs;
};

struct diagnoses {
    struct diagnosis *items; /* what certificates cause first, then by number */
    size_t count, capacity;
    size_t failures; /* events 20227, each attempt once */
    size_t repeated; /* the same ones met again */
};

struct diagnosis_input {
    const struct event_list *events;       /* borrows */
    const struct program *const *programs; /* all rule sets, compiled */
    size_t program_count;
    const struct prediction *prediction; /* NULL: no deployment */
    const char *device;                  /* name of the device, where the events do not say it; or NULL */
};

void diagnose(struct arena *arena, const struct diagnosis_input *input, struct diagnoses *out);

/* The time of the last failure; false where no event has one. */
bool diagnosis_last_time(const struct event_list *events, int64_t *out);

#endif
