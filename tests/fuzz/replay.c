/* Runs a fuzz target on files, for builds without libFuzzer: the seeds in testdata/fuzz are tests like any other. */
#include <stdio.h>

#include "tests/fuzz/fuzz.h"
#include "util/platform.h"

int main(int argc, char **argv)
{
    struct arena *arena = arena_new();
    for (int i = 1; i < argc; i++) {
        struct span bytes;
        const char *error;
        if (!platform_read(argv[i], UINT32_MAX, &bytes, &error, arena)) {
            fprintf(stderr, "%s: %s\n", argv[i], error);
            arena_free(arena);
            return 1;
        }
        LLVMFuzzerTestOneInput(bytes.data, bytes.length);
    }
    arena_free(arena);
    return 0;
}
