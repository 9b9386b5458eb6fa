/* LDIF (RFC 2849) as ldifde and ldapsearch write it, entry by entry.
 *
 *     dn: CN=Machine,CN=Certificate Templates,…      name: text, name:: base64, name:< address
 *     msPKI-Cert-Template-OID:                       a line that begins with a blank goes on with the one before
 *      1.3.6.1.4.1.311.21.8.…
 *
 * Besides templates, the certificates and CRLs that Active Directory publishes are read (cACertificate,
 * certificateRevocationList …, RFC 4523), with or without ";binary". A line that is none of this breaks the structure:
 * a complaint, and the walk goes on with the next entry. A value that does not decode is the template's matter. */
#include "read/base64.h"
#include "read/templates.h"
#include "util/text.h"

enum { VALUE_LIMIT = 16 << 20 /* octets of one line with all that is folded into it */ };

struct ldif {
    struct walk *walk;
    const struct origin *origin;
    struct template_reading reading;
    struct buf line; /* unfolded */
    size_t offset;   /* of where it begins */
    uint32_t number;
    bool has_line;
    bool passing;     /* the entry at hand is broken, or none of ours: passed over to its end */
    size_t templates; /* so far */
    size_t others;    /* entries of other kinds */
};

static struct span skip_blanks(struct span text)
{
    while (text.length && text.data[0] == ' ')
        text = span_from(text, 1);
    return text;
}

static bool has_name(struct span line, const char *name)
{
    return text_is_at_ignoring_case(line, 0, name) && text_octet_at(line, strlen(name)) == ':';
}

/* What may stand in front of a colon: letters, digits, "cn;lang-en", an identifier's dots. */
static bool is_name(struct span name)
{
    for (size_t i = 0; i < name.length; i++) {
        uint8_t octet = text_lower_octet(name.data[i]);
        if (!(octet >= 'a' && octet <= 'z') && !(octet >= '0' && octet <= '9') &&
            !(octet && strchr("-;._ ", octet)))
            return false;
    }
    return true;
}

/* Comments (ldapsearch folds them, too), a version, or at once an entry whose name is behind "dn:". */
bool ldif_is(struct span text)
{
    static const char *const heads[] = { "dn", "version" };
    bool in_comment = false;
    while (text.length) {
        struct span raw = span_take(&text, '\n'), line = text_trim(raw);
        in_comment = line.length && (line.data[0] == '#' || (in_comment && raw.data[0] == ' '));
        if (line.length == 0 || in_comment)
            continue;
        for (size_t i = 0; i < COUNT_OF(heads); i++)
            if (has_name(line, heads[i]))
                return i == 0 || text_trim(span_from(line, 8)).length == 1;
        return false;
    }
    return false;
}

/* -- values ---------------------------------------------------------------------------------------------------------- */

static void take_base64(struct ldif *ldif, enum template_field field, struct span text)
{
    struct base64 state = { 0 };
    struct buf octets = { .limit = VALUE_LIMIT };
    size_t bad;
    const char *why;
    if (base64_feed(&state, text, &octets, &bad, &why) && base64_end(&state, &why))
        reading_add(&ldif->reading, field, octets.length ? buf_span(&octets) : span_of_text(""));
    else
        template_fail(ldif->walk->arena, ldif->reading.t, field, "%s", why);
    buf_free(&octets);
}

static void complain(struct ldif *ldif, const char *what)
{
    walk_fail(ldif->walk, ldif->origin->depth ? ldif->origin->offset : ldif->offset,
              ldif->origin->depth ? ldif->origin->line : ldif->number, "%s", what);
}

static void end_entry(struct ldif *ldif)
{
    if (ldif->reading.open && reading_end(&ldif->reading))
        ldif->templates++;
    else
        ldif->others++;
}

/* Drops what was read of a broken entry. */
static void drop_entry(struct ldif *ldif)
{
    if (!ldif->reading.open)
        return;
    walk_end_piece(ldif->walk, ldif->reading.outer);
    buf_free(&ldif->reading.text);
    ldif->reading.open = false;
}

static void break_entry(struct ldif *ldif, const char *what)
{
    complain(ldif, what);
    drop_entry(ldif);
    ldif->passing = true;
}

/* Attributes that hold certificates and CRLs (RFC 4523; what AD CS publishes to AIA, CDP and NTAuthCertificates). */
static bool is_published(struct span name)
{
    static const char *const names[] = { "cACertificate", "userCertificate", "certificateRevocationList",
                                         "authorityRevocationList", "deltaRevocationList" };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (text_equal_ignoring_case(name, span_of_text(names[i])))
            return true;
    return false;
}

static void read_published(struct ldif *ldif, struct span text)
{
    struct base64 state = { 0 };
    struct buf octets = { .limit = VALUE_LIMIT };
    struct origin origin = walk_origin_at(ldif->origin, ldif->offset, ldif->number);
    size_t bad;
    const char *why;
    if (!base64_feed(&state, text, &octets, &bad, &why) || !base64_end(&state, &why)) {
        walk_fail(ldif->walk, origin.offset, origin.line,
                  "a certificate or CRL in LDIF whose base64 is garbled: %s", why);
    } else if (octets.length > 1) { /* a CA without a list publishes one octet of nothing */
        walk_decoded(ldif->walk, &origin, "LDIF", buf_span(&octets));
    }
    buf_free(&octets);
}

/* name: value, of the entry at hand. */
static void take_attribute(struct ldif *ldif, struct span line, size_t colon)
{
    struct span name = { line.data, colon };
    struct span rest = span_from(line, colon + 1);
    const uint8_t *option = span_find(name, ';'); /* "cn;lang-en", "…;binary" */
    enum template_field field;
    if (option)
        name.length = (size_t)(option - name.data);
    if (is_published(name) && rest.length && rest.data[0] == ':') {
        read_published(ldif, span_from(rest, 1));
        return;
    }
    if (!template_field_find(name, &field) || field == TEMPLATE_DISTINGUISHED_NAME)
        return; /* exports say the name twice, in "dn:" and as an attribute */
    template_note(ldif->reading.t, field, ldif->offset, ldif->number);
    if (rest.length && rest.data[0] == ':')
        take_base64(ldif, field, span_from(rest, 1));
    else if (rest.length && rest.data[0] == '<')
        template_fail(ldif->walk->arena, ldif->reading.t, field,
                      "its value stands elsewhere (':<' and an address), and nothing is fetched");
    else
        reading_add(&ldif->reading, field, skip_blanks(rest));
}

static void begin_entry(struct ldif *ldif, struct span line)
{
    struct span name = span_from(line, 3);
    reading_begin(&ldif->reading, ldif->walk, ldif->origin, "LDIF", ldif->offset, ldif->number);
    template_note(ldif->reading.t, TEMPLATE_DISTINGUISHED_NAME, ldif->offset, ldif->number);
    if (name.length && name.data[0] == ':')
        take_base64(ldif, TEMPLATE_DISTINGUISHED_NAME, span_from(name, 1));
    else
        reading_add(&ldif->reading, TEMPLATE_DISTINGUISHED_NAME, skip_blanks(name));
}

/* One unfolded line that is neither empty nor a comment. */
static void take_line(struct ldif *ldif, struct span line)
{
    const uint8_t *colon = span_find(line, ':');
    if (ldif->passing)
        return;
    if (ldif->line.overflow) {
        break_entry(ldif, "an attribute of more than 16 MiB");
    } else if (!colon || colon == line.data ||
               !is_name((struct span){ line.data, (size_t)(colon - line.data) })) {
        struct span shown = { line.data, line.length < 60 ? line.length : 60 };
        break_entry(ldif, arena_format(ldif->walk->arena,
                                       "LDIF that is cut or garbled: the line '%s' is no 'name: value'",
                                       text_escaped(ldif->walk->arena, shown)));
    } else if (has_name(line, "dn")) {
        if (ldif->reading.open)
            end_entry(ldif); /* no empty line in front */
        begin_entry(ldif, line);
    } else if (!ldif->reading.open && has_name(line, "version")) {
        return;
    } else if (!ldif->reading.open && (has_name(line, "search") || has_name(line, "result"))) {
        ldif->passing = true; /* what ldapsearch says at its end */
    } else if (!ldif->reading.open) {
        break_entry(ldif, "LDIF whose entry has no 'dn:' in its first line");
    } else if (has_name(line, "changetype")) {
        struct span change = text_trim(span_from(line, 11));
        if (!text_equal_ignoring_case(change, span_of_text("add")))
            break_entry(ldif,
                        "an entry that changes something (changetype), and does not say what it is; give "
                        "an export");
    } else {
        take_attribute(ldif, line, (size_t)(colon - line.data));
    }
}

/* -- lines ----------------------------------------------------------------------------------------------------------- */

static void flush(struct ldif *ldif)
{
    struct span line = buf_span(&ldif->line);
    if (ldif->has_line && line.length && line.data[0] != '#')
        take_line(ldif, line);
    ldif->has_line = false;
    ldif->line.overflow = false;
    buf_clear(&ldif->line);
}

static void take_raw(struct ldif *ldif, const struct lines *lines)
{
    struct span text = lines->text;
    if (text.length && text.data[0] == ' ' && ldif->has_line) {
        buf_add(&ldif->line, span_from(text, 1));
        return;
    }
    flush(ldif);
    if (text_trim(text).length == 0) {
        if (ldif->reading.open)
            end_entry(ldif);
        ldif->passing = false;
        return;
    }
    ldif->has_line = true;
    ldif->offset = lines->offset;
    ldif->number = lines->number;
    buf_add(&ldif->line, text);
}

void ldif_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct ldif ldif = { .walk = walk, .origin = origin, .line.limit = VALUE_LIMIT };
    struct lines lines;
    size_t failures = walk->failures, objects = walk->objects;
    lines_begin(&lines, octets, origin->depth ? NULL : walk->stream, walk->arena);
    while (lines_next(&lines))
        take_raw(&ldif, &lines);
    if (lines.error)
        walk_fail(walk, lines.rest_offset, lines.number, "cannot read further: %s", lines.error);
    flush(&ldif);
    if (lines.is_open && ldif.reading.open && origin->depth == 0) /* what writes LDIF ends each line */
        complain(
            &ldif,
            "LDIF that ends in the midst of a line, as if the rest had been cut off: export it again, or "
            "end the line if nothing is missing");
    if (ldif.reading.open)
        end_entry(&ldif);
    if (ldif.templates == 0 && walk->objects == objects && walk->failures == failures)
        walk_fail(walk, origin->offset, origin->line,
                  "no certificate template found: LDIF of %zu other entries; %s", ldif.others,
                  templates_advice);
    lines_end(&lines);
    buf_free(&ldif.line);
}
