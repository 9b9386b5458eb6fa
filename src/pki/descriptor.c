/* Two notations, one walk: each entry of the discretionary list becomes kind, rights, right's identifier and account. */
#include "pki/descriptor.h"
#include "util/text.h"

enum {
    RIGHT_CONTROL = 0x100,          /* an extended right; a plain entry grants all of them */
    RIGHT_GENERIC_ALL = 0x10000000, /* everything */
    FLAG_INHERIT_ONLY = 8           /* not about the template itself */
};

/* MS-CRTD, 4.1: Enroll 0e10c968-78fb-11d2-90d4-00c04f79dc55, AutoEnroll a05b8cc2-17bc-4802-a710-e7c15ab866a2, in the
 * order of octets that they have in memory. */
static const uint8_t enroll_guid[GUID_OCTETS] = { 0x68, 0xc9, 0x10, 0x0e, 0xfb, 0x78, 0xd2, 0x11,
                                                  0x90, 0xd4, 0x00, 0xc0, 0x4f, 0x79, 0xdc, 0x55 };
static const uint8_t autoenroll_guid[GUID_OCTETS] = { 0xc2, 0x8c, 0x5b, 0xa0, 0xbc, 0x17, 0x02, 0x48,
                                                      0xa7, 0x10, 0xe7, 0xc1, 0x5a, 0xb8, 0x66, 0xa2 };

struct entry {
    bool allows, denies; /* neither: an audit entry, or a kind that is not known */
    bool inherit_only;
    uint32_t rights;
    bool has_guid; /* the right meant; without: all */
    uint8_t guid[GUID_OCTETS];
    struct span account;
};

struct list { /* what the entries add up to */
    struct accounts allowed[2], denied[2];
};
enum { ENROLL, AUTOENROLL };

/* -- accounts -------------------------------------------------------------------------------------------------------- */

static const struct {
    const char *sddl, *sid; /* of a domain: the last number, with its hyphen */
    const char *word;
} known_accounts[] = {
    { "WD", "S-1-1-0", "everyone" },
    { "AN", "S-1-5-7", "anonymous" },
    { "AU", "S-1-5-11", "authenticated_users" },
    { "SY", "S-1-5-18", "system" },
    { "BA", "S-1-5-32-544", "administrators" },
    { "BU", "S-1-5-32-545", "users" },
    { "DA", "-512", "domain_admins" },
    { "DU", "-513", "domain_users" },
    { "DC", "-515", "domain_computers" },
    { "DD", "-516", "domain_controllers" },
    { "EA", "-519", "enterprise_admins" },
};

struct span account_word(struct arena *arena, struct span account)
{
    for (size_t i = 0; i < COUNT_OF(known_accounts); i++) {
        const char *sid = known_accounts[i].sid;
        bool of_domain = sid[0] == '-' && text_is_at(account, 0, "S-1-5-21-") && text_ends_with(account, sid);
        if (span_equal_text(account, known_accounts[i].sddl) || span_equal_text(account, sid) || of_domain)
            return span_of_text(known_accounts[i].word);
    }
    return text_is_utf8(account) ? account : span_of_text(text_escaped(arena, account));
}

static void add_account(struct arena *arena, struct accounts *accounts, struct span account)
{
    for (size_t i = 0; i < accounts->count; i++)
        if (span_equal(accounts->items[i], account))
            return;
    *VEC_ADD(arena, accounts) = account;
}

static bool has_account(const struct accounts *accounts, struct span account)
{
    for (size_t i = 0; i < accounts->count; i++)
        if (span_equal(accounts->items[i], account))
            return true;
    return false;
}

/* -- entries --------------------------------------------------------------------------------------------------------- */

static void take_entry(struct arena *arena, struct list *list, const struct entry *entry)
{
    static const uint8_t nothing[GUID_OCTETS];
    if ((!entry->allows && !entry->denies) || entry->inherit_only ||
        !(entry->rights & (RIGHT_CONTROL | RIGHT_GENERIC_ALL)))
        return;
    bool all = !entry->has_guid || memcmp(entry->guid, nothing, GUID_OCTETS) == 0;
    struct span account = account_word(arena, entry->account);
    struct accounts *into = entry->allows ? list->allowed : list->denied;
    if (all || memcmp(entry->guid, enroll_guid, GUID_OCTETS) == 0)
        add_account(arena, &into[ENROLL], account);
    if (all || memcmp(entry->guid, autoenroll_guid, GUID_OCTETS) == 0)
        add_account(arena, &into[AUTOENROLL], account);
}

static void sum_up(struct arena *arena, const struct list *list, struct descriptor *out)
{
    struct accounts *into[] = { [ENROLL] = &out->enroll, [AUTOENROLL] = &out->autoenroll };
    for (int right = ENROLL; right <= AUTOENROLL; right++)
        for (size_t i = 0; i < list->allowed[right].count; i++)
            if (!has_account(&list->denied[right], list->allowed[right].items[i]))
                *VEC_ADD(arena, into[right]) = list->allowed[right].items[i];
    out->decoded = true;
}

/* -- SDDL (MS-DTYP, 2.5.1) ------------------------------------------------------------------------------------------- */

bool guid_parse(struct span text, uint8_t out[GUID_OCTETS])
{
    static const uint8_t order[GUID_OCTETS] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '-')
            continue;
        int high = text_hex_digit(text.data[i]),
            low = i + 1 < text.length ? text_hex_digit(text.data[i + 1]) : -1;
        if (high < 0 || low < 0 || count == GUID_OCTETS)
            return false;
        out[order[count++]] = (uint8_t)(high << 4 | low);
        i++;
    }
    return count == GUID_OCTETS;
}

/* Two letters each, or one number. Of the letters only those are told apart that let enrol. */
static bool read_rights(struct span text, uint32_t *out)
{
    *out = 0;
    if (text_is_at(text, 0, "0x") || text_is_at(text, 0, "0X")) {
        for (size_t i = 2; i < text.length; i++) {
            int digit = text_hex_digit(text.data[i]);
            if (digit < 0 || i > 9)
                return false;
            *out = *out << 4 | (uint32_t)digit;
        }
        return text.length > 2;
    }
    for (size_t i = 0; i + 1 < text.length; i += 2) {
        if (memcmp(text.data + i, "CR", 2) == 0)
            *out |= RIGHT_CONTROL;
        else if (memcmp(text.data + i, "GA", 2) == 0)
            *out |= RIGHT_GENERIC_ALL;
    }
    return text.length % 2 == 0;
}

static bool flags_hold(struct span flags, const char *flag)
{
    for (size_t i = 0; i + 1 < flags.length; i += 2)
        if (memcmp(flags.data + i, flag, 2) == 0)
            return true;
    return false;
}

/* type;flags;rights;object;inherited object;account[;more], without its parentheses */
static bool read_sddl_entry(struct span text, struct entry *out)
{
    struct span parts[6] = { { NULL, 0 } };
    size_t count = 0, start = 0;
    for (size_t i = 0; i <= text.length && count < COUNT_OF(parts); i++)
        if (i == text.length || text.data[i] == ';') {
            parts[count++] = (struct span){ text.data + start, i - start };
            start = i + 1;
        }
    *out = (struct entry){ .account = text_trim(parts[5]) };
    if (count < COUNT_OF(parts) || !read_rights(parts[2], &out->rights) || out->account.length == 0)
        return false;
    out->allows = span_equal_text(parts[0], "A") || span_equal_text(parts[0], "OA");
    out->denies = span_equal_text(parts[0], "D") || span_equal_text(parts[0], "OD");
    out->inherit_only = flags_hold(parts[1], "IO");
    out->has_guid = parts[3].length > 0;
    return !out->has_guid || guid_parse(parts[3], out->guid);
}

/* Where the discretionary list begins: behind "D:" outside of parentheses. */
static bool find_list(struct span sddl, size_t *at)
{
    unsigned depth = 0;
    for (size_t i = 0; i + 1 < sddl.length; i++) {
        if (sddl.data[i] == '(')
            depth++;
        else if (sddl.data[i] == ')' && depth)
            depth--;
        else if (!depth && sddl.data[i] == 'D' && sddl.data[i + 1] == ':') {
            *at = i + 2;
            return true;
        }
    }
    return false;
}

static bool decode_sddl(struct arena *arena, struct span sddl, struct descriptor *out, const char **why)
{
    struct list list = { 0 };
    size_t at, count = 0;
    if (!find_list(sddl, &at)) {
        out->open = out->decoded = true;
        return true;
    }
    while (at < sddl.length && sddl.data[at] != '(' && sddl.data[at] != ':')
        at++; /* flags of the list, or the letter of the next part */
    while (at < sddl.length && sddl.data[at] == '(') {
        const uint8_t *end = span_find(span_from(sddl, at), ')');
        struct entry entry;
        if (!end) {
            *why = "its SDDL is cut: an entry has no ')'";
            return false;
        }
        struct span text = { sddl.data + at + 1, (size_t)(end - sddl.data) - at - 1 };
        if (++count > DESCRIPTOR_ENTRIES) {
            *why = "it has more than 4096 entries";
            return false;
        }
        if (!read_sddl_entry(text, &entry)) {
            *why = arena_format(arena,
                                "its SDDL has the entry '(%s)', wanted (type;flags;rights;object;;account)",
                                text_escaped(arena, text));
            return false;
        }
        take_entry(arena, &list, &entry);
        at += text.length + 2;
    }
    sum_up(arena, &list, out);
    return true;
}

/* -- self-relative (MS-DTYP, 2.4.6) ---------------------------------------------------------------------------------- */

static uint32_t little(const uint8_t *octets, size_t count)
{
    uint32_t number = 0;
    for (size_t i = count; i > 0; i--)
        number = number << 8 | octets[i - 1];
    return number;
}

/* "S-1-5-21-…": revision 1, count, six octets of authority, then 32-bit numbers. */
static bool read_sid(struct arena *arena, struct span octets, struct span *out)
{
    if (octets.length < 8 || octets.data[0] != 1 || octets.data[1] > 15 ||
        octets.length < 8 + 4u * octets.data[1])
        return false;
    uint64_t authority = 0;
    for (size_t i = 2; i < 8; i++)
        authority = authority << 8 | octets.data[i];
    struct buf text = { 0 };
    buf_format(&text, "S-1-%llu", (unsigned long long)authority);
    for (size_t i = 0; i < octets.data[1]; i++)
        buf_format(&text, "-%lu", (unsigned long)little(octets.data + 8 + 4 * i, 4));
    *out = arena_copy(arena, buf_span(&text));
    buf_free(&text);
    return true;
}

/* Type, flags, size, rights; of object entries (5, 6) which identifiers there are, and these; then the account. */
static bool read_binary_entry(struct arena *arena, struct span octets, struct entry *out)
{
    size_t at = 8;
    if (octets.length < at)
        return false;
    uint8_t type = octets.data[0];
    *out = (struct entry){ .allows = type == 0 || type == 5, .denies = type == 1 || type == 6 };
    if (!out->allows && !out->denies)
        return true;
    out->inherit_only = octets.data[1] & FLAG_INHERIT_ONLY;
    out->rights = little(octets.data + 4, 4);
    if (type >= 5) {
        if (octets.length < at + 4)
            return false;
        uint32_t present = little(octets.data + at, 4);
        at += 4;
        out->has_guid = present & 1;
        if (octets.length - at < (out->has_guid ? 16u : 0) + (present & 2 ? 16u : 0))
            return false;
        if (out->has_guid)
            memcpy(out->guid, octets.data + at, GUID_OCTETS);
        at += (out->has_guid ? 16u : 0) + (present & 2 ? 16u : 0);
    }
    return read_sid(arena, span_from(octets, at), &out->account);
}

static bool decode_binary(struct arena *arena, struct span octets, struct descriptor *out, const char **why)
{
    enum { HEADER = 20, LIST_HEADER = 8, LIST_PRESENT = 4 };
    struct list list = { 0 };
    uint32_t offset = little(octets.data + 16, 4);
    if (!(little(octets.data + 2, 2) & LIST_PRESENT) || offset == 0) {
        out->open = out->decoded = true;
        return true;
    }
    if (offset < HEADER || offset > octets.length || octets.length - offset < LIST_HEADER) {
        *why = arena_format(arena, "its list should begin at octet %lu of %zu", (unsigned long)offset,
                            octets.length);
        return false;
    }
    struct span rest = span_from(octets, offset);
    uint32_t size = little(rest.data + 2, 2), count = little(rest.data + 4, 2);
    if (size < LIST_HEADER || size > rest.length) {
        *why = arena_format(arena, "its list says that it has %lu octets, and %zu are there",
                            (unsigned long)size, rest.length);
        return false;
    }
    rest = (struct span){ rest.data + LIST_HEADER, size - LIST_HEADER };
    for (uint32_t i = 0; i < count; i++) {
        struct entry entry;
        size_t length = rest.length >= 4 ? little(rest.data + 2, 2) : 0;
        if (i == DESCRIPTOR_ENTRIES || length < 4 || length > rest.length ||
            !read_binary_entry(arena, (struct span){ rest.data, length }, &entry)) {
            *why = arena_format(arena, "entry %lu of %lu of its list does not fit", (unsigned long)i + 1,
                                (unsigned long)count);
            return false;
        }
        take_entry(arena, &list, &entry);
        rest = span_from(rest, length);
    }
    sum_up(arena, &list, out);
    return true;
}

bool descriptor_decode(struct arena *arena, struct span octets, struct descriptor *out, const char **why)
{
    *out = (struct descriptor){ 0 };
    *why = "it is neither SDDL (O:…G:…D:…) nor a self-relative security descriptor";
    if (octets.length >= 20 && octets.data[0] == 1 && octets.data[1] == 0)
        return decode_binary(arena, octets, out, why);
    struct span text = text_trim(octets);
    if (text.length < 2 || text.data[1] != ':' || !strchr("OGDS", text.data[0] ? text.data[0] : 'x'))
        return false;
    return decode_sddl(arena, text, out, why);
}
