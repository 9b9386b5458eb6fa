/* Words for a found path: every check once more, this time with a sentence for each that fails.
 *
 * Problems stand in the order of elements; the path's own explanation begins with the one that decides: a signature
 * that does not hold, then the missing or untrusted end, then the fault nearest to the leaf. */
#include "trust/path.h"

#include "trust/checks.h"
#include "trust/constraints.h"
#include "trust/policies.h"
#include "trust/usages.h"
#include "util/text.h"

struct description {
    struct trust *trust;
    const struct found_path *found;
    int64_t at;
    struct effort *effort;
    struct arena *arena;
    struct path *path;
    struct {
        struct path_problem *items;
        size_t count, capacity;
    } problems;
};

static void add(struct description *description, enum path_problem_kind kind, size_t element,
                const char *explanation)
{
    *VEC_ADD(description->arena, &description->problems) =
        (struct path_problem){ .kind = kind,
                               .element = element,
                               .fatal = kind != PATH_PROBLEM_USAGE_NARROWED,
                               .explanation = explanation };
}

static void add_narrowed(void *context, size_t element, const char *explanation)
{
    add(context, PATH_PROBLEM_USAGE_NARROWED, element, explanation);
}

static const struct cert *cert_of(const struct description *description, size_t element)
{
    return description->found->nodes[element]->cert;
}

static const char *label_of(const struct description *description, size_t element)
{
    return cert_label(description->arena, cert_of(description, element));
}

static enum element_role role_of(const struct found_path *found, size_t element)
{
    bool anchor = found->end == PATH_END_ANCHOR && element + 1 == found->count;
    if (element == 0)
        return anchor ? ROLE_ANCHORED_LEAF : ROLE_LEAF;
    return anchor ? ROLE_ANCHOR : ROLE_CA;
}

/* --- one element --- */

unsigned node_faults(const struct node *node, enum element_role role, int64_t at)
{
    return element_faults(node->cert, role, at) | (node->disallowed ? FAULT(DISALLOWED) : 0);
}

static void describe_own_faults(struct description *description, size_t element)
{
    const struct cert *cert = cert_of(description, element);
    enum element_role role = role_of(description->found, element);
    unsigned faults = node_faults(description->found->nodes[element], role, description->at);
    for (int kind = 0; kind < PATH_PROBLEM_COUNT; kind++)
        if (faults & 1u << kind)
            add(description, (enum path_problem_kind)kind, element,
                element_explain(description->arena, cert, role, description->at,
                                (enum path_problem_kind)kind));
}

static const char *forged_text(const struct description *description, size_t element)
{
    const struct cert *cert = cert_of(description, element), *issuer = cert_of(description, element + 1);
    const char *issuer_label = label_of(description, element + 1), *label = label_of(description, element);
    if (key_id_relation(&cert->authority_key_id, issuer) == KEY_ID_DIFFERS &&
        cert->authority_key_id.has_key_id)
        return arena_format(description->arena,
                            "the key of the %s that was given did not sign %s: its key identifier is %s, the "
                            "certificate names %s; the CA was renewed or is another one of the same name, so "
                            "give its certificate with that identifier",
                            issuer_label, label, key_id_text(description->arena, issuer->subject_key_id.id),
                            key_id_text(description->arena, cert->authority_key_id.key_id));
    return arena_format(
        description->arena,
        "the key of %s did not make the signature of %s: it was changed after it was signed, or "
        "another CA of that name issued it",
        issuer_label, label);
}

static const char *unsupported_text(const struct description *description, size_t element)
{
    const struct cert *cert = cert_of(description, element), *issuer = cert_of(description, element + 1);
    return arena_format(
        description->arena, "the signature of %s (%s, with the key %s of %s) cannot be checked here",
        label_of(description, element), oid_print(description->arena, cert->signature_algorithm.oid),
        key_print(description->arena, &issuer->key), label_of(description, element + 1));
}

static void describe_signature(struct description *description, size_t element)
{
    const struct found_path *found = description->found;
    if (element + 1 >= found->count)
        return;
    switch (link_signature(description->trust, found->nodes[element], found->nodes[element + 1],
                           description->effort)) {
    case SIGNATURE_VALID:
        break;
    case SIGNATURE_INVALID:
        add(description, PATH_PROBLEM_SIGNATURE_INVALID, element, forged_text(description, element));
        break;
    case SIGNATURE_UNSUPPORTED:
        add(description, PATH_PROBLEM_SIGNATURE_UNSUPPORTED, element, unsupported_text(description, element));
        break;
    }
}

static size_t authorities_below(const struct found_path *found, size_t element)
{
    size_t count = 0;
    for (size_t i = 1; i < element; i++)
        count += !cert_is_self_issued(found->nodes[i]->cert);
    return count;
}

static void describe_length(struct description *description, size_t element)
{
    const struct cert *cert = cert_of(description, element);
    size_t below = authorities_below(description->found, element);
    if (element == 0 || cert->basic_constraints.presence != EXTENSION_PRESENT ||
        !cert->basic_constraints.has_path_len)
        return;
    int64_t limit = cert->basic_constraints.path_len;
    if (limit >= 0 && (uint64_t)limit >= below)
        return;
    add(description, PATH_PROBLEM_PATH_TOO_LONG, element,
        arena_format(
            description->arena,
            "%s allows %lld CA certificates below it (path length constraint), and this path has %zu",
            label_of(description, element), (long long)limit, below));
}

static void describe_constraints(struct description *description, size_t element)
{
    size_t work = PATH_NAME_WORK;
    for (size_t below = 0; below < element; below++) {
        const char *why = "";
        if (below > 0 && cert_is_self_issued(cert_of(description, below)))
            continue;
        enum constraint_verdict verdict =
            constraints_check(cert_of(description, element), cert_of(description, below), below == 0, &work,
                              description->arena, &why);
        if (verdict == CONSTRAINT_HOLDS)
            continue;
        add(description,
            verdict == CONSTRAINT_BROKEN ? PATH_PROBLEM_NAME_NOT_PERMITTED
                                         : PATH_PROBLEM_NAME_CONSTRAINTS_UNSUPPORTED,
            element,
            below == 0 ? why
                       : arena_format(description->arena, "%s of %s", why, label_of(description, below)));
    }
}

/* --- the end --- */

static const char *fetch_hint(struct arena *arena, const struct cert *cert)
{
    struct span address;
    return cert_issuer_address(cert, &address)
               ? arena_format(arena, " (the certificate says: %s)", text_escaped(arena, address))
               : "";
}

static const char *missing_text(const struct description *description, size_t last)
{
    const struct cert *cert = cert_of(description, last);
    const char *id = cert->authority_key_id.has_key_id
                         ? arena_format(description->arena, " with key identifier %s",
                                        key_id_text(description->arena, cert->authority_key_id.key_id))
                         : "";
    return arena_format(description->arena,
                        "no certificate of %s was given, which issued %s: give the one%s%s",
                        name_print(description->arena, &cert->issuer), label_of(description, last), id,
                        fetch_hint(description->arena, cert));
}

static const char *untrusted_text(const struct description *description, size_t last)
{
    const struct cert *cert = cert_of(description, last);
    const struct name_group *group = store_subject(description->trust, &cert->subject);
    for (const struct node *node = group ? group->first : NULL; node; node = node->next_subject)
        if (node->root)
            return arena_format(
                description->arena,
                "%s (valid until %s) is not among the trusted roots; one of the same name is, with "
                "another key or other dates (valid until %s): the root was renewed, so the peer needs "
                "both",
                label_of(description, last), date_text(description->arena, cert->not_after.seconds),
                date_text(description->arena, node->cert->not_after.seconds));
    if (last == 0)
        return arena_format(description->arena, "%s is self-signed, and is not among the trusted roots",
                            label_of(description, last));
    return arena_format(description->arena,
                        "the root %s (valid until %s, SHA-1 %s) is not among the trusted roots",
                        label_of(description, last), date_text(description->arena, cert->not_after.seconds),
                        text_hex(description->arena, (struct span){ cert->sha1, sizeof cert->sha1 }));
}

static void describe_end(struct description *description)
{
    const struct found_path *found = description->found;
    size_t last = found->count - 1;
    if (found->gave_up)
        add(description, PATH_PROBLEM_SEARCH_GAVE_UP, last,
            arena_format(
                description->arena,
                "the search for a path from %s gave up after %zu attempts: the certificates given issue one "
                "another in too many ways (give fewer intermediates)",
                label_of(description, 0), found->steps));
    if (!trust_has_roots(description->trust) || found->gave_up)
        return; /* what the peer lacks is not known: it was not said what it trusts, or not all was looked at */
    switch (found->end) {
    case PATH_END_NONE:
    case PATH_END_ANCHOR:
        break;
    case PATH_END_UNTRUSTED_ROOT:
        add(description, PATH_PROBLEM_ROOT_NOT_TRUSTED, last, untrusted_text(description, last));
        break;
    case PATH_END_ISSUER_MISSING:
        add(description, PATH_PROBLEM_ISSUER_MISSING, last, missing_text(description, last));
        break;
    case PATH_END_LOOP:
        add(description, PATH_PROBLEM_ISSUER_MISSING, last,
            arena_format(
                description->arena,
                "the certificates of %s that were given lead back into the path of %s, and to no root",
                name_print(description->arena, &cert_of(description, last)->issuer),
                label_of(description, 0)));
        break;
    }
}

static void describe_policies(struct description *description)
{
    const struct found_path *found = description->found;
    const struct cert *certs[PATH_LENGTH];
    size_t at = 0;
    const char *why = "";
    if (found->end != PATH_END_ANCHOR || found->count < 2)
        return;
    for (size_t i = 0; i < found->count; i++)
        certs[i] = cert_of(description, i);
    if (!policies_check(description->arena, certs, found->count - 1, store_policies(description->trust), &at,
                        &why))
        add(description, PATH_PROBLEM_POLICY_NOT_PERMITTED, at, why);
}

/* --- the whole --- */

static bool has_problem(const struct description *description, enum path_problem_kind kind)
{
    for (size_t i = 0; i < description->problems.count; i++)
        if (description->problems.items[i].kind == kind)
            return true;
    return false;
}

static bool has_fatal_problem(const struct description *description)
{
    for (size_t i = 0; i < description->problems.count; i++)
        if (description->problems.items[i].fatal)
            return true;
    return false;
}

/* The search and the words must agree before a path is called trusted. */
static enum path_status status_of(const struct description *description)
{
    const struct found_path *found = description->found;
    if (!trust_has_roots(description->trust))
        return PATH_UNKNOWN;
    if (found->trusted && !has_fatal_problem(description))
        return PATH_TRUSTED;
    if (found->gave_up || found->end == PATH_END_NONE ||
        has_problem(description, PATH_PROBLEM_SIGNATURE_INVALID))
        return PATH_INVALID;
    if (found->end == PATH_END_UNTRUSTED_ROOT)
        return PATH_ROOT_NOT_TRUSTED;
    return found->end == PATH_END_ANCHOR ? PATH_INVALID : PATH_ISSUER_MISSING;
}

/* Problems in the order of elements; those of one element stay as they were found. */
static void sort_problems(struct description *description)
{
    struct path_problem *items = description->problems.items;
    for (size_t i = 1; i < description->problems.count; i++) {
        struct path_problem moved = items[i];
        size_t at = i;
        for (; at > 0 && items[at - 1].element > moved.element; at--)
            items[at] = items[at - 1];
        items[at] = moved;
    }
}

/* Which problem to name first: a smaller rank is the more telling one. */
static int rank_of(enum path_problem_kind kind)
{
    switch (kind) {
    case PATH_PROBLEM_SEARCH_GAVE_UP:
        return 0;
    case PATH_PROBLEM_SIGNATURE_INVALID:
        return 1;
    case PATH_PROBLEM_ROOT_NOT_TRUSTED:
    case PATH_PROBLEM_ISSUER_MISSING:
        return 2;
    default:
        return 3;
    }
}

static const char *explanation_of(const struct description *description)
{
    const struct path_problem *first = NULL;
    size_t fatal = 0;
    for (size_t i = 0; i < description->problems.count; i++) {
        const struct path_problem *problem = &description->problems.items[i];
        if (!problem->fatal)
            continue;
        fatal++;
        if (!first || rank_of(problem->kind) < rank_of(first->kind))
            first = problem;
    }
    const char *text = first ? first->explanation : "";
    if (!trust_has_roots(description->trust))
        return arena_format(description->arena, "which roots the peer trusts was not given%s%s",
                            first ? "; " : "", text);
    return fatal > 1 ? arena_format(description->arena, "%s (and %zu more)", text, fatal - 1) : text;
}

static const char *note_of(const struct description *description)
{
    const struct found_path *found = description->found;
    const struct cert *last = cert_of(description, found->count - 1);
    if (found->end != PATH_END_ANCHOR || cert_is_self_issued(last))
        return NULL;
    return arena_format(
        description->arena,
        "%s is no root (%s issued it), but it lies among the trusted roots and the path ends there",
        label_of(description, found->count - 1), name_print(description->arena, &last->issuer));
}

struct path *path_describe(struct trust *trust, const struct found_path *found, int64_t at,
                           struct effort *effort, struct arena *arena)
{
    struct path *path = arena_alloc(arena, sizeof *path);
    struct description description = { trust, found, at, effort, arena, path, { 0 } };
    path->elements = arena_array(arena, found->count, sizeof *path->elements);
    path->count = found->count;
    path->anchored = found->end == PATH_END_ANCHOR;
    for (size_t i = 0; i < found->count; i++)
        path->elements[i] =
            (struct path_element){ .cert = found->nodes[i]->cert, .object = found->nodes[i]->object };

    for (size_t i = 0; i < found->count; i++) {
        describe_own_faults(&description, i);
        describe_signature(&description, i);
        describe_length(&description, i);
        describe_constraints(&description, i);
    }
    usages_of_path(arena, path, add_narrowed, &description);
    describe_policies(&description);
    describe_end(&description);
    sort_problems(&description);

    path->problems = description.problems.items;
    path->problem_count = description.problems.count;
    path->status = status_of(&description);
    path->explanation = explanation_of(&description);
    path->note = note_of(&description);
    return path;
}
