/* The search: a heap of partial paths, each a step that points to the one below it.
 *
 * A step is pushed with what is known for nothing (the certificate's own faults, usages, key identifiers, names) and
 * settled when it comes up: then its signature over the certificate below, path length and name constraints are
 * checked. If that made it worse it goes back into the heap. Costs never shrink on the way up, and the guess of what is
 * still to come never exceeds it, so the first complete path to come up is the best one (A*).
 *
 * Sound shortcuts: a certificate, and a CA's name with the same key, stands once in a path (a path that repeats it has
 * a shorter one inside that is no worse); names that lead to no root are known beforehand; of the certificates that
 * turn out not to have signed, only the likeliest is kept, to be explained. */
#include "trust/path.h"

#include "trust/checks.h"
#include "trust/constraints.h"
#include "trust/policies.h"
#include "trust/usages.h"

struct step {
    struct step *below;
    struct node *node;
    enum path_end end;
    size_t depth;       /* certificates, this one counted */
    size_t authorities; /* CAs among them that are not self-issued; the leaf is none */
    uint64_t cost;      /* of faults so far */
    uint64_t guess;     /* of faults that are still to come, at least */
    uint32_t lost;      /* usages, see usages_taken */
    size_t differing;   /* links whose key identifiers differ */
    size_t silent;      /* links of which nothing says so */
    size_t
        length; /* of the path when it is complete, as names have it, and a detour for each link that differs */
    size_t number; /* order of pushing */
    bool settled;
    bool others_only; /* issuers with the key identifier named were pushed already, the others come now */
    bool has_forged;  /* a certificate that did not sign this one was kept already */
};

struct search {
    struct trust *trust;
    const struct node *anchor; /* the only root that will do, or NULL */
    int64_t at;
    struct arena *arena;
    struct wanted_usages wanted;
    struct {
        struct step **items;
        size_t count, capacity;
    } heap;
    size_t steps;
    uint16_t *visits; /* by node number; made when the search gets long */
    size_t name_work;
    struct effort *effort;
    bool gave_up;
};

/* The smaller, the better to explain; a fault further up is a little better than the same further down. */
enum {
    COST_FAULT = 10,
    COST_ROOT_NOT_TRUSTED = 35,
    COST_ISSUER_MISSING = 40,
    COST_LOOP = 45,
    COST_UNSUPPORTED = 60,
    COST_FORGED = 100,
    COST_SCALE = 2 * PATH_LENGTH
};

static uint64_t cost_at(unsigned cost, size_t depth)
{
    return (uint64_t)cost * COST_SCALE - depth;
}

static unsigned bits_set(uint32_t bits)
{
    unsigned count = 0;
    for (; bits; bits &= bits - 1)
        count++;
    return count;
}

static uint64_t cost_of_faults(unsigned faults, size_t depth)
{
    return bits_set(faults) * cost_at(COST_FAULT, depth);
}

/* --- the heap --- */

/* Among candidates that are otherwise alike, the one that is valid longest, as CryptoAPI prefers. */
static int64_t lasts_until(const struct step *step)
{
    return step->node->cert->not_after.decoded ? step->node->cert->not_after.seconds : INT64_MIN;
}

static bool comes_before(const struct step *a, const struct step *b)
{
    uint64_t cost_a = a->cost + a->guess, cost_b = b->cost + b->guess;
    if (cost_a != cost_b)
        return cost_a < cost_b;
    unsigned lost_a = bits_set(a->lost), lost_b = bits_set(b->lost);
    if (lost_a != lost_b)
        return lost_a < lost_b;
    if (a->length != b->length)
        return a->length < b->length;
    if (a->silent != b->silent)
        return a->silent < b->silent;
    if (a->depth != b->depth)
        return a->depth > b->depth;
    if (lasts_until(a) != lasts_until(b))
        return lasts_until(a) > lasts_until(b);
    return a->number < b->number;
}

static void heap_push(struct search *search, struct step *step)
{
    *VEC_ADD(search->arena, &search->heap) = step;
    struct step **items = search->heap.items;
    size_t at = search->heap.count - 1;
    while (at > 0 && comes_before(step, items[(at - 1) / 2])) {
        items[at] = items[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    items[at] = step;
}

static struct step *heap_pop(struct search *search)
{
    struct step **items = search->heap.items;
    struct step *first = items[0], *last = items[--search->heap.count];
    size_t count = search->heap.count, at = 0;
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && comes_before(items[child + 1], items[child]))
            child++;
        if (!comes_before(items[child], last))
            break;
        items[at] = items[child];
    }
    if (count)
        items[at] = last;
    return first;
}

/* --- steps --- */

static bool is_anchor(const struct search *search, const struct node *node)
{
    if (!node->root)
        return false;
    return !search->anchor || node->number == search->anchor->number ||
           (store_same_key(node, search->anchor) &&
            name_equal(&node->cert->subject, &search->anchor->cert->subject));
}

static uint32_t distance_to_root(const struct node *node)
{
    return node->root ? 0 : node->issuers ? node->issuers->distance : UINT32_MAX;
}

enum {
    DETOUR = 2 /* certificates that a path may be longer, rather than have a key identifier that differs */
};

/* The guess and the length that names promise. */
static void estimate(const struct search *search, struct step *step)
{
    uint32_t distance = distance_to_root(step->node);
    bool hopeless = distance == UINT32_MAX && step->end == PATH_END_NONE && trust_has_roots(search->trust);
    step->guess = hopeless ? cost_at(COST_ROOT_NOT_TRUSTED, PATH_LENGTH) : 0;
    step->length = step->depth + (distance == UINT32_MAX ? 0 : distance) + DETOUR * step->differing;
}

static struct step *new_step(struct search *search, struct step *below, struct node *node, enum path_end end)
{
    struct step *step = arena_alloc(search->arena, sizeof *step);
    if (below)
        *step = *below;
    step->below = below;
    step->node = node;
    step->end = end;
    step->number = search->steps++;
    step->settled = step->has_forged = step->others_only = false;
    return step;
}

static void push_leaf(struct search *search, struct node *leaf)
{
    bool anchored = is_anchor(search, leaf);
    struct step *step = new_step(search, NULL, leaf, anchored ? PATH_END_ANCHOR : PATH_END_NONE);
    step->depth = 1;
    step->settled = true;
    step->cost = cost_of_faults(node_faults(leaf, anchored ? ROLE_ANCHORED_LEAF : ROLE_LEAF, search->at), 0);
    estimate(search, step);
    heap_push(search, step);
}

/* Complete without a root: the path is that of `below`. */
static void push_end(struct search *search, struct step *below, enum path_end end, unsigned cost)
{
    struct step *step = new_step(search, below->below, below->node, end);
    *step = *below;
    step->end = end;
    step->number = search->steps - 1;
    step->cost += cost_at(cost, step->depth);
    estimate(search, step);
    heap_push(search, step);
}

static bool stands_below(const struct step *step, const struct node *node)
{
    for (; step; step = step->below) {
        if (memcmp(step->node->cert->sha256, node->cert->sha256, 32) == 0)
            return true;
        if (step->below && store_same_key(step->node, node) &&
            name_equal(&step->node->cert->subject, &node->cert->subject))
            return true;
    }
    return false;
}

static void push_candidate(struct search *search, struct step *below, struct node *node,
                           enum key_id_relation relation)
{
    struct step *step = new_step(search, below, node, PATH_END_NONE);
    enum element_role role = is_anchor(search, node) ? ROLE_ANCHOR : ROLE_CA;
    step->depth++;
    step->authorities += role == ROLE_CA && !cert_is_self_issued(node->cert);
    step->cost += cost_of_faults(node_faults(node, role, search->at), step->depth - 1);
    step->lost |= usages_taken(&search->wanted, node->cert, node->object, search->arena);
    step->differing += relation == KEY_ID_DIFFERS;
    step->silent += relation == KEY_ID_SILENT;
    estimate(search, step);
    heap_push(search, step);
}

/* --- settling: what costs something to know --- */

/* RFC 5280, 6.1.4 (m) and 4.2.1.9: CAs between this one and the leaf, without those that are self-issued. */
static bool path_is_too_long(const struct cert *authority, size_t authorities_below)
{
    return authority->basic_constraints.presence == EXTENSION_PRESENT &&
           authority->basic_constraints.has_path_len &&
           (authority->basic_constraints.path_len < 0 ||
            (uint64_t)authority->basic_constraints.path_len < authorities_below);
}

static unsigned constraint_faults(struct search *search, const struct step *step)
{
    unsigned faults = 0;
    if (step->node->cert->name_constraints.presence != EXTENSION_PRESENT)
        return 0;
    for (const struct step *below = step->below; below; below = below->below) {
        bool leaf = !below->below;
        if (!leaf && cert_is_self_issued(below->node->cert))
            continue;
        switch (
            constraints_check(step->node->cert, below->node->cert, leaf, &search->name_work, NULL, NULL)) {
        case CONSTRAINT_HOLDS:
            break;
        case CONSTRAINT_BROKEN:
            faults |= FAULT(NAME_NOT_PERMITTED);
            break;
        case CONSTRAINT_TOO_MUCH:
            search->gave_up = true; /* and the constraint counts as broken */
            faults |= FAULT(NAME_CONSTRAINTS_UNSUPPORTED);
            break;
        case CONSTRAINT_UNSUPPORTED:
            faults |= FAULT(NAME_CONSTRAINTS_UNSUPPORTED);
            break;
        }
    }
    return faults;
}

enum signature_result link_signature(struct trust *trust, const struct node *below, const struct node *above,
                                     struct effort *effort)
{
    if (below->parameters_from && !store_same_key(below->parameters_from, above))
        return SIGNATURE_UNSUPPORTED; /* see inherit_parameters */
    return store_check_cert(trust, above, below->cert, effort);
}

/* False: the step leads nowhere and is dropped. */
static bool settle(struct search *search, struct step *step)
{
    step->settled = true;
    struct step *below = step->below;
    switch (link_signature(search->trust, below->node, step->node, search->effort)) {
    case SIGNATURE_VALID:
        break;
    case SIGNATURE_INVALID:
        if (below->has_forged)
            return false;
        below->has_forged = true;
        step->cost += cost_at(COST_FORGED, below->depth - 1);
        break;
    case SIGNATURE_UNSUPPORTED:
        search->gave_up |= search->effort->exhausted;
        step->cost += cost_at(COST_UNSUPPORTED, below->depth - 1);
        break;
    }
    if (path_is_too_long(step->node->cert, below->authorities))
        step->cost += cost_at(COST_FAULT, step->depth - 1);
    step->cost += cost_of_faults(constraint_faults(search, step), step->depth - 1);
    return true;
}

static size_t path_certs(const struct step *step, const struct cert **certs)
{
    size_t count = step->depth;
    for (size_t at = count; step; step = step->below)
        certs[--at] = step->node->cert;
    return count;
}

/* An anchor ends the path, and with the whole path there the policies can be judged. */
static void complete(struct search *search, struct step *step)
{
    const struct cert *certs[PATH_LENGTH];
    size_t count = path_certs(step, certs), at;
    const char *why;
    step->end = PATH_END_ANCHOR;
    if (!policies_check(search->arena, certs, count - 1, store_policies(search->trust), &at, &why))
        step->cost += cost_at(COST_FAULT, at);
    estimate(search, step);
}

/* --- the walk --- */

static bool is_self_signed(struct search *search, const struct node *node)
{
    return cert_is_self_issued(node->cert) &&
           store_check_self(search->trust, node, search->effort) == SIGNATURE_VALID;
}

static bool may_visit(struct search *search, const struct node *node)
{
    enum { LONG_SEARCH = 64 };
    if (node->number == SIZE_MAX || search->steps < LONG_SEARCH)
        return true;
    if (!search->visits)
        search->visits =
            arena_array(search->arena, store_nodes(search->trust)->count, sizeof *search->visits);
    if (search->visits[node->number] < PATH_VISITS) {
        search->visits[node->number]++;
        return true;
    }
    search->gave_up = true;
    return false;
}

/* Pushes the certificates that could have issued the step's one: those with the key identifier that it names, or the
 * others. Of many others only those are pushed whose key made the signature. Returns how many could be. */
static size_t push_candidates(struct search *search, struct step *step, bool matching)
{
    enum { MANY = 8 };
    const struct cert *cert = step->node->cert;
    size_t candidates = 0;
    bool forged = false, many = !matching && step->node->issuers && step->node->issuers->count > MANY;
    for (struct node *node = step->node->issuers ? step->node->issuers->first : NULL; node;
         node = node->next_subject) {
        enum key_id_relation relation = key_id_relation(&cert->authority_key_id, node->cert);
        if ((relation == KEY_ID_MATCHES) != matching || stands_below(step, node))
            continue;
        candidates++;
        if (many && link_signature(search->trust, step->node, node, search->effort) == SIGNATURE_INVALID) {
            if (forged)
                continue;
            forged = true; /* one is enough to be explained */
        }
        if (search->steps >= PATH_STEPS) {
            search->gave_up = true;
            return candidates;
        }
        push_candidate(search, step, node, relation);
    }
    return candidates;
}

/* Comes up after those with the right key identifier, if none of them leads to a root. */
static void push_others_later(struct search *search, struct step *step)
{
    struct step *later = new_step(search, step->below, step->node, PATH_END_NONE);
    size_t number = later->number;
    *later = *step;
    later->number = number;
    later->others_only = true;
    later->length += DETOUR;
    heap_push(search, later);
}

static void expand(struct search *search, struct step *step)
{
    if (step->others_only) {
        push_candidates(search, step, false);
        return;
    }
    if (!may_visit(search, step->node))
        return;
    bool self_signed = is_self_signed(search, step->node);
    if (self_signed)
        push_end(search, step, PATH_END_UNTRUSTED_ROOT, COST_ROOT_NOT_TRUSTED);
    if (self_signed && step->below)
        return;
    if (step->depth == PATH_LENGTH) {
        search->gave_up = true;
        return;
    }
    size_t candidates = push_candidates(search, step, true);
    const struct name_group *issuers = step->node->issuers;
    if (candidates && issuers->count > candidates)
        push_others_later(search, step);
    if (!candidates)
        candidates = push_candidates(search, step, false);
    if (candidates || self_signed)
        return;
    bool others = issuers && (issuers->count > 1 || issuers->first->number != step->node->number);
    push_end(search, step, others ? PATH_END_LOOP : PATH_END_ISSUER_MISSING,
             others ? COST_LOOP : COST_ISSUER_MISSING);
}

/* With the budget gone: the best complete path that is there, else the best partial one. */
static struct step *best_so_far(struct search *search, struct step *current)
{
    struct step *best = current;
    for (size_t i = 0; i < search->heap.count; i++) {
        struct step *step = search->heap.items[i];
        bool complete = step->end != PATH_END_NONE, best_complete = best->end != PATH_END_NONE;
        if (complete != best_complete ? complete : comes_before(step, best))
            best = step;
    }
    return best;
}

static struct step *run(struct search *search)
{
    struct step *step = NULL, *last = NULL;
    while (search->heap.count) {
        step = heap_pop(search);
        if (step->end != PATH_END_NONE)
            return step;
        last = step;
        if (search->steps >= PATH_STEPS) {
            search->gave_up = true;
            break;
        }
        uint64_t cost = step->cost;
        if (!step->settled && !settle(search, step))
            continue;
        if (step->cost == cost && step->depth > 1 && is_anchor(search, step->node))
            complete(search, step);
        if (step->cost != cost || step->end != PATH_END_NONE)
            heap_push(search, step);
        else
            expand(search, step);
    }
    return best_so_far(search, last);
}

void path_search(struct trust *trust, struct node *leaf, int64_t at, const struct node *anchor,
                 struct effort *effort, struct arena *arena, struct found_path *out)
{
    struct search search = { .trust = trust,
                             .anchor = anchor,
                             .at = at,
                             .arena = arena,
                             .wanted = usages_wanted(leaf->cert),
                             .name_work = PATH_NAME_WORK,
                             .effort = effort };
    push_leaf(&search, leaf);
    struct step *step = run(&search);
    *out = (struct found_path){ .count = step->depth, .end = step->end, .steps = search.steps };
    out->trusted = step->end == PATH_END_ANCHOR && step->cost == 0;
    out->gave_up = search.gave_up && !out->trusted;
    for (size_t i = step->depth; step; step = step->below)
        out->nodes[--i] = step->node;
}
