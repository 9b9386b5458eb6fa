/* cmd: the command line, through the program's front door. */
#include "cmd/terminal.h"
#include "predict/codes.h"
#include "tests/cli.h"
#include "util/buf.h"

static void test_frame(void)
{
    static const struct {
        const char *name;
        const char *arguments[4];
        int code;
        const char *out, *err; /* how they begin */
    } rows[] = {
        { "no argument", { NULL }, 2, "", "usage: ikelint COMMAND" },
        { "help", { "--help" }, 0, "usage: ikelint COMMAND", "" },
        { "short help", { "-h" }, 0, "usage: ikelint COMMAND", "" },
        { "version", { "--version" }, 0, "ikelint ", "" },
        { "near a command", { "lnit" }, 2, "", "ikelint: unknown command 'lnit', did you mean 'lint'?\n" },
        { "no command", { "qqqqqqqq" }, 2, "", "ikelint: unknown command 'qqqqqqqq'\n" },
        { "no such option", { "--frobnicate" }, 2, "", "ikelint: unknown option '--frobnicate'\n" },
        { "escapes", { "\033[31m" }, 2, "", "ikelint: unknown command '\\x1B[31m'\n" },
        { "kinds of files", { "facts", "--kind" }, 0, "read, and what writes it\n", "" },
        { "kinds of files as JSON", { "facts", "-f", "json", "-k" }, 0, "[\n", "" },
        { "a kind of objects is a choice",
          { "facts", "--kind=x" },
          2,
          "",
          "ikelint facts: --kind: 'x' is not one of" },
        { "help of a command", { "lint", "--help" }, 0, "usage: ikelint lint [OPTION]… PATH…\n", "" },
        { "help beats what is missing", { "lint", "-h" }, 0, "usage: ikelint lint", "" },
        { "nothing to lint", { "lint" }, 2, "", "ikelint lint: no file" },
        { "near an option",
          { "lint", "--verbos" },
          2,
          "",
          "ikelint lint: unknown option '--verbos', did you mean '--verbose'?\n'ikelint lint --help' says "
          "more\n" },
        { "value for a switch",
          { "lint", "--verbose=1" },
          2,
          "",
          "ikelint lint: --verbose takes no value\n" },
        { "choice",
          { "lint", "--color=purple" },
          2,
          "",
          "ikelint lint: --color: 'purple' is not one of auto, always, never\n" },
        { "near a choice",
          { "lint", "--color", "nevr" },
          2,
          "",
          "ikelint lint: --color: 'nevr' is not one of auto, always, never; did you mean 'never'?\n" },
        { "value missing", { "lint", "--color" }, 2, "", "ikelint lint: --color needs auto|always|never" },
        { "letters do not cluster", { "lint", "-vv" }, 2, "", "ikelint lint: unknown option '-vv'\n" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cli_result got = cli_result_of(rows[i].arguments);
        CHECK_INT(rows[i].name, got.code, rows[i].code);
        CHECK_SAYING(rows[i].name, strncmp(got.out, rows[i].out, strlen(rows[i].out)) == 0, "out is %s",
                     got.out);
        CHECK_SAYING(rows[i].name, strncmp(got.err, rows[i].err, strlen(rows[i].err)) == 0, "err is %s",
                     got.err);
        CHECK(rows[i].name, *rows[i].out || !*got.out);
        CHECK(rows[i].name, *rows[i].err || !*got.err);
    }
}

/* -- lint ----------------------------------------------------------------------------------------------------------- */

#define AT       "--at", "2026-06-01T00:00:00Z"
#define ROOT     "--root", "testdata/demo/roots"
#define PEER     ROOT, "--intermediate", "testdata/demo/intermediates", "--crl", "testdata/demo/crls"
#define NAME     "--server-name", "vpn.contoso.com"
#define GOOD     "testdata/demo/certificates/vpn01.cer"
#define BAD      "testdata/demo/certificates/vpn02.cer"
#define PROFILES "testdata/profiles/"
#define MISSING  "testdata/demo/nowhere.cer"

static void test_exit_codes(void)
{
    static const char soon[] = "warn_days=700d"; /* the good one has 2 years: a warning */
    static const struct {
        const char *name;
        const char *arguments[20];
        int code;
    } rows[] = {
        { "good", { "lint", AT, PEER, NAME, GOOD }, 0 },
        { "good, strict", { "lint", AT, PEER, NAME, "--strict", GOOD }, 0 },
        { "error", { "lint", AT, BAD }, 1 },
        { "error, by warning", { "lint", AT, "--fail-on", "warning", BAD }, 1 },
        { "error, by notice", { "lint", AT, "--fail-on", "notice", BAD }, 1 },
        { "error, never", { "lint", AT, "--fail-on", "never", BAD }, 0 },
        { "warning", { "lint", AT, "--set", soon, GOOD }, 0 },
        { "warning, by error", { "lint", AT, "--set", soon, "--fail-on=error", GOOD }, 0 },
        { "warning, by warning", { "lint", AT, "--set", soon, "--fail-on=warning", GOOD }, 1 },
        { "warning, by notice", { "lint", AT, "--set", soon, "--fail-on=notice", GOOD }, 1 },
        { "not checked", { "lint", AT, GOOD }, 0 },
        { "not checked, strict", { "lint", AT, "--strict", GOOD }, 1 },
        { "not checked, strict, never", { "lint", AT, "--strict", "--fail-on", "never", GOOD }, 0 },
        { "unreadable", { "lint", AT, MISSING }, 3 },
        { "unreadable, never", { "lint", AT, "--fail-on", "never", MISSING }, 3 },
        { "unreadable beside good", { "lint", AT, MISSING, GOOD }, 3 },
        { "unreadable beside error", { "lint", AT, BAD, MISSING }, 3 },
        { "no such root", { "lint", AT, "--root", MISSING, GOOD }, 3 },
        { "a CRL as root", { "lint", AT, "--root", "testdata/demo/crls", GOOD }, 3 },
        { "a root as CRL", { "lint", AT, ROOT, "--crl", "testdata/demo/roots", GOOD }, 3 },
        { "no such profile", { "lint", AT, "--profile", "vpn-srver", GOOD }, 2 },
        { "no such profile, unreadable, error", { "lint", AT, "--profile", "x", MISSING, BAD }, 2 },
        { "no such rules, unreadable, error", { "lint", AT, "--rules", MISSING, MISSING, BAD }, 2 },
        { "no such parameter", { "lint", AT, "--set", "x=1", GOOD }, 2 },
        { "no value for it", { "lint", AT, "--set", "warn_days=soon", GOOD }, 2 },
        { "no such parameter, unreadable, error", { "lint", AT, "--set", "x=1", MISSING, BAD }, 2 },
        { "no host name", { "lint", AT, "--server-name", "a b", GOOD }, 2 },
        { "no such password file", { "lint", AT, "--password-file", MISSING, GOOD }, 3 },
        { "no such password descriptor", { "lint", AT, "--password-fd", "1000", GOOD }, 3 },
        { "output is a folder", { "lint", AT, "--output", "testdata/demo", GOOD }, 3 },
        { "output in no folder", { "lint", AT, "--output", "testdata/nowhere/report", GOOD }, 3 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cli_result got = cli_result_of(rows[i].arguments);
        CHECK_SAYING(rows[i].name, got.code == rows[i].code, "got %d, want %d; %s%s", got.code, rows[i].code,
                     got.err, got.out);
        CHECK(rows[i].name, (got.code == 2) == (*got.err && !*got.out) || got.code == 3);
    }
}

static void test_lint_complaints(void)
{
    static const struct {
        const char *name;
        const char *arguments[12];
        const char *err; /* stands in what is said */
    } rows[] = {
        { "near a profile",
          { "lint", "--profile", "vpn-srver", GOOD },
          "ikelint: error: unknown profile 'vpn-srver', did you mean 'vpn-server'?\n" },
        { "no profile",
          { "lint", "--profile", "qqqqqqqqq", GOOD },
          "ikelint: error: unknown profile 'qqqqqqqqq'" },
        { "no policy",
          { "lint", "--policy", "high", GOOD },
          "--policy: 'high' is no certificate policy; write its object identifier, as in "
          "1.3.6.1.4.1.311.21.8.1\n" },
        { "no policy of facts",
          { "facts", "--policy", "1.2.x", GOOD },
          "--policy: '1.2.x' is no certificate policy; write its object identifier, as in "
          "1.3.6.1.4.1.311.21.8.1\n" },
        { "set without a value", { "lint", "--set", "warn_days", GOOD }, "--set needs NAME=VALUE\n" },
        { "set without a name", { "lint", "--set", "=1", GOOD }, "--set needs NAME=VALUE\n" },
        { "near a parameter", { "lint", "--set", "warn_day=3d", GOOD }, "did you mean 'warn_days'?" },
        { "no time",
          { "lint", "--at", "yesterday", GOOD },
          "--at: 'yesterday' is not a time as in 2026-06-01T00:00:00Z" },
        { "no number", { "lint", "--jobs", "0", GOOD }, "--jobs: '0' is not a number from 1 to 1024" },
        { "a large number",
          { "lint", "--jobs", "99999999999999999999", GOOD },
          "is not a number from 1 to 1024" },
        { "half a number", { "lint", "--jobs", "2x", GOOD }, "--jobs: '2x' is not a number" },
        { "no format",
          { "lint", "--format", "jsn", GOOD },
          "--format: 'jsn' is not one of text, json, ndjson, sarif, junit" },
        { "no level", { "lint", "--fail-on", "errors", GOOD }, "did you mean 'error'?" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cli_result got = cli_result_of(rows[i].arguments);
        CHECK_INT(rows[i].name, got.code, 2);
        CHECK_TEXT(rows[i].name, got.out, "");
        CHECK_SAYING(rows[i].name, strstr(got.err, rows[i].err) != NULL, "%s is not in %s", rows[i].err,
                     got.err);
    }
}

/* Which profile is chosen, and that the report says so. */
static void test_profiles(void)
{
    static const struct {
        const char *name;
        const char *arguments[10];
        const char *said;
    } rows[] = {
        { "server",
          { "testdata/demo/certificates/vpn01.cer" },
          "judged as vpn-server (Server Authentication alone)" },
        { "client",
          { "testdata/demo/certificates/laptop-017.cer" },
          "judged as device-tunnel (Client Authentication alone)" },
        { "CA", { "testdata/demo/roots/contoso-root-ca.cer" }, "judged as authority (it is a CA)" },
        { "CRL", { "testdata/demo/crls/contoso-root-ca.crl" }, "judged as crl (it is a CRL)" },
        { "given", { "--profile", "path-only", GOOD }, "judged as path-only; " },
        { "auto", { "--profile", "auto", GOOD }, "judged as vpn-server (" },
        { "given, for other objects",
          { "--profile", "vpn-server", "testdata/demo/crls/contoso-root-ca.crl" },
          "judged as crl (it is a CRL)" },
        { "no usage",
          { "testdata/rules/vpn-server/no-usages.pem" },
          "judged as path-only (no profile fits: it says no usage)" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *arguments[16] = { "lint", AT };
        size_t count = 3;
        for (size_t j = 0; rows[i].arguments[j]; j++)
            arguments[count++] = rows[i].arguments[j];
        struct cli_result got = cli_result_of(arguments);
        CHECK_SAYING(rows[i].name, strstr(got.out, rows[i].said) != NULL, "%s is not in %s", rows[i].said,
                     got.out);
    }
}

/* That no profile fits is a finding, in every format; where one is given, nobody asks. */
static void test_misfit(void)
{
    static const struct {
        const char *name, *format, *profile, *file;
        bool is_found;
    } rows[] = {
        { "text", "text", "auto", "testdata/rules/vpn-server/no-usages.pem", true },
        { "JSON", "json", "auto", "testdata/rules/vpn-server/no-usages.pem", true },
        { "ndjson", "ndjson", "auto", "testdata/rules/vpn-server/no-usages.pem", true },
        { "SARIF", "sarif", "auto", "testdata/rules/vpn-server/no-usages.pem", true },
        { "JUnit", "junit", "auto", "testdata/rules/vpn-server/no-usages.pem", true },
        { "template", "json", "auto", "testdata/rules/template-common/code-signing.ldf", true },
        { "given", "json", "path-only", "testdata/rules/vpn-server/no-usages.pem", false },
        { "another one given", "json", "vpn-server", "testdata/rules/vpn-server/no-usages.pem", false },
        { "one fits", "json", "auto", GOOD, false },
        { "a CRL", "json", "auto", "testdata/demo/crls/contoso-root-ca.crl", false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cli_result got =
            CLI("lint", AT, "--profile", rows[i].profile, "--format", rows[i].format, rows[i].file);
        bool found = strstr(got.out, "no profile fits (") != NULL &&
                     strstr(got.out, "path-only/no-profile-fits") != NULL;
        CHECK_SAYING(rows[i].name, found == rows[i].is_found, "%s", got.out);
        if (strstr(rows[i].file, "no-usages") && rows[i].is_found) {
            got = CLI("lint", AT, "--profile", rows[i].profile, "--format", rows[i].format, "--fail-on",
                      "notice", rows[i].file);
            CHECK_INT(rows[i].name, got.code, 1);
        }
    }
}

/* Rule sets of one's own: added to what is decided, or judged by when named. */
static void test_own_rules(void)
{
    static const char set[] = "ruleset: house\n"
                              "title: House rules\n"
                              "object: certificate\n"
                              "parameters:\n"
                              "  most: { type: integer, default: 1, help: days }\n"
                              "rules:\n"
                              "  - id: too-long\n"
                              "    title: Lives too long\n"
                              "    severity: warning\n"
                              "    evidence: inferred\n"
                              "    require: { validity.days: { at_most: $most } }\n"
                              "    message: \"{validity.days} days\"\n";
    static const char broken[] = "ruleset: house\ntitle: x\nobject: certificate\nruls: []\n";
    const char *good = cli_file("house.yaml", set), *bad = cli_file("broken.yaml", broken);
    const struct {
        const char *name;
        const char *arguments[12];
        int code;
        const char *said;
    } rows[] = {
        { "added", { "lint", AT, "--rules", good, "--fail-on", "warning", GOOD }, 1, "house/too-long" },
        { "a shipped one, by name",
          { "lint", AT, "--rules", "rfc5280", "testdata/rules/rfc5280/serial-zero.pem" },
          1,
          "rfc5280/serial-number-not-positive" },
        { "or by its file",
          { "lint", AT, "--rules", "rules/rfc5280.yaml", "testdata/rules/rfc5280/serial-zero.pem" },
          1,
          "rfc5280/serial-number-not-positive" },
        { "which does not judge unasked",
          { "lint", AT, "testdata/rules/rfc5280/serial-zero.pem" },
          0,
          "certificate-keys/serial-number" },
        { "on lists too",
          { "lint", AT, "--rules", "rfc5280", "testdata/rules/rfc5280/list-without-number.crl" },
          1,
          "rfc5280/crl-number-missing" },
        { "and the decided profile stays", { "lint", AT, "--rules", good, GOOD }, 0, "judged as vpn-server" },
        { "as profile",
          { "lint", AT, "--rules", good, "--profile", "house", "--fail-on", "warning", GOOD },
          1,
          "judged as house\n" },
        { "its parameter",
          { "lint", AT, "--rules", good, "--set", "most=9999", "--fail-on", "warning", GOOD },
          0,
          ": ok: " },
        { "broken", { "lint", AT, "--rules", bad, GOOD }, 2, "broken.yaml:4:1: error: unknown key 'ruls'" },
        { "explained", { "explain", "--rules", good, "too-long" }, 0, "house/too-long\n" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cli_result got = cli_result_of(rows[i].arguments);
        const char *said = rows[i].code == 2 ? got.err : got.out;
        CHECK_SAYING(rows[i].name, got.code == rows[i].code, "got %d; %s%s", got.code, got.err, got.out);
        CHECK_SAYING(rows[i].name, strstr(said, rows[i].said) != NULL, "%s is not in %s", rows[i].said, said);
    }
}

/* -- output files --------------------------------------------------------------------------------------------------- */

static void test_output(void)
{
    const char *path = cli_file("report.txt", "what was there before");
    struct cli_result printed = CLI("lint", AT, BAD);
    struct cli_result got = CLI("lint", AT, "--output", path, BAD);
    CHECK_INT("the code is the same", got.code, printed.code);
    CHECK_TEXT("nothing is printed", got.out, "");
    CHECK_SPAN_TEXT("the file has the report", test_file(path), printed.out);

    CLI("lint", AT, "--output", path, "--profile", "no-such", BAD);
    CHECK_SPAN_TEXT("a run that is refused leaves the file", test_file(path), printed.out);

    CLI("lint", AT, "--color", "always", "--output", path, BAD);
    CHECK_SPAN_TEXT("no colour in a file", test_file(path), printed.out);

    got = CLI("lint", AT, "-o", "/dev/full", BAD);
    CHECK_INT("a full disk", got.code, 3);
    CHECK_SAYING("a full disk", strstr(got.err, "cannot be written: No space left") != NULL, "%s", got.err);
}

/* -- passwords ------------------------------------------------------------------------------------------------------ */

static void test_passwords(void)
{
    const char *pfx = shared_path("real/contoso.com.pfx");
    if (!pfx)
        return;
    static const struct {
        const char *name, *file;
        int code;
    } rows[] = {
        { "the only line", "testcertificate", 0 },
        { "the last of several", "one\ntwo\n\ntestcertificate\n", 0 },
        { "as Notepad writes it", "\xEF\xBB\xBFtestcertificate\r\n", 0 },
        { "as Notepad writes it, in an ANSI code page", "T\xFCr\r\ntestcertificate\r\n", 0 },
        { "blanks belong to it", " testcertificate\n", 3 },
        { "none fits", "one\ntwo", 3 },
        { "an empty file", "", 3 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *file = cli_file("passwords.txt", rows[i].file);
        struct cli_result got = CLI("lint", "--at", "2017-06-01T00:00:00Z", "--profile", "path-only",
                                    "--fail-on", "never", "--password-file", file, pfx);
        CHECK_SAYING(rows[i].name, got.code == rows[i].code, "got %d: %s%s", got.code, got.err, got.out);

        FILE *open_file = fopen(file, "rb");
        if (!CHECK(rows[i].name, open_file != NULL))
            continue;
        const char *number = arena_format(test_arena(), "%d", fileno(open_file));
        got = CLI("lint", "--at", "2017-06-01T00:00:00Z", "--profile", "path-only", "--fail-on", "never",
                  "--password-fd", number, pfx);
        CHECK_SAYING(rows[i].name, got.code == rows[i].code, "got %d: %s%s", got.code, got.err, got.out);
        fclose(open_file);
    }
}

/* -- golden reports ------------------------------------------------------------------------------------------------- */

/* What changes with a release or with a word in a rule file, put in general terms. */
static const char *settled(const char *text)
{
    static const char version[] = "\"version\":\"" PACKAGE_VERSION "\"",
                      spaced[] = "\"version\": \"" PACKAGE_VERSION "\"", sha256[] = "\"sha256\": \"";
    const char *rulesets = strstr(text, "\"rulesets\":");
    struct buf out = { 0 };
    while (*text) {
        if (strncmp(text, version, strlen(version)) == 0) {
            buf_text(&out, "\"version\":\"VERSION\"");
            text += strlen(version);
        } else if (strncmp(text, spaced, strlen(spaced)) == 0) {
            buf_text(&out, "\"version\": \"VERSION\"");
            text += strlen(spaced);
        } else if (rulesets && text > rulesets && strncmp(text, "\"sha256\"", 8) == 0 && strlen(text) > 80) {
            buf_text(&out, "\"sha256\": \"OF THE FILE");
            text += text[9] == ' ' ? strlen(sha256) : strlen(sha256) - 1;
            text += 64;
        } else {
            buf_char(&out, *text++);
        }
    }
    const char *copy = arena_text_of_span(test_arena(), buf_span(&out));
    buf_free(&out);
    return copy;
}

static void test_golden(void)
{
    static const struct {
        const char *file; /* in testdata/golden */
        const char *arguments[20];
    } rows[] = {
        { "demo.txt", { "lint", AT, PEER, NAME, "testdata/demo/certificates" } },
        { "demo-color.txt", { "lint", AT, PEER, NAME, "--color", "always", "testdata/demo/certificates" } },
        { "crls.txt",
          { "crls", AT, "testdata/pki/roots", "testdata/pki/intermediates", "testdata/pki/crls",
            "testdata/pki/deltas" } },
        { "crls.json", { "crls", AT, "--format", "json", "testdata/pki/roots", "testdata/pki/crls" } },
        { "crls.csv", { "crls", AT, "--format", "csv", "testdata/demo", "testdata/README.md" } },
        { "crls-color.txt",
          { "crls", AT, "--color", "always", "testdata/demo/roots", "testdata/demo/crls" } },
        { "demo-quiet.txt", { "lint", AT, PEER, NAME, "--quiet", "testdata/demo/certificates" } },
        { "demo-verbose.txt", { "lint", AT, PEER, NAME, "--verbose", "testdata/demo/certificates" } },
        { "demo.json", { "lint", AT, PEER, NAME, "--format", "json", "testdata/demo/certificates" } },
        { "demo.ndjson", { "lint", AT, PEER, NAME, "--format", "ndjson", "testdata/demo/certificates" } },
        { "demo.junit.xml", { "lint", AT, PEER, NAME, "--format", "junit", "testdata/demo/certificates" } },
        { "nothing-given.txt", { "lint", AT, "testdata/demo" } },
        { "nothing-given.json",
          { "lint", AT, "--format", "json", "testdata/demo/certificates/laptop-088.cer",
            "testdata/demo/crls" } },
        { "issuer-missing.txt", { "lint", AT, ROOT, NAME, GOOD } },
        { "unreadable.txt",
          { "lint", AT, MISSING, "testdata/README.md", "testdata/hostile/garbled-then-good.pem" } },
        { "unreadable.json",
          { "lint", AT, "--format", "json", MISSING, "testdata/README.md",
            "testdata/hostile/garbled-then-good.pem" } },
        { "explain-13801.txt", { "explain", "13801" } },
        { "explain-13806.txt", { "explain", "13806" } },
        { "explain-rule.txt", { "explain", "server-name-mismatch", "certificate-validity/expired" } },
        { "explain-list.txt", { "explain", "--list" } },
        { "diagnose.txt", { "diagnose", "testdata/events/good/wevtutil.xml" } },
        { "diagnose-deployment.txt",
          { "diagnose", "-d", "testdata/predict/deployments/server-name.yaml",
            "testdata/events/good/wevtutil.xml" } },
        { "diagnose-mail.txt",
          { "diagnose", "testdata/events/good/mail.txt", "testdata/events/bad/cut.xml" } },
        { "diagnose-mail.json",
          { "diagnose", AT, "--format", "json", "testdata/events/good/mail.txt",
            "testdata/events/bad/prose.txt" } },
        { "help-diagnose.txt", { "diagnose", "--help" } },
        { "help.txt", { "--help" } },
        { "help-lint.txt", { "lint", "--help" } },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *path = test_path(arena_format(test_arena(), "testdata/golden/%s", rows[i].file));
        struct cli_result got = cli_result_of(rows[i].arguments);
        const char *text = settled(got.out);
        if (cli_is_update())
            CHECK(rows[i].file, cli_write(path, span_of_text(text)));
        else
            CLI_CHECK_LINES(rows[i].file, text, arena_text_of_span(test_arena(), test_file(path)));
        CHECK_TEXT(rows[i].file, got.err, "");
    }
}

/* -- explain -------------------------------------------------------------------------------------------------------- */

static void test_explain(void)
{
    static const struct {
        const char *name, *word;
        int code;
        const char *said; /* how it begins */
    } rows[] = {
        { "decimal", "13801", 0, "13801 (0x35E9) ERROR_IPSEC_IKE_AUTH_FAIL\n" },
        { "hexadecimal", "0x35E9", 0, "13801 (0x35E9) " },
        { "hexadecimal, lower case", "0x35ee", 0, "13806 (0x35EE) " },
        { "symbol", "ERROR_IPSEC_IKE_NO_CERT", 0, "13806 (0x35EE) " },
        { "symbol, short and in lower case", "no_cert", 0, "13806 (0x35EE) " },
        { "HRESULT", "0x800B0109", 0, "0x800B0109 CERT_E_UNTRUSTEDROOT\n" },
        { "HRESULT as it is signed", "-2146762487", 0, "0x800B0109 CERT_E_UNTRUSTEDROOT\n" },
        { "no certificate's fault", "809", 0, "809 (0x329) ERROR_VPN_TIMEOUT\n" },
        { "rule by id", "server-auth-missing", 0, "vpn-server/server-auth-missing\n" },
        { "rule by full name", "certificate-validity/expired", 0, "certificate-validity/expired\n" },
        { "id of several rules", "self-signed", 0, "vpn-server/self-signed\n" },
        { "no code", "13999", 2, "ikelint explain: nothing is known of the code 13999\n" },
        { "too large", "99999999999999999999", 2, "ikelint explain: no code and no rule is named" },
        { "near a rule", "expird", 2,
          "ikelint explain: no code and no rule is named 'expird', did you mean 'expired'?" },
        { "near a full name", "vpn-server/server-auth-mising", 2,
          "ikelint explain: no code and no rule is named 'vpn-server/server-auth-mising', did you mean "
          "'vpn-server/server-auth-missing'?" },
        { "nothing near", "qqqqqqqqqqqqqqqq", 2,
          "ikelint explain: no code and no rule is named 'qqqqqqqqqqqqqqqq'\n" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cli_result got = CLI("explain", rows[i].word);
        const char *said = rows[i].code ? got.err : got.out;
        CHECK_INT(rows[i].name, got.code, rows[i].code);
        CHECK_SAYING(rows[i].name, strncmp(said, rows[i].said, strlen(rows[i].said)) == 0, "it says %s",
                     said);
    }
    CHECK_INT("nothing to explain", CLI("explain").code, 2);
    struct cli_result both = CLI("explain", "13801", "nonsense-word", "809");
    CHECK_INT("several, one unknown", both.code, 2);
    CHECK("several, one unknown", strstr(both.out, "ERROR_VPN_TIMEOUT") != NULL);
}

/* Codes are in the order of their numbers, each once, and none lacks its words. */
static void test_codes(void)
{
    for (size_t i = 0; error_code_at(i); i++) {
        const struct error_code *code = error_code_at(i);
        CHECK(code->symbol, i == 0 || error_code_at(i - 1)->code < code->code);
        CHECK(code->symbol, *code->means && error_code_find(span_of_text(code->symbol)) == code);
    }
}

/* -- complaints on the terminal -------------------------------------------------------------------------------------- */

static const char *printed_diags(struct diags *diags, bool color)
{
    FILE *stream = tmpfile();
    char text[4096];
    terminal_print_diags(stream, diags, color);
    rewind(stream);
    size_t length = fread(text, 1, sizeof text - 1, stream);
    text[length] = 0;
    fclose(stream);
    return arena_text(test_arena(), text);
}

static void test_diags(void)
{
    static const struct {
        const char *name, *text;
        size_t offset, length;
        const char *want;
    } rows[] = {
        { "a word", "key: word\n", 5, 4, "f:1:6: error: bad\n    key: word\n         ^~~~\n" },
        { "one octet", "key: word\n", 5, 0, "f:1:6: error: bad\n    key: word\n         ^\n" },
        { "second line", "a\nb: c\n", 5, 1, "f:2:4: error: bad\n    b: c\n       ^\n" },
        { "tabs stay", "\t\tx\n", 2, 1, "f:1:3: error: bad\n    \t\tx\n    \t\t^\n" },
        { "characters, not octets",
          "gr\xC3\xB6\xC3\x9F"
          "e: x\n",
          9, 1,
          "f:1:8: error: bad\n    gr\xC3\xB6\xC3\x9F"
          "e: x\n           ^\n" },
        { "marked characters", "\xC3\xB6\xC3\xB6 x\n", 0, 4,
          "f:1:1: error: bad\n    \xC3\xB6\xC3\xB6 x\n    ^~\n" },
        { "escapes", "a\033b\n", 2, 1, "f:1:3: error: bad\n    a\\x1Bb\n         ^\n" },
        { "past the line", "ab\ncd\n", 1, 99, "f:1:2: error: bad\n    ab\n     ^\n" },
        { "the line's end", "ab\ncd\n", 2, 1, "f:1:3: error: bad\n    ab\n      ^\n" },
        { "an empty line", "\nab\n", 0, 1, "f:1:1: error: bad\n" },
        { "behind the end", "ab", 2, 1, "f:1:3: error: bad\n    ab\n      ^\n" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct source source = { .name = "f", .bytes = span_of_text(rows[i].text) };
        struct diags diags = { .arena = test_arena() };
        diag_error(&diags, place_in_text(&source, rows[i].offset, rows[i].length), "bad");
        CHECK_TEXT(rows[i].name, printed_diags(&diags, false), rows[i].want);
    }
}

static void test_diag_lists(void)
{
    struct source text = { .name = "f\n", .bytes = span_of_text("a: 1\na: 2\n") };
    struct diags diags = { .arena = test_arena() };
    diag_error_with(&diags, place_in_text(&text, 5, 1), place_in_text(&text, 0, 1), "duplicate key '%s'",
                    "a\033");
    diag_warning(&diags, place_in_text(&text, 0, 1), "odd");
    CHECK_TEXT("sorted, with the other place, escaped", printed_diags(&diags, false),
               "f\\x0A:1:1: warning: odd\n    a: 1\n    ^\n"
               "f\\x0A:2:1: error: duplicate key 'a\\x1B'\n    a: 2\n    ^\n"
               "f\\x0A:1:1: note: first defined here\n    a: 1\n    ^\n");

    struct diags about_nothing = { .arena = test_arena() };
    diag_error(&about_nothing, (struct place){ 0 }, "no such profile");
    CHECK_TEXT("about no file", printed_diags(&about_nothing, false), "ikelint: error: no such profile\n");
    CHECK_TEXT("in colour", printed_diags(&about_nothing, true),
               "ikelint: \033[1;31merror:\033[0m no such profile\n");

    struct diags many = { .arena = test_arena() };
    for (int i = 0; i < DIAG_LIMIT + 7; i++)
        diag_error(&many, (struct place){ 0 }, "x");
    const char *end = strstr(printed_diags(&many, false), "and ");
    CHECK_TEXT("more than are kept", end, "and 7 more\n");

    char line[2001];
    memset(line, 'x', sizeof line - 1);
    line[sizeof line - 1] = 0;
    struct source long_line = { .name = "f", .bytes = span_of_text(line) };
    struct diags cut = { .arena = test_arena() };
    diag_error(&cut, place_in_text(&long_line, 1000, 1000), "long");
    const char *shown = printed_diags(&cut, false);
    CHECK("a long line is cut", strlen(shown) < 800 && strstr(shown, "^~~~") != NULL);
}

CU_TestInfo cmd_tests[] = {
    { "frame", test_frame },
    { "exit codes", test_exit_codes },
    { "complaints of lint", test_lint_complaints },
    { "profiles", test_profiles },
    { "no profile fits", test_misfit },
    { "own rules", test_own_rules },
    { "output", test_output },
    { "passwords", test_passwords },
    { "golden reports", test_golden },
    { "explain", test_explain },
    { "codes", test_codes },
    { "places of complaints", test_diags },
    { "lists of complaints", test_diag_lists },
    CU_TEST_INFO_NULL,
};
