/* CRLs: the frame, tbsCertList field by field (RFC 5280, 5.1), and the entries by one walk that keeps an offset of each.
 *
 * The index is those offsets, in buckets by a hash of the serial number and in order within a bucket; a list that is in
 * the order of serial numbers already is one bucket. Looking one up is a binary search in its bucket that reads the serial
 * numbers where they stand, so a list made to collide costs no more than a sorted one. The index is built while decoding:
 * a decoded CRL is immutable and threads share it without locks. Entries that name a certificate issuer are in a second
 * list of offsets: the issuer in force for an entry is that of the last of them before or at it (5.3.3). */
#include "pki/crl.h"
#include "pki/extension_internal.h"
#include "pki/signature.h"

static const char tbs_section[] = "RFC 5280, 5.1";

#define PLACE(member) offsetof(struct crl, member)

/* Critical extensions that are understood: those that decide which certificates a list speaks of and since when (5.2.3 to
 * 5.2.5), and those that RFC 5280 wants not to be critical, which take nothing from a list when they are. */
static const struct extension_row rows[] = {
    { OID_AUTHORITY_KEY_ID, "extensions.authority_key_id", decode_authority_key_id, PLACE(authority_key_id),
      CRITICAL_FORBIDDEN_UNDERSTOOD, "RFC 5280, 5.2.1 and 4.2.1.1" },
    { OID_ISSUER_ALT_NAME, "extensions.issuer_alt_name", decode_alternative_names, PLACE(issuer_alt_name),
      CRITICAL_UNDERSTOOD, "RFC 5280, 5.2.2" },
    { OID_CRL_NUMBER, "extensions.crl_number", decode_number, PLACE(crl_number),
      CRITICAL_FORBIDDEN_UNDERSTOOD, "RFC 5280, 5.2.3" },
    { OID_DELTA_CRL_INDICATOR, "extensions.delta_crl_indicator", decode_number, PLACE(delta_crl_indicator),
      CRITICAL_UNDERSTOOD, "RFC 5280, 5.2.4" },
    { OID_ISSUING_DISTRIBUTION_POINT, "extensions.issuing_distribution_point",
      decode_issuing_distribution_point, PLACE(issuing_distribution_point), CRITICAL_UNDERSTOOD,
      "RFC 5280, 5.2.5" },
    { OID_FRESHEST_CRL, "extensions.freshest_crl", decode_distribution_points, PLACE(freshest_crl),
      CRITICAL_FORBIDDEN_UNDERSTOOD, "RFC 5280, 5.2.6" },
    { OID_MS_CA_VERSION, "extensions.ca_version", decode_ca_version, PLACE(ca_version), CRITICAL_UNDERSTOOD,
      "MS-WCCE, 2.2.2.7" },
    { OID_MS_NEXT_CRL_PUBLISH, "extensions.next_crl_publish", decode_next_publish, PLACE(next_publish),
      CRITICAL_UNDERSTOOD, "MS-WCCE, 2.2.2.7" },
};

struct crl_index {
    uint32_t *offsets; /* of entries from the start of crl->entries, bucket by bucket */
    size_t count;
    uint32_t *
        starts; /* of buckets in offsets, and the end; bucket n holds the hashes that begin with the bits of n */
    unsigned bits;     /* 1 << bits buckets; 0: one, in the order of serial numbers */
    uint32_t *issuers; /* of the entries that name a certificate issuer, in the order of the list */
    size_t issuer_count;
};

/* -- serial numbers: equal as numbers, in an order of their own ----------------------------------------------------- */

/* Without octets that only repeat the sign: then equal numbers have equal octets. */
static struct span minimal(struct span serial)
{
    while (!der_integer_is_minimal(serial) && serial.length > 1) {
        serial.data++;
        serial.length--;
    }
    return serial;
}

/* Shorter ones first, then by octets: for numbers of at least 0 that is their order. */
static int compare_serials(struct span a, struct span b)
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
    return a.length ? memcmp(a.data, b.data, a.length) : 0; /* two's complement: more octets' value is more */
}

/* -- entries -------------------------------------------------------------------------------------------------------- */

/* reasonCode, ENUMERATED */
static bool read_reason(struct span value, struct crl_entry *out)
{
    struct span content;
    if (!der_get(&value, DER_ENUMERATED, &content, NULL) || value.length ||
        !der_small_integer(content, &out->reason))
        return false;
    out->has_reason = true;
    return out->reason >= 0 && out->reason <= 10 && out->reason != 7;
}

static bool read_invalidity_date(struct span value, struct crl_entry *out)
{
    out->has_invalidity_date =
        pki_time_decode(NULL, &value, TIME_GENERALIZED, "invalidity_date", &out->invalidity_date, NULL);
    return out->has_invalidity_date && value.length == 0;
}

/* certificateIssuer, GeneralNames; without an arena it is only noted that it is there. */
static bool read_certificate_issuer(struct arena *arena, struct span value, struct crl_entry *out)
{
    struct span content;
    out->names_issuer = true;
    if (!der_get(&value, DER_SEQUENCE, &content, NULL) || value.length || content.length == 0)
        return false;
    if (!arena)
        return true;
    struct general_names *names = arena_alloc(arena, sizeof *names);
    struct flaws flaws = { 0 }; /* for its limits: what is wrong was said when the list was decoded */
    out->certificate_issuer = names;
    return general_names_decode(arena, content, "certificate_issuer", names, &flaws);
}

/* Critical ones that are understood: 5.3.1 to 5.3.3, and the hold instruction of RFC 3280, 5.3.2, which changes nothing. */
static bool read_entry_extension(struct arena *arena, const struct extension *extension,
                                 struct crl_entry *out)
{
    switch (extension->known) {
    case OID_REASON_CODE:
        return read_reason(extension->value, out);
    case OID_INVALIDITY_DATE:
        return read_invalidity_date(extension->value, out);
    case OID_CERTIFICATE_ISSUER:
        return read_certificate_issuer(arena, extension->value, out);
    case OID_HOLD_INSTRUCTION:
        return true;
    default:
        out->unknown_critical = out->unknown_critical || extension->critical;
        return true;
    }
}

/* What most entries have: one extension, not critical, a reason of one octet. The octets before it: */
static const uint8_t reason_alone[] = { 0x30, 0x0a, 0x06, 0x03, 0x55, 0x1d, 0x15, 0x04, 0x03, 0x0a, 0x01 };

/* crlEntryExtensions, given the SEQUENCE's content */
static bool read_entry_extensions(struct arena *arena, struct span content, struct crl_entry *out)
{
    struct decoder d = { NULL, NULL, "", 0 };
    bool whole = true;
    out->has_extensions = true;
    if (content.length == sizeof reason_alone + 1 &&
        memcmp(content.data, reason_alone, sizeof reason_alone) == 0)
        return read_reason((struct span){ content.data + 9, 3 }, out);
    while (content.length) {
        struct extension extension;
        if (!extension_take(&d, &content, &extension)) {
            out->unknown_critical = true; /* nobody knows what it was */
            return false;
        }
        bool one = read_entry_extension(arena, &extension, out);
        whole = whole && one;
    }
    return whole;
}

/* SEQUENCE { userCertificate INTEGER, revocationDate Time, crlEntryExtensions OPTIONAL }, given its content */
static bool read_entry(struct arena *arena, struct span content, struct crl_entry *out)
{
    struct span serial, extensions;
    if (!der_get(&content, DER_INTEGER, &serial, NULL) || serial.length == 0)
        return false;
    out->serial_number = serial;
    bool whole =
        pki_time_decode(NULL, &content, TIME_BY_YEAR, "revocation_date", &out->revocation_date, NULL);
    if (content.length == 0)
        return whole;
    if (!der_get(&content, DER_SEQUENCE, &extensions, NULL)) {
        out->unknown_critical = true;
        return false;
    }
    return read_entry_extensions(arena, extensions, out) && whole && content.length == 0;
}

/* By fields: for this many octets compilers set up a fill that takes longer than the rest of a short entry. */
static void clear_entry(struct crl_entry *entry)
{
    entry->serial_number = (struct span){ NULL, 0 };
    entry->revocation_date = entry->invalidity_date = (struct pki_time){ 0 };
    entry->has_reason = entry->has_invalidity_date = entry->names_issuer = entry->has_extensions = false;
    entry->unknown_critical = entry->malformed = false;
    entry->reason = 0;
    entry->certificate_issuer = NULL;
}

bool crl_next_entry(struct arena *arena, struct span *cursor, struct crl_entry *out)
{
    struct der_element element;
    if (!der_any(cursor, &element, NULL))
        return false;
    clear_entry(out);
    out->whole = element.whole;
    out->malformed = element.identifier != DER_SEQUENCE || !read_entry(arena, element.content, out);
    return true;
}

/* -- what is wrong with an entry: read again, with words ------------------------------------------------------------ */

static void explain_reason(struct decoder *d, const struct extension *extension)
{
    struct crl_entry entry = { 0 };
    if (read_reason(extension->value, &entry))
        return;
    if (!entry.has_reason)
        flaw_wanted(d->arena, d->flaws, d->field, extension->value, "the ENUMERATED CRLReason",
                    "RFC 5280, 5.3.1");
    else
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, extension->value,
                 "found the reason %lld, wanted 0 to 6 or 8 to 10 (RFC 5280, 5.3.1)",
                 (long long)entry.reason);
}

static void explain_extension(struct decoder *d, const struct extension *extension)
{
    struct span value = extension->value;
    struct alternative_names names = { 0 };
    struct pki_time time;
    switch (extension->known) {
    case OID_REASON_CODE:
        d->field = "revoked_certificates.reason_code";
        explain_reason(d, extension);
        break;
    case OID_INVALIDITY_DATE:
        d->field = "revoked_certificates.invalidity_date";
        if (pki_time_decode(d->arena, &value, TIME_GENERALIZED, d->field, &time, d->flaws))
            expect_end(d, value);
        break;
    case OID_CERTIFICATE_ISSUER:
        d->field = "revoked_certificates.certificate_issuer";
        decode_alternative_names(d, value, &names);
        break;
    default:
        break;
    }
}

static void explain_entry(struct decoder *d, struct span whole)
{
    static const char section[] = "RFC 5280, 5.1.2.6";
    struct span content, serial;
    struct pki_time time;
    d->field = "revoked_certificates";
    if (!take_sequence(d, &whole, &content, "an entry: a SEQUENCE", section) ||
        !take_integer(d, &content, DER_INTEGER, &serial, "userCertificate", section))
        return;
    pki_time_decode(d->arena, &content, TIME_BY_YEAR, "revoked_certificates.revocation_date", &time,
                    d->flaws);
    if (content.length == 0)
        return;
    struct span extensions;
    if (!take_sequence(d, &content, &extensions, "crlEntryExtensions", section))
        return;
    expect_end(d, content);
    while (extensions.length) {
        struct extension extension;
        d->field = "revoked_certificates.extensions";
        if (!extension_take(d, &extensions, &extension))
            return;
        explain_extension(d, &extension);
    }
}

/* -- the index ------------------------------------------------------------------------------------------------------ */

/* The serial number of the entry at an offset; empty where the entry has none. */
static struct span serial_at(struct span entries, uint32_t offset)
{
    struct span in = { entries.data + offset, entries.length - offset }, content, serial;
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
    int order = compare_serials(serial_at(entries, a->offset), serial_at(entries, b->offset));
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
    struct span in = { entries.data + offset, entries.length - offset }, content, extensions;
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
            compare_serials(serial_at(entries, a->offset), serial_at(entries, b->offset)) == 0 &&
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

/* -- the walk over all entries -------------------------------------------------------------------------------------- */

/* A list of offsets that grows outside of the arena, which would keep what it outgrew. */
struct offsets {
    uint32_t *items; /* owns */
    size_t count, capacity;
};

static void add_offset(struct offsets *list, uint32_t offset)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? 2 * list->capacity : 64;
        list->items = realloc(list->items, list->capacity * sizeof *list->items);
        if (!list->items)
            out_of_memory(list->capacity * sizeof *list->items);
    }
    list->items[list->count++] = offset;
}

static uint32_t *keep_offsets(struct arena *arena, struct offsets *list)
{
    uint32_t *kept = arena_array(arena, list->count, sizeof *kept);
    if (list->count)
        memcpy(kept, list->items, list->count * sizeof *kept);
    free(list->items);
    return kept;
}

/* Whether the date reads well and has another form than RFC 5280 wants. */
static bool has_odd_date(const struct crl_entry *entry)
{
    enum { UTC_LENGTH = 13 };
    return entry->revocation_date.tag != DER_UTC_TIME || entry->revocation_date.text.length != UTC_LENGTH;
}

/* Notes the flaws of an entry. One whose certificate nobody can tell makes the list incomplete. */
static void note_entry(struct decoder *d, struct crl *crl, const struct crl_entry *entry)
{
    bool issuer_decodes = true;
    if (entry->names_issuer) { /* read for its flaws alone, so not into the arena of the object */
        struct arena *scratch = arena_new();
        struct span cursor = entry->whole;
        struct crl_entry again = { 0 };
        crl_next_entry(scratch, &cursor, &again);
        issuer_decodes = !again.malformed;
        arena_free(scratch);
    }
    if (!entry->serial_number.data || (entry->names_issuer && (entry->malformed || !issuer_decodes)))
        crl->entries_decoded = false;
    if (d->flaws->count < FLAWS_LIMIT)
        explain_entry(d, entry->whole);
}

static void walk_entries(struct decoder *d, struct crl *crl, struct offsets *all, struct offsets *issuers)
{
    struct span cursor = crl->entries, last = { NULL, 0 };
    struct crl_entry entry;
    crl->entries_decoded = crl->entries_sorted = true;
    while (cursor.length && crl_next_entry(NULL, &cursor, &entry)) {
        uint32_t offset = (uint32_t)(entry.whole.data - crl->entries.data);
        crl->entry_count++;
        if (entry.malformed || entry.names_issuer || has_odd_date(&entry))
            note_entry(d, crl, &entry);
        crl->has_entry_extensions = crl->has_entry_extensions || entry.has_extensions;
        crl->has_unknown_critical_entries = crl->has_unknown_critical_entries || entry.unknown_critical;
        if (entry.names_issuer)
            add_offset(issuers, offset);
        if (!entry.serial_number.data)
            continue;
        crl->entries_sorted =
            crl->entries_sorted && (!last.data || compare_serials(last, entry.serial_number) < 0);
        last = entry.serial_number;
        add_offset(all, offset);
    }
    if (cursor.length == 0)
        return;
    crl->entries_decoded = false;
    d->field = "revoked_certificates";
    flaw_wanted(d->arena, d->flaws, d->field, cursor, "an entry: a SEQUENCE", "RFC 5280, 5.1.2.6");
}

static void build_index(struct decoder *d, struct crl *crl)
{
    struct offsets all = { 0 }, issuers = { 0 };
    struct crl_index *index = arena_alloc(d->arena, sizeof *index);
    walk_entries(d, crl, &all, &issuers);
    index->count = all.count;
    index->offsets = keep_offsets(d->arena, &all);
    index->issuer_count = issuers.count;
    index->issuers = keep_offsets(d->arena, &issuers);
    crl->has_certificate_issuers = index->issuer_count > 0;
    if (crl->entries_sorted)
        keep_order(d->arena, index);
    else
        crl->has_duplicate_serials = sort_offsets(d->arena, crl->entries, index);
    crl->index = index;
}

/* -- fields --------------------------------------------------------------------------------------------------------- */

/* version INTEGER OPTIONAL, which must be 1: version 2 */
static bool take_version(struct decoder *d, struct span *in, struct crl *crl)
{
    static const char section[] = "RFC 5280, 5.1.2.1";
    int64_t number;
    struct span before = *in;
    d->field = "version";
    crl->version = 1;
    if (!der_is(*in, DER_INTEGER))
        return true;
    crl->version = 0;
    if (!take_count(d, in, DER_INTEGER, &number, "the version, 1", section))
        return in->data != before.data;
    crl->version = number < INT64_MAX ? number + 1 : 0;
    if (number != 1)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, before,
                 "found the INTEGER %lld, wanted 1, which means version 2 (%s)", (long long)number, section);
    return true;
}

static bool take_issuer(struct decoder *d, struct span *in, struct crl *crl)
{
    struct der_element name;
    if (!take_field(d, in, "issuer", DER_SEQUENCE, "the Name issuer", tbs_section, &name))
        return false;
    if (!name.whole.data)
        return true;
    name_decode(d->arena, name.whole, d->field, &crl->issuer, d->flaws);
    if (crl->issuer.decoded && name_is_empty(&crl->issuer))
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, name.whole,
                 "found an empty name, wanted the issuer's (RFC 5280, 5.1.2.3)");
    return true;
}

/* thisUpdate Time, nextUpdate Time OPTIONAL */
static bool take_updates(struct decoder *d, struct span *in, struct crl *crl)
{
    const uint8_t *before = in->data;
    pki_time_decode(d->arena, in, TIME_BY_YEAR, "this_update", &crl->this_update, d->flaws);
    if (in->data == before)
        return false;
    crl->has_next_update = der_is(*in, DER_UTC_TIME) || der_is(*in, DER_GENERALIZED_TIME);
    before = in->data;
    if (crl->has_next_update)
        pki_time_decode(d->arena, in, TIME_BY_YEAR, "next_update", &crl->next_update, d->flaws);
    return !crl->has_next_update || in->data != before;
}

/* revokedCertificates SEQUENCE OF … OPTIONAL */
static bool take_entries(struct decoder *d, struct span *in, struct crl *crl)
{
    bool present;
    d->field = "revoked_certificates";
    if (!der_get_optional(in, DER_SEQUENCE, &crl->entries, &present, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, *in, "SEQUENCE OF entries", "RFC 5280, 5.1.2.6");
    if (present && crl->entries.length == 0)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, crl->entries,
                 "found an empty list of revoked certificates, wanted none at all (RFC 5280, 5.1.2.6)");
    if (crl->entries.length > UINT32_MAX)
        return flaw_malformed(d->arena, d->flaws, d->field, crl->entries, "more than 4 GiB of entries",
                              "fewer", "a limit of this program");
    build_index(d, crl);
    if (!present && in->length && !der_is(*in, DER_CONSTRUCTED(0)))
        crl->entries_decoded = false; /* something else stands where they would */
    return true;
}

/* crlExtensions [0] EXPLICIT SEQUENCE SIZE (1..MAX) OF Extension OPTIONAL */
static bool take_extensions(struct decoder *d, struct span *in, struct crl *crl)
{
    static const char section[] = "RFC 5280, 5.1.2.7";
    struct span inner, content;
    bool present;
    d->field = "extensions";
    if (!der_get_optional(in, DER_CONSTRUCTED(0), &inner, &present, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, *in, "crlExtensions", section);
    crl->extensions_decoded = !present && in->length == 0;
    if (!present)
        return true;
    if (!take_sequence(d, &inner, &content, "SEQUENCE OF Extension", section))
        return true;
    expect_end(d, inner);
    expect_not_empty(d, content, section);
    if (crl->version == 1)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, content,
                 "found extensions in a CRL of version 1, wanted version 2 (%s)", section);
    crl->extensions_decoded =
        extensions_decode(d->arena, content, rows, COUNT_OF(rows), crl, &crl->extensions, d->flaws);
    return true;
}

static void decode_tbs(struct decoder *d, struct span content, struct crl *crl)
{
    if (take_version(d, &content, crl) &&
        take_inner_algorithm(d, &content, &crl->signature_algorithm, tbs_section, &crl->tbs_signature) &&
        take_issuer(d, &content, crl) && take_updates(d, &content, crl) && take_entries(d, &content, crl) &&
        take_extensions(d, &content, crl))
        flaw_trailing(d->arena, d->flaws, "tbs_cert_list", content);
    if (crl->has_entry_extensions && crl->version == 1)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, "revoked_certificates", crl->entries,
                 "found extensions of entries in a CRL of version 1, wanted version 2 (RFC 5280, 5.1.2.6)");
}

bool crl_decode(struct arena *arena, const struct source *source, struct span der, struct crl *out,
                const char **why, struct span *at)
{
    static const struct signed_names names = { "CRL", "crl", "tbsCertList", tbs_section };
    struct signed_frame frame;
    struct decoder d = { arena, &out->flaws, names.field, 0 };
    *out = (struct crl){ .source = source };
    if (!signed_read(arena, der, &names, &frame, why, at))
        return false;
    out->der = frame.whole;
    out->tbs = frame.tbs;
    digest_sha1(out->der, out->sha1);
    digest_sha256(out->der, out->sha256);
    signed_decode(&d, &names, &frame, &out->signature_algorithm, &out->signature);
    decode_tbs(&d, frame.content, out);
    flaw_ber(arena, &out->flaws, "tbs_cert_list", out->tbs, d.ber);
    return true;
}

/* -- asking --------------------------------------------------------------------------------------------------------- */

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
        if (hash_there < hash || (hash_there == hash && compare_serials(there, serial) < 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Reads the entry at an offset that is in the index. */
static void entry_at(struct arena *arena, const struct crl *crl, uint32_t offset, struct crl_entry *out)
{
    struct span cursor = { crl->entries.data + offset, crl->entries.length - offset };
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
        if (compare_serials(entry.serial_number, serial_number) != 0)
            return;
        uint32_t in_force = issuer_in_force(crl->index, offset);
        if (in_force != UINT32_MAX)
            entry_at(arena, crl, in_force, &naming);
        if (!visit(context, &entry, naming.certificate_issuer))
            return;
    }
}

bool crl_is_delta(const struct crl *crl)
{
    return crl->delta_crl_indicator.presence != EXTENSION_ABSENT;
}

const char *crl_reason_name(int64_t reason)
{
    static const char *const names[] = {
        "unspecified",   "keyCompromise",        "cACompromise",    "affiliationChanged",
        "superseded",    "cessationOfOperation", "certificateHold", "unspecified",
        "removeFromCRL", "privilegeWithdrawn",   "aACompromise",
    };
    return reason >= 0 && (uint64_t)reason < COUNT_OF(names) ? names[reason] : names[0];
}
