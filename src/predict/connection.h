/* Whether a device reaches a server: four steps, and the verdict that follows from them (rules/MODEL.md).
 *
 * Each side chooses a certificate of its own, then judges the other's with what it trusts itself. A step holds, fails,
 * is at risk, or is unknown; the first that fails decides the code. What was not given makes a step unknown, never good. */
#ifndef IKELINT_PREDICT_CONNECTION_H
#define IKELINT_PREDICT_CONNECTION_H

#include "predict/host.h"
#include "ruleset/ruleset.h"

enum step_outcome { STEP_HOLDS, STEP_AT_RISK, STEP_UNKNOWN, STEP_FAILS };
const char *step_outcome_name(enum step_outcome outcome); /* "at-risk" */

enum step_kind {
    STEP_SERVER_CHOOSES,
    STEP_CLIENT_CHOOSES,
    STEP_SERVER_JUDGES_CLIENT,
    STEP_CLIENT_JUDGES_SERVER,
    STEP_COUNT
};
const char *step_name(enum step_kind step); /* "server-chooses" */

/* Why a step does not hold, for people; and what to change. */
struct cause {
    enum step_outcome weight; /* what it makes of the step */
    const char *rule, *message;
    const char *fix; /* "" where there is none */
};
struct causes {
    struct cause *items;
    size_t count, capacity;
};

struct passed_over {
    const struct cert *cert;
    const char *rule, *reason;
};

struct step {
    enum step_outcome outcome;
    const struct cert *cert; /* chosen or judged; NULL: none */
    struct causes causes;
    struct {
        struct passed_over *items;
        size_t count, capacity;
    } passed_over;
    const char *note;  /* what holds all the same, as a revocation that nobody enforces; "" */
    const char *needs; /* what to give, where something is unknown; "" */
};

enum verdict { VERDICT_CONNECTS, VERDICT_AT_RISK, VERDICT_UNKNOWN, VERDICT_FAILS };
const char *verdict_name(enum verdict verdict);

struct connection {
    const struct host *device, *server;
    struct step steps[STEP_COUNT];
    enum verdict verdict;
    unsigned code; /* 0 unless it fails */
    unsigned
        logged; /* the code in the event: another one where the server reports and the client is not told */
    const char *seen_by; /* "client", "server" */
    const char *event;   /* what the client logs; "" unless it fails */
};

struct predictor {
    struct arena *arena;
    int64_t at;
    const char *server_name;                     /* NULL: not given */
    const struct program *as_server, *as_device; /* what the peer looks at */
};

/* A host chooses what it presents (choose.c). */
void step_choose(const struct predictor *predictor, const struct host *host, bool is_server,
                 struct step *out);
/* A host judges what its peer chose (judge.c); nothing is judged where nothing was chosen. */
void step_judge(const struct predictor *predictor, const struct host *judge, const struct host *holder,
                bool judge_is_server, const struct step *chosen, struct step *out);

/* From the choices of both (made once for each host) to the verdict. */
void connection_predict(const struct predictor *predictor, const struct host *device,
                        const struct step *device_choice, const struct host *server,
                        const struct step *server_choice, struct connection *out);

/* Adds a cause, and makes the step no better than it. */
void step_add(const struct predictor *predictor, struct step *step, enum step_outcome weight,
              const char *rule, const char *message, const char *fix);
void step_needs(const struct predictor *predictor, struct step *step, const char *needs);

#endif
