/* A side judges what its peer presents: the rules of the certificate's profile with the judge's own stores, then what
 * only the judge's settings say. Sources: rules/MODEL.md. */
#include "predict/connection.h"

#include "der/oid.h"
#include "lint/lint.h"
#include "util/text.h"

enum { CERT_AUTH_FLAG_STRONG = 4 /* IKEEXT_CERT_AUTH_ENABLE_CRL_CHECK_STRONG */ };

struct judging {
    const struct predictor *predictor;
    const struct host *judge, *holder;
    bool judge_is_server;
    struct arena *arena; /* while it judges */
    const struct path *path;
    struct step *step;
};

static bool is_same(const struct cert *a, const struct cert *b)
{
    return memcmp(a->sha256, b->sha256, sizeof a->sha256) == 0;
}

static void fail(struct judging *judging, const char *rule, const char *message, const char *fix)
{
    step_add(judging->predictor, judging->step, STEP_FAILS, rule, message, fix);
}

/* -- the rules of the profile --------------------------------------------------------------------------------------- */

/* Rules that say nothing about a connection today, or that other steps answer. */
static bool is_beside_the_point(const struct judging *judging, const struct rule *rule)
{
    static const char *const names[] = { "certificate-validity/expires-soon",
                                         "certificate-path/outlives-issuer",
                                         "vpn-server/ike-intermediate-missing",
                                         "device-tunnel/ike-intermediate-missing",
                                         "device-tunnel/device-name-mismatch" };
    if (rule->peer_code == 0 || strcmp(rule->ruleset, "certificate-revocation") == 0)
        return true;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (strcmp(rule->full_name, names[i]) == 0)
            return true;
    bool masked = !judging->judge_is_server && judging->judge->machine->skips_name_and_eku;
    return masked &&
           (strstr(rule->id, "server-name-") == rule->id || strcmp(rule->id, "server-auth-missing") == 0 ||
            strcmp(rule->id, "server-address-not-a-dns-name") == 0);
}

static bool is_issuer_missing(const struct rule *rule)
{
    return strcmp(rule->full_name, "certificate-path/issuer-missing") == 0;
}

/* That no issuer was found proves nothing where nobody exported the intermediates. */
static bool is_gap(const struct judging *judging, const struct rule *rule)
{
    return is_issuer_missing(rule) && !judging->judge->intermediates_known;
}

/* Whether the server could send along what the device lacks: its own path leads to or through a certificate that the
 * device trusts. Nothing confirms that Windows sends intermediates, or that it does not; of device certificates
 * Microsoft says that the server needs their CAs in its own stores. */
static bool may_be_sent(const struct judging *judging, const struct rule *rule)
{
    int64_t at = judging->predictor->at;
    if (judging->judge_is_server || !is_issuer_missing(rule))
        return false;
    const struct path *own =
        trust_judge(judging->holder->trust, judging->step->cert, NULL, at, judging->arena);
    bool reaches = false;
    for (size_t i = 1; own->status == PATH_TRUSTED && i < own->count && !reaches; i++)
        reaches =
            trust_judge(judging->judge->trust, own->elements[i].cert, NULL, at, judging->arena)->status ==
            PATH_TRUSTED;
    return reaches;
}

static void apply_rules(struct judging *judging)
{
    const struct predictor *predictor = judging->predictor;
    struct object object = {
        .kind = OBJECT_CERTIFICATE, .path = "", .container = "", .cert = judging->step->cert
    };
    struct scene scene;
    struct result result;
    scene_build(judging->arena, &object, judging->path, NULL, predictor->at, &scene);
    lint_scene(judging->judge_is_server ? predictor->as_device : predictor->as_server, &scene, &result);
    for (size_t i = 0; i < result.finding_count; i++) {
        const struct finding *finding = &result.findings[i];
        if (is_beside_the_point(judging, finding->rule) || finding->rule->severity == SEVERITY_NOTICE)
            continue;
        if (is_gap(judging, finding->rule))
            step_needs(predictor, judging->step, "pki: intermediates, or the host's own CA store");
        else if (may_be_sent(judging, finding->rule))
            step_add(
                predictor, judging->step, STEP_AT_RISK, finding->rule->full_name,
                arena_format(
                    judging->arena,
                    "%s; the server has that CA and may send it along, which nothing confirms of Windows",
                    finding->message),
                finding->rule->fix);
        else
            step_add(predictor, judging->step,
                     finding->rule->severity == SEVERITY_ERROR ? STEP_FAILS : STEP_AT_RISK,
                     finding->rule->full_name, finding->message, finding->rule->fix);
    }
    for (size_t i = 0; i < result.unchecked_count; i++) {
        const struct unchecked *unchecked = &result.unchecked[i];
        if (unchecked->rule->severity != SEVERITY_ERROR || is_beside_the_point(judging, unchecked->rule))
            continue;
        if (judging->path->status == PATH_UNKNOWN && !judging->judge->roots_known)
            step_needs(predictor, judging->step, "pki: roots, or the host's own root store");
        else if (strstr(unchecked->needs, "--server-name"))
            step_needs(predictor, judging->step, "server_name, which clients dial");
        else if (judging->path->status == PATH_TRUSTED)
            step_needs(predictor, judging->step, unchecked->needs);
    }
    if (!judging->judge_is_server && !predictor->server_name && !judging->judge->machine->skips_name_and_eku)
        step_needs(predictor, judging->step, "server_name, which clients dial");
    if (judging->path->status == PATH_UNKNOWN && judging->judge->roots_known)
        fail(judging, "certificate-path/root-not-trusted", "this host trusts no root at all",
             "Publish the root certificate to its Trusted Root Certification Authorities.");
}

/* -- revocation ----------------------------------------------------------------------------------------------------- */

/* RRAS asks for lists only with CertAuthFlags 4 and RootCertificateNameToAccept set; clients reject what is proven to be
 * revoked and let pass what they cannot check (IKEEXT_CERT_AUTH flags). */
static void judge_revocation(struct judging *judging)
{
    const struct predictor *predictor = judging->predictor;
    const struct machine *machine = judging->judge->machine;
    struct step *step = judging->step;
    enum revocation_status status = path_revocation(judging->path);
    enum answer enforced = ANSWER_YES;
    bool is_strong = judging->judge_is_server;
    if (judging->path->status != PATH_TRUSTED || status == REVOCATION_GOOD)
        return;
    if (judging->judge_is_server) {
        bool off = machine->has_cert_auth_flags && !(machine->cert_auth_flags & CERT_AUTH_FLAG_STRONG);
        if (off || machine->has_root_to_accept == ANSWER_NO)
            enforced = ANSWER_NO;
        else if (!machine->has_cert_auth_flags || machine->has_root_to_accept == ANSWER_UNKNOWN)
            enforced = ANSWER_UNKNOWN;
    }
    if (enforced == ANSWER_NO) {
        if (status == REVOCATION_REVOKED)
            step->note = "the certificate is revoked, but this server does not enforce revocation";
        return;
    }
    if (enforced == ANSWER_UNKNOWN) {
        step_needs(predictor, step,
                   machine->has_cert_auth_flags ? "auth_protocol: root_certificate_name_to_accept"
                                                : "cert_auth_flags, 0 where it is not set");
        return;
    }
    if (status == REVOCATION_REVOKED) {
        fail(judging, "certificate-revocation/revoked", "a certificate of the path is revoked",
             "Enrol a new certificate.");
    } else if (status == REVOCATION_STALE) {
        step_add(predictor, step, is_strong ? STEP_FAILS : STEP_AT_RISK, "certificate-revocation/crl-expired",
                 is_strong
                     ? "a CRL of the path has expired, and CertAuthFlags 4 rejects what cannot be checked"
                     : "a CRL of the path has expired",
                 "Publish the CRL anew.");
    } else {
        step_needs(predictor, step, "pki: crls, of each CA of the path");
    }
}

/* -- what only the judge's settings say ----------------------------------------------------------------------------- */

static void judge_root(struct judging *judging)
{
    const struct host *server = judging->judge;
    const struct cert *accepted = server->root_to_accept;
    if (server->machine->has_root_to_accept == ANSWER_NO)
        return;
    if (!accepted) {
        step_needs(judging->predictor, judging->step, "auth_protocol: root_certificate_name_to_accept");
        return;
    }
    if (!cert_is_self_issued(accepted)) {
        fail(judging, "rras/root-to-accept-not-a-root",
             "RootCertificateNameToAccept is no root, but an issuing CA",
             "Set-VpnAuthProtocol -RootCertificateNameToAccept with the root certificate.");
        return;
    }
    if (judging->path->status != PATH_TRUSTED || judging->path->count < 2)
        return;
    const struct cert *root = judging->path->elements[judging->path->count - 1].cert;
    if (is_same(root, accepted))
        return;
    if (name_equal(&root->subject, &accepted->subject))
        step_add(
            judging->predictor, judging->step, STEP_AT_RISK, "rras/root-to-accept-other-copy",
            "RootCertificateNameToAccept is another certificate of the same name as the root of the path",
            "Remove the copy that is not used, and set RootCertificateNameToAccept again by thumbprint.");
    else
        fail(
            judging, "rras/root-to-accept-differs",
            "RootCertificateNameToAccept is another root than the one that the device's certificate leads to",
            "Set-VpnAuthProtocol -RootCertificateNameToAccept with the root of the device certificates.");
}

static void judge_ekus(struct judging *judging)
{
    const struct texts *wanted = &judging->judge->machine->ekus_to_accept;
    const struct oid_list *list;
    bool has = wanted->count == 0;
    enum presence presence = cert_usages(judging->step->cert, &list);
    for (size_t i = 0; i < wanted->count && !has && presence == EXTENSION_PRESENT; i++) {
        struct span oid;
        if (oid_parse(judging->arena, span_of_text(wanted->items[i]), &oid))
            for (size_t k = 0; k < list->count; k++)
                has |= span_equal(list->items[k], oid);
    }
    if (!has)
        fail(judging, "rras/ekus-to-accept",
             "the device's certificate has no usage of CertificateEKUsToAccept",
             "Add the usage to the device's template and enrol again, or change CertificateEKUsToAccept.");
}

static void judge_settings(struct judging *judging)
{
    const struct machine *server = judging->judge->machine;
    if (!server->has_auth_protocol) {
        step_needs(judging->predictor, judging->step, "auth_protocol, what Get-VpnAuthProtocol shows");
        return;
    }
    if (server->accepts_certificates == ANSWER_NO)
        fail(judging, "rras/certificate-not-accepted",
             "UserAuthProtocolAccepted lacks Certificate, which device tunnels use",
             "Set-VpnAuthProtocol -UserAuthProtocolAccepted Certificate, EAP");
    if (server->accepts_certificates == ANSWER_UNKNOWN)
        step_needs(judging->predictor, judging->step, "auth_protocol: user_auth_protocol_accepted");
    judge_root(judging);
    judge_ekus(judging);
}

static void judge_disallowed(struct judging *judging)
{
    const struct certificates *disallowed = &judging->judge->disallowed;
    for (size_t i = 0; i < judging->path->count; i++)
        for (size_t k = 0; k < disallowed->count; k++)
            if (is_same(judging->path->elements[i].cert, disallowed->items[k]->cert)) {
                fail(judging, "host/untrusted-store",
                     arena_format(judging->arena, "%s is in the store of untrusted certificates",
                                  cert_label(judging->arena, disallowed->items[k]->cert)),
                     "Remove it from Untrusted Certificates, unless it is blocked on purpose.");
                return;
            }
}

/* A device is known by its subject: the common name is its fully qualified name (catalogue, device-tunnel). */
static void judge_device_name(struct judging *judging)
{
    const char *name = judging->holder->machine->name;
    const struct name_attribute *attribute = name_find(&judging->step->cert->subject, OID_COMMON_NAME);
    struct span text;
    if (!strchr(name, '.') || !attribute ||
        !name_text(judging->arena, attribute->tag, attribute->value, &text))
        return;
    if (!text_equal_ignoring_case(text, span_of_text(name)))
        fail(judging, "device-tunnel/device-name-mismatch",
             arena_format(judging->arena, "the device is %s, but the subject is %s",
                          text_escaped(judging->arena, span_of_text(name)),
                          name_print(judging->arena, &judging->step->cert->subject)),
             "Let the template build the subject from the DNS name, and enrol again.");
}

void step_judge(const struct predictor *predictor, const struct host *judge, const struct host *holder,
                bool judge_is_server, const struct step *chosen, struct step *out)
{
    struct judging judging = { predictor, judge, holder, judge_is_server, arena_new(), NULL, out };
    *out = (struct step){ .cert = chosen->cert, .note = "", .needs = "" };
    if (!chosen->cert) {
        out->outcome = STEP_UNKNOWN; /* the step before says what to give, or what fails */
        arena_free(judging.arena);
        return;
    }
    judging.path = trust_judge(judge->trust, chosen->cert, NULL, predictor->at, judging.arena);
    apply_rules(&judging);
    judge_revocation(&judging);
    judge_disallowed(&judging);
    if (judge_is_server) {
        judge_device_name(&judging);
        judge_settings(&judging);
    }
    arena_free(judging.arena);
}
