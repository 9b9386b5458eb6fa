/* What library.c and link.c share. */
#ifndef IKELINT_RULESET_LIBRARY_INTERNAL_H
#define IKELINT_RULESET_LIBRARY_INTERNAL_H

#include "ruleset/ruleset.h"
#include "ruleset/set.h"

struct library {
    struct arena *arena; /* owns everything */
    struct diags *diags; /* borrows */
    struct {
        struct set **items; /* those from files, in the order of loading */
        size_t count, capacity;
    } loaded;
    struct set **builtin; /* one for each built-in text; NULL: not read yet */
    struct {
        struct compiled *items; /* owns */
        size_t count, capacity;
    } compiled;
};

/* A program that is there already: whoever asks for the same gets the same. Loading a set forgets them, as it may be
 * what another one includes. */
struct compiled {
    const struct set *top;
    const struct assignment *assignments;
    size_t assignment_count;
    const struct program *program;
};
enum { COMPILED_LIMIT = 64 /* programs that are found again */ };

/* The set of this name, the loaded one before the built-in one; NULL: there is none. */
struct set *library_find(struct library *library, const char *name);
/* Set number index of library_name. NULL: a built-in text that is no rule set (a bug that the tests find). */
struct set *library_set(struct library *library, size_t index);
/* The nearest name of a set, or NULL. */
const char *library_suggest(const struct library *library, struct span name);

/* A set together with all that it includes, directly or not: each once, itself first, in the order of the files. */
struct closure {
    struct set **items;
    size_t count, capacity;
    bool is_broken; /* an include is missing or loops, or a file had complaints */
};

/* Checks a set with all that it includes, once: includes, overrides, values and types of parameters. Complains about
 * each fault once. Returns whether a program can be built of it. */
bool link_check(struct library *library, struct set *set);

/* The program of sets that link_check has passed. NULL after a complaint. */
const struct program *link_build(struct library *library, struct set *top, struct set *const *extra,
                                 size_t extra_count, const struct assignment *assignments,
                                 size_t assignment_count);

/* The declaration of a parameter among these sets: the first. NULL: none has it. */
const struct parameter *closure_parameter(const struct closure *closure, const char *name);
/* Adds a set and all that it includes. */
void closure_add(struct library *library, struct closure *closure, struct set *set);

#endif
