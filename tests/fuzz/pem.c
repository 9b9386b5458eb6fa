/* Octets taken for a file: sniffed, read as whatever they are (text, DER, any container), and each object decoded. */
#include "read/read.h"
#include "tests/fuzz/file.h"
#include "tests/fuzz/fuzz.h"

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
    size_t heard = 0;
    struct read_sink sink = { .context = &heard, .object = count_object, .failure = count_failure };
    static const char *const passwords[] = { "Corr3ct \xc3\xbc horse" }; /* of testdata/containers */
    struct reader *reader = reader_new(&(struct read_options){ .passwords = passwords, .password_count = 1 });
    reader_read(reader, fuzz_file(data, size), &sink);
    reader_free(reader);
    if (heard == 0) /* read.h: every file ends in at least one object or one failure */
        abort();
    return 0;
}
