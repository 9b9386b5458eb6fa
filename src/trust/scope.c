/* The issuing distribution point of the list against the distribution points of the certificate.
 *
 * Besides those that the certificate names there is always one more: its issuer, for all reasons, with the issuer's
 * name as the point's name (the last paragraph of 6.3.3). A name is full or relative to the CRL issuer; both are
 * compared as general names, and the RFC wants the identical encoding in certificate and list. */
#include "trust/scope.h"

#include "der/der.h"
#include "der/encode.h"

bool reasons_are_all(unsigned reasons)
{
    const unsigned unused = 1; /* bit 0 of ReasonFlags means nothing */
    return (reasons | unused) == REASON_ALL;
}

static bool general_names_equal(const struct general_name *a, const struct general_name *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == GENERAL_NAME_DIRECTORY && a->directory && b->directory)
        return name_equal(a->directory, b->directory);
    return span_equal(a->whole, b->whole);
}

static bool name_among(const struct general_names *names, const struct name *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (names->items[i].kind == GENERAL_NAME_DIRECTORY && names->items[i].directory &&
            name_equal(names->items[i].directory, name))
            return true;
    return false;
}

static bool share_a_name(const struct general_names *a, const struct general_names *b)
{
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++)
            if (general_names_equal(&a->items[i], &b->items[k]))
                return true;
    return false;
}

/* The names of a point, a relative one put behind the name of the CRL issuer (4.2.1.13). */
static struct general_names names_of_point(struct arena *arena, const struct distribution_point *point,
                                           const struct name *crl_issuer)
{
    if (!point->relative_name.data)
        return point->full_name;
    struct general_names names = { 0 };
    struct span in = crl_issuer->der, issuer_rdns;
    if (!der_get(&in, DER_SEQUENCE, &issuer_rdns, NULL))
        return names;
    struct span rdn = encode_element(arena, DER_SET, point->relative_name, (struct span){ 0 });
    struct name *name = arena_alloc(arena, sizeof *name);
    struct flaws flaws = { 0 };
    name_decode(arena, encode_element(arena, DER_SEQUENCE, issuer_rdns, rdn), "crl_distribution_points", name,
                &flaws);
    *VEC_ADD(arena, &names) = (struct general_name){ .kind = GENERAL_NAME_DIRECTORY, .directory = name };
    return names;
}

static const struct name *first_directory_name(const struct general_names *names,
                                               const struct name *otherwise)
{
    for (size_t i = 0; i < names->count; i++)
        if (names->items[i].kind == GENERAL_NAME_DIRECTORY && names->items[i].directory)
            return names->items[i].directory;
    return otherwise;
}

/* 6.3.3 (b)(1) and (b)(2)(i): is this list one of those that the point means? */
static bool point_means_list(struct arena *arena, const struct crl *crl, const struct cert *cert,
                             const struct distribution_point *point)
{
    bool limited = crl->issuing_distribution_point.presence == EXTENSION_PRESENT;
    if (point->crl_issuer.count) {
        if (!limited || !crl->issuing_distribution_point.indirect ||
            !name_among(&point->crl_issuer, &crl->issuer))
            return false;
    } else if (!name_equal(&crl->issuer, &cert->issuer)) {
        return false;
    }
    if (!limited || !crl->issuing_distribution_point.point.has_name)
        return true;
    struct general_names of_list =
        names_of_point(arena, &crl->issuing_distribution_point.point, &crl->issuer);
    if (!point->has_name)
        return share_a_name(&of_list, &point->crl_issuer);
    const struct name *relative_to = first_directory_name(&point->crl_issuer, &cert->issuer);
    struct general_names of_point = names_of_point(arena, point, relative_to);
    return share_a_name(&of_list, &of_point);
}

/* The point that is always there. */
static bool issuer_means_list(struct arena *arena, const struct crl *crl, const struct cert *cert)
{
    if (!name_equal(&crl->issuer, &cert->issuer))
        return false;
    if (crl->issuing_distribution_point.presence != EXTENSION_PRESENT ||
        !crl->issuing_distribution_point.point.has_name)
        return true;
    struct general_names of_list =
        names_of_point(arena, &crl->issuing_distribution_point.point, &crl->issuer);
    return name_among(&of_list, &cert->issuer);
}

/* 6.3.3 (b)(2)(ii) to (iv): kinds of certificates. NULL: this one is among them. */
static const char *wrong_kind(const struct crl *crl, const struct cert *cert)
{
    if (crl->issuing_distribution_point.presence != EXTENSION_PRESENT)
        return NULL;
    if (crl->issuing_distribution_point.only_attribute)
        return "it lists attribute certificates only";
    if (crl->issuing_distribution_point.only_user && cert_is_ca(cert))
        return "it lists certificates of users only, and this is a CA's";
    if (crl->issuing_distribution_point.only_ca && !cert_is_ca(cert))
        return "it lists CA certificates only, and this is none";
    return NULL;
}

bool scope_covers(struct arena *arena, const struct crl *crl, const struct cert *cert, unsigned *reasons,
                  const char **why)
{
    *reasons = 0;
    *why = wrong_kind(crl, cert);
    if (*why)
        return false;
    bool limited = crl->issuing_distribution_point.presence == EXTENSION_PRESENT;
    unsigned of_list = limited && crl->issuing_distribution_point.has_reasons
                           ? crl->issuing_distribution_point.reasons
                           : REASON_ALL;
    const struct distribution_points *points = &cert->crl_distribution_points.list;
    bool meant = issuer_means_list(arena, crl, cert);
    if (meant)
        *reasons = of_list;
    for (size_t i = 0; cert->crl_distribution_points.presence == EXTENSION_PRESENT && i < points->count;
         i++) {
        const struct distribution_point *point = &points->items[i];
        if (!point_means_list(arena, crl, cert, point))
            continue;
        meant = true;
        *reasons |= of_list & (point->has_reasons ? point->reasons : REASON_ALL);
    }
    if (!meant)
        *why = name_equal(&crl->issuer, &cert->issuer)
                   ? "it is for another distribution point than those that the certificate names"
                   : "the certificate does not name it as the list of another issuer that speaks for its "
                     "own, or the list does not say that it does (indirect CRL)";
    return meant;
}

bool scope_equal(const struct crl *a, const struct crl *b)
{
    const struct extension *left = extensions_find(&a->extensions, OID_ISSUING_DISTRIBUTION_POINT);
    const struct extension *right = extensions_find(&b->extensions, OID_ISSUING_DISTRIBUTION_POINT);
    if (!left || !right)
        return left == right;
    return span_equal(left->value, right->value);
}
