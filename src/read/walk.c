/* The way from octets to the sink: dispatch, objects, complaints. */
#include "read/walk.h"

#include "pki/request.h"
#include "pki/settings.h"
#include "read/sniff.h"
#include "read/store_listing.h"
#include "util/text.h"

enum { DOCUMENT_STEP = 256 * 1024 /* octets asked of a stream at a time */ };

struct arena *walk_begin_piece(struct walk *walk)
{
    struct arena *outer = walk->arena;
    if (!walk->options->keep)
        walk->arena = arena_new();
    return outer;
}

void walk_end_piece(struct walk *walk, struct arena *outer)
{
    if (!walk->options->keep)
        arena_free(walk->arena);
    walk->arena = outer;
}

bool walk_document(struct walk *walk, const struct origin *origin, struct span octets, struct span *text,
                   struct encoding_found *found)
{
    if (walk->stream && origin->depth == 0) {
        struct buf whole = { .limit = WALK_DOCUMENT_LIMIT };
        uint8_t *piece = arena_alloc(walk->arena, DOCUMENT_STEP);
        const char *error = NULL;
        size_t got = DOCUMENT_STEP;
        buf_add(&whole, octets);
        while (got == DOCUMENT_STEP && !whole.overflow && !error)
            if (platform_stream_read(walk->stream, piece, DOCUMENT_STEP, &got, &error, walk->arena))
                buf_add(&whole, (struct span){ piece, got });
        octets = walk->whole = arena_copy(walk->arena, buf_span(&whole));
        bool overflow = whole.overflow;
        buf_free(&whole);
        if (error || overflow) {
            walk_fail(walk, octets.length, 0, error ? "cannot read further: %s" : "larger than %s",
                      error ? error : "256 MiB: export fewer certificates at a time");
            return false;
        }
    }
    *text = encoding_to_utf8(walk->arena, octets, found);
    return true;
}

struct span walk_store_name(struct walk *walk, struct span name)
{
    static const char *const known[] = { "ROOT",
                                         "CA",
                                         "MY",
                                         "Disallowed",
                                         "AuthRoot",
                                         "Trust",
                                         "TrustedPeople",
                                         "TrustedPublisher",
                                         "REQUEST",
                                         "SmartCardRoot" };
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (text_equal_ignoring_case(name, span_of_text(known[i])))
            return span_of_text(known[i]);
    return arena_copy(walk->arena, name);
}

struct span walk_keep(struct walk *walk, struct span octets)
{
    return walk->options->keep ? arena_copy(walk->arena, octets) : octets;
}

size_t walk_offset(const struct walk *walk, const struct origin *origin, struct span at)
{
    struct span file = walk->file->bytes;
    if (origin->source == walk->file && at.data && at.data >= file.data && at.data <= span_end(file))
        return (size_t)(at.data - file.data);
    return origin->offset;
}

struct origin walk_inner(struct walk *walk, const struct origin *outer, const char *container, struct span at,
                         struct span octets)
{
    struct source *source = arena_alloc(walk->arena, sizeof *source);
    struct origin inner = *outer;
    inner.offset = walk_offset(walk, outer, at);
    *source = (struct source){
        .name = walk->path, .bytes = octets, .within = walk->file, .within_offset = inner.offset
    };
    inner.source = source;
    inner.container = container;
    inner.depth++;
    return inner;
}

struct origin walk_origin_at(const struct origin *outer, size_t offset, uint32_t line)
{
    struct origin origin = *outer;
    if (origin.depth == 0) {
        origin.offset = offset;
        origin.line = line;
    }
    return origin;
}

void walk_decoded(struct walk *walk, const struct origin *at, const char *container, struct span octets)
{
    struct arena *piece = walk_begin_piece(walk);
    struct span kept = walk_keep(walk, octets);
    struct origin inner = walk_inner(walk, at, container, (struct span){ 0 }, kept);
    walk_octets(walk, &inner, kept);
    walk_end_piece(walk, piece);
}

void walk_octets(struct walk *walk, const struct origin *origin, struct span octets)
{
    bool is_text;
    struct encoding_found encoding;
    if (origin->depth > WALK_DEPTH) {
        walk_fail_in(walk, origin, octets, "containers in one another more than %d deep: left out",
                     WALK_DEPTH);
        return;
    }
    const struct read_kind *kind = sniff(walk->arena, octets, &is_text, &encoding);
    if (kind->read)
        kind->read(walk, origin, octets);
    else
        walk_fail_in(walk, origin, octets, "no certificate, CRL or request found: %s; %s", kind->name,
                     kind->help);
}

/* -- complaints ----------------------------------------------------------------------------------------------------- */

static void add_failure(struct walk *walk, struct read_failure failure)
{
    failure.path = walk->path;
    if (!walk->stream && walk->file->bytes.data && failure.offset > walk->file->bytes.length)
        failure.offset =
            walk->file->bytes.length; /* half a unit at the end of UTF-16 counts as a whole one */
    if (walk->failures++ < WALK_FAILURES_LIMIT)
        walk->sink->failure(walk->sink->context, &failure);
}

void walk_fail(struct walk *walk, size_t offset, uint32_t line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *error = arena_vformat(walk->arena, format, arguments);
    va_end(arguments);
    add_failure(walk, (struct read_failure){ .offset = offset, .line = line, .error = error });
}

/* A complaint with what `at` lies in, where that is not the file. */
static const char *say_inside(const struct walk *walk, const struct origin *origin, struct span at,
                              const char *error)
{
    struct span bytes = origin->source->bytes;
    if (origin->source == walk->file)
        return error;
    size_t inside =
        at.data && at.data >= bytes.data && at.data <= span_end(bytes) ? (size_t)(at.data - bytes.data) : 0;
    return arena_format(walk->arena, "in %s: %s", origin->container,
                        inside ? arena_format(walk->arena, "at octet %zu inside: %s", inside, error) : error);
}

void walk_fail_in(struct walk *walk, const struct origin *origin, struct span at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *error = arena_vformat(walk->arena, format, arguments);
    va_end(arguments);
    add_failure(walk, (struct read_failure){ .offset = walk_offset(walk, origin, at),
                                             .line = origin->line,
                                             .error = say_inside(walk, origin, at, error) });
}

void walk_fail_locked(struct walk *walk, const struct origin *origin, struct span at, const char *error)
{
    add_failure(walk, (struct read_failure){ .offset = walk_offset(walk, origin, at),
                                             .line = origin->line,
                                             .error = say_inside(walk, origin, at, error),
                                             .locked = true });
}

void walk_fail_empty(struct walk *walk, const struct origin *origin, struct span at, const char *error)
{
    add_failure(walk, (struct read_failure){ .offset = walk_offset(walk, origin, at),
                                             .line = origin->line,
                                             .error = error,
                                             .empty = true });
}

/* -- objects -------------------------------------------------------------------------------------------------------- */

/* In the arena, because a keeping reader promises that objects stay. */
static void hand_on(struct walk *walk, const struct origin *origin, struct span der, struct object found)
{
    struct object *object = arena_alloc(walk->arena, sizeof *object);
    *object = found;
    object->path = walk->path;
    object->container = origin->container;
    object->index = walk->objects++;
    object->offset = walk_offset(walk, origin, der);
    object->line = origin->line;
    object->context = origin->context;
    if (object->kind == OBJECT_CRL)
        object->context.private_key = KEY_LINK_UNKNOWN;
    if (object->kind == OBJECT_CERTIFICATE)
        key_notes_apply(walk->options->keys, object->cert->sha1, &object->context);
    walk->sink->object(walk->sink->context, object);
}

void walk_certificate(struct walk *walk, const struct origin *origin, struct span der)
{
    struct cert *cert = arena_alloc(walk->arena, sizeof *cert);
    struct span at = der;
    const char *why;
    if (cert_decode(walk->arena, origin->source, der, cert, &why, &at))
        hand_on(walk, origin, der, (struct object){ .kind = OBJECT_CERTIFICATE, .cert = cert });
    else
        walk_fail_in(walk, origin, at, "a certificate that cannot be read: %s", why);
}

void walk_crl(struct walk *walk, const struct origin *origin, struct span der)
{
    struct crl *crl = arena_alloc(walk->arena, sizeof *crl);
    struct span at = der;
    const char *why;
    if (crl_decode(walk->arena, origin->source, der, crl, &why, &at))
        hand_on(walk, origin, der, (struct object){ .kind = OBJECT_CRL, .crl = crl });
    else
        walk_fail_in(walk, origin, at, "a CRL that cannot be read: %s", why);
}

void walk_request(struct walk *walk, const struct origin *origin, struct span der)
{
    struct request *request = arena_alloc(walk->arena, sizeof *request);
    struct span at = der;
    const char *why;
    if (request_decode(walk->arena, origin->source, der, request, &why, &at))
        hand_on(walk, origin, der, (struct object){ .kind = OBJECT_REQUEST, .request = request });
    else
        walk_fail_in(walk, origin, at, "a certificate request that cannot be read: %s", why);
}

void walk_template(struct walk *walk, const struct origin *origin, const struct template *t)
{
    hand_on(walk, origin, (struct span){ 0 }, (struct object){ .kind = OBJECT_TEMPLATE, .template = t });
}

void walk_made_request(struct walk *walk, const struct origin *origin, const struct request *request)
{
    hand_on(walk, origin, (struct span){ 0 }, (struct object){ .kind = OBJECT_REQUEST, .request = request });
}

void walk_settings(struct walk *walk, const struct origin *origin, struct settings *settings)
{
    for (size_t i = 0; i < SETTING_COUNT; i++)
        if (settings->items[i].state != SETTING_UNKNOWN)
            settings->items[i].path = walk->path;
    hand_on(walk, origin, (struct span){ 0 },
            (struct object){ .kind = settings->kind, .settings = settings });
}
