/* One file being read: what all readers of this room share. For src/read/ only.
 *
 * A reader gets the octets of what it reads (a file, or what was found in one) and an origin that says where they
 * stand and what is known around them. It hands objects to walk_certificate and its like, what it finds inside to
 * walk_octets, which sniffs and dispatches, and complaints to walk_fail. Memory for one piece of a file (a PEM block,
 * a record) is taken from walk->arena between walk_begin_piece and walk_end_piece, so that it does not grow with the
 * number of pieces; a reader that keeps has one arena for all. */
#ifndef IKELINT_READ_WALK_H
#define IKELINT_READ_WALK_H

#include "read/encoding.h"
#include "read/read.h"

enum {
    WALK_DEPTH = 8,           /* containers in one another */
    WALK_FAILURES_LIMIT = 100 /* complaints told one by one for each file; the rest is counted */
};

/* Where something stands, and what is known around it. */
struct origin {
    const struct source *source;   /* whose bytes the octets at hand are */
    const char *container;         /* "PEM", "PKCS#7" …; static */
    size_t offset;                 /* octets from the start of the file to what encodes it */
    uint32_t line;                 /* of the same, 0 in binary files */
    struct object_context context; /* handed on to objects as it is */
    unsigned depth;                /* containers around it */
};

struct walk {
    struct reader *reader;
    const struct read_options *options;
    const struct read_sink *sink;
    const char *path;
    struct source *file;            /* its bytes: all of the file, or the head of a stream */
    struct platform_stream *stream; /* what follows file.bytes, for readers of texts; NULL: nothing */
    struct span whole;   /* all of the file, once walk_document has read the stream; else data NULL */
    uint64_t size_limit; /* octets that one object may have */
    struct arena *arena; /* of the piece at hand */
    size_t objects, failures;
    bool noted; /* a listing whose keys were noted before: neither object nor failure */
};

/* A piece begins: what it returns is to be given to walk_end_piece. */
struct arena *walk_begin_piece(struct walk *walk);
void walk_end_piece(struct walk *walk, struct arena *outer);

/* Whatever stands in `octets`: sniffed, and read by the reader for it. */
void walk_octets(struct walk *walk, const struct origin *origin, struct span octets);

/* One object, to the sink. Octets behind the object in `der` become a flaw of it. */
void walk_certificate(struct walk *walk, const struct origin *origin, struct span der);
void walk_crl(struct walk *walk, const struct origin *origin, struct span der);
void walk_request(struct walk *walk, const struct origin *origin, struct span der);
/* A request that is made of something else than its DER, at the origin's place. */
void walk_made_request(struct walk *walk, const struct origin *origin, const struct request *request);
/* A template that is filled in, at the origin's place. */
void walk_template(struct walk *walk, const struct origin *origin, const struct template *t);

/* Settings that are filled in, the same; each is told its file. */
void walk_settings(struct walk *walk, const struct origin *origin, struct settings *settings);

/* A complaint about the file's octet `offset`. */
void walk_fail(struct walk *walk, size_t offset, uint32_t line, const char *format, ...) PRINTF_LIKE(4, 5);
/* A complaint about `at`, which points into the origin's octets: says the file's octet where these are the file's own,
 * else the octet of what encodes them and the one inside. */
void walk_fail_in(struct walk *walk, const struct origin *origin, struct span at, const char *format, ...)
    PRINTF_LIKE(4, 5);

/* The same, of what another password would open. */
void walk_fail_locked(struct walk *walk, const struct origin *origin, struct span at, const char *error);

/* The complaint that a container is well formed and holds nothing: a store can be empty, and that is known then. */
void walk_fail_empty(struct walk *walk, const struct origin *origin, struct span at, const char *error);

/* Octets of the file to where `at` begins, or, where it was decoded from something, to that. */
size_t walk_offset(const struct walk *walk, const struct origin *origin, struct span at);

/* The origin of what was decoded to `octets` from `at` in `outer` (data NULL: from all of it): a source of its own, one
 * level deeper. The source is in walk->arena. */
struct origin walk_inner(struct walk *walk, const struct origin *outer, const char *container, struct span at,
                         struct span octets);

/* A whole text in memory as UTF-8, for readers that cannot do with lines: what follows of a stream is read, up to
 * WALK_DOCUMENT_LIMIT. False: a complaint was made. */
#define WALK_DOCUMENT_LIMIT (256u << 20)
bool walk_document(struct walk *walk, const struct origin *origin, struct span octets, struct span *text,
                   struct encoding_found *found);

/* A store's name as reports write it: "Root" of PowerShell and "ROOT" of the registry are one. */
struct span walk_store_name(struct walk *walk, struct span name);

/* Octets that live as long as the objects in them have to: a copy when the reader keeps. */
struct span walk_keep(struct walk *walk, struct span octets);

/* The origin of what begins at this place of the text that a reader reads line by line. The place counts in a file alone:
 * of a text inside something else only where the whole of it stands is known. */
struct origin walk_origin_at(const struct origin *outer, size_t offset, uint32_t line);
/* What a reader has decoded from a piece of its text, whose origin is `at`: kept, and read as something of its own, one
 * level deeper. */
void walk_decoded(struct walk *walk, const struct origin *at, const char *container, struct span octets);

#endif
