/* What is said of a template is said of the certificate that it issues: GnuTLS makes one as the derived view says, and
 * every rule that can judge both must end alike. */
#include <gnutls/abstract.h>
#include <gnutls/x509.h>

#include "lint/lint.h"
#include "pki/template.h"
#include "read/read.h"
#include "ruleset/ruleset.h"
#include "tests/check.h"

#define DEVICE_NAME "laptop-042.corp.contoso.com"
#define SERVER_NAME "vpn.contoso.com"

enum { KEYS_MAX = 16 };

/* Keys take long to make: one for each length and curve. */
struct known_key {
    enum key_kind kind;
    unsigned bits;
    gnutls_x509_privkey_t key;
};

struct issuing {
    struct known_key keys[KEYS_MAX];
    size_t key_count;
    gnutls_x509_privkey_t ca_key;
    gnutls_x509_crt_t ca;
    struct library *library;
    size_t templates, compared,
        skipped; /* rules on both: compared, or left out because one side does not know */
};

/* -- making the certificate ------------------------------------------------------------------------------------------ */

static gnutls_x509_privkey_t key_like(struct issuing *issuing, const struct key *key)
{
    for (size_t i = 0; i < issuing->key_count; i++)
        if (issuing->keys[i].kind == key->kind && issuing->keys[i].bits == key->bits)
            return issuing->keys[i].key;
    if (!CHECK("keys", issuing->key_count < KEYS_MAX))
        return issuing->keys[0].key;
    struct known_key *made = &issuing->keys[issuing->key_count++];
    *made = (struct known_key){ .kind = key->kind, .bits = key->bits };
    gnutls_x509_privkey_init(&made->key);
    gnutls_ecc_curve_t curve = key->bits == 384   ? GNUTLS_ECC_CURVE_SECP384R1
                               : key->bits == 521 ? GNUTLS_ECC_CURVE_SECP521R1
                                                  : GNUTLS_ECC_CURVE_SECP256R1;
    if (key->kind == KEY_EC)
        gnutls_x509_privkey_generate(made->key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(curve), 0);
    else
        gnutls_x509_privkey_generate(made->key, GNUTLS_PK_RSA, key->bits, 0);
    return made->key;
}

/* Microsoft's extensions, for which GnuTLS has no function: as the view has them. */
static void add_microsoft(gnutls_x509_crt_t crt, const struct cert *view)
{
    static const enum oid oids[] = { OID_MS_APPLICATION_POLICIES, OID_MS_TEMPLATE, OID_MS_TEMPLATE_NAME,
                                     OID_MS_SID };
    for (size_t i = 0; i < COUNT_OF(oids); i++) {
        const struct extension *extension = extensions_find(&view->extensions, oids[i]);
        if (extension)
            gnutls_x509_crt_set_extension_by_oid(crt, oid_entry(oids[i])->dotted, extension->value.data,
                                                 extension->value.length, extension->critical);
    }
}

static void add_alt_names(gnutls_x509_crt_t crt, const struct cert *view)
{
    const struct general_names *names = &view->subject_alt_name.names;
    for (size_t i = 0; i < names->count; i++) {
        const struct general_name *name = &names->items[i];
        if (name->kind == GENERAL_NAME_DNS)
            gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_DNSNAME, name->value.data,
                                                 (unsigned)name->value.length, GNUTLS_FSAN_APPEND);
        else if (name->kind == GENERAL_NAME_EMAIL)
            gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_RFC822NAME, name->value.data,
                                                 (unsigned)name->value.length, GNUTLS_FSAN_APPEND);
        else if (name->kind == GENERAL_NAME_OTHER)
            gnutls_x509_crt_set_subject_alt_othername(crt, oid_dotted(test_arena(), name->other_type),
                                                      name->other_value.data,
                                                      (unsigned)name->other_value.length, GNUTLS_FSAN_APPEND);
    }
}

static void add_usages(gnutls_x509_crt_t crt, const struct cert *view)
{
    unsigned usage = 0;
    for (unsigned bit = 0; bit < 9; bit++)
        if (view->key_usage.bits & 1u << bit)
            usage |= bit == KEY_USAGE_DECIPHER_ONLY ? GNUTLS_KEY_DECIPHER_ONLY : 0x80u >> bit;
    if (usage)
        gnutls_x509_crt_set_key_usage(crt, usage);
    for (size_t i = 0; i < view->extended_key_usage.list.count; i++)
        gnutls_x509_crt_set_key_purpose_oid(
            crt, oid_dotted(test_arena(), view->extended_key_usage.list.items[i]), 0);
    if (view->basic_constraints.presence == EXTENSION_PRESENT)
        gnutls_x509_crt_set_basic_constraints(
            crt, view->basic_constraints.ca,
            view->basic_constraints.has_path_len ? (int)view->basic_constraints.path_len : -1);
}

static bool issue(struct issuing *issuing, const char *row, const struct cert *view, gnutls_datum_t *der)
{
    static const char url[] = "http://pki.contoso.com/issuing.crl";
    gnutls_x509_crt_t crt;
    gnutls_x509_crt_init(&crt);
    gnutls_x509_crt_set_version(crt, 3);
    gnutls_x509_crt_set_serial(crt, "\x11\x22\x33\x44", 4);
    if (view->subject.attribute_count)
        gnutls_x509_crt_set_dn(crt, name_print(test_arena(), &view->subject), NULL);
    gnutls_x509_crt_set_activation_time(crt, 1000000);
    gnutls_x509_crt_set_expiration_time(crt, 1000000 + view->not_after.seconds);
    gnutls_x509_crt_set_key(crt, key_like(issuing, &view->key));
    add_usages(crt, view);
    add_alt_names(crt, view);
    add_microsoft(crt, view);
    if (view->undecided[CERT_PART_POINTERS])
        gnutls_x509_crt_set_crl_dist_points(crt, GNUTLS_SAN_URI, url, 0);
    int result = gnutls_x509_crt_sign2(crt, issuing->ca, issuing->ca_key, GNUTLS_DIG_SHA256, 0);
    if (result == 0)
        result = gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_DER, der);
    gnutls_x509_crt_deinit(crt);
    return CHECK_SAYING(row, result == 0, "%s", gnutls_strerror(result));
}

/* -- comparing ------------------------------------------------------------------------------------------------------- */

static void compare(struct issuing *issuing, const char *row, const struct program *program,
                    const struct scene *template_scene, const struct scene *certificate_scene)
{
    static const char *const words[OUTCOME_COUNT] = { "pass", "fail", "not applicable", "not checked" };
    for (size_t i = 0; i < program->rule_count; i++) {
        const struct rule *rule = program->rules[i];
        const char *needs;
        if (rule->on != FOR_LEAF || !(rule->kinds & FACT_ON_CERTIFICATE))
            continue;
        enum outcome of_template =
            lint_rule(program, rule, template_scene, scene_leaf(template_scene), &needs);
        enum outcome of_certificate =
            lint_rule(program, rule, certificate_scene, scene_leaf(certificate_scene), &needs);
        if (of_template == OUTCOME_NOT_CHECKED || of_certificate == OUTCOME_NOT_CHECKED) {
            issuing->skipped++;
            continue;
        }
        issuing->compared++;
        CHECK_SAYING(arena_format(test_arena(), "%s, %s", row, rule->full_name),
                     of_template == of_certificate, "the template ends as %s, its certificate as %s",
                     words[of_template], words[of_certificate]);
    }
}

static const struct program *compile(struct issuing *issuing, const char *profile)
{
    const struct assignment assignments[] = {
        { "device_name", DEVICE_NAME, "the test" },
        { "server_name", SERVER_NAME, "the test" },
    };
    return library_compile(issuing->library, profile, NULL, 0, assignments, COUNT_OF(assignments));
}

static void take_template(void *context, const struct object *found)
{
    static const char *const profiles[] = { "vpn-server", "device-tunnel", "user-tunnel" };
    struct issuing *issuing = context;
    const struct object *object = template_for_device(test_arena(), found, DEVICE_NAME);
    const struct cert *view = object->template->as_cert;
    const char *row = arena_text(test_arena(), found->path), *why;
    struct span at;
    gnutls_datum_t der;
    if (!view->key.bits) /* the row of a template that does not say what keys it has */
        return;
    issuing->templates++;
    if (!issue(issuing, row, view, &der))
        return;
    struct cert *cert = arena_alloc(test_arena(), sizeof *cert);
    struct span octets = arena_copy(test_arena(), (struct span){ der.data, der.size });
    const struct source *source = &(struct source){ .name = row, .bytes = octets };
    gnutls_free(der.data);
    if (!CHECK(row, cert_decode(test_arena(), source, octets, cert, &why, &at)))
        return;
    struct object issued = { .kind = OBJECT_CERTIFICATE, .path = row, .cert = cert };
    struct scene scenes[2];
    scene_build(test_arena(), object, NULL, NULL, 2000000, &scenes[0]);
    scene_build(test_arena(), &issued, NULL, NULL, 2000000, &scenes[1]);
    for (size_t i = 0; i < COUNT_OF(profiles); i++)
        compare(issuing, row, compile(issuing, profiles[i]), &scenes[0], &scenes[1]);
}

static void take_failure(void *context, const struct read_failure *failure)
{
    (void)context;
    CHECK_SAYING(failure->path, false, "%s", failure->error);
}

static void test_equal(void)
{
    static const char *const folders[] = { "testdata/templates", "testdata/rules/template-common",
                                           "testdata/rules/template-server", "testdata/rules/template-device",
                                           "testdata/rules/template-user" };
    struct diags diags = { .arena = test_arena() };
    struct issuing issuing = { .library = library_new(&diags) };
    const struct read_options options = { .keep = true };
    const struct read_sink sink = { &issuing, take_template, take_failure, NULL, NULL };
    struct reader *reader = reader_new(&options);
    CHECK_INT("GnuTLS", gnutls_global_init(), 0);
    gnutls_x509_privkey_init(&issuing.ca_key);
    gnutls_x509_privkey_generate(issuing.ca_key, GNUTLS_PK_ECDSA,
                                 GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
    gnutls_x509_crt_init(&issuing.ca);
    gnutls_x509_crt_set_version(issuing.ca, 3);
    gnutls_x509_crt_set_serial(issuing.ca, "\1", 1);
    gnutls_x509_crt_set_dn(issuing.ca, "CN=Contoso Test CA", NULL);
    gnutls_x509_crt_set_key(issuing.ca, issuing.ca_key);
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        const char *path = test_path(folders[i]);
        struct path_list files = { 0 };
        paths_expand(test_arena(), &path, 1, &files, &sink);
        for (size_t j = 0; j < files.count; j++)
            reader_read(reader, files.items[j], &sink);
    }
    CHECK_SAYING("all", issuing.templates > 40 && issuing.compared > 1000,
                 "%zu templates, %zu outcomes compared", issuing.templates, issuing.compared);
    for (size_t i = 0; i < issuing.key_count; i++)
        gnutls_x509_privkey_deinit(issuing.keys[i].key);
    gnutls_x509_privkey_deinit(issuing.ca_key);
    gnutls_x509_crt_deinit(issuing.ca);
    reader_free(reader);
    library_free(issuing.library);
}

CU_TestInfo template_issue_tests[] = {
    { "a template and its certificate", test_equal },
    CU_TEST_INFO_NULL,
};
