/* Civil time without the C library: its functions know time zones, locales and a range that X.509 exceeds.
 *
 * Days are counted in years that begin in March, so that the leap day is the last: the Gregorian calendar then repeats
 * every 400 years = 146,097 days, and the months from March on have 153 days in every five. */
#include <inttypes.h>
#include <stdio.h>

#include "util/clock.h"
#include "util/macros.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

#define DAYS_OF_400_YEARS 146097
#define DAYS_TO_1970      719468 /* from 0000-03-01 to 1970-01-01 */

static int64_t floor_divide(int64_t value, int64_t by)
{
    return value / by - (value % by < 0);
}

int64_t clock_from_civil(int year, int month, int day, int hour, int minute, int second)
{
    int64_t march_year = (int64_t)year - (month <= 2);
    int64_t cycle = floor_divide(march_year, 400);
    int64_t year_of_cycle = march_year - cycle * 400;
    int64_t march_month = (month + 9) % 12;
    int64_t day_of_year = (153 * march_month + 2) / 5 + day - 1;
    int64_t day_of_cycle = year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;
    int64_t days = cycle * DAYS_OF_400_YEARS + day_of_cycle - DAYS_TO_1970;
    return days * DAY + (int64_t)hour * HOUR + (int64_t)minute * MINUTE + second;
}

bool clock_civil_is_valid(int year, int month, int day, int hour, int minute, int second)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (month < 1 || month > 12 || day < 1)
        return false;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (day > days[month - 1] + (month == 2 && leap))
        return false;
    return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59;
}

/* -- RFC 3339 ------------------------------------------------------------------------------------------------------- */

/* Takes exactly `digits` digits. */
static bool take_number(struct span *text, size_t digits, int *out)
{
    if (text->length < digits)
        return false;
    int number = 0;
    for (size_t i = 0; i < digits; i++) {
        if (text->data[i] < '0' || text->data[i] > '9')
            return false;
        number = number * 10 + (text->data[i] - '0');
    }
    text->data += digits;
    text->length -= digits;
    *out = number;
    return true;
}

/* Takes one octet when it is one of those allowed. */
static bool take_one_of(struct span *text, const char *allowed, char *out)
{
    if (text->length == 0 || text->data[0] == 0 || !strchr(allowed, text->data[0]))
        return false;
    *out = (char)text->data[0];
    text->data++;
    text->length--;
    return true;
}

/* Takes "Z" or an offset from UTC in seconds. */
static bool take_zone(struct span *text, int64_t *out)
{
    char sign, colon;
    int hours, minutes;
    if (!take_one_of(text, "Zz+-", &sign))
        return false;
    *out = 0;
    if (sign == 'Z' || sign == 'z')
        return true;
    if (!take_number(text, 2, &hours) || !take_one_of(text, ":", &colon) || !take_number(text, 2, &minutes))
        return false;
    *out = (sign == '-' ? -1 : 1) * ((int64_t)hours * HOUR + (int64_t)minutes * MINUTE);
    return hours <= 23 && minutes <= 59;
}

static bool take_fraction(struct span *text)
{
    char octet;
    int digit;
    if (!take_one_of(text, ".", &octet))
        return true; /* there is none */
    if (!take_number(text, 1, &digit))
        return false;
    while (take_number(text, 1, &digit))
        ;
    return true;
}

bool clock_parse(struct span text, int64_t *out)
{
    int year, month, day, hour = 0, minute = 0, second = 0;
    int64_t zone = 0;
    char separator;
    if (!take_number(&text, 4, &year) || !take_one_of(&text, "-", &separator) ||
        !take_number(&text, 2, &month) || !take_one_of(&text, "-", &separator) ||
        !take_number(&text, 2, &day))
        return false;
    if (text.length && (!take_one_of(&text, "Tt ", &separator) || !take_number(&text, 2, &hour) ||
                        !take_one_of(&text, ":", &separator) || !take_number(&text, 2, &minute) ||
                        !take_one_of(&text, ":", &separator) || !take_number(&text, 2, &second) ||
                        !take_fraction(&text) || !take_zone(&text, &zone) || text.length))
        return false;

    bool leap_second =
        second == 60; /* allowed at the end of a day in UTC; taken for the first second of the next */
    if (!clock_civil_is_valid(year, month, day, hour, minute, leap_second ? 59 : second))
        return false;
    int64_t time = clock_from_civil(year, month, day, hour, minute, second) - zone;
    if (leap_second && time % DAY != 0)
        return false;
    *out = time;
    return true;
}

void clock_print(int64_t time, char out[CLOCK_TEXT])
{
    int64_t days = floor_divide(time, DAY);
    int64_t seconds = time % DAY + (time % DAY < 0 ? DAY : 0);
    days += DAYS_TO_1970;
    int64_t cycle = floor_divide(days, DAYS_OF_400_YEARS);
    int64_t day = days - cycle * DAYS_OF_400_YEARS;
    /* leap days before this day: one every 1,460 days, none at 36,524, one again on the last day of the cycle */
    int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    day -= 365 * year + year / 4 - year / 100;
    int64_t march_month = (5 * day + 2) / 153;
    int64_t day_of_month = day - (153 * march_month + 2) / 5 + 1;
    int64_t month = march_month < 10 ? march_month + 3 : march_month - 9;
    year += cycle * 400 + (month <= 2);

    bool plain = year >= 0 && year <= 9999;
    snprintf(out, CLOCK_TEXT,
             plain ? "%04" PRId64 "-%02d-%02dT%02d:%02d:%02dZ" : "%+05" PRId64 "-%02d-%02dT%02d:%02d:%02dZ",
             year, (int)month, (int)day_of_month, (int)(seconds / HOUR), (int)(seconds / MINUTE % 60),
             (int)(seconds % 60));
}

/* -- durations ------------------------------------------------------------------------------------------------------ */

bool duration_parse(struct span text, int64_t *out)
{
    static const struct {
        uint8_t letter;
        int64_t seconds;
    } units[] = { { 's', 1 },   { 'm', MINUTE },  { 'h', HOUR },
                  { 'd', DAY }, { 'w', 7 * DAY }, { 'y', (int64_t)365 * DAY } };
    int64_t number = 0;
    if (text.length < 2)
        return false;
    for (size_t i = 0; i + 1 < text.length; i++) {
        if (text.data[i] < '0' || text.data[i] > '9' || number > INT64_MAX / 10 - 1)
            return false;
        number = number * 10 + (text.data[i] - '0');
    }
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (text.data[text.length - 1] == units[i].letter && number <= INT64_MAX / units[i].seconds) {
            *out = number * units[i].seconds;
            return true;
        }
    return false;
}

void duration_print(int64_t duration, char out[CLOCK_TEXT])
{
    static const struct {
        const char *name;
        uint64_t seconds;
    } units[] = { { "day", DAY }, { "hour", HOUR }, { "minute", MINUTE }, { "second", 1 } };
    uint64_t size = duration < 0 ? 0 - (uint64_t)duration : (uint64_t)duration;
    size_t unit = 0;
    while (unit + 1 < COUNT_OF(units) && size < units[unit].seconds)
        unit++;
    uint64_t number = size / units[unit].seconds;
    snprintf(out, CLOCK_TEXT, "%s%" PRIu64 " %s%s", duration < 0 ? "-" : "", number, units[unit].name,
             number == 1 ? "" : "s");
}
