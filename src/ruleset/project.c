/* Reading .ikelint.yaml. It names files and values and can start nothing, so one that lies about in a parent folder can
 * at worst make a report say something else; its place is printed with -v. */
#include "ruleset/project.h"
#include "ruleset/builtin.h"
#include "ruleset/schema.h"
#include "ruleset/set.h"
#include "util/platform.h"
#include "util/text.h"

enum { LEVELS_MAX = 64 /* folders upwards */ };

const char *project_find(struct arena *arena)
{
    const char *folder = ".";
    for (size_t level = 0; level < LEVELS_MAX; level++) {
        const char *path = level ? arena_format(arena, "%s/" PROJECT_FILE, folder) : PROJECT_FILE;
        if (platform_status(path, arena).kind == PLATFORM_FILE)
            return path;
        const char *parent = level ? arena_format(arena, "%s/..", folder) : "..";
        struct platform_status here = platform_status(folder, arena), above = platform_status(parent, arena);
        if (above.kind != PLATFORM_FOLDER || memcmp(here.identity, above.identity, sizeof here.identity) == 0)
            return NULL; /* the root is its own parent */
        folder = parent;
    }
    return NULL;
}

struct reader {
    struct arena *arena;
    struct diags *diags;
    struct project *project;
    const struct node *root;
};

static const char *origin_of(struct reader *reader, const struct node *node)
{
    return arena_format(reader->arena, "%s:%u", reader->project->path, node->place.line);
}

static struct project_text read_text(struct reader *reader, const char *key)
{
    const struct node *node = schema_get(reader->root, KEYS_OF_PROJECT, key);
    if (!node)
        return (struct project_text){ 0 };
    return (struct project_text){ arena_text_of_span(reader->arena, text_trim(node->text)),
                                  origin_of(reader, node) };
}

static const char *beside(struct reader *reader, const struct node *path)
{
    return path_beside(reader->arena, reader->project->path, (const char *)path->text.data);
}

/* `rules: [rfc5280]` names a set that ships. */
static bool is_shipped(const struct node *name)
{
    for (size_t i = 0; i < builtin_ruleset_count; i++)
        if (span_equal_text(name->text, builtin_rulesets[i].name))
            return true;
    return false;
}

static struct project_texts read_paths(struct reader *reader, const char *key)
{
    bool is_rules = strcmp(key, "rules") == 0;
    const struct node *node = schema_get(reader->root, KEYS_OF_PROJECT, key);
    struct project_texts texts = { .is_given = node != NULL };
    if (!node)
        return texts;
    texts.origin = origin_of(reader, node);
    for (size_t i = 0; i < node_text_count(node); i++) {
        const struct node *path = node_text_at(node, i);
        *VEC_ADD(reader->arena, &texts.list) =
            is_rules && is_shipped(path) ? (const char *)path->text.data : beside(reader, path);
    }
    return texts;
}

static struct project_texts read_texts(struct reader *reader, const char *key)
{
    const struct node *node = schema_get(reader->root, KEYS_OF_PROJECT, key);
    struct project_texts texts = { .is_given = node != NULL };
    for (size_t i = 0; node && i < node_text_count(node); i++)
        *VEC_ADD(reader->arena, &texts.list) = (const char *)node_text_at(node, i)->text.data;
    texts.origin = node ? origin_of(reader, node) : NULL;
    return texts;
}

static void read_parameters(struct reader *reader)
{
    const struct node *node = schema_get(reader->root, KEYS_OF_PROJECT, "parameters");
    for (size_t i = 0; node && i < node->count; i++) {
        const struct node *name = node->items[i].key, *value = node->items[i].value;
        struct buf text = { 0 };
        bool is_broken = value->kind == NODE_MAPPING || value->kind == NODE_BROKEN || node_is_nothing(value);
        for (size_t j = 0; !is_broken && j < node_text_count(value); j++) {
            const struct node *item = node_text_at(value, j);
            is_broken = item->kind != NODE_TEXT;
            if (!is_broken)
                buf_format(&text, "%s%s", j ? "," : "", (const char *)item->text.data);
        }
        if (is_broken)
            diag_error(reader->diags, value->place,
                       "a parameter takes a value or a list of values, this is %s", node_kind_name(value));
        else
            *VEC_ADD(reader->arena, &reader->project->parameters) =
                (struct assignment){ (const char *)name->text.data,
                                     arena_text_of_span(reader->arena, buf_span(&text)),
                                     origin_of(reader, name) };
        buf_free(&text);
    }
}

static void read_waivers(struct reader *reader)
{
    struct project *project = reader->project;
    const struct node *node = schema_get(reader->root, KEYS_OF_PROJECT, "waivers");
    for (size_t i = 0; i < node_text_count(node); i++) {
        const struct node *item = node_text_at(node, i);
        if (item->kind == NODE_TEXT && !node_is_nothing(item))
            *VEC_ADD(reader->arena, &project->waiver_files.list) = beside(reader, item);
        else
            waiver_read(reader->arena, item, &project->waivers, reader->diags);
    }
    project->waiver_files.is_given = node != NULL;
    project->waiver_files.origin = node ? origin_of(reader, node) : NULL;
}

bool project_read(struct arena *arena, const struct source *source, struct project *out, struct diags *diags)
{
    size_t errors = diags->errors;
    struct reader reader = { .arena = arena, .diags = diags, .project = out };
    *out = (struct project){ .path = source->name };
    reader.root = tree_build(arena, source, "a project file", diags);
    if (!reader.root)
        return false;
    schema_check(reader.root, KEYS_OF_PROJECT, arena, diags);
    out->profile = read_text(&reader, "profile");
    out->fail_on = read_text(&reader, "fail_on");
    out->baseline = read_text(&reader, "baseline");
    if (out->baseline.text)
        out->baseline.text = path_beside(arena, out->path, out->baseline.text);
    out->strict = read_text(&reader, "strict");
    out->require_explicit_policy = read_text(&reader, "require_explicit_policy");
    out->inhibit_policy_mapping = read_text(&reader, "inhibit_policy_mapping");
    out->inhibit_any_policy = read_text(&reader, "inhibit_any_policy");
    out->rules = read_paths(&reader, "rules");
    out->roots = read_paths(&reader, "roots");
    out->intermediates = read_paths(&reader, "intermediates");
    out->crls = read_paths(&reader, "crls");
    out->templates = read_paths(&reader, "templates");
    out->stores = read_paths(&reader, "stores");
    out->exclude = read_texts(&reader, "exclude");
    out->policies = read_texts(&reader, "policies");
    read_parameters(&reader);
    read_waivers(&reader);
    return diags->errors == errors;
}

bool project_load(struct arena *arena, const char *path, struct project *out, struct diags *diags)
{
    struct source *source = arena_alloc(arena, sizeof *source);
    const char *error;
    source->name = path;
    if (!platform_read(path, TREE_FILE_LIMIT, &source->bytes, &error, arena))
        return diag_error(diags, (struct place){ 0 }, "cannot read the project file '%s': %s",
                          text_escaped(arena, span_of_text(path)), error);
    return project_read(arena, source, out, diags);
}
