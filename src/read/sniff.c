/* Kinds by content: tables for octets, for DER and for texts. The first row whose test holds counts. What other programs
 * write, and is refused, has tables of its own (foreign.c).
 *
 * Tests look at the first 64 KiB and never at names. A DER test looks at the shape: the identifier octets of the
 * elements inside the outer SEQUENCE, and of those inside its first one (X.509, PKCS#7, #8, #10 and #12). */
#include "read/sniff.h"
#include "der/der.h"
#include "der/oid.h"
#include "read/bare_base64.h"
#include "read/certutil.h"
#include "read/der_objects.h"
#include "read/eap_xml.h"
#include "read/events.h"
#include "read/exported.h"
#include "read/foreign.h"
#include "read/hex_dump.h"
#include "read/inf.h"
#include "read/pem.h"
#include "read/phonebook.h"
#include "read/pkcs12.h"
#include "read/pkcs7.h"
#include "read/powershell.h"
#include "read/profile_json.h"
#include "read/profile_within.h"
#include "read/profile_xml.h"
#include "read/reg.h"
#include "read/registry_pol.h"
#include "read/serialized.h"
#include "read/settings_export.h"
#include "read/store_listing.h"
#include "read/templates.h"
#include "read/walk.h"
#include "util/text.h"

enum { TEXT_HEAD = 64 * 1024 /* octets of a text that its tests see */ };

/* -- shapes of DER -------------------------------------------------------------------------------------------------- */

enum { SHAPE = 5 };

struct der_shape {
    uint8_t outer[SHAPE]; /* identifier octets inside the outer SEQUENCE; 0 behind the last */
    uint8_t inner[SHAPE]; /* the same inside its first element */
    struct span first;    /* content of the first element inside */
    struct span second;   /* content of the second one */
};

/* Steps into the element at the front, however much of its content is here. */
static bool open_element(struct span in, struct span *content)
{
    if (in.length < 2 || (in.data[0] & 0x1f) == 0x1f)
        return false;
    size_t header = 2, length = in.data[1];
    if (length == 0x80) {
        length = in.length;
    } else if (length > 0x80) {
        size_t count = length & 0x7f;
        if (in.length < 2 + count)
            return false;
        length = 0;
        for (size_t i = 0; i < count; i++)
            length = length > SIZE_MAX >> 8 ? SIZE_MAX : length << 8 | in.data[2 + i];
        header += count;
    }
    size_t here = in.length - header;
    *content = (struct span){ in.data + header, length < here ? length : here };
    return true;
}

static void list_elements(struct span content, uint8_t identifiers[SHAPE], struct span *first,
                          struct span *second)
{
    struct der_element element;
    for (int i = 0; i < SHAPE && content.length; i++) {
        identifiers[i] = content.data[0];
        struct span inside = { 0 };
        open_element(content, &inside);
        if (i == 0 && first)
            *first = inside;
        if (i == 1 && second)
            *second = inside;
        if (!der_any(&content, &element, NULL))
            return; /* cut: what follows is not seen */
    }
}

static struct der_shape shape_of(struct span der)
{
    struct der_shape shape = { 0 };
    struct span content;
    if (der_is(der, DER_SEQUENCE) && open_element(der, &content)) {
        list_elements(content, shape.outer, &shape.first, &shape.second);
        if (shape.outer[0] == DER_SEQUENCE)
            list_elements(shape.first, shape.inner, NULL, NULL);
    }
    return shape;
}

static bool is_time(uint8_t identifier)
{
    return identifier == DER_UTC_TIME || identifier == DER_GENERALIZED_TIME;
}

/* TBSCertList: [version] signature issuer thisUpdate */
static bool is_crl(struct span der)
{
    struct der_shape shape = shape_of(der);
    const uint8_t *tbs = shape.inner[0] == DER_INTEGER ? shape.inner + 1 : shape.inner;
    return tbs[0] == DER_SEQUENCE && tbs[1] == DER_SEQUENCE && is_time(tbs[2]);
}

/* CertificationRequestInfo: version subject spki [0] */
static bool is_request(struct span der)
{
    struct der_shape shape = shape_of(der);
    return shape.inner[0] == DER_INTEGER && shape.inner[1] == DER_SEQUENCE &&
           shape.inner[2] == DER_SEQUENCE && (shape.inner[3] == DER_CONSTRUCTED(0) || shape.inner[3] == 0);
}

/* AttributeCertificateInfo of version 2 (RFC 5755): version holder [0] issuer */
static bool is_attribute_certificate(struct span der)
{
    struct der_shape shape = shape_of(der);
    return shape.inner[0] == DER_INTEGER && shape.inner[1] == DER_SEQUENCE &&
           shape.inner[2] == DER_CONSTRUCTED(0) && shape.inner[3] == DER_SEQUENCE;
}

/* What has the frame of a signed object and is neither of the others: its flaws are for the decoder to say. */
static bool is_certificate(struct span der)
{
    struct der_shape shape = shape_of(der);
    if (shape.inner[0] == DER_CONSTRUCTED(0) && shape.outer[0] == DER_SEQUENCE)
        return true;
    if (shape.inner[0] == DER_INTEGER && shape.inner[1] == DER_SEQUENCE && shape.inner[2] == DER_SEQUENCE &&
        shape.inner[3] == DER_SEQUENCE)
        return true;
    return shape.outer[0] == DER_SEQUENCE && shape.outer[1] == DER_SEQUENCE &&
           shape.outer[2] == DER_BIT_STRING;
}

static bool content_is(struct span der, enum oid oid)
{
    struct der_shape shape = shape_of(der);
    return shape.outer[0] == DER_OID && oid_is(shape.first, oid);
}

static bool is_signed_data(struct span der)
{
    return content_is(der, OID_PKCS7_SIGNED_DATA);
}

/* SignedData whose content is a certificate trust list of Microsoft's (szOID_CTL, 1.3.6.1.4.1.311.10.1): hashes of roots in
 * authroot.stl, of files in a catalog. Its certificates are those of who signed the list. */
static bool is_trust_list(struct span der)
{
    static const uint8_t type[] = { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x0a, 0x01 };
    struct der_shape shape = shape_of(der);
    struct der_element element;
    struct span data, info, found;
    if (!is_signed_data(der) || !open_element(shape.second, &data))
        return false;
    for (int i = 0; i < 2; i++) /* version, digestAlgorithms */
        if (!der_any(&data, &element, NULL))
            return false;
    return der_is(data, DER_SEQUENCE) && open_element(data, &info) && der_get(&info, DER_OID, &found, NULL) &&
           span_equal(found, (struct span){ type, sizeof type });
}

/* SignedData without its ContentInfo */
static bool is_bare_signed_data(struct span der)
{
    struct der_shape shape = shape_of(der);
    return shape.outer[0] == DER_INTEGER && shape.outer[1] == DER_SET && shape.outer[2] == DER_SEQUENCE;
}

/* Netscape's certificate sequence (2.16.840.1.113730.2.5) in a ContentInfo */
static bool is_netscape_sequence(struct span der)
{
    static const uint8_t type[] = { 0x60, 0x86, 0x48, 0x01, 0x86, 0xf8, 0x42, 0x02, 0x05 };
    struct der_shape shape = shape_of(der);
    return shape.outer[0] == DER_OID && span_equal(shape.first, (struct span){ type, sizeof type });
}

/* PkiPath: the first element has the frame of a certificate */
static bool is_certificate_sequence(struct span der)
{
    struct der_shape shape = shape_of(der);
    return shape.inner[0] == DER_SEQUENCE && shape.inner[1] == DER_SEQUENCE &&
           shape.inner[2] == DER_BIT_STRING;
}

static bool is_enveloped_data(struct span der)
{
    return content_is(der, OID_PKCS7_ENVELOPED_DATA) || content_is(der, OID_PKCS7_ENCRYPTED_DATA);
}

/* A ContentInfo (RFC 5652, 3) of a type that carries no certificates: data, digested, compressed, authenticated. */
static bool is_other_content(struct span der)
{
    static const struct {
        const char *oid;
        size_t length;
    } types[] = {
        { "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01", 9 },
        { "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x05", 9 },
        { "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09", 11 },
        { "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x02", 11 },
        { "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17", 11 },
    };
    struct der_shape shape = shape_of(der);
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (shape.outer[0] == DER_OID && shape.outer[1] == DER_CONSTRUCTED(0) &&
            span_equal(shape.first, (struct span){ (const uint8_t *)types[i].oid, types[i].length }))
            return true;
    return false;
}

static bool is_pfx(struct span der)
{
    struct der_shape shape = shape_of(der);
    return shape.outer[0] == DER_INTEGER && shape.first.length == 1 && shape.first.data[0] == 3 &&
           shape.outer[1] == DER_SEQUENCE && der_is(shape.second, DER_OID);
}

static bool is_private_key(struct span der)
{
    struct der_shape shape = shape_of(der);
    const uint8_t *outer = shape.outer;
    return outer[0] == DER_INTEGER &&
           ((outer[1] == DER_SEQUENCE && outer[2] == DER_OCTET_STRING) ||
            (outer[1] == DER_INTEGER && outer[2] == DER_INTEGER) || outer[1] == DER_OCTET_STRING);
}

static bool is_encrypted_key(struct span der)
{
    struct der_shape shape = shape_of(der);
    return shape.inner[0] == DER_OID && shape.outer[1] == DER_OCTET_STRING;
}

static bool is_public_key(struct span der)
{
    struct der_shape shape = shape_of(der);
    return shape.inner[0] == DER_OID && shape.outer[1] == DER_BIT_STRING;
}

static bool is_ocsp_response(struct span der)
{
    struct der_shape shape = shape_of(der);
    return shape.outer[0] == DER_ENUMERATED;
}

static bool is_tbs_certificate(struct span der)
{
    struct der_shape shape = shape_of(der);
    return shape.outer[0] == DER_CONSTRUCTED(0) && shape.outer[1] == DER_INTEGER &&
           shape.outer[2] == DER_SEQUENCE;
}

bool sniff_is_crl(struct span head)
{
    return der_objects_is(head) && is_crl(head);
}

#define GIVE_AUTH_PROTOCOL "give the output of Get-VpnAuthProtocol | Export-Clixml auth.xml"

static const struct read_kind der_kinds[] = {
    { "Microsoft certificate trust list or catalog (.stl, .cat)",
      "it lists hashes, no certificates; export the store: reg export "
      "HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\AuthRoot roots.reg",
      is_trust_list, NULL },
    { "PKCS#7",
      "a .p7b with certificates and CRLs: the certificate export wizard, certutil, openssl crl2pkcs7",
      is_signed_data, pkcs7_read },
    { "PKCS#7 signed data", "the same without the outermost frame", is_bare_signed_data, pkcs7_read_bare },
    { "Netscape certificate sequence", "openssl nseq", is_netscape_sequence, pkcs7_read },
    { "certificate sequence (PkiPath)", "Java's CertPath", is_certificate_sequence,
      certificate_sequence_read },
    { "PKCS#12 (PFX)", "a .pfx with certificates and keys; needs --password-file", is_pfx, pkcs12_read },
    { "X.509 CRL", "certutil -crl, certutil -getcrl, a download from a CRL distribution point", is_crl,
      walk_crl },
    { "PKCS#10 request", "certreq -new, openssl req", is_request, walk_request },
    { "attribute certificate", "it has no key; " GIVE_CERTIFICATE, is_attribute_certificate, NULL },
    { "X.509 certificate", "\"DER encoded binary X.509 (.CER)\" of the certificate export wizard",
      is_certificate, walk_certificate },
    { "PKCS#7 enveloped data", "an encrypted message; " GIVE_CERTIFICATE, is_enveloped_data, NULL },
    { "CMS data without certificates (plain, digested, compressed or authenticated)", GIVE_CERTIFICATE,
      is_other_content, NULL },
    { "private key", "it is not needed; " GIVE_CERTIFICATE " that belongs to it", is_private_key, NULL },
    { "encrypted private key", "it is not needed; " GIVE_CERTIFICATE " that belongs to it", is_encrypted_key,
      NULL },
    { "public key", "it says nothing about a certificate; " GIVE_CERTIFICATE, is_public_key, NULL },
    { "OCSP response", "revocation is judged from CRLs; give the CRL (.crl)", is_ocsp_response, NULL },
    { "TBSCertificate", "only the part of a certificate that is signed; " GIVE_CERTIFICATE,
      is_tbs_certificate, NULL },
};

const struct read_kind *sniff_der(struct span der)
{
    for (size_t i = 0; i < COUNT_OF(der_kinds); i++)
        if (der_kinds[i].is(der))
            return &der_kinds[i];
    return NULL;
}

/* -- octets --------------------------------------------------------------------------------------------------------- */

static const struct read_kind octet_kinds[] = {
    { "DER", "one or more DER objects, one behind the other", der_objects_is, der_objects_read },
    { "serialized store (SST)",
      "Export-Certificate -Type SST, \"Microsoft Serialized Certificate Store (.SST)\"", serialized_store_is,
      serialized_store_read },
    { "serialized certificate",
      "a file of %APPDATA%\\Microsoft\\SystemCertificates, or a Blob value of the registry",
      serialized_element_is, serialized_element_read },
    { "registry policy (Registry.pol)",
      "Machine\\Registry.pol of a group policy in SYSVOL or in a backup: certificates that it distributes",
      registry_pol_is, registry_pol_read },
};

/* -- texts ---------------------------------------------------------------------------------------------------------- */

static bool begins_with(struct span text, const char *word)
{
    return text_is_at_ignoring_case(text_trim(text), 0, word);
}

static bool is_html(struct span text)
{
    return begins_with(text, "<!doctype html") || begins_with(text, "<html");
}

/* Whether a line of the text begins so, blanks before it aside. */
static bool has_line(struct span text, const char *begin)
{
    struct lines lines;
    bool found = false;
    lines_begin(&lines, text, NULL, NULL);
    while (!found && lines_next(&lines))
        found = begins_with(lines.text, begin);
    lines_end(&lines);
    return found;
}

/* Format-List and Format-Table of certificates: the list cuts RawData after some octets, the table leaves it out. */
static bool is_powershell_screen(struct span text)
{
    return has_line(text, "Thumbprint") &&
           (has_line(text, "Subject ") || has_line(text, "PSParentPath:") || has_line(text, "----------"));
}

static bool is_certutil_dump(struct span text)
{
    return has_line(text, "X509 Certificate:") || has_line(text, "X509 Certificate Revocation List:");
}

/* What openssl x509 -text, certtool -i and keytool -list -v say of a certificate; keytool's is in the user's language, but
 * for the names of digests. */
static bool is_printed(struct span text)
{
    return (has_line(text, "Certificate:") && has_line(text, "Data:")) ||
           has_line(text, "Certificate Request:") || has_line(text, "Certificate Revocation List (CRL):") ||
           has_line(text, "X.509 Certificate Information:") ||
           (has_line(text, "SHA1: ") && has_line(text, "SHA256: "));
}

/* PEM blocks may stand between what is printed, far down as well. */
static void printed_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    pem_read_or(walk, origin, octets,
                "a printed certificate, which cannot be read back; give the file that was printed, or print "
                "it as PEM: openssl x509 without -noout, keytool -rfc");
}

/* A page about certificates may show one. */
static void html_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct encoding_found found;
    struct span text;
    if (!walk_document(walk, origin, octets, &text, &found))
        return;
    if (pem_is(text))
        pem_read(walk, origin, octets);
    else
        walk_fail(walk, origin->offset, origin->line,
                  "no certificate, CRL or request found: a web page (HTML), perhaps a server's error page in "
                  "place of the file; download it again");
}

/* Dial-in settings as a script of netsh: how ports and protocols are set up. */
static bool is_netsh_ras(struct span text)
{
    return has_line(text, "pushd ras") || (has_line(text, "set authmode") && has_line(text, "add authtype"));
}

/* Get-VpnServerIPsecConfiguration, Get-VpnServerConfiguration: ciphers, lifetimes and ports. */
static bool is_server_ipsec(struct span text)
{
    static const char *const names[] = { "SALifeTime", "SALifeTime(s)", "MMSALifeTime", "MMSALifeTime(s)",
                                         "Ikev2Ports" };
    return exported_screen_has(text, names, COUNT_OF(names)) ||
           exported_json_has(text, names, COUNT_OF(names)) ||
           exported_clixml_has(text, names, COUNT_OF(names));
}

/* RFC 7517 and 7515 */
static bool is_web_keys(struct span text)
{
    static const char *const names[] = { "x5c" };
    return powershell_json_is(text) && exported_json_has(text, names, COUNT_OF(names));
}

static const struct read_kind text_kinds[] = {
    { "registry export (.reg)", "reg export HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\ROOT root.reg",
      reg_is, reg_read },
    { "reg query",
      "reg query HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\ROOT\\Certificates /s > root.txt",
      reg_query_is, reg_query_read },
    { "INF", "a file for certreq -new", inf_is, inf_read },
    { "phone book (rasphone.pbk)", "C:\\ProgramData\\Microsoft\\Network\\Connections\\Pbk\\rasphone.pbk",
      phonebook_is, phonebook_read },
    { "LDIF",
      "ldifde -f templates.ldf, ldapsearch -LLL: certificate templates; certificates and CRLs of AIA and CDP",
      ldif_is, ldif_read },
    { "JSON of templates", "Get-ADObject … -Properties * | ConvertTo-Json, Export-ADCSTemplate",
      template_json_is, template_json_read },
    { "csvde", "csvde -f templates.csv: certificate templates", csvde_is, csvde_read },
    { "CLIXML of templates", "Get-ADObject … -Properties * | Export-Clixml templates.xml", template_clixml_is,
      template_clixml_read },
    { "events of the Windows event log", "'ikelint diagnose FILE' says what an event 20227 means", events_are,
      NULL },
    { "event XML",
      "events 4898 of a CA: wevtutil qe Security /q:\"*[System[EventID=4898]]\" /f:xml /e:Events > "
      "templates.xml",
      template_event_is, template_event_read },
    { "template text", "certutil -v -dstemplate NAME, certutil -v -template NAME, event 4898 of a CA",
      template_text_is, template_text_read },
    { "JSON of settings",
      "Get-VpnAuthProtocol | ConvertTo-Json -Depth 4; Get-VpnConnection, Get-ComputerInfo, Get-HotFix",
      settings_json_is, settings_json_read },
    { "CLIXML of settings",
      "Get-VpnAuthProtocol | Export-Clixml auth.xml; Get-VpnConnection, Get-ComputerInfo, Get-HotFix",
      settings_clixml_is, settings_clixml_read },
    { "ciphers of a VPN server (Get-VpnServerIPsecConfiguration)",
      "it says nothing of certificates; " GIVE_AUTH_PROTOCOL, is_server_ipsec, NULL },
    { "JSON Web Keys", "a JWK, a JWK set or a JOSE header, with x5c", is_web_keys, powershell_json_read },
    { "ProfileXML in JSON",
      "Get-CimInstance … MDM_VPNv2_01 | ConvertTo-Json; a custom profile of Intune (omaSettings)",
      profile_json_is, profile_json_read },
    { "JSON of PowerShell", "Get-ChildItem Cert:\\LocalMachine\\My | ConvertTo-Json", powershell_json_is,
      powershell_json_read },
    { "ProfileXML in CLIXML", "Get-CimInstance … MDM_VPNv2_01 | Export-Clixml profiles.xml",
      profile_clixml_is, profile_within_read },
    { "CLIXML of PowerShell", "Get-ChildItem Cert:\\LocalMachine\\My | Export-Clixml my.xml", clixml_is,
      clixml_read },
    { "web page (HTML)", "a web server's error page in place of the file? download it again", is_html,
      html_read },
    { "ProfileXML", "the ProfileXML of Intune or a script; Get-VPNClientProfileXML", profile_xml_is,
      profile_xml_read },
    { "EapHostConfig", "(Get-VpnConnection NAME).EapConfigXmlStream.InnerXml > eap.xml", eap_xml_is,
      eap_xml_read },
    { "ProfileXML in another document",
      "SyncML or a provisioning document of MDM, escaped or not; a script that has it as a text",
      profile_within_is, profile_within_read },
    { "a VPN profile in another document", "save the element VPNProfile or EapHostConfig alone",
      profile_rest_is, profile_rest_refuse },
    { "XML", "looked through for PEM blocks and base64 of certificates", xml_is, xml_read },
    { "store listing", "certutil -store My: says who has a private key; give the certificates too",
      store_listing_is, store_listing_read },
    { "list of certificates",
      "Get-ChildItem Cert:\\LocalMachine\\My | Select-Object Thumbprint,HasPrivateKey | Format-List: says "
      "who has a private key; give the certificates too",
      certificate_list_is, store_listing_read },
    { "CA database text", "certutil -view", certutil_view_is, certutil_view_read },
    { "csv", "certutil -view csv", csv_is, csv_read },
    { "csv of updates", "Get-HotFix | Export-Csv hotfixes.csv", hotfix_csv_is, hotfix_csv_read },
    { "csv of settings", "Get-ItemProperty HKLM:\\…\\RemoteAccess\\Parameters\\Ikev2 | Export-Csv ikev2.csv",
      settings_csv_is, settings_csv_read },
    { "settings on a screen",
      "Get-VpnAuthProtocol, Get-VpnConnection, Get-ItemProperty, Get-ComputerInfo or Get-HotFix with "
      "Out-File, or copied",
      settings_screen_is, settings_screen_read },
    { "PEM text",
      "\"Base-64 encoded X.509 (.CER)\" of the certificate export wizard; blocks may stand anywhere in a "
      "text",
      pem_is, pem_read },
    { "bare base64", "RawData pasted from PowerShell: [Convert]::ToBase64String($certificate.RawData)",
      bare_base64_is, bare_base64_read },
    { "hex dump", "certutil -encodehex FILE dump.txt, of any form; Format-Hex", hex_dump_is, hex_dump_read },
    { "systeminfo", "systeminfo > systeminfo.txt", systeminfo_is, systeminfo_read },
    { "version of Windows", "the first line of a cmd window, or what ver says", windows_banner_is,
      windows_banner_read },
    { "netsh ras dump", "it says nothing of certificates; " GIVE_AUTH_PROTOCOL, is_netsh_ras, NULL },
    { "screen text of PowerShell", powershell_advice, is_powershell_screen, NULL },
    { "printed certificate (openssl -text, certtool, keytool)",
      "shows none by itself; looked through for PEM blocks: openssl x509 without -noout, keytool -rfc",
      is_printed, printed_read },
    { "certutil -dump", "it shows no certificate; give the file that was dumped", is_certutil_dump, NULL },
};

/* A text of no known kind: looked through for PEM blocks to its end. */
static const struct read_kind plain_text = { "text",
                                             "a text that PEM blocks and base64 of certificates may stand in",
                                             NULL, pem_read };
static const struct read_kind unknown_octets = { "data of unknown kind", GIVE_CERTIFICATE, NULL, NULL };
static const struct read_kind no_octets = { "empty file", "export it again", NULL, NULL };

/* -- all of them ---------------------------------------------------------------------------------------------------- */

/* Whether this can be a text: no control characters but those that texts have. */
static bool looks_like_text(struct span head)
{
    for (size_t i = 0; i < head.length; i++)
        if (head.data[i] < 0x20 && !strchr("\t\n\v\f\r\x1a\x1b", head.data[i] ? head.data[i] : 1))
            return false;
    return true;
}

static const struct read_kind *find_kind(const struct read_kinds *kinds, struct span octets)
{
    for (size_t i = 0; i < kinds->count; i++)
        if (kinds->rows[i].is(octets))
            return &kinds->rows[i];
    return NULL;
}

static const struct read_kinds der_table = { der_kinds, COUNT_OF(der_kinds) },
                               octet_table = { octet_kinds, COUNT_OF(octet_kinds) },
                               text_table = { text_kinds, COUNT_OF(text_kinds) };
static const struct read_kinds *const all_kinds[] = { &der_table, &octet_table, &foreign_octets,
                                                      &foreign_texts, &text_table };

const struct read_kind *sniff(struct arena *arena, struct span head, bool *is_text,
                              struct encoding_found *encoding)
{
    const struct read_kind *kind = NULL;
    *is_text = false;
    *encoding = encoding_detect(head);
    if (head.length == 0)
        return &no_octets;
    bool told = encoding->mark || encoding->encoding != ENCODING_UTF8;
    if (!told)
        kind = find_kind(&octet_table, head);
    if (!told && !kind)
        kind = find_kind(&foreign_octets, head);
    if (kind)
        return kind;

    *is_text = true;
    if (head.length > TEXT_HEAD)
        head.length = TEXT_HEAD;
    struct span text = encoding_to_utf8(arena, head, NULL);
    kind = find_kind(&foreign_texts, text);
    if (!kind)
        kind = find_kind(&text_table, text);
    if (kind)
        return kind;
    if (looks_like_text(text))
        return &plain_text;
    *is_text = false;
    return &unknown_octets;
}

bool sniff_is_nameless(const struct read_kind *kind)
{
    return kind == &plain_text || kind == &unknown_octets || kind == &no_octets;
}

bool sniff_is_templates(const struct read_kind *kind, bool *only)
{
    static void (*const readers[])(struct walk *, const struct origin *, struct span) = {
        ldif_read,           template_json_read, csvde_read, template_clixml_read,
        template_event_read, template_text_read,
    };
    bool found = false;
    for (size_t i = 0; i < COUNT_OF(readers); i++)
        found |= kind->read == readers[i];
    *only = found && kind->read != ldif_read; /* certificates of AIA and CDP */
    return found;
}

size_t read_kind_count(void)
{
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(all_kinds); i++)
        count += all_kinds[i]->count;
    return count;
}

static const struct read_kind *kind_at(size_t index)
{
    for (size_t i = 0; i < COUNT_OF(all_kinds); i++) {
        if (index < all_kinds[i]->count)
            return &all_kinds[i]->rows[index];
        index -= all_kinds[i]->count;
    }
    return NULL;
}

const struct read_kind *read_kind_at(size_t index)
{
    for (int refused = 0; refused < 2; refused++)
        for (size_t i = 0; i < read_kind_count(); i++)
            if ((kind_at(i)->read == NULL) == refused && index-- == 0)
                return kind_at(i);
    return NULL;
}
