/* The program as a function: a command line and streams in, an exit code out.
 *
 * main calls it once; the tests call it as often as they like. A subcommand is a row of the table in cli.c: its option
 * rows, the plain struct that they fill, and one function. */
#ifndef IKELINT_CMD_CLI_H
#define IKELINT_CMD_CLI_H

#include <stdio.h>

#include "cmd/options.h"

/* When several apply: CODE_USAGE, then CODE_INPUT, then CODE_FINDINGS. */
enum exit_code {
    CODE_GOOD = 0,     /* nothing at or above --fail-on */
    CODE_FINDINGS = 1, /* findings */
    CODE_USAGE = 2,    /* wrong usage, or a rule set or deployment file that does not load */
    CODE_INPUT = 3     /* something could not be read, parsed or written */
};

/* What the other end has (--root, --intermediate, --crl) and asks of certificate policies, and passwords for what holds
 * it. */
struct peer_options {
    struct texts roots, intermediates, crls, policies;
    bool requires_policy, inhibits_mapping, inhibits_any_policy;
    const char *password_file;
    struct option_number password_fd;
};

/* What every subcommand gets. */
struct cli {
    FILE *in, *out, *err;
    struct arena *arena; /* lives as long as the call */
    bool color;          /* on `out` */
    bool color_err;      /* on `err` */
    unsigned width;      /* columns of `out` */
    const char *command; /* "lint"; for messages */
    struct peer_options peer;
    struct asker *asker; /* who is asked for passwords (cmd/passwords.h); NULL: nobody */
    bool output_failed;  /* `out` could not be written, and that was said */
};

struct command {
    const char *name;
    const char *operands; /* "PATH…", for the usage line */
    const char *summary;  /* one line */
    const char *about;    /* paragraphs for --help and the man page, separated by "\n\n" */
    const struct option_row *options;
    size_t option_count;
    size_t options_size; /* of the struct that the rows fill; it comes zeroed */
    bool takes_peer;     /* has the rows of peer_options (cmd/shared.h) too; they fill cli->peer */
    enum exit_code (*run)(struct cli *cli, const void *options, const struct texts *operands);
};

/* NULL behind the last. */
const struct command *command_at(size_t index);
/* The rows that every command has (--color, --help). */
size_t common_options(const struct option_row **rows);

int cli_run(int argc, char **argv, FILE *in, FILE *out, FILE *err);

/* "ikelint lint: …" on cli->err, with a pointer to --help. Returns CODE_USAGE. */
enum exit_code cli_usage_error(struct cli *cli, const char *format, ...) PRINTF_LIKE(2, 3);
/* "ikelint lint: …" on cli->err. Returns CODE_INPUT. */
enum exit_code cli_input_error(struct cli *cli, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
