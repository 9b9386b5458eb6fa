/* A finding of the baseline is known by its rule, the SHA-256 of the object, and what it was judged on; the file's name
 * and the message may change. The keys are sorted once and searched by halves. */
#include "run/accepted.h"

#include <jansson.h>

#include "report/report_internal.h"
#include "util/platform.h"
#include "util/text.h"

enum { BASELINE_LIMIT = 256 << 20 /* octets of a report */ };

struct baseline {
    const char **keys; /* sorted */
    size_t count, capacity;
    struct arena *arena; /* borrows */
};

/* -- keys ----------------------------------------------------------------------------------------------------------- */

static char *make_key(struct arena *arena, const char *rule, const char *sha256, const char *role,
                      const char *subject)
{
    return arena_format(arena, "%s\n%s\n%s\n%s", rule, sha256, role, subject);
}

static int compare_keys(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* -- reading a report ----------------------------------------------------------------------------------------------- */

static const char *text_of(const json_t *json, const char *member)
{
    const char *text = json_string_value(json_object_get(json, member));
    return text ? text : "";
}

static void take_object(struct baseline *baseline, const json_t *object)
{
    size_t index;
    const json_t *finding;
    const char *sha256 = text_of(object, "sha256");
    json_array_foreach(json_object_get(object, "findings"), index, finding)
    {
        const json_t *on = json_object_get(finding, "on");
        baseline->keys = arena_grow(baseline->arena, baseline->keys, baseline->count, &baseline->capacity,
                                    sizeof *baseline->keys);
        baseline->keys[baseline->count++] = make_key(baseline->arena, text_of(finding, "rule"), sha256,
                                                     text_of(on, "role"), text_of(on, "subject"));
    }
}

/* One document of JSON, or one line of NDJSON. Whether it is of a report. */
static bool take_document(struct baseline *baseline, const json_t *document)
{
    size_t index;
    const json_t *object;
    if (json_is_array(json_object_get(document, "findings"))) {
        take_object(baseline, document);
        return true;
    }
    json_array_foreach(json_object_get(document, "objects"), index, object)
    {
        take_object(baseline, object);
    }
    return json_integer_value(json_object_get(document, "schema")) == 1;
}

static struct span skip_blanks(struct span text)
{
    while (text.length &&
           (text.data[0] == ' ' || text.data[0] == '\t' || text.data[0] == '\r' || text.data[0] == '\n'))
        text = (struct span){ text.data + 1, text.length - 1 };
    return text;
}

struct baseline *baseline_load(struct arena *arena, const char *path, const char **error)
{
    struct span text;
    if (!platform_read(path, BASELINE_LIMIT, &text, error, arena))
        return NULL;
    struct baseline *baseline = arena_alloc(arena, sizeof *baseline);
    baseline->arena = arena;
    bool is_report = false;
    for (text = skip_blanks(text); text.length; text = skip_blanks(text)) {
        json_error_t problem;
        json_t *document = json_loadb((const char *)text.data, text.length, JSON_DISABLE_EOF_CHECK, &problem);
        if (!document) {
            *error = arena_format(arena, "no JSON report of this program: %s", problem.text);
            return NULL;
        }
        is_report = take_document(baseline, document);
        json_decref(document);
        size_t used = problem.position > 0 ? (size_t)problem.position : text.length;
        text = (struct span){ text.data + used, text.length - used };
    }
    if (!is_report) {
        *error = "no JSON report of this program: its last document says no schema";
        return NULL;
    }
    if (baseline->count)
        qsort(baseline->keys, baseline->count, sizeof *baseline->keys, compare_keys);
    return baseline;
}

/* -- marking -------------------------------------------------------------------------------------------------------- */

static bool is_known(const struct baseline *baseline, struct arena *arena, const struct scene *scene,
                     const struct finding *finding, const char *sha256)
{
    const char *role = report_element_role(scene, finding->element);
    const char *subject = element_label(arena, finding->element);
    if (!text_is_utf8(span_of_text(subject))) /* as report_json.c writes it */
        subject = text_escaped(arena, span_of_text(subject));
    const char *key = make_key(arena, finding->rule->full_name, sha256, role, subject);
    return baseline->count &&
           bsearch(&key, baseline->keys, baseline->count, sizeof *baseline->keys, compare_keys);
}

void accepted_mark(const struct accepted *accepted, const struct object *object, const struct scene *scene,
                   struct result *result)
{
    struct arena *arena = scene->arena;
    if (result->finding_count == 0 || (!accepted->waivers && !accepted->baseline))
        return;
    struct span sha1, digest;
    object_digests(object, &sha1, &digest);
    struct waiver_target target = { .subject = element_label(arena, scene_leaf(scene)),
                                    .source = object->path,
                                    .sha256 = digest,
                                    .at = scene->now };
    const char *sha256 = text_hex(arena, target.sha256);
    for (size_t i = 0; i < result->finding_count; i++) {
        struct finding *finding = &result->findings[i];
        target.rule = finding->rule->full_name;
        struct waiver *waiver = accepted->waivers ? waivers_find(accepted->waivers, &target) : NULL;
        if (waiver)
            waiver->was_used = true;
        finding->waiver = waiver;
        finding->in_baseline =
            accepted->baseline && is_known(accepted->baseline, arena, scene, finding, sha256);
    }
}
