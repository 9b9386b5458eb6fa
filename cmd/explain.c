/* `ikelint explain`: what a code or a rule means and what to do. What a code means is prose (predict/codes.c); its
 * causes are the rules that predict it, with their own titles, evidence and fixes: nothing about a cause is written
 * twice. */
#include "cmd/commands.h"
#include "cmd/terminal.h"
#include "predict/causes.h"
#include "predict/codes.h"
#include "predict/step_rules.h"
#include "report/layout.h"
#include "ruleset/ruleset.h"
#include "ruleset/schema.h"
#include "util/text.h"

enum { LABEL_WIDTH = 12, NAME_WIDTH = 50, SYMBOL_WIDTH = 60, INDENT = 2 };

struct explain_options {
    struct texts rules;
    bool list;
};

static const struct option_row rows[] = {
    { "list", 'l', OPTION_SWITCH, OPTION_FIELD(struct explain_options, list), NULL,
      "list the codes that are known, and whether certificates cause them", NULL },
    { "rules", 'r', OPTION_TEXTS, OPTION_FIELD(struct explain_options, rules), "PATH",
      "a rule set of yours, or a folder of them: its rules are explained too; repeatable", NULL },
};

/* All rule sets, compiled; those that say who presents the certificate are profiles. */
struct explaining {
    struct cli *cli;
    struct buf *out;
    struct library *library;
    struct {
        const struct program **items;
        size_t count, capacity;
    } programs;
    struct texts shown; /* full names of rules that stand on the page of a code already */
};

/* -- printing ------------------------------------------------------------------------------------------------------- */

static void heading(struct explaining *explaining, const char *text)
{
    bool color = explaining->cli->color;
    buf_format(explaining->out, "%s%s%s\n", color ? "\033[1m" : "", text, color ? "\033[0m" : "");
}

static void paragraph(struct explaining *explaining, unsigned indent, const char *text)
{
    buf_format(explaining->out, "%*s", (int)indent, "");
    layout_wrap(explaining->out, text, indent, indent, explaining->cli->width);
}

static void labelled(struct explaining *explaining, const char *label, const char *text)
{
    layout_columns(explaining->out, "  ", label, LABEL_WIDTH, text, explaining->cli->width);
}

static const char *evidence_text(enum evidence evidence)
{
    static const char *const texts[] = {
        [EVIDENCE_DOCUMENTED] = "documented: Microsoft says so, or two independent sources do",
        [EVIDENCE_REPORTED] = "reported: seen in the field, not described by Microsoft",
        [EVIDENCE_INFERRED] = "inferred: follows from the standards and from how Windows checks certificates",
    };
    return texts[evidence];
}

static const char *severity_text(enum severity severity)
{
    static const char *const texts[] = {
        [SEVERITY_ERROR] = "error: this will or may well fail",
        [SEVERITY_WARNING] = "warning: works under some conditions, or fails soon",
        [SEVERITY_NOTICE] = "notice: worth knowing",
    };
    return texts[severity];
}

/* -- what a rule needs ---------------------------------------------------------------------------------------------- */

/* The options without which a rule cannot be checked, told from the facts and parameters that it names. */
struct inputs {
    bool path, crl;
    const char *options[8]; /* of parameters */
    size_t option_count;
};

static void add_option(struct inputs *inputs, const struct parameter *parameter)
{
    if (!parameter->option || inputs->option_count == COUNT_OF(inputs->options))
        return;
    for (size_t i = 0; i < inputs->option_count; i++)
        if (strcmp(inputs->options[i], parameter->option) == 0)
            return;
    inputs->options[inputs->option_count++] = parameter->option;
}

static struct inputs inputs_of(const struct program *program, const struct rule *rule)
{
    struct inputs inputs = { .path = rule->on != FOR_LEAF && rule->on != FOR_PATH,
                             .crl = rule->on == FOR_CRLS };
    for (size_t i = 0; i < rule->use_count; i++) {
        const struct rule_use *use = &rule->uses[i];
        if (use->is_parameter) {
            add_option(&inputs, &program->parameters[use->parameter]);
            continue;
        }
        if (use->fact.fact < 0)
            continue;
        enum fact_group group = fact_at((size_t)use->fact.fact)->group;
        inputs.path = inputs.path || group == FACT_GROUP_PATH || use->fact.scope == SCOPE_ISSUER ||
                      use->fact.scope == SCOPE_ROOT;
        inputs.crl = inputs.crl || group == FACT_GROUP_REVOCATION;
    }
    return inputs;
}

static const char *inputs_text(struct arena *arena, const struct inputs *inputs)
{
    struct buf text = { 0 };
    if (inputs->path || inputs->crl)
        buf_text(&text, ", --root, --intermediate");
    if (inputs->crl)
        buf_text(&text, ", --crl");
    for (size_t i = 0; i < inputs->option_count; i++)
        buf_format(&text, ", %s", inputs->options[i]);
    char *copy = text.length ? arena_text(arena, text.data + 2) : arena_text(arena, "");
    buf_free(&text);
    return copy;
}

/* -- a code --------------------------------------------------------------------------------------------------------- */

static bool was_shown(const struct explaining *explaining, const struct rule *rule)
{
    for (size_t i = 0; i < explaining->shown.count; i++)
        if (strcmp(explaining->shown.items[i], rule->full_name) == 0)
            return true;
    return false;
}

static void show(struct explaining *explaining, const struct rule *rule)
{
    *VEC_ADD(explaining->cli->arena, &explaining->shown) = rule->full_name;
}

/* What a rule looks at, of the kinds of objects that it judges. */
static const char *object_text(unsigned kinds)
{
    static const struct {
        unsigned kinds;
        const char *text;
    } texts[] = {
        { FACT_ON_CERTIFICATE | FACT_ON_CRL, "the certificate (or CRL) itself" },
        { FACT_ON_CERTIFICATE, "the certificate itself" },
        { FACT_ON_CRL, "the CRL itself" },
        { FACT_ON_STORE, "the stores of a machine (--store)" },
        { FACT_ON_RRAS, "the settings of the server" },
        { FACT_ON_PROFILE, "the settings of the connection" },
        { FACT_ON_HOST, "the build and updates of the host" },
        { FACT_ON_TEMPLATE, "the template" },
        { FACT_ON_REQUEST, "the request or the INF" },
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        if (texts[i].kinds == kinds)
            return texts[i].text;
    return "the object itself";
}

/* "checked with --root, --intermediate", "checked on the settings of the server" */
static const char *checked_text(struct arena *arena, const struct program *program, const struct rule *rule)
{
    struct inputs inputs = inputs_of(program, rule);
    const char *needs = inputs_text(arena, &inputs);
    unsigned both = rule->kinds & program->kinds, kinds = both ? both : rule->kinds;
    bool of_certificate = kinds == FACT_ON_CERTIFICATE;
    if (*needs)
        return arena_format(arena, of_certificate ? "checked with %s" : "checked on %s, with %s",
                            of_certificate ? needs : object_text(kinds), needs);
    return of_certificate ? "checked on the certificate alone"
                          : arena_format(arena, "checked on %s", object_text(kinds));
}

static void explain_main_cause(struct explaining *explaining, const struct program *program,
                               const struct rule *rule, size_t number)
{
    struct arena *arena = explaining->cli->arena;
    static const char *const words[] = {
        [EVIDENCE_INFERRED] = "inferred",
        [EVIDENCE_REPORTED] = "reported",
        [EVIDENCE_DOCUMENTED] = "documented",
    };
    bool color = explaining->cli->color;
    buf_format(explaining->out, "\n%4zu. %s%s%s\n", number, color ? "\033[1m" : "", rule->title,
               color ? "\033[0m" : "");
    paragraph(explaining, 6,
              arena_format(arena, "rule %s, %s; %s", rule->full_name, words[rule->evidence],
                           checked_text(arena, program, rule)));
    if (was_shown(explaining, rule))
        paragraph(explaining, 6, "Fix: as above.");
    else if (rule->fix)
        paragraph(explaining, 6, arena_format(arena, "Fix: %s", rule->fix));
    show(explaining, rule);
}

/* "certificate-keys, certificate-path" */
static void add_once(struct buf *list, const char *word)
{
    if (!list->length || !strstr(list->data, word))
        buf_format(list, "%s%s", list->length ? ", " : "", word);
}

/* From `at` on: a line each, but for those that stand on the page already. */
static void explain_minor_causes(struct explaining *explaining, const struct rule_causes *causes, size_t at)
{
    struct cli *cli = explaining->cli;
    struct buf above = { 0 };
    bool any = false;
    for (; at < causes->count; at++) {
        const struct rule *rule = causes->items[at];
        if (was_shown(explaining, rule)) {
            add_once(&above, rule->ruleset);
            continue;
        }
        if (!any) {
            buf_char(explaining->out, '\n');
            paragraph(explaining, INDENT, "Less certain, or rarer:");
        }
        any = true;
        layout_columns(explaining->out, "    ", rule->full_name, NAME_WIDTH, rule->title, cli->width);
        show(explaining, rule);
    }
    if (above.length) {
        buf_char(explaining->out, '\n');
        paragraph(
            explaining, INDENT,
            arena_format(cli->arena, "And what is listed above of %s: it holds for both sides.", above.data));
    }
    buf_free(&above);
}

/* The rest of the command line, by what the rule set judges. */
static const char *what_to_give(unsigned kinds)
{
    if (kinds == FACT_ON_PROFILE)
        return " \\\n          --root PATH --intermediate PATH CONNECTION\n";
    if (kinds == FACT_ON_RRAS || kinds == FACT_ON_HOST)
        return " SETTINGS\n";
    if (kinds == FACT_ON_STORE)
        return " \\\n          --store PATH\n";
    if (kinds == FACT_ON_TEMPLATE || kinds == FACT_ON_REQUEST)
        return " FILE\n";
    return " \\\n          --root PATH --intermediate PATH --crl PATH CERTIFICATE\n";
}

static const char *heading_of(struct arena *arena, const struct rule_causes *causes)
{
    struct rule_sides sides = rule_sides_of(causes->program);
    switch (causes->program->kinds) {
    case FACT_ON_STORE:
        return arena_format(arena, "The certificate stores of the %s", sides.holder);
    case FACT_ON_RRAS:
        return "The settings of the server";
    case FACT_ON_PROFILE:
        return "The connection of the client";
    case FACT_ON_TEMPLATE:
        return arena_format(arena, "The template of the certificate of the %s", sides.holder);
    default:
        if (causes->holder && causes->code == CODE_NO_CERTIFICATE)
            return arena_format(arena, "The %s can choose no certificate of its own", sides.holder);
        if (causes->holder)
            return arena_format(arena, "The certificate of the %s, which reports it", sides.holder);
        return arena_format(arena, "The %s rejects the certificate of the %s", sides.peer, sides.holder);
    }
}

static void explain_causes(struct explaining *explaining, const struct rule_causes *causes)
{
    struct cli *cli = explaining->cli;
    const struct program *program = causes->program;
    struct rule_sides sides = rule_sides_of(program);
    bool chooses = causes->holder && causes->code == CODE_NO_CERTIFICATE;
    heading(explaining, heading_of(cli->arena, causes));
    if (program->kinds & FACT_ON_CERTIFICATE)
        paragraph(explaining, INDENT,
                  arena_format(cli->arena, "%s; give what the %s has:", program->title,
                               chooses ? sides.holder : sides.peer));
    else
        paragraph(explaining, INDENT, arena_format(cli->arena, "%s:", program->title));
    buf_format(explaining->out, "      ikelint lint --profile %s", program->profile);
    for (size_t i = 0; i < program->parameter_count; i++)
        if (program->parameters[i].option)
            buf_format(explaining->out, " %s NAME", program->parameters[i].option);
    buf_text(explaining->out, what_to_give(program->kinds));

    size_t at = 0;
    while (at < causes->count && rule_cause_is_main(causes->items[at])) {
        explain_main_cause(explaining, program, causes->items[at], at + 1);
        at++;
    }
    explain_minor_causes(explaining, causes, at);
    buf_char(explaining->out, '\n');
}

/* What stands on the page as a rule of a store, and needs no second one: "no-certificate". */
static bool was_shown_of_store(const struct explaining *explaining, const struct step_rule *step)
{
    const char *id = strchr(step->id, '/');
    for (size_t i = 0; i < explaining->shown.count; i++)
        if (strncmp(step->id, "host/", strlen("host/")) == 0 &&
            strcmp(strchr(explaining->shown.items[i], '/'), id) == 0)
            return true;
    return false;
}

static void explain_steps(struct explaining *explaining, uint32_t code)
{
    struct arena *arena = explaining->cli->arena;
    bool color = explaining->cli->color;
    size_t number = 0;
    for (size_t i = 0; step_rule_at(i); i++) {
        const struct step_rule *step = step_rule_at(i);
        if (!step_rule_causes(step, code) || was_shown_of_store(explaining, step))
            continue;
        if (number++ == 0) {
            heading(explaining, "What both ends show together");
            paragraph(explaining, INDENT, "Settings of one end and certificates of the other:");
            buf_text(explaining->out, "      ikelint predict DEPLOYMENT\n");
        }
        buf_format(explaining->out, "\n%4zu. %s%s%s\n", number, color ? "\033[1m" : "", step->title,
                   color ? "\033[0m" : "");
        paragraph(explaining, 6,
                  arena_format(arena, "rule %s, %s; checked by ikelint predict", step->id,
                               evidence_words[step->evidence]));
        paragraph(explaining, 6, arena_format(arena, "Fix: %s", step->fix));
    }
    if (number)
        buf_char(explaining->out, '\n');
}

/* "13801 (0x35E9)", "0x800B0109" */
static const char *number_text(struct arena *arena, const struct error_code *code)
{
    if (code->code > 0xFFFF)
        return arena_format(arena, "0x%08X", code->code);
    return arena_format(arena, "%u (0x%X)", code->code, code->code);
}

static void list_codes(struct explaining *explaining)
{
    static const char *const blame[] = {
        [BLAME_CERTIFICATES] = "caused by certificates",
        [BLAME_SOMETIMES] = "sometimes caused by certificates",
        [BLAME_OTHER] = "not caused by certificates",
    };
    struct arena *arena = explaining->cli->arena;
    for (size_t i = 0; error_code_at(i); i++) {
        const struct error_code *code = error_code_at(i);
        const char *left = arena_format(arena, "%-16s%s", number_text(arena, code), code->symbol);
        layout_columns(explaining->out, "", left, SYMBOL_WIDTH, blame[code->blame], explaining->cli->width);
    }
}

static void explain_code(struct explaining *explaining, const struct error_code *code)
{
    static const char *const blame[] = {
        [BLAME_CERTIFICATES] = "Certificates cause it: yes.",
        [BLAME_SOMETIMES] = "Certificates cause it: sometimes.",
        [BLAME_OTHER] = "Certificates cause it: no.",
    };
    struct arena *arena = explaining->cli->arena;
    heading(explaining, arena_format(arena, "%s %s", number_text(arena, code), code->symbol));
    paragraph(explaining, INDENT, blame[code->blame]);
    if (*error_side_text(code->side))
        paragraph(explaining, INDENT, error_side_text(code->side));
    if (code->confidence == CONFIDENCE_KNOWN)
        paragraph(explaining, INDENT,
                  "Evidence: general knowledge of Windows, not looked up in Microsoft's pages.");
    if (code->confidence == CONFIDENCE_INFERRED)
        paragraph(explaining, INDENT, "Evidence: an inference from what Microsoft documents.");
    buf_char(explaining->out, '\n');
    paragraph(explaining, INDENT, code->means);
    if (code->advice) {
        buf_char(explaining->out, '\n');
        paragraph(explaining, INDENT, code->advice);
    }
    explaining->shown.count = 0;
    buf_char(explaining->out, '\n');
    size_t empty = explaining->out->length;
    bool steps = false;
    rule_causes_order(explaining->programs.items, explaining->programs.count, code->code);
    for (size_t i = 0; i < 2 * explaining->programs.count; i++) {
        const struct program *program = explaining->programs.items[i / 2];
        struct rule_causes causes = rule_causes_find(arena, program, code->code, i % 2);
        if (!steps && rule_causes_rank(program, code->code) > rule_causes_rank_of_steps(code->code)) {
            explain_steps(explaining, code->code);
            steps = true;
        }
        if (causes.count && program->presented_by != PRESENTED_BY_UNKNOWN)
            explain_causes(explaining, &causes);
    }
    if (!steps)
        explain_steps(explaining, code->code);
    if (explaining->out->length == empty)
        explaining->out->length--;
    else
        paragraph(
            explaining, 0,
            "Errors come before warnings, and what Microsoft documents before what was seen in the field and "
            "what was inferred. 'ikelint explain RULE' says more about one of them.");
}

/* -- a rule --------------------------------------------------------------------------------------------------------- */

/* "13801 on the client, which judges it; 13806 on the server, which presents it" */
static const char *predicts_text(struct arena *arena, const struct program *program, const struct rule *rule)
{
    struct rule_sides sides = rule_sides_of(program);
    struct buf text = { 0 };
    bool is_shown = !(program->kinds & (FACT_ON_RRAS | FACT_ON_PROFILE | FACT_ON_HOST)); /* to the peer */
    if (rule->peer_code)
        buf_format(&text, "%u on the %s%s", rule->peer_code, sides.peer ? sides.peer : "peer",
                   is_shown ? ", which judges it" : "");
    if (rule->peer_code && rule->holder_code)
        buf_text(&text, "; ");
    if (rule->holder_code)
        buf_format(&text, "%u on the %s%s", rule->holder_code, sides.holder ? sides.holder : "holder",
                   is_shown ? ", which presents it" : "");
    if (!text.length)
        buf_text(&text, "no error code");
    char *copy = arena_text(arena, text.data);
    buf_free(&text);
    return copy;
}

static const char *judged_text(const struct rule *rule)
{
    static const char *const texts[] = {
        [FOR_ISSUERS] = "each CA certificate of the path",
        [FOR_PATH] = "each certificate of the path",
        [FOR_ROOT] = "the root of the path",
        [FOR_CRLS] = "each CRL that the path needs",
    };
    return rule->on == FOR_LEAF ? object_text(rule->kinds) : texts[rule->on];
}

static void explain_parameters(struct explaining *explaining, const struct program *program,
                               const struct rule *rule)
{
    struct arena *arena = explaining->cli->arena;
    for (size_t i = 0; i < rule->use_count; i++) {
        if (!rule->uses[i].is_parameter)
            continue;
        const struct parameter *parameter = &program->parameters[rule->uses[i].parameter];
        struct buf value = { 0 };
        if (parameter->value.state == VALUE_KNOWN)
            value_print(&value, &parameter->value);
        else
            buf_text(&value, "not given");
        const char *set =
            parameter->option ? parameter->option : arena_format(arena, "--set %s=", parameter->name);
        labelled(explaining, "parameter",
                 arena_format(arena, "%s (%s, %s; %s)%s%s", parameter->name, value_type_name(parameter->type),
                              value.data, set, *parameter->help ? ": " : "", parameter->help));
        buf_free(&value);
    }
}

static bool has_rule(const struct program *program, const char *full_name, const struct rule **out)
{
    for (size_t i = 0; i < program->rule_count; i++) {
        *out = program->rules[i];
        if (strcmp((*out)->full_name, full_name) == 0)
            return true;
    }
    return false;
}

/* One line for each profile that has the rule, since what it predicts depends on who presents the certificate; where
 * no profile has it, one in general terms. */
static void explain_predictions(struct explaining *explaining, const struct rule *rule)
{
    struct arena *arena = explaining->cli->arena;
    const struct program *any = NULL;
    const struct rule *found;
    size_t count = 0;
    for (size_t i = 0; i < explaining->programs.count; i++) {
        const struct program *program = explaining->programs.items[i];
        if (!has_rule(program, rule->full_name, &found))
            continue;
        any = any ? any : program;
        if (program->presented_by == PRESENTED_BY_UNKNOWN)
            continue;
        const char *text = predicts_text(arena, program, found);
        labelled(explaining, "predicts", arena_format(arena, "in %s: %s", program->profile, text));
        count++;
    }
    if (any && count == 0)
        labelled(explaining, "predicts", predicts_text(arena, any, rule));
}

static void explain_rule(struct explaining *explaining, const struct program *program,
                         const struct rule *rule)
{
    struct arena *arena = explaining->cli->arena;
    struct inputs inputs = inputs_of(program, rule);
    heading(explaining, arena_format(arena, "%s", rule->full_name));
    paragraph(explaining, INDENT, rule->title);
    buf_char(explaining->out, '\n');
    labelled(explaining, "severity", severity_text(rule->severity));
    labelled(explaining, "evidence", evidence_text(rule->evidence));
    explain_predictions(explaining, rule);
    labelled(explaining, "judged on", judged_text(rule));
    const char *needs = inputs_text(arena, &inputs);
    if (*needs)
        labelled(explaining, "needs", needs);
    labelled(explaining, "says", rule->message.text);
    if (rule->fix)
        labelled(explaining, "fix", rule->fix);
    explain_parameters(explaining, program, rule);
    for (size_t i = 0; i < rule->see_count; i++)
        labelled(explaining, "see", rule->see[i]);
}

static bool is_named(const struct rule *rule, struct span word)
{
    return span_equal_text(word, rule->id) || span_equal_text(word, rule->full_name);
}

/* Every rule of that id or full name, once each. */
static bool explain_rules(struct explaining *explaining, struct span word)
{
    struct arena *arena = explaining->cli->arena;
    struct texts done = { 0 };
    for (size_t i = 0; i < explaining->programs.count; i++) {
        const struct program *program = explaining->programs.items[i];
        for (size_t j = 0; j < program->rule_count; j++) {
            const struct rule *rule = program->rules[j];
            bool known = !is_named(rule, word);
            for (size_t k = 0; k < done.count && !known; k++)
                known = strcmp(done.items[k], rule->full_name) == 0;
            if (known)
                continue;
            if (done.count)
                buf_char(explaining->out, '\n');
            *VEC_ADD(arena, &done) = rule->full_name;
            explain_rule(explaining, program, rule);
        }
    }
    return done.count > 0;
}

/* What 'predict' says beyond rule sets. */
static void explain_step_rule(struct explaining *explaining, const struct step_rule *rule)
{
    heading(explaining, rule->id);
    paragraph(explaining, INDENT, rule->title);
    buf_char(explaining->out, '\n');
    labelled(explaining, "evidence", evidence_text(rule->evidence));
    labelled(explaining, "predicts", rule->codes);
    labelled(explaining, "judged by", "ikelint predict, on a deployment: it takes both ends");
    labelled(explaining, "says", rule->explain);
    labelled(explaining, "fix", rule->fix);
    if (rule->see)
        labelled(explaining, "see", rule->see);
}

/* -- the walk ------------------------------------------------------------------------------------------------------- */

static const char *known_word_at(const void *context, size_t index)
{
    const struct explaining *explaining = context;
    if (error_code_at(index))
        return error_code_at(index)->symbol;
    for (size_t i = 0; error_code_at(i); i++)
        index--;
    for (size_t i = 0; i < explaining->programs.count; i++) {
        const struct program *program = explaining->programs.items[i];
        if (index < 2 * program->rule_count)
            return index % 2 ? program->rules[index / 2]->full_name : program->rules[index / 2]->id;
        index -= 2 * program->rule_count;
    }
    const struct step_rule *rule = step_rule_at(index / 2);
    return !rule ? NULL : index % 2 ? rule->id : strchr(rule->id, '/') + 1;
}

static enum exit_code explain_word(struct explaining *explaining, const char *text)
{
    struct cli *cli = explaining->cli;
    struct span word = span_of_text(text);
    const struct error_code *code = error_code_find(word);
    if (code) {
        explain_code(explaining, code);
        return CODE_GOOD;
    }
    if (explain_rules(explaining, word))
        return CODE_GOOD;
    if (step_rule_find(text)) {
        explain_step_rule(explaining, step_rule_find(text));
        return CODE_GOOD;
    }
    const char *shown = text_escaped(cli->arena, word);
    if (error_code_is_number(word))
        return cli_usage_error(cli, "nothing is known of the code %s", shown);
    const char *near = text_suggest(word, known_word_at, explaining);
    if (near)
        return cli_usage_error(cli, "no code and no rule is named '%s', did you mean '%s'?", shown, near);
    return cli_usage_error(cli, "no code and no rule is named '%s'", shown);
}

static bool add_program(struct explaining *explaining, const struct program *program)
{
    if (!program)
        return false;
    *VEC_ADD(explaining->cli->arena, &explaining->programs) = program;
    return true;
}

static bool load(struct explaining *explaining, const struct texts *rules)
{
    struct library *library = explaining->library;
    bool good = true;
    for (size_t i = 0; i < rules->count; i++)
        good = library_load(library, rules->items[i], NULL) && good;
    for (size_t i = 0; good && i < library_count(library); i++)
        good = add_program(explaining, library_compile(library, library_name(library, i), NULL, 0, NULL, 0));
    rule_causes_order(explaining->programs.items, explaining->programs.count, CODE_AUTH_FAIL);
    return good;
}

static enum exit_code run(struct cli *cli, const void *given, const struct texts *operands)
{
    const struct explain_options *options = given;
    if (operands->count == 0 && !options->list)
        return cli_usage_error(cli, "which code or rule? For example: ikelint explain 13801");
    struct diags diags = { .arena = cli->arena };
    struct buf out = { 0 };
    struct explaining explaining = { .cli = cli, .out = &out, .library = library_new(&diags) };
    enum exit_code code = CODE_USAGE;
    if (load(&explaining, &options->rules)) {
        code = CODE_GOOD;
        if (options->list)
            list_codes(&explaining);
        for (size_t i = 0; i < operands->count; i++) {
            if (out.length)
                buf_char(&out, '\n');
            enum exit_code one = explain_word(&explaining, operands->items[i]);
            code = one ? one : code;
        }
    }
    terminal_print_diags(cli->err, &diags, cli->color_err);
    fwrite(out.data ? out.data : "", 1, out.length, cli->out);
    buf_free(&out);
    library_free(explaining.library);
    return code;
}

const struct command explain_command = {
    .name = "explain",
    .operands = "ID…",
    .summary = "what a code (13801, 13806, …) or a rule means, and what to do",
    .about = "Explains error codes, by number (13801, 0x35E9) or name (ERROR_IPSEC_IKE_AUTH_FAIL), and "
             "rules, by id (expired) or full name (certificate-validity/expired).",
    .options = rows,
    .option_count = COUNT_OF(rows),
    .options_size = sizeof(struct explain_options),
    .run = run,
};
