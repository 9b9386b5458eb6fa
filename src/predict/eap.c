/* EAP inside a user tunnel: the NPS judges the user's certificate, and the device that of the NPS.
 *
 * Only as far as certificates and the EAP settings of the profile show it: accounts, groups and policies of the NPS are
 * not known. What fails here has codes of its own (798, 853), because IKEv2 is through by then. */
#include "predict/connection.h"
#include "util/text.h"

static void fail(struct judging *judging, const char *rule, const char *message)
{
    step_add(judging->predictor, judging->step, STEP_FAILS, rule, message);
}

enum { EAP_TLS = 13 };

/* EAP-TLS, or TLS inside PEAP or TTLS. */
bool tunnel_asks_for_user_certificate(const struct tunnel *tunnel)
{
    const struct setting *type = setting_of(tunnel->profile, PROFILE_EAP_TYPE),
                         *inner = setting_of(tunnel->profile, PROFILE_EAP_INNER_TYPE);
    return (type->state == SETTING_SET && type->integer == EAP_TLS) ||
           (inner->state == SETTING_SET && inner->integer == EAP_TLS);
}

void step_judge_user(struct predictor *predictor, const struct host *server, const struct tunnel *tunnel,
                     const struct step *chosen, struct step *out)
{
    *out = (struct step){ .cert = chosen->cert, .note = "", .needs = "" };
    judge_method(predictor, server->rras, "EAP", "rras/eap-not-accepted",
                 "UserAuthProtocolAccepted lacks EAP, which user tunnels use", out);
    judge_unread(predictor, server, out);
    bool is_judged = chosen->cert && predictor->nps && tunnel_asks_for_user_certificate(tunnel);
    if (!is_judged) {
        step_note(predictor, out, "the NPS judges the user by EAP; that is not checked");
        return;
    }
    struct judging judging = { .predictor = predictor,
                               .judge = predictor->nps,
                               .presented_by = ROLE_USER,
                               .program = predictor->as_user,
                               .cert = chosen->cert,
                               .arena = arena_new(),
                               .step = out,
                               .revocation = REVOCATION_STRONG };
    judge_certificate(&judging);
    step_note(predictor, out,
              "of EAP only the user's certificate is checked, neither the account nor the policies");
    arena_free(judging.arena);
}

static bool has_text(const struct setting *list, struct span text, bool ignoring_case)
{
    for (size_t i = 0; i < list->texts.count; i++)
        if (ignoring_case ? text_equal_ignoring_case(list->texts.items[i], text)
                          : span_equal(list->texts.items[i], text))
            return true;
    return false;
}

static bool is_plain(const struct setting *names)
{
    for (size_t i = 0; i < names->texts.count; i++)
        for (size_t k = 0; k < names->texts.items[i].length; k++)
            if (strchr("^$*+?()[]{}|\\", names->texts.items[i].data[k]))
                return false;
    return true;
}

/* Names of the NPS, as they stand in its certificate. */
static bool nps_is_called(struct judging *judging, const struct setting *names, bool ignoring_case)
{
    const struct name *subject = &judging->cert->subject;
    for (size_t i = 0; i < subject->attribute_count; i++)
        if (subject->attributes[i].oid == OID_COMMON_NAME && subject->attributes[i].text.data &&
            has_text(names, subject->attributes[i].text, ignoring_case))
            return true;
    if (judging->cert->subject_alt_name.presence != EXTENSION_PRESENT)
        return false;
    const struct general_names *list = &judging->cert->subject_alt_name.names;
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].kind == GENERAL_NAME_DNS && has_text(names, list->items[i].value, ignoring_case))
            return true;
    return false;
}

static void judge_nps_name(struct judging *judging, const struct settings *profile)
{
    const struct setting *names = setting_of(profile, PROFILE_EAP_SERVER_NAMES);
    if (names->state != SETTING_SET || names->texts.count == 0)
        return;
    if (!is_plain(names))
        step_note(judging->predictor, judging->step, "ServerNames is a pattern, which is not compared");
    else if (!nps_is_called(judging, names, true))
        fail(judging, "profile/eap-server-names", "the NPS certificate has none of the names in ServerNames");
    else if (!nps_is_called(judging, names, false))
        step_add(judging->predictor, judging->step, STEP_AT_RISK, "profile/eap-server-names",
                 "ServerNames differs from the name in the NPS certificate in upper and lower case");
}

static void judge_nps_root(struct judging *judging, const struct settings *profile)
{
    const struct setting *roots = setting_of(profile, PROFILE_EAP_TRUSTED_ROOTS);
    const struct path *path = judging->path;
    if (roots->state != SETTING_SET || roots->texts.count == 0 || path->status != PATH_TRUSTED)
        return;
    for (size_t i = 0; i < path->count; i++) {
        struct span sha1 = { path->elements[i].cert->sha1, 20 };
        if (has_text(roots, span_of_text(text_hex(judging->arena, sha1)), true))
            return;
    }
    fail(judging, "profile/eap-trusted-roots", "the NPS certificate leads to no root of TrustedRootCA");
}

void step_judge_nps(struct predictor *predictor, const struct host *device, const struct tunnel *tunnel,
                    struct step *out)
{
    const struct setting *validates = setting_of(tunnel->profile, PROFILE_EAP_VALIDATES_SERVER);
    if (!predictor->nps)
        return;
    if (validates->state == SETTING_SET && !validates->boolean) {
        step_note(predictor, out, "the EAP settings do not ask for the NPS certificate");
        return;
    }
    const struct step *chosen = &predictor->nps_choice;
    for (size_t i = 0; i < chosen->causes.count; i++)
        step_add(predictor, out, STEP_FAILS, "nps/no-certificate", chosen->causes.items[i].message);
    if (predictor->nps->machine->stores[STORE_MY].given && !predictor->nps->my_known)
        step_needs(predictor, out, "nps: stores: my, of which not all could be read");
    if (!chosen->cert)
        return;
    struct judging judging = { .predictor = predictor,
                               .judge = device,
                               .holder = predictor->nps,
                               .presented_by = ROLE_NPS,
                               .program = predictor->as_nps,
                               .cert = chosen->cert,
                               .arena = arena_new(),
                               .step = out,
                               .revocation = REVOCATION_WEAK };
    judge_certificate(&judging);
    judge_nps_root(&judging, tunnel->profile);
    judge_nps_name(&judging, tunnel->profile);
    arena_free(judging.arena);
}
