/* What a prediction promises, whatever was given: each connection once, a code for each failure, reports in UTF-8 with the
 * sum of what they show, and nothing to say of the rules. */
#ifndef IKELINT_TESTS_FUZZ_PREDICTION_H
#define IKELINT_TESTS_FUZZ_PREDICTION_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/predict_report.h"
#include "ruleset/ruleset.h"
#include "tests/fuzz/promises.h"

enum {
    NOON_IN_2026 = 1780315200, /* 2026-06-01T12:00:00Z: the time that the seeds are made for */
    LIBRARY_RUNS = 1000        /* after so many the programs compiled for server names are forgotten */
};

/* -- the rules, kept from one input to the next ------------------------------------------------------------------------ */

static struct library *library;
static struct diags about_rules; /* of the library: none, whatever the deployment says */

static inline void free_library(void)
{
    library_free(library);
    library = NULL;
}

static inline struct library *library_for(size_t run)
{
    if (run == 0)
        atexit(free_library);
    if (run % LIBRARY_RUNS == 0) {
        free_library();
        library = library_new(&about_rules);
    }
    return library;
}

/* -- what is promised -------------------------------------------------------------------------------------------------- */

/* Device by device, in each tunnel with each server: none is left out or there twice. */
static inline size_t promise_connections(const struct prediction *prediction,
                                         size_t counts[VERDICT_FAILS + 1])
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

static inline void promise_report_text(const char *text, size_t length, size_t count,
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

static inline void promise_report_json(const char *text, size_t length, size_t count)
{
    json_t *root = json_loadb(text, length, 0, NULL);
    if (!root || json_array_size(json_object_get(root, "connections")) != count)
        BUG("a report that is no JSON, or not that of the connections");
    json_decref(root);
}

static inline void promise_reports(const struct prediction *prediction)
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

/* Predicts, and looks at it. False where the deployment file is refused; complaints about it go to *diags. */
static inline bool promise_prediction(const struct prediction_input *input, struct diags *diags)
{
    static size_t runs;
    struct prediction prediction;
    about_rules = (struct diags){ .arena = diags->arena };
    bool good = prediction_make(diags->arena, library_for(runs++), input, &prediction, diags);
    if (good)
        promise_reports(&prediction);
    else if (diags->errors == 0)
        BUG("a file that is refused without a word");
    prediction_free(&prediction);
    if (about_rules.count)
        BUG("a complaint about rules");
    return good;
}

#endif
