/* Which files the paths of a command line stand for.
 *
 * A folder stands for all files below it, in the order of their paths' octets, whatever order the system lists them
 * in. Each folder is entered once, however many links lead to it, so a link back up ends there; depth and number have
 * limits. What is no file (a device, a pipe in a folder) is said, not opened: opening it could wait for ever. A pipe that
 * is itself named is read as standard input is. */
#include <stdlib.h>

#include "read/read.h"
#include "util/glob.h"
#include "util/platform.h"

enum {
    FOLDER_DEPTH = 64,            /* folders in one another */
    FILES_LIMIT = 4 * 1000 * 1000 /* files of one run */
};

/* Folders that were entered below the path at hand, as a hash table of their identities. */
struct folder_set {
    uint64_t (*items)[2];
    size_t count, capacity; /* capacity: a power of two, or 0 */
};

struct expansion {
    struct arena *arena;
    struct path_list *out;
    const struct read_sink *sink;
    struct path_exclusions *exclusions; /* NULL: none */
    struct folder_set entered;
    bool full; /* FILES_LIMIT was said */
};

static void fail(const struct read_sink *sink, const char *path, const char *error)
{
    sink->failure(sink->context, &(struct read_failure){ .path = path, .error = error });
}

static void add_path(struct expansion *expansion, const char *path)
{
    if (expansion->out->count < FILES_LIMIT)
        *VEC_ADD(expansion->arena, expansion->out) = path;
    else if (!expansion->full)
        fail(expansion->sink, path,
             "more files than one run takes (4 million): this one and the rest are left out");
    if (expansion->out->count >= FILES_LIMIT)
        expansion->full = true;
}

static size_t slot_of(const struct folder_set *set, const uint64_t identity[2])
{
    uint64_t hash = (identity[0] ^ identity[1] * 0x9e3779b97f4a7c15ull) * 0xff51afd7ed558ccdull;
    size_t slot = (size_t)(hash >> 16) & (set->capacity - 1);
    while ((set->items[slot][0] || set->items[slot][1]) &&
           (set->items[slot][0] != identity[0] || set->items[slot][1] != identity[1]))
        slot = (slot + 1) & (set->capacity - 1);
    return slot;
}

static void place_folder(struct folder_set *set, const uint64_t identity[2])
{
    size_t slot = slot_of(set, identity);
    set->items[slot][0] = identity[0];
    set->items[slot][1] = identity[1];
}

/* Whether the folder was not there yet. */
static bool enter_folder(struct arena *arena, struct folder_set *set, const uint64_t identity[2])
{
    if (set->count * 2 >= set->capacity) {
        struct folder_set larger = { .count = set->count,
                                     .capacity = set->capacity ? set->capacity * 2 : 64 };
        larger.items = arena_array(arena, larger.capacity, sizeof *larger.items);
        for (size_t i = 0; i < set->capacity; i++)
            if (set->items[i][0] || set->items[i][1])
                place_folder(&larger, set->items[i]);
        *set = larger;
    }
    size_t slot = slot_of(set, identity);
    if (set->items[slot][0] || set->items[slot][1])
        return false;
    place_folder(set, identity);
    set->count++;
    return true;
}

static const char *join(struct arena *arena, const char *folder, const char *name)
{
    size_t length = strlen(folder);
    return arena_format(arena, length && folder[length - 1] == '/' ? "%s%s" : "%s/%s", folder, name);
}

static bool is_excluded(const struct path_exclusions *exclusions, const char *path, const char *name)
{
    for (size_t i = 0; exclusions && i < exclusions->pattern_count; i++) {
        const char *pattern = exclusions->patterns[i];
        if (glob_matches_names(pattern, strchr(pattern, '/') ? path : name))
            return true;
    }
    return false;
}

static void expand_path(struct expansion *expansion, const char *path, unsigned depth);

static void expand_entry(struct expansion *expansion, const char *folder, const char *name, unsigned depth)
{
    const char *path = join(expansion->arena, folder, name);
    if (is_excluded(expansion->exclusions, path, name))
        *VEC_ADD(expansion->arena, &expansion->exclusions->found) = path;
    else
        expand_path(expansion, path, depth);
}

static void expand_folder(struct expansion *expansion, const char *path, unsigned depth)
{
    const char **names, *error;
    size_t count;
    if (depth >= FOLDER_DEPTH) {
        fail(expansion->sink, path, "folders in one another more than 64 deep: this one is left out");
        return;
    }
    if (!platform_list(path, &names, &count, &error, expansion->arena)) {
        fail(expansion->sink, path, arena_format(expansion->arena, "cannot list this folder: %s", error));
        return;
    }
    for (size_t i = 0; i < count; i++)
        if (names[i][0] != '.')
            expand_entry(expansion, path, names[i], depth + 1);
}

static void expand_path(struct expansion *expansion, const char *path, unsigned depth)
{
    struct platform_status status = platform_status(path, expansion->arena);
    switch (status.kind) {
    case PLATFORM_MISSING:
        fail(expansion->sink, path, arena_format(expansion->arena, "cannot open: %s", status.error));
        break;
    case PLATFORM_FILE:
        add_path(expansion, path);
        break;
    case PLATFORM_FOLDER:
        if (enter_folder(expansion->arena, &expansion->entered, status.identity))
            expand_folder(expansion, path, depth);
        break;
    case PLATFORM_PIPE:
        if (depth == 0)
            add_path(expansion, path);
        else
            fail(expansion->sink, path, "a pipe in a folder, which is not waited for: name it by itself");
        break;
    case PLATFORM_OTHER:
        fail(expansion->sink, path,
             "not a regular file: give a file, a folder, a pipe, or - for standard input");
        break;
    }
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void paths_expand_but(struct arena *arena, const char *const *paths, size_t count,
                      struct path_exclusions *exclusions, struct path_list *out, const struct read_sink *sink)
{
    for (size_t i = 0; i < count; i++) {
        struct expansion expansion = { .arena = arena, .out = out, .sink = sink, .exclusions = exclusions };
        size_t before = out->count, excluded = exclusions ? exclusions->found.count : 0;
        if (strcmp(paths[i], "-") == 0) {
            add_path(&expansion, paths[i]);
            continue;
        }
        expand_path(&expansion, paths[i], 0);
        if (out->count > before + 1)
            qsort(out->items + before, out->count - before, sizeof *out->items, compare_paths);
        if (out->count == before && expansion.entered.count)
            fail(sink, paths[i],
                 exclusions && exclusions->found.count > excluded
                     ? "a folder without any file that is not excluded"
                     : "a folder without any file (hidden ones are left out)");
    }
}

void paths_expand(struct arena *arena, const char *const *paths, size_t count, struct path_list *out,
                  const struct read_sink *sink)
{
    paths_expand_but(arena, paths, count, NULL, out, sink);
}
