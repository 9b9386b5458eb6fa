/* The documents say what the program does: the stretches between "begin NAME" and "end NAME" marks are made from the
 * tables of cmd/, and the sessions ("$ ikelint …" in ```console blocks) are run. `make check UPDATE=1` rewrites both. */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cli.h"
#include "cmd/shared.h"
#include "tests/cli.h"
#include "util/buf.h"
#include "util/text.h"

/* -- the tables as text --------------------------------------------------------------------------------------------- */

/* Calls visit for each option of a command: its own, the peer's where it takes them, the common ones. */
static void each_option(const struct command *command, struct buf *out,
                        void (*visit)(struct buf *out, const struct option_row *row))
{
    const struct option_row *rows;
    for (size_t i = 0; i < command->option_count; i++)
        visit(out, &command->options[i]);
    size_t count = command->takes_peer ? peer_options(&rows) : 0;
    for (size_t i = 0; i < count; i++)
        visit(out, &rows[i]);
    count = common_options(&rows);
    for (size_t i = 0; i < count; i++)
        visit(out, &rows[i]);
}

static void add_roff(struct buf *out, const char *text)
{
    static const char ellipsis[] = "\xE2\x80\xA6";
    if (*text == '.' || *text == '\'')
        buf_text(out, "\\&");
    for (; *text; text++) {
        if (strncmp(text, ellipsis, 3) == 0) {
            buf_text(out, "\\&...");
            text += 2;
        } else if (*text == '-' || *text == '\'') {
            buf_text(out, *text == '-' ? "\\-" : "\\(aq");
        } else if (*text == '\\') {
            buf_text(out, "\\e");
        } else if (strncmp(text, "\n\n", 2) == 0) {
            buf_text(out, "\n.PP");
        } else {
            buf_char(out, *text);
        }
    }
}

static void man_option(struct buf *out, const struct option_row *row)
{
    buf_text(out, ".TP\n");
    if (row->letter)
        buf_format(out, "\\fB\\-%c\\fR, ", row->letter);
    buf_text(out, "\\fB\\-\\-");
    add_roff(out, row->name);
    buf_text(out, "\\fR");
    if (row->argument) {
        buf_text(out, " \\fI");
        add_roff(out, row->argument);
        buf_text(out, "\\fR");
    }
    buf_char(out, '\n');
    add_roff(out, row->help);
    buf_char(out, '\n');
}

static void man_commands(struct buf *out)
{
    for (size_t i = 0; command_at(i); i++) {
        const struct command *command = command_at(i);
        buf_format(out, ".SS \"%s ", command->name);
        add_roff(out, command->operands);
        buf_text(out, "\"\n");
        add_roff(out, command->about);
        buf_char(out, '\n');
        each_option(command, out, man_option);
    }
}

static void add_markdown(struct buf *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '|' || *text == '<')
            buf_char(out, '\\');
        buf_char(out, *text);
    }
}

static void markdown_option(struct buf *out, const struct option_row *row)
{
    struct buf form = { 0 };
    option_print_form(&form, row);
    buf_text(out, "| `");
    for (const char *at = form.data; *at; at++) { /* inside `…` a bar still ends a cell */
        if (*at == '|')
            buf_char(out, '\\');
        buf_char(out, *at);
    }
    buf_text(out, "` | ");
    add_markdown(out, row->help);
    buf_text(out, " |\n");
    buf_free(&form);
}

static void markdown_lint_options(struct buf *out)
{
    buf_text(out, "| option | meaning |\n|---|---|\n");
    each_option(command_at(0), out, markdown_option);
}

static void markdown_commands(struct buf *out)
{
    buf_text(out, "| command | what it does |\n|---|---|\n");
    for (size_t i = 0; command_at(i); i++) {
        buf_format(out, "| `ikelint %s %s` | ", command_at(i)->name, command_at(i)->operands);
        add_markdown(out, command_at(i)->summary);
        buf_text(out, " |\n");
    }
}

/* -- bash and zsh --------------------------------------------------------------------------------------------------- */

static void bash_option(struct buf *out, const struct option_row *row)
{
    buf_format(out, " --%s", row->name);
}

/* "lint:--format") words="text json ndjson" ;; */
static void bash_choices(struct buf *out, const char *command, const struct option_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].kind != OPTION_CHOICE)
            continue;
        buf_format(out, "    %s:--%s) words='", command, rows[i].name);
        for (size_t j = 0; rows[i].choice(j); j++)
            buf_format(out, "%s%s", j ? " " : "", rows[i].choice(j));
        buf_text(out, "' ;;\n");
    }
}

static void bash_words(struct buf *out)
{
    const struct option_row *common;
    size_t common_count = common_options(&common);
    buf_text(out, "  case $command:$before in\n");
    for (size_t i = 0; command_at(i); i++)
        bash_choices(out, command_at(i)->name, command_at(i)->options, command_at(i)->option_count);
    bash_choices(out, "*", common, common_count);
    buf_text(out, "  esac\n  case $command in\n  '') options='--help --version");
    for (size_t i = 0; command_at(i); i++)
        buf_format(out, " %s", command_at(i)->name);
    buf_text(out, "' ;;\n");
    for (size_t i = 0; command_at(i); i++) {
        buf_format(out, "  %s) options='", command_at(i)->name);
        each_option(command_at(i), out, bash_option);
        buf_text(out, "' ;;\n");
    }
    buf_text(out, "  esac\n");
}

/* Inside of '…', where these characters mean something to _arguments and _describe. */
static void zsh_text(struct buf *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '\'')
            buf_text(out, "'\\'");
        else if (strchr("[]:\\", *text))
            buf_char(out, '\\');
        buf_char(out, *text);
    }
}

/* What completes the option's argument: words, files, or nothing but its name. */
static void zsh_argument(struct buf *out, const struct option_row *row)
{
    bool is_optional = row->argument[0] == '[';
    bool is_path = strcmp(row->argument, "PATH") == 0 || strcmp(row->argument, "FILE") == 0;
    buf_text(out, is_optional ? "::" : ":");
    zsh_text(out, row->argument);
    buf_char(out, ':');
    if (row->kind == OPTION_CHOICE) {
        for (size_t i = 0; row->choice(i); i++)
            buf_format(out, "%s%s", i ? " " : "(", row->choice(i));
        buf_char(out, ')');
    } else {
        buf_text(out, is_path ? "_files" : " ");
    }
}

/* '(-q --quiet)'{-q,--quiet}'[help]', '*--root=[help]:PATH:_files' */
static void zsh_option(struct buf *out, const struct option_row *row)
{
    bool is_repeatable = row->kind == OPTION_TEXTS;
    const char *value = row->argument && row->argument[0] != '[' ? "=" : "";
    buf_text(out, "      '");
    if (row->letter && is_repeatable)
        buf_format(out, "*'{-%c,--%s%s}'", row->letter, row->name, value);
    else if (row->letter)
        buf_format(out, "(-%c --%s)'{-%c,--%s%s}'", row->letter, row->name, row->letter, row->name, value);
    else
        buf_format(out, "%s--%s%s", is_repeatable ? "*" : "", row->name, value);
    buf_char(out, '[');
    zsh_text(out, row->help);
    buf_char(out, ']');
    if (row->argument)
        zsh_argument(out, row);
    buf_text(out, "'\n");
}

static void zsh_words(struct buf *out)
{
    buf_text(out, "  commands=(\n");
    for (size_t i = 0; command_at(i); i++) {
        buf_format(out, "    '%s:", command_at(i)->name);
        zsh_text(out, command_at(i)->summary);
        buf_text(out, "'\n");
    }
    buf_text(out, "  )\n  case $words[2] in\n");
    for (size_t i = 0; command_at(i); i++) {
        buf_format(out, "  %s)\n    options=(\n", command_at(i)->name);
        each_option(command_at(i), out, zsh_option);
        buf_text(out, "    ) ;;\n");
    }
    buf_text(out, "  esac\n");
}

/* -- stretches ------------------------------------------------------------------------------------------------------ */

/* Where `what` begins in text; NULL: nowhere. */
static const char *find(const char *text, const char *what)
{
    return text ? strstr(text, what) : NULL;
}

/* The text with the stretch between the two marks' lines replaced; NULL when a mark is missing. */
static const char *with_stretch(const char *text, const char *name, const char *stretch, const char **old)
{
    const char *begin = find(text, arena_format(test_arena(), "begin %s", name));
    begin = begin ? strchr(begin, '\n') : NULL;
    const char *end = find(begin, arena_format(test_arena(), "end %s", name));
    if (!end)
        return NULL;
    begin++;
    while (end > begin && end[-1] != '\n') /* back to the start of the mark's line */
        end--;
    *old = arena_text_of_span(test_arena(), (struct span){ (const uint8_t *)begin, (size_t)(end - begin) });
    struct buf whole = { 0 };
    buf_add(&whole, (struct span){ (const uint8_t *)text, (size_t)(begin - text) });
    buf_text(&whole, stretch);
    buf_text(&whole, end);
    const char *copy = arena_text_of_span(test_arena(), buf_span(&whole));
    buf_free(&whole);
    return copy;
}

static void test_stretches(void)
{
    static const struct {
        const char *name, *file;
        void (*make)(struct buf *out);
    } rows[] = {
        { "man options", "cmd/ikelint.1", man_commands },
        { "commands", "README.md", markdown_commands },
        { "options", "README.md", markdown_lint_options },
        { "words", "cmd/ikelint.bash", bash_words },
        { "words", "cmd/_ikelint", zsh_words },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *path = test_path(rows[i].file);
        const char *text = arena_text_of_span(test_arena(), test_file(path));
        const char *old = "";
        struct buf made = { 0 };
        rows[i].make(&made);
        const char *stretch = made.data ? made.data : "";
        const char *whole = with_stretch(text, rows[i].name, stretch, &old);
        if (CHECK_SAYING(rows[i].name, whole != NULL, "%s has no marks", rows[i].file)) {
            if (cli_is_update() && strcmp(old, stretch) != 0)
                CHECK(rows[i].name, cli_write(path, span_of_text(whole)));
            else
                CLI_CHECK_LINES(rows[i].name, old, stretch);
        }
        buf_free(&made);
    }
}

/* -- sessions ------------------------------------------------------------------------------------------------------- */

enum { WORDS_MAX = 48 };

/* Cuts a command line at blanks; a backslash at a line's end joins it with the next. Returns what is behind it. */
static const char *cut_words(const char *at, const char *words[WORDS_MAX])
{
    size_t count = 0;
    while (*at && *at != '\n' && count + 1 < WORDS_MAX) {
        if (*at == ' ' || (at[0] == '\\' && at[1] == '\n')) {
            at += *at == ' ' ? 1 : 2;
            continue;
        }
        size_t length = strcspn(at, " \n");
        words[count++] = arena_text_of_span(test_arena(), (struct span){ (const uint8_t *)at, length });
        at += length;
    }
    words[count] = NULL;
    return *at == '\n' ? at + 1 : at;
}

/* Runs what stands behind "$ ikelint " and checks what stands below; returns the session as it is now. */
static void run_session(const char *file, const char *folder, const char *command, struct buf *out,
                        const char **behind)
{
    const char *words[WORDS_MAX];
    const char *shown = cut_words(command, words);
    const char *end = shown;
    while (*end && strncmp(end, "```", 3) != 0 && strncmp(end, "$ ", 2) != 0) {
        const char *next = strchr(end, '\n');
        end = next ? next + 1 : end + strlen(end);
    }
    struct cli_result got = cli_result_in(folder, words);
    const char *want =
        arena_text_of_span(test_arena(), (struct span){ (const uint8_t *)shown, (size_t)(end - shown) });
    const char *printed = arena_format(test_arena(), "%s%s", got.err, got.out);
    const char *row = arena_format(test_arena(), "%s: ikelint %s", file, words[0] ? words[0] : "");
    if (!cli_is_update())
        CLI_CHECK_LINES(row, printed, want);
    buf_add(out, (struct span){ (const uint8_t *)command, (size_t)(shown - command) });
    buf_text(out, printed);
    *behind = end;
}

/* Writes the files that stand in [text, end): blocks of YAML whose first line is their name behind a "# ". */
static void write_files(const char *folder, const char *text, const char *end)
{
    const char *fence = "```yaml\n# ";
    for (; (text = find(text, fence)) != NULL && text < end; text++) {
        const char *name = text + strlen(fence), *content = strchr(name, '\n') + 1;
        const char *close = find(content, "\n```");
        if (!CHECK("a file in a document", close != NULL))
            return;
        const char *path = arena_format(test_arena(), "%s/%.*s", folder, (int)(content - 1 - name), name);
        struct span bytes = { (const uint8_t *)name - 2, (size_t)(close + 1 - (name - 2)) };
        CHECK(path, cli_write(path, bytes));
    }
}

/* All sessions of a document, in a folder (NULL: the source tree) in which its files are written before. */
static void run_document(const char *file, const char *folder)
{
    const char *path = test_path(file);
    const char *text = arena_text_of_span(test_arena(), test_file(path));
    const char *prompt = "\n$ ikelint ";
    struct buf whole = { 0 };
    size_t sessions = 0;
    for (const char *next; (next = find(text, prompt)); sessions++) {
        if (folder)
            write_files(folder, text, next);
        next += strlen(prompt);
        buf_add(&whole, (struct span){ (const uint8_t *)text, (size_t)(next - text) });
        run_session(file, folder ? folder : test_path("."), next, &whole, &text);
        if (text > next && text[-1] == '\n' &&
            strncmp(text, "$ ", 2) == 0) { /* keep the "\n" of the next prompt */
            text--;
            whole.length--;
        }
    }
    buf_text(&whole, text);
    CHECK(file, sessions > 0);
    if (cli_is_update())
        CHECK(file, cli_write(path, buf_span(&whole)));
    buf_free(&whole);
}

static void test_sessions(void)
{
    run_document("README.md", NULL);
}

/* The tutorial, word for word: in a folder where nothing is but the test data. */
static void test_tutorial(void)
{
    const char *folder = cli_scratch("tutorial");
    mkdir(folder, 0755);
    const char *data = arena_format(test_arena(), "%s/testdata", folder);
    remove(data);
    remove(arena_format(test_arena(), "%s/.ikelint.yaml", folder));
    if (CHECK("testdata", symlink(test_path("testdata"), data) == 0))
        run_document("rules/README.md", folder);
}

/* The rule set in the README loads, and finds what it says. */
static void test_example_rules(void)
{
    const char *text = arena_text_of_span(test_arena(), test_file(test_path("README.md")));
    const char *begin = find(text, "\nruleset: ");
    const char *end = find(begin, "\n```");
    if (!CHECK("the README has a rule set", end != NULL))
        return;
    struct span rules = { (const uint8_t *)begin + 1, (size_t)(end - begin) };
    const char *path = cli_scratch("readme.yaml");
    CHECK("the rule set is written", cli_write(path, rules));
    struct cli_result got =
        CLI("lint", "--at", "2026-06-01T00:00:00Z", "--rules", path, "--set", "longest_days=30", "--fail-on",
            "warning", "testdata/demo/certificates/vpn01.cer");
    CHECK_TEXT("no complaint", got.err, "");
    CHECK_SAYING("its finding", strstr(got.out, "days, at most 30 are allowed") != NULL, "%s", got.out);
    CHECK_INT("its finding", got.code, 1);
}

CU_TestInfo docs_tests[] = {
    { "stretches", test_stretches },
    { "sessions", test_sessions },
    { "tutorial", test_tutorial },
    { "example rules", test_example_rules },
    CU_TEST_INFO_NULL,
};
