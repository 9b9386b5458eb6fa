/* Messages are made only for what failed, so a rule that passes costs no text. */
#include "lint/finding.h"
#include "lint/eval.h"

enum {
    VALUE_TEXT_LIMIT =
        600,              /* octets of one value in a message: a hostile certificate has thousands of names */
    MESSAGE_LIMIT = 16384 /* octets of a message */
};

static const struct value *part_value(const struct program *program, const struct scene *scene,
                                      struct element *element, bool is_parameter, size_t parameter,
                                      struct fact_ref fact)
{
    return is_parameter ? &program->parameters[parameter].value : eval_fact(scene, element, fact);
}

/* Cut between characters when it is long. */
static void add_value(struct buf *message, const struct value *value)
{
    struct buf text = { .limit = VALUE_TEXT_LIMIT };
    value_print(&text, value);
    struct span shown = buf_span(&text);
    while (text.overflow && shown.length && (shown.data[shown.length - 1] & 0xC0) == 0x80)
        shown.length--;
    if (text.overflow && shown.length && shown.data[shown.length - 1] >= 0xC0)
        shown.length--;
    buf_add(message, shown);
    if (text.overflow)
        buf_text(message, "…");
    buf_free(&text);
}

static const char *fill_message(const struct program *program, const struct rule *rule,
                                const struct scene *scene, struct element *element)
{
    struct buf message = { .limit = MESSAGE_LIMIT };
    for (size_t i = 0; i < rule->message.part_count; i++) {
        const struct message_part *part = &rule->message.parts[i];
        if (part->is_reference)
            add_value(&message,
                      part_value(program, scene, element, part->is_parameter, part->parameter, part->fact));
        else
            buf_add(&message, part->text);
    }
    const char *text = arena_text_of_span(scene->arena, buf_span(&message));
    buf_free(&message);
    return text;
}

/* The line of the first attribute of a template, or value of an INF, that the condition looks at; of several conditions
 * which must all hold, those that do not come first. */
static bool find_line(const struct evaluation *evaluation, const struct condition *condition, uint32_t *line)
{
    size_t offset;
    if (condition->kind == CONDITION_TEST)
        return condition->fact.scope == SCOPE_SELF && condition->fact.fact >= 0 &&
               fact_place(evaluation->element, condition->fact.fact, line, &offset);
    for (size_t i = 0; condition->kind == CONDITION_ALL && i < condition->child_count; i++)
        if (eval_condition(evaluation, condition->children[i]) == TRUTH_FALSE &&
            find_line(evaluation, condition->children[i], line))
            return true;
    for (size_t i = 0; i < condition->child_count; i++)
        if (find_line(evaluation, condition->children[i], line))
            return true;
    return false;
}

static uint32_t line_of(const struct program *program, const struct rule *rule, const struct scene *scene,
                        struct element *element)
{
    const struct evaluation evaluation = { program, scene, element, NULL };
    uint32_t line = 0;
    size_t offset;
    if (element->kind != OBJECT_TEMPLATE && element->kind != OBJECT_REQUEST)
        return 0;
    if (find_line(&evaluation, rule->require, &line))
        return line;
    for (size_t i = 0; i < rule->use_count; i++)
        if (!rule->uses[i].is_parameter && rule->uses[i].fact.scope == SCOPE_SELF &&
            fact_place(element, rule->uses[i].fact.fact, &line, &offset))
            return line;
    return element->kind == OBJECT_TEMPLATE && element->object ? element->object->line : 0;
}

void finding_make(const struct program *program, const struct rule *rule, const struct scene *scene,
                  struct element *element, struct finding *out)
{
    *out = (struct finding){ .rule = rule, .element = element };
    out->line = line_of(program, rule, scene, element);
    out->message = fill_message(program, rule, scene, element);
    out->fact_count = rule->use_count;
    out->facts = arena_array(scene->arena, rule->use_count, sizeof *out->facts);
    for (size_t i = 0; i < rule->use_count; i++) {
        const struct rule_use *use = &rule->uses[i];
        out->facts[i].name = use->name;
        out->facts[i].value =
            part_value(program, scene, element, use->is_parameter, use->parameter, use->fact);
    }
}
