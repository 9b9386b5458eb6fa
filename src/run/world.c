/* One keeping reader for all three kinds. The same file may be given twice, as root and as intermediate: it is read
 * twice, which costs less than remembering. */
#include "run/world.h"

struct world {
    struct arena *arena; /* owns paths */
    struct reader *reader;
    struct trust *trust;
};

struct kind {
    const char *option, *what; /* "--root", "certificate" */
    enum object_kind wanted;
    void (*add)(struct trust *trust, const struct object *object);
};

static const struct kind roots = { "--root", "certificate", OBJECT_CERTIFICATE, trust_add_root };
static const struct kind intermediates = { "--intermediate", "certificate", OBJECT_CERTIFICATE,
                                           trust_add_intermediate };
static const struct kind crls = { "--crl", "CRL", OBJECT_CRL, trust_add_crl };

/* One path given for one kind, while it is read. */
struct reading {
    struct world *world;
    const struct kind *kind;
    size_t fitting, failures;
    void *context;
    void (*failure)(void *context, const struct read_failure *failure);
};

static void take_object(void *context, const struct object *object)
{
    struct reading *reading = context;
    if (object->kind != reading->kind->wanted)
        return;
    reading->fitting++;
    reading->kind->add(reading->world->trust, object);
}

static void take_failure(void *context, const struct read_failure *failure)
{
    struct reading *reading = context;
    reading->failures++;
    reading->failure(reading->context, failure);
}

static void load_one(struct reading reading, const char *path)
{
    struct world *world = reading.world;
    struct read_sink sink = { .context = &reading, .object = take_object, .failure = take_failure };
    struct path_list files = { 0 };
    paths_expand(world->arena, &path, 1, &files, &sink);
    for (size_t i = 0; i < files.count; i++)
        reader_read(world->reader, files.items[i], &sink);
    if (reading.fitting || reading.failures)
        return;
    char *error = arena_format(world->arena, "given with %s, but holds no %s", reading.kind->option,
                               reading.kind->what);
    struct read_failure nothing = { .path = path, .error = error };
    reading.failure(reading.context, &nothing);
}

static void load(struct reading reading, const struct kind *kind, const struct texts *paths)
{
    reading.kind = kind;
    for (size_t i = 0; i < paths->count; i++)
        load_one(reading, paths->items[i]);
}

struct world *world_load(const struct world_paths *paths, void *context,
                         void (*failure)(void *context, const struct read_failure *failure))
{
    struct arena *arena = arena_new();
    struct world *world = arena_alloc(arena, sizeof *world);
    struct read_options options = { .keep = true,
                                    .passwords = paths->passwords.items,
                                    .password_count = paths->passwords.count,
                                    .ask = paths->ask,
                                    .ask_context = paths->ask_context };
    *world = (struct world){ arena, reader_new(&options), trust_new() };
    struct reading reading = { .world = world, .context = context, .failure = failure };
    load(reading, &roots, &paths->roots);
    load(reading, &intermediates, &paths->intermediates);
    load(reading, &crls, &paths->crls);
    trust_ready(world->trust);
    return world;
}

void world_free(struct world *world)
{
    if (!world)
        return;
    trust_free(world->trust);
    reader_free(world->reader);
    arena_free(world->arena);
}

struct trust *world_trust(const struct world *world)
{
    return world->trust;
}
