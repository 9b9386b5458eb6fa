/* Events as csv: the Event Viewer's "Save All Events As", and PowerShell's Export-Csv.
 *
 *     Level,Date and Time,Source,Event ID,Task Category
 *     Error,6/1/2026 8:15:02 AM,RasClient,20227,None,"CoId={…}: The user SYSTEM dialed a connection named X which has …"
 *
 * The Event Viewer names its columns in the language of Windows, and leaves the message's column without a name: a cell
 * is told by its content. PowerShell's names are English everywhere, and win. */
#include "read/csv.h"
#include "read/events_internal.h"
#include "util/text.h"

enum {
    CELLS_LIMIT = 128,
    RECORD_LIMIT = EVENT_PIECE_LIMIT, /* octets */
    LOOK = 16                         /* records by which csv of events is told */
};

/* Fields by the names of PowerShell. */
static const struct {
    const char *name;
    size_t offset;
} columns[] = {
    { "Id", offsetof(struct event_fields, id) },
    { "EventID", offsetof(struct event_fields, id) },
    { "Event ID", offsetof(struct event_fields, id) },
    { "InstanceId", offsetof(struct event_fields, id) },
    { "ProviderName", offsetof(struct event_fields, provider) },
    { "Source", offsetof(struct event_fields, provider) },
    { "MachineName", offsetof(struct event_fields, computer) },
    { "Computer", offsetof(struct event_fields, computer) },
    { "TimeCreated", offsetof(struct event_fields, time) },
    { "TimeGenerated", offsetof(struct event_fields, time) },
    { "Date and Time", offsetof(struct event_fields, time) },
    { "Message", offsetof(struct event_fields, message) },
};

struct csv {
    struct event_walk *walk;
    uint8_t delimiter;
    size_t column_of[CELLS_LIMIT]; /* index into columns, COUNT_OF: another one */
    size_t column_count;
    bool has_header;
};

static bool next_record(struct span text, size_t *at, struct span *record, bool *is_cut)
{
    if (!csv_next_record(text, RECORD_LIMIT, at, record, is_cut))
        return false;
    *record = text_trim(*record);
    return true;
}

static bool is_event_id(struct span cell)
{
    uint32_t number;
    return event_number(cell, &number) && number >= 20220 && number <= 20227;
}

bool events_csv_is(struct span text)
{
    struct arena *arena = arena_new();
    struct span record, cell;
    bool found = false, is_cut = false;
    uint8_t delimiter = ',';
    size_t at = 0;
    for (int i = 0; i < LOOK && !found && !is_cut && next_record(text, &at, &record, &is_cut); i++) {
        size_t cells = 0;
        bool names = false;
        if (i == 0 || (i == 1 && record.length && record.data[0] != '#'))
            delimiter = csv_delimiter(record);
        while (cells < CELLS_LIMIT && csv_next_cell(arena, delimiter, &record, &cell)) {
            cell = text_trim(cell);
            names |= is_event_id(cell) || text_equal_ignoring_case(cell, span_of_text("RasClient"));
            cells++;
        }
        found = names && cells >= 3;
    }
    arena_free(arena);
    return found;
}

static bool take_header(struct csv *csv, struct span record)
{
    struct span cell;
    bool any = false;
    csv->delimiter = csv_delimiter(record);
    while (csv->column_count < CELLS_LIMIT &&
           csv_next_cell(csv->walk->piece, csv->delimiter, &record, &cell)) {
        size_t row = 0;
        while (row < COUNT_OF(columns) &&
               !text_equal_ignoring_case(text_trim(cell), span_of_text(columns[row].name)))
            row++;
        any |= is_event_id(text_trim(cell));
        csv->column_of[csv->column_count++] = row;
    }
    if (any) /* an export without its header */
        for (size_t i = 0; i < csv->column_count; i++)
            csv->column_of[i] = COUNT_OF(columns);
    return !any;
}

static void take_by_content(struct event_fields *fields, struct span cell)
{
    size_t at;
    int64_t time;
    if (fields->id.length == 0 && is_event_id(cell))
        fields->id = cell;
    else if (fields->provider.length == 0 && text_equal_ignoring_case(cell, span_of_text("RasClient")))
        fields->provider = cell;
    else if (fields->message.length == 0 && event_message_find(cell, &at) && cell.length > 64)
        fields->message = cell;
    else if (fields->time.length == 0 && cell.length < 64 && event_time(cell, &time) != EVENT_CLOCK_NONE)
        fields->time = cell;
}

static void take_record(struct csv *csv, struct span record, size_t octet)
{
    struct event_fields fields = { .octet = octet };
    struct span cell;
    for (size_t i = 0; i < CELLS_LIMIT && csv_next_cell(csv->walk->piece, csv->delimiter, &record, &cell);
         i++) {
        size_t row = i < csv->column_count ? csv->column_of[i] : COUNT_OF(columns);
        cell = text_trim(cell);
        if (row == COUNT_OF(columns)) {
            take_by_content(&fields, cell);
            continue;
        }
        struct span *field = (struct span *)((char *)&fields + columns[row].offset);
        if (field->length == 0)
            *field = cell;
    }
    if (fields.id.length || fields.message.length)
        events_take(csv->walk, &fields);
    else
        events_fail(csv->walk, octet, "a record of csv without an event's id and message");
}

void events_csv_read(struct event_walk *walk)
{
    struct csv csv = { .walk = walk };
    struct span record;
    bool is_cut;
    for (size_t at = 0; next_record(walk->text, &at, &record, &is_cut);) {
        size_t octet = (size_t)(record.data - walk->text.data);
        events_begin_piece(walk);
        if (is_cut) {
            events_fail(walk, octet, "a record of csv whose quotes do not end: cut");
            return;
        }
        if (record.length == 0 || (!csv.has_header && record.data[0] == '#')) /* #TYPE … of Export-Csv */
            continue;
        bool is_header = !csv.has_header && take_header(&csv, record);
        csv.has_header = true;
        if (!is_header)
            take_record(&csv, record, octet);
    }
}
