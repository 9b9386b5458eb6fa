/* A prediction as JSON: each connection, each finding about settings, and what is worth exporting next. */
#include "cmd/predict_report.h"
#include "report/report_json.h"
#include "ruleset/schema.h"
#include "util/buf.h"
#include "util/clock.h"
#include "util/text.h"

static const char *hash_of(struct arena *arena, const struct cert *cert)
{
    return text_hex(arena, (struct span){ cert->sha256, sizeof cert->sha256 });
}

static json_t *step_json(struct arena *arena, enum step_kind kind, const struct step *step)
{
    json_t *rules = json_array(), *passed_over = json_array(), *warnings = json_array();
    for (size_t i = 0; i < step->causes.count; i++)
        json_array_append_new(rules, json_string(step->causes.items[i].rule));
    for (size_t i = 0; i < step->passed_over.count; i++) {
        const struct passed_over *passed = &step->passed_over.items[i];
        json_array_append_new(passed_over,
                              json_pack("{s:s, s:o, s:s, s:s}", "certificate", hash_of(arena, passed->cert),
                                        "subject", report_json_text(arena, cert_label(arena, passed->cert)),
                                        "rule", passed->rule, "reason", passed->reason));
    }
    for (size_t i = 0; i < step->warnings.count; i++) {
        const struct warning *warning = &step->warnings.items[i];
        json_array_append_new(
            warnings, json_pack("{s:s, s:s, s:o, s:o}", "rule", warning->rule->full_name, "evidence",
                                evidence_words[warning->rule->evidence], "message",
                                report_json_text(arena, warning->message), "fix",
                                report_json_text(arena, warning->rule->fix ? warning->rule->fix : "")));
    }
    json_t *json = json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "step", step_name(kind), "outcome",
                             step_outcome_name(step->outcome), "rules", rules, "certificate",
                             step->cert ? json_string(hash_of(arena, step->cert)) : json_null(),
                             "passed_over", passed_over, "warnings", warnings);
    if (step->note[0])
        json_object_set_new(json, "note", report_json_text(arena, step->note));
    if (step->needs[0])
        json_object_set_new(json, "needs", report_json_text(arena, step->needs));
    return json;
}

/* The step that decides first, then the others in their order. */
json_t *cause_json(struct arena *arena, const struct cause *cause)
{
    return json_pack("{s:s, s:s, s:o, s:o}", "rule", cause->rule, "evidence", evidence_words[cause->evidence],
                     "message", report_json_text(arena, cause->message), "fix",
                     report_json_text(arena, cause->fix));
}

static json_t *causes_json(struct arena *arena, const struct connection *connection)
{
    json_t *causes = json_array();
    for (int i = -1; i < STEP_COUNT; i++) {
        if (i < 0 ? !connection->code : connection->code && i == (int)connection->decided_by)
            continue;
        const struct step *step = &connection->steps[i < 0 ? (int)connection->decided_by : i];
        for (size_t k = 0; k < step->causes.count; k++)
            json_array_append_new(causes, cause_json(arena, &step->causes.items[k]));
    }
    return causes;
}

static json_t *connection_json(struct arena *arena, const struct connection *connection)
{
    json_t *steps = json_array();
    const struct tunnel *tunnel = connection->tunnel;
    for (int i = 0; i < STEP_COUNT; i++)
        json_array_append_new(steps, step_json(arena, (enum step_kind)i, &connection->steps[i]));
    json_t *json = json_pack(
        "{s:o, s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "device",
        report_json_text(arena, connection->device->machine->name), "server",
        report_json_text(arena, connection->server->machine->name), "tunnel", tunnel_name(tunnel->kind),
        "verdict", verdict_name(connection->verdict), "code",
        connection->code ? json_integer((json_int_t)connection->code) : json_null(), "code_evidence",
        connection->code ? json_string(evidence_words[connection->evidence]) : json_null(), "seen_by",
        connection->code ? json_string(connection->seen_by) : json_null(), "event",
        connection->code ? report_json_text(arena, connection->event) : json_null(), "steps", steps, "causes",
        causes_json(arena, connection));
    if (tunnel->name)
        json_object_set_new(json, "connection", report_json_text(arena, tunnel->name));
    return json;
}

static json_t *settings_json(const struct prediction *prediction)
{
    static const char *const severities[] = { "notice", "warning", "error" };
    json_t *settings = json_array();
    for (size_t i = 0; i < prediction->settings.count; i++) {
        const struct setting_result *result = &prediction->settings.items[i];
        json_array_append_new(settings,
                              json_pack("{s:s, s:s, s:o, s:o, s:o}", "rule", result->rule->full_name,
                                        "severity", severities[result->rule->severity], "host",
                                        report_json_text(prediction->arena, result->machine->name), "message",
                                        report_json_text(prediction->arena, result->message), "fix",
                                        report_json_text(prediction->arena, result->fix)));
    }
    return settings;
}

/* What a host lacks, once a host, however many connections it stops. */
static void add_unknown(json_t *unknown, json_t *seen, struct arena *arena, const char *host,
                        const char *needs)
{
    char *key = arena_format(arena, "%s\n%s", text_escaped(arena, span_of_text(host)), needs);
    if (!needs[0] || json_object_get(seen, key))
        return;
    json_object_set_new(seen, key, json_true());
    json_array_append_new(unknown, json_pack("{s:o, s:o}", "host", report_json_text(arena, host), "needs",
                                             report_json_text(arena, needs)));
}

static json_t *unknown_json(const struct prediction *prediction)
{
    json_t *unknown = json_array(), *seen = json_object();
    for (size_t i = 0; i < prediction->connections.count; i++) {
        const struct connection *connection = &prediction->connections.items[i];
        for (int k = 0; k < STEP_COUNT; k++) {
            bool at_server = k == STEP_SERVER_CHOOSES || k == STEP_SERVER_JUDGES_CLIENT;
            const struct host *host = at_server ? connection->server : connection->device;
            add_unknown(unknown, seen, prediction->arena, host->machine->name, connection->steps[k].needs);
        }
    }
    for (size_t i = 0; i < prediction->unknown.count; i++)
        add_unknown(unknown, seen, prediction->arena, prediction->unknown.items[i].machine->name,
                    prediction->unknown.items[i].needs);
    json_decref(seen);
    return unknown;
}

void predict_write_json(const struct prediction *prediction, FILE *stream)
{
    char at[CLOCK_TEXT];
    struct buf out = { 0 };
    json_t *connections = json_array();
    for (size_t i = 0; i < prediction->connections.count; i++)
        json_array_append_new(connections,
                              connection_json(prediction->arena, &prediction->connections.items[i]));
    clock_print(prediction->predictor.at, at);
    report_json_dump(&out,
                     json_pack("{s:i, s:{s:s, s:s}, s:s, s:o, s:o, s:o, s:o}", "schema", 1, "tool", "name",
                               PACKAGE_NAME, "version", PACKAGE_VERSION, "evaluated_at", at, "deployment",
                               report_json_text(prediction->arena, prediction->deployment.name),
                               "connections", connections, "settings", settings_json(prediction), "unknown",
                               unknown_json(prediction)),
                     "");
    fwrite(out.data, 1, out.length, stream);
    if (out.length && out.data[out.length - 1] != '\n')
        fputc('\n', stream);
    buf_free(&out);
}
