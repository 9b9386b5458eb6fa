/* Octets taken for a deployment file: loaded, checked and predicted, and the prediction written as text and as JSON.
 *
 * It is said to lie in a folder that is not there, so whatever it names is missing; one of FILES_SHARE lies where its seeds
 * are, and finds the files that they name, which takes several times as long. A file that names a folder outside of
 * testdata/predict is left alone, so that nothing else is ever looked for. */
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/prediction.h"

enum { FILES_SHARE = 16 };

/* -- the folder ------------------------------------------------------------------------------------------------------ */

#define PREDICT TOP_SRCDIR "/testdata/predict/"
static const char path_of_seeds[] = PREDICT "deployments/fuzz.yaml",
                  path_of_none[] = PREDICT "none/none/fuzz.yaml";

/* The same for the same octets, each time. */
static const char *path_for(struct span octets)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < octets.length; i++)
        hash = (hash ^ octets.data[i]) * 16777619u;
    return (hash ^ hash >> 16) % FILES_SHARE == 0 ? path_of_seeds : path_of_none;
}

/* Below its own folder, or below the one above that. */
static bool text_stays_inside(const char *text)
{
    if (strncmp(text, "../", 3) == 0)
        text += 3;
    return text[0] != '/' && !strstr(text, "..");
}

/* As the loader will see it, with its escapes resolved; as deep as a tree may be. */
static bool stays_inside(const struct node *node)
{
    if (node->kind == NODE_TEXT)
        return text_stays_inside((const char *)node->text.data);
    for (size_t i = 0; i < node->count; i++)
        if (!stays_inside(node->items[i].value))
            return false;
    return true;
}

/* -- what is promised ------------------------------------------------------------------------------------------------ */

static void promise_diags(const struct diags *diags, struct span octets)
{
    size_t lines = 1;
    for (size_t i = 0; i < octets.length; i++)
        lines += octets.data[i] == '\n' || octets.data[i] == '\r';
    for (size_t i = 0; i < diags->count; i++) {
        const struct place *at = &diags->items[i].at;
        promise_text(diags->items[i].text);
        if (!at->source || at->offset > octets.length || at->line > lines + octets.length)
            BUG("a complaint without a place in the file");
    }
}

static void take_failure(void *context, const struct read_failure *failure)
{
    (void)context;
    promise_text(failure->error);
    if (strncmp(failure->path, PREDICT, strlen(PREDICT)) != 0)
        BUG("a file elsewhere was looked for");
}

/* -- one input ------------------------------------------------------------------------------------------------------- */

static void predict(struct arena *arena, struct span octets)
{
    struct diags diags = { .arena = arena };
    const struct prediction_input input = {
        .path = path_for(octets), .octets = octets, .at = NOON_IN_2026, .failure = take_failure
    };
    promise_prediction(&input, &diags);
    promise_diags(&diags, octets);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct source source = { .name = "fuzz.yaml", .bytes = { size ? data : (const uint8_t *)"", size } };
    struct diags unsaid = { .arena = arena };
    const struct node *root = tree_build(arena, &source, "a deployment file", &unsaid);
    if (!root || stays_inside(root))
        predict(arena, source.bytes);
    arena_free(arena);
    return 0;
}
