/* Filling a store and finding in it.
 *
 * trust_add_… only collects; trust_ready drops duplicates, groups certificates by subject and lists by issuer in hash
 * tables, finds each key once, and counts for each name how many certificates lie between it and a root if names are
 * believed: the search walks along that distance and knows at once which names lead nowhere. */
#include "trust/store.h"

#include "der/der.h"
#include "der/encode.h"

struct pointer_table { /* open addressing; capacity a power of two, at most half full */
    void **slots;
    size_t capacity;
};

struct trust {
    struct arena *arena; /* owns all of this; constant once ready */
    struct node_list nodes;
    struct {
        struct crl_node **items;
        size_t count, capacity;
    } crls;
    struct {
        struct trust_key **items;
        size_t count, capacity;
    } keys;
    struct pointer_table by_digest, by_subject, crls_by_issuer, keys_by_value;
    bool has_roots;
    struct trust_policies policies;

    struct memory *memory; /* owns; what workers share */
};

struct trust *trust_new(void)
{
    struct arena *arena = arena_new();
    struct trust *trust = arena_alloc(arena, sizeof *trust);
    trust->arena = arena;
    trust->memory = memory_new();
    return trust;
}

void trust_free(struct trust *trust)
{
    if (!trust)
        return;
    for (size_t i = 0; i < trust->keys.count; i++)
        verifier_free(trust->keys.items[i]->verifier);
    memory_free(trust->memory);
    arena_free(trust->arena);
}

static void add_certificate(struct trust *trust, const struct object *object, bool root)
{
    if (object->kind != OBJECT_CERTIFICATE)
        return;
    struct node *node = arena_alloc(trust->arena, sizeof *node);
    *node = (struct node){ .cert = object->cert, .object = object, .root = root };
    *VEC_ADD(trust->arena, &trust->nodes) = node;
}

void trust_add_root(struct trust *trust, const struct object *object)
{
    add_certificate(trust, object, true);
}

void trust_add_intermediate(struct trust *trust, const struct object *object)
{
    add_certificate(trust, object, false);
}

void trust_add_crl(struct trust *trust, const struct object *object)
{
    if (object->kind != OBJECT_CRL)
        return;
    struct crl_node *node = arena_alloc(trust->arena, sizeof *node);
    *node = (struct crl_node){ .crl = object->crl, .object = object };
    *VEC_ADD(trust->arena, &trust->crls) = node;
}

void trust_add_disallowed(struct trust *trust, const struct object *object)
{
    size_t before = trust->nodes.count;
    add_certificate(trust, object, false);
    if (trust->nodes.count > before)
        trust->nodes.items[before]->disallowed = true;
}

void trust_set_policies(struct trust *trust, const struct trust_policies *policies)
{
    trust->policies = *policies;
}

const struct trust_policies *store_policies(const struct trust *trust)
{
    return &trust->policies;
}

bool trust_has_roots(const struct trust *trust)
{
    return trust->has_roots;
}

bool trust_has_intermediates(const struct trust *trust)
{
    for (size_t i = 0; i < trust->nodes.count; i++)
        if (!trust->nodes.items[i]->root && !trust->nodes.items[i]->disallowed)
            return true;
    return false;
}

const struct cert *trust_find(const struct trust *trust, struct span sha1, bool *is_root)
{
    for (size_t i = 0; i < trust->nodes.count; i++) {
        const struct node *node = trust->nodes.items[i];
        if (node->disallowed || !span_equal(sha1, (struct span){ node->cert->sha1, sizeof node->cert->sha1 }))
            continue;
        *is_root = node->root;
        return node->cert;
    }
    return NULL;
}

const struct node_list *store_nodes(const struct trust *trust)
{
    return &trust->nodes;
}

size_t store_crl_count(const struct trust *trust)
{
    return trust->crls.count;
}

struct crl_node *store_crl(const struct trust *trust, size_t number)
{
    return trust->crls.items[number];
}

/* --- tables --- */

static struct pointer_table table_new(struct arena *arena, size_t expected)
{
    struct pointer_table table = { .capacity = 16 };
    while (table.capacity < 2 * expected)
        table.capacity *= 2;
    table.slots = arena_array(arena, table.capacity, sizeof *table.slots);
    return table;
}

/* The slot that holds the equal item, or the empty one where it would go. */
static void **table_slot(const struct pointer_table *table, uint64_t hash,
                         bool (*equal)(const void *, const void *), const void *wanted)
{
    size_t at = (size_t)hash & (table->capacity - 1);
    while (table->slots[at] && !equal(table->slots[at], wanted))
        at = (at + 1) & (table->capacity - 1);
    return &table->slots[at];
}

static uint64_t digest_hash(const uint8_t digest[32])
{
    uint64_t hash;
    memcpy(&hash, digest, sizeof hash);
    return hash;
}

/* FNV-1a: spreads; what decides equality is the comparison behind it. Spans hashed here are as many as certificates. */
static uint64_t span_hash(struct span bytes)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < bytes.length; i++)
        hash = (hash ^ bytes.data[i]) * 1099511628211u;
    return hash;
}

static bool node_has_digest(const void *item, const void *digest)
{
    return memcmp(((const struct node *)item)->cert->sha256, digest, 32) == 0;
}

static bool crl_has_digest(const void *item, const void *digest)
{
    return memcmp(((const struct crl_node *)item)->crl->sha256, digest, 32) == 0;
}

static bool group_has_name(const void *item, const void *name)
{
    return name_equal(((const struct name_group *)item)->name, name);
}

static bool crl_has_issuer(const void *item, const void *name)
{
    return name_equal(&((const struct crl_node *)item)->crl->issuer, name);
}

static bool key_has_value(const void *item, const void *spki)
{
    return span_equal(((const struct trust_key *)item)->key->spki, *(const struct span *)spki);
}

struct node *store_find(const struct trust *trust, const struct cert *cert)
{
    if (!trust->by_digest.capacity)
        return NULL;
    return *table_slot(&trust->by_digest, digest_hash(cert->sha256), node_has_digest, cert->sha256);
}

struct name_group *store_subject(const struct trust *trust, const struct name *name)
{
    if (!trust->by_subject.capacity)
        return NULL;
    return *table_slot(&trust->by_subject, name->hash, group_has_name, name);
}

struct crl_node *store_crls_of(const struct trust *trust, const struct name *name)
{
    if (!trust->crls_by_issuer.capacity)
        return NULL;
    return *table_slot(&trust->crls_by_issuer, name->hash, crl_has_issuer, name);
}

/* --- making ready --- */

static struct trust_key *add_key(struct trust *trust, const struct key *key)
{
    struct trust_key *added = arena_alloc(trust->arena, sizeof *added);
    *added =
        (struct trust_key){ .key = key, .number = (uint32_t)trust->keys.count, .effort = effort_of_key(key) };
    *VEC_ADD(trust->arena, &trust->keys) = added;
    return added;
}

static void drop_duplicates(struct trust *trust)
{
    trust->by_digest = table_new(trust->arena, trust->nodes.count);
    size_t kept = 0;
    for (size_t i = 0; i < trust->nodes.count; i++) {
        struct node *node = trust->nodes.items[i];
        trust->has_roots |= node->root;
        void **slot = table_slot(&trust->by_digest, digest_hash(node->cert->sha256), node_has_digest,
                                 node->cert->sha256);
        if (*slot) {
            struct node *first = *slot;
            first->disallowed |= node->disallowed;
            if (node->root && !first->root) { /* the store that makes it trusted is the one to name */
                first->root = true;
                first->object = node->object;
            }
            continue;
        }
        *slot = node;
        node->number = kept;
        trust->nodes.items[kept++] = node;
    }
    trust->nodes.count = kept;
}

static void group_certificates(struct trust *trust)
{
    trust->by_subject = table_new(trust->arena, trust->nodes.count);
    trust->keys_by_value = table_new(trust->arena, trust->nodes.count);
    for (size_t i = 0; i < trust->nodes.count; i++) {
        struct node *node = trust->nodes.items[i];
        const struct name *subject = &node->cert->subject;
        void **slot = table_slot(&trust->by_subject, subject->hash, group_has_name, subject);
        if (!*slot) {
            struct name_group *group = arena_alloc(trust->arena, sizeof *group);
            *group = (struct name_group){ .name = subject, .distance = UINT32_MAX };
            *slot = group;
        }
        struct name_group *group = *slot;
        if (group->last)
            group->last->next_subject = node;
        else
            group->first = node;
        group->last = node;
        group->count++;

        const struct span *spki = &node->cert->key.spki;
        slot = table_slot(&trust->keys_by_value, span_hash(*spki), key_has_value, spki);
        if (!*slot)
            *slot = add_key(trust, &node->cert->key);
        node->key = *slot;
    }
    for (size_t i = 0; i < trust->nodes.count; i++) {
        struct node *node = trust->nodes.items[i];
        node->issuers = store_subject(trust, &node->cert->issuer);
        if (node->issuers) {
            node->next_issued = node->issuers->first_issued;
            node->issuers->first_issued = node;
        }
    }
}

/* Breadth first, downwards from the names that have a root. */
static void measure_distances(struct trust *trust)
{
    struct name_group **queue = arena_array(trust->arena, trust->nodes.count, sizeof(struct name_group *));
    size_t head = 0, tail = 0;
    for (size_t i = 0; i < trust->nodes.count; i++) {
        struct node *node = trust->nodes.items[i];
        struct name_group *group = node->root ? store_subject(trust, &node->cert->subject) : NULL;
        if (group && group->distance == UINT32_MAX) {
            group->distance = 1;
            queue[tail++] = group;
        }
    }
    while (head < tail) {
        struct name_group *above = queue[head++];
        for (struct node *node = above->first_issued; node; node = node->next_issued) {
            struct name_group *group = store_subject(trust, &node->cert->subject);
            if (group->distance == UINT32_MAX) {
                group->distance = above->distance + 1;
                queue[tail++] = group;
            }
        }
    }
}

static void group_crls(struct trust *trust)
{
    struct pointer_table seen = table_new(trust->arena, trust->crls.count);
    trust->crls_by_issuer = table_new(trust->arena, trust->crls.count);
    size_t kept = 0;
    for (size_t i = 0; i < trust->crls.count; i++) {
        struct crl_node *node = trust->crls.items[i];
        void **slot = table_slot(&seen, digest_hash(node->crl->sha256), crl_has_digest, node->crl->sha256);
        if (*slot)
            continue;
        *slot = node;
        node->number = kept;
        trust->crls.items[kept++] = node;
    }
    trust->crls.count = kept;
    for (size_t i = kept; i > 0; i--) { /* backwards, so that each list of lists is in the order given */
        struct crl_node *node = trust->crls.items[i - 1];
        void **slot =
            table_slot(&trust->crls_by_issuer, node->crl->issuer.hash, crl_has_issuer, &node->crl->issuer);
        node->next = *slot;
        *slot = node;
    }
}

static bool lacks_parameters(const struct key *key)
{
    return key->kind == KEY_DSA &&
           (!key->algorithm.parameters.data || key->algorithm.parameters.data[0] == DER_NULL);
}

/* A DSA key may take its parameters from the key of its certificate's issuer (RFC 3279, 2.3.2). The path has to go
 * through that very issuer then: parameters of somebody else's choice would let him forge signatures. */
static bool inherit_parameters(struct trust *trust, struct node *node)
{
    struct effort effort = { .left = EFFORT_OF_A_JUDGEMENT };
    for (struct node *issuer = node->issuers ? node->issuers->first : NULL; issuer;
         issuer = issuer->next_subject) {
        const struct key *from = issuer->key->key;
        if (from->kind != KEY_DSA || lacks_parameters(from) ||
            store_check_cert(trust, issuer, node->cert, &effort) != SIGNATURE_VALID)
            continue;
        const struct key *own = &node->cert->key;
        struct span content, bits = { 0 }, whole = own->spki;
        if (!der_get(&whole, DER_SEQUENCE, &content, NULL) || !der_get(&content, DER_SEQUENCE, &bits, NULL))
            return false;
        struct span oid_element =
            encode_element(trust->arena, DER_OID, own->algorithm.oid, (struct span){ 0 });
        struct key *key = arena_alloc(trust->arena, sizeof *key);
        *key = *own;
        key->algorithm.whole =
            encode_element(trust->arena, DER_SEQUENCE, oid_element, from->algorithm.parameters);
        key->algorithm.parameters = from->algorithm.parameters;
        key->spki = encode_element(trust->arena, DER_SEQUENCE, key->algorithm.whole, content);
        key->bits = from->bits;
        key->decoded = true;
        node->key = add_key(trust, key);
        node->parameters_from = issuer;
        return true;
    }
    return false;
}

void trust_ready(struct trust *trust)
{
    enum { INHERITANCE_DEPTH = 4 };
    drop_duplicates(trust);
    group_certificates(trust);
    measure_distances(trust);
    group_crls(trust);
    bool again = true;
    for (int round = 0; again && round < INHERITANCE_DEPTH; round++) {
        again = false;
        for (size_t i = 0; i < trust->nodes.count; i++) {
            struct node *node = trust->nodes.items[i];
            if (lacks_parameters(node->key->key))
                again |= inherit_parameters(trust, node);
        }
    }
}

struct node *store_leaf(struct trust *trust, const struct cert *cert, const struct object *object,
                        struct arena *arena)
{
    struct node *known = store_find(trust, cert);
    struct node *leaf = arena_alloc(arena, sizeof *leaf);
    if (known)
        *leaf = *known;
    else
        *leaf = (struct node){ .number = SIZE_MAX, .issuers = store_subject(trust, &cert->issuer) };
    leaf->cert = cert;
    leaf->object = object ? object : leaf->object;
    return leaf;
}

bool store_same_key(const struct node *a, const struct node *b)
{
    return a->cert->key.spki.length > 0 && span_equal(a->cert->key.spki, b->cert->key.spki);
}

/* --- checks --- */

enum signature_result store_check_cert(struct trust *trust, const struct node *issuer,
                                       const struct cert *cert, struct effort *effort)
{
    struct signed_object object = { cert->sha256, &cert->signature_algorithm, cert->tbs, cert->signature };
    return issuer->key ? memory_check(trust->memory, issuer->key, &object, effort) : SIGNATURE_UNSUPPORTED;
}

enum signature_result store_check_crl(struct trust *trust, const struct node *issuer, const struct crl *crl,
                                      struct effort *effort)
{
    struct signed_object object = { crl->sha256, &crl->signature_algorithm, crl->tbs, crl->signature };
    return issuer->key ? memory_check(trust->memory, issuer->key, &object, effort) : SIGNATURE_UNSUPPORTED;
}

enum signature_result store_check_self(struct trust *trust, const struct node *node, struct effort *effort)
{
    const struct cert *cert = node->cert;
    struct signed_object object = { cert->sha256, &cert->signature_algorithm, cert->tbs, cert->signature };
    return node->key ? memory_check(trust->memory, node->key, &object, effort)
                     : memory_check_once(trust->memory, &cert->key, &object, effort);
}

size_t trust_signature_checks(const struct trust *trust)
{
    return memory_checks_made(trust->memory);
}

struct memory *store_memory(const struct trust *trust)
{
    return trust->memory;
}
