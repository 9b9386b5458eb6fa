/* What every target in this folder defines; libFuzzer (--enable-fuzzing) or replay.c calls it. */
#ifndef IKELINT_TESTS_FUZZ_FUZZ_H
#define IKELINT_TESTS_FUZZ_FUZZ_H

#include "facts/facts.h"
#include "util/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size); /* always 0 */

/* What every fact promises: a reason where it is unknown, UTF-8 where it is text. */
static inline void check_value(const struct value *value)
{
    bool list = value_type_is_list(value->type);
    enum value_type type = value_type_of_items(value->type);
    if (value->state == VALUE_UNKNOWN &&
        !(value->needs && *value->needs && text_is_utf8(span_of_text(value->needs))))
        BUG("unknown, and no reason in UTF-8");
    if (value->state != VALUE_KNOWN || (type != VALUE_TEXT && type != VALUE_HOSTNAME))
        return;
    for (size_t i = 0; i < (list ? value_count(value) : 1); i++) {
        if (!text_is_utf8(list ? value_item(value, i).span : value->span))
            BUG("text that is no UTF-8");
    }
}

static inline void check_facts(const struct scene *scene)
{
    for (size_t fact = 0; fact < facts_count(); fact++)
        check_value(fact_value(scene, scene_leaf(scene), (int)fact));
}

#endif
