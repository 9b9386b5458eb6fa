/* Octets taken for a CRL: decoded, walked, searched, and asked for every fact. */
#include "pki/crl.h"
#include "facts/facts.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/promises.h"

enum { NOON_IN_2026 = 1780315200 }; /* 2026-06-01T12:00:00Z: the time that the seeds are made for */

static void judge(struct arena *arena, const struct object *object)
{
    struct crl_signer signer = { .explanation = "" };
    struct scene scene;
    scene_build(arena, object, NULL, &signer, NOON_IN_2026, &scene);
    check_facts(&scene);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct source source = { .name = "fuzz.crl", .bytes = { data, size } };
    struct crl crl;
    const char *why;
    struct span at;
    if (crl_decode(arena, &source, source.bytes, &crl, &why, &at)) {
        struct object object = { .kind = OBJECT_CRL, .path = source.name, .container = "DER", .crl = &crl };
        promise_crl(arena, &crl);
        judge(arena, &object);
    } else {
        promise_text(why);
        promise_inside(at, source.bytes);
    }
    arena_free(arena);
    return 0;
}
