/* `ikelint lint`: its options, and one call. */
#include "cmd/commands.h"

struct lint_options {
    bool verbose;
};

static const struct option_row rows[] = {
    { "verbose", 'v', OPTION_SWITCH, OPTION_FIELD(struct lint_options, verbose), NULL, "say more", NULL },
};

static enum exit_code run(struct cli *cli, const void *options, const struct texts *operands)
{
    (void)options;
    if (operands->count == 0)
        return cli_usage_error(cli, "no file, no folder and no '-' was given");
    return cli_input_error(cli, "this build reads no files");
}

const struct command lint_command = {
    .name = "lint",
    .operands = "PATH…",
    .summary = "lint files, folders (recursively) or - (standard input)",
    .about = "Lints every certificate and CRL in the files and folders given.",
    .options = rows,
    .option_count = COUNT_OF(rows),
    .options_size = sizeof(struct lint_options),
    .run = run,
};
