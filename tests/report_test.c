/* report: layout, values in JSON, escaping, sums, the sticky error. What real objects look like is in cmd_test.c. */
#include <errno.h>

#include "read/read.h"
#include "report/layout.h"
#include "report/report.h"
#include "tests/check.h"

/* -- layout --------------------------------------------------------------------------------------------------------- */

static void test_wrap(void)
{
    static const struct {
        const char *name, *text;
        unsigned column, indent, width;
        const char *want;
    } rows[] = {
        { "nothing", "", 0, 0, 20, "\n" },
        { "short", "one two", 0, 2, 20, "one two\n" },
        { "at the width", "1234 6789", 0, 0, 9, "1234 6789\n" },
        { "past the width", "1234 67890", 0, 2, 9, "1234\n  67890\n" },
        { "first line begins later", "1234 6789", 4, 2, 9, "1234\n  6789\n" },
        { "a long word", "a 123456789012 b", 0, 1, 8, "a\n 123456789012\n b\n" },
        { "blanks", "  a \n\t b  ", 0, 0, 20, "a b\n" },
        { "paragraphs", "a\n\nb", 0, 2, 20, "a\n\n  b\n" },
        { "characters, not octets", "\xC3\xA4\xC3\xA4\xC3\xA4 \xC3\xA4", 0, 0, 5,
          "\xC3\xA4\xC3\xA4\xC3\xA4 \xC3\xA4\n" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf out = { 0 };
        layout_wrap(&out, rows[i].text, rows[i].column, rows[i].indent, rows[i].width);
        CHECK_TEXT(rows[i].name, out.data, rows[i].want);
        buf_free(&out);
    }
}

static void test_columns(void)
{
    static const struct {
        const char *name, *left, *right, *want;
    } rows[] = {
        { "fits", "ab", "one two three", "  ab      one two\n          three\n" },
        { "left too long", "abcdefgh", "one", "  abcdefgh\n          one\n" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf out = { 0 };
        layout_columns(&out, "  ", rows[i].left, 8, rows[i].right, 18);
        CHECK_TEXT(rows[i].name, out.data, rows[i].want);
        buf_free(&out);
    }
}

/* -- an object made by hand ----------------------------------------------------------------------------------------- */

static struct object certificate; /* of testdata, kept by `reader` */
static struct reader *reader;

static void keep_object(void *context, const struct object *object)
{
    (void)context;
    certificate = *object;
}

static void no_failure(void *context, const struct read_failure *failure)
{
    (void)context;
    CHECK_SAYING("a certificate to report", false, "%s", failure->error);
}

/* What a report is made of: one finding, one rule that was not checked. */
struct made {
    struct rule failing, unchecked;
    struct ruleset_info set;
    struct program program;
    struct element element;
    struct scene scene;
    struct finding finding;
    struct unchecked left;
    struct evidence_fact fact;
    struct value value;
    struct result result;
    struct report_object object;
};

static void make(struct made *made)
{
    struct read_sink sink = { NULL, keep_object, no_failure, NULL, NULL };
    static const struct read_options options = { .keep = true };
    if (!reader) {
        reader = reader_new(&options);
        reader_read(reader, test_path("testdata/demo/certificates/vpn01.cer"), &sink);
    }
    *made = (struct made){ 0 };
    made->failing = (struct rule){ .id = "bad",
                                   .ruleset = "set",
                                   .full_name = "set/bad",
                                   .title = "It is bad",
                                   .severity = SEVERITY_ERROR,
                                   .evidence = EVIDENCE_REPORTED,
                                   .peer_code = 13801,
                                   .holder_code = 13806,
                                   .fix = "Make it good." };
    made->unchecked = (struct rule){ .id = "dark", .ruleset = "set", .full_name = "set/dark", .title = "?" };
    made->set = (struct ruleset_info){ .name = "set", .title = "Set", .source = "built-in" };
    made->program = (struct program){ .profile = "set",
                                      .title = "Set",
                                      .kinds = FACT_ON_CERTIFICATE,
                                      .presented_by = PRESENTED_BY_CLIENT,
                                      .rulesets = &made->set,
                                      .ruleset_count = 1 };
    made->element = (struct element){ .object = &certificate, .cert = certificate.cert };
    made->scene = (struct scene){ .elements = &made->element, .element_count = 1 };
    made->value = (struct value){ .type = VALUE_BOOLEAN, .boolean = true };
    made->fact = (struct evidence_fact){ "a.fact", &made->value };
    made->finding = (struct finding){ .rule = &made->failing,
                                      .element = &made->element,
                                      .message = "has it",
                                      .facts = &made->fact,
                                      .fact_count = 1 };
    made->left = (struct unchecked){ &made->unchecked, &made->element, "--root" };
    made->result = (struct result){
        .findings = &made->finding, .finding_count = 1, .unchecked = &made->left, .unchecked_count = 1
    };
    made->result.outcomes[OUTCOME_FAIL] = made->result.outcomes[OUTCOME_NOT_CHECKED] = 1;
    made->object = (struct report_object){ .object = &certificate,
                                           .program = &made->program,
                                           .profile_why = "",
                                           .scene = &made->scene,
                                           .result = &made->result,
                                           .failed = true };
}

static const char *content(FILE *stream)
{
    struct buf all = { 0 };
    char part[4096];
    size_t got;
    rewind(stream);
    while ((got = fread(part, 1, sizeof part, stream)) > 0)
        buf_add(&all, (struct span){ (const uint8_t *)part, got });
    const char *text = arena_text_of_span(test_arena(), buf_span(&all));
    buf_free(&all);
    return text;
}

/* The report of the object (NULL: none) and the failure (NULL: none). */
static const char *reported(const char *format, const struct report_object *object,
                            const struct report_failure *failure, struct report_totals *totals)
{
    static const struct report_options options = { .width = 100, .version = "1.2.3" };
    FILE *stream = tmpfile();
    if (!stream)
        return "";
    struct report *report = report_open(report_format_find(format), &options, stream);
    struct report_part *part = report_part_new(report);
    if (object)
        report_part_object(part, object);
    if (failure)
        report_part_failure(part, failure);
    report_put(report, part);
    report_part_free(part);
    CHECK(format, report_close(report, totals));
    const char *text = content(stream);
    fclose(stream);
    return text;
}

static void check_holds(const char *row, const char *text, const char *wanted)
{
    CHECK_SAYING(row, strstr(text, wanted) != NULL, "%s\n is not in\n%s", wanted, text);
}

/* -- values --------------------------------------------------------------------------------------------------------- */

static void test_values(void)
{
    static const struct span texts[] = { { (const uint8_t *)"a", 1 }, { (const uint8_t *)"b\xff", 2 } };
    static const struct span oids[] = { { (const uint8_t *)"\x2b\x06\x01\x05\x05\x07\x03\x01", 8 } };
    static const int64_t numbers[] = { 3, -4 };
    const struct {
        const char *name;
        struct value value;
        const char *want;
    } rows[] = {
        { "absent", { .state = VALUE_ABSENT, .type = VALUE_TEXT }, "null" },
        { "unknown", { .state = VALUE_UNKNOWN, .needs = "--root" }, "{\"unknown\":\"--root\"}" },
        { "boolean", { .type = VALUE_BOOLEAN, .boolean = true }, "true" },
        { "integer", { .type = VALUE_INTEGER, .integer = -7 }, "-7" },
        { "duration", { .type = VALUE_DURATION, .integer = 86400 }, "86400" },
        { "time", { .type = VALUE_TIME, .integer = 0 }, "\"1970-01-01T00:00:00Z\"" },
        { "octets", { .type = VALUE_OCTETS, .span = texts[0] }, "\"61\"" },
        { "oid", { .type = VALUE_OID, .span = oids[0] }, "\"server_auth\"" },
        { "quotes", { .type = VALUE_TEXT, .span = { (const uint8_t *)"\"\n", 2 } }, "\"\\\"\\n\"" },
        { "a NUL", { .type = VALUE_TEXT, .span = { (const uint8_t *)"a\0b", 3 } }, "\"a\\u0000b\"" },
        { "no UTF-8", { .type = VALUE_TEXT, .span = { (const uint8_t *)"\xff", 1 } }, "\"\\\\xFF\"" },
        { "no text", { .type = VALUE_TEXT }, "\"\"" },
        { "texts", { .type = VALUE_TEXTS, .list = { texts, 2 } }, "[\"a\",\"b\\\\xFF\"]" },
        { "oids", { .type = VALUE_OIDS, .list = { oids, 1 } }, "[\"server_auth\"]" },
        { "no oids", { .type = VALUE_OIDS }, "[]" },
        { "integers", { .type = VALUE_INTEGERS, .numbers = { numbers, 2 } }, "[3,-4]" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct made made;
        struct report_totals totals = { 0 };
        make(&made);
        made.value = rows[i].value;
        const char *text = reported("ndjson", &made.object, NULL, &totals);
        check_holds(rows[i].name, text,
                    arena_format(test_arena(), "\"facts\":{\"a.fact\":%s}", rows[i].want));
    }
}

/* -- escaping ------------------------------------------------------------------------------------------------------- */

static void test_escaping(void)
{
    static const struct {
        const char *name, *format, *want;
    } rows[] = {
        { "text: message", "text", "found   a\\x1B[31m \\u{202E}b" },
        { "text: needs", "text", "needs   \\x07 " },
        { "text: source", "text", "bad\\x0Aname: unreadable: \\x1B" },
        { "json: message", "json",
          "\"a\\u001B[31m \xE2\x80\xAE"
          "b\"" },
        { "json: source", "json", "\"source\": \"bad\\nname\"" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct made made;
        struct report_totals totals = { 0 };
        make(&made);
        made.finding.message = "a\033[31m \xE2\x80\xAE"
                               "b";
        made.left.needs = "\a";
        struct report_failure failure = { "bad\nname", 0, 0, "\033", false };
        check_holds(rows[i].name, reported(rows[i].format, &made.object, &failure, &totals), rows[i].want);
    }
}

/* -- what several objects have in common ---------------------------------------------------------------------------------- */

/* So many objects, in parts of four, each with so many findings of one rule. */
static const char *reported_often(size_t objects, size_t findings, bool verbose, bool is_known)
{
    struct report_options options = { .width = 1000, .version = "1.2.3", .verbose = verbose };
    struct finding several[2];
    struct made made;
    struct report_totals totals;
    FILE *stream = tmpfile();
    if (!stream)
        return "";
    make(&made);
    made.finding.in_baseline = is_known;
    several[0] = several[1] = made.finding;
    made.result.findings = several;
    made.result.finding_count = findings;
    struct report *report = report_open(report_format_find("text"), &options, stream);
    struct report_part *part = report_part_new(report);
    for (size_t i = 0; i < objects; i++) {
        report_part_object(part, &made.object);
        if (i % 4 == 3)
            report_put(report, part);
    }
    report_put(report, part);
    report_part_free(part);
    CHECK("closed", report_close(report, &totals));
    const char *text = content(stream);
    fclose(stream);
    return text;
}

static void test_common(void)
{
#define ONE  "CN=vpn.contoso.com"
#define FIVE ONE ", " ONE ", " ONE ", " ONE ", " ONE
    static const struct {
        const char *name;
        size_t objects, findings;
        bool verbose, is_known;
        const char *want; /* NULL: nothing is said */
    } rows[] = {
        { "of one object", 1, 1, false, false, NULL },
        { "twice of one object", 1, 2, false, false, NULL },
        { "of two", 2, 1, false, false, "    error   It is bad (set/bad) — 2 objects: " ONE ", " ONE "\n\n" },
        { "twice of each of two", 2, 2, false, false,
          "It is bad (set/bad) — 2 objects: " ONE ", " ONE "\n\n" },
        { "of ten, in three parts", 10, 1, false, false, "— 10 objects: " FIVE ", " FIVE "\n\n" },
        { "of more", 12, 1, false, false, "— 12 objects: " FIVE ", " FIVE " and 2 more\n\n" },
        { "of more, verbose", 12, 1, true, false, "— 12 objects: " FIVE ", " FIVE ", " ONE ", " ONE "\n\n" },
        { "of more than are kept", 203, 1, true, false, ONE " and 3 more\n\n" },
        { "known from a baseline", 2, 1, false, true, NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *text =
            reported_often(rows[i].objects, rows[i].findings, rows[i].verbose, rows[i].is_known);
        CHECK_INT(rows[i].name, strstr(text, "found on several objects:\n") != NULL, rows[i].want != NULL);
        if (rows[i].want)
            check_holds(rows[i].name, text, rows[i].want);
    }
}

/* -- sums ----------------------------------------------------------------------------------------------------------- */

static void test_sums(void)
{
    for (size_t i = 0; i < report_format_count(); i++) {
        const char *name = report_format_at(i)->name;
        struct report_failure failure = { "f", 7, 0, "broken", true };
        struct report_totals totals = { 0 };
        struct made made;
        make(&made);
        reported(name, &made.object, &failure, &totals);
        CHECK_INT(name, totals.objects, 1);
        CHECK_INT(name, totals.failed, 1);
        CHECK_INT(name, totals.passed, 0);
        CHECK_INT(name, totals.error, 1);
        CHECK_INT(name, totals.warning, 0);
        CHECK_INT(name, totals.unreadable, 1);
        CHECK_INT(name, totals.outcomes[OUTCOME_NOT_CHECKED], 1);
        reported(name, NULL, NULL, &totals);
        CHECK_INT(name, totals.objects, 0);
    }
    CHECK("unknown format", !report_format_find("yaml"));
}

/* -- who reports ---------------------------------------------------------------------------------------------------- */

static void test_sides(void)
{
    static const struct {
        const char *name;
        enum presenter presenter;
        const char *json, *text;
    } rows[] = {
        { "client presents", PRESENTED_BY_CLIENT,
          "[{\"code\":13801,\"role\":\"peer\",\"seen_by\":\"server\"},{\"code\":13806,\"role\":\"holder\","
          "\"seen_by\":"
          "\"client\"}]",
          "error 13801 (server), 13806 (client): It is bad\n" },
        { "server presents", PRESENTED_BY_SERVER,
          "[{\"code\":13801,\"role\":\"peer\",\"seen_by\":\"client\"},{\"code\":13806,\"role\":\"holder\","
          "\"seen_by\":"
          "\"server\"}]",
          "error 13801 (client), 13806 (server): It is bad\n" },
        { "nobody knows", PRESENTED_BY_UNKNOWN,
          "[{\"code\":13801,\"role\":\"peer\",\"seen_by\":\"unknown\"},{\"code\":13806,\"role\":\"holder\","
          "\"seen_by\":"
          "\"unknown\"}]",
          "error 13801 (peer), 13806 (holder): It is bad\n" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct report_totals totals = { 0 };
        struct made made;
        make(&made);
        made.program.presented_by = rows[i].presenter;
        check_holds(rows[i].name, reported("ndjson", &made.object, NULL, &totals), rows[i].json);
        check_holds(rows[i].name, reported("text", &made.object, NULL, &totals), rows[i].text);
    }
}

/* -- repeated fixes ------------------------------------------------------------------------------------------------- */

/* How often `what` stands in the text. */
static int times(const char *text, const char *what)
{
    int count = 0;
    while ((text = strstr(text, what)) != NULL) {
        count++;
        text += strlen(what);
    }
    return count;
}

static void test_repeated_fixes(void)
{
    static const struct {
        const char *name;
        bool verbose, one_part;
        int whole, again;
    } rows[] = {
        { "in one part", false, true, 1, 2 },
        { "in several parts", false, false, 1, 2 },
        { "not when verbose", true, false, 3, 0 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct report_options options = { .width = 100, .version = "1", .verbose = rows[i].verbose };
        struct report_totals totals = { 0 };
        struct made made;
        make(&made);
        FILE *stream = tmpfile();
        if (!CHECK(rows[i].name, stream != NULL))
            return;
        struct report *report = report_open(report_format_find("text"), &options, stream);
        struct report_part *part = report_part_new(report);
        for (int object = 0; object < 3; object++) {
            report_part_object(part, &made.object);
            if (!rows[i].one_part)
                report_put(report, part);
        }
        report_put(report, part);
        report_part_free(part);
        CHECK(rows[i].name, report_close(report, &totals));
        const char *text = content(stream);
        CHECK_INT(rows[i].name, times(text, "fix     Make it good.\n    rule "), rows[i].whole);
        CHECK_INT(rows[i].name, times(text, "fix     as above\n    rule "), rows[i].again);
        fclose(stream);
    }
}

/* -- errors --------------------------------------------------------------------------------------------------------- */

static void test_full_disk(void)
{
    static const struct report_options options = { .width = 100, .version = "1" };
    for (size_t i = 0; i < report_format_count(); i++) {
        const struct report_format *format = report_format_at(i);
        FILE *full = fopen("/dev/full", "wb");
        if (!full) {
            check_skip(format->name, "there is no /dev/full");
            continue;
        }
        struct report_totals totals = { 0 };
        struct report *report = report_open(format, &options, full);
        struct report_part *part = report_part_new(report);
        report_put(report, part);
        report_part_free(part);
        CHECK(format->name, !report_close(report, &totals));
        CHECK_INT(format->name, errno, ENOSPC);
        fclose(full);
    }
}

CU_TestInfo report_tests[] = {
    { "wrap", test_wrap },
    { "columns", test_columns },
    { "values", test_values },
    { "escaping", test_escaping },
    { "what several have in common", test_common },
    { "sums", test_sums },
    { "sides", test_sides },
    { "repeated fixes", test_repeated_fixes },
    { "full disk", test_full_disk },
    CU_TEST_INFO_NULL,
};
