/* Hash tables with open addressing, a mutex and a condition. */
#include "trust/memory.h"

#include <stdlib.h>

#include "util/platform.h"

enum {
    CHECKS_REMEMBERED = 1 << 17,  /* 6 MB at most */
    VERDICTS_REMEMBERED = 1 << 12 /* parts of paths above a leaf, each for one time judged */
};

enum check_state { CHECK_EMPTY, CHECK_RUNNING, CHECK_DONE };

struct check {
    uint8_t signed_object[32];
    uint32_t key;
    uint8_t state;  /* check_state */
    uint8_t result; /* signature_result */
};

struct remembered {
    uint8_t key[32];
    const void *verdict;
};

struct memory {
    struct arena *arena; /* of verdicts */
    struct platform_mutex *mutex;
    struct platform_condition *finished;
    struct check *checks; /* at most half full */
    size_t check_capacity, check_count;
    size_t checks_made;
    struct remembered *verdicts;
    size_t verdict_count;
};

struct memory *memory_new(void)
{
    struct arena *arena = arena_new();
    struct memory *memory = arena_alloc(arena, sizeof *memory);
    *memory = (struct memory){ .arena = arena,
                               .mutex = platform_mutex_new(),
                               .finished = platform_condition_new() };
    return memory;
}

void memory_free(struct memory *memory)
{
    platform_condition_free(memory->finished);
    platform_mutex_free(memory->mutex);
    free(memory->checks);
    free(memory->verdicts);
    arena_free(memory->arena);
}

static uint64_t digest_hash(const uint8_t digest[32])
{
    uint64_t hash;
    memcpy(&hash, digest, sizeof hash);
    return hash;
}

/* --- what a check costs --- */

static uint32_t bits_of(struct span magnitude)
{
    if (!magnitude.length)
        return 0;
    uint32_t bits = (uint32_t)(magnitude.length - 1) * 8;
    for (uint8_t first = magnitude.data[0]; first; first >>= 1)
        bits++;
    return bits;
}

uint32_t effort_of_key(const struct key *key)
{
    uint64_t size = key->bits < 1u << 20 ? key->bits : 1u << 20;
    switch (key->kind) {
    case KEY_RSA:
    case KEY_RSA_PSS: {
        uint64_t exponent = bits_of(key->exponent);
        uint64_t effort = size * size / (2048 * 2048 / 16) * (exponent < 17 ? 17 : exponent) / (17 * 16);
        return effort < 1 ? 1 : effort > UINT32_MAX ? UINT32_MAX : (uint32_t)effort;
    }
    case KEY_DSA:
        return (uint32_t)(10 + size * size / (1024 * 1024) * 4);
    default:
        return size > 400 ? 40 : size > 256 ? 24 : 10;
    }
}

/* Hashing counts too, for lists of many megabytes: a quarter of a megabyte as one check with a usual key. */
static uint64_t effort_of_check(const struct trust_key *key, const struct signed_object *object)
{
    return key->effort + (object->data.length >> 18);
}

/* --- checks --- */

static struct check *check_slot(struct check *checks, size_t capacity, uint32_t key, const uint8_t digest[32])
{
    size_t at = ((size_t)digest_hash(digest) + key * (size_t)0x9e3779b1) & (capacity - 1);
    while (checks[at].state != CHECK_EMPTY &&
           (checks[at].key != key || memcmp(checks[at].signed_object, digest, 32) != 0))
        at = (at + 1) & (capacity - 1);
    return &checks[at];
}

/* Makes room for one more; with the limit reached, forgets the finished ones. Called with the mutex held. */
static void make_room_for_check(struct memory *memory)
{
    if (2 * (memory->check_count + 1) <= memory->check_capacity)
        return;
    bool full = memory->check_capacity >= CHECKS_REMEMBERED;
    size_t capacity = full                     ? memory->check_capacity
                      : memory->check_capacity ? 2 * memory->check_capacity
                                               : 256;
    struct check *checks = calloc(capacity, sizeof *checks);
    if (!checks)
        out_of_memory(capacity * sizeof *checks);
    size_t count = 0;
    for (size_t i = 0; i < memory->check_capacity; i++) {
        const struct check *old = &memory->checks[i];
        if (old->state == CHECK_RUNNING || (old->state == CHECK_DONE && !full)) {
            *check_slot(checks, capacity, old->key, old->signed_object) = *old;
            count++;
        }
    }
    free(memory->checks);
    memory->checks = checks;
    memory->check_capacity = capacity;
    memory->check_count = count;
}

enum signature_result memory_check(struct memory *memory, struct trust_key *key,
                                   const struct signed_object *object, struct effort *effort)
{
    if (key->effort > EFFORT_OF_ONE_CHECK)
        return SIGNATURE_UNSUPPORTED;
    platform_mutex_lock(memory->mutex);
    make_room_for_check(memory);
    struct check *known = check_slot(memory->checks, memory->check_capacity, key->number, object->sha256);
    while (known->state == CHECK_RUNNING) {
        platform_condition_wait(memory->finished, memory->mutex);
        known = check_slot(memory->checks, memory->check_capacity, key->number, object->sha256);
    }
    if (known->state == CHECK_DONE || effort_of_check(key, object) > effort->left) {
        bool done = known->state == CHECK_DONE;
        enum signature_result result = done ? (enum signature_result)known->result : SIGNATURE_UNSUPPORTED;
        effort->exhausted |= !done;
        platform_mutex_unlock(memory->mutex);
        return result;
    }
    *known = (struct check){ .key = key->number, .state = CHECK_RUNNING };
    memcpy(known->signed_object, object->sha256, 32);
    memory->check_count++;
    memory->checks_made++;
    effort->left -= effort_of_check(key, object);
    if (!key->imported) {
        key->verifier = verifier_new(key->key);
        key->imported = true;
    }
    platform_mutex_unlock(memory->mutex);

    enum signature_result result =
        key->verifier ? verifier_check(key->verifier, object->algorithm, object->data, object->signature)
                      : SIGNATURE_UNSUPPORTED;

    platform_mutex_lock(memory->mutex);
    known = check_slot(memory->checks, memory->check_capacity, key->number, object->sha256);
    known->state = CHECK_DONE;
    known->result = (uint8_t)result;
    platform_condition_wake_all(memory->finished);
    platform_mutex_unlock(memory->mutex);
    return result;
}

enum signature_result memory_check_once(struct memory *memory, const struct key *key,
                                        const struct signed_object *object, struct effort *effort)
{
    uint32_t cost = effort_of_key(key);
    if (cost > EFFORT_OF_ONE_CHECK)
        return SIGNATURE_UNSUPPORTED;
    if (cost > effort->left) {
        effort->exhausted = true;
        return SIGNATURE_UNSUPPORTED;
    }
    effort->left -= cost;
    platform_mutex_lock(memory->mutex);
    memory->checks_made++;
    platform_mutex_unlock(memory->mutex);
    struct verifier *verifier = verifier_new(key);
    enum signature_result result =
        verifier ? verifier_check(verifier, object->algorithm, object->data, object->signature)
                 : SIGNATURE_UNSUPPORTED;
    verifier_free(verifier);
    return result;
}

size_t memory_checks_made(struct memory *memory)
{
    platform_mutex_lock(memory->mutex);
    size_t count = memory->checks_made;
    platform_mutex_unlock(memory->mutex);
    return count;
}

/* --- verdicts --- */

static struct remembered *verdict_slot(struct memory *memory, const uint8_t key[32])
{
    size_t at = (size_t)digest_hash(key) & (2 * VERDICTS_REMEMBERED - 1);
    while (memory->verdicts[at].verdict && memcmp(memory->verdicts[at].key, key, 32) != 0)
        at = (at + 1) & (2 * VERDICTS_REMEMBERED - 1);
    return &memory->verdicts[at];
}

const void *memory_recall(struct memory *memory, const uint8_t key[32])
{
    platform_mutex_lock(memory->mutex);
    const void *verdict = memory->verdicts ? verdict_slot(memory, key)->verdict : NULL;
    platform_mutex_unlock(memory->mutex);
    return verdict;
}

const void *memory_remember(struct memory *memory, const uint8_t key[32], const void *verdict,
                            const void *(*copy)(struct arena *arena, const void *verdict))
{
    platform_mutex_lock(memory->mutex);
    if (!memory->verdicts) {
        memory->verdicts = calloc(2 * VERDICTS_REMEMBERED, sizeof *memory->verdicts);
        if (!memory->verdicts)
            out_of_memory(2 * VERDICTS_REMEMBERED * sizeof *memory->verdicts);
    }
    struct remembered *slot = verdict_slot(memory, key);
    if (!slot->verdict && memory->verdict_count < VERDICTS_REMEMBERED) {
        memcpy(slot->key, key, 32);
        slot->verdict = copy(memory->arena, verdict);
        memory->verdict_count++;
    }
    const void *kept = slot->verdict;
    platform_mutex_unlock(memory->mutex);
    return kept;
}
