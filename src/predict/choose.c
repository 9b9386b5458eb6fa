/* Which certificate a host presents, which it passes over, and why.
 *
 * A certificate that is out of its dates, lacks the usage or digitalSignature, is a CA's, has no private key, or leads to
 * no root that the host itself trusts is no candidate. Of the candidates, those with IP security IKE intermediate come
 * first (Microsoft's deployment guide; Always On VPN, "Intermittent 13801"). Copies of one name and issuer are an old and
 * a renewed one: the newest is taken. */
#include "predict/connection.h"

#include "der/oid.h"

struct choosing {
    const struct predictor *predictor;
    const struct host *host;
    bool is_server;
    struct arena *arena; /* while it chooses */
    struct step *step;
};

static void pass_over(struct choosing *choosing, const struct object *object, const char *rule,
                      const char *reason)
{
    *VEC_ADD(choosing->predictor->arena, &choosing->step->passed_over) =
        (struct passed_over){ object->cert, rule, reason };
}

static bool has_usage(const struct cert *cert, struct span usage)
{
    const struct oid_list *list;
    enum presence presence = cert_usages(cert, &list);
    return presence == EXTENSION_ABSENT || (presence == EXTENSION_PRESENT && usages_allow(list, usage));
}

static bool names_ike_intermediate(const struct cert *cert)
{
    const struct oid_list *list;
    struct span wanted = oid_entry(OID_IKE_INTERMEDIATE)->der;
    if (cert_usages(cert, &list) != EXTENSION_PRESENT)
        return false;
    for (size_t i = 0; i < list->count; i++)
        if (span_equal(list->items[i], wanted))
            return true;
    return false;
}

/* What the certificate alone shows. */
static bool is_fit(struct choosing *choosing, const struct object *object)
{
    const struct cert *cert = object->cert;
    int64_t at = choosing->predictor->at;
    struct span usage = oid_entry(choosing->is_server ? OID_SERVER_AUTH : OID_CLIENT_AUTH)->der;
    const char *rule = NULL, *reason = "";
    if (cert->not_after.decoded && at > cert->not_after.seconds)
        rule = "certificate-validity/expired", reason = "expired";
    else if (cert->not_before.decoded && at < cert->not_before.seconds)
        rule = "certificate-validity/not-yet-valid", reason = "not yet valid";
    else if (cert_is_ca(cert))
        rule = choosing->is_server ? "vpn-server/is-a-ca" : "device-tunnel/is-a-ca",
        reason = "a CA certificate";
    else if (!has_usage(cert, usage))
        rule = choosing->is_server ? "vpn-server/server-auth-missing" : "device-tunnel/client-auth-missing",
        reason =
            choosing->is_server ? "Server Authentication is missing" : "Client Authentication is missing";
    else if (!cert_allows(cert, KEY_USAGE_DIGITAL_SIGNATURE))
        rule = choosing->is_server ? "vpn-server/digital-signature-missing"
                                   : "device-tunnel/digital-signature-missing",
        reason = "Key Usage lacks digitalSignature";
    else if (object->context.private_key == KEY_LINK_MISSING)
        rule = "host/private-key-missing", reason = "there is no private key";
    if (rule)
        pass_over(choosing, object, rule, reason);
    return !rule;
}

static bool is_same(const struct cert *a, const struct cert *b)
{
    return a && b && memcmp(a->sha256, b->sha256, sizeof a->sha256) == 0;
}

static bool path_has(const struct path *path, const struct cert *wanted)
{
    for (size_t i = 1; i < path->count; i++)
        if (is_same(path->elements[i].cert, wanted))
            return true;
    return false;
}

/* Whether the path ends at the root that is to be accepted, or at another certificate of its name, which is a matter of
 * judging: IKE tells roots by their name (judge.c). */
static bool leads_to(const struct path *path, const struct cert *accepted)
{
    return path_has(path, accepted) ||
           name_equal(&path->elements[path->count - 1].cert->subject, &accepted->subject);
}

/* What the host's own stores and filters show. */
static bool is_wanted(struct choosing *choosing, const struct object *object)
{
    const struct host *host = choosing->host;
    const struct texts *filter = &host->machine->eku_filter;
    bool fits = filter->count == 0;
    for (size_t i = 0; i < filter->count && !fits; i++) {
        struct span oid;
        const struct oid_list *list;
        if (!oid_parse(choosing->arena, span_of_text(filter->items[i]), &oid) ||
            cert_usages(object->cert, &list) != EXTENSION_PRESENT)
            continue;
        for (size_t k = 0; k < list->count; k++)
            fits |= span_equal(list->items[k], oid);
    }
    if (!fits) {
        pass_over(choosing, object, "profile/eku-filter", "it has no usage of MachineCertificateEKUFilter");
        return false;
    }
    const struct path *path =
        trust_judge(host->trust, object->cert, object, choosing->predictor->at, choosing->arena);
    if (host->issuer_filter && !path_has(path, host->issuer_filter) &&
        !name_equal(&object->cert->issuer, &host->issuer_filter->subject)) {
        pass_over(choosing, object, "profile/issuer-filter",
                  "MachineCertificateIssuerFilter names another CA");
        return false;
    }
    bool no_root = host->roots_known && host->intermediates_known && path->status != PATH_TRUSTED;
    if (no_root) {
        pass_over(choosing, object,
                  path->status == PATH_ISSUER_MISSING ? "certificate-path/issuer-missing"
                                                      : "certificate-path/root-not-trusted",
                  "it leads to no root that this host trusts");
        return false;
    }
    if (choosing->is_server && host->root_to_accept && path->status == PATH_TRUSTED &&
        !leads_to(path, host->root_to_accept)) {
        pass_over(choosing, object, "rras/root-to-accept-differs",
                  "RootCertificateNameToAccept is another root than its own");
        return false;
    }
    return true;
}

static void prefer_ike_intermediate(struct choosing *choosing, struct certificates *candidates)
{
    size_t kept = 0, preferred = 0;
    for (size_t i = 0; i < candidates->count; i++)
        preferred += names_ike_intermediate(candidates->items[i]->cert);
    for (size_t i = 0; i < candidates->count; i++) {
        if (!preferred || names_ike_intermediate(candidates->items[i]->cert))
            candidates->items[kept++] = candidates->items[i];
        else
            pass_over(choosing, candidates->items[i],
                      choosing->is_server ? "vpn-server/ike-intermediate-missing"
                                          : "device-tunnel/ike-intermediate-missing",
                      "another one has IP security IKE intermediate");
    }
    candidates->count = kept;
}

/* The newest; whether all are of one name and issuer. */
static const struct object *newest(const struct certificates *candidates, bool *is_one_name)
{
    const struct object *best = candidates->items[0];
    *is_one_name = true;
    for (size_t i = 1; i < candidates->count; i++) {
        const struct cert *cert = candidates->items[i]->cert;
        *is_one_name &= name_equal(&cert->subject, &best->cert->subject) &&
                        name_equal(&cert->issuer, &best->cert->issuer);
        if (cert->not_before.seconds > best->cert->not_before.seconds)
            best = candidates->items[i];
    }
    return best;
}

/* Each certificate once, however often it was exported. */
static bool is_repeated(const struct certificates *my, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (is_same(my->items[i]->cert, my->items[index]->cert))
            return true;
    return false;
}

static void find_none(struct choosing *choosing)
{
    const struct step *step = choosing->step;
    const char *fix = "Enrol a certificate from the VPN's template into the Personal store of the computer "
                      "account, with its private key.";
    if (step->passed_over.count == 0) {
        step_add(choosing->predictor, choosing->step, STEP_FAILS, "host/no-certificate",
                 "there is no certificate in the Personal store", fix);
        return;
    }
    for (size_t i = 0; i < step->passed_over.count; i++) {
        const struct passed_over *passed = &step->passed_over.items[i];
        step_add(choosing->predictor, choosing->step, STEP_FAILS, passed->rule,
                 arena_format(choosing->arena, "%s cannot be chosen: %s",
                              cert_label(choosing->arena, passed->cert), passed->reason),
                 fix);
    }
}

void step_choose(const struct predictor *predictor, const struct host *host, bool is_server, struct step *out)
{
    struct choosing choosing = { predictor, host, is_server, arena_new(), out };
    struct certificates candidates = { 0 };
    *out = (struct step){ .note = "", .needs = "" };
    for (size_t i = 0; i < host->my.count; i++)
        if (!is_repeated(&host->my, i) && is_fit(&choosing, host->my.items[i]) &&
            is_wanted(&choosing, host->my.items[i]))
            *VEC_ADD(choosing.arena, &candidates) = host->my.items[i];
    prefer_ike_intermediate(&choosing, &candidates);
    if (!host->my_known) {
        step_needs(predictor, out, "stores: my, an export of its Personal store");
    } else if (candidates.count == 0) {
        find_none(&choosing);
    } else {
        bool is_one_name;
        const struct object *chosen = newest(&candidates, &is_one_name);
        out->cert = chosen->cert;
        if (chosen->context.private_key == KEY_LINK_UNKNOWN)
            step_needs(predictor, out,
                       "whether it has the private key: export its Personal store as .sst or .reg");
        if (!is_one_name)
            step_add(predictor, out, STEP_AT_RISK, "host/several-candidates",
                     arena_format(choosing.arena,
                                  "%zu certificates fit, and which one is taken is up to chance",
                                  candidates.count),
                     "Leave one certificate with IP security IKE intermediate, or set a filter.");
        if (is_server && !names_ike_intermediate(chosen->cert))
            step_add(
                predictor, out, STEP_AT_RISK, "vpn-server/ike-intermediate-missing",
                "the certificate lacks IP security IKE intermediate, by which the server tells it from "
                "others",
                "Add IP security IKE intermediate to the template's Application Policies and enrol again.");
    }
    arena_free(choosing.arena);
}
