/* Octets taken for a certificate request: decoded, and its own signature checked. */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/promises.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct source source = { .name = "fuzz.req", .bytes = { data, size } };
    struct request request;
    const char *why;
    struct span at;
    if (request_decode(arena, &source, source.bytes, &request, &why, &at)) {
        promise_cert(arena, request.as_cert);
        request_check_signature(&request);
        for (size_t i = 0; i < request.attributes.count; i++)
            promise_inside(request.attributes.items[i].whole, request.der);
    } else {
        promise_text(why);
        promise_inside(at, source.bytes);
    }
    arena_free(arena);
    return 0;
}
