/* `ikelint rules`: the rule sets as what they are: list them, show one, check yours, test it against its examples, and
 * the schema and the reference page that are made from the tables. */
#include <jansson.h>

#include "cmd/commands.h"
#include "cmd/shared.h"
#include "cmd/terminal.h"
#include "predict/codes.h"
#include "predict/step_rules.h"
#include "report/layout.h"
#include "ruleset/reference.h"
#include "ruleset/schema.h"
#include "ruleset/schema_json.h"
#include "run/examples.h"
#include "util/platform.h"
#include "util/text.h"

enum { NAME_WIDTH = 48, LABEL_WIDTH = 13 };

struct rules_options {
    const char *profile, *severity, *code, *format;
    struct texts rules;
    struct option_time at;
    bool text, strict;
};

static const char *severity_choice(size_t index)
{
    return severity_words[index];
}

#define FIELD(name) OPTION_FIELD(struct rules_options, name)

static const struct option_row rows[] = {
    { "profile", 'p', OPTION_TEXT, FIELD(profile), "NAME",
      "list: what this rule set judges by, with all that it includes, and as it overrides it", NULL },
    { "severity", 0, OPTION_CHOICE, FIELD(severity), "LEVEL",
      "list: rules of this severity: error, warning or notice", severity_choice },
    { "code", 0, OPTION_TEXT, FIELD(code), "CODE", "list: rules that predict this error code (13801)", NULL },
    { "format", 'f', OPTION_CHOICE, FIELD(format), "FORMAT", "list: text (default) or json",
      choice_of_text_or_json },
    { "text", 't', OPTION_SWITCH, FIELD(text), NULL, "show: the YAML alone", NULL },
    { "rules", 'r', OPTION_TEXTS, FIELD(rules), "PATH",
      "list, show: a rule set of yours too, or a folder of them; check, test: one that yours include; "
      "repeatable",
      NULL },
    { "at", 0, OPTION_TIME, FIELD(at), "TIME",
      "test: the time judged where an example says none (default: now)", NULL },
    { "strict", 0, OPTION_SWITCH, FIELD(strict), NULL, "check: warnings count as errors", NULL },
};

struct action {
    struct cli *cli;
    const struct rules_options *options;
    struct texts operands; /* behind the name of the action */
    struct library *library;
    struct diags diags;
    struct buf out;
    uint32_t code; /* of --code */
};

/* -- what the actions share ----------------------------------------------------------------------------------------- */

static bool load(struct action *action, const struct texts *paths)
{
    bool good = true;
    for (size_t i = 0; i < paths->count; i++)
        good = library_load(action->library, paths->items[i], NULL) && good;
    return good;
}

static bool is_profile_missing(struct action *action, const char *name)
{
    if (library_has(action->library, name))
        return false;
    diag_error(&action->diags, (struct place){ 0 },
               "there is no rule set '%s'; 'ikelint rules list' names them",
               text_escaped(action->cli->arena, span_of_text(name)));
    return true;
}

static const struct program *compile(struct action *action, const char *name)
{
    return library_compile(action->library, name, NULL, 0, NULL, 0);
}

static void labelled(struct action *action, const char *label, const char *text)
{
    if (text && *text)
        layout_columns(&action->out, "", label, LABEL_WIDTH, text, action->cli->width);
}

/* "peer 13801, holder 13806" */
static const char *codes_of(struct arena *arena, const struct rule *rule)
{
    if (rule->peer_code && rule->holder_code)
        return arena_format(arena, "peer %u, holder %u", rule->peer_code, rule->holder_code);
    if (rule->peer_code)
        return arena_format(arena, "peer %u", rule->peer_code);
    return rule->holder_code ? arena_format(arena, "holder %u", rule->holder_code) : "";
}

/* -- list ----------------------------------------------------------------------------------------------------------- */

static bool is_listed(const struct action *action, const struct rule *rule)
{
    const struct rules_options *options = action->options;
    if (options->severity && strcmp(severity_words[rule->severity], options->severity) != 0)
        return false;
    return !options->code || rule->peer_code == action->code || rule->holder_code == action->code;
}

static json_t *rule_json(const struct rule *rule)
{
    json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:s}", "rule", rule->full_name, "title", rule->title,
                             "severity", severity_words[rule->severity], "evidence",
                             evidence_words[rule->evidence], "for", for_words[rule->on]);
    json_t *predicts = json_object(), *see = json_array();
    if (rule->peer_code)
        json_object_set_new(predicts, "peer", json_integer(rule->peer_code));
    if (rule->holder_code)
        json_object_set_new(predicts, "holder", json_integer(rule->holder_code));
    for (size_t i = 0; i < rule->see_count; i++)
        json_array_append_new(see, json_string(rule->see[i]));
    json_object_set_new(json, "predicts", predicts);
    if (rule->fix)
        json_object_set_new(json, "fix", json_string(rule->fix));
    json_object_set_new(json, "see", see);
    return json;
}

static void list_rule(struct action *action, const struct rule *rule, json_t *json)
{
    if (!is_listed(action, rule))
        return;
    if (action->options->format && strcmp(action->options->format, "json") == 0) {
        json_array_append_new(json, rule_json(rule));
        return;
    }
    const char *codes = codes_of(action->cli->arena, rule);
    const char *text = arena_format(action->cli->arena, "%s%s%s%s", rule->title, *codes ? " (" : "", codes,
                                    *codes ? ")" : "");
    const char *severity = arena_format(action->cli->arena, "%-8s ", severity_words[rule->severity]);
    layout_columns(&action->out, severity, rule->full_name, NAME_WIDTH, text, action->cli->width);
}

/* All rules of one set, or only those that it defines itself. */
static bool list_set(struct action *action, const char *name, bool with_included, json_t *json)
{
    const struct program *program = compile(action, name);
    if (!program)
        return false;
    for (size_t i = 0; i < program->rule_count; i++)
        if (with_included || strcmp(program->rules[i]->ruleset, name) == 0)
            list_rule(action, program->rules[i], json);
    return true;
}

static enum exit_code run_list(struct action *action)
{
    const struct rules_options *options = action->options;
    if (options->code && (!error_code_read(span_of_text(options->code), &action->code) || action->code == 0))
        return cli_usage_error(action->cli, "--code: '%s' is no error code, such as 13801, 0x35E9 or NO_CERT",
                               text_escaped(action->cli->arena, span_of_text(options->code)));
    json_t *json = json_array();
    bool good = load(action, &options->rules);
    if (options->profile)
        good = good && !is_profile_missing(action, options->profile) &&
               list_set(action, options->profile, true, json);
    for (size_t i = 0; good && !options->profile && i < library_count(action->library); i++)
        good = list_set(action, library_name(action->library, i), false, json);
    if (good && options->format && strcmp(options->format, "json") == 0) {
        char *text = json_dumps(json, JSON_INDENT(2));
        buf_text(&action->out, text);
        buf_char(&action->out, '\n');
        free(text);
    }
    json_decref(json);
    return good ? CODE_GOOD : CODE_USAGE;
}

/* -- show ----------------------------------------------------------------------------------------------------------- */

static const struct parameter *parameter_named(const struct program *program, const char *name)
{
    for (size_t i = 0; i < program->parameter_count; i++)
        if (strcmp(program->parameters[i].name, name) == 0)
            return &program->parameters[i];
    return NULL;
}

static void show_parameter(struct action *action, const struct parameter *parameter)
{
    struct buf text = { 0 };
    buf_format(&text, "%s: %s", parameter->name, parameter->help);
    if (parameter->value.state == VALUE_KNOWN) {
        buf_text(&text, " (default: ");
        value_print(&text, &parameter->value);
        buf_char(&text, ')');
    } else {
        buf_format(&text, " (give %s)", parameter->value.needs);
    }
    labelled(action, "parameter", text.data);
    buf_free(&text);
}

static void show_rule(struct action *action, const struct program *program, const struct rule *rule)
{
    struct buf *out = &action->out;
    if (!action->options->text) {
        buf_format(out, "%s: %s\n", rule->full_name, rule->title);
        labelled(action, "severity", severity_words[rule->severity]);
        labelled(action, "evidence", evidence_words[rule->evidence]);
        labelled(action, "predicts", codes_of(action->cli->arena, rule));
        labelled(action, "judged on", for_words[rule->on]);
        for (size_t i = 0; i < rule->use_count; i++)
            if (rule->uses[i].is_parameter)
                show_parameter(action, parameter_named(program, rule->uses[i].name));
        labelled(action, "fix", rule->fix);
        for (size_t i = 0; i < rule->see_count; i++)
            labelled(action, "see", rule->see[i]);
        buf_char(out, '\n');
    }
    buf_add(out, rule->text);
    if (rule->text.length && rule->text.data[rule->text.length - 1] != '\n')
        buf_char(out, '\n');
}

static void show_set(struct action *action, const struct program *program)
{
    const char *name = program->profile, *include;
    struct buf *out = &action->out, kinds = { 0 };
    if (action->options->text) {
        buf_add(out, library_text(action->library, name));
        return;
    }
    buf_format(out, "%s: %s\n", name, program->title);
    for (size_t i = 0; kind_words[i]; i++)
        if (program->kinds >> i & 1)
            buf_format(&kinds, "%s%s", kinds.length ? ", " : "", kind_words[i]);
    labelled(action, "object", kinds.data);
    buf_free(&kinds);
    if (program->presented_by != PRESENTED_BY_UNKNOWN)
        labelled(action, "presented by", presenter_words[program->presented_by]);
    labelled(action, "source", program->rulesets[0].source);
    for (size_t i = 0; (include = library_include(action->library, name, i)) != NULL; i++)
        labelled(action, i ? "" : "includes", include);
    for (size_t i = 0; i < program->parameter_count; i++)
        show_parameter(action, &program->parameters[i]);
    buf_char(out, '\n');
    for (size_t i = 0; i < program->rule_count; i++)
        list_rule(action, program->rules[i], NULL);
}

/* A rule of `predict`, which stands in no rule set; its name begins as one. */
static bool show_step_rule(struct action *action, const char *name)
{
    const struct step_rule *rule = step_rule_find(name);
    if (!rule || strcmp(rule->id, name) != 0)
        return false;
    buf_format(&action->out, "%s: %s\n", rule->id, rule->title);
    labelled(action, "evidence", evidence_words[rule->evidence]);
    labelled(action, "judged by",
             arena_format(action->cli->arena,
                          "ikelint predict, from both ends: it is in no rule set and has no YAML; "
                          "'ikelint explain %s' says all of it",
                          rule->id));
    return true;
}

/* The rule of this full name, in the set that defines it. */
static bool show_one(struct action *action, const char *name)
{
    const char *slash = strchr(name, '/');
    struct span set = { (const uint8_t *)name, slash ? (size_t)(slash - name) : strlen(name) };
    const char *set_name = arena_text_of_span(action->cli->arena, set);
    if (slash && show_step_rule(action, name))
        return true;
    const struct program *program = is_profile_missing(action, set_name) ? NULL : compile(action, set_name);
    if (!program)
        return false;
    if (!slash) {
        show_set(action, program);
        return true;
    }
    for (size_t i = 0; i < program->rule_count; i++)
        if (strcmp(program->rules[i]->full_name, name) == 0) {
            show_rule(action, program, program->rules[i]);
            return true;
        }
    return diag_error(&action->diags, (struct place){ 0 },
                      "the rule set '%s' has no rule '%s'; 'ikelint rules show %s' lists them", set_name,
                      text_escaped(action->cli->arena, span_of_text(slash + 1)), set_name);
}

static enum exit_code run_show(struct action *action)
{
    bool good = load(action, &action->options->rules);
    for (size_t i = 0; good && i < action->operands.count; i++) {
        buf_text(&action->out, i ? "\n" : "");
        good = show_one(action, action->operands.items[i]);
    }
    return good ? CODE_GOOD : CODE_USAGE;
}

/* -- check, test ---------------------------------------------------------------------------------------------------- */

static enum exit_code run_check(struct action *action)
{
    bool good = load(action, &action->options->rules);
    good = load(action, &action->operands) && good;
    good = library_check(action->library) && good;
    library_review(action->library);
    size_t warnings = action->diags.count + action->diags.dropped - action->diags.errors;
    if (good && warnings == 0)
        buf_text(&action->out, "no complaints\n");
    if (!good)
        return CODE_USAGE;
    return warnings && action->options->strict ? CODE_FINDINGS : CODE_GOOD;
}

static void print_wrong(void *context, const struct rule *rule, const struct rule_example *example,
                        const char *text)
{
    struct action *action = context;
    buf_format(&action->out, "%s:%u:%u: %s: ", example->place.source->name, example->place.line,
               example->place.column, rule->full_name);
    text_escape(&action->out, span_of_text(text), false);
    buf_char(&action->out, '\n');
}

static enum exit_code run_test(struct action *action)
{
    struct examples_totals totals = { 0 };
    struct examples_sink sink = { action, print_wrong };
    int64_t at = action->options->at.given ? action->options->at.seconds : platform_now();
    bool good = load(action, &action->options->rules);
    size_t first = library_loaded_count(action->library);
    good = load(action, &action->operands) && good;
    good = library_check(action->library) && good;
    for (size_t i = first; good && i < library_loaded_count(action->library); i++)
        good = examples_run(action->library, library_loaded_name(action->library, i), at, &sink, &totals);
    if (!good)
        return CODE_USAGE;
    buf_format(&action->out, "%zu rule%s, %zu example%s, %zu not as said\n", totals.rules,
               totals.rules == 1 ? "" : "s", totals.examples, totals.examples == 1 ? "" : "s", totals.wrong);
    return totals.wrong ? CODE_FINDINGS : CODE_GOOD;
}

/* -- made from the tables ------------------------------------------------------------------------------------------- */

static enum exit_code run_schema(struct action *action)
{
    schema_json_write(&action->out);
    return CODE_GOOD;
}

static enum exit_code run_reference(struct action *action)
{
    return reference_write(action->library, &action->out) ? CODE_GOOD : CODE_USAGE;
}

/* -- the command ---------------------------------------------------------------------------------------------------- */

static const struct {
    const char *name, *operands;
    enum exit_code (*run)(struct action *action);
    bool takes_operands, needs_operands;
} actions[] = {
    { "list", "", run_list, false, false },      { "show", "SET|SET/RULE…", run_show, true, true },
    { "check", "PATH…", run_check, true, true }, { "test", "PATH…", run_test, true, true },
    { "schema", "", run_schema, false, false },  { "reference", "", run_reference, false, false },
};

static const char *action_at(const void *context, size_t index)
{
    (void)context;
    return index < COUNT_OF(actions) ? actions[index].name : NULL;
}

static enum exit_code run(struct cli *cli, const void *given, const struct texts *operands)
{
    const char *name = operands->count ? operands->items[0] : "";
    size_t index = 0;
    while (index < COUNT_OF(actions) && strcmp(actions[index].name, name) != 0)
        index++;
    if (index == COUNT_OF(actions)) {
        const char *near = text_suggest(span_of_text(name), action_at, NULL);
        if (near)
            return cli_usage_error(cli, "unknown action '%s', did you mean '%s'?", name, near);
        return cli_usage_error(cli, "say what to do: list, show, check, test, schema or reference");
    }
    struct action action = { .cli = cli, .options = given, .diags = { .arena = cli->arena } };
    action.operands = (struct texts){ operands->items + 1, operands->count - 1, operands->count - 1 };
    if (actions[index].needs_operands && action.operands.count == 0)
        return cli_usage_error(cli, "'rules %s' needs %s", name, actions[index].operands);
    if (!actions[index].takes_operands && action.operands.count)
        return cli_usage_error(cli, "'rules %s' takes no operands", name);
    action.library = library_new(&action.diags);
    enum exit_code code = actions[index].run(&action);
    if (action.out.length)
        fwrite(action.out.data, 1, action.out.length, cli->out);
    terminal_print_diags(cli->err, &action.diags, cli->color_err);
    buf_free(&action.out);
    library_free(action.library);
    return code;
}

const struct command rules_command = {
    .name = "rules",
    .operands = "ACTION [ARGUMENT]…",
    .summary = "the rule sets: list them, show one, check yours, run yours against its examples",
    .about =
        "ACTION is list, show SET or SET/RULE, check PATH, test PATH, schema or reference.\n\n"
        "list: every rule in one line; with --profile those that it judges by. show: what a rule set or "
        "a rule says, and its text. check: whether rule sets of yours load, with all complaints at "
        "once, and warnings about what is probably not meant: rules that can never fail, parameters "
        "that nobody uses, missing fixes and examples. test: each rule against its examples (a file "
        "that should pass, one that should fail).\n\n"
        "What predict finds from both ends together (host/no-certificate, rras/root-to-accept-differs) is "
        "in no rule set: 'ikelint explain' says what it is about.\n\n"
        "schema: the JSON Schema of rule sets, for editors that complete and check while you type. "
        "reference: all keys, operators, types, facts and shipped rules, in Markdown.",
    .options = rows,
    .option_count = COUNT_OF(rows),
    .options_size = sizeof(struct rules_options),
    .run = run,
};
