/* The steps in their order, and what they add up to. */
#include "predict/connection.h"

const char *step_outcome_name(enum step_outcome outcome)
{
    static const char *const names[] = { "holds", "at-risk", "unknown", "fails" };
    return names[outcome];
}

const char *step_name(enum step_kind step)
{
    static const char *const names[STEP_COUNT] = { "server-chooses", "client-chooses", "server-judges-client",
                                                   "client-judges-server" };
    return names[step];
}

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[] = { "connects", "at-risk", "unknown", "fails" };
    return names[verdict];
}

static void worsen(struct step *step, enum step_outcome outcome)
{
    if (outcome > step->outcome)
        step->outcome = outcome;
}

void step_add(const struct predictor *predictor, struct step *step, enum step_outcome weight,
              const char *rule, const char *message, const char *fix)
{
    worsen(step, weight);
    *VEC_ADD(predictor->arena, &step->causes) =
        (struct cause){ weight, rule, arena_text(predictor->arena, message),
                        fix ? arena_text(predictor->arena, fix) : "" };
}

void step_needs(const struct predictor *predictor, struct step *step, const char *needs)
{
    worsen(step, STEP_UNKNOWN);
    if (strstr(step->needs, needs))
        return;
    step->needs = step->needs[0] ? arena_format(predictor->arena, "%s; %s", step->needs, needs)
                                 : arena_text(predictor->arena, needs);
}

/* A side that cannot choose reports 13806; a side that rejects makes the client report 13801. When it is the server
 * that cannot choose, the client is told so little that it logs 13801. */
static void conclude(const struct predictor *predictor, enum step_kind step, struct connection *out)
{
    bool chooses = step == STEP_SERVER_CHOOSES || step == STEP_CLIENT_CHOOSES;
    out->code = chooses ? 13806 : 13801;
    out->logged = step == STEP_CLIENT_CHOOSES ? 13806 : 13801;
    out->seen_by = step == STEP_SERVER_CHOOSES ? "server" : "client";
    out->event = arena_format(
        predictor->arena,
        "The user SYSTEM dialed a connection named (its name) which has failed. The error code returned on "
        "failure is %u.",
        out->logged);
}

void connection_predict(const struct predictor *predictor, const struct host *device,
                        const struct step *device_choice, const struct host *server,
                        const struct step *server_choice, struct connection *out)
{
    *out = (struct connection){ .device = device, .server = server, .seen_by = "", .event = "" };
    out->steps[STEP_SERVER_CHOOSES] = *server_choice;
    out->steps[STEP_CLIENT_CHOOSES] = *device_choice;
    step_judge(predictor, server, device, true, device_choice, &out->steps[STEP_SERVER_JUDGES_CLIENT]);
    step_judge(predictor, device, server, false, server_choice, &out->steps[STEP_CLIENT_JUDGES_SERVER]);
    for (int i = 0; i < STEP_COUNT; i++)
        if ((int)out->steps[i].outcome > (int)out->verdict)
            out->verdict = (enum verdict)out->steps[i].outcome;
    for (int i = 0; i < STEP_COUNT && !out->code; i++)
        if (out->steps[i].outcome == STEP_FAILS)
            conclude(predictor, (enum step_kind)i, out);
}
