/* CRLs: the frame, tbsCertList field by field (RFC 5280, 5.1), and the entries by one walk, which hands their offsets to
 * crl_index.c. What is wrong with an entry is found by reading it again, with words: nearly all are right. */
#include "pki/crl.h"
#include "pki/crl_index.h"
#include "pki/extension_internal.h"
#include "pki/signature.h"

static const char tbs_section[] = "RFC 5280, 5.1";

#define PLACE(member) offsetof(struct crl, member)

/* Critical extensions that are understood: those that decide which certificates a list speaks of and since when (5.2.3 to
 * 5.2.5), and those that RFC 5280 wants not to be critical, which take nothing from a list when they are. */
static const struct extension_row rows[] = {
    { OID_AUTHORITY_KEY_ID, "extensions.authority_key_id", decode_authority_key_id, PLACE(authority_key_id),
      CRITICAL_FORBIDDEN_UNDERSTOOD, "RFC 5280, 5.2.1 and 4.2.1.1" },
    { OID_ISSUER_ALT_NAME, "extensions.issuer_alt_name", decode_alternative_names, PLACE(issuer_alt_name),
      CRITICAL_UNDERSTOOD, "RFC 5280, 5.2.2" },
    { OID_CRL_NUMBER, "extensions.crl_number", decode_number, PLACE(crl_number),
      CRITICAL_FORBIDDEN_UNDERSTOOD, "RFC 5280, 5.2.3" },
    { OID_DELTA_CRL_INDICATOR, "extensions.delta_crl_indicator", decode_number, PLACE(delta_crl_indicator),
      CRITICAL_UNDERSTOOD, "RFC 5280, 5.2.4" },
    { OID_ISSUING_DISTRIBUTION_POINT, "extensions.issuing_distribution_point",
      decode_issuing_distribution_point, PLACE(issuing_distribution_point), CRITICAL_UNDERSTOOD,
      "RFC 5280, 5.2.5" },
    { OID_FRESHEST_CRL, "extensions.freshest_crl", decode_distribution_points, PLACE(freshest_crl),
      CRITICAL_FORBIDDEN_UNDERSTOOD, "RFC 5280, 5.2.6" },
    { OID_MS_CA_VERSION, "extensions.ca_version", decode_ca_version, PLACE(ca_version), CRITICAL_UNDERSTOOD,
      "MS-WCCE, 2.2.2.7" },
    { OID_MS_NEXT_CRL_PUBLISH, "extensions.next_crl_publish", decode_next_publish, PLACE(next_publish),
      CRITICAL_UNDERSTOOD, "MS-WCCE, 2.2.2.7" },
};

/* -- entries -------------------------------------------------------------------------------------------------------- */

/* reasonCode, ENUMERATED */
static bool read_reason(struct span value, struct crl_entry *out)
{
    struct span content;
    if (!der_get(&value, DER_ENUMERATED, &content, NULL) || value.length ||
        !der_small_integer(content, &out->reason))
        return false;
    out->has_reason = true;
    return out->reason >= 0 && out->reason <= 10 && out->reason != 7;
}

static bool read_invalidity_date(struct span value, struct crl_entry *out)
{
    out->has_invalidity_date =
        pki_time_decode(NULL, &value, TIME_GENERALIZED, "invalidity_date", &out->invalidity_date, NULL);
    return out->has_invalidity_date && value.length == 0;
}

/* certificateIssuer, GeneralNames; without an arena it is only noted that it is there. */
static bool read_certificate_issuer(struct arena *arena, struct span value, struct crl_entry *out)
{
    struct span content;
    out->names_issuer = true;
    if (!der_get(&value, DER_SEQUENCE, &content, NULL) || value.length || content.length == 0)
        return false;
    if (!arena)
        return true;
    struct general_names *names = arena_alloc(arena, sizeof *names);
    struct flaws flaws = { 0 }; /* for its limits: what is wrong was said when the list was decoded */
    out->certificate_issuer = names;
    return general_names_decode(arena, content, "certificate_issuer", names, &flaws);
}

/* Critical ones that are understood: 5.3.1 to 5.3.3, and the hold instruction of RFC 3280, 5.3.2, which changes nothing. */
static bool read_entry_extension(struct arena *arena, const struct extension *extension,
                                 struct crl_entry *out)
{
    switch (extension->known) {
    case OID_REASON_CODE:
        return read_reason(extension->value, out);
    case OID_INVALIDITY_DATE:
        return read_invalidity_date(extension->value, out);
    case OID_CERTIFICATE_ISSUER:
        return read_certificate_issuer(arena, extension->value, out);
    case OID_HOLD_INSTRUCTION:
        return true;
    default:
        out->unknown_critical = out->unknown_critical || extension->critical;
        return true;
    }
}

/* What most entries have: one extension, not critical, a reason of one octet. The octets before it: */
static const uint8_t reason_alone[] = { 0x30, 0x0a, 0x06, 0x03, 0x55, 0x1d, 0x15, 0x04, 0x03, 0x0a, 0x01 };

/* crlEntryExtensions, given the SEQUENCE's content */
static bool read_entry_extensions(struct arena *arena, struct span content, struct crl_entry *out)
{
    struct decoder d = { NULL, NULL, "", 0 };
    bool whole = true;
    out->has_extensions = true;
    if (content.length == sizeof reason_alone + 1 &&
        memcmp(content.data, reason_alone, sizeof reason_alone) == 0)
        return read_reason((struct span){ content.data + 9, 3 }, out);
    while (content.length) {
        struct extension extension;
        if (!extension_take(&d, &content, &extension)) {
            out->unknown_critical = true; /* nobody knows what it was */
            return false;
        }
        bool one = read_entry_extension(arena, &extension, out);
        whole = whole && one;
    }
    return whole;
}

/* SEQUENCE { userCertificate INTEGER, revocationDate Time, crlEntryExtensions OPTIONAL }, given its content */
static bool read_entry(struct arena *arena, struct span content, struct crl_entry *out)
{
    struct span serial, extensions;
    if (!der_get(&content, DER_INTEGER, &serial, NULL) || serial.length == 0)
        return false;
    out->serial_number = serial;
    bool whole =
        pki_time_decode(NULL, &content, TIME_BY_YEAR, "revocation_date", &out->revocation_date, NULL);
    if (content.length == 0)
        return whole;
    if (!der_get(&content, DER_SEQUENCE, &extensions, NULL)) {
        out->unknown_critical = true;
        return false;
    }
    return read_entry_extensions(arena, extensions, out) && whole && content.length == 0;
}

/* By fields: for this many octets compilers set up a fill that takes longer than the rest of a short entry. */
static void clear_entry(struct crl_entry *entry)
{
    entry->serial_number = (struct span){ NULL, 0 };
    entry->revocation_date = entry->invalidity_date = (struct pki_time){ 0 };
    entry->has_reason = entry->has_invalidity_date = entry->names_issuer = entry->has_extensions = false;
    entry->unknown_critical = entry->malformed = false;
    entry->reason = 0;
    entry->certificate_issuer = NULL;
}

bool crl_next_entry(struct arena *arena, struct span *cursor, struct crl_entry *out)
{
    struct der_element element;
    if (!der_any(cursor, &element, NULL))
        return false;
    clear_entry(out);
    out->whole = element.whole;
    out->malformed = element.identifier != DER_SEQUENCE || !read_entry(arena, element.content, out);
    return true;
}

/* -- what is wrong with an entry: read again, with words ------------------------------------------------------------ */

static void explain_reason(struct decoder *d, const struct extension *extension)
{
    struct crl_entry entry = { 0 };
    if (read_reason(extension->value, &entry))
        return;
    if (!entry.has_reason)
        flaw_wanted(d->arena, d->flaws, d->field, extension->value, "the ENUMERATED CRLReason",
                    "RFC 5280, 5.3.1");
    else
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, extension->value,
                 "found the reason %lld, wanted 0 to 6 or 8 to 10 (RFC 5280, 5.3.1)",
                 (long long)entry.reason);
}

static void explain_extension(struct decoder *d, const struct extension *extension)
{
    struct span value = extension->value;
    struct alternative_names names = { 0 };
    struct pki_time time;
    switch (extension->known) {
    case OID_REASON_CODE:
        d->field = "revoked_certificates.reason_code";
        explain_reason(d, extension);
        break;
    case OID_INVALIDITY_DATE:
        d->field = "revoked_certificates.invalidity_date";
        if (pki_time_decode(d->arena, &value, TIME_GENERALIZED, d->field, &time, d->flaws))
            expect_end(d, value);
        break;
    case OID_CERTIFICATE_ISSUER:
        d->field = "revoked_certificates.certificate_issuer";
        decode_alternative_names(d, value, &names);
        break;
    default:
        break;
    }
}

static void explain_entry(struct decoder *d, struct span whole)
{
    static const char section[] = "RFC 5280, 5.1.2.6";
    struct span content, serial;
    struct pki_time time;
    d->field = "revoked_certificates";
    if (!take_sequence(d, &whole, &content, "an entry: a SEQUENCE", section) ||
        !take_integer(d, &content, DER_INTEGER, &serial, "userCertificate", section))
        return;
    pki_time_decode(d->arena, &content, TIME_BY_YEAR, "revoked_certificates.revocation_date", &time,
                    d->flaws);
    if (content.length == 0)
        return;
    struct span extensions;
    if (!take_sequence(d, &content, &extensions, "crlEntryExtensions", section))
        return;
    expect_end(d, content);
    while (extensions.length) {
        struct extension extension;
        d->field = "revoked_certificates.extensions";
        if (!extension_take(d, &extensions, &extension))
            return;
        explain_extension(d, &extension);
    }
}

/* -- the walk over all entries -------------------------------------------------------------------------------------- */

/* Whether the date reads well and has another form than RFC 5280 wants. */
static bool has_odd_date(const struct crl_entry *entry)
{
    enum { UTC_LENGTH = 13 };
    return entry->revocation_date.tag != DER_UTC_TIME || entry->revocation_date.text.length != UTC_LENGTH;
}

/* Notes the flaws of an entry. One whose certificate nobody can tell makes the list incomplete. */
static void note_entry(struct decoder *d, struct crl *crl, const struct crl_entry *entry)
{
    bool issuer_decodes = true;
    if (entry->names_issuer) { /* read for its flaws alone, so not into the arena of the object */
        struct arena *scratch = arena_new();
        struct span cursor = entry->whole;
        struct crl_entry again = { 0 };
        crl_next_entry(scratch, &cursor, &again);
        issuer_decodes = !again.malformed;
        arena_free(scratch);
    }
    if (!entry->serial_number.data || (entry->names_issuer && (entry->malformed || !issuer_decodes)))
        crl->entries_decoded = false;
    if (d->flaws->count < FLAWS_LIMIT)
        explain_entry(d, entry->whole);
}

static void walk_entries(struct decoder *d, struct crl *crl, struct crl_offsets *all,
                         struct crl_offsets *issuers)
{
    struct span cursor = crl->entries, last = { NULL, 0 };
    struct crl_entry entry;
    crl->entries_decoded = crl->entries_sorted = true;
    while (cursor.length && crl_next_entry(NULL, &cursor, &entry)) {
        uint32_t offset = (uint32_t)(entry.whole.data - crl->entries.data);
        crl->entry_count++;
        if (entry.malformed || entry.names_issuer || has_odd_date(&entry))
            note_entry(d, crl, &entry);
        crl->has_entry_extensions = crl->has_entry_extensions || entry.has_extensions;
        crl->has_unknown_critical_entries = crl->has_unknown_critical_entries || entry.unknown_critical;
        if (entry.names_issuer)
            crl_offsets_add(issuers, offset);
        if (!entry.serial_number.data)
            continue;
        crl->entries_sorted =
            crl->entries_sorted && (!last.data || crl_serial_compare(last, entry.serial_number) < 0);
        last = entry.serial_number;
        crl_offsets_add(all, offset);
    }
    if (cursor.length == 0)
        return;
    crl->entries_decoded = false;
    d->field = "revoked_certificates";
    flaw_wanted(d->arena, d->flaws, d->field, cursor, "an entry: a SEQUENCE", "RFC 5280, 5.1.2.6");
}

static void decode_entries(struct decoder *d, struct crl *crl)
{
    struct crl_offsets all = { 0 }, issuers = { 0 };
    walk_entries(d, crl, &all, &issuers);
    crl->has_certificate_issuers = issuers.count > 0;
    crl_index_build(d->arena, crl, &all, &issuers);
}

/* -- fields --------------------------------------------------------------------------------------------------------- */

/* version INTEGER OPTIONAL, which must be 1: version 2 */
static bool take_version(struct decoder *d, struct span *in, struct crl *crl)
{
    static const char section[] = "RFC 5280, 5.1.2.1";
    int64_t number;
    struct span before = *in;
    d->field = "version";
    crl->version = 1;
    if (!der_is(*in, DER_INTEGER))
        return true;
    crl->version = 0;
    if (!take_count(d, in, DER_INTEGER, &number, "the version, 1", section))
        return in->data != before.data;
    crl->version = number < INT64_MAX ? number + 1 : 0;
    if (number != 1)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, before,
                 "found the INTEGER %lld, wanted 1, which means version 2 (%s)", (long long)number, section);
    return true;
}

static bool take_issuer(struct decoder *d, struct span *in, struct crl *crl)
{
    struct der_element name;
    if (!take_field(d, in, "issuer", DER_SEQUENCE, "the Name issuer", tbs_section, &name))
        return false;
    if (!name.whole.data)
        return true;
    name_decode(d->arena, name.whole, d->field, &crl->issuer, d->flaws);
    if (crl->issuer.decoded && name_is_empty(&crl->issuer))
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, name.whole,
                 "found an empty name, wanted the issuer's (RFC 5280, 5.1.2.3)");
    return true;
}

/* thisUpdate Time, nextUpdate Time OPTIONAL */
static bool take_updates(struct decoder *d, struct span *in, struct crl *crl)
{
    const uint8_t *before = in->data;
    pki_time_decode(d->arena, in, TIME_BY_YEAR, "this_update", &crl->this_update, d->flaws);
    if (in->data == before)
        return false;
    crl->has_next_update = der_is(*in, DER_UTC_TIME) || der_is(*in, DER_GENERALIZED_TIME);
    before = in->data;
    if (crl->has_next_update)
        pki_time_decode(d->arena, in, TIME_BY_YEAR, "next_update", &crl->next_update, d->flaws);
    return !crl->has_next_update || in->data != before;
}

/* revokedCertificates SEQUENCE OF … OPTIONAL */
static bool take_entries(struct decoder *d, struct span *in, struct crl *crl)
{
    bool present;
    d->field = "revoked_certificates";
    if (!der_get_optional(in, DER_SEQUENCE, &crl->entries, &present, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, *in, "SEQUENCE OF entries", "RFC 5280, 5.1.2.6");
    if (present && crl->entries.length == 0)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, crl->entries,
                 "found an empty list of revoked certificates, wanted none at all (RFC 5280, 5.1.2.6)");
    if (crl->entries.length > UINT32_MAX)
        return flaw_malformed(d->arena, d->flaws, d->field, crl->entries, "more than 4 GiB of entries",
                              "fewer", "a limit of this program");
    decode_entries(d, crl);
    if (!present && in->length && !der_is(*in, DER_CONSTRUCTED(0)))
        crl->entries_decoded = false; /* something else stands where they would */
    return true;
}

/* crlExtensions [0] EXPLICIT SEQUENCE SIZE (1..MAX) OF Extension OPTIONAL */
static bool take_extensions(struct decoder *d, struct span *in, struct crl *crl)
{
    static const char section[] = "RFC 5280, 5.1.2.7";
    struct span inner, content;
    bool present;
    d->field = "extensions";
    if (!der_get_optional(in, DER_CONSTRUCTED(0), &inner, &present, &d->ber))
        return flaw_wanted(d->arena, d->flaws, d->field, *in, "crlExtensions", section);
    crl->extensions_decoded = !present && in->length == 0;
    if (!present)
        return true;
    if (!take_sequence(d, &inner, &content, "SEQUENCE OF Extension", section))
        return true;
    expect_end(d, inner);
    expect_not_empty(d, content, section);
    if (crl->version == 1)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, d->field, content,
                 "found extensions in a CRL of version 1, wanted version 2 (%s)", section);
    crl->extensions_decoded =
        extensions_decode(d->arena, content, rows, COUNT_OF(rows), crl, &crl->extensions, d->flaws);
    return true;
}

static void decode_tbs(struct decoder *d, struct span content, struct crl *crl)
{
    if (take_version(d, &content, crl) &&
        take_inner_algorithm(d, &content, &crl->signature_algorithm, tbs_section, &crl->tbs_signature) &&
        take_issuer(d, &content, crl) && take_updates(d, &content, crl) && take_entries(d, &content, crl) &&
        take_extensions(d, &content, crl))
        flaw_trailing(d->arena, d->flaws, "tbs_cert_list", content);
    if (crl->has_entry_extensions && crl->version == 1)
        flaw_add(d->arena, d->flaws, FLAW_AGAINST_RFC, "revoked_certificates", crl->entries,
                 "found extensions of entries in a CRL of version 1, wanted version 2 (RFC 5280, 5.1.2.6)");
}

bool crl_decode(struct arena *arena, const struct source *source, struct span der, struct crl *out,
                const char **why, struct span *at)
{
    static const struct signed_names names = { "CRL", "crl", "tbsCertList", tbs_section };
    struct signed_frame frame;
    struct decoder d = { arena, &out->flaws, names.field, 0 };
    *out = (struct crl){ .source = source };
    if (!signed_read(arena, der, &names, &frame, why, at))
        return false;
    out->der = frame.whole;
    out->tbs = frame.tbs;
    digest_sha1(out->der, out->sha1);
    digest_sha256(out->der, out->sha256);
    signed_decode(&d, &names, &frame, &out->signature_algorithm, &out->signature);
    decode_tbs(&d, frame.content, out);
    flaw_ber(arena, &out->flaws, "tbs_cert_list", out->tbs, d.ber);
    return true;
}

/* -- asking --------------------------------------------------------------------------------------------------------- */

bool crl_is_delta(const struct crl *crl)
{
    return crl->delta_crl_indicator.presence != EXTENSION_ABSENT;
}

const char *crl_reason_name(int64_t reason)
{
    static const char *const names[] = {
        "unspecified",   "keyCompromise",        "cACompromise",    "affiliationChanged",
        "superseded",    "cessationOfOperation", "certificateHold", "unspecified",
        "removeFromCRL", "privilegeWithdrawn",   "aACompromise",
    };
    return reason >= 0 && (uint64_t)reason < COUNT_OF(names) ? names[reason] : names[0];
}
