/* Passwords for PFX files: from a file, from a descriptor, or from whoever sits at the terminal. Never from the command
 * line, which others can see. */
#ifndef IKELINT_CMD_PASSWORDS_H
#define IKELINT_CMD_PASSWORDS_H

#include "cmd/cli.h"
#include "run/world.h"

/* Puts into *out the passwords that the options name, and, where no option names any and standard input and standard
 * error are a terminal, who is to be asked. False: they cannot be read; said. */
bool passwords_load(struct cli *cli, struct world_paths *out);

struct asker;
void asker_free(struct asker *asker); /* takes NULL */

#endif
