/* What survey.c, survey_look.c (one file) and survey_machines.c (which file is whose) share. For src/predict/ only. */
#ifndef IKELINT_PREDICT_SURVEY_INTERNAL_H
#define IKELINT_PREDICT_SURVEY_INTERNAL_H

#include "predict/survey.h"
#include "read/store_place.h"

/* A file and what was found in it. */
struct look {
    struct survey_file *file; /* first: what the result keeps */
    const char *kind;         /* what it was taken for; "" */
    const char *reason;       /* the first complaint about it; NULL */
    bool is_empty;            /* well formed, and nothing in it */

    struct held {
        size_t certificates, keys, keyless; /* as below */
    } said[STORE_COUNT],                    /* those whose store the export says */
        of_user;                            /* those in a user's Personal store */
    bool shows[STORE_COUNT];                /* the export says that it is of this store, be it empty */
    size_t keys, keyless;                   /* those with, and known to be without, a private key */
    size_t certificates, elsewhere;         /* elsewhere: in stores that do not matter */
    size_t unsaid, roots, authorities;      /* of the rest: self-issued CAs, other CAs */
    size_t for_servers, for_clients;        /* certificates of no CA, by their usage */
    size_t lists, requests, templates;
    bool new_list; /* one that no earlier file has */
    struct {
        uint64_t *items;
        size_t count, capacity;
    } authority_hashes; /* digests of all CAs' certificates in it */

    bool says_auth, says_flags, says_build, says_revision, is_server_product, is_client_product;
    size_t connections;
    const char *computer; /* the machine's name inside; NULL */

    enum store_place place;             /* that its name, or its folder's, says */
    const char *word;                   /* behind the prefix of its name, as in vpn01_root; "" */
    const char *folder, *prefix, *stem; /* of the machine; prefix "" where the folder says it */
};

struct group {
    const char *folder, *prefix;
    struct {
        struct look **items;
        size_t count, capacity;
    } looks;
    bool is_machine;
    bool is_inner;        /* all that shows a machine are stores other than its Personal one */
    bool is_profiles;     /* all that shows a machine are ProfileXML files */
    bool is_shared;       /* so these are for all devices */
    bool is_beside;       /* at the top, beside machines: its certificates of CAs are published to all */
    unsigned shown;       /* 1 << survey_key: what it shows of a machine */
    const char *name;     /* of the machine */
    const char *label;    /* its first label, in small letters */
    struct group *within; /* whose machine it belongs to; itself */
};

struct groups {
    struct group *items;
    size_t count, capacity;
};

struct surveying {
    struct arena *arena;
    struct survey *out;
    const char *folder;
    struct reader *reader;
    struct look *looks;
    size_t count;
    size_t problems;
    struct look *now;           /* being read */
    struct survey_files shared; /* ProfileXML files of all devices */
    struct {
        uint64_t *items; /* of digests; a set as a hash table */
        size_t count, capacity;
    } seen;
};

/* Reads the file and fills its look. */
void survey_read(struct surveying *surveying, struct look *look, const char *path);
/* Whether a digest, shortened, is noted for the first time. */
bool survey_note_digest(struct surveying *surveying, uint64_t hash);
/* enum store, or -1 for what is none of the four. */
int survey_store_of(enum store_place place);
/* A complaint for a line of its own: escaped, its beginning where it is long. */
const char *survey_shortened(struct arena *arena, const char *text);

/* All looks by machine, in the order of their folders. */
void survey_group(struct surveying *surveying, struct groups *groups);
/* Whether the export itself says whose store it is: one machine's, so never published to all. */
bool survey_says_store(const struct look *look);
/* Whether it is a machine's Personal store, or holds its certificate, but could not be read. */
bool survey_is_unread(const struct look *look);
enum survey_key survey_key_of_connections(const struct look *look);

#endif
