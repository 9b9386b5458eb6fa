/* Runs the program inside the test: arguments in, what it printed and its exit code out. */
#ifndef IKELINT_TESTS_CLI_H
#define IKELINT_TESTS_CLI_H

#include "tests/check.h"

/* Paths of arguments begin in the source tree, as in the documents. */
struct cli_result {
    int code;
    const char *out, *err; /* test_arena */
    size_t out_length;     /* octets */
};

/* CLI("lint", "--at", time, path): ikelint with these arguments, NULL behind them. */
struct cli_result cli_result_of(const char *const *arguments);
/* The same in another folder. */
struct cli_result cli_result_in(const char *folder, const char *const *arguments);
#define CLI(...) cli_result_of((const char *const[]){ __VA_ARGS__, NULL })

/* scratch_path as an absolute one, for arguments. */
const char *cli_scratch(const char *name);

/* A text file to give as an argument. */
const char *cli_file(const char *name, const char *content);

/* Texts of many lines: what differs first is shown, not all. */
#define CLI_CHECK_LINES(row, got, want) cli_check_lines(__FILE__, __LINE__, (row), (got), (want))
bool cli_check_lines(const char *file, int line, const char *row, const char *got, const char *want);

/* Whether tests write what they would compare (make check UPDATE=1). */
bool cli_is_update(void);
bool cli_write(const char *path, struct span bytes);

#endif
