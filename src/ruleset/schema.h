/* The one table of keys: which may stand in which mapping of a rule set, what stands behind them, and what they mean.
 *
 * The loader's complaints, the JSON Schema of rule sets and the reference page are made from it. */
#ifndef IKELINT_RULESET_SCHEMA_H
#define IKELINT_RULESET_SCHEMA_H

#include "ruleset/tree.h"

/* The mappings of rule sets, project files, waivers and deployment files that have keys of ours. */
enum key_owner {
    KEYS_OF_RULESET,
    KEYS_OF_PARAMETER,
    KEYS_OF_RULE,
    KEYS_OF_PREDICTS,
    KEYS_OF_EXAMPLES,
    KEYS_OF_EXAMPLE,
    KEYS_OF_CONTEXT,
    /* Those of other files. */
    KEYS_OF_PROJECT,
    KEYS_OF_WAIVERS,
    KEYS_OF_WAIVER,
    KEYS_OF_DEPLOYMENT,
    KEYS_OF_PKI,
    KEYS_OF_SERVER,
    KEYS_OF_DEVICE,
    KEYS_OF_STORES,
    KEYS_OF_AUTH_PROTOCOL,
    KEYS_OF_OS,
    KEYS_OF_NPS,
    KEY_OWNER_COUNT,
    KEY_RULESET_OWNERS = KEYS_OF_PROJECT /* how many are of rule sets */
};

enum key_form {
    FORM_TEXT,    /* text that is not empty */
    FORM_NAME,    /* letters a-z, digits and '-' */
    FORM_NAMES,   /* one or a list */
    FORM_TEXTS,   /* one or a list */
    FORM_WORD,    /* one of `words` */
    FORM_WORDS,   /* one or a list */
    FORM_CODE,    /* an error code: 1 to 65535 */
    FORM_NUMBER,  /* a whole number of 32 bits */
    FORM_BOOLEAN, /* true or false */
    FORM_SHA256,  /* 64 hexadecimal digits */
    FORM_TIME,    /* RFC 3339 */
    FORM_TYPE,    /* a parameter's type */
    FORM_LIST,    /* a list, looked at by its reader */
    FORM_MAPPING, /* a mapping, looked at by its reader */
    FORM_FILE_OR_MAPPING,
    FORM_FILE_OR_NUMBER, /* of 32 bits; a file's name has a '.' or a '/' */
    FORM_CONDITION,      /* a mapping or a list */
    FORM_VALUE,          /* text or a list of texts */
    FORM_WAIVERS         /* a file, or a list of files and waivers */
};

struct schema_key {
    enum key_owner owner;
    const char *name;
    enum key_form form;
    bool needed;
    const char *const *words; /* ends with NULL */
    const char *help;
};

size_t keys_count(void);
const struct schema_key *key_at(size_t index);
const struct schema_key *key_find(enum key_owner owner, struct span name);
const char *key_owner_name(enum key_owner owner); /* "a rule" */

/* In the order of their enums in rule.h; each ends with NULL. */
extern const char *const severity_words[];
extern const char *const evidence_words[];
extern const char *const presenter_words[];
extern const char *const for_words[];
extern const char *const fail_on_words[]; /* the severities, then "never" */
extern const char *const tunnel_words[];  /* device, user */
extern const char *const kind_words[];    /* word i is FACT_ON bit 1 << i */

/* The types that a parameter may have, as written: "duration", "list of oids". */
const char *parameter_type_word(size_t index); /* NULL at the end; the index is the enum value_type */
bool parameter_type_find(struct span word, int *type);

/* Complains about every key that is unknown, missing or of another form. Whether there was nothing to complain about, and
 * every key that is needed can be asked for with schema_get: what the tree could not read (NODE_BROKEN) cannot. */
bool schema_check(const struct node *node, enum key_owner owner, struct arena *arena, struct diags *diags);

/* Whether a value is one of the words of a key, and which; complains where it is not. */
bool schema_check_word(const struct node *node, const char *key, const char *const *words, int *out,
                       struct arena *arena, struct diags *diags);

/* The value of a key where it is there and of its form (else schema_check has complained): never nothing. */
const struct node *schema_get(const struct node *node, enum key_owner owner, const char *name);
/* The same, read: NULL, or `otherwise` where there is none. */
const char *schema_text(const struct node *node, enum key_owner owner, const char *key);
int schema_word(const struct node *node, enum key_owner owner, const char *name, int otherwise);
unsigned schema_words(const struct node *node, enum key_owner owner, const char *name); /* 1 << index */
/* FORM_TEXTS and the like: how many, and which. */
size_t node_text_count(const struct node *node);
const struct node *node_text_at(const struct node *node, size_t index);

/* Whether it is a name that rule sets, rules and (with '_' for '-') parameters may have. */
bool is_name(struct span text, char joint);

#endif
