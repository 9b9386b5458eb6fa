/* What Get-VpnConnection says of a connection:
 *
 *     Name                          : AOVPN Device
 *     ServerAddress                 : vpn.contoso.com
 *     AllUserConnection             : True
 *     TunnelType                    : Ikev2
 *     AuthenticationMethod          : {MachineCertificate}
 *     EapConfigXmlStream            : #document                      Export-Clixml has the document (XD)
 *     MachineCertificateEKUFilter   : {1.3.6.1.5.5.7.3.2}
 *     MachineCertificateIssuerFilter: {48, 130, 3, 41...}            octets of a CA certificate
 *
 * A property that is there and empty is not set; one that is not there is not known. ConvertTo-Json makes of the
 * document an object whose shape is not documented: it is left unknown. */
#include "read/vpn_connection.h"

#include "read/eap_xml.h"
#include "util/text.h"

const char *const vpn_connection_marks[] = { "EapConfigXmlStream", "MachineCertificateEKUFilter",
                                             "MachineCertificateIssuerFilter", "ServerAddress", NULL };

static bool is_connection(const struct exported *object)
{
    bool has_server = exported_member(object, "ServerAddress") != NULL;
    return exported_member(object, "EapConfigXmlStream") ||
           exported_member(object, "MachineCertificateEKUFilter") ||
           exported_member(object, "MachineCertificateIssuerFilter") ||
           (has_server &&
            (exported_member(object, "TunnelType") || exported_member(object, "AuthenticationMethod") ||
             exported_member(object, "AllUserConnection")));
}

struct taking {
    struct settings_reading *reading;
    struct settings *settings;
    const struct exported *value; /* at hand */
};

static void fail(struct taking *taking, enum setting_id id, const char *wanted)
{
    struct arena *arena = taking->reading->walk->arena;
    const struct exported *value = taking->value;
    settings_fail(arena, taking->settings, id, value->line,
                  "%s is '%s', wanted %s; export with: Get-VpnConnection | Export-Clixml connections.xml",
                  arena_text_of_span(arena, value->name), text_escaped(arena, value->text), wanted);
}

/* TunnelType; a number is one that this version of PowerShell had no word for. */
static void take_tunnel(struct taking *taking, enum setting_id id)
{
    static const char *const words[] = { "Automatic", "IKEv2", "L2TP", "PPTP", "SSTP" };
    struct span text = text_trim(taking->value->text);
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (text_equal_ignoring_case(text, span_of_text(words[i]))) {
            settings_set_text(taking->settings, id, span_of_text(words[i]), taking->value->line);
            return;
        }
    fail(taking, id, "Ikev2, Sstp, L2tp, Pptp or Automatic");
}

/* One method or a list of them; MachineCertificate is the device's, all others are of users. */
static void take_methods(struct taking *taking, enum setting_id id)
{
    const struct exported *value = taking->value, *list = exported_list(value);
    const struct exported *item = list ? list->first : value;
    (void)id;
    for (; item; item = list ? item->next : NULL) {
        struct span text = text_trim(item->text);
        bool is_machine = text_equal_ignoring_case(text, span_of_text("MachineCertificate"));
        bool is_eap = text_equal_ignoring_case(text, span_of_text("Eap"));
        bool is_number = text.length == 0 || (text.data[0] >= '0' && text.data[0] <= '9');
        if (item->kind != EXPORTED_TEXT || is_number || item->is_cut) {
            fail(taking, PROFILE_MACHINE_METHOD, "a list such as {MachineCertificate}");
            fail(taking, PROFILE_USER_METHOD, "a list such as {Eap}");
            return;
        }
        if (is_machine)
            settings_set_text(taking->settings, PROFILE_MACHINE_METHOD, span_of_text("Certificate"),
                              value->line);
        else
            settings_set_text(taking->settings, PROFILE_USER_METHOD, is_eap ? span_of_text("EAP") : text,
                              value->line);
    }
}

static void take_document(struct taking *taking)
{
    const struct exported *value = taking->value;
    struct span text = text_trim(value->text);
    struct xml_reading reading = { .walk = taking->reading->walk,
                                   .origin = taking->reading->origin,
                                   .settings = taking->settings,
                                   .line = value->line,
                                   .stands = true };
    if (value->kind == EXPORTED_NOTHING && !value->is_cut)
        eap_settings_unset(taking->settings);
    else if (value->kind == EXPORTED_TEXT && text.length && (text.data[0] == '<' || text.data[0] == '&') &&
             !value->is_cut)
        eap_xml_take_text(&reading, text);
}

static void take_server(struct taking *taking, enum setting_id id)
{
    if (taking->value->is_cut || taking->value->kind != EXPORTED_TEXT)
        fail(taking, id, "a name");
    else
        settings_add_text(taking->reading->walk->arena, taking->settings, id, text_trim(taking->value->text),
                          taking->value->line);
}

static const struct property {
    const char *name;
    enum setting_id id, also; /* also: set along with it, or the same as another export says it */
    void (*take)(struct taking *taking, enum setting_id id); /* NULL: as its form wants */
} properties[] = {
    { "ServerAddress", PROFILE_SERVERS, PROFILE_SERVERS, take_server },
    { "AllUserConnection", PROFILE_ALL_USERS, PROFILE_ALL_USERS, NULL },
    { "TunnelType", PROFILE_PROTOCOL, PROFILE_PROTOCOL, take_tunnel },
    { "AuthenticationMethod", PROFILE_MACHINE_METHOD, PROFILE_USER_METHOD, take_methods },
    { "MachineCertificateEKUFilter", PROFILE_EKU_FILTER, PROFILE_EKU_FILTER_COUNT, NULL },
    { "MachineCertificateIssuerFilter", PROFILE_ISSUER_FILTER, PROFILE_USES_MACHINE_ROOT, NULL },
};

static void take_property(struct taking *taking, const struct property *property)
{
    const struct exported *value = taking->value;
    bool is_empty = value->kind == EXPORTED_NOTHING && !value->is_cut;
    if (value->kind == EXPORTED_TEXT)
        is_empty = text_trim(value->text).length == 0 && !value->is_cut && !value->is_elsewhere;
    if (!property->take)
        settings_take_value(taking->reading, taking->settings, property->id, value);
    else if (!is_empty)
        property->take(taking, property->id);
    const enum setting_id ids[] = { property->id, property->also };
    for (size_t i = 0; i < COUNT_OF(ids); i++)
        if (taking->settings->items[ids[i]].state == SETTING_UNKNOWN)
            settings_unset(taking->settings, ids[i], value->line);
}

bool vpn_connection_take(struct settings_reading *reading, const struct exported *object)
{
    if (object->kind != EXPORTED_OBJECT || !is_connection(object))
        return false;
    struct settings *settings = settings_begin_at(reading, OBJECT_PROFILE, object->offset, object->line);
    struct taking taking = { .reading = reading, .settings = settings };
    const struct exported *name = exported_member(object, "Name");
    if (name && name->kind == EXPORTED_TEXT)
        settings->name = text_trim(name->text);
    for (size_t i = 0; i < COUNT_OF(properties); i++) {
        taking.value = exported_member(object, properties[i].name);
        if (!taking.value)
            continue;
        take_property(&taking, &properties[i]);
        settings_at(settings, properties[i].id, taking.value->offset, taking.value->line);
        settings_at(settings, properties[i].also, taking.value->offset, taking.value->line);
    }
    taking.value = exported_member(object, "EapConfigXmlStream");
    if (taking.value)
        take_document(&taking);
    for (size_t i = 0; i < SETTING_COUNT; i++)
        if (settings->items[i].line && !settings->items[i].offset && taking.value)
            settings->items[i].offset = taking.value->offset;
    return true;
}
