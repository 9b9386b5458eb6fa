/* Messages and times of events, as people see them.
 *
 *     CoId={B4000371-A67F-452F-AA4C-3125AA9CFC78}: The user SYSTEM dialed a connection named X which has failed. The
 *     error code returned on failure is 809.
 *
 * Microsoft's pages vary: "that has failed", "connection name X", no CoId, no user. In other languages only the CoId and
 * the number at the end can be told, and whether SYSTEM is named. */
#include "read/events_internal.h"
#include "util/clock.h"
#include "util/text.h"

static bool is_blank(uint8_t octet)
{
    return octet == ' ' || (octet >= '\t' && octet <= '\r');
}

static bool is_digit(uint8_t octet)
{
    return octet >= '0' && octet <= '9';
}

static struct span cut(struct span text, size_t from, size_t to)
{
    return from < to ? text_trim((struct span){ text.data + from, to - from }) : (struct span){ 0 };
}

bool event_find(struct span text, size_t from, const char *wanted, size_t *at)
{
    size_t found = text_find_ignoring_case(text, from, wanted);
    if (found < text.length)
        *at = found;
    return found < text.length;
}

struct span event_collapse(struct arena *arena, struct span text)
{
    uint8_t *out = arena_alloc(arena, text.length + 1);
    size_t length = 0;
    text = text_trim(text);
    for (size_t i = 0; i < text.length; i++) {
        if (!is_blank(text.data[i]))
            out[length++] = text.data[i];
        else if (length && out[length - 1] != ' ')
            out[length++] = ' ';
    }
    return (struct span){ out, length };
}

/* -- numbers -------------------------------------------------------------------------------------------------------- */

bool event_number(struct span text, uint32_t *out)
{
    text = text_trim(text);
    bool negative = text.length && text.data[0] == '-';
    bool hex = text.length > 2 && text.data[0] == '0' && text_lower_octet(text.data[1]) == 'x';
    uint64_t number = 0;
    size_t at = hex ? 2 : negative;
    if (at == text.length)
        return false;
    for (; at < text.length; at++) {
        int digit = text_hex_digit(text.data[at]);
        number = number * (hex ? 16 : 10) + (uint64_t)(digit < 0 ? 0 : digit);
        if (digit < 0 || (!hex && digit > 9) || number > UINT32_MAX)
            return false;
    }
    *out = negative ? (uint32_t)(0 - number) : (uint32_t)number;
    return true;
}

static bool is_word(uint8_t octet)
{
    uint8_t lower = text_lower_octet(octet);
    return is_digit(octet) || (lower >= 'a' && lower <= 'z') || octet == '-';
}

bool event_last_number(struct span text, uint32_t *out)
{
    for (size_t end = text.length; end;) {
        size_t at = end;
        while (at && is_word(text.data[at - 1]))
            at--;
        if (event_number((struct span){ text.data + at, end - at }, out))
            return true;
        end = at ? at - 1 : 0;
    }
    return false;
}

static bool first_number(struct span text, uint32_t *out)
{
    for (size_t at = 0; at < text.length; at++) {
        size_t end = at;
        while (end < text.length && is_word(text.data[end]))
            end++;
        if (event_number((struct span){ text.data + at, end - at }, out))
            return true;
        at = end;
    }
    return false;
}

/* -- messages ------------------------------------------------------------------------------------------------------- */

/* What each event says in English, in words that no other one has. */
static const struct {
    unsigned id;
    const char *words;
} sentences[] = {
    { EVENT_FAILED, "error code returned on failure" },
    { EVENT_LINKS, "is trying to establish a link" },
    { EVENT_DIALS, "has started dialing" },
    { 20226, "reason code returned on termination" },
    { 20223, "has successfully established a link" },
    { 20224, "link to the remote access server has been" },
    { 20225, "which has successfully connected" },
    { EVENT_FAILED, "dialed a connection name" },
};

bool event_message_find(struct span text, size_t *at)
{
    static const char *const starts[] = { "coid={", "coid ={", "coid = {" };
    for (size_t i = 0; i < COUNT_OF(starts); i++)
        if (event_find(text, 0, starts[i], at))
            return true;
    size_t user, verb;
    if (!event_find(text, 0, "the user", &user))
        return false;
    *at = user;
    static const char *const verbs[] = { "dialed a connection", "has started dialing",
                                         "is trying to establish a link" };
    for (size_t i = 0; i < COUNT_OF(verbs); i++)
        if (event_find(text, user, verbs[i], &verb))
            return true;
    /* wrapped behind a name: the rest stands on the next line */
    return text.length - user < 64 && !event_find(text, user, ". ", &verb);
}

static void read_co_id(struct span text, struct event_message *out, size_t *behind)
{
    size_t open, close;
    *behind = 0;
    if (!event_find(text, 0, "coid", &open) || !event_find(text, open, "{", &open) ||
        !event_find(text, open, "}", &close) || close - open > 64)
        return;
    out->co_id = cut(text, open, close + 1);
    *behind = close + 1;
}

static struct span without_quotes(struct span text)
{
    while (text.length > 1 && strchr("\"'", text.data[0] ? text.data[0] : 'x'))
        text = span_from(text, 1);
    while (text.length && strchr("\"'.,", text.data[text.length - 1] ? text.data[text.length - 1] : 'x'))
        text.length--;
    return text_trim(text);
}

/* The last place of `wanted` before `end`. */
static bool find_last(struct span text, size_t from, size_t end, const char *wanted, size_t *at)
{
    bool found = false;
    text.length = end;
    while (event_find(text, from, wanted, &from)) {
        *at = from++;
        found = true;
    }
    return found;
}

/* "The user SYSTEM dialed a connection named X which has failed. The error code returned on failure is 809." */
static void read_failure(struct span text, struct event_message *out)
{
    size_t user, dialed, code, failed;
    if (!event_find(text, 0, "the user", &user) ||
        !event_find(text, user, "dialed a connection name", &dialed))
        return;
    out->user = without_quotes(cut(text, user + strlen("the user"), dialed));
    size_t name = dialed + strlen("dialed a connection name");
    if (name < text.length && text_lower_octet(text.data[name]) == 'd')
        name++;
    if (!event_find(text, name, "the error code", &code))
        code = text.length;
    if (find_last(text, name, code, "which has failed", &failed) ||
        find_last(text, name, code, "that has failed", &failed))
        out->connection = without_quotes(cut(text, name, failed));
}

/* "The user U is trying to establish a link to the Remote Access Server for the connection named X using the following
 * device: Server address/Phone Number = vpn.contoso.com Device = …" */
static void read_link(struct span text, size_t behind, struct event_message *out)
{
    size_t user, verb, name, using;
    if (event_find(text, behind, "the user", &user) &&
        event_find(text, user, "is trying to establish a link", &verb)) {
        out->user = without_quotes(cut(text, user + strlen("the user"), verb));
        if (event_find(text, verb, "connection named", &name) &&
            find_last(text, name, text.length, " using the following device", &using))
            out->connection = without_quotes(cut(text, name + strlen("connection named"), using));
    }
}

/* The value behind the first "=" that is not the CoId's. */
static struct span read_address(struct span text, size_t behind)
{
    size_t at = behind, label;
    if (event_find(text, behind, "phone number", &label))
        at = label;
    if (!event_find(text, at, "=", &at))
        return (struct span){ 0 };
    at++;
    while (at < text.length && is_blank(text.data[at]))
        at++;
    size_t end = at;
    while (end < text.length && !is_blank(text.data[end]) && text.data[end] != ',')
        end++;
    /* "Device = …" right behind an empty value */
    size_t next = end;
    while (next < text.length && text.data[next] == ' ')
        next++;
    if (next < text.length && text.data[next] == '=')
        return (struct span){ 0 };
    return cut(text, at, end);
}

/* "The user U has started dialing a VPN connection using a per-user connection profile named X. The connection settings
 * are: …" */
static void read_dial(struct span text, size_t behind, struct event_message *out)
{
    size_t user, verb, name, end;
    if (!event_find(text, behind, "the user", &user) || !event_find(text, user, "has started dialing", &verb))
        return;
    out->user = without_quotes(cut(text, user + strlen("the user"), verb));
    if (event_find(text, verb, "profile named", &name) &&
        event_find(text, name, ". the connection settings", &end))
        out->connection = without_quotes(cut(text, name + strlen("profile named"), end));
    if (event_find(text, verb, "all-user", &name))
        out->profile = span_of_text("all-user");
    else if (event_find(text, verb, "per-user", &name))
        out->profile = span_of_text("per-user");
}

/* A language that is not read: SYSTEM is a name, and stays. */
static void read_foreign(struct span text, size_t behind, struct event_message *out)
{
    size_t at = behind;
    while (event_find(text, at, "SYSTEM", &at)) {
        uint8_t before = at ? text.data[at - 1] : ' ';
        bool begins = !is_word(before) && before != '_' && before != '\\';
        size_t end = at + strlen("SYSTEM");
        uint8_t after = end < text.length ? text.data[end] : ' ';
        bool ends = !is_word(after) && after != '_' && after != '\\';
        if (begins && ends && memcmp(text.data + at, "SYSTEM", strlen("SYSTEM")) == 0) {
            out->user = cut(text, at, end);
            return;
        }
        at = end;
    }
}

void event_message_read(struct arena *arena, struct span message, struct event_message *out)
{
    *out = (struct event_message){ 0 };
    if (message.length > EVENT_MESSAGE_LIMIT)
        message.length = EVENT_MESSAGE_LIMIT;
    struct span text = event_collapse(arena, message);
    size_t behind, at;
    read_co_id(text, out, &behind);
    for (size_t i = 0; i < COUNT_OF(sentences) && !out->id; i++)
        if (event_find(text, behind, sentences[i].words, &at))
            out->id = sentences[i].id;
    if (out->id == EVENT_FAILED)
        read_failure(text, out);
    else if (out->id == EVENT_DIALS)
        read_dial(text, behind, out);
    else if (out->id == EVENT_LINKS)
        read_link(text, behind, out);
    else if (out->id == 0)
        read_foreign(text, behind, out);
    out->server = read_address(text, behind);
    size_t code;
    if (out->id != EVENT_FAILED) /* of a language that is not read, perhaps */
        out->has_code = event_last_number(span_from(text, behind), &out->code);
    else if (event_find(text, behind, "returned on failure", &code)) /* else cut: no number is the code */
        out->has_code = first_number(span_from(text, code), &out->code);
}

/* -- times ---------------------------------------------------------------------------------------------------------- */

/* Takes a number of at most `digits` digits off the front. */
static bool take_number(struct span *text, size_t digits, int *out)
{
    size_t at = 0;
    *out = 0;
    for (; at < text->length && at < digits && is_digit(text->data[at]); at++)
        *out = *out * 10 + (text->data[at] - '0');
    if (at < text->length && is_digit(text->data[at]))
        return false;
    *text = span_from(*text, at);
    return at > 0;
}

static bool take_one_of(struct span *text, const char *set, char *out)
{
    if (text->length == 0 || text->data[0] == 0 || !strchr(set, text->data[0]))
        return false;
    *out = (char)text->data[0];
    *text = span_from(*text, 1);
    return true;
}

/* "/Date(1780300000000)/" of Windows PowerShell's JSON, in milliseconds of UTC. */
static bool read_milliseconds(struct span text, int64_t *out)
{
    size_t at;
    if (!event_find(text, 0, "date(", &at))
        return false;
    bool negative = at + 5 < text.length && text.data[at + 5] == '-';
    int64_t number = 0;
    size_t digits = 0;
    for (size_t i = at + 5 + negative; i < text.length && is_digit(text.data[i]) && digits < 16;
         i++, digits++)
        number = number * 10 + (text.data[i] - '0');
    *out = (negative ? -number : number) / 1000;
    return digits > 0 && digits < 16;
}

/* "8:15:02", "8:15:02 AM", "08:15:02.123" */
static bool read_day_time(struct span text, int *hour, int *minute, int *second)
{
    char sign;
    *second = 0;
    if (!take_number(&text, 2, hour) || !take_one_of(&text, ":", &sign) || !take_number(&text, 2, minute))
        return false;
    if (take_one_of(&text, ":", &sign) && !take_number(&text, 2, second))
        return false;
    text = text_trim(text);
    size_t at;
    bool morning = event_find(text, 0, "am", &at) || event_find(text, 0, "a.m", &at);
    bool evening = event_find(text, 0, "pm", &at) || event_find(text, 0, "p.m", &at);
    if ((morning || evening) && *hour == 12)
        *hour = 0;
    if (evening && *hour < 12)
        *hour += 12;
    return true;
}

/* Which of three numbers is which. With dots the day comes first; with other signs it may, or may not. */
static bool order_date(const int numbers[3], bool year_first, char sign, int *year, int *month, int *day)
{
    if (year_first) {
        *year = numbers[0];
        *month = numbers[1];
        *day = numbers[2];
        return true;
    }
    *year = numbers[2] < 100 ? numbers[2] + 2000 : numbers[2];
    bool day_first = sign == '.' || numbers[0] > 12;
    *day = day_first ? numbers[0] : numbers[1];
    *month = day_first ? numbers[1] : numbers[0];
    return day_first || numbers[1] > 12 || numbers[0] == numbers[1];
}

/* An offset or "Z" behind the time of RFC 3339. */
static bool has_zone(struct span text)
{
    struct span tail = { 0 };
    if (text.length > 19)
        tail = span_from(text, 19);
    size_t at;
    return event_find(tail, 0, "Z", &at) || event_find(tail, 0, "+", &at) || event_find(tail, 0, "-", &at);
}

enum event_clock event_time(struct span text, int64_t *out)
{
    int numbers[3], year, month, day, hour = 0, minute = 0, second = 0;
    char sign, again;
    text = text_trim(text);
    if (read_milliseconds(text, out))
        return EVENT_CLOCK_UTC;
    if (text.length > 10 && text.data[10] == 'T' && has_zone(text) && clock_parse(text, out))
        return EVENT_CLOCK_UTC;
    struct span rest = text;
    bool year_first = text.length > 4 && is_digit(text.data[0]) && is_digit(text.data[1]) &&
                      is_digit(text.data[2]) && is_digit(text.data[3]);
    if (!take_number(&rest, 4, &numbers[0]) || !take_one_of(&rest, "./-", &sign))
        return EVENT_CLOCK_NONE;
    rest = text_trim(rest);
    if (!take_number(&rest, 2, &numbers[1]) || !take_one_of(&rest, "./-", &again))
        return EVENT_CLOCK_NONE;
    rest = text_trim(rest);
    if (!take_number(&rest, 4, &numbers[2]) || !order_date(numbers, year_first, sign, &year, &month, &day))
        return EVENT_CLOCK_NONE;
    while (rest.length && (is_blank(rest.data[0]) || strchr("T,.", rest.data[0] ? rest.data[0] : 'x')))
        rest = span_from(rest, 1);
    if (rest.length && !read_day_time(rest, &hour, &minute, &second))
        return EVENT_CLOCK_NONE;
    if (!clock_civil_is_valid(year, month, day, hour, minute, second))
        return EVENT_CLOCK_NONE;
    *out = clock_from_civil(year, month, day, hour, minute, second);
    return EVENT_CLOCK_LOCAL;
}
