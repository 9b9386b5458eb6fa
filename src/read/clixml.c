/* CLIXML (MS-PSRP, 2.2.5): what Export-Clixml makes of certificates.
 *
 *     <Objs><Obj RefId="0"><TN…/><ToString>…</ToString>
 *       <Props><BA N="RawData">MII…</BA></Props> <MS><S N="PSParentPath">…</S><B N="HasPrivateKey">true</B></MS></Obj>
 *
 * An Obj with a property RawData is a certificate; others are looked through. RawData is base64 (BA), a text (S), or a
 * list of octets (LST of By). What stands before a fault of the XML is read. In texts and names, _xHHHH_ is a UTF-16
 * unit. libxml2 parses without network, entities and document types; it keeps lines but no octets, so tags are counted
 * in the text and in the tree alike. */
#include <limits.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "read/pem.h"
#include "read/powershell.h"
#include "read/xml.h"
#include "util/text.h"

enum {
    CLIXML_DEPTH = 64,           /* elements in one another that are looked through */
    TAGS_LIMIT = 4 * 1024 * 1024 /* elements whose place is known */
};

struct document {
    struct walk *walk;
    const struct origin *outer;
    struct encoding_cursor cursor;
    struct {
        size_t *items; /* octets of the text where an element begins */
        size_t count, capacity;
    } tags;
    size_t seen; /* elements that the walk of the tree has passed */
    size_t certificates;
};

/* Where the next element begins, from `from` on; the length of the text when there is none. */
static size_t next_tag(struct span text, size_t from)
{
    static const struct {
        const char *start, *end;
    } others[] = { { "<!--", "-->" }, { "<![CDATA[", "]]>" }, { "<?", "?>" }, { "</", ">" }, { "<!", ">" } };
    while ((from = text_find(text, from, "<")) < text.length) {
        size_t row = 0;
        while (row < COUNT_OF(others) && !text_is_at(text, from, others[row].start))
            row++;
        if (row == COUNT_OF(others))
            return from;
        from = text_find(text, from, others[row].end);
    }
    return from;
}

/* The local name of the outermost element; empty when there is none. */
static struct span root_name(struct span text)
{
    size_t at = next_tag(text, 0) + 1, end = at;
    if (at >= text.length)
        return (struct span){ 0 };
    for (; end < text.length && !strchr(" \t\r\n/>", text.data[end] ? text.data[end] : ' '); end++)
        if (text.data[end] == ':')
            at = end + 1;
    return (struct span){ text.data + at, end - at };
}

bool clixml_is(struct span text)
{
    text = text_trim(text);
    return text.length && text.data[0] == '<' && span_equal_text(root_name(text), "Objs");
}

/* -- elements ------------------------------------------------------------------------------------------------------- */

static bool is_named(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

void clixml_unescape(struct buf *out, struct span text)
{
    for (size_t i = 0; i < text.length; i++) {
        unsigned unit = 0;
        bool escape =
            text.length - i >= 7 && text.data[i] == '_' && text.data[i + 1] == 'x' && text.data[i + 6] == '_';
        for (size_t at = 2; escape && at < 6; at++) {
            int digit = text_hex_digit(text.data[i + at]);
            escape = digit >= 0;
            unit = unit << 4 | (unsigned)(escape ? digit : 0);
        }
        if (!escape) {
            buf_char(out, (char)text.data[i]);
            continue;
        }
        text_add_character(out, unit); /* half a surrogate pair becomes U+FFFD */
        i += 6;
    }
}

/* The text of an element, unescaped, in the arena. */
static struct span text_of(struct document *document, xmlNode *node)
{
    xmlChar *content = node ? xmlNodeGetContent(node) : NULL;
    struct buf out = { 0 };
    if (content)
        clixml_unescape(&out, span_of_text((const char *)content));
    xmlFree(content);
    struct span copy = arena_copy(document->walk->arena, buf_span(&out));
    buf_free(&out);
    return copy.length ? copy : (struct span){ 0 };
}

/* The property of an Obj, adapted or extended. */
static xmlNode *property(xmlNode *object, const char *name)
{
    for (xmlNode *group = object->children; group; group = group->next) {
        if (!is_named(group, "Props") && !is_named(group, "MS"))
            continue;
        for (xmlNode *node = group->children; node; node = node->next) {
            xmlChar *found =
                node->type == XML_ELEMENT_NODE ? xmlGetNoNsProp(node, (const xmlChar *)"N") : NULL;
            bool same =
                found && text_equal_ignoring_case(span_of_text((const char *)found), span_of_text(name));
            xmlFree(found);
            if (same && !is_named(node, "Nil"))
                return node;
        }
    }
    return NULL;
}

static size_t count_elements(const xmlNode *node, unsigned depth)
{
    size_t count = 1;
    if (depth < 256) /* libxml2 allows no more */
        for (const xmlNode *child = node->children; child; child = child->next)
            if (child->type == XML_ELEMENT_NODE)
                count += count_elements(child, depth + 1);
    return count;
}

/* <LST><By>48</By><By>130</By>…</LST> below the element. */
static bool list_of(struct document *document, const xmlNode *node, struct buf *out)
{
    const xmlNode *list = node->children;
    while (list && !is_named(list, "LST"))
        list = list->next;
    if (!list)
        return false;
    for (xmlNode *item = list->children; item; item = item->next) {
        if (item->type != XML_ELEMENT_NODE)
            continue;
        struct span text = text_of(document, item);
        unsigned value = 0;
        for (size_t i = 0; i < text.length && value <= 255; i++)
            value = text.data[i] >= '0' && text.data[i] <= '9' ? value * 10 + (text.data[i] - '0' + 0u) : 256;
        if (value > 255 || text.length == 0)
            return false;
        buf_char(out, (char)value);
    }
    return true;
}

static void place(struct document *document, size_t number, struct origin *origin)
{
    *origin = *document->outer;
    if (origin->depth == 0 && number < document->tags.count) {
        origin->offset = encoding_cursor_to(&document->cursor, document->tags.items[number]);
        origin->line = document->cursor.line;
    }
}

static void read_certificate(struct document *document, xmlNode *object, xmlNode *raw,
                             const struct origin *origin)
{
    struct walk *walk = document->walk;
    struct buf octets = { .limit = READ_LIMIT_CERTIFICATE };
    const char *why = "its list is no list of numbers from 0 to 255";
    struct arena *piece = walk_begin_piece(walk);
    bool good = is_named(raw, "Obj") ? list_of(document, raw, &octets)
                                     : powershell_octets(text_of(document, raw), &octets, &why);
    if (!good) {
        walk_fail(walk, origin->offset, origin->line, "RawData in CLIXML cannot be read: %s; %s", why,
                  powershell_advice);
    } else {
        struct powershell_certificate certificate = { 0 };
        certificate.path = text_of(document, property(object, "PSParentPath"));
        if (!certificate.path.data) {
            certificate.path = text_of(document, property(object, "PSPath"));
            certificate.path_is_own = true;
        }
        certificate.friendly_name = text_of(document, property(object, "FriendlyName"));
        struct span has_key = text_of(document, property(object, "HasPrivateKey"));
        certificate.has_private_key = text_equal_ignoring_case(has_key, span_of_text("true"));
        certificate.has_private_key_known =
            certificate.has_private_key || text_equal_ignoring_case(has_key, span_of_text("false"));
        powershell_object(walk, origin, "CLIXML", &certificate, walk_keep(walk, buf_span(&octets)));
    }
    walk_end_piece(walk, piece);
    buf_free(&octets);
}

static void visit(struct document *document, xmlNode *node, unsigned depth)
{
    size_t number = document->seen;
    xmlNode *raw = is_named(node, "Obj") ? property(node, "RawData") : NULL;
    if (is_named(node, "Obj") && !raw && property(node, "PSPath")) /* of a store's key in the registry */
        raw = property(node, "Blob");
    if (raw) {
        struct origin origin;
        document->certificates++;
        document->seen += count_elements(node, 0);
        place(document, number, &origin);
        read_certificate(document, node, raw, &origin);
    } else if (depth >= CLIXML_DEPTH) {
        document->seen += count_elements(node, 0);
    } else {
        document->seen++;
        for (xmlNode *child = node->children; child; child = child->next)
            if (child->type == XML_ELEMENT_NODE)
                visit(document, child, depth + 1);
    }
}

/* -- documents ------------------------------------------------------------------------------------------------------ */

static void fail_parse(struct document *document, const xmlError *error, struct span text)
{
    struct walk *walk = document->walk;
    const char *what = error && error->message ? error->message : "no XML";
    if (strstr(what, "XML_PARSE_HUGE")) /* libxml2 names what a program could set */
        what = "its elements lie too deep in one another, or a text in it is too long";
    struct span words = text_trim(span_of_text(what));
    size_t line_at = 0;
    struct origin origin = *document->outer;
    for (int line = 1; error && line < error->line && line_at < text.length; line++)
        line_at = text_find(text, line_at, "\n") + 1;
    if (origin.depth == 0) {
        origin.offset = encoding_cursor_to(&document->cursor, line_at);
        origin.line = document->cursor.line;
    }
    walk_fail(walk, origin.offset, origin.line, "XML that cannot be read: %s",
              text_escaped(walk->arena, words));
}

/* Octets and texts of objects that are no certificates: bare RawData, a hash table, a PEM file as one text with its line
 * ends escaped. */
static void read_others(struct walk *walk, const struct origin *origin, struct span octets, struct span text)
{
    static const char otherwise[] =
        "CLIXML without RawData; export with: Get-ChildItem Cert:\\LocalMachine\\My | Export-Clixml my.xml";
    if (text_find_ignoring_case(text, 0, "_x000A_") == text.length) {
        pem_read_or(walk, origin, octets, otherwise);
        return;
    }
    struct buf plain = { 0 };
    clixml_unescape(&plain, text);
    struct span copy = arena_copy(walk->arena, buf_span(&plain));
    buf_free(&plain);
    struct origin inner = walk_inner(walk, origin, "CLIXML", (struct span){ 0 }, copy);
    pem_read_or(walk, &inner, copy, otherwise);
}

void clixml_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct document document = { .walk = walk, .outer = origin };
    struct encoding_found found;
    struct span text;
    if (!walk_document(walk, origin, octets, &text, &found))
        return;
    encoding_cursor_begin(&document.cursor, text, found);
    if (text_find(text, 0, "<!DOCTYPE") < text.length || text.length > INT_MAX) {
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
                                         XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
    xmlNode *root = tree ? xmlDocGetRootElement(tree) : NULL;
    if (root) {
        for (size_t at = next_tag(text, 0); at < text.length && document.tags.count < TAGS_LIMIT;
             at = next_tag(text, at + 1))
            *VEC_ADD(walk->arena, &document.tags) = at;
        visit(&document, root, 0);
    }
    if (!root || !parser->wellFormed)
        fail_parse(&document, xmlCtxtGetLastError(parser), text);
    else if (document.certificates == 0 && document.seen == 1)
        walk_fail_empty(walk, origin, octets, "no certificate, CRL or request found: CLIXML of nothing");
    else if (document.certificates == 0)
        read_others(walk, origin, octets, text);
    xmlFreeDoc(tree);
    xmlFreeParserCtxt(parser);
}

/* -- other XML ------------------------------------------------------------------------------------------------------ */

bool xml_is(struct span text)
{
    text = text_trim(text);
    return text.length > 1 && text.data[0] == '<' && root_name(text).length > 0;
}

void xml_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct encoding_found found;
    struct span text;
    if (!walk_document(walk, origin, octets, &text, &found))
        return;
    struct span root = root_name(text);
    if (root.length > 64)
        root.length = 64;
    pem_read_or(walk, origin, octets,
                arena_format(walk->arena,
                             "XML whose root is '%s'; give certificates, as .cer or as "
                             "Get-ChildItem Cert:\\LocalMachine\\My | Export-Clixml my.xml",
                             text_escaped(walk->arena, root)));
}
