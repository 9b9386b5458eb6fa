/* Octets taken for a rule set: loaded, checked, and linked into a program; then for waivers and for a project file. */
#include "ruleset/project.h"
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

    struct diags others = { .arena = arena };
    struct source source = { .name = "fuzz.yaml", .bytes = { data, size } };
    struct waivers waivers = { 0 };
    struct project project;
    struct waiver_target target = { "a/b", "CN=x", "x.cer", { NULL, 0 }, 0 };
    waivers_read(arena, &source, &waivers, &others);
    project_read(arena, &source, &project, &others);
    waivers_find(&waivers, &target);
    waivers_complain(&waivers, 0, &others);
    arena_free(arena);
    return 0;
}
