/* The subcommands, each in the file of its name. */
#ifndef IKELINT_CMD_COMMANDS_H
#define IKELINT_CMD_COMMANDS_H

#include "cmd/cli.h"

extern const struct command crls_command;
extern const struct command diagnose_command;
extern const struct command explain_command;
extern const struct command facts_command;
extern const struct command lint_command;
extern const struct command predict_command;
extern const struct command rules_command;

#endif
