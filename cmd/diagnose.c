/* `ikelint diagnose`: what logged events 20227 mean, and with a deployment file which cause they have. */
#include "cmd/commands.h"
#include "cmd/diagnose_report.h"
#include "cmd/shared.h"
#include "cmd/terminal.h"
#include "util/clock.h"
#include "util/platform.h"

struct diagnose_options {
    const char *deployment, *device, *format, *output, *fail_on, *password_file;
    struct option_number password_fd;
    struct texts rules;
    struct option_time at;
};

#define FIELD(name) OPTION_FIELD(struct diagnose_options, name)

static const struct option_row rows[] = {
    { "deployment", 'd', OPTION_TEXT, FIELD(deployment), "FILE",
      "a deployment file, as 'ikelint predict' reads it: says which cause it is", NULL },
    { "device", 0, OPTION_TEXT, FIELD(device), "NAME",
      "the device of the deployment file that logged the events, where they do not say it", NULL },
    { "rules", 'r', OPTION_TEXTS, FIELD(rules), "PATH",
      "a rule set of yours, or a folder of them: its rules can be causes too; repeatable", NULL },
    { "at", 0, OPTION_TIME, FIELD(at), "TIME",
      "predict the deployment as of this time (default: of the last event; now where events have no time)",
      NULL },
    { "format", 'f', OPTION_CHOICE, FIELD(format), "FORMAT", "text (default) or json",
      choice_of_text_or_json },
    { "output", 'o', OPTION_TEXT, FIELD(output), "FILE", "write there instead of to standard output", NULL },
    { "fail-on", 0, OPTION_CHOICE, FIELD(fail_on), "LEVEL",
      "exit with 1 from this on: error (default; a code that certificates cause), warning (or that they "
      "cause sometimes), notice (or any failure); or never",
      choice_of_fail_on },
    { "password-file", 0, OPTION_TEXT, FIELD(password_file), "FILE",
      "passwords for PFX files of the deployment, one a line; each is tried (without it, a terminal is "
      "asked)",
      NULL },
    { "password-fd", 0, OPTION_NUMBER, FIELD(password_fd), "NUMBER",
      "the same, from a file descriptor that is open: --password-fd 3 3<passwords", NULL },
};

static void take_failure(void *context, const struct read_failure *failure)
{
    struct diagnosing *diagnosing = context;
    *VEC_ADD(diagnosing->arena, &diagnosing->unreadable) =
        (struct unreadable_events){ arena_text(diagnosing->arena, failure->path),
                                    arena_text(diagnosing->arena, failure->error), failure->line };
}

/* -- what both reports say ------------------------------------------------------------------------------------------ */

const char *diagnosis_time(struct arena *arena, enum event_clock clock, int64_t time)
{
    char text[CLOCK_TEXT];
    clock_print(time, text);
    size_t length = strlen(text);
    if (clock == EVENT_CLOCK_LOCAL && length)
        text[length - 1] = 0;
    return clock == EVENT_CLOCK_NONE ? "" : arena_text(arena, text);
}

const char *diagnosis_side(const struct diagnosis *diagnosis)
{
    bool of_ike = diagnosis->code == CODE_AUTH_FAIL || diagnosis->code == CODE_NO_CERTIFICATE;
    if (of_ike && diagnosis->tunnel == DIALLED_USER)
        return "In a user tunnel the device needs no machine certificate: it is about the server's.";
    return error_side_text(diagnosis->known->side);
}

struct diagnosis_sums diagnoses_sums(const struct diagnoses *diagnoses)
{
    struct diagnosis_sums sums = { 0 };
    for (size_t i = 0; i < diagnoses->count; i++) {
        const struct diagnosis *diagnosis = &diagnoses->items[i];
        size_t *sum = !diagnosis->known                               ? &sums.unknown
                      : diagnosis->known->blame == BLAME_CERTIFICATES ? &sums.yes
                      : diagnosis->known->blame == BLAME_SOMETIMES    ? &sums.sometimes
                                                                      : &sums.no;
        *sum += diagnosis->count;
    }
    return sums;
}

/* -- the command ---------------------------------------------------------------------------------------------------- */

static enum exit_code code_of(const struct diagnosing *diagnosing, const char *fail_on)
{
    struct diagnosis_sums sums = diagnoses_sums(&diagnosing->diagnoses);
    size_t found = sums.yes;
    if (diagnosing->unreadable.count)
        return CODE_INPUT;
    if (fail_on && strcmp(fail_on, "never") == 0)
        return CODE_GOOD;
    if (fail_on && strcmp(fail_on, "error") != 0)
        found += sums.sometimes;
    if (fail_on && strcmp(fail_on, "notice") == 0)
        found = diagnosing->diagnoses.failures;
    return found ? CODE_FINDINGS : CODE_GOOD;
}

static void read_events(struct diagnosing *diagnosing, const struct texts *operands)
{
    const struct read_sink sink = { .context = diagnosing, .failure = take_failure };
    diagnosing->events.arena = diagnosing->arena;
    for (size_t i = 0; i < operands->count; i++) {
        struct path_list paths = { 0 };
        paths_expand(diagnosing->arena, &operands->items[i], 1, &paths, &sink);
        diagnosing->events.in_folder =
            platform_status(operands->items[i], diagnosing->arena).kind == PLATFORM_FOLDER;
        for (size_t k = 0; k < paths.count; k++)
            events_read(&diagnosing->events, paths.items[k], &sink);
    }
}

static bool compile_rules(struct diagnosing *diagnosing, struct library *library, const struct texts *rules)
{
    bool good = true;
    for (size_t i = 0; i < rules->count; i++)
        good = library_load(library, rules->items[i], NULL) && good;
    for (size_t i = 0; good && i < library_count(library); i++) {
        const struct program *program = library_compile(library, library_name(library, i), NULL, 0, NULL, 0);
        if (!program)
            return false;
        *VEC_ADD(diagnosing->arena, &diagnosing->programs) = program;
    }
    return good;
}

static bool predict(struct diagnosing *diagnosing, struct library *library,
                    const struct diagnose_options *options, struct diags *diags)
{
    struct world_paths paths;
    diagnosing->cli->peer.password_file = options->password_file;
    diagnosing->cli->peer.password_fd = options->password_fd;
    if (!peer_world_paths(diagnosing->cli, &paths))
        return false;
    const struct prediction_input input = { .path = options->deployment,
                                            .at = diagnosing->at,
                                            .reading = { .passwords = paths.passwords.items,
                                                         .password_count = paths.passwords.count,
                                                         .ask = paths.ask,
                                                         .ask_context = paths.ask_context },
                                            .context = diagnosing,
                                            .failure = take_failure };
    diagnosing->has_deployment = true;
    return prediction_make(diagnosing->arena, library, &input, &diagnosing->prediction, diags);
}

static enum exit_code report(struct diagnosing *diagnosing, const struct diagnose_options *options)
{
    struct output output;
    const struct diagnosis_input input = {
        .events = &diagnosing->events,
        .programs = diagnosing->programs.items,
        .program_count = diagnosing->programs.count,
        .prediction = diagnosing->has_deployment ? &diagnosing->prediction : NULL,
        .device = options->device,
    };
    diagnose(diagnosing->arena, &input, &diagnosing->diagnoses);
    if (!output_open(diagnosing->cli, options->output, &output))
        return CODE_INPUT;
    if (options->format && strcmp(options->format, "json") == 0)
        diagnose_write_json(diagnosing, output.stream);
    else
        diagnose_write_text(diagnosing, output.stream);
    return output_keep(diagnosing->cli, &output) ? code_of(diagnosing, options->fail_on) : CODE_INPUT;
}

static enum exit_code run(struct cli *cli, const void *given, const struct texts *operands)
{
    const struct diagnose_options *options = given;
    struct diagnosing diagnosing = { .cli = cli, .arena = cli->arena };
    struct diags diags = { .arena = cli->arena };
    enum exit_code code = CODE_USAGE;
    if (operands->count == 0)
        return cli_usage_error(cli, "give files with events, or - for standard input");
    if (options->device && !options->deployment)
        return cli_usage_error(cli, "--device is a device of a deployment file: give --deployment FILE too");
    struct library *library = library_new(&diags);
    read_events(&diagnosing, operands);
    diagnosing.at = platform_now();
    diagnosis_last_time(&diagnosing.events, &diagnosing.at);
    if (options->at.given)
        diagnosing.at = options->at.seconds;
    if (compile_rules(&diagnosing, library, &options->rules) &&
        (!options->deployment || predict(&diagnosing, library, options, &diags)))
        code = report(&diagnosing, options);
    prediction_free(&diagnosing.prediction);
    terminal_print_diags(cli->err, &diags, cli->color_err);
    library_free(library);
    return code;
}

const struct command diagnose_command = {
    .name = "diagnose",
    .operands = "EVENTS…",
    .summary = "what a logged error 20227 means, and with a deployment file which cause it is",
    .about =
        "Reads what clients logged when a connection failed (event 20227 of RasClient in the Application "
        "log, with 20221 and 20222 of the same attempt) and says what each code means, which side reports it "
        "and which rules can cause it. A code that certificates do not cause is said to be so. Equal events "
        "are one answer.\n\n"
        "The events may be text (Format-List of Get-EventLog or Get-WinEvent, wevtutil, what the Event "
        "Viewer copies, the message alone), XML (wevtutil /f:xml, ToXml()), JSON (ConvertTo-Json), CLIXML "
        "(Export-Clixml) or csv; in another language than English the code is found all the same, of a "
        "message alone where it has its CoId. Folders are looked through, and what holds no events in them "
        "(certificates, settings) is passed over.\n\n"
        "With --deployment, the deployment is predicted as of the last event, and each event is joined to "
        "its device (by the computer's name) and server (by what was dialled): the answer is then the cause "
        "that it is, or that the deployment as exported does not explain it, or what is missing to know.\n\n"
        "The exit code is 1 when there is an event that certificates cause (see --fail-on), 2 when the "
        "deployment file or a rule set is wrong, and 3 when a file could not be read.",
    .options = rows,
    .option_count = COUNT_OF(rows),
    .options_size = sizeof(struct diagnose_options),
    .run = run,
};
