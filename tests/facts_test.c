/* facts: the table, every fact of the test certificates against testdata/facts, and the command that shows them. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "facts/facts.h"
#include "pki/request.h"
#include "pki/settings.h"
#include "read/read.h"
#include "tests/check.h"
#include "tests/cli.h"
#include "util/clock.h"
#include "util/text.h"

/* A string literal with its NULs. */
#define OCTETS(literal)                                                                                      \
    {                                                                                                        \
        (const uint8_t *)(literal), sizeof(literal) - 1                                                      \
    }

/* -- the table ------------------------------------------------------------------------------------------------------ */

static void test_table(void)
{
    for (size_t i = 0; i < facts_count(); i++) {
        const struct fact *fact = fact_at(i);
        CHECK_INT(fact->name, fact_find(span_of_text(fact->name)), (int)i); /* so no name is there twice */
        CHECK(fact->name, fact->on && fact->compute && fact->help && *fact->help);
        CHECK(fact->name, fact->group < FACT_GROUP_COUNT && *fact_group_title(fact->group));
        CHECK(fact->name, strncmp(fact->name, "issuer.", 7) != 0 && strncmp(fact->name, "root.", 5) != 0 &&
                              strncmp(fact->name, "leaf.", 5) != 0);
        CHECK(fact->name, (fact->group == FACT_GROUP_CRL) == (strncmp(fact->name, "crl.", 4) == 0));
        CHECK(fact->name, !fact->any_contains_all || fact->type == VALUE_OIDS);
    }
    static const struct {
        const char *name, *word;
        unsigned on;
        const char *want;
    } rows[] = {
        { "a letter is missing", "usges", FACT_ON_CERTIFICATE, "usages" },
        { "letters changed places", "valditiy.not_after", FACT_ON_CERTIFICATE, "validity.not_after" },
        { "a fact of the other kind is not suggested", "crl.nunber", FACT_ON_CERTIFICATE, NULL },
        { "of this kind it is", "crl.nunber", FACT_ON_CRL, "crl.number" },
        { "near to nothing", "frobnication", FACT_ON_CERTIFICATE, NULL },
        { "nothing", "", FACT_ON_CERTIFICATE, NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        CHECK_TEXT(rows[i].name, fact_suggest(span_of_text(rows[i].word), rows[i].on), rows[i].want);
    CHECK_INT("no such fact", fact_find(span_of_text("usage")), -1);
    CHECK_INT("no name", fact_find(span_of_text("")), -1);
}

/* -- every fact of the test certificates ---------------------------------------------------------------------------- */

/* What a test reads is kept until its reader is freed. */
struct collection {
    struct trust *trust; /* NULL: the objects are for `objects` */
    void (*add)(struct trust *trust, const struct object *object);
    const struct object *objects[8];
    size_t count;
};

static void take_object(void *context, const struct object *object)
{
    struct collection *collection = context;
    if (collection->trust)
        collection->add(collection->trust, object);
    else if (collection->count < COUNT_OF(collection->objects))
        collection->objects[collection->count++] = object;
}

static void take_failure(void *context, const struct read_failure *failure)
{
    (void)context;
    CHECK_SAYING(failure->path, false, "%s", failure->error);
}

/* Reads "a.pem b.crl", names below testdata/. */
static void read_files(struct reader *reader, const char *names, struct collection *collection)
{
    const struct read_sink sink = { .context = collection, .object = take_object, .failure = take_failure };
    char *rest = arena_text(test_arena(), names);
    while (*rest) {
        size_t length = strcspn(rest, " ");
        char *next = rest[length] ? rest + length + 1 : rest + length;
        rest[length] = 0;
        reader_read(reader, test_path(arena_format(test_arena(), "testdata/%s", rest)), &sink);
        rest = next;
    }
}

/* "usages: server_auth, ike_intermediate", "path.trusted: unknown, needs --root"; "" when absent. */
static const char *fact_line(const struct scene *scene, struct element *element, size_t fact)
{
    const struct value *value = fact_value(scene, element, (int)fact);
    if (value->state == VALUE_ABSENT)
        return "";
    struct buf text = { 0 }, line = { 0 };
    value_print(&text, value);
    buf_format(&line, "%s: ", fact_at(fact)->name);
    text_escape(&line, buf_span(&text), false);
    if (value->state == VALUE_UNKNOWN)
        buf_format(&line, ", needs %s", value->needs);
    const char *out = arena_text_of_span(test_arena(), buf_span(&line));
    buf_free(&text);
    buf_free(&line);
    return out;
}

/* The lines of the first object of each kind; of later ones only what differs is written. */
struct lines {
    const char **lines; /* one for each fact; NULL before the first */
};

static void print_element(struct buf *out, const struct scene *scene, struct element *element,
                          struct lines *base, uint8_t *seen)
{
    bool first = !base->lines;
    if (first)
        base->lines = arena_array(test_arena(), facts_count(), sizeof *base->lines);
    for (size_t i = 0; i < facts_count(); i++) {
        const char *line = fact_line(scene, element, i);
        seen[i] = seen[i] || fact_value(scene, element, (int)i)->state == VALUE_KNOWN;
        if (first)
            base->lines[i] = line;
        else if (strcmp(line, base->lines[i]) == 0)
            continue;
        if (*line)
            buf_format(out, "%s\n", line);
        else if (!first)
            buf_format(out, "%s: absent\n", fact_at(i)->name);
    }
}

static void print_scene(struct buf *out, const struct scene *scene, struct lines *bases, uint8_t *seen)
{
    for (size_t i = 0; i < scene->element_count; i++) {
        buf_format(out, "%s-- %zu --\n", i ? "\n" : "", i);
        print_element(out, scene, &scene->elements[i], &bases[scene->elements[i].kind], seen);
    }
    for (size_t i = 0; i < scene->crl_count; i++) {
        buf_format(out, "\n-- CRL %zu --\n", i);
        print_element(out, scene, &scene->crls[i], &bases[OBJECT_CRL], seen);
    }
}

static void check_golden(const char *row, const struct buf *got, const char *file)
{
    const char *path = test_path(arena_format(test_arena(), "testdata/facts/%s.expected", file));
    const char *update = getenv("UPDATE");
    if (update && strcmp(update, "1") == 0) {
        FILE *stream = fopen(path, "wb");
        if (CHECK(row, stream)) {
            fwrite(got->data, 1, got->length, stream);
            CHECK(row, fclose(stream) == 0);
        }
    }
    /* Line by line, so that a failure shows the fact and not the whole file. */
    struct span want = test_file(path), have = buf_span(got);
    while (want.length || have.length) {
        size_t lengths[2];
        struct span *texts[] = { &want, &have }, lines[2];
        for (size_t i = 0; i < 2; i++) {
            const uint8_t *end = span_find(*texts[i], '\n');
            lengths[i] = end ? (size_t)(end - texts[i]->data) : texts[i]->length;
            lines[i] = (struct span){ texts[i]->data, lengths[i] };
            size_t used = end ? lengths[i] + 1 : lengths[i];
            *texts[i] = (struct span){ texts[i]->data + used, texts[i]->length - used };
        }
        if (!CHECK_SPAN(row, lines[1], lines[0]))
            return;
    }
}

static void test_facts(void)
{
    static const struct {
        const char *file;  /* testdata/facts/FILE.expected */
        const char *input; /* below testdata/ */
        const char *roots, *intermediates, *crls;
    } rows[] = {
#define CONTOSO                                                                                              \
    "pki/roots/contoso.pem", "pki/intermediates/issuing.pem", "pki/crls/root.crl pki/crls/issuing.crl"
        { "server-alone", "rules/vpn-server/good.pem", "", "", "" },
        { "crl-alone", "pki/crls/issuing.crl", "", "", "" },
        { "server-trusted", "rules/vpn-server/good.pem", CONTOSO },
        { "server-without-issuer", "rules/vpn-server/good.pem", "pki/roots/contoso.pem", "", "" },
        { "server-without-lists", "rules/vpn-server/good.pem", "pki/roots/contoso.pem",
          "pki/intermediates/issuing.pem", "" },
        { "server-stale-and-forged-lists", "rules/vpn-server/good.pem", "pki/roots/contoso.pem",
          "pki/intermediates/issuing.pem",
          "pki/crls/root.crl pki/faulty-crls/forged.crl pki/faulty-crls/expired.crl" },
        { "server-revoked", "rules/certificate-revocation/server-revoked.pem", CONTOSO },
        { "server-narrowed", "rules/vpn-server/good.pem", "pki/roots/contoso.pem",
          "pki/faulty/issuing-narrowed.pem", "" },
        { "server-untrusted-root", "rules/vpn-server/good.pem", "pki/fabrikam/root.pem",
          "pki/intermediates/issuing.pem pki/roots/contoso.pem", "" },
        { "server-intermediate-trusted", "rules/vpn-server/good.pem", "pki/intermediates/issuing.pem", "",
          "" },
        { "root-itself", "pki/roots/contoso.pem", "pki/roots/contoso.pem", "", "" },
        { "user", "rules/user-tunnel/good.pem", "", "", "" },
        { "user-sid-in-uri", "rules/user-tunnel/sid-in-uri.pem", "", "", "" },
        { "extension-malformed", "rules/certificate-keys/extension-malformed.pem", "", "", "" },
        { "time-malformed", "rules/certificate-keys/malformed-time.pem", "", "", "" },
        { "extension-twice", "rules/certificate-keys/extension-twice.pem", "", "", "" },
        { "unknown-critical", "rules/certificate-keys/unknown-critical-extension.pem", "", "", "" },
        { "version-1", "rules/certificate-keys/version-1.pem", "", "", "" },
        { "key-p256", "rules/certificate-keys/p256.pem", "", "", "" },
        { "key-ed25519", "rules/certificate-keys/ed25519.pem", "", "", "" },
        { "key-roca", "rules/certificate-keys/roca.pem", "", "", "" },
        { "key-exponent-even", "rules/certificate-keys/rsa-exponent-even.pem", "", "", "" },
        { "serial-negative", "rules/certificate-keys/serial-negative.pem", "", "", "" },
        { "signed-with-pss", "rules/certificate-keys/signed-with-pss.pem", "", "", "" },
        { "signed-with-md5", "rules/certificate-keys/signed-with-md5.pem", "", "", "" },
        { "self-signed-md5", "rules/certificate-keys/self-signed-md5.pem", "", "", "" },
        { "name-with-nul", "rules/vpn-server/name-with-nul.pem", "", "", "" },
        { "name-with-umlaut", "rules/vpn-server/name-with-umlaut.pem", "", "", "" },
        { "no-usages", "rules/vpn-server/no-usages.pem", "", "", "" },
        { "ca-permits-contoso", "pki/faulty/issuing-permits-contoso.pem", "", "", "" },
        { "names", "rules/rfc5280/names.pem", "", "", "" },
        { "subject-not-utf8", "facts/subject-not-utf8.pem", "", "", "" },
        { "policies", "rules/rfc5280/policies.pem", "", "", "" },
        { "policy-mappings", "rules/rfc5280/policy-mappings.pem", "", "", "" },
        { "broken-list-of-extensions", "hostile/extension-not-a-sequence.der", "", "", "" },
        { "broken-serial", "hostile/serial-empty.der", "", "", "" },
        { "broken-version", "hostile/version-7.der", "", "", "" },
        { "broken-issuer", "facts/issuer-not-a-name.pem", "", "", "" },
        { "broken-subject", "hostile/name-integer.der", "", "", "" },
        { "broken-key", "hostile/key-empty.der", "", "", "" },
        { "broken-usages", "hostile/extension-eku-not-an-oid.der", "", "", "" },
        { "key-unknown", "hostile/key-of-unknown-algorithm.der", "", "", "" },
        { "key-on-no-named-curve", "hostile/ec-explicit-parameters.der", "", "", "" },
        { "key-exponent-huge", "hostile/rsa-exponent-as-long-as-modulus.der", "", "", "" },
        { "algorithm-unknown", "hostile/algorithm-unknown.der", "", "", "" },
        { "upn-not-text", "hostile/upn-not-text.der", "", "", "" },
        { "string-types", "facts/string-types.pem", "", "", "" },
        { "self-signed-unknown", "facts/self-signed-unknown.pem", "", "", "" },
        { "crl-number-huge", "hostile/crl-number-huge.crl", "", "", "" },
        { "crl-entry-date-bad", "hostile/crl-entry-date-bad.crl", "", "", "" },
        { "crl-signature-unknown", "facts/signature-unknown.crl", "", "", "" },
        { "everything", "facts/everything.pem", "", "", "" },
        { "ca-constrained", "rules/rfc5280/ca-constrained.pem", "", "", "" },
        { "crl-scope", "rules/rfc5280/list-users.crl", "", "", "" },
        { "crl-access", "rules/rfc5280/list-issuer-access.crl", "", "", "" },
        { "crl-time-malformed", "rules/rfc5280/list-malformed-time.crl", "", "", "" },
        { "crl", "pki/crls/issuing.crl", "pki/roots/contoso.pem", "pki/intermediates/issuing.pem", "" },
        { "crl-forged", "pki/faulty-crls/forged.crl", "pki/roots/contoso.pem",
          "pki/intermediates/issuing.pem", "" },
        { "crl-of-the-renewed-key", "pki/faulty-crls/of-the-renewed-key.crl", "pki/roots/contoso.pem",
          "pki/intermediates/issuing.pem", "" },
        { "crl-delta", "pki/deltas/issuing.crl", "", "", "" },
        { "crl-indirect", "pki/faulty-crls/indirect.crl", "", "", "" },
        { "crl-of-another-point", "pki/faulty-crls/of-another-point.crl", "", "", "" },
        { "crl-duplicate-entries", "pki/faulty-crls/duplicate-entries.crl", "", "", "" },
        { "crl-unknown-critical-entry", "pki/faulty-crls/unknown-critical-entry.crl", "", "", "" },
        { "crl-malformed-entry", "pki/faulty-crls/malformed-entry.crl", "", "", "" },
    };
    uint8_t *seen = arena_alloc(test_arena(), facts_count());
    struct lines bases[OBJECT_KIND_COUNT] = { { NULL } };
    int64_t now = clock_from_civil(2026, 6, 1, 0, 0, 0);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct read_options keep = { .keep = true };
        struct reader *reader = reader_new(&keep);
        struct trust *trust = trust_new();
        struct collection input = { .trust = NULL };
        read_files(reader, rows[i].input, &input);
        read_files(reader, rows[i].roots, &(struct collection){ .trust = trust, .add = trust_add_root });
        read_files(reader, rows[i].intermediates,
                   &(struct collection){ .trust = trust, .add = trust_add_intermediate });
        read_files(reader, rows[i].crls, &(struct collection){ .trust = trust, .add = trust_add_crl });
        trust_ready(trust);
        struct arena *arena = arena_new();
        struct buf got = { 0 };
        if (CHECK_INT(rows[i].file, input.count, 1)) {
            const struct object *object = input.objects[0];
            struct scene scene;
            if (object->kind == OBJECT_CRL) {
                struct crl_signer signer = trust_judge_crl(trust, object->crl, arena);
                scene_build(arena, object, NULL, &signer, now, &scene);
                print_scene(&got, &scene, bases, seen);
            } else {
                scene_build(arena, object, trust_judge(trust, object->cert, object, now, arena), NULL, now,
                            &scene);
                print_scene(&got, &scene, bases, seen);
            }
            check_golden(rows[i].file, &got, rows[i].file);
        }
        buf_free(&got);
        arena_free(arena);
        trust_free(trust);
        reader_free(reader);
    }
    for (size_t i = 0; i < facts_count(); i++) /* a fact that no row shows is a fact without a test */
        CHECK(fact_at(i)->name,
              seen[i] || fact_at(i)->group == FACT_GROUP_CONTEXT ||
                  fact_at(i)->group == FACT_GROUP_SETTINGS || fact_at(i)->group == FACT_GROUP_REQUEST ||
                  fact_at(i)->group == FACT_GROUP_TEMPLATE || fact_at(i)->group == FACT_GROUP_DRIFT ||
                  fact_at(i)->group == FACT_GROUP_STORE);
}

/* The words of one fact; "" when absent. */
static const char *fact_named(const struct scene *scene, const char *name)
{
    int fact = fact_find(span_of_text(name));
    return fact < 0 ? "no such fact" : fact_line(scene, scene_leaf(scene), (size_t)fact);
}

#define CA_DECIDES "only the CA decides it: lint the certificate once it is issued"
#define CA_MAY_ADD                                                                                           \
    "the request does not ask for it, and the CA may add it: lint the certificate once it is issued"

static void test_request(void)
{
    static const char *const rows[] = {
        "element.role: request",
        "subject: CN=vpn.contoso.com",
        "subject_public_key.bits: 2048",
        "signature.algorithm: unknown, needs " CA_DECIDES,
        "size: unknown, needs " CA_DECIDES,
        "flaws: none",
        "extensions: key_usage, subject_alt_name",
        "key_usage: digital_signature",
        "names: vpn.contoso.com",
        "usages: unknown, needs " CA_MAY_ADD,
        "issuer: unknown, needs " CA_DECIDES,
        "request.version: 1",
        "request.signature_valid: true",
        ("request.attributes: ms_os_version, ms_client_info, ms_enrollment_csp, ms_enrollment_name_value, "
         "challenge_password, extension_request"),
        "request.os_version: 10.0.20348.2",
        "request.key_provider: Microsoft Software Key Storage Provider",
        "request.client.id: 5",
        "request.client.machine: vpn01.corp.contoso.com",
        "request.client.user: CORP\\ada",
        "request.client.process: MMC.EXE",
        "request.pairs: SAN=dns=vpn02.contoso.com, CertificateTemplate=VPNServerAuthentication",
        "request.template: VPNServerAuthentication",
        "request.san: dns=vpn02.contoso.com",
        "request.challenge_password: true",
        "request.renewal: false",
    };
    struct source source = { .name = "request.der",
                             .bytes = test_file(test_path("testdata/facts/request.der")) };
    struct request request, broken;
    struct span at;
    const char *why = "";
    if (!CHECK_SAYING("the request", request_decode(test_arena(), &source, source.bytes, &request, &why, &at),
                      "%s", why))
        return;
    struct object object = { .kind = OBJECT_REQUEST, .request = &request };
    struct scene scene;
    scene_build(test_arena(), &object, NULL, NULL, 0, &scene);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span name = { (const uint8_t *)rows[i], strcspn(rows[i], ":") };
        CHECK_TEXT(rows[i], fact_named(&scene, arena_text_of_span(test_arena(), name)), rows[i]);
    }
    broken = request;
    broken.attributes_decoded = false;
    broken.os_version.presence = EXTENSION_ABSENT;
    broken.version = 0;
    object.request = &broken;
    scene_build(test_arena(), &object, NULL, NULL, 0, &scene);
    CHECK_TEXT(
        "attributes do not decode", fact_named(&scene, "request.attributes"),
        "request.attributes: unknown, needs the request's list of attributes does not decode (malformed)");
    CHECK_TEXT("an attribute that may be among them", fact_named(&scene, "request.os_version"),
               "request.os_version: unknown, needs the request's OS version does not decode (malformed)");
    CHECK_TEXT("no version", fact_named(&scene, "request.version"),
               "request.version: unknown, needs the request's version does not decode (malformed)");
}

/* A form each: set, unset, unknown and unreadable; then another export of the same machine. */
static void test_settings(void)
{
    static const struct {
        const char *name, *line;
    } rows[] = {
        { "texts", "rras.user_auth_protocol_accepted: Certificate, EAP" },
        { "text", "rras.tunnel_auth_protocols_advertised: Certificates" },
        { "integer", "rras.cert_auth_flags: 4" },
        { "certificate printed", "rras.root_certificate_name_to_accept: CN=Contoso Root CA" },
        { "its thumbprint",
          "rras.root_certificate_name_to_accept.sha1: 000102030405060708090a0b0c0d0e0f10111213" },
        { "unset", "" },
        { "unreadable",
          "rras.certificate_ekus_to_accept: unknown, needs 'client' is no object identifier such as "
          "1.3.6.1.5.5.7.3.2" },
        { "unknown until merged", "rras.server_fragmentation: true" },
        { "what cannot be read",
          "settings.unreadable: line 5: 'client' is no object identifier such as 1.3.6.1.5.5.7.3.2" },
        { "name", "settings.name: vpn01" },
        { "role", "element.role: rras" },
    };
    struct arena *arena = test_arena();
    struct settings settings, other;
    struct setting_certificate root = { .subject = span_of_text("CN=Contoso Root CA"), .has_sha1 = true };
    for (size_t i = 0; i < sizeof root.sha1; i++)
        root.sha1[i] = (uint8_t)i;
    settings_begin(&settings, OBJECT_RRAS, span_of_text("octets"));
    settings_add_text(arena, &settings, RRAS_USER_AUTH, span_of_text("Certificate"), 1);
    settings_add_text(arena, &settings, RRAS_USER_AUTH, span_of_text("EAP"), 2);
    settings_set_text(&settings, RRAS_TUNNEL_AUTH, span_of_text("Certificates"), 3);
    settings_set_certificate(&settings, RRAS_ROOT_TO_ACCEPT, &root, 4);
    CHECK("an OID", settings_add_oid(arena, &settings, RRAS_EKUS_TO_ACCEPT, span_of_text("1.2.3"), 5));
    CHECK("none", !settings_add_oid(arena, &settings, RRAS_EKUS_TO_ACCEPT, span_of_text("client"), 5));
    settings_add_oid(arena, &settings, RRAS_EKUS_TO_ACCEPT, span_of_text("1.2.3"), 6);
    settings_unset(&settings, RRAS_CERTIFICATE_ADVERTISED, 7);
    settings_set_integer(&settings, RRAS_CERT_AUTH_FLAGS, 4, 8);
    settings_begin(&other, OBJECT_RRAS, span_of_text("other"));
    other.name = span_of_text("vpn01");
    settings_set_integer(&other, RRAS_CERT_AUTH_FLAGS, 2, 1);
    settings_set_boolean(&other, RRAS_SERVER_FRAGMENTATION, true, 2);
    settings_merge(&settings, &other);

    struct object object = { .kind = OBJECT_RRAS, .settings = &settings };
    struct scene scene;
    scene_build(arena, &object, NULL, NULL, 0, &scene);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t length = strcspn(rows[i].line, ":");
        const char *fact =
            length ? arena_text_of_span(arena, (struct span){ (const uint8_t *)rows[i].line, length })
                   : "rras.certificate_advertised";
        CHECK_TEXT(rows[i].name, fact_named(&scene, fact), rows[i].line);
    }
    uint32_t line = 0;
    size_t offset = 0;
    const int sha1 = fact_find(span_of_text("rras.root_certificate_name_to_accept.sha1"));
    CHECK("a place", fact_place(scene_leaf(&scene), sha1, &line, &offset));
    CHECK_INT("its line", line, 4);
    CHECK("no place",
          !fact_place(scene_leaf(&scene), fact_find(span_of_text("settings.name")), &line, &offset));
}

static void test_context(void)
{
    struct span usage = oid_entry(OID_CLIENT_AUTH)->der;
    struct cert cert = { .version = 3 };
    const struct object object = {
        .kind = OBJECT_CERTIFICATE,
        .cert = &cert,
        .context = { .private_key = KEY_LINK_MISSING,
                     .key_provider = OCTETS("Microsoft Platform Crypto Provider"),
                     .friendly_name = OCTETS("VPN \xff"),
                     .store = OCTETS("MY"),
                     .store_path = OCTETS("Cert:\\LocalMachine\\My"),
                     .request_id = OCTETS("0x5"),
                     .disposition = OCTETS("21 -- Revoked"),
                     .template_name = OCTETS("Machine"),
                     .has_usage_override = true,
                     .usage_override = { .items = &usage, .count = 1 } },
    };
    static const struct {
        const char *fact, *want;
    } rows[] = {
        { "private_key", "private_key: missing" },
        { "key_provider", "key_provider: Microsoft Platform Crypto Provider" },
        { "friendly_name", "friendly_name: VPN \\xFF" },
        { "store", "store: MY" },
        { "store.path", "store.path: Cert:\\LocalMachine\\My" },
        { "request_id", "request_id: 0x5" },
        { "disposition", "disposition: 21 -- Revoked" },
        { "usage_override", "usage_override: client_auth" },
    };
    struct scene scene;
    scene_build(test_arena(), &object, NULL, NULL, 0, &scene);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        CHECK_TEXT(rows[i].fact, fact_named(&scene, rows[i].fact), rows[i].want);
    cert.extensions_decoded = true;
    scene_build(test_arena(), &object, NULL, NULL, 0, &scene);
    CHECK_TEXT("the database's template", fact_named(&scene, "template.name"), "template.name: Machine");
}

/* -- the command ---------------------------------------------------------------------------------------------------- */

#define GOOD "testdata/rules/vpn-server/good.pem"
#define AT   "--at", "2026-06-01T00:00:00Z"

static void test_command(void)
{
    static const struct {
        const char *name, *arguments[12];
        int code;
        const char *out, *err; /* what is in it; "" for nothing at all */
    } rows[] = {
        { "no file", { "facts" }, 2, "", "no file, no folder" },
        { "a fact's name is wrong",
          { "facts", "--only", "usges", GOOD },
          2,
          "",
          "unknown fact 'usges', did you mean 'usages'?" },
        { "a fact that nothing is near to", { "facts", "--only", "qqqq", GOOD }, 2, "", "--list shows all" },
        { "one fact", { "facts", AT, "--only", "validity.remaining", GOOD }, 0, "225 days [duration]\n", "" },
        { "what lies below a name",
          { "facts", AT, "--only", "usages", GOOD },
          0,
          "usages.unrestricted                   false [boolean]\n",
          "" },
        { "absent, when asked for",
          { "facts", "--only", "name_constraints.permitted", GOOD },
          0,
          "absent [list of texts]\n",
          "" },
        { "unknown",
          { "facts", "--only", "path.trusted", GOOD },
          0,
          "unknown, needs: --root [boolean]\n",
          "" },
        { "known with roots",
          { "facts", AT, "--only", "path.trusted", "--root", "testdata/pki/roots", "--intermediate",
            "testdata/pki/intermediates", GOOD },
          0,
          "true [boolean]\n",
          "" },
        { "the path as well",
          { "facts", AT, "--path", "--only", "element.role", "--root", "testdata/pki/roots/contoso.pem",
            "--intermediate", "testdata/pki/intermediates/issuing.pem", GOOD },
          0,
          "  issuer CN=Contoso Issuing CA\n",
          "" },
        { "and the lists",
          { "facts", AT, "-p", "--only", "crl.number", "--root", "testdata/pki/roots/contoso.pem",
            "--intermediate", "testdata/pki/intermediates/issuing.pem", "--crl=testdata/pki/crls", GOOD },
          0,
          "  crl CN=Contoso Issuing CA\n",
          "" },
        { "another kind only", { "facts", "--kind", "crl", GOOD }, 0, "", "" },
        { "control characters are escaped",
          { "facts", "--only", "subject_alt_name.dns_texts", "testdata/rules/vpn-server/name-with-nul.pem" },
          0,
          "vpn.contoso.com\\x00.evil.example",
          "" },
        { "unreadable, and the rest is shown",
          { "facts", "--only", "names", "testdata/README.md", GOOD },
          3,
          "vpn.contoso.com [list of host names]\n",
          "testdata/README.md" },
        { "a root that is none", { "facts", "--root", "testdata/README.md", GOOD }, 3, "names", "README.md" },
        { "the table", { "facts", "--list" }, 0, "\nWhat Windows makes of it\n", "" },
        { "help", { "facts", "--help" }, 0, "usage: ikelint facts", "" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cli_result got = cli_result_of(rows[i].arguments);
        CHECK_INT(rows[i].name, got.code, rows[i].code);
        CHECK_SAYING(rows[i].name, *rows[i].out ? strstr(got.out, rows[i].out) != NULL : !*got.out,
                     "out is %s", got.out);
        CHECK_SAYING(rows[i].name, *rows[i].err ? strstr(got.err, rows[i].err) != NULL : !*got.err,
                     "err is %s", got.err);
    }
}

static void test_command_json(void)
{
    struct cli_result got =
        CLI("facts", AT, "--format", "json", "--path", "--root", "testdata/pki/roots/contoso.pem",
            "--intermediate", "testdata/pki/intermediates/issuing.pem", "--crl", "testdata/pki/crls", GOOD,
            "testdata/pki/crls/issuing.crl");
    CHECK_INT("JSON", got.code, 0);
    json_error_t error;
    json_t *json = json_loads(got.out, 0, &error);
    if (!CHECK_SAYING("JSON", json, "line %d: %s", error.line, error.text))
        return;
    const char *at = NULL, *type = NULL, *needs = NULL;
    json_t *objects = NULL, *facts = NULL, *path = NULL, *crls = NULL, *usages = NULL, *absent = NULL;
    CHECK_INT("an object", json_unpack(json, "{s:s, s:o}", "evaluated_at", &at, "objects", &objects), 0);
    CHECK_TEXT("the time judged", at, "2026-06-01T00:00:00Z");
    CHECK_INT("two objects", json_array_size(objects), 2);
    json_t *first = json_array_get(objects, 0);
    CHECK_INT("its parts",
              json_unpack(first, "{s:o, s:o, s:o}", "facts", &facts, "path", &path, "crls", &crls), 0);
    CHECK_INT("CAs of the path", json_array_size(path), 2);
    CHECK_INT("lists, that of the renewed key included", json_array_size(crls), 3);
    CHECK_INT("a list", json_unpack(facts, "{s:{s:s, s:o}}", "usages", "type", &type, "value", &usages), 0);
    CHECK_TEXT("its type", type, "list of object identifiers");
    CHECK_TEXT("its first item", json_string_value(json_array_get(usages, 0)), "server_auth");
    CHECK_INT("an absent fact", json_unpack(facts, "{s:{s:o}}", "name_constraints", "value", &absent), 0);
    CHECK("an absent fact", json_is_null(absent));
    CHECK_INT("an unknown fact",
              json_unpack(facts, "{s:{s:{s:s}}}", "private_key", "value", "unknown", &needs), 0);
    CHECK("an unknown fact", needs && strstr(needs, "an export"));
    json_decref(json);

    got = CLI("facts", "--list", "--format", "json", "--only", "names");
    json = json_loads(got.out, 0, &error);
    CHECK_INT("the table", json_array_size(json), 3);
    json_decref(json);
}

CU_TestInfo facts_tests[] = {
    { "the table", test_table },
    { "facts of certificates and lists", test_facts },
    { "facts of settings", test_settings },
    { "facts of a request", test_request },
    { "facts beside the object", test_context },
    { "the command", test_command },
    { "the command, in JSON", test_command_json },
    CU_TEST_INFO_NULL,
};
