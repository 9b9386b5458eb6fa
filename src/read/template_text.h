/* Templates as a list of lines: for the reader of such texts, and for the one of events that carry them. */
#ifndef IKELINT_READ_TEMPLATE_TEXT_H
#define IKELINT_READ_TEMPLATE_TEXT_H

#include "read/templates.h"

enum printed_form { FORM_ATTRIBUTES, FORM_PROPERTIES /* TemplateProp… */ };

/* The template that lines are added to. Set walk, origin and container; then lines, and printed_end at last. */
struct printed {
    struct walk *walk;
    const struct origin *origin;
    const char *container; /* "certutil text"; static */
    bool
        in_event; /* the lines are an event's, which begins and ends the template; ends of lines may be lost */
    size_t templates; /* that were handed on */

    struct template_reading reading;
    bool has_field; /* lines go on with values of `field` */
    enum template_field field;
    enum printed_form form;
    bool quoted;      /* its values are in quotes */
    bool collapsed;   /* several attributes stand on this line */
    bool in_usage;    /* inside the dump of the extension Key Usage */
    bool has_version; /* the head of an event was read: its OID and name follow */
    bool has_first;
    enum template_field first;          /* the attribute that the listing began with */
    bool is_pair[TEMPLATE_FIELD_COUNT]; /* found as "name = value" */
    size_t offset;
    uint32_t line;
};

void printed_line(struct printed *printed, struct span line, size_t offset, uint32_t number);

/* A template begins at printed->offset and ->line; one that is open ends. */
void printed_begin(struct printed *printed);
/* The template ends, if one is open: it is handed on. */
void printed_end(struct printed *printed);

/* What is known without a name in the text, at printed->offset and ->line; nothing when the attribute is there already.
 * The version is "100.7"; false: it is not. */
void printed_value(struct printed *printed, enum template_field field, struct span value);
bool printed_version(struct printed *printed, struct span version);

#endif
