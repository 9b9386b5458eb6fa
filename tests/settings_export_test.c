/* settings_export: settings of VPN servers and hosts, in every form in which Windows exports them, whole and broken.
 *
 * What a file gives is written down as one line for each object and each complaint, in order:
 *
 *     rras:2 VPN1 cert_auth_flags:4=4 certificate_advertised:7=- user_auth_protocol_accepted:3!is no list …
 *     !:5 JSON that is cut or garbled
 *
 * that is kind and line, the machine's name, and each setting that is known with its line: what it is, "-" where it is
 * unset, or why it cannot be read. Reasons are told by how they begin. The files are made by testdata/make/settings.py. */
#include "der/oid.h"
#include "pki/settings.h"
#include "pki/signature.h"
#include "read/store_listing.h"
#include "tests/cli.h"
#include "util/text.h"

#define SETTINGS "testdata/settings/"

enum { REASON_LENGTH = 44 /* octets of a reason that count */ };

static void add_value(struct buf *out, const struct setting *setting, enum setting_form form)
{
    struct arena *arena = test_arena();
    switch (form) {
    case SETTING_BOOLEAN:
        buf_text(out, setting->boolean ? "true" : "false");
        break;
    case SETTING_INTEGER:
        buf_format(out, "%lld", (long long)setting->integer);
        break;
    case SETTING_TEXT:
        buf_add(out, setting->text);
        break;
    case SETTING_TEXTS:
        for (size_t i = 0; i < setting->texts.count; i++) {
            buf_text(out, i ? "," : "");
            buf_add(out, setting->texts.items[i]);
        }
        break;
    case SETTING_OIDS:
        for (size_t i = 0; i < setting->oids.count; i++)
            buf_format(out, "%s%s", i ? "," : "", oid_print(arena, setting->oids.items[i]));
        break;
    case SETTING_CERTIFICATE: {
        const struct setting_certificate *certificate = &setting->certificate;
        const uint8_t *sha1 = certificate->cert ? certificate->cert->sha1 : certificate->sha1;
        if (certificate->cert)
            buf_format(out, "(%s)", name_print(arena, &certificate->cert->subject));
        else
            buf_add(out, certificate->subject);
        if (certificate->cert || certificate->has_sha1)
            buf_format(out, " %s", text_hex(arena, (struct span){ sha1, 4 }));
        break;
    }
    }
}

static void take_object(void *context, const struct object *object)
{
    struct buf *out = context;
    buf_format(out, "%s:%lu", object_kind_name(object->kind), (unsigned long)object->line);
    const struct settings *settings = object->settings;
    if (settings && settings->name.data)
        buf_format(out, " %.*s", (int)settings->name.length, (const char *)settings->name.data);
    for (size_t i = 0; settings && i < SETTING_COUNT; i++) {
        const struct setting *setting = &settings->items[i];
        const struct setting_row *row = setting_row((enum setting_id)i);
        if (setting->state == SETTING_UNKNOWN)
            continue;
        CHECK(row->name, row->kind == object->kind);
        buf_format(out, " %s:%lu", strchr(row->name, '.') + 1, (unsigned long)setting->line);
        if (setting->state == SETTING_UNREADABLE)
            buf_format(out, "!%.*s", REASON_LENGTH, setting->error);
        else
            buf_text(out, setting->state == SETTING_UNSET ? "=-" : "=");
        if (setting->state == SETTING_SET)
            add_value(out, setting, row->form);
    }
    buf_char(out, '\n');
}

static void take_failure(void *context, const struct read_failure *failure)
{
    buf_format(context, "!:%lu %.*s\n", (unsigned long)failure->line, REASON_LENGTH, failure->error);
}

static const char *read_all(const char *path)
{
    struct buf out = { 0 };
    struct read_options options = { 0 };
    struct reader *reader = reader_new(&options);
    struct read_sink sink = { .context = &out, .object = take_object, .failure = take_failure };
    reader_read(reader, path, &sink);
    reader_free(reader);
    const char *text = arena_text_of_span(test_arena(), buf_span(&out));
    buf_free(&out);
    return text;
}

struct row {
    const char *file, *want;
};

static void check_rows(const char *folder, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *path = arena_format(test_arena(), SETTINGS "%s/%s", folder, rows[i].file);
        CHECK_TEXT(rows[i].file, read_all(test_path(path)), rows[i].want);
    }
}

static void test_good(void)
{
    static const struct row rows[] = {
        { "key-unset.csv", "rras:3 cert_auth_flags:3=- server_fragmentation:3=-\n" },
        { "key-unset.json", "rras:1 cert_auth_flags:1=- server_fragmentation:1=-\n" },
        { "key-unset.xml", "rras:2 cert_auth_flags:2=- server_fragmentation:2=-\n" },
        { "auth.csv",
          "rras:3 user_auth_protocol_accepted:3=Certificate tunnel_auth_protocols_advertised:3=Certificates "
          "root_certificate_name_to_accept:3=CN=Root, \"O\"=Contoso abababab certificate_advertised:3=- "
          "certificate_ekus_to_accept:3=client_auth\n" },
        { "flags-two.csv", "rras:3 VPN1 cert_auth_flags:3=4\nrras:4 VPN2 cert_auth_flags:4=2\n" },
        { "flags.csv", "rras:3 VPN1 cert_auth_flags:3=4\n" },
        { "key-7.csv", "rras:2 cert_auth_flags:2=4 server_fragmentation:2=-\n" },
        { "key.csv", "rras:3 cert_auth_flags:3=4 server_fragmentation:3=true\n" },
        { "query-and-pem.txt", "certificate:5\nrras:2 cert_auth_flags:3=4\n" },
        { "query-one.txt", "rras:2 cert_auth_flags:3=4\n" },
        { "query-prompt.txt", "rras:6 cert_auth_flags:7=2\n" },
        { "query-tabs.txt", "rras:4 cert_auth_flags:5=4\n" },
        { "query-version.txt", "host:2 build:4=20348 ubr:7=2700 product:6=Windows Server 2022 Standard\n" },
        { "query.txt", "rras:2 cert_auth_flags:3=4 server_fragmentation:4=true\n" },
        { "auth-2012.txt", "rras:2 user_auth_protocol_accepted:2=EAP,Certificate "
                           "tunnel_auth_protocols_advertised:3=Certificates "
                           "root_certificate_name_to_accept:4=- certificate_advertised:5=-\n" },
        { "auth-bare.xml", "rras:2 user_auth_protocol_accepted:4=EAP,Certificate "
                           "tunnel_auth_protocols_advertised:8=Certificates "
                           "root_certificate_name_to_accept:9=(CN=Root,O=Contoso) 926f7a94 "
                           "certificate_advertised:10=(CN=vpn.contoso.com) 097a142f "
                           "certificate_ekus_to_accept:11=client_auth,ike_intermediate\n" },
        { "auth-base64.json", "rras:1 user_auth_protocol_accepted:2=EAP,Certificate "
                              "tunnel_auth_protocols_advertised:6=Certificates "
                              "root_certificate_name_to_accept:7=(CN=Root,O=Contoso) 926f7a94 "
                              "certificate_advertised:21=(CN=vpn.contoso.com) 097a142f "
                              "certificate_ekus_to_accept:35=client_auth,ike_intermediate\n" },
        { "auth-decimals.json", "rras:1 user_auth_protocol_accepted:2=EAP,Certificate "
                                "tunnel_auth_protocols_advertised:6=Certificates "
                                "root_certificate_name_to_accept:7=(CN=Root,O=Contoso) 926f7a94 "
                                "certificate_advertised:21=(CN=vpn.contoso.com) 097a142f "
                                "certificate_ekus_to_accept:35=client_auth,ike_intermediate\n" },
        { "auth-default.txt",
          "rras:2 user_auth_protocol_accepted:2=EAP,Certificate "
          "tunnel_auth_protocols_advertised:3=Certificates root_certificate_name_to_accept:4=- "
          "certificate_advertised:5=- certificate_ekus_to_accept:6=-\n" },
        { "auth-extended.xml", "rras:2 user_auth_protocol_accepted:4=EAP,Certificate "
                               "tunnel_auth_protocols_advertised:8=Certificates "
                               "root_certificate_name_to_accept:9=(CN=Root,O=Contoso) 926f7a94 "
                               "certificate_advertised:13=(CN=vpn.contoso.com) 097a142f "
                               "certificate_ekus_to_accept:17=client_auth,ike_intermediate\n" },
        { "auth-lower-case.json", "rras:1 user_auth_protocol_accepted:2=EAP,Certificate "
                                  "tunnel_auth_protocols_advertised:6=Certificates "
                                  "root_certificate_name_to_accept:7=(CN=Root,O=Contoso) 926f7a94 "
                                  "certificate_advertised:21=(CN=vpn.contoso.com) 097a142f "
                                  "certificate_ekus_to_accept:35=client_auth,ike_intermediate\n" },
        { "auth-narrow.txt",
          "rras:2 user_auth_protocol_accepted:2=EAP,Certificate "
          "tunnel_auth_protocols_advertised:3=Certificates root_certificate_name_to_accept:4=CN=Root, "
          "O=Contoso 926f7a94 certificate_advertised:23=CN=vpn.contoso.com 097a142f "
          "certificate_ekus_to_accept:42=client_auth,ike_intermediate\n" },
        { "auth-octets.json", "rras:1 user_auth_protocol_accepted:2=EAP,Certificate "
                              "tunnel_auth_protocols_advertised:6=Certificates "
                              "root_certificate_name_to_accept:7=(CN=Root,O=Contoso) 926f7a94 "
                              "certificate_advertised:21=(CN=vpn.contoso.com) 097a142f "
                              "certificate_ekus_to_accept:35=client_auth,ike_intermediate\n" },
        { "auth-scalar.json",
          "rras:1 user_auth_protocol_accepted:2=Certificate tunnel_auth_protocols_advertised:3=Certificates "
          "root_certificate_name_to_accept:4=(CN=Root,O=Contoso) 926f7a94 certificate_advertised:18=- "
          "certificate_ekus_to_accept:19=client_auth\n" },
        { "auth-thumbprint.json",
          "rras:1 user_auth_protocol_accepted:2=EAP,Certificate "
          "tunnel_auth_protocols_advertised:6=Certificates root_certificate_name_to_accept:7=CN=Root, "
          "O=Contoso 926f7a94 certificate_advertised:20=CN=vpn.contoso.com 097a142f "
          "certificate_ekus_to_accept:33=client_auth,ike_intermediate\n" },
        { "auth-wrapped.json", "rras:1 user_auth_protocol_accepted:2=EAP,Certificate "
                               "tunnel_auth_protocols_advertised:9=Certificates "
                               "root_certificate_name_to_accept:10=(CN=Root,O=Contoso) 926f7a94 "
                               "certificate_advertised:24=(CN=vpn.contoso.com) 097a142f "
                               "certificate_ekus_to_accept:38=client_auth,ike_intermediate\n" },
        { "auth.txt",
          "rras:2 user_auth_protocol_accepted:2=EAP,Certificate "
          "tunnel_auth_protocols_advertised:3=Certificates root_certificate_name_to_accept:4=CN=Root, "
          "O=Contoso 926f7a94 certificate_advertised:22=CN=vpn.contoso.com 097a142f "
          "certificate_ekus_to_accept:40=client_auth,ike_intermediate\n" },
        { "auth.xml", "rras:2 user_auth_protocol_accepted:4=EAP,Certificate "
                      "tunnel_auth_protocols_advertised:8=Certificates "
                      "root_certificate_name_to_accept:9=(CN=Root,O=Contoso) 926f7a94 "
                      "certificate_advertised:13=(CN=vpn.contoso.com) 097a142f "
                      "certificate_ekus_to_accept:17=client_auth,ike_intermediate\n" },
        { "banner-spanish.txt", "host:2 build:2=19044 ubr:2=1466\n" },
        { "banner.txt", "host:1 build:1=17763 ubr:1=1098\n" },
        { "both-in-one.txt",
          "rras:2 user_auth_protocol_accepted:2=EAP,Certificate "
          "tunnel_auth_protocols_advertised:3=Certificates root_certificate_name_to_accept:4=CN=Root, "
          "O=Contoso 926f7a94 certificate_advertised:22=- certificate_ekus_to_accept:23=- "
          "cert_auth_flags:27=4\n" },
        { "computer-info.json", "host:1 VPN1 build:7=20348 hotfixes:8=KB5009555,KB5008882 "
                                "product:5=Microsoft Windows Server 2022 Standard\n" },
        { "computer-info-ansi.txt", "host:2 VPN1 build:7=20348 "
                                    "product:5=Microsoft Windows 11 \xc3\x89"
                                    "ducation\n" },
        { "computer-info.txt", "host:2 VPN1 build:7=20348 hotfixes:8=KB5009555,KB5008882 product:5=Microsoft "
                               "Windows Server 2022 Standard\n" },
        { "computer-info.xml", "host:2 VPN1 build:9=20348 hotfixes:10=KB5009555,KB5008882 "
                               "product:7=Microsoft Windows Server 2022 Standard\n" },
        { "flags-list-empty.txt", "rras:2 cert_auth_flags:2=-\n" },
        { "flags-list.txt", "rras:2 cert_auth_flags:2=4\n" },
        { "flags-table-empty.txt", "rras:4 cert_auth_flags:4=-\n" },
        { "flags-table.txt", "rras:4 cert_auth_flags:4=4 server_fragmentation:4=true\n" },
        { "hotfixes-semicolons.csv", "host:1 hotfixes:2=KB5008876,KB5009543\n" },
        { "hotfixes-table.txt", "host:4 PC1 hotfixes:4=KB5008876,KB5009543\n" },
        { "hotfixes.csv", "host:2 hotfixes:3=KB5008876,KB5009543\n" },
        { "hotfixes.json", "host:2 PC1 hotfixes:5=KB5008876,KB5009543\n" },
        { "ipsec.json", "!:0 no certificate, CRL or request found: cipher\n" },
        { "ipsec.txt", "!:0 no certificate, CRL or request found: cipher\n" },
        { "key-and-version.reg",
          "rras:3 cert_auth_flags:4=4 server_fragmentation:3=-\n"
          "host:6 build:8=20348 ubr:11=2700 product:10=Windows Server 2022 Standard\n" },
        { "key-empty.reg", "rras:3 cert_auth_flags:3=- server_fragmentation:3=-\n" },
        { "key-list.txt", "rras:2 cert_auth_flags:2=4 server_fragmentation:2=-\n" },
        { "key.json", "rras:1 cert_auth_flags:2=4 server_fragmentation:3=false\n" },
        { "key.reg", "rras:3 cert_auth_flags:4=4 server_fragmentation:5=true\n" },
        { "key.xml", "rras:2 cert_auth_flags:4=2 server_fragmentation:5=true\n" },
        { "netsh.txt", "!:0 no certificate, CRL or request found: netsh \n" },
        { "os-version-table.txt", "host:4 build:4=19044\n" },
        { "os-version.json", "host:1 build:12=19044\n" },
        { "os-version.txt", "host:2 build:5=19044\n" },
        { "systeminfo-ansi.txt", "host:2 M\xc3\x9cNCHEN1 build:4=20348 hotfixes:8=KB5008882,KB5009555 "
                                 "product:3=Microsoft Windows Server 2022 Standard\n" },
        { "systeminfo-german.txt",
          "host:2 PC1 build:4=19044 hotfixes:8=KB5009543 product:3=Microsoft Windows 10 Pro\n" },
        { "systeminfo.txt", "host:2 VPN1 build:4=20348 hotfixes:8=KB5008882,KB5009555 product:3=Microsoft "
                            "Windows Server 2022 Standard\n" },
        { "two-servers.json", "rras:2 VPN1 user_auth_protocol_accepted:3=EAP,Certificate "
                              "tunnel_auth_protocols_advertised:7=Certificates "
                              "root_certificate_name_to_accept:8=(CN=Root,O=Contoso) 926f7a94 "
                              "certificate_advertised:22=- certificate_ekus_to_accept:23=-\n"
                              "rras:26 VPN2 user_auth_protocol_accepted:27=EAP,Certificate "
                              "tunnel_auth_protocols_advertised:31=Certificates "
                              "root_certificate_name_to_accept:32=(CN=Root,O=Contoso) 926f7a94 "
                              "certificate_advertised:46=- certificate_ekus_to_accept:47=-\n" },
        { "version.json", "host:1 build:3=20348 ubr:6=2700 product:5=Windows Server 2022 Standard\n" },
        { "version.reg", "host:3 build:5=20348 ubr:8=2700 product:7=Windows Server 2022 Standard\n" },
        { "with-certificate.txt",
          "rras:2 user_auth_protocol_accepted:2=EAP,Certificate "
          "tunnel_auth_protocols_advertised:3=Certificates "
          "root_certificate_name_to_accept:4=- certificate_advertised:5=- certificate_ekus_to_accept:6=-\n"
          "certificate:9\n" },
    };
    check_rows("good", rows, COUNT_OF(rows));
}

static void test_broken(void)
{
    static const struct row rows[] = {
        { "auth-arrays.csv",
          "rras:3 user_auth_protocol_accepted:3!UserAuthProtocolAccepted: cannot be read: it "
          "tunnel_auth_protocols_advertised:3=Certificates "
          "root_certificate_name_to_accept:3!RootCertificateNameToAccept: cannot be read: "
          "certificate_advertised:3=- certificate_ekus_to_accept:3!CertificateEKUsToAccept: cannot be read: "
          "it \n" },
        { "flags-header.csv", "!:0 no settings found: what is called like one i\n" },
        { "flags-word.csv", "rras:3 cert_auth_flags:3!CertAuthFlags: 'four' is no whole number of \n" },
        { "key-cut.csv", "!:3 csv that ends within quotes: cut\n" },
        { "key-fewer.csv", "!:3 csv with fewer cells in this record than in \nrras:3 cert_auth_flags:3=4\n" },
        { "query-binary.txt", "rras:2 cert_auth_flags:3!CertAuthFlags: 'REG_BINARY 04000000' is no w\n" },
        { "query-cut.txt", "rras:2 cert_auth_flags:3!CertAuthFlags: 'REG_DWO' is no whole number \n" },
        { "query-digits.txt", "rras:2 cert_auth_flags:3!CertAuthFlags: '0x4g' is no whole number of  "
                              "server_fragmentation:4=true\n" },
        { "query-other.txt", "!:0 no certificate, CRL or request found: reg qu\n" },
        { "query-text.txt", "rras:2 cert_auth_flags:3!CertAuthFlags: is the text '4', wanted a num\n" },
        { "query-without.txt", "!:0 no certificate, CRL or request found: reg qu\n" },
        { "auth-base64.xml", "rras:2 user_auth_protocol_accepted:4=EAP,Certificate "
                             "tunnel_auth_protocols_advertised:8=Certificates "
                             "root_certificate_name_to_accept:9!RootCertificateNameToAccept: cannot be read: "
                             "certificate_advertised:13=- certificate_ekus_to_accept:14=-\n" },
        { "auth-block-cut.txt",
          "rras:2 user_auth_protocol_accepted:2=EAP,Certificate "
          "tunnel_auth_protocols_advertised:3=Certificates "
          "root_certificate_name_to_accept:4!RootCertificateNameToAccept: the text of the\n" },
        { "auth-brace-open.txt",
          "rras:2 user_auth_protocol_accepted:2!UserAuthProtocolAccepted: the export left ou "
          "tunnel_auth_protocols_advertised:3=Certificates root_certificate_name_to_accept:4=CN=Root, "
          "O=Contoso 926f7a94 certificate_advertised:22=- certificate_ekus_to_accept:23=-\n" },
        { "auth-byte-array.txt", "rras:2 user_auth_protocol_accepted:2=EAP,Certificate "
                                 "tunnel_auth_protocols_advertised:3=Certificates "
                                 "root_certificate_name_to_accept:4!RootCertificateNameToAccept: cannot be "
                                 "read: certificate_advertised:5=- certificate_ekus_to_accept:6=-\n" },
        { "auth-cut-list.txt",
          "rras:2 user_auth_protocol_accepted:2!UserAuthProtocolAccepted: the export left ou "
          "tunnel_auth_protocols_advertised:3=Certificates root_certificate_name_to_accept:4=CN=Root, "
          "O=Contoso 926f7a94 certificate_advertised:22=- certificate_ekus_to_accept:23=-\n" },
        { "auth-cut.json", "!:6 JSON that is cut or garbled: ':' expected ne\n" },
        { "auth-cut.xml",
          "!:9 CLIXML that is cut or garbled: Premature end\n"
          "rras:2 user_auth_protocol_accepted:4=EAP,Certificate "
          "tunnel_auth_protocols_advertised:8=Certificates "
          "root_certificate_name_to_accept:9!RootCertificateNameToAccept: neither subject\n" },
        { "auth-deep.json", "!:5 JSON that is cut or garbled: maximum parsing\n" },
        { "auth-doctype.xml", "!:0 XML with a document type (<!DOCTYPE) is not \n" },
        { "auth-neither.json", "rras:1 user_auth_protocol_accepted:2=EAP,Certificate "
                               "tunnel_auth_protocols_advertised:6=Certificates "
                               "root_certificate_name_to_accept:7!RootCertificateNameToAccept: neither "
                               "subject certificate_advertised:11=- certificate_ekus_to_accept:12=-\n" },
        { "auth-not-closed.xml",
          "!:18 CLIXML that is cut or garbled: Premature end\n"
          "rras:2 user_auth_protocol_accepted:4!UserAuthProtocolAccepted: the export left ou\n" },
        { "auth-not-der.json", "rras:1 user_auth_protocol_accepted:2=EAP,Certificate "
                               "tunnel_auth_protocols_advertised:6=Certificates "
                               "root_certificate_name_to_accept:7!RootCertificateNameToAccept: its octets "
                               "are  certificate_advertised:8=- certificate_ekus_to_accept:9=-\n" },
        { "auth-nothing.xml", "!:0 no settings found: what is called like one i\n" },
        { "auth-object-for-list.json", "rras:1 user_auth_protocol_accepted:2!UserAuthProtocolAccepted: is no "
                                       "list of text tunnel_auth_protocols_advertised:5=Certificates "
                                       "root_certificate_name_to_accept:6=(CN=Root,O=Contoso) 926f7a94 "
                                       "certificate_advertised:20=- certificate_ekus_to_accept:21=-\n" },
        { "auth-octet-256.json", "rras:1 user_auth_protocol_accepted:2=EAP,Certificate "
                                 "tunnel_auth_protocols_advertised:6=Certificates "
                                 "root_certificate_name_to_accept:7!RootCertificateNameToAccept: cannot be "
                                 "read: certificate_advertised:21=- certificate_ekus_to_accept:22=-\n" },
        { "auth-octets-cut.txt", "rras:2 user_auth_protocol_accepted:2=EAP,Certificate "
                                 "tunnel_auth_protocols_advertised:3=Certificates "
                                 "root_certificate_name_to_accept:4!RootCertificateNameToAccept: the export "
                                 "hold certificate_advertised:5=- certificate_ekus_to_accept:6=-\n" },
        { "auth-octets-short.json",
          "rras:1 user_auth_protocol_accepted:2=EAP,Certificate "
          "tunnel_auth_protocols_advertised:6=Certificates "
          "root_certificate_name_to_accept:7!RootCertificateNameToAccept: its octets are  "
          "certificate_advertised:21=- certificate_ekus_to_accept:22=-\n" },
        { "auth-reference.xml", "rras:2 user_auth_protocol_accepted:4=EAP,Certificate "
                                "tunnel_auth_protocols_advertised:8=Certificates "
                                "root_certificate_name_to_accept:9=(CN=Root,O=Contoso) 926f7a94 "
                                "certificate_advertised:13!CertificateAdvertised: is a reference to ano "
                                "certificate_ekus_to_accept:14=-\n" },
        { "auth-thumbprint-short.txt",
          "rras:2 user_auth_protocol_accepted:2=EAP,Certificate "
          "tunnel_auth_protocols_advertised:3=Certificates "
          "root_certificate_name_to_accept:4!RootCertificateNameToAccept: thumbprint '926 "
          "certificate_advertised:22=- certificate_ekus_to_accept:23=-\n" },
        { "auth-twice.json", "!:5 JSON that is cut or garbled: duplicate objec\n" },
        { "auth-type-name.json", "rras:1 user_auth_protocol_accepted:2=EAP,Certificate "
                                 "tunnel_auth_protocols_advertised:6=Certificates "
                                 "root_certificate_name_to_accept:7!RootCertificateNameToAccept: cannot be "
                                 "read: certificate_advertised:8=- certificate_ekus_to_accept:9=-\n" },
        { "auth-usage-name.txt",
          "rras:2 user_auth_protocol_accepted:2=EAP,Certificate "
          "tunnel_auth_protocols_advertised:3=Certificates root_certificate_name_to_accept:4=CN=Root, "
          "O=Contoso 926f7a94 certificate_advertised:22=- certificate_ekus_to_accept:23!'Client "
          "Authentication' is no object identif\n" },
        { "banner-five.txt", "host:1 build:1!'10.0.17763.1098.5' is no version of Windows\n" },
        { "banner-short.txt", "host:1 build:1!'10.0' is no version of Windows like 10.0.20\n" },
        { "computer-info-build.json",
          "host:1 VPN1 build:7!OsBuildNumber: 'N/A' is no whole number of 3 hotfixes:8=KB5009555,KB5008882 "
          "product:5=Microsoft Windows Server 2022 Standard\n" },
        { "flags-fraction.json", "rras:1 cert_auth_flags:2!CertAuthFlags: '4.5' is no whole number of 3 "
                                 "server_fragmentation:1=-\n" },
        { "flags-large.json", "rras:1 cert_auth_flags:2!CertAuthFlags: '4294967296' is no whole numb "
                              "server_fragmentation:1=-\n" },
        { "flags-negative.txt", "rras:2 cert_auth_flags:2!CertAuthFlags: '-4' is no whole number of 32\n" },
        { "flags-text.json", "rras:1 cert_auth_flags:2!CertAuthFlags: is the text '4', wanted a num "
                             "server_fragmentation:1=-\n" },
        { "flags-word.txt", "rras:2 cert_auth_flags:2!CertAuthFlags: 'four' is no whole number of \n" },
        { "hotfixes-cut.csv", "!:4 csv with fewer cells in this line than in it\n"
                              "host:2 hotfixes:3=KB5008876\n" },
        { "hotfixes-none.csv", "host:2 hotfixes:2=-\n" },
        { "hotfixes-quote-open.csv", "!:3 csv with a quote that is not closed in its l\n"
                                     "host:2 hotfixes:4=KB5009543\n" },
        { "key-binary.reg",
          "rras:3 cert_auth_flags:4!CertAuthFlags: is no whole number server_fragmentation:6=true\n" },
        { "key-not-hexadecimal.reg", "rras:3 cert_auth_flags:4!CertAuthFlags: '0x0000000g' is no whole numb "
                                     "server_fragmentation:3=-\n" },
        { "key-quote-open.reg", "rras:3 cert_auth_flags:4!CertAuthFlags: '\"4' is no whole number of 32 "
                                "server_fragmentation:5=true\n" },
        { "key-text.reg", "rras:3 cert_auth_flags:4!CertAuthFlags: is the text '4', wanted a num "
                          "server_fragmentation:5=true\n" },
        { "key-too-long.reg", "rras:3 cert_auth_flags:4!CertAuthFlags: 'dword:000000004000' is no wh "
                              "server_fragmentation:3=-\n" },
        { "key-two.reg", "rras:3 cert_auth_flags:3=- server_fragmentation:4!EnableServerFragmentation: is "
                         "neither 0 nor \n" },
        { "key-word-ansi.reg", "rras:3 cert_auth_flags:4!CertAuthFlags: 'gr\xc3\xb6\xc3\x9f"
                               "er' is no whole number "
                               "server_fragmentation:3=-\n" },
        { "os-version-words.json", "host:1 build:12!'Microsoft Windows NT' is no version of Wind\n" },
        { "systeminfo-cut.txt",
          "host:2 VPN1 build:4=20348 product:3=Microsoft Windows Server 2022 Standard\n" },
        { "version-text.reg", "host:3 build:5!CurrentBuildNumber: '20348a' is no whole num ubr:8=2700 "
                              "product:7=Windows Server 2022 Standard\n" },
    };
    check_rows("broken", rows, COUNT_OF(rows));
}

/* A folder as Get-RrasConfiguration.ps1 leaves it: each file is judged, used for another, or refused by its name. */
static void test_folder(void)
{
    static const struct {
        const char *name, *says;
    } rows[] = {
        { "authconfig", "vpn1_authconfig.txt:2: warning: The server accepts every root" },
        { "ikev2revocation", "vpn1_ikev2revocation.txt:4: ok: VPN server" },
        { "ikev2fragmentation", "vpn1_ikev2fragmentation.txt:4: notice: No fragmentation of IKEv2" },
        { "systemconfig", "vpn1_systemconfig.txt:2: ok: host VPN1" },
        { "ipsecconfig", "vpn1_ipsecconfig.txt: unreadable: no certificate, CRL or request found: ciphers" },
        { "rasconfig", "vpn1_rasconfig.txt: unreadable: no certificate, CRL or request found: netsh ras" },
        { "certificates_nokey", "vpn1_certificates_nokey.txt: unreadable: no certificate" },
        { "a certificate", "vpn.contoso.com.cer: warning" },
    };
    struct cli_result result =
        CLI("lint", "--no-config", "--color", "never", "--at", "2026-06-01T00:00:00Z", SETTINGS "RasData");
    CHECK_INT("exit code", result.code, 3);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        CHECK_SAYING(rows[i].name, strstr(result.out, rows[i].says), "the report lacks: %s", rows[i].says);
    CHECK("the list of certificates is used", !strstr(result.out, "vpn1_certificates.txt"));
}

/* PowerShell's list says of each certificate whether there is a private key. */
static void test_list_of_certificates(void)
{
    static const struct {
        const char *name, *list;
        enum key_link want;
    } rows[] = {
        { "as it is", NULL, KEY_LINK_PRESENT },
        { "no key", "Thumbprint : 097A142FC54D2352EB742F3043A03A19848D4BB3\nHasPrivateKey : False\n",
          KEY_LINK_MISSING },
        { "the other way round",
          "HasPrivateKey : False\nThumbprint : 01EFA34570C4C2A5256B55D6C38936C7A8DDDD01\n\n"
          "HasPrivateKey : True\nThumbprint : 097A142FC54D2352EB742F3043A03A19848D4BB3\n",
          KEY_LINK_PRESENT },
        { "no word of it", "Thumbprint : 097A142FC54D2352EB742F3043A03A19848D4BB3\nHasPrivateKey : maybe\n",
          KEY_LINK_UNKNOWN },
        { "a thumbprint that is cut", "Thumbprint : 097A142FC5...\nHasPrivateKey : True\n",
          KEY_LINK_UNKNOWN },
    };
    uint8_t sha1[20];
    digest_sha1(test_file(test_path(SETTINGS "RasData/vpn.contoso.com.cer")), sha1);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *path = rows[i].list ? cli_file("list.txt", rows[i].list)
                                        : test_path(SETTINGS "RasData/vpn1_certificates.txt");
        struct object_context context = { .private_key = KEY_LINK_UNKNOWN };
        struct key_notes *keys = key_notes_new();
        key_notes_collect(keys, &path, 1, NULL);
        key_notes_apply(keys, sha1, &context);
        CHECK_INT(rows[i].name, context.private_key, rows[i].want);
        key_notes_free(keys);
    }
}

CU_TestInfo settings_export_tests[] = {
    { "every form of an export", test_good },
    { "broken exports", test_broken },
    { "a folder", test_folder },
    { "a list of certificates", test_list_of_certificates },
    CU_TEST_INFO_NULL,
};
