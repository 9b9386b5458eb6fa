/* What the peer of the linted certificates has, read from files: trusted roots, intermediates, CRLs; and the templates
 * that they were issued from.
 *
 * Where an export says that an object lies in ROOT, CA or Disallowed, it goes there, whichever option named the file:
 * the export of all stores of a machine is one inventory.
 *
 * The stores of a machine are what itself trusts, and what its peer does where nothing else is said. With roots given
 * besides, the peer trusts these, and the machine's own are for its own choice only. All of it is kept until
 * world_free. What cannot be read, and an input that holds nothing of the kind it was given for, is a failure: with a
 * root missing, every verdict would silently be another one. */
#ifndef IKELINT_RUN_WORLD_H
#define IKELINT_RUN_WORLD_H

#include "facts/scene.h"
#include "pki/stores.h"
#include "read/read.h"
#include "read/store_place.h"
#include "trust/trust.h"
#include "util/texts.h"

struct world_paths {
    struct texts roots, intermediates, crls; /* files or folders */
    struct texts templates;                  /* the same: templates as they are today */
    struct texts stores;                     /* all stores of one machine: files or folders */
    struct trust_policies policies;          /* what the peer wants of certificate policies; borrows */
    struct texts passwords;                  /* for PKCS#12 files */
    /* As in struct read_options. */
    const char *(*ask)(void *context, const char *path, unsigned attempt);
    void *ask_context;
    const struct key_notes *keys;       /* of listings beside the stores; may be NULL */
    struct path_exclusions *exclusions; /* of all folders; NULL: none */
};

struct world; /* opaque */
/* Reads all and makes it ready to judge against, from any thread. failure: as in struct read_sink. */
struct world *world_load(const struct world_paths *paths, void *context,
                         void (*failure)(void *context, const struct read_failure *failure));
void world_free(struct world *world); /* takes NULL */

struct trust *world_trust(const struct world *world);

/* --- the stores of the machine --- */

/* What the machine has; NULL: no stores were given. */
const struct stores *world_stores(const struct world *world);

/* A certificate of MY, of the computer or of a user: what is linted of the stores. */
struct world_own {
    const struct object *object;
    const char *file_kind; /* what its file was taken for */
};
size_t world_own_count(const struct world *world);
const struct world_own *world_own(const struct world *world, size_t index);

/* Whether MY has a certificate with IKE intermediate that a VPN server could present: it takes such a one first. */
bool world_has_preferred(const struct world *world, int64_t at);

/* The object `store`: all of it together. */
struct object world_store_object(const struct world *world);

/* Templates found among what is linted, from these files: used where none was given with --template that fits. Files with
 * more octets than WORLD_TEMPLATES together are left out, which is a failure; what cannot be read in them is none here,
 * as they are linted too. Before anything is judged. */
#define WORLD_TEMPLATES (64u << 20)
void world_find_templates(struct world *world, const char *const *paths, size_t count, void *context,
                          void (*failure)(void *context, const struct read_failure *failure));

/* The template, of those given or found, from which the certificate was issued: by the identifier that it bears, or the
 * name of a version 1 template. Of several the newest revision, as that is the one of today. NULL: there is none that
 * fits. */
const struct template *world_template(const struct world *world, const struct cert *cert);

/* All that a rule may look at when this object is judged. What the stores could present is found by the machine's own
 * trust, not by the peer's. */
void world_scene(const struct world *world, const struct object *object, int64_t at, struct arena *arena,
                 struct scene *out);

#endif
