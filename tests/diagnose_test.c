/* `ikelint diagnose`: what is answered to which events, with and without a deployment. */
#include <jansson.h>
#include <sys/stat.h>

#include "tests/cli.h"
#include "util/buf.h"

#define GOOD       "testdata/events/good/"
#define AT         "--at", "2026-06-01T00:00:00Z"
#define WITH(name) "--deployment", "testdata/predict/deployments/" name ".yaml"

#define FAILED(user, name, code)                                                                             \
    "The user " user " dialed a connection named " name " which has failed. The error code returned on "     \
    "failure is " code "."

static const json_t *at(const json_t *json, const char *name)
{
    return json_object_get(json, name);
}

static const char *text_at(const json_t *json, const char *name)
{
    const char *text = json_string_value(at(json, name));
    return text ? arena_text(test_arena(), text) : "-";
}

/* "13801 yes device explained vpn-server/server-name-mismatch" of diagnosis number `index`. */
static const char *diagnosis_of(const char *text, size_t index)
{
    json_t *report = json_loads(text, 0, NULL);
    const json_t *diagnosis = json_array_get(at(report, "diagnoses"), index),
                 *answer = at(diagnosis, "answer");
    const json_t *cause = json_array_get(at(answer, "causes"), 0);
    const char *words = diagnosis
                            ? arena_format(test_arena(), "%lld %s %s %s %s",
                                           (long long)json_integer_value(at(diagnosis, "code")),
                                           text_at(diagnosis, "certificates"), text_at(diagnosis, "tunnel"),
                                           text_at(answer, "outcome"), text_at(cause, "rule"))
                            : "(none)";
    json_decref(report);
    return words;
}

static struct cli_result json_of(const char *text, const char *deployment, const char *device)
{
    const char *arguments[12] = { "diagnose", "--format", "json" };
    size_t count = 3;
    arguments[count++] = cli_file("event.txt", text);
    if (deployment) {
        arguments[count++] = "--at";
        arguments[count++] = "2026-06-01T00:00:00Z";
        arguments[count++] = "--deployment";
        arguments[count++] = arena_format(test_arena(), "testdata/predict/deployments/%s.yaml", deployment);
    }
    if (device) {
        arguments[count++] = "--device";
        arguments[count++] = device;
    }
    return cli_result_of(arguments);
}

/* -- answers -------------------------------------------------------------------------------------------------------- */

#define XML(computer, data)                                                                                  \
    "<Event><System><Provider Name='RasClient'/><EventID>20227</EventID><Computer>" computer                 \
    "</Computer></System><EventData>" data "</EventData></Event>"
#define LINKED(server)                                                                                       \
    "<Event><System><Provider "                                                                              \
    "Name='RasClient'/><EventID>20222</EventID></System><EventData><Data>{A}</Data>"                         \
    "<Data>SYSTEM</Data><Data>X</Data><Data>Server address/Phone Number = " server                           \
    "</Data></EventData></Event>"
#define DATA(user, code) "<Data>{A}</Data><Data>" user "</Data><Data>X</Data><Data>" code "</Data>"
#define LAPTOP           "laptop-042.corp.contoso.com"

static void answers(void)
{
    static const struct {
        const char *name, *text, *deployment, *device, *want;
        int code;
    } rows[] = {
        { "a code of certificates", FAILED("SYSTEM", "X", "13801"), NULL, NULL, "13801 yes device possible -",
          1 },
        { "of a user", FAILED("CONTOSO\\alice", "X", "13806"), NULL, NULL, "13806 yes user possible -", 1 },
        { "of nobody", FAILED("", "X", "13806"), NULL, NULL, "13806 yes unknown possible -", 1 },
        { "sometimes", FAILED("SYSTEM", "X", "13869"), NULL, NULL, "13869 sometimes device possible -", 0 },
        { "ciphers", FAILED("SYSTEM", "X", "13868"), "server-name", NULL,
          "13868 no device not-certificates -", 0 },
        { "no answer", FAILED("SYSTEM", "X", "13805"), "server-name", NULL,
          "13805 no device not-certificates -", 0 },
        { "fragments", FAILED("SYSTEM", "X", "13813"), "server-name", NULL,
          "13813 no device not-certificates -", 0 },
        { "never", FAILED("SYSTEM", "X", "809"), NULL, NULL, "809 no device not-certificates -", 0 },
        { "never, with a deployment", FAILED("SYSTEM", "X", "809"), "server-name", NULL,
          "809 no device not-certificates -", 0 },
        { "not known", FAILED("SYSTEM", "X", "4711"), NULL, NULL, "4711 unknown device not-certificates -",
          0 },
        { "CryptoAPI's, negative", FAILED("SYSTEM", "X", "-2146762487"), NULL, NULL,
          "2148204809 yes device possible -", 1 },

        { "the root, by CryptoAPI's name", FAILED("SYSTEM", "X", "-2146762487"), "client-lacks-root", NULL,
          "2148204809 yes device explained certificate-path/root-not-trusted", 1 },
        { "another fault by CryptoAPI's name", FAILED("SYSTEM", "X", "-2146762495"), "client-lacks-root",
          NULL, "2148204801 yes device unexplained certificate-path/root-not-trusted", 1 },
        { "an intermediate, by CryptoAPI's name", FAILED("SYSTEM", "X", "-2146762486"),
          "client-lacks-server-issuer", NULL,
          "2148204810 yes device explained certificate-path/issuer-missing", 1 },
        { "one that may be fetched", FAILED("SYSTEM", "X", "-2146762486"), "client-lacks-fetchable", NULL,
          "2148204810 yes device explained certificate-path/issuer-missing", 1 },
        { "dates, by CryptoAPI's name", FAILED("SYSTEM", "X", "-2146762495"), "issuer-expired", NULL,
          "2148204801 yes device explained certificate-path/issuer-expired", 1 },
        { "the name, by CryptoAPI's name", FAILED("SYSTEM", "X", "-2146762481"), "server-name", NULL,
          "2148204815 yes device explained vpn-server/server-name-mismatch", 1 },
        { "usage, by Microsoft's surprise", FAILED("SYSTEM", "X", "-2147024832"), "server-usage", NULL,
          "2147942464 yes device explained vpn-server/server-auth-missing", 1 },
        { "revoked, by CryptoAPI's name", FAILED("SYSTEM", "X", "-2146885616"), "device-revoked", NULL,
          "2148081680 yes device explained certificate-revocation/revoked", 1 },
        { "no list, by CryptoAPI's name", FAILED("SYSTEM", "X", "-2146885613"), "crl-expired", NULL,
          "2148081683 yes device explained certificate-revocation/crl-expired", 1 },
        { "no list, of IKE", FAILED("SYSTEM", "X", "13817"), "crl-expired", NULL,
          "13817 yes device explained certificate-revocation/crl-expired", 1 },
        { "no key, of IKE", FAILED("SYSTEM", "X", "13820"), "device-no-key", NULL,
          "13820 yes device explained host/private-key-missing", 1 },
        { "key usage, of IKE", FAILED("SYSTEM", "X", "13818"), "server-encipher", NULL,
          "13818 yes device explained vpn-server/digital-signature-missing", 1 },
        { "no certificate of the peer", FAILED("SYSTEM", "X", "13847"), "server-store-empty", NULL,
          "13847 yes device explained host/no-certificate", 1 },
        { "all is well, by CryptoAPI's name", FAILED("SYSTEM", "X", "-2146762487"), "good", NULL,
          "2148204809 yes device unexplained -", 1 },

        { "explained: the only device", FAILED("SYSTEM", "X", "13801"), "server-name", NULL,
          "13801 yes device explained vpn-server/server-name-mismatch", 1 },
        { "explained: the computer", XML(LAPTOP, DATA("SYSTEM", "13801")), "server-name", NULL,
          "13801 yes device explained vpn-server/server-name-mismatch", 1 },
        { "explained: its short name", XML("LAPTOP-042", DATA("SYSTEM", "13801")), "server-name", NULL,
          "13801 yes device explained vpn-server/server-name-mismatch", 1 },
        { "explained: a user's", FAILED("alice", "X", "13801"), "server-name", NULL,
          "13801 yes user explained vpn-server/server-name-mismatch", 1 },
        { "explained: the client cannot choose", FAILED("SYSTEM", "X", "13806"), "device-expired", NULL,
          "13806 yes device explained certificate-validity/expired", 1 },
        { "explained: the server cannot choose", FAILED("SYSTEM", "X", "13801"), "server-expired", NULL,
          "13801 yes device explained certificate-validity/expired", 1 },
        { "explained: with the server's code", FAILED("SYSTEM", "X", "13806"), "server-expired", NULL,
          "13806 yes device explained certificate-validity/expired", 1 },
        { "a user needs no certificate of the device", FAILED("alice", "X", "13806"), "device-expired", NULL,
          "13806 yes user unknown -", 1 },
        { "a user's, and only a device tunnel that connects", FAILED("alice", "X", "13801"), "good", NULL,
          "13801 yes user unknown -", 1 },
        { "unexplained: it connects", FAILED("SYSTEM", "X", "13801"), "good", NULL,
          "13801 yes device unexplained -", 1 },
        { "unexplained: another code", FAILED("SYSTEM", "X", "13801"), "device-expired", NULL,
          "13801 yes device unexplained certificate-validity/expired", 1 },
        { "at risk", FAILED("SYSTEM", "X", "13801"), "server-no-ike", NULL,
          "13801 yes device at-risk vpn-server/ike-intermediate-missing", 1 },
        { "unknown: nothing was exported", FAILED("SYSTEM", "X", "13801"), "nothing-known", NULL,
          "13801 yes device unknown -", 1 },
        { "unknown: another computer", XML("desk-1", DATA("SYSTEM", "13801")), "server-name", NULL,
          "13801 yes device unknown -", 1 },
        { "unknown: a longer name", XML("laptop-0421", DATA("SYSTEM", "13801")), "server-name", NULL,
          "13801 yes device unknown -", 1 },
        { "the device by name", FAILED("SYSTEM", "X", "13801"), "server-name", LAPTOP,
          "13801 yes device explained vpn-server/server-name-mismatch", 1 },
        { "unknown: a name that is not there", FAILED("SYSTEM", "X", "13801"), "server-name", "desk-1",
          "13801 yes device unknown -", 1 },
        { "the computer wins", XML("desk-1", DATA("SYSTEM", "13801")), "server-name", LAPTOP,
          "13801 yes device unknown -", 1 },
        { "the name that clients dial", LINKED("VPN.contoso.com") XML(LAPTOP, DATA("SYSTEM", "13801")),
          "server-name", NULL, "13801 yes device explained vpn-server/server-name-mismatch", 1 },
        { "the server by its own name", LINKED("vpn01.corp.contoso.com") XML(LAPTOP, DATA("SYSTEM", "13801")),
          "server-name", NULL, "13801 yes device explained vpn-server/server-name-mismatch", 1 },
        { "unknown: another server", LINKED("vpn.fabrikam.com") XML(LAPTOP, DATA("SYSTEM", "13801")),
          "server-name", NULL, "13801 yes device unknown -", 1 },
        { "EAP behind a connection that fails", FAILED("alice", "X", "853"), "server-name", NULL,
          "853 yes user unexplained vpn-server/server-name-mismatch", 1 },
        { "EAP of the NPS, explained", FAILED("alice", "X", "853"), "user-nps-expired", NULL,
          "853 yes user explained nps/no-certificate", 1 },
        { "both tunnels, and the device's fails", FAILED("SYSTEM", "X", "13806"), "both-tunnels", NULL,
          "13806 yes device explained host/no-certificate", 1 },
        { "both tunnels, and the user's connects", FAILED("alice", "X", "13806"), "both-tunnels", NULL,
          "13806 yes user unexplained -", 1 },
        { "both tunnels, and nobody says which", FAILED("", "X", "13806"), "both-tunnels", NULL,
          "13806 yes unknown explained host/no-certificate", 1 },
        { "EAP behind one that connects", FAILED("alice", "X", "853"), "good", NULL, "853 yes user unknown -",
          1 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cli_result result = json_of(rows[i].text, rows[i].deployment, rows[i].device);
        CHECK_TEXT(rows[i].name, diagnosis_of(result.out, 0), rows[i].want);
        CHECK_SAYING(rows[i].name, result.code == rows[i].code, "exit %d: %s", result.code, result.err);
        CHECK_TEXT(rows[i].name, diagnosis_of(result.out, 1), "(none)");
    }
}

/* With one blank for each run of white space: lines are wrapped. */
static const char *squeezed(const char *text)
{
    struct buf out = { 0 };
    for (; *text; text++)
        if (*text != ' ' && *text != '\n')
            buf_char(&out, *text);
        else if (out.length && out.data[out.length - 1] != ' ')
            buf_char(&out, ' ');
    text = arena_text(test_arena(), out.length ? out.data : "");
    buf_free(&out);
    return text;
}

/* What people read must not contradict itself. */
static void sayings(void)
{
    static const struct {
        const char *name, *text, *deployment, *says[2];
    } rows[] = {
        { "the server cannot choose",
          FAILED("SYSTEM", "X", "13801"),
          "server-expired",
          { "fails with 13806 on the server, and the client shows 13801 then (inferred) ",
            "the server reports 13806 " } },
        { "the server cannot choose, and its code was logged",
          FAILED("SYSTEM", "X", "13806"),
          "server-expired",
          { "fails with 13806, which the server reports; Microsoft names it for the client, too ",
            "the server reports it " } },
        { "the client rejects",
          FAILED("SYSTEM", "X", "13801"),
          "server-name",
          { "the connection to vpn01.corp.contoso.com fails with 13801 ", "the client reports it " } },
        { "another code of the same fault",
          FAILED("SYSTEM", "X", "13801"),
          "device-expired",
          { "the deployment fails otherwise:",
            "to fail with 13806, not with 13801; but the cause is one of" } },
        { "a user's tunnel that is not in it",
          FAILED("alice", "X", "13801"),
          "good",
          { "the deployment file has no user tunnel of this device, and its other one connects ",
            "the profile of the user tunnel, or tunnel: user," } },
        { "a user's tunnel that is not in it, and a fault of both",
          FAILED("alice", "X", "13801"),
          "server-name",
          { "fails with 13801. The deployment file has no user tunnel of this device:",
            "[vpn-server/server-name-mismatch]" } },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cli_result result =
            CLI("diagnose", AT, "--deployment",
                arena_format(test_arena(), "testdata/predict/deployments/%s.yaml", rows[i].deployment),
                cli_file("event.txt", rows[i].text));
        const char *got = squeezed(result.out);
        for (size_t k = 0; k < COUNT_OF(rows[i].says); k++)
            CHECK_SAYING(rows[i].name, strstr(got, rows[i].says[k]) != NULL, "'%s' is not in: %s%s",
                         rows[i].says[k], got, result.err);
    }
}

/* Which rules come first, as suspects. */
static void suspects(void)
{
    static const struct {
        const char *name, *text, *profile, *not_there; /* profile of the first rule; one that has none */
    } rows[] = {
        { "13801: the server", FAILED("SYSTEM", "X", "13801"), "vpn-server", "user-tunnel" },
        { "13801 of a user: the server alone", FAILED("a", "X", "13801"), "vpn-server", "device-tunnel" },
        { "13806: the device", FAILED("SYSTEM", "X", "13806"), "client-store", "nps-server" },
        { "13806 of a user: the server", FAILED("a", "X", "13806"), "server-store", "device-tunnel" },
        { "13806 of a user: not the device's stores", FAILED("a", "X", "13806"), "server-store",
          "client-store" },
        { "853: the user", FAILED("a", "X", "853"), "user-tunnel", "device-tunnel" },
        { "858: the NPS server", FAILED("a", "X", "858"), "nps-server", "device-tunnel" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cli_result result = json_of(rows[i].text, NULL, NULL);
        json_t *report = json_loads(result.out, 0, NULL);
        const json_t *rules = at(json_array_get(at(report, "diagnoses"), 0), "rules"), *rule;
        size_t index, of_other = 0;
        json_array_foreach(rules, index, rule) of_other +=
            strcmp(text_at(rule, "profile"), rows[i].not_there) == 0;
        if (json_array_size(rules) || strcmp(rows[i].profile, "nps-server") != 0)
            CHECK_TEXT(rows[i].name, text_at(json_array_get(rules, 0), "profile"), rows[i].profile);
        CHECK_INT(rows[i].name, of_other, 0);
        json_decref(report);
    }
}

/* What the text names of all that can be the cause, and one that it does not. */
static void can_be(void)
{
    static const struct {
        const char *name, *text, *says[4], *not_there;
    } rows[] = {
        { "13806",
          FAILED("SYSTEM", "X", "13806"),
          { "can be the certificate stores of the client (client-store): - There is no certificate in the "
            "device's personal store [client-store/no-certificate]",
            "[server-store/private-key-missing]", "settings of one end and certificates of the other: - ",
            "more among others: 'ikelint explain 13806' lists all causes" },
          "[host/no-certificate]" },
        { "13801",
          FAILED("SYSTEM", "X", "13801"),
          { "can be the client rejects the certificate of the server (vpn-server): - ",
            "[server-store/no-certificate]", "[rras/root-to-accept-differs]", "more among others: " },
          "[rras/eap-not-accepted]" },
        { "13806 of a user",
          FAILED("alice", "X", "13806"),
          { "can be the certificate stores of the server (server-store): - ", "[server-store/no-certificate]",
            "[rras/root-to-accept-differs]", "more among others: " },
          "[profile/eku-filter]" },
        { "few causes are not cut",
          FAILED("SYSTEM", "X", "13820"),
          { "more 'ikelint explain 13820' lists all causes", "", "", "" },
          "among others" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cli_result result = CLI("diagnose", cli_file("event.txt", rows[i].text));
        const char *got = squeezed(result.out);
        for (size_t k = 0; k < COUNT_OF(rows[i].says); k++)
            CHECK_SAYING(rows[i].name, strstr(got, rows[i].says[k]) != NULL, "'%s' is not in: %s",
                         rows[i].says[k], got);
        CHECK_SAYING(rows[i].name, strstr(got, rows[i].not_there) == NULL, "'%s' is in: %s",
                     rows[i].not_there, got);
    }
}

/* -- round trip ----------------------------------------------------------------------------------------------------- */

/* The event that predict says will be logged, diagnosed with the same deployment: explained, by the same rule. */
static bool round_trip(const char *name)
{
    struct cli_result predicted =
        CLI("predict", AT, "--format", "json",
            arena_format(test_arena(), "testdata/predict/deployments/%s.yaml", name));
    json_t *report = json_loads(predicted.out, 0, NULL);
    const json_t *connection = json_array_get(at(report, "connections"), 0);
    const char *event = text_at(connection, "event");
    const char *rule = text_at(json_array_get(at(connection, "causes"), 0), "rule");
    bool fails = strcmp(text_at(connection, "verdict"), "fails") == 0;
    if (fails) {
        struct cli_result result = json_of(event, name, NULL);
        const char *got = diagnosis_of(result.out, 0), *code = strstr(event, "failure is ");
        code = code ? code + strlen("failure is ") : "";
        const char *want =
            arena_format(test_arena(), "%.*s yes %s explained %s", (int)strspn(code, "0123456789"), code,
                         text_at(connection, "tunnel"), rule);
        CHECK_TEXT(name, got, want);
    }
    json_decref(report);
    return fails;
}

static void round_trips(void)
{
    struct span text = test_file(test_path("testdata/predict/expectations.txt"));
    size_t rows = 0;
    for (char *line = arena_text_of_span(test_arena(), text); *line;) {
        char *end = line + strcspn(line, "\n"), *next = *end ? end + 1 : end;
        *end = 0;
        line[strcspn(line, " ")] = 0;
        if (line[0] != '#' && line[0])
            rows += round_trip(line);
        line = next;
    }
    CHECK_SAYING("rows", rows >= 20, "%zu deployments fail", rows);
}

/* -- many events ---------------------------------------------------------------------------------------------------- */

static void add_event(struct buf *out, size_t number, const char *computer, const char *code,
                      const char *time)
{
    buf_format(
        out,
        "<Event><System><Provider Name='RasClient'/><EventID>20227</EventID><TimeCreated "
        "SystemTime='%s'/><Computer>%s</Computer></System><EventData><Data>{%zu}</Data><Data>SYSTEM</Data>"
        "<Data>X</Data><Data>%s</Data></EventData></Event>\n",
        time, computer, number, code);
}

static void collapsed(void)
{
    struct buf text = { 0 };
    for (size_t i = 0; i < 37; i++)
        add_event(&text, i, arena_format(test_arena(), "pc-%02zu", i % 12), "13801",
                  arena_format(test_arena(), "2026-05-31T06:%02zu:00Z", 59 - i));
    add_event(&text, 40, "pc-01", "809", "2026-05-31T06:00:00Z");
    add_event(&text, 0, "pc-00", "13801", "2026-05-31T06:59:00Z"); /* exported twice */
    const char *path = cli_file("many.xml", text.data);
    struct cli_result result = CLI("diagnose", path);
    static const struct {
        const char *name, *says;
    } rows[] = {
        { "the count", "13801 ERROR_IPSEC_IKE_AUTH_FAIL: caused by certificates, 37 times\n" },
        { "the times", "first 2026-05-31T06:23:00Z, last 2026-05-31T06:59:00Z\n" },
        { "the computers", "12: pc-00, pc-01, pc-02 and 9 more\n" },
        { "the other one", "809 ERROR_VPN_TIMEOUT: not caused by certificates\n" },
        { "the sums",
          "38 failures: 37 caused by certificates, 0 sometimes, 1 not; 1 of them exported twice\n" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        CHECK_SAYING(rows[i].name, strstr(result.out, rows[i].says) != NULL, "'%s' is not in: %s",
                     rows[i].says, result.out);

    /* computers without an entry in the deployment are one answer, too */
    result = CLI("diagnose", "--format", "json", WITH("server-name"), path);
    CHECK_TEXT("with a deployment", diagnosis_of(result.out, 0), "13801 yes device unknown -");
    CHECK_TEXT("with a deployment", diagnosis_of(result.out, 2), "(none)");
    buf_free(&text);
}

/* A deployment of many devices that fail alike: one answer. */
static void fleet(void)
{
    struct buf text = { 0 }, events = { 0 };
    buf_text(&text, "deployment: x\nserver_name: vpn.contoso.com\nservers: [{ name: a }]\ndevices:\n");
    for (size_t i = 0; i < 300; i++) {
        buf_format(&text, "  - { name: laptop-%03zu }\n", i);
        add_event(&events, i, arena_format(test_arena(), "LAPTOP-%03zu", i), "13801", "2026-05-31T06:00:00Z");
    }
    struct cli_result result = CLI("diagnose", "--format", "json", "--deployment",
                                   cli_file("fleet.yaml", text.data), cli_file("fleet.xml", events.data));
    CHECK_TEXT("together", diagnosis_of(result.out, 0), "13801 yes device unknown -");
    CHECK_TEXT("together", diagnosis_of(result.out, 1), "(none)");
    buf_free(&text);
    buf_free(&events);
}

/* Which device of the file an event is joined to. */
static void names(void)
{
    static const struct {
        const char *name, *computer, *want;
    } rows[] = {
        { "as it is", "pc-1.corp.contoso.com", "pc-1.corp.contoso.com" },
        { "in another case", "PC-1.CORP.contoso.com", "pc-1.corp.contoso.com" },
        { "short in the event", "PC-1", "pc-1.corp.contoso.com" },
        { "short in the file", "desk.corp.contoso.com", "DESK" },
        { "short in both", "desk", "DESK" },
        { "of another domain", "pc-1.fabrikam.com", "-" },
        { "a beginning of one", "pc", "-" },
        { "one begins so", "pc-1-a", "pc-1-a.corp.contoso.com" },
        { "longer", "pc-12", "-" },
        { "the first of two", "twin", "twin.a" },
        { "none of these", "zz", "-" },
        { "a dot alone", ".", "-" },
    };
    const char *deployment =
        cli_file("names.yaml",
                 "deployment: x\nservers: [{ name: a }]\ndevices: [{ name: pc-1-a.corp.contoso.com },"
                 " { name: twin.b }, { name: DESK }, { name: pc-1.corp.contoso.com }, { name: twin.a }]\n");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf event = { 0 };
        add_event(&event, i, rows[i].computer, "13801", "2026-05-31T06:00:00Z");
        struct cli_result result = CLI("diagnose", "--format", "json", "--deployment", deployment,
                                       cli_file("names.xml", event.data));
        json_t *report = json_loads(result.out, 0, NULL);
        const json_t *answer = at(json_array_get(at(report, "diagnoses"), 0), "answer");
        CHECK_TEXT(rows[i].name, text_at(answer, "device"), rows[i].want);
        json_decref(report);
        buf_free(&event);
    }
}

/* -- options -------------------------------------------------------------------------------------------------------- */

static const char *folder_of_a_picture(void)
{
    const char *folder = cli_scratch("pictures");
    mkdir(folder, 0777); /* it may be there */
    CHECK("a picture", cli_write(arena_format(test_arena(), "%s/screen.png", folder),
                                 test_file(test_path("testdata/events/bad/picture.png"))));
    return folder;
}

static void options(void)
{
    const char *sometimes = cli_file("sometimes.txt", FAILED("SYSTEM", "X", "13869"));
    const char *never = cli_file("never.txt", FAILED("SYSTEM", "X", "809"));
    const char *yes = cli_file("yes.txt", FAILED("SYSTEM", "X", "13801"));
    const char *rules =
        cli_file("mine.yaml", "ruleset: mine\ntitle: Mine\nobject: certificate\npresented_by: server\n"
                              "rules:\n  - id: own\n    title: A rule of mine\n    severity: error\n"
                              "    evidence: documented\n    predicts: { peer: 13869 }\n"
                              "    require: { version: 3 }\n    message: own\n    fix: none\n");
    const struct {
        const char *name, *arguments[8], *says; /* on either stream */
        int code;
    } rows[] = {
        { "error, sometimes", { "--fail-on", "error", sometimes }, "1 sometimes", 0 },
        { "warning, sometimes", { "--fail-on", "warning", sometimes }, "1 sometimes", 1 },
        { "warning, never", { "--fail-on", "warning", never }, "1 not", 0 },
        { "notice, never", { "--fail-on", "notice", never }, "1 not", 1 },
        { "never fails", { "--fail-on", "never", yes }, "1 caused by certificates", 0 },
        { "several files", { yes, never }, "2 failures", 1 },
        { "a rule of one's own", { "--rules", rules, sometimes }, "A rule of mine [mine/own]", 0 },
        { "no files", { NULL }, "give files with events", 2 },
        { "a device without deployment", { "--device", "x", yes }, "give --deployment FILE too", 2 },
        { "no such file", { "/nonexistent/x" }, "cannot open", 3 },
        { "no such deployment", { "--deployment", "/nonexistent/x", yes }, "x", 2 },
        { "no such rules", { "--rules", "/nonexistent/x", yes }, "/nonexistent/x", 2 },
        { "a deployment with a missing file",
          { AT, "--deployment",
            cli_file("missing.yaml", "deployment: x\npki: { roots: nowhere.cer }\nservers: [{ name: a }]\n"
                                     "devices: [{ name: b }]\n"),
            yes },
          "nowhere.cer",
          3 },
        { "no event in it",
          { cli_file("prose.txt", "They say 42 times: 4711.\n") },
          "no event of RasClient",
          3 },
        { "a code alone", { cli_file("alone.txt", "13801\n") }, "'ikelint explain 13801'", 3 },
        { "a code and its text",
          { cli_file("its-text.txt", "Error 13806: IKE failed to find a valid certificate.\r\n") },
          "'ikelint explain 13806'",
          3 },
        { "an HRESULT", { cli_file("hresult.txt", "(0x800b0109)") }, "'ikelint explain 0x800B0109'", 3 },
        { "a message in German without CoId",
          { cli_file("german.txt",
                     "Der Benutzer \"SYSTEM\" hat eine Verbindung gew\xc3\xa4hlt, Ursachencode: "
                     "13806.") },
          "'ikelint explain 13806' says what the code in it means; a message in another language",
          3 },
        { "some unreadable", { yes, "testdata/events/bad/cut.json" }, "1 could not be read", 3 },
        { "EVTX", { "testdata/events/bad/log.evtx" }, "wevtutil qe Application", 3 },
        { "other events alone",
          { cli_file("other.xml", "<Event><System><Provider Name='x'/><EventID>1</EventID>"
                                  "</System></Event>") },
          "0 failures: 0 caused by certificates, 0 sometimes, 0 not; 1 other event\n",
          0 },
        { "a folder", { "testdata/events/good" }, "failures: ", 1 },
        { "a folder of exports",
          { "testdata/predict/exports" },
          "4 failures: 4 caused by certificates, 0 sometimes, 0 not; 42 files without events passed over\n",
          1 },
        { "a folder without events",
          { "testdata/predict/exports/pki" },
          "0 not; 5 files without events passed over\n",
          0 },
        { "a file of such a folder",
          { "testdata/predict/exports/pki/notes.txt" },
          "no event of RasClient",
          3 },
        { "JSON of settings by itself",
          { "testdata/predict/exports/vpn01.corp.contoso.com/windows.json" },
          "no event of RasClient",
          3 },
        { "a folder with what cannot be read", { "testdata/events/bad" }, "wevtutil qe Application", 3 },
        { "a picture", { "testdata/events/bad/picture.png" }, "no event found: picture; export with: ", 3 },
        { "a folder with a picture", { folder_of_a_picture() }, "1 file without events passed over\n", 0 },
        { "names are escaped",
          { cli_file("escape.txt", FAILED("SYSTEM", "a\x1b[31mb", "809")) },
          "a\\x1B[31mb",
          0 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *arguments[10] = { "diagnose" };
        for (size_t k = 0; k < COUNT_OF(rows[i].arguments); k++)
            arguments[k + 1] = rows[i].arguments[k];
        struct cli_result result = cli_result_of(arguments);
        CHECK_INT(rows[i].name, result.code, rows[i].code);
        CHECK_SAYING(rows[i].name, strstr(result.out, rows[i].says) || strstr(result.err, rows[i].says),
                     "'%s' is not in: %s%s", rows[i].says, result.out, result.err);
    }
}

/* The deployment is predicted as of the last event, unless --at says otherwise. */
static void time_judged(void)
{
    struct cli_result result = CLI("diagnose", "--format", "json", WITH("good"), GOOD "wevtutil.xml");
    CHECK("of the last event", strstr(result.out, "\"evaluated_at\": \"2026-05-31T07:20:00Z\"") != NULL);
    result = CLI("diagnose", "--format", "json", "--at", "2040-01-01T00:00:00Z", WITH("good"),
                 GOOD "wevtutil.xml");
    CHECK("as given", strstr(result.out, "\"evaluated_at\": \"2040-01-01T00:00:00Z\"") != NULL);
    CHECK_TEXT("and judged", diagnosis_of(result.out, 0),
               "13801 yes device explained certificate-revocation/crl-expired");
}

static void output_file(void)
{
    const char *path = cli_scratch("diagnosis.txt");
    struct cli_result result = CLI("diagnose", "--output", path, GOOD "message.txt");
    CHECK_INT("code", result.code, 1);
    CHECK_TEXT("nothing on the stream", result.out, "");
    struct span text = test_file(path);
    CHECK("the file", text.length > 100 && memcmp(text.data, "13801 ", 6) == 0);
    result = CLI("diagnose", "--output", "/nonexistent/x", GOOD "message.txt");
    CHECK_INT("no such folder", result.code, 3);
}

CU_TestInfo diagnose_tests[] = {
    { "answers", answers },
    { "sayings", sayings },
    { "suspects", suspects },
    { "can be", can_be },
    { "round trips", round_trips },
    { "collapsed", collapsed },
    { "fleet", fleet },
    { "names", names },
    { "options", options },
    { "time judged", time_judged },
    { "output file", output_file },
    CU_TEST_INFO_NULL,
};
