/* Where passwords come from. What was typed once is tried on further files before anybody is asked again, and a file
 * whose password was refused three times is left. */
#include "cmd/passwords.h"
#include "read/encoding.h"

#include <stdlib.h>

#include "util/platform.h"
#include "util/text.h"

enum {
    PASSWORD_FILE_MAX = 64 * 1024,
    PASSWORD_MAX = 512, /* octets of one that is typed, with its NUL */
    TRIES = 3,          /* how often one file is asked for */
    TYPED_MAX = 32      /* passwords that are remembered */
};

struct asker {
    struct platform_mutex *mutex; /* over all: workers ask one after another */
    struct arena *arena;          /* owns what was typed */
    const char *typed[TYPED_MAX];
    unsigned count;
    struct {
        struct asked {
            const char *path;
            unsigned times;
        } * items;
        size_t count, capacity;
    } files;       /* for which somebody was asked */
    bool given_up; /* Ctrl-C: nobody is asked any more */
};

void asker_free(struct asker *asker)
{
    if (!asker)
        return;
    platform_mutex_free(asker->mutex);
    arena_free(asker->arena);
    free(asker);
}

/* How often somebody was asked for this file. */
static unsigned *times_asked(struct asker *asker, const char *path)
{
    for (size_t i = 0; i < asker->files.count; i++)
        if (strcmp(asker->files.items[i].path, path) == 0)
            return &asker->files.items[i].times;
    struct asked *asked = VEC_ADD(asker->arena, &asker->files);
    asked->path = arena_text(asker->arena, path);
    return &asked->times;
}

static const char *ask_terminal(struct asker *asker, const char *path)
{
    char line[PASSWORD_MAX];
    struct buf prompt = { 0 };
    if (asker->given_up || asker->count == TYPED_MAX || (*times_asked(asker, path))++ >= TRIES)
        return NULL;
    buf_text(&prompt, "Password of ");
    text_escape(&prompt, span_of_text(path), false);
    buf_text(&prompt, " (Ctrl-C: leave it): ");
    asker->given_up = !platform_ask(prompt.data, line, sizeof line);
    buf_free(&prompt);
    if (asker->given_up)
        return NULL;
    asker->typed[asker->count] = arena_text(asker->arena, line);
    return asker->typed[asker->count++];
}

/* read_options.ask: first what was typed for other files, then the terminal. */
static const char *ask(void *context, const char *path, unsigned attempt)
{
    struct asker *asker = context;
    const char *answer = NULL;
    platform_mutex_lock(asker->mutex);
    if (attempt < asker->count)
        answer = asker->typed[attempt];
    else
        answer = ask_terminal(asker, path);
    platform_mutex_unlock(asker->mutex);
    return answer;
}

static struct asker *asker_new(void)
{
    struct asker *asker = calloc(1, sizeof *asker);
    if (!asker)
        out_of_memory(sizeof *asker);
    asker->mutex = platform_mutex_new();
    asker->arena = arena_new();
    return asker;
}

/* One password a line, blanks included; a CR at its end and a byte order mark at the start are not part of it. Out-File
 * writes UTF-16, editors of Windows its code page. */
static void take_lines(struct cli *cli, struct span rest, struct texts *out)
{
    rest = encoding_to_utf8(cli->arena, rest, NULL);
    while (rest.length) {
        struct span line = span_take(&rest, '\n');
        if (line.length && line.data[line.length - 1] == '\r')
            line.length--;
        *VEC_ADD(cli->arena, out) = arena_text_of_span(cli->arena, line);
    }
}

static bool read_file(struct cli *cli, const char *path, struct texts *out)
{
    struct span octets;
    const char *error = "";
    if (!platform_read(path, PASSWORD_FILE_MAX, &octets, &error, cli->arena)) {
        cli_input_error(cli, "%s: cannot read: %s", text_escaped(cli->arena, span_of_text(path)), error);
        return false;
    }
    take_lines(cli, octets, out);
    return true;
}

static bool read_descriptor(struct cli *cli, unsigned number, struct texts *out)
{
    struct span octets;
    const char *error = "";
    if (!platform_read_descriptor(number, PASSWORD_FILE_MAX, &octets, &error, cli->arena)) {
        cli_input_error(cli, "--password-fd %u: cannot read: %s", number, error);
        return false;
    }
    take_lines(cli, octets, out);
    return true;
}

bool passwords_load(struct cli *cli, struct world_paths *out)
{
    const struct peer_options *peer = &cli->peer;
    if (peer->password_file && !read_file(cli, peer->password_file, &out->passwords))
        return false;
    if (peer->password_fd.given && !read_descriptor(cli, peer->password_fd.value, &out->passwords))
        return false;
    bool named = peer->password_file || peer->password_fd.given;
    if (!named && platform_is_terminal(cli->in) && platform_is_terminal(cli->err)) {
        cli->asker = cli->asker ? cli->asker : asker_new();
        out->ask = ask;
        out->ask_context = cli->asker;
    }
    return true;
}
