/* One fact of the objects in a text: what tests of readers ask in rows. */
#ifndef IKELINT_TESTS_ASKING_H
#define IKELINT_TESTS_ASKING_H

#include "tests/check.h"
#include "util/buf.h"

struct asking {
    const char *device_name, *fact;
    size_t objects, failures;
    struct buf value; /* of the last object */
    char error[400];  /* of the first failure */
    uint32_t line;    /* of the same, or of the last object */
};

/* Reads the text as a file; the caller frees the value. */
void ask(struct asking *asking, struct span text);
/* The text holds one object, and the fact of it is this: a value, "absent", "needs …". */
void check_fact(const char *row, const char *text, const char *device_name, const char *fact,
                const char *want);

#endif
