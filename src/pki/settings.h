/* Settings around certificates, as exports show them: of a VPN server (RRAS), of a VPN connection (profile), of a Windows
 * host. Readers fill them; several exports of one machine are merged.
 *
 * A setting that no export speaks of is unknown; one that an export shows as empty is unset: that is another thing. */
#ifndef IKELINT_PKI_SETTINGS_H
#define IKELINT_PKI_SETTINGS_H

#include "pki/object.h"

enum setting_id {
#define SETTING(symbol, kind, form, name, help) symbol,
#include "pki/settings_list.h"
#undef SETTING
    SETTING_COUNT
};

enum setting_form {
    SETTING_BOOLEAN,
    SETTING_INTEGER,
    SETTING_TEXT,
    SETTING_TEXTS,
    SETTING_OIDS,
    SETTING_CERTIFICATE
};

enum setting_state {
    SETTING_UNKNOWN,    /* nobody exported it */
    SETTING_UNSET,      /* exported, and empty or not there */
    SETTING_SET,        /* the field of its form below */
    SETTING_UNREADABLE, /* exported; error says why it cannot be read */
};

/* A certificate that a setting names; an export may hold it, or only print some of it. */
struct setting_certificate {
    const struct cert *cert; /* NULL: only what follows is known */
    struct span subject;     /* as printed, UTF-8; data NULL: not known */
    bool has_sha1;
    uint8_t sha1[20];
};

struct setting {
    enum setting_state state;
    const char *error;
    const char *path; /* the file that says it; borrows */
    size_t offset;    /* octets into it */
    uint32_t line;    /* 1-based; 0 where there are no lines */
    bool boolean;
    int64_t integer;
    struct span text; /* UTF-8 */
    struct {
        struct span *items; /* UTF-8 */
        size_t count, capacity;
    } texts;
    struct oid_list oids;
    struct setting_certificate certificate;
};

struct settings {
    enum object_kind kind; /* OBJECT_RRAS, OBJECT_PROFILE or OBJECT_HOST */
    struct span name;      /* of the connection or the machine, UTF-8; data NULL: the export does not say */
    struct span octets;    /* of the file that they stand in: for its digest */
    uint8_t sha1[20], sha256[32];
    struct setting items[SETTING_COUNT]; /* those of other kinds stay unknown */
    struct flaws flaws;
};

struct setting_row {
    const char *name; /* of the fact: "rras.cert_auth_flags" */
    const char *help;
    enum object_kind kind;
    enum setting_form form;
};
const struct setting_row *setting_row(enum setting_id id);

/* -- filling --------------------------------------------------------------------------------------------------------- */

/* octets: of the file; they are digested. */
void settings_begin(struct settings *settings, enum object_kind kind, struct span octets);

/* Each notes that a file says the setting, there; the later one wins. All borrow what they are given. */
void settings_set_boolean(struct settings *settings, enum setting_id id, bool boolean, uint32_t line);
void settings_set_integer(struct settings *settings, enum setting_id id, int64_t integer, uint32_t line);
void settings_set_text(struct settings *settings, enum setting_id id, struct span text, uint32_t line);
/* One more of a list. */
void settings_add_text(struct arena *arena, struct settings *settings, enum setting_id id, struct span text,
                       uint32_t line);
/* One more of a list; text: "1.3.6.1.5.5.7.3.2". False: it is no object identifier, and the setting is unreadable. */
bool settings_add_oid(struct arena *arena, struct settings *settings, enum setting_id id, struct span text,
                      uint32_t line);
void settings_set_certificate(struct settings *settings, enum setting_id id,
                              const struct setting_certificate *certificate, uint32_t line);
void settings_unset(struct settings *settings, enum setting_id id, uint32_t line);
void settings_fail(struct arena *arena, struct settings *settings, enum setting_id id, uint32_t line,
                   const char *format, ...) PRINTF_LIKE(5, 6);

/* What `from` knows and `into` does not. */
void settings_merge(struct settings *into, const struct settings *from);

/* -- asking ---------------------------------------------------------------------------------------------------------- */

static inline const struct setting *setting_of(const struct settings *settings, enum setting_id id)
{
    return &settings->items[id];
}

/* How it is called: the connection's or the machine's name, or what it is. Not escaped. */
const char *settings_label(struct arena *arena, const struct settings *settings);

#endif
