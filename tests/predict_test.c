/* `ikelint predict` against the table of expectations (testdata/predict), and what a wrong deployment file is told. */
#include <jansson.h>

#include "tests/cli.h"
#include "util/buf.h"

#define AT "--at", "2026-06-01T00:00:00Z"

/* "fails 13801 client vpn-server/server-name-mismatch" of the only connection; of several, "fails+connects 13801+- …". */
static const char *outcome_of(const char *text)
{
    json_t *report = json_loads(text, 0, NULL);
    const json_t *connections = json_object_get(report, "connections"), *connection;
    const char *words[4] = { "", "", "", "" };
    size_t index;
    json_array_foreach(connections, index, connection)
    {
        const json_t *code = json_object_get(connection, "code");
        const char *side = json_string_value(json_object_get(connection, "seen_by"));
        const json_t *cause = json_array_get(json_object_get(connection, "causes"), 0);
        const char *rule = json_string_value(json_object_get(cause, "rule"));
        const char *next[] = { json_string_value(json_object_get(connection, "verdict")),
                               json_is_integer(code)
                                   ? arena_format(test_arena(), "%d", (int)json_integer_value(code))
                                   : NULL,
                               side, rule };
        for (size_t i = 0; i < COUNT_OF(words); i++)
            words[i] =
                arena_format(test_arena(), "%s%s%s", words[i], index ? "+" : "", next[i] ? next[i] : "-");
    }
    const char *line = arena_format(test_arena(), "%s %s %s %s", words[0], words[1], words[2], words[3]);
    json_decref(report);
    return line;
}

static int code_of(const char *outcome)
{
    return strncmp(outcome, "fails", 5) == 0;
}

/* The next word of a line, ended in place. */
static const char *next_word(char **line)
{
    char *word = *line + strspn(*line, " ");
    *line = word + strcspn(word, " ");
    if (**line)
        *(*line)++ = 0;
    return word;
}

static void check_row(char *line)
{
    const char *name = next_word(&line), *words[4];
    for (size_t i = 0; i < COUNT_OF(words); i++)
        words[i] = next_word(&line);
    const char *want = arena_format(test_arena(), "%s %s %s %s", words[0], words[1], words[2], words[3]);
    const char *path = arena_format(test_arena(), "testdata/predict/deployments/%s.yaml", name);
    struct cli_result result = CLI("predict", AT, "--format", "json", path);
    CHECK_TEXT(name, outcome_of(result.out), want);
    CHECK_INT(name, result.code, code_of(want));
}

static void each_deployment(void)
{
    struct span text = test_file(test_path("testdata/predict/expectations.txt"));
    size_t rows = 0;
    for (char *line = arena_text_of_span(test_arena(), text); *line;) {
        char *end = line + strcspn(line, "\n"), *next = *end ? end + 1 : end;
        *end = 0;
        if (line[0] != '#') {
            check_row(line);
            rows++;
        }
        line = next;
    }
    CHECK_SAYING("rows", rows >= 60, "%zu deployments", rows);
}

/* What the text says, and the settings, which change no verdict. */
static void texts(void)
{
    static const struct {
        const char *name, *deployment, *format, *says;
        const char *fail_on;
        int code;
    } rows[] = {
        { "a failure", "server-name", "text",
          "fails     laptop-042.corp.contoso.com -> vpn01.corp.contoso.com: 13801, reported by the client",
          "error", 1 },
        { "it may never fail", "server-name", "text", "1 fail,", "never", 0 },
        { "the count", "good", "text", "1 connections: 1 connect, 0 fail, 0 at risk, 0 unknown", "notice",
          0 },
        { "at risk counts as a warning", "server-no-ike", "text", "at-risk", "warning", 1 },
        { "and not as an error", "server-no-ike", "text", "at-risk", "error", 0 },
        { "unknown counts as a notice", "server-name-unknown", "text",
          "needs   server_name, which clients dial\n", "notice", 1 },
        { "P02", "root-to-accept-unset", "json", "rras/root-to-accept-unset", "error", 0 },
        { "R10", "root-to-accept-unset", "json", "rras/revocation-without-root", "error", 0 },
        { "P07", "server-name-unchecked", "json", "profile/name-check-disabled", "error", 0 },
        { "a setting is a warning", "server-name-unchecked", "text", "profile/name-check-disabled", "warning",
          1 },
        { "a vulnerable build", "build-vulnerable", "json", "host/ike-cve-2022-21849", "error", 0 },
        { "a regressed build", "build-regressed", "json", "host/ike-vendor-id-2022", "error", 0 },
        { "an unknown build", "nothing-known", "json", "os: build and ubr", "error", 0 },
        { "not enforced", "device-revoked-not-enforced", "json", "does not enforce revocation", "error", 0 },
        { "passed over", "server-and-web", "json", "another one has IP security IKE intermediate", "error",
          0 },
        { "the event", "server-name", "json", "The error code returned on failure is 13801.", "error", 1 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *path =
            arena_format(test_arena(), "testdata/predict/deployments/%s.yaml", rows[i].deployment);
        struct cli_result result =
            CLI("predict", AT, "--format", rows[i].format, "--fail-on", rows[i].fail_on, path);
        CHECK_SAYING(rows[i].name, strstr(result.out, rows[i].says) != NULL, "'%s' is not in: %s",
                     rows[i].says, result.out);
        CHECK_INT(rows[i].name, result.code, rows[i].code);
    }
}

#define SERVERS "servers: [{ name: a }]\n"
#define DEVICES "devices: [{ name: b }]\n"

static void wrong_files(void)
{
    static const struct {
        const char *name, *text, *says;
        int code;
    } rows[] = {
        { "unknown key", "deployment: x\n" SERVERS DEVICES "servername: y\n", "did you mean 'server_name'?",
          2 },
        { "unknown key of a server", "deployment: x\nservers:\n  - { name: a, store: {} }\n" DEVICES,
          "did you mean 'stores'?", 2 },
        { "its line", "deployment: x\nservers:\n  - { name: a, store: {} }\n" DEVICES, ":3:16:", 2 },
        { "no servers", "deployment: x\n" DEVICES, "servers", 2 },
        { "a server twice", "deployment: x\nservers: [{ name: a }, { name: a }]\n" DEVICES,
          "was there before", 2 },
        { "flags", "deployment: x\nservers: [{ name: a, cert_auth_flags: four }]\n" DEVICES,
          "'four' is no number of 32 bits", 2 },
        { "usage",
          "deployment: x\n" SERVERS "devices: [{ name: b, machine_certificate_eku_filter: [ike] }]\n",
          "'ike' is no OID", 2 },
        { "server name", "deployment: x\nserver_name: 'a b'\n" SERVERS DEVICES, "'a b' is no host name", 2 },
        { "no such files", "deployment: x\npki: { crls: 'none-*.crl' }\n" SERVERS DEVICES,
          "no file matches 'none-*.crl'", 2 },
        { "no such file", "deployment: x\npki: { roots: nowhere.cer }\n" SERVERS DEVICES, "nowhere.cer", 3 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cli_result result = CLI("predict", AT, cli_file("deployment.yaml", rows[i].text));
        CHECK_SAYING(rows[i].name, strstr(result.err, rows[i].says) != NULL, "'%s' is not in: %s",
                     rows[i].says, result.err);
        CHECK_INT(rows[i].name, result.code, rows[i].code);
    }
}

/* The export of a machine may hold all its stores: each takes what is its own. */
static void one_export_of_all_stores(void)
{
    const char *path = test_path("testdata/store/machine.json"),
               *other = test_path("testdata/store/root.reg");
    const char *text = arena_format(
        test_arena(),
        "deployment: x\nservers: [{ name: a, stores: { my: '%s', root: '%s', ca: '%s' } }]\n" DEVICES, path,
        path, path);
    struct cli_result result = CLI("predict", AT, "--format", "json", cli_file("stores.yaml", text));
    CHECK_SAYING("of its own", strstr(result.out, "\"outcome\": \"holds\"") != NULL, "%s", result.out);
    CHECK_INT("of its own", result.code, 0);
    text = arena_format(test_arena(), "deployment: x\nservers: [{ name: a, stores: { my: '%s' } }]\n" DEVICES,
                        other);
    result = CLI("predict", AT, cli_file("stores.yaml", text));
    CHECK_SAYING("of another one", strstr(result.err, "from another store") != NULL, "%s", result.err);
    CHECK_INT("of another one", result.code, 3);
}

/* Many devices of one kind are one line. */
static void many_devices(void)
{
    struct buf text = { 0 };
    buf_text(&text, "deployment: x\n" SERVERS "devices:\n");
    for (size_t i = 0; i < 300; i++)
        buf_format(&text, "  - { name: laptop-%03zu }\n", i);
    struct cli_result result = CLI("predict", AT, cli_file("many.yaml", text.data));
    buf_free(&text);
    CHECK_SAYING("together", strstr(result.out, "unknown   300 devices like laptop-000 -> a\n") != NULL, "%s",
                 result.out);
}

CU_TestInfo predict_tests[] = {
    { "each deployment", each_deployment }, { "texts", texts },
    { "wrong files", wrong_files },         { "one export of all stores", one_export_of_all_stores },
    { "many devices", many_devices },       CU_TEST_INFO_NULL,
};
