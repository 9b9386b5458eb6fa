/* One file, for targets whose readers take paths, as users do: in memory where the system has a folder for that. It loses
 * its name at once and is read by its descriptor, so nothing stays behind, however the target ends. */
#ifndef IKELINT_TESTS_FUZZ_FILE_H
#define IKELINT_TESTS_FUZZ_FILE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "util/macros.h"

static inline int fuzz_file_open(void)
{
    static char names[][32] = { "/dev/shm/ikelint-fuzz-XXXXXX", "/tmp/ikelint-fuzz-XXXXXX" };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        int file = mkstemp(names[i]);
        if (file >= 0) {
            unlink(names[i]);
            return file;
        }
    }
    return -1;
}

/* The path of the file, which now has these octets and no others. */
static inline const char *fuzz_file(const uint8_t *data, size_t size)
{
    static char path[32];
    static int file = -1;
    if (file < 0) {
        file = fuzz_file_open();
        snprintf(path, sizeof path, "/dev/fd/%d", file);
    }
    if (file < 0 || ftruncate(file, 0) != 0 || pwrite(file, data, size, 0) != (ssize_t)size) {
        perror("the file of this target");
        exit(1);
    }
    return path;
}

#endif
