/* JUnit's XML, as CI systems show it: a suite for each object, in it a failure for each finding, a skipped test for
 * each rule that was not checked, and one test for those that held; a file that could not be read is an error.
 *
 * Findings below --fail-on are passed tests with their text as output: a warning that does not fail the run must not
 * turn the page red. The XML is written without libxml2, because loading that library (and ICU behind it) takes longer
 * than all else that the program does for one certificate. */
#include "report/report_internal.h"

#include "util/text.h"

/* Escaped as for a terminal first: control characters cannot stand in XML at all, not even escaped. */
static void add_text(struct buf *out, const char *content)
{
    struct buf safe = { 0 };
    text_escape(&safe, span_of_text(content), false);
    struct span rest = buf_span(&safe);
    while (rest.length) {
        uint32_t character = text_next(&rest);
        if (character == '&')
            buf_text(out, "&amp;");
        else if (character == '<')
            buf_text(out, "&lt;");
        else if (character == '>')
            buf_text(out, "&gt;");
        else if (character == '"')
            buf_text(out, "&quot;");
        else if (character >= 0xFFFE && (character & 0xFFFE) == 0xFFFE) /* noncharacters */
            buf_format(out, "\\u{%04X}", (unsigned)character);
        else
            text_add_character(out, character);
    }
    buf_free(&safe);
}

static void add_attribute(struct buf *out, const char *name, const char *value)
{
    buf_format(out, " %s=\"", name);
    add_text(out, value);
    buf_char(out, '"');
}

static void add_counts(struct buf *out, size_t tests, size_t failures, size_t skipped, size_t errors)
{
    buf_format(out, " tests=\"%zu\" failures=\"%zu\" skipped=\"%zu\" errors=\"%zu\">\n", tests, failures,
               skipped, errors);
}

/* "<testcase classname="…" name="…"": the caller ends the tag. */
static void begin_case(struct buf *out, const char *path, const char *name)
{
    buf_text(out, "    <testcase");
    add_attribute(out, "classname", path);
    add_attribute(out, "name", name);
}

/* -- objects -------------------------------------------------------------------------------------------------------- */

static bool fails(const struct report *report, const struct finding *finding)
{
    return finding_counts(finding) && (int)finding->rule->severity >= report->options.fail_on;
}

static bool unchecked_fails(const struct report *report)
{
    return report->options.strict && report->options.fail_on <= SEVERITY_ERROR;
}

static void add_finding(struct buf *out, struct arena *arena, const struct report *report,
                        const struct report_object *object, const struct finding *finding)
{
    const struct rule *rule = finding->rule;
    const char *element = fails(report, finding) ? "failure" : "system-out";
    begin_case(out, object->object->path, rule->full_name);
    buf_format(out, ">\n      <%s", element);
    if (fails(report, finding)) {
        struct buf message = { 0 };
        buf_format(&message, "%s%s", rule->title, rule->peer_code || rule->holder_code ? ":" : "");
        report_add_codes(&message, object->program, rule);
        add_attribute(out, "type", report_severity_name(rule->severity));
        add_attribute(out, "message", message.data);
        buf_free(&message);
    }
    buf_char(out, '>');
    add_text(out, element_label(arena, finding->element));
    buf_text(out, ": ");
    add_text(out, finding->message);
    if (rule->fix) {
        buf_text(out, "\nFix: ");
        add_text(out, rule->fix);
    }
    buf_format(out, "</%s>\n    </testcase>\n", element);
}

static void add_unchecked(struct buf *out, struct arena *arena, const struct report *report,
                          const struct report_object *object, const struct unchecked *unchecked)
{
    const char *needs = unchecked->needs ? unchecked->needs : "";
    begin_case(out, object->object->path, unchecked->rule->full_name);
    buf_format(out, ">\n      <%s", unchecked_fails(report) ? "failure" : "skipped");
    add_attribute(out, "message", arena_format(arena, "not checked, needs %s", needs));
    buf_text(out, "/>\n    </testcase>\n");
}

static void junit_object(struct report_part *part, const struct report_object *object)
{
    const struct report *report = part->report;
    const struct result *result = object->result;
    struct arena *arena = arena_new();
    struct buf *out = &part->body;
    size_t failures = 0, skipped = unchecked_fails(report) ? 0 : result->unchecked_count;
    for (size_t i = 0; i < result->finding_count; i++)
        failures += fails(report, &result->findings[i]);
    failures += result->unchecked_count - skipped;

    const char *subject = element_label(arena, object->scene->elements);
    buf_text(out, "  <testsuite");
    add_attribute(
        out, "name",
        arena_format(arena, "%s: %s (%s)", object->object->path, subject, object->program->profile));
    add_counts(out, result->finding_count + result->unchecked_count + 1, failures, skipped, 0);
    for (size_t i = 0; i < result->finding_count; i++)
        add_finding(out, arena, report, object, &result->findings[i]);
    for (size_t i = 0; i < result->unchecked_count; i++)
        add_unchecked(out, arena, report, object, &result->unchecked[i]);
    begin_case(out, object->object->path,
               arena_format(arena, "%zu checks held", result->outcomes[OUTCOME_PASS]));
    buf_text(out, "/>\n  </testsuite>\n");
    arena_free(arena);
}

static void junit_failure(struct report_part *part, const struct report_failure *failure)
{
    struct buf *out = &part->body;
    buf_text(out, "  <testsuite");
    add_attribute(out, "name", failure->source);
    add_counts(out, 1, 0, 0, 1);
    begin_case(out, failure->source, "can be read");
    buf_text(out, ">\n      <error");
    add_attribute(out, "message", failure->error);
    buf_text(out, "/>\n    </testcase>\n  </testsuite>\n");
}

static void junit_begin(struct report *report)
{
    report_write_text(report, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"ikelint\">\n");
}

/* An ended one fails the run; one that fitted nothing is only said. */
static void add_waivers(struct buf *out, struct report *report)
{
    size_t count = 0, failures = 0;
    const struct waiver *waiver;
    enum waiver_state state;
    bool fails_on_errors = report->options.fail_on <= SEVERITY_ERROR;
    for (; report_waiver_at(report, count, &state); count++)
        failures += state == WAIVER_ENDED && fails_on_errors;
    if (count == 0)
        return;
    buf_text(out, "  <testsuite name=\"waivers\"");
    add_counts(out, count, failures, 0, 0);
    for (size_t i = 0; (waiver = report_waiver_at(report, i, &state)); i++) {
        bool fails_it = state == WAIVER_ENDED && fails_on_errors;
        const char *element = fails_it ? "failure" : "system-out";
        const char *file = waiver->place.source ? waiver->place.source->name : "";
        begin_case(out, file, arena_format(report->arena, "line %u: %s", waiver->place.line, waiver->rule));
        buf_format(out, ">\n      <%s", element);
        if (fails_it)
            buf_text(out, " type=\"error\" message=\"a waiver has ended\"");
        buf_char(out, '>');
        add_text(out, waiver_complaint(report->arena, waiver, state));
        buf_format(out, "</%s>\n    </testcase>\n", element);
    }
    buf_text(out, "  </testsuite>\n");
}

static void junit_end(struct report *report)
{
    struct buf out = { 0 };
    add_waivers(&out, report);
    report_write_buf(report, &out);
    report_write_text(report, "</testsuites>\n");
}

const struct format report_junit = {
    .about = { "junit", "JUnit's XML, for the test pages of CI systems" },
    .begin = junit_begin,
    .object = junit_object,
    .failure = junit_failure,
    .end = junit_end,
};
