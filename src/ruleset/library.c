/* All rule sets by name: the built-in ones, read when somebody asks for one, and those from files. */
#include "ruleset/builtin.h"
#include "ruleset/library_internal.h"
#include "util/platform.h"
#include "util/text.h"

struct library *library_new(struct diags *diags)
{
    struct arena *arena = arena_new();
    struct library *library = arena_alloc(arena, sizeof *library);
    library->arena = arena;
    library->diags = diags;
    library->builtin = arena_array(arena, builtin_ruleset_count, sizeof(struct set *));
    return library;
}

void library_free(struct library *library)
{
    if (library)
        arena_free(library->arena);
}

/* -- finding -------------------------------------------------------------------------------------------------------- */

static struct set *find_loaded(const struct library *library, const char *name)
{
    for (size_t i = 0; i < library->loaded.count; i++)
        if (strcmp(library->loaded.items[i]->name, name) == 0)
            return library->loaded.items[i];
    return NULL;
}

static size_t find_builtin(const char *name)
{
    size_t index = 0;
    while (index < builtin_ruleset_count && strcmp(builtin_rulesets[index].name, name) != 0)
        index++;
    return index;
}

static struct source *add_source(struct library *library, const char *name, struct span bytes)
{
    struct source *source = arena_alloc(library->arena, sizeof *source);
    source->name = arena_text(library->arena, name);
    source->bytes = bytes;
    return source;
}

static struct set *read_builtin(struct library *library, size_t index)
{
    const struct builtin_ruleset *builtin = &builtin_rulesets[index];
    if (!library->builtin[index]) {
        const char *file = arena_format(library->arena, "rules/%s.yaml", builtin->name);
        struct span text = { (const uint8_t *)builtin->text, builtin->length };
        struct set *set = set_read(library->arena, add_source(library, file, text), library->diags);
        if (set && set->name)
            set->is_builtin = true;
        library->builtin[index] = set && set->name ? set : NULL;
    }
    return library->builtin[index];
}

struct set *library_find(struct library *library, const char *name)
{
    struct set *loaded = find_loaded(library, name);
    if (loaded)
        return loaded;
    size_t index = find_builtin(name);
    return index < builtin_ruleset_count ? read_builtin(library, index) : NULL;
}

/* Loaded sets that replace a built-in one take its place in the order. */
static bool replaces_builtin(const struct set *set)
{
    return find_builtin(set->name) < builtin_ruleset_count;
}

static struct set *new_set(const struct library *library, size_t index)
{
    for (size_t i = 0; i < library->loaded.count; i++)
        if (!replaces_builtin(library->loaded.items[i]) && index-- == 0)
            return library->loaded.items[i];
    BUG("no such rule set");
}

size_t library_count(const struct library *library)
{
    size_t count = builtin_ruleset_count;
    for (size_t i = 0; i < library->loaded.count; i++)
        count += !replaces_builtin(library->loaded.items[i]);
    return count;
}

const char *library_name(const struct library *library, size_t index)
{
    if (index < builtin_ruleset_count)
        return builtin_rulesets[index].name;
    return new_set(library, index - builtin_ruleset_count)->name;
}

struct set *library_set(struct library *library, size_t index)
{
    if (index < builtin_ruleset_count)
        return library_find(library, builtin_rulesets[index].name);
    return new_set(library, index - builtin_ruleset_count);
}

bool library_has(const struct library *library, const char *name)
{
    return find_loaded(library, name) || find_builtin(name) < builtin_ruleset_count;
}

static const char *name_at(const void *context, size_t index)
{
    const struct library *library = context;
    return index < library_count(library) ? library_name(library, index) : NULL;
}

const char *library_suggest(const struct library *library, struct span name)
{
    return text_suggest(name, name_at, library);
}

bool library_includes(struct library *library, const char *name, const char *included)
{
    struct set *set = library_find(library, name);
    struct closure closure = { 0 };
    if (set)
        closure_add(library, &closure, set);
    for (size_t i = 0; i < closure.count; i++)
        if (strcmp(closure.items[i]->name, included) == 0)
            return true;
    return false;
}

enum presenter library_presenter(struct library *library, const char *name)
{
    const struct set *set = library_find(library, name);
    return set ? set->presented_by : PRESENTED_BY_UNKNOWN;
}

static const char *rule_at(const void *context, size_t index)
{
    const struct set *set = context;
    return index < set->rules.count ? set->rules.items[index].full_name : NULL;
}

bool library_has_rule(struct library *library, const char *full_name, const char **near)
{
    size_t length = strcspn(full_name, "/");
    const char *name = arena_format(library->arena, "%.*s", (int)length, full_name);
    const struct set *set = library_find(library, name);
    *near = NULL;
    if (!set) {
        const char *meant = library_suggest(library, span_of_text(name));
        set = meant ? library_find(library, meant) : NULL;
        full_name = set ? arena_format(library->arena, "%s%s", meant, full_name + length) : full_name;
    }
    for (size_t i = 0; set && i < set->rules.count; i++)
        if (strcmp(set->rules.items[i].full_name, full_name) == 0) {
            *near = full_name;
            return strncmp(set->name, name, length + 1) == 0;
        }
    if (set)
        *near = text_suggest(span_of_text(full_name), rule_at, set);
    return false;
}

size_t library_loaded_count(const struct library *library)
{
    return library->loaded.count;
}

const char *library_loaded_name(const struct library *library, size_t index)
{
    return library->loaded.items[index]->name;
}

struct span library_text(struct library *library, const char *name)
{
    const struct set *set = library_find(library, name);
    return set ? set->source->bytes : (struct span){ 0 };
}

const char *library_include(struct library *library, const char *name, size_t index)
{
    const struct set *set = library_find(library, name);
    return set && index < set->includes.count ? set->includes.items[index].name : NULL;
}

/* -- loading -------------------------------------------------------------------------------------------------------- */

/* Reads a file's text as a set and takes it in. */
static bool add_text(struct library *library, const char *name, struct span text, const char **first)
{
    struct source *source = add_source(library, name, text);
    struct set *set = set_read(library->arena, source, library->diags);
    if (!set || !set->name)
        return false;
    struct set *other = find_loaded(library, set->name);
    if (other)
        return diag_error_with(library->diags, set->place, other->place,
                               "a second rule set with the name '%s'", set->name);
    *VEC_ADD(library->arena, &library->loaded) = set;
    library->compiled.count = 0;
    if (first && !*first)
        *first = set->name;
    return !set->is_broken;
}

bool library_load_text(struct library *library, const char *name, struct span text, const char **first)
{
    if (first)
        *first = NULL;
    return add_text(library, name, arena_copy(library->arena, text), first);
}

static bool load_file(struct library *library, const char *path, const char **first)
{
    struct span text;
    const char *error;
    if (!platform_read(path, TREE_FILE_LIMIT, &text, &error, library->arena))
        return diag_error(library->diags, (struct place){ 0 }, "cannot read the rule set '%s': %s",
                          text_escaped(library->arena, span_of_text(path)), error);
    return add_text(library, path, text, first);
}

static bool is_yaml(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && dot != name && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0) && name[0] != '.';
}

static bool load_folder(struct library *library, const char *path, const char **first)
{
    const char **names, *error;
    size_t count, loaded = 0;
    bool good = true;
    if (!platform_list(path, &names, &count, &error, library->arena))
        return diag_error(library->diags, (struct place){ 0 }, "cannot read the folder '%s': %s",
                          text_escaped(library->arena, span_of_text(path)), error);
    for (size_t i = 0; i < count; i++) {
        if (!is_yaml(names[i]))
            continue;
        loaded++;
        good &= load_file(library, arena_format(library->arena, "%s/%s", path, names[i]), first);
    }
    if (loaded == 0)
        return diag_error(library->diags, (struct place){ 0 },
                          "the folder '%s' holds no rule set (*.yaml, *.yml)",
                          text_escaped(library->arena, span_of_text(path)));
    return good;
}

bool library_load(struct library *library, const char *path, const char **first)
{
    if (first)
        *first = NULL;
    if (platform_status(path, library->arena).kind == PLATFORM_FOLDER)
        return load_folder(library, path, first);
    return load_file(library, path, first);
}

/* -- linking -------------------------------------------------------------------------------------------------------- */

bool library_check(struct library *library)
{
    bool good = true;
    for (size_t i = 0; i < library->loaded.count; i++)
        good &= link_check(library, library->loaded.items[i]);
    return good;
}

static struct set *need_set(struct library *library, const char *name)
{
    struct set *set = library_find(library, name);
    if (!set)
        diag_error(library->diags, (struct place){ 0 }, "there is no rule set '%s'%s",
                   text_escaped(library->arena, span_of_text(name)),
                   library_suggest(library, span_of_text(name))
                       ? arena_format(library->arena, ", did you mean '%s'?",
                                      library_suggest(library, span_of_text(name)))
                       : "");
    return set;
}

static bool is_compiled_of(const struct compiled *compiled, const struct set *top,
                           const struct assignment *assignments, size_t count)
{
    if (compiled->top != top || compiled->assignment_count != count)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct assignment *own = &compiled->assignments[i];
        if (strcmp(own->name, assignments[i].name) != 0 || strcmp(own->value, assignments[i].value) != 0 ||
            strcmp(own->origin, assignments[i].origin) != 0)
            return false;
    }
    return true;
}

static const struct program *build_once(struct library *library, struct set *top,
                                        const struct assignment *assignments, size_t count)
{
    for (size_t i = 0; i < library->compiled.count; i++)
        if (is_compiled_of(&library->compiled.items[i], top, assignments, count))
            return library->compiled.items[i].program;
    struct assignment *own = arena_array(library->arena, count, sizeof *own);
    for (size_t i = 0; i < count; i++)
        own[i] =
            (struct assignment){ arena_text(library->arena, assignments[i].name),
                                 arena_text(library->arena, assignments[i].value), assignments[i].origin };
    const struct program *program = link_build(library, top, NULL, 0, own, count);
    if (program && library->compiled.count < COMPILED_LIMIT)
        *VEC_ADD(library->arena, &library->compiled) = (struct compiled){ top, own, count, program };
    return program;
}

const struct program *library_compile(struct library *library, const char *name, const char *const *extra,
                                      size_t extra_count, const struct assignment *assignments,
                                      size_t assignment_count)
{
    struct set *top = need_set(library, name);
    bool good = top && link_check(library, top);
    struct set **sets = arena_array(library->arena, extra_count, sizeof(struct set *));
    for (size_t i = 0; i < extra_count; i++) {
        sets[i] = need_set(library, extra[i]);
        good = sets[i] && link_check(library, sets[i]) && good;
    }
    if (!good)
        return NULL;
    return extra_count ? link_build(library, top, sets, extra_count, assignments, assignment_count)
                       : build_once(library, top, assignments, assignment_count);
}
