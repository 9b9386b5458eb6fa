/* Tags of any XML; and small documents of settings, parsed by libxml2 without network, entities and document types. */
#include "read/xml.h"

#include "util/text.h"

/* -- tags ----------------------------------------------------------------------------------------------------------- */

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
    while (from < text.length && (from = text_find(text, from, "<")) < text.length) {
        size_t row = 0;
        while (row < COUNT_OF(others) && !text_is_at(text, from, others[row].start))
            row++;
        if (row < COUNT_OF(others)) {
            from = text_find(text, from, others[row].end);
            continue;
        }
        *out = (struct xml_tag){ .at = from, .closes = text_is_at(text, from, "</") };
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

struct span xml_without_hyphens(struct arena *arena, struct span text)
{
    enum { PAIRS_LEFT = 64 };
    size_t pairs = 0, end;
    uint8_t *copy = NULL;
    for (size_t at = text_find(text, 0, "<!--"); at < text.length; at = text_find(text, end, "<!--")) {
        end = text_find(text, at + 4, "-->");
        for (size_t i = at + 4; i + 1 < end; i++) {
            if (text.data[i] != '-' || text.data[i + 1] != '-' || ++pairs <= PAIRS_LEFT)
                continue;
            if (!copy) {
                copy = arena_alloc(arena, text.length + 1);
                memcpy(copy, text.data, text.length);
                copy[text.length] = 0;
            }
            copy[i] = ' ';
        }
    }
    return copy ? (struct span){ copy, text.length } : text;
}

struct span xml_root_name(struct span text)
{
    struct xml_tag tag;
    if (text_is_at(text_trim(text), 0, "<#")) /* a comment of PowerShell */
        return (struct span){ 0 };
    return xml_tag_next(text, 0, &tag) ? tag.name : (struct span){ 0 };
}

/* -- nodes ---------------------------------------------------------------------------------------------------------- */

bool xml_node_is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

bool xml_name_is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE &&
           text_equal_ignoring_case(span_of_text((const char *)node->name), span_of_text(name));
}

xmlNode *xml_child(const xmlNode *node, const char *name)
{
    for (xmlNode *child = node ? node->children : NULL; child; child = child->next)
        if (xml_name_is(child, name))
            return child;
    return NULL;
}

/* -- documents of settings ------------------------------------------------------------------------------------------ */

uint32_t xml_line(const struct xml_reading *reading, const xmlNode *node)
{
    if (reading->stands)
        return reading->line;
    long line = node ? xmlGetLineNo(node) : 1;
    return reading->line + (line > 0 ? (uint32_t)line - 1 : 0);
}

struct span xml_text(const struct xml_reading *reading, const xmlNode *node)
{
    struct buf text = { .limit = XML_SETTINGS_LIMIT };
    for (const xmlNode *child = node ? node->children : NULL; child; child = child->next)
        if ((child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) && child->content)
            buf_add(&text, span_of_text((const char *)child->content));
    struct span copy = arena_copy(reading->walk->arena, text_trim(buf_span(&text)));
    buf_free(&text);
    return copy;
}

static struct span attribute(const struct xml_reading *reading, const xmlNode *node, const char *name)
{
    for (const xmlAttr *item = node->properties; item; item = item->next)
        if (text_equal_ignoring_case(span_of_text((const char *)item->name), span_of_text(name)))
            return xml_text(reading, (const xmlNode *)item);
    return (struct span){ 0 };
}

bool xml_is_enabled(const struct xml_reading *reading, const xmlNode *node)
{
    struct span enabled = attribute(reading, node, "Enabled");
    return !text_equal_ignoring_case(enabled, span_of_text("false")) && !span_equal_text(enabled, "0");
}

void xml_set_boolean(const struct xml_reading *reading, enum setting_id id, const xmlNode *node)
{
    struct span text = xml_text(reading, node);
    bool is_true = text_equal_ignoring_case(text, span_of_text("true")) || span_equal_text(text, "1");
    bool is_false = text_equal_ignoring_case(text, span_of_text("false")) || span_equal_text(text, "0");
    uint32_t line = xml_line(reading, node);
    if (is_true || is_false)
        settings_set_boolean(reading->settings, id, is_true, line);
    else
        settings_fail(reading->walk->arena, reading->settings, id, line, "%s is '%s', wanted true or false",
                      (const char *)node->name, text_escaped(reading->walk->arena, text));
}

void xml_unset(const struct xml_reading *reading, enum setting_id id)
{
    if (!reading->is_cut && setting_of(reading->settings, id)->state == SETTING_UNKNOWN)
        settings_unset(reading->settings, id, 0);
}

/* "&lt;" and its like, once; a line end so written becomes a blank, so that lines stay those of the file. */
static struct span unescaped(struct arena *arena, struct span text)
{
    static const struct {
        const char *name;
        char octet;
    } rows[] = { { "&lt;", '<' },    { "&gt;", '>' },   { "&amp;", '&' }, { "&quot;", '"' },
                 { "&apos;", '\'' }, { "&#39;", '\'' }, { "&#34;", '"' }, { "&#13;", ' ' },
                 { "&#10;", ' ' },   { "&#9;", ' ' },   { "&#xD;", ' ' }, { "&#xA;", ' ' } };
    uint8_t *out = arena_alloc(arena, text.length);
    size_t length = 0;
    for (size_t at = 0; at < text.length; at++) {
        size_t row = text.data[at] == '&' ? 0 : COUNT_OF(rows);
        while (row < COUNT_OF(rows) && !text_is_at(text, at, rows[row].name))
            row++;
        out[length++] = row < COUNT_OF(rows) ? (uint8_t)rows[row].octet : text.data[at];
        at += row < COUNT_OF(rows) ? strlen(rows[row].name) - 1 : 0;
    }
    return (struct span){ out, length };
}

bool xml_is_escaped(struct span text)
{
    return text_is_at(text_trim(text), 0, "&lt;");
}

struct span xml_unescaped(struct arena *arena, struct span text)
{
    return xml_is_escaped(text) ? unescaped(arena, text) : text;
}

static void fail_parse(struct xml_reading *reading, const xmlError *fault)
{
    struct walk *walk = reading->walk;
    struct span words = span_of_text(fault && fault->message ? fault->message : "it is no XML");
    uint32_t line =
        reading->line + (fault && fault->line > 0 && !reading->stands ? (uint32_t)fault->line - 1 : 0);
    walk_fail(walk, xml_offset_of_line(reading, line), line,
              "%s that is cut or garbled: %s; what stands before it is read", reading->what,
              text_escaped(walk->arena, text_trim(words)));
}

xmlDoc *xml_parse(struct xml_reading *reading, struct span text)
{
    struct walk *walk = reading->walk;
    size_t doctype = text_find(text, 0, "<!DOCTYPE");
    if (doctype < text.length) {
        for (const uint8_t *at = text.data; !reading->stands && at < text.data + doctype; at++)
            reading->line += *at == '\n';
        walk_fail(walk, xml_offset_of_line(reading, reading->line), reading->line,
                  "%s with a document type (<!DOCTYPE) is not read: Windows writes none; take it out",
                  reading->what);
        return NULL;
    }
    if (text.length > XML_SETTINGS_LIMIT) {
        walk_fail(walk, reading->origin->offset, reading->line,
                  "%s of more than 1 MiB is not read: a profile has some KiB", reading->what);
        return NULL;
    }
    text = encoding_guess(walk->arena, text); /* libxml2 hands on what it cannot read, and so would we */
    text = xml_without_hyphens(walk->arena, text);
    xmlInitParser();
    xmlParserCtxt *parser = xmlNewParserCtxt();
    if (!parser)
        out_of_memory(sizeof *parser);
    xmlDoc *tree = xmlCtxtReadMemory(parser, (const char *)text.data, (int)text.length, NULL, "UTF-8",
                                     XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR |
                                         XML_PARSE_NOWARNING | XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES);
    if (!tree || !parser->wellFormed) {
        reading->is_cut = true;
        fail_parse(reading, xmlCtxtGetLastError(parser));
    }
    xmlFreeParserCtxt(parser);
    return tree;
}

/* -- places --------------------------------------------------------------------------------------------------------- */

size_t xml_offset_of_line(const struct xml_reading *reading, uint32_t line)
{
    struct lines lines;
    size_t offset = reading->origin->offset;
    if (reading->stands)
        return offset;
    lines_begin(&lines, reading->octets, NULL, NULL);
    while (lines_next(&lines) && lines.number <= line)
        offset = lines.offset;
    lines_end(&lines);
    return offset;
}

bool xml_place_settings(const struct xml_reading *reading)
{
    struct setting *items = reading->settings->items;
    struct lines lines;
    bool any = !reading->is_cut;
    for (size_t i = 0; i < SETTING_COUNT; i++)
        any = any || items[i].state != SETTING_UNKNOWN;
    lines_begin(&lines, reading->octets, NULL, NULL);
    while (!reading->stands && lines_next(&lines))
        for (size_t i = 0; i < SETTING_COUNT; i++)
            if (items[i].line == lines.number)
                items[i].offset = lines.offset;
    lines_end(&lines);
    return any;
}

void xml_add_names(struct xml_reading *reading, const xmlNode *node, enum setting_id id)
{
    struct span rest = xml_text(reading, node);
    while (rest.length) {
        struct span name = text_trim(span_take(&rest, ';'));
        if (name.length)
            settings_add_text(reading->walk->arena, reading->settings, id, name, xml_line(reading, node));
    }
}
