/* The order of the questions is that of how plain the answer is: what the certificate says by itself, then what its
 * stores say. Sources: Microsoft's deployment guide for Always On VPN (selection by IKE intermediate), "Troubleshooting
 * IKEv2 VPN Connections" (13806). */
#include "trust/candidates.h"

#include "der/oid.h"
#include "trust/usages.h"
#include "util/clock.h"

struct asking {
    struct trust *trust;
    const struct stores *stores;
    enum candidate_role role;
    int64_t at;
    struct arena *arena;
};

static const char *usage_name(const struct asking *asking)
{
    return asking->role == CANDIDATE_SERVER ? "Server Authentication" : "Client Authentication";
}

static struct span usage_of(const struct asking *asking)
{
    return oid_entry(asking->role == CANDIDATE_SERVER ? OID_SERVER_AUTH : OID_CLIENT_AUTH)->der;
}

static const char *on(const struct asking *asking, const char *what, int64_t seconds)
{
    char text[CLOCK_TEXT];
    clock_print(seconds, text);
    return arena_format(asking->arena, "%s %s", what, text);
}

/* Of itself; NULL: nothing is wrong. */
static const char *wrong_with_usage(const struct asking *asking, const struct object *object)
{
    const struct oid_list *list = NULL;
    switch (cert_usages(object->cert, &list)) {
    case EXTENSION_MALFORMED:
        return "its usages cannot be read";
    case EXTENSION_PRESENT:
        if (!usages_allow(list, usage_of(asking)))
            return arena_format(asking->arena, "%s is missing", usage_name(asking));
        break;
    case EXTENSION_ABSENT:
        break;
    }
    if (object->context.has_usage_override &&
        !usages_allow(&object->context.usage_override, usage_of(asking)))
        return arena_format(asking->arena, "its store takes %s away", usage_name(asking));
    return NULL;
}

static const char *wrong_with_itself(const struct asking *asking, const struct object *object)
{
    const struct cert *cert = object->cert;
    if (cert->not_after.decoded && asking->at > cert->not_after.seconds)
        return on(asking, "expired", cert->not_after.seconds);
    if (cert->not_before.decoded && asking->at < cert->not_before.seconds)
        return on(asking, "not valid before", cert->not_before.seconds);
    if (cert_is_ca(cert))
        return "a CA certificate";
    const char *wrong = wrong_with_usage(asking, object);
    if (wrong)
        return wrong;
    return cert_allows(cert, KEY_USAGE_DIGITAL_SIGNATURE) ? NULL : "Key Usage lacks digitalSignature";
}

/* That no issuer was found proves nothing where nobody exported CA. */
static const char *wrong_with_path(const struct asking *asking, const struct path *path)
{
    const struct stores *stores = asking->stores;
    if (!stores->known[PLACE_ROOT])
        return NULL;
    if (path->status == PATH_UNKNOWN)
        return "the machine trusts no root at all";
    if (path->status == PATH_ISSUER_MISSING && !stores->known[PLACE_CA])
        return NULL;
    if (path->status != PATH_TRUSTED)
        return path->explanation;
    if (!path->usages_any && !usages_allow(&path->usages, usage_of(asking)))
        return arena_format(asking->arena, "a CA above it takes %s away", usage_name(asking));
    return NULL;
}

static bool names_ike_intermediate(const struct object *object, struct arena *arena)
{
    const struct oid_list *list = usages_of_element(object->cert, object, arena);
    return list && oid_list_contains(list, OID_IKE_INTERMEDIATE);
}

static void judge(const struct asking *asking, struct candidate *candidate)
{
    const struct object *object = candidate->object;
    bool lacks_key = object->context.private_key == KEY_LINK_MISSING;
    candidate->path = trust_judge(asking->trust, object->cert, object, asking->at, asking->arena);
    candidate->has_ike_intermediate = names_ike_intermediate(object, asking->arena);
    candidate->passed_over = wrong_with_itself(asking, object);
    if (!candidate->passed_over && stores_has(asking->stores, object->cert, PLACE_DISALLOWED))
        candidate->passed_over = "it lies in Disallowed, too";
    if (!candidate->passed_over)
        candidate->passed_over = wrong_with_path(asking, candidate->path);
    candidate->only_lacks_key = lacks_key && !candidate->passed_over;
    if (candidate->only_lacks_key)
        candidate->passed_over = "there is no private key";
}

void candidates_find(struct trust *trust, const struct stores *stores, enum candidate_role role, int64_t at,
                     struct arena *arena, struct candidates *out)
{
    struct asking asking = { trust, stores, role, at, arena };
    size_t count = stores_count(stores, PLACE_MY);
    *out = (struct candidates){ .items = arena_array(arena, count, sizeof *out->items) };
    for (size_t i = 0; i < stores->certs.count; i++) {
        if (stores->certs.items[i].place != PLACE_MY)
            continue;
        struct candidate *candidate = &out->items[out->count++];
        *candidate = (struct candidate){ .object = stores->certs.items[i].object };
        judge(&asking, candidate);
        out->fitting += !candidate->passed_over;
        out->preferred += !candidate->passed_over && candidate->has_ike_intermediate;
    }
}

bool candidate_is_choice(const struct candidates *candidates, const struct candidate *candidate)
{
    return !candidate->passed_over && (candidates->preferred == 0 || candidate->has_ike_intermediate);
}
