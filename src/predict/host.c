/* Reading what hosts name. An empty store is known and empty; a file that cannot be read, or is of another kind, leaves the
 * store unknown, and is said, once, however many hosts name it. */
#include "predict/host.h"

#include "pki/settings.h"
#include "predict/named.h"
#include "predict/wanted.h"
#include "read/store_place.h"

/* What a key of the deployment file wants of the files that it names. */
enum want {
    WANT_MY = STORE_MY,
    WANT_ROOT = STORE_ROOT,
    WANT_CA = STORE_CA,
    WANT_DISALLOWED = STORE_DISALLOWED,
    WANT_USER_MY,
    WANT_ROOTS,
    WANT_INTERMEDIATES,
    WANT_CRLS
};

#define PLACE(place) (1u << PLACE_##place)

/* Which of the objects of a file count. Those of which nothing says from which store they are count in any. */
static const struct wanted {
    const char *key, *what;
    enum object_kind kind;
    unsigned places; /* the stores that do */
    const char *how; /* what to give instead */
} wants[] = {
    [WANT_MY] = { "stores: my", "certificate of the Personal store", OBJECT_CERTIFICATE, PLACE(MY),
                  "export it: " WANTED_STORE("My", "my.sst") },
    [WANT_ROOT] = { "stores: root", "certificate of the root store", OBJECT_CERTIFICATE, PLACE(ROOT),
                    "export it: " WANTED_STORE("Root", "root.sst") },
    [WANT_CA] = { "stores: ca", "certificate of the CA store", OBJECT_CERTIFICATE, PLACE(CA),
                  "export it: " WANTED_STORE("CA", "ca.sst") },
    [WANT_DISALLOWED] = { "stores: disallowed", "certificate of the Disallowed store", OBJECT_CERTIFICATE,
                          PLACE(DISALLOWED), "export it: " WANTED_STORE("Disallowed", "disallowed.sst") },
    [WANT_USER_MY] = { "user_certificates", "certificate of a user", OBJECT_CERTIFICATE,
                       PLACE(USER_MY) | PLACE(MY),
                       "export it: Get-ChildItem Cert:\\CurrentUser\\My | "
                       "Export-Certificate -Type SST -FilePath user.sst" },
    [WANT_ROOTS] = { "pki: roots", "certificate of a root", OBJECT_CERTIFICATE, PLACE(ROOT),
                     "give the certificate of the CA at the top of the chain" },
    [WANT_INTERMEDIATES] = { "pki: intermediates", "certificate of a CA", OBJECT_CERTIFICATE,
                             PLACE(CA) | PLACE(ROOT), "give the certificates of the CAs below the root" },
    [WANT_CRLS] = { "pki: crls", "CRL", OBJECT_CRL, ~0u,
                    "give the .crl files that the CAs publish (certutil -getcrl ca.crl)" },
};

/* A path, read once: a file, or all files of a folder. */
struct file {
    const char *path;
    struct certificates objects; /* of all kinds */
    unsigned shown;              /* the stores that it says it shows, be they empty: 1 << store_place */
    unsigned refused;            /* for which wants that was said: 1 << want */
    bool holds_nothing;          /* it, or a file of the folder, is a container without anything */
    bool failed;
    bool locked; /* … for want of a password */
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
    bool disallowed_known;                 /* it was not given, or the same */
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
    struct {
        struct trust **items; /* of servers; owned */
        size_t count, capacity;
    } accepted;
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
    bool named;
    enum store_place place = store_place_of(object, &named);
    if (!named)
        reading->file->shown |= 1u << place;
    *VEC_ADD(reading->hosts->arena, &reading->file->objects) = object;
}

static void take_store(void *context, struct span name, struct span path)
{
    struct reading *reading = context;
    reading->file->shown |= 1u << store_place_shown(name, path);
}

static void take_failure(void *context, const struct read_failure *failure)
{
    struct reading *reading = context;
    if (failure->empty) {
        reading->file->holds_nothing = true;
        return;
    }
    reading->file->failed = true;
    reading->file->locked |= failure->locked;
    reading->hosts->failure(reading->hosts->context, failure);
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

/* -- what is wanted of them ---------------------------------------------------------------------------------------- */

/* Of a chain (.p7b, .pfx) that is given for roots: the certificate whose chain it is would vouch for itself. */
static bool may_be_root(const struct cert *cert)
{
    return cert_is_ca(cert) || cert_is_self_issued(cert);
}

/* Whether something of the file counted. The export of a machine may hold all its stores; one is taken out of it. */
static bool take_wanted(struct hosts *hosts, const struct file *file, enum want want,
                        struct certificates *out)
{
    size_t before = out->count;
    for (size_t i = 0; i < file->objects.count; i++) {
        const struct object *object = file->objects.items[i];
        bool named;
        enum store_place place = store_place_of(object, &named);
        if (object->kind != wants[want].kind || (!named && !(wants[want].places & 1u << place)))
            continue;
        if (want != WANT_ROOTS || !named || may_be_root(object->cert))
            *VEC_ADD(hosts->arena, out) = object;
    }
    return out->count > before;
}

/* "ROOT and CA": what an export shows. */
static const char *stores_shown(struct arena *arena, unsigned shown)
{
    static const char *const names[PLACE_COUNT] = { [PLACE_MY] = "MY",
                                                    [PLACE_ROOT] = "ROOT",
                                                    [PLACE_CA] = "CA",
                                                    [PLACE_DISALLOWED] = "Disallowed",
                                                    [PLACE_USER_MY] = "MY of a user" };
    const char *list = "";
    for (size_t i = 0; i < PLACE_COUNT; i++)
        if (names[i] && shown & 1u << i)
            list = arena_format(arena, "%s%s%s", list, list[0] ? ", " : "", names[i]);
    return list[0] ? list : "others";
}

/* The export of a machine that has no key of Disallowed shows that there is nothing in it. */
static bool shows_a_machine(const struct file *file)
{
    unsigned others = file->shown & (PLACE(MY) | PLACE(ROOT) | PLACE(CA));
    return (others & (others - 1)) != 0;
}

/* Not what group policy alone shows, which adds to stores. */
static bool shows_a_store(const struct file *file)
{
    return (file->shown & ~PLACE(OTHER)) != 0;
}

/* Why a file that has nothing of what is wanted does not show that there is nothing; NULL: it does. */
static const char *why_refused(struct arena *arena, const struct file *file, enum want want)
{
    if (file->shown & wants[want].places || (want == WANT_DISALLOWED && shows_a_machine(file)))
        return NULL;
    if (shows_a_store(file))
        return arena_format(arena, " (it is an export of %s)", stores_shown(arena, file->shown));
    if (file->objects.count == 0)
        return NULL; /* a store without a name; or a listing, which is no store */
    return "";
}

/* Whether all is known of what is wanted. An empty store is known; a file of another kind is not an empty store. */
static bool read_wanted(struct hosts *hosts, const struct exported *files, enum want want,
                        struct certificates *out)
{
    bool good = true, is_store = files->paths.count == 0;
    for (size_t i = 0; i < files->paths.count; i++) {
        struct file *file = read_file(hosts, files->paths.items[i]);
        bool counts = take_wanted(hosts, file, want, out);
        const char *why = counts || file->failed ? NULL : why_refused(hosts->arena, file, want);
        if (why && !(file->refused & 1u << want))
            hosts_fail(hosts, file->path,
                       arena_format(hosts->arena, "given as '%s', but holds no %s%s; %s", wants[want].key,
                                    wants[want].what, why, wants[want].how));
        file->refused |= why ? 1u << want : 0;
        is_store |= counts || (file->shown ? shows_a_store(file) : file->holds_nothing);
        good = good && !file->failed && !why;
    }
    return good && is_store;
}

static bool read_store(struct hosts *hosts, const struct machine *machine, enum store store,
                       struct certificates *out)
{
    return read_wanted(hosts, &machine->stores[store], (enum want)store, out);
}

/* -- settings ------------------------------------------------------------------------------------------------------- */

static void take_kind(struct hosts *hosts, const struct file *file, enum object_kind kind,
                      struct certificates *out)
{
    for (size_t i = 0; i < file->objects.count; i++)
        if (file->objects.items[i]->kind == kind)
            *VEC_ADD(hosts->arena, out) = file->objects.items[i];
}

bool hosts_objects(struct hosts *hosts, const struct exported *files, enum object_kind kind,
                   struct certificates *out)
{
    bool good = true;
    for (size_t i = 0; i < files->paths.count; i++) {
        size_t before = out->count;
        struct file *file = read_file(hosts, files->paths.items[i]);
        take_kind(hosts, file, kind, out);
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
    const struct file *file = read_file(hosts, path);
    if (file->failed)
        return false;
    take_kind(hosts, file, OBJECT_CERTIFICATE, &found);
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

/* With one of its roots alone, where one is named. */
static struct world build_world(struct hosts *hosts, const struct machine *machine,
                                const struct setting_certificate *alone)
{
    const struct exported *stores = machine->stores;
    struct certificates roots = { 0 }, intermediates = { 0 }, disallowed = { 0 };
    struct trust *trust = trust_new();
    struct world world = {
        .root = &stores[STORE_ROOT],
        .ca = &stores[STORE_CA],
        .disallowed = &stores[STORE_DISALLOWED],
        .trust = trust,
        .roots_known = read_store(hosts, machine, STORE_ROOT, &roots),
        .intermediates_known = read_store(hosts, machine, STORE_CA, &intermediates),
        .disallowed_known = read_store(hosts, machine, STORE_DISALLOWED, &disallowed),
    };
    if (!stores[STORE_ROOT].given) {
        roots = hosts->roots;
        world.roots_known = hosts->deployment->roots.given && hosts->roots_read;
    }
    if (!stores[STORE_CA].given) {
        intermediates = hosts->intermediates;
        world.intermediates_known = hosts->deployment->intermediates.given && hosts->intermediates_read;
    }
    for (size_t i = 0; i < roots.count; i++)
        if (!alone || named_is(alone, roots.items[i]->cert) == IDENTITY_SAME)
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
    struct world world = build_world(hosts, machine, NULL);
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
    hosts->roots_read = read_wanted(hosts, &deployment->roots, WANT_ROOTS, &hosts->roots);
    hosts->intermediates_read =
        read_wanted(hosts, &deployment->intermediates, WANT_INTERMEDIATES, &hosts->intermediates);
    read_wanted(hosts, &deployment->crls, WANT_CRLS, &hosts->crls);
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
    for (size_t i = 0; i < hosts->accepted.count; i++)
        trust_free(hosts->accepted.items[i]);
    reader_free(hosts->reader);
    key_notes_free(hosts->keys);
    arena_free(hosts->arena);
}

static struct host *read_stores(struct hosts *hosts, const struct machine *machine)
{
    struct host *host = arena_alloc(hosts->arena, sizeof *host);
    host->machine = machine;
    host->my_known = machine->stores[STORE_MY].given && read_store(hosts, machine, STORE_MY, &host->my);
    struct world world = world_of(hosts, machine);
    host->unread = world.disallowed_known ? "" : "stores: disallowed, of which not all could be read";
    host->trust = world.trust;
    host->roots_known = world.roots_known;
    host->intermediates_known = world.intermediates_known;
    for (size_t i = 0; i < machine->stores[STORE_MY].paths.count; i++)
        host->my_locked |= read_file(hosts, machine->stores[STORE_MY].paths.items[i])->locked;
    host->rras = nothing(hosts, OBJECT_RRAS);
    host->os = nothing(hosts, OBJECT_HOST);
    return host;
}

struct host *hosts_server(struct hosts *hosts, const struct machine *machine)
{
    struct host *host = read_stores(hosts, machine);
    host->rras = read_rras(hosts, host);
    const struct setting *root = setting_of(host->rras, RRAS_ROOT_TO_ACCEPT);
    if (root->state == SETTING_SET) {
        host->accepted = build_world(hosts, machine, &root->certificate).trust;
        *VEC_ADD(hosts->arena, &hosts->accepted) = host->accepted;
    }
    host->os = read_os(hosts, machine);
    return host;
}

bool host_accepts_by_another(const struct host *server, const struct cert *cert, int64_t at,
                             struct arena *arena)
{
    return server->accepted && trust_judge(server->accepted, cert, NULL, at, arena)->status == PATH_TRUSTED;
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
    host->user_known =
        machine->user_my.given && read_wanted(hosts, &machine->user_my, WANT_USER_MY, &host->user);
    if (!say_certificate(hosts, machine->issuer_filter, &said, OBJECT_PROFILE, PROFILE_ISSUER_FILTER,
                         machine->place.line))
        host->unread = "machine_certificate_issuer_filter, which could not be read";
    hosts_find_tunnels(hosts, said, host);
    return host;
}
