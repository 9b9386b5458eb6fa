/* Requests: what GnuTLS writes is read, and Microsoft's attributes as octets. */
#include <gnutls/abstract.h>
#include <gnutls/x509.h>

#include "pki/object.h"
#include "pki/request.h"
#include "tests/check.h"
#include "tests/der_build.h"
#include "util/text.h"

static struct request *decode(const char *row, struct span der)
{
    struct request *request = arena_alloc(test_arena(), sizeof *request);
    struct source *source = arena_alloc(test_arena(), sizeof *source);
    const char *why = "";
    struct span at;
    *source = (struct source){ .name = row, .bytes = der };
    bool decoded = request_decode(test_arena(), source, der, request, &why, &at);
    CHECK_TEXT(row, why, "");
    return decoded ? request : NULL;
}

/* A request with these attributes (the content of [0]; data NULL: no [0] at all) and these octets for a version. */
static struct span build(struct span version, struct span attributes)
{
    struct span algorithm = DER(DER_SEQUENCE, der_oid(OID_RSA_SHA256), hex("05 00"));
    struct span key = DER(DER_SEQUENCE, DER(DER_SEQUENCE, der_oid(OID_KEY_RSA), hex("05 00")),
                          der_bits_of(hex("30 09 02 02 7f01 02 03 010001")));
    struct span info = DER(DER_SEQUENCE, version, der_name(OID_COMMON_NAME, "vpn01"), key,
                           attributes.data ? DER(DER_CONSTRUCTED(0), attributes) : attributes);
    return DER(DER_SEQUENCE, info, algorithm, der_bits_of(hex("11 22")));
}

static struct span attribute(enum oid oid, struct span values)
{
    return DER(DER_SEQUENCE, der_oid(oid), DER(DER_SET, values));
}

static const char *text_of(struct span text)
{
    return text_escaped(test_arena(), text);
}

static const char *show_os(const struct request *request)
{
    return text_of(request->os_version.text);
}

static const char *show_provider(const struct request *request)
{
    return arena_format(test_arena(), "%lld %s", (long long)request->provider.key_spec,
                        text_of(request->provider.name));
}

static const char *show_client(const struct request *request)
{
    return arena_format(test_arena(), "%lld %s %s %s", (long long)request->client.id,
                        text_of(request->client.machine), text_of(request->client.user),
                        text_of(request->client.process));
}

static const char *show_pairs(const struct request *request)
{
    const char *text = "";
    for (size_t i = 0; i < request->pairs.count; i++)
        text = arena_format(test_arena(), "%s[%s=%s]", text, text_of(request->pairs.items[i].name),
                            text_of(request->pairs.items[i].value));
    return text;
}

static const char *show_renewal(const struct request *request)
{
    return text_hex(test_arena(), request->renewal.der);
}

static const char *show_ksp(const struct request *request)
{
    return text_of(request->key_storage_provider.text);
}

#define OF(oid, member, show) OID_##oid, offsetof(struct request, member), show

static void test_attributes(void)
{
    static const struct {
        const char *name;
        enum oid oid;
        size_t place;
        const char *(*show)(const struct request *request);
        const char *values, *want; /* want NULL: malformed */
        const char *flaw;
    } rows[] = {
        { "OS version", OF(MS_OS_VERSION, os_version, show_os), "16 0a 31302e302e3230333438", "10.0.20348",
          "" },
        { "OS version, a number", OF(MS_OS_VERSION, os_version, show_os), "02 01 05", NULL,
          "found an INTEGER" },
        { "OS version, none", OF(MS_OS_VERSION, os_version, show_os), "", NULL, "found nothing" },
        { "OS version twice", OF(MS_OS_VERSION, os_version, show_os), "16 01 61 16 01 62", "a",
          "3 octets behind" },
        { "provider", OF(MS_ENROLLMENT_CSP, provider, show_provider), "30 0b 02 01 01 1e 04 00430053 03 00",
          "1 CS", "" },
        { "provider without signature", OF(MS_ENROLLMENT_CSP, provider, show_provider),
          "30 09 02 01 01 1e 04 00430053", NULL, "wanted a BIT STRING" },
        { "provider without name", OF(MS_ENROLLMENT_CSP, provider, show_provider), "30 03 02 01 01", NULL,
          "wanted the name of a provider" },
        { "client", OF(MS_CLIENT_INFO, client, show_client), "30 0c 02 01 05 0c 01 61 0c 01 62 0c 01 63",
          "5 a b c", "" },
        { "client, half", OF(MS_CLIENT_INFO, client, show_client), "30 06 02 01 05 0c 01 61", NULL,
          "wanted UserName" },
        { "a pair", OF(MS_ENROLLMENT_NAME_VALUE, pairs, show_pairs), "30 08 1e 02 0061 1e 02 0062", "[a=b]",
          "" },
        { "two pairs", OF(MS_ENROLLMENT_NAME_VALUE, pairs, show_pairs),
          "30 08 1e 02 0061 1e 02 0062 30 08 1e 02 0063 1e 02 0064", "[a=b][c=d]", "" },
        { "pairs in a SEQUENCE", OF(MS_ENROLLMENT_NAME_VALUE, pairs, show_pairs),
          "30 14 30 08 1e 02 0061 1e 02 0062 30 08 1e 02 0063 1e 02 0064", "[a=b][c=d]", "" },
        { "half a pair", OF(MS_ENROLLMENT_NAME_VALUE, pairs, show_pairs), "30 04 1e 02 0061", NULL,
          "wanted the value of a pair" },
        { "renewal", OF(MS_RENEWAL_CERTIFICATE, renewal, show_renewal), "30 02 05 00", "30020500", "" },
        { "renewal, a number", OF(MS_RENEWAL_CERTIFICATE, renewal, show_renewal), "02 01 05", NULL,
          "wanted a Certificate" },
        { "KSP", OF(MS_KSP_NAME, key_storage_provider, show_ksp), "0c 03 4b5350", "KSP", "" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request *request =
            decode(rows[i].name, build(hex("02 01 00"), attribute(rows[i].oid, hex(rows[i].values))));
        if (!request)
            continue;
        enum presence presence = *(const enum presence *)((const char *)request + rows[i].place);
        CHECK_INT(rows[i].name, presence, rows[i].want ? EXTENSION_PRESENT : EXTENSION_MALFORMED);
        if (rows[i].want)
            CHECK_TEXT(rows[i].name, rows[i].show(request), rows[i].want);
        const struct flaws *flaws = &request->as_cert->flaws;
        const char *text = flaws->count ? flaws->items[0].text : "";
        CHECK_SAYING(rows[i].name, *rows[i].flaw ? strstr(text, rows[i].flaw) != NULL : flaws->count == 0,
                     "%s", text);
    }
}

/* Where the extensions come from, and what becomes of two lists. */
static void test_extensions(void)
{
    struct span usage = der_extension(der_oid(OID_KEY_USAGE), true, hex("03 02 07 80"));
    struct span other = der_extension(der_oid(OID_KEY_USAGE), true, hex("03 02 05 a0"));
    struct span names = der_extension(der_oid(OID_SUBJECT_ALT_NAME), false, hex("30 03 82 01 61"));
    struct span pkcs9 = attribute(OID_PKCS9_EXTENSION_REQUEST, DER(DER_SEQUENCE, usage));
    const struct {
        const char *name;
        struct span attributes;
        bool pkcs9, microsoft, decoded;
        size_t count;
        unsigned key_usage;
        const char *flaw;
    } rows[] = {
        { "none", hex(""), false, false, true, 0, 0, "" },
        { "no [0]", { NULL, 0 }, false, false, true, 0, 0, "found no attributes, wanted [0]" },
        { "PKCS#9", pkcs9, true, false, true, 1, 1, "" },
        { "Microsoft", attribute(OID_MS_CERT_EXTENSIONS, DER(DER_SEQUENCE, usage)), false, true, true, 1, 1,
          "" },
        { "both, the same", JOIN(pkcs9, attribute(OID_MS_CERT_EXTENSIONS, DER(DER_SEQUENCE, usage))), true,
          true, true, 1, 1, "" },
        { "both, one more", JOIN(pkcs9, attribute(OID_MS_CERT_EXTENSIONS, DER(DER_SEQUENCE, usage, names))),
          true, true, true, 2, 1, "" },
        { "both, and they differ", JOIN(pkcs9, attribute(OID_MS_CERT_EXTENSIONS, DER(DER_SEQUENCE, other))),
          true, true, true, 1, 1, "found the extension key_usage asked for in two ways" },
        { "both, the second one broken",
          JOIN(pkcs9, attribute(OID_MS_CERT_EXTENSIONS, DER(DER_SEQUENCE, hex("02 01 05")))), true, true,
          false, 1, 1, "wanted an Extension" },
        { "both, the second one cut",
          JOIN(pkcs9, attribute(OID_MS_CERT_EXTENSIONS, DER(DER_SEQUENCE, hex("30 05")))), true, true, false,
          1, 1, "wanted an Extension" },
        { "not a list", attribute(OID_PKCS9_EXTENSION_REQUEST, hex("02 01 05")), true, false, false, 0, 0,
          "wanted SEQUENCE OF Extension" },
        { "an attribute that is none", JOIN(pkcs9, hex("02 01 05")), true, false, false, 1, 1,
          "wanted an Attribute" },
        { "an attribute without SET", hex("30 04 06 02 2a03"), false, false, false, 0, 0, "wanted the SET" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request *request = decode(rows[i].name, build(hex("02 01 00"), rows[i].attributes));
        if (!request)
            continue;
        const struct cert *cert = request->as_cert;
        CHECK_INT(rows[i].name, request->has_extension_request, rows[i].pkcs9);
        CHECK_INT(rows[i].name, request->has_ms_extensions, rows[i].microsoft);
        CHECK_INT(rows[i].name, cert->extensions_decoded, rows[i].decoded);
        CHECK_INT(rows[i].name, cert->extensions.count, rows[i].count);
        CHECK_INT(rows[i].name, cert->key_usage.bits, rows[i].key_usage);
        const char *text = cert->flaws.count ? cert->flaws.items[0].text : "";
        CHECK_SAYING(rows[i].name,
                     *rows[i].flaw ? strstr(text, rows[i].flaw) != NULL : cert->flaws.count == 0, "%s", text);
    }
    struct span many = hex("");
    for (unsigned i = 0; i < 300; i++) {
        uint8_t oid[] = { DER_OID, 3, 0x2a, (uint8_t)(0x81 + (i >> 7)), (uint8_t)(i & 0x7f) };
        many = JOIN(many, der_extension((struct span){ oid, sizeof oid }, false, hex("05 00")));
    }
    struct request *request = decode(
        "300 in a second list",
        build(hex("02 01 00"), JOIN(pkcs9, attribute(OID_MS_CERT_EXTENSIONS, DER(DER_SEQUENCE, many)))));
    if (request) {
        CHECK_INT("300 in a second list", request->as_cert->extensions.count, 256);
        CHECK("300 in a second list", !request->as_cert->extensions_decoded);
    }
}

static void test_fields(void)
{
    struct request *request =
        decode("usual", build(hex("02 01 00"), attribute(OID_PKCS9_CHALLENGE_PASSWORD, hex("0c 01 61"))));
    if (request) {
        CHECK_INT("usual", request->version, 1);
        CHECK_TEXT("usual", name_print(test_arena(), &request->as_cert->subject), "CN=vpn01");
        CHECK_INT("usual", request->as_cert->key.bits, 15);
        CHECK_INT("usual", request->as_cert->version, 0);
        CHECK("usual", request->has_challenge_password && !request->as_cert->issuer.decoded);
        CHECK_INT("usual", request_check_signature(request), SIGNATURE_INVALID);
        struct object object = { .kind = OBJECT_REQUEST, .request = request };
        CHECK("usual", object_flaws(&object) == &request->as_cert->flaws);
    }
    request = decode("version 2", build(hex("02 01 01"), hex("")));
    CHECK("version 2", request && request->version == 2 && request->as_cert->flaws.count == 1);
    request = decode("no version", build(hex(""), hex("")));
    CHECK("no version", request && request->as_cert->flaws.count > 0);
    struct request refused;
    const char *why;
    struct span at;
    CHECK("a certificate without signature",
          !request_decode(test_arena(), NULL, hex("30 02 30 00"), &refused, &why, &at));
}

/* A request that GnuTLS made and signed. */
static void test_gnutls(void)
{
    const char *row = "made by GnuTLS";
    gnutls_x509_privkey_t key;
    gnutls_x509_crq_t crq;
    gnutls_datum_t der;
    CHECK_INT(row, gnutls_global_init(), 0);
    CHECK_INT(row, gnutls_x509_privkey_init(&key), 0);
    CHECK_INT(row,
              gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
                                           GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0),
              0);
    CHECK_INT(row, gnutls_x509_crq_init(&crq), 0);
    CHECK_INT(row, gnutls_x509_crq_set_version(crq, 1), 0);
    CHECK_INT(row, gnutls_x509_crq_set_dn(crq, "CN=laptop-017.corp.contoso.com,O=Contoso", NULL), 0);
    CHECK_INT(row, gnutls_x509_crq_set_key(crq, key), 0);
    CHECK_INT(row, gnutls_x509_crq_set_key_usage(crq, GNUTLS_KEY_DIGITAL_SIGNATURE), 0);
    CHECK_INT(row,
              gnutls_x509_crq_set_subject_alt_name(crq, GNUTLS_SAN_DNSNAME, "laptop-017.corp.contoso.com", 27,
                                                   GNUTLS_FSAN_SET),
              0);
    CHECK_INT(row, gnutls_x509_crq_set_key_purpose_oid(crq, "1.3.6.1.5.5.7.3.2", 0), 0);
    CHECK_INT(row, gnutls_x509_crq_sign2(crq, key, GNUTLS_DIG_SHA256, 0), 0);
    CHECK_INT(row, gnutls_x509_crq_export2(crq, GNUTLS_X509_FMT_DER, &der), 0);
    struct request *request = decode(row, arena_copy(test_arena(), (struct span){ der.data, der.size }));
    if (request) {
        const struct cert *cert = request->as_cert;
        CHECK_TEXT(row, name_print(test_arena(), &cert->subject), "CN=laptop-017.corp.contoso.com,O=Contoso");
        CHECK_INT(row, request_check_signature(request), SIGNATURE_VALID);
        CHECK_INT(row, cert->subject_alt_name.names.count, 1);
        CHECK_INT(row, cert->key_usage.bits, 1 << KEY_USAGE_DIGITAL_SIGNATURE);
        CHECK("usage", oid_list_contains(&cert->extended_key_usage.list, OID_CLIENT_AUTH));
        CHECK_INT(row, cert->flaws.count, 0);
    }
    gnutls_free(der.data);
    gnutls_x509_crq_deinit(crq);
    gnutls_x509_privkey_deinit(key);
}

CU_TestInfo request_tests[] = {
    { "attributes", test_attributes },
    { "extensions", test_extensions },
    { "fields", test_fields },
    { "GnuTLS", test_gnutls },
    CU_TEST_INFO_NULL,
};
