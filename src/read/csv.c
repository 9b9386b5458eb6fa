/* csv with certificates: certutil -view csv, and PowerShell's Export-Csv where a column holds the octets as text.
 *
 *     "Request ID","Request Disposition","Binary Certificate"
 *     "0x5 (5)","0x14 (20) -- Issued","-----BEGIN CERTIFICATE-----
 *     MIIF…
 *     -----END CERTIFICATE-----
 *     "
 *
 * The first line names the columns; names are localised, so a cell that looks like a certificate counts in any column, and
 * where no name is known the shapes of the cells tell the request and what became of it.
 * A record ends at a line end outside of quotes (RFC 4180). */
#include "read/csv.h"
#include "read/base64.h"
#include "read/certutil.h"
#include "read/pem.h"
#include "read/powershell.h"
#include "util/text.h"

enum {
    CELLS_LIMIT = 512,              /* columns */
    RECORD_LIMIT = 32 * 1024 * 1024 /* octets of a record */
};

struct csv {
    struct walk *walk;
    const struct origin *outer;
    uint8_t delimiter;
    enum row_column columns[CELLS_LIMIT];
    struct span names[CELLS_LIMIT]; /* as the header has them */
    size_t column_count;
    bool names_known; /* one of them at least */
    struct buf record;
    bool quoted;   /* the record at hand goes on: a quote is open */
    size_t offset; /* of the record */
    uint32_t line;
    size_t records;
};

/* -- cells ---------------------------------------------------------------------------------------------------------- */

bool csv_next_cell(struct arena *arena, uint8_t delimiter, struct span *record, struct span *cell)
{
    if (!record->data)
        return false;
    struct span rest = *record;
    if (rest.length == 0 || rest.data[0] != '"') {
        *cell = span_take(record, delimiter);
    } else {
        size_t at = 1, doubled = 0;
        while (at < rest.length &&
               (rest.data[at] != '"' || (at + 1 < rest.length && rest.data[at + 1] == '"'))) {
            doubled += rest.data[at] == '"';
            at += rest.data[at] == '"' ? 2 : 1;
        }
        if (at > rest.length)
            at = rest.length;
        *cell = (struct span){ rest.data + 1, at - 1 };
        if (doubled) {
            uint8_t *text = arena_alloc(arena, at);
            size_t length = 0;
            for (size_t i = 1; i < at; i++) {
                text[length++] = rest.data[i];
                i += rest.data[i] == '"';
            }
            *cell = (struct span){ text, length };
        }
        *record = span_from(rest, at);
        span_take(record, delimiter); /* the closing quote, and what should not stand behind it */
    }
    return true;
}

bool csv_leaves_open(struct span line, bool open)
{
    for (size_t i = 0; i < line.length; i++)
        open = open != (line.data[i] == '"');
    return open;
}

static bool ends_line(uint8_t octet)
{
    return octet == '\r' || octet == '\n';
}

bool csv_next_record(struct span text, size_t limit, size_t *at, struct span *record, bool *is_cut)
{
    bool open = false;
    while (*at < text.length && ends_line(text.data[*at]))
        ++*at;
    size_t begin = *at;
    if (begin == text.length)
        return false;
    do {
        const uint8_t *end = span_find(span_from(text, *at), '\n');
        size_t stop = end ? (size_t)(end - text.data) : text.length;
        open = csv_leaves_open((struct span){ text.data + *at, stop - *at }, open);
        *at = stop + (end != NULL);
    } while (open && *at < text.length && *at - begin <= limit);
    *record = (struct span){ text.data + begin, *at - begin };
    while (record->length && ends_line(record->data[record->length - 1]))
        record->length--;
    *is_cut = open;
    return true;
}

uint8_t csv_delimiter(struct span header)
{
    bool open = false;
    for (size_t i = 0; i < header.length; i++) {
        open = open != (header.data[i] == '"');
        if (!open && strchr(",;\t", header.data[i] ? header.data[i] : 'x'))
            return header.data[i];
    }
    return ','; /* one column */
}

/* -- records -------------------------------------------------------------------------------------------------------- */

static bool looks_like_octets(struct span cell)
{
    cell = text_trim(cell);
    return pem_is(cell) || (cell.length > 128 && cell.data[0] == 'M' && base64_is_character(cell.data[100]));
}

static void read_cell(struct csv *csv, const struct object_context *context, struct span cell)
{
    struct walk *walk = csv->walk;
    struct origin origin = *csv->outer;
    struct buf octets = { .limit = READ_LIMIT_CERTIFICATE };
    const char *why;
    if (origin.depth == 0) {
        origin.offset = csv->offset;
        origin.line = csv->line;
    }
    origin.context = *context;
    if (pem_is(cell)) {
        struct span text = arena_copy(walk->arena, cell);
        origin = walk_inner(walk, &origin, "csv", (struct span){ 0 }, text);
        walk_octets(walk, &origin, text);
    } else if (powershell_octets(cell, &octets, &why)) {
        struct span copy = arena_copy(walk->arena, buf_span(&octets));
        origin = walk_inner(walk, &origin, "csv", (struct span){ 0 }, copy);
        walk_octets(walk, &origin, copy);
    } else {
        walk_fail(walk, origin.offset, origin.line, "a certificate in csv cannot be read: %s; %s", why,
                  powershell_advice);
    }
    buf_free(&octets);
}

static void take_header(struct csv *csv, struct span record)
{
    struct span cell;
    record = arena_copy(csv->walk->arena, record);
    while (csv->column_count < CELLS_LIMIT &&
           csv_next_cell(csv->walk->arena, csv->delimiter, &record, &cell)) {
        enum row_column column = row_column(cell);
        csv->names_known |= column != ROW_COLUMNS;
        csv->names[csv->column_count] = cell;
        csv->columns[csv->column_count++] = column;
    }
}

static void take_record(struct csv *csv, struct span record)
{
    struct walk *walk = csv->walk;
    struct arena *piece = walk_begin_piece(walk);
    struct object_context context = csv->outer->context;
    struct span cells[ROW_COLUMNS] = { { 0 } }, cell, unnamed = { 0 };
    for (size_t i = 0;
         i < csv->column_count && csv_next_cell(csv->walk->arena, csv->delimiter, &record, &cell); i++) {
        enum row_column column = csv->columns[i];
        if (!csv->names_known)
            column = row_column_by_value(csv->names[i], cell);
        if (column != ROW_COLUMNS && !csv->names_known && row_has(&context, column))
            continue;
        if (column == ROW_COLUMNS && looks_like_octets(cell))
            unnamed = cell;
        else if (column != ROW_COLUMNS)
            cells[column] = cell;
        if (column != ROW_COLUMNS)
            row_take(walk, &context, column, cell);
    }
    static const enum row_column binary[] = { ROW_CERTIFICATE, ROW_RAW_DATA, ROW_COLUMNS, ROW_REQUEST };
    for (size_t i = 0; i < COUNT_OF(binary); i++) {
        cell = text_trim(binary[i] == ROW_COLUMNS ? unnamed : cells[binary[i]]);
        if (cell.length == 0 || text_equal_ignoring_case(cell, span_of_text("EMPTY")))
            continue;
        read_cell(csv, &context, cell);
        break; /* the request of a row that has a certificate is passed over */
    }
    walk_end_piece(walk, piece);
}

static void take_line(struct csv *csv, const struct lines *lines)
{
    struct span line = lines->text;
    if (!csv->quoted) {
        buf_clear(&csv->record);
        csv->offset = lines->offset;
        csv->line = lines->number;
        if (line.length == 0 || (csv->records == 0 && line.data[0] == '#')) /* #TYPE … of Export-Csv */
            return;
    }
    buf_add(&csv->record, line);
    csv->quoted = csv_leaves_open(line, csv->quoted);
    if (csv->quoted && !csv->record.overflow) {
        buf_char(&csv->record, '\n');
        return;
    }
    if (csv->record.overflow)
        walk_fail(csv->walk, csv->offset, csv->line,
                  "a record of csv larger than 32 MiB: a quote is not closed");
    else if (csv->records == 0)
        take_header(csv, buf_span(&csv->record));
    else
        take_record(csv, buf_span(&csv->record));
    csv->records++;
    csv->quoted = false;
}

/* The first line that is no comment. */
static struct span header_of(struct span text)
{
    struct span rest = text_trim(text), line;
    do
        line = span_take(&rest, '\n');
    while (rest.data && text_octet_at(line, 0) == '#');
    return text_trim(line);
}

/* A header in words that are not known, and a first record with a certificate and with a request or what became of it. */
static bool is_localised(struct span text)
{
    struct arena *arena = arena_new();
    struct span header, record, name, cell;
    size_t at = (size_t)(header_of(text).data - text.data);
    bool is_cut, has_octets = false, has_row = false;
    if (csv_next_record(text, RECORD_LIMIT, &at, &header, &is_cut) && !is_cut &&
        csv_next_record(text, RECORD_LIMIT, &at, &record, &is_cut)) {
        uint8_t delimiter = csv_delimiter(header);
        while (csv_next_cell(arena, delimiter, &header, &name) &&
               csv_next_cell(arena, delimiter, &record, &cell)) {
            has_octets |= looks_like_octets(cell);
            has_row |= row_column_by_value(name, cell) != ROW_COLUMNS;
        }
    }
    arena_free(arena);
    return has_octets && has_row;
}

bool csv_is(struct span text)
{
    static const enum row_column wanted[] = { ROW_REQUEST_ID, ROW_CERTIFICATE, ROW_REQUEST, ROW_RAW_DATA };
    struct span header = header_of(text), rest = header;
    uint8_t delimiter = csv_delimiter(header);
    if (header.length > 16 * 1024 ||
        (header.length && header.data[0] != '"' && !span_find(header, delimiter)))
        return false;     /* a word in a line is no header */
    while (rest.length) { /* cells of a header have no quotes inside */
        enum row_column column = row_column(span_take(&rest, delimiter));
        for (size_t i = 0; i < COUNT_OF(wanted); i++)
            if (column == wanted[i])
                return true;
    }
    return span_find(header, delimiter) && is_localised(text);
}

void csv_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct csv csv = { .walk = walk, .outer = origin, .record.limit = RECORD_LIMIT };
    struct lines lines;
    size_t objects = walk->objects, failures = walk->failures;
    lines_begin(&lines, octets, origin->depth ? NULL : walk->stream, walk->arena);
    while (lines_next(&lines)) {
        if (csv.records == 0 && !csv.quoted)
            csv.delimiter = csv_delimiter(lines.text);
        take_line(&csv, &lines);
    }
    if (csv.quoted)
        walk_fail(walk, csv.offset, csv.line, "csv that ends within quotes: cut");
    if (lines.error)
        walk_fail(walk, lines.rest_offset, lines.number, "cannot read further: %s", lines.error);
    lines_end(&lines);
    buf_free(&csv.record);
    if (walk->objects == objects && walk->failures == failures)
        walk_fail(walk, origin->offset, origin->line,
                  "no certificate, CRL or request found: csv without certificates; %s", powershell_advice);
}
