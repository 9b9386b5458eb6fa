/* The list of extensions: what each is, whether it stands there twice, and the decoder that its row names. */
#include "pki/extension_internal.h"

static const char section[] = "RFC 5280, 4.1";

const struct extension *extensions_find(const struct extensions *extensions, enum oid oid)
{
    for (size_t i = 0; i < extensions->count; i++)
        if (extensions->items[i].known == oid && oid != OID_UNKNOWN)
            return &extensions->items[i];
    return NULL;
}

bool oid_list_contains(const struct oid_list *list, enum oid oid)
{
    for (size_t i = 0; i < list->count; i++)
        if (oid_is(list->items[i], oid))
            return true;
    return false;
}

/* -- one extension -------------------------------------------------------------------------------------------------- */

bool extension_take(struct decoder *d, struct span *in, struct extension *out)
{
    struct span content;
    *out = (struct extension){ .whole = *in };
    if (!take_sequence(d, in, &content, "an Extension", section))
        return false;
    out->whole.length -= in->length;
    if (!take_oid(d, &content, &out->oid, "the OBJECT IDENTIFIER of an extension", section))
        return false;
    out->known = oid_of(out->oid);
    if (!take_default_false(d, &content, DER_BOOLEAN, &out->critical, section)) {
        out->critical = true; /* it may have been meant */
        return false;
    }
    if (!der_get(&content, DER_OCTET_STRING, &out->value, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, content, "the OCTET STRING extnValue", section);
    expect_end(d, content);
    return true;
}

/* -- duplicates (RFC 5280, 4.2: never more than one instance of an extension) --------------------------------------- */

enum { FEW = 64 }; /* extensions that are compared each with each; more are sorted */

static void mark_few(struct extensions *list)
{
    for (size_t i = 1; i < list->count; i++)
        for (size_t j = 0; j < i && !list->items[i].duplicate; j++)
            list->items[i].duplicate = span_equal(list->items[i].oid, list->items[j].oid);
}

static int compare_extensions(const void *left, const void *right)
{
    const struct extension *a = *(struct extension *const *)left, *b = *(struct extension *const *)right;
    int order = span_compare(a->oid, b->oid);
    return order ? order : (a > b) - (a < b);
}

static void mark_many(struct arena *arena, struct extensions *list)
{
    struct extension **sorted = arena_array(arena, list->count, sizeof(struct extension *));
    for (size_t i = 0; i < list->count; i++)
        sorted[i] = &list->items[i];
    qsort(sorted, list->count, sizeof *sorted, compare_extensions);
    for (size_t i = 1; i < list->count; i++)
        sorted[i]->duplicate = span_equal(sorted[i - 1]->oid, sorted[i]->oid);
}

/* Notes those from `first` on. */
static void mark_duplicates(struct arena *arena, struct extensions *list, size_t first, struct flaws *flaws)
{
    if (list->count <= FEW)
        mark_few(list);
    else
        mark_many(arena, list);
    for (size_t i = first; i < list->count && flaws->count < FLAWS_LIMIT; i++)
        if (list->items[i].duplicate)
            flaw_add(arena, flaws, FLAW_DUPLICATE, "extensions", list->items[i].whole,
                     "found a second extension %s, wanted one at most (RFC 5280, 4.2)",
                     oid_print(arena, list->items[i].oid));
}

/* -- the list ------------------------------------------------------------------------------------------------------- */

static const struct extension_row *find_row(const struct extension_row *rows, size_t count, enum oid oid)
{
    for (size_t i = 0; i < count && oid != OID_UNKNOWN; i++)
        if (rows[i].oid == oid)
            return &rows[i];
    return NULL;
}

static void check_critical(struct decoder *d, const struct extension_row *row,
                           const struct extension *extension)
{
    bool forbidden = row->critical == CRITICAL_FORBIDDEN || row->critical == CRITICAL_FORBIDDEN_UNDERSTOOD;
    if (forbidden && extension->critical)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, extension->whole,
                 "found it critical, wanted it not critical (%s)", row->section);
}

/* Decodes the value into its place, and says so there. */
static void decode_value(struct decoder *d, const struct extension_row *row, struct extension *extension,
                         void *object)
{
    void *place = (char *)object + row->offset;
    extension->decodable = true;
    extension->understood =
        row->critical == CRITICAL_UNDERSTOOD || row->critical == CRITICAL_FORBIDDEN_UNDERSTOOD;
    if (extension->duplicate)
        return;
    d->field = row->field;
    check_critical(d, row, extension);
    bool decoded = !extension->malformed && row->decode(d, extension->value, place);
    extension->malformed = !decoded;
    *(enum presence *)place = decoded ? EXTENSION_PRESENT : EXTENSION_MALFORMED;
    flaw_ber(d->arena, d->flaws, d->field, extension->whole, d->ber);
    d->ber = 0;
}

bool extensions_decode(struct arena *arena, struct span content, const struct extension_row *rows,
                       size_t row_count, void *object, struct extensions *out, struct flaws *flaws)
{
    struct decoder d = { arena, flaws, "extensions", 0 };
    struct span list = content;
    size_t first = out->count;
    bool whole = true;
    if (!out->items) {
        out->capacity = flaws_room(flaws, der_count(content));
        out->items = arena_array(arena, out->capacity, sizeof *out->items);
    }
    while (content.length) {
        struct extension extension;
        const uint8_t *before = content.data;
        if (!flaws_allow_element(arena, flaws, d.field, content))
            return false;
        bool taken = extension_take(&d, &content, &extension);
        extension.malformed = !taken;
        if (extension.oid.data)
            *VEC_ADD(arena, out) = extension;
        else
            whole = false; /* nobody knows which one it was meant to be */
        struct der_element skipped;
        if (content.data == before && !der_any(&content, &skipped, NULL))
            break; /* nothing can be told of the rest */
    }
    flaw_ber(arena, flaws, d.field, list, d.ber);
    d.ber = 0;
    mark_duplicates(arena, out, first, flaws);
    for (size_t i = first; i < out->count; i++) {
        const struct extension_row *row = find_row(rows, row_count, out->items[i].known);
        if (row)
            decode_value(&d, row, &out->items[i], object);
    }
    return whole && content.length == 0;
}
