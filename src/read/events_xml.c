/* Events as XML, and XML cut into its elements: for wevtutil and ToXml() here, for CLIXML in events_clixml.c.
 *
 *     <Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="RasClient"/>
 *       <EventID Qualifiers="0">20227</EventID> … <TimeCreated SystemTime="…"/> … <Computer>PC1</Computer></System>
 *       <EventData><Data>{GUID}</Data><Data>SYSTEM</Data><Data>AOVPN Device</Data><Data>13806</Data></EventData></Event>
 *
 * wevtutil without /e writes one root behind the other, and an export can be of any size: so each Event is cut out of
 * the text by its tags, and given to libxml2 alone. An event that is broken costs itself. */
#include <limits.h>

#include <libxml/tree.h>

#include "read/events_internal.h"
#include "util/text.h"

/* -- tags ----------------------------------------------------------------------------------------------------------- */

static size_t find_text(struct span text, size_t from, const char *wanted)
{
    size_t length = strlen(wanted);
    for (; text.length - from >= length; from++) {
        const uint8_t *found = memchr(text.data + from, wanted[0], text.length - from);
        if (!found)
            break;
        from = (size_t)(found - text.data);
        if (text.length - from >= length && memcmp(found, wanted, length) == 0)
            return from;
    }
    return text.length;
}

static bool starts_with(struct span text, size_t at, const char *wanted)
{
    size_t length = strlen(wanted);
    return text.length - at >= length && memcmp(text.data + at, wanted, length) == 0;
}

/* Behind the '>' of the tag that begins at `at`; a '>' in a value does not count. */
static size_t tag_end(struct span text, size_t at)
{
    uint8_t quote = 0;
    for (; at < text.length; at++) {
        uint8_t octet = text.data[at];
        if (octet == '<') /* in no tag, not even in a value: so no octet is looked at twice */
            break;
        if (quote)
            quote = octet == quote ? 0 : quote;
        else if (octet == '"' || octet == '\'')
            quote = octet;
        else if (octet == '>')
            return at + 1;
    }
    return text.length + 1;
}

static bool is_name_end(uint8_t octet)
{
    return octet <= ' ' || octet == '/' || octet == '>' || octet == '<';
}

static void name_tag(struct span text, struct xml_tag *tag)
{
    size_t at = tag->at + 1 + tag->closes, end = at;
    for (; end < tag->end && !is_name_end(text.data[end]); end++)
        if (text.data[end] == ':')
            at = end + 1;
    tag->name = (struct span){ text.data + at, end - at };
}

bool xml_tag_next(struct span text, size_t from, struct xml_tag *out)
{
    static const struct {
        const char *start, *end;
    } others[] = { { "<!--", "-->" }, { "<![CDATA[", "]]>" }, { "<?", "?>" }, { "<!", ">" } };
    while (from < text.length && (from = find_text(text, from, "<")) < text.length) {
        size_t row = 0;
        while (row < COUNT_OF(others) && !starts_with(text, from, others[row].start))
            row++;
        if (row < COUNT_OF(others)) {
            from = find_text(text, from, others[row].end);
            continue;
        }
        *out = (struct xml_tag){ .at = from, .closes = starts_with(text, from, "</") };
        out->end = tag_end(text, from + 1);
        if (out->end <= text.length) {
            out->is_empty = !out->closes && text.data[out->end - 2] == '/';
            name_tag(text, out);
            return true;
        }
        from++; /* a '<' of a text */
    }
    return false;
}

/* -- nodes ---------------------------------------------------------------------------------------------------------- */

bool xml_node_is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static struct span take_content(struct event_walk *walk, xmlChar *content)
{
    struct span copy = { 0 };
    if (content && *content)
        copy = arena_copy(walk->piece, span_of_text((const char *)content));
    xmlFree(content);
    return copy;
}

struct span xml_node_text(struct event_walk *walk, xmlNode *node)
{
    return take_content(walk, node ? xmlNodeGetContent(node) : NULL);
}

struct span xml_node_attribute(struct event_walk *walk, xmlNode *node, const char *name)
{
    return take_content(walk, xmlGetNoNsProp(node, (const xmlChar *)name));
}

static size_t octet_of_line(struct span text, size_t at, int line)
{
    for (; line > 1 && at < text.length; line--)
        at = find_text(text, at, "\n") + (at < text.length);
    return at < text.length ? at : text.length;
}

xmlDoc *events_parse_xml(struct event_walk *walk, size_t at, size_t end)
{
    struct span piece = { walk->text.data + at, end - at };
    if (piece.length > EVENT_PIECE_LIMIT) {
        events_fail(walk, at, "an event larger than 1 MiB");
        return NULL;
    }
    piece = encoding_guess(walk->piece, piece);
    xmlInitParser();
    xmlParserCtxt *parser = xmlNewParserCtxt();
    if (!parser)
        out_of_memory(sizeof *parser);
    xmlDoc *tree =
        xmlCtxtReadMemory(parser, (const char *)piece.data, (int)piece.length, NULL, "UTF-8",
                          XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
    if (!tree) {
        const xmlError *error = xmlCtxtGetLastError(parser);
        struct span words = text_trim(span_of_text(error && error->message ? error->message : "no XML"));
        events_fail(walk, octet_of_line(walk->text, at, error ? error->line : 1),
                    "an event in XML that cannot be read: %s", text_escaped(walk->piece, words));
    }
    xmlFreeParserCtxt(parser);
    return tree;
}

/* -- events --------------------------------------------------------------------------------------------------------- */

static void take_system(struct event_walk *walk, xmlNode *system, struct event_fields *fields)
{
    for (xmlNode *node = system->children; node; node = node->next) {
        if (xml_node_is(node, "Provider"))
            fields->provider = xml_node_attribute(walk, node, "Name");
        else if (xml_node_is(node, "EventID"))
            fields->id = xml_node_text(walk, node);
        else if (xml_node_is(node, "TimeCreated"))
            fields->time = xml_node_attribute(walk, node, "SystemTime");
        else if (xml_node_is(node, "Computer"))
            fields->computer = xml_node_text(walk, node);
    }
}

static void take_event(struct event_walk *walk, xmlNode *event, struct event_fields *fields)
{
    for (xmlNode *node = event->children; node; node = node->next) {
        if (xml_node_is(node, "System"))
            take_system(walk, node, fields);
        for (xmlNode *child = node->children; child; child = child->next) {
            if (xml_node_is(node, "EventData") && xml_node_is(child, "Data"))
                events_add_string(fields, xml_node_text(walk, child));
            else if (xml_node_is(node, "RenderingInfo") && xml_node_is(child, "Message"))
                fields->message = xml_node_text(walk, child);
        }
    }
}

static bool is_event(const struct xml_tag *tag)
{
    return span_equal_text(tag->name, "Event");
}

bool events_xml_is(struct span text)
{
    struct xml_tag tag;
    size_t at = find_text(text, 0, "<Event"), other = find_text(text, 0, ":Event");
    if (at == text.length && other == text.length)
        return false;
    for (at = 0; xml_tag_next(text, at, &tag); at = tag.end)
        if (is_event(&tag) && !tag.closes)
            return find_text(text, tag.end, "System") < text.length;
    return false;
}

size_t events_xml_next(struct span text, size_t from)
{
    struct xml_tag tag;
    for (; xml_tag_next(text, from, &tag); from = tag.end)
        if (is_event(&tag) && !tag.closes && !tag.is_empty)
            return tag.at;
    return text.length;
}

size_t events_xml_read_one(struct event_walk *walk, size_t at)
{
    struct xml_tag tag;
    size_t end = at + 1;
    while (xml_tag_next(walk->text, end, &tag) && !is_event(&tag))
        end = tag.end;
    events_begin_piece(walk);
    if (!xml_tag_next(walk->text, end, &tag) || !tag.closes) {
        events_fail(walk, at, "an event in XML without its end: cut");
        return xml_tag_next(walk->text, end, &tag) ? tag.at : walk->text.length;
    }
    struct event_fields fields = { .octet = at };
    xmlDoc *tree = events_parse_xml(walk, at, tag.end);
    xmlNode *root = tree ? xmlDocGetRootElement(tree) : NULL;
    if (root) {
        take_event(walk, root, &fields);
        if (fields.id.length)
            events_take(walk, &fields);
        else
            events_fail(walk, at, "an event in XML without EventID");
    }
    xmlFreeDoc(tree);
    return tag.end;
}
