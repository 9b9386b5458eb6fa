/* Which certificate a host presents, which it passes over, and why.
 *
 * A certificate that is out of its dates, lacks the usage or digitalSignature, has no private key or does not pass a
 * filter is no candidate. Those that the host's own stores and settings speak against are passed over while there are
 * others; one that is left alone is taken on trial, and what the peers make of it decides (connection.c). Of the
 * candidates, those with IP security IKE intermediate come first (Microsoft's deployment guide; Always On VPN,
 * "Intermittent 13801"). Copies of one name and issuer are an old and a renewed one: the newest is taken.
 * CertificateAdvertised decides alone, where it is set. */
#include "predict/choose_internal.h"

#include "predict/named.h"
#include "predict/wanted.h"
#include "util/text.h"

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
    const char *rule = role_row(choosing->role)->ike_missing;
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
        step_add(choosing->predictor, choosing->step, STEP_FAILS, role_row(choosing->role)->none,
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
    else if (candidate->rank == RANK_GOOD && candidate->rule)
        step_add(choosing->predictor, choosing->step, STEP_AT_RISK, candidate->rule,
                 arena_format(choosing->arena, "%s %s", cert_label(choosing->arena, chosen->cert),
                              candidate->reason));
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
    choices_find(choosing, &candidates);
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
    if (tunnel && role == ROLE_DEVICE) {
        ask_for_filters(&choosing);
        ask_for_machine_method(&choosing);
    }
    if (role == ROLE_USER ? host->user_known : host->my_known)
        choose(&choosing);
    else if (role != ROLE_USER)
        step_needs(predictor, out, WANTED_MY);
    tell_of_fetching(&choosing);
    arena_free(choosing.arena);
}
