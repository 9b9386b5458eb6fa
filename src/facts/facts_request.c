/* Facts of a certificate request (RFC 2986) beyond what it shares with a certificate: who made it, with what, and what it
 * asks for beside its extensions (MS-WCCE, 2.2.2.7). */
#include "facts/facts_internal.h"
#include "util/text.h"

static const char request_later[] = "the request, which certreq -new makes of this INF";

static void version(COMPUTE)
{
    if (element->request->inf) {
        set_unknown(out, request_later);
        return;
    }
    if (element->request->version > 0)
        set_integer(out, element->request->version);
    else
        set_undecoded(scene, element, out, "version");
}

static void signature_valid(COMPUTE)
{
    (void)scene;
    if (element->request->inf) {
        set_unknown(out, request_later);
        return;
    }
    enum signature_result result = request_check_signature(element->request);
    if (result == SIGNATURE_UNSUPPORTED)
        set_unknown(out, "a key and a signature algorithm that the program can check");
    else
        set_boolean(out, result == SIGNATURE_VALID);
}

/* Whether an attribute is there and decoded; else *out stays absent or becomes unknown. */
static bool attribute_is_known(COMPUTE, enum presence presence, const char *field)
{
    if (presence == EXTENSION_MALFORMED ||
        (presence == EXTENSION_ABSENT && !element->request->attributes_decoded))
        set_undecoded(scene, element, out, field);
    return presence == EXTENSION_PRESENT;
}

static void attributes(COMPUTE)
{
    const struct request *request = element->request;
    struct fact_list list = { 0 };
    if (!request->attributes_decoded) {
        set_undecoded(scene, element, out, "list of attributes");
        return;
    }
    for (size_t i = 0; i < request->attributes.count; i++)
        list_add(scene, &list, request->attributes.items[i].oid);
    set_list(out, &list);
}

static void os_version(COMPUTE)
{
    const struct request *request = element->request;
    if (attribute_is_known(scene, element, out, request->os_version.presence, "OS version"))
        set_text(scene, out, request->os_version.text);
}

static void provider(COMPUTE)
{
    const struct request *request = element->request;
    if (attribute_is_known(scene, element, out, request->provider.presence, "enrolment provider"))
        set_text(scene, out, request->provider.name);
}

static bool client_is_known(COMPUTE)
{
    return attribute_is_known(scene, element, out, element->request->client.presence, "client information");
}

static void client_id(COMPUTE)
{
    if (client_is_known(scene, element, out))
        set_integer(out, element->request->client.id);
}

static void client_machine(COMPUTE)
{
    if (client_is_known(scene, element, out))
        set_text(scene, out, element->request->client.machine);
}

static void client_user(COMPUTE)
{
    if (client_is_known(scene, element, out))
        set_text(scene, out, element->request->client.user);
}

static void client_process(COMPUTE)
{
    if (client_is_known(scene, element, out))
        set_text(scene, out, element->request->client.process);
}

static void pairs(COMPUTE)
{
    const struct request_pairs *given = &element->request->pairs;
    struct fact_list list = { 0 };
    if (!attribute_is_known(scene, element, out, given->presence, "enrolment name value pairs"))
        return;
    for (size_t i = 0; i < given->count; i++) {
        struct buf line = { 0 };
        buf_add(&line, given->items[i].name);
        buf_char(&line, '=');
        buf_add(&line, given->items[i].value);
        list_add_text(scene, &list, arena_copy(scene->arena, buf_span(&line)));
        buf_free(&line);
    }
    set_list(out, &list);
}

/* The value of the first pair of this name, which Windows compares without case. */
static void pair_value(COMPUTE, const char *name)
{
    const struct request_pairs *given = &element->request->pairs;
    if (!attribute_is_known(scene, element, out, given->presence, "enrolment name value pairs"))
        return;
    for (size_t i = 0; i < given->count; i++) {
        if (text_equal_ignoring_case(given->items[i].name, span_of_text(name))) {
            set_text(scene, out, given->items[i].value);
            return;
        }
    }
}

static void pair_template(COMPUTE)
{
    pair_value(scene, element, out, "CertificateTemplate");
}

static void pair_san(COMPUTE)
{
    pair_value(scene, element, out, "SAN");
}

static void challenge_password(COMPUTE)
{
    (void)scene;
    set_boolean(out, element->request->has_challenge_password);
}

static void renewal(COMPUTE)
{
    set_boolean(out, false);
    if (attribute_is_known(scene, element, out, element->request->renewal.presence, "renewal certificate"))
        set_boolean(out, true);
}

/* --- an INF, of which a request is made --- */

static void inf(COMPUTE)
{
    (void)scene;
    set_boolean(out, element->request->inf != NULL);
}

static void inf_machine_key_set(COMPUTE)
{
    (void)scene;
    if (element->request->inf)
        set_boolean(out, element->request->inf->machine_key_set);
}

static void inf_exportable(COMPUTE)
{
    (void)scene;
    if (element->request->inf)
        set_boolean(out, element->request->inf->exportable);
}

static void set_inf_texts(const struct scene *scene, struct value *out, const struct inf_texts *texts)
{
    struct fact_list list = { 0 };
    for (size_t i = 0; i < texts->count; i++)
        list_add_text(scene, &list, texts->items[i]);
    set_list(out, &list);
}

static void inf_run_together(COMPUTE)
{
    if (element->request->inf)
        set_inf_texts(scene, out, &element->request->inf->run_together);
}

static void inf_stray_usages(COMPUTE)
{
    if (element->request->inf)
        set_inf_texts(scene, out, &element->request->inf->stray_usages);
}

static void inf_unreadable(COMPUTE)
{
    if (element->request->inf)
        set_inf_texts(scene, out, &element->request->inf->unreadable);
}

uint32_t inf_line_of_fact(const struct inf *inf, const struct fact *fact)
{
    static const struct {
        const char *fact, *section, *key;
    } rows[] = {
        { "request.inf.machine_key_set", "NewRequest", "MachineKeySet" },
        { "request.inf.exportable", "NewRequest", "Exportable" },
        { "subject_public_key.bits", "NewRequest", "KeyLength" },
        { "request.inf.stray_usages", "Extensions", "OID" },
        { "request.san", "RequestAttributes", "SAN" },
        { "request.template", "RequestAttributes", "CertificateTemplate" },
        { "request.key_provider", "NewRequest", "ProviderName" },
    };
    if (strcmp(fact->name, "request.inf.unreadable") == 0 && inf->unreadable_line)
        return inf->unreadable_line;
    if (strcmp(fact->name, "request.inf.run_together") == 0 && inf_run_together_line(inf))
        return inf_run_together_line(inf);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct inf_entry *entry =
            strcmp(rows[i].fact, fact->name) == 0 ? inf_find(inf, rows[i].section, rows[i].key) : NULL;
        if (entry)
            return entry->line;
    }
    for (unsigned part = 0; part < CERT_PART_COUNT; part++)
        if (fact->parts & 1u << part)
            return inf_line_of_part(inf, (enum cert_part)part);
    return inf->line;
}

#define REQUEST FACT_ON_REQUEST, FACT_GROUP_REQUEST
/* clang-format off */
static const struct fact rows[] = {
    { "request.version", VALUE_INTEGER, REQUEST, "1 (RFC 2986, 4.1)", .compute = version },
    { "request.signature_valid", VALUE_BOOLEAN, REQUEST, "whether its own key made its signature: the requester has the private key", .compute = signature_valid },
    { "request.attributes", VALUE_OIDS, REQUEST, "all attributes, in their order", .compute = attributes },
    { "request.os_version", VALUE_TEXT, REQUEST, "Windows version of the requester: \"10.0.20348.2\" (1.3.6.1.4.1.311.13.2.3)", .compute = os_version },
    { "request.key_provider", VALUE_TEXT, REQUEST, "the provider that made the key (1.3.6.1.4.1.311.13.2.2)", .compute = provider },
    { "request.client.id", VALUE_INTEGER, REQUEST, "what made the request: 5 certificates snap-in, 9 autoenrolment … (1.3.6.1.4.1.311.21.20)", .compute = client_id },
    { "request.client.machine", VALUE_TEXT, REQUEST, "on which machine", .compute = client_machine },
    { "request.client.user", VALUE_TEXT, REQUEST, "by which account", .compute = client_user },
    { "request.client.process", VALUE_TEXT, REQUEST, "in which program: certreq.exe, taskhostw.exe …", .compute = client_process },
    { "request.pairs", VALUE_TEXTS, REQUEST, "enrolment name value pairs: \"CertificateTemplate=Machine\" (1.3.6.1.4.1.311.13.2.1)", .compute = pairs },
    { "request.template", VALUE_TEXT, REQUEST, "the template asked for by such a pair", .compute = pair_template },
    { "request.san", VALUE_TEXT, REQUEST, "alternative names asked for by such a pair, which only a CA with EDITF_ATTRIBUTESUBJECTALTNAME2 believes", .compute = pair_san },
    { "request.challenge_password", VALUE_BOOLEAN, REQUEST, "whether it holds a challenge password (SCEP)", .compute = challenge_password },
    { "request.inf", VALUE_BOOLEAN, REQUEST, "whether it is an INF, of which certreq -new makes a request", .compute = inf },
    { "request.inf.machine_key_set", VALUE_BOOLEAN, REQUEST, "MachineKeySet: whether key and certificate go to the computer's store", .compute = inf_machine_key_set },
    { "request.inf.exportable", VALUE_BOOLEAN, REQUEST, "Exportable: whether the private key can be exported", .compute = inf_exportable },
    { "request.inf.run_together", VALUE_TEXTS, REQUEST, "alternative names in several lines that lack an '&' between them", .compute = inf_run_together },
    { "request.inf.stray_usages", VALUE_TEXTS, REQUEST, "OID= directly under [Extensions], where it makes no usage", .compute = inf_stray_usages },
    { "request.inf.unreadable", VALUE_TEXTS, REQUEST, "values that cannot be read, with line and reason", .compute = inf_unreadable },
    { "request.renewal", VALUE_BOOLEAN, REQUEST, "whether it asks to renew a certificate that it holds (1.3.6.1.4.1.311.13.1)", .compute = renewal },
};
/* clang-format on */

const struct fact_rows facts_request = { rows, COUNT_OF(rows) };
