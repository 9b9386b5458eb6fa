/* SARIF 2.1.0 (OASIS), for code scanning: a result for each finding, a notification for each file that could not be
 * read and for each thing that was not given, and the rules with their help. */
#include "report/report_internal.h"

#include "report/report_json.h"
#include "ruleset/waivers.h"
#include "util/text.h"

static const char *level_of(enum severity severity)
{
    static const char *const levels[] = {
        [SEVERITY_NOTICE] = "note",
        [SEVERITY_WARNING] = "warning",
        [SEVERITY_ERROR] = "error",
    };
    return levels[severity];
}

/* A path as a relative or absolute URI reference (RFC 3986): octets that are not unreserved are percent-encoded. */
static json_t *uri_of(struct arena *arena, const char *path)
{
    static const char unreserved[] = "-._~/";
    struct buf uri = { 0 };
    if (path[0] == '/')
        buf_text(&uri, "file://");
    for (const char *at = path; *at; at++) {
        uint8_t octet = (uint8_t)*at;
        bool plain = (octet >= '0' && octet <= '9') || (octet >= 'A' && octet <= 'Z') ||
                     (octet >= 'a' && octet <= 'z') || strchr(unreserved, octet);
        buf_format(&uri, plain ? "%c" : "%%%02X", octet);
    }
    json_t *json = report_json_text(arena, uri.data ? uri.data : "");
    buf_free(&uri);
    return json;
}

static json_t *message_of(struct arena *arena, const char *text)
{
    return json_pack("{s:o}", "text", report_json_text(arena, text));
}

static json_t *location_of(struct arena *arena, const char *path, uint32_t line, size_t offset, size_t length)
{
    json_t *region = json_object();
    if (line) {
        json_object_set_new(region, "startLine", json_integer(line));
    } else {
        json_object_set_new(region, "byteOffset", json_integer((json_int_t)offset));
        json_object_set_new(region, "byteLength", json_integer((json_int_t)length));
    }
    json_t *place = json_pack("{s:{s:o}}", "artifactLocation", "uri", uri_of(arena, path));
    json_object_set_new(place, "region", region);
    return json_pack("{s:o}", "physicalLocation", place);
}

/* -- results -------------------------------------------------------------------------------------------------------- */

/* The same certificate with the same fault is the same alert, wherever the file is moved. */
static json_t *fingerprint_of(struct arena *arena, const struct report_object *object,
                              const struct finding *finding)
{
    struct span sha1, sha256;
    object_digests(object->object, &sha1, &sha256);
    const char *text = arena_format(arena, "%s:%s:%s", text_hex(arena, sha256), finding->rule->full_name,
                                    element_label(arena, finding->element));
    return json_pack("{s:o}", "objectAndRule/v1", report_json_text(arena, text));
}

static json_t *result_of(struct arena *arena, const struct report_object *object,
                         const struct finding *finding)
{
    const struct rule *rule = finding->rule;
    const struct object *input = object->object;
    const char *subject = element_label(arena, finding->element);
    const char *text = arena_format(arena, "%s: %s: %s", subject, rule->title, finding->message);
    json_t *json = json_object();
    json_object_set_new(json, "ruleId", json_string(rule->full_name));
    json_object_set_new(json, "level", json_string(level_of(rule->severity)));
    json_object_set_new(json, "message", message_of(arena, text));
    json_object_set_new(
        json, "locations",
        json_pack("[o]", location_of(arena, input->path, finding->line ? finding->line : input->line,
                                     input->offset, object_octets(input).length)));
    json_object_set_new(json, "partialFingerprints", fingerprint_of(arena, object, finding));
    if (finding->waiver)
        json_object_set_new(json, "suppressions",
                            json_pack("[{s:s, s:s, s:o}]", "kind", "external", "status", "accepted",
                                      "justification", report_json_text(arena, finding->waiver->reason)));
    if (finding->in_baseline)
        json_object_set_new(json, "baselineState", json_string("unchanged"));
    json_object_set_new(json, "properties",
                        json_pack("{s:o, s:s, s:o}", "predicts", report_json_predicts(object->program, rule),
                                  "profile", object->program->profile, "fix",
                                  report_json_text(arena, rule->fix ? rule->fix : "")));
    return json;
}

static void sarif_object(struct report_part *part, const struct report_object *object)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < object->result->finding_count; i++) {
        buf_text(&part->body, ",\n        ");
        report_json_dump(&part->body, result_of(arena, object, &object->result->findings[i]), "        ");
    }
    arena_free(arena);
}

static void sarif_failure(struct report_part *part, const struct report_failure *failure)
{
    struct arena *arena = arena_new();
    json_t *json = json_pack("{s:s, s:o}", "level", "error", "message", message_of(arena, failure->error));
    json_object_set_new(
        json, "locations",
        json_pack("[o]", location_of(arena, failure->source, failure->line, failure->offset, 0)));
    buf_text(&part->failures, ",\n            ");
    report_json_dump(&part->failures, json, "            ");
    arena_free(arena);
}

/* -- the run -------------------------------------------------------------------------------------------------------- */

static json_t *rule_of(struct arena *arena, const struct rule *rule)
{
    json_t *json = json_pack("{s:s, s:{s:s}, s:{s:s}}", "id", rule->full_name, "shortDescription", "text",
                             rule->title, "defaultConfiguration", "level", level_of(rule->severity));
    if (rule->fix)
        json_object_set_new(json, "help", message_of(arena, rule->fix));
    if (rule->see_count)
        json_object_set_new(json, "helpUri", report_json_text(arena, rule->see[0]));
    json_object_set_new(json, "properties",
                        json_pack("{s:s}", "evidence", report_evidence_name(rule->evidence)));
    return json;
}

/* Every rule that judged, once. */
static json_t *rules_of(const struct report *report)
{
    json_t *list = json_array(), *known = json_object();
    for (size_t i = 0; i < report->programs.count; i++) {
        const struct program *program = report->programs.items[i];
        for (size_t j = 0; j < program->rule_count; j++) {
            const struct rule *rule = program->rules[j];
            if (json_object_get(known, rule->full_name))
                continue;
            json_object_set_new(known, rule->full_name, json_true());
            json_array_append_new(list, rule_of(report->arena, rule));
        }
    }
    json_decref(known);
    return list;
}

/* Waivers that have ended, or fitted nothing. */
static void add_waivers(json_t *list, const struct report *report)
{
    struct arena *arena = report->arena;
    const struct waiver *waiver;
    enum waiver_state state;
    for (size_t i = 0; (waiver = report_waiver_at(report, i, &state)); i++) {
        const char *file = waiver->place.source ? waiver->place.source->name : "";
        json_t *json = json_pack("{s:s, s:o}", "level", state == WAIVER_ENDED ? "error" : "warning",
                                 "message", message_of(arena, waiver_complaint(arena, waiver, state)));
        json_object_set_new(json, "locations",
                            json_pack("[o]", location_of(arena, file, waiver->place.line,
                                                         waiver->place.offset, waiver->place.length)));
        json_array_append_new(list, json);
    }
}

static json_t *configuration_of(const struct report *report)
{
    struct arena *arena = report->arena;
    json_t *list = json_array();
    for (size_t i = 0; i < report->needs.count; i++) {
        const struct need *need = &report->needs.items[i];
        const char *text = arena_format(arena, "not checked, needs %s: %zu rules, %s first", need->needs,
                                        need->rule_count, need->rules[0].full_name);
        json_array_append_new(list,
                              json_pack("{s:s, s:o}", "level", "note", "message", message_of(arena, text)));
    }
    add_waivers(list, report);
    return list;
}

static void sarif_begin(struct report *report)
{
    report_write_text(report, "{\n"
                              "  \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n"
                              "  \"version\": \"2.1.0\",\n"
                              "  \"runs\": [\n"
                              "    {\n"
                              "      \"results\": [");
}

static void sarif_end(struct report *report)
{
    struct buf out = { 0 };
    buf_text(&out, report->body_written ? "\n      ],\n" : "],\n");
    buf_format(&out,
               "      \"invocations\": [\n        {\n          \"executionSuccessful\": %s,\n"
               "          \"toolExecutionNotifications\": [",
               report->totals.unreadable ? "false" : "true");
    if (report->failures.length) {
        struct span failures = buf_span(&report->failures);
        buf_add(&out, span_from(failures, 1)); /* the first comma */
        buf_text(&out, "\n          ");
    }
    buf_text(&out, "],\n          \"toolConfigurationNotifications\": ");
    report_json_dump(&out, configuration_of(report), "          ");
    buf_text(&out, "\n        }\n      ],\n      \"tool\": ");
    json_t *driver = json_pack("{s:s, s:s, s:o}", "name", "ikelint", "version", report->options.version,
                               "rules", rules_of(report));
    report_json_dump(&out, json_pack("{s:o}", "driver", driver), "      ");
    buf_text(&out, "\n    }\n  ]\n}\n");
    report_write_buf(report, &out);
}

const struct format report_sarif = {
    .about = { "sarif", "SARIF 2.1.0, for code scanning" },
    .separator = ",",
    .begin = sarif_begin,
    .object = sarif_object,
    .failure = sarif_failure,
    .end = sarif_end,
};
