/* The error codes around IKEv2 certificates: what each means, whether certificates cause it, what to do.
 *
 * Prose only; which rules predict a code is asked of the rule sets (causes.h). Sources: Win32 system error codes
 * 12000-15999; Microsoft's "Troubleshooting IKEv2 VPN Connections" and "Troubleshoot Always On VPN"; raserror.h. */
#ifndef IKELINT_PREDICT_CODES_H
#define IKELINT_PREDICT_CODES_H

#include "util/arena.h"

/* A certificate is rejected; none can be chosen. */
enum { CODE_AUTH_FAIL = 13801, CODE_NO_CERTIFICATE = 13806 };

enum blame { BLAME_CERTIFICATES, BLAME_SOMETIMES, BLAME_OTHER };
const char *blame_name(enum blame blame); /* "yes", "sometimes", "no": whether certificates cause it */

/* What the row stands on: Microsoft's pages and headers, an inference from these, or what is generally known of Windows
 * and was not looked up. */
enum confidence { CONFIDENCE_DOCUMENTED, CONFIDENCE_INFERRED, CONFIDENCE_KNOWN };
const char *confidence_name(enum confidence confidence);

/* Whose certificate is meant. */
enum error_side { SIDE_NONE, SIDE_EITHER, SIDE_OWN, SIDE_PEER, SIDE_SERVER, SIDE_USER, SIDE_NPS };
const char *error_side_text(enum error_side side); /* a sentence; "" for SIDE_NONE */

struct error_code {
    uint32_t code;
    const char *symbol;
    enum blame blame;
    enum confidence confidence;
    enum error_side side;
    const char *means;  /* paragraphs */
    const char *advice; /* paragraphs; NULL: none beyond the rules */
};

/* NULL behind the last. */
const struct error_code *error_code_at(size_t index);

/* By its number; NULL: none of the table. */
const struct error_code *error_code_of(uint32_t code);

/* Whether the code names the fault that this rule finds: 0x800B0109 that of certificate-path/root-not-trusted. */
bool error_code_names(uint32_t code, const char *rule);

/* "13801", "0x35E9", "-2146762487", "ERROR_IPSEC_IKE_AUTH_FAIL", "AUTH_FAIL" (case does not count); NULL: none of the
 * table. */
const struct error_code *error_code_find(struct span text);

/* Whether the text is a number, and so can only be meant as a code. */
bool error_code_is_number(struct span text);

/* As error_code_find() reads it, but any number will do: rule sets may predict codes that no table knows. */
bool error_code_read(struct span text, uint32_t *out);

#endif
