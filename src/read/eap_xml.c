/* EapHostConfig, level by level:
 *
 *     <EapHostConfig><EapMethod><Type>25</Type>…</EapMethod>                       25 PEAP
 *      <Config><Eap><Type>25</Type><EapType>
 *        <ServerValidation><ServerNames>nps01.contoso.com</ServerNames><TrustedRootCA>3f 07 …</TrustedRootCA></ServerValidation>
 *        <Eap><Type>13</Type><EapType>                                             13 EAP-TLS inside
 *          <CredentialsSource>…<SimpleCertSelection>…  <ServerValidation>…  <PerformServerValidation>true…
 *          <TLSExtensions><FilteringInfo>
 *            <CAHashList Enabled="true"><IssuerHash>ee 28 …</IssuerHash></CAHashList>
 *            <EKUMapping><EKUMap><EKUName>AAD</EKUName><EKUOID>1.3.6.1.4.1.311.87</EKUOID></EKUMap></EKUMapping>
 *            <ClientAuthEKUList Enabled="true"><EKUMapInList><EKUName>AAD</EKUName></EKUMapInList></ClientAuthEKUList>
 *
 * Each level validates the server by itself. Elements stand in any order, and the namespace says no more than the name.
 * Of a
 * configuration as ConfigBlob (octets that only its method understands), or deeper than EAP_DEPTH, all that was not met
 * stays unknown. */
#include "read/eap_xml.h"

#include "util/text.h"

enum {
    EAP_DEPTH = 64, /* elements in one another */
    EKU_LIMIT = 256 /* names that a configuration defines, and those that it uses */
};

struct eku {
    struct span name, oid;
    uint32_t line;
};

struct ekus {
    struct eku items[EKU_LIMIT];
    size_t count;
};

struct eap {
    struct xml_reading *reading;
    struct ekus defined, used;
    bool is_opaque, has_too_many;
};

/* How deep something stands, and what is around it. */
struct eap_level {
    unsigned depth, eaps; /* elements, and elements Eap, around it */
    bool is_inner;        /* inside of a tunnel */
};

bool eap_xml_is(struct span text)
{
    text = text_trim(text);
    if (text.length == 0 || (text.data[0] != '<' && !xml_is_escaped(text)))
        return false;
    if (!xml_is_escaped(text))
        return text_equal_ignoring_case(xml_root_name(text), span_of_text("EapHostConfig"));
    return text_find(text, 0, "EapHostConfig") < text_find(text, 0, "VPNProfile");
}

/* -- values --------------------------------------------------------------------------------------------------------- */

/* A method's number. */
static void take_type(struct eap *eap, const xmlNode *node, enum setting_id id)
{
    const struct xml_reading *reading = eap->reading;
    struct span text = xml_text(reading, node);
    int64_t number = 0;
    bool is_number = text.length > 0 && text.length < 6;
    for (size_t i = 0; i < text.length && is_number; i++) {
        is_number = text.data[i] >= '0' && text.data[i] <= '9';
        number = number * 10 + text.data[i] - '0';
    }
    if (is_number)
        settings_set_integer(reading->settings, id, number, xml_line(reading, node));
    else
        settings_fail(reading->walk->arena, reading->settings, id, xml_line(reading, node),
                      "Type is '%s', wanted the number of an EAP method such as 13",
                      text_escaped(reading->walk->arena, text));
}

static void take_names(struct eap *eap, const xmlNode *node, enum setting_id id)
{
    xml_add_names(eap->reading, node, id);
}

/* "3f 07 88 …" as it is compared: lower case, without blanks. What is no digit stays, for a rule to complain of. */
static void take_hash(struct eap *eap, const xmlNode *node, enum setting_id id)
{
    const struct xml_reading *reading = eap->reading;
    struct span text = text_lower(reading->walk->arena, xml_text(reading, node));
    uint8_t *out = arena_alloc(reading->walk->arena, text.length);
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++)
        if (!strchr(" \t\r\n", text.data[i] ? text.data[i] : 'x'))
            out[length++] = text.data[i];
    if (length)
        settings_add_text(reading->walk->arena, reading->settings, id, (struct span){ out, length },
                          xml_line(reading, node));
}

static void take_eku(struct eap *eap, const xmlNode *node, struct ekus *ekus)
{
    if (ekus->count == EKU_LIMIT) {
        eap->has_too_many = true;
        return;
    }
    ekus->items[ekus->count++] =
        (struct eku){ xml_text(eap->reading, xml_child(node, "EKUName")),
                      xml_text(eap->reading, xml_child(node, "EKUOID")), xml_line(eap->reading, node) };
}

/* -- elements ------------------------------------------------------------------------------------------------------- */

static bool is_inside(const xmlNode *node, const char *name)
{
    return node->parent && xml_name_is(node->parent, name);
}

/* Whether the list around it counts. */
static bool is_used(struct eap *eap, const xmlNode *node)
{
    bool is_list = is_inside(node, "ClientAuthEKUList") || is_inside(node, "AnyPurposeEKUList") ||
                   is_inside(node, "CAHashList");
    return is_list && xml_is_enabled(eap->reading, node->parent);
}

static void take_element(struct eap *eap, const xmlNode *node, const struct eap_level *level)
{
    static const struct {
        const char *name;
        void (*take)(struct eap *eap, const xmlNode *node, enum setting_id id);
        enum setting_id outer, inner;
    } rows[] = {
        { "ServerNames", take_names, PROFILE_EAP_SERVER_NAMES, PROFILE_EAP_INNER_SERVER_NAMES },
        { "TrustedRootCA", take_hash, PROFILE_EAP_TRUSTED_ROOTS, PROFILE_EAP_INNER_TRUSTED_ROOTS },
        { "PerformServerValidation", NULL, PROFILE_EAP_VALIDATES_SERVER, PROFILE_EAP_INNER_VALIDATES_SERVER },
        { "SimpleCertSelection", NULL, PROFILE_EAP_SIMPLE_SELECTION, PROFILE_EAP_SIMPLE_SELECTION },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (!xml_name_is(node, rows[i].name))
            continue;
        enum setting_id id = level->is_inner ? rows[i].inner : rows[i].outer;
        if (rows[i].take)
            rows[i].take(eap, node, id);
        else
            xml_set_boolean(eap->reading, id, node);
    }
    if (xml_name_is(node, "Type") && (is_inside(node, "EapMethod") || is_inside(node, "Eap")))
        take_type(eap, node, level->is_inner ? PROFILE_EAP_INNER_TYPE : PROFILE_EAP_TYPE);
    else if (xml_name_is(node, "IssuerHash") && is_used(eap, node))
        take_hash(eap, node, PROFILE_EAP_ISSUER_HASHES);
    else if (xml_name_is(node, "EKUMap"))
        take_eku(eap, node, &eap->defined);
    else if (xml_name_is(node, "EKUMapInList") && is_used(eap, node))
        take_eku(eap, node, &eap->used);
    else if (xml_name_is(node, "ConfigBlob") && xml_text(eap->reading, node).length)
        eap->is_opaque = true;
}

static void visit(struct eap *eap, const xmlNode *node, struct eap_level level)
{
    if (++level.depth > EAP_DEPTH) {
        eap->is_opaque = true;
        return;
    }
    level.eaps += xml_name_is(node, "Eap");
    level.is_inner =
        level.is_inner || level.eaps > 1 || (level.depth > 1 && xml_name_is(node, "EapHostConfig"));
    take_element(eap, node, &level);
    for (const xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE)
            visit(eap, child, level);
}

/* -- usages --------------------------------------------------------------------------------------------------------- */

/* Lists name usages that the mapping defines. */
static void resolve(struct eap *eap)
{
    struct xml_reading *reading = eap->reading;
    struct arena *arena = reading->walk->arena;
    for (size_t i = 0; i < eap->used.count; i++) {
        const struct eku *used = &eap->used.items[i], *defined = NULL;
        for (size_t j = 0; j < eap->defined.count && !defined; j++)
            if (span_equal(eap->defined.items[j].name, used->name))
                defined = &eap->defined.items[j];
        if (defined)
            settings_add_oid(arena, reading->settings, PROFILE_EAP_EKUS, defined->oid, defined->line);
        else
            settings_add_text(arena, reading->settings, PROFILE_EAP_UNDEFINED_EKUS, used->name, used->line);
    }
    if (eap->has_too_many)
        settings_fail(arena, reading->settings, PROFILE_EAP_EKUS,
                      eap->used.count ? eap->used.items[0].line : 0, "more than %d usages in FilteringInfo",
                      EKU_LIMIT);
}

void eap_settings_unset(struct settings *settings)
{
    static const enum setting_id all[] = {
        PROFILE_EAP_TYPE,
        PROFILE_EAP_INNER_TYPE,
        PROFILE_EAP_SERVER_NAMES,
        PROFILE_EAP_TRUSTED_ROOTS,
        PROFILE_EAP_VALIDATES_SERVER,
        PROFILE_EAP_INNER_SERVER_NAMES,
        PROFILE_EAP_INNER_TRUSTED_ROOTS,
        PROFILE_EAP_INNER_VALIDATES_SERVER,
        PROFILE_EAP_SIMPLE_SELECTION,
        PROFILE_EAP_ISSUER_HASHES,
        PROFILE_EAP_EKUS,
        PROFILE_EAP_UNDEFINED_EKUS,
    };
    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (setting_of(settings, all[i])->state == SETTING_UNKNOWN)
            settings_unset(settings, all[i], 0);
}

void eap_xml_take(struct xml_reading *reading, const xmlNode *config)
{
    struct eap *eap = arena_alloc(reading->walk->arena, sizeof *eap);
    eap->reading = reading;
    if (config)
        visit(eap, config, (struct eap_level){ 0 });
    resolve(eap);
    if (!eap->is_opaque && !reading->is_cut)
        eap_settings_unset(reading->settings);
}

static void take_document(struct xml_reading *reading, struct span text)
{
    struct walk *walk = reading->walk;
    xmlDoc *tree = xml_parse(reading, xml_unescaped(walk->arena, text));
    xmlNode *root = tree ? xmlDocGetRootElement(tree) : NULL;
    if (root && xml_name_is(root, "EapHostConfig"))
        eap_xml_take(reading, root);
    else if (root)
        walk_fail(walk, xml_offset_of_line(reading, reading->line), reading->line,
                  "%s whose root is '%s', wanted EapHostConfig", reading->what,
                  text_escaped(walk->arena, span_of_text((const char *)root->name)));
    xmlFreeDoc(tree);
}

void eap_xml_take_text(struct xml_reading *reading, struct span text)
{
    struct xml_reading inner = *reading;
    inner.what = "EapHostConfig";
    inner.stands = true;
    take_document(&inner, text);
}

void eap_xml_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct encoding_found found;
    struct span text;
    struct settings *settings = arena_alloc(walk->arena, sizeof *settings);
    struct origin at = *origin;
    at.container = "EapHostConfig";
    if (!walk_document(walk, origin, octets, &text, &found))
        return;
    settings_begin(settings, OBJECT_PROFILE, octets);
    struct xml_reading reading = { .walk = walk,
                                   .origin = origin,
                                   .what = "EapHostConfig",
                                   .octets = octets,
                                   .settings = settings,
                                   .line = origin->depth ? origin->line : 1,
                                   .stands = origin->depth > 0 };
    size_t failures = walk->failures;
    take_document(&reading, text);
    if (walk->failures > failures && !reading.is_cut)
        return; /* nothing of it was read */
    at.line = reading.line;
    if (xml_place_settings(&reading))
        walk_settings(walk, &at, settings);
}
