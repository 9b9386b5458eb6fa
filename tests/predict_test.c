/* `ikelint predict` against the table of expectations (testdata/predict), and what a wrong deployment file is told. */
#include <jansson.h>
#include <time.h>

#include "predict/step_rules.h"
#include "tests/cli.h"
#include "util/buf.h"

#define AT "--at", "2026-06-01T00:00:00Z"

/* "fails 13801 client vpn-server/server-name-mismatch" of one connection. */
static const char *outcome_of(const json_t *connection)
{
    const json_t *code = json_object_get(connection, "code");
    const char *side = json_string_value(json_object_get(connection, "seen_by"));
    const char *verdict = json_string_value(json_object_get(connection, "verdict"));
    const char *rule =
        json_string_value(json_object_get(json_array_get(json_object_get(connection, "causes"), 0), "rule"));
    const char *number =
        json_is_integer(code) ? arena_format(test_arena(), "%d", (int)json_integer_value(code)) : "-";
    return arena_format(test_arena(), "%s %s %s %s", verdict ? verdict : "(no connection)", number,
                        side ? side : "-", rule ? rule : "-");
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

/* The deployment whose lines are read; of several connections, each has a line. */
struct deployment_row {
    const char *name; /* NULL: none yet */
    json_t *report;
    size_t connections;
    bool fails;
    int code;
};

static void end_row(struct deployment_row *row)
{
    if (!row->name)
        return;
    CHECK_INT(row->name, row->connections, json_array_size(json_object_get(row->report, "connections")));
    CHECK_INT(row->name, row->code, row->fails);
    json_decref(row->report);
}

static void check_line(struct deployment_row *row, char *line)
{
    const char *name = next_word(&line), *words[4];
    for (size_t i = 0; i < COUNT_OF(words); i++)
        words[i] = next_word(&line);
    if (!row->name || strcmp(row->name, name) != 0) {
        end_row(row);
        const char *path = arena_format(test_arena(), "testdata/predict/deployments/%s.yaml", name);
        struct cli_result result = CLI("predict", AT, "--format", "json", path);
        *row = (struct deployment_row){ name, json_loads(result.out, 0, NULL), 0, false, result.code };
    }
    const char *want = arena_format(test_arena(), "%s %s %s %s", words[0], words[1], words[2], words[3]);
    const json_t *connections = json_object_get(row->report, "connections");
    CHECK_TEXT(name, outcome_of(json_array_get(connections, row->connections++)), want);
    row->fails |= strcmp(words[0], "fails") == 0;
}

static void each_deployment(void)
{
    struct span text = test_file(test_path("testdata/predict/expectations.txt"));
    struct deployment_row row = { 0 };
    size_t rows = 0;
    for (char *line = arena_text_of_span(test_arena(), text); *line;) {
        char *end = line + strcspn(line, "\n"), *next = *end ? end + 1 : end;
        *end = 0;
        if (line[0] != '#' && line[0]) {
            check_line(&row, line);
            rows++;
        }
        line = next;
    }
    end_row(&row);
    CHECK_SAYING("rows", rows >= 120, "%zu deployments", rows);
}

/* Every rule that a step may name can be looked up. */
static void explained(void)
{
    struct span text = test_file(test_path("testdata/predict/expectations.txt"));
    const char *known = "";
    for (size_t i = 0; step_rule_at(i); i++) {
        struct cli_result result = CLI("explain", step_rule_at(i)->id);
        CHECK_SAYING(step_rule_at(i)->id,
                     strstr(result.out, step_rule_at(i)->fix) || strlen(result.out) > 200, "%s%s", result.out,
                     result.err);
        CHECK_INT(step_rule_at(i)->id, result.code, 0);
    }
    for (char *line = arena_text_of_span(test_arena(), text); *line;) {
        char *end = line + strcspn(line, "\n"), *next = *end ? end + 1 : end;
        *end = 0;
        const char *rule = "-";
        for (size_t i = 0; line[0] != '#' && line[0] && i < 5; i++)
            rule = next_word(&line);
        if (strchr(rule, '/') && !strstr(known, arena_format(test_arena(), " %s ", rule))) {
            known = arena_format(test_arena(), "%s %s ", known, rule);
            CHECK_INT(rule, CLI("explain", rule).code, 0);
        }
        line = next;
    }
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
        { "the count", "good", "text", "1 connection: 1 connect, 0 fail, 0 at risk, 0 unknown", "notice", 0 },
        { "at risk counts as a warning", "server-no-ike", "text", "at-risk", "warning", 1 },
        { "and not as an error", "server-no-ike", "text", "at-risk", "error", 0 },
        { "unknown counts as a notice", "server-name-unknown", "text",
          "needs   server_name, which clients dial\n", "notice", 1 },
        { "what to export", "auth-unknown", "text", "Get-VpnAuthProtocol | Export-Clixml auth.xml", "error",
          0 },
        { "whose list is missing", "crls-unknown", "json",
          "pki: crls, the current list of CN=CA,O=Contoso and of CN=Root,O=Contoso", "error", 0 },
        { "what was inferred is said to be", "device-eku-filter", "text", "[profile/eku-filter, inferred]",
          "error", 1 },
        { "S12: what decides the server's choice", "server-two-names", "json", "-CertificateAdvertised, then",
          "error", 0 },
        { "what is documented goes without saying", "server-name", "text",
          "[vpn-server/server-name-mismatch]", "error", 1 },
        { "P06: the code is an inference", "advertised-missing", "text",
          ": 13806, reported by the server (inferred); the client shows 13801 (inferred)\n", "error", 1 },
        { "S02: the client is not told", "server-expired", "text",
          ": 13806, reported by the server; the client shows 13801 (inferred)\n", "error", 1 },
        { "P06: so is the cause", "advertised-expired", "text",
          "[rras/certificate-advertised-stale, inferred]", "error", 1 },
        { "P06: the same as JSON", "advertised-expired", "json", "\"code_evidence\": \"inferred\"", "error",
          1 },
        { "EAP: the code is an inference", "user-eap-not-accepted", "text",
          ": 13801, reported by the client (inferred)\n", "error", 1 },
        { "EAP: so is the cause", "user-eap-not-accepted", "text", "[rras/eap-not-accepted, inferred]",
          "error", 1 },
        { "EAP: the same as JSON", "user-eap-not-accepted", "json", "\"code_evidence\": \"inferred\"",
          "error", 1 },
        { "a code that Microsoft names", "server-name", "text", ": 13801, reported by the client\n", "error",
          1 },
        { "the same as JSON", "server-name", "json", "\"code_evidence\": \"documented\"", "error", 1 },
        { "no code", "good", "json", "\"code_evidence\": null", "error", 0 },
        { "P02", "root-to-accept-unset", "json", "rras/root-to-accept-unset", "error", 0 },
        { "R10", "root-to-accept-unset", "json", "rras/revocation-without-root", "error", 0 },
        { "P07", "server-name-unchecked", "json", "profile/name-check-disabled", "error", 0 },
        { "a setting is a warning", "server-name-unchecked", "text", "profile/name-check-disabled", "warning",
          1 },
        { "a vulnerable build", "build-vulnerable", "json", "host/ike-cve-2022-21849", "error", 0 },
        { "a regressed build", "build-regressed", "json", "host/ike-vendor-id-2022", "error", 0 },
        { "an unknown build", "nothing-known", "json", "os: build and ubr", "error", 0 },
        { "an unknown build as text", "nothing-known", "text",
          "settings  vpn01.corp.contoso.com and 1 more: not all checked\n    needs   os: build and ubr",
          "error", 0 },
        { "no unknown build", "files", "json", "\"unknown\": []", "error", 0 },
        { "a wrong setting", "profile-sstp", "json", "\"settings\": [", "error", 0 },
        { "not enforced", "device-revoked-not-enforced", "json", "does not enforce revocation", "error", 0 },
        { "passed over", "server-and-web", "json", "another one has IP security IKE intermediate", "error",
          0 },
        { "a fleet", "fleet", "text",
          "connects  2 devices like laptop-001.corp.contoso.com -> vpn01.corp.contoso.com\n", "error", 1 },
        { "a user tunnel", "user", "json", "\"tunnel\": \"user\"", "error", 0 },
        { "what is not checked", "user", "text", "the NPS judges the user by EAP; that is not checked",
          "error", 0 },
        { "two tunnels", "both-tunnels", "text", "vpn01.corp.contoso.com (user tunnel)", "error", 1 },
        { "a pin", "advertised-renewed", "json", "a renewed one is beside it", "error", 0 },
        { "A02 is seen", "server-rsa-1024", "text",
          "  client-judges-server   holds\n    lint    the RSA key has 1024 bits, fewer than 2048 "
          "[certificate-keys/rsa-short, inferred]\n",
          "error", 0 },
        { "what lint warns of is a warning", "server-rsa-1024", "json", "\"certificate-keys/rsa-short\"",
          "warning", 1 },
        { "A04 is seen", "device-sha1", "text", "[certificate-keys/signature-sha1, inferred]", "error", 0 },
        { "A04 of a CA is seen", "issuer-sha1", "text",
          "[certificate-path/issuer-signed-with-sha1, inferred]", "error", 0 },
        { "A05 is seen", "server-pss", "text", "[certificate-keys/signature-pss, reported]", "error", 0 },
        { "the end is near", "server-ends-soon", "text", "in 9 days [certificate-validity/expires-soon]",
          "warning", 1 },
        { "R03 is seen where it is not enforced", "crl-expired-weak", "text",
          "  server-judges-client   holds\n    lint    the CRL of CN=CA,O=Contoso expired", "error", 0 },
        { "R05 is seen where it is not enforced", "device-unlisted-weak", "text",
          "[certificate-revocation/no-crl-distribution-point]", "error", 0 },
        { "R06 is seen", "device-ldap", "text",
          "[certificate-revocation/crl-only-by-ldap,\n            inferred]", "error", 0 },
        { "R07 is seen", "crl-overdue", "text", "[certificate-revocation/crl-publish-overdue]", "error", 0 },
        { "S10 is seen where P07 masks it", "server-name-unchecked", "text",
          "    lint    clients dial vpn.contoso.com", "error", 0 },
        { "a failure is not buried", "issuer-expired", "text", "[certificate-path/issuer-expired", "error",
          1 },
        { "A08 is seen", "server-large", "text", "[certificate-keys/large-certificate]", "warning", 0 },
        { "A08 is a notice", "server-large", "text", "[certificate-keys/large-certificate]", "notice", 1 },
        { "S13 is seen", "server-renewed", "text",
          "    note    an old and a renewed certificate fit; that the newest is taken is not documented",
          "error", 0 },
        { "S13: the older one", "server-renewed", "json",
          "\"reason\": \"a newer one of its name and issuer fits\"", "error", 0 },
        { "S12: the other one", "server-two-names", "json", "\"reason\": \"another one fits as well\"",
          "error", 0 },
        { "T02: it may be fetched", "client-lacks-fetchable", "json",
          "it fails unless Windows fetches what is missing from http://pki.contoso.com/ca.cer (usual for "
          "Windows, not confirmed for IKEv2)",
          "error", 1 },
        { "C06: it may be fetched", "device-lacks-own-fetchable", "json",
          "leads to no root that this host trusts; it fails unless Windows fetches", "error", 1 },
        { "A07: a word about the key", "server-p256", "text", "[certificate-keys/key-is-ecdsa, reported]",
          "error", 0 },
        { "A07: none in EAP", "user-eap-p256", "text",
          "\n1 connection: 1 connect, 0 fail, 0 at risk, 0 unknown", "warning", 0 },
        { "R05: a word about the CA", "issuer-unlisted", "text", "that can be a failure", "error", 0 },
        { "P06: a preshared key", "files-psk", "text", "[rras/certificates-not-advertised, inferred]",
          "error", 0 },
        { "P06: a preshared key is said once", "files-psk", "json", "\"rule\": \"rras/fragmentation-off\"",
          "error", 0 },
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

static const char *replaced(const char *text, const char *word, const char *by)
{
    const char *at = strstr(text, word);
    return at ? arena_format(test_arena(), "%.*s%s%s", (int)(at - text), text, by, at + strlen(word)) : text;
}

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
        { "flags of no file", "deployment: x\nservers: [{ name: a, cert_auth_flags: none.reg }]\n" DEVICES,
          "none.reg", 3 },
        { "the line of an export",
          "deployment: x\nservers: [{ name: a, auth_protocol: BAD/auth-cut.json }]\n" DEVICES,
          "auth-cut.json:", 3 },
        { "nothing of its kind",
          "deployment: x\nservers: [{ name: a, auth_protocol: FILES/root.pem }]\n" DEVICES,
          "there are no VPN server settings in this file", 3 },
        { "a connection that is not there",
          "deployment: x\n" SERVERS "devices: [{ name: b, phonebook: FILES/two.pbk, connection: AOVPN }]\n",
          "it has no connection 'AOVPN'; it has 'AOVPN Device', 'AOVPN User'", 3 },
        { "two certificates for one",
          "deployment: x\nservers: [{ name: a, auth_protocol: { certificate_advertised: "
          "FILES/server-renewed.sst } }]\n" DEVICES,
          "one certificate is wanted here", 3 },
        { "a thumbprint for a file",
          "deployment: x\nservers: [{ name: a, auth_protocol: { root_certificate_name_to_accept: "
          "0123456789abcdef0123456789ABCDEF01234567 } }]\n" DEVICES,
          "is a thumbprint; the file of the certificate is wanted here, or none: Get-Item "
          "Cert:\\LocalMachine\\Root\\THUMBPRINT",
          2 },
        { "a thumbprint with spaces",
          "deployment: x\nservers: [{ name: a, auth_protocol: { certificate_advertised: "
          "01 23 45 67 89 ab cd ef 01 23 45 67 89 ab cd ef 01 23 45 67 } }]\n" DEVICES,
          "Cert:\\LocalMachine\\My\\THUMBPRINT", 2 },
        { "a name for a file",
          "deployment: x\n" SERVERS
          "devices: [{ name: b, machine_certificate_issuer_filter: 'CN=CA, O=Contoso' "
          "}]\n",
          "'CN=CA, O=Contoso' is a name; the file of the certificate is wanted here", 2 },
        { "none, in any case",
          "deployment: x\nservers: [{ name: a, auth_protocol: { root_certificate_name_to_accept: None, "
          "certificate_advertised: NONE } }]\n" DEVICES,
          "", 0 },
        { "no such export", "deployment: x\nservers: [{ name: a, auth_protocol: none.xml }]\n" DEVICES,
          "none.xml", 3 },
        { "a tunnel", "deployment: x\n" SERVERS "devices: [{ name: b, tunnel: usr }]\n",
          "did you mean 'user'?", 2 },
        { "a fleet of none",
          "deployment: x\n" SERVERS "devices: [{ name: none-*, stores: { my: 'none-*.sst' } }]\n",
          "no file fits 'none-*'", 2 },
        { "a fleet without paths", "deployment: x\n" SERVERS "devices: [{ name: b-* }]\n",
          "no file fits 'b-*'", 2 },
        { "two stars", "deployment: x\n" SERVERS "devices: [{ name: '*-*' }]\n", "more than one '*'", 2 },
        { "two stars of a path",
          "deployment: x\n" SERVERS "devices: [{ name: 'b-*', stores: { my: '*/*.sst' } }]\n",
          "where one stands for the device", 2 },
        { "no folder", "deployment: x\n" SERVERS "devices: [{ name: 'b-*', stores: { my: 'none/*.sst' } }]\n",
          "cannot list", 2 },
        { "a device twice", "deployment: x\n" SERVERS "devices: [{ name: b }, { name: c }, { name: b }]\n",
          "was there before", 2 },
        { "a device twice, in capitals", "deployment: x\n" SERVERS "devices: [{ name: b }, { name: B }]\n",
          "was there before", 2 },
        { "a way to authenticate",
          "deployment: x\nservers: [{ name: a, auth_protocol: { user_auth_protocol_accepted: Certificat } "
          "}]\n" DEVICES,
          "did you mean 'Certificate'?", 2 },
        { "a profile for a store",
          "deployment: x\n" SERVERS "devices: [{ name: b, stores: { my: FILES/device.xml } }]\n",
          "given as 'stores: my', but holds no certificate of the Personal store; export it", 3 },
        { "no such file", "deployment: x\npki: { roots: nowhere.cer }\n" SERVERS DEVICES, "nowhere.cer", 3 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *text = replaced(replaced(rows[i].text, "FILES", test_path("testdata/predict/files")),
                                    "BAD", test_path("testdata/settings/broken"));
        struct cli_result result = CLI("predict", AT, cli_file("deployment.yaml", text));
        CHECK_SAYING(rows[i].name, strstr(result.err, rows[i].says) != NULL, "'%s' is not in: %s",
                     rows[i].says, result.err);
        CHECK_INT(rows[i].name, result.code, rows[i].code);
    }
}

/* What is given in the place of a deployment file. */
static void no_deployment_files(void)
{
    static const struct {
        const char *name, *path, *says;
    } rows[] = {
        { "a folder", "testdata/predict/files",
          "is a folder; write a deployment file from the exports in it: ikelint predict --init " },
        { "a registry export", "testdata/store/root.reg",
          "is no deployment file: it was taken for registry export (.reg); name it in a deployment file, as "
          "in 'stores: { my: FILE }'" },
        { "in UTF-16", "testdata/predict/files/flags.reg", "it was taken for registry export (.reg)" },
        { "a certificate", "testdata/predict/files/root.pem", "it was taken for PEM text" },
        { "a profile", "testdata/predict/files/device.xml", "it was taken for ProfileXML" },
        { "a store", "testdata/predict/files/server.sst", "it was taken for serialized store" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cli_result result = CLI("predict", test_path(rows[i].path));
        CHECK_SAYING(rows[i].name, strstr(result.err, rows[i].says) != NULL, "'%s' is not in: %s",
                     rows[i].says, result.err);
        CHECK_INT(rows[i].name, result.code, 2);
    }
    const char *file = cli_file("deployment.yaml", "");
    const char *folder = arena_format(test_arena(), "%.*s", (int)(strrchr(file, '/') - file), file);
    struct cli_result result = CLI("predict", folder);
    CHECK_SAYING("its deployment file",
                 strstr(result.err, "is a folder; its deployment file is '") &&
                     strstr(result.err, "/deployment.yaml'"),
                 "%s", result.err);
    CHECK_INT("its deployment file", result.code, 2);
    result = CLI("predict", cli_file("named.yaml", "servers:\n  - name: a\ndevices:\n  - name: b\n"));
    CHECK_SAYING("without its first key", strstr(result.err, "needs the key 'deployment'") != NULL, "%s",
                 result.err);
}

/* The prediction of the good deployment with one part of it replaced; names of files and folders are put in last. */
static struct cli_result predicted_with(const char *name, const char *word, const char *by,
                                        const char *format)
{
    const char *text =
        arena_text_of_span(test_arena(), test_file(test_path("testdata/predict/deployments/good.yaml")));
    const struct {
        const char *word, *folder;
    } folders[] = { { "FILES", test_path("testdata/predict/files") },
                    { "STORES", test_path("testdata/store") },
                    { "BAD", test_path("testdata/settings/broken") } };
    for (const char *before = NULL; text != before;)
        before = text, text = replaced(text, "../files", "FILES");
    if (strcmp(word, "AUTH") == 0)
        text = replaced(text,
                        "auth_protocol:\n      user_auth_protocol_accepted: [EAP, Certificate]\n"
                        "      root_certificate_name_to_accept: FILES/root.pem",
                        "auth_protocol: AUTH");
    CHECK_SAYING(name, strstr(text, word) != NULL, "no %s in: %s", word, text);
    text = replaced(text, word, by);
    for (size_t i = 0; i < COUNT_OF(folders); i++)
        for (const char *before = NULL; text != before;)
            before = text, text = replaced(text, folders[i].word, folders[i].folder);
    return CLI("predict", AT, "--format", format, cli_file("deployment.yaml", text));
}

/* What more to export of hosts is told apart from connections that are unknown. */
static void settings_not_checked(void)
{
    struct cli_result result = predicted_with("a build", "build: 20348, ubr: 2700", "build: 9600", "json");
    json_t *report = json_loads(result.out, 0, NULL);
    const json_t *unknown = json_array_get(json_object_get(report, "unknown"), 0);
    CHECK_TEXT("needs", json_string_value(json_object_get(unknown, "needs")),
               "os: ubr, the number behind the build: UBR of HKLM\\SOFTWARE\\Microsoft\\Windows "
               "NT\\CurrentVersion");
    json_decref(report);
    result = predicted_with("a build", "build: 20348, ubr: 2700", "build: 9600", "text");
    CHECK_SAYING(
        "text",
        strstr(result.out, "\nsettings  vpn01.corp.contoso.com: not all checked\n    needs   os: ubr,"), "%s",
        result.out);
    CHECK_SAYING("no unknown", !strstr(result.out, "unknown  "), "%s", result.out);
}

static void check_outcome(const char *name, struct cli_result result, const char *wants, int code)
{
    json_t *report = json_loads(result.out, 0, NULL);
    CHECK_TEXT(name, outcome_of(json_array_get(json_object_get(report, "connections"), 0)), wants);
    CHECK_INT(name, result.code, code);
    json_decref(report);
}

/* What was given and cannot be read is unknown: neither empty, nor as if it had not been given. */
static void unreadable_exports(void)
{
    static const struct {
        const char *name, *word, *by, *wants;
        int code;
    } rows[] = {
        { "nothing is wrong", "deployment:", "deployment:", "connects - - -", 0 },
        { "a server's store", "FILES/server.sst", "FILES/device.xml", "unknown - - -", 3 },
        { "a device's store", "[FILES/device.sst]", "[FILES/device.sst, none.sst]", "unknown - - -", 3 },
        { "the roots", "[FILES/root.pem]", "[FILES/auth.xml]", "unknown - - -", 3 },
        { "the intermediates", "[FILES/ca.pem]", "[none.pem]", "unknown - - -", 3 },
        { "a root store", "{ my: [FILES/device.sst] }", "{ my: [FILES/device.sst], root: none.sst }",
          "unknown - - -", 3 },
        { "a cut export", "AUTH", "BAD/auth-not-closed.xml", "unknown - - -", 3 },
        { "any case", "[EAP, Certificate]", "[eap, certificate]", "connects - - -", 0 },
        { "a profile", "    os: { build: 19045", "    profile: none.xml\n    os: { build: 19045",
          "unknown - - -", 3 },
        { "a phone book", "    os: { build: 19045", "    phonebook: FILES/auth.xml\n    os: { build: 19045",
          "unknown - - -", 3 },
        { "a connection that is not there", "    os: { build: 19045",
          "    phonebook: FILES/two.pbk\n    connection: AOVPN\n    os: { build: 19045", "unknown - - -", 3 },
        { "a connection in capitals", "    os: { build: 19045",
          "    phonebook: FILES/two.pbk\n    connection: AOVPN DEVICE\n    os: { build: 19045",
          "connects - - -", 0 },
        { "of a user tunnel", "    os: { build: 19045",
          "    tunnel: user\n    vpn_connection: none.xml\n    os: { build: 19045", "unknown - - -", 3 },
        { "of the NPS", "servers:\n", "nps: { name: nps, stores: { my: none.sst } }\nservers:\n",
          "connects - - -", 3 },
        { "of the NPS, for a user", "    os: { build: 19045",
          "    tunnel: user\n    os: { build: 19045, ubr: 3803 }\nnps: { name: nps, stores: { my: none.sst } "
          "}"
          "\n#",
          "unknown - - -", 3 },
        { "of a user", "    os: { build: 19045",
          "    profile: FILES/user.xml\n    user_certificates: none.sst\n    os: { build: 19045",
          "unknown - - -", 3 },
        { "a filter", "    os: { build: 19045",
          "    machine_certificate_issuer_filter: FILES/ca.crl\n    os: { build: 19045", "unknown - - -", 3 },
        { "the root that is accepted", "to_accept: FILES/root.pem", "to_accept: FILES/ca.crl",
          "unknown - - -", 3 },
        { "the certificate that is advertised", "to_accept: FILES/root.pem",
          "to_accept: FILES/root.pem\n      certificate_advertised: none.cer", "unknown - - -", 3 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        check_outcome(rows[i].name, predicted_with(rows[i].name, rows[i].word, rows[i].by, "json"),
                      rows[i].wants, rows[i].code);
}

/* Where the export that says what is dialled cannot be read, server_name does not stand in for it. */
static void unread_names(void)
{
    static const struct {
        const char *name, *says, *wants;
        int code;
    } rows[] = {
        { "no export", "tunnel: device", "fails 13801 client vpn-server/server-name-mismatch", 1 },
        { "a profile", "profile: none.xml", "unknown - - -", 3 },
        { "no such connection", "phonebook: 'two.pbk', connection: AOVPN", "unknown - - -", 3 },
        { "one of two", "phonebook: 'two.pbk'", "unknown - - -", 0 },
        { "that one", "phonebook: 'two.pbk', connection: AOVPN Device", "connects - - -", 0 },
        { "no host name", "profile: 'no-host.xml'", "unknown - - -", 3 },
    };
    cli_write(scratch_path("two.pbk"), test_file(test_path("testdata/predict/files/two.pbk")));
    cli_file("no-host.xml",
             "<VPNProfile><NativeProfile><Servers>{0}</Servers><NativeProtocolType>IKEv2</NativeProtocolType>"
             "</NativeProfile><DeviceTunnel>true</DeviceTunnel></VPNProfile>");
    const char *files = test_path("testdata/predict/files");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *text = arena_format(test_arena(),
                                        "deployment: x\nserver_name: other.contoso.com\npki: { roots: "
                                        "'%s/root.pem', intermediates: '%s/ca.pem', "
                                        "crls: ['%s/root.crl', '%s/ca.crl'] }\nservers: [{ name: a, stores: "
                                        "{ my: '%s/server.sst' }, cert_auth_flags: 4, "
                                        "auth_protocol: { user_auth_protocol_accepted: Certificate, "
                                        "root_certificate_name_to_accept: '%s/root.pem' } "
                                        "}]\ndevices: [{ name: b, stores: { my: '%s/device.sst' }, %s }]\n",
                                        files, files, files, files, files, files, files, rows[i].says);
        check_outcome(rows[i].name, CLI("predict", AT, "--format", "json", cli_file("unread.yaml", text)),
                      rows[i].wants, rows[i].code);
    }
}

/* A file that can be read, and is none of what it is given for, is no empty store. */
static void files_of_another_kind(void)
{
    static const struct {
        const char *name, *word, *by, *wants, *says;
    } rows[] = {
        { "a device's MY is a CRL", "[FILES/device.sst]", "FILES/root.crl", "unknown - - -",
          "root.crl: given as 'stores: my', but holds no certificate of the Personal store; export it: "
          "Get-ChildItem Cert:\\LocalMachine\\My" },
        { "a server's MY is a CRL", "[FILES/server.sst]", "FILES/ca.crl", "unknown - - -",
          "ca.crl: given as 'stores: my', but holds no certificate of the Personal store" },
        { "roots are a CRL", "[FILES/root.pem]", "FILES/ca.crl", "unknown - - -",
          "ca.crl: given as 'pki: roots', but holds no certificate of a root; give" },
        { "roots are a device's certificate", "[FILES/root.pem]", "FILES/device.pem", "unknown - - -",
          "device.pem: given as 'pki: roots', but holds no certificate of a root; give" },
        { "intermediates are a CRL", "[FILES/ca.pem]", "FILES/ca.crl", "unknown - - -",
          "ca.crl: given as 'pki: intermediates', but holds no certificate of a CA; give" },
        { "CRLs are a certificate", "[FILES/root.crl, FILES/ca.crl]", "FILES/root.pem", "unknown - - -",
          "root.pem: given as 'pki: crls', but holds no CRL; give the .crl files" },
        { "a root store is a phone book", "{ my: [FILES/device.sst] }",
          "{ my: FILES/device.sst, root: FILES/device.pbk }", "unknown - - -",
          "device.pbk: given as 'stores: root', but holds no certificate of the root store; export it" },
        { "a CA store is a CRL", "{ my: [FILES/server.sst] }", "{ my: FILES/server.sst, ca: FILES/ca.crl }",
          "unknown - - -", "ca.crl: given as 'stores: ca', but holds no certificate of the CA store" },
        { "what is blocked is a profile", "{ my: [FILES/server.sst] }",
          "{ my: FILES/server.sst, disallowed: FILES/device.xml }", "unknown - - -",
          "device.xml: given as 'stores: disallowed', but holds no certificate of the Disallowed store" },
        { "what is blocked cannot be read", "[FILES/device.sst] }",
          "FILES/device.sst, disallowed: none.sst }", "unknown - - -", "none.sst: " },
        { "a user's MY is a CRL", "    os: { build: 19045",
          "    profile: FILES/user.xml\n    user_certificates: FILES/ca.crl\n    os: { build: 19045",
          "unknown - - -", "ca.crl: given as 'user_certificates', but holds no certificate of a user" },
        { "a listing without its store", "[FILES/server.sst]", "FILES/server-listing.txt", "unknown - - -",
          "server-listing.txt: " },
        { "another store", "[FILES/device.sst]", "STORES/root.reg", "unknown - - -",
          "root.reg: given as 'stores: my', but holds no certificate of the Personal store (it is an export "
          "of ROOT); export it" },
        { "other stores", "[FILES/device.sst]", "STORES/nothing-in-my.reg", "unknown - - -",
          "(it is an export of ROOT, CA)" },
        { "another store alone", "[FILES/device.sst] }", "FILES/device.sst, disallowed: STORES/root.reg }",
          "unknown - - -", "(it is an export of ROOT)" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cli_result result = predicted_with(rows[i].name, rows[i].word, rows[i].by, "json");
        check_outcome(rows[i].name, result, rows[i].wants, 3);
        CHECK_SAYING(rows[i].name, strstr(result.err, rows[i].says) != NULL, "'%s' is not in: %s",
                     rows[i].says, result.err);
    }
}

/* A store that a password locks was exported: it is not asked for again. */
static void locked_stores(void)
{
    static const char *const parts[] = { "[FILES/server.sst]", "[FILES/device.sst]" };
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        struct cli_result result = predicted_with(parts[i], parts[i], "STORES/with-password/my.pfx", "json");
        check_outcome(parts[i], result, "unknown - - -", 3);
        CHECK_SAYING(parts[i],
                     strstr(result.out, "without the password: give it with --password-file") != NULL, "%s",
                     result.out);
        CHECK_SAYING(parts[i], !strstr(result.out, "an export of its Personal store"), "%s", result.out);
    }
}

/* A store that is there and empty is known. */
static void empty_stores(void)
{
    static const struct {
        const char *name, *word, *by, *wants;
    } rows[] = {
        { "none", "[FILES/device.sst]", "[]", "fails 13806 client host/no-certificate" },
        { ".sst", "[FILES/device.sst]", "FILES/empty.sst", "fails 13806 client host/no-certificate" },
        { "MY in an export of all stores", "[FILES/device.sst]", "STORES/empty-my.reg",
          "fails 13806 client host/no-certificate" },
        { "MY of the machine beside that of a user", "[FILES/device.sst]", "STORES/user-only.reg",
          "fails 13806 client host/no-certificate" },
        { "of a server", "[FILES/server.sst]", "STORES/empty-my.reg",
          "fails 13806 server host/no-certificate" },
        { "Disallowed in an export of all stores", "[FILES/device.sst] }",
          "FILES/device.sst, disallowed: STORES/empty-my.reg }", "connects - - -" },
        { "no Disallowed in an export of all stores", "[FILES/device.sst] }",
          "FILES/device.sst, disallowed: STORES/machine.reg }", "connects - - -" },
        { "the same as JSON", "[FILES/server.sst] }", "FILES/server.sst, disallowed: STORES/machine.json }",
          "connects - - -" },
        { "roots", "[FILES/root.pem]", "FILES/empty.sst",
          "fails 13801 client certificate-path/root-not-trusted" },
        { "a user's", "    os: { build: 19045",
          "    profile: FILES/user.xml\n    user_certificates: FILES/empty.sst\n    os: { build: 19045",
          "fails 798 client profile/no-user-certificate" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cli_result result = predicted_with(rows[i].name, rows[i].word, rows[i].by, "json");
        check_outcome(rows[i].name, result, rows[i].wants, rows[i].wants[0] == 'f');
        CHECK_TEXT(rows[i].name, result.err, "");
    }
}

/* Builds of RRAS that look at no CRL, whatever CertAuthFlags says. */
static void old_builds(void)
{
    static const struct {
        const char *os, *wants;
    } rows[] = {
        { "{ build: 20348, ubr: 2700 }", "fails 13801 client certificate-revocation/revoked" },
        { "{ build: 14393, ubr: 3053 }", "fails 13801 client certificate-revocation/revoked" },
        { "{ build: 14393, ubr: 3052 }", "connects - - -" },
        { "{ build: 14393 }", "fails 13801 client certificate-revocation/revoked" },
        { "{ build: 9600 }", "connects - - -" },
    };
    const char *good = arena_text_of_span(
        test_arena(), test_file(test_path("testdata/predict/deployments/device-revoked.yaml")));
    const char *files = test_path("testdata/predict/files");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *text = replaced(good, "{ build: 20348, ubr: 2700 }", rows[i].os);
        for (const char *before = NULL; text != before;)
            before = text, text = replaced(text, "../files", files);
        struct cli_result result = CLI("predict", AT, "--format", "json", cli_file("deployment.yaml", text));
        json_t *report = json_loads(result.out, 0, NULL);
        CHECK_TEXT(rows[i].os, outcome_of(json_array_get(json_object_get(report, "connections"), 0)),
                   rows[i].wants);
        json_decref(report);
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
    CHECK_SAYING("of another one", strstr(result.err, "(it is an export of ROOT)") != NULL, "%s", result.err);
    CHECK_INT("of another one", result.code, 3);
}

/* A thousand devices with their own stores, four servers: quick, and few lines. */
static void a_fleet(void)
{
    enum { DEVICE_COUNT = 1000, SERVER_COUNT = 4 };
    struct buf text = { 0 };
    const char *files = test_path("testdata/predict/files");
    struct span store = test_file(arena_format(test_arena(), "%s/device.sst", files));
    buf_format(&text,
               "deployment: x\nserver_name: vpn.contoso.com\npki: { roots: '%s/root.pem', intermediates: "
               "'%s/ca.pem', "
               "crls: ['%s/root.crl', '%s/ca.crl'] }\nservers:\n",
               files, files, files, files);
    for (size_t i = 0; i < SERVER_COUNT; i++)
        buf_format(
            &text,
            "  - { name: vpn%zu, stores: { my: '%s/server.sst' }, cert_auth_flags: 4, auth_protocol: { "
            "user_auth_protocol_accepted: Certificate, root_certificate_name_to_accept: '%s/root.pem' } }\n",
            i, files, files);
    buf_text(&text, "devices: [{ name: 'fleet-*', stores: { my: 'fleet-*.sst' } }]\n");
    for (size_t i = 0; i < DEVICE_COUNT; i++)
        cli_write(scratch_path(arena_format(test_arena(), "fleet-%04zu.sst", i)), store);
    const char *path = cli_file("fleet.yaml", text.data);
    clock_t before = clock();
    struct cli_result result = CLI("predict", AT, path);
    double seconds = (double)(clock() - before) / CLOCKS_PER_SEC;
    buf_free(&text);
    CHECK_SAYING("one entry",
                 strstr(result.out, "connects  1000 devices like fleet-0000 -> vpn0 and 3 more servers\n") !=
                     NULL,
                 "%.2000s %s", result.out, result.err);
    CHECK_SAYING("short", strlen(result.out) < 2000, "%zu octets", strlen(result.out));
    /* 0.1 s where it was written; a bound that only a quadratic walk passes, even with sanitizers. */
    CHECK_SAYING("quick", seconds < 20, "%.1f s", seconds);
}

/* The deployment file that the README shows is the one that it runs. */
static void readme(void)
{
    const char *file =
        arena_text_of_span(test_arena(), test_file(test_path("testdata/predict/contoso.yaml")));
    const char *page = arena_text_of_span(test_arena(), test_file(test_path("README.md")));
    CHECK("the same file", strstr(page, arena_format(test_arena(), "```yaml\n%s```", file)) != NULL);
}

/* Without a device or a server nothing is predicted, and that is said. */
static void nobody(void)
{
    static const struct {
        const char *name, *text, *says;
    } rows[] = {
        { "no device", "deployment: x\nservers: [{ name: a }]\ndevices: []\n",
          "the deployment file names no device\n" },
        { "no server", "deployment: x\nservers: []\ndevices: [{ name: a }]\n",
          "the deployment file names no server\n" },
        { "neither", "deployment: x\nservers: []\ndevices: []\n", "names no server and no device\n" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cli_result result = CLI("predict", AT, cli_file("nobody.yaml", rows[i].text));
        CHECK_SAYING(rows[i].name, strstr(result.out, rows[i].says) != NULL, "%s", result.out);
    }
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
    { "each deployment", each_deployment },
    { "explained", explained },
    { "texts", texts },
    { "wrong files", wrong_files },
    { "no deployment files", no_deployment_files },
    { "unreadable exports", unreadable_exports },
    { "unread names", unread_names },
    { "files of another kind", files_of_another_kind },
    { "locked stores", locked_stores },
    { "settings not checked", settings_not_checked },
    { "empty stores", empty_stores },
    { "old builds", old_builds },
    { "one export of all stores", one_export_of_all_stores },
    { "a fleet", a_fleet },
    { "many devices", many_devices },
    { "nobody", nobody },
    { "readme", readme },
    CU_TEST_INFO_NULL,
};
