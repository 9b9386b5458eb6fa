/* The stores of a machine: --store, and exports that say their store where --root and --intermediate are given. */
#include <jansson.h>

#include "run/run.h"
#include "tests/cli.h"
#include "util/buf.h"

#define LINT   "lint", "--at", "2026-06-01T00:00:00Z", "--format", "json", "--profile", "path-only"
#define OF(at) "testdata/store/" at
#define GOOD   "testdata/rules/certificate-path/good.pem"
#define ROOT   "--root", "testdata/pki/roots/contoso.pem"
#define CA     "--intermediate", "testdata/pki/intermediates/issuing.pem"

/* "CN=vpn.contoso.com: trusted" for each certificate, joined by " | ". */
static const char *paths_of(const char *text)
{
    struct buf out = { 0 };
    json_t *report = json_loads(text, 0, NULL), *object;
    size_t i;
    json_array_foreach(json_object_get(report, "objects"), i, object)
    {
        if (strcmp(json_string_value(json_object_get(object, "kind")), "store") == 0)
            continue;
        buf_format(&out, "%s%s: %s", out.length ? " | " : "",
                   json_string_value(json_object_get(object, "subject")),
                   json_string_value(json_object_get(json_object_get(object, "trust"), "path")));
    }
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
    { "no export of MY", { LINT, "--store", OF("nothing-in-my.reg") }, "", "an export of MY", 0 },
    { "a certificate that is cut",
      { LINT, "--store", OF("server-cut.reg") },
      "",
      "exports of the stores that can be read whole",
      3 },
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
    { "a leaf is no root",
      { LINT, "--root", GOOD, GOOD },
      SERVER("unknown"),
      "holds no certificate of a root",
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

/* -- the object store ----------------------------------------------------------------------------------------------- */

/* "server-store fail: server-store/no-certificate, …; 2 not checked" of the object `store`. */
static const char *stores_of(const char *text)
{
    struct buf out = { 0 };
    json_t *report = json_loads(text, 0, NULL), *object, *finding;
    size_t i, j;
    json_array_foreach(json_object_get(report, "objects"), i, object)
    {
        if (strcmp(json_string_value(json_object_get(object, "kind")), "store") != 0)
            continue;
        buf_format(&out, "%s%s", out.length ? " | " : "",
                   json_string_value(json_object_get(object, "profile")));
        json_array_foreach(json_object_get(object, "findings"), j, finding)
        {
            const char *rule = json_string_value(json_object_get(finding, "rule"));
            buf_format(&out, "%s%.1s:%s", j ? ", " : ": ",
                       json_string_value(json_object_get(finding, "severity")), strchr(rule, '/') + 1);
        }
        size_t unchecked = json_array_size(json_object_get(object, "not_checked"));
        if (unchecked)
            buf_format(&out, "; %zu not checked", unchecked);
    }
    json_decref(report);
    const char *stores = arena_text_of_span(test_arena(), buf_span(&out));
    buf_free(&out);
    return stores;
}

#define STORE "lint", "--at", "2026-06-01T00:00:00Z", "--format", "json", "--store"
#define NAMED "--server-name", "vpn.contoso.com"

static const struct {
    const char *name;
    const char *arguments[16];
    const char *stores; /* e: error, w: warning, n: notice */
    const char *says;   /* NULL: no matter */
} machines[] = {
    /* whose machine it is */
    { "with IKE intermediate",
      { STORE, OF("machine.reg") },
      "server-store; 1 not checked",
      "IKE intermediate" },
    { "with Server Authentication alone", { STORE, OF("one-without-ike.reg") }, "server-store", "no Client" },
    { "of a device", { STORE, OF("device.reg") }, "client-store", "marks a server" },
    { "of devices, a server by its name",
      { STORE, OF("clients-only.reg"), "--server-name", "laptop-042.corp.contoso.com" },
      "client-store",
      NULL },
    { "an expired server is one",
      { STORE, OF("server-expired.reg") },
      "server-store: e:no-usable-certificate",
      NULL },
    { "a server by its name",
      { STORE, OF("several-without-ike.reg"), NAMED },
      "server-store: e:several-certificates",
      "the server's name" },
    { "as the profile says",
      { STORE, OF("machine.reg"), "--profile", "client-store" },
      "client-store: e:no-usable-certificate; 1 not checked",
      "Client Authentication is missing" },
    { "as the profile of the certificates says",
      { STORE, OF("device.reg"), "--profile", "vpn-server" },
      "server-store: e:no-usable-certificate",
      "as the profile that was given" },
    { "of a user tunnel", { STORE, OF("empty-my.reg"), "--profile", "user-tunnel" }, "machine-store", NULL },
    { "of nothing", { STORE, OF("empty-my.reg") }, "client-store: e:no-certificate", "13806" },
    { "of nothing, a server's",
      { STORE, OF("empty-my.reg"), "--profile", "server-store" },
      "server-store: e:no-certificate",
      "13806" },
    /* one machine, however it was exported */
    { "folder", { STORE, OF("folder") }, "server-store", NULL },
    { "CLIXML", { STORE, OF("vpn01.clixml") }, "server-store; 1 not checked", NULL },
    { "JSON", { STORE, OF("machine.json") }, "server-store; 1 not checked", NULL },
    { "several files",
      { STORE, OF("root.reg"), "--store", OF("ca.reg"), "--store", OF("by-name/my.sst") },
      "server-store; 1 not checked",
      "testdata/store/root.reg" },
    { "the key in a listing", { STORE, OF("listed") }, "server-store; 1 not checked", NULL },
    { "an empty store by its name",
      { STORE, OF("empty-by-name") },
      "client-store: e:no-certificate; 2 not checked",
      NULL },
    { "no MY at all", { STORE, OF("nothing-in-my.reg") }, "client-store; 5 not checked", "an export of MY" },
    { "a certificate that is cut",
      { STORE, OF("server-cut.reg") },
      "client-store; 4 not checked",
      "read whole" },
    { "only a user's",
      { STORE, OF("user-only.reg") },
      "client-store: e:no-certificate",
      "in a user's store: CN=laptop" },
    { "a key that is not known",
      { STORE, OF("by-name-blocked") },
      "server-store: e:no-usable-certificate, e:disallowed-in-use",
      NULL },
    { "nothing there", { STORE, OF("none.reg") }, "", "none.reg" },
    { "names of certlm.msc", { STORE, OF("by-title") }, "server-store; 1 not checked", NULL },
    /* what fits */
    { "without its key",
      { STORE, OF("server-without-key.reg") },
      "server-store: e:private-key-missing",
      "no private key belongs to" },
    { "usages taken away",
      { STORE, OF("server-overridden.reg") },
      "server-store: e:no-usable-certificate",
      "its store takes" },
    { "no root", { STORE, OF("server-untrusted.reg") }, "server-store: e:no-usable-certificate", NULL },
    { "without Key Usage", { STORE, OF("no-key-usage.reg") }, "server-store", NULL },
    { "a web server's beside it",
      { STORE, OF("web-beside.reg"), NAMED },
      "server-store",
      "and MY has one with it" },
    { "unfit ones beside",
      { STORE, OF("server-unfit-beside.reg") },
      "server-store: w:private-key-missing-beside",
      NULL },
    /* the peer's roots do not count for the machine's choice, the machine's do not for the peer */
    { "other roots at the peer",
      { STORE, OF("machine.reg"), "--root", "testdata/pki/fabrikam/root.pem" },
      "server-store; 1 not checked",
      "certificate-path/root-not-trusted" },
    { "other roots at the machine",
      { STORE, OF("server-untrusted.reg"), ROOT },
      "server-store: e:no-usable-certificate",
      "\"path\": \"trusted\"" },
};

static void test_machines(void)
{
    for (size_t i = 0; i < COUNT_OF(machines); i++) {
        struct cli_result result = cli_result_of(machines[i].arguments);
        CHECK_TEXT(machines[i].name, stores_of(result.out), machines[i].stores);
        CHECK_SAYING(machines[i].name, !machines[i].says || strstr(result.out, machines[i].says),
                     "'%s' not in: %s%s", machines[i].says, result.out, result.err);
    }
}

/* As rule authors see it. */
static void test_facts(void)
{
    struct cli_result result = CLI("facts", "--at", "2026-06-01T00:00:00Z", "--only", "store.server_choices",
                                   "--only", "private_key", "--store", OF("several-with-ike.reg"));
    CHECK_INT("exit code", result.code, 0);
    CHECK("the stores", strstr(result.out, "CN=intranet.corp.contoso.com of CN=Contoso Issuing CA"));
    CHECK("what is in MY", strstr(result.out, "present [text]"));
    CHECK("only MY", !strstr(result.out, "Contoso Root CA"));
    result = CLI("facts", "--kind", "store", "--store", OF("machine.reg"), GOOD);
    CHECK("one kind", !strstr(result.out, "good.pem"));
}

/* Whoever is asked for passwords: how often. */
static const char *answer(void *context, const char *path, unsigned attempt)
{
    unsigned *asked = context;
    (void)path;
    ++*asked;
    return attempt == 0 ? "Corr3ct \xc3\xbc horse" : NULL;
}

static void keep_quiet(void *context, struct diags *diags)
{
    (void)context;
    CHECK_INT("complaints", diags->errors, 0);
}

/* Though the file counts twice, for the stores and by itself. */
static void test_password_once(void)
{
    const char *path = test_path(OF("with-password"));
    unsigned asked = 0;
    size_t ended;
    struct report_totals totals;
    struct run_request request = {
        .world = { .stores = { &path, 1, 1 }, .ask = answer, .ask_context = &asked },
        .at = 1780272000,
        .fail_on = FAIL_ON_NEVER,
        .format = report_format_find("json"),
        .report = { .version = "0" },
        .out = tmpfile(),
        .complain = keep_quiet,
    };
    if (!CHECK("scratch", request.out != NULL))
        return;
    CHECK_INT("outcome", run_lint(&request, &totals, &ended), RUN_DONE);
    CHECK_INT("objects", totals.objects, 2);
    CHECK_INT("could not be read", totals.unreadable, 0);
    CHECK_INT("asked", asked, 1);
    fclose(request.out);
}

CU_TestInfo store_tests[] = { { "stores of a machine", test_rows },
                              { "the object store", test_machines },
                              { "facts of stores", test_facts },
                              { "a PFX in a store", test_password_once },
                              CU_TEST_INFO_NULL };
