/* Octets taken for a rule set: loaded, checked, and linked into a program. */
#include "ruleset/ruleset.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct diags diags = { .arena = arena };
    struct library *library = library_new(&diags);
    const char *name = NULL;
    if (library_load_text(library, "fuzz.yaml", (struct span){ data, size }, &name) && name)
        library_compile(library, name, NULL, 0, NULL, 0);
    library_check(library);
    library_review(library);
    diags_sort(&diags);
    library_free(library);
    arena_free(arena);
    return 0;
}
