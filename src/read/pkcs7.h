/* PKCS#7 and CMS (RFC 2315, RFC 5652): the certificates and CRLs of signed data, and the requests inside it. */
#ifndef IKELINT_READ_PKCS7_H
#define IKELINT_READ_PKCS7_H

#include "read/walk.h"

/* ContentInfo with signed data: degenerate (a .p7b), signed, a CMC request or response. No signature is checked: what
 * counts is what the certificates themselves say. */
void pkcs7_read(struct walk *walk, const struct origin *origin, struct span octets);
/* What is whole in a ContentInfo that is cut: its certificates up to there. Returns how many; complains of nothing. */
size_t pkcs7_salvage(struct walk *walk, const struct origin *origin, struct span octets);
/* SignedData without the ContentInfo around it, as some old tools write it. */
void pkcs7_read_bare(struct walk *walk, const struct origin *origin, struct span octets);

/* A SEQUENCE OF Certificate (PkiPath of RFC 6066; what openssl nseq writes is the same inside a ContentInfo). */
void certificate_sequence_read(struct walk *walk, const struct origin *origin, struct span octets);

#endif
