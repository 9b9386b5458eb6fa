/* ProfileXML (VPNv2 CSP), what of it bears on certificates:
 *
 *     <VPNProfile><DeviceTunnel>true</DeviceTunnel><ProfileName>…
 *      <NativeProfile><Servers>vpn.contoso.com;vpn.contoso.com</Servers><NativeProtocolType>IKEv2</NativeProtocolType>
 *       <Authentication><UserMethod>Eap</UserMethod><Eap><Configuration><EapHostConfig>…  <MachineMethod>Certificate…
 *       <DisableIKEv2Fragmentation>…
 *      <DeviceCompliance><Sso><Enabled>true</Enabled><Eku>…</Eku><IssuerHash>…
 *
 * Elements stand in any order (the schema has one, but samples don't keep to it), comments anywhere. Filters for the
 * machine's certificate are set elsewhere (Set-VpnConnection) and stay unknown. */
#include "read/profile_xml.h"

#include "read/eap_xml.h"
#include "util/text.h"

bool profile_xml_is(struct span text)
{
    text = text_trim(text);
    if (text.length == 0 || (text.data[0] != '<' && !xml_is_escaped(text)))
        return false;
    if (!xml_is_escaped(text))
        return text_equal_ignoring_case(xml_root_name(text), span_of_text("VPNProfile"));
    return text_find(text, 0, "VPNProfile") < text.length;
}

/* -- values --------------------------------------------------------------------------------------------------------- */

/* As the schema spells it, where it is one of its words in any case. */
static void take_word(struct xml_reading *reading, const xmlNode *node, enum setting_id id)
{
    static const char *const words[] = { "Automatic", "Certificate", "EAP",  "IKEv2",       "L2TP",
                                         "MSChapv2",  "PPTP",        "SSTP", "ProtocolList" };
    struct span text = xml_text(reading, node);
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (text_equal_ignoring_case(text, span_of_text(words[i])))
            text = span_of_text(words[i]);
    if (text.length)
        settings_set_text(reading->settings, id, text, xml_line(reading, node));
}

static void take_boolean(struct xml_reading *reading, const xmlNode *node, enum setting_id id)
{
    xml_set_boolean(reading, id, node);
}

static void take_oid(struct xml_reading *reading, const xmlNode *node, enum setting_id id)
{
    struct span text = xml_text(reading, node);
    if (text.length)
        settings_add_oid(reading->walk->arena, reading->settings, id, text, xml_line(reading, node));
}

static void take_hash(struct xml_reading *reading, const xmlNode *node, enum setting_id id)
{
    struct span text = text_lower(reading->walk->arena, xml_text(reading, node));
    if (text.length)
        settings_set_text(reading->settings, id, text, xml_line(reading, node));
}

/* -- elements ------------------------------------------------------------------------------------------------------- */

static const struct setting_element {
    const char *group, *name; /* group NULL: of VPNProfile itself, or of NativeProfile */
    enum setting_id id;
    void (*take)(struct xml_reading *reading, const xmlNode *node, enum setting_id id);
} elements[] = {
    { NULL, "DeviceTunnel", PROFILE_DEVICE_TUNNEL, take_boolean },
    { NULL, "Servers", PROFILE_SERVERS, xml_add_names },
    { NULL, "NativeProtocolType", PROFILE_PROTOCOL, take_word },
    { NULL, "DisableIKEv2Fragmentation", PROFILE_NO_FRAGMENTATION, take_boolean },
    { "Authentication", "MachineMethod", PROFILE_MACHINE_METHOD, take_word },
    { "Authentication", "UserMethod", PROFILE_USER_METHOD, take_word },
    { "Sso", "Eku", PROFILE_SSO_EKUS, take_oid },
    { "Sso", "IssuerHash", PROFILE_SSO_ISSUER_HASH, take_hash },
};

static void take_group(struct xml_reading *reading, const xmlNode *node, const char *group)
{
    for (const xmlNode *child = node ? node->children : NULL; child; child = child->next)
        for (size_t i = 0; i < COUNT_OF(elements); i++) {
            bool same_group =
                group ? elements[i].group && strcmp(group, elements[i].group) == 0 : !elements[i].group;
            if (same_group && xml_name_is(child, elements[i].name))
                elements[i].take(reading, child, elements[i].id);
        }
}

static bool is_false(const struct xml_reading *reading, const xmlNode *node)
{
    return node && text_equal_ignoring_case(xml_text(reading, node), span_of_text("false"));
}

/* UserMethod/Eap as the schema has it, or beside it; the configuration as elements, or as a text. */
static void take_eap(struct xml_reading *reading, const xmlNode *authentication)
{
    const xmlNode *eap = xml_child(authentication, "Eap");
    if (!eap)
        eap = xml_child(xml_child(authentication, "UserMethod"), "Eap");
    const xmlNode *configuration = xml_child(eap, "Configuration");
    const xmlNode *config = xml_child(configuration ? configuration : eap, "EapHostConfig");
    struct span text = xml_text(reading, configuration);
    if (config || text.length == 0) {
        eap_xml_take(reading, config);
    } else {
        struct xml_reading inner = *reading;
        inner.line = xml_line(reading, configuration);
        eap_xml_take_text(&inner, text);
    }
}

static void take_profile(struct xml_reading *reading, const xmlNode *root)
{
    const xmlNode *native = xml_child(root, "NativeProfile"),
                  *sso = xml_child(xml_child(root, "DeviceCompliance"), "Sso");
    const xmlNode *authentication = xml_child(native, "Authentication"),
                  *name = xml_child(root, "ProfileName");
    if (name)
        reading->settings->name = xml_text(reading, name);
    take_group(reading, root, NULL);
    take_group(reading, native, NULL);
    take_group(reading, authentication, "Authentication");
    if (sso && !is_false(reading, xml_child(sso, "Enabled")))
        take_group(reading, sso, "Sso");
    take_eap(reading, authentication);
    for (size_t i = 0; i < COUNT_OF(elements); i++)
        xml_unset(reading, elements[i].id);
}

/* -- documents ------------------------------------------------------------------------------------------------------ */

static bool fail_root(struct xml_reading *reading, const xmlNode *root)
{
    struct walk *walk = reading->walk;
    size_t offset = xml_offset_of_line(reading, reading->line);
    if (!xml_name_is(root, "VPNProfile")) {
        walk_fail(walk, offset, reading->line, "XML whose root is '%s', wanted VPNProfile",
                  text_escaped(walk->arena, span_of_text((const char *)root->name)));
        return true;
    }
    if (xml_child(root, "NativeProfile") || !xml_child(root, "PluginProfile"))
        return false;
    walk_fail(
        walk, offset, reading->line,
        "a ProfileXML for the VPN client of another vendor (PluginProfile): what it needs of certificates is "
        "the vendor's to say");
    return true;
}

void profile_xml_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct encoding_found found;
    struct span text;
    struct settings *settings = arena_alloc(walk->arena, sizeof *settings);
    struct origin at = *origin;
    if (!walk_document(walk, origin, octets, &text, &found))
        return;
    settings_begin(settings, OBJECT_PROFILE, octets);
    struct xml_reading reading = { .walk = walk,
                                   .origin = origin,
                                   .what = "a ProfileXML",
                                   .octets = octets,
                                   .settings = settings,
                                   .line = origin->depth ? origin->line : 1,
                                   .stands = origin->depth > 0 };
    xmlDoc *tree = xml_parse(&reading, xml_unescaped(walk->arena, text));
    xmlNode *root = tree ? xmlDocGetRootElement(tree) : NULL;
    if (root && !fail_root(&reading, root)) {
        take_profile(&reading, root);
        at.container = "ProfileXML";
        at.line = xml_line(&reading, root);
        at.offset = xml_offset_of_line(&reading, at.line);
        if (xml_place_settings(&reading))
            walk_settings(walk, &at, settings);
    }
    xmlFreeDoc(tree);
}
