/* Diagnoses for people: each kind of failure once, with its causes and what to do. */
#include "cmd/diagnose_report.h"
#include "cmd/predict_report.h"
#include "report/layout.h"
#include "util/clock.h"
#include "util/text.h"

enum {
    LABEL_WIDTH = 11,
    NAMES_SHOWN = 3, /* computers and users in text; JSON has all */
    RULES_SHOWN = 8  /* in text, of one section; 'ikelint explain' has all */
};

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
    const char *first = diagnosis_time(arena, diagnosis->clock, diagnosis->first),
               *last = diagnosis_time(arena, diagnosis->clock, diagnosis->last);
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
        labelled(diagnosing, out, "side", diagnosis_side(diagnosis));
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
    struct diagnosis_sums sums = diagnoses_sums(diagnoses);
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

void diagnose_write_text(const struct diagnosing *diagnosing, FILE *stream)
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
        const struct unreadable_events *item = &diagnosing->unreadable.items[i];
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
