/* What reg query prints:
 *
 *     HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\SystemCertificates\ROOT\Certificates\0563B8…
 *         Blob    REG_BINARY    0300000001000000140000000563B8630D62D75A…
 *
 *     HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\RemoteAccess\Parameters\Ikev2
 *         CertAuthFlags    REG_DWORD    0x4
 *
 * Four blanks stand before a value and between its parts (texts of other programs that read it agree); Windows XP had
 * tabs, and a line "! REG.EXE VERSION" in front (less certain). Where a console broke the octets into lines, lines of
 * digits alone go on with them. With /v only one value of a key is printed: so a value that is not there says nothing,
 * unlike in a .reg file. */
#include "read/pem.h"
#include "read/reg.h"
#include "read/reg_internal.h"
#include "util/text.h"

enum { LINES_BEFORE = 16 /* a prompt, a title */ };

static bool is_key(struct span line)
{
    return text_is_at(line, 0, "HKEY_") && line.length > 8;
}

/* Where four blanks or a tab begin; the length of the text when they don't. */
static size_t find_gap(struct span text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.data[i] == '\t' || text_is_at(text, i, "    "))
            return i;
    return text.length;
}

static struct span behind_gap(struct span text, size_t gap)
{
    return span_from(text, gap + (text.data[gap] == '\t' ? 1 : 4));
}

struct value {
    struct span name, type, data;
};

/* The name may hold blanks, the type is one word. */
static bool split_value(struct span line, struct value *out)
{
    if (line.length == 0 || find_gap(line) != 0)
        return false;
    struct span rest = behind_gap(line, 0);
    for (size_t from = 0;;) {
        size_t gap = from + find_gap(span_from(rest, from));
        if (gap >= rest.length)
            return false;
        struct span behind = behind_gap(rest, gap);
        if (text_is_at(behind, 0, "REG_")) {
            size_t end = find_gap(behind);
            *out = (struct value){ .name = { rest.data, gap }, .type = { behind.data, end } };
            out->type = text_trim(out->type);
            if (end < behind.length)
                out->data = behind_gap(behind, end);
            return gap > 0;
        }
        from = gap + 1;
    }
}

bool reg_query_is(struct span text)
{
    struct lines lines;
    struct value value;
    bool has_key = false, has_value = false, has_stores = false;
    size_t others = 0;
    lines_begin(&lines, text, NULL, NULL);
    while (!has_value && others < LINES_BEFORE && lines_next(&lines)) {
        struct span line = lines.text;
        if (is_key(line)) {
            has_key = true;
            has_stores |= settings_key_is(text_trim(line)) || reg_key_is_store(text_trim(line));
        } else if (has_key && split_value(line, &value)) {
            has_value = true;
        } else {
            others += text_trim(line).length > 0;
        }
    }
    lines_end(&lines);
    return has_value || (has_stores && others == 0);
}

/* DWORDs are numbers, as Get-ItemProperty gives them; what is neither that nor a text is kept with its type. */
static void take_setting(struct reg *reg, const struct lines *lines, const struct value *value)
{
    struct arena *arena = reg->walk->arena;
    struct exported *member = reg_value(reg, lines, value->name);
    if (!member)
        return;
    bool is_text = span_equal_text(value->type, "REG_SZ") || span_equal_text(value->type, "REG_EXPAND_SZ");
    struct span data = arena_copy(arena, text_trim(value->data));
    member->is_string = is_text;
    member->text = data;
    if (!is_text && !span_equal_text(value->type, "REG_DWORD"))
        member->text = span_of_text(arena_format(arena, "%.*s %.*s", (int)value->type.length,
                                                 (const char *)value->type.data, (int)data.length,
                                                 data.data ? (const char *)data.data : ""));
}

static void end_blob(struct reg *reg)
{
    if (reg->in_blob)
        reg_blob_end(reg);
}

static void take_line(struct reg *reg, const struct lines *lines)
{
    struct span line = lines->text;
    struct value value;
    if (is_key(line)) {
        end_blob(reg);
        reg_key(reg, lines, text_trim(line), false);
    } else if (split_value(line, &value)) {
        end_blob(reg);
        if (reg->object)
            take_setting(reg, lines, &value);
        else if (text_equal_ignoring_case(value.name, span_of_text("Blob")) &&
                 span_equal_text(value.type, "REG_BINARY")) {
            reg_blob(reg, lines);
            reg_blob_digits(reg, lines, text_trim(value.data));
        }
    } else if (text_trim(line).length == 0 || find_gap(line) == 0) { /* or a value that is cut */
        end_blob(reg);
    } else if (reg->in_blob) { /* what a console broke off; what is no digit is to be said */
        reg_blob_digits(reg, lines, text_trim(line));
    }
}

/* A log may hold PEM blocks, too. */
void reg_query_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct reg reg;
    struct lines lines;
    bool is_stream = walk->stream && origin->depth == 0;
    bool has_pem = !is_stream && pem_is(encoding_to_utf8(walk->arena, octets, NULL));
    reg_begin(&reg, walk, origin, octets, "registry key");
    lines_begin(&lines, octets, origin->depth ? NULL : walk->stream, walk->arena);
    while (lines_next(&lines))
        take_line(&reg, &lines);
    end_blob(&reg);
    if (has_pem)
        pem_read(walk, origin, octets);
    reg_end(&reg, &lines, octets,
            "reg query of something else, or without the value that is asked for; query a store or a key of "
            "settings: reg query HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\MY\\Certificates /s");
    lines_end(&lines);
}
