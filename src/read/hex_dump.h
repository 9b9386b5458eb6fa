/* Octets as hexadecimal text: what certutil -encodehex writes, with offsets and characters beside or without. */
#ifndef IKELINT_READ_HEX_DUMP_H
#define IKELINT_READ_HEX_DUMP_H

#include "read/walk.h"

/* Hexadecimal octets that begin as DER, something serialized or a PEM block does. */
bool hex_dump_is(struct span text);
void hex_dump_read(struct walk *walk, const struct origin *origin, struct span octets);

#endif
