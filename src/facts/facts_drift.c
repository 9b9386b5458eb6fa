/* A certificate beside the template that it was issued from, as that is today (given with --template, or found
 * among the linted files): whether it comes from an older revision, and in what the two differ. Where no template fits,
 * all of these are absent. */
#include "facts/facts_internal.h"

static const struct template *template_of(const struct scene *scene, const struct element *element)
{
    return element->kind == OBJECT_CERTIFICATE && element->index == 0 ? scene->template : NULL;
}

/* Both numbers of the template, or unknown. */
static bool versions_are_known(COMPUTE, int64_t *major, int64_t *minor)
{
    const struct template *t = template_of(scene, element);
    static const enum template_field fields[] = { TEMPLATE_REVISION, TEMPLATE_MINOR_REVISION };
    int64_t *numbers[] = { major, minor };
    for (size_t i = 0; t && i < COUNT_OF(fields); i++)
        if (!template_number(t, fields[i], numbers[i])) {
            set_unknown(out, template_lacks(scene->arena, t, fields[i]));
            return false;
        }
    return t != NULL;
}

static void today_label(COMPUTE)
{
    const struct template *t = template_of(scene, element);
    if (t)
        set_text(scene, out, span_of_text(template_label(scene->arena, t)));
}

static void today_version(COMPUTE)
{
    int64_t major = 0, minor = 0;
    if (versions_are_known(scene, element, out, &major, &minor))
        set_word(out, arena_format(scene->arena, "%lld.%lld", (long long)major, (long long)minor));
}

/* *order: the certificate's revision against the template's, below 0 if it is older. Of a version 1 template, certificates do
 * not say it, and the minor version may be left out: then the major one alone decides, if it can. */
static bool revisions_are_known(COMPUTE, int *order)
{
    const struct template_info *info = &element->cert->template_info;
    int64_t major = 0, minor = 0;
    if (!versions_are_known(scene, element, out, &major, &minor) || info->presence != EXTENSION_PRESENT ||
        !info->has_major || (info->major == major && !info->has_minor))
        return false;
    *order = info->major != major  ? (info->major < major ? -1 : 1)
             : info->minor < minor ? -1
                                   : info->minor > minor;
    return true;
}

static void outdated(COMPUTE)
{
    int order;
    if (revisions_are_known(scene, element, out, &order))
        set_boolean(out, order < 0);
}

static void ahead(COMPUTE)
{
    int order;
    if (revisions_are_known(scene, element, out, &order))
        set_boolean(out, order > 0);
}

/* --- in what they differ --- */

static bool same_oids(const struct oid_list *a, const struct oid_list *b)
{
    struct value values[2] = { { .state = VALUE_KNOWN, .type = VALUE_OIDS },
                               { .state = VALUE_KNOWN, .type = VALUE_OIDS } };
    set_oids(&values[0], a);
    set_oids(&values[1], b);
    return value_equal(&values[0], &values[1]);
}

static bool same_usages(const struct usage_list *a, const struct usage_list *b)
{
    return a->presence == b->presence && same_oids(&a->list, &b->list);
}

static bool same_key(const struct key *own, const struct key *today)
{
    if (!own->decoded || own->kind != today->kind)
        return false;
    return own->kind == KEY_EC ? own->curve == today->curve : own->bits >= today->bits;
}

/* A template limits validity, and the CA may shorten it. Of years the CA may count the days of the calendar. */
static bool longer(const struct cert *own, const struct template *t)
{
    enum { DAY = 86400, SLACK = 1000 };
    int64_t period;
    return template_number(t, TEMPLATE_VALIDITY, &period) && own->not_before.decoded &&
           own->not_after.decoded &&
           own->not_after.seconds - own->not_before.seconds > period + DAY + period / SLACK;
}

/* Parts that the template does not decide, or that the certificate does not say readably, are left out. */
static void differences(COMPUTE)
{
    const struct template *t = template_of(scene, element);
    const struct cert *own = element->cert;
    struct fact_list list = { 0 };
    if (!t)
        return;
    const struct cert *today = t->as_cert;
    if (!own->extensions_decoded) {
        set_undecoded(scene, element, out, "list of extensions");
        return;
    }
    if (!today->undecided[CERT_PART_USAGES] &&
        !same_usages(&own->extended_key_usage, &today->extended_key_usage))
        list_add_word(scene, &list, "extended_key_usage");
    if (!today->undecided[CERT_PART_USAGES] &&
        !same_usages(&own->application_policies, &today->application_policies))
        list_add_word(scene, &list, "application_policies");
    if (!today->undecided[CERT_PART_KEY_USAGE] && own->key_usage.bits != today->key_usage.bits)
        list_add_word(scene, &list, "key_usage");
    if (!today->undecided[CERT_PART_KEY] && !same_key(&own->key, &today->key))
        list_add_word(scene, &list, "subject_public_key");
    bool has_subject, has_alt_name;
    bool names_known = template_has_names(t, &has_subject, &has_alt_name);
    if (names_known && own->subject.decoded && name_is_empty(&own->subject) == has_subject)
        list_add_word(scene, &list, "subject");
    if (names_known && (own->subject_alt_name.presence != EXTENSION_ABSENT) != has_alt_name)
        list_add_word(scene, &list, "subject_alt_name");
    if (longer(own, t))
        list_add_word(scene, &list, "validity");
    set_list(out, &list);
}

#define CERT FACT_ON_CERTIFICATE, FACT_GROUP_DRIFT
/* clang-format off */
static const struct fact rows[] = {
    { "template.today", VALUE_TEXT, CERT, "the template that it was issued from, of those given with --template or found among the linted files; absent where none fits", .parts = PART(TEMPLATE), .compute = today_label },
    { "template.today.version", VALUE_TEXT, CERT, "its version today: \"100.7\"", .parts = PART(TEMPLATE), .compute = today_version },
    { "template.outdated", VALUE_BOOLEAN, CERT, "whether the certificate comes from an older revision of the template", .parts = PART(TEMPLATE), .compute = outdated },
    { "template.ahead", VALUE_BOOLEAN, CERT, "whether the certificate comes from a newer revision than the template that was given, which then is out of date", .parts = PART(TEMPLATE), .compute = ahead },
    { "template.differences", VALUE_TEXTS, CERT, "in what it differs from what the template would issue today: extended_key_usage, key_usage, subject_public_key …", .parts = PART(TEMPLATE), .compute = differences },
};
/* clang-format on */

const struct fact_rows facts_drift = { rows, COUNT_OF(rows) };
