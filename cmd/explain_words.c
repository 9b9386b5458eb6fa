/* What the pages of codes and of rules have in common: headings, and what a rule looks at and needs. */
#include "cmd/explain_report.h"
#include "report/layout.h"

void explain_heading(struct explaining *explaining, const char *text)
{
    bool color = explaining->cli->color;
    buf_format(explaining->out, "%s%s%s\n", color ? "\033[1m" : "", text, color ? "\033[0m" : "");
}

void explain_paragraph(struct explaining *explaining, unsigned indent, const char *text)
{
    buf_format(explaining->out, "%*s", (int)indent, "");
    layout_wrap(explaining->out, text, indent, indent, explaining->cli->width);
}

/* -- what a rule looks at ------------------------------------------------------------------------------------------ */

const char *explain_object(unsigned kinds)
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

/* -- what a rule needs --------------------------------------------------------------------------------------------- */

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

const char *explain_needs(struct arena *arena, const struct program *program, const struct rule *rule)
{
    struct inputs inputs = inputs_of(program, rule);
    struct buf text = { 0 };
    if (inputs.path || inputs.crl)
        buf_text(&text, ", --root, --intermediate");
    if (inputs.crl)
        buf_text(&text, ", --crl");
    for (size_t i = 0; i < inputs.option_count; i++)
        buf_format(&text, ", %s", inputs.options[i]);
    char *copy = text.length ? arena_text(arena, text.data + 2) : arena_text(arena, "");
    buf_free(&text);
    return copy;
}
