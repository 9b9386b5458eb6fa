/* The page of a code: what it means, and the rules that predict it, likely ones first. */
#include "cmd/explain_report.h"
#include "predict/causes.h"
#include "report/layout.h"
#include "ruleset/schema.h"

enum { NAME_WIDTH = 50, SYMBOL_WIDTH = 60, INDENT = 2 };

/* -- the causes that a profile has --------------------------------------------------------------------------------- */

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

/* "checked with --root, --intermediate", "checked on the settings of the server" */
static const char *checked_text(struct arena *arena, const struct program *program, const struct rule *rule)
{
    const char *needs = explain_needs(arena, program, rule);
    unsigned both = rule->kinds & program->kinds, kinds = both ? both : rule->kinds;
    bool of_certificate = kinds == FACT_ON_CERTIFICATE;
    if (*needs)
        return arena_format(arena, of_certificate ? "checked with %s" : "checked on %s, with %s",
                            of_certificate ? needs : explain_object(kinds), needs);
    return of_certificate ? "checked on the certificate alone"
                          : arena_format(arena, "checked on %s", explain_object(kinds));
}

static void explain_main_cause(struct explaining *explaining, const struct program *program,
                               const struct rule *rule, size_t number)
{
    struct arena *arena = explaining->cli->arena;
    bool color = explaining->cli->color;
    buf_format(explaining->out, "\n%4zu. %s%s%s\n", number, color ? "\033[1m" : "", rule->title,
               color ? "\033[0m" : "");
    explain_paragraph(explaining, 6,
                      arena_format(arena, "rule %s, %s; %s", rule->full_name, evidence_words[rule->evidence],
                                   checked_text(arena, program, rule)));
    if (was_shown(explaining, rule))
        explain_paragraph(explaining, 6, "Fix: as above.");
    else if (rule->fix)
        explain_paragraph(explaining, 6, arena_format(arena, "Fix: %s", rule->fix));
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
            explain_paragraph(explaining, INDENT, "Less certain, or rarer:");
        }
        any = true;
        layout_columns(explaining->out, "    ", rule->full_name, NAME_WIDTH, rule->title, cli->width);
        show(explaining, rule);
    }
    if (above.length) {
        buf_char(explaining->out, '\n');
        explain_paragraph(
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
    explain_heading(explaining, heading_of(cli->arena, causes));
    if (program->kinds & FACT_ON_CERTIFICATE)
        explain_paragraph(explaining, INDENT,
                          arena_format(cli->arena, "%s; give what the %s has:", program->title,
                                       chooses ? sides.holder : sides.peer));
    else
        explain_paragraph(explaining, INDENT, arena_format(cli->arena, "%s:", program->title));
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

/* -- the causes that both ends show -------------------------------------------------------------------------------- */

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
            explain_heading(explaining, "What both ends show together");
            explain_paragraph(explaining, INDENT, "Settings of one end and certificates of the other:");
            buf_text(explaining->out, "      ikelint predict DEPLOYMENT\n");
        }
        buf_format(explaining->out, "\n%4zu. %s%s%s\n", number, color ? "\033[1m" : "", step->title,
                   color ? "\033[0m" : "");
        explain_paragraph(explaining, 6,
                          arena_format(arena, "rule %s, %s; checked by ikelint predict", step->id,
                                       evidence_words[step->evidence]));
        explain_paragraph(explaining, 6, arena_format(arena, "Fix: %s", step->fix));
    }
    if (number)
        buf_char(explaining->out, '\n');
}

/* -- codes --------------------------------------------------------------------------------------------------------- */

/* "13801 (0x35E9)", "0x800B0109" */
static const char *number_text(struct arena *arena, const struct error_code *code)
{
    if (code->code > 0xFFFF)
        return arena_format(arena, "0x%08X", code->code);
    return arena_format(arena, "%u (0x%X)", code->code, code->code);
}

void explain_codes(struct explaining *explaining)
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

void explain_code(struct explaining *explaining, const struct error_code *code)
{
    static const char *const blame[] = {
        [BLAME_CERTIFICATES] = "Certificates cause it: yes.",
        [BLAME_SOMETIMES] = "Certificates cause it: sometimes.",
        [BLAME_OTHER] = "Certificates cause it: no.",
    };
    struct arena *arena = explaining->cli->arena;
    explain_heading(explaining, arena_format(arena, "%s %s", number_text(arena, code), code->symbol));
    explain_paragraph(explaining, INDENT, blame[code->blame]);
    if (*error_side_text(code->side))
        explain_paragraph(explaining, INDENT, error_side_text(code->side));
    if (code->confidence == CONFIDENCE_KNOWN)
        explain_paragraph(explaining, INDENT,
                          "Evidence: general knowledge of Windows, not looked up in Microsoft's pages.");
    if (code->confidence == CONFIDENCE_INFERRED)
        explain_paragraph(explaining, INDENT, "Evidence: an inference from what Microsoft documents.");
    buf_char(explaining->out, '\n');
    explain_paragraph(explaining, INDENT, code->means);
    if (code->advice) {
        buf_char(explaining->out, '\n');
        explain_paragraph(explaining, INDENT, code->advice);
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
        explain_paragraph(
            explaining, 0,
            "Errors come before warnings, and what Microsoft documents before what was seen in the field and "
            "what was inferred. 'ikelint explain RULE' says more about one of them.");
}
