/* Listings of stores, joined to certificates:
 *
 *     My "Personal"
 *     ================ Certificate 0 ================
 *     Serial Number: 1a000000…
 *     Cert Hash(sha1): 5f 3a …                      (or without blanks)
 *       Key Container = te-…
 *       Provider = Microsoft Software Key Storage Provider
 *     Private key is NOT exportable
 *     Encryption test passed                        (or: Missing stored keyset)
 *
 * Labels are localised; "(sha1)", the equal signs and the bars are not. Where nothing is said of a key (a store of
 * roots), nothing is known. PowerShell's list says the same in two lines of each certificate's block:
 *
 *     Thumbprint           : 5F3A…
 *     HasPrivateKey        : True
 *
 * Collected before other files are read; immutable but for the marks of what was found. */
#include <stdatomic.h>
#include <stdlib.h>

#include "read/pem.h"
#include "read/sniff.h"
#include "read/store_listing.h"
#include "util/text.h"

enum {
    NOTES_LIMIT = 1000 * 1000,
    KIND_HEAD = 64 * 1024 /* octets that a file's kind is told by */
};

struct key_note {
    uint8_t sha1[20];
    enum key_link link;
    struct span provider, store;
    size_t listing; /* index of its listing */
};

struct listing {
    const char *path; /* borrows */
    size_t certificates;
    atomic_bool found; /* one of its certificates came along */
};

struct key_notes {
    struct arena *arena;
    struct {
        struct key_note *items; /* in the order of sha1 */
        size_t count, capacity;
    } notes;
    struct {
        struct listing **items;
        size_t count, capacity;
    } listings;
};

struct key_notes *key_notes_new(void)
{
    struct arena *arena = arena_new();
    struct key_notes *notes = arena_alloc(arena, sizeof *notes);
    notes->arena = arena;
    return notes;
}

void key_notes_free(struct key_notes *notes)
{
    if (notes)
        arena_free(notes->arena);
}

/* -- a listing ------------------------------------------------------------------------------------------------------ */

/* "================ Certificate 0 ================" */
static bool is_bar(struct span line)
{
    static const char bar[] = "================ ";
    size_t length = strlen(bar);
    return line.length > 2 * length && text_is_at(line, 0, bar) && line.data[line.length - 1] == '=' &&
           span_find(span_from(line, length), '=') != NULL;
}

bool store_listing_is(struct span text)
{
    struct lines lines;
    bool found = false, hash = false;
    lines_begin(&lines, text, NULL, NULL);
    while (!(found && hash) && lines_next(&lines)) {
        struct span line = text_trim(lines.text);
        found = found || is_bar(line);
        hash = hash || (found && text_find_ignoring_case(line, 0, "(sha1)") < line.length);
    }
    lines_end(&lines);
    return found && hash;
}

static bool holds(struct span line, const char *words)
{
    return text_find_ignoring_case(line, 0, words) < line.length;
}

/* What is behind the first `mark` of a line; false when it has none. */
static bool behind(struct span line, const char *mark, struct span *out)
{
    size_t at = text_find_ignoring_case(line, 0, mark);
    if (at == line.length)
        return false;
    *out = text_trim(span_from(line, at + strlen(mark)));
    return true;
}

/* How a line speaks of the private key. */
static enum key_link link_of(struct span line)
{
    static const struct {
        const char *words;
        enum key_link link;
    } rows[] = {
        { "Missing stored keyset", KEY_LINK_MISSING },
        { "No key provider information", KEY_LINK_MISSING },
        { "0x80090016", KEY_LINK_MISSING }, /* NTE_BAD_KEYSET */
        { "test passed", KEY_LINK_PRESENT },
        { "Private key is", KEY_LINK_PRESENT },
        { " = ", KEY_LINK_PRESENT }, /* container and provider */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (holds(line, rows[i].words))
            return rows[i].link;
    return KEY_LINK_UNKNOWN;
}

static void take_line(struct key_notes *notes, struct span line, struct key_note *note, bool *open)
{
    struct span value;
    if (behind(line, "(sha1):", &value)) {
        uint8_t sha1[20] = { 0 };
        *open = text_hex_read(value, " ", sha1, 20);
        memcpy(note->sha1, sha1, sizeof sha1);
        return;
    }
    enum key_link link = link_of(line);
    if (link == KEY_LINK_MISSING || note->link == KEY_LINK_UNKNOWN)
        note->link = link;
    if (behind(line, "Provider = ", &value) || (holds(line, " = Microsoft ") && behind(line, " = ", &value)))
        note->provider = arena_copy(notes->arena, value);
}

static void add_note(struct key_notes *notes, const struct key_note *note)
{
    struct listing *listing = notes->listings.items[note->listing];
    listing->certificates++;
    if (notes->notes.count < NOTES_LIMIT)
        *VEC_ADD(notes->arena, &notes->notes) = *note;
}

static void read_listing(struct key_notes *notes, const char *path, struct lines *lines)
{
    struct listing *listing = arena_alloc(notes->arena, sizeof *listing);
    struct key_note note = { .listing = notes->listings.count };
    bool open = false, begun = false;
    listing->path = path;
    *VEC_ADD(notes->arena, &notes->listings) = listing;
    while (lines_next(lines)) {
        struct span line = text_trim(lines->text), quote;
        if (is_bar(line)) {
            if (open)
                add_note(notes, &note);
            note = (struct key_note){ .listing = note.listing, .store = note.store };
            open = false;
            begun = true;
        } else if (!begun && behind(line, " \"", &quote)) { /* My "Personal" */
            note.store = arena_copy(notes->arena, span_take(&line, ' '));
        } else if (begun) {
            bool had = open;
            take_line(notes, line, &note, &open);
            open = open || had;
        }
    }
    if (open)
        add_note(notes, &note);
}

/* -- a list of PowerShell --------------------------------------------------------------------------------------------- */

/* What is behind "NAME<blanks>:"; false: the line says something else. */
static bool property(struct span line, const char *name, struct span *value)
{
    if (!text_is_at_ignoring_case(line, 0, name))
        return false;
    struct span rest = text_trim(span_from(line, strlen(name)));
    if (rest.length == 0 || rest.data[0] != ':')
        return false;
    *value = text_trim(span_from(rest, 1));
    return true;
}

bool certificate_list_is(struct span text)
{
    struct lines lines;
    struct span value;
    bool has_thumbprint = false, has_key = false;
    lines_begin(&lines, text, NULL, NULL);
    while (!(has_thumbprint && has_key) && lines_next(&lines)) {
        has_thumbprint |= property(lines.text, "Thumbprint", &value);
        has_key |= property(lines.text, "HasPrivateKey", &value);
    }
    lines_end(&lines);
    return has_thumbprint && has_key;
}

static void end_block(struct key_notes *notes, struct key_note *note, bool *open)
{
    if (*open)
        add_note(notes, note);
    *note = (struct key_note){ .listing = note->listing };
    *open = false;
}

static void read_list(struct key_notes *notes, const char *path, struct lines *lines)
{
    struct listing *listing = arena_alloc(notes->arena, sizeof *listing);
    struct key_note note = { .listing = notes->listings.count };
    bool open = false;
    listing->path = path;
    *VEC_ADD(notes->arena, &notes->listings) = listing;
    while (lines_next(lines)) {
        struct span value;
        if (text_trim(lines->text).length == 0)
            end_block(notes, &note, &open);
        else if (property(lines->text, "Thumbprint", &value))
            open = text_hex_read(value, " ", note.sha1, 20);
        else if (property(lines->text, "HasPrivateKey", &value))
            note.link = text_equal_ignoring_case(value, span_of_text("True"))    ? KEY_LINK_PRESENT
                        : text_equal_ignoring_case(value, span_of_text("False")) ? KEY_LINK_MISSING
                                                                                 : KEY_LINK_UNKNOWN;
    }
    end_block(notes, &note, &open);
}

/* -- collecting and joining ----------------------------------------------------------------------------------------- */

static int compare_notes(const void *a, const void *b)
{
    return memcmp(((const struct key_note *)a)->sha1, ((const struct key_note *)b)->sha1, 20);
}

static void collect_from(struct key_notes *notes, const char *path, struct template_files *templates)
{
    struct arena *arena = arena_new();
    const char *error;
    size_t got;
    uint8_t *head = arena_alloc(arena, KIND_HEAD);
    struct platform_stream *stream = NULL;
    bool is_file = platform_status(path, arena).kind == PLATFORM_FILE;
    if (is_file) /* a pipe can be read once, which is for whoever reads objects */
        stream = platform_stream_open(path, &error, arena);
    if (stream && platform_stream_read(stream, head, KIND_HEAD, &got, &error, arena)) {
        struct span octets = { head, got };
        struct span text = encoding_to_utf8(arena, octets, NULL);
        bool is_listing = store_listing_is(text);
        if (is_listing || certificate_list_is(text)) {
            struct lines lines;
            lines_begin(&lines, octets, stream, arena);
            if (is_listing)
                read_listing(notes, path, &lines);
            else
                read_list(notes, path, &lines);
            lines_end(&lines);
        } else if (templates) {
            bool is_text, only;
            struct encoding_found encoding;
            if (sniff_is_templates(sniff(arena, octets, &is_text, &encoding), &only))
                *VEC_ADD(notes->arena, &templates->paths) = path;
            templates->has_others |= !only;
        }
    }
    if (templates && !is_file)
        templates->has_others = true;
    platform_stream_close(stream);
    arena_free(arena);
}

void key_notes_collect(struct key_notes *notes, const char *const *paths, size_t count,
                       struct template_files *templates)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(paths[i], "-") != 0)
            collect_from(notes, paths[i], templates);
        else if (templates)
            templates->has_others = true;
    if (notes->notes.count)
        qsort(notes->notes.items, notes->notes.count, sizeof *notes->notes.items, compare_notes);
}

void key_notes_apply(const struct key_notes *notes, const uint8_t sha1[20], struct object_context *context)
{
    struct key_note wanted = { .listing = 0 };
    if (!notes || notes->notes.count == 0)
        return;
    memcpy(wanted.sha1, sha1, sizeof wanted.sha1);
    const struct key_note *note =
        bsearch(&wanted, notes->notes.items, notes->notes.count, sizeof *notes->notes.items, compare_notes);
    if (!note)
        return;
    atomic_store(&notes->listings.items[note->listing]->found, true);
    if (context->private_key == KEY_LINK_UNKNOWN)
        context->private_key = note->link;
    if (!context->key_provider.data)
        context->key_provider = note->provider;
}

void key_notes_report(const struct key_notes *notes, const struct read_sink *sink)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < notes->listings.count; i++) {
        const struct listing *listing = notes->listings.items[i];
        if (atomic_load(&listing->found))
            continue;
        struct read_failure failure = { .path = listing->path };
        failure.error = arena_format(arena,
                                     "a listing of a store, which names %zu certificates and holds "
                                     "none: give them too (export them as "
                                     ".cer, or the store with reg export)",
                                     listing->certificates);
        sink->failure(sink->context, &failure);
    }
    arena_free(arena);
}

void store_listing_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    size_t objects = walk->objects, failures = walk->failures;
    bool is_noted = walk->options->keys && origin->depth == 0;
    walk->noted |= is_noted;
    pem_read_or(walk, origin, octets, NULL); /* a log may hold the certificates as well */
    if (!is_noted && walk->objects == objects && walk->failures == failures)
        walk_fail(walk, origin->offset, origin->line,
                  "no certificate, CRL or request found: a listing of a store holds none; export them as "
                  ".cer, or the store with reg export");
}
