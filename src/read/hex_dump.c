/* Hexadecimal dumps, line by line:
 *
 *     0000  30 82 05 d8 30 82 03 c0  a0 03 02 01 02 02 02 1a   0...0...........      certutil -encodehex IN OUT (11)
 *     0000  30 82 05 d8 30 82 03 c0  a0 03 02 01 02 02 02 1a                         … 10
 *     30 82 05 d8 30 82 03 c0  a0 03 02 01 02 02 02 1a   0...0...........            … 5
 *     30 82 05 d8 30 82 03 c0  a0 03 02 01 02 02 02 1a                               … 4
 *     308205d8308203c0…                                                              … 12, one line
 *
 * The columns are those that a published example of CryptBinaryToString's formats shows (fair confidence); that the last
 * line is filled up before its characters, and how wide offsets above 0xffff are, is inferred. So three blanks end the
 * octets of a line, 16 of them end those of a line with an offset, and offsets have 4 to 16 digits; Format-Hex, xxd and
 * hexdump -C are read by the same rules. Where lines have offsets, each must say how many octets came before it. */
#include "read/hex_dump.h"
#include "read/der_objects.h"
#include "read/serialized.h"
#include "read/sniff.h"
#include "util/text.h"

enum {
    OCTETS_OF_LINE = 16, /* with an offset */
    ADDRESS_MIN = 4,     /* digits of an offset */
    ADDRESS_MAX = 16,
    GAP = 3,          /* blanks between octets and characters */
    HEAD = 4096,      /* octets that a dump's kind is told by */
    LINES_BEFORE = 8, /* of titles, in front of the first line with an offset */
    TOO_FEW = 12      /* octets of which nothing can be told */
};

/* -- lines ---------------------------------------------------------------------------------------------------------- */

static size_t count_digits(struct span text)
{
    size_t count = 0;
    while (count < text.length && text_hex_digit(text.data[count]) >= 0)
        count++;
    return count;
}

static bool is_blank(uint8_t octet)
{
    return octet == ' ' || octet == '\t';
}

static size_t count_blanks(struct span text)
{
    size_t count = 0;
    while (count < text.length && is_blank(text.data[count]))
        count++;
    return count;
}

/* "0010  30 82 …", "00000010: 3082 …": the offset, and what is behind it. */
static bool split_address(struct span line, uint64_t *address, struct span *rest)
{
    size_t count = count_digits(line);
    if (count < ADDRESS_MIN || count > ADDRESS_MAX || count == line.length)
        return false;
    struct span behind = span_from(line, count + (line.data[count] == ':'));
    size_t blanks = count_blanks(behind);
    *address = 0;
    for (size_t i = 0; i < count; i++)
        *address = *address << 4 | (uint64_t)text_hex_digit(line.data[i]);
    *rest = span_from(behind, blanks);
    return blanks > 0 && count_digits(*rest) > 0;
}

static bool is_separator(uint8_t octet)
{
    return octet && strchr(" \t:-,", octet) != NULL;
}

/* Octets to the end of the line, to its characters, or until there are `limit`. False: *bad is no part of an octet. */
static bool take_octets(struct span line, size_t limit, struct buf *out, size_t *bad)
{
    size_t at = 0, taken = 0;
    while (at < line.length && taken < limit) {
        size_t digits = count_digits(span_from(line, at));
        for (size_t i = 0; i + 1 < digits && taken < limit; i += 2, taken++)
            buf_char(out,
                     (char)(text_hex_digit(line.data[at + i]) << 4 | text_hex_digit(line.data[at + i + 1])));
        at += digits;
        if (digits == 0 || (digits % 2 && taken < limit)) {
            *bad = at;
            return false;
        }
        if (count_blanks(span_from(line, at)) >= GAP)
            return true;
        while (at < line.length && is_separator(line.data[at]))
            at++;
    }
    return true;
}

/* -- telling it ----------------------------------------------------------------------------------------------------- */

static bool is_wanted(struct span octets)
{
    static const char pem[] = "-----BEGIN ";
    if (octets.length < TOO_FEW)
        return false;
    return (der_objects_is(octets) && octets.data[1] >= 0x80) || serialized_store_is(octets) ||
           serialized_element_is(octets) || memcmp(octets.data, pem, sizeof pem - 1) == 0;
}

/* Whether a dump begins in the line: with offset 0, or with octets that nothing stands in front of. */
static bool begins(struct span line, bool is_first, bool *has_offsets, struct span *octets)
{
    uint64_t address;
    *has_offsets = split_address(line, &address, octets);
    if (*has_offsets)
        return address == 0;
    *octets = line;
    return is_first && line.length && text_hex_digit(line.data[0]) >= 0;
}

bool hex_dump_is(struct span text)
{
    struct lines lines;
    struct buf octets = { .limit = HEAD };
    struct span part;
    uint64_t address;
    size_t bad, before = 0;
    bool has_offsets = false, good = true;
    lines_begin(&lines, text, NULL, NULL);
    while (good && octets.length < HEAD && before <= LINES_BEFORE && lines_next(&lines)) {
        struct span line = text_trim(lines.text);
        if (octets.length == 0 && !begins(line, before == 0, &has_offsets, &part)) {
            before += line.length > 0;
            continue;
        }
        if (octets.length)
            good = has_offsets ? split_address(line, &address, &part) : line.length > 0;
        if (octets.length && !has_offsets)
            part = line;
        good = good && take_octets(part, has_offsets ? OCTETS_OF_LINE : SIZE_MAX, &octets, &bad);
    }
    lines_end(&lines);
    good = is_wanted(buf_span(&octets));
    buf_free(&octets);
    return good;
}

/* -- reading it ----------------------------------------------------------------------------------------------------- */

struct dump {
    struct walk *walk;
    const struct origin *outer;
    bool any;         /* a dump was there */
    bool titled;      /* other lines were before it */
    bool has_offsets; /* of the dump at hand */
    bool open;
    bool failed; /* a complaint was made: what follows of it is passed over */
    struct buf octets;
    size_t offset; /* of its first line */
    uint32_t line;
};

static void complain(struct dump *dump, size_t offset, uint32_t line, const char *what)
{
    const struct origin *outer = dump->outer;
    if (!dump->failed)
        walk_fail(dump->walk, outer->depth ? outer->offset : offset, outer->depth ? outer->line : line,
                  "hex dump: %s", what);
    dump->failed = true;
}

static void end_dump(struct dump *dump)
{
    if (dump->octets.overflow)
        complain(dump, dump->offset, dump->line,
                 "larger than the limit (16 MiB for certificates, 1 GiB for a CRL)");
    if (dump->open && !dump->failed) {
        struct origin origin = walk_origin_at(dump->outer, dump->offset, dump->line);
        walk_decoded(dump->walk, &origin, "hex dump", buf_span(&dump->octets));
    }
    dump->open = false;
}

static void begin_dump(struct dump *dump, const struct lines *lines)
{
    end_dump(dump);
    dump->any = dump->open = true;
    dump->failed = false;
    dump->offset = lines->offset;
    dump->line = lines->number;
    buf_clear(&dump->octets);
    dump->octets.overflow = false;
    dump->octets.limit = READ_LIMIT_CERTIFICATE;
}

static void add_octets(struct dump *dump, const struct lines *lines, struct span part)
{
    size_t bad = 0;
    if (dump->octets.length + part.length / 2 >= dump->octets.limit && sniff_is_crl(buf_span(&dump->octets)))
        dump->octets.limit = READ_LIMIT_CRL;
    if (take_octets(part, dump->has_offsets ? OCTETS_OF_LINE : SIZE_MAX, &dump->octets, &bad)) {
        if (!dump->has_offsets && der_objects_is_whole(buf_span(&dump->octets)))
            end_dump(dump);
        return;
    }
    size_t in_line = (size_t)(part.data - lines->text.data) + bad, at = lines_file_offset(lines, in_line);
    struct span wrong = { part.data + bad, bad < part.length };
    complain(dump, at, lines->number,
             wrong.length
                 ? arena_format(dump->walk->arena, "'%s' at octet %zu stands where an octet's digit should",
                                text_escaped(dump->walk->arena, wrong), at)
                 : "its last octet has one digit: cut");
}

/* A further line with an offset, which says how many octets came before it. */
static void add_line_at(struct dump *dump, const struct lines *lines, uint64_t address, struct span part)
{
    if (dump->failed)
        return;
    if (address == dump->octets.length)
        add_octets(dump, lines, part);
    else
        complain(
            dump, lines->offset, lines->number,
            arena_format(dump->walk->arena,
                         "this line is said to be octet 0x%llx, and 0x%zx came before it: lines are missing",
                         (unsigned long long)address, dump->octets.length));
}

/* Without offsets a dump goes on to an empty line, or until it is whole; only at the front of the text, or behind one that
 * was whole, octets alone begin one. */
static void take_line(struct dump *dump, const struct lines *lines)
{
    struct span line = text_trim(lines->text), part = line;
    uint64_t address = 0;
    bool has_offsets, may_begin_alone = dump->any ? !dump->has_offsets : !dump->titled;
    if (dump->open && !dump->has_offsets) {
        if (line.length == 0)
            end_dump(dump);
        else if (!dump->failed)
            add_octets(dump, lines, line);
    } else if (begins(line, may_begin_alone, &has_offsets, &part)) {
        begin_dump(dump, lines);
        dump->has_offsets = has_offsets;
        add_octets(dump, lines, part);
    } else if (dump->open && split_address(line, &address, &part)) {
        add_line_at(dump, lines, address, part);
    } else if (line.length) {
        dump->titled = true;
    }
}

void hex_dump_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct dump dump = { .walk = walk, .outer = origin };
    struct lines lines;
    lines_begin(&lines, octets, origin->depth ? NULL : walk->stream, walk->arena);
    while (lines_next(&lines))
        take_line(&dump, &lines);
    end_dump(&dump);
    if (lines.error)
        walk_fail(walk, lines.rest_offset, lines.number, "cannot read further: %s", lines.error);
    lines_end(&lines);
    buf_free(&dump.octets);
}
