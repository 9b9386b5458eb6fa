/* Which certificate a host presents, which it passes over, and why.
 *
 * A certificate that is out of its dates, lacks the usage or digitalSignature, has no private key or does not pass a filter
 * is no candidate. Those that the host's own stores and settings speak against are passed over while there are others; one
 * that is left alone is taken on trial, and what the peers make of it decides (connection.c). Of the candidates, those with
 * IP security IKE intermediate come first (Microsoft's deployment guide; Always On VPN, "Intermittent 13801"). Copies of one
 * name and issuer are an old and a renewed one: the newest is taken. CertificateAdvertised decides alone, where it is set. */
#include "predict/connection.h"

#include "predict/named.h"
#include "predict/step_rules.h"
#include "predict/wanted.h"
#include "trust/candidates.h"
#include "util/text.h"

/* What is asked of a certificate by who presents it, and the rules that say so. */
struct role_row {
    enum candidate_role candidate;
    const char *usage_missing, *digital_signature_missing, *is_a_ca, *ike_missing; /* NULL: not asked */
    const char *none; /* there is no certificate at all */
};
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

/* How much the host's own stores and settings speak for a candidate; the lower ranks are passed over for the higher. */
enum rank {
    RANK_GOOD,
    RANK_DOUBTFUL, /* a CA's certificate, or a path with a fault that the peer will find */
    RANK_ON_TRIAL, /* it leads to no root that the host trusts, or to another one than it is told to accept */
    RANK_NONE
};

struct choice {
    const struct object *object;
    enum rank rank;
    const char *rule, *reason; /* of what is not good */
};

struct choices {
    struct choice *items;
    size_t count, capacity;
};

struct choosing {
    struct predictor *predictor;
    const struct host *host;
    enum role role;
    const struct tunnel *tunnel;      /* NULL for servers */
    const struct certificates *store; /* what there is to choose from */
    struct arena *arena;              /* while it chooses */
    struct step *step;
};

static void pass_over(struct choosing *choosing, const struct object *object, const char *rule,
                      const char *reason)
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
        found = (struct choice){ object, RANK_ON_TRIAL, "rras/root-to-accept-differs",
                                 "RootCertificateNameToAccept is another root than its own" };
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

static void find_candidates(struct choosing *choosing, struct choices *out)
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

/* -- which of them -------------------------------------------------------------------------------------------------- */

static void prefer_good(struct choosing *choosing, struct choices *candidates)
{
    size_t kept = 0;
    enum rank best = RANK_NONE;
    for (size_t i = 0; i < candidates->count; i++)
        best = candidates->items[i].rank < best ? candidates->items[i].rank : best;
    for (size_t i = 0; i < candidates->count; i++) {
        const struct choice *candidate = &candidates->items[i];
        if (candidate->rank == best)
            candidates->items[kept++] = *candidate;
        else
            pass_over(choosing, candidate->object, candidate->rule, candidate->reason);
    }
    candidates->count = kept;
}

static void prefer_ike_intermediate(struct choosing *choosing, struct choices *candidates)
{
    size_t kept = 0, preferred = 0;
    const char *rule = roles[choosing->role].ike_missing;
    for (size_t i = 0; rule && i < candidates->count; i++)
        preferred += candidate_has_ike_intermediate(candidates->items[i].object);
    for (size_t i = 0; i < candidates->count; i++) {
        const struct object *object = candidates->items[i].object;
        if (!preferred || candidate_has_ike_intermediate(object))
            candidates->items[kept++] = candidates->items[i];
        else
            pass_over(choosing, object, rule, "another one has IP security IKE intermediate");
    }
    candidates->count = kept;
}

static bool have_one_name(const struct cert *a, const struct cert *b)
{
    return name_equal(&a->subject, &b->subject) && name_equal(&a->issuer, &b->issuer);
}

/* The newest; whether all are of one name and issuer. */
static const struct choice *newest(const struct choices *candidates, bool *is_one_name)
{
    const struct choice *best = &candidates->items[0];
    *is_one_name = true;
    for (size_t i = 1; i < candidates->count; i++) {
        const struct cert *cert = candidates->items[i].object->cert;
        *is_one_name &= have_one_name(cert, best->object->cert);
        if (cert->not_before.seconds > best->object->cert->not_before.seconds)
            best = &candidates->items[i];
    }
    return best;
}

static void find_none(struct choosing *choosing)
{
    const struct step *step = choosing->step;
    bool is_user = choosing->role == ROLE_USER;
    if (step->passed_over.count == 0) {
        step_add(choosing->predictor, choosing->step, STEP_FAILS, roles[choosing->role].none,
                 is_user                      ? "the user's Personal store is empty"
                 : choosing->role == ROLE_NPS ? "the NPS has no certificate in its Personal store"
                                              : "there is no certificate in the Personal store");
        return;
    }
    for (size_t i = 0; i < step->passed_over.count; i++) {
        const struct passed_over *passed = &step->passed_over.items[i];
        step_add(choosing->predictor, choosing->step, STEP_FAILS, passed->rule,
                 arena_format(choosing->arena, "%s cannot be chosen: %s",
                              cert_label(choosing->arena, passed->cert), passed->reason));
    }
    for (size_t i = 0; is_user && i < step->causes.count; i++)
        step->causes.items[i].code = 798; /* ERROR_NO_EAPTLS_CERTIFICATE */
}

static void take(struct choosing *choosing, const struct choice *candidate)
{
    const struct object *chosen = candidate->object;
    choosing->step->cert = chosen->cert;
    choosing->step->is_on_trial = candidate->rank == RANK_ON_TRIAL;
    if (choosing->step->is_on_trial)
        step_add(choosing->predictor, choosing->step, STEP_FAILS, candidate->rule,
                 arena_format(choosing->arena, "%s cannot be chosen: %s",
                              cert_label(choosing->arena, chosen->cert), candidate->reason));
    if (chosen->context.private_key == KEY_LINK_UNKNOWN && choosing->role != ROLE_NPS)
        step_needs(choosing->predictor, choosing->step, WANTED_KEY);
}

static void take_newest(struct choosing *choosing, const struct choices *candidates)
{
    bool is_one_name;
    const struct choice *chosen = newest(candidates, &is_one_name);
    take(choosing, chosen);
    if (!is_one_name && (choosing->role == ROLE_SERVER || choosing->role == ROLE_DEVICE))
        step_add(choosing->predictor, choosing->step, STEP_AT_RISK, "host/several-candidates",
                 arena_format(choosing->arena, "%zu certificates fit, and which one is taken is up to chance",
                              candidates->count));
    else if (!is_one_name)
        step_note(
            choosing->predictor, choosing->step,
            arena_format(choosing->arena, "%zu certificates fit; the newest was judged", candidates->count));
    if (choosing->role == ROLE_SERVER && !candidate_has_ike_intermediate(chosen->object))
        step_add(
            choosing->predictor, choosing->step, STEP_AT_RISK, "vpn-server/ike-intermediate-missing",
            "the certificate lacks IP security IKE intermediate, by which the server tells it from others");
}

/* -- CertificateAdvertised ------------------------------------------------------------------------------------------ */

/* Certificates are the default. */
static bool advertises_certificates(const struct choosing *choosing)
{
    const struct setting *protocols = setting_of(choosing->host->rras, RRAS_TUNNEL_AUTH);
    return protocols->state != SETTING_SET ||
           text_equal_ignoring_case(protocols->text, span_of_text("Certificates"));
}

static const struct setting_certificate *advertised(const struct choosing *choosing)
{
    const struct setting *setting = setting_of(choosing->host->rras, RRAS_CERTIFICATE_ADVERTISED);
    bool is_used =
        choosing->role == ROLE_SERVER && setting->state == SETTING_SET && advertises_certificates(choosing);
    return is_used ? &setting->certificate : NULL;
}

static const char *advertised_label(const struct choosing *choosing, const struct setting_certificate *pinned)
{
    if (pinned->cert)
        return cert_label(choosing->arena, pinned->cert);
    if (pinned->subject.data)
        return text_escaped(choosing->arena, pinned->subject);
    return text_hex(choosing->arena, (struct span){ pinned->sha1, sizeof pinned->sha1 });
}

static const struct object *find_pinned(const struct certificates *store,
                                        const struct setting_certificate *pinned)
{
    for (size_t i = 0; i < store->count; i++)
        if (named_is(pinned, store->items[i]->cert) == IDENTITY_SAME)
            return store->items[i];
    return NULL;
}

static const struct choice *find_candidate(const struct choices *candidates, const struct object *object)
{
    for (size_t i = 0; object && i < candidates->count; i++)
        if (cert_is_same(candidates->items[i].object->cert, object->cert))
            return &candidates->items[i];
    return NULL;
}

/* The one of its name and issuer that could be taken in its place. */
static const struct choice *find_renewed(const struct choices *candidates, const struct cert *pinned)
{
    for (size_t i = 0; pinned && i < candidates->count; i++)
        if (have_one_name(candidates->items[i].object->cert, pinned))
            return &candidates->items[i];
    return NULL;
}

static const char *why_not(const struct step *step, const struct cert *cert)
{
    for (size_t i = 0; i < step->passed_over.count; i++)
        if (cert_is_same(step->passed_over.items[i].cert, cert))
            return step->passed_over.items[i].reason;
    return "it does not fit";
}

/* The pinned certificate alone counts; whether a renewed one is followed is not documented. */
static void take_pinned(struct choosing *choosing, const struct choices *candidates,
                        const struct setting_certificate *pinned)
{
    const char *label = advertised_label(choosing, pinned);
    const struct object *stored = find_pinned(choosing->store, pinned);
    const struct choice *fit = find_candidate(candidates, stored);
    if (fit) {
        take(choosing, fit);
        return;
    }
    const struct choice *renewed = find_renewed(candidates, stored ? stored->cert : pinned->cert);
    if (renewed)
        take(choosing, renewed);
    const char *tail = renewed ? "; a renewed one is beside it" : "";
    if (stored)
        step_add(choosing->predictor, choosing->step, renewed ? STEP_AT_RISK : STEP_FAILS,
                 "rras/certificate-advertised-stale",
                 arena_format(choosing->arena, "CertificateAdvertised is %s: %s%s", label,
                              why_not(choosing->step, stored->cert), tail));
    else
        step_add(choosing->predictor, choosing->step, renewed ? STEP_AT_RISK : STEP_FAILS,
                 "rras/certificate-advertised-missing",
                 arena_format(choosing->arena,
                              "CertificateAdvertised is %s, which is not in the Personal store%s", label,
                              renewed ? "; one of its name is" : ""));
}

/* -- the step ------------------------------------------------------------------------------------------------------- */

/* The candidates that were not taken. That Windows takes the newest is an inference: a server with two that fit was seen to
 * fail now and then, and a renewed one may be the reason. */
static void pass_over_others(struct choosing *choosing, const struct choices *candidates)
{
    bool is_renewed = false;
    for (size_t i = 0; i < candidates->count; i++) {
        const struct object *object = candidates->items[i].object;
        if (cert_is_same(object->cert, choosing->step->cert))
            continue;
        bool is_older = have_one_name(object->cert, choosing->step->cert);
        is_renewed |= is_older;
        pass_over(choosing, object, "host/several-candidates",
                  is_older ? "a newer one of its name and issuer fits" : "another one fits as well");
    }
    if (is_renewed && choosing->role == ROLE_SERVER)
        step_note(choosing->predictor, choosing->step,
                  "an old and a renewed certificate fit; that the newest is taken is not documented");
}

static void choose(struct choosing *choosing)
{
    struct choices candidates = { 0 };
    const struct setting_certificate *pinned = advertised(choosing);
    find_candidates(choosing, &candidates);
    if (pinned) {
        take_pinned(choosing, &candidates, pinned);
        return;
    }
    prefer_good(choosing, &candidates);
    prefer_ike_intermediate(choosing, &candidates);
    if (candidates.count) {
        take_newest(choosing, &candidates);
        pass_over_others(choosing, &candidates);
    } else {
        find_none(choosing);
    }
}

/* One that is on trial only because a CA's certificate is not in the host's stores: where that may be fetched. */
static void tell_of_fetching(struct choosing *choosing)
{
    struct step *step = choosing->step;
    if (!step->is_on_trial)
        return;
    const struct path *path =
        trust_judge(choosing->host->trust, step->cert, NULL, choosing->predictor->at, choosing->arena);
    const char *fetched = fetched_from(choosing->arena, path->elements[path->count - 1].cert);
    for (size_t i = 0; fetched && i < step->causes.count; i++) {
        struct cause *cause = &step->causes.items[i];
        if (strcmp(cause->rule, "certificate-path/issuer-missing") == 0)
            cause->message = arena_format(choosing->predictor->arena, "%s; %s", cause->message, fetched);
    }
}

/* With another method than Certificates the server is told to present none (Set-VpnAuthProtocol: CertificateAdvertised is
 * "applicable only" with it). The page is about site-to-site interfaces; what clients see then, nobody says. */
static void ask_for_tunnel_auth(struct choosing *choosing)
{
    const struct setting *protocols = setting_of(choosing->host->rras, RRAS_TUNNEL_AUTH);
    if (protocols->state == SETTING_UNREADABLE)
        step_needs(choosing->predictor, choosing->step,
                   "auth_protocol: tunnel_auth_protocols_advertised: " WANTED_AUTH);
    else if (protocols->state == SETTING_SET && !advertises_certificates(choosing))
        step_add(choosing->predictor, choosing->step, STEP_AT_RISK, "rras/certificates-not-advertised",
                 arena_format(choosing->arena,
                              "TunnelAuthProtocolsAdvertised is %s: that the server still presents a "
                              "certificate to clients is not documented",
                              text_escaped(choosing->arena, protocols->text)));
}

/* A phone book tells that there is a filter, and not which one. */
static void ask_for_filters(struct choosing *choosing)
{
    const struct settings *profile = choosing->tunnel->profile;
    const struct setting *count = setting_of(profile, PROFILE_EKU_FILTER_COUNT);
    if (count->state == SETTING_SET && count->integer > 0 &&
        setting_is(profile, PROFILE_EKU_FILTER, SETTING_UNKNOWN))
        step_needs(choosing->predictor, choosing->step,
                   "machine_certificate_eku_filter, of which the phone book says that there is "
                   "one: " WANTED_CONNECTION);
    if (setting_is(profile, PROFILE_EKU_FILTER, SETTING_UNREADABLE))
        step_needs(choosing->predictor, choosing->step,
                   "machine_certificate_eku_filter, which cannot be read: " WANTED_CONNECTION);
    if (setting_is(profile, PROFILE_ISSUER_FILTER, SETTING_UNREADABLE))
        step_needs(choosing->predictor, choosing->step,
                   "machine_certificate_issuer_filter, which cannot be read: " WANTED_CONNECTION);
    if (setting_is_true(profile, PROFILE_USES_MACHINE_ROOT) &&
        setting_is(profile, PROFILE_ISSUER_FILTER, SETTING_UNKNOWN))
        step_needs(choosing->predictor, choosing->step,
                   "machine_certificate_issuer_filter, of which the phone book says that there is "
                   "one: " WANTED_CONNECTION);
}

/* Device tunnels authenticate by certificate alone (Microsoft, device tunnels); what another method does is not known. */
static void ask_for_machine_method(struct choosing *choosing)
{
    const struct settings *profile = choosing->tunnel->profile;
    const struct setting *method = setting_of(profile, PROFILE_MACHINE_METHOD);
    if (setting_is_true(profile, PROFILE_DEVICE_TUNNEL) && method->state == SETTING_SET &&
        !text_equal_ignoring_case(method->text, span_of_text("Certificate")))
        step_add(choosing->predictor, choosing->step, STEP_AT_RISK, "profile/device-tunnel-method",
                 arena_format(choosing->arena,
                              "the profile is a device tunnel's and its MachineMethod is %s, where only a "
                              "machine certificate is supported",
                              text_escaped(choosing->arena, method->text)));
}

void step_choose(struct predictor *predictor, const struct host *host, enum role role,
                 const struct tunnel *tunnel, struct step *out)
{
    const struct certificates *store = role == ROLE_USER ? &host->user : &host->my;
    struct choosing choosing = { predictor, host, role, tunnel, store, arena_new(), out };
    *out = (struct step){ .note = "", .needs = "" };
    if (tunnel && tunnel->needs[0])
        step_needs(predictor, out, tunnel->needs);
    if (tunnel && host->unread[0])
        step_needs(predictor, out, host->unread);
    if (role == ROLE_SERVER && setting_is(host->rras, RRAS_CERTIFICATE_ADVERTISED, SETTING_UNREADABLE))
        step_needs(predictor, out, "auth_protocol: certificate_advertised: " WANTED_AUTH);
    if (role == ROLE_SERVER)
        ask_for_tunnel_auth(&choosing);
    if (tunnel && role == ROLE_DEVICE)
        ask_for_filters(&choosing);
    if (role == ROLE_DEVICE)
        ask_for_machine_method(&choosing);
    if (role == ROLE_USER ? host->user_known : host->my_known)
        choose(&choosing);
    else if (role != ROLE_USER)
        step_needs(predictor, out, WANTED_MY);
    tell_of_fetching(&choosing);
    arena_free(choosing.arena);
}
