/* `ikelint explain`: finds the codes and rules that are asked for, by number, symbol, id or full name. */
#include "cmd/commands.h"
#include "cmd/explain_report.h"
#include "cmd/terminal.h"
#include "predict/causes.h"
#include "util/text.h"

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
            explain_codes(&explaining);
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
