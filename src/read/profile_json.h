/* JSON with a ProfileXML in one of its texts: Get-CimInstance MDM_VPNv2_01 | ConvertTo-Json, and what Intune's Graph
 * interface says of a custom profile (omaSettings, whose value is base64 there). */
#ifndef IKELINT_READ_PROFILE_JSON_H
#define IKELINT_READ_PROFILE_JSON_H

#include "read/walk.h"

bool profile_json_is(struct span text);
void profile_json_read(struct walk *walk, const struct origin *origin, struct span octets);

#endif
