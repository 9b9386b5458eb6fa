/* What decoding an object is made of: where flaws go, and steps that take one thing from a cursor.
 *
 * Each take_… takes from the cursor, or notes what is wanted and says false. The section is where the wish is written,
 * "RFC 5280, 4.2.1.3". */
#ifndef IKELINT_PKI_DECODER_H
#define IKELINT_PKI_DECODER_H

#include "der/der.h"
#include "pki/key.h"

struct decoder {
    struct arena *arena;
    struct flaws *flaws;
    const char *field; /* under which flaws are noted */
    unsigned ber;      /* deviations met, bits of enum der_ber */
};

bool take_sequence(struct decoder *d, struct span *in, struct span *content, const char *wanted,
                   const char *section);
bool take_oid(struct decoder *d, struct span *in, struct span *oid, const char *wanted, const char *section);
bool take_integer(struct decoder *d, struct span *in, unsigned tag, struct span *content, const char *wanted,
                  const char *section);
/* An INTEGER of 0 to 2^63-1 under this tag. */
bool take_count(struct decoder *d, struct span *in, unsigned tag, int64_t *out, const char *wanted,
                const char *section);
/* BOOLEAN DEFAULT FALSE under this tag: *out is false where it is absent; FALSE written out is a flaw. */
bool take_default_false(struct decoder *d, struct span *in, unsigned tag, bool *out, const char *section);
/* Notes a SEQUENCE that has to hold something. */
void expect_not_empty(struct decoder *d, struct span content, const char *from);
void expect_end(struct decoder *d, struct span rest);

/* Takes the next element as this field of an object. Where it has another type it is a flaw, *out is empty with data NULL,
 * and the walk goes on: true. False where it cannot even be stepped over. */
bool take_field(struct decoder *d, struct span *in, const char *field, unsigned tag, const char *wanted,
                const char *section, struct der_element *out);
/* The field `signature`, which repeats the algorithm outside of what is signed. */
bool take_inner_algorithm(struct decoder *d, struct span *in, const struct algorithm *outer,
                          const char *section, struct algorithm *out);

/* SIGNED: SEQUENCE { what is signed, AlgorithmIdentifier, BIT STRING }, the frame of certificates, CRLs and requests. */
struct signed_frame {
    struct span whole;   /* without what stands behind it */
    struct span tbs;     /* what is signed, with its header */
    struct span content; /* of it */
    struct span algorithm;
    struct span signature;      /* content of the BIT STRING */
    struct span inside, behind; /* octets that are left, inside the frame and behind it */
    unsigned ber;
};

struct signed_names {
    const char *object, *field, *tbs, *section; /* "CRL", "crl", "tbsCertList", "RFC 5280, 5.1" */
};

/* False: there is no such frame; *why says what is missing, *at where. */
bool signed_read(struct arena *arena, struct span der, const struct signed_names *names,
                 struct signed_frame *out, const char **why, struct span *at);
/* The algorithm and the signature of a frame; notes what is wrong with the frame itself. */
void signed_decode(struct decoder *d, const struct signed_names *names, const struct signed_frame *frame,
                   struct algorithm *algorithm, struct span *signature);

#endif
