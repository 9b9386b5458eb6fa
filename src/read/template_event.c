/* Templates from a CA's event 4898 as XML: wevtutil /f:xml, Get-WinEvent … ToXml(), Event Viewer.
 *
 *     <Event><System><EventID>4898</EventID>…</System><EventData>
 *       <Data Name="TemplateInternalName">AOVPN-Device</Data><Data Name="TemplateVersion">100.2</Data> …
 *       <Data Name="TemplateContent">flags = 0x20260 (131680)&#xD;&#xA;  CT_FLAG_MACHINE_TYPE -- 0x40 (64) …</Data>
 *       <Data Name="SecurityDescriptor">O:DAG:DAD:(OA;;CR;…;;DC) …</Data></EventData></Event>
 *
 * The content is the text that template_text.c reads. Events may have a common root, or stand one behind the other, each
 * on a line of its own or in several; so the text is parsed inside of a root of ours, and XML declarations and the signs
 * with which Event Viewer folds elements are passed over. A rendered message is read where the data say nothing. Lines
 * are the file's: an end of line that is written as a character reference begins none. libxml2 parses piece by piece,
 * without a tree, network, entities and document types. What stands before a fault of the XML is read, but for the line
 * at hand. */
#include <limits.h>

#include <libxml/parser.h>

#include "read/template_text.h"
#include "util/text.h"

enum {
    PIECE = 64 * 1024, /* octets that the parser gets at a time */
    LINE_OCTETS =
        1 << 20 /* of a line of the content; the rest is left out, and its attribute does not read */
};

enum part { PART_OTHER, PART_EVENT_ID, PART_LINES, PART_VALUE, PART_VERSION, PART_DESCRIPTOR };

static const struct {
    const char *name;
    enum part part;
    enum template_field field;
} data_names[] = {
    { "TemplateInternalName", PART_VALUE, TEMPLATE_CN },
    { "TemplateVersion", PART_VERSION, TEMPLATE_REVISION },
    { "TemplateSchemaVersion", PART_VALUE, TEMPLATE_SCHEMA_VERSION },
    { "TemplateOID", PART_VALUE, TEMPLATE_OID },
    { "TemplateDSObjectFQDN", PART_VALUE, TEMPLATE_DISTINGUISHED_NAME },
    { "TemplateContent", PART_LINES, TEMPLATE_FIELD_COUNT },
    { "SecurityDescriptor", PART_DESCRIPTOR, TEMPLATE_SECURITY_DESCRIPTOR },
};

struct events {
    struct walk *walk;
    const struct origin *origin;
    struct printed printed;
    xmlParserCtxt *parser;
    struct span text;
    size_t root; /* octets that the parser got in front of the text */
    struct encoding_cursor cursor;
    bool in_event, is_other; /* is_other: the event has another number */
    bool has_content;        /* of the event at hand */
    enum part part;          /* what the characters belong to */
    enum template_field field;
    size_t offset; /* of the element */
    size_t event_offset;
    uint32_t event_line;
    struct buf line;
    uint32_t line_number; /* where the line at hand begins */
    int seen_line;        /* of the parser, after the characters before */
    size_t events;        /* with the number 4898, or none */
};

/* The name of the first element, behind declarations, comments, and the sign of a folded element. */
bool template_event_is(struct span text)
{
    size_t at = 0;
    text = text_trim(text);
    for (;;) {
        while (at < text.length && strchr(" \t\r\n-", text.data[at] ? text.data[at] : '<'))
            at++;
        if (at >= text.length || text.data[at] != '<')
            return false;
        if (text_is_at(text, at, "<?"))
            at = text_find(text, at, "?>") + 2;
        else if (text_is_at(text, at, "<!--"))
            at = text_find(text, at, "-->") + 3;
        else
            break;
        if (at > text.length)
            return false;
    }
    if (text_is_at(text, at, "<Data Name=\"Template"))
        return true;
    static const char *const roots[] = { "<Events", "<Event", "<EventData" };
    for (size_t i = 0; i < COUNT_OF(roots); i++) {
        size_t end = at + strlen(roots[i]);
        if (text_is_at(text, at, roots[i]) && end < text.length && strchr(" \t\r\n>", text.data[end]) &&
            text.data[end])
            return true;
    }
    return false;
}

/* -- lines ------------------------------------------------------------------------------------------------------------- */

static uint32_t line_at(const struct events *events, int line)
{
    if (events->origin->depth)
        return events->origin->line;
    return line > 0 ? (uint32_t)line : 0;
}

/* An event without a number that carries a template is taken for one, too. */
static void open_template(struct events *events)
{
    if (events->printed.reading.open)
        return;
    events->printed.offset = events->in_event ? events->event_offset : events->offset;
    events->printed.line = events->in_event ? events->event_line : events->line_number;
    printed_begin(&events->printed);
}

static void end_line(struct events *events)
{
    struct span line = text_trim(buf_span(&events->line));
    if (events->is_other || (line.length == 0 && !events->has_content))
        return;
    open_template(events);
    events->has_content = true;
    if (events->line.overflow)
        walk_fail(events->walk, events->offset, events->line_number,
                  "a line of more than 1 MiB in a template's content: what is behind that is left out");
    printed_line(&events->printed, line, events->offset, events->line_number);
}

static void end_value(struct events *events)
{
    struct span value = text_trim(buf_span(&events->line));
    struct printed *printed = &events->printed;
    if (events->part == PART_EVENT_ID)
        events->is_other = value.length > 0 && !span_equal_text(value, "4898");
    if (events->is_other || events->part == PART_OTHER || events->part == PART_EVENT_ID || value.length == 0)
        return;
    open_template(events);
    printed->offset = events->offset;
    printed->line = events->line_number;
    if (events->part == PART_VERSION)
        printed_version(printed, value);
    else if (events->part == PART_VALUE)
        printed_value(printed, events->field, value);
    else if (events->part == PART_DESCRIPTOR) { /* what follows is for people */
        size_t length = 0;
        while (length < value.length && !strchr(" \t\r\n", value.data[length] ? value.data[length] : 'x'))
            length++;
        printed_value(printed, events->field, (struct span){ value.data, length });
    }
}

/* -- what the parser finds ----------------------------------------------------------------------------------------------- */

static bool is_named(const xmlChar *name, const char *wanted)
{
    return strcmp((const char *)name, wanted) == 0;
}

/* Where the element begins whose start the parser has just read. */
static size_t element_offset(struct events *events)
{
    long octets = xmlByteConsumed(events->parser);
    size_t at = octets > 0 ? (size_t)octets : 0;
    if (events->origin->depth)
        return events->origin->offset;
    at = at > events->root ? at - events->root : 0;
    at = at < events->text.length ? at : events->text.length;
    while (at && events->text.data[at - 1] != '<')
        at--;
    at -= at > 0;
    return encoding_cursor_to(&events->cursor, at > events->cursor.octet ? at : events->cursor.octet);
}

/* attributes: five pointers each, of which the fourth and fifth are the ends of the value */
static void begin_data(struct events *events, int count, const xmlChar **attributes)
{
    events->part = PART_LINES; /* without a name: told by its lines */
    for (int i = 0; i < count; i++) {
        struct span value = { attributes[5 * i + 3],
                              (size_t)(attributes[5 * i + 4] - attributes[5 * i + 3]) };
        if (!is_named(attributes[5 * i], "Name"))
            continue;
        events->part = PART_OTHER;
        for (size_t row = 0; row < COUNT_OF(data_names); row++)
            if (span_equal_text(value, data_names[row].name)) {
                events->part = data_names[row].part;
                events->field = data_names[row].field;
            }
    }
}

static void begin_event(struct events *events)
{
    printed_end(&events->printed);
    events->in_event = true;
    events->event_offset = events->offset;
    events->event_line = line_at(events, events->parser->input->line);
    events->is_other = events->has_content = false;
}

static void end_event(struct events *events)
{
    printed_end(&events->printed);
    events->events += !events->is_other;
    events->in_event = events->is_other = false;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int count, int defaulted,
                     const xmlChar **attributes)
{
    struct events *events = context;
    (void)prefix, (void)uri, (void)namespace_count, (void)namespaces, (void)defaulted;
    events->offset = element_offset(events);
    events->part = PART_OTHER;
    if (is_named(name, "Event"))
        begin_event(events);
    else if (is_named(name, "EventID"))
        events->part = PART_EVENT_ID;
    else if (is_named(name, "Data"))
        begin_data(events, count, attributes);
    else if (is_named(name, "Message") && !events->has_content)
        events->part = PART_LINES;
    events->seen_line = events->parser->input->line;
    events->line_number = line_at(events, events->seen_line);
    buf_clear(&events->line);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct events *events = context;
    (void)prefix, (void)uri;
    if (events->part == PART_LINES)
        end_line(events);
    else
        end_value(events);
    events->part = PART_OTHER;
    if (is_named(name, "Event") && events->in_event)
        end_event(events);
}

/* The parser hands on a character reference by itself, and has gone on by no line then. */
static void on_characters(void *context, const xmlChar *characters, int length)
{
    struct events *events = context;
    int now = events->parser->input->line, line = events->seen_line, ends = 0;
    events->seen_line = now;
    if (events->part == PART_OTHER)
        return;
    for (int i = 0; i < length; i++)
        ends += characters[i] == '\n';
    bool of_file = ends && now - line >= ends;
    line = of_file ? now - ends : now;
    for (int i = 0; i < length; i++) {
        if (events->line.length == 0 && characters[i] != '\n')
            events->line_number = line_at(events, line);
        if (characters[i] != '\n' || events->part != PART_LINES) {
            buf_char(&events->line, (char)characters[i]);
        } else {
            end_line(events);
            buf_clear(&events->line);
        }
        line += of_file && characters[i] == '\n';
    }
}

/* -- the text ------------------------------------------------------------------------------------------------------------ */

static void feed(struct events *events, struct span text)
{
    while (text.length && events->parser->wellFormed) {
        size_t length = text.length < PIECE ? text.length : PIECE;
        xmlParseChunk(events->parser, (const char *)text.data, (int)length, 0);
        text = span_from(text, length);
    }
}

/* Blanks in place of octets, so that those behind keep their places and lines. */
static void feed_blanks(struct events *events, struct span text)
{
    for (size_t i = 0; i < text.length && events->parser->wellFormed; i++)
        xmlParseChunk(events->parser, text.data[i] == '\n' ? "\n" : " ", 1, 0);
}

/* A declaration may be in front of each event, when files were put together. */
static void feed_all(struct events *events)
{
    struct span text = events->text;
    for (size_t at = 0; at < text.length;) {
        size_t next = text_find(text, at, "<?xml ");
        feed(events, (struct span){ text.data + at, next - at });
        size_t end = text_find(text, next, "?>");
        end = end < text.length ? end + 2 : text.length;
        feed_blanks(events, (struct span){ text.data + next, end - next });
        at = end;
    }
}

static void fail_parse(struct events *events)
{
    const xmlError *fault = xmlCtxtGetLastError(events->parser);
    struct span words = span_of_text(fault && fault->message ? fault->message : "no XML");
    walk_fail(events->walk, events->origin->offset, line_at(events, fault ? fault->line : 0),
              "event XML that is cut or garbled: %s", text_escaped(events->walk->arena, text_trim(words)));
}

static void read_events(struct events *events)
{
    static const char open[] = "<events>", close[] = "</events>";
    xmlSAXHandler handler = { .initialized = XML_SAX2_MAGIC,
                              .startElementNs = on_start,
                              .endElementNs = on_end,
                              .characters = on_characters,
                              .ignorableWhitespace = on_characters,
                              .cdataBlock = on_characters };
    events->parser = xmlCreatePushParserCtxt(&handler, events, NULL, 0, NULL);
    if (!events->parser)
        out_of_memory(sizeof *events->parser);
    xmlCtxtUseOptions(events->parser, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    events->root = sizeof open - 1;
    feed(events, span_of_text(open));
    feed_all(events);
    if (events->parser->wellFormed)
        xmlParseChunk(events->parser, close, (int)sizeof close - 1, 1);
    printed_end(&events->printed);
    if (!events->parser->wellFormed)
        fail_parse(events);
    else if (events->printed.templates == 0)
        walk_fail(events->walk, events->origin->offset, events->origin->line,
                  events->events ? "event 4898 without the template's content (TemplateContent); %s"
                                 : "no certificate template found: no event 4898 among these events; %s",
                  templates_advice);
    xmlFreeParserCtxt(events->parser);
}

void template_event_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct encoding_found found;
    struct events events = { .walk = walk, .origin = origin, .line.limit = LINE_OCTETS };
    if (!walk_document(walk, origin, octets, &events.text, &found))
        return;
    if (text_find(events.text, 0, "<!DOCTYPE") < events.text.length || events.text.length > INT_MAX) {
        walk_fail(walk, origin->offset, origin->line,
                  "XML with a document type (<!DOCTYPE) is not read: Windows writes none");
        return;
    }
    encoding_cursor_begin(&events.cursor, events.text, found);
    events.printed =
        (struct printed){ .walk = walk, .origin = origin, .container = "event XML", .in_event = true };
    xmlInitParser();
    read_events(&events);
    buf_free(&events.line);
}
