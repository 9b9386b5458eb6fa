/* Objects: the words for their kinds, and what all kinds have. */
#include "pki/object.h"

#include "pki/request.h"
#include "pki/settings.h"
#include "pki/stores.h"
#include "pki/template.h"

static const struct {
    const char *word, *several;
} kinds[OBJECT_KIND_COUNT] = {
#define KIND(symbol, word, several) { word, several },
    OBJECT_KINDS(KIND)
#undef KIND
};

const char *object_kind_name(enum object_kind kind)
{
    if ((unsigned)kind >= OBJECT_KIND_COUNT)
        BUG("an object of no kind");
    return kinds[kind].word;
}

const char *object_kind_several(enum object_kind kind)
{
    if ((unsigned)kind >= OBJECT_KIND_COUNT)
        BUG("an object of no kind");
    return kinds[kind].several;
}

const struct cert *object_as_cert(const struct object *object)
{
    if (object->request)
        return object->request->as_cert;
    if (object->template)
        return object->template->as_cert;
    return object->cert;
}

const struct flaws *object_flaws(const struct object *object)
{
    if (object->crl)
        return &object->crl->flaws;
    if (object->stores)
        return &object->stores->flaws;
    return object->settings ? &object->settings->flaws : &object_as_cert(object)->flaws;
}

struct span object_octets(const struct object *object)
{
    if (object->crl)
        return object->crl->der;
    if (object->settings)
        return object->settings->octets;
    if (object->stores)
        return object->stores->octets;
    if (object->template)
        return object->template->text;
    return object->request ? object->request->der : object->cert->der;
}

void object_digests(const struct object *object, struct span *sha1, struct span *sha256)
{
    const struct cert *cert = object_as_cert(object);
    const uint8_t *short_one = object->crl        ? object->crl->sha1
                               : object->settings ? object->settings->sha1
                               : object->stores   ? object->stores->sha1
                                                  : cert->sha1;
    const uint8_t *long_one = object->crl        ? object->crl->sha256
                              : object->settings ? object->settings->sha256
                              : object->stores   ? object->stores->sha256
                                                 : cert->sha256;
    *sha1 = (struct span){ short_one, sizeof cert->sha1 };
    *sha256 = (struct span){ long_one, sizeof cert->sha256 };
}

const char *object_label(struct arena *arena, const struct object *object)
{
    if (object->crl)
        return name_print(arena, &object->crl->issuer);
    if (object->settings)
        return settings_label(arena, object->settings);
    if (object->template)
        return template_label(arena, object->template);
    if (object->stores)
        return object->path;
    return cert_label(arena, object_as_cert(object));
}
