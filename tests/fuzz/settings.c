/* Octets taken for a file of settings, in whatever form: read, each host, server and connection asked for every fact,
 * and judged by the rules of its kind. */
#include "pki/settings.h"
#include "lint/lint.h"
#include "read/read.h"
#include "ruleset/ruleset.h"
#include "tests/fuzz/file.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/promises.h"

enum { NOON_IN_2026 = 1780315200 }; /* 2026-06-01T12:00:00Z: the time that the seeds are made for */

struct reading {
    struct span octets;
    size_t lines; /* at most: each end of a line is an octet CR or LF, also in UTF-16 */
    size_t heard;
};

/* -- kept from one input to the next --------------------------------------------------------------------------------- */

static struct arena *arena;
static struct diags diags;
static struct library *library;
static const struct program *programs[OBJECT_KIND_COUNT];

static void end(void)
{
    library_free(library);
    arena_free(arena);
}

static void begin(void)
{
    static const enum object_kind kinds[] = { OBJECT_RRAS, OBJECT_PROFILE, OBJECT_HOST };
    diags.arena = arena = arena_new();
    library = library_new(&diags);
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        programs[kinds[i]] = library_compile(library, object_kind_name(kinds[i]), NULL, 0, NULL, 0);
        if (!programs[kinds[i]])
            BUG("rules about settings that do not compile");
    }
    atexit(end);
}

/* -- what is promised ------------------------------------------------------------------------------------------------ */

static void promise_place(const struct reading *reading, size_t offset, uint32_t line)
{
    if (offset > reading->octets.length || line > reading->lines)
        BUG("a place outside of the file");
}

static void promise_span(struct span text)
{
    if (text.data && !text_is_utf8(text))
        BUG("text that is no UTF-8");
}

static void promise_settings(const struct reading *reading, const struct settings *settings)
{
    promise_span(settings->name);
    for (size_t i = 0; i < settings->flaws.count; i++)
        promise_text(settings->flaws.items[i].text);
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = &settings->items[i];
        if (setting->state != SETTING_UNKNOWN && setting_row((enum setting_id)i)->kind != settings->kind)
            BUG("a setting of another kind");
        promise_place(reading, setting->offset, setting->line);
        promise_span(setting->text);
        promise_span(setting->certificate.subject);
        for (size_t k = 0; k < setting->texts.count; k++)
            promise_span(setting->texts.items[k]);
        if (setting->state == SETTING_UNREADABLE)
            promise_text(setting->error);
    }
}

/* Messages, and what would have to be given, go to whoever reads the report. */
static void judge(const struct object *object)
{
    struct arena *own = arena_new();
    struct scene scene;
    struct result result;
    scene_build(own, object, NULL, NULL, NOON_IN_2026, &scene);
    check_facts(&scene);
    lint_scene(programs[object->kind], &scene, &result);
    for (size_t i = 0; i < result.finding_count; i++)
        promise_text(result.findings[i].message);
    for (size_t i = 0; i < result.unchecked_count; i++)
        promise_text(result.unchecked[i].needs);
    promise_text(settings_label(own, object->settings));
    arena_free(own);
}

static void take_object(void *context, const struct object *object)
{
    struct reading *reading = context;
    reading->heard++;
    promise_place(reading, object->offset, object->line);
    if (!object->settings)
        return; /* other targets look at these */
    promise_settings(reading, object->settings);
    judge(object);
}

static void take_failure(void *context, const struct read_failure *failure)
{
    struct reading *reading = context;
    reading->heard++;
    promise_place(reading, failure->offset, failure->line);
    promise_text(failure->error);
    if (!*failure->error || strchr(failure->error, '\n'))
        BUG("a failure that says nothing, or more than a line");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reading reading = { .octets = { data, size }, .lines = 1 };
    if (!library)
        begin();
    for (size_t i = 0; i < size; i++)
        reading.lines += data[i] == '\n' || data[i] == '\r';
    struct read_sink sink = { .context = &reading, .object = take_object, .failure = take_failure };
    struct reader *reader = reader_new(&(struct read_options){ 0 });
    reader_read(reader, fuzz_file(data, size), &sink);
    reader_free(reader);
    if (reading.heard == 0)
        BUG("a file that gives neither an object nor a failure");
    return 0;
}
