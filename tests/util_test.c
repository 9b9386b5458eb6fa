/* util: text, time, places, memory. */
#include "tests/check.h"
#include "util/clock.h"

static void test_clock(void)
{
    static const struct {
        const char *name, *text;
        int64_t want;
    } rows[] = {
        { "epoch", "1970-01-01T00:00:00Z", 0 },
        { "leap day", "2024-02-29T23:59:59Z", 1709251199 },
        { "before the epoch", "1950-01-01T00:00:00Z", -631152000 },
        { "last of four digits", "9999-12-31T23:59:59Z", 253402300799 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t time = 0;
        char text[CLOCK_TEXT];
        CHECK(rows[i].name, clock_parse(span_of_text(rows[i].text), &time));
        CHECK_INT(rows[i].name, time, rows[i].want);
        clock_print(rows[i].want, text);
        CHECK_TEXT(rows[i].name, text, rows[i].text);
    }
}

CU_TestInfo util_tests[] = {
    { "clock", test_clock },
    CU_TEST_INFO_NULL,
};
