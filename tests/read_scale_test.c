/* Hostile files whose reading must cost what they are long: each of these once took the square of it. */
#include <stdio.h>
#include <time.h>

#include "read/read.h"
#include "tests/check.h"

enum { OCTETS = 4 << 20, SECONDS = 10 /* of a slow machine, with sanitizers; the square took minutes */ };

static void take_object(void *context, const struct object *object)
{
    (void)object;
    ++*(size_t *)context;
}

static void take_failure(void *context, const struct read_failure *failure)
{
    (void)failure;
    ++*(size_t *)context;
}

/* The head, and behind it the same again and again. */
static const char *write_file(const char *head, const char *again)
{
    const char *path = scratch_path("hostile");
    FILE *file = fopen(path, "wb");
    if (!CHECK(path, file != NULL))
        return path;
    fputs(head, file);
    for (size_t length = 0; length < OCTETS; length += strlen(again))
        fputs(again, file);
    fclose(file);
    return path;
}

static void test_hostile(void)
{
    static const struct {
        const char *name, *head, *again;
    } rows[] = {
        { "a comment of hyphens",
          "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">", "<!--" },
        { "a value of an INF that goes on",
          "[NewRequest]\nSubject=\"CN=a\"\n[Extensions]\n2.5.29.17=\"{text}\"\n", "_continue_=\"dns=a&\"\n" },
        { "a subject of an INF without end", "[NewRequest]\nSubject=\"", "CN=a," },
        { "strings of an INF that are not there", "[NewRequest]\nSubject=\"CN=a\"\nx=\"", "%a" },
        { "values of an INF that go on", "[NewRequest]\nSubject=\"CN=a\"\n[Extensions]\n",
          "2.5.29.17=\"{text}\"\n_continue_=\"dns=a&\"\n" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t heard = 0;
        struct read_sink sink = { .context = &heard, .object = take_object, .failure = take_failure };
        const char *path = write_file(rows[i].head, rows[i].again);
        clock_t begin = clock();
        struct reader *reader = reader_new(&(struct read_options){ 0 });
        reader_read(reader, path, &sink);
        reader_free(reader);
        double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
        CHECK_SAYING(rows[i].name, seconds < SECONDS, "took %.1f s", seconds);
        CHECK(rows[i].name, heard > 0);
        remove(path);
    }
}

/* A string of a megabyte, filled in a hundred times: where it is too much, that is said, and the rest is read. */
static void take_words(void *context, const struct read_failure *failure)
{
    *(bool *)context |= strstr(failure->error, "[Strings] would fill in more than 16 MiB") != NULL;
}

static void take_nothing(void *context, const struct object *object)
{
    (void)context;
    CHECK_INT("strings", object->kind, OBJECT_REQUEST);
}

static void test_strings(void)
{
    enum { STRING = 1 << 20, TIMES = 100 };
    const char *path = scratch_path("strings");
    FILE *file = fopen(path, "wb");
    bool is_said = false;
    struct read_sink sink = { .context = &is_said, .object = take_nothing, .failure = take_words };
    if (!CHECK("strings", file != NULL))
        return;
    fputs("[NewRequest]\nSubject=\"CN=a\"\n", file);
    for (size_t i = 0; i < TIMES; i++)
        fprintf(file, "k%zu=%%a%%\n", i);
    fprintf(file, "[Strings]\na=\"%0*d\"\n", STRING, 0);
    fclose(file);
    struct reader *reader = reader_new(&(struct read_options){ 0 });
    reader_read(reader, path, &sink);
    reader_free(reader);
    CHECK("strings", is_said);
    remove(path);
}

CU_TestInfo read_scale_tests[] = {
    { "strings that multiply", test_strings },
    { "hostile files", test_hostile },
    CU_TEST_INFO_NULL,
};
