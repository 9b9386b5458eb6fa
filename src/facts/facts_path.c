/* Facts of the path that trust found for the object, and of one certificate's part in it. Without roots they are
 * unknown: whether a path is trusted depends on what the peer holds. */
#include "facts/facts_internal.h"

static bool path_is_known(COMPUTE)
{
    (void)element;
    bool known = scene->path && scene->path->status != PATH_UNKNOWN;
    if (!known)
        set_unknown(out, "--root");
    return known;
}

/* --- this element's part --- */

static void element_problems(COMPUTE)
{
    if (!path_is_known(scene, element, out))
        return;
    const struct path *path = scene->path;
    struct fact_list list = { 0 };
    for (size_t i = 0; i < path->problem_count; i++) {
        if (path->problems[i].element == element->index)
            list_add_word(scene, &list, path_problem_name(path->problems[i].kind));
    }
    set_list(out, &list);
}

static void element_explanation(COMPUTE)
{
    if (!path_is_known(scene, element, out))
        return;
    const struct path *path = scene->path;
    const char *text = NULL;
    for (size_t i = 0; i < path->problem_count; i++) {
        const struct path_problem *problem = &path->problems[i];
        if (problem->element != element->index || !problem->explanation || !*problem->explanation)
            continue;
        text = text ? arena_format(scene->arena, "%s; %s", text, problem->explanation) : problem->explanation;
    }
    if (text)
        set_text(scene, out, span_of_text(text));
}

/* --- the path as a whole --- */

static void path_trusted(COMPUTE)
{
    if (path_is_known(scene, element, out))
        set_boolean(out, scene->path->status == PATH_TRUSTED);
}

static void path_status(COMPUTE)
{
    if (path_is_known(scene, element, out))
        set_word(out, path_status_name(scene->path->status));
}

static void path_length(COMPUTE)
{
    if (path_is_known(scene, element, out))
        set_integer(out, (int64_t)scene->path->count);
}

static void path_problems(COMPUTE)
{
    if (!path_is_known(scene, element, out))
        return;
    const struct path *path = scene->path;
    struct fact_list list = { 0 };
    for (size_t i = 0; i < path->problem_count; i++)
        list_add_word(scene, &list, path_problem_name(path->problems[i].kind));
    set_list(out, &list);
}

static void path_explanation(COMPUTE)
{
    if (path_is_known(scene, element, out) && scene->path->explanation && *scene->path->explanation)
        set_text(scene, out, span_of_text(scene->path->explanation));
}

static void path_note(COMPUTE)
{
    if (path_is_known(scene, element, out) && scene->path->note)
        set_text(scene, out, span_of_text(scene->path->note));
}

/* What is left of the usages is known once every CA of the path is. */
static bool path_usages_are_known(COMPUTE)
{
    if (!path_is_known(scene, element, out))
        return false;
    const struct oid_list *own;
    if (scene->path->status == PATH_ISSUER_MISSING)
        set_unknown(out, "--intermediate: every CA certificate of the path");
    else if (cert_usages(scene->elements[0].cert, &own) == EXTENSION_MALFORMED)
        set_undecoded(scene, &scene->elements[0], out, "list of usages");
    return out->state != VALUE_UNKNOWN;
}

static void path_usages(COMPUTE)
{
    if (!path_usages_are_known(scene, element, out))
        return;
    struct fact_list any = { 0 };
    if (!scene->path->usages_any) {
        set_oids(out, &scene->path->usages);
        return;
    }
    list_add(scene, &any, oid_entry(OID_ANY_EXTENDED_KEY_USAGE)->der);
    set_list(out, &any);
}

static void path_lost_usages(COMPUTE)
{
    if (path_usages_are_known(scene, element, out))
        set_oids(out, &scene->path->lost_usages);
}

static void path_lost_usages_explanation(COMPUTE)
{
    if (!path_usages_are_known(scene, element, out))
        return;
    const struct path *path = scene->path;
    const char *text = NULL;
    for (size_t i = 0; i < path->problem_count; i++) {
        const struct path_problem *problem = &path->problems[i];
        if (problem->kind == PATH_PROBLEM_USAGE_NARROWED)
            text = text ? arena_format(scene->arena, "%s; %s", text, problem->explanation)
                        : problem->explanation;
    }
    if (text)
        set_text(scene, out, span_of_text(text));
}

static const struct cert *root_of(COMPUTE)
{
    if (!path_is_known(scene, element, out))
        return NULL;
    const struct element *root = scene_root(scene);
    if (!root)
        set_unknown(out, "--root and --intermediate: a path that ends in a root");
    return root ? root->cert : NULL;
}

static void path_root_sha1(COMPUTE)
{
    const struct cert *root = root_of(scene, element, out);
    if (root)
        set_span(out, (struct span){ root->sha1, sizeof root->sha1 });
}

static void path_root_sha256(COMPUTE)
{
    const struct cert *root = root_of(scene, element, out);
    if (root)
        set_span(out, (struct span){ root->sha256, sizeof root->sha256 });
}

static void path_root_subject(COMPUTE)
{
    const struct cert *root = root_of(scene, element, out);
    if (root)
        set_text(scene, out, span_of_text(cert_label(scene->arena, root)));
}

#define CERT FACT_ON_CERTIFICATE, FACT_GROUP_PATH
/* clang-format off */
static const struct fact rows[] = {
    { "element.problems", VALUE_TEXTS, CERT, "what path building found wrong with this certificate: expired, not_a_ca, signature_invalid … (as path.problems)", .parts = PART(PATH), .compute = element_problems },
    { "element.explanation", VALUE_TEXT, CERT, "the same in words", .parts = PART(PATH), .compute = element_explanation },
    { "path.trusted", VALUE_BOOLEAN, CERT, "whether the path ends in a root given by --root and nothing on it is wrong", .parts = PART(PATH), .compute = path_trusted },
    { "path.status", VALUE_TEXT, CERT, "trusted, root_not_trusted, issuer_missing, invalid", .parts = PART(PATH), .compute = path_status },
    { "path.length", VALUE_INTEGER, CERT, "certificates of the path, leaf and root included", .parts = PART(PATH), .compute = path_length },
    { "path.problems", VALUE_TEXTS, CERT, "what is wrong on the whole path: root_not_trusted, issuer_missing, signature_invalid, expired, path_too_long, usage_narrowed …", .parts = PART(PATH), .compute = path_problems },
    { "path.explanation", VALUE_TEXT, CERT, "the same in one or two sentences", .parts = PART(PATH), .compute = path_explanation },
    { "path.note", VALUE_TEXT, CERT, "a remark about the path that is no fault", .parts = PART(PATH), .compute = path_note },
    { "path.usages", VALUE_OIDS, CERT, "what is left of the leaf's usages after every CA has narrowed them", .any_contains_all = true, .parts = PART(PATH), .compute = path_usages },
    { "path.lost_usages", VALUE_OIDS, CERT, "usages of the leaf that some CA of the path took away", .parts = PART(PATH), .compute = path_lost_usages },
    { "path.lost_usages.explanation", VALUE_TEXT, CERT, "which CA took which usages away, in words", .parts = PART(PATH), .compute = path_lost_usages_explanation },
    { "path.root.sha1", VALUE_OCTETS, CERT, "thumbprint of the root in which the path ends", .parts = PART(PATH), .compute = path_root_sha1 },
    { "path.root.sha256", VALUE_OCTETS, CERT, "SHA-256 of that root", .parts = PART(PATH), .compute = path_root_sha256 },
    { "path.root.subject", VALUE_TEXT, CERT, "subject of that root", .parts = PART(PATH), .compute = path_root_subject },
};
/* clang-format on */

const struct fact_rows facts_path = { rows, COUNT_OF(rows) };
