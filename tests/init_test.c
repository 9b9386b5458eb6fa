/* `ikelint predict --init`: which file of a folder fills which key, and that what is written loads, whatever files are
 * called. */
#include <jansson.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/cli.h"
#include "util/buf.h"
#include "util/platform.h"

#define AT        "--at", "2026-06-01T00:00:00Z"
#define FILES     "testdata/predict/files/"
#define SERVER    FILES "server.sst"
#define DEVICE    FILES "device.sst"
#define PROTECTED "testdata/store/with-password/my.pfx"
#define EXPORTS   "testdata/predict/exports"
#define LAPTOP    EXPORTS "/laptop-042.corp.contoso.com/"

enum { FILES_MAX = 12 };

struct made {
    const char *path, *source; /* source: below the source tree, two joined by '|'; NULL: some text */
};

/* What stands at the path, and below; links are not followed, because removing them succeeds. */
static void remove_all(const char *path)
{
    const char **names, *error;
    size_t count;
    if (remove(path) == 0 || !platform_list(path, &names, &count, &error, test_arena()))
        return;
    for (size_t i = 0; i < count; i++)
        remove_all(arena_format(test_arena(), "%s/%s", path, names[i]));
    remove(path);
}

/* An empty folder. */
static const char *fresh_folder(const char *name)
{
    const char *folder = cli_scratch(name);
    remove_all(folder);
    CHECK(name, mkdir(folder, 0777) == 0);
    return folder;
}

/* The folders on the way are made, too. */
static void make_file(const char *folder, const struct made *made)
{
    char *path = arena_format(test_arena(), "%s/%s", folder, made->path);
    for (char *at = path + strlen(folder) + 1; (at = strchr(at, '/')) != NULL; at++) {
        *at = 0;
        mkdir(path, 0777);
        *at = '/';
    }
    const char *source = made->source ? made->source : "", *bar = strchr(source, '|');
    struct buf bytes = { 0 };
    if (!made->source)
        buf_text(&bytes, "Notes of the administrator\n");
    if (bar)
        buf_add(&bytes,
                test_file(test_path(arena_format(test_arena(), "%.*s", (int)(bar - source), source))));
    if (made->source)
        buf_add(&bytes, test_file(test_path(bar ? bar + 1 : source)));
    CHECK(made->path, cli_write(path, buf_span(&bytes)));
    buf_free(&bytes);
}

static const char *file_of(const char *folder)
{
    return arena_text_of_span(test_arena(),
                              test_file(arena_format(test_arena(), "%s/deployment.yaml", folder)));
}

/* It loads, and all that it names can be read. */
static void check_loads(const char *row, const char *path)
{
    struct cli_result result = CLI("predict", AT, "--fail-on", "never", path);
    CHECK_SAYING(row, result.code == 0, "%d: %s", result.code, result.err);
}

static const struct {
    const char *name;
    struct made files[FILES_MAX];
    const char *says[5]; /* in the file */
} rows[] = {
    { "a folder a machine",
      { { "vpn01/my.sst", SERVER },
        { "laptop-042/My.sst", DEVICE },
        { "pki/root.cer", EXPORTS "/pki/contoso-root.cer" },
        { "pki/issuing.pem", FILES "ca.pem" },
        { "pki/ca.crl", FILES "ca.crl" } },
      { "servers:\n  - name: vpn01  # by the usages of its certificates, a server\n    stores:\n      my: "
        "vpn01/my.sst  # 1 certificate, 1 with its private key\n",
        "devices:\n  - name: laptop-042  # by the usages of its certificates, a device\n    stores:\n      "
        "my: "
        "laptop-042/My.sst  #",
        "pki:\n  roots: pki/root.cer  # 1 certificate\n  intermediates: pki/issuing.pem  # 1 certificate\n  "
        "crls: "
        "pki/ca.crl  # 1 CRL\n" } },
    { "folders in it",
      { { "all/vpn01/stores/my/one.sst", SERVER },
        { "all/vpn01/stores/root/root.pem", FILES "root.pem" },
        { "all/vpn01/certificates/ca.pem", FILES "ca.pem" } },
      { "  - name: vpn01  #", "      my: all/vpn01/stores/my/one.sst  #",
        "      root: all/vpn01/stores/root/root.pem  #", "      ca: all/vpn01/certificates/ca.pem  #" } },
    { "the NPS by its name, one of two",
      { { "vpn01/my.sst", SERVER },
        { "NPS/my.sst", FILES "nps.sst" },
        { "NPS/windows.json", EXPORTS "/vpn01.corp.contoso.com/windows.json" },
        { "nps02/my.sst", FILES "nps.sst" },
        { "npsilon/my.sst", DEVICE } },
      { "servers:\n  - name: vpn01  #", "devices:\n  - name: npsilon  #",
        "nps:\n  name: NPS  # by its name, the NPS\n  stores:\n    my: NPS/my.sst  # 1 certificate, 1 with "
        "its "
        "private key\n\n",
        "#   NPS/windows.json: of the NPS its certificate stores are all that counts\n",
        "#   nps02/my.sst: another NPS: a deployment file has one; predict each with a file of its own\n" } },
    { "a ProfileXML in a device's folder",
      { { "vpn01/my.sst", SERVER },
        { "vpn01/profiles/VPN_Profile.xml", EXPORTS "/laptop-042.corp.contoso.com/ProfileXML-1.xml" },
        { "laptop-1/my.sst", DEVICE },
        { "laptop-1/VPN_Profile.xml", EXPORTS "/laptop-042.corp.contoso.com/ProfileXML-1.xml" },
        { "laptop-2/my.sst", DEVICE },
        { "laptop-2/xml/VPN.xml", EXPORTS "/laptop-042.corp.contoso.com/ProfileXML-1.xml" } },
      { "    profile: laptop-1/VPN_Profile.xml  # 1 VPN connection\n",
        "    profile: laptop-2/xml/VPN.xml  # 1 VPN connection\n" } },
    { "the user's certificates in a device's folder",
      { { "vpn01/my.sst", SERVER },
        { "laptop-1/my.sst", DEVICE },
        { "laptop-1/user-my.sst", FILES "user.sst" },
        { "laptop-2/my.sst", DEVICE },
        { "laptop-2/CurrentUser.sst", FILES "user.sst" },
        { "user-my.sst", FILES "user.sst" } },
      { "    user_certificates: laptop-1/user-my.sst  # 1 certificate, 1 with its private key\n",
        "    user_certificates: laptop-2/CurrentUser.sst  # 1 certificate, 1 with its private key\n",
        "#   user-my.sst: a user's certificates: put the file into the folder of the user's device\n" } },
    { "the host's name in front",
      { { "RasData/vpn01_my.sst", SERVER },
        { "RasData/vpn01_root.pem", FILES "root.pem" },
        { "RasData/vpn02_my.sst", SERVER },
        { "contoso_root.pem", FILES "other-root.pem" } },
      { "  - name: vpn01  #", "      my: RasData/vpn01_my.sst  #", "      root: RasData/vpn01_root.pem  #",
        "  - name: vpn02  #", "  roots: contoso_root.pem  #" } },
    { "files called as their machines",
      { { "laptops/laptop-001.sst", DEVICE },
        { "laptops/laptop-002.sst", DEVICE },
        { "root.pem", FILES "root.pem" } },
      { "  - name: laptop-001  #", "      my: laptops/laptop-001.sst  #", "  - name: laptop-002  #",
        "  roots: root.pem  #" } },
    { "the folder is the machine",
      { { "my.sst", SERVER }, { "root.pem", FILES "root.pem" }, { "pki/ca.crl", FILES "ca.crl" } },
      { "  - name: init-the-machine  #", "      my: my.sst  #", "      root: root.pem  #",
        "  crls: pki/ca.crl" } },
    { "all stores in one export",
      { { "vpn01/all.json", "testdata/store/machine.json" } },
      { "      my: vpn01/all.json  # 1 certificate, 1 with its private key\n      root: vpn01/all.json  # 1 "
        "certificate\n",
        "      ca: vpn01/all.json  # 1 certificate\n" } },
    { "a count for each store",
      { { "vpn01/my.sst", SERVER }, { "pc-20/stores.reg", "testdata/store/empty-my.reg" } },
      { "      my: pc-20/stores.reg  # empty\n      root: pc-20/stores.reg  # 1 certificate\n      ca: "
        "pc-20/stores.reg  # 3 certificates\n      disallowed: pc-20/stores.reg  # empty\n" } },
    { "a certificate without its private key, among others",
      { { "pc-20/stores.reg", "testdata/store/device-without-key.reg" } },
      { "      my: pc-20/stores.reg  # 1 certificate, none with its private key\n      root: "
        "pc-20/stores.reg  # 1 certificate\n" } },
    { "an empty store",
      { { "vpn01/my.sst", SERVER }, { "vpn01/disallowed.sst", FILES "empty.sst" } },
      { "      disallowed: vpn01/disallowed.sst  # empty\n" } },
    { "two machines of one name",
      { { "new/vpn01/my.sst", SERVER }, { "old/vpn01/my.sst", SERVER } },
      { "  - name: vpn01  #", "      my: new/vpn01/my.sst", "  - name: \"vpn01 (old/vpn01)\"  #",
        "      my: old/vpn01/my.sst" } },
    { "a list twice",
      { { "vpn01/my.sst", SERVER }, { "a.crl", FILES "ca.crl" }, { "b.crl", FILES "ca.crl" } },
      { "  crls: a.crl", "#   b.crl: another file holds the same\n" } },
    { "roots and others in one file give no trust",
      { { "vpn01/my.sst", SERVER }, { "pki/chain.pem", FILES "root.pem|" FILES "ca.pem" } },
      { "  intermediates: pki/chain.pem  # ", "its roots are not taken as trusted",
        "# wanted: roots: the root certificates that all machines are given" } },
    { "certificates of nobody",
      { { "vpn01/my.sst", SERVER },
        { "a/b.pem", FILES "device.pem" },
        { "vpn01/x.pem", FILES "other-root.pem" } },
      { "#   a/b.pem: nothing says whose certificate this is",
        "#   vpn01/x.pem: certificates of CAs of which nothing says the store" } },
    { "what is not used",
      { { "vpn01/my.sst", SERVER },
        { "notes.txt", NULL },
        { "template.json", "testdata/templates/sample/device-good.json" },
        { "a\nname: x", NULL } },
      { "#   notes.txt: no certificate, CRL or request found", "#   template.json: certificate templates",
        "#   a\\x0Aname: x: no certificate" } },
    { "what is wanted",
      { { "vpn01/my.sst", SERVER }, { "laptop/my.sst", DEVICE } },
      { "# wanted: server_name: ", "# wanted: crls: ",
        "    # wanted: auth_protocol: Get-VpnAuthProtocol | Export-Clixml",
        "    # wanted: profile: its ProfileXML" } },
    { "what Get-RrasConfiguration.ps1 writes",
      { { "RasData/vpn01_authconfig.txt", "testdata/settings/RasData/vpn1_authconfig.txt" },
        { "RasData/vpn01_ikev2revocation.txt", "testdata/settings/RasData/vpn1_ikev2revocation.txt" },
        { "RasData/vpn01_systemconfig.txt", "testdata/settings/RasData/vpn1_systemconfig.txt" },
        { "RasData/vpn01_certificates.txt", "testdata/settings/RasData/vpn1_certificates.txt" },
        { "vpn01.corp.contoso.com/my.sst", SERVER } }, /* the same machine, by another name */
      { "servers:\n  - name: vpn01.corp.contoso.com\n    stores:\n      my: vpn01.corp.contoso.com/my.sst  #",
        "    auth_protocol: RasData/vpn01_authconfig.txt  #",
        "    cert_auth_flags: RasData/vpn01_ikev2revocation.txt  #",
        "    os: RasData/vpn01_systemconfig.txt  # the build of Windows, without UBR\n    # wanted: os: reg "
        "export",
        "#   RasData/vpn01_certificates.txt: " } },
    { "the file that says more",
      { { "vpn01/my.sst", SERVER },
        { "vpn01/a.txt", "testdata/settings/RasData/vpn1_systemconfig.txt" },
        { "vpn01/b.json", EXPORTS "/vpn01.corp.contoso.com/windows.json" },
        { "vpn01/c.txt", "testdata/settings/good/banner.txt" } },
      { "    os: vpn01/b.json  # the build of Windows\n",
        "#   vpn01/a.txt: another file of this machine says more",
        "#   vpn01/c.txt: os of vpn01 is taken from vpn01/b.json" } },
    { "one profile for all devices",
      { { "laptop-1/my.sst", DEVICE },
        { "laptop-2/my.sst", DEVICE },
        { "laptop-3/my.sst", DEVICE },
        { "laptop-3/rasphone.pbk", EXPORTS "/laptop-042.corp.contoso.com/rasphone.pbk" },
        { "profiles/all.xml", EXPORTS "/laptop-042.corp.contoso.com/ProfileXML-1.xml" } },
      { "server_name: vpn.contoso.com  # what the connections dial\n",
        "  - name: laptop-1  # by the usages of its certificates, a device\n    stores:\n      my: "
        "laptop-1/my.sst  # 1 certificate, 1 with its private "
        "key\n    profile: "
        "profiles/all.xml  # 1 VPN connection\n",
        "      my: laptop-3/my.sst  # 1 certificate, 1 with its private key\n    phonebook: "
        "laptop-3/rasphone.pbk  #" } },
    { "a single certificate in a machine's folder",
      { { "vpn01/auth.xml", EXPORTS "/vpn01.corp.contoso.com/auth-protocol.xml" },
        { "vpn01/server.pem", FILES "server.pem" } },
      { "      my: vpn01/server.pem  # 1 certificate; taken for its Personal store\n" } },
    { "a server with a phone book",
      { { "vpn01/auth.xml", EXPORTS "/vpn01.corp.contoso.com/auth-protocol.xml" },
        { "vpn01/rasphone.pbk", EXPORTS "/laptop-042.corp.contoso.com/rasphone.pbk" } },
      { "#   vpn01/rasphone.pbk: connections and users of a machine that is a server" } },
    { "a user's store beside the machine's",
      { { "laptop/my.sst", DEVICE }, { "laptop/user.reg", "testdata/store/user-only.reg" } },
      { "    user_certificates: laptop/user.reg  # 1 certificate, 1 with its private key\n" } },
    { "stores as certlm.msc calls them",
      { { "vpn01/Personal/one.sst", SERVER },
        { "vpn01/Trusted Root Certification Authorities/root.pem", FILES "root.pem" },
        { "vpn01/Intermediate Certification Authorities.p7b", FILES "ca.pem" } },
      { "  - name: vpn01  #", "      my: vpn01/Personal/one.sst  #",
        "      root: \"vpn01/Trusted Root Certification Authorities/root.pem\"  #",
        "      ca: \"vpn01/Intermediate Certification Authorities.p7b\"  #" } },
    { "a store that is broken in part",
      { { "vpn01/my.pem", FILES "server.pem|testdata/hostile/garbled-then-good.pem" } },
      { "      my: vpn01/my.pem  # ", "; not all can be read: " } },
    { "one device beside a server, in one folder",
      { { "vpn01_my.sst", SERVER },
        { "vpn01_authconfig.txt", "testdata/settings/RasData/vpn1_authconfig.txt" },
        { "laptop-001.sst", DEVICE },
        { "root.cer", FILES "root.pem" } },
      { "  roots: root.cer  # 1 certificate\n",
        "  - name: laptop-001  # by the usages of its certificates, a device\n    stores:\n      my: "
        "laptop-001.sst  #" } },
    { "a machine's Root store is its own, without a Personal one",
      { { "vpn01/my.sst", SERVER },
        { "pc-30/Root.json", LAPTOP "Root.json" },
        { "pki/root.crt", FILES "root.pem" } },
      { "pki:\n  roots: pki/root.crt  # 1 certificate\n",
        "  - name: pc-30  # nothing says whether it is a server or a device\n    stores:\n      root: "
        "pc-30/Root.json  # ",
        "    # wanted: stores: my: " } },
    { "an empty Personal store in the export of all",
      { { "vpn01/my.sst", SERVER },
        { "pc-20/stores.reg", "testdata/store/empty-my.reg" },
        { "pki/root.crt", FILES "root.pem" } },
      { "  roots: pki/root.crt  #",
        "  - name: pc-20  # nothing says whether it is a server or a device\n    stores:\n      my: "
        "pc-20/stores.reg  #",
        "      root: pc-20/stores.reg  #", "      ca: pc-20/stores.reg  #" } },
    { "an export of all but the Personal store",
      { { "vpn01/my.sst", SERVER }, { "pc-20/stores.reg", "testdata/store/nothing-in-my.reg" } },
      { "  - name: pc-20  # nothing says whether it is a server or a device\n    stores:\n      root: "
        "pc-20/stores.reg  #",
        "# wanted: stores: my: " } },
    { "a machine's store beside the machines",
      { { "vpn01/my.sst", SERVER }, { "Root.json", LAPTOP "Root.json" } },
      { "# wanted: roots: ", "#   Root.json: a store of one machine, as it says itself" } },
    { "a store further inside a machine's folder",
      { { "vpn01/my.sst", SERVER }, { "vpn01/more/Root.json", LAPTOP "Root.json" } },
      { "      my: vpn01/my.sst  # 1 certificate, 1 with its private key\n      root: vpn01/more/Root.json  "
        "#",
        "devices: []" } },
    { "whole stores that only their names tell",
      { { "vpn01/my.sst", SERVER },
        { "pc-1/root.sst", "testdata/store/root-of-nowhere.sst" },
        { "pc-2/root.p7b", "testdata/store/root-of-nowhere.p7b" },
        { "pki/root.sst", "testdata/store/root-of-nowhere.sst" } },
      { "  roots: pki/root.sst  #", "      root: pc-1/root.sst  #", "      root: pc-2/root.p7b  #" } },
    { "whole stores with a machine's name in front",
      { { "vpn01_my.sst", SERVER },
        { "pc-30_root.sst", "testdata/store/root-of-nowhere.sst" },
        { "contoso_root.pem", FILES "root.pem" },
        { "fabrikam_root.p7b", "testdata/store/root-of-nowhere.p7b" } },
      { "  roots:\n    - contoso_root.pem  # 1 certificate\n    - fabrikam_root.p7b  # 1 certificate\n  #",
        "  - name: pc-30  #", "      root: pc-30_root.sst  #" } },
    { "a user's store alone",
      { { "vpn01/my.sst", SERVER }, { "laptop/user.reg", "testdata/store/user-only.reg" } },
      { "  - name: laptop  #", "    user_certificates: laptop/user.reg  #" } },
    { "a store that cannot be read is still a machine's",
      { { "vpn01/my.sst", SERVER },
        { "pc-1/my.pfx", PROTECTED },
        { "pc-2/any.pfx", PROTECTED },
        { "pc-3/My.json", NULL },
        { "pki/ca.pfx", PROTECTED } },
      { "  - name: pc-1  # nothing says whether it is a server or a device\n    # wanted: stores: my: a file "
        "of it could not be read: PKCS#12 that needs a password: give --password-file with the password in "
        "a line\n    # wanted: profile: ",
        "  - name: pc-2  # nothing says whether it is a server or a device\n    # wanted: stores: my: a file "
        "of it could not be read: PKCS#12 that",
        "  - name: pc-3  # nothing says whether it is a server or a device\n    # wanted: stores: my: a file "
        "of it could not be read: no certificate",
        "#   pc-2/any.pfx: PKCS#12 that needs a password", "#   pki/ca.pfx: PKCS#12 that" } },
    { "files that cannot be read, called as their machines",
      { { "vpn01/my.sst", SERVER }, { "laptops/pc-1.pfx", PROTECTED }, { "laptops/pc-2.sst", DEVICE } },
      { "  - name: pc-1  # nothing says whether it is a server or a device\n    # wanted: stores: my: a "
        "file ",
        "  - name: pc-2  #" } },
    { "connections of nobody beside the machines",
      { { "vpn01_my.sst", SERVER },
        { "laptop-001.sst", DEVICE },
        { "vpn-connections.xml", LAPTOP "vpn-connections.xml" },
        { "root.cer", FILES "root.pem" },
        { "ca.cer", FILES "ca.pem" } },
      { "pki:\n  roots: root.cer  #", "  intermediates: ca.cer  #",
        "devices:\n  - name: laptop-001  # by the usages of its certificates, a device\n    stores:\n      "
        "my: "
        "laptop-001.sst  # 1 certificate, 1 with its private key; taken for its Personal store\n    # "
        "wanted: "
        "profile",
        "#   vpn-connections.xml: nothing says whose connections these are" } },
    { "those and a profile",
      { { "vpn01_my.sst", SERVER },
        { "laptop-001.sst", DEVICE },
        { "vpn-connections.xml", LAPTOP "vpn-connections.xml" },
        { "all.xml", LAPTOP "ProfileXML-1.xml" } },
      { "    profile: all.xml  #", "#   vpn-connections.xml: nothing says whose" } },
    { "settings of the top beside machines",
      { { "laptop-1/my.sst", DEVICE },
        { "auth-protocol.xml", EXPORTS "/vpn01.corp.contoso.com/auth-protocol.xml" },
        { "root.cer", FILES "root.pem" } },
      { "  roots: root.cer  #", "    auth_protocol: auth-protocol.xml  #", "  - name: laptop-1  #" } },
    { "a Personal store beside machines, by another name",
      { { "laptop-1/my.sst", DEVICE }, { "pc-7.reg", "testdata/store/empty-my.reg" } },
      { "  - name: laptop-1  #", "  - name: pc-7  #", "      my: pc-7.reg  #" } },
    { "connections without a machine are the folder's",
      { { "vpn-connections.xml", LAPTOP "vpn-connections.xml" }, { "root.cer", FILES "root.pem" } },
      { "      root: root.cer  #", "    vpn_connection: vpn-connections.xml  #" } },
    { "a command to copy is whole",
      { { "vpn01/my.sst", SERVER }, { "laptop/ras.evtx", "testdata/events/bad/log.evtx" } },
      { "/q:\"*[System[Provider[@Name='RasClient']]]\" /f:xml /e:Events" } },
    { "no device",
      { { "vpn01/my.sst", SERVER } },
      { "devices: []\n# wanted: what Export-IkelintInventory.ps1 writes" } },
};

static void folders(void)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *folder = fresh_folder(strcmp(rows[i].name, "the folder is the machine") == 0
                                              ? "init-the-machine"
                                              : arena_format(test_arena(), "init-%zu", i));
        for (size_t k = 0; k < FILES_MAX && rows[i].files[k].path; k++)
            make_file(folder, &rows[i].files[k]);
        struct cli_result result = CLI("predict", "--init", folder);
        if (!CHECK_SAYING(rows[i].name, result.code == 0, "%d: %s", result.code, result.err))
            continue;
        const char *text = file_of(folder);
        for (size_t k = 0; k < COUNT_OF(rows[i].says) && rows[i].says[k]; k++)
            CHECK_SAYING(rows[i].name, strstr(text, rows[i].says[k]) != NULL, "'%s' is not in: %s",
                         rows[i].says[k], text);
        if (strstr(text, "not all can be read") == NULL)
            check_loads(rows[i].name, arena_format(test_arena(), "%s/deployment.yaml", folder));
    }
}

/* Whether the report has a connection of this device whose choice is known. */
static bool has_device(const char *report, const char *name)
{
    json_t *json = json_loads(report, 0, NULL), *connection;
    size_t i;
    bool found = false;
    json_array_foreach(json_object_get(json, "connections"), i, connection)
    {
        const char *device = json_string_value(json_object_get(connection, "device"));
        const json_t *step = json_array_get(json_object_get(connection, "steps"), 1);
        found |= device && strcmp(device, name) == 0 && json_is_string(json_object_get(step, "certificate"));
    }
    json_decref(json);
    return found;
}

/* Names that YAML, a shell or a terminal would take for something else. */
static void hostile_names(void)
{
    static const char *const names[] = {
        "a b",
        " a",
        "a ",
        "it's",
        "\"quoted\"",
        "a: b",
        "a #b",
        "#a",
        "- a",
        "-",
        "--help",
        "null",
        "true",
        "~",
        "0421",
        "1e3",
        "[a]",
        "{a}",
        "&a",
        "!a",
        "%a",
        "@a",
        "`a`",
        "a\\b",
        "\\",
        "a\tb",
        "a,b",
        "|",
        ">",

        "K\xC3\xB6ln",
        "\xE6\x9D\xB1\xE4\xBA\xAC",
        "=",
        "2026-06-01",
        "a\xE2\x80\xA8z",
        "\xF0\x9F\x92\xBB",
        "none",
        "none.",
        "C:",
        "$HOME",
        "%USERNAME%",
    };
    const char *folder = fresh_folder("init-names");
    make_file(folder, &(struct made){ "vpn01/my.sst", SERVER });
    make_file(folder, &(struct made){ "root.pem", FILES "root.pem" });
    make_file(folder, &(struct made){ "ca.pem", FILES "ca.pem" });
    for (size_t i = 0; i < COUNT_OF(names); i++)
        make_file(folder, &(struct made){ arena_format(test_arena(), "%s/my.sst", names[i]), DEVICE });
    struct cli_result result = CLI("predict", "--init", folder);
    CHECK_SAYING("written", result.code == 0, "%s", result.err);
    const char *path = arena_format(test_arena(), "%s/deployment.yaml", folder);
    result = CLI("predict", AT, "--fail-on", "never", "--format", "json", path);
    CHECK_SAYING("loads", result.code == 0, "%s", result.err);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        CHECK_SAYING(names[i], has_device(result.out, names[i]), "not in %s", path);
}

/* Names that a deployment file cannot say are said, and left out. */
static void unsayable_names(void)
{
    static const char *const names[] = { "a*b", "a?b", "\xFF\xFE" };
    const char *folder = fresh_folder("init-unsayable");
    make_file(folder, &(struct made){ "vpn01/my.sst", SERVER });
    make_file(folder, &(struct made){ "-", FILES "ca.crl" }); /* not standard input */
    for (size_t i = 0; i < COUNT_OF(names); i++)
        make_file(folder, &(struct made){ arena_format(test_arena(), "%s/my.sst", names[i]), DEVICE });
    struct cli_result result = cli_result_in(folder, (const char *const[]){ "predict", "--init", ".", NULL });
    CHECK_SAYING("written", result.code == 0, "%s", result.err);
    const char *text = file_of(folder);
    CHECK_SAYING("*", strstr(text, "#   a*b/my.sst: its name has * or ?") != NULL, "%s", text);
    CHECK_SAYING("?", strstr(text, "#   a?b/my.sst: its name has * or ?") != NULL, "%s", text);
    CHECK_SAYING("octets", strstr(text, "#   \\xFF\\xFE/my.sst: its name is no UTF-8") != NULL, "%s", text);
    CHECK_SAYING("no device", strstr(text, "devices: []") != NULL, "%s", text);
    CHECK_SAYING("-", strstr(text, "  crls: \"./-\"") != NULL || strstr(text, "  crls: ./-  #") != NULL, "%s",
                 text);
    result = cli_result_in(folder, (const char *const[]){ "predict", AT, "deployment.yaml", NULL });
    CHECK_SAYING("loads", result.code == 0, "%s", result.err);
}

/* Links, pipes, folders without end. */
static void odd_files(void)
{
    const char *folder = fresh_folder("init-odd");
    make_file(folder, &(struct made){ "vpn01/my.sst", SERVER });
    CHECK("loop", symlink("..", arena_format(test_arena(), "%s/vpn01/loop", folder)) == 0);
    CHECK("nowhere", symlink("gone", arena_format(test_arena(), "%s/vpn01/nowhere", folder)) == 0);
    CHECK("pipe", mkfifo(arena_format(test_arena(), "%s/vpn01/pipe", folder), 0666) == 0);
    CHECK("hidden", mkdir(arena_format(test_arena(), "%s/.git", folder), 0777) == 0);
    make_file(folder, &(struct made){ ".git/my.sst", DEVICE });
    const char *closed = arena_format(test_arena(), "%s/vpn01/closed.crl", folder);
    make_file(folder, &(struct made){ "vpn01/closed.crl", FILES "ca.crl" });
    chmod(closed, 0);
    struct cli_result result = CLI("predict", "--init", folder);
    CHECK_SAYING("written", result.code == 0, "%s", result.err);
    const char *text = file_of(folder);
    CHECK_SAYING("nowhere", strstr(text, "vpn01/nowhere: cannot open") != NULL, "%s", text);
    CHECK_SAYING("pipe", strstr(text, "vpn01/pipe: a pipe in a folder") != NULL, "%s", text);
    CHECK_SAYING("hidden", strstr(text, ".git") == NULL, "%s", text);
    if (geteuid() == 0)
        check_skip("closed", "root reads every file");
    else
        CHECK_SAYING("closed", strstr(text, "#   vpn01/closed.crl: cannot read") != NULL, "%s", text);
    check_loads("loads", arena_format(test_arena(), "%s/deployment.yaml", folder));
}

static void many_machines(void)
{
    const char *folder = fresh_folder("init-many");
    make_file(folder, &(struct made){ "vpn01/my.sst", SERVER });
    for (size_t i = 0; i < 600; i++)
        make_file(folder, &(struct made){ arena_format(test_arena(), "laptop-%03zu/my.sst", i), DEVICE });
    struct cli_result result = CLI("predict", "--init", folder);
    CHECK_SAYING("written", result.code == 0, "%s", result.err);
    CHECK_SAYING("together", strstr(result.out, "\ndevice  laptop-000 and 599 more\n") != NULL, "%s",
                 result.out);
    CHECK_SAYING("short", strlen(result.out) < 4000, "%zu octets", strlen(result.out));
    check_loads("loads", arena_format(test_arena(), "%s/deployment.yaml", folder));
}

/* Where it goes, and that nothing is lost. */
static void output(void)
{
    const char *top = fresh_folder("init-output");
    make_file(top, &(struct made){ "exports/vpn01/my.sst", SERVER });
    make_file(top, &(struct made){ "plans/notes.txt", NULL });
    make_file(top, &(struct made){ "notes/notes.txt", NULL });
    static const struct {
        const char *name;
        const char *arguments[8];
        int code;
        const char *says;        /* by the program */
        const char *file, *path; /* the file, and a path in it */
    } steps[] = {
        { "in the folder",
          { "--init", "exports" },
          0,
          "wrote exports/deployment.yaml",
          "exports/deployment.yaml",
          " vpn01/my.sst" },
        { "not twice",
          { "--init", "exports/" },
          3,
          "exports/deployment.yaml is there already: --force",
          NULL,
          NULL },
        { "but when told to",
          { "--init", "exports/", "--force" },
          0,
          "wrote exports/deployment.yaml",
          NULL,
          NULL },
        { "above",
          { "--init", "exports", "--output", "vpn.yaml" },
          0,
          "wrote vpn.yaml",
          "vpn.yaml",
          " exports/vpn01/my.sst" },
        { "above, not twice",
          { "--init", "./exports", "-o", "vpn.yaml" },
          3,
          "vpn.yaml is there already",
          NULL,
          NULL },
        { "beside",
          { "--init", "./exports", "-o", "plans/vpn.yaml" },
          0,
          "wrote plans/vpn.yaml",
          "plans/vpn.yaml",
          " ../exports/vpn01/my.sst" },
        { "the current folder",
          { "--init", ".", "-o", "all.yaml" },
          0,
          "wrote all.yaml",
          "all.yaml",
          " exports/vpn01/my.sst" },
        { "no such folder", { "--init", "nothing" }, 3, "nothing: cannot open", NULL, NULL },
        { "a file", { "--init", "vpn.yaml" }, 3, "vpn.yaml: not a folder", NULL, NULL },
        { "no folder to write to",
          { "--init", "exports", "-o", "nowhere/x.yaml" },
          3,
          "nowhere/x.yaml: its folder cannot be opened: No such file or directory; make it first",
          NULL,
          NULL },
        { "a file for the folder to write to",
          { "--init", "exports", "-o", "vpn.yaml/x.yaml" },
          3,
          "vpn.yaml/x.yaml: what should be its folder is none",
          NULL,
          NULL },
        { "nothing in it", { "--init", "notes" }, 3, "nothing in it was recognised", NULL, NULL },
        { "two things asked",
          { "--init", "exports", "vpn.yaml" },
          2,
          "--init takes no deployment file",
          NULL,
          NULL },
        { "the folder stands behind another option",
          { "--init", "--force", "exports" },
          2,
          "--init wants its folder right behind it, not --force: --init FOLDER --force",
          NULL,
          NULL },
        { "another option in its place",
          { "--init", "-o", "exports" },
          2,
          "--init wants its folder right behind it, not -o",
          NULL,
          NULL },
        { "a folder that begins like an option", { "--init", "./-x" }, 3, "./-x: cannot open", NULL, NULL },
        { "no name", { "--init", "" }, 2, "--init needs the name of a folder", NULL, NULL },
    };
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        const char *arguments[10] = { "predict" };
        for (size_t k = 0; k < COUNT_OF(steps[i].arguments) && steps[i].arguments[k]; k++)
            arguments[k + 1] = steps[i].arguments[k];
        struct cli_result result = cli_result_in(top, arguments);
        CHECK_INT(steps[i].name, result.code, steps[i].code);
        CHECK_SAYING(steps[i].name, strstr(steps[i].code ? result.err : result.out, steps[i].says) != NULL,
                     "'%s' is not in: %s%s", steps[i].says, result.out, result.err);
        if (!steps[i].file)
            continue;
        const char *path = arena_format(test_arena(), "%s/%s", top, steps[i].file);
        const char *text = arena_text_of_span(test_arena(), test_file(path));
        CHECK_SAYING(steps[i].name, strstr(text, steps[i].path) != NULL, "'%s' is not in: %s", steps[i].path,
                     text);
        check_loads(steps[i].name, path);
    }
    /* Seen from the root, wherever the file is. */
    const char *absolute = arena_format(test_arena(), "%s/plans/absolute.yaml", top);
    struct cli_result result =
        CLI("predict", "--init", arena_format(test_arena(), "%s/exports", top), "-o", absolute);
    CHECK_SAYING("absolute", result.code == 0, "%s", result.err);
    check_loads("absolute", absolute);
}

/* The lines that no blank begins: the verdicts, without what is said below them. */
static const char *heads_of(const char *text)
{
    struct buf out = { 0 };
    while (*text) {
        size_t length = strcspn(text, "\n") + 1;
        if (*text != ' ')
            buf_add(&out, (struct span){ (const uint8_t *)text, length });
        text += length;
    }
    const char *heads = arena_text_of_span(test_arena(), buf_span(&out));
    buf_free(&out);
    return heads;
}

/* What the script leaves of two servers and three devices: the file, the summary, and the verdicts on it. */
static void exports(void)
{
    const char *folder = fresh_folder("init-exports"), *summary, *answers;
    struct cli_result result = CLI("predict", "--init", EXPORTS, "-o", "-");
    CHECK_INT("exports", result.code, 0);
    const char *path = arena_format(test_arena(), "%s/deployment.yaml", folder);
    const char *file = result.out;
    summary = result.err;
    result = CLI("predict", "--init", EXPORTS, "-o", path);
    CHECK_SAYING("elsewhere", result.code == 3 && strstr(result.err, "absolute path"), "%s", result.err);
    result = CLI("predict", "--init", test_path(EXPORTS), "-o", path);
    CHECK_SAYING("elsewhere", result.code == 0, "%s", result.err);
    answers = heads_of(CLI("predict", AT, path).out);
    const char *text = arena_format(test_arena(), "%s\n== what predict says of it\n\n%s", summary, answers);
    const char *want_file = test_path(EXPORTS "/deployment.yaml");
    const char *want_text = test_path("testdata/golden/predict-init.txt");
    if (cli_is_update()) {
        CHECK("file", cli_write(want_file, span_of_text(file)));
        CHECK("golden", cli_write(want_text, span_of_text(text)));
        return;
    }
    CLI_CHECK_LINES("file", file, arena_text_of_span(test_arena(), test_file(want_file)));
    CLI_CHECK_LINES("golden", text, arena_text_of_span(test_arena(), test_file(want_text)));
}

CU_TestInfo init_tests[] = {
    { "folders", folders },
    { "hostile names", hostile_names },
    { "names that cannot be said", unsayable_names },
    { "links, pipes", odd_files },
    { "many machines", many_machines },
    { "where it is written", output },
    { "what the script exports", exports },
    CU_TEST_INFO_NULL,
};
