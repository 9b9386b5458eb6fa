/* `ikelint predict`: which device reaches which server, and if not, who reports what and why. */
#include "cmd/commands.h"
#include "cmd/shared.h"
#include "cmd/terminal.h"
#include "predict/prediction.h"
#include "report/layout.h"
#include "report/report_json.h"
#include "ruleset/schema_json.h"
#include "util/clock.h"
#include "util/platform.h"
#include "util/text.h"

struct predict_options {
    const char *format, *output, *fail_on, *password_file;
    struct option_time at;
    bool schema;
};

static const char *format_choice(size_t index)
{
    static const char *const words[] = { "text", "json" };
    return index < COUNT_OF(words) ? words[index] : NULL;
}

static const char *fail_on_choice(size_t index)
{
    static const char *const words[] = { "error", "warning", "notice", "never" };
    return index < COUNT_OF(words) ? words[index] : NULL;
}

#define FIELD(name) OPTION_FIELD(struct predict_options, name)

static const struct option_row rows[] = {
    { "at", 0, OPTION_TIME, FIELD(at), "TIME", "the time judged, as in 2026-06-01T00:00:00Z (default: now)",
      NULL },
    { "format", 'f', OPTION_CHOICE, FIELD(format), "FORMAT", "text (default) or json", format_choice },
    { "output", 'o', OPTION_TEXT, FIELD(output), "FILE", "write there instead of to standard output", NULL },
    { "fail-on", 0, OPTION_CHOICE, FIELD(fail_on), "LEVEL",
      "exit with 1 from this on: error (default; a connection fails), warning (or is at risk, or a setting "
      "is "
      "warned of), notice (or is unknown); or never",
      fail_on_choice },
    { "password-file", 0, OPTION_TEXT, FIELD(password_file), "FILE",
      "passwords for PFX files, one a line; each is tried (without it, a terminal is asked)", NULL },
    { "schema", 0, OPTION_SWITCH, FIELD(schema), NULL,
      "print the JSON Schema of deployment files, for editors, and do nothing else", NULL },
};

struct predicting {
    struct cli *cli;
    struct arena *arena;
    struct prediction prediction;
    size_t failures; /* files that could not be read */
};

static void take_failure(void *context, const struct read_failure *failure)
{
    struct predicting *predicting = context;
    predicting->failures++;
    cli_input_error(predicting->cli, "%s: %s", text_escaped(predicting->arena, span_of_text(failure->path)),
                    failure->error);
}

/* -- JSON ----------------------------------------------------------------------------------------------------------- */

static const char *hash_of(struct arena *arena, const struct cert *cert)
{
    return text_hex(arena, (struct span){ cert->sha256, sizeof cert->sha256 });
}

static json_t *step_json(struct arena *arena, enum step_kind kind, const struct step *step)
{
    json_t *rules = json_array(), *passed_over = json_array();
    for (size_t i = 0; i < step->causes.count; i++)
        json_array_append_new(rules, json_string(step->causes.items[i].rule));
    for (size_t i = 0; i < step->passed_over.count; i++) {
        const struct passed_over *passed = &step->passed_over.items[i];
        json_array_append_new(passed_over,
                              json_pack("{s:s, s:s, s:s, s:s}", "certificate", hash_of(arena, passed->cert),
                                        "subject", cert_label(arena, passed->cert), "rule", passed->rule,
                                        "reason", passed->reason));
    }
    json_t *json = json_pack("{s:s, s:s, s:o, s:o, s:o}", "step", step_name(kind), "outcome",
                             step_outcome_name(step->outcome), "rules", rules, "certificate",
                             step->cert ? json_string(hash_of(arena, step->cert)) : json_null(),
                             "passed_over", passed_over);
    if (step->note[0])
        json_object_set_new(json, "note", json_string(step->note));
    if (step->needs[0])
        json_object_set_new(json, "needs", report_json_text(arena, step->needs));
    return json;
}

static json_t *connection_json(struct arena *arena, const struct connection *connection)
{
    json_t *steps = json_array(), *causes = json_array();
    for (int i = 0; i < STEP_COUNT; i++) {
        const struct step *step = &connection->steps[i];
        json_array_append_new(steps, step_json(arena, (enum step_kind)i, step));
        for (size_t k = 0; k < step->causes.count; k++)
            json_array_append_new(causes,
                                  json_pack("{s:s, s:o, s:o}", "rule", step->causes.items[k].rule, "message",
                                            report_json_text(arena, step->causes.items[k].message), "fix",
                                            report_json_text(arena, step->causes.items[k].fix)));
    }
    return json_pack("{s:o, s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "device",
                     report_json_text(arena, connection->device->machine->name), "server",
                     report_json_text(arena, connection->server->machine->name), "tunnel", "device",
                     "verdict", verdict_name(connection->verdict), "code",
                     connection->code ? json_integer((json_int_t)connection->code) : json_null(), "seen_by",
                     connection->code ? json_string(connection->seen_by) : json_null(), "event",
                     connection->code ? json_string(connection->event) : json_null(), "steps", steps,
                     "causes", causes);
}

static json_t *settings_json(const struct prediction *prediction)
{
    static const char *const severities[] = { "notice", "warning", "error" };
    json_t *settings = json_array();
    for (size_t i = 0; i < prediction->settings.count; i++) {
        const struct setting_result *result = &prediction->settings.items[i];
        json_array_append_new(settings,
                              json_pack("{s:s, s:s, s:o, s:s, s:s}", "rule", result->rule->id, "severity",
                                        severities[result->rule->severity], "host",
                                        report_json_text(prediction->arena, result->machine->name), "message",
                                        result->rule->message, "fix", result->rule->fix));
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
                    prediction->unknown.items[i].rule->needs);
    json_decref(seen);
    return unknown;
}

static void write_json(const struct prediction *prediction, FILE *stream)
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

/* -- text ----------------------------------------------------------------------------------------------------------- */

/* Devices whose connections to one server end the same way, for the same reasons. */
struct group {
    const struct connection *first;
    const char *words; /* all that is printed of it but the device */
    size_t count;
};

static void add_wrapped(struct buf *out, const char *head, const char *text, unsigned width)
{
    if (text[0])
        layout_columns(out, "  ", head, 10, text, width);
}

/* What stands below the line of a connection. */
static const char *words_of(const struct prediction *prediction, const struct connection *connection,
                            unsigned width)
{
    struct buf out = { 0 };
    for (int i = 0; i < STEP_COUNT; i++) {
        const struct step *step = &connection->steps[i];
        if (step->outcome != STEP_HOLDS && (step->causes.count || step->needs[0]))
            layout_columns(&out, "  ", step_name((enum step_kind)i), 23, step_outcome_name(step->outcome),
                           width);
        for (size_t k = 0; k < step->causes.count; k++) {
            const struct cause *cause = &step->causes.items[k];
            add_wrapped(&out, "  cause",
                        arena_format(prediction->arena, "%s [%s]", cause->message, cause->rule), width);
            add_wrapped(&out, "  fix", cause->fix, width);
        }
        add_wrapped(&out, "  needs", step->needs, width);
        add_wrapped(&out, "  note", step->note, width);
    }
    const char *words = out.length ? arena_text_of_span(prediction->arena, buf_span(&out)) : "";
    buf_free(&out);
    return words;
}

static void write_group(const struct prediction *prediction, const struct group *group, struct buf *out)
{
    const struct connection *connection = group->first;
    struct arena *arena = prediction->arena;
    const char *device = text_escaped(arena, span_of_text(connection->device->machine->name));
    const char *server = text_escaped(arena, span_of_text(connection->server->machine->name));
    const char *who =
        group->count == 1 ? device : arena_format(arena, "%zu devices like %s", group->count, device);
    buf_format(out, "%-8s  %s -> %s", verdict_name(connection->verdict), who, server);
    if (connection->code)
        buf_format(out, ": %u, reported by the %s", connection->code, connection->seen_by);
    buf_char(out, '\n');
    buf_text(out, group->words);
}

static void write_groups(const struct prediction *prediction, unsigned width, struct buf *out)
{
    struct {
        struct group *items;
        size_t count, capacity;
    } groups = { 0 };
    for (size_t i = 0; i < prediction->connections.count; i++) {
        const struct connection *connection = &prediction->connections.items[i];
        const char *words = words_of(prediction, connection, width);
        size_t k = 0;
        while (k < groups.count && !(groups.items[k].first->server == connection->server &&
                                     groups.items[k].first->verdict == connection->verdict &&
                                     strcmp(groups.items[k].words, words) == 0))
            k++;
        if (k == groups.count)
            *VEC_ADD(prediction->arena, &groups) = (struct group){ connection, words, 0 };
        groups.items[k].count++;
    }
    for (int verdict = VERDICT_FAILS; verdict >= VERDICT_CONNECTS; verdict--)
        for (size_t i = 0; i < groups.count; i++)
            if ((int)groups.items[i].first->verdict == verdict)
                write_group(prediction, &groups.items[i], out);
}

static void write_settings(const struct prediction *prediction, unsigned width, struct buf *out)
{
    for (size_t k = 0; k < setting_rule_count(); k++) {
        const struct machine *first = NULL;
        size_t count = 0;
        for (size_t i = 0; i < prediction->settings.count; i++)
            if (prediction->settings.items[i].rule == setting_rule_at(k)) {
                first = first ? first : prediction->settings.items[i].machine;
                count++;
            }
        if (!first)
            continue;
        const char *name = text_escaped(prediction->arena, span_of_text(first->name));
        buf_format(out, "warning   %s%s [%s]\n", name,
                   count > 1 ? arena_format(prediction->arena, " and %zu more", count - 1) : "",
                   setting_rule_at(k)->id);
        add_wrapped(out, "  what", setting_rule_at(k)->message, width);
        add_wrapped(out, "  fix", setting_rule_at(k)->fix, width);
    }
}

static void write_text(const struct prediction *prediction, unsigned width, FILE *stream)
{
    struct buf out = { 0 };
    size_t counts[VERDICT_FAILS + 1] = { 0 };
    buf_format(&out, "%s\n\n", text_escaped(prediction->arena, span_of_text(prediction->deployment.name)));
    write_groups(prediction, width, &out);
    write_settings(prediction, width, &out);
    for (size_t i = 0; i < prediction->connections.count; i++)
        counts[prediction->connections.items[i].verdict]++;
    buf_format(&out, "\n%zu connections: %zu connect, %zu fail, %zu at risk, %zu unknown\n",
               prediction->connections.count, counts[VERDICT_CONNECTS], counts[VERDICT_FAILS],
               counts[VERDICT_AT_RISK], counts[VERDICT_UNKNOWN]);
    fwrite(out.data, 1, out.length, stream);
    buf_free(&out);
}

/* -- the command ---------------------------------------------------------------------------------------------------- */

static enum exit_code code_of(const struct predicting *predicting, const char *fail_on)
{
    const struct prediction *prediction = &predicting->prediction;
    enum verdict least = !fail_on || strcmp(fail_on, "error") == 0 ? VERDICT_FAILS
                         : strcmp(fail_on, "warning") == 0         ? VERDICT_AT_RISK
                                                                   : VERDICT_UNKNOWN;
    bool found = false, warns = least != VERDICT_FAILS && prediction->settings.count > 0;
    for (size_t i = 0; i < prediction->connections.count; i++) {
        enum verdict verdict = prediction->connections.items[i].verdict;
        found |= verdict == VERDICT_FAILS || (verdict == VERDICT_AT_RISK && least != VERDICT_FAILS) ||
                 (verdict == VERDICT_UNKNOWN && least == VERDICT_UNKNOWN);
    }
    if (predicting->failures)
        return CODE_INPUT;
    bool never = fail_on && strcmp(fail_on, "never") == 0;
    return !never && (found || warns) ? CODE_FINDINGS : CODE_GOOD;
}

static enum exit_code report(struct predicting *predicting, const struct predict_options *options)
{
    struct output output;
    if (!output_open(predicting->cli, options->output, &output))
        return CODE_INPUT;
    if (options->format && strcmp(options->format, "json") == 0)
        write_json(&predicting->prediction, output.stream);
    else
        write_text(&predicting->prediction, predicting->cli->width, output.stream);
    return output_keep(predicting->cli, &output) ? code_of(predicting, options->fail_on) : CODE_INPUT;
}

static enum exit_code write_schema(struct cli *cli, const struct predict_options *options)
{
    struct output output;
    struct buf schema = { 0 };
    if (!output_open(cli, options->output, &output))
        return CODE_INPUT;
    schema_json_write_deployment(&schema);
    fwrite(schema.data, 1, schema.length, output.stream);
    buf_free(&schema);
    return output_keep(cli, &output) ? CODE_GOOD : CODE_INPUT;
}

static enum exit_code run(struct cli *cli, const void *given, const struct texts *operands)
{
    const struct predict_options *options = given;
    struct predicting predicting = { .cli = cli, .arena = cli->arena };
    struct diags diags = { .arena = cli->arena };
    struct world_paths paths;
    enum exit_code code = CODE_USAGE;
    if (options->schema)
        return operands->count ? cli_usage_error(cli, "--schema takes no deployment file")
                               : write_schema(cli, options);
    if (operands->count != 1)
        return cli_usage_error(cli, "one deployment file is wanted");
    cli->peer.password_file = options->password_file;
    if (!peer_world_paths(cli, &paths))
        return CODE_INPUT;
    struct library *library = library_new(&diags);
    const struct prediction_input input = { .path = operands->items[0],
                                            .at = options->at.given ? options->at.seconds : platform_now(),
                                            .passwords = &paths.passwords,
                                            .context = &predicting,
                                            .failure = take_failure };
    if (prediction_make(cli->arena, library, &input, &predicting.prediction, &diags))
        code = report(&predicting, options);
    prediction_free(&predicting.prediction);
    terminal_print_diags(cli->err, &diags, cli->color_err);
    library_free(library);
    return code;
}

const struct command predict_command = {
    .name = "predict",
    .operands = "DEPLOYMENT",
    .summary = "which device reaches which server, and if not, who reports what and why",
    .about =
        "Reads a deployment file (YAML) that names what was exported of servers and devices, and says for "
        "each pair whether the device tunnel comes up: connects; fails, with the code, the side that reports "
        "it, the cause and the fix; at-risk; or unknown, with what to export next. What is not given is "
        "unknown, never good.\n\n"
        "The exit code is 1 when a connection fails (see --fail-on), 2 when the deployment file is wrong, "
        "and "
        "3 when a file that it names could not be read.",
    .options = rows,
    .option_count = COUNT_OF(rows),
    .options_size = sizeof(struct predict_options),
    .run = run,
};
