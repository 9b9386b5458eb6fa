/* The page of a rule: how bad, how certain, what it predicts, needs and says, and the fix. */
#include "cmd/explain_report.h"
#include "predict/causes.h"
#include "report/layout.h"
#include "ruleset/schema.h"

enum { LABEL_WIDTH = 12, INDENT = 2 };

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
    return rule->on == FOR_LEAF ? explain_object(rule->kinds) : texts[rule->on];
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

void explain_rule(struct explaining *explaining, const struct program *program, const struct rule *rule)
{
    struct arena *arena = explaining->cli->arena;
    explain_heading(explaining, arena_format(arena, "%s", rule->full_name));
    explain_paragraph(explaining, INDENT, rule->title);
    buf_char(explaining->out, '\n');
    labelled(explaining, "severity", severity_text(rule->severity));
    labelled(explaining, "evidence", evidence_text(rule->evidence));
    explain_predictions(explaining, rule);
    labelled(explaining, "judged on", judged_text(rule));
    const char *needs = explain_needs(arena, program, rule);
    if (*needs)
        labelled(explaining, "needs", needs);
    labelled(explaining, "says", rule->message.text);
    if (rule->fix)
        labelled(explaining, "fix", rule->fix);
    explain_parameters(explaining, program, rule);
    for (size_t i = 0; i < rule->see_count; i++)
        labelled(explaining, "see", rule->see[i]);
}

void explain_step_rule(struct explaining *explaining, const struct step_rule *rule)
{
    explain_heading(explaining, rule->id);
    explain_paragraph(explaining, INDENT, rule->title);
    buf_char(explaining->out, '\n');
    labelled(explaining, "evidence", evidence_text(rule->evidence));
    labelled(explaining, "predicts", rule->codes);
    labelled(explaining, "judged by", "ikelint predict, on a deployment: it takes both ends");
    labelled(explaining, "says", rule->explain);
    labelled(explaining, "fix", rule->fix);
    if (rule->see)
        labelled(explaining, "see", rule->see);
}
