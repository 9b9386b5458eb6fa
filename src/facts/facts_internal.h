/* What the files of the table share: one list of rows for each group, and ways to fill a value.
 *
 * A compute function finds *out absent and typed; it sets it, makes it unknown with a reason, or leaves it. */
#ifndef IKELINT_FACTS_FACTS_INTERNAL_H
#define IKELINT_FACTS_FACTS_INTERNAL_H

#include "der/der.h"
#include "facts/facts.h"
#include "pki/inf.h"
#include "pki/settings.h"
#include "pki/stores.h"
#include "pki/template.h"

struct fact_rows {
    const struct fact *rows;
    size_t count;
};
extern const struct fact_rows facts_certificate, facts_extensions, facts_microsoft, facts_derived, facts_path,
    facts_revocation, facts_crl, facts_context, facts_profile, facts_details, facts_request, facts_template,
    facts_drift, facts_settings, facts_store;

/* In a row: the part of the certificate that the fact is about. */
#define PART(name) (1u << CERT_PART_##name)

/* The parameters of every compute function. */
#define COMPUTE const struct scene *scene, const struct element *element, struct value *out

/* Of a certificate and of a CRL alike: each has a row of its own for them. */
void compute_signature_algorithm(COMPUTE);
void compute_signature_hash(COMPUTE);
void compute_signature_algorithms_agree(COMPUTE);
void compute_signature_parameters(COMPUTE);
void compute_issuer_empty(COMPUTE);
void compute_issuer_attributes(COMPUTE);
void compute_issuer_string_types(COMPUTE);
void compute_issuer_misencoded(COMPUTE);
void compute_authority_key_id_parts(COMPUTE);
void compute_extensions(COMPUTE);
void compute_extensions_critical(COMPUTE);
void compute_extensions_unknown_critical(COMPUTE);
void compute_extensions_duplicate(COMPUTE);
void compute_extensions_malformed(COMPUTE);
void compute_extensions_decoded(COMPUTE);
void compute_authority_key_id(COMPUTE);
void compute_freshest_crl(COMPUTE);
void compute_freshest_crl_http(COMPUTE);
void compute_ca_version(COMPUTE);
void compute_ca_version_key(COMPUTE);
void compute_ca_version_certificate(COMPUTE);

void set_boolean(struct value *out, bool boolean);
void set_integer(struct value *out, int64_t integer); /* times and durations too */
void set_span(struct value *out, struct span span);   /* object identifiers, octets, sound text */
void set_unknown(struct value *out, const char *needs);
/* Text of any octets: what is no UTF-8 is escaped. */
void set_text(const struct scene *scene, struct value *out, struct span text);
void set_word(struct value *out, const char *word); /* static or arena text that is known to be sound */
struct span sound_text(const struct scene *scene, struct span text);

/* An attribute of a name: its text, escaped where its octets are none; "#02012a" (RFC 4514) where it is no string. */
struct span attribute_text(const struct scene *scene, const struct name_attribute *attribute);

/* Lists grow while they are computed and are set at the end. */
struct fact_list {
    struct span *items;
    size_t count, capacity;
};
void list_add(const struct scene *scene, struct fact_list *list, struct span item);
void list_add_text(const struct scene *scene, struct fact_list *list, struct span text); /* made sound */
void list_add_word(const struct scene *scene, struct fact_list *list, const char *word);
void set_list(struct value *out, const struct fact_list *list);
void set_oids(struct value *out, const struct oid_list *list);

/* "the certificate's serial_number does not decode (malformed)". */
void set_undecoded(const struct scene *scene, const struct element *element, struct value *out,
                   const char *field);

/* The extensions and flaws of a certificate, CRL, request or template. */
const struct extensions *element_extensions(const struct element *element, bool *decoded);
const struct flaws *element_flaws(const struct element *element);
/* The signature algorithm outside of what is signed. */
const struct algorithm *signature_algorithm_of(const struct element *element);

/* Whether an extension is there and decoded. If not, *out stays absent, or becomes unknown when the extension (or the
 * list of extensions, so that nobody knows what it would have held) does not decode. */
bool extension_is_known(const struct scene *scene, const struct element *element, enum presence presence,
                        const char *field, struct value *out);

/* A time that decoded, or unknown. */
void set_time(const struct scene *scene, const struct element *element, struct value *out,
              const struct pki_time *time, const char *field);
/* "utc_time" or "generalized_time". */
void set_time_encoding(struct value *out, const struct pki_time *time);
/* "utf8_string", "printable_string" …; "other" for what is no string. */
const char *string_type_word(uint8_t tag);
/* The time's octets. */
void set_time_text(const struct scene *scene, struct value *out, const struct pki_time *time);
/* An INTEGER of any length as a number: what does not fit 64 bits becomes the greatest or least that does. */
int64_t clamped_integer(struct span content);
/* Where the setting stands that the fact is about; false: it is about none, or that is not known. */
bool settings_place(const struct settings *settings, const struct fact *fact, uint32_t *line, size_t *offset);
/* Where an INF says what the fact is about. */
uint32_t inf_line_of_fact(const struct inf *inf, const struct fact *fact);
/* "md5", "sha256" …; absent where the algorithm has no digest of its own (Ed25519); unknown where it is not known. */
void set_hash(const struct scene *scene, struct value *out, const struct algorithm *algorithm);

#endif
