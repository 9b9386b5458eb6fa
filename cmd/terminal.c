/* Complaints are printed as compilers do, because editors and CI systems read that form. The line comes from the kept
 * bytes of the source, never from the file, which may have changed meanwhile. */
#include "cmd/terminal.h"

#include "report/layout.h"
#include "util/platform.h"
#include "util/text.h"

enum {
    LINE_MAX_OCTETS = 400, /* of a line that is shown */
    BEFORE_MAX = 100,      /* octets shown in front of the place */
    CARET_MAX = 100        /* characters underlined */
};

bool terminal_wants_color(FILE *stream, const char *when)
{
    if (when && strcmp(when, "always") == 0)
        return true;
    if (when && strcmp(when, "never") == 0)
        return false;
    const char *no_color = getenv("NO_COLOR");
    const char *kind = getenv("TERM");
    bool dumb = !kind || strcmp(kind, "dumb") == 0;
    return platform_is_terminal(stream) && !(no_color && *no_color) && !dumb;
}

unsigned terminal_width(FILE *stream)
{
    unsigned width = platform_terminal_width(stream);
    if (width == 0 || width > LAYOUT_MAX_WIDTH)
        return LAYOUT_MAX_WIDTH;
    return width < LAYOUT_MIN_WIDTH ? LAYOUT_MIN_WIDTH : width;
}

static const char *const level_names[] = {
    [DIAG_ERROR] = "error",
    [DIAG_WARNING] = "warning",
    [DIAG_NOTE] = "note",
};
static const char *const level_colors[] = {
    [DIAG_ERROR] = "\033[1;31m",
    [DIAG_WARNING] = "\033[1;33m",
    [DIAG_NOTE] = "\033[1;36m",
};

static void add_place(struct buf *out, const struct place *at)
{
    if (!at->source) {
        buf_text(out, "ikelint: ");
        return;
    }
    text_escape(out, span_of_text(at->source->name), false);
    if (at->line)
        buf_format(out, ":%u:%u: ", at->line, at->column ? at->column : 1);
    else
        buf_format(out, ": octet %zu: ", at->offset);
}

/* The stretch of the line that is shown, and where the place begins in it. */
static struct span shown_line(const struct place *at, size_t *before)
{
    struct span line = source_line(at->source, at->offset);
    *before = 0;
    if (line.length == 0)
        return line;
    size_t start = (size_t)(line.data - at->source->bytes.data);
    *before = at->offset > start ? at->offset - start : 0;
    if (*before > line.length)
        *before = line.length;
    if (*before > BEFORE_MAX) {
        size_t cut = *before - BEFORE_MAX;
        while (cut < *before && (line.data[cut] & 0xC0) == 0x80) /* not in the middle of a character */
            cut++;
        line.data += cut;
        line.length -= cut;
        *before -= cut;
    }
    if (line.length > LINE_MAX_OCTETS)
        line.length = LINE_MAX_OCTETS;
    return line;
}

/* Appends one character of the line as it is shown (tabs as they are), and as many blanks to `under`. */
static void add_character(struct buf *out, struct buf *under, struct span *rest, char mark)
{
    struct span one = { rest->data, rest->length };
    text_next(rest);
    one.length = (size_t)(rest->data - one.data);
    if (span_equal_text(one, "\t")) {
        buf_char(out, '\t');
        buf_char(under, mark == ' ' ? '\t' : mark);
        return;
    }
    size_t from = out->length;
    text_escape(out, one, false);
    size_t width = text_characters((struct span){ (const uint8_t *)out->data + from, out->length - from });
    while (width--)
        buf_char(under, mark);
}

static void add_line(struct buf *out, const struct place *at, const char *color)
{
    if (!at->source || !at->line)
        return;
    size_t before;
    struct span line = shown_line(at, &before);
    if (line.length == 0)
        return;
    struct buf under = { 0 };
    const uint8_t *place = line.data + before;
    size_t marks = 0;
    buf_text(out, "    ");
    while (line.length) {
        bool marked = line.data >= place && (size_t)(line.data - place) < (at->length ? at->length : 1);
        char mark = !marked ? ' ' : line.data == place ? '^' : '~';
        if (line.data <= place || (marked && marks < CARET_MAX)) {
            add_character(out, &under, &line, mark);
            marks += marked;
        } else {
            struct buf none = { 0 };
            add_character(out, &none, &line, ' ');
            buf_free(&none);
        }
    }
    if (marks == 0) /* the place is the line's end */
        buf_char(&under, '^');
    buf_format(out, "\n    %s%s%s\n", color ? color : "", under.data, color ? "\033[0m" : "");
    buf_free(&under);
}

static void add_diag(struct buf *out, enum diag_level level, const struct place *at, const char *text,
                     bool color)
{
    const char *begin = color ? level_colors[level] : NULL;
    add_place(out, at);
    buf_format(out, "%s%s:%s ", begin ? begin : "", level_names[level], begin ? "\033[0m" : "");
    text_escape(out, span_of_text(text), false);
    buf_char(out, '\n');
    add_line(out, at, begin);
}

void terminal_print_diags(FILE *stream, struct diags *diags, bool color)
{
    struct buf out = { 0 };
    diags_sort(diags);
    for (size_t i = 0; i < diags->count; i++) {
        const struct diag *diag = &diags->items[i];
        add_diag(&out, diag->level, &diag->at, diag->text, color);
        if (diag->other.source)
            add_diag(&out, DIAG_NOTE, &diag->other, "first defined here", color);
    }
    if (diags->dropped)
        buf_format(&out, "and %zu more\n", diags->dropped);
    if (out.length)
        fwrite(out.data, 1, out.length, stream);
    buf_free(&out);
}
