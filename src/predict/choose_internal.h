/* Choosing a certificate, in two files: weigh.c finds what could be presented, choose.c takes one of them. */
#ifndef IKELINT_PREDICT_CHOOSE_INTERNAL_H
#define IKELINT_PREDICT_CHOOSE_INTERNAL_H

#include "predict/connection.h"
#include "trust/candidates.h"

/* What is asked of a certificate by who presents it, and the rules that say so. */
struct role_row {
    enum candidate_role candidate;
    const char *usage_missing, *digital_signature_missing, *is_a_ca, *ike_missing; /* NULL: not asked */
    const char *none; /* there is no certificate at all */
};

/* How much the host's own stores and settings speak for a candidate; the lower ranks are passed over for the higher. */
enum rank {
    RANK_GOOD,
    RANK_DOUBTFUL, /* a CA's certificate, or a path with a fault that the peer will find */
    RANK_ON_TRIAL, /* it leads to no root that the host trusts, or to another one than it is told to accept */
    RANK_NONE
};

struct choice {
    const struct object *object;
    enum rank rank;
    const char *rule, *reason; /* of what is not good, or may not be */
};

struct choices {
    struct choice *items;
    size_t count, capacity;
};

struct choosing {
    struct predictor *predictor;
    const struct host *host;
    enum role role;
    const struct tunnel *tunnel;      /* NULL for servers */
    const struct certificates *store; /* what there is to choose from */
    struct arena *arena;              /* while it chooses */
    struct step *step;
};

const struct role_row *role_row(enum role role);

/* Notes why a certificate is not taken. rule and reason: valid as long as the step. */
void pass_over(struct choosing *choosing, const struct object *object, const char *rule, const char *reason);

/* What could be presented, each certificate once; the others are passed over. In the choosing's arena. */
void choices_find(struct choosing *choosing, struct choices *out);

#endif
