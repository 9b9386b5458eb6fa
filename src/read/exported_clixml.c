/* Export-Clixml as a tree (MS-PSRP, 2.2.5): adapted and extended properties (Props, MS) of an object stand together.
 *
 *     <Obj RefId="0"><TN…/><ToString>…</ToString><Props><S N="A">…</S><Nil N="B"/></Props><MS>…</MS></Obj>
 *     <Obj N="C" RefId="1"><LST><S>…</S></LST></Obj>
 *
 * libxml2 parses without network, entities and document types, and keeps the lines: a value's place is its line. */
#include <libxml/parser.h>
#include <libxml/tree.h>

#include "read/exported.h"
#include "read/powershell.h"
#include "read/xml.h"
#include "util/text.h"

struct document {
    struct walk *walk;
    const struct origin *origin;
    struct span text;
    struct encoding_cursor cursor;
    size_t line_at; /* octet of the text where the line of the cursor begins */
    uint32_t line;
};

bool exported_clixml_has(struct span text, const char *const *names, size_t count)
{
    if (!clixml_is(text))
        return false;
    for (size_t i = 0; i < count; i++) {
        char wanted[64] = "N=\"";
        size_t length = strlen(names[i]);
        if (length > sizeof wanted - 5)
            BUG("a property with a long name");
        memcpy(wanted + 3, names[i], length);
        wanted[3 + length] = '"';
        if (text_find_ignoring_case(text, 0, wanted) < text.length)
            return true;
    }
    return false;
}

/* -- places ---------------------------------------------------------------------------------------------------------- */

/* Elements come in the order of the text, so lines never go back. */
static void place(struct document *document, struct exported *value, long line)
{
    if (document->origin->depth) {
        value->offset = document->origin->offset;
        value->line = document->origin->line;
        return;
    }
    while (line > 0 && document->line < (uint32_t)line) {
        struct span rest = span_from(document->text, document->line_at);
        const uint8_t *end = span_find(rest, '\n');
        if (!end)
            break;
        document->line_at = (size_t)(end - document->text.data) + 1;
        document->line++;
    }
    value->line = document->line;
    value->offset = encoding_cursor_to(&document->cursor, document->line_at);
}

/* -- values ---------------------------------------------------------------------------------------------------------- */

static bool is_named(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static bool is_among(const xmlNode *node, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_named(node, names[i]))
            return true;
    return false;
}

/* _xHHHH_ is a UTF-16 unit; half a surrogate pair becomes U+FFFD. */
static struct span unescaped(struct arena *arena, struct span text)
{
    struct buf out = { 0 };
    for (size_t i = 0; i < text.length; i++) {
        unsigned unit = 0;
        bool is_escape =
            text.length - i >= 7 && text.data[i] == '_' && text.data[i + 1] == 'x' && text.data[i + 6] == '_';
        for (size_t at = 2; is_escape && at < 6; at++) {
            int digit = text_hex_digit(text.data[i + at]);
            is_escape = digit >= 0;
            unit = unit << 4 | (unsigned)(is_escape ? digit : 0);
        }
        if (is_escape) {
            text_add_character(&out, unit);
            i += 6;
        } else {
            buf_char(&out, (char)text.data[i]);
        }
    }
    struct span copy = arena_copy(arena, buf_span(&out));
    buf_free(&out);
    return copy;
}

static struct span content_of(struct document *document, const xmlNode *node)
{
    xmlChar *content = xmlNodeGetContent(node);
    struct span text = unescaped(document->walk->arena, span_of_text(content ? (const char *)content : ""));
    xmlFree(content);
    return text;
}

static struct span name_of(struct document *document, xmlNode *node)
{
    xmlChar *name = xmlGetNoNsProp(node, (const xmlChar *)"N");
    struct span text = { 0 };
    if (name)
        text = unescaped(document->walk->arena, span_of_text((const char *)name));
    xmlFree(name);
    return text;
}

static void convert(struct document *document, struct exported *outer, xmlNode *node, unsigned depth);

static void convert_children(struct document *document, struct exported *outer, xmlNode *node, unsigned depth)
{
    for (xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE)
            convert(document, outer, child, depth);
}

/* Properties make it an object, else items a list, else it is what it says of itself. */
static void convert_object(struct document *document, struct exported *value, xmlNode *node, unsigned depth)
{
    static const char *const lists[] = { "LST", "IE", "STK", "QUE" };
    for (xmlNode *child = node->children; child; child = child->next)
        if (is_named(child, "Props") || is_named(child, "MS")) {
            value->kind = EXPORTED_OBJECT;
            convert_children(document, value, child, depth + 1);
        }
    for (xmlNode *child = node->children; child && value->kind != EXPORTED_OBJECT; child = child->next)
        if (is_among(child, lists, COUNT_OF(lists))) {
            value->kind = EXPORTED_LIST;
            convert_children(document, value, child, depth + 1);
        }
    for (xmlNode *child = node->children; child && value->kind == EXPORTED_NOTHING; child = child->next)
        if (is_named(child, "ToString")) {
            value->kind = EXPORTED_TEXT;
            value->text = content_of(document, child);
            value->is_string = true;
        }
    if (value->kind == EXPORTED_NOTHING)
        value->kind = EXPORTED_OBJECT; /* there is something, and nothing of it is known */
}

static void convert(struct document *document, struct exported *outer, xmlNode *node, unsigned depth)
{
    static const char *const texts[] = { "S", "C", "URI", "XD", "SBK", "SS" };
    struct exported *value = exported_add(document->walk->arena, outer, EXPORTED_NOTHING);
    value->name = name_of(document, node);
    place(document, value, xmlGetLineNo(node));
    value->is_cut = depth > EXPORTED_DEPTH;
    if (is_named(node, "Nil") || value->is_cut)
        return;
    if (is_named(node, "Obj")) {
        convert_object(document, value, node, depth);
        return;
    }
    value->kind = EXPORTED_TEXT;
    value->is_string = is_among(node, texts, COUNT_OF(texts));
    value->text = content_of(document, node);
    value->is_elsewhere = is_named(node, "Ref");
}

/* -- documents ------------------------------------------------------------------------------------------------------- */

static void fail_parse(struct document *document, const xmlError *fault)
{
    struct walk *walk = document->walk;
    struct exported at;
    struct span words = span_of_text(fault && fault->message ? fault->message : "no XML");
    document->line = 1; /* faults may stand before what was placed last */
    document->line_at = 0;
    encoding_cursor_begin(&document->cursor, document->text, document->cursor.found);
    place(document, &at, fault ? fault->line : 0);
    walk_fail(walk, at.offset, at.line, "CLIXML that is cut or garbled: %s",
              text_escaped(walk->arena, text_trim(words)));
}

struct exported *exported_clixml(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct document document = { .walk = walk, .origin = origin, .line = 1 };
    struct exported *whole = exported_add(walk->arena, NULL, EXPORTED_LIST);
    struct encoding_found found;
    if (!walk_document(walk, origin, octets, &document.text, &found) ||
        !exported_is_small(walk, origin, document.text))
        return whole;
    encoding_cursor_begin(&document.cursor, document.text, found);
    if (text_find_ignoring_case(document.text, 0, "<!DOCTYPE") < document.text.length) {
        walk_fail(walk, origin->offset, origin->line,
                  "XML with a document type (<!DOCTYPE) is not read: PowerShell writes none");
        return whole;
    }
    xmlInitParser();
    xmlParserCtxt *parser = xmlNewParserCtxt();
    if (!parser)
        out_of_memory(sizeof *parser);
    struct span text = xml_without_hyphens(walk->arena, document.text);
    xmlDoc *tree = xmlCtxtReadMemory(parser, (const char *)text.data, (int)text.length, NULL, "UTF-8",
                                     XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR |
                                         XML_PARSE_NOWARNING | XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES);
    xmlNode *root = tree ? xmlDocGetRootElement(tree) : NULL;
    if (root)
        convert_children(&document, whole, root, 0);
    for (struct exported *last = whole->last; last && !parser->wellFormed; last = last->last)
        last->is_cut = true; /* whatever the fault is in */
    if (!root || !parser->wellFormed)
        fail_parse(&document, xmlCtxtGetLastError(parser));
    xmlFreeDoc(tree);
    xmlFreeParserCtxt(parser);
    return whole;
}
