/* What one evaluation may look at: the object judged, its path, the CRLs consulted, and the time. Built once by run,
 * constant afterwards but for the cache of facts, which one worker owns. */
#ifndef IKELINT_FACTS_SCENE_H
#define IKELINT_FACTS_SCENE_H

#include "facts/value.h"
#include "trust/trust.h"

enum element_kind { ELEMENT_CERTIFICATE, ELEMENT_CRL, ELEMENT_REQUEST, ELEMENT_TEMPLATE };

/* Something a rule can be judged on: the object itself, a certificate of its path, a CRL of its path. */
struct element {
    enum element_kind kind;
    const struct object *object; /* may be NULL for a certificate met on the path without one */
    const struct cert *cert;     /* all but ELEMENT_CRL: the certificate, or what it has in common with one */
    const struct crl *crl;       /* ELEMENT_CRL */
    const struct request *request;   /* ELEMENT_REQUEST */
    const struct template *template; /* ELEMENT_TEMPLATE */
    size_t index;                    /* ELEMENT_CERTIFICATE: place in the path, 0 = leaf */
    const struct crl_use *use;       /* ELEMENT_CRL of a path; NULL for a CRL that is itself the object */
    const struct crl_signer *signer; /* ELEMENT_CRL that is the object */
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
};

/* Builds the scene of an object. path: from trust_judge, NULL for CRLs; signer for CRLs. */
void scene_build(struct arena *arena, const struct object *object, const struct path *path,
                 const struct crl_signer *signer, int64_t now, struct scene *out);

/* The element that issued this one, the last of the path, the first: NULL where there is none. */
struct element *scene_issuer(const struct scene *scene, const struct element *element);
struct element *scene_root(const struct scene *scene);
struct element *scene_leaf(const struct scene *scene);

#endif
