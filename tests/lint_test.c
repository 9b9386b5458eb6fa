/* lint: three-valued truth, every operator against known, absent and unknown facts, the elements that rules are judged
 * on, and the words of findings.
 *
 * Scenes are made here by hand: every element's cache is filled, so that a row says what each fact is and no certificate
 * is needed. Facts are written "name=value; name=-; name=?what to give": known, absent, unknown; all others are absent. */
#include "lint/eval.h"
#include "lint/finding.h"
#include "lint/lint.h"
#include "ruleset/operators.h"
#include "ruleset/ruleset.h"
#include "tests/check.h"
#include "util/text.h"

/* -- scenes --------------------------------------------------------------------------------------------------------- */

static void set_fact(const char *row, struct element *element, struct span name, struct span text)
{
    const char *why = NULL;
    int fact = fact_find(name);
    if (!CHECK_SAYING(row, fact >= 0, "no fact \"%.*s\"", (int)name.length, (const char *)name.data))
        return;
    struct value *value = &element->cache[fact];
    enum value_type type = fact_at((size_t)fact)->type;
    if (text.length && text.data[0] == '?') {
        value->state = VALUE_UNKNOWN;
        value->needs = arena_text_of_span(test_arena(), (struct span){ text.data + 1, text.length - 1 });
    } else if (!span_equal_text(text, "-") &&
               CHECK_SAYING(row, value_parse(test_arena(), type, text, value, &why), "\"%.*s\" is not %s",
                            (int)text.length, (const char *)text.data, why ? why : "")) {
        value->state = VALUE_KNOWN;
    }
}

/* Cuts what stands before the mark off the text. */
static struct span cut(struct span *text, char mark)
{
    const uint8_t *found = span_find(*text, mark);
    size_t length = found ? (size_t)(found - text->data) : text->length, used = length + (found != NULL);
    struct span piece = { text->data, length };
    *text = (struct span){ text->data + used, text->length - used };
    return piece;
}

static void fill_element(const char *row, struct element *element, enum object_kind kind, size_t index,
                         const char *facts)
{
    size_t count = facts_count();
    *element = (struct element){ .kind = kind, .index = index };
    element->cache = arena_array(test_arena(), count, sizeof *element->cache);
    element->cached = arena_alloc(test_arena(), count);
    for (size_t i = 0; i < count; i++) {
        element->cache[i] = (struct value){ .state = VALUE_ABSENT, .type = fact_at(i)->type };
        element->cached[i] = 1;
    }
    struct span text = span_of_text(facts);
    while (text.length) {
        struct span value = cut(&text, ';'), name = cut(&value, '=');
        set_fact(row, element, text_trim(name), text_trim(value));
    }
}

enum { ELEMENTS_MAX = 4 };

/* facts: for each certificate of the path, the leaf first, up to NULL; crls in the same way. */
static struct scene make_scene(const char *row, struct path *path, const char *const *facts,
                               const char *const *crls)
{
    struct scene scene = { .arena = test_arena(), .now = 1780272000, .path = path };
    scene.elements = arena_array(test_arena(), ELEMENTS_MAX, sizeof *scene.elements);
    scene.crls = arena_array(test_arena(), ELEMENTS_MAX, sizeof *scene.crls);
    for (; facts[scene.element_count]; scene.element_count++)
        fill_element(row, &scene.elements[scene.element_count], OBJECT_CERTIFICATE, scene.element_count,
                     facts[scene.element_count]);
    for (; crls && crls[scene.crl_count]; scene.crl_count++)
        fill_element(row, &scene.crls[scene.crl_count], OBJECT_CRL, 0, crls[scene.crl_count]);
    if (path)
        path->count = scene.element_count;
    return scene;
}

/* -- programs ------------------------------------------------------------------------------------------------------- */

static const char head[] = "ruleset: t\n"
                           "parameters:\n"
                           "  server_name: { type: hostname, option: --server-name }\n"
                           "  least: { type: integer }\n"
                           "  three: { type: integer, default: 3 }\n"
                           "  yes: { type: boolean, default: true }\n"
                           "  flag: { type: boolean }\n"
                           "  days: { type: duration, default: 30d }\n"
                           "  usage: { type: oid }\n"
                           "  words: { type: list of text, default: [sha1, md5] }\n"
                           "  more: { type: list of text }\n"
                           "rules:\n";

struct compiled {
    struct library *library;
    const struct program *program; /* NULL: did not compile, and a check failed */
};

/* rules: YAML that stands below `rules:`, or one rule's keys besides its id. */
static struct compiled compile(const char *row, const char *rules)
{
    struct diags diags = { .arena = test_arena() };
    struct compiled compiled = { .library = library_new(&diags) };
    const char *text = arena_format(test_arena(), "%s%s", head, rules);
    if (library_load_text(compiled.library, "t.yaml", span_of_text(text), NULL))
        compiled.program = library_compile(compiled.library, "t", NULL, 0, NULL, 0);
    CHECK_SAYING(row, compiled.program != NULL, "%s", diags.count ? diags.items[0].text : "no program");
    return compiled;
}

static const char *one_rule(const char *when, const char *require)
{
    return arena_format(test_arena(), "  - { id: r, title: T, severity: error, %s%s%s require: %s }\n",
                        when ? "when: " : "", when ? when : "", when ? "," : "", require);
}

static const char *const outcome_names[] = { "pass", "fail", "not applicable", "not checked" };

/* The outcome on a leaf with these facts; with what is needed behind a colon. */
static const char *outcome_of(const char *row, const char *when, const char *require, const char *facts)
{
    struct compiled compiled = compile(row, one_rule(when, require));
    const char *text = "no program", *needs = NULL;
    if (compiled.program) {
        struct scene scene = make_scene(row, NULL, (const char *const[]){ facts, NULL }, NULL);
        enum outcome outcome =
            lint_rule(compiled.program, compiled.program->rules[0], &scene, &scene.elements[0], &needs);
        text = outcome_names[outcome];
        if (outcome == OUTCOME_NOT_CHECKED)
            text = arena_format(test_arena(), "%s: %s", text, needs);
    }
    library_free(compiled.library);
    return text;
}

/* -- truth ---------------------------------------------------------------------------------------------------------- */

/* Conditions that are false, unknown and true of these facts. */
static const char *const of_truth[] = { "{ version: 2 }", "{ size: 1 }", "{ version: 3 }" };
static const char truth_facts[] = "version=3; size=?a size";
static const char *const outcome_of_truth[] = { "fail", "not checked: a size", "pass" };

/* All 9 + 9 + 3 cells, as words here, as functions, and as conditions. */
static void test_truth(void)
{
    static const enum truth F = TRUTH_FALSE, U = TRUTH_UNKNOWN, T = TRUTH_TRUE;
    const struct {
        enum truth a, b, both, either;
    } cells[] = {
        { F, F, F, F }, { F, U, F, U }, { F, T, F, T }, { U, F, F, U }, { U, U, U, U },
        { U, T, U, T }, { T, F, F, T }, { T, U, U, T }, { T, T, T, T },
    };
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        enum truth a = cells[i].a, b = cells[i].b;
        const char *row = arena_format(test_arena(), "%d and, or %d", a, b);
        CHECK_INT(row, truth_and(a, b), cells[i].both);
        CHECK_INT(row, truth_or(a, b), cells[i].either);
        static const struct {
            const char *name;
            bool is_or, is_negated;
        } kinds[] = { { "all", false, false }, { "any", true, false }, { "none", true, true } };
        for (size_t j = 0; j < COUNT_OF(kinds); j++) {
            const char *condition =
                arena_format(test_arena(), "{ %s: [%s, %s] }", kinds[j].name, of_truth[a], of_truth[b]);
            enum truth want = kinds[j].is_or ? cells[i].either : cells[i].both;
            if (kinds[j].is_negated)
                want = truth_not(want);
            CHECK_TEXT(condition, outcome_of(condition, NULL, condition, truth_facts),
                       outcome_of_truth[want]);
        }
    }
    static const enum truth opposite[] = { TRUTH_TRUE, TRUTH_UNKNOWN, TRUTH_FALSE };
    for (int a = TRUTH_FALSE; a <= TRUTH_TRUE; a++) {
        const char *condition = arena_format(test_arena(), "{ not: %s }", of_truth[a]);
        CHECK_INT(condition, truth_not((enum truth)a), opposite[a]);
        CHECK_TEXT(condition, outcome_of(condition, NULL, condition, truth_facts),
                   outcome_of_truth[opposite[a]]);
    }
}

/* A condition of some depth by a fixed sequence of numbers, and its truth by truth.h. */
static enum truth grow(struct buf *out, unsigned *seed, int depth)
{
    *seed = *seed * 1103515245u + 12345u;
    unsigned dice = *seed >> 16;
    if (depth == 0 || dice % 5 == 0) {
        enum truth leaf = (enum truth)(dice / 5 % 3);
        buf_text(out, of_truth[leaf]);
        return leaf;
    }
    if (dice % 5 == 1) {
        buf_text(out, "{ not: ");
        enum truth inner = grow(out, seed, depth - 1);
        buf_text(out, " }");
        return truth_not(inner);
    }
    static const char *const names[] = { "all", "any", "none" };
    unsigned kind = dice % 5 - 2, count = 1 + dice / 5 % 3;
    enum truth truth = truth_of(kind == 0);
    buf_format(out, "{ %s: [", names[kind]);
    for (unsigned i = 0; i < count; i++) {
        buf_text(out, i ? ", " : "");
        enum truth item = grow(out, seed, depth - 1);
        truth = kind == 0 ? truth_and(truth, item) : truth_or(truth, item);
    }
    buf_text(out, "] }");
    return kind == 2 ? truth_not(truth) : truth;
}

static void test_nested(void)
{
    size_t seen[3] = { 0 };
    unsigned seed = 1;
    for (int i = 0; i < 300; i++) {
        struct buf text = { 0 };
        enum truth want = grow(&text, &seed, 5);
        seen[want]++;
        CHECK_TEXT("nested", outcome_of(text.data, NULL, text.data, truth_facts), outcome_of_truth[want]);
        buf_free(&text);
    }
    for (int i = 0; i < 3; i++)
        CHECK_SAYING("nested", seen[i] > 20, "only %zu conditions with truth %d", seen[i], i);
}

/* -- operators ------------------------------------------------------------------------------------------------------ */

/* What holds for every operator of the table, the ones to come included. */
static void test_states(void)
{
    for (size_t i = 0; i < operators_count(); i++) {
        const struct operator_entry *entry = operator_at(i);
        const char *condition = arena_format(test_arena(), "{ %s }", entry->example);
        const char *colon = strchr(entry->example, ':');
        const char *unknown =
            arena_format(test_arena(), "%.*s=?that", (int)(colon - entry->example), entry->example);
        bool is_each = strcmp(entry->name, "each") == 0;
        CHECK_TEXT(entry->name, outcome_of(entry->name, NULL, condition, ""), is_each ? "pass" : "fail");
        CHECK_TEXT(entry->name, outcome_of(entry->name, NULL, condition, unknown), "not checked: that");
        const char *negated = arena_format(test_arena(), "{ not: { %s } }", entry->example);
        CHECK_TEXT(entry->name, outcome_of(entry->name, NULL, negated, ""), is_each ? "fail" : "pass");
        CHECK_TEXT(entry->name, outcome_of(entry->name, NULL, negated, unknown), "not checked: that");
    }
}

static void test_operators(void)
{
    static const struct {
        const char *require, *facts, *want;
    } rows[] = {
        /* equals */
        { "{ version: 3 }", "version=3", "pass" },
        { "{ version: { equals: 3 } }", "version=1", "fail" },
        { "{ version: $three }", "version=3", "pass" },
        { "{ version: $least }", "version=3", "not checked: --set least=integer" },
        { "{ version: { equals: { fact: validity.days } } }", "version=3; validity.days=3", "pass" },
        { "{ version: { equals: { fact: validity.days } } }", "version=3", "fail" },
        { "{ version: { equals: { fact: validity.days } } }", "version=3; validity.days=?days",
          "not checked: days" },
        { "{ subject.common_names: [a, b] }", "subject.common_names=b,a", "pass" },
        { "{ subject.common_names: [a, b, a] }", "subject.common_names=b,a", "pass" },
        { "{ subject.common_names: [a] }", "subject.common_names=b,a", "fail" },
        { "{ application_policies: { fact: extended_key_usage } }",
          "application_policies=server_auth,client_auth; "
          "extended_key_usage=client_auth,server_auth",
          "pass" },
        { "{ application_policies: { fact: extended_key_usage } }",
          "application_policies=server_auth,client_auth; extended_key_usage=client_auth", "fail" },
        { "{ subject.common_names: $words }", "subject.common_names=md5,sha1", "pass" },
        { "{ subject: $$x }", "subject=$x", "pass" },
        { "{ subject: '$$x' }", "subject=$$x", "fail" },
        { "{ subject: 'no' }", "subject=no", "pass" },
        { "{ self_signed: $yes }", "self_signed=true", "pass" },
        { "{ validity.not_after: now }", "validity.not_after=2026-06-01T00:00:00Z", "pass" },
        { "{ validity.not_after: now }", "validity.not_after=2026-06-01T00:00:01Z", "fail" },
        { "{ sha1: 0A0b }", "sha1=0a:0b", "pass" },
        /* in */
        { "{ signature.hash: { in: [sha1, md5] } }", "signature.hash=md5", "pass" },
        { "{ signature.hash: { in: [sha1, md5] } }", "signature.hash=sha256", "fail" },
        { "{ signature.hash: { in: $words } }", "signature.hash=sha1", "pass" },
        { "{ signature.hash: { in: [sha256, $words] } }", "signature.hash=md5", "pass" },
        { "{ signature.hash: { in: $more } }", "signature.hash=md5", "not checked: --set more=list of text" },
        { "{ signature.hash: { in: [md5, $more] } }", "signature.hash=md5", "pass" },
        { "{ signature.hash: { in: [sha1, $more] } }", "signature.hash=md5",
          "not checked: --set more=list of text" },
        { "{ version: { in: [1, $least, 3] } }", "version=2", "not checked: --set least=integer" },
        { "{ version: { in: [1, { fact: validity.days }] } }", "version=2", "fail" },
        { "{ subject: { in: { fact: subject.common_names } } }", "subject=a; subject.common_names=a,b",
          "pass" },
        /* present */
        { "{ subject.common_names: { present: true } }", "subject.common_names=a", "pass" },
        { "{ subject.common_names: { present: true } }", "subject.common_names=", "pass" },
        { "{ subject.common_names: { present: true } }", "", "fail" },
        { "{ subject.common_names: { present: false } }", "", "pass" },
        { "{ subject.common_names: { present: false } }", "subject.common_names=a", "fail" },
        { "{ subject.common_names: { present: false } }", "subject.common_names=?it", "not checked: it" },
        { "{ subject.common_names: { present: $yes } }", "subject.common_names=a", "pass" },
        { "{ subject.common_names: { present: $flag } }", "subject.common_names=a",
          "not checked: --set flag=boolean" },
        /* contains and its kin */
        { "{ subject.common_names: { contains: a } }", "subject.common_names=a,b", "pass" },
        { "{ subject.common_names: { contains: A } }", "subject.common_names=a,b", "fail" },
        { "{ names: { contains: VPN.contoso.com } }", "names=vpn.contoso.com", "pass" },
        { "{ names: { contains: $server_name } }", "names=vpn.contoso.com", "not checked: --server-name" },
        { "{ subject.common_names: { contains_any: [x, b] } }", "subject.common_names=a,b", "pass" },
        { "{ subject.common_names: { contains_any: [x, y] } }", "subject.common_names=a,b", "fail" },
        { "{ subject.common_names: { contains_any: [x, $more] } }", "subject.common_names=a,b",
          "not checked: --set more=list of text" },
        { "{ subject.common_names: { contains_any: [b, $more] } }", "subject.common_names=a,b", "pass" },
        { "{ subject.common_names: { contains_any: $words } }", "subject.common_names=md5", "pass" },
        { "{ subject.common_names: { contains_any: { fact: crl_distribution_points } } }",
          "subject.common_names=a", "fail" },
        { "{ subject.common_names: { contains_all: [a, b] } }", "subject.common_names=c,b,a", "pass" },
        { "{ subject.common_names: { contains_all: [a, b] } }", "subject.common_names=c,b", "fail" },
        { "{ subject.common_names: { contains_all: [a, $more] } }", "subject.common_names=a",
          "not checked: --set more=list of text" },
        { "{ subject.common_names: { contains_all: [b, $more] } }", "subject.common_names=a", "fail" },
        { "{ subject.common_names: { contains_all: $words } }", "subject.common_names=sha1,md5", "pass" },
        { "{ subject.common_names: { contains_all: $words } }", "subject.common_names=sha1", "fail" },
        { "{ subject.common_names: { contains_all: { fact: crl_distribution_points } } }",
          "subject.common_names=a", "pass" },
        { "{ subject.common_names: { contains_none: [x, y] } }", "subject.common_names=a,b", "pass" },
        { "{ subject.common_names: { contains_none: [x, b] } }", "subject.common_names=a,b", "fail" },
        { "{ subject.common_names: { contains_none: [x, $more] } }", "subject.common_names=a,b",
          "not checked: --set more=list of text" },
        { "{ subject.common_names: { contains_none: [b, $more] } }", "subject.common_names=a,b", "fail" },
        { "{ subject.common_names: { contains_none: $words } }", "subject.common_names=a", "pass" },
        /* any usage, as Windows has it */
        { "{ usages: { contains: server_auth } }", "usages=any", "pass" },
        { "{ usages: { contains: server_auth } }", "usages=client_auth,any_application_policy", "pass" },
        { "{ usages: { contains_all: [server_auth, client_auth] } }", "usages=any", "pass" },
        { "{ usages: { contains_any: [server_auth] } }", "usages=any", "pass" },
        { "{ usages: { contains_none: [server_auth] } }", "usages=any", "fail" },
        { "{ usages: { only: [server_auth] } }", "usages=any", "fail" },
        { "{ usages: [server_auth] }", "usages=any", "fail" },
        { "{ path.usages: { contains: server_auth } }", "path.usages=any", "pass" },
        { "{ extended_key_usage: { contains: server_auth } }", "extended_key_usage=any", "fail" },
        /* only */
        { "{ subject.common_names: { only: [a, b, c] } }", "subject.common_names=a,b", "pass" },
        { "{ subject.common_names: { only: [a] } }", "subject.common_names=a,b", "fail" },
        { "{ subject.common_names: { only: [a] } }", "subject.common_names=", "pass" },
        { "{ subject.common_names: { only: $words } }", "subject.common_names=md5", "pass" },
        { "{ subject.common_names: { only: [a, $more] } }", "subject.common_names=a", "pass" },
        { "{ subject.common_names: { only: [a, $more] } }", "subject.common_names=a,b",
          "not checked: --set more=list of text" },
        /* count */
        { "{ subject.common_names: { count: 2 } }", "subject.common_names=a,b", "pass" },
        { "{ subject.common_names: { count: 0 } }", "subject.common_names=", "pass" },
        { "{ subject.common_names: { count: { at_least: 1, at_most: 2 } } }", "subject.common_names=a,b,c",
          "fail" },
        { "{ subject.common_names: { count: { at_least: $least } } }", "subject.common_names=a",
          "not checked: --set least=integer" },
        { "{ subject.common_names: { count: { not: 2 } } }", "subject.common_names=a", "pass" },
        /* matches */
        { "{ subject: { matches: '^CN=vpn[0-9]+$' } }", "subject=CN=vpn01", "pass" },
        { "{ subject: { matches: '^vpn' } }", "subject=CN=vpn01", "fail" },
        { "{ subject: { matches: '(?i)VPN' } }", "subject=CN=vpn01", "pass" },
        { "{ subject: { matches: '^(a+)+$' } }", "subject=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
          "not checked: a regular expression that needs fewer steps (the match was given up)" },
        /* order */
        { "{ validity.days: { at_least: 3 } }", "validity.days=3", "pass" },
        { "{ validity.days: { at_least: 4 } }", "validity.days=3", "fail" },
        { "{ validity.days: { at_most: 3 } }", "validity.days=3", "pass" },
        { "{ validity.days: { at_most: 2 } }", "validity.days=3", "fail" },
        { "{ validity.days: { at_least: 2, at_most: $least } }", "validity.days=3",
          "not checked: --set least=integer" },
        { "{ validity.days: { at_least: 4, at_most: $least } }", "validity.days=3", "fail" },
        { "{ validity.remaining: { at_least: $days } }", "validity.remaining=30d", "pass" },
        { "{ validity.remaining: { at_least: $days } }", "validity.remaining=2591999s", "fail" },
        { "{ validity.not_after: { at_least: now } }", "validity.not_after=2026-06-01T00:00:00Z", "pass" },
        { "{ validity.not_after: { before: now } }", "validity.not_after=2026-06-01T00:00:00Z", "fail" },
        { "{ validity.not_after: { before: now } }", "validity.not_after=2026-05-31T23:59:59Z", "pass" },
        { "{ validity.not_after: { after: now } }", "validity.not_after=2026-06-01T00:00:00Z", "fail" },
        { "{ validity.not_after: { after: 2026-05-31 } }", "validity.not_after=2026-06-01T00:00:00Z",
          "pass" },
        { "{ validity.not_after: { after: { fact: validity.not_before } } }",
          "validity.not_after=2026-06-01; validity.not_before=2026-01-01", "pass" },
        /* covers */
        { "{ names: { covers: vpn.contoso.com } }", "names=*.contoso.com", "pass" },
        { "{ names: { covers: a.vpn.contoso.com } }", "names=*.contoso.com", "fail" },
        { "{ names: { covers: contoso.com } }", "names=*.contoso.com", "fail" },
        { "{ names: { contains: vpn.contoso.com } }", "names=*.contoso.com", "fail" },
        { "{ names: { covers: $server_name } }", "names=*.contoso.com", "not checked: --server-name" },
        { "{ subject.host_name: { covers: vpn.contoso.com } }", "subject.host_name=vpn.contoso.com", "pass" },
        /* each, some */
        { "{ subject.common_names: { each: { matches: '^[ab]$' } } }", "subject.common_names=a,b", "pass" },
        { "{ subject.common_names: { each: { matches: '^[ab]$' } } }", "subject.common_names=a,b,c", "fail" },
        { "{ subject.common_names: { each: { matches: x } } }", "subject.common_names=", "pass" },
        { "{ subject.common_names: { each: a } }", "subject.common_names=a", "pass" },
        { "{ subject.common_names: { each: { in: [a, $more] } } }", "subject.common_names=a,b",
          "not checked: --set more=list of text" },
        { "{ subject.common_names: { each: { not: { matches: '^a' } } } }", "subject.common_names=b,c",
          "pass" },
        { "{ subject.common_names: { some: { matches: '^[ab]$' } } }", "subject.common_names=c,b", "pass" },
        { "{ subject.common_names: { some: { matches: x } } }", "subject.common_names=a,b", "fail" },
        { "{ subject.common_names: { some: { matches: x } } }", "subject.common_names=", "fail" },
        { "{ subject.common_names: { some: { any: [a, { matches: '^x' }] } } }", "subject.common_names=b,x1",
          "pass" },
        { "{ usages: { some: { none: [server_auth, any] } } }", "usages=any,client_auth", "pass" },
        /* several */
        { "{ version: 3, size: { at_most: 5 } }", "version=3; size=6", "fail" },
        { "[{ version: 3 }, { size: { at_most: 5 } }]", "version=3; size=5", "pass" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *row = arena_format(test_arena(), "%s on %s", rows[i].require, rows[i].facts);
        CHECK_TEXT(row, outcome_of(row, NULL, rows[i].require, rows[i].facts), rows[i].want);
    }
}

/* -- outcomes ------------------------------------------------------------------------------------------------------- */

static void test_outcomes(void)
{
    static const struct {
        const char *name, *when, *require, *facts, *want;
    } rows[] = {
        { "holds", "{ version: 3 }", "{ size: 1 }", "version=3; size=1", "pass" },
        { "does not hold", "{ version: 3 }", "{ size: 1 }", "version=3; size=2", "fail" },
        { "does not apply", "{ version: 3 }", "{ size: 1 }", "version=1; size=2", "not applicable" },
        { "does not apply, the rest unknown", "{ version: 3 }", "{ size: 1 }", "version=1; size=?s",
          "not applicable" },
        { "nobody knows whether it applies", "{ version: 3 }", "{ size: 1 }", "version=?v; size=2",
          "not checked: v" },
        { "not applicable beats nothing", "{ version: 3 }", "{ size: 1 }", "version=?v; size=1",
          "not checked: v" },
        { "a parameter in `when`", "{ names: { covers: $server_name } }", "{ size: 1 }", "names=a.b",
          "not checked: --server-name" },
        { "two things are needed", NULL, "{ version: 3, size: 1 }", "version=?v; size=?s",
          "not checked: v; s" },
        { "the same thing twice", NULL, "{ version: 3, size: 1 }", "version=?v; size=?v", "not checked: v" },
        { "what is known is not asked for", NULL, "{ any: [{ version: 3 }, { size: 1 }] }",
          "version=2; size=?s", "not checked: s" },
        { "what could not change it is not asked for", NULL,
          "{ any: [{ all: [{ version: 3 }, { validity.days: 1 }] }, { size: 1 }] }",
          "version=2; validity.days=?d; size=?s", "not checked: s" },
        { "decided all the same", NULL, "{ any: [{ version: 3 }, { size: 1 }] }", "version=3; size=?s",
          "pass" },
        { "false all the same", NULL, "{ all: [{ version: 3 }, { size: 1 }] }", "version=2; size=?s",
          "fail" },
        { "YARA's fault", NULL, "{ not: { all: [{ size: 1 }, { version: 3 }] } }", "version=3; size=?s",
          "not checked: s" },
        { "an unknown fact against an unknown parameter", NULL, "{ names: { covers: $server_name } }",
          "names=?n", "not checked: n" },
        { "an absent fact against an unknown parameter", NULL, "{ names: { covers: $server_name } }", "",
          "not checked: --server-name" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        CHECK_TEXT(rows[i].name, outcome_of(rows[i].name, rows[i].when, rows[i].require, rows[i].facts),
                   rows[i].want);
}

/* -- elements ------------------------------------------------------------------------------------------------------- */

/* "fail 1, fail 2; not checked 0: --root; pass 1" */
static const char *result_text(const struct scene *scene, const struct result *result)
{
    struct buf text = { 0 };
    for (size_t i = 0; i < result->finding_count; i++) {
        const struct element *element = result->findings[i].element;
        bool is_crl = element->kind == OBJECT_CRL;
        buf_format(&text, "fail %s%zu; ", is_crl ? "crl " : "",
                   (size_t)(element - (is_crl ? scene->crls : scene->elements)));
    }
    for (size_t i = 0; i < result->unchecked_count; i++)
        buf_format(&text, "not checked: %s; ", result->unchecked[i].needs);
    buf_format(&text, "%zu pass, %zu fail, %zu not applicable, %zu not checked",
               result->outcomes[OUTCOME_PASS], result->outcomes[OUTCOME_FAIL],
               result->outcomes[OUTCOME_NOT_APPLICABLE], result->outcomes[OUTCOME_NOT_CHECKED]);
    const char *copy = arena_text_of_span(test_arena(), buf_span(&text));
    buf_free(&text);
    return copy;
}

static void test_elements(void)
{
    static const char *const three[] = { "version=1; subject_key_id=01; authority_key_id=02",
                                         "version=2; subject_key_id=02; authority_key_id=04",
                                         "version=3; subject_key_id=03; authority_key_id=03", NULL };
    static const char *const one[] = { "version=3; revocation.revoked=?a CRL of CN=x", NULL };
    static const char *const good[] = { "version=3; revocation.revoked=false", NULL };
    static const char *const lists[] = { "crl.number=1", "crl.number=2", NULL };
    static const char *const none[] = { NULL };
    static const char same_key[] = "  - id: r\n    title: T\n    severity: error\n    for: path\n"
                                   "    when: { issuer.subject_key_id: { present: true } }\n"
                                   "    require: { authority_key_id: { fact: issuer.subject_key_id } }\n";
#define RULE(on, require) "  - { id: r, title: T, severity: error, for: " on ", require: " require " }\n"
    static const struct {
        const char *name, *rule;
        enum path_status status;
        bool anchored;
        const char *const *facts, *const *crls;
        const char *want;
    } rows[] = {
        { "the leaf", RULE("leaf", "{ version: 3 }"), PATH_TRUSTED, true, three, none,
          "fail 0; 0 pass, 1 fail, 0 not applicable, 0 not checked" },
        { "the issuers", RULE("issuers", "{ version: 3 }"), PATH_TRUSTED, true, three, none,
          "fail 1; 1 pass, 1 fail, 0 not applicable, 0 not checked" },
        { "the path", RULE("path", "{ version: 3 }"), PATH_TRUSTED, true, three, none,
          "fail 0; fail 1; 1 pass, 2 fail, 0 not applicable, 0 not checked" },
        { "the root", RULE("root", "{ version: 3 }"), PATH_TRUSTED, true, three, none,
          "1 pass, 0 fail, 0 not applicable, 0 not checked" },
        { "the root from the leaf", RULE("leaf", "{ root.version: 3 }"), PATH_TRUSTED, true, three, none,
          "1 pass, 0 fail, 0 not applicable, 0 not checked" },
        { "the leaf from the root", RULE("root", "{ leaf.version: 1 }"), PATH_TRUSTED, true, three, none,
          "1 pass, 0 fail, 0 not applicable, 0 not checked" },
        { "each against its issuer", same_key, PATH_TRUSTED, true, three, none,
          "fail 1; 1 pass, 1 fail, 1 not applicable, 0 not checked" },
        { "no issuers", RULE("issuers", "{ version: 3 }"), PATH_TRUSTED, true, one, none,
          "0 pass, 0 fail, 1 not applicable, 0 not checked" },
        { "the issuers without roots", RULE("issuers", "{ version: 3 }"), PATH_UNKNOWN, false, one, none,
          "not checked: --root; 0 pass, 0 fail, 0 not applicable, 1 not checked" },
        { "the root without roots", RULE("root", "{ version: 3 }"), PATH_UNKNOWN, false, one, none,
          "not checked: --root; 0 pass, 0 fail, 0 not applicable, 1 not checked" },
        { "a fact of the issuer without roots", RULE("leaf", "{ issuer.version: 3 }"), PATH_UNKNOWN, false,
          one, none, "not checked: --root; 0 pass, 0 fail, 0 not applicable, 1 not checked" },
        { "the path up to where it ends", RULE("path", "{ version: 3 }"), PATH_ISSUER_MISSING, false, one,
          none,
          "not checked: --intermediate: the certificate of its issuer; 1 pass, 0 fail, 0 not applicable, 1 "
          "not checked" },
        { "the path that fails before it ends", RULE("path", "{ version: 1 }"), PATH_ISSUER_MISSING, false,
          one, none, "fail 0; 0 pass, 1 fail, 0 not applicable, 0 not checked" },
        { "a fact of an issuer that is missing", RULE("leaf", "{ issuer.version: 3 }"), PATH_ISSUER_MISSING,
          false, one, none,
          "not checked: --intermediate: the certificate of its issuer; 0 pass, 0 fail, 0 not applicable, 1 "
          "not checked" },
        { "a fact of an issuer that cannot be", RULE("leaf", "{ issuer.version: { present: false } }"),
          PATH_TRUSTED, true, one, none, "1 pass, 0 fail, 0 not applicable, 0 not checked" },
        { "the lists", RULE("crls", "{ crl.number: 1 }"), PATH_TRUSTED, true, three, lists,
          "fail crl 1; 1 pass, 1 fail, 0 not applicable, 0 not checked" },
        { "no list where one is needed", RULE("crls", "{ crl.number: 1 }"), PATH_TRUSTED, true, one, none,
          "not checked: a CRL of CN=x; 0 pass, 0 fail, 0 not applicable, 1 not checked" },
        { "no list where none is needed", RULE("crls", "{ crl.number: 1 }"), PATH_TRUSTED, true, good, none,
          "0 pass, 0 fail, 1 not applicable, 0 not checked" },
        { "another kind of object",
          "  - { id: r, title: T, severity: error, object: certificate, require: { version: 1 } }\n",
          PATH_TRUSTED, true, three, none, "1 pass, 0 fail, 0 not applicable, 0 not checked" },
    };
#undef RULE
    static const struct cert stranger = { .subject = { .der = { (const uint8_t *)"\x30\x00", 2 } } };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct compiled compiled = compile(rows[i].name, rows[i].rule);
        struct path path = { .status = rows[i].status, .anchored = rows[i].anchored };
        struct scene scene = make_scene(rows[i].name, &path, rows[i].facts, rows[i].crls);
        scene.elements[scene.element_count - 1].cert = &stranger;
        struct result result;
        if (compiled.program) {
            lint_scene(compiled.program, &scene, &result);
            CHECK_TEXT(rows[i].name, result_text(&scene, &result), rows[i].want);
        }
        library_free(compiled.library);
    }
}

/* A rule for certificates is none for a CRL, and is not counted. */
static void test_kinds(void)
{
    struct compiled compiled = compile("kinds", one_rule(NULL, "{ version: 3 }"));
    struct scene scene = make_scene("kinds", NULL, (const char *const[]){ "", NULL }, NULL);
    scene.elements[0].kind = OBJECT_CRL;
    struct result result;
    if (compiled.program) {
        lint_scene(compiled.program, &scene, &result);
        CHECK_TEXT("a CRL", result_text(&scene, &result), "0 pass, 0 fail, 0 not applicable, 0 not checked");
    }
    library_free(compiled.library);
}

/* -- findings ------------------------------------------------------------------------------------------------------- */

static void test_messages(void)
{
    static const struct {
        const char *name, *message, *facts, *want;
    } rows[] = {
        { "plain", "'is wrong'", "", "is wrong" },
        { "a fact", "'version {version}'", "version=2", "version 2" },
        { "facts only", "'{version}{size}'", "version=2; size=7", "27" },
        { "absent and unknown", "'{version} {size}'", "size=?x", "none unknown" },
        { "a list", "'for {usages}'", "usages=server_auth,1.2.3", "for server_auth, 1.2.3" },
        { "a time and a duration", "'{validity.not_after} {validity.remaining}'",
          "validity.not_after=2026-06-01; validity.remaining=36h", "2026-06-01T00:00:00Z 1 day" },
        { "a parameter", "'{three} {$three} {server_name}'", "", "3 3 unknown" },
        { "braces", "'{{version}} is {version}}}'", "version=1", "{version} is 1}" },
        { "the title", NULL, "", "T" },
        { "another element", "'{leaf.version}'", "version=2", "2" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *rule = arena_format(
            test_arena(),
            "  - { id: r, title: T, severity: error, require: { sha1: { present: true } }%s%s }\n",
            rows[i].message ? ", message: " : "", rows[i].message ? rows[i].message : "");
        struct compiled compiled = compile(rows[i].name, rule);
        struct scene scene =
            make_scene(rows[i].name, NULL, (const char *const[]){ rows[i].facts, NULL }, NULL);
        struct result result = { 0 };
        if (compiled.program)
            lint_scene(compiled.program, &scene, &result);
        if (CHECK_INT(rows[i].name, result.finding_count, 1))
            CHECK_TEXT(rows[i].name, result.findings[0].message, rows[i].want);
        library_free(compiled.library);
    }
}

/* A list without end is cut, between characters. */
static void test_long_values(void)
{
    struct buf facts = { 0 };
    buf_text(&facts, "subject=a");
    for (int i = 0; i < 2000; i++)
        buf_text(&facts, "ö");
    struct compiled compiled = compile(
        "long", "  - { id: r, title: T, severity: error, require: { version: 3 }, message: '{subject}' }\n");
    struct scene scene = make_scene("long", NULL, (const char *const[]){ facts.data, NULL }, NULL);
    struct result result = { 0 };
    if (compiled.program)
        lint_scene(compiled.program, &scene, &result);
    if (CHECK_INT("long", result.finding_count, 1)) {
        const char *message = result.findings[0].message;
        size_t length = strlen(message);
        CHECK_SAYING("long", length > 500 && length < 700, "%zu octets", length);
        CHECK("long", text_is_utf8(span_of_text(message)));
        CHECK("long", length > 3 && strcmp(message + length - 3, "…") == 0);
    }
    library_free(compiled.library);
    buf_free(&facts);
}

static void test_evidence(void)
{
    struct compiled compiled = compile(
        "evidence", "  - { id: r, title: T, severity: error, when: { version: 3 }, message: '{size}',\n"
                    "      require: { any: [{ names: { covers: $server_name } }, { size: $three }, "
                    "{ subject: { fact: issuer.subject } }] } }\n");
    struct scene scene =
        make_scene("evidence", NULL, (const char *const[]){ "version=3; size=7", NULL }, NULL);
    struct finding finding;
    if (compiled.program) {
        const struct rule *rule = compiled.program->rules[0];
        static const char *const want[] = { "size",    "names",          "server_name", "three",
                                            "subject", "issuer.subject", "version" };
        finding_make(compiled.program, rule, &scene, &scene.elements[0], &finding);
        if (CHECK_INT("evidence", finding.fact_count, COUNT_OF(want)))
            for (size_t i = 0; i < COUNT_OF(want); i++)
                CHECK_TEXT(want[i], finding.facts[i].name, want[i]);
        CHECK_INT("evidence", finding.facts[0].value->integer, 7);
    }
    library_free(compiled.library);
}

CU_TestInfo lint_tests[] = {
    { "truth tables", test_truth },
    { "nested conditions", test_nested },
    { "absent and unknown facts", test_states },
    { "operators", test_operators },
    { "outcomes", test_outcomes },
    { "elements", test_elements },
    { "kinds of objects", test_kinds },
    { "messages", test_messages },
    { "long values", test_long_values },
    { "what a finding rests on", test_evidence },
    CU_TEST_INFO_NULL,
};
