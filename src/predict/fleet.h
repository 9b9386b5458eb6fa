/* Many devices in one entry of a deployment file: a name with `*`, and paths with `*` where each device has its own.
 *
 *     name: laptop-*.corp.contoso.com
 *     stores: { my: exports/laptop-*.sst }
 *
 * stands for a device for each file (or folder: the `*` may be in any part of a path) that is called as a device is:
 * "laptop-001.corp.contoso.com" or its first label, "laptop-001". Paths without `*` are the same for all; a file that
 * only some of the devices have is unknown of the others. */
#ifndef IKELINT_PREDICT_FLEET_H
#define IKELINT_PREDICT_FLEET_H

#include "util/arena.h"

struct fleet_member {
    const char *name;
    const char *star; /* what `*` of the paths means for it */
};
struct fleet {
    struct fleet_member *items;
    size_t count, capacity;
};

/* Adds the devices of this name for which a path with one `*` exists. False: *error says why not. */
bool fleet_add(struct arena *arena, struct fleet *fleet, const char *name, const char *path,
               const char **error);

/* Sorted by name, each once. */
void fleet_sort(struct fleet *fleet);

/* The path of one of them. */
const char *fleet_path(struct arena *arena, const char *path, const char *star);

#endif
