/* What a predicted deployment says of a failure: which device and server it was, and whether what is predicted of them
 * ends as it did.
 *
 * The prediction is not asked why: its verdict, its code and its causes are compared with what was logged. */
#include <stdlib.h>

#include "predict/diagnosis_internal.h"
#include "util/text.h"

static bool same_name(const char *a, const char *b)
{
    return text_equal_ignoring_case(span_of_text(a), span_of_text(b));
}

/* "LAPTOP-042" and "laptop-042.corp.contoso.com" are one computer. */
static bool same_host(const char *a, const char *b)
{
    size_t first = strcspn(a, "."), second = strcspn(b, ".");
    if (same_name(a, b))
        return true;
    return (!a[first] || !b[second]) && first && first == second &&
           text_equal_ignoring_case((struct span){ (const uint8_t *)a, first },
                                    (struct span){ (const uint8_t *)b, second });
}

/* -- devices -------------------------------------------------------------------------------------------------------- */

static int compare_devices(const void *left, const void *right)
{
    const struct diagnosed_device *a = left, *b = right;
    int order = text_compare_ignoring_case(a->machine->name, b->machine->name);
    return order ? order : (a->machine > b->machine) - (a->machine < b->machine);
}

/* Connections stand device by device in the prediction. */
void diagnosis_index_devices(struct diagnosing *diagnosing)
{
    const struct prediction *prediction = diagnosing->input->prediction;
    const struct machines *machines = &prediction->deployment.devices;
    diagnosing->devices = arena_array(diagnosing->arena, machines->count, sizeof *diagnosing->devices);
    diagnosing->device_count = machines->count;
    for (size_t i = 0; i < machines->count; i++)
        diagnosing->devices[i].machine = &machines->items[i];
    for (size_t i = 0; i < prediction->connections.count; i++) {
        size_t at = (size_t)(prediction->connections.items[i].device->machine - machines->items);
        struct diagnosed_device *device = &diagnosing->devices[at];
        device->first = device->count ? device->first : i;
        device->count++;
    }
    if (machines->count)
        qsort(diagnosing->devices, machines->count, sizeof *diagnosing->devices, compare_devices);
}

/* The first device whose name is not before `name`: those that go on with a dot stand right behind. */
static size_t find_place(const struct diagnosing *diagnosing, const char *name)
{
    size_t low = 0, high = diagnosing->device_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_compare_ignoring_case(diagnosing->devices[middle].machine->name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const struct diagnosed_device *device_at(const struct diagnosing *diagnosing, const char *place,
                                                const char *name)
{
    size_t at = find_place(diagnosing, place);
    bool stands = at < diagnosing->device_count && same_host(diagnosing->devices[at].machine->name, name);
    return stands ? &diagnosing->devices[at] : NULL;
}

/* By the whole name, by the short name in the file, or by the short name in the event. */
static const struct diagnosed_device *find_device(const struct diagnosing *diagnosing, const char *name)
{
    if (!name)
        return diagnosing->device_count == 1 ? &diagnosing->devices[0] : NULL;
    struct arena *arena = diagnosing->arena;
    size_t label = strcspn(name, ".");
    const struct diagnosed_device *found = device_at(diagnosing, name, name);
    if (!found && name[label])
        found = device_at(diagnosing,
                          arena_text_of_span(arena, (struct span){ (const uint8_t *)name, label }), name);
    if (!found && !name[label])
        found = device_at(diagnosing, arena_format(arena, "%s.", name), name);
    return found;
}

/* -- connections ---------------------------------------------------------------------------------------------------- */

/* What a connection would come to in this kind of tunnel. Where the deployment has device tunnels alone, a user tunnel is
 * judged by what both have in common: it needs no certificate of the device. */
struct outlook {
    enum step_outcome outcome;
    unsigned code, logged;
    const char *seen_by;
};

static bool counts(const struct connection *connection, enum step_kind step, enum dialled tunnel)
{
    return tunnel != DIALLED_USER || connection->tunnel->kind == TUNNEL_USER || step == STEP_SERVER_CHOOSES ||
           step == STEP_CLIENT_JUDGES_SERVER;
}

static struct outlook outlook_of(const struct connection *connection, enum dialled tunnel)
{
    struct outlook outlook = { .code = connection->code,
                               .logged = connection->logged,
                               .seen_by = connection->code ? connection->seen_by : NULL };
    for (int i = 0; i < STEP_COUNT; i++)
        if (counts(connection, (enum step_kind)i, tunnel) && connection->steps[i].outcome > outlook.outcome)
            outlook.outcome = connection->steps[i].outcome;
    if (tunnel == DIALLED_USER && connection->tunnel->kind != TUNNEL_USER) {
        bool fails = outlook.outcome == STEP_FAILS;
        bool chooses = connection->steps[STEP_SERVER_CHOOSES].outcome == STEP_FAILS;
        outlook.code = !fails ? 0 : chooses ? CODE_NO_CERTIFICATE : CODE_AUTH_FAIL;
        outlook.logged = fails ? CODE_AUTH_FAIL : 0;
        outlook.seen_by = !fails ? NULL : chooses ? "server" : "client";
    }
    return outlook;
}

/* Codes of RAS are about what follows IKE: EAP, and the server's policies. */
static bool is_of_eap(uint32_t code)
{
    return code < 1000;
}

/* Whether the code names the fault of a cause that weighs as much: "the root is not trusted", where 13801 is predicted. */
static bool names_a_cause(const struct connection *connection, enum dialled tunnel, enum step_outcome weight,
                          uint32_t code)
{
    for (int i = 0; i < STEP_COUNT; i++) {
        const struct causes *causes = &connection->steps[i].causes;
        for (size_t k = 0; counts(connection, (enum step_kind)i, tunnel) && k < causes->count; k++)
            if (causes->items[k].weight == weight && error_code_names(code, causes->items[k].rule))
                return true;
    }
    return false;
}

/* How well a connection answers for a code; the best one is the answer. */
static enum diagnosis_outcome judge(const struct connection *connection, const struct outlook *outlook,
                                    enum dialled tunnel, uint32_t code)
{
    bool same = outlook->logged == code || outlook->code == code;
    switch (outlook->outcome) {
    case STEP_FAILS:
        return same || names_a_cause(connection, tunnel, STEP_FAILS, code) ? DIAGNOSIS_EXPLAINED
                                                                           : DIAGNOSIS_UNEXPLAINED;
    case STEP_AT_RISK:
        return code == CODE_AUTH_FAIL || code == CODE_NO_CERTIFICATE || is_of_eap(code) ||
                       names_a_cause(connection, tunnel, STEP_AT_RISK, code)
                   ? DIAGNOSIS_AT_RISK
                   : DIAGNOSIS_UNEXPLAINED;
    case STEP_UNKNOWN:
        return DIAGNOSIS_UNKNOWN;
    default:
        return DIAGNOSIS_UNEXPLAINED;
    }
}

static void take_causes(struct arena *arena, const struct connection *connection, enum step_outcome least,
                        struct diagnosis *out)
{
    bool is_decided = least == STEP_FAILS && connection->code;
    for (int i = 0; i < STEP_COUNT; i++) {
        const struct step *step = &connection->steps[i];
        bool decides = i == (int)connection->decided_by;
        if (!counts(connection, (enum step_kind)i, out->tunnel) || (is_decided && !decides))
            continue;
        for (size_t k = 0; k < step->causes.count; k++)
            if (step->causes.items[k].weight >= least)
                *VEC_ADD(arena, &out->causes) = step->causes.items[k];
        if (step->outcome == STEP_FAILS && least == STEP_FAILS)
            return; /* the first that fails decides */
    }
}

static void take_needs(struct arena *arena, const struct connection *connection, struct diagnosis *out)
{
    for (int i = 0; i < STEP_COUNT; i++) {
        const struct step *step = &connection->steps[i];
        bool at_server = i == STEP_SERVER_CHOOSES || i == STEP_SERVER_JUDGES_CLIENT;
        if (counts(connection, (enum step_kind)i, out->tunnel) && step->needs[0])
            *VEC_ADD(arena, &out->needs) = arena_format(
                arena, "%s: %s", at_server ? connection->server->machine->name : "the device", step->needs);
    }
}

/* Whether a rule that is a cause predicts the logged code as well, for another side. */
static bool predicts_too(const struct diagnosis_input *input, const struct diagnosis *diagnosis)
{
    for (size_t i = 0; i < diagnosis->causes.count; i++)
        for (size_t k = 0; k < input->program_count; k++)
            for (size_t r = 0; r < input->programs[k]->rule_count; r++) {
                const struct rule *rule = input->programs[k]->rules[r];
                if ((rule->peer_code == diagnosis->code || rule->holder_code == diagnosis->code) &&
                    strcmp(rule->full_name, diagnosis->causes.items[i].rule) == 0)
                    return true;
            }
    return false;
}

/* What the device has no connection of, and was dialled: the answer is of the other kind, as far as both are alike. */
static const char *kind_missing(const struct connection *connection, enum dialled dialled)
{
    bool is_user = connection->tunnel->kind == TUNNEL_USER;
    if (dialled == DIALLED_USER && !is_user)
        return "user";
    return dialled == DIALLED_DEVICE && is_user ? "device" : NULL;
}

/* No device by name: the same is said of all that end alike. */
static void say(struct diagnosing *diagnosing, const struct connection *connection,
                const struct outlook *outlook, struct diagnosis *out)
{
    struct arena *arena = diagnosing->arena;
    const char *server = connection->server->machine->name;
    bool is_same = outlook->code == out->code || outlook->logged == out->code;
    out->predicted = connection;
    out->verdict = (enum verdict)outlook->outcome; /* the same words in the same order */
    out->predicted_code = outlook->logged;
    out->reported_code = outlook->code;
    out->seen_by = outlook->seen_by;
    switch (out->outcome) {
    case DIAGNOSIS_EXPLAINED:
        out->says = arena_format(arena, "the deployment explains it: the connection to %s fails with %u",
                                 server, is_same ? out->code : outlook->logged);
        if (!is_same)
            out->says = arena_format(arena, "%s, and %s names the cause", out->says, out->known->symbol);
        else if (outlook->logged == out->code && outlook->code != out->code)
            out->says = arena_format(arena,
                                     "the deployment explains it: the connection to %s fails with %u on the "
                                     "%s, and the client shows %u then (inferred)",
                                     server, outlook->code, outlook->seen_by, outlook->logged);
        else if (outlook->logged != out->code)
            out->says = arena_format(
                arena, "%s, which the server reports; Microsoft names it for the client, too", out->says);
        take_causes(arena, connection, STEP_FAILS, out);
        break;
    case DIAGNOSIS_AT_RISK:
        out->says =
            arena_format(arena,
                         "the deployment as exported does not fail for certain, but the connection to %s "
                         "is at risk: this can be it",
                         server);
        take_causes(arena, connection, STEP_AT_RISK, out);
        break;
    case DIAGNOSIS_UNKNOWN:
        out->says = arena_format(
            arena, "unknown: the deployment file says too little of the connection to %s", server);
        take_needs(arena, connection, out);
        break;
    default:
        out->says = arena_format(
            arena, "the deployment as exported does not explain it: the connection to %s %s", server,
            outlook->outcome == STEP_FAILS     ? arena_format(arena, "fails with %u", outlook->logged)
            : outlook->outcome == STEP_AT_RISK ? "connects, at risk"
                                               : "connects");
        take_causes(arena, connection, STEP_AT_RISK, out);
        if (outlook->outcome == STEP_FAILS && predicts_too(diagnosing->input, out))
            out->says = arena_format(arena,
                                     "the deployment fails otherwise: the connection to %s is predicted to "
                                     "fail with %u, not with %u; but the cause is one of those that show as "
                                     "%u where the other end meets it: mend it first",
                                     server, outlook->logged, out->code, out->code);
    }
    const char *missing = kind_missing(connection, out->tunnel);
    if (missing)
        out->says =
            arena_format(arena,
                         "%s. The deployment file has no %s tunnel of this device: this is about what "
                         "all its tunnels have in common",
                         out->says, missing);
}

static void need(struct arena *arena, struct diagnosis *out, const char *says, const char *what)
{
    out->outcome = DIAGNOSIS_UNKNOWN;
    out->says = arena_format(arena, "unknown: %s", says);
    *VEC_ADD(arena, &out->needs) = what;
}

/* Better answers first: what explains it, what may, what is not known, what does not. */
static int worth(enum diagnosis_outcome outcome)
{
    switch (outcome) {
    case DIAGNOSIS_EXPLAINED:
        return 3;
    case DIAGNOSIS_AT_RISK:
        return 2;
    case DIAGNOSIS_UNKNOWN:
        return 1;
    default:
        return 0;
    }
}

/* The device has a connection of the kind that was dialled, and this one is not. */
static bool is_of_another_kind(const struct connection *connection, enum dialled dialled)
{
    enum tunnel_kind kind = dialled == DIALLED_USER ? TUNNEL_USER : TUNNEL_DEVICE;
    if (dialled == DIALLED_UNKNOWN || connection->tunnel->kind == kind)
        return false;
    for (size_t i = 0; i < connection->device->tunnels.count; i++)
        if (connection->device->tunnels.items[i].kind == kind)
            return true;
    return false;
}

static bool has_name(const struct tunnel *tunnel, const char *name)
{
    return tunnel->name && same_name(tunnel->name, name);
}

/* The device has a connection of the name that was dialled, and this one is not. */
static bool is_of_another_name(const struct connection *connection, const char *name)
{
    if (!name[0] || has_name(connection->tunnel, name))
        return false;
    for (size_t i = 0; i < connection->device->tunnels.count; i++)
        if (has_name(&connection->device->tunnels.items[i], name))
            return true;
    return false;
}

/* Whether what was dialled is this connection's server: by the name that clients dial, or by the server's own. */
static bool is_to(const struct connection *connection, const char *server)
{
    const char *dialled = connection->tunnel->dialled;
    return !server[0] || !dialled || same_name(dialled, server) ||
           same_name(connection->server->machine->name, server);
}

/* EAP is predicted only where the deployment file has an NPS. */
static bool is_beyond(const struct diagnosing *diagnosing, const struct diagnosis *out,
                      const struct outlook *outlook)
{
    return is_of_eap(out->code) && !diagnosing->input->prediction->predictor.nps &&
           out->outcome != DIAGNOSIS_EXPLAINED && outlook->outcome != STEP_FAILS;
}

static void ask_connections(struct diagnosing *diagnosing, const struct failure *failure,
                            const struct diagnosed_device *device, struct diagnosis *out)
{
    struct arena *arena = diagnosing->arena;
    const struct connection *best = NULL, *elsewhere = NULL;
    struct outlook outlook = { 0 };
    for (size_t i = 0; i < device->count; i++) {
        const struct connection *connection =
            &diagnosing->input->prediction->connections.items[device->first + i];
        if (is_of_another_kind(connection, out->tunnel) ||
            is_of_another_name(connection, failure->connection))
            continue;
        if (!is_to(connection, failure->server)) {
            elsewhere = connection;
            continue;
        }
        struct outlook one = outlook_of(connection, out->tunnel);
        enum diagnosis_outcome outcome = judge(connection, &one, out->tunnel, out->code);
        if (best && worth(outcome) <= worth(out->outcome))
            continue;
        best = connection;
        outlook = one;
        out->outcome = outcome;
    }
    if (best && is_beyond(diagnosing, out, &outlook))
        need(arena, out, "the deployment file has no NPS, and this is about EAP",
             "nps, with its certificate, in the deployment file, and the user's certificate");
    else if (best && outlook.outcome == STEP_HOLDS && kind_missing(best, out->tunnel))
        need(arena, out,
             arena_format(arena,
                          "the deployment file has no %s tunnel of this device, and its other one connects",
                          kind_missing(best, out->tunnel)),
             arena_format(
                 arena,
                 "the profile of the %s tunnel, or tunnel: %s, in the device's entry of the deployment file",
                 kind_missing(best, out->tunnel), kind_missing(best, out->tunnel)));
    else if (best)
        say(diagnosing, best, &outlook, out);
    else if (elsewhere)
        need(arena, out,
             arena_format(arena, "%s was dialled, and the deployment file says %s", failure->server,
                          elsewhere->tunnel->dialled),
             arena_format(arena, "server_name, or the device's profile, as it was dialled: %s",
                          failure->server));
    else
        need(arena, out, "the deployment file pairs this device with no server",
             "a server in the deployment file");
}

void diagnosis_ask_deployment(struct diagnosing *diagnosing, const struct failure *failure,
                              struct diagnosis *out)
{
    const char *name = failure->computer[0] ? failure->computer : diagnosing->input->device;
    const struct diagnosed_device *device = find_device(diagnosing, name);
    if (device)
        ask_connections(diagnosing, failure, device, out);
    else if (name)
        need(diagnosing->arena, out, "the deployment file has no device of this name",
             "the device in the deployment file");
    else
        need(diagnosing->arena, out, "the event does not say its computer",
             "--device NAME, a device of the deployment file");
}
