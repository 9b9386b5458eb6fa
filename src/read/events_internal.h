/* What the readers of the forms of events share. For src/read/events*.c only.
 *
 * A form finds events and hands their fields on as texts; what they mean is found out in one place (events.c). */
#ifndef IKELINT_READ_EVENTS_INTERNAL_H
#define IKELINT_READ_EVENTS_INTERNAL_H

#include "read/encoding.h"
#include "read/events.h"
#include "read/xml.h"

enum {
    EVENT_STRINGS = 8,           /* insertion strings that are looked at */
    EVENT_MESSAGE_LIMIT = 16384, /* octets of a message that are looked at */
    EVENT_PIECE_LIMIT = 1 << 20, /* octets of one event in XML */
    EVENT_FAILURES_LIMIT = 100,  /* complaints told one by one for each file */
    EVENT_DEPTH = 16             /* values in one another that are looked through */
};

struct event_walk {
    struct event_list *list;
    const char *path;
    const struct read_sink *sink;
    size_t file_length;
    struct span text;              /* of the whole file: UTF-8, or an ANSI code page as it stands */
    struct encoding_cursor cursor; /* to places in the file */
    struct arena *piece;           /* for one event; emptied by events_begin_piece */
    size_t taken, failures;
};

/* An event as its form has it; data NULL where it says nothing. */
struct event_fields {
    struct span provider, id, time, computer, message;
    struct span strings[EVENT_STRINGS]; /* insertion strings: CoId, user, connection, … */
    size_t string_count;
    size_t octet; /* of the text: where the event begins */
};

void events_begin_piece(struct event_walk *walk);
void events_add_string(struct event_fields *fields, struct span text);
/* Keeps an event that is one of the three, counts any other, complains where one lacks its code. */
void events_take(struct event_walk *walk, const struct event_fields *fields);
/* A complaint about octet number `octet` of the text. */
void events_fail(struct event_walk *walk, size_t octet, const char *format, ...) PRINTF_LIKE(3, 4);

/* -- forms: whether the text is of it, and reading it ---------------------------------------------------------------- */

bool events_json_is(struct span text);
void events_json_read(struct event_walk *walk);
bool events_csv_is(struct span text);
void events_csv_read(struct event_walk *walk);
bool events_clixml_is(struct span text);
void events_clixml_read(struct event_walk *walk);
/* Text with or without events as XML in it: the Event Viewer copies both. */
bool events_xml_is(struct span text);
void events_text_read(struct event_walk *walk);

/* The stretch of the text from `from` to `to`, and the event that begins with the tag at `at`; see events_xml.c. */
void events_plain_read(struct event_walk *walk, size_t from, size_t to);
size_t events_xml_next(struct span text, size_t from);
size_t events_xml_read_one(struct event_walk *walk, size_t at);

/* -- XML ------------------------------------------------------------------------------------------------------------ */

/* Parses an element that was cut out, without network, entities and document types. NULL: a complaint was made. */
xmlDoc *events_parse_xml(struct event_walk *walk, size_t at, size_t end);
/* In the arena of the piece. */
struct span xml_node_text(struct event_walk *walk, xmlNode *node);
struct span xml_node_attribute(struct event_walk *walk, xmlNode *node, const char *name);

/* -- texts ---------------------------------------------------------------------------------------------------------- */

/* What a message says, whatever its language. Texts are in the arena or point into the message. */
struct event_message {
    unsigned id; /* 0: it does not tell */
    struct span co_id, user, connection, server, profile;
    bool has_code;
    uint32_t code;
};
void event_message_read(struct arena *arena, struct span message, struct event_message *out);
/* Where a message begins in a line, "CoId={" or a sentence of RasClient's; false: nowhere. */
bool event_message_find(struct span text, size_t *at);
/* "809", "0x80070040", "-2146762487" */
bool event_number(struct span text, uint32_t *out);
/* The last integer of a text. */
bool event_last_number(struct span text, uint32_t *out);
/* A time in any notation that can be told; EVENT_CLOCK_NONE: none, or one that is ambiguous ("6/1/2026"). */
enum event_clock event_time(struct span text, int64_t *out);
/* White space runs become one blank; none at the ends. */
struct span event_collapse(struct arena *arena, struct span text);
/* Where `wanted` (ASCII, any case) begins at or behind `from`; false: nowhere. */
bool event_find(struct span text, size_t from, const char *wanted, size_t *at);

#endif
