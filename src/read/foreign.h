/* Files of other programs: told by content and refused by name, each with what to give instead. */
#ifndef IKELINT_READ_FOREIGN_H
#define IKELINT_READ_FOREIGN_H

#include "read/sniff.h"

#define GIVE_CERTIFICATE "give the certificate itself (.cer, .p7b or .pfx)"

/* Octets, and texts as UTF-8; the texts are to be told before any other. */
extern const struct read_kinds foreign_octets, foreign_texts;

#endif
