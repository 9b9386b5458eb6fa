/* `ikelint rules`, as it is used: the shipped sets against their examples, and each action with what it prints. */
#include <stdio.h>

#include "tests/check.h"
#include "tests/cli.h"
#include "util/platform.h"

/* Every example of every shipped rule ends as its rule set says. */
static void test_shipped_examples(void)
{
    struct cli_result result = CLI("rules", "test", "--at", "2026-06-01T00:00:00Z", test_path("rules"));
    CHECK_INT("shipped examples", result.code, 0);
    CHECK_SAYING("shipped examples", strstr(result.out, " 0 not as said\n") != NULL, "%s", result.out);
    CHECK_TEXT("shipped examples", result.err, "");
}

/* A rule set of a test, beside the test data. */
static const char *write_set(const char *name, const char *text)
{
    const char *path = cli_scratch(name);
    FILE *file = fopen(path, "wb");
    if (CHECK(name, file != NULL)) {
        fputs(text, file);
        fclose(file);
    }
    return path;
}

/* One rule with one example that does not end as said; what is said instead. */
static void test_wrong_examples(void)
{
    static const struct {
        const char *name, *rule, *examples, *want;
    } rows[] = {
        { "should fail", "require: { version: 3 }", "fail: [vpn01.cer]",
          "vpn01.cer should fail, but it passes" },
        { "should pass", "require: { version: 2 }, message: 'version {version}'", "pass: [vpn01.cer]",
          "vpn01.cer should pass, but it fails: version 3" },
        { "should not apply", "require: { version: 3 }", "not_applicable: [vpn01.cer]",
          "vpn01.cer should not be applicable, but it passes" },
        { "does not apply", "when: { version: 1 }, require: { version: 3 }", "pass: [vpn01.cer]",
          "vpn01.cer should pass, but it is not applicable" },
        { "is not checked", "require: { path.trusted: true }", "pass: [vpn01.cer]",
          "vpn01.cer should pass, but it is not checked: needs --root" },
        { "is not there", "require: { version: 3 }", "pass: [nothing.cer]", "nothing.cer cannot be read: " },
        { "has a root that is not there", "require: { version: 3 }",
          "pass: [{ file: vpn01.cer, roots: [x.cer] }]", "x.cer: " },
        { "has a parameter that does not fit", "require: { version: $number }",
          "pass: [{ file: vpn01.cer, parameters: { number: three } }]",
          "its parameters do not fit the rule set" },
        { "holds several", "require: { version: 3 }", "pass: [../../forms/chain.pem]", "an example is one" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *text =
            arena_format(test_arena(),
                         "ruleset: mine\nexample_context: { folder: '%s', at: 2026-06-01 }\n"
                         "parameters: { number: { type: integer, default: 3 } }\nrules:\n"
                         "  - { id: r, title: T, severity: error, %s, examples: { %s } }\n",
                         test_path("testdata/demo/certificates"), rows[i].rule, rows[i].examples);
        struct cli_result result = CLI("rules", "test", write_set("examples.yaml", text));
        CHECK_INT(rows[i].name, result.code, 1);
        CHECK_SAYING(rows[i].name, strstr(result.out, rows[i].want) != NULL, "got \"%s\"", result.out);
        CHECK_SAYING(rows[i].name, strstr(result.out, "1 rule, 1 example, 1 not as said\n") != NULL,
                     "got \"%s\"", result.out);
        CHECK_SAYING(rows[i].name, strstr(result.out, "examples.yaml:5:") != NULL, "got \"%s\"", result.out);
    }
}

static void test_actions(void)
{
    const char *bad = test_path("testdata/rulesets/bad/fact-unknown.yaml");
    const char *odd = test_path("testdata/rulesets/odd/nothing.yaml");
    const char *good =
        write_set("good.yaml", "ruleset: mine\ntitle: My rules\ninclude: [certificate-validity]\n");
    const struct {
        const char *name;
        const char *const arguments[8];
        int code;
        const char *out, *err; /* what stands somewhere in it; NULL: nothing at all */
    } rows[] = {
        { "nothing to do", { "rules" }, 2, NULL, "say what to do: list, show, check" },
        { "misspelt", { "rules", "chekc" }, 2, NULL, "unknown action 'chekc', did you mean 'check'?" },
        { "list", { "rules", "list" }, 0, "\nerror    vpn-server/server-name-mismatch ", NULL },
        { "list takes nothing", { "rules", "list", "x" }, 2, NULL, "'rules list' takes no operands" },
        { "list of a profile",
          { "rules", "list", "--profile", "path-only" },
          0,
          "certificate-path/root-not-trusted",
          NULL },
        { "list of a profile that is not",
          { "rules", "list", "--profile", "path" },
          2,
          NULL,
          "there is no rule set 'path'" },
        { "list by severity",
          { "rules", "list", "--severity", "notice" },
          0,
          "notice   vpn-server/common-name-only",
          NULL },
        { "list by code", { "rules", "list", "--code", "853" }, 0, "user-tunnel/upn-missing", NULL },
        { "list by code in hexadecimal",
          { "rules", "list", "--code", "0x355" },
          0,
          "user-tunnel/upn-missing",
          NULL },
        { "list by the name of a code",
          { "rules", "list", "--code", "no_cert" },
          0,
          "vpn-server/digital-signature-missing",
          NULL },
        { "list by what is no code",
          { "rules", "list", "--code", "1380x" },
          2,
          NULL,
          "--code: '1380x' is no error code" },
        { "list by no code", { "rules", "list", "--code", "0" }, 2, NULL, "'0' is no error code" },
        { "list as JSON",
          { "rules", "list", "--format", "json" },
          0,
          "\"rule\": \"vpn-server/is-a-ca\"",
          NULL },
        { "list with yours", { "rules", "list", "--rules", odd, "--code", "1" }, 0, NULL, NULL },
        { "list with yours that is bad",
          { "rules", "list", "--rules", bad },
          2,
          NULL,
          "unknown fact 'usagse'" },
        { "show needs a name", { "rules", "show" }, 2, NULL, "'rules show' needs SET|SET/RULE" },
        { "show a rule",
          { "rules", "show", "certificate-validity/expires-soon" },
          0,
          "  - id: expires-soon\n    title: Expires soon\n",
          NULL },
        { "show a rule's parameters",
          { "rules", "show", "certificate-validity/expires-soon" },
          0,
          "parameter    warn_days: ",
          NULL },
        { "show the text of a rule",
          { "rules", "show", "--text", "vpn-server/is-a-ca" },
          0,
          "  - id: is-a-ca\n",
          NULL },
        { "show a set", { "rules", "show", "vpn-server" }, 0, "includes     certificate-keys\n", NULL },
        { "show the text of a set",
          { "rules", "show", "-t", "vpn-server" },
          0,
          "\nruleset: vpn-server\n",
          NULL },
        { "show two", { "rules", "show", "-t", "vpn-server", "crl" }, 0, "\nruleset: crl\n", NULL },
        { "show no rule",
          { "rules", "show", "vpn-server/x" },
          2,
          NULL,
          "the rule set 'vpn-server' has no rule 'x'" },
        { "show a rule of predict",
          { "rules", "show", "host/no-certificate" },
          0,
          "judged by    ikelint predict, from both ends",
          NULL },
        { "show one whose set is none",
          { "rules", "show", "nps/no-certificate" },
          0,
          "ikelint predict",
          NULL },
        { "show none of them", { "rules", "show", "host/no-such" }, 2, NULL, "has no rule 'no-such'" },
        { "show no set", { "rules", "show", "x" }, 2, NULL, "there is no rule set 'x'" },
        { "show yours", { "rules", "show", "--rules", good, "mine" }, 0, "mine: My rules\n", NULL },
        { "check needs a file", { "rules", "check" }, 2, NULL, "'rules check' needs PATH" },
        { "check a good one", { "rules", "check", good }, 0, "no complaints\n", NULL },
        { "check a bad one",
          { "rules", "check", bad },
          2,
          NULL,
          "fact-unknown.yaml:6:16: error: unknown fact" },
        { "check an odd one", { "rules", "check", odd }, 0, NULL, "nothing.yaml:1:10: warning: " },
        { "check an odd one strictly", { "rules", "check", "--strict", odd }, 1, NULL, "warning: " },
        { "check all of yours",
          { "rules", "check", good, bad, odd },
          2,
          NULL,
          "nothing.yaml:1:10: warning: " },
        { "test a bad one", { "rules", "test", bad }, 2, NULL, "unknown fact" },
        { "test one without rules",
          { "rules", "test", good },
          0,
          "0 rules, 0 examples, 0 not as said\n",
          NULL },
        { "schema",
          { "rules", "schema" },
          0,
          "\"$schema\": \"https://json-schema.org/draft/2020-12/schema\"",
          NULL },
        { "reference", { "rules", "reference" }, 0, "\n### vpn-server\n", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cli_result result = cli_result_of(rows[i].arguments);
        CHECK_INT(rows[i].name, result.code, rows[i].code);
        if (rows[i].out)
            CHECK_SAYING(rows[i].name, strstr(result.out, rows[i].out) != NULL, "out is \"%.300s\"",
                         result.out);
        else
            CHECK_TEXT(rows[i].name, result.out, "");
        if (rows[i].err)
            CHECK_SAYING(rows[i].name, strstr(result.err, rows[i].err) != NULL, "err is \"%.300s\"",
                         result.err);
        else
            CHECK_TEXT(rows[i].name, result.err, "");
    }
}

CU_TestInfo rules_command_tests[] = {
    { "shipped examples", test_shipped_examples },
    { "examples that are wrong", test_wrong_examples },
    { "actions", test_actions },
    CU_TEST_INFO_NULL,
};
