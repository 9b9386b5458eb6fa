/* Events of RasClient, as administrators export or copy them: what a client logged when it dialled.
 *
 *     20221  dialling begins       user, whose profile it is, connection
 *     20222  a link is attempted   user, connection, the server's address
 *     20227  dialling has failed   user, connection, the error code
 *
 * The events of one attempt have the same CoId. Forms: text (Get-EventLog and Get-WinEvent | Format-List, wevtutil
 * /f:text, copied from the Event Viewer, or the message alone), XML (wevtutil, with or without a common root, ToXml()),
 * JSON, CLIXML and csv. In another language than English the code is still found, as the last integer of the message; a
 * message alone is told by its CoId then. */
#ifndef IKELINT_READ_EVENTS_H
#define IKELINT_READ_EVENTS_H

#include "read/read.h"

#define EVENTS_SIZE_LIMIT (256ull << 20) /* octets of a file */
enum { EVENTS_LIMIT = 1 << 20 /* events that are kept of one list */ };

enum { EVENT_DIALS = 20221, EVENT_LINKS = 20222, EVENT_FAILED = 20227 };

/* Windows shows local times without saying of which zone. */
enum event_clock { EVENT_CLOCK_NONE, EVENT_CLOCK_UTC, EVENT_CLOCK_LOCAL };

/* Texts are UTF-8, "" where the event does not say it. */
struct logged_event {
    unsigned id;       /* one of the three above */
    const char *co_id; /* "{B4000371-…}", upper case */
    const char *user;  /* "SYSTEM", "CONTOSO\\alice" */
    const char *connection;
    const char *computer;
    const char *server;  /* 20222: the address that was dialled */
    const char *profile; /* 20221: "per-user", "all-user" */
    uint32_t code;       /* 20227 */
    enum event_clock clock;
    int64_t time;     /* seconds since 1970, in UTC or in local time */
    const char *path; /* borrows */
    size_t offset;    /* octets into the file */
    uint32_t line;    /* 1-based */
};

struct event_list {
    struct arena *arena; /* owns the texts; borrows the arena */
    struct logged_event *items;
    size_t count, capacity;
    size_t others; /* events that were recognised and are none of the three */
    /* Set by the caller before it reads what it found in a folder: a file that is of another kind (certificates, settings,
     * a text that mentions no event) is counted in `passed_over`, and no failure. */
    bool in_folder;
    size_t passed_over;
};

/* Adds the events of one file ("-": standard input). Every file gives at least one event, of the three or another, or
 * one failure, or is passed over. Only `failure` of the sink is called. */
void events_read(struct event_list *list, const char *path, const struct read_sink *sink);
/* The same of octets in memory, which are not needed any more afterwards; the name must stay. */
void events_read_octets(struct event_list *list, const char *name, struct span octets,
                        const struct read_sink *sink);

/* Whether a text (its first 64 KiB) holds events: `lint` refuses these by name. */
bool events_are(struct span text);

#endif
