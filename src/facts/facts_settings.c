/* Facts of settings: a row for each of pki/settings_list.h, and what follows from them. */
#include "facts/builds.h"
#include "facts/facts_internal.h"
#include "util/text.h"

/* What the help begins with is what exports call it. */
static const char *needed_export(const struct scene *scene, const struct setting_row *row)
{
    struct span name = { (const uint8_t *)row->help, strcspn(row->help, ":(") };
    return arena_format(scene->arena, "an export that says %s",
                        arena_text_of_span(scene->arena, text_trim(name)));
}

/* Where the setting is known; else *out is left absent (unset) or becomes unknown. */
static const struct setting *known(COMPUTE, enum setting_id id)
{
    const struct setting *setting = setting_of(element->settings, id);
    const struct setting_row *row = setting_row(id);
    (void)scene;
    if (setting->state == SETTING_UNREADABLE)
        set_unknown(out, setting->error);
    else if (setting->state == SETTING_UNKNOWN)
        set_unknown(out, needed_export(scene, row));
    return setting->state == SETTING_SET ? setting : NULL;
}

static void set_certificate(const struct scene *scene, struct value *out,
                            const struct setting_certificate *certificate)
{
    if (certificate->cert)
        set_word(out, name_print(scene->arena, &certificate->cert->subject));
    else if (certificate->subject.data)
        set_text(scene, out, certificate->subject);
    else
        set_unknown(out, "an export that holds the certificate (Export-Clixml)");
}

static void set_setting(COMPUTE, enum setting_id id)
{
    const struct setting *setting = known(scene, element, out, id);
    struct fact_list list = { 0 };
    if (!setting)
        return;
    switch (setting_row(id)->form) {
    case SETTING_BOOLEAN:
        set_boolean(out, setting->boolean);
        break;
    case SETTING_INTEGER:
        set_integer(out, setting->integer);
        break;
    case SETTING_TEXT:
        set_text(scene, out, setting->text);
        break;
    case SETTING_TEXTS:
        for (size_t i = 0; i < setting->texts.count; i++)
            list_add_text(scene, &list, setting->texts.items[i]);
        set_list(out, &list);
        break;
    case SETTING_OIDS:
        set_oids(out, &setting->oids);
        break;
    case SETTING_CERTIFICATE:
        set_certificate(scene, out, &setting->certificate);
        break;
    }
}

#define SETTING(symbol, kind, form, name, help)                                                              \
    static void compute_##symbol(COMPUTE)                                                                    \
    {                                                                                                        \
        set_setting(scene, element, out, symbol);                                                            \
    }
#include "pki/settings_list.h"
#undef SETTING

/* --- certificates that settings name --- */

static void set_sha1(COMPUTE, enum setting_id id)
{
    const struct setting *setting = known(scene, element, out, id);
    if (!setting)
        return;
    const struct setting_certificate *certificate = &setting->certificate;
    if (certificate->cert || certificate->has_sha1)
        set_span(out, (struct span){ certificate->cert ? certificate->cert->sha1 : certificate->sha1,
                                     sizeof certificate->sha1 });
    else
        set_unknown(out, "an export that holds the certificate or its thumbprint");
}

static void root_to_accept_sha1(COMPUTE)
{
    set_sha1(scene, element, out, RRAS_ROOT_TO_ACCEPT);
}

static void certificate_advertised_sha1(COMPUTE)
{
    set_sha1(scene, element, out, RRAS_CERTIFICATE_ADVERTISED);
}

static void issuer_filter_sha1(COMPUTE)
{
    set_sha1(scene, element, out, PROFILE_ISSUER_FILTER);
}

/* --- certificates that settings name by SHA-1, against what the peer holds --- */

enum { HASHES_LIMIT = 1000 /* each is looked for among all certificates */ };

enum hash_question { HASH_NO_ROOT, HASH_EXPIRED_ROOT, HASH_NO_CA };

static bool digest_of_hex(struct span hex, uint8_t digest[20])
{
    if (hex.length != 40)
        return false;
    for (size_t i = 0; i < 20; i++) {
        int high = text_hex_digit(hex.data[2 * i]), low = text_hex_digit(hex.data[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        digest[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static bool answers_yes(const struct scene *scene, struct span digest, enum hash_question question)
{
    bool is_root = false;
    const struct cert *cert = trust_find(scene->trust, digest, &is_root);
    switch (question) {
    case HASH_NO_ROOT:
        return !is_root;
    case HASH_EXPIRED_ROOT:
        return is_root && cert->not_after.decoded && cert->not_after.seconds < scene->now;
    case HASH_NO_CA:
        return !cert;
    }
    BUG("no such question");
}

/* Those of the list of which it is true; what is no SHA-1 is for a rule of its own. */
static void list_hashes(COMPUTE, enum setting_id id, enum hash_question question)
{
    const struct setting *setting = known(scene, element, out, id);
    struct fact_list list = { 0 };
    uint8_t digest[20];
    if (!setting)
        return;
    if (!scene->trust || !trust_has_roots(scene->trust)) {
        set_unknown(out, "--root: the roots that the device trusts");
        return;
    }
    if (question == HASH_NO_CA && !trust_has_intermediates(scene->trust)) {
        set_unknown(out, "--intermediate: the CAs below the roots");
        return;
    }
    if (setting->texts.count > HASHES_LIMIT) {
        set_unknown(out, "fewer than 1000 hashes");
        return;
    }
    for (size_t i = 0; i < setting->texts.count; i++)
        if (digest_of_hex(setting->texts.items[i], digest) &&
            answers_yes(scene, (struct span){ digest, sizeof digest }, question))
            list_add_text(scene, &list, setting->texts.items[i]);
    set_list(out, &list);
}

static void trusted_roots_missing(COMPUTE)
{
    list_hashes(scene, element, out, PROFILE_EAP_TRUSTED_ROOTS, HASH_NO_ROOT);
}

static void trusted_roots_expired(COMPUTE)
{
    list_hashes(scene, element, out, PROFILE_EAP_TRUSTED_ROOTS, HASH_EXPIRED_ROOT);
}

static void inner_trusted_roots_missing(COMPUTE)
{
    list_hashes(scene, element, out, PROFILE_EAP_INNER_TRUSTED_ROOTS, HASH_NO_ROOT);
}

static void inner_trusted_roots_expired(COMPUTE)
{
    list_hashes(scene, element, out, PROFILE_EAP_INNER_TRUSTED_ROOTS, HASH_EXPIRED_ROOT);
}

static void issuer_hashes_missing(COMPUTE)
{
    list_hashes(scene, element, out, PROFILE_EAP_ISSUER_HASHES, HASH_NO_CA);
}

static void first_server(COMPUTE)
{
    const struct setting *setting = known(scene, element, out, PROFILE_SERVERS);
    if (setting && setting->texts.count)
        set_text(scene, out, setting->texts.items[0]);
}

/* The certificate itself; else *out is left absent, or is unknown. */
static const struct cert *known_cert(COMPUTE, enum setting_id id)
{
    const struct setting *setting = known(scene, element, out, id);
    if (setting && !setting->certificate.cert)
        set_unknown(out,
                    "an export that holds the certificate (Get-VpnAuthProtocol | Export-Clixml auth.xml)");
    return setting ? setting->certificate.cert : NULL;
}

static void set_end(COMPUTE, const struct cert *cert, const struct pki_time *time)
{
    if (time->decoded)
        set_integer(out, time->seconds);
    else
        set_unknown(out, arena_format(scene->arena, "the dates of %s, which do not decode",
                                      cert_label(scene->arena, cert)));
    (void)element;
}

static void set_not_before(COMPUTE, enum setting_id id)
{
    const struct cert *cert = known_cert(scene, element, out, id);
    if (cert)
        set_end(scene, element, out, cert, &cert->not_before);
}

static void set_not_after(COMPUTE, enum setting_id id)
{
    const struct cert *cert = known_cert(scene, element, out, id);
    if (cert)
        set_end(scene, element, out, cert, &cert->not_after);
}

static void root_to_accept_not_before(COMPUTE)
{
    set_not_before(scene, element, out, RRAS_ROOT_TO_ACCEPT);
}

static void root_to_accept_not_after(COMPUTE)
{
    set_not_after(scene, element, out, RRAS_ROOT_TO_ACCEPT);
}

static void certificate_advertised_not_before(COMPUTE)
{
    set_not_before(scene, element, out, RRAS_CERTIFICATE_ADVERTISED);
}

static void certificate_advertised_not_after(COMPUTE)
{
    set_not_after(scene, element, out, RRAS_CERTIFICATE_ADVERTISED);
}

static void root_to_accept_self_issued(COMPUTE)
{
    const struct cert *cert = known_cert(scene, element, out, RRAS_ROOT_TO_ACCEPT);
    if (cert)
        set_boolean(out, cert_is_self_issued(cert));
}

/* --- servers --- */

/* IKEEXT_CERT_AUTH_ENABLE_CRL_CHECK_STRONG; a value that is not set checks nothing (Microsoft, "Always On VPN: advanced
 * options", certificate revocation). */
static void cert_auth_flags_strict(COMPUTE)
{
    enum { STRONG = 4 };
    const struct setting *setting = known(scene, element, out, RRAS_CERT_AUTH_FLAGS);
    if (setting)
        set_boolean(out, (setting->integer & STRONG) != 0);
    else if (out->state == VALUE_ABSENT)
        set_boolean(out, false);
}

/* --- hosts --- */

static struct january_2022 january_of(const struct scene *scene, const struct element *element)
{
    struct windows_builds builds;
    windows_builds_builtin(scene->arena, &builds);
    return january_2022(&builds, element->settings);
}

static void set_answer(struct value *out, enum january_answer answer, const char *needs)
{
    if (answer == JANUARY_UNKNOWN)
        set_unknown(out, needs);
    else
        set_boolean(out, answer == JANUARY_YES);
}

static void january_vulnerable(COMPUTE)
{
    struct january_2022 answer = january_of(scene, element);
    set_answer(out, answer.vulnerable, answer.needs);
}

static void january_regressed(COMPUTE)
{
    struct january_2022 answer = january_of(scene, element);
    set_answer(out, answer.regressed, answer.needs);
}

static void january(COMPUTE)
{
    struct january_2022 answer = january_of(scene, element);
    if (answer.vulnerable == JANUARY_YES)
        set_word(out, "vulnerable");
    else if (answer.regressed == JANUARY_YES)
        set_word(out, "regressed");
    else if (answer.vulnerable == JANUARY_NO && answer.regressed == JANUARY_NO)
        set_word(out, "good");
    else
        set_unknown(out, answer.needs);
}

/* --- all of them --- */

static void name(COMPUTE)
{
    if (element->settings->name.data)
        set_text(scene, out, element->settings->name);
}

static void unreadable(COMPUTE)
{
    struct fact_list list = { 0 };
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = &element->settings->items[i];
        if (setting->state == SETTING_UNREADABLE)
            list_add_text(
                scene, &list,
                span_of_text(arena_format(scene->arena, "line %u: %s", setting->line, setting->error)));
    }
    set_list(out, &list);
}

bool settings_place(const struct settings *settings, const struct fact *fact, uint32_t *line, size_t *offset)
{
    const struct setting *found = NULL;
    bool is_january = strncmp(fact->name, "host.january", strlen("host.january")) == 0;
    bool has_ubr = setting_of(settings, HOST_UBR)->line != 0;
    for (size_t i = 0; i < SETTING_COUNT && !found; i++) {
        const struct setting *setting = &settings->items[i];
        const char *of = setting_row((enum setting_id)i)->name;
        bool is_of = strncmp(fact->name, of, strlen(of)) == 0 || /* "rras.x", and "rras.x.sha1" */
                     (i == HOST_UBR && is_january) || (i == HOST_BUILD && is_january && !has_ubr);
        bool is_unreadable =
            strcmp(fact->name, "settings.unreadable") == 0 && setting->state == SETTING_UNREADABLE;
        if (setting->line && (is_of || is_unreadable))
            found = setting;
    }
    if (!found)
        return false;
    *line = found->line;
    *offset = found->offset;
    return true;
}

#define TYPE_BOOLEAN     VALUE_BOOLEAN
#define TYPE_INTEGER     VALUE_INTEGER
#define TYPE_TEXT        VALUE_TEXT
#define TYPE_TEXTS       VALUE_TEXTS
#define TYPE_OIDS        VALUE_OIDS
#define TYPE_CERTIFICATE VALUE_TEXT
#define ALL              FACT_ON_RRAS | FACT_ON_PROFILE | FACT_ON_HOST, FACT_GROUP_SETTINGS
/* clang-format off */
static const struct fact rows[] = {
#define SETTING(symbol, kind, form, name, help) { name, TYPE_##form, FACT_ON_##kind, FACT_GROUP_SETTINGS, help, .compute = compute_##symbol },
#include "pki/settings_list.h"
#undef SETTING
    { "rras.root_certificate_name_to_accept.sha1", VALUE_OCTETS, FACT_ON_RRAS, FACT_GROUP_SETTINGS, "SHA-1 of that root: its thumbprint", .compute = root_to_accept_sha1 },
    { "rras.certificate_advertised.sha1", VALUE_OCTETS, FACT_ON_RRAS, FACT_GROUP_SETTINGS, "SHA-1 of that certificate: its thumbprint", .compute = certificate_advertised_sha1 },
    { "rras.root_certificate_name_to_accept.self_issued", VALUE_BOOLEAN, FACT_ON_RRAS, FACT_GROUP_SETTINGS, "whether that root is its own issuer, as roots are", .compute = root_to_accept_self_issued },
    { "rras.root_certificate_name_to_accept.not_before", VALUE_TIME, FACT_ON_RRAS, FACT_GROUP_SETTINGS, "when that root becomes valid", .compute = root_to_accept_not_before },
    { "rras.root_certificate_name_to_accept.not_after", VALUE_TIME, FACT_ON_RRAS, FACT_GROUP_SETTINGS, "when that root expires", .compute = root_to_accept_not_after },
    { "rras.certificate_advertised.not_before", VALUE_TIME, FACT_ON_RRAS, FACT_GROUP_SETTINGS, "when that certificate becomes valid", .compute = certificate_advertised_not_before },
    { "rras.certificate_advertised.not_after", VALUE_TIME, FACT_ON_RRAS, FACT_GROUP_SETTINGS, "when that certificate expires", .compute = certificate_advertised_not_after },
    { "rras.cert_auth_flags.strict", VALUE_BOOLEAN, FACT_ON_RRAS, FACT_GROUP_SETTINGS, "whether CertAuthFlags asks for a strict check of revocation: 4 is in it", .compute = cert_auth_flags_strict },
    { "host.january_2022", VALUE_TEXT, FACT_ON_HOST, FACT_GROUP_SETTINGS, "vulnerable: lacks the IKE fixes of 11 January 2022 (CVE-2022-21849); regressed: has them, and the fault that came along; good (rules/windows-builds.tsv)", .compute = january },
    { "host.january_2022.vulnerable", VALUE_BOOLEAN, FACT_ON_HOST, FACT_GROUP_SETTINGS, "whether it lacks these fixes", .compute = january_vulnerable },
    { "host.january_2022.regressed", VALUE_BOOLEAN, FACT_ON_HOST, FACT_GROUP_SETTINGS, "whether it has that fault: IPsec with gateways that send a Vendor ID fails", .compute = january_regressed },
    { "profile.machine_certificate_issuer_filter.sha1", VALUE_OCTETS, FACT_ON_PROFILE, FACT_GROUP_SETTINGS, "SHA-1 of that CA: its thumbprint", .compute = issuer_filter_sha1 },
    { "profile.servers.first", VALUE_TEXT, FACT_ON_PROFILE, FACT_GROUP_SETTINGS, "the name that is dialled first", .compute = first_server },
    { "profile.eap.trusted_roots.missing", VALUE_TEXTS, FACT_ON_PROFILE, FACT_GROUP_SETTINGS, "those of them that are none of the roots given", .compute = trusted_roots_missing },
    { "profile.eap.trusted_roots.expired", VALUE_TEXTS, FACT_ON_PROFILE, FACT_GROUP_SETTINGS, "those of them whose root is given and has expired", .compute = trusted_roots_expired },
    { "profile.eap.inner.trusted_roots.missing", VALUE_TEXTS, FACT_ON_PROFILE, FACT_GROUP_SETTINGS, "the same of the method inside", .compute = inner_trusted_roots_missing },
    { "profile.eap.inner.trusted_roots.expired", VALUE_TEXTS, FACT_ON_PROFILE, FACT_GROUP_SETTINGS, "the same of the method inside", .compute = inner_trusted_roots_expired },
    { "profile.eap.issuer_hashes.missing", VALUE_TEXTS, FACT_ON_PROFILE, FACT_GROUP_SETTINGS, "those of them that are no CA given", .compute = issuer_hashes_missing },
    { "settings.name", VALUE_TEXT, ALL, "the connection's or machine's name, where the export says it", .compute = name },
    { "settings.unreadable", VALUE_TEXTS, ALL, "settings that cannot be read, with line and reason", .compute = unreadable },
};
/* clang-format on */

const struct fact_rows facts_settings = { rows, COUNT_OF(rows) };
