/* Reading a command line by tables, and printing the tables. Long names are not abbreviated: a script would break with
 * the release that adds a longer one. */
#include "cmd/options.h"

#include "report/layout.h"
#include "util/clock.h"
#include "util/text.h"

enum { NUMBER_MAX = 1024, FORM_WIDTH = 28 /* columns of the left column */ };

/* -- finding rows --------------------------------------------------------------------------------------------------- */

struct found {
    const struct option_row *row;
    void *field;
};

static struct found found_row(const struct option_set *set, size_t index)
{
    const struct option_row *row = &set->rows[index];
    return (struct found){ row, (char *)set->into + row->offset };
}

static struct found find_long(const struct option_set *sets, size_t set_count, struct span name)
{
    for (size_t s = 0; s < set_count; s++)
        for (size_t i = 0; i < sets[s].count; i++)
            if (span_equal_text(name, sets[s].rows[i].name))
                return found_row(&sets[s], i);
    return (struct found){ 0 };
}

static struct found find_letter(const struct option_set *sets, size_t set_count, char letter)
{
    for (size_t s = 0; s < set_count; s++)
        for (size_t i = 0; i < sets[s].count; i++)
            if (sets[s].rows[i].letter && sets[s].rows[i].letter == letter)
                return found_row(&sets[s], i);
    return (struct found){ 0 };
}

struct candidates {
    const struct option_set *sets;
    size_t set_count;
};

static const char *long_name_at(const void *context, size_t index)
{
    const struct candidates *all = context;
    for (size_t s = 0; s < all->set_count; s++) {
        if (index < all->sets[s].count)
            return all->sets[s].rows[index].name;
        index -= all->sets[s].count;
    }
    return NULL;
}

static bool unknown_option(const struct option_set *sets, size_t set_count, struct span name,
                           struct arena *arena, const char **why)
{
    struct candidates all = { sets, set_count };
    const char *near = text_suggest(name, long_name_at, &all);
    const char *shown = text_escaped(arena, name);
    *why = near ? arena_format(arena, "unknown option '--%s', did you mean '--%s'?", shown, near)
                : arena_format(arena, "unknown option '--%s'", shown);
    return false;
}

/* -- values --------------------------------------------------------------------------------------------------------- */

static bool bad_value(const struct option_row *row, const char *value, const char *wanted,
                      struct arena *arena, const char **why)
{
    const char *shown = text_escaped(arena, span_of_text(value));
    *why = arena_format(arena, "--%s: '%s' is not %s", row->name, shown, wanted);
    return false;
}

static const char *choice_at(const void *context, size_t index)
{
    const struct option_row *row = context;
    return row->choice(index);
}

static bool set_choice(const struct option_row *row, const char **field, const char *value,
                       struct arena *arena, const char **why)
{
    struct buf all = { 0 };
    for (size_t i = 0; row->choice(i); i++) {
        if (strcmp(row->choice(i), value) == 0) {
            *field = row->choice(i);
            buf_free(&all);
            return true;
        }
        buf_format(&all, "%s%s", i ? ", " : "", row->choice(i));
    }
    const char *near = text_suggest(span_of_text(value), choice_at, row);
    const char *wanted = near ? arena_format(arena, "one of %s; did you mean '%s'?", all.data, near)
                              : arena_format(arena, "one of %s", all.data);
    buf_free(&all);
    return bad_value(row, value, wanted, arena, why);
}

static bool set_number(const struct option_row *row, struct option_number *field, const char *value,
                       struct arena *arena, const char **why)
{
    unsigned number = 0;
    bool good = *value != 0;
    for (const char *digit = value; good && *digit; digit++) {
        good = *digit >= '0' && *digit <= '9' && number <= NUMBER_MAX;
        number = number * 10 + (unsigned)(*digit - '0');
    }
    if (!good || number < 1 || number > NUMBER_MAX)
        return bad_value(row, value, arena_format(arena, "a number from 1 to %d", NUMBER_MAX), arena, why);
    *field = (struct option_number){ true, number };
    return true;
}

static bool set_time(const struct option_row *row, struct option_time *field, const char *value,
                     struct arena *arena, const char **why)
{
    int64_t seconds;
    if (!clock_parse(span_of_text(value), &seconds))
        return bad_value(row, value, "a time as in 2026-06-01T00:00:00Z (RFC 3339)", arena, why);
    *field = (struct option_time){ true, seconds };
    return true;
}

static bool set_value(struct found found, const char *value, struct arena *arena, const char **why)
{
    switch (found.row->kind) {
    case OPTION_SWITCH:
        *(bool *)found.field = true;
        return true;
    case OPTION_TEXT:
        *(const char **)found.field = value;
        return true;
    case OPTION_TEXTS:
        *VEC_ADD(arena, (struct texts *)found.field) = value;
        return true;
    case OPTION_CHOICE:
        return set_choice(found.row, found.field, value, arena, why);
    case OPTION_TIME:
        return set_time(found.row, found.field, value, arena, why);
    case OPTION_NUMBER:
        return set_number(found.row, found.field, value, arena, why);
    }
    BUG("an option of no kind");
}

/* -- the walk ------------------------------------------------------------------------------------------------------- */

/* One word that begins with a dash, and the word behind it where that is its value. */
static bool parse_option(const struct option_set *sets, size_t set_count, int *at, int argc, char **argv,
                         struct arena *arena, const char **why)
{
    const char *word = argv[*at];
    const char *value = NULL;
    struct found found;
    if (word[1] == '-') {
        const char *equals = strchr(word, '=');
        struct span name = span_of_text(word + 2);
        if (equals) {
            name.length = (size_t)(equals - word) - 2;
            value = equals + 1;
        }
        found = find_long(sets, set_count, name);
        if (!found.row)
            return unknown_option(sets, set_count, name, arena, why);
        if (value && found.row->kind == OPTION_SWITCH) {
            *why = arena_format(arena, "--%s takes no value", found.row->name);
            return false;
        }
    } else {
        found = find_letter(sets, set_count, word[1]);
        if (!found.row || (found.row->kind == OPTION_SWITCH && word[2])) {
            *why = arena_format(arena, "unknown option '%s'", text_escaped(arena, span_of_text(word)));
            return false;
        }
        if (word[2])
            value = word + 2;
    }
    if (!value && found.row->kind != OPTION_SWITCH) {
        if (*at + 1 >= argc && found.row->argument[0] == '[') {
            *(const char **)found.field = "";
            return true;
        }
        if (*at + 1 >= argc) {
            *why = arena_format(arena, "--%s needs %s behind it", found.row->name, found.row->argument);
            return false;
        }
        value = argv[++*at];
    }
    return set_value(found, value, arena, why);
}

/* "-" is standard input, "-2146762487" an error code: no option's letter is a digit. */
static bool is_operand(const char *word)
{
    return word[0] != '-' || word[1] == 0 || (word[1] >= '0' && word[1] <= '9');
}

bool options_parse(const struct option_set *sets, size_t set_count, int first, int argc, char **argv,
                   struct arena *arena, struct texts *operands, const char **why)
{
    bool only_operands = false;
    for (int at = first; at < argc; at++) {
        const char *word = argv[at];
        if (only_operands || is_operand(word))
            *VEC_ADD(arena, operands) = word;
        else if (strcmp(word, "--") == 0)
            only_operands = true;
        else if (!parse_option(sets, set_count, &at, argc, argv, arena, why))
            return false;
    }
    return true;
}

/* -- printing ------------------------------------------------------------------------------------------------------- */

void option_print_form(struct buf *out, const struct option_row *row)
{
    if (row->letter)
        buf_format(out, "-%c, ", row->letter);
    buf_format(out, "--%s", row->name);
    if (row->argument)
        buf_format(out, " %s", row->argument);
}

void options_print(struct buf *out, const struct option_row *rows, size_t count, unsigned width)
{
    for (size_t i = 0; i < count; i++) {
        struct buf form = { 0 };
        option_print_form(&form, &rows[i]);
        layout_columns(out, "  ", form.data, FORM_WIDTH, rows[i].help, width);
        buf_free(&form);
    }
}
