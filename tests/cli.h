/* Runs the program inside the test: arguments in, what it printed and its exit code out. */
#ifndef IKELINT_TESTS_CLI_H
#define IKELINT_TESTS_CLI_H

#include "tests/check.h"

struct cli_result {
    int code;
    const char *out, *err; /* test_arena */
    size_t out_length;     /* octets */
};

/* CLI("lint", "--at", time, path): ikelint with these arguments, NULL behind them. */
struct cli_result cli_result_of(const char *const *arguments);
#define CLI(...) cli_result_of((const char *const[]){ __VA_ARGS__, NULL })

#endif
