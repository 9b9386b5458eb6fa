/* For each file: read; for each object in it: path and revocation, scene, profile, rules, report. Every step is one
 * call into the room that does it; threads and order are in workers.c. */
#include "run/run.h"

#include <errno.h>

#include "pki/template.h"
#include "run/workers.h"
#include "util/platform.h"

/* What stands in the order of the input: a file to read, a failure met while looking for files, what the stores of a
 * machine hold, or these stores together. */
struct item {
    const char *path; /* NULL: nothing is to be read */
    bool in_folder;   /* found below a folder that was given */
    const struct read_failure *failure;
    const struct world_own *own;
    bool stores;
};

struct run {
    const struct run_request *request;
    struct arena *arena; /* owns items */
    struct profiles *profiles;
    struct world *world;
    struct report *report;
    struct key_notes *keys;
    struct path_exclusions exclusions;
    bool has_preferred; /* MY of the machine has a certificate that a VPN server takes first */
    struct {
        struct item *items;
        size_t count, capacity;
    } work;
    struct platform_mutex *mutex; /* over what follows */
    bool refused;                 /* a profile did not compile */
};

/* -- one object ----------------------------------------------------------------------------------------------------- */

static bool has_failed(const struct run_request *request, const struct result *result)
{
    if (request->fail_on == FAIL_ON_NEVER)
        return false;
    for (size_t i = 0; i < result->finding_count; i++)
        if (finding_counts(&result->findings[i]) &&
            (int)result->findings[i].rule->severity >= (int)request->fail_on)
            return true;
    return request->strict && result->unchecked_count;
}

static void refuse(struct run *run)
{
    platform_mutex_lock(run->mutex);
    run->refused = true;
    platform_mutex_unlock(run->mutex);
}

/* Waivers remember that they were used. */
static void mark_accepted(struct run *run, const struct object *object, const struct scene *scene,
                          struct result *result)
{
    if (result->finding_count == 0)
        return;
    platform_mutex_lock(run->mutex);
    accepted_mark(&run->request->accepted, object, scene, result);
    platform_mutex_unlock(run->mutex);
}

/* The name that was given for the sample device; NULL: none. */
static const char *device_name(const struct run_request *request)
{
    for (size_t i = 0; i < request->profiles.assignment_count; i++)
        if (strcmp(request->profiles.assignments[i].name, "device_name") == 0)
            return request->profiles.assignments[i].value;
    return NULL;
}

/* Where the export does not say the store, that its name was believed belongs into the report. */
static const char *why_in_store(struct arena *arena, const struct object *object, const char *why)
{
    bool by_name;
    store_place_of(object, &by_name);
    if (!by_name)
        return why;
    return arena_format(arena, "%s%sin MY by the name of its file or folder", why, *why ? "; " : "");
}

static void lint_object(struct run *run, const struct item *item, const struct object *found,
                        const char *file_kind, struct report_part *part)
{
    struct arena *arena = arena_new();
    const struct object *object = template_for_device(arena, found, device_name(run->request));
    struct scene scene;
    struct result result;

    world_scene(run->world, object, run->request->at, arena, &scene);
    struct profile_choice choice =
        profiles_choose(run->profiles, arena, object, &scene, item->own && run->has_preferred);
    if (choice.reason == PROFILE_FALLBACK)
        scene.misfit = choice.why;
    if (item->own)
        choice.why = why_in_store(arena, object, choice.why);
    if (choice.program) {
        lint_scene(choice.program, &scene, &result);
        mark_accepted(run, object, &scene, &result);
        struct report_object report = {
            .object = object,
            .file_kind = file_kind,
            .program = choice.program,
            .profile_reason = choice.reason,
            .profile_why = choice.why,
            .scene = &scene,
            .result = &result,
            .failed = has_failed(run->request, &result),
        };
        report_part_object(part, &report);
    } else {
        refuse(run);
    }
    arena_free(arena);
}

/* -- one file ------------------------------------------------------------------------------------------------------- */

struct rendering {
    struct run *run;
    const struct item *item;
    struct report_part *part;
    struct workers_turn *turn;
    const char *kind; /* what the file was taken for; "" when that is not known */
};

static void render_failure(struct report_part *part, const struct read_failure *failure, bool in_folder)
{
    struct report_failure report = { failure->path, failure->offset, failure->line, failure->error,
                                     in_folder };
    report_part_failure(part, &report);
}

static void take_object(void *context, const struct object *object)
{
    struct rendering *rendering = context;
    lint_object(rendering->run, rendering->item, object, rendering->kind, rendering->part);
    workers_offer(rendering->turn);
}

static void take_failure(void *context, const struct read_failure *failure)
{
    struct rendering *rendering = context;
    render_failure(rendering->part, failure, rendering->item->in_folder);
    workers_offer(rendering->turn);
}

static void take_kind(void *context, const char *path, const char *kind)
{
    struct rendering *rendering = context;
    (void)path;
    rendering->kind = kind;
}

static void *begin_worker(void *context)
{
    struct run *run = context;
    const struct texts *passwords = &run->request->world.passwords;
    struct read_options options = { .passwords = passwords->items,
                                    .password_count = passwords->count,
                                    .ask = run->request->world.ask,
                                    .ask_context = run->request->world.ask_context,
                                    .keys = run->keys };
    return reader_new(&options);
}

static void end_worker(void *context, void *own)
{
    (void)context;
    reader_free(own);
}

static void render_item(void *context, void *own, size_t file, struct report_part *part,
                        struct workers_turn *turn)
{
    struct run *run = context;
    const struct item *item = &run->work.items[file];
    struct rendering rendering = { run, item, part, turn, "" };
    struct read_sink sink = {
        .context = &rendering, .object = take_object, .failure = take_failure, .kind = take_kind
    };
    if (item->failure) {
        render_failure(part, item->failure, false);
    } else if (item->stores) {
        struct object stores = world_store_object(run->world);
        lint_object(run, item, &stores, "", part);
    } else if (item->own) {
        lint_object(run, item, item->own->object, item->own->file_kind, part);
    } else {
        reader_read(own, item->path, &sink);
    }
}

/* -- all files ------------------------------------------------------------------------------------------------------ */

static void keep_failure(void *context, const struct read_failure *failure)
{
    struct run *run = context;
    struct read_failure *kept = arena_alloc(run->arena, sizeof *kept);
    *kept = *failure;
    kept->path = arena_text(run->arena, failure->path);
    kept->error = arena_text(run->arena, failure->error);
    *VEC_ADD(run->arena, &run->work) = (struct item){ .failure = kept };
}

static void ignore_failure(void *context, const struct read_failure *failure)
{
    (void)context;
    (void)failure;
}

/* Files beside one another, and those of the stores. */
static void find_files(struct run *run, const struct texts *paths, struct path_list *files)
{
    struct read_sink sink = { .context = run, .failure = ignore_failure };
    struct path_exclusions exclusions = run->exclusions; /* what it finds is told of once, by plan */
    paths_expand_but(run->arena, paths->items, paths->count, &exclusions, files, &sink);
}

/* What files say of certificates in other files: listings of stores, whether there is a private key; templates, what
 * would be issued today. The world is loaded in between, as its certificates may be those of a listing. */
static void load(struct run *run)
{
    const struct run_request *request = run->request;
    struct path_list files = { 0 };
    struct template_files templates = { 0 };
    struct world_paths paths = request->world;
    find_files(run, &request->paths, &files);
    find_files(run, &paths.stores, &files);
    run->keys = key_notes_new();
    key_notes_collect(run->keys, files.items, files.count, &templates);
    paths.keys = run->keys;
    paths.exclusions = &run->exclusions;
    run->world = world_load(&paths, run, keep_failure);
    if (templates.has_others)
        world_find_templates(run->world, templates.paths.items, templates.paths.count, run, keep_failure);
}

/* Where nothing could be read, that was said, and there is nothing to judge. */
static bool has_stores(const struct world *world)
{
    const struct stores *stores = world_stores(world);
    bool is_any = stores && !stores->is_incomplete;
    for (size_t i = PLACE_UNSAID + 1; stores && i < PLACE_COUNT && !is_any; i++)
        is_any = stores->known[i];
    return is_any;
}

/* The files below the paths given, and what cannot be read there, in their order; then the stores. */
static void plan(struct run *run)
{
    const struct texts *paths = &run->request->paths;
    struct read_sink sink = { .context = run, .failure = keep_failure };
    for (size_t i = 0; i < paths->count; i++) {
        struct path_list files = { 0 };
        paths_expand_but(run->arena, &paths->items[i], 1, &run->exclusions, &files, &sink);
        for (size_t j = 0; j < files.count; j++)
            *VEC_ADD(run->arena, &run->work) =
                (struct item){ .path = files.items[j],
                               .in_folder = strcmp(files.items[j], paths->items[i]) != 0 };
    }
    run->has_preferred = world_has_preferred(run->world, run->request->at);
    if (has_stores(run->world))
        *VEC_ADD(run->arena, &run->work) = (struct item){ .stores = true };
    for (size_t i = 0; i < world_own_count(run->world); i++)
        *VEC_ADD(run->arena, &run->work) = (struct item){ .own = world_own(run->world, i) };
}

/* The cores are counted only when there is something to share out. */
static unsigned jobs_of(const struct run *run)
{
    if (run->work.count < 2)
        return 1;
    return run->request->jobs ? run->request->jobs : platform_cores();
}

static void lint_all(struct run *run)
{
    struct workers_job job = {
        .context = run,
        .report = run->report,
        .file_count = run->work.count,
        .jobs = jobs_of(run),
        .begin = begin_worker,
        .end = end_worker,
        .render = render_item,
    };
    workers_run(&job);
}

static struct report *open_report(const struct run_request *request)
{
    struct report_options options = request->report;
    options.evaluated_at = request->at;
    options.fail_on = (int)request->fail_on;
    options.strict = request->strict;
    return report_open(request->format, &options, request->out);
}

enum run_outcome run_lint(const struct run_request *request, struct report_totals *totals, size_t *ended)
{
    struct arena *arena = arena_new();
    struct diags diags = { .arena = arena };
    struct run run = { .request = request, .arena = arena };
    run.exclusions.patterns = request->excluded.items;
    run.exclusions.pattern_count = request->excluded.count;
    enum run_outcome outcome = RUN_REFUSED;
    int error = 0;
    bool good;
    *ended = 0;

    run.profiles = profiles_open(&request->profiles, &diags, &good);
    if (good) {
        run.mutex = platform_mutex_new();
        if (request->accepted.waivers)
            profiles_check_waivers(run.profiles, request->accepted.waivers, &diags);
        load(&run);
        plan(&run);
        run.report = open_report(request);
        lint_all(&run);
        run.work.count = 0; /* what only the end shows: listings whose certificates did not come along */
        key_notes_report(run.keys, &(struct read_sink){ .context = &run, .failure = keep_failure });
        lint_all(&run);
        if (request->accepted.waivers && !run.refused)
            report_waivers(run.report, request->accepted.waivers);
        report_excluded(run.report, run.exclusions.found.items, run.exclusions.found.count);
        bool written = report_close(run.report, totals);
        error = errno;
        outcome = run.refused ? RUN_REFUSED : written ? RUN_DONE : RUN_UNWRITTEN;
        size_t errors = diags.errors;
        if (request->accepted.waivers && !run.refused)
            waivers_complain(request->accepted.waivers, request->at, &diags);
        *ended = diags.errors - errors;
        world_free(run.world);
        key_notes_free(run.keys);
        platform_mutex_free(run.mutex);
    }
    if (diags.count)
        request->complain(request->context, &diags);
    profiles_close(run.profiles);
    arena_free(arena);
    errno = error;
    return outcome;
}
