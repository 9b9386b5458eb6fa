/* Base64 without BEGIN and END: RawData pasted into a file, one value or several. */
#ifndef IKELINT_READ_BARE_BASE64_H
#define IKELINT_READ_BARE_BASE64_H

#include "read/walk.h"

/* Base64 alone, whose first octets are those of a DER SEQUENCE or of something serialized. */
bool bare_base64_is(struct span text);
void bare_base64_read(struct walk *walk, const struct origin *origin, struct span octets);

#endif
