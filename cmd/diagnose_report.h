/* What `ikelint diagnose` prints: all diagnoses as JSON, or for people. */
#ifndef IKELINT_CMD_DIAGNOSE_REPORT_H
#define IKELINT_CMD_DIAGNOSE_REPORT_H

#include "cmd/cli.h"
#include "predict/diagnosis.h"

struct unreadable_events {
    const char *path, *error;
    uint32_t line;
};

struct diagnosing {
    struct cli *cli;
    struct arena *arena;
    struct event_list events;
    struct prediction prediction;
    bool has_deployment;
    int64_t at;
    struct diagnoses diagnoses;
    struct {
        const struct program **items;
        size_t count, capacity;
    } programs;
    struct {
        struct unreadable_events *items;
        size_t count, capacity;
    } unreadable;
};

/* "2026-05-31T06:15:02Z"; without its Z where the zone is not known; "" where the event has no time. */
const char *diagnosis_time(struct arena *arena, enum event_clock clock, int64_t time);
/* Which side reports it, for people. */
const char *diagnosis_side(const struct diagnosis *diagnosis);

struct diagnosis_sums {
    size_t yes, sometimes, no, unknown; /* failures by whether certificates cause them */
};
struct diagnosis_sums diagnoses_sums(const struct diagnoses *diagnoses);

void diagnose_write_json(const struct diagnosing *diagnosing, FILE *stream);
void diagnose_write_text(const struct diagnosing *diagnosing, FILE *stream);

#endif
