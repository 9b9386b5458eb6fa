/* NIST's PKITS (../shared/pkits): 249 paths with the verdict that the NIST document gives. Each folder is one row.
 *
 * A path is accepted when it is trusted and every certificate but the root is known not to be revoked. False accepts are
 * what this test is for: one of them fails it. The scores are printed apart for the core (127) and the extended ones. */
#include <stdio.h>

#include <jansson.h>

#include "read/read.h"
#include "tests/check.h"
#include "tests/cli.h"
#include "trust/trust.h"
#include "util/clock.h"
#include "util/platform.h"
#include "util/texts.h"

struct expectation {
    char *id;
    bool valid, core;
    int64_t at;
    struct trust_policies policies;
};

static struct span text_of(json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return span_of_text(text ? text : "");
}

static void load_policies(json_t *policy, struct trust_policies *out)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(policy, "initial_policy_set"), i, item)
    {
        struct span *oid = VEC_ADD(test_arena(), &out->acceptable);
        CHECK("initial policy set", oid_parse(test_arena(), span_of_text(json_string_value(item)), oid));
    }
    out->require_explicit = json_is_true(json_object_get(policy, "explicit_policy"));
    out->inhibit_mapping = json_is_true(json_object_get(policy, "inhibit_map"));
    out->inhibit_any = json_is_true(json_object_get(policy, "inhibit_any"));
}

static bool load_expectation(const char *path, struct expectation *out)
{
    struct span bytes = test_file(path);
    json_t *root = json_loadb((const char *)bytes.data, bytes.length, 0, NULL);
    if (!CHECK(path, root))
        return false;
    *out = (struct expectation){ .id = arena_text_of_span(test_arena(), text_of(root, "id")),
                                 .valid = json_is_true(json_object_get(root, "valid")),
                                 .core = span_equal_text(text_of(root, "scope"), "core") };
    load_policies(json_object_get(root, "policy"), &out->policies);
    bool timed = clock_parse(text_of(root, "time"), &out->at);
    json_decref(root);
    return CHECK(path, timed);
}

/* --- reading into a store --- */

struct intake {
    struct trust *trust;
    void (*add)(struct trust *trust, const struct object *object);
    const struct object *last;
};

static void take(void *context, const struct object *object)
{
    struct intake *intake = context;
    intake->last = object;
    if (intake->add)
        intake->add(intake->trust, object);
}

static void fail(void *context, const struct read_failure *failure)
{
    (void)context;
    CHECK_SAYING(failure->path, false, "%s", failure->error);
}

static const struct object *take_file(struct reader *reader, struct intake intake, const char *folder,
                                      const char *name)
{
    const char *path = arena_format(test_arena(), "%s/%s", folder, name);
    struct read_sink sink = { .context = &intake, .object = take, .failure = fail };
    if (platform_status(path, test_arena()).kind == PLATFORM_FILE && test_file(path).length)
        reader_read(reader, path, &sink);
    return intake.last;
}

/* --- the verdict --- */

static const char *describe(const struct path *path)
{
    const char *text =
        arena_format(test_arena(), "path %s, revocation %s: %s", path_status_name(path->status),
                     revocation_status_name(path_revocation(path)), path->explanation);
    for (size_t i = 0; i < path->count; i++)
        if (path->elements[i].revocation && path->elements[i].revocation->status != REVOCATION_GOOD)
            text = arena_format(test_arena(), "%s | %s", text, path->elements[i].revocation->explanation);
    return text;
}

static bool judge_folder(const char *folder, const struct expectation *expectation, const char **said)
{
    struct reader *reader = reader_new(&(struct read_options){ .keep = true });
    struct trust *trust = trust_new();
    take_file(reader, (struct intake){ trust, trust_add_root, NULL }, folder, "roots.pem");
    take_file(reader, (struct intake){ trust, trust_add_intermediate, NULL }, folder, "intermediates.pem");
    take_file(reader, (struct intake){ trust, trust_add_crl, NULL }, folder, "crls.pem");
    const struct object *leaf = take_file(reader, (struct intake){ trust, NULL, NULL }, folder, "leaf.pem");
    trust_set_policies(trust, &expectation->policies);
    trust_ready(trust);
    bool accepted = false;
    if (CHECK(expectation->id, leaf && leaf->cert)) {
        const struct path *path = trust_judge(trust, leaf->cert, leaf, expectation->at, test_arena());
        accepted = path->status == PATH_TRUSTED && path_revocation(path) == REVOCATION_GOOD;
        *said = describe(path);
    }
    trust_free(trust);
    reader_free(reader);
    return accepted;
}

struct score {
    size_t right, wrong, false_accepts, false_rejects;
};

static void print_score(const char *scope, const struct score *score)
{
    printf("\n    PKITS %s: %zu passed, %zu failed (%zu false accepts, %zu false rejects)", scope,
           score->right, score->wrong, score->false_accepts, score->false_rejects);
}

static void test_pkits(void)
{
    const char *root = shared_path("pkits");
    const char **names, *error;
    size_t count;
    if (!root)
        return;
    if (!CHECK("pkits", platform_list(root, &names, &count, &error, test_arena())))
        return;
    struct score core = { 0 }, extended = { 0 };
    for (size_t i = 0; i < count; i++) {
        const char *folder = arena_format(test_arena(), "%s/%s", root, names[i]);
        const char *path = arena_format(test_arena(), "%s/expect.json", folder), *said = "";
        struct expectation expectation;
        if (platform_status(path, test_arena()).kind != PLATFORM_FILE ||
            !load_expectation(path, &expectation))
            continue;
        bool accepted = judge_folder(folder, &expectation, &said);
        struct score *score = expectation.core ? &core : &extended;
        bool right = accepted == expectation.valid;
        score->right += right;
        score->wrong += !right;
        score->false_accepts += !right && accepted;
        score->false_rejects += !right && !accepted;
        CHECK_SAYING(expectation.id, right, "%s, but NIST %s: %s", accepted ? "accepted" : "rejected",
                     expectation.valid ? "accepts" : "rejects", said);
    }
    print_score("core", &core);
    print_score("extended", &extended);
    CHECK_INT("core", core.right, 127);
    CHECK_INT("extended", extended.right, 122);
}

/* --- the same from the command line --- */

/* `ikelint lint` with the initial policies of 6.1.1 as options. */
static bool lint_accepts(const char *folder, const struct expectation *expectation)
{
    char at[CLOCK_TEXT];
    struct texts arguments = { 0 };
    static const struct {
        const char *option, *file;
    } given[] = { { "--root", "roots.pem" },
                  { "--intermediate", "intermediates.pem" },
                  { "--crl", "crls.pem" } };
    clock_print(expectation->at, at);
    const char *const first[] = { "lint",     "--no-config", "--profile", "path-only",
                                  "--format", "json",        "--at",      at };
    for (size_t i = 0; i < COUNT_OF(first); i++)
        *VEC_ADD(test_arena(), &arguments) = first[i];
    for (size_t i = 0; i < COUNT_OF(given); i++) {
        const char *path = arena_format(test_arena(), "%s/%s", folder, given[i].file);
        if (platform_status(path, test_arena()).kind != PLATFORM_FILE || !test_file(path).length)
            continue;
        *VEC_ADD(test_arena(), &arguments) = given[i].option;
        *VEC_ADD(test_arena(), &arguments) = path;
    }
    const struct trust_policies *policies = &expectation->policies;
    for (size_t i = 0; i < policies->acceptable.count; i++)
        *VEC_ADD(test_arena(), &arguments) = arena_format(
            test_arena(), "--policy=%s", oid_dotted(test_arena(), policies->acceptable.items[i]));
    if (policies->require_explicit)
        *VEC_ADD(test_arena(), &arguments) = "--require-explicit-policy";
    if (policies->inhibit_mapping)
        *VEC_ADD(test_arena(), &arguments) = "--inhibit-policy-mapping";
    if (policies->inhibit_any)
        *VEC_ADD(test_arena(), &arguments) = "--inhibit-any-policy";
    *VEC_ADD(test_arena(), &arguments) = arena_format(test_arena(), "%s/leaf.pem", folder);
    *VEC_ADD(test_arena(), &arguments) = NULL;
    struct cli_result got = cli_result_of(arguments.items);
    json_t *report = json_loads(got.out, 0, NULL);
    json_t *trust = json_object_get(json_array_get(json_object_get(report, "objects"), 0), "trust");
    CHECK_SAYING(expectation->id, trust != NULL, "%s%s", got.out, got.err);
    bool accepted = span_equal_text(text_of(trust, "path"), "trusted") &&
                    span_equal_text(text_of(trust, "revocation"), "good");
    json_decref(report);
    return accepted;
}

/* Each of them, once as it stands there and once without its policies: in some, these change the verdict. */
static void test_command_line(void)
{
    const char *root = shared_path("pkits");
    const char **names, *error;
    size_t count, right = 0, changed = 0;
    if (!root || !CHECK("pkits", platform_list(root, &names, &count, &error, test_arena())))
        return;
    for (size_t i = 0; i < count; i++) {
        const char *folder = arena_format(test_arena(), "%s/%s", root, names[i]);
        const char *path = arena_format(test_arena(), "%s/expect.json", folder);
        struct expectation expectation;
        if (platform_status(path, test_arena()).kind != PLATFORM_FILE ||
            !load_expectation(path, &expectation))
            continue;
        const struct trust_policies *policies = &expectation.policies;
        if (!policies->acceptable.count && !policies->require_explicit && !policies->inhibit_mapping &&
            !policies->inhibit_any)
            continue;
        bool accepted = lint_accepts(folder, &expectation);
        right += accepted == expectation.valid;
        CHECK_INT(expectation.id, accepted, expectation.valid);
        expectation.policies = (struct trust_policies){ 0 };
        changed += lint_accepts(folder, &expectation) != accepted;
    }
    printf("\n    PKITS with initial policies, by command line: %zu right, %zu of them only because of the "
           "options",
           right, changed);
    CHECK_INT("with initial policies", right, 35);
    CHECK_INT("changed by them", changed, 13);
}

CU_TestInfo pkits_tests[] = {
    { "initial policies, from the command line", test_command_line },
    { "the paths of PKITS", test_pkits },
    CU_TEST_INFO_NULL,
};
