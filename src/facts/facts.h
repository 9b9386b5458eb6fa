/* The one table of facts: name, type, which objects have it, help, and how to compute it.
 *
 * The loader's checks, `ikelint facts`, the JSON Schema of rule sets and the reference page are made from it. Each group
 * has its rows in a file of its own, beside the functions that compute them (facts_certificate.c …); facts.c strings the
 * groups together. An index is good for one build of the program only.
 *
 * What is not there is absent; what cannot be known from what was given, or does not decode, is unknown and says what
 * to give or what is broken. Every text is valid UTF-8: octets that are none are written as \xNN. */
#ifndef IKELINT_FACTS_FACTS_H
#define IKELINT_FACTS_FACTS_H

#include "facts/scene.h"

/* Kinds of element that have a fact, kinds of object that a rule judges: a bit for each kind. */
enum fact_on {
#define KIND(symbol, word, several) FACT_ON_##symbol = 1 << OBJECT_##symbol,
    OBJECT_KINDS(KIND)
#undef KIND
};

/* What an object of this kind is judged as: a request or template also as the certificate that it would become, whose
 * facts it has as far as they are decided. */
unsigned fact_kinds_of(enum object_kind kind);

enum fact_group {
    FACT_GROUP_CERTIFICATE,
    FACT_GROUP_EXTENSIONS,
    FACT_GROUP_MICROSOFT,
    FACT_GROUP_DERIVED,
    FACT_GROUP_PATH,
    FACT_GROUP_REVOCATION,
    FACT_GROUP_CRL,
    FACT_GROUP_REQUEST,
    FACT_GROUP_TEMPLATE,
    FACT_GROUP_DRIFT,
    FACT_GROUP_SETTINGS,
    FACT_GROUP_STORE,
    FACT_GROUP_CONTEXT,
    FACT_GROUP_PROFILE,
    FACT_GROUP_DETAILS,
    FACT_GROUP_COUNT
};

struct fact {
    const char *name; /* "subject_alt_name.dns"; never begins with "issuer.", "root." or "leaf." */
    enum value_type type;
    unsigned on; /* enum fact_on bits */
    enum fact_group group;
    const char *help;      /* one line, with its source */
    bool any_contains_all; /* a list of usages: one that holds `any` contains every usage */
    unsigned
        parts; /* 1 << cert_part: the fact is unknown while one of these is not decided (requests, templates) */
    unsigned field; /* template_field + 1: the attribute that it is about, where the parts do not say; 0 */
    /* Finds *out as absent and of the fact's type; only the scene's arena may be written to. */
    void (*compute)(const struct scene *scene, const struct element *element, struct value *out);
};

size_t facts_count(void);
const struct fact *fact_at(size_t index);
const char *fact_group_title(enum fact_group group);
/* Index of the fact with this name, or -1. */
int fact_find(struct span name);
/* The nearest name among facts that such an element has, or NULL. */
const char *fact_suggest(struct span name, unsigned on);

/* The line of a template's attribute, or of an INF's value, that the fact comes from, and its place in the file (0: only
 * the line is known). False: of none. */
bool fact_place(const struct element *element, int fact, uint32_t *line, size_t *offset);

/* The value, computed once for each element. Never NULL. A fact that the element's kind does not have is absent. */
const struct value *fact_value(const struct scene *scene, struct element *element, int fact);

#endif
