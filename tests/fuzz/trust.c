/* Octets taken for certificates and CRLs behind one another: the first certificate is judged, self-issued ones are its
 * roots, the others intermediates. What a signature would keep from being asked is asked as well. */
#include "der/der.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/promises.h"
#include "trust/constraints.h"
#include "trust/inventory.h"
#include "trust/lists.h"
#include "trust/policies.h"
#include "trust/scope.h"

enum {
    NOON_IN_2026 = 1780315200,
    OBJECTS = 16
}; /* 2026-06-01T12:00:00Z: the time that the seeds are made for */

struct input {
    struct arena *arena;
    struct source source;
    const struct object *objects[OBJECTS];
    const struct cert *certs[OBJECTS];
    const struct crl *crls[OBJECTS];
    size_t count, cert_count, crl_count;
};

static void take(struct input *input, struct span der)
{
    struct cert *cert = arena_alloc(input->arena, sizeof *cert);
    struct crl *crl = arena_alloc(input->arena, sizeof *crl);
    struct object *object = arena_alloc(input->arena, sizeof *object);
    const char *why;
    struct span at;
    *object = (struct object){ .path = "fuzz", .container = "DER" };
    if (cert_decode(input->arena, &input->source, der, cert, &why, &at)) {
        object->kind = OBJECT_CERTIFICATE;
        object->cert = input->certs[input->cert_count++] = cert;
    } else if (crl_decode(input->arena, &input->source, der, crl, &why, &at)) {
        object->kind = OBJECT_CRL;
        object->crl = input->crls[input->crl_count++] = crl;
    } else {
        return;
    }
    input->objects[input->count++] = object;
}

static void promise_path(const struct path *path)
{
    promise_text(path->explanation);
    for (size_t i = 0; i < path->problem_count; i++) {
        promise_text(path->problems[i].explanation);
        if (path->problems[i].element >= path->count)
            BUG("a problem of no element");
        if (path->status == PATH_TRUSTED && path->problems[i].fatal)
            BUG("trusted in spite of a fatal problem");
    }
    for (size_t i = 0; i < path->count; i++) {
        const struct revocation *revocation = path->elements[i].revocation;
        if (revocation && revocation->known == (revocation->needs != NULL))
            BUG("known and in need of something, or neither");
        if (revocation)
            promise_text(revocation->explanation);
    }
}

static void judge(struct input *input)
{
    struct trust *trust = trust_new();
    for (size_t i = 0; i < input->count; i++) {
        const struct object *object = input->objects[i];
        if (object->crl)
            trust_add_crl(trust, object);
        else if (cert_is_self_issued(object->cert))
            trust_add_root(trust, object);
        else
            trust_add_intermediate(trust, object);
    }
    trust_ready(trust);
    for (size_t i = 0; i < input->cert_count; i++)
        promise_path(trust_judge(trust, input->certs[i], NULL, NOON_IN_2026, input->arena));
    for (size_t i = 0; i < input->crl_count; i++)
        promise_text(trust_judge_crl(trust, input->crls[i], input->arena).explanation);
    trust_free(trust);
    struct inventory_limits limits = { .certificate = 100 * 86400, .crl = 86400, .delta = 3600 };
    const struct inventory *inventory =
        inventory_build(input->arena, input->objects, input->count, NOON_IN_2026, &limits);
    for (size_t i = 0; i < inventory->entries.count; i++)
        for (size_t k = 0; k < inventory->entries.items[i].items.count; k++)
            promise_text(inventory->entries.items[i].items.items[k].remark);
}

/* Each certificate and list against each other one, whoever signed them. */
static void ask_all(struct input *input)
{
    struct trust_policies explicit = { .require_explicit = true };
    unsigned reasons;
    size_t at;
    for (size_t i = 0; i < input->cert_count; i++)
        for (size_t k = 0; k < input->cert_count; k++) {
            size_t work = 100000;
            const char *why = "";
            constraints_check(input->certs[i], input->certs[k], k % 2 == 0, &work, input->arena, &why);
            promise_text(why);
        }
    for (size_t i = 0; i < input->crl_count; i++)
        for (size_t k = 0; k < input->cert_count; k++) {
            const char *why;
            if (!scope_covers(input->arena, input->crls[i], input->certs[k], &reasons, &why))
                promise_text(why);
            list_find(input->arena, input->crls[i], input->certs[k]);
        }
    const char *why = "";
    if (input->cert_count &&
        !policies_check(input->arena, input->certs, input->cert_count, &explicit, &at, &why)) {
        promise_text(why);
        if (at >= input->cert_count)
            BUG("a policy of no certificate");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = { .arena = arena_new(), .source = { .name = "fuzz", .bytes = { data, size } } };
    struct span rest = input.source.bytes;
    struct der_element element;
    while (input.count < OBJECTS && der_any(&rest, &element, NULL))
        take(&input, element.whole);
    judge(&input);
    ask_all(&input);
    arena_free(input.arena);
    return 0;
}
