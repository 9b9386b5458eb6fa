/* Settings of VPN servers, hosts and VPN connections as Windows exports them. Each reader hands on an object for each
 * machine or connection. */
#ifndef IKELINT_READ_SETTINGS_EXPORT_H
#define IKELINT_READ_SETTINGS_EXPORT_H

#include "pki/settings.h"
#include "read/exported.h"

/* Get-VpnAuthProtocol, Get-VpnConnection, Get-ItemProperty, Get-ComputerInfo, Get-HotFix, [Environment]::OSVersion: through
 * ConvertTo-Json, Export-Clixml, Export-Csv, or as the list or table that a screen shows. */
bool settings_json_is(struct span text);
void settings_json_read(struct walk *walk, const struct origin *origin, struct span octets);
bool settings_clixml_is(struct span text);
void settings_clixml_read(struct walk *walk, const struct origin *origin, struct span octets);
bool settings_csv_is(struct span text);
void settings_csv_read(struct walk *walk, const struct origin *origin, struct span octets);
bool settings_screen_is(struct span text);
void settings_screen_read(struct walk *walk, const struct origin *origin, struct span octets);

/* "Microsoft Windows [Version 10.0.20348.473]", systeminfo, Get-HotFix | Export-Csv */
bool windows_banner_is(struct span text);
void windows_banner_read(struct walk *walk, const struct origin *origin, struct span octets);
bool systeminfo_is(struct span text);
void systeminfo_read(struct walk *walk, const struct origin *origin, struct span octets);
bool hotfix_csv_is(struct span text);
void hotfix_csv_read(struct walk *walk, const struct origin *origin, struct span octets);

/* Settings being read from one file. What is said of one machine in several places of it becomes one object. */
struct settings_reading {
    struct walk *walk;
    const struct origin *origin;
    const char *container; /* "JSON" …; static */
    struct span octets;    /* of the file */
    struct {
        struct settings_found {
            struct settings settings;
            size_t offset; /* where the first of them stands */
            uint32_t line;
        } * *items;
        size_t count, capacity;
    } found;
};
/* An object of an export, whatever it has of settings. True: it had some. */
bool settings_take(struct settings_reading *reading, const struct exported *object);
/* New settings of that kind, which begin there. */
struct settings *settings_begin_at(struct settings_reading *reading, enum object_kind kind, size_t offset,
                                   uint32_t line);
/* A value in the form of its setting; an empty one unsets it. */
void settings_take_value(struct settings_reading *reading, struct settings *settings, enum setting_id id,
                         const struct exported *value);
/* "4", "0x4": 32 bits. */
bool settings_number(struct span text, int64_t *out);
/* For messages: escaped, and not all of a long one. */
const char *settings_shown(struct arena *arena, struct span text);
extern const char settings_better[]; /* what to export instead of what cannot be read */
/* The settings of a host that begin there, for readers of other texts. */
struct settings *settings_of_host(struct settings_reading *reading, size_t offset, uint32_t line);
/* A setting of these is set there. */
void settings_at(struct settings *settings, enum setting_id id, size_t offset, uint32_t line);
/* "10.0.20348.473": the build, and the update build revision where there is a fourth number and has_ubr. False: it is
 * no version of Windows. */
bool settings_take_version(struct settings *settings, struct span version, bool has_ubr, size_t offset,
                           uint32_t line);
/* "KB5009555"; anything else is passed over. */
void settings_take_hotfix(struct settings_reading *reading, struct settings *settings, struct span text,
                          size_t offset, uint32_t line);
/* Hands all on, in their order. Returns how many. */
size_t settings_end(struct settings_reading *reading);

/* Whether a registry key is one whose values are settings: …\RemoteAccess\Parameters\Ikev2, …\RasMan\Parameters,
 * …\Windows NT\CurrentVersion. */
bool settings_key_is(struct span key);

#endif
