/* Each text of the JSON that is a ProfileXML, or base64 of one, is read as a document of its own; its place is that of the
 * text. */
#include "read/profile_json.h"

#include "read/base64.h"
#include "read/exported.h"
#include "util/text.h"

/* How such a text begins in the file: as it stands, as PowerShell 5.1 escapes it, as base64 of UTF-8 with or without a
 * byte order mark. */
static const char *const beginnings[] = { "\"<VPNProfile", "\"\\u003cVPNProfile", "\"PFZQTlByb2ZpbG",
                                          "\"77u/PFZQTlByb2ZpbG" };

bool profile_json_is(struct span text)
{
    text = text_trim(text);
    if (!text_is_at(text, 0, "{") && !text_is_at(text, 0, "["))
        return false;
    for (size_t i = 0; i < COUNT_OF(beginnings); i++)
        if (text_find_ignoring_case(text, 0, beginnings[i]) < text.length)
            return true;
    return false;
}

static bool is_profile(struct span text)
{
    return text_is_at(text, text_skip_blanks(text, 0), "<VPNProfile");
}

/* Octets of base64, in the walk's arena; empty: it is none. */
static struct span decoded(struct walk *walk, struct span text)
{
    struct base64 state = { 0 };
    struct buf octets = { .limit = EXPORTED_LIMIT };
    size_t bad;
    const char *why;
    struct span copy = { 0 };
    if (base64_feed(&state, text, &octets, &bad, &why) && base64_end(&state, &why))
        copy = arena_copy(walk->arena, buf_span(&octets));
    buf_free(&octets);
    return text_is_at(copy, 0, "\xef\xbb\xbf") ? span_from(copy, 3) : copy;
}

static bool begins_as_base64(struct span text)
{
    return text_is_at(text, 0, "PFZQTlByb2ZpbG") || text_is_at(text, 0, "77u/PFZQTlByb2ZpbG");
}

static void visit(struct walk *walk, const struct origin *origin, const struct exported *value,
                  unsigned depth)
{
    struct span text = value->kind == EXPORTED_TEXT ? text_trim(value->text) : (struct span){ 0 };
    if (begins_as_base64(text))
        text = decoded(walk, text);
    if (is_profile(text)) {
        struct origin at = walk_origin_at(origin, value->offset, value->line);
        walk_decoded(walk, &at, "ProfileXML in JSON", text);
    }
    if (depth > EXPORTED_DEPTH)
        return;
    for (const struct exported *inner = value->first; inner; inner = inner->next)
        visit(walk, origin, inner, depth + 1);
}

void profile_json_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    size_t objects = walk->objects, failures = walk->failures;
    visit(walk, origin, exported_json(walk, origin, octets), 0);
    if (walk->objects == objects && walk->failures == failures)
        walk_fail(
            walk, origin->offset, origin->line,
            "JSON with the beginning of a ProfileXML that is not whole: cut, or no base64 of one; export "
            "it again, or save the XML itself");
}
