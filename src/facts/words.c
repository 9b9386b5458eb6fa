/* One row for each fact with a vocabulary. tests/words_test.c holds them against all facts of the test data. */
#include "facts/words.h"

#include "facts/facts.h"
#include "util/macros.h"

#define NAME(symbol, name) name,

static const char *const roles[] = { "leaf", "issuer",  "root", "crl",   "request", "template",
                                     "rras", "profile", "host", "store", NULL };
static const char *const hashes[] = { "md2",    "md4",    "md5",    "sha1", "sha224",
                                      "sha256", "sha384", "sha512", NULL };
static const char *const encodings[] = { "utc_time", "generalized_time", NULL };
static const char *const parameters[] = { "absent", "null", "object_identifier", "other", NULL };
static const char *const points[] = { "uncompressed", "compressed", "hybrid", "other", NULL };
static const char *const key_usages[] = {
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign",     "crl_sign",           "encipher_only",    "decipher_only",     NULL
};
static const char *const name_kinds[] = { "dns",   "ip",   "uri",       "email",         "directory",
                                          "other", "x400", "edi_party", "registered_id", NULL };
static const char *const sid_forms[] = { "extension", "uri", NULL };
static const char *const unique_ids[] = { "issuer", "subject", NULL };
static const char *const key_id_parts[] = { "key_id", "issuer", "serial_number", NULL };
static const char *const private_keys[] = { "present", "missing", NULL };
static const char *const path_statuses[] = { "trusted", "root_not_trusted", "issuer_missing", "invalid",
                                             NULL };
static const char *const path_problems[] = { PATH_PROBLEMS(NAME) NULL };
static const char *const revocation_statuses[] = { "good", "revoked", "stale", NULL };
static const char *const reasons[] = { "unspecified",
                                       "keyCompromise",
                                       "cACompromise",
                                       "affiliationChanged",
                                       "superseded",
                                       "cessationOfOperation",
                                       "certificateHold",
                                       "removeFromCRL",
                                       "privilegeWithdrawn",
                                       "aACompromise",
                                       NULL };
static const char *const crl_problems[] = { CRL_PROBLEMS(NAME) NULL };
static const char *const crl_scopes[] = { "only_user_certificates",
                                          "only_ca_certificates",
                                          "only_attribute_certificates",
                                          "only_some_reasons",
                                          "indirect",
                                          "distribution_point",
                                          NULL };
static const char *const date_encodings[] = { "utc_time", "generalized_time", "generalized_time_before_2050",
                                              "malformed", NULL };
static const char *const invalidity_encodings[] = { "generalized_time", "utc_time", "malformed", NULL };

static const struct {
    const char *fact;
    const char *const *words;
} rows[] = {
    { "element.role", roles },
    { "signature.hash", hashes },
    { "signature.parameters", parameters },
    { "signature.pss.mask_hash", hashes },
    { "validity.not_before.encoding", encodings },
    { "validity.not_after.encoding", encodings },
    { "subject_public_key.parameters", parameters },
    { "subject_public_key.ec_point", points },
    { "key_usage", key_usages },
    { "subject_alt_name.kinds", name_kinds },
    { "name_constraints.kinds", name_kinds },
    { "sid.form", sid_forms },
    { "unique_ids", unique_ids },
    { "authority_key_id.parts", key_id_parts },
    { "private_key", private_keys },
    { "path.status", path_statuses },
    { "path.problems", path_problems },
    { "element.problems", path_problems },
    { "revocation.status", revocation_statuses },
    { "revocation.reason", reasons },
    { "crl.signature.hash", hashes },
    { "crl.signature.parameters", parameters },
    { "crl.this_update.encoding", encodings },
    { "crl.next_update.encoding", encodings },
    { "crl.scope", crl_scopes },
    { "crl.authority_key_id.parts", key_id_parts },
    { "crl.problems", crl_problems },
    { "crl.entries.reasons", reasons },
    { "crl.entries.date_encodings", date_encodings },
    { "crl.entries.invalidity_encodings", invalidity_encodings },
};

const char *const *fact_words(int fact)
{
    const char *name = fact_at((size_t)fact)->name;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (strcmp(rows[i].fact, name) == 0)
            return rows[i].words;
    return NULL;
}

size_t fact_words_count(void)
{
    return COUNT_OF(rows);
}

bool words_have(const char *const *words, struct span word)
{
    for (size_t i = 0; words[i]; i++)
        if (span_equal_text(word, words[i]))
            return true;
    return false;
}
