/* The scene of one object: its path and the CRLs that were consulted for it, as elements that rules are judged on. */
#include "facts/scene.h"

/* A list that answers for one certificate of the path and not for another is shown by the use where it does not. */
static void take_crl(struct scene *scene, size_t first, size_t limit, const struct crl_use *use)
{
    for (size_t i = first; i < limit; i++) {
        struct element *known = &scene->crls[i];
        if (known->crl != use->crl)
            continue;
        if (known->use->answers && !use->answers)
            known->use = use;
        return;
    }
    scene->crls[scene->crl_count++] =
        (struct element){ .kind = OBJECT_CRL, .object = use->object, .crl = use->crl, .use = use };
}

static void collect_crls(struct scene *scene, const struct path *path)
{
    size_t limit = 0;
    for (size_t i = 0; i < path->count; i++)
        limit += path->elements[i].revocation ? path->elements[i].revocation->use_count : 0;
    scene->crls = arena_array(scene->arena, limit, sizeof *scene->crls);
    for (size_t i = 0; i < path->count; i++) {
        const struct revocation *revocation = path->elements[i].revocation;
        /* Lists are found by issuer name, so one can only have been met before if that name was: with thousands of
         * lists of one issuer, comparing each with each is saved. */
        bool met = false;
        for (size_t j = 0; j < i && !met; j++)
            met = name_equal(&path->elements[j].cert->issuer, &path->elements[i].cert->issuer);
        size_t before = scene->crl_count;
        for (size_t j = 0; revocation && j < revocation->use_count; j++)
            take_crl(scene, met ? 0 : before, before, &revocation->uses[j]);
    }
}

void scene_build(struct arena *arena, const struct object *object, const struct path *path,
                 const struct crl_signer *signer, int64_t now, struct scene *out)
{
    *out = (struct scene){ .arena = arena, .now = now, .path = path };
    size_t count = path && path->count > 0 ? path->count : 1;
    out->element_count = count;
    out->elements = arena_array(arena, count, sizeof *out->elements);
    out->elements[0] = (struct element){ .kind = object->kind,
                                         .object = object,
                                         .cert = object_as_cert(object),
                                         .crl = object->crl,
                                         .request = object->request,
                                         .template = object->template,
                                         .settings = object->settings,
                                         .stores = object->stores,
                                         .signer = signer };
    if (!path)
        return;
    for (size_t i = 1; i < path->count; i++)
        out->elements[i] = (struct element){ .kind = OBJECT_CERTIFICATE,
                                             .object = path->elements[i].object,
                                             .cert = path->elements[i].cert,
                                             .index = i };
    collect_crls(out, path);
}

/* That of a list is the certificate of the path whose key made it. */
struct element *scene_issuer(const struct scene *scene, const struct element *element)
{
    if (element->kind == OBJECT_CERTIFICATE)
        return element->index + 1 < scene->element_count ? &scene->elements[element->index + 1] : NULL;
    const struct cert *issuer = element->use ? element->use->issuer : NULL;
    for (size_t i = 0; issuer && i < scene->element_count; i++) {
        if (scene->elements[i].cert == issuer)
            return &scene->elements[i];
    }
    return NULL;
}

/* The anchor, or what stands in its place at the end of a path that is whole but not trusted. */
struct element *scene_root(const struct scene *scene)
{
    const struct path *path = scene->path;
    if (!path || path->count == 0)
        return NULL;
    struct element *last = &scene->elements[path->count - 1];
    return path->anchored || cert_is_self_issued(last->cert) ? last : NULL;
}

struct element *scene_leaf(const struct scene *scene)
{
    return &scene->elements[0];
}

const char *element_label(struct arena *arena, const struct element *element)
{
    if (element->object && element->kind == element->object->kind)
        return object_label(arena, element->object);
    return element->crl ? name_print(arena, &element->crl->issuer) : cert_label(arena, element->cert);
}
