/* Rules by the code that they predict. */
#include "predict/causes.h"

#include <string.h>

struct rule_sides rule_sides_of(const struct program *program)
{
    switch (program->presented_by) {
    case PRESENTED_BY_SERVER:
        return (struct rule_sides){ "server", "client" };
    case PRESENTED_BY_CLIENT:
        return (struct rule_sides){ "client", "server" };
    default:
        return (struct rule_sides){ NULL, NULL };
    }
}

static int strength(const struct rule *rule)
{
    return (int)rule->severity * 4 + (int)rule->evidence;
}

struct rule_causes rule_causes_find(struct arena *arena, const struct program *program, uint32_t code,
                                    bool holder)
{
    struct rule_causes causes = { .program = program, .code = code, .holder = holder };
    for (size_t i = 0; i < program->rule_count; i++) {
        const struct rule *rule = program->rules[i];
        if ((holder ? rule->holder_code : rule->peer_code) == code)
            *VEC_ADD(arena, &causes) = rule;
    }
    for (size_t i = 1; i < causes.count; i++) /* insertion: equal ones stay in the order of the files */
        for (size_t j = i; j > 0 && strength(causes.items[j]) > strength(causes.items[j - 1]); j--) {
            const struct rule *swap = causes.items[j];
            causes.items[j] = causes.items[j - 1];
            causes.items[j - 1] = swap;
        }
    return causes;
}

bool rule_cause_is_main(const struct rule *rule)
{
    return rule->severity == SEVERITY_ERROR && rule->evidence != EVIDENCE_INFERRED;
}

size_t rule_causes_rank(const struct program *program)
{
    static const char *const first[] = { "vpn-server", "device-tunnel" };
    for (size_t i = 0; i < COUNT_OF(first); i++)
        if (strcmp(program->profile, first[i]) == 0)
            return i;
    return COUNT_OF(first);
}
