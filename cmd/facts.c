/* `ikelint facts`: every fact of each object, as a rule author sees it, and the table of facts itself. */
#include "cmd/commands.h"

#include "cmd/shared.h"
#include "facts/facts.h"
#include "pki/template.h"
#include "read/sniff.h"
#include "report/layout.h"
#include "report/report_json.h"
#include "run/profiles.h"
#include "util/clock.h"
#include "util/platform.h"
#include "util/text.h"

enum { NAME_WIDTH = 38 }; /* columns of names */

struct facts_options {
    const char *kind, *format, *device_name;
    struct texts only, stores;
    struct option_time at;
    bool path, all, list;
};

static const char *kind_choice(size_t index)
{
    return index < OBJECT_KIND_COUNT ? object_kind_name((enum object_kind)index) : NULL;
}

#define FIELD(name) OPTION_FIELD(struct facts_options, name)

static const struct option_row rows[] = {
    { "only", 0, OPTION_TEXTS, FIELD(only), "NAME",
      "this fact, or all facts below this name (subject_alt_name); repeatable", NULL },
    { "kind", 'k', OPTION_CHOICE, FIELD(kind), "[KIND]",
      "objects of this kind: certificate, crl, request, template, rras, profile, host or store; without one, "
      "as the last word: the kinds of files that are told apart, and what writes them",
      kind_choice },
    { "device-name", 0, OPTION_TEXT, FIELD(device_name), "NAME",
      "templates: the name of a device, for which the certificate is shown", NULL },
    { "path", 'p', OPTION_SWITCH, FIELD(path), NULL,
      "also the CA certificates of the path, and the CRLs that were looked at", NULL },
    { "all", 'a', OPTION_SWITCH, FIELD(all), NULL, "text: absent facts too", NULL },
    { "store", 0, OPTION_TEXTS, FIELD(stores), "PATH",
      "the certificate stores of one machine, as lint takes them: facts of the stores together, and of what "
      "is in MY; a file or folder; repeatable",
      NULL },
    { "list", 'l', OPTION_SWITCH, FIELD(list), NULL,
      "the table of facts: name, type, which objects have it, what it says", NULL },
    { "at", 0, OPTION_TIME, FIELD(at), "TIME", "the time judged, as in 2026-06-01T00:00:00Z (default: now)",
      NULL },
    { "format", 'f', OPTION_CHOICE, FIELD(format), "FORMAT", "text (default) or json",
      choice_of_text_or_json },
};

/* One walk over the inputs. */
struct walk {
    struct cli *cli;
    const struct facts_options *options;
    struct world *world;
    int64_t now;
    bool json;
    const uint8_t *chosen; /* one for each fact */
    size_t objects, failures;
    const char *file_kind; /* what the file at hand was taken for */
};

/* --- which facts --- */

/* The name itself, or what lies below it. Returns how many facts that are. */
static size_t choose(uint8_t *chosen, const char *name)
{
    size_t length = strlen(name), count = 0;
    for (size_t i = 0; i < facts_count(); i++) {
        const char *fact = fact_at(i)->name;
        if (strncmp(fact, name, length) == 0 && (fact[length] == 0 || fact[length] == '.')) {
            chosen[i] = 1;
            count++;
        }
    }
    return count;
}

/* False: a name that no fact has; said. */
static bool choose_facts(struct cli *cli, const struct facts_options *options, const uint8_t **out)
{
    uint8_t *chosen = arena_alloc(cli->arena, facts_count());
    *out = chosen;
    if (options->only.count == 0)
        memset(chosen, 1, facts_count());
    for (size_t i = 0; i < options->only.count; i++) {
        const char *name = options->only.items[i];
        if (choose(chosen, name))
            continue;
        const char *near = fact_suggest(span_of_text(name), ~0u);
        const char *shown = text_escaped(cli->arena, span_of_text(name));
        if (near)
            cli_usage_error(cli, "unknown fact '%s', did you mean '%s'?", shown, near);
        else
            cli_usage_error(cli, "unknown fact '%s'; --list shows all", shown);
        return false;
    }
    return true;
}

static bool shows(const struct walk *walk, const struct element *element, size_t fact)
{
    return walk->chosen[fact] && fact_at(fact)->on & 1u << element->kind;
}

/* --- text --- */

static void emit(struct walk *walk, struct buf *text)
{
    if (text->length > 0)
        fwrite(text->data, 1, text->length, walk->cli->out);
    buf_free(text);
}

static const char *element_role(const struct scene *scene, struct element *element)
{
    const struct value *role = fact_value(scene, element, fact_find(span_of_text("element.role")));
    return role->state == VALUE_KNOWN ? (const char *)role->span.data : "object";
}

/* "server_auth, ike_intermediate  [list of object identifiers]", in the arena. */
static const char *shown_value(struct arena *arena, const struct value *value)
{
    struct buf raw = { 0 }, shown = { 0 };
    switch (value->state) {
    case VALUE_ABSENT:
        buf_text(&shown, "absent");
        break;
    case VALUE_UNKNOWN:
        buf_text(&shown, "unknown, needs: ");
        text_escape(&shown, span_of_text(value->needs), false);
        break;
    case VALUE_KNOWN:
        value_print(&raw, value);
        text_escape(&shown, buf_span(&raw), false);
        if (raw.length == 0)
            buf_text(&shown, "\"\"");
    }
    buf_format(&shown, " [%s]", value_type_name(value->type));
    const char *out = arena_text_of_span(arena, buf_span(&shown));
    buf_free(&raw);
    buf_free(&shown);
    return out;
}

static void print_element(struct walk *walk, const struct scene *scene, struct element *element)
{
    struct buf out = { 0 };
    int group = -1;
    for (size_t i = 0; i < facts_count(); i++) {
        if (!shows(walk, element, i))
            continue;
        const struct fact *fact = fact_at(i);
        const struct value *value = fact_value(scene, element, (int)i);
        if (value->state == VALUE_ABSENT && !walk->options->all && walk->options->only.count == 0)
            continue;
        if (group != (int)fact->group && walk->options->only.count == 0)
            buf_format(&out, "\n  %s\n", fact_group_title(fact->group));
        group = (int)fact->group;
        layout_columns(&out, "  ", fact->name, NAME_WIDTH, shown_value(scene->arena, value),
                       walk->cli->width);
    }
    emit(walk, &out);
}

static void print_title(struct walk *walk, const struct scene *scene, struct element *element,
                        const struct object *object)
{
    struct buf out = { 0 };
    if (object) {
        buf_text(&out, walk->objects > 1 ? "\n" : "");
        text_escape(&out, span_of_text(object->path), false);
        buf_format(&out, ": %s ", object_kind_name(object->kind));
    } else {
        buf_format(&out, "\n  %s ", element_role(scene, element));
    }
    text_escape(&out, span_of_text(element_label(scene->arena, element)), false);
    if (object) {
        buf_text(&out, "\n  taken from ");
        text_escape(&out, span_of_text(walk->file_kind), false);
        if (object->line)
            buf_format(&out, ", line %lu", (unsigned long)object->line);
        else if (object->offset)
            buf_format(&out, ", octet %zu", object->offset);
    }
    buf_char(&out, '\n');
    emit(walk, &out);
}

static void print_scene(struct walk *walk, const struct scene *scene, const struct object *object)
{
    print_title(walk, scene, &scene->elements[0], object);
    print_element(walk, scene, &scene->elements[0]);
    if (!walk->options->path)
        return;
    for (size_t i = 1; i < scene->element_count; i++) {
        print_title(walk, scene, &scene->elements[i], NULL);
        print_element(walk, scene, &scene->elements[i]);
    }
    for (size_t i = 0; i < scene->crl_count; i++) {
        print_title(walk, scene, &scene->crls[i], NULL);
        print_element(walk, scene, &scene->crls[i]);
    }
}

/* --- JSON --- */

static json_t *json_facts(struct walk *walk, const struct scene *scene, struct element *element)
{
    json_t *facts = json_object();
    for (size_t i = 0; i < facts_count(); i++) {
        if (!shows(walk, element, i))
            continue;
        const struct value *value = fact_value(scene, element, (int)i);
        json_object_set_new(facts, fact_at(i)->name,
                            json_pack("{s:s, s:o}", "type", value_type_name(value->type), "value",
                                      report_json_value(scene->arena, value)));
    }
    return facts;
}

static json_t *json_element(struct walk *walk, const struct scene *scene, struct element *element)
{
    return json_pack("{s:s, s:o, s:o}", "role", element_role(scene, element), "subject",
                     report_json_text(scene->arena, element_label(scene->arena, element)), "facts",
                     json_facts(walk, scene, element));
}

static void write_scene(struct walk *walk, const struct scene *scene, const struct object *object)
{
    json_t *json = json_pack("{s:o, s:o, s:s, s:I, s:I, s:s, s:o, s:o}", "source",
                             report_json_text(scene->arena, object->path), "file_kind",
                             report_json_text(scene->arena, walk->file_kind), "container", object->container,
                             "index", (json_int_t)object->index, "offset", (json_int_t)object->offset, "kind",
                             object_kind_name(object->kind), "subject",
                             report_json_text(scene->arena, element_label(scene->arena, &scene->elements[0])),
                             "facts", json_facts(walk, scene, &scene->elements[0]));
    if (walk->options->path) {
        json_t *path = json_array(), *crls = json_array();
        for (size_t i = 1; i < scene->element_count; i++)
            json_array_append_new(path, json_element(walk, scene, &scene->elements[i]));
        for (size_t i = 0; i < scene->crl_count; i++)
            json_array_append_new(crls, json_element(walk, scene, &scene->crls[i]));
        json_object_set_new(json, "path", path);
        json_object_set_new(json, "crls", crls);
    }
    char *text = json_dumps(json, JSON_INDENT(2));
    fprintf(walk->cli->out, "%s\n%s", walk->objects > 1 ? "," : "", text ? text : "null");
    free(text);
    json_decref(json);
}

/* --- the walk --- */

static void take_object(void *context, const struct object *found)
{
    struct walk *walk = context;
    if (walk->options->kind && strcmp(walk->options->kind, object_kind_name(found->kind)) != 0)
        return;
    struct arena *arena = arena_new();
    const struct object *object = template_for_device(arena, found, walk->options->device_name);
    struct scene scene;
    walk->objects++;
    world_scene(walk->world, object, walk->now, arena, &scene);
    scene.misfit = profile_misfit(object, &scene);
    (walk->json ? write_scene : print_scene)(walk, &scene, object);
    arena_free(arena);
}

static void take_failure(void *context, const struct read_failure *failure)
{
    struct walk *walk = context;
    struct buf out = { 0 };
    walk->failures++;
    text_escape(&out, span_of_text(failure->path), false);
    if (failure->line > 0)
        buf_format(&out, ":%u", failure->line);
    else if (failure->offset > 0)
        buf_format(&out, ": octet %zu", failure->offset);
    buf_format(&out, ": %s", failure->error);
    cli_input_error(walk->cli, "%s", out.data);
    buf_free(&out);
}

static void take_kind(void *context, const char *path, const char *kind)
{
    struct walk *walk = context;
    (void)path;
    walk->file_kind = arena_text(walk->cli->arena, kind);
}

static void walk_files(struct walk *walk, const struct texts *operands, const struct world_paths *paths)
{
    const struct read_sink sink = {
        .context = walk, .object = take_object, .failure = take_failure, .kind = take_kind
    };
    struct key_notes *keys = key_notes_new();
    const struct read_options options = { .passwords = paths->passwords.items,
                                          .password_count = paths->passwords.count,
                                          .ask = paths->ask,
                                          .ask_context = paths->ask_context,
                                          .keys = keys };
    struct path_list files = { 0 };
    struct reader *reader = reader_new(&options);
    paths_expand(walk->cli->arena, operands->items, operands->count, &files, &sink);
    key_notes_collect(keys, files.items, files.count, NULL);
    for (size_t i = 0; i < files.count; i++)
        reader_read(reader, files.items[i], &sink);
    key_notes_report(keys, &sink);
    reader_free(reader);
    key_notes_free(keys);
}

/* What `lint --store` judges: the stores together, and what is in MY. */
static void walk_stores(struct walk *walk)
{
    if (!world_stores(walk->world))
        return;
    struct object stores = world_store_object(walk->world);
    walk->file_kind = "exports of certificate stores";
    take_object(walk, &stores);
    for (size_t i = 0; i < world_own_count(walk->world); i++) {
        const struct world_own *own = world_own(walk->world, i);
        walk->file_kind = own->file_kind;
        take_object(walk, own->object);
    }
}

static void print_document(struct walk *walk, const struct texts *operands, const struct world_paths *paths)
{
    char at[CLOCK_TEXT];
    clock_print(walk->now, at);
    if (walk->json)
        fprintf(walk->cli->out,
                "{\n\"schema\": 1,\n\"tool\": {\"name\": \"ikelint\", \"version\": \"%s\"},\n"
                "\"evaluated_at\": \"%s\",\n\"objects\": [",
                PACKAGE_VERSION, at);
    walk_files(walk, operands, paths);
    walk_stores(walk);
    if (walk->json)
        fputs("\n]\n}\n", walk->cli->out);
}

/* "certificates, CRLs" */
static const char *kinds_name(struct arena *arena, unsigned on)
{
    const char *text = "";
    for (unsigned kind = 0; kind < OBJECT_KIND_COUNT; kind++)
        if (on >> kind & 1)
            text = arena_format(arena, "%s%s%s", text, *text ? ", " : "",
                                object_kind_several((enum object_kind)kind));
    return text;
}

static void print_list(struct walk *walk)
{
    json_t *json = json_array();
    struct buf out = { 0 };
    int group = -1;
    for (size_t i = 0; i < facts_count(); i++) {
        const struct fact *fact = fact_at(i);
        if (!walk->chosen[i])
            continue;
        json_array_append_new(json, json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", fact->name, "type",
                                              value_type_name(fact->type), "on",
                                              kinds_name(walk->cli->arena, fact->on), "group",
                                              fact_group_title(fact->group), "help", fact->help));
        if (group != (int)fact->group)
            buf_format(&out, "%s%s\n", group < 0 ? "" : "\n", fact_group_title(fact->group));
        group = (int)fact->group;
        layout_columns(&out, "  ", fact->name, NAME_WIDTH,
                       arena_format(walk->cli->arena, "%s [%s; %s]", fact->help, value_type_name(fact->type),
                                    kinds_name(walk->cli->arena, fact->on)),
                       walk->cli->width);
    }
    if (walk->json) {
        char *text = json_dumps(json, JSON_INDENT(2));
        fprintf(walk->cli->out, "%s\n", text ? text : "[]");
        free(text);
        buf_free(&out);
    } else {
        emit(walk, &out);
    }
    json_decref(json);
}

/* The kinds of files, those that are refused behind those that are read. */
static void print_kinds(struct walk *walk)
{
    json_t *json = json_array();
    struct buf out = { 0 };
    bool refused = false;
    for (size_t i = 0; i < read_kind_count(); i++) {
        const struct read_kind *kind = read_kind_at(i);
        json_array_append_new(json, json_pack("{s:s, s:b, s:s}", "kind", kind->name, "read",
                                              kind->read != NULL, "help", kind->help));
        if (i == 0)
            buf_text(&out, "read, and what writes it\n");
        else if (!kind->read && !refused)
            buf_text(&out, "\nrecognised and refused, and what to give instead\n");
        refused = !kind->read;
        layout_columns(&out, "  ", kind->name, NAME_WIDTH, kind->help, walk->cli->width);
    }
    if (walk->json) {
        char *text = json_dumps(json, JSON_INDENT(2));
        fprintf(walk->cli->out, "%s\n", text ? text : "[]");
        free(text);
        buf_free(&out);
    } else {
        emit(walk, &out);
    }
    json_decref(json);
}

static enum exit_code run(struct cli *cli, const void *given, const struct texts *operands)
{
    const struct facts_options *options = given;
    struct walk walk = { .cli = cli,
                         .options = options,
                         .now = options->at.given ? options->at.seconds : platform_now(),
                         .json = options->format && strcmp(options->format, "json") == 0 };
    struct world_paths paths;
    if (!choose_facts(cli, options, &walk.chosen))
        return CODE_USAGE;
    if (options->list) {
        print_list(&walk);
        return CODE_GOOD;
    }
    if (options->kind && !*options->kind) {
        print_kinds(&walk);
        return CODE_GOOD;
    }
    if (operands->count == 0 && options->stores.count == 0)
        return cli_usage_error(cli, "no file, no folder and no '-' was given");
    if (!peer_world_paths(cli, &paths))
        return CODE_INPUT;
    if (!peer_policies(cli, "--policy", &paths.policies))
        return CODE_USAGE;
    paths.stores = options->stores;
    walk.world = world_load(&paths, &walk, take_failure);
    print_document(&walk, operands, &paths);
    world_free(walk.world);
    return walk.failures ? CODE_INPUT : CODE_GOOD;
}

const struct command facts_command = {
    .name = "facts",
    .operands = "PATH…",
    .summary = "every fact of each object, as a rule author sees it",
    .about = "Prints the facts of every certificate, CRL and request in the files and folders given ('-': "
             "standard input): what conditions of rule sets can ask, with its type. What is not there is "
             "absent, and left out unless --all; what cannot be known from what was given is unknown, and "
             "says what to give.\n\n"
             "With --root, --intermediate and --crl the facts of the path and of revocation are known too; "
             "--path shows the CA certificates and the CRLs as well, as rules with 'for: issuers' and 'for: "
             "crls' see them.",
    .options = rows,
    .option_count = COUNT_OF(rows),
    .options_size = sizeof(struct facts_options),
    .takes_peer = true,
    .run = run,
};
