/* A certificate request (PKCS#10, RFC 2986) as it stands: what an enrolling machine asks for, and what Windows adds to it
 * (MS-WCCE, 2.2.2.7). CMC and PKCS#7 around it is the readers' matter.
 *
 * What a request shares with a certificate is in `as_cert`: subject, key, and the extensions asked for, with the very
 * fields that a certificate has. It has version 0, no issuer, no serial number and no dates. */
#ifndef IKELINT_PKI_REQUEST_H
#define IKELINT_PKI_REQUEST_H

#include "pki/cert.h"
#include "pki/signature.h"

struct request_text { /* a string of any type */
    enum presence presence;
    struct span text; /* UTF-8 */
};

struct request_provider { /* 1.3.6.1.4.1.311.13.2.2, the CSP or KSP that made the key */
    enum presence presence;
    int64_t key_spec; /* 1 AT_KEYEXCHANGE, 2 AT_SIGNATURE, 0 a KSP's */
    struct span name; /* UTF-8 */
};

struct request_client { /* …311.21.20, who made the request */
    enum presence presence;
    int64_t id; /* 5: the certificates snap-in, 9: autoenrolment (MS-WCCE, 2.2.2.7.4) */
    struct span machine, user, process; /* UTF-8 */
};

struct request_pair {
    struct span name, value; /* UTF-8 */
};
struct request_pairs { /* …311.13.2.1: CertificateTemplate, SAN, cdc, rmd … */
    enum presence presence;
    struct request_pair *items;
    size_t count, capacity;
};

struct request_certificate { /* …311.13.1, the certificate that is to be renewed */
    enum presence presence;
    struct span der;
};

struct request_attribute {
    struct span oid;
    enum oid known;
    struct span values; /* content of the SET */
    struct span whole;
};

struct inf; /* pki/inf.h */

struct request {
    const struct source *source; /* borrows */
    struct span der;             /* the whole CertificationRequest */
    uint8_t sha1[20], sha256[32];

    struct span tbs; /* certificationRequestInfo with its header: what is signed */
    struct algorithm signature_algorithm;
    struct span signature;

    const struct inf *inf; /* the INF that it would be made of; NULL: it exists */

    int64_t version;      /* as people say it: 1; 0 when malformed */
    struct cert *as_cert; /* owned by the arena; its flaws are the request's */

    struct {
        struct request_attribute *items; /* in the order of the encoding */
        size_t count, capacity;
    } attributes;
    bool attributes_decoded;    /* false: the list itself is broken, and absent attributes are unknown */
    bool has_extension_request; /* the extensions of PKCS#9, 1.2.840.113549.1.9.14 */
    bool
        has_ms_extensions; /* and of Microsoft, 1.3.6.1.4.1.311.2.1.14; PKCS#9's count where both say something */
    bool has_challenge_password;
    struct request_text
        os_version; /* …311.13.2.3: "10.0.20348.2"; the fourth part is the platform, not the UBR */
    struct request_provider provider;
    struct request_client client;
    struct request_pairs pairs;
    struct request_certificate renewal;
    struct request_text key_storage_provider; /* …311.21.25, of attested keys */
};

/* Decodes the request whose DER is all of `der`; as cert_decode. */
bool request_decode(struct arena *arena, const struct source *source, struct span der, struct request *out,
                    const char **why, struct span *at);

/* Whether the key of the request made its signature: that the requester has the private key. */
enum signature_result request_check_signature(const struct request *request);

#endif
