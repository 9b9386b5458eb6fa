/* What `ikelint predict` prints: all connections as JSON, or for people, those of a kind together. */
#ifndef IKELINT_CMD_PREDICT_REPORT_H
#define IKELINT_CMD_PREDICT_REPORT_H

#include <stdio.h>

#include <jansson.h>

#include "predict/prediction.h"

/* One cause, with how well it is known; of predictions and diagnoses alike. */
json_t *cause_json(struct arena *arena, const struct cause *cause);

/* ", reported", ", inferred"; what Microsoft documents goes without saying. */
const char *how_known(enum evidence evidence);

void predict_write_json(const struct prediction *prediction, FILE *stream);
void predict_write_text(const struct prediction *prediction, unsigned width, FILE *stream);

#endif
