/* The two ways in which the program ends in the middle: our own bug, and no memory. Both say so on standard error. */
#include <stdio.h>
#include <stdlib.h>

#include "util/macros.h"

_Noreturn void bug_abort(const char *file, int line, const char *what)
{
    fprintf(stderr, "ikelint: internal error at %s:%d: %s; please report it\n", file, line, what);
    abort();
}

_Noreturn void out_of_memory(size_t wanted)
{
    fprintf(stderr, "ikelint: out of memory (%zu octets wanted)\n", wanted);
    _Exit(3); /* an input could not be read; half a report in a buffer is not written */
}
