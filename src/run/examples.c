/* Each example as `ikelint lint` would judge it, but for one rule. Worlds and programs are made once for each kind of
 * context, because nearly all examples of a set share one. */
#include "run/examples.h"

#include "lint/lint.h"
#include "pki/template.h"
#include "run/profiles.h"
#include "run/world.h"
#include "util/diag.h"

enum { CONTEXTS_MAX = 64 /* worlds and programs kept at a time */ };

struct kept_world {
    char *key; /* all its paths, one a line */
    struct world *world;
    const char *problem; /* a file that could not be read; NULL: none */
};

struct kept_program {
    char *key; /* all its parameters, one a line */
    const struct program *program;
};

struct runner {
    struct arena *arena;
    struct library *library;
    const char *set;
    int64_t at;
    const struct examples_sink *sink;
    struct examples_totals *totals;
    struct kept_world worlds[CONTEXTS_MAX];
    size_t world_count;
    struct kept_program programs[CONTEXTS_MAX];
    size_t program_count;
    struct reader *reader;
};

/* -- contexts ------------------------------------------------------------------------------------------------------- */

static void add_lines(struct buf *key, const char *const *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_format(key, "%s\n", items[i]);
    buf_char(key, '\n');
}

static void note_problem(void *context, const struct read_failure *failure)
{
    struct runner *runner = ((void **)context)[0];
    const char **problem = ((void **)context)[1];
    if (!*problem)
        *problem = arena_format(runner->arena, "%s: %s", failure->path, failure->error);
}

static void forget_worlds(struct runner *runner)
{
    for (size_t i = 0; i < runner->world_count; i++)
        world_free(runner->worlds[i].world);
    runner->world_count = 0;
}

/* is_store: the example itself is an export of a machine's stores. */
static const struct kept_world *world_of(struct runner *runner, const struct rule_example *example,
                                         bool is_store)
{
    struct buf key = { 0 };
    add_lines(&key, &example->file, is_store);
    add_lines(&key, example->roots, example->root_count);
    add_lines(&key, example->intermediates, example->intermediate_count);
    add_lines(&key, example->crls, example->crl_count);
    add_lines(&key, example->templates, example->template_count);
    struct kept_world *kept = NULL;
    for (size_t i = 0; i < runner->world_count && !kept; i++)
        if (strcmp(runner->worlds[i].key, key.data) == 0)
            kept = &runner->worlds[i];
    if (!kept) {
        const char *file = example->file;
        if (runner->world_count == CONTEXTS_MAX)
            forget_worlds(runner);
        kept = &runner->worlds[runner->world_count++];
        *kept = (struct kept_world){ .key = arena_text(runner->arena, key.data) };
        struct world_paths paths = {
            .roots = { example->roots, example->root_count, example->root_count },
            .intermediates = { example->intermediates, example->intermediate_count,
                               example->intermediate_count },
            .crls = { example->crls, example->crl_count, example->crl_count },
            .templates = { example->templates, example->template_count, example->template_count },
            .stores = { &file, is_store, is_store },
        };
        void *context[] = { runner, &kept->problem };
        kept->world = world_load(&paths, context, note_problem);
    }
    buf_free(&key);
    return kept;
}

static const struct program *compile(struct runner *runner, const struct rule_example *example)
{
    struct assignment *assignments =
        arena_array(runner->arena, example->parameter_count, sizeof *assignments);
    for (size_t i = 0; i < example->parameter_count; i++) {
        const char *given = example->parameters[i], *equals = strchr(given, '=');
        struct span name = { (const uint8_t *)given, (size_t)(equals - given) };
        assignments[i] = (struct assignment){ arena_text_of_span(runner->arena, name), equals + 1,
                                              "parameters of an example" };
    }
    return library_compile(runner->library, runner->set, NULL, 0, assignments, example->parameter_count);
}

/* NULL: the parameters do not fit; the library's diags say why. */
static const struct program *program_of(struct runner *runner, const struct rule_example *example)
{
    struct buf key = { 0 };
    add_lines(&key, example->parameters, example->parameter_count);
    struct kept_program *kept = NULL;
    for (size_t i = 0; i < runner->program_count && !kept; i++)
        if (strcmp(runner->programs[i].key, key.data) == 0)
            kept = &runner->programs[i];
    if (!kept) {
        if (runner->program_count == CONTEXTS_MAX)
            runner->program_count = 0; /* programs belong to the library */
        kept = &runner->programs[runner->program_count++];
        kept->key = arena_text(runner->arena, key.data);
        kept->program = compile(runner, example);
    }
    buf_free(&key);
    return kept->program;
}

/* -- one example ---------------------------------------------------------------------------------------------------- */

struct judging {
    struct runner *runner;
    const struct rule *rule; /* of the example's program */
    const struct program *program;
    const struct world *world;
    int64_t at;
    const char *device_name; /* for templates; NULL: not given */
    size_t objects;
    enum outcome outcome; /* of all elements together; valid when objects is 1 */
    const char *needs;    /* OUTCOME_NOT_CHECKED */
    const char *message;  /* OUTCOME_FAIL */
    const char *problem;  /* it cannot be read; NULL: it can */
};

/* A finding beats all; what could not be checked beats a pass. */
static void take_result(struct judging *judging, const struct result *result)
{
    struct arena *arena = judging->runner->arena;
    judging->outcome = OUTCOME_NOT_APPLICABLE;
    if (result->finding_count) {
        judging->outcome = OUTCOME_FAIL;
        judging->message = arena_text(arena, result->findings[0].message);
    } else if (result->unchecked_count) {
        judging->outcome = OUTCOME_NOT_CHECKED;
        judging->needs = arena_text(arena, result->unchecked[0].needs);
    } else if (result->outcomes[OUTCOME_PASS]) {
        judging->outcome = OUTCOME_PASS;
    }
}

static void take_object(void *context, const struct object *object)
{
    struct judging *judging = context;
    if (judging->objects++)
        return;
    struct arena *arena = arena_new();
    struct scene scene;
    struct result result;
    object = template_for_device(arena, object, judging->device_name);
    world_scene(judging->world, object, judging->at, arena, &scene);
    scene.misfit = profile_misfit(object, &scene);
    struct program one = *judging->program;
    one.rules = &judging->rule;
    one.rule_count = 1;
    lint_scene(&one, &scene, &result);
    take_result(judging, &result);
    arena_free(arena);
}

static void take_failure(void *context, const struct read_failure *failure)
{
    struct judging *judging = context;
    if (!judging->problem)
        judging->problem = arena_text(judging->runner->arena, failure->error);
}

static const char *outcome_text(const struct judging *judging)
{
    struct arena *arena = judging->runner->arena;
    switch (judging->outcome) {
    case OUTCOME_PASS:
        return "it passes";
    case OUTCOME_FAIL:
        return arena_format(arena, "it fails: %s", judging->message);
    case OUTCOME_NOT_APPLICABLE:
        return "it is not applicable";
    default:
        return arena_format(arena, "it is not checked: needs %s", judging->needs);
    }
}

static const struct rule *find_rule(const struct program *program, const struct rule *rule)
{
    for (size_t i = 0; i < program->rule_count; i++)
        if (strcmp(program->rules[i]->full_name, rule->full_name) == 0)
            return program->rules[i];
    return NULL;
}

/* NULL: it ends as said. */
static const char *run_example(struct runner *runner, const struct rule *rule,
                               const struct rule_example *example, enum example_kind kind)
{
    static const struct {
        enum outcome outcome;
        const char *text;
    } wanted[EXAMPLE_KIND_COUNT] = { { OUTCOME_PASS, "should pass" },
                                     { OUTCOME_FAIL, "should fail" },
                                     { OUTCOME_NOT_APPLICABLE, "should not be applicable" } };
    bool is_store = rule->kinds == FACT_ON_STORE;
    const struct kept_world *world = world_of(runner, example, is_store);
    const struct program *program = program_of(runner, example);
    if (world->problem)
        return world->problem;
    if (!program)
        return "its parameters do not fit the rule set";
    struct judging judging = { .runner = runner,
                               .rule = find_rule(program, rule),
                               .program = program,
                               .world = world->world,
                               .at = example->has_at ? example->at : runner->at };
    for (size_t i = 0; i < example->parameter_count; i++)
        if (strncmp(example->parameters[i], "device_name=", 12) == 0)
            judging.device_name = example->parameters[i] + 12;
    if (!judging.rule)
        return "the rule set disables this rule of its own";
    struct read_sink sink = { .context = &judging, .object = take_object, .failure = take_failure };
    if (is_store) {
        struct object stores = world_store_object(world->world);
        take_object(&judging, &stores);
    } else {
        reader_read(runner->reader, example->file, &sink);
    }
    if (judging.objects == 0)
        return arena_format(runner->arena, "%s cannot be read: %s", example->file, judging.problem);
    if (judging.objects > 1)
        return arena_format(runner->arena, "%s holds %zu objects; an example is one", example->file,
                            judging.objects);
    if (judging.outcome == wanted[kind].outcome)
        return NULL;
    return arena_format(runner->arena, "%s %s, but %s", example->file, wanted[kind].text,
                        outcome_text(&judging));
}

static void run_rule(struct runner *runner, const struct rule *rule)
{
    runner->totals->rules++;
    for (size_t kind = 0; kind < EXAMPLE_KIND_COUNT; kind++)
        for (size_t i = 0; i < rule->examples[kind].count; i++) {
            const struct rule_example *example = &rule->examples[kind].items[i];
            const char *problem = run_example(runner, rule, example, (enum example_kind)kind);
            runner->totals->examples++;
            if (!problem)
                continue;
            runner->totals->wrong++;
            runner->sink->wrong(runner->sink->context, rule, example, problem);
        }
}

bool examples_run(struct library *library, const char *set, int64_t at, const struct examples_sink *sink,
                  struct examples_totals *totals)
{
    const struct program *program = library_compile(library, set, NULL, 0, NULL, 0);
    if (!program)
        return false;
    struct arena *arena = arena_new();
    struct read_options options = { 0 };
    struct runner *runner = arena_alloc(arena, sizeof *runner);
    *runner = (struct runner){ .arena = arena,
                               .library = library,
                               .set = set,
                               .at = at,
                               .sink = sink,
                               .totals = totals,
                               .reader = reader_new(&options) };
    for (size_t i = 0; i < program->rule_count; i++)
        if (strcmp(program->rules[i]->ruleset, set) == 0)
            run_rule(runner, program->rules[i]);
    forget_worlds(runner);
    reader_free(runner->reader);
    arena_free(arena);
    return true;
}
