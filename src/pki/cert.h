/* A certificate as it stands: every field of RFC 5280, 4.1 and 4.2 and the Microsoft extensions, with its flaws.
 *
 * Decoded in one pass over the bytes, in place. A certificate is refused (cert_decode returns false) only when its
 * outer frame is not SEQUENCE { SEQUENCE, SEQUENCE, BIT STRING } inside the bytes; whatever else is broken is a flaw,
 * and the field's facts are unknown. Immutable afterwards; borrows from the source's bytes, owned by the arena. */
#ifndef IKELINT_PKI_CERT_H
#define IKELINT_PKI_CERT_H

#include "pki/extension.h"
#include "pki/key.h"
#include "util/source.h"

enum key_usage_bit { /* bit numbers of KeyUsage, 4.2.1.3 */
                     KEY_USAGE_DIGITAL_SIGNATURE = 0,
                     KEY_USAGE_CONTENT_COMMITMENT = 1,
                     KEY_USAGE_KEY_ENCIPHERMENT = 2,
                     KEY_USAGE_DATA_ENCIPHERMENT = 3,
                     KEY_USAGE_KEY_AGREEMENT = 4,
                     KEY_USAGE_KEY_CERT_SIGN = 5,
                     KEY_USAGE_CRL_SIGN = 6,
                     KEY_USAGE_ENCIPHER_ONLY = 7,
                     KEY_USAGE_DECIPHER_ONLY = 8,
};

/* Parts of a certificate that does not exist yet. What a request or a template would become has parts that only the CA
 * or the directory will fill in; an issued certificate has decided all of them. */
enum cert_part {
    CERT_PART_ENCODING, /* the DER: its digests and flaws */
    CERT_PART_SERIAL,   /* version and serial number */
    CERT_PART_SIGNATURE,
    CERT_PART_SELF_ISSUED, /* whether it is its own issuer */
    CERT_PART_ISSUER,   /* name, authority key identifier, CA version: what the issuing CA says of itself */
    CERT_PART_VALIDITY, /* its two ends */
    CERT_PART_VALIDITY_LENGTH,
    CERT_PART_SUBJECT,
    CERT_PART_ALT_NAME,
    CERT_PART_KEY,       /* its algorithm and length */
    CERT_PART_KEY_VALUE, /* the key itself */
    CERT_PART_KEY_USAGE,
    CERT_PART_USAGES,      /* Extended Key Usage and Application Policies */
    CERT_PART_CONSTRAINTS, /* basic, name and policy constraints, mappings */
    CERT_PART_POLICIES,
    CERT_PART_POINTERS,   /* CRL distribution points, freshest CRL, authority information access */
    CERT_PART_EXTENSIONS, /* the list of all extensions */
    CERT_PART_TEMPLATE,
    CERT_PART_SID,
    CERT_PART_PATH, /* path and revocation */
    CERT_PART_COUNT
};

struct cert {
    const struct source *source; /* whose bytes this points into; borrows */
    struct span der;             /* the whole Certificate */
    struct flaws flaws;
    uint8_t sha1[20], sha256[32]; /* of der */

    /* Why a part is not decided yet, in words for "not checked"; NULL: decided, as all parts of a certificate are. */
    const char *undecided[CERT_PART_COUNT];

    /* Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue } */
    struct span tbs; /* with header: what is signed */
    struct algorithm signature_algorithm;
    struct span signature; /* the BIT STRING's octets */

    /* TBSCertificate, in its order */
    int64_t version;           /* as people say it: 1, 2, 3; 0 when malformed */
    struct span serial_number; /* INTEGER content octets as they stand; data NULL when malformed */
    struct algorithm tbs_signature;
    struct name issuer;
    struct pki_time not_before, not_after;
    struct name subject;
    struct key key;
    bool has_issuer_unique_id, has_subject_unique_id;
    bool extensions_decoded; /* false: the list itself is broken, and absent extensions are unknown */
    struct extensions extensions;

    /* Extensions, decoded. A duplicate is not decoded: the first one counts. */
    struct authority_key_id authority_key_id;
    struct subject_key_id subject_key_id;
    struct key_usage key_usage;
    struct policy_list certificate_policies;
    struct policy_mappings policy_mappings;
    struct alternative_names subject_alt_name, issuer_alt_name;
    struct basic_constraints basic_constraints;
    struct name_constraints name_constraints;
    struct policy_constraints policy_constraints;
    struct usage_list extended_key_usage;
    struct distribution_point_list crl_distribution_points, freshest_crl;
    struct inhibit_any_policy inhibit_any_policy;
    struct access_list authority_info_access;
    /* Microsoft's */
    struct usage_list application_policies;
    struct policy_mappings application_policy_mappings;
    struct policy_constraints application_policy_constraints;
    struct template_name template_name;
    struct template_info template_info;
    struct ca_version ca_version;
    struct security_identifier sid;
};

/* Decodes the certificate whose DER is all of `der` (trailing octets are a flaw). False: *why says what the frame
 * lacks, with the place in it, and there is no object. */
bool cert_decode(struct arena *arena, const struct source *source, struct span der, struct cert *out,
                 const char **why, struct span *at);

/* Where it says that its issuer's certificate can be had by http: the first such address of authority information access
 * (RFC 5280, 4.2.2.1). False: it names none, or others only (LDAP). *out borrows from the certificate. */
bool cert_issuer_address(const struct cert *cert, struct span *out);
bool cert_is_self_issued(const struct cert *cert); /* subject equals issuer, RFC 5280, 6.1 */
/* CA:TRUE in a readable basicConstraints. */
bool cert_is_ca(const struct cert *cert);
/* Whether Key Usage allows this: all where it is absent, nothing where that cannot be known. */
bool cert_allows(const struct cert *cert, enum key_usage_bit bit);

/* What Windows takes the certificate to be good for: Application Policies where present, else Extended Key Usage, else
 * any (presence EXTENSION_ABSENT). MALFORMED: unknown. *list borrows from the certificate. */
enum presence cert_usages(const struct cert *cert, const struct oid_list **list);
/* Whether a usage list holds this usage, or one that stands for all (2.5.29.37.0, 1.3.6.1.4.1.311.10.12.1). */
bool usages_allow(const struct oid_list *list, struct span usage);

/* Subject for people: the DN, or the first SAN entry where the subject is empty, or "(no subject)". */
char *cert_label(struct arena *arena, const struct cert *cert);

#endif
