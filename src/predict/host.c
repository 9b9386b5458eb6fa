/* Reading stores. An empty store is known and empty; a file that cannot be read leaves the store unknown, and is said. */
#include "predict/host.h"

#include "read/store_place.h"

struct hosts {
    const struct deployment *deployment;
    struct arena *arena;
    struct reader *reader;
    struct trust *published;
    struct certificates roots, intermediates, crls; /* crls: lists */
    struct {
        struct trust **items;
        size_t count, capacity;
    } own;
    void *context;
    void (*failure)(void *context, const struct read_failure *failure);
};

struct reading {
    struct hosts *hosts;
    enum object_kind wanted;
    enum store_place place; /* of a store: what an export says to be in another one is left out */
    struct certificates *out;
    size_t elsewhere;
    bool failed;
};

static void take_object(void *context, const struct object *object)
{
    struct reading *reading = context;
    bool named;
    enum store_place place = store_place_of(object, &named);
    if (object->kind != reading->wanted)
        return;
    if (reading->place != PLACE_UNSAID && !named && place != reading->place)
        reading->elsewhere++;
    else
        *VEC_ADD(reading->hosts->arena, reading->out) = object;
}

static void take_failure(void *context, const struct read_failure *failure)
{
    struct reading *reading = context;
    if (failure->empty)
        return;
    reading->failed = true;
    reading->hosts->failure(reading->hosts->context, failure);
}

static bool read_from(struct reading reading, const struct texts *paths)
{
    struct hosts *hosts = reading.hosts;
    struct read_sink sink = { .context = &reading, .object = take_object, .failure = take_failure };
    struct path_list files = { 0 };
    size_t before = reading.out->count;
    paths_expand(hosts->arena, paths->items, paths->count, &files, &sink);
    for (size_t i = 0; i < files.count; i++)
        reader_read(hosts->reader, files.items[i], &sink);
    if (reading.elsewhere && reading.out->count == before && !reading.failed)
        take_failure(&reading, &(struct read_failure){
                                   .path = files.items[0],
                                   .error = "all that it holds is, as it says itself, from another store" });
    return !reading.failed;
}

/* Whether all of it could be read. */
static bool read_paths(struct hosts *hosts, const struct texts *paths, enum object_kind wanted,
                       struct certificates *out)
{
    return read_from((struct reading){ .hosts = hosts, .wanted = wanted, .out = out }, paths);
}

/* The export of a machine may hold all its stores; one is taken out of it. */
static bool read_store(struct hosts *hosts, const struct machine *machine, enum store store,
                       struct certificates *out)
{
    static const enum store_place places[STORE_COUNT] = { PLACE_MY, PLACE_ROOT, PLACE_CA, PLACE_DISALLOWED };
    return read_from(
        (struct reading){ .hosts = hosts, .wanted = OBJECT_CERTIFICATE, .place = places[store], .out = out },
        &machine->stores[store].paths);
}

static const struct cert *read_one(struct hosts *hosts, const char *path)
{
    struct certificates found = { 0 };
    if (!path)
        return NULL;
    struct texts paths = { .items = &path, .count = 1 };
    if (!read_paths(hosts, &paths, OBJECT_CERTIFICATE, &found))
        return NULL;
    if (found.count == 1)
        return found.items[0]->cert;
    struct read_failure failure = { .path = path, .error = "one certificate is wanted here" };
    hosts->failure(hosts->context, &failure);
    return NULL;
}

static struct trust *build_trust(const struct certificates *roots, const struct certificates *intermediates,
                                 const struct certificates *crls)
{
    struct trust *trust = trust_new();
    for (size_t i = 0; i < roots->count; i++)
        trust_add_root(trust, roots->items[i]);
    for (size_t i = 0; i < intermediates->count; i++)
        trust_add_intermediate(trust, intermediates->items[i]);
    for (size_t i = 0; i < crls->count; i++)
        trust_add_crl(trust, crls->items[i]);
    trust_ready(trust);
    return trust;
}

struct hosts *hosts_open(const struct deployment *deployment, const struct texts *passwords, void *context,
                         void (*failure)(void *context, const struct read_failure *failure))
{
    struct read_options options = { .keep = true,
                                    .passwords = passwords->items,
                                    .password_count = passwords->count };
    struct arena *arena = arena_new();
    struct hosts *hosts = arena_alloc(arena, sizeof *hosts);
    *hosts = (struct hosts){ .deployment = deployment,
                             .arena = arena,
                             .reader = reader_new(&options),
                             .context = context,
                             .failure = failure };
    read_paths(hosts, &deployment->roots.paths, OBJECT_CERTIFICATE, &hosts->roots);
    read_paths(hosts, &deployment->intermediates.paths, OBJECT_CERTIFICATE, &hosts->intermediates);
    read_paths(hosts, &deployment->crls.paths, OBJECT_CRL, &hosts->crls);
    hosts->published = build_trust(&hosts->roots, &hosts->intermediates, &hosts->crls);
    return hosts;
}

void hosts_close(struct hosts *hosts)
{
    if (!hosts)
        return;
    for (size_t i = 0; i < hosts->own.count; i++)
        trust_free(hosts->own.items[i]);
    trust_free(hosts->published);
    reader_free(hosts->reader);
    arena_free(hosts->arena);
}

static struct trust *trust_of(struct hosts *hosts, const struct machine *machine)
{
    const struct exported *root = &machine->stores[STORE_ROOT], *ca = &machine->stores[STORE_CA];
    struct certificates roots = { 0 }, intermediates = { 0 };
    if (!root->given && !ca->given)
        return hosts->published;
    read_store(hosts, machine, STORE_ROOT, &roots);
    read_store(hosts, machine, STORE_CA, &intermediates);
    struct trust *trust = build_trust(root->given ? &roots : &hosts->roots,
                                      ca->given ? &intermediates : &hosts->intermediates, &hosts->crls);
    *VEC_ADD(hosts->arena, &hosts->own) = trust;
    return trust;
}

struct host *hosts_read(struct hosts *hosts, const struct machine *machine)
{
    struct host *host = arena_alloc(hosts->arena, sizeof *host);
    const struct exported *my = &machine->stores[STORE_MY];
    host->machine = machine;
    host->my_known = my->given && read_store(hosts, machine, STORE_MY, &host->my);
    host->trust = trust_of(hosts, machine);
    host->roots_known = machine->stores[STORE_ROOT].given || hosts->deployment->roots.given;
    host->intermediates_known = machine->stores[STORE_CA].given || hosts->deployment->intermediates.given;
    read_store(hosts, machine, STORE_DISALLOWED, &host->disallowed);
    host->root_to_accept = read_one(hosts, machine->root_to_accept);
    host->issuer_filter = read_one(hosts, machine->issuer_filter);
    return host;
}
