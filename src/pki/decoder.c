/* Steps of decoding. The texts of flaws are put together here and in flaw.c, nowhere else but where one is peculiar. */
#include "pki/decoder.h"

bool take_sequence(struct decoder *d, struct span *in, struct span *content, const char *wanted,
                   const char *from)
{
    return der_get(in, DER_SEQUENCE, content, &d->ber) ||
           flaw_wanted(d->arena, d->flaws, d->field, *in, wanted, from);
}

bool take_oid(struct decoder *d, struct span *in, struct span *oid, const char *wanted, const char *from)
{
    struct span content;
    if (!der_get(in, DER_OID, &content, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, *in, wanted, from);
    if (!oid_is_valid(content))
        return flaw_malformed_oid(d->arena, d->flaws, d->field, content, wanted, from);
    *oid = content;
    return true;
}

bool take_integer(struct decoder *d, struct span *in, unsigned tag, struct span *content, const char *wanted,
                  const char *from)
{
    if (!der_get(in, tag, content, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, *in, wanted, from);
    if (content->length == 0)
        return flaw_malformed(d->arena, d->flaws, d->field, *content, "an INTEGER without octets", wanted,
                              from);
    if (!der_integer_is_minimal(*content))
        flaw_add(d->arena, d->flaws, FLAW_NOT_DER, d->field, *content,
                 "found an INTEGER in more octets than it needs (X.690, 8.3.2)");
    return true;
}

bool take_count(struct decoder *d, struct span *in, unsigned tag, int64_t *out, const char *wanted,
                const char *from)
{
    struct span content;
    if (!take_integer(d, in, tag, &content, wanted, from))
        return false;
    if (der_integer_is_negative(content))
        return flaw_malformed(d->arena, d->flaws, d->field, content, "a negative number", wanted, from);
    if (!der_small_integer(content, out))
        return flaw_malformed(d->arena, d->flaws, d->field, content, "a number of more than 63 bits", wanted,
                              from);
    return true;
}

bool take_default_false(struct decoder *d, struct span *in, unsigned tag, bool *out, const char *from)
{
    struct span content, before = *in;
    bool present, canonical;
    *out = false;
    if (!der_get_optional(in, tag, &content, &present, &d->ber) ||
        (present && !der_boolean(content, out, &canonical)))
        return flaw_wanted(d->arena, d->flaws, d->field, before, "a BOOLEAN", from);
    if (present && !canonical)
        flaw_add(d->arena, d->flaws, FLAW_NOT_DER, d->field, content,
                 "found TRUE as %02x, wanted ff (X.690, 11.1)", content.data[0]);
    if (present && !*out)
        flaw_add(d->arena, d->flaws, FLAW_NOT_DER, d->field, content,
                 "found FALSE written out, wanted nothing where it is the default (X.690, 11.5)");
    return true;
}

void expect_not_empty(struct decoder *d, struct span content, const char *from)
{
    if (content.length == 0)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, content,
                 "found an empty SEQUENCE, wanted at least one element (%s)", from);
}

void expect_end(struct decoder *d, struct span rest)
{
    flaw_trailing(d->arena, d->flaws, d->field, rest);
}

/* -- fields --------------------------------------------------------------------------------------------------------- */

bool take_field(struct decoder *d, struct span *in, const char *field, unsigned tag, const char *wanted,
                const char *section, struct der_element *out)
{
    struct span before = *in;
    unsigned ber = 0;
    d->field = field;
    bool framed = der_any(in, out, &ber);
    if (framed)
        flaw_ber(d->arena, d->flaws, field, out->whole, ber);
    if (framed && out->identifier == tag)
        return true;
    *out = (struct der_element){ 0 };
    flaw_wanted(d->arena, d->flaws, field, before, wanted, section);
    return framed;
}

bool take_inner_algorithm(struct decoder *d, struct span *in, const struct algorithm *outer,
                          const char *section, struct algorithm *out)
{
    struct der_element algorithm;
    if (!take_field(d, in, "signature", DER_SEQUENCE, "the AlgorithmIdentifier of the signature", section,
                    &algorithm))
        return false;
    if (algorithm.whole.data)
        algorithm_decode(d->arena, algorithm.whole, d->field, out, d->flaws);
    if (!span_equal(out->whole, outer->whole))
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, outer->whole,
                 "found different algorithms inside and outside of what is signed, wanted the same "
                 "(RFC 5280, 4.1.1.2 and 5.1.1.2)");
    return true;
}

/* -- the frame ------------------------------------------------------------------------------------------------------ */

static bool refuse(struct arena *arena, const struct signed_names *names, const char *what,
                   const char *wanted, struct span where, const char **why, struct span *at)
{
    *why =
        arena_format(arena, "%s is not %s inside the %s (%s)", what, wanted, names->object, names->section);
    *at = where;
    return false;
}

bool signed_read(struct arena *arena, struct span der, const struct signed_names *names,
                 struct signed_frame *out, const char **why, struct span *at)
{
    struct span content, tbs, rest = der;
    *out = (struct signed_frame){ 0 };
    if (!der_get(&rest, DER_SEQUENCE, &content, &out->ber)) {
        *why = arena_format(arena, "the SEQUENCE of a %s is missing, or ends behind the octets given (%s)",
                            names->object, names->section);
        *at = der;
        return false;
    }
    out->behind = rest;
    out->whole = (struct span){ der.data, der.length - rest.length };
    if (!der_get_whole(&content, DER_SEQUENCE, &out->tbs, &out->ber))
        return refuse(arena, names, names->tbs, "a SEQUENCE", content, why, at);
    tbs = out->tbs;
    if (!der_get(&tbs, DER_SEQUENCE, &out->content, NULL) || out->content.length == 0)
        return refuse(arena, names, names->tbs, "filled", out->tbs, why, at);
    if (!der_get_whole(&content, DER_SEQUENCE, &out->algorithm, &out->ber))
        return refuse(arena, names, "signatureAlgorithm", "a SEQUENCE", content, why, at);
    if (!der_get(&content, DER_BIT_STRING, &out->signature, &out->ber))
        return refuse(arena, names, "the signature", "a BIT STRING", content, why, at);
    out->inside = content;
    return true;
}

void signed_decode(struct decoder *d, const struct signed_names *names, const struct signed_frame *frame,
                   struct algorithm *algorithm, struct span *signature)
{
    unsigned unused;
    d->field = "signature_algorithm";
    algorithm_decode(d->arena, frame->algorithm, d->field, algorithm, d->flaws);
    d->field = "signature_value";
    if (!der_bits(frame->signature, signature, &unused) || unused != 0) {
        *signature = (struct span){ NULL, 0 };
        flaw_malformed(d->arena, d->flaws, d->field, frame->signature,
                       "a BIT STRING that is not whole octets", "a signature", names->section);
    }
    flaw_ber(d->arena, d->flaws, names->field, frame->whole, frame->ber);
    flaw_trailing(d->arena, d->flaws, names->field, frame->inside);
    flaw_trailing(d->arena, d->flaws, names->field, frame->behind);
}
