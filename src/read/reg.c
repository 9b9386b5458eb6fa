/* A registry export, line by line:
 *
 *     Windows Registry Editor Version 5.00                                (or REGEDIT4)
 *
 *     [HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\SystemCertificates\ROOT\Certificates\0563B8…]
 *     "Blob"=hex:03,00,00,00,01,00,00,00,14,00,00,00,05,63,b8,63,0d,62,d7,5a,bb,c8,\
 *       ab,1e,4b,df,b5,a8,99,b2,4d,43,20,00,00,00,01,…
 *
 * Of stores, only values named Blob count. Where the key is of a store, the store's name and key go along; in MY, a
 * certificate without property 2 is known to have no private key. Keys whose values are settings (those of IKEv2 below
 * RemoteAccess, the version of Windows) become objects as if Get-ItemProperty had exported them. */
#include "read/reg.h"
#include "read/reg_internal.h"
#include "util/text.h"

enum { VALUES_MAX = 4096 /* of a key of settings */ };

bool reg_is(struct span text)
{
    static const char *const words[] = { "Windows Registry Editor Version", "REGEDIT4" };
    text = text_trim(text);
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (text_is_at_ignoring_case(text, 0, words[i]))
            return true;
    return false;
}

/* -- keys ----------------------------------------------------------------------------------------------------------- */

/* The next part of a path between backslashes; false at its end. */
static bool next_part(struct span *path, struct span *part)
{
    if (path->length == 0)
        return false;
    *part = span_take(path, '\\');
    return true;
}

/* Store and the key of the store from "…\SystemCertificates\ROOT\Certificates\…"; false for other keys. */
static bool store_of_key(struct span key, struct span *store, struct span *store_key)
{
    struct span rest = key, part;
    while (next_part(&rest, &part)) {
        if (!text_equal_ignoring_case(part, span_of_text("SystemCertificates")) &&
            !text_equal_ignoring_case(part, span_of_text("EnterpriseCertificates")))
            continue;
        if (!next_part(&rest, store) || store->length == 0)
            return false;
        *store_key = (struct span){ key.data, (size_t)(store->data + store->length - key.data) };
        return true;
    }
    return false;
}

bool reg_key_is_store(struct span key)
{
    struct span store, store_key;
    return store_of_key(key, &store, &store_key);
}

bool reg_key_context(struct walk *walk, struct span key, struct object_context *context)
{
    struct span store, store_key;
    if (!store_of_key(key, &store, &store_key))
        return false;
    context->store = walk_store_name(walk, store);
    context->store_path = arena_copy(walk->arena, store_key);
    if (span_equal_text(context->store, "MY") && context->private_key == KEY_LINK_UNKNOWN)
        context->private_key = KEY_LINK_MISSING; /* unless the Blob has property 2 */
    return true;
}

/* Each store once, as long as its keys stand together. */
static void show_store(struct reg *reg, struct span store, struct span store_key)
{
    struct walk *walk = reg->walk;
    reg->any_store = true;
    if (!walk->sink->store || span_equal(buf_span(&reg->shown), store_key))
        return;
    buf_clear(&reg->shown);
    buf_add(&reg->shown, store_key);
    struct arena *piece = walk_begin_piece(walk);
    walk->sink->store(walk->sink->context, walk_store_name(walk, store), arena_copy(walk->arena, store_key));
    walk_end_piece(walk, piece);
}

/* A value or a key stands in this line. */
static void place(const struct reg *reg, struct exported *value, const struct lines *lines)
{
    bool is_file = reg->outer->depth == 0;
    value->offset = is_file ? lines->offset : reg->outer->offset;
    value->line = is_file ? lines->number : reg->outer->line;
}

static void end_settings(struct reg *reg)
{
    if (reg->object)
        settings_take(&reg->settings, reg->object);
    reg->object = NULL;
}

static void begin_settings(struct reg *reg, const struct lines *lines, bool is_whole)
{
    struct arena *arena = reg->walk->arena;
    reg->object = exported_add(arena, NULL, EXPORTED_OBJECT);
    reg->values = 0;
    place(reg, reg->object, lines);
    if (!is_whole)
        return;
    struct exported *path = exported_add(arena, reg->object, EXPORTED_TEXT);
    path->name = span_of_text("PSPath");
    path->text = arena_copy(arena, buf_span(&reg->key));
    path->line = reg->object->line;
}

void reg_key(struct reg *reg, const struct lines *lines, struct span key, bool is_whole)
{
    struct span store, store_key;
    end_settings(reg);
    buf_clear(&reg->key);
    if (key.length)
        buf_add(&reg->key, key);
    if (store_of_key(buf_span(&reg->key), &store, &store_key))
        show_store(reg, store, store_key);
    if (settings_key_is(buf_span(&reg->key)))
        begin_settings(reg, lines, is_whole);
}

/* "[KEY]" */
static void take_key(struct reg *reg, const struct lines *lines, struct span line)
{
    const uint8_t *end = span_find(line, ']');
    for (const uint8_t *at = end; at; at = span_find(span_from(line, (size_t)(at - line.data) + 1), ']'))
        end = at;                                                 /* the last one: keys may hold brackets */
    bool is_key = line.length >= 2 && line.data[1] != '-' && end; /* [-KEY]: to be deleted */
    reg_key(reg, lines,
            is_key ? (struct span){ line.data + 1, (size_t)(end - line.data) - 1 } : (struct span){ 0 },
            true);
}

/* -- values --------------------------------------------------------------------------------------------------------- */

static void complain(struct reg *reg, size_t offset, uint32_t line, const char *what)
{
    const struct origin *outer = reg->outer;
    if (!reg->failed)
        walk_fail(reg->walk, outer->depth ? outer->offset : offset, outer->depth ? outer->line : line,
                  "registry value 'Blob': %s", what);
    reg->failed = true;
}

/* A whole Blob: a serialized certificate, or whatever somebody put there. */
void reg_blob_end(struct reg *reg)
{
    struct walk *walk = reg->walk;
    reg->in_blob = false;
    if (reg->nibble >= 0)
        complain(reg, reg->offset, reg->line, "its last octet has one digit: cut");
    if (reg->value.length == 0)
        complain(reg, reg->offset, reg->line, "it holds nothing");
    if (reg->failed)
        return;
    struct arena *piece = walk_begin_piece(walk);
    struct span octets = walk_keep(walk, buf_span(&reg->value));
    struct origin origin = walk_origin_at(reg->outer, reg->offset, reg->line);
    reg_key_context(walk, buf_span(&reg->key), &origin.context);
    origin = walk_inner(walk, &origin, "registry value", (struct span){ 0 }, octets);
    walk_octets(walk, &origin, octets);
    walk_end_piece(walk, piece);
}

/* Hexadecimal digits of a line of the Blob. */
void reg_blob_digits(struct reg *reg, const struct lines *lines, struct span digits)
{
    for (size_t i = 0; i < digits.length && !reg->failed; i++) {
        uint8_t octet = digits.data[i];
        int digit = text_hex_digit(octet);
        size_t at = (size_t)(digits.data - lines->text.data) + i;
        if (digit >= 0 && reg->nibble < 0) {
            reg->nibble = digit;
        } else if (digit >= 0) {
            buf_char(&reg->value, (char)(reg->nibble << 4 | digit));
            reg->nibble = -1;
        } else if ((octet != ',' && octet != ' ' && octet != '\t') || reg->nibble >= 0) {
            complain(reg, lines_file_offset(lines, at), lines->number,
                     arena_format(reg->walk->arena, "'%s' at octet %zu is no hexadecimal octet",
                                  text_escaped(reg->walk->arena, (struct span){ &octet, 1 }),
                                  lines_file_offset(lines, at)));
        }
    }
    if (reg->value.overflow)
        complain(reg, reg->offset, reg->line, "larger than the limit of 16 MiB");
}

void reg_blob(struct reg *reg, const struct lines *lines)
{
    reg->in_blob = true;
    reg->failed = false;
    reg->nibble = -1;
    reg->offset = lines->offset;
    reg->line = lines->number;
    buf_clear(&reg->value);
}

/* Whether the line goes on in the next one; takes the backslash off. */
static bool goes_on(struct span *line)
{
    if (line->length == 0 || line->data[line->length - 1] != '\\')
        return false;
    line->length--;
    return true;
}

/* "Blob"=hex:… and hex(3):…; what is behind the colon. */
static bool is_blob(struct span line, struct span *digits)
{
    static const char start[] = "\"Blob\"=";
    if (!text_is_at_ignoring_case(line, 0, start))
        return false;
    struct span value = span_from(line, sizeof start - 1), type;
    return text_is_at_ignoring_case(value, 0, "hex") && span_split(value, ':', &type, digits);
}

/* A text between quotes at the front, without its escapes; *behind is what follows. */
static bool quoted(struct arena *arena, struct span line, struct span *text, struct span *behind)
{
    uint8_t *out = arena_alloc(arena, line.length + 1);
    size_t length = 0;
    if (line.length == 0 || line.data[0] != '"')
        return false;
    for (size_t i = 1; i < line.length; i++) {
        if (line.data[i] == '"') {
            *text = (struct span){ out, length };
            *behind = span_from(line, i + 1);
            return true;
        }
        if (line.data[i] == '\\' && i + 1 < line.length)
            i++;
        out[length++] = line.data[i];
    }
    return false;
}

struct exported *reg_value(struct reg *reg, const struct lines *lines, struct span name)
{
    if (++reg->values == VALUES_MAX)
        walk_fail(reg->walk, lines->offset, lines->number,
                  "a registry key of more than %d values: the rest is left out", VALUES_MAX);
    if (reg->values >= VALUES_MAX)
        return NULL;
    struct exported *member = exported_add(reg->walk->arena, reg->object, EXPORTED_TEXT);
    member->name = arena_copy(reg->walk->arena, name);
    place(reg, member, lines);
    return member;
}

/* "Name"=dword:00000004, "Name"="text", "Name"=- (to be deleted); other types hold no setting. */
static void take_setting(struct reg *reg, const struct lines *lines, struct span line, bool continues)
{
    struct arena *arena = reg->walk->arena;
    struct span name, value, text;
    if (!quoted(arena, line, &name, &value) || value.length < 2 || value.data[0] != '=')
        return;
    value = text_trim(span_from(value, 1));
    struct exported *member = reg_value(reg, lines, name);
    if (!member)
        return;
    if (text_is_at_ignoring_case(value, 0, "dword:") && value.length <= 6 + 8) {
        member->text =
            span_of_text(arena_format(arena, "0x%.*s", (int)value.length - 6, (const char *)value.data + 6));
    } else if (quoted(arena, value, &text, &value)) {
        member->text = arena_copy(arena, text);
        member->is_string = true;
    } else if (span_equal_text(value, "-")) {
        member->kind = EXPORTED_NOTHING;
    } else {
        member->text = arena_copy(arena, value);
        member->is_cut = continues;
    }
}

static void take_line(struct reg *reg, const struct lines *lines)
{
    struct span line = text_trim(lines->text), digits = line;
    bool continues = goes_on(&line);
    if (reg->in_other) {
        reg->in_other = continues;
        return;
    }
    if (reg->in_blob && line.length && strchr("[\"@", line.data[0] ? line.data[0] : 'x'))
        reg_blob_end(reg); /* what it should have gone on with is not there */
    if (reg->in_blob) {
        digits = line;
    } else if (line.length && line.data[0] == '[') {
        take_key(reg, lines, line);
        return;
    } else if (is_blob(line, &digits)) {
        reg_blob(reg, lines);
    } else {
        if (reg->object)
            take_setting(reg, lines, line, continues);
        reg->in_other = continues;
        return;
    }
    reg_blob_digits(reg, lines, digits);
    continues = continues || (digits.length && digits.data[digits.length - 1] == ','); /* the '\\' was lost */
    if (!continues)
        reg_blob_end(reg);
}

void reg_begin(struct reg *reg, struct walk *walk, const struct origin *origin, struct span octets,
               const char *container)
{
    *reg = (struct reg){ .walk = walk, .outer = origin, .value.limit = READ_LIMIT_CERTIFICATE, .nibble = -1 };
    reg->objects = walk->objects;
    reg->failures = walk->failures;
    reg->settings =
        (struct settings_reading){ .walk = walk, .origin = origin, .container = container, .octets = octets };
}

void reg_end(struct reg *reg, struct lines *lines, struct span octets, const char *otherwise)
{
    struct walk *walk = reg->walk;
    end_settings(reg);
    if (lines->error)
        walk_fail(walk, lines->rest_offset, lines->number, "cannot read further: %s", lines->error);
    if (walk->objects == reg->objects && walk->failures == reg->failures && reg->settings.found.count == 0) {
        if (reg->any_store)
            walk_fail_empty(walk, reg->outer, octets,
                            "no certificate, CRL or request found: a registry export of a store without any");
        else
            walk_fail(walk, reg->outer->offset, reg->outer->line, "no certificate, CRL or request found: %s",
                      otherwise);
    }
    settings_end(&reg->settings);
    buf_free(&reg->key);
    buf_free(&reg->shown);
    buf_free(&reg->value);
}

void reg_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct reg reg;
    struct lines lines;
    reg_begin(&reg, walk, origin, octets, "registry key");
    lines_begin(&lines, octets, origin->depth ? NULL : walk->stream, walk->arena);
    while (lines_next(&lines))
        take_line(&reg, &lines);
    if (reg.in_blob)
        complain(&reg, reg.offset, reg.line, "the file ends within it: cut");
    reg_end(&reg, &lines, octets,
            "a registry export of something else; export a store: reg export "
            "HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\MY my.reg");
    lines_end(&lines);
}
