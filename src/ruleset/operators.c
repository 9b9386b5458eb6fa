/* The operators. A new one is a row here, and a function of two known values where none of those here fits. */
#include "ruleset/operators.h"
#include "util/text.h"

/* -- comparing two known values ------------------------------------------------------------------------------------- */

static bool is_at_least(const struct value *fact, const struct value *operand)
{
    return fact->integer >= operand->integer;
}

static bool is_at_most(const struct value *fact, const struct value *operand)
{
    return fact->integer <= operand->integer;
}

static bool is_before(const struct value *fact, const struct value *operand)
{
    return fact->integer < operand->integer;
}

static bool is_after(const struct value *fact, const struct value *operand)
{
    return fact->integer > operand->integer;
}

static bool covers(const struct value *fact, const struct value *operand)
{
    if (!value_type_is_list(fact->type))
        return hostname_covers(fact->span, operand->span);
    for (size_t i = 0; i < value_count(fact); i++)
        if (hostname_covers(value_item(fact, i).span, operand->span))
            return true;
    return false;
}

/* -- the table ------------------------------------------------------------------------------------------------------ */

#define TYPE(name)   (1U << VALUE_##name)
#define TYPES_SINGLE (TYPE(TEXTS) - 1U)
#define TYPES_LIST   (TYPE(TEXTS) | TYPE(HOSTNAMES) | TYPE(OIDS) | TYPE(INTEGERS))
#define TYPES_ORDER  (TYPE(INTEGER) | TYPE(TIME) | TYPE(DURATION))
_Static_assert((TYPES_SINGLE | TYPES_LIST) == (1U << VALUE_TYPE_COUNT) - 1U,
               "every type is single or a list");

/* clang-format off */
static const struct operator_entry operators[] = {
    { "equals", TYPES_SINGLE | TYPES_LIST, SHAPE_SAME, FOLD_ONE, value_equal,
      "the same value; lists compare as sets. A plain value instead of a mapping means this", "version: { equals: 3 }" },
    { "in", TYPES_SINGLE, SHAPE_ITEMS, FOLD_ANY, value_equal,
      "one of the values listed", "signature.hash: { in: [md2, md4, md5] }" },
    { "present", TYPES_SINGLE | TYPES_LIST, SHAPE_BOOLEAN, FOLD_ONE, NULL,
      "whether the object has it at all; the only test that holds of an absent fact", "key_usage: { present: true }" },
    { "contains", TYPES_LIST, SHAPE_ITEM, FOLD_ONE, value_contains,
      "the list holds the value", "usages: { contains: server_auth }" },
    { "contains_any", TYPES_LIST, SHAPE_ITEMS, FOLD_ANY, value_contains,
      "the list holds one or more of the values", "usages: { contains_any: [server_auth, ike_intermediate] }" },
    { "contains_all", TYPES_LIST, SHAPE_ITEMS, FOLD_ALL, value_contains,
      "the list holds each of the values", "key_usage: { contains_all: [key_cert_sign, crl_sign] }" },
    { "contains_none", TYPES_LIST, SHAPE_ITEMS, FOLD_NONE, value_contains,
      "the list holds none of the values", "key_usage: { contains_none: [key_cert_sign, crl_sign] }" },
    { "only", TYPES_LIST, SHAPE_ITEMS, FOLD_ONLY, value_equal,
      "all that the list holds is among the values", "key_usage: { only: [digital_signature, key_encipherment] }" },
    { "count", TYPES_LIST, SHAPE_COUNT, FOLD_ONE, NULL,
      "how many items the list holds: a number, or a test of one", "subject_alt_name.dns: { count: { at_most: 1 } }" },
    { "matches", TYPE(TEXT) | TYPE(HOSTNAME), SHAPE_PATTERN, FOLD_ONE, NULL,
      "the regular expression (PCRE2) is found anywhere in the text; ^ and $ tie it to the ends", "subject.common_name: { matches: '^vpn[0-9]+[.]' }" },
    { "at_least", TYPES_ORDER, SHAPE_SAME, FOLD_ONE, is_at_least,
      "this or more; this time or later", "subject_public_key.bits: { at_least: 2048 }" },
    { "at_most", TYPES_ORDER, SHAPE_SAME, FOLD_ONE, is_at_most,
      "this or less; this time or earlier", "validity.days: { at_most: 398 }" },
    { "before", TYPE(TIME), SHAPE_SAME, FOLD_ONE, is_before,
      "earlier than this time, and not at it", "validity.not_before: { before: 2030-01-01T00:00:00Z }" },
    { "after", TYPE(TIME), SHAPE_SAME, FOLD_ONE, is_after,
      "later than this time, and not at it", "validity.not_after: { after: now }" },
    { "covers", TYPE(HOSTNAMES) | TYPE(HOSTNAME), SHAPE_ITEM, FOLD_ONE, covers,
      "a name of the list is this host name, or a wildcard that covers it: *.contoso.com covers one label", "names: { covers: vpn.contoso.com }" },
    { "each", TYPES_LIST, SHAPE_TEST, FOLD_ALL, NULL,
      "every item passes the test; holds of an empty or absent list", "crl_distribution_points.http: { each: { matches: '^http://' } }" },
    { "some", TYPES_LIST, SHAPE_TEST, FOLD_ANY, NULL,
      "an item passes the test", "subject_alt_name.dns: { some: { matches: '[.]contoso[.]com$' } }" },
};
/* clang-format on */

size_t operators_count(void)
{
    return COUNT_OF(operators);
}

const struct operator_entry *operator_at(size_t index)
{
    return &operators[index];
}

const struct operator_entry *operator_find(struct span name)
{
    for (size_t i = 0; i < COUNT_OF(operators); i++)
        if (span_equal_text(name, operators[i].name))
            return &operators[i];
    return NULL;
}

const struct operator_entry *operator_named(const char *name)
{
    const struct operator_entry *entry = operator_find(span_of_text(name));
    if (!entry)
        BUG("an operator that is not in the table");
    return entry;
}

/* Candidate number index of those that suit the type; all when types is 0. */
static const char *suitable(const void *types, size_t index)
{
    unsigned wanted = *(const unsigned *)types;
    for (size_t i = 0; i < COUNT_OF(operators); i++)
        if ((!wanted || (operators[i].types & wanted)) && index-- == 0)
            return operators[i].name;
    return NULL;
}

/* What other rule languages and our own fingers write. */
static const char *synonym(struct span name, enum value_type type)
{
    static const struct {
        const char *word, *single, *list;
    } synonyms[] = {
        { "eq", "equals", "equals" },     { "is", "equals", "equals" },
        { "match", "matches", "some" },   { "regex", "matches", "some" },
        { "pattern", "matches", "some" }, { "min", "at_least", "count" },
        { "gte", "at_least", "count" },   { "max", "at_most", "count" },
        { "lte", "at_most", "count" },    { "exists", "present", "present" },
        { "has", "in", "contains" },      { "includes", "in", "contains" },
        { "length", "matches", "count" }, { "one_of", "in", "contains_any" },
    };
    for (size_t i = 0; i < COUNT_OF(synonyms); i++)
        if (text_equal_ignoring_case(name, span_of_text(synonyms[i].word)))
            return value_type_is_list(type) ? synonyms[i].list : synonyms[i].single;
    return NULL;
}

const char *operator_suggest(struct span name, enum value_type type)
{
    unsigned of_type = 1U << type, any = 0;
    const char *meant = synonym(name, type);
    if (!meant)
        meant = text_suggest(name, suitable, &of_type);
    return meant ? meant : text_suggest(name, suitable, &any);
}
