/* Facts of one certificate's revocation, as far as believable lists say. A trust anchor is never asked: it is not
 * revoked, and has no status. */
#include "facts/facts_internal.h"

/* NULL, with *out unknown where nobody could look, or absent at the anchor. */
static const struct revocation *revocation_of(COMPUTE)
{
    const struct path *path = scene->path;
    if (!path || path->status == PATH_UNKNOWN || element->index >= path->count) {
        const struct revocation *early =
            path && element->index < path->count ? path->elements[element->index].revocation : NULL;
        if (!early)
            set_unknown(out, "--root");
        return early;
    }
    const struct revocation *revocation = path->elements[element->index].revocation;
    bool anchor = path->anchored && element->index + 1 == path->count;
    if (!revocation && !anchor)
        set_unknown(out, "--intermediate: the certificate of its issuer");
    return revocation;
}

static const char *needs_of(const struct revocation *revocation)
{
    if (revocation->needs)
        return revocation->needs;
    return revocation->explanation && *revocation->explanation ? revocation->explanation : "--crl";
}

static void revoked(COMPUTE)
{
    const struct revocation *revocation = revocation_of(scene, element, out);
    if (!revocation && out->state != VALUE_UNKNOWN)
        set_boolean(out, false);
    else if (revocation && revocation->known)
        set_boolean(out, revocation->status == REVOCATION_REVOKED);
    else if (revocation)
        set_unknown(out, needs_of(revocation));
}

static void status(COMPUTE)
{
    const struct revocation *revocation = revocation_of(scene, element, out);
    if (revocation && revocation->status == REVOCATION_UNKNOWN)
        set_unknown(out, needs_of(revocation));
    else if (revocation)
        set_word(out, revocation_status_name(revocation->status));
}

/* The revocation of a certificate that is revoked; *out is unknown where that is unknown, absent where it is not. */
static const struct revocation *revocation_when_revoked(COMPUTE)
{
    const struct revocation *revocation = revocation_of(scene, element, out);
    if (revocation && !revocation->known)
        set_unknown(out, needs_of(revocation));
    return revocation && revocation->known && revocation->status == REVOCATION_REVOKED ? revocation : NULL;
}

static void reason(COMPUTE)
{
    const struct revocation *revocation = revocation_when_revoked(scene, element, out);
    if (revocation)
        set_word(out, crl_reason_name(revocation->reason));
}

static void date(COMPUTE)
{
    const struct revocation *revocation = revocation_when_revoked(scene, element, out);
    if (revocation && revocation->has_date)
        set_integer(out, revocation->date);
}

static void explanation(COMPUTE)
{
    const struct revocation *revocation = revocation_of(scene, element, out);
    if (revocation && revocation->explanation && *revocation->explanation)
        set_text(scene, out, span_of_text(revocation->explanation));
}

#define CERT FACT_ON_CERTIFICATE, FACT_GROUP_REVOCATION
/* clang-format off */
static const struct fact rows[] = {
    { "revocation.revoked", VALUE_BOOLEAN, CERT, "whether a believable list says so; unknown while none answers", .parts = PART(PATH), .compute = revoked },
    { "revocation.status", VALUE_TEXT, CERT, "good, revoked, stale", .parts = PART(PATH), .compute = status },
    { "revocation.reason", VALUE_TEXT, CERT, "why it was revoked: keyCompromise, superseded … (RFC 5280, 5.3.1)", .parts = PART(PATH), .compute = reason },
    { "revocation.date", VALUE_TIME, CERT, "since when it is revoked (RFC 5280, 5.1.2.6)", .parts = PART(PATH), .compute = date },
    { "revocation.explanation", VALUE_TEXT, CERT, "how the answer came about, in words", .parts = PART(PATH), .compute = explanation },
};
/* clang-format on */

const struct fact_rows facts_revocation = { rows, COUNT_OF(rows) };
