/* rasphone.pbk (MS-RRASM, 2.2.1.2.237), line by line:
 *
 *     [AOVPN Device]
 *     Encoding=1                             1: UTF-8; else the ANSI code page
 *     VpnStrategy=7                          7: IKEv2 only; 14: IKEv2 first
 *     AuthRestrictions=128                   128: EAP, 512: MSCHAPv2
 *     DisableIKENameEkuCheck=0
 *
 *     MEDIA=rastapi
 *     Port=VPN2-0
 *     Device=WAN Miniport (IKEv2)
 *
 *     DEVICE=vpn
 *     PhoneNumber=vpn.contoso.com
 *
 * Keys are compared without case. Three fields are documented by name only (NumEku, UseMachineRootCert, and the bit of
 * AuthRestrictions for machine certificates, which is probably 2048): they are handed on as they stand, and nothing is
 * concluded from them. Where there are several servers (NumServers), how these are written is not known; PhoneNumber
 * is the one that is dialled first. CustomAuthData, the EAP configuration, is octets that are not looked into. */
#include "read/phonebook.h"

#include "pki/settings.h"
#include "read/eap_xml.h"
#include "util/text.h"

enum { ENTRIES_LIMIT = 1000, PHONEBOOK_LIMIT = 16 << 20 /* octets */, LINE_SHOWN = 60 };

enum media { MEDIA_UNKNOWN, MEDIA_VPN, MEDIA_OTHER };

struct phonebook {
    struct walk *walk;
    const struct origin *origin;
    struct settings *settings; /* of the entry at hand; NULL: none yet */
    struct origin at;          /* where it begins */
    struct buf octets;         /* of the entry */
    enum media media;
    bool is_lost;           /* what is at hand belongs to no entry, and that was complained of */
    size_t entries, others; /* VPN connections, and what is none */
    struct lines lines;
};

/* -- telling -------------------------------------------------------------------------------------------------------- */

/* An entry, and below it what only entries have. */
bool phonebook_is(struct span text)
{
    struct lines lines;
    bool in_entry = false, has_media = false, has_device = false, has_vpn = false;
    lines_begin(&lines, text, NULL, NULL);
    while (lines_next(&lines) && !(has_vpn || (has_media && has_device))) {
        struct span line = text_trim(lines.text);
        if (line.length > 2 && line.data[0] == '[' && line.data[line.length - 1] == ']')
            in_entry = true;
        has_media = has_media || (in_entry && text_is_at_ignoring_case(line, 0, "MEDIA="));
        has_device = has_device || (in_entry && text_is_at_ignoring_case(line, 0, "DEVICE="));
        has_vpn = has_vpn || (in_entry && text_is_at_ignoring_case(line, 0, "VpnStrategy="));
    }
    lines_end(&lines);
    return has_vpn || (has_media && has_device);
}

/* -- values --------------------------------------------------------------------------------------------------------- */

static struct span kept(struct phonebook *book, struct span text)
{
    return arena_copy(book->walk->arena, text);
}

static uint32_t line_of(const struct phonebook *book)
{
    return book->origin->depth ? book->origin->line : book->lines.number;
}

/* A decimal number; false: it is none, and the setting is unreadable. */
static bool take_number(struct phonebook *book, enum setting_id id, struct span key, struct span value,
                        int64_t *out)
{
    bool minus = value.length && value.data[0] == '-';
    bool good = value.length > minus && value.length < 12;
    int64_t number = 0;
    for (size_t i = minus; i < value.length && good; i++) {
        good = value.data[i] >= '0' && value.data[i] <= '9';
        number = number * 10 + value.data[i] - '0';
    }
    *out = minus ? -number : number;
    if (!good)
        settings_fail(book->walk->arena, book->settings, id, line_of(book), "%s is '%s', wanted a number",
                      text_escaped(book->walk->arena, key), text_escaped(book->walk->arena, value));
    return good;
}

static void take_boolean(struct phonebook *book, enum setting_id id, struct span key, struct span value)
{
    int64_t number;
    if (take_number(book, id, key, value, &number))
        settings_set_boolean(book->settings, id, number != 0, line_of(book));
}

static void take_integer(struct phonebook *book, enum setting_id id, struct span key, struct span value)
{
    int64_t number;
    if (take_number(book, id, key, value, &number))
        settings_set_integer(book->settings, id, number, line_of(book));
}

static void take_strategy(struct phonebook *book, enum setting_id id, struct span key, struct span value)
{
    static const struct {
        int64_t number;
        const char *word;
    } rows[] = { { 0, "Automatic" },   { 1, "PPTP" },        { 2, "PPTP first" }, { 3, "L2TP" },
                 { 4, "L2TP first" },  { 5, "SSTP" },        { 6, "SSTP first" }, { 7, "IKEv2" },
                 { 8, "IKEv2 first" }, { 14, "IKEv2 first" } };
    int64_t number;
    if (!take_number(book, id, key, value, &number))
        return;
    const char *word = arena_format(book->walk->arena, "VpnStrategy %lld", (long long)number);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (rows[i].number == number)
            word = rows[i].word;
    settings_set_text(book->settings, id, span_of_text(word), line_of(book));
}

/* The two bits that are certain; without them the users' method is not known. */
static void take_restrictions(struct phonebook *book, enum setting_id id, struct span key, struct span value)
{
    enum { RESTRICT_EAP = 0x80, RESTRICT_MSCHAPV2 = 0x200 };
    int64_t number;
    if (!take_number(book, id, key, value, &number))
        return;
    settings_set_integer(book->settings, id, number, line_of(book));
    if (number >= 0 && number & (RESTRICT_EAP | RESTRICT_MSCHAPV2))
        settings_set_text(book->settings, PROFILE_USER_METHOD,
                          span_of_text(number & RESTRICT_EAP ? "EAP" : "MSChapv2"), line_of(book));
}

/* Nought and less: no EAP method is set. */
static void take_eap(struct phonebook *book, enum setting_id id, struct span key, struct span value)
{
    int64_t number;
    if (!take_number(book, id, key, value, &number))
        return;
    if (number > 0)
        settings_set_integer(book->settings, id, number, line_of(book));
    else
        settings_unset(book->settings, id, line_of(book));
}

static void take_server(struct phonebook *book, enum setting_id id, struct span key, struct span value)
{
    (void)key;
    if (value.length)
        settings_add_text(book->walk->arena, book->settings, id, kept(book, value), line_of(book));
}

static const struct {
    const char *key;
    enum setting_id id;
    void (*take)(struct phonebook *book, enum setting_id id, struct span key, struct span value);
} rows[] = {
    { "PhoneNumber", PROFILE_SERVERS, take_server },
    { "VpnStrategy", PROFILE_PROTOCOL, take_strategy },
    { "DisableIKENameEkuCheck", PROFILE_SKIPS_NAME_AND_EKU, take_boolean },
    { "AuthRestrictions", PROFILE_AUTH_RESTRICTIONS, take_restrictions },
    { "NumEku", PROFILE_EKU_FILTER_COUNT, take_integer },
    { "UseMachineRootCert", PROFILE_USES_MACHINE_ROOT, take_boolean },
    { "CustomAuthKey", PROFILE_EAP_TYPE, take_eap },
    { "Disable_IKEv2_Fragmentation", PROFILE_NO_FRAGMENTATION, take_boolean },
};

static void take_pair(struct phonebook *book, struct span key, struct span value)
{
    if (text_equal_ignoring_case(key, span_of_text("DEVICE")) && book->media != MEDIA_VPN &&
        !text_is_at_ignoring_case(value, 0, "WAN Miniport")) /* Device=WAN Miniport (IKEv2) stands above it */
        book->media = text_equal_ignoring_case(value, span_of_text("vpn")) ? MEDIA_VPN : MEDIA_OTHER;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (!text_equal_ignoring_case(key, span_of_text(rows[i].key)))
            continue;
        rows[i].take(book, rows[i].id, key, value);
        if (book->settings->items[rows[i].id].line == book->lines.number)
            book->settings->items[rows[i].id].offset = book->lines.offset;
    }
}

/* -- entries -------------------------------------------------------------------------------------------------------- */

static void end_entry(struct phonebook *book)
{
    struct settings *settings = book->settings;
    if (!settings)
        return;
    bool is_vpn = book->media == MEDIA_VPN || (book->media == MEDIA_UNKNOWN &&
                                               settings->items[PROFILE_PROTOCOL].state != SETTING_UNKNOWN);
    book->settings = NULL;
    if (!is_vpn) {
        book->others++;
        return;
    }
    struct settings *whole = arena_alloc(book->walk->arena, sizeof *whole);
    settings_begin(whole, OBJECT_PROFILE, arena_copy(book->walk->arena, buf_span(&book->octets)));
    memcpy(whole->items, settings->items, sizeof whole->items);
    whole->name = settings->name;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (whole->items[rows[i].id].state == SETTING_UNKNOWN) /* an entry is whole: it is not set */
            settings_unset(whole, rows[i].id, 0);
    if (whole->items[PROFILE_EAP_TYPE].state == SETTING_UNSET) /* no method, no configuration */
        eap_settings_unset(whole);
    book->entries++;
    walk_settings(book->walk, &book->at, whole);
}

static void begin_entry(struct phonebook *book, struct span name)
{
    end_entry(book);
    book->is_lost = book->entries + book->others >= ENTRIES_LIMIT;
    if (book->entries + book->others == ENTRIES_LIMIT)
        walk_fail(book->walk, book->lines.offset, line_of(book),
                  "a phone book of more than %d entries: the rest is left out", ENTRIES_LIMIT);
    if (book->is_lost) {
        book->others++;
        return;
    }
    book->settings = arena_alloc(book->walk->arena, sizeof *book->settings);
    book->settings->kind = OBJECT_PROFILE;
    book->settings->name = kept(book, name);
    book->at = *book->origin;
    book->at.container = "phone book";
    if (book->origin->depth == 0) {
        book->at.offset = book->lines.offset;
        book->at.line = book->lines.number;
    }
    book->media = MEDIA_UNKNOWN;
    buf_clear(&book->octets);
}

static void complain(struct phonebook *book, struct span line, const char *why)
{
    struct span shown = { line.data, line.length < LINE_SHOWN ? line.length : LINE_SHOWN };
    walk_fail(book->walk, book->lines.offset, line_of(book), "a phone book with the line '%s', which %s",
              text_escaped(book->walk->arena, shown), why);
}

static void take_line(struct phonebook *book)
{
    struct span line = text_trim(book->lines.text), key, value;
    bool is_entry = line.length && line.data[0] == '[';
    if (is_entry && line.data[line.length - 1] == ']' && line.length > 1) {
        begin_entry(book, (struct span){ line.data + 1, line.length - 2 });
    } else if (is_entry) {
        end_entry(book);
        book->is_lost = true;
        complain(book, line, "begins an entry and lacks its ']': the entry is left out");
    }
    if (book->settings) {
        buf_add(&book->octets, book->lines.text);
        buf_char(&book->octets, '\n');
    }
    if (line.length == 0 || is_entry || line.data[0] == ';')
        return;
    if (!span_split(line, '=', &key, &value) || key.length == 0) {
        complain(book, line, "is neither '[entry]' nor 'key=value'");
    } else if (book->settings) {
        take_pair(book, text_trim(key), text_trim(value));
    } else if (!book->is_lost) {
        book->is_lost = true;
        complain(book, line, "stands before the first '[entry]'");
    }
}

void phonebook_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct phonebook book = { .walk = walk, .origin = origin, .octets.limit = PHONEBOOK_LIMIT };
    size_t failures = walk->failures;
    lines_begin(&book.lines, octets, origin->depth ? NULL : walk->stream, walk->arena);
    while (lines_next(&book.lines))
        take_line(&book);
    end_entry(&book);
    if (book.lines.error)
        walk_fail(walk, book.lines.rest_offset, book.lines.number, "cannot read further: %s",
                  book.lines.error);
    if (book.entries == 0 && walk->failures == failures)
        walk_fail(walk, origin->offset, origin->line,
                  "a phone book without a VPN connection; that of all users is "
                  "C:\\ProgramData\\Microsoft\\Network\\Connections\\Pbk\\rasphone.pbk");
    lines_end(&book.lines);
    buf_free(&book.octets);
}
