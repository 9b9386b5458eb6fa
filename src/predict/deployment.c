/* From the tree of a deployment file to what it says. Keys and forms are rows of ruleset/schema.c. */
#include "predict/deployment.h"

#include <stdlib.h>
#include <strings.h>

#include "der/oid.h"
#include "facts/value.h"
#include "predict/fleet.h"
#include "read/sniff.h"
#include "ruleset/schema.h"
#include "ruleset/set.h"
#include "util/glob.h"
#include "util/platform.h"
#include "util/text.h"

const char *const store_names[STORE_COUNT] = { "my", "root", "ca", "disallowed" };

struct reader {
    struct arena *arena;
    struct diags *diags;
    const char *file;
    const char *star; /* of the device of a fleet that is read; NULL: it is none */
};

/* -- paths ---------------------------------------------------------------------------------------------------------- */

/* Names with * and ? in the last part stand for what is there; none is a mistake that would make a silent difference. */
static void add_matching(struct reader *reader, const struct node *node, const char *path, struct texts *out)
{
    const char *slash = strrchr(path, '/'), *pattern = slash ? slash + 1 : path;
    const char *folder = slash ? arena_format(reader->arena, "%.*s", (int)(slash - path), path) : ".";
    const char **names, *error;
    size_t count, before = out->count;
    if (!platform_list(folder, &names, &count, &error, reader->arena)) {
        diag_error(reader->diags, node->place, "cannot list '%s': %s",
                   text_escaped(reader->arena, span_of_text(folder)), error);
        return;
    }
    for (size_t i = 0; i < count; i++)
        if (names[i][0] != '.' && glob_matches(pattern, names[i]))
            *VEC_ADD(reader->arena, out) = arena_format(reader->arena, "%s/%s", folder, names[i]);
    if (out->count == before)
        diag_error(reader->diags, node->place, "no file matches '%s'",
                   text_quoted(reader->arena, node->text));
}

static const char *path_of(struct reader *reader, const struct node *node)
{
    return path_beside(reader->arena, reader->file, (const char *)node->text.data);
}

/* Files behind a key, one or a list. What the other devices of a fleet have, and this one has not, was not given. */
static struct exported files_of(struct reader *reader, const struct node *node)
{
    struct exported out = { .given = node != NULL };
    for (size_t i = 0; node && i < node_text_count(node); i++) {
        const struct node *item = node_text_at(node, i);
        const char *path = path_of(reader, item), *slash = strrchr(path, '/');
        if (reader->star && strchr(path, '*')) {
            path = fleet_path(reader->arena, path, reader->star);
            if (platform_status(path, reader->arena).kind != PLATFORM_MISSING)
                *VEC_ADD(reader->arena, &out.paths) = path;
            else if (node_text_count(node) == 1)
                out.given = false;
        } else if (strpbrk(slash ? slash + 1 : path, "*?")) {
            add_matching(reader, item, path, &out.paths);
        } else {
            *VEC_ADD(reader->arena, &out.paths) = path;
        }
    }
    return out;
}

static struct exported read_files(struct reader *reader, const struct node *owner, enum key_owner keys,
                                  const char *key)
{
    return files_of(reader, schema_get(owner, keys, key));
}

/* "a1b2…", of SHA-1 or SHA-256, as Windows shows it. */
static bool is_thumbprint(struct span text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text_hex_digit(text.data[i]) >= 0)
            digits++;
        else if (text.data[i] != ' ' && text.data[i] != ':')
            return false;
    }
    return digits == 40 || digits == 64;
}

/* The path of a certificate that lies in that store; "none" is nothing. What else names a certificate is no path. */
static const char *read_path(struct reader *reader, const struct node *node, const char *store)
{
    if (!node || text_equal_ignoring_case(node->text, span_of_text("none")))
        return NULL;
    struct exported files = files_of(reader, node);
    bool is_name = text_find_ignoring_case(node->text, 0, "CN=") == 0;
    if (files.paths.count == 0)
        return NULL;
    if ((is_name || is_thumbprint(node->text)) &&
        platform_status(files.paths.items[0], reader->arena).kind == PLATFORM_MISSING)
        diag_error(reader->diags, node->place,
                   "'%s' is a %s; the file of the certificate is wanted here, or none: Get-Item "
                   "Cert:\\LocalMachine\\%s\\THUMBPRINT | Export-Certificate -FilePath certificate.cer",
                   text_quoted(reader->arena, node->text), is_name ? "name" : "thumbprint", store);
    return files.paths.items[0];
}

/* A mapping of ours behind a key, checked; NULL where it is not there or is broken. */
static const struct node *read_mapping(struct reader *reader, const struct node *owner, enum key_owner keys,
                                       const char *key, enum key_owner inner)
{
    const struct node *node = schema_get(owner, keys, key);
    return node && node->kind == NODE_MAPPING && schema_check(node, inner, reader->arena, reader->diags)
               ? node
               : NULL;
}

static struct exported read_export(struct reader *reader, const struct node *owner, enum key_owner keys,
                                   const char *key)
{
    const struct node *node = schema_get(owner, keys, key);
    return files_of(reader, node && node->kind == NODE_TEXT ? node : NULL);
}

static void read_stores(struct reader *reader, const struct node *node, enum key_owner keys,
                        struct machine *machine)
{
    const struct node *stores = read_mapping(reader, node, keys, "stores", KEYS_OF_STORES);
    for (size_t i = 0; stores && i < STORE_COUNT; i++)
        machine->stores[i] = read_files(reader, stores, KEYS_OF_STORES, store_names[i]);
}

/* -- settings ------------------------------------------------------------------------------------------------------- */

/* The settings of a kind that the file itself says, made with the first of them. */
static struct settings *say(struct reader *reader, struct settings **settings, enum object_kind kind)
{
    if (!*settings) {
        *settings = arena_alloc(reader->arena, sizeof **settings);
        (*settings)->kind = kind;
    }
    return *settings;
}

static int64_t number_of(const struct node *node)
{
    int64_t value = 0; /* schema_check saw digits of at most 32 bits */
    for (size_t i = 0; i < node->text.length; i++)
        value = value * 10 + (node->text.data[i] - '0');
    return value;
}

static void say_oids(struct reader *reader, struct settings *settings, enum setting_id id,
                     const struct node *node)
{
    for (size_t i = 0; i < node_text_count(node); i++) {
        const struct node *item = node_text_at(node, i);
        struct span oid;
        if (!oid_parse(reader->arena, item->text, &oid))
            diag_error(reader->diags, item->place, "'%s' is no OID and no short name of one",
                       text_quoted(reader->arena, item->text));
        else
            settings_add_oid(reader->arena, settings, id, item->text, item->place.line);
    }
    if (node_text_count(node) == 0)
        settings_unset(settings, id, node->place.line);
}

static const char *method_at(const void *unused, size_t index)
{
    static const char *const methods[] = { "EAP", "Certificate", "MsChapv2", "PreSharedKey" };
    (void)unused;
    return index < COUNT_OF(methods) ? methods[index] : NULL;
}

/* As Get-VpnAuthProtocol writes it; PowerShell takes any case. */
static void say_method(struct reader *reader, struct settings *rras, const struct node *node)
{
    const char *method;
    for (size_t i = 0; (method = method_at(NULL, i)); i++)
        if (text_equal_ignoring_case(node->text, span_of_text(method))) {
            settings_add_text(reader->arena, rras, RRAS_USER_AUTH, span_of_text(method), node->place.line);
            return;
        }
    const char *near = text_suggest(node->text, method_at, NULL);
    diag_error(reader->diags, node->place,
               "'%s' is no way to authenticate%s (EAP, Certificate, MsChapv2, PreSharedKey)",
               text_quoted(reader->arena, node->text),
               near ? arena_format(reader->arena, ", did you mean '%s'?", near) : "");
}

/* Keys that are not there: what is accepted, and the root, are unknown; the rest is not set. */
static void read_auth_protocol(struct reader *reader, const struct node *auth, struct machine *machine)
{
    if (!auth)
        return;
    struct settings *rras = say(reader, &machine->rras, OBJECT_RRAS);
    const struct node *accepted = schema_get(auth, KEYS_OF_AUTH_PROTOCOL, "user_auth_protocol_accepted");
    for (size_t i = 0; accepted && i < node_text_count(accepted); i++)
        say_method(reader, rras, node_text_at(accepted, i));
    if (accepted && node_text_count(accepted) == 0)
        settings_unset(rras, RRAS_USER_AUTH, accepted->place.line);
    const struct node *root = schema_get(auth, KEYS_OF_AUTH_PROTOCOL, "root_certificate_name_to_accept");
    machine->root_to_accept = read_path(reader, root, "Root");
    if (root && !machine->root_to_accept)
        settings_unset(rras, RRAS_ROOT_TO_ACCEPT, root->place.line);
    const struct node *advertised = schema_get(auth, KEYS_OF_AUTH_PROTOCOL, "certificate_advertised");
    machine->advertised = read_path(reader, advertised, "My");
    if (!machine->advertised)
        settings_unset(rras, RRAS_CERTIFICATE_ADVERTISED, auth->place.line);
    const struct node *usages = schema_get(auth, KEYS_OF_AUTH_PROTOCOL, "certificate_ekus_to_accept");
    if (usages)
        say_oids(reader, rras, RRAS_EKUS_TO_ACCEPT, usages);
    else
        settings_unset(rras, RRAS_EKUS_TO_ACCEPT, auth->place.line);
}

static void read_os(struct reader *reader, const struct node *node, enum key_owner keys,
                    struct machine *machine)
{
    machine->os = read_export(reader, node, keys, "os");
    const struct node *os = read_mapping(reader, node, keys, "os", KEYS_OF_OS);
    const struct node *ubr = os ? schema_get(os, KEYS_OF_OS, "ubr") : NULL;
    if (!os)
        return;
    struct settings *host = say(reader, &machine->host, OBJECT_HOST);
    const struct node *build = schema_get(os, KEYS_OF_OS, "build");
    settings_set_integer(host, HOST_BUILD, number_of(build), build->place.line);
    if (ubr)
        settings_set_integer(host, HOST_UBR, number_of(ubr), ubr->place.line);
}

static void read_server(struct reader *reader, const struct node *node, struct machine *machine)
{
    machine->auth_protocol = read_export(reader, node, KEYS_OF_SERVER, "auth_protocol");
    read_auth_protocol(
        reader, read_mapping(reader, node, KEYS_OF_SERVER, "auth_protocol", KEYS_OF_AUTH_PROTOCOL), machine);
    const struct node *flags = schema_get(node, KEYS_OF_SERVER, "cert_auth_flags");
    bool is_number = flags && strspn((const char *)flags->text.data, "0123456789") == flags->text.length;
    if (is_number)
        settings_set_integer(say(reader, &machine->rras, OBJECT_RRAS), RRAS_CERT_AUTH_FLAGS, number_of(flags),
                             flags->place.line);
    else
        machine->cert_auth_flags = files_of(reader, flags);
}

static void read_device(struct reader *reader, const struct node *node, struct machine *machine)
{
    static const enum key_owner keys = KEYS_OF_DEVICE;
    machine->profiles = read_files(reader, node, keys, "profile");
    machine->phonebooks = read_files(reader, node, keys, "phonebook");
    machine->vpn_connections = read_files(reader, node, keys, "vpn_connection");
    machine->user_my = read_files(reader, node, keys, "user_certificates");
    machine->tunnels = schema_words(node, keys, "tunnel");
    const struct node *names = schema_get(node, keys, "connection");
    for (size_t i = 0; names && i < node_text_count(names); i++)
        *VEC_ADD(reader->arena, &machine->connections) = (const char *)node_text_at(names, i)->text.data;
    const struct node *filter = schema_get(node, keys, "machine_certificate_eku_filter");
    if (filter)
        say_oids(reader, say(reader, &machine->profile, OBJECT_PROFILE), PROFILE_EKU_FILTER, filter);
    machine->issuer_filter =
        read_path(reader, schema_get(node, keys, "machine_certificate_issuer_filter"), "CA");
    const struct node *skips = schema_get(node, keys, "disable_ike_name_eku_check");
    if (skips)
        settings_set_boolean(say(reader, &machine->profile, OBJECT_PROFILE), PROFILE_SKIPS_NAME_AND_EKU,
                             span_equal_text(skips->text, "true"), skips->place.line);
}

/* Where the file itself says a setting is its place. */
static void note_path(const struct reader *reader, struct settings *settings)
{
    for (size_t i = 0; settings && i < SETTING_COUNT; i++)
        if (settings->items[i].state != SETTING_UNKNOWN)
            settings->items[i].path = reader->file;
}

/* -- machines ------------------------------------------------------------------------------------------------------- */

static void read_machine(struct reader *reader, const struct node *node, enum key_owner keys,
                         const char *name, struct machine *out)
{
    *out = (struct machine){ .name = name, .place = node->place };
    read_stores(reader, node, keys, out);
    if (keys == KEYS_OF_NPS)
        return;
    read_os(reader, node, keys, out);
    if (keys == KEYS_OF_SERVER)
        read_server(reader, node, out);
    else
        read_device(reader, node, out);
    note_path(reader, out->host);
    note_path(reader, out->rras);
    note_path(reader, out->profile);
}

/* Every path of an entry that has a `*`. */
static void find_stars(struct reader *reader, const struct node *node, const char *name, struct fleet *fleet)
{
    for (size_t i = 0; i < node->count; i++) {
        const struct node *key = node->items[i].key, *value = node->items[i].value;
        bool is_name = key && span_equal_text(key->text, "name");
        if (value->kind == NODE_MAPPING || value->kind == NODE_LIST) {
            find_stars(reader, value, name, fleet); /* as deep as the schema allows */
            continue;
        }
        if (value->kind != NODE_TEXT || is_name || !span_find(value->text, '*'))
            continue;
        const char *path = path_of(reader, value), *error;
        if (strchr(strchr(path, '*') + 1, '*'))
            diag_error(reader->diags, value->place,
                       "'%s' has more than one '*', where one stands for the device",
                       text_quoted(reader->arena, value->text));
        else if (!fleet_add(reader->arena, fleet, name, path, &error))
            diag_error(reader->diags, value->place, "%s", error);
    }
}

static void read_fleet(struct reader *reader, const struct node *node, const char *name, struct machines *out)
{
    struct fleet fleet = { 0 };
    if (strchr(strchr(name, '*') + 1, '*')) {
        diag_error(reader->diags, node->place, "'%s' has more than one '*'",
                   text_quoted(reader->arena, span_of_text(name)));
        return;
    }
    size_t errors = reader->diags->errors;
    find_stars(reader, node, name, &fleet);
    fleet_sort(&fleet);
    if (fleet.count == 0 && reader->diags->errors == errors)
        diag_error(reader->diags, node->place,
                   "no file fits '%s': a path with '*', such as exports/%s.sst, says which devices there are",
                   text_quoted(reader->arena, span_of_text(name)),
                   text_quoted(reader->arena, span_of_text(name)));
    if (fleet.count > DEPLOYMENT_DEVICE_LIMIT) {
        diag_error(reader->diags, node->place, "%zu devices are more than %d", fleet.count,
                   DEPLOYMENT_DEVICE_LIMIT);
        return;
    }
    for (size_t i = 0; i < fleet.count && reader->diags->errors == errors;
         i++) { /* each would say the same */
        reader->star = fleet.items[i].star;
        read_machine(reader, node, KEYS_OF_DEVICE, fleet.items[i].name, VEC_ADD(reader->arena, out));
    }
    reader->star = NULL;
}

static int compare_names(const void *a, const void *b)
{
    const struct machine *const *first = a, *const *second = b;
    int order = strcasecmp((*first)->name, (*second)->name);
    return order ? order : (*first < *second ? -1 : 1);
}

static void check_names(struct reader *reader, const struct machines *machines)
{
    const struct machine **sorted = arena_array(reader->arena, machines->count, sizeof(struct machine *));
    for (size_t i = 0; i < machines->count; i++)
        sorted[i] = &machines->items[i];
    if (machines->count)
        qsort(sorted, machines->count, sizeof(struct machine *), compare_names);
    for (size_t i = 1; i < machines->count; i++)
        if (strcasecmp(sorted[i]->name, sorted[i - 1]->name) == 0) /* as Windows compares them */
            diag_error_with(reader->diags, sorted[i]->place, sorted[i - 1]->place, "'%s' was there before",
                            text_quoted(reader->arena, span_of_text(sorted[i]->name)));
}

static void read_machines(struct reader *reader, const struct node *list, enum key_owner keys,
                          struct machines *out)
{
    for (size_t i = 0; list && i < list->count; i++) {
        const struct node *node = list->items[i].value;
        if (!schema_check(node, keys, reader->arena, reader->diags))
            continue;
        const char *name = schema_text(node, keys, "name");
        if (keys == KEYS_OF_DEVICE && strchr(name, '*'))
            read_fleet(reader, node, name, out);
        else
            read_machine(reader, node, keys, name, VEC_ADD(reader->arena, out));
    }
    check_names(reader, out);
}

static void read_nps(struct reader *reader, const struct node *root, struct deployment *out)
{
    const struct node *node = read_mapping(reader, root, KEYS_OF_DEPLOYMENT, "nps", KEYS_OF_NPS);
    if (!node)
        return;
    struct machine *nps = arena_alloc(reader->arena, sizeof *nps);
    read_machine(reader, node, KEYS_OF_NPS, schema_text(node, KEYS_OF_NPS, "name"), nps);
    out->nps = nps;
}

/* -- files that are none --------------------------------------------------------------------------------------------- */

/* A folder of exports: its deployment file, or how to get one. */
static bool refuse_folder(struct arena *arena, const char *path, struct diags *diags)
{
    const char *file =
        arena_format(arena, "%s%sdeployment.yaml", path, path[0] && path[strlen(path) - 1] == '/' ? "" : "/");
    const char *shown = text_escaped(arena, span_of_text(path));
    if (platform_status(file, arena).kind == PLATFORM_FILE)
        return diag_error(diags, (struct place){ 0 }, "'%s' is a folder; its deployment file is '%s'", shown,
                          text_escaped(arena, span_of_text(file)));
    return diag_error(diags, (struct place){ 0 },
                      "'%s' is a folder; write a deployment file from the exports in it: ikelint predict "
                      "--init %s",
                      shown, shown);
}

/* One of the exports themselves. What has the word may be a deployment file that looks like something else, too. */
static bool refuse_export(struct arena *arena, const char *path, struct span octets, struct diags *diags)
{
    bool is_text;
    struct encoding_found encoding;
    const struct read_kind *kind = sniff(arena, octets, &is_text, &encoding);
    if (sniff_is_nameless(kind) || text_find_ignoring_case(octets, 0, "deployment") < octets.length)
        return true;
    return diag_error(
        diags, (struct place){ 0 },
        "'%s' is no deployment file: it was taken for %s; %s'ikelint predict --init FOLDER' writes "
        "a deployment file from a folder of exports",
        text_escaped(arena, span_of_text(path)), kind->name,
        kind->read ? "name it in a deployment file, as in 'stores: { my: FILE }', 'auth_protocol: "
                     "FILE' or 'profile: FILE'; "
                   : "");
}

bool deployment_load(struct arena *arena, const char *path, struct deployment *out, struct diags *diags)
{
    struct span octets;
    const char *error;
    if (platform_status(path, arena).kind == PLATFORM_FOLDER)
        return refuse_folder(arena, path, diags);
    if (!platform_read(path, TREE_FILE_LIMIT, &octets, &error, arena))
        return diag_error(diags, (struct place){ 0 }, "cannot read the deployment file '%s': %s",
                          text_escaped(arena, span_of_text(path)), error);
    if (!refuse_export(arena, path, octets, diags))
        return false;
    return deployment_load_octets(arena, path, octets, out, diags);
}

bool deployment_load_octets(struct arena *arena, const char *path, struct span octets, struct deployment *out,
                            struct diags *diags)
{
    struct reader reader = { arena, diags, path, NULL };
    struct source *source = arena_alloc(arena, sizeof *source);
    size_t errors = diags->errors;
    *out = (struct deployment){ .path = path };
    source->name = path;
    source->bytes = octets;
    const struct node *root = tree_build(arena, source, "a deployment file", diags);
    if (!root || !schema_check(root, KEYS_OF_DEPLOYMENT, arena, diags))
        return false;
    out->name = schema_text(root, KEYS_OF_DEPLOYMENT, "deployment");
    const struct node *server_name = schema_get(root, KEYS_OF_DEPLOYMENT, "server_name");
    struct span host;
    if (server_name && !hostname_normalize(arena, server_name->text, &host))
        diag_error(diags, server_name->place, "'%s' is no host name", text_quoted(arena, server_name->text));
    out->server_name = schema_text(root, KEYS_OF_DEPLOYMENT, "server_name");
    const struct node *pki = read_mapping(&reader, root, KEYS_OF_DEPLOYMENT, "pki", KEYS_OF_PKI);
    if (pki) {
        out->roots = read_files(&reader, pki, KEYS_OF_PKI, "roots");
        out->intermediates = read_files(&reader, pki, KEYS_OF_PKI, "intermediates");
        out->crls = read_files(&reader, pki, KEYS_OF_PKI, "crls");
    }
    read_nps(&reader, root, out);
    read_machines(&reader, schema_get(root, KEYS_OF_DEPLOYMENT, "servers"), KEYS_OF_SERVER, &out->servers);
    const struct node *devices = schema_get(root, KEYS_OF_DEPLOYMENT, "devices");
    read_machines(&reader, devices, KEYS_OF_DEVICE, &out->devices);
    if (out->devices.count && out->servers.count > DEPLOYMENT_PAIR_LIMIT / out->devices.count)
        diag_error(diags, devices->place,
                   "%zu devices and %zu servers are more than %d pairs: split the file", out->devices.count,
                   out->servers.count, DEPLOYMENT_PAIR_LIMIT);
    return diags->errors == errors;
}
