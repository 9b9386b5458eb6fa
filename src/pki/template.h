/* A certificate template as an export of Active Directory has it (MS-CRTD), and the certificate that an Enterprise CA
 * would issue by it (MS-WCCE, 3.2.2.6.2.1.4).
 *
 * Readers fill it attribute by attribute: template_begin, then template_note and template_add for each value in whatever
 * order, then template_finish, which reads the values and derives `as_cert`. What does not read is unreadable with a
 * reason and a place, and what is not there is missing; nothing is refused. What a missing or unreadable attribute would
 * have decided is undecided in the certificate, with these words as the reason. */
#ifndef IKELINT_PKI_TEMPLATE_H
#define IKELINT_PKI_TEMPLATE_H

#include "pki/descriptor.h"
#include "pki/object.h"

enum template_field { /* in the order of MS-CRTD, 2 */
                      TEMPLATE_CN,
                      TEMPLATE_NAME, /* the same as cn */
                      TEMPLATE_DISPLAY_NAME,
                      TEMPLATE_DISTINGUISHED_NAME,
                      TEMPLATE_OBJECT_CLASS,
                      TEMPLATE_FLAGS,
                      TEMPLATE_SECURITY_DESCRIPTOR,
                      TEMPLATE_REVISION,
                      TEMPLATE_CRITICAL_EXTENSIONS, /* from here on: attributes that only such objects have */
                      TEMPLATE_PROVIDERS,           /* pKIDefaultCSPs */
                      TEMPLATE_KEY_SPEC,
                      TEMPLATE_EXTENDED_KEY_USAGE,
                      TEMPLATE_KEY_USAGE,
                      TEMPLATE_MAX_ISSUING_DEPTH,
                      TEMPLATE_VALIDITY,
                      TEMPLATE_RENEWAL,
                      TEMPLATE_SCHEMA_VERSION,
                      TEMPLATE_MINOR_REVISION,
                      TEMPLATE_RA_SIGNATURES,
                      TEMPLATE_MINIMAL_KEY_SIZE,
                      TEMPLATE_OID,
                      TEMPLATE_SUPERSEDED,
                      TEMPLATE_RA_POLICIES,
                      TEMPLATE_RA_APPLICATION_POLICIES,
                      TEMPLATE_CERTIFICATE_POLICIES,
                      TEMPLATE_APPLICATION_POLICIES,
                      TEMPLATE_ENROLLMENT_FLAGS,
                      TEMPLATE_PRIVATE_KEY_FLAGS,
                      TEMPLATE_NAME_FLAGS,
                      TEMPLATE_FIELD_COUNT
};

/* What an attribute's values are, and in which form a reader hands each one on. */
enum template_form {
    TEMPLATE_TEXT,    /* UTF-8 */
    TEMPLATE_TEXTS,   /* the same, several */
    TEMPLATE_INTEGER, /* text: decimal with or without sign, or 0x and hexadecimal digits */
    TEMPLATE_OIDS,    /* dotted text, several */
    TEMPLATE_OCTETS,  /* octets */
    TEMPLATE_PERIOD   /* eight octets: a negative number of 100 ns, little-endian */
};

enum template_state { TEMPLATE_MISSING, TEMPLATE_PRESENT, TEMPLATE_UNREADABLE };

struct template_attribute {
    enum template_state state;
    const char *error;  /* TEMPLATE_UNREADABLE: why */
    size_t offset;      /* of the attribute in the file */
    uint32_t line;      /* 1-based; 0 in binary files */
    struct span *items; /* as they were handed on; none: the export says that it has no value */
    size_t count, capacity;
    int64_t integer;      /* TEMPLATE_INTEGER: from -2^31 to 2^32 - 1; TEMPLATE_PERIOD: seconds */
    struct oid_list oids; /* TEMPLATE_OIDS */
};

struct template
{
    const struct source *source; /* borrows */
    struct span text;            /* the entry as it stands in the file; for its digest */
    uint8_t sha1[20], sha256[32];
    size_t offset;
    uint32_t line;
    struct template_attribute attributes[TEMPLATE_FIELD_COUNT];
    struct descriptor descriptor; /* decoded when TEMPLATE_SECURITY_DESCRIPTOR is present */
    const struct cert *as_cert;   /* owned by the arena */
};

/* Bits of flags and of msPKI-…-Flag that are asked for by name (MS-CRTD, 2.4, 2.26 to 2.28). */
#define TEMPLATE_MACHINE_TYPE           0x40u
#define TEMPLATE_IS_CA                  0x80u
#define TEMPLATE_ADD_TEMPLATE_NAME      0x200u
#define TEMPLATE_IS_CROSS_CA            0x800u
#define TEMPLATE_ENROLLEE_SUPPLIES      0x1u /* of the name flags, subject and alternative names together */
#define TEMPLATE_OLD_CERT_SUPPLIES      0x8u /* at renewals */
#define TEMPLATE_ALT_DOMAIN_DNS         0x00400000u
#define TEMPLATE_ALT_SPN                0x00800000u
#define TEMPLATE_ALT_DIRECTORY_GUID     0x01000000u
#define TEMPLATE_ALT_UPN                0x02000000u
#define TEMPLATE_ALT_EMAIL              0x04000000u
#define TEMPLATE_ALT_DNS                0x08000000u
#define TEMPLATE_DNS_AS_CN              0x10000000u
#define TEMPLATE_REQUIRE_EMAIL          0x20000000u
#define TEMPLATE_REQUIRE_COMMON_NAME    0x40000000u
#define TEMPLATE_REQUIRE_DIRECTORY_PATH 0x80000000u
#define TEMPLATE_NO_REVOCATION          0x4000u /* of the enrollment flags */
#define TEMPLATE_BASIC_CONSTRAINTS      0x8000u
#define TEMPLATE_NO_SECURITY_EXTENSION  0x80000u
#define TEMPLATE_LEGACY_PROVIDER        0x100u /* of the private key flags */

/* By the attribute's name, without case; certutil's and PowerShell's other names of it too. False: none of ours. */
bool template_field_find(struct span name, enum template_field *out);
const char *template_field_name(enum template_field field); /* "msPKI-Minimal-Key-Size" */
enum template_form template_field_form(enum template_field field);

/* -- filling --------------------------------------------------------------------------------------------------------- */

void template_begin(struct template *t, const struct source *source, size_t offset, uint32_t line);
/* The attribute stands there. */
void template_note(struct template *t, enum template_field field, size_t offset, uint32_t line);
/* One more value of it; not copied. */
void template_add(struct arena *arena, struct template *t, enum template_field field, struct span value);
/* It stands there and cannot be read. */
void template_fail(struct arena *arena, struct template *t, enum template_field field, const char *format,
                   ...) PRINTF_LIKE(4, 5);
/* Whether what was filled in is a certificate template: its object class, or an attribute that nothing else has. */
bool template_is_one(const struct template *t);
void template_finish(struct arena *arena, struct template *t, struct span text);

/* -- asking ---------------------------------------------------------------------------------------------------------- */

/* The number; false while the attribute is missing (the schema version is 1 then) or unreadable. */
bool template_number(const struct template *t, enum template_field field, int64_t *out);
/* The same as bits: exports write them as signed numbers. */
bool template_bits(const struct template *t, enum template_field field, uint32_t *out);
/* "attribute pKIKeyUsage is missing from the export"; NULL: it is there and reads. */
const char *template_lacks(struct arena *arena, const struct template *t, enum template_field field);

/* How it is called: display name and cn. Not escaped. */
const char *template_label(struct arena *arena, const struct template *t);

/* The algorithm of the keys: "RSA", "ECDSA_P256" … False: *why says what is missing. */
bool template_key_algorithm(struct arena *arena, const struct template *t, struct span *out,
                            const char **why);
/* A value of the triplets in msPKI-RA-Application-Policies (MS-CRTD, 2.23.1), as "msPKI-Hash-Algorithm"; data NULL. */
struct span template_triplet(const struct template *t, const char *name);

/* -- what would be issued (template_view.c) ---------------------------------------------------------------------------- */

/* To a machine or user of this name (data NULL: not known, and the names are undecided). */
const struct cert *template_issue(struct arena *arena, const struct template *t, struct span device_name);

/* Whether certificates have a subject, and alternative names, whoever enrols. False: the template does not decide it, or
 * says nothing of it. */
bool template_has_names(const struct template *t, bool *subject, bool *alt_name);

/* The same object, or, where it is a template, one whose certificate is issued to this device. NULL: no name. */
const struct object *template_for_device(struct arena *arena, const struct object *object, const char *name);

/* The attribute that decides a part of the certificate: where a finding about it points. */
enum template_field template_field_of_part(const struct template *t, enum cert_part part);

#endif
