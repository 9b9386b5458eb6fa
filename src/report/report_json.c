/* JSON as report.schema.json describes it. The objects come first because they are put out as they are judged; what
 * is known at the end only (summary, unreadable, rulesets) comes behind them. */
#include "report/report_json.h"

#include "pki/request.h"
#include "pki/template.h"
#include "report/report_internal.h"
#include "ruleset/waivers.h"
#include "util/clock.h"
#include "util/text.h"

/* -- values --------------------------------------------------------------------------------------------------------- */

json_t *report_json_text(struct arena *arena, const char *text)
{
    struct span octets = span_of_text(text);
    return json_string(text_is_utf8(octets) ? text : text_escaped(arena, octets));
}

static json_t *octets_of(struct arena *arena, struct span octets)
{
    if (!text_is_utf8(octets))
        return json_string(text_escaped(arena, octets));
    return json_stringn(octets.length ? (const char *)octets.data : "", octets.length);
}

static json_t *time_of(int64_t seconds)
{
    char text[CLOCK_TEXT];
    clock_print(seconds, text);
    return json_string(text);
}

static json_t *printed(struct arena *arena, const struct value *value)
{
    struct buf text = { 0 };
    value_print(&text, value);
    json_t *json = octets_of(arena, buf_span(&text));
    buf_free(&text);
    return json;
}

static json_t *list_of(struct arena *arena, const struct value *value)
{
    json_t *list = json_array();
    if (value->type == VALUE_INTEGERS) {
        for (size_t i = 0; i < value->numbers.count; i++)
            json_array_append_new(list, json_integer(value->numbers.items[i]));
        return list;
    }
    for (size_t i = 0; i < value->list.count; i++) {
        struct value item = { .state = VALUE_KNOWN, .type = value_type_of_items(value->type) };
        item.span = value->list.items[i];
        bool plain = item.type == VALUE_TEXT || item.type == VALUE_HOSTNAME;
        json_array_append_new(list, plain ? octets_of(arena, item.span) : printed(arena, &item));
    }
    return list;
}

json_t *report_json_value(struct arena *arena, const struct value *value)
{
    if (value->state == VALUE_ABSENT)
        return json_null();
    if (value->state == VALUE_UNKNOWN)
        return json_pack("{s:o}", "unknown", report_json_text(arena, value->needs ? value->needs : ""));
    if (value_type_is_list(value->type))
        return list_of(arena, value);
    switch (value->type) {
    case VALUE_BOOLEAN:
        return json_boolean(value->boolean);
    case VALUE_INTEGER:
    case VALUE_DURATION:
        return json_integer(value->integer);
    case VALUE_TEXT:
    case VALUE_HOSTNAME:
        return octets_of(arena, value->span);
    default:
        return printed(arena, value);
    }
}

/* -- objects -------------------------------------------------------------------------------------------------------- */

json_t *report_json_predicts(const struct program *program, const struct rule *rule)
{
    static const char *const roles[] = { [ROLE_PEER] = "peer", [ROLE_HOLDER] = "holder" };
    const unsigned codes[] = { [ROLE_PEER] = rule->peer_code, [ROLE_HOLDER] = rule->holder_code };
    json_t *list = json_array();
    for (size_t i = 0; i < COUNT_OF(roles); i++)
        if (codes[i])
            json_array_append_new(list, json_pack("{s:i, s:s, s:s}", "code", (int)codes[i], "role", roles[i],
                                                  "seen_by", report_seen_by(program, (enum report_role)i)));
    return list;
}

static json_t *on_of(struct arena *arena, const struct scene *scene, const struct element *element)
{
    return json_pack("{s:s, s:o}", "role", report_element_role(scene, element), "subject",
                     report_json_text(arena, element_label(arena, element)));
}

static json_t *waived_of(struct arena *arena, const struct waiver *waiver)
{
    json_t *json = json_object();
    json_object_set_new(json, "until", time_of(waiver->until));
    json_object_set_new(json, "reason", report_json_text(arena, waiver->reason));
    if (waiver->approved_by)
        json_object_set_new(json, "approved_by", report_json_text(arena, waiver->approved_by));
    return json;
}

static json_t *finding_of(struct arena *arena, const struct report_object *object,
                          const struct finding *finding)
{
    const struct rule *rule = finding->rule;
    json_t *facts = json_object();
    for (size_t i = 0; i < finding->fact_count; i++)
        json_object_set_new(facts, finding->facts[i].name, report_json_value(arena, finding->facts[i].value));
    json_t *json =
        json_pack("{s:s, s:s, s:s, s:s}", "rule", rule->full_name, "title", rule->title, "severity",
                  report_severity_name(rule->severity), "evidence", report_evidence_name(rule->evidence));
    if (finding->line)
        json_object_set_new(json, "line", json_integer(finding->line));
    json_object_set_new(json, "predicts", report_json_predicts(object->program, rule));
    json_object_set_new(json, "on", on_of(arena, object->scene, finding->element));
    json_object_set_new(json, "message", report_json_text(arena, finding->message));
    json_object_set_new(json, "fix", report_json_text(arena, rule->fix ? rule->fix : ""));
    json_object_set_new(json, "facts", facts);
    if (finding->waiver)
        json_object_set_new(json, "waived", waived_of(arena, finding->waiver));
    if (finding->in_baseline)
        json_object_set_new(json, "in_baseline", json_true());
    return json;
}

static json_t *unchecked_of(struct arena *arena, const struct report_object *object,
                            const struct unchecked *unchecked)
{
    json_t *json = json_pack("{s:s}", "rule", unchecked->rule->full_name);
    json_object_set_new(json, "needs", report_json_text(arena, unchecked->needs ? unchecked->needs : ""));
    json_object_set_new(json, "on", on_of(arena, object->scene, unchecked->element));
    return json;
}

static json_t *path_of(struct arena *arena, const struct report_object *object)
{
    const struct path *path = object->scene->path;
    json_t *list = json_array();
    for (size_t i = 0; path && i < path->count; i++) {
        const struct path_element *element = &path->elements[i];
        const struct object *from = i == 0 && !element->object ? object->object : element->object;
        json_t *json = json_object();
        json_object_set_new(json, "subject", report_json_text(arena, cert_label(arena, element->cert)));
        json_object_set_new(json, "sha256",
                            json_string(text_hex(arena, (struct span){ element->cert->sha256,
                                                                       sizeof element->cert->sha256 })));
        json_object_set_new(json, "source", from ? report_json_text(arena, from->path) : json_null());
        json_array_append_new(list, json);
    }
    return list;
}

static void set_names(struct arena *arena, json_t *json, const struct object *object)
{
    struct span sha1, sha256;
    if (object->cert)
        json_object_set_new(json, "subject",
                            report_json_text(arena, name_print(arena, &object->cert->subject)));
    else if (object->request)
        json_object_set_new(json, "subject",
                            report_json_text(arena, name_print(arena, &object->request->as_cert->subject)));
    else if (object->template)
        json_object_set_new(json, "subject",
                            report_json_text(arena, template_label(arena, object->template)));
    if (object->cert || object->crl)
        json_object_set_new(json, "issuer",
                            report_json_text(arena, name_print(arena, object->cert ? &object->cert->issuer
                                                                                   : &object->crl->issuer)));
    object_digests(object, &sha1, &sha256);
    json_object_set_new(json, "sha1", json_string(text_hex(arena, sha1)));
    json_object_set_new(json, "sha256", json_string(text_hex(arena, sha256)));
}

static void set_profile(struct arena *arena, json_t *json, const struct report_object *object)
{
    static const char *const reasons[] = {
        [PROFILE_GIVEN] = "given",
        [PROFILE_DECIDED] = "decided",
        [PROFILE_FALLBACK] = "fallback",
    };
    json_object_set_new(json, "profile", json_string(object->program->profile));
    json_object_set_new(json, "profile_reason", json_string(reasons[object->profile_reason]));
    json_object_set_new(json, "profile_why", report_json_text(arena, object->profile_why));
}

static json_t *trust_of(const struct path *path)
{
    const char *status = path ? path_status_name(path->status) : "unknown";
    const char *revocation = path ? revocation_status_name(path_revocation(path)) : "unknown";
    return json_pack("{s:s, s:s}", "path", status, "revocation", revocation);
}

static json_t *outcomes_of(const size_t outcomes[OUTCOME_COUNT])
{
    return json_pack("{s:I, s:I, s:I, s:I}", "pass", (json_int_t)outcomes[OUTCOME_PASS], "fail",
                     (json_int_t)outcomes[OUTCOME_FAIL], "not_applicable",
                     (json_int_t)outcomes[OUTCOME_NOT_APPLICABLE], "not_checked",
                     (json_int_t)outcomes[OUTCOME_NOT_CHECKED]);
}

static json_t *object_of(struct arena *arena, const struct report_object *object)
{
    const struct object *input = object->object;
    const struct result *result = object->result;
    json_t *json = json_object();
    json_object_set_new(json, "source", report_json_text(arena, input->path));
    json_object_set_new(json, "index", json_integer((json_int_t)input->index));
    json_object_set_new(json, "offset", json_integer((json_int_t)input->offset));
    if (input->line)
        json_object_set_new(json, "line", json_integer(input->line));
    json_object_set_new(json, "kind", json_string(object_kind_name(input->kind)));
    set_profile(arena, json, object);
    set_names(arena, json, input);
    json_object_set_new(json, "trust", trust_of(object->scene->path));
    json_object_set_new(json, "path", path_of(arena, object));
    json_object_set_new(json, "verdict", json_string(object->failed ? "fail" : "pass"));
    json_t *findings = json_array(), *unchecked = json_array();
    for (size_t i = 0; i < result->finding_count; i++)
        json_array_append_new(findings, finding_of(arena, object, &result->findings[i]));
    for (size_t i = 0; i < result->unchecked_count; i++)
        json_array_append_new(unchecked, unchecked_of(arena, object, &result->unchecked[i]));
    json_object_set_new(json, "findings", findings);
    json_object_set_new(json, "not_checked", unchecked);
    json_object_set_new(json, "outcomes", outcomes_of(result->outcomes));
    return json;
}

static json_t *failure_of(struct arena *arena, const struct report_failure *failure)
{
    json_t *json = json_object();
    json_object_set_new(json, "source", report_json_text(arena, failure->source));
    json_object_set_new(json, "offset", json_integer((json_int_t)failure->offset));
    if (failure->line)
        json_object_set_new(json, "line", json_integer(failure->line));
    json_object_set_new(json, "error", report_json_text(arena, failure->error));
    return json;
}

/* -- the report ----------------------------------------------------------------------------------------------------- */

static json_t *tool_of(const struct report *report)
{
    return json_pack("{s:s, s:s}", "name", "ikelint", "version", report->options.version);
}

/* Each set once, in the order in which it was first used. */
static json_t *rulesets_of(const struct report *report)
{
    json_t *list = json_array();
    struct arena *arena = report->arena;
    for (size_t i = 0; i < report->programs.count; i++) {
        const struct program *program = report->programs.items[i];
        for (size_t j = 0; j < program->ruleset_count; j++) {
            const struct ruleset_info *set = &program->rulesets[j];
            const char *sha256 = text_hex(arena, (struct span){ set->sha256, sizeof set->sha256 });
            bool known = false;
            for (size_t k = 0; k < json_array_size(list) && !known; k++) {
                json_t *other = json_array_get(list, k);
                known = strcmp(json_string_value(json_object_get(other, "name")), set->name) == 0 &&
                        strcmp(json_string_value(json_object_get(other, "sha256")), sha256) == 0;
            }
            if (!known)
                json_array_append_new(list, json_pack("{s:s, s:s, s:o}", "name", set->name, "sha256", sha256,
                                                      "source", report_json_text(arena, set->source)));
        }
    }
    return list;
}

static json_t *summary_of(const struct report *report)
{
    const struct report_totals *totals = &report->totals;
    const struct {
        const char *name;
        size_t count;
    } rows[] = {
        { "objects", totals->objects },
        { "failed", totals->failed },
        { "passed", totals->passed },
        { "error", totals->error },
        { "warning", totals->warning },
        { "notice", totals->notice },
        { "waived", totals->waived },
        { "in_baseline", totals->in_baseline },
        { "pass", totals->outcomes[OUTCOME_PASS] },
        { "not_applicable", totals->outcomes[OUTCOME_NOT_APPLICABLE] },
        { "not_checked", totals->outcomes[OUTCOME_NOT_CHECKED] },
        { "unreadable", totals->unreadable },
        { "excluded", totals->excluded },
    };
    json_t *json = json_object();
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        json_object_set_new(json, rows[i].name, json_integer((json_int_t)rows[i].count));
    return json;
}

static json_t *waivers_of(const struct report *report)
{
    json_t *list = json_array();
    struct arena *arena = report->arena;
    const struct waiver *waiver;
    enum waiver_state state;
    for (size_t i = 0; (waiver = report_waiver_at(report, i, &state)); i++) {
        json_t *json = json_object();
        const char *file = waiver->place.source ? waiver->place.source->name : "";
        json_object_set_new(json, "rule", report_json_text(arena, waiver->rule));
        json_object_set_new(json, "state", json_string(waiver_state_words[state]));
        json_object_set_new(json, "until", time_of(waiver->until));
        json_object_set_new(json, "reason", report_json_text(arena, waiver->reason));
        json_object_set_new(json, "source", report_json_text(arena, file));
        json_object_set_new(json, "line", json_integer(waiver->place.line));
        json_array_append_new(list, json);
    }
    return list;
}

struct dump {
    struct buf *out;
    const char *indent; /* behind each line end; NULL: as it comes */
};

/* The line ends that jansson writes are never inside strings, where they are escaped. */
static int dump_part(const char *text, size_t size, void *context)
{
    struct dump *dump = context;
    for (size_t i = 0; i < size; i++) {
        buf_char(dump->out, text[i]);
        if (text[i] == '\n' && dump->indent)
            buf_text(dump->out, dump->indent);
    }
    return 0;
}

void report_json_dump(struct buf *out, json_t *json, const char *indent)
{
    struct dump dump = { out, indent };
    size_t flags = (indent ? JSON_INDENT(2) : JSON_COMPACT) | JSON_ENCODE_ANY;
    if (!json || json_dump_callback(json, dump_part, &dump, flags) != 0)
        out_of_memory(0); /* jansson has no other reason: all text is UTF-8 */
    json_decref(json);
}

static void add_head(struct buf *out, const struct report *report, const char *indent)
{
    buf_format(out, "{%s\"schema\": 1,%s\"tool\": ", indent, indent);
    report_json_dump(out, tool_of(report), NULL);
    buf_format(out, ",%s\"evaluated_at\": ", indent);
    report_json_dump(out, time_of(report->options.evaluated_at), NULL);
}

/* The failures' records, of which each begins with a comma. */
static void add_unreadable(struct buf *out, const struct report *report, const char *indent)
{
    struct span failures = buf_span(&report->failures);
    buf_format(out, ",%s\"unreadable\": [", indent);
    if (failures.length) {
        buf_add(out, span_from(failures, 1));
        buf_text(out, indent);
    }
    buf_char(out, ']');
}

static void json_begin(struct report *report)
{
    struct buf out = { 0 };
    add_head(&out, report, "\n  ");
    buf_text(&out, ",\n  \"objects\": [");
    report_write_buf(report, &out);
}

static void json_object_record(struct report_part *part, const struct report_object *object)
{
    struct arena *arena = arena_new();
    buf_text(&part->body, ",\n    ");
    report_json_dump(&part->body, object_of(arena, object), "    ");
    arena_free(arena);
}

static void json_failure_record(struct report_part *part, const struct report_failure *failure)
{
    struct arena *arena = arena_new();
    buf_text(&part->failures, ",\n    ");
    report_json_dump(&part->failures, failure_of(arena, failure), "    ");
    arena_free(arena);
}

static void json_end(struct report *report)
{
    struct buf out = { 0 };
    buf_text(&out, report->body_written ? "\n  ]" : "]");
    add_unreadable(&out, report, "\n  ");
    buf_text(&out, ",\n  \"rulesets\": ");
    report_json_dump(&out, rulesets_of(report), "  ");
    buf_text(&out, ",\n  \"waivers\": ");
    report_json_dump(&out, waivers_of(report), "  ");
    buf_text(&out, ",\n  \"summary\": ");
    report_json_dump(&out, summary_of(report), "  ");
    buf_text(&out, "\n}\n");
    report_write_buf(report, &out);
}

const struct format report_json = {
    .about = { "json", "one JSON document, as report.schema.json describes it" },
    .separator = ",",
    .begin = json_begin,
    .object = json_object_record,
    .failure = json_failure_record,
    .end = json_end,
};

/* -- one line for each object ---------------------------------------------------------------------------------------- */

static void ndjson_begin(struct report *report)
{
    (void)report; /* all that the head of a document says stands in the last line */
}

static void ndjson_object(struct report_part *part, const struct report_object *object)
{
    struct arena *arena = arena_new();
    report_json_dump(&part->body, object_of(arena, object), NULL);
    buf_char(&part->body, '\n');
    arena_free(arena);
}

static void ndjson_failure(struct report_part *part, const struct report_failure *failure)
{
    struct arena *arena = arena_new();
    buf_char(&part->failures, ',');
    report_json_dump(&part->failures, failure_of(arena, failure), NULL);
    arena_free(arena);
}

static void ndjson_end(struct report *report)
{
    struct buf out = { 0 };
    add_head(&out, report, "");
    add_unreadable(&out, report, "");
    buf_text(&out, ",\"rulesets\":");
    report_json_dump(&out, rulesets_of(report), NULL);
    buf_text(&out, ",\"waivers\":");
    report_json_dump(&out, waivers_of(report), NULL);
    buf_text(&out, ",\"summary\":");
    report_json_dump(&out, summary_of(report), NULL);
    buf_text(&out, "}\n");
    report_write_buf(report, &out);
}

const struct format report_ndjson = {
    .about = { "ndjson", "one line of JSON for each object, then one with the summary" },
    .begin = ndjson_begin,
    .object = ndjson_object,
    .failure = ndjson_failure,
    .end = ndjson_end,
};
