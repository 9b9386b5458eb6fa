/* A PFX, walked:
 *
 *     PFX              { version 3, ContentInfo { data, AuthenticatedSafe }, MacData OPTIONAL }
 *     AuthenticatedSafe  SEQUENCE OF ContentInfo { data | encryptedData, SafeContents }
 *     SafeContents       SEQUENCE OF SafeBag { bagId, [0] value, SET OF attributes }
 *
 * The MAC finds the password; without one (or with one that cannot be checked) each password is tried on each
 * encrypted part. What is not encrypted is read without any. The bags are walked twice: first for the keys, then for
 * certificates and CRLs, which are linked to keys by localKeyId. Windows names the provider of a key beside it. */
#include "read/pkcs12.h"
#include "der/der.h"
#include "der/oid.h"
#include "read/der_objects.h"
#include "read/octet_string.h"
#include "read/pbe.h"
#include "read/sniff.h"

enum {
    SAFES_LIMIT = 256, /* parts of an AuthenticatedSafe */
    BAGS_DEPTH = 16,   /* SafeContents in one another */
    ASKED_LIMIT = 64   /* passwords that are asked for in all */
};

/* A SafeContents in the clear, and where it stands. */
struct safe {
    struct origin origin;
    struct span contents;
};

/* What stands beside a private key. */
struct key_bag {
    struct span id; /* localKeyId; data NULL: none */
    struct span provider;
};

struct bag {
    struct span type;  /* OID */
    struct span value; /* the element inside [0] */
    struct span id, friendly_name, provider;
};

struct pfx {
    struct walk *walk;
    struct {
        struct safe *items;
        size_t count, capacity;
    } safes;
    struct {
        struct key_bag *items;
        size_t count, capacity;
    } keys;
    struct pbe_password *passwords; /* none, the empty one, those given */
    size_t password_count;
    const struct pbe_password *password; /* the one that the MAC found, or NULL */
    bool mac_fits_none;                  /* there is a MAC, of another password or of other octets */
    bool opened;                         /* an encrypted part was decrypted */
    struct pbe_password asked;           /* what the asker said last, where it was right */
    struct span mac_data, mac_content;   /* what the MAC is, and of what */
    uint64_t budget;
};

/* -- bags ----------------------------------------------------------------------------------------------------------- */

enum bag_kind {
    BAG_KEY = 1,
    BAG_SHROUDED_KEY = 2,
    BAG_CERTIFICATE = 3,
    BAG_CRL = 4,
    BAG_SECRET = 5,
    BAG_SAFE = 6
};

/* The last arc of 1.2.840.113549.1.12.10.1.N, 0 for anything else. */
static unsigned bag_kind(struct span type)
{
    static const char arc[] = "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01";
    return type.length == 11 && memcmp(type.data, arc, 10) == 0 ? type.data[10] : 0;
}

static struct span bmp_text(struct pfx *pfx, struct span value)
{
    struct span content;
    if (!der_get(&value, DER_BMP_STRING, &content, NULL) || content.length == 0)
        return (struct span){ 0 };
    struct span text = encoding_utf16(pfx->walk->arena, content, ENCODING_UTF16BE);
    while (text.length && text.data[text.length - 1] == 0)
        text.length--;
    return text.length ? text : (struct span){ 0 };
}

static void read_attributes(struct pfx *pfx, struct span attributes, struct bag *bag)
{
    struct span attribute, type, values;
    while (der_get(&attributes, DER_SEQUENCE, &attribute, NULL)) {
        if (!der_get(&attribute, DER_OID, &type, NULL) || !der_get(&attribute, DER_SET, &values, NULL))
            continue;
        if (oid_is(type, OID_PKCS9_LOCAL_KEY_ID))
            octet_string_get(pfx->walk->arena, &values, &bag->id, NULL);
        else if (oid_is(type, OID_PKCS9_FRIENDLY_NAME))
            bag->friendly_name = bmp_text(pfx, values);
        else if (oid_is(type, OID_MS_KEY_PROVIDER_NAME))
            bag->provider = bmp_text(pfx, values);
    }
}

static bool next_bag(struct pfx *pfx, struct span *contents, struct bag *bag)
{
    struct span content, attributes;
    *bag = (struct bag){ 0 };
    if (!der_get(contents, DER_SEQUENCE, &content, NULL) || !der_get(&content, DER_OID, &bag->type, NULL) ||
        !der_get(&content, DER_CONSTRUCTED(0), &bag->value, NULL))
        return false;
    if (der_get(&content, DER_SET, &attributes, NULL))
        read_attributes(pfx, attributes, bag);
    return true;
}

static void collect_keys(struct pfx *pfx, struct span contents, unsigned depth)
{
    struct bag bag;
    struct span inner;
    while (next_bag(pfx, &contents, &bag)) {
        unsigned kind = bag_kind(bag.type);
        if (kind == BAG_KEY || kind == BAG_SHROUDED_KEY)
            *VEC_ADD(pfx->walk->arena, &pfx->keys) = (struct key_bag){ bag.id, bag.provider };
        else if (kind == BAG_SAFE && depth < BAGS_DEPTH && der_get(&bag.value, DER_SEQUENCE, &inner, NULL))
            collect_keys(pfx, inner, depth + 1);
    }
}

/* What is known of the private key of a certificate whose localKeyId this is. */
static void link_key(const struct pfx *pfx, struct span id, struct object_context *context)
{
    bool nameless = pfx->keys.count == 0; /* no key says nothing; one without localKeyId may be anyone's */
    for (size_t i = 0; i < pfx->keys.count; i++) {
        const struct key_bag *key = &pfx->keys.items[i];
        nameless = nameless || !key->id.data;
        if (key->id.data && id.data && span_equal(key->id, id)) {
            context->private_key = KEY_LINK_PRESENT;
            context->key_provider = key->provider;
            return;
        }
    }
    context->private_key = nameless ? KEY_LINK_UNKNOWN : KEY_LINK_MISSING;
}

#define SDSI_CERTIFICATE "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x16\x02" /* 1.2.840.113549.1.9.22.2 */

/* CertBag and CRLBag: SEQUENCE { OID, [0] OCTET STRING }; other forms (SDSI) are passed over. */
static void read_bag(struct pfx *pfx, const struct origin *origin, const struct bag *bag)
{
    struct span value = bag->value, content, type, wrapped, octets;
    bool in_pieces;
    struct walk *walk = pfx->walk;
    bool is_typed = der_get(&value, DER_SEQUENCE, &content, NULL) && der_get(&content, DER_OID, &type, NULL);
    if (is_typed && span_equal_text(type, SDSI_CERTIFICATE))
        return;
    if (!is_typed || !der_get(&content, DER_CONSTRUCTED(0), &wrapped, NULL) ||
        !octet_string_get(walk->arena, &wrapped, &octets, &in_pieces)) {
        walk_fail_in(walk, origin, bag->value,
                     "a bag of PKCS#12 that is not { type, [0] OCTET STRING } (RFC 7292, 4.2.3)");
        return;
    }
    struct origin inner = *origin;
    if (in_pieces)
        inner = walk_inner(walk, origin, origin->container, bag->value, octets);
    inner.context.friendly_name = bag->friendly_name;
    if (bag_kind(bag->type) == BAG_CERTIFICATE) {
        link_key(pfx, bag->id, &inner.context);
        walk_certificate(walk, &inner, octets);
    } else {
        walk_crl(walk, &inner, octets);
    }
}

static void read_bags(struct pfx *pfx, const struct origin *origin, struct span contents, unsigned depth)
{
    struct bag bag;
    struct span inner, at = contents;
    while (next_bag(pfx, &contents, &bag)) {
        unsigned kind = bag_kind(bag.type);
        if (kind == BAG_CERTIFICATE || kind == BAG_CRL)
            read_bag(pfx, origin, &bag);
        else if (kind == BAG_SAFE && depth >= BAGS_DEPTH)
            walk_fail_in(pfx->walk, origin, at, "bags of PKCS#12 in one another more than %d deep: left out",
                         BAGS_DEPTH);
        else if (kind == BAG_SAFE && der_get(&bag.value, DER_SEQUENCE, &inner, NULL))
            read_bags(pfx, origin, inner, depth + 1);
        else if (kind == BAG_SAFE)
            walk_fail_in(pfx->walk, origin, at,
                         "a bag of PKCS#12 that should hold others and is no SEQUENCE (RFC 7292, 4.2.6)");
        at = contents;
    }
    if (at.length)
        walk_fail_in(pfx->walk, origin, at,
                     "a bag of PKCS#12 that cannot be read: not { bagId, [0] value } (RFC 7292, 4.2)");
}

/* -- the parts of the AuthenticatedSafe ----------------------------------------------------------------------------- */

static void add_safe(struct pfx *pfx, struct origin origin, struct span octets)
{
    struct span contents, rest = octets;
    if (!der_get(&rest, DER_SEQUENCE, &contents, NULL))
        walk_fail_in(pfx->walk, &origin, octets, "a part of PKCS#12 that is no SafeContents: %s",
                     der_objects_problem(pfx->walk->arena, octets));
    else
        *VEC_ADD(pfx->walk->arena, &pfx->safes) = (struct safe){ origin, contents };
}

static void add_plain(struct pfx *pfx, const struct origin *origin, struct span wrapped)
{
    struct span octets, at = wrapped;
    bool in_pieces;
    if (!octet_string_get(pfx->walk->arena, &wrapped, &octets, &in_pieces)) {
        walk_fail_in(pfx->walk, origin, at, "a part of PKCS#12 that is no OCTET STRING");
        return;
    }
    add_safe(pfx, in_pieces ? walk_inner(pfx->walk, origin, origin->container, at, octets) : *origin, octets);
}

/* EncryptedContentInfo's [0]: primitive, or in pieces. */
static bool get_ciphertext(struct pfx *pfx, struct span in, struct span *out)
{
    struct der_element element;
    struct span copy = in;
    if (!der_any(&copy, &element, NULL))
        return false;
    *out = element.content;
    if (element.identifier == DER_CONTEXT(0))
        return true;
    if (element.identifier != DER_CONSTRUCTED(0))
        return false;
    struct buf pieces = { 0 };
    struct span piece;
    bool good = true;
    while (good && element.content.length) {
        good = der_get(&element.content, DER_OCTET_STRING, &piece, NULL);
        buf_add(&pieces, good ? piece : (struct span){ 0 });
    }
    if (good)
        *out = arena_copy(pfx->walk->arena, buf_span(&pieces));
    buf_free(&pieces);
    return good;
}

/* Whether the octets are one whole SEQUENCE: what a right password makes of them. */
static bool is_safe(struct span octets)
{
    struct der_element element;
    return der_is(octets, DER_SEQUENCE) && der_any(&octets, &element, NULL) && octets.length == 0;
}

static const char *no_password(const struct pfx *pfx)
{
    size_t given = pfx->walk->options->password_count;
    if (given == 0)
        return "PKCS#12 that needs a password: give --password-file with the password in a line";
    return arena_format(
        pfx->walk->arena,
        "PKCS#12 that needs another password (tried: %zu given, the empty one and none): give "
        "--password-file with the password in a line",
        given);
}

static enum pbe_result try_password(struct pfx *pfx, struct pbe_password password, struct span algorithm,
                                    struct span octets, struct span *plain, const char **why)
{
    enum pbe_result result =
        pbe_decrypt(pfx->walk->arena, algorithm, password, octets, &pfx->budget, plain, why);
    return result == PBE_GOOD && !is_safe(*plain) ? PBE_WRONG_PASSWORD : result;
}

/* The password of the MAC, or the one that was typed, first; but a part may have another one. */
static enum pbe_result try_passwords(struct pfx *pfx, struct span algorithm, struct span octets,
                                     struct span *plain, const char **why)
{
    enum pbe_result result = PBE_WRONG_PASSWORD;
    if (pfx->password)
        result = try_password(pfx, *pfx->password, algorithm, octets, plain, why);
    for (size_t i = 0; i < pfx->password_count && result == PBE_WRONG_PASSWORD; i++)
        if (&pfx->passwords[i] != pfx->password)
            result = try_password(pfx, pfx->passwords[i], algorithm, octets, plain, why);
    return result;
}

/* Asks for passwords until one opens the part, which then is that of the file. */
static enum pbe_result ask_for_it(struct pfx *pfx, struct span algorithm, struct span octets,
                                  struct span *plain, const char **why)
{
    const struct read_options *options = pfx->walk->options;
    enum pbe_result result = PBE_WRONG_PASSWORD;
    const char *text = NULL, *why_not;
    for (unsigned i = 0; i < ASKED_LIMIT && options->ask && result == PBE_WRONG_PASSWORD; i++) {
        text = options->ask(options->ask_context, pfx->walk->path, i);
        if (!text)
            return PBE_WRONG_PASSWORD;
        result = try_password(pfx, (struct pbe_password){ .text = span_of_text(text) }, algorithm, octets,
                              plain, why);
    }
    if (result == PBE_GOOD) {
        pfx->asked = (struct pbe_password){ .text = span_of_text(text) };
        pfx->password = &pfx->asked;
        pfx->mac_fits_none =
            pfx->mac_fits_none && pbe_check(pfx->walk->arena, pfx->mac_data, pfx->asked, pfx->mac_content,
                                            &pfx->budget, &why_not) == PBE_WRONG_PASSWORD;
    }
    return result;
}

/* EncryptedData { version, EncryptedContentInfo { type, algorithm, [0] octets } } */
static void add_encrypted(struct pfx *pfx, const struct origin *origin, struct span wrapped)
{
    struct walk *walk = pfx->walk;
    struct span at = wrapped, data, version, info, type, algorithm, octets, plain = { 0 };
    if (!der_get(&wrapped, DER_SEQUENCE, &data, NULL) || !der_get(&data, DER_INTEGER, &version, NULL) ||
        !der_get(&data, DER_SEQUENCE, &info, NULL) || !der_get(&info, DER_OID, &type, NULL) ||
        !der_get(&info, DER_SEQUENCE, &algorithm, NULL) || !get_ciphertext(pfx, info, &octets)) {
        walk_fail_in(walk, origin, at, "an encrypted part of PKCS#12 that is broken (RFC 5652, 8)");
        return;
    }
    const char *why;
    enum pbe_result result = try_passwords(pfx, algorithm, octets, &plain, &why);
    if (result == PBE_WRONG_PASSWORD && !pfx->password)
        result = ask_for_it(pfx, algorithm, octets, &plain, &why);
    switch (result) {
    case PBE_GOOD:
        pfx->opened = true;
        add_safe(pfx, walk_inner(walk, origin, origin->container, at, plain), plain);
        break;
    case PBE_WRONG_PASSWORD:
        if (pfx->password)
            walk_fail_locked(
                walk, origin, at,
                "an encrypted part of PKCS#12 that neither the password of its MAC nor another "
                "one opens: it has one of its own, to be given with --password-file, or is damaged");
        else
            walk_fail_locked(walk, origin, at, no_password(pfx));
        break;
    case PBE_UNSUPPORTED:
        walk_fail_in(walk, origin, at, "an encrypted part of PKCS#12 that cannot be opened: %s", why);
        break;
    }
}

static void read_authenticated_safe(struct pfx *pfx, const struct origin *origin, struct span safe)
{
    for (size_t i = 0; safe.length; i++) {
        struct span at = safe, info, type, wrapped;
        if (!der_get(&safe, DER_SEQUENCE, &info, NULL) || !der_get(&info, DER_OID, &type, NULL) ||
            !der_get(&info, DER_CONSTRUCTED(0), &wrapped, NULL) || i >= SAFES_LIMIT) {
            walk_fail_in(pfx->walk, origin, at,
                         i >= SAFES_LIMIT ? "PKCS#12 of more than 256 parts: the rest is left out"
                                          : "a part of PKCS#12 that is no ContentInfo");
            return;
        }
        if (oid_is(type, OID_PKCS7_DATA))
            add_plain(pfx, origin, wrapped);
        else if (oid_is(type, OID_PKCS7_ENCRYPTED_DATA))
            add_encrypted(pfx, origin, wrapped);
        else
            walk_fail_in(
                pfx->walk, origin, at,
                "a part of PKCS#12 that is encrypted for a key or an account, not by a password: export it "
                "again with a password");
    }
}

/* -- the whole ------------------------------------------------------------------------------------------------------ */

static void gather_passwords(struct pfx *pfx)
{
    const struct read_options *options = pfx->walk->options;
    pfx->password_count = options->password_count + 2;
    pfx->passwords = arena_array(pfx->walk->arena, pfx->password_count, sizeof *pfx->passwords);
    for (size_t i = 0; i < options->password_count; i++)
        pfx->passwords[i].text = span_of_text(options->passwords[i]);
    pfx->passwords[options->password_count] = (struct pbe_password){ .text = span_of_text("") };
    pfx->passwords[options->password_count + 1] = (struct pbe_password){ .none = true };
}

/* The password that the MAC is made with. */
static void find_password(struct pfx *pfx, struct span mac_data, struct span content)
{
    const char *why;
    enum pbe_result result = PBE_WRONG_PASSWORD;
    pfx->mac_data = mac_data;
    pfx->mac_content = content;
    for (size_t i = 0; i < pfx->password_count && result == PBE_WRONG_PASSWORD; i++) {
        result = pbe_check(pfx->walk->arena, mac_data, pfx->passwords[i], content, &pfx->budget, &why);
        if (result == PBE_GOOD)
            pfx->password = &pfx->passwords[i];
    }
    pfx->mac_fits_none = result == PBE_WRONG_PASSWORD;
}

void pkcs12_read(struct walk *walk, const struct origin *outer, struct span octets)
{
    struct span rest = octets, content, version, info, type, wrapped, octets_of_safe, parts, safe, mac_data;
    bool in_pieces;
    size_t objects = walk->objects, failures = walk->failures;
    struct pfx pfx = { .walk = walk, .budget = PBE_BUDGET };
    struct origin origin = *outer;
    origin.container = "PKCS#12";
    origin.depth++;
    if (!der_get(&rest, DER_SEQUENCE, &content, NULL) || !der_get(&content, DER_INTEGER, &version, NULL) ||
        !der_get(&content, DER_SEQUENCE, &info, NULL) || !der_get(&info, DER_OID, &type, NULL) ||
        !der_get(&info, DER_CONSTRUCTED(0), &wrapped, NULL)) {
        walk_fail_in(walk, outer, octets, "PKCS#12 that is not { version, authSafe … } (RFC 7292, 4)");
        return;
    }
    if (!oid_is(type, OID_PKCS7_DATA)) {
        walk_fail_in(walk, outer, octets,
                     "PKCS#12 that is signed or encrypted for a key, not protected by a password: export it "
                     "again with a password");
        return;
    }
    if (!octet_string_get(walk->arena, &wrapped, &octets_of_safe, &in_pieces)) {
        walk_fail_in(walk, outer, octets, "PKCS#12 whose authSafe is no OCTET STRING");
        return;
    }
    if (in_pieces)
        origin = walk_inner(walk, &origin, origin.container, octets, octets_of_safe);
    gather_passwords(&pfx);
    if (der_get(&content, DER_SEQUENCE, &mac_data, NULL))
        find_password(&pfx, mac_data, octets_of_safe);

    parts = octets_of_safe;
    if (!der_get(&parts, DER_SEQUENCE, &safe, NULL)) {
        walk_fail_in(walk, &origin, octets_of_safe, "PKCS#12 whose AuthenticatedSafe is broken: %s",
                     der_objects_problem(walk->arena, octets_of_safe));
        return;
    }
    read_authenticated_safe(&pfx, &origin, safe);
    if (pfx.opened && pfx.mac_fits_none)
        walk_fail_in(walk, outer, octets,
                     "PKCS#12 that a password opens, but whose MAC is of other octets: damaged or edited, or "
                     "its MAC has a password of its own");
    for (size_t i = 0; i < pfx.safes.count; i++)
        collect_keys(&pfx, pfx.safes.items[i].contents, 0);
    for (size_t i = 0; i < pfx.safes.count; i++)
        read_bags(&pfx, &pfx.safes.items[i].origin, pfx.safes.items[i].contents, 0);
    if (walk->objects == objects && walk->failures == failures)
        walk_fail_empty(walk, outer, octets,
                        pfx.keys.count
                            ? "no certificate, CRL or request found: PKCS#12 with a private key only"
                            : "no certificate, CRL or request found: PKCS#12 without any");
}
