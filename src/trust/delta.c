/* A delta fits a base of the same issuer, key and scope that is at least the one it starts from (BaseCRLNumber) and
 * older than itself (CRL number). */
#include "trust/delta.h"

#include "trust/scope.h"

enum delta_fit delta_fits(const struct list *base, const struct list *delta)
{
    const struct crl *old = base->crl, *new = delta->crl;
    if (!base->signer || !delta->signer || !store_same_key(base->signer, delta->signer) ||
        !name_equal(&old->issuer, &new->issuer) || !scope_equal(old, new))
        return DELTA_APART;
    if (old->crl_number.presence != EXTENSION_PRESENT || new->crl_number.presence != EXTENSION_PRESENT ||
        new->delta_crl_indicator.presence != EXTENSION_PRESENT ||
        crl_number_compare(old->crl_number.number, new->delta_crl_indicator.number) < 0)
        return DELTA_BEYOND;
    return crl_number_compare(old->crl_number.number, new->crl_number.number) < 0 ? DELTA_FITS : DELTA_OLDER;
}

struct list *delta_for(const struct list *base, struct list *lists, size_t count)
{
    struct list *best = NULL;
    for (size_t i = 0; i < count; i++) {
        struct list *delta = &lists[i];
        if (!delta->delta || !list_is_believable(delta) || delta_fits(base, delta) != DELTA_FITS)
            continue;
        if (!best || crl_number_compare(delta->crl->crl_number.number, best->crl->crl_number.number) > 0)
            best = delta;
    }
    return best;
}

void deltas_check_bases(struct arena *arena, struct list *lists, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct list *delta = &lists[i];
        bool beyond = delta->delta && delta->signer;
        for (size_t k = 0; beyond && k < count; k++) {
            enum delta_fit fit = lists[k].delta ? DELTA_APART : delta_fits(&lists[k], delta);
            if (fit == DELTA_FITS || fit == DELTA_OLDER)
                beyond = false;
        }
        if (!beyond)
            continue;
        delta->faults |= CRL_FAULT(DELTA_BASE_MISMATCH);
        const char *clause =
            arena_format(arena, "needs a base CRL with at least number %s, and none was given",
                         crl_number_text(arena, delta->crl->delta_crl_indicator.number));
        delta->explanation = delta->explanation[0]
                                 ? arena_format(arena, "%s; %s", delta->explanation, clause)
                                 : arena_format(arena, "%s %s", list_label(arena, delta->crl), clause);
    }
}
