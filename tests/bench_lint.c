/* make bench: what evaluating rules costs on one certificate, without trust checks; and what loading all of them costs.
 *
 * The goal is 10 us for 100 rules (a certificate's one signature check takes 26 us). Both are measured: with all facts
 * computed anew, as for each object of an input, and the rules alone. The path is unknown, so rules on it end as not
 * checked. */
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

/* One round on an object: a scene with no fact computed, or, again, one whose facts are there. */
static double round_trip(const struct program *program, const struct object *object, struct scene *kept,
                         struct result *result)
{
    struct arena *arena = arena_new();
    struct scene scene;
    double start = microseconds();
    if (kept)
        scene = *kept;
    else
        scene_build(arena, object, NULL, NULL, 1780272000, &scene);
    scene.arena = arena;
    lint_scene(program, &scene, result);
    double took = microseconds() - start;
    arena_free(arena);
    return took;
}

static void measure(struct library *library, const char *profile, const struct object *object)
{
    static const struct assignment given[] = { { "server_name", "vpn.contoso.com", "--set" },
                                               { "device_name", "laptop-017.corp.contoso.com", "--set" } };
    const struct program *program = library_compile(library, profile, NULL, 0, given, COUNT_OF(given));
    if (!program)
        return;
    struct arena *arena = arena_new();
    struct scene scene;
    struct result result;
    double whole = 0, alone = 0;
    scene_build(arena, object, NULL, NULL, 1780272000, &scene);
    lint_scene(program, &scene, &result);
    for (int i = 0; i < ROUNDS; i++) {
        whole += round_trip(program, object, NULL, &result);
        alone += round_trip(program, object, &scene, &result);
    }
    whole /= ROUNDS;
    alone /= ROUNDS;
    double hundred = 100 / (double)program->rule_count;
    printf("%-16s %3zu rules: %6.2f us with all facts, %6.2f us without; 100 rules: %6.2f us, %6.2f us\n",
           profile, program->rule_count, whole, alone, whole * hundred, alone * hundred);
    arena_free(arena);
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
