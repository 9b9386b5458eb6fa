/* Three-valued truth (Kleene): unknown survives and, or and not. and = min, or = max, not = 2 - x. */
#ifndef IKELINT_LINT_TRUTH_H
#define IKELINT_LINT_TRUTH_H

#include <stdbool.h>

enum truth { TRUTH_FALSE, TRUTH_UNKNOWN, TRUTH_TRUE };

static inline enum truth truth_of(bool value)
{
    return value ? TRUTH_TRUE : TRUTH_FALSE;
}

static inline enum truth truth_and(enum truth a, enum truth b)
{
    return a < b ? a : b;
}

static inline enum truth truth_or(enum truth a, enum truth b)
{
    return a > b ? a : b;
}

static inline enum truth truth_not(enum truth a)
{
    return (enum truth)(2 - (int)a);
}

#endif
