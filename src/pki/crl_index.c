/* The index of a CRL: offsets of its entries, in buckets by a hash of the serial number and in order within a bucket; a
 * list that is in the order of serial numbers already is one bucket. Looking one up is a binary search in its bucket
 * that reads the serial numbers where they stand, so a list made to collide costs no more than a sorted one. It is
 * built while the CRL is decoded and constant afterwards: threads share it without locks.
 *
 * Entries that name a certificate issuer are in a second list of offsets: the issuer in force for an entry is that of the
 * last of them before or at it (RFC 5280, 5.3.3). */
#include "pki/crl_index.h"
#include "pki/extension_internal.h"

struct crl_index {
    uint32_t *offsets; /* of entries from the start of crl->entries, bucket by bucket */
    size_t count;
    uint32_t *starts;  /* of the buckets in offsets, and the last one's end; a bucket's hashes begin alike */
    unsigned bits;     /* 1 << bits buckets; 0: one, in the order of serial numbers */
    uint32_t *issuers; /* of the entries that name a certificate issuer, in the order of the list */
    size_t issuer_count;
};

/* -- serial numbers: equal as numbers, in an order of their own ----------------------------------------------------- */

/* Without octets that only repeat the sign: then equal numbers have equal octets. */
static struct span minimal(struct span serial)
{
    uint64_t front; /* of eight octets that are alike, seven do */
    while (serial.length > sizeof front) {
        memcpy(&front, serial.data, sizeof front);
        if (front != 0 && front != UINT64_MAX)
            break;
        serial.data += sizeof front - 1;
        serial.length -= sizeof front - 1;
    }
    while (!der_integer_is_minimal(serial) && serial.length > 1) {
        serial.data++;
        serial.length--;
    }
    return serial;
}

int crl_serial_compare(struct span a, struct span b)
{
    a = minimal(a);
    b = minimal(b);
    if (a.length != b.length)
        return a.length < b.length ? -1 : 1;
    return a.length ? memcmp(a.data, b.data, a.length) : 0;
}

int crl_number_compare(struct span a, struct span b)
{
    bool a_negative = der_integer_is_negative(a), b_negative = der_integer_is_negative(b);
    if (a_negative != b_negative)
        return a_negative ? -1 : 1;
    a = minimal(a);
    b = minimal(b);
    if (a.length != b.length)
        return (a.length < b.length) != a_negative ? -1 : 1;
    return a.length ? memcmp(a.data, b.data, a.length)
                    : 0; /* greater octets are the greater number, of either sign */
}

/* -- offsets --------------------------------------------------------------------------------------------------------- */

void crl_offsets_add(struct crl_offsets *list, uint32_t offset)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? 2 * list->capacity : 64;
        list->items = realloc(list->items, list->capacity * sizeof *list->items);
        if (!list->items)
            out_of_memory(list->capacity * sizeof *list->items);
    }
    list->items[list->count++] = offset;
}

static uint32_t *keep_offsets(struct arena *arena, struct crl_offsets *list)
{
    uint32_t *kept = arena_array(arena, list->count, sizeof *kept);
    if (list->count)
        memcpy(kept, list->items, list->count * sizeof *kept);
    free(list->items);
    return kept;
}

/* -- the index ------------------------------------------------------------------------------------------------------ */

/* The serial number of the entry at an offset; empty where the entry has none. */
static struct span serial_at(struct span entries, uint32_t offset)
{
    struct span in = span_from(entries, offset), content, serial;
    if (der_get(&in, DER_SEQUENCE, &content, NULL) && der_get(&content, DER_INTEGER, &serial, NULL))
        return serial;
    return (struct span){ NULL, 0 };
}

/* Equal numbers have equal hashes. In one bucket that is in the order of numbers, hashes play no part. */
static uint32_t hash_in(const struct crl_index *index, struct span serial)
{
    return index->bits ? (uint32_t)(octets_hash(minimal(serial)) >> 32) : 0;
}

static size_t bucket_of(const struct crl_index *index, uint32_t hash)
{
    return index->bits ? hash >> (32 - index->bits) : 0;
}

/* An entry while it is sorted: the hash beside the offset saves most looks at the serial number. */
struct sort_item {
    uint32_t hash, offset;
};

static int compare_items(struct span entries, const struct sort_item *a, const struct sort_item *b)
{
    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    int order = crl_serial_compare(serial_at(entries, a->offset), serial_at(entries, b->offset));
    return order ? order : (a->offset > b->offset) - (a->offset < b->offset);
}

static void sort_few(struct span entries, struct sort_item *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct sort_item item = items[i];
        size_t place = i;
        for (; place > 0 && compare_items(entries, &items[place - 1], &item) > 0; place--)
            items[place] = items[place - 1];
        items[place] = item;
    }
}

/* Merges two neighbouring sorted runs. */
static void merge(struct span entries, const struct sort_item *from, size_t middle, size_t count,
                  struct sort_item *to)
{
    size_t left = 0, right = middle;
    for (size_t i = 0; i < count; i++) {
        bool take_left =
            left < middle && (right == count || compare_items(entries, &from[left], &from[right]) <= 0);
        to[i] = from[take_left ? left++ : right++];
    }
}

/* Merge sort from runs of RUN up: n log n also where somebody chose the hashes. `spare` has room for all. */
static void sort_bucket(struct span entries, struct sort_item *items, size_t count, struct sort_item *spare)
{
    enum { RUN = 16 };
    struct sort_item *from = items, *to = spare;
    for (size_t first = 0; first < count; first += RUN)
        sort_few(entries, items + first, count - first < RUN ? count - first : RUN);
    for (size_t run = RUN; run < count; run *= 2) {
        for (size_t first = 0; first < count; first += 2 * run) {
            size_t rest = count - first;
            merge(entries, from + first, rest < run ? rest : run, rest < 2 * run ? rest : 2 * run,
                  to + first);
        }
        struct sort_item *swap = from;
        from = to;
        to = swap;
    }
    if (from != items)
        memcpy(items, from, count * sizeof *items);
}

/* Counts, then moves each entry to its bucket; starts[n + 1] is where bucket n is filled next, at last its end. */
static void fill_buckets(struct span entries, struct crl_index *index, struct sort_item *items)
{
    for (size_t i = 0; i < index->count; i++) {
        items[i] =
            (struct sort_item){ hash_in(index, serial_at(entries, index->offsets[i])), index->offsets[i] };
        index->starts[bucket_of(index, items[i].hash) + 1]++;
    }
    size_t buckets = (size_t)1 << index->bits;
    uint32_t before = 0;
    for (size_t n = 1; n <= buckets; n++) {
        uint32_t size = index->starts[n];
        index->starts[n] = before;
        before += size;
    }
}

/* The offset of the entry whose certificate issuer is in force at this one, or UINT32_MAX: the CRL's issuer. */
static uint32_t issuer_in_force(const struct crl_index *index, uint32_t offset)
{
    size_t low = 0, high = index->issuer_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (index->issuers[middle] <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? index->issuers[low - 1] : UINT32_MAX;
}

/* The certificateIssuer of the entry at this offset, as it stands. */
static struct span issuer_octets(struct span entries, uint32_t offset)
{
    struct span in = span_from(entries, offset), content, extensions;
    struct decoder d = { NULL, NULL, "", 0 };
    struct der_element skipped;
    struct extension extension;
    if (der_get(&in, DER_SEQUENCE, &content, NULL) && der_any(&content, &skipped, NULL) &&
        der_any(&content, &skipped, NULL) && der_get(&content, DER_SEQUENCE, &extensions, NULL))
        while (extensions.length && extension_take(&d, &extensions, &extension))
            if (extension.known == OID_CERTIFICATE_ISSUER)
                return extension.value;
    return (struct span){ NULL, 0 };
}

/* Whether two entries of one serial number are about one certificate: then the list has it twice. Issuers are compared
 * as they stand. */
static bool same_issuer(struct span entries, const struct crl_index *index, uint32_t a, uint32_t b)
{
    uint32_t of_a = issuer_in_force(index, a), of_b = issuer_in_force(index, b);
    if (of_a == of_b)
        return true;
    if (of_a == UINT32_MAX || of_b == UINT32_MAX)
        return false;
    return span_equal(issuer_octets(entries, of_a), issuer_octets(entries, of_b));
}

/* Whether some certificate stands there twice; items are in order. */
static bool has_duplicates(struct span entries, const struct crl_index *index, const struct sort_item *items)
{
    for (size_t i = 1; i < index->count; i++) {
        const struct sort_item *a = &items[i - 1], *b = &items[i];
        if (a->hash == b->hash &&
            crl_serial_compare(serial_at(entries, a->offset), serial_at(entries, b->offset)) == 0 &&
            same_issuer(entries, index, a->offset, b->offset))
            return true;
    }
    return false;
}

/* Puts the offsets in order; returns whether the list has a certificate twice. */
static bool sort_offsets(struct arena *arena, struct span entries, struct crl_index *index)
{
    enum { ENTRIES_A_BUCKET = 4, MOST_BITS = 26 };
    while (index->bits < MOST_BITS && (index->count >> index->bits) > ENTRIES_A_BUCKET)
        index->bits++;
    index->starts = arena_array(arena, ((size_t)1 << index->bits) + 1, sizeof *index->starts);
    size_t room = index->count + 1; /* none at all may be NULL without being a fault */
    struct sort_item *items = calloc(room, sizeof *items), *sorted = calloc(room, sizeof *sorted);
    if (!items || !sorted)
        out_of_memory(room * sizeof *items);
    fill_buckets(entries, index, items);
    for (size_t i = 0; i < index->count; i++)
        sorted[index->starts[bucket_of(index, items[i].hash) + 1]++] = items[i];
    for (size_t n = 0; n < (size_t)1 << index->bits; n++)
        sort_bucket(entries, sorted + index->starts[n], index->starts[n + 1] - index->starts[n], items);
    for (size_t i = 0; i < index->count; i++)
        index->offsets[i] = sorted[i].offset;
    bool duplicates = has_duplicates(entries, index, sorted);
    free(items);
    free(sorted);
    return duplicates;
}

/* One bucket, in order as it stands. */
static void keep_order(struct arena *arena, struct crl_index *index)
{
    index->starts = arena_array(arena, 2, sizeof *index->starts);
    index->starts[1] = (uint32_t)index->count;
}

void crl_index_build(struct arena *arena, struct crl *crl, struct crl_offsets *entries,
                     struct crl_offsets *issuers)
{
    struct crl_index *index = arena_alloc(arena, sizeof *index);
    index->count = entries->count;
    index->offsets = keep_offsets(arena, entries);
    index->issuer_count = issuers->count;
    index->issuers = keep_offsets(arena, issuers);
    if (crl->entries_sorted)
        keep_order(arena, index);
    else
        crl->has_duplicate_serials = sort_offsets(arena, crl->entries, index);
    crl->index = index;
}

/* -- finding -------------------------------------------------------------------------------------------------------- */

/* The first place in the index, of the bucket that ends at *end, that is not before this serial number. */
static size_t lower_bound(const struct crl *crl, struct span serial, size_t *end)
{
    const struct crl_index *index = crl->index;
    uint32_t hash = hash_in(index, serial);
    size_t low = index->starts[bucket_of(index, hash)], high = index->starts[bucket_of(index, hash) + 1];
    *end = high;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct span there = serial_at(crl->entries, index->offsets[middle]);
        uint32_t hash_there = hash_in(index, there);
        if (hash_there < hash || (hash_there == hash && crl_serial_compare(there, serial) < 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Reads the entry at an offset that is in the index. */
static void entry_at(struct arena *arena, const struct crl *crl, uint32_t offset, struct crl_entry *out)
{
    struct span cursor = span_from(crl->entries, offset);
    *out = (struct crl_entry){ 0 };
    crl_next_entry(arena, &cursor, out);
}

void crl_find(struct arena *arena, const struct crl *crl, struct span serial_number,
              bool (*visit)(void *context, const struct crl_entry *entry, const struct general_names *issuer),
              void *context)
{
    if (!crl->index)
        return; /* the list broke off before its entries */
    size_t end;
    for (size_t i = lower_bound(crl, serial_number, &end); i < end; i++) {
        uint32_t offset = crl->index->offsets[i];
        struct crl_entry entry, naming = { 0 };
        entry_at(arena, crl, offset, &entry);
        if (crl_serial_compare(entry.serial_number, serial_number) != 0)
            return;
        uint32_t in_force = issuer_in_force(crl->index, offset);
        if (in_force != UINT32_MAX)
            entry_at(arena, crl, in_force, &naming);
        if (!visit(context, &entry, naming.certificate_issuer))
            return;
    }
}
