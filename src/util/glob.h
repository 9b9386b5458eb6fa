/* Patterns as shells have them, without classes: of paths, names and rules. */
#ifndef IKELINT_UTIL_GLOB_H
#define IKELINT_UTIL_GLOB_H

#include <stdbool.h>

/* Whether a pattern fits a whole text (UTF-8): '*' any text, '/' too, '?' one character; anything else itself. */
bool glob_matches(const char *pattern, const char *text);
/* The same with a path, or with what stands behind one of its slashes: "old/?.cer" fits "exports/old/vpn.cer". */
bool glob_matches_end(const char *pattern, const char *path);
/* Whether the last names of a path fit those of a pattern, one by one, so that '*' passes no slash: "old/?.cer" fits
 * "exports/old/1.cer", and "old/" followed by '*' fits what lies in a folder "old", but nothing further below. */
bool glob_matches_names(const char *pattern, const char *path);

#endif
