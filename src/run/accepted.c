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
    size_t lines;        /* objects of NDJSON before its summary */
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

/* A member that is a text. False: *error says which one is missing, of what. */
static bool get_text(struct arena *arena, const json_t *json, const char *of, const char *member,
                     const char **text, const char **error)
{
    *text = json_string_value(json_object_get(json, member));
    if (!*text)
        *error = arena_format(arena, "no JSON report of this program: %s has no '%s'", of, member);
    return *text != NULL;
}

static bool take_finding(struct baseline *baseline, const json_t *finding, const char *sha256,
                         const char **error)
{
    const json_t *on = json_object_get(finding, "on");
    const char *rule, *role, *subject;
    if (!get_text(baseline->arena, finding, "a finding", "rule", &rule, error) ||
        !get_text(baseline->arena, on, "what a finding is on", "role", &role, error) ||
        !get_text(baseline->arena, on, "what a finding is on", "subject", &subject, error))
        return false;
    baseline->keys = arena_grow(baseline->arena, baseline->keys, baseline->count, &baseline->capacity,
                                sizeof *baseline->keys);
    baseline->keys[baseline->count++] = make_key(baseline->arena, rule, sha256, role, subject);
    return true;
}

static bool take_object(struct baseline *baseline, const json_t *object, const char **error)
{
    size_t index;
    const json_t *finding, *findings = json_object_get(object, "findings");
    const char *sha256;
    if (!json_is_array(findings)) {
        *error = "no JSON report of this program: an object has no list 'findings'";
        return false;
    }
    if (!get_text(baseline->arena, object, "an object", "sha256", &sha256, error))
        return false;
    json_array_foreach(findings, index, finding)
    {
        if (!take_finding(baseline, finding, sha256, error))
            return false;
    }
    return true;
}

/* A report, or the last line of one as NDJSON: that has a summary, and the objects stand in the lines before it. */
static bool take_report(struct baseline *baseline, const json_t *report, const char **error)
{
    size_t index;
    const json_t *object, *objects = json_object_get(report, "objects");
    json_int_t schema = json_integer_value(json_object_get(report, "schema"));
    if (schema != 1) {
        *error = json_object_get(report, "schema")
                     ? "a JSON report of another version of this program: its 'schema' is not 1"
                     : "no JSON report of this program: it says no 'schema'";
        return false;
    }
    const json_t *summary = json_object_get(report, "summary");
    if (!objects && json_is_object(summary)) {
        json_int_t wanted = json_integer_value(json_object_get(summary, "objects"));
        if (wanted == (json_int_t)baseline->lines)
            return true;
        *error = arena_format(baseline->arena,
                              "a JSON report that is cut: its summary counts %lld objects, and %zu are there",
                              (long long)wanted, baseline->lines);
        return false;
    }
    if (!json_is_array(objects)) {
        *error = "no JSON report of this program: it has no list 'objects'";
        return false;
    }
    json_array_foreach(objects, index, object)
    {
        if (!take_object(baseline, object, error))
            return false;
    }
    return true;
}

static struct span skip_blanks(struct span text)
{
    while (text.length &&
           (text.data[0] == ' ' || text.data[0] == '\t' || text.data[0] == '\r' || text.data[0] == '\n'))
        text = span_from(text, 1);
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
        bool is_object = json_object_get(document, "findings") != NULL; /* a line of NDJSON */
        is_report = !is_object;
        baseline->lines += is_object;
        bool good =
            is_object ? take_object(baseline, document, error) : take_report(baseline, document, error);
        json_decref(document);
        if (!good)
            return NULL;
        size_t used = problem.position > 0 ? (size_t)problem.position : text.length;
        text = span_from(text, used);
    }
    if (!is_report) {
        *error = "no JSON report of this program: it ends without a summary";
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
