/* XML: its tags, for telling and cutting; and small documents of settings (ProfileXML, EapHostConfig) as trees of
 * libxml2. Elements are compared by local name without case. */
#ifndef IKELINT_READ_XML_H
#define IKELINT_READ_XML_H

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "pki/settings.h"
#include "read/walk.h"

/* -- tags ----------------------------------------------------------------------------------------------------------- */

/* A tag of XML; comments, CDATA sections and processing instructions are passed over. */
struct xml_tag {
    size_t at, end;   /* octets of the text: '<', and behind '>' */
    struct span name; /* local */
    bool closes, is_empty;
};
bool xml_tag_next(struct span text, size_t from, struct xml_tag *out);
/* The local name of the outermost element; empty where there is none. */
struct span xml_root_name(struct span text);

/* The text for libxml2, which copies the whole of a comment for each "--" in it: where there are many, those behind the
 * first ones become blanks, so that a comment costs what it is long. Places stay. */
struct span xml_without_hyphens(struct arena *arena, struct span text);

/* -- nodes ---------------------------------------------------------------------------------------------------------- */

bool xml_node_is(const xmlNode *node, const char *name); /* exactly */
bool xml_name_is(const xmlNode *node, const char *name); /* without case */
/* The first element of that name inside; NULL: none, or node is NULL. */
xmlNode *xml_child(const xmlNode *node, const char *name);

/* -- documents of settings ------------------------------------------------------------------------------------------ */

enum { XML_SETTINGS_LIMIT = 1 << 20 /* octets of UTF-8 of one document */ };

struct xml_reading {
    struct walk *walk;
    const struct origin *origin;
    const char *what;          /* "ProfileXML", in complaints */
    struct span octets;        /* of the file */
    struct settings *settings; /* to be filled */
    uint32_t line;             /* of the file, where the document begins */
    bool stands;               /* it is the value of something, all of which counts as that line */
    bool is_cut;               /* not all of it can be read: what is not there is not known to be unset */
};

/* A text whose markup is escaped, as one XML document stands in another. */
bool xml_is_escaped(struct span text);
/* Such a text unescaped, once; any other as it is. */
struct span xml_unescaped(struct arena *arena, struct span text);

/* To be freed with xmlFreeDoc. NULL, or is_cut: a complaint was made. */
xmlDoc *xml_parse(struct xml_reading *reading, struct span text);
uint32_t xml_line(const struct xml_reading *reading, const xmlNode *node);
/* What stands in an element itself, without comments and elements inside, trimmed. In the arena; empty for NULL. */
struct span xml_text(const struct xml_reading *reading, const xmlNode *node);
/* Adds each of the names between semicolons: "vpn.contoso.com;vpn2.contoso.com". */
void xml_add_names(struct xml_reading *reading, const xmlNode *node, enum setting_id id);
/* Unless its attribute Enabled says that it does not count. */
bool xml_is_enabled(const struct xml_reading *reading, const xmlNode *node);
void xml_set_boolean(const struct xml_reading *reading, enum setting_id id, const xmlNode *node);
/* Nobody said the setting, in a document that was read as a whole. */
void xml_unset(const struct xml_reading *reading, enum setting_id id);

/* Where a line begins in the file; and the same for the lines of all settings. False: there is none that was read. */
size_t xml_offset_of_line(const struct xml_reading *reading, uint32_t line);
bool xml_place_settings(const struct xml_reading *reading);

#endif
