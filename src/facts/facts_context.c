/* Facts that do not stand in the object but beside it: in an export (a store, a CA's database, a PFX), or in how it is
 * judged. */
#include "facts/facts_internal.h"
#include "util/text.h"

static const struct object_context *context_of(const struct element *element)
{
    static const struct object_context none;
    return element->object ? &element->object->context : &none;
}

static void private_key(COMPUTE)
{
    (void)scene;
    switch (context_of(element)->private_key) {
    case KEY_LINK_PRESENT:
        set_word(out, "present");
        break;
    case KEY_LINK_MISSING:
        set_word(out, "missing");
        break;
    default:
        set_unknown(out, "an export that tells of private keys (a PFX, a store as .sst, .reg or a listing)");
    }
}

static void said_or_unknown(const struct scene *scene, struct value *out, struct span text)
{
    if (text.data)
        set_text(scene, out, text);
    else
        set_unknown(out, "an export that says so (a store as .sst, .reg or a listing)");
}

static void key_provider(COMPUTE)
{
    said_or_unknown(scene, out, context_of(element)->key_provider);
}

static void friendly_name(COMPUTE)
{
    said_or_unknown(scene, out, context_of(element)->friendly_name);
}

static void store(COMPUTE)
{
    said_or_unknown(scene, out, context_of(element)->store);
}

static void store_path(COMPUTE)
{
    said_or_unknown(scene, out, context_of(element)->store_path);
}

static void database_text(const struct scene *scene, struct value *out, struct span text)
{
    if (text.data)
        set_text(scene, out, text);
    else
        set_unknown(out, "a row of the CA's database (certutil -view)");
}

static void request_id(COMPUTE)
{
    database_text(scene, out, context_of(element)->request_id);
}

static void disposition(COMPUTE)
{
    database_text(scene, out, context_of(element)->disposition);
}

/* 21 stands for revoked: "21 -- Revoked", in any language. Absent where the certificate is from no such row. */
static void disposition_revoked(COMPUTE)
{
    struct span text = context_of(element)->disposition;
    uint64_t number = 0;
    size_t digits = 0;
    (void)scene;
    if (!text.data)
        return;
    text = text_trim(text);
    while (digits < text.length && text.data[digits] >= '0' && text.data[digits] <= '9' && number < 1000)
        number = number * 10 + (uint64_t)(text.data[digits++] - '0');
    set_boolean(out, digits > 0 && number == 21);
}

/* Absent also where the export could not have said it: most files hold none. */
static void usage_override(COMPUTE)
{
    (void)scene;
    if (context_of(element)->has_usage_override)
        set_oids(out, &context_of(element)->usage_override);
}

static void element_misfit(COMPUTE)
{
    if (scene->misfit && element == scene_leaf(scene))
        set_text(scene, out, span_of_text(scene->misfit));
}

#define CERT  FACT_ON_CERTIFICATE, FACT_GROUP_CONTEXT
#define ASKED FACT_ON_CERTIFICATE | FACT_ON_REQUEST, FACT_GROUP_CONTEXT
#define ALL   FACT_ON_CERTIFICATE | FACT_ON_CRL | FACT_ON_REQUEST, FACT_GROUP_CONTEXT
/* clang-format off */
static const struct fact rows[] = {
    { "private_key", VALUE_TEXT, CERT, "present or missing, where the export tells", .compute = private_key },
    { "key_provider", VALUE_TEXT, ASKED, "the provider that holds the private key: \"Microsoft Software Key Storage Provider\"", .compute = key_provider },
    { "friendly_name", VALUE_TEXT, ASKED, "the name given to it in the store", .compute = friendly_name },
    { "store", VALUE_TEXT, ALL, "the store it was exported from: MY, CA, ROOT, Disallowed …", .compute = store },
    { "store.path", VALUE_TEXT, ALL, "the registry key or PowerShell path of that store", .compute = store_path },
    { "request_id", VALUE_TEXT, CERT, "its number in the CA's database: \"0x5\"", .compute = request_id },
    { "disposition", VALUE_TEXT, CERT, "what the CA's database says became of it: \"21 -- Revoked\"", .compute = disposition },
    { "disposition.revoked", VALUE_BOOLEAN, CERT, "whether that is revoked (21); absent where it is from no such row", .compute = disposition_revoked },
    { "usage_override", VALUE_OIDS, CERT, "usages to which the store limits it (property 9)", .compute = usage_override },
    { "element.misfit", VALUE_TEXT, FACT_ON_CERTIFICATE | FACT_ON_REQUEST | FACT_ON_TEMPLATE, FACT_GROUP_CONTEXT, "why no profile fits it, where one was to be decided from it (--profile auto); absent where one fits, or was given", .compute = element_misfit },
};
/* clang-format on */

const struct fact_rows facts_context = { rows, COUNT_OF(rows) };
