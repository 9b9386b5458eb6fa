/* The rule sets that are compiled into the program: the files of rules/, octet for octet.
 *
 * builtin.c is made from them by embed.awk while building; it lives as long as the program and is never changed. */
#ifndef IKELINT_RULESET_BUILTIN_H
#define IKELINT_RULESET_BUILTIN_H

#include <stddef.h>

struct builtin_ruleset {
    const char *name; /* the file's name without folder and ".yaml": "vpn-server" */
    const char *text; /* the whole file; a NUL stands behind it */
    size_t length;    /* octets, without the NUL */
};

extern const struct builtin_ruleset builtin_rulesets[]; /* in the order of their names in Makefile.am */
extern const size_t builtin_ruleset_count;

#endif
