/* One rule set as its file says it, before it is linked with others. Inside the room only.
 *
 * Everything lives in the library's arena. Operands and messages name parameters by index into `references`; which
 * declaration is meant, whether it exists and is of a fitting type, is found when linking (link.c). */
#ifndef IKELINT_RULESET_SET_H
#define IKELINT_RULESET_SET_H

#include "ruleset/condition.h"

/* Another set taken in. */
struct include {
    const char *name;
    struct place place;
    bool is_faulty; /* missing or closing a loop: link.c has said so */
};

/* `disable` or `severity`: another opinion on a rule, by full name. */
struct override {
    const char *rule;
    struct place place;
    bool disables;
    enum severity severity; /* disables false */
};

/* A plain value for a parameter that an included set declares. */
struct fill {
    const char *name;
    const struct node *value;
    struct place place;
};

struct set {
    const char *name; /* NULL: the file does not say */
    const char *title;
    const struct source *source; /* owns; name and bytes of the file */
    bool is_builtin;
    struct place place; /* of the name */
    unsigned kinds;     /* FACT_ON bits */
    enum presenter presented_by;
    unsigned peer_code, holder_code; /* of rules of included sets, in place of theirs; both 0: as they are */

    struct {
        struct include *items;
        size_t count, capacity;
    } includes;
    struct {
        struct override *items;
        size_t count, capacity;
    } overrides;
    struct {
        struct parameter *items; /* declarations; value: the default, or unknown */
        size_t count, capacity;
    } parameters;
    struct {
        struct fill *items;
        size_t count, capacity;
    } fills;
    struct {
        struct rule *items;
        size_t count, capacity;
    } rules;
    struct references references;

    bool is_broken;           /* something was complained about */
    bool is_checked;          /* link.c has looked at it together with what it includes */
    bool reaches, is_on_path; /* marks of link.c while it walks */
    bool is_in_loop;          /* of includes; link.c has said so */
    size_t depth;             /* link.c: includes between it and the program's top */
    uint8_t sha256[32];       /* of source->bytes; has_sha256 */
    bool has_sha256;
};

/* Reads a rule set. NULL when it is no YAML; else whatever could be read, with is_broken when there were complaints. */
struct set *set_read(struct arena *arena, const struct source *source, struct diags *diags);

/* A relative path as seen from the folder of a file. */
const char *path_beside(struct arena *arena, const char *file, const char *path);

#endif
