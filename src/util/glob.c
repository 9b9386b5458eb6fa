/* Patterns of a few characters against texts of a few hundred. */
#include "util/glob.h"

#include <stdint.h>
#include <string.h>

/* One step back for each '*', so the work is at most the product of both lengths. */
bool glob_matches(const char *pattern, const char *text)
{
    /* Behind the last '*', and how much of the text it was tried with. */
    const char *star = NULL, *tried = NULL;
    while (*text) {
        if (*pattern == '*') {
            star = ++pattern;
            tried = text;
        } else if (*pattern == *text || (*pattern == '?' && ((uint8_t)*text & 0xC0) != 0x80)) {
            bool is_character = *pattern++ == '?';
            text++;
            while (is_character && ((uint8_t)*text & 0xC0) == 0x80)
                text++; /* the rest of a character of several octets */
        } else if (star) {
            pattern = star;
            text = ++tried;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == 0;
}

bool glob_matches_end(const char *pattern, const char *path)
{
    while (!glob_matches(pattern, path)) {
        path = strpbrk(path, "/\\");
        if (!path)
            return false;
        path++;
    }
    return true;
}
