/* A whole deployment predicted: each connection of each device with each server, and the settings of all hosts.
 *
 * This is the walk; what decides a connection is in connection.h, what settings mean stands in rules/ (rras, profile,
 * host). Files that a host names and that cannot be read are told and counted; what they would have said is unknown. */
#ifndef IKELINT_PREDICT_PREDICTION_H
#define IKELINT_PREDICT_PREDICTION_H

#include "predict/connection.h"

/* What a rule about settings says of one host; it changes no verdict. */
struct setting_result {
    const struct rule *rule;
    const struct machine *machine;
    const char *message, *fix; /* fix "" where there is none */
};

/* What is worth exporting beyond what steps need. */
struct setting_unknown {
    const struct machine *machine;
    const char *needs;
};

struct prediction {
    struct arena *arena; /* borrows */
    struct deployment deployment;
    struct predictor predictor;
    struct hosts *hosts; /* owns: certificates and names of the connections live there */
    struct {
        struct connection *items; /* device by device, tunnel by tunnel, in the order of the file */
        size_t count, capacity;
    } connections;
    struct {
        struct setting_result *items;
        size_t count, capacity;
    } settings;
    struct {
        struct setting_unknown *items;
        size_t count, capacity;
    } unknown;
};

/* What the walk is given, and whom it tells of files that cannot be read. */
struct prediction_input {
    const char *path;   /* of the deployment file */
    struct span octets; /* in it; data NULL: they are read */
    int64_t at;
    struct read_options reading; /* passwords, and who is asked for more of them */
    void *context;
    void (*failure)(void *context, const struct read_failure *failure);
};

/* False: the deployment file or a rule set is wrong; diags say what, and where. Borrows from the arena and the library
 * until prediction_free(), which takes what prediction_make() left behind, too. */
bool prediction_make(struct arena *arena, struct library *library, const struct prediction_input *input,
                     struct prediction *out, struct diags *diags);
void prediction_free(struct prediction *prediction);

#endif
