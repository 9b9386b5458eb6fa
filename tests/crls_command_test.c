/* `ikelint crls`: the state of each CA certificate and list, and the exit code. */
#include <jansson.h>

#include "tests/cli.h"
#include "util/buf.h"

#define AT         "--at", "2026-06-01T00:00:00Z"
#define ROOT       "testdata/pki/roots/contoso.pem", "testdata/pki/crls/root.crl"
#define ISSUING    ROOT, "testdata/pki/intermediates/issuing.pem"
#define FAULTY(of) "testdata/pki/faulty-crls/" of ".crl"

/* "CN=Contoso Root CA: certificate OK, CRL OK" for each CA, joined by " | ", without remarks. */
static const char *states_of(const char *text)
{
    struct buf out = { 0 };
    json_t *report = json_loads(text, 0, NULL), *ca, *item;
    size_t i, k;
    json_array_foreach(json_object_get(report, "cas"), i, ca)
    {
        buf_format(&out, "%s%s:", i ? " | " : "", json_string_value(json_object_get(ca, "ca")));
        json_array_foreach(json_object_get(ca, "items"), k, item)
            buf_format(&out, "%s %s %s", k ? "," : "", json_string_value(json_object_get(item, "kind")),
                       json_string_value(json_object_get(item, "state")));
    }
    json_decref(report);
    const char *states = arena_text_of_span(test_arena(), buf_span(&out));
    buf_free(&out);
    return states;
}

#define ROOT_OK    "CN=Contoso Root CA: certificate OK, CRL OK"
#define ISSUING_OK ROOT_OK " | CN=Contoso Issuing CA: certificate OK, CRL "

static const struct {
    const char *name;
    const char *arguments[12];
    int code;
    const char *states, *says; /* says: part of the report */
} rows[] = {
    { "a root and its list", { AT, ROOT }, 0, ROOT_OK, "\"number\": \"20\"" },
    { "two tiers with the delta",
      { AT, ISSUING, "testdata/pki/crls/issuing.crl", "testdata/pki/deltas" },
      0,
      ISSUING_OK "OK, delta CRL OK",
      "\"entries\": 16" },
    { "a delta that the list speaks of",
      { AT, ISSUING, "testdata/pki/crls/issuing.crl" },
      1,
      ISSUING_OK "OK, delta CRL Missing",
      "http://pki.contoso.com/" },
    { "no list", { AT, ISSUING }, 1, ISSUING_OK "Missing", "no CRL of this CA and key was given" },
    { "an expired list",
      { AT, ISSUING, FAULTY("expired") },
      1,
      ISSUING_OK "Expired",
      "expired on 2026-05-25T18:22:44Z" },
    { "a list that ends soon",
      { AT, ISSUING, FAULTY("expires-soon") },
      1,
      ISSUING_OK "Expiring",
      "ends in 1 day" },
    { "the same with another limit",
      { AT, "--warn-crl", "12h", ISSUING, FAULTY("without-number") },
      0,
      ISSUING_OK "OK",
      NULL },
    { "a list that is overdue",
      { AT, ISSUING, FAULTY("overdue") },
      1,
      ISSUING_OK "Expiring",
      "should have been published on 2026-05-30" },
    { "an old list beside the new one",
      { AT, ISSUING, FAULTY("expired"), FAULTY("without-number") },
      0,
      ISSUING_OK "OK",
      "\"older\": 1" },
    { "a forged list",
      { AT, ISSUING, FAULTY("forged") },
      1,
      ISSUING_OK "Invalid",
      "did not make its signature" },
    { "a forged list beside a good one",
      { AT, ISSUING, FAULTY("forged"), FAULTY("without-number") },
      1,
      ISSUING_OK "OK, CRL Invalid",
      NULL },
    { "a list that is not understood",
      { AT, ISSUING, FAULTY("unknown-critical") },
      1,
      ISSUING_OK "Invalid",
      "not understood" },
    { "a list of next month",
      { AT, ISSUING, FAULTY("not-yet-valid") },
      1,
      ISSUING_OK "Invalid",
      "is not valid before" },
    { "a list without an end",
      { AT, ISSUING, FAULTY("without-next-update") },
      0,
      ISSUING_OK "OK",
      "does not say when it ends" },
    { "an old delta",
      { AT, ISSUING, "testdata/pki/crls/issuing.crl", FAULTY("delta-expired") },
      1,
      ISSUING_OK "OK, delta CRL Expired",
      NULL },
    { "a delta of a newer base",
      { AT, ISSUING, "testdata/pki/crls/issuing.crl", FAULTY("delta-base-mismatch") },
      1,
      ISSUING_OK "OK, delta CRL Invalid",
      "at least number 50" },
    { "a list of the CA's other key",
      { AT, ISSUING, FAULTY("without-number"), FAULTY("of-the-renewed-key") },
      1,
      "CN=Contoso Issuing CA: certificate Missing, CRL OK | " ISSUING_OK "OK",
      "its signature cannot be checked" },
    { "a list that cannot be decoded",
      { AT, ISSUING, "testdata/trust/lists-malformed-scope.pem" },
      1,
      NULL,
      "Unreadable" },
    { "an expired CA",
      { AT, ROOT, "testdata/pki/faulty/issuing-expired.pem" },
      1,
      ROOT_OK " | CN=Contoso Issuing CA: certificate Expired",
      NULL },
    { "a CA that ends soon",
      { AT, ROOT, "testdata/pki/faulty/issuing-short-lived.pem", FAULTY("without-number") },
      1,
      ROOT_OK " | CN=Contoso Issuing CA: certificate Expiring, CRL OK",
      "ends in 122 days" },
    { "the same with another limit",
      { AT, "--warn-certificate", "90d", ROOT, "testdata/pki/faulty/issuing-short-lived.pem",
        FAULTY("without-number") },
      0,
      ISSUING_OK "OK",
      NULL },
    { "a CA whose issuer was not given",
      { AT, "testdata/pki/intermediates/issuing.pem", FAULTY("without-number") },
      1,
      "CN=Contoso Root CA: certificate Missing | CN=Contoso Issuing CA: certificate OK, CRL OK",
      "key identifier" },
    { "a list alone",
      { AT, "testdata/pki/crls/root.crl" },
      1,
      "CN=Contoso Root CA: certificate Missing, CRL OK",
      NULL },
    { "the same file twice", { AT, ROOT, ROOT }, 0, ROOT_OK, NULL },
    { "a leaf beside", { AT, ROOT, "testdata/demo/certificates/vpn01.cer" }, 0, ROOT_OK, NULL },
    { "no list of a CA that may not sign one",
      { AT, ROOT, "testdata/pki/faulty/issuing-without-crl-sign.pem" },
      0,
      ROOT_OK " | CN=Contoso Issuing CA: certificate OK",
      NULL },
    { "a list of a CA that may not sign one",
      { AT, ROOT, "testdata/pki/faulty/issuing-without-crl-sign.pem", FAULTY("without-number") },
      1,
      ISSUING_OK "Invalid",
      "cRLSign" },
    { "a page of HTML",
      { AT, ROOT, "testdata/hostile/html-error-page.crl" },
      3,
      ROOT_OK,
      "\"state\": \"Unreadable\"" },
    { "no such file", { AT, ROOT, "testdata/nowhere.crl" }, 3, ROOT_OK, "nowhere.crl" },
};

static void test_states(void)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *arguments[16] = { "crls", "--format", "json" };
        for (size_t k = 0; rows[i].arguments[k]; k++)
            arguments[3 + k] = rows[i].arguments[k];
        struct cli_result got = cli_result_of(arguments);
        CHECK_INT(rows[i].name, got.code, rows[i].code);
        if (rows[i].states)
            CHECK_TEXT(rows[i].name, states_of(got.out), rows[i].states);
        CHECK_SAYING(rows[i].name, !rows[i].says || strstr(got.out, rows[i].says), "'%s' not in %s",
                     rows[i].says, got.out);
    }
}

static void test_usage(void)
{
    CHECK_INT("no operand", CLI("crls").code, 2);
    CHECK_INT("no duration", CLI("crls", "--warn-crl", "soon", "testdata/demo").code, 2);
    CHECK("no duration", strstr(CLI("crls", "--warn-crl", "soon", "testdata/demo").err, "30d"));
    CHECK_INT("an unknown format", CLI("crls", "--format", "yaml", "testdata/demo").code, 2);
    const char *path = cli_scratch("crls.csv");
    CHECK_INT("an output file", CLI("crls", AT, "--format", "csv", "--output", path, ROOT).code, 0);
    CHECK("an output file",
          strstr(arena_text_of_span(test_arena(), test_file(path)), "\"CN=Contoso Root CA\",\"CRL\",\"OK\""));
}

CU_TestInfo crls_command_tests[] = {
    { "states", test_states },
    { "usage", test_usage },
    CU_TEST_INFO_NULL,
};
