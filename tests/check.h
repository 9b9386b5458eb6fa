/* Checks for table-driven tests: each names its row, and a row that fails says what it got and what it wanted.
 *
 *     for (size_t i = 0; i < COUNT_OF(rows); i++)
 *         CHECK_TEXT(rows[i].name, print(rows[i].input), rows[i].want);
 *
 *     pki_test.c:88  - [dns name, trailing dot] got "vpn.contoso.com.", want "vpn.contoso.com"
 *
 * Checks in a row that follow each other and have the same row name count as one test of the closing line. Each
 * returns whether it held; a test goes on after a failure unless it returns itself. */
#ifndef IKELINT_TESTS_CHECK_H
#define IKELINT_TESTS_CHECK_H

#include <CUnit/CUnit.h>

#include "util/arena.h"
#include "util/macros.h"
#include "util/span.h"

/* A condition; its own text is what is reported. */
#define CHECK(row, condition) check_condition(__FILE__, __LINE__, (row), (condition), #condition)
/* The same with a text that says more: CHECK_SAYING(row, ok, "offset %zu", offset). */
#define CHECK_SAYING(row, condition, ...) check_saying(__FILE__, __LINE__, (row), (condition), __VA_ARGS__)
/* Whole numbers of any kind, booleans, enums. */
#define CHECK_INT(row, got, want) check_int(__FILE__, __LINE__, (row), (intmax_t)(got), (intmax_t)(want))
/* C texts; NULL equals NULL only. */
#define CHECK_TEXT(row, got, want) check_text(__FILE__, __LINE__, (row), (got), (want))
/* Spans, shown as escaped text or, when that is no text, in hexadecimal. */
#define CHECK_SPAN(row, got, want) check_span(__FILE__, __LINE__, (row), (got), (want))
/* A span against a C text. */
#define CHECK_SPAN_TEXT(row, got, want) check_span(__FILE__, __LINE__, (row), (got), span_of_text(want))

bool check_condition(const char *file, int line, const char *row, bool holds, const char *condition);
bool check_saying(const char *file, int line, const char *row, bool holds, const char *format, ...)
    PRINTF_LIKE(5, 6);
bool check_int(const char *file, int line, const char *row, intmax_t got, intmax_t want);
bool check_text(const char *file, int line, const char *row, const char *got, const char *want);
bool check_span(const char *file, int line, const char *row, struct span got, struct span want);

/* Counts the row as skipped and says why. */
void check_skip(const char *row, const char *reason);

/* Memory for a test: freed when all tests have run. */
struct arena *test_arena(void);

/* A file of the source tree, wherever the build folder is: test_path("testdata/demo/vpn01.cer"). */
const char *test_path(const char *name);

/* A file of the collection beside the project (../shared, or the folder that IKELINT_SHARED names):
 * shared_path("pkits/certs/GoodCACert.crt"). NULL where it is missing, and then a skipped row was counted. */
const char *shared_path(const char *name);

/* A file that a test may write (in the build folder, below tests/scratch), made anew for each name. */
const char *scratch_path(const char *name);

/* The whole file in test_arena; a failed check and an empty span when it cannot be read. */
struct span test_file(const char *path);

/* For main.c: how the rows ended so far. */
struct check_counts {
    size_t passed, failed, skipped;
    size_t failed_checks;
};
struct check_counts check_counts(void);
void check_end(void); /* frees what the tests had */

#endif
