/* What the peer of the linted certificates has, read from files: trusted roots, intermediates, CRLs; and the templates
 * that they were issued from.
 *
 * Where an export says that an object lies in ROOT, CA or Disallowed, it goes there, whichever option named the file:
 * the export of all stores of a machine is one inventory. All of it is kept until world_free. What cannot be read, and an input that holds nothing of the kind it was given
 * for, is a failure: with a root missing, every verdict would silently be another one. */
#ifndef IKELINT_RUN_WORLD_H
#define IKELINT_RUN_WORLD_H

#include "read/read.h"
#include "read/store_place.h"
#include "trust/trust.h"
#include "util/texts.h"

struct world_paths {
    struct texts roots, intermediates, crls; /* files or folders */
    struct texts templates;                  /* the same: templates as they are today */
    struct texts stores;                     /* all stores of a machine: files or folders */
    struct trust_policies policies;          /* what the peer wants of certificate policies; borrows */
    struct texts passwords;                  /* for PKCS#12 files */
    /* As in struct read_options. */
    const char *(*ask)(void *context, const char *path, unsigned attempt);
    void *ask_context;
};

struct world; /* opaque */
/* Reads all and makes it ready to judge against, from any thread. failure: as in struct read_sink. */
struct world *world_load(const struct world_paths *paths, void *context,
                         void (*failure)(void *context, const struct read_failure *failure));
void world_free(struct world *world); /* takes NULL */

struct trust *world_trust(const struct world *world);

/* Templates found among what is linted, from these files: used where none was given with --template that fits. Files with
 * more octets than WORLD_TEMPLATES together are left out, which is a failure; what cannot be read in them is none here,
 * as they are linted too. Before anything is judged. */
#define WORLD_TEMPLATES READ_LIMIT_CERTIFICATE
void world_find_templates(struct world *world, const char *const *paths, size_t count, void *context,
                          void (*failure)(void *context, const struct read_failure *failure));

/* The template, of those given or found, from which the certificate was issued: by the identifier that it bears, or the name of a
 * version 1 template. Of several the newest revision, as that is the one of today. NULL: there is none that fits. */
const struct template *world_template(const struct world *world, const struct cert *cert);

#endif
