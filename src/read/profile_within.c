/* A ProfileXML in another document, as it stands there:
 *
 *     <SyncML>…<LocURI>./Vendor/MSFT/VPNv2/AOVPN/ProfileXML</LocURI>…<Data>&lt;VPNProfile&gt;…      escaped, or CDATA
 *     <parm name="ProfileXML" value="&lt;VPNProfile&gt;…                                             an attribute
 *     $ProfileXML = @'                                                                              a script
 *     <VPNProfile>…
 *
 * Each is cut out and read as a document of its own. A script may compose it of variables, whose values are not in it; a
 * screen breaks it where a line ends, and so in the middle of names: neither is read. */
#include "read/profile_within.h"

#include "read/pem.h"
#include "read/powershell.h"
#include "read/profile_xml.h"
#include "read/xml.h"
#include "util/text.h"

enum { PROFILES_LIMIT = 64 /* of one file */ };

/* How the markup of a document is written. */
static const struct markup {
    const char *begin, *end;
} markups[] = {
    { "<VPNProfile", "</VPNProfile>" },
    { "&lt;VPNProfile", "&lt;/VPNProfile&gt;" },
};

/* What nobody uses. */
static const struct {
    const char *begin, *end;
    bool of_xml;
} comments[] = {
    { "<!--", "-->", true },
    { "<#", "#>", false },
};

static bool is_xml(struct span text)
{
    return text_octet_at(text, 0) == '<' && xml_root_name(text).length;
}

/* Whether the markup at this place is one that a script could have: at the beginning of its line, or of a string. */
static bool begins_value(struct span text, size_t at)
{
    while (at && strchr(" \t", text.data[at - 1] ? text.data[at - 1] : 1))
        at--;
    return at == 0 || strchr("\r\n'\"", text.data[at - 1] ? text.data[at - 1] : 1);
}

/* A comment of a script that goes to the end of its line. */
static bool is_line_comment(struct span text, size_t at)
{
    return text.data[at] == '#' && (at == 0 || text.data[at - 1] == '\n');
}

/* The next ProfileXML from *at on, which moves behind it. Empty: there is none. */
static struct span next_profile(struct span text, size_t *at)
{
    bool xml = is_xml(text), ends[COUNT_OF(markups)] = { true, true }; /* whether an end follows */
    for (size_t i = *at; i < text.length; i++) {
        if (!xml && is_line_comment(text, i)) {
            i = text_find(text, i, "\n");
            continue;
        }
        if (text.data[i] != '<' && text.data[i] != '&')
            continue;
        for (size_t k = 0; k < COUNT_OF(comments); k++)
            if (xml == comments[k].of_xml && text_is_at(text, i, comments[k].begin))
                i = text_find(text, i, comments[k].end);
        for (size_t k = 0; i < text.length && k < COUNT_OF(markups); k++) {
            size_t name_end = i + strlen(markups[k].begin), end;
            if (!ends[k] || !text_is_at(text, i, markups[k].begin) ||
                !strchr("> \t\r\n&", text_octet_at(text, name_end) ? text_octet_at(text, name_end) : 1) ||
                (!xml && !begins_value(text, i)))
                continue;
            end = text_find(text, i, markups[k].end);
            ends[k] = end < text.length;
            if (!ends[k])
                continue;
            *at = end + strlen(markups[k].end);
            return (struct span){ text.data + i, *at - i };
        }
    }
    return (struct span){ 0 };
}

bool profile_within_is(struct span text)
{
    size_t at = 0;
    text = text_trim(text);
    return text_holds(text, "VPNProfile") && !pem_is(text) && next_profile(text, &at).length;
}

bool profile_clixml_is(struct span text)
{
    return clixml_is(text) && profile_within_is(text);
}

/* The variable of which a script composes the document: "$Servers", "$($row.Name)", or '…' + …; empty: none. */
static struct span composed_of(struct span profile)
{
    for (size_t i = 0; i < profile.length; i++) {
        uint8_t next = text_lower_octet(text_octet_at(profile, i + 1));
        size_t end = i + 2;
        if (profile.data[i] != '$' || !((next >= 'a' && next <= 'z') || strchr("({_", next ? next : 1)))
            continue;
        while (end < profile.length && end < i + 32 && !strchr(" \t\r\n<>&'\";)}", profile.data[end]))
            end++;
        return (struct span){ profile.data + i, end - i };
    }
    return (struct span){ 0 };
}

void profile_within_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct encoding_found found;
    struct span text, profile;
    if (!walk_document(walk, origin, octets, &text, &found))
        return;
    struct span trimmed = text_trim(text);
    const uint8_t *counted = text.data;
    uint32_t line = 1;
    size_t at = 0, offset = 0;
    struct lines lines; /* of the file: their places */
    lines_begin(&lines, octets, NULL, NULL);
    for (size_t count = 0; (profile = next_profile(trimmed, &at)).length; count++) {
        for (; counted < profile.data; counted++)
            line += *counted == '\n';
        while (lines.number < line && lines_next(&lines))
            offset = lines.offset;
        struct origin where = walk_origin_at(origin, offset, line);
        struct span variable = { 0 };
        if (!is_xml(trimmed))
            variable = composed_of(profile);
        if (count == PROFILES_LIMIT) {
            walk_fail(walk, where.offset, where.line,
                      "more than %d profiles in one file: the rest is left out", PROFILES_LIMIT);
            break;
        }
        if (variable.length)
            walk_fail(
                walk, where.offset, where.line,
                "a script that composes its ProfileXML (%s): what is put there does not stand in it; give "
                "the XML that the script writes or deploys",
                text_escaped(walk->arena, variable));
        else
            walk_decoded(walk, &where, "ProfileXML", profile);
    }
    lines_end(&lines);
}

/* -- what cannot be cut out ----------------------------------------------------------------------------------------- */

bool profile_rest_is(struct span text)
{
    text = text_trim(text);
    if (is_xml(text))
        return text_holds(text, "VPNProfile") || text_holds(text, "EapHostConfig");
    return text_holds(text, "<VPNProfile>") && text_holds(text, "<NativeProfile>") && !pem_is(text);
}

void profile_rest_refuse(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct encoding_found found;
    struct span text;
    if (!walk_document(walk, origin, octets, &text, &found))
        return;
    struct span root = xml_root_name(text);
    root.length = root.length > 64 ? 64 : root.length;
    const char *inner = text_holds(text, "VPNProfile") ? "VPNProfile" : "EapHostConfig";
    if (pem_is(text))
        pem_read(walk, origin, octets);
    else if (is_xml(text_trim(text)))
        walk_fail(
            walk, origin->offset, origin->line,
            "XML whose root is '%s' with %s in it; save the element %s alone (escaped, as it stands, will "
            "do)",
            text_escaped(walk->arena, root), inner, inner);
    else
        walk_fail(
            walk, origin->offset, origin->line,
            "a text with a ProfileXML in it, whose lines a screen may have broken; save the XML itself: "
            "Set-Content profile.xml $ProfileXML");
}
