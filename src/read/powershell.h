/* Certificates as PowerShell objects: Get-ChildItem Cert:\LocalMachine\My, through ConvertTo-Json or Export-Clixml. */
#ifndef IKELINT_READ_POWERSHELL_H
#define IKELINT_READ_POWERSHELL_H

#include "read/walk.h"

/* What both notations say of one certificate. Texts are UTF-8, data NULL where they are absent. */
struct powershell_certificate {
    struct span path;          /* PSParentPath, or PSPath */
    bool path_is_own;          /* PSPath: its last part is the certificate itself */
    struct span store;         /* of the X509Store around it, where there is no path */
    struct span friendly_name; /* FriendlyName */
    bool has_private_key_known, has_private_key;
};

/* The certificate's octets, with what is known, as an object: `container` is "JSON" or "CLIXML". */
void powershell_object(struct walk *walk, const struct origin *outer, const char *container,
                       const struct powershell_certificate *certificate, struct span octets);

/* RawData that is a text: base64, hexadecimal, decimals between blanks. False, and *why, for anything else. */
bool powershell_octets(struct span text, struct buf *out, const char **why);

/* How to export so that everything is there. */
extern const char powershell_advice[];

bool powershell_json_is(struct span text);
void powershell_json_read(struct walk *walk, const struct origin *origin, struct span octets);

bool clixml_is(struct span text);
void clixml_read(struct walk *walk, const struct origin *origin, struct span octets);
/* Texts and names of CLIXML, in which _xHHHH_ is a UTF-16 unit. */
void clixml_unescape(struct buf *out, struct span text);

/* XML of any other kind: PEM blocks in it are read, else its root is named. */
bool xml_is(struct span text);
void xml_read(struct walk *walk, const struct origin *origin, struct span octets);

#endif
