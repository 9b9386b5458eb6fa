/* What a terminal shows: whether there is one, in colour or not, and complaints with their line and a caret. */
#ifndef IKELINT_CMD_TERMINAL_H
#define IKELINT_CMD_TERMINAL_H

#include <stdio.h>

#include "util/diag.h"

/* when: "auto", "always", "never"; NULL: auto. In auto, colour needs a terminal and no NO_COLOR (no-color.org). */
bool terminal_wants_color(FILE *stream, const char *when);

/* Columns to write in: the terminal's, within the limits of report/layout.h; the larger limit where there is none. */
unsigned terminal_width(FILE *stream);

/* "file:line:column: error: text", the line, and "^~~~" under the place; then how many were not kept. */
void terminal_print_diags(FILE *stream, struct diags *diags, bool color);

#endif
