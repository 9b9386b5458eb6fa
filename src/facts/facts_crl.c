/* Facts of a certificate revocation list (RFC 5280, 5): its fields, and what trust made of it, either for a certificate
 * of the path (a "use") or, for a list that is linted by itself, against the certificates at hand (a "signer"). */
#include "facts/facts_internal.h"

/* --- fields, in the order of 5.1 and 5.2 --- */

static void version(COMPUTE)
{
    if (element->crl->version > 0)
        set_integer(out, element->crl->version);
    else
        set_undecoded(scene, element, out, "version");
}

static void issuer(COMPUTE)
{
    const struct name *name = &element->crl->issuer;
    if (name->decoded)
        set_text(scene, out, span_of_text(name_print(scene->arena, name)));
    else
        set_undecoded(scene, element, out, "issuer");
}

static void this_update(COMPUTE)
{
    set_time(scene, element, out, &element->crl->this_update, "this_update");
}

static void this_update_encoding(COMPUTE)
{
    (void)scene;
    set_time_encoding(out, &element->crl->this_update);
}

static void next_update(COMPUTE)
{
    if (element->crl->has_next_update)
        set_time(scene, element, out, &element->crl->next_update, "next_update");
}

static void next_update_encoding(COMPUTE)
{
    (void)scene;
    if (element->crl->has_next_update)
        set_time_encoding(out, &element->crl->next_update);
}

static void remaining(COMPUTE)
{
    next_update(scene, element, out);
    if (out->state == VALUE_KNOWN)
        out->integer -= scene->now;
}

static void entries(COMPUTE)
{
    if (element->crl->entries_decoded)
        set_integer(out, (int64_t)element->crl->entry_count);
    else
        set_undecoded(scene, element, out, "list of revoked certificates");
}

static void entries_empty_list(COMPUTE)
{
    (void)scene;
    set_boolean(out, element->crl->entries.data && element->crl->entries.length == 0);
}

static void entries_sorted(COMPUTE)
{
    if (element->crl->entries_decoded)
        set_boolean(out, element->crl->entries_sorted);
    else
        set_undecoded(scene, element, out, "list of revoked certificates");
}

/* What was found before the list broke off is found; what was not found is unknown then. */
static void entries_have(COMPUTE, bool found)
{
    if (found || element->crl->entries_decoded)
        set_boolean(out, found);
    else
        set_undecoded(scene, element, out, "list of revoked certificates");
}

static void entries_duplicate(COMPUTE)
{
    entries_have(scene, element, out, element->crl->has_duplicate_serials);
}

static void entries_unknown_critical(COMPUTE)
{
    entries_have(scene, element, out, element->crl->has_unknown_critical_entries);
}

static void entries_indirect(COMPUTE)
{
    entries_have(scene, element, out, element->crl->has_certificate_issuers);
}

static void number(COMPUTE)
{
    const struct crl *crl = element->crl;
    if (extension_is_known(scene, element, crl->crl_number.presence, "crl_number", out))
        set_integer(out, clamped_integer(crl->crl_number.number));
}

static void number_octets(COMPUTE)
{
    const struct crl *crl = element->crl;
    if (extension_is_known(scene, element, crl->crl_number.presence, "crl_number", out))
        set_integer(out, (int64_t)crl->crl_number.number.length);
}

static void delta(COMPUTE)
{
    set_boolean(out, false);
    if (extension_is_known(scene, element, element->crl->delta_crl_indicator.presence, "delta_crl_indicator",
                           out))
        set_boolean(out, true);
}

static void base_number(COMPUTE)
{
    const struct crl *crl = element->crl;
    if (extension_is_known(scene, element, crl->delta_crl_indicator.presence, "delta_crl_indicator", out))
        set_integer(out, clamped_integer(crl->delta_crl_indicator.number));
}

static bool scope_is_known(COMPUTE)
{
    return extension_is_known(scene, element, element->crl->issuing_distribution_point.presence,
                              "issuing_distribution_point", out);
}

static void scope(COMPUTE)
{
    const struct crl *crl = element->crl;
    if (!scope_is_known(scene, element, out))
        return;
    struct fact_list list = { 0 };
    if (crl->issuing_distribution_point.only_user)
        list_add_word(scene, &list, "only_user_certificates");
    if (crl->issuing_distribution_point.only_ca)
        list_add_word(scene, &list, "only_ca_certificates");
    if (crl->issuing_distribution_point.only_attribute)
        list_add_word(scene, &list, "only_attribute_certificates");
    if (crl->issuing_distribution_point.has_reasons)
        list_add_word(scene, &list, "only_some_reasons");
    if (crl->issuing_distribution_point.indirect)
        list_add_word(scene, &list, "indirect");
    if (crl->issuing_distribution_point.point.has_name)
        list_add_word(scene, &list, "distribution_point");
    set_list(out, &list);
}

static void distribution_point(COMPUTE)
{
    if (!scope_is_known(scene, element, out))
        return;
    const struct general_names *names = &element->crl->issuing_distribution_point.point.full_name;
    struct fact_list list = { 0 };
    for (size_t i = 0; i < names->count; i++) {
        if (names->items[i].kind == GENERAL_NAME_URI)
            list_add_text(scene, &list, names->items[i].value);
        else
            list_add_text(scene, &list, span_of_text(general_name_print(scene->arena, &names->items[i])));
    }
    if (list.count > 0)
        set_list(out, &list);
}

static void next_publish(COMPUTE)
{
    const struct crl *crl = element->crl;
    if (extension_is_known(scene, element, crl->next_publish.presence, "next_crl_publish", out))
        set_time(scene, element, out, &crl->next_publish.time, "next_crl_publish");
}

static void this_update_text(COMPUTE)
{
    set_time_text(scene, out, &element->crl->this_update);
}

static void next_update_text(COMPUTE)
{
    if (element->crl->has_next_update)
        set_time_text(scene, out, &element->crl->next_update);
}

/* AuthorityInfoAccessSyntax in a list (5.2.7) has no place in struct crl, so its methods are read here. */
static void access_methods(COMPUTE)
{
    const struct extension *extension = extensions_find(&element->crl->extensions, OID_AUTHORITY_INFO_ACCESS);
    struct span value, description, method;
    struct fact_list list = { 0 };
    enum presence presence = extension ? EXTENSION_PRESENT : EXTENSION_ABSENT;
    if (!extension_is_known(scene, element, presence, "authority_info_access", out) || !extension)
        return;
    struct span rest = extension->value;
    if (!der_get(&rest, DER_SEQUENCE, &value, NULL)) {
        set_undecoded(scene, element, out, "authority_info_access");
        return;
    }
    while (der_get(&value, DER_SEQUENCE, &description, NULL) && der_get(&description, DER_OID, &method, NULL))
        list_add(scene, &list, method);
    set_list(out, &list);
}

/* --- entries, taken together (5.3): what occurs in any of them, each once --- */

enum { DISTINCT_LIMIT = 64 }; /* different extensions or reasons that are told apart */

static void add_distinct(const struct scene *scene, struct fact_list *list, struct span item)
{
    for (size_t i = 0; i < list->count; i++) {
        if (span_equal(list->items[i], item))
            return;
    }
    if (list->count < DISTINCT_LIMIT)
        list_add(scene, list, item);
}

typedef void entry_reader(const struct scene *scene, const struct crl_entry *entry, struct fact_list *list);

static void collect_from_entries(COMPUTE, entry_reader *read)
{
    struct span cursor = element->crl->entries;
    struct crl_entry entry;
    struct fact_list list = { 0 };
    if (!element->crl->entries_decoded) {
        set_undecoded(scene, element, out, "list of revoked certificates");
        return;
    }
    while (cursor.length > 0 && crl_next_entry(NULL, &cursor, &entry))
        read(scene, &entry, &list);
    set_list(out, &list);
}

static void add_reason(const struct scene *scene, const struct crl_entry *entry, struct fact_list *list)
{
    if (entry->has_reason)
        add_distinct(scene, list, span_of_text(crl_reason_name(entry->reason)));
}

/* SEQUENCE { userCertificate, revocationDate, crlEntryExtensions OPTIONAL } */
static void each_entry_extension(const struct scene *scene, const struct crl_entry *entry,
                                 struct fact_list *list, bool critical_only)
{
    struct span whole = entry->whole, content, extensions, extension, oid, flag;
    struct der_element field;
    if (!der_get(&whole, DER_SEQUENCE, &content, NULL) || !der_any(&content, &field, NULL) ||
        !der_any(&content, &field, NULL) || !der_get(&content, DER_SEQUENCE, &extensions, NULL))
        return;
    while (der_get(&extensions, DER_SEQUENCE, &extension, NULL) && der_get(&extension, DER_OID, &oid, NULL)) {
        bool critical = false, canonical, there = false;
        if (der_get_optional(&extension, DER_BOOLEAN, &flag, &there, NULL) && there)
            der_boolean(flag, &critical, &canonical);
        if (critical || !critical_only)
            add_distinct(scene, list, oid);
    }
}

static void add_extensions(const struct scene *scene, const struct crl_entry *entry, struct fact_list *list)
{
    each_entry_extension(scene, entry, list, false);
}

static void add_critical(const struct scene *scene, const struct crl_entry *entry, struct fact_list *list)
{
    each_entry_extension(scene, entry, list, true);
}

/* The day belongs to UTCTime up to 2049, to GeneralizedTime from then on (5.1.2.6). */
static void add_date_encoding(const struct scene *scene, const struct crl_entry *entry,
                              struct fact_list *list)
{
    const int64_t year_2050 = INT64_C(2524608000);
    const struct pki_time *date = &entry->revocation_date;
    if (!date->decoded)
        add_distinct(scene, list, span_of_text("malformed"));
    else if (date->tag == DER_UTC_TIME)
        add_distinct(scene, list, span_of_text("utc_time"));
    else
        add_distinct(
            scene, list,
            span_of_text(date->seconds < year_2050 ? "generalized_time_before_2050" : "generalized_time"));
}

static void add_invalidity_encoding(const struct scene *scene, const struct crl_entry *entry,
                                    struct fact_list *list)
{
    const struct pki_time *date = &entry->invalidity_date;
    if (!entry->has_invalidity_date)
        return;
    add_distinct(scene, list,
                 span_of_text(!date->decoded              ? "malformed"
                              : date->tag == DER_UTC_TIME ? "utc_time"
                                                          : "generalized_time"));
}

static void entries_invalidity_encodings(COMPUTE)
{
    collect_from_entries(scene, element, out, add_invalidity_encoding);
}

static void entries_reasons(COMPUTE)
{
    collect_from_entries(scene, element, out, add_reason);
}

static void entries_extensions(COMPUTE)
{
    collect_from_entries(scene, element, out, add_extensions);
}

static void entries_critical(COMPUTE)
{
    collect_from_entries(scene, element, out, add_critical);
}

static void entries_date_encodings(COMPUTE)
{
    collect_from_entries(scene, element, out, add_date_encoding);
}

/* --- what trust made of it --- */

static bool use_has(const struct element *element, enum crl_problem_kind kind)
{
    return element->use->problems & 1u << kind;
}

static const char *signer_needs(const struct scene *scene, const struct element *element)
{
    return arena_format(scene->arena, "--root or --intermediate: the certificate of %s that signed this list",
                        name_print(scene->arena, &element->crl->issuer));
}

static void signature_valid(COMPUTE)
{
    if (element->use && use_has(element, CRL_PROBLEM_FORGED))
        set_boolean(out, false);
    else if (element->use && element->use->issuer && !use_has(element, CRL_PROBLEM_SIGNER_UNKNOWN))
        set_boolean(out, true);
    else if (!element->use && element->signer && element->signer->checked)
        set_boolean(out, element->signer->valid);
    else
        set_unknown(out, signer_needs(scene, element));
}

static void other_key(COMPUTE)
{
    if (element->use)
        set_boolean(out, use_has(element, CRL_PROBLEM_OTHER_KEY));
    else if (element->signer && (element->signer->issuer || element->signer->other_key))
        set_boolean(out, element->signer->other_key);
    else
        set_unknown(out, signer_needs(scene, element));
}

static void problems(COMPUTE)
{
    if (!element->use)
        return;
    struct fact_list list = { 0 };
    for (unsigned kind = 0; kind < CRL_PROBLEM_COUNT; kind++) {
        if (use_has(element, (enum crl_problem_kind)kind))
            list_add_word(scene, &list, crl_problem_name((enum crl_problem_kind)kind));
    }
    set_list(out, &list);
}

static void answers(COMPUTE)
{
    (void)scene;
    if (element->use)
        set_boolean(out, element->use->answers);
}

static void decided(COMPUTE)
{
    (void)scene;
    if (element->use)
        set_boolean(out, element->use->decided);
}

/* Newer by thisUpdate: that of a delta list and of its base are never compared. */
static bool supersedes(const struct element *newer, const struct element *element)
{
    const struct crl *a = newer->crl, *b = element->crl;
    return newer != element && newer->use && newer->use->problems == 0 &&
           crl_is_delta(a) == crl_is_delta(b) && a->this_update.decoded && b->this_update.decoded &&
           a->this_update.seconds > b->this_update.seconds && name_equal(&a->issuer, &b->issuer);
}

static void superseded(COMPUTE)
{
    if (!element->use)
        return;
    set_boolean(out, false);
    for (size_t i = 0; i < scene->crl_count && !out->boolean; i++)
        out->boolean = supersedes(&scene->crls[i], element);
}

static void subject(COMPUTE)
{
    if (element->use && element->use->certificate)
        set_text(scene, out, span_of_text(cert_label(scene->arena, element->use->certificate)));
}

static void explanation(COMPUTE)
{
    const char *text = element->use      ? element->use->explanation
                       : element->signer ? element->signer->explanation
                                         : NULL;
    if (text && *text)
        set_text(scene, out, span_of_text(text));
}

#define CRL FACT_ON_CRL, FACT_GROUP_CRL
/* clang-format off */
static const struct fact rows[] = {
    { "crl.version", VALUE_INTEGER, CRL, "1 or 2 (RFC 5280, 5.1.2.1)", .compute = version },
    { "crl.signature.algorithm", VALUE_OID, CRL, "what the issuer signed with (RFC 5280, 5.1.1.2)", .compute = compute_signature_algorithm },
    { "crl.signature.hash", VALUE_TEXT, CRL, "its digest: md5, sha1, sha256 …", .compute = compute_signature_hash },
    { "crl.signature.algorithms_agree", VALUE_BOOLEAN, CRL, "whether the signed and the unsigned algorithm field are the same octets (RFC 5280, 5.1.1.2)", .compute = compute_signature_algorithms_agree },
    { "crl.signature.parameters", VALUE_TEXT, CRL, "parameters of the signature algorithm: absent, null, object_identifier, other", .compute = compute_signature_parameters },
    { "crl.issuer", VALUE_TEXT, CRL, "the issuer's distinguished name as RFC 4514 writes it", .compute = issuer },
    { "crl.issuer_name.empty", VALUE_BOOLEAN, CRL, "whether the issuer has no attribute (RFC 5280, 5.1.2.3)", .compute = compute_issuer_empty },
    { "crl.issuer_name.attributes", VALUE_TEXTS, CRL, "each attribute of the issuer, unescaped", .compute = compute_issuer_attributes },
    { "crl.issuer_name.string_types", VALUE_TEXTS, CRL, "their string types: \"CN=utf8_string\"", .compute = compute_issuer_string_types },
    { "crl.issuer_name.misencoded", VALUE_TEXTS, CRL, "attributes whose octets their string type does not allow (X.680, 41)", .compute = compute_issuer_misencoded },
    { "crl.this_update", VALUE_TIME, CRL, "issued at (RFC 5280, 5.1.2.4)", .compute = this_update },
    { "crl.this_update.encoding", VALUE_TEXT, CRL, "utc_time or generalized_time", .compute = this_update_encoding },
    { "crl.this_update.text", VALUE_TEXT, CRL, "as it stands: \"260601000000Z\"", .compute = this_update_text },
    { "crl.next_update", VALUE_TIME, CRL, "the next one is issued by then (RFC 5280, 5.1.2.5)", .compute = next_update },
    { "crl.next_update.encoding", VALUE_TEXT, CRL, "utc_time or generalized_time", .compute = next_update_encoding },
    { "crl.next_update.text", VALUE_TEXT, CRL, "as it stands", .compute = next_update_text },
    { "crl.remaining", VALUE_DURATION, CRL, "from the time judged to next_update; negative when expired", .compute = remaining },
    { "crl.next_publish", VALUE_TIME, CRL, "when the CA means to publish the next one (1.3.6.1.4.1.311.21.4)", .compute = next_publish },
    { "crl.number", VALUE_INTEGER, CRL, "CRL number; one of more than 63 bits as 9223372036854775807 (RFC 5280, 5.2.3)", .compute = number },
    { "crl.number.octets", VALUE_INTEGER, CRL, "octets of its encoding; more than 20 are too many (RFC 5280, 5.2.3)", .compute = number_octets },
    { "crl.delta", VALUE_BOOLEAN, CRL, "whether it is a delta list (RFC 5280, 5.2.4)", .compute = delta },
    { "crl.base_number", VALUE_INTEGER, CRL, "of a delta list: the number of the list that it adds to (RFC 5280, 5.2.4)", .compute = base_number },
    { "crl.scope", VALUE_TEXTS, CRL, "what limits it: only_user_certificates, only_ca_certificates, only_attribute_certificates, only_some_reasons, indirect, distribution_point; absent for a full list (RFC 5280, 5.2.5)", .compute = scope },
    { "crl.distribution_point", VALUE_TEXTS, CRL, "names in its issuing distribution point (RFC 5280, 5.2.5)", .compute = distribution_point },
    { "crl.entries", VALUE_INTEGER, CRL, "how many certificates it lists (RFC 5280, 5.1.2.6)", .compute = entries },
    { "crl.entries.empty_list", VALUE_BOOLEAN, CRL, "whether the list of them is there and has none, where it ought to be left out (RFC 5280, 5.1.2.6)", .compute = entries_empty_list },
    { "crl.entries.sorted", VALUE_BOOLEAN, CRL, "whether they are in the order of their serial numbers", .compute = entries_sorted },
    { "crl.entries.duplicate", VALUE_BOOLEAN, CRL, "whether a serial number is listed twice", .compute = entries_duplicate },
    { "crl.entries.unknown_critical", VALUE_BOOLEAN, CRL, "whether an entry has a critical extension that is not known (RFC 5280, 5.3)", .compute = entries_unknown_critical },
    { "crl.entries.indirect", VALUE_BOOLEAN, CRL, "whether an entry names another issuer (RFC 5280, 5.3.3)", .compute = entries_indirect },
    { "crl.extensions", VALUE_OIDS, CRL, "all extensions of the list, in their order (RFC 5280, 5.2)", .compute = compute_extensions },
    { "crl.extensions.critical", VALUE_OIDS, CRL, "those marked critical", .compute = compute_extensions_critical },
    { "crl.extensions.unknown_critical", VALUE_OIDS, CRL, "critical ones that neither RFC 5280 nor Windows processes (5.2)", .compute = compute_extensions_unknown_critical },
    { "crl.extensions.duplicate", VALUE_OIDS, CRL, "those that stand there a second time", .compute = compute_extensions_duplicate },
    { "crl.extensions.malformed", VALUE_OIDS, CRL, "those that do not decode", .compute = compute_extensions_malformed },
    { "crl.extensions.decoded", VALUE_BOOLEAN, CRL, "whether the list of extensions itself decodes", .compute = compute_extensions_decoded },
    { "crl.authority_key_id", VALUE_OCTETS, CRL, "key identifier of the issuer (RFC 5280, 5.2.1)", .compute = compute_authority_key_id },
    { "crl.authority_key_id.parts", VALUE_TEXTS, CRL, "what that extension holds: key_id, issuer, serial_number", .compute = compute_authority_key_id_parts },
    { "crl.authority_info_access.methods", VALUE_OIDS, CRL, "access methods (RFC 5280, 5.2.7)", .compute = access_methods },
    { "crl.freshest_crl", VALUE_TEXTS, CRL, "where the delta list is (RFC 5280, 5.2.6)", .compute = compute_freshest_crl },
    { "crl.freshest_crl.http", VALUE_TEXTS, CRL, "those that begin with http: or https:", .compute = compute_freshest_crl_http },
    { "crl.ca_version", VALUE_TEXT, CRL, "CA Version of the key that signed, as certutil prints it: \"V2.1\" (1.3.6.1.4.1.311.21.1)", .compute = compute_ca_version },
    { "crl.ca_version.key", VALUE_INTEGER, CRL, "its key index: counts the CA's renewals with a new key", .compute = compute_ca_version_key },
    { "crl.ca_version.certificate", VALUE_INTEGER, CRL, "its certificate index: counts the CA's renewals", .compute = compute_ca_version_certificate },
    { "crl.entries.reasons", VALUE_TEXTS, CRL, "reasons that occur: keyCompromise, removeFromCRL … (RFC 5280, 5.3.1)", .compute = entries_reasons },
    { "crl.entries.extensions", VALUE_OIDS, CRL, "entry extensions that occur (RFC 5280, 5.3)", .compute = entries_extensions },
    { "crl.entries.critical", VALUE_OIDS, CRL, "of these: those that are critical in some entry", .compute = entries_critical },
    { "crl.entries.date_encodings", VALUE_TEXTS, CRL, "how revocation dates are written: utc_time, generalized_time, generalized_time_before_2050, malformed", .compute = entries_date_encodings },
    { "crl.entries.invalidity_encodings", VALUE_TEXTS, CRL, "how invalidity dates are written: generalized_time, utc_time, malformed (RFC 5280, 5.3.2)", .compute = entries_invalidity_encodings },
    { "crl.signature_valid", VALUE_BOOLEAN, CRL, "whether a known key of the issuer made its signature", .compute = signature_valid },
    { "crl.other_key", VALUE_BOOLEAN, CRL, "whether the issuer's name is right and its key is another one: the CA was renewed", .compute = other_key },
    { "crl.problems", VALUE_TEXTS, CRL, "why it is not believed for crl.subject: expired, not_yet_valid, no_next_update, forged, signer_unknown, may_not_sign, other_key, not_in_scope, not_understood, delta_expired, delta_base_mismatch, malformed", .compute = problems },
    { "crl.answers", VALUE_BOOLEAN, CRL, "whether crl.subject has a believable answer, from this list or another", .compute = answers },
    { "crl.decided", VALUE_BOOLEAN, CRL, "whether this very list gave the answer", .compute = decided },
    { "crl.superseded", VALUE_BOOLEAN, CRL, "whether a newer list of the same issuer and kind, with which nothing is wrong, was given too", .compute = superseded },
    { "crl.subject", VALUE_TEXT, CRL, "the certificate of the path for which it was looked at", .compute = subject },
    { "crl.explanation", VALUE_TEXT, CRL, "what is wrong with it, in words", .compute = explanation },
};
/* clang-format on */

const struct fact_rows facts_crl = { rows, COUNT_OF(rows) };
