/* VPN connections in every form: each row is a file of testdata/connections, and what is read of it. "name @line" begins
 * an object, and its settings follow as fact=value:line; "! @line" is a failure. What is known to be unset is counted. */
#include "facts/facts.h"
#include "pki/settings.h"
#include "read/read.h"
#include "tests/asking.h"
#include "tests/check.h"
#include "util/texts.h"

enum { ITEMS = 6, SHOWN = 110 /* octets of a complaint */ };

struct gathering {
    struct texts items;
    const char *kind;
};

static void add_item(struct gathering *gathering, struct buf *text)
{
    *VEC_ADD(test_arena(), &gathering->items) = arena_text(test_arena(), text->data);
    buf_free(text);
}

static void take_object(void *context, const struct object *object)
{
    struct scene scene;
    struct buf text = { 0 };
    size_t unset = 0;
    scene_build(test_arena(), object, NULL, NULL, 0, &scene);
    buf_format(&text, "%s @%u", object_label(test_arena(), object), object->line);
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = &object->settings->items[i];
        const char *name = setting_row((enum setting_id)i)->name;
        unset += setting->state == SETTING_UNSET;
        if (setting->state == SETTING_UNREADABLE)
            buf_format(&text, " %s:%u?", name + strlen("profile."), setting->line);
        if (setting->state != SETTING_SET)
            continue;
        buf_format(&text, " %s:%u=", name + strlen("profile."), setting->line);
        value_print(&text, fact_value(&scene, scene_leaf(&scene), fact_find(span_of_text(name))));
    }
    buf_format(&text, " unset %zu", unset);
    add_item(context, &text);
}

static void take_failure(void *context, const struct read_failure *failure)
{
    struct buf text = { 0 };
    buf_format(&text, "! @%u %.*s", failure->line, SHOWN, failure->error);
    add_item(context, &text);
}

static void take_kind(void *context, const char *path, const char *kind)
{
    (void)path;
    ((struct gathering *)context)->kind = arena_text(test_arena(), kind);
}

static struct gathering gather(const char *path)
{
    struct gathering gathering = { 0 };
    const struct read_options options = { 0 };
    const struct read_sink sink = {
        .context = &gathering, .object = take_object, .failure = take_failure, .kind = take_kind
    };
    struct reader *reader = reader_new(&options);
    reader_read(reader, path, &sink);
    reader_free(reader);
    return gathering;
}

struct row {
    const char *file, *kind, *want[ITEMS];
};

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *path = test_path(arena_format(test_arena(), "testdata/connections/%s", rows[i].file));
        struct gathering found = gather(path);
        CHECK_TEXT(rows[i].file, found.kind, rows[i].kind);
        for (size_t j = 0; j < ITEMS; j++)
            CHECK_TEXT(rows[i].file, j < found.items.count ? found.items.items[j] : NULL, rows[i].want[j]);
    }
}

static void test_good(void)
{
    static const struct row rows[] = {
        { "good/ansi.pbk",
          "phone book (rasphone.pbk), ANSI (taken for Windows-1252)",
          {
              "Büro @1 servers:23=vpn.contoso.com protocol:5=IKEv2 auth_restrictions:8=2048 "
              "eku_filter_count:10=0 uses_machine_root:11=false disable_ike_name_eku_check:9=false "
              "disable_ikev2_fragmentation:12=false unset 12",
          } },
        { "good/both-methods.xml",
          "ProfileXML, UTF-8",
          {
              "to vpn.contoso.com @1 servers:5=vpn.contoso.com, vpn.contoso.com protocol:6=IKEv2 "
              "device_tunnel:2=true machine_method:7=Certificate user_method:7=EAP eap.type:9=13 "
              "eap.server_names:16=nps01.corp.contoso.com "
              "eap.trusted_roots:17=062425d9ebf2225b413edb1057240adbb2abb7b1 eap.validates_server:20=true "
              "eap.simple_certificate_selection:13=true unset 10",
          } },
        { "good/cim.clixml",
          "ProfileXML in CLIXML, UTF-8",
          {
              "to vpn.contoso.com @4 servers:4=vpn.contoso.com, vpn.contoso.com protocol:4=IKEv2 "
              "device_tunnel:4=true machine_method:4=Certificate unset 16",
          } },
        { "good/config-blob.xml",
          "ProfileXML, UTF-8",
          {
              "to vpn.contoso.com @1 servers:4=vpn.contoso.com, vpn.contoso.com protocol:5=IKEv2 "
              "user_method:6=EAP eap.type:7=13 unset 5",
          } },
        { "good/configuration-as-text.xml",
          "ProfileXML, UTF-8",
          {
              "to vpn.contoso.com @1 servers:4=vpn.contoso.com, vpn.contoso.com protocol:5=IKEv2 "
              "user_method:6=EAP eap.type:7=13 eap.server_names:7=nps01.corp.contoso.com "
              "eap.trusted_roots:7=062425d9ebf2225b413edb1057240adbb2abb7b1 eap.validates_server:7=true "
              "eap.simple_certificate_selection:7=true unset 12",
          } },
        { "good/connection-document.json",
          "JSON of settings, UTF-8",
          {
              "AOVPN User @1 servers:3=vpn.contoso.com protocol:6=Automatic all_user_connection:4=false "
              "user_method:7=EAP unset 5",
          } },
        { "good/connection-selected.json",
          "JSON of settings, UTF-8",
          {
              "VPN @1 servers:3=vpn.contoso.com protocol:4=SSTP unset 0",
          } },
        { "good/connections-5.1.json",
          "JSON of settings, UTF-16LE",
          {
              "AOVPN Device @3 servers:5=vpn.contoso.com protocol:8=IKEv2 all_user_connection:6=true "
              "machine_method:9=Certificate machine_certificate_issuer_filter:22=CN=Contoso Issuing CA unset "
              "16",
              "AOVPN User @28 servers:30=vpn.contoso.com protocol:33=Automatic all_user_connection:31=false "
              "user_method:34=EAP eap.type:40=13 eap.server_names:40=nps01.corp.contoso.com "
              "eap.trusted_roots:40=062425d9ebf2225b413edb1057240adbb2abb7b1 eap.validates_server:40=true "
              "eap.simple_certificate_selection:40=true unset 12",
          } },
        { "good/connections.clixml",
          "CLIXML of settings, UTF-16LE",
          {
              "AOVPN Device @2 servers:6=vpn.contoso.com protocol:9=IKEv2 all_user_connection:7=true "
              "machine_method:10=Certificate machine_certificate_eku_filter:20=client_auth, "
              "aad_conditional_access machine_certificate_issuer_filter:21=CN=Contoso Issuing CA unset 15",
              "AOVPN User @23 servers:27=vpn.contoso.com protocol:30=Automatic all_user_connection:28=false "
              "user_method:31=EAP eap.type:35=13 eap.server_names:35=nps01.corp.contoso.com "
              "eap.trusted_roots:35=062425d9ebf2225b413edb1057240adbb2abb7b1 eap.validates_server:35=true "
              "eap.simple_certificate_selection:35=true unset 12",
          } },
        { "good/connections.json",
          "JSON of settings, UTF-8",
          {
              "AOVPN Device @2 servers:4=vpn.contoso.com protocol:7=IKEv2 all_user_connection:5=true "
              "machine_method:8=Certificate machine_certificate_eku_filter:20=client_auth, "
              "aad_conditional_access machine_certificate_issuer_filter:24=CN=Contoso Issuing CA unset 15",
              "AOVPN User @1547 servers:1549=vpn.contoso.com protocol:1552=Automatic "
              "all_user_connection:1550=false user_method:1553=MSChapv2 unset 17",
          } },
        { "good/connections.txt",
          "settings on a screen, UTF-16LE",
          {
              "AOVPN Device @3 servers:4=vpn.contoso.com protocol:7=IKEv2 all_user_connection:5=true "
              "machine_method:8=Certificate unset 17",
              "AOVPN User @21 servers:22=vpn.contoso.com protocol:25=Automatic all_user_connection:23=false "
              "user_method:26=EAP unset 5",
          } },
        { "good/device.pbk",
          "phone book (rasphone.pbk), UTF-8",
          {
              "AOVPN Device @1 servers:23=vpn.contoso.com protocol:5=IKEv2 auth_restrictions:8=2048 "
              "eku_filter_count:10=0 uses_machine_root:11=false disable_ike_name_eku_check:9=false "
              "disable_ikev2_fragmentation:12=false unset 12",
          } },
        { "good/ansi.xml",
          "ProfileXML, ANSI (taken for Windows-1252)",
          {
              "to z\xc3\xbcrich.contoso.com @1 servers:5=z\xc3\xbcrich.contoso.com protocol:6=IKEv2 "
              "device_tunnel:2=true machine_method:7=Certificate unset 16",
          } },
        { "good/device.xml",
          "ProfileXML, UTF-8",
          {
              "to vpn.contoso.com @1 servers:5=vpn.contoso.com, vpn.contoso.com protocol:6=IKEv2 "
              "device_tunnel:2=true machine_method:7=Certificate unset 16",
          } },
        { "good/eap-escaped.xml",
          "EapHostConfig, UTF-8",
          {
              "without a name @1 eap.type:2=13 eap.server_names:9=nps01.corp.contoso.com "
              "eap.trusted_roots:10=062425d9ebf2225b413edb1057240adbb2abb7b1 eap.validates_server:13=true "
              "eap.simple_certificate_selection:6=true unset 7",
          } },
        { "good/eap-peap-utf16.xml",
          "EapHostConfig, UTF-16LE",
          {
              "without a name @1 eap.type:2=25 eap.inner.type:12=13 "
              "eap.server_names:8=nps01.corp.contoso.com "
              "eap.trusted_roots:9=062425d9ebf2225b413edb1057240adbb2abb7b1 eap.validates_server:23=true "
              "eap.inner.server_names:17=nps01.corp.contoso.com "
              "eap.inner.trusted_roots:18=062425d9ebf2225b413edb1057240adbb2abb7b1 "
              "eap.inner.validates_server:21=true eap.simple_certificate_selection:14=true unset 3",
          } },
        { "good/eap-tls.xml",
          "EapHostConfig, UTF-8",
          {
              "without a name @1 eap.type:2=13 eap.server_names:9=nps01.corp.contoso.com "
              "eap.trusted_roots:10=062425d9ebf2225b413edb1057240adbb2abb7b1 eap.validates_server:13=true "
              "eap.simple_certificate_selection:6=true "
              "eap.issuer_hashes:16=ea75177295a3b55d44dba160db6c53d8ca6e7118 "
              "eap.ekus:18=aad_conditional_access unset 5",
          } },
        { "good/eap-ttls.xml",
          "EapHostConfig, UTF-8",
          {
              "without a name @1 eap.type:2=21 eap.inner.type:9=13 eap.server_names:6=nps01.corp.contoso.com "
              "eap.trusted_roots:7=062425d9ebf2225b413edb1057240adbb2abb7b1 "
              "eap.inner.server_names:16=nps01.corp.contoso.com "
              "eap.inner.trusted_roots:17=062425d9ebf2225b413edb1057240adbb2abb7b1 "
              "eap.inner.validates_server:20=true eap.simple_certificate_selection:13=true unset 4",
          } },
        { "good/escaped.xml",
          "ProfileXML, UTF-8",
          {
              "to vpn.contoso.com @4 servers:8=vpn.contoso.com, vpn.contoso.com protocol:9=IKEv2 "
              "device_tunnel:5=true machine_method:10=Certificate unset 16",
          } },
        { "good/filters-off.xml",
          "ProfileXML, UTF-8",
          {
              "to vpn.contoso.com @1 servers:4=vpn.contoso.com, vpn.contoso.com protocol:5=IKEv2 "
              "user_method:6=EAP eap.type:8=13 eap.server_names:15=nps01.corp.contoso.com "
              "eap.trusted_roots:16=062425d9ebf2225b413edb1057240adbb2abb7b1 eap.validates_server:19=true "
              "eap.simple_certificate_selection:12=true unset 12",
          } },
        { "good/inside-attribute.xml",
          "ProfileXML in another document, UTF-8",
          {
              "to vpn.contoso.com @2 servers:2=vpn.contoso.com, vpn.contoso.com protocol:2=IKEv2 "
              "device_tunnel:2=true machine_method:2=Certificate unset 16",
          } },
        { "good/inside-elements.xml",
          "ProfileXML in another document, UTF-8",
          {
              "to vpn.contoso.com @2 servers:2=vpn.contoso.com, vpn.contoso.com protocol:2=IKEv2 "
              "device_tunnel:2=true machine_method:2=Certificate unset 16",
              "to vpn2.contoso.com @12 servers:12=vpn2.contoso.com protocol:12=IKEv2 device_tunnel:12=true "
              "machine_method:12=Certificate unset 16",
          } },
        { "good/inside.xml",
          "ProfileXML in another document, UTF-8",
          {
              "to vpn.contoso.com @2 servers:2=vpn.contoso.com, vpn.contoso.com protocol:2=IKEv2 "
              "device_tunnel:2=true machine_method:2=Certificate unset 16",
          } },
        { "good/masked.pbk",
          "phone book (rasphone.pbk), UTF-8",
          {
              "AOVPN Device @1 servers:23=vpn.contoso.com protocol:5=IKEv2 auth_restrictions:8=2048 "
              "eku_filter_count:10=2 uses_machine_root:11=true disable_ike_name_eku_check:9=true "
              "disable_ikev2_fragmentation:12=true unset 12",
          } },
        { "good/old.pbk",
          "phone book (rasphone.pbk), UTF-8",
          {
              "vpn @1 servers:19=vpn.contoso.com protocol:5=SSTP first auth_restrictions:8=2048 unset 16",
          } },
        { "good/inside.json",
          "ProfileXML in JSON, UTF-8",
          {
              "to vpn.contoso.com @5 servers:5=vpn.contoso.com, vpn.contoso.com protocol:5=IKEv2 "
              "device_tunnel:5=true machine_method:5=Certificate unset 16",
              "to vpn2.contoso.com @10 servers:10=vpn2.contoso.com protocol:10=IKEv2 device_tunnel:10=true "
              "machine_method:10=Certificate unset 16",
          } },
        { "good/intune.json",
          "ProfileXML in JSON, UTF-8",
          {
              "to vpn.contoso.com @9 servers:9=vpn.contoso.com, vpn.contoso.com protocol:9=IKEv2 "
              "device_tunnel:9=true machine_method:9=Certificate unset 16",
          } },
        { "good/prefixed.xml",
          "ProfileXML, UTF-8",
          {
              "to vpn.contoso.com @1 servers:5=vpn.contoso.com, vpn.contoso.com protocol:6=IKEv2 "
              "device_tunnel:2=true machine_method:7=Certificate unset 16",
          } },
        { "good/rasman-item.json",
          "JSON of settings, UTF-8",
          {
              "without a name @1 disable_ike_name_eku_check:2=false unset 0",
          } },
        { "good/rasman-unset.reg",
          "registry export (.reg), UTF-8",
          {
              "without a name @3 unset 1",
          } },
        { "good/rasman.reg",
          "registry export (.reg), UTF-16LE",
          {
              "without a name @3 disable_ike_name_eku_check:5=true unset 0",
          } },
        { "good/script.ps1",
          "ProfileXML in another document, UTF-8",
          {
              "to vpn.contoso.com @5 servers:5=vpn.contoso.com, vpn.contoso.com protocol:5=IKEv2 "
              "user_method:5=EAP eap.type:5=13 eap.server_names:5=nps01.corp.contoso.com "
              "eap.trusted_roots:5=062425d9ebf2225b413edb1057240adbb2abb7b1 eap.validates_server:5=true "
              "eap.simple_certificate_selection:5=true unset 12",
              "to vpn.contoso.com @30 servers:30=vpn.contoso.com, vpn.contoso.com protocol:30=IKEv2 "
              "device_tunnel:30=true machine_method:30=Certificate unset 16",
          } },
        { "good/several.pbk",
          "phone book (rasphone.pbk), UTF-8",
          {
              "AOVPN Device @1 servers:23=vpn.contoso.com protocol:5=IKEv2 auth_restrictions:8=2048 "
              "eku_filter_count:10=0 uses_machine_root:11=false disable_ike_name_eku_check:9=false "
              "disable_ikev2_fragmentation:12=false unset 12",
              "AOVPN User @54 servers:76=vpn.contoso.com protocol:58=IKEv2 first user_method:61=EAP "
              "auth_restrictions:61=128 eku_filter_count:63=0 uses_machine_root:64=false "
              "disable_ike_name_eku_check:62=false disable_ikev2_fragmentation:65=false eap.type:60=13 unset "
              "0",
              "Büro @81 servers:103=büro.contoso.com protocol:85=VpnStrategy 12 user_method:88=MSChapv2 "
              "auth_restrictions:88=512 eku_filter_count:90=0 uses_machine_root:91=false "
              "disable_ike_name_eku_check:89=false disable_ikev2_fragmentation:92=false unset 12",
          } },
        { "good/sso.xml",
          "ProfileXML, UTF-8",
          {
              "to vpn.contoso.com @1 servers:4=vpn.contoso.com, vpn.contoso.com protocol:5=IKEv2 "
              "user_method:6=EAP disable_ikev2_fragmentation:23=true eap.type:8=13 "
              "eap.server_names:15=nps01.corp.contoso.com "
              "eap.trusted_roots:16=062425d9ebf2225b413edb1057240adbb2abb7b1 eap.validates_server:19=true "
              "eap.simple_certificate_selection:12=true sso.ekus:25=aad_conditional_access "
              "sso.issuer_hash:25=ea75177295a3b55d44dba160db6c53d8ca6e7118 unset 9",
          } },
        { "good/user-peap.xml",
          "ProfileXML, UTF-8",
          {
              "to vpn.contoso.com @1 servers:4=vpn.contoso.com, vpn.contoso.com protocol:5=IKEv2 "
              "user_method:6=EAP eap.type:8=25 eap.inner.type:18=13 "
              "eap.server_names:14=nps01.corp.contoso.com "
              "eap.trusted_roots:15=062425d9ebf2225b413edb1057240adbb2abb7b1 eap.validates_server:30=true "
              "eap.inner.server_names:23=nps01.corp.contoso.com, nps02.* "
              "eap.inner.trusted_roots:24=062425d9ebf2225b413edb1057240adbb2abb7b1, "
              "ea75177295a3b55d44dba160db6c53d8ca6e7118 eap.inner.validates_server:28=true "
              "eap.simple_certificate_selection:20=true unset 8",
          } },
        { "good/user.xml",
          "ProfileXML, UTF-8",
          {
              "to vpn.contoso.com @5 servers:8=vpn.contoso.com, vpn.contoso.com protocol:9=IKEv2 "
              "user_method:10=EAP eap.type:12=13 eap.server_names:19=nps01.corp.contoso.com "
              "eap.trusted_roots:20=062425d9ebf2225b413edb1057240adbb2abb7b1 eap.validates_server:23=true "
              "eap.simple_certificate_selection:16=true "
              "eap.issuer_hashes:26=ea75177295a3b55d44dba160db6c53d8ca6e7118 "
              "eap.ekus:28=aad_conditional_access unset 10",
          } },
        { "good/utf16.pbk",
          "phone book (rasphone.pbk), UTF-16LE",
          {
              "AOVPN User @1 servers:23=vpn.contoso.com protocol:5=IKEv2 first user_method:8=EAP "
              "auth_restrictions:8=128 eku_filter_count:10=0 uses_machine_root:11=false "
              "disable_ike_name_eku_check:9=false disable_ikev2_fragmentation:12=false eap.type:7=13 unset 0",
          } },
        { "good/utf16.xml",
          "ProfileXML, UTF-16LE",
          {
              "to vpn.contoso.com @2 servers:5=vpn.contoso.com, vpn.contoso.com protocol:6=IKEv2 "
              "user_method:7=EAP eap.type:9=13 eap.server_names:16=nps01.corp.contoso.com "
              "eap.trusted_roots:17=062425d9ebf2225b413edb1057240adbb2abb7b1 eap.validates_server:20=true "
              "eap.simple_certificate_selection:13=true unset 12",
          } },
    };
    check_rows(rows, COUNT_OF(rows));
}

static void test_bad(void)
{
    static const struct row rows[] = {
        { "bad/before.pbk",
          "phone book (rasphone.pbk), UTF-8",
          {
              "! @1 a phone book with the line 'VpnStrategy=7', which stands before the first '[entry]'",
              "AOVPN User @3 servers:25=vpn.contoso.com protocol:7=IKEv2 first user_method:10=EAP "
              "auth_restrictions:10=128 eku_filter_count:12=0 uses_machine_root:13=false "
              "disable_ike_name_eku_check:11=false disable_ikev2_fragmentation:14=false eap.type:9=13 unset "
              "0",
          } },
        { "bad/booleans.xml",
          "ProfileXML, UTF-8",
          {
              "to vpn.contoso.com @1 servers:5=vpn.contoso.com, vpn.contoso.com protocol:6=IKEv2 "
              "device_tunnel:2? machine_method:7=Certificate disable_ikev2_fragmentation:9? unset 15",
          } },
        { "bad/composed.ps1",
          "ProfileXML in another document, UTF-8",
          {
              "! @3 a script that composes its ProfileXML ($Servers): what is put there does not stand in "
              "it; give the XML that th",
          } },
        { "bad/configuration-garbled.xml",
          "ProfileXML, UTF-8",
          {
              "! @7 EapHostConfig that is cut or garbled: Premature end of data in tag EapMethod line 1; "
              "what stands before it is ",
              "to vpn.contoso.com @1 servers:4=vpn.contoso.com, vpn.contoso.com protocol:5=IKEv2 "
              "user_method:6=EAP unset 5",
          } },
        { "bad/configuration-other.xml",
          "ProfileXML, UTF-8",
          {
              "! @7 EapHostConfig whose root is 'Other', wanted EapHostConfig",
              "to vpn.contoso.com @1 servers:4=vpn.contoso.com, vpn.contoso.com protocol:5=IKEv2 "
              "user_method:6=EAP unset 5",
          } },
        { "bad/connection-cut.json",
          "JSON of settings, UTF-8",
          {
              "! @19 JSON that is cut or garbled: premature end of input",
          } },
        { "bad/connection-eap.json",
          "JSON of settings, UTF-8",
          {
              "! @14 EapHostConfig that is cut or garbled: Premature end of data in tag EapHostConfig line "
              "1; what stands before it",
              "! @35 EapHostConfig with a document type (<!DOCTYPE) is not read: Windows writes none; take "
              "it out",
              "AOVPN User @2 servers:4=vpn.contoso.com protocol:7=Automatic all_user_connection:5=false "
              "user_method:8=EAP eap.type:14=13 unset 5",
              "AOVPN User @23 servers:25=vpn.contoso.com protocol:28=Automatic all_user_connection:26=false "
              "user_method:29=EAP unset 5",
          } },
        { "bad/connection-filters.json",
          "JSON of settings, UTF-8",
          {
              "AOVPN Device @1 servers:3=vpn.contoso.com protocol:6=IKEv2 all_user_connection:4=true "
              "machine_method:7=Certificate machine_certificate_eku_filter:19? "
              "machine_certificate_issuer_filter:22? unset 15",
          } },
        { "bad/connection-no-certificate.json",
          "JSON of settings, UTF-8",
          {
              "AOVPN Device @1 servers:3=vpn.contoso.com protocol:6=IKEv2 all_user_connection:4=true "
              "machine_method:7=Certificate machine_certificate_issuer_filter:20? unset 16",
          } },
        { "bad/connection-numbers.json",
          "JSON of settings, UTF-8",
          {
              "AOVPN Device @1 servers:3? protocol:9? all_user_connection:7? machine_method:10? "
              "user_method:10? unset 16",
          } },
        { "bad/connection-other.json",
          "JSON of settings, UTF-8",
          {
              "! @0 no settings found: what is called like one is part of something else; export with: "
              "Get-VpnAuthProtocol | Expor",
          } },
        { "bad/connections-cut.clixml",
          "CLIXML of settings, UTF-8",
          {
              "! @35 CLIXML that is cut or garbled: Premature end of data in tag XD line 35",
              "AOVPN Device @2 servers:6=vpn.contoso.com protocol:9=IKEv2 all_user_connection:7=true "
              "machine_method:10=Certificate unset 17",
              "AOVPN User @23 servers:27=vpn.contoso.com protocol:30=Automatic all_user_connection:28=false "
              "user_method:31=EAP unset 1",
          } },
        { "bad/connections-doctype.clixml",
          "CLIXML of settings, UTF-8",
          {
              "! @0 XML with a document type (<!DOCTYPE) is not read: PowerShell writes none",
          } },
        { "bad/connections-octets.txt",
          "settings on a screen, UTF-8",
          {
              "AOVPN Device @3 servers:4=vpn.contoso.com protocol:7=IKEv2 all_user_connection:5=true "
              "machine_method:8=Certificate machine_certificate_eku_filter:18=client_auth, "
              "aad_conditional_access machine_certificate_issuer_filter:19? unset 15",
          } },
        { "bad/cut.xml",
          "ProfileXML, UTF-8",
          {
              "! @11 a ProfileXML that is cut or garbled: Premature end of data in tag Eap line 10; what "
              "stands before it is read",
              "to vpn.contoso.com @1 servers:4=vpn.contoso.com, vpn.contoso.com protocol:5=IKEv2 "
              "user_method:6=EAP eap.type:8=13 unset 0",
          } },
        { "bad/deep.xml",
          "ProfileXML, UTF-8",
          {
              "! @1 a ProfileXML that is cut or garbled: Excessive depth in document: 256 use XML_PARSE_HUGE "
              "option; what stands b",
          } },
        { "bad/doctype-escaped.xml",
          "ProfileXML, UTF-8",
          {
              "! @1 a ProfileXML with a document type (<!DOCTYPE) is not read: Windows writes none; take it "
              "out",
          } },
        { "bad/doctype.xml",
          "ProfileXML, UTF-8",
          {
              "! @1 a ProfileXML with a document type (<!DOCTYPE) is not read: Windows writes none; take it "
              "out",
          } },
        { "bad/eap-cut.xml",
          "EapHostConfig, UTF-8",
          {
              "! @4 EapHostConfig that is cut or garbled: Premature end of data in tag Eap line 4; what "
              "stands before it is read",
              "without a name @1 eap.type:2=13 unset 0",
          } },
        { "bad/eap-deep.xml",
          "EapHostConfig, UTF-8",
          {
              "without a name @1 eap.type:2=13 eap.server_names:9=nps01.corp.contoso.com "
              "eap.trusted_roots:10=062425d9ebf2225b413edb1057240adbb2abb7b1 eap.validates_server:13=true "
              "eap.simple_certificate_selection:6=true unset 0",
          } },
        { "bad/eap-doctype.xml",
          "EapHostConfig, UTF-8",
          {
              "! @1 EapHostConfig with a document type (<!DOCTYPE) is not read: Windows writes none; take it "
              "out",
          } },
        { "bad/eap-inside.xml",
          "a VPN profile in another document, UTF-8",
          {
              "! @0 XML whose root is 'Profiles' with EapHostConfig in it; save the element EapHostConfig "
              "alone (escaped, as it st",
          } },
        { "bad/eap-usages.xml",
          "EapHostConfig, UTF-8",
          {
              "without a name @1 eap.type:2=13 eap.server_names:9=nps01.corp.contoso.com "
              "eap.trusted_roots:10=062425d9ebf2225b413edb1057240adbb2abb7b1 eap.validates_server:13=true "
              "eap.simple_certificate_selection:6=true eap.ekus:318? eap.undefined_ekus:318=n299 unset 5",
          } },
        { "bad/eap-values.xml",
          "EapHostConfig, UTF-8",
          {
              "without a name @1 eap.type:4=13 eap.server_names:9=nps01.corp.contoso.com "
              "eap.trusted_roots:10=062425d9ebf2225b413edb1057240adbb2abb7b1 eap.validates_server:13? "
              "eap.simple_certificate_selection:6=true eap.ekus:17? unset 6",
          } },
        { "bad/entity.xml",
          "ProfileXML, UTF-8",
          {
              "! @5 a ProfileXML that is cut or garbled: Entity 'vpn' not defined; what stands before it is "
              "read",
              "without a name @1 protocol:6=IKEv2 device_tunnel:2=true machine_method:7=Certificate unset 0",
          } },
        { "bad/escaped-twice.xml",
          "text, UTF-8",
          {
              "! @0 no certificate, CRL or request found: a text without one; export the certificate as "
              "\"Base-64 encoded X.509 (.C",
          } },
        { "bad/inside-cut.xml",
          "a VPN profile in another document, UTF-8",
          {
              "! @0 XML whose root is 'SyncML' with VPNProfile in it; save the element VPNProfile alone "
              "(escaped, as it stands, wi",
          } },
        { "bad/inside-cut.json",
          "ProfileXML in JSON, UTF-8",
          {
              "! @5 JSON that is cut or garbled: invalid escape",
          } },
        { "bad/inside-garbled.json",
          "ProfileXML in JSON, UTF-8",
          {
              "! @5 a ProfileXML that is cut or garbled: Premature end of data in tag NativeProfile line 4; "
              "what stands before it ",
              "to vpn.contoso.com @5 servers:5=vpn.contoso.com, vpn.contoso.com protocol:5=IKEv2 "
              "device_tunnel:5=true unset 0",
          } },
        { "bad/intune-cut.json",
          "ProfileXML in JSON, UTF-8",
          {
              "! @0 JSON with the beginning of a ProfileXML that is not whole: cut, or no base64 of one; "
              "export it again, or save ",
          } },
        { "bad/line.pbk",
          "phone book (rasphone.pbk), UTF-8",
          {
              "! @3 a phone book with the line 'PBVersion 6', which is neither '[entry]' nor 'key=value'",
              "AOVPN Device @1 servers:23=vpn.contoso.com protocol:5=IKEv2 auth_restrictions:8=2048 "
              "eku_filter_count:10=0 uses_machine_root:11=false disable_ike_name_eku_check:9=false "
              "disable_ikev2_fragmentation:12=false unset 12",
              "AOVPN User @28 servers:50=vpn.contoso.com protocol:32=IKEv2 first user_method:35=EAP "
              "auth_restrictions:35=128 eku_filter_count:37=0 uses_machine_root:38=false "
              "disable_ike_name_eku_check:36=false disable_ikev2_fragmentation:39=false eap.type:34=13 unset "
              "0",
          } },
        { "bad/mismatch.xml",
          "ProfileXML, UTF-8",
          {
              "! @4 a ProfileXML that is cut or garbled: Opening and ending tag mismatch: Servers line 4 and "
              "Server; what stands b",
              "to vpn.contoso.com @1 servers:4=vpn.contoso.com, vpn.contoso.com protocol:5=IKEv2 "
              "user_method:6=EAP eap.type:8=13 eap.server_names:15=nps01.corp.contoso.com "
              "eap.trusted_roots:16=062425d9ebf2225b413edb1057240adbb2abb7b1 eap.validates_server:19=true "
              "eap.simple_certificate_selection:12=true unset 0",
          } },
        { "bad/modem.pbk",
          "phone book (rasphone.pbk), UTF-8",
          {
              "! @0 a phone book without a VPN connection; that of all users is "
              "C:\\ProgramData\\Microsoft\\Network\\Connections\\Pbk\\r",
          } },
        { "bad/no-server.pbk",
          "phone book (rasphone.pbk), UTF-8",
          {
              "AOVPN Device @1 protocol:5=IKEv2 auth_restrictions:8=2048 eku_filter_count:10=0 "
              "uses_machine_root:11=false disable_ike_name_eku_check:9=false "
              "disable_ikev2_fragmentation:12=false unset 13",
              "AOVPN User @28 protocol:32=IKEv2 auth_restrictions:35=2048 eku_filter_count:37=0 "
              "uses_machine_root:38=false disable_ike_name_eku_check:36=false "
              "disable_ikev2_fragmentation:39=false unset 13",
          } },
        { "bad/plugin.xml",
          "ProfileXML, UTF-8",
          {
              "! @1 a ProfileXML for the VPN client of another vendor (PluginProfile): what it needs of "
              "certificates is the vendor",
          } },
        { "bad/rasman-number.reg",
          "registry export (.reg), UTF-8",
          {
              "without a name @3 disable_ike_name_eku_check:5? unset 0",
          } },
        { "bad/rasman-text.reg",
          "registry export (.reg), UTF-8",
          {
              "without a name @3 disable_ike_name_eku_check:5? unset 0",
          } },
        { "bad/screen.txt",
          "a VPN profile in another document, UTF-8",
          {
              "! @0 a text with a ProfileXML in it, whose lines a screen may have broken; save the XML "
              "itself: Set-Content profile",
          } },
        { "bad/section-cut.pbk",
          "phone book (rasphone.pbk), UTF-8",
          {
              "! @1 a phone book with the line '[AOVPN Device', which begins an entry and lacks its ']': the "
              "entry is left out",
              "AOVPN User @28 servers:50=vpn.contoso.com protocol:32=IKEv2 first user_method:35=EAP "
              "auth_restrictions:35=128 eku_filter_count:37=0 uses_machine_root:38=false "
              "disable_ike_name_eku_check:36=false disable_ikev2_fragmentation:39=false eap.type:34=13 unset "
              "0",
          } },
        { "bad/two-roots.xml",
          "ProfileXML, UTF-8",
          {
              "! @11 a ProfileXML that is cut or garbled: Extra content at the end of the document; what "
              "stands before it is read",
              "to vpn.contoso.com @1 servers:5=vpn.contoso.com, vpn.contoso.com protocol:6=IKEv2 "
              "device_tunnel:2=true machine_method:7=Certificate unset 0",
          } },
        { "bad/values.pbk",
          "phone book (rasphone.pbk), UTF-8",
          {
              "AOVPN Device @1 servers:23=vpn.contoso.com protocol:5? auth_restrictions:8? "
              "eku_filter_count:10? uses_machine_root:11=false disable_ike_name_eku_check:9? "
              "disable_ikev2_fragmentation:12=false unset 12",
          } },
    };
    check_rows(rows, COUNT_OF(rows));
}

/* What is bounded: each text is made of a head, so many repeated pieces, and a tail. */
static void test_limits(void)
{
    static const struct {
        const char *name, *head, *piece, *tail;
        unsigned pieces;
        size_t objects;
        const char *error;
    } rows[] = {
        { "a large profile", "<VPNProfile><!--", "0123456789abcdef", "--></VPNProfile>", 65536, 0,
          "a ProfileXML of more than 1 MiB is not read" },
        { "elements in one another", "<VPNProfile>", "<a>", "", 100000, 0, "Excessive depth in document" },
        { "methods in one another", "<EapHostConfig><Config>", "<Eap><EapType>", "</EapHostConfig>", 60, 0,
          "cut or garbled" },
        { "entries", "", "[a]\nVpnStrategy=7\nDEVICE=vpn\n", "", 1001, 1000,
          "a phone book of more than 1000 entries" },
        { "servers", "[a]\nVpnStrategy=7\nDEVICE=vpn\n", "PhoneNumber=a\n", "", 100000, 1, "" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct asking asking = { .fact = "profile.servers" };
        struct buf text = { 0 };
        buf_text(&text, rows[i].head);
        for (unsigned j = 0; j < rows[i].pieces; j++)
            buf_text(&text, rows[i].piece);
        buf_text(&text, rows[i].tail);
        ask(&asking, buf_span(&text));
        CHECK_INT(rows[i].name, asking.objects, rows[i].objects);
        CHECK_INT(rows[i].name, asking.failures, *rows[i].error != 0);
        CHECK_SAYING(rows[i].name, strstr(asking.error, rows[i].error) != NULL, "%s", asking.error);
        buf_free(&asking.value);
        buf_free(&text);
    }
}

/* Unknown is not unset, and says what would tell. */
static void test_facts(void)
{
    static const struct {
        const char *file, *fact, *want;
    } rows[] = {
        { "device.xml", "profile.servers.first", "vpn.contoso.com" },
        { "device.xml", "profile.disable_ike_name_eku_check",
          "needs an export that says DisableIKENameEkuCheck" },
        { "device.xml", "profile.user_method", "absent" },
        { "device.xml", "profile.eap.trusted_roots.missing", "absent" },
        { "user.xml", "profile.eap.trusted_roots.missing", "needs --root: the roots that the device trusts" },
        { "config-blob.xml", "profile.eap.server_names", "needs an export that says ServerNames" },
        { "device.pbk", "profile.machine_method", "needs an export that says MachineMethod" },
        { "device.pbk", "profile.eap.server_names", "absent" },
        { "utf16.pbk", "profile.eap.server_names", "needs an export that says ServerNames" },
        { "connection-selected.json", "profile.machine_certificate_eku_filter",
          "needs an export that says MachineCertificateEKUFilter" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *row = arena_format(test_arena(), "%s of %s", rows[i].fact, rows[i].file);
        struct asking asking = { .fact = rows[i].fact };
        ask(&asking,
            test_file(test_path(arena_format(test_arena(), "testdata/connections/good/%s", rows[i].file))));
        CHECK_INT(row, asking.objects, 1);
        CHECK_TEXT(row, asking.value.data, rows[i].want);
        buf_free(&asking.value);
    }
}

CU_TestInfo connections_tests[] = {
    { "every form", test_good }, { "broken files", test_bad },
    { "limits", test_limits },   { "what is not known", test_facts },
    CU_TEST_INFO_NULL,
};
