/* A certificate that a setting names, found again among real ones: an export may hold it whole, or only print its
 * thumbprint or subject. */
#ifndef IKELINT_PREDICT_NAMED_H
#define IKELINT_PREDICT_NAMED_H

#include "pki/settings.h"
#include "trust/trust.h"

enum identity {
    IDENTITY_OTHER,
    IDENTITY_UNKNOWN,  /* what is printed does not decide it */
    IDENTITY_NAMESAKE, /* another certificate of the same subject */
    IDENTITY_SAME      /* where only a subject is known: of that subject */
};
enum identity named_is(const struct setting_certificate *named, const struct cert *cert);

/* The best that a path has above its leaf. *at: which element that is. */
enum identity named_on_path(const struct setting_certificate *named, const struct path *path, size_t *at);

bool cert_is_same(const struct cert *a, const struct cert *b); /* each may be NULL */
bool path_has_cert(const struct path *path, const struct cert *cert);

#endif
