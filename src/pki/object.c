/* What all kinds of objects have: a word for the kind, and flaws. */
#include "pki/object.h"

const char *object_kind_name(enum object_kind kind)
{
    static const char *const names[OBJECT_KIND_COUNT] = {
        [OBJECT_CERTIFICATE] = "certificate",
        [OBJECT_CRL] = "crl",
        [OBJECT_REQUEST] = "request",
    };
    return names[kind];
}

const struct flaws *object_flaws(const struct object *object)
{
    static const struct flaws none = { 0 };
    if (object->cert)
        return &object->cert->flaws;
    return object->crl ? &object->crl->flaws : &none;
}
