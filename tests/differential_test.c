/* Differential: each field of each certificate and CRL at hand (testdata, ../shared, /etc/ssl/certs) as we read it and as
 * GnuTLS does. A field is a row of two functions that print it; where they differ, a row of `known` says why. What GnuTLS
 * refuses as a whole has to have a flaw, or such a row. */
#include <gnutls/x509-ext.h>
#include <gnutls/x509.h>

#include "read/read.h"
#include "tests/check.h"
#include "util/clock.h"
#include "util/platform.h"
#include "util/text.h"

/* -- what both print ------------------------------------------------------------------------------------------------ */

static const char *add(const char *text, const char *more)
{
    return arena_format(test_arena(), "%s%s%s", text, *text ? "; " : "", more);
}

static const char *hex_of(struct span octets)
{
    return text_hex(test_arena(), octets);
}

static const char *hex_of_datum(const gnutls_datum_t *datum)
{
    return hex_of((struct span){ datum->data, datum->size });
}

static const char *flag(bool set, const char *word)
{
    return set ? word : "";
}

static const char *number(long long value)
{
    return arena_format(test_arena(), "%lld", value);
}

static const char *time_text(int64_t seconds)
{
    char *text = arena_alloc(test_arena(), CLOCK_TEXT);
    clock_print(seconds, text);
    return text;
}

/* GnuTLS's spelling of a distinguished name in ours. Each is a short name that RFC 4514 does not have. */
static const char *respell(const char *dn)
{
    static const struct {
        const char *theirs, *ours;
    } names[] = {
        { "EMAIL=", "E=" },
        { "serialNumber=", "SERIALNUMBER=" },
        { "givenName=", "GN=" },
        { "surName=", "SN=" },
        { "generationQualifier=", "generationQualifier=" },
        { "title=", "T=" },
        { "street=", "STREET=" },
    };
    struct buf out = { 0 };
    for (const char *at = dn; *at; at++) {
        bool start = at == dn || at[-1] == ',' || at[-1] == '+';
        for (size_t i = 0; start && i < COUNT_OF(names); i++)
            if (strncmp(at, names[i].theirs, strlen(names[i].theirs)) == 0) {
                buf_text(&out, names[i].ours);
                at += strlen(names[i].theirs);
                break;
            }
        if (!*at)
            break;
        buf_char(&out, *at);
    }
    const char *text = arena_text_of_span(test_arena(), buf_span(&out));
    buf_free(&out);
    return text;
}

/* A result of GnuTLS that is no value. */
static const char *failure(int result)
{
    return result == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE
               ? "absent"
               : arena_format(test_arena(), "error: %s", gnutls_strerror_name(result));
}

static const char *presence(enum presence presence)
{
    return presence == EXTENSION_ABSENT      ? "absent"
           : presence == EXTENSION_MALFORMED ? "error: malformed"
                                             : NULL;
}

static const char *our_name(const struct name *name)
{
    return name->decoded ? name_print(test_arena(), name) : "error: malformed";
}

static const char *dn_text(int result, gnutls_datum_t *dn)
{
    if (result < 0)
        return result == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE ? "" : failure(result);
    const char *text = respell(arena_text_of_span(test_arena(), (struct span){ dn->data, dn->size }));
    gnutls_free(dn->data);
    return text;
}

static const char *our_general_name(const struct general_name *name)
{
    switch (name->kind) {
    case GENERAL_NAME_DIRECTORY:
        return arena_format(test_arena(), "directory %s", our_name(name->directory));
    case GENERAL_NAME_OTHER:
        return arena_format(test_arena(), "other %s %s", oid_dotted(test_arena(), name->other_type),
                            hex_of(name->other_value));
    case GENERAL_NAME_REGISTERED_ID:
        return arena_format(test_arena(), "id %s", oid_dotted(test_arena(), name->value));
    default:
        return arena_format(test_arena(), "%d %s", name->kind, hex_of(name->value));
    }
}

/* The kind by GnuTLS's number. */
static const char *their_general_name(unsigned type, struct span value, struct span other_oid)
{
    static const int kinds[] = {
        [GNUTLS_SAN_DNSNAME] = GENERAL_NAME_DNS,
        [GNUTLS_SAN_RFC822NAME] = GENERAL_NAME_EMAIL,
        [GNUTLS_SAN_URI] = GENERAL_NAME_URI,
        [GNUTLS_SAN_IPADDRESS] = GENERAL_NAME_IP,
    };
    switch (type) {
    case GNUTLS_SAN_DN:
        return arena_format(test_arena(), "directory %s", respell(arena_text_of_span(test_arena(), value)));
    case GNUTLS_SAN_OTHERNAME:
        return arena_format(test_arena(), "other %s %s", arena_text_of_span(test_arena(), other_oid),
                            hex_of(value));
    case GNUTLS_SAN_REGISTERED_ID:
        return arena_format(test_arena(), "id %s", arena_text_of_span(test_arena(), value));
    default:
        return type < COUNT_OF(kinds) ? arena_format(test_arena(), "%d %s", kinds[type], hex_of(value))
                                      : "unknown kind";
    }
}

/* Room for GnuTLS's getters that fill a buffer. */
static unsigned char room[65536];

/* -- fields of certificates ----------------------------------------------------------------------------------------- */

#define OURS(field)   static const char *our_##field(const struct cert *cert)
#define THEIRS(field) static const char *their_##field(gnutls_x509_crt_t crt)

OURS(version)
{
    return number(cert->version);
}

THEIRS(version)
{
    return number(gnutls_x509_crt_get_version(crt));
}

OURS(serial)
{
    return hex_of(cert->serial_number);
}

THEIRS(serial)
{
    size_t size = sizeof room;
    int result = gnutls_x509_crt_get_serial(crt, room, &size);
    return result < 0 ? failure(result) : hex_of((struct span){ room, size });
}

OURS(issuer)
{
    return our_name(&cert->issuer);
}

THEIRS(issuer)
{
    gnutls_datum_t dn;
    return dn_text(gnutls_x509_crt_get_issuer_dn3(crt, &dn, 0), &dn);
}

OURS(subject)
{
    return our_name(&cert->subject);
}

THEIRS(subject)
{
    gnutls_datum_t dn;
    return dn_text(gnutls_x509_crt_get_dn3(crt, &dn, 0), &dn);
}

OURS(issuer_octets)
{
    return hex_of(cert->issuer.der);
}

THEIRS(issuer_octets)
{
    gnutls_datum_t dn;
    int result = gnutls_x509_crt_get_raw_issuer_dn(crt, &dn);
    const char *text = result < 0 ? failure(result) : hex_of_datum(&dn);
    if (result >= 0)
        gnutls_free(dn.data);
    return text;
}

OURS(subject_octets)
{
    return hex_of(cert->subject.der);
}

THEIRS(subject_octets)
{
    gnutls_datum_t dn;
    int result = gnutls_x509_crt_get_raw_dn(crt, &dn);
    const char *text = result < 0 ? failure(result) : hex_of_datum(&dn);
    if (result >= 0)
        gnutls_free(dn.data);
    return text;
}

OURS(not_before)
{
    return cert->not_before.decoded ? time_text(cert->not_before.seconds) : "error: malformed";
}

THEIRS(not_before)
{
    time_t time = gnutls_x509_crt_get_activation_time(crt);
    return time == (time_t)-1 ? "error: malformed" : time_text(time);
}

OURS(not_after)
{
    return cert->not_after.decoded ? time_text(cert->not_after.seconds) : "error: malformed";
}

THEIRS(not_after)
{
    time_t time = gnutls_x509_crt_get_expiration_time(crt);
    return time == (time_t)-1 ? "error: malformed" : time_text(time);
}

OURS(key)
{
    static const char *const kinds[] = {
        [KEY_UNKNOWN] = "unknown",     [KEY_RSA] = "RSA",     [KEY_RSA_PSS] = "RSA-PSS",
        [KEY_EC] = "EC/ECDSA",         [KEY_DSA] = "DSA",     [KEY_ED25519] = "EdDSA (Ed25519)",
        [KEY_ED448] = "EdDSA (Ed448)", [KEY_OTHER] = "other",
    };
    return cert->key.decoded ? arena_format(test_arena(), "%s %u", kinds[cert->key.kind], cert->key.bits)
                             : "error: malformed";
}

THEIRS(key)
{
    unsigned bits = 0;
    int result = gnutls_x509_crt_get_pk_algorithm(crt, &bits);
    const char *name = gnutls_pk_get_name((gnutls_pk_algorithm_t)result);
    return result < 0 ? failure(result) : arena_format(test_arena(), "%s %u", name ? name : "unknown", bits);
}

OURS(signature_algorithm)
{
    return oid_dotted(test_arena(), cert->signature_algorithm.oid);
}

THEIRS(signature_algorithm)
{
    size_t size = sizeof room;
    int result = gnutls_x509_crt_get_signature_oid(crt, (char *)room, &size);
    return result < 0 ? failure(result) : arena_text(test_arena(), (char *)room);
}

OURS(signature)
{
    return cert->signature.data ? hex_of(cert->signature) : "error: malformed";
}

THEIRS(signature)
{
    size_t size = sizeof room;
    int result = gnutls_x509_crt_get_signature(crt, (char *)room, &size);
    return result < 0 ? failure(result) : hex_of((struct span){ room, size });
}

OURS(sha1)
{
    return hex_of((struct span){ cert->sha1, sizeof cert->sha1 });
}

THEIRS(sha1)
{
    size_t size = sizeof room;
    int result = gnutls_x509_crt_get_fingerprint(crt, GNUTLS_DIG_SHA1, room, &size);
    return result < 0 ? failure(result) : hex_of((struct span){ room, size });
}

OURS(sha256)
{
    return hex_of((struct span){ cert->sha256, sizeof cert->sha256 });
}

THEIRS(sha256)
{
    size_t size = sizeof room;
    int result = gnutls_x509_crt_get_fingerprint(crt, GNUTLS_DIG_SHA256, room, &size);
    return result < 0 ? failure(result) : hex_of((struct span){ room, size });
}

OURS(unique_ids)
{
    return arena_format(test_arena(), "%s%s", flag(cert->has_issuer_unique_id, "issuer "),
                        flag(cert->has_subject_unique_id, "subject"));
}

THEIRS(unique_ids)
{
    size_t size = sizeof room, more = sizeof room;
    bool issuer = gnutls_x509_crt_get_issuer_unique_id(crt, (char *)room, &size) >= 0;
    bool subject = gnutls_x509_crt_get_subject_unique_id(crt, (char *)room, &more) >= 0;
    return arena_format(test_arena(), "%s%s", flag(issuer, "issuer "), flag(subject, "subject"));
}

OURS(extensions)
{
    const char *text = "";
    for (size_t i = 0; i < cert->extensions.count; i++)
        text = add(text, arena_format(test_arena(), "%s%s %s",
                                      oid_dotted(test_arena(), cert->extensions.items[i].oid),
                                      flag(cert->extensions.items[i].critical, " critical"),
                                      hex_of(cert->extensions.items[i].value)));
    return cert->extensions_decoded ? text : "error: malformed";
}

THEIRS(extensions)
{
    const char *text = "";
    for (unsigned i = 0;; i++) {
        char oid[1024];
        size_t size = sizeof oid;
        unsigned critical = 0;
        gnutls_datum_t data;
        int result = gnutls_x509_crt_get_extension_info(crt, i, oid, &size, &critical);
        if (result < 0)
            return result == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE ? text : failure(result);
        result = gnutls_x509_crt_get_extension_data2(crt, i, &data);
        if (result < 0)
            return failure(result);
        text = add(text, arena_format(test_arena(), "%s%s %s", oid, flag(critical, " critical"),
                                      hex_of_datum(&data)));
        gnutls_free(data.data);
    }
}

OURS(key_usage)
{
    const char *text = presence(cert->key_usage.presence);
    return text ? text : arena_format(test_arena(), "%x", cert->key_usage.bits & 0x1ff);
}

/* Theirs are octets, ours numbers of bits. */
THEIRS(key_usage)
{
    unsigned usage = 0, critical, bits = 0;
    int result = gnutls_x509_crt_get_key_usage(crt, &usage, &critical);
    for (unsigned bit = 0; bit < 9; bit++)
        bits |= (usage & (bit < 8 ? 0x80U >> bit : 0x8000U)) ? 1U << bit : 0;
    return result < 0 ? failure(result) : arena_format(test_arena(), "%x", bits);
}

OURS(basic_constraints)
{
    const char *text = presence(cert->basic_constraints.presence);
    const struct basic_constraints *basic = &cert->basic_constraints;
    return text ? text
                : arena_format(test_arena(), "%d %lld", basic->ca,
                               basic->has_path_len ? (long long)basic->path_len : -1);
}

THEIRS(basic_constraints)
{
    unsigned critical, ca = 0;
    int length = -1;
    int result = gnutls_x509_crt_get_basic_constraints(crt, &critical, &ca, &length);
    return result < 0 ? failure(result) : arena_format(test_arena(), "%u %d", ca, length);
}

OURS(subject_alt_name)
{
    const char *text = presence(cert->subject_alt_name.presence);
    if (text)
        return text;
    text = "";
    for (size_t i = 0; i < cert->subject_alt_name.names.count; i++)
        text = add(text, our_general_name(&cert->subject_alt_name.names.items[i]));
    return text;
}

/* The names inside an extension of this OID, by GnuTLS's reader of values, which gives octets as they stand. */
static const char *their_names(gnutls_x509_crt_t crt, const char *wanted)
{
    gnutls_datum_t data;
    gnutls_subject_alt_names_t names;
    unsigned critical;
    const char *text = "";
    int result = gnutls_x509_crt_get_extension_by_oid2(crt, wanted, 0, &data, &critical);
    if (result < 0)
        return failure(result);
    if (gnutls_subject_alt_names_init(&names) < 0)
        return "no memory";
    result = gnutls_x509_ext_import_subject_alt_names(&data, names, 0);
    for (unsigned i = 0; result >= 0; i++) {
        gnutls_datum_t value, oid = { NULL, 0 };
        unsigned type;
        if (gnutls_subject_alt_names_get(names, i, &type, &value, &oid) < 0)
            break;
        text = add(text, their_general_name(type, (struct span){ value.data, value.size },
                                            (struct span){ oid.data, oid.size }));
    }
    gnutls_subject_alt_names_deinit(names);
    gnutls_free(data.data);
    return result < 0 ? failure(result) : text;
}

THEIRS(subject_alt_name)
{
    return their_names(crt, "2.5.29.17");
}

OURS(extended_key_usage)
{
    const char *text = presence(cert->extended_key_usage.presence);
    if (text)
        return text;
    text = "";
    for (size_t i = 0; i < cert->extended_key_usage.list.count; i++)
        text = add(text, oid_dotted(test_arena(), cert->extended_key_usage.list.items[i]));
    return text;
}

THEIRS(extended_key_usage)
{
    const char *text = "";
    for (unsigned i = 0;; i++) {
        size_t size = sizeof room;
        unsigned critical;
        int result = gnutls_x509_crt_get_key_purpose_oid(crt, i, room, &size, &critical);
        if (result == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
            return i ? text : "absent";
        if (result < 0)
            return failure(result);
        text = add(text, (const char *)room);
    }
}

OURS(subject_key_id)
{
    const char *text = presence(cert->subject_key_id.presence);
    return text ? text : hex_of(cert->subject_key_id.id);
}

THEIRS(subject_key_id)
{
    size_t size = sizeof room;
    unsigned critical;
    int result = gnutls_x509_crt_get_subject_key_id(crt, room, &size, &critical);
    return result < 0 ? failure(result) : hex_of((struct span){ room, size });
}

OURS(authority_key_id)
{
    const char *text = presence(cert->authority_key_id.presence);
    return text ? text : cert->authority_key_id.has_key_id ? hex_of(cert->authority_key_id.key_id) : "absent";
}

THEIRS(authority_key_id)
{
    gnutls_datum_t data, id;
    gnutls_x509_aki_t aki;
    unsigned critical;
    int result = gnutls_x509_crt_get_extension_by_oid2(crt, "2.5.29.35", 0, &data, &critical);
    if (result < 0)
        return failure(result);
    if (gnutls_x509_aki_init(&aki) < 0)
        return "no memory";
    result = gnutls_x509_ext_import_authority_key_id(&data, aki, 0);
    if (result >= 0)
        result = gnutls_x509_aki_get_id(aki, &id);
    const char *text = result < 0 ? failure(result) : hex_of_datum(&id);
    gnutls_x509_aki_deinit(aki);
    gnutls_free(data.data);
    return text;
}

OURS(crl_distribution_points)
{
    const char *text = presence(cert->crl_distribution_points.presence);
    if (text)
        return text;
    text = "";
    for (size_t i = 0; i < cert->crl_distribution_points.list.count; i++) {
        const struct distribution_point *point = &cert->crl_distribution_points.list.items[i];
        for (size_t j = 0; j < point->full_name.count; j++)
            text = add(text, our_general_name(&point->full_name.items[j]));
    }
    return *text ? text : "none";
}

THEIRS(crl_distribution_points)
{
    gnutls_datum_t data;
    gnutls_x509_crl_dist_points_t points;
    unsigned critical, type, reasons;
    const char *text = "";
    int result = gnutls_x509_crt_get_extension_by_oid2(crt, "2.5.29.31", 0, &data, &critical);
    if (result < 0)
        return failure(result);
    if (gnutls_x509_crl_dist_points_init(&points) < 0)
        return "no memory";
    result = gnutls_x509_ext_import_crl_dist_points(&data, points, 0);
    gnutls_datum_t name;
    for (unsigned i = 0;
         result >= 0 && gnutls_x509_crl_dist_points_get(points, i, &type, &name, &reasons) >= 0; i++)
        text = add(text,
                   their_general_name(type, (struct span){ name.data, name.size }, (struct span){ NULL, 0 }));
    gnutls_x509_crl_dist_points_deinit(points);
    gnutls_free(data.data);
    return result < 0 ? failure(result) : *text ? text : "none";
}

OURS(authority_info_access)
{
    const char *text = presence(cert->authority_info_access.presence);
    if (text)
        return text;
    text = "";
    for (size_t i = 0; i < cert->authority_info_access.list.count; i++) {
        const struct access_description *access = &cert->authority_info_access.list.items[i];
        text = add(text, arena_format(test_arena(), "%s %s", oid_dotted(test_arena(), access->method),
                                      our_general_name(&access->location)));
    }
    return text;
}

THEIRS(authority_info_access)
{
    gnutls_datum_t data, oid, name;
    gnutls_x509_aia_t aia;
    unsigned critical, type;
    const char *text = "";
    int result = gnutls_x509_crt_get_extension_by_oid2(crt, "1.3.6.1.5.5.7.1.1", 0, &data, &critical);
    if (result < 0)
        return failure(result);
    if (gnutls_x509_aia_init(&aia) < 0)
        return "no memory";
    result = gnutls_x509_ext_import_aia(&data, aia, 0);
    for (unsigned i = 0; result >= 0 && gnutls_x509_aia_get(aia, i, &oid, &type, &name) >= 0; i++)
        text = add(text, arena_format(test_arena(), "%s %s",
                                      arena_text_of_span(test_arena(), (struct span){ oid.data, oid.size }),
                                      their_general_name(type, (struct span){ name.data, name.size },
                                                         (struct span){ NULL, 0 })));
    gnutls_x509_aia_deinit(aia);
    gnutls_free(data.data);
    return result < 0 ? failure(result) : text;
}

OURS(certificate_policies)
{
    const char *text = presence(cert->certificate_policies.presence);
    if (text)
        return text;
    text = "";
    for (size_t i = 0; i < cert->certificate_policies.list.count; i++)
        text = add(text, oid_dotted(test_arena(), cert->certificate_policies.list.items[i].oid));
    return text;
}

THEIRS(certificate_policies)
{
    gnutls_datum_t data;
    gnutls_x509_policies_t policies;
    unsigned critical;
    const char *text = "";
    int result = gnutls_x509_crt_get_extension_by_oid2(crt, "2.5.29.32", 0, &data, &critical);
    if (result < 0)
        return failure(result);
    if (gnutls_x509_policies_init(&policies) < 0)
        return "no memory";
    result = gnutls_x509_ext_import_policies(&data, policies, 0);
    struct gnutls_x509_policy_st policy;
    for (unsigned i = 0; result >= 0 && gnutls_x509_policies_get(policies, i, &policy) >= 0; i++)
        text = add(text, policy.oid);
    gnutls_x509_policies_deinit(policies);
    gnutls_free(data.data);
    return result < 0 ? failure(result) : text;
}

OURS(name_constraints)
{
    const char *text = presence(cert->name_constraints.presence);
    if (text)
        return text;
    text = "";
    for (size_t i = 0; i < cert->name_constraints.permitted.count; i++)
        text = add(text, our_general_name(&cert->name_constraints.permitted.items[i].base));
    text = add(text, "not");
    for (size_t i = 0; i < cert->name_constraints.excluded.count; i++)
        text = add(text, our_general_name(&cert->name_constraints.excluded.items[i].base));
    return text;
}

THEIRS(name_constraints)
{
    gnutls_datum_t data, name;
    gnutls_x509_name_constraints_t constraints;
    unsigned critical, type;
    const char *text = "";
    int result = gnutls_x509_crt_get_extension_by_oid2(crt, "2.5.29.30", 0, &data, &critical);
    if (result < 0)
        return failure(result);
    if (gnutls_x509_name_constraints_init(&constraints) < 0)
        return "no memory";
    result = gnutls_x509_ext_import_name_constraints(&data, constraints, 0);
    for (unsigned i = 0;
         result >= 0 && gnutls_x509_name_constraints_get_permitted(constraints, i, &type, &name) >= 0; i++)
        text = add(text,
                   their_general_name(type, (struct span){ name.data, name.size }, (struct span){ NULL, 0 }));
    text = add(text, "not");
    for (unsigned i = 0;
         result >= 0 && gnutls_x509_name_constraints_get_excluded(constraints, i, &type, &name) >= 0; i++)
        text = add(text,
                   their_general_name(type, (struct span){ name.data, name.size }, (struct span){ NULL, 0 }));
    gnutls_x509_name_constraints_deinit(constraints);
    gnutls_free(data.data);
    return result < 0 ? failure(result) : text;
}

#undef OURS
#undef THEIRS

/* clang-format off */
#define FIELD(name) { #name, our_##name, their_##name }
/* clang-format on */

static const struct {
    const char *name;
    const char *(*ours)(const struct cert *cert);
    const char *(*theirs)(gnutls_x509_crt_t crt);
} fields[] = {
    FIELD(version),
    FIELD(serial),
    FIELD(issuer),
    FIELD(subject),
    FIELD(issuer_octets),
    FIELD(subject_octets),
    FIELD(not_before),
    FIELD(not_after),
    FIELD(key),
    FIELD(signature_algorithm),
    FIELD(signature),
    FIELD(sha1),
    FIELD(sha256),
    FIELD(unique_ids),
    FIELD(extensions),
    FIELD(key_usage),
    FIELD(basic_constraints),
    FIELD(subject_alt_name),
    FIELD(extended_key_usage),
    FIELD(subject_key_id),
    FIELD(authority_key_id),
    FIELD(crl_distribution_points),
    FIELD(authority_info_access),
    FIELD(certificate_policies),
    FIELD(name_constraints),
};

/* -- fields of CRLs ------------------------------------------------------------------------------------------------- */

#define OURS(field)   static const char *our_crl_##field(const struct crl *crl)
#define THEIRS(field) static const char *their_crl_##field(gnutls_x509_crl_t gnutls)

OURS(version)
{
    return number(crl->version);
}

THEIRS(version)
{
    return number(gnutls_x509_crl_get_version(gnutls));
}

OURS(issuer)
{
    return our_name(&crl->issuer);
}

THEIRS(issuer)
{
    gnutls_datum_t dn;
    return dn_text(gnutls_x509_crl_get_issuer_dn3(gnutls, &dn, 0), &dn);
}

OURS(this_update)
{
    return crl->this_update.decoded ? time_text(crl->this_update.seconds) : "error: malformed";
}

THEIRS(this_update)
{
    time_t time = gnutls_x509_crl_get_this_update(gnutls);
    return time == (time_t)-1 ? "error: malformed" : time_text(time);
}

OURS(next_update)
{
    return crl->has_next_update && crl->next_update.decoded ? time_text(crl->next_update.seconds) : "absent";
}

THEIRS(next_update)
{
    time_t time = gnutls_x509_crl_get_next_update(gnutls);
    return time == (time_t)-1 ? "absent" : time_text(time);
}

OURS(signature_algorithm)
{
    return oid_dotted(test_arena(), crl->signature_algorithm.oid);
}

THEIRS(signature_algorithm)
{
    size_t size = sizeof room;
    int result = gnutls_x509_crl_get_signature_oid(gnutls, (char *)room, &size);
    return result < 0 ? failure(result) : arena_text(test_arena(), (char *)room);
}

/* GnuTLS gives no length here, so zeros at the end are dropped on both sides. */
static const char *hex_without_zeros(struct span octets)
{
    while (octets.length && octets.data[octets.length - 1] == 0)
        octets.length--;
    return hex_of(octets);
}

OURS(signature)
{
    return crl->signature.data ? hex_without_zeros(crl->signature) : "error: malformed";
}

THEIRS(signature)
{
    size_t size = sizeof room;
    memset(room, 0, sizeof room);
    int result = gnutls_x509_crl_get_signature(gnutls, (char *)room, &size);
    return result < 0 ? failure(result) : hex_without_zeros((struct span){ room, sizeof room });
}

OURS(number)
{
    const char *text = presence(crl->crl_number.presence);
    return text ? text : hex_of(crl->crl_number.number);
}

THEIRS(number)
{
    size_t size = sizeof room;
    unsigned critical;
    int result = gnutls_x509_crl_get_number(gnutls, room, &size, &critical);
    return result < 0 ? failure(result) : hex_of((struct span){ room, size });
}

OURS(authority_key_id)
{
    const char *text = presence(crl->authority_key_id.presence);
    return text ? text : crl->authority_key_id.has_key_id ? hex_of(crl->authority_key_id.key_id) : "absent";
}

THEIRS(authority_key_id)
{
    size_t size = sizeof room;
    unsigned critical;
    int result = gnutls_x509_crl_get_authority_key_id(gnutls, room, &size, &critical);
    return result < 0 ? failure(result) : hex_of((struct span){ room, size });
}

OURS(extensions)
{
    const char *text = "";
    for (size_t i = 0; i < crl->extensions.count; i++)
        text = add(text, arena_format(test_arena(), "%s%s %s",
                                      oid_dotted(test_arena(), crl->extensions.items[i].oid),
                                      flag(crl->extensions.items[i].critical, " critical"),
                                      hex_of(crl->extensions.items[i].value)));
    return crl->extensions_decoded ? text : "error: malformed";
}

THEIRS(extensions)
{
    const char *text = "";
    for (unsigned i = 0;; i++) {
        char oid[1024];
        size_t size = sizeof oid;
        unsigned critical = 0;
        gnutls_datum_t data;
        int result = gnutls_x509_crl_get_extension_info(gnutls, i, oid, &size, &critical);
        if (result < 0)
            return result == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE ? text : failure(result);
        result = gnutls_x509_crl_get_extension_data2(gnutls, i, &data);
        if (result < 0)
            return failure(result);
        text = add(text, arena_format(test_arena(), "%s%s %s", oid, flag(critical, " critical"),
                                      hex_of_datum(&data)));
        gnutls_free(data.data);
    }
}

OURS(entries)
{
    struct buf out = { 0 };
    struct span cursor = crl->entries;
    struct crl_entry entry;
    while (crl_next_entry(NULL, &cursor, &entry))
        buf_format(&out, "%s %s\n", hex_of(entry.serial_number),
                   entry.revocation_date.decoded ? time_text(entry.revocation_date.seconds) : "error");
    const char *text = arena_text_of_span(test_arena(), buf_span(&out));
    buf_free(&out);
    return text;
}

THEIRS(entries)
{
    struct buf out = { 0 };
    gnutls_x509_crl_iter_t iterator = NULL;
    for (;;) {
        size_t size = sizeof room;
        time_t time = 0;
        if (gnutls_x509_crl_iter_crt_serial(gnutls, &iterator, room, &size, &time) < 0)
            break;
        buf_format(&out, "%s %s\n", hex_of((struct span){ room, size }),
                   time == (time_t)-1 ? "error" : time_text(time));
    }
    gnutls_x509_crl_iter_deinit(iterator);
    const char *text = arena_text_of_span(test_arena(), buf_span(&out));
    buf_free(&out);
    return text;
}

#undef FIELD
/* clang-format off */
#define FIELD(name) { "crl." #name, our_crl_##name, their_crl_##name }
/* clang-format on */

static const struct {
    const char *name;
    const char *(*ours)(const struct crl *crl);
    const char *(*theirs)(gnutls_x509_crl_t gnutls);
} crl_fields[] = {
    FIELD(version),   FIELD(issuer), FIELD(this_update),      FIELD(next_update), FIELD(signature_algorithm),
    FIELD(signature), FIELD(number), FIELD(authority_key_id), FIELD(extensions),  FIELD(entries),
};

/* -- differences that are known ------------------------------------------------------------------------------------- */

static const struct {
    const char *field;
    const char *theirs; /* stands in what GnuTLS prints; "" for anything */
    const char *file;   /* the end of the path; "" for any */
    const char *reason;
} known[] = {
    { "issuer", "2.5.4.97=#", "", "GnuTLS 3.7 has no short name for organizationIdentifier" },
    { "subject", "2.5.4.97=#", "", "GnuTLS 3.7 has no short name for organizationIdentifier" },
    { "key", "EC/ECDSA 528", "", "GnuTLS rounds the field of P-521 up to whole octets" },
    { "key", "ECDH (X25519)", "", "a key that cannot sign is of no kind here" },
    { "name_constraints", "GNUTLS_E_X509_UNKNOWN_SAN", "", "GnuTLS reads no registeredID" },
    { "name_constraints", "unknown kind", "", "GnuTLS has no value for an otherName in a constraint" },
    { "name_constraints", "GNUTLS_E_ILLEGAL_PARAMETER", "",
      "GnuTLS reads an iPAddress only as address and mask" },
    { "name_constraints", "GNUTLS_E_MALFORMED_CIDR", "", "GnuTLS reads no mask with holes" },
    { "name_constraints", "not", "names-empty-directory.pem", "GnuTLS leaves an empty directoryName out" },
    { "basic_constraints", " 255", "", "GnuTLS reads pathLenConstraint -1 as 255" },
    { "extended_key_usage", "absent", "", "GnuTLS cannot tell an empty list from none" },
    { "extended_key_usage", "", "oid-10000-arcs.der", "an OID that nobody can read is not printed in full" },
    { "extended_key_usage", "GNUTLS_E_ASN1_DER_ERROR", "oid-arc-of-40-octets.der",
      "GnuTLS's arcs have 64 bits" },
    { "extended_key_usage", "1.3.6", "oid-unfinished.der", "GnuTLS drops an arc that has no end" },
    { "key_usage", "GNUTLS_E_ASN1_DER_ERROR", "extension-trailing.der",
      "octets behind a value are a flaw, the value is read" },
    { "key", "GNUTLS_E_ASN1_DER_ERROR", "ec-explicit-parameters.der",
      "a curve by its numbers is a key of unknown size" },
    { "key", "GNUTLS_E_ASN1_DER_ERROR", "ec-explicit-parameters.pem",
      "a curve by its numbers is a key of unknown size" },
    { "key", "EC/ECDSA 256", "ec-point-short.der", "GnuTLS does not look at the point yet" },
    { "key", "GNUTLS_E_ASN1_ELEMENT_NOT_FOUND", "key-of-unknown-algorithm.der",
      "GnuTLS refuses what it does not know" },
    { "key", "GNUTLS_E_ASN1_ELEMENT_NOT_FOUND", "4.1.5/intermediates.pem",
      "GnuTLS reads no DSA key that inherits parameters" },
    { "key", "GNUTLS_E_ASN1_ELEMENT_NOT_FOUND", "4.1.5/leaf.pem",
      "GnuTLS reads no DSA key that inherits parameters" },
    { "key", "RSA 2048", "rsa-exponent-negative.der", "GnuTLS does not look at the exponent yet" },
    { "key", "RSA 2048", "rsa-exponent-zero.der", "GnuTLS does not look at the exponent yet" },
    { "key", "RSA 2056", "rsa-modulus-negative.der", "GnuTLS takes the sign for a bit" },
    { "key", "RSA 1", "rsa-modulus-zero.der", "GnuTLS takes 0 for a number of one bit" },
    { "sha1", "", "extension-critical-1.der",
      "GnuTLS encodes anew; a thumbprint is of the octets as they are" },
    { "sha256", "", "extension-critical-1.der", "as above" },
    { "sha1", "", "length-9-octets.der", "as above" },
    { "sha256", "", "length-9-octets.der", "as above" },
    { "sha1", "", "length-not-shortest.der", "as above" },
    { "sha256", "", "length-not-shortest.der", "as above" },
    { "sha1", "", "not-der.pem", "as above" },
    { "sha256", "", "not-der.pem", "as above" },
    { "subject", "CN=vpn", "name-bad-utf8.der", "GnuTLS prints UTF-8 that is none" },
    { "subject", "CN=vpn", "subject-not-utf8.pem", "GnuTLS prints UTF-8 that is none" },
    { "subject", "CN=vpn", "name-overlong-utf8.der", "GnuTLS prints UTF-8 that is none" },
    { "subject", "CN=vp", "name-bmp-odd.der", "GnuTLS drops half a character" },
    { "subject", "CN=vpn", "name-newlines.der", "GnuTLS prints control characters" },
    { "subject", "CN=", "name-terminal-escape.der", "GnuTLS prints control characters" },
    { "subject", "CN=vpn", "name-right-to-left.der", "GnuTLS prints characters that turn text around" },
    { "subject", "CN=#0c", "name-nul.der", "GnuTLS prints all of a text that holds a NUL in hexadecimal" },
    { "subject", "CN=\\#", "name-teletex.der", "GnuTLS does not convert Teletex" },
    { "subject", "CN=\\#", "name-universal.der", "GnuTLS does not convert UniversalString" },
    { "subject", "OU=#1a0107", "string-types.pem", "nor VisibleString and NumericString" },
    { "subject", "GNUTLS_E_ASN1_VALUE_NOT_VALID", "", "GnuTLS prints no name with an empty value" },
    { "issuer", "GNUTLS_E_ASN1_VALUE_NOT_VALID", "", "GnuTLS prints no name with an empty value" },
    { "subject", "C=#0c", "country-in-utf8.pem", "GnuTLS insists on PrintableString" },
    { "subject", "DC=#0c", "domain-component-in-utf8.pem", "GnuTLS insists on IA5String" },
    { "not_before", "2026-07-01", "time-day-31-of-june.der", "GnuTLS takes 31 June for 1 July" },
    { "not_before", "2027-01-01", "time-leap-second.der", "GnuTLS takes second 60 for the next minute" },
    { "not_before", "1970-01-01", "", "GnuTLS has no times before 1970" },
    { "import", "", "dns-empty.der", "GnuTLS refuses an empty dNSName; ours is odd, and read" },
    { "crl.entries", "", "crl-entry-serial-empty.crl", "GnuTLS skips an entry without serial number" },
};

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return tail <= length && strcmp(text + length - tail, end) == 0;
}

static bool is_known(const char *path, const char *field, const char *theirs)
{
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (strcmp(known[i].field, field) == 0 && ends_with(path, known[i].file) &&
            strstr(theirs, known[i].theirs))
            return true;
    return false;
}

/* Both refuse: what the errors are called differs. */
static bool both_refuse(const char *ours, const char *theirs)
{
    return strncmp(ours, "error", 5) == 0 && strncmp(theirs, "error", 5) == 0;
}

static void compare(const char *path, const char *field, const char *ours, const char *theirs)
{
    if (strcmp(ours, theirs) == 0 || both_refuse(ours, theirs) || is_known(path, field, theirs))
        CHECK(field, true);
    else
        CHECK_SAYING(field, false, "%s: ours '%.300s', GnuTLS '%.300s'", path, ours, theirs);
}

/* -- the walk ------------------------------------------------------------------------------------------------------- */

struct walk {
    size_t certificates, crls, refused;
};

static gnutls_datum_t datum_of(struct span octets)
{
    gnutls_datum_t datum = { arena_alloc(test_arena(), octets.length + 1), (unsigned)octets.length };
    memcpy(datum.data, octets.data, octets.length);
    return datum;
}

static void compare_certificate(const char *path, const struct cert *cert, struct walk *walk)
{
    gnutls_x509_crt_t crt;
    gnutls_datum_t der = datum_of(cert->der);
    if (gnutls_x509_crt_init(&crt) < 0)
        return;
    int result = gnutls_x509_crt_import(crt, &der, GNUTLS_X509_FMT_DER);
    walk->certificates++;
    walk->refused += result < 0;
    if (result < 0)
        CHECK_SAYING("refused by GnuTLS", cert->flaws.count > 0 || is_known(path, "import", ""),
                     "%s: %s, and no flaw", path, gnutls_strerror_name(result));
    for (size_t i = 0; result >= 0 && i < COUNT_OF(fields); i++)
        compare(path, fields[i].name, fields[i].ours(cert), fields[i].theirs(crt));
    gnutls_x509_crt_deinit(crt);
}

static void compare_crl(const char *path, const struct crl *crl, struct walk *walk)
{
    gnutls_x509_crl_t gnutls;
    gnutls_datum_t der = datum_of(crl->der);
    if (gnutls_x509_crl_init(&gnutls) < 0)
        return;
    int result = gnutls_x509_crl_import(gnutls, &der, GNUTLS_X509_FMT_DER);
    walk->crls++;
    walk->refused += result < 0;
    if (result < 0)
        CHECK_SAYING("refused by GnuTLS", crl->flaws.count > 0 || is_known(path, "import", ""),
                     "%s: %s, and no flaw", path, gnutls_strerror_name(result));
    for (size_t i = 0; result >= 0 && i < COUNT_OF(crl_fields); i++)
        compare(path, crl_fields[i].name, crl_fields[i].ours(crl), crl_fields[i].theirs(gnutls));
    gnutls_x509_crl_deinit(gnutls);
}

static void see_object(void *context, const struct object *object)
{
    if (object->kind == OBJECT_CERTIFICATE)
        compare_certificate(object->path, object->cert, context);
    else if (object->kind == OBJECT_CRL)
        compare_crl(object->path, object->crl, context);
}

static void see_failure(void *context, const struct read_failure *failure)
{
    (void)context;
    (void)failure; /* files that hold neither are no matter here */
}

/* All files below a folder; how many certificates and CRLs were compared at least. */
static void compare_folder(const char *name, const char *path, size_t certificates, size_t crls)
{
    struct walk walk = { 0 };
    struct read_sink sink = { .context = &walk, .object = see_object, .failure = see_failure };
    struct path_list files = { 0 };
    struct read_options options = { 0 };
    struct reader *reader = reader_new(&options);
    paths_expand(test_arena(), &path, 1, &files, &sink);
    for (size_t i = 0; i < files.count; i++)
        reader_read(reader, files.items[i], &sink);
    reader_free(reader);
    CHECK_SAYING(name, walk.certificates >= certificates && walk.crls >= crls,
                 "compared %zu certificates and %zu CRLs", walk.certificates, walk.crls);
}

static void test_testdata(void)
{
    compare_folder("testdata", test_path("testdata"), 200, 40);
}

static void test_real(void)
{
    const char *path = shared_path("real");
    if (path)
        compare_folder("files that Windows wrote", path, 6, 0);
}

static void test_pkits(void)
{
    const char *path = shared_path("pkits");
    if (path)
        compare_folder("PKITS", path, 400, 200);
}

static void test_system(void)
{
    static const char path[] = "/etc/ssl/certs";
    if (platform_status(path, test_arena()).kind != PLATFORM_FOLDER)
        check_skip("/etc/ssl/certs", "the system has none; install ca-certificates");
    else
        compare_folder("the system's roots", path, 0, 0);
}

CU_TestInfo differential_tests[] = {
    { "testdata", test_testdata }, { "real", test_real }, { "PKITS", test_pkits },
    { "system", test_system },     CU_TEST_INFO_NULL,
};
