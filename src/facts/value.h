/* Typed values: what facts give, what rule sets write, what operators compare. */
#ifndef IKELINT_FACTS_VALUE_H
#define IKELINT_FACTS_VALUE_H

#include "util/arena.h"
#include "util/buf.h"

enum value_type { /* single types first, then the list of each */
                  VALUE_BOOLEAN,
                  VALUE_INTEGER,
                  VALUE_TEXT,     /* UTF-8 */
                  VALUE_HOSTNAME, /* lower case, A-labels; no trailing dot */
                  VALUE_TIME,     /* integer: seconds since 1970 */
                  VALUE_DURATION, /* integer: seconds */
                  VALUE_OID,      /* span: content octets */
                  VALUE_OCTETS,   /* span; written as lower-case hex */
                  VALUE_TEXTS,
                  VALUE_HOSTNAMES,
                  VALUE_OIDS,
                  VALUE_INTEGERS,
                  VALUE_TYPE_COUNT
};

/* Absent is known ("the extension isn't there"); unknown is not (no --root, a field that does not decode). */
enum value_state { VALUE_KNOWN, VALUE_ABSENT, VALUE_UNKNOWN };

struct value {
    enum value_state state;
    enum value_type type;
    union {
        bool boolean;
        int64_t integer;  /* integer, time, duration */
        struct span span; /* text, hostname, oid, octets */
        struct {
            const struct span *items;
            size_t count;
        } list; /* texts, hostnames, oids; integers: not spans but numbers, below */
        struct {
            const int64_t *items;
            size_t count;
        } numbers; /* VALUE_INTEGERS */
    };
    const char
        *needs; /* VALUE_UNKNOWN: what to give ("--root", "a CRL of CN=…"), or why it cannot be known */
};

const char *value_type_name(enum value_type type); /* "boolean", "list of host names" … */
bool value_type_is_list(enum value_type type);
enum value_type value_type_of_items(enum value_type list);

/* Reads what a rule set or --set wrote. False: *why says what the type takes. */
bool value_parse(struct arena *arena, enum value_type type, struct span text, struct value *out,
                 const char **why);

/* What was probably meant where value_parse refused: the nearest registered short name of an object identifier, or NULL. */
const char *value_suggest(enum value_type type, struct span text);

/* For people and for {facts} in messages: "server_auth, client_auth", "2026-06-01T00:00:00Z", "12 days", "none",
 * "unknown". Text is not escaped. */
void value_print(struct buf *out, const struct value *value);

/* Equality of two known values of one type; lists compare as sets. */
bool value_equal(const struct value *a, const struct value *b);

/* Types with an order: integer, time, duration. */
bool value_type_is_ordered(enum value_type type);
/* Orders two known values of one ordered type: <0, 0, >0. */
int value_compare(const struct value *a, const struct value *b);

/* Number of items of a known list, and one of them as a value of its own. */
size_t value_count(const struct value *list);
struct value value_item(const struct value *list, size_t index);
/* Whether a known list holds a known value of its items' type; exact, `covers` is the reader's to ask for. */
bool value_contains(const struct value *list, const struct value *item);

/* Host names (RFC 6125 without partial wildcards): to lower-case A-labels by UTS 46; false when it is no host name.
 * An IP address is one, as text of its own ("192.0.2.1", "2001:db8::1"); so is "*.contoso.com".
 * covers: equal, or "*.rest" for exactly one label. */
bool hostname_normalize(struct arena *arena, struct span text, struct span *out);
bool hostname_covers(struct span pattern, struct span name);
bool hostname_is_qualified(
    struct span name); /* two labels or more, none of the private-use endings (.local, …) */
bool hostname_is_address(struct span name);

#endif
