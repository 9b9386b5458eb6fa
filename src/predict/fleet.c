/* Names and paths of fleets: one `*` each, so what it stands for is what is left between the ends. */
#include "predict/fleet.h"

#include <stdlib.h>
#include <string.h>

#include "util/glob.h"
#include "util/platform.h"
#include "util/text.h"

const char *fleet_path(struct arena *arena, const char *path, const char *star)
{
    const char *at = strchr(path, '*');
    return at ? arena_format(arena, "%.*s%s%s", (int)(at - path), path, star, at + 1) : path;
}

/* A path cut around its `*`: the folder, and the part of the path that has it. */
struct pattern_path {
    const char *folder, *head, *tail;
};

static struct pattern_path cut(struct arena *arena, const char *path)
{
    const char *star = strchr(path, '*'), *begin = star, *end = star;
    while (begin > path && begin[-1] != '/')
        begin--;
    while (*end && *end != '/')
        end++;
    const char *folder = begin == path       ? "."
                         : begin == path + 1 ? "/"
                                             : arena_format(arena, "%.*s", (int)(begin - 1 - path), path);
    return (struct pattern_path){ folder, arena_format(arena, "%.*s", (int)(star - begin), begin),
                                  arena_format(arena, "%.*s", (int)(end - star - 1), star + 1) };
}

/* "laptop-001" is a device of laptop-*.corp.contoso.com, and so is the whole name; NULL: it is none. */
static const char *name_of(struct arena *arena, const char *pattern, const char *text)
{
    size_t label = strcspn(pattern, ".");
    if (glob_matches(pattern, text))
        return text;
    const char *first = arena_format(arena, "%.*s", (int)label, pattern);
    return strchr(first, '*') && glob_matches(first, text)
               ? arena_format(arena, "%s%s", text, pattern + label)
               : NULL;
}

bool fleet_add(struct arena *arena, struct fleet *fleet, const char *name, const char *path,
               const char **error)
{
    struct pattern_path pattern = cut(arena, path);
    size_t head = strlen(pattern.head), tail = strlen(pattern.tail), count;
    const char **entries;
    if (!platform_list(pattern.folder, &entries, &count, error, arena)) {
        *error = arena_format(arena, "cannot list '%s': %s",
                              text_escaped(arena, span_of_text(pattern.folder)), *error);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(entries[i]);
        if (entries[i][0] == '.' || length <= head + tail || strncmp(entries[i], pattern.head, head) != 0 ||
            strcmp(entries[i] + length - tail, pattern.tail) != 0)
            continue;
        const char *star = arena_format(arena, "%.*s", (int)(length - head - tail), entries[i] + head);
        const char *device = name_of(arena, name, arena_format(arena, "%s%s", pattern.head, star));
        if (!device && head)
            device = name_of(arena, name, star);
        if (device && platform_status(fleet_path(arena, path, star), arena).kind != PLATFORM_MISSING)
            *VEC_ADD(arena, fleet) = (struct fleet_member){ device, star };
    }
    return true;
}

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct fleet_member *)a)->name, ((const struct fleet_member *)b)->name);
}

void fleet_sort(struct fleet *fleet)
{
    size_t kept = 0;
    if (fleet->count)
        qsort(fleet->items, fleet->count, sizeof *fleet->items, compare);
    for (size_t i = 0; i < fleet->count; i++)
        if (i == 0 || strcmp(fleet->items[i].name, fleet->items[kept - 1].name) != 0)
            fleet->items[kept++] = fleet->items[i];
    fleet->count = kept;
}
