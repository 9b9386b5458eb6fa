/* Facts of a machine's certificate stores: what lies where, what it could present, and what lies in a wrong place.
 *
 * A list is unknown where the store that it is about was not exported: an empty store is another thing. */
#include "facts/facts_internal.h"

#include <stdlib.h>

#include "trust/candidates.h"
#include "util/text.h"

/* --- what all share --- */

static const char *const wanted_stores[PLACE_COUNT] = {
#define EXPORT "(reg export HKLM\\SOFTWARE\\Microsoft\\SystemCertificates stores.reg)"
    [PLACE_MY] = "an export of MY, the personal store of the computer " EXPORT,
    [PLACE_ROOT] = "an export of ROOT " EXPORT,
    [PLACE_CA] = "an export of CA " EXPORT,
    [PLACE_DISALLOWED] = "an export of Disallowed " EXPORT,
#undef EXPORT
};

/* Where something could not be read, it may have been of MY: nothing is said to be missing there. */
static bool is_known(const struct element *element, struct value *out, enum store_place place)
{
    if (element->stores->known[place] && !(place == PLACE_MY && element->stores->is_incomplete))
        return true;
    set_unknown(out, element->stores->is_incomplete ? "exports of the stores that can be read whole"
                                                    : wanted_stores[place]);
    return false;
}

/* "CN=vpn.contoso.com (0563b862…)": the thumbprint is what certutil and PowerShell want to be given. */
static const char *named(const struct scene *scene, const struct cert *cert)
{
    struct span sha1 = { cert->sha1, sizeof cert->sha1 };
    return arena_format(scene->arena, "%s (%s)", cert_label(scene->arena, cert),
                        text_hex(scene->arena, sha1));
}

static void list_certificate(const struct scene *scene, struct fact_list *list, const struct cert *cert)
{
    list_add_text(scene, list, span_of_text(named(scene, cert)));
}

static void set_place(COMPUTE, enum store_place place)
{
    struct fact_list list = { 0 };
    const struct stores *stores = element->stores;
    if (!is_known(element, out, place))
        return;
    for (size_t i = 0; i < stores->certs.count; i++)
        if (stores->certs.items[i].place == place)
            list_certificate(scene, &list, stores->certs.items[i].object->cert);
    set_list(out, &list);
}

static void my(COMPUTE)
{
    set_place(scene, element, out, PLACE_MY);
}

static void root(COMPUTE)
{
    set_place(scene, element, out, PLACE_ROOT);
}

static void ca(COMPUTE)
{
    set_place(scene, element, out, PLACE_CA);
}

static void disallowed(COMPUTE)
{
    set_place(scene, element, out, PLACE_DISALLOWED);
}

/* Only where such an export was given; that none was is the rule. */
static void user_my(COMPUTE)
{
    if (element->stores->known[PLACE_USER_MY])
        set_place(scene, element, out, PLACE_USER_MY);
}

/* --- candidates --- */

static const struct candidates *candidates_of(COMPUTE, enum candidate_role role)
{
    const struct candidates *candidates = role == CANDIDATE_SERVER ? scene->as_server : scene->as_client;
    if (!is_known(element, out, PLACE_MY))
        return NULL;
    if (!candidates)
        set_unknown(out, "--store, which also says what the machine trusts");
    return candidates;
}

enum candidate_list { FITTING, WITH_IKE_INTERMEDIATE, LACKING_ONLY_A_KEY, WITHOUT_KNOWN_KEY };

static bool is_listed(const struct candidate *candidate, enum candidate_list which)
{
    switch (which) {
    case FITTING:
        return !candidate->passed_over;
    case WITH_IKE_INTERMEDIATE:
        return !candidate->passed_over && candidate->has_ike_intermediate;
    case LACKING_ONLY_A_KEY:
        return candidate->only_lacks_key;
    case WITHOUT_KNOWN_KEY:
        return !candidate->passed_over && candidate->object->context.private_key == KEY_LINK_UNKNOWN;
    }
    BUG("no such list of candidates");
}

static void set_candidates(COMPUTE, enum candidate_role role, enum candidate_list which)
{
    struct fact_list list = { 0 };
    const struct candidates *candidates = candidates_of(scene, element, out, role);
    if (!candidates)
        return;
    for (size_t i = 0; i < candidates->count; i++)
        if (is_listed(&candidates->items[i], which))
            list_certificate(scene, &list, candidates->items[i].object->cert);
    set_list(out, &list);
}

static void server_candidates(COMPUTE)
{
    set_candidates(scene, element, out, CANDIDATE_SERVER, FITTING);
}

static void server_candidates_with_ike_intermediate(COMPUTE)
{
    set_candidates(scene, element, out, CANDIDATE_SERVER, WITH_IKE_INTERMEDIATE);
}

static void client_candidates(COMPUTE)
{
    set_candidates(scene, element, out, CANDIDATE_CLIENT, FITTING);
}

static void client_candidates_with_ike_intermediate(COMPUTE)
{
    set_candidates(scene, element, out, CANDIDATE_CLIENT, WITH_IKE_INTERMEDIATE);
}

static void set_without_key(COMPUTE, enum candidate_role role)
{
    set_candidates(scene, element, out, role, LACKING_ONLY_A_KEY);
    if (out->state != VALUE_KNOWN || out->list.count > 0)
        return;
    struct value unsure = { .type = VALUE_TEXTS };
    set_candidates(scene, element, &unsure, role, WITHOUT_KNOWN_KEY);
    if (unsure.state == VALUE_KNOWN && unsure.list.count > 0)
        set_unknown(out, "an export of MY that tells of private keys (as .reg, .sst or a PFX)");
}

static void server_without_private_key(COMPUTE)
{
    set_without_key(scene, element, out, CANDIDATE_SERVER);
}

static void client_without_private_key(COMPUTE)
{
    set_without_key(scene, element, out, CANDIDATE_CLIENT);
}

static void set_passed_over(COMPUTE, enum candidate_role role)
{
    struct fact_list list = { 0 };
    const struct candidates *candidates = candidates_of(scene, element, out, role);
    if (!candidates)
        return;
    for (size_t i = 0; i < candidates->count; i++) {
        const struct candidate *candidate = &candidates->items[i];
        if (candidate->passed_over)
            list_add_text(
                scene, &list,
                span_of_text(arena_format(scene->arena, "%s: %s", named(scene, candidate->object->cert),
                                          candidate->passed_over)));
    }
    set_list(out, &list);
}

static void server_passed_over(COMPUTE)
{
    set_passed_over(scene, element, out, CANDIDATE_SERVER);
}

static void client_passed_over(COMPUTE)
{
    set_passed_over(scene, element, out, CANDIDATE_CLIENT);
}

/* Each name and issuer once: old and renewed certificates are one choice. */
static void set_choices(COMPUTE, enum candidate_role role, bool issuers_only)
{
    struct fact_list list = { 0 };
    const struct candidates *candidates = candidates_of(scene, element, out, role);
    if (!candidates)
        return;
    for (size_t i = 0; i < candidates->count; i++) {
        const struct cert *cert = candidates->items[i].object->cert;
        bool is_met = !candidate_is_choice(candidates, &candidates->items[i]);
        for (size_t j = 0; j < i && !is_met; j++) {
            const struct cert *other = candidates->items[j].object->cert;
            is_met = candidate_is_choice(candidates, &candidates->items[j]) &&
                     name_equal(&cert->issuer, &other->issuer) &&
                     (issuers_only || name_equal(&cert->subject, &other->subject));
        }
        if (is_met)
            continue;
        const char *issuer = name_print(scene->arena, &cert->issuer);
        list_add_text(scene, &list,
                      span_of_text(issuers_only ? issuer
                                                : arena_format(scene->arena, "%s of %s",
                                                               cert_label(scene->arena, cert), issuer)));
    }
    set_list(out, &list);
}

static void server_choices(COMPUTE)
{
    set_choices(scene, element, out, CANDIDATE_SERVER, false);
}

static void client_choices(COMPUTE)
{
    set_choices(scene, element, out, CANDIDATE_CLIENT, false);
}

static void client_candidate_issuers(COMPUTE)
{
    set_choices(scene, element, out, CANDIDATE_CLIENT, true);
}

/* --- wrong places --- */

/* One that is forbidden and used all the same: "CN=… in ROOT". */
static void disallowed_in_use(COMPUTE)
{
    static const char *const names[PLACE_COUNT] = {
        [PLACE_MY] = "MY", [PLACE_ROOT] = "ROOT", [PLACE_CA] = "CA"
    };
    struct fact_list list = { 0 };
    const struct stores *stores = element->stores;
    if (!is_known(element, out, PLACE_DISALLOWED))
        return;
    for (size_t i = 0; i < stores->certs.count; i++) {
        const struct stored_cert *stored = &stores->certs.items[i];
        const struct cert *cert = stored->object->cert;
        if (names[stored->place] && stores_has(stores, cert, PLACE_DISALLOWED))
            list_add_text(scene, &list,
                          span_of_text(arena_format(scene->arena, "%s in %s", named(scene, cert),
                                                    names[stored->place])));
    }
    set_list(out, &list);
}

static void roots_not_self_issued(COMPUTE)
{
    struct fact_list list = { 0 };
    const struct stores *stores = element->stores;
    if (!is_known(element, out, PLACE_ROOT))
        return;
    for (size_t i = 0; i < stores->certs.count; i++)
        if (stores->certs.items[i].place == PLACE_ROOT &&
            !cert_is_self_issued(stores->certs.items[i].object->cert))
            list_certificate(scene, &list, stores->certs.items[i].object->cert);
    set_list(out, &list);
}

/* Windows itself keeps "Root Agency", the issuer of test certificates, in CA. */
static bool is_root_agency(const struct cert *cert)
{
    const struct name_attribute *name = name_find(&cert->subject, OID_COMMON_NAME);
    return name && cert->subject.attribute_count == 1 && span_equal_text(name->text, "Root Agency");
}

/* "certutil -dspublish … RootCA" brings roots into CA as well; there they do no harm while they are in ROOT. */
static void self_issued_only_in_ca(COMPUTE)
{
    struct fact_list list = { 0 };
    const struct stores *stores = element->stores;
    if (!is_known(element, out, PLACE_CA) || !is_known(element, out, PLACE_ROOT))
        return;
    for (size_t i = 0; i < stores->certs.count; i++) {
        const struct cert *cert = stores->certs.items[i].object->cert;
        if (stores->certs.items[i].place == PLACE_CA && cert_is_self_issued(cert) && !is_root_agency(cert) &&
            !stores_has(stores, cert, PLACE_ROOT))
            list_certificate(scene, &list, cert);
    }
    set_list(out, &list);
}

static int compare_subjects(const void *a, const void *b)
{
    const struct cert *left = *(const struct cert *const *)a, *right = *(const struct cert *const *)b;
    int order = span_compare(left->subject.folded, right->subject.folded);
    return order ? order : memcmp(left->sha256, right->sha256, sizeof left->sha256);
}

/* Of a subject that two roots or more have: all of them. */
static void roots_of_one_name(COMPUTE)
{
    struct fact_list list = { 0 };
    const struct stores *stores = element->stores;
    if (!is_known(element, out, PLACE_ROOT))
        return;
    size_t count = 0;
    const struct cert **roots = arena_array(scene->arena, stores->certs.count, sizeof *roots);
    for (size_t i = 0; i < stores->certs.count; i++) {
        const struct cert *cert = stores->certs.items[i].object->cert;
        if (stores->certs.items[i].place == PLACE_ROOT && cert->subject.decoded &&
            !name_is_empty(&cert->subject))
            roots[count++] = cert;
    }
    if (count > 1)
        qsort(roots, count, sizeof *roots, compare_subjects);
    for (size_t i = 0; i < count; i++)
        if ((i > 0 && name_equal(&roots[i]->subject, &roots[i - 1]->subject)) ||
            (i + 1 < count && name_equal(&roots[i]->subject, &roots[i + 1]->subject)))
            list_certificate(scene, &list, roots[i]);
    set_list(out, &list);
}

#define ROW FACT_ON_STORE, FACT_GROUP_STORE
/* clang-format off */
static const struct fact rows[] = {
    { "store.my", VALUE_TEXTS, ROW, "certificates in MY, the personal store of the computer", .compute = my },
    { "store.root", VALUE_TEXTS, ROW, "certificates in ROOT (and AuthRoot)", .compute = root },
    { "store.ca", VALUE_TEXTS, ROW, "certificates in CA", .compute = ca },
    { "store.disallowed", VALUE_TEXTS, ROW, "certificates in Disallowed", .compute = disallowed },
    { "store.user_my", VALUE_TEXTS, ROW, "certificates in a user's personal store; absent where none was exported", .compute = user_my },
    { "store.server_candidates", VALUE_TEXTS, ROW, "certificates of MY that a VPN server could present", .compute = server_candidates },
    { "store.server_candidates_with_ike_intermediate", VALUE_TEXTS, ROW, "of these: those with IP security IKE intermediate", .compute = server_candidates_with_ike_intermediate },
    { "store.server_choices", VALUE_TEXTS, ROW, "names and issuers among which a server's choice falls: of those with IKE intermediate, or of all where there is none", .compute = server_choices },
    { "store.server_passed_over", VALUE_TEXTS, ROW, "the other certificates of MY, each with the reason", .compute = server_passed_over },
    { "store.server_without_private_key", VALUE_TEXTS, ROW, "certificates of MY that a VPN server could present if their private key were there", .compute = server_without_private_key },
    { "store.client_candidates", VALUE_TEXTS, ROW, "certificates of MY that a device could present", .compute = client_candidates },
    { "store.client_candidates_with_ike_intermediate", VALUE_TEXTS, ROW, "of these: those with IP security IKE intermediate", .compute = client_candidates_with_ike_intermediate },
    { "store.client_choices", VALUE_TEXTS, ROW, "names and issuers among which a device's choice falls: of those with IKE intermediate, or of all where there is none", .compute = client_choices },
    { "store.client_candidate_issuers", VALUE_TEXTS, ROW, "CAs of these choices, each once", .compute = client_candidate_issuers },
    { "store.client_passed_over", VALUE_TEXTS, ROW, "the other certificates of MY, each with the reason", .compute = client_passed_over },
    { "store.client_without_private_key", VALUE_TEXTS, ROW, "certificates of MY that a device could present if their private key were there", .compute = client_without_private_key },
    { "store.disallowed_in_use", VALUE_TEXTS, ROW, "certificates of Disallowed that MY, CA or ROOT holds, too", .compute = disallowed_in_use },
    { "store.roots_not_self_issued", VALUE_TEXTS, ROW, "certificates in ROOT that are no roots: another CA issued them", .compute = roots_not_self_issued },
    { "store.self_issued_only_in_ca", VALUE_TEXTS, ROW, "roots in CA that are not in ROOT", .compute = self_issued_only_in_ca },
    { "store.roots_of_one_name", VALUE_TEXTS, ROW, "certificates in ROOT whose subject another one there has as well", .compute = roots_of_one_name },
};
/* clang-format on */

const struct fact_rows facts_store = { rows, COUNT_OF(rows) };
