/* Objects: the words for their kinds, and where their flaws are. */
#include "pki/object.h"
#include "pki/request.h"
#include "pki/template.h"

const char *object_kind_name(enum object_kind kind)
{
    static const char *const names[OBJECT_KIND_COUNT] = {
        [OBJECT_CERTIFICATE] = "certificate",
        [OBJECT_CRL] = "crl",
        [OBJECT_REQUEST] = "request",
        [OBJECT_TEMPLATE] = "template",
    };
    if ((unsigned)kind >= OBJECT_KIND_COUNT)
        BUG("an object of no kind");
    return names[kind];
}

const struct flaws *object_flaws(const struct object *object)
{
    switch (object->kind) {
    case OBJECT_CERTIFICATE:
        return &object->cert->flaws;
    case OBJECT_CRL:
        return &object->crl->flaws;
    case OBJECT_REQUEST:
        return &object->request->as_cert->flaws;
    case OBJECT_TEMPLATE:
        return &object->template->as_cert->flaws;
    default:
        BUG("an object of no kind");
    }
}
