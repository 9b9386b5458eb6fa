/* Settings of `ikelint lint`: the project file against the command line, waivers, baselines.
 *
 * Each row runs the program in a folder of its own below tests/scratch, as a user would. */
#include <stdio.h>
#include <sys/stat.h>

#include "tests/check.h"
#include "tests/cli.h"
#include "util/buf.h"

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    if (!CHECK(path, file != NULL))
        return;
    fputs(text, file);
    fclose(file);
}

/* The folder with this project file (NULL: none), and an empty one below it. */
static const char *make_folder(const char *name, const char *project)
{
    const char *folder = cli_scratch(name);
    remove(folder);
    mkdir(folder, 0755);
    mkdir(arena_format(test_arena(), "%s/below", folder), 0755);
    const char *path = arena_format(test_arena(), "%s/.ikelint.yaml", folder);
    remove(path);
    if (project)
        write_file(path, project);
    return folder;
}

/* What stands in the line of one setting of --explain-config: value and origin with single blanks. */
static const char *setting_of(const char *page, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = page; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        if (strncmp(line, name, length) != 0 || line[length] != ' ')
            continue;
        struct buf text = { 0 };
        for (const char *at = line + length; *at && *at != '\n'; at++)
            if (*at != ' ' || (at[1] != ' ' && at[1] != '\n' && text.length))
                buf_char(&text, *at);
        const char *copy = arena_text_of_span(test_arena(), buf_span(&text));
        buf_free(&text);
        return copy;
    }
    return "not on the page";
}

static const char project_text[] =
    "profile: vpn-server\n"
    "roots: [pki/root.cer]\n"
    "fail_on: warning\n"
    "strict: true\n"
    "parameters:\n"
    "  server_name: vpn.contoso.com\n"
    "  warn_days: 60d\n"
    "baseline: last.json\n"
    "templates: t.ldf\n"
    "stores: [stores.reg]\n"
    "policies: [1.2.3, 1.2.4]\n"
    "require_explicit_policy: true\n"
    "inhibit_any_policy: false\n"
    "exclude: ['*.md', 'old/*']\n"
    "waivers:\n"
    "  - { rule: vpn-server/expired, source: '*', until: 2027-01-01, reason: x }\n";

static void test_explain(void)
{
    static const struct {
        const char *name, *folder;
        const char *const arguments[8];
        const char *setting, *want;
    } rows[] = {
        { "found here", "", { "lint", "--explain-config" }, "project file", ".ikelint.yaml" },
        { "found above", "/below", { "lint", "--explain-config" }, "project file", "../.ikelint.yaml" },
        { "not wanted", "", { "lint", "--explain-config", "--no-config" }, "project file", "none" },
        { "not wanted, default",
          "",
          { "lint", "--explain-config", "--no-config" },
          "profile",
          "auto default" },
        { "profile", "", { "lint", "--explain-config" }, "profile", "vpn-server .ikelint.yaml:1" },
        { "profile of the command line",
          "",
          { "lint", "--explain-config", "-p", "device-tunnel" },
          "profile",
          "device-tunnel --profile" },
        { "paths are seen from here",
          "/below",
          { "lint", "--explain-config" },
          "roots",
          "../pki/root.cer ../.ikelint.yaml:2" },
        { "a list of the command line replaces",
          "",
          { "lint", "--explain-config", "--root", "x.cer" },
          "roots",
          "x.cer --root" },
        { "nothing given", "", { "lint", "--explain-config" }, "crls", "none default" },
        { "fail_on", "", { "lint", "--explain-config" }, "fail_on", "warning .ikelint.yaml:3" },
        { "fail_on of the command line",
          "",
          { "lint", "--explain-config", "--fail-on", "never" },
          "fail_on",
          "never --fail-on" },
        { "exclude", "/below", { "lint", "--explain-config" }, "exclude", "*.md ../.ikelint.yaml:14" },
        { "exclude of the command line",
          "",
          { "lint", "--explain-config", "--exclude", "*.txt" },
          "exclude",
          "*.txt --exclude" },
        { "waivers of the file itself",
          "",
          { "lint", "--explain-config" },
          "waivers",
          "1 in .ikelint.yaml itself" },
        { "waivers of the command line",
          "",
          { "lint", "--explain-config", "--waivers", "../.ikelint.yaml" },
          "waivers",
          "../.ikelint.yaml --waivers" },
        { "strict", "", { "lint", "--explain-config" }, "strict", "true .ikelint.yaml:4" },
        { "a parameter", "", { "lint", "--explain-config" }, "warn_days", "60 days .ikelint.yaml:7" },
        { "a parameter by --set",
          "",
          { "lint", "--explain-config", "--set", "warn_days=5d" },
          "warn_days",
          "5 days --set" },
        { "a parameter by its option",
          "",
          { "lint", "--explain-config", "--set", "server_name=a.b", "--server-name", "c.d" },
          "server_name",
          "c.d --server-name" },
        { "a default",
          "",
          { "lint", "--explain-config" },
          "min_rsa_bits",
          "2048 default of the rule set certificate-keys" },
        { "filled by a rule set",
          "",
          { "lint", "--explain-config" },
          "needed_usage",
          "server_auth rule set vpn-server" },
        { "not given",
          "",
          { "lint", "--explain-config", "--no-config" },
          "device_name",
          "not given give --device-name" },
        { "templates", "/below", { "lint", "--explain-config" }, "templates", "../t.ldf ../.ikelint.yaml:9" },
        { "templates of the command line",
          "",
          { "lint", "--explain-config", "--template", "x" },
          "templates",
          "x --template" },
        { "stores", "", { "lint", "--explain-config" }, "stores", "stores.reg .ikelint.yaml:10" },
        { "stores of the command line",
          "",
          { "lint", "--explain-config", "--store", "x" },
          "stores",
          "x --store" },
        { "policies", "", { "lint", "--explain-config" }, "policies", "1.2.3 .ikelint.yaml:11" },
        { "policies of the command line",
          "",
          { "lint", "--explain-config", "--policy", "1.2.5" },
          "policies",
          "1.2.5 --policy" },
        { "explicit policy",
          "",
          { "lint", "--explain-config" },
          "require_explicit_policy",
          "true .ikelint.yaml:12" },
        { "any policy", "", { "lint", "--explain-config" }, "inhibit_any_policy", "false .ikelint.yaml:13" },
        { "any policy of the command line",
          "",
          { "lint", "--explain-config", "--inhibit-any-policy" },
          "inhibit_any_policy",
          "true --inhibit-any-policy" },
        { "policy mapping", "", { "lint", "--explain-config" }, "inhibit_policy_mapping", "false default" },
        { "policy mapping of the command line",
          "",
          { "lint", "--explain-config", "--inhibit-policy-mapping" },
          "inhibit_policy_mapping",
          "true --inhibit-policy-mapping" },
        { "baseline",
          "/below",
          { "lint", "--explain-config" },
          "baseline",
          "../last.json ../.ikelint.yaml:8" },
    };
    const char *folder = make_folder("explain", project_text);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cli_result result =
            cli_result_in(arena_format(test_arena(), "%s%s", folder, rows[i].folder), rows[i].arguments);
        CHECK_INT(rows[i].name, result.code, 0);
        CHECK_TEXT(rows[i].name, setting_of(result.out, rows[i].setting), rows[i].want);
        CHECK_TEXT(rows[i].name, result.err, "");
    }
}

/* What is left out is counted, shown when asked for, and never what was itself given. */
static void test_excluded(void)
{
    static const struct {
        const char *name, *project;
        const char *const arguments[8];
        const char *want;
        int code;
    } rows[] = {
        { "read otherwise",
          NULL,
          { "lint", "." },
          "1 could not be read\n'--exclude NAME' leaves out a file of a folder that holds nothing to lint\n",
          3 },
        { "by its name", NULL, { "lint", "--exclude", "*.md", "." }, "not checked; 1 excluded\n", 0 },
        { "shown", NULL, { "lint", "-v", "--exclude", "*.md", "." }, "excluded: ./README.md\n", 0 },
        { "in JSON", NULL, { "lint", "-f", "json", "--exclude", "*.md", "." }, "\"excluded\": 1", 0 },
        { "in the project file", "exclude: '*.md'\n", { "lint", "." }, "1 excluded\n", 0 },
        { "itself given", "exclude: '*.md'\n", { "lint", "README.md" }, "1 could not be read\n", 3 },
        { "all of it",
          NULL,
          { "lint", "--exclude", "*", "." },
          "a folder without any file that is not excluded",
          3 },
        { "from the roots",
          NULL,
          { "lint", "--root", ".", "--exclude", "*.md", "vpn.cer" },
          "1 excluded\n",
          3 },
    };
    struct span certificate = test_file(test_path("testdata/demo/certificates/vpn01.cer"));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *folder = make_folder(arena_format(test_arena(), "excluded-%zu", i), rows[i].project);
        write_file(arena_format(test_arena(), "%s/README.md", folder), "# Certificates\n");
        cli_write(arena_format(test_arena(), "%s/vpn.cer", folder), certificate);
        struct cli_result result = cli_result_in(folder, rows[i].arguments);
        CHECK_SAYING(rows[i].name, strstr(result.out, rows[i].want) != NULL, "'%s' is not in: %s",
                     rows[i].want, result.out);
        CHECK_INT(rows[i].name, result.code, rows[i].code);
        if (strstr(rows[i].name, "itself"))
            CHECK(rows[i].name, !strstr(result.out, "--exclude NAME"));
    }
}

/* vpn02.cer of the demo lacks IP security IKE intermediate: an error. Waivers and baselines of that finding. */
static void test_accepted(void)
{
    const char *vpn02 = test_path("testdata/demo/certificates/vpn02.cer");
    static const char mine[] = "--waivers=mine.yaml";
#define LINT "lint", "--at", "2026-06-01T00:00:00Z", "--server-name", "vpn.contoso.com"
    const struct {
        const char *name, *project, *waivers, *baseline;
        const char *const arguments[12];
        int code;
        const char *out, *err; /* what stands somewhere in it; NULL: nothing at all in err */
    } rows[] = {
        { "nobody accepts it", NULL, NULL, NULL, { LINT, vpn02 }, 1, "1 error,", NULL },
        { "waived",
          NULL,
          "- { rule: vpn-server/ike-intermediate-missing, source: vpn02.cer, until: 2026-06-01, reason: R "
          "}\n",
          NULL,
          { LINT, mine, vpn02 },
          0,
          "vpn02.cer: waived error 13801",
          NULL },
        { "waived, with who said so",
          NULL,
          "waivers:\n- { rule: vpn-server/*, source: '*', until: 2026-06-01, reason: new one is ordered, "
          "approved_by: A. Datum }\n",
          NULL,
          { LINT, mine, vpn02 },
          0,
          "waived  until 2026-06-01: new one is ordered (approved by A. Datum)",
          NULL },
        { "waived, in the sum",
          NULL,
          "- { rule: vpn-server/*, source: '*', until: 2026-06-01, reason: R }\n",
          NULL,
          { LINT, mine, vpn02 },
          0,
          "0 errors, 0 warnings, 0 notices; 1 waived",
          NULL },
        { "waived, as JSON",
          NULL,
          "- { rule: vpn-server/*, source: '*', until: 2026-06-01, reason: R }\n",
          NULL,
          { LINT, mine, "--format=json", vpn02 },
          0,
          "\"until\": \"2026-06-01T23:59:59Z\"",
          NULL },
        { "waived, as SARIF",
          NULL,
          "- { rule: vpn-server/*, source: '*', until: 2026-06-01, reason: new one }\n",
          NULL,
          { LINT, mine, "--format=sarif", vpn02 },
          0,
          "\"justification\": \"new one\"",
          NULL },
        { "waived, as JUnit",
          NULL,
          "- { rule: vpn-server/*, source: '*', until: 2026-06-01, reason: R }\n",
          NULL,
          { LINT, mine, "--format=junit", vpn02 },
          0,
          "failures=\"0\"",
          NULL },
        { "known, as SARIF",
          NULL,
          NULL,
          "all",
          { LINT, "-b", "last.json", "--format=sarif", vpn02 },
          0,
          "\"baselineState\": \"unchanged\"",
          NULL },
        { "ended",
          NULL,
          "- { rule: vpn-server/*, source: '*', until: 2026-05-31, reason: R }\n",
          NULL,
          { LINT, mine, vpn02 },
          1,
          "vpn02.cer: error 13801",
          "mine.yaml:1:11: error: the waiver of 'vpn-server/*' ended on 2026-05-31" },
        { "ended, of something else",
          NULL,
          "- { rule: crl/*, source: '*', until: 2026-05-31, reason: R }\n",
          "all",
          { LINT, mine, "--baseline=last.json", vpn02 },
          1,
          "known error",
          "ended on 2026-05-31" },
        { "ended, but nothing fails",
          NULL,
          "- { rule: crl/*, source: '*', until: 2026-05-31, reason: R }\n",
          NULL,
          { LINT, mine, "--fail-on=never", vpn02 },
          0,
          "vpn02.cer: error",
          "ended on 2026-05-31" },
        { "ended, as JSON",
          NULL,
          "- { rule: vpn-server/*, source: '*', until: 2026-05-31, reason: R }\n",
          NULL,
          { LINT, mine, "--format=ndjson", vpn02 },
          1,
          "\"waivers\":[{\"rule\":\"vpn-server/"
          "*\",\"state\":\"ended\",\"until\":\"2026-05-31T23:59:59Z\",\"reason\":\"R\","
          "\"source\":\"mine.yaml\",\"line\":1}]",
          "ended on 2026-05-31" },
        { "ended, as JUnit",
          NULL,
          "- { rule: vpn-server/*, source: '*', until: 2026-05-31, reason: R }\n",
          NULL,
          { LINT, mine, "--format=junit", vpn02 },
          1,
          "<testsuite name=\"waivers\" tests=\"1\" failures=\"1\"",
          "ended on 2026-05-31" },
        { "ended, as JUnit, but nothing fails",
          NULL,
          "- { rule: vpn-server/*, source: '*', until: 2026-05-31, reason: R }\n",
          NULL,
          { LINT, mine, "--format=junit", "--fail-on=never", vpn02 },
          0,
          "<testsuite name=\"waivers\" tests=\"1\" failures=\"0\"",
          "ended on 2026-05-31" },
        { "ended, as SARIF",
          NULL,
          "- { rule: vpn-server/*, source: '*', until: 2026-05-31, reason: R }\n",
          NULL,
          { LINT, mine, "--format=sarif", vpn02 },
          1,
          "\"text\": \"the waiver of 'vpn-server/*' ended on 2026-05-31; what it waived counts again\"",
          "ended on 2026-05-31" },
        { "unused, as JSON",
          NULL,
          "\n- { rule: crl/*, source: '*', until: 2026-06-02, reason: R }\n",
          NULL,
          { LINT, mine, "--format=ndjson", vpn02 },
          1,
          "\"state\":\"unused\",\"until\":\"2026-06-02T23:59:59Z\",\"reason\":\"R\",\"source\":\"mine.yaml\","
          "\"line\":2}]",
          "fitted no finding" },
        { "unused, of the project file",
          "waivers:\n- { rule: crl/*, source: '*', until: 2026-06-02, reason: R }\n",
          NULL,
          NULL,
          { LINT, "--format=ndjson", vpn02 },
          1,
          "\"source\":\".ikelint.yaml\",\"line\":2}]",
          "fitted no finding" },
        { "unused, as JUnit",
          NULL,
          "- { rule: crl/*, source: '*', until: 2026-06-02, reason: R }\n",
          NULL,
          { LINT, mine, "--format=junit", vpn02 },
          1,
          "<system-out>the waiver of 'crl/*' fitted no finding; remove it</system-out>",
          "fitted no finding" },
        { "unused, as SARIF",
          NULL,
          "- { rule: crl/*, source: '*', until: 2026-06-02, reason: R }\n",
          NULL,
          { LINT, mine, "--format=sarif", vpn02 },
          1,
          "\"text\": \"the waiver of 'crl/*' fitted no finding; remove it\"",
          "fitted no finding" },
        { "of a rule that is not, as JSON",
          NULL,
          "- { rule: moon/phase, source: '*', until: 2026-06-02, reason: R }\n",
          NULL,
          { LINT, mine, "--format=ndjson", vpn02 },
          1,
          "\"state\":\"no_rule\"",
          "there is no rule 'moon/phase'" },
        { "used, as JSON",
          NULL,
          "- { rule: vpn-server/*, source: '*', until: 2026-06-01, reason: R }\n",
          NULL,
          { LINT, mine, "--format=ndjson", vpn02 },
          0,
          "\"waivers\":[]",
          NULL },
        { "unused",
          NULL,
          "- { rule: crl/*, source: '*', until: 2026-06-02, reason: R }\n",
          NULL,
          { LINT, mine, vpn02 },
          1,
          "vpn02.cer: error",
          "warning: the waiver of 'crl/*' fitted no finding" },
        { "of a rule that is not",
          NULL,
          "- { rule: vpn-server/is-ca, source: '*', until: 2026-06-02, reason: R }\n",
          NULL,
          { LINT, mine, vpn02 },
          1,
          "vpn02.cer: error",
          "warning: there is no rule 'vpn-server/is-ca', did you mean 'vpn-server/is-a-ca'?" },
        { "of a set that is not",
          NULL,
          "- { rule: vpn-servr/is-a-ca, source: '*', until: 2026-06-02, reason: R }\n",
          NULL,
          { LINT, mine, vpn02 },
          1,
          "vpn02.cer: error",
          "warning: there is no rule 'vpn-servr/is-a-ca', did you mean 'vpn-server/is-a-ca'?" },
        { "of nothing like it",
          NULL,
          "- { rule: moon/phase, source: '*', until: 2026-06-02, reason: R }\n",
          NULL,
          { LINT, mine, vpn02 },
          1,
          "vpn02.cer: error",
          "warning: there is no rule 'moon/phase'\n" },
        { "waivers that do not load",
          NULL,
          "- { rule: crl/* }\n",
          NULL,
          { LINT, mine, vpn02 },
          2,
          "",
          "mine.yaml:1:3: error: a waiver needs the key 'until'" },
        { "waivers that are not there",
          NULL,
          NULL,
          NULL,
          { LINT, "-w", "no.yaml", vpn02 },
          2,
          "",
          "cannot read the waivers 'no.yaml'" },
        { "waived by the project",
          "waivers:\n  - mine.yaml\n",
          "- { rule: vpn-server/*, source: '*', until: 2026-06-01, reason: R }\n",
          NULL,
          { LINT, vpn02 },
          0,
          "waived error",
          NULL },
        { "waived by the project, one file",
          "waivers: mine.yaml\n",
          "- { rule: vpn-server/*, source: '*', until: 2026-06-01, reason: R }\n",
          NULL,
          { LINT, vpn02 },
          0,
          "waived error",
          NULL },
        { "waived in the project file",
          "waivers:\n  - { rule: vpn-server/*, subject: 'CN=vpn.contoso.com', until: 2026-06-01, reason: R "
          "}\n",
          NULL,
          NULL,
          { LINT, vpn02 },
          0,
          "waived error",
          NULL },
        { "known",
          NULL,
          NULL,
          "all",
          { LINT, "--baseline", "last.json", vpn02 },
          0,
          "vpn02.cer: known error 13801",
          NULL },
        { "known, in the sum",
          NULL,
          NULL,
          "all",
          { LINT, "-b", "last.json", vpn02 },
          0,
          "0 notices; 1 known from the baseline",
          NULL },
        { "known, as JSON",
          NULL,
          NULL,
          "all",
          { LINT, "-b", "last.json", "-f", "json", vpn02 },
          0,
          "\"in_baseline\": true",
          NULL },
        { "known by the project",
          "baseline: last.json\n",
          NULL,
          "all",
          { LINT, vpn02 },
          0,
          "known error",
          NULL },
        { "known from NDJSON",
          NULL,
          NULL,
          "ndjson",
          { LINT, "-b", "last.json", vpn02 },
          0,
          "known error",
          NULL },
        { "new", NULL, NULL, "other", { LINT, "-b", "last.json", vpn02 }, 1, "vpn02.cer: error 13801", NULL },
        { "no report",
          NULL,
          NULL,
          "text",
          { LINT, "-b", "last.json", vpn02 },
          3,
          "",
          "last.json: no JSON report" },
        { "JSON, but no report",
          NULL,
          NULL,
          "{}",
          { LINT, "-b", "last.json", vpn02 },
          3,
          "",
          "last.json: no JSON report" },
        { "a baseline of nothing",
          NULL,
          NULL,
          "{\"schema\":1}",
          { LINT, "-b", "last.json", vpn02 },
          3,
          "",
          "last.json: no JSON report of this program: it has no list 'objects'" },
        { "a baseline without a schema",
          NULL,
          NULL,
          "{\"objects\":[]}",
          { LINT, "-b", "last.json", vpn02 },
          3,
          "",
          "last.json: no JSON report of this program: it says no 'schema'" },
        { "a baseline of another version",
          NULL,
          NULL,
          "{\"schema\":2,\"objects\":[]}",
          { LINT, "-b", "last.json", vpn02 },
          3,
          "",
          "its 'schema' is not 1" },
        { "a baseline whose objects are none",
          NULL,
          NULL,
          "{\"schema\":1,\"objects\":[7]}",
          { LINT, "-b", "last.json", vpn02 },
          3,
          "",
          "an object has no list 'findings'" },
        { "a baseline whose objects are nobody's",
          NULL,
          NULL,
          "{\"schema\":1,\"objects\":[{\"findings\":[]}]}",
          { LINT, "-b", "last.json", vpn02 },
          3,
          "",
          "an object has no 'sha256'" },
        { "a baseline whose findings are none",
          NULL,
          NULL,
          "{\"schema\":1,\"objects\":[{\"sha256\":\"00\",\"findings\":[{\"on\":{}}]}]}",
          { LINT, "-b", "last.json", vpn02 },
          3,
          "",
          "a finding has no 'rule'" },
        { "a baseline whose findings are on nothing",
          NULL,
          NULL,
          "{\"schema\":1,\"objects\":[{\"sha256\":\"00\",\"findings\":[{\"rule\":\"a/b\"}]}]}",
          { LINT, "-b", "last.json", vpn02 },
          3,
          "",
          "what a finding is on has no 'role'" },
        { "a baseline of lines that is cut",
          NULL,
          NULL,
          "{\"schema\":1,\"summary\":{\"objects\":2}}",
          { LINT, "-b", "last.json", vpn02 },
          3,
          "",
          "its summary counts 2 objects, and 0 are there" },
        { "a baseline of lines without its last",
          NULL,
          NULL,
          "{\"sha256\":\"00\",\"findings\":[]}\n",
          { LINT, "-b", "last.json", vpn02 },
          3,
          "",
          "it ends without a summary" },
        { "an empty baseline",
          NULL,
          NULL,
          "{\"schema\":1,\"objects\":[]}",
          { LINT, "-b", "last.json", vpn02 },
          1,
          "vpn02.cer: error",
          NULL },
        { "a baseline that is not there",
          NULL,
          NULL,
          NULL,
          { LINT, "-b", "no.json", vpn02 },
          3,
          "",
          "no.json: " },
        { "a project that does not load",
          "profile: [a\n",
          NULL,
          NULL,
          { LINT, vpn02 },
          2,
          "",
          ".ikelint.yaml:2:1: error" },
        { "its place",
          "strict: false\n",
          NULL,
          NULL,
          { LINT, "-v", vpn02 },
          1,
          "vpn02.cer: error",
          "ikelint lint: settings from .ikelint.yaml\n" },
        { "a set that ships",
          "rules: rfc5280\nfail_on: never\n",
          NULL,
          NULL,
          { LINT, "-f", "json", vpn02 },
          0,
          "\"name\": \"rfc5280\"",
          NULL },
        { "a set that includes the profile",
          "rules: mine.yaml\n",
          "ruleset: mine\npresented_by: server\ninclude: [vpn-server]\nseverity: { "
          "vpn-server/ike-intermediate-missing: notice }\n",
          NULL,
          { LINT, vpn02 },
          0,
          "vpn02.cer: notice 13801",
          NULL },
        { "a set that includes another profile",
          "rules: mine.yaml\n",
          "ruleset: mine\ninclude: [device-tunnel]\nseverity: { vpn-server/ike-intermediate-missing: notice "
          "}\n",
          NULL,
          { LINT, vpn02 },
          1,
          "1 error, 0 warnings",
          NULL },
        { "the same, asked for",
          "rules: mine.yaml\n",
          "ruleset: mine\ninclude: [device-tunnel]\n",
          NULL,
          { LINT, "-p", "mine", vpn02 },
          1,
          "device-tunnel/client-auth-missing",
          NULL },
        { "a set for all",
          "rules: mine.yaml\n",
          "ruleset: mine\nseverity: { vpn-server/ike-intermediate-missing: notice }\n",
          NULL,
          { LINT, vpn02 },
          0,
          "vpn02.cer: notice 13801",
          NULL },
        { "a set that nothing asks for is checked too",
          "rules: mine.yaml\n",
          "ruleset: mine\ninclude: [device-tunnle]\n",
          NULL,
          { LINT, vpn02 },
          2,
          "",
          "mine.yaml:2:11: error: unknown rule set 'device-tunnle', did you mean 'device-tunnel'?" },
        { "its fail_on", "fail_on: never\n", NULL, NULL, { LINT, vpn02 }, 0, "vpn02.cer: error", NULL },
        { "its parameters that nobody has",
          "parameters: { server_nam: x }\n",
          NULL,
          NULL,
          { LINT, vpn02 },
          2,
          "",
          ".ikelint.yaml:1: unknown parameter 'server_nam', did you mean 'server_name'?" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *folder = make_folder("accepted", rows[i].project);
        const char *last = arena_format(test_arena(), "%s/last.json", folder), *kind = rows[i].baseline;
        if (rows[i].waivers)
            write_file(arena_format(test_arena(), "%s/mine.yaml", folder), rows[i].waivers);
        if (kind && (strcmp(kind, "all") == 0 || strcmp(kind, "ndjson") == 0))
            write_file(last, CLI(LINT, "--no-config", "-f", *kind == 'a' ? "json" : "ndjson", vpn02).out);
        else if (kind && strcmp(kind, "other") == 0)
            write_file(last, CLI(LINT, "--no-config", "-f", "json",
                                 test_path("testdata/demo/certificates/vpn03.cer"))
                                 .out);
        else if (kind)
            write_file(last, kind);
        struct cli_result result = cli_result_in(folder, rows[i].arguments);
        CHECK_INT(rows[i].name, result.code, rows[i].code);
        CHECK_SAYING(rows[i].name, strstr(result.out, rows[i].out) != NULL, "out is \"%s\"", result.out);
        if (rows[i].err)
            CHECK_SAYING(rows[i].name, strstr(result.err, rows[i].err) != NULL, "err is \"%s\"", result.err);
        else
            CHECK_TEXT(rows[i].name, result.err, "");
    }
#undef LINT
}

/* A block of the README that begins with these words. */
static const char *readme_block(const char *begin)
{
    const char *text = arena_text_of_span(test_arena(), test_file(test_path("README.md")));
    const char *fence = strstr(text, arena_format(test_arena(), "\n```yaml\n%s", begin));
    const char *end = fence ? strstr(fence + 1, "\n```\n") : NULL;
    if (!CHECK(begin, end != NULL))
        return "";
    const char *block = fence + strlen("\n```yaml\n");
    return arena_text_of_span(test_arena(),
                              (struct span){ (const uint8_t *)block, (size_t)(end + 1 - block) });
}

/* The project file of the README loads, with the rule set of the README. */
static void test_readme(void)
{
    const char *folder = make_folder("readme", readme_block("profile: vpn-server\n"));
    write_file(arena_format(test_arena(), "%s/contoso.yaml", folder), readme_block("ruleset: contoso\n"));
    struct cli_result result =
        cli_result_in(folder, (const char *const[]){ "lint", "--explain-config", NULL });
    CHECK_INT("README", result.code, 0);
    CHECK_TEXT("README", result.err, "");
    CHECK_TEXT("README", setting_of(result.out, "warn_days"), "60 days .ikelint.yaml:7");
    CHECK_TEXT("README", setting_of(result.out, "rules"), "contoso.yaml .ikelint.yaml:8");
}

CU_TestInfo settings_tests[] = {
    { "where settings come from", test_explain },
    { "what is left out", test_excluded },
    { "waivers and baselines", test_accepted },
    { "the project file of the README", test_readme },
    CU_TEST_INFO_NULL,
};
