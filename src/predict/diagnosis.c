/* From events to diagnoses: join by CoId, sort by what makes failures equal, ask the deployment, collapse.
 *
 * A log of a fleet has many events and few kinds of them. Failures are sorted by code, tunnel, connection, server and
 * computer, so that the deployment is asked once for each; then those with the same answer become one. */
#include "predict/diagnosis_internal.h"

#include <stdlib.h>

#include "util/text.h"

const char *dialled_name(enum dialled tunnel)
{
    static const char *const names[] = { "unknown", "device", "user" };
    return names[tunnel];
}

const char *diagnosis_outcome_name(enum diagnosis_outcome outcome)
{
    static const char *const names[] = { "not-certificates", "possible",    "explained",
                                         "at-risk",          "unexplained", "unknown" };
    return names[outcome];
}

/* An attempt fails once; so many failures of one CoId are compared, and no more of a log that says otherwise. */
enum { ATTEMPT_FAILURES = 8 };

/* -- joining by CoId ------------------------------------------------------------------------------------------------ */

static int compare_attempts(const void *left, const void *right)
{
    const struct logged_event *a = *(const struct logged_event *const *)left,
                              *b = *(const struct logged_event *const *)right;
    int order = strcmp(a->co_id, b->co_id);
    return order ? order : (a > b) - (a < b);
}

static bool may_be_equal(const char *a, const char *b)
{
    return !a[0] || !b[0] || text_equal_ignoring_case(span_of_text(a), span_of_text(b));
}

/* The same failure, exported twice: nothing that both say is different. */
static bool is_same(const struct failure *a, const struct failure *b)
{
    bool same_time = a->event->clock != b->event->clock || a->event->clock == EVENT_CLOCK_NONE ||
                     a->event->time == b->event->time;
    return a->event->code == b->event->code && same_time && may_be_equal(a->computer, b->computer) &&
           may_be_equal(a->user, b->user) && may_be_equal(a->connection, b->connection);
}

/* SYSTEM dials device tunnels; a user dials user tunnels. */
static void guess_tunnel(struct failure *failure, const char *profile)
{
    if (text_equal_ignoring_case(span_of_text(failure->user), span_of_text("SYSTEM")) ||
        text_equal_ignoring_case(span_of_text(failure->user), span_of_text("NT AUTHORITY\\SYSTEM"))) {
        failure->tunnel = DIALLED_DEVICE;
        failure->because = "the user is SYSTEM";
    } else if (failure->user[0]) {
        failure->tunnel = DIALLED_USER;
        failure->because = "a user dialled it, not SYSTEM";
    } else if (strcmp(profile, "per-user") == 0) {
        failure->tunnel = DIALLED_USER;
        failure->because = "the connection belongs to one user";
    } else {
        failure->tunnel = DIALLED_UNKNOWN;
        failure->because = "the event names no user";
    }
}

/* The events of one attempt; `first` and `count` into the sorted list. */
static void join(struct diagnosing *diagnosing, const struct logged_event **events, size_t count)
{
    const char *server = "", *profile = "", *user = "", *connection = "", *computer = "";
    const struct failure *kept[ATTEMPT_FAILURES];
    size_t kept_count = 0;
    for (size_t i = 0; i < count; i++) {
        server = server[0] ? server : events[i]->server;
        profile = profile[0] ? profile : events[i]->profile;
        user = user[0] ? user : events[i]->user;
        connection = connection[0] ? connection : events[i]->connection;
        computer = computer[0] ? computer : events[i]->computer;
    }
    for (size_t i = 0; i < count; i++) {
        const struct logged_event *event = events[i];
        if (event->id != EVENT_FAILED)
            continue;
        struct failure *failure = &diagnosing->failures[diagnosing->count++];
        *failure = (struct failure){ .event = event,
                                     .server = server,
                                     .user = event->user[0] ? event->user : user,
                                     .connection = event->connection[0] ? event->connection : connection,
                                     .computer = event->computer[0] ? event->computer : computer,
                                     .order = (size_t)(event - diagnosing->input->events->items) };
        guess_tunnel(failure, profile);
        for (size_t k = 0; k < kept_count && !failure->is_repeated; k++)
            failure->is_repeated = is_same(kept[k], failure);
        if (!failure->is_repeated && kept_count < ATTEMPT_FAILURES)
            kept[kept_count++] = failure;
    }
}

static void join_all(struct diagnosing *diagnosing)
{
    const struct event_list *list = diagnosing->input->events;
    const struct logged_event **sorted = arena_array(diagnosing->arena, list->count, sizeof *sorted);
    diagnosing->failures = arena_array(diagnosing->arena, list->count, sizeof *diagnosing->failures);
    for (size_t i = 0; i < list->count; i++)
        sorted[i] = &list->items[i];
    if (list->count)
        qsort(sorted, list->count, sizeof *sorted, compare_attempts);
    for (size_t i = 0, end; i < list->count; i = end) {
        end = i + 1;
        while (sorted[i]->co_id[0] && end < list->count && strcmp(sorted[i]->co_id, sorted[end]->co_id) == 0)
            end++;
        join(diagnosing, sorted + i, end - i);
    }
}

/* -- which rules can cause it --------------------------------------------------------------------------------------- */

/* What is looked at when a connection has failed; what certificates are made from is not. */
#define CAUSES_ON (FACT_ON_CERTIFICATE | FACT_ON_STORE | FACT_ON_RRAS | FACT_ON_PROFILE)

/* Profiles of which only one kind of tunnel has the certificate, and rules of steps that only one kind has. */
static bool concerns(const char *name, enum dialled tunnel)
{
    static const struct {
        const char *name;
        enum dialled tunnel;
    } rows[] = {
        { "device-tunnel", DIALLED_DEVICE },       { "client-store", DIALLED_DEVICE },
        { "user-tunnel", DIALLED_USER },           { "nps-server", DIALLED_USER },
        { "profile/eku-filter", DIALLED_DEVICE },  { "profile/issuer-filter", DIALLED_DEVICE },
        { "rras/ekus-to-accept", DIALLED_DEVICE }, { "rras/eap-not-accepted", DIALLED_USER },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (strcmp(name, rows[i].name) == 0)
            return tunnel == DIALLED_UNKNOWN || tunnel == rows[i].tunnel;
    return true;
}

/* Whose certificate a code is about most likely; for others the order of profiles in causes.h stands. */
static enum presenter first_suspect(const struct diagnosis *diagnosis)
{
    switch (diagnosis->known ? diagnosis->known->side : SIDE_NONE) {
    case SIDE_OWN: /* the client has logged it; in a user tunnel it needs no certificate */
        return diagnosis->tunnel == DIALLED_DEVICE ? PRESENTED_BY_CLIENT : PRESENTED_BY_SERVER;
    case SIDE_USER:
        return PRESENTED_BY_CLIENT;
    default:
        return PRESENTED_BY_SERVER;
    }
}

static void add_possible(struct arena *arena, const struct program *program, bool holder, bool main,
                         struct diagnosis *out)
{
    struct rule_causes causes = rule_causes_find(arena, program, out->code, holder);
    for (size_t i = 0; i < causes.count; i++)
        if (rule_cause_is_main(causes.items[i]) == main && causes.items[i]->kinds & CAUSES_ON)
            *VEC_ADD(arena, &out->possible) = (struct possible_cause){ program, causes.items[i], holder };
}

/* A certificate that is not there is a rule of stores already. */
static bool is_of_stores(const struct diagnosis *diagnosis, const struct step_rule *step)
{
    const char *id = strchr(step->id, '/') + 1;
    for (size_t i = 0; i < diagnosis->possible.count; i++)
        if (strcmp(diagnosis->possible.items[i].rule->id, id) == 0)
            return true;
    return false;
}

/* The likely causes of all profiles first, then the others; among them first those of the side that is suspected. */
static void find_possible(struct arena *arena, const struct diagnosis_input *input, struct diagnosis *out)
{
    enum presenter suspect = first_suspect(out);
    if (out->known && out->known->blame == BLAME_OTHER)
        return;
    const struct program **programs = arena_array(arena, input->program_count, sizeof *programs);
    for (size_t i = 0; i < input->program_count; i++)
        programs[i] = input->programs[i];
    rule_causes_order(programs, input->program_count, out->code);
    for (unsigned pass = 0; pass < 4; pass++)
        for (size_t i = 0; i < input->program_count; i++) {
            const struct program *program = programs[i];
            bool wanted = program->presented_by != PRESENTED_BY_UNKNOWN &&
                          concerns(program->profile, out->tunnel) && program->kinds & CAUSES_ON;
            if (!wanted || (program->presented_by == suspect) != (pass % 2 == 0))
                continue;
            add_possible(arena, program, false, pass < 2, out);
            add_possible(arena, program, true, pass < 2, out);
        }
    for (size_t i = 0; step_rule_at(i); i++)
        if (step_rule_causes(step_rule_at(i), out->code) && concerns(step_rule_at(i)->id, out->tunnel) &&
            !is_of_stores(out, step_rule_at(i)))
            *VEC_ADD(arena, &out->steps) = step_rule_at(i);
}

/* -- equal failures ------------------------------------------------------------------------------------------------- */

/* What makes two failures one kind, before their computers. */
static int compare_kinds(const struct failure *a, const struct failure *b)
{
    if (a->event->code != b->event->code)
        return a->event->code < b->event->code ? -1 : 1;
    if (a->tunnel != b->tunnel)
        return a->tunnel < b->tunnel ? -1 : 1;
    int order = text_compare_ignoring_case(a->connection, b->connection);
    return order ? order : text_compare_ignoring_case(a->server, b->server);
}

static int compare_by_computer(const void *left, const void *right)
{
    const struct failure *a = left, *b = right;
    int order = compare_kinds(a, b);
    order = order ? order : text_compare_ignoring_case(a->computer, b->computer);
    return order ? order : (a->order > b->order) - (a->order < b->order);
}

static int compare_needs(const struct texts *a, const struct texts *b)
{
    for (size_t i = 0; i < a->count && i < b->count; i++)
        if (strcmp(a->items[i], b->items[i]) != 0)
            return strcmp(a->items[i], b->items[i]);
    return (a->count > b->count) - (a->count < b->count);
}

/* Answers that say the same of different computers: the rules are, and what is to be changed. */
static int compare_answers(const struct diagnosis *a, const struct diagnosis *b)
{
    if (a == b)
        return 0;
    if (a->outcome != b->outcome)
        return a->outcome < b->outcome ? -1 : 1;
    if (!a->predicted != !b->predicted)
        return a->predicted ? 1 : -1;
    if (!a->predicted)
        return compare_needs(&a->needs, &b->needs);
    if (a->predicted->server != b->predicted->server)
        return strcmp(a->predicted->server->machine->name, b->predicted->server->machine->name);
    if (a->causes.count != b->causes.count || a->needs.count != b->needs.count)
        return a->causes.count + a->needs.count < b->causes.count + b->needs.count ? -1 : 1;
    for (size_t i = 0; i < a->causes.count; i++) {
        int order = strcmp(a->causes.items[i].rule, b->causes.items[i].rule);
        if (order)
            return order;
    }
    return 0;
}

static int compare_by_answer(const void *left, const void *right)
{
    const struct failure *a = left, *b = right;
    int order = compare_kinds(a, b);
    order = order ? order : compare_answers(a->answer, b->answer);
    order = order ? order : text_compare_ignoring_case(a->computer, b->computer);
    return order ? order : (a->order > b->order) - (a->order < b->order);
}

static int compare_texts(const void *left, const void *right)
{
    const char *a = *(const char *const *)left, *b = *(const char *const *)right;
    int order = text_compare_ignoring_case(a, b);
    return order ? order : strcmp(a, b);
}

static void sort_once(struct texts *texts)
{
    size_t kept = 0;
    if (texts->count)
        qsort(texts->items, texts->count, sizeof *texts->items, compare_texts);
    for (size_t i = 0; i < texts->count; i++)
        if (!kept || text_compare_ignoring_case(texts->items[kept - 1], texts->items[i]) != 0)
            texts->items[kept++] = texts->items[i];
    texts->count = kept;
}

static void take_time(struct diagnosis *diagnosis, const struct logged_event *event)
{
    if (event->clock == EVENT_CLOCK_NONE)
        return;
    if (diagnosis->clock == EVENT_CLOCK_NONE) {
        diagnosis->clock = event->clock;
        diagnosis->first = diagnosis->last = event->time;
    }
    if (event->clock == EVENT_CLOCK_LOCAL) /* one of them is enough: the zone is not known */
        diagnosis->clock = EVENT_CLOCK_LOCAL;
    diagnosis->first = event->time < diagnosis->first ? event->time : diagnosis->first;
    diagnosis->last = event->time > diagnosis->last ? event->time : diagnosis->last;
}

/* The answer to the failures of one kind on one computer. */
static struct diagnosis *answer(struct diagnosing *diagnosing, const struct failure *failure)
{
    struct diagnosis *out = arena_alloc(diagnosing->arena, sizeof *out);
    out->code = failure->event->code;
    out->known = error_code_of(out->code);
    out->tunnel = failure->tunnel;
    out->tunnel_because = failure->because;
    out->connection = failure->connection;
    out->server = failure->server;
    out->outcome = DIAGNOSIS_NOT_CERTIFICATES;
    out->says = "";
    if (!out->known || out->known->blame == BLAME_OTHER)
        return out;
    out->outcome = DIAGNOSIS_POSSIBLE;
    if (diagnosing->input->prediction)
        diagnosis_ask_deployment(diagnosing, failure, out);
    return out;
}

static void answer_all(struct diagnosing *diagnosing)
{
    struct failure *failures = diagnosing->failures;
    if (diagnosing->count)
        qsort(failures, diagnosing->count, sizeof *failures, compare_by_computer);
    for (size_t i = 0; i < diagnosing->count; i++) {
        bool same = i && compare_kinds(&failures[i - 1], &failures[i]) == 0 &&
                    (!diagnosing->input->prediction ||
                     text_compare_ignoring_case(failures[i - 1].computer, failures[i].computer) == 0);
        failures[i].answer = same ? failures[i - 1].answer : answer(diagnosing, &failures[i]);
    }
    if (diagnosing->count)
        qsort(failures, diagnosing->count, sizeof *failures, compare_by_answer);
}

/* What certificates cause first, then what they sometimes cause, then what is not known, then the rest. */
static int blame_rank(const struct diagnosis *diagnosis)
{
    if (!diagnosis->known)
        return 2;
    return diagnosis->known->blame == BLAME_CERTIFICATES ? 0
           : diagnosis->known->blame == BLAME_SOMETIMES  ? 1
                                                         : 3;
}

static int compare_diagnoses(const void *left, const void *right)
{
    const struct diagnosis *a = left, *b = right;
    if (blame_rank(a) != blame_rank(b))
        return blame_rank(a) - blame_rank(b);
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return (a->event > b->event) - (a->event < b->event);
}

static void collapse(struct diagnosing *diagnosing, struct diagnoses *out)
{
    struct arena *arena = diagnosing->arena;
    const struct failure *before = NULL;
    for (size_t i = 0; i < diagnosing->count; i++) {
        const struct failure *failure = &diagnosing->failures[i];
        if (!before || compare_kinds(before, failure) != 0 ||
            compare_answers(before->answer, failure->answer) != 0) {
            *VEC_ADD(arena, out) = *failure->answer;
            struct diagnosis *fresh = &out->items[out->count - 1];
            fresh->event = failure->event;
            find_possible(arena, diagnosing->input, fresh);
        }
        struct diagnosis *diagnosis = &out->items[out->count - 1];
        diagnosis->count++;
        take_time(diagnosis, failure->event);
        if (failure->event < diagnosis->event)
            diagnosis->event = failure->event;
        if (failure->computer[0])
            *VEC_ADD(arena, &diagnosis->computers) = failure->computer;
        if (failure->user[0])
            *VEC_ADD(arena, &diagnosis->users) = failure->user;
        before = failure;
    }
    for (size_t i = 0; i < out->count; i++) {
        sort_once(&out->items[i].computers);
        sort_once(&out->items[i].users);
    }
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, compare_diagnoses);
}

void diagnose(struct arena *arena, const struct diagnosis_input *input, struct diagnoses *out)
{
    struct diagnosing diagnosing = { .arena = arena, .input = input };
    size_t kept = 0;
    *out = (struct diagnoses){ 0 };
    join_all(&diagnosing);
    if (input->prediction)
        diagnosis_index_devices(&diagnosing);
    for (size_t i = 0; i < diagnosing.count; i++)
        if (!diagnosing.failures[i].is_repeated)
            diagnosing.failures[kept++] = diagnosing.failures[i];
    out->repeated = diagnosing.count - kept;
    out->failures = diagnosing.count = kept;
    answer_all(&diagnosing);
    collapse(&diagnosing, out);
}

bool diagnosis_last_time(const struct event_list *events, int64_t *out)
{
    bool any = false;
    for (size_t i = 0; i < events->count; i++) {
        const struct logged_event *event = &events->items[i];
        if (event->id != EVENT_FAILED || event->clock == EVENT_CLOCK_NONE || (any && event->time <= *out))
            continue;
        *out = event->time;
        any = true;
    }
    return any;
}
