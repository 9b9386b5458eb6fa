/* What several subcommands need: the peer's world as options, passwords, an output file. */
#ifndef IKELINT_CMD_SHARED_H
#define IKELINT_CMD_SHARED_H

#include "cmd/cli.h"
#include "run/world.h"

/* What --format takes where there are two formats, and --fail-on of predictions and diagnoses. */
const char *choice_of_text_or_json(size_t index);
const char *choice_of_fail_on(size_t index);

/* The rows that fill cli->peer of commands with .takes_peer. */
size_t peer_options(const struct option_row **rows);

/* cli->peer as the paths of a world, with the passwords read. False: the password file cannot be read; said. */
bool peer_world_paths(struct cli *cli, struct world_paths *out);

/* cli->peer as what the peer wants of certificate policies. False: a text is no policy; said, with who gave it. */
bool peer_policies(struct cli *cli, const char *origin, struct trust_policies *out);

/* Where a report goes: the command's own output, or a file that is put in place when the report is complete. */
struct output {
    FILE *stream;
    const char *path; /* NULL: cli->out */
    const char
        *temporary; /* written first, then renamed to path; NULL: written directly (a device, a pipe) */
};
/* path NULL or "-": cli->out. Each says on false what is wrong. */
bool output_open(struct cli *cli, const char *path, struct output *out);
bool output_keep(struct cli *cli, struct output *output);
void output_drop(struct output *output);

#endif
