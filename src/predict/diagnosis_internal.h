/* What diagnosis.c and diagnosis_deployment.c share. */
#ifndef IKELINT_PREDICT_DIAGNOSIS_INTERNAL_H
#define IKELINT_PREDICT_DIAGNOSIS_INTERNAL_H

#include "predict/diagnosis.h"

/* A failure with what the other events of its attempt add. */
struct failure {
    const struct logged_event *event;
    const char *user, *connection, *server, *computer;
    enum dialled tunnel;
    const char *because;
    bool is_repeated;
    const struct diagnosis *answer; /* shared by all of one computer */
    size_t order;                   /* in the files */
};

/* A device of the deployment, and its connections in the prediction. */
struct diagnosed_device {
    const struct machine *machine;
    size_t first, count;
};

struct diagnosing {
    struct arena *arena;
    const struct diagnosis_input *input;
    struct failure *failures;
    size_t count;
    struct diagnosed_device *devices; /* sorted by name; with a deployment */
    size_t device_count;
};

void diagnosis_index_devices(struct diagnosing *diagnosing);
/* What the deployment says of a failure: outcome, says, predicted, causes, needs. */
void diagnosis_ask_deployment(struct diagnosing *diagnosing, const struct failure *failure,
                              struct diagnosis *out);

#endif
