/* The table, read strictly: a fault in it is a fault of whoever changed it. */
#include "facts/builds.h"

#include "util/text.h"

extern const char windows_builds_text[]; /* made from rules/windows-builds.tsv by embed.awk */

enum column {
    COLUMN_BUILD,
    COLUMN_JANUARY_UBR,
    COLUMN_JANUARY_UPDATES,
    COLUMN_MENDED_UBR,
    COLUMN_MENDED_UPDATES,
    COLUMN_CONFIDENCE,
    COLUMN_WINDOWS,
    COLUMN_COUNT
};

static const char *const column_names[COLUMN_COUNT] = {
    [COLUMN_BUILD] = "build",
    [COLUMN_JANUARY_UBR] = "january_ubr",
    [COLUMN_JANUARY_UPDATES] = "january_updates",
    [COLUMN_MENDED_UBR] = "mended_ubr",
    [COLUMN_MENDED_UPDATES] = "mended_updates",
    [COLUMN_CONFIDENCE] = "confidence",
    [COLUMN_WINDOWS] = "windows",
};

/* -- reading --------------------------------------------------------------------------------------------------------- */

struct table {
    struct arena *arena;
    struct windows_builds *builds;
    const char *error;
    bool has_header;
};

static bool fail(struct table *table, const char *format, ...) PRINTF_LIKE(2, 3);
static bool fail(struct table *table, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    table->error = arena_vformat(table->arena, format, arguments);
    va_end(arguments);
    return false;
}

static const char *shown(const struct table *table, struct span text)
{
    return text_escaped(table->arena, text);
}

static bool split(struct table *table, struct span line, struct span cells[COLUMN_COUNT])
{
    struct span rest = line;
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        cells[i] = span_take(&rest, '\t');
        if (cells[i].length == 0)
            return fail(table, "%s is missing: wanted %d cells between tabs", column_names[i], COLUMN_COUNT);
    }
    if (rest.data)
        return fail(table, "more than %d cells between tabs", COLUMN_COUNT);
    return true;
}

static bool take_header(struct table *table, const struct span cells[COLUMN_COUNT])
{
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        if (!span_equal_text(cells[i], column_names[i]))
            return fail(table, "column %zu is called '%s', wanted '%s'", i + 1, shown(table, cells[i]),
                        column_names[i]);
    table->has_header = true;
    return true;
}

static bool take_number(struct table *table, const struct span cells[], enum column column, int64_t *out)
{
    struct span text = cells[column];
    *out = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] < '0' || text.data[i] > '9' || i == 9)
            return fail(table, "%s '%s' is no number of at most 9 digits", column_names[column],
                        shown(table, text));
        *out = *out * 10 + (text.data[i] - '0');
    }
    return true;
}

static bool is_update(struct span text)
{
    bool good = text.length > 2 && text.length <= 12 && text.data[0] == 'K' && text.data[1] == 'B';
    for (size_t i = 2; i < text.length; i++)
        good = good && text.data[i] >= '0' && text.data[i] <= '9';
    return good;
}

static bool take_updates(struct table *table, const struct span cells[], enum column column,
                         struct texts_of_builds *out)
{
    struct span rest = cells[column];
    if (span_equal_text(rest, "-"))
        return true;
    while (rest.data) {
        struct span update = span_take(&rest, ',');
        if (!is_update(update))
            return fail(table, "%s '%s' is no KB number like KB5009555", column_names[column],
                        shown(table, update));
        *VEC_ADD(table->arena, out) = update;
    }
    return true;
}

static bool take_confidence(struct table *table, struct span text)
{
    static const char *const words[] = { "high", "medium", "inferred" };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (span_equal_text(text, words[i]))
            return true;
    return fail(table, "confidence '%s' is none of high, medium, inferred", shown(table, text));
}

static bool take_row(struct table *table, const struct span cells[COLUMN_COUNT])
{
    struct windows_builds *builds = table->builds;
    struct windows_build row = { .mended_ubr = -1,
                                 .confidence = cells[COLUMN_CONFIDENCE],
                                 .windows = cells[COLUMN_WINDOWS] };
    bool has_mended = !span_equal_text(cells[COLUMN_MENDED_UBR], "-");
    if (!take_number(table, cells, COLUMN_BUILD, &row.build) ||
        !take_number(table, cells, COLUMN_JANUARY_UBR, &row.january_ubr) ||
        !take_updates(table, cells, COLUMN_JANUARY_UPDATES, &row.january_updates) ||
        (has_mended && !take_number(table, cells, COLUMN_MENDED_UBR, &row.mended_ubr)) ||
        !take_updates(table, cells, COLUMN_MENDED_UPDATES, &row.mended_updates) ||
        !take_confidence(table, row.confidence))
        return false;
    if (has_mended && row.mended_ubr < row.january_ubr)
        return fail(table, "mended_ubr %lld is below january_ubr %lld", (long long)row.mended_ubr,
                    (long long)row.january_ubr);
    if (builds->count && row.build <= builds->items[builds->count - 1].build)
        return fail(table, "build %lld does not follow the one above: wanted each once, in their order",
                    (long long)row.build);
    *VEC_ADD(table->arena, builds) = row;
    return true;
}

bool windows_builds_load(struct arena *arena, struct span text, struct windows_builds *out, uint32_t *line,
                         const char **error)
{
    struct table table = { .arena = arena, .builds = out };
    struct span rest = text, cells[COLUMN_COUNT] = { { NULL, 0 } };
    *out = (struct windows_builds){ 0 };
    *line = 0;
    while (rest.length) {
        struct span row = span_take(&rest, '\n');
        ++*line;
        if (row.length == 0 || row.data[0] == '#')
            continue;
        if (!split(&table, row, cells) ||
            !(table.has_header ? take_row(&table, cells) : take_header(&table, cells))) {
            *error = table.error;
            return false;
        }
    }
    *error = "no build in the table";
    return out->count > 0;
}

void windows_builds_builtin(struct arena *arena, struct windows_builds *out)
{
    uint32_t line;
    const char *error;
    if (!windows_builds_load(arena, span_of_text(windows_builds_text), out, &line, &error))
        BUG("the table of builds that is compiled in does not load");
}

/* -- judging --------------------------------------------------------------------------------------------------------- */

static const struct windows_build *find_build(const struct windows_builds *builds, int64_t build)
{
    for (size_t i = 0; i < builds->count; i++)
        if (builds->items[i].build == build)
            return &builds->items[i];
    return NULL;
}

static bool is_listed(const struct settings *host, const struct texts_of_builds *updates)
{
    const struct setting *listed = setting_of(host, HOST_HOTFIXES);
    for (size_t i = 0; listed->state == SETTING_SET && i < listed->texts.count; i++)
        for (size_t j = 0; j < updates->count; j++)
            if (text_equal_ignoring_case(listed->texts.items[i], updates->items[j]))
                return true;
    return false;
}

static struct january_2022 judge_revision(const struct windows_build *row, int64_t ubr)
{
    struct january_2022 answer = { JANUARY_NO, JANUARY_NO, NULL };
    if (ubr < row->january_ubr) {
        answer.vulnerable = JANUARY_YES;
    } else if (row->mended_ubr < 0) {
        answer.regressed = JANUARY_UNKNOWN;
        answer.needs = "the first revision of this build without the fault, which is not known";
    } else if (ubr < row->mended_ubr) {
        answer.regressed = JANUARY_YES;
    }
    return answer;
}

/* An update of January proves that the fixes are there; whether anything came after it is not known. Updates are looked
 * for in the row of the build; where that is not known either, in all. */
static struct january_2022 judge_updates(const struct windows_builds *builds, const struct windows_build *row,
                                         const struct settings *host)
{
    struct january_2022 answer = {
        JANUARY_UNKNOWN, JANUARY_UNKNOWN,
        "the update build revision (UBR): a .reg file of HKLM\\SOFTWARE\\Microsoft\\"
        "Windows NT\\CurrentVersion, or what ver says"
    };
    for (size_t i = 0; i < builds->count; i++) {
        if (row && row != &builds->items[i])
            continue;
        if (is_listed(host, &builds->items[i].january_updates))
            answer.vulnerable = JANUARY_NO;
        if (is_listed(host, &builds->items[i].mended_updates))
            answer = (struct january_2022){ JANUARY_NO, JANUARY_NO, NULL };
        if (answer.regressed == JANUARY_NO)
            break;
    }
    return answer;
}

struct january_2022 january_2022(const struct windows_builds *builds, const struct settings *host)
{
    static const struct january_2022 later = { JANUARY_NO, JANUARY_NO, NULL };
    const struct setting *build = setting_of(host, HOST_BUILD), *ubr = setting_of(host, HOST_UBR);
    if (build->state != SETTING_SET)
        return judge_updates(builds, NULL, host);
    const struct windows_build *row = find_build(builds, build->integer);
    if (!row && build->integer > builds->items[builds->count - 1].build)
        return later;
    if (!row)
        return (struct january_2022){ JANUARY_UNKNOWN, JANUARY_UNKNOWN,
                                      "a build that is in the table of January 2022" };
    if (row->january_ubr == 0 && row->mended_ubr == 0)
        return later;
    return ubr->state == SETTING_SET ? judge_revision(row, ubr->integer) : judge_updates(builds, row, host);
}
