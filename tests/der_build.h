/* DER for tests: values put together from inside out, all in test_arena.
 *
 *     DER(DER_SEQUENCE, der_oid(OID_KEY_USAGE), DER(DER_OCTET_STRING, hex("03 02 05 a0")))
 *
 * and whole certificates and CRLs whose parts a row may replace by octets of its own. Signatures are made up. */
#ifndef IKELINT_TESTS_DER_BUILD_H
#define IKELINT_TESTS_DER_BUILD_H

#include "der/der.h"
#include "der/oid.h"
#include "util/macros.h"

#define SPANS(...)                                                                                           \
    (const struct span[]){ __VA_ARGS__ }, sizeof((const struct span[]){ __VA_ARGS__ }) / sizeof(struct span)
#define JOIN(...)     der_join(SPANS(__VA_ARGS__))
#define DER(tag, ...) der_write((tag), der_join(SPANS(__VA_ARGS__)))

struct span der_join(const struct span *parts, size_t count);
struct span der_write(unsigned tag, struct span content);
/* "30 03 02 01 05", blanks as you like. */
struct span hex(const char *text);
struct span der_text(unsigned tag, const char *text);
struct span der_oid(enum oid oid);
struct span der_bits_of(struct span octets); /* BIT STRING of whole octets */

/* Name of one RDN each, in the order of the encoding: "CN" … as UTF8String. */
struct span der_name(enum oid type, const char *value);
/* Extension; the value's octets go into extnValue. */
struct span der_extension(struct span oid, bool critical, struct span value);

/* What stands in place of a field; data NULL: the usual thing. */
struct certificate_parts {
    struct span version, serial, inner_algorithm, issuer, validity, subject, key;
    struct span unique_ids; /* usually nothing */
    struct span extensions; /* content of the SEQUENCE OF Extension; data NULL: no [3] */
    struct span tail;       /* behind all; usually nothing */
    struct span outer_algorithm, signature;
};
struct span build_certificate(const struct certificate_parts *parts);
/* A certificate with these extensions and nothing unusual. */
struct span certificate_with(struct span extensions);

struct crl_parts {
    struct span version, inner_algorithm, issuer, this_update;
    struct span next_update; /* length 0, data not NULL: none */
    struct span entries;     /* content of revokedCertificates; data NULL: absent */
    struct span extensions;  /* content; data NULL: no [0] */
    struct span outer_algorithm, signature;
};
struct span build_crl(const struct crl_parts *parts);
/* An entry; extensions: content of crlEntryExtensions, data NULL: none. */
struct span der_entry(struct span serial, struct span extensions);

#endif
