/* One keeping reader for all kinds. The same file may be given twice, as root and as intermediate: it is read
 * twice, which costs less than remembering. */
#include "run/world.h"

#include "pki/template.h"
#include "util/text.h"

struct world {
    struct arena *arena; /* owns paths */
    struct reader *reader;
    struct trust *trust;
    struct {
        const struct template **items; /* owned by the reader */
        size_t count, capacity;
    } templates; /* sorted by identifier, once all are there */
};

struct kind {
    const char *option, *what; /* "--root", "certificate" */
    enum object_kind wanted;
    void (*add)(struct trust *trust,
                const struct object *object); /* NULL: a template, which is no matter of trust */
};

static const struct kind roots = { "--root", "certificate", OBJECT_CERTIFICATE, trust_add_root };
static const struct kind intermediates = { "--intermediate", "certificate", OBJECT_CERTIFICATE,
                                           trust_add_intermediate };
static const struct kind crls = { "--crl", "CRL", OBJECT_CRL, trust_add_crl };
static const struct kind templates = { "--template", "certificate template", OBJECT_TEMPLATE, NULL };

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
    if (reading->kind->add)
        reading->kind->add(reading->world->trust, object);
    else
        *VEC_ADD(reading->world->arena, &reading->world->templates) = object->template;
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

/* -- templates ------------------------------------------------------------------------------------------------------ */

/* Its identifier; empty: it has none, or it cannot be read. */
static struct span oid_of_template(const struct template *t)
{
    const struct oid_list *oids = &t->attributes[TEMPLATE_OID].oids;
    return oids->count ? oids->items[0] : (struct span){ NULL, 0 };
}

static int compare_templates(const void *a, const void *b)
{
    return span_compare(oid_of_template(*(const struct template *const *)a),
                        oid_of_template(*(const struct template *const *)b));
}

static const struct template *by_oid(const struct world *world, struct span oid)
{
    size_t low = 0, high = world->templates.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = span_compare(oid_of_template(world->templates.items[middle]), oid);
        if (order == 0)
            return world->templates.items[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static const struct template *by_name(const struct world *world, struct span name)
{
    for (size_t i = 0; i < world->templates.count; i++) {
        const struct template_attribute *cn = &world->templates.items[i]->attributes[TEMPLATE_CN];
        if (cn->count && text_equal_ignoring_case(cn->items[0], name))
            return world->templates.items[i];
    }
    return NULL;
}

const struct template *world_template(const struct world *world, const struct cert *cert)
{
    if (cert->template_info.presence == EXTENSION_PRESENT)
        return by_oid(world, cert->template_info.oid);
    if (cert->template_name.presence == EXTENSION_PRESENT)
        return by_name(world, cert->template_name.name);
    return NULL;
}

/* -- all of it ------------------------------------------------------------------------------------------------------ */

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
    *world = (struct world){ .arena = arena, .reader = reader_new(&options), .trust = trust_new() };
    struct reading reading = { .world = world, .context = context, .failure = failure };
    load(reading, &roots, &paths->roots);
    load(reading, &intermediates, &paths->intermediates);
    load(reading, &crls, &paths->crls);
    load(reading, &templates, &paths->templates);
    if (world->templates.count > 1)
        qsort(world->templates.items, world->templates.count, sizeof *world->templates.items,
              compare_templates);
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
