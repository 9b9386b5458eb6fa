/* Each name of a certificate against each subtree of its kind.
 *
 * A name must lie within one of the permitted subtrees of its kind, if there are any, and within no excluded one. The
 * two questions are asked differently where the answer is not clear: `*.example.com` is *covered* by example.com only,
 * but *touched* by an exclusion of vpn.example.com too; a malformed name or base covers nothing and touches everything.
 *
 * Names are those of the Subject Alternative Name, the subject as a directory name, the subject's emailAddress where
 * the SAN has no e-mail, and the common name of a leaf that has no dNSName, when it looks like a host name: that is
 * what Windows takes for the server's name then. */
#include "trust/constraints.h"

#include "util/text.h"

enum match { MATCH_NO, MATCH_YES, MATCH_UNCLEAR };

/* --- text --- */

static bool ends_with(struct span text, struct span suffix)
{
    if (suffix.length > text.length)
        return false;
    struct span tail = span_from(text, text.length - suffix.length);
    return text_equal_ignoring_case(tail, suffix);
}

static struct span without_last(struct span text)
{
    return (struct span){ text.data, text.length - 1 };
}

/* The place of the octet, or length when it isn't there. */
static size_t find_octet(struct span text, uint8_t octet)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.data[i] == octet)
            return i;
    return text.length;
}

/* Labels of 1 to 63 visible ASCII characters, 253 in all; `*` only where the caller allows it. Underscores pass: host
 * names of Windows machines have them. */
static bool host_is_well_formed(struct span host, bool wildcard)
{
    if (host.length == 0 || host.length > 253)
        return false;
    size_t label = 0;
    for (size_t i = 0; i < host.length; i++) {
        uint8_t octet = host.data[i];
        bool letter = (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z');
        bool digit = octet >= '0' && octet <= '9';
        if (octet == '.') {
            if (label == 0)
                return false;
            label = 0;
            continue;
        }
        if (!letter && !digit && octet != '-' && octet != '_' && !(octet == '*' && wildcard))
            return false;
        if (++label > 63)
            return false;
    }
    return label > 0;
}

/* Whether the host is the domain or below it; a base that begins with a dot means below it only. */
static bool host_is_within(struct span host, struct span base)
{
    if (base.length == 0)
        return true;
    if (base.data[0] == '.')
        return host.length > base.length && ends_with(host, base);
    if (host.length == base.length)
        return text_equal_ignoring_case(host, base);
    return host.length > base.length && ends_with(host, base) &&
           host.data[host.length - base.length - 1] == '.';
}

/* --- DNS --- */

static bool dns_base_is_well_formed(struct span base)
{
    if (base.length > 1 && base.data[0] == '.')
        base = span_from(base, 1);
    return base.length == 0 || host_is_well_formed(base, false);
}

static enum match match_dns(struct span base, struct span name, bool excluding)
{
    if (!dns_base_is_well_formed(base))
        return MATCH_UNCLEAR;
    if (name.length > 1 &&
        name.data[name.length - 1] == '.') { /* an absolute name is not what the RFC allows */
        if (!excluding)
            return MATCH_UNCLEAR;
        name = without_last(name);
    }
    size_t first = find_octet(name, '.');
    bool wildcard = find_octet((struct span){ name.data, first }, '*') < first;
    if (!host_is_well_formed(name, true) || (wildcard && first == name.length) ||
        find_octet(span_from(name, first), '*') < name.length - first)
        return MATCH_UNCLEAR;
    if (!wildcard)
        return host_is_within(name, base) ? MATCH_YES : MATCH_NO;

    /* *.example.com stands for x.example.com: all of them lie within a base that holds example.com itself or what is
     * below it; some of them do when the base is one of them. */
    struct span domain = span_from(name, first + 1), dotted = span_from(name, first);
    if (host_is_within(domain, base) ||
        (base.length && base.data[0] == '.' && text_equal_ignoring_case(base, dotted)))
        return MATCH_YES;
    if (!excluding)
        return MATCH_NO;
    if (base.length && base.data[0] == '.')
        return MATCH_NO; /* below x.example.com: no name with just one more label is */
    size_t label = find_octet(base, '.');
    return label < base.length && text_equal_ignoring_case(span_from(base, label), dotted) ? MATCH_YES
                                                                                           : MATCH_NO;
}

/* --- e-mail and UPN --- */

struct mailbox {
    struct span local, host;
};

/* local@host; a quoted local part may hold an `@` (RFC 5321, 4.1.2). */
static bool split_mailbox(struct span text, struct mailbox *out)
{
    size_t at = 0;
    if (text.length && text.data[0] == '"') {
        for (at = 1; at < text.length && text.data[at] != '"'; at++)
            if (text.data[at] == '\\')
                at++;
        at++;
        if (at >= text.length || text.data[at] != '@')
            return false;
    } else {
        at = find_octet(text, '@');
    }
    if (at == 0 || at >= text.length)
        return false;
    *out = (struct mailbox){ { text.data, at }, span_from(text, at + 1) };
    return host_is_well_formed(out->host, false);
}

/* The next character of a local part, quotes and backslashes taken off; -1 at the end. */
static int next_local(struct span *rest, bool quoted)
{
    if (quoted && rest->length && rest->data[0] == '\\')
        *rest = span_from(*rest, 1);
    else if (quoted && rest->length && rest->data[0] == '"')
        return -1;
    if (!rest->length)
        return -1;
    int octet = rest->data[0];
    *rest = span_from(*rest, 1);
    return octet;
}

static bool local_parts_equal(struct span a, struct span b)
{
    bool a_quoted = a.length && a.data[0] == '"', b_quoted = b.length && b.data[0] == '"';
    a = span_from(a, a_quoted);
    b = span_from(b, b_quoted);
    for (;;) {
        int left = next_local(&a, a_quoted), right = next_local(&b, b_quoted);
        if (left != right)
            return false;
        if (left < 0)
            return true;
    }
}

/* "user@host": this mailbox; "host": all mailboxes of that very host; ".domain": of all hosts below it. */
static enum match match_email(struct span base, struct span name)
{
    struct mailbox mailbox, wanted;
    if (!split_mailbox(name, &mailbox))
        return MATCH_UNCLEAR;
    if (base.length == 0)
        return MATCH_YES;
    if (find_octet(base, '@') < base.length) {
        if (!split_mailbox(base, &wanted))
            return MATCH_UNCLEAR;
        return text_equal_ignoring_case(mailbox.host, wanted.host) &&
                       local_parts_equal(mailbox.local, wanted.local)
                   ? MATCH_YES
                   : MATCH_NO;
    }
    if (!dns_base_is_well_formed(base))
        return MATCH_UNCLEAR;
    if (base.data[0] == '.')
        return host_is_within(mailbox.host, base) ? MATCH_YES : MATCH_NO;
    return text_equal_ignoring_case(mailbox.host, base) ? MATCH_YES : MATCH_NO;
}

/* As e-mail, by what administrators write: "@contoso.com" is the suffix "contoso.com"; nothing in it has case. */
static enum match match_upn(struct span base, struct span name)
{
    size_t at = name.length;
    while (at > 0 && name.data[at - 1] != '@')
        at--;
    if (at == 0)
        return MATCH_UNCLEAR;
    if (base.length && base.data[0] == '@')
        base = span_from(base, 1);
    else if (find_octet(base, '@') < base.length)
        return text_equal_ignoring_case(base, name) ? MATCH_YES : MATCH_NO;
    if (!dns_base_is_well_formed(base))
        return MATCH_UNCLEAR;
    struct span suffix = span_from(name, at);
    bool below = base.length == 0 || base.data[0] == '.';
    return (below ? host_is_within(suffix, base) : text_equal_ignoring_case(suffix, base)) ? MATCH_YES
                                                                                           : MATCH_NO;
}

/* --- URI --- */

static bool is_dotted_quad(struct span host)
{
    for (size_t i = 0; i < host.length; i++)
        if (host.data[i] != '.' && (host.data[i] < '0' || host.data[i] > '9'))
            return false;
    return host.length > 0;
}

/* The host of scheme://user@host:port/…; false for what has no authority, or whose host is no domain name. */
static bool uri_host(struct span uri, struct span *host)
{
    size_t colon = find_octet(uri, ':');
    if (colon == 0 || colon + 2 >= uri.length || uri.data[colon + 1] != '/' || uri.data[colon + 2] != '/')
        return false;
    struct span authority = span_from(uri, colon + 3);
    static const uint8_t ends[] = { '/', '?', '#' };
    for (size_t i = 0; i < sizeof ends; i++)
        authority.length = find_octet(authority, ends[i]);
    for (size_t at; (at = find_octet(authority, '@')) < authority.length;)
        authority = span_from(authority, at + 1);
    if (authority.length && authority.data[0] == '[')
        return false;
    authority.length = find_octet(authority, ':');
    *host = authority;
    return host_is_well_formed(authority, false) && !is_dotted_quad(authority);
}

/* A constraint "host" means that very host, ".domain" all hosts below it. A URI without a host name is rejected by any
 * constraint (RFC 5280, 4.2.1.10). */
static enum match match_uri(struct span base, struct span name)
{
    struct span host;
    if (!uri_host(name, &host) || !dns_base_is_well_formed(base) || is_dotted_quad(base))
        return MATCH_UNCLEAR;
    bool below = base.length == 0 || base.data[0] == '.';
    return (below ? host_is_within(host, base) : text_equal_ignoring_case(host, base)) ? MATCH_YES : MATCH_NO;
}

/* --- IP --- */

/* A mask is a run of ones and then zeros (RFC 4632). */
static bool mask_is_well_formed(struct span mask)
{
    bool zeros = false;
    for (size_t i = 0; i < mask.length; i++)
        for (unsigned bit = 0x80; bit; bit >>= 1) {
            bool one = (mask.data[i] & bit) != 0;
            if (one && zeros)
                return false;
            zeros |= !one;
        }
    return true;
}

static enum match match_ip(struct span base, struct span name)
{
    if ((name.length != 4 && name.length != 16) || (base.length != 8 && base.length != 32))
        return MATCH_UNCLEAR;
    if (base.length != 2 * name.length)
        return MATCH_NO;
    struct span mask = span_from(base, name.length);
    if (!mask_is_well_formed(mask))
        return MATCH_UNCLEAR;
    for (size_t i = 0; i < name.length; i++)
        if ((name.data[i] ^ base.data[i]) & mask.data[i])
            return MATCH_NO;
    return MATCH_YES;
}

static enum match match_text(enum general_name_kind kind, struct span base, struct span name, bool excluding)
{
    switch (kind) {
    case GENERAL_NAME_DNS:
        return match_dns(base, name, excluding);
    case GENERAL_NAME_EMAIL:
        return match_email(base, name);
    case GENERAL_NAME_URI:
        return match_uri(base, name);
    case GENERAL_NAME_IP:
        return match_ip(base, name);
    case GENERAL_NAME_OTHER:
        return match_upn(base, name);
    default:
        return MATCH_UNCLEAR;
    }
}

bool constraint_matches(enum general_name_kind kind, struct span base, struct span name, bool excluding)
{
    enum match match = match_text(kind, base, name, excluding);
    return excluding ? match != MATCH_NO : match == MATCH_YES;
}

/* --- all names of a certificate --- */

/* One name to be judged: by kind, with the text or the directory name. */
struct subject_name {
    enum general_name_kind kind;
    struct span text;
    const struct name *directory;
    struct span other_type; /* GENERAL_NAME_OTHER */
    bool mailbox_utf8; /* an otherName SmtpUTF8Mailbox, which e-mail constraints are about too (RFC 9598) */
};

struct walk {
    const struct cert *authority;
    bool critical; /* the extension */
    size_t *work;
    struct arena *arena;
    const char **why;
};

static bool is_of_kind(const struct general_name *base, const struct subject_name *name)
{
    if (base->kind != name->kind)
        return name->mailbox_utf8 && base->kind == GENERAL_NAME_EMAIL;
    return name->kind != GENERAL_NAME_OTHER || span_equal(base->other_type, name->other_type);
}

static enum match match_name(const struct general_name *base, const struct subject_name *name, bool excluding)
{
    if (name->kind == GENERAL_NAME_DIRECTORY) {
        if (!base->directory || !base->directory->decoded || !name->directory->decoded)
            return MATCH_UNCLEAR;
        return name_is_within(name->directory, base->directory) ? MATCH_YES : MATCH_NO;
    }
    struct span text = base->kind == GENERAL_NAME_OTHER ? base->other_text : base->value;
    if (name->kind == GENERAL_NAME_OTHER && (!text.data || !name->text.data))
        return MATCH_UNCLEAR;
    return match_text(name->mailbox_utf8 ? GENERAL_NAME_EMAIL : name->kind, text, name->text, excluding);
}

static bool kind_is_supported(const struct subject_name *name)
{
    switch (name->kind) {
    case GENERAL_NAME_EMAIL:
    case GENERAL_NAME_DNS:
    case GENERAL_NAME_DIRECTORY:
    case GENERAL_NAME_URI:
    case GENERAL_NAME_IP:
        return true;
    case GENERAL_NAME_OTHER:
        return name->mailbox_utf8 || oid_is(name->other_type, OID_UPN);
    default:
        return false;
    }
}

static const char *name_text_of(struct arena *arena, const struct subject_name *name)
{
    if (name->kind == GENERAL_NAME_DIRECTORY)
        return name_print(arena, name->directory);
    if (name->kind == GENERAL_NAME_IP)
        return general_name_ip(arena, name->text);
    return text_escaped(arena, name->text);
}

static enum constraint_verdict explain(const struct walk *walk, enum constraint_verdict verdict,
                                       const struct subject_name *name, const struct general_name *base,
                                       const char *what)
{
    if (walk->arena && walk->why) {
        const char *authority = cert_label(walk->arena, walk->authority);
        const char *text = name_text_of(walk->arena, name);
        if (base)
            *walk->why = arena_format(walk->arena, "the name constraints of %s %s '%s' (%s)", authority, what,
                                      text, general_name_print(walk->arena, base));
        else
            *walk->why =
                arena_format(walk->arena, "the name constraints of %s %s '%s'", authority, what, text);
    }
    return verdict;
}

/* A distance other than 0..unlimited is not part of the profile: it can neither be ignored nor evaluated. */
static bool has_distance(const struct general_subtree *subtree)
{
    return subtree->minimum != 0 || subtree->has_maximum;
}

static enum constraint_verdict judge_name(const struct walk *walk, const struct subject_name *name)
{
    const struct general_subtrees *permitted = &walk->authority->name_constraints.permitted;
    const struct general_subtrees *excluded = &walk->authority->name_constraints.excluded;
    size_t count = permitted->count + excluded->count;
    if (*walk->work < count)
        return explain(walk, CONSTRAINT_TOO_MUCH, name, NULL, "are too many to be compared with");
    *walk->work -= count;

    bool supported = kind_is_supported(name), any_permitted = false, covered = false;
    for (size_t i = 0; i < count; i++) {
        bool excluding = i >= permitted->count;
        const struct general_subtree *subtree =
            excluding ? &excluded->items[i - permitted->count] : &permitted->items[i];
        if (!is_of_kind(&subtree->base, name))
            continue;
        if (!supported) {
            if (!walk->critical)
                continue;
            return explain(walk, CONSTRAINT_UNSUPPORTED, name, NULL,
                           "are of a kind that is not understood, for");
        }
        if (has_distance(subtree))
            return explain(walk, CONSTRAINT_UNSUPPORTED, name, &subtree->base,
                           "have a minimum or maximum, which is not understood, for");
        enum match match = match_name(&subtree->base, name, excluding);
        if (excluding && match != MATCH_NO)
            return explain(walk, CONSTRAINT_BROKEN, name, &subtree->base,
                           match == MATCH_YES ? "exclude" : "exclude, or cannot be compared with,");
        any_permitted |= !excluding;
        covered |= !excluding && match == MATCH_YES;
    }
    if (any_permitted && !covered)
        return explain(walk, CONSTRAINT_BROKEN, name, NULL, "do not permit");
    return CONSTRAINT_HOLDS;
}

static enum constraint_verdict judge_alternative_names(const struct walk *walk, const struct cert *below,
                                                       bool *has_email, bool *has_dns)
{
    const struct general_names *names = &below->subject_alt_name.names;
    for (size_t i = 0; i < names->count; i++) {
        const struct general_name *item = &names->items[i];
        struct subject_name name = { .kind = item->kind,
                                     .text =
                                         item->kind == GENERAL_NAME_OTHER ? item->other_text : item->value,
                                     .directory = item->directory,
                                     .other_type = item->other_type,
                                     .mailbox_utf8 = item->kind == GENERAL_NAME_OTHER &&
                                                     oid_is(item->other_type, OID_SMTP_UTF8_MAILBOX) };
        *has_email |= item->kind == GENERAL_NAME_EMAIL;
        *has_dns |= item->kind == GENERAL_NAME_DNS;
        enum constraint_verdict verdict = judge_name(walk, &name);
        if (verdict != CONSTRAINT_HOLDS)
            return verdict;
    }
    return CONSTRAINT_HOLDS;
}

/* A common name that a client would compare with a host name: labels, at least two of them. */
static bool looks_like_a_host(struct span text)
{
    return host_is_well_formed(text, true) && find_octet(text, '.') < text.length && !is_dotted_quad(text);
}

static enum constraint_verdict judge_subject(const struct walk *walk, const struct cert *below, bool emails,
                                             bool hosts)
{
    if (!name_is_empty(&below->subject) || !below->subject.decoded) {
        struct subject_name name = { .kind = GENERAL_NAME_DIRECTORY, .directory = &below->subject };
        enum constraint_verdict verdict = judge_name(walk, &name);
        if (verdict != CONSTRAINT_HOLDS)
            return verdict;
    }
    for (size_t i = 0; i < below->subject.attribute_count; i++) {
        const struct name_attribute *attribute = &below->subject.attributes[i];
        struct subject_name name = { .text = attribute->text.data ? attribute->text : attribute->value };
        if (attribute->oid == OID_EMAIL_ADDRESS && emails)
            name.kind = GENERAL_NAME_EMAIL;
        else if (attribute->oid == OID_COMMON_NAME && hosts && looks_like_a_host(name.text))
            name.kind = GENERAL_NAME_DNS;
        else
            continue;
        enum constraint_verdict verdict = judge_name(walk, &name);
        if (verdict != CONSTRAINT_HOLDS)
            return verdict;
    }
    return CONSTRAINT_HOLDS;
}

enum constraint_verdict constraints_check(const struct cert *authority, const struct cert *below,
                                          bool below_is_leaf, size_t *work, struct arena *arena,
                                          const char **why)
{
    if (authority->name_constraints.presence != EXTENSION_PRESENT)
        return CONSTRAINT_HOLDS; /* a malformed extension is a fault of the CA itself */
    const struct extension *extension = extensions_find(&authority->extensions, OID_NAME_CONSTRAINTS);
    struct walk walk = { .authority = authority,
                         .critical = extension && extension->critical,
                         .work = work,
                         .arena = arena,
                         .why = why };
    bool has_email = false, has_dns = false;
    enum constraint_verdict verdict = judge_alternative_names(&walk, below, &has_email, &has_dns);
    if (verdict != CONSTRAINT_HOLDS)
        return verdict;
    return judge_subject(&walk, below, !has_email, below_is_leaf && !has_dns);
}
