/* Wrapping and columns: one pass over the words. */
#include "report/layout.h"

#include "util/text.h"

static void blanks(struct buf *out, unsigned count)
{
    while (count--)
        buf_char(out, ' ');
}

static bool is_blank(uint8_t octet)
{
    return octet == ' ' || octet == '\n' || octet == '\t';
}

/* Takes white space off the front; returns how many line ends were in it. */
static unsigned skip_blanks(struct span *rest)
{
    unsigned lines = 0;
    while (rest->length && is_blank(rest->data[0])) {
        lines += rest->data[0] == '\n';
        rest->data++;
        rest->length--;
    }
    return lines;
}

static struct span take_word(struct span *rest)
{
    struct span word = { rest->data, 0 };
    while (word.length < rest->length && !is_blank(rest->data[word.length]))
        word.length++;
    rest->data += word.length;
    rest->length -= word.length;
    return word;
}

void layout_wrap(struct buf *out, const char *text, unsigned column, unsigned indent, unsigned width)
{
    struct span rest = span_of_text(text);
    skip_blanks(&rest);
    size_t at = column;
    bool line_is_empty = true;
    while (rest.length) {
        struct span word = take_word(&rest);
        size_t length = text_characters(word);
        if (!line_is_empty && at + 1 + length > width) {
            buf_char(out, '\n');
            blanks(out, indent);
            at = indent;
            line_is_empty = true;
        }
        if (!line_is_empty)
            buf_char(out, ' ');
        buf_add(out, word);
        at += length + !line_is_empty;
        line_is_empty = false;
        if (skip_blanks(&rest) >= 2 && rest.length) {
            buf_text(out, "\n\n");
            blanks(out, indent);
            at = indent;
            line_is_empty = true;
        }
    }
    buf_char(out, '\n');
}

void layout_columns(struct buf *out, const char *prefix, const char *left, unsigned left_width,
                    const char *right, unsigned width)
{
    unsigned indent = (unsigned)text_characters(span_of_text(prefix)) + left_width;
    unsigned used = (unsigned)text_characters(span_of_text(left));
    buf_format(out, "%s%s", prefix, left);
    if (used + 2 > left_width) {
        buf_char(out, '\n');
        blanks(out, indent);
    } else {
        blanks(out, left_width - used);
    }
    layout_wrap(out, right, indent, indent, width);
}
