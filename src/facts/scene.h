/* What one evaluation may look at: the object judged, its path, the CRLs consulted, and the time. Built once by run,
 * constant afterwards but for the cache of facts, which one worker owns. */
#ifndef IKELINT_FACTS_SCENE_H
#define IKELINT_FACTS_SCENE_H

#include "facts/value.h"
#include "trust/candidates.h"
#include "trust/trust.h"

/* Something a rule can be judged on: the object itself, a certificate of its path, a CRL of its path. */
struct element {
    enum object_kind kind;
    const struct object *object; /* may be NULL for a certificate met on the path without one */
    /* By kind. A request or template has what it has in common with a certificate, too; settings and stores have only
     * themselves. */
    const struct cert *cert;
    const struct crl *crl;
    const struct request *request;
    const struct template *template;
    const struct settings *settings;
    const struct stores *stores;
    size_t index;                    /* OBJECT_CERTIFICATE: place in the path, 0 = leaf */
    const struct crl_use *use;       /* OBJECT_CRL of a path; NULL for a CRL that is itself the object */
    const struct crl_signer *signer; /* OBJECT_CRL that is the object */
    struct value *cache;             /* one for each fact; see fact_value */
    uint8_t *cached;
};

struct scene {
    struct arena *arena;      /* for computed values; the input's */
    int64_t now;              /* the time judged */
    const struct path *path;  /* NULL for objects without one */
    struct element *elements; /* leaf (the object), then the CAs upwards */
    size_t element_count;
    struct element *crls; /* each CRL consulted for the path, once */
    size_t crl_count;
    /* The template as it is today from which the certificate that is judged was issued; NULL: none was given. Set
     * behind scene_build by whoever has templates. */
    const struct template *template;
    /* Why no profile fits the object, where one was to be decided from it; NULL: one fits, or was given. Set likewise. */
    const char *misfit;
    /* Of an object `store`: what of MY it could present as a server and as a device. Set the same way. */
    const struct candidates *as_server, *as_client;
    /* What the peer holds, for settings that name certificates by their digests; NULL: not known. Set the same way. */
    const struct trust *trust;
};

/* Builds the scene of an object. path: from trust_judge, NULL for CRLs; signer for CRLs. */
void scene_build(struct arena *arena, const struct object *object, const struct path *path,
                 const struct crl_signer *signer, int64_t now, struct scene *out);

/* The element that issued this one, the last of the path, the first: NULL where there is none. */
struct element *scene_issuer(const struct scene *scene, const struct element *element);
struct element *scene_root(const struct scene *scene);
struct element *scene_leaf(const struct scene *scene);

/* What an element is called: object_label, also of one that stands in no file. Not escaped. */
const char *element_label(struct arena *arena, const struct element *element);

#endif
