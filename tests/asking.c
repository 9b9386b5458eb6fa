/* A text goes to a file, through the readers, and into a scene. */
#include "tests/asking.h"

#include "facts/facts.h"
#include "pki/template.h"
#include "read/read.h"
#include "tests/cli.h"

static void take_object(void *context, const struct object *found)
{
    struct asking *asking = context;
    struct arena *arena = arena_new();
    const struct object *object = template_for_device(arena, found, asking->device_name);
    struct scene scene;
    asking->objects++;
    asking->line = object->line;
    scene_build(arena, object, NULL, NULL, 0, &scene);
    const struct value *value = fact_value(&scene, scene_leaf(&scene), fact_find(span_of_text(asking->fact)));
    buf_clear(&asking->value);
    if (value->state == VALUE_ABSENT)
        buf_text(&asking->value, "absent");
    else if (value->state == VALUE_UNKNOWN)
        buf_format(&asking->value, "needs %s", value->needs);
    else
        value_print(&asking->value, value);
    arena_free(arena);
}

static void take_failure(void *context, const struct read_failure *failure)
{
    struct asking *asking = context;
    if (asking->failures++ == 0) {
        snprintf(asking->error, sizeof asking->error, "%s", failure->error);
        asking->line = failure->line;
    }
}

void ask(struct asking *asking, struct span text)
{
    const char *path = cli_scratch("template");
    const struct read_options options = { 0 };
    const struct read_sink sink = { asking, take_object, take_failure, NULL, NULL };
    struct reader *reader = reader_new(&options);
    CHECK("scratch", cli_write(path, text));
    reader_read(reader, path, &sink);
    reader_free(reader);
}

void check_fact(const char *row, const char *text, const char *device_name, const char *fact,
                const char *want)
{
    struct asking asking = { .device_name = device_name, .fact = fact };
    ask(&asking, span_of_text(text));
    CHECK_SAYING(row, asking.failures == 0, "%s", asking.error);
    if (CHECK_INT(row, asking.objects, 1))
        CHECK_TEXT(row, asking.value.data ? asking.value.data : "", want);
    buf_free(&asking.value);
}
