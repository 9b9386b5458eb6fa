/* What conditions and messages are made of: facts, parameters, values. Whoever compiles either calls these; they complain
 * by themselves, and false means that they did. */
#ifndef IKELINT_RULESET_OPERAND_H
#define IKELINT_RULESET_OPERAND_H

#include "ruleset/condition.h"

/* What a test is about. */
struct subject {
    struct fact_ref ref;
    enum value_type type;
    const char *name;         /* as written */
    bool any_is_all;          /* fact.any_contains_all */
    const char *const *words; /* of a fact with a vocabulary; else NULL */
};

/* The fact with this name; a complaint when there is none, or the object judged has none such. */
bool subject_find(struct compiler *compiler, const struct node *node, struct subject *out);

/* A fact by its name as written; *kinds: which objects should have it (FACT_ON bits). A fact `issuer.x` would win over the x
 * of the issuer. No complaint. */
bool fact_ref_find(const struct compiler *compiler, struct span name, struct fact_ref *out, unsigned *kinds);

/* Notes a parameter that link.c will find; its index. */
size_t reference_add(struct compiler *compiler, struct reference reference);

bool operand_is_parameter(const struct node *node); /* $name */
bool operand_is_fact(const struct node *node);      /* { fact: NAME } */
/* One operand. types: those that a parameter or fact may have (1 << value_type); literal: the type that text is read as. */
bool operand_compile(struct compiler *compiler, const struct node *node, unsigned types,
                     enum value_type literal, struct operand *out);

/* For complaints: "certificates, CRLs and requests"; ", did you mean 'before after'?", or "" without a suggestion. */
const char *object_kinds_text(struct arena *arena, unsigned kinds);
const char *did_you_mean(struct compiler *compiler, const char *before, const char *suggestion);

#endif
