/* Templates from Export-Clixml (MS-PSRP, 2.2.5): objects whose properties are the attributes.
 *
 *     <Obj RefId="0"><Props>
 *       <S N="Name">AOVPN-Device</S><I32 N="flags">131680</I32><BA N="pKIKeyUsage">oAA=</BA>
 *       <Obj N="pKIExtendedKeyUsage" RefId="1"><LST><S>1.3.6.1.5.5.7.3.2</S></LST></Obj>
 *       <Obj N="nTSecurityDescriptor" RefId="2"><Props><S N="Sddl">O:DAG:DA…</S></Props></Obj></Props></Obj>
 *
 * libxml2 parses without network, entities and document types, and keeps the lines. */
#include <limits.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "read/powershell.h"
#include "read/templates.h"
#include "read/xml.h"
#include "util/text.h"

enum { CLIXML_DEPTH = 64 /* elements in one another that are looked through */ };

struct document {
    struct walk *walk;
    const struct origin *origin;
    struct template_reading reading;
    size_t templates;
};

bool template_clixml_is(struct span text)
{
    return clixml_is(text) && (text_holds(text, "N=\"msPKI-") || text_holds(text, "N=\"pKI"));
}

static bool is_named(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static uint32_t line_of(const struct document *document, const xmlNode *node)
{
    long line = xmlGetLineNo(node);
    if (document->origin->depth)
        return document->origin->line;
    return line > 0 && line < INT_MAX ? (uint32_t)line : 0;
}

/* -- values ---------------------------------------------------------------------------------------------------------- */

static void add_leaf(struct document *document, enum template_field field, xmlNode *node)
{
    enum template_form form = template_field_form(field);
    xmlChar *content = xmlNodeGetContent(node);
    struct span text = arena_copy(document->walk->arena, span_of_text(content ? (const char *)content : ""));
    xmlFree(content);
    if (is_named(node, "Nil"))
        return;
    if (form == TEMPLATE_OCTETS || form == TEMPLATE_PERIOD)
        reading_add_octets_text(&document->reading, field, text);
    else
        reading_add(&document->reading, field, text);
}

static xmlNode *child_named(xmlNode *node, const char *name)
{
    for (xmlNode *child = node->children; child; child = child->next)
        if (is_named(child, name))
            return child;
    return NULL;
}

/* <Props><S N="Sddl">: the text of a security descriptor. */
static xmlNode *sddl_of(xmlNode *object)
{
    xmlNode *properties = child_named(object, "Props");
    for (xmlNode *child = properties ? properties->children : NULL; child; child = child->next) {
        xmlChar *name = child->type == XML_ELEMENT_NODE ? xmlGetProp(child, (const xmlChar *)"N") : NULL;
        bool found = name && text_equal_ignoring_case(span_of_text((const char *)name), span_of_text("Sddl"));
        xmlFree(name);
        if (found)
            return child;
    }
    return NULL;
}

/* Numbers of a list of octets: <By>160</By>. */
static void add_octets(struct document *document, enum template_field field, xmlNode *list)
{
    struct buf text = { .limit = 1 << 20 };
    for (xmlNode *item = list->children; item; item = item->next) {
        xmlChar *content = item->type == XML_ELEMENT_NODE ? xmlNodeGetContent(item) : NULL;
        if (content)
            buf_format(&text, "%s%s", text.length ? " " : "", (const char *)content);
        xmlFree(content);
    }
    reading_add_octets_text(&document->reading, field, arena_copy(document->walk->arena, buf_span(&text)));
    buf_free(&text);
}

static void add_value(struct document *document, enum template_field field, xmlNode *node)
{
    if (!is_named(node, "Obj")) {
        add_leaf(document, field, node);
        return;
    }
    xmlNode *list = child_named(node, "LST");
    xmlNode *sddl = sddl_of(node);
    if (!list)
        list = child_named(node, "IE");
    xmlNode *first = list ? list->children : NULL;
    while (first && first->type != XML_ELEMENT_NODE)
        first = first->next;
    if (first && is_named(first, "By"))
        add_octets(document, field, list);
    else if (sddl)
        add_leaf(document, field, sddl);
    else if (list)
        for (xmlNode *item = list->children; item; item = item->next) {
            if (item->type == XML_ELEMENT_NODE)
                add_leaf(document, field, item);
        }
    else
        template_fail(document->walk->arena, document->reading.t, field,
                      "found an object of another kind, wanted a value or a list");
}

/* -- objects --------------------------------------------------------------------------------------------------------- */

static void take_properties(struct document *document, xmlNode *properties)
{
    for (xmlNode *node = properties->children; node; node = node->next) {
        enum template_field field;
        xmlChar *name = node->type == XML_ELEMENT_NODE ? xmlGetProp(node, (const xmlChar *)"N") : NULL;
        if (name && template_field_find(span_of_text((const char *)name), &field)) {
            bool again = document->reading.t->attributes[field].state != TEMPLATE_MISSING;
            template_note(document->reading.t, field, document->origin->offset, line_of(document, node));
            if (!again) /* adapted and extended properties may both have it */
                add_value(document, field, node);
        }
        xmlFree(name);
    }
}

static void visit(struct document *document, xmlNode *node, unsigned depth)
{
    if (depth > CLIXML_DEPTH)
        return;
    if (is_named(node, "Obj")) {
        reading_begin(&document->reading, document->walk, document->origin, "CLIXML",
                      document->origin->offset, line_of(document, node));
        for (xmlNode *child = node->children; child; child = child->next)
            if (is_named(child, "Props") || is_named(child, "MS"))
                take_properties(document, child);
        if (reading_end(&document->reading)) {
            document->templates++;
            return;
        }
    }
    for (xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE)
            visit(document, child, depth + 1);
}

void template_clixml_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct document document = { .walk = walk, .origin = origin };
    struct encoding_found found;
    struct span text;
    if (!walk_document(walk, origin, octets, &text, &found))
        return;
    if (text_holds(text, "<!DOCTYPE") || text.length > INT_MAX) {
        walk_fail(walk, origin->offset, origin->line,
                  "XML with a document type (<!DOCTYPE) is not read: PowerShell writes none");
        return;
    }
    xmlInitParser();
    xmlParserCtxt *parser = xmlNewParserCtxt();
    if (!parser)
        out_of_memory(sizeof *parser);
    struct span calm = xml_without_hyphens(walk->arena, text);
    xmlDoc *tree = xmlCtxtReadMemory(parser, (const char *)calm.data, (int)calm.length, NULL, "UTF-8",
                                     XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR |
                                         XML_PARSE_NOWARNING | XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES);
    xmlNode *root = tree ? xmlDocGetRootElement(tree) : NULL;
    if (root)
        visit(&document, root, 0);
    if (!root || !parser->wellFormed) {
        const xmlError *fault = xmlCtxtGetLastError(parser);
        walk_fail(walk, origin->offset, origin->depth || !fault ? origin->line : (uint32_t)fault->line,
                  "CLIXML that is cut or garbled: %s",
                  fault && fault->message ? text_escaped(walk->arena, text_trim(span_of_text(fault->message)))
                                          : "no XML");
    } else if (document.templates == 0) {
        walk_fail(walk, origin->offset, origin->line,
                  "no certificate template found: CLIXML of something else; %s", templates_advice);
    }
    xmlFreeDoc(tree);
    xmlFreeParserCtxt(parser);
}
