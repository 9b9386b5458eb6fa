/* What a host could present: each certificate of its store by itself, by the filters of the connection, and by what the
 * host's own stores and settings say. Sources: rules/MODEL.md, server-chooses and client-chooses. */
#include "predict/choose_internal.h"

#include "predict/named.h"
#include "util/text.h"

static const struct role_row roles[] = {
    [ROLE_SERVER] = { CANDIDATE_SERVER, "vpn-server/server-auth-missing",
                      "vpn-server/digital-signature-missing", "vpn-server/is-a-ca",
                      "vpn-server/ike-intermediate-missing", "host/no-certificate" },
    [ROLE_DEVICE] = { CANDIDATE_CLIENT, "device-tunnel/client-auth-missing",
                      "device-tunnel/digital-signature-missing", "device-tunnel/is-a-ca",
                      "device-tunnel/ike-intermediate-missing", "host/no-certificate" },
    [ROLE_USER] = { CANDIDATE_CLIENT, "user-tunnel/client-auth-missing",
                    "user-tunnel/digital-signature-missing", NULL, NULL, "profile/no-user-certificate" },
    [ROLE_NPS] = { CANDIDATE_SERVER, "nps-server/server-auth-missing", NULL, NULL, NULL,
                   "nps/no-certificate" },
};

const struct role_row *role_row(enum role role)
{
    return &roles[role];
}

void pass_over(struct choosing *choosing, const struct object *object, const char *rule, const char *reason)
{
    *VEC_ADD(choosing->predictor->arena, &choosing->step->passed_over) =
        (struct passed_over){ object->cert, rule, reason };
}

/* -- what makes a candidate ----------------------------------------------------------------------------------------- */

/* The rule that speaks against it; NULL: it does not matter here. */
static const char *unfit_rule(enum unfit unfit, const struct role_row *row)
{
    switch (unfit) {
    case UNFIT_EXPIRED:
        return "certificate-validity/expired";
    case UNFIT_NOT_YET_VALID:
        return "certificate-validity/not-yet-valid";
    case UNFIT_USAGES_MALFORMED:
    case UNFIT_USAGE_MISSING:
        return row->usage_missing;
    case UNFIT_USAGE_TAKEN_AWAY:
        return "host/usage-taken-away";
    case UNFIT_DIGITAL_SIGNATURE_MISSING:
        return row->digital_signature_missing;
    case UNFIT_NOT:
        break;
    }
    return NULL;
}

/* What the certificate and its store show without its path. */
static bool is_fit(struct choosing *choosing, const struct object *object)
{
    const struct role_row *row = &roles[choosing->role];
    enum unfit unfit = candidate_unfit(object, row->candidate, choosing->predictor->at);
    const char *rule = unfit_rule(unfit, row);
    if (rule)
        pass_over(choosing, object, rule,
                  candidate_unfit_text(unfit, object, row->candidate, choosing->predictor->arena));
    else if (object->context.private_key == KEY_LINK_MISSING)
        pass_over(choosing, object, rule = "host/private-key-missing", "there is no private key");
    return !rule;
}

/* Usages that the connection demands: of the machine's certificate, or of the user's. */
static bool passes_usage_filter(struct choosing *choosing, const struct object *object)
{
    bool is_user = choosing->role == ROLE_USER;
    const struct setting *filter =
        setting_of(choosing->tunnel->profile, is_user ? PROFILE_EAP_EKUS : PROFILE_EKU_FILTER);
    if (filter->state != SETTING_SET || filter->oids.count == 0 ||
        cert_names_usage(object->cert, &filter->oids))
        return true;
    pass_over(choosing, object, is_user ? "profile/eap-ekus" : "profile/eku-filter",
              is_user ? "it has no usage of the EAP settings"
                      : "it has no usage of MachineCertificateEKUFilter");
    return false;
}

static bool is_issued_by(const struct setting_certificate *ca, const struct cert *cert,
                         const struct path *path)
{
    size_t at;
    enum identity identity = named_on_path(ca, path, &at);
    return identity == IDENTITY_SAME || identity == IDENTITY_UNKNOWN || path->count < 2 ||
           (ca->cert && name_equal(&cert->issuer, &ca->cert->subject));
}

static bool has_hash(const struct setting *hashes, const struct path *path, struct arena *arena)
{
    for (size_t i = 1; i < path->count; i++) {
        const uint8_t *sha1 = path->elements[i].cert->sha1;
        struct span text = span_of_text(text_hex(arena, (struct span){ sha1, 20 }));
        for (size_t k = 0; k < hashes->texts.count; k++)
            if (text_equal_ignoring_case(hashes->texts.items[k], text))
                return true;
    }
    return false;
}

static bool passes_issuer_filter(struct choosing *choosing, const struct object *object,
                                 const struct path *path)
{
    const struct settings *profile = choosing->tunnel->profile;
    const struct setting *filter = setting_of(profile, PROFILE_ISSUER_FILTER);
    const struct setting *hashes = setting_of(profile, PROFILE_EAP_ISSUER_HASHES);
    if (choosing->role == ROLE_DEVICE && filter->state == SETTING_SET &&
        !is_issued_by(&filter->certificate, object->cert, path)) {
        pass_over(choosing, object, "profile/issuer-filter",
                  "MachineCertificateIssuerFilter names another CA");
        return false;
    }
    if (choosing->role == ROLE_USER && hashes->state == SETTING_SET && hashes->texts.count &&
        path->status == PATH_TRUSTED && !has_hash(hashes, path, choosing->arena)) {
        pass_over(choosing, object, "profile/eap-issuer-hashes",
                  "it comes from no CA of the EAP settings (CAHashList)");
        return false;
    }
    return true;
}

/* Why a path is not trusted, as the rule that says so. */
static const char *path_rule(const struct path *path)
{
    static const struct {
        enum path_problem_kind problem;
        const char *rule, *of_leaf; /* NULL: the same */
    } rows[] = {
        { PATH_PROBLEM_UNKNOWN_CRITICAL_EXTENSION, "certificate-path/issuer-unknown-critical-extension",
          "certificate-keys/unknown-critical-extension" },
        { PATH_PROBLEM_WEAK_KEY, "certificate-path/issuer-weak", "certificate-keys/rsa-blocked" },
        { PATH_PROBLEM_WEAK_SIGNATURE, "certificate-path/issuer-weak", "certificate-keys/signature-md5" },
        { PATH_PROBLEM_MALFORMED, "certificate-path/issuer-malformed", "certificate-keys/malformed" },
        { PATH_PROBLEM_DISALLOWED, "certificate-path/disallowed", NULL },
        { PATH_PROBLEM_ISSUER_MISSING, "certificate-path/issuer-missing", NULL },
        { PATH_PROBLEM_EXPIRED, "certificate-path/issuer-expired", NULL },
        { PATH_PROBLEM_NOT_YET_VALID, "certificate-path/issuer-not-yet-valid", NULL },
        { PATH_PROBLEM_SIGNATURE_INVALID, "certificate-path/signature-invalid", NULL },
        { PATH_PROBLEM_NOT_A_CA, "certificate-path/issuer-not-a-ca", NULL },
        { PATH_PROBLEM_PATH_TOO_LONG, "certificate-path/path-too-long", NULL },
        { PATH_PROBLEM_MAY_NOT_SIGN, "certificate-path/issuer-may-not-sign", NULL },
        { PATH_PROBLEM_NAME_NOT_PERMITTED, "certificate-path/name-not-permitted", NULL },
        { PATH_PROBLEM_SIGNATURE_UNSUPPORTED, "certificate-path/signature-unsupported", NULL },
        { PATH_PROBLEM_POLICY_NOT_PERMITTED, "certificate-path/policy-not-permitted", NULL },
    };
    for (size_t i = 0; i < path->problem_count; i++) {
        const struct path_problem *problem = &path->problems[i];
        if (!problem->fatal)
            continue;
        for (size_t k = 0; k < COUNT_OF(rows); k++)
            if (rows[k].problem == problem->kind)
                return problem->element == 0 && rows[k].of_leaf ? rows[k].of_leaf : rows[k].rule;
    }
    return path->status == PATH_ISSUER_MISSING ? "certificate-path/issuer-missing"
                                               : "certificate-path/root-not-trusted";
}

/* In EAP nothing is tried: there a path that is not trusted is none. */
static enum rank rank_path(const struct choosing *choosing, const struct path *path, const char *rule)
{
    bool is_tried = choosing->role == ROLE_SERVER || choosing->role == ROLE_DEVICE;
    bool is_blocked = strcmp(rule, "certificate-path/disallowed") == 0;
    if (!is_tried)
        return RANK_NONE;
    return path->status == PATH_INVALID && !is_blocked ? RANK_DOUBTFUL : RANK_ON_TRIAL;
}

static const char *path_reason(const struct path *path, const char *rule)
{
    if (strcmp(rule, "certificate-path/disallowed") == 0)
        return "it, or a CA above it, is in the store of untrusted certificates";
    return path->status == PATH_INVALID ? "its path has a fault"
                                        : "it leads to no root that this host trusts";
}

/* What the host's own stores and settings say. */
static struct choice weigh(struct choosing *choosing, const struct object *object)
{
    const struct host *host = choosing->host;
    const struct role_row *row = &roles[choosing->role];
    struct choice none = { object, RANK_NONE, NULL, "" }, found = { object, RANK_GOOD, NULL, "" };
    bool is_client = choosing->tunnel != NULL;
    size_t at;
    if (is_client && !passes_usage_filter(choosing, object))
        return none;
    const struct path *path =
        trust_judge(host->trust, object->cert, object, choosing->predictor->at, choosing->arena);
    if (is_client && !passes_issuer_filter(choosing, object, path))
        return none;
    const struct setting *root = setting_of(host->rras, RRAS_ROOT_TO_ACCEPT);
    if (host->roots_known && host->intermediates_known && path->status != PATH_TRUSTED) {
        found.rule = path_rule(path);
        found.rank = rank_path(choosing, path, found.rule);
        found.reason = path_reason(path, found.rule);
    } else if (choosing->role == ROLE_SERVER && root->state == SETTING_SET && path->status == PATH_TRUSTED &&
               named_on_path(&root->certificate, path, &at) == IDENTITY_OTHER) {
        bool by_another =
            host_accepts_by_another(host, object->cert, choosing->predictor->at, choosing->arena);
        found =
            (struct choice){ object, by_another ? RANK_GOOD : RANK_ON_TRIAL, "rras/root-to-accept-differs",
                             by_another ? LEADS_TO_TWO_ROOTS
                                        : "RootCertificateNameToAccept is another root than its own" };
    } else if (row->is_a_ca && cert_is_ca(object->cert)) {
        found = (struct choice){ object, RANK_DOUBTFUL, row->is_a_ca, "a CA certificate" };
    }
    if (found.rank == RANK_NONE)
        pass_over(choosing, object, found.rule, found.reason);
    return found;
}

/* Each certificate once, however often it was exported. */
static bool is_repeated(const struct certificates *store, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (cert_is_same(store->items[i]->cert, store->items[index]->cert))
            return true;
    return false;
}

void choices_find(struct choosing *choosing, struct choices *out)
{
    for (size_t i = 0; i < choosing->store->count; i++) {
        const struct object *object = choosing->store->items[i];
        if (is_repeated(choosing->store, i) || !is_fit(choosing, object))
            continue;
        struct choice found = weigh(choosing, object);
        if (found.rank != RANK_NONE)
            *VEC_ADD(choosing->arena, out) = found;
    }
}
