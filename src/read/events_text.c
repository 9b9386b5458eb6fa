/* Events as text: lists of PowerShell, wevtutil /f:text, what the Event Viewer copies, or messages alone in a mail.
 *
 *     EventID            : 20227
 *     Message            : CoId={B4000371-…}: The user SYSTEM dialed a connection named X which has failed. The error
 *                          code returned on failure is 809.
 *     ReplacementStrings : {{B4000371-…}, SYSTEM, X, 809}
 *
 * Lines are "label : value" or belong to the message before them. Labels are known in English; a value that can only be
 * an event's id or RasClient's name is told by itself, so other languages are read too. A record ends where a field
 * comes again. Events as XML in the same text (the Event Viewer copies an event both ways) are read as XML; a text
 * directly before "Event Xml:" is the same event, and read once. */
#include "read/events_internal.h"
#include "util/text.h"

enum { LINE_LIMIT_TEXT = 16384 /* octets of a line that are looked at */ };

enum label {
    LABEL_ID,
    LABEL_PROVIDER,
    LABEL_TIME,
    LABEL_COMPUTER,
    LABEL_MESSAGE,
    LABEL_STRINGS,
    LABEL_OTHER,
    LABEL_NONE
};

static const struct {
    const char *name;
    enum label label;
} labels[] = {
    { "EventID", LABEL_ID },
    { "Event ID", LABEL_ID },
    { "Id", LABEL_ID },
    { "InstanceId", LABEL_ID },
    { "Source", LABEL_PROVIDER },
    { "ProviderName", LABEL_PROVIDER },
    { "TimeGenerated", LABEL_TIME },
    { "TimeCreated", LABEL_TIME },
    { "Date", LABEL_TIME },
    { "MachineName", LABEL_COMPUTER },
    { "Computer", LABEL_COMPUTER },
    { "Message", LABEL_MESSAGE },
    { "Description", LABEL_MESSAGE },
    { "ReplacementStrings", LABEL_STRINGS },
    { "Beschreibung", LABEL_MESSAGE },
    { "Descripci\xc3\xb3n", LABEL_MESSAGE },
    { "Index", LABEL_OTHER },
    { "EntryType", LABEL_OTHER },
    { "Category", LABEL_OTHER },
    { "CategoryNumber", LABEL_OTHER },
    { "TimeWritten", LABEL_OTHER },
    { "UserName", LABEL_OTHER },
    { "User Name", LABEL_OTHER },
    { "User", LABEL_OTHER },
    { "Data", LABEL_OTHER },
    { "Site", LABEL_OTHER },
    { "Container", LABEL_OTHER },
    { "Log Name", LABEL_OTHER },
    { "Task Category", LABEL_OTHER },
    { "Task", LABEL_OTHER },
    { "Level", LABEL_OTHER },
    { "LevelDisplayName", LABEL_OTHER },
    { "Keywords", LABEL_OTHER },
    { "Keyword", LABEL_OTHER },
    { "Opcode", LABEL_OTHER },
    { "Event Xml", LABEL_OTHER },
    { "Version", LABEL_OTHER },
    { "Qualifiers", LABEL_OTHER },
    { "RecordId", LABEL_OTHER },
    { "LogName", LABEL_OTHER },
    { "ProviderId", LABEL_OTHER },
    { "ProcessId", LABEL_OTHER },
    { "ThreadId", LABEL_OTHER },
    { "UserId", LABEL_OTHER },
    { "ActivityId", LABEL_OTHER },
    { "RelatedActivityId", LABEL_OTHER },
    { "ContainerLog", LABEL_OTHER },
    { "MatchedQueryIds", LABEL_OTHER },
    { "Bookmark", LABEL_OTHER },
    { "Properties", LABEL_OTHER },
    { "OpcodeDisplayName", LABEL_OTHER },
    { "TaskDisplayName", LABEL_OTHER },
    { "KeywordsDisplayNames", LABEL_OTHER },
};

/* The record at hand; its texts are in the arena of the piece. */
struct record {
    struct event_walk *walk;
    struct event_fields fields;
    bool has_place;
    struct buf message, strings;
    struct buf *open; /* what the next lines go on with; NULL: nothing */
    bool after_blank;
};

/* -- records -------------------------------------------------------------------------------------------------------- */

/* "{{B4000371-…}, SYSTEM, X, 809}"; a name may have commas in it, so the last one counts from behind. */
static void split_strings(struct record *record)
{
    struct span text = event_collapse(record->walk->piece, buf_span(&record->strings));
    size_t first, second, last;
    if (text.length < 2 || text.data[0] != '{' || text.data[text.length - 1] != '}')
        return;
    text = (struct span){ text.data + 1, text.length - 2 };
    if (!event_find(text, 0, ", ", &first) || !event_find(text, first + 2, ", ", &second))
        return;
    last = second;
    for (size_t at = second + 1; event_find(text, at, ", ", &at); at++)
        last = at;
    if (last == second)
        return;
    events_add_string(&record->fields, (struct span){ text.data, first });
    events_add_string(&record->fields, (struct span){ text.data + first + 2, second - first - 2 });
    events_add_string(&record->fields, (struct span){ text.data + second + 2, last - second - 2 });
    events_add_string(&record->fields, span_from(text, last + 2));
}

static void end_record(struct record *record)
{
    struct event_fields *fields = &record->fields;
    struct event_message message;
    fields->message = buf_span(&record->message);
    uint32_t id;
    bool has_id = event_number(fields->id, &id);
    event_message_read(record->walk->piece, fields->message, &message);
    if (has_id && ((id & 0xffff) == EVENT_FAILED || (id & 0xffff) == EVENT_LINKS))
        split_strings(record);
    if (has_id || message.id || (message.co_id.length && message.has_code))
        events_take(record->walk, fields);
    else if (message.co_id.length)
        events_fail(record->walk, fields->octet,
                    "a message with a CoId and neither an event's id nor a code: cut, as tables of "
                    "PowerShell are; give "
                    "the whole text (| Format-List)");
    struct event_walk *walk = record->walk;
    buf_clear(&record->message);
    buf_clear(&record->strings);
    events_begin_piece(walk);
    *record = (struct record){ .walk = walk, .message = record->message, .strings = record->strings };
}

static void begin_place(struct record *record, size_t octet)
{
    if (!record->has_place)
        record->fields.octet = octet;
    record->has_place = true;
}

static void go_on(struct record *record, struct span text)
{
    if (record->open->length)
        buf_char(record->open, '\n');
    buf_add(record->open, text);
}

/* -- lines ---------------------------------------------------------------------------------------------------------- */

/* What mails put before a line that they quote. */
static struct span without_quoting(struct span line)
{
    line = text_trim(line);
    while (line.length && line.data[0] == '>')
        line = text_trim(span_from(line, 1));
    return line;
}

/* "Label : value"; the label of a line that is none is LABEL_NONE. */
static enum label split_label(struct span line, struct span *value)
{
    struct span name;
    uint32_t id;
    if (!span_split(line, ':', &name, value) || name.length >= 48)
        return LABEL_NONE;
    name = text_trim(name);
    *value = text_trim(*value);
    for (size_t i = 0; i < COUNT_OF(labels); i++)
        if (text_equal_ignoring_case(name, span_of_text(labels[i].name)))
            return labels[i].label;
    if (name.length && event_number(*value, &id) && id >= 20220 && id <= 20227)
        return LABEL_ID;
    if (name.length && text_equal_ignoring_case(*value, span_of_text("RasClient")))
        return LABEL_PROVIDER;
    return LABEL_NONE;
}

static void take_field(struct record *record, enum label label, struct span value, size_t octet)
{
    struct event_fields *fields = &record->fields;
    struct span *const slots[] = { &fields->id, &fields->provider, &fields->time, &fields->computer };
    bool again = false;
    uint32_t number;
    if (label <= LABEL_COMPUTER)
        again = slots[label]->length > 0;
    if (label == LABEL_MESSAGE)
        again = record->message.length > 0;
    /* InstanceId beside EventID, and TimeWritten beside TimeGenerated, are the same record's */
    if (again && label == LABEL_ID && record->after_blank == false && event_number(value, &number))
        return;
    if (again || (label == LABEL_OTHER && record->after_blank && record->message.length))
        end_record(record);
    fields = &record->fields;
    begin_place(record, octet);
    record->open = NULL;
    if (label == LABEL_MESSAGE) {
        record->open = &record->message;
        go_on(record, value);
    } else if (label == LABEL_STRINGS) {
        record->open = &record->strings;
        go_on(record, value);
    } else if (label <= LABEL_COMPUTER) {
        struct span *const now[] = { &fields->id, &fields->provider, &fields->time, &fields->computer };
        *now[label] = arena_copy(record->walk->piece, value);
    }
}

static void take_line(struct record *record, struct span line, size_t octet)
{
    struct span value = { 0 };
    size_t at;
    line = without_quoting(line);
    if (line.length > LINE_LIMIT_TEXT)
        line.length = LINE_LIMIT_TEXT;
    if (line.length == 0) {
        record->after_blank = true;
        if (record->open == &record->strings || record->message.length)
            record->open = NULL;
        return;
    }
    size_t before = 0;
    enum label label = split_label(line, &value);
    if (line.length > 6 && memcmp(line.data, "Event[", 6) == 0) {
        end_record(record);
    } else if (label != LABEL_NONE) {
        take_field(record, label, value, octet);
    } else if (event_message_find(line, &before)) {
        if (record->message.length && (record->open != &record->message || event_find(line, 0, "coid", &at)))
            end_record(record);
        begin_place(record, octet);
        record->open = &record->message;
        go_on(record, span_from(line, before));
    } else if (record->open) {
        go_on(record, line);
    }
    record->after_blank = false;
}

void events_plain_read(struct event_walk *walk, size_t from, size_t to)
{
    events_begin_piece(walk);
    struct record record = { .walk = walk,
                             .message.limit = EVENT_MESSAGE_LIMIT,
                             .strings.limit = EVENT_MESSAGE_LIMIT };
    while (from < to) {
        const uint8_t *end = span_find((struct span){ walk->text.data + from, to - from }, '\n');
        size_t stop = end ? (size_t)(end - walk->text.data) : to;
        take_line(&record, (struct span){ walk->text.data + from, stop - from }, from);
        from = stop + 1;
    }
    end_record(&record);
    buf_free(&record.message);
    buf_free(&record.strings);
}

/* -- text with XML in it -------------------------------------------------------------------------------------------- */

/* Whether a stretch of text ends with the line that the Event Viewer puts before the XML of the event that it has just
 * said in words. The line is in the language of Windows; "Xml" is in all of them. */
static bool announces_xml(struct span text)
{
    text = text_trim(text);
    if (text.length < 4 || text.data[text.length - 1] != ':')
        return false;
    size_t begin = text.length, at;
    while (begin && text.data[begin - 1] != '\n')
        begin--;
    struct span line = span_from(text, begin);
    return line.length < 64 && event_find(line, 0, "xml", &at);
}

/* Of a stretch before XML, where the last record begins: what follows it is said again by the XML. */
static size_t last_record(struct span text, size_t from, size_t to)
{
    size_t at = to, begin = from;
    while (at > from) {
        size_t line = at - 1;
        while (line > from && text.data[line - 1] != '\n')
            line--;
        struct span value, words = without_quoting((struct span){ text.data + line, at - line });
        enum label label = split_label(words, &value);
        begin = line;
        if (label == LABEL_OTHER &&
            text_equal_ignoring_case((struct span){ words.data, words.length < 8 ? words.length : 8 },
                                     span_of_text("Log Name")))
            break;
        at = line;
    }
    return begin;
}

void events_text_read(struct event_walk *walk)
{
    size_t at = 0;
    while (at < walk->text.length) {
        size_t event = events_xml_next(walk->text, at), end = event;
        if (event < walk->text.length && announces_xml((struct span){ walk->text.data + at, event - at }))
            end = last_record(walk->text, at, event);
        if (end > at)
            events_plain_read(walk, at, end);
        if (event == walk->text.length)
            return;
        at = events_xml_read_one(walk, event);
    }
}
