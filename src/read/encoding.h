/* Texts as Windows writes them (UTF-8 with or without byte order mark, UTF-16 of either order), line by line.
 *
 * What leaves this room is UTF-8, whatever the file holds: a line, or a whole text, that claims to be UTF-8 and is not (an
 * ANSI code page, or garbage) is taken for Windows-1252. Lines know their number and where in the file they begin, and for
 * every octet of one the file's octet can be asked, so that a complaint is about the file and not about a conversion of
 * it. Memory: the window of the stream, and one line. */
#ifndef IKELINT_READ_ENCODING_H
#define IKELINT_READ_ENCODING_H

#include "util/buf.h"
#include "util/platform.h"

enum encoding {
    ENCODING_UTF8,
    ENCODING_UTF16LE,
    ENCODING_UTF16BE,
    ENCODING_WINDOWS_1252 /* not detected: what ENCODING_UTF8 turns into where the octets are none */
};

struct encoding_found {
    enum encoding encoding;
    size_t mark; /* octets of the byte order mark in front */
};

/* From the first octets of a file. UTF-16 without a mark is told by Western text: every other octet is zero. */
struct encoding_found encoding_detect(struct span head);
/* What a whole text of these octets is taken for. is_cut: more follows. */
struct encoding_found encoding_taken_for(struct span octets, bool is_cut, struct encoding_found found);
/* "UTF-8", "UTF-8 with byte order mark", "UTF-16LE" … */
const char *encoding_name(struct encoding_found found);

enum { LINE_LIMIT = 32 << 20 }; /* octets of a line in the file; a longer one is handed out in pieces */

struct lines {
    struct encoding_found found;
    struct span rest;               /* octets of the file that were not walked yet */
    size_t rest_offset;             /* from the start of the file to `rest` */
    struct platform_stream *stream; /* what follows `rest`; NULL: nothing. Borrows */
    struct buf window;              /* holds `rest` once something came from the stream */
    struct buf converted;           /* holds the line, where the file's octets are not UTF-8 */
    const char *error;              /* why the stream ended early, or NULL */
    struct arena *arena;            /* for that text; borrows */

    /* The line at hand; its text lives until the next call. */
    struct span text;       /* UTF-8, without the line's end */
    struct span raw;        /* the same as the file has it */
    enum encoding encoding; /* of raw */
    size_t offset;          /* octets from the start of the file to raw */
    uint32_t number;        /* 1-based */
    bool last_was_cut;      /* the line before was longer than LINE_LIMIT, and this is its next piece */
    bool is_open;           /* the file ends in this line, and not behind it */
};

/* Walks `bytes`, and behind them `stream` (may be NULL). */
void lines_begin(struct lines *lines, struct span bytes, struct platform_stream *stream, struct arena *arena);
void lines_end(struct lines *lines); /* frees what the walk needed */
bool lines_next(struct lines *lines);

/* Where octet number `octet` of the line's text stands in the file. */
size_t lines_file_offset(const struct lines *lines, size_t octet);

/* A whole text in memory as UTF-8, without its byte order mark: in place where it is UTF-8 already. *found (may be NULL)
 * is what it was taken for. */
struct span encoding_to_utf8(struct arena *arena, struct span octets, struct encoding_found *found);
/* Such a text as a reader of JSON wants it: half a surrogate pair (\ud800 alone) becomes \ufffd, octet for octet. */
struct span encoding_for_json(struct arena *arena, struct span text);
/* The way back from such a text to the file, for places asked for from front to back. */
struct encoding_cursor {
    struct span text;            /* as encoding_to_utf8 gave it */
    struct encoding_found found; /* of the file */
    size_t octet;                /* of the text: where the cursor stands */
    size_t units;  /* units of the file before it, where it is no UTF-8: 16-bit ones, or octets */
    uint32_t line; /* 1-based */
};
void encoding_cursor_begin(struct encoding_cursor *cursor, struct span text, struct encoding_found found);
/* Goes on to octet number `octet` of the text (never back), and returns its octet of the file. */
size_t encoding_cursor_to(struct encoding_cursor *cursor, size_t octet);

/* Text inside of something else, of unknown encoding, as UTF-8: octets that are no UTF-8 are taken for Windows-1252. */
struct span encoding_guess(struct arena *arena, struct span text);
/* Octets that are UTF-16 of this order. */
struct span encoding_utf16(struct arena *arena, struct span octets, enum encoding order);
/* UTF-16LE as it stands in properties and registry values: up to the first NUL. */
struct span encoding_utf16le(struct arena *arena, struct span octets);

#endif
