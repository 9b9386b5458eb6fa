/* Names of properties to settings: one row for each name that Windows gives a setting.
 *
 * An object of an export has settings when one of the names that mark its kind is among its properties; then all of the
 * rows of that kind are looked for, in what is inside the object, too. Objects that add to what was found before
 * (Get-HotFix gives one for each update; Get-VpnAuthProtocol is silent about the registry) are taken for the same
 * machine, unless they name another one or say the same setting again. */
#include "read/settings_export.h"

#include "read/pem.h"
#include "read/powershell.h"
#include "read/vpn_connection.h"
#include "util/text.h"

enum {
    FOUND_MAX = 1024, /* machines and connections of one file */
    CONNECTION_MARKS_MAX = 8
};

struct row {
    const char *property;
    enum setting_id id;
    bool is_mark; /* no other export has such a property */
};

static const struct row rows[] = {
    { "UserAuthProtocolAccepted", RRAS_USER_AUTH, true },
    { "TunnelAuthProtocolsAdvertised", RRAS_TUNNEL_AUTH, true },
    { "RootCertificateNameToAccept", RRAS_ROOT_TO_ACCEPT, true },
    { "CertificateAdvertised", RRAS_CERTIFICATE_ADVERTISED, true },
    { "CertificateEKUsToAccept", RRAS_EKUS_TO_ACCEPT, true },
    { "CertAuthFlags", RRAS_CERT_AUTH_FLAGS, true },
    { "EnableServerFragmentation", RRAS_SERVER_FRAGMENTATION, true },
    { "DisableIKENameEkuCheck", PROFILE_SKIPS_NAME_AND_EKU, true }, /* of the registry: for all connections */
    { "CurrentBuild", HOST_BUILD, false },
    { "CurrentBuildNumber", HOST_BUILD, true },
    { "OsBuildNumber", HOST_BUILD, true },
    { "UBR", HOST_UBR, true },
    { "WindowsUBR", HOST_UBR, true },
    { "ProductName", HOST_PRODUCT, false },
    { "OsName", HOST_PRODUCT, false },
};

/* Read by functions of their own. */
static const char *const other_marks[] = { "HotFixID", "OsHotFixes", "OsVersion", "VersionString" };

static const char *const machine_names[] = { "PSComputerName", "CsDNSHostName", "CsName", "CSName",
                                             "Source" };

struct marks {
    const char *names[COUNT_OF(rows) + COUNT_OF(other_marks) + CONNECTION_MARKS_MAX];
    size_t count;
};

static struct marks all_marks(void)
{
    struct marks marks = { .count = 0 };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (rows[i].is_mark)
            marks.names[marks.count++] = rows[i].property;
    for (size_t i = 0; i < COUNT_OF(other_marks); i++)
        marks.names[marks.count++] = other_marks[i];
    for (size_t i = 0; i < CONNECTION_MARKS_MAX && vpn_connection_marks[i]; i++)
        marks.names[marks.count++] = vpn_connection_marks[i];
    return marks;
}

/* -- objects --------------------------------------------------------------------------------------------------------- */

/* The last part of a path is `last`, and `before` is one of those before it. */
static bool key_ends(struct span key, const char *before, const char *last)
{
    struct span rest = key, part = span_take(&rest, '\\');
    bool has_before = false;
    for (; rest.data; part = span_take(&rest, '\\'))
        has_before |= text_equal_ignoring_case(part, span_of_text(before));
    return has_before && text_equal_ignoring_case(part, span_of_text(last));
}

static bool is_ikev2_key(struct span key)
{
    return key_ends(key, "RemoteAccess", "Ikev2");
}

static bool is_rasman_key(struct span key)
{
    return key_ends(key, "RasMan", "Parameters");
}

bool settings_key_is(struct span key)
{
    return is_ikev2_key(key) || is_rasman_key(key) || key_ends(key, "Windows NT", "CurrentVersion");
}

static struct span machine_of(const struct exported *object)
{
    for (size_t i = 0; i < COUNT_OF(machine_names); i++) {
        const struct exported *name = exported_member(object, machine_names[i]);
        if (name && name->kind == EXPORTED_TEXT && text_trim(name->text).length)
            return text_trim(name->text);
    }
    return (struct span){ 0 };
}

/* Whether the object says a setting that these have already. */
static bool says_again(const struct settings *settings, const struct exported *object)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (setting_row(rows[i].id)->kind == settings->kind && settings->items[rows[i].id].state &&
            exported_member(object, rows[i].property))
            return true;
    return false;
}

static struct settings_found *find_machine(struct settings_reading *reading, enum object_kind kind,
                                           struct span name, const struct exported *object)
{
    for (size_t i = reading->found.count; i-- > 0;) {
        struct settings_found *found = reading->found.items[i];
        if (found->settings.kind != kind)
            continue;
        bool is_other =
            name.data && found->settings.name.data && !text_equal_ignoring_case(name, found->settings.name);
        return is_other || says_again(&found->settings, object) ? NULL : found;
    }
    return NULL;
}

static struct settings_found *new_machine(struct settings_reading *reading, enum object_kind kind,
                                          size_t offset, uint32_t line)
{
    struct arena *arena = reading->walk->arena;
    struct settings_found *found = arena_alloc(arena, sizeof *found);
    if (reading->found.count == 0) {
        settings_begin(&found->settings, kind, reading->octets);
    } else { /* the file's digests are made once: a thousand machines may stand in 4 MiB */
        found->settings = (struct settings){ .kind = kind, .octets = reading->octets };
        const struct settings *first = &reading->found.items[0]->settings;
        memcpy(found->settings.sha1, first->sha1, sizeof first->sha1);
        memcpy(found->settings.sha256, first->sha256, sizeof first->sha256);
    }
    found->offset = offset;
    found->line = line;
    *VEC_ADD(arena, &reading->found) = found;
    return found;
}

static struct settings *machine(struct settings_reading *reading, enum object_kind kind,
                                const struct exported *object)
{
    struct span name = machine_of(object);
    struct settings_found *found = find_machine(reading, kind, name, object);
    if (!found)
        found = new_machine(reading, kind, object->offset, object->line);
    if (!found->settings.name.data && name.data)
        found->settings.name = name;
    return &found->settings;
}

struct settings *settings_begin_at(struct settings_reading *reading, enum object_kind kind, size_t offset,
                                   uint32_t line)
{
    return &new_machine(reading, kind, offset, line)->settings;
}

struct settings *settings_of_host(struct settings_reading *reading, size_t offset, uint32_t line)
{
    return settings_begin_at(reading, OBJECT_HOST, offset, line);
}

/* -- hosts ----------------------------------------------------------------------------------------------------------- */

bool settings_take_version(struct settings *settings, struct span version, bool has_ubr, size_t offset,
                           uint32_t line)
{
    int64_t numbers[4] = { 0 };
    size_t count = 0;
    struct span rest = version;
    while (rest.data && count < COUNT_OF(numbers)) {
        struct span part = span_take(&rest, '.');
        if (part.length == 0 || part.data[0] == '0' ? !span_equal_text(part, "0")
                                                    : !settings_number(part, &numbers[count]))
            return false;
        count++;
    }
    if (count < 3 || rest.data)
        return false;
    settings_set_integer(settings, HOST_BUILD, numbers[2], line);
    settings_at(settings, HOST_BUILD, offset, line);
    if (has_ubr && count == 4) {
        settings_set_integer(settings, HOST_UBR, numbers[3], line);
        settings_at(settings, HOST_UBR, offset, line);
    }
    return true;
}

void settings_take_hotfix(struct settings_reading *reading, struct settings *settings, struct span text,
                          size_t offset, uint32_t line)
{
    text = text_trim(text);
    int64_t number;
    if (text.length < 3 || (text.data[0] | 0x20) != 'k' || (text.data[1] | 0x20) != 'b' ||
        text.data[2] == '0' || !settings_number(span_from(text, 2), &number))
        return;
    struct span name = span_of_text(arena_format(reading->walk->arena, "KB%lld", (long long)number));
    bool is_first = settings->items[HOST_HOTFIXES].state != SETTING_SET;
    settings_add_text(reading->walk->arena, settings, HOST_HOTFIXES, name, line);
    if (is_first)
        settings_at(settings, HOST_HOTFIXES, offset, line);
}

/* HotFixID, or a list of what has it or is called so. */
static void take_hotfixes(struct settings_reading *reading, struct settings *settings,
                          const struct exported *value)
{
    const struct exported *list = exported_list(value);
    if (!list) {
        settings_take_hotfix(reading, settings, value->text, value->offset, value->line);
        return;
    }
    for (const struct exported *item = list->first; item; item = item->next) {
        const struct exported *id = exported_member(item, "HotFixID");
        settings_take_hotfix(reading, settings, id ? id->text : item->text, value->offset, value->line);
    }
}

/* The last word: "Microsoft Windows NT 10.0.20348.0". The fourth number of these is always 0, whatever the revision. */
static void take_version_text(struct arena *arena, struct settings *settings, const struct exported *value)
{
    struct span text = text_trim(value->text);
    size_t at = text.length;
    while (at && text.data[at - 1] != ' ')
        at--;
    struct span version = span_from(text, at);
    if (text.length && !settings_take_version(settings, version, false, value->offset, value->line)) {
        settings_fail(arena, settings, HOST_BUILD, value->line,
                      "'%s' is no version of Windows like 10.0.20348", settings_shown(arena, text));
        settings_at(settings, HOST_BUILD, value->offset, value->line);
    }
}

static void take_other_host(struct settings_reading *reading, struct settings *settings,
                            const struct exported *object)
{
    static const char *const versions[] = { "OsVersion", "VersionString" };
    static const char *const updates[] = { "HotFixID", "OsHotFixes" };
    for (size_t i = 0; i < COUNT_OF(versions); i++) {
        const struct exported *value = exported_member(object, versions[i]);
        if (value && settings->items[HOST_BUILD].state != SETTING_SET)
            take_version_text(reading->walk->arena, settings, value);
    }
    for (size_t i = 0; i < COUNT_OF(updates); i++) {
        const struct exported *value = exported_member(object, updates[i]);
        if (value)
            take_hotfixes(reading, settings, value);
    }
}

/* -- all of them ----------------------------------------------------------------------------------------------------- */

static bool has_marks(const struct exported *object, enum object_kind kind)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (rows[i].is_mark && setting_row(rows[i].id)->kind == kind &&
            exported_member(object, rows[i].property))
            return true;
    for (size_t i = 0; i < COUNT_OF(other_marks) && kind == OBJECT_HOST; i++)
        if (exported_member(object, other_marks[i]))
            return true;
    return false;
}

static void take_rows(struct settings_reading *reading, struct settings *settings,
                      const struct exported *object)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct exported *value = exported_below(object, rows[i].property);
        if (!value || setting_row(rows[i].id)->kind != settings->kind)
            continue;
        if (settings->items[rows[i].id].state == SETTING_SET && value->kind == EXPORTED_NOTHING)
            continue; /* CurrentBuild beside CurrentBuildNumber */
        settings_take_value(reading, settings, rows[i].id, value);
    }
}

/* A whole registry key that has no such value: it is not set. */
static void take_absent(struct settings *settings, const struct exported *object)
{
    static const enum setting_id ids[] = { RRAS_CERT_AUTH_FLAGS, RRAS_SERVER_FRAGMENTATION,
                                           PROFILE_SKIPS_NAME_AND_EKU };
    for (size_t i = 0; i < COUNT_OF(ids); i++)
        if (setting_row(ids[i])->kind == settings->kind && settings->items[ids[i]].state == SETTING_UNKNOWN) {
            settings_unset(settings, ids[i], object->line);
            settings_at(settings, ids[i], object->offset, object->line);
        }
}

/* The path of a registry key; a screen breaks it anywhere. */
static struct span path_of(struct arena *arena, const struct exported *object)
{
    const struct exported *path = exported_member(object, "PSPath");
    struct buf out = { 0 };
    for (size_t i = 0; path && i < path->text.length; i++)
        if (path->text.data[i] != '\n')
            buf_char(&out, (char)path->text.data[i]);
    struct span copy = arena_copy(arena, buf_span(&out));
    buf_free(&out);
    return copy;
}

/* Of the registry, for all connections of the machine: of none that stands in the same file. */
static struct settings *all_connections(struct settings_reading *reading, const struct exported *object)
{
    return settings_begin_at(reading, OBJECT_PROFILE, object->offset, object->line);
}

bool settings_take(struct settings_reading *reading, const struct exported *object)
{
    static const enum object_kind kinds[] = { OBJECT_RRAS, OBJECT_PROFILE, OBJECT_HOST };
    struct span key = path_of(reading->walk->arena, object);
    bool is_ikev2 = is_ikev2_key(key), is_rasman = is_rasman_key(key), any = false;
    if (object->kind != EXPORTED_OBJECT)
        return false;
    if (reading->found.count < FOUND_MAX && vpn_connection_take(reading, object))
        return true;
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        bool is_key = (is_ikev2 && kinds[i] == OBJECT_RRAS) || (is_rasman && kinds[i] == OBJECT_PROFILE);
        if (!has_marks(object, kinds[i]) && !is_key)
            continue;
        if (reading->found.count >= FOUND_MAX)
            return true;
        struct settings *settings = kinds[i] == OBJECT_PROFILE ? all_connections(reading, object)
                                                               : machine(reading, kinds[i], object);
        take_rows(reading, settings, object);
        if (kinds[i] == OBJECT_HOST)
            take_other_host(reading, settings, object);
        else if (is_key)
            take_absent(settings, object);
        any = true;
    }
    return any;
}

size_t settings_end(struct settings_reading *reading)
{
    for (size_t i = 0; i < reading->found.count; i++) {
        struct settings_found *found = reading->found.items[i];
        struct origin origin = *reading->origin;
        origin.container = reading->container;
        if (origin.depth == 0) {
            origin.offset = found->offset;
            origin.line = found->line;
        }
        for (size_t id = 0; id < SETTING_COUNT; id++)
            if (found->settings.items[id].state != SETTING_UNKNOWN)
                found->settings.items[id].path = reading->walk->path;
        walk_settings(reading->walk, &origin, &found->settings);
    }
    if (reading->found.count >= FOUND_MAX)
        walk_fail(reading->walk, reading->origin->offset, reading->origin->line,
                  "settings of more than %d machines or connections in one file: the rest is left out",
                  FOUND_MAX - 1);
    return reading->found.count;
}

/* Objects that have settings, wherever they are. Certificates beside them are counted. */
static void visit(struct settings_reading *reading, const struct exported *value, unsigned depth,
                  size_t *certificates)
{
    if (settings_take(reading, value) || depth > EXPORTED_DEPTH)
        return;
    *certificates += exported_member(value, "RawData") != NULL;
    for (const struct exported *inner = value->first; inner; inner = inner->next)
        if (inner->first)
            visit(reading, inner, depth + 1, certificates);
}

/* The notations, and who reads certificates in them. */
struct notation {
    const char *name;
    struct exported *(*convert)(struct walk *walk, const struct origin *origin, struct span octets);
    void (*read_certificates)(struct walk *walk, const struct origin *origin, struct span octets);
    bool has_certificates; /* it is known that there are some */
};

static void read_tree(struct walk *walk, const struct origin *origin, struct span octets,
                      const struct notation *notation)
{
    struct settings_reading reading = {
        .walk = walk, .origin = origin, .container = notation->name, .octets = octets
    };
    size_t failures = walk->failures, certificates = notation->has_certificates;
    bool is_stream = walk->stream && origin->depth == 0; /* it cannot be read twice */
    visit(&reading, notation->convert(walk, origin, octets), 0, &certificates);
    size_t count = settings_end(&reading);
    if (certificates && notation->read_certificates && !is_stream)
        notation->read_certificates(walk, origin, octets);
    else if (certificates)
        walk_fail(walk, origin->offset, origin->line,
                  "certificates beside settings are left out: export them to a file of their own");
    else if (count == 0 && walk->failures == failures)
        walk_fail(walk, origin->offset, origin->line,
                  "no settings found: what is called like one is part of something else; %s",
                  settings_better);
}

/* Get-ItemProperty of the key of IKEv2 that has none of its values: told by its path, whose backslashes JSON doubles. */
static const char *const path_names[] = { "PSPath" };

static bool shows_ikev2_key(struct span text)
{
    static const char *const paths[] = { "\\RemoteAccess\\Parameters\\Ikev2",
                                         "\\\\RemoteAccess\\\\Parameters\\\\Ikev2" };
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        struct span path = span_of_text(paths[i]);
        for (size_t at = 0; at + path.length < text.length; at++)
            if (text.data[at] == '\\' &&
                strchr("\"<", text.data[at + path.length] ? text.data[at + path.length] : 'x') &&
                text_is_at_ignoring_case(text, at, paths[i]))
                return true;
    }
    return false;
}

bool settings_json_is(struct span text)
{
    struct marks marks = all_marks();
    return exported_json_has(text, marks.names, marks.count) ||
           (exported_json_has(text, path_names, COUNT_OF(path_names)) && shows_ikev2_key(text));
}

void settings_json_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    static const struct notation notation = { "JSON", exported_json, powershell_json_read, false };
    read_tree(walk, origin, octets, &notation);
}

bool settings_clixml_is(struct span text)
{
    struct marks marks = all_marks();
    return exported_clixml_has(text, marks.names, marks.count) ||
           (exported_clixml_has(text, path_names, COUNT_OF(path_names)) && shows_ikev2_key(text));
}

void settings_clixml_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    static const struct notation notation = { "CLIXML", exported_clixml, clixml_read, false };
    read_tree(walk, origin, octets, &notation);
}

bool settings_csv_is(struct span text)
{
    struct marks marks = all_marks();
    return exported_csv_has(text, marks.names, marks.count) ||
           (exported_csv_has(text, path_names, COUNT_OF(path_names)) && shows_ikev2_key(text));
}

void settings_csv_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    static const struct notation notation = { "csv", exported_csv, NULL, false };
    read_tree(walk, origin, octets, &notation);
}

bool settings_screen_is(struct span text)
{
    struct marks marks = all_marks();
    return exported_screen_has(text, marks.names, marks.count);
}

/* A log may hold PEM blocks, too. */
void settings_screen_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    bool has_pem = pem_is(encoding_to_utf8(walk->arena, octets, NULL));
    struct notation notation = { "list", exported_screen, has_pem ? pem_read : NULL, has_pem };
    read_tree(walk, origin, octets, &notation);
}
