/* Templates from csvde: a line of attribute names that begins with DN, then a line for each entry.
 *
 *     DN,objectClass,cn,flags,pKIKeyUsage,pKIExtendedKeyUsage
 *     "CN=T,CN=Certificate Templates,…",top;pKICertificateTemplate,T,131680,X'a000',1.3.6.1.5.5.7.3.2;1.3.6.1.5.5.8.2.2
 *
 * Several values of an attribute are joined by semicolons, octets stand in X'…'. An empty cell says that the entry has
 * no such attribute, which is no more than a missing one. */
#include "read/templates.h"
#include "util/text.h"

enum {
    COLUMNS_LIMIT = 1024,
    RECORD_LIMIT = 16 << 20 /* octets of an entry */
};

struct csvde {
    struct walk *walk;
    const struct origin *origin;
    struct template_reading reading;
    bool known[COLUMNS_LIMIT]; /* the column is an attribute of templates */
    enum template_field fields[COLUMNS_LIMIT];
    size_t column_count;
    size_t cells; /* of the header, those beyond the limit, too */
    bool has_header;
    struct buf record;
    bool quoted;   /* the record at hand goes on: a quote is open */
    size_t offset; /* of the record */
    uint32_t line;
    size_t templates;
};

bool csvde_is(struct span text)
{
    text = text_trim(text);
    return text.length > 3 && text_is_at_ignoring_case(text, 0, "DN,");
}

/* -- cells ----------------------------------------------------------------------------------------------------------- */

/* The next cell, without quotes and with doubled ones made single. False: there is none. */
static bool take_cell(struct csvde *csvde, struct span *rest, struct buf *cell)
{
    bool quoted = false;
    size_t at = 0;
    (void)csvde;
    if (!rest->data)
        return false;
    buf_clear(cell);
    for (; at < rest->length && (quoted || rest->data[at] != ','); at++) {
        bool quote = rest->data[at] == '"';
        bool doubled = quote && quoted && at + 1 < rest->length && rest->data[at + 1] == '"';
        if (!quote || doubled)
            buf_char(cell, (char)rest->data[at]);
        at += doubled;
        quoted = quoted != (quote && !doubled);
    }
    *rest = at < rest->length ? span_from(*rest, at + 1) : (struct span){ NULL, 0 };
    return true;
}

static void add_value(struct csvde *csvde, enum template_field field, struct span value)
{
    bool is_hex = value.length > 2 && text_lower_octet(value.data[0]) == 'x' && value.data[1] == '\'';
    enum template_form form = template_field_form(field);
    if (is_hex && value.data[value.length - 1] != '\'') {
        template_fail(csvde->walk->arena, csvde->reading.t, field,
                      "its octets X'…' do not end in a quote: cut");
        return;
    }
    if (is_hex)
        value = (struct span){ value.data + 2, value.length - 3 };
    if (is_hex || form == TEMPLATE_OCTETS || form == TEMPLATE_PERIOD)
        reading_add_octets_text(&csvde->reading, field, value);
    else
        reading_add(&csvde->reading, field, value);
}

/* Triplets have semicolons of their own. */
static void add_values(struct csvde *csvde, enum template_field field, struct span cell)
{
    enum template_form form = template_field_form(field);
    bool several = (form == TEMPLATE_OIDS || form == TEMPLATE_TEXTS) && !span_find(cell, '`');
    while (cell.length) {
        const uint8_t *end = several ? span_find(cell, ';') : NULL;
        size_t length = end ? (size_t)(end - cell.data) : cell.length;
        add_value(csvde, field, (struct span){ cell.data, length });
        size_t passed = end ? length + 1 : length;
        cell = span_from(cell, passed);
    }
}

/* -- records --------------------------------------------------------------------------------------------------------- */

static size_t count_cells(struct csvde *csvde, struct span record)
{
    struct buf cell = { 0 };
    size_t count = 0;
    while (take_cell(csvde, &record, &cell))
        count++;
    buf_free(&cell);
    return count;
}

static void take_header(struct csvde *csvde, struct span record)
{
    struct buf cell = { 0 };
    csvde->cells = count_cells(csvde, record);
    while (csvde->column_count < COLUMNS_LIMIT && take_cell(csvde, &record, &cell)) {
        struct span name = text_trim(buf_span(&cell));
        size_t column = csvde->column_count++;
        csvde->known[column] = template_field_find(name, &csvde->fields[column]);
        if (column == 0) {
            csvde->known[0] = true;
            csvde->fields[0] = TEMPLATE_DISTINGUISHED_NAME;
        } else if (csvde->known[column] && csvde->fields[column] == TEMPLATE_DISTINGUISHED_NAME) {
            csvde->known[column] = false; /* the same again */
        }
    }
    csvde->has_header = true;
    buf_free(&cell);
}

static void take_record(struct csvde *csvde, struct span record)
{
    struct buf cell = { 0 };
    size_t cells = count_cells(csvde, record);
    if (cells != csvde->cells) {
        walk_fail(csvde->walk, csvde->offset, csvde->line,
                  "an entry of csvde that is cut or garbled: it has %zu cells, and the first line %zu", cells,
                  csvde->cells);
        return;
    }
    reading_begin(&csvde->reading, csvde->walk, csvde->origin, "csvde", csvde->offset, csvde->line);
    for (size_t i = 0; i < csvde->column_count && take_cell(csvde, &record, &cell); i++) {
        if (!csvde->known[i] || cell.length == 0)
            continue;
        template_note(csvde->reading.t, csvde->fields[i], csvde->offset, csvde->line);
        add_values(csvde, csvde->fields[i], buf_span(&cell));
    }
    if (reading_end(&csvde->reading))
        csvde->templates++;
    buf_free(&cell);
}

static void take_line(struct csvde *csvde, const struct lines *lines)
{
    struct span line = lines->text;
    if (!csvde->quoted) {
        if (text_trim(line).length == 0)
            return;
        buf_clear(&csvde->record);
        csvde->offset = lines->offset;
        csvde->line = lines->number;
    } else {
        buf_char(&csvde->record, '\n');
    }
    buf_add(&csvde->record, line);
    for (size_t i = 0; i < line.length; i++)
        csvde->quoted = csvde->quoted != (line.data[i] == '"');
    if (csvde->record.overflow) {
        walk_fail(csvde->walk, csvde->offset, csvde->line,
                  "an entry larger than 16 MiB: a quote is not closed");
        csvde->quoted = csvde->record.overflow = false;
    } else if (!csvde->quoted && !csvde->has_header) {
        take_header(csvde, buf_span(&csvde->record));
    } else if (!csvde->quoted) {
        take_record(csvde, buf_span(&csvde->record));
    }
}

void csvde_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct csvde *csvde = arena_alloc(walk->arena, sizeof *csvde);
    *csvde = (struct csvde){ .walk = walk, .origin = origin, .record.limit = RECORD_LIMIT };
    struct lines lines;
    size_t failures = walk->failures;
    lines_begin(&lines, octets, origin->depth ? NULL : walk->stream, walk->arena);
    while (lines_next(&lines))
        take_line(csvde, &lines);
    if (lines.error)
        walk_fail(walk, lines.rest_offset, lines.number, "cannot read further: %s", lines.error);
    if (csvde->quoted)
        walk_fail(walk, csvde->offset, csvde->line, "an entry of csvde that is cut: a quote is not closed");
    if (csvde->templates == 0 && walk->failures == failures)
        walk_fail(walk, origin->offset, origin->line,
                  "no certificate template found: csvde of something else; %s", templates_advice);
    lines_end(&lines);
    buf_free(&csvde->record);
}
