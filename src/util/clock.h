/* Seconds since 1970-01-01T00:00:00Z, and the ways to write them: RFC 3339 for people, civil dates for X.509.
 *
 * Times are int64_t seconds, proleptic Gregorian, UTC, no leap seconds; durations are int64_t seconds. */
#ifndef IKELINT_UTIL_CLOCK_H
#define IKELINT_UTIL_CLOCK_H

#include "util/span.h"

/* Seconds of a civil date and time; the caller has checked the ranges (clock_civil_is_valid). */
int64_t clock_from_civil(int year, int month, int day, int hour, int minute, int second);
bool clock_civil_is_valid(int year, int month, int day, int hour, int minute, int second);

/* RFC 3339: "2026-06-01T00:00:00Z", an offset, a fraction (dropped); a date alone means its first second. */
bool clock_parse(struct span text, int64_t *out);

/* "2026-06-01T00:00:00Z"; years outside 0..9999 are printed with their sign. */
#define CLOCK_TEXT 40
void clock_print(int64_t time, char out[CLOCK_TEXT]);

/* A whole number and one unit: s, m, h, d, w, y (365 d): "30d", "12h". Negative is refused. */
bool duration_parse(struct span text, int64_t *out);

/* "12 days", "1 day", "3 hours", "-5 days": the largest unit of days, hours, minutes, seconds that fits, rounded down
 * towards zero. */
void duration_print(int64_t duration, char out[CLOCK_TEXT]);

#endif
