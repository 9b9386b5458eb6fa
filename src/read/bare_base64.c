/* Lines of base64. A value ends where its DER does, at padding or at an empty line: so a file may hold one value over
 * many lines, or many of a line each, as PowerShell prints them. */
#include "read/bare_base64.h"
#include "read/base64.h"
#include "read/der_objects.h"
#include "read/serialized.h"
#include "util/text.h"

enum { LOOKED_AT = 256 /* characters that have to be base64 for a file to be taken for it */ };

bool bare_base64_is(struct span text)
{
    struct base64 state = { 0 };
    struct buf octets = { .limit = 4096 };
    size_t bad, characters = 0, length = 0;
    const char *why;
    while (length < text.length && characters < LOOKED_AT) {
        uint8_t octet = text.data[length++];
        bool blank = strchr(" \t\r\n", octet ? octet : 1) != NULL;
        if (!base64_is_character(octet) && octet != '=' && !blank)
            return false;
        characters += !blank;
    }
    if (characters < 32)
        return false;
    bool good = base64_feed(&state, (struct span){ text.data, length }, &octets, &bad, &why);
    struct span found = buf_span(&octets);
    bool is_der = found.length >= 2 && der_objects_is(found) && found.data[1] >= 0x80;
    good = (good || bad > 32) && (is_der || serialized_store_is(found) || serialized_element_is(found));
    buf_free(&octets);
    return good;
}

struct bare {
    struct walk *walk;
    const struct origin *outer;
    struct base64 base64;
    struct buf octets;
    size_t offset; /* of the value at hand */
    uint32_t line;
    bool failed;
};

static void complain(struct bare *bare, size_t offset, uint32_t line, const char *what)
{
    const struct origin *outer = bare->outer;
    if (!bare->failed)
        walk_fail(bare->walk, outer->depth ? outer->offset : offset, outer->depth ? outer->line : line,
                  "base64: %s", what);
    bare->failed = true;
}

static void end_value(struct bare *bare)
{
    const char *why;
    if (bare->base64.any && !base64_end(&bare->base64, &why))
        complain(bare, bare->offset, bare->line, why);
    if (bare->octets.overflow)
        complain(bare, bare->offset, bare->line, "larger than the limit of 16 MiB");
    if (bare->base64.any && !bare->failed) {
        struct origin origin = walk_origin_at(bare->outer, bare->offset, bare->line);
        walk_decoded(bare->walk, &origin, "base64", buf_span(&bare->octets));
    }
    bare->base64 = (struct base64){ 0 };
    bare->failed = false;
    buf_clear(&bare->octets);
}

static void take_line(struct bare *bare, const struct lines *lines)
{
    struct span text = text_trim(lines->text);
    size_t bad;
    const char *why;
    if (text.length == 0) {
        end_value(bare);
        return;
    }
    if (!bare->base64.any && !bare->failed) {
        bare->offset = lines->offset;
        bare->line = lines->number;
    }
    if (!bare->failed && !base64_feed(&bare->base64, text, &bare->octets, &bad, &why)) {
        size_t at = lines_file_offset(lines, (size_t)(text.data - lines->text.data) + bad);
        complain(bare, at, lines->number,
                 arena_format(bare->walk->arena, "'%s' at octet %zu %s",
                              text_escaped(bare->walk->arena, (struct span){ text.data + bad, 1 }), at, why));
    }
    if (!bare->failed && bare->base64.characters == 0 &&
        (bare->base64.padding || der_objects_is_whole(buf_span(&bare->octets))))
        end_value(bare);
}

void bare_base64_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct bare bare = { .walk = walk, .outer = origin, .octets.limit = READ_LIMIT_CERTIFICATE };
    struct lines lines;
    lines_begin(&lines, octets, origin->depth ? NULL : walk->stream, walk->arena);
    while (lines_next(&lines))
        take_line(&bare, &lines);
    end_value(&bare);
    if (lines.error)
        walk_fail(walk, lines.rest_offset, lines.number, "cannot read further: %s", lines.error);
    lines_end(&lines);
    buf_free(&bare.octets);
}
