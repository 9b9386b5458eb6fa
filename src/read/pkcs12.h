/* PKCS#12 files (RFC 7292): certificates and CRLs, and which of them has a private key beside it. */
#ifndef IKELINT_READ_PKCS12_H
#define IKELINT_READ_PKCS12_H

#include "read/walk.h"

/* Opened with the reader's passwords, the empty one or none. Private keys are not decrypted: that they are there, and
 * whose they are, stands beside them. */
void pkcs12_read(struct walk *walk, const struct origin *outer, struct span octets);

#endif
