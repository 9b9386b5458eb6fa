/* read: every way in which certificates, CRLs and requests come along, and what is said when one is broken.
 *
 * What a file gives is written down as one line for each object and each complaint, in order:
 *
 *     vpn01 @45 PKCS#7                      the object, its octet in the file (and :line), its container
 *     issuing @290 PKCS#12 key=missing …    and what is known around it
 *     ! @1552 a serialized store that …     a complaint: how it begins
 *     ? @0 no certificate …                 the same, of a container that is well formed and empty
 *
 * The files are made by testdata/make/containers.py, which shares nothing with the reader. */
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pki/request.h"
#include "read/base64.h"
#include "read/encoding.h"
#include "read/read.h"
#include "read/sniff.h"
#include "tests/cli.h"
#include "util/buf.h"
#include "util/text.h"

#define CONTAINERS "testdata/containers/"
#define PASSWORD   "Corr3ct \xc3\xbc horse" /* of containers.py */

/* -- what was heard ------------------------------------------------------------------------------------------------- */

struct heard {
    struct buf text;
    size_t objects, failures, kinds;
    const char *kind;
};

/* Known objects by the start of their SHA-1. */
static const char *label_of(const struct object *object)
{
    static const struct {
        const char *file, *name;
    } known[] = {
        { "testdata/demo/certificates/vpn01.cer", "vpn01" },
        { "testdata/demo/intermediates/contoso-issuing-ca.cer", "issuing" },
        { "testdata/demo/roots/contoso-root-ca.cer", "root" },
    };
    static uint8_t digests[COUNT_OF(known)][20];
    static bool ready;
    for (size_t i = 0; i < COUNT_OF(known) && !ready; i++)
        digest_sha1(test_file(test_path(known[i].file)), digests[i]);
    ready = true;
    if (object->kind != OBJECT_CERTIFICATE)
        return object_kind_name(object->kind);
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (memcmp(object->cert->sha1, digests[i], 20) == 0)
            return known[i].name;
    return "certificate";
}

static void say_place(struct heard *heard, size_t offset, uint32_t line)
{
    buf_format(&heard->text, " @%zu", offset);
    if (line)
        buf_format(&heard->text, ":%lu", (unsigned long)line);
    buf_char(&heard->text, ' ');
}

static void say(struct heard *heard, const char *name, struct span value)
{
    if (value.data)
        buf_format(&heard->text, " %s=%.*s", name, (int)value.length, (const char *)value.data);
}

static void take_object(void *context, const struct object *object)
{
    static const char *const links[] = { "", " key=present", " key=missing" };
    struct heard *heard = context;
    const struct object_context *around = &object->context;
    CHECK_INT("objects are numbered", object->index, heard->objects);
    heard->objects++;
    buf_text(&heard->text, label_of(object));
    say_place(heard, object->offset, object->line);
    buf_format(&heard->text, "%s%s", object->container, links[around->private_key]);
    say(heard, "provider", around->key_provider);
    say(heard, "name", around->friendly_name);
    say(heard, "store", around->store);
    say(heard, "path", around->store_path);
    say(heard, "request", around->request_id);
    say(heard, "disposition", around->disposition);
    say(heard, "template", around->template_name);
    if (around->has_usage_override)
        buf_format(&heard->text, " usages=%zu", around->usage_override.count);
    buf_char(&heard->text, '\n');
}

static void take_failure(void *context, const struct read_failure *failure)
{
    struct heard *heard = context;
    heard->failures++;
    buf_char(&heard->text, failure->empty ? '?' : '!');
    say_place(heard, failure->offset, failure->line);
    buf_format(&heard->text, "%s\n", failure->error);
}

static void take_kind(void *context, const char *path, const char *kind)
{
    struct heard *heard = context;
    (void)path;
    heard->kinds++;
    heard->kind = arena_text(test_arena(), kind);
}

static void listen(struct heard *heard, const char *path, const struct key_notes *keys, bool keep)
{
    *heard = (struct heard){ 0 };
    static const char *const passwords[] = { "wrong", PASSWORD, "\xf0\x9f\x94\x91 \xc3\xbc" };
    struct read_options options = {
        .keep = keep, .passwords = passwords, .password_count = COUNT_OF(passwords), .keys = keys
    };
    struct read_sink sink = { heard, take_object, take_failure, take_kind, NULL };
    struct reader *reader = reader_new(&options);
    reader_read(reader, path, &sink);
    reader_free(reader);
}

/* Whether the lines heard are those wanted: complaints need only begin so. */
static void check_heard(const char *row, struct heard *heard, const char *const *want, size_t count)
{
    const char *at = heard->text.data ? heard->text.data : "";
    for (size_t i = 0; i < count && want[i]; i++) {
        size_t length = strcspn(at, "\n");
        bool begin_only = want[i][0] == '!' || want[i][0] == '?';
        const char *line =
            arena_format(test_arena(), "%.*s",
                         (int)(begin_only && strlen(want[i]) < length ? strlen(want[i]) : length), at);
        CHECK_TEXT(row, line, want[i]);
        at += length + (at[length] == '\n');
    }
    CHECK_TEXT(row, at, "");
    buf_free(&heard->text);
}

static const char *write_scratch(const char *name, struct span octets)
{
    const char *path = scratch_path(name);
    FILE *file = fopen(path, "wb");
    if (!CHECK(name, file != NULL))
        return path;
    CHECK(name, fwrite(octets.data, 1, octets.length, file) == octets.length);
    fclose(file);
    return path;
}

/* -- files ---------------------------------------------------------------------------------------------------------- */

#define MY_PATH  " store=MY path=Microsoft.PowerShell.Security\\Certificate::LocalMachine\\My"
#define PROVIDER " provider=Microsoft Software Key Storage Provider"
#define REGISTRY " path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\"
#define NOTHING  "no certificate, CRL or request found: "

static const struct {
    const char *file, *kind; /* kind: how it begins */
    const char *want[6];
} files[] = {
    { "certutil/semicolons.csv",
      "csv, UTF-8",
      { "vpn01 @25:2 csv request=5", "issuing @2028:3 csv request=26" } },
    { "certutil/store.txt",
      "store listing, UTF-8",
      { "! @0 " NOTHING "a listing of a store holds none; export them as .cer, or th" } },
    { "certutil/row-issued.txt",
      "CA database text, UTF-8",
      { "vpn01 @357:11 CA database request=0x5 disposition=20 -- Issued "
        "template=1.3.6.1.4.1.311.21.8.1.2.3" } },
    { "certutil/row-revoked.txt",
      "CA database text, UTF-8",
      { "vpn01 @358:11 CA database request=0x5 disposition=21 -- Revoked "
        "template=1.3.6.1.4.1.311.21.8.1.2.3" } },
    { "certutil/view-german.txt",
      "CA database text, UTF-8",
      { "vpn01 @1446:29 CA database request=0x5 disposition=20 -- Issued template=1.3.6.1.4.1.311.21.8.1.2.3",
        "issuing @3785:71 CA database request=0x1a disposition=21 -- Revoked "
        "template=1.3.6.1.4.1.311.21.8.1.2.3",
        "request @6101:111 CA database request=0x1b disposition=31 -- Denied "
        "template=1.3.6.1.4.1.311.21.8.1.2.3" } },
    { "certutil/view-unicode.txt",
      "CA database text, UTF-16LE",
      { "vpn01 @2854:29 CA database request=0x5 disposition=20 -- Issued template=1.3.6.1.4.1.311.21.8.1.2.3",
        "issuing @7510:71 CA database request=0x1a disposition=21 -- Revoked "
        "template=1.3.6.1.4.1.311.21.8.1.2.3",
        "request @12120:111 CA database request=0x1b disposition=31 -- Denied "
        "template=1.3.6.1.4.1.311.21.8.1.2.3" } },
    { "certutil/view.csv",
      "csv, UTF-8",
      { "vpn01 @97:2 PEM request=0x5 disposition=20 -- Issued template=AOVPN",
        "issuing @3228:50 PEM request=0x1a disposition=21 -- Revoked template=AOVPN",
        "request @6390:98 csv request=0x1b disposition=31 -- Denied template=AOVPN" } },
    { "certutil/view.txt",
      "CA database text, UTF-8",
      { "vpn01 @1426:29 CA database request=0x5 disposition=20 -- Issued template=1.3.6.1.4.1.311.21.8.1.2.3",
        "issuing @3754:71 CA database request=0x1a disposition=21 -- Revoked "
        "template=1.3.6.1.4.1.311.21.8.1.2.3",
        "request @6059:111 CA database request=0x1b disposition=31 -- Denied "
        "template=1.3.6.1.4.1.311.21.8.1.2.3" } },
    { "nested/eight.pem", "PEM text, UTF-8", { "vpn01 @0:1 PEM" } },
    { "nested/nine.pem",
      "PEM text, UTF-8",
      { "! @0:1 in PEM: containers in one another more than 8 deep: left out" } },
    { "nested/pem-in-pem.pem", "PEM text, UTF-8", { "vpn01 @0:1 PEM" } },
    { "nested/pkcs7-in-pkcs7.p7b", "PKCS#7", { "vpn01 @96 PKCS#7" } },
    { "nested/pkcs7-ten.p7b", "PKCS#7", { "! @459 containers in one another more than 8 deep: left out" } },
    { "nested/store-in-json.json",
      "JSON of PowerShell, UTF-8",
      { "vpn01 @1:1 serialized store key=missing" MY_PATH } },
    { "nested/store-in-pem.pem",
      "PEM text, UTF-8",
      { "vpn01 @0:1 serialized store key=present" PROVIDER " name=VPN ü" } },
    { "pkcs12/bags-in-a-bag.pfx", "PKCS#12 (PFX)", { "vpn01 @131 PKCS#12" } },
    { "pkcs12/empty-password.pfx",
      "PKCS#12 (PFX)",
      { "vpn01 @290 PKCS#12 key=present" PROVIDER " name=VPN ü", "issuing @290 PKCS#12 key=missing",
        "root @290 PKCS#12 key=missing" } },
    { "pkcs12/camellia-128.pfx", "PKCS#12 (PFX)", { "vpn01 @53 PKCS#12" } },
    { "pkcs12/camellia-192.pfx", "PKCS#12 (PFX)", { "vpn01 @53 PKCS#12" } },
    { "pkcs12/camellia-256.pfx", "PKCS#12 (PFX)", { "vpn01 @53 PKCS#12" } },
    { "pkcs12/md5-des.pfx", "PKCS#12 (PFX)", { "vpn01 @53 PKCS#12" } },
    { "pkcs12/sha1-des.pfx", "PKCS#12 (PFX)", { "vpn01 @53 PKCS#12" } },
    { "pkcs12/rc2-128.pfx", "PKCS#12 (PFX)", { "vpn01 @53 PKCS#12" } },
    { "pkcs12/rc4-40.pfx", "PKCS#12 (PFX)", { "vpn01 @53 PKCS#12" } },
    { "pkcs12/unknown.pfx",
      "PKCS#12 (PFX)",
      { "! @53 an encrypted part of PKCS#12 that cannot be opened: its cipher is not known here" } },
    { "pkcs12/other-bags.pfx", "PKCS#12 (PFX)", { "vpn01 @106 PKCS#12", "crl @1826 PKCS#12" } },
    { "pkcs12/for-a-key.pfx",
      "PKCS#12 (PFX)",
      { "! @0 PKCS#12 that is signed or encrypted for a key, not protected by a password: export it again "
        "with a passwo" } },
    { "pkcs12/iterations-of-a-part.pfx",
      "PKCS#12 (PFX)",
      { "! @53 an encrypted part of PKCS#12 that cannot be opened: it asks for more than 4 million "
        "iterations, over all" } },
    { "pkcs12/iterations.pfx", "PKCS#12 (PFX)", { "vpn01 @53 PKCS#12" } },
    { "pkcs12/key-alone.pfx", "PKCS#12 (PFX)", { "? @0 " NOTHING "PKCS#12 with a private key only" } },
    { "pkcs12/key-sealed.pfx", "PKCS#12 (PFX)", { "vpn01 @53 PKCS#12 key=present" PROVIDER } },
    { "pkcs12/key-without-id.pfx", "PKCS#12 (PFX)", { "vpn01 @173 PKCS#12" } },
    { "pkcs12/no-password.pfx",
      "PKCS#12 (PFX)",
      { "vpn01 @290 PKCS#12 key=present" PROVIDER " name=VPN ü", "issuing @290 PKCS#12 key=missing",
        "root @290 PKCS#12 key=missing" } },
    { "pkcs12/not-encrypted.pfx", "PKCS#12 (PFX)", { "vpn01 @106 PKCS#12", "crl @1651 PKCS#12" } },
    { "pkcs12/ciphertext-in-pieces.pfx", "PKCS#12 (PFX)", { "vpn01 @53 PKCS#12" } },
    { "pkcs12/pbmac1.pfx", "PKCS#12 (PFX)", { "vpn01 @53 PKCS#12" } },
    { "pkcs12/scrypt.pfx",
      "PKCS#12 (PFX)",
      { "! @53 an encrypted part of PKCS#12 that cannot be opened: its key derivation is scrypt, which is "
        "not known here" } },
    { "pkcs12/pieces.pfx", "PKCS#12 (PFX)", { "vpn01 @0 PKCS#12" } },
    { "pkcs12/windows-3des.pfx",
      "PKCS#12 (PFX)",
      { "vpn01 @290 PKCS#12 key=present" PROVIDER " name=VPN ü", "issuing @290 PKCS#12 key=missing",
        "root @290 PKCS#12 key=missing" } },
    { "pkcs12/windows-aes.pfx",
      "PKCS#12 (PFX)",
      { "vpn01 @354 PKCS#12 key=present" PROVIDER " name=VPN ü", "issuing @354 PKCS#12 key=missing",
        "root @354 PKCS#12 key=missing" } },
    { "pkcs12/windows-rc2.pfx", "PKCS#12 (PFX)", { "vpn01 @290 PKCS#12 key=present" PROVIDER } },
    { "pkcs12/without-mac.pfx", "PKCS#12 (PFX)", { "vpn01 @53 PKCS#12" } },
    { "pkcs12/zeros-behind.pfx",
      "PKCS#12 (PFX), 8 octets of filling behind it",
      { "vpn01 @290 PKCS#12 key=present" PROVIDER " name=VPN ü", "issuing @290 PKCS#12 key=missing",
        "root @290 PKCS#12 key=missing" } },
    { "pkcs7/attribute-certificate.p7b", "PKCS#7", { "vpn01 @45 PKCS#7" } },
    { "pkcs7/certificate-label.pem",
      "PEM text, UTF-8",
      { "vpn01 @0:1 PKCS#7", "issuing @0:1 PKCS#7", "root @0:1 PKCS#7", "crl @0:1 PKCS#7" } },
    { "pkcs7/certificates.p7b",
      "PKCS#7",
      { "vpn01 @45 PKCS#7", "issuing @1545 PKCS#7", "root @3065 PKCS#7", "crl @4115 PKCS#7" } },
    { "pkcs7/cms-label.pem",
      "PEM text, UTF-8",
      { "vpn01 @0:1 PKCS#7", "issuing @0:1 PKCS#7", "root @0:1 PKCS#7", "crl @0:1 PKCS#7" } },
    { "pkcs7/crl-alone.p7b", "PKCS#7", { "crl @45 PKCS#7" } },
    { "pkcs7/empty.p7b", "PKCS#7", { "? @15 " NOTHING "PKCS#7 without any" } },
    { "pkcs7/indefinite.p7b", "PKCS#7", { "vpn01 @41 PKCS#7", "issuing @1541 PKCS#7", "crl @3065 PKCS#7" } },
    { "pkcs7/netscape.seq",
      "Netscape certificate sequence",
      { "vpn01 @23 certificate sequence", "issuing @1523 certificate sequence" } },
    { "pkcs7/pkcs7-label.pem",
      "PEM text, UTF-8",
      { "vpn01 @0:1 PKCS#7", "issuing @0:1 PKCS#7", "root @0:1 PKCS#7", "crl @0:1 PKCS#7" } },
    { "pkcs7/pkipath.bin",
      "certificate sequence (PkiPath)",
      { "root @4 certificate sequence", "issuing @1050 certificate sequence",
        "vpn01 @2570 certificate sequence" } },
    { "pkcs7/signed.p7s", "PKCS#7", { "vpn01 @73 PKCS#7" } },
    { "pkcs7/without-frame.p7b", "PKCS#7 signed data", { "vpn01 @26 PKCS#7", "issuing @1526 PKCS#7" } },
    { "pkcs7/zeros-behind.p7b", "PKCS#7, 8 octets of filling behind it", { "vpn01 @45 PKCS#7" } },
    { "powershell/a-line-each.json",
      "JSON of PowerShell, UTF-8",
      { "vpn01 @0:1 JSON key=present name=VPN 🔑" MY_PATH,
        "issuing @2415:2 JSON key=present name=VPN 🔑" MY_PATH } },
    { "powershell/ansi.json",
      "JSON of PowerShell, ANSI (taken for Windows-1252)",
      { "vpn01 @1:1 JSON key=present name=Gerät €" MY_PATH,
        "vpn01 @2409:2 JSON key=present name=Gerät €" MY_PATH } },
    { "powershell/base64-7.json",
      "JSON of PowerShell, UTF-8",
      { "vpn01 @4:2 JSON key=present name=VPN 🔑" MY_PATH } },
    { "powershell/decimals.json",
      "JSON of PowerShell, UTF-8",
      { "vpn01 @1:1 JSON key=present name=VPN 🔑" MY_PATH } },
    { "powershell/document-type.clixml",
      "CLIXML of PowerShell, UTF-8",
      { "! @0 XML with a document type (<!DOCTYPE) is not read: PowerShell writes none" } },
    { "powershell/empty.clixml", "CLIXML of PowerShell, UTF-8", { "? @0 " NOTHING "CLIXML of nothing" } },
    { "powershell/empty.json", "JSON of PowerShell, UTF-8", { "? @0 " NOTHING "a list without any" } },
    { "powershell/export.csv", "csv, UTF-8", { "vpn01 @57:2 csv key=present name=VPN" MY_PATH } },
    { "powershell/half-a-pair.json",
      "JSON of PowerShell, UTF-8",
      { "vpn01 @1:1 JSON key=present name=�🔑�" MY_PATH,
        "vpn01 @2425:1 JSON key=present name=VPN 🔑" MY_PATH } },
    { "powershell/hexadecimal.json",
      "JSON of PowerShell, UTF-8",
      { "vpn01 @1:1 JSON key=present name=VPN 🔑" MY_PATH,
        "vpn01 @4916:1 JSON key=present name=VPN 🔑" MY_PATH } },
    { "powershell/list-of-base64.json",
      "JSON of PowerShell, UTF-8",
      { "vpn01 @1:1 JSON", "issuing @2005:1 JSON" } },
    { "powershell/lower-case-names.json",
      "JSON of PowerShell, UTF-8",
      { "vpn01 @1:1 JSON key=missing" MY_PATH } },
    { "powershell/my.clixml",
      "CLIXML of PowerShell, UTF-16LE",
      { "vpn01 @170:2 CLIXML key=present name=VPN_1" MY_PATH,
        "issuing @5048:3 CLIXML key=missing name=VPN_1" MY_PATH } },
    { "powershell/raw-data-null.json",
      "JSON of PowerShell, UTF-8",
      { "! @1:1 a certificate in JSON without RawData: there is nothing to look at", "vpn01 @41:1 JSON" } },
    { "powershell/not-json.json",
      "JSON of PowerShell, UTF-8",
      { "vpn01 @1:1 JSON", "! @2037:1 JSON that cannot be read: invalid token near 'nothing'" } },
    { "powershell/numbers-5.1.json",
      "JSON of PowerShell, UTF-16LE",
      { "vpn01 @16:2 JSON key=present name=VPN 🔑" MY_PATH,
        "issuing @53700:1533 JSON key=missing name=VPN 🔑" MY_PATH } },
    { "powershell/one-object.json",
      "JSON of PowerShell, UTF-8",
      { "vpn01 @0:1 JSON key=present name=VPN 🔑" MY_PATH } },
    { "powershell/other-root.xml",
      "XML, UTF-8",
      { "! @0 " NOTHING "XML whose root is 'Printer'; give certificates, as .cer or as Get-C" } },
    { "powershell/pem-inside.json", "JSON of PowerShell, UTF-8", { "vpn01 @17:1 PEM" } },
    { "powershell/raw-data-alone.json", "JSON of PowerShell, UTF-8", { "vpn01 @0:1 JSON" } },
    { "powershell/shapes.clixml",
      "CLIXML of settings, UTF-8",
      { "rras @19250:4 CLIXML", "vpn01 @84:2 CLIXML", "vpn01 @2137:3 CLIXML", "vpn01 @19274:4 CLIXML" } },
    { "powershell/stores.json",
      "JSON of PowerShell, UTF-8",
      { "root @35:1 JSON store=ROOT", "vpn01 @1482:1 JSON store=MY" } },
    { "powershell/without-raw-data.json",
      "JSON of PowerShell, UTF-8",
      { "! @1:1 a certificate in JSON without RawData: there is nothing to look at; export with: "
        "Get-ChildItem Cert:\\Lo" } },
    { "powershell/words.csv",
      "csv, UTF-8",
      { "! @127:3 a certificate in csv cannot be read: it was exported as the words 'System.Byte[]'; export "
        "with: Get-C" } },
    { "powershell/words.json",
      "JSON of PowerShell, UTF-8",
      { "! @1:1 RawData in JSON cannot be read: it was exported as the words 'System.Byte[]'; export with: "
        "Get-ChildIte",
        "vpn01 @430:1 JSON key=present name=VPN 🔑" MY_PATH } },
    { "powershell/wrapped-5.1.json",
      "JSON of PowerShell, UTF-16LE",
      { "vpn01 @58:3 JSON key=present name=VPN 🔑" MY_PATH } },
    { "dumps/crl-upper-case.txt", "hex dump, UTF-8", { "crl @0:1 hex dump" } },
    { "dumps/cut-in-octet.txt",
      "hex dump, UTF-8",
      { "! @701:1 hex dump: its last octet has one digit: cut" } },
    { "dumps/cut.txt",
      "hex dump, UTF-8",
      { "! @0:1 in hex dump: X.509 certificate, cut: it says that it has 1500 octets, and 320 are here; "
        "export or copy it again" } },
    { "dumps/default.txt", "hex dump, UTF-8", { "vpn01 @0:1 hex dump" } },
    { "dumps/digit-form-4.txt",
      "hex dump, UTF-8",
      { "! @108:3 hex dump: 'o' at octet 108 stands where an octet's digit should" } },
    { "dumps/digit.txt",
      "hex dump, UTF-8",
      { "! @377:6 hex dump: 'g' at octet 377 stands where an octet's digit should" } },
    { "dumps/element.txt",
      "hex dump, UTF-8",
      { "vpn01 @0:1 serialized certificate key=present provider=Microsoft Software Key Storage Provider "
        "name=VPN ü" } },
    { "dumps/form-10.txt", "hex dump, UTF-8", { "vpn01 @0:1 hex dump" } },
    { "dumps/form-12.txt", "hex dump, UTF-8", { "vpn01 @0:1 hex dump" } },
    { "dumps/form-4.txt", "hex dump, UTF-8", { "vpn01 @0:1 hex dump" } },
    { "dumps/form-5.txt", "hex dump, UTF-8", { "vpn01 @0:1 hex dump" } },
    { "dumps/format-hex-5.1.txt", "hex dump, UTF-16LE", { "root @208:7 hex dump" } },
    { "dumps/format-hex-7.txt", "hex dump, UTF-8", { "root @236:7 hex dump" } },
    { "dumps/key.txt",
      "hex dump, UTF-8",
      { "! @0:1 in hex dump: " NOTHING "private key; it is not needed; give the certificate itself (.cer, "
        ".p7b or .pfx) that belongs to it" } },
    { "dumps/line-missing.txt",
      "hex dump, UTF-8",
      { "! @370:6 hex dump: this line is said to be octet 0x60, and 0x50 came before it: lines are missing",
        "root @6878:94 hex dump" } },
    { "dumps/no-certificate.txt",
      "text, UTF-8",
      { "! @0 " NOTHING "a text without one; export the certificate as \"Base-64 encoded X.509 (.CER)\"" } },
    { "dumps/octet-missing.txt",
      "hex dump, UTF-8",
      { "! @441:7 hex dump: this line is said to be octet 0x60, and 0x5f came before it: lines are "
        "missing" } },
    { "dumps/pem-dumped.txt", "hex dump, UTF-8", { "vpn01 @0:1 PEM" } },
    { "dumps/store.txt",
      "hex dump, UTF-8",
      { "vpn01 @0:1 serialized store key=present provider=Microsoft Software Key Storage Provider name=VPN ü",
        "root @0:1 serialized store key=missing" } },
    { "dumps/two-form-4.txt", "hex dump, UTF-8", { "issuing @0:1 hex dump", "root @4655:96 hex dump" } },
    { "dumps/two.txt", "hex dump, UTF-8", { "issuing @0:1 hex dump", "root @7030:96 hex dump" } },
    { "dumps/unicode.txt", "hex dump, UTF-16LE", { "vpn01 @2:1 hex dump" } },
    { "dumps/xxd.txt", "hex dump, UTF-8", { "root @0:1 hex dump" } },
    { "lists/a-line-each.txt",
      "text, UTF-16LE",
      { "vpn01 @2:1 list of octets", "root @12998:1501 list of octets" } },
    { "lists/again.txt",
      "text, UTF-8",
      { "! @0:1 a list of 40000 octets, which are no whole certificate: cut or garbled; export it again" } },
    { "lists/array.c", "text, UTF-8", { "vpn01 @39:2 list of octets" } },
    { "lists/array.ps1", "text, UTF-8", { "vpn01 @0:1 list of octets" } },
    { "lists/beyond.txt",
      "text, UTF-8",
      { "! @0:1 a list of 300 octets, which are no whole certificate: cut or garbled; export it again" } },
    { "lists/blob.txt",
      "text, UTF-8",
      { "vpn01 @0:1 serialized certificate key=present provider=Microsoft Software Key Storage Provider "
        "name=VPN ü" } },
    { "lists/cut.txt",
      "text, UTF-8",
      { "! @0:1 a list of 700 octets, which are no whole certificate: cut or garbled; export it again" } },
    { "lists/escaped.c", "text, UTF-8", { "vpn01 @15:2 list of octets" } },
    { "lists/forty-eight.txt",
      "text, UTF-8",
      { "! @0 " NOTHING "a text without one; export the certificate as \"Base-64 encoded X.509 (.CER)\"" } },
    { "lists/half.sql",
      "text, UTF-8",
      { "! @0 " NOTHING "a text without one; export the certificate as \"Base-64 encoded X.509 (.CER)\"" } },
    { "lists/key.txt",
      "text, UTF-8",
      { "! @0 " NOTHING "a text without one; export the certificate as \"Base-64 encoded X.509 (.CER)\"" } },
    { "lists/line-between.txt",
      "text, UTF-8",
      { "! @0:1 a list of 300 octets, which are no whole certificate: cut or garbled; export it again" } },
    { "lists/router.cfg", "text, UTF-8", { "root @70:5 list of octets" } },
    { "lists/statement.sql", "text, UTF-8", { "vpn01 @0:1 list of octets", "root @0:1 list of octets" } },
    { "policies/cut.pol",
      "registry policy (Registry.pol)",
      { "root @292 serialized certificate store=ROOT "
        "path=Software\\Policies\\Microsoft\\SystemCertificates\\Root",
        "! @1340 Registry.pol with a record that is cut or garbled: it is left out" } },
    { "policies/damaged.pol",
      "registry policy (Registry.pol)",
      { "! @200 a serialized certificate that breaks off: cut: record 32 says that it has 1520 octets, and "
        "1511 are here",
        "root @2009 serialized certificate store=ROOT "
        "path=Software\\Policies\\Microsoft\\SystemCertificates\\Root" } },
    { "policies/empty.pol",
      "registry policy (Registry.pol)",
      { "? @0 " NOTHING "Registry.pol of a group policy that distributes none" } },
    { "policies/key-without-end.pol",
      "registry policy (Registry.pol)",
      { "root @292 serialized certificate store=ROOT "
        "path=Software\\Policies\\Microsoft\\SystemCertificates\\Root",
        "! @1340 Registry.pol with a record that is cut or garbled: it is left out" } },
    { "policies/length.pol",
      "registry policy (Registry.pol)",
      { "root @292 serialized certificate store=ROOT "
        "path=Software\\Policies\\Microsoft\\SystemCertificates\\Root",
        "! @1340 Registry.pol with a record that is cut or garbled: it is left out",
        "root @3350 serialized certificate store=ROOT "
        "path=Software\\Policies\\Microsoft\\SystemCertificates\\Root" } },
    { "policies/other.pol",
      "registry policy (Registry.pol)",
      { "? @0 " NOTHING "Registry.pol of a group policy that distributes none" } },
    { "policies/registry.pol",
      "registry policy (Registry.pol)",
      { "root @472 serialized certificate store=ROOT "
        "path=Software\\Policies\\Microsoft\\SystemCertificates\\Root",
        "issuing @1724 serialized certificate store=CA "
        "path=Software\\Policies\\Microsoft\\SystemCertificates\\CA",
        "crl @3434 serialized certificate store=CA "
        "path=Software\\Policies\\Microsoft\\SystemCertificates\\CA" } },
    { "policies/short.pol",
      "registry policy (Registry.pol)",
      { "! @8 Registry.pol with a record that is cut or garbled: it is left out",
        "root @2018 serialized certificate store=ROOT "
        "path=Software\\Policies\\Microsoft\\SystemCertificates\\Root" } },
    { "powershell/bare.clixml", "CLIXML of PowerShell, UTF-8", { "vpn01 @81:2 base64" } },
    { "powershell/long.json", "JSON of PowerShell, UTF-8", { "vpn01 @90026:1 PEM" } },
    { "powershell/long.xml", "XML, UTF-8", { "vpn01 @108005:4001 base64" } },
    { "powershell/profile.json",
      "JSON of PowerShell, UTF-8",
      { "root @0:1 base64", "vpn01 @0:1 list of octets" } },
    { "powershell/registry.clixml",
      "CLIXML of PowerShell, UTF-8",
      { "vpn01 @83:2 serialized certificate key=present provider=Microsoft Software Key Storage Provider "
        "name=VPN ü store=MY path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\MY",
        "issuing @2589:3 serialized certificate key=missing store=MY "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\MY",
        "root @4895:4 serialized certificate store=ROOT "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\ROOT" } },
    { "powershell/registry.json",
      "JSON of PowerShell, UTF-16LE",
      { "vpn01 @16:2 serialized certificate key=present provider=Microsoft Software Key Storage Provider "
        "name=VPN ü store=MY path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\MY",
        "issuing @59908:1724 serialized certificate key=missing store=MY "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\MY",
        "root @114932:3294 serialized certificate store=ROOT "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\ROOT" } },
    { "powershell/table.clixml", "CLIXML of PowerShell, UTF-8", { "root @81:2 base64" } },
    { "powershell/text.clixml", "CLIXML of PowerShell, UTF-8", { "vpn01 @0 PEM" } },
    { "certutil/german-schema.txt",
      "CA database text, ANSI (taken for Windows-1252)",
      { "vpn01 @598:14 CA database request=0x5 disposition=20 -- Ausgestellt "
        "template=1.3.6.1.4.1.311.21.8.1.2.3",
        "issuing @2935:56 CA database request=0x1a disposition=21 -- Gesperrt "
        "template=1.3.6.1.4.1.311.21.8.1.2.3" } },
    { "certutil/german-shapes.txt",
      "CA database text, ANSI (taken for Windows-1252)",
      { "vpn01 @116:6 CA database request=0x5 disposition=20 -- Ausgestellt",
        "issuing @2453:48 CA database request=0x1a disposition=21 -- Gesperrt" } },
    { "certutil/german.csv",
      "csv, ANSI (taken for Windows-1252)",
      { "vpn01 @66:2 PEM request=0x5 disposition=20 -- Ausgestellt",
        "issuing @2220:37 PEM request=0x1a disposition=21 -- Gesperrt" } },
    { "certutil/store-with-pem.txt", "store listing, UTF-8", { "vpn01 @330:11 PEM" } },
    { "spoiled/angle.txt",
      "PEM text, UTF-8",
      { "! @27:1 block 'CERTIFICATE': its base64 is garbled: '<' at octet 27 is not base64" } },
    { "spoiled/ansi-behind.txt", "PEM text, UTF-16LE", { "vpn01 @2:1 PEM", "root @4242:35 PEM" } },
    { "spoiled/as-oem.cer",
      "certificate or other DER that was saved as text, UTF-8",
      { "! @0 " NOTHING "certificate or other DER that was saved as text; that changes its octets: copy it "
        "as a file (Copy-Item, copy /b), not through an editor or Get-Content; or export it "
        "as Base-64 encoded X.509" } },
    { "spoiled/as-replacements.cer",
      "certificate or other DER that was saved as text, UTF-8",
      { "! @0 " NOTHING "certificate or other DER that was saved as text; that changes its octets: copy it "
        "as a file (Copy-Item, copy /b), not through an editor or Get-Content; or export it "
        "as Base-64 encoded X.509" } },
    { "spoiled/as-utf-16.cer",
      "certificate or other DER that was saved as text, UTF-16LE",
      { "! @0 " NOTHING "certificate or other DER that was saved as text; that changes its octets: copy it "
        "as a file (Copy-Item, copy /b), not through an editor or Get-Content; or export it "
        "as Base-64 encoded X.509" } },
    { "spoiled/as-utf-8.cer",
      "certificate or other DER that was saved as text, UTF-8",
      { "! @0 " NOTHING "certificate or other DER that was saved as text; that changes its octets: copy it "
        "as a file (Copy-Item, copy /b), not through an editor or Get-Content; or export it "
        "as Base-64 encoded X.509" } },
    { "spoiled/html-closed.txt", "PEM text, UTF-8", { "vpn01 @0:1 PEM" } },
    { "spoiled/html-within.txt", "PEM text, UTF-8", { "vpn01 @0:1 PEM" } },
    { "spoiled/mark-within.txt", "PEM text, UTF-8", { "vpn01 @0:1 PEM" } },
    { "spoiled/marks.json",
      "JSON of PowerShell, UTF-16LE",
      { "vpn01 @4:1 JSON key=present name=VPN 🔑 store=MY "
        "path=Microsoft.PowerShell.Security\\Certificate::LocalMachine\\My",
        "issuing @13830:1 JSON key=present name=VPN 🔑 store=MY "
        "path=Microsoft.PowerShell.Security\\Certificate::LocalMachine\\My" } },
    { "spoiled/no-break.txt", "PEM text, UTF-8", { "vpn01 @0:1 PEM" } },
    { "spoiled/no-der.txt",
      "data of unknown kind",
      { "! @0 " NOTHING "data of unknown kind; give the certificate itself (.cer, .p7b or .pfx)" } },
    { "spoiled/no-width.txt", "PEM text, UTF-8", { "vpn01 @0:1 PEM" } },
    { "spoiled/utf-16-behind.txt", "PEM text, UTF-8", { "vpn01 @0:1 PEM", "root @2120:35 PEM" } },
    { "spoiled/utf-16-chinese.txt", "PEM text, UTF-16LE", { "vpn01 @56:4 PEM" } },
    { "spoiled/utf-16-marked-behind.txt",
      "PEM text, ANSI (taken for Windows-1252)",
      { "vpn01 @0:1 PEM", "root @2122:35 PEM", "issuing @5114:59 PEM" } },
    { "jwk/cut.json",
      "JSON Web Keys, UTF-8",
      { "vpn01 @0:1 base64", "! @4082:1 JSON that cannot be read: premature end of input" } },
    { "jwk/empty.json",
      "JSON Web Keys, UTF-8",
      { "! @10:1 x5c in JSON is empty: a key without a certificate" } },
    { "jwk/escaped.json", "JSON Web Keys, UTF-8", { "vpn01 @10:1 JSON" } },
    { "jwk/garbled.json",
      "JSON Web Keys, UTF-8",
      { "! @0:1 in JSON: X.509 certificate, cut: it says that it has 1500 octets, and 75 are here; export or "
        "copy it again",
        "! @0:1 certificate 2 of x5c in JSON cannot be read: it is no text, or an empty one; wanted is "
        "base64 of its DER, not base64url (RFC 7517, 4.7)",
        "crl @0:1 JSON",
        "! @0:1 " NOTHING "a text without one; export the certificate as \"Base-64 encoded X.509 (.CER)\"",
        "issuing @0:1 JSON" } },
    { "jwk/header.json", "JSON Web Keys, UTF-8", { "vpn01 @0:1 JSON" } },
    { "jwk/key.json", "JSON Web Keys, UTF-8", { "vpn01 @0:1 JSON", "issuing @0:1 JSON" } },
    { "jwk/set.json", "JSON Web Keys, UTF-8", { "vpn01 @10:1 JSON", "root @2110:1 JSON" } },
    { "jwk/text-alone.json", "JSON Web Keys, UTF-8", { "vpn01 @0:1 JSON" } },
    { "jwk/unicode.json", "JSON Web Keys, UTF-16LE", { "vpn01 @22:1 JSON" } },
    { "jwk/url.json",
      "JSON Web Keys, UTF-8",
      { "! @10:1 certificate 1 of x5c in JSON cannot be read: '-' is not base64; wanted is base64 of its "
        "DER, not base64url (RFC 7517, 4.7)",
        "issuing @10:1 JSON" } },
    { "jwk/without.json",
      "JSON of PowerShell, UTF-8",
      { "! @0 " NOTHING "JSON without RawData, x5c, PEM blocks or base64 of certificates; export with: "
        "Get-ChildItem Cert:\\LocalMachine\\My | Select-Object "
        "PSParentPath,Thumbprint,HasPrivateKey,FriendlyName,@{n='RawData';e={[Convert]::ToBase64String($_."
        "RawData)}} | ConvertTo-Json" } },
    { "query/console.txt",
      "reg query, UTF-8",
      { "root @185:4 serialized certificate store=ROOT "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\ROOT" } },
    { "query/cut.txt",
      "reg query, UTF-8",
      { "! @115:2 in serialized certificate: at octet 32 inside: a serialized certificate that breaks off: "
        "cut: record 32 says that it has 1520 octets, and 156 are here",
        "root @662:5 serialized certificate store=ROOT "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\ROOT" } },
    { "query/der-in-blob.txt",
      "reg query, UTF-8",
      { "root @116:2 registry value store=ROOT "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\ROOT" } },
    { "query/digits.txt",
      "reg query, UTF-8",
      { "! @441:2 registry value 'Blob': 'X' at octet 441 is no hexadecimal octet",
        "root @3390:5 serialized certificate store=ROOT "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\ROOT" } },
    { "query/empty-store.txt",
      "reg query, UTF-8",
      { "? @0 " NOTHING "a registry export of a store without any" } },
    { "query/half.txt",
      "reg query, UTF-8",
      { "! @115:2 registry value 'Blob': its last octet has one digit: cut",
        "root @3389:5 serialized certificate store=ROOT "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\ROOT" } },
    { "query/nothing.txt",
      "reg query, UTF-8",
      { "! @115:2 registry value 'Blob': it holds nothing",
        "root @262:5 serialized certificate store=ROOT "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\ROOT" } },
    { "query/other-key.txt",
      "reg query, UTF-8",
      { "! @0 " NOTHING
        "reg query of something else, or without the value that is asked for; query a store or a key of "
        "settings: reg query HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\MY\\Certificates /s" } },
    { "query/stores.txt",
      "reg query, UTF-8",
      { "vpn01 @191:4 serialized certificate key=present provider=Microsoft Software Key Storage Provider "
        "name=VPN ü store=MY path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\MY",
        "issuing @3768:7 serialized certificate key=missing store=MY "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\MY",
        "root @7043:10 serialized certificate store=ROOT "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\Root",
        "crl @9391:14 serialized certificate store=CA "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\CA",
        "issuing @11759:17 serialized certificate store=Disallowed "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\SystemCertificates\\Disallowed" } },
    { "query/tabs.txt",
      "reg query, UTF-8",
      { "root @144:5 serialized certificate store=ROOT "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\ROOT" } },
    { "query/unicode.txt",
      "reg query, UTF-16LE",
      { "vpn01 @384:4 serialized certificate key=present provider=Microsoft Software Key Storage Provider "
        "name=VPN ü store=MY path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\MY",
        "issuing @7538:7 serialized certificate key=missing store=MY "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\MY",
        "root @14088:10 serialized certificate store=ROOT "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\Root",
        "crl @18784:14 serialized certificate store=CA "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\CA",
        "issuing @23520:17 serialized certificate store=Disallowed "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\SystemCertificates\\Disallowed" } },
    { "query/with-pem.txt",
      "reg query, UTF-8",
      { "root @117:2 serialized certificate store=ROOT "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\ROOT",
        "issuing @2327:4 PEM" } },
    { "query/words.txt",
      "reg query, UTF-8",
      { "! @146:2 registry value 'Blob': 'o' at octet 146 is no hexadecimal octet",
        "root @276:5 serialized certificate store=ROOT "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\ROOT" } },
    { "pkcs12/aes-128-sha1.pfx", "PKCS#12 (PFX)", { "vpn01 @53 PKCS#12" } },
    { "pkcs12/aes-128-sha512.pfx", "PKCS#12 (PFX)", { "vpn01 @53 PKCS#12" } },
    { "pkcs12/aes-192-sha224.pfx", "PKCS#12 (PFX)", { "vpn01 @53 PKCS#12" } },
    { "pkcs12/aes-256-sha384.pfx", "PKCS#12 (PFX)", { "vpn01 @53 PKCS#12" } },
    { "pkcs12/bag-of-none.pfx",
      "PKCS#12 (PFX)",
      { "! @61 a bag of PKCS#12 that should hold others and is no SEQUENCE (RFC 7292, 4.2.6)",
        "root @126 PKCS#12" } },
    { "pkcs12/bags-17-deep.pfx",
      "PKCS#12 (PFX)",
      { "root @106 PKCS#12", "! @1552 bags of PKCS#12 in one another more than 16 deep: left out" } },
    { "pkcs12/bags-8-deep.pfx", "PKCS#12 (PFX)", { "root @106 PKCS#12", "vpn01 @1422 PKCS#12" } },
    { "pkcs12/ber-throughout-3des.pfx",
      "PKCS#12 (PFX)",
      { "vpn01 @0 PKCS#12 key=present provider=Microsoft Software Key Storage Provider",
        "issuing @0 PKCS#12 key=missing", "crl @0 PKCS#12" } },
    { "pkcs12/ber-throughout-aes-256.pfx",
      "PKCS#12 (PFX)",
      { "vpn01 @0 PKCS#12 key=present provider=Microsoft Software Key Storage Provider",
        "issuing @0 PKCS#12 key=missing", "crl @0 PKCS#12" } },
    { "pkcs12/beyond-the-bmp.pfx", "PKCS#12 (PFX)", { "vpn01 @53 PKCS#12" } },
    { "pkcs12/mac-of-an-unknown-password.pfx",
      "PKCS#12 (PFX)",
      { "! @0 PKCS#12 that a password opens, but whose MAC is of other octets: damaged or edited, or its MAC "
        "has a "
        "password of its own",
        "vpn01 @53 PKCS#12" } },
    { "pkcs12/mac-of-another-password.pfx", "PKCS#12 (PFX)", { "vpn01 @53 PKCS#12" } },
    { "pkcs12/part-of-an-unknown-password.pfx",
      "PKCS#12 (PFX)",
      { "! @53 an encrypted part of PKCS#12 that neither the password of its MAC nor another one opens: it "
        "has one of its own, to be given with --password-file, or is damaged",
        "vpn01 @1704 PKCS#12", "root @3443 PKCS#12" } },
    { "pkcs12/parts-of-two-passwords.pfx",
      "PKCS#12 (PFX)",
      { "vpn01 @53 PKCS#12", "issuing @1739 PKCS#12", "root @3390 PKCS#12" } },
    { "refused/compressed.cms",
      "CMS data without certificates (plain, digested, compressed or authenticated)",
      { "! @0 " NOTHING "CMS data without certificates (plain, digested, compressed or authenticated); give "
        "the certificate itself (.cer, .p7b or .pfx)" } },
    { "refused/data.cms",
      "CMS data without certificates (plain, digested, compressed or authenticated)",
      { "! @0 " NOTHING "CMS data without certificates (plain, digested, compressed or authenticated); give "
        "the certificate itself (.cer, .p7b or .pfx)" } },
    { "refused/key.pvk",
      "key of Windows (PVK, PUBLICKEYBLOB, PRIVATEKEYBLOB)",
      { "! @0 " NOTHING "key of Windows (PVK, PUBLICKEYBLOB, PRIVATEKEYBLOB); it is not needed; give the "
        "certificate itself (.cer, .p7b or .pfx) that belongs to it" } },
    { "refused/key.snk",
      "key of Windows (PVK, PUBLICKEYBLOB, PRIVATEKEYBLOB)",
      { "! @0 " NOTHING "key of Windows (PVK, PUBLICKEYBLOB, PRIVATEKEYBLOB); it is not needed; give the "
        "certificate itself (.cer, .p7b or .pfx) that belongs to it" } },
    { "refused/certtool.txt",
      "printed certificate (openssl -text, certtool, keytool), UTF-8",
      { "! @0 " NOTHING "a printed certificate, which cannot be read back; give the file that was printed, "
        "or print it as PEM: openssl x509 without -noout, keytool -rfc" } },
    { "refused/keytool-german.txt",
      "printed certificate (openssl -text, certtool, keytool), UTF-8",
      { "! @0 " NOTHING "a printed certificate, which cannot be read back; give the file that was printed, "
        "or print it as PEM: openssl x509 without -noout, keytool -rfc" } },
    { "refused/openssl-request.txt",
      "printed certificate (openssl -text, certtool, keytool), UTF-8",
      { "! @0 " NOTHING "a printed certificate, which cannot be read back; give the file that was printed, "
        "or print it as PEM: openssl x509 without -noout, keytool -rfc" } },
    { "refused/openssl-text.txt",
      "printed certificate (openssl -text, certtool, keytool), UTF-8",
      { "! @0 " NOTHING "a printed certificate, which cannot be read back; give the file that was printed, "
        "or print it as PEM: openssl x509 without -noout, keytool -rfc" } },
    { "refused/attribute-certificate.der",
      "attribute certificate",
      { "! @0 " NOTHING "attribute certificate; it has no key" } },
    { "refused/dump.txt",
      "certutil -dump, UTF-8",
      { "! @0 " NOTHING "certutil -dump; it shows no certificate; give the file that was dumped" } },
    { "refused/list.txt",
      "screen text of PowerShell, UTF-16LE",
      { "! @0 " NOTHING "screen text of PowerShell; export with: Get-ChildItem" } },
    { "refused/table.txt",
      "screen text of PowerShell, UTF-16LE",
      { "! @0 " NOTHING "screen text of PowerShell; export with: Get-ChildItem" } },
    { "refused/archive.gz", "gzip archive", { "! @0 " NOTHING "gzip archive; unpack it first" } },
    { "refused/archive.7z",
      "7-Zip archive",
      { "! @0 " NOTHING "7-Zip archive; unpack it first, and give the f" } },
    { "refused/archive.bz2",
      "bzip2 archive",
      { "! @0 " NOTHING "bzip2 archive; unpack it first, and give the f" } },
    { "refused/archive.cab",
      "cabinet (.cab)",
      { "! @0 " NOTHING "cabinet (.cab); unpack it first: expand -F:* F" } },
    { "refused/archive.rar",
      "RAR archive",
      { "! @0 " NOTHING "RAR archive; unpack it first, and give the fol" } },
    { "refused/archive.tar",
      "tar archive",
      { "! @0 " NOTHING "tar archive; unpack it first, and give the fol" } },
    { "refused/archive.xz",
      "xz archive",
      { "! @0 " NOTHING "xz archive; unpack it first, and give the fold" } },
    { "refused/archive.zst",
      "Zstandard archive",
      { "! @0 " NOTHING "Zstandard archive; unpack it first, and give t" } },
    { "refused/authroot.pem",
      "PEM text, UTF-8",
      { "! @0:1 "
        "in PEM: " NOTHING "Microsoft certificate trust list or catalog (." } },
    { "refused/authroot.stl",
      "Microsoft certificate trust list or catalog (.stl, .cat)",
      { "! @0 " NOTHING "Microsoft certificate trust list or catalog (." } },
    { "refused/begins-with-bzh.txt",
      "text, UTF-8",
      { "! @0 " NOTHING "a text without one; export the certificate as " } },
    { "refused/cert9.db",
      "SQLite database",
      { "! @0 " NOTHING "SQLite database; of NSS (cert9.db)? give a cer" } },
    { "refused/dh-parameters.pem",
      "PEM text, UTF-8, 1 block of parameters passed over",
      { "! @0 " NOTHING "parameters of keys (DH, DSA or EC), which are " } },
    { "refused/id_ed25519.pub",
      "SSH key, UTF-8",
      { "! @0 " NOTHING "SSH key; it has no X.509 certificate; give the" } },
    { "refused/key-ring-new.gpg",
      "PGP key ring, message or signature",
      { "! @0 " NOTHING "PGP key ring, message or signature; it has no " } },
    { "refused/key-ring.gpg",
      "PGP key ring, message or signature",
      { "! @0 " NOTHING "PGP key ring, message or signature; it has no " } },
    { "refused/keyring.kbx",
      "PGP key ring, message or signature",
      { "! @0 " NOTHING "PGP key ring, message or signature; it has no " } },
    { "refused/message.gpg",
      "PGP key ring, message or signature",
      { "! @0 " NOTHING "PGP key ring, message or signature; it has no " } },
    { "refused/openssh-key",
      "PEM text, UTF-8, 1 block of SSH passed over",
      { "! @0 " NOTHING "a key or signature of SSH, which has no X.509 " } },
    { "refused/paper.rtf",
      "RTF document, UTF-8",
      { "! @0 " NOTHING "RTF document; save it as plain text (.txt)" } },
    { "refused/pgp-key.asc",
      "PEM text, UTF-8, 1 block of PGP passed over",
      { "! @0 " NOTHING "a key, message or signature of PGP, which has " } },
    { "refused/pgp-message.asc",
      "PEM text, UTF-8, 1 block of PGP passed over",
      { "! @0 " NOTHING "a key, message or signature of PGP, which has " } },
    { "refused/pgp-signed.asc",
      "PEM text, UTF-8, 2 blocks of PGP passed over",
      { "! @0 " NOTHING "a key, message or signature of PGP, which has " } },
    { "refused/putty.ppk",
      "SSH key, UTF-8",
      { "! @0 " NOTHING "SSH key; it has no X.509 certificate; give the" } },
    { "refused/secret-key.gpg",
      "PGP key ring, message or signature",
      { "! @0 " NOTHING "PGP key ring, message or signature; it has no " } },
    { "refused/signature.sig",
      "PGP key ring, message or signature",
      { "! @0 " NOTHING "PGP key ring, message or signature; it has no " } },
    { "refused/ssh2.pub",
      "SSH key, UTF-8",
      { "! @0 " NOTHING "SSH key; it has no X.509 certificate; give the" } },
    { "refused/utf-32be-mark.txt",
      "UTF-32 text",
      { "! @0 " NOTHING "UTF-32 text; save it as UTF-8 or UTF-16: Out-F" } },
    { "refused/utf-32be.txt",
      "UTF-32 text",
      { "! @0 " NOTHING "UTF-32 text; save it as UTF-8 or UTF-16: Out-F" } },
    { "refused/utf-32le-mark.txt",
      "UTF-32 text",
      { "! @0 " NOTHING "UTF-32 text; save it as UTF-8 or UTF-16: Out-F" } },
    { "refused/utf-32le.txt",
      "UTF-32 text",
      { "! @0 " NOTHING "UTF-32 text; save it as UTF-8 or UTF-16: Out-F" } },
    { "refused/encrypted-key.der",
      "encrypted private key",
      { "! @0 " NOTHING "encrypted private key; it is not needed; give the certificate itsel" } },
    { "refused/encrypted-key.pem",
      "PEM text, UTF-8, 1 private key (encrypted) passed over",
      { "! @0 " NOTHING "an encrypted private key, which is not needed; give the certificate" } },
    { "refused/enveloped.p7m",
      "PKCS#7 enveloped data",
      { "! @0 " NOTHING "PKCS#7 enveloped data; an encrypted message; give the certificate i" } },
    { "refused/events.evtx",
      "Windows event log (EVTX)",
      { "! @0 " NOTHING "Windows event log (EVTX); export the events as XML: wevtutil qe App" } },
    { "refused/hive.dat",
      "registry hive",
      { "! @0 " NOTHING "registry hive; export the key as text: reg export HKLM\\SOFTWARE\\Mic" } },
    { "refused/key.der",
      "private key",
      { "! @0 " NOTHING "private key; it is not needed; give the certificate itself (.cer, ." } },
    { "refused/ocsp.der",
      "OCSP response",
      { "! @0 " NOTHING "OCSP response; revocation is judged from CRLs; give the CRL (.crl)" } },
    { "refused/office.docx",
      "ZIP or Office file",
      { "! @0 " NOTHING "ZIP or Office file; unpack it, or save what it shows as text" } },
    { "refused/old-office.doc",
      "Office file or Windows Installer package",
      { "! @0 " NOTHING "Office file or Windows Installer package; save what it shows as tex" } },
    { "refused/paper.pdf",
      "PDF",
      { "! @0 " NOTHING "PDF; give the certificate itself (.cer, .p7b or .pfx)" } },
    { "refused/public-key.der",
      "public key",
      { "! @0 " NOTHING "public key; it says nothing about a certificate; give the certifica" } },
    { "refused/public-key.pem",
      "PEM text, UTF-8, 1 public key passed over",
      { "! @0 " NOTHING "a public key, which says nothing about a certificate; give the cert" } },
    { "refused/rsa-key-old.pem",
      "PEM text, UTF-8, 1 private key passed over",
      { "! @0 " NOTHING "an encrypted private key, which is not needed; give the certificate" } },
    { "refused/store.jks",
      "Java key store",
      { "! @0 " NOTHING "Java key store; convert it: keytool -importkeystore -srckeystore FI" } },
    { "registry/without-backslashes.reg",
      "registry export (.reg), UTF-8",
      { "issuing @157:4 serialized certificate store=CA "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\CA",
        "root @5230:69 serialized certificate store=ROOT "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\Root" } },
    { "registry/cut-before-a-key.reg",
      "registry export (.reg), UTF-8",
      { "! @157:4 in serialized certificate: at octet 32 inside: a serialized certificate that breaks off: "
        "cut: record 32 says that it has 1520 octets, and 228 are here",
        "root @1156:16 serialized certificate store=ROOT "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\Root" } },
    { "registry/cut-before-a-value.reg",
      "registry export (.reg), UTF-8",
      { "! @157:4 in serialized certificate: at octet 32 inside: a serialized certificate that breaks off: "
        "cut: record 32 says that it has 1520 octets, and 228 are here",
        "issuing @1037:15 serialized certificate store=CA "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\CA",
        "root @6170:79 serialized certificate store=ROOT "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\Root" } },
    { "registry/der-in-blob.reg",
      "registry export (.reg), UTF-16LE",
      { "root @450:6 registry value store=ROOT" REGISTRY "ROOT" } },
    { "registry/empty-store.reg",
      "registry export (.reg), UTF-16LE",
      { "? @0 " NOTHING "a registry export of a store without any" } },
    { "registry/other-key.reg",
      "registry export (.reg), UTF-16LE",
      { "! @0 " NOTHING "a registry export of something else; export a store: reg export HKL" } },
    { "registry/regedit4.reg",
      "registry export (.reg), UTF-8",
      { "vpn01 @194:6 serialized certificate key=present" PROVIDER " name=VPN ü store=MY" REGISTRY "MY",
        "issuing @5813:77 serialized certificate key=missing store=MY" REGISTRY "MY",
        "root @10975:144 serialized certificate store=ROOT" REGISTRY "Root",
        "crl @14583:190 serialized certificate store=CA" REGISTRY "CA",
        "issuing @18260:237 serialized certificate store=Disallowed "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\SystemCertificates\\Disallowed" } },
    { "registry/stores.reg",
      "registry export (.reg), UTF-16LE",
      { "vpn01 @446:6 serialized certificate key=present" PROVIDER " name=VPN ü store=MY" REGISTRY "MY",
        "issuing @11684:77 serialized certificate key=missing store=MY" REGISTRY "MY",
        "root @22008:144 serialized certificate store=ROOT" REGISTRY "Root",
        "crl @29224:190 serialized certificate store=CA" REGISTRY "CA",
        "issuing @36578:237 serialized certificate store=Disallowed "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\SystemCertificates\\Disallowed" } },
    { "requests/cmc-pieces.req", "PKCS#7", { "request @38 CMC request" } },
    { "requests/cmc-others.req",
      "PKCS#7",
      { "request @71 CMC request", "! @1056 a request that is not { INTEGER, CertificationRequest }" } },
    { "requests/cmc.req", "PEM text, UTF-8", { "request @0:1 CMC request" } },
    { "requests/microsoft-extensions.req", "PKCS#10 request", { "request @0 DER" } },
    { "requests/pkcs10.pem", "PEM text, UTF-8", { "request @0:1 PEM" } },
    { "requests/pkcs10.req", "PKCS#10 request", { "request @0 DER" } },
    { "requests/renewal.req", "PKCS#7", { "request @51 PKCS#7", "vpn01 @1040 PKCS#7" } },
    { "serialized/all-kinds.sst",
      "serialized store (SST)",
      { "root @52 serialized store key=missing", "crl @1142 serialized store",
        "vpn01 @2283 serialized store key=missing usages=1" } },
    { "serialized/behind-the-end.sst",
      "serialized store (SST)",
      { "vpn01 @52 serialized store key=missing",
        "! @1566 7 octets that are no store stand behind the end of this one: left out" } },
    { "serialized/damaged.sst",
      "serialized store (SST)",
      { "! @40 the SHA-1 that the store keeps of this object is another one "
        "(0000000000000000000000000000000000000000):",
        "vpn01 @52 serialized store key=missing", "issuing @1596 serialized store key=missing" } },
    { "serialized/element",
      "serialized certificate",
      { "vpn01 @216 serialized certificate key=present" PROVIDER " name=VPN ü" } },
    { "serialized/element-content-first",
      "serialized certificate",
      { "vpn01 @12 serialized certificate key=present" } },
    { "serialized/element-without-certificate",
      "serialized certificate",
      { "! @0 " NOTHING "properties without a certificate" } },
    { "serialized/empty.sst",
      "serialized store (SST)",
      { "? @0 " NOTHING "a serialized store without any" } },
    { "serialized/my.sst",
      "serialized store (SST)",
      { "vpn01 @224 serialized store key=present" PROVIDER " name=VPN ü",
        "issuing @1768 serialized store key=missing" } },
    { "serialized/two-stores.sst",
      "serialized store (SST)",
      { "vpn01 @52 serialized store key=missing", "issuing @1616 serialized store key=missing" } },
    { "serialized/usages-garbled.sst",
      "serialized store (SST)",
      { "! @8 property 9 (usages that the store allows) is not a SEQUENCE of OIDs: what it allows is unknown",
        "vpn01 @66 serialized store key=missing" } },
    { "serialized/without-end.sst", "serialized store (SST)", { "vpn01 @52 serialized store key=missing" } },
    { "texts/bare-base64-garbled.txt",
      "bare base64, UTF-8",
      { "! @600:1 base64: '?' at octet 600 is not base64" } },
    { "texts/bare-base64-lines.txt",
      "bare base64, UTF-8",
      { "vpn01 @0:1 base64", "issuing @2002:2 base64" } },
    { "texts/bare-base64-store.txt",
      "bare base64, UTF-8",
      { "vpn01 @0:1 serialized store key=present" PROVIDER " name=VPN ü" } },
    { "texts/utf-16le-german.txt", "PEM text, UTF-16LE without byte order mark", { "vpn01 @46:2 PEM" } },
    { "texts/bare-base64-unicode.txt", "bare base64, UTF-16LE", { "vpn01 @2:1 base64" } },
    { "texts/bare-base64.txt", "bare base64, UTF-8", { "vpn01 @0:1 base64" } },
    { "texts/mail.eml", "PEM text, UTF-8", { "vpn01 @69:6 PEM" } },
    { "texts/metadata.xml", "XML, UTF-8", { "issuing @0:1 base64", "vpn01 @2100:3 base64" } },
    { "texts/runs.txt", "text, UTF-8", { "vpn01 @2436:3 base64" } },
    { "texts/secret.yaml", "text, UTF-8", { "vpn01 @6:2 PEM" } },
    { "texts/smime.eml", "text, UTF-8", { "vpn01 @331:14 PKCS#7", "issuing @331:14 PKCS#7" } },
    { "texts/touching.pem", "PEM text, UTF-8", { "vpn01 @0:1 PEM", "issuing @2085:34 PEM" } },
    { "texts/page.html", "web page (HTML), UTF-8", { "vpn01 @18:2 PEM" } },
    { "texts/program.c", "PEM text, UTF-8", { "vpn01 @5:1 PEM" } },
    { "texts/published.ldf",
      "LDIF, UTF-8",
      { "root @185:4 LDIF", "crl @1893:29 LDIF", "issuing @3523:52 LDIF", "vpn01 @5650:80 LDIF",
        "! @7746:107 a certificate or CRL in LDIF whose base64 is garbled" } },
    { "texts/quoted-printable.eml", "PEM text, UTF-8", { "issuing @47:3 PEM" } },
    { "texts/same-prefix.log", "PEM text, UTF-8", { "vpn01 @25:1 PEM" } },
    { "texts/shell.sh", "PEM text, UTF-8", { "vpn01 @13:1 PEM" } },
    { "texts/time-stamps.log", "PEM text, UTF-8", { "vpn01 @26:1 PEM" } },
    { "texts/utf-16be-mark.cer", "PEM text, UTF-16BE", { "vpn01 @2:1 PEM" } },
    { "texts/utf-16be.cer", "PEM text, UTF-16BE without byte order mark", { "vpn01 @0:1 PEM" } },
    { "texts/utf-16le-mark.cer", "PEM text, UTF-16LE", { "vpn01 @2:1 PEM" } },
    { "texts/utf-16le.cer", "PEM text, UTF-16LE without byte order mark", { "vpn01 @0:1 PEM" } },
};

static void test_files(void)
{
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct heard heard;
        const char *path = arena_format(test_arena(), "%s%s", test_path(CONTAINERS), files[i].file);
        for (int keep = 0; keep < 2; keep++) {
            listen(&heard, path, NULL, keep);
            CHECK_INT(files[i].file, heard.kinds, 1);
            CHECK_TEXT(files[i].file, heard.kind, files[i].kind);
            check_heard(files[i].file, &heard, files[i].want, COUNT_OF(files[i].want));
        }
    }
}

/* GnuTLS reads 32 elements of a bag and no more. */
static void test_many(void)
{
    struct heard heard;
    listen(&heard, test_path(CONTAINERS "pkcs12/forty.pfx"), NULL, false);
    CHECK_INT("forty certificates", heard.objects, 40);
    CHECK_INT("forty certificates", heard.failures, 0);
    buf_free(&heard.text);
}

/* Without a password, or with wrong ones: what to do is said. */
static void test_passwords(void)
{
    static const char *const wrong[] = { "wrong" };
    static const struct {
        const char *name;
        size_t passwords;
        const char *want[1];
    } rows[] = {
        { "none given", 0, { "! @354 PKCS#12 that needs a password: give --password-file" } },
        { "a wrong one",
          1,
          { "! @354 PKCS#12 that needs another password (tried: 1 given, the empty one and none)" } },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct heard heard = { 0 };
        struct read_sink sink = { &heard, take_object, take_failure, NULL, NULL };
        struct reader *reader =
            reader_new(&(struct read_options){ .passwords = wrong, .password_count = rows[i].passwords });
        reader_read(reader, test_path(CONTAINERS "pkcs12/windows-aes.pfx"), &sink);
        reader_free(reader);
        check_heard(rows[i].name, &heard, rows[i].want, COUNT_OF(rows[i].want));
    }
}

/* Who is asked gives a wrong password, then the right one, then nothing more. */
static const char *answer(void *context, const char *path, unsigned attempt)
{
    static const char *const answers[] = { "wrong", PASSWORD };
    unsigned *asked = context;
    ++*asked;
    CHECK("asked for the file", strstr(path, ".pfx") != NULL);
    return attempt < COUNT_OF(answers) ? answers[attempt] : NULL;
}

static void test_asking(void)
{
    static const struct {
        const char *file;
        size_t objects, failures;
        unsigned asked;
    } rows[] = {
        { "windows-aes.pfx", 3, 0, 2 },
        { "without-mac.pfx", 1, 0, 2 },
        { "not-encrypted.pfx", 2, 0, 0 }, /* nothing needs a password */
        { "empty-password.pfx", 3, 0, 0 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct heard heard = { 0 };
        unsigned asked = 0;
        struct read_sink sink = { &heard, take_object, take_failure, NULL, NULL };
        struct reader *reader = reader_new(&(struct read_options){ .ask = answer, .ask_context = &asked });
        reader_read(reader, test_path(arena_format(test_arena(), CONTAINERS "pkcs12/%s", rows[i].file)),
                    &sink);
        reader_free(reader);
        CHECK_INT(rows[i].file, heard.objects, rows[i].objects);
        CHECK_INT(rows[i].file, heard.failures, rows[i].failures);
        CHECK_INT(rows[i].file, asked, rows[i].asked);
        buf_free(&heard.text);
    }
}

/* A listing of a store joins the certificates of other files by SHA-1. */
static void test_listing(void)
{
    static const struct {
        const char *name, *file;
        const char *want[1];
        size_t left_over;
    } rows[] = {
        { "a key", "testdata/demo/certificates/vpn01.cer", { "vpn01 @0 DER key=present" PROVIDER }, 0 },
        { "a key that is gone",
          "testdata/demo/intermediates/contoso-issuing-ca.cer",
          { "issuing @0 DER key=missing provider=Microsoft RSA SChannel Cryptographic Provider" },
          0 },
        { "not in the listing", "testdata/demo/roots/contoso-root-ca.cer", { "root @0 DER" }, 1 },
        { "the listing itself", CONTAINERS "certutil/store.txt", { NULL }, 1 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct heard heard;
        const char *paths[] = { "-", test_path(rows[i].file), test_path(CONTAINERS "certutil/store.txt") };
        struct key_notes *keys = key_notes_new();
        struct read_sink sink = { &heard, take_object, take_failure, NULL, NULL };
        key_notes_collect(keys, paths, COUNT_OF(paths), NULL);
        listen(&heard, paths[1], keys, false);
        check_heard(rows[i].name, &heard, rows[i].want, COUNT_OF(rows[i].want));
        heard = (struct heard){ 0 };
        key_notes_report(keys, &sink);
        CHECK_INT(rows[i].name, heard.failures > 0, rows[i].left_over);
        buf_free(&heard.text);
        key_notes_free(keys);
    }
}

/* -- broken ones ---------------------------------------------------------------------------------------------------- */

/* A file with some octets replaced (or cut there). */
struct damage {
    size_t at;
    const char *octets; /* NULL: the file ends at `at` */
    size_t length;
};
#define CUT(at)                                                                                              \
    {                                                                                                        \
        (at), NULL, 0                                                                                        \
    }
#define PUT(at, text)                                                                                        \
    {                                                                                                        \
        (at), (text), sizeof(text) - 1                                                                       \
    }

static const struct {
    const char *name, *file;
    struct damage damage;
    const char *want[5];
} broken[] = {
    { "DER: cut",
      "texts/../../demo/certificates/vpn01.cer",
      CUT(700),
      { "! @0 X.509 certificate, cut: it says that it has 1500 octets, and 700 are here" } },
    /* PKCS#7 */
    { "p7b: cut in the second certificate",
      "pkcs7/certificates.p7b",
      CUT(2000),
      { "vpn01 @45 PKCS#7", "! @0 PKCS#7, cut: it says that it has" } },
    { "p7b: cut before the first certificate",
      "pkcs7/certificates.p7b",
      CUT(100),
      { "! @0 PKCS#7, cut: it says that it has" } },
    { "p7b: a certificate says too much",
      "pkcs7/certificates.p7b",
      PUT(45, "\x30\x84\x7f"),
      { "! @45 certificate number 1 of PKCS#7: cut", "crl @4115 PKCS#7" } },
    { "p7b: a certificate that is none",
      "pkcs7/certificates.p7b",
      PUT(1549, "\x04"),
      { "vpn01 @45 PKCS#7", "! @1549 a certificate that cannot be read", "root @3065 PKCS#7",
        "crl @4115 PKCS#7" } },
    { "p7b: the set of certificates says too much",
      "pkcs7/certificates.p7b",
      PUT(43, "\x7f"),
      { "! @41 PKCS#7 whose certificates are broken: cut" } },
    { "p7b: version is no INTEGER",
      "pkcs7/certificates.p7b",
      PUT(23, "\x05"),
      { "! @19 PKCS#7 whose signed data is not { version, digestAlgorithms" } },
    { "p7b: content is no SEQUENCE",
      "pkcs7/certificates.p7b",
      PUT(19, "\x31"),
      { "! @0 PKCS#7 that is not { contentType, [0] content }" } },
    { "p7b: BER without its end",
      "pkcs7/indefinite.p7b",
      CUT(4120),
      { "vpn01 @41 PKCS#7", "issuing @1541 PKCS#7",
        "! @0 PKCS#7, an indefinite length (BER) whose end is not here" } },
    /* PKCS#12 */
    { "pfx: cut", "pkcs12/windows-aes.pfx", CUT(1000), { "! @0 PKCS#12 (PFX), cut: it says" } },
    { "pfx: damaged inside the ciphertext",
      "pkcs12/windows-aes.pfx",
      PUT(3200, "\0\0\0\0\0\0\0\0"),
      { "! @0 PKCS#12 that a password opens, but whose MAC is of other octets: damaged",
        "vpn01 @354 PKCS#12 key=present" PROVIDER " name=VPN ü", "certificate @354 PKCS#12 key=missing",
        "root @354 PKCS#12 key=missing" } },
    { "pfx: another MAC",
      "pkcs12/pbmac1.pfx",
      PUT(1820, "\0\0\0\0"),
      { "! @0 PKCS#12 that a password opens, but whose MAC is of other octets", "vpn01 @53 PKCS#12" } },
    { "pfx: another cipher",
      "pkcs12/windows-aes.pfx",
      PUT(446, "\x7e"),
      { "! @354 an encrypted part of PKCS#12 that cannot be opened: its cipher is not known here" } },
    { "pfx: a part that is no ContentInfo",
      "pkcs12/not-encrypted.pfx",
      PUT(34, "\x31"),
      { "! @34 a part of PKCS#12 that is no ContentInfo" } },
    { "pfx: authSafe is no SEQUENCE",
      "pkcs12/not-encrypted.pfx",
      PUT(30, "\x31"),
      { "! @30 PKCS#12 whose AuthenticatedSafe is broken" } },
    { "pfx: a part that is no SafeContents",
      "pkcs12/not-encrypted.pfx",
      PUT(57, "\x31"),
      { "! @57 a part of PKCS#12 that is no SafeContents" } },
    { "pfx: a certificate bag of another form",
      "pkcs12/not-encrypted.pfx",
      PUT(82, "\x31"),
      { "! @82 a bag of PKCS#12 that is not { type, [0] OCTET STRING }", "crl @1651 PKCS#12" } },
    { "pfx: a bag that cannot be read",
      "pkcs12/not-encrypted.pfx",
      PUT(1606, "\x31"),
      { "vpn01 @106 PKCS#12", "! @1606 a bag of PKCS#12 that cannot be read" } },
    /* serialized */
    { "sst: cut in the first certificate",
      "serialized/my.sst",
      CUT(400),
      { "! @212 a serialized store that breaks off: cut: record 32 says that it has 1500 octets, and 176 are "
        "here" } },
    { "sst: cut in a header",
      "serialized/my.sst",
      CUT(1730),
      { "vpn01 @224 serialized store key=present" PROVIDER " name=VPN ü",
        "! @1724 a serialized store that breaks off: cut: 6 octets are left" } },
    { "sst: a length of 4 GiB",
      "serialized/my.sst",
      PUT(1732, "\xff\xff\xff\xff"),
      { "vpn01 @224 serialized store key=present" PROVIDER " name=VPN ü",
        "! @1724 a serialized store that breaks off: cut: record 3 says that it has 4294967295 octets" } },
    { "sst: no record",
      "serialized/my.sst",
      PUT(1728, "\x02"),
      { "vpn01 @224 serialized store key=present" PROVIDER " name=VPN ü",
        "! @1724 a serialized store that breaks off: no record: its second field is 0x2, not 1" } },
    { "sst: the provider's offset leads away",
      "serialized/my.sst",
      PUT(24, "\xff\xff\xff\x7f"),
      { "vpn01 @224 serialized store key=present name=VPN ü",
        "issuing @1768 serialized store key=missing" } },
    { "sst: the certificate is none",
      "serialized/my.sst",
      PUT(224, "\x31"),
      { "! @212 the SHA-1 that the store keeps", "! @224 a certificate that cannot be read",
        "issuing @1768 serialized store key=missing" } },
    { "element: cut",
      "serialized/element",
      CUT(1000),
      { "! @204 a serialized certificate that breaks off: cut" } },
    { "element: cut behind the properties",
      "serialized/element",
      CUT(204),
      { "! @0 " NOTHING "properties without a certificate" } },
    /* registry */
    { "reg: a character that is no digit",
      "registry/regedit4.reg",
      PUT(300, "g"),
      { "! @300:7 registry value 'Blob': 'g' at octet 300 is no hexadecimal octet",
        "issuing @5813:77 serialized certificate key=missing store=MY" REGISTRY "MY",
        "root @10975:144 serialized certificate store=ROOT" REGISTRY "Root",
        "crl @14583:190 serialized certificate store=CA" REGISTRY "CA",
        "issuing @18260:237 serialized certificate store=Disallowed "
        "path=HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\SystemCertificates\\Disallowed" } },
    { "reg: cut behind a backslash",
      "registry/regedit4.reg",
      CUT(434),
      { "! @194:6 registry value 'Blob': the file ends within it: cut" } },
    { "reg: cut within a line",
      "registry/regedit4.reg",
      CUT(418),
      { "! @194:6 in registry value: " NOTHING } },
    { "reg: half an octet",
      "registry/regedit4.reg",
      CUT(420),
      { "! @194:6 registry value 'Blob': its last octet has one digit" } },
    { "reg: no value",
      "registry/regedit4.reg",
      CUT(205),
      { "! @194:6 registry value 'Blob': it holds nothing" } },
    /* PowerShell */
    { "json: cut in the second certificate",
      "powershell/a-line-each.json",
      CUT(4000),
      { "vpn01 @0:1 JSON key=present name=VPN 🔑" MY_PATH,
        "! @4000:2 JSON that cannot be read: premature end" } },
    { "json: base64 cut",
      "powershell/list-of-base64.json",
      PUT(1000, "\""),
      { "! @1:1 RawData in JSON cannot be read: it is cut or garbled",
        "! @1001:1 JSON that cannot be read: neither" } },
    { "json: a number beyond an octet",
      "powershell/raw-data-alone.json",
      PUT(5, "930"),
      { "! @0:1 RawData in JSON cannot be read: it is no array of numbers from 0 to 255" } },
    { "json: UTF-16 cut in a unit",
      "powershell/wrapped-5.1.json",
      CUT(20001),
      { "! @20001:390 JSON that cannot be read" } },
    { "json: a wrapped list cut behind its certificate",
      "powershell/wrapped-5.1.json",
      CUT(78136),
      { "vpn01 @58:3 JSON key=present name=VPN 🔑" MY_PATH, "! @78" } },
    { "json: hexadecimal cut",
      "powershell/hexadecimal.json",
      PUT(2000, "zz"),
      { "! @1:1 RawData in JSON cannot be read: it is cut or garbled",
        "vpn01 @4916:1 JSON key=present name=VPN 🔑" MY_PATH } },
    { "clixml: cut",
      "powershell/shapes.clixml",
      CUT(5000),
      { "vpn01 @84:2 CLIXML", "! @2137:3 ", "! @2137:3 XML that cannot be read: Premature end" } },
    { "clixml: a tag that closes nothing",
      "powershell/shapes.clixml",
      PUT(2138, "S"),
      { "! @2135:3 CLIXML that is cut or garbled", "rras @19250:4 CLIXML", "vpn01 @84:2 CLIXML",
        "vpn01 @19274:4 CLIXML", "! @19274:4 XML that cannot be read: Opening and ending tag mismatch" } },
    { "clixml: base64 garbled",
      "powershell/shapes.clixml",
      PUT(200, "!"),
      { "rras @19250:4 CLIXML", "! @84:2 RawData in CLIXML cannot be read: it is cut or garbled",
        "vpn01 @2137:3 CLIXML", "vpn01 @19274:4 CLIXML" } },
    { "clixml: an octet of 930",
      "powershell/shapes.clixml",
      PUT(2242, "9"),
      { "rras @19250:4 CLIXML", "vpn01 @84:2 CLIXML",
        "! @2137:3 RawData in CLIXML cannot be read: its list is no list of numbers",
        "vpn01 @19274:4 CLIXML" } },
    { "csv: base64 garbled",
      "certutil/semicolons.csv",
      PUT(100, "!"),
      { "! @25:2 a certificate in csv cannot be read: it is cut or garbled",
        "issuing @2028:3 csv request=26" } },
    { "csv: a quote that is not closed",
      "certutil/view.csv",
      CUT(2000),
      { "! @97:2 csv that ends within quotes: cut" } },
    /* certutil */
    { "view: a garbled block",
      "certutil/view.txt",
      PUT(1600, "!"),
      { "! @1600:32 block 'CERTIFICATE': its base64 is garbled",
        "request @307:9 CA database request=0x5 disposition=20 -- Issued template=1.3.6.1.4.1.311.21.8.1.2.3",
        "issuing @3754:71 CA database request=0x1a disposition=21 -- Revoked "
        "template=1.3.6.1.4.1.311.21.8.1.2.3",
        "request @6059:111 CA database request=0x1b disposition=31 -- Denied "
        "template=1.3.6.1.4.1.311.21.8.1.2.3" } },
    { "view: cut in a block",
      "certutil/view.txt",
      CUT(4000),
      { "vpn01 @1426:29 CA database request=0x5 disposition=20 -- Issued template=1.3.6.1.4.1.311.21.8.1.2.3",
        "! @3754:71 block 'CERTIFICATE': no END line" } },
    /* base64 */
    { "base64: cut", "texts/bare-base64.txt", CUT(1002), { "! @0:1 base64: its base64 ends in the midst" } },
    { "base64: cut at a group",
      "texts/bare-base64.txt",
      CUT(1000),
      { "! @0:1 in base64: X.509 certificate, cut" } },
    { "base64: the second value is garbled",
      "texts/bare-base64-lines.txt",
      PUT(2100, "\x01"),
      { "vpn01 @0:1 base64", "! @2100:2 base64: '\\x01' at octet 2100 is not base64" } },
    { "request: CMC whose PKIData is none",
      "requests/cmc-pieces.req",
      PUT(46, "\x31"),
      { "! @38 in CMC request: its PKIData is not SEQUENCE" } },
    { "request: a renewal whose content says too much",
      "requests/renewal.req",
      PUT(49, "\x7f"),
      { "! @32 PKCS#7 whose content is broken", "vpn01 @1040 PKCS#7" } },
    { "request: cut", "requests/pkcs10.req", CUT(500), { "! @0 PKCS#10 request, cut" } },
};

static struct span damaged(const char *file, const struct damage *damage)
{
    struct span octets = test_file(test_path(arena_format(test_arena(), CONTAINERS "%s", file)));
    if (!damage->octets)
        return (struct span){ octets.data, damage->at < octets.length ? damage->at : octets.length };
    uint8_t *to = arena_alloc(test_arena(), octets.length);
    memcpy(to, octets.data, octets.length);
    if (CHECK(file, damage->at + damage->length <= octets.length))
        memcpy(to + damage->at, damage->octets, damage->length);
    return (struct span){ to, octets.length };
}

static void test_broken(void)
{
    for (size_t i = 0; i < COUNT_OF(broken); i++) {
        struct heard heard;
        struct span octets = damaged(broken[i].file, &broken[i].damage);
        listen(&heard, write_scratch("broken", octets), NULL, false);
        check_heard(broken[i].name, &heard, broken[i].want, COUNT_OF(broken[i].want));
    }
}

/* However much of a file there is: something is heard, and no object that the whole does not have. */
static void test_cut_anywhere(void)
{
    static const struct {
        const char *file;
        size_t step; /* octets */
    } rows[] = {
        { "texts/utf-16le-mark.cer", 13 },
        { "texts/mail.eml", 7 },
        { "pkcs7/certificates.p7b", 11 },
        { "pkcs7/indefinite.p7b", 11 },
        { "pkcs12/windows-aes.pfx", 97 },
        { "pkcs12/not-encrypted.pfx", 5 },
        { "serialized/my.sst", 1 },
        { "serialized/element", 1 },
        { "registry/stores.reg", 101 },
        { "powershell/hexadecimal.json", 37 },
        { "powershell/a-line-each.json", 17 },
        { "powershell/my.clixml", 41 },
        { "certutil/view.txt", 23 },
        { "certutil/view.csv", 23 },
        { "requests/cmc-pieces.req", 3 },
        { "texts/bare-base64-lines.txt", 11 },
        { "nested/store-in-json.json", 19 },
        { "powershell/export.csv", 11 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct heard whole, part;
        const char *path = test_path(arena_format(test_arena(), CONTAINERS "%s", rows[i].file));
        struct span octets = test_file(path);
        listen(&whole, path, NULL, false);
        for (size_t length = 0; length < octets.length; length += rows[i].step) {
            const char *row = arena_format(test_arena(), "%s, cut at %zu", rows[i].file, length);
            listen(&part, write_scratch("cut", (struct span){ octets.data, length }), NULL, false);
            CHECK(row, part.objects + part.failures > 0);
            CHECK(row, part.objects <= whole.objects);
            buf_free(&part.text);
        }
        buf_free(&whole.text);
    }
}

/* -- texts ---------------------------------------------------------------------------------------------------------- */

#define B           "-----BEGIN CERTIFICATE-----"
#define E           "-----END CERTIFICATE-----"
#define DER_NOTHING "MAMCAQA=" /* SEQUENCE { INTEGER 0 }: no certificate, but whole */
#define NO_OBJECT   NOTHING "a DER object of another kind (5 octets)"

static void test_pem(void)
{
    static const struct {
        const char *name, *text;
        const char *want[3];
    } rows[] = {
        { "plain", B "\n" DER_NOTHING "\n" E "\n", { "! @0:1 in PEM: " NO_OBJECT } },
        { "CRLF", "x\r\n" B "\r\n" DER_NOTHING "\r\n" E "\r\n", { "! @3:2 in PEM: " NO_OBJECT } },
        { "CR", "x\r" B "\r" DER_NOTHING "\r" E, { "! @2:2 in PEM: " NO_OBJECT } },
        { "on one line", "a: " B DER_NOTHING E, { "! @3:1 in PEM: " NO_OBJECT } },
        { "two on one line",
          B DER_NOTHING E " " B DER_NOTHING E,
          { "! @0:1 in PEM: " NO_OBJECT, "! @61:1 in PEM: " NO_OBJECT } },
        { "in a JSON text", "\"" B "\\nMAMC\\nAQA=\\n" E "\\n\"", { "! @1:1 in PEM: " NO_OBJECT } },
        { "solidus and plus escaped", B "\\nMA\\u002b\\/AQA=\\n" E, { "! @0:1 in PEM: cut: it says" } },
        { "quoted", "> " B "\n> " DER_NOTHING "\n> " E, { "! @2:1 in PEM: " NO_OBJECT } },
        { "quoted twice", ">> " B "\n>> MAMC\n>> AQA=\n>> " E, { "! @3:1 in PEM: " NO_OBJECT } },
        { "indented by tabs", "\t\t" B "\n\t\tMAMC \t\n\t\tAQA=\n\t\t" E, { "! @2:1 in PEM: " NO_OBJECT } },
        { "headers", B "\nComment: hello\nX: y\n\n" DER_NOTHING "\n" E, { "! @0:1 in PEM: " NO_OBJECT } },
        { "quoted-printable", B "\nMAMCAQA=3D\n" E, { "! @0:1 in PEM: " NO_OBJECT } },
        { "shell continuation", B "\nMAMC\\\nAQA=\\\n" E, { "! @0:1 in PEM: " NO_OBJECT } },
        { "END cut", B "\n" DER_NOTHING "\n-----END CERTIFICATE", { "! @0:1 in PEM: " NO_OBJECT } },
        { "no END",
          B "\n" DER_NOTHING "\n",
          { "! @0:1 block 'CERTIFICATE': no END line: the text ends within" } },
        { "BEGIN within",
          B "\nMAMC\n" B "\n" DER_NOTHING "\n" E,
          { "! @0:1 block 'CERTIFICATE': no END line before the next BEGIN, in line 3",
            "! @33:3 in PEM: " } },
        { "empty", B "\n" E, { "! @0:1 block 'CERTIFICATE': empty" } },
        { "another END",
          B "\n" DER_NOTHING "\n-----END X509 CRL-----\n",
          { "! @37:3 block 'CERTIFICATE': its END line says 'X509 CRL'" } },
        { "garbled",
          B "\nMA!CAQA=\n" E,
          { "! @30:2 block 'CERTIFICATE': its base64 is garbled: '!' at octet 30" } },
        { "garbled by a letter of two octets",
          B "\nM\xc3\xa4MC\n" E,
          { "! @29:2 block 'CERTIFICATE': its base64 is garbled: '\xc3\xa4' at octet 29 is not base64" } },
        { "garbled, then good",
          B "\n*\n" E "\n" B "\n" DER_NOTHING "\n" E,
          { "! @28:2 block", "! @56:4 in PEM: " NO_OBJECT } },
        { "dashes that are no marker",
          B "\nMAMC-----AQA=\n" E,
          { "! @32:2 block 'CERTIFICATE': its base64 is garbled" } },
        { "padding inside",
          B "\nMAM=AQA=\n" E,
          { "! @32:2 block 'CERTIFICATE': its base64 is garbled: 'A'" } },
        { "padding of three",
          B "\nMAMCA===\n" E,
          { "! @33:2 block 'CERTIFICATE': its base64 is garbled: '='" } },
        { "a character too few",
          B "\nMAMCAQA\n" E,
          { "! @36:3 block 'CERTIFICATE': its base64 ends in the midst" } },
        { "a key",
          "-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----\n",
          { "! @0 " NOTHING "a private key, which is not needed" } },
        { "a key under the label of a certificate",
          B "\nMAcCAQAwAAQA\n" E,
          { "! @0:1 in PEM: " NOTHING "private key; it is not needed" } },
        { "a key without END, then a block",
          "-----BEGIN RSA PRIVATE KEY-----\nMAMC\n" B "\n" DER_NOTHING "\n" E,
          { "! @37:3 in PEM: " NO_OBJECT } },
        { "parameters are passed over",
          "-----BEGIN EC PARAMETERS-----\n!\n-----END EC PARAMETERS-----\n",
          { "! @0 " NOTHING "parameters of keys (DH, DSA or EC), which are no" } },
        { "a label too long",
          "-----BEGIN "
          "LLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLL-----\n",
          { "! @0 " NOTHING "a text without one" } },
        { "BEGIN without dashes behind",
          "-----BEGIN CERTIFICATE\nMAMC\n",
          { "! @0 " NOTHING "a text without one" } },
        { "a text", "nothing here\n", { "! @0 " NOTHING "a text without one" } },
        { "control characters", "\x01\x02\x03", { "! @0 " NOTHING "data of unknown kind" } },
        { "a web page", "<!DOCTYPE html>\n<html></html>", { "! @0 " NOTHING "a web page (HTML)" } },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct heard heard;
        listen(&heard, write_scratch("text", span_of_text(rows[i].text)), NULL, false);
        check_heard(rows[i].name, &heard, rows[i].want, COUNT_OF(rows[i].want));
    }
}

/* Complaints about one file end somewhere. */
static void test_many_complaints(void)
{
    struct buf text = { 0 };
    struct heard heard;
    for (int i = 0; i < 250; i++)
        buf_text(&text, B "\n!\n" E "\n");
    listen(&heard, write_scratch("complaints", buf_span(&text)), NULL, false);
    CHECK_INT("complaints", heard.failures, 101);
    CHECK("the last one counts the rest",
          strstr(heard.text.data, "150 more complaints about this file are left out") != NULL);
    buf_free(&heard.text);
    buf_free(&text);
}

static void test_base64(void)
{
    static const struct {
        const char *name, *text, *want; /* want NULL: refused */
        size_t bad;                     /* octet of the text, SIZE_MAX: at its end */
    } rows[] = {
        { "nothing", "", "", 0 },
        { "a group", "YWJj", "abc", 0 },
        { "one pad", "YWI=", "ab", 0 },
        { "two pads", "YQ==", "a", 0 },
        { "blanks", " Y W\tI\r\n=", "ab", 0 },
        { "escaped", "\\u0059WI\\u003d", NULL, 0 },
        { "escaped sign", "YWI\\u003d", "ab", 0 },
        { "escaped line end", "YW\\r\\nI=", "ab", 0 },
        { "quoted-printable", "YWI=3D", "ab", 0 },
        { "pad first", "=YWJ", NULL, 0 },
        { "pad second", "Y===", NULL, 1 },
        { "three pads", "YQ===", NULL, 4 },
        { "behind the pad", "YQ==YQ==", NULL, 4 },
        { "one pad of two", "YQ=Y", NULL, 3 },
        { "cut by one", "YWJ", NULL, SIZE_MAX },
        { "cut by three", "Y", NULL, SIZE_MAX },
        { "NUL", "YW\001j", NULL, 2 },
        { "url alphabet", "YW-_", NULL, 2 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct base64 state = { 0 };
        struct buf out = { 0 };
        size_t bad = SIZE_MAX;
        const char *why;
        bool fed = base64_feed(&state, span_of_text(rows[i].text), &out, &bad, &why);
        bool good = fed && base64_end(&state, &why);
        CHECK_INT(rows[i].name, good, rows[i].want != NULL);
        if (good)
            CHECK_SPAN_TEXT(rows[i].name, buf_span(&out), rows[i].want);
        else
            CHECK_INT(rows[i].name, fed ? SIZE_MAX : bad, rows[i].bad);
        buf_free(&out);
    }
}

/* -- paths and limits ----------------------------------------------------------------------------------------------- */

static void make_folder(const char *path)
{
    if (mkdir(path, 0777) != 0)
        CHECK(path, access(path, W_OK) == 0);
}

/* The regular files and folders of a list, as seen from a folder. */
static const char *names_below(const char *top, const struct path_list *list)
{
    const char *names = "";
    for (size_t i = 0; i < list->count; i++)
        names = arena_format(test_arena(), "%s%s%s", names, i ? " " : "", list->items[i] + strlen(top) + 1);
    return names;
}

static void put(const char *folder, const char *name)
{
    FILE *file = fopen(arena_format(test_arena(), "%s/%s", folder, name), "w");
    if (CHECK(name, file != NULL))
        fclose(file);
}

static void link_to(const char *target, const char *folder, const char *name)
{
    const char *path = arena_format(test_arena(), "%s/%s", folder, name);
    remove(path); /* of an earlier run */
    CHECK(name, symlink(target, path) == 0);
}

/* Below a folder with a.cer, b.cer, b/c.cer and what cannot be opened: what is left, and what was left out. */
static void test_exclusions(const char *top)
{
    static const struct {
        const char *name, *patterns[3], *left, *found;
    } rows[] = {
        { "none", { NULL }, "a.cer b.cer b/c.cer", "" },
        { "a name", { "b.cer" }, "a.cer b/c.cer", "b.cer" },
        { "of a file in a folder", { "c.*" }, "a.cer b.cer", "b/c.cer" },
        { "of a folder", { "b" }, "a.cer b.cer", "b" },
        { "two", { "a*", "?.cer" }, "", "a.cer b/c.cer b.cer" },
        { "the end of a path", { "b/*.cer" }, "a.cer b.cer", "b/c.cer" },
        { "a folder above the one that was given", { "scratch/*" }, "a.cer b.cer b/c.cer", "" },
        { "all that is in a folder", { "b/*" }, "a.cer b.cer", "b/broken b/c.cer b/self b/up" },
        { "a path that is another's end", { "?/b.cer" }, "a.cer b.cer b/c.cer", "" },
        { "the folder that was given", { "paths" }, "a.cer b.cer b/c.cer", "" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct heard heard = { 0 };
        struct read_sink sink = { &heard, take_object, take_failure, take_kind, NULL };
        struct path_exclusions exclusions = { .patterns = rows[i].patterns };
        while (rows[i].patterns[exclusions.pattern_count])
            exclusions.pattern_count++;
        struct path_list list = { 0 };
        paths_expand_but(test_arena(), &top, 1, &exclusions, &list, &sink);
        CHECK_TEXT(rows[i].name, names_below(top, &list), rows[i].left);
        CHECK_TEXT(rows[i].name, names_below(top, &exclusions.found), rows[i].found);
        CHECK_INT(rows[i].name, text_holds(buf_span(&heard.text), "any file that is not excluded"),
                  list.count == 0);
        buf_free(&heard.text);
    }
}

static void test_paths(void)
{
    const char *top = scratch_path("paths");
    const char *deep = arena_format(test_arena(), "%s/b", top),
               *empty = arena_format(test_arena(), "%s/empty", top);
    const char *hidden = arena_format(test_arena(), "%s/.git", top);
    const char *pipe = arena_format(test_arena(), "%s/pipe", top);
    make_folder(top);
    make_folder(deep);
    make_folder(empty);
    make_folder(hidden);
    put(top, "a.cer");
    put(top, "b.cer");
    put(top, ".hidden");
    put(hidden, "x");
    put(deep, "c.cer");
    link_to("..", deep, "up");
    link_to("../b", deep, "self");
    link_to("nowhere", deep, "broken");
    mkfifo(pipe, 0666);

    static const char *const wanted[] = { "a.cer", "b.cer", "b/c.cer" };
    struct heard heard = { 0 };
    struct read_sink sink = { &heard, take_object, take_failure, take_kind, NULL };
    struct path_list list = { 0 };
    paths_expand(test_arena(), &top, 1, &list, &sink);
    if (CHECK_INT("files", list.count, COUNT_OF(wanted)))
        for (size_t i = 0; i < COUNT_OF(wanted); i++)
            CHECK_TEXT("in the order of octets", list.items[i],
                       arena_format(test_arena(), "%s/%s", top, wanted[i]));
    static const char *const said[] = { "! @0 cannot open: No such file", "! @0 a pipe in a folder" };
    check_heard("complaints", &heard, said, COUNT_OF(said));

    test_exclusions(top);

    const char *others[] = { "-", empty, "does/not/exist", "/dev/null", pipe };
    heard = (struct heard){ 0 };
    list = (struct path_list){ 0 };
    paths_expand(test_arena(), others, COUNT_OF(others), &list, &sink);
    CHECK_INT("standard input, and a pipe", list.count, 2);
    static const char *const said_of_others[] = { "! @0 a folder without any file",
                                                  "! @0 cannot open: No such file",
                                                  "! @0 not a regular file" };
    check_heard("others", &heard, said_of_others, COUNT_OF(said_of_others));

    struct heard direct;
    static const char *const device_said[] = { "! @0 not a regular file" };
    listen(&direct, "/dev/null", NULL, false);
    check_heard("a device", &direct, device_said, 1);
    static const char *const folder_said[] = { "! @0 a folder, not a file" };
    listen(&direct, top, NULL, false);
    check_heard("a folder", &direct, folder_said, 1);
    remove(pipe);
}

/* Writes to a pipe in another process; the reader may go away before the end. */
static pid_t feed_pipe(const char *path, struct span octets, size_t times)
{
    pid_t child = fork();
    if (child != 0)
        return child;
    signal(SIGPIPE, SIG_IGN);
    int file = open(path, O_WRONLY);
    while (times-- > 0 && file >= 0)
        for (struct span rest = octets; rest.length;) {
            ssize_t some = write(file, rest.data, rest.length);
            if (some <= 0)
                _exit(0);
            rest = (struct span){ rest.data + some, rest.length - (size_t)some };
        }
    _exit(0);
}

/* As standard input: told by content, and within the same limits. */
static void test_pipes(void)
{
    struct span pem = test_file(test_path("testdata/demo/certificates/vpn03.cer"));
    struct span der = test_file(test_path("testdata/demo/certificates/vpn01.cer"));
    static const uint8_t zeros[4096];
    static const struct {
        const char *name;
        int content;
        size_t times;
        const char *said;
    } rows[] = {
        { "PEM", 0, 1, "certificate @0:1 PEM" },
        { "DER", 1, 1, "vpn01 @0 DER" },
        { "nothing", 0, 0, "! @0 no certificate, CRL or request found: empty file" },
        { "larger than 16 MiB", 2, (17 << 20) / sizeof zeros, "! @0 larger than 16 MiB" },
    };
    const struct span contents[] = { pem, der, { zeros, sizeof zeros } };
    const char *path = scratch_path("named-pipe");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct heard heard;
        remove(path);
        if (!CHECK(rows[i].name, mkfifo(path, 0666) == 0))
            continue;
        pid_t child = feed_pipe(path, contents[rows[i].content], rows[i].times);
        listen(&heard, path, NULL, false);
        check_heard(rows[i].name, &heard, &rows[i].said, 1);
        CHECK(rows[i].name, waitpid(child, NULL, 0) == child);
    }
    remove(path);

    /* What a shell makes of <(COMMAND). */
    int ends[2];
    if (!CHECK("pipe", pipe(ends) == 0))
        return;
    CHECK("pipe", write(ends[1], pem.data, pem.length) == (ssize_t)pem.length);
    close(ends[1]);
    struct cli_result got = CLI("lint", "--at", "2026-06-01T00:00:00Z", "--format", "json",
                                arena_format(test_arena(), "/dev/fd/%d", ends[0]));
    close(ends[0]);
    CHECK_INT("<(cat x.pem)", got.code, 0);
    CHECK_SAYING("<(cat x.pem)", strstr(got.out, "\"subject\": \"CN=vpn03.corp.contoso.com\"") != NULL, "%s",
                 got.out);
}

static void test_unreadable(void)
{
    static const char *const said[] = { "! @0 cannot read: Permission denied" };
    struct heard heard;
    const char *path = write_scratch("unreadable", span_of_text("x"));
    if (geteuid() == 0) {
        check_skip("unreadable", "root may read everything");
        return;
    }
    CHECK("unreadable", chmod(path, 0) == 0);
    listen(&heard, path, NULL, false);
    check_heard("unreadable", &heard, said, 1);
    remove(path);
}

static void listen_standard_input(struct heard *heard, const char *path, bool keep)
{
    int saved = dup(STDIN_FILENO);
    FILE *file = fopen(path, "rb");
    if (CHECK(path, file != NULL)) {
        dup2(fileno(file), STDIN_FILENO);
        listen(heard, "-", NULL, keep);
        fclose(file);
    }
    dup2(saved, STDIN_FILENO);
    close(saved);
}

/* A file of `size` octets, mostly holes, that begins and ends so. */
static const char *write_sparse(const char *name, long size, struct span begin, struct span end)
{
    const char *path = write_scratch(name, begin);
    FILE *file = fopen(path, "r+b");
    if (CHECK(name, file != NULL)) {
        fseek(file, size - (long)end.length - 1, SEEK_SET);
        fputc('\n', file);
        CHECK(name, !end.length || fwrite(end.data, 1, end.length, file) == end.length);
        fclose(file);
    }
    return path;
}

static void test_limits(void)
{
    enum { MIB = 1 << 20 };
    struct span certificate = test_file(test_path("testdata/demo/certificates/vpn01.cer"));
    struct span nothing = { 0 };
    static const uint8_t huge_crl[] = {
        /* the header of a CRL of 20 MiB, whose entries are zeros */
        0x30, 0x84, 0x01, 0x3f, 0xff, 0xf9, 0x30, 0x84, 0x01, 0x3f, 0xff, 0xd0, 0x02, 0x01, 0x01, 0x30, 0x00,
        0x30, 0x00, 0x17, 0x0d, '2',  '6',  '0',  '1',  '0',  '1',  '0',  '0',  '0',  '0',  '0',  '0',  'Z'
    };
    static const char *const large[] = { "! @0 larger than 16 MiB and neither a CRL nor a text" };
    static const char *const crl[] = { "! @20971484 a CRL that cannot be read" };
    static const char *const beyond[] = { "! @0 cannot read: larger than the limit of 1024 MiB" };
    struct heard heard;

    listen(&heard, write_sparse("large.cer", 17 * MIB, certificate, nothing), NULL, false);
    check_heard("a certificate of 17 MiB", &heard, large, 1);
    listen(&heard,
           write_sparse("large.crl", 20 * MIB - 1, (struct span){ huge_crl, sizeof huge_crl }, nothing), NULL,
           false);
    CHECK_INT("a CRL of 20 MiB is looked at", heard.objects + heard.failures, 1);
    if (heard.failures)
        check_heard("a CRL of 20 MiB", &heard, crl, 1);
    else
        buf_free(&heard.text);
    listen(&heard,
           write_sparse("beyond.crl", 1025L * MIB, (struct span){ huge_crl, sizeof huge_crl }, nothing), NULL,
           false);
    check_heard("a CRL of more than 1 GiB", &heard, beyond, 1);
    listen_standard_input(
        &heard, write_sparse("large.crl", 20 * MIB - 1, (struct span){ huge_crl, sizeof huge_crl }, nothing),
        false);
    CHECK_INT("a CRL of 20 MiB from standard input", heard.objects + heard.failures, 1);
    buf_free(&heard.text);
    listen_standard_input(&heard, write_sparse("large.cer", 17 * MIB, certificate, nothing), true);
    check_heard("a certificate of 17 MiB from standard input", &heard, large, 1);

    struct buf text = { 0 };
    while (text.length < 17 * MIB)
        buf_text(
            &text,
            "a line of a log that somebody kept, again and again, until it was long enough for the test\n");
    struct span block = test_file(test_path("testdata/forms/crlf.pem"));
    buf_add(&text, block);
    static const char *const found[] = { "vpn01 @17825808:195889 PEM" };
    listen(&heard, write_scratch("long.log", buf_span(&text)), NULL, false);
    check_heard("a certificate behind 17 MiB of text", &heard, found, 1);
    listen(&heard, write_scratch("long.log", (struct span){ (const uint8_t *)text.data, 17 * MIB }), NULL,
           true);
    static const char *const none[] = { "! @0 " NOTHING "a text without one" };
    check_heard("17 MiB of text", &heard, none, 1);
    buf_free(&text);
    static const char *const names[] = { "large.cer", "large.crl", "beyond.crl", "long.log" };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        scratch_path(names[i]); /* removes it */
}

/* -- standard input ------------------------------------------------------------------------------------------------- */

static void test_standard_input(void)
{
    static const struct {
        const char *file;
        const char *want[2];
    } rows[] = {
        { "testdata/demo/certificates/vpn01.cer", { "vpn01 @0 DER" } },
        { CONTAINERS "texts/utf-16be-mark.cer", { "vpn01 @2:1 PEM" } },
        { CONTAINERS "powershell/base64-7.json", { "vpn01 @4:2 JSON key=present name=VPN 🔑" MY_PATH } },
    };
    struct heard heard = { 0 };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (int keep = 0; keep < 2; keep++) {
            listen_standard_input(&heard, test_path(rows[i].file), keep);
            check_heard(rows[i].file, &heard, rows[i].want, COUNT_OF(rows[i].want));
        }
    /* More than 16 MiB: JSON is taken whole, a text is streamed. */
    struct buf text = { 0 };
    struct span json = test_file(test_path(CONTAINERS "powershell/base64-7.json"));
    buf_char(&text, '[');
    while (text.length < READ_LIMIT_CERTIFICATE) {
        buf_add(&text, (struct span){ json.data + 1, json.length - 3 });
        buf_char(&text, ',');
    }
    text.data[text.length - 1] = ']';
    const char *path = write_scratch("large.json", buf_span(&text));
    listen_standard_input(&heard, path, false);
    CHECK_INT("JSON of 16 MiB", heard.failures, 0);
    CHECK("JSON of 16 MiB", heard.objects > 5000);
    size_t objects = heard.objects;
    buf_free(&heard.text);
    listen(&heard, path, NULL, false);
    CHECK_INT("JSON of 16 MiB in a file", heard.objects, objects);
    buf_free(&heard.text);
    buf_free(&text);
    scratch_path("large.json");
}

/* -- kinds ---------------------------------------------------------------------------------------------------------- */

static void test_kinds(void)
{
    bool refused = false;
    CHECK("there are some", read_kind_count() > 20);
    for (size_t i = 0; i < read_kind_count(); i++) {
        const struct read_kind *kind = read_kind_at(i);
        CHECK(kind->name, kind->name[0] && kind->help[0]);
        CHECK(kind->name, !refused || !kind->read); /* those that are refused come last */
        refused = !kind->read;
        for (size_t j = 0; j < i; j++)
            CHECK(kind->name, strcmp(kind->name, read_kind_at(j)->name) != 0);
    }
    CHECK("the end", read_kind_at(read_kind_count()) == NULL);
}

/* Files that Windows wrote; how many certificates openssl finds in each. */
static void test_real(void)
{
    static const struct {
        const char *file;
        size_t certificates;
    } rows[] = {
        { "My.pfx", 1 },
        { "certchain.p7b", 3 },
        { "contoso.com.cer", 1 },
        { "contoso.com.p7b", 2 },
        { "contoso.com.pfx", 2 },
        { "testclient1_at_contoso.com.cer", 1 },
        { "testclient1_at_contoso.com.p7b", 2 },
        { "testclient1_at_contoso.com.pfx", 2 },
        { "testclienteku.contoso.com.cer", 1 },
        { "testclienteku.contoso.com.p7b", 2 },
        { "testclienteku.contoso.com.pfx", 2 },
        { "testnoeku.contoso.com.cer", 1 },
        { "testnoeku.contoso.com.p7b", 2 },
        { "testnoeku.contoso.com.pfx", 2 },
        { "testselfsignedservereku.contoso.com.cer", 1 },
        { "testselfsignedservereku.contoso.com.p7b", 1 },
        { "testselfsignedservereku.contoso.com.pfx", 1 },
        { "testservereku.contoso.com.cer", 1 },
        { "testservereku.contoso.com.p7b", 2 },
        { "testservereku.contoso.com.pfx", 2 },
    };
    static const char *const passwords[] = { "testcertificate", "12345" };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *path = shared_path(arena_format(test_arena(), "real/%s", rows[i].file));
        struct heard heard = { 0 };
        struct read_sink sink = { &heard, take_object, take_failure, NULL, NULL };
        if (!path)
            continue;
        struct reader *reader =
            reader_new(&(struct read_options){ .passwords = passwords, .password_count = 2 });
        reader_read(reader, path, &sink);
        reader_free(reader);
        CHECK_INT(rows[i].file, heard.objects, rows[i].certificates);
        CHECK_TEXT(rows[i].file, heard.failures ? heard.text.data : "", "");
        if (strstr(rows[i].file, ".pfx")) /* the leaf stands first, and has the key */
            CHECK(rows[i].file,
                  heard.text.data && strstr(heard.text.data, "key=present provider=Microsoft "));
        buf_free(&heard.text);
    }
}

/* -- one certificate, one report ------------------------------------------------------------------------------------ */

/* The report on one file without what may differ: where the object stands. */
static const char *report_without_place(const char *path)
{
    static const char *const may_differ[] = { "source", "offset", "line", "index" };
    struct cli_result got = CLI("lint", "--at", "2026-06-01T00:00:00Z", "--format", "json", "--password-file",
                                cli_file("password", PASSWORD "\n"), path);
    json_t *report = json_loads(got.out, 0, NULL);
    json_t *object = json_array_get(json_object_get(report, "objects"), 0);
    CHECK_INT(path, json_array_size(json_object_get(report, "objects")), 1);
    for (size_t i = 0; i < COUNT_OF(may_differ); i++)
        json_object_del(object, may_differ[i]);
    json_object_del(json_array_get(json_object_get(object, "path"), 0), "source"); /* the leaf itself */
    char *text = json_dumps(report, JSON_INDENT(1) | JSON_SORT_KEYS);
    const char *copy = arena_text(test_arena(), text ? text : "");
    free(text);
    json_decref(report);
    return copy;
}

static void test_one_report(void)
{
    static const char *const ways[] = {
        "testdata/demo/certificates/vpn01.cer",
        CONTAINERS "texts/utf-16le-mark.cer",
        CONTAINERS "texts/mail.eml",
        CONTAINERS "texts/time-stamps.log",
        CONTAINERS "texts/bare-base64.txt",
        CONTAINERS "pkcs7/zeros-behind.p7b",
        CONTAINERS "pkcs7/signed.p7s",
        CONTAINERS "pkcs12/without-mac.pfx",
        CONTAINERS "pkcs12/pieces.pfx",
        CONTAINERS "powershell/raw-data-alone.json",
        CONTAINERS "powershell/pem-inside.json",
        CONTAINERS "nested/eight.pem",
        CONTAINERS "nested/pkcs7-in-pkcs7.p7b",
    };
    const char *first = report_without_place(test_path(ways[0]));
    for (size_t i = 1; i < COUNT_OF(ways); i++)
        CLI_CHECK_LINES(ways[i], report_without_place(test_path(ways[i])), first);
}

CU_TestInfo read_tests[] = {
    { "base64", test_base64 },
    { "PEM", test_pem },
    { "many complaints", test_many_complaints },
    { "files", test_files },
    { "many in one", test_many },
    { "passwords", test_passwords },
    { "asking for passwords", test_asking },
    { "listing of a store", test_listing },
    { "broken", test_broken },
    { "cut anywhere", test_cut_anywhere },
    { "paths", test_paths },
    { "pipes", test_pipes },
    { "unreadable", test_unreadable },
    { "limits", test_limits },
    { "standard input", test_standard_input },
    { "kinds", test_kinds },
    { "real files", test_real },
    { "one report", test_one_report },
    CU_TEST_INFO_NULL,
};
