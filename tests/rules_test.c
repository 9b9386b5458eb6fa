/* rules: the shipped rule sets through the loader and the engine that users get, each rule on its own examples.
 *
 * A rule without an example that fails it, one that passes it, and (where it has `when`) one that it does not apply to
 * fails the test; so does an example that fails something else beside its rule, unless `also_failing` says why. */
#include <string.h>

#include "lint/lint.h"
#include "read/read.h"
#include "ruleset/ruleset.h"
#include "run/profiles.h"
#include "run/world.h"
#include "tests/check.h"

/* Other findings of a rule's own severity or above that one of its `fail` examples cannot be without. */
static const struct {
    const char *rule, *file, *other, *reason;
} also_failing[] = {
    { "vpn-server/server-auth-missing", "policies-without-server-auth.pem",
      "vpn-server/application-policies-differ", "taking a usage out of one extension makes the two differ" },
    { "certificate-path/search-gave-up", "leaf.pem", "certificate-path/issuer-missing",
      "where the search is given up there is no whole path" },
    { "crl/version-not-2", "version-1.crl", "crl/authority-key-id-missing", "version 1 has no extensions" },
    { "crl/version-not-2", "version-1.crl", "crl/number-missing", "version 1 has no extensions" },
    { "rras/revocation-without-root", "no-root.xml", "rras/root-to-accept-unset",
      "it is about the root that is not set" },
};

/* -- an example, judged --------------------------------------------------------------------------------------------- */

struct judging {
    const char *row; /* in the output */
    const struct rule_example *example;
    const struct program *program;
    const struct rule *rule; /* of the program; NULL: none is asked about in particular */
    enum severity from;      /* findings below it do not count */
    struct world *world;
    size_t objects;
    /* The answer. */
    enum outcome outcome;
    const char *needs;   /* of a rule that was not checked */
    struct texts others; /* findings of other rules, as "set/id (message)" */
    size_t unchecked;
};

static void complain(void *context, const struct read_failure *failure)
{
    struct judging *judging = context;
    CHECK_SAYING(judging->row, false, "%s: %s", failure->path, failure->error);
}

static bool is_judged_on(const struct rule *rule, const struct scene *scene, const struct element *element)
{
    switch (rule->on) {
    case FOR_LEAF:
        return element == scene_leaf(scene);
    case FOR_ISSUERS:
        return element != scene_leaf(scene);
    case FOR_ROOT:
        return element == scene_root(scene);
    default:
        return true;
    }
}

/* The worst of its outcomes on all that it is judged on; not applicable where there is nothing of the kind. */
static void judge_rule(struct judging *judging, const struct scene *scene)
{
    static const int rank[OUTCOME_COUNT] = {
        [OUTCOME_NOT_APPLICABLE] = 0, [OUTCOME_PASS] = 1, [OUTCOME_NOT_CHECKED] = 2, [OUTCOME_FAIL] = 3
    };
    bool lists = judging->rule->on == FOR_CRLS;
    size_t count = lists ? scene->crl_count : scene->element_count;
    judging->outcome = OUTCOME_NOT_APPLICABLE;
    for (size_t i = 0; i < count; i++) {
        struct element *element = lists ? &scene->crls[i] : &scene->elements[i];
        const char *needs = NULL;
        if (!is_judged_on(judging->rule, scene, element))
            continue;
        enum outcome outcome = lint_rule(judging->program, judging->rule, scene, element, &needs);
        if (rank[outcome] <= rank[judging->outcome])
            continue;
        judging->outcome = outcome;
        judging->needs = needs ? arena_text(test_arena(), needs) : NULL;
    }
}

static void take(void *context, const struct object *object)
{
    struct judging *judging = context;
    struct arena *arena = arena_new();
    struct scene scene;
    struct result result;

    judging->objects++;
    world_scene(judging->world, object, judging->example->at, arena, &scene);
    scene.misfit = profile_misfit(object, &scene);
    if (judging->rule)
        judge_rule(judging, &scene);
    lint_scene(judging->program, &scene, &result);
    judging->unchecked += result.unchecked_count;
    for (size_t i = 0; i < result.finding_count; i++) {
        const struct rule *other = result.findings[i].rule;
        if (other != judging->rule && other->severity >= judging->from)
            *VEC_ADD(test_arena(), &judging->others) =
                arena_format(test_arena(), "%s (%s)", other->full_name, result.findings[i].message);
    }
    arena_free(arena);
}

static struct texts texts_of(const char **items, size_t count)
{
    return (struct texts){ items, count, count };
}

static const struct rule *find_rule(const struct program *program, const char *full_name)
{
    for (size_t i = 0; i < program->rule_count; i++)
        if (strcmp(program->rules[i]->full_name, full_name) == 0)
            return program->rules[i];
    return NULL;
}

/* The profile, with the example's parameters in force. */
static const struct program *compile(struct library *library, const char *profile,
                                     const struct rule_example *example)
{
    struct assignment *assignments = arena_array(test_arena(), example->parameter_count, sizeof *assignments);
    for (size_t i = 0; i < example->parameter_count; i++) {
        const char *text = example->parameters[i];
        size_t length = strcspn(text, "=");
        assignments[i] = (struct assignment){ arena_format(test_arena(), "%.*s", (int)length, text),
                                              text + length + 1, "the example" };
    }
    return library_compile(library, profile, NULL, 0, assignments, example->parameter_count);
}

/* Judges the example's object with its own roots, lists and time; row, example, program and from are given. */
static bool judge(struct judging *judging)
{
    const struct rule_example *example = judging->example;
    const char *file = example->file;
    bool is_store = judging->program->kinds == FACT_ON_STORE;
    struct world_paths paths = { .roots = texts_of(example->roots, example->root_count),
                                 .intermediates =
                                     texts_of(example->intermediates, example->intermediate_count),
                                 .crls = texts_of(example->crls, example->crl_count),
                                 .templates = texts_of(example->templates, example->template_count),
                                 .stores = texts_of(&file, is_store) };
    struct read_options options = { 0 };
    struct read_sink sink = { judging, take, complain, NULL, NULL };
    judging->world = world_load(&paths, judging, complain);
    struct reader *reader = reader_new(&options);
    struct object stores = is_store ? world_store_object(judging->world) : (struct object){ 0 };
    if (is_store)
        take(judging, &stores);
    else
        reader_read(reader, file, &sink);
    reader_free(reader);
    world_free(judging->world);
    return CHECK_SAYING(judging->row, judging->objects == 1, "%s holds %zu objects", example->file,
                        judging->objects);
}

/* -- all rules ------------------------------------------------------------------------------------------------------ */

static struct library *shipped(void)
{
    static struct diags complaints;
    static struct library *library;
    if (library)
        return library;
    complaints.arena = test_arena();
    library = library_new(&complaints);
    library_load(library, test_path("rules"), NULL);
    for (size_t i = 0; i < complaints.count; i++)
        CHECK_SAYING("the shipped sets load", false, "%s:%u:%u: %s", complaints.items[i].at.source->name,
                     (unsigned)complaints.items[i].at.line, (unsigned)complaints.items[i].at.column,
                     complaints.items[i].text);
    CHECK_INT("the shipped sets load", complaints.errors, 0);
    return library;
}

/* Calls visit for each rule, once: as a rule of the set that defines it. */
static void each_rule(void (*visit)(struct library *library, const struct rule *rule))
{
    struct library *library = shipped();
    for (size_t i = 0; i < library_count(library); i++) {
        const char *name = library_name(library, i);
        const struct program *program = library_compile(library, name, NULL, 0, NULL, 0);
        if (!CHECK(name, program != NULL))
            continue;
        for (size_t j = 0; j < program->rule_count; j++)
            if (strcmp(program->rules[j]->ruleset, name) == 0)
                visit(library, program->rules[j]);
    }
}

static const char *file_of(const struct rule_example *example)
{
    const char *slash = strrchr(example->file, '/');
    return slash ? slash + 1 : example->file;
}

static bool is_excused(const struct rule *rule, const char *file, const char *other)
{
    for (size_t i = 0; i < COUNT_OF(also_failing); i++)
        if (strcmp(also_failing[i].rule, rule->full_name) == 0 && strcmp(also_failing[i].file, file) == 0 &&
            strncmp(also_failing[i].other, other, strlen(also_failing[i].other)) == 0)
            return true;
    return false;
}

static void check_example(struct library *library, const struct rule *rule, enum example_kind kind,
                          const struct rule_example *example)
{
    static const enum outcome wanted[EXAMPLE_KIND_COUNT] = {
        [EXAMPLE_PASS] = OUTCOME_PASS,
        [EXAMPLE_FAIL] = OUTCOME_FAIL,
        [EXAMPLE_NOT_APPLICABLE] = OUTCOME_NOT_APPLICABLE,
    };
    static const char *const words[OUTCOME_COUNT] = { [OUTCOME_PASS] = "pass",
                                                      [OUTCOME_FAIL] = "fail",
                                                      [OUTCOME_NOT_APPLICABLE] = "not applicable",
                                                      [OUTCOME_NOT_CHECKED] = "not checked, needs " };
    const char *file = file_of(example);
    struct judging judging = { .example = example, .from = rule->severity };
    judging.row =
        arena_format(test_arena(), "%s:%u, %s", rule->full_name, (unsigned)example->place.line, file);
    judging.program = compile(library, rule->ruleset, example);
    if (!CHECK(judging.row, judging.program != NULL))
        return;
    judging.rule = find_rule(judging.program, rule->full_name);
    if (!judge(&judging))
        return;
    CHECK_SAYING(judging.row, judging.outcome == wanted[kind], "ends as %s%s, want %s",
                 words[judging.outcome], judging.needs ? judging.needs : "", words[wanted[kind]]);
    for (size_t i = 0; kind == EXAMPLE_FAIL && i < judging.others.count; i++)
        CHECK_SAYING(judging.row, is_excused(rule, file, judging.others.items[i]), "also fails %s",
                     judging.others.items[i]);
}

static void check_examples(struct library *library, const struct rule *rule)
{
    for (int kind = 0; kind < EXAMPLE_KIND_COUNT; kind++)
        for (size_t i = 0; i < rule->examples[kind].count; i++)
            check_example(library, rule, (enum example_kind)kind, &rule->examples[kind].items[i]);
}

static void test_examples(void)
{
    each_rule(check_examples);
}

static void check_wholeness(struct library *library, const struct rule *rule)
{
    (void)library;
    CHECK_SAYING(rule->full_name, rule->examples[EXAMPLE_PASS].count > 0, "no example passes it");
    CHECK_SAYING(rule->full_name, rule->examples[EXAMPLE_FAIL].count > 0, "no example fails it");
    CHECK_SAYING(rule->full_name, !rule->when || rule->examples[EXAMPLE_NOT_APPLICABLE].count > 0,
                 "it has 'when', and there is no example to which it does not apply");
    CHECK_SAYING(rule->full_name, rule->fix && *rule->fix, "it says no fix");
    for (size_t i = 0; i < rule->see_count; i++)
        CHECK_SAYING(rule->full_name, strncmp(rule->see[i], "https://", 8) == 0, "no address: %s",
                     rule->see[i]);
}

static void test_wholeness(void)
{
    each_rule(check_wholeness);
}

/* -- profiles ------------------------------------------------------------------------------------------------------- */

/* For each profile, the first passing example of a rule: it has no error, no warning, and nothing is left unchecked. */
static void test_good(void)
{
    static const struct {
        const char *profile, *set, *rule;
    } rows[] = {
        { "vpn-server", "vpn-server", "vpn-server/server-auth-missing" },
        { "device-tunnel", "device-tunnel", "device-tunnel/client-auth-missing" },
        { "user-tunnel", "user-tunnel", "user-tunnel/client-auth-missing" },
        { "nps-server", "nps-server", "nps-server/server-auth-missing" },
        { "authority", "authority", "authority/not-a-ca" },
        { "path-only", "certificate-revocation", "certificate-revocation/revoked" },
        { "crl", "crl", "crl/expired" },
        { "rras", "rras", "rras/root-to-accept-unset" },
        { "host", "host", "host/ike-cve-2022-21849" },
    };
    struct library *library = shipped();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct program *set = library_compile(library, rows[i].set, NULL, 0, NULL, 0);
        const struct rule *rule = set ? find_rule(set, rows[i].rule) : NULL;
        if (!CHECK(rows[i].profile, rule != NULL))
            continue;
        struct judging judging = { .row = rows[i].profile, .from = SEVERITY_WARNING };
        judging.example = &rule->examples[EXAMPLE_PASS].items[0];
        judging.program = compile(library, rows[i].profile, judging.example);
        if (!CHECK(rows[i].profile, judging.program != NULL))
            continue;
        judge(&judging);
        for (size_t j = 0; j < judging.others.count; j++)
            CHECK_SAYING(rows[i].profile, false, "%s", judging.others.items[j]);
        CHECK_INT(rows[i].profile, judging.unchecked, 0);
    }
}

/* `predicts` of a set counts for the rules that it includes, where they predict a code. */
static void test_codes(void)
{
    static const struct {
        const char *profile, *rule;
        unsigned peer, holder;
    } rows[] = {
        { "vpn-server", "certificate-validity/expired", 13801, 13806 },
        { "user-tunnel", "certificate-validity/expired", 0, 853 },
        { "nps-server", "certificate-validity/expired", 853, 0 },
        { "user-tunnel", "certificate-revocation/revoked", 0, 853 },
        { "user-tunnel", "certificate-keys/signature-sha1", 0, 0 },
        { "user-tunnel", "user-tunnel/client-auth-missing", 0, 798 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *row = arena_format(test_arena(), "%s in %s", rows[i].rule, rows[i].profile);
        const struct program *program = library_compile(shipped(), rows[i].profile, NULL, 0, NULL, 0);
        const struct rule *rule = program ? find_rule(program, rows[i].rule) : NULL;
        if (!CHECK(row, rule != NULL))
            continue;
        CHECK_INT(row, rule->peer_code, rows[i].peer);
        CHECK_INT(row, rule->holder_code, rows[i].holder);
    }
}

CU_TestInfo rules_tests[] = {
    { "every example does what its rule says", test_examples },
    { "every rule is whole", test_wholeness },
    { "a good object for each profile", test_good },
    { "the codes of a profile", test_codes },
    CU_TEST_INFO_NULL,
};
