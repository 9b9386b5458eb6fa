/* The steps in their order, and what they add up to. */
#include "predict/connection.h"

#include "predict/step_rules.h"
#include "util/text.h"

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

const char *tunnel_name(enum tunnel_kind kind)
{
    static const char *const names[TUNNEL_KIND_COUNT] = { "device", "user" };
    return names[kind];
}

/* -- filling a step ------------------------------------------------------------------------------------------------- */

static void worsen(struct step *step, enum step_outcome outcome)
{
    if (outcome > step->outcome)
        step->outcome = outcome;
}

/* What fails comes before what may; what Microsoft documents before what was seen, and that before what was inferred. */
static int likelihood(const struct cause *cause)
{
    return (int)cause->weight * 4 + (int)cause->evidence;
}

static void add_cause(const struct predictor *predictor, struct step *step, struct cause cause)
{
    struct causes *causes = &step->causes;
    worsen(step, cause.weight);
    cause.message = arena_text(predictor->arena, cause.message);
    *VEC_ADD(predictor->arena, causes) = cause;
    for (size_t i = causes->count - 1;
         i > 0 && likelihood(&causes->items[i]) > likelihood(&causes->items[i - 1]); i--) {
        struct cause swap = causes->items[i];
        causes->items[i] = causes->items[i - 1];
        causes->items[i - 1] = swap;
    }
}

const struct rule *predictor_rule(const struct predictor *predictor, const char *full_name)
{
    const struct program *programs[] = { predictor->as_any_server, predictor->as_device,
                                         predictor->as_user,       predictor->as_nps,
                                         predictor->as_rras,       predictor->as_profile,
                                         predictor->as_store };
    for (size_t i = 0; i < COUNT_OF(programs); i++)
        for (size_t k = 0; k < programs[i]->rule_count; k++)
            if (strcmp(programs[i]->rules[k]->full_name, full_name) == 0)
                return programs[i]->rules[k];
    return NULL;
}

void step_add_rule(const struct predictor *predictor, struct step *step, enum step_outcome weight,
                   unsigned code, const struct rule *rule, const char *message)
{
    add_cause(
        predictor, step,
        (struct cause){ weight, code, rule->evidence, rule->full_name, message, rule->fix ? rule->fix : "" });
}

void step_add(const struct predictor *predictor, struct step *step, enum step_outcome weight,
              const char *rule, const char *message)
{
    const struct step_rule *row = step_rule_find(rule);
    const struct rule *compiled = row ? NULL : predictor_rule(predictor, rule);
    if (compiled)
        step_add_rule(predictor, step, weight, 0, compiled, message);
    else if (row)
        add_cause(predictor, step,
                  (struct cause){ weight, row->code, row->evidence, row->id, message, row->fix });
    else
        BUG("a cause that no rule explains");
}

static const char *join(const struct predictor *predictor, const char *list, const char *text)
{
    if (strstr(list, text))
        return list;
    return list[0] ? arena_format(predictor->arena, "%s; %s", list, text)
                   : arena_text(predictor->arena, text);
}

void step_warn(const struct predictor *predictor, struct step *step, const struct rule *rule,
               const char *message)
{
    *VEC_ADD(predictor->arena, &step->warnings) =
        (struct warning){ rule, arena_text(predictor->arena, message) };
}

void step_needs(const struct predictor *predictor, struct step *step, const char *needs)
{
    worsen(step, STEP_UNKNOWN);
    step->needs = join(predictor, step->needs, needs);
}

void step_note(const struct predictor *predictor, struct step *step, const char *note)
{
    step->note = join(predictor, step->note, note);
}

const char *fetched_from(struct arena *arena, const struct cert *cert)
{
    struct span address;
    return cert_issuer_address(cert, &address)
               ? arena_format(arena,
                              "it fails unless Windows fetches what is missing from %s (usual for Windows, "
                              "not confirmed for IKEv2) and that leads to a trusted root",
                              text_escaped(arena, address))
               : NULL;
}

bool cert_names_usage(const struct cert *cert, const struct oid_list *usages)
{
    const struct oid_list *list;
    if (cert_usages(cert, &list) != EXTENSION_PRESENT)
        return false;
    for (size_t i = 0; i < usages->count; i++)
        for (size_t k = 0; k < list->count; k++)
            if (span_equal(list->items[k], usages->items[i]))
                return true;
    return false;
}

/* -- the verdict ---------------------------------------------------------------------------------------------------- */

/* A side that cannot choose reports 13806; a side that rejects makes the client report 13801. When it is the server
 * that cannot choose, the client is told so little that it logs 13801. What goes wrong in EAP has codes of its own. */
static void conclude(const struct predictor *predictor, enum step_kind step, struct connection *out)
{
    bool is_user = out->tunnel->kind == TUNNEL_USER;
    bool chooses = step == STEP_SERVER_CHOOSES || step == STEP_CLIENT_CHOOSES;
    const struct causes *causes = &out->steps[step].causes;
    unsigned own = causes->count ? causes->items[0].code : 0;
    out->decided_by = step;
    out->code = own ? own : chooses ? 13806 : 13801;
    out->evidence = causes->count ? causes->items[0].evidence : EVIDENCE_INFERRED;
    out->logged = step == STEP_SERVER_CHOOSES ? 13801 : out->code;
    out->seen_by = step == STEP_SERVER_CHOOSES ? "server" : "client";
    out->event = arena_format(
        predictor->arena,
        "The user %s dialed a connection named %s which has failed. The error code returned on failure is "
        "%u.",
        is_user ? "(its name)" : "SYSTEM",
        out->tunnel->name ? text_escaped(predictor->arena, span_of_text(out->tunnel->name)) : "(its name)",
        out->logged);
}

static bool fails_by_path(const struct step *step)
{
    for (size_t i = 0; i < step->causes.count; i++)
        if (step->causes.items[i].weight == STEP_FAILS &&
            strncmp(step->causes.items[i].rule, "certificate-path/", strlen("certificate-path/")) == 0)
            return true;
    return false;
}

/* What a side chose on trial: where the peers' judgement fails as well, that is what will be seen, and the choice is at
 * risk only. Causes are shared by all connections of a host, so it gets its own. */
static void soften(const struct predictor *predictor, struct step *step)
{
    struct cause *causes = arena_array(predictor->arena, step->causes.count, sizeof *causes);
    for (size_t i = 0; i < step->causes.count; i++) {
        causes[i] = step->causes.items[i];
        causes[i].weight = STEP_AT_RISK;
    }
    step->causes.items = causes;
    step->causes.capacity = step->causes.count;
    step->outcome = step->needs[0] ? STEP_UNKNOWN : STEP_AT_RISK;
}

/* A root that the server lacks, or another one in RootCertificateNameToAccept, makes a server reject devices, too: 13801
 * (Microsoft: T03, P01). A device that lacks the root of both rejects the server: 13801 (T01); one that lacks only that of
 * its own certificate cannot choose it: 13806 (C06). */
static void settle_trials(const struct predictor *predictor, struct connection *out)
{
    struct step *steps = out->steps;
    const struct step *by_server = &steps[STEP_SERVER_JUDGES_CLIENT],
                      *by_client = &steps[STEP_CLIENT_JUDGES_SERVER];
    bool is_device = out->tunnel->kind == TUNNEL_DEVICE;
    if (steps[STEP_SERVER_CHOOSES].is_on_trial &&
        ((is_device && by_server->outcome == STEP_FAILS) || by_client->outcome == STEP_FAILS))
        soften(predictor, &steps[STEP_SERVER_CHOOSES]);
    if (steps[STEP_CLIENT_CHOOSES].is_on_trial && fails_by_path(by_client))
        soften(predictor, &steps[STEP_CLIENT_CHOOSES]);
}

void connection_predict(struct predictor *predictor, const struct host *device, const struct tunnel *tunnel,
                        const struct step *device_choice, const struct host *server,
                        const struct step *server_choice, struct connection *out)
{
    /* The server shows its certificate before EAP begins. */
    static const enum step_kind orders[TUNNEL_KIND_COUNT][STEP_COUNT] = {
        [TUNNEL_DEVICE] = { STEP_SERVER_CHOOSES, STEP_CLIENT_CHOOSES, STEP_SERVER_JUDGES_CLIENT,
                            STEP_CLIENT_JUDGES_SERVER },
        [TUNNEL_USER] = { STEP_SERVER_CHOOSES, STEP_CLIENT_JUDGES_SERVER, STEP_CLIENT_CHOOSES,
                          STEP_SERVER_JUDGES_CLIENT },
    };
    struct step *steps = out->steps;
    *out = (struct connection){
        .device = device, .server = server, .tunnel = tunnel, .seen_by = "", .event = ""
    };
    steps[STEP_SERVER_CHOOSES] = *server_choice;
    steps[STEP_CLIENT_CHOOSES] = *device_choice;
    step_judge_server(predictor, device, tunnel, server, server_choice, &steps[STEP_CLIENT_JUDGES_SERVER]);
    if (tunnel->kind == TUNNEL_USER) {
        step_judge_user(predictor, server, tunnel, device_choice, &steps[STEP_SERVER_JUDGES_CLIENT]);
        step_judge_nps(predictor, device, tunnel, &steps[STEP_CLIENT_JUDGES_SERVER]);
    } else {
        step_judge_device(predictor, server, device, device_choice, &steps[STEP_SERVER_JUDGES_CLIENT]);
    }
    settle_trials(predictor, out);
    for (int i = 0; i < STEP_COUNT; i++)
        if ((int)steps[i].outcome > (int)out->verdict)
            out->verdict = (enum verdict)steps[i].outcome;
    for (int i = 0; i < STEP_COUNT && !out->code; i++)
        if (steps[orders[tunnel->kind][i]].outcome == STEP_FAILS)
            conclude(predictor, orders[tunnel->kind][i], out);
}
