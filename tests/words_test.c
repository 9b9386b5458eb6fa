/* Every fact with a vocabulary has, on all test data, only words of it: facts/words.c says what the facts say. */
#include "facts/facts.h"
#include "facts/words.h"
#include "run/world.h"
#include "tests/check.h"

struct walk {
    struct trust *trust;
    size_t objects, words; /* seen */
};

static void check_element(struct walk *walk, const struct scene *scene, struct element *element)
{
    for (int i = 0; i < (int)facts_count(); i++) {
        const char *const *words = fact_words(i);
        const struct value *value = words ? fact_value(scene, element, i) : NULL;
        if (!value || value->state != VALUE_KNOWN)
            continue;
        bool is_list = value_type_is_list(value->type);
        for (size_t j = 0; j < (is_list ? value_count(value) : 1); j++) {
            struct span word = is_list ? value_item(value, j).span : value->span;
            walk->words++;
            if (!words_have(words, word))
                CHECK_SAYING(fact_at((size_t)i)->name, false, "\"%.*s\" is no word of it", (int)word.length,
                             (const char *)word.data);
        }
    }
}

static void take_object(void *context, const struct object *object)
{
    struct walk *walk = context;
    struct arena *arena = arena_new();
    const int64_t at = 1780272000;
    const struct path *path = NULL;
    struct crl_signer signer = { 0 };
    struct scene scene;
    if (object->kind == OBJECT_CERTIFICATE)
        path = trust_judge(walk->trust, object->cert, object, at, arena);
    if (object->kind == OBJECT_CRL)
        signer = trust_judge_crl(walk->trust, object->crl, arena);
    scene_build(arena, object, path, object->kind == OBJECT_CRL ? &signer : NULL, at, &scene);
    for (size_t i = 0; i < scene.element_count; i++)
        check_element(walk, &scene, &scene.elements[i]);
    for (size_t i = 0; i < scene.crl_count; i++)
        check_element(walk, &scene, &scene.crls[i]);
    walk->objects++;
    arena_free(arena);
}

static void ignore_failure(void *context, const struct read_failure *failure)
{
    (void)context;
    (void)failure;
}

static void test_words(void)
{
    const char *roots[] = { test_path("testdata/pki/roots") };
    const char *intermediates[] = { test_path("testdata/pki/intermediates"),
                                    test_path("testdata/pki/faulty") };
    const char *crls[] = { test_path("testdata/pki/crls"), test_path("testdata/pki/faulty-crls") };
    const struct world_paths paths = { .roots = { roots, 1, 1 },
                                       .intermediates = { intermediates, 2, 2 },
                                       .crls = { crls, 2, 2 } };
    struct world *world = world_load(&paths, NULL, ignore_failure);
    struct walk walk = { .trust = world_trust(world) };
    struct read_options options = { 0 };
    struct reader *reader = reader_new(&options);
    struct read_sink sink = { .context = &walk, .object = take_object, .failure = ignore_failure };
    const char *folder = test_path("testdata");
    struct path_list files = { 0 };
    paths_expand(test_arena(), &folder, 1, &files, &sink);
    for (size_t i = 0; i < files.count; i++)
        reader_read(reader, files.items[i], &sink);
    CHECK_SAYING("words", walk.objects > 300 && walk.words > 2000, "only %zu objects with %zu words",
                 walk.objects, walk.words);
    reader_free(reader);
    world_free(world);

    size_t rows = 0;
    for (int i = 0; i < (int)facts_count(); i++)
        rows += fact_words(i) != NULL;
    CHECK_INT("every row names a fact", rows, fact_words_count());
}

CU_TestInfo words_tests[] = {
    { "vocabularies", test_words },
    CU_TEST_INFO_NULL,
};
