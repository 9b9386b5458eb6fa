/* Compiled rules: immutable after loading, shared by all workers, owned by the rule set's arena.
 *
 * A `struct program` is what one profile evaluates: its own rules and those of all sets it includes, each rule once,
 * in the order of the files; overrides are already applied. */
#ifndef IKELINT_RULESET_RULE_H
#define IKELINT_RULESET_RULE_H

#include "facts/facts.h"
#include "util/diag.h"

enum severity { SEVERITY_NOTICE, SEVERITY_WARNING, SEVERITY_ERROR };
enum evidence { EVIDENCE_INFERRED, EVIDENCE_REPORTED, EVIDENCE_DOCUMENTED };
enum presenter { PRESENTED_BY_UNKNOWN, PRESENTED_BY_SERVER, PRESENTED_BY_CLIENT };
enum rule_for { FOR_LEAF, FOR_ISSUERS, FOR_PATH, FOR_ROOT, FOR_CRLS };

enum condition_kind {
    CONDITION_ALL,
    CONDITION_ANY,
    CONDITION_NONE,
    CONDITION_NOT,
    CONDITION_TEST,
    CONDITION_GIVEN /* the parameter that is its operand has a value; never unknown */
};
enum scope { SCOPE_SELF, SCOPE_ISSUER, SCOPE_ROOT, SCOPE_LEAF };

struct fact_ref {
    enum scope scope;
    int fact; /* index into the table of facts, or FACT_ITEM */
};
#define FACT_ITEM (-1) /* inside `each`, `some` and `count`: the item, the number */

/* What a test compares with. */
enum operand_kind { OPERAND_LITERAL, OPERAND_PARAMETER, OPERAND_FACT, OPERAND_NOW };
struct operand {
    enum operand_kind kind;
    struct value literal; /* OPERAND_LITERAL */
    size_t parameter;     /* OPERAND_PARAMETER: index into the program's parameters */
    struct fact_ref fact; /* OPERAND_FACT */
};

struct operator_entry; /* ruleset/operators.h: the table of operators */
struct pattern;        /* ruleset/pattern.h: a regular expression */

struct condition {
    enum condition_kind kind;
    struct condition **children; /* ALL, ANY, NONE, NOT */
    size_t child_count;
    struct fact_ref fact; /* CONDITION_TEST */
    const struct operator_entry *operator;
    struct operand *operands; /* one, or the items of a list */
    size_t operand_count;
    const struct pattern *pattern; /* `matches` */
    struct condition *inner;       /* `each`, `some`: what holds of an item; `count`: of the number */
    bool any_is_all; /* the fact lists usages: one that is "any" stands for all (Windows' view) */
    struct place place;
};

/* A message, cut into text and {facts}. */
struct message_part {
    struct span text; /* when is_reference is false */
    bool is_reference, is_parameter;
    struct fact_ref fact;
    size_t parameter;
    const char *name; /* as written: key in the report's facts */
};
struct message {
    const char *text;
    struct message_part *parts;
    size_t part_count;
};

/* A fact or parameter that a rule names, in its message or its conditions; each once, the message's first. */
struct rule_use {
    const char *name; /* as written: "issuer.subject_key_id", "server_name" */
    bool is_parameter;
    struct fact_ref fact;
    size_t parameter; /* index into the program's parameters */
};

struct rule_example {
    const char *file; /* resolved: relative to the working directory or absolute */
    /* Context; counts 0 and NULL when not given. */
    const char **roots, **intermediates, **crls, **templates, **parameters /* "name=value" */;
    size_t root_count, intermediate_count, crl_count, template_count, parameter_count;
    bool has_at;
    int64_t at;
    struct place place;
};

enum example_kind { EXAMPLE_PASS, EXAMPLE_FAIL, EXAMPLE_NOT_APPLICABLE, EXAMPLE_KIND_COUNT };

struct rule {
    const char *id;        /* "server-auth-missing" */
    const char *ruleset;   /* name of the set that defines it */
    const char *full_name; /* "vpn-server/server-auth-missing" */
    const char *title;
    enum severity severity;
    enum evidence evidence;
    unsigned peer_code, holder_code; /* 13801, 13806, or 0: what that role reports */
    enum rule_for on;
    unsigned kinds;               /* FACT_ON_… bits: which objects it judges */
    const struct condition *when; /* NULL: always */
    const struct condition *require;
    struct message message;
    const struct rule_use *uses;
    size_t use_count;
    const char *fix; /* NULL: none was written */
    const char **see;
    size_t see_count;
    struct {
        struct rule_example *items;
        size_t count;
    } examples[EXAMPLE_KIND_COUNT];
    struct place place;
    struct span text; /* as its file has it: whole lines */
};

struct parameter {
    const char *name;
    const char *help;   /* "" when none was written */
    const char *option; /* of the command line that sets it ("--server-name"), or NULL */
    enum value_type type;
    struct value
        value; /* in force: given, filled by an including set, or the default; else VALUE_UNKNOWN with `needs` */
    const char *origin; /* "default", "rule set vpn-server", "--set" … */
    const char *ruleset;
    struct place place;
};

struct ruleset_info {
    const char *name, *title;
    const char *source; /* "built-in" or the file */
    uint8_t sha256[32]; /* of the file's octets */
};

struct program {
    const char *profile; /* name of the top rule set */
    const char *title;
    unsigned kinds; /* FACT_ON_… bits of its `object` */
    enum presenter presented_by;
    const struct rule *const *rules;
    size_t rule_count;
    struct parameter *parameters;
    size_t parameter_count;
    struct ruleset_info *rulesets; /* all that are in it, the top one first */
    size_t ruleset_count;
};

#endif
