/* For people: one line a finding, as compilers print them, and below it what was found and what to do. What is good
 * gets one line. All text that came out of certificates and file names is escaped (text_escape). */
#include "report/report_internal.h"

#include <stdlib.h>

#include "report/layout.h"
#include "ruleset/waivers.h"
#include "util/text.h"

enum {
    LABEL_WIDTH = 8, /* columns of "found", "fix", … */
    INDENT = 4,
    RULES_SHOWN = 3,   /* names of rules in a line of what was not checked */
    OBJECTS_SHOWN = 10 /* names of objects in a line of what several have in common */
};

enum style { STYLE_PLAIN, STYLE_WHERE, STYLE_ERROR, STYLE_WARNING, STYLE_NOTICE, STYLE_GOOD, STYLE_DIM };

static const char *const style_codes[] = {
    [STYLE_PLAIN] = "",
    [STYLE_WHERE] = "\033[1m",
    [STYLE_ERROR] = "\033[1;31m",
    [STYLE_WARNING] = "\033[1;33m",
    [STYLE_NOTICE] = "\033[1;36m",
    [STYLE_GOOD] = "\033[32m",
    [STYLE_DIM] = "\033[2m",
};

/* -- pieces --------------------------------------------------------------------------------------------------------- */

static void begin_style(struct buf *out, const struct report *report, enum style style)
{
    if (report->options.color)
        buf_text(out, style_codes[style]);
}

static void end_style(struct buf *out, const struct report *report)
{
    if (report->options.color)
        buf_text(out, "\033[0m");
}

static void styled(struct buf *out, const struct report *report, enum style style, const char *text)
{
    begin_style(out, report, style);
    buf_text(out, text);
    end_style(out, report);
}

static enum style style_of(enum severity severity)
{
    static const enum style styles[] = {
        [SEVERITY_NOTICE] = STYLE_NOTICE,
        [SEVERITY_WARNING] = STYLE_WARNING,
        [SEVERITY_ERROR] = STYLE_ERROR,
    };
    return styles[severity];
}

/* "export/chain.pem:28", "export/chain.p7b, octet 812" */
static void add_where(struct buf *out, const struct report *report, const char *path, uint32_t line,
                      size_t offset)
{
    begin_style(out, report, STYLE_WHERE);
    text_escape(out, span_of_text(path), false);
    if (line > 1)
        buf_format(out, ":%u", line);
    else if (line == 0 && offset > 0)
        buf_format(out, ", octet %zu", offset);
    end_style(out, report);
}

static void add_label(struct buf *out, const struct report *report, const char *label)
{
    buf_format(out, "%*s", INDENT, "");
    styled(out, report, STYLE_DIM, label);
    buf_format(out, "%*s", (int)(LABEL_WIDTH - strlen(label)), "");
}

/* "    label   text", wrapped. The text is escaped already. */
static void add_labelled(struct buf *out, const struct report *report, const char *label, const char *text)
{
    add_label(out, report, label);
    layout_wrap(out, text, INDENT + LABEL_WIDTH, INDENT + LABEL_WIDTH, report->options.width);
}

static void add_count(struct buf *out, size_t count, const char *one, const char *many)
{
    buf_format(out, "%zu %s", count, count == 1 ? one : many);
}

/* -- an object ------------------------------------------------------------------------------------------------------ */

/* "CN=vpn.contoso.com, judged as vpn-server (Server Authentication alone)" */
static void add_identity(struct buf *out, struct arena *arena, const struct report_object *object)
{
    static const char *const before[OBJECT_KIND_COUNT] = {
        [OBJECT_CERTIFICATE] = "",       [OBJECT_CRL] = "CRL of ",          [OBJECT_REQUEST] = "request for ",
        [OBJECT_TEMPLATE] = "template ", [OBJECT_RRAS] = "VPN server ",     [OBJECT_PROFILE] = "connection ",
        [OBJECT_HOST] = "host ",         [OBJECT_STORE] = "the stores of ",
    };
    const char *subject = element_label(arena, object->scene->elements);
    buf_text(out, before[object->object->kind]);
    text_escape(out, span_of_text(subject), false);
    buf_format(out, ", judged as %s", object->program->profile);
    if (*object->profile_why) {
        buf_text(out, object->profile_reason == PROFILE_FALLBACK ? " (no profile fits: " : " (");
        text_escape(out, span_of_text(object->profile_why), false);
        buf_char(out, ')');
    }
}

static void add_element(struct buf *out, struct arena *arena, const struct report_object *object,
                        const struct element *element)
{
    static const struct {
        const char *role, *text;
    } words[] = { { "issuer", "the CA " }, { "root", "the root " }, { "crl", "the CRL of " } };
    if (element == object->scene->elements)
        return;
    const char *role = report_element_role(object->scene, element);
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (strcmp(words[i].role, role) == 0)
            buf_format(out, " [%s", words[i].text);
    text_escape(out, span_of_text(element_label(arena, element)), false);
    buf_char(out, ']');
}

/* "until 2026-12-31: renewal is planned (approved by A. Datum)" */
static const char *waiver_text(struct arena *arena, const struct waiver *waiver)
{
    const char *by = waiver->approved_by;
    const char *text = arena_format(arena, "until %s: %s%s%s%s", waiver->until_text, waiver->reason,
                                    by ? " (approved by " : "", by ? by : "", by ? ")" : "");
    return text_escaped(arena, span_of_text(text));
}

/* Said once in a report; the second time it is "as above". */
static void add_fix(struct report_part *part, const struct rule *rule)
{
    const struct report *report = part->report;
    struct buf *out = &part->body;
    if (!rule->fix || !*rule->fix)
        return;
    add_label(out, report, "fix");
    size_t from = out->length;
    layout_wrap(out, rule->fix, INDENT + LABEL_WIDTH, INDENT + LABEL_WIDTH, report->options.width);
    if (!report->options.verbose)
        *VEC_ADD(part->arena, &part->onces) = (struct once){ from, out->length, rule->full_name };
}

/* identity: who it is, for the first finding of an object; NULL: said already. */
static void add_finding(struct report_part *part, struct arena *arena, const struct report_object *object,
                        const struct finding *finding, const char *identity)
{
    const struct report *report = part->report;
    struct buf *out = &part->body;
    const struct rule *rule = finding->rule;
    const struct object *input = object->object;
    add_where(out, report, input->path, finding->line ? finding->line : input->line, input->offset);
    buf_text(out, ": ");
    if (!finding_counts(finding))
        buf_text(out, finding->waiver ? "waived " : "known ");
    begin_style(out, report, finding_counts(finding) ? style_of(rule->severity) : STYLE_DIM);
    buf_text(out, report_severity_name(rule->severity));
    report_add_codes(out, object->program, rule);
    end_style(out, report);
    buf_format(out, ": %s", rule->title);
    add_element(out, arena, object, finding->element);
    buf_char(out, '\n');

    if (identity)
        add_labelled(out, report, "is", identity);
    add_labelled(out, report, "found", text_escaped(arena, span_of_text(finding->message)));
    add_fix(part, rule);
    char *name = arena_format(arena, "%s (%s)", rule->full_name, report_evidence_name(rule->evidence));
    add_labelled(out, report, "rule", name);
    if (finding->waiver)
        add_labelled(out, report, "waived", waiver_text(arena, finding->waiver));
}

/* "vpn01.cer was taken for a certificate in DER": for -v. */
static void add_kind(struct buf *out, const struct report *report, const struct report_object *object)
{
    if (report->options.verbose && object->file_kind && *object->file_kind)
        add_labelled(out, report, "file", object->file_kind);
}

/* -- the path ------------------------------------------------------------------------------------------------------- */

static bool path_is_worth_showing(const struct report *report, const struct report_object *object)
{
    const struct path *path = object->scene->path;
    if (!path || path->status == PATH_UNKNOWN)
        return false;
    if (report->options.verbose || path->status != PATH_TRUSTED)
        return true;
    if (object->result->finding_count && path->problem_count)
        return true;
    for (size_t i = 0; i < object->result->finding_count; i++) {
        const struct element *element = object->result->findings[i].element;
        if (element->kind == OBJECT_CERTIFICATE && element->index > 0)
            return true;
    }
    return false;
}

/* One line of the tree: the certificate `index` of the path, `depth` steps below the top. */
static void add_path_line(struct buf *out, struct arena *arena, const struct report *report,
                          const struct path *path, size_t index, unsigned depth)
{
    const struct path_element *element = &path->elements[index];
    const char *subject = text_escaped(arena, span_of_text(cert_label(arena, element->cert)));
    if (depth == 0)
        buf_format(out, "%s", subject);
    else
        buf_format(out, "%*s└─ %s", (int)(INDENT + LABEL_WIDTH + (depth - 1) * 3), "", subject);
    if (path->anchored && index + 1 == path->count)
        styled(out, report, STYLE_DIM, " (trusted root)");
    buf_char(out, '\n');
    for (size_t i = 0; i < path->problem_count; i++) {
        const struct path_problem *problem = &path->problems[i];
        if (problem->element != index)
            continue;
        unsigned column = INDENT + LABEL_WIDTH + depth * 3;
        buf_format(out, "%*s", (int)column, "");
        styled(out, report, problem->fatal ? STYLE_ERROR : STYLE_WARNING, "✗");
        buf_char(out, ' ');
        layout_wrap(out, text_escaped(arena, span_of_text(problem->explanation)), column + 2, column + 2,
                    report->options.width);
    }
}

static void add_path(struct buf *out, struct arena *arena, const struct report *report,
                     const struct report_object *object)
{
    const struct path *path = object->scene->path;
    if (!path_is_worth_showing(report, object) || path->count == 0)
        return;
    buf_format(out, "%*s", INDENT, "");
    styled(out, report, STYLE_DIM, "path");
    buf_format(out, "%*s", LABEL_WIDTH - 4, "");
    unsigned depth = 0;
    if (path->status == PATH_ISSUER_MISSING) {
        const struct cert *top = path->elements[path->count - 1].cert;
        text_escape(out, span_of_text(name_print(arena, &top->issuer)), false);
        styled(out, report, STYLE_ERROR, " (not given)");
        buf_char(out, '\n');
        depth = 1;
    }
    for (size_t i = path->count; i-- > 0; depth++)
        add_path_line(out, arena, report, path, i, depth);
}

/* The findings with the worst in front, else in the order of the rules. */
static void add_findings(struct report_part *part, struct arena *arena, const struct report_object *object,
                         const char *identity)
{
    const struct result *result = object->result;
    for (int severity = SEVERITY_ERROR; severity >= SEVERITY_NOTICE; severity--)
        for (size_t i = 0; i < result->finding_count; i++) {
            if ((int)result->findings[i].rule->severity != severity)
                continue;
            add_finding(part, arena, object, &result->findings[i], identity);
            identity = NULL;
        }
}

/* One line: nothing was found. It is "ok" only when something was checked. */
static void add_good(struct buf *out, const struct report *report, const struct report_object *object,
                     const char *identity)
{
    const struct result *result = object->result;
    bool checked = result->outcomes[OUTCOME_PASS] + result->outcomes[OUTCOME_NOT_APPLICABLE] > 0;
    add_where(out, report, object->object->path, object->object->line, object->object->offset);
    buf_text(out, ": ");
    if (object->failed)
        styled(out, report, STYLE_ERROR, "not checked"); /* --strict */
    else
        styled(out, report, checked ? STYLE_GOOD : STYLE_WARNING, checked ? "ok" : "nothing checked");
    buf_format(out, ": %s", identity);
    if (result->unchecked_count)
        buf_format(out, "; %zu not checked", result->unchecked_count);
    buf_char(out, '\n');
}

static void text_object(struct report_part *part, const struct report_object *object)
{
    const struct report *report = part->report;
    if (object->result->finding_count == 0 && report->options.quiet && !object->failed)
        return;
    struct arena *arena = arena_new();
    struct buf identity = { 0 };
    add_identity(&identity, arena, object);
    if (object->result->finding_count == 0)
        add_good(&part->body, report, object, identity.data);
    else
        add_findings(part, arena, object, identity.data);
    add_kind(&part->body, report, object);
    add_path(&part->body, arena, report, object);
    if (object->result->finding_count)
        buf_char(&part->body, '\n');
    buf_free(&identity);
    arena_free(arena);
}

static void text_failure(struct report_part *part, const struct report_failure *failure)
{
    struct buf *out = &part->body;
    add_where(out, part->report, failure->source, failure->line, failure->offset);
    buf_text(out, ": ");
    styled(out, part->report, STYLE_ERROR, "unreadable");
    buf_text(out, ": ");
    text_escape(out, span_of_text(failure->error), false);
    buf_char(out, '\n');
}

/* -- the end -------------------------------------------------------------------------------------------------------- */

static void text_begin(struct report *report)
{
    (void)report;
}

static void add_need(struct buf *out, struct report *report, const struct need *need)
{
    struct buf line = { 0 };
    text_escape(&line, span_of_text(need->needs), false);
    buf_text(&line, " — ");
    add_count(&line, need->rule_count, "rule", "rules");
    size_t shown =
        report->options.verbose || need->rule_count <= RULES_SHOWN ? need->rule_count : RULES_SHOWN;
    for (size_t i = 0; i < shown; i++)
        buf_format(&line, "%s%s", i ? ", " : ": ", need->rules[i].full_name);
    if (shown < need->rule_count)
        buf_text(&line, " …");
    add_labelled(out, report, "needs", line.data);
    buf_free(&line);
}

static void add_needs(struct buf *out, struct report *report)
{
    const struct needs *needs = &report->needs;
    if (needs->count == 0)
        return;
    styled(out, report, STYLE_WARNING, "not checked");
    buf_text(out, ", because it was not given or cannot be known:\n");
    for (size_t i = 0; i < needs->count; i++)
        add_need(out, report, &needs->items[i]);
    if (needs->dropped)
        buf_format(out, "%*sand %zu more\n", INDENT, "", needs->dropped);
    buf_char(out, '\n');
}

/* The worst first, and what most have in common. */
static int compare_violated(const void *a, const void *b)
{
    const struct violated *one = a, *other = b;
    if (one->rule->severity != other->rule->severity)
        return one->rule->severity > other->rule->severity ? -1 : 1;
    if (one->objects != other->objects)
        return one->objects > other->objects ? -1 : 1;
    return strcmp(one->rule->full_name, other->rule->full_name);
}

static void add_violated(struct buf *out, struct report *report, const struct violated *violated)
{
    struct buf line = { 0 };
    size_t kept = violated->labels.count;
    size_t shown = report->options.verbose || kept <= OBJECTS_SHOWN ? kept : OBJECTS_SHOWN;
    buf_format(&line, "%s (%s) — %zu objects", violated->rule->title, violated->rule->full_name,
               violated->objects);
    for (size_t i = 0; i < shown; i++) {
        buf_text(&line, i ? ", " : ": ");
        text_escape(&line, span_of_text(violated->labels.items[i]), false);
    }
    if (shown < violated->objects)
        buf_format(&line, " and %zu more", violated->objects - shown);
    add_labelled(out, report, report_severity_name(violated->rule->severity), line.data);
    buf_free(&line);
}

/* What is mended once for many: these are to be enrolled again, those come from one template. */
static void add_common(struct buf *out, struct report *report)
{
    const struct violations *list = &report->violations;
    size_t before = out->length;
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, compare_violated);
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].objects < 2)
            continue;
        if (out->length == before)
            buf_text(out, "found on several objects:\n");
        add_violated(out, report, &list->items[i]);
    }
    if (out->length > before)
        buf_char(out, '\n');
}

static void add_summary(struct buf *out, const struct report *report)
{
    const struct report_totals *totals = &report->totals;
    add_count(out, totals->objects, "object", "objects");
    buf_format(out, ": %zu good, ", totals->passed);
    begin_style(out, report, totals->failed ? STYLE_ERROR : STYLE_PLAIN);
    buf_format(out, "%zu failed", totals->failed);
    end_style(out, report);
    buf_text(out, "; ");
    add_count(out, totals->error, "error", "errors");
    buf_text(out, ", ");
    add_count(out, totals->warning, "warning", "warnings");
    buf_text(out, ", ");
    add_count(out, totals->notice, "notice", "notices");
    if (totals->waived)
        buf_format(out, "; %zu waived", totals->waived);
    if (totals->in_baseline)
        buf_format(out, "; %zu known from the baseline", totals->in_baseline);
    if (totals->outcomes[OUTCOME_NOT_CHECKED])
        buf_format(out, "; %zu not checked", totals->outcomes[OUTCOME_NOT_CHECKED]);
    if (totals->unreadable)
        buf_format(out, "; %zu could not be read", totals->unreadable);
    if (totals->excluded)
        buf_format(out, "; %zu excluded", totals->excluded);
    buf_char(out, '\n');
    for (size_t i = 0; i < CODES_MAX && report->codes[i].code; i++) {
        const struct code_count *code = &report->codes[i];
        buf_format(out, i ? ", %u for " : "%u is to be expected for ", code->code);
        add_count(out, code->objects, "object", "objects");
    }
    if (report->codes[0].code)
        buf_text(out, "; 'ikelint explain CODE' says what that means\n");
    if (totals->unreadable_in_folders)
        buf_text(out, "'--exclude NAME' leaves out a file of a folder that holds nothing to lint\n");
}

static void add_excluded(struct buf *out, const struct report *report)
{
    for (size_t i = 0; report->options.verbose && i < report->totals.excluded; i++) {
        buf_text(out, "excluded: ");
        text_escape(out, span_of_text(report->excluded[i]), false);
        buf_char(out, '\n');
    }
}

static void text_end(struct report *report)
{
    struct buf out = { 0 };
    if (report->body_written && !report->body_ends_blank)
        buf_char(&out, '\n');
    add_common(&out, report);
    add_needs(&out, report);
    add_excluded(&out, report);
    add_summary(&out, report);
    report_write_buf(report, &out);
}

const struct format report_text = {
    .about = { "text", "for people" },
    .again = "as above\n",
    .begin = text_begin,
    .object = text_object,
    .failure = text_failure,
    .end = text_end,
};
