/* Distinguished names (RFC 5280, 4.1.2.4 and 7.1).
 *
 * Two names are equal when their attributes are, after string preparation: any string type, case folded, white space
 * at the ends dropped and inside squeezed (RFC 4518). That form is made once, when the name is decoded, so comparing
 * and hashing names is comparing octets. */
#ifndef IKELINT_PKI_NAME_H
#define IKELINT_PKI_NAME_H

#include "der/oid.h"
#include "pki/flaw.h"

struct name_attribute {
    struct span type;  /* OID content octets */
    enum oid oid;      /* which known type, or OID_UNKNOWN */
    uint8_t tag;       /* identifier octet of the value: DER_PRINTABLE_STRING … */
    struct span value; /* content octets as they stand */
    struct span text;  /* the same as UTF-8, unescaped; data NULL where the octets are no text of that type */
    struct span prepared; /* text after string preparation; the octets as they stand where there is no text */
    size_t rdn;           /* which RelativeDistinguishedName, 0-based */
    struct span whole;    /* the AttributeTypeAndValue */
};

struct name {
    struct span der;                   /* the Name element with its header */
    struct name_attribute *attributes; /* in the order of the encoding */
    size_t attribute_count, rdn_count;
    struct span folded; /* prepared form of the whole name; equal names have equal octets */
    uint64_t hash;      /* of folded */
    bool decoded;       /* false: malformed; compares equal to nothing but the very same octets */
};

enum { NAME_LIMIT = 1 << 20 }; /* octets of a Name that is read; a longer one is malformed */

/* Decodes a Name element (with header). Flaws are noted under `field`. Always leaves *out usable. */
void name_decode(struct arena *arena, struct span der, const char *field, struct name *out,
                 struct flaws *flaws);

bool name_equal(const struct name *a, const struct name *b);
bool name_is_empty(const struct name *name); /* no attribute */

/* Whether `name` lies in the subtree `base`: base's RDNs are the first ones of name (RFC 5280, 4.2.1.10). */
bool name_is_within(const struct name *name, const struct name *base);

/* The name that `base` becomes with one more RDN, given as the content of its SET: what a nameRelativeToCRLIssuer means
 * (RFC 5280, 4.2.1.13). Not decoded where one of the two is broken. */
void name_append_rdn(struct arena *arena, const struct name *base, struct span rdn, struct name *out);

/* "CN=vpn01,O=Contoso" (RFC 4514: last RDN first, specials escaped; what could mislead a terminal is escaped as octets,
 * "\0A"); "" when empty. What is no text, and types that have no short name, as "#" and hexadecimal. */
char *name_print(struct arena *arena, const struct name *name);

/* The last attribute of a type in the encoding's order (the most specific), or NULL. */
const struct name_attribute *name_find(const struct name *name, enum oid type);

/* A string value as UTF-8: *out may point into the value. False when the octets are no text of that string type. */
bool name_text(struct arena *arena, uint8_t tag, struct span value, struct span *out);

#endif
