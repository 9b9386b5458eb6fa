/* YAML rule sets to programs: loading, checking, linking. Every complaint has a file, a line and a column.
 *
 * A library holds all rule sets by name: the built-in ones (parsed when first needed) and those loaded from files,
 * which win over built-in ones of the same name. Compiling a profile links a set with all that it includes. */
#ifndef IKELINT_RULESET_RULESET_H
#define IKELINT_RULESET_RULESET_H

#include "ruleset/rule.h"

struct library;                                   /* opaque */
struct library *library_new(struct diags *diags); /* complaints go there; borrows */
void library_free(struct library *library);

/* Loads a file, or every *.yaml and *.yml of a folder; *first (may be NULL) is the name of the (first) set loaded.
 * False when there was an error. */
bool library_load(struct library *library, const char *path, const char **first);
/* The same from memory, for tests and fuzzing. */
bool library_load_text(struct library *library, const char *name, struct span text, const char **first);

/* Checks every loaded set together with what it includes: what library_load cannot see while others are still missing
 * (unknown includes, loops, parameters of other sets). Each fault is complained about once; library_compile does the
 * same for what it links. */
bool library_check(struct library *library);

/* Warns about what loads and is probably not meant: rules that can never fail or apply, parameters that nobody uses,
 * missing fixes and examples. For the sets from files that have no errors. */
void library_review(struct library *library);

/* Names of all sets, built-in first, in order. */
size_t library_count(const struct library *library);
const char *library_name(const struct library *library, size_t index);
bool library_has(const struct library *library, const char *name);

/* Only those from files, in the order of loading. */
size_t library_loaded_count(const struct library *library);
const char *library_loaded_name(const struct library *library, size_t index);

/* Whether a set is this one, or includes it, directly or not. */
bool library_includes(struct library *library, const char *name, const char *included);
/* Who presents what the set judges. */
enum presenter library_presenter(struct library *library, const char *name);

/* Whether a set has a rule, by full name. If not, *near is the full name that was probably meant, or NULL. */
bool library_has_rule(struct library *library, const char *full_name, const char **near);

/* The file of a set, as it is; empty when there is no such set. */
struct span library_text(struct library *library, const char *name);
/* Sets that a set itself includes, in its order; NULL at the end. */
const char *library_include(struct library *library, const char *name, size_t index);

/* A value for a parameter, from the command line or a project file. origin: static text for people ("--set"). */
struct assignment {
    const char *name, *value;
    const char *origin;
};

/* Links a set by name into a program, owned by the library. extra: further sets whose rules are added (--rules).
 * NULL when there was an error. An assignment to a parameter that no set of the library declares is an error. */
const struct program *library_compile(struct library *library, const char *name, const char *const *extra,
                                      size_t extra_count, const struct assignment *assignments,
                                      size_t assignment_count);

#endif
