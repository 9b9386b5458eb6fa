/* The tree: growing it and finding in it. */
#include "read/exported.h"
#include "util/text.h"

struct exported *exported_add(struct arena *arena, struct exported *outer, enum exported_kind kind)
{
    struct exported *value = arena_alloc(arena, sizeof *value);
    value->kind = kind;
    if (outer && outer->last)
        outer->last->next = value;
    else if (outer)
        outer->first = value;
    if (outer)
        outer->last = value;
    return value;
}

const struct exported *exported_member(const struct exported *object, const char *name)
{
    if (!object || object->kind != EXPORTED_OBJECT)
        return NULL;
    for (const struct exported *value = object->first; value; value = value->next)
        if (text_equal_ignoring_case(value->name, span_of_text(name)))
            return value;
    return NULL;
}

static const struct exported *find_below(const struct exported *outer, const char *name, unsigned depth)
{
    const struct exported *found = exported_member(outer, name);
    if (depth > EXPORTED_DEPTH)
        return found;
    for (const struct exported *value = outer->first; value && !found; value = value->next)
        if (value->first)
            found = find_below(value, name, depth + 1);
    return found;
}

const struct exported *exported_below(const struct exported *object, const char *name)
{
    return object ? find_below(object, name, 0) : NULL;
}

const struct exported *exported_list(const struct exported *value)
{
    if (value && value->kind == EXPORTED_OBJECT && exported_member(value, "Count"))
        value = exported_member(value, "value");
    return value && value->kind == EXPORTED_LIST ? value : NULL;
}

bool exported_is_small(struct walk *walk, const struct origin *origin, struct span text)
{
    if (text.length <= EXPORTED_LIMIT)
        return true;
    walk_fail(walk, origin->offset, origin->line,
              "settings in a text larger than 4 MiB: export the settings alone");
    return false;
}
