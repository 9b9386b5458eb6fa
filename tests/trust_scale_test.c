/* Many certificates, and hostile ones: how much work a judgement is, and that it ends. */
#include <stdio.h>
#include <time.h>

#include "tests/check.h"
#include "tests/maker.h"
#include "trust/path.h"
#include "util/platform.h"

static const int64_t now = 1780272000; /* 2026-06-01T00:00:00Z */

static double seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static struct maker_key **make_keys(size_t count)
{
    struct maker_key **keys = arena_array(test_arena(), count, sizeof(struct maker_key *));
    for (size_t i = 0; i < count; i++)
        keys[i] = maker_key_new();
    return keys;
}

static void free_keys(struct maker_key **keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        maker_key_free(keys[i]);
}

static const char *ca_name(size_t number)
{
    return arena_format(test_arena(), "CA %zu", number);
}

/* --- 10,000 certificates under 50 CAs, with 50 lists of 10,000 entries --- */

enum { CAS = 50, LEAVES = 10000, ENTRIES = 10000, WORKERS = 2, REVOKED_EACH = 10 };

struct scale {
    struct trust *trust;
    const struct object *leaves[LEAVES];
    size_t good[WORKERS], revoked[WORKERS];
};

static void judge_share(void *context, unsigned worker)
{
    struct scale *scale = context;
    struct arena *arena = NULL;
    for (size_t i = worker; i < LEAVES; i += WORKERS) {
        if (i / WORKERS % 64 == 0) {
            arena_free(arena);
            arena = arena_new();
        }
        const struct path *path =
            trust_judge(scale->trust, scale->leaves[i]->cert, scale->leaves[i], now, arena);
        bool trusted = path->status == PATH_TRUSTED;
        scale->good[worker] += trusted && path_revocation(path) == REVOCATION_GOOD;
        scale->revoked[worker] += trusted && path_revocation(path) == REVOCATION_REVOKED;
    }
    arena_free(arena);
}

/* Serial numbers of a CA's leaves are 1 to 200; its list revokes those from 191 on, and thousands that nobody has. */
static void make_hierarchy(struct scale *scale, struct arena *arena, struct maker_key **keys)
{
    struct maker_key *root = keys[CAS], *of_leaves = keys[CAS + 1];
    trust_add_root(scale->trust,
                   maker_cert(arena, &(struct maker_cert){ "Root", "Root", root, root, 1, true, true }));
    trust_add_crl(scale->trust, maker_crl(arena, &(struct maker_crl){ "Root", root, 1000, 3 }));
    for (size_t i = 0; i < CAS; i++) {
        struct maker_cert ca = { ca_name(i), "Root", keys[i], root, (uint32_t)(i + 2), true, true };
        trust_add_intermediate(scale->trust, maker_cert(arena, &ca));
        struct maker_crl list = { ca_name(i), keys[i], LEAVES / CAS - REVOKED_EACH + 1, ENTRIES };
        trust_add_crl(scale->trust, maker_crl(arena, &list));
    }
    for (size_t i = 0; i < LEAVES; i++) {
        struct maker_cert leaf = { "leaf",        ca_name(i % CAS),        of_leaves,
                                   keys[i % CAS], (uint32_t)(i / CAS + 1), false,
                                   true };
        scale->leaves[i] = maker_cert(arena, &leaf);
    }
}

static void test_scale(void)
{
    struct arena *arena = arena_new();
    struct maker_key **keys = make_keys(CAS + 2);
    struct scale *scale = arena_alloc(arena, sizeof *scale);
    scale->trust = trust_new();
    make_hierarchy(scale, arena, keys);
    trust_ready(scale->trust);
    double start = seconds();
    platform_run(WORKERS, judge_share, scale);
    double taken = seconds() - start;
    size_t checks = trust_signature_checks(scale->trust);
    printf("\n    %d certificates under %d CAs judged in %.2f s, %zu signatures checked", LEAVES, CAS, taken,
           checks);
    CHECK_INT("each signature once", checks, LEAVES + CAS + CAS + 1);
    CHECK_INT("good", scale->good[0] + scale->good[1], LEAVES - CAS * REVOKED_EACH);
    CHECK_INT("revoked", scale->revoked[0] + scale->revoked[1], CAS * REVOKED_EACH);

    start = seconds();
    platform_run(WORKERS, judge_share, scale);
    printf("; again in %.2f s", seconds() - start);
    CHECK_INT("remembered", trust_signature_checks(scale->trust), checks);
    trust_free(scale->trust);
    free_keys(keys, CAS + 2);
    arena_free(arena);
}

/* --- hostile sets --- */

/* Seconds leave room for sanitizers, valgrind and busy machines; without them it is a fraction of one. */
enum { HOSTILE_SIGNATURES = 1300, HOSTILE_SECONDS = 20 };

struct hostile {
    const char *name;
    bool with_root; /* one of the CAs is certified by a trusted root */
    bool one_name;  /* all CAs have the same name */
    bool key_identifiers;
    size_t cas, crosses; /* certificates that CAs issue each other */
    bool trusted, gives_up;
};

static const struct hostile hostile_rows[] = {
    { "32 CAs certify each other, no root", false, false, true, 32, 992, false, true },
    { "32 CAs certify each other, one below a root", true, false, true, 32, 992, true, false },
    { "32 CAs certify each other, no key identifiers", true, false, false, 32, 992, true, false },
    { "32 CAs of one name, no root", false, true, true, 32, 992, false, true },
    { "32 CAs of one name, no key identifiers", false, true, false, 32, 992, false, true },
    { "32 CAs of one name, one below a root", true, true, true, 32, 992, true, false },
    { "1,000 CAs in a ring", false, false, true, 1000, 1000, false, true },
    { "1,000 CAs of one name in a ring", false, true, false, 1000, 1000, false, true },
};

static const char *hostile_name(const struct hostile *row, size_t number)
{
    return row->one_name ? "CA" : ca_name(number);
}

static void make_hostile(const struct hostile *row, struct trust *trust, struct arena *arena,
                         struct maker_key **keys)
{
    bool ring = row->cas == row->crosses;
    struct maker_key *root = keys[row->cas];
    trust_add_root(trust,
                   maker_cert(arena, &(struct maker_cert){ "Root", "Root", root, root, 1, true, true }));
    for (size_t i = 0; i < row->cas; i++)
        for (size_t k = 0; k < row->cas; k++) {
            if (ring ? k != (i + 1) % row->cas : k == i)
                continue;
            struct maker_cert cross = { hostile_name(row, i),
                                        hostile_name(row, k),
                                        keys[i],
                                        keys[k],
                                        (uint32_t)(i * row->cas + k),
                                        true,
                                        row->key_identifiers };
            trust_add_intermediate(trust, maker_cert(arena, &cross));
        }
    struct maker_cert last = {
        hostile_name(row, row->cas - 1), "Root", keys[row->cas - 1], root, 7, true, row->key_identifiers
    };
    if (row->with_root)
        trust_add_intermediate(trust, maker_cert(arena, &last));
}

static void test_hostile(void)
{
    struct maker_key **keys = make_keys(1001);
    for (size_t i = 0; i < COUNT_OF(hostile_rows); i++) {
        const struct hostile *row = &hostile_rows[i];
        struct arena *arena = arena_new();
        struct trust *trust = trust_new();
        make_hostile(row, trust, arena, keys);
        struct maker_cert leaf = { "leaf", hostile_name(row, 0), keys[1000], keys[0], 5,
                                   false,  row->key_identifiers };
        const struct object *object = maker_cert(arena, &leaf);
        trust_ready(trust);
        double start = seconds();
        const struct path *path = trust_judge(trust, object->cert, object, now, arena);
        double taken = seconds() - start;
        bool gave_up = false;
        for (size_t k = 0; k < path->problem_count; k++)
            gave_up |= path->problems[k].kind == PATH_PROBLEM_SEARCH_GAVE_UP;
        printf("\n    %s: %s in %.3f s, %zu signatures", row->name, path_status_name(path->status), taken,
               trust_signature_checks(trust));
        CHECK_INT(row->name, path->status == PATH_TRUSTED, row->trusted);
        CHECK_INT(row->name, gave_up, row->gives_up);
        CHECK_INT(row->name, path->status == PATH_INVALID, row->gives_up);
        CHECK(row->name, trust_signature_checks(trust) <= HOSTILE_SIGNATURES);
        CHECK_SAYING(row->name, taken < HOSTILE_SECONDS, "took %.3f s", taken);
        trust_free(trust);
        arena_free(arena);
    }
    free_keys(keys, 1001);
}

CU_TestInfo trust_scale_tests[] = {
    { "10,000 certificates", test_scale },
    { "hostile sets", test_hostile },
    CU_TEST_INFO_NULL,
};
