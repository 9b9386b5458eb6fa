/* One keeping reader for all kinds. The same file may be given twice, as root and as intermediate: it is read
 * twice, which costs less than remembering. */
#include "run/world.h"

#include "pki/template.h"
#include "util/platform.h"
#include "util/text.h"

struct known_template {
    const struct template *t; /* owned by the reader */
    bool found;               /* among what is linted; else given with --template */
};

struct world {
    struct arena *arena; /* owns paths */
    struct reader *reader;
    struct path_exclusions *exclusions; /* NULL: none */
    struct trust *trust;                /* the peer's */
    struct trust *own;                  /* the machine's; NULL: the same */
    struct stores *stores;              /* NULL: none were given */
    struct {
        struct world_own *items;
        size_t count, capacity;
    } candidates; /* of MY */
    struct {
        struct known_template *items;
        size_t count, capacity;
    } templates; /* sorted, once all are there */
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

/* -- reading -------------------------------------------------------------------------------------------------------- */

/* One path given for one kind, while it is read. */
struct reading {
    struct world *world;
    const struct kind *kind;
    size_t fitting, failures;
    size_t elsewhere;             /* lie in other stores than the option is for */
    size_t no_roots;              /* neither of a CA nor of its own issuer */
    size_t unsaid;                /* of --store */
    const char *file, *file_kind; /* the same */
    void *context;
    void (*failure)(void *context, const struct read_failure *failure);
};

/* Which store a list lies in makes no difference. */
static void add_to_both(const struct world *world, const struct object *object,
                        void (*add)(struct trust *trust, const struct object *object))
{
    add(world->trust, object);
    if (world->own)
        add(world->own, object);
}

static void add_by_store(const struct world *world, const struct object *object, enum store_place place)
{
    if (object->kind == OBJECT_CRL)
        add_to_both(world, object, trust_add_crl);
    else if (object->kind != OBJECT_CERTIFICATE)
        return;
    else if (place == PLACE_ROOT)
        trust_add_root(world->own ? world->own : world->trust, object);
    else if (place == PLACE_CA)
        add_to_both(world, object, trust_add_intermediate);
    else if (place == PLACE_DISALLOWED)
        add_to_both(world, object, trust_add_disallowed);
}

/* Of a chain (.p7b, .pfx) that is given for roots: the certificate whose chain it is would vouch for itself. */
static bool may_be_root(const struct cert *cert)
{
    return cert_is_ca(cert) || cert_is_self_issued(cert);
}

static void take_object(void *context, const struct object *object)
{
    struct reading *reading = context;
    const struct kind *kind = reading->kind;
    bool named;
    enum store_place place = store_place_of(object, &named);
    if (named) {
        if (object->kind != kind->wanted)
            return;
        if (kind == &roots && !may_be_root(object->cert)) {
            reading->no_roots++;
            return;
        }
        reading->fitting++;
        if (kind->add)
            kind->add(reading->world->trust, object);
        else
            *VEC_ADD(reading->world->arena, &reading->world->templates) =
                (struct known_template){ object->template, false };
        return;
    }
    /* What lies in MY, or in a store for other ends, is trusted in nothing; an option never gives more trust than it says:
     * of an export of all stores, --root takes the roots and, as intermediates, what is in CA. */
    struct trust *trust = reading->world->trust;
    bool fits = object->kind == kind->wanted;
    if (object->kind == OBJECT_CERTIFICATE && place == PLACE_DISALLOWED) {
        trust_add_disallowed(trust, object);
        fits = false;
    } else if (kind == &roots && fits && place == PLACE_CA) {
        trust_add_intermediate(trust, object);
        fits = false;
    } else if (kind == &roots || kind == &intermediates) {
        fits = fits && (place == PLACE_ROOT || (place == PLACE_CA && kind == &intermediates));
        if (fits)
            kind->add(trust, object);
    } else if (fits && kind->add) {
        kind->add(trust, object);
    }
    reading->fitting += fits;
    reading->elsewhere += !fits;
}

/* Of a machine: everything goes where its store says. MY holds what is linted, and trusted in nothing. */
static void take_store_object(void *context, const struct object *object)
{
    struct reading *reading = context;
    struct world *world = reading->world;
    bool named;
    enum store_place place = store_place_of(object, &named);
    add_by_store(world, object, place);
    if (object->kind != OBJECT_CERTIFICATE)
        return;
    reading->unsaid += place == PLACE_UNSAID;
    stores_add(world->arena, world->stores, object, place);
    if (place == PLACE_MY || place == PLACE_USER_MY)
        *VEC_ADD(world->arena, &world->candidates) = (struct world_own){ object, reading->file_kind };
}

static void take_store(void *context, struct span name, struct span path)
{
    struct reading *reading = context;
    reading->world->stores->known[store_place_said(name, path)] = true;
}

static void take_store_kind(void *context, const char *path, const char *kind)
{
    struct reading *reading = context;
    (void)path;
    reading->file_kind = arena_text(reading->world->arena, kind);
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
    paths_expand_but(world->arena, &path, 1, world->exclusions, &files, &sink);
    for (size_t i = 0; i < files.count; i++)
        reader_read(world->reader, files.items[i], &sink);
    if (reading.fitting || reading.failures)
        return;
    const char *hint = reading.elsewhere ? " of the store that this is for: its stores are others; give them "
                                           "with the option for those, or all of a machine with --store"
                       : reading.no_roots ? " of a root: give that of the CA at the top of the chain"
                                          : "";
    char *error = arena_format(world->arena, "given with %s, but holds no %s%s", reading.kind->option,
                               reading.kind->what, hint);
    struct read_failure nothing = { .path = path, .error = error };
    reading.failure(reading.context, &nothing);
}

static void load(struct reading reading, const struct kind *kind, const struct texts *paths)
{
    reading.kind = kind;
    for (size_t i = 0; i < paths->count; i++)
        load_one(reading, paths->items[i]);
}

/* A store may be empty: which one that is, its file or folder may say. */
static void take_store_failure(void *context, const struct read_failure *failure)
{
    struct reading *reading = context;
    if (failure->empty)
        reading->world->stores->known[store_place_of_path(reading->file)] = true;
    else
        take_failure(context, failure);
}

static void fail_at(struct reading *reading, const char *path, const char *error)
{
    struct read_failure failure = { .path = path, .error = error };
    reading->failures++;
    reading->failure(reading->context, &failure);
}

/* All stores of a machine, from all of --store together. */
static void load_stores(struct reading reading, const struct texts *paths)
{
    struct world *world = reading.world;
    struct read_sink sink = { .context = &reading,
                              .object = take_store_object,
                              .failure = take_store_failure,
                              .kind = take_store_kind,
                              .store = take_store };
    struct path_list files = { 0 };
    if (paths->count == 0)
        return;
    world->stores = arena_alloc(world->arena, sizeof *world->stores);
    *world->stores = (struct stores){ .path = paths->items[0] };
    paths_expand_but(world->arena, paths->items, paths->count, world->exclusions, &files, &sink);
    for (size_t i = 0; i < files.count; i++) {
        reading.unsaid = 0;
        reading.file = files.items[i];
        reading.file_kind = "";
        reader_read(world->reader, files.items[i], &sink);
        if (reading.unsaid)
            fail_at(
                &reading, files.items[i],
                "given with --store, but nothing says which store it is from: export with \"reg export "
                "HKLM\\SOFTWARE\\Microsoft\\SystemCertificates stores.reg\", or name the file or its folder "
                "my, root, ca or disallowed");
    }
    world->stores->is_incomplete = reading.failures > 0;
    stores_ready(world->arena, world->stores);
}

struct object world_store_object(const struct world *world)
{
    return (struct object){
        .kind = OBJECT_STORE, .path = world->stores->path, .container = "stores", .stores = world->stores
    };
}

/* -- templates ------------------------------------------------------------------------------------------------------ */

/* Its identifier; empty: it has none, or it cannot be read. */
static struct span oid_of_template(const struct template *t)
{
    const struct oid_list *oids = &t->attributes[TEMPLATE_OID].oids;
    return oids->count ? oids->items[0] : (struct span){ NULL, 0 };
}

/* Higher for a newer revision; what cannot be read is the oldest. */
static int64_t revision_of(const struct template *t)
{
    int64_t major = -1, minor = -1;
    template_number(t, TEMPLATE_REVISION, &major);
    template_number(t, TEMPLATE_MINOR_REVISION, &minor);
    return major * (INT64_C(1) << 33) + minor;
}

/* Below 0: a is the better one of two that fit. */
static int compare_fitting(const struct known_template *a, const struct known_template *b)
{
    if (a->found != b->found)
        return a->found ? 1 : -1;
    int64_t left = revision_of(a->t), right = revision_of(b->t);
    return (left < right) - (left > right);
}

/* By identifier, of the same one the best first. */
static int compare_templates(const void *a, const void *b)
{
    const struct known_template *left = a, *right = b;
    int order = span_compare(oid_of_template(left->t), oid_of_template(right->t));
    return order ? order : compare_fitting(left, right);
}

static void sort_templates(struct world *world)
{
    if (world->templates.count > 1)
        qsort(world->templates.items, world->templates.count, sizeof *world->templates.items,
              compare_templates);
}

static const struct template *by_oid(const struct world *world, struct span oid)
{
    size_t low = 0, high = world->templates.count;
    while (low < high) { /* the first one that is not before it */
        size_t middle = low + (high - low) / 2;
        if (span_compare(oid_of_template(world->templates.items[middle].t), oid) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == world->templates.count || !oid.length)
        return NULL;
    const struct template *t = world->templates.items[low].t;
    return span_equal(oid_of_template(t), oid) ? t : NULL;
}

static const struct template *by_name(const struct world *world, struct span name)
{
    const struct known_template *best = NULL;
    for (size_t i = 0; i < world->templates.count; i++) {
        const struct known_template *known = &world->templates.items[i];
        const struct template_attribute *cn = &known->t->attributes[TEMPLATE_CN];
        if (cn->count && text_equal_ignoring_case(cn->items[0], name) &&
            (!best || compare_fitting(known, best) < 0))
            best = known;
    }
    return best ? best->t : NULL;
}

const struct template *world_template(const struct world *world, const struct cert *cert)
{
    if (cert->template_info.presence == EXTENSION_PRESENT)
        return by_oid(world, cert->template_info.oid);
    if (cert->template_name.presence == EXTENSION_PRESENT)
        return by_name(world, cert->template_name.name);
    return NULL;
}

static void take_found(void *context, const struct object *object)
{
    struct world *world = context;
    if (object->kind == OBJECT_TEMPLATE)
        *VEC_ADD(world->arena, &world->templates) = (struct known_template){ object->template, true };
}

static void ignore_failure(void *context, const struct read_failure *failure)
{
    (void)context;
    (void)failure;
}

void world_find_templates(struct world *world, const char *const *paths, size_t count, void *context,
                          void (*failure)(void *context, const struct read_failure *failure))
{
    struct read_sink sink = { .context = world, .object = take_found, .failure = ignore_failure };
    uint64_t octets = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t size = platform_status(paths[i], world->arena).size;
        if (size > WORLD_TEMPLATES - octets) {
            failure(context,
                    &(struct read_failure){
                        .path = paths[i],
                        .error =
                            "certificates are not compared with its templates: with the files before it, "
                            "these are more than 64 MiB; give those that count with --template" });
            continue;
        }
        octets += size;
        reader_read(world->reader, paths[i], &sink);
    }
    sort_templates(world);
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
                                    .ask_context = paths->ask_context,
                                    .keys = paths->keys };
    *world = (struct world){ .arena = arena, .reader = reader_new(&options), .trust = trust_new() };
    struct reading reading = { .world = world, .context = context, .failure = failure };
    world->exclusions = paths->exclusions;
    if (paths->stores.count && paths->roots.count)
        world->own = trust_new();
    load(reading, &roots, &paths->roots);
    load(reading, &intermediates, &paths->intermediates);
    load(reading, &crls, &paths->crls);
    load(reading, &templates, &paths->templates);
    sort_templates(world);
    load_stores(reading, &paths->stores);
    trust_set_policies(world->trust, &paths->policies);
    trust_ready(world->trust);
    if (world->own)
        trust_ready(world->own);
    return world;
}

void world_free(struct world *world)
{
    if (!world)
        return;
    trust_free(world->trust);
    trust_free(world->own);
    reader_free(world->reader);
    arena_free(world->arena);
}

struct trust *world_trust(const struct world *world)
{
    return world->trust;
}

static void add_candidates(const struct world *world, int64_t at, struct arena *arena, struct scene *scene)
{
    struct trust *trust = world->own ? world->own : world->trust;
    struct candidates *as_server = arena_alloc(arena, sizeof *as_server);
    struct candidates *as_client = arena_alloc(arena, sizeof *as_client);
    candidates_find(trust, world->stores, CANDIDATE_SERVER, at, arena, as_server);
    candidates_find(trust, world->stores, CANDIDATE_CLIENT, at, arena, as_client);
    scene->as_server = as_server;
    scene->as_client = as_client;
}

void world_scene(const struct world *world, const struct object *object, int64_t at, struct arena *arena,
                 struct scene *out)
{
    const struct path *path = NULL;
    struct crl_signer *signer = NULL;
    if (object->kind == OBJECT_CERTIFICATE)
        path = trust_judge(world->trust, object->cert, object, at, arena);
    if (object->kind == OBJECT_CRL) {
        signer = arena_alloc(arena, sizeof *signer);
        *signer = trust_judge_crl(world->trust, object->crl, arena);
    }
    scene_build(arena, object, path, signer, at, out);
    out->trust = world->trust;
    if (object->kind == OBJECT_CERTIFICATE)
        out->template = world_template(world, object->cert);
    if (object->kind == OBJECT_STORE)
        add_candidates(world, at, arena, out);
}

const struct stores *world_stores(const struct world *world)
{
    return world->stores;
}

bool world_has_preferred(const struct world *world, int64_t at)
{
    if (!world->stores)
        return false;
    struct arena *arena = arena_new();
    struct candidates candidates;
    candidates_find(world->own ? world->own : world->trust, world->stores, CANDIDATE_SERVER, at, arena,
                    &candidates);
    bool has = candidates.preferred > 0;
    arena_free(arena);
    return has;
}

size_t world_own_count(const struct world *world)
{
    return world->candidates.count;
}

const struct world_own *world_own(const struct world *world, size_t index)
{
    return &world->candidates.items[index];
}
