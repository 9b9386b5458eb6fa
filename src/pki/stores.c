/* Certificates are told apart by SHA-256. An index sorted by store and digest answers what lies where, so that stores of
 * many thousands cost no square. */
#include "pki/stores.h"

#include <stdlib.h>

#include "pki/signature.h"
#include "util/text.h"

enum store_place store_place_of_name(struct span name)
{
    static const struct {
        const char *name;
        enum store_place place;
    } places[] = {
        { "root", PLACE_ROOT },
        { "authroot", PLACE_ROOT },
        { "ca", PLACE_CA },
        { "my", PLACE_MY },
        { "disallowed", PLACE_DISALLOWED },
        /* as certlm.msc calls them */
        { "Personal", PLACE_MY },
        { "Trusted Root Certification Authorities", PLACE_ROOT },
        { "Intermediate Certification Authorities", PLACE_CA },
        { "Untrusted Certificates", PLACE_DISALLOWED },
    };
    for (size_t i = 0; i < COUNT_OF(places); i++)
        if (text_equal_ignoring_case(name, span_of_text(places[i].name)))
            return places[i].place;
    return PLACE_OTHER;
}

void stores_add(struct arena *arena, struct stores *stores, const struct object *object,
                enum store_place place)
{
    stores->known[place] = true;
    *VEC_ADD(arena, &stores->certs) = (struct stored_cert){ object, place };
}

static int compare(enum store_place place, const struct cert *cert, const struct stored_cert *to)
{
    if (place != to->place)
        return place < to->place ? -1 : 1;
    return memcmp(cert->sha256, to->object->cert->sha256, sizeof cert->sha256);
}

/* Of copies, the one that was exported first comes first. */
static int compare_entries(const void *a, const void *b)
{
    const struct stored_cert *left = *(const struct stored_cert *const *)a,
                             *right = *(const struct stored_cert *const *)b;
    int order = compare(left->place, left->object->cert, right);
    return order ? order : left < right ? -1 : left > right;
}

void stores_ready(struct arena *arena, struct stores *stores)
{
    size_t count = stores->certs.count, kept = 0;
    struct stored_cert *all = stores->certs.items;
    const struct stored_cert **sorted = arena_array(arena, count, sizeof *sorted);
    bool *is_copy = arena_array(arena, count, sizeof *is_copy);
    uint8_t *octets = arena_array(arena, count, sizeof all->object->cert->sha256);
    size_t length = 0;
    for (size_t i = 0; i < count; i++)
        sorted[i] = &all[i];
    if (count > 1)
        qsort(sorted, count, sizeof *sorted, compare_entries);
    for (size_t i = 0; i < count; i++) {
        const struct cert *cert = sorted[i]->object->cert;
        is_copy[sorted[i] - all] = i > 0 && compare(sorted[i]->place, cert, sorted[i - 1]) == 0;
        if (sorted[i]->place != PLACE_MY || is_copy[sorted[i] - all])
            continue;
        memcpy(octets + length, cert->sha256, sizeof cert->sha256);
        length += sizeof cert->sha256;
    }
    for (size_t i = 0; i < count; i++)
        if (!is_copy[i])
            all[kept++] = all[i];
    stores->certs.count = kept;
    stores->sorted = arena_array(arena, kept, sizeof *stores->sorted);
    for (size_t i = 0; i < kept; i++)
        stores->sorted[i] = &all[i];
    if (kept > 1)
        qsort(stores->sorted, kept, sizeof *stores->sorted, compare_entries);
    stores->octets = (struct span){ octets, length };
    digest_sha1(stores->octets, stores->sha1);
    digest_sha256(stores->octets, stores->sha256);
}

size_t stores_count(const struct stores *stores, enum store_place place)
{
    size_t count = 0;
    for (size_t i = 0; i < stores->certs.count; i++)
        count += stores->certs.items[i].place == place;
    return count;
}

bool stores_has(const struct stores *stores, const struct cert *cert, enum store_place place)
{
    size_t low = 0, high = stores->certs.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(place, cert, stores->sorted[middle]);
        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}
