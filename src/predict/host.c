/* Reading what hosts name. An empty store is known and empty; a file that cannot be read leaves the store unknown, and is
 * said, once, however many hosts name it. */
#include "predict/host.h"

#include "pki/settings.h"
#include "read/store_place.h"

/* A path, read once: a file, or all files of a folder. */
struct file {
    const char *path;
    struct certificates objects; /* of all kinds */
    bool shows[PLACE_COUNT];     /* stores that the export shows, be they empty */
    bool failed;
    struct file *next;
};

enum {
    FILE_BUCKETS = 4096,
    WORLDS_LOOKED_AT = 256 /* the first one, and the last ones: most hosts share a few, or have their own */
};

/* The trust of hosts with these stores. */
struct world {
    const struct exported *root, *ca, *disallowed; /* NULL: what was published; none */
    struct trust *trust;
    bool roots_known, intermediates_known; /* given, and all of it could be read */
};

struct hosts {
    const struct deployment *deployment;
    struct arena *arena;
    struct reader *reader;
    struct key_notes *keys;
    struct path_list listings; /* what may be one: each file of a Personal store */
    struct file *files[FILE_BUCKETS];
    struct certificates roots, intermediates, crls; /* published; crls: lists */
    bool roots_read, intermediates_read;            /* all of them */
    struct {
        struct world *items;
        size_t count, capacity;
    } worlds;
    const struct settings *nothing[OBJECT_KIND_COUNT]; /* settings that say nothing */
    void *context;
    void (*failure)(void *context, const struct read_failure *failure);
};

/* -- files ---------------------------------------------------------------------------------------------------------- */

struct reading {
    struct hosts *hosts;
    struct file *file;
};

static void take_object(void *context, const struct object *object)
{
    struct reading *reading = context;
    *VEC_ADD(reading->hosts->arena, &reading->file->objects) = object;
}

static void take_failure(void *context, const struct read_failure *failure)
{
    struct reading *reading = context;
    if (failure->empty)
        return;
    reading->file->failed = true;
    reading->hosts->failure(reading->hosts->context, failure);
}

static void take_store(void *context, struct span name, struct span store_path)
{
    struct reading *reading = context;
    reading->file->shows[store_place_shown(name, store_path)] = true;
}

void hosts_fail(struct hosts *hosts, const char *path, const char *error)
{
    hosts->failure(hosts->context, &(struct read_failure){ .path = path, .error = error });
}

struct arena *hosts_arena(struct hosts *hosts)
{
    return hosts->arena;
}

const char *hosts_server_name(const struct hosts *hosts)
{
    return hosts->deployment->server_name;
}

static struct file *read_file(struct hosts *hosts, const char *path)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (const char *at = path; *at; at++)
        hash = (hash ^ (uint8_t)*at) * 16777619u;
    struct file **bucket = &hosts->files[hash % FILE_BUCKETS];
    for (struct file *file = *bucket; file; file = file->next)
        if (strcmp(file->path, path) == 0)
            return file;
    struct file *file = arena_alloc(hosts->arena, sizeof *file);
    *file = (struct file){ .path = path, .next = *bucket };
    *bucket = file;
    struct reading reading = { hosts, file };
    struct read_sink sink = {
        .context = &reading, .object = take_object, .failure = take_failure, .store = take_store
    };
    struct path_list files = { 0 };
    paths_expand(hosts->arena, &path, 1, &files, &sink);
    for (size_t i = 0; i < files.count; i++)
        reader_read(hosts->reader, files.items[i], &sink);
    return file;
}

/* Settings in the place of a store would make it an empty one. */
static void refuse_settings(struct hosts *hosts, struct file *file)
{
    for (size_t i = 0; i < PLACE_COUNT; i++)
        if (file->shows[i])
            return;
    for (size_t i = 0; i < file->objects.count; i++) {
        enum object_kind kind = file->objects.items[i]->kind;
        if (kind == OBJECT_CERTIFICATE || kind == OBJECT_CRL || kind == OBJECT_REQUEST)
            return;
    }
    if (file->objects.count == 0 || file->failed)
        return;
    hosts_fail(hosts, file->path, "there are no certificates in this file");
    file->failed = true;
}

/* Whether all of it could be read. place: of a store; what an export says to be in another one is left out. */
static bool read_files(struct hosts *hosts, const struct exported *files, enum object_kind kind,
                       enum store_place place, struct certificates *out)
{
    bool good = true;
    for (size_t i = 0; i < files->paths.count; i++) {
        struct file *file = read_file(hosts, files->paths.items[i]);
        if (kind == OBJECT_CERTIFICATE)
            refuse_settings(hosts, file);
        size_t before = out->count, elsewhere = 0;
        for (size_t k = 0; k < file->objects.count; k++) {
            const struct object *object = file->objects.items[k];
            bool named;
            enum store_place its = store_place_of(object, &named);
            if (object->kind != kind)
                continue;
            if (place != PLACE_UNSAID && !named && its != place)
                elsewhere++;
            else
                *VEC_ADD(hosts->arena, out) = object;
        }
        bool is_of_others = elsewhere && out->count == before && !file->shows[place];
        if (is_of_others && !file->failed)
            hosts_fail(hosts, file->path, "all that it holds is, as it says itself, from another store");
        good = good && !file->failed && !is_of_others;
    }
    return good;
}

/* The export of a machine may hold all its stores; one is taken out of it. */
static bool read_store(struct hosts *hosts, const struct machine *machine, enum store store,
                       struct certificates *out)
{
    static const enum store_place places[STORE_COUNT] = { PLACE_MY, PLACE_ROOT, PLACE_CA, PLACE_DISALLOWED };
    return read_files(hosts, &machine->stores[store], OBJECT_CERTIFICATE, places[store], out);
}

/* -- settings ------------------------------------------------------------------------------------------------------- */

bool hosts_objects(struct hosts *hosts, const struct exported *files, enum object_kind kind,
                   struct certificates *out)
{
    bool good = true;
    for (size_t i = 0; i < files->paths.count; i++) {
        struct exported one = { true, { &files->paths.items[i], 1, 1 } };
        size_t before = out->count;
        struct file *file = read_file(hosts, files->paths.items[i]);
        read_files(hosts, &one, kind, PLACE_UNSAID, out);
        if (out->count == before && !file->failed) {
            hosts_fail(hosts, file->path,
                       arena_format(hosts->arena, "there are no %s in this file", object_kind_several(kind)));
            file->failed = true;
        }
        good = good && !file->failed;
    }
    return good;
}

static const struct settings *nothing(struct hosts *hosts, enum object_kind kind)
{
    if (!hosts->nothing[kind]) {
        struct settings *settings = arena_alloc(hosts->arena, sizeof *settings);
        settings->kind = kind;
        hosts->nothing[kind] = settings;
    }
    return hosts->nothing[kind];
}

const struct settings *hosts_merge(struct hosts *hosts, enum object_kind kind, const struct settings *said,
                                   const struct certificates *objects)
{
    if (!said && objects->count == 0)
        return nothing(hosts, kind);
    if (!said && objects->count == 1)
        return objects->items[0]->settings;
    if (said && objects->count == 0)
        return said;
    struct settings *merged = arena_alloc(hosts->arena, sizeof *merged);
    *merged = said ? *said : *objects->items[0]->settings;
    for (size_t i = said ? 0 : 1; i < objects->count; i++)
        settings_merge(merged, objects->items[i]->settings);
    return merged;
}

/* A setting that the deployment file gives as the path of a certificate; false: it cannot be read. */
static bool say_certificate(struct hosts *hosts, const char *path, struct settings **said,
                            enum object_kind kind, enum setting_id id, uint32_t line)
{
    struct certificates found = { 0 };
    if (!path)
        return true;
    struct exported one = { true, { &path, 1, 1 } };
    if (!read_files(hosts, &one, OBJECT_CERTIFICATE, PLACE_UNSAID, &found))
        return false;
    if (found.count != 1) {
        hosts_fail(hosts, path, "one certificate is wanted here");
        return false;
    }
    if (!*said) {
        *said = arena_alloc(hosts->arena, sizeof **said);
        (*said)->kind = kind;
    }
    struct setting_certificate certificate = { .cert = found.items[0]->cert };
    settings_set_certificate(*said, id, &certificate, line);
    (*said)->items[id].path = hosts->deployment->path;
    return true;
}

static struct settings *copy_of(struct hosts *hosts, const struct settings *settings)
{
    struct settings *copy = settings ? arena_alloc(hosts->arena, sizeof *copy) : NULL;
    if (copy)
        *copy = *settings;
    return copy;
}

static const struct settings *read_rras(struct hosts *hosts, struct host *server)
{
    const struct machine *machine = server->machine;
    struct certificates objects = { 0 };
    struct settings *said = copy_of(hosts, machine->rras);
    uint32_t line = machine->place.line;
    bool good =
        say_certificate(hosts, machine->root_to_accept, &said, OBJECT_RRAS, RRAS_ROOT_TO_ACCEPT, line);
    good &=
        say_certificate(hosts, machine->advertised, &said, OBJECT_RRAS, RRAS_CERTIFICATE_ADVERTISED, line);
    good &= hosts_objects(hosts, &machine->auth_protocol, OBJECT_RRAS, &objects);
    if (!good)
        server->unread = "auth_protocol, of which not all could be read";
    hosts_objects(hosts, &machine->cert_auth_flags, OBJECT_RRAS, &objects);
    return hosts_merge(hosts, OBJECT_RRAS, said, &objects);
}

static const struct settings *read_os(struct hosts *hosts, const struct machine *machine)
{
    struct certificates objects = { 0 };
    hosts_objects(hosts, &machine->os, OBJECT_HOST, &objects);
    return hosts_merge(hosts, OBJECT_HOST, machine->host, &objects);
}

/* -- trust ---------------------------------------------------------------------------------------------------------- */

static bool are_same(const struct exported *a, const struct exported *b)
{
    if (a->given != b->given || a->paths.count != b->paths.count)
        return false;
    for (size_t i = 0; i < a->paths.count; i++)
        if (strcmp(a->paths.items[i], b->paths.items[i]) != 0)
            return false;
    return true;
}

static struct world build_world(struct hosts *hosts, const struct machine *machine)
{
    const struct exported *stores = machine->stores;
    struct certificates roots = { 0 }, intermediates = { 0 }, disallowed = { 0 };
    struct trust *trust = trust_new();
    struct world world = { &stores[STORE_ROOT],
                           &stores[STORE_CA],
                           &stores[STORE_DISALLOWED],
                           trust,
                           read_store(hosts, machine, STORE_ROOT, &roots),
                           read_store(hosts, machine, STORE_CA, &intermediates) };
    read_store(hosts, machine, STORE_DISALLOWED, &disallowed);
    if (!stores[STORE_ROOT].given) {
        roots = hosts->roots;
        world.roots_known = hosts->deployment->roots.given && hosts->roots_read;
    }
    if (!stores[STORE_CA].given) {
        intermediates = hosts->intermediates;
        world.intermediates_known = hosts->deployment->intermediates.given && hosts->intermediates_read;
    }
    for (size_t i = 0; i < roots.count; i++)
        trust_add_root(trust, roots.items[i]);
    for (size_t i = 0; i < intermediates.count; i++)
        trust_add_intermediate(trust, intermediates.items[i]);
    for (size_t i = 0; i < disallowed.count; i++)
        trust_add_disallowed(trust, disallowed.items[i]);
    for (size_t i = 0; i < hosts->crls.count; i++)
        trust_add_crl(trust, hosts->crls.items[i]);
    trust_ready(trust);
    return world;
}

static struct world world_of(struct hosts *hosts, const struct machine *machine)
{
    const struct exported *root = &machine->stores[STORE_ROOT], *ca = &machine->stores[STORE_CA],
                          *disallowed = &machine->stores[STORE_DISALLOWED];
    size_t count = hosts->worlds.count, first = count > WORLDS_LOOKED_AT ? count - WORLDS_LOOKED_AT : 0;
    for (size_t i = 0; i < count; i = i == 0 && first ? first : i + 1) {
        const struct world *world = &hosts->worlds.items[i];
        if (are_same(world->root, root) && are_same(world->ca, ca) && are_same(world->disallowed, disallowed))
            return *world;
    }
    struct world world = build_world(hosts, machine);
    *VEC_ADD(hosts->arena, &hosts->worlds) = world;
    return world;
}

/* -- hosts ---------------------------------------------------------------------------------------------------------- */

static void ignore_failure(void *context, const struct read_failure *failure)
{
    (void)context, (void)failure; /* they are told when the files are read */
}

/* Listings of a store (certutil -store, HasPrivateKey of PowerShell) say which certificates beside them have a key. */
static void note_keys(struct hosts *hosts, const struct machines *machines)
{
    struct read_sink sink = { .failure = ignore_failure };
    for (size_t i = 0; i < machines->count; i++) {
        const struct exported *stores[] = { &machines->items[i].stores[STORE_MY],
                                            &machines->items[i].user_my };
        for (size_t k = 0; k < COUNT_OF(stores); k++)
            paths_expand(hosts->arena, stores[k]->paths.items, stores[k]->paths.count, &hosts->listings,
                         &sink);
    }
}

struct hosts *hosts_open(const struct deployment *deployment, const struct read_options *options,
                         void *context, void (*failure)(void *context, const struct read_failure *failure))
{
    struct read_options kept = *options;
    struct arena *arena = arena_new();
    struct hosts *hosts = arena_alloc(arena, sizeof *hosts);
    *hosts = (struct hosts){ .deployment = deployment,
                             .arena = arena,
                             .keys = key_notes_new(),
                             .context = context,
                             .failure = failure };
    note_keys(hosts, &deployment->servers);
    note_keys(hosts, &deployment->devices);
    key_notes_collect(hosts->keys, hosts->listings.items, hosts->listings.count, NULL);
    kept.keep = true;
    kept.keys = hosts->keys;
    hosts->reader = reader_new(&kept);
    hosts->roots_read =
        read_files(hosts, &deployment->roots, OBJECT_CERTIFICATE, PLACE_UNSAID, &hosts->roots);
    hosts->intermediates_read = read_files(hosts, &deployment->intermediates, OBJECT_CERTIFICATE,
                                           PLACE_UNSAID, &hosts->intermediates);
    read_files(hosts, &deployment->crls, OBJECT_CRL, PLACE_UNSAID, &hosts->crls);
    return hosts;
}

static void take_late_failure(void *context, const struct read_failure *failure)
{
    struct hosts *hosts = context;
    hosts->failure(hosts->context, failure);
}

void hosts_report(struct hosts *hosts)
{
    key_notes_report(hosts->keys, &(struct read_sink){ .context = hosts, .failure = take_late_failure });
}

void hosts_close(struct hosts *hosts)
{
    if (!hosts)
        return;
    for (size_t i = 0; i < hosts->worlds.count; i++)
        trust_free(hosts->worlds.items[i].trust);
    reader_free(hosts->reader);
    key_notes_free(hosts->keys);
    arena_free(hosts->arena);
}

static struct host *read_stores(struct hosts *hosts, const struct machine *machine)
{
    struct host *host = arena_alloc(hosts->arena, sizeof *host);
    host->machine = machine;
    host->my_known = machine->stores[STORE_MY].given && read_store(hosts, machine, STORE_MY, &host->my);
    host->unread = "";
    struct world world = world_of(hosts, machine);
    host->trust = world.trust;
    host->roots_known = world.roots_known;
    host->intermediates_known = world.intermediates_known;
    host->rras = nothing(hosts, OBJECT_RRAS);
    host->os = nothing(hosts, OBJECT_HOST);
    return host;
}

struct host *hosts_server(struct hosts *hosts, const struct machine *machine)
{
    struct host *host = read_stores(hosts, machine);
    host->rras = read_rras(hosts, host);
    host->os = read_os(hosts, machine);
    return host;
}

struct host *hosts_nps(struct hosts *hosts, const struct machine *machine)
{
    return read_stores(hosts, machine);
}

struct host *hosts_device(struct hosts *hosts, const struct machine *machine)
{
    struct host *host = read_stores(hosts, machine);
    struct settings *said = copy_of(hosts, machine->profile);
    host->os = read_os(hosts, machine);
    host->user_known = machine->user_my.given &&
                       read_files(hosts, &machine->user_my, OBJECT_CERTIFICATE, PLACE_UNSAID, &host->user);
    if (!say_certificate(hosts, machine->issuer_filter, &said, OBJECT_PROFILE, PROFILE_ISSUER_FILTER,
                         machine->place.line))
        host->unread = "machine_certificate_issuer_filter, which could not be read";
    hosts_find_tunnels(hosts, said, host);
    return host;
}
