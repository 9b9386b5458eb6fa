/* `ikelint diagnose`: what logged events 20227 mean, and with a deployment file which cause they have. */
#include "cmd/commands.h"
#include "cmd/predict_report.h"
#include "cmd/shared.h"
#include "cmd/terminal.h"
#include "predict/diagnosis.h"
#include "report/layout.h"
#include "report/report_json.h"
#include "ruleset/schema.h"
#include "util/clock.h"
#include "util/platform.h"
#include "util/text.h"

enum {
    LABEL_WIDTH = 11,
    NAMES_SHOWN = 3, /* computers and users in text; JSON has all */
    RULES_SHOWN = 8  /* in text, of one section; 'ikelint explain' has all */
};

struct diagnose_options {
    const char *deployment, *device, *format, *output, *fail_on, *password_file;
    struct option_number password_fd;
    struct texts rules;
    struct option_time at;
};

#define FIELD(name) OPTION_FIELD(struct diagnose_options, name)

static const struct option_row rows[] = {
    { "deployment", 'd', OPTION_TEXT, FIELD(deployment), "FILE",
      "a deployment file, as 'ikelint predict' reads it: says which cause it is", NULL },
    { "device", 0, OPTION_TEXT, FIELD(device), "NAME",
      "the device of the deployment file that logged the events, where they do not say it", NULL },
    { "rules", 'r', OPTION_TEXTS, FIELD(rules), "PATH",
      "a rule set of yours, or a folder of them: its rules can be causes too; repeatable", NULL },
    { "at", 0, OPTION_TIME, FIELD(at), "TIME",
      "predict the deployment as of this time (default: of the last event; now where events have no time)",
      NULL },
    { "format", 'f', OPTION_CHOICE, FIELD(format), "FORMAT", "text (default) or json",
      choice_of_text_or_json },
    { "output", 'o', OPTION_TEXT, FIELD(output), "FILE", "write there instead of to standard output", NULL },
    { "fail-on", 0, OPTION_CHOICE, FIELD(fail_on), "LEVEL",
      "exit with 1 from this on: error (default; a code that certificates cause), warning (or that they "
      "cause sometimes), notice (or any failure); or never",
      choice_of_fail_on },
    { "password-file", 0, OPTION_TEXT, FIELD(password_file), "FILE",
      "passwords for PFX files of the deployment, one a line; each is tried (without it, a terminal is "
      "asked)",
      NULL },
    { "password-fd", 0, OPTION_NUMBER, FIELD(password_fd), "NUMBER",
      "the same, from a file descriptor that is open: --password-fd 3 3<passwords", NULL },
};

struct unreadable {
    const char *path, *error;
    uint32_t line;
};

struct diagnosing {
    struct cli *cli;
    struct arena *arena;
    struct event_list events;
    struct prediction prediction;
    bool has_deployment;
    int64_t at;
    struct diagnoses diagnoses;
    struct {
        const struct program **items;
        size_t count, capacity;
    } programs;
    struct {
        struct unreadable *items;
        size_t count, capacity;
    } unreadable;
};

static void take_failure(void *context, const struct read_failure *failure)
{
    struct diagnosing *diagnosing = context;
    *VEC_ADD(diagnosing->arena, &diagnosing->unreadable) =
        (struct unreadable){ arena_text(diagnosing->arena, failure->path),
                             arena_text(diagnosing->arena, failure->error), failure->line };
}

/* -- JSON ----------------------------------------------------------------------------------------------------------- */

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

/* "2026-05-31T06:15:02Z"; without its Z where the zone is not known. */
static const char *time_text(struct arena *arena, enum event_clock clock, int64_t time)
{
    char text[CLOCK_TEXT];
    clock_print(time, text);
    size_t length = strlen(text);
    if (clock == EVENT_CLOCK_LOCAL && length)
        text[length - 1] = 0;
    return clock == EVENT_CLOCK_NONE ? "" : arena_text(arena, text);
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

static const char *side_text(const struct diagnosis *diagnosis)
{
    bool of_ike = diagnosis->code == CODE_AUTH_FAIL || diagnosis->code == CODE_NO_CERTIFICATE;
    if (of_ike && diagnosis->tunnel == DIALLED_USER)
        return "In a user tunnel the device needs no machine certificate: it is about the server's.";
    return error_side_text(diagnosis->known->side);
}

static json_t *diagnosis_json(struct arena *arena, const struct diagnosis *diagnosis)
{
    const struct error_code *known = diagnosis->known;
    const char *side = known ? side_text(diagnosis) : "";
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
                        text_or_null(arena, time_text(arena, diagnosis->clock, diagnosis->first)));
    json_object_set_new(json, "last",
                        text_or_null(arena, time_text(arena, diagnosis->clock, diagnosis->last)));
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

struct sums {
    size_t yes, sometimes, no, unknown; /* failures by whether certificates cause them */
};

static struct sums sums_of(const struct diagnoses *diagnoses)
{
    struct sums sums = { 0 };
    for (size_t i = 0; i < diagnoses->count; i++) {
        const struct diagnosis *diagnosis = &diagnoses->items[i];
        size_t *sum = !diagnosis->known                               ? &sums.unknown
                      : diagnosis->known->blame == BLAME_CERTIFICATES ? &sums.yes
                      : diagnosis->known->blame == BLAME_SOMETIMES    ? &sums.sometimes
                                                                      : &sums.no;
        *sum += diagnosis->count;
    }
    return sums;
}

static json_t *unreadable_json(const struct diagnosing *diagnosing)
{
    json_t *list = json_array();
    for (size_t i = 0; i < diagnosing->unreadable.count; i++) {
        const struct unreadable *item = &diagnosing->unreadable.items[i];
        json_t *json = json_pack("{s:o, s:o}", "source", report_json_text(diagnosing->arena, item->path),
                                 "error", report_json_text(diagnosing->arena, item->error));
        if (item->line)
            json_object_set_new(json, "line", json_integer((json_int_t)item->line));
        json_array_append_new(list, json);
    }
    return list;
}

static void write_json(const struct diagnosing *diagnosing, FILE *stream)
{
    struct arena *arena = diagnosing->arena;
    const struct diagnoses *diagnoses = &diagnosing->diagnoses;
    struct sums sums = sums_of(diagnoses);
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

/* -- text ----------------------------------------------------------------------------------------------------------- */

static void labelled(const struct diagnosing *diagnosing, struct buf *out, const char *label,
                     const char *text)
{
    if (text[0])
        layout_columns(out, "  ", label, LABEL_WIDTH, text, diagnosing->cli->width);
}

static const char *escaped(const struct diagnosing *diagnosing, const char *text)
{
    return text_escaped(diagnosing->arena, span_of_text(text));
}

/* "laptop-001", "12: laptop-001, laptop-002, laptop-003 and 9 more" */
static const char *names_text(const struct diagnosing *diagnosing, const struct texts *names)
{
    struct buf out = { 0 };
    if (names->count > 1)
        buf_format(&out, "%zu: ", names->count);
    for (size_t i = 0; i < names->count && i < NAMES_SHOWN; i++)
        buf_format(&out, "%s%s", i ? ", " : "", escaped(diagnosing, names->items[i]));
    if (names->count > NAMES_SHOWN)
        buf_format(&out, " and %zu more", names->count - NAMES_SHOWN);
    const char *text = out.length ? arena_text(diagnosing->arena, out.data) : "";
    buf_free(&out);
    return text;
}

static const char *tunnel_text(const struct diagnosing *diagnosing, const struct diagnosis *diagnosis)
{
    static const char *const kinds[] = { "device or user tunnel", "device tunnel", "user tunnel" };
    struct arena *arena = diagnosing->arena;
    const char *text = kinds[diagnosis->tunnel];
    if (diagnosis->connection[0])
        text = arena_format(arena, "%s \"%s\"", text, escaped(diagnosing, diagnosis->connection));
    if (diagnosis->server[0])
        text = arena_format(arena, "%s to %s", text, escaped(diagnosing, diagnosis->server));
    return arena_format(arena, "%s (%s%s)", text, diagnosis->tunnel ? "inferred: " : "",
                        diagnosis->tunnel_because);
}

static const char *when_text(const struct diagnosing *diagnosing, const struct diagnosis *diagnosis)
{
    struct arena *arena = diagnosing->arena;
    const char *zone = diagnosis->clock == EVENT_CLOCK_LOCAL ? ", local time" : "";
    const char *first = time_text(arena, diagnosis->clock, diagnosis->first),
               *last = time_text(arena, diagnosis->clock, diagnosis->last);
    if (diagnosis->clock == EVENT_CLOCK_NONE)
        return "";
    if (diagnosis->first == diagnosis->last)
        return arena_format(arena, "%s%s", first, zone);
    return arena_format(arena, "first %s, last %s%s", first, last, zone);
}

/* The first paragraph: the others are on the page of `ikelint explain`. */
static const char *first_paragraph(struct arena *arena, const char *text)
{
    const char *end = strstr(text, "\n\n");
    return end ? arena_text_of_span(arena, (struct span){ (const uint8_t *)text, (size_t)(end - text) })
               : text;
}

/* "The client rejects the certificate of the server" */
static const char *section_of(struct arena *arena, const struct diagnosis *diagnosis,
                              const struct possible_cause *cause)
{
    struct rule_sides sides = rule_sides_of(cause->program);
    const char *profile = cause->program->profile;
    switch (cause->program->kinds) {
    case FACT_ON_STORE:
        return arena_format(arena, "the certificate stores of the %s (%s):", sides.holder, profile);
    case FACT_ON_RRAS:
        return arena_format(arena, "the settings of the server (%s):", profile);
    case FACT_ON_PROFILE:
        return arena_format(arena, "the connection of the client (%s):", profile);
    default:
        if (cause->holder && diagnosis->code == CODE_NO_CERTIFICATE)
            return arena_format(arena, "the %s can choose no certificate of its own (%s):", sides.holder,
                                profile);
        if (cause->holder)
            return arena_format(arena, "the certificate of the %s, which reports it (%s):", sides.holder,
                                profile);
        return arena_format(arena, "the %s rejects the certificate of the %s (%s):", sides.peer, sides.holder,
                            profile);
    }
}

static const char *number_text(struct arena *arena, uint32_t code)
{
    return code > 0xFFFF ? arena_format(arena, "0x%08X", code) : arena_format(arena, "%u", code);
}

static void write_possible(const struct diagnosing *diagnosing, const struct diagnosis *diagnosis,
                           struct buf *out)
{
    struct arena *arena = diagnosing->arena;
    const struct possible_cause *before = NULL;
    size_t shown = 0, total = 0;
    for (size_t i = 0; i < diagnosis->possible.count; i++) {
        const struct possible_cause *cause = &diagnosis->possible.items[i];
        bool begins = !before || before->program != cause->program || before->holder != cause->holder;
        if (!rule_cause_is_main(cause->rule))
            break;
        if (begins) {
            labelled(diagnosing, out, i ? " " : "can be", section_of(arena, diagnosis, cause));
            shown = 0;
        }
        if (shown++ < RULES_SHOWN) {
            total++;
            labelled(diagnosing, out, " ",
                     arena_format(arena, "- %s [%s]", cause->rule->title, cause->rule->full_name));
        }
        before = cause;
    }
    if (diagnosis->steps.count)
        labelled(diagnosing, out, before ? " " : "can be",
                 "settings of one end and certificates of the other:");
    for (size_t i = 0; i < diagnosis->steps.count && i < RULES_SHOWN; i++, total++)
        labelled(diagnosing, out, " ",
                 arena_format(arena, "- %s [%s]", diagnosis->steps.items[i]->title,
                              diagnosis->steps.items[i]->id));
    if (diagnosis->possible.count + diagnosis->steps.count)
        labelled(
            diagnosing, out, "more",
            arena_format(arena, "%s'ikelint explain %s' lists all causes with their fixes%s",
                         total < diagnosis->possible.count + diagnosis->steps.count ? "among others: " : "",
                         number_text(arena, diagnosis->code),
                         diagnosing->has_deployment
                             ? ""
                             : "; with --deployment, what both ends exported says which one it is"));
}

static void write_answer(const struct diagnosing *diagnosing, const struct diagnosis *diagnosis,
                         struct buf *out)
{
    struct arena *arena = diagnosing->arena;
    labelled(diagnosing, out, "answer", escaped(diagnosing, diagnosis->says));
    if (diagnosis->outcome == DIAGNOSIS_EXPLAINED && diagnosis->seen_by)
        labelled(
            diagnosing, out, "side",
            diagnosis->reported_code == diagnosis->code
                ? arena_format(arena, "the %s reports it", diagnosis->seen_by)
                : arena_format(arena, "the %s reports %u", diagnosis->seen_by, diagnosis->reported_code));
    for (size_t i = 0; i < diagnosis->causes.count; i++) {
        const struct cause *cause = &diagnosis->causes.items[i];
        labelled(diagnosing, out, "cause",
                 arena_format(arena, "%s [%s%s]", cause->message, cause->rule, how_known(cause->evidence)));
        labelled(diagnosing, out, "fix", cause->fix);
    }
    for (size_t i = 0; i < diagnosis->needs.count; i++)
        labelled(diagnosing, out, "needs", escaped(diagnosing, diagnosis->needs.items[i]));
}

static void write_diagnosis(const struct diagnosing *diagnosing, const struct diagnosis *diagnosis,
                            struct buf *out)
{
    static const char *const blame[] = { "caused by certificates", "sometimes caused by certificates",
                                         "not caused by certificates" };
    struct arena *arena = diagnosing->arena;
    const struct error_code *known = diagnosis->known;
    bool color = diagnosing->cli->color;
    buf_format(out, "%s%s%s%s: %s%s%s\n", color ? "\033[1m" : "", number_text(arena, diagnosis->code),
               known ? " " : "", known ? known->symbol : "",
               known ? blame[known->blame] : "nothing is known of this code", color ? "\033[0m" : "",
               diagnosis->count > 1 ? arena_format(arena, ", %zu times", diagnosis->count) : "");
    labelled(diagnosing, out, "tunnel", tunnel_text(diagnosing, diagnosis));
    labelled(diagnosing, out, "when", when_text(diagnosing, diagnosis));
    labelled(diagnosing, out, diagnosis->computers.count > 1 ? "computers" : "computer",
             names_text(diagnosing, &diagnosis->computers));
    if (diagnosis->tunnel != DIALLED_DEVICE)
        labelled(diagnosing, out, diagnosis->users.count > 1 ? "users" : "user",
                 names_text(diagnosing, &diagnosis->users));
    labelled(
        diagnosing, out, "event",
        arena_format(arena, "%s:%u", escaped(diagnosing, diagnosis->event->path), diagnosis->event->line));
    if (!known) {
        labelled(diagnosing, out, "means", "it is none of the codes that certificates are known to cause");
        labelled(diagnosing, out, "advice",
                 arena_format(arena, "\"certutil -error %s\" on Windows says what it is called",
                              number_text(arena, diagnosis->code)));
        return;
    }
    labelled(diagnosing, out, "means", first_paragraph(arena, known->means));
    if (known->confidence != CONFIDENCE_DOCUMENTED)
        labelled(diagnosing, out, "evidence",
                 known->confidence == CONFIDENCE_KNOWN ? "general knowledge of Windows, not looked up"
                                                       : "an inference from what Microsoft documents");
    if (known->blame == BLAME_OTHER) {
        labelled(diagnosing, out, "advice", known->advice ? known->advice : "");
        return;
    }
    if (diagnosis->outcome != DIAGNOSIS_EXPLAINED)
        labelled(diagnosing, out, "side", side_text(diagnosis));
    write_answer(diagnosing, diagnosis, out);
    if (diagnosis->outcome != DIAGNOSIS_EXPLAINED && diagnosis->outcome != DIAGNOSIS_AT_RISK) {
        write_possible(diagnosing, diagnosis, out);
        if (known->advice)
            labelled(diagnosing, out, "advice", first_paragraph(arena, known->advice));
    }
}

static void write_sums(const struct diagnosing *diagnosing, struct buf *out)
{
    const struct diagnoses *diagnoses = &diagnosing->diagnoses;
    struct sums sums = sums_of(diagnoses);
    buf_format(out, "%zu %s: %zu caused by certificates, %zu sometimes, %zu not", diagnoses->failures,
               diagnoses->failures == 1 ? "failure" : "failures", sums.yes, sums.sometimes, sums.no);
    if (sums.unknown)
        buf_format(out, ", %zu with an unknown code", sums.unknown);
    if (diagnoses->repeated)
        buf_format(out, "; %zu of them exported twice", diagnoses->repeated);
    if (diagnosing->events.others)
        buf_format(out, "; %zu other event%s", diagnosing->events.others,
                   diagnosing->events.others == 1 ? "" : "s");
    if (diagnosing->events.passed_over)
        buf_format(out, "; %zu file%s without events passed over", diagnosing->events.passed_over,
                   diagnosing->events.passed_over == 1 ? "" : "s");
    if (diagnosing->unreadable.count)
        buf_format(out, "; %zu could not be read", diagnosing->unreadable.count);
    buf_char(out, '\n');
}

static void write_text(const struct diagnosing *diagnosing, FILE *stream)
{
    struct buf out = { 0 };
    char at[CLOCK_TEXT];
    if (diagnosing->has_deployment) {
        clock_print(diagnosing->at, at);
        buf_format(&out, "%s, as of %s\n\n", escaped(diagnosing, diagnosing->prediction.deployment.name), at);
    }
    for (size_t i = 0; i < diagnosing->diagnoses.count; i++) {
        write_diagnosis(diagnosing, &diagnosing->diagnoses.items[i], &out);
        buf_char(&out, '\n');
    }
    for (size_t i = 0; i < diagnosing->unreadable.count; i++) {
        const struct unreadable *item = &diagnosing->unreadable.items[i];
        buf_text(&out, escaped(diagnosing, item->path));
        if (item->line)
            buf_format(&out, ":%u", item->line);
        buf_format(&out, ": unreadable: %s\n", item->error);
    }
    if (diagnosing->unreadable.count)
        buf_char(&out, '\n');
    write_sums(diagnosing, &out);
    fwrite(out.data, 1, out.length, stream);
    buf_free(&out);
}

/* -- the command ---------------------------------------------------------------------------------------------------- */

static enum exit_code code_of(const struct diagnosing *diagnosing, const char *fail_on)
{
    struct sums sums = sums_of(&diagnosing->diagnoses);
    size_t found = sums.yes;
    if (diagnosing->unreadable.count)
        return CODE_INPUT;
    if (fail_on && strcmp(fail_on, "never") == 0)
        return CODE_GOOD;
    if (fail_on && strcmp(fail_on, "error") != 0)
        found += sums.sometimes;
    if (fail_on && strcmp(fail_on, "notice") == 0)
        found = diagnosing->diagnoses.failures;
    return found ? CODE_FINDINGS : CODE_GOOD;
}

static void read_events(struct diagnosing *diagnosing, const struct texts *operands)
{
    const struct read_sink sink = { .context = diagnosing, .failure = take_failure };
    diagnosing->events.arena = diagnosing->arena;
    for (size_t i = 0; i < operands->count; i++) {
        struct path_list paths = { 0 };
        paths_expand(diagnosing->arena, &operands->items[i], 1, &paths, &sink);
        diagnosing->events.in_folder =
            platform_status(operands->items[i], diagnosing->arena).kind == PLATFORM_FOLDER;
        for (size_t k = 0; k < paths.count; k++)
            events_read(&diagnosing->events, paths.items[k], &sink);
    }
}

static bool compile_rules(struct diagnosing *diagnosing, struct library *library, const struct texts *rules)
{
    bool good = true;
    for (size_t i = 0; i < rules->count; i++)
        good = library_load(library, rules->items[i], NULL) && good;
    for (size_t i = 0; good && i < library_count(library); i++) {
        const struct program *program = library_compile(library, library_name(library, i), NULL, 0, NULL, 0);
        if (!program)
            return false;
        *VEC_ADD(diagnosing->arena, &diagnosing->programs) = program;
    }
    return good;
}

static bool predict(struct diagnosing *diagnosing, struct library *library,
                    const struct diagnose_options *options, struct diags *diags)
{
    struct world_paths paths;
    diagnosing->cli->peer.password_file = options->password_file;
    diagnosing->cli->peer.password_fd = options->password_fd;
    if (!peer_world_paths(diagnosing->cli, &paths))
        return false;
    const struct prediction_input input = { .path = options->deployment,
                                            .at = diagnosing->at,
                                            .reading = { .passwords = paths.passwords.items,
                                                         .password_count = paths.passwords.count,
                                                         .ask = paths.ask,
                                                         .ask_context = paths.ask_context },
                                            .context = diagnosing,
                                            .failure = take_failure };
    diagnosing->has_deployment = true;
    return prediction_make(diagnosing->arena, library, &input, &diagnosing->prediction, diags);
}

static enum exit_code report(struct diagnosing *diagnosing, const struct diagnose_options *options)
{
    struct output output;
    const struct diagnosis_input input = {
        .events = &diagnosing->events,
        .programs = diagnosing->programs.items,
        .program_count = diagnosing->programs.count,
        .prediction = diagnosing->has_deployment ? &diagnosing->prediction : NULL,
        .device = options->device,
    };
    diagnose(diagnosing->arena, &input, &diagnosing->diagnoses);
    if (!output_open(diagnosing->cli, options->output, &output))
        return CODE_INPUT;
    if (options->format && strcmp(options->format, "json") == 0)
        write_json(diagnosing, output.stream);
    else
        write_text(diagnosing, output.stream);
    return output_keep(diagnosing->cli, &output) ? code_of(diagnosing, options->fail_on) : CODE_INPUT;
}

static enum exit_code run(struct cli *cli, const void *given, const struct texts *operands)
{
    const struct diagnose_options *options = given;
    struct diagnosing diagnosing = { .cli = cli, .arena = cli->arena };
    struct diags diags = { .arena = cli->arena };
    enum exit_code code = CODE_USAGE;
    if (operands->count == 0)
        return cli_usage_error(cli, "give files with events, or - for standard input");
    if (options->device && !options->deployment)
        return cli_usage_error(cli, "--device is a device of a deployment file: give --deployment FILE too");
    struct library *library = library_new(&diags);
    read_events(&diagnosing, operands);
    diagnosing.at = platform_now();
    diagnosis_last_time(&diagnosing.events, &diagnosing.at);
    if (options->at.given)
        diagnosing.at = options->at.seconds;
    if (compile_rules(&diagnosing, library, &options->rules) &&
        (!options->deployment || predict(&diagnosing, library, options, &diags)))
        code = report(&diagnosing, options);
    prediction_free(&diagnosing.prediction);
    terminal_print_diags(cli->err, &diags, cli->color_err);
    library_free(library);
    return code;
}

const struct command diagnose_command = {
    .name = "diagnose",
    .operands = "EVENTS…",
    .summary = "what a logged error 20227 means, and with a deployment file which cause it is",
    .about =
        "Reads what clients logged when a connection failed (event 20227 of RasClient in the Application "
        "log, with 20221 and 20222 of the same attempt) and says what each code means, which side reports it "
        "and which rules can cause it. A code that certificates do not cause is said to be so. Equal events "
        "are one answer.\n\n"
        "The events may be text (Format-List of Get-EventLog or Get-WinEvent, wevtutil, what the Event "
        "Viewer copies, the message alone), XML (wevtutil /f:xml, ToXml()), JSON (ConvertTo-Json), CLIXML "
        "(Export-Clixml) or csv; in another language than English the code is found all the same, of a "
        "message alone where it has its CoId. Folders are looked through, and what holds no events in them "
        "(certificates, settings) is passed over.\n\n"
        "With --deployment, the deployment is predicted as of the last event, and each event is joined to "
        "its device (by the computer's name) and server (by what was dialled): the answer is then the cause "
        "that it is, or that the deployment as exported does not explain it, or what is missing to know.\n\n"
        "The exit code is 1 when there is an event that certificates cause (see --fail-on), 2 when the "
        "deployment file or a rule set is wrong, and 3 when a file could not be read.",
    .options = rows,
    .option_count = COUNT_OF(rows),
    .options_size = sizeof(struct diagnose_options),
    .run = run,
};
