/* Settings from two sources, and the page that says which won. */
#include "cmd/settings.h"

#include "cmd/terminal.h"
#include "util/text.h"

enum { NAME_WIDTH = 24, VALUE_WIDTH = 44 };

static const char by_default[] = "default";

void setting_give(struct setting_text *setting, const char *value, const char *origin)
{
    if (value)
        *setting = (struct setting_text){ value, origin };
}

void settings_give(struct setting_texts *setting, const struct texts *list, const char *origin)
{
    if (list->count)
        *setting = (struct setting_texts){ *list, origin };
}

bool setting_is_true(const struct setting_text *setting)
{
    return setting->value && strcmp(setting->value, "true") == 0;
}

/* -- the project file ----------------------------------------------------------------------------------------------- */

static void take_text(struct setting_text *setting, const struct project_text *from)
{
    if (!setting->value)
        setting_give(setting, from->text, from->origin);
}

static void take_texts(struct setting_texts *setting, const struct project_texts *from)
{
    if (!setting->origin && from->is_given)
        *setting = (struct setting_texts){ from->list, from->origin };
}

static void take_project(struct cli *cli, struct settings *settings, const struct project *project)
{
    bool waivers_were_given = settings->waiver_files.origin != NULL;
    take_text(&settings->profile, &project->profile);
    take_text(&settings->fail_on, &project->fail_on);
    take_text(&settings->baseline, &project->baseline);
    take_text(&settings->strict, &project->strict);
    take_text(&settings->require_explicit_policy, &project->require_explicit_policy);
    take_text(&settings->inhibit_policy_mapping, &project->inhibit_policy_mapping);
    take_text(&settings->inhibit_any_policy, &project->inhibit_any_policy);
    take_texts(&settings->rules, &project->rules);
    take_texts(&settings->roots, &project->roots);
    take_texts(&settings->intermediates, &project->intermediates);
    take_texts(&settings->crls, &project->crls);
    take_texts(&settings->templates, &project->templates);
    take_texts(&settings->stores, &project->stores);
    take_texts(&settings->exclude, &project->exclude);
    take_texts(&settings->policies, &project->policies);
    take_texts(&settings->waiver_files, &project->waiver_files);
    if (!waivers_were_given)
        settings->waivers = project->waivers;

    /* In front of what the command line says, so that this wins. */
    size_t own = settings->parameters.count, more = project->parameters.count;
    struct assignment *all = arena_array(cli->arena, own + more, sizeof *all);
    for (size_t i = 0; i < own + more; i++)
        all[i] = i < more ? project->parameters.items[i] : settings->parameters.items[i - more];
    settings->parameters.items = all;
    settings->parameters.count = settings->parameters.capacity = own + more;
}

bool settings_add_project(struct cli *cli, struct settings *settings)
{
    struct diags diags = { .arena = cli->arena };
    struct project project;
    settings->project = project_find(cli->arena);
    if (!settings->project)
        return true;
    bool good = project_load(cli->arena, settings->project, &project, &diags);
    terminal_print_diags(cli->err, &diags, cli->color_err);
    if (good)
        take_project(cli, settings, &project);
    return good;
}

bool settings_load_waivers(struct cli *cli, struct settings *settings)
{
    struct diags diags = { .arena = cli->arena };
    bool good = true;
    for (size_t i = 0; i < settings->waiver_files.list.count; i++)
        good &= waivers_load(cli->arena, settings->waiver_files.list.items[i], &settings->waivers, &diags);
    terminal_print_diags(cli->err, &diags, cli->color_err);
    return good;
}

/* -- the page ------------------------------------------------------------------------------------------------------- */

static void add_line(struct buf *out, const char *name, const char *value, const char *origin)
{
    struct buf shown = { 0 };
    text_escape(&shown, span_of_text(value), false);
    buf_format(out, "%-*s %-*s ", NAME_WIDTH, name, VALUE_WIDTH, shown.length ? shown.data : "");
    text_escape(out, span_of_text(origin), false);
    buf_char(out, '\n');
    buf_free(&shown);
}

static void add_text(struct buf *out, const char *name, const struct setting_text *setting,
                     const char *otherwise)
{
    if (setting->value)
        add_line(out, name, setting->value, setting->origin);
    else
        add_line(out, name, otherwise, by_default);
}

static void add_texts(struct buf *out, const char *name, const struct setting_texts *setting)
{
    for (size_t i = 0; i < setting->list.count; i++)
        add_line(out, i ? "" : name, setting->list.items[i], setting->origin);
    if (setting->list.count == 0)
        add_line(out, name, "none", setting->origin ? setting->origin : by_default);
}

/* Files, and what stands in the project file itself, which those of the command line replace. */
static void add_waivers(struct buf *out, struct arena *arena, const struct settings *settings)
{
    size_t count = settings->waivers.count;
    bool has_files = settings->waiver_files.list.count > 0;
    if (count)
        add_line(out, "waivers", arena_format(arena, "%zu", count),
                 arena_format(arena, "in %s itself", settings->project));
    if (has_files || !count)
        add_texts(out, count ? "" : "waivers", &settings->waiver_files);
}

static void add_parameter(struct buf *out, struct arena *arena, const struct parameter *parameter)
{
    struct buf value = { 0 };
    bool is_unknown = parameter->value.state == VALUE_UNKNOWN;
    value_print(&value, &parameter->value);
    const char *origin = parameter->origin;
    if (is_unknown)
        origin = arena_format(arena, "give %s", parameter->value.needs);
    else if (strcmp(origin, by_default) == 0)
        origin = arena_format(arena, "default of the rule set %s", parameter->ruleset);
    add_line(out, parameter->name, is_unknown ? "not given" : value.data, origin);
    buf_free(&value);
}

/* Those of the profile; where it is decided for each object, those of all rule sets. */
static bool add_parameters(struct buf *out, struct arena *arena, struct library *library,
                           const struct settings *settings)
{
    struct texts shown = { 0 }, tops = { 0 };
    const char *profile = settings->profile.value;
    bool is_given = profile && strcmp(profile, "auto") != 0;
    size_t loaded = library_loaded_count(library);
    for (size_t i = 0; i < loaded; i++)
        *VEC_ADD(arena, &tops) = library_loaded_name(library, i);
    if (is_given)
        *VEC_ADD(arena, &tops) = profile;
    for (size_t i = 0; !is_given && i < library_count(library); i++)
        *VEC_ADD(arena, &tops) = library_name(library, i);
    for (size_t i = 0; i < tops.count; i++) {
        const struct program *program = library_compile(
            library, tops.items[i], NULL, 0, settings->parameters.items, settings->parameters.count);
        if (!program)
            return false;
        for (size_t j = 0; j < program->parameter_count; j++) {
            bool is_shown = false;
            for (size_t k = 0; k < shown.count; k++)
                is_shown |= strcmp(shown.items[k], program->parameters[j].name) == 0;
            if (is_shown)
                continue;
            *VEC_ADD(arena, &shown) = program->parameters[j].name;
            add_parameter(out, arena, &program->parameters[j]);
        }
    }
    return true;
}

bool settings_explain(struct cli *cli, const struct settings *settings)
{
    struct diags diags = { .arena = cli->arena };
    struct library *library = library_new(&diags);
    struct buf out = { 0 };
    bool good = true;
    add_line(&out, "project file", settings->project ? settings->project : "none", "");
    add_text(&out, "profile", &settings->profile, "auto");
    add_texts(&out, "rules", &settings->rules);
    add_texts(&out, "roots", &settings->roots);
    add_texts(&out, "intermediates", &settings->intermediates);
    add_texts(&out, "crls", &settings->crls);
    add_texts(&out, "templates", &settings->templates);
    add_texts(&out, "stores", &settings->stores);
    add_texts(&out, "exclude", &settings->exclude);
    add_texts(&out, "policies", &settings->policies);
    add_text(&out, "require_explicit_policy", &settings->require_explicit_policy, "false");
    add_text(&out, "inhibit_policy_mapping", &settings->inhibit_policy_mapping, "false");
    add_text(&out, "inhibit_any_policy", &settings->inhibit_any_policy, "false");
    add_text(&out, "fail_on", &settings->fail_on, "error");
    add_text(&out, "strict", &settings->strict, "false");
    add_waivers(&out, cli->arena, settings);
    add_text(&out, "baseline", &settings->baseline, "none");
    for (size_t i = 0; i < settings->rules.list.count; i++)
        if (!library_has(library, settings->rules.list.items[i])) /* else the name of a set that ships */
            good &= library_load(library, settings->rules.list.items[i], NULL);
    good = good && add_parameters(&out, cli->arena, library, settings);
    if (good)
        fwrite(out.data, 1, out.length, cli->out);
    terminal_print_diags(cli->err, &diags, cli->color_err);
    buf_free(&out);
    library_free(library);
    return good;
}
