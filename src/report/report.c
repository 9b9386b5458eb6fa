/* The table of formats, the sums, and writing with one sticky error. */
#include "report/report_internal.h"

#include <errno.h>

#include "pki/request.h"
#include "pki/template.h"

static const struct format *const formats[] = { &report_text, &report_json, &report_ndjson, &report_sarif,
                                                &report_junit };

size_t report_format_count(void)
{
    return COUNT_OF(formats);
}

const struct report_format *report_format_at(size_t index)
{
    return index < COUNT_OF(formats) ? &formats[index]->about : NULL;
}

const struct report_format *report_format_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(formats); i++)
        if (strcmp(formats[i]->about.name, name) == 0)
            return &formats[i]->about;
    return NULL;
}

static const struct format *format_of(const struct report_format *about)
{
    for (size_t i = 0; i < COUNT_OF(formats); i++)
        if (&formats[i]->about == about)
            return formats[i];
    BUG("a report format that is not in the table");
}

/* -- words ---------------------------------------------------------------------------------------------------------- */

const char *report_seen_by(const struct program *program, enum report_role role)
{
    if (program->presented_by == PRESENTED_BY_UNKNOWN)
        return "unknown";
    bool server_holds = program->presented_by == PRESENTED_BY_SERVER;
    return server_holds == (role == ROLE_HOLDER) ? "server" : "client";
}

const char *report_severity_name(enum severity severity)
{
    static const char *const names[] = {
        [SEVERITY_NOTICE] = "notice",
        [SEVERITY_WARNING] = "warning",
        [SEVERITY_ERROR] = "error",
    };
    return names[severity];
}

const char *report_evidence_name(enum evidence evidence)
{
    static const char *const names[] = {
        [EVIDENCE_INFERRED] = "inferred",
        [EVIDENCE_REPORTED] = "reported",
        [EVIDENCE_DOCUMENTED] = "documented",
    };
    return names[evidence];
}

const char *report_element_role(const struct scene *scene, const struct element *element)
{
    if (element->kind == OBJECT_CRL)
        return "crl";
    if (element == scene->elements)
        return "leaf";
    bool anchor = scene->path && scene->path->anchored && element->index + 1 == scene->path->count;
    return anchor ? "root" : "issuer";
}

static void add_machine(struct buf *out, const struct program *program, enum report_role role)
{
    static const char *const roles[] = { [ROLE_PEER] = "peer", [ROLE_HOLDER] = "holder" };
    bool known = program->presented_by != PRESENTED_BY_UNKNOWN;
    buf_format(out, "%s", known ? report_seen_by(program, role) : roles[role]);
}

void report_add_codes(struct buf *out, const struct program *program, const struct rule *rule)
{
    if (rule->peer_code) {
        buf_format(out, " %u (", rule->peer_code);
        add_machine(out, program, ROLE_PEER);
        buf_char(out, ')');
    }
    if (rule->holder_code) {
        buf_format(out, "%s %u (", rule->peer_code ? "," : "", rule->holder_code);
        add_machine(out, program, ROLE_HOLDER);
        buf_char(out, ')');
    }
}

/* -- writing -------------------------------------------------------------------------------------------------------- */

void report_write(struct report *report, struct span octets)
{
    if (report->error || octets.length == 0)
        return;
    errno = 0;
    if (fwrite(octets.data, 1, octets.length, report->out) != octets.length)
        report->error = errno ? errno : EIO;
}

void report_write_text(struct report *report, const char *text)
{
    report_write(report, span_of_text(text));
}

void report_write_buf(struct report *report, struct buf *buf)
{
    report_write(report, buf_span(buf));
    buf_free(buf);
}

/* -- sums ----------------------------------------------------------------------------------------------------------- */

static void add_totals(struct report_totals *to, const struct report_totals *more)
{
    to->objects += more->objects;
    to->failed += more->failed;
    to->passed += more->passed;
    to->error += more->error;
    to->warning += more->warning;
    to->notice += more->notice;
    to->waived += more->waived;
    to->in_baseline += more->in_baseline;
    to->unreadable += more->unreadable;
    to->unreadable_in_folders += more->unreadable_in_folders;
    for (size_t i = 0; i < OUTCOME_COUNT; i++)
        to->outcomes[i] += more->outcomes[i];
}

static struct need *find_need(struct arena *arena, struct needs *list, const char *needs)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].needs, needs) == 0)
            return &list->items[i];
    if (list->count == NEEDS_MAX)
        return NULL;
    struct need *need = VEC_ADD(arena, list);
    need->needs = arena_text(arena, needs);
    return need;
}

static struct unchecked_rule *find_unchecked(struct arena *arena, struct need *need, const char *full_name)
{
    for (size_t i = 0; i < need->rule_count; i++)
        if (strcmp(need->rules[i].full_name, full_name) == 0)
            return &need->rules[i];
    need->rules = arena_grow(arena, need->rules, need->rule_count, &need->rule_capacity, sizeof *need->rules);
    struct unchecked_rule *rule = &need->rules[need->rule_count++];
    rule->full_name = full_name;
    return rule;
}

static void add_need(struct arena *arena, struct needs *list, const char *needs, const char *full_name,
                     size_t times)
{
    struct need *need = find_need(arena, list, needs ? needs : "");
    if (!need) {
        list->dropped += times;
        return;
    }
    need->times += times;
    find_unchecked(arena, need, full_name)->times += times;
}

static void merge_needs(struct arena *arena, struct needs *to, const struct needs *more)
{
    for (size_t i = 0; i < more->count; i++) {
        const struct need *need = &more->items[i];
        for (size_t j = 0; j < need->rule_count; j++)
            add_need(arena, to, need->needs, need->rules[j].full_name, need->rules[j].times);
    }
    to->dropped += more->dropped;
}

static struct violated *find_violated(struct arena *arena, struct violations *list, const struct rule *rule)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].rule->full_name, rule->full_name) == 0)
            return &list->items[i];
    struct violated *violated = VEC_ADD(arena, list);
    violated->rule = rule;
    return violated;
}

static void add_label(struct arena *arena, struct violated *violated, const char *label)
{
    if (violated->labels.count < VIOLATORS_MAX)
        *VEC_ADD(arena, &violated->labels) = arena_text(arena, label);
}

/* Each rule once for an object, on however many elements of its path it was violated. */
static void add_violation(struct report_part *part, const struct report_object *object,
                          const struct rule *rule)
{
    struct violated *violated = find_violated(part->arena, &part->violations, rule);
    if (violated->last == part->totals.objects)
        return;
    violated->last = part->totals.objects;
    violated->objects++;
    add_label(part->arena, violated, element_label(part->arena, object->scene->elements));
}

static void merge_violations(struct arena *arena, struct violations *to, const struct violations *more)
{
    for (size_t i = 0; i < more->count; i++) {
        const struct violated *from = &more->items[i];
        struct violated *violated = find_violated(arena, to, from->rule);
        violated->objects += from->objects;
        for (size_t j = 0; j < from->labels.count; j++)
            add_label(arena, violated, from->labels.items[j]);
    }
}

static void add_program(struct arena *arena, struct programs *list, const struct program *program)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i] == program)
            return;
    *VEC_ADD(arena, list) = program;
}

static void add_code(struct code_count *codes, unsigned code, size_t objects)
{
    for (size_t i = 0; i < CODES_MAX; i++) {
        if (codes[i].code != code && codes[i].code != 0)
            continue;
        codes[i].code = code;
        codes[i].objects += objects;
        return;
    }
}

/* Each code once for an object, however many findings predict it. */
static void add_codes(struct report_part *part, const struct result *result)
{
    unsigned seen[CODES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < result->finding_count; i++) {
        const struct rule *rule = result->findings[i].rule;
        const unsigned codes[] = { rule->peer_code, rule->holder_code };
        bool counts = rule->severity == SEVERITY_ERROR && finding_counts(&result->findings[i]);
        for (size_t j = 0; j < COUNT_OF(codes) && counts; j++) {
            size_t k = 0;
            while (k < count && seen[k] != codes[j])
                k++;
            if (codes[j] == 0 || k < count || count == CODES_MAX)
                continue;
            seen[count++] = codes[j];
            add_code(part->codes, codes[j], 1);
        }
    }
}

/* -- parts ---------------------------------------------------------------------------------------------------------- */

struct report_part *report_part_new(const struct report *report)
{
    struct report_part *part = calloc(1, sizeof *part);
    if (!part)
        out_of_memory(sizeof *part);
    part->report = report;
    part->arena = arena_new();
    return part;
}

void report_part_free(struct report_part *part)
{
    if (!part)
        return;
    buf_free(&part->body);
    buf_free(&part->failures);
    arena_free(part->arena);
    free(part);
}

size_t report_part_size(const struct report_part *part)
{
    return part->body.length + part->failures.length + arena_size(part->arena);
}

void report_part_object(struct report_part *part, const struct report_object *object)
{
    const struct result *result = object->result;
    part->totals.objects++;
    *(object->failed ? &part->totals.failed : &part->totals.passed) += 1;
    for (size_t i = 0; i < OUTCOME_COUNT; i++)
        part->totals.outcomes[i] += result->outcomes[i];
    for (size_t i = 0; i < result->finding_count; i++) {
        const struct finding *finding = &result->findings[i];
        enum severity severity = finding->rule->severity;
        part->totals.waived += finding->waiver != NULL;
        part->totals.in_baseline += !finding->waiver && finding->in_baseline;
        if (!finding_counts(finding))
            continue;
        part->totals.error += severity == SEVERITY_ERROR;
        part->totals.warning += severity == SEVERITY_WARNING;
        part->totals.notice += severity == SEVERITY_NOTICE;
        add_violation(part, object, finding->rule);
    }
    for (size_t i = 0; i < result->unchecked_count; i++) {
        const struct unchecked *unchecked = &result->unchecked[i];
        add_need(part->arena, &part->needs, unchecked->needs, unchecked->rule->full_name, 1);
    }
    add_codes(part, result);
    add_program(part->arena, &part->programs, object->program);
    part->report->format->object(part, object);
}

void report_part_failure(struct report_part *part, const struct report_failure *failure)
{
    part->totals.unreadable++;
    part->totals.unreadable_in_folders += failure->in_folder;
    part->report->format->failure(part, failure);
}

/* Whether the stretch with this key was put out before; notes it. */
static bool is_shown(struct report *report, const char *key)
{
    for (size_t i = 0; i < report->shown.count; i++)
        if (strcmp(report->shown.items[i], key) == 0)
            return true;
    *VEC_ADD(report->arena, &report->shown) = key;
    return false;
}

/* The body, with each stretch that is known already replaced. */
static void write_body(struct report *report, const struct report_part *part, struct span body)
{
    if (body.length == 0)
        return;
    const uint8_t *start = (const uint8_t *)part->body.data, *end = body.data + body.length;
    for (size_t i = 0; i < part->onces.count; i++) {
        const struct once *once = &part->onces.items[i];
        if (!is_shown(report, once->key))
            continue;
        report_write(report, (struct span){ body.data, (size_t)(start + once->from - body.data) });
        report_write_text(report, report->format->again);
        body.data = start + once->to;
    }
    if (part->body.length)
        report_write(report, (struct span){ body.data, (size_t)(end - body.data) });
}

void report_put(struct report *report, struct report_part *part)
{
    struct span body = buf_span(&part->body);
    const char *separator = report->format->separator;
    if (separator && body.length && !report->body_written) { /* each record begins with one */
        body.data += strlen(separator);
        body.length -= strlen(separator);
    }
    report->body_written = report->body_written || part->body.length;
    if (body.length)
        report->body_ends_blank = body.length > 1 && memcmp(body.data + body.length - 2, "\n\n", 2) == 0;
    write_body(report, part, body);
    buf_add(&report->failures, buf_span(&part->failures));

    add_totals(&report->totals, &part->totals);
    merge_needs(report->arena, &report->needs, &part->needs);
    merge_violations(report->arena, &report->violations, &part->violations);
    for (size_t i = 0; i < part->programs.count; i++)
        add_program(report->arena, &report->programs, part->programs.items[i]);
    for (size_t i = 0; i < CODES_MAX && part->codes[i].code; i++)
        add_code(report->codes, part->codes[i].code, part->codes[i].objects);

    buf_clear(&part->body);
    buf_clear(&part->failures);
    arena_free(part->arena);
    part->arena = arena_new();
    part->totals = (struct report_totals){ 0 };
    part->needs = (struct needs){ 0 };
    part->violations = (struct violations){ 0 };
    part->programs = (struct programs){ 0 };
    part->onces = (struct onces){ 0 };
    memset(part->codes, 0, sizeof part->codes);
}

/* -- the report ----------------------------------------------------------------------------------------------------- */

struct report *report_open(const struct report_format *format, const struct report_options *options,
                           FILE *out)
{
    struct arena *arena = arena_new();
    struct report *report = arena_alloc(arena, sizeof *report);
    report->format = format_of(format);
    report->options = *options;
    report->out = out;
    report->arena = arena;
    report->format->begin(report);
    return report;
}

void report_waivers(struct report *report, const struct waivers *waivers)
{
    report->waivers = waivers;
}

void report_excluded(struct report *report, const char *const *paths, size_t count)
{
    report->excluded = paths;
    report->totals.excluded = count;
}

const struct waiver *report_waiver_at(const struct report *report, size_t index, enum waiver_state *state)
{
    const struct waivers *waivers = report->waivers;
    for (size_t i = 0; waivers && i < waivers->count; i++) {
        *state = waiver_state_of(&waivers->items[i], report->options.evaluated_at);
        if (*state != WAIVER_GOOD && index-- == 0)
            return &waivers->items[i];
    }
    return NULL;
}

bool report_close(struct report *report, struct report_totals *totals)
{
    report->format->end(report);
    errno = 0;
    if (!report->error && (fflush(report->out) != 0 || ferror(report->out)))
        report->error = errno ? errno : EIO;
    int error = report->error;
    *totals = report->totals;
    buf_free(&report->failures);
    arena_free(report->arena);
    errno = error;
    return error == 0;
}
