/* What PowerShell exports of any object: properties with names, values and places, whatever the notation.
 *
 * ConvertTo-Json, Export-Clixml, Export-Csv and the list and the table that a screen shows become one kind of tree, so
 * that whoever looks for settings knows names only. Trees are in the walk's arena; their depth is bounded by
 * EXPORTED_DEPTH. */
#ifndef IKELINT_READ_EXPORTED_H
#define IKELINT_READ_EXPORTED_H

#include "read/walk.h"

enum {
    EXPORTED_DEPTH = 64,             /* values in one another; deeper ones are left out */
    EXPORTED_LIMIT = 4 * 1024 * 1024 /* octets of a text; settings take some kilobytes */
};

enum exported_kind {
    EXPORTED_NOTHING, /* null, empty, or deeper than the limit */
    EXPORTED_TEXT,    /* a text, number or boolean, as it is written */
    EXPORTED_LIST,
    EXPORTED_OBJECT
};

struct exported {
    enum exported_kind kind;
    struct span name;  /* of a property, UTF-8; data NULL: an item of a list, or the whole */
    struct span text;  /* EXPORTED_TEXT, UTF-8; in a list on a screen with its line ends */
    bool is_string;    /* EXPORTED_TEXT: the notation says that it is a text, no number or boolean */
    bool is_cut;       /* not all of it is here: a screen says "…", or it is beyond a fault or limit */
    bool is_elsewhere; /* CLIXML's Ref: it stands somewhere else in the file */
    size_t offset;     /* octets from the start of the file */
    uint32_t line;
    struct exported *first, *last, *next; /* of what is inside, in its order; the one behind it */
};

/* The whole, as a list of what stands in the file one behind the other. A fault of the notation is complained of, and
 * what stands before it is there. */
struct exported *exported_json(struct walk *walk, const struct origin *origin, struct span octets);
struct exported *exported_clixml(struct walk *walk, const struct origin *origin, struct span octets);
/* Export-Csv: objects whose properties are all texts. */
struct exported *exported_csv(struct walk *walk, const struct origin *origin, struct span octets);
/* Format-List and Format-Table: objects whose properties are all texts, or lists of texts "{a, b}". */
struct exported *exported_screen(struct walk *walk, const struct origin *origin, struct span octets);

/* One more inside `outer`; `outer` NULL: of its own. */
struct exported *exported_add(struct arena *arena, struct exported *outer, enum exported_kind kind);
/* The property of this name, without case: of the object itself. NULL: none. */
const struct exported *exported_member(const struct exported *object, const char *name);
/* The same, or of what is inside the object: the first one from front to back. */
const struct exported *exported_below(const struct exported *object, const char *name);
/* A list itself; one of Windows PowerShell 5.1: { "value": […], "Count": n }; NULL for what is none. */
const struct exported *exported_list(const struct exported *value);

/* Whether the text is within the limit; else it is complained of. */
bool exported_is_small(struct walk *walk, const struct origin *origin, struct span text);

/* Whether the text has a property of one of these names in that notation: for telling kinds. */
bool exported_json_has(struct span text, const char *const *names, size_t count);
bool exported_clixml_has(struct span text, const char *const *names, size_t count);
bool exported_csv_has(struct span text, const char *const *names, size_t count);
bool exported_screen_has(struct span text, const char *const *names, size_t count);

#endif
