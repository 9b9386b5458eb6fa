/* The stores of a machine: --store, and exports that say their store where --root and --intermediate are given. */
#include <jansson.h>

#include "tests/cli.h"
#include "util/buf.h"

#define LINT   "lint", "--at", "2026-06-01T00:00:00Z", "--format", "json", "--profile", "path-only"
#define OF(at) "testdata/store/" at
#define GOOD   "testdata/rules/certificate-path/good.pem"
#define ROOT   "--root", "testdata/pki/roots/contoso.pem"
#define CA     "--intermediate", "testdata/pki/intermediates/issuing.pem"

/* "CN=vpn.contoso.com: trusted" for each object, joined by " | ". */
static const char *paths_of(const char *text)
{
    struct buf out = { 0 };
    json_t *report = json_loads(text, 0, NULL), *object;
    size_t i;
    json_array_foreach(json_object_get(report, "objects"), i, object)
        buf_format(&out, "%s%s: %s", i ? " | " : "", json_string_value(json_object_get(object, "subject")),
                   json_string_value(json_object_get(json_object_get(object, "trust"), "path")));
    json_decref(report);
    const char *paths = arena_text_of_span(test_arena(), buf_span(&out));
    buf_free(&out);
    return paths;
}

#define SERVER(path) "CN=vpn.contoso.com: " path
#define BLOCKED      "lies in the store Disallowed"

static const struct {
    const char *name;
    const char *arguments[16];
    const char *paths, *says; /* says: part of the report, NULL: no matter */
    int code;                 /* 3: an input is a failure; 0: none is, whatever the rules say */
} rows[] = {
    /* a whole machine */
    { "all stores in one .reg", { LINT, "--store", OF("machine.reg") }, SERVER("trusted"), NULL, 0 },
    { "all stores in one JSON", { LINT, "--store", OF("machine.json") }, SERVER("trusted"), NULL, 0 },
    { "stores in two files",
      { LINT, "--store", OF("root.reg"), "--store", OF("ca.reg"), "--store", OF("by-name/my.sst") },
      SERVER("trusted"),
      NULL,
      0 },
    { "without the root", { LINT, "--store", OF("by-name/my.sst") }, SERVER("unknown"), NULL, 0 },
    { "another store is no store of candidates",
      { LINT, "--store", OF("others-only.reg") },
      SERVER("trusted"),
      NULL,
      0 },
    { "with a file of its own beside it",
      { LINT, "--store", OF("machine.reg"), GOOD },
      SERVER("trusted") " | " SERVER("trusted"),
      NULL,
      0 },
    /* forbidden */
    { "the issuer in Disallowed",
      { LINT, "--store", OF("issuing-blocked.reg") },
      SERVER("invalid"),
      BLOCKED,
      1 },
    { "the server in Disallowed",
      { LINT, "--store", OF("server-blocked.reg") },
      SERVER("invalid"),
      BLOCKED,
      1 },
    { "the root in Disallowed", { LINT, "--store", OF("root-blocked.reg") }, SERVER("invalid"), BLOCKED, 1 },
    { "another one in Disallowed", { LINT, "--store", OF("other-blocked.reg") }, SERVER("trusted"), NULL, 0 },
    { "the issuer given again does not help",
      { LINT, ROOT, CA, "--store", OF("issuing-blocked.reg") },
      SERVER("invalid"),
      "certificate-path/disallowed",
      1 },
    /* by name */
    { "names of files and folders",
      { LINT, "--store", OF("by-name") },
      SERVER("trusted"),
      "in MY by the name of its file or folder",
      0 },
    { "names of files and folders, one blocked",
      { LINT, "--store", OF("by-name-blocked") },
      SERVER("invalid"),
      BLOCKED,
      1 },
    { "an export that says it needs no name",
      { LINT, "--store", OF("root.reg"), "--store", OF("machine.json") },
      SERVER("trusted"),
      "\"profile_why\": \"\"",
      0 },
    /* failures */
    { "nothing says the store", { LINT, "--store", OF("unsaid.sst") }, "", "which store it is from", 3 },
    { "nothing in MY", { LINT, "--store", OF("nothing-in-my.reg") }, "", "13806", 3 },
    { "no such file", { LINT, "--store", OF("none.reg") }, "", "none.reg", 3 },
    { "not a store",
      { LINT, "--store", OF("machine.reg"), "--store", "testdata/README.md" },
      SERVER("trusted"),
      "README.md",
      3 },
    /* trust inputs */
    { "--root .sst", { LINT, "--root", OF("root-of-nowhere.sst"), CA, GOOD }, SERVER("trusted"), NULL, 0 },
    { "--root .p7b", { LINT, "--root", OF("root-of-nowhere.p7b"), CA, GOOD }, SERVER("trusted"), NULL, 0 },
    { "--root .pfx", { LINT, "--root", OF("root-of-nowhere.pfx"), CA, GOOD }, SERVER("trusted"), NULL, 0 },
    { "--root .clixml", { LINT, "--root", OF("root.clixml"), CA, GOOD }, SERVER("trusted"), NULL, 0 },
    { "--root .reg", { LINT, "--root", OF("root.reg"), CA, GOOD }, SERVER("trusted"), NULL, 0 },
    { "--intermediate .reg",
      { LINT, ROOT, "--intermediate", OF("ca.reg"), GOOD },
      SERVER("trusted"),
      NULL,
      0 },
    { "--root with all stores", { LINT, "--root", OF("machine.reg"), GOOD }, SERVER("trusted"), NULL, 0 },
    { "--root with all stores, JSON",
      { LINT, "--root", OF("machine.json"), GOOD },
      SERVER("trusted"),
      NULL,
      0 },
    { "--intermediate with all stores",
      { LINT, "--intermediate", OF("machine.reg"), GOOD },
      SERVER("unknown"),
      NULL,
      0 },
    { "--crl with all stores",
      { LINT, ROOT, CA, "--crl", OF("machine.reg"), GOOD },
      SERVER("trusted"),
      NULL,
      0 },
    { "--root with a Disallowed in it",
      { LINT, "--root", OF("issuing-blocked.reg"), GOOD },
      SERVER("invalid"),
      BLOCKED,
      1 },
    { "CA is no store of roots",
      { LINT, "--root", OF("ca.reg"), GOOD },
      SERVER("unknown"),
      "of the store that this is for",
      3 },
    { "MY is no store of roots",
      { LINT, "--root", OF("only-my.reg"), GOOD },
      SERVER("unknown"),
      "of the store that this is for",
      3 },
};

static void test_rows(void)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cli_result result = cli_result_of(rows[i].arguments);
        CHECK_TEXT(rows[i].name, paths_of(result.out), rows[i].paths);
        CHECK_SAYING(rows[i].name, rows[i].code ? result.code == rows[i].code : result.code <= 1,
                     "exit code %d: %s%s", result.code, result.out, result.err);
        CHECK_SAYING(rows[i].name, !rows[i].says || strstr(result.out, rows[i].says), "'%s' not in: %s%s",
                     rows[i].says, result.out, result.err);
    }
}

CU_TestInfo store_tests[] = { { "stores of a machine", test_rows }, CU_TEST_INFO_NULL };
