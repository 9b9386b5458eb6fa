/* Which VPN connections a device has: those of its ProfileXML files, and what its phone book and Get-VpnConnection say of
 * them; without a ProfileXML, those of the phone book; without any, what the deployment file says alone.
 *
 * The name that is dialled is the first of Servers; where no profile says one, it is the deployment's server_name. */
#include "facts/value.h"
#include "predict/host.h"
#include "util/text.h"

struct finding_tunnels {
    struct hosts *hosts;
    struct host *device;
    const struct settings *said;
    struct certificates profiles, entries;
    const char *other_protocol; /* of a connection that was left out; NULL: none was */
};

static bool is_text(const struct settings *settings, enum setting_id id, const char *text)
{
    const struct setting *setting = setting_of(settings, id);
    return setting->state == SETTING_SET && text_equal_ignoring_case(setting->text, span_of_text(text));
}

/* A device tunnel is told by DeviceTunnel; else EAP is a user's, and a machine certificate is a device's. */
static enum tunnel_kind kind_of(const struct settings *profile)
{
    const struct setting *device = setting_of(profile, PROFILE_DEVICE_TUNNEL);
    if (device->state == SETTING_SET && device->boolean)
        return TUNNEL_DEVICE;
    if (setting_is(profile, PROFILE_USER_METHOD, SETTING_SET) ||
        is_text(profile, PROFILE_MACHINE_METHOD, "EAP") || setting_is(profile, PROFILE_EAP_TYPE, SETTING_SET))
        return TUNNEL_USER;
    if (is_text(profile, PROFILE_MACHINE_METHOD, "Certificate"))
        return TUNNEL_DEVICE;
    return device->state == SETTING_SET ? TUNNEL_USER : TUNNEL_DEVICE;
}

/* "IKEv2", "Automatic", "IKEv2 first", "SSTP first", a list, or a number that nobody knows. */
static bool may_be_ikev2(const struct settings *profile)
{
    static const char *const others[] = { "SSTP", "L2TP", "PPTP" };
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (is_text(profile, PROFILE_PROTOCOL, others[i]))
            return false;
    return true;
}

/* The registry of the machine: it holds for every connection. */
static bool is_of_machine(const struct settings *entry)
{
    return !entry->name.data && setting_is(entry, PROFILE_SERVERS, SETTING_UNKNOWN) &&
           setting_is(entry, PROFILE_PROTOCOL, SETTING_UNKNOWN);
}

static bool is_named(const struct settings *profile, const char *name)
{
    return profile->name.data && text_equal_ignoring_case(profile->name, span_of_text(name));
}

static bool is_wanted(const struct machine *machine, const struct settings *profile)
{
    for (size_t i = 0; i < machine->connections.count; i++)
        if (is_named(profile, machine->connections.items[i]))
            return true;
    return machine->connections.count == 0;
}

/* Those that are asked for by name; without a name, those that may be IKEv2. */
static void keep_wanted(struct finding_tunnels *finding, struct certificates *objects, bool by_name)
{
    const struct machine *machine = finding->device->machine;
    size_t kept = 0;
    for (size_t i = 0; i < objects->count; i++) {
        const struct settings *profile = objects->items[i]->settings;
        if (by_name && !is_of_machine(profile) && !is_wanted(machine, profile))
            continue;
        if (may_be_ikev2(profile))
            objects->items[kept++] = objects->items[i];
        else
            finding->other_protocol =
                arena_text_of_span(hosts_arena(finding->hosts), setting_of(profile, PROFILE_PROTOCOL)->text);
    }
    objects->count = kept;
}

static const char *names_of(struct arena *arena, const struct certificates *objects)
{
    const char *names = "";
    for (size_t i = 0; i < objects->count && i < 20; i++)
        if (!is_of_machine(objects->items[i]->settings))
            names = arena_format(
                arena, "%s%s'%s'", names, names[0] ? ", " : "",
                text_escaped(arena, span_of_text(settings_label(arena, objects->items[i]->settings))));
    return names;
}

/* Names that no export has are a mistake: which connection was meant, and what it says, is not known. */
static void check_names(struct finding_tunnels *finding)
{
    const struct machine *machine = finding->device->machine;
    struct arena *arena = hosts_arena(finding->hosts);
    for (size_t i = 0; finding->entries.count && i < machine->connections.count; i++) {
        bool found = false;
        const char *name = machine->connections.items[i];
        for (size_t k = 0; k < finding->entries.count; k++)
            found |= is_named(finding->entries.items[k]->settings, name);
        for (size_t k = 0; k < finding->profiles.count; k++)
            found |= is_named(finding->profiles.items[k]->settings, name);
        if (found)
            continue;
        const char *has = names_of(arena, &finding->entries);
        hosts_fail(finding->hosts, finding->entries.items[0]->path,
                   arena_format(arena, "it has no connection '%s'; it has %s",
                                text_escaped(arena, span_of_text(name)), has));
        finding->device->dials_unread = true;
        finding->device->unread =
            arena_format(arena, "connection: the name of one that was exported: %s", has);
    }
}

static struct tunnel *add_tunnel(struct finding_tunnels *finding, const struct settings *profile)
{
    struct tunnel *tunnel = VEC_ADD(hosts_arena(finding->hosts), &finding->device->tunnels);
    tunnel->profile = profile;
    tunnel->has_profile = true;
    tunnel->kind = kind_of(profile);
    tunnel->needs = "";
    return tunnel;
}

static void merge_into(struct finding_tunnels *finding, struct tunnel *tunnel, const struct object *object)
{
    struct certificates one = { .items = &object, .count = 1 };
    tunnel->profile = hosts_merge(finding->hosts, OBJECT_PROFILE, tunnel->profile, &one);
    tunnel->kind = kind_of(tunnel->profile);
}

static bool have_one_name(const struct settings *a, const struct settings *b)
{
    return a->name.data && b->name.data && text_equal_ignoring_case(a->name, b->name);
}

/* The tunnel that an entry of a phone book is about: of its name; else the only nameless one of its kind. */
static struct tunnel *tunnel_of(struct finding_tunnels *finding, const struct settings *entry)
{
    struct tunnel *found = NULL;
    for (size_t i = 0; i < finding->device->tunnels.count; i++) {
        struct tunnel *tunnel = &finding->device->tunnels.items[i];
        if (have_one_name(tunnel->profile, entry))
            return tunnel;
        if (tunnel->profile->name.data || tunnel->kind != kind_of(entry))
            continue;
        if (found)
            return NULL;
        found = tunnel;
    }
    return found;
}

/* DisableIKENameEkuCheck counts wherever it is 1. */
static void take_of_machine(struct finding_tunnels *finding, struct tunnel *tunnel)
{
    for (size_t i = 0; i < finding->entries.count; i++) {
        const struct settings *entry = finding->entries.items[i]->settings;
        if (!is_of_machine(entry))
            continue;
        struct settings *all = arena_alloc(hosts_arena(finding->hosts), sizeof *all);
        *all = *tunnel->profile;
        if (setting_is_true(entry, PROFILE_SKIPS_NAME_AND_EKU))
            all->items[PROFILE_SKIPS_NAME_AND_EKU] = entry->items[PROFILE_SKIPS_NAME_AND_EKU];
        settings_merge(all, entry);
        tunnel->profile = all;
        tunnel->has_profile = true;
    }
}

static void find_in_files(struct finding_tunnels *finding)
{
    const struct machine *machine = finding->device->machine;
    for (size_t i = 0; i < finding->profiles.count; i++)
        add_tunnel(finding, finding->profiles.items[i]->settings);
    for (size_t i = 0; i < finding->entries.count; i++) {
        const struct object *entry = finding->entries.items[i];
        struct tunnel *tunnel = tunnel_of(finding, entry->settings);
        if (is_of_machine(entry->settings))
            continue;
        if (tunnel)
            merge_into(finding, tunnel, entry);
        else if (finding->profiles.count == 0 || machine->connections.count)
            add_tunnel(finding, entry->settings);
    }
}

/* Only the tunnels that are asked for; a lone one is what the file says that it is. */
static void keep_kinds(struct finding_tunnels *finding)
{
    struct host *device = finding->device;
    unsigned wanted = device->machine->tunnels;
    size_t kept = 0;
    if (!wanted)
        return;
    for (size_t i = 0; i < device->tunnels.count; i++)
        if (wanted & (1u << device->tunnels.items[i].kind))
            device->tunnels.items[kept++] = device->tunnels.items[i];
    bool is_one_kind = (wanted & (wanted - 1)) == 0;
    if (kept == 0 && device->tunnels.count == 1 && is_one_kind)
        device->tunnels.items[kept++].kind = wanted & (1u << TUNNEL_USER) ? TUNNEL_USER : TUNNEL_DEVICE;
    device->tunnels.count = kept;
}

/* A phone book with several connections, of which none was named. */
static void refuse_ambiguous(struct finding_tunnels *finding)
{
    struct host *device = finding->device;
    struct arena *arena = hosts_arena(finding->hosts);
    if (finding->profiles.count || device->machine->connections.count || device->tunnels.count < 2)
        return;
    struct tunnel lone = { .kind = device->tunnels.items[0].kind, .has_profile = false };
    lone.profile = hosts_merge(finding->hosts, OBJECT_PROFILE, NULL, &(struct certificates){ 0 });
    lone.needs = arena_format(arena, "connection: which one of %s", names_of(arena, &finding->entries));
    device->tunnels.items[0] = lone;
    device->tunnels.count = 1;
}

static void add_without_files(struct finding_tunnels *finding)
{
    struct host *device = finding->device;
    unsigned wanted = device->machine->tunnels ? device->machine->tunnels : 1u << TUNNEL_DEVICE;
    if (device->tunnels.count)
        return;
    for (int kind = 0; kind < TUNNEL_KIND_COUNT; kind++) {
        if (!(wanted & (1u << kind)))
            continue;
        struct tunnel *tunnel = add_tunnel(
            finding, hosts_merge(finding->hosts, OBJECT_PROFILE, NULL, &(struct certificates){ 0 }));
        tunnel->kind = (enum tunnel_kind)kind;
        tunnel->has_profile = finding->said != NULL;
        if (finding->other_protocol)
            tunnel->needs = arena_format(
                hosts_arena(finding->hosts), "a connection of IKEv2: what was given is %s",
                text_escaped(hosts_arena(finding->hosts), span_of_text(finding->other_protocol)));
    }
}

static void finish(struct finding_tunnels *finding, const char *server_name, struct tunnel *tunnel)
{
    struct arena *arena = hosts_arena(finding->hosts);
    if (finding->said) {
        struct settings *all = arena_alloc(arena, sizeof *all);
        *all = *finding->said;
        settings_merge(all, tunnel->profile);
        tunnel->profile = all;
    }
    const struct setting *servers = setting_of(tunnel->profile, PROFILE_SERVERS);
    struct span host;
    if (tunnel->profile->name.length)
        tunnel->name = arena_text_of_span(arena, tunnel->profile->name);
    if (servers->state == SETTING_UNSET && !tunnel->needs[0])
        tunnel->needs = "the name that is dialled: the connection, as it was exported, has none";
    tunnel->dialled = finding->device->dials_unread || tunnel->needs[0] ? NULL : server_name;
    if (servers->state != SETTING_SET || servers->texts.count == 0)
        return;
    const char *dialled = arena_text_of_span(arena, servers->texts.items[0]);
    if (hostname_normalize(arena, servers->texts.items[0], &host))
        tunnel->dialled = dialled;
    else {
        tunnel->dialled = NULL;
        hosts_fail(finding->hosts, servers->path ? servers->path : finding->device->machine->name,
                   arena_format(arena, "line %u: '%s', which is dialled, is no host name", servers->line,
                                text_escaped(arena, servers->texts.items[0])));
    }
}

void hosts_find_tunnels(struct hosts *hosts, const struct settings *said, struct host *device)
{
    struct finding_tunnels finding = { .hosts = hosts, .device = device, .said = said };
    const struct machine *machine = device->machine;
    const char *before = device->unread;
    if (!hosts_objects(hosts, &machine->profiles, OBJECT_PROFILE, &finding.profiles))
        device->unread = "profile, of which not all could be read";
    if (!hosts_objects(hosts, &machine->phonebooks, OBJECT_PROFILE, &finding.entries))
        device->unread = "phonebook, of which not all could be read";
    if (!hosts_objects(hosts, &machine->vpn_connections, OBJECT_PROFILE, &finding.entries))
        device->unread = "vpn_connection, of which not all could be read";
    device->dials_unread = device->unread != before;
    check_names(&finding);
    keep_wanted(&finding, &finding.profiles, false);
    keep_wanted(&finding, &finding.entries, true);
    find_in_files(&finding);
    keep_kinds(&finding);
    refuse_ambiguous(&finding);
    add_without_files(&finding);
    for (size_t i = 0; i < device->tunnels.count; i++) {
        take_of_machine(&finding, &device->tunnels.items[i]);
        finish(&finding, hosts_server_name(hosts), &device->tunnels.items[i]);
    }
}
