/* The error codes around IKEv2 certificates: what each means, whether certificates cause it, what to do.
 *
 * Prose only; which rules predict a code is asked of the rule sets (cmd/explain.c). Sources: Win32 system error codes
 * 12000-15999; Microsoft's "Troubleshooting IKEv2 VPN Connections" and "Troubleshoot Always On VPN"; raserror.h. */
#ifndef IKELINT_CMD_CODES_H
#define IKELINT_CMD_CODES_H

#include "util/arena.h"

enum blame { BLAME_CERTIFICATES, BLAME_SOMETIMES, BLAME_OTHER };

struct error_code {
    uint32_t code;
    const char *symbol;
    enum blame blame;
    bool general_knowledge; /* not in the sources above, but generally known */
    const char *means;      /* paragraphs */
    const char *advice;     /* paragraphs; NULL: none beyond the rules */
};

/* NULL behind the last. */
const struct error_code *error_code_at(size_t index);

/* "13801", "0x35E9", "-2146762487", "ERROR_IPSEC_IKE_AUTH_FAIL", "AUTH_FAIL" (case does not count); NULL: none of the
 * table. */
const struct error_code *error_code_find(struct span text);

/* Whether the text is a number, and so can only be meant as a code. */
bool error_code_is_number(struct span text);

/* As error_code_find() reads it, but any number will do: rule sets may predict codes that no table knows. */
bool error_code_read(struct span text, uint32_t *out);

#endif
