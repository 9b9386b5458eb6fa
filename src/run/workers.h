/* Files shared out to threads, their output put together again in input order.
 *
 * Each worker takes the next file and renders it into a part of the report. A part is put out when all files in front
 * of it are done. A worker that is too far ahead, or whose part has grown large, waits for its turn, and the one whose
 * turn it is puts out what it has and goes on: memory stays bounded however many files there are, and however large
 * one is. */
#ifndef IKELINT_RUN_WORKERS_H
#define IKELINT_RUN_WORKERS_H

#include "report/report.h"

struct workers_turn; /* a file being rendered; opaque */

struct workers_job {
    void *context;
    struct report *report;
    size_t file_count;
    unsigned jobs; /* threads wanted, at least 1 */
    /* What one worker needs for itself (a reader). */
    void *(*begin)(void *context);
    void (*end)(void *context, void *own);
    /* Renders file number `file` into the part, and calls workers_offer after each record. */
    void (*render)(void *context, void *own, size_t file, struct report_part *part,
                   struct workers_turn *turn);
};

/* Puts the part out if it has grown large, waiting for the turn. */
void workers_offer(struct workers_turn *turn);

/* Returns when all files are done and put out. */
void workers_run(const struct workers_job *job);

#endif
