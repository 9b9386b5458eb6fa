/* The grammar of csv (RFC 4180), for whoever reads one: quotes, doubled quotes, line ends inside of them. */
#ifndef IKELINT_READ_CSV_H
#define IKELINT_READ_CSV_H

#include "util/arena.h"

/* Comma, semicolon or tabulator: what stands first between the names of the columns. */
uint8_t csv_delimiter(struct span header);
/* Whether a quote is open at the end of the line, given whether one was at its start: the record goes on then. */
bool csv_leaves_open(struct span line, bool open);
/* The record at *at, which is moved behind it, without the line end; empty lines before it are passed over. A record ends
 * with the first line that leaves no quote open, or that comes to more than `limit` octets. False: there is none.
 * *is_cut: it ends within quotes. */
bool csv_next_record(struct span text, size_t limit, size_t *at, struct span *record, bool *is_cut);
/* Takes the next cell off the record: its text without quotes, in the arena where it has doubled ones. */
bool csv_next_cell(struct arena *arena, uint8_t delimiter, struct span *record, struct span *cell);

#endif
