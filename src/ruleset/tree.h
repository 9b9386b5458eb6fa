/* YAML to a tree whose every node knows its place: what the passes after it complain with.
 *
 * A subset of YAML 1.1 that needs no explaining: mappings with plain keys, lists, scalars. Scalars stay text; what they
 * mean is decided by who reads them, so `no` is a country where a country is wanted. Aliases, anchors and tags are
 * refused (a "billion laughs" file has nothing to laugh with), and so is whatever passes the limits below. */
#ifndef IKELINT_RULESET_TREE_H
#define IKELINT_RULESET_TREE_H

#include "util/diag.h"

enum {
    TREE_FILE_LIMIT = 1 << 20, /* octets of a file */
    TREE_DEPTH_LIMIT = 64,     /* mappings and lists inside each other */
    TREE_KEY_LIMIT = 1000,     /* keys of one mapping */
    TREE_NODE_LIMIT = 100000,  /* values of a file */
};

enum node_kind { NODE_TEXT, NODE_LIST, NODE_MAPPING, NODE_BROKEN /* complained about already */ };

struct node {
    enum node_kind kind;
    bool quoted;              /* NODE_TEXT: in quotes or a block, so never a number, a boolean or nothing */
    struct place place;       /* its first line; of mappings and lists: where the first item begins */
    struct span text;         /* NODE_TEXT: UTF-8, without NUL octets; a NUL stands behind it */
    struct node_entry *items; /* NODE_LIST (key NULL), NODE_MAPPING */
    size_t count, capacity;
};

struct node_entry {
    const struct node *key; /* NODE_TEXT; NULL in a list */
    struct node *value;
};

/* The tree of a file whose text is the source's bytes, all in the arena. NULL when it is no YAML at all; else the tree
 * may hold broken nodes. Every fault is in diags. `what` the file is, for complaints: "a rule set". */
struct node *tree_build(struct arena *arena, const struct source *source, const char *what,
                        struct diags *diags);

/* The value of a key, NULL where there is none. */
const struct node *node_find(const struct node *mapping, const char *key);
/* Nothing stands behind the key: empty, `~` or `null`. */
bool node_is_nothing(const struct node *node);
/* Text as complaints quote it: escaped, and cut where it is long. */
const char *text_quoted(struct arena *arena, struct span text);
/* "text", "a list", "a mapping", "nothing": for complaints. */
const char *node_kind_name(const struct node *node);

#endif
