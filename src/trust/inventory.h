/* The state of a PKI as pkiview.msc would show it, from files alone: each CA with its certificates, CRLs and delta CRLs.
 *
 * A CA is a name and a key: a renewed CA with a new key is another one, with lists of its own. Of several certificates
 * by one issuer, and of several lists with one scope, the newest is shown and the others are counted. */
#ifndef IKELINT_TRUST_INVENTORY_H
#define IKELINT_TRUST_INVENTORY_H

#include "trust/trust.h"

enum ca_state {
    CA_STATE_OK,
    CA_STATE_EXPIRING, /* ends within the limit, or a newer list should be there by now */
    CA_STATE_EXPIRED,
    CA_STATE_MISSING,    /* should be there and was not given */
    CA_STATE_UNREADABLE, /* does not decode */
    CA_STATE_INVALID,    /* decodes and cannot be used: forged, not yet valid, not understood … */
    CA_STATE_COUNT
};
/* pkiview's words: "OK", "Expiring", "Expired"; "Missing", "Unreadable", "Invalid". */
const char *ca_state_name(enum ca_state state);

enum ca_item_kind { CA_ITEM_CERTIFICATE, CA_ITEM_CRL, CA_ITEM_DELTA_CRL };
const char *ca_item_kind_name(enum ca_item_kind kind); /* "certificate", "CRL", "delta CRL" */

struct ca_item {
    enum ca_item_kind kind;
    enum ca_state state;
    const struct object *object; /* borrows; NULL: missing */
    const struct cert *cert;     /* by kind, one of these; NULL: missing */
    const struct crl *crl;
    const struct cert *signer; /* whose key made it; NULL: not at hand, or nobody's */
    size_t older;              /* others that this one replaces */
    const char *remark;        /* why it is not OK, or worth knowing; "" */
};

struct ca_entry {
    const struct name *name;
    const struct cert *cert; /* the newest; NULL: none was given */
    const char *label;
    struct span key_id; /* of its key, as far as certificates and lists say; data NULL */
    size_t depth;       /* 0: a root, or one whose issuer is not known */
    struct {
        struct ca_item *items;
        size_t count, capacity;
    } items;
};

struct inventory {
    struct {
        struct ca_entry *items; /* roots first, then by depth and name */
        size_t count, capacity;
    } entries;
    size_t states[CA_STATE_COUNT]; /* how many items are in each */
    size_t leaves;                 /* certificates that are no CA's, left out */
};

/* How long before its end something is Expiring; seconds. */
struct inventory_limits {
    int64_t certificate, crl, delta;
};

/* The objects must outlive the result, which is in the arena. Requests are left out. */
const struct inventory *inventory_build(struct arena *arena, const struct object *const *objects,
                                        size_t count, int64_t at, const struct inventory_limits *limits);

#endif
