/* hostile: testdata/hostile through the program: each file ends as LIST.tsv says, each file is listed, nothing of it
 * reaches the terminal raw; and testdata/forms, which must be read without a word of complaint. */
#include <string.h>

#include "read/read.h"
#include "tests/check.h"
#include "tests/cli.h"
#include "util/platform.h"

#define HOSTILE "testdata/hostile"

struct ending {
    size_t objects, failures, flaws;
    const char *first; /* complaint */
};

static void take(void *context, const struct object *object)
{
    struct ending *ending = context;
    const struct flaws *flaws = object_flaws(object);
    ending->objects++;
    ending->flaws += flaws->count;
    if (flaws->count && !ending->first)
        ending->first = arena_text(test_arena(), flaws->items[0].text);
}

static void complain(void *context, const struct read_failure *failure)
{
    struct ending *ending = context;
    ending->failures++;
    if (!ending->first)
        ending->first = arena_text(test_arena(), failure->error);
}

static struct ending read_file(const char *path)
{
    struct ending ending = { 0 };
    struct read_options options = { 0 };
    struct read_sink sink = { &ending, take, complain, NULL, NULL };
    struct reader *reader = reader_new(&options);
    reader_read(reader, path, &sink);
    reader_free(reader);
    return ending;
}

/* -- the list ------------------------------------------------------------------------------------------------------- */

struct row {
    const char *file, *end;
};
struct row_list {
    struct row *items;
    size_t count, capacity;
};

/* "file TAB end TAB sentence"; a line that begins with # is none. */
static struct row_list read_list(void)
{
    struct row_list rows = { 0 };
    struct span text = test_file(test_path(HOSTILE "/LIST.tsv"));
    const char *at = arena_text_of_span(test_arena(), text);
    for (size_t length = strcspn(at, "\n"); *at;
         at += length + (at[length] == '\n'), length = strcspn(at, "\n")) {
        size_t file = strcspn(at, "\t"), end = strcspn(at + file + 1, "\t");
        if (*at == '#')
            continue;
        *VEC_ADD(test_arena(), &rows) =
            (struct row){ arena_format(test_arena(), "%.*s", (int)file, at),
                          arena_format(test_arena(), "%.*s", (int)end, at + file + 1) };
    }
    return rows;
}

static void test_ends(void)
{
    struct row_list rows = read_list();
    CHECK("LIST.tsv", rows.count > 100);
    for (size_t i = 0; i < rows.count; i++) {
        const char *path = arena_format(test_arena(), "%s/%s", test_path(HOSTILE), rows.items[i].file);
        struct ending ending = read_file(path);
        const char *end = ending.failures ? "unreadable" : ending.flaws ? "flaw" : "read";
        CHECK_SAYING(rows.items[i].file, strcmp(end, rows.items[i].end) == 0, "ends as %s, want %s: %s", end,
                     rows.items[i].end, ending.first ? ending.first : "nothing is said");
        CHECK(rows.items[i].file, ending.objects > 0 || ending.failures > 0);
    }
}

static bool is_listed(const struct row_list *rows, const char *path)
{
    const char *name = strrchr(path, '/') + 1;
    for (size_t i = 0; i < rows->count; i++)
        if (strcmp(rows->items[i].file, name) == 0)
            return true;
    return strcmp(name, "LIST.tsv") == 0;
}

static void test_list(void)
{
    struct row_list rows = read_list();
    struct path_list files = { 0 };
    struct ending ending = { 0 };
    struct read_sink sink = { &ending, take, complain, NULL, NULL };
    const char *folder = test_path(HOSTILE);
    paths_expand(test_arena(), &folder, 1, &files, &sink);
    for (size_t i = 0; i < files.count; i++)
        CHECK_SAYING(files.items[i], is_listed(&rows, files.items[i]), "is not in LIST.tsv");
    CHECK_INT("all files are there", files.count, rows.count + 1);
}

/* -- the program ---------------------------------------------------------------------------------------------------- */

/* A flaw is a finding of its own, whatever the profile. */
static void test_findings(void)
{
    struct row_list rows = read_list();
    for (size_t i = 0; i < rows.count; i++) {
        if (strcmp(rows.items[i].end, "flaw") != 0)
            continue;
        const char *path = arena_format(test_arena(), "%s/%s", test_path(HOSTILE), rows.items[i].file);
        struct cli_result result = CLI("lint", "--at", "2026-06-01T00:00:00Z", "--fail-on", "notice", path);
        CHECK_SAYING(rows.items[i].file, result.code == 1, "exit code %d, want 1:\n%s%s", result.code,
                     result.out, result.err);
    }
}

/* No octet that a terminal would obey, and none that would forge a line. */
static void check_printable(const char *row, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char octet = (unsigned char)text[i];
        if ((octet < 0x20 && octet != '\n') || octet == 0x7f) {
            CHECK_SAYING(row, false, "octet %02x at %zu", octet, i);
            return;
        }
    }
    struct span all = { (const uint8_t *)text, length }, turn = span_of_text("\xe2\x80\xae");
    bool turns = false;
    for (size_t i = 0; i + turn.length <= all.length && !turns; i++)
        turns = memcmp(all.data + i, turn.data, turn.length) == 0;
    CHECK_SAYING(row, !turns, "U+202E, which turns text around, is printed");
}

static void test_printable(void)
{
    static const struct {
        const char *name, *format;
    } rows[] = { { "text", "text" }, { "JSON", "json" } };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cli_result result = CLI("lint", "--at", "2026-06-01T00:00:00Z", "--format", rows[i].format,
                                       "--server-name", "vpn.contoso.com", test_path(HOSTILE));
        CHECK_INT(rows[i].name, result.code, 3);
        check_printable(rows[i].name, result.out, result.out_length);
        check_printable(rows[i].name, result.err, strlen(result.err));
        CHECK(rows[i].name, !strstr(result.out, "\nok: nothing to report"));
    }
}

/* -- forms ---------------------------------------------------------------------------------------------------------- */

static void test_forms(void)
{
    struct path_list files = { 0 };
    struct ending none = { 0 };
    struct read_sink sink = { &none, take, complain, NULL, NULL };
    const char *folder = test_path("testdata/forms");
    paths_expand(test_arena(), &folder, 1, &files, &sink);
    CHECK("testdata/forms", files.count > 15);
    for (size_t i = 0; i < files.count; i++) {
        struct ending ending = read_file(files.items[i]);
        CHECK(files.items[i], ending.objects > 0);
        CHECK_SAYING(files.items[i], !ending.failures && !ending.flaws, "%s", ending.first);
    }
}

CU_TestInfo hostile_tests[] = {
    { "each file ends as LIST.tsv says", test_ends }, { "each file is listed", test_list },
    { "a flaw is a finding", test_findings },         { "nothing raw is printed", test_printable },
    { "good objects in all forms", test_forms },      CU_TEST_INFO_NULL,
};
