/* Text laid out in columns for people: words are wrapped, nothing is cut. Widths count characters. */
#ifndef IKELINT_REPORT_LAYOUT_H
#define IKELINT_REPORT_LAYOUT_H

#include "util/buf.h"

enum { LAYOUT_MIN_WIDTH = 40, LAYOUT_MAX_WIDTH = 110 };

/* Appends text, whose first line begins in column `column` (0-based), and ends it with a newline. Words that would
 * pass `width` begin a new line, `indent` blanks from the left. Runs of white space become one blank; a word longer
 * than the line stands alone. "\n\n" in the text begins a new paragraph. */
void layout_wrap(struct buf *out, const char *text, unsigned column, unsigned indent, unsigned width);

/* "PREFIX LEFT    RIGHT": the right column begins behind left_width columns, on the next line when left is longer. */
void layout_columns(struct buf *out, const char *prefix, const char *left, unsigned left_width,
                    const char *right, unsigned width);

#endif
