/* The one table of operators: what a test may say about a fact. The loader's checks, the evaluation, the JSON Schema of
 * rule sets and the reference page are made from it.
 *
 * Operators see known values only. What absent and unknown ones mean is the same for all (lint/eval.c). */
#ifndef IKELINT_RULESET_OPERATORS_H
#define IKELINT_RULESET_OPERATORS_H

#include "facts/value.h"

/* What stands behind the operator. "Item" is the type of a list fact's items, or the fact's own type. */
enum operand_shape {
    SHAPE_SAME,    /* a value of the fact's type */
    SHAPE_ITEM,    /* one value of the item type */
    SHAPE_ITEMS,   /* a list of them, or a parameter or fact that is one */
    SHAPE_BOOLEAN, /* true or false */
    SHAPE_PATTERN, /* a regular expression */
    SHAPE_TEST,    /* a test for each item */
    SHAPE_COUNT    /* a number, or a test of one */
};

/* How an operator takes several operands or items. */
enum operator_fold {
    FOLD_ONE,  /* there is one */
    FOLD_ANY,  /* holds when it holds for any operand; `some`: for any item */
    FOLD_ALL,  /* … for all operands; `each`: for all items */
    FOLD_NONE, /* … for no operand */
    FOLD_ONLY  /* when it holds for each of the fact's items with any operand */
};

struct operator_entry {
    const char *name;
    unsigned types; /* 1 << value_type of each fact that it suits */
    enum operand_shape shape;
    enum operator_fold fold;
    /* Both known; `fact` is a single item where fold is FOLD_ONLY. NULL for `present`, patterns and tests. */
    bool (*holds)(const struct value *fact, const struct value *operand);
    const char *help;    /* one line */
    const char *example; /* one entry of a condition */
};

size_t operators_count(void);
const struct operator_entry *operator_at(size_t index);
const struct operator_entry *operator_find(struct span name);
const struct operator_entry *operator_named(const char *name); /* one of the table; a bug when it is not */
static inline bool operator_suits(const struct operator_entry *entry, enum value_type type)
{
    return entry->types >> type & 1;
}
/* The operator meant: the nearest name, preferably one that suits the type. NULL: none is near. */
const char *operator_suggest(struct span name, enum value_type type);

#endif
