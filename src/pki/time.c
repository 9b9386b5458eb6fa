/* Times: what der_time reads, and the forms that RFC 5280 leaves of those that ASN.1 has. */
#include "pki/time.h"
#include "der/der.h"
#include "util/clock.h"
#include "util/text.h"

static const char section[] = "RFC 5280, 4.1.2.5";

/* The content for a message: what is longer than any time is no time. */
static const char *shown(struct arena *arena, struct span text)
{
    enum { LONGEST = 40 };
    if (text.length > LONGEST)
        text.length = LONGEST;
    return arena_format(arena, "'%s'", text_escaped(arena, text));
}

static void check_form(struct arena *arena, enum time_rule rule, const char *field,
                       const struct pki_time *time, bool canonical, struct flaws *flaws)
{
    bool generalized = time->tag == DER_GENERALIZED_TIME;
    if (!canonical)
        flaw_add(arena, flaws, FLAW_NOT_DER, field, time->text,
                 "found the time %s, wanted %s without fraction or offset (%s)", shown(arena, time->text),
                 generalized ? "YYYYMMDDHHMMSSZ" : "YYMMDDHHMMSSZ", section);
    if (rule == TIME_GENERALIZED && !generalized)
        flaw_add(arena, flaws, FLAW_AGAINST_RFC, field, time->text,
                 "found a UTCTime, wanted a GeneralizedTime (RFC 5280, 5.3.2)");
    int64_t first_of_2050 = clock_from_civil(2050, 1, 1, 0, 0, 0);
    if (rule == TIME_BY_YEAR && generalized && time->seconds < first_of_2050)
        flaw_add(arena, flaws, FLAW_AGAINST_RFC, field, time->text,
                 "found the GeneralizedTime %s, wanted a UTCTime for years through 2049 (%s)",
                 shown(arena, time->text), section);
}

bool pki_time_decode(struct arena *arena, struct span *in, enum time_rule rule, const char *field,
                     struct pki_time *out, struct flaws *flaws)
{
    struct der_element element;
    struct span before = *in;
    unsigned ber = 0;
    bool canonical;
    *out = (struct pki_time){ 0 };
    if (!der_any(in, &element, &ber) ||
        (element.identifier != DER_UTC_TIME && element.identifier != DER_GENERALIZED_TIME))
        return flaw_wanted(arena, flaws, field, before, "a UTCTime or GeneralizedTime", section);
    out->tag = element.identifier;
    out->text = element.content;
    out->decoded = der_time(element.identifier, element.content, &out->seconds, &canonical);
    if (!flaws)
        return out->decoded;
    if (!out->decoded)
        return flaw_malformed(arena, flaws, field, element.content, shown(arena, element.content),
                              "a time that exists, with a Z at its end", section);
    flaw_ber(arena, flaws, field, element.whole, ber);
    check_form(arena, rule, field, out, canonical, flaws);
    return true;
}
