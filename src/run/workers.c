/* A turnstile: `turn` is the first file that is not wholly put out. The worker that has that file never waits, so the
 * others' waiting always ends. */
#include "run/workers.h"

#include "util/platform.h"

enum {
    AHEAD_FOR_EACH = 8,     /* files that may be finished before their turn, for each worker */
    PART_LARGE = 256 * 1024 /* octets from which a part is put out before its file is done */
};

struct workers {
    const struct workers_job *job;
    struct platform_mutex *mutex;
    struct platform_condition *turned; /* `turn` has moved */
    size_t next;                       /* the first file that nobody has taken */
    size_t turn;
    struct report_part **finished; /* of file i, at i % window: waits for its turn; NULL: not finished */
    size_t window;                 /* files that may be in work or finished, counted from the turn */
};

struct workers_turn {
    struct workers *workers;
    size_t file;
    struct report_part *part;
};

void workers_offer(struct workers_turn *turn)
{
    struct workers *workers = turn->workers;
    if (report_part_size(turn->part) < PART_LARGE)
        return;
    platform_mutex_lock(workers->mutex);
    while (workers->turn != turn->file)
        platform_condition_wait(workers->turned, workers->mutex);
    platform_mutex_unlock(workers->mutex); /* nobody else puts anything out until this file is finished */
    report_put(workers->job->report, turn->part);
}

/* The next file, once it is near enough to the turn. False: none is left. */
static bool take_file(struct workers *workers, size_t *file)
{
    platform_mutex_lock(workers->mutex);
    bool left = workers->next < workers->job->file_count;
    if (left) {
        *file = workers->next++;
        while (*file - workers->turn >= workers->window)
            platform_condition_wait(workers->turned, workers->mutex);
    }
    platform_mutex_unlock(workers->mutex);
    return left;
}

/* Hands in a finished part. Whoever hands in the one whose turn it is puts it out, and those finished behind it. */
static void finish_file(struct workers *workers, size_t file, struct report_part *part)
{
    platform_mutex_lock(workers->mutex);
    workers->finished[file % workers->window] = part;
    while (workers->turn == file && part) {
        platform_mutex_unlock(workers->mutex);
        report_put(workers->job->report, part);
        report_part_free(part);
        platform_mutex_lock(workers->mutex);
        workers->finished[file % workers->window] = NULL;
        workers->turn = ++file;
        part = workers->finished[file % workers->window];
        platform_condition_wake_all(workers->turned);
    }
    platform_mutex_unlock(workers->mutex);
}

static void work(void *context, unsigned number)
{
    struct workers *workers = context;
    const struct workers_job *job = workers->job;
    void *own = job->begin(job->context);
    size_t file;
    (void)number;
    while (take_file(workers, &file)) {
        struct workers_turn turn = { workers, file, report_part_new(job->report) };
        job->render(job->context, own, file, turn.part, &turn);
        finish_file(workers, file, turn.part);
    }
    job->end(job->context, own);
}

void workers_run(const struct workers_job *job)
{
    unsigned threads = job->jobs < job->file_count ? job->jobs : (unsigned)job->file_count;
    if (threads == 0)
        return;
    struct arena *arena = arena_new();
    struct workers workers = { .job = job, .window = (size_t)threads * AHEAD_FOR_EACH };
    workers.finished = arena_array(arena, workers.window, sizeof(struct report_part *));
    workers.mutex = platform_mutex_new();
    workers.turned = platform_condition_new();
    if (threads == 1)
        work(&workers, 0);
    else
        platform_run(threads, work, &workers);
    platform_condition_free(workers.turned);
    platform_mutex_free(workers.mutex);
    arena_free(arena);
}
