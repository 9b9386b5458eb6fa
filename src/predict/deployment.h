/* A deployment file: which devices dial which servers, and what was exported of both. YAML, checked like a rule set.
 *
 * Everything that may be left out stays unknown: paths are kept as they are written (beside the file), and nothing is
 * read here but the deployment file itself. */
#ifndef IKELINT_PREDICT_DEPLOYMENT_H
#define IKELINT_PREDICT_DEPLOYMENT_H

#include "ruleset/tree.h"
#include "util/texts.h"

enum store { STORE_MY, STORE_ROOT, STORE_CA, STORE_DISALLOWED, STORE_COUNT };
extern const char *const store_names[STORE_COUNT]; /* "my", "root", "ca", "disallowed": the keys too */

/* Files of one kind; given false: nobody said, which is another thing than empty. */
struct exported {
    bool given;
    struct texts paths;
};

enum answer { ANSWER_UNKNOWN, ANSWER_NO, ANSWER_YES };

struct machine {
    const char *name;
    struct exported stores[STORE_COUNT];
    bool has_build, has_ubr;
    unsigned build, ubr;

    /* Servers */
    bool has_auth_protocol;
    enum answer accepts_certificates; /* UserAuthProtocolAccepted has Certificate */
    enum answer has_root_to_accept;   /* RootCertificateNameToAccept */
    const char *root_to_accept;       /* path */
    struct texts ekus_to_accept;      /* dotted */
    bool has_cert_auth_flags;
    unsigned cert_auth_flags;

    /* Devices */
    struct texts eku_filter;   /* dotted */
    const char *issuer_filter; /* path, or NULL */
    bool skips_name_and_eku;   /* DisableIKENameEkuCheck */
};

struct machines {
    struct machine *items;
    size_t count, capacity;
};

struct deployment {
    const char *name;
    const char *server_name; /* NULL: not given */
    struct exported roots, intermediates, crls;
    struct machines servers, devices;
};

/* Borrows from the arena. False: diags say what is wrong, and where. */
bool deployment_load(struct arena *arena, const char *path, struct deployment *out, struct diags *diags);

#endif
