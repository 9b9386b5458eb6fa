/* ruleset: broken rule sets and what is said about them, what good ones mean, limits, and that nothing is said untested.
 *
 * testdata/rulesets/bad/NAME.yaml (or the files of a folder NAME, loaded together) has beside it NAME.expected: all that
 * the terminal shows. `make check UPDATE=1` writes these files anew; read the difference. */
#include <stdio.h>
#include <stdlib.h>

#include "cmd/terminal.h"
#include "predict/deployment.h"
#include "ruleset/builtin.h"
#include "ruleset/operators.h"
#include "ruleset/pattern.h"
#include "ruleset/project.h"
#include "ruleset/reference.h"
#include "ruleset/ruleset.h"
#include "ruleset/schema.h"
#include "ruleset/schema_json.h"
#include "ruleset/tree.h"
#include "ruleset/waivers.h"
#include "tests/check.h"
#include "tests/cli.h"
#include "util/clock.h"
#include "util/platform.h"

#define BAD         "testdata/rulesets/bad/" /* what does not load */
#define WAIVERS     "testdata/waivers/bad/"
#define PROJECTS    "testdata/projects/bad/"
#define DEPLOYMENTS "testdata/predict/bad/"
#define ODD         "testdata/rulesets/odd/" /* what loads, with warnings */

/* -- loading -------------------------------------------------------------------------------------------------------- */

/* A library with its complaints, for one row. */
struct fixture {
    struct diags diags;
    struct library *library;
    const char *first; /* name of the first set loaded */
};

/* Every complaint of all tests, one a line: what test_every_complaint looks in. */
static struct buf complaints_seen;

static struct fixture fixture_new(void)
{
    return (struct fixture){ .diags = { .arena = test_arena() } };
}

static void fixture_load(struct fixture *fixture, const char *name, struct span text)
{
    const char *first;
    if (!fixture->library)
        fixture->library = library_new(&fixture->diags);
    library_load_text(fixture->library, name, text, &first);
    if (!fixture->first)
        fixture->first = first;
}

static void fixture_free(struct fixture *fixture)
{
    for (size_t i = 0; i < fixture->diags.count; i++) {
        buf_text(&complaints_seen, fixture->diags.items[i].text);
        buf_char(&complaints_seen, '\n');
    }
    library_free(fixture->library);
}

/* What the terminal shows of all complaints. */
static const char *shown(struct fixture *fixture)
{
    const char *path = scratch_path("diags.txt");
    FILE *file = fopen(path, "wb");
    if (!CHECK(path, file != NULL))
        return "";
    terminal_print_diags(file, &fixture->diags, false);
    fclose(file);
    return arena_text_of_span(test_arena(), test_file(path));
}

static const char *first_complaint(struct fixture *fixture)
{
    diags_sort(&fixture->diags);
    return fixture->diags.count ? fixture->diags.items[0].text : NULL;
}

/* -- broken rule sets ----------------------------------------------------------------------------------------------- */

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), wanted = strlen(end);
    return length >= wanted && strcmp(text + length - wanted, end) == 0;
}

static void load_bad(struct fixture *fixture, const char *folder, const char *name)
{
    const char *path = arena_format(test_arena(), "%s%s", folder, name), **files, *error;
    size_t count;
    if (platform_status(test_path(path), test_arena()).kind != PLATFORM_FOLDER) {
        fixture_load(fixture, path, test_file(test_path(path)));
        return;
    }
    if (!CHECK(name, platform_list(test_path(path), &files, &count, &error, test_arena())))
        return;
    for (size_t i = 0; i < count; i++) {
        const char *file = arena_format(test_arena(), "%s/%s", path, files[i]);
        fixture_load(fixture, file, test_file(test_path(file)));
    }
}

/* Against a file of the tree, which UPDATE=1 writes. */
static void check_file(const char *row, const char *path, const char *got)
{
    const char *expected = test_path(path), *update = getenv("UPDATE");
    FILE *file = update && *update ? fopen(expected, "wb") : NULL;
    if (file) {
        fputs(got, file);
        fclose(file);
    }
    const char *want = arena_text_of_span(test_arena(), test_file(expected));
    if (strlen(got) < 4000) {
        CHECK_TEXT(row, got, want);
        return;
    }
    size_t same = 0, line = 1;
    for (; got[same] && got[same] == want[same]; same++)
        line += got[same] == '\n';
    CHECK_SAYING(row, got[same] == want[same], "%s is stale from line %zu on: run make check UPDATE=1", path,
                 line);
}

static void check_shown(const char *folder, const char *name, struct fixture *fixture)
{
    const char *stem =
        ends_with(name, ".yaml") ? arena_format(test_arena(), "%.*s", (int)strlen(name) - 5, name) : name;
    check_file(name, arena_format(test_arena(), "%s%s.expected", folder, stem), shown(fixture));
}

static void check_bad(const char *name)
{
    struct fixture fixture = fixture_new();
    load_bad(&fixture, BAD, name);
    bool good = library_check(fixture.library);
    if (good && fixture.first)
        library_compile(fixture.library, fixture.first, NULL, 0, NULL, 0);
    CHECK_SAYING(name, fixture.diags.errors > 0, "nothing was complained about");
    check_shown(BAD, name, &fixture);
    fixture_free(&fixture);
}

static void check_odd(const char *name)
{
    struct fixture fixture = fixture_new();
    load_bad(&fixture, ODD, name);
    library_review(fixture.library);
    CHECK_SAYING(name, fixture.diags.errors == 0, "it does not load");
    CHECK_SAYING(name, fixture.diags.count > 0, "nothing was warned about");
    check_shown(ODD, name, &fixture);
    fixture_free(&fixture);
}

/* Calls a check for each rule set of a folder; returns how many there are. */
static size_t for_each_set(const char *folder, void (*check)(const char *name))
{
    const char **names, *error;
    size_t count, rows = 0;
    if (!CHECK(folder, platform_list(test_path(folder), &names, &count, &error, test_arena())))
        return 0;
    for (size_t i = 0; i < count; i++)
        if (!ends_with(names[i], ".expected")) {
            check(names[i]);
            rows++;
        }
    return rows;
}

/* A file of waivers, a project file. */
static void check_bad_waivers(const char *name)
{
    struct fixture fixture = fixture_new();
    struct waivers waivers = { 0 };
    const char *path = test_path(arena_format(test_arena(), WAIVERS "%s", name));
    CHECK(name, !waivers_load(test_arena(), path, &waivers, &fixture.diags));
    for (size_t i = 0; i < fixture.diags.count; i++)
        ((struct source *)fixture.diags.items[i].at.source)->name = name; /* not where the tree is */
    check_shown(WAIVERS, name, &fixture);
    fixture_free(&fixture);
}

static void check_bad_project(const char *name)
{
    struct fixture fixture = fixture_new();
    struct project project;
    const char *path = test_path(arena_format(test_arena(), PROJECTS "%s", name));
    CHECK(name, !project_load(test_arena(), path, &project, &fixture.diags));
    for (size_t i = 0; i < fixture.diags.count; i++)
        ((struct source *)fixture.diags.items[i].at.source)->name = name;
    check_shown(PROJECTS, name, &fixture);
    fixture_free(&fixture);
}

static void check_bad_deployment(const char *name)
{
    struct fixture fixture = fixture_new();
    struct deployment deployment;
    const char *path = test_path(arena_format(test_arena(), DEPLOYMENTS "%s", name));
    CHECK(name, !deployment_load(test_arena(), path, &deployment, &fixture.diags));
    for (size_t i = 0; i < fixture.diags.count; i++)
        ((struct source *)fixture.diags.items[i].at.source)->name = name;
    check_shown(DEPLOYMENTS, name, &fixture);
    fixture_free(&fixture);
}

static void test_other_files(void)
{
    CHECK("waivers", for_each_set(WAIVERS, check_bad_waivers) > 0);
    CHECK("projects", for_each_set(PROJECTS, check_bad_project) > 0);
    CHECK("deployments", for_each_set(DEPLOYMENTS, check_bad_deployment) > 0);

    struct fixture fixture = fixture_new();
    struct waivers waivers = { 0 };
    struct project project;
    CHECK("no waivers", !waivers_load(test_arena(), "no-such-file", &waivers, &fixture.diags));
    CHECK("no project", !project_load(test_arena(), "no-such-file", &project, &fixture.diags));
    CHECK_INT("both were complained about", fixture.diags.errors, 2);
    fixture_free(&fixture);
}

static void test_bad(void)
{
    size_t rows = for_each_set(BAD, check_bad);
    CHECK_SAYING("rows", rows >= 40, "only %zu broken rule sets", rows);
}

static void test_odd(void)
{
    CHECK("rows", for_each_set(ODD, check_odd) > 0);
}

/* Nothing is odd about what ships. */
static void test_shipped(void)
{
    struct fixture fixture = fixture_new();
    fixture.library = library_new(&fixture.diags);
    CHECK("rules", library_load(fixture.library, test_path("rules"), NULL));
    library_review(fixture.library);
    CHECK_TEXT("rules", shown(&fixture), "");
    fixture_free(&fixture);
}

/* -- hostile files, made here because they are large ---------------------------------------------------------------- */

static struct span repeated(const char *begin, const char *piece, size_t times, const char *end)
{
    struct buf text = { 0 };
    buf_text(&text, begin);
    for (size_t i = 0; i < times; i++)
        buf_text(&text, piece);
    buf_text(&text, end);
    struct span copy = arena_copy(test_arena(), buf_span(&text));
    buf_free(&text);
    return copy;
}

static struct span numbered(const char *begin, const char *before, const char *after, size_t times)
{
    struct buf text = { 0 };
    buf_text(&text, begin);
    for (size_t i = 0; i < times; i++)
        buf_format(&text, "%s%zu%s", before, i, after);
    struct span copy = arena_copy(test_arena(), buf_span(&text));
    buf_free(&text);
    return copy;
}

static void test_hostile(void)
{
    const struct {
        const char *name;
        struct span text;
        const char *want;
    } rows[] = {
        { "above the limit of a file", repeated("ruleset: bad\ntitle: ", "x", 1 << 20, "\n"),
          "the file has 1048597 octets; the limit for a rule set is 1048576" },
        { "nesting of 65", repeated("ruleset: bad\nrules: ", "[", 64, "\n"), "nested deeper than 64 levels" },
        { "nesting of 100,000", repeated("ruleset: bad\nrules: ", "[", 100000, "\n"),
          "nested deeper than 64 levels" },
        { "mappings inside each other", repeated("ruleset: bad\nrules: ", "{a: ", 1000, "\n"),
          "nested deeper than 64 levels" },
        { "many values", repeated("ruleset: bad\nrules: [", "a,", 200000, "]\n"),
          "more than 100000 values in one file" },
        { "many keys", numbered("", "k", ": 1\n", 2000), "more than 1000 keys in one mapping" },
        { "many rules",
          numbered("ruleset: bad\nrules:\n", "- { id: a",
                   ", title: T, severity: error, require: { version: 3 } }\n", 2001),
          "more than 2000 rules in one set" },
        { "one long line of text", repeated("ruleset: bad\ntitel: ", "x", 1 << 19, "\n"),
          "unknown key 'titel' in a rule set, did you mean 'title'?" },
        { "a long word", repeated("ruleset: bad\npresented_by: ", "ö", 1 << 18, "\n"),
          "'öööööööööööööööööööööööööööööööööööööööööööööööööööööööööööö…' is no value of "
          "'presented_by' (unknown, server, client)" },
        { "a long folder", repeated("ruleset: bad\nexample_context: { folder: ", "x", 5000, " }\n"),
          "a path of more than 4096 octets" },
        { "many unknown facts",
          numbered("ruleset: bad\nrules:\n- id: r\n  title: T\n  severity: error\n  require:\n", "  - { fact",
                   ": 1 }\n", 20000),
          "unknown fact 'fact0'" },
        { "many unknown parameters",
          repeated("ruleset: bad\nrules:\n- id: r\n  title: T\n  severity: error\n  require:\n",
                   "  - version: { at_least: $ver }\n", 10000, ""),
          "unknown parameter '$ver'" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct fixture fixture = fixture_new();
        fixture_load(&fixture, "hostile.yaml", rows[i].text);
        library_check(fixture.library);
        CHECK_TEXT(rows[i].name, first_complaint(&fixture), rows[i].want);
        fixture_free(&fixture);
    }
}

static void load_set(struct fixture *fixture, struct span text)
{
    fixture_load(fixture, "tagged.yaml", text);
    library_check(fixture->library);
}

static void load_others(struct fixture *fixture, struct span text)
{
    struct source *source = arena_alloc(test_arena(), sizeof *source);
    struct waivers waivers = { 0 };
    struct project project;
    struct deployment deployment;
    const char *path = scratch_path("tagged.yaml");
    *source = (struct source){ .name = "tagged.yaml", .bytes = text };
    waivers_read(test_arena(), source, &waivers, &fixture->diags);
    project_read(test_arena(), source, &project, &fixture->diags);
    cli_write(path, text);
    deployment_load(test_arena(), path, &deployment, &fixture->diags);
}

/* A tag before any value, needed or not, is complained about, and what is behind it is not there. */
static void test_tags(void)
{
    static const struct {
        const char *name, *path, *text; /* path: of a file of the tree; NULL: the text */
        void (*load)(struct fixture *fixture, struct span text);
    } rows[] = {
        { "rule set", "rules/certificate-validity.yaml", NULL, load_set },
        { "parameters", NULL, "ruleset: a\nparameters: { b: { type: text, default: c } }\n", load_set },
        { "an object of a rule", NULL,
          "ruleset: a\nobject: certificate\nrules: [{ id: b, title: T, severity: error, object: crl }]\n",
          load_set },
        { "deployment", "testdata/predict/contoso.yaml", NULL, load_others },
        { "waivers", NULL, "waivers: [{ rule: a/b, subject: CN=a, until: 2027-01-01, reason: R }]\n",
          load_others },
        { "project", NULL, "profile: vpn-server\nparameters: { names: a }\nwaivers: [{ rule: a/b }]\n",
          load_others },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span text = rows[i].path ? test_file(test_path(rows[i].path)) : span_of_text(rows[i].text);
        size_t tagged = 0;
        for (size_t at = 1; at < text.length; at++) {
            if (text.data[at] != ' ' || (text.data[at - 1] != ':' && text.data[at - 1] != '-'))
                continue;
            struct fixture fixture = fixture_new();
            struct buf with = { 0 };
            buf_add(&with, (struct span){ text.data, at });
            buf_text(&with, " !x");
            buf_add(&with, span_from(text, at));
            rows[i].load(&fixture, buf_span(&with));
            for (size_t k = 0; k < fixture.diags.count; k++)
                if (strstr(fixture.diags.items[k].text, "tags ('!name') are not supported"))
                    tagged++;
            fixture_free(&fixture);
            buf_free(&with);
        }
        CHECK_SAYING(rows[i].name, tagged >= 3, "only %zu tags were complained about", tagged);
    }
}

/* -- files and the command line ------------------------------------------------------------------------------------- */

static void test_files(void)
{
    static const struct {
        const char *name, *path, *want;
    } rows[] = {
        { "missing file", "testdata/rulesets/no-such-file.yaml", "cannot read the rule set '" },
        { "folder without rule sets", "testdata/forms", "the folder '" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct fixture fixture = fixture_new();
        fixture.library = library_new(&fixture.diags);
        CHECK(rows[i].name, !library_load(fixture.library, test_path(rows[i].path), NULL));
        const char *got = first_complaint(&fixture);
        CHECK_SAYING(rows[i].name, got && strncmp(got, rows[i].want, strlen(rows[i].want)) == 0, "got \"%s\"",
                     got ? got : "nothing");
        fixture_free(&fixture);
    }

    struct fixture fixture = fixture_new();
    const char *first;
    fixture.library = library_new(&fixture.diags);
    size_t before = library_count(fixture.library);
    CHECK("a folder", library_load(fixture.library, test_path("rules"), &first));
    CHECK_TEXT("a folder", first, builtin_rulesets[0].name);
    CHECK_INT("replaces the built-in sets", library_count(fixture.library), before);
    CHECK("a folder", library_check(fixture.library));
    fixture_free(&fixture);
}

static void test_assignments(void)
{
    static const struct {
        const char *name, *set, *parameter, *value, *want; /* NULL: no complaint */
    } rows[] = {
        { "known", "vpn-server", "server_name", "vpn.contoso.com", NULL },
        { "of another set", "vpn-server", "device_name", "x.contoso.com", NULL },
        { "unknown", "vpn-server", "server_nam", "vpn.contoso.com",
          "--set: unknown parameter 'server_nam', did you mean 'server_name'?" },
        { "of the wrong type", "vpn-server", "warn_days", "30",
          "--set: '30' of 'warn_days' is not a duration: a whole number and s, m, h, d, w or y, such as "
          "30d" },
        { "no such set", "vpn-servre", "server_name", "a",
          "there is no rule set 'vpn-servre', did you mean 'vpn-server'?" },
        { "no such set, far", "moon", "server_name", "a", "there is no rule set 'moon'" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct fixture fixture = fixture_new();
        fixture.library = library_new(&fixture.diags);
        struct assignment assignment = { rows[i].parameter, rows[i].value, "--set" };
        const struct program *program =
            library_compile(fixture.library, rows[i].set, NULL, 0, &assignment, 1);
        CHECK_TEXT(rows[i].name, first_complaint(&fixture), rows[i].want);
        CHECK(rows[i].name, (program != NULL) == (rows[i].want == NULL));
        fixture_free(&fixture);
    }
}

/* -- linking -------------------------------------------------------------------------------------------------------- */

static const char *const includes[] = {
    "ruleset: top\n"
    "include: [middle]\n"
    "severity: { base/one: notice }\n"
    "parameters: { limit: 5 }\n"
    "rules:\n"
    "  - { id: own, title: T, severity: error, require: { version: { at_least: $limit } } }\n",

    "ruleset: middle\n"
    "include: [base]\n"
    "disable: [base/two]\n"
    "severity: { base/one: warning }\n"
    "parameters:\n"
    "  limit: { type: integer, default: 2 }\n"
    "  words: [red, green]\n",

    "ruleset: base\n"
    "parameters:\n"
    "  limit: { type: integer, default: 1 }\n"
    "  words: { type: list of text, default: [blue] }\n"
    "  colour: { type: text, option: --colour }\n"
    "  days: { type: duration }\n"
    "rules:\n"
    "  - { id: one, title: T, severity: error, require: { version: $limit } }\n"
    "  - { id: two, title: T, severity: error, require: { version: 3 } }\n"
    "  - { id: three, title: T, severity: error, require: { subject: { in: $words } }, message: '{subject} "
    "{colour}' }\n",

    "ruleset: beside\n"
    "disable: [top/own]\n"
    "parameters: { limit: { type: integer } }\n"
    "rules:\n"
    "  - { id: more, title: T, severity: notice, require: { version: 3 } }\n",
};

static struct fixture linked(void)
{
    struct fixture fixture = fixture_new();
    for (size_t i = 0; i < COUNT_OF(includes); i++)
        fixture_load(&fixture, arena_format(test_arena(), "%zu.yaml", i), span_of_text(includes[i]));
    return fixture;
}

/* "set/id severity, …" */
static const char *rules_of(const struct program *program)
{
    const char *text = "";
    for (size_t i = 0; program && i < program->rule_count; i++)
        text = arena_format(test_arena(), "%s%s%s %s", text, i ? ", " : "", program->rules[i]->full_name,
                            severity_words[program->rules[i]->severity]);
    return text;
}

/* "name=value (origin), …" */
static const char *parameters_of(const struct program *program)
{
    const char *text = "";
    for (size_t i = 0; program && i < program->parameter_count; i++) {
        const struct parameter *parameter = &program->parameters[i];
        struct buf value = { 0 };
        value_print(&value, &parameter->value);
        bool is_unknown = parameter->value.state == VALUE_UNKNOWN;
        text = arena_format(test_arena(), "%s%s%s=%s (%s)", text, i ? ", " : "", parameter->name, value.data,
                            is_unknown ? parameter->value.needs : parameter->origin);
        buf_free(&value);
    }
    return text;
}

static void test_link(void)
{
    static const struct assignment given[] = { { "limit", "7", "--set" }, { "limit", "8", "--set" } };
    static const char *const beside[] = { "beside" };
    static const struct {
        const char *name, *top;
        size_t extra, assigned;
        const char *rules, *parameters;
    } rows[] = {
        { "a set alone", "base", 0, 0, "base/one error, base/two error, base/three error",
          "limit=1 (default), words=blue (default), colour=unknown (--colour), days=unknown (--set "
          "days=duration)" },
        { "the nearest word counts", "top", 0, 0, "top/own error, base/one notice, base/three error",
          "limit=5 (rule set top), words=red, green (rule set middle), colour=unknown (--colour), "
          "days=unknown (--set days=duration)" },
        { "from the middle", "middle", 0, 0, "base/one warning, base/three error",
          "limit=2 (default), words=red, green (rule set middle), colour=unknown (--colour), "
          "days=unknown (--set days=duration)" },
        { "a set beside", "top", 1, 0, "base/one notice, base/three error, beside/more notice",
          "limit=5 (rule set top), words=red, green (rule set middle), colour=unknown (--colour), "
          "days=unknown (--set days=duration)" },
        { "the command line, the last", "top", 0, 2, "top/own error, base/one notice, base/three error",
          "limit=8 (--set), words=red, green (rule set middle), colour=unknown (--colour), "
          "days=unknown (--set days=duration)" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct fixture fixture = linked();
        const struct program *program =
            library_compile(fixture.library, rows[i].top, beside, rows[i].extra, given, rows[i].assigned);
        CHECK_TEXT(rows[i].name, first_complaint(&fixture), NULL);
        CHECK_TEXT(rows[i].name, rules_of(program), rows[i].rules);
        CHECK_TEXT(rows[i].name, parameters_of(program), rows[i].parameters);
        CHECK_TEXT(rows[i].name, program ? program->rulesets[0].name : NULL, rows[i].top);
        fixture_free(&fixture);
    }
}

/* Each rule and its message name what they rest on, each once. */
static void test_uses(void)
{
    struct fixture fixture = linked();
    const struct program *program = library_compile(fixture.library, "base", NULL, 0, NULL, 0);
    if (CHECK("compiles", program && program->rule_count == 3)) {
        const struct rule *rule = program->rules[2];
        CHECK_INT("three", rule->use_count, 3);
        CHECK_TEXT("three", rule->uses[0].name, "subject");
        CHECK_TEXT("three", rule->uses[1].name, "colour");
        CHECK_TEXT("three", rule->uses[2].name, "words");
        CHECK("three", rule->uses[2].is_parameter);
    }
    fixture_free(&fixture);
}

/* -- examples ------------------------------------------------------------------------------------------------------- */

static void test_examples(void)
{
    static const char text[] = "ruleset: mine\n"
                               "example_context:\n"
                               "  folder: ../data\n"
                               "  roots: [root.pem]\n"
                               "  parameters: { a: 1, b: [x, y] }\n"
                               "  at: 2026-06-01T00:00:00Z\n"
                               "parameters: { a: { type: integer }, b: { type: list of text } }\n"
                               "rules:\n"
                               "  - id: r\n"
                               "    title: T\n"
                               "    severity: error\n"
                               "    require: { version: 3 }\n"
                               "    examples:\n"
                               "      pass: [one.pem]\n"
                               "      fail:\n"
                               "        - { file: /abs/two.pem, roots: [], crls: more, parameters: { a: 2 }, "
                               "at: 2027-01-01T00:00:00Z }\n";
    struct fixture fixture = fixture_new();
    fixture_load(&fixture, "sets/mine.yaml", span_of_text(text));
    const struct program *program = library_compile(fixture.library, "mine", NULL, 0, NULL, 0);
    CHECK_TEXT("no complaint", first_complaint(&fixture), NULL);
    if (CHECK("compiles", program && program->rule_count == 1)) {
        const struct rule *rule = program->rules[0];
        const struct rule_example *pass = rule->examples[EXAMPLE_PASS].items;
        const struct rule_example *fail = rule->examples[EXAMPLE_FAIL].items;
        CHECK_INT("pass", rule->examples[EXAMPLE_PASS].count, 1);
        CHECK_TEXT("a name alone", pass->file, "sets/../data/one.pem");
        CHECK_TEXT("roots of the context", pass->roots[0], "sets/../data/root.pem");
        CHECK_INT("parameters of the context", pass->parameter_count, 2);
        CHECK_TEXT("a list", pass->parameters[1], "b=x,y");
        CHECK_INT("time of the context", pass->at, 1780272000);
        CHECK_INT("fail", rule->examples[EXAMPLE_FAIL].count, 1);
        CHECK_TEXT("absolute", fail->file, "/abs/two.pem");
        CHECK_INT("no roots", fail->root_count, 0);
        CHECK_TEXT("one text for a list", fail->crls[0], "sets/../data/more");
        CHECK_TEXT("its own parameter first", fail->parameters[0], "a=2");
        CHECK_TEXT("then those of the context", fail->parameters[1], "b=x,y");
        CHECK_INT("time", fail->at, 1798761600);
    }
    fixture_free(&fixture);
}

/* -- tables --------------------------------------------------------------------------------------------------------- */

static void test_operators(void)
{
    for (size_t i = 0; i < operators_count(); i++) {
        const struct operator_entry *entry = operator_at(i);
        struct fixture fixture = fixture_new();
        const char *text =
            arena_format(test_arena(),
                         "ruleset: example\nparameters: { server_name: { type: hostname } }\nrules:\n"
                         "  - { id: r, title: T, severity: error, require: { %s } }\n",
                         entry->example);
        fixture_load(&fixture, "example.yaml", span_of_text(text));
        library_check(fixture.library);
        CHECK_TEXT(entry->name, first_complaint(&fixture), NULL);
        CHECK_SAYING(entry->name, strstr(entry->example, entry->name) != NULL, "its example is of another");
        CHECK(entry->name, operator_find(span_of_text(entry->name)) == entry);
        fixture_free(&fixture);
    }
}

static void test_builtin(void)
{
    struct fixture fixture = fixture_new();
    fixture.library = library_new(&fixture.diags);
    for (size_t i = 0; i < builtin_ruleset_count; i++) {
        const struct program *program =
            library_compile(fixture.library, builtin_rulesets[i].name, NULL, 0, NULL, 0);
        CHECK(builtin_rulesets[i].name, program && program->rule_count > 0);
        if (program)
            CHECK_TEXT(builtin_rulesets[i].name, program->rulesets[0].source, "built-in");
    }
    CHECK_TEXT("no complaint", first_complaint(&fixture), NULL);
    fixture_free(&fixture);
}

/* rules/schema.json and rules/deployment.schema.json are what the tables say today. tests/schema.sh shows that it is a
 * good schema. */
static void test_schema(void)
{
    struct buf schema = { 0 };
    schema_json_write(&schema);
    check_file("schema", "rules/schema.json", schema.data);
    buf_clear(&schema);
    schema_json_write_deployment(&schema);
    check_file("schema of deployment files", "rules/deployment.schema.json", schema.data);
    buf_free(&schema);
}

/* rules/REFERENCE.md is what the tables and the shipped sets say today. */
static void test_reference(void)
{
    struct fixture fixture = fixture_new();
    struct buf page = { 0 };
    fixture.library = library_new(&fixture.diags);
    CHECK("reference", reference_write(fixture.library, &page));
    check_file("reference", "rules/REFERENCE.md", page.data);
    buf_free(&page);
    fixture_free(&fixture);
}

/* The text of a rule is its lines, whatever stands around it. */
static void test_rule_text(void)
{
    static const char one[] = "  - id: one\n    title: T\n    severity: error\n\n    # inside\n"
                              "    require: { version: 3 }\n";
    static const char two[] = "  - { id: two, title: T, severity: error,\n      require: { version: 3 } }\n";
    static const char three[] =
        "  - id: three\n    title: T\n    severity: error\n    require: { version: 3 }\n"
        "    fix: |\n      a\n\n      b";
    const char *const want[] = { one, two, three };
    const char *text = arena_format(
        test_arena(), "ruleset: mine\nrules:\n  # about one\n%s\n  # about two\n%s%s", one, two, three);
    struct fixture fixture = fixture_new();
    fixture_load(&fixture, "mine.yaml", span_of_text(text));
    const struct program *program = library_compile(fixture.library, "mine", NULL, 0, NULL, 0);
    if (CHECK("compiles", program && program->rule_count == COUNT_OF(want)))
        for (size_t i = 0; i < COUNT_OF(want); i++)
            CHECK_SPAN_TEXT(program->rules[i]->id, program->rules[i]->text, want[i]);
    CHECK_SPAN_TEXT("the set", library_text(fixture.library, "mine"), text);
    fixture_free(&fixture);
}

/* -- waivers -------------------------------------------------------------------------------------------------------- */

static void test_waivers(void)
{
    static const char text[] =
        "- { rule: a/one, subject: 'CN=vpn*', until: 2026-06-01, reason: R }\n"
        "- { rule: a/*, source: 'x/*.cer', until: 2026-06-01T00:00:00Z, reason: R }\n"
        "- { rule: '*', sha256: '01:02:03000000000000000000000000000000000000000000000000000000000a',"
        " until: 2027-01-01, reason: R, approved_by: B }\n";
    static const uint8_t digest[32] = { 1, 2, 3, [31] = 10 }, other[32] = { 1, 2, 3 };
    static const struct {
        const char *name, *rule, *subject, *source;
        const uint8_t *sha256;
        const char *at;
        int want; /* which; -1: none */
    } rows[] = {
        { "by subject", "a/one", "CN=vpn01", "f", other, "2026-05-01", 0 },
        { "of another subject", "a/one", "CN=vp", "f", other, "2026-05-01", -1 },
        { "of another rule", "a/two", "CN=vpn01", "f", other, "2026-05-01", -1 },
        { "on the last day", "a/one", "CN=vpn01", "f", other, "2026-06-01T23:59:59Z", 0 },
        { "a day later", "a/one", "CN=vpn01", "f", other, "2026-06-02", -1 },
        { "by source", "a/two", "CN=x", "x/1.cer", other, "2026-05-01", 1 },
        { "by the end of a source", "a/two", "CN=x", "/home/x/1.cer", other, "2026-05-01", 1 },
        { "by the end of a source of Windows", "a/two", "CN=x", "C:\\e\\x/1.cer", other, "2026-05-01", 1 },
        { "of another source", "a/two", "CN=x", "yx/1.cer", other, "2026-05-01", -1 },
        { "at the last second", "a/two", "CN=x", "x/1.cer", other, "2026-06-01", 1 },
        { "a second later", "a/two", "CN=x", "x/1.cer", other, "2026-06-01T00:00:01Z", -1 },
        { "by SHA-256", "b/three", "CN=x", "f", digest, "2026-05-01", 2 },
        { "the first that fits", "a/one", "CN=vpn1", "x/1.cer", digest, "2026-05-01", 0 },
    };
    struct diags diags = { .arena = test_arena() };
    struct waivers waivers = { 0 };
    const char *path = scratch_path("waivers.yaml");
    FILE *file = fopen(path, "wb");
    if (!CHECK("scratch", file != NULL))
        return;
    fputs(text, file);
    fclose(file);
    if (!CHECK("loads", waivers_load(test_arena(), path, &waivers, &diags)))
        return;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct waiver_target target = { .rule = rows[i].rule,
                                        .subject = rows[i].subject,
                                        .source = rows[i].source,
                                        .sha256 = { rows[i].sha256, 32 } };
        clock_parse(span_of_text(rows[i].at), &target.at);
        const struct waiver *found = waivers_find(&waivers, &target);
        CHECK_INT(rows[i].name, found ? found - waivers.items : -1, rows[i].want);
    }
    waivers.items[0].was_used = true;
    waivers_complain(&waivers, 1790000000, &diags); /* 2026-09-21 */
    CHECK_INT("ended", diags.errors, 2);
    CHECK_INT("unused", diags.count, 3);
    for (size_t i = 0; i < diags.count; i++)
        buf_format(&complaints_seen, "%s\n", diags.items[i].text);
}

/* -- regular expressions -------------------------------------------------------------------------------------------- */

static void test_patterns(void)
{
    static const struct {
        const char *name, *pattern, *subject;
        enum pattern_result want;
    } rows[] = {
        { "found inside", "tos", "contoso", PATTERN_YES },
        { "tied to the ends", "^tos$", "contoso", PATTERN_NO },
        { "empty subject", "^$", "", PATTERN_YES },
        { "characters, not octets", "^gr..e$", "größe", PATTERN_YES },
        { "letters of Unicode", "\\p{Lu}", "größE", PATTERN_YES },
        { "malformed UTF-8 matches nothing", "^.$", "\xFF", PATTERN_NO },
        { "catastrophic", "^(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
          PATTERN_GAVE_UP },
        { "deep", "^(a|b)*c", "abababababababababababababababababababababababababababababab", PATTERN_NO },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *why = NULL;
        size_t offset;
        const struct pattern *pattern =
            pattern_compile(test_arena(), span_of_text(rows[i].pattern), &why, &offset);
        if (CHECK_TEXT(rows[i].name, why, NULL))
            CHECK_INT(rows[i].name, pattern_find(pattern, span_of_text(rows[i].subject)), rows[i].want);
    }
}

/* -- nothing is said untested --------------------------------------------------------------------------------------- */

/* The string literals at the start of text, joined, with escapes undone: the format of a complaint. NULL: none. */
static const char *take_format(const char *text)
{
    struct buf format = { 0 };
    for (; *text == '"' || *text == ' ' || *text == '\n'; text++) {
        if (*text != '"')
            continue;
        for (text++; *text && *text != '"'; text++) {
            if (*text == '\\' && text[1])
                text++;
            buf_char(&format, *text);
        }
    }
    const char *copy = format.length ? arena_text_of_span(test_arena(), buf_span(&format)) : NULL;
    buf_free(&format);
    return copy;
}

/* Whether the fixed pieces of a format stand, in this order, in one line of the text. */
static bool format_fits(const char *format, const char *line, size_t length)
{
    const char *end = line + length;
    while (*format) {
        if (*format == '%') {
            format += strcspn(format, "sdzuX");
            format += strspn(format, "zud") ? strspn(format, "zud") : 1;
            continue;
        }
        size_t piece = strcspn(format, "%");
        while ((size_t)(end - line) >= piece && memcmp(line, format, piece) != 0)
            line++;
        if ((size_t)(end - line) < piece)
            return false;
        line += piece;
        format += piece;
    }
    return true;
}

static bool was_seen(const char *format)
{
    for (const char *line = complaints_seen.data; line && *line;) {
        size_t length = strcspn(line, "\n");
        if (format_fits(format, line, length))
            return true;
        line += length + (line[length] == '\n');
    }
    return false;
}

/* Every call of diag_error and its kin under src/ruleset has a literal format that some row of this file has seen. */
static void test_every_complaint(void)
{
    static const char *const excused[] = {
        "out of memory",                   /* libyaml's own */
        "cannot read the folder '%s': %s", /* a folder that goes away between two looks */
    };
    const char **files, *error;
    size_t count, formats = 0;
    if (!CHECK("list", platform_list(test_path("src/ruleset"), &files, &count, &error, test_arena())))
        return;
    for (size_t i = 0; i < count; i++) {
        if (!ends_with(files[i], ".c"))
            continue;
        const char *path = test_path(arena_format(test_arena(), "src/ruleset/%s", files[i]));
        const char *text = arena_text_of_span(test_arena(), test_file(path));
        while ((text = strstr(text, "diag_")) != NULL) {
            text += strlen("diag_");
            const char *open = strchr(text, '(');
            if (strncmp(text, "error", 5) != 0 && strncmp(text, "warning", 7) != 0)
                continue;
            const char *quote = strchr(open, '"'), *end = strchr(open, ';');
            const char *format = quote && quote < end ? take_format(quote) : NULL;
            if (!CHECK_SAYING(files[i], format != NULL, "a complaint without a format: %.60s", text))
                continue;
            formats++;
            bool is_excused = false;
            for (size_t j = 0; j < COUNT_OF(excused); j++)
                is_excused |= strcmp(format, excused[j]) == 0;
            CHECK_SAYING(files[i], is_excused || was_seen(format), "nothing tests \"%s\"", format);
        }
    }
    CHECK_SAYING("formats", formats > 50, "only %zu found", formats);
    buf_free(&complaints_seen);
    complaints_seen = (struct buf){ 0 };
}

CU_TestInfo ruleset_tests[] = {
    { "broken rule sets", test_bad },
    { "broken waivers and project files", test_other_files },
    { "odd rule sets", test_odd },
    { "shipped rule sets", test_shipped },
    { "hostile files", test_hostile },
    { "tags", test_tags },
    { "files and folders", test_files },
    { "values from the command line", test_assignments },
    { "linking", test_link },
    { "what a rule rests on", test_uses },
    { "examples", test_examples },
    { "operators", test_operators },
    { "built-in sets", test_builtin },
    { "JSON Schema", test_schema },
    { "reference page", test_reference },
    { "texts of rules", test_rule_text },
    { "waivers", test_waivers },
    { "regular expressions", test_patterns },
    { "every complaint is tested", test_every_complaint },
    CU_TEST_INFO_NULL,
};
