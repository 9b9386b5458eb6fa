/* certutil -view, as text:
 *
 *     Row 1:
 *       Request ID: 0x5 (5)
 *       Request Disposition: 0x15 (21) -- Revoked
 *       Certificate Template: "1.3.6.1.4.1.311.21.8…" AOVPN Server
 *       Binary Certificate:
 *     -----BEGIN CERTIFICATE-----
 *
 * Columns come in any order, so the blocks of a row wait for its end. The request of a row that has a certificate is
 * passed over: the certificate is what became of it.
 *
 * Labels are in the language of Windows. In front of the rows certutil prints its schema, in which each column has its own
 * name and that label; without one, and where no label is known, the shape of a value tells. */
#include "read/certutil.h"
#include "read/pem.h"
#include "util/text.h"

enum {
    ROW_BLOCKS = 16,               /* blocks that wait for the end of their row */
    ROW_OCTETS = 64 * 1024 * 1024, /* and how large they may be together */
    LABEL_MAX = 96,                /* octets of a label */
    SCHEMA_LABELS = 64,            /* columns of the schema that mean something here */
};

/* -- columns -------------------------------------------------------------------------------------------------------- */

/* Compared without case, and without anything but letters and digits. */
static bool same_words(struct span name, const char *wanted)
{
    for (size_t i = 0; i < name.length; i++) {
        uint8_t octet = text_lower_octet(name.data[i]);
        if (!((octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9') || octet >= 0x80))
            continue;
        if (octet != (uint8_t)*wanted)
            return false;
        wanted++;
    }
    return *wanted == '\0';
}

enum row_column row_column(struct span name)
{
    static const struct {
        const char *words;
        enum row_column column;
    } rows[] = {
        { "requestid", ROW_REQUEST_ID },
        { "issuedrequestid", ROW_REQUEST_ID },
        { "requestrequestid", ROW_REQUEST_ID },
        { "requestdisposition", ROW_DISPOSITION },
        { "disposition", ROW_DISPOSITION },
        { "certificatetemplate", ROW_TEMPLATE },
        { "binarycertificate", ROW_CERTIFICATE },
        { "rawcertificate", ROW_CERTIFICATE },
        { "binaryrequest", ROW_REQUEST },
        { "requestrawrequest", ROW_REQUEST },
        { "rawrequest", ROW_REQUEST },
        { "rawdata", ROW_RAW_DATA },
        { "psparentpath", ROW_PATH },
        { "friendlyname", ROW_FRIENDLY_NAME },
        { "hasprivatekey", ROW_HAS_PRIVATE_KEY },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (same_words(name, rows[i].words))
            return rows[i].column;
    return ROW_COLUMNS;
}

static bool is_letter(uint8_t octet)
{
    octet = text_lower_octet(octet);
    return octet >= 'a' && octet <= 'z';
}

/* Whether "ID" is a word of it: "Anforderungs-ID", "ID de la demande". */
static bool names_an_id(struct span name)
{
    for (size_t at = 0; at + 2 <= name.length; at++)
        if (text_is_at_ignoring_case(name, at, "id") && (at == 0 || !is_letter(name.data[at - 1])) &&
            !is_letter(text_octet_at(name, at + 2)))
            return true;
    return false;
}

/* "0x5", "5", "0x15 (21)": *number, and what follows. */
static bool split_number(struct span value, unsigned *number, struct span *rest)
{
    bool is_hex = text_is_at_ignoring_case(value, 0, "0x");
    size_t at = is_hex ? 2 : 0, start = at;
    *number = 0;
    for (; at < value.length && at - start < 8; at++) {
        int digit = text_hex_digit(value.data[at]);
        if (digit < 0 || (!is_hex && digit > 9))
            break;
        *number = *number * (is_hex ? 16 : 10) + (unsigned)digit;
    }
    *rest = text_trim(span_from(value, at));
    if (at > start && text_octet_at(*rest, 0) == '(' && span_find(*rest, ')'))
        *rest = text_trim(span_from(*rest, (size_t)(span_find(*rest, ')') - rest->data) + 1));
    return at > start;
}

enum row_column row_column_by_value(struct span name, struct span value)
{
    static const unsigned dispositions[] = { 9, 12, 15, 20, 21, 30, 31 }; /* pending, …, issued, revoked, … */
    unsigned number;
    struct span rest;
    if (!split_number(text_trim(value), &number, &rest))
        return ROW_COLUMNS;
    for (size_t i = 0; i < COUNT_OF(dispositions) && text_is_at(rest, 0, "-- "); i++)
        if (number == dispositions[i])
            return ROW_DISPOSITION;
    return rest.length == 0 && names_an_id(name) ? ROW_REQUEST_ID : ROW_COLUMNS;
}

bool row_has(const struct object_context *context, enum row_column column)
{
    return column == ROW_DISPOSITION ? context->disposition.data != NULL : context->request_id.data != NULL;
}

/* "0x5 (5)" is 0x5. */
static struct span first_word(struct span value)
{
    return span_take(&value, ' ');
}

/* "0x15 (21) -- Revoked" is 21 -- Revoked; anything else stays. */
static struct span without_hex(struct walk *walk, struct span value)
{
    const uint8_t *open = span_find(value, '('), *close = span_find(value, ')');
    if (!open || !close || close < open || value.data[0] != '0')
        return arena_copy(walk->arena, value);
    struct span number = { open + 1, (size_t)(close - open) - 1 };
    struct span words =
        text_trim((struct span){ close + 1, (size_t)(value.data + value.length - close) - 1 });
    return span_of_text(arena_format(walk->arena, "%.*s%s%.*s", (int)number.length, (const char *)number.data,
                                     words.length ? " " : "", (int)words.length, (const char *)words.data));
}

/* "\"name\" words" is name. */
static struct span without_quotes(struct span value)
{
    if (value.length < 2 || value.data[0] != '"')
        return value;
    const uint8_t *close = span_find(span_from(value, 1), '"');
    return close ? (struct span){ value.data + 1, (size_t)(close - value.data) - 1 } : value;
}

void row_take(struct walk *walk, struct object_context *context, enum row_column column, struct span value)
{
    value = arena_copy(walk->arena, text_trim(value));
    if (value.length == 0 || value.length > 1024 || text_equal_ignoring_case(value, span_of_text("EMPTY")))
        return;
    switch (column) {
    case ROW_REQUEST_ID:
        context->request_id = first_word(value);
        break;
    case ROW_DISPOSITION:
        context->disposition = without_hex(walk, value);
        break;
    case ROW_TEMPLATE:
        context->template_name = without_quotes(value);
        break;
    case ROW_FRIENDLY_NAME:
        context->friendly_name = value;
        break;
    case ROW_HAS_PRIVATE_KEY:
        if (text_equal_ignoring_case(value, span_of_text("true")))
            context->private_key = KEY_LINK_PRESENT;
        else if (text_equal_ignoring_case(value, span_of_text("false")))
            context->private_key = KEY_LINK_MISSING;
        break;
    case ROW_PATH: {
        size_t at = value.length;
        while (at && value.data[at - 1] != '\\' && value.data[at - 1] != ':')
            at--;
        context->store_path = value;
        context->store = walk_store_name(walk, span_from(value, at));
        break;
    }
    case ROW_CERTIFICATE:
    case ROW_REQUEST:
    case ROW_RAW_DATA:
    case ROW_COLUMNS:
        break;
    }
}

/* -- rows ----------------------------------------------------------------------------------------------------------- */

struct waiting {
    struct span octets;
    size_t offset;
    uint32_t line;
    bool is_request;
};

struct view {
    struct walk *walk;
    const struct origin *outer;
    struct pem_scanner scanner;
    struct arena *piece; /* what walk_end_piece wants */
    struct object_context context;
    struct waiting blocks[ROW_BLOCKS];
    size_t block_count, octets;
    struct {
        uint8_t text[LABEL_MAX]; /* here, because a row's memory ends with it */
        size_t length;
        enum row_column column;
    } labels[SCHEMA_LABELS]; /* of the schema */
    size_t label_count;
    bool in_schema, words_known; /* a label is known */
};

static bool is_word_octet(uint8_t octet)
{
    octet = text_lower_octet(octet);
    return (octet >= 'a' && octet <= 'z') || octet >= 0x80;
}

/* "Row 12:" at the start of a line, whatever the language. */
static bool is_row(struct span line)
{
    size_t at = 0, digits = 0;
    while (at < line.length && is_word_octet(line.data[at]))
        at++;
    if (at == 0 || at > 24 || at == line.length || line.data[at] != ' ')
        return false;
    for (at++; at < line.length && line.data[at] >= '0' && line.data[at] <= '9'; at++)
        digits++;
    return digits && at + 1 == line.length && line.data[at] == ':';
}

static void take_block(void *context, const struct pem_block *block);

static void begin_row(struct view *view)
{
    view->piece = walk_begin_piece(view->walk);
    view->context = view->outer->context;
    view->block_count = view->octets = 0;
}

static void hand_on_blocks(struct view *view)
{
    bool has_certificate = false;
    for (size_t i = 0; i < view->block_count; i++)
        has_certificate = has_certificate || !view->blocks[i].is_request;
    for (size_t i = 0; i < view->block_count; i++) {
        const struct waiting *block = &view->blocks[i];
        if (block->is_request && has_certificate)
            continue;
        struct origin origin = *view->outer;
        origin.offset = block->offset;
        origin.line = block->line;
        origin.context = view->context;
        origin = walk_inner(view->walk, &origin, "CA database", (struct span){ 0 }, block->octets);
        walk_octets(view->walk, &origin, block->octets);
    }
    view->block_count = view->octets = 0;
}

static void end_row(struct view *view)
{
    hand_on_blocks(view);
    walk_end_piece(view->walk, view->piece);
}

static void take_block(void *context, const struct pem_block *block)
{
    struct view *view = context;
    if (view->block_count == ROW_BLOCKS || view->octets > ROW_OCTETS)
        hand_on_blocks(view); /* no row of a CA: with what is known so far */
    view->blocks[view->block_count++] = (struct waiting){
        .octets = arena_copy(view->walk->arena, block->octets),
        .offset = block->offset,
        .line = block->line,
        .is_request = strstr(block->label, "REQUEST") != NULL,
    };
    view->octets += block->octets.length;
}

/* What stands before two blanks, and what behind them. */
static struct span take_cell(struct span *line)
{
    size_t end = text_find(*line, 0, "  ");
    struct span cell = { line->data, end };
    *line = text_trim(span_from(*line, end));
    return cell;
}

/* A line of the schema, which begins under a rule of hyphens and ends at an empty line:
 *
 *     Column Name                   Localized Name                Type    MaxLength
 *     ----------------------------  ----------------------------  ------  ---------
 *     Request.RequestID             Anforderungs-ID               Long    4 -- Indexed */
static void take_schema(struct view *view, struct span line)
{
    struct span rest = text_trim(line), name = take_cell(&rest), label = take_cell(&rest);
    bool is_rule = text_is_at(name, 0, "-----") && text_is_at(label, 0, "-----");
    view->in_schema = is_rule || (view->in_schema && name.length);
    if (is_rule || !view->in_schema)
        return;
    enum row_column column = row_column(name);
    if (column == ROW_COLUMNS || label.length == 0 || label.length > LABEL_MAX ||
        view->label_count == SCHEMA_LABELS)
        return;
    memcpy(view->labels[view->label_count].text, label.data, label.length);
    view->labels[view->label_count].length = label.length;
    view->labels[view->label_count++].column = column;
}

static enum row_column column_of(struct view *view, struct span name, struct span value)
{
    struct span label = text_trim(name);
    enum row_column column = row_column(name);
    for (size_t i = 0; i < view->label_count && column == ROW_COLUMNS; i++)
        if (span_equal((struct span){ view->labels[i].text, view->labels[i].length }, label))
            column = view->labels[i].column;
    view->words_known |= column != ROW_COLUMNS;
    if (!view->words_known && column == ROW_COLUMNS)
        column = row_column_by_value(name, value);
    else
        return column;
    return column != ROW_COLUMNS && !row_has(&view->context, column) ? column : ROW_COLUMNS;
}

static void take_field(struct view *view, struct span line)
{
    struct span name, value;
    if (!span_split(line, ':', &name, &value) || (line.data[0] != ' ' && line.data[0] != '\t'))
        return;
    enum row_column column = column_of(view, name, value);
    if (column != ROW_COLUMNS)
        row_take(view->walk, &view->context, column, value);
}

bool certutil_view_is(struct span text)
{
    struct lines lines;
    bool after_row = false, found = false;
    lines_begin(&lines, text, NULL, NULL);
    while (!found && lines_next(&lines)) {
        found = after_row && lines.text.length > 2 && lines.text.data[0] == ' ' && span_find(lines.text, ':');
        after_row = is_row(text_trim(lines.text)) && lines.text.data[0] != ' ';
    }
    lines_end(&lines);
    return found;
}

void certutil_view_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct view view = { .walk = walk, .outer = origin };
    struct lines lines;
    size_t objects = walk->objects, failures = walk->failures;
    pem_begin(&view.scanner, walk, origin);
    view.scanner.block = take_block;
    view.scanner.context = &view;
    lines_begin(&lines, octets, origin->depth ? NULL : walk->stream, walk->arena);
    bool any_row = false;
    begin_row(&view);
    while (lines_next(&lines)) {
        if (!any_row)
            take_schema(&view, lines.text);
        if (view.scanner.state == PEM_OUTSIDE && is_row(text_trim(lines.text))) {
            end_row(&view);
            begin_row(&view);
            any_row = true;
        } else if (view.scanner.state == PEM_OUTSIDE) {
            take_field(&view, lines.text);
        }
        pem_line(&view.scanner, &lines);
    }
    pem_end(&view.scanner);
    end_row(&view);
    if (lines.error)
        walk_fail(walk, lines.rest_offset, lines.number, "cannot read further: %s", lines.error);
    lines_end(&lines);
    if (walk->objects == objects && walk->failures == failures)
        walk_fail(
            walk, origin->offset, origin->line,
            "no certificate, CRL or request found: rows of a CA database without certificates; export with: "
            "certutil -view -out \"RequestID,Disposition,CertificateTemplate,RawCertificate\"");
}
