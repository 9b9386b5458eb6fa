/* What a folder of exports holds: which machines, and which file says what of which. For `predict --init`.
 *
 * Files are told by their content. To which machine one belongs is said by its folder ("vpn01/my.sst"), by the name in
 * front of a known word ("vpn01_authconfig.txt"), or, where several machines share a folder, by its own name
 * ("laptop-001.sst"). A folder with a store is a machine, be its Personal store empty or not exported. Certificates and
 * lists beside the machines are what was published to all; but what an export itself says to be a machine's store never
 * is. */
#ifndef IKELINT_PREDICT_SURVEY_H
#define IKELINT_PREDICT_SURVEY_H

#include "predict/deployment.h"
#include "read/read.h"

enum { SURVEY_FILES_LIMIT = 100000 /* files that are looked at */ };

/* What a file can fill: keys of a machine, then those of pki. */
enum survey_key {
    SURVEY_MY = STORE_MY,
    SURVEY_ROOT = STORE_ROOT,
    SURVEY_CA = STORE_CA,
    SURVEY_DISALLOWED = STORE_DISALLOWED,
    SURVEY_AUTH_PROTOCOL,
    SURVEY_CERT_AUTH_FLAGS,
    SURVEY_PROFILE,
    SURVEY_PHONEBOOK,
    SURVEY_VPN_CONNECTION,
    SURVEY_USER_CERTIFICATES,
    SURVEY_OS,
    SURVEY_MACHINE_KEYS,
    SURVEY_ROOTS = SURVEY_MACHINE_KEYS,
    SURVEY_INTERMEDIATES,
    SURVEY_CRLS,
    SURVEY_KEY_COUNT
};
const char *survey_key_name(enum survey_key key); /* as the deployment file calls it: "auth_protocol" */

struct survey_file {
    const char *path; /* below the folder; may be any octets but NUL */
    const char *what; /* "2 certificates, 1 with its private key"; escaped */
    /* The same of one store, where the file says what is from which; NULL: what. */
    const char *of_key[SURVEY_MACHINE_KEYS];
    const char *unused; /* why no key takes it; NULL: one does */
    unsigned keys;      /* 1 << survey_key */
};

struct survey_files {
    struct survey_file **items;
    size_t count, capacity;
};

struct survey_machine {
    const char *name;       /* UTF-8 */
    const char *folder;     /* of its files, below the one looked through; "" for that itself */
    bool is_server, is_nps; /* at most one of them */
    bool knows_revision;    /* the build with its UBR */
    const char *guess;  /* where nothing says whether it is one: what it is taken for, and why; else NULL */
    const char *unread; /* why a file of its Personal store could not be read; escaped; NULL: none such */
    struct survey_files keys[SURVEY_MACHINE_KEYS];
};

struct survey {
    struct {
        struct survey_machine *items; /* servers, devices, then the NPS; by name */
        size_t count, capacity;
    } machines;
    size_t servers, devices; /* and of the NPS one at most */
    struct survey_files published[SURVEY_KEY_COUNT - SURVEY_ROOTS];
    struct survey_files files;
    struct survey_files unused; /* those of `files` that no key takes */
    struct texts problems;      /* folders and files that could not be reached; escaped */
    const char
        *server_name;     /* what all connections dial that say it; NULL: they say nothing, or not the same */
    struct texts dialled; /* the names, each once, at most a few */
};

/* folder: as the user named it; without: a file below it, named the same way, that is not looked at (NULL: all are);
 * passwords: for PKCS#12 files. All in the arena. */
void survey_make(struct arena *arena, const char *folder, const char *without, const struct texts *passwords,
                 struct survey *out);

#endif
