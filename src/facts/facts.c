/* The table of facts as one: finding a fact by name or number, and its value, computed once for each element.
 *
 * The rows stand in facts_GROUP.c. What the compute functions share is at the end of this file. */
#include "facts/facts.h"

#include "facts/facts_internal.h"
#include "util/text.h"

static const struct {
    const struct fact_rows *rows;
    const char *title;
} groups[FACT_GROUP_COUNT] = {
    [FACT_GROUP_CERTIFICATE] = { &facts_certificate, "Certificate" },
    [FACT_GROUP_EXTENSIONS] = { &facts_extensions, "Extensions" },
    [FACT_GROUP_MICROSOFT] = { &facts_microsoft, "Microsoft's extensions" },
    [FACT_GROUP_DERIVED] = { &facts_derived, "What Windows makes of it" },
    [FACT_GROUP_PATH] = { &facts_path, "Path" },
    [FACT_GROUP_REVOCATION] = { &facts_revocation, "Revocation" },
    [FACT_GROUP_CRL] = { &facts_crl, "Certificate revocation list" },
    [FACT_GROUP_PROFILE] = { &facts_profile, "Encodings, for RFC 5280 to the letter" },
    [FACT_GROUP_DETAILS] = { &facts_details, "The inside of extensions, for RFC 5280 to the letter" },
    [FACT_GROUP_REQUEST] = { &facts_request, "Certificate request" },
    [FACT_GROUP_TEMPLATE] = { &facts_template, "Certificate template" },
    [FACT_GROUP_DRIFT] = { &facts_drift, "The template as it is today" },
    [FACT_GROUP_SETTINGS] = { &facts_settings, "Settings of servers, connections and hosts" },
    [FACT_GROUP_STORE] = { &facts_store, "The certificate stores of a machine" },
    [FACT_GROUP_CONTEXT] = { &facts_context, "What the export says beside the object" },
};

size_t facts_count(void)
{
    size_t count = 0;
    for (size_t i = 0; i < FACT_GROUP_COUNT; i++)
        count += groups[i].rows->count;
    return count;
}

const struct fact *fact_at(size_t index)
{
    for (size_t i = 0; i < FACT_GROUP_COUNT; i++) {
        if (index < groups[i].rows->count)
            return &groups[i].rows->rows[index];
        index -= groups[i].rows->count;
    }
    BUG("no such fact");
}

const char *fact_group_title(enum fact_group group)
{
    return groups[group].title;
}

int fact_find(struct span name)
{
    int index = 0;
    for (size_t i = 0; i < FACT_GROUP_COUNT; i++) {
        const struct fact_rows *rows = groups[i].rows;
        for (size_t j = 0; j < rows->count; j++, index++) {
            const char *candidate = rows->rows[j].name;
            if (name.length > 0 && (uint8_t)candidate[0] == name.data[0] && span_equal_text(name, candidate))
                return index;
        }
    }
    return -1;
}

/* Facts that such an element doesn't have are empty words: nothing is near to them. */
static const char *suggestion(const void *context, size_t index)
{
    const unsigned *on = context;
    if (index >= facts_count())
        return NULL;
    const struct fact *fact = fact_at(index);
    return fact->on & *on ? fact->name : "";
}

const char *fact_suggest(struct span name, unsigned on)
{
    const char *nearest = text_suggest(name, suggestion, &on);
    return nearest && *nearest ? nearest : NULL;
}

unsigned fact_kinds_of(enum object_kind kind)
{
    bool becomes_certificate = kind == OBJECT_REQUEST || kind == OBJECT_TEMPLATE;
    return 1u << kind | (becomes_certificate ? FACT_ON_CERTIFICATE : 0);
}

/* Why the fact cannot be known yet; NULL: it can. */
static const char *undecided_part(const struct element *element, const struct fact *fact)
{
    for (size_t part = 0; element->cert && fact->parts && part < CERT_PART_COUNT; part++)
        if (fact->parts & 1u << part && element->cert->undecided[part])
            return element->cert->undecided[part];
    return NULL;
}

const struct value *fact_value(const struct scene *scene, struct element *element, int fact)
{
    if (!element->cache) { /* many CRLs of a path are never asked anything */
        size_t count = facts_count();
        element->cache = arena_array(scene->arena, count, sizeof *element->cache);
        element->cached = arena_alloc(scene->arena, count);
    }
    struct value *value = &element->cache[fact];
    if (!element->cached[fact]) {
        const struct fact *row = fact_at((size_t)fact);
        *value = (struct value){ .state = VALUE_ABSENT, .type = row->type };
        const char *undecided = undecided_part(element, row);
        if (!(row->on & fact_kinds_of(element->kind)))
            ;
        else if (undecided)
            set_unknown(value, undecided);
        else
            row->compute(scene, element, value);
        element->cached[fact] = 1;
    }
    return value;
}

static enum template_field field_of(const struct template *t, const struct fact *fact)
{
    if (fact->field)
        return (enum template_field)(fact->field - 1);
    for (unsigned part = 0; part < CERT_PART_COUNT; part++)
        if (fact->parts & 1u << part &&
            template_field_of_part(t, (enum cert_part)part) != TEMPLATE_FIELD_COUNT)
            return template_field_of_part(t, (enum cert_part)part);
    return TEMPLATE_FIELD_COUNT;
}

bool fact_place(const struct element *element, int fact, uint32_t *line, size_t *offset)
{
    if (element->kind == OBJECT_REQUEST && element->request->inf) {
        *line = inf_line_of_fact(element->request->inf, fact_at((size_t)fact));
        *offset = 0;
        return *line > 0;
    }
    if (element->settings)
        return settings_place(element->settings, fact_at((size_t)fact), line, offset);
    if (element->kind != OBJECT_TEMPLATE)
        return false;
    const struct template *t = element->template;
    const struct template_attribute *found = NULL;
    enum template_field field = field_of(t, fact_at((size_t)fact));
    if (field != TEMPLATE_FIELD_COUNT)
        found = &t->attributes[field];
    else if (strcmp(fact_at((size_t)fact)->name, "template.unreadable") == 0)
        for (size_t i = 0; i < TEMPLATE_FIELD_COUNT; i++) /* the first of them in the file */
            if (t->attributes[i].state == TEMPLATE_UNREADABLE &&
                (!found || t->attributes[i].offset < found->offset))
                found = &t->attributes[i];
    if (!found || found->state == TEMPLATE_MISSING)
        return false;
    *line = found->line;
    *offset = found->offset;
    return true;
}

/* --- what the groups share --- */

void set_boolean(struct value *out, bool boolean)
{
    out->state = VALUE_KNOWN;
    out->boolean = boolean;
}

void set_integer(struct value *out, int64_t integer)
{
    out->state = VALUE_KNOWN;
    out->integer = integer;
}

void set_span(struct value *out, struct span span)
{
    out->state = VALUE_KNOWN;
    out->span = span;
}

void set_unknown(struct value *out, const char *needs)
{
    out->state = VALUE_UNKNOWN;
    out->needs = needs;
}

void set_word(struct value *out, const char *word)
{
    set_span(out, span_of_text(word));
}

struct span sound_text(const struct scene *scene, struct span text)
{
    return text_is_utf8(text) ? text : span_of_text(text_escaped(scene->arena, text));
}

void set_text(const struct scene *scene, struct value *out, struct span text)
{
    set_span(out, sound_text(scene, text));
}

static bool is_string(uint8_t tag)
{
    return strcmp(string_type_word(tag), "other") != 0;
}

struct span attribute_text(const struct scene *scene, const struct name_attribute *attribute)
{
    struct span whole = attribute->whole, value;
    struct der_element type;
    if (attribute->text.data)
        return sound_text(scene, attribute->text);
    if (!is_string(attribute->tag) && der_get(&whole, DER_SEQUENCE, &value, NULL) &&
        der_any(&value, &type, NULL))
        return span_of_text(arena_format(scene->arena, "#%s", text_hex(scene->arena, value)));
    return sound_text(scene, attribute->value);
}

void list_add(const struct scene *scene, struct fact_list *list, struct span item)
{
    *VEC_ADD(scene->arena, list) = item;
}

void list_add_text(const struct scene *scene, struct fact_list *list, struct span text)
{
    list_add(scene, list, sound_text(scene, text));
}

void list_add_word(const struct scene *scene, struct fact_list *list, const char *word)
{
    list_add(scene, list, span_of_text(word));
}

void set_list(struct value *out, const struct fact_list *list)
{
    out->state = VALUE_KNOWN;
    out->list.items = list->items;
    out->list.count = list->count;
}

void set_oids(struct value *out, const struct oid_list *list)
{
    out->state = VALUE_KNOWN;
    out->list.items = list->items;
    out->list.count = list->count;
}

/* "certificate", "CRL" … */
static const char *element_word(const struct element *element)
{
    return element->kind == OBJECT_CRL ? "CRL" : object_kind_name(element->kind);
}

void set_undecoded(const struct scene *scene, const struct element *element, struct value *out,
                   const char *field)
{
    set_unknown(out, arena_format(scene->arena, "the %s's %s does not decode (malformed)",
                                  element_word(element), field));
}

const struct extensions *element_extensions(const struct element *element, bool *decoded)
{
    if (element->kind == OBJECT_CRL) {
        *decoded = element->crl->extensions_decoded;
        return &element->crl->extensions;
    }
    *decoded = element->cert->extensions_decoded;
    return &element->cert->extensions;
}

const struct flaws *element_flaws(const struct element *element)
{
    if (element->settings)
        return &element->settings->flaws;
    if (element->stores)
        return &element->stores->flaws;
    return element->crl ? &element->crl->flaws : &element->cert->flaws;
}

bool extension_is_known(const struct scene *scene, const struct element *element, enum presence presence,
                        const char *field, struct value *out)
{
    bool decoded;
    element_extensions(element, &decoded);
    if (presence == EXTENSION_MALFORMED)
        set_unknown(out, arena_format(scene->arena, "the %s's %s does not decode (malformed-extension)",
                                      element_word(element), field));
    else if (presence == EXTENSION_ABSENT && !decoded)
        set_undecoded(scene, element, out, "list of extensions");
    return presence == EXTENSION_PRESENT;
}

void set_time(const struct scene *scene, const struct element *element, struct value *out,
              const struct pki_time *time, const char *field)
{
    if (time->decoded)
        set_integer(out, time->seconds);
    else
        set_undecoded(scene, element, out, field);
}

void set_time_encoding(struct value *out, const struct pki_time *time)
{
    if (time->tag == DER_UTC_TIME)
        set_word(out, "utc_time");
    else if (time->tag == DER_GENERALIZED_TIME)
        set_word(out, "generalized_time");
}

int64_t clamped_integer(struct span content)
{
    int64_t integer = 0;
    if (der_small_integer(content, &integer))
        return integer;
    return der_integer_is_negative(content) ? INT64_MIN : INT64_MAX;
}

void set_hash(const struct scene *scene, struct value *out, const struct algorithm *algorithm)
{
    switch (algorithm->known) {
    case OID_RSA_MD2:
        set_word(out, "md2");
        break;
    case OID_RSA_MD4:
        set_word(out, "md4");
        break;
    case OID_ED25519:
    case OID_ED448:
        break;
    default:
        if (algorithm->hash != OID_UNKNOWN)
            set_word(out, oid_entry(algorithm->hash)->name);
        else
            set_unknown(out, arena_format(scene->arena, "the digest of signature algorithm %s is not known",
                                          oid_print(scene->arena, algorithm->oid)));
    }
}
