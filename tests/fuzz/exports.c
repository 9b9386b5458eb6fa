/* Octets taken for an export that a deployment names: by one deployment as every store, by another as every setting, beside
 * good ones; and both are predicted. Whatever the file holds, it ends in a verdict, in reports in UTF-8. */
#include "tests/fuzz/file.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/prediction.h"

static const char path_of_deployments[] = TOP_SRCDIR "/testdata/predict/deployments/fuzz.yaml";

/* FILE stands for the input. */
static const char as_stores[] =
    "deployment: stores\n"
    "server_name: vpn.contoso.com\n"
    "pki: { roots: [FILE, ../files/root.pem], intermediates: [FILE, ../files/ca.pem],"
    " crls: [FILE] }\n"
    "servers:\n"
    "  - name: vpn01.corp.contoso.com\n"
    "    stores: { my: FILE, disallowed: FILE }\n"
    "    auth_protocol: { user_auth_protocol_accepted: [EAP, Certificate],"
    " root_certificate_name_to_accept: ../files/root.pem, certificate_advertised: FILE }\n"
    "    cert_auth_flags: 4\n"
    "devices:\n"
    "  - name: laptop-042.corp.contoso.com\n"
    "    stores: { my: [FILE, ../files/device.sst], root: FILE }\n"
    "    machine_certificate_issuer_filter: FILE\n"
    "  - name: laptop-043.corp.contoso.com\n"
    "    tunnel: user\n"
    "    user_certificates: FILE\n"
    "    profile: ../files/user.xml\n"
    "nps: { name: nps01, stores: { my: FILE, ca: FILE } }\n";
static const char as_settings[] =
    "deployment: settings\n"
    "server_name: vpn.contoso.com\n"
    "pki: { roots: ../files/root.pem, intermediates: ../files/ca.pem, crls: [../files/root.crl, "
    "../files/ca.crl] }\n"
    "servers:\n"
    "  - { name: vpn01, stores: { my: ../files/server.sst }, auth_protocol: FILE }\n"
    "  - { name: vpn02, stores: { my: ../files/server.sst }, cert_auth_flags: FILE, os: FILE }\n"
    "devices:\n"
    "  - { name: with-profile, stores: { my: ../files/device.sst }, profile: FILE }\n"
    "  - { name: with-phonebook, stores: { my: ../files/device.sst }, phonebook: FILE, os: FILE "
    "}\n"
    "  - { name: with-connection, stores: { my: ../files/device.sst }, vpn_connection: FILE }\n";

/* The deployment with the input's path in each place of FILE. */
static struct span deployment_of(struct arena *arena, const char *template, const char *path)
{
    struct buf out = { 0 };
    struct span rest = span_of_text(template);
    for (;;) {
        size_t at = text_find(rest, 0, "FILE");
        buf_add(&out, (struct span){ rest.data, at });
        if (at == rest.length)
            break;
        buf_text(&out, path);
        rest = span_from(rest, at + strlen("FILE"));
    }
    struct span copy = arena_copy(arena, buf_span(&out));
    buf_free(&out);
    return copy;
}

static void take_failure(void *context, const struct read_failure *failure)
{
    (void)context;
    promise_text(failure->error);
    if (!*failure->error || strchr(failure->error, '\n'))
        BUG("a failure that says nothing, or more than a line");
}

static void predict(const char *template, const char *path)
{
    struct arena *arena = arena_new();
    struct diags diags = { .arena = arena };
    const struct prediction_input input = { .path = path_of_deployments,
                                            .octets = deployment_of(arena, template, path),
                                            .at = NOON_IN_2026,
                                            .failure = take_failure };
    if (!promise_prediction(&input, &diags))
        BUG("a deployment that is refused for what it names");
    for (size_t i = 0; i < diags.count; i++)
        promise_text(diags.items[i].text);
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *path = fuzz_file(data, size);
    predict(as_stores, path);
    predict(as_settings, path);
    return 0;
}
