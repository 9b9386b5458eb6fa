/* Runs a fuzz target without libFuzzer:
 *
 *     TARGET FILE…                    on the files: the seeds are tests like any other
 *     TARGET -n COUNT -i INPUT FILE…  on so many changed copies of them (mutate.h). Each is written to the file INPUT before
 *                                     it is tried, so that what fails is there to look at; in the end INPUT is removed
 *
 * An input that takes more than SECONDS ends the run by SIGALRM. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/mutate.h"
#include "util/platform.h"

enum { SECONDS = 60 /* of a slow machine, with sanitizers; most take a thousandth of one */ };

static bool try_input(int file, struct span input)
{
    if (file >= 0 && (ftruncate(file, 0) != 0 || pwrite(file, input.data, input.length, 0) < 0)) {
        perror("the file of the input");
        return false;
    }
    alarm(SECONDS);
    LLVMFuzzerTestOneInput(input.data, input.length);
    alarm(0);
    return true;
}

/* The seed itself, or its share of the copies. A copy in memory of its own, so that a sanitizer sees what reads past it. */
static bool try_seed(struct span seed, size_t copies, int file)
{
    struct buf copy = { 0 };
    bool ok = true;
    if (file < 0)
        return try_input(file, seed);
    for (size_t i = 0; i < copies && ok; i++) {
        mutate(seed, i, &copy);
        size_t size = copy.length ? copy.length : 1;
        uint8_t *input = malloc(size);
        if (!input)
            out_of_memory(size);
        memcpy(input, copy.data ? copy.data : "", copy.length);
        ok = try_input(file, (struct span){ input, copy.length });
        free(input);
    }
    buf_free(&copy);
    return ok;
}

static bool try_file(const char *path, size_t copies, int file)
{
    struct arena *arena = arena_new();
    struct span seed;
    const char *error;
    bool ok = platform_read(path, UINT32_MAX, &seed, &error, arena);
    if (!ok)
        fprintf(stderr, "%s: %s\n", path, error);
    ok = ok && try_seed(seed, copies, file);
    arena_free(arena);
    return ok;
}

int main(int argc, char **argv)
{
    bool changes = argc > 5 && strcmp(argv[1], "-n") == 0 && strcmp(argv[3], "-i") == 0;
    int first = changes ? 5 : 1, file = -1;
    size_t count = changes ? strtoul(argv[2], NULL, 10) : 0, files = (size_t)(argc - first);
    bool ok = argc > first;
    if (changes && (file = open(argv[4], O_RDWR | O_CREAT | O_TRUNC, 0600)) < 0) {
        perror(argv[4]);
        return 1;
    }
    for (int i = first; i < argc && ok; i++)
        ok = try_file(argv[i], count / files + ((size_t)(i - first) < count % files), file);
    if (changes && ok)
        unlink(argv[4]);
    return ok ? 0 : 1;
}
