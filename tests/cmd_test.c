/* cmd: the command line, through the program's front door. */
#include "tests/cli.h"

static void test_frame(void)
{
    static const struct {
        const char *name;
        const char *arguments[4];
        int code;
        const char *out, *err; /* how they begin */
    } rows[] = {
        { "no argument", { NULL }, 2, "", "usage: ikelint COMMAND" },
        { "help", { "--help" }, 0, "usage: ikelint COMMAND", "" },
        { "short help", { "-h" }, 0, "usage: ikelint COMMAND", "" },
        { "version", { "--version" }, 0, "ikelint ", "" },
        { "near a command", { "lnit" }, 2, "", "ikelint: unknown command 'lnit', did you mean 'lint'?\n" },
        { "no command", { "qqqqqqqq" }, 2, "", "ikelint: unknown command 'qqqqqqqq'\n" },
        { "no such option", { "--frobnicate" }, 2, "", "ikelint: unknown option '--frobnicate'\n" },
        { "escapes", { "\033[31m" }, 2, "", "ikelint: unknown command '\\x1B[31m'\n" },
        { "help of a command", { "lint", "--help" }, 0, "usage: ikelint lint [OPTION]… PATH…\n", "" },
        { "help beats what is missing", { "lint", "-h" }, 0, "usage: ikelint lint", "" },
        { "nothing to lint", { "lint" }, 2, "", "ikelint lint: no file" },
        { "near an option",
          { "lint", "--verbos" },
          2,
          "",
          "ikelint lint: unknown option '--verbos', did you mean '--verbose'?\n'ikelint lint --help' says "
          "more\n" },
        { "value for a switch",
          { "lint", "--verbose=1" },
          2,
          "",
          "ikelint lint: --verbose takes no value\n" },
        { "choice",
          { "lint", "--color=purple" },
          2,
          "",
          "ikelint lint: --color: 'purple' is not one of auto, always, never\n" },
        { "near a choice",
          { "lint", "--color", "nevr" },
          2,
          "",
          "ikelint lint: --color: 'nevr' is not one of auto, always, never; did you mean 'never'?\n" },
        { "value missing", { "lint", "--color" }, 2, "", "ikelint lint: --color needs auto|always|never" },
        { "letters do not cluster", { "lint", "-vv" }, 2, "", "ikelint lint: unknown option '-vv'\n" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cli_result got = cli_result_of(rows[i].arguments);
        CHECK_INT(rows[i].name, got.code, rows[i].code);
        CHECK_SAYING(rows[i].name, strncmp(got.out, rows[i].out, strlen(rows[i].out)) == 0, "out is %s",
                     got.out);
        CHECK_SAYING(rows[i].name, strncmp(got.err, rows[i].err, strlen(rows[i].err)) == 0, "err is %s",
                     got.err);
        CHECK(rows[i].name, *rows[i].out || !*got.out);
        CHECK(rows[i].name, *rows[i].err || !*got.err);
    }
}

CU_TestInfo cmd_tests[] = {
    { "frame", test_frame },
    CU_TEST_INFO_NULL,
};
