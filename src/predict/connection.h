/* Whether a device reaches a server: four steps, and the verdict that follows from them (rules/MODEL.md).
 *
 * Each side chooses a certificate of its own, then judges the other's with what it trusts itself. A step holds, fails,
 * is at risk, or is unknown; the first that fails decides the code. What was not given makes a step unknown, never good.
 * In a user tunnel the server's certificate counts for IKEv2; the user is judged by the NPS, in EAP, inside it. */
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
    unsigned code;            /* what is reported; 0: what the step means */
    enum evidence evidence;
    const char *rule, *message;
    const char *fix; /* "" where there is none */
};
struct causes {
    struct cause *items; /* the likely ones first */
    size_t count, capacity;
};

/* What lint warns of and what decides nothing: Windows takes the certificate today, as far as is known. */
struct warning {
    const struct rule *rule; /* borrows from the library */
    const char *message;
};

struct passed_over {
    const struct cert *cert;
    const char *rule, *reason;
};

struct step {
    enum step_outcome outcome;
    const struct cert *cert; /* chosen or judged; NULL: none */
    bool
        is_on_trial; /* chosen against the host's own stores or settings: it fails, unless the peers' steps say more */
    struct causes causes;
    struct {
        struct passed_over *items;
        size_t count, capacity;
    } passed_over;
    struct {
        struct warning *items;
        size_t count, capacity;
    } warnings;        /* of the certificate that is judged, its CAs and their lists */
    const char *note;  /* what holds all the same, as a revocation that nobody enforces; "" */
    const char *needs; /* what to give, where something is unknown; "" */
};

enum verdict { VERDICT_CONNECTS, VERDICT_AT_RISK, VERDICT_UNKNOWN, VERDICT_FAILS };
const char *verdict_name(enum verdict verdict);
const char *tunnel_name(enum tunnel_kind kind); /* "device", "user" */

struct connection {
    const struct host *device, *server;
    const struct tunnel *tunnel;
    struct step steps[STEP_COUNT];
    enum verdict verdict;
    enum step_kind decided_by; /* the step that fails first; of the code */
    unsigned code;             /* 0 unless it fails */
    enum evidence evidence;    /* of the code: of the likeliest cause */
    unsigned
        logged; /* the code in the event: another one where the server reports and the client is not told */
    const char *seen_by; /* "client", "server" */
    const char *event;   /* what the client logs; "" unless it fails */
};

/* A judgement of a server that many devices make alike. */
struct judgement {
    const struct host *server;
    const struct trust *trust;
    const struct program *program;
    bool roots_known, intermediates_known, skips;
    struct step step;
};

struct predictor {
    struct arena *arena;
    int64_t at;
    /* What the peer looks at. as_any_server: without a name; struct tunnel has the one that is dialled. */
    const struct program *as_any_server, *as_device, *as_user, *as_nps;
    const struct program *as_rras, *as_profile, *as_host, *as_store; /* rules about settings and stores */
    const struct host *nps;                                          /* NULL: not given */
    struct step nps_choice;
    struct {
        struct judgement *items;
        size_t count, capacity;
    } judgements;
};

/* Who presents a certificate. */
enum role { ROLE_SERVER, ROLE_DEVICE, ROLE_USER, ROLE_NPS };

/* A host chooses what it presents (choose.c). tunnel: of the device or user; NULL for servers. */
void step_choose(struct predictor *predictor, const struct host *host, enum role role,
                 const struct tunnel *tunnel, struct step *out);
/* A host judges what its peer chose (judge.c); nothing is judged where nothing was chosen. */
void step_judge_device(struct predictor *predictor, const struct host *server, const struct host *device,
                       const struct step *chosen, struct step *out);
void step_judge_server(struct predictor *predictor, const struct host *device, const struct tunnel *tunnel,
                       const struct host *server, const struct step *chosen, struct step *out);
/* What is known of EAP: the NPS judges the user; what the device makes of the NPS is added to a step (eap.c). */
void step_judge_user(struct predictor *predictor, const struct host *server, const struct tunnel *tunnel,
                     const struct step *chosen, struct step *out);
void step_judge_nps(struct predictor *predictor, const struct host *device, const struct tunnel *tunnel,
                    struct step *out);

/* What becomes of a certificate whose state nobody knows: it passes, is rejected, is not asked for; or settings are
 * missing. */
enum revocation_check { REVOCATION_WEAK, REVOCATION_STRONG, REVOCATION_OFF, REVOCATION_NOBODY_SAYS };

/* The rules of a profile and the revocation of the path, as `judge` sees a certificate. */
struct judging {
    struct predictor *predictor;
    const struct host *judge, *holder; /* holder NULL: what it has is not known */
    enum role presented_by;
    const struct program *program;
    const struct cert *cert;
    struct arena *arena;     /* while it judges */
    const struct path *path; /* set by judge_certificate() */
    struct step *step;
    enum revocation_check revocation;
    const char *revocation_needs; /* REVOCATION_NOBODY_SAYS */
    bool holder_enforces;         /* the server whose certificate it is asks for lists of devices */
    bool skips_name_and_usage;
};
void judge_certificate(struct judging *judging);
/* Whether the server accepts a way to authenticate: else the rule fails. */
void judge_method(const struct predictor *predictor, const struct settings *rras, const char *method,
                  const char *rule, const char *message, struct step *step);
/* What of the server's settings was given and could not be read is unknown. */
void judge_unread(const struct predictor *predictor, const struct host *server, struct step *step);
bool tunnel_asks_for_user_certificate(const struct tunnel *tunnel);

/* From the choices of both (made once for each host) to the verdict. */
void connection_predict(struct predictor *predictor, const struct host *device, const struct tunnel *tunnel,
                        const struct step *device_choice, const struct host *server,
                        const struct step *server_choice, struct connection *out);

/* Adds a cause, and makes the step no better than it. The rule is one of step_rules.h, or a compiled one. */
void step_add(const struct predictor *predictor, struct step *step, enum step_outcome weight,
              const char *rule, const char *message);
void step_add_rule(const struct predictor *predictor, struct step *step, enum step_outcome weight,
                   unsigned code, const struct rule *rule, const char *message);
void step_warn(const struct predictor *predictor, struct step *step, const struct rule *rule,
               const char *message);
void step_needs(const struct predictor *predictor, struct step *step, const char *needs);
void step_note(const struct predictor *predictor, struct step *step, const char *note);

/* The compiled rule of a full name, in whatever of the programs has it; NULL: none. */
const struct rule *predictor_rule(const struct predictor *predictor, const char *full_name);

/* Of a certificate whose issuer is missing: from where Windows may fetch it; NULL: there is no address that a machine
 * outside could reach. */
const char *fetched_from(struct arena *arena, const struct cert *cert);

/* Whether a certificate has one of these usages, by name: "any" does not count. */
bool cert_names_usage(const struct cert *cert, const struct oid_list *usages);

#endif
