/* Patterns of a few characters against texts of a few hundred. */
#include "util/glob.h"

#include <stdint.h>
#include <string.h>

static bool is_inside_character(const char *text, const char *end)
{
    return text < end && ((uint8_t)*text & 0xC0) == 0x80;
}

/* A pattern and a text, each up to its end. One step back for each '*', so the work is at most the product of both
 * lengths. */
static bool matches(const char *pattern, const char *pattern_end, const char *text, const char *text_end)
{
    /* Behind the last '*', and how much of the text it was tried with. */
    const char *star = NULL, *tried = NULL;
    while (text < text_end) {
        bool is_more = pattern < pattern_end;
        if (is_more && *pattern == '*') {
            star = ++pattern;
            tried = text;
        } else if (is_more &&
                   (*pattern == *text || (*pattern == '?' && !is_inside_character(text, text_end)))) {
            bool is_character = *pattern++ == '?';
            text++;
            while (is_character && is_inside_character(text, text_end))
                text++; /* the rest of a character of several octets */
        } else if (star) {
            pattern = star;
            text = ++tried;
        } else {
            return false;
        }
    }
    while (pattern < pattern_end && *pattern == '*')
        pattern++;
    return pattern == pattern_end;
}

bool glob_matches(const char *pattern, const char *text)
{
    return matches(pattern, pattern + strlen(pattern), text, text + strlen(text));
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

/* Where the last name before `end` begins. */
static const char *last_name(const char *start, const char *end)
{
    while (end > start && end[-1] != '/')
        end--;
    return end;
}

bool glob_matches_names(const char *pattern, const char *path)
{
    const char *pattern_end = pattern + strlen(pattern), *path_end = path + strlen(path);
    for (;;) {
        const char *wanted = last_name(pattern, pattern_end), *name = last_name(path, path_end);
        if (!matches(wanted, pattern_end, name, path_end))
            return false;
        if (wanted == pattern)
            return true;
        if (name == path)
            return false;
        pattern_end = wanted - 1;
        path_end = name - 1;
    }
}
