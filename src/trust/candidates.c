/* The order of the questions is that of how plain the answer is: what the certificate says by itself, then what its
 * stores say. Sources: Microsoft's deployment guide for Always On VPN (selection by IKE intermediate), "Troubleshooting
 * IKEv2 VPN Connections" (13806). */
#include "trust/candidates.h"

#include "der/oid.h"
#include "util/clock.h"

/* -- the certificate and what its store says of it ------------------------------------------------------------------ */

static const char *usage_name(enum candidate_role role)
{
    return role == CANDIDATE_SERVER ? "Server Authentication" : "Client Authentication";
}

static struct span usage_of(enum candidate_role role)
{
    return oid_entry(role == CANDIDATE_SERVER ? OID_SERVER_AUTH : OID_CLIENT_AUTH)->der;
}

static bool store_leaves(const struct object *object, struct span usage)
{
    return !object->context.has_usage_override || usages_allow(&object->context.usage_override, usage);
}

static enum unfit unfit_for_usage(const struct object *object, struct span usage)
{
    const struct oid_list *list = NULL;
    enum presence presence = cert_usages(object->cert, &list);
    if (presence == EXTENSION_MALFORMED)
        return UNFIT_USAGES_MALFORMED;
    if (presence == EXTENSION_PRESENT && !usages_allow(list, usage))
        return UNFIT_USAGE_MISSING;
    return store_leaves(object, usage) ? UNFIT_NOT : UNFIT_USAGE_TAKEN_AWAY;
}

enum unfit candidate_unfit(const struct object *object, enum candidate_role role, int64_t at)
{
    const struct cert *cert = object->cert;
    if (cert->not_after.decoded && at > cert->not_after.seconds)
        return UNFIT_EXPIRED;
    if (cert->not_before.decoded && at < cert->not_before.seconds)
        return UNFIT_NOT_YET_VALID;
    enum unfit unfit = unfit_for_usage(object, usage_of(role));
    if (unfit == UNFIT_NOT && !cert_allows(cert, KEY_USAGE_DIGITAL_SIGNATURE))
        unfit = UNFIT_DIGITAL_SIGNATURE_MISSING;
    return unfit;
}

static const char *on(struct arena *arena, const char *what, int64_t seconds)
{
    char text[CLOCK_TEXT];
    clock_print(seconds, text);
    return arena_format(arena, "%s %s", what, text);
}

const char *candidate_unfit_text(enum unfit unfit, const struct object *object, enum candidate_role role,
                                 struct arena *arena)
{
    switch (unfit) {
    case UNFIT_EXPIRED:
        return on(arena, "expired on", object->cert->not_after.seconds);
    case UNFIT_NOT_YET_VALID:
        return on(arena, "not valid before", object->cert->not_before.seconds);
    case UNFIT_USAGES_MALFORMED:
        return "its usages cannot be read";
    case UNFIT_USAGE_MISSING:
        return arena_format(arena, "%s is missing", usage_name(role));
    case UNFIT_USAGE_TAKEN_AWAY:
        return arena_format(arena, "its store takes %s away", usage_name(role));
    case UNFIT_DIGITAL_SIGNATURE_MISSING:
        return "Key Usage lacks digitalSignature";
    case UNFIT_NOT:
        break;
    }
    BUG("fit");
}

bool candidate_has_ike_intermediate(const struct object *object)
{
    const struct oid_list *list = NULL;
    return cert_usages(object->cert, &list) == EXTENSION_PRESENT &&
           oid_list_contains(list, OID_IKE_INTERMEDIATE) &&
           store_leaves(object, oid_entry(OID_IKE_INTERMEDIATE)->der);
}

/* -- a machine's certificates --------------------------------------------------------------------------------------- */

struct asking {
    struct trust *trust;
    const struct stores *stores;
    enum candidate_role role;
    int64_t at;
    struct arena *arena;
};

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
    if (!path->usages_any && !usages_allow(&path->usages, usage_of(asking->role)))
        return arena_format(asking->arena, "a CA above it takes %s away", usage_name(asking->role));
    return NULL;
}

static const char *wrong_with_itself(const struct asking *asking, const struct object *object)
{
    enum unfit unfit = candidate_unfit(object, asking->role, asking->at);
    if (cert_is_ca(object->cert))
        return "a CA certificate";
    return unfit == UNFIT_NOT ? NULL : candidate_unfit_text(unfit, object, asking->role, asking->arena);
}

static void judge(const struct asking *asking, struct candidate *candidate)
{
    const struct object *object = candidate->object;
    bool lacks_key = object->context.private_key == KEY_LINK_MISSING;
    candidate->path = trust_judge(asking->trust, object->cert, object, asking->at, asking->arena);
    candidate->has_ike_intermediate = candidate_has_ike_intermediate(object);
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
