/* Read before every file (-include in Makefile.am): the configuration, then functions that we do not use.
 *
 * A call of one of them does not compile. The headers that declare them come first: banned before it is declared, a
 * name would become a new function that does nothing. Use instead: buf_format and arena_format (sprintf, strcat),
 * span_… and arena_copy (strcpy, strncpy), span_find (memchr, which may not be asked of a span without an address),
 * text_trim and cursors (strtok), clock_… (ctime, gmtime, strftime), numbers read with a check of range and rest (atoi,
 * sscanf). */
#ifndef IKELINT_UTIL_BANNED_H
#define IKELINT_UTIL_BANNED_H

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BANNED(function) banned_here_see_util_banned_h_##function

#undef strcpy
#undef memchr
#undef strncpy
#undef strcat
#undef strncat
#undef strtok
#undef sprintf
#undef vsprintf
#undef scanf
#undef sscanf
#undef fscanf
#undef atoi
#undef atol
#undef atoll
#undef asctime
#undef ctime
#undef gmtime
#undef localtime
#undef mktime
#undef strftime
#undef tmpnam

#define strcpy(...)    BANNED(strcpy)
#define memchr(...)    BANNED(memchr)
#define strncpy(...)   BANNED(strncpy)
#define strcat(...)    BANNED(strcat)
#define strncat(...)   BANNED(strncat)
#define strtok(...)    BANNED(strtok)
#define sprintf(...)   BANNED(sprintf)
#define vsprintf(...)  BANNED(vsprintf)
#define scanf(...)     BANNED(scanf)
#define sscanf(...)    BANNED(sscanf)
#define fscanf(...)    BANNED(fscanf)
#define atoi(...)      BANNED(atoi)
#define atol(...)      BANNED(atol)
#define atoll(...)     BANNED(atoll)
#define asctime(...)   BANNED(asctime)
#define ctime(...)     BANNED(ctime)
#define gmtime(...)    BANNED(gmtime)
#define localtime(...) BANNED(localtime)
#define mktime(...)    BANNED(mktime)
#define strftime(...)  BANNED(strftime)
#define tmpnam(...)    BANNED(tmpnam)

#endif
