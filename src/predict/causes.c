/* Rules by the code that they predict. */
#include "predict/causes.h"

#include <string.h>

#include "predict/codes.h"

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

#define STEPS "" /* their place in an order */

static size_t rank_of(const char *profile, uint32_t code)
{
    static const char *const of_choices[] = { "server-store", "client-store", "vpn-server", "device-tunnel",
                                              "rras",         STEPS,          "profile" },
                             *const of_others[] = { "vpn-server",   "device-tunnel", "rras",   STEPS,
                                                    "server-store", "client-store",  "profile" };
    const char *const *order = code == CODE_NO_CERTIFICATE ? of_choices : of_others;
    size_t rank = 0;
    while (rank < COUNT_OF(of_others) && strcmp(order[rank], profile) != 0)
        rank++;
    return rank;
}

size_t rule_causes_rank(const struct program *program, uint32_t code)
{
    return rank_of(program->profile, code) + (program->kinds & (FACT_ON_TEMPLATE | FACT_ON_REQUEST) ? 1 : 0);
}

size_t rule_causes_rank_of_steps(uint32_t code)
{
    return rank_of(STEPS, code);
}

void rule_causes_order(const struct program **programs, size_t count, uint32_t code)
{
    for (size_t i = 1; i < count; i++)
        for (size_t k = i;
             k > 0 && rule_causes_rank(programs[k - 1], code) > rule_causes_rank(programs[k], code); k--) {
            const struct program *swap = programs[k];
            programs[k] = programs[k - 1];
            programs[k - 1] = swap;
        }
}
