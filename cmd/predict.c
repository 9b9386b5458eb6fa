/* `ikelint predict`: which device reaches which server, and if not, who reports what and why. */
#include "cmd/commands.h"
#include "cmd/predict_init.h"
#include "cmd/predict_report.h"
#include "cmd/shared.h"
#include "cmd/terminal.h"
#include "ruleset/schema_json.h"
#include "util/platform.h"
#include "util/text.h"

struct predict_options {
    const char *format, *output, *fail_on, *password_file;
    struct option_number password_fd;
    struct option_time at;
    const char *init;
    bool force, schema;
};

#define FIELD(name) OPTION_FIELD(struct predict_options, name)

static const struct option_row rows[] = {
    { "at", 0, OPTION_TIME, FIELD(at), "TIME", "the time judged, as in 2026-06-01T00:00:00Z (default: now)",
      NULL },
    { "format", 'f', OPTION_CHOICE, FIELD(format), "FORMAT", "text (default) or json",
      choice_of_text_or_json },
    { "output", 'o', OPTION_TEXT, FIELD(output), "FILE", "write there instead of to standard output", NULL },
    { "fail-on", 0, OPTION_CHOICE, FIELD(fail_on), "LEVEL",
      "exit with 1 from this on: error (default; a connection fails, or a setting is wrong), warning (or is "
      "at risk, or a certificate or a setting is warned of), notice (or is unknown, or there is a notice of "
      "either); or never",
      choice_of_fail_on },
    { "password-file", 0, OPTION_TEXT, FIELD(password_file), "FILE",
      "passwords for PFX files, one a line; each is tried (without it, a terminal is asked)", NULL },
    { "password-fd", 0, OPTION_NUMBER, FIELD(password_fd), "NUMBER",
      "the same, from a file descriptor that is open: --password-fd 3 3<passwords", NULL },
    { "init", 0, OPTION_TEXT, FIELD(init), "FOLDER",
      "write a first deployment file from the exports in this folder: as deployment.yaml in it, or where "
      "--output says",
      NULL },
    { "force", 0, OPTION_SWITCH, FIELD(force), NULL, "with --init: replace a deployment file that is there",
      NULL },
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
    const char *path = text_escaped(predicting->arena, span_of_text(failure->path));
    predicting->failures++;
    if (failure->line)
        cli_input_error(predicting->cli, "%s:%u: %s", path, failure->line, failure->error);
    else
        cli_input_error(predicting->cli, "%s: %s", path, failure->error);
}

/* -- the command ---------------------------------------------------------------------------------------------------- */

/* What lint found and what decides nothing is a warning at most, or a notice. */
static bool has_warning(const struct connection *connection, enum severity severity)
{
    for (int i = 0; i < STEP_COUNT; i++)
        for (size_t k = 0; k < connection->steps[i].warnings.count; k++) {
            enum severity found = connection->steps[i].warnings.items[k].rule->severity;
            if ((found == SEVERITY_NOTICE ? SEVERITY_NOTICE : SEVERITY_WARNING) == severity)
                return true;
        }
    return false;
}

/* What --fail-on names, as a verdict and as a severity of settings. */
static enum exit_code code_of(const struct predicting *predicting, const char *fail_on)
{
    static const struct {
        const char *word;
        enum verdict verdict;
        enum severity severity;
    } levels[] = { { "error", VERDICT_FAILS, SEVERITY_ERROR },
                   { "warning", VERDICT_AT_RISK, SEVERITY_WARNING },
                   { "notice", VERDICT_UNKNOWN, SEVERITY_NOTICE } };
    const struct prediction *prediction = &predicting->prediction;
    bool found = false;
    if (predicting->failures)
        return CODE_INPUT;
    for (size_t i = 0; i < COUNT_OF(levels); i++) {
        for (size_t k = 0; k < prediction->connections.count; k++)
            found |= prediction->connections.items[k].verdict == levels[i].verdict ||
                     has_warning(&prediction->connections.items[k], levels[i].severity);
        for (size_t k = 0; k < prediction->settings.count; k++)
            found |= prediction->settings.items[k].rule->severity == levels[i].severity;
        if (strcmp(fail_on ? fail_on : "error", levels[i].word) == 0)
            return found ? CODE_FINDINGS : CODE_GOOD;
    }
    return CODE_GOOD; /* never */
}

static enum exit_code report(struct predicting *predicting, const struct predict_options *options)
{
    struct output output;
    if (!output_open(predicting->cli, options->output, &output))
        return CODE_INPUT;
    if (options->format && strcmp(options->format, "json") == 0)
        predict_write_json(&predicting->prediction, output.stream);
    else
        predict_write_text(&predicting->prediction, predicting->cli->width, output.stream);
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
    if (options->init && options->init[0] == '-' && options->init[1])
        return cli_usage_error(
            cli,
            "--init wants its folder right behind it, not %s: --init FOLDER %s (a folder of that name: ./%s)",
            text_escaped(cli->arena, span_of_text(options->init)),
            text_escaped(cli->arena, span_of_text(options->init)),
            text_escaped(cli->arena, span_of_text(options->init)));
    if (options->init ? operands->count > 0 : operands->count != 1)
        return cli_usage_error(cli, options->init
                                        ? "--init takes no deployment file: --output says where one goes"
                                        : "one deployment file is wanted");
    if (options->init && !*options->init)
        return cli_usage_error(cli, "--init needs the name of a folder");
    cli->peer.password_file = options->password_file;
    cli->peer.password_fd = options->password_fd;
    if (!peer_world_paths(cli, &paths))
        return CODE_INPUT;
    if (options->init)
        return predict_init(
            cli, &(struct predict_init){ options->init, options->output, options->force, &paths.passwords });
    struct library *library = library_new(&diags);
    const struct prediction_input input = { .path = operands->items[0],
                                            .at = options->at.given ? options->at.seconds : platform_now(),
                                            .reading = { .passwords = paths.passwords.items,
                                                         .password_count = paths.passwords.count,
                                                         .ask = paths.ask,
                                                         .ask_context = paths.ask_context },
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
    .operands = "DEPLOYMENT | --init FOLDER",
    .summary = "which device reaches which server, and if not, who reports what and why",
    .about =
        "Reads a deployment file (YAML) that names what was exported of servers and devices, and says "
        "for each pair whether the tunnel comes up, the device's or the user's: connects; fails, with "
        "the code, the side that reports it, the cause and the fix; at-risk; or unknown, with what to "
        "export next. What is not given is unknown, never good. Devices for which the same is true are "
        "one entry of the text.\n\n"
        "--init FOLDER writes a first deployment file from a folder of exports, a folder in it for each "
        "machine, as Export-IkelintInventory.ps1 makes them, and says what it recognised, what it did "
        "not use and why, and what is still wanted.\n\n"
        "The keys of a deployment file stand in rules/REFERENCE.md, and in the JSON Schema that --schema "
        "prints.\n\n"
        "The exit code is 1 when a connection fails (see --fail-on), 2 when the deployment file is "
        "wrong, and 3 when a file that it names could not be read, or holds nothing of "
        "what it is named for.",
    .options = rows,
    .option_count = COUNT_OF(rows),
    .options_size = sizeof(struct predict_options),
    .run = run,
};
