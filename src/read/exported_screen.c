/* What a screen shows, and Out-File writes, as a tree:
 *
 *     UserAuthProtocolAccepted      : {EAP, Certificate}            a list (Format-List): a long value goes on in
 *     RootCertificateNameToAccept   : [Subject]                     indented lines, and may have empty ones
 *                                       CN=Contoso Root CA
 *
 *     CertAuthFlags                                                 a table (Format-Table): columns are where the
 *     -------------                                                 dashes are
 *                 4
 *
 * A list of properties ends where a name comes again. A table ends at an empty line, but the first row may be one: an
 * empty value. */
#include "read/exported.h"
#include "util/text.h"

enum {
    COLUMNS_MAX = 64,
    MEMBERS_MAX = 1024,      /* of an object; more begin another one */
    CELLS_MAX = 1024 * 1024, /* of all tables */
};

struct column {
    struct span name;
    size_t first, behind; /* characters of the line */
};

struct screen {
    struct walk *walk;
    const struct origin *origin;
    struct exported *whole;
    struct exported *object; /* the list at hand; NULL: none */
    struct exported *member; /* its property at hand; NULL: none */
    size_t members;          /* of the list at hand */
    struct buf value;        /* of the property */
    struct span previous;    /* the line before */
    struct column columns[COLUMNS_MAX];
    size_t column_count; /* 0: no table */
    size_t rows;         /* of the table at hand */
    size_t cells;        /* of all tables */
};

/* -- lines ----------------------------------------------------------------------------------------------------------- */

static bool is_blank(uint8_t octet)
{
    return octet == ' ' || octet == '\t';
}

/* "Name<blanks>: value"; a name without blanks before the colon has none inside, either. */
static bool split_property(struct span line, struct span *name, struct span *value)
{
    bool has_blanks = false;
    if (line.length == 0 || is_blank(line.data[0]))
        return false;
    for (size_t i = 1; i < line.length; i++) {
        bool ends = i + 1 == line.length || is_blank(line.data[i + 1]);
        if (line.data[i] == ':' && ends && (!has_blanks || is_blank(line.data[i - 1]))) {
            *name = text_trim((struct span){ line.data, i });
            *value = text_trim(span_from(line, i + 1));
            return true;
        }
        has_blanks |= is_blank(line.data[i]);
    }
    return false;
}

static bool is_dashes(struct span line)
{
    size_t dashes = 0;
    for (size_t i = 0; i < line.length; i++) {
        if (line.data[i] == '-')
            dashes++;
        else if (!is_blank(line.data[i]))
            return false;
    }
    return dashes >= 2;
}

static bool names_one_of(struct span word, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal_ignoring_case(word, span_of_text(names[i])))
            return true;
    return false;
}

/* The next word; false at the end of the line. */
static bool next_word(struct span *line, struct span *word)
{
    *line = text_trim(*line);
    size_t length = 0;
    while (length < line->length && !is_blank(line->data[length]))
        length++;
    *word = (struct span){ line->data, length };
    *line = span_from(*line, length);
    return length > 0;
}

bool exported_screen_has(struct span text, const char *const *names, size_t count)
{
    struct lines lines;
    bool found = false, is_header = false;
    lines_begin(&lines, text, NULL, NULL);
    while (!found && lines_next(&lines)) {
        struct span name, value, rest = lines.text, word;
        if (is_header && is_dashes(lines.text))
            found = true;
        else if (split_property(lines.text, &name, &value))
            found = names_one_of(name, names, count);
        is_header = false;
        while (!found && rest.length < 4096 && next_word(&rest, &word))
            is_header |= names_one_of(word, names, count);
    }
    lines_end(&lines);
    return found;
}

/* -- values ---------------------------------------------------------------------------------------------------------- */

/* Takes "..." or "…" off the end. */
static bool take_dots(struct span *text)
{
    static const char *const dots[] = { "...", "\xe2\x80\xa6" };
    for (size_t i = 0; i < COUNT_OF(dots); i++) {
        size_t length = strlen(dots[i]);
        if (text->length >= length && memcmp(text->data + text->length - length, dots[i], length) == 0) {
            text->length -= length;
            *text = text_trim(*text);
            return true;
        }
    }
    return false;
}

/* A word that a line's end goes through. */
static struct span joined(struct arena *arena, struct span text)
{
    struct buf out = { 0 };
    text = text_trim(text);
    for (size_t i = 0; i < text.length; i++)
        if (text.data[i] != '\n')
            buf_char(&out, (char)text.data[i]);
    struct span copy = arena_copy(arena, buf_span(&out));
    buf_free(&out);
    return copy;
}

static void set_list(struct screen *screen, struct exported *value, struct span inside)
{
    struct arena *arena = screen->walk->arena;
    value->is_cut = take_dots(&inside);
    value->kind = inside.length || value->is_cut ? EXPORTED_LIST : EXPORTED_NOTHING;
    while (inside.length) {
        struct span word = joined(arena, span_take(&inside, ','));
        if (word.length) {
            struct exported *item = exported_add(arena, value, EXPORTED_TEXT);
            item->text = word;
            item->offset = value->offset;
            item->line = value->line;
        }
    }
}

static void set_value(struct screen *screen, struct exported *value, struct span text)
{
    text = arena_copy(screen->walk->arena, text_trim(text));
    if (text.length >= 2 && text.data[0] == '{' && text.data[text.length - 1] == '}') {
        set_list(screen, value, text_trim((struct span){ text.data + 1, text.length - 2 }));
        return;
    }
    value->is_cut = take_dots(&text) || (text.length && text.data[0] == '{');
    value->kind = text.length || value->is_cut ? EXPORTED_TEXT : EXPORTED_NOTHING;
    value->text = text;
}

static void place(const struct screen *screen, struct exported *value, const struct lines *lines)
{
    bool is_file = screen->origin->depth == 0;
    value->offset = is_file ? lines->offset : screen->origin->offset;
    value->line = is_file ? lines->number : screen->origin->line;
}

/* -- lists ----------------------------------------------------------------------------------------------------------- */

static void end_member(struct screen *screen)
{
    if (screen->member)
        set_value(screen, screen->member, buf_span(&screen->value));
    screen->member = NULL;
    buf_clear(&screen->value);
}

static void take_property(struct screen *screen, const struct lines *lines, struct span name,
                          struct span value)
{
    struct arena *arena = screen->walk->arena;
    struct span own = arena_copy(arena, name);
    end_member(screen);
    if (!screen->object || ++screen->members > MEMBERS_MAX ||
        exported_member(screen->object, (const char *)own.data)) {
        screen->object = exported_add(arena, screen->whole, EXPORTED_OBJECT);
        place(screen, screen->object, lines);
        screen->members = 0;
    }
    screen->member = exported_add(arena, screen->object, EXPORTED_NOTHING);
    screen->member->name = own;
    place(screen, screen->member, lines);
    buf_add(&screen->value, value);
}

/* -- tables ---------------------------------------------------------------------------------------------------------- */

/* Octets of the line before character number `character`. */
static size_t octet_of(struct span line, size_t character)
{
    struct span rest = line;
    while (character-- && rest.length)
        text_next(&rest);
    return line.length - rest.length;
}

/* The word, or words between single blanks, that stands in these characters of the line, in full. */
static struct span cell_of(struct span line, size_t first, size_t behind)
{
    size_t start = octet_of(line, first), end = octet_of(line, behind);
    while (start < end && is_blank(line.data[start]))
        start++;
    while (end > start && is_blank(line.data[end - 1]))
        end--;
    if (start == end)
        return (struct span){ 0 };
    while (start && !is_blank(line.data[start - 1]))
        start--;
    while (end < line.length && !is_blank(line.data[end]))
        end++;
    return (struct span){ line.data + start, end - start };
}

static void begin_table(struct screen *screen, struct span dashes)
{
    screen->column_count = 0;
    screen->rows = 0;
    for (size_t at = 0; at < dashes.length && screen->column_count < COLUMNS_MAX;) {
        size_t behind = at;
        while (behind < dashes.length && dashes.data[behind] == '-')
            behind++;
        if (behind > at) {
            struct span name = cell_of(screen->previous, at, behind);
            screen->columns[screen->column_count++] = (struct column){ name, at, behind };
        }
        at = behind + (behind == at);
    }
}

static void take_row(struct screen *screen, const struct lines *lines, struct span line)
{
    struct arena *arena = screen->walk->arena;
    struct exported *row = exported_add(arena, screen->whole, EXPORTED_OBJECT);
    place(screen, row, lines);
    for (size_t i = 0; i < screen->column_count; i++) {
        const struct column *column = &screen->columns[i];
        struct exported *cell = exported_add(arena, row, EXPORTED_NOTHING);
        cell->name = column->name;
        place(screen, cell, lines);
        bool is_last = i + 1 == screen->column_count;
        set_value(screen, cell, cell_of(line, column->first, is_last ? line.length : column->behind));
    }
    screen->rows++;
    screen->cells += screen->column_count;
}

/* -- the text -------------------------------------------------------------------------------------------------------- */

static void take_line(struct screen *screen, const struct lines *lines)
{
    struct span line = lines->text, name, value;
    bool is_empty = text_trim(line).length == 0;
    if (screen->column_count && (!is_empty || screen->rows == 0)) {
        take_row(screen, lines, line);
        if (is_empty)
            screen->column_count = 0;
        return;
    }
    screen->column_count = 0;
    if (split_property(line, &name, &value)) {
        take_property(screen, lines, name, value);
    } else if (screen->member && (is_empty || is_blank(line.data[0]))) {
        buf_char(&screen->value, '\n');
        buf_add(&screen->value, text_trim(line));
    } else if (is_dashes(line) && screen->previous.length) {
        end_member(screen);
        screen->object = NULL;
        begin_table(screen, line);
    } else if (!is_empty) {
        end_member(screen); /* words of something else */
    }
}

struct exported *exported_screen(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct screen screen = { .walk = walk, .origin = origin, .value.limit = EXPORTED_LIMIT };
    struct lines lines;
    screen.whole = exported_add(walk->arena, NULL, EXPORTED_LIST);
    lines_begin(&lines, octets, origin->depth ? NULL : walk->stream, walk->arena);
    while (lines_next(&lines)) {
        if (lines.offset > 2 * EXPORTED_LIMIT || screen.cells > CELLS_MAX) { /* octets of UTF-16 */
            walk_fail(walk, lines.offset, lines.number,
                      "settings in a text larger than 4 MiB: the rest of it is left out");
            break;
        }
        take_line(&screen, &lines);
        screen.previous = arena_copy(walk->arena, lines.text);
    }
    if (lines.error)
        walk_fail(walk, lines.rest_offset, lines.number, "cannot read further: %s", lines.error);
    if (screen.column_count && screen.rows == 0)
        take_row(&screen, &lines, (struct span){ 0 }); /* the empty row behind the dashes was trimmed off */
    end_member(&screen);
    lines_end(&lines);
    buf_free(&screen.value);
    return screen.whole;
}
