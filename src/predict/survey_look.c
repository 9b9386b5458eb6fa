/* One file of a folder of exports: what is in it, counted. */
#include "facts/value.h"
#include "pki/settings.h"
#include "predict/survey_internal.h"
#include "util/text.h"

enum {
    NAMES_LIMIT = 5,        /* dialled names that are told */
    REASON_CHARACTERS = 600 /* no complaint of ours is so long: its commands are to be copied */
};

/* The first octets of a digest, never 0. */
static uint64_t short_digest(const uint8_t sha256[32])
{
    uint64_t hash;
    memcpy(&hash, sha256, sizeof hash);
    return hash ? hash : 1;
}

/* Whether a digest is noted for the first time. */
bool survey_note_digest(struct surveying *surveying, uint64_t hash)
{
    if (surveying->seen.count * 2 >= surveying->seen.capacity) {
        size_t capacity = surveying->seen.capacity ? surveying->seen.capacity * 2 : 256;
        uint64_t *items = arena_array(surveying->arena, capacity, sizeof *items);
        for (size_t i = 0; i < surveying->seen.capacity; i++)
            if (surveying->seen.items[i]) {
                size_t slot = (size_t)surveying->seen.items[i] & (capacity - 1);
                while (items[slot])
                    slot = (slot + 1) & (capacity - 1);
                items[slot] = surveying->seen.items[i];
            }
        surveying->seen.items = items;
        surveying->seen.capacity = capacity;
    }
    size_t slot = (size_t)hash & (surveying->seen.capacity - 1);
    while (surveying->seen.items[slot] && surveying->seen.items[slot] != hash)
        slot = (slot + 1) & (surveying->seen.capacity - 1);
    if (surveying->seen.items[slot])
        return false;
    surveying->seen.items[slot] = hash;
    surveying->seen.count++;
    return true;
}

int survey_store_of(enum store_place place)
{
    switch (place) {
    case PLACE_MY:
        return STORE_MY;
    case PLACE_ROOT:
        return STORE_ROOT;
    case PLACE_CA:
        return STORE_CA;
    case PLACE_DISALLOWED:
        return STORE_DISALLOWED;
    case PLACE_UNSAID:
    case PLACE_USER_MY:
    case PLACE_OTHER:
    case PLACE_COUNT:
        break;
    }
    return -1;
}

static void take_certificate(struct surveying *surveying, const struct object *object)
{
    struct look *look = surveying->now;
    const struct cert *cert = object->cert;
    const struct oid_list *usages;
    bool named;
    enum store_place place = store_place_of(object, &named);
    struct held *held = NULL;
    bool has_key = object->context.private_key == KEY_LINK_PRESENT,
         lacks_key = object->context.private_key == KEY_LINK_MISSING;
    look->certificates++;
    look->keys += has_key;
    look->keyless += lacks_key;
    if (!named && place == PLACE_USER_MY)
        held = &look->of_user;
    else if (!named && survey_store_of(place) < 0)
        look->elsewhere++;
    else if (!named) {
        held = &look->said[survey_store_of(place)];
        look->shows[survey_store_of(place)] = true;
    } else
        look->unsaid++;
    if (held) {
        held->certificates++;
        held->keys += has_key;
        held->keyless += lacks_key;
    }
    if (cert_is_ca(cert)) {
        bool is_root = cert_is_self_issued(cert);
        look->roots += named && is_root;
        look->authorities += named && !is_root;
        *VEC_ADD(surveying->arena, &look->authority_hashes) = short_digest(cert->sha256);
        return;
    }
    if (cert_usages(cert, &usages) != EXTENSION_PRESENT)
        return;
    bool server = usages_allow(usages, oid_entry(OID_SERVER_AUTH)->der),
         client = usages_allow(usages, oid_entry(OID_CLIENT_AUTH)->der),
         ike = usages_allow(usages, oid_entry(OID_IKE_INTERMEDIATE)->der);
    look->for_servers += server && (ike || !client);
    look->for_clients += client && !(server && ike);
}

static bool is_known(const struct settings *settings, enum setting_id id)
{
    return setting_of(settings, id)->state != SETTING_UNKNOWN;
}

static void add_dialled(struct surveying *surveying, struct span text)
{
    struct texts *dialled = &surveying->out->dialled;
    struct span name;
    if (!hostname_normalize(surveying->arena, text, &name))
        return;
    for (size_t i = 0; i < dialled->count; i++)
        if (span_equal_text(name, dialled->items[i]))
            return;
    if (dialled->count < NAMES_LIMIT)
        *VEC_ADD(surveying->arena, dialled) = arena_text_of_span(surveying->arena, name);
}

static void take_settings(struct surveying *surveying, const struct settings *settings)
{
    struct look *look = surveying->now;
    const struct setting *servers = setting_of(settings, PROFILE_SERVERS),
                         *product = setting_of(settings, HOST_PRODUCT);
    if (settings->kind == OBJECT_RRAS) {
        look->says_auth |= is_known(settings, RRAS_USER_AUTH) || is_known(settings, RRAS_TUNNEL_AUTH) ||
                           is_known(settings, RRAS_ROOT_TO_ACCEPT) || is_known(settings, RRAS_EKUS_TO_ACCEPT);
        look->says_flags |= is_known(settings, RRAS_CERT_AUTH_FLAGS);
    } else if (settings->kind == OBJECT_PROFILE) {
        look->connections++;
        if (servers->state == SETTING_SET && servers->texts.count)
            add_dialled(surveying, servers->texts.items[0]);
    } else {
        look->says_build |= is_known(settings, HOST_BUILD) || is_known(settings, HOST_HOTFIXES);
        look->says_revision |= is_known(settings, HOST_UBR);
        if (product->state == SETTING_SET) {
            const char *text =
                arena_text_of_span(surveying->arena, text_lower(surveying->arena, product->text));
            look->is_server_product |= strstr(text, "server") != NULL;
            look->is_client_product |= strstr(text, "server") == NULL;
        }
    }
    if (settings->kind != OBJECT_PROFILE && settings->name.length && text_is_utf8(settings->name))
        look->computer = arena_text_of_span(surveying->arena, settings->name);
}

static void take_object(void *context, const struct object *object)
{
    struct surveying *surveying = context;
    struct look *look = surveying->now;
    switch (object->kind) {
    case OBJECT_CERTIFICATE:
        take_certificate(surveying, object);
        break;
    case OBJECT_CRL:
        look->lists++;
        look->new_list |= survey_note_digest(surveying, short_digest(object->crl->sha256));
        break;
    case OBJECT_REQUEST:
        look->requests++;
        break;
    case OBJECT_TEMPLATE:
        look->templates++;
        break;
    case OBJECT_RRAS:
    case OBJECT_PROFILE:
    case OBJECT_HOST:
        take_settings(surveying, object->settings);
        break;
    case OBJECT_STORE:
    case OBJECT_KIND_COUNT:
        break;
    }
}

const char *survey_shortened(struct arena *arena, const char *text)
{
    struct span rest = span_of_text(text_escaped(arena, span_of_text(text))), whole = rest;
    size_t characters = 0;
    while (rest.length && characters < REASON_CHARACTERS) {
        text_next(&rest);
        characters++;
    }
    whole.length -= rest.length;
    return arena_format(arena, "%.*s%s", (int)whole.length, (const char *)whole.data,
                        rest.length ? " ..." : "");
}

static void take_failure(void *context, const struct read_failure *failure)
{
    struct surveying *surveying = context;
    surveying->now->is_empty |= failure->empty;
    if (!surveying->now->reason)
        surveying->now->reason = survey_shortened(surveying->arena, failure->error);
}

static void take_store(void *context, struct span name, struct span store_path)
{
    struct surveying *surveying = context;
    int store = survey_store_of(store_place_shown(name, store_path));
    if (store >= 0)
        surveying->now->shows[store] = true;
}

static void take_kind(void *context, const char *path, const char *kind)
{
    struct surveying *surveying = context;
    (void)path;
    surveying->now->kind = survey_shortened(surveying->arena, kind);
}

static void add_count(struct arena *arena, const char **words, size_t count, const char *one,
                      const char *many)
{
    if (count)
        *words =
            arena_format(arena, "%s%s%zu %s", *words, **words ? ", " : "", count, count == 1 ? one : many);
}

static void add_words(struct arena *arena, const char **words, bool is, const char *what)
{
    if (is)
        *words = arena_format(arena, "%s%s%s", *words, **words ? ", " : "", what);
}

static void add_certificates(struct arena *arena, const char **words, struct held held, bool wants_keys)
{
    add_count(arena, words, held.certificates, "certificate", "certificates");
    if (held.keys)
        *words = arena_format(arena, "%s, %zu with %s", *words, held.keys,
                              held.keys == 1 ? "its private key" : "their private keys");
    else
        add_words(arena, words, held.keyless > 0 && wants_keys, "none with its private key");
}

static const char *words_of(struct arena *arena, const struct look *look)
{
    const char *words = "";
    add_certificates(arena, &words, (struct held){ look->certificates, look->keys, look->keyless },
                     look->certificates > look->authority_hashes.count);
    add_count(arena, &words, look->lists, "CRL", "CRLs");
    add_count(arena, &words, look->requests, "request", "requests");
    add_count(arena, &words, look->templates, "template", "templates");
    add_words(arena, &words, look->says_auth, "what the server accepts");
    add_words(arena, &words, look->says_flags, "CertAuthFlags");
    add_count(arena, &words, look->connections, "VPN connection", "VPN connections");
    add_words(arena, &words, look->says_build,
              look->says_revision ? "the build of Windows" : "the build of Windows, without UBR");
    add_words(arena, &words, !*words && look->is_empty, "empty");
    return words;
}

/* Store by store, where the export says of all certificates where they are from. */
static void tell_stores(struct arena *arena, struct look *look, const char *behind)
{
    for (int store = 0; store < STORE_COUNT && !look->unsaid; store++) {
        const char *words = "";
        add_certificates(arena, &words, look->said[store], store == STORE_MY);
        if (look->shows[store])
            look->file->of_key[store] = arena_format(arena, "%s%s", *words ? words : "empty", behind);
    }
    const char *words = "";
    add_certificates(arena, &words, look->of_user, true);
    if (*words && !look->unsaid)
        look->file->of_key[SURVEY_USER_CERTIFICATES] = arena_format(arena, "%s%s", words, behind);
}

void survey_read(struct surveying *surveying, struct look *look, const char *path)
{
    const struct read_sink sink = { .context = surveying,
                                    .object = take_object,
                                    .failure = take_failure,
                                    .kind = take_kind,
                                    .store = take_store };
    surveying->now = look;
    reader_read(surveying->reader, path, &sink);
    look->file->what = words_of(surveying->arena, look);
    const char *behind = look->reason && !look->is_empty
                             ? arena_format(surveying->arena, "; not all can be read: %s", look->reason)
                             : "";
    if (*look->file->what)
        look->file->what = arena_format(surveying->arena, "%s%s", look->file->what, behind);
    tell_stores(surveying->arena, look, behind);
}
