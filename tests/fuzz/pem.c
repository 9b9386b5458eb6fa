/* Octets taken for a file: sniffed, read as whatever they are (text, DER, any container), and each object decoded.
 *
 * The reader takes paths, as users do, so the octets go through one file in the folder for temporary files. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "read/read.h"
#include "tests/fuzz/fuzz.h"

static char path[] = "/tmp/ikelint-fuzz-XXXXXX";
static int file = -1;

static void forget_file(void)
{
    close(file);
    unlink(path);
}

static void open_file(void)
{
    file = mkstemp(path);
    if (file < 0) {
        perror(path);
        exit(1);
    }
    atexit(forget_file);
}

static void count_object(void *context, const struct object *object)
{
    (void)object;
    ++*(size_t *)context;
}

static void count_failure(void *context, const struct read_failure *failure)
{
    (void)failure;
    ++*(size_t *)context;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (file < 0)
        open_file();
    if (ftruncate(file, 0) != 0 || pwrite(file, data, size, 0) != (ssize_t)size) {
        perror(path);
        exit(1);
    }
    size_t heard = 0;
    struct read_sink sink = { .context = &heard, .object = count_object, .failure = count_failure };
    static const char *const passwords[] = { "Corr3ct \xc3\xbc horse" }; /* of testdata/containers */
    struct reader *reader = reader_new(&(struct read_options){ .passwords = passwords, .password_count = 1 });
    reader_read(reader, path, &sink);
    reader_free(reader);
    if (heard == 0) /* read.h: every file ends in at least one object or one failure */
        abort();
    return 0;
}
