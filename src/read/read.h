/* Bytes to objects: files, folders and standard input, in whatever form Windows wrote them.
 *
 * A reader walks one file at a time and hands each object to a sink as it is found, so memory does not grow with the
 * input; what cannot be read goes to the sink as a failure, and the walk goes on behind it. Kinds are told by content
 * (sniff.h), never by a file's name or a PEM label. */
#ifndef IKELINT_READ_READ_H
#define IKELINT_READ_READ_H

#include "pki/object.h"
#include "util/diag.h"

#define READ_LIMIT_CERTIFICATE (16ull << 20) /* octets of a file that holds certificates, requests, stores */
#define READ_LIMIT_CRL         (1ull << 30)  /* octets of a CRL */

/* Something that could not be read: a whole file, or one block in it. */
struct read_failure {
    const char *path;
    size_t offset;     /* octets into the file */
    uint32_t line;     /* 1-based in text, else 0 */
    const char *error; /* what is wrong and what to do, one line */
    bool empty;  /* nothing is wrong: a well-formed container that holds nothing, as an empty store does */
    bool locked; /* what is wanted is a password */
};

struct read_sink {
    void *context;
    /* The object and what it points into are valid until the call returns, or, when the reader keeps, until
     * reader_free. */
    void (*object)(void *context, const struct object *object);
    void (*failure)(void *context, const struct read_failure *failure);
    /* What the file was taken for ("PEM text, UTF-16LE"), once a file, before its objects. May be NULL. */
    void (*kind)(void *context, const char *path, const char *kind);
    /* A certificate store that the file shows, be it empty, before its objects: what registry exports say. Path: the key.
     * May be NULL. */
    void (*store)(void *context, struct span name, struct span store_path);
};

/* What listings of stores (certutil -store) say of private keys, to be joined by SHA-1 to the certificates of the same
 * run: they hold none themselves. Collect from all files before reading any. */
struct key_notes; /* opaque; may be shared by readers in several threads once collected */
struct key_notes *key_notes_new(void);
void key_notes_free(struct key_notes *notes); /* takes NULL */
/* Looks at the head of each file, reads those that are such listings, and leaves the others; paths borrow. To be called
 * once. *templates (NULL: nobody asks) gets the files in a form that templates are exported in; it lives in the notes. */
struct template_files;
void key_notes_collect(struct key_notes *notes, const char *const *paths, size_t count,
                       struct template_files *templates);

struct read_options {
    bool keep;                    /* keep all until reader_free: for trust inputs */
    const char *const *passwords; /* tried on PKCS#12 files, besides none and the empty one; borrows */
    size_t password_count;
    /* Asked for a further password of a file that none of them opens: attempt 0, 1 … NULL gives up. May be NULL; called
     * by readers in any thread, so it keeps what it needs by itself. The text lives as long as the reader. */
    const char *(*ask)(void *context, const char *path, unsigned attempt);
    void *ask_context;
    const struct key_notes *keys; /* borrows; NULL: a listing of a store is a failure */
};

struct reader; /* opaque; one thread at a time */
struct reader *reader_new(const struct read_options *options);
void reader_free(struct reader *reader);

/* Reads one file ("-": standard input; a pipe is waited for). Every file ends in at least one object or one failure; but a
 * listing whose keys were noted ends in neither: see key_notes_report. */
void reader_read(struct reader *reader, const char *path, const struct read_sink *sink);

/* When all is read: listings none of whose certificates came along, as failures. */
void key_notes_report(const struct key_notes *notes, const struct read_sink *sink);

/* Paths of files. */
struct path_list {
    const char **items;
    size_t count, capacity;
};
/* Files that may hold certificate templates. */
struct template_files {
    struct path_list paths;
    bool has_others; /* there were files besides, or ones that may hold certificates as well */
};

/* What is left out below folders; never what is itself given. */
struct path_exclusions {
    /* Of names of files and folders; with '/', of the last names of paths as they are shown (glob_matches_names). */
    const char *const *patterns;
    size_t pattern_count;
    struct path_list found; /* filled: files, and folders with all that is below them */
};

/* The files below the given paths: a file stands for itself, a folder for all files below it, sorted by octets; hidden ones
 * (".git"), links that lead back up and exclusions (NULL: none) are left out. Problems (missing, unreadable, empty
 * folder) go to the sink. */
void paths_expand_but(struct arena *arena, const char *const *paths, size_t count,
                      struct path_exclusions *exclusions, struct path_list *out,
                      const struct read_sink *sink);
void paths_expand(struct arena *arena, const char *const *paths, size_t count, struct path_list *out,
                  const struct read_sink *sink);

#endif
