/* The policy tree as a graph of levels, from the anchor down to the leaf.
 *
 * A level holds the policies that are valid at one depth, each once, sorted, with the policies of the level above that
 * it comes from; "any policy" is a flag of the level. A node without parents hangs on anyPolicy above it. What the RFC
 * says of the tree's nodes, their expected policies and their children is in these terms:
 *
 *     certificate         level before it = what the CA above expects     level after it = policies in common
 *     policy mappings     the next level's nodes are the subject policies, their parents the issuer policies
 *
 * Whether the user's policies are met is asked at the end, by walking from the last level up to the nodes that hang on
 * anyPolicy: those are policies in the words of the anchor's domain (6.1.5 (g)). */
#include "trust/policies.h"

#include <stdlib.h>

struct node {
    struct span policy;
    const struct span *parents; /* sorted; policies of the level above */
    size_t parent_count;        /* 0: hangs on anyPolicy */
    bool mapped, reachable;
};

struct level {
    struct node *nodes; /* sorted by policy, each once */
    size_t count;
    bool any;
};

static int compare_nodes(const void *a, const void *b)
{
    return span_compare(((const struct node *)a)->policy, ((const struct node *)b)->policy);
}

static int compare_spans(const void *a, const void *b)
{
    return span_compare(*(const struct span *)a, *(const struct span *)b);
}

static struct node *find(const struct level *level, struct span policy)
{
    struct node wanted = { .policy = policy };
    return level->count ? bsearch(&wanted, level->nodes, level->count, sizeof wanted, compare_nodes) : NULL;
}

static bool contains(const struct span *policies, size_t count, struct span policy)
{
    return count && bsearch(&policy, policies, count, sizeof policy, compare_spans);
}

/* The certificate's policies but anyPolicy, sorted, each once. */
static struct span *sorted_policies(struct arena *arena, const struct certificate_policies *list,
                                    size_t *count, bool *any)
{
    struct span *policies = arena_array(arena, list->count, sizeof *policies);
    size_t listed = 0;
    *any = false;
    for (size_t i = 0; i < list->count; i++)
        if (oid_is(list->items[i].oid, OID_ANY_POLICY))
            *any = true;
        else
            policies[listed++] = list->items[i].oid;
    if (listed)
        qsort(policies, listed, sizeof *policies, compare_spans);
    *count = 0;
    for (size_t i = 0; i < listed; i++)
        if (*count == 0 || !span_equal(policies[i], policies[*count - 1]))
            policies[(*count)++] = policies[i];
    return policies;
}

/* RFC 5280, 6.1.3 (d) and (e): what is left of the level after this certificate. */
static void meet_certificate(struct arena *arena, const struct cert *cert, bool any_allowed,
                             struct level *level)
{
    if (cert->certificate_policies.presence != EXTENSION_PRESENT) {
        *level = (struct level){ 0 };
        return;
    }
    bool lists_any;
    size_t count;
    struct span *policies = sorted_policies(arena, &cert->certificate_policies.list, &count, &lists_any);
    bool keeps_all = lists_any && any_allowed;

    struct node *nodes = arena_array(arena, level->count + count, sizeof *nodes);
    size_t kept = 0;
    for (size_t i = 0; i < level->count; i++)
        if (keeps_all || contains(policies, count, level->nodes[i].policy))
            nodes[kept++] = level->nodes[i];
    if (level->any)
        for (size_t i = 0; i < count; i++)
            if (!find(level, policies[i]))
                nodes[kept++] = (struct node){ .policy = policies[i] };
    if (kept)
        qsort(nodes, kept, sizeof *nodes, compare_nodes);
    *level = (struct level){ nodes, kept, level->any && keeps_all };
}

/* From an expected policy to one that it comes from. */
struct edge {
    struct span subject, issuer;
};

static int compare_edges(const void *a, const void *b)
{
    const struct edge *left = a, *right = b;
    int order = span_compare(left->subject, right->subject);
    return order ? order : span_compare(left->issuer, right->issuer);
}

/* The level that the next certificate meets, made of edges from it to this one. */
static struct level level_of_edges(struct arena *arena, struct edge *edges, size_t count, bool any)
{
    struct level level = { arena_array(arena, count, sizeof(struct node)), 0, any };
    struct span *parents = arena_array(arena, count, sizeof *parents);
    if (count)
        qsort(edges, count, sizeof *edges, compare_edges);
    for (size_t i = 0; i < count; i++) {
        parents[i] = edges[i].issuer;
        struct node *last = level.count ? &level.nodes[level.count - 1] : NULL;
        if (!last || !span_equal(last->policy, edges[i].subject))
            level.nodes[level.count++] =
                (struct node){ .policy = edges[i].subject, .parents = &parents[i], .parent_count = 1 };
        else
            last->parent_count++;
    }
    return level;
}

/* RFC 5280, 6.1.4 (b). `level` may gain nodes: a policy that is mapped and stands for anyPolicy becomes one. */
static struct level map_policies(struct arena *arena, const struct cert *cert, bool mapping_allowed,
                                 struct level *level)
{
    bool maps = cert->policy_mappings.presence == EXTENSION_PRESENT;
    size_t mappings = maps ? cert->policy_mappings.count : 0;
    struct node *nodes = arena_array(arena, level->count + mappings, sizeof *nodes);
    for (size_t i = 0; i < level->count; i++)
        nodes[i] = level->nodes[i];
    *level = (struct level){ nodes, level->count, level->any };

    struct level known = *level;
    for (size_t i = 0; i < mappings; i++) {
        struct span issuer = cert->policy_mappings.items[i].issuer_policy;
        struct node *node = find(&known, issuer);
        if (node)
            node->mapped = true;
        else if (known.any && mapping_allowed)
            nodes[level->count++] = (struct node){ .policy = issuer, .mapped = true };
    }
    if (level->count > known.count) { /* the new ones, each once, among the others */
        qsort(nodes, level->count, sizeof *nodes, compare_nodes);
        size_t kept = 0;
        for (size_t i = 0; i < level->count; i++)
            if (kept == 0 || !span_equal(nodes[i].policy, nodes[kept - 1].policy))
                nodes[kept++] = nodes[i];
        level->count = kept;
    }

    struct edge *edges = arena_array(arena, level->count + mappings, sizeof *edges);
    size_t count = 0;
    for (size_t i = 0; i < level->count; i++)
        if (!level->nodes[i].mapped)
            edges[count++] = (struct edge){ level->nodes[i].policy, level->nodes[i].policy };
    for (size_t i = 0; mapping_allowed && i < mappings; i++) {
        const struct policy_mapping *mapping = &cert->policy_mappings.items[i];
        if (find(level, mapping->issuer_policy))
            edges[count++] = (struct edge){ mapping->subject_policy, mapping->issuer_policy };
    }
    return level_of_edges(arena, edges, count, level->any);
}

/* RFC 5280, 6.1.5 (g): whether the intersection of the tree with the user's policies is not empty. */
static bool user_policies_met(struct level *levels, size_t count, const struct oid_list *acceptable)
{
    struct level *last = &levels[count - 1];
    bool any_will_do = acceptable->count == 0 || oid_list_contains(acceptable, OID_ANY_POLICY);
    if (last->any || (any_will_do && last->count))
        return true;
    for (size_t i = 0; i < last->count; i++)
        last->nodes[i].reachable = true;
    for (size_t depth = count; depth > 0; depth--) {
        struct level *level = &levels[depth - 1];
        for (size_t i = 0; i < level->count; i++) {
            const struct node *node = &level->nodes[i];
            if (!node->reachable)
                continue;
            for (size_t k = 0; node->parent_count == 0 && k < acceptable->count; k++)
                if (span_equal(acceptable->items[k], node->policy))
                    return true;
            for (size_t k = 0; depth > 1 && k < node->parent_count; k++) {
                struct node *parent = find(&levels[depth - 2], node->parents[k]);
                if (parent)
                    parent->reachable = true;
            }
        }
    }
    return false;
}

/* The counters of 6.1.2 (d), (e), (f): how many more certificates until something applies. */
struct counters {
    size_t explicit_policy, inhibit_any, policy_mapping;
};

static void lower(size_t *counter, int64_t value)
{
    if (value >= 0 && (uint64_t)value < *counter)
        *counter = (size_t)value;
}

/* RFC 5280, 6.1.4 (h), (i), (j). */
static void prepare_counters(const struct cert *cert, struct counters *counters)
{
    if (!cert_is_self_issued(cert)) {
        counters->explicit_policy -= counters->explicit_policy > 0;
        counters->policy_mapping -= counters->policy_mapping > 0;
        counters->inhibit_any -= counters->inhibit_any > 0;
    }
    if (cert->policy_constraints.presence == EXTENSION_PRESENT) {
        if (cert->policy_constraints.has_require_explicit)
            lower(&counters->explicit_policy, cert->policy_constraints.require_explicit);
        if (cert->policy_constraints.has_inhibit_mapping)
            lower(&counters->policy_mapping, cert->policy_constraints.inhibit_mapping);
    }
    if (cert->inhibit_any_policy.presence == EXTENSION_PRESENT)
        lower(&counters->inhibit_any, cert->inhibit_any_policy.skip_certs);
}

static bool maps_any_policy(const struct cert *cert)
{
    for (size_t i = 0; cert->policy_mappings.presence == EXTENSION_PRESENT && i < cert->policy_mappings.count;
         i++)
        if (oid_is(cert->policy_mappings.items[i].issuer_policy, OID_ANY_POLICY) ||
            oid_is(cert->policy_mappings.items[i].subject_policy, OID_ANY_POLICY))
            return true;
    return false;
}

/* Nothing asks for a policy: the usual case, and then the tree decides nothing. */
static bool policies_matter(const struct cert *const *certs, size_t count,
                            const struct trust_policies *wanted)
{
    if (wanted->require_explicit)
        return true;
    for (size_t i = 0; i < count; i++)
        if (certs[i]->policy_constraints.presence != EXTENSION_ABSENT ||
            certs[i]->policy_mappings.presence != EXTENSION_ABSENT)
            return true;
    return false;
}

bool policies_check(struct arena *arena, const struct cert *const *certs, size_t count,
                    const struct trust_policies *wanted, size_t *at, const char **why)
{
    if (!policies_matter(certs, count, wanted))
        return true;
    struct counters counters = {
        .explicit_policy = wanted->require_explicit ? 0 : count + 1,
        .inhibit_any = wanted->inhibit_any ? 0 : count + 1,
        .policy_mapping = wanted->inhibit_mapping ? 0 : count + 1,
    };
    struct level *levels = arena_array(arena, count, sizeof *levels);
    struct level expected = { .any = true };
    size_t demanded_by = 0, emptied_by = count;
    for (size_t depth = 0; depth < count; depth++) {
        size_t index = count - 1 - depth; /* in certs */
        const struct cert *cert = certs[index];
        bool last = index == 0;
        bool had_policies = expected.any || expected.count;
        meet_certificate(arena, cert, counters.inhibit_any > 0 || (!last && cert_is_self_issued(cert)),
                         &expected);
        if (had_policies && !expected.any && !expected.count)
            emptied_by = index;
        levels[depth] = expected;
        if (last)
            break;
        if (maps_any_policy(cert)) {
            *at = index;
            *why = arena_format(arena,
                                "the policy mappings of %s map to or from any policy, which RFC 5280 forbids",
                                cert_label(arena, cert));
            return false;
        }
        size_t before = counters.explicit_policy;
        expected = map_policies(arena, cert, counters.policy_mapping > 0, &levels[depth]);
        prepare_counters(cert, &counters);
        if (before > 0 && counters.explicit_policy == 0)
            demanded_by = index;
    }
    if (counters.explicit_policy > 0)
        counters.explicit_policy--;
    if (certs[0]->policy_constraints.presence == EXTENSION_PRESENT &&
        certs[0]->policy_constraints.has_require_explicit &&
        certs[0]->policy_constraints.require_explicit == 0)
        counters.explicit_policy = 0;
    if (counters.explicit_policy > 0 || user_policies_met(levels, count, &wanted->acceptable))
        return true;

    *at = emptied_by < count ? emptied_by : 0;
    const char *demand =
        wanted->require_explicit
            ? "the peer asks for a certificate policy (--require-explicit-policy)"
            : arena_format(arena, "%s asks for a certificate policy", cert_label(arena, certs[demanded_by]));
    *why = emptied_by < count
               ? arena_format(arena, "%s, and %s has none that all CAs above it allow", demand,
                              cert_label(arena, certs[emptied_by]))
               : arena_format(arena, "%s, and none of those of this path is one that is accepted", demand);
    return false;
}
