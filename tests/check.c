/* The checks behind check.h, and where the tests' files are. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tests/check.h"
#include "util/buf.h"
#include "util/platform.h"
#include "util/text.h"

/* The row that is being checked: a row ends when another name, or another test, comes. */
static struct {
    CU_pTest test;
    char name[200];
    bool open, failed;
} now;

static struct check_counts counts;
static struct arena *arena;

struct arena *test_arena(void)
{
    if (!arena)
        arena = arena_new();
    return arena;
}

static void close_row(void)
{
    if (now.open && now.failed)
        counts.failed++;
    else if (now.open)
        counts.passed++;
    now.open = false;
}

struct check_counts check_counts(void)
{
    close_row();
    return counts;
}

void check_end(void)
{
    arena_free(arena);
    arena = NULL;
}

static void open_row(const char *row)
{
    CU_pTest test = CU_get_current_test();
    char name[sizeof now.name];
    snprintf(name, sizeof name, "%s", row);
    if (now.open && now.test == test && strcmp(now.name, name) == 0)
        return;
    close_row();
    memcpy(now.name, name, sizeof name);
    now.test = test;
    now.open = true;
    now.failed = false;
}

static bool record(const char *file, int line, const char *row, bool holds, const char *text)
{
    open_row(row);
    if (!holds) {
        now.failed = true;
        counts.failed_checks++;
    }
    const char *slash = strrchr(file, '/');
    char *whole = holds ? NULL : arena_format(test_arena(), "[%s] %s", row, text);
    CU_assertImplementation(holds, (unsigned)line, holds ? "" : whole, slash ? slash + 1 : file, "",
                            CU_FALSE);
    return holds;
}

bool check_condition(const char *file, int line, const char *row, bool holds, const char *condition)
{
    return record(file, line, row, holds, condition);
}

bool check_saying(const char *file, int line, const char *row, bool holds, const char *format, ...)
{
    if (holds)
        return record(file, line, row, true, "");
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_vformat(test_arena(), format, arguments);
    va_end(arguments);
    return record(file, line, row, false, text);
}

bool check_int(const char *file, int line, const char *row, intmax_t got, intmax_t want)
{
    if (got == want)
        return record(file, line, row, true, "");
    char *text = arena_format(test_arena(), "got %" PRIdMAX ", want %" PRIdMAX, got, want);
    return record(file, line, row, false, text);
}

/* "text", or 0a0bff for octets that are no text, or NULL. */
static const char *shown(struct span value, bool is_null)
{
    if (is_null)
        return "NULL";
    if (value.length && !text_is_utf8(value))
        return text_hex(test_arena(), value);
    return arena_format(test_arena(), "\"%s\"", value.length ? text_escaped(test_arena(), value) : "");
}

bool check_text(const char *file, int line, const char *row, const char *got, const char *want)
{
    if (got && want ? strcmp(got, want) == 0 : got == want)
        return record(file, line, row, true, "");
    char *text = arena_format(test_arena(), "got %s, want %s", shown(span_of_text(got), !got),
                              shown(span_of_text(want), !want));
    return record(file, line, row, false, text);
}

bool check_span(const char *file, int line, const char *row, struct span got, struct span want)
{
    if (span_equal(got, want))
        return record(file, line, row, true, "");
    char *text = arena_format(test_arena(), "got %s, want %s", shown(got, false), shown(want, false));
    return record(file, line, row, false, text);
}

void check_skip(const char *row, const char *reason)
{
    close_row();
    counts.skipped++;
    printf("skipped: [%s] %s\n", row, reason);
}

static const char *environment(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value && *value ? value : otherwise;
}

const char *test_path(const char *name)
{
    return arena_format(test_arena(), "%s/%s", environment("top_srcdir", TOP_SRCDIR), name);
}

const char *shared_path(const char *name)
{
    const char *folder = environment("IKELINT_SHARED", test_path("../shared"));
    const char *path = arena_format(test_arena(), "%s/%s", folder, name);
    if (platform_status(path, test_arena()).kind != PLATFORM_MISSING)
        return path;
    check_skip(name, arena_format(test_arena(), "%s is not there", path));
    return NULL;
}

const char *scratch_path(const char *name)
{
    const char *top = environment("top_builddir", ".");
    const char *folder = arena_format(test_arena(), "%s/tests", top);
    mkdir(folder, 0777);
    folder = arena_format(test_arena(), "%s/scratch", folder);
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        CU_FAIL("the folder for scratch files cannot be made");
    const char *path = arena_format(test_arena(), "%s/%s", folder, name);
    remove(path);
    return path;
}

struct span test_file(const char *path)
{
    struct span bytes = { 0 };
    const char *error = "";
    bool read = platform_read(path, UINT32_MAX, &bytes, &error, test_arena());
    check_saying(__FILE__, __LINE__, path, read, "cannot be read: %s", error);
    return bytes;
}
