/* Get-VpnConnection: VPN connections as objects of PowerShell, in whatever notation (exported.h). */
#ifndef IKELINT_READ_VPN_CONNECTION_H
#define IKELINT_READ_VPN_CONNECTION_H

#include "read/settings_export.h"

/* Names of properties that only a connection has, for telling kinds; NULL behind the last. */
extern const char *const vpn_connection_marks[];

/* False: the object is no connection. */
bool vpn_connection_take(struct settings_reading *reading, const struct exported *object);

#endif
