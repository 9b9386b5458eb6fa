/* Templates: each row is a text as a file has it, and what one fact says of the template in it. */
#include <jansson.h>

#include "facts/facts.h"
#include "pki/template.h"
#include "read/read.h"
#include "run/world.h"
#include "tests/asking.h"
#include "tests/check.h"
#include "tests/cli.h"
#include "util/text.h"

/* The usual one, for rows that change a line of it: NAME stands for the rest. */
#define ENROLL     "0e10c968-78fb-11d2-90d4-00c04f79dc55"
#define AUTOENROLL "a05b8cc2-17bc-4802-a710-e7c15ab866a2"
#define HEAD                                                                                                 \
    "dn: CN=T,CN=Certificate Templates,DC=contoso,DC=com\nobjectClass: pKICertificateTemplate\ncn: T\n"
#define DEVICE     "flags: 131680\nmsPKI-Certificate-Name-Flag: 402653184\n"
#define USER       "flags: 131642\n"
#define CLIENT     "pKIExtendedKeyUsage: 1.3.6.1.5.5.7.3.2\n"
#define RA(text)   "msPKI-RA-Application-Policies: " text "\n"
#define VERSION(n) "msPKI-Template-Schema-Version: " #n "\n"

/* -- the certificate that it would issue ----------------------------------------------------------------------------- */

#define MISSING(attribute) "needs attribute " attribute " is missing from the export"
#define REQUEST                                                                                              \
    "needs each request supplies the names: lint the request, or the certificate once it is issued"
#define DIRECTORY   "needs the directory holds the account's names: lint the certificate once it is issued"
#define REFUSED     "needs the CA would issue nothing: the names asked for are not those of such an account"
#define ONCE_ISSUED "needs only the CA decides it: lint the certificate once it is issued"
#define FQDN        "pc.contoso.com"

static void test_view(void)
{
    static const struct {
        const char *name, *text, *device_name, *fact, *want;
    } rows[] = {
        { "subject of a device", HEAD DEVICE, FQDN, "subject", "CN=" FQDN },
        { "nobody said which", HEAD DEVICE, NULL, "subject", "needs --device-name" },
        { "nothing, subject None", HEAD "flags: 64\nmsPKI-Certificate-Name-Flag: 134217728\n", NULL,
          "subject.empty", "true" },
        { "None without flags, too", HEAD "msPKI-Certificate-Name-Flag: 134217728\n", NULL, "subject.empty",
          "true" },
        { "common name of a machine", HEAD "flags: 64\nmsPKI-Certificate-Name-Flag: 1073741824\n", FQDN,
          "subject", "CN=" FQDN },
        { "distinguished name", HEAD "flags: 64\nmsPKI-Certificate-Name-Flag: -2147483648\n", FQDN, "subject",
          DIRECTORY },
        { "in the request", HEAD "flags: 64\nmsPKI-Certificate-Name-Flag: 1\n", FQDN, "subject", REQUEST },
        { "no name flag", HEAD "flags: 64\n", FQDN, "subject", MISSING("msPKI-Certificate-Name-Flag") },
        { "no flags", HEAD "msPKI-Certificate-Name-Flag: 402653184\n", FQDN, "subject", MISSING("flags") },
        { "flags' own bit 0 is stale", HEAD "flags: 131649\nmsPKI-Certificate-Name-Flag: 1207959552\n", FQDN,
          "subject", "CN=" FQDN },
        { "DNS name", HEAD DEVICE, FQDN, "subject_alt_name", "dns:" FQDN },
        { "no alternative name", HEAD "flags: 64\nmsPKI-Certificate-Name-Flag: 268435456\n", FQDN,
          "subject_alt_name.present", "false" },
        { "UPN of a machine", HEAD "flags: 64\nmsPKI-Certificate-Name-Flag: 33554432\n", FQDN,
          "subject_alt_name.upn", REFUSED },
        { "UPN of a user", HEAD USER "msPKI-Certificate-Name-Flag: -2113929216\n", NULL, "subject_alt_name",
          "upn:{userPrincipalName}" },
        { "UPN and mail", HEAD USER "msPKI-Certificate-Name-Flag: -1509949440\n", NULL, "subject_alt_name",
          "upn:{userPrincipalName}, email:{mail}" },
        { "domain's names", HEAD "flags: 64\nmsPKI-Certificate-Name-Flag: 138412032\n", FQDN,
          "subject_alt_name", DIRECTORY },
        { "SID", HEAD USER "msPKI-Enrollment-Flag: 32\nmsPKI-Certificate-Name-Flag: -2113929216\n", NULL,
          "sid", "{objectSid}" },
        { "no SID", HEAD USER "msPKI-Enrollment-Flag: 524320\nmsPKI-Certificate-Name-Flag: -2113929216\n",
          NULL, "sid", "absent" },
        { "usages of version 1", HEAD CLIENT, NULL, "usages", "client_auth" },
        { "policies of version 2", HEAD CLIENT VERSION(2), NULL, "usages",
          MISSING("msPKI-Certificate-Application-Policy") },
        { "policies win", HEAD CLIENT VERSION(2) "msPKI-Certificate-Application-Policy: 1.3.6.1.5.5.7.3.1\n",
          NULL, "usages", "server_auth" },
        { "and are none of version 1's",
          HEAD CLIENT VERSION(1) "msPKI-Certificate-Application-Policy: 1.3.6.1.5.5.7.3.1\n", NULL, "usages",
          "client_auth" },
        { "no usage", HEAD VERSION(4) "cn: T\n", NULL, "usages", MISSING("pKIExtendedKeyUsage") },
        { "key usage of two octets", HEAD "pKIKeyUsage:: oAA=\n", NULL, "key_usage",
          "digital_signature, key_encipherment" },
        { "of one", HEAD "pKIKeyUsage:: IA==\n", NULL, "key_usage", "key_encipherment" },
        { "the last bit", HEAD "pKIKeyUsage:: AIA=\n", NULL, "key_usage", "decipher_only" },
        { "without any bit", HEAD "pKIKeyUsage:: AAA=\n", NULL, "key_usage", "none" },
        { "none at all", HEAD, NULL, "key_usage", MISSING("pKIKeyUsage") },
        { "RSA by version", HEAD VERSION(2) "msPKI-Minimal-Key-Size: 2048\n", NULL, "subject_public_key",
          "RSA 2048 bits" },
        { "its least size", HEAD VERSION(2), NULL, "subject_public_key.bits",
          MISSING("msPKI-Minimal-Key-Size") },
        { "elliptic",
          HEAD VERSION(4) "msPKI-RA-Application-Policies: msPKI-Asymmetric-Algorithm`PZPWSTR`ECDSA_P384`\n",
          NULL, "subject_public_key", "ECDSA P-384" },
        { "triplets beside the legacy bit",
          HEAD VERSION(
              4) "msPKI-Private-Key-Flag: 84279552\nmsPKI-RA-Application-Policies: "
                 "msPKI-Asymmetric-Algorithm`PZPWSTR`ECDSA_P256`msPKI-Hash-Algorithm`PZPWSTR`SHA384`\n",
          NULL, "subject_public_key.curve", "p256" },
        { "legacy provider", HEAD VERSION(4) "msPKI-Minimal-Key-Size: 4096\nmsPKI-Private-Key-Flag: 256\n",
          NULL, "subject_public_key", "RSA 4096 bits" },
        { "an algorithm of tomorrow",
          HEAD VERSION(4) "msPKI-RA-Application-Policies: msPKI-Asymmetric-Algorithm`PZPWSTR`ML-DSA`\n", NULL,
          "subject_public_key.algorithm",
          "needs an algorithm that the program knows; the template says 'ML-DSA'" },
        { "the key itself", HEAD VERSION(2) "msPKI-Minimal-Key-Size: 2048\n", NULL, "subject_public_key.roca",
          ONCE_ISSUED },
        { "a year", HEAD "pKIExpirationPeriod:: AEA5hy7h/v8=\n", NULL, "validity.days", "365" },
        { "its ends", HEAD "pKIExpirationPeriod:: AEA5hy7h/v8=\n", NULL, "validity.not_after", ONCE_ISSUED },
        { "no revocation information", HEAD "msPKI-Enrollment-Flag: 16384\n", NULL, "crl_distribution_points",
          "absent" },
        { "the CA's distribution point", HEAD "msPKI-Enrollment-Flag: 32\n", NULL, "crl_distribution_points",
          ONCE_ISSUED },
        { "of a CA", HEAD "flags: 128\npKIMaxIssuingDepth: 0\n", NULL, "basic_constraints.path_len", "0" },
        { "without limit", HEAD "flags: 128\npKIMaxIssuingDepth: -1\n", NULL, "basic_constraints.path_len",
          "absent" },
        { "end entity that says so", HEAD "flags: 64\nmsPKI-Enrollment-Flag: 32768\n", NULL,
          "basic_constraints.present", "true" },
        { "name of version 1", HEAD "flags: 512\n", NULL, "template.name", "T" },
        { "which only some certificates bear", HEAD "flags: 64\n", NULL, "template.name", "absent" },
        { "version",
          HEAD VERSION(4) "msPKI-Cert-Template-OID: 1.3.6.1.4.1.311.21.8.1.2\nrevision: 100\n"
                          "msPKI-Template-Minor-Revision: 200\n",
          NULL, "template.version", "100.200" },
        { "issuer", HEAD, NULL, "self_signed", "false" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        check_fact(rows[i].name, rows[i].text, rows[i].device_name, rows[i].fact, rows[i].want);
}

/* -- attributes ------------------------------------------------------------------------------------------------------ */

static void test_attributes(void)
{
    static const struct {
        const char *name, *text, *fact, *want;
    } rows[] = {
        { "folded, with the name alone in its line",
          HEAD "displayName:\n AOVPN\n  Device\nmsPKI-RA-Signature: 0\n", "template.display_name",
          "AOVPN Device" },
        { "base64", HEAD "displayName:: R2Vyw6R0\n", "template.display_name", "Ger\xc3\xa4t" },
        { "case of names", HEAD "DISPLAYNAME: x\n", "template.display_name", "x" },
        { "cn out of the dn", "dn: CN=A\\,B,DC=x\nobjectClass: pKICertificateTemplate\n", "template.cn",
          "A\\,B" },
        { "comments", "# extended LDIF\n#\n" HEAD, "template.cn", "T" },
        { "comments that are folded",
          "# T, Certificate Templates, Public Key Services, Services, Configurat\n"
          " ion, contoso.com\n" HEAD,
          "template.cn", "T" },
        { "the name as an attribute, too", /* as ldifde writes it with every entry */
          HEAD "distinguishedName:\n CN=T,CN=Certificate Templates,DC=contoso,DC=com\n",
          "template.unreadable", "none" },
        { "version 1 of LDIF", "version: 1\n\n" HEAD, "template.cn", "T" },
        { "signed", HEAD "msPKI-Certificate-Name-Flag: -2113929216\n", "template.name_flags",
          "alt_upn, directory_path" },
        { "unsigned", HEAD "msPKI-Certificate-Name-Flag: 2181038080\n", "template.name_flags",
          "alt_upn, directory_path" },
        { "hexadecimal", HEAD "flags: 0x10260\n", "template.flags",
          "auto_enrollment, machine_type, add_template_name, is_default" },
        { "no number", HEAD "flags: 12 apples\n", "template.unreadable",
          "flags in line 4: found '12 apples', wanted a whole number of 32 bits" },
        { "too large", HEAD "flags: 4294967296\n", "template.unreadable",
          "flags in line 4: found '4294967296', wanted a whole number of 32 bits" },
        { "far too large", HEAD "flags: 99999999999999999999999999\n", "template.unreadable",
          "flags in line 4: found '99999999999999999999999999', wanted a whole number of 32 bits" },
        { "too small", HEAD "flags: -2147483649\n", "template.unreadable",
          "flags in line 4: found '-2147483649', wanted a whole number of 32 bits" },
        { "twice", HEAD "flags: 1\nflags: 2\n", "template.unreadable",
          "flags in line 4: found 2 values, wanted one" },
        { "unreadable is unknown", HEAD "flags: x\n", "template.machine",
          "needs attribute flags cannot be read" },
        { "negative where it cannot be", HEAD "msPKI-Minimal-Key-Size: -1\n", "template.unreadable",
          "msPKI-Minimal-Key-Size in line 4: found '-1', wanted a number that is not negative" },
        { "a version that is none", HEAD VERSION(5), "template.unreadable",
          "msPKI-Template-Schema-Version in line 4: found '5', wanted a version from 1 to 4" },
        { "a NUL in the name", HEAD "displayName:: VABl\n", "template.label", "T\\x00e (T)" },
        { "triplets", HEAD RA("msPKI-Asymmetric-Algorithm`PZPWSTR`DSA`"), "template.key_algorithm", "DSA" },
        { "triplets without the last mark", HEAD RA("msPKI-Asymmetric-Algorithm`PZPWSTR`DSA"),
          "template.key_algorithm", "DSA" },
        { "triplets, cut", HEAD RA("msPKI-Hash-Algorithm`PZPWSTR`SHA256`msPKI-Asymmetric-Algorithm`PZP"),
          "template.unreadable",
          "msPKI-RA-Application-Policies in line 4: its triplets name`type`value` are cut behind 'PZP'" },
        { "cut base64", HEAD "pKIKeyUsage:: oA\n", "template.unreadable",
          "pKIKeyUsage in line 4: its base64 ends in the midst of a group of four characters: some are "
          "missing" },
        { "three octets of key usage", HEAD "pKIKeyUsage:: oAAA\n", "template.unreadable",
          "pKIKeyUsage in line 4: found 3 octets, wanted one or two" },
        { "no OID", HEAD "pKIExtendedKeyUsage: client_auth\n", "template.unreadable",
          "pKIExtendedKeyUsage in line 4: found 'client_auth', wanted an object identifier as "
          "'1.3.6.1.5.5.7.3.2'" },
        { "elsewhere", HEAD "displayName:< file:///etc/passwd\n", "template.unreadable",
          "displayName in line 4: its value stands elsewhere (':<' and an address), and nothing is fetched" },
        { "positive period", HEAD "pKIExpirationPeriod:: AAAAAAAAAAE=\n", "template.unreadable",
          "pKIExpirationPeriod in line 4: found a positive number, wanted a negative one (of 100 ns)" },
        { "for ever", HEAD "pKIExpirationPeriod:: AAAAAAAAAIA=\n", "template.unreadable",
          "pKIExpirationPeriod in line 4: found the number that means 'never', wanted a period" },
        { "short period", HEAD "pKIExpirationPeriod:: AAA=\n", "template.unreadable",
          "pKIExpirationPeriod in line 4: found 2 octets, wanted 8" },
        { "six weeks", HEAD "pKIOverlapPeriod:: AICmCv/e//8=\n", "template.renewal_period", "42 days" },
        { "providers", HEAD "pKIDefaultCSPs: 1,Microsoft Platform Crypto Provider\n", "template.providers",
          "Microsoft Platform Crypto Provider" },
        { "Windows 10", HEAD "msPKI-Private-Key-Flag: 101056512\n", "template.minimum_client_build",
          "10240" },
        { "no schema version", HEAD, "template.schema_version", MISSING("msPKI-Template-Schema-Version") },
        { "as of Windows 2000", HEAD CLIENT, "usages", "client_auth" },
        { "of later ones, left out", HEAD CLIENT "msPKI-RA-Signature: 0\n", "usages",
          MISSING("msPKI-Template-Schema-Version") },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        check_fact(rows[i].name, rows[i].text, NULL, rows[i].fact, rows[i].want);
}

static void test_json(void)
{
#define JSON(members) "{\"objectClass\": \"pKICertificateTemplate\",\r\n \"cn\": \"T\"," members "}"
    static const struct {
        const char *name, *text, *fact, *want;
    } rows[] = {
        { "numbers", JSON("\"pKIKeyUsage\": [160, 0]"), "key_usage", "digital_signature, key_encipherment" },
        { "one number", JSON("\"pKIKeyUsage\": 32"), "key_usage", "key_encipherment" },
        { "base64", JSON("\"pKIKeyUsage\": \"oAA=\""), "key_usage", "digital_signature, key_encipherment" },
        { "hexadecimal", JSON("\"pKIKeyUsage\": \"e0\""), "key_usage",
          "digital_signature, content_commitment, key_encipherment" },
        { "decimals", JSON("\"pKIExpirationPeriod\": \"0 64 57 135 46 225 254 255\""), "validity.days",
          "365" },
        { "PowerShell 5.1",
          JSON("\"pKIExtendedKeyUsage\": {\"value\": [\"1.3.6.1.5.5.7.3.2\"], \"Count\": 1}"), "usages",
          "client_auth" },
        { "scalar for a list", JSON("\"pKIExtendedKeyUsage\": \"1.3.6.1.5.5.7.3.2\""), "usages",
          "client_auth" },
        { "an empty list is known", JSON("\"pKIExtendedKeyUsage\": []"), "usages", "any" },
        { "null of a number is not", JSON("\"flags\": null"), "template.flags", MISSING("flags") },
        { "a fraction", JSON("\"flags\": 1.5"), "template.unreadable",
          "flags in line 2: found another kind of JSON value, wanted a whole number" },
        { "too many bits", JSON("\"flags\":\n 68719476736"), "template.unreadable",
          "flags in line 2: found '68719476736', wanted a whole number of 32 bits" },
        { "an octet of 256", JSON("\"pKIKeyUsage\":\n [256]"), "template.unreadable",
          "pKIKeyUsage in line 2: found another kind of JSON value, wanted octets from 0 to 255" },
        { "descriptor",
          JSON("\"nTSecurityDescriptor\": {\"Owner\": \"x\", \"Sddl\": "
               "\"O:DAG:DAD:(OA;;CR;0e10c968-78fb-11d2-90d4-00c04f79dc55;;DC)(OA;;CR;a05b8cc2-17bc-4802-a710-"
               "e7c15ab866a2;;S-1-5-21-1-2-3-515)\"}"),
          "template.autoenroll_rights", "domain_computers" },
        { "inside of other things", "[{\"a\": {\"x\": 1}}, {\"value\": [" JSON("\"flags\": 64") "]}]",
          "template.machine", "true" },
        { "without a class", "{\"name\": \"T\", \"pKIKeyUsage\": [128]}", "template.label", "T" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        check_fact(rows[i].name, rows[i].text, NULL, rows[i].fact, rows[i].want);
}

/* csvde, and CLIXML of PowerShell. */
#define CSVDE "DN,objectClass,cn,flags,pKIKeyUsage,pKIExtendedKeyUsage,displayName,pKIMaxIssuingDepth\n"
#define CLIXML(properties)                                                                                   \
    "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\"><Obj "              \
    "RefId=\"0\"><Props>\n"                                                                                  \
    "<S N=\"Name\">T</S>" properties "<I32 N=\"flags\">64</I32></Props></Obj></Objs>"

static void test_tables(void)
{
    static const struct {
        const char *name, *text, *fact, *want;
    } rows[] = {
        { "csvde",
          CSVDE "\"CN=T,CN=x\",top;pKICertificateTemplate,T,131680,X'a000',1.3.6.1.5.5.7.3.2;1.3.6.1.5.5.8.2."
                "2,,0\n",
          "usages", "client_auth, ike_intermediate" },
        { "octets of csvde", CSVDE "CN=T,pKICertificateTemplate,T,1,X'a000',,,\n", "key_usage",
          "digital_signature, key_encipherment" },
        { "an empty cell is missing", CSVDE "CN=T,pKICertificateTemplate,T,1,X'a000',,,\n", "usages",
          MISSING("pKIExtendedKeyUsage") },
        { "quotes in quotes, over two lines", CSVDE "CN=T,pKICertificateTemplate,T,1,,,\"a \"\"b\"\"\nc\",\n",
          "template.display_name", "a \"b\"\nc" },
        { "octets of csvde, cut", CSVDE "CN=T,pKICertificateTemplate,T,1,X'a0,,,\n", "template.unreadable",
          "pKIKeyUsage in line 2: its octets X'…' do not end in a quote: cut" },
        { "what csvde cannot mean", CSVDE "CN=T,pKICertificateTemplate,T,one,X'zz',,,\n",
          "template.unreadable",
          "flags in line 2: found 'one', wanted a whole number of 32 bits, pKIKeyUsage in line 2: found "
          "'zz', wanted "
          "octets in hexadecimal, decimal or base64" },
        { "CLIXML, number", CLIXML("<S N=\"msPKI-Minimal-Key-Size\">2048</S>"), "template.machine", "true" },
        { "CLIXML, octets", CLIXML("<BA N=\"pKIKeyUsage\">oAA=</BA>"), "key_usage",
          "digital_signature, key_encipherment" },
        { "CLIXML, list",
          CLIXML("<Obj N=\"pKIExtendedKeyUsage\" RefId=\"1\"><LST><S>1.3.6.1.5.5.7.3.2</S></LST></Obj>"),
          "usages", "client_auth" },
        { "CLIXML, list of octets",
          CLIXML("<Obj N=\"pKIKeyUsage\" RefId=\"1\"><LST><By>160</By><By>0</By></LST></Obj>"), "key_usage",
          "digital_signature, key_encipherment" },
        { "CLIXML, descriptor",
          CLIXML("<I32 N=\"msPKI-RA-Signature\">0</I32><Obj N=\"nTSecurityDescriptor\" RefId=\"2\"><Props><S "
                 "N=\"Sddl\">D:(OA;;CR;" ENROLL ";;DC)</S></Props></Obj>"),
          "template.enroll_rights", "domain_computers" },
        { "CLIXML, a fault has its line", CLIXML("\n<S N=\"pKIKeyUsage\">zz</S>"), "template.unreadable",
          "pKIKeyUsage in line 3: found 'zz', wanted octets in hexadecimal, decimal or base64" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        check_fact(rows[i].name, rows[i].text, NULL, rows[i].fact, rows[i].want);
}

/* What certutil and the CA print. */
#define DSTEMPLATE                                                                                           \
    "[T]\n  objectClass = \"top\", \"pKICertificateTemplate\"\n  cn = \"T\"\n  flags = \"131680\" 0x20260 "  \
    "(131680)\n"                                                                                             \
    "    CT_FLAG_AUTO_ENROLLMENT -- 20 (32)\n    (CT_FLAG_IS_CA -- 80 (128))\n  pKIKeyUsage = \"a0 00\"\n"   \
    "  pKIExtendedKeyUsage = \"1.3.6.1.5.5.7.3.2\",\n    \"1.3.6.1.5.5.8.2.2\" IP security IKE "             \
    "intermediate\n"                                                                                         \
    "  pKIExpirationPeriod = \"1 Years\"\n  pKIOverlapPeriod = \"6 Weeks\"\n"                                \
    "  pKIDefaultCSPs = \"1,Microsoft Platform Crypto Provider\", \"2,Other, Inc.\"\n"                       \
    "  nTSecurityDescriptor = \"O:DAG:DAD:(OA;;CR;" ENROLL ";;DC)\"\n"
#define BELOW                                                                                                \
    "[T]\n  objectClass = \"top\", \"pKICertificateTemplate\"\n  distinguishedName = \n    "                 \
    "\"CN=T,CN=Certificate "                                                                                 \
    "Templates,\n     CN=Public Key Services,CN=Services,\n     DC=contoso, DC=com\"\n  flags = \n    "      \
    "\"66112\" 0x10240\n"                                                                                    \
    "    (CT_FLAG_IS_CA -- 80 (128))\n  pKIExtendedKeyUsage = \n    \"1.3.6.1.5.5.7.3.4\" Secure Email, "    \
    "\"1.3.6.1.5.5.7.3.2\" \n    Client Authentication\n  pKIDefaultCSPs = \n    \"1,Other, Inc.\"\n"        \
    "  dSCorePropagationData = \"16010101000000.0Z\" EMPTY\n    \"of that\"\n"
#define PROPERTIES                                                                                           \
    "  Template[0]:\n  TemplatePropCommonName = T\n  TemplatePropFriendlyName = A template\n"                \
    "  TemplatePropEKUs =\n2 ObjectIds:\n    1.3.6.1.5.5.7.3.2 Client Authentication\n    "                  \
    "1.3.6.1.5.5.8.2.2 IKE\n\n"                                                                              \
    "  TemplatePropCryptoProviders =\n    0: Microsoft Platform Crypto Provider\n    1: Another\n\n"         \
    "  TemplatePropMajorRevision = 64 (100)\n  TemplatePropDescription = Computer\n"                         \
    "  TemplatePropSchemaVersion = 4\n  TemplatePropMinorRevision = a (10)\n  TemplatePropMinimumKeySize = " \
    "800 (2048)\n"                                                                                           \
    "  TemplatePropSubjectNameFlags = 82000000 (-2113929216)\n    CT_FLAG_X -- 80000000 (2147483648)\n"      \
    "  TemplatePropV1ApplicationPolicy =\n1 ObjectIds:\n    1.3.6.1.5.5.7.3.2 Client Authentication\n\n"     \
    "  TemplatePropSecurityDescriptor = O:DAG:DAD:(OA;;CR;" ENROLL                                           \
    ";;DU)\n\n    Allow Enroll DOMAIN\\Domain Users\n"                                                       \
    "  TemplatePropExtensions =\n1 Extensions:\n  Extension[0]:\n"                                           \
    "    2.5.29.15: Flags = 1(Critical), Length = 4\n    Key Usage\n        Digital Signature, Key "         \
    "Encipherment (a0)\n\n"                                                                                  \
    "  TemplatePropValidityPeriod = 2 Years\n  TemplatePropRenewalPeriod = 6 Weeks\n"
#define EVENT                                                                                                \
    "Certificate Services loaded a template.\n\nT v100.7 (Schema V2)\n1.3.6.1.4.1.311.21.8.1.2.3\n"          \
    "CN=T,CN=Certificate Templates,DC=contoso,DC=com\n\nTemplate Information:\n\tTemplate Content: \t\t\n"   \
    "flags = 0x10260 (66144)\n  CT_FLAG_MACHINE_TYPE -- 0x40 (64)\nmsPKI-Minimal-Key-Size = 0x800 (2048)\n"  \
    "pKIExtendedKeyUsage =\n  1.3.6.1.5.5.7.3.2 Client "                                                     \
    "Authentication\nmsPKI-Certificate-Application-Policy =\n"                                               \
    "  1.3.6.1.5.5.7.3.2 Client Authentication\n\tSecurity Descriptor:\t\tO:DAG:DAD:(OA;;CR;" AUTOENROLL     \
    ";;DC)\n"

#define PERIOD(period)                                                                                       \
    "  objectClass = \"pKICertificateTemplate\"\n  cn = \"T\"\n  pKIExpirationPeriod = \"" period "\"\n"

static void test_printed(void)
{
    static const struct {
        const char *name, *text, *fact, *want;
    } rows[] = {
        { "class and name", DSTEMPLATE, "template.cn", "T" },
        { "number in quotes", DSTEMPLATE, "template.flags",
          "auto_enrollment, machine_type, add_template_name, is_modified" },
        { "octets", DSTEMPLATE, "key_usage", "digital_signature, key_encipherment" },
        { "a list over two lines", DSTEMPLATE, "extended_key_usage", "client_auth, ike_intermediate" },
        { "a year", DSTEMPLATE, "template.validity_period", "365 days" },
        { "six weeks", DSTEMPLATE, "template.renewal_period", "42 days" },
        { "a list with commas", DSTEMPLATE, "template.providers",
          "Microsoft Platform Crypto Provider, Other, Inc." },
        { "the longest period", PERIOD("29247 Years"), "template.validity_period", "10675155 days" },
        { "more than an attribute can say", PERIOD("29248 Years"), "template.unreadable",
          "pKIExpirationPeriod in line 3: found '29248 Years', wanted octets in hexadecimal, decimal or "
          "base64" },
        { "digits without end", PERIOD("99999999999999999999 Years"), "template.unreadable",
          "pKIExpirationPeriod in line 3: found '99999999999999999999 Years', wanted octets in hexadecimal, "
          "decimal or base64" },
        { "SDDL", DSTEMPLATE, "template.enroll_rights", "domain_computers" },
        { "quotes that do not close", DSTEMPLATE "  displayName = \"T\n", "template.unreadable",
          "displayName in line 14: its quotes do not close: cut" },
        { "a number of another kind", DSTEMPLATE "  revision = \"many\"\n", "template.unreadable",
          "revision in line 14: found 'many', wanted a whole number of 32 bits" },
        { "a list below its name, as MS-CRTD shows it", BELOW, "extended_key_usage",
          "email_protection, client_auth" },
        { "and an attribute behind it that nobody asks for", BELOW, "template.providers", "Other, Inc." },
        { "a number below its name", BELOW, "template.machine", "true" },
        { "a distinguished name over lines", BELOW, "template.cn", "T" },
        { "nothing of it is unreadable", BELOW, "template.unreadable", "none" },
        { "algorithm of version 4",
          PROPERTIES "  TemplatePropPrivateKeyFlags = 6060000 (101056512)\n"
                     "  TemplatePropAsymmetricAlgorithm = ECDSA_P256\n",
          "subject_public_key", "ECDSA P-256" },
        { "and without it", PROPERTIES "  TemplatePropPrivateKeyFlags = 6060000 (101056512)\n",
          "subject_public_key", MISSING("msPKI-RA-Application-Policies") },
        { "certificate policies",
          PROPERTIES "  TemplatePropCertificatePolicies =\n1 ObjectIds:\n    1.2.3.4 A\n",
          "certificate_policies", "1.2.3.4" },
        { "property", PROPERTIES, "template.display_name", "A template" },
        { "list below", PROPERTIES, "extended_key_usage", "client_auth, ike_intermediate" },
        { "policies", PROPERTIES, "application_policies", "client_auth" },
        { "hexadecimal", PROPERTIES, "template.minor_revision", "10" },
        { "below ten", PROPERTIES, "template.schema_version", "4" },
        { "negative", PROPERTIES, "template.name_flags", "alt_upn, directory_path" },
        { "providers by number", PROPERTIES, "template.providers",
          "Microsoft Platform Crypto Provider, Another" },
        { "rights", PROPERTIES, "template.enroll_rights", "domain_users" },
        { "key usage in the dump of extensions", PROPERTIES, "key_usage",
          "digital_signature, key_encipherment" },
        { "two years", PROPERTIES, "template.validity_period", "730 days" },
        { "event, its head", EVENT, "template.revision", "100" },
        { "event, version", EVENT, "template.schema_version", "2" },
        { "event, number", EVENT, "template.minimal_key_size", "2048" },
        { "event, lists", EVENT, "usages", "client_auth" },
        { "event, rights", EVENT, "template.autoenroll_rights", "domain_computers" },
        { "event, identifier", EVENT "msPKI-Template-Minor-Revision = 7\n", "template.missing",
          "name, displayName, objectClass, pKICriticalExtensions, pKIDefaultCSPs, pKIDefaultKeySpec, "
          "pKIKeyUsage, "
          "pKIMaxIssuingDepth, pKIExpirationPeriod, pKIOverlapPeriod, msPKI-RA-Signature, "
          "msPKI-Supersede-Templates, msPKI-RA-Policies, msPKI-RA-Application-Policies, "
          "msPKI-Certificate-Policy, "
          "msPKI-Enrollment-Flag, msPKI-Private-Key-Flag, msPKI-Certificate-Name-Flag" },
        { "the file for dsaddtemplate",
          "[Version]\nSignature = \"$Windows NT$\"\n\n" DSTEMPLATE "\n[TemplateList]\n  \"T\"\n",
          "template.machine", "true" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        check_fact(rows[i].name, rows[i].text, NULL, rows[i].fact, rows[i].want);
    struct asking asking = { .fact = "template.cn" };
    ask(&asking, span_of_text(PROPERTIES PROPERTIES DSTEMPLATE EVENT));
    CHECK_INT("four in one text", asking.objects, 4);
    buf_free(&asking.value);
}

/* -- event 4898 ------------------------------------------------------------------------------------------------------ */

#define DATA(name, text) "<Data Name='" name "'>" text "</Data>"
#define XML_EVENT(number, data)                                                                              \
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><EventID>" number          \
    "</EventID></System><EventData>" data "</EventData></Event>"
#define CONTENT(lines) DATA("TemplateInternalName", "T") DATA("TemplateContent", lines)
#define SIZE           "msPKI-Minimal-Key-Size = 0x800 (2048)"
#define CR_LF          "&#xD;&#xA;"

static void test_event(void)
{
    static const struct {
        const char *name, *text, *fact, *want;
    } rows[] = {
        { "empty lines between attributes",
          "T v100.7 (Schema V2)\n\nflags = 0x10260 (66144)\n  CT_FLAG_X -- 0x20 (32)\n\ncn = T\n\n\n" SIZE
          "\n\n",
          "template.minimal_key_size", "2048" },
        { "the head counts, not its repetition",
          "T v100.7 (Schema V2)\ncn = other\n\ndistinguishedName = T\n\n" SIZE "\n", "template.cn", "T" },
        { "on one line, references", XML_EVENT("4898", CONTENT(CR_LF SIZE CR_LF CR_LF "revision = 3")),
          "template.revision", "3" },
        { "version", XML_EVENT("4898", DATA("TemplateVersion", "100.4") CONTENT(SIZE)),
          "template.minor_revision", "4" },
        { "version that is none", XML_EVENT("4898", DATA("TemplateVersion", "a.4") CONTENT(SIZE)),
          "template.unreadable", "revision in line 1: found 'a', wanted a whole number of 32 bits" },
        { "line of an attribute, not of references",
          XML_EVENT("4898", "\n" CONTENT(CR_LF CR_LF "\n" SIZE "&#10;\n\nrevision = many")),
          "template.unreadable", "revision in line 5: found 'many', wanted a whole number of 32 bits" },
        { "escaped", XML_EVENT("4898", CONTENT(SIZE "\ndisplayName = A &lt;&amp;&gt; B")),
          "template.display_name", "A <&> B" },
        { "CDATA", XML_EVENT("4898", CONTENT("<![CDATA[" SIZE "\ndisplayName = A & B]]>")),
          "template.display_name", "A & B" },
        { "without names", XML_EVENT("4898", "<Data>T</Data><Data>" SIZE "\nrevision = 3</Data>"),
          "template.revision", "3" },
        { "a rendered message",
          "<Event><System><EventID>4898</EventID></System><RenderingInfo><Message>Loaded.\n\nT v100.7 "
          "(Schema "
          "V2)\n" SIZE "</Message></RenderingInfo></Event>",
          "template.minor_revision", "7" },
        { "a rendered message beside the data",
          "<Event><EventData>" CONTENT(
              SIZE) "</EventData><RenderingInfo><Message>X v1.7 (Schema V2)\nrevision "
                    "= 3</Message></RenderingInfo></Event>",
          "template.cn", "T" },
        { "declarations, and the signs of Event Viewer",
          "<?xml version='1.0'?>\n- <Event>\n- <EventData>\n  " CONTENT(
              SIZE) "\n  </EventData></Event>"
                    "<?xml version='1.0'?>\n<Events/>",
          "template.cn", "T" },
        { "all on one line: numbers",
          XML_EVENT("4898", CONTENT("msPKI-Enrollment-Flag = 0x2 CT_FLAG_X -- 0x20 (32) " SIZE)),
          "template.enrollment_flags", "pend_all_requests" },
        { "all on one line: text, and an attribute that nobody asks for",
          XML_EVENT("4898", CONTENT("displayName = A = B templateDescription = User " SIZE)),
          "template.display_name", "A = B" },
        { "another event", XML_EVENT("4886", DATA("TemplateContent", SIZE)) XML_EVENT("4898", CONTENT(SIZE)),
          "template.cn", "T" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        check_fact(rows[i].name, rows[i].text, NULL, rows[i].fact, rows[i].want);
}

static void test_broken_event(void)
{
    static const struct {
        const char *name, *text, *error;
        size_t objects, failures;
        uint32_t line;
        const char *missing; /* an attribute of the last template that was not read; NULL: none */
    } rows[] = {
        { "cut within a number", "<Events>\n<Event><EventData><Data>" SIZE "\nrevision = 10",
          "event XML that is cut or garbled: ", 1, 1, 3, "revision" },
        { "the second is garbled", XML_EVENT("4898", CONTENT(SIZE)) "\n<Event><EventData></Event>",
          "event XML that is cut or garbled: Opening and ending tag mismatch", 1, 1, 2, NULL },
        { "entity", XML_EVENT("4898", CONTENT(SIZE "\n&boom;")),
          "event XML that is cut or garbled: Entity 'boom' not defined", 1, 1, 2, NULL },
        { "no character", XML_EVENT("4898", CONTENT(SIZE "\n&#0;")),
          "event XML that is cut or garbled: xmlParseCharRef", 1, 1, 2, NULL },
        { "document type", "<Events><!DOCTYPE a [<!ENTITY b 'c'>]></Events>",
          "XML with a document type (<!DOCTYPE) is not read", 0, 1, 0, NULL },
        { "others only", XML_EVENT("4886", DATA("TemplateContent", SIZE)),
          "no certificate template found: no event 4898 among these events; export", 0, 1, 0, NULL },
        { "no content", XML_EVENT("4898", DATA("TemplateInternalName", "T")),
          "event 4898 without the template's content (TemplateContent); export", 0, 1, 0, NULL },
        { "no event", "<Events></Events>", "no certificate template found: no event 4898", 0, 1, 0, NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct asking asking = { .fact = "template.missing" };
        ask(&asking, span_of_text(rows[i].text));
        CHECK_INT(rows[i].name, asking.objects, rows[i].objects);
        CHECK_INT(rows[i].name, asking.failures, rows[i].failures);
        CHECK_SAYING(rows[i].name, strncmp(asking.error, rows[i].error, strlen(rows[i].error)) == 0, "%s",
                     asking.error);
        CHECK_INT(rows[i].name, asking.line, rows[i].line);
        if (rows[i].missing)
            CHECK_SAYING(rows[i].name, strstr(asking.value.data, rows[i].missing) != NULL, "%s",
                         asking.value.data);
        buf_free(&asking.value);
    }
}

/* One template in each form, made by the recipe: the same facts. */
static void test_event_forms(void)
{
    static const struct {
        const char *file;
        size_t objects;
        uint32_t line; /* of the last */
    } rows[] = { { "lines.xml", 3, 3 }, { "root.xml", 2, 63 }, { "viewer.xml", 1, 1 }, { "text.txt", 1, 3 } };
    const char *wanted = NULL;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *path = arena_format(test_arena(), "testdata/templates/event/%s", rows[i].file);
        struct cli_result got = CLI("facts", "--format", "json", path);
        json_t *report = json_loads(got.out, 0, NULL), *objects = json_object_get(report, "objects");
        json_t *object = json_array_get(objects, 0), *facts = json_object_get(object, "facts");
        CHECK_INT(rows[i].file, json_array_size(objects), rows[i].objects);
        struct asking asking = { .fact = "template.unreadable" };
        ask(&asking, test_file(test_path(path)));
        CHECK_INT(rows[i].file, asking.line, rows[i].line);
        CHECK_TEXT(rows[i].file, asking.value.data, "none");
        buf_free(&asking.value);
        char *text = json_dumps(facts, JSON_SORT_KEYS | JSON_INDENT(1));
        if (!wanted)
            wanted = arena_format(test_arena(), "%s", text ? text : "");
        CHECK_TEXT(rows[i].file, text ? text : "", wanted);
        free(text);
        json_decref(report);
    }
}

/* -- descriptors ----------------------------------------------------------------------------------------------------- */

static const char *accounts_text(const struct accounts *accounts)
{
    const char *text = "";
    for (size_t i = 0; i < accounts->count; i++)
        text = arena_format(test_arena(), "%s%s%s", text, i ? " " : "",
                            arena_text_of_span(test_arena(), accounts->items[i]));
    return text;
}

static void test_sddl(void)
{
    static const struct {
        const char *name, *text, *enroll, *autoenroll, *error; /* error: what the reason holds; NULL: reads */
    } rows[] = {
        { "one right", "D:(OA;;CR;" ENROLL ";;DC)", "domain_computers", "", NULL },
        { "both", "O:DAG:DAD:PAI(OA;;RPWPCR;" ENROLL ";;DU)(OA;;RPWPCR;" AUTOENROLL ";;AU)S:AI",
          "domain_users", "authenticated_users", NULL },
        { "all rights", "D:(A;;GA;;;DA)", "domain_admins", "domain_admins", NULL },
        { "full control as a number", "D:(A;;0xf01ff;;;S-1-5-11)", "authenticated_users",
          "authenticated_users", NULL },
        { "any extended right", "D:(OA;;CR;00000000-0000-0000-0000-000000000000;;WD)", "everyone", "everyone",
          NULL },
        { "reading is none", "D:(A;;LCRPLORC;;;AU)", "", "", NULL },
        { "denied", "D:(D;;CR;;;DC)(OA;;CR;" ENROLL ";;DC)", "", "", NULL },
        { "handed down only", "D:(OA;IO;CR;" ENROLL ";;DC)", "", "", NULL },
        { "no list", "O:DAG:DA", "", "", NULL },
        { "a letter D: inside of an entry", "D:(OA;;CR;" ENROLL ";;DC)", "domain_computers", "", NULL },
        { "cut", "D:(OA;;CR;" ENROLL ";;DC", "", "", "no ')'" },
        { "four parts", "D:(OA;;CR;DC)", "", "", "wanted (type;" },
        { "no GUID", "D:(OA;;CR;0e10c968;;DC)", "", "", "wanted (type;" },
        { "something else", "hello", "", "", "neither SDDL" },
        { "nothing", "", "", "", "neither SDDL" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct descriptor descriptor;
        const char *why = NULL;
        bool reads = descriptor_decode(test_arena(), span_of_text(rows[i].text), &descriptor, &why);
        if (!CHECK_INT(rows[i].name, reads, !rows[i].error))
            continue;
        if (rows[i].error)
            CHECK_SAYING(rows[i].name, strstr(why, rows[i].error) != NULL, "%s", why);
        CHECK_TEXT(rows[i].name, accounts_text(&descriptor.enroll), reads ? rows[i].enroll : "");
        CHECK_TEXT(rows[i].name, accounts_text(&descriptor.autoenroll), reads ? rows[i].autoenroll : "");
    }
}

/* A self-relative descriptor whose list has one entry, and that cut, and with sizes that are wrong. */
static void test_binary_descriptor(void)
{
    static const uint8_t good[] = {
        1,    0,    4,    0x80, 0,    0,    0,    0,    0,    0,    0, 0,    0,    0,    0,
        0,    20,   0,    0,    0,                                        /* header: list at octet 20 */
        4,    0,    64,   0,    1,    0,    0,    0,                      /* list of 64 octets, one entry */
        5,    0,    56,   0,    0,    1,    0,    0,    1,    0,    0, 0, /* object entry, control access */
        0x68, 0xc9, 0x10, 0x0e, 0xfb, 0x78, 0xd2, 0x11, 0x90, 0xd4, 0, 0xc0, 0x4f, 0x79, 0xdc,
        0x55, 1,    5,    0,    0,    0,    0,    0,    5,    21,   0, 0,    0,    1,    0,
        0,    0,    2,    0,    0,    0,    3,    0,    0,    0,    3, 2,    0,    0, /* …-515 */
    };
    struct descriptor descriptor;
    const char *why;
    CHECK("good", descriptor_decode(test_arena(), (struct span){ good, sizeof good }, &descriptor, &why));
    CHECK_TEXT("good", accounts_text(&descriptor.enroll), "domain_computers");
    CHECK_TEXT("good", accounts_text(&descriptor.autoenroll), "");
    for (size_t length = 0; length < sizeof good; length++) {
        uint8_t *octets = arena_alloc(test_arena(), length);
        memcpy(octets, good, length);
        CHECK_SAYING("cut",
                     !descriptor_decode(test_arena(), (struct span){ octets, length }, &descriptor, &why),
                     "%zu octets", length);
    }
    for (size_t at = 16; at < 32; at++) { /* each length and offset at its greatest */
        uint8_t *octets = arena_alloc(test_arena(), sizeof good);
        memcpy(octets, good, sizeof good);
        octets[at] = 0xff;
        descriptor_decode(test_arena(), (struct span){ octets, sizeof good }, &descriptor, &why);
        CHECK("garbled", descriptor.enroll.count <= 1);
    }
}

/* -- files ----------------------------------------------------------------------------------------------------------- */

static void test_broken(void)
{
    static const struct {
        const char *name, *text;
        size_t objects, failures;
        uint32_t line; /* of the first failure */
        const char *error;
    } rows[] = {
        { "two entries", HEAD "\n" HEAD, 2, 0, 4 + 1, "" },
        { "two entries without a line between", HEAD HEAD, 2, 0, 4, "" },
        { "cut inside a name", HEAD "msPKI-Minimal-K", 0, 1, 4,
          "cut or garbled: the line 'msPKI-Minimal-K'" },
        { "cut inside a value", HEAD "\n" HEAD "flags: 66", 2, 1, 8, "ends in the midst of a line" },
        { "and what follows is read", HEAD "msPKI-Minimal-K\n\n" HEAD, 1, 1, 4, "cut or garbled" },
        { "no dn", HEAD "\ncn: T\n", 1, 1, 5, "no 'dn:' in its first line" },
        { "a change", "dn: CN=T\nchangetype: modify\nreplace: flags\nflags: 1\n-\n", 0, 1, 2,
          "changes something" },
        { "an added one", "dn: CN=T\nchangetype: add\nobjectClass: pKICertificateTemplate\n", 1, 0, 1, "" },
        { "other entries", "dn: CN=a\nobjectClass: container\ncn: a\n", 0, 1, 0,
          "no certificate template found" },
        { "an OID object", "dn: CN=a\nobjectClass: msPKI-Enterprise-Oid\nmsPKI-Cert-Template-OID: 1.2.3\n", 0,
          1, 0, "no certificate template found" },
        { "JSON, cut", "{\"cn\": \"T\",\n\"pKIKeyUsage\": [128", 0, 1, 2, "cut or garbled" },
        { "csvde, cut", "DN,cn,pKIKeyUsage\nCN=T,T,\"X'80", 0, 1, 2, "a quote is not closed" },
        { "csvde, cut between cells", "DN,cn,pKIKeyUsage,flags\nCN=T,T,X'80'\n", 0, 1, 2,
          "it has 3 cells, and the first line 4" },
        { "csvde, a cell too many", "DN,cn,pKIKeyUsage\nCN=T,T,X'80',1\n", 0, 1, 2,
          "it has 4 cells, and the first line 3" },
        { "LDIF, no name before the colon",
          HEAD "fl\xff"
               "ags: 64\n",
          0, 1, 4, "is no 'name: value'" },
        { "CLIXML, cut", "<Objs><Obj><Props>\n<S N=\"pKIKeyUsage\">80</S>\n", 1, 1, 3, "cut or garbled" },
        { "CLIXML with a document type", "<!DOCTYPE a><Objs><S N=\"pKIKeyUsage\">80</S></Objs>", 0, 1, 0,
          "DOCTYPE" },
        { "JSON, garbled behind one", "{\"cn\": \"T\", \"pKIKeyUsage\": [128]}\n}", 1, 1, 2,
          "cut or garbled" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct asking asking = { .fact = "template.cn" };
        ask(&asking, span_of_text(rows[i].text));
        CHECK_INT(rows[i].name, asking.objects, rows[i].objects);
        CHECK_INT(rows[i].name, asking.failures, rows[i].failures);
        CHECK_SAYING(rows[i].name, strstr(asking.error, rows[i].error) != NULL, "%s", asking.error);
        if (rows[i].failures == 0 || rows[i].objects == 0)
            CHECK_INT(rows[i].name, asking.line, rows[i].line);
        buf_free(&asking.value);
    }
}

/* Twice an octet, as Windows writes texts. */
static struct span utf16(const char *text)
{
    size_t length = strlen(text);
    uint8_t *octets = arena_alloc(test_arena(), 2 + 2 * length);
    octets[0] = 0xff;
    octets[1] = 0xfe;
    for (size_t i = 0; i < length; i++)
        octets[2 + 2 * i] = (uint8_t)text[i];
    return (struct span){ octets, 2 + 2 * length };
}

static void test_large(void)
{
    struct asking asking = { .fact = "template.machine" };
    ask(&asking, utf16("dn: CN=T\r\nobjectClass: pKICertificateTemplate\r\nflags: 64\r\n"));
    CHECK_INT("UTF-16", asking.objects, 1);
    CHECK_TEXT("UTF-16", asking.value.data ? asking.value.data : "", "true");
    struct buf text = { 0 };
    for (unsigned i = 0; i < 10000; i++)
        buf_format(&text, "dn: CN=T%u\nobjectClass: pKICertificateTemplate\nflags: %u\n\n", i, i);
    asking = (struct asking){ .fact = "template.cn", .value = asking.value };
    ask(&asking, buf_span(&text));
    CHECK_INT("10000", asking.objects, 10000);
    CHECK_INT("10000", asking.line, 9999 * 4 + 1);
    CHECK_TEXT("10000", asking.value.data, "T9999");
    buf_clear(&text);
    buf_char(&text, '[');
    for (unsigned i = 0; i < 10000; i++)
        buf_format(&text, "%s{\"cn\": \"T%u\",\n\"pKIKeyUsage\": [128]}", i ? ",\n" : "", i);
    buf_char(&text, ']');
    asking = (struct asking){ .fact = "template.cn", .value = asking.value };
    ask(&asking, buf_span(&text));
    CHECK_INT("10000 in JSON", asking.objects, 10000);
    CHECK_INT("10000 in JSON", asking.line, 9999 * 2 + 1);
    buf_free(&text);
    buf_free(&asking.value);
}

/* -- the stock templates --------------------------------------------------------------------------------------------- */

/* What the linter says of each: the last column of the table of stock templates, whose words are in the comments. */
static void test_stock(void)
{
    static const struct {
        const char *cn, *profile; /* profile: NULL: decided, and which must be in `decided` */
        const char *decided;
        const char *errors, *warnings, *notices; /* of error, warning, notice: ids in their order */
    } rows[] = {
        /* CN and SAN are the FQDN: fine for the device tunnel; no IKE intermediate, no Application Policies */
        { "Machine", NULL, "device-tunnel", "", "",
          "device-tunnel/ike-intermediate-missing template-device/competes-on-servers "
          "template-common/version-1 template-common/legacy-provider" },
        /* empty subject, SAN DNS only (C07) */
        { "Workstation", NULL, "device-tunnel", "device-tunnel/subject-empty", "",
          "device-tunnel/ike-intermediate-missing template-common/legacy-provider" },
        /* CN is the internal FQDN, the wrong name for a public host (S10) */
        { "RASAndIASServer", NULL, "device-tunnel", "", "",
          "device-tunnel/ike-intermediate-missing template-device/competes-on-servers "
          "template-common/legacy-provider" },
        { "RASAndIASServer", "vpn-server", "vpn-server",
          "vpn-server/ike-intermediate-missing vpn-server/server-name-mismatch",
          "template-server/names-from-directory", "template-common/legacy-provider" },
        /* no IKE intermediate */
        { "WebServer", NULL, "vpn-server", "vpn-server/ike-intermediate-missing", "",
          "template-common/version-1 template-common/legacy-provider" },
        /* lacks Server and Client Authentication (S04, C02) */
        { "IPSECIntermediateOnline", NULL, "device-tunnel",
          "device-tunnel/client-auth-missing template-common/good-for-neither-end", "",
          "template-common/version-1 template-common/legacy-provider" },
        { "IPSECIntermediateOnline", "vpn-server", "vpn-server",
          "vpn-server/server-auth-missing vpn-server/server-name-mismatch "
          "template-common/good-for-neither-end",
          "template-server/names-from-directory",
          "template-common/version-1 template-common/legacy-provider" },
        { "IPSECIntermediateOffline", NULL, "device-tunnel",
          "device-tunnel/client-auth-missing template-common/good-for-neither-end",
          "certificate-keys/rsa-short template-device/names-from-request",
          "template-common/version-1 template-common/legacy-provider" },
        { "OfflineRouter", NULL, "device-tunnel", "", "template-device/names-from-request",
          "device-tunnel/ike-intermediate-missing template-common/version-1 "
          "template-common/legacy-provider" },
        /* empty subject; a second certificate with Server Authentication if RRAS is a DC (S12) */
        { "KerberosAuthentication", NULL, "device-tunnel", "device-tunnel/subject-empty", "",
          "device-tunnel/ike-intermediate-missing template-device/competes-on-servers "
          "template-common/legacy-provider" },
        /* for users, not for machines */
        { "ClientAuth", NULL, "user-tunnel", "", "",
          "template-common/version-1 template-common/legacy-provider" },
        { "ClientAuth", "device-tunnel", "device-tunnel", "template-device/for-users", "",
          "device-tunnel/ike-intermediate-missing template-device/san-lacks-dns-name "
          "template-common/version-1 template-common/legacy-provider" },
        { "User", NULL, "user-tunnel", "", "template-user/email-required template-common/key-exportable",
          "template-common/version-1 template-common/legacy-provider" },
    };
    static const char *const forms[] = { "ldf", "json" };
    static const char *const severities[] = { "error", "warning", "notice" };
    for (size_t i = 0; i < COUNT_OF(rows) * COUNT_OF(forms); i++) {
        size_t row = i / COUNT_OF(forms);
        const char *wanted[] = { rows[row].errors, rows[row].warnings, rows[row].notices };
        const char *path = arena_format(test_arena(), "testdata/templates/stock/%s.%s", rows[row].cn,
                                        forms[i % COUNT_OF(forms)]);
        struct cli_result got = CLI("lint", "--at", "2026-06-01T00:00:00Z", "--server-name",
                                    "vpn.contoso.com", "--device-name", "pc01.corp.contoso.com", "--profile",
                                    rows[row].profile ? rows[row].profile : "auto", "--format", "json", path);
        json_error_t fault;
        json_t *report = json_loads(got.out, 0, &fault);
        json_t *object = json_array_get(json_object_get(report, "objects"), 0), *finding;
        CHECK_TEXT(path, json_string_value(json_object_get(object, "kind")), "template");
        CHECK_TEXT(path, json_string_value(json_object_get(object, "profile")), rows[row].decided);
        CHECK_INT(path, got.code, *rows[row].errors ? 1 : 0);
        for (size_t severity = 0; severity < COUNT_OF(severities); severity++) {
            const char *ids = "";
            size_t index;
            json_array_foreach(json_object_get(object, "findings"), index, finding)
            {
                const char *is = json_string_value(json_object_get(finding, "severity"));
                const char *id = json_string_value(json_object_get(finding, "rule"));
                const char *fix = json_string_value(json_object_get(finding, "fix"));
                /* the tab and the box, and what a script sets; the name that clients dial is none of the template's */
                if (id && strcmp(id, "vpn-server/server-name-mismatch") != 0)
                    CHECK_SAYING(id, fix && strstr(fix, "certtmpl.msc") && strstr(fix, "In a script"), "%s",
                                 fix ? fix : "");
                if (is && id && strcmp(is, severities[severity]) == 0)
                    ids = arena_format(test_arena(), "%s%s%s", ids, *ids ? " " : "", id);
                CHECK_INT(path, json_integer_value(json_object_get(finding, "line")) > 1, true);
            }
            CHECK_TEXT(path, ids, wanted[severity]);
        }
        json_decref(report);
    }
}

static void test_samples(void)
{
    static const struct {
        const char *file;
        int code;
    } rows[] = {
        { "device-good.json", 0 }, { "device-bad.json", 1 }, { "server-good.ldf", 0 },
        { "server-bad.ldf", 1 },   { "user-good.json", 0 },  { "user-bad.json", 1 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *path = arena_format(test_arena(), "testdata/templates/sample/%s", rows[i].file);
        struct cli_result got = CLI("lint", "--fail-on", "notice", "--at", "2026-06-01T00:00:00Z", path);
        CHECK_SAYING(rows[i].file, got.code == rows[i].code, "%s%s", got.out, got.err);
    }
}

/* -- what is found, and where ---------------------------------------------------------------------------------------- */

/* By the profile that is decided for it, as in a pipeline. */
static void test_lines(void)
{
#define WHOLE(flags, usage)                                                                                  \
    HEAD "flags: " flags "\nmsPKI-Certificate-Name-Flag: 402653184\npKIKeyUsage:: " usage "\n" CLIENT        \
         "msPKI-Enrollment-Flag: 32\nmsPKI-RA-Signature: 1\n" VERSION(1)
    static const struct {
        const char *name, *text, *profile, *rule;
        int line; /* 0: it is not found */
    } rows[] = {
        { "flags that cannot be read", WHOLE("12 apples", "oAA="), "path-only",
          "template-common/attribute-unreadable", 4 },
        { "of other templates no more is said", HEAD "flags: 66144\nmsPKI-Private-Key-Flag: 16\n",
          "path-only", "template-common/key-exportable", 0 },
        { "a CA's flag by mistake", WHOLE("131808", "oAA="), "device-tunnel", "template-common/issues-a-ca",
          4 },
        { "of several conditions the one that fails", WHOLE("131680", "hAA="), "device-tunnel",
          "template-common/issues-a-ca", 6 },
        { "signatures, and no approval", WHOLE("131680", "oAA="), "device-tunnel",
          "template-device/approval-blocks-autoenrolment", 9 },
        { "a subordinate CA",
          HEAD "flags: 66240\nmsPKI-Certificate-Name-Flag: 1\npKIExtendedKeyUsage: 1.2.3\n", "path-only",
          "template-common/issues-a-ca", 0 },
        { "INF, a value", "[NewRequest]\nKeySpec = 1\nKeyLength = two\n", "path-only",
          "certreq-inf/value-unreadable", 3 },
        { "INF, a usage astray", "[NewRequest]\n\n[Extensions]\nOID = 1.3.6.1.5.5.7.3.1\n", "path-only",
          "certreq-inf/usages-in-wrong-section", 4 },
        { "INF, the line without '&'",
          "[NewRequest]\n[EnhancedKeyUsageExtension]\nOID = 1.3.6.1.5.5.7.3.1\n[Extensions]\n2.5.29.17 = "
          "\"{text}\"\n_continue_ = \"dns=a.b&\"\n_continue_ = \"dns=c.d\"\n_continue_ = \"dns=e.f\"\n",
          "vpn-server", "certreq-inf/names-run-together", 7 },
        { "INF, KeyLength",
          "[NewRequest]\nKeyAlgorithm = RSA\nKeyLength = 1024\n[EnhancedKeyUsageExtension]\nOID = "
          "1.3.6.1.5.5.7.3.1\n",
          "vpn-server", "certificate-keys/rsa-short", 3 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *path = cli_scratch("lines");
        CHECK(rows[i].name, cli_write(path, span_of_text(rows[i].text)));
        struct cli_result got = CLI("lint", "--at", "2026-06-01T00:00:00Z", "--format", "json", path);
        json_error_t fault;
        json_t *report = json_loads(got.out, 0, &fault), *finding;
        json_t *object = json_array_get(json_object_get(report, "objects"), 0);
        long long line = 0;
        size_t index;
        CHECK_TEXT(rows[i].name, json_string_value(json_object_get(object, "profile")), rows[i].profile);
        json_array_foreach(json_object_get(object, "findings"), index, finding)
        {
            const char *rule = json_string_value(json_object_get(finding, "rule"));
            if (rule && strcmp(rule, rows[i].rule) == 0)
                line = json_integer_value(json_object_get(finding, "line"));
        }
        CHECK_INT(rows[i].name, line, rows[i].line);
        json_decref(report);
    }
}

/* -- certificates and their templates of today ----------------------------------------------------------------------- */

static size_t count_of(const char *text, const char *wanted)
{
    size_t count = 0;
    for (text = strstr(text, wanted); text; text = strstr(text + 1, wanted))
        count++;
    return count;
}

/* As a CA's database prints them: two from an older revision, one from the current one, one of another template. */
static void test_drift(void)
{
    static const char *const files[] = { "older", "current", "older", "of-another-template" };
    struct buf dump = { 0 };
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        const char *path = arena_format(test_arena(), "testdata/rules/template-drift/%s.pem", files[i]);
        buf_format(&dump, "Row %zu:\n  Request ID: 0x%zx\n  Binary Certificate:\n", i + 1, i + 1);
        buf_add(&dump, test_file(test_path(path)));
    }
    const char *path = cli_scratch("issued.txt");
    CHECK("dump", cli_write(path, buf_span(&dump)));
    buf_free(&dump);
    struct cli_result got = CLI("lint", "--template", "testdata/rules/template-drift/today.ldf", "--at",
                                "2026-06-01T00:00:00Z", "--format", "json", path);
    CHECK_INT("older revisions", count_of(got.out, "\"rule\": \"template-drift/older-revision\""), 2);
    CHECK_INT("differences", count_of(got.out, "\"rule\": \"template-drift/differs-from-template\""), 0);
    got = CLI("lint", "--at", "2026-06-01T00:00:00Z", "--format", "json", path);
    CHECK_INT("without templates", count_of(got.out, "template-drift/"), 0);
    got = CLI("lint", "--template", "testdata/rules/template-drift/older.pem", path);
    CHECK_INT("no template in it", got.code, 3);
    CHECK_SAYING("no template in it", strstr(got.out, "holds no certificate template") != NULL, "%s",
                 got.out);
}

static const char *drift_file(const char *name)
{
    return arena_format(test_arena(), "testdata/rules/template-drift/%s", name);
}

/* Without --template: those among the linted files, in whatever order and form. */
static void test_drift_of_linted(void)
{
    struct span ldif = test_file(test_path(drift_file("today.ldf")));
    struct buf text = { 0 };
    buf_add(&text, ldif);
    buf_text(&text, "\r\ndn: CN=older\r\ncACertificate:: ");
    struct span pem = test_file(test_path(drift_file("older.pem")));
    size_t at = 0;
    while (at < pem.length && pem.data[at] != '\n')
        at++;
    for (at++; at < pem.length && pem.data[at] != '-'; at++)
        if (pem.data[at] != '\n')
            buf_char(&text, (char)pem.data[at]);
    buf_text(&text, "\r\n");
    const char *both = cli_scratch("both.ldf"), *old = cli_scratch("old.ldf"),
               *huge = cli_scratch("huge.ldf");
    CHECK("both", cli_write(both, buf_span(&text)));

    /* the same template before its last change */
    buf_clear(&text);
    buf_add(&text, ldif);
    char *revision = text.data ? strstr(text.data, "revision: 101") : NULL;
    if (CHECK("revision", revision != NULL))
        revision[strlen("revision: 10")] = '0';
    CHECK("old", cli_write(old, buf_span(&text)));
    while (text.length <= WORLD_TEMPLATES)
        buf_text(&text,
                 "# a comment that makes the file long, and is otherwise passed over by whoever reads it\n");
    CHECK("huge", cli_write(huge, buf_span(&text)));
    buf_free(&text);

    const struct {
        const char *name, *first, *second;
        size_t older;
        size_t unreadable;
    } rows[] = {
        { "a folder with both", "testdata/rules/template-drift", NULL, 1, 0 },
        { "certificate first", drift_file("older.pem"), drift_file("today.ldf"), 1, 0 },
        { "certificate alone", drift_file("older.pem"), NULL, 0, 0 },
        { "another's template", drift_file("older.pem"), "testdata/templates/stock/Machine.json", 0, 0 },
        { "one LDIF with both", both, NULL, 1, 0 },
        { "two revisions of the template", old, both, 1, 0 },
        { "an old template alone", old, drift_file("older.pem"), 0, 0 },
        { "more than is kept", huge, drift_file("older.pem"), 0, 1 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cli_result got = CLI("lint", "--at", "2026-06-01T00:00:00Z", "--fail-on", "never", "--format",
                                    "json", rows[i].first, rows[i].second);
        CHECK_INT(rows[i].name, count_of(got.out, "\"rule\": \"template-drift/older-revision\""),
                  rows[i].older);
        CHECK_INT(rows[i].name, count_of(got.out, "not compared with its templates"), rows[i].unreadable);
        CHECK_INT(rows[i].name, got.code, rows[i].unreadable ? 3 : 0);
    }
}

/* The certificate is as the template was; what the template says by now stands in the row. */
static void test_differences(void)
{
    static const struct {
        const char *name, *before, *after; /* of the same length */
        const char *want;
    } rows[] = {
        { "nothing", "revision: 101", "revision: 101", NULL },
        { "subject None", "Name-Flag: 402653184", "Name-Flag: 134217728", "today, in subject\"" },
        { "no alternative name", "Name-Flag: 402653184", "Name-Flag: 268435456",
          "today, in subject_alt_name\"" },
        { "supplied in the request", "Name-Flag: 402653184", "Name-Flag: 000000001", NULL },
        { "no longer than six weeks", "pKIExpirationPeriod:: AEA5hy7h/v8=",
          "pKIExpirationPeriod:: AICmCv/e//8=", "today, in validity\"" },
        { "two years", "pKIExpirationPeriod:: AEA5hy7h/v8=", "pKIExpirationPeriod:: AIByDl3C/f8=", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf text = { 0 };
        buf_add(&text, test_file(test_path(drift_file("today.ldf"))));
        buf_char(&text, 0);
        char *at = text.data ? strstr(text.data, rows[i].before) : NULL;
        const char *path = cli_scratch("today.ldf");
        if (CHECK(rows[i].name, at && strlen(rows[i].before) == strlen(rows[i].after)))
            memcpy(at, rows[i].after, strlen(rows[i].after));
        CHECK(rows[i].name, cli_write(path, (struct span){ buf_span(&text).data, text.length - 1 }));
        buf_free(&text);
        struct cli_result got = CLI("lint", "--at", "2026-06-01T00:00:00Z", "--fail-on", "never", "--format",
                                    "json", "--template", path, drift_file("current.pem"));
        CHECK_INT(rows[i].name, count_of(got.out, "\"rule\": \"template-drift/differs-from-template\""),
                  rows[i].want != NULL);
        CHECK_SAYING(rows[i].name, !rows[i].want || strstr(got.out, rows[i].want), "%s", got.out);
    }
}

CU_TestInfo template_tests[] = {
    { "the certificate that would be issued", test_view },
    { "attributes", test_attributes },
    { "JSON", test_json },
    { "csvde and CLIXML", test_tables },
    { "texts of certutil and of the CA", test_printed },
    { "event 4898", test_event },
    { "broken events 4898", test_broken_event },
    { "one event in four forms", test_event_forms },
    { "SDDL", test_sddl },
    { "binary descriptor", test_binary_descriptor },
    { "broken files", test_broken },
    { "encodings and numbers", test_large },
    { "stock templates", test_stock },
    { "samples", test_samples },
    { "lines of what is found", test_lines },
    { "older revisions", test_drift },
    { "older revisions, of templates that are linted, too", test_drift_of_linted },
    { "differences from today's template", test_differences },
    CU_TEST_INFO_NULL,
};
