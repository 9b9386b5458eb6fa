/* What only an operating system can do: the one file that knows POSIX (and, later, Windows).
 *
 * Errors come back as text from the system, in the arena given. Nothing here prints. */
#ifndef IKELINT_UTIL_PLATFORM_H
#define IKELINT_UTIL_PLATFORM_H

#include <stdio.h>

#include "util/arena.h"

enum platform_kind {
    PLATFORM_MISSING,
    PLATFORM_FILE,
    PLATFORM_FOLDER,
    PLATFORM_PIPE, /* with or without a name: /dev/fd/63 of a shell's <(COMMAND) */
    PLATFORM_OTHER /* device, socket … */
};

/* What stands at the path, following links; identity tells two names of one folder apart from two folders. */
struct platform_status {
    enum platform_kind kind;
    uint64_t size;        /* octets; files only */
    uint64_t identity[2]; /* device and inode: equal for the same file or folder */
    const char *error;    /* for PLATFORM_MISSING: the system's words */
};
struct platform_status platform_status(const char *path, struct arena *arena);

/* A file's bytes, mapped read-only (empty files give an empty span). Owned by the map until platform_unmap. */
struct platform_map {
    struct span bytes;
    void *handle; /* NULL when nothing is mapped */
};
/* Returns whether it could; on false *error says why. A file that is longer than limit octets is refused. */
bool platform_map(const char *path, uint64_t limit, struct platform_map *out, const char **error,
                  struct arena *arena);
void platform_unmap(struct platform_map *map);

/* All of a stream that cannot be mapped (path "-" is standard input), into the arena. */
bool platform_read(const char *path, uint64_t limit, struct span *out, const char **error,
                   struct arena *arena);

/* The same of a descriptor that whoever started the program has opened. */
bool platform_read_descriptor(unsigned number, uint64_t limit, struct span *out, const char **error,
                              struct arena *arena);

/* A file, or standard input ("-"), read from front to back: for what need not be in memory as a whole. */
struct platform_stream; /* opaque */
struct platform_stream *platform_stream_open(const char *path, const char **error, struct arena *arena);
void platform_stream_close(struct platform_stream *stream); /* takes NULL */
/* Reads until `size` octets are there or the stream ends; *got says how many. False: *error says why. */
bool platform_stream_read(struct platform_stream *stream, void *to, size_t size, size_t *got,
                          const char **error, struct arena *arena);

/* Names in a folder, without "." and "..", sorted by octets; each in the arena. */
bool platform_list(const char *path, const char ***names, size_t *count, const char **error,
                   struct arena *arena);

int64_t platform_now(void); /* seconds since 1970; for cmd/ only */
unsigned platform_cores(void);

/* Whether somebody reads the stream on a terminal, and how many columns that has (0: unknown). */
/* Asks for a line on the terminal that controls the program, and shows nothing of what is typed. False: there is no
 * terminal, or whoever sits there gave up (Ctrl-C, Ctrl-D). */
bool platform_ask(const char *prompt, char *line, size_t size);

bool platform_is_terminal(FILE *stream);
unsigned platform_terminal_width(FILE *stream);

/* Runs work(context, worker) on `workers` threads (0..workers-1) and waits for all of them. */
void platform_run(unsigned workers, void (*work)(void *context, unsigned worker), void *context);

struct platform_mutex; /* opaque */
struct platform_mutex *platform_mutex_new(void);
void platform_mutex_free(struct platform_mutex *mutex);
void platform_mutex_lock(struct platform_mutex *mutex);
void platform_mutex_unlock(struct platform_mutex *mutex);

struct platform_condition; /* opaque */
struct platform_condition *platform_condition_new(void);
void platform_condition_free(struct platform_condition *condition);
void platform_condition_wait(struct platform_condition *condition, struct platform_mutex *mutex);
void platform_condition_wake_all(struct platform_condition *condition);

#endif
