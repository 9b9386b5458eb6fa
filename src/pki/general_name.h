/* GeneralName (RFC 5280, 4.2.1.6): names in SANs, name constraints, distribution points and access descriptions. */
#ifndef IKELINT_PKI_GENERAL_NAME_H
#define IKELINT_PKI_GENERAL_NAME_H

#include "pki/name.h"

enum general_name_kind { /* the context tag is the number */
                         GENERAL_NAME_OTHER = 0,
                         GENERAL_NAME_EMAIL = 1,
                         GENERAL_NAME_DNS = 2,
                         GENERAL_NAME_X400 = 3,
                         GENERAL_NAME_DIRECTORY = 4,
                         GENERAL_NAME_EDI = 5,
                         GENERAL_NAME_URI = 6,
                         GENERAL_NAME_IP = 7,
                         GENERAL_NAME_REGISTERED_ID = 8,
};

struct general_name {
    enum general_name_kind kind;
    struct span
        value; /* content octets: IA5 text, IP octets, OID octets; the whole content for X.400 and EDI */
    struct name *directory; /* GENERAL_NAME_DIRECTORY only */
    struct span other_type; /* GENERAL_NAME_OTHER: OID octets */
    enum oid other_oid;
    struct span other_value; /* the element inside [0] EXPLICIT, with header */
    struct span other_text;  /* the same as UTF-8 where it is a string (UPN), else data NULL */
    struct span whole;
};

struct general_names {
    struct general_name *items;
    size_t count, capacity;
};

/* Decodes the content of a GeneralNames SEQUENCE, appending to *out. False (and a flaw) where it does not decode. */
bool general_names_decode(struct arena *arena, struct span content, const char *field,
                          struct general_names *out, struct flaws *flaws);
/* One GeneralName from the cursor. */
bool general_name_decode(struct arena *arena, struct span *in, const char *field, struct general_name *out,
                         struct flaws *flaws);

/* "dns:vpn.contoso.com", "ip:192.0.2.1", "ip:2001:db8::/32" (8 or 32 octets: with mask), "upn:…", "directory:CN=…" */
char *general_name_print(struct arena *arena, const struct general_name *name);
/* The value alone: "vpn.contoso.com", "192.0.2.1". */
char *general_name_value(struct arena *arena, const struct general_name *name);
/* An iPAddress of 4 or 16 octets, or an address and mask of 8 or 32, as text. */
char *general_name_ip(struct arena *arena, struct span octets);

#endif
