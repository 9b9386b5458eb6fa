/* make bench: what evaluating rules costs on one certificate, without trust checks; and what loading all of them costs.
 *
 * The goal is 10 us for 100 rules (a certificate's one signature check takes 26 us). Facts are computed anew for each
 * round, as for each object of an input; the path is unknown, so rules on it end as not checked. */
#include <stdio.h>
#include <time.h>

#include "lint/lint.h"
#include "ruleset/ruleset.h"
#include "util/platform.h"

enum { ROUNDS = 20000 };

static double microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void measure(struct library *library, const char *profile, const struct object *object)
{
    static const struct assignment given[] = { { "server_name", "vpn.contoso.com", "--set" },
                                               { "device_name", "laptop-017.corp.contoso.com", "--set" } };
    const struct program *program = library_compile(library, profile, NULL, 0, given, COUNT_OF(given));
    if (!program)
        return;
    size_t outcomes[OUTCOME_COUNT] = { 0 };
    double start = microseconds();
    for (int i = 0; i < ROUNDS; i++) {
        struct arena *arena = arena_new();
        struct scene scene;
        struct result result;
        scene_build(arena, object, NULL, NULL, 1780272000, &scene);
        lint_scene(program, &scene, &result);
        for (size_t j = 0; j < OUTCOME_COUNT; j++)
            outcomes[j] += result.outcomes[j];
        arena_free(arena);
    }
    double each = (microseconds() - start) / ROUNDS;
    printf("%-14s %3zu rules %7.2f us, 100 rules %7.2f us (%zu pass, %zu fail, %zu not applicable, %zu not "
           "checked)\n",
           profile, program->rule_count, each, each * 100 / (double)program->rule_count,
           outcomes[OUTCOME_PASS] / ROUNDS, outcomes[OUTCOME_FAIL] / ROUNDS,
           outcomes[OUTCOME_NOT_APPLICABLE] / ROUNDS, outcomes[OUTCOME_NOT_CHECKED] / ROUNDS);
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new();
    struct diags diags = { .arena = arena };
    const char *error = NULL;
    struct platform_map map;
    if (argc != 2 || !platform_map(argv[1], 1 << 20, &map, &error, arena)) {
        fprintf(stderr, "usage: bench_lint CERTIFICATE.cer (DER)%s%s\n", error ? ": " : "",
                error ? error : "");
        return 2;
    }
    double start = microseconds();
    struct library *library = library_new(&diags);
    const struct program *all = library_compile(library, "vpn-server", NULL, 0, NULL, 0);
    printf("loading vpn-server and what it includes: %.0f us, %zu rules\n", microseconds() - start,
           all ? all->rule_count : 0);

    struct source source = { .name = argv[1], .bytes = map.bytes };
    struct cert cert;
    struct span at;
    if (!cert_decode(arena, &source, map.bytes, &cert, &error, &at)) {
        fprintf(stderr, "bench_lint: %s: %s\n", argv[1], error);
        return 2;
    }
    struct object object = { .kind = OBJECT_CERTIFICATE, .path = argv[1], .cert = &cert };
    measure(library, "vpn-server", &object);
    measure(library, "device-tunnel", &object);
    measure(library, "certificate-keys", &object);
    library_free(library);
    platform_unmap(&map);
    arena_free(arena);
    return 0;
}
