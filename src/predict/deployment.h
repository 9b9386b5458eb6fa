/* A deployment file: which devices dial which servers, and what was exported of both. YAML, checked like a rule set.
 *
 * Everything that may be left out stays unknown: paths are kept as they are written (beside the file), and nothing is
 * read here but the deployment file itself. A device whose name has a `*` stands for all whose files are there
 * (fleet.h); here each of them is a machine of its own. */
#ifndef IKELINT_PREDICT_DEPLOYMENT_H
#define IKELINT_PREDICT_DEPLOYMENT_H

#include "pki/settings.h"
#include "ruleset/tree.h"
#include "util/texts.h"

enum {
    DEPLOYMENT_DEVICE_LIMIT = 50000,
    DEPLOYMENT_PAIR_LIMIT = 100000 /* devices times servers */
};

enum store { STORE_MY, STORE_ROOT, STORE_CA, STORE_DISALLOWED, STORE_COUNT };
extern const char *const store_names[STORE_COUNT]; /* "my", "root", "ca", "disallowed": the keys too */

enum tunnel_kind { TUNNEL_DEVICE, TUNNEL_USER, TUNNEL_KIND_COUNT }; /* as tunnel_words of ruleset/schema.h */

/* Files of one kind; given false: nobody said, which is another thing than empty. */
struct exported {
    bool given;
    struct texts paths;
};

struct machine {
    const char *name;
    struct place place;
    struct exported stores[STORE_COUNT];

    /* Settings as the deployment file itself says them: they win over what exports say. NULL: it says none. The
     * certificates of settings are paths, below. */
    struct settings *host, *rras, *profile;
    struct exported os; /* exports */

    /* Servers */
    struct exported auth_protocol, cert_auth_flags;
    const char *root_to_accept, *advertised; /* path, or NULL */

    /* Devices */
    struct exported profiles, phonebooks, vpn_connections;
    struct texts connections;  /* names; none: whatever there is */
    unsigned tunnels;          /* 1 << tunnel_kind; 0: not said */
    struct exported user_my;   /* the user's Personal store */
    const char *issuer_filter; /* path, or NULL */
};

struct machines {
    struct machine *items;
    size_t count, capacity;
};

struct deployment {
    const char *path;
    const char *name;
    const char *server_name; /* NULL: not given */
    struct exported roots, intermediates, crls;
    struct machines servers, devices;
    const struct machine *nps; /* NULL: not given */
};

/* Borrows from the arena. False: diags say what is wrong, and where. */
bool deployment_load(struct arena *arena, const char *path, struct deployment *out, struct diags *diags);
/* The same of a file whose octets are there already, for tests and fuzzing. */
bool deployment_load_octets(struct arena *arena, const char *path, struct span octets, struct deployment *out,
                            struct diags *diags);

#endif
