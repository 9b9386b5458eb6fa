/* A first deployment file from a folder of exports. It loads as it stands; what was not recognised, and what is still
 * wanted to predict with certainty, is in its comments. */
#ifndef IKELINT_PREDICT_INIT_H
#define IKELINT_PREDICT_INIT_H

#include "predict/survey.h"
#include "util/buf.h"

/* prefix: how the folder looked through is called from where the file will lie: "", "exports/", "../exports/". */
void init_write_file(struct arena *arena, const struct survey *survey, const char *title, const char *prefix,
                     struct buf *out);

/* What was not found and would make steps known: the key of the deployment file, and how to export it. */
struct init_want {
    const char *key, *how;
};
struct init_wants {
    struct init_want *items;
    size_t count, capacity;
};
struct init_wants init_wants_of_machine(struct arena *arena, const struct survey_machine *machine);
struct init_wants init_wants_of_pki(struct arena *arena, const struct survey *survey);
extern const char init_wanted_name[]; /* how to say server_name */

#endif
