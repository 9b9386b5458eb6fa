/* Sets that include each other to one program: who is in it, who has the last word on a rule or a parameter.
 *
 * The nearer a set is to the top, the more its word counts: for `disable`, `severity` and `predicts`, for the
 * declaration of a parameter and for its value. What the command line gives counts before all. Sets given beside the top
 * (--rules) are as near as it, and a later one counts more. Walking recurses along includes, at most
 * INCLUDE_DEPTH_LIMIT deep. */
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "ruleset/library_internal.h"
#include "ruleset/schema.h"
#include "util/text.h"

enum { INCLUDE_DEPTH_LIMIT = 32 };

static const char *did_you_mean(struct library *library, const char *suggestion)
{
    return suggestion ? arena_format(library->arena, ", did you mean '%s'?", suggestion) : "";
}

static const char *escaped(struct library *library, const char *text)
{
    return text_quoted(library->arena, span_of_text(text));
}

/* -- who is in it --------------------------------------------------------------------------------------------------- */

struct walk {
    struct library *library;
    struct closure *closure;
    bool complains;
    struct set *path[INCLUDE_DEPTH_LIMIT];
    size_t depth;
};

/* Once for a loop, wherever the walk entered it. */
static void complain_about_loop(struct walk *walk, const struct include *include)
{
    struct arena *arena = walk->library->arena;
    size_t from = 0;
    while (from < walk->depth && strcmp(walk->path[from]->name, include->name) != 0)
        from++;
    const char *names = "";
    for (size_t i = from; i < walk->depth; i++)
        if (walk->path[i]->is_in_loop)
            return;
    for (size_t i = from; i < walk->depth; i++) {
        walk->path[i]->is_in_loop = true;
        names = arena_format(arena, "%s%s, which includes ", names, walk->path[i]->name);
    }
    diag_error(walk->library->diags, include->place, "an include loop: %s%s", names, include->name);
}

static void add_set(struct walk *walk, struct set *set);

static void add_include(struct walk *walk, struct include *include)
{
    struct set *set = library_find(walk->library, include->name);
    bool is_loop = set && set->is_on_path, is_deep = walk->depth == INCLUDE_DEPTH_LIMIT;
    if (set && !is_loop && !is_deep) {
        add_set(walk, set);
        return;
    }
    walk->closure->is_broken = true;
    if (!walk->complains || include->is_faulty)
        return;
    include->is_faulty = true;
    if (is_loop)
        complain_about_loop(walk, include);
    else if (set)
        diag_error(walk->library->diags, include->place, "includes are nested deeper than %d sets",
                   INCLUDE_DEPTH_LIMIT);
    else
        diag_error(walk->library->diags, include->place, "unknown rule set '%s'%s", include->name,
                   did_you_mean(walk->library, library_suggest(walk->library, span_of_text(include->name))));
}

static void add_set(struct walk *walk, struct set *set)
{
    struct closure *closure = walk->closure;
    if (set->reaches) {
        if (set->depth <= walk->depth)
            return;
        set->depth = walk->depth; /* nearer by this way; so is what it includes */
    } else {
        set->reaches = true;
        set->depth = walk->depth;
        *VEC_ADD(walk->library->arena, closure) = set;
    }
    closure->is_broken |= set->is_broken;
    set->is_on_path = true;
    walk->path[walk->depth++] = set;
    for (size_t i = 0; i < set->includes.count; i++)
        add_include(walk, &set->includes.items[i]);
    walk->depth--;
    set->is_on_path = false;
}

static void walk_from(struct library *library, struct closure *closure, struct set *set, bool complains)
{
    struct walk walk = { .library = library, .closure = closure, .complains = complains };
    for (size_t i = 0; i < closure->count; i++)
        closure->items[i]->reaches = true;
    add_set(&walk, set);
    for (size_t i = 0; i < closure->count; i++)
        closure->items[i]->reaches = false;
}

void closure_add(struct library *library, struct closure *closure, struct set *set)
{
    walk_from(library, closure, set, false);
}

/* -- checking ------------------------------------------------------------------------------------------------------- */

const struct parameter *closure_parameter(const struct closure *closure, const char *name)
{
    for (size_t i = 0; i < closure->count; i++)
        for (size_t j = 0; j < closure->items[i]->parameters.count; j++)
            if (strcmp(closure->items[i]->parameters.items[j].name, name) == 0)
                return &closure->items[i]->parameters.items[j];
    return NULL;
}

static const char *parameter_at(const void *context, size_t index)
{
    const struct closure *closure = context;
    for (size_t i = 0; i < closure->count; i++) {
        if (index < closure->items[i]->parameters.count)
            return closure->items[i]->parameters.items[index].name;
        index -= closure->items[i]->parameters.count;
    }
    return NULL;
}

static void check_reference(struct library *library, const struct closure *closure,
                            const struct reference *reference)
{
    const struct parameter *parameter = closure_parameter(closure, reference->name);
    if (parameter && (!reference->types || (reference->types >> parameter->type & 1)))
        return;
    if (parameter) {
        diag_error_with(library->diags, reference->place, parameter->place,
                        "'$%s' is %s, and %s is wanted here", parameter->name,
                        type_with_article(library->arena, parameter->type), reference->wanted);
        return;
    }
    struct span name = span_of_text(reference->name);
    const char *near = text_suggest(name, parameter_at, closure);
    if (!near && reference->or_fact)
        near = fact_suggest(name, reference->kinds);
    diag_error(library->diags, reference->place, "unknown %s '%s%s'%s",
               reference->or_fact ? "fact or parameter" : "parameter", reference->or_fact ? "" : "$",
               escaped(library, reference->name), did_you_mean(library, near));
}

static const struct rule *find_rule(const struct set *set, const char *id)
{
    for (size_t i = 0; i < set->rules.count; i++)
        if (strcmp(set->rules.items[i].id, id) == 0)
            return &set->rules.items[i];
    return NULL;
}

static const char *rule_at(const void *set, size_t index)
{
    const struct set *of = set;
    return index < of->rules.count ? of->rules.items[index].id : NULL;
}

static void check_override(struct library *library, const struct override *override)
{
    const char *slash = strchr(override->rule, '/');
    struct span set_name = { (const uint8_t *) override->rule, (size_t)(slash - override->rule) };
    const char *name = arena_text_of_span(library->arena, set_name);
    const struct set *set = library_find(library, name);
    if (!set) {
        diag_error(library->diags, override->place, "unknown rule set '%s'%s", escaped(library, name),
                   did_you_mean(library, library_suggest(library, set_name)));
    } else if (!set->is_broken && !find_rule(set, slash + 1)) {
        const char *near = text_suggest(span_of_text(slash + 1), rule_at, set);
        diag_error(library->diags, override->place, "the rule set '%s' has no rule '%s'%s", name,
                   escaped(library, slash + 1),
                   did_you_mean(library, near ? arena_format(library->arena, "%s/%s", name, near) : NULL));
    }
}

static void check_fill(struct library *library, const struct closure *closure, const struct fill *fill)
{
    struct value value;
    const struct parameter *parameter = closure_parameter(closure, fill->name);
    if (parameter)
        value_read(library->arena, parameter->type, fill->value, &value, library->diags);
    else
        diag_error(library->diags, fill->place,
                   "no included rule set declares a parameter '%s'; to declare it here, give its type%s",
                   fill->name,
                   did_you_mean(library, text_suggest(span_of_text(fill->name), parameter_at, closure)));
}

/* One name is one parameter in a program, so two declarations must agree. */
static void check_declaration(struct library *library, const struct closure *closure,
                              const struct parameter *parameter)
{
    for (size_t i = 1; i < closure->count; i++)
        for (size_t j = 0; j < closure->items[i]->parameters.count; j++) {
            const struct parameter *other = &closure->items[i]->parameters.items[j];
            if (strcmp(other->name, parameter->name) == 0 && other->type != parameter->type)
                diag_error_with(library->diags, parameter->place, other->place,
                                "'%s' is %s here, and %s in the rule set '%s'", parameter->name,
                                type_with_article(library->arena, parameter->type),
                                type_with_article(library->arena, other->type), closure->items[i]->name);
        }
}

/* One set, with the closure that begins with it. */
static void check_set(struct library *library, struct set *set)
{
    struct closure closure = { 0 };
    size_t errors = library->diags->errors;
    walk_from(library, &closure, set, true);
    for (size_t i = 0; i < set->overrides.count; i++)
        check_override(library, &set->overrides.items[i]);
    if (!closure.is_broken || closure.count == 1) { /* else what is missing would be complained about again */
        for (size_t i = 0; i < set->references.count && !library->diags->dropped; i++)
            check_reference(library, &closure, &set->references.items[i]);
        for (size_t i = 0; i < set->fills.count; i++)
            check_fill(library, &closure, &set->fills.items[i]);
        for (size_t i = 0; i < set->parameters.count; i++)
            check_declaration(library, &closure, &set->parameters.items[i]);
    }
    set->is_checked = true;
    set->is_broken |= library->diags->errors > errors;
}

bool link_check(struct library *library, struct set *set)
{
    struct closure closure = { 0 };
    closure_add(library, &closure, set);
    bool is_broken = false;
    for (size_t i = 0; i < closure.count; i++) {
        if (!closure.items[i]->is_checked)
            check_set(library, closure.items[i]);
        is_broken |= closure.items[i]->is_broken;
    }
    return !is_broken;
}

/* -- building: parameters ------------------------------------------------------------------------------------------- */

struct build {
    struct library *library;
    struct arena *arena;
    struct closure sets;
    const struct assignment *assignments;
    size_t assignment_count;
    struct {
        struct parameter *items;
        size_t count, capacity;
    } parameters;
};

static size_t find_parameter(const struct build *build, const char *name)
{
    size_t index = 0;
    while (index < build->parameters.count && strcmp(build->parameters.items[index].name, name) != 0)
        index++;
    return index;
}

/* The nearest declaration of each name. */
static void gather_parameters(struct build *build)
{
    for (size_t depth = 0; depth < INCLUDE_DEPTH_LIMIT; depth++)
        for (size_t i = 0; i < build->sets.count; i++) {
            const struct set *set = build->sets.items[i];
            for (size_t j = 0; set->depth == depth && j < set->parameters.count; j++)
                if (find_parameter(build, set->parameters.items[j].name) == build->parameters.count)
                    *VEC_ADD(build->arena, &build->parameters) = set->parameters.items[j];
        }
}

/* The value that the nearest set gives. Two equally near ones that do not agree are an error, but for those on top:
 * there the later counts. */
static void fill_parameter(struct build *build, struct parameter *parameter)
{
    const struct fill *best = NULL;
    const struct set *by = NULL;
    for (size_t i = 0; i < build->sets.count; i++) {
        const struct set *set = build->sets.items[i];
        for (size_t j = 0; j < set->fills.count; j++) {
            const struct fill *fill = &set->fills.items[j];
            struct value value = { 0 };
            if (strcmp(fill->name, parameter->name) != 0 || (by && set->depth > by->depth) ||
                !value_read(build->arena, parameter->type, fill->value, &value, build->library->diags))
                continue;
            if (by && set->depth == by->depth && set->depth > 0 && !value_equal(&value, &parameter->value))
                diag_error_with(
                    build->library->diags, fill->place, best->place,
                    "the rule sets '%s' and '%s' give '%s' different values; the set that includes "
                    "them must say which",
                    by->name, set->name, parameter->name);
            best = fill;
            by = set;
            parameter->value = value;
            parameter->origin = arena_format(build->arena, "rule set %s", set->name);
        }
    }
}

/* Any set of the library may have it: what one profile does not need, another one does. */
static void complain_about_assignment(struct build *build, const struct assignment *assignment)
{
    struct closure all = { 0 };
    for (size_t i = 0; i < library_count(build->library); i++) {
        struct set *set = library_set(build->library, i);
        if (set)
            *VEC_ADD(build->arena, &all) = set;
    }
    if (!closure_parameter(&all, assignment->name))
        diag_error(
            build->library->diags, (struct place){ 0 }, "%s: unknown parameter '%s'%s", assignment->origin,
            escaped(build->library, assignment->name),
            did_you_mean(build->library, text_suggest(span_of_text(assignment->name), parameter_at, &all)));
}

static void assign_parameters(struct build *build)
{
    for (size_t i = 0; i < build->assignment_count; i++) {
        const struct assignment *assignment = &build->assignments[i];
        size_t index = find_parameter(build, assignment->name);
        const char *why;
        if (index == build->parameters.count) {
            complain_about_assignment(build, assignment);
            continue;
        }
        struct parameter *parameter = &build->parameters.items[index];
        if (value_parse(build->arena, parameter->type, span_of_text(assignment->value), &parameter->value,
                        &why))
            parameter->origin = assignment->origin;
        else
            diag_error(build->library->diags, (struct place){ 0 }, "%s: '%s' of '%s' is not %s",
                       assignment->origin, escaped(build->library, assignment->value), parameter->name, why);
    }
}

/* -- building: rules ------------------------------------------------------------------------------------------------ */

/* References of one set to parameters of the program. */
static size_t *map_references(struct build *build, const struct set *set)
{
    size_t *map = arena_array(build->arena, set->references.count, sizeof *map);
    for (size_t i = 0; i < set->references.count; i++)
        map[i] = find_parameter(build, set->references.items[i].name);
    return map;
}

/* Conditions are copied for each program: parameters have other numbers in each, and what is evaluated together lies
 * together. */
static struct condition *copy_condition(struct build *build, const struct condition *from, const size_t *map)
{
    if (!from)
        return NULL;
    struct condition *copy = arena_alloc(build->arena, sizeof *copy);
    *copy = *from;
    copy->children = arena_array(build->arena, from->child_count, sizeof *copy->children);
    copy->operands = arena_array(build->arena, from->operand_count, sizeof *copy->operands);
    for (size_t i = 0; i < from->operand_count; i++) {
        copy->operands[i] = from->operands[i];
        if (from->operands[i].kind == OPERAND_PARAMETER)
            copy->operands[i].parameter = map[from->operands[i].parameter];
    }
    for (size_t i = 0; i < from->child_count; i++)
        copy->children[i] = copy_condition(build, from->children[i], map);
    copy->inner = copy_condition(build, from->inner, map);
    return copy;
}

static void copy_message(struct build *build, const struct message *from, struct message *to,
                         const size_t *map)
{
    *to = *from;
    to->parts = arena_array(build->arena, from->part_count, sizeof *to->parts);
    for (size_t i = 0; i < from->part_count; i++) {
        to->parts[i] = from->parts[i];
        if (from->parts[i].is_parameter)
            to->parts[i].parameter = map[from->parts[i].parameter];
    }
}

struct uses {
    struct rule_use *items;
    size_t count, capacity;
};

static void add_use(struct build *build, struct uses *uses, struct rule_use use)
{
    for (size_t i = 0; i < uses->count; i++)
        if (strcmp(uses->items[i].name, use.name) == 0)
            return;
    *VEC_ADD(build->arena, uses) = use;
}

static void add_fact_use(struct build *build, struct uses *uses, struct fact_ref ref)
{
    static const char *const prefixes[] = { "", "issuer.", "root.", "leaf." };
    if (ref.fact == FACT_ITEM)
        return;
    const char *name = fact_at((size_t)ref.fact)->name;
    if (ref.scope != SCOPE_SELF)
        name = arena_format(build->arena, "%s%s", prefixes[ref.scope], name);
    add_use(build, uses, (struct rule_use){ .name = name, .fact = ref });
}

static void add_parameter_use(struct build *build, struct uses *uses, size_t parameter)
{
    add_use(build, uses,
            (struct rule_use){ .name = build->parameters.items[parameter].name,
                               .is_parameter = true,
                               .parameter = parameter });
}

static void add_condition_uses(struct build *build, struct uses *uses, const struct condition *condition)
{
    if (!condition)
        return;
    if (condition->kind == CONDITION_TEST)
        add_fact_use(build, uses, condition->fact);
    for (size_t i = 0; i < condition->operand_count; i++) {
        const struct operand *operand = &condition->operands[i];
        if (operand->kind == OPERAND_PARAMETER)
            add_parameter_use(build, uses, operand->parameter);
        else if (operand->kind == OPERAND_FACT)
            add_fact_use(build, uses, operand->fact);
    }
    for (size_t i = 0; i < condition->child_count; i++)
        add_condition_uses(build, uses, condition->children[i]);
    add_condition_uses(build, uses, condition->inner);
}

static void gather_uses(struct build *build, struct rule *rule)
{
    struct uses uses = { 0 };
    for (size_t i = 0; i < rule->message.part_count; i++) {
        const struct message_part *part = &rule->message.parts[i];
        if (part->is_reference && part->is_parameter)
            add_parameter_use(build, &uses, part->parameter);
        else if (part->is_reference)
            add_fact_use(build, &uses, part->fact);
    }
    add_condition_uses(build, &uses, rule->require);
    add_condition_uses(build, &uses, rule->when);
    rule->uses = uses.items;
    rule->use_count = uses.count;
}

/* What the sets of the program say about a rule that is not theirs, the nearest last. Whether it stays in. */
static bool apply_overrides(const struct build *build, struct rule *rule)
{
    bool stays = true;
    for (size_t depth = INCLUDE_DEPTH_LIMIT; depth-- > 0;)
        for (size_t i = 0; i < build->sets.count; i++) {
            const struct set *set = build->sets.items[i];
            for (size_t j = 0; set->depth == depth && j < set->overrides.count; j++) {
                const struct override *override = &set->overrides.items[j];
                if (strcmp(override->rule, rule->full_name) != 0)
                    continue;
                if (override->disables)
                    stays = false;
                else
                    rule->severity = override->severity;
            }
        }
    return stays;
}

/* A profile of another protocol reports other codes for the same faults: the nearest set to the top decides. A rule that
 * predicts nothing stays so. */
static void apply_codes(const struct build *build, const struct set *of, struct rule *rule)
{
    if (!rule->peer_code && !rule->holder_code)
        return;
    for (size_t depth = of->depth; depth-- > 0;)
        for (size_t i = 0; i < build->sets.count; i++) {
            const struct set *set = build->sets.items[i];
            if (set->depth != depth || (!set->peer_code && !set->holder_code))
                continue;
            rule->peer_code = set->peer_code;
            rule->holder_code = set->holder_code;
        }
}

static void build_rules(struct build *build, struct program *program)
{
    size_t count = 0;
    for (size_t i = 0; i < build->sets.count; i++)
        count += build->sets.items[i]->rules.count;
    const struct rule **rules = arena_array(build->arena, count, sizeof *rules);
    for (size_t i = 0; i < build->sets.count; i++) {
        const struct set *set = build->sets.items[i];
        const size_t *map = map_references(build, set);
        for (size_t j = 0; j < set->rules.count; j++) {
            struct rule rule = set->rules.items[j];
            if (!apply_overrides(build, &rule))
                continue;
            apply_codes(build, set, &rule);
            rule.when = copy_condition(build, rule.when, map);
            rule.require = copy_condition(build, rule.require, map);
            copy_message(build, &set->rules.items[j].message, &rule.message, map);
            gather_uses(build, &rule);
            struct rule *copy = arena_alloc(build->arena, sizeof *copy);
            *copy = rule;
            rules[program->rule_count++] = copy;
        }
    }
    program->rules = rules;
}

/* GnuTLS may not have been started by anybody yet (pki/signature.c); starting it again costs nothing. */
static void digest(struct set *set)
{
    struct span bytes = set->source->bytes;
    if (set->has_sha256)
        return;
    if (gnutls_global_init() < 0 ||
        gnutls_hash_fast(GNUTLS_DIG_SHA256, bytes.data, bytes.length, set->sha256) < 0)
        BUG("GnuTLS has no SHA-256");
    set->has_sha256 = true;
}

static void build_infos(struct build *build, struct program *program)
{
    program->ruleset_count = build->sets.count;
    program->rulesets = arena_array(build->arena, build->sets.count, sizeof *program->rulesets);
    for (size_t i = 0; i < build->sets.count; i++) {
        struct set *set = build->sets.items[i];
        digest(set);
        struct ruleset_info *info = &program->rulesets[i];
        *info = (struct ruleset_info){ .name = set->name,
                                       .title = set->title,
                                       .source = set->is_builtin ? "built-in" : set->source->name };
        memcpy(info->sha256, set->sha256, sizeof info->sha256);
    }
}

const struct program *link_build(struct library *library, struct set *top, struct set *const *extra,
                                 size_t extra_count, const struct assignment *assignments,
                                 size_t assignment_count)
{
    struct build build = { .library = library,
                           .arena = library->arena,
                           .assignments = assignments,
                           .assignment_count = assignment_count };
    size_t errors = library->diags->errors;
    closure_add(library, &build.sets, top);
    for (size_t i = 0; i < extra_count; i++)
        closure_add(library, &build.sets, extra[i]);
    gather_parameters(&build);
    for (size_t i = 0; i < build.parameters.count; i++)
        fill_parameter(&build, &build.parameters.items[i]);
    assign_parameters(&build);
    if (library->diags->errors > errors)
        return NULL;

    struct program *program = arena_alloc(library->arena, sizeof *program);
    program->profile = top->name;
    program->title = top->title;
    program->kinds = top->kinds;
    program->presented_by = top->presented_by;
    build_rules(&build, program);
    program->parameters = build.parameters.items;
    program->parameter_count = build.parameters.count;
    build_infos(&build, program);
    return program;
}
