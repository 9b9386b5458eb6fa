/* Looking through the folder: each file is read once (survey_look.c), the files are put together by machine
 * (survey_machines.c), and here each is given to the keys that it fills. */
#include "predict/survey_internal.h"

#include <stdlib.h>

#include "util/text.h"

enum { PROBLEMS_LIMIT = 100 /* told one by one */ };

const char *survey_key_name(enum survey_key key)
{
    static const char *const names[SURVEY_KEY_COUNT] = {
        [SURVEY_MY] = "my",
        [SURVEY_ROOT] = "root",
        [SURVEY_CA] = "ca",
        [SURVEY_DISALLOWED] = "disallowed",
        [SURVEY_AUTH_PROTOCOL] = "auth_protocol",
        [SURVEY_CERT_AUTH_FLAGS] = "cert_auth_flags",
        [SURVEY_PROFILE] = "profile",
        [SURVEY_PHONEBOOK] = "phonebook",
        [SURVEY_VPN_CONNECTION] = "vpn_connection",
        [SURVEY_USER_CERTIFICATES] = "user_certificates",
        [SURVEY_OS] = "os",
        [SURVEY_ROOTS] = "roots",
        [SURVEY_INTERMEDIATES] = "intermediates",
        [SURVEY_CRLS] = "crls",
    };
    return names[key];
}

/* -- keys ----------------------------------------------------------------------------------------------------------- */

static void give(struct surveying *surveying, struct survey_files *files, enum survey_key key,
                 struct survey_file *file)
{
    *VEC_ADD(surveying->arena, files) = file;
    file->keys |= 1U << key;
}

static void give_stores(struct surveying *surveying, struct survey_machine *machine, struct look *look)
{
    enum store_place place = look->place;
    int named = survey_store_of(place);
    for (int store = 0; store < STORE_COUNT; store++) {
        bool unsaid = look->unsaid > 0 || (look->is_empty && look->certificates == 0);
        bool own = store == STORE_MY && named < 0 && look->unsaid > look->roots + look->authorities;
        if (look->shows[store] || (unsaid && named == store) || own)
            give(surveying, &machine->keys[store], (enum survey_key)store, look->file);
        if (own && !look->said[store].certificates)
            look->file->what =
                arena_format(surveying->arena, "%s; taken for its Personal store", look->file->what);
    }
}

/* auth_protocol, cert_auth_flags and os take one file: the one that says more, then the first. */
static void give_one(struct surveying *surveying, struct survey_machine *machine, enum survey_key key,
                     struct look *look, bool better)
{
    struct survey_files *files = &machine->keys[key];
    if (files->count && !better) {
        if (!look->file->keys)
            look->file->unused =
                arena_format(surveying->arena, "%s of %s is taken from %s", survey_key_name(key),
                             text_escaped(surveying->arena, span_of_text(machine->name)),
                             text_escaped(surveying->arena, span_of_text(files->items[0]->path)));
        return;
    }
    if (files->count) {
        files->items[0]->keys &= ~(1U << key);
        files->items[0]->unused = "another file of this machine says more";
        files->count = 0;
    }
    give(surveying, files, key, look->file);
}

static void give_to_machine(struct surveying *surveying, struct survey_machine *machine, struct look *look)
{
    give_stores(surveying, machine, look);
    if (look->of_user.certificates)
        give(surveying, &machine->keys[SURVEY_USER_CERTIFICATES], SURVEY_USER_CERTIFICATES, look->file);
    if (look->says_auth)
        give_one(surveying, machine, SURVEY_AUTH_PROTOCOL, look, false);
    if (look->says_flags)
        give_one(surveying, machine, SURVEY_CERT_AUTH_FLAGS, look, false);
    if (look->connections) {
        enum survey_key key = survey_key_of_connections(look);
        give(surveying, &machine->keys[key], key, look->file);
    }
    if (look->says_build)
        give_one(surveying, machine, SURVEY_OS, look, look->says_revision && !machine->knows_revision);
    machine->knows_revision |= look->says_revision;
    if (!look->file->keys && !look->file->unused && look->roots + look->authorities)
        look->file->unused =
            "certificates of CAs of which nothing says the store: call the file root or ca, or put it "
            "beside the machines as what was published to all";
}

static void give_published(struct surveying *surveying, struct look *look)
{
    struct survey_files *published = surveying->out->published;
    size_t roots = look->roots, others = look->authorities;
    size_t leaves = look->unsaid - look->roots - look->authorities;
    bool is_new = false;
    if (look->place == PLACE_USER_MY && look->of_user.certificates) {
        look->file->unused = "a user's certificates: put the file into the folder of the user's device";
        return;
    }
    if (survey_says_store(look)) {
        look->file->unused = "a store of one machine, as it says itself: put it in a folder called as its "
                             "machine is";
        return;
    }
    for (size_t i = 0; i < look->authority_hashes.count; i++)
        is_new |= survey_note_digest(surveying, look->authority_hashes.items[i]);
    if (roots + others && !is_new && !leaves) {
        look->file->unused = "another file holds the same";
        return;
    }
    if (roots && !others && !leaves)
        give(surveying, &published[0], SURVEY_ROOTS, look->file);
    else if (others)
        give(surveying, &published[SURVEY_INTERMEDIATES - SURVEY_ROOTS], SURVEY_INTERMEDIATES, look->file);
    else if (leaves)
        look->file->unused = "nothing says whose certificate this is: call it my (my.cer), in a folder "
                             "called as its machine is";
    if (roots && others)
        look->file->what = arena_format(
            surveying->arena, "%s: its roots are not taken as trusted, because others lie with them",
            look->file->what);
}

/* -- who it is ------------------------------------------------------------------------------------------------------ */

/* "nps01.corp.contoso.com", "NPS": nothing else tells it from a VPN server without its settings. */
static bool is_called_nps(const char *name)
{
    uint8_t behind = text_lower_octet(text_octet_at(span_of_text(name), strlen("nps")));
    return text_is_at_ignoring_case(span_of_text(name), 0, "nps") && !(behind >= 'a' && behind <= 'z');
}

static void decide_role(struct survey_machine *machine, const struct group *group)
{
    bool server_product = false, client_product = false;
    size_t for_servers = 0, for_clients = 0;
    for (size_t i = 0; i < group->looks.count; i++) {
        const struct look *look = group->looks.items[i];
        server_product |= look->is_server_product;
        client_product |= look->is_client_product;
        for_servers += look->file->keys & 1U << SURVEY_MY ? look->for_servers : 0;
        for_clients += look->file->keys & 1U << SURVEY_MY ? look->for_clients : 0;
    }
    machine->is_server = machine->keys[SURVEY_AUTH_PROTOCOL].count > 0;
    if (machine->is_server || machine->keys[SURVEY_PROFILE].count || machine->keys[SURVEY_PHONEBOOK].count ||
        machine->keys[SURVEY_VPN_CONNECTION].count)
        return;
    machine->is_server = machine->keys[SURVEY_CERT_AUTH_FLAGS].count > 0;
    if (machine->is_server)
        return;
    machine->is_nps = !client_product && machine->keys[SURVEY_MY].count && is_called_nps(machine->name);
    if (machine->is_nps) {
        machine->guess = "by its name, the NPS";
        return;
    }
    if (server_product || client_product) {
        machine->is_server = server_product;
        machine->guess =
            server_product ? "by its edition of Windows, a server" : "by its edition of Windows, a device";
        return;
    }
    machine->is_server = for_servers > 0;
    machine->guess = for_servers   ? "by the usages of its certificates, a server"
                     : for_clients ? "by the usages of its certificates, a device"
                                   : "nothing says whether it is a server or a device";
}

/* What only the other kind of machine has is left out. */
static void drop_keys(struct survey_machine *machine)
{
    static const bool
        of_servers[SURVEY_MACHINE_KEYS] = { [SURVEY_AUTH_PROTOCOL] = true, [SURVEY_CERT_AUTH_FLAGS] = true },
        of_devices[SURVEY_MACHINE_KEYS] = { [SURVEY_PROFILE] = true,
                                            [SURVEY_PHONEBOOK] = true,
                                            [SURVEY_VPN_CONNECTION] = true },
        of_nps[SURVEY_MACHINE_KEYS] = {
            [SURVEY_MY] = true, [SURVEY_ROOT] = true, [SURVEY_CA] = true, [SURVEY_DISALLOWED] = true
        };
    for (size_t key = 0; key < SURVEY_MACHINE_KEYS; key++) {
        struct survey_files *files = &machine->keys[key];
        if (machine->is_nps ? of_nps[key] : !(machine->is_server ? of_devices : of_servers)[key])
            continue;
        for (size_t i = 0; i < files->count; i++) {
            files->items[i]->keys &= ~(1U << key);
            files->items[i]->unused =
                machine->is_server ? "connections and users of a machine that is a server"
                : machine->is_nps  ? "of the NPS its certificate stores are all that counts"
                                   : "settings of a server on a device";
        }
        files->count = 0;
    }
}

static int compare_files(const void *a, const void *b)
{
    return strcmp((*(struct survey_file *const *)a)->path, (*(struct survey_file *const *)b)->path);
}

static int compare_machines(const void *a, const void *b)
{
    const struct survey_machine *left = a, *right = b;
    if (left->is_server != right->is_server)
        return left->is_server ? -1 : 1;
    if (left->is_nps != right->is_nps)
        return left->is_nps ? 1 : -1;
    return strcmp(left->name, right->name);
}

/* Names are unique among servers, and among devices: a second one of a name is called by its folder. */
static void make_names_unique(struct surveying *surveying, struct survey_machine *machines, size_t count)
{
    for (size_t i = 1, twin = 1; i < count; i++) {
        bool same = machines[i].is_server == machines[i - 1].is_server &&
                    machines[i].is_nps == machines[i - 1].is_nps &&
                    strcmp(machines[i].name, machines[i - twin].name) == 0;
        twin = same ? twin + 1 : 1;
        if (same)
            machines[i].name = arena_format(surveying->arena, "%s (%s)", machines[i].name,
                                            machines[i].folder[0] ? machines[i].folder : ".");
    }
}

/* A deployment file has place for one NPS: of several the first is taken. */
static void keep_one_nps(struct survey *out)
{
    size_t *count = &out->machines.count;
    for (; *count > out->servers + out->devices + 1; --*count) {
        struct survey_machine *machine = &out->machines.items[*count - 1];
        for (size_t key = 0; key < SURVEY_MACHINE_KEYS; key++)
            for (size_t i = 0; i < machine->keys[key].count; i++) {
                machine->keys[key].items[i]->keys = 0;
                machine->keys[key].items[i]->unused =
                    "another NPS: a deployment file has one; predict each with a file of its own";
            }
    }
}

/* ProfileXML files beside the machines: for the devices that have no connections of their own. */
static void share_profiles(struct surveying *surveying)
{
    struct survey *out = surveying->out;
    for (size_t i = 0; i < out->machines.count && surveying->shared.count; i++) {
        struct survey_machine *machine = &out->machines.items[i];
        if (machine->is_server || machine->is_nps || machine->keys[SURVEY_PROFILE].count ||
            machine->keys[SURVEY_PHONEBOOK].count || machine->keys[SURVEY_VPN_CONNECTION].count)
            continue;
        for (size_t k = 0; k < surveying->shared.count; k++)
            give(surveying, &machine->keys[SURVEY_PROFILE], SURVEY_PROFILE, surveying->shared.items[k]);
    }
    for (size_t k = 0; k < surveying->shared.count; k++)
        if (!surveying->shared.items[k]->keys)
            surveying->shared.items[k]->unused = "no device is without connections of its own";
}

/* A path that a deployment file can say; what is wrong with it, or NULL. */
static const char *unsayable(const struct survey_file *file)
{
    if (!text_is_utf8(span_of_text(file->path)))
        return "its name is no UTF-8: rename it";
    if (strpbrk(file->path, "*?"))
        return "its name has * or ?, which stand for other characters in a deployment file: rename it";
    return NULL;
}

static const char *why_unused(struct surveying *surveying, const struct look *look)
{
    if (look->templates)
        return "certificate templates: 'ikelint lint' judges them";
    if (look->requests)
        return "certificate requests: 'ikelint lint' judges them";
    if (strncmp(look->kind, "events", strlen("events")) == 0)
        return "events: 'ikelint diagnose' says what they mean";
    if (look->elsewhere)
        return "certificates of other stores than my, root, ca and disallowed";
    if (look->reason)
        return look->reason;
    return look->kind[0] ? arena_format(surveying->arena, "nothing in it is of use here (%s)", look->kind)
                         : "nothing in it is of use here";
}

/* Certificates of CAs of which nothing says the store. */
static bool is_of_cas_only(const struct look *look)
{
    return look->unsaid > 0 && look->unsaid == look->roots + look->authorities &&
           look->certificates == look->unsaid && !look->connections && !look->says_auth && !look->says_flags;
}

static void share_connections(struct surveying *surveying, struct look *look)
{
    if (survey_key_of_connections(look) == SURVEY_PROFILE)
        *VEC_ADD(surveying->arena, &surveying->shared) = look->file;
    else
        look->file->unused = "nothing says whose connections these are: put the file in a folder called as "
                             "its machine is, or the machine's name and _ in front of its own";
}

static void assign_files(struct surveying *surveying, struct groups *groups)
{
    struct survey *out = surveying->out;
    for (size_t i = 0; i < groups->count;
         i++) { /* each machine gets what lies in folders inside its own, too */
        struct group *group = &groups->items[i];
        for (size_t k = 0; group->within != group && k < group->looks.count; k++)
            *VEC_ADD(surveying->arena, &group->within->looks) = group->looks.items[k];
    }
    for (size_t i = 0; i < groups->count; i++) {
        struct group *group = &groups->items[i];
        struct survey_machine machine = { 0 };
        if (group->within != group)
            continue;
        machine.name = group->name;
        machine.folder = group->folder;
        for (size_t k = 0; k < group->looks.count; k++) {
            struct look *look = group->looks.items[k];
            look->file->unused = unsayable(look->file);
            if (look->file->unused)
                continue;
            if (look->lists && look->new_list)
                give(surveying, &out->published[SURVEY_CRLS - SURVEY_ROOTS], SURVEY_CRLS, look->file);
            else if (look->lists && !look->certificates)
                look->file->unused = "another file holds the same";
            if (group->is_machine && survey_is_unread(look))
                machine.unread = machine.unread ? machine.unread : look->reason;
            if (group->is_machine && !(group->is_beside && is_of_cas_only(look)))
                give_to_machine(surveying, &machine, look);
            else if (group->is_shared && look->connections)
                share_connections(surveying, look);
            else
                give_published(surveying, look);
        }
        size_t given = 0;
        for (size_t key = 0; key < SURVEY_MACHINE_KEYS; key++)
            given += machine.keys[key].count;
        if (given || machine.unread) {
            decide_role(&machine, group);
            drop_keys(&machine);
            *VEC_ADD(surveying->arena, &out->machines) = machine;
        }
    }
}

static void sort_files(struct survey_files *files)
{
    if (files->count)
        qsort(files->items, files->count, sizeof *files->items, compare_files);
}

/* -- the whole ------------------------------------------------------------------------------------------------------ */

static void take_problem(void *context, const struct read_failure *failure)
{
    struct surveying *surveying = context;
    if (surveying->problems++ < PROBLEMS_LIMIT)
        *VEC_ADD(surveying->arena, &surveying->out->problems) = arena_format(
            surveying->arena, "%s: %s", text_escaped(surveying->arena, span_of_text(failure->path)),
            survey_shortened(surveying->arena, failure->error));
}

void survey_make(struct arena *arena, const char *folder, const char *without, const struct texts *passwords,
                 struct survey *out)
{
    struct read_options options = { .passwords = passwords->items, .password_count = passwords->count };
    struct surveying surveying = { .arena = arena, .out = out, .folder = folder };
    const struct read_sink problems = { .context = &surveying, .failure = take_problem };
    struct path_list paths = { 0 };
    struct groups groups = { 0 };
    *out = (struct survey){ 0 };
    paths_expand(arena, &folder, 1, &paths, &problems);
    size_t kept = 0;
    for (size_t i = 0; i < paths.count; i++)
        if (!without || strcmp(paths.items[i], without) != 0)
            paths.items[kept++] = paths.items[i];
    paths.count = kept;
    surveying.count = paths.count < SURVEY_FILES_LIMIT ? paths.count : SURVEY_FILES_LIMIT;
    if (paths.count > surveying.count)
        take_problem(&surveying,
                     &(struct read_failure){ .path = folder,
                                             .error = "more than 100,000 files: only so many are looked "
                                                      "at" });
    surveying.looks = arena_array(arena, surveying.count, sizeof *surveying.looks);
    surveying.reader = reader_new(&options);
    size_t length = strlen(folder);
    for (size_t i = 0; i < surveying.count; i++) {
        struct look *look = &surveying.looks[i];
        const char *path = paths.items[i] + length;
        look->file = arena_alloc(arena, sizeof *look->file);
        look->file->path = path + strspn(path, "/");
        look->kind = "";
        survey_read(&surveying, look, paths.items[i]);
        *VEC_ADD(arena, &out->files) = look->file;
    }
    reader_free(surveying.reader);
    survey_group(&surveying, &groups);
    assign_files(&surveying, &groups);
    if (out->machines.count)
        qsort(out->machines.items, out->machines.count, sizeof *out->machines.items, compare_machines);
    make_names_unique(&surveying, out->machines.items, out->machines.count);
    while (out->servers < out->machines.count && out->machines.items[out->servers].is_server)
        out->servers++;
    while (out->servers + out->devices < out->machines.count &&
           !out->machines.items[out->servers + out->devices].is_nps)
        out->devices++;
    keep_one_nps(out);
    share_profiles(&surveying);
    for (size_t i = 0; i < out->machines.count; i++)
        for (size_t key = 0; key < SURVEY_MACHINE_KEYS; key++)
            sort_files(&out->machines.items[i].keys[key]);
    for (size_t i = 0; i < COUNT_OF(out->published); i++)
        sort_files(&out->published[i]);
    for (size_t i = 0; i < surveying.count; i++) {
        struct survey_file *file = surveying.looks[i].file;
        if (file->keys) {
            file->unused = NULL;
            continue;
        }
        if (!file->unused)
            file->unused = why_unused(&surveying, &surveying.looks[i]);
        *VEC_ADD(arena, &out->unused) = file;
    }
    if (surveying.problems > PROBLEMS_LIMIT)
        *VEC_ADD(arena, &out->problems) =
            arena_format(arena, "and %zu more", surveying.problems - PROBLEMS_LIMIT);
    out->server_name = out->dialled.count == 1 ? out->dialled.items[0] : NULL;
}
