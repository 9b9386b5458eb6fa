/* Octets taken for a file of events: read in whatever form they have, then diagnosed without a deployment. */
#include <stdlib.h>

#include "predict/diagnosis.h"
#include "tests/fuzz/fuzz.h"

static void check_failure(void *context, const struct read_failure *failure)
{
    if (!failure->error || !*failure->error || !text_is_utf8(span_of_text(failure->error)))
        BUG("a failure that says nothing, or not in UTF-8");
    ++*(size_t *)context;
}

static void check_text(const char *text)
{
    if (!text || !text_is_utf8(span_of_text(text)))
        BUG("text that is no UTF-8");
}

static void check_event(const struct logged_event *event, size_t size)
{
    if (event->id != EVENT_DIALS && event->id != EVENT_LINKS && event->id != EVENT_FAILED)
        BUG("an event of another kind");
    if (event->offset > size || event->line == 0)
        BUG("a place outside of the file");
    check_text(event->co_id);
    check_text(event->user);
    check_text(event->connection);
    check_text(event->computer);
    check_text(event->server);
    check_text(event->profile);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t failures = 0;
    struct arena *arena = arena_new();
    struct event_list list = { .arena = arena };
    struct read_sink sink = { .context = &failures, .failure = check_failure };
    struct diagnoses diagnoses;
    events_read_octets(&list, "fuzz", (struct span){ data, size }, &sink);
    if (list.count + list.others + failures == 0)
        BUG("a file that gives neither an event nor a failure");
    for (size_t i = 0; i < list.count; i++)
        check_event(&list.items[i], size);
    diagnose(arena, &(struct diagnosis_input){ .events = &list }, &diagnoses);
    size_t counted = diagnoses.repeated, failed = 0;
    for (size_t i = 0; i < diagnoses.count; i++)
        counted += diagnoses.items[i].count;
    for (size_t i = 0; i < list.count; i++)
        failed += list.items[i].id == EVENT_FAILED;
    if (counted != failed)
        BUG("failures were lost, or counted twice");
    arena_free(arena);
    return 0;
}
