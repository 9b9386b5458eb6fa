/* The reference page in Markdown. Nothing is said here that a table or a rule set does not say. */
#include "ruleset/reference.h"
#include "facts/words.h"
#include "ruleset/operators.h"
#include "ruleset/schema.h"
#include "util/text.h"

/* A table's cell: no line ends, no bars, no tags. */
static void add_cell(struct buf *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '|' || *text == '<' || *text == '*')
            buf_char(out, '\\');
        buf_char(out, *text == '\n' ? ' ' : *text);
    }
}

static void add_code(struct buf *out, const char *text)
{
    buf_char(out, '`');
    for (; *text; text++)
        buf_text(out, *text == '|' ? "\\|" : (char[]){ *text, 0 });
    buf_char(out, '`');
}

static void add_word_list(struct buf *out, const char *const *words)
{
    for (size_t i = 0; words[i]; i++) {
        buf_text(out, i ? ", " : "");
        add_code(out, words[i]);
    }
}

/* -- keys ----------------------------------------------------------------------------------------------------------- */

static void add_form(struct buf *out, const struct schema_key *key)
{
    static const char *const names[] = {
        [FORM_TEXT] = "text",
        [FORM_NAME] = "name",
        [FORM_NAMES] = "name or list of names",
        [FORM_TEXTS] = "text or list",
        [FORM_WORD] = "",
        [FORM_WORDS] = "one or a list of ",
        [FORM_CODE] = "error code",
        [FORM_NUMBER] = "whole number",
        [FORM_BOOLEAN] = "`true` or `false`",
        [FORM_SHA256] = "64 hexadecimal digits",
        [FORM_TIME] = "time",
        [FORM_TYPE] = "type",
        [FORM_LIST] = "list",
        [FORM_MAPPING] = "mapping",
        [FORM_FILE_OR_MAPPING] = "file or mapping",
        [FORM_FILE_OR_NUMBER] = "file or whole number",
        [FORM_CONDITION] = "condition",
        [FORM_VALUE] = "value or list",
        [FORM_WAIVERS] = "file, or list of files and waivers",
    };
    buf_text(out, names[key->form]);
    if (key->words)
        add_word_list(out, key->words);
}

static void add_keys(struct buf *out)
{
    static const char *const titles[] = {
        "A rule set",
        "A parameter (below `parameters`)",
        "A rule (below `rules`)",
        "`predicts`",
        "`examples`",
        "An example that is more than a file name",
        "`example_context`",
        "A project file, `.ikelint.yaml`",
        "A file of waivers",
        "A waiver",
        "A deployment file",
        "`pki` of a deployment file",
        "A server (below `servers`)",
        "A device (below `devices`)",
        "`stores` of a server or a device",
        "`auth_protocol` of a server",
        "`os` of a server or a device",
        "`nps` of a deployment file",
    };
    buf_text(out, "\n## Keys\n\nThose in bold must be there.\n");
    for (int owner = 0; owner < KEY_OWNER_COUNT; owner++) {
        buf_format(out, "\n### %s\n\n| key | takes | meaning |\n|---|---|---|\n", titles[owner]);
        for (size_t i = 0; i < keys_count(); i++) {
            const struct schema_key *key = key_at(i);
            if ((int)key->owner != owner)
                continue;
            const char *bold = key->needed ? "**" : "";
            buf_format(out, "| %s`%s`%s | ", bold, key->name, bold);
            add_form(out, key);
            buf_text(out, " | ");
            add_cell(out, key->help);
            buf_text(out, " |\n");
        }
    }
}

/* -- types and operators -------------------------------------------------------------------------------------------- */

static const char *type_example(enum value_type type)
{
    static const char *const examples[VALUE_TYPE_COUNT] = {
        [VALUE_BOOLEAN] = "true",
        [VALUE_INTEGER] = "2048",
        [VALUE_TEXT] = "CN=Contoso Issuing CA",
        [VALUE_HOSTNAME] = "vpn.contoso.com",
        [VALUE_TIME] = "2026-06-01T00:00:00Z",
        [VALUE_DURATION] = "30d",
        [VALUE_OID] = "server_auth",
        [VALUE_OCTETS] = "a1b2c3",
        [VALUE_TEXTS] = "[digital_signature, key_encipherment]",
        [VALUE_HOSTNAMES] = "[vpn.contoso.com, vpn2.contoso.com]",
        [VALUE_OIDS] = "[server_auth, 1.3.6.1.5.5.8.2.2]",
        [VALUE_INTEGERS] = "[1, 2]",
    };
    return examples[type];
}

static void add_types(struct buf *out)
{
    buf_text(out, "\n## Types\n\n| type | as parameter | example | operators |\n|---|---|---|---|\n");
    for (int i = 0; i < VALUE_TYPE_COUNT; i++) {
        enum value_type type = (enum value_type)i;
        buf_format(out, "| %s | `%s` | ", value_type_name(type), parameter_type_word((size_t)i));
        add_code(out, type_example(type));
        buf_text(out, " |");
        const char *separator = " ";
        for (size_t j = 0; j < operators_count(); j++)
            if (operator_suits(operator_at(j), type)) {
                buf_format(out, "%s`%s`", separator, operator_at(j)->name);
                separator = ", ";
            }
        buf_text(out, " |\n");
    }
}

static void add_operators(struct buf *out)
{
    static const char *const operands[] = {
        [SHAPE_SAME] = "a value of the fact's type", [SHAPE_ITEM] = "one value",
        [SHAPE_ITEMS] = "a list of values",          [SHAPE_BOOLEAN] = "`true` or `false`",
        [SHAPE_PATTERN] = "a regular expression",    [SHAPE_TEST] = "a test of an item",
        [SHAPE_COUNT] = "a number or a test of one",
    };
    buf_text(out, "\n## Operators\n\n| operator | takes | holds when | example |\n|---|---|---|---|\n");
    for (size_t i = 0; i < operators_count(); i++) {
        const struct operator_entry *entry = operator_at(i);
        buf_format(out, "| `%s` | %s | ", entry->name, operands[entry->shape]);
        add_cell(out, entry->help);
        buf_text(out, " | ");
        add_code(out, entry->example);
        buf_text(out, " |\n");
    }
}

/* -- facts ---------------------------------------------------------------------------------------------------------- */

static void add_kinds(struct buf *out, unsigned kinds)
{
    const char *separator = "";
    for (size_t i = 0; kind_words[i]; i++)
        if (kinds >> i & 1) {
            buf_format(out, "%s%s", separator, kind_words[i]);
            separator = ", ";
        }
}

static void add_facts(struct buf *out)
{
    buf_text(out, "\n## Facts\n\nOf the certificates of a path, `issuer.NAME`, `root.NAME` and `leaf.NAME` "
                  "are the facts of the others, as seen from the one judged.\n");
    for (int group = 0; group < FACT_GROUP_COUNT; group++) {
        buf_format(out, "\n### %s\n\n| fact | type | of | what it says |\n|---|---|---|---|\n",
                   fact_group_title((enum fact_group)group));
        for (size_t i = 0; i < facts_count(); i++) {
            const struct fact *fact = fact_at(i);
            if ((int)fact->group != group)
                continue;
            buf_format(out, "| `%s` | %s | ", fact->name, value_type_name(fact->type));
            add_kinds(out, fact->on);
            buf_text(out, " | ");
            add_cell(out, fact->help);
            if (fact_words((int)i)) {
                buf_text(out, ". Words: ");
                add_word_list(out, fact_words((int)i));
            }
            buf_text(out, " |\n");
        }
    }
}

/* -- rule sets ------------------------------------------------------------------------------------------------------ */

static void add_includes(struct buf *out, struct library *library, const char *name)
{
    const char *include;
    for (size_t i = 0; (include = library_include(library, name, i)) != NULL; i++)
        buf_format(out, "%s[%s](#%s)", i ? ", " : ". Includes ", include, include);
}

static void add_parameters(struct buf *out, const struct program *program)
{
    bool any = false;
    for (size_t i = 0; i < program->parameter_count; i++) {
        const struct parameter *parameter = &program->parameters[i];
        struct buf value = { 0 };
        if (!parameter->ruleset || strcmp(parameter->ruleset, program->profile) != 0)
            continue;
        buf_text(out, any ? "" : "\n| parameter | type | default | meaning |\n|---|---|---|---|\n");
        any = true;
        buf_format(out, "| `%s` | %s | ", parameter->name, value_type_name(parameter->type));
        value_print(&value, &parameter->value);
        add_cell(out, parameter->value.state == VALUE_KNOWN ? value.data : "");
        buf_text(out, " | ");
        add_cell(out, parameter->help);
        buf_text(out, " |\n");
        buf_free(&value);
    }
}

static void add_codes(struct buf *out, const struct rule *rule)
{
    if (rule->peer_code)
        buf_format(out, "peer %u", rule->peer_code);
    if (rule->holder_code)
        buf_format(out, "%sholder %u", rule->peer_code ? ", " : "", rule->holder_code);
}

static void add_rules(struct buf *out, const struct program *program)
{
    bool any = false;
    for (size_t i = 0; i < program->rule_count; i++) {
        const struct rule *rule = program->rules[i];
        if (strcmp(rule->ruleset, program->profile) != 0)
            continue;
        buf_text(out, any ? ""
                          : "\n| rule | fails when | severity | predicts | evidence | for "
                            "|\n|---|---|---|---|---|---|\n");
        any = true;
        buf_format(out, "| `%s` | ", rule->id);
        add_cell(out, rule->title);
        buf_format(out, " | %s | ", severity_words[rule->severity]);
        add_codes(out, rule);
        buf_format(out, " | %s | %s |\n", evidence_words[rule->evidence], for_words[rule->on]);
    }
}

static bool add_rulesets(struct buf *out, struct library *library)
{
    buf_text(
        out,
        "\n## Rule sets\n\nWhat ships. `ikelint explain SET/ID` has the fix of a rule and where to read on; "
        "`ikelint rules show SET/ID` its text.\n");
    for (size_t i = 0; i < library_count(library); i++) {
        const char *name = library_name(library, i);
        const struct program *program = library_compile(library, name, NULL, 0, NULL, 0);
        if (!program)
            return false;
        buf_format(out, "\n### %s\n\n", name);
        add_cell(out, program->title);
        buf_text(out, " (");
        add_kinds(out, program->kinds);
        if (program->presented_by != PRESENTED_BY_UNKNOWN)
            buf_format(out, "; presented by the %s", presenter_words[program->presented_by]);
        buf_text(out, ")");
        add_includes(out, library, name);
        buf_text(out, ".\n");
        add_parameters(out, program);
        add_rules(out, program);
    }
    return true;
}

bool reference_write(struct library *library, struct buf *out)
{
    buf_text(out, "# Reference\n\n"
                  "Made by `ikelint rules reference` from the program's tables and rule sets: do not edit. "
                  "How to write rules is told in [README.md](README.md).\n\n"
                  "- [Keys](#keys)\n- [Types](#types)\n- [Operators](#operators)\n- [Facts](#facts)\n"
                  "- [Rule sets](#rule-sets)\n");
    add_keys(out);
    add_types(out);
    add_operators(out);
    add_facts(out);
    return add_rulesets(out, library);
}
