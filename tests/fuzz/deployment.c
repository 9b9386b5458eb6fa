/* Octets taken for a deployment file: loaded, checked and predicted, and the prediction written as text and as JSON.
 *
 * It is said to lie in a folder that is not there, so whatever it names is missing; one of FILES_SHARE lies where its seeds
 * are, and finds the files that they name, which takes several times as long. A file that names a folder outside of
 * testdata/predict is left alone, so that nothing else is ever looked for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/predict_report.h"
#include "ruleset/ruleset.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/promises.h"

enum {
    NOON_IN_2026 = 1780315200, /* 2026-06-01T12:00:00Z: the time that the seeds are made for */
    FILES_SHARE = 16,
    LIBRARY_RUNS = 1000 /* after so many the programs compiled for server names are forgotten */
};

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

/* Device by device, in each tunnel with each server: none is left out or there twice. */
static size_t promise_connections(const struct prediction *prediction, size_t counts[VERDICT_FAILS + 1])
{
    const struct machines *servers = &prediction->deployment.servers,
                          *devices = &prediction->deployment.devices;
    const struct connection *connections = prediction->connections.items;
    size_t at = 0;
    for (size_t i = 0; i < devices->count && servers->count; i++) {
        const struct host *device = at < prediction->connections.count ? connections[at].device : NULL;
        if (!device || device->machine != &devices->items[i] || device->tunnels.count == 0)
            BUG("a device without a connection");
        for (size_t k = 0; k < device->tunnels.count * servers->count; k++, at++) {
            if (at >= prediction->connections.count || connections[at].device != device ||
                connections[at].tunnel != &device->tunnels.items[k / servers->count] ||
                connections[at].server->machine != &servers->items[k % servers->count])
                BUG("connections that are not those of the file");
            if ((connections[at].verdict == VERDICT_FAILS) != (connections[at].code != 0))
                BUG("a failure without a code, or a code without a failure");
            counts[connections[at].verdict]++;
        }
    }
    if (at != prediction->connections.count)
        BUG("more connections than the file has");
    return at;
}

static void promise_report_text(const char *text, size_t length, size_t count,
                                const size_t counts[VERDICT_FAILS + 1])
{
    char sum[160];
    snprintf(sum, sizeof sum, "\n%zu connection%s: %zu connect, %zu fail, %zu at risk, %zu unknown\n", count,
             count == 1 ? "" : "s", counts[VERDICT_CONNECTS], counts[VERDICT_FAILS], counts[VERDICT_AT_RISK],
             counts[VERDICT_UNKNOWN]);
    if (!text_is_utf8((struct span){ (const uint8_t *)text, length }))
        BUG("a text that is no UTF-8");
    if (length < strlen(sum) || strcmp(text + length - strlen(sum), sum) != 0)
        BUG("a sum that is not that of the connections");
}

static void promise_report_json(const char *text, size_t length, size_t count)
{
    json_t *root = json_loadb(text, length, 0, NULL);
    if (!root || json_array_size(json_object_get(root, "connections")) != count)
        BUG("a report that is no JSON, or not that of the connections");
    json_decref(root);
}

static void promise_reports(const struct prediction *prediction)
{
    size_t counts[VERDICT_FAILS + 1] = { 0 }, count = promise_connections(prediction, counts), length;
    char *text;
    FILE *stream = open_memstream(&text, &length);
    if (!stream)
        out_of_memory(0);
    predict_write_text(prediction, 0, stream);
    fclose(stream);
    promise_report_text(text, length, count, counts);
    free(text);
    if (!(stream = open_memstream(&text, &length)))
        out_of_memory(0);
    predict_write_json(prediction, stream);
    fclose(stream);
    promise_report_json(text, length, count);
    free(text);
}

/* -- one input ------------------------------------------------------------------------------------------------------- */

static struct library *library;
static struct diags about_rules; /* of the library: none, whatever the deployment says */

static void free_library(void)
{
    library_free(library);
    library = NULL;
}

static struct library *library_for(size_t run)
{
    if (run == 0)
        atexit(free_library);
    if (run % LIBRARY_RUNS == 0) {
        free_library();
        library = library_new(&about_rules);
    }
    return library;
}

static void predict(struct arena *arena, struct span octets)
{
    static size_t runs;
    struct diags diags = { .arena = arena };
    struct prediction prediction;
    const struct prediction_input input = {
        .path = path_for(octets), .octets = octets, .at = NOON_IN_2026, .failure = take_failure
    };
    about_rules = (struct diags){ .arena = arena };
    bool good = prediction_make(arena, library_for(runs++), &input, &prediction, &diags);
    if (good)
        promise_reports(&prediction);
    else if (diags.errors == 0)
        BUG("a file that is refused without a word");
    prediction_free(&prediction);
    promise_diags(&diags, octets);
    if (about_rules.count)
        BUG("a complaint about rules");
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
