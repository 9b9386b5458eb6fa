/* Certificate templates, in the forms in which Active Directory and Windows export them. One file each; what they share
 * is in templates.c: a template being filled, and what to say when there is none. */
#ifndef IKELINT_READ_TEMPLATES_H
#define IKELINT_READ_TEMPLATES_H

#include "pki/template.h"
#include "read/walk.h"

/* How to export all templates: said with every file that has none. */
extern const char templates_advice[];

/* A template being read. Its values are copied to the arena of the piece that template_reading_begin opens. */
struct template_reading {
    struct walk *walk;
    const struct origin *origin;
    const char *container; /* "LDIF" …; static */
    bool open;
    struct arena *outer;
    struct template *t;
    struct buf text; /* the entry, for its digest */
};

void reading_begin(struct template_reading *reading, struct walk *walk, const struct origin *origin,
                   const char *container, size_t offset, uint32_t line);
/* An attribute's place. False: it is none of a template's. */
bool reading_note(struct template_reading *reading, struct span name, size_t offset, uint32_t line,
                  enum template_field *field);
/* A value in the form that its attribute has. */
void reading_add(struct template_reading *reading, enum template_field field, struct span value);
/* Octets written as a text: hexadecimal, decimals between blanks, base64. */
void reading_add_octets_text(struct template_reading *reading, enum template_field field, struct span text);
/* The end: hands the template on if it is one (returns whether), and forgets it. */
bool reading_end(struct template_reading *reading);

/* ldifde, ldapsearch */
bool ldif_is(struct span text);
void ldif_read(struct walk *walk, const struct origin *origin, struct span octets);

/* ConvertTo-Json of Get-ADObject, Export-ADCSTemplate */
bool template_json_is(struct span text);
void template_json_read(struct walk *walk, const struct origin *origin, struct span octets);

/* certutil -v -dstemplate, certutil -v -template, the file for certutil -dsaddtemplate, event 4898 of a CA */
bool template_text_is(struct span text);
void template_text_read(struct walk *walk, const struct origin *origin, struct span octets);

/* the same event as XML, one or several */
bool template_event_is(struct span text);
void template_event_read(struct walk *walk, const struct origin *origin, struct span octets);

/* csvde */
bool csvde_is(struct span text);
void csvde_read(struct walk *walk, const struct origin *origin, struct span octets);

/* Get-ADObject … | Export-Clixml */
bool template_clixml_is(struct span text);
void template_clixml_read(struct walk *walk, const struct origin *origin, struct span octets);

#endif
