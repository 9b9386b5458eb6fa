/* From a file to its events: which form it has, and what the fields of one event mean together. */
#include "read/events_internal.h"
#include "read/pem.h"
#include "read/powershell.h"
#include "read/sniff.h"
#include "util/text.h"

enum {
    TEXT_LIMIT = 512, /* octets of a name that are kept */
    GUID_LENGTH = 38  /* with its braces */
};

static const char advice[] =
    "export with: Get-WinEvent -FilterHashtable @{LogName='Application';ProviderName='RasClient'} | "
    "Select-Object TimeCreated,Id,ProviderName,MachineName,Message,Properties | ConvertTo-Json -Depth 3";

/* -- complaints ----------------------------------------------------------------------------------------------------- */

void events_fail(struct event_walk *walk, size_t octet, const char *format, ...)
{
    if (walk->failures++ >= EVENT_FAILURES_LIMIT)
        return;
    va_list arguments;
    va_start(arguments, format);
    const char *error = arena_vformat(walk->list->arena, format, arguments);
    va_end(arguments);
    if (octet < walk->cursor.octet)
        encoding_cursor_begin(&walk->cursor, walk->text, walk->cursor.found);
    size_t offset = encoding_cursor_to(&walk->cursor, octet);
    walk->sink->failure(
        walk->sink->context,
        &(struct read_failure){ .path = walk->path,
                                .offset = offset < walk->file_length ? offset : walk->file_length,
                                .line = walk->text.length ? walk->cursor.line : 0,
                                .error = error });
}

/* -- one event ------------------------------------------------------------------------------------------------------ */

void events_begin_piece(struct event_walk *walk)
{
    arena_free(walk->piece);
    walk->piece = arena_new();
}

void events_add_string(struct event_fields *fields, struct span text)
{
    if (fields->string_count < EVENT_STRINGS)
        fields->strings[fields->string_count++] = text_trim(text);
}

static const char *keep(struct event_walk *walk, struct span text)
{
    text = text_trim(text);
    if (text.length == 0)
        return "";
    if (text.length > TEXT_LIMIT)
        for (text.length = TEXT_LIMIT; text.length && (text.data[text.length] & 0xc0) == 0x80;)
            text.length--;
    return arena_text_of_span(walk->list->arena, text);
}

/* GUIDs are compared as texts. */
static const char *keep_co_id(struct event_walk *walk, struct span text)
{
    char *copy = arena_text(walk->list->arena, keep(walk, text));
    for (char *at = copy; *at; at++)
        *at = (char)(*at >= 'a' && *at <= 'z' ? *at - 'a' + 'A' : *at);
    return copy;
}

static bool is_rasclient(struct span provider)
{
    return provider.length == 0 || text_equal_ignoring_case(text_trim(provider), span_of_text("RasClient"));
}

static struct span string_at(const struct event_fields *fields, size_t index)
{
    return index < fields->string_count ? fields->strings[index] : (struct span){ 0 };
}

/* Whether the insertion strings are those of RasClient, and not names of types. */
static bool strings_hold(const struct event_fields *fields)
{
    struct span first = string_at(fields, 0);
    return fields->string_count >= 3 && (first.length == 0 || first.data[0] == '{');
}

/* Insertion strings: CoId, user, connection, code; for 20221 CoId, user, "VPN", "per-user", connection, settings; for
 * 20222 CoId, user, connection, "Server address/Phone Number = …". They hold in every language, and messages may be
 * cut: so they win. */
static void take_strings(struct event_walk *walk, const struct event_fields *fields, unsigned id,
                         struct event_message *message)
{
    struct event_message link;
    if (!strings_hold(fields))
        return;
    if (message->co_id.length != GUID_LENGTH)
        message->co_id = string_at(fields, 0);
    message->user = string_at(fields, 1);
    message->connection = string_at(fields, id == EVENT_DIALS && fields->string_count > 4 ? 4 : 2);
    if (id == EVENT_FAILED && fields->string_count > 3) {
        uint32_t code;
        if (event_number(string_at(fields, 3), &code)) {
            message->code = code;
            message->has_code = true;
        }
    } else if (id == EVENT_LINKS) {
        event_message_read(walk->piece, string_at(fields, 3), &link);
        if (link.server.length)
            message->server = link.server;
    } else if (id == EVENT_DIALS) {
        struct span profile = string_at(fields, 3);
        if (text_equal_ignoring_case(profile, span_of_text("all-user")) ||
            text_equal_ignoring_case(profile, span_of_text("per-user")))
            message->profile = profile;
    }
}

static void add_event(struct event_walk *walk, const struct event_fields *fields, unsigned id,
                      const struct event_message *message)
{
    struct event_list *list = walk->list;
    if (list->count == EVENTS_LIMIT) {
        if (walk->failures == 0)
            events_fail(walk, fields->octet,
                        "more than %d events: give those of fewer days, or of RasClient alone", EVENTS_LIMIT);
        return;
    }
    struct logged_event event = { .id = id, .path = walk->path, .co_id = keep_co_id(walk, message->co_id) };
    event.user = keep(walk, message->user);
    event.connection = keep(walk, message->connection);
    event.computer = keep(walk, fields->computer);
    event.server = id == EVENT_LINKS ? keep(walk, message->server) : "";
    event.profile = id == EVENT_DIALS ? keep(walk, message->profile) : "";
    event.code = id == EVENT_FAILED ? message->code : 0;
    event.clock = event_time(fields->time, &event.time);
    if (event.clock == EVENT_CLOCK_NONE)
        event.time = 0;
    if (fields->octet < walk->cursor.octet)
        encoding_cursor_begin(&walk->cursor, walk->text, walk->cursor.found);
    event.offset = encoding_cursor_to(&walk->cursor, fields->octet);
    event.line = walk->cursor.line;
    *VEC_ADD(list->arena, list) = event;
}

void events_take(struct event_walk *walk, const struct event_fields *fields)
{
    struct event_message message;
    uint32_t number;
    event_message_read(walk->piece, fields->message, &message);
    walk->taken++;
    /* of an InstanceId, the upper half is the severity */
    unsigned id = event_number(fields->id, &number) ? number & 0xffff : message.id;
    bool foreign = id == 0 && message.co_id.length && message.has_code; /* of a language that is not read */
    if (foreign)
        id = EVENT_FAILED;
    if (!is_rasclient(fields->provider) || (id != EVENT_DIALS && id != EVENT_LINKS && id != EVENT_FAILED)) {
        walk->list->others++;
        return;
    }
    take_strings(walk, fields, id, &message);
    if (id == EVENT_FAILED && !message.has_code) {
        events_fail(walk, fields->octet,
                    "an event 20227 without its error code: cut, as tables of PowerShell are; %s", advice);
        return;
    }
    add_event(walk, fields, id, &message);
}

/* -- a file --------------------------------------------------------------------------------------------------------- */

static const struct {
    bool (*is)(struct span text);
    void (*read)(struct event_walk *walk);
} forms[] = {
    { events_clixml_is, events_clixml_read },
    { events_xml_is, events_text_read },
    { events_json_is, events_json_read },
    { events_csv_is, events_csv_read },
    { NULL, events_text_read },
};

static bool has_words(struct span text)
{
    size_t at;
    return event_find(text, 0, "RasClient", &at) ||
           event_find(text, 0, "error code returned on failure", &at) ||
           event_find(text, 0, "dialed a connection name", &at) || event_find(text, 0, "CoId={", &at);
}

bool events_are(struct span text)
{
    size_t at; /* certificates and templates (event 4898) are for lint, whatever else the file holds */
    return !pem_is(text) && !event_find(text, 0, ">4898<", &at) && has_words(text);
}

/* A code that a short text names: of RAS, of IPsec, or an HRESULT (raserror.h, winerror.h). Which of them certificates
 * cause is none of this room's. 0: none. */
static uint32_t code_in(struct span text)
{
    enum { SHORT = 1024 /* octets */ };
    struct {
        uint32_t first, last;
    } families[] = { { 600, 999 }, { 13800, 13999 }, { 0x80000000, UINT32_MAX } };
    uint32_t code;
    for (size_t at = 0, end; text.length <= SHORT && at < text.length; at = end + 1) {
        end = at;
        while (end < text.length && !strchr(" \t\r\n:;,.()\"'", text.data[end] ? text.data[end] : 'x'))
            end++;
        for (size_t i = 0; i < COUNT_OF(families); i++)
            if (event_number((struct span){ text.data + at, end - at }, &code) && code >= families[i].first &&
                code <= families[i].last)
                return code;
    }
    return 0;
}

/* A picture, a key or a program has none; an archive, a document or an event log may. */
static bool can_hold_events(const struct read_kind *kind)
{
    return !kind->read && !strstr(kind->help, "certificate");
}

/* What holds no event at all, by its name. */
static void fail_without_events(struct event_walk *walk, struct span octets)
{
    bool is_text;
    struct encoding_found encoding;
    const struct read_kind *kind = sniff(walk->list->arena, octets, &is_text, &encoding);
    uint32_t code = is_text ? code_in(walk->text) : 0;
    walk->failures = 0;
    if (walk->list->in_folder && octets.length &&
        (is_text ? kind->is != events_are : !can_hold_events(kind))) {
        walk->list->passed_over++;
        return;
    }
    if (octets.length == 0)
        events_fail(walk, 0, "an empty file: export the events again");
    else if (code)
        events_fail(walk, 0,
                    code > 0xFFFF ? "no event of RasClient found in this text: 'ikelint explain 0x%08X' says "
                                    "what the code in it means"
                                    "; a message in another language than English needs its CoId"
                                  : "no event of RasClient found in this text: 'ikelint explain %u' says "
                                    "what the code in it means"
                                    "; a message in another language than English needs its CoId",
                    code);
    else if (is_text)
        events_fail(walk, 0, "no event of RasClient found in this text; %s", advice);
    else
        events_fail(walk, 0, "no event found: %s; %s", kind->name,
                    kind->read              ? "'ikelint lint' reads it"
                    : can_hold_events(kind) ? kind->help
                                            : advice);
}

void events_read_octets(struct event_list *list, const char *name, struct span octets,
                        const struct read_sink *sink)
{
    struct event_walk walk = { .list = list, .path = name, .sink = sink, .file_length = octets.length };
    bool is_text;
    struct encoding_found found;
    sniff(list->arena, octets, &is_text, &found);
    if (!is_text) {
        fail_without_events(&walk, octets);
        return;
    }
    struct arena *whole = arena_new();
    walk.text = encoding_to_utf8(whole, octets, &found);
    encoding_cursor_begin(&walk.cursor, walk.text, found);
    walk.piece = arena_new();
    for (size_t i = 0; i < COUNT_OF(forms); i++)
        if (!forms[i].is || forms[i].is(walk.text)) {
            if (forms[i].is == events_json_is)
                walk.text = encoding_for_json(whole, walk.text);
            forms[i].read(&walk);
            break;
        }
    if (walk.taken == 0 && walk.failures == 0)
        fail_without_events(&walk, octets);
    if (walk.failures > EVENT_FAILURES_LIMIT) {
        const char *error = arena_format(list->arena, "%zu more complaints about this file are left out",
                                         walk.failures - EVENT_FAILURES_LIMIT);
        sink->failure(sink->context, &(struct read_failure){ .path = name, .error = error });
    }
    arena_free(walk.piece);
    arena_free(whole);
}

static void fail_to_open(const struct read_sink *sink, struct arena *arena, const char *path,
                         const char *what, const char *error)
{
    sink->failure(sink->context, &(struct read_failure){
                                     .path = path, .error = arena_format(arena, "%s: %s", what, error) });
}

void events_read(struct event_list *list, const char *path, const struct read_sink *sink)
{
    const char *error;
    struct platform_map map;
    struct span octets;
    struct platform_status status = platform_status(path, list->arena);
    if (strcmp(path, "-") == 0 || status.kind == PLATFORM_PIPE) {
        struct arena *arena = arena_new();
        if (platform_read(path, EVENTS_SIZE_LIMIT, &octets, &error, arena))
            events_read_octets(list, path, octets, sink);
        else
            fail_to_open(sink, list->arena, path, "cannot read", error);
        arena_free(arena);
        return;
    }
    if (status.kind == PLATFORM_MISSING) {
        fail_to_open(sink, list->arena, path, "cannot open", status.error);
    } else if (status.kind == PLATFORM_FILE && status.size > EVENTS_SIZE_LIMIT) {
        fail_to_open(sink, list->arena, path, "larger than 256 MiB",
                     "export the events of RasClient alone, or of fewer days");
    } else if (!platform_map(path, EVENTS_SIZE_LIMIT, &map, &error, list->arena)) {
        fail_to_open(sink, list->arena, path, "cannot read", error);
    } else {
        events_read_octets(list, path, map.bytes, sink);
        platform_unmap(&map);
    }
}
