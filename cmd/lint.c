/* `ikelint lint`: option rows to a run_request, one call, an exit code. */
#include <errno.h>

#include "cmd/commands.h"
#include "cmd/settings.h"
#include "cmd/shared.h"
#include "cmd/terminal.h"
#include "report/layout.h"
#include "run/run.h"
#include "util/platform.h"
#include "util/text.h"

struct lint_options {
    const char *profile, *format, *output, *fail_on, *server_name, *device_name, *baseline;
    struct texts rules, sets, waivers, templates, stores, excluded;
    struct option_time at;
    struct option_number jobs;
    bool strict, quiet, verbose, ignores_project, explain_config;
};

static const char *format_choice(size_t index)
{
    return index < report_format_count() ? report_format_at(index)->name : NULL;
}

static const char *const fail_on_words[] = {
    [FAIL_ON_NOTICE] = "notice",
    [FAIL_ON_WARNING] = "warning",
    [FAIL_ON_ERROR] = "error",
    [FAIL_ON_NEVER] = "never",
};

static const char *fail_on_choice(size_t index)
{
    return index < COUNT_OF(fail_on_words) ? fail_on_words[index] : NULL;
}

#define FIELD(name) OPTION_FIELD(struct lint_options, name)

static const struct option_row rows[] = {
    { "profile", 'p', OPTION_TEXT, FIELD(profile), "NAME",
      "the rule set to judge by: vpn-server, device-tunnel, path-only, … ('ikelint rules list'), or auto "
      "(default): decided from each object, and said in the report",
      NULL },
    { "rules", 'r', OPTION_TEXTS, FIELD(rules), "PATH",
      "a rule set of yours, a folder of them, or the name of one that ships (rfc5280): its rules are added; "
      "repeatable",
      NULL },
    { "server-name", 0, OPTION_TEXT, FIELD(server_name), "NAME", "the name that clients dial", NULL },
    { "device-name", 0, OPTION_TEXT, FIELD(device_name), "NAME",
      "the fully qualified name of the device whose certificate this is", NULL },
    { "template", 't', OPTION_TEXTS, FIELD(templates), "PATH",
      "templates as they are today: which certificates come from an older revision of theirs, or differ from "
      "it (templates among what is linted are used, too); a file or folder; repeatable",
      NULL },
    { "set", 's', OPTION_TEXTS, FIELD(sets), "NAME=VALUE",
      "a parameter of the rule sets, as in warn_days=60d; repeatable", NULL },
    { "at", 0, OPTION_TIME, FIELD(at), "TIME",
      "judge as of this time, as in 2026-06-01T00:00:00Z (default: now)", NULL },
    { "format", 'f', OPTION_CHOICE, FIELD(format), "FORMAT", "text (default), json, ndjson, sarif or junit",
      format_choice },
    { "output", 'o', OPTION_TEXT, FIELD(output), "FILE",
      "write the report there; the file is replaced when the report is complete", NULL },
    { "fail-on", 0, OPTION_CHOICE, FIELD(fail_on), "LEVEL",
      "exit with 1 from this severity on: error (default), warning, notice; or never", fail_on_choice },
    { "strict", 0, OPTION_SWITCH, FIELD(strict), NULL, "a rule that could not be checked counts as an error",
      NULL },
    { "store", 0, OPTION_TEXTS, FIELD(stores), "PATH",
      "the certificate stores of one machine, as 'reg export' writes them: what it could present, what lies "
      "in a wrong store, and every certificate in MY is linted; ROOT (unless --root says what the peer "
      "trusts), CA and their CRLs are what they are judged with, and nothing with a certificate of "
      "Disallowed is trusted; a file or folder; repeatable",
      NULL },
    { "exclude", 0, OPTION_TEXTS, FIELD(excluded), "PATTERN",
      "leave out what has such a name below a folder that is given ('*' any text, '?' one character; with a "
      "'/' the last names of a path, as in old/*.cer); what is itself given is always read; repeatable",
      NULL },
    { "waivers", 'w', OPTION_TEXTS, FIELD(waivers), "FILE",
      "findings that somebody has accepted for a while: they are reported as waived, and do not count; "
      "repeatable",
      NULL },
    { "baseline", 'b', OPTION_TEXT, FIELD(baseline), "FILE",
      "an earlier JSON report: only what it does not have counts", NULL },
    { "no-config", 0, OPTION_SWITCH, FIELD(ignores_project), NULL,
      "do without the project file (" PROJECT_FILE ", found from the working directory upwards)", NULL },
    { "explain-config", 0, OPTION_SWITCH, FIELD(explain_config), NULL,
      "print every setting and where it comes from, and lint nothing", NULL },
    { "jobs", 'j', OPTION_NUMBER, FIELD(jobs), "N", "files read at a time (default: one for each core)",
      NULL },
    { "quiet", 'q', OPTION_SWITCH, FIELD(quiet), NULL, "text: nothing about what is good", NULL },
    { "verbose", 'v', OPTION_SWITCH, FIELD(verbose), NULL,
      "text: what each file was taken for, every path and fix, and every rule that was not checked", NULL },
};

/* -- from options to a request -------------------------------------------------------------------------------------- */

static void assign(struct cli *cli, struct settings *settings, const char *name, const char *value,
                   const char *origin)
{
    if (value)
        *VEC_ADD(cli->arena, &settings->parameters) = (struct assignment){ name, value, origin };
}

/* What the command line says. The named parameters last: they win over --set. False: a --set without "=". */
static bool take_options(struct cli *cli, const struct lint_options *options, struct settings *out)
{
    setting_give(&out->profile, options->profile, "--profile");
    setting_give(&out->fail_on, options->fail_on, "--fail-on");
    setting_give(&out->strict, options->strict ? "true" : NULL, "--strict");
    setting_give(&out->baseline, options->baseline, "--baseline");
    settings_give(&out->rules, &options->rules, "--rules");
    settings_give(&out->waiver_files, &options->waivers, "--waivers");
    settings_give(&out->roots, &cli->peer.roots, "--root");
    settings_give(&out->intermediates, &cli->peer.intermediates, "--intermediate");
    settings_give(&out->crls, &cli->peer.crls, "--crl");
    settings_give(&out->templates, &options->templates, "--template");
    settings_give(&out->stores, &options->stores, "--store");
    settings_give(&out->exclude, &options->excluded, "--exclude");
    settings_give(&out->policies, &cli->peer.policies, "--policy");
    setting_give(&out->require_explicit_policy, cli->peer.requires_policy ? "true" : NULL,
                 "--require-explicit-policy");
    setting_give(&out->inhibit_policy_mapping, cli->peer.inhibits_mapping ? "true" : NULL,
                 "--inhibit-policy-mapping");
    setting_give(&out->inhibit_any_policy, cli->peer.inhibits_any_policy ? "true" : NULL,
                 "--inhibit-any-policy");
    for (size_t i = 0; i < options->sets.count; i++) {
        const char *set = options->sets.items[i];
        const char *equals = strchr(set, '=');
        if (!equals || equals == set)
            return false;
        struct span name = { (const uint8_t *)set, (size_t)(equals - set) };
        assign(cli, out, arena_text_of_span(cli->arena, name), equals + 1, "--set");
    }
    assign(cli, out, "server_name", options->server_name, "--server-name");
    assign(cli, out, "device_name", options->device_name, "--device-name");
    return true;
}

static enum fail_on fail_on_of(const char *word)
{
    for (size_t i = 0; word && i < COUNT_OF(fail_on_words); i++)
        if (strcmp(fail_on_words[i], word) == 0)
            return (enum fail_on)i;
    return FAIL_ON_ERROR;
}

static void complain(void *context, struct diags *diags)
{
    struct cli *cli = context;
    terminal_print_diags(cli->err, diags, cli->color_err);
}

static struct run_request request_of(struct cli *cli, const struct lint_options *options,
                                     struct settings *settings, const struct texts *operands)
{
    const char *profile = settings->profile.value;
    bool decided = !profile || strcmp(profile, "auto") == 0;
    const struct report_format *format = report_format_find(options->format ? options->format : "text");
    return (struct run_request){
        .paths = *operands,
        .excluded = settings->exclude.list,
        .profiles = { .profile = decided ? NULL : profile,
                      .rules = settings->rules.list,
                      .assignments = settings->parameters.items,
                      .assignment_count = settings->parameters.count },
        .accepted = { .waivers = settings->waivers.count ? &settings->waivers : NULL },
        .at = options->at.given ? options->at.seconds : platform_now(),
        .fail_on = fail_on_of(settings->fail_on.value),
        .strict = setting_is_true(&settings->strict),
        .jobs = options->jobs.value,
        .format = format,
        .report = { .color = cli->color,
                    .quiet = options->quiet,
                    .verbose = options->verbose,
                    .width = cli->width,
                    .version = PACKAGE_VERSION },
        .complain = complain,
        .context = cli,
    };
}

/* ended: waivers that have; whoever fails on nothing does not fail on them. */
static enum exit_code code_of(const struct run_request *request, const struct report_totals *totals,
                              size_t ended)
{
    if (totals->unreadable)
        return CODE_INPUT;
    bool failed = totals->failed || (ended && request->fail_on != FAIL_ON_NEVER);
    return failed ? CODE_FINDINGS : CODE_GOOD;
}

static enum exit_code run_request(struct cli *cli, struct run_request *request, const char *output)
{
    struct report_totals totals;
    size_t ended;
    struct output to;
    if (!output_open(cli, output, &to))
        return CODE_INPUT;
    request->out = to.stream;
    enum run_outcome outcome = run_lint(request, &totals, &ended);
    if (outcome == RUN_UNWRITTEN) {
        int error = errno;
        cli->output_failed = true;
        output_drop(&to);
        return cli_input_error(cli, "the report cannot be written: %s", strerror(error));
    }
    if (outcome == RUN_REFUSED) {
        output_drop(&to);
        return CODE_USAGE;
    }
    return output_keep(cli, &to) ? code_of(request, &totals, ended) : CODE_INPUT;
}

/* The earlier report, where one is wanted. */
static bool load_baseline(struct cli *cli, const char *path, struct run_request *request)
{
    const char *error;
    if (!path)
        return true;
    request->accepted.baseline = baseline_load(cli->arena, path, &error);
    if (!request->accepted.baseline)
        cli_input_error(cli, "%s: %s", text_escaped(cli->arena, span_of_text(path)), error);
    return request->accepted.baseline != NULL;
}

static enum exit_code lint(struct cli *cli, const struct lint_options *options, struct settings *settings,
                           const struct texts *operands)
{
    if (!settings_load_waivers(cli, settings))
        return CODE_USAGE;
    struct run_request request = request_of(cli, options, settings, operands);
    if (options->output) { /* not on this terminal */
        request.report.color = false;
        request.report.width = LAYOUT_MAX_WIDTH;
    }
    cli->peer.roots = settings->roots.list;
    cli->peer.intermediates = settings->intermediates.list;
    cli->peer.crls = settings->crls.list;
    cli->peer.policies = settings->policies.list;
    cli->peer.requires_policy = setting_is_true(&settings->require_explicit_policy);
    cli->peer.inhibits_mapping = setting_is_true(&settings->inhibit_policy_mapping);
    cli->peer.inhibits_any_policy = setting_is_true(&settings->inhibit_any_policy);
    struct trust_policies policies;
    if (!peer_policies(cli, settings->policies.origin, &policies))
        return CODE_USAGE;
    if (!peer_world_paths(cli, &request.world) || !load_baseline(cli, settings->baseline.value, &request))
        return CODE_INPUT;
    request.world.templates = settings->templates.list;
    request.world.policies = policies;
    request.world.stores = settings->stores.list;
    return run_request(cli, &request, options->output);
}

static enum exit_code run(struct cli *cli, const void *given, const struct texts *operands)
{
    const struct lint_options *options = given;
    struct settings settings = { 0 };
    if (!take_options(cli, options, &settings))
        return cli_usage_error(cli, "--set needs NAME=VALUE");
    if (!options->ignores_project && !settings_add_project(cli, &settings))
        return CODE_USAGE;
    if (operands->count == 0 && settings.stores.list.count == 0 && !options->explain_config)
        return cli_usage_error(cli, "no file, no folder and no '-' was given");
    if (options->explain_config)
        return settings_explain(cli, &settings) ? CODE_GOOD : CODE_USAGE;
    if (options->verbose && settings.project)
        fprintf(cli->err, "ikelint lint: settings from %s\n", settings.project);
    return lint(cli, options, &settings, operands);
}

const struct command lint_command = {
    .name = "lint",
    .operands = "PATH…",
    .summary = "lint files, folders (recursively) or - (standard input)",
    .about = "Lints every certificate, CRL and request in the files and folders given ('-': standard input; "
             "a pipe, as a shell makes one of <(COMMAND), is read likewise), told by their content, never by "
             "their name. With --root, --intermediate and --crl it is also judged what the other end would "
             "conclude: they say what the peer of these certificates has.\n\n"
             "With --store the stores of a machine are judged as well, as one object: by the rule set "
             "server-store where MY has a certificate that marks a server (Server Authentication with IKE "
             "intermediate, or with the name of --server-name, or without any Client Authentication beside "
             "it), else by client-store. All of --store together are one machine. Its peer is taken to trust "
             "what is in the machine's ROOT, unless --root says what the peer trusts; what the machine "
             "itself could present is always decided by its own.",
    .options = rows,
    .option_count = COUNT_OF(rows),
    .options_size = sizeof(struct lint_options),
    .takes_peer = true,
    .run = run,
};
