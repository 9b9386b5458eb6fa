/* read: events of RasClient, in every form that is exported or copied (testdata/events), and in none. */
#include <stdlib.h>

#include "read/encoding.h"
#include "read/events.h"
#include "read/events_internal.h"
#include "tests/cli.h"
#include "util/clock.h"
#include "util/platform.h"

static void add_failure(void *context, const struct read_failure *failure)
{
    struct buf *out = context;
    buf_format(out, "failure at line %u, octet %zu: %s\n", failure->line, failure->offset, failure->error);
}

static const char *time_text(const struct logged_event *event)
{
    static char text[CLOCK_TEXT + 10];
    char printed[CLOCK_TEXT];
    clock_print(event->time, printed);
    if (event->clock == EVENT_CLOCK_NONE)
        return "-";
    snprintf(text, sizeof text, "%s%s", printed, event->clock == EVENT_CLOCK_LOCAL ? " local" : "");
    return text;
}

static void print_event(struct buf *out, const struct logged_event *event)
{
    buf_format(out, "%u line %u: [%s] [%s] %s", event->id, event->line, event->user, event->connection,
               event->co_id);
    if (event->id == EVENT_FAILED)
        buf_format(out, " code %u", event->code);
    buf_format(out, " server [%s] profile [%s] on [%s] at %s\n", event->server, event->profile,
               event->computer, time_text(event));
}

/* What the reader makes of octets: events, how many others, failures. */
static const char *reading(const char *name, struct span octets)
{
    struct buf out = { 0 };
    struct event_list list = { .arena = test_arena() };
    const struct read_sink sink = { .context = &out, .failure = add_failure };
    events_read_octets(&list, name, octets, &sink);
    for (size_t i = 0; i < list.count; i++)
        print_event(&out, &list.items[i]);
    if (list.others)
        buf_format(&out, "%zu others\n", list.others);
    const char *text = out.length ? arena_text(test_arena(), out.data) : "(nothing)\n";
    buf_free(&out);
    return text;
}

/* What a golden file has under "== NAME"; blocks end with the next one. */
static const char *block_of(const char *golden, const char *name)
{
    const char *head = arena_format(test_arena(), "== %s\n", name), *at = strstr(golden, head);
    if (!at)
        return "(no such block)";
    at += strlen(head);
    const char *end = strstr(at, "== ");
    return arena_text_of_span(test_arena(),
                              (struct span){ (const uint8_t *)at, end ? (size_t)(end - at) : strlen(at) });
}

static void check_folder(const char *folder, const char *golden_name, bool wants_failure)
{
    const char **names, *error, *path = test_path(arena_format(test_arena(), "testdata/events/%s", folder));
    const char *golden_path = test_path(arena_format(test_arena(), "testdata/golden/%s", golden_name));
    size_t count = 0;
    if (!CHECK(folder, platform_list(path, &names, &count, &error, test_arena()) && count >= 25))
        return;
    struct buf all = { 0 };
    const char *golden = cli_is_update() ? "" : arena_text_of_span(test_arena(), test_file(golden_path));
    for (size_t i = 0; i < count; i++) {
        const char *text = reading(names[i], test_file(arena_format(test_arena(), "%s/%s", path, names[i])));
        buf_format(&all, "== %s\n%s", names[i], text);
        if (!cli_is_update())
            CLI_CHECK_LINES(names[i], text, block_of(golden, names[i]));
        CHECK(names[i], (strstr(text, "failure at") != NULL) == wants_failure);
    }
    if (cli_is_update())
        CHECK(golden_name, cli_write(golden_path, buf_span(&all)));
    buf_free(&all);
}

static void good_files(void)
{
    check_folder("good", "events-good.txt", false);
}

static void bad_files(void)
{
    check_folder("bad", "events-bad.txt", true);
}

/* -- messages ------------------------------------------------------------------------------------------------------- */

static void messages(void)
{
#define FAILED " which has failed. The error code returned on failure is "
    static const struct {
        const char *name, *text, *want; /* id, user, connection, code or server */
    } rows[] = {
        { "as documented", "CoId={A}: The user SYSTEM dialed a connection named X" FAILED "809.",
          "20227 [SYSTEM] [X] 809" },
        { "without CoId", "The user SYSTEM dialed a connection named X" FAILED "809",
          "20227 [SYSTEM] [X] 809" },
        { "without user", "The user dialed a connection named X" FAILED "809.", "20227 [] [X] 809" },
        { "that has failed",
          "The user A dialed a connection named X that has failed. The error code returned on "
          "failure is 13806.",
          "20227 [A] [X] 13806" },
        { "name for named", "The user A dialed a connection name X Y" FAILED "1.", "20227 [A] [X Y] 1" },
        { "a name that says it", "The user A dialed a connection named X which has failed" FAILED "2.",
          "20227 [A] [X which has failed] 2" },
        { "quotes, and the dot inside", "The user A dialed a connection named \"X.\"" FAILED "2.",
          "20227 [A] [X] 2" },
        { "wrapped", "The user\r\n  A dialed a\tconnection named X\n  Y" FAILED "\r\n 2.",
          "20227 [A] [X Y] 2" },
        { "in capitals",
          "THE USER A DIALED A CONNECTION NAMED X WHICH HAS FAILED. THE ERROR CODE RETURNED ON "
          "FAILURE IS 7.",
          "20227 [A] [X] 7" },
        { "the first number behind it", "The user A dialed a connection named X" FAILED "809. We have 3.",
          "20227 [A] [X] 809" },
        { "hexadecimal", "The user A dialed a connection named X" FAILED "0x800B010F.",
          "20227 [A] [X] 2148204815" },
        { "negative", "The user A dialed a connection named X" FAILED "-2146762487.",
          "20227 [A] [X] 2148204809" },
        { "too large a number", "The user A dialed a connection named X" FAILED "99999999999.",
          "20227 [A] [X] -" },
        { "cut before the code", "The user A dialed a connection named VPN 2 which has fai",
          "20227 [A] [] -" },
        { "a link",
          "The user A is trying to establish a link to the Remote Access Server for the connection named "
          "X using the following device: \r\nServer address/Phone Number = vpn.contoso.com\r\nDevice = "
          "WAN Miniport (IKEv2)",
          "20222 [A] [X] vpn.contoso.com" },
        { "a link without an address",
          "The user A is trying to establish a link to the Remote Access Server for "
          "the connection named X using the following device: \r\nServer "
          "address/Phone Number = \r\nDevice = WAN Miniport (IKEv2)",
          "20222 [A] [X] " },
        { "dialling",
          "CoId={A}: The user A has started dialing a VPN connection using a all-user connection "
          "profile named X. The connection settings are: \nVpnStrategy = IKEv2",
          "20221 [A] [X] all-user" },
        { "a termination is none",
          "The user A dialed a connection named X which has terminated. The reason code "
          "returned on termination is 631.",
          "20226 [] [] 631" },
        { "another language", "CoId={A}: Der Benutzer \"SYSTEM\" hat VPN 2 gew\xc3\xa4hlt: 13801.",
          "0 [SYSTEM] [] 13801" },
        { "another language, another user", "CoId={A}: Benutzer MYSYSTEM, ECOSYSTEM2: 13801",
          "0 [] [] 13801" },
        { "without blanks",
          "CoId={A}: \xe9\x94\x99\xe8\xaf\xaf\xe4\xbb\xa3\xe7\xa0\x81\xe4\xb8\xba"
          "809\xe3\x80\x82",
          "0 [] [] 809" },
        { "nothing", "", "0 [] [] -" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct event_message message;
        event_message_read(test_arena(), span_of_text(rows[i].text), &message);
        struct buf got = { 0 };
        buf_format(&got, "%u [%.*s] [%.*s] ", message.id, (int)message.user.length,
                   message.user.length ? (const char *)message.user.data : "", (int)message.connection.length,
                   message.connection.length ? (const char *)message.connection.data : "");
        if (message.id == EVENT_LINKS)
            buf_add(&got, message.server);
        else if (message.id == EVENT_DIALS)
            buf_add(&got, message.profile);
        else if (message.has_code)
            buf_format(&got, "%u", message.code);
        else
            buf_char(&got, '-');
        CHECK_TEXT(rows[i].name, got.data, rows[i].want);
        buf_free(&got);
    }
}

static void times(void)
{
    static const struct {
        const char *name, *text, *want;
    } rows[] = {
        { "wevtutil", "2026-05-31T06:15:02.1234567Z", "2026-05-31T06:15:02Z" },
        { "an offset", "2026-05-31T08:15:02+02:00", "2026-05-31T06:15:02Z" },
        { "no zone", "2026-05-31T08:15:02.000", "2026-05-31T08:15:02Z local" },
        { "milliseconds", "/Date(1780208102123)/", "2026-05-31T06:15:02Z" },
        { "milliseconds with an offset", "\\/Date(1780208102123+0200)\\/", "2026-05-31T06:15:02Z" },
        { "milliseconds before 1970", "/Date(-1000)/", "1969-12-31T23:59:59Z" },
        { "American", "5/31/2026 8:15:02 AM", "2026-05-31T08:15:02Z local" },
        { "in the evening", "5/31/2026 8:15:02 PM", "2026-05-31T20:15:02Z local" },
        { "midnight", "5/31/2026 12:15:02 AM", "2026-05-31T00:15:02Z local" },
        { "noon", "5/31/2026 12:15:02 PM", "2026-05-31T12:15:02Z local" },
        { "British", "31/05/2026 08:15", "2026-05-31T08:15:00Z local" },
        { "German", "31.05.2026 08:15:02", "2026-05-31T08:15:02Z local" },
        { "German, the day first", "01.06.2026 08:15:02", "2026-06-01T08:15:02Z local" },
        { "Dutch", "31-5-2026 08:15:02", "2026-05-31T08:15:02Z local" },
        { "Hungarian", "2026. 05. 31. 8:15:02", "2026-05-31T08:15:02Z local" },
        { "Japanese", "2026/05/31 8:15:02", "2026-05-31T08:15:02Z local" },
        { "ambiguous", "6/1/2026 8:15:02 AM", "-" },
        { "the same either way", "6/6/2026 8:15:02 AM", "2026-06-06T08:15:02Z local" },
        { "no such day", "31.02.2026 08:15:02", "-" },
        { "no such hour", "31.05.2026 25:15:02", "-" },
        { "words", "Sunday, May 31, 2026 8:15:02 AM", "-" },
        { "a number", "20260531", "-" },
        { "nothing", "", "-" },
        { "a long number", "/Date(99999999999999999999)/", "-" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct logged_event event = { 0 };
        event.clock = event_time(span_of_text(rows[i].text), &event.time);
        CHECK_TEXT(rows[i].name, time_text(&event), rows[i].want);
    }
}

/* -- what lint says of them ----------------------------------------------------------------------------------------- */

static void refused_by_lint(void)
{
    const char **names, *error;
    size_t count = 0;
    if (!CHECK("files",
               platform_list(test_path("testdata/events/good"), &names, &count, &error, test_arena())))
        return;
    for (size_t i = 0; i < count; i++) {
        struct cli_result result =
            CLI("lint", arena_format(test_arena(), "testdata/events/good/%s", names[i]));
        CHECK_INT(names[i], result.code, 3);
        CHECK_SAYING(names[i], strstr(result.out, "ikelint diagnose") != NULL, "%s", result.out);
    }
}

/* -- hostile ones --------------------------------------------------------------------------------------------------- */

/* Every beginning of a file, and the file with each of some octets put in its place: no crash, and never nothing. */
static void cut_and_changed(void)
{
    static const char *const files[] = { "wevtutil.xml", "powershell7.json", "winevent.clixml",
                                         "viewer.csv",   "eventlog.txt",     "copied-with-xml.txt",
                                         "mail.txt" };
    static const uint8_t octets[] = { 0, '<', '>', '"', '{', '}', ',', ':', 0xff, '\n' };
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct span whole =
            test_file(test_path(arena_format(test_arena(), "testdata/events/good/%s", files[i])));
        size_t nothing = 0;
        struct buf said = { 0 };
        const struct read_sink sink = { .context = &said, .failure = add_failure };
        for (size_t step = 0; step < 400; step++) {
            struct arena *arena = arena_new();
            struct event_list list = { .arena = arena };
            uint8_t *copy = malloc(whole.length ? whole.length : 1);
            memcpy(copy, whole.data, whole.length);
            size_t at = step / 2 * whole.length / 200, length = step % 2 ? at : whole.length;
            if (step % 2 == 0)
                copy[at] = octets[step / 2 % COUNT_OF(octets)];
            buf_clear(&said);
            events_read_octets(&list, files[i], (struct span){ copy, length }, &sink);
            nothing += list.count == 0 && list.others == 0 && said.length == 0;
            free(copy);
            arena_free(arena);
        }
        buf_free(&said);
        CHECK_INT(files[i], nothing, 0);
    }
}

/* What costs time by its size and not by its content: each is read in less than the square of it. */
static void deep_and_long(void)
{
    static const struct {
        const char *name, *start, *repeated;
    } rows[] = {
        { "events in one another", "", "<Event><System>" },
        { "tags without end", "<Event><System/></Event>", "<a \"" },
        { "objects in one another", "<Objs>", "<Obj>" },
        { "lists in one another", "", "[" },
        { "objects of JSON", "", "{\"a\":" },
        { "messages without end", "", "CoId={A}: The user " },
        { "lines without end", "Message : CoId={A}: The user ", "x" },
        { "quotes", "a,b,RasClient\n\"", "\"\"" },
        { "cells", "a,b,RasClient\n", "," },
        { "labels", "Message: CoId={A}: The user a dialed a connection named x\n", "Source: RasClient\n" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf text = { 0 }, said = { 0 };
        buf_text(&text, rows[i].start);
        while (text.length < 2 * 1024 * 1024)
            buf_text(&text, rows[i].repeated);
        struct arena *arena = arena_new();
        struct event_list list = { .arena = arena };
        const struct read_sink sink = { .context = &said, .failure = add_failure };
        events_read_octets(&list, rows[i].name, buf_span(&text), &sink);
        CHECK(rows[i].name, list.count + list.others > 0 || said.length > 0);
        arena_free(arena);
        buf_free(&text);
        buf_free(&said);
    }
}

CU_TestInfo events_tests[] = {
    { "messages", messages },
    { "times", times },
    { "good files", good_files },
    { "bad files", bad_files },
    { "refused by lint", refused_by_lint },
    { "cut and changed", cut_and_changed },
    { "deep and long", deep_and_long },
    CU_TEST_INFO_NULL,
};
