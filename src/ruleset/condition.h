/* Conditions and messages: from the tree to what lint/ evaluates, with types checked.
 *
 * Parameters may be declared in another file, so they are only noted here, by name and with the types that would do
 * (struct references); link.c finds them. */
#ifndef IKELINT_RULESET_CONDITION_H
#define IKELINT_RULESET_CONDITION_H

#include "ruleset/rule.h"
#include "ruleset/tree.h"

/* A parameter named in a rule set. */
struct reference {
    const char *name;
    struct place place;
    unsigned types;     /* 1 << value_type of those that fit; 0: any */
    const char *wanted; /* the same for complaints: "a duration" */
    bool or_fact;       /* named in a message, where a fact could have been meant */
    unsigned kinds;     /* or_fact: FACT_ON bits of the object, for suggestions */
};

struct references {
    struct reference *items;
    size_t count, capacity;
};

struct compiler {
    struct arena *arena;
    struct diags *diags;
    struct references *references; /* `parameter` of operands and message parts is an index into it */
    enum rule_for on;
    unsigned kinds; /* FACT_ON bits of what the rule is judged on */
};

/* NULL when there was a complaint. */
struct condition *condition_compile(struct compiler *compiler, const struct node *node);
bool message_compile(struct compiler *compiler, const struct node *node, struct message *out);

/* A value of a type, from text or, for list types, a list of texts. False after a complaint. */
bool value_read(struct arena *arena, enum value_type type, const struct node *node, struct value *out,
                struct diags *diags);
/* "a duration", "an OID", "text": the type with its article. */
const char *type_with_article(struct arena *arena, enum value_type type);

/* The place inside a scalar's text, where its characters stand in the file one by one; else the whole scalar. */
struct place place_inside(const struct node *node, size_t offset, size_t length);

#endif
