/* What the decoders of extensions share: the walk over the list, and one function for each kind of value.
 *
 * An object's table of rows says which extensions it has a place for; cert.c, crl.c and, through cert.c, request.c have
 * one. A decoder gets the content of extnValue and the place of its row, whose first member is its presence. */
#ifndef IKELINT_PKI_EXTENSION_INTERNAL_H
#define IKELINT_PKI_EXTENSION_INTERNAL_H

#include "pki/decoder.h"
#include "pki/extension.h"

/* What a critical flag means to who judges a path; see the tables. */
enum critical_rule {
    CRITICAL_UNDERSTOOD,     /* processed: no obstacle */
    CRITICAL_NOT_UNDERSTOOD, /* read and shown, not processed: an obstacle, as Windows would find */
    CRITICAL_FORBIDDEN,      /* the same, and RFC 5280 has a MUST against the flag */
    CRITICAL_FORBIDDEN_UNDERSTOOD,
};

struct extension_row {
    enum oid oid;
    const char *field;
    bool (*decode)(struct decoder *d, struct span value, void *place);
    size_t offset; /* of the place in the object */
    enum critical_rule critical;
    const char *section; /* that forbids, or says what the value is */
};

/* Decodes the content of an Extensions SEQUENCE, appending to the list, and each one that has a row into the object.
 * False where the list itself is broken: an extension that is not in it may still be meant. */
bool extensions_decode(struct arena *arena, struct span content, const struct extension_row *rows,
                       size_t row_count, void *object, struct extensions *out, struct flaws *flaws);

/* The same with the rows of certificates (cert.c): requests ask for the same extensions. */
struct cert;
bool cert_extensions_decode(struct arena *arena, struct span content, struct cert *cert);

/* Takes Extension ::= SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }. False and a flaw where
 * it cannot; extnID may be known then. */
bool extension_take(struct decoder *d, struct span *in, struct extension *out);

/* -- values (extension_values.c), in the order of RFC 5280, 4.2.1 and 5.2; the type of place is in the comment */
bool decode_authority_key_id(struct decoder *d, struct span value, void *place); /* struct authority_key_id */
bool decode_subject_key_id(struct decoder *d, struct span value, void *place);   /* struct subject_key_id */
bool decode_key_usage(struct decoder *d, struct span value, void *place);        /* struct key_usage */
bool decode_policies(struct decoder *d, struct span value, void *place);         /* struct policy_list */
bool decode_policy_mappings(struct decoder *d, struct span value, void *place);  /* struct policy_mappings */
bool decode_alternative_names(struct decoder *d, struct span value,
                              void *place); /* struct alternative_names */
bool decode_basic_constraints(struct decoder *d, struct span value,
                              void *place); /* struct basic_constraints */
bool decode_name_constraints(struct decoder *d, struct span value, void *place); /* struct name_constraints */
bool decode_policy_constraints(struct decoder *d, struct span value,
                               void *place);                           /* struct policy_constraints */
bool decode_usages(struct decoder *d, struct span value, void *place); /* struct usage_list */
bool decode_distribution_points(struct decoder *d, struct span value,
                                void *place); /* struct distribution_point_list */
bool decode_inhibit_any_policy(struct decoder *d, struct span value,
                               void *place);                           /* struct inhibit_any_policy */
bool decode_access(struct decoder *d, struct span value, void *place); /* struct access_list */
bool decode_number(struct decoder *d, struct span value, void *place); /* struct number_extension */
bool decode_issuing_distribution_point(struct decoder *d, struct span value, void *place);

/* -- Microsoft's (microsoft.c) */
bool decode_application_policies(struct decoder *d, struct span value, void *place); /* struct usage_list */
bool decode_template_name(struct decoder *d, struct span value, void *place); /* struct template_name */
bool decode_template_info(struct decoder *d, struct span value, void *place); /* struct template_info */
bool decode_ca_version(struct decoder *d, struct span value, void *place);    /* struct ca_version */
bool decode_sid(struct decoder *d, struct span value, void *place);           /* struct security_identifier */
bool decode_next_publish(struct decoder *d, struct span value, void *place);  /* struct next_publish */

#endif
