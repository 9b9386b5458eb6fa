/* tests/unit [SUITE…]: runs the suites of suites.h, or those named, and closes with "N passed, N failed, N skipped".
 *
 * The count is of rows (check.h). CUnit's own count of failed tests would be 0 when a suite's init failed, so its
 * failure records decide; and a run in which nothing ran has failed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <CUnit/Basic.h>

#include "tests/check.h"

#define SUITE(name) extern CU_TestInfo name##_tests[];
#include "tests/suites.h"
#undef SUITE

#define SUITE(name) { #name, NULL, NULL, NULL, NULL, name##_tests },
static CU_SuiteInfo suites[] = {
#include "tests/suites.h"
    CU_SUITE_INFO_NULL,
};
#undef SUITE

static bool is_chosen(const char *name, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], name) == 0)
            return true;
    return argc == 1;
}

int main(int argc, char **argv)
{
    if (CU_initialize_registry() != CUE_SUCCESS) {
        fprintf(stderr, "CUnit does not start: %s\n", CU_get_error_msg());
        return EXIT_FAILURE;
    }
    for (CU_SuiteInfo *suite = suites; suite->pName; suite++) {
        CU_SuiteInfo one[] = { *suite, CU_SUITE_INFO_NULL };
        if (is_chosen(suite->pName, argc, argv) && CU_register_suites(one) != CUE_SUCCESS) {
            fprintf(stderr, "suite %s cannot be registered: %s\n", suite->pName, CU_get_error_msg());
            return EXIT_FAILURE;
        }
    }
    CU_basic_set_mode(CU_BRM_NORMAL);
    CU_basic_run_tests();

    struct check_counts counts = check_counts();
    size_t records = CU_get_number_of_failure_records();
    if (records > counts.failed_checks) /* CUnit's own assertions, suites that did not start */
        counts.failed += records - counts.failed_checks;
    if (counts.passed + counts.failed == 0) {
        fputs("no test ran\n", stderr);
        counts.failed = 1;
    }
    printf("\n%zu passed, %zu failed, %zu skipped\n", counts.passed, counts.failed, counts.skipped);
    CU_cleanup_registry();
    check_end();
    return counts.failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
