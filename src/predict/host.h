/* One host as its exports show it: what it could present, what it trusts, what it refuses, how it is set.
 *
 * A store of the host's own wins over what was published, store by store. Hosts that have the same stores share one
 * trust, so that a thousand devices cost one reading of the PKI; a file that several hosts name is read once. */
#ifndef IKELINT_PREDICT_HOST_H
#define IKELINT_PREDICT_HOST_H

#include "predict/deployment.h"
#include "read/read.h"
#include "trust/trust.h"

struct program; /* ruleset/rule.h */

struct certificates {
    const struct object **items;
    size_t count, capacity;
};

/* One VPN connection of a device. */
struct tunnel {
    enum tunnel_kind kind;
    const struct settings *profile;  /* all that is said of it; never NULL */
    bool has_profile;                /* something is said of it */
    const char *name;                /* NULL: nobody says */
    const char *dialled;             /* host name; NULL: not known */
    const char *needs;               /* why it cannot be told which connection it is; "" */
    const struct program *as_server; /* what it makes of a server's certificate; set by whoever compiles */
};

struct host {
    const struct machine *machine;
    bool my_known;  /* an export of MY was given; it may be empty */
    bool my_locked; /* … and a password is wanted to read all of it */
    struct certificates my;
    bool user_known; /* the same of the user's */
    struct certificates user;
    struct trust *trust;    /* shared or its own */
    struct trust *accepted; /* of its roots the one of RootCertificateNameToAccept alone; NULL: none is set */
    bool roots_known;       /* an export of ROOT or the published roots were given */
    bool intermediates_known;         /* a missing issuer is a fact, not a gap in what was exported */
    const struct settings *rras, *os; /* never NULL */
    const char *unread;               /* what of its settings was given and could not be read; "" */
    bool dials_unread;                /* so what it dials is not known, unless another export of it says so */
    struct {
        struct tunnel *items;
        size_t count, capacity;
    } tunnels; /* devices: at least one */
};

static inline bool setting_is(const struct settings *settings, enum setting_id id, enum setting_state state)
{
    return settings->items[id].state == state;
}
static inline bool setting_is_true(const struct settings *settings, enum setting_id id)
{
    return settings->items[id].state == SETTING_SET && settings->items[id].boolean;
}

/* Whether a path leads to the root of RootCertificateNameToAccept, beside one that leads to another root: over a
 * certificate of one root for the other, as CAs issue it when the root changes. */
bool host_accepts_by_another(const struct host *server, const struct cert *cert, int64_t at,
                             struct arena *arena);
#define LEADS_TO_TWO_ROOTS                                                                                   \
    "leads to RootCertificateNameToAccept by one path and to another root by the other, and which one "      \
    "Windows takes is not known"

/* Reads what hosts name, and keeps it. */
struct hosts; /* opaque */
/* options: passwords, and who is asked for more of them. */
struct hosts *hosts_open(const struct deployment *deployment, const struct read_options *options,
                         void *context, void (*failure)(void *context, const struct read_failure *failure));
/* When all hosts are read: listings of stores that said nothing of any certificate, as failures. */
void hosts_report(struct hosts *hosts);
void hosts_close(struct hosts *hosts); /* takes NULL */
/* In the arena of the hosts. */
struct host *hosts_server(struct hosts *hosts, const struct machine *machine);
struct host *hosts_device(struct hosts *hosts, const struct machine *machine);
struct host *hosts_nps(struct hosts *hosts, const struct machine *machine);

/* -- for tunnels.c -------------------------------------------------------------------------------------------------- */

/* The objects of a kind in files; a file without any is a failure. Whether all could be read. */
bool hosts_objects(struct hosts *hosts, const struct exported *files, enum object_kind kind,
                   struct certificates *out);
/* What several sources say of one thing, the first one first; NULL ones are left out. */
const struct settings *hosts_merge(struct hosts *hosts, enum object_kind kind, const struct settings *said,
                                   const struct certificates *objects);
void hosts_fail(struct hosts *hosts, const char *path, const char *error);
struct arena *hosts_arena(struct hosts *hosts);
const char *hosts_server_name(const struct hosts *hosts); /* of the deployment; NULL: not given */
/* The connections of a device, from its profiles and phone books; said: what the deployment file says of all of them. */
void hosts_find_tunnels(struct hosts *hosts, const struct settings *said, struct host *device);

#endif
