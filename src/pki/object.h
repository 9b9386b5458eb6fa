/* One thing to be linted, and all that is known around it: what readers hand on, whatever it was found in.
 *
 * Nothing downstream knows of files and containers beyond what stands here. */
#ifndef IKELINT_PKI_OBJECT_H
#define IKELINT_PKI_OBJECT_H

#include "pki/crl.h"

/* KIND(symbol, the word of reports and rule sets, several of them) */
#define OBJECT_KINDS(KIND)                                                                                   \
    KIND(CERTIFICATE, "certificate", "certificates")                                                         \
    KIND(CRL, "crl", "CRLs")                                                                                 \
    KIND(REQUEST, "request", "requests")                                                                     \
    KIND(TEMPLATE, "template", "templates")                                                                  \
    KIND(RRAS, "rras", "VPN server settings")                                                                \
    KIND(PROFILE, "profile", "VPN connections")                                                              \
    KIND(HOST, "host", "hosts")                                                                              \
    KIND(STORE, "store", "certificate stores of machines")

enum object_kind {
#define KIND(symbol, word, several) OBJECT_##symbol,
    OBJECT_KINDS(KIND)
#undef KIND
        OBJECT_KIND_COUNT
};

/* What an export says about a private key. A file with the certificate alone says nothing. */
enum key_link { KEY_LINK_UNKNOWN, KEY_LINK_PRESENT, KEY_LINK_MISSING };

/* Known around the object; text fields are UTF-8, data NULL when the export does not say. */
struct object_context {
    enum key_link private_key;
    struct span key_provider; /* "Microsoft Software Key Storage Provider" */
    struct span friendly_name;
    struct span store;         /* "ROOT", "CA", "MY", "Disallowed" */
    struct span store_path;    /* the registry key or PowerShell path as exported */
    struct span request_id;    /* CA database: "0x5" */
    struct span disposition;   /* CA database: "21 -- Revoked" */
    struct span template_name; /* CA database: OID or name beside the row */
    bool has_usage_override;   /* property 9: the store restricts the usages */
    struct oid_list usage_override;
};

struct request;  /* pki/request.h */
struct template; /* pki/template.h */
struct settings; /* pki/settings.h */
struct stores;   /* pki/stores.h */

struct object {
    enum object_kind kind;
    const char *path;        /* the file as the user named it, "-" for standard input; borrows */
    const char *container;   /* what it was taken out of: "PEM", "DER", "PKCS#7" …; static */
    size_t index;            /* which object of the file, 0-based */
    size_t offset;           /* octets from the start of the file to where it, or what encodes it, begins */
    uint32_t line;           /* 1-based, for text; 0 in binary files */
    const struct cert *cert; /* by kind, one of these */
    const struct crl *crl;
    const struct request *request;
    const struct template *template;
    const struct settings *settings; /* OBJECT_RRAS, OBJECT_PROFILE, OBJECT_HOST */
    const struct stores *stores;     /* OBJECT_STORE */
    struct object_context context;
};

const char *object_kind_name(enum object_kind kind);    /* "certificate", "crl", "rras" … */
const char *object_kind_several(enum object_kind kind); /* "certificates", "CRLs" … */

/* What it has of a certificate: itself, or what a request or template would become; NULL. */
const struct cert *object_as_cert(const struct object *object);
/* What is wrong with its encoding; owned by what it is. */
const struct flaws *object_flaws(const struct object *object);
/* Its octets in the file, and their digests of 20 and 32 octets. */
struct span object_octets(const struct object *object);
void object_digests(const struct object *object, struct span *sha1, struct span *sha256);
/* What it is called: the subject, a list's issuer, the names of a template or connection, the path of an export of
 * stores. Not escaped. */
const char *object_label(struct arena *arena, const struct object *object);

#endif
