/* `ikelint crls`: what pkiview.msc shows, without a network and without Active Directory. */
#include "cmd/commands.h"

#include "cmd/shared.h"
#include "cmd/terminal.h"
#include "read/read.h"
#include "report/layout.h"
#include "report/report_json.h"
#include "trust/inventory.h"
#include "trust/lists.h"
#include "util/clock.h"
#include "util/platform.h"
#include "util/text.h"

enum { LEFT_WIDTH = 26 }; /* columns of "  certificate  Unreadable " */

struct crls_options {
    const char *format, *output, *password_file;
    struct option_number password_fd;
    const char *warn_certificate, *warn_crl, *warn_delta;
    struct option_time at;
};

static const char *format_choice(size_t index)
{
    static const char *const words[] = { "text", "json", "csv" };
    return index < COUNT_OF(words) ? words[index] : NULL;
}

#define FIELD(name) OPTION_FIELD(struct crls_options, name)

static const struct option_row rows[] = {
    { "warn-certificate", 0, OPTION_TEXT, FIELD(warn_certificate), "DURATION",
      "a CA certificate is Expiring so long before its end (default: 180d)", NULL },
    { "warn-crl", 0, OPTION_TEXT, FIELD(warn_crl), "DURATION",
      "a CRL is Expiring so long before its end (default: 2d)", NULL },
    { "warn-delta", 0, OPTION_TEXT, FIELD(warn_delta), "DURATION",
      "a delta CRL is Expiring so long before its end (default: 6h)", NULL },
    { "at", 0, OPTION_TIME, FIELD(at), "TIME", "the time judged, as in 2026-06-01T00:00:00Z (default: now)",
      NULL },
    { "format", 'f', OPTION_CHOICE, FIELD(format), "FORMAT", "text (default), json or csv", format_choice },
    { "output", 'o', OPTION_TEXT, FIELD(output), "FILE", "write there instead of to standard output", NULL },
    { "password-file", 0, OPTION_TEXT, FIELD(password_file), "FILE",
      "passwords for PFX files, one a line; each is tried (without it, a terminal is asked)", NULL },
    { "password-fd", 0, OPTION_NUMBER, FIELD(password_fd), "NUMBER",
      "the same, from a file descriptor that is open: --password-fd 3 3<passwords", NULL },
};

/* What was read, and what could not be. */
struct collection {
    struct cli *cli;
    struct {
        const struct object **items;
        size_t count, capacity;
    } objects;
    struct {
        struct read_failure *items;
        size_t count, capacity;
    } failures;
};

struct report {
    struct cli *cli;
    FILE *stream;
    const struct inventory *inventory;
    const struct collection *read;
    int64_t at;
};

static void take_object(void *context, const struct object *object)
{
    struct collection *collection = context;
    *VEC_ADD(collection->cli->arena, &collection->objects) = object;
}

static void take_failure(void *context, const struct read_failure *failure)
{
    struct collection *collection = context;
    struct read_failure *kept = VEC_ADD(collection->cli->arena, &collection->failures);
    *kept = *failure;
    kept->path = arena_text(collection->cli->arena, failure->path);
    kept->error = arena_text(collection->cli->arena, failure->error);
}

/* --- what the formats share --- */

static const char *time_or_empty(struct arena *arena, bool there, int64_t time)
{
    char text[CLOCK_TEXT];
    if (!there)
        return "";
    clock_print(time, text);
    return arena_text(arena, text);
}

static const char *begins(struct arena *arena, const struct ca_item *item)
{
    const struct pki_time *time = item->cert  ? &item->cert->not_before
                                  : item->crl ? &item->crl->this_update
                                              : NULL;
    return time_or_empty(arena, time && time->decoded, time ? time->seconds : 0);
}

static const char *ends(struct arena *arena, const struct ca_item *item)
{
    const struct pki_time *time = item->cert                                ? &item->cert->not_after
                                  : item->crl && item->crl->has_next_update ? &item->crl->next_update
                                                                            : NULL;
    return time_or_empty(arena, time && time->decoded, time ? time->seconds : 0);
}

static const char *next_publish(struct arena *arena, const struct ca_item *item)
{
    bool there = item->crl && item->crl->next_publish.presence == EXTENSION_PRESENT &&
                 item->crl->next_publish.time.decoded;
    return time_or_empty(arena, there, there ? item->crl->next_publish.time.seconds : 0);
}

static const char *number_text(struct arena *arena, const struct ca_item *item)
{
    bool there = item->crl && item->crl->crl_number.presence == EXTENSION_PRESENT;
    return there ? crl_number_text(arena, item->crl->crl_number.number) : "";
}

static size_t size_of(const struct ca_item *item)
{
    return item->cert ? item->cert->der.length : item->crl ? item->crl->der.length : 0;
}

static const char *signer_text(struct arena *arena, const struct ca_item *item)
{
    return item->signer ? cert_label(arena, item->signer) : "";
}

/* --- text --- */

/* "; entry" behind what is there already. */
static void add_part(struct buf *out, const char *format, const char *text)
{
    if (!text[0])
        return;
    if (out->length)
        buf_text(out, "; ");
    /* format is one of ours, with one %s */
    const char *hole = strstr(format, "%s");
    buf_add(out, (struct span){ (const uint8_t *)format, (size_t)(hole - format) });
    text_escape(out, span_of_text(text), false);
    buf_text(out, hole + 2);
}

static const char *details(struct arena *arena, const struct ca_item *item)
{
    struct buf out = { 0 };
    add_part(&out, "%s", item->remark);
    if (item->cert) {
        add_part(&out, "from %s", begins(arena, item));
        add_part(&out, "until %s", ends(arena, item));
        add_part(&out, "%s", key_print(arena, &item->cert->key));
    }
    if (item->crl) {
        add_part(&out, "number %s", number_text(arena, item));
        add_part(&out, "of %s", begins(arena, item));
        add_part(&out, "until %s", ends(arena, item));
        add_part(&out, "next publish %s", next_publish(arena, item));
        add_part(&out, item->crl->entry_count == 1 ? "%s entry" : "%s entries",
                 arena_format(arena, "%zu", item->crl->entry_count));
        add_part(&out, "%s octets", arena_format(arena, "%zu", size_of(item)));
    }
    bool own = item->cert && item->signer && memcmp(item->cert->sha256, item->signer->sha256, 32) == 0;
    add_part(&out, "signed by %s", own ? "itself" : signer_text(arena, item));
    add_part(&out, item->older == 1 ? "%s older one left out" : "%s older ones left out",
             item->older ? arena_format(arena, "%zu", item->older) : "");
    add_part(&out, "%s", item->object ? item->object->path : "");
    const char *text = arena_text_of_span(arena, buf_span(&out));
    buf_free(&out);
    return text;
}

static const char *state_color(enum ca_state state)
{
    return state == CA_STATE_OK ? "\033[32m" : state == CA_STATE_EXPIRING ? "\033[1;33m" : "\033[1;31m";
}

static void print_row(const struct report *report, struct buf *out, const char *kind, enum ca_state state,
                      const char *text)
{
    struct arena *arena = report->cli->arena;
    struct buf row = { 0 };
    const char *word = ca_state_name(state);
    const char *left = arena_format(arena, "%-11s  %s", kind, word);
    layout_columns(&row, "  ", left, LEFT_WIDTH - 2, text, report->cli->width);
    size_t before = 2 + 11 + 2; /* the blanks and the kind */
    if (report->cli->color && report->stream == report->cli->out && row.length > before) {
        buf_add(out, (struct span){ (const uint8_t *)row.data, before });
        buf_format(out, "%s%s\033[0m", state_color(state), word);
        before += strlen(word);
        buf_add(out, (struct span){ (const uint8_t *)row.data + before, row.length - before });
    } else {
        buf_add(out, buf_span(&row));
    }
    buf_free(&row);
}

/* Items in this state; files that cannot be read are Unreadable too. */
static size_t count_of(const struct report *report, enum ca_state state)
{
    return report->inventory->states[state] +
           (state == CA_STATE_UNREADABLE ? report->read->failures.count : 0);
}

static void print_summary(const struct report *report, struct buf *out)
{
    const struct inventory *inventory = report->inventory;
    size_t shown = 0;
    buf_format(out, "%s%zu CA%s: ", inventory->entries.count ? "\n" : "", inventory->entries.count,
               inventory->entries.count == 1 ? "" : "s");
    for (int state = 0; state < CA_STATE_COUNT; state++) {
        size_t count = count_of(report, (enum ca_state)state);
        if (count == 0 && state != CA_STATE_OK)
            continue;
        buf_format(out, "%s%zu %s", shown++ ? ", " : "", count, ca_state_name((enum ca_state)state));
    }
    if (inventory->leaves)
        buf_format(out, " (%zu certificate%s of no CA left out)", inventory->leaves,
                   inventory->leaves == 1 ? "" : "s");
    buf_char(out, '\n');
}

static const char *failure_text(struct arena *arena, const struct read_failure *failure)
{
    const char *path = text_escaped(arena, span_of_text(failure->path));
    if (failure->line)
        return arena_format(arena, "%s:%u: %s", path, failure->line, failure->error);
    return arena_format(arena, "%s: %s", path, failure->error);
}

/* The subject, and the key identifier where another CA has the same name. */
static void add_title(struct buf *out, struct arena *arena, const struct inventory *inventory, size_t index)
{
    const struct ca_entry *entry = &inventory->entries.items[index];
    bool shared = false;
    for (size_t i = 0; i < inventory->entries.count; i++)
        shared |= i != index && strcmp(inventory->entries.items[i].label, entry->label) == 0;
    text_escape(out, span_of_text(entry->label), false);
    if (shared && entry->key_id.length)
        buf_format(out, " (key identifier %s)", text_hex(arena, entry->key_id));
    buf_char(out, '\n');
}

static void write_text(const struct report *report)
{
    struct arena *arena = report->cli->arena;
    struct buf out = { 0 };
    for (size_t i = 0; i < report->inventory->entries.count; i++) {
        const struct ca_entry *entry = &report->inventory->entries.items[i];
        buf_text(&out, i ? "\n" : "");
        add_title(&out, arena, report->inventory, i);
        for (size_t k = 0; k < entry->items.count; k++) {
            const struct ca_item *item = &entry->items.items[k];
            print_row(report, &out, ca_item_kind_name(item->kind), item->state, details(arena, item));
        }
    }
    if (report->read->failures.count)
        buf_text(&out, report->inventory->entries.count ? "\nfiles\n" : "files\n");
    for (size_t i = 0; i < report->read->failures.count; i++)
        print_row(report, &out, "file", CA_STATE_UNREADABLE,
                  failure_text(arena, &report->read->failures.items[i]));
    print_summary(report, &out);
    fwrite(out.data, 1, out.length, report->stream);
    buf_free(&out);
}

/* --- JSON --- */

static json_t *text_or_null(struct arena *arena, const char *text)
{
    return text && text[0] ? report_json_text(arena, text) : json_null();
}

static json_t *json_item(struct arena *arena, const struct ca_item *item)
{
    json_t *json = json_pack("{s:s, s:s, s:o, s:o}", "kind", ca_item_kind_name(item->kind), "state",
                             ca_state_name(item->state), "remark", text_or_null(arena, item->remark),
                             "source", text_or_null(arena, item->object ? item->object->path : NULL));
    if (item->object) {
        json_object_set_new(json, "index", json_integer((json_int_t)item->object->index));
        json_object_set_new(json, item->cert ? "not_before" : "this_update",
                            text_or_null(arena, begins(arena, item)));
        json_object_set_new(json, item->cert ? "not_after" : "next_update",
                            text_or_null(arena, ends(arena, item)));
        json_object_set_new(json, "size", json_integer((json_int_t)size_of(item)));
        json_object_set_new(json, "signer", text_or_null(arena, signer_text(arena, item)));
        json_object_set_new(json, "older", json_integer((json_int_t)item->older));
        const uint8_t *digest = item->cert ? item->cert->sha256 : item->crl->sha256;
        json_object_set_new(json, "sha256", json_string(text_hex(arena, (struct span){ digest, 32 })));
    }
    if (item->crl) {
        json_object_set_new(json, "next_publish", text_or_null(arena, next_publish(arena, item)));
        json_object_set_new(json, "number", text_or_null(arena, number_text(arena, item)));
        json_object_set_new(json, "entries", json_integer((json_int_t)item->crl->entry_count));
    }
    return json;
}

static json_t *json_entry(struct arena *arena, const struct ca_entry *entry)
{
    json_t *items = json_array();
    for (size_t i = 0; i < entry->items.count; i++)
        json_array_append_new(items, json_item(arena, &entry->items.items[i]));
    const char *key_id = entry->key_id.length ? text_hex(arena, entry->key_id) : NULL;
    return json_pack("{s:o, s:o, s:i, s:o}", "ca", report_json_text(arena, entry->label), "key_id",
                     text_or_null(arena, key_id), "depth", (int)entry->depth, "items", items);
}

static json_t *json_summary(const struct report *report)
{
    json_t *summary = json_pack("{s:I}", "cas", (json_int_t)report->inventory->entries.count);
    for (int state = 0; state < CA_STATE_COUNT; state++) {
        const char *word = ca_state_name((enum ca_state)state);
        struct span lower = text_lower(report->cli->arena, span_of_text(word));
        json_int_t count = (json_int_t)count_of(report, (enum ca_state)state);
        json_object_set_new(summary, arena_text_of_span(report->cli->arena, lower), json_integer(count));
    }
    return summary;
}

static void write_json(const struct report *report)
{
    struct arena *arena = report->cli->arena;
    json_t *entries = json_array(), *failures = json_array();
    for (size_t i = 0; i < report->inventory->entries.count; i++)
        json_array_append_new(entries, json_entry(arena, &report->inventory->entries.items[i]));
    for (size_t i = 0; i < report->read->failures.count; i++) {
        const struct read_failure *failure = &report->read->failures.items[i];
        json_array_append_new(failures,
                              json_pack("{s:o, s:s, s:o}", "source", report_json_text(arena, failure->path),
                                        "state", ca_state_name(CA_STATE_UNREADABLE), "error",
                                        report_json_text(arena, failure->error)));
    }
    json_t *json =
        json_pack("{s:i, s:{s:s, s:s}, s:s, s:o, s:o, s:o}", "schema", 1, "tool", "name", "ikelint",
                  "version", PACKAGE_VERSION, "evaluated_at", time_or_empty(arena, true, report->at),
                  "summary", json_summary(report), "cas", entries, "unreadable", failures);
    char *text = json_dumps(json, JSON_INDENT(2));
    fprintf(report->stream, "%s\n", text ? text : "null");
    free(text);
    json_decref(json);
}

/* --- CSV (RFC 4180) --- */

/* A spreadsheet would run what begins like a formula, and names come from anywhere: an apostrophe makes it text. */
static void add_field(struct buf *out, const char *text, bool last)
{
    bool formula = text[0] == '=' || text[0] == '+' || text[0] == '-' || text[0] == '@';
    struct buf plain = { 0 };
    text_escape(&plain, span_of_text(text), false);
    buf_text(out, formula ? "\"'" : "\"");
    for (size_t i = 0; i < plain.length; i++) {
        if (plain.data[i] == '"')
            buf_char(out, '"');
        buf_char(out, plain.data[i]);
    }
    buf_text(out, last ? "\"\r\n" : "\",");
    buf_free(&plain);
}

static void write_csv(const struct report *report)
{
    struct arena *arena = report->cli->arena;
    struct buf out = { 0 };
    buf_text(&out, "ca,kind,state,begins,ends,next_publish,number,entries,size,signer,source,remark\r\n");
    for (size_t i = 0; i < report->inventory->entries.count; i++) {
        const struct ca_entry *entry = &report->inventory->entries.items[i];
        for (size_t k = 0; k < entry->items.count; k++) {
            const struct ca_item *item = &entry->items.items[k];
            add_field(&out, entry->label, false);
            add_field(&out, ca_item_kind_name(item->kind), false);
            add_field(&out, ca_state_name(item->state), false);
            add_field(&out, begins(arena, item), false);
            add_field(&out, ends(arena, item), false);
            add_field(&out, next_publish(arena, item), false);
            add_field(&out, number_text(arena, item), false);
            add_field(&out, item->crl ? arena_format(arena, "%zu", item->crl->entry_count) : "", false);
            add_field(&out, size_of(item) ? arena_format(arena, "%zu", size_of(item)) : "", false);
            add_field(&out, signer_text(arena, item), false);
            add_field(&out, item->object ? item->object->path : "", false);
            add_field(&out, item->remark, true);
        }
    }
    for (size_t i = 0; i < report->read->failures.count; i++) {
        buf_text(&out, "\"\",\"file\",\"Unreadable\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",");
        add_field(&out, report->read->failures.items[i].path, false);
        add_field(&out, report->read->failures.items[i].error, true);
    }
    fwrite(out.data, 1, out.length, report->stream);
    buf_free(&out);
}

/* --- the walk --- */

static bool read_limit(struct cli *cli, const char *option, const char *given, int64_t usual, int64_t *out)
{
    *out = usual;
    if (!given || duration_parse(span_of_text(given), out))
        return true;
    cli_usage_error(cli, "--%s: '%s' is no duration; write it as in 30d, 12h or 90m", option,
                    text_escaped(cli->arena, span_of_text(given)));
    return false;
}

static bool read_limits(struct cli *cli, const struct crls_options *options, struct inventory_limits *out)
{
    enum { HOUR = 3600, DAY = 24 * HOUR };
    return read_limit(cli, "warn-certificate", options->warn_certificate, 180 * (int64_t)DAY,
                      &out->certificate) &&
           read_limit(cli, "warn-crl", options->warn_crl, 2 * (int64_t)DAY, &out->crl) &&
           read_limit(cli, "warn-delta", options->warn_delta, 6 * (int64_t)HOUR, &out->delta);
}

static void read_all(struct collection *collection, struct reader *reader, const struct texts *operands)
{
    const struct read_sink sink = { .context = collection, .object = take_object, .failure = take_failure };
    struct path_list files = { 0 };
    paths_expand(collection->cli->arena, operands->items, operands->count, &files, &sink);
    for (size_t i = 0; i < files.count; i++)
        reader_read(reader, files.items[i], &sink);
}

static void write_report(const struct report *report, const char *format)
{
    if (format && strcmp(format, "json") == 0)
        write_json(report);
    else if (format && strcmp(format, "csv") == 0)
        write_csv(report);
    else
        write_text(report);
}

static enum exit_code code_of(const struct report *report)
{
    if (report->read->failures.count)
        return CODE_INPUT;
    for (int state = CA_STATE_OK + 1; state < CA_STATE_COUNT; state++)
        if (report->inventory->states[state])
            return CODE_FINDINGS;
    return CODE_GOOD;
}

static enum exit_code judge(struct cli *cli, const struct crls_options *options,
                            const struct inventory_limits *limits, const struct collection *collection)
{
    struct output output;
    if (collection->objects.count && collection->failures.count == 0) {
        bool any = false;
        for (size_t i = 0; i < collection->objects.count; i++)
            any |= collection->objects.items[i]->kind == OBJECT_CERTIFICATE ||
                   collection->objects.items[i]->kind == OBJECT_CRL;
        if (!any)
            return cli_input_error(cli, "no CA certificate and no CRL is among what was given");
    }
    if (!output_open(cli, options->output, &output))
        return CODE_INPUT;
    struct report report = { cli, output.stream, NULL, collection,
                             options->at.given ? options->at.seconds : platform_now() };
    report.inventory =
        inventory_build(cli->arena, collection->objects.items, collection->objects.count, report.at, limits);
    write_report(&report, options->format);
    return output_keep(cli, &output) ? code_of(&report) : CODE_INPUT;
}

static enum exit_code run(struct cli *cli, const void *given, const struct texts *operands)
{
    const struct crls_options *options = given;
    struct inventory_limits limits;
    struct world_paths paths;
    if (!read_limits(cli, options, &limits))
        return CODE_USAGE;
    if (operands->count == 0)
        return cli_usage_error(cli, "no file, no folder and no '-' was given");
    cli->peer.password_file = options->password_file;
    cli->peer.password_fd = options->password_fd;
    if (!peer_world_paths(cli, &paths))
        return CODE_INPUT;
    struct read_options reading = { .keep = true,
                                    .passwords = paths.passwords.items,
                                    .password_count = paths.passwords.count,
                                    .ask = paths.ask,
                                    .ask_context = paths.ask_context };
    struct reader *reader = reader_new(&reading);
    struct collection collection = { .cli = cli };
    read_all(&collection, reader, operands);
    enum exit_code code = judge(cli, options, &limits, &collection);
    reader_free(reader);
    return code;
}

const struct command crls_command = {
    .name = "crls",
    .operands = "PATH…",
    .summary = "the state of each CA certificate and CRL, as pkiview.msc would show it",
    .about = "Shows each CA among the files and folders given ('-': standard input) with its certificates, "
             "CRLs and delta CRLs, as pkiview.msc does, without a network and without Active Directory. Give "
             "it the folder that the CAs publish to.\n\n"
             "OK; Expiring: ends soon, or a newer one should have been published by now; Expired; Missing: "
             "should be there and was not given (a CA's certificate, its CRL, the delta CRL that a CRL "
             "speaks of); Unreadable: does not decode; Invalid: cannot be used, because it is forged, not "
             "yet valid or not understood. A CA is a name and a key: renewed with a new key, it has a CRL "
             "for each. Of several lists of one scope the newest is shown.\n\n"
             "The exit code is 1 when anything is not OK, and 3 when a file could not be read.",
    .options = rows,
    .option_count = COUNT_OF(rows),
    .options_size = sizeof(struct crls_options),
    .run = run,
};
