/* Octets taken for a certificate: decoded, judged against itself as root, and asked for every fact. */
#include "facts/facts.h"
#include "pki/cert.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/promises.h"
#include "trust/trust.h"

enum { NOON_IN_2026 = 1780315200 }; /* 2026-06-01T12:00:00Z: the time that the seeds are made for */

static void judge(struct arena *arena, const struct object *object)
{
    struct trust *trust = trust_new();
    trust_add_root(trust, object);
    trust_ready(trust);
    struct scene scene;
    const struct path *path = trust_judge(trust, object->cert, object, NOON_IN_2026, arena);
    scene_build(arena, object, path, NULL, NOON_IN_2026, &scene);
    check_facts(&scene);
    trust_free(trust);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct source source = { .name = "fuzz.cer", .bytes = { data, size } };
    struct cert cert;
    const char *why;
    struct span at;
    if (cert_decode(arena, &source, source.bytes, &cert, &why, &at)) {
        struct object object = {
            .kind = OBJECT_CERTIFICATE, .path = source.name, .container = "DER", .cert = &cert
        };
        promise_cert(arena, &cert);
        judge(arena, &object);
    } else {
        promise_text(why);
        promise_inside(at, source.bytes);
    }
    arena_free(arena);
    return 0;
}
