/* Which file is whose: by folder, by the name in front of a known word, by the file's own name. What lies in a folder
 * inside a machine's is the machine's; two exports of one machine that do not say the same are joined. */
#include "predict/survey_internal.h"

#include <stdlib.h>

#include "util/text.h"

/* -- names ---------------------------------------------------------------------------------------------------------- */

static bool equal_ignoring_case(const char *a, const char *b)
{
    return text_equal_ignoring_case(span_of_text(a), span_of_text(b));
}

/* Behind the last '/'. */
static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static const char *folder_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? arena_format(arena, "%.*s", (int)(slash - path), path) : "";
}

static bool is_store_word(const char *word)
{
    return survey_store_of(store_place_of_name(span_of_text(word))) >= 0;
}

/* Folders inside a machine's own. */
static bool is_part_of_machine(const char *word)
{
    static const char *const words[] = { "stores", "certificates", "certs", "config", "settings" };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (equal_ignoring_case(word, words[i]))
            return true;
    return is_store_word(word);
}

/* What exports are called behind a machine's name: by Export-IkelintInventory.ps1, Get-RrasConfiguration.ps1, people. */
static bool is_export_word(const char *word)
{
    static const char *const words[] = {
        "my",
        "auth-protocol",
        "auth_protocol",
        "authprotocol",
        "authconfig",
        "auth",
        "ikev2",
        "certauthflags",
        "windows",
        "ikev2revocation",
        "systemconfig",
        "systeminfo",
        "certificates",
        "stores",
        "profilexml",
        "vpnconnections",
        "certificates_nokey",
        "profile",
        "rasphone",
        "events",
        "vpn-connections",
        "vpn_connections",
        "os",
        "ipsecconfig",
        "rasconfig",
        "npsconfig",
    };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (equal_ignoring_case(word, words[i]))
            return true;
    return false;
}

/* The name without what is behind the last dot, and without a number behind that ("ProfileXML-1.xml"). */
static const char *stem_of(struct arena *arena, const char *name, bool without_number)
{
    const char *dot = strrchr(name, '.');
    size_t length = dot && dot > name ? (size_t)(dot - name) : strlen(name), end = length;
    while (without_number && end && name[end - 1] >= '0' && name[end - 1] <= '9')
        end--;
    if (without_number && end && end < length && (name[end - 1] == '-' || name[end - 1] == '_'))
        length = end - 1;
    return arena_text_of_span(arena, (struct span){ (const uint8_t *)name, length });
}

/* "vpn01" of "vpn01_authconfig"; "": no known word stands behind a name. Words that CAs' files have too (root, ca) ask for
 * an underscore. */
static const char *prefix_of(struct arena *arena, const char *stem)
{
    for (size_t i = 1; stem[0] && stem[i]; i++)
        if (strchr("_-. ", stem[i]) &&
            (is_export_word(stem + i + 1) || (stem[i] == '_' && is_store_word(stem + i + 1))))
            return arena_text_of_span(arena, (struct span){ (const uint8_t *)stem, i });
    return "";
}

static const char *first_label(struct arena *arena, const char *name)
{
    size_t length = strcspn(name, ".");
    return arena_text_of_span(arena, text_lower(arena, (struct span){ (const uint8_t *)name, length }));
}

/* -- machines ------------------------------------------------------------------------------------------------------- */

static bool says_my(const struct look *look)
{
    if (look->shows[STORE_MY])
        return true;
    return look->place == PLACE_MY && (look->unsaid || look->is_empty);
}

/* Nothing says the store, but a certificate of no CA with its private key lies in the Personal one. */
static bool has_own_certificate(const struct look *look)
{
    return look->unsaid > look->roots + look->authorities && look->keys > 0;
}

bool survey_says_store(const struct look *look)
{
    bool says = look->of_user.certificates > 0;
    for (int store = 0; store < STORE_COUNT; store++)
        says |= look->shows[store];
    return says;
}

/* Where the PKI's files lie that all are given. */
static bool is_published_folder(const char *word)
{
    static const char *const words[] = { "pki", "aia", "cdp", "crl", "crls", "certenroll", "published" };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (equal_ignoring_case(word, words[i]))
            return true;
    return false;
}

/* A PKCS#12 file without its password is of a machine; other files are where they are called "my". */
bool survey_is_unread(const struct look *look)
{
    if (!look->reason || look->is_empty || look->certificates || is_published_folder(last_part(look->folder)))
        return false;
    const char *name = look->word[0] ? look->word : look->stem;
    return strstr(look->kind, "PKCS#12") ||
           ((look->folder[0] || look->prefix[0]) && look->place == PLACE_MY &&
            store_place_of_name(span_of_text(name)) == PLACE_MY);
}

/* Called by something else than its store: by its machine, perhaps. */
static bool is_called_freely(const struct look *look)
{
    return look->place == PLACE_UNSAID && !is_export_word(look->stem);
}

static bool is_own_store(const struct look *look)
{
    return (has_own_certificate(look) || look->shows[STORE_MY] || survey_is_unread(look)) &&
           is_called_freely(look);
}

/* A whole store, as certlm.msc and PowerShell export it, whose file is called as the store is: CAs publish single
 * certificates, or a chain as PKCS#7 ("contoso_ca.p7b"). */
static bool is_named_store(const struct look *look)
{
    bool is_whole =
        strstr(look->kind, "SST") || (look->folder[0] && !look->prefix[0] && strstr(look->kind, "PKCS#7"));
    if (is_published_folder(last_part(look->folder)))
        return false;
    return look->place == PLACE_DISALLOWED ||
           (is_whole && (look->place == PLACE_ROOT || look->place == PLACE_CA));
}

/* A store other than the Personal one: at the top it says nothing of whose it is. */
static bool shows_inner_store(const struct look *look)
{
    return (look->folder[0] || look->prefix[0]) && (survey_says_store(look) || is_named_store(look));
}

enum survey_key survey_key_of_connections(const struct look *look)
{
    if (strstr(look->kind, "phone book"))
        return SURVEY_PHONEBOOK;
    return strstr(look->kind, "settings") ? SURVEY_VPN_CONNECTION
                                          : SURVEY_PROFILE; /* Get-VpnConnection, or XML */
}

/* A ProfileXML is what devices are given; a phone book is what one of them has. */
static bool is_profile_only(const struct look *look)
{
    return look->connections && survey_key_of_connections(look) == SURVEY_PROFILE && !says_my(look) &&
           !has_own_certificate(look) && !look->says_auth && !look->says_flags && !look->says_build;
}

static bool shows_by_more(const struct look *look)
{
    return says_my(look) || has_own_certificate(look) || look->says_auth || look->says_flags ||
           look->connections || look->says_build || survey_is_unread(look);
}

static bool shows_machine(const struct look *look)
{
    return shows_by_more(look) || shows_inner_store(look);
}

/* "user-my.sst", or "user.sst" in a machine's folder: what nothing else says to be a machine's is of its user. */
static bool is_user_word(const char *word)
{
    static const char *const words[] = { "user", "currentuser", "current-user", "current_user", "hkcu" };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (equal_ignoring_case(word, words[i]))
            return true;
    return false;
}

static void place_of_user(struct look *look)
{
    bool by_prefix = is_user_word(look->prefix) && look->place == PLACE_MY;
    bool by_name = look->folder[0] && is_user_word(look->stem);
    if (!by_prefix && !by_name)
        return;
    size_t leaves = look->unsaid - look->roots - look->authorities;
    look->prefix = "";
    look->place = PLACE_USER_MY;
    look->of_user.certificates += leaves;
    look->of_user.keys += leaves ? look->keys : 0;
    look->of_user.keyless += leaves ? look->keyless : 0;
    look->unsaid -= leaves;
}

static void place(struct arena *arena, struct look *look)
{
    const char *path = look->file->path, *folder = folder_of(arena, path);
    while (folder[0] && is_part_of_machine(last_part(folder)))
        folder = folder_of(arena, folder);
    look->folder = folder;
    look->stem = stem_of(arena, last_part(path), false);
    const char *export = stem_of(arena, last_part(path), true);
    look->prefix = prefix_of(arena, export);
    look->word = look->prefix[0] ? export + strlen(look->prefix) + 1 : "";
    look->place = store_place_of_path(look->word[0] ? look->word : path);
    if (strcmp(first_label(arena, look->prefix), first_label(arena, last_part(folder))) == 0)
        look->prefix = "";
    place_of_user(look);
}

static int compare_looks(const void *a, const void *b)
{
    const struct look *left = *(const struct look *const *)a, *right = *(const struct look *const *)b;
    int order = strcmp(left->folder, right->folder);
    order = order ? order : strcmp(left->prefix, right->prefix);
    return order ? order : strcmp(left->file->path, right->file->path);
}

/* Several certificates with keys side by side, or one beside files that have a machine's name in front (beside), none
 * called as a store is: each file is a machine, and so are the files that are called the same. `looks` are those of one
 * folder without a prefix, by name. */
static void split_by_name(struct look **looks, size_t count, bool beside)
{
    size_t own = 0;
    for (size_t i = 0; i < count; i++)
        own += is_own_store(looks[i]);
    for (size_t i = 0; own > (beside ? 0 : 1) && i < count; i++)
        if (is_own_store(looks[i]) || (survey_says_store(looks[i]) && is_called_freely(looks[i]))) {
            looks[i]->prefix = looks[i]->stem;
            for (size_t k = i; k-- > 0 && strcmp(looks[k]->stem, looks[i]->stem) == 0;)
                looks[k]->prefix = looks[k]->stem;
            for (size_t k = i + 1; k < count && strcmp(looks[k]->stem, looks[i]->stem) == 0; k++)
                looks[k]->prefix = looks[k]->stem;
        }
}

/* Words that CAs' files have too count as a machine's when another file says that there is such a machine. */
static bool is_weak(const struct look *look)
{
    return look->prefix[0] && is_store_word(look->word) && !shows_machine(look);
}

static void collect_groups(struct surveying *surveying, struct look **looks, struct groups *groups)
{
    for (size_t i = 0; i < surveying->count; i++) {
        struct group *group = groups->count ? &groups->items[groups->count - 1] : NULL;
        if (!group || strcmp(group->folder, looks[i]->folder) != 0 ||
            strcmp(group->prefix, looks[i]->prefix) != 0) {
            group = VEC_ADD(surveying->arena, groups);
            group->folder = looks[i]->folder;
            group->prefix = looks[i]->prefix;
        }
        *VEC_ADD(surveying->arena, &group->looks) = looks[i];
        if (!shows_machine(looks[i]))
            continue;
        group->is_inner = (!group->is_machine || group->is_inner) && !shows_by_more(looks[i]);
        group->is_profiles = (!group->is_machine || group->is_profiles) && is_profile_only(looks[i]);
        group->is_machine = true;
        bool has_my = says_my(looks[i]) || has_own_certificate(looks[i]) || survey_is_unread(looks[i]);
        group->shown |= (unsigned)has_my << SURVEY_MY |
                        (unsigned)looks[i]->says_auth << SURVEY_AUTH_PROTOCOL |
                        (unsigned)looks[i]->says_flags << SURVEY_CERT_AUTH_FLAGS |
                        (unsigned)looks[i]->says_build << SURVEY_OS |
                        (unsigned)(looks[i]->connections > 0) << SURVEY_PROFILE;
        for (int store = 0; store < STORE_COUNT; store++)
            group->shown |= (unsigned)looks[i]->shows[store] << store;
    }
}

static size_t count_machines(const struct groups *groups)
{
    size_t machines = 0;
    for (size_t i = 0; i < groups->count; i++)
        machines += groups->items[i].is_machine && !groups->items[i].is_profiles;
    return machines;
}

static bool is_top(const struct group *group)
{
    return !group->folder[0] && !group->prefix[0];
}

/* Whether a machine's name stands in front of other files of the folder; or, at the top, whether nothing but stores lies
 * there (theirs are the lowest keys), and machines lie in folders. Groups are by folder, then by prefix. */
static bool is_beside_machines(const struct groups *groups, size_t index)
{
    const struct group *group = &groups->items[index];
    const char *folder = group->folder;
    if (is_top(group) && group->shown & 1U << SURVEY_MY && group->shown < 1U << STORE_COUNT &&
        count_machines(groups) > 1)
        return true;
    for (size_t i = index + 1; i < groups->count && strcmp(groups->items[i].folder, folder) == 0; i++)
        if (groups->items[i].is_machine)
            return true;
    return false;
}

static struct group *find_group(const struct groups *groups, const char *folder, const char *prefix)
{
    size_t low = 0, high = groups->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(groups->items[middle].folder, folder);
        order = order ? order : strcmp(groups->items[middle].prefix, prefix);
        if (order == 0)
            return &groups->items[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* The machine in whose folder a group lies, other than itself; NULL: none. */
static struct group *machine_around(struct surveying *surveying, const struct groups *groups,
                                    const struct group *group)
{
    const char *folder = group->prefix[0] ? group->folder : folder_of(surveying->arena, group->folder);
    for (; folder[0]; folder = folder_of(surveying->arena, folder)) {
        struct group *outer = find_group(groups, folder, "");
        if (outer && outer != group && outer->is_machine && !outer->is_inner)
            return outer;
    }
    return NULL;
}

/* That machine for a group that shows none itself, or no more than a store; else itself. */
static struct group *owner_of(struct surveying *surveying, const struct groups *groups, struct group *group)
{
    struct group *outer = NULL;
    if ((!group->is_machine || group->is_inner) && !group->is_shared)
        outer = machine_around(surveying, groups, group);
    return outer ? outer : group;
}

/* What the machine of a group is called: by the group, more fully by what is inside. */
static const char *name_of(struct surveying *surveying, const struct group *group)
{
    const char *name = group->prefix[0] ? group->prefix : last_part(group->folder), *inside = NULL;
    for (size_t i = 0; i < group->looks.count; i++)
        inside = inside ? inside : group->looks.items[i]->computer;
    if (!name[0]) {
        struct span folder = span_of_text(surveying->folder);
        while (folder.length > 1 && folder.data[folder.length - 1] == '/')
            folder.length--;
        name = last_part(arena_text_of_span(surveying->arena, folder));
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strpbrk(name, "*?") ||
            !text_is_utf8(span_of_text(name)))
            name = inside ? inside : "this computer";
    }
    bool fuller = inside && !strchr(name, '.') && strchr(inside, '.') &&
                  strcmp(first_label(surveying->arena, inside), first_label(surveying->arena, name)) == 0;
    return fuller ? inside : name;
}

static int compare_names(const void *a, const void *b)
{
    const struct group *left = *(const struct group *const *)a, *right = *(const struct group *const *)b;
    int order = strcmp(left->label, right->label);
    return order ? order : strcmp(left->folder, right->folder);
}

/* Two exports of one machine, as Get-RrasConfiguration.ps1 writes beside a folder of its own, where neither says what the
 * other does. */
static void join_machines(struct surveying *surveying, struct groups *groups)
{
    struct group **machines = arena_array(surveying->arena, groups->count, sizeof *machines);
    size_t count = 0;
    for (size_t i = 0; i < groups->count; i++)
        if (groups->items[i].is_machine) {
            groups->items[i].name = name_of(surveying, &groups->items[i]);
            groups->items[i].label = first_label(surveying->arena, groups->items[i].name);
            machines[count++] = &groups->items[i];
        }
    if (count)
        qsort(machines, count, sizeof *machines, compare_names);
    for (size_t i = 1; i < count; i++) {
        struct group *one = machines[i - 1]->within, *two = machines[i];
        bool alone = (i < 2 || strcmp(machines[i - 2]->label, two->label) != 0) &&
                     (i + 1 == count || strcmp(machines[i + 1]->label, two->label) != 0);
        bool same =
            equal_ignoring_case(one->name, two->name) || !strchr(one->name, '.') != !strchr(two->name, '.');
        if (!alone || !same || strcmp(one->label, two->label) != 0 || one->shown & two->shown)
            continue;
        two->within = one;
        one->shown |= two->shown;
        one->name = strchr(two->name, '.') ? two->name : one->name;
    }
}

/* What is nobody's own, because there are machines besides: folders of ProfileXML files outside of a device's, and the
 * top, unless a Personal store or a setting makes it a machine. */
static void decide_shared(struct surveying *surveying, struct groups *groups)
{
    size_t machines = count_machines(groups);
    for (size_t i = 0; i < groups->count; i++) {
        struct group *group = &groups->items[i];
        bool is_counted = group->is_machine && !group->is_profiles, has_others = machines > is_counted;
        bool is_loose = is_top(group) && group->shown == 1U << SURVEY_PROFILE;
        if (!has_others)
            continue;
        group->is_beside = is_top(group) && !(group->shown & 1U << SURVEY_MY);
        if (group->is_profiles || is_loose) {
            const struct group *outer = machine_around(surveying, groups, group);
            group->is_machine = false;
            group->is_shared = !outer || outer->is_profiles ||
                               outer->shown & (1U << SURVEY_AUTH_PROTOCOL | 1U << SURVEY_CERT_AUTH_FLAGS);
        }
    }
}

void survey_group(struct surveying *surveying, struct groups *groups)
{
    struct look **looks = arena_array(surveying->arena, surveying->count, sizeof *looks);
    for (size_t i = 0; i < surveying->count; i++) {
        looks[i] = &surveying->looks[i];
        place(surveying->arena, looks[i]);
    }
    if (surveying->count)
        qsort(looks, surveying->count, sizeof *looks, compare_looks);
    collect_groups(surveying, looks, groups);
    bool changed = false;
    for (size_t i = 0; i < groups->count; i++) {
        struct group *group = &groups->items[i];
        if (!group->prefix[0])
            split_by_name(group->looks.items, group->looks.count, is_beside_machines(groups, i));
        for (size_t k = 0; k < group->looks.count; k++) {
            struct look *look = group->looks.items[k];
            if (is_weak(look) && !group->is_machine)
                look->prefix = "";
            changed |= strcmp(look->prefix, group->prefix) != 0;
        }
    }
    if (changed) {
        *groups = (struct groups){ 0 };
        qsort(looks, surveying->count, sizeof *looks, compare_looks);
        collect_groups(surveying, looks, groups);
    }
    decide_shared(surveying, groups);
    for (size_t i = 0; i < groups->count; i++)
        groups->items[i].within = owner_of(surveying, groups, &groups->items[i]);
    join_machines(surveying, groups);
    for (size_t i = 0; i < groups->count; i++)
        while (groups->items[i].within != groups->items[i].within->within)
            groups->items[i].within = groups->items[i].within->within;
}
