/* Reading waivers, and which of them fits a finding. */
#include "ruleset/waivers.h"
#include "facts/value.h"
#include "ruleset/schema.h"
#include "util/clock.h"
#include "util/glob.h"
#include "util/platform.h"
#include "util/text.h"

enum { DATE_LENGTH = 10 /* characters of 2026-12-31 */, LAST_SECOND = 86399 /* of a day */ };

static const char *read_text(struct arena *arena, const struct node *node, const char *key)
{
    const struct node *value = schema_get(node, KEYS_OF_WAIVER, key);
    return value ? arena_text_of_span(arena, text_trim(value->text)) : NULL;
}

bool waiver_read(struct arena *arena, const struct node *node, struct waivers *out, struct diags *diags)
{
    const struct node *rule = schema_get(node, KEYS_OF_WAIVER, "rule");
    const struct node *until = schema_get(node, KEYS_OF_WAIVER, "until");
    if (!schema_check(node, KEYS_OF_WAIVER, arena, diags) || !rule || !until)
        return false;
    const struct node *sha256 = schema_get(node, KEYS_OF_WAIVER, "sha256");
    struct waiver waiver = { .rule = read_text(arena, node, "rule"),
                             .subject = read_text(arena, node, "subject"),
                             .source = read_text(arena, node, "source"),
                             .until_text = read_text(arena, node, "until"),
                             .reason = read_text(arena, node, "reason"),
                             .approved_by = read_text(arena, node, "approved_by"),
                             .place = rule->place };
    if (!waiver.subject && !waiver.source && !sha256)
        return diag_error(diags, rule->place,
                          "a waiver says for which object: 'sha256', 'subject' or 'source'");
    if (!span_find(rule->text, '/') && !span_find(rule->text, '*'))
        return diag_error(diags, rule->place, "'%s' is no full name of a rule: write SET/ID", waiver.rule);
    clock_parse(until->text, &waiver.until);
    if (until->text.length == DATE_LENGTH)
        waiver.until += LAST_SECOND;
    struct value octets = { 0 };
    const char *why;
    if (sha256 && value_parse(arena, VALUE_OCTETS, sha256->text, &octets, &why))
        waiver.sha256 = octets.span;
    *VEC_ADD(arena, out) = waiver;
    return true;
}

bool waivers_read(struct arena *arena, const struct source *source, struct waivers *out, struct diags *diags)
{
    const struct node *root = tree_build(arena, source, "a file of waivers", diags);
    if (!root)
        return false;
    const struct node *list = root;
    if (root->kind != NODE_LIST) {
        if (!schema_check(root, KEYS_OF_WAIVERS, arena, diags))
            return false;
        list = schema_get(root, KEYS_OF_WAIVERS, "waivers");
    }
    bool good = true;
    for (size_t i = 0; i < list->count; i++)
        good &= waiver_read(arena, list->items[i].value, out, diags);
    return good;
}

bool waivers_load(struct arena *arena, const char *path, struct waivers *out, struct diags *diags)
{
    struct source *source = arena_alloc(arena, sizeof *source);
    const char *error;
    source->name = path;
    if (!platform_read(path, TREE_FILE_LIMIT, &source->bytes, &error, arena))
        return diag_error(diags, (struct place){ 0 }, "cannot read the waivers '%s': %s",
                          text_escaped(arena, span_of_text(path)), error);
    return waivers_read(arena, source, out, diags);
}

/* -- fitting -------------------------------------------------------------------------------------------------------- */

static bool fits(const struct waiver *waiver, const struct waiver_target *target)
{
    if (!glob_matches(waiver->rule, target->rule))
        return false;
    if (waiver->sha256.length && !span_equal(waiver->sha256, target->sha256))
        return false;
    if (waiver->subject && !glob_matches(waiver->subject, target->subject))
        return false;
    return !waiver->source || glob_matches_end(waiver->source, target->source);
}

struct waiver *waivers_find(const struct waivers *waivers, const struct waiver_target *target)
{
    for (size_t i = 0; i < waivers->count; i++)
        if (waivers->items[i].until >= target->at && fits(&waivers->items[i], target))
            return &waivers->items[i];
    return NULL;
}

const char *const waiver_state_words[] = {
    [WAIVER_GOOD] = "good",
    [WAIVER_ENDED] = "ended",
    [WAIVER_NO_RULE] = "no_rule",
    [WAIVER_UNUSED] = "unused",
};

enum waiver_state waiver_state_of(const struct waiver *waiver, int64_t at)
{
    if (waiver->until < at)
        return WAIVER_ENDED;
    if (waiver->has_no_rule)
        return WAIVER_NO_RULE;
    return waiver->was_used ? WAIVER_GOOD : WAIVER_UNUSED;
}

const char *waiver_complaint(struct arena *arena, const struct waiver *waiver, enum waiver_state state)
{
    if (state == WAIVER_ENDED)
        return arena_format(arena, "the waiver of '%s' ended on %s; what it waived counts again",
                            waiver->rule, waiver->until_text);
    if (state == WAIVER_NO_RULE)
        return arena_format(arena, "the waiver of '%s' fits nothing: there is no such rule", waiver->rule);
    return arena_format(arena, "the waiver of '%s' fitted no finding; remove it", waiver->rule);
}

void waivers_complain(const struct waivers *waivers, int64_t at, struct diags *diags)
{
    for (size_t i = 0; i < waivers->count; i++) {
        const struct waiver *waiver = &waivers->items[i];
        enum waiver_state state = waiver_state_of(waiver, at);
        if (state == WAIVER_ENDED)
            diag_error(diags, waiver->place, "%s", waiver_complaint(diags->arena, waiver, state));
        else if (state == WAIVER_UNUSED)
            diag_warning(diags, waiver->place, "%s", waiver_complaint(diags->arena, waiver, state));
    }
}
