/* Times as they stand: UTCTime and GeneralizedTime (RFC 5280, 4.1.2.5). */
#ifndef IKELINT_PKI_TIME_H
#define IKELINT_PKI_TIME_H

#include "pki/flaw.h"

struct pki_time {
    bool decoded;
    int64_t seconds;  /* since 1970, UTC */
    uint8_t tag;      /* DER_UTC_TIME or DER_GENERALIZED_TIME */
    struct span text; /* as it stands */
};

/* Which of the two types a field may have. */
enum time_rule {
    TIME_BY_YEAR,     /* UTCTime through 2049, GeneralizedTime from 2050 on (4.1.2.5, 5.1.2.4) */
    TIME_GENERALIZED, /* invalidityDate (5.3.2) */
    TIME_EITHER,
};

/* Takes the next element, whatever it is, as a time; stays where there is none. Returns out->decoded; else there is a
 * flaw that says why. */
bool pki_time_decode(struct arena *arena, struct span *in, enum time_rule rule, const char *field,
                     struct pki_time *out, struct flaws *flaws);

#endif
