/* builds: the table of Windows builds of January 2022, what is said of a host, and what is wrong with a table. */
#include "facts/builds.h"
#include "tests/check.h"

static const char *answer_text(enum january_answer answer)
{
    return answer == JANUARY_YES ? "yes" : answer == JANUARY_NO ? "no" : "unknown";
}

/* -1: the host does not say. */
static void test_hosts(void)
{
    static const struct {
        const char *name;
        int64_t build, ubr;
        const char *updates[2];
        const char *vulnerable, *regressed;
    } rows[] = {
        { "Server 2022 before", 20348, 468, { 0 }, "yes", "no" },
        { "Server 2022, 11 January", 20348, 469, { 0 }, "no", "yes" },
        { "Server 2022, the last with the fault", 20348, 472, { 0 }, "no", "yes" },
        { "Server 2022 mended", 20348, 473, { 0 }, "no", "no" },
        { "10 20H2 before", 19042, 1465, { 0 }, "yes", "no" },
        { "10 21H1 with the fault", 19043, 1468, { 0 }, "no", "yes" },
        { "10 21H2 mended", 19044, 1469, { 0 }, "no", "no" },
        { "10 22H2 came later", 19045, -1, { 0 }, "no", "no" },
        { "11 before", 22000, 433, { 0 }, "yes", "no" },
        { "11 22H2 came later", 22621, -1, { 0 }, "no", "no" },
        { "11 24H2 came later", 26100, 1, { 0 }, "no", "no" },
        { "8.1 before", 9600, 20245, { 0 }, "yes", "no" },
        { "8.1, mended revision not known", 9600, 20246, { 0 }, "no", "unknown" },
        { "8.1 with the out-of-band update", 9600, -1, { "KB5010794" }, "no", "no" },
        { "no revision", 20348, -1, { 0 }, "unknown", "unknown" },
        { "no revision, an update of January", 20348, -1, { "KB5008882", "KB5009555" }, "no", "unknown" },
        { "no revision, the out-of-band update", 20348, -1, { "kb5010796" }, "no", "no" },
        { "no revision, an update of another build", 20348, -1, { "KB5010795" }, "unknown", "unknown" },
        { "a revision counts more than a list", 20348, 468, { "KB5010796" }, "yes", "no" },
        { "a build that nobody knows", 15063, 100, { 0 }, "unknown", "unknown" },
        { "an older one", 3790, -1, { 0 }, "unknown", "unknown" },
        { "no build", -1, -1, { 0 }, "unknown", "unknown" },
        { "no build, an update of January", -1, -1, { "KB5009543" }, "no", "unknown" },
        { "no build, an out-of-band update", -1, -1, { "KB5010793" }, "no", "no" },
        { "no build, a revision alone", -1, 9999, { 0 }, "unknown", "unknown" },
    };
    struct windows_builds builds;
    windows_builds_builtin(test_arena(), &builds);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct settings host;
        settings_begin(&host, OBJECT_HOST, (struct span){ 0 });
        if (rows[i].build >= 0)
            settings_set_integer(&host, HOST_BUILD, rows[i].build, 1);
        if (rows[i].ubr >= 0)
            settings_set_integer(&host, HOST_UBR, rows[i].ubr, 2);
        for (size_t j = 0; j < COUNT_OF(rows[i].updates) && rows[i].updates[j]; j++)
            settings_add_text(test_arena(), &host, HOST_HOTFIXES, span_of_text(rows[i].updates[j]), 3);
        struct january_2022 answer = january_2022(&builds, &host);
        CHECK_TEXT(rows[i].name, answer_text(answer.vulnerable), rows[i].vulnerable);
        CHECK_TEXT(rows[i].name, answer_text(answer.regressed), rows[i].regressed);
        bool unknown = answer.vulnerable == JANUARY_UNKNOWN || answer.regressed == JANUARY_UNKNOWN;
        CHECK(rows[i].name, unknown == (answer.needs != NULL));
    }
}

#define HEADER "build\tjanuary_ubr\tjanuary_updates\tmended_ubr\tmended_updates\tconfidence\twindows\n"

static void test_tables(void)
{
    static const struct {
        const char *name, *text;
        uint32_t line;
        const char *error; /* NULL: it loads */
    } rows[] = {
        { "whole", "# remark\n\n" HEADER "1\t2\tKB3\t4\tKB5,KB6\thigh\t10\n2\t0\t-\t-\t-\tinferred\tx", 0,
          NULL },
        { "nothing", "", 0, "no build in the table" },
        { "header alone", HEADER, 1, "no build in the table" },
        { "no header", "1\t2\tKB3\t4\tKB5\thigh\t10\n", 1, "column 1 is called '1', wanted 'build'" },
        { "another column", "build\tubr\tc\td\te\tf\tg\n", 1,
          "column 2 is called 'ubr', wanted 'january_ubr'" },
        { "a cell too few", HEADER "1\t2\tKB3\t4\tKB5\thigh\n", 2,
          "windows is missing: wanted 7 cells between tabs" },
        { "a cell too many", HEADER "1\t2\tKB3\t4\tKB5\thigh\t10\tx\n", 2, "more than 7 cells between tabs" },
        { "an empty cell", HEADER "1\t\tKB3\t4\tKB5\thigh\t10\n", 2,
          "january_ubr is missing: wanted 7 cells between tabs" },
        { "blanks for tabs", HEADER "1 2 KB3 4 KB5 high 10\n", 2,
          "january_ubr is missing: wanted 7 cells between tabs" },
        { "no number", HEADER "1a\t2\tKB3\t4\tKB5\thigh\t10\n", 2,
          "build '1a' is no number of at most 9 digits" },
        { "a large number", HEADER "1\t1234567890\tKB3\t4\tKB5\thigh\t10\n", 2,
          "january_ubr '1234567890' is no number of at most 9 digits" },
        { "no revision of January", HEADER "1\t-\tKB3\t4\tKB5\thigh\t10\n", 2,
          "january_ubr '-' is no number of at most 9 digits" },
        { "no KB number", HEADER "1\t2\t3\t4\tKB5\thigh\t10\n", 2,
          "january_updates '3' is no KB number like KB5009555" },
        { "a comma at the end", HEADER "1\t2\tKB3\t4\tKB5,\thigh\t10\n", 2,
          "mended_updates '' is no KB number like KB5009555" },
        { "another confidence", HEADER "1\t2\tKB3\t4\tKB5\tsure\t10\n", 2,
          "confidence 'sure' is none of high, medium, inferred" },
        { "mended before broken", HEADER "1\t4\tKB3\t2\tKB5\thigh\t10\n", 2,
          "mended_ubr 2 is below january_ubr 4" },
        { "twice", HEADER "2\t2\tKB3\t4\tKB5\thigh\t10\n\n2\t2\tKB3\t4\tKB5\thigh\t10\n", 4,
          "build 2 does not follow the one above: wanted each once, in their order" },
        { "a terminal's escape", HEADER "1\t2\tKB3\t4\tKB5\t\033[1m\t10\n", 2,
          "confidence '\\x1B[1m' is none of high, medium, inferred" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct windows_builds builds;
        uint32_t line;
        const char *error = NULL;
        bool good = windows_builds_load(test_arena(), span_of_text(rows[i].text), &builds, &line, &error);
        CHECK(rows[i].name, good == !rows[i].error);
        if (good || !rows[i].error)
            continue;
        CHECK_TEXT(rows[i].name, error, rows[i].error);
        CHECK_INT(rows[i].name, line, rows[i].line);
    }
}

CU_TestInfo builds_tests[] = {
    { "hosts", test_hosts },
    { "tables", test_tables },
    CU_TEST_INFO_NULL,
};
