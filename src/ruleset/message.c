/* Messages: text with facts and parameters in braces. */
#include "ruleset/operand.h"
#include "util/text.h"

struct place place_inside(const struct node *node, size_t offset, size_t length)
{
    struct place place = node->place;
    size_t quotes = node->quoted ? 1 : 0;
    if (place.length != node->text.length + 2 * quotes || offset > node->text.length)
        return place; /* escapes, folded lines or a block */
    place.offset += quotes + offset;
    place.column += (uint32_t)(quotes + text_characters((struct span){ node->text.data, offset }));
    size_t rest = node->text.length - offset;
    place.length = length < rest ? length : rest;
    return place;
}

struct parts {
    struct message_part *items;
    size_t count, capacity;
};

/* `{name}` at text[start, end): a fact, or else a parameter that link.c will find. */
static bool add_name(struct compiler *compiler, const struct node *node, size_t start, size_t end,
                     struct parts *parts)
{
    struct span name = { node->text.data + start + 1, end - start - 2 };
    bool only_parameter = name.length > 0 && name.data[0] == '$';
    if (only_parameter) {
        name.data++;
        name.length--;
    }
    struct place place = place_inside(node, start, end - start);
    if (name.length == 0)
        return diag_error(compiler->diags, place,
                          "a fact or a parameter is named in braces; write '{{' for a brace");
    struct message_part *part = VEC_ADD(compiler->arena, parts);
    part->is_reference = true;
    part->name = arena_text_of_span(compiler->arena, name);
    unsigned kinds;
    if (!only_parameter && fact_ref_find(compiler, name, &part->fact, &kinds)) {
        const struct fact *fact = fact_at((size_t)part->fact.fact);
        return (fact->on & kinds) ||
               diag_error(compiler->diags, place, "'%s' is a fact of %s, and this is judged on %s",
                          fact->name, object_kinds_text(compiler->arena, fact->on),
                          object_kinds_text(compiler->arena, kinds));
    }
    part->is_parameter = true;
    part->parameter = reference_add(compiler, (struct reference){ .name = part->name,
                                                                  .place = place,
                                                                  .or_fact = !only_parameter,
                                                                  .kinds = compiler->kinds });
    return true;
}

bool message_compile(struct compiler *compiler, const struct node *node, struct message *out)
{
    struct parts parts = { 0 };
    struct span text = node->text;
    bool good = true;
    size_t start = 0; /* of the text not yet in a part */
    for (size_t i = 0; i < text.length; i++) {
        bool opens = text.data[i] == '{', closes = text.data[i] == '}';
        if (!opens && !closes)
            continue;
        bool is_doubled = i + 1 < text.length && text.data[i + 1] == text.data[i];
        size_t end = i + 1;
        while (opens && !is_doubled && end < text.length && text.data[end - 1] != '}')
            end++;
        if (!is_doubled && (closes || text.data[end - 1] != '}')) {
            diag_error(compiler->diags, place_inside(node, i, 1),
                       "a brace without its other half; write '%s'", opens ? "{{" : "}}");
            return false;
        }
        if (i > start || is_doubled)
            VEC_ADD(compiler->arena, &parts)->text =
                (struct span){ text.data + start, i - start + is_doubled };
        if (!is_doubled)
            good &= add_name(compiler, node, i, end, &parts);
        i = is_doubled ? i + 1 : end - 1;
        start = i + 1;
    }
    if (start < text.length)
        VEC_ADD(compiler->arena, &parts)->text = span_from(text, start);
    *out = (struct message){ (const char *)text.data, parts.items, parts.count };
    return good;
}
