/* From a deployment file to its predictions: load, compile the profiles, choose once for each host, pair all. */
#include "predict/prediction.h"

#include "lint/lint.h"
#include "predict/wanted.h"

struct predicting {
    struct prediction *prediction;
    struct library *library;
    struct {
        struct named_program {
            const char *dialled;
            const struct program *program;
        } * items;
        size_t count, capacity;
    } servers;   /* what is made of a server's certificate by who dials this name */
    bool failed; /* a rule set does not compile */
};

/* A device or server, what it presents, and for devices in which tunnel. */
struct chosen {
    struct host *host;
    struct step *steps; /* servers: one; devices: one for each tunnel */
};

/* -- rule sets ------------------------------------------------------------------------------------------------------ */

static const struct program *compile(struct predicting *predicting, const char *name)
{
    const struct program *program = library_compile(predicting->library, name, NULL, 0, NULL, 0);
    predicting->failed |= !program;
    return program;
}

static const struct program *program_for(struct predicting *predicting, const char *dialled)
{
    struct assignment name = { "server_name", dialled, "deployment file" };
    if (!dialled)
        return predicting->prediction->predictor.as_any_server;
    for (size_t i = 0; i < predicting->servers.count; i++)
        if (strcmp(predicting->servers.items[i].dialled, dialled) == 0)
            return predicting->servers.items[i].program;
    const struct program *program = library_compile(predicting->library, "vpn-server", NULL, 0, &name, 1);
    predicting->failed |= !program;
    *VEC_ADD(predicting->prediction->arena, &predicting->servers) =
        (struct named_program){ dialled, program };
    return program;
}

static void compile_programs(struct predicting *predicting)
{
    struct predictor *predictor = &predicting->prediction->predictor;
    predictor->as_any_server = compile(predicting, "vpn-server");
    predictor->as_device = compile(predicting, "device-tunnel");
    predictor->as_user = compile(predicting, "user-tunnel");
    predictor->as_nps = compile(predicting, "nps-server");
    predictor->as_rras = compile(predicting, "rras");
    predictor->as_profile = compile(predicting, "profile");
    predictor->as_host = compile(predicting, "host");
    predictor->as_store = compile(predicting, "machine-store");
}

/* -- choosing ------------------------------------------------------------------------------------------------------- */

/* What is asked of a Personal store that a password locks is not another export. */
static void choose(struct predictor *predictor, const struct host *host, enum role role,
                   const struct tunnel *tunnel, struct step *out)
{
    if (role == ROLE_USER || !host->my_locked) {
        step_choose(predictor, host, role, tunnel, out);
        return;
    }
    *out = (struct step){ .note = "", .needs = "" };
    if (tunnel && tunnel->needs[0])
        step_needs(predictor, out, tunnel->needs);
    if (tunnel && host->unread[0])
        step_needs(predictor, out, host->unread);
    step_needs(predictor, out, WANTED_PASSWORD);
}

static struct chosen *choose_servers(struct predicting *predicting)
{
    struct prediction *prediction = predicting->prediction;
    const struct machines *servers = &prediction->deployment.servers;
    struct chosen *all = arena_array(prediction->arena, servers->count, sizeof *all);
    for (size_t i = 0; i < servers->count; i++) {
        all[i].host = hosts_server(prediction->hosts, &servers->items[i]);
        all[i].steps = arena_alloc(prediction->arena, sizeof *all[i].steps);
        choose(&prediction->predictor, all[i].host, ROLE_SERVER, NULL, all[i].steps);
    }
    return all;
}

/* In a user tunnel the device presents no certificate of its own. */
static void choose_for_tunnel(struct predictor *predictor, const struct host *device,
                              const struct tunnel *tunnel, struct step *out)
{
    bool is_user = tunnel->kind == TUNNEL_USER, asks = tunnel_asks_for_user_certificate(tunnel);
    if (!is_user || (asks && device->user_known)) {
        choose(predictor, device, is_user ? ROLE_USER : ROLE_DEVICE, tunnel, out);
        return;
    }
    *out = (struct step){ .note = "", .needs = "" };
    step_note(predictor, out, "no machine certificate is needed");
    if (asks && device->machine->user_my.given)
        step_needs(predictor, out, "user_certificates, of which not all could be read");
    else if (asks)
        step_note(predictor, out, "EAP asks for a user's certificate; user_certificates was not given");
    if (tunnel->needs[0])
        step_needs(predictor, out, tunnel->needs);
    if (device->unread[0])
        step_needs(predictor, out, device->unread);
}

static struct chosen *choose_devices(struct predicting *predicting)
{
    struct prediction *prediction = predicting->prediction;
    const struct machines *devices = &prediction->deployment.devices;
    struct chosen *all = arena_array(prediction->arena, devices->count, sizeof *all);
    for (size_t i = 0; i < devices->count; i++) {
        struct host *host = hosts_device(prediction->hosts, &devices->items[i]);
        all[i].host = host;
        all[i].steps = arena_array(prediction->arena, host->tunnels.count, sizeof *all[i].steps);
        for (size_t k = 0; k < host->tunnels.count; k++) {
            struct tunnel *tunnel = &host->tunnels.items[k];
            tunnel->as_server = program_for(predicting, tunnel->dialled);
            choose_for_tunnel(&prediction->predictor, host, tunnel, &all[i].steps[k]);
        }
    }
    return all;
}

static void choose_nps(struct predicting *predicting)
{
    struct prediction *prediction = predicting->prediction;
    struct predictor *predictor = &prediction->predictor;
    if (!prediction->deployment.nps)
        return;
    struct host *nps = hosts_nps(prediction->hosts, prediction->deployment.nps);
    predictor->nps = nps;
    choose(predictor, nps, ROLE_NPS, NULL, &predictor->nps_choice);
}

/* -- settings ------------------------------------------------------------------------------------------------------- */

static bool says_nothing(const struct settings *settings)
{
    for (size_t i = 0; i < SETTING_COUNT; i++)
        if (settings->items[i].state != SETTING_UNKNOWN)
            return false;
    return true;
}

/* Whether a connection of this host fails or is at risk by the same rule, which says more of it. */
static bool is_cause(const struct prediction *prediction, const struct machine *machine, const char *rule)
{
    for (size_t i = 0; i < prediction->connections.count; i++) {
        const struct connection *connection = &prediction->connections.items[i];
        if (connection->server->machine != machine && connection->device->machine != machine)
            continue;
        for (int k = 0; k < STEP_COUNT; k++)
            for (size_t c = 0; c < connection->steps[k].causes.count; c++)
                if (strcmp(connection->steps[k].causes.items[c].rule, rule) == 0)
                    return true;
    }
    return false;
}

/* What is asked of a host whose rules could not all be checked. Of a few builds the revision does not tell what happened in
 * January 2022. */
static const char *wanted_of_host(const struct settings *host)
{
    if (!setting_is(host, HOST_BUILD, SETTING_SET))
        return WANTED_BUILD;
    return setting_is(host, HOST_UBR, SETTING_SET) ? WANTED_UPDATES : WANTED_REVISION;
}

/* Settings are judged in an arena of their own: most are fine, and their facts need not live on. The unchecked rules of
 * hosts are worth saying: steps ask for everything else that they need. */
static void check_settings(struct predicting *predicting, const struct program *program,
                           const struct host *host, const struct settings *settings)
{
    struct prediction *prediction = predicting->prediction;
    struct arena *arena = arena_new();
    struct object object = { .kind = settings->kind, .path = "", .container = "", .settings = settings };
    struct scene scene;
    struct result result;
    scene_build(arena, &object, NULL, NULL, prediction->predictor.at, &scene);
    scene.trust = host->roots_known ? host->trust : NULL;
    lint_scene(program, &scene, &result);
    for (size_t i = 0; i < result.finding_count; i++) {
        const struct finding *finding = &result.findings[i];
        const struct rule *rule = finding->rule;
        if (settings->kind != OBJECT_HOST && is_cause(prediction, host->machine, rule->full_name))
            continue;
        *VEC_ADD(prediction->arena, &prediction->settings) =
            (struct setting_result){ rule, host->machine, arena_text(prediction->arena, finding->message),
                                     rule->fix ? rule->fix : "" };
    }
    if (settings->kind == OBJECT_HOST && result.unchecked_count)
        *VEC_ADD(prediction->arena, &prediction->unknown) =
            (struct setting_unknown){ host->machine, wanted_of_host(settings) };
    arena_free(arena);
}

static void check_server(struct predicting *predicting, const struct host *server)
{
    if (!says_nothing(server->rras))
        check_settings(predicting, predicting->prediction->predictor.as_rras, server, server->rras);
    check_settings(predicting, predicting->prediction->predictor.as_host, server, server->os);
}

static void check_device(struct predicting *predicting, const struct host *device)
{
    for (size_t i = 0; i < device->tunnels.count; i++)
        if (!says_nothing(device->tunnels.items[i].profile))
            check_settings(predicting, predicting->prediction->predictor.as_profile, device,
                           device->tunnels.items[i].profile);
    check_settings(predicting, predicting->prediction->predictor.as_host, device, device->os);
}

/* -- the walk ------------------------------------------------------------------------------------------------------- */

static void predict_all(struct predicting *predicting)
{
    struct prediction *prediction = predicting->prediction;
    size_t device_count = prediction->deployment.devices.count,
           server_count = prediction->deployment.servers.count;
    choose_nps(predicting);
    const struct chosen *servers = choose_servers(predicting);
    const struct chosen *devices = choose_devices(predicting);
    hosts_report(prediction->hosts);
    if (predicting->failed)
        return;
    for (size_t i = 0; i < device_count; i++)
        for (size_t t = 0; t < devices[i].host->tunnels.count; t++)
            for (size_t k = 0; k < server_count; k++)
                connection_predict(&prediction->predictor, devices[i].host,
                                   &devices[i].host->tunnels.items[t], &devices[i].steps[t], servers[k].host,
                                   servers[k].steps, VEC_ADD(prediction->arena, &prediction->connections));
    for (size_t i = 0; i < server_count; i++)
        check_server(predicting, servers[i].host);
    for (size_t i = 0; i < device_count; i++)
        check_device(predicting, devices[i].host);
}

bool prediction_make(struct arena *arena, struct library *library, const struct prediction_input *input,
                     struct prediction *out, struct diags *diags)
{
    struct predicting predicting = { .prediction = out, .library = library };
    *out = (struct prediction){ .arena = arena, .predictor = { .arena = arena, .at = input->at } };
    if (!(input->octets.data
              ? deployment_load_octets(arena, input->path, input->octets, &out->deployment, diags)
              : deployment_load(arena, input->path, &out->deployment, diags)))
        return false;
    compile_programs(&predicting);
    if (predicting.failed)
        return false;
    out->hosts = hosts_open(&out->deployment, &input->reading, input->context, input->failure);
    predict_all(&predicting);
    return !predicting.failed;
}

void prediction_free(struct prediction *prediction)
{
    hosts_close(prediction->hosts);
    prediction->hosts = NULL;
}
