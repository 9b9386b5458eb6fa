/* rasphone.pbk: the phone book, in which Windows keeps VPN connections. */
#ifndef IKELINT_READ_PHONEBOOK_H
#define IKELINT_READ_PHONEBOOK_H

#include "read/walk.h"

bool phonebook_is(struct span text);
/* One object for each entry that is a VPN connection. */
void phonebook_read(struct walk *walk, const struct origin *origin, struct span octets);

#endif
