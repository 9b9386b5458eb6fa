/* The build of Windows where it is no property of an object:
 *
 *     Microsoft Windows [Version 10.0.20348.473]                       ver, and each cmd window
 *     OS Version:                10.0.20348 N/A Build 20348            systeminfo
 *                                [01]: KB5009555
 *     "Source","Description","HotFixID",…                              Get-HotFix | Export-Csv
 *
 * Words are localised, so the shape of the values counts. systeminfo shows no revision. */
#include "read/settings_export.h"
#include "util/text.h"

enum { SYSTEMINFO_HEAD = 8 /* its first lines, of which one has the version */ };

static bool is_digit(uint8_t octet)
{
    return octet >= '0' && octet <= '9';
}

static struct settings_reading begin(struct walk *walk, const struct origin *origin, struct span octets,
                                     const char *container)
{
    return (
        struct settings_reading){ .walk = walk, .origin = origin, .container = container, .octets = octets };
}

static void end(struct settings_reading *reading, struct lines *lines)
{
    if (lines->error)
        walk_fail(reading->walk, lines->rest_offset, lines->number, "cannot read further: %s", lines->error);
    settings_end(reading);
    lines_end(lines);
}

/* -- ver ------------------------------------------------------------------------------------------------------------- */

/* What stands between the last blank and the bracket. */
static bool banner_version(struct span line, struct span *version)
{
    static const char start[] = "Microsoft Windows [";
    line = text_trim(line);
    if (!text_is_at(line, 0, start) || line.data[line.length - 1] != ']')
        return false;
    size_t at = line.length - 1;
    while (is_digit(line.data[at - 1]) || line.data[at - 1] == '.')
        at--;
    *version = (struct span){ line.data + at, line.length - 1 - at };
    return version->length > 0;
}

bool windows_banner_is(struct span text)
{
    struct span version;
    text = text_trim(text);
    return banner_version(span_take(&text, '\n'), &version);
}

void windows_banner_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct settings_reading reading = begin(walk, origin, octets, "text");
    struct lines lines;
    struct span version = { 0 };
    lines_begin(&lines, octets, NULL, walk->arena);
    while (lines_next(&lines) && !banner_version(lines.text, &version))
        ;
    size_t offset = origin->depth ? origin->offset : lines.offset;
    uint32_t line = origin->depth ? origin->line : lines.number;
    struct settings *settings = settings_of_host(&reading, offset, line);
    if (!settings_take_version(settings, version, true, offset, line)) {
        settings_fail(walk->arena, settings, HOST_BUILD, line,
                      "'%.*s' is no version of Windows like 10.0.20348.473",
                      (int)(version.length < 60 ? version.length : 60), (const char *)version.data);
        settings_at(settings, HOST_BUILD, offset, line);
    }
    end(&reading, &lines);
}

/* -- systeminfo ------------------------------------------------------------------------------------------------------ */

static bool split_label(struct span line, struct span *value)
{
    struct span label;
    if (!span_split(line, ':', &label, value) || label.length == 0 || label.data[0] == ' ')
        return false;
    *value = text_trim(*value);
    return true;
}

/* "10.0.20348 N/A Build 20348": the third number comes again at the end. */
static bool systeminfo_version(struct span value, struct span *version)
{
    size_t length = 0, build = 0, dots = 0;
    while (length < value.length && (is_digit(value.data[length]) || value.data[length] == '.')) {
        dots += value.data[length] == '.';
        build = value.data[length] == '.' ? length + 1 : build;
        length++;
    }
    struct span number = { value.data + build, length - build };
    if (dots != 2 || number.length == 0 || value.length < length + 2 + number.length ||
        value.data[length] != ' ')
        return false;
    struct span last = { value.data + value.length - number.length, number.length };
    *version = (struct span){ value.data, length };
    return span_equal(number, last) && !is_digit(last.data[-1]);
}

bool systeminfo_is(struct span text)
{
    struct lines lines;
    struct span value, version;
    size_t seen = 0;
    bool found = false;
    lines_begin(&lines, text, NULL, NULL);
    while (!found && seen < SYSTEMINFO_HEAD && lines_next(&lines)) {
        if (text_trim(lines.text).length == 0)
            continue;
        seen++;
        found = split_label(lines.text, &value) && systeminfo_version(value, &version);
    }
    lines_end(&lines);
    return found;
}

/* "[01]: KB5009555" */
static struct span numbered_item(struct span line)
{
    line = text_trim(line);
    size_t at = 1;
    while (at < line.length && is_digit(line.data[at]))
        at++;
    if (line.length < 5 || line.data[0] != '[' || at == 1 || line.length < at + 2 || line.data[at] != ']' ||
        line.data[at + 1] != ':')
        return (struct span){ 0 };
    return text_trim(span_from(line, at + 2));
}

/* The first line is the machine's name, the second the product's; this order is the same in all languages. */
void systeminfo_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct settings_reading reading = begin(walk, origin, octets, "systeminfo");
    struct arena *arena = walk->arena;
    struct settings *settings = NULL;
    struct span value, version;
    struct lines lines;
    size_t seen = 0;
    lines_begin(&lines, octets, origin->depth ? NULL : walk->stream, arena);
    while (lines_next(&lines)) {
        size_t offset = origin->depth ? origin->offset : lines.offset;
        uint32_t line = origin->depth ? origin->line : lines.number;
        if (text_trim(lines.text).length == 0)
            continue;
        if (!settings)
            settings = settings_of_host(&reading, offset, line);
        bool has_label = split_label(lines.text, &value);
        if (seen < SYSTEMINFO_HEAD && has_label && systeminfo_version(value, &version)) {
            settings_take_version(settings, version, false, offset, line);
        } else if (seen == 0 && has_label) {
            settings->name = arena_copy(arena, value);
        } else if (seen == 1 && has_label) {
            settings_set_text(settings, HOST_PRODUCT, arena_copy(arena, value), line);
            settings_at(settings, HOST_PRODUCT, offset, line);
        }
        settings_take_hotfix(&reading, settings, numbered_item(lines.text), offset, line);
        seen++;
    }
    end(&reading, &lines);
}

/* -- Get-HotFix | Export-Csv ----------------------------------------------------------------------------------------- */

/* The next cell, its quotes taken off; false at the end of the line. *open: a quote is not closed. */
static bool next_cell(struct span *line, uint8_t delimiter, struct span *cell, bool *open)
{
    if (!line->data)
        return false;
    size_t at = 0;
    bool quoted = false;
    while (at < line->length && (quoted || line->data[at] != delimiter)) {
        quoted = quoted != (line->data[at] == '"');
        at++;
    }
    *open = quoted;
    *cell = text_trim((struct span){ line->data, at });
    if (cell->length >= 2 && cell->data[0] == '"' && cell->data[cell->length - 1] == '"')
        *cell = (struct span){ cell->data + 1, cell->length - 2 };
    *line = at < line->length ? span_from(*line, at + 1) : (struct span){ 0 };
    return true;
}

/* Which cell of the header has this name; false: none. */
static bool find_column(struct span line, uint8_t delimiter, const char *name, size_t *column)
{
    struct span cell;
    bool open;
    for (*column = 0; next_cell(&line, delimiter, &cell, &open); ++*column)
        if (text_equal_ignoring_case(cell, span_of_text(name)))
            return true;
    return false;
}

static bool is_header(struct span line, uint8_t *delimiter, size_t *column)
{
    static const char delimiters[] = ",;\t";
    for (size_t i = 0; i + 1 < sizeof delimiters; i++) {
        *delimiter = (uint8_t)delimiters[i];
        if (span_find(line, *delimiter) && find_column(line, *delimiter, "HotFixID", column))
            return true;
    }
    return false;
}

/* Empty, or the "#TYPE …" of Windows PowerShell. */
static bool is_before_header(struct span line)
{
    return text_trim(line).length == 0 || line.data[0] == '#';
}

bool hotfix_csv_is(struct span text)
{
    struct lines lines;
    uint8_t delimiter;
    size_t column;
    bool found = false;
    lines_begin(&lines, text, NULL, NULL);
    while (lines_next(&lines))
        if (!is_before_header(lines.text)) {
            found = is_header(lines.text, &delimiter, &column);
            break;
        }
    lines_end(&lines);
    return found;
}

void hotfix_csv_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct settings_reading reading = begin(walk, origin, octets, "csv");
    struct settings *settings = NULL;
    struct lines lines;
    uint8_t delimiter = ',';
    size_t wanted = 0;
    lines_begin(&lines, octets, origin->depth ? NULL : walk->stream, walk->arena);
    while (lines_next(&lines)) {
        size_t offset = origin->depth ? origin->offset : lines.offset, column = 0;
        uint32_t line = origin->depth ? origin->line : lines.number;
        struct span rest = lines.text, cell = { 0 };
        bool open = false;
        if (is_before_header(rest) || (!settings && !is_header(rest, &delimiter, &wanted)))
            continue;
        if (!settings) {
            settings = settings_of_host(&reading, offset, line);
            continue;
        }
        while (column <= wanted && next_cell(&rest, delimiter, &cell, &open))
            column++;
        if (open)
            walk_fail(walk, offset, line, "csv with a quote that is not closed in its line");
        else if (column <= wanted)
            walk_fail(walk, offset, line, "csv with fewer cells in this line than in its header: cut");
        else
            settings_take_hotfix(&reading, settings, cell, offset, line);
    }
    if (settings && settings->items[HOST_HOTFIXES].state == SETTING_UNKNOWN) {
        settings_unset(settings, HOST_HOTFIXES, reading.found.items[0]->line);
        settings_at(settings, HOST_HOTFIXES, reading.found.items[0]->offset, reading.found.items[0]->line);
    }
    end(&reading, &lines);
}
