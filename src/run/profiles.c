/* Deciding by the object: CA:TRUE, the usages, the names. What an object has is asked literally: a certificate for any
 * usage is for nothing in particular, and no profile fits it. */
#include "run/profiles.h"

#include "pki/request.h"
#include "pki/stores.h"
#include "pki/template.h"
#include "util/platform.h"
#include "util/text.h"

enum { PROGRAMS_MAX = 16 }; /* profiles in use at once: those that are decided for, and one given */

#define FALLBACK_PROFILE "path-only"

struct compiled {
    const char *name;
    const struct program *program; /* NULL: does not compile */
};

struct profiles {
    const struct profiles_request *request;
    struct arena *arena;
    struct platform_mutex *mutex; /* over all below */
    struct library *library;
    struct texts
        extra; /* sets of --rules: shipped ones by name, and new ones (no other versions of built-in ones) */
    struct compiled compiled[PROGRAMS_MAX];
    size_t compiled_count;
    struct span server_name; /* as host names are compared; data NULL: not given */
};

/* -- compiling ------------------------------------------------------------------------------------------------------ */

/* Sets that objects are judged by on their own. */
static const char *const profile_names[] = { "authority", "client-store", "crl",         "device-tunnel",
                                             "host",      "nps-server",   "path-only",   "profile",
                                             "rras",      "server-store", "user-tunnel", "vpn-server" };

/* Another version of one of them takes its place and is added to no other. */
static bool is_profile(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(profile_names); i++)
        if (strcmp(name, profile_names[i]) == 0)
            return true;
    return false;
}

/* Whether a set of --rules has a say where a profile is in force. One that is a profile itself, because it says who
 * presents the object or includes a profile, has so only where that is in force: a version of vpn-server with other
 * severities must not judge a device. */
static bool is_added(struct profiles *profiles, const char *set, const char *profile)
{
    bool is_bound = library_presenter(profiles->library, set) != PRESENTED_BY_UNKNOWN;
    for (size_t i = 0; i < COUNT_OF(profile_names) && !is_bound; i++)
        is_bound = library_includes(profiles->library, set, profile_names[i]);
    return !is_bound || is_profile(set) || library_includes(profiles->library, set, profile);
}

static const struct program *compile(struct profiles *profiles, const char *name)
{
    const struct profiles_request *request = profiles->request;
    for (size_t i = 0; i < profiles->compiled_count; i++)
        if (strcmp(profiles->compiled[i].name, name) == 0)
            return profiles->compiled[i].program;
    if (profiles->compiled_count == PROGRAMS_MAX)
        BUG("more profiles than can be decided for");
    struct texts extra = { 0 };
    for (size_t i = 0; i < profiles->extra.count; i++)
        if (is_added(profiles, profiles->extra.items[i], name))
            *VEC_ADD(profiles->arena, &extra) = profiles->extra.items[i];
    const struct program *program = library_compile(profiles->library, name, extra.items, extra.count,
                                                    request->assignments, request->assignment_count);
    profiles->compiled[profiles->compiled_count++] = (struct compiled){ name, program };
    return program;
}

/* -- deciding ------------------------------------------------------------------------------------------------------- */

struct decision {
    const char *profile; /* NULL: none fits */
    const char *why;
};

/* Of an element that is a certificate. server_name: data NULL when it was not given. */
static bool names_cover(struct span server_name, const struct scene *scene, struct element *leaf)
{
    int names = fact_find(span_of_text("names"));
    if (!server_name.data || names < 0 || !leaf)
        return false;
    const struct value *value = fact_value(scene, leaf, names);
    if (value->state != VALUE_KNOWN || !value_type_is_list(value->type))
        return false;
    for (size_t i = 0; i < value->list.count; i++)
        if (hostname_covers(value->list.items[i], server_name))
            return true;
    return false;
}

static bool has_general_name(const struct cert *cert, enum general_name_kind kind)
{
    if (cert->subject_alt_name.presence != EXTENSION_PRESENT)
        return false;
    const struct general_names *names = &cert->subject_alt_name.names;
    for (size_t i = 0; i < names->count; i++)
        if (names->items[i].kind == kind)
            return true;
    return false;
}

static bool has_upn(const struct cert *cert)
{
    if (cert->subject_alt_name.presence != EXTENSION_PRESENT)
        return false;
    const struct general_names *names = &cert->subject_alt_name.names;
    for (size_t i = 0; i < names->count; i++)
        if (names->items[i].kind == GENERAL_NAME_OTHER && names->items[i].other_oid == OID_UPN)
            return true;
    return false;
}

static struct decision decide_client(const struct cert *cert)
{
    if (has_upn(cert) && !has_general_name(cert, GENERAL_NAME_DNS))
        return (struct decision){ "user-tunnel", "Client Authentication alone, for a user" };
    return (struct decision){ "device-tunnel", "Client Authentication alone" };
}

static struct decision decide_certificate(struct span server_name, const struct cert *cert,
                                          const struct scene *scene)
{
    const struct oid_list *usages = NULL;
    if (cert_is_ca(cert))
        return (struct decision){ "authority", "it is a CA" };
    if (cert->undecided[CERT_PART_USAGES]) /* of a request that does not exist yet */
        return (struct decision){ NULL, cert->undecided[CERT_PART_USAGES] };
    switch (cert_usages(cert, &usages)) {
    case EXTENSION_ABSENT:
        return (struct decision){ NULL, "it says no usage" };
    case EXTENSION_MALFORMED:
        return (struct decision){ NULL, "its usages cannot be read" };
    case EXTENSION_PRESENT:
        break;
    }
    bool server = oid_list_contains(usages, OID_SERVER_AUTH);
    bool client = oid_list_contains(usages, OID_CLIENT_AUTH);
    if (!server && !client)
        return (struct decision){ NULL, "neither Server nor Client Authentication" };
    if (!client)
        return (struct decision){ "vpn-server", "Server Authentication alone" };
    if (!server)
        return decide_client(cert);
    if (oid_list_contains(usages, OID_IKE_INTERMEDIATE))
        return (struct decision){ "vpn-server", "Server and Client Authentication, with IKE intermediate" };
    if (names_cover(server_name, scene, scene_leaf(scene)))
        return (struct decision){ "vpn-server",
                                  "Server and Client Authentication, and it has the server's name" };
    return (struct decision){
        "device-tunnel", "Server and Client Authentication, neither IKE intermediate nor the server's name"
    };
}

/* Of a template: what its certificates are for decides, then who builds the names and whose store they go to. */
static struct decision decide_template(const struct template *t)
{
    const struct oid_list *usages = NULL;
    const struct cert *cert = t->as_cert;
    uint32_t general = 0, names = 0;
    bool has_general = template_bits(t, TEMPLATE_FLAGS, &general);
    bool has_names = template_bits(t, TEMPLATE_NAME_FLAGS, &names);
    bool for_ca = has_general && general & (TEMPLATE_IS_CA | TEMPLATE_IS_CROSS_CA);
    if (for_ca && (cert->undecided[CERT_PART_USAGES] || cert_usages(cert, &usages) != EXTENSION_PRESENT))
        return (struct decision){ NULL, "it is for CAs" }; /* else one for the VPN says so by mistake */
    if (cert->undecided[CERT_PART_USAGES])
        return (struct decision){ NULL, cert->undecided[CERT_PART_USAGES] };
    if (cert_usages(cert, &usages) != EXTENSION_PRESENT)
        return (struct decision){ NULL, "it says no usage" };
    bool server = oid_list_contains(usages, OID_SERVER_AUTH);
    bool client = oid_list_contains(usages, OID_CLIENT_AUTH);
    bool ike = oid_list_contains(usages, OID_IKE_INTERMEDIATE);
    if (!server && !client && !ike)
        return (struct decision){ NULL, "neither Server nor Client Authentication, nor IKE intermediate" };
    if (server && ike)
        return (struct decision){ "vpn-server", "Server Authentication with IKE intermediate" };
    if (server && has_names && names & TEMPLATE_ENROLLEE_SUPPLIES)
        return (struct decision){ "vpn-server", "Server Authentication, and the request supplies the names" };
    if (!has_general)
        return (struct decision){
            NULL, t->attributes[TEMPLATE_FLAGS].state == TEMPLATE_UNREADABLE
                      ? "attribute flags, which says whether it is for computers, cannot be read"
                      : "attribute flags, which says whether it is for computers, is missing"
        };
    if (general & TEMPLATE_MACHINE_TYPE && client)
        return (struct decision){ "device-tunnel", "Client Authentication, for computers" };
    if (general & TEMPLATE_MACHINE_TYPE && !server)
        return (struct decision){ "device-tunnel", "IKE intermediate alone, for computers" };
    if (general & TEMPLATE_MACHINE_TYPE)
        return (struct decision){ "vpn-server", "Server Authentication alone, for computers" };
    return (struct decision){ "user-tunnel", "for users" };
}

static bool has_server_name(struct span server_name, const struct scene *scene, const struct object *object)
{
    struct element element = { .kind = OBJECT_CERTIFICATE, .object = object, .cert = object->cert };
    return names_cover(server_name, scene, &element);
}

/* Of the stores of a machine, by what lies in MY, fit or not: a server whose certificate has expired is one all the
 * same. */
static struct decision decide_store(struct span server_name, const struct stores *stores,
                                    const struct scene *scene)
{
    bool server = false, client = false;
    for (size_t i = 0; i < stores->certs.count; i++) {
        const struct oid_list *usages = NULL;
        const struct object *object = stores->certs.items[i].object;
        if (stores->certs.items[i].place != PLACE_MY ||
            cert_usages(object->cert, &usages) != EXTENSION_PRESENT || cert_is_ca(object->cert))
            continue;
        bool is_server = oid_list_contains(usages, OID_SERVER_AUTH);
        if (is_server && has_server_name(server_name, scene, object))
            return (struct decision){ "server-store", "MY has a certificate with the server's name" };
        if (is_server && oid_list_contains(usages, OID_IKE_INTERMEDIATE))
            return (struct decision){
                "server-store", "MY has a certificate with Server Authentication and IKE intermediate"
            };
        server = server || is_server;
        client = client || oid_list_contains(usages, OID_CLIENT_AUTH);
    }
    if (server && !client)
        return (struct decision){ "server-store",
                                  "in MY is Server Authentication, and no Client Authentication" };
    return (struct decision){ "client-store", "MY has no certificate that marks a server; --profile "
                                              "server-store takes it for one" };
}

/* A profile that was given for the certificates says whose machine it is. */
static struct decision decide_store_by_profile(struct profiles *profiles)
{
    const char *given = profiles->request->profile;
    if (!given)
        return (struct decision){ NULL, "" };
    if (strcmp(given, "user-tunnel") == 0 || strcmp(given, "nps-server") == 0)
        return (struct decision){ "machine-store",
                                  "the profile that was given needs no certificate for IKEv2" };
    switch (library_presenter(profiles->library, given)) {
    case PRESENTED_BY_SERVER:
        return (struct decision){ "server-store", "as the profile that was given is a server's" };
    case PRESENTED_BY_CLIENT:
        return (struct decision){ "client-store", "as the profile that was given is a client's" };
    default:
        return (struct decision){ NULL, "" };
    }
}

static struct decision decide(struct span server_name, const struct object *object, const struct scene *scene)
{
    switch (object->kind) {
    case OBJECT_CRL:
        return (struct decision){ "crl", "it is a CRL" };
    case OBJECT_CERTIFICATE:
        return decide_certificate(server_name, object->cert, scene);
    case OBJECT_REQUEST:
        return decide_certificate(server_name, object->request->as_cert, scene);
    case OBJECT_TEMPLATE:
        return decide_template(object->template);
    case OBJECT_RRAS:
        return (struct decision){ "rras", "settings of a VPN server" };
    case OBJECT_PROFILE:
        return (struct decision){ "profile", "settings of a VPN connection" };
    case OBJECT_HOST:
        return (struct decision){ "host", "it describes a host" };
    case OBJECT_STORE:
        return decide_store(server_name, object->stores, scene);
    case OBJECT_KIND_COUNT:
        break;
    }
    BUG("an object of no kind");
}

const char *profile_misfit(const struct object *object, const struct scene *scene)
{
    struct decision decision = decide((struct span){ 0 }, object, scene);
    return decision.profile ? NULL : decision.why;
}

/* A server takes a certificate with IKE intermediate first: any other for servers is not for IKEv2. */
static struct decision decide_beside_preferred(const struct cert *cert, struct decision decision)
{
    const struct oid_list *usages = NULL;
    if (!decision.profile || strcmp(decision.profile, "vpn-server") != 0 ||
        cert_usages(cert, &usages) != EXTENSION_PRESENT || oid_list_contains(usages, OID_IKE_INTERMEDIATE))
        return decision;
    return (struct decision){ FALLBACK_PROFILE,
                              "no IKE intermediate, and MY has one with it, which a VPN server takes first" };
}

static struct profile_choice choose(struct profiles *profiles, struct arena *arena,
                                    const struct object *object, const struct scene *scene,
                                    bool is_beside_preferred)
{
    const char *given = profiles->request->profile;
    if (given) {
        const struct program *program = compile(profiles, given);
        if (!program || program->kinds & fact_kinds_of(object->kind))
            return (struct profile_choice){ program, PROFILE_GIVEN, "" };
    }
    struct decision decision = { NULL, "" };
    if (object->kind == OBJECT_STORE)
        decision = decide_store_by_profile(profiles);
    if (!decision.profile)
        decision = decide(profiles->server_name, object, scene);
    if (is_beside_preferred && object->kind == OBJECT_CERTIFICATE)
        decision = decide_beside_preferred(object->cert, decision);
    if (decision.profile && library_has(profiles->library, decision.profile))
        return (struct profile_choice){ compile(profiles, decision.profile), PROFILE_DECIDED, decision.why };
    if (decision.profile)
        decision.why =
            arena_format(arena, "%s, and there is no profile %s yet", decision.why, decision.profile);
    return (struct profile_choice){ compile(profiles, FALLBACK_PROFILE), PROFILE_FALLBACK, decision.why };
}

struct profile_choice profiles_choose(struct profiles *profiles, struct arena *arena,
                                      const struct object *object, const struct scene *scene,
                                      bool is_beside_preferred)
{
    platform_mutex_lock(profiles->mutex);
    struct profile_choice choice = choose(profiles, arena, object, scene, is_beside_preferred);
    platform_mutex_unlock(profiles->mutex);
    return choice;
}

/* -- opening -------------------------------------------------------------------------------------------------------- */

static const char *library_name_at(const void *context, size_t index)
{
    const struct library *library = context;
    return index < library_count(library) ? library_name(library, index) : NULL;
}

static bool unknown_profile(const struct profiles *profiles, const char *name, struct diags *diags)
{
    struct span word = span_of_text(name);
    const char *near = text_suggest(word, library_name_at, profiles->library);
    const char *shown = text_escaped(profiles->arena, word);
    struct place nowhere = { 0 };
    if (near)
        return diag_error(diags, nowhere, "unknown profile '%s', did you mean '%s'?", shown, near);
    return diag_error(diags, nowhere, "unknown profile '%s'; 'ikelint rules list' names them", shown);
}

/* The name of a set that ships, and no file or folder. */
static bool is_shipped_name(const struct profiles *profiles, const char *rules)
{
    return library_has(profiles->library, rules) &&
           platform_status(rules, profiles->arena).kind == PLATFORM_MISSING;
}

/* One --rules. A folder may hold other versions of any shipped sets; a file that is one is asked for by itself. */
static bool load_rules_of(struct profiles *profiles, const char *rules)
{
    const char *first = NULL;
    size_t before = library_count(profiles->library);
    if (is_shipped_name(profiles, rules)) {
        *VEC_ADD(profiles->arena, &profiles->extra) = rules;
        return true;
    }
    bool good = library_load(profiles->library, rules, &first);
    bool file = platform_status(rules, profiles->arena).kind == PLATFORM_FILE;
    if (good && file && first && library_count(profiles->library) == before && !is_profile(first))
        *VEC_ADD(profiles->arena, &profiles->extra) = first;
    return good;
}

static bool load_rules(struct profiles *profiles)
{
    const struct texts *rules = &profiles->request->rules;
    size_t before = library_count(profiles->library);
    bool good = true;
    for (size_t i = 0; i < rules->count; i++)
        good = load_rules_of(profiles, rules->items[i]) && good;
    for (size_t i = before; i < library_count(profiles->library); i++)
        *VEC_ADD(profiles->arena, &profiles->extra) = library_name(profiles->library, i);
    return good;
}

/* What the user wrote is compiled before anything is judged, so that a mistake ends the run before it begins. Where
 * profiles are decided, those that have the parameters of the command line stand for all. */
static bool check_request(struct profiles *profiles, struct diags *diags)
{
    const struct profiles_request *request = profiles->request;
    if (!library_check(profiles->library))
        return false;
    if (request->profile && !library_has(profiles->library, request->profile))
        return unknown_profile(profiles, request->profile, diags);
    if (request->profile)
        return compile(profiles, request->profile) != NULL;
    if (request->assignment_count == 0 && profiles->extra.count == 0)
        return true;
    static const char *const decided[] = { "vpn-server", "device-tunnel" };
    for (size_t i = 0; i < COUNT_OF(decided); i++)
        if (library_has(profiles->library, decided[i]) && !compile(profiles, decided[i]))
            return false;
    return true;
}

static void note_server_name(struct profiles *profiles)
{
    const struct profiles_request *request = profiles->request;
    for (size_t i = 0; i < request->assignment_count; i++) {
        const struct assignment *given = &request->assignments[i];
        if (strcmp(given->name, "server_name") == 0 &&
            !hostname_normalize(profiles->arena, span_of_text(given->value), &profiles->server_name))
            profiles->server_name = (struct span){ 0 };
    }
}

struct profiles *profiles_open(const struct profiles_request *request, struct diags *diags, bool *good)
{
    struct arena *arena = arena_new();
    struct profiles *profiles = arena_alloc(arena, sizeof *profiles);
    profiles->request = request;
    profiles->arena = arena;
    profiles->mutex = platform_mutex_new();
    profiles->library = library_new(diags);
    note_server_name(profiles);
    *good = load_rules(profiles);
    if (*good)
        *good = check_request(profiles, diags);
    else
        library_check(profiles->library); /* all complaints at once */
    return profiles;
}

void profiles_check_waivers(struct profiles *profiles, struct waivers *waivers, struct diags *diags)
{
    for (size_t i = 0; i < waivers->count; i++) {
        struct waiver *waiver = &waivers->items[i];
        const char *near;
        if (strpbrk(waiver->rule, "*?") || library_has_rule(profiles->library, waiver->rule, &near))
            continue;
        const char *rule = text_escaped(profiles->arena, span_of_text(waiver->rule));
        if (near)
            diag_warning(diags, waiver->place, "there is no rule '%s', did you mean '%s'?", rule, near);
        else
            diag_warning(diags, waiver->place, "there is no rule '%s'", rule);
        waiver->has_no_rule = true;
    }
}

void profiles_close(struct profiles *profiles)
{
    if (!profiles)
        return;
    library_free(profiles->library);
    platform_mutex_free(profiles->mutex);
    arena_free(profiles->arena);
}
