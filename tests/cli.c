/* cli_run over streams that are files without a name. */
#include "tests/cli.h"

#include "cmd/cli.h"
#include "util/buf.h"

enum { ARGUMENTS_MAX = 64 };

static const char *content(FILE *stream, size_t *length)
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

struct cli_result cli_result_of(const char *const *arguments)
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
    struct cli_result result = { .code = cli_run(argc, argv, in, out, err) };
    size_t err_length;
    result.out = content(out, &result.out_length);
    result.err = content(err, &err_length);
    fclose(in);
    return result;
}
