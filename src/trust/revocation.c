/* For each element: the lists that could speak of it, what each is worth, and what they say together.
 *
 * First the believable complete lists, the newest of each scope and key, each carried on by its delta: one that lists
 * the certificate revokes it; if together they cover all reasons it is good. Then lists that are only too old: they
 * revoke, or leave it at "stale". Whatever is left is unknown, and the best reason why is told. */
#include "trust/revocation.h"

#include "trust/checks.h"
#include "trust/delta.h"
#include "trust/lists.h"
#include "trust/scope.h"
#include "util/clock.h"

enum { SIGNERS_DEEP = 3 /* certificates of list signers whose own revocation is asked, one for the other */ };

struct lists {
    struct list *items;
    size_t count, capacity;
};

static const struct revocation *judge_element(const struct question *question);

/* --- who could speak of the certificate --- */

static void add_lists_of(const struct question *question, const struct name *issuer, struct lists *lists)
{
    for (const struct crl_node *node = store_crls_of(question->trust, issuer); node; node = node->next) {
        bool known = false;
        for (size_t i = 0; i < lists->count; i++)
            known |= lists->items[i].node == node;
        if (!known)
            *VEC_ADD(question->arena, lists) = (struct list){ .node = node };
    }
}

/* Lists of its issuer, and of those that its distribution points name instead (indirect CRLs). */
static void collect(const struct question *question, struct lists *lists)
{
    add_lists_of(question, &question->cert->issuer, lists);
    const struct distribution_points *points = &question->cert->crl_distribution_points.list;
    for (size_t i = 0; i < points->count; i++)
        for (size_t k = 0; k < points->items[i].crl_issuer.count; k++)
            if (points->items[i].crl_issuer.items[k].directory)
                add_lists_of(question, points->items[i].crl_issuer.items[k].directory, lists);
}

static bool is_being_asked(const struct asking *asking, const struct cert *cert, size_t *depth)
{
    for (*depth = 0; asking; asking = asking->for_whom, ++*depth)
        if (memcmp(asking->cert->sha256, cert->sha256, 32) == 0)
            return true;
    return false;
}

/* Whether a certificate on the path of a list's signer is known to be revoked. What is being asked already is not asked
 * again: a list that covers its own signer's certificate is believed as long as it does not itself revoke it. */
static bool signer_is_revoked(const struct question *about, const struct found_path *path)
{
    for (size_t i = 0; i + 1 < path->count; i++) {
        size_t depth;
        bool shared = false;
        for (size_t k = 1; k < about->path->count; k++)
            shared |= about->path->nodes[k]->number == path->nodes[i]->number;
        if (shared || is_being_asked(about->asking, path->nodes[i]->cert, &depth) || depth > SIGNERS_DEEP)
            continue;
        struct asking asking = { path->nodes[i]->cert, about->asking };
        struct question question = *about;
        question.path = path;
        question.cert = path->nodes[i]->cert;
        question.issuer = path->nodes[i + 1];
        question.asking = &asking;
        if (judge_element(&question)->status == REVOCATION_REVOKED)
            return true;
    }
    return false;
}

static void judge_lists(const struct question *question, struct lists *lists)
{
    for (size_t i = 0; i < lists->count; i++)
        list_judge(question, signer_is_revoked, &lists->items[i]);
    deltas_check_bases(question->arena, lists->items, lists->count);
    for (size_t i = 0; i < lists->count; i++)
        for (size_t k = 0; k < lists->count && !lists->items[i].superseded; k++) {
            const struct list *old = &lists->items[i], *new = &lists->items[k];
            bool comparable = old->delta == new->delta &&list_is_believable(new) &&
                              (list_is_believable(old) || list_is_stale(old));
            lists->items[i].superseded = comparable && list_supersedes(new, old);
        }
}

/* --- what they say together --- */

struct answer {
    enum revocation_status status;
    const struct list *list; /* that says so, or the first of several */
    struct list_entry entry;
    bool stale_list, odd_entry;
};

static void revoke(struct answer *answer, struct list *list, const struct list_entry *entry)
{
    *answer = (struct answer){ .status = REVOCATION_REVOKED, .list = list, .entry = *entry };
    list->decided = true;
}

/* One complete list with its delta; adds the reasons that it answers for. */
static void ask_list(const struct question *question, struct list *list, struct lists *lists,
                     unsigned *reasons, struct answer *answer)
{
    struct list *delta = delta_for(list, lists->items, lists->count);
    struct list_entry entry =
        delta ? list_find(question->arena, delta->crl, question->cert) : (struct list_entry){ 0 };
    struct list *speaker = delta;
    if (!entry.found) {
        entry = list_find(question->arena, list->crl, question->cert);
        speaker = list;
        if (entry.found &&
            entry.removed) { /* a complete list has no such entries (5.3.1): it proves nothing */
            answer->odd_entry = true;
            return;
        }
    }
    if (entry.found && !entry.removed) {
        revoke(answer, speaker, &entry);
        return;
    }
    *reasons |= list->reasons;
    list->decided = true;
    if (delta)
        delta->decided = true;
    if (!answer->list)
        answer->list = list;
}

/* Lists that make nothing good may still revoke: too old, broken behind the entry, or a delta without its base. */
static void ask_for_revoked(const struct question *question, struct lists *lists, struct answer *answer)
{
    for (size_t i = 0; i < lists->count && answer->status != REVOCATION_REVOKED; i++) {
        struct list *list = &lists->items[i];
        bool baseless = list->delta && list->faults == CRL_FAULT(DELTA_BASE_MISMATCH);
        bool stale = list_is_stale(list) && !list->superseded;
        if (!baseless && !stale && !list_revokes_only(list))
            continue;
        struct list_entry entry = list_find(question->arena, list->crl, question->cert);
        if (!entry.found || entry.removed)
            continue;
        revoke(answer, list, &entry);
        answer->stale_list = stale;
    }
}

static struct answer ask(const struct question *question, struct lists *lists)
{
    struct answer answer = { .status = REVOCATION_UNKNOWN };
    unsigned reasons = 0, stale_reasons = 0;
    for (size_t i = 0; i < lists->count && answer.status != REVOCATION_REVOKED; i++) {
        struct list *list = &lists->items[i];
        if (!list->delta && !list->superseded && list_is_believable(list))
            ask_list(question, list, lists, &reasons, &answer);
        else if (!list->delta && list_is_stale(list))
            stale_reasons |= list->reasons;
    }
    if (answer.status == REVOCATION_REVOKED)
        return answer;
    bool good = reasons_are_all(reasons) && !answer.odd_entry;
    struct answer against = { .status = REVOCATION_UNKNOWN };
    ask_for_revoked(question, lists, &against);
    /* What a newer list of all reasons no longer lists was released; only a baseless delta is newer than that. */
    if (against.status == REVOCATION_REVOKED && (!good || against.list->delta))
        return against;
    if (good) {
        answer.status = REVOCATION_GOOD;
        return answer;
    }
    for (size_t i = 0; i < lists->count; i++)
        lists->items[i].decided = false;
    answer.status =
        reasons_are_all(reasons | stale_reasons) && stale_reasons ? REVOCATION_STALE : REVOCATION_UNKNOWN;
    return answer;
}

/* --- words --- */

static const char *revoked_text(const struct question *question, const struct answer *answer)
{
    struct arena *arena = question->arena;
    const char *label = cert_label(arena, question->cert);
    const char *when =
        answer->entry.has_date ? date_text(arena, answer->entry.date) : "a date that does not decode";
    const char *text =
        arena_format(arena, "%s was revoked on %s (%s), says %s", label, when,
                     crl_reason_name(answer->entry.reason), list_label(arena, answer->list->crl));
    if (answer->entry.has_date && answer->entry.date > question->at)
        text = arena_format(arena, "%s; that date is still to come, but it is on the list already", text);
    if (answer->stale_list)
        text = arena_format(arena, "%s; that list expired on %s, and nothing newer takes it back", text,
                            date_text(arena, answer->list->crl->next_update.seconds));
    return text;
}

/* The list whose failing is the most telling: of the right key and scope, and nearest to being believed. */
static const struct list *most_telling(const struct lists *lists)
{
    const struct list *best = NULL;
    unsigned best_faults = 0;
    for (size_t i = 0; i < lists->count; i++) {
        const struct list *list = &lists->items[i];
        unsigned faults = 0;
        for (unsigned bits = list->faults; bits; bits &= bits - 1)
            faults++;
        bool better = !best || (list->delta != best->delta ? best->delta : faults < best_faults);
        if (faults && better) {
            best = list;
            best_faults = faults;
        }
    }
    return best;
}

static const char *unanswered_text(const struct question *question, const struct lists *lists,
                                   const struct answer *answer)
{
    struct arena *arena = question->arena;
    const char *label = cert_label(arena, question->cert);
    const char *issuer = name_print(arena, &question->cert->issuer);
    const struct list *telling = most_telling(lists);
    bool only_deltas = true;
    for (size_t i = 0; i < lists->count; i++)
        only_deltas &= lists->items[i].delta;
    if (lists->count == 0)
        return arena_format(arena, "whether %s is revoked is not known: no CRL of %s was given", label,
                            issuer);
    if (answer->odd_entry)
        return arena_format(
            arena,
            "whether %s is revoked is not known: a complete CRL of %s lists it as removed, which only a "
            "delta CRL may say",
            label, issuer);
    if (only_deltas)
        return arena_format(
            arena, "whether %s is revoked is not known: of %s only a delta CRL was given, and no base", label,
            issuer);
    if (!telling)
        return arena_format(
            arena,
            "whether %s is revoked is not known: the CRLs of %s that were given cover only some of the "
            "reasons for which it could be",
            label, issuer);
    return arena_format(arena, "whether %s is revoked is not known: %s", label, telling->explanation);
}

static void fill_words(const struct question *question, const struct lists *lists,
                       const struct answer *answer, struct revocation *out)
{
    struct arena *arena = question->arena;
    const char *issuer = name_print(arena, &question->cert->issuer);
    switch (answer->status) {
    case REVOCATION_REVOKED:
        out->explanation = revoked_text(question, answer);
        return;
    case REVOCATION_GOOD: /* some list said so */
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
        out->explanation = arena_format(arena, "%s does not list %s", list_label(arena, answer->list->crl),
                                        cert_label(arena, question->cert));
        return;
    case REVOCATION_STALE:
        out->needs = arena_format(arena, "--crl: a current CRL of %s", issuer);
        out->explanation = unanswered_text(question, lists, answer);
        return;
    case REVOCATION_UNKNOWN:
        out->needs = arena_format(arena, "--crl: a CRL of %s", issuer);
        out->explanation = unanswered_text(question, lists, answer);
        return;
    }
}

static void fill_uses(const struct question *question, const struct lists *lists, struct revocation *out)
{
    out->uses = arena_array(question->arena, lists->count, sizeof *out->uses);
    out->use_count = lists->count;
    for (size_t i = 0; i < lists->count; i++) {
        const struct list *list = &lists->items[i];
        out->uses[i] = (struct crl_use){ .crl = list->crl,
                                         .object = list->node->object,
                                         .certificate = question->cert,
                                         .issuer = list->signer ? list->signer->cert : NULL,
                                         .problems = list->faults,
                                         .answers = out->known,
                                         .decided = list->decided,
                                         .explanation = list->explanation };
    }
}

static const struct revocation *judge_element(const struct question *question)
{
    struct revocation *out = arena_alloc(question->arena, sizeof *out);
    struct lists lists = { 0 };
    collect(question, &lists);
    judge_lists(question, &lists);
    struct answer answer = ask(question, &lists);
    out->status = answer.status;
    out->known = answer.status == REVOCATION_GOOD || answer.status == REVOCATION_REVOKED;
    if (answer.status == REVOCATION_REVOKED) {
        out->reason = answer.entry.reason;
        out->has_date = answer.entry.has_date;
        out->date = answer.entry.date;
    }
    fill_words(question, &lists, &answer, out);
    fill_uses(question, &lists, out);
    return out;
}

/* --- the path --- */

static const struct revocation *without_issuer(struct arena *arena, const struct cert *cert, const char *why)
{
    struct revocation *out = arena_alloc(arena, sizeof *out);
    *out = (struct revocation){
        .status = REVOCATION_UNKNOWN,
        .explanation =
            arena_format(arena, "whether %s is revoked is not known: %s", cert_label(arena, cert), why),
        .needs = arena_format(arena,
                              "--intermediate: the certificate of %s whose key signed it, and --crl: its CRL",
                              name_print(arena, &cert->issuer))
    };
    return out;
}

static const struct revocation *judge_place(struct trust *trust, const struct found_path *found,
                                            size_t element, int64_t at, struct effort *effort,
                                            struct arena *arena)
{
    const struct node *node = found->nodes[element];
    if (element + 1 == found->count) {
        if (found->end == PATH_END_ANCHOR || found->end == PATH_END_UNTRUSTED_ROOT)
            return NULL; /* nobody revokes a root */
        return without_issuer(arena, node->cert, "no certificate of its issuer was given");
    }
    const struct node *issuer = found->nodes[element + 1];
    if (link_signature(trust, node, issuer, effort) != SIGNATURE_VALID)
        return without_issuer(arena, node->cert,
                              "the certificate of its issuer that was given did not sign it");
    struct asking asking = { node->cert, NULL };
    struct question question = { trust, at, effort, arena, found, node->cert, issuer, &asking };
    return judge_element(&question);
}

/* --- verdicts on the CAs, which many leaves share --- */

struct ca_verdicts {
    size_t count;
    const struct revocation **items; /* of element 1, 2, … of the path */
};

static void suffix_key(const struct found_path *found, int64_t at, uint8_t key[32])
{
    uint8_t content[16 + 32 * PATH_LENGTH] = { 0 };
    memcpy(content, &at, sizeof at);
    content[8] = (uint8_t)found->end;
    size_t length = 16;
    for (size_t i = 1; i < found->count; i++, length += 32)
        memcpy(content + length, found->nodes[i]->cert->sha256, 32);
    digest_sha256((struct span){ content, length }, key);
}

static const void *copy_verdicts(struct arena *arena, const void *verdict)
{
    const struct ca_verdicts *from = verdict;
    struct ca_verdicts *to = arena_alloc(arena, sizeof *to);
    to->count = from->count;
    to->items = arena_array(arena, from->count, sizeof *to->items);
    for (size_t i = 0; i < from->count; i++) {
        if (!from->items[i])
            continue;
        struct revocation *copy = arena_alloc(arena, sizeof *copy);
        *copy = *from->items[i];
        copy->explanation = arena_text(arena, copy->explanation);
        copy->needs = copy->needs ? arena_text(arena, copy->needs) : NULL;
        copy->uses = arena_array(arena, copy->use_count, sizeof *copy->uses);
        for (size_t k = 0; k < copy->use_count; k++) {
            copy->uses[k] = from->items[i]->uses[k];
            copy->uses[k].explanation = arena_text(arena, copy->uses[k].explanation);
        }
        to->items[i] = copy;
    }
    return to;
}

static const struct ca_verdicts *judge_authorities(struct trust *trust, const struct found_path *found,
                                                   int64_t at, struct effort *effort, struct arena *arena)
{
    uint8_t key[32];
    suffix_key(found, at, key);
    const struct ca_verdicts *kept = memory_recall(store_memory(trust), key);
    if (kept)
        return kept;
    struct ca_verdicts *verdicts = arena_alloc(arena, sizeof *verdicts);
    verdicts->count = found->count - 1;
    verdicts->items = arena_array(arena, verdicts->count, sizeof *verdicts->items);
    for (size_t i = 0; i < verdicts->count; i++)
        verdicts->items[i] = judge_place(trust, found, i + 1, at, effort, arena);
    if (effort->exhausted)
        return verdicts; /* another judgement may have more of it left */
    kept = memory_remember(store_memory(trust), key, verdicts, copy_verdicts);
    return kept ? kept : verdicts;
}

void revocation_of_path(struct trust *trust, const struct found_path *found, int64_t at,
                        struct effort *effort, struct arena *arena, struct path *path)
{
    path->elements[0].revocation = judge_place(trust, found, 0, at, effort, arena);
    if (found->count < 2)
        return;
    const struct ca_verdicts *verdicts = judge_authorities(trust, found, at, effort, arena);
    for (size_t i = 0; i < verdicts->count; i++)
        path->elements[i + 1].revocation = verdicts->items[i];
}
