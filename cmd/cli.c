/* The table of subcommands, and what all of them share: help, version, colour, and looking at the output's errors once,
 * at the end. */
#include "cmd/cli.h"

#include <errno.h>

#include "cmd/commands.h"
#include "cmd/passwords.h"
#include "cmd/shared.h"
#include "cmd/terminal.h"
#include "report/layout.h"
#include "util/text.h"

static const struct command *const commands[] = { &lint_command,    &explain_command, &facts_command,
                                                  &rules_command,   &crls_command,    &predict_command,
                                                  &diagnose_command };

struct common {
    const char *color;
    bool help;
};

static const char *color_choice(size_t index)
{
    static const char *const words[] = { "auto", "always", "never" };
    return index < COUNT_OF(words) ? words[index] : NULL;
}

static const struct option_row common_rows[] = {
    { "color", 0, OPTION_CHOICE, OPTION_FIELD(struct common, color), "auto|always|never",
      "colour in text (default: auto, on a terminal unless NO_COLOR is set)", color_choice },
    { "help", 'h', OPTION_SWITCH, OPTION_FIELD(struct common, help), NULL, "print this help", NULL },
};

size_t common_options(const struct option_row **rows)
{
    *rows = common_rows;
    return COUNT_OF(common_rows);
}

const struct command *command_at(size_t index)
{
    return index < COUNT_OF(commands) ? commands[index] : NULL;
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; command_at(i); i++)
        if (strcmp(command_at(i)->name, name) == 0)
            return command_at(i);
    return NULL;
}

/* -- messages ------------------------------------------------------------------------------------------------------- */

static void print_error(struct cli *cli, const char *format, va_list arguments)
{
    struct buf text = { 0 };
    buf_format(&text, "ikelint%s%s: ", cli->command ? " " : "", cli->command ? cli->command : "");
    buf_vformat(&text, format, arguments);
    fprintf(cli->err, "%s\n", text.data);
    buf_free(&text);
}

enum exit_code cli_usage_error(struct cli *cli, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_error(cli, format, arguments);
    va_end(arguments);
    fprintf(cli->err, "'ikelint%s%s --help' says more\n", cli->command ? " " : "",
            cli->command ? cli->command : "");
    return CODE_USAGE;
}

enum exit_code cli_input_error(struct cli *cli, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_error(cli, format, arguments);
    va_end(arguments);
    return CODE_INPUT;
}

/* -- help ----------------------------------------------------------------------------------------------------------- */

static void print(FILE *stream, struct buf *text)
{
    if (text->length)
        fwrite(text->data, 1, text->length, stream);
    buf_free(text);
}

static const char usage_head[] =
    "Reads certificates and CRLs, offline, and says which of them will make an Always On VPN connection fail "
    "with 13801 or 13806, which end will report it, why, and what to do.";

static const char usage_tail[] =
    "Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 wrong usage, or a rule set that does not "
    "load; 3 an input could not be read or parsed (the others were still looked at). 'ikelint COMMAND "
    "--help' lists the options of a command.";

static void print_usage(struct cli *cli, FILE *stream)
{
    struct buf out = { 0 };
    buf_text(&out, "usage: ikelint COMMAND [OPTION]…\n\n");
    layout_wrap(&out, usage_head, 0, 0, cli->width);
    buf_char(&out, '\n');
    for (size_t i = 0; command_at(i); i++) {
        const struct command *command = command_at(i);
        char *left = arena_format(cli->arena, "%s %s", command->name, command->operands);
        layout_columns(&out, "  ", left, 24, command->summary, cli->width);
    }
    layout_columns(&out, "  ", "--version", 24, "print the version", cli->width);
    layout_columns(&out, "  ", "-h, --help", 24, "print this help", cli->width);
    buf_char(&out, '\n');
    layout_wrap(&out, usage_tail, 0, 0, cli->width);
    print(stream, &out);
}

static void print_command_help(struct cli *cli, const struct command *command)
{
    struct buf out = { 0 };
    buf_format(&out, "usage: ikelint %s [OPTION]… %s\n\n", command->name, command->operands);
    layout_wrap(&out, command->about, 0, 0, cli->width);
    buf_char(&out, '\n');
    const struct option_row *peer_rows;
    size_t peer_count = peer_options(&peer_rows);
    options_print(&out, command->options, command->option_count, cli->width);
    if (command->takes_peer)
        options_print(&out, peer_rows, peer_count, cli->width);
    options_print(&out, common_rows, COUNT_OF(common_rows), cli->width);
    print(cli->out, &out);
}

/* -- the walk ------------------------------------------------------------------------------------------------------- */

static const char *command_name_at(const void *context, size_t index)
{
    (void)context;
    return command_at(index) ? command_at(index)->name : NULL;
}

static enum exit_code unknown_command(struct cli *cli, const char *name)
{
    struct span word = span_of_text(name);
    const char *near = text_suggest(word, command_name_at, NULL);
    const char *kind = name[0] == '-' ? "option" : "command";
    const char *shown = text_escaped(cli->arena, word);
    if (near)
        return cli_usage_error(cli, "unknown %s '%s', did you mean '%s'?", kind, shown, near);
    return cli_usage_error(cli, "unknown %s '%s'", kind, shown);
}

static enum exit_code run_command(struct cli *cli, const struct command *command, int argc, char **argv)
{
    struct common common = { 0 };
    struct texts operands = { 0 };
    const char *why = "";
    void *options = arena_alloc(cli->arena, command->options_size);
    const struct option_row *peer_rows;
    size_t peer_count = peer_options(&peer_rows);
    struct option_set sets[] = {
        { command->options, command->option_count, options },
        { common_rows, COUNT_OF(common_rows), &common },
        { peer_rows, command->takes_peer ? peer_count : 0, &cli->peer },
    };
    cli->command = command->name;
    bool good = options_parse(sets, COUNT_OF(sets), 2, argc, argv, cli->arena, &operands, &why);
    cli->color = terminal_wants_color(cli->out, common.color);
    cli->color_err = terminal_wants_color(cli->err, common.color);
    if (common.help) {
        print_command_help(cli, command);
        return CODE_GOOD;
    }
    if (!good)
        return cli_usage_error(cli, "%s", why);
    return command->run(cli, options, &operands);
}

static enum exit_code run(struct cli *cli, int argc, char **argv)
{
    if (argc < 2) {
        print_usage(cli, cli->err);
        return CODE_USAGE;
    }
    const char *word = argv[1];
    if (strcmp(word, "--version") == 0) {
        fputs(PACKAGE_STRING "\n", cli->out);
        return CODE_GOOD;
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        print_usage(cli, cli->out);
        return CODE_GOOD;
    }
    const struct command *command = find_command(word);
    return command ? run_command(cli, command, argc, argv) : unknown_command(cli, word);
}

int cli_run(int argc, char **argv, FILE *in, FILE *out, FILE *err)
{
    struct cli cli = { .in = in, .out = out, .err = err, .arena = arena_new(), .width = terminal_width(out) };
    enum exit_code code = run(&cli, argc, argv);
    errno = 0;
    if ((fflush(out) != 0 || ferror(out)) && code != CODE_USAGE && !cli.output_failed)
        code = cli_input_error(&cli, "the output cannot be written%s%s", errno ? ": " : "",
                               errno ? strerror(errno) : "");
    asker_free(cli.asker);
    arena_free(cli.arena);
    return (int)code;
}
