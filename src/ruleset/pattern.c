/* PCRE2 behind limits. No just-in-time compiler: its code counts no steps and lies outside the arena. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "ruleset/pattern.h"

struct pattern {
    pcre2_code *code;            /* both in the arena */
    pcre2_match_context *limits; /* read only while matching */
};

static void *take(size_t size, void *arena)
{
    return arena_alloc(arena, size);
}

static void keep(void *memory, void *arena) /* it goes with the arena */
{
    (void)memory;
    (void)arena;
}

struct pattern *pattern_compile(struct arena *arena, struct span text, const char **why, size_t *offset)
{
    *offset = 0;
    if (text.length > PATTERN_LENGTH_LIMIT) {
        *why = arena_format(arena, "longer than %d octets", PATTERN_LENGTH_LIMIT);
        return NULL;
    }
    pcre2_general_context *memory = pcre2_general_context_create(take, keep, arena);
    pcre2_compile_context *context = pcre2_compile_context_create(memory);
    pcre2_set_parens_nest_limit(context, 50);

    int code;
    PCRE2_SIZE at;
    struct pattern *pattern = arena_alloc(arena, sizeof *pattern);
    uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
    pattern->code = pcre2_compile(text.data, text.length, options, &code, &at, context);
    size_t size = 0;
    if (!pattern->code) {
        PCRE2_UCHAR message[200];
        pcre2_get_error_message(code, message, sizeof message);
        *why = arena_text(arena, (const char *)message);
        *offset = at < text.length ? at : text.length;
        return NULL;
    }
    if (pcre2_pattern_info(pattern->code, PCRE2_INFO_SIZE, &size) != 0 || size > PATTERN_COMPILED_LIMIT) {
        *why = "its repetitions make it too large";
        return NULL;
    }
    pattern->limits = pcre2_match_context_create(memory);
    pcre2_set_match_limit(pattern->limits, PATTERN_MATCH_LIMIT);
    pcre2_set_depth_limit(pattern->limits, PATTERN_DEPTH_LIMIT);
    pcre2_set_heap_limit(pattern->limits, PATTERN_HEAP_LIMIT);
    return pattern;
}

enum pattern_result pattern_find(const struct pattern *pattern, struct span subject)
{
    pcre2_match_data *groups = pcre2_match_data_create(1, NULL);
    if (!groups)
        out_of_memory(1);
    const uint8_t *text = subject.length ? subject.data : (const uint8_t *)"";
    int result = pcre2_match(pattern->code, text, subject.length, 0, 0, groups, pattern->limits);
    pcre2_match_data_free(groups);
    if (result >= 0)
        return PATTERN_YES;
    return result == PCRE2_ERROR_NOMATCH ? PATTERN_NO : PATTERN_GAVE_UP;
}
