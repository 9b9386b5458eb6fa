/* Events as XML: wevtutil and ToXml(). What is left of them in CLIXML is in events_clixml.c.
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
#include "read/xml.h"
#include "util/text.h"

/* -- nodes ---------------------------------------------------------------------------------------------------------- */

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
        at = text_find(text, at, "\n") + (at < text.length);
    return at < text.length ? at : text.length;
}

xmlDoc *events_parse_xml(struct event_walk *walk, size_t at, size_t end)
{
    struct span piece = { walk->text.data + at, end - at };
    if (piece.length > EVENT_PIECE_LIMIT) {
        events_fail(walk, at, "an event larger than 1 MiB");
        return NULL;
    }
    piece = xml_without_hyphens(walk->piece, piece);
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
    size_t at = text_find(text, 0, "<Event"), other = text_find(text, 0, ":Event");
    if (at == text.length && other == text.length)
        return false;
    for (at = 0; xml_tag_next(text, at, &tag); at = tag.end)
        if (is_event(&tag) && !tag.closes)
            return text_find(text, tag.end, "System") < text.length;
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
