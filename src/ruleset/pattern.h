/* Regular expressions of rules (PCRE2), with a price: whoever writes one that explodes gets "given up", not a hang. */
#ifndef IKELINT_RULESET_PATTERN_H
#define IKELINT_RULESET_PATTERN_H

#include "util/arena.h"

enum {
    PATTERN_LENGTH_LIMIT = 1000,   /* octets of an expression */
    PATTERN_MATCH_LIMIT = 100000,  /* steps of one match (pcre2api, pcre2_set_match_limit) */
    PATTERN_DEPTH_LIMIT = 1000,    /* backtracking points inside each other */
    PATTERN_HEAP_LIMIT = 1024,     /* KiB of one match */
    PATTERN_COMPILED_LIMIT = 65536 /* octets of a compiled one */
};

struct pattern; /* opaque, immutable, in the arena; shared by threads */

/* NULL when it is no regular expression: *why says what is wrong, *offset where (octets into text). */
struct pattern *pattern_compile(struct arena *arena, struct span text, const char **why, size_t *offset);

enum pattern_result { PATTERN_NO, PATTERN_YES, PATTERN_GAVE_UP };

/* Whether the expression is found anywhere in the subject. */
enum pattern_result pattern_find(const struct pattern *pattern, struct span subject);

#endif
