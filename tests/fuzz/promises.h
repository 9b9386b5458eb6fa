/* What decoding promises of any octets: spans lie inside them, texts are UTF-8, names equal themselves. */
#ifndef IKELINT_TESTS_FUZZ_PROMISES_H
#define IKELINT_TESTS_FUZZ_PROMISES_H

#include "pki/request.h"
#include "util/text.h"

static inline void promise_inside(struct span at, struct span bytes)
{
    if (at.data && !span_within(at, bytes))
        BUG("a span that lies outside");
}

static inline void promise_text(const char *text)
{
    if (!text || !text_is_utf8(span_of_text(text)))
        BUG("a text that is no UTF-8");
}

static inline void promise_flaws(const struct flaws *flaws, struct span bytes)
{
    if (flaws->count > FLAWS_LIMIT)
        BUG("more flaws than the limit");
    for (size_t i = 0; i < flaws->count; i++) {
        promise_inside(flaws->items[i].at, bytes);
        promise_text(flaws->items[i].text);
        promise_text(flaws->items[i].field);
    }
}

static inline void promise_name(struct arena *arena, const struct name *name, struct span bytes)
{
    promise_inside(name->der, bytes);
    promise_text(name_print(arena, name));
    if (!name_equal(name, name) || (name->decoded && !name_is_within(name, name)))
        BUG("a name that does not equal itself");
    for (size_t i = 0; i < name->attribute_count; i++) {
        promise_inside(name->attributes[i].whole, name->der);
        promise_inside(name->attributes[i].type, name->attributes[i].whole);
        promise_inside(name->attributes[i].value, name->attributes[i].whole);
        if (name->attributes[i].text.data && !text_is_utf8(name->attributes[i].text))
            BUG("a text that is no UTF-8");
    }
}

static inline void promise_names(struct arena *arena, const struct general_names *names, struct span bytes)
{
    for (size_t i = 0; i < names->count; i++) {
        promise_inside(names->items[i].whole, bytes);
        promise_inside(names->items[i].value, names->items[i].whole);
        promise_text(general_name_print(arena, &names->items[i]));
        if (names->items[i].directory)
            promise_name(arena, names->items[i].directory, bytes);
    }
}

static inline void promise_points(struct arena *arena, const struct distribution_points *points,
                                  const struct name *issuer, struct span bytes)
{
    for (size_t i = 0; i < points->count; i++) {
        struct name whole;
        promise_inside(points->items[i].whole, bytes);
        promise_names(arena, &points->items[i].full_name, bytes);
        promise_names(arena, &points->items[i].crl_issuer, bytes);
        if (!points->items[i].relative_name.data)
            continue;
        name_append_rdn(arena, issuer, points->items[i].relative_name, &whole);
        promise_text(name_print(arena, &whole));
    }
}

static inline void promise_extensions(struct arena *arena, const struct extensions *list, struct span bytes)
{
    for (size_t i = 0; i < list->count; i++) {
        promise_inside(list->items[i].whole, bytes);
        promise_inside(list->items[i].value, list->items[i].whole);
        promise_text(oid_print(arena, list->items[i].oid));
    }
}

static inline void promise_oids(struct arena *arena, const struct oid_list *list, struct span bytes)
{
    for (size_t i = 0; i < list->count; i++) {
        promise_inside(list->items[i], bytes);
        promise_text(oid_print(arena, list->items[i]));
    }
}

static inline void promise_subtrees(struct arena *arena, const struct general_subtrees *trees,
                                    struct span bytes)
{
    for (size_t i = 0; i < trees->count; i++) {
        struct general_name base = trees->items[i].base;
        promise_names(arena, &(struct general_names){ .items = &base, .count = 1 }, bytes);
    }
}

static inline void promise_cert(struct arena *arena, const struct cert *cert)
{
    struct span bytes = cert->source->bytes;
    const struct oid_list *usages;
    promise_flaws(&cert->flaws, bytes);
    promise_inside(cert->der, bytes);
    promise_inside(cert->tbs, cert->der);
    promise_inside(cert->serial_number, cert->tbs);
    promise_name(arena, &cert->issuer, cert->der);
    promise_name(arena, &cert->subject, cert->der);
    promise_inside(cert->key.spki, cert->der);
    promise_text(key_print(arena, &cert->key));
    key_has_roca_fingerprint(&cert->key);
    promise_extensions(arena, &cert->extensions, cert->der);
    promise_names(arena, &cert->subject_alt_name.names, cert->der);
    promise_names(arena, &cert->issuer_alt_name.names, cert->der);
    promise_names(arena, &cert->authority_key_id.issuer, cert->der);
    promise_subtrees(arena, &cert->name_constraints.permitted, cert->der);
    promise_subtrees(arena, &cert->name_constraints.excluded, cert->der);
    promise_points(arena, &cert->crl_distribution_points.list, &cert->issuer, cert->der);
    promise_points(arena, &cert->freshest_crl.list, &cert->issuer, cert->der);
    promise_oids(arena, &cert->extended_key_usage.list, cert->der);
    promise_oids(arena, &cert->application_policies.list, cert->der);
    promise_text(cert_label(arena, cert));
    cert_usages(cert, &usages);
    usages_allow(usages, oid_entry(OID_SERVER_AUTH)->der);
    struct verifier *verifier = verifier_new(&cert->key);
    if (verifier)
        verifier_check(verifier, &cert->signature_algorithm, cert->tbs, cert->signature);
    verifier_free(verifier);
}

/* Whoever looks for an entry's serial number finds that entry. */
struct promise_search {
    const uint8_t *wanted;
    bool found;
};

static inline bool promise_visit(void *context, const struct crl_entry *entry,
                                 const struct general_names *issuer)
{
    struct promise_search *search = context;
    (void)issuer;
    search->found = search->found || entry->whole.data == search->wanted;
    return !search->found;
}

static inline void promise_crl(struct arena *arena, const struct crl *crl)
{
    enum { ENTRIES = 100 }; /* that are looked for: each may decode the names of an issuer */
    struct span bytes = crl->source->bytes, cursor = crl->entries;
    struct crl_entry entry;
    promise_flaws(&crl->flaws, bytes);
    promise_inside(crl->der, bytes);
    promise_name(arena, &crl->issuer, crl->der);
    promise_extensions(arena, &crl->extensions, crl->der);
    promise_names(arena, &crl->issuer_alt_name.names, crl->der);
    promise_names(arena, &crl->issuing_distribution_point.point.full_name, crl->der);
    promise_points(arena, &crl->freshest_crl.list, &crl->issuer, crl->der);
    for (size_t i = 0; crl->index && i < ENTRIES && crl_next_entry(arena, &cursor, &entry); i++) {
        promise_inside(entry.whole, crl->entries);
        promise_inside(entry.serial_number, entry.whole);
        if (entry.certificate_issuer)
            promise_names(arena, entry.certificate_issuer, crl->der);
        struct promise_search search = { .wanted = entry.whole.data };
        crl_find(arena, crl, entry.serial_number, promise_visit, &search);
        if (entry.serial_number.data && !search.found)
            BUG("an entry that is not found");
    }
}

#endif
