/* The keys of a rule set, as rows, and the checks that follow from a row. */
#include "ruleset/schema.h"
#include "facts/facts.h"
#include "util/clock.h"
#include "util/text.h"

enum { IDENTIFIER_LIMIT = 64 /* octets of a name */, CODE_LIMIT = 65535 };

const char *const severity_words[] = { "notice", "warning", "error", NULL };
const char *const evidence_words[] = { "inferred", "reported", "documented", NULL };
const char *const presenter_words[] = { "unknown", "server", "client", NULL };
const char *const for_words[] = { "leaf", "issuers", "path", "root", "crls", NULL };
const char *const fail_on_words[] = { "notice", "warning", "error", "never", NULL };
const char *const tunnel_words[] = { "device", "user", NULL };
const char *const kind_words[] = {
#define KIND(symbol, word, several) word,
    OBJECT_KINDS(KIND) NULL
#undef KIND
};

/* clang-format off */
static const struct schema_key keys[] = {
    { KEYS_OF_RULESET, "ruleset", FORM_NAME, true, NULL, "the name of the set: what include, --profile and the full names of its rules say" },
    { KEYS_OF_RULESET, "title", FORM_TEXT, false, NULL, "what the set is about, for lists and reports" },
    { KEYS_OF_RULESET, "object", FORM_WORDS, false, kind_words, "what one evaluation judges; certificate where it is not said" },
    { KEYS_OF_RULESET, "presented_by", FORM_WORD, false, presenter_words, "which side presents the object, so that a report can say who rejects it" },
    { KEYS_OF_RULESET, "include", FORM_NAMES, false, NULL, "rule sets whose rules are taken in" },
    { KEYS_OF_RULESET, "disable", FORM_TEXTS, false, NULL, "full names of rules that are left out (certificate-keys/roca)" },
    { KEYS_OF_RULESET, "severity", FORM_MAPPING, false, NULL, "another severity for rules, by full name" },
    { KEYS_OF_RULESET, "predicts", FORM_MAPPING, false, NULL, "what the rules of included sets predict, in place of their own codes, where they predict any" },
    { KEYS_OF_RULESET, "parameters", FORM_MAPPING, false, NULL, "what whoever lints may set: a mapping declares one, a plain value fills one of an included set" },
    { KEYS_OF_RULESET, "example_context", FORM_MAPPING, false, NULL, "what the examples of all rules have in common" },
    { KEYS_OF_RULESET, "rules", FORM_LIST, false, NULL, "the rules, in the order of the report" },

    { KEYS_OF_PARAMETER, "type", FORM_TYPE, true, NULL, "what values it takes" },
    { KEYS_OF_PARAMETER, "help", FORM_TEXT, false, NULL, "one line for whoever sets it" },
    { KEYS_OF_PARAMETER, "default", FORM_VALUE, false, NULL, "its value where nobody gives one; without it, rules that need it are not checked" },
    { KEYS_OF_PARAMETER, "option", FORM_TEXT, false, NULL, "the option that sets it, where there is one besides --set" },

    { KEYS_OF_RULE, "id", FORM_NAME, true, NULL, "its name in the set, for ever: waivers refer to it" },
    { KEYS_OF_RULE, "title", FORM_TEXT, true, NULL, "what is wrong when it fails, in a few words" },
    { KEYS_OF_RULE, "severity", FORM_WORD, true, severity_words, "how bad it is" },
    { KEYS_OF_RULE, "evidence", FORM_WORD, false, evidence_words, "how well it is known; inferred where it is not said" },
    { KEYS_OF_RULE, "predicts", FORM_MAPPING, false, NULL, "the error codes that follow" },
    { KEYS_OF_RULE, "for", FORM_WORD, false, for_words, "on what the rule is judged; the object itself (leaf) where it is not said" },
    { KEYS_OF_RULE, "object", FORM_WORDS, false, kind_words, "which of the set's objects it judges; all where it is not said" },
    { KEYS_OF_RULE, "when", FORM_CONDITION, false, NULL, "a condition; where it is false, the rule does not apply" },
    { KEYS_OF_RULE, "require", FORM_CONDITION, true, NULL, "the condition that must hold" },
    { KEYS_OF_RULE, "message", FORM_TEXT, false, NULL, "what was found, with {facts} and {parameters}; the title where there is none" },
    { KEYS_OF_RULE, "fix", FORM_TEXT, false, NULL, "what to do about it" },
    { KEYS_OF_RULE, "see", FORM_TEXTS, false, NULL, "where to read on: a URL, an RFC and its section" },
    { KEYS_OF_RULE, "examples", FORM_MAPPING, false, NULL, "files that show it" },

    { KEYS_OF_PREDICTS, "peer", FORM_CODE, false, NULL, "the code when the side that judges the certificate rejects it" },
    { KEYS_OF_PREDICTS, "holder", FORM_CODE, false, NULL, "the code when the side that presents it cannot choose it" },

    { KEYS_OF_EXAMPLES, "pass", FORM_LIST, false, NULL, "objects on which the rule passes" },
    { KEYS_OF_EXAMPLES, "fail", FORM_LIST, false, NULL, "objects on which it fails" },
    { KEYS_OF_EXAMPLES, "not_applicable", FORM_LIST, false, NULL, "objects on which its `when` is false" },

    { KEYS_OF_EXAMPLE, "file", FORM_TEXT, true, NULL, "the object" },
    { KEYS_OF_EXAMPLE, "roots", FORM_TEXTS, false, NULL, "files and folders, as --root" },
    { KEYS_OF_EXAMPLE, "intermediates", FORM_TEXTS, false, NULL, "files and folders, as --intermediate" },
    { KEYS_OF_EXAMPLE, "crls", FORM_TEXTS, false, NULL, "files and folders, as --crl" },
    { KEYS_OF_EXAMPLE, "templates", FORM_TEXTS, false, NULL, "files and folders, as --template" },
    { KEYS_OF_EXAMPLE, "parameters", FORM_MAPPING, false, NULL, "values, as --set" },
    { KEYS_OF_EXAMPLE, "at", FORM_TIME, false, NULL, "the time judged" },

    { KEYS_OF_CONTEXT, "folder", FORM_TEXT, false, NULL, "where the paths of the examples begin; seen from the rule set's own folder" },
    { KEYS_OF_CONTEXT, "roots", FORM_TEXTS, false, NULL, "files and folders, as --root" },
    { KEYS_OF_CONTEXT, "intermediates", FORM_TEXTS, false, NULL, "files and folders, as --intermediate" },
    { KEYS_OF_CONTEXT, "crls", FORM_TEXTS, false, NULL, "files and folders, as --crl" },
    { KEYS_OF_CONTEXT, "templates", FORM_TEXTS, false, NULL, "files and folders, as --template" },
    { KEYS_OF_CONTEXT, "parameters", FORM_MAPPING, false, NULL, "values, as --set" },
    { KEYS_OF_CONTEXT, "at", FORM_TIME, false, NULL, "the time judged" },

    { KEYS_OF_PROJECT, "profile", FORM_NAME, false, NULL, "as --profile: the rule set to judge by, or auto" },
    { KEYS_OF_PROJECT, "rules", FORM_TEXTS, false, NULL, "as --rules: rule sets of yours, files and folders" },
    { KEYS_OF_PROJECT, "roots", FORM_TEXTS, false, NULL, "as --root: files and folders" },
    { KEYS_OF_PROJECT, "intermediates", FORM_TEXTS, false, NULL, "as --intermediate: files and folders" },
    { KEYS_OF_PROJECT, "crls", FORM_TEXTS, false, NULL, "as --crl: files and folders" },
    { KEYS_OF_PROJECT, "templates", FORM_TEXTS, false, NULL, "as --template: files and folders" },
    { KEYS_OF_PROJECT, "stores", FORM_TEXTS, false, NULL, "as --store: files and folders" },
    { KEYS_OF_PROJECT, "exclude", FORM_TEXTS, false, NULL, "as --exclude: patterns of names, or of the last names of paths" },
    { KEYS_OF_PROJECT, "policies", FORM_TEXTS, false, NULL, "as --policy: object identifiers" },
    { KEYS_OF_PROJECT, "require_explicit_policy", FORM_BOOLEAN, false, NULL, "as --require-explicit-policy" },
    { KEYS_OF_PROJECT, "inhibit_policy_mapping", FORM_BOOLEAN, false, NULL, "as --inhibit-policy-mapping" },
    { KEYS_OF_PROJECT, "inhibit_any_policy", FORM_BOOLEAN, false, NULL, "as --inhibit-any-policy" },
    { KEYS_OF_PROJECT, "parameters", FORM_MAPPING, false, NULL, "as --set: values of parameters, by name" },
    { KEYS_OF_PROJECT, "fail_on", FORM_WORD, false, fail_on_words, "as --fail-on" },
    { KEYS_OF_PROJECT, "strict", FORM_BOOLEAN, false, NULL, "as --strict" },
    { KEYS_OF_PROJECT, "waivers", FORM_WAIVERS, false, NULL, "files of waivers, or waivers themselves" },
    { KEYS_OF_PROJECT, "baseline", FORM_TEXT, false, NULL, "as --baseline: an earlier JSON report" },

    { KEYS_OF_WAIVERS, "waivers", FORM_LIST, true, NULL, "the waivers; a file may also be the list alone" },

    { KEYS_OF_WAIVER, "rule", FORM_TEXT, true, NULL, "the full name of the rule, SET/ID; `*` stands for any text, `?` for a character" },
    { KEYS_OF_WAIVER, "sha256", FORM_SHA256, false, NULL, "of the object linted" },
    { KEYS_OF_WAIVER, "subject", FORM_TEXT, false, NULL, "of the object linted (of a CRL: its issuer), as reports print it; with `*` and `?`" },
    { KEYS_OF_WAIVER, "source", FORM_TEXT, false, NULL, "the object's file, or the end of its path; with `*` and `?`" },
    { KEYS_OF_WAIVER, "until", FORM_TIME, true, NULL, "when it ends; a date means the end of that day" },
    { KEYS_OF_WAIVER, "reason", FORM_TEXT, true, NULL, "why the finding is accepted" },
    { KEYS_OF_WAIVER, "approved_by", FORM_TEXT, false, NULL, "by whom" },

    { KEYS_OF_DEPLOYMENT, "deployment", FORM_TEXT, true, NULL, "what it is called, for people" },
    { KEYS_OF_DEPLOYMENT, "server_name", FORM_TEXT, false, NULL, "the public name that clients dial" },
    { KEYS_OF_DEPLOYMENT, "pki", FORM_MAPPING, false, NULL, "what was published to every machine; a store of a host's own wins over it" },
    { KEYS_OF_DEPLOYMENT, "servers", FORM_LIST, true, NULL, "the RRAS servers" },
    { KEYS_OF_DEPLOYMENT, "devices", FORM_LIST, true, NULL, "the devices that dial" },
    { KEYS_OF_DEPLOYMENT, "nps", FORM_MAPPING, false, NULL, "the NPS that judges users by EAP, inside user tunnels" },

    { KEYS_OF_PKI, "roots", FORM_TEXTS, false, NULL, "trusted root certificates: files, folders, or names with * and ?" },
    { KEYS_OF_PKI, "intermediates", FORM_TEXTS, false, NULL, "certificates of the other CAs" },
    { KEYS_OF_PKI, "crls", FORM_TEXTS, false, NULL, "the lists that the CAs publish" },

    { KEYS_OF_SERVER, "name", FORM_TEXT, true, NULL, "the host name, for people" },
    { KEYS_OF_SERVER, "stores", FORM_MAPPING, false, NULL, "exports of its certificate stores (Local Machine)" },
    { KEYS_OF_SERVER, "auth_protocol", FORM_FILE_OR_MAPPING, false, NULL, "what Get-VpnAuthProtocol shows: its output (text, JSON, CLIXML), or written here" },
    { KEYS_OF_SERVER, "cert_auth_flags", FORM_FILE_OR_NUMBER, false, NULL, "CertAuthFlags in the registry, 0 where it is not set (4: revocation is enforced); or an export of it (.reg, list)" },
    { KEYS_OF_SERVER, "os", FORM_FILE_OR_MAPPING, false, NULL, "the build of Windows, or an export that says it (.reg, ver, systeminfo)" },

    { KEYS_OF_DEVICE, "name", FORM_TEXT, true, NULL, "the device's name, compared with its certificate where it is fully qualified; one with * stands for all devices whose files are there" },
    { KEYS_OF_DEVICE, "stores", FORM_MAPPING, false, NULL, "exports of its certificate stores (Local Machine)" },
    { KEYS_OF_DEVICE, "profile", FORM_TEXTS, false, NULL, "ProfileXML of its VPN connections, a file each" },
    { KEYS_OF_DEVICE, "phonebook", FORM_TEXTS, false, NULL, "rasphone.pbk" },
    { KEYS_OF_DEVICE, "vpn_connection", FORM_TEXTS, false, NULL, "what Get-VpnConnection shows" },
    { KEYS_OF_DEVICE, "connection", FORM_TEXTS, false, NULL, "the name of the connection, where a phone book has several" },
    { KEYS_OF_DEVICE, "tunnel", FORM_WORDS, false, tunnel_words, "which tunnels are predicted; where it is not said, those of its profiles, or else the device tunnel" },
    { KEYS_OF_DEVICE, "user_certificates", FORM_TEXTS, false, NULL, "exports of its user's Personal store, for EAP with certificates" },
    { KEYS_OF_DEVICE, "machine_certificate_eku_filter", FORM_TEXTS, false, NULL, "MachineCertificateEKUFilter of the connection: a certificate must have one of them" },
    { KEYS_OF_DEVICE, "machine_certificate_issuer_filter", FORM_TEXT, false, NULL, "MachineCertificateIssuerFilter of the connection: the certificate of a CA" },
    { KEYS_OF_DEVICE, "disable_ike_name_eku_check", FORM_BOOLEAN, false, NULL, "DisableIKENameEkuCheck of the phone book" },
    { KEYS_OF_DEVICE, "os", FORM_FILE_OR_MAPPING, false, NULL, "the build of Windows, or an export that says it (.reg, ver, systeminfo)" },

    { KEYS_OF_STORES, "my", FORM_TEXTS, false, NULL, "Personal: what the host presents" },
    { KEYS_OF_STORES, "root", FORM_TEXTS, false, NULL, "Trusted Root Certification Authorities" },
    { KEYS_OF_STORES, "ca", FORM_TEXTS, false, NULL, "Intermediate Certification Authorities" },
    { KEYS_OF_STORES, "disallowed", FORM_TEXTS, false, NULL, "Untrusted Certificates" },

    { KEYS_OF_AUTH_PROTOCOL, "user_auth_protocol_accepted", FORM_TEXTS, false, NULL, "EAP, Certificate, MsChapv2, PreSharedKey" },
    { KEYS_OF_AUTH_PROTOCOL, "root_certificate_name_to_accept", FORM_TEXT, false, NULL, "the certificate of the root; none: it is not set; where the key is absent, that is unknown" },
    { KEYS_OF_AUTH_PROTOCOL, "certificate_advertised", FORM_TEXT, false, NULL, "the certificate that the server is told to present; none, or no key: it is not set" },
    { KEYS_OF_AUTH_PROTOCOL, "certificate_ekus_to_accept", FORM_TEXTS, false, NULL, "usages of which a client certificate must have one; where the key is absent, none are set" },

    { KEYS_OF_OS, "build", FORM_NUMBER, true, NULL, "CurrentBuildNumber, as in 20348" },
    { KEYS_OF_OS, "ubr", FORM_NUMBER, false, NULL, "UBR: the number behind the build" },

    { KEYS_OF_NPS, "name", FORM_TEXT, true, NULL, "the host name, for people" },
    { KEYS_OF_NPS, "stores", FORM_MAPPING, false, NULL, "exports of its certificate stores (Local Machine)" },
};
/* clang-format on */

size_t keys_count(void)
{
    return COUNT_OF(keys);
}

const struct schema_key *key_at(size_t index)
{
    return &keys[index];
}

const struct schema_key *key_find(enum key_owner owner, struct span name)
{
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        if (keys[i].owner == owner && span_equal_text(name, keys[i].name))
            return &keys[i];
    return NULL;
}

const char *key_owner_name(enum key_owner owner)
{
    static const char *const names[KEY_OWNER_COUNT] = {
        [KEYS_OF_RULESET] = "a rule set",
        [KEYS_OF_PARAMETER] = "a parameter",
        [KEYS_OF_RULE] = "a rule",
        [KEYS_OF_PREDICTS] = "predicts",
        [KEYS_OF_EXAMPLES] = "examples",
        [KEYS_OF_EXAMPLE] = "an example's mapping",
        [KEYS_OF_CONTEXT] = "example_context",
        [KEYS_OF_PROJECT] = "a project file",
        [KEYS_OF_WAIVERS] = "a file of waivers",
        [KEYS_OF_WAIVER] = "a waiver",
        [KEYS_OF_DEPLOYMENT] = "a deployment file",
        [KEYS_OF_PKI] = "pki",
        [KEYS_OF_SERVER] = "a server",
        [KEYS_OF_DEVICE] = "a device",
        [KEYS_OF_STORES] = "stores",
        [KEYS_OF_AUTH_PROTOCOL] = "auth_protocol",
        [KEYS_OF_OS] = "os",
        [KEYS_OF_NPS] = "nps",
    };
    return names[owner];
}

/* -- types of parameters -------------------------------------------------------------------------------------------- */

static const struct {
    const char *word, *plural;
} types[VALUE_TYPE_COUNT] = {
    [VALUE_BOOLEAN] = { "boolean", NULL },
    [VALUE_INTEGER] = { "integer", NULL },
    [VALUE_TEXT] = { "text", NULL },
    [VALUE_HOSTNAME] = { "hostname", NULL },
    [VALUE_TIME] = { "time", NULL },
    [VALUE_DURATION] = { "duration", NULL },
    [VALUE_OID] = { "oid", NULL },
    [VALUE_OCTETS] = { "octets", NULL },
    [VALUE_TEXTS] = { "list of text", "texts" },
    [VALUE_HOSTNAMES] = { "list of hostname", "hostnames" },
    [VALUE_OIDS] = { "list of oid", "oids" },
    [VALUE_INTEGERS] = { "list of integer", "integers" },
};

const char *parameter_type_word(size_t index)
{
    return index < COUNT_OF(types) ? types[index].word : NULL;
}

bool parameter_type_find(struct span word, int *type)
{
    static const char list_of[] = "list of ";
    size_t length = sizeof list_of - 1;
    struct span items = word;
    if (word.length > length && memcmp(word.data, list_of, length) == 0)
        items = span_from(word, length);
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (span_equal_text(word, types[i].word) ||
            (types[i].plural && (span_equal_text(word, types[i].plural) ||
                                 (items.data != word.data && span_equal_text(items, types[i].plural))))) {
            *type = (int)i;
            return true;
        }
    return false;
}

/* -- names ---------------------------------------------------------------------------------------------------------- */

bool is_name(struct span text, char joint)
{
    if (text.length == 0 || text.length > IDENTIFIER_LIMIT)
        return false;
    for (size_t i = 0; i < text.length; i++) {
        uint8_t octet = text.data[i];
        bool is_letter = octet >= 'a' && octet <= 'z', is_digit = octet >= '0' && octet <= '9';
        if (!is_letter && !(i > 0 && (is_digit || octet == (uint8_t)joint)))
            return false;
    }
    return true;
}

/* -- forms ---------------------------------------------------------------------------------------------------------- */

size_t node_text_count(const struct node *node)
{
    return !node ? 0 : node->kind == NODE_LIST ? node->count : 1;
}

const struct node *node_text_at(const struct node *node, size_t index)
{
    return node->kind == NODE_LIST ? node->items[index].value : node;
}

static int word_index(const char *const *words, struct span text)
{
    for (int i = 0; words[i]; i++)
        if (span_equal_text(text, words[i]))
            return i;
    return -1;
}

static bool is_code(const struct node *node)
{
    unsigned long value = 0;
    for (size_t i = 0; i < node->text.length; i++) {
        uint8_t octet = node->text.data[i];
        if (octet < '0' || octet > '9' || value > CODE_LIMIT)
            return false;
        value = value * 10 + (unsigned)(octet - '0');
    }
    return !node->quoted && value > 0 && value <= CODE_LIMIT;
}

static bool is_number(struct span text)
{
    uint64_t value = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] < '0' || text.data[i] > '9' || value > UINT32_MAX)
            return false;
        value = value * 10 + (uint64_t)(text.data[i] - '0');
    }
    return text.length > 0 && value <= UINT32_MAX;
}

static bool is_sha256(struct span text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.length; i++) {
        uint8_t octet = text_lower_octet(text.data[i]);
        bool is_digit = (octet >= '0' && octet <= '9') || (octet >= 'a' && octet <= 'f');
        if (!is_digit && octet != ':' && octet != ' ')
            return false;
        digits += is_digit;
    }
    return digits == 64;
}

/* Whether one text is of the form (for those that may be lists: one item). */
static bool text_fits(const struct schema_key *key, const struct node *node)
{
    int type;
    int64_t time;
    if (node->kind != NODE_TEXT || node_is_nothing(node))
        return false;
    switch (key->form) {
    case FORM_NAME:
    case FORM_NAMES:
        return is_name(node->text, '-');
    case FORM_WORD:
    case FORM_WORDS:
        return word_index(key->words, node->text) >= 0;
    case FORM_CODE:
        return is_code(node);
    case FORM_NUMBER:
        return is_number(node->text);
    case FORM_FILE_OR_NUMBER:
        return is_number(node->text) || strpbrk((const char *)node->text.data, "./\\");
    case FORM_BOOLEAN:
        return !node->quoted && (span_equal_text(node->text, "true") || span_equal_text(node->text, "false"));
    case FORM_SHA256:
        return is_sha256(node->text);
    case FORM_TIME:
        return clock_parse(node->text, &time);
    case FORM_TYPE:
        return parameter_type_find(node->text, &type);
    case FORM_VALUE:
        return true;
    default:
        return node->text.length > 0;
    }
}

static bool may_be_list(enum key_form form)
{
    return form == FORM_NAMES || form == FORM_TEXTS || form == FORM_WORDS || form == FORM_VALUE;
}

static bool fits(const struct schema_key *key, const struct node *node)
{
    switch (key->form) {
    case FORM_LIST:
        return node->kind == NODE_LIST;
    case FORM_MAPPING:
        return node->kind == NODE_MAPPING;
    case FORM_WAIVERS:
        return node->kind == NODE_LIST || text_fits(key, node);
    case FORM_FILE_OR_MAPPING:
        return node->kind == NODE_MAPPING || text_fits(key, node);
    case FORM_CONDITION:
        return node->kind == NODE_LIST || node->kind == NODE_MAPPING;
    default:
        break;
    }
    if (node->kind != NODE_LIST)
        return text_fits(key, node);
    for (size_t i = 0; i < node->count; i++)
        if (!text_fits(key, node->items[i].value))
            return false;
    return may_be_list(key->form);
}

/* -- complaints ----------------------------------------------------------------------------------------------------- */

static const char *word_at(const void *words, size_t index)
{
    return ((const char *const *)words)[index];
}

static const char *type_at(const void *unused, size_t index)
{
    (void)unused;
    return parameter_type_word(index);
}

/* ", did you mean 'x'?" or "". */
static const char *did_you_mean(struct arena *arena, const char *suggestion)
{
    return suggestion ? arena_format(arena, ", did you mean '%s'?", suggestion) : "";
}

static const char *join(struct arena *arena, const char *(*word)(const void *, size_t), const void *context)
{
    const char *list = word(context, 0);
    for (size_t i = 1; word(context, i); i++)
        list = arena_format(arena, "%s, %s", list, word(context, i));
    return list;
}

static void complain_about_text(const struct schema_key *key, const struct node *node, struct arena *arena,
                                struct diags *diags)
{
    const char *text = text_quoted(arena, node->text);
    switch (key->form) {
    case FORM_NAME:
    case FORM_NAMES:
        diag_error(diags, node->place,
                   "'%s' is no name: small letters, digits and '-', a letter first, at most %d", text,
                   IDENTIFIER_LIMIT);
        return;
    case FORM_WORD:
    case FORM_WORDS:
        diag_error(diags, node->place, "'%s' is no value of '%s'%s (%s)", text, key->name,
                   did_you_mean(arena, text_suggest(node->text, word_at, key->words)),
                   join(arena, word_at, key->words));
        return;
    case FORM_CODE:
        diag_error(diags, node->place, "'%s' is no error code: a number from 1 to %d", text, CODE_LIMIT);
        return;
    case FORM_NUMBER:
        diag_error(diags, node->place, "'%s' is no number of 32 bits", text);
        return;
    case FORM_FILE_OR_NUMBER:
        diag_error(diags, node->place, "'%s' is no number of 32 bits, and no file's name ('./%s')", text,
                   text);
        return;
    case FORM_BOOLEAN:
        diag_error(diags, node->place, "'%s' is not true or false", text);
        return;
    case FORM_SHA256:
        diag_error(diags, node->place, "'%s' is no SHA-256: 64 hexadecimal digits", text);
        return;
    case FORM_TIME:
        diag_error(diags, node->place, "'%s' is no time: write 2026-06-01T00:00:00Z or 2026-06-01", text);
        return;
    case FORM_TYPE:
        diag_error(diags, node->place, "'%s' is no type%s (%s)", text,
                   did_you_mean(arena, text_suggest(node->text, type_at, NULL)), join(arena, type_at, NULL));
        return;
    default:
        diag_error(diags, node->place, "'%s' is empty", key->name);
        return;
    }
}

static const char *form_name(enum key_form form)
{
    static const char *const names[] = {
        [FORM_TEXT] = "text",
        [FORM_NAME] = "a name",
        [FORM_NAMES] = "a list of names",
        [FORM_TEXTS] = "text or a list of texts",
        [FORM_WORD] = "a word",
        [FORM_WORDS] = "a word or a list of words",
        [FORM_CODE] = "an error code",
        [FORM_NUMBER] = "a number",
        [FORM_BOOLEAN] = "true or false",
        [FORM_SHA256] = "a SHA-256",
        [FORM_TIME] = "a time",
        [FORM_TYPE] = "a type",
        [FORM_LIST] = "a list",
        [FORM_MAPPING] = "a mapping",
        [FORM_FILE_OR_MAPPING] = "a file or a mapping",
        [FORM_FILE_OR_NUMBER] = "a file or a number",
        [FORM_CONDITION] = "a condition: a mapping, or a list of them",
        [FORM_VALUE] = "a value or a list of values",
        [FORM_WAIVERS] = "a file, or a list of files and waivers",
    };
    return names[form];
}

static void check_form(const struct schema_key *key, const struct node *node, struct arena *arena,
                       struct diags *diags)
{
    if (node->kind == NODE_BROKEN || fits(key, node))
        return;
    if (node->kind == NODE_LIST && may_be_list(key->form)) {
        for (size_t i = 0; i < node->count; i++)
            if (node->items[i].value->kind == NODE_LIST)
                diag_error(diags, node->items[i].value->place, "a list inside the list '%s'", key->name);
            else
                check_form(key, node->items[i].value, arena, diags);
    } else if (node->kind == NODE_TEXT && !node_is_nothing(node) && key->form != FORM_LIST &&
               key->form != FORM_MAPPING && key->form != FORM_CONDITION) {
        complain_about_text(key, node, arena, diags);
    } else {
        diag_error(diags, node->place, "'%s' takes %s, this is %s", key->name, form_name(key->form),
                   node_kind_name(node));
    }
}

bool schema_check_word(const struct node *node, const char *name, const char *const *words, int *out,
                       struct arena *arena, struct diags *diags)
{
    struct schema_key key = { .name = name, .form = FORM_WORD, .words = words };
    check_form(&key, node, arena, diags);
    if (node->kind == NODE_BROKEN || !fits(&key, node))
        return false;
    *out = word_index(words, node->text);
    return true;
}

static const char *key_name_at(const void *owner, size_t index)
{
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        if (keys[i].owner == *(const enum key_owner *)owner && index-- == 0)
            return keys[i].name;
    return NULL;
}

bool schema_check(const struct node *node, enum key_owner owner, struct arena *arena, struct diags *diags)
{
    size_t before = diags->errors;
    if (node->kind == NODE_BROKEN ||
        diags->dropped) /* enough: looking for words that are near takes its time */
        return false;
    if (node->kind != NODE_MAPPING)
        return diag_error(diags, node->place, "%s is a mapping of keys, this is %s", key_owner_name(owner),
                          node_kind_name(node));
    for (size_t i = 0; i < node->count; i++) {
        const struct node *name = node->items[i].key;
        const struct schema_key *key = key_find(owner, name->text);
        if (key)
            check_form(key, node->items[i].value, arena, diags);
        else
            diag_error(diags, name->place, "unknown key '%s' in %s%s", text_quoted(arena, name->text),
                       key_owner_name(owner),
                       did_you_mean(arena, text_suggest(name->text, key_name_at, &owner)));
    }
    bool is_whole = true;
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        if (keys[i].owner != owner || !keys[i].needed)
            continue;
        const struct node *value = node_find(node, keys[i].name);
        if (!value)
            diag_error(diags, node->place, "%s needs the key '%s'", key_owner_name(owner), keys[i].name);
        else if (value->kind == NODE_BROKEN) /* the tree has complained */
            is_whole = false;
    }
    return is_whole && diags->errors == before;
}

/* -- reading -------------------------------------------------------------------------------------------------------- */

const struct node *schema_get(const struct node *node, enum key_owner owner, const char *name)
{
    const struct schema_key *key = key_find(owner, span_of_text(name));
    if (!key)
        BUG("a key that is not in the table");
    const struct node *value = node_find(node, name);
    return value && fits(key, value) ? value : NULL;
}

const char *schema_text(const struct node *node, enum key_owner owner, const char *key)
{
    const struct node *value = schema_get(node, owner, key);
    return value ? (const char *)value->text.data : NULL;
}

int schema_word(const struct node *node, enum key_owner owner, const char *name, int otherwise)
{
    const struct node *value = schema_get(node, owner, name);
    return value ? word_index(key_find(owner, span_of_text(name))->words, value->text) : otherwise;
}

unsigned schema_words(const struct node *node, enum key_owner owner, const char *name)
{
    const struct node *value = schema_get(node, owner, name);
    const char *const *words = key_find(owner, span_of_text(name))->words;
    unsigned bits = 0;
    for (size_t i = 0; i < node_text_count(value); i++)
        bits |= 1U << word_index(words, node_text_at(value, i)->text);
    return bits;
}
