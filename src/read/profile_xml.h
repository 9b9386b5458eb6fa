/* ProfileXML of the VPNv2 CSP: a VPN connection as Intune, Configuration Manager and scripts configure it. */
#ifndef IKELINT_READ_PROFILE_XML_H
#define IKELINT_READ_PROFILE_XML_H

#include "read/walk.h"

bool profile_xml_is(struct span text);
void profile_xml_read(struct walk *walk, const struct origin *origin, struct span octets);

#endif
