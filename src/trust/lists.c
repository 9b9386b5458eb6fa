/* Judging one list: encoding, dates, critical extensions, signer, scope, in that order; every fault is noted. */
#include "trust/lists.h"

#include "der/der.h"
#include "trust/checks.h"
#include "trust/scope.h"
#include "util/text.h"

/* --- words --- */

const char *crl_number_text(struct arena *arena, struct span number)
{
    int64_t small;
    if (der_small_integer(number, &small))
        return arena_format(arena, "%lld", (long long)small);
    return arena_format(arena, "0x%s", text_hex(arena, der_integer_magnitude(number)));
}

const char *list_label(struct arena *arena, const struct crl *crl)
{
    const char *kind = crl_is_delta(crl) ? "delta CRL" : "CRL";
    const char *of = name_print(arena, &crl->issuer);
    if (crl->crl_number.presence == EXTENSION_PRESENT)
        return arena_format(arena, "the %s of %s (number %s)", kind, of,
                            crl_number_text(arena, crl->crl_number.number));
    if (crl->this_update.decoded)
        return arena_format(arena, "the %s of %s (of %s)", kind, of,
                            date_text(arena, crl->this_update.seconds));
    return arena_format(arena, "the %s of %s", kind, of);
}

static void note(const struct question *question, struct list *list, enum crl_problem_kind kind,
                 const char *clause)
{
    list->faults |= 1u << kind;
    list->explanation =
        list->explanation[0]
            ? arena_format(question->arena, "%s; %s", list->explanation, clause)
            : arena_format(question->arena, "%s %s", list_label(question->arena, list->crl), clause);
}

/* --- encoding, dates, critical extensions --- */

/* What in the encoding stands in the way of believing anything that the list says; NULL: nothing. That the walk over
 * its entries broke is another matter: such a list makes nothing good, but what it lists is revoked. */
const char *list_malformed_part(struct arena *arena, const struct crl *crl)
{
    if (crl->version != 1 && crl->version != 2)
        return "is malformed: its version is neither 1 nor 2";
    if (!span_equal(crl->signature_algorithm.whole, crl->tbs_signature.whole))
        return "is malformed: its two signature algorithm fields differ";
    if (!crl->issuer.decoded || name_is_empty(&crl->issuer))
        return "is malformed: its issuer is empty or does not decode";
    if (!crl->this_update.decoded || (crl->has_next_update && !crl->next_update.decoded))
        return "is malformed: its dates do not decode";
    if (!crl->extensions_decoded)
        return "is malformed: its list of extensions does not decode";
    if (crl->version == 1 && crl->extensions.count)
        return "is malformed: it has extensions although it is of version 1";
    for (size_t i = 0; i < crl->extensions.count; i++) {
        const struct extension *extension = &crl->extensions.items[i];
        if (!extension->duplicate && !extension->malformed)
            continue;
        return !arena ? "is malformed"
                      : arena_format(arena, "is malformed: its extension %s %s",
                                     oid_print(arena, extension->oid),
                                     extension->duplicate ? "stands there twice" : "does not decode");
    }
    if (crl->issuing_distribution_point.only_user + crl->issuing_distribution_point.only_ca +
            crl->issuing_distribution_point.only_attribute >
        1)
        return "is malformed: its issuing distribution point names more than one kind of certificates";
    return NULL;
}

static void judge_encoding(const struct question *question, struct list *list)
{
    const char *part = list_malformed_part(question->arena, list->crl);
    if (part)
        note(question, list, CRL_PROBLEM_MALFORMED, part);
    else if (!list->crl->entries_decoded)
        note(question, list, CRL_PROBLEM_MALFORMED, "is malformed: its entries do not decode to the end");
}

static void judge_dates(const struct question *question, struct list *list)
{
    struct arena *arena = question->arena;
    const struct crl *crl = list->crl;
    if (crl->this_update.decoded && crl->this_update.seconds > question->at)
        note(question, list, CRL_PROBLEM_NOT_YET_VALID,
             arena_format(arena, "is not valid before %s", date_text(arena, crl->this_update.seconds)));
    if (!crl->has_next_update)
        note(question, list, CRL_PROBLEM_NO_NEXT_UPDATE, "does not say when it ends (next update)");
    else if (crl->next_update.decoded && crl->next_update.seconds < question->at)
        note(question, list, list->delta ? CRL_PROBLEM_DELTA_EXPIRED : CRL_PROBLEM_EXPIRED,
             arena_format(arena, "expired on %s", date_text(arena, crl->next_update.seconds)));
}

/* RFC 5280, 5.2 and 5.3: a critical extension that is not understood, in the list or in any of its entries, forbids to
 * use the list for any certificate. */
static void judge_extensions(const struct question *question, struct list *list)
{
    for (size_t i = 0; i < list->crl->extensions.count; i++) {
        const struct extension *extension = &list->crl->extensions.items[i];
        if (extension->critical && !extension->understood) {
            note(question, list, CRL_PROBLEM_NOT_UNDERSTOOD,
                 arena_format(question->arena, "has the critical extension %s, which is not understood",
                              oid_print(question->arena, extension->oid)));
            return;
        }
    }
    if (list->crl->has_unknown_critical_entries)
        note(question, list, CRL_PROBLEM_NOT_UNDERSTOOD,
             "has an entry with a critical extension that is not understood");
}

/* --- signer --- */

struct list_signer list_find_signer(struct trust *trust, const struct crl *crl, const struct node *likely,
                                    bool (*accept)(const void *context, const struct node *signer),
                                    const void *context, struct effort *effort)
{
    struct list_signer found = { 0 };
    const struct name_group *group = store_subject(trust, &crl->issuer);
    bool any_silent = false;
    /* First the likely one, then those whose key identifier the list names, then those that say nothing, the rest. */
    for (int turn = -1; turn <= KEY_ID_DIFFERS; turn++) {
        for (const struct node *node = group ? group->first : NULL; node; node = node->next_subject) {
            bool is_likely = likely && node->number == likely->number;
            enum key_id_relation relation = key_id_relation(&crl->authority_key_id, node->cert);
            if (is_likely != (turn < 0) || (turn >= 0 && relation != (enum key_id_relation)turn))
                continue;
            any_silent |= relation != KEY_ID_DIFFERS;
            enum signature_result result = store_check_crl(trust, node, crl, effort);
            found.unsupported |= result == SIGNATURE_UNSUPPORTED;
            if (!found.nearest)
                found.nearest = node;
            if (result != SIGNATURE_VALID)
                continue;
            if (!accept || accept(context, node)) {
                found.signer = node;
                return found;
            }
            found.nearest = node;
            found.refused = true;
        }
    }
    found.other_key = found.nearest && !any_silent;
    return found;
}

struct acceptance {
    const struct question *question;
    bool (*revoked)(const struct question *about, const struct found_path *signer);
    const char **why; /* the last one was not accepted */
};

static bool is_on_path(const struct found_path *path, const struct node *node, bool *anchor)
{
    for (size_t i = 1; i < path->count; i++)
        if (path->nodes[i]->number == node->number) {
            *anchor = i + 1 == path->count && path->end == PATH_END_ANCHOR;
            return true;
        }
    return false;
}

/* RFC 5280, 6.3.3 (f): the signer's own path must hold and lead to the same anchor, and it must be allowed to sign
 * lists. A signer on the path judged is judged with it. */
static bool signer_is_acceptable(const void *context, const struct node *signer)
{
    const struct acceptance *acceptance = context;
    const struct question *question = acceptance->question;
    struct arena *arena = question->arena;
    const char *label = cert_label(arena, signer->cert);
    bool anchor = false;
    if (signer->cert->key_usage.presence == EXTENSION_MALFORMED ||
        !cert_allows(signer->cert, KEY_USAGE_CRL_SIGN)) {
        *acceptance->why = arena_format(
            arena, "is signed by %s, whose key usage does not allow it to sign CRLs (cRLSign)", label);
        return false;
    }
    if (is_on_path(question->path, signer, &anchor))
        return true;
    if (question->path->end != PATH_END_ANCHOR) {
        if (store_same_key(signer, question->issuer))
            return true;
        *acceptance->why =
            arena_format(arena, "is signed by another certificate of %s, of which no root is known", label);
        return false;
    }
    struct found_path path;
    struct node *leaf = store_leaf(question->trust, signer->cert, signer->object, arena);
    path_search(question->trust, leaf, question->at, question->path->nodes[question->path->count - 1],
                question->effort, arena, &path);
    if (!path.trusted) {
        *acceptance->why = arena_format(
            arena, "is signed by another certificate of %s, which does not lead to the same trusted root",
            label);
        return false;
    }
    if (acceptance->revoked(question, &path)) {
        *acceptance->why =
            arena_format(arena, "is signed by another certificate of %s, which is revoked", label);
        return false;
    }
    return true;
}

/* Microsoft's CA Version holds the number of the key in its upper half. Where list and issuer both say it, the lists of
 * one key are about the certificates of that key only. */
static bool is_list_of_another_key(const struct question *question, const struct crl *crl)
{
    const struct cert *issuer = question->issuer->cert;
    return crl->ca_version.presence == EXTENSION_PRESENT &&
           issuer->ca_version.presence == EXTENSION_PRESENT && name_equal(&crl->issuer, &issuer->subject) &&
           crl->ca_version.value >> 16 != issuer->ca_version.value >> 16;
}

static void judge_signer(const struct question *question,
                         bool (*revoked)(const struct question *about, const struct found_path *signer),
                         struct list *list)
{
    struct arena *arena = question->arena;
    const struct crl *crl = list->crl;
    const char *why = "";
    struct acceptance acceptance = { question, revoked, &why };
    struct list_signer found = list_find_signer(question->trust, crl, question->issuer, signer_is_acceptable,
                                                &acceptance, question->effort);
    list->signer = found.signer;
    if (found.signer) {
        if (!store_same_key(found.signer, question->issuer) && is_list_of_another_key(question, crl))
            note(question, list, CRL_PROBLEM_OTHER_KEY,
                 arena_format(
                     arena,
                     "is by another key of the CA (CA version %lld.%lld, the certificate's issuer has "
                     "%lld.%lld) and does not speak of certificates of the older or newer one",
                     (long long)(crl->ca_version.value & 0xffff), (long long)(crl->ca_version.value >> 16),
                     (long long)(question->issuer->cert->ca_version.value & 0xffff),
                     (long long)(question->issuer->cert->ca_version.value >> 16)));
    } else if (!found.nearest) {
        note(question, list, CRL_PROBLEM_SIGNER_UNKNOWN,
             arena_format(arena, "cannot be checked: no certificate of %s was given",
                          name_print(arena, &crl->issuer)));
    } else if (found.refused) {
        note(question, list, CRL_PROBLEM_MAY_NOT_SIGN, why);
    } else if (found.unsupported) {
        note(question, list, CRL_PROBLEM_SIGNER_UNKNOWN,
             arena_format(arena, "cannot be checked: its signature (%s) is not supported here",
                          oid_print(arena, crl->signature_algorithm.oid)));
    } else if (found.other_key) {
        note(question, list, CRL_PROBLEM_OTHER_KEY,
             arena_format(
                 arena,
                 "was signed by another key of the CA (key identifier %s; the certificate of %s that was "
                 "given has %s): the CA was renewed",
                 key_id_text(arena, crl->authority_key_id.key_id), cert_label(arena, found.nearest->cert),
                 key_id_text(arena, found.nearest->cert->subject_key_id.id)));
    } else {
        note(question, list, CRL_PROBLEM_FORGED,
             arena_format(arena, "has a signature that the key of %s did not make",
                          cert_label(arena, found.nearest->cert)));
    }
}

/* --- the whole --- */

void list_judge(const struct question *question,
                bool (*revoked)(const struct question *about, const struct found_path *signer),
                struct list *list)
{
    const char *why;
    list->crl = list->node->crl;
    list->delta = list->crl->delta_crl_indicator.presence != EXTENSION_ABSENT;
    list->explanation = "";
    judge_encoding(question, list);
    judge_dates(question, list);
    judge_extensions(question, list);
    if (!scope_covers(question->arena, list->crl, question->cert, &list->reasons, &why))
        note(question, list, CRL_PROBLEM_NOT_IN_SCOPE,
             arena_format(question->arena, "does not count here: %s", why));
    judge_signer(question, revoked, list);
}

/* Faults that a believed list may have; a list of which only the entries are broken still revokes (see above). */
enum { HARMLESS = CRL_FAULT(NO_NEXT_UPDATE), AGE = CRL_FAULT(EXPIRED) | CRL_FAULT(DELTA_EXPIRED) };

bool list_is_believable(const struct list *list)
{
    return (list->faults & ~(unsigned)HARMLESS) == 0;
}

bool list_is_stale(const struct list *list)
{
    return (list->faults & (unsigned)AGE) && (list->faults & ~(unsigned)(HARMLESS | AGE)) == 0;
}

bool list_revokes_only(const struct list *list)
{
    return (list->faults & ~(unsigned)(HARMLESS | AGE)) == CRL_FAULT(MALFORMED) &&
           !list->crl->entries_decoded && !list_malformed_part(NULL, list->crl);
}

static int compare_age(const struct crl *a, const struct crl *b)
{
    if (a->this_update.seconds != b->this_update.seconds)
        return a->this_update.seconds < b->this_update.seconds ? -1 : 1;
    if (a->crl_number.presence == EXTENSION_PRESENT && b->crl_number.presence == EXTENSION_PRESENT)
        return crl_number_compare(a->crl_number.number, b->crl_number.number);
    return 0;
}

bool list_supersedes(const struct list *newer, const struct list *older)
{
    return newer->signer && older->signer && store_same_key(newer->signer, older->signer) &&
           name_equal(&newer->crl->issuer, &older->crl->issuer) && scope_equal(newer->crl, older->crl) &&
           compare_age(newer->crl, older->crl) > 0;
}

struct search {
    const struct crl *crl;
    const struct cert *cert;
    struct list_entry *out;
};

static bool names_the_issuer(const struct search *search, const struct general_names *issuer)
{
    if (!issuer)
        return name_equal(&search->crl->issuer, &search->cert->issuer);
    for (size_t i = 0; i < issuer->count; i++)
        if (issuer->items[i].kind == GENERAL_NAME_DIRECTORY && issuer->items[i].directory &&
            name_equal(issuer->items[i].directory, &search->cert->issuer))
            return true;
    return false;
}

/* Of several entries for one certificate, one that revokes counts. */
static bool visit(void *context, const struct crl_entry *entry, const struct general_names *issuer)
{
    enum { REMOVE_FROM_CRL = 8 };
    struct search *search = context;
    if (!names_the_issuer(search, issuer))
        return true;
    *search->out = (struct list_entry){ .found = true,
                                        .removed = entry->has_reason && entry->reason == REMOVE_FROM_CRL,
                                        .reason = entry->has_reason ? entry->reason : 0,
                                        .has_date = entry->revocation_date.decoded,
                                        .date = entry->revocation_date.seconds };
    return search->out->removed;
}

struct list_entry list_find(struct arena *arena, const struct crl *crl, const struct cert *cert)
{
    struct list_entry entry = { 0 };
    struct search search = { crl, cert, &entry };
    if (cert->serial_number.data)
        crl_find(arena, crl, cert->serial_number, visit, &search);
    return entry;
}
