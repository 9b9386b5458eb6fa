/* `ikelint predict --init`: where the file goes, how the folder is called from there, and the summary. */
#include "cmd/predict_init.h"

#include "cmd/shared.h"
#include "cmd/terminal.h"
#include "predict/init.h"
#include "report/layout.h"
#include "util/platform.h"
#include "util/text.h"

enum { LABEL_WIDTH = 8, PATH_WIDTH = 30, REASONS_LIMIT = 100 /* why files are not used */ };

/* -- the summary ---------------------------------------------------------------------------------------------------- */

static void add_wants(struct arena *arena, struct buf *out, struct init_wants wants, unsigned width)
{
    for (size_t i = 0; i < wants.count; i++)
        layout_columns(out, "  ", "wanted", LABEL_WIDTH,
                       arena_format(arena, "%s: %s", wants.items[i].key, wants.items[i].how), width);
}

/* What is said of a machine besides its name. */
static const char *words_of(struct arena *arena, const struct survey_machine *machine, unsigned width)
{
    struct buf out = { 0 }, has = { 0 };
    for (size_t key = 0; key < SURVEY_MACHINE_KEYS; key++)
        if (machine->keys[key].count)
            buf_format(&has, "%s%s", has.length ? ", " : "", survey_key_name((enum survey_key)key));
    layout_columns(&out, "  ", "has", LABEL_WIDTH, has.length ? has.data : "nothing that can be read", width);
    if (machine->guess)
        layout_columns(&out, "  ", "guess", LABEL_WIDTH, machine->guess, width);
    add_wants(arena, &out, init_wants_of_machine(arena, machine), width);
    const char *words = arena_text_of_span(arena, buf_span(&out));
    buf_free(&out);
    buf_free(&has);
    return words;
}

/* Machines of which the same is said are one. */
static void add_machines(struct arena *arena, const struct survey *survey, unsigned width, struct buf *out)
{
    struct {
        struct kind {
            const struct survey_machine *first;
            const char *words;
            size_t count;
        } * items;
        size_t count, capacity;
    } kinds = { 0 };
    for (size_t i = 0; i < survey->machines.count; i++) {
        const struct survey_machine *machine = &survey->machines.items[i];
        const char *words = words_of(arena, machine, width);
        size_t k = 0;
        while (k < kinds.count &&
               !(kinds.items[k].first->is_server == machine->is_server &&
                 kinds.items[k].first->is_nps == machine->is_nps && strcmp(kinds.items[k].words, words) == 0))
            k++;
        if (k == kinds.count)
            *VEC_ADD(arena, &kinds) = (struct kind){ machine, words, 0 };
        kinds.items[k].count++;
    }
    for (size_t k = 0; k < kinds.count; k++) {
        buf_format(out, "%s  %s",
                   kinds.items[k].first->is_nps      ? "nps   "
                   : kinds.items[k].first->is_server ? "server"
                                                     : "device",
                   text_escaped(arena, span_of_text(kinds.items[k].first->name)));
        if (kinds.items[k].count > 1)
            buf_format(out, " and %zu more", kinds.items[k].count - 1);
        buf_format(out, "\n%s", kinds.items[k].words);
    }
}

static void add_pki(struct arena *arena, const struct survey *survey, unsigned width, struct buf *out)
{
    buf_text(out, "pki\n");
    for (size_t i = 0; i < COUNT_OF(survey->published); i++)
        if (survey->published[i].count)
            layout_columns(
                out, "  ", "has", LABEL_WIDTH,
                arena_format(arena, "%s: %zu file%s", survey_key_name((enum survey_key)(SURVEY_ROOTS + i)),
                             survey->published[i].count, survey->published[i].count == 1 ? "" : "s"),
                width);
    add_wants(arena, out, init_wants_of_pki(arena, survey), width);
}

static void add_rest(struct arena *arena, const struct survey *survey, unsigned width, struct buf *out)
{
    struct {
        struct reason {
            const char *first, *why;
            size_t count;
        } * items;
        size_t count, capacity;
    } reasons = { 0 };
    size_t left = 0;
    for (size_t i = 0; i < survey->unused.count; i++) {
        const struct survey_file *file = survey->unused.items[i];
        size_t k = 0;
        while (k < reasons.count && strcmp(reasons.items[k].why, file->unused) != 0)
            k++;
        if (k == REASONS_LIMIT) {
            left++;
            continue;
        }
        if (k == reasons.count)
            *VEC_ADD(arena, &reasons) = (struct reason){ file->path, file->unused, 0 };
        reasons.items[k].count++;
    }
    if (reasons.count)
        buf_text(out, "\nnot used\n");
    for (size_t k = 0; k < reasons.count; k++) {
        const char *path = text_escaped(arena, span_of_text(reasons.items[k].first));
        if (reasons.items[k].count > 1)
            path = arena_format(arena, "%s and %zu more", path, reasons.items[k].count - 1);
        layout_columns(out, "  ", path, PATH_WIDTH, reasons.items[k].why, width);
    }
    if (left)
        buf_format(out, "  and %zu more, for other reasons\n", left);
    if (survey->problems.count)
        buf_text(out, "\nnot looked at\n");
    for (size_t i = 0; i < survey->problems.count; i++)
        buf_format(out, "  %s\n", survey->problems.items[i]);
}

static void write_summary(struct arena *arena, const struct survey *survey, unsigned width, FILE *stream)
{
    struct buf out = { 0 };
    size_t servers = survey->servers, devices = survey->devices, files = survey->files.count;
    buf_format(&out, "%zu server%s, %zu device%s, %zu file%s\n\n", servers, servers == 1 ? "" : "s", devices,
               devices == 1 ? "" : "s", files, files == 1 ? "" : "s");
    buf_text(&out, "deployment\n");
    layout_columns(
        &out, "  ", survey->server_name ? "has" : "wanted", LABEL_WIDTH,
        arena_format(arena, "server_name: %s", survey->server_name ? survey->server_name : init_wanted_name),
        width);
    add_pki(arena, survey, width, &out);
    add_machines(arena, survey, width, &out);
    add_rest(arena, survey, width, &out);
    buf_char(&out, '\n');
    fwrite(out.data, 1, out.length, stream);
    buf_free(&out);
}

/* -- where ---------------------------------------------------------------------------------------------------------- */

/* Without "./" in front and '/' behind; "" for the current folder. */
static const char *plain_folder(struct arena *arena, const char *path)
{
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        length--;
    while (length >= 2 && path[0] == '.' && path[1] == '/') {
        path += 2;
        length -= 2;
    }
    if (length == 1 && path[0] == '.')
        length = 0;
    return arena_text_of_span(arena, (struct span){ (const uint8_t *)path, length });
}

/* How `folder` is called from a file in `from`; NULL: that cannot be said. */
static const char *way(struct arena *arena, const char *from, const char *folder)
{
    size_t length = strlen(from);
    if (folder[0] == '/' &&
        !(length && strncmp(folder, from, length) == 0 && (!folder[length] || folder[length] == '/')))
        return folder; /* true wherever the file is */
    if (length == 0)
        return folder;
    if (strncmp(folder, from, length) == 0 && (!folder[length] || folder[length] == '/'))
        return folder[length] ? folder + length + 1 : "";
    if (from[0] == '/' || strstr(arena_format(arena, "/%s/", from), "/../"))
        return NULL;
    const char *up = "../";
    for (const char *at = from; *at; at++)
        if (*at == '/' && at[1] && at[1] != '/')
            up = arena_format(arena, "%s../", up);
    return arena_format(arena, "%s%s", up, folder);
}

/* Of a file; "" for the current one. */
static const char *folder_of(struct arena *arena, const char *file)
{
    const char *slash = strrchr(file, '/');
    return slash
               ? plain_folder(arena, arena_format(arena, "%.*s", (int)(slash - file + (slash == file)), file))
               : "";
}

/* The same with a '/' behind, shown to lead to the folder: links may lead elsewhere. */
static const char *prefix_of(struct cli *cli, const char *file, const char *folder)
{
    const char *from = folder_of(cli->arena, file);
    const char *to = way(cli->arena, from, plain_folder(cli->arena, folder));
    if (!to)
        return NULL;
    const char *seen = to[0] == '/' || !from[0] ? to : arena_format(cli->arena, "%s/%s", from, to);
    struct platform_status one = platform_status(seen[0] ? seen : ".", cli->arena),
                           two = platform_status(folder, cli->arena);
    if (one.kind != PLATFORM_FOLDER || memcmp(one.identity, two.identity, sizeof one.identity) != 0)
        return NULL;
    size_t length = strlen(to);
    return arena_format(cli->arena, "%s%s", to, length && to[length - 1] != '/' ? "/" : "");
}

static const char *title_of(struct arena *arena, const char *folder)
{
    const char *plain = plain_folder(arena, folder), *slash = strrchr(plain, '/');
    const char *name = slash ? slash + 1 : plain;
    return !*name || strcmp(name, "..") == 0 || !text_is_utf8(span_of_text(name)) ? "Always On VPN" : name;
}

/* -- the command ---------------------------------------------------------------------------------------------------- */

/* What was written is what `predict` will be given. */
static enum exit_code check(struct cli *cli, const char *path)
{
    const char *shown = text_escaped(cli->arena, span_of_text(path));
    struct deployment deployment;
    struct diags diags = { .arena = cli->arena };
    if (deployment_load(cli->arena, path, &deployment, &diags)) {
        fprintf(cli->out, "wrote %s; when it says all that you know: ikelint predict %s\n", shown, shown);
        return CODE_GOOD;
    }
    terminal_print_diags(cli->err, &diags, cli->color_err);
    return cli_input_error(
        cli,
        "%s was written, but does not load; where there are too many machines for one file, give a "
        "folder with some of them, or write one device for all of a kind, with * in its name",
        shown);
}

static enum exit_code write_file(struct cli *cli, const struct survey *survey,
                                 const struct predict_init *init, const char *path, const char *prefix)
{
    struct output output;
    struct buf text = { 0 };
    if (!output_open(cli, path, &output))
        return CODE_INPUT;
    init_write_file(cli->arena, survey, title_of(cli->arena, init->folder), prefix, &text);
    fwrite(text.data, 1, text.length, output.stream);
    buf_free(&text);
    if (!output_keep(cli, &output))
        return CODE_INPUT;
    bool is_file = output.path != NULL;
    write_summary(cli->arena, survey, cli->width, is_file ? cli->out : cli->err);
    if (!is_file || platform_status(path, cli->arena).kind != PLATFORM_FILE)
        return CODE_GOOD;
    return check(cli, path);
}

enum exit_code predict_init(struct cli *cli, const struct predict_init *init)
{
    const char *folder = text_escaped(cli->arena, span_of_text(init->folder));
    struct platform_status status = platform_status(init->folder, cli->arena);
    bool to_stream = init->output && strcmp(init->output, "-") == 0;
    struct survey survey;
    if (status.kind != PLATFORM_FOLDER || strcmp(init->folder, "-") == 0)
        return cli_input_error(cli, "%s: %s", folder,
                               status.kind == PLATFORM_MISSING
                                   ? arena_format(cli->arena, "cannot open: %s", status.error)
                                   : "not a folder: give the one with the exports");
    const char *usual = arena_format(cli->arena, "%s%sdeployment.yaml", init->folder,
                                     init->folder[strlen(init->folder) - 1] == '/' ? "" : "/");
    const char *path = init->output ? init->output : usual;
    if (!to_stream && !init->force && platform_status(path, cli->arena).kind == PLATFORM_FILE)
        return cli_input_error(cli,
                               "%s is there already: --force replaces it, --output FILE writes another one",
                               text_escaped(cli->arena, span_of_text(path)));
    const char *target = to_stream ? "" : folder_of(cli->arena, path);
    struct platform_status into = platform_status(*target ? target : ".", cli->arena);
    if (into.kind != PLATFORM_FOLDER)
        return cli_input_error(
            cli, "%s: %s", text_escaped(cli->arena, span_of_text(path)),
            into.kind == PLATFORM_MISSING
                ? arena_format(cli->arena, "its folder cannot be opened: %s; make it first", into.error)
                : "what should be its folder is none");
    const char *prefix = to_stream ? "" : prefix_of(cli, path, init->folder);
    if (!prefix || strpbrk(prefix, "*?") || !text_is_utf8(span_of_text(prefix)))
        return cli_input_error(
            cli, "%s: %s", folder,
            !prefix ? "how it is called from where the file will be cannot be told: give it as an "
                      "absolute path"
                    : "a name with *, ? or octets that are no UTF-8, which a deployment file cannot "
                      "say: rename it");
    survey_make(cli->arena, init->folder, usual, init->passwords, &survey);
    if (survey.machines.count == 0 && survey.unused.count == survey.files.count) {
        write_summary(cli->arena, &survey, cli->width, cli->err);
        return cli_input_error(
            cli,
            "%s: nothing in it was recognised; Export-IkelintInventory.ps1, run on servers and "
            "devices, writes what is read here",
            folder);
    }
    return write_file(cli, &survey, init, path, prefix);
}
