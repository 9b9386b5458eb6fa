/* EapHostConfig: how a user tunnel authenticates inside IKEv2, as it stands in a ProfileXML, or alone. */
#ifndef IKELINT_READ_EAP_XML_H
#define IKELINT_READ_EAP_XML_H

#include "read/xml.h"

bool eap_xml_is(struct span text);
void eap_xml_read(struct walk *walk, const struct origin *origin, struct span octets);

/* What the element EapHostConfig says; NULL: there is none, and all of it is unset. */
void eap_xml_take(struct xml_reading *reading, const xmlNode *config);
/* The same of a text, which is the value of something in the line of the reading. */
void eap_xml_take_text(struct xml_reading *reading, struct span text);
/* Of all that EapHostConfig could say, what nobody has said is unset. */
void eap_settings_unset(struct settings *settings);

#endif
