/* Subjects are printed by .NET and by us in the same order, but with a blank behind commas: blanks do not count. */
#include "predict/named.h"

#include "util/text.h"

bool cert_is_same(const struct cert *a, const struct cert *b)
{
    return a && b && memcmp(a->sha256, b->sha256, sizeof a->sha256) == 0;
}

bool path_has_cert(const struct path *path, const struct cert *cert)
{
    for (size_t i = 0; i < path->count; i++)
        if (cert_is_same(path->elements[i].cert, cert))
            return true;
    return false;
}

static size_t next_sign(struct span text, size_t at)
{
    while (at < text.length && text.data[at] == ' ')
        at++;
    return at;
}

static bool is_subject(struct span printed, const struct name *name)
{
    struct arena *arena = arena_new();
    struct span ours = span_of_text(name_print(arena, name));
    size_t i = next_sign(printed, 0), k = next_sign(ours, 0);
    while (i < printed.length && k < ours.length &&
           text_lower_octet(printed.data[i]) == text_lower_octet(ours.data[k])) {
        i = next_sign(printed, i + 1);
        k = next_sign(ours, k + 1);
    }
    bool equal = i == printed.length && k == ours.length;
    arena_free(arena);
    return equal;
}

enum identity named_is(const struct setting_certificate *named, const struct cert *cert)
{
    bool is_namesake = named->cert           ? name_equal(&named->cert->subject, &cert->subject)
                       : named->subject.data ? is_subject(named->subject, &cert->subject)
                                             : false;
    if (named->cert ? cert_is_same(named->cert, cert)
                    : named->has_sha1 && memcmp(named->sha1, cert->sha1, sizeof cert->sha1) == 0)
        return IDENTITY_SAME;
    if (named->cert || named->has_sha1)
        return is_namesake ? IDENTITY_NAMESAKE : IDENTITY_OTHER;
    return is_namesake ? IDENTITY_SAME
                       : IDENTITY_UNKNOWN; /* S= and ST=, other quotes: printed subjects differ */
}

enum identity named_on_path(const struct setting_certificate *named, const struct path *path, size_t *at)
{
    enum identity best = IDENTITY_OTHER;
    for (size_t i = 1; i < path->count; i++) {
        enum identity identity = named_is(named, path->elements[i].cert);
        if (identity > best) {
            best = identity;
            *at = i;
        }
    }
    /* An issuing CA in the root store ends a path before its root. */
    const struct cert *last = path->count ? path->elements[path->count - 1].cert : NULL;
    if (best == IDENTITY_OTHER && named->cert && last && !cert_is_self_issued(last) &&
        name_equal(&last->issuer, &named->cert->subject)) {
        best = IDENTITY_SAME;
        *at = path->count - 1;
    }
    return best;
}
