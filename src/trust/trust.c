/* Judging one object: its path, then the revocation of what stands in it; a CRL by itself; and the words of both. */
#include "trust/trust.h"

#include "trust/checks.h"
#include "trust/lists.h"
#include "trust/revocation.h"

const char *path_status_name(enum path_status status)
{
    switch (status) {
    case PATH_UNKNOWN:
        return "unknown";
    case PATH_TRUSTED:
        return "trusted";
    case PATH_ROOT_NOT_TRUSTED:
        return "root_not_trusted";
    case PATH_ISSUER_MISSING:
        return "issuer_missing";
    case PATH_INVALID:
        return "invalid";
    }
    BUG("no such path status");
}

const char *path_problem_name(enum path_problem_kind kind)
{
    static const char *const names[] = {
#define X(symbol, name) name,
        PATH_PROBLEMS(X)
#undef X
    };
    return names[kind];
}

const char *revocation_status_name(enum revocation_status status)
{
    switch (status) {
    case REVOCATION_UNKNOWN:
        return "unknown";
    case REVOCATION_GOOD:
        return "good";
    case REVOCATION_REVOKED:
        return "revoked";
    case REVOCATION_STALE:
        return "stale";
    }
    BUG("no such revocation status");
}

const char *crl_problem_name(enum crl_problem_kind kind)
{
    static const char *const names[] = {
#define X(symbol, name) name,
        CRL_PROBLEMS(X)
#undef X
    };
    return names[kind];
}

const struct path *trust_judge(struct trust *trust, const struct cert *cert, const struct object *object,
                               int64_t at, struct arena *arena)
{
    struct effort effort = { .left = EFFORT_OF_A_JUDGEMENT };
    struct node *leaf = store_leaf(trust, cert, object, arena);
    struct found_path found;
    path_search(trust, leaf, at, NULL, &effort, arena, &found);
    struct path *path = path_describe(trust, &found, at, &effort, arena);
    revocation_of_path(trust, &found, at, &effort, arena, path);
    return path;
}

static unsigned badness(enum revocation_status status)
{
    switch (status) {
    case REVOCATION_GOOD:
        return 0;
    case REVOCATION_STALE:
        return 1;
    case REVOCATION_UNKNOWN:
        return 2;
    case REVOCATION_REVOKED:
        return 3;
    }
    BUG("no such revocation status");
}

enum revocation_status path_revocation(const struct path *path)
{
    if (path->anchored && path->count == 1)
        return REVOCATION_GOOD; /* a root that is itself the leaf: nobody could revoke it */
    enum revocation_status worst = REVOCATION_GOOD;
    bool any = false;
    for (size_t i = 0; i < path->count; i++) {
        const struct revocation *revocation = path->elements[i].revocation;
        any |= revocation != NULL;
        if (revocation && badness(revocation->status) > badness(worst))
            worst = revocation->status;
    }
    return any ? worst : REVOCATION_UNKNOWN;
}

struct crl_signer trust_judge_crl(struct trust *trust, const struct crl *crl, struct arena *arena)
{
    struct effort effort = { .left = EFFORT_OF_A_JUDGEMENT };
    struct list_signer found = list_find_signer(trust, crl, NULL, NULL, NULL, &effort);
    const struct node *node = found.signer ? found.signer : found.nearest;
    if (!node)
        return (struct crl_signer){ .explanation = arena_format(arena, "no certificate of %s was given",
                                                                name_print(arena, &crl->issuer)) };
    struct crl_signer signer = { .issuer = node->cert, .object = node->object, .explanation = "" };
    const char *label = cert_label(arena, node->cert);
    if (found.signer) {
        signer.checked = signer.valid = true;
        if (!cert_allows(node->cert, KEY_USAGE_CRL_SIGN))
            signer.explanation = arena_format(
                arena, "%s signed it, but its key usage does not allow it to sign CRLs (cRLSign)", label);
    } else if (found.unsupported) {
        signer.explanation =
            arena_format(arena, "the signature (%s) with the key of %s cannot be checked here",
                         oid_print(arena, crl->signature_algorithm.oid), label);
    } else if (found.other_key) {
        signer.other_key = true;
        signer.explanation =
            arena_format(arena,
                         "another key of the CA signed it (key identifier %s; %s has %s): the CA was "
                         "renewed, so give its certificate with that identifier",
                         key_id_text(arena, crl->authority_key_id.key_id), label,
                         key_id_text(arena, node->cert->subject_key_id.id));
    } else {
        signer.checked = true;
        signer.explanation = arena_format(arena, "the key of %s did not make its signature", label);
    }
    return signer;
}
