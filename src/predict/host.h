/* One host as its exports show it: what it could present, what it trusts, what it refuses.
 *
 * A store of the host's own wins over what was published, store by store. Hosts without root and CA stores of their own
 * share one trust, so that a thousand devices cost one reading of the PKI. */
#ifndef IKELINT_PREDICT_HOST_H
#define IKELINT_PREDICT_HOST_H

#include "predict/deployment.h"
#include "read/read.h"
#include "trust/trust.h"

struct certificates {
    const struct object **items;
    size_t count, capacity;
};

struct host {
    const struct machine *machine;
    bool my_known; /* an export of MY was given; it may be empty */
    struct certificates my;
    struct trust *trust;      /* shared or its own */
    bool roots_known;         /* an export of ROOT or the published roots were given */
    bool intermediates_known; /* a missing issuer is a fact, not a gap in what was exported */
    struct certificates disallowed;
    const struct cert *root_to_accept, *issuer_filter; /* NULL: not set, or not known */
};

/* Reads what hosts name, and keeps it. */
struct hosts; /* opaque */
struct hosts *hosts_open(const struct deployment *deployment, const struct texts *passwords, void *context,
                         void (*failure)(void *context, const struct read_failure *failure));
void hosts_close(struct hosts *hosts); /* takes NULL */
/* In the arena of the hosts. */
struct host *hosts_read(struct hosts *hosts, const struct machine *machine);

#endif
