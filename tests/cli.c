/* cli_run over streams that are files without a name. */
#include "tests/cli.h"

#include <stdlib.h>
#include <unistd.h>

#include "cmd/cli.h"
#include "util/buf.h"

enum { ARGUMENTS_MAX = 64 };

static const char *all_of(FILE *stream, size_t *length)
{
    struct buf all = { 0 };
    char part[4096];
    size_t got;
    rewind(stream);
    while ((got = fread(part, 1, sizeof part, stream)) > 0)
        buf_add(&all, (struct span){ (const uint8_t *)part, got });
    *length = all.length;
    const char *text = arena_text_of_span(test_arena(), buf_span(&all));
    buf_free(&all);
    fclose(stream);
    return text;
}

/* The folder that the tests run in. */
static const char *here(void)
{
    static char folder[4096];
    if (!*folder && !getcwd(folder, sizeof folder))
        CU_FAIL("the working folder has no name");
    return folder;
}

static void enter(const char *folder)
{
    if (chdir(folder) != 0)
        CU_FAIL("a folder cannot be entered");
}

const char *cli_scratch(const char *name)
{
    const char *path = scratch_path(name);
    return path[0] == '/' ? path : arena_format(test_arena(), "%s/%s", here(), path);
}

bool cli_write(const char *path, struct span bytes)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return false;
    bool written = fwrite(bytes.data ? (const char *)bytes.data : "", 1, bytes.length, file) == bytes.length;
    return fclose(file) == 0 && written;
}

const char *cli_file(const char *name, const char *content)
{
    const char *path = cli_scratch(name);
    CHECK(name, cli_write(path, span_of_text(content)));
    return path;
}

static const char *line_at(const char *text)
{
    return arena_text_of_span(test_arena(), (struct span){ (const uint8_t *)text, strcspn(text, "\n") });
}

bool cli_check_lines(const char *file, int line, const char *row, const char *got, const char *want)
{
    const char *got_line = got, *want_line = want;
    int number = 1;
    for (; *got && *got == *want; got++, want++) {
        if (*got != '\n')
            continue;
        got_line = got + 1;
        want_line = want + 1;
        number++;
    }
    if (*got == *want)
        return check_condition(file, line, row, true, "");
    return check_saying(file, line, row, false,
                        "line %d is \"%s\", want \"%s\" (meant so? make check UPDATE=1)", number,
                        line_at(got_line), line_at(want_line));
}

bool cli_is_update(void)
{
    const char *update = getenv("UPDATE");
    return update && strcmp(update, "1") == 0;
}

struct cli_result cli_result_of(const char *const *arguments)
{
    return cli_result_in(test_path("."), arguments);
}

struct cli_result cli_result_in(const char *folder, const char *const *arguments)
{
    char *argv[ARGUMENTS_MAX + 2] = { arena_text(test_arena(), "ikelint") };
    int argc = 1;
    while (arguments[argc - 1] && argc <= ARGUMENTS_MAX) {
        argv[argc] = arena_text(test_arena(), arguments[argc - 1]);
        argc++;
    }
    FILE *in = tmpfile(), *out = tmpfile(), *err = tmpfile();
    if (!in || !out || !err) {
        CU_FAIL("no temporary file can be made");
        return (struct cli_result){ .code = -1, .out = "", .err = "" };
    }
    const char *build = here();
    enter(folder);
    struct cli_result result = { .code = cli_run(argc, argv, in, out, err) };
    enter(build);
    size_t err_length;
    result.out = all_of(out, &result.out_length);
    result.err = all_of(err, &err_length);
    fclose(in);
    return result;
}
