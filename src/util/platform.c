/* POSIX: files, folders, the clock, threads.
 *
 * Small files are read, large ones (CRLs) mapped: reading is faster below some hundred kilobytes, and a file that
 * somebody truncates meanwhile ends our reading instead of the program. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/platform.h"

enum {
    MAP_FROM = 256 * 1024,   /* octets from which a file is mapped */
    READ_AT_ONCE = 64 * 1024 /* octets asked of a stream each time */
};

static const char *system_error(int number, struct arena *arena)
{
    char text[256];
    if (strerror_r(number, text, sizeof text) != 0)
        return arena_format(arena, "error %d", number);
    return arena_text(arena, text);
}

static const char *too_long(uint64_t limit, struct arena *arena)
{
    if (limit >= 1024 * 1024 && limit % (1024 * 1024) == 0)
        return arena_format(arena, "larger than the limit of %llu MiB",
                            (unsigned long long)(limit / (1024 * 1024)));
    return arena_format(arena, "larger than the limit of %llu octets", (unsigned long long)limit);
}

/* -- files ---------------------------------------------------------------------------------------------------------- */

struct platform_status platform_status(const char *path, struct arena *arena)
{
    struct stat found;
    if (stat(path, &found) != 0)
        return (struct platform_status){ .kind = PLATFORM_MISSING, .error = system_error(errno, arena) };
    struct platform_status status = { .kind = PLATFORM_OTHER };
    status.identity[0] = (uint64_t)found.st_dev;
    status.identity[1] = (uint64_t)found.st_ino;
    if (S_ISREG(found.st_mode)) {
        status.kind = PLATFORM_FILE;
        status.size = (uint64_t)found.st_size;
    } else if (S_ISDIR(found.st_mode)) {
        status.kind = PLATFORM_FOLDER;
    } else if (S_ISFIFO(found.st_mode)) {
        status.kind = PLATFORM_PIPE;
    }
    return status;
}

/* read(2) that goes on after a signal; 0 at the end, -1 on an error. */
static ssize_t read_some(int file, void *to, size_t size)
{
    ssize_t got;
    do
        got = read(file, to, size);
    while (got < 0 && errno == EINTR);
    return got;
}

/* What a map's handle points to: the memory in front of the platform's own functions. */
struct held {
    void *memory;
    size_t length;
    bool mapped; /* by mmap, else by malloc */
};

static struct held *hold(void *memory, size_t length, bool mapped)
{
    struct held *held = malloc(sizeof *held);
    if (!held)
        out_of_memory(sizeof *held);
    *held = (struct held){ memory, length, mapped };
    return held;
}

/* Reads at most `size` octets; returns false, with errno, on an error. */
static bool read_file(int file, size_t size, struct platform_map *out)
{
    uint8_t *memory = malloc(size);
    if (!memory)
        out_of_memory(size);
    size_t length = 0;
    while (length < size) {
        ssize_t got = read_some(file, memory + length, size - length);
        if (got < 0) {
            free(memory);
            return false;
        }
        if (got == 0)
            break;
        length += (size_t)got;
    }
    out->bytes = (struct span){ memory, length };
    out->handle = hold(memory, length, false);
    return true;
}

static bool map_file(int file, size_t size, struct platform_map *out)
{
    void *memory = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
    if (memory == MAP_FAILED)
        return false;
    out->bytes = (struct span){ memory, size };
    out->handle = hold(memory, size, true);
    return true;
}

/* The file's bytes; on false the reason, in words. */
static const char *map_open_file(int file, uint64_t limit, struct platform_map *out, struct arena *arena)
{
    struct stat found;
    if (fstat(file, &found) != 0)
        return system_error(errno, arena);
    if (S_ISDIR(found.st_mode))
        return "a folder, not a file";
    if (!S_ISREG(found.st_mode))
        return "not a regular file";
    uint64_t size = (uint64_t)found.st_size;
    if (size > limit || size > SIZE_MAX)
        return too_long(limit, arena);
    if (size == 0)
        return NULL;
    bool done = size < MAP_FROM ? read_file(file, (size_t)size, out) : map_file(file, (size_t)size, out);
    return done ? NULL : system_error(errno, arena);
}

bool platform_map(const char *path, uint64_t limit, struct platform_map *out, const char **error,
                  struct arena *arena)
{
    *out = (struct platform_map){ 0 };
    int file = open(path, O_RDONLY | O_CLOEXEC |
                              O_NONBLOCK); /* a pipe without a writer is refused, not waited for */
    if (file < 0) {
        *error = system_error(errno, arena);
        return false;
    }
    const char *problem = map_open_file(file, limit, out, arena);
    close(file);
    if (problem)
        *error = problem;
    return problem == NULL;
}

void platform_unmap(struct platform_map *map)
{
    struct held *held = map->handle;
    if (held && held->mapped)
        munmap(held->memory, held->length);
    else if (held)
        free(held->memory);
    free(held);
    *map = (struct platform_map){ 0 };
}

/* Reads to the end of the stream; NULL, or the reason in words. */
static const char *read_stream(int file, uint64_t limit, struct buf *content, struct arena *arena)
{
    char *piece = malloc(READ_AT_ONCE);
    if (!piece)
        out_of_memory(READ_AT_ONCE);
    const char *problem = NULL;
    ssize_t got;
    while ((got = read_some(file, piece, READ_AT_ONCE)) > 0) {
        if ((uint64_t)got > limit - content->length) {
            problem = too_long(limit, arena);
            break;
        }
        buf_add(content, (struct span){ (const uint8_t *)piece, (size_t)got });
    }
    if (got < 0)
        problem = system_error(errno, arena);
    free(piece);
    return problem;
}

bool platform_read(const char *path, uint64_t limit, struct span *out, const char **error,
                   struct arena *arena)
{
    bool standard_input = strcmp(path, "-") == 0;
    int file = standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        *error = system_error(errno, arena);
        return false;
    }
    struct buf content = { 0 };
    const char *problem = read_stream(file, limit, &content, arena);
    if (!standard_input)
        close(file);
    if (problem)
        *error = problem;
    else
        *out = arena_copy(arena, buf_span(&content));
    buf_free(&content);
    return problem == NULL;
}

bool platform_read_descriptor(unsigned number, uint64_t limit, struct span *out, const char **error,
                              struct arena *arena)
{
    struct buf content = { 0 };
    const char *problem =
        number > INT_MAX ? "no such descriptor" : read_stream((int)number, limit, &content, arena);
    if (problem)
        *error = problem;
    else
        *out = arena_copy(arena, buf_span(&content));
    buf_free(&content);
    return problem == NULL;
}

struct platform_stream {
    int file;
};

struct platform_stream *platform_stream_open(const char *path, const char **error, struct arena *arena)
{
    /* A pipe waits for its writer; nothing else may wait: a device that is opened for reading could do so for ever. */
    int wait = platform_status(path, arena).kind == PLATFORM_PIPE ? 0 : O_NONBLOCK;
    int file = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | wait);
    if (file < 0) {
        *error = system_error(errno, arena);
        return NULL;
    }
    struct platform_stream *stream = malloc(sizeof *stream);
    if (!stream)
        out_of_memory(sizeof *stream);
    stream->file = file;
    return stream;
}

void platform_stream_close(struct platform_stream *stream)
{
    if (stream && stream->file != STDIN_FILENO)
        close(stream->file);
    free(stream);
}

bool platform_stream_read(struct platform_stream *stream, void *to, size_t size, size_t *got,
                          const char **error, struct arena *arena)
{
    *got = 0;
    while (*got < size) {
        ssize_t some = read_some(stream->file, (uint8_t *)to + *got, size - *got);
        if (some < 0) {
            *error = system_error(errno, arena);
            return false;
        }
        if (some == 0)
            break;
        *got += (size_t)some;
    }
    return true;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool platform_list(const char *path, const char ***names, size_t *count, const char **error,
                   struct arena *arena)
{
    DIR *folder = opendir(path);
    if (!folder) {
        *error = system_error(errno, arena);
        return false;
    }
    struct {
        const char **items;
        size_t count, capacity;
    } list = { 0 };
    struct dirent *entry;
    errno = 0;
    while ((entry = readdir(folder)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            *VEC_ADD(arena, &list) = arena_text(arena, entry->d_name);
        errno = 0;
    }
    int failed = errno;
    closedir(folder);
    if (failed) {
        *error = system_error(failed, arena);
        return false;
    }
    if (list.count)
        qsort(list.items, list.count, sizeof *list.items, compare_names);
    *names = list.items;
    *count = list.count;
    return true;
}

/* -- clock, threads ------------------------------------------------------------------------------------------------- */

int64_t platform_now(void)
{
    return (int64_t)time(NULL);
}

unsigned platform_cores(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > 1024 ? 1024 : (unsigned)cores;
}

/* Keys are read one by one and signals are off, so that nothing ends the program while the terminal shows nothing. */
static bool read_keys(int terminal, char *line, size_t size)
{
    enum { CTRL_C = 3, CTRL_D = 4, BACKSPACE = 8, CTRL_U = 21, DELETE = 127 };
    size_t length = 0;
    char key;
    while (read_some(terminal, &key, 1) == 1) {
        if (key == '\r' || key == '\n') {
            line[length] = '\0';
            return true;
        }
        if (key == CTRL_C || key == CTRL_D)
            return false;
        if (key == CTRL_U)
            length = 0;
        else if ((key == BACKSPACE || key == DELETE) && length)
            length--;
        else if (key != BACKSPACE && key != DELETE && length < size - 1)
            line[length++] = key;
    }
    return false;
}

static void write_all(int file, const char *text)
{
    size_t length = strlen(text);
    while (length) {
        ssize_t done = write(file, text, length);
        if (done <= 0)
            return;
        text += done;
        length -= (size_t)done;
    }
}

bool platform_ask(const char *prompt, char *line, size_t size)
{
    struct termios before, silent;
    int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (terminal < 0)
        return false;
    bool good = tcgetattr(terminal, &before) == 0;
    if (good) {
        silent = before;
        silent.c_lflag &= ~(tcflag_t)(ECHO | ICANON | ISIG);
        silent.c_cc[VMIN] = 1;
        silent.c_cc[VTIME] = 0;
        good = tcsetattr(terminal, TCSAFLUSH, &silent) == 0;
    }
    if (good) {
        write_all(terminal, prompt);
        good = read_keys(terminal, line, size);
        write_all(terminal, "\n");
        tcsetattr(terminal, TCSAFLUSH, &before);
    }
    close(terminal);
    return good;
}

bool platform_is_terminal(FILE *stream)
{
    int file = fileno(stream);
    return file >= 0 && isatty(file);
}

unsigned platform_terminal_width(FILE *stream)
{
    struct winsize size;
    int file = fileno(stream);
    return file >= 0 && ioctl(file, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

struct worker {
    void (*work)(void *context, unsigned worker);
    void *context; /* borrows */
    unsigned number;
    pthread_t thread;
    bool started;
};

static void *start_worker(void *argument)
{
    struct worker *worker = argument;
    worker->work(worker->context, worker->number);
    return NULL;
}

/* The caller is worker 0; a thread that cannot be had does its work afterwards, here. */
void platform_run(unsigned workers, void (*work)(void *context, unsigned worker), void *context)
{
    if (workers <= 1) {
        work(context, 0);
        return;
    }
    struct worker *all = calloc(workers, sizeof *all);
    if (!all)
        out_of_memory(workers * sizeof *all);
    for (unsigned i = 1; i < workers; i++) {
        all[i] = (struct worker){ .work = work, .context = context, .number = i };
        all[i].started = pthread_create(&all[i].thread, NULL, start_worker, &all[i]) == 0;
    }
    work(context, 0);
    for (unsigned i = 1; i < workers; i++) {
        if (all[i].started)
            pthread_join(all[i].thread, NULL);
        else
            work(context, i);
    }
    free(all);
}

struct platform_mutex {
    pthread_mutex_t mutex;
};

struct platform_mutex *platform_mutex_new(void)
{
    struct platform_mutex *mutex = malloc(sizeof *mutex);
    if (!mutex || pthread_mutex_init(&mutex->mutex, NULL) != 0)
        out_of_memory(sizeof *mutex);
    return mutex;
}

void platform_mutex_free(struct platform_mutex *mutex)
{
    if (!mutex)
        return;
    pthread_mutex_destroy(&mutex->mutex);
    free(mutex);
}

void platform_mutex_lock(struct platform_mutex *mutex)
{
    if (pthread_mutex_lock(&mutex->mutex) != 0)
        BUG("a mutex that cannot be locked");
}

void platform_mutex_unlock(struct platform_mutex *mutex)
{
    if (pthread_mutex_unlock(&mutex->mutex) != 0)
        BUG("a mutex that cannot be unlocked");
}

struct platform_condition {
    pthread_cond_t condition;
};

struct platform_condition *platform_condition_new(void)
{
    struct platform_condition *condition = malloc(sizeof *condition);
    if (!condition || pthread_cond_init(&condition->condition, NULL) != 0)
        out_of_memory(sizeof *condition);
    return condition;
}

void platform_condition_free(struct platform_condition *condition)
{
    if (!condition)
        return;
    pthread_cond_destroy(&condition->condition);
    free(condition);
}

void platform_condition_wait(struct platform_condition *condition, struct platform_mutex *mutex)
{
    if (pthread_cond_wait(&condition->condition, &mutex->mutex) != 0)
        BUG("a condition that cannot be waited for");
}

void platform_condition_wake_all(struct platform_condition *condition)
{
    pthread_cond_broadcast(&condition->condition);
}
