/* The grammar of rule sets, and of deployment files, once more, for editors. Each kind of value, test and mapping is
 * one definition ($defs), named after the row that it is made from:
 *
 *     value-TYPE    what a value of the type looks like        item-TYPE  that, $parameter, { fact: … }, now
 *     items-TYPE    a list of items, or $parameter, { fact: … }
 *     test-TYPE     a value, or a mapping of the operators that suit the type
 *     condition     a list, or a mapping of all, any, none, not and of every fact to its test
 *     keys-OWNER    a mapping of our keys
 *
 * jansson keeps the order of insertion, so the text is the same each time. */
#include <jansson.h>

#include "facts/facts.h"
#include "facts/words.h"
#include "ruleset/operators.h"
#include "ruleset/schema.h"
#include "ruleset/schema_json.h"

/* Names of definitions: no blanks, as in "list-of-oid". */
static const char *type_name(enum value_type type)
{
    static const char *const names[VALUE_TYPE_COUNT] = {
        [VALUE_BOOLEAN] = "boolean",
        [VALUE_INTEGER] = "integer",
        [VALUE_TEXT] = "text",
        [VALUE_HOSTNAME] = "hostname",
        [VALUE_TIME] = "time",
        [VALUE_DURATION] = "duration",
        [VALUE_OID] = "oid",
        [VALUE_OCTETS] = "octets",
        [VALUE_TEXTS] = "list-of-text",
        [VALUE_OIDS] = "list-of-oid",
        [VALUE_HOSTNAMES] = "list-of-hostname",
        [VALUE_INTEGERS] = "list-of-integer",
    };
    return names[type];
}

static json_t *reference(const char *kind, enum value_type type)
{
    return json_pack("{s:o}", "$ref", json_sprintf("#/$defs/%s-%s", kind, type_name(type)));
}

static json_t *pattern(const char *expression)
{
    return json_pack("{s:s, s:s}", "type", "string", "pattern", expression);
}

static json_t *list_of(json_t *items, int least)
{
    return json_pack("{s:s, s:o, s:i}", "type", "array", "items", items, "minItems", least);
}

/* Adds a schema to a list of alternatives. */
static void add(json_t *list, json_t *schema)
{
    json_array_append_new(list, schema);
}

static void define(json_t *defs, const char *kind, enum value_type type, json_t *schema)
{
    json_t *name = json_sprintf("%s-%s", kind, type_name(type));
    json_object_set_new(defs, json_string_value(name), schema);
    json_decref(name);
}

static json_t *one_or_list(json_t *one)
{
    return json_pack("{s:[O, o]}", "anyOf", one, list_of(one, 0));
}

/* -- values --------------------------------------------------------------------------------------------------------- */

static json_t *single_value(enum value_type type)
{
    switch (type) {
    case VALUE_BOOLEAN:
        return json_pack("{s:s}", "type", "boolean");
    case VALUE_INTEGER:
        return json_pack("{s:s}", "type", "integer");
    case VALUE_DURATION:
        return pattern("^[0-9]+[smhdwy]$");
    case VALUE_TIME:
        return pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}");
    case VALUE_OID:
        return pattern("^([0-2]([.][0-9]+)+|[a-z][a-z0-9_]*)$");
    case VALUE_OCTETS:
        return json_pack("{s:[s, s]}", "type", "string", "integer"); /* 0102 is a number to YAML */
    default:
        return json_pack("{s:s}", "type", "string");
    }
}

static json_t *parameter_value(void)
{
    return json_pack("{s:s, s:s}", "$ref", "#/$defs/parameter-value", "description",
                     "the value of a parameter");
}

static void define_values(json_t *defs)
{
    for (int i = 0; i < VALUE_TYPE_COUNT; i++) {
        enum value_type type = (enum value_type)i;
        bool is_list = value_type_is_list(type);
        define(defs, "value", type,
               is_list ? list_of(reference("value", value_type_of_items(type)), 0) : single_value(type));

        json_t *choices = json_array();
        add(choices, parameter_value());
        add(choices, json_pack("{s:s}", "$ref", "#/$defs/fact-value"));
        if (type == VALUE_TIME)
            add(choices, json_pack("{s:s, s:s}", "const", "now", "description", "the time judged"));
        add(choices, reference("value", type));
        define(defs, "item", type, json_pack("{s:o}", "anyOf", choices));
        if (is_list)
            continue;
        json_t *lists = json_array();
        add(lists, parameter_value());
        add(lists, json_pack("{s:s}", "$ref", "#/$defs/fact-value"));
        add(lists, list_of(reference("item", type), 1));
        define(defs, "items", type, json_pack("{s:o}", "anyOf", lists));
    }
}

static void define_fact_value(json_t *defs)
{
    json_t *names = json_array();
    for (size_t i = 0; i < facts_count(); i++)
        add(names, json_string(fact_at(i)->name));
    json_t *name = json_pack("{s:[o, o]}", "anyOf", json_pack("{s:o}", "enum", names),
                             pattern("^(issuer|root|leaf)[.]"));
    json_object_set_new(defs, "fact-value",
                        json_pack("{s:s, s:{s:o}, s:[s], s:b, s:s}", "type", "object", "properties", "fact",
                                  name, "required", "fact", "additionalProperties", 0, "description",
                                  "the value of another fact"));
    json_object_set_new(defs, "parameter-value", pattern("^[$][a-z][a-z0-9_]*$"));
}

/* -- tests ---------------------------------------------------------------------------------------------------------- */

static json_t *operand_schema(const struct operator_entry *entry, enum value_type type)
{
    enum value_type item = value_type_of_items(type);
    switch (entry->shape) {
    case SHAPE_SAME:
        return reference("item", type);
    case SHAPE_ITEM:
        return reference("item", item);
    case SHAPE_ITEMS:
        return reference("items", item);
    case SHAPE_BOOLEAN:
        return reference("item", VALUE_BOOLEAN);
    case SHAPE_PATTERN:
        return json_pack("{s:s}", "type", "string");
    case SHAPE_TEST:
        return reference("test", item);
    case SHAPE_COUNT:
        return reference("test", VALUE_INTEGER);
    }
    BUG("an operator without operands");
}

/* `all`, `any`, `none` of a list, `not` of one. */
static void add_connectives(json_t *properties, const char *definition)
{
    static const struct {
        const char *name, *help;
    } lists[] = { { "all", "every one holds" }, { "any", "one or more hold" }, { "none", "none holds" } };
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        json_t *list = list_of(json_pack("{s:o}", "$ref", json_sprintf("#/$defs/%s", definition)), 1);
        json_object_set_new(list, "description", json_string(lists[i].help));
        json_object_set_new(properties, lists[i].name, list);
    }
    json_object_set_new(properties, "not",
                        json_pack("{s:o, s:s}", "$ref", json_sprintf("#/$defs/%s", definition), "description",
                                  "it does not hold"));
}

static void define_tests(json_t *defs)
{
    for (int i = 0; i < VALUE_TYPE_COUNT; i++) {
        enum value_type type = (enum value_type)i;
        json_t *properties = json_object();
        for (size_t j = 0; j < operators_count(); j++) {
            const struct operator_entry *entry = operator_at(j);
            if (!operator_suits(entry, type))
                continue;
            json_t *operand = operand_schema(entry, type);
            json_object_set_new(operand, "description", json_string(entry->help));
            json_object_set_new(properties, entry->name, operand);
        }
        json_t *definition = json_sprintf("test-%s", type_name(type));
        add_connectives(properties, json_string_value(definition));
        json_t *mapping = json_pack("{s:s, s:o, s:b, s:i}", "type", "object", "properties", properties,
                                    "additionalProperties", 0, "minProperties", 1);
        json_object_set_new(defs, json_string_value(definition),
                            json_pack("{s:[o, o]}", "anyOf", reference("item", type), mapping));
        json_decref(definition);
    }
}

/* -- conditions ----------------------------------------------------------------------------------------------------- */

/* "^(issuer|root|leaf)[.](a|b)$" for the certificate facts of one type: an expression instead of three more keys each. */
static json_t *scoped_names(enum value_type type)
{
    struct buf names = { 0 };
    for (size_t i = 0; i < facts_count(); i++) {
        const struct fact *fact = fact_at(i);
        if (fact->type == type && fact->on & FACT_ON_CERTIFICATE)
            buf_format(&names, "%s%s", names.length ? "|" : "^(issuer|root|leaf)[.](", fact->name);
    }
    if (names.length)
        buf_text(&names, ")$");
    json_t *text = names.length ? json_string(names.data) : NULL;
    buf_free(&names);
    return text;
}

static json_t *words_reference(const char *kind, const struct fact *fact)
{
    return json_pack("{s:o}", "$ref", json_sprintf("#/$defs/%s-%s", kind, fact->name));
}

static void define_words_part(json_t *defs, const char *kind, const struct fact *fact, json_t *schema)
{
    json_t *name = json_sprintf("%s-%s", kind, fact->name);
    json_object_set_new(defs, json_string_value(name), schema);
    json_decref(name);
}

/* What literals a fact with a vocabulary is compared with, besides what the test of its type says: editors complete
 * them. word-FACT is one, words-FACT one or a list, in-words-FACT a test. */
static void define_words(json_t *defs, const struct fact *fact, const char *const *words)
{
    json_t *list = json_array(), *properties = json_object();
    for (size_t i = 0; words[i]; i++)
        add(list, json_string(words[i]));
    json_t *word = json_pack("{s:[{s:o}, o, o]}", "anyOf", "enum", list, parameter_value(),
                             json_pack("{s:s}", "type", "object"));
    define_words_part(defs, "word", fact, word);
    define_words_part(defs, "words", fact, one_or_list(words_reference("word", fact)));
    for (size_t i = 0; i < operators_count(); i++) {
        const struct operator_entry *entry = operator_at(i);
        bool compares =
            entry->shape == SHAPE_SAME || entry->shape == SHAPE_ITEM || entry->shape == SHAPE_ITEMS;
        if (operator_suits(entry, fact->type) && compares)
            json_object_set_new(properties, entry->name, words_reference("words", fact));
    }
    json_t *mapping = json_pack("{s:s, s:o}", "type", "object", "properties", properties);
    define_words_part(defs, "in-words", fact,
                      json_pack("{s:[o, o]}", "anyOf", words_reference("words", fact), mapping));
}

static void define_condition(json_t *defs)
{
    json_t *properties = json_object(), *scoped = json_object();
    add_connectives(properties, "condition");
    for (size_t i = 0; i < facts_count(); i++) {
        const struct fact *fact = fact_at(i);
        const char *const *words = fact_words((int)i);
        json_t *test = reference("test", fact->type);
        if (words) {
            define_words(defs, fact, words);
            json_object_set_new(test, "allOf", json_pack("[o]", words_reference("in-words", fact)));
        }
        json_object_set_new(test, "description",
                            json_sprintf("%s (%s)", fact->help, value_type_name(fact->type)));
        json_object_set_new(properties, fact->name, test);
    }
    for (int i = 0; i < VALUE_TYPE_COUNT; i++) {
        json_t *names = scoped_names((enum value_type)i);
        if (names)
            json_object_set_new(scoped, json_string_value(names), reference("test", (enum value_type)i));
        json_decref(names);
    }
    json_object_set_new(scoped, "^\\$[a-z][a-z0-9_]*$",
                        json_pack("{s:s, s:{s:{s:s}}, s:[s], s:b, s:s}", "type", "object", "properties",
                                  "present", "type", "boolean", "required", "present", "additionalProperties",
                                  0, "description", "whether the parameter was given"));
    json_t *mapping = json_pack("{s:s, s:o, s:o, s:b, s:i}", "type", "object", "properties", properties,
                                "patternProperties", scoped, "additionalProperties", 0, "minProperties", 1);
    json_t *list = list_of(json_pack("{s:s}", "$ref", "#/$defs/condition"), 1);
    json_object_set_new(defs, "condition", json_pack("{s:[o, o]}", "anyOf", mapping, list));
}

/* -- keys ----------------------------------------------------------------------------------------------------------- */

static const char *owner_definition(enum key_owner owner)
{
    static const char *const names[KEY_OWNER_COUNT] = {
        [KEYS_OF_RULESET] = "keys-ruleset",
        [KEYS_OF_PARAMETER] = "keys-parameter",
        [KEYS_OF_RULE] = "keys-rule",
        [KEYS_OF_PREDICTS] = "keys-predicts",
        [KEYS_OF_EXAMPLES] = "keys-examples",
        [KEYS_OF_EXAMPLE] = "keys-example",
        [KEYS_OF_CONTEXT] = "keys-context",
        [KEYS_OF_DEPLOYMENT] = "keys-deployment",
        [KEYS_OF_PKI] = "keys-pki",
        [KEYS_OF_SERVER] = "keys-server",
        [KEYS_OF_DEVICE] = "keys-device",
        [KEYS_OF_STORES] = "keys-stores",
        [KEYS_OF_AUTH_PROTOCOL] = "keys-auth-protocol",
        [KEYS_OF_OS] = "keys-os",
        [KEYS_OF_NPS] = "keys-nps",
    };
    if (!names[owner])
        BUG("keys without a definition");
    return names[owner];
}

static bool is_of_deployment(enum key_owner owner)
{
    return owner >= KEYS_OF_DEPLOYMENT;
}

static json_t *owner_reference(enum key_owner owner)
{
    return json_pack("{s:o}", "$ref", json_sprintf("#/$defs/%s", owner_definition(owner)));
}

static json_t *words(const struct schema_key *key)
{
    json_t *list = json_array();
    for (size_t i = 0; key->words[i]; i++)
        add(list, json_string(key->words[i]));
    return json_pack("{s:o}", "enum", list);
}

static json_t *type_words(void)
{
    json_t *list = json_array();
    for (size_t i = 0; parameter_type_word(i); i++)
        add(list, json_string(parameter_type_word(i)));
    json_t *plurals = pattern("^(list of )?(texts|hostnames|oids|integers)$");
    return json_pack("{s:[{s:o}, o]}", "anyOf", "enum", list, plurals);
}

static json_t *any_value(void)
{
    json_t *single = json_pack("{s:[s, s, s]}", "type", "string", "integer", "boolean");
    return one_or_list(single);
}

static json_t *mapping_of(json_t *values)
{
    return json_pack("{s:s, s:o}", "type", "object", "additionalProperties", values);
}

static bool is_key(const struct schema_key *key, enum key_owner owner, const char *name)
{
    return key->owner == owner && strcmp(key->name, name) == 0;
}

/* Which keys are inside the mappings and lists of a deployment file. */
static json_t *inside_deployment(const struct schema_key *key)
{
    static const struct {
        const char *key;
        enum key_owner inside;
    } rows[] = {
        { "pki", KEYS_OF_PKI },
        { "servers", KEYS_OF_SERVER },
        { "devices", KEYS_OF_DEVICE },
        { "stores", KEYS_OF_STORES },
        { "auth_protocol", KEYS_OF_AUTH_PROTOCOL },
        { "os", KEYS_OF_OS },
        { "nps", KEYS_OF_NPS },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (strcmp(rows[i].key, key->name) == 0)
            return key->form == FORM_LIST ? list_of(owner_reference(rows[i].inside), 0)
                                          : owner_reference(rows[i].inside);
    BUG("a mapping of a deployment file without its keys");
}

/* Mappings and lists whose inside the table of keys does not say. */
static json_t *inside(const struct schema_key *key)
{
    if (is_of_deployment(key->owner))
        return inside_deployment(key);
    if (is_key(key, KEYS_OF_RULESET, "severity"))
        return mapping_of(words(key_find(KEYS_OF_RULE, span_of_text("severity"))));
    if (is_key(key, KEYS_OF_RULESET, "parameters"))
        return json_pack("{s:s, s:{s:s}, s:{s:[o, o]}}", "type", "object", "propertyNames", "pattern",
                         "^[a-z][a-z0-9_]*$", "additionalProperties", "anyOf",
                         owner_reference(KEYS_OF_PARAMETER), any_value());
    if (is_key(key, KEYS_OF_RULESET, "example_context"))
        return owner_reference(KEYS_OF_CONTEXT);
    if (is_key(key, KEYS_OF_RULESET, "rules"))
        return list_of(owner_reference(KEYS_OF_RULE), 0);
    if (strcmp(key->name, "predicts") == 0)
        return owner_reference(KEYS_OF_PREDICTS);
    if (strcmp(key->name, "examples") == 0)
        return owner_reference(KEYS_OF_EXAMPLES);
    if (key->owner == KEYS_OF_EXAMPLES)
        return list_of(
            json_pack("{s:[{s:s}, o]}", "anyOf", "type", "string", owner_reference(KEYS_OF_EXAMPLE)), 0);
    return mapping_of(json_pack("{s:[o, {s:s}]}", "anyOf", any_value(), "type", "null")); /* of an example */
}

static json_t *key_schema(const struct schema_key *key)
{
    /* In a deployment file a text may look like something else to YAML: a device called 0421, a folder called true. */
    json_t *text = is_of_deployment(key->owner) ? json_pack("{s:[s, s, s], s:i}", "type", "string", "number",
                                                            "boolean", "minLength", 1)
                                                : json_pack("{s:s, s:i}", "type", "string", "minLength", 1);
    json_t *name = pattern("^[a-z][a-z0-9-]{0,63}$"), *schema = NULL;
    switch (key->form) {
    case FORM_TEXT:
        schema = json_incref(text);
        break;
    case FORM_NAME:
        schema = json_incref(name);
        break;
    case FORM_NAMES:
        schema = one_or_list(json_incref(name));
        break;
    case FORM_TEXTS:
        schema = one_or_list(json_incref(text));
        break;
    case FORM_WORD:
        schema = words(key);
        break;
    case FORM_WORDS:
        schema = one_or_list(words(key));
        break;
    case FORM_CODE:
        schema = json_pack("{s:s, s:i, s:i}", "type", "integer", "minimum", 1, "maximum", 65535);
        break;
    case FORM_NUMBER:
        schema = json_pack("{s:[{s:s, s:i, s:I}, o]}", "anyOf", "type", "integer", "minimum", 0, "maximum",
                           (json_int_t)UINT32_MAX, pattern("^[0-9]+$"));
        break;
    case FORM_FILE_OR_NUMBER:
        schema =
            json_pack("{s:[{s:s, s:i, s:I}, {s:s, s:s}]}", "anyOf", "type", "integer", "minimum", 0,
                      "maximum", (json_int_t)UINT32_MAX, "type", "string", "pattern", "^[0-9]+$|[./\\\\]");
        break;
    case FORM_FILE_OR_MAPPING:
        schema = json_pack("{s:[o, {s:s, s:i}]}", "anyOf", inside(key), "type", "string", "minLength", 1);
        break;
    case FORM_TIME:
        schema = reference("value", VALUE_TIME);
        break;
    case FORM_BOOLEAN:
        schema =
            is_of_deployment(key->owner) ? single_value(VALUE_BOOLEAN) : reference("value", VALUE_BOOLEAN);
        break;
    case FORM_SHA256:
        schema = reference("value", VALUE_OCTETS);
        break;
    case FORM_TYPE:
        schema = type_words();
        break;
    case FORM_CONDITION:
        schema = json_pack("{s:s}", "$ref", "#/$defs/condition");
        break;
    case FORM_VALUE:
        schema = any_value();
        break;
    case FORM_LIST:
    case FORM_MAPPING:
    case FORM_WAIVERS:
        schema = inside(key);
        break;
    }
    json_decref(text);
    json_decref(name);
    return schema;
}

static json_t *owner_schema(enum key_owner owner)
{
    json_t *properties = json_object(), *required = json_array();
    for (size_t i = 0; i < keys_count(); i++) {
        const struct schema_key *key = key_at(i);
        if (key->owner != owner)
            continue;
        json_t *schema = key_schema(key);
        json_object_set_new(schema, "description", json_string(key->help));
        json_object_set_new(properties, key->name, schema);
        if (key->needed)
            add(required, json_string(key->name));
    }
    return json_pack("{s:s, s:o, s:o, s:b}", "type", "object", "properties", properties, "required", required,
                     "additionalProperties", 0);
}

/* -- the whole ------------------------------------------------------------------------------------------------------ */

/* Takes the definitions. */
static void write_schema(struct buf *out, const char *title, const char *command, enum key_owner owner,
                         json_t *defs)
{
    json_t *schema = json_pack("{s:s, s:s, s:o, s:o, s:o}", "$schema",
                               "https://json-schema.org/draft/2020-12/schema", "title", title, "$comment",
                               json_sprintf("Made by '%s' from its tables: do not edit.", command), "$ref",
                               json_sprintf("#/$defs/%s", owner_definition(owner)), "$defs", defs);
    char *text = json_dumps(schema, JSON_INDENT(2));
    if (!text)
        BUG("a schema that cannot be written");
    buf_text(out, text);
    buf_char(out, '\n');
    free(text);
    json_decref(schema);
}

void schema_json_write(struct buf *out)
{
    json_t *defs = json_object();
    for (int i = 0; i < KEY_RULESET_OWNERS; i++)
        json_object_set_new(defs, owner_definition((enum key_owner)i), owner_schema((enum key_owner)i));
    define_condition(defs);
    define_tests(defs);
    define_values(defs);
    define_fact_value(defs);
    write_schema(out, "ikelint rule set", "ikelint rules schema", KEYS_OF_RULESET, defs);
}

void schema_json_write_deployment(struct buf *out)
{
    json_t *defs = json_object();
    for (int i = KEYS_OF_DEPLOYMENT; i < KEY_OWNER_COUNT; i++)
        json_object_set_new(defs, owner_definition((enum key_owner)i), owner_schema((enum key_owner)i));
    write_schema(out, "ikelint deployment file", "ikelint predict --schema", KEYS_OF_DEPLOYMENT, defs);
}
