/* The INF of certreq -new: what a request would ask for, before it is made (Microsoft's page on certreq; there is no
 * specification).
 *
 * The reader hands on sections, keys and values with their lines; inf_finish makes a request of them whose `as_cert` has
 * what it would ask for. Nothing is refused: what cannot be read is in `unreadable`, and its part is undecided. */
#ifndef IKELINT_PKI_INF_H
#define IKELINT_PKI_INF_H

#include "pki/request.h"

struct inf_entry {
    struct span section, key,
        value; /* UTF-8; the value without quotes, _continue_ joined on; strings filled in */
    uint32_t line;
    size_t offset;
    uint32_t last_line; /* of the pieces joined on, so far */
    uint32_t
        run_together; /* the line of the first piece of a joined value that does not end in '&'; 0: none */
    struct span lost; /* the first %string% of key or value that [Strings] does not have */
};

struct inf_texts {
    struct span *items;
    size_t count, capacity;
};

struct inf {
    struct inf_entry *items; /* in the order of the file */
    size_t count, capacity;
    uint32_t line; /* of [NewRequest] */
    /* Filled in by inf_finish. */
    bool machine_key_set, exportable; /* what MachineKeySet and Exportable say; false is certreq's default */
    struct inf_texts run_together;    /* values of alternative names whose parts lack an '&' between them */
    struct inf_texts stray_usages;    /* OID= directly under [Extensions] */
    struct inf_texts unreadable;      /* "KeyLength in line 5: …" */
    uint32_t unreadable_line;         /* the first of them in the file; 0: none */
};

/* The entry with this key in this section, without case; NULL: there is none. */
const struct inf_entry *inf_find(const struct inf *inf, const char *section, const char *key);

/* *text: the file's octets, for its digest. */
void inf_finish(struct arena *arena, const struct source *source, struct inf *inf, struct span text,
                struct request *out);

/* Where the first '&' between alternative names is missing; 0: nowhere. */
uint32_t inf_run_together_line(const struct inf *inf);

/* The line of what decides a part of the certificate, or of [NewRequest]. */
uint32_t inf_line_of_part(const struct inf *inf, enum cert_part part);

#endif
