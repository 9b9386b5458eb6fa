/* The part of `ikelint predict` that writes a first deployment file. */
#ifndef IKELINT_CMD_PREDICT_INIT_H
#define IKELINT_CMD_PREDICT_INIT_H

#include "cmd/cli.h"

struct predict_init {
    const char *folder, *output; /* output NULL: deployment.yaml in the folder; "-": cli->out */
    bool force;                  /* replace a file that is there */
    const struct texts *passwords;
};
enum exit_code predict_init(struct cli *cli, const struct predict_init *init);

#endif
