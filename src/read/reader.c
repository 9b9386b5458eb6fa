/* Opening: from a path to octets, within the limits, and what to say when nothing is found.
 *
 * A file up to the limit for certificates is taken whole. A larger one is looked at first: a DER CRL is mapped up to
 * its own limit, a text is read as a stream, and anything else is refused. Standard input is the same, piece by piece. */
#include <stdlib.h>

#include "read/der_objects.h"
#include "read/pem.h"
#include "read/sniff.h"
#include "read/walk.h"

enum { STREAM_HEAD = 64 * 1024 /* octets that a stream's kind is told by */ };

struct reader {
    struct read_options options;
    struct arena *arena; /* owns what is kept */
    struct {
        struct platform_map *items; /* owns: files that kept objects point into */
        size_t count, capacity;
    } maps;
};

struct reader *reader_new(const struct read_options *options)
{
    struct reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        out_of_memory(sizeof *reader);
    reader->options = *options;
    reader->arena = arena_new();
    return reader;
}

void reader_free(struct reader *reader)
{
    if (!reader)
        return;
    for (size_t i = 0; i < reader->maps.count; i++)
        platform_unmap(&reader->maps.items[i]);
    arena_free(reader->arena);
    free(reader);
}

/* -- what a file was taken for -------------------------------------------------------------------------------------- */

static void say_kind(struct walk *walk, const struct read_kind *kind, bool is_text,
                     struct encoding_found encoding)
{
    if (!walk->sink->kind)
        return;
    const char *text = kind->name;
    if (kind->read == der_objects_read)
        text = der_objects_describe(walk->arena, walk->file->bytes);
    if (is_text) {
        encoding = encoding_taken_for(walk->file->bytes, walk->stream != NULL, encoding);
        text = arena_format(walk->arena, "%s, %s", text, encoding_name(encoding));
    }
    if (kind->read == pem_read && !walk->stream)
        text = arena_format(walk->arena, "%s%s", text, pem_describe(walk->arena, walk->file->bytes));
    walk->sink->kind(walk->sink->context, walk->path, text);
}

/* -- reading -------------------------------------------------------------------------------------------------------- */

/* Reads the octets (and the stream behind them), whatever they are. */
static void read_octets(struct walk *walk)
{
    bool is_text;
    struct encoding_found encoding;
    const struct read_kind *kind = sniff(walk->arena, walk->file->bytes, &is_text, &encoding);
    say_kind(walk, kind, is_text, encoding);
    struct origin origin = { .source = walk->file, .container = "DER" };
    walk_octets(walk, &origin, walk->file->bytes);
    if (walk->objects == 0 && walk->failures == 0 && !walk->noted)
        walk_fail(walk, 0, 0, "no certificate, CRL or request found in this file (%s)", kind->name);
    if (walk->failures > WALK_FAILURES_LIMIT) {
        const char *error = arena_format(walk->arena, "%zu more complaints about this file are left out",
                                         walk->failures - WALK_FAILURES_LIMIT);
        walk->sink->failure(walk->sink->context,
                            &(struct read_failure){ .path = walk->path, .error = error });
    }
}

enum large_kind { LARGE_CRL, LARGE_TEXT, LARGE_OTHER };

static enum large_kind large_kind(struct walk *walk, struct span head)
{
    bool is_text;
    struct encoding_found encoding;
    if (sniff_is_crl(head))
        return LARGE_CRL;
    const struct read_kind *kind = sniff(walk->arena, head, &is_text, &encoding);
    return is_text && kind->read ? LARGE_TEXT : LARGE_OTHER;
}

static void fail_too_large(struct walk *walk)
{
    walk_fail(walk, 0, 0,
              "larger than 16 MiB and neither a CRL nor a text: give the certificates, not what they were "
              "packed in");
}

static void read_mapped(struct walk *walk, uint64_t limit)
{
    struct platform_map map;
    const char *error;
    if (!platform_map(walk->path, limit, &map, &error, walk->arena)) {
        walk_fail(walk, 0, 0, "cannot read: %s", error);
        return;
    }
    walk->file->bytes = map.bytes;
    read_octets(walk);
    if (walk->options->keep)
        *VEC_ADD(walk->reader->arena, &walk->reader->maps) = map;
    else
        platform_unmap(&map);
}

/* Reads from a stream until `limit` octets are there or it ends. */
static bool fill(struct walk *walk, struct platform_stream *stream, struct buf *octets, size_t limit,
                 bool *ended)
{
    uint8_t *piece = malloc(STREAM_HEAD);
    const char *error;
    size_t got = STREAM_HEAD;
    bool good = true;
    if (!piece)
        out_of_memory(STREAM_HEAD);
    *ended = false;
    while (good && !*ended && octets->length < limit) {
        size_t wanted = limit - octets->length < STREAM_HEAD ? limit - octets->length : STREAM_HEAD;
        good = platform_stream_read(stream, piece, wanted, &got, &error, walk->arena);
        buf_add(octets, (struct span){ piece, good ? got : 0 });
        *ended = good && got < wanted;
    }
    free(piece);
    if (!good)
        walk_fail(walk, octets->length, 0, "cannot read: %s", error);
    return good;
}

/* Standard input, a pipe, or a file above the limit for certificates of which only the head was read. */
static void read_stream(struct walk *walk, size_t head_size)
{
    struct buf octets = { 0 };
    const char *error;
    bool ended;
    struct platform_stream *stream = platform_stream_open(walk->path, &error, walk->arena);
    if (!stream) {
        walk_fail(walk, 0, 0, "cannot open: %s", error);
        return;
    }
    if (!fill(walk, stream, &octets, head_size, &ended))
        goto out;
    if (!ended) {
        switch (large_kind(walk, buf_span(&octets))) {
        case LARGE_CRL:
            if (!fill(walk, stream, &octets, READ_LIMIT_CRL + 1, &ended))
                goto out;
            if (!ended) {
                walk_fail(walk, 0, 0, "a CRL larger than the limit of 1 GiB");
                goto out;
            }
            break;
        case LARGE_TEXT:
            walk->stream = stream;
            break;
        case LARGE_OTHER:
            fail_too_large(walk);
            goto out;
        }
    }
    walk->file->bytes = buf_span(&octets);
    if (walk->options->keep)
        walk->file->bytes = arena_copy(walk->arena, walk->file->bytes);
    read_octets(walk);
out:
    platform_stream_close(stream);
    buf_free(&octets);
}

static void read_path(struct walk *walk)
{
    if (strcmp(walk->path, "-") == 0) {
        read_stream(walk, READ_LIMIT_CERTIFICATE + 1);
        return;
    }
    struct platform_status status = platform_status(walk->path, walk->arena);
    switch (status.kind) {
    case PLATFORM_MISSING:
        walk_fail(walk, 0, 0, "cannot open: %s", status.error);
        return;
    case PLATFORM_FOLDER:
        walk_fail(walk, 0, 0, "a folder, not a file");
        return;
    case PLATFORM_PIPE:
        read_stream(walk, READ_LIMIT_CERTIFICATE + 1);
        return;
    case PLATFORM_OTHER:
        walk_fail(walk, 0, 0, "not a regular file: give a file, a folder, a pipe, or - for standard input");
        return;
    case PLATFORM_FILE:
        break;
    }
    if (status.size <= READ_LIMIT_CERTIFICATE) {
        read_mapped(walk, READ_LIMIT_CERTIFICATE);
        return;
    }
    struct platform_stream *stream;
    struct buf head = { 0 };
    const char *error;
    bool ended;
    if (!(stream = platform_stream_open(walk->path, &error, walk->arena))) {
        walk_fail(walk, 0, 0, "cannot open: %s", error);
        return;
    }
    bool good = fill(walk, stream, &head, STREAM_HEAD, &ended);
    platform_stream_close(stream);
    enum large_kind kind = large_kind(walk, buf_span(&head));
    buf_free(&head);
    if (!good)
        return;
    if (kind == LARGE_CRL)
        read_mapped(walk, READ_LIMIT_CRL);
    else if (kind == LARGE_TEXT)
        read_stream(walk, STREAM_HEAD);
    else
        fail_too_large(walk);
}

void reader_read(struct reader *reader, const char *path, const struct read_sink *sink)
{
    struct walk walk = { .reader = reader, .options = &reader->options, .sink = sink, .path = path };
    walk.arena = reader->options.keep ? reader->arena : arena_new();
    walk.file = arena_alloc(walk.arena, sizeof *walk.file);
    walk.file->name = path;
    read_path(&walk);
    if (!reader->options.keep)
        arena_free(walk.arena);
}
