/* Options from tables: a row says how an option is written, what it takes and which field of a plain struct it fills.
 *
 *     static const struct option_row rows[] = {
 *         { "server-name", 0, OPTION_TEXT, OPTION_FIELD(struct lint_options, server_name), "NAME", "help", NULL },
 *     };
 *
 * "--name VALUE", "--name=VALUE", "-n VALUE", "-nVALUE"; "--" ends the options; options and operands mix. The usage
 * text, the man page and the completions are made from the same rows. */
#ifndef IKELINT_CMD_OPTIONS_H
#define IKELINT_CMD_OPTIONS_H

#include "util/arena.h"
#include "util/buf.h"
#include "util/texts.h"

struct option_time {
    bool given;
    int64_t seconds; /* since 1970 */
};

struct option_number {
    bool given;
    unsigned value;
};

enum option_kind {
    OPTION_SWITCH, /* bool: whether it was given */
    OPTION_TEXT,   /* const char *, the last one counts; NULL: not given */
    OPTION_TEXTS,  /* struct texts: repeatable */
    OPTION_CHOICE, /* const char *: one of `choice`; NULL: not given */
    OPTION_TIME,   /* struct option_time: RFC 3339 */
    OPTION_NUMBER  /* struct option_number: 1 to 1024 */
};

struct option_row {
    const char *name; /* without dashes */
    char letter;      /* of the short form; 0: none */
    enum option_kind kind;
    size_t offset; /* OPTION_FIELD */
    const char
        *argument; /* "NAME"; NULL for switches; "[NAME]": may be left out by the last word, and is "" then */
    const char *help;
    const char *(*choice)(size_t index); /* OPTION_CHOICE: number index, NULL at the end */
};

#define OPTION_FIELD(type, field) offsetof(type, field)

/* Rows and the struct that they fill. */
struct option_set {
    const struct option_row *rows;
    size_t count;
    void *into;
};

/* Fills the structs from argv[first] on; what is no option goes to *operands. Texts borrow from argv. False: *why. */
bool options_parse(const struct option_set *sets, size_t set_count, int first, int argc, char **argv,
                   struct arena *arena, struct texts *operands, const char **why);

/* The rows as two columns, the right one wrapped at `width`. */
void options_print(struct buf *out, const struct option_row *rows, size_t count, unsigned width);

/* "-o, --output FILE" */
void option_print_form(struct buf *out, const struct option_row *row);

#endif
