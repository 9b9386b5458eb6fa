/* Octets taken for a CRL: decoded, walked, searched, and asked for every fact. */
#include "pki/crl.h"
#include "facts/facts.h"
#include "tests/fuzz/fuzz.h"

enum { NOON_IN_2026 = 1780315200 }; /* 2026-06-01T12:00:00Z: the time that the seeds are made for */

static bool see(void *context, const struct crl_entry *entry, const struct general_names *issuer)
{
    (void)entry;
    (void)issuer;
    ++*(size_t *)context;
    return true;
}

static void judge(struct arena *arena, const struct object *object)
{
    struct span cursor = object->crl->entries;
    struct crl_entry entry;
    size_t found = 0;
    for (int i = 0; i < 1000 && crl_next_entry(arena, &cursor, &entry); i++)
        crl_find(arena, object->crl, entry.serial_number, see, &found);

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
        judge(arena, &object);
    }
    arena_free(arena);
    return 0;
}
