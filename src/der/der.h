/* DER, read in place (X.690). A cursor is a span that shrinks from the front; it owns nothing and cannot pass its end.
 *
 * Every getter returns whether it could; on false neither the cursor nor *out has changed. Encodings that BER allows
 * and DER forbids (long length forms, indefinite lengths) are read and noted in *ber (may be NULL), because a linter
 * has to say so and because PKCS#7 and PKCS#12 files come in BER. Tags above 30 (high-tag-number form) are read by
 * der_any and never match a getter that names a tag. Lengths are bounded by the cursor, nesting by DER_DEPTH. */
#ifndef IKELINT_DER_DER_H
#define IKELINT_DER_DER_H

#include "util/span.h"

/* Identifier octets, as they stand in front of an element (X.690, 8.1.2). */
enum der_tag {
    DER_BOOLEAN = 0x01,
    DER_INTEGER = 0x02,
    DER_BIT_STRING = 0x03,
    DER_OCTET_STRING = 0x04,
    DER_NULL = 0x05,
    DER_OID = 0x06,
    DER_ENUMERATED = 0x0a,
    DER_UTF8_STRING = 0x0c,
    DER_NUMERIC_STRING = 0x12,
    DER_PRINTABLE_STRING = 0x13,
    DER_TELETEX_STRING = 0x14,
    DER_IA5_STRING = 0x16,
    DER_UTC_TIME = 0x17,
    DER_GENERALIZED_TIME = 0x18,
    DER_VISIBLE_STRING = 0x1a,
    DER_UNIVERSAL_STRING = 0x1c,
    DER_BMP_STRING = 0x1e,
    DER_SEQUENCE = 0x30,
    DER_SET = 0x31,
};
/* Context-specific tags: DER_CONTEXT(0) is [0] primitive (IMPLICIT string), DER_CONSTRUCTED(0) is [0] constructed. */
#define DER_CONTEXT(number)     (0x80u | (unsigned)(number))
#define DER_CONSTRUCTED(number) (0xa0u | (unsigned)(number))

enum { DER_DEPTH = 64 }; /* nesting that is followed to find the end of an indefinite length */

/* Deviations from DER, as bits. */
enum der_ber {
    DER_BER_LONG_LENGTH = 1,       /* more length octets than needed */
    DER_BER_INDEFINITE_LENGTH = 2, /* 0x80 … 00 00 */
    DER_BER_LONG_TAG = 4,          /* high-tag form where the low one would do */
};

struct der_element {
    uint8_t identifier;  /* the identifier octet: class, constructed bit, number (31: high-tag form) */
    uint32_t number;     /* the tag number, from the high-tag form too */
    struct span content; /* without header (and without the end of an indefinite length) */
    struct span whole;   /* with them */
};

/* Any element. */
bool der_any(struct span *in, struct der_element *out, unsigned *ber);
/* The content of the next element, if it has this identifier octet. */
bool der_get(struct span *in, unsigned tag, struct span *content, unsigned *ber);
/* The next element with its header, if it has this identifier octet (signatures are over the header too). */
bool der_get_whole(struct span *in, unsigned tag, struct span *whole, unsigned *ber);
/* How many elements stand there, up to the first that cannot be read: for making room before reading them. */
size_t der_count(struct span in);
/* Whether the next identifier octet is this one. */
bool der_is(struct span in, unsigned tag);
/* As der_get where the element is there; *present says so. False only if it is there and broken. */
bool der_get_optional(struct span *in, unsigned tag, struct span *content, bool *present, unsigned *ber);

/* Contents. */
bool der_boolean(struct span content, bool *out, bool *canonical); /* canonical: 0x00 or 0xff */
bool der_small_integer(struct span content, int64_t *out);         /* fits 64 bits, at least one octet */
bool der_integer_is_minimal(struct span content);                  /* X.690, 8.3.2 */
bool der_integer_is_negative(struct span content);
struct span der_integer_magnitude(struct span content);                    /* without leading zero octets */
bool der_bits(struct span content, struct span *octets, unsigned *unused); /* unused: 0..7 */
/* Bit number n of a named bit list, bit 0 being the first (X.680, 22). */
bool der_bit(struct span octets, unsigned n);

/* UTCTime and GeneralizedTime as RFC 5280 wants them are exact forms; what BER also allows is read where its meaning
 * is certain (missing seconds, offsets, fractions) and `canonical` is false. Years of UTCTime: 1950..2049. */
bool der_time(unsigned tag, struct span content, int64_t *out, bool *canonical);

#endif
