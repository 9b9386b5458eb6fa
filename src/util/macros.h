/* What compilers know and C11 does not say: format checking, and a check that stays in release builds. */
#ifndef IKELINT_UTIL_MACROS_H
#define IKELINT_UTIL_MACROS_H

#include <stddef.h>

#if defined(__MINGW32__)
#include <stdio.h>
#define PRINTF_LIKE(at, first) __attribute__((format(__MINGW_PRINTF_FORMAT, at, first)))
#elif defined(__GNUC__)
#define PRINTF_LIKE(at, first) __attribute__((format(printf, at, first)))
#else
#define PRINTF_LIKE(at, first)
#endif

/* A function that never returns NULL: it ends the program instead. */
#if defined(__GNUC__)
#define NEVER_NULL __attribute__((returns_nonnull))
#else
#define NEVER_NULL
#endif

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* Our bug, never the input's: says where and aborts, in release builds too. */
#define BUG(what) bug_abort(__FILE__, __LINE__, what)
_Noreturn void bug_abort(const char *file, int line, const char *what);

/* Says that so many octets could not be had, and ends the program with code 3. */
_Noreturn void out_of_memory(size_t wanted);

#endif
