/* Usages meet from the leaf upwards. A list that holds "any" narrows nothing; a certificate without either extension
 * narrows nothing. The root counts as well: Windows applies its extension and the property of the store. */
#include "trust/usages.h"

static const enum oid vpn_usages[] = { OID_SERVER_AUTH, OID_CLIENT_AUTH, OID_IKE_INTERMEDIATE };

static bool holds_any(const struct oid_list *list)
{
    return oid_list_contains(list, OID_ANY_EXTENDED_KEY_USAGE) ||
           oid_list_contains(list, OID_ANY_APPLICATION_POLICY);
}

/* What both lists allow, in the order of the first. NULL stands for everything. */
static const struct oid_list *meet(struct arena *arena, const struct oid_list *a, const struct oid_list *b)
{
    if (!a || holds_any(a))
        return b ? b : a;
    if (!b || holds_any(b))
        return a;
    struct oid_list *both = arena_alloc(arena, sizeof *both);
    for (size_t i = 0; i < a->count; i++)
        if (usages_allow(b, a->items[i]))
            *VEC_ADD(arena, both) = a->items[i];
    return both;
}

const struct oid_list *usages_of_element(const struct cert *cert, const struct object *object,
                                         struct arena *arena)
{
    const struct oid_list *list = NULL;
    if (cert_usages(cert, &list) != EXTENSION_PRESENT)
        list = NULL;
    if (object && object->context.has_usage_override)
        list = meet(arena, list, &object->context.usage_override);
    return list && holds_any(list) ? NULL : list;
}

struct wanted_usages usages_wanted(const struct cert *leaf)
{
    struct wanted_usages wanted = { .any = false };
    const struct oid_list *list = NULL;
    if (cert_usages(leaf, &list) != EXTENSION_PRESENT || holds_any(list)) {
        wanted.any = true;
        for (size_t i = 0; i < COUNT_OF(vpn_usages); i++)
            wanted.items[wanted.count++] = oid_entry(vpn_usages[i])->der;
        return wanted;
    }
    for (size_t i = 0; i < list->count && wanted.count < COUNT_OF(wanted.items); i++)
        wanted.items[wanted.count++] = list->items[i];
    return wanted;
}

uint32_t usages_taken(const struct wanted_usages *wanted, const struct cert *cert,
                      const struct object *object, struct arena *arena)
{
    const struct oid_list *list = usages_of_element(cert, object, arena);
    if (!list)
        return 0;
    uint32_t taken = wanted->any ? 1u << 31 : 0;
    for (size_t i = 0; i < wanted->count; i++)
        if (!usages_allow(list, wanted->items[i]))
            taken |= 1u << i;
    return taken;
}

static const char *title_of(struct arena *arena, struct span usage)
{
    enum oid known = oid_of(usage);
    return known == OID_UNKNOWN ? oid_print(arena, usage) : oid_entry(known)->title;
}

/* "Server Authentication, IP security IKE intermediate"; "nothing" */
static const char *titles_of(struct arena *arena, const struct oid_list *list)
{
    enum { SHOWN = 12 };
    const char *text = list->count ? "" : "nothing";
    for (size_t i = 0; i < list->count && i < SHOWN; i++)
        text = arena_format(arena, "%s%s%s", text, i ? ", " : "", title_of(arena, list->items[i]));
    return list->count > SHOWN ? arena_format(arena, "%s and %zu more", text, list->count - SHOWN) : text;
}

static const char *explain(struct arena *arena, const struct path_element *element,
                           const struct oid_list *allowed, const struct oid_list *taken)
{
    const char *label = cert_label(arena, element->cert);
    if (taken->count == 0)
        return arena_format(arena, "%s is good for %s only, so nothing below it is good for more", label,
                            titles_of(arena, allowed));
    return arena_format(arena, "%s is good for %s only, which takes away %s", label,
                        titles_of(arena, allowed), titles_of(arena, taken));
}

void usages_of_path(struct arena *arena, struct path *path,
                    void (*add)(void *context, size_t element, const char *explanation), void *context)
{
    const struct oid_list *own = NULL;
    if (cert_usages(path->elements[0].cert, &own) != EXTENSION_PRESENT)
        own = NULL;
    const struct oid_list *left = own && holds_any(own) ? NULL : own;
    struct oid_list lost = { 0 };
    for (size_t i = 0; i < path->count; i++) {
        const struct path_element *element = &path->elements[i];
        const struct oid_list *allowed = usages_of_element(element->cert, element->object, arena);
        if (!allowed || (i == 0 && !(element->object && element->object->context.has_usage_override)))
            continue;
        struct oid_list taken = { 0 };
        for (size_t k = 0; left && k < left->count; k++)
            if (!usages_allow(allowed, left->items[k])) {
                *VEC_ADD(arena, &taken) = left->items[k];
                *VEC_ADD(arena, &lost) = left->items[k];
            }
        bool narrows = !left || taken.count;
        if (!left && own) /* the leaf says "any": that is what is lost */
            for (size_t k = 0; k < own->count; k++)
                if (!usages_allow(allowed, own->items[k]))
                    *VEC_ADD(arena, &lost) = own->items[k];
        left = meet(arena, left, allowed);
        if (narrows)
            add(context, i, explain(arena, element, allowed, &taken));
    }
    path->usages_any = left == NULL;
    path->usages = left ? *left : (struct oid_list){ 0 };
    path->lost_usages = lost;
}
