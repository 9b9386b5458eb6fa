/* INF files: each row is a text, and what one fact says of the request that would be made of it. */
#include "tests/asking.h"
#include "tests/check.h"

#define NEW   "[NewRequest]\n"
#define NAMES NEW "[Extensions]\n2.5.29.17 = \"{text}\"\n"
#define EIGHT "A,A,A,A,A,A,A,A"
#define MAYBE                                                                                                \
    "needs the INF does not ask for it, and the CA may add it: lint the certificate once it is issued"

static void test_inf(void)
{
    static const struct {
        const char *name, *text, *fact, *want;
    } rows[] = {
        { "it is one", NEW, "request.inf", "true" },
        { "case of sections and keys", "[NEWREQUEST]\nsubject=\"CN=a.b\"\n", "subject", "CN=a.b" },
        { "without quotes", NEW "Subject = CN=a.b\n", "subject", "CN=a.b" },
        { "several attributes", NEW "Subject = \"CN=a.b, O=Contoso; C=DE\"\n", "subject",
          "CN=a.b,O=Contoso,C=DE" },
        { "quotes in a name", NEW "Subject = \"CN=a.b, O=\"\"x\"\"\"\n", "subject", "CN=a.b,O=x" },
        { "no name of an attribute", NEW "Subject = \"a.b\"\n", "request.inf.unreadable",
          "Subject in line 2: found 'a.b', wanted a name as 'CN=vpn.contoso.com, O=Contoso'" },
        { "a string", "[Strings]\nn = a.b\n" NEW "Subject = \"CN=%n%\"\n", "subject", "CN=a.b" },
        { "a string that is not there", NEW "Subject = \"CN=%n%\"\n", "subject", "CN=%n%" },
        { "and that is said", NEW "Subject = \"CN=%n%\"\n", "request.inf.unreadable",
          "Subject in line 2: '%n%' is no string of [Strings]" },
        { "no name of a string", NEW "FriendlyName = \"100%, 5%20% %3%8\"\n", "request.inf.unreadable",
          "none" },
        { "a string as key",
          "[Strings]\nszOID_SAN = 2.5.29.17\n" NEW "[Extensions]\n%szOID_SAN% = \"{text}\"\n"
          "_continue_ = \"dns=a.b&\"\n",
          "subject_alt_name.dns", "a.b" },
        { "an '&' is missing behind it",
          "[Strings]\nszOID_SAN = 2.5.29.17\n" NEW "[Extensions]\n%szOID_SAN% = \"{text}\"\n"
          "_continue_ = \"dns=a.b\"\n_continue_ = \"dns=c.d\"\n",
          "request.inf.run_together", "{text}dns=a.bdns=c.d" },
        { "strings for usages",
          "[Strings]\neku = \"2.5.29.37\"\nserver = 1.3.6.1.5.5.7.3.1\n" NEW
          "[Extensions]\n%eku% = \"{text}%server%,1.3.6.1.5.5.8.2.2\"\n",
          "usages", "server_auth, ike_intermediate" },
        { "a comment", NEW "Subject = \"CN=a;b\" ; \"c\n", "request.inf.unreadable",
          "Subject in line 2: found 'CN=a;b', wanted a name as 'CN=vpn.contoso.com, O=Contoso'" },
        { "no name at all", NEW, "subject", MAYBE },
        { "names", NAMES "_continue_ = \"dns=a.b&\"\n_continue_ = \"upn=u@a.b&ipaddress=192.0.2.1\"\n",
          "subject_alt_name", "dns:a.b, upn:u@a.b, ip:192.0.2.1" },
        { "names in one line", NEW "[Extensions]\n2.5.29.17 = \"{text}dns=a.b&dns=c.d\"\n",
          "subject_alt_name.dns", "a.b, c.d" },
        { "an '&' is missing", NAMES "_continue_ = \"dns=a.b\"\n_continue_ = \"dns=c.d\"\n",
          "request.inf.run_together", "{text}dns=a.bdns=c.d" },
        { "it is in the next line", NAMES "_continue_ = \"dns=a.b\"\n_continue_ = \"&dns=c.d\"\n",
          "request.inf.run_together", "none" },
        { "names of other kinds", NAMES "_continue_ = \"ipaddress=2001:db8::7&dn=CN=a.b,O=x&oid=1.2.3&\"\n",
          "subject_alt_name", "ip:2001:db8::7, directory:CN=a.b,O=x, registered_id:1.2.3" },
        { "a GUID", NAMES "_continue_ = \"guid={0e10c968-78fb-11d2-90d4-00c04f79dc55}&dns=a.b\"\n",
          "subject_alt_name.dns", "a.b" },
        { "no GUID", NAMES "_continue_ = \"guid=0e10c968&dns=a.b\"\n", "subject_alt_name.dns",
          "needs 2.5.29.17 of the INF, which cannot be read" },
        { "a kind that is none", NAMES "_continue_ = \"host=a.b\"\n", "subject_alt_name",
          "needs 2.5.29.17 of the INF, which cannot be read" },
        { "RSA", NEW "KeyLength = 2048\n", "subject_public_key", "RSA 2048 bits" },
        { "elliptic", NEW "KeyAlgorithm = ECDSA_P256\n", "subject_public_key", "ECDSA P-256" },
        { "no length", NEW, "subject_public_key.bits", "needs KeyLength, which the INF does not say" },
        { "no number", NEW "KeyLength = 2k\n", "request.inf.unreadable",
          "KeyLength in line 2: found '2k', wanted a number of bits" },
        { "a huge number", NEW "KeyLength = 99999999999999\n", "subject_public_key.bits",
          "needs KeyLength of the INF, which cannot be read" },
        { "key usage", NEW "KeyUsage = 0xa0\n", "key_usage", "digital_signature, key_encipherment" },
        { "key usage by name",
          NEW "KeyUsage = \"CERT_DIGITAL_SIGNATURE_KEY_USAGE | CERT_KEY_ENCIPHERMENT_KEY_USAGE\"\n",
          "key_usage", "digital_signature, key_encipherment" },
        { "key usage of more octets", NEW "KeyUsage = 0x80a0\n", "key_usage",
          "needs KeyUsage of the INF, which cannot be read" },
        { "usages", NEW "[EnhancedKeyUsageExtension]\nOID=1.3.6.1.5.5.7.3.1\nOID = 1.3.6.1.5.5.8.2.2 ; IKE\n",
          "usages", "server_auth, ike_intermediate" },
        { "usages as text", NEW "[Extensions]\n2.5.29.37 = \"{text}1.3.6.1.5.5.7.3.1,1.3.6.1.5.5.8.2.2\"\n",
          "usages", "server_auth, ike_intermediate" },
        { "usages astray", NEW "[Extensions]\nOID=1.3.6.1.5.5.7.3.1\n", "request.inf.stray_usages",
          "1.3.6.1.5.5.7.3.1" },
        { "policies",
          NEW "[ApplicationPolicyStatementExtension]\nPolicies = A, "
              "B\n[A]\nOID=1.3.6.1.5.5.7.3.1\n[B]\nOID=1.3.6.1.5.5.8.2."
              "2\n",
          "application_policies", "server_auth, ike_intermediate" },
        { "sections without end",
          NEW "[ApplicationPolicyStatementExtension]\nPolicies = " EIGHT "," EIGHT ",A\n", "usages",
          "needs Policies of the INF, which cannot be read" },
        { "a key twice", NEW "KeyLength = 2048\nKeyLength = 1024\n", "request.inf.unreadable",
          "KeyLength in line 3: stands in line 2 already, with another value" },
        { "twice the same", NEW "KeyLength = 2048\n" NEW "KeyLength = 2048\n", "request.inf.unreadable",
          "none" },
        { "no usage, no template", NEW, "usages", "any" },
        { "no usage, a template", NEW "[RequestAttributes]\nCertificateTemplate = VPN\n", "usages", MAYBE },
        { "the template", NEW "[RequestAttributes]\nCertificateTemplate = VPN\n", "request.template", "VPN" },
        { "MachineKeySet", NEW "MachineKeySet = true\n", "request.inf.machine_key_set", "true" },
        { "and its default", NEW, "request.inf.machine_key_set", "false" },
        { "no signature yet", NEW, "request.signature_valid",
          "needs the request, which certreq -new makes of this INF" },
        { "provider", NEW "ProviderName = \"Microsoft Platform Crypto Provider\"\n", "request.key_provider",
          "Microsoft Platform Crypto Provider" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        check_fact(rows[i].name, rows[i].text, NULL, rows[i].fact, rows[i].want);
}

static void test_broken(void)
{
    static const struct {
        const char *name, *text, *error;
        uint32_t line;
    } rows[] = {
        { "a line of no form", NEW "Subject\n", "the line 'Subject', which is neither", 1 },
        { "a section that does not close", NEW "[Extensions\n", "the line '[Extensions', which is neither",
          1 },
        { "nothing to go on with", "_continue_ = \"x\"\n" NEW, "goes on with nothing", 2 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct asking asking = { .fact = "request.inf" };
        ask(&asking, span_of_text(rows[i].text));
        CHECK_INT(rows[i].name, asking.objects, 1);
        CHECK_INT(rows[i].name, asking.failures, 1);
        CHECK_INT(rows[i].name, asking.line, rows[i].line); /* of the request, which comes last */
        CHECK_SAYING(rows[i].name, strstr(asking.error, rows[i].error) != NULL, "%s", asking.error);
        buf_free(&asking.value);
    }
    struct buf text = { 0 };
    buf_text(&text, NEW);
    for (unsigned i = 0; i < 10001; i++)
        buf_format(&text, "Key%u = %u\n", i, i);
    struct asking asking = { .fact = "request.inf" };
    ask(&asking, buf_span(&text));
    CHECK_INT("too many lines", asking.failures, 1);
    CHECK_INT("too many lines", asking.objects, 1);
    buf_free(&asking.value);
    buf_free(&text);
}

CU_TestInfo inf_tests[] = {
    { "what would be asked for", test_inf },
    { "broken files", test_broken },
    CU_TEST_INFO_NULL,
};
