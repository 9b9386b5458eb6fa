/* First who made each list, then the CAs that there are, then what each of them should have.
 *
 * A CA whose certificate was not given gets an entry as well, when a list or a CA certificate below it names it. */
#include "trust/inventory.h"

#include <stdlib.h>

#include "trust/checks.h"
#include "trust/lists.h"
#include "trust/scope.h"
#include "util/clock.h"

struct build {
    struct arena *arena;
    struct trust *trust;
    int64_t at;
    const struct inventory_limits *limits;
    const struct object *const *objects;
    size_t count;
    struct effort effort;
    struct inventory *inventory;
};

const char *ca_state_name(enum ca_state state)
{
    static const char *const names[] = { "OK", "Expiring", "Expired", "Missing", "Unreadable", "Invalid" };
    return names[state];
}

const char *ca_item_kind_name(enum ca_item_kind kind)
{
    static const char *const names[] = { "certificate", "CRL", "delta CRL" };
    return names[kind];
}

/* --- entries --- */

static struct ca_entry *add_entry(struct build *build, const struct name *name, const struct cert *cert,
                                  struct span key_id)
{
    struct ca_entry *entry = VEC_ADD(build->arena, &build->inventory->entries);
    const char *text = name_print(build->arena, name);
    *entry = (struct ca_entry){ .name = name,
                                .cert = cert,
                                .label = cert      ? cert_label(build->arena, cert)
                                         : text[0] ? text
                                                   : "(no name)",
                                .key_id = key_id };
    return entry;
}

static struct ca_entry *entry_of(struct build *build, const struct cert *cert)
{
    for (size_t i = 0; i < build->inventory->entries.count; i++) {
        struct ca_entry *entry = &build->inventory->entries.items[i];
        if (entry->cert && name_equal(entry->name, &cert->subject) &&
            span_equal(entry->cert->key.spki, cert->key.spki))
            return entry;
    }
    struct span key_id =
        cert->subject_key_id.presence == EXTENSION_PRESENT ? cert->subject_key_id.id : (struct span){ 0 };
    return add_entry(build, &cert->subject, cert, key_id);
}

/* An entry for a CA that is only named: by a list, or by a certificate that it issued. */
static struct ca_entry *entry_named(struct build *build, const struct name *name,
                                    const struct authority_key_id *named)
{
    struct span key_id =
        named->presence == EXTENSION_PRESENT && named->has_key_id ? named->key_id : (struct span){ 0 };
    for (size_t i = 0; i < build->inventory->entries.count; i++) {
        struct ca_entry *entry = &build->inventory->entries.items[i];
        if (!entry->cert && name_equal(entry->name, name) && span_equal(entry->key_id, key_id))
            return entry;
    }
    struct ca_entry *entry = add_entry(build, name, NULL, key_id);
    const char *which = key_id.length ? arena_format(build->arena, " with key identifier %s",
                                                     key_id_text(build->arena, key_id))
                                      : "";
    *VEC_ADD(build->arena, &entry->items) =
        (struct ca_item){ .kind = CA_ITEM_CERTIFICATE,
                          .state = CA_STATE_MISSING,
                          .remark = arena_format(build->arena, "no certificate of it%s was given", which) };
    return entry;
}

static bool has_object(const struct ca_entry *entry, const struct object *object)
{
    for (size_t i = 0; i < entry->items.count; i++) {
        const struct ca_item *item = &entry->items.items[i];
        if (item->cert && object->cert && memcmp(item->cert->sha256, object->cert->sha256, 32) == 0)
            return true;
        if (item->crl && object->crl && memcmp(item->crl->sha256, object->crl->sha256, 32) == 0)
            return true;
    }
    return false;
}

/* --- certificates --- */

/* The worse state counts, all remarks are kept. */
static void say(struct build *build, struct ca_item *item, enum ca_state state, const char *remark)
{
    if (state > item->state)
        item->state = state;
    item->remark = item->remark[0] ? arena_format(build->arena, "%s; %s", item->remark, remark) : remark;
}

static void judge_end(struct build *build, struct ca_item *item, int64_t end, int64_t limit)
{
    char remaining[CLOCK_TEXT];
    if (build->at > end) {
        say(build, item, CA_STATE_EXPIRED,
            arena_format(build->arena, "expired on %s", date_text(build->arena, end)));
    } else if (end - build->at < limit) {
        duration_print(end - build->at, remaining);
        say(build, item, CA_STATE_EXPIRING, arena_format(build->arena, "ends in %s", remaining));
    }
}

static const struct cert *signer_of(struct build *build, const struct cert *cert)
{
    const struct name_group *group = store_subject(build->trust, &cert->issuer);
    for (const struct node *node = group ? group->first : NULL; node; node = node->next_subject)
        if (store_check_cert(build->trust, node, cert, &build->effort) == SIGNATURE_VALID)
            return node->cert;
    return NULL;
}

static struct ca_item judge_certificate(struct build *build, const struct object *object)
{
    const struct cert *cert = object->cert;
    struct ca_item item = { .kind = CA_ITEM_CERTIFICATE, .object = object, .cert = cert, .remark = "" };
    enum element_role role = cert_is_self_issued(cert) ? ROLE_ANCHOR : ROLE_CA;
    if (element_faults(cert, role, build->at) & FAULT(MALFORMED)) {
        say(build, &item, CA_STATE_UNREADABLE,
            element_explain(build->arena, cert, role, build->at, PATH_PROBLEM_MALFORMED));
        return item;
    }
    item.signer = signer_of(build, cert);
    if (build->at < cert->not_before.seconds)
        say(build, &item, CA_STATE_INVALID,
            arena_format(build->arena, "is not valid before %s",
                         date_text(build->arena, cert->not_before.seconds)));
    judge_end(build, &item, cert->not_after.seconds, build->limits->certificate);
    return item;
}

static bool is_authority(const struct cert *cert)
{
    return cert_is_ca(cert) || (cert->version < 3 && cert_is_self_issued(cert));
}

static void take_certificate(struct build *build, const struct object *object)
{
    struct ca_entry *entry = entry_of(build, object->cert);
    if (!has_object(entry, object))
        *VEC_ADD(build->arena, &entry->items) = judge_certificate(build, object);
}

/* --- lists --- */

static const char *unknown_critical(struct build *build, const struct crl *crl)
{
    for (size_t i = 0; i < crl->extensions.count; i++)
        if (crl->extensions.items[i].critical && !crl->extensions.items[i].understood)
            return arena_format(build->arena, "has the critical extension %s, which is not understood",
                                oid_print(build->arena, crl->extensions.items[i].oid));
    return crl->has_unknown_critical_entries ? "has an entry with a critical extension that is not understood"
                                             : NULL;
}

static void judge_list_dates(struct build *build, struct ca_item *item)
{
    const struct crl *crl = item->crl;
    bool delta = item->kind == CA_ITEM_DELTA_CRL;
    if (crl->this_update.seconds > build->at)
        say(build, item, CA_STATE_INVALID,
            arena_format(build->arena, "is not valid before %s",
                         date_text(build->arena, crl->this_update.seconds)));
    if (!crl->has_next_update) {
        say(build, item, CA_STATE_OK, "does not say when it ends (next update)");
        return;
    }
    judge_end(build, item, crl->next_update.seconds, delta ? build->limits->delta : build->limits->crl);
    if (crl->next_publish.presence == EXTENSION_PRESENT && crl->next_publish.time.decoded &&
        crl->next_publish.time.seconds < build->at && item->state < CA_STATE_EXPIRED)
        say(build, item, CA_STATE_EXPIRING,
            arena_format(build->arena, "a newer one should have been published on %s",
                         date_text(build->arena, crl->next_publish.time.seconds)));
}

static struct ca_item judge_list(struct build *build, const struct object *object,
                                 const struct crl_signer *signer)
{
    const struct crl *crl = object->crl;
    struct ca_item item = { .kind = crl_is_delta(crl) ? CA_ITEM_DELTA_CRL : CA_ITEM_CRL,
                            .object = object,
                            .crl = crl,
                            .signer = signer->valid ? signer->issuer : NULL,
                            .remark = "" };
    const char *malformed = list_malformed_part(build->arena, crl), *critical = unknown_critical(build, crl);
    if (malformed || !crl->entries_decoded) {
        say(build, &item, CA_STATE_UNREADABLE,
            malformed ? malformed : "its entries do not decode to the end");
        return item;
    }
    bool allowed = signer->valid && cert_allows(signer->issuer, KEY_USAGE_CRL_SIGN);
    if (signer->checked && !allowed)
        say(build, &item, CA_STATE_INVALID, signer->explanation);
    else if (!signer->valid)
        say(build, &item, CA_STATE_OK, "its signature cannot be checked");
    if (critical)
        say(build, &item, CA_STATE_INVALID, critical);
    judge_list_dates(build, &item);
    return item;
}

static void take_list(struct build *build, const struct object *object)
{
    struct crl_signer signer = trust_judge_crl(build->trust, object->crl, build->arena);
    struct ca_entry *entry = signer.issuer && !signer.other_key
                                 ? entry_of(build, signer.issuer)
                                 : entry_named(build, &object->crl->issuer, &object->crl->authority_key_id);
    if (signer.issuer && !signer.other_key && entry->items.count == 0) /* it signs lists and is no CA */
        *VEC_ADD(build->arena, &entry->items) = judge_certificate(build, signer.object);
    if (!has_object(entry, object))
        *VEC_ADD(build->arena, &entry->items) = judge_list(build, object, &signer);
}

/* --- what replaces what, and what is missing --- */

static bool is_usable(const struct ca_item *item)
{
    return item->state == CA_STATE_OK || item->state == CA_STATE_EXPIRING || item->state == CA_STATE_EXPIRED;
}

static bool same_signer(const struct ca_item *a, const struct ca_item *b)
{
    if (!a->signer || !b->signer)
        return a->signer == b->signer;
    return span_equal(a->signer->key.spki, b->signer->key.spki);
}

static bool replaces(const struct ca_item *newer, const struct ca_item *older)
{
    if (newer->kind != older->kind || !is_usable(newer) || !is_usable(older))
        return false;
    if (newer->cert && older->cert)
        return name_equal(&newer->cert->issuer, &older->cert->issuer) && same_signer(newer, older) &&
               newer->cert->not_after.seconds > older->cert->not_after.seconds;
    return newer->crl && older->crl && scope_equal(newer->crl, older->crl) &&
           newer->crl->this_update.seconds > older->crl->this_update.seconds;
}

static void drop_older(struct ca_entry *entry)
{
    size_t kept = 0, count = entry->items.count;
    struct ca_item *items = entry->items.items;
    for (size_t i = 0; i < count; i++) {
        struct ca_item *best = NULL;
        for (size_t k = 0; k < count; k++)
            if (replaces(&items[k], &items[i]) && (!best || replaces(&items[k], best)))
                best = &items[k];
        if (best)
            best->older++;
    }
    for (size_t i = 0; i < count; i++) {
        bool replaced = false;
        for (size_t k = 0; k < count && !replaced; k++)
            replaced = replaces(&items[k], &items[i]);
        items[i].state = replaced ? CA_STATE_COUNT : items[i].state;
    }
    for (size_t i = 0; i < count; i++)
        if (items[i].state != CA_STATE_COUNT)
            items[kept++] = items[i];
    entry->items.count = kept;
}

static struct ca_item *first_of(struct ca_entry *entry, enum ca_item_kind kind)
{
    for (size_t i = 0; i < entry->items.count; i++)
        if (entry->items.items[i].kind == kind)
            return &entry->items.items[i];
    return NULL;
}

static void add_missing(struct build *build, struct ca_entry *entry, enum ca_item_kind kind,
                        const char *remark)
{
    *VEC_ADD(build->arena, &entry->items) =
        (struct ca_item){ .kind = kind, .state = CA_STATE_MISSING, .remark = remark };
}

static const char *first_address(struct build *build, const struct distribution_points *points)
{
    for (size_t i = 0; i < points->count; i++)
        for (size_t k = 0; k < points->items[i].full_name.count; k++)
            if (points->items[i].full_name.items[k].kind == GENERAL_NAME_URI)
                return general_name_value(build->arena, &points->items[i].full_name.items[k]);
    return NULL;
}

/* A CA whose certificate has ended needs no list any more: what it issued has ended too. */
static void note_missing(struct build *build, struct ca_entry *entry)
{
    struct ca_item *certificate = first_of(entry, CA_ITEM_CERTIFICATE), *crl = first_of(entry, CA_ITEM_CRL);
    bool signs = entry->cert && cert_allows(entry->cert, KEY_USAGE_CRL_SIGN) && certificate &&
                 (certificate->state == CA_STATE_OK || certificate->state == CA_STATE_EXPIRING);
    if (signs && !crl)
        add_missing(build, entry, CA_ITEM_CRL, "no CRL of this CA and key was given");
    if (crl && crl->crl && crl->crl->freshest_crl.presence == EXTENSION_PRESENT &&
        !first_of(entry, CA_ITEM_DELTA_CRL)) {
        const char *address = first_address(build, &crl->crl->freshest_crl.list);
        add_missing(build, entry, CA_ITEM_DELTA_CRL,
                    address ? arena_format(build->arena, "the CRL says that there is one: %s", address)
                            : "the CRL says that there is one");
    }
}

/* A delta has to start from a base that is not newer than the one at hand. */
static void check_deltas(struct build *build, struct ca_entry *entry)
{
    struct ca_item *crl = first_of(entry, CA_ITEM_CRL);
    for (size_t i = 0; i < entry->items.count; i++) {
        struct ca_item *delta = &entry->items.items[i];
        if (delta->kind != CA_ITEM_DELTA_CRL || !delta->crl || !is_usable(delta) || !crl || !crl->crl ||
            !is_usable(crl))
            continue;
        struct span base = delta->crl->delta_crl_indicator.number;
        if (crl->crl->crl_number.presence != EXTENSION_PRESENT ||
            crl_number_compare(crl->crl->crl_number.number, base) < 0)
            say(build, delta, CA_STATE_INVALID,
                arena_format(build->arena, "needs a base CRL with at least number %s",
                             crl_number_text(build->arena, base)));
    }
}

/* --- order --- */

/* Whether the CA made the certificate: by its key, or by its name where its certificate was not given. */
static bool is_above(const struct ca_entry *entry, const struct ca_item *certificate)
{
    if (!certificate->signer)
        return !entry->cert && name_equal(entry->name, &certificate->cert->issuer);
    return entry->cert && name_equal(entry->name, &certificate->signer->subject) &&
           span_equal(entry->cert->key.spki, certificate->signer->key.spki);
}

static void measure_depths(struct build *build)
{
    enum { ROUNDS = 16 }; /* tiers; loops of cross-certificates end there */
    struct ca_entry *entries = build->inventory->entries.items;
    size_t count = build->inventory->entries.count;
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < count; i++) {
            const struct ca_item *own = first_of(&entries[i], CA_ITEM_CERTIFICATE);
            for (size_t k = 0; own && own->cert && k < count; k++)
                if (k != i && entries[k].depth < ROUNDS && is_above(&entries[k], own))
                    entries[i].depth = entries[k].depth + 1;
        }
}

static int compare_entries(const void *a, const void *b)
{
    const struct ca_entry *left = a, *right = b;
    if (left->depth != right->depth)
        return left->depth < right->depth ? -1 : 1;
    int order = strcmp(left->label, right->label);
    return order ? order : span_compare(left->key_id, right->key_id);
}

static int compare_items(const void *a, const void *b)
{
    const struct ca_item *left = a, *right = b;
    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    if (is_usable(left) != is_usable(right))
        return is_usable(left) ? -1 : 1;
    int64_t of_left = left->cert  ? left->cert->not_after.seconds
                      : left->crl ? left->crl->this_update.seconds
                                  : 0;
    int64_t of_right = right->cert  ? right->cert->not_after.seconds
                       : right->crl ? right->crl->this_update.seconds
                                    : 0;
    return of_left > of_right ? -1 : of_left < of_right;
}

/* --- the whole --- */

static void take_objects(struct build *build)
{
    for (size_t i = 0; i < build->count; i++) {
        if (build->objects[i]->kind != OBJECT_CERTIFICATE)
            continue;
        if (is_authority(build->objects[i]->cert))
            take_certificate(build, build->objects[i]);
        else
            build->inventory->leaves++;
    }
    for (size_t i = 0; i < build->count; i++)
        if (build->objects[i]->kind == OBJECT_CRL)
            take_list(build, build->objects[i]);
    size_t known = build->inventory->entries.count; /* issuers that are only named come behind them */
    for (size_t i = 0; i < known; i++) {
        const struct ca_entry *entry = &build->inventory->entries.items[i];
        const struct ca_item *own = entry->items.count ? &entry->items.items[0] : NULL;
        if (own && own->cert && is_usable(own) && !own->signer)
            entry_named(build, &own->cert->issuer, &own->cert->authority_key_id);
    }
}

const struct inventory *inventory_build(struct arena *arena, const struct object *const *objects,
                                        size_t count, int64_t at, const struct inventory_limits *limits)
{
    struct build build = { .arena = arena,
                           .trust = trust_new(),
                           .at = at,
                           .limits = limits,
                           .objects = objects,
                           .count = count,
                           .inventory = arena_alloc(arena, sizeof(struct inventory)) };
    for (size_t i = 0; i < count; i++) {
        trust_add_intermediate(build.trust, objects[i]);
        build.effort.left += EFFORT_OF_A_JUDGEMENT;
    }
    trust_ready(build.trust);
    take_objects(&build);
    trust_free(build.trust);

    struct inventory *inventory = build.inventory;
    for (size_t i = 0; i < inventory->entries.count; i++) {
        struct ca_entry *entry = &inventory->entries.items[i];
        drop_older(entry);
        note_missing(&build, entry);
        check_deltas(&build, entry);
        if (entry->items.count > 1)
            qsort(entry->items.items, entry->items.count, sizeof(struct ca_item), compare_items);
        for (size_t k = 0; k < entry->items.count; k++)
            inventory->states[entry->items.items[k].state]++;
    }
    measure_depths(&build);
    if (inventory->entries.count > 1)
        qsort(inventory->entries.items, inventory->entries.count, sizeof(struct ca_entry), compare_entries);
    return inventory;
}
