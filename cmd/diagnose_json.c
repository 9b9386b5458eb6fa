/* Diagnoses as JSON (src/report/diagnosis.schema.json). */
#include "cmd/diagnose_report.h"
#include "cmd/predict_report.h"
#include "report/report_json.h"
#include "ruleset/schema.h"
#include "util/clock.h"

static json_t *text_or_null(struct arena *arena, const char *text)
{
    return text[0] ? report_json_text(arena, text) : json_null();
}

static json_t *texts_json(struct arena *arena, const struct texts *texts)
{
    json_t *list = json_array();
    for (size_t i = 0; i < texts->count; i++)
        json_array_append_new(list, report_json_text(arena, texts->items[i]));
    return list;
}

static const char *blame_text(const struct diagnosis *diagnosis)
{
    return diagnosis->known ? blame_name(diagnosis->known->blame) : "unknown";
}

static const char *role_side(const struct possible_cause *cause)
{
    struct rule_sides sides = rule_sides_of(cause->program);
    return cause->holder ? sides.holder : sides.peer;
}

static json_t *possible_json(struct arena *arena, const struct diagnosis *diagnosis)
{
    json_t *list = json_array();
    for (size_t i = 0; i < diagnosis->possible.count; i++) {
        const struct possible_cause *cause = &diagnosis->possible.items[i];
        json_array_append_new(
            list,
            json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:s, s:o}", "rule", cause->rule->full_name, "profile",
                      cause->program->profile, "severity", severity_words[cause->rule->severity], "evidence",
                      evidence_words[cause->rule->evidence], "role", cause->holder ? "holder" : "peer",
                      "seen_by", json_string(role_side(cause)), "title", cause->rule->title, "fix",
                      cause->rule->fix ? report_json_text(arena, cause->rule->fix) : json_null()));
    }
    return list;
}

static json_t *steps_json(struct arena *arena, const struct diagnosis *diagnosis)
{
    json_t *list = json_array();
    for (size_t i = 0; i < diagnosis->steps.count; i++) {
        const struct step_rule *step = diagnosis->steps.items[i];
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:o}", "rule", step->id, "evidence",
                                              evidence_words[step->evidence], "title", step->title, "fix",
                                              report_json_text(arena, step->fix)));
    }
    return list;
}

static json_t *answer_json(struct arena *arena, const struct diagnosis *diagnosis)
{
    json_t *causes = json_array();
    for (size_t i = 0; i < diagnosis->causes.count; i++)
        json_array_append_new(causes, cause_json(arena, &diagnosis->causes.items[i]));
    const struct connection *predicted = diagnosis->predicted;
    return json_pack(
        "{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "outcome",
        diagnosis_outcome_name(diagnosis->outcome), "says", text_or_null(arena, diagnosis->says), "device",
        predicted ? report_json_text(arena, predicted->device->machine->name) : json_null(), "server",
        predicted ? report_json_text(arena, predicted->server->machine->name) : json_null(), "verdict",
        predicted ? json_string(verdict_name(diagnosis->verdict)) : json_null(), "code",
        diagnosis->predicted_code ? json_integer((json_int_t)diagnosis->predicted_code) : json_null(),
        "seen_by", diagnosis->seen_by ? json_string(diagnosis->seen_by) : json_null(), "causes", causes,
        "needs", texts_json(arena, &diagnosis->needs));
}

static json_t *diagnosis_json(struct arena *arena, const struct diagnosis *diagnosis)
{
    const struct error_code *known = diagnosis->known;
    const char *side = known ? diagnosis_side(diagnosis) : "";
    json_t *json =
        json_pack("{s:I, s:o, s:s, s:o, s:o, s:o, s:o, s:s, s:s, s:s, s:o, s:o, s:I}", "code",
                  (json_int_t)diagnosis->code, "symbol", known ? json_string(known->symbol) : json_null(),
                  "certificates", blame_text(diagnosis), "confidence",
                  known ? json_string(confidence_name(known->confidence)) : json_null(), "means",
                  known ? json_string(known->means) : json_null(), "side", text_or_null(arena, side),
                  "advice", known && known->advice ? json_string(known->advice) : json_null(), "seen_by",
                  "client", "tunnel", dialled_name(diagnosis->tunnel), "tunnel_because",
                  diagnosis->tunnel_because, "connection", text_or_null(arena, diagnosis->connection),
                  "dialled", text_or_null(arena, diagnosis->server), "count", (json_int_t)diagnosis->count);
    json_object_set_new(json, "first",
                        text_or_null(arena, diagnosis_time(arena, diagnosis->clock, diagnosis->first)));
    json_object_set_new(json, "last",
                        text_or_null(arena, diagnosis_time(arena, diagnosis->clock, diagnosis->last)));
    json_object_set_new(json, "computers", texts_json(arena, &diagnosis->computers));
    json_object_set_new(json, "users", texts_json(arena, &diagnosis->users));
    json_object_set_new(
        json, "event",
        json_pack("{s:o, s:I, s:I}", "source", report_json_text(arena, diagnosis->event->path), "line",
                  (json_int_t)diagnosis->event->line, "offset", (json_int_t)diagnosis->event->offset));
    json_object_set_new(json, "answer", answer_json(arena, diagnosis));
    json_object_set_new(json, "rules", possible_json(arena, diagnosis));
    json_object_set_new(json, "rules_of_both", steps_json(arena, diagnosis));
    return json;
}

static json_t *unreadable_json(const struct diagnosing *diagnosing)
{
    json_t *list = json_array();
    for (size_t i = 0; i < diagnosing->unreadable.count; i++) {
        const struct unreadable_events *item = &diagnosing->unreadable.items[i];
        json_t *json = json_pack("{s:o, s:o}", "source", report_json_text(diagnosing->arena, item->path),
                                 "error", report_json_text(diagnosing->arena, item->error));
        if (item->line)
            json_object_set_new(json, "line", json_integer((json_int_t)item->line));
        json_array_append_new(list, json);
    }
    return list;
}

void diagnose_write_json(const struct diagnosing *diagnosing, FILE *stream)
{
    struct arena *arena = diagnosing->arena;
    const struct diagnoses *diagnoses = &diagnosing->diagnoses;
    struct diagnosis_sums sums = diagnoses_sums(diagnoses);
    char at[CLOCK_TEXT];
    struct buf out = { 0 };
    json_t *list = json_array();
    for (size_t i = 0; i < diagnoses->count; i++)
        json_array_append_new(list, diagnosis_json(arena, &diagnoses->items[i]));
    clock_print(diagnosing->at, at);
    json_t *summary = json_pack(
        "{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "failures", (json_int_t)diagnoses->failures,
        "repeated", (json_int_t)diagnoses->repeated, "certificates", (json_int_t)sums.yes, "sometimes",
        (json_int_t)sums.sometimes, "not_certificates", (json_int_t)sums.no, "unknown",
        (json_int_t)sums.unknown, "other_events", (json_int_t)diagnosing->events.others, "passed_over",
        (json_int_t)diagnosing->events.passed_over, "unreadable", (json_int_t)diagnosing->unreadable.count);
    report_json_dump(
        &out,
        json_pack("{s:i, s:{s:s, s:s}, s:s, s:o, s:o, s:o, s:o}", "schema", 1, "tool", "name", PACKAGE_NAME,
                  "version", PACKAGE_VERSION, "evaluated_at", at, "deployment",
                  diagnosing->has_deployment ? report_json_text(arena, diagnosing->prediction.deployment.name)
                                             : json_null(),
                  "summary", summary, "diagnoses", list, "unreadable", unreadable_json(diagnosing)),
        "");
    fwrite(out.data, 1, out.length, stream);
    if (out.length && out.data[out.length - 1] != '\n')
        fputc('\n', stream);
    buf_free(&out);
}
