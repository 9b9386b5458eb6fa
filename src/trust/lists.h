/* One CRL looked at for one certificate: whether it may be believed, and if not, every reason why. */
#ifndef IKELINT_TRUST_LISTS_H
#define IKELINT_TRUST_LISTS_H

#include "trust/path.h"

#define CRL_FAULT(kind) (1u << CRL_PROBLEM_##kind)

/* Whose status is being asked, for which it is asked in turn, …: a chain that must not close. */
struct asking {
    const struct cert *cert;
    const struct asking *for_whom;
};

/* What a list is judged against. */
struct question {
    struct trust *trust;
    int64_t at;
    struct effort *effort;
    struct arena *arena;
    const struct found_path *path; /* on which `issuer` lies above the certificate */
    const struct cert *cert;       /* whose status is asked */
    const struct node *issuer;     /* whose key signed it */
    const struct asking *asking;   /* this certificate, and for whom */
};

struct list {
    const struct crl_node *node;
    const struct crl *crl;
    bool delta;
    unsigned faults;           /* 1 << crl_problem_kind; not all of them disqualify */
    const struct node *signer; /* whose key signed it, NULL: none at hand did */
    unsigned reasons;          /* that it covers */
    const char *explanation;   /* of the faults */
    bool superseded;           /* a newer one with the same scope and key is at hand */
    bool decided;
};

/* Fills faults, signer, reasons and explanation. `revoked` is asked about the signer's certificates. */
void list_judge(const struct question *question,
                bool (*revoked)(const struct question *about, const struct found_path *signer),
                struct list *list);

/* Nothing speaks against believing it now; nothing but its age. */
bool list_is_believable(const struct list *list);
bool list_is_stale(const struct list *list);
/* Only its entries do not decode to the end: what it lists is revoked, and it makes nothing good. */
bool list_revokes_only(const struct list *list);
/* The age alone differs: a newer of two lists of one scope, made by one key. */
bool list_supersedes(const struct list *newer, const struct list *older);

/* "is malformed: …", or NULL: the list decodes as far as everything but its entries goes. */
const char *list_malformed_part(struct arena *arena, const struct crl *crl);

/* "CRL of CN=Contoso Issuing CA (number 42, valid until …)" */
const char *list_label(struct arena *arena, const struct crl *crl);
/* A CRL number in decimal, or in hexadecimal when it is long. */
const char *crl_number_text(struct arena *arena, struct span number);

/* The entry for a certificate in one list. */
struct list_entry {
    bool found;
    bool removed; /* reason removeFromCRL */
    int64_t reason;
    bool has_date;
    int64_t date;
};
struct list_entry list_find(struct arena *arena, const struct crl *crl, const struct cert *cert);

/* Who made a list, among all certificates at hand, whatever they are for: for lists judged by themselves. */
struct list_signer {
    const struct node *signer;  /* NULL: none */
    const struct node *nearest; /* of that name, where none signed */
    bool refused;               /* `nearest` signed, and was not accepted */
    bool other_key;             /* key identifiers say that none of those at hand could have */
    bool unsupported;           /* some key or algorithm could not be checked */
};
struct list_signer list_find_signer(struct trust *trust, const struct crl *crl, const struct node *likely,
                                    bool (*accept)(const void *context, const struct node *signer),
                                    const void *context, struct effort *effort);

#endif
