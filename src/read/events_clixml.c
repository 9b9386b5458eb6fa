/* Events as CLIXML: Get-WinEvent or Get-EventLog | Export-Clixml. Each Obj of the list is cut out and read alone. */
#include <libxml/tree.h>

#include "read/events_internal.h"
#include "read/powershell.h"
#include "util/text.h"

bool events_clixml_is(struct span text)
{
    return clixml_is(text);
}

static struct span text_of(struct event_walk *walk, xmlNode *node)
{
    struct buf out = { 0 };
    clixml_unescape(&out, xml_node_text(walk, node));
    struct span copy = arena_copy(walk->piece, buf_span(&out));
    buf_free(&out);
    return copy;
}

/* A property may be an object, with its text in ToString or its value behind it. */
static struct span value_of(struct event_walk *walk, xmlNode *node)
{
    if (!xml_node_is(node, "Obj"))
        return text_of(walk, node);
    for (xmlNode *child = node->children; child; child = child->next)
        if (xml_node_is(child, "ToString") || xml_node_is(child, "DT"))
            return text_of(walk, child);
    return (struct span){ 0 };
}

static bool is_group(const xmlNode *node)
{
    return xml_node_is(node, "Props") || xml_node_is(node, "MS");
}

/* An EventProperty has a Value. */
static struct span property_value(struct event_walk *walk, xmlNode *item)
{
    for (xmlNode *group = item->children; group; group = group->next)
        for (xmlNode *node = is_group(group) ? group->children : NULL; node; node = node->next)
            if (node->type == XML_ELEMENT_NODE &&
                text_equal_ignoring_case(xml_node_attribute(walk, node, "N"), span_of_text("Value")))
                return value_of(walk, node);
    return value_of(walk, item);
}

static void take_strings(struct event_walk *walk, xmlNode *object, struct event_fields *fields)
{
    for (xmlNode *list = object->children; list; list = list->next)
        if (xml_node_is(list, "LST") || xml_node_is(list, "IE"))
            for (xmlNode *item = list->children; item; item = item->next)
                if (item->type == XML_ELEMENT_NODE)
                    events_add_string(fields, property_value(walk, item));
}

static void take_property(struct event_walk *walk, xmlNode *node, struct event_fields *fields)
{
    static const struct {
        const char *name;
        size_t offset;
    } rows[] = {
        { "Id", offsetof(struct event_fields, id) },
        { "EventID", offsetof(struct event_fields, id) },
        { "InstanceId", offsetof(struct event_fields, id) },
        { "ProviderName", offsetof(struct event_fields, provider) },
        { "Source", offsetof(struct event_fields, provider) },
        { "MachineName", offsetof(struct event_fields, computer) },
        { "TimeCreated", offsetof(struct event_fields, time) },
        { "TimeGenerated", offsetof(struct event_fields, time) },
        { "Message", offsetof(struct event_fields, message) },
    };
    struct span name = xml_node_attribute(walk, node, "N");
    if (text_equal_ignoring_case(name, span_of_text("Properties")) ||
        text_equal_ignoring_case(name, span_of_text("ReplacementStrings"))) {
        take_strings(walk, node, fields);
        return;
    }
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span *field = (struct span *)((char *)fields + rows[i].offset);
        if (field->length == 0 && text_equal_ignoring_case(name, span_of_text(rows[i].name)))
            *field = value_of(walk, node);
    }
}

static void visit(struct event_walk *walk, xmlNode *node, size_t at, unsigned depth)
{
    struct event_fields fields = { .octet = at };
    for (xmlNode *group = node->children; group; group = group->next)
        for (xmlNode *child = is_group(group) ? group->children : NULL; child; child = child->next)
            if (child->type == XML_ELEMENT_NODE)
                take_property(walk, child, &fields);
    if (fields.id.length || fields.message.length) {
        events_take(walk, &fields);
        return;
    }
    for (xmlNode *child = node->children; child && depth < EVENT_DEPTH; child = child->next)
        if (child->type == XML_ELEMENT_NODE && !xml_node_is(child, "TN"))
            visit(walk, child, at, depth + 1);
}

/* Behind the end of the Obj that begins with the tag. False: it has none. */
static bool find_end(struct span text, const struct xml_tag *first, size_t *end)
{
    struct xml_tag tag = *first;
    size_t open = first->is_empty ? 0 : 1;
    while (open && xml_tag_next(text, tag.end, &tag))
        if (span_equal_text(tag.name, "Obj") && !tag.is_empty)
            open = tag.closes ? open - 1 : open + 1;
    *end = tag.end;
    return open == 0;
}

void events_clixml_read(struct event_walk *walk)
{
    struct xml_tag tag;
    for (size_t at = 0, end; xml_tag_next(walk->text, at, &tag); at = tag.end) {
        if (!span_equal_text(tag.name, "Obj") || tag.closes)
            continue;
        events_begin_piece(walk);
        if (!find_end(walk->text, &tag, &end)) {
            events_fail(walk, tag.at, "CLIXML that ends within an object: cut");
            return;
        }
        xmlDoc *tree = events_parse_xml(walk, tag.at, end);
        xmlNode *root = tree ? xmlDocGetRootElement(tree) : NULL;
        if (root)
            visit(walk, root, tag.at, 0);
        xmlFreeDoc(tree);
        tag.end = end;
    }
}
