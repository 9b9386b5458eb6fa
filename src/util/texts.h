/* A list of C texts: paths, names, passwords. Grows with VEC_ADD in somebody's arena. */
#ifndef IKELINT_UTIL_TEXTS_H
#define IKELINT_UTIL_TEXTS_H

#include <stddef.h>

struct texts {
    const char **items; /* borrows the texts */
    size_t count, capacity;
};

#endif
