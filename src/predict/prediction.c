/* From a deployment file to its predictions: load, compile the two profiles, choose once for each host, pair all. */
#include "predict/prediction.h"

static bool compile_programs(struct prediction *prediction, struct library *library)
{
    struct assignment name = { "server_name", prediction->deployment.server_name, "deployment file" };
    struct predictor *predictor = &prediction->predictor;
    predictor->as_server = library_compile(library, "vpn-server", NULL, 0, &name, name.value ? 1 : 0);
    predictor->as_device = library_compile(library, "device-tunnel", NULL, 0, NULL, 0);
    return predictor->as_server && predictor->as_device;
}

struct chosen {
    struct host *host;
    struct step step;
};

static struct chosen *choose_all(struct prediction *prediction, const struct machines *machines,
                                 bool are_servers)
{
    struct chosen *all = arena_array(prediction->arena, machines->count, sizeof *all);
    for (size_t i = 0; i < machines->count; i++) {
        all[i].host = hosts_read(prediction->hosts, &machines->items[i]);
        step_choose(&prediction->predictor, all[i].host, are_servers, &all[i].step);
    }
    return all;
}

static void check_settings(struct prediction *prediction, const struct machines *machines, bool are_servers)
{
    for (size_t i = 0; i < machines->count; i++)
        for (size_t k = 0; k < setting_rule_count(); k++) {
            const struct setting_rule *rule = setting_rule_at(k);
            if (!(are_servers ? rule->of_servers : rule->of_devices))
                continue;
            enum answer answer = rule->fails(&machines->items[i]);
            if (answer == ANSWER_YES)
                *VEC_ADD(prediction->arena, &prediction->settings) =
                    (struct setting_result){ rule, &machines->items[i] };
            else if (answer == ANSWER_UNKNOWN && rule->needs)
                *VEC_ADD(prediction->arena, &prediction->unknown) =
                    (struct setting_result){ rule, &machines->items[i] };
        }
}

static void predict_all(struct prediction *prediction)
{
    const struct machines *servers = &prediction->deployment.servers,
                          *devices = &prediction->deployment.devices;
    struct chosen *server = choose_all(prediction, servers, true);
    struct chosen *device = choose_all(prediction, devices, false);
    for (size_t i = 0; i < devices->count; i++)
        for (size_t k = 0; k < servers->count; k++)
            connection_predict(&prediction->predictor, device[i].host, &device[i].step, server[k].host,
                               &server[k].step, VEC_ADD(prediction->arena, &prediction->connections));
    check_settings(prediction, servers, true);
    check_settings(prediction, devices, false);
}

bool prediction_make(struct arena *arena, struct library *library, const struct prediction_input *input,
                     struct prediction *out, struct diags *diags)
{
    *out = (struct prediction){ .arena = arena, .predictor = { .arena = arena, .at = input->at } };
    if (!deployment_load(arena, input->path, &out->deployment, diags))
        return false;
    out->predictor.server_name = out->deployment.server_name;
    if (!compile_programs(out, library))
        return false;
    out->hosts = hosts_open(&out->deployment, input->passwords, input->context, input->failure);
    predict_all(out);
    return true;
}

void prediction_free(struct prediction *prediction)
{
    hosts_close(prediction->hosts);
    prediction->hosts = NULL;
}
