/* A side judges what its peer presents: the rules of the certificate's profile with the judge's own stores, then what
 * only the judge's settings say. Sources: rules/MODEL.md. */
#include "lint/lint.h"
#include "predict/connection.h"
#include "predict/named.h"
#include "predict/wanted.h"
#include "util/text.h"

enum { CERT_AUTH_FLAG_STRONG = 4 /* IKEEXT_CERT_AUTH_ENABLE_CRL_CHECK_STRONG */ };

static void fail(struct judging *judging, const char *rule, const char *message)
{
    step_add(judging->predictor, judging->step, STEP_FAILS, rule, message);
}

/* -- the rules of the profile --------------------------------------------------------------------------------------- */

/* What the rule predicts where its certificate is judged; 0: nothing. Users report what becomes of their own. */
static unsigned code_of(const struct judging *judging, const struct rule *rule)
{
    return judging->presented_by == ROLE_USER ? rule->holder_code : rule->peer_code;
}

/* In IKEv2 what a step means; in EAP what the rules predict. */
static unsigned code_in_eap(const struct judging *judging, const struct rule *rule)
{
    return judging->presented_by == ROLE_USER || judging->presented_by == ROLE_NPS ? code_of(judging, rule)
                                                                                   : 0;
}

static bool is_of_revocation(const struct rule *rule)
{
    return strcmp(rule->ruleset, "certificate-revocation") == 0;
}

static bool is_one_of(const struct rule *rule, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(rule->full_name, names[i]) == 0)
            return true;
    return false;
}

/* Rules that another step answers, or that are answered here with more than lint knows. */
static bool is_answered_elsewhere(const struct rule *rule)
{
    static const char *const names[] = {
        "vpn-server/ike-intermediate-missing",
        "device-tunnel/ike-intermediate-missing",
        "device-tunnel/device-name-mismatch",
        "nps-server/name-mismatch",
    };
    return is_of_revocation(rule) || is_one_of(rule, names, COUNT_OF(names));
}

/* Rules that say nothing about a connection today. */
static bool is_beside_the_point(const struct judging *judging, const struct rule *rule)
{
    static const char *const names[] = {
        "certificate-validity/expires-soon",
        "certificate-validity/outlives-issuer",
    };
    if (code_of(judging, rule) == 0 || rule->severity == SEVERITY_NOTICE ||
        is_one_of(rule, names, COUNT_OF(names)))
        return true;
    return judging->skips_name_and_usage &&
           (strstr(rule->id, "server-name-") == rule->id || strcmp(rule->id, "server-auth-missing") == 0 ||
            strcmp(rule->id, "server-address-not-a-dns-name") == 0);
}

/* Notices that say something of this connection: a large certificate where the server does not allow fragments, which can
 * end in a timeout; an elliptic key in IKE itself, which both ends must offer (in EAP, keys are those of TLS). */
static bool is_worth_a_word(const struct judging *judging, const struct rule *rule)
{
    const struct host *server = judging->presented_by == ROLE_SERVER ? judging->holder : judging->judge;
    bool is_of_ike = judging->presented_by == ROLE_SERVER || judging->presented_by == ROLE_DEVICE;
    if (strcmp(rule->full_name, "certificate-keys/large-certificate") == 0)
        return !setting_is_true(server->rras, RRAS_SERVER_FRAGMENTATION);
    return is_of_ike && strcmp(rule->full_name, "certificate-keys/key-is-ecdsa") == 0;
}

/* What decides nothing stays visible, as long as lint would do more than mention it. */
static void warn(struct judging *judging, const struct finding *finding)
{
    if (finding->rule->severity != SEVERITY_NOTICE || is_worth_a_word(judging, finding->rule))
        step_warn(judging->predictor, judging->step, finding->rule, finding->message);
}

static bool is_issuer_missing(const struct rule *rule)
{
    return strcmp(rule->full_name, "certificate-path/issuer-missing") == 0;
}

/* By its part, as many devices may share a judgement. */
static const char *judge_name(const struct judging *judging)
{
    switch (judging->presented_by) {
    case ROLE_DEVICE:
        return "the server";
    case ROLE_USER:
        return "the NPS";
    case ROLE_SERVER:
    case ROLE_NPS:
        break;
    }
    return "the device";
}

/* That no issuer was found proves nothing where nobody exported the intermediates. */
static bool is_gap(const struct judging *judging, const struct rule *rule)
{
    return is_issuer_missing(rule) && !judging->judge->intermediates_known;
}

/* The path of the certificate as its holder sees it, where that is trusted; NULL: it is not. */
static const struct path *path_of_holder(const struct judging *judging)
{
    if (!judging->holder)
        return NULL;
    const struct path *own =
        trust_judge(judging->holder->trust, judging->cert, NULL, judging->predictor->at, judging->arena);
    return own->status == PATH_TRUSTED && own->count > 1 ? own : NULL;
}

/* Whether the certificates that only the holder has lead to what the judge trusts. */
static bool leads_to_trust(const struct judging *judging, const struct path *own)
{
    bool reaches = false;
    for (size_t i = 1; i < own->count && !reaches; i++)
        reaches = trust_judge(judging->judge->trust, own->elements[i].cert, NULL, judging->predictor->at,
                              judging->arena)
                      ->status == PATH_TRUSTED;
    return reaches;
}

/* What is missing is known better than lint can know it: whose store lacks it, whether it is a root that the holder has,
 * and whether it can be fetched. Nothing confirms that Windows servers send intermediates, or that they do not; of device
 * certificates Microsoft says that the server needs their CAs in its own stores. */
static void take_missing_issuer(struct judging *judging, const struct finding *finding)
{
    struct arena *arena = judging->arena;
    const struct path *own = path_of_holder(judging), *path = judging->path;
    const struct cert *last = path->elements[path->count - 1].cert;
    const char *judge = judge_name(judging);
    const char *message = arena_format(arena, "%s has no certificate of %s, which issued %s", judge,
                                       name_print(arena, &last->issuer), cert_label(arena, last));
    const char *fetched = fetched_from(arena, last);
    const struct rule *rule = finding->rule;
    bool leads = !own || leads_to_trust(judging, own);
    if (!own && judging->holder)
        message = arena_format(
            arena, "%s, and the other end has none either; if that is the root, it is to be put into ROOT",
            message);
    if (own && leads && judging->presented_by == ROLE_SERVER)
        message = arena_format(
            arena, "%s; the server has it, but that Windows servers send it along is not confirmed", message);
    if (own && !leads && name_equal(&own->elements[own->count - 1].cert->subject, &last->issuer)) {
        message = arena_format(arena, "%s does not trust the root %s, to which %s leads", judge,
                               name_print(arena, &last->issuer), cert_label(arena, judging->cert));
        rule = predictor_rule(judging->predictor, "certificate-path/root-not-trusted");
    } else if (fetched && leads) {
        message = arena_format(arena, "%s; %s", message, fetched);
    }
    step_add_rule(judging->predictor, judging->step, STEP_FAILS, code_in_eap(judging, finding->rule), rule,
                  message);
}

static void take_findings(struct judging *judging, const struct result *result)
{
    for (size_t i = 0; i < result->finding_count; i++) {
        const struct finding *finding = &result->findings[i];
        const struct rule *rule = finding->rule;
        if (is_answered_elsewhere(rule))
            continue;
        if (is_beside_the_point(judging, rule))
            warn(judging, finding);
        else if (is_gap(judging, rule))
            step_needs(judging->predictor, judging->step, WANTED_INTERMEDIATES);
        else if (is_issuer_missing(rule))
            take_missing_issuer(judging, finding);
        else
            step_add_rule(judging->predictor, judging->step,
                          rule->severity == SEVERITY_ERROR ? STEP_FAILS : STEP_AT_RISK,
                          code_in_eap(judging, rule), rule, finding->message);
    }
}

static void take_unchecked(struct judging *judging, const struct result *result)
{
    bool has_path = judging->path->status == PATH_TRUSTED;
    for (size_t i = 0; i < result->unchecked_count; i++) {
        const struct unchecked *unchecked = &result->unchecked[i];
        if (unchecked->rule->severity != SEVERITY_ERROR || is_answered_elsewhere(unchecked->rule) ||
            is_beside_the_point(judging, unchecked->rule))
            continue;
        if (judging->path->status == PATH_UNKNOWN && !judging->judge->roots_known)
            step_needs(judging->predictor, judging->step, WANTED_ROOTS);
        else if (has_path && !strstr(unchecked->needs, "--server-name"))
            step_needs(judging->predictor, judging->step, unchecked->needs);
    }
}

/* -- revocation ----------------------------------------------------------------------------------------------------- */

/* Lists that were given and cannot be believed. */
static bool is_of_bad_list(const struct rule *rule)
{
    static const char *const ids[] = {
        "crl-not-yet-valid",  "crl-forged",         "crl-signer-not-allowed",
        "crl-not-in-scope",   "crl-not-understood", "crl-malformed",
        "crl-of-another-key", "delta-crl-expired",  "delta-crl-base-mismatch",
    };
    for (size_t i = 0; i < COUNT_OF(ids); i++)
        if (strcmp(rule->id, ids[i]) == 0)
            return true;
    return false;
}

static const struct finding *find_revocation(const struct result *result,
                                             bool (*is_wanted)(const struct rule *))
{
    for (size_t i = 0; i < result->finding_count; i++)
        if (is_of_revocation(result->findings[i].rule) && is_wanted(result->findings[i].rule))
            return &result->findings[i];
    return NULL;
}

static bool is_revoked(const struct rule *rule)
{
    return strcmp(rule->id, "revoked") == 0 || strcmp(rule->id, "issuer-revoked") == 0;
}

static bool is_expired_list(const struct rule *rule)
{
    return strcmp(rule->id, "crl-expired") == 0;
}

/* "All client and RRAS certificates need CDP entries" (Microsoft, on CertAuthFlags), which says nothing of CAs. */
static bool is_without_list(const struct rule *rule)
{
    return strcmp(rule->id, "no-crl-distribution-point") == 0;
}

static void take_revocation_finding(struct judging *judging, const struct finding *finding, bool fails,
                                    const char *message)
{
    step_add_rule(judging->predictor, judging->step, fails ? STEP_FAILS : STEP_AT_RISK,
                  code_in_eap(judging, finding->rule), finding->rule, message);
}

/* The CAs whose lists say nothing of what they issued on the path. NULL: whoever asks weakly finds none and lets pass, for
 * no certificate says where one would be. */
static const char *lists_wanted(struct judging *judging)
{
    const struct path *path = judging->path;
    const char *names = "";
    bool is_any = false;
    for (size_t i = 0; i < path->count; i++) {
        const struct revocation *revocation = path->elements[i].revocation;
        bool is_wanted = revocation && revocation->status == REVOCATION_UNKNOWN;
        is_any |= is_wanted && path->elements[i].cert->crl_distribution_points.presence != EXTENSION_ABSENT;
        if (is_wanted)
            names = arena_format(judging->arena, "%s%s%s", names, names[0] ? " and of " : " of ",
                                 name_print(judging->arena, &path->elements[i].cert->issuer));
    }
    if (!is_any && judging->revocation == REVOCATION_WEAK)
        return NULL;
    return arena_format(
        judging->arena,
        "pki: crls, the current list%s: %%windir%%\\System32\\CertSrv\\CertEnroll\\*.crl on the CA", names);
}

/* Strong: what cannot be checked is rejected, too. Weak: what is proven to be revoked (IKEEXT_CERT_AUTH flags). That an
 * expired list fails nevertheless was seen in the field. */
static void judge_revocation(struct judging *judging, const struct result *result)
{
    const struct predictor *predictor = judging->predictor;
    struct step *step = judging->step;
    enum revocation_status status = path_revocation(judging->path);
    bool is_strong = judging->revocation == REVOCATION_STRONG;
    const struct finding *without = find_revocation(result, is_without_list);
    const struct finding *revoked = find_revocation(result, is_revoked);
    const struct finding *bad = find_revocation(result, is_of_bad_list);
    const struct finding *expired = find_revocation(result, is_expired_list);
    if (judging->path->status != PATH_TRUSTED)
        return;
    if (judging->revocation == REVOCATION_OFF) {
        if (status == REVOCATION_REVOKED)
            step_note(predictor, step,
                      "the certificate is revoked, but this server does not enforce revocation");
        return;
    }
    if (judging->revocation == REVOCATION_NOBODY_SAYS) {
        if (status != REVOCATION_GOOD || without)
            step_needs(predictor, step, judging->revocation_needs);
        return;
    }
    if (judging->holder_enforces &&
        without) /* Microsoft wants it of the server's certificate, and does not say why */
        take_revocation_finding(judging, without, false,
                                arena_format(judging->arena,
                                             "%s; Microsoft wants one in the server's certificate, too",
                                             without->message));
    if (revoked)
        take_revocation_finding(judging, revoked, true, revoked->message);
    else if (is_strong && without)
        take_revocation_finding(
            judging, without, true,
            arena_format(judging->arena, "%s; what cannot be checked is rejected here", without->message));
    else if (status == REVOCATION_GOOD && bad && is_strong) /* a delta: the base list is believed */
        take_revocation_finding(judging, bad, false, bad->message);
    else if (status == REVOCATION_GOOD)
        return;
    else if (expired)
        take_revocation_finding(judging, expired, is_strong,
                                is_strong ? arena_format(judging->arena,
                                                         "%s; what cannot be checked is rejected here",
                                                         expired->message)
                                          : expired->message);
    else if (bad)
        take_revocation_finding(judging, bad, is_strong, bad->message);
    else if (lists_wanted(judging))
        step_needs(predictor, step, lists_wanted(judging));
}

/* What else lint says of revocation: a list that nobody looks at here, an address that delays. */
static void warn_of_revocation(struct judging *judging, const struct result *result)
{
    for (size_t i = 0; i < result->finding_count; i++) {
        const struct finding *finding = &result->findings[i];
        bool is_said = is_revoked(finding->rule); /* it fails, or a note says that nobody looks */
        for (size_t k = 0; k < judging->step->causes.count; k++)
            is_said |= strcmp(judging->step->causes.items[k].rule, finding->rule->full_name) == 0;
        if (is_of_revocation(finding->rule) && !is_said)
            warn(judging, finding);
    }
}

/* Server 2012 R2 never looks at lists for IKEv2, and 2016 does from KB4503294 on (Microsoft, Always On VPN advanced
 * options). Of 2019 the update is known, and not its revision. */
static bool is_too_old_for_lists(const struct settings *os)
{
    enum { SERVER_2012_R2 = 9600, SERVER_2016 = 14393, KB4503294 = 3053 };
    const struct setting *build = setting_of(os, HOST_BUILD), *revision = setting_of(os, HOST_UBR);
    if (build->state != SETTING_SET)
        return false;
    return build->integer == SERVER_2012_R2 ||
           (build->integer == SERVER_2016 && revision->state == SETTING_SET && revision->integer < KB4503294);
}

/* RRAS asks for lists only with CertAuthFlags 4 and RootCertificateNameToAccept set. */
static enum revocation_check check_of(const struct host *server)
{
    const struct setting *flags = setting_of(server->rras, RRAS_CERT_AUTH_FLAGS),
                         *root = setting_of(server->rras, RRAS_ROOT_TO_ACCEPT);
    bool knows_flags = flags->state == SETTING_SET || flags->state == SETTING_UNSET;
    bool is_on = flags->state == SETTING_SET && (flags->integer & CERT_AUTH_FLAG_STRONG);
    bool knows_root = root->state == SETTING_SET || root->state == SETTING_UNSET;
    if ((knows_flags && !is_on) || root->state == SETTING_UNSET || is_too_old_for_lists(server->os))
        return REVOCATION_OFF;
    return knows_flags && knows_root ? REVOCATION_STRONG : REVOCATION_NOBODY_SAYS;
}

static const char *needs_for_check(const struct host *server)
{
    const struct setting *flags = setting_of(server->rras, RRAS_CERT_AUTH_FLAGS);
    bool knows_flags = flags->state == SETTING_SET || flags->state == SETTING_UNSET;
    return knows_flags ? "auth_protocol: root_certificate_name_to_accept: " WANTED_AUTH : WANTED_FLAGS;
}

void judge_certificate(struct judging *judging)
{
    struct object object = { .kind = OBJECT_CERTIFICATE, .path = "", .container = "", .cert = judging->cert };
    struct scene scene;
    struct result result;
    judging->path =
        trust_judge(judging->judge->trust, judging->cert, NULL, judging->predictor->at, judging->arena);
    scene_build(judging->arena, &object, judging->path, NULL, judging->predictor->at, &scene);
    lint_scene(judging->program, &scene, &result);
    take_findings(judging, &result);
    take_unchecked(judging, &result);
    if (judging->path->status == PATH_UNKNOWN && judging->judge->roots_known)
        fail(judging, "certificate-path/root-not-trusted", "this host trusts no root at all");
    if (judging->path->note)
        step_add(judging->predictor, judging->step, STEP_AT_RISK, "machine-store/intermediate-in-root",
                 arena_format(judging->arena, "in the stores of %s, %s", judge_name(judging),
                              judging->path->note));
    judge_revocation(judging, &result);
    warn_of_revocation(judging, &result);
}

/* -- the server judges the device ----------------------------------------------------------------------------------- */

static void judge_root(struct judging *judging)
{
    const struct setting *root = setting_of(judging->judge->rras, RRAS_ROOT_TO_ACCEPT);
    const struct path *path = judging->path;
    size_t at = 0;
    if (root->state == SETTING_UNSET)
        return;
    if (root->state != SETTING_SET) {
        step_needs(judging->predictor, judging->step,
                   "auth_protocol: root_certificate_name_to_accept: " WANTED_AUTH);
        return;
    }
    const struct cert *accepted = root->certificate.cert;
    enum identity identity = named_on_path(&root->certificate, path, &at);
    if (identity == IDENTITY_SAME && !accepted)
        accepted = path->elements[at].cert;
    if (accepted && !cert_is_self_issued(accepted)) {
        fail(judging, "rras/root-to-accept-not-a-root",
             "RootCertificateNameToAccept is no root, but an issuing CA");
        return;
    }
    if (path->status != PATH_TRUSTED || path->count < 2 || identity == IDENTITY_SAME)
        return;
    if (identity == IDENTITY_NAMESAKE)
        step_add(
            judging->predictor, judging->step, STEP_AT_RISK, "rras/root-to-accept-other-copy",
            "RootCertificateNameToAccept is another certificate of the same name as the root of the path");
    else if (identity == IDENTITY_UNKNOWN)
        step_needs(judging->predictor, judging->step, "auth_protocol with the root itself: " WANTED_AUTH);
    else if (host_accepts_by_another(judging->judge, judging->cert, judging->predictor->at, judging->arena))
        step_add(judging->predictor, judging->step, STEP_AT_RISK, "rras/root-to-accept-differs",
                 "the device's certificate " LEADS_TO_TWO_ROOTS);
    else
        fail(judging, "rras/root-to-accept-differs",
             "RootCertificateNameToAccept is another root than the one that the device's certificate leads "
             "to");
}

static bool accepts(const struct setting *accepted, const char *method)
{
    for (size_t i = 0; i < accepted->texts.count; i++)
        if (text_equal_ignoring_case(accepted->texts.items[i], span_of_text(method)))
            return true;
    return false;
}

/* Whether anything at all is known of Get-VpnAuthProtocol. */
static bool knows_auth_protocol(const struct settings *rras)
{
    static const enum setting_id ids[] = { RRAS_USER_AUTH, RRAS_TUNNEL_AUTH, RRAS_ROOT_TO_ACCEPT,
                                           RRAS_CERTIFICATE_ADVERTISED, RRAS_EKUS_TO_ACCEPT };
    for (size_t i = 0; i < COUNT_OF(ids); i++)
        if (!setting_is(rras, ids[i], SETTING_UNKNOWN))
            return true;
    return false;
}

void judge_method(const struct predictor *predictor, const struct settings *rras, const char *method,
                  const char *rule, const char *message, struct step *step)
{
    const struct setting *accepted = setting_of(rras, RRAS_USER_AUTH);
    bool known = accepted->state == SETTING_SET || accepted->state == SETTING_UNSET;
    if (!knows_auth_protocol(rras))
        step_needs(predictor, step, "auth_protocol, what the server accepts: " WANTED_AUTH);
    else if (!known)
        step_needs(predictor, step, "auth_protocol: user_auth_protocol_accepted: " WANTED_AUTH);
    else if (!accepts(accepted, method))
        step_add(predictor, step, STEP_FAILS, rule, message);
}

void judge_unread(const struct predictor *predictor, const struct host *server, struct step *step)
{
    if (server->unread[0] && knows_auth_protocol(server->rras))
        step_needs(predictor, step, server->unread);
}

static void judge_settings(struct judging *judging)
{
    const struct settings *rras = judging->judge->rras;
    const struct setting *usages = setting_of(rras, RRAS_EKUS_TO_ACCEPT);
    judge_method(judging->predictor, rras, "Certificate", "rras/certificate-not-accepted",
                 "UserAuthProtocolAccepted lacks Certificate, which device tunnels use", judging->step);
    if (!knows_auth_protocol(rras))
        return;
    judge_unread(judging->predictor, judging->judge, judging->step);
    judge_root(judging);
    if (usages->state == SETTING_UNREADABLE)
        step_needs(judging->predictor, judging->step,
                   "auth_protocol: certificate_ekus_to_accept: " WANTED_AUTH);
    if (usages->state == SETTING_SET && usages->oids.count && !cert_names_usage(judging->cert, &usages->oids))
        fail(judging, "rras/ekus-to-accept",
             "the device's certificate has no usage of CertificateEKUsToAccept");
}

/* A device is known by its subject: the common name is its fully qualified name (catalogue, device-tunnel). That the server
 * compares them is not confirmed, so a connection is at risk where lint has an error. */
static void judge_device_name(struct judging *judging, const char *name)
{
    const struct name_attribute *attribute = name_find(&judging->cert->subject, OID_COMMON_NAME);
    struct span text;
    if (!strchr(name, '.') || !attribute ||
        !name_text(judging->arena, attribute->tag, attribute->value, &text))
        return;
    if (!text_equal_ignoring_case(text, span_of_text(name)))
        step_add(
            judging->predictor, judging->step, STEP_AT_RISK, "device-tunnel/device-name-mismatch",
            arena_format(judging->arena,
                         "the device is %s, but the subject is %s; that Windows compares them is reported, "
                         "not documented",
                         text_escaped(judging->arena, span_of_text(name)),
                         name_print(judging->arena, &judging->cert->subject)));
}

/* Nothing was chosen: the step before says what to give, or what fails. */
static bool has_choice(const struct step *chosen, struct step *out)
{
    *out = (struct step){ .cert = chosen->cert, .note = "", .needs = "" };
    if (!chosen->cert)
        out->outcome = STEP_UNKNOWN;
    return chosen->cert != NULL;
}

void step_judge_device(struct predictor *predictor, const struct host *server, const struct host *device,
                       const struct step *chosen, struct step *out)
{
    if (!has_choice(chosen, out))
        return;
    struct judging judging = { .predictor = predictor,
                               .judge = server,
                               .holder = device,
                               .presented_by = ROLE_DEVICE,
                               .program = predictor->as_device,
                               .cert = chosen->cert,
                               .arena = arena_new(),
                               .step = out };
    judging.revocation = check_of(server);
    judging.revocation_needs = needs_for_check(server);
    judge_certificate(&judging);
    judge_device_name(&judging, device->machine->name);
    judge_settings(&judging);
    arena_free(judging.arena);
}

/* -- the device judges the server ----------------------------------------------------------------------------------- */

/* Appending to a copy of a step must not reach the one that it was copied from. */
static struct step copy_of(const struct step *step)
{
    struct step copy = *step;
    copy.causes.capacity = copy.causes.count;
    copy.passed_over.capacity = copy.passed_over.count;
    copy.warnings.capacity = copy.warnings.count;
    return copy;
}

static void judge_server(struct predictor *predictor, const struct host *device, const struct tunnel *tunnel,
                         const struct host *server, const struct step *chosen, struct step *out)
{
    struct judging judging = { .predictor = predictor,
                               .judge = device,
                               .holder = server,
                               .presented_by = ROLE_SERVER,
                               .program = tunnel->as_server,
                               .cert = chosen->cert,
                               .arena = arena_new(),
                               .step = out,
                               .revocation = REVOCATION_WEAK,
                               .holder_enforces = check_of(server) == REVOCATION_STRONG,
                               .skips_name_and_usage =
                                   setting_is_true(tunnel->profile, PROFILE_SKIPS_NAME_AND_EKU) };
    judge_certificate(&judging);
    if (!tunnel->dialled && !judging.skips_name_and_usage)
        step_needs(predictor, out,
                   device->dials_unread || tunnel->needs[0]
                       ? "the name that is dialled, which the connection says"
                       : "server_name, which clients dial");
    arena_free(judging.arena);
}

/* The last ones: devices with stores of their own have nothing in common. */
enum { JUDGEMENTS_LOOKED_AT = 256 };

/* Devices that trust the same and dial the same name judge a server alike. */
void step_judge_server(struct predictor *predictor, const struct host *device, const struct tunnel *tunnel,
                       const struct host *server, const struct step *chosen, struct step *out)
{
    bool skips = setting_is_true(tunnel->profile, PROFILE_SKIPS_NAME_AND_EKU);
    if (!has_choice(chosen, out))
        return;
    size_t count = predictor->judgements.count;
    for (size_t i = count > JUDGEMENTS_LOOKED_AT ? count - JUDGEMENTS_LOOKED_AT : 0; i < count; i++) {
        const struct judgement *made = &predictor->judgements.items[i];
        if (made->server == server && made->trust == device->trust && made->program == tunnel->as_server &&
            made->roots_known == device->roots_known &&
            made->intermediates_known == device->intermediates_known && made->skips == skips) {
            *out = copy_of(&made->step);
            return;
        }
    }
    judge_server(predictor, device, tunnel, server, chosen, out);
    *VEC_ADD(predictor->arena, &predictor->judgements) = (struct judgement){
        server, device->trust, tunnel->as_server, device->roots_known, device->intermediates_known,
        skips,  copy_of(out)
    };
    *out = copy_of(out);
}
