/* A value of an export, in the form of its setting: numbers, words, lists, certificates. */
#include "read/settings_export.h"

#include "read/powershell.h"
#include "util/text.h"

const char settings_better[] = "export with: Get-VpnAuthProtocol | Export-Clixml auth.xml";

/* -- values ---------------------------------------------------------------------------------------------------------- */

struct taking {
    struct settings_reading *reading;
    struct arena *arena;
    struct settings *settings;
    const struct exported *value; /* at hand */
    enum setting_id id;
};

void settings_at(struct settings *settings, enum setting_id id, size_t offset, uint32_t line)
{
    settings->items[id].offset = offset;
    settings->items[id].line = line;
}

static void fail(struct taking *taking, const char *what)
{
    settings_fail(taking->arena, taking->settings, taking->id, taking->value->line, "%.*s: %s",
                  (int)taking->value->name.length,
                  taking->value->name.data ? (const char *)taking->value->name.data : "", what);
}

const char *settings_shown(struct arena *arena, struct span text)
{
    bool is_long = text.length > 60;
    if (is_long)
        text.length = 60;
    const char *escaped = text_escaped(arena, text);
    return is_long ? arena_format(arena, "%s…", escaped) : escaped;
}

/* A screen breaks long values into lines. */
static struct span on_one_line(struct arena *arena, struct span text)
{
    struct span copy = arena_copy(arena, text);
    uint8_t *octets = arena_alloc(arena, copy.length + 1);
    for (size_t i = 0; i < copy.length; i++)
        octets[i] = strchr("\r\n", copy.data[i] ? copy.data[i] : 'x') ? ' ' : copy.data[i];
    return text_trim((struct span){ octets, copy.length });
}

bool settings_number(struct span text, int64_t *out)
{
    bool is_hex = text.length > 2 && text.data[0] == '0' && (text.data[1] | 0x20) == 'x';
    int64_t number = 0;
    if (is_hex)
        text = span_from(text, 2);
    if (text.length == 0)
        return false;
    for (size_t i = 0; i < text.length; i++) {
        int digit = text_hex_digit(text.data[i]);
        if (digit < 0 || (!is_hex && digit > 9))
            return false;
        number = number * (is_hex ? 16 : 10) + digit;
        if (number > UINT32_MAX)
            return false;
    }
    *out = number;
    return true;
}

/* A number that the registry has as DWORD; the build alone is a text there. */
static bool take_number(struct taking *taking, int64_t *out)
{
    const struct exported *value = taking->value;
    struct span text = text_trim(value->text);
    if (value->kind != EXPORTED_TEXT || value->is_cut)
        fail(taking, "is no whole number");
    else if (value->is_string && taking->id != HOST_BUILD)
        fail(taking, arena_format(taking->arena, "is the text '%s', wanted a number (DWORD)",
                                  settings_shown(taking->arena, text)));
    else if (!settings_number(text, out))
        fail(taking, arena_format(taking->arena, "'%s' is no whole number of 32 bits",
                                  settings_shown(taking->arena, text)));
    else
        return true;
    return false;
}

static void take_boolean(struct taking *taking)
{
    int64_t number;
    struct span text = text_trim(taking->value->text);
    bool yes = text_equal_ignoring_case(text, span_of_text("true"));
    if (yes || text_equal_ignoring_case(text, span_of_text("false")))
        settings_set_boolean(taking->settings, taking->id, yes, taking->value->line);
    else if (take_number(taking, &number) && number <= 1)
        settings_set_boolean(taking->settings, taking->id, number == 1, taking->value->line);
    else if (setting_of(taking->settings, taking->id)->state != SETTING_UNREADABLE)
        fail(taking, "is neither 0 nor 1");
}

static void take_integer(struct taking *taking)
{
    int64_t number;
    if (take_number(taking, &number))
        settings_set_integer(taking->settings, taking->id, number, taking->value->line);
}

static void take_text(struct taking *taking)
{
    const struct exported *value = taking->value;
    if (value->kind != EXPORTED_TEXT || value->is_cut)
        fail(taking, "is cut, or no text");
    else
        settings_set_text(taking->settings, taking->id, on_one_line(taking->arena, value->text), value->line);
}

/* A list, or one value alone. */
static void take_list(struct taking *taking, bool is_oids)
{
    const struct exported *value = taking->value, *list = exported_list(value);
    const struct exported *item = list ? list->first : value;
    if (value->is_cut || (list && list->is_cut)) {
        fail(taking,
             arena_format(taking->arena, "the export left out the end of the list; %s", settings_better));
        return;
    }
    if (list && !item)
        settings_unset(taking->settings, taking->id, value->line);
    for (; item; item = list ? item->next : NULL) {
        struct span text = on_one_line(taking->arena, item->text);
        if (item->kind != EXPORTED_TEXT || item->is_cut) {
            fail(taking, "is no list of texts");
            return;
        }
        if (!is_oids)
            settings_add_text(taking->arena, taking->settings, taking->id, text, value->line);
        else if (!settings_add_oid(taking->arena, taking->settings, taking->id, text, value->line))
            return;
    }
}

/* -- certificates ---------------------------------------------------------------------------------------------------- */

static void take_der(struct taking *taking, struct span der)
{
    struct settings_reading *reading = taking->reading;
    struct origin origin = *reading->origin;
    struct cert *cert = arena_alloc(taking->arena, sizeof *cert);
    const char *why;
    struct span at = der;
    if (origin.depth == 0) {
        origin.offset = taking->value->offset;
        origin.line = taking->value->line;
    }
    der = arena_copy(taking->arena, der);
    origin = walk_inner(reading->walk, &origin, reading->container, (struct span){ 0 }, der);
    if (!cert_decode(taking->arena, origin.source, der, cert, &why, &at)) {
        fail(taking, arena_format(taking->arena, "its octets are no certificate: %s", why));
        return;
    }
    struct setting_certificate certificate = { .cert = cert };
    settings_set_certificate(taking->settings, taking->id, &certificate, taking->value->line);
}

/* Numbers from 0 to 255. */
static bool add_octets(struct buf *out, const struct exported *list)
{
    for (const struct exported *item = list->first; item; item = item->next) {
        int64_t number;
        if (item->kind != EXPORTED_TEXT || !settings_number(item->text, &number) || number > 255)
            return false;
        buf_char(out, (char)number);
    }
    return out->length > 0;
}

static void take_octets(struct taking *taking, const struct exported *value)
{
    struct buf octets = { .limit = READ_LIMIT_CERTIFICATE };
    const struct exported *list = exported_list(value);
    const char *why = "it is no list of numbers from 0 to 255";
    bool is_cut = value->is_cut || (list && list->is_cut);
    bool good =
        !is_cut && (list ? add_octets(&octets, list)
                         : value->kind == EXPORTED_TEXT && powershell_octets(value->text, &octets, &why));
    if (is_cut)
        fail(taking,
             arena_format(taking->arena, "the export holds the first octets only; %s", settings_better));
    else if (!good)
        fail(taking, arena_format(taking->arena, "cannot be read: %s; %s", why, settings_better));
    else
        take_der(taking, buf_span(&octets));
    buf_free(&octets);
}

/* What is printed of one, without its octets. */
static void take_printed(struct taking *taking, struct span subject, struct span thumbprint)
{
    struct setting_certificate certificate = { .subject = on_one_line(taking->arena, subject) };
    if (!certificate.subject.length)
        certificate.subject.data = NULL;
    thumbprint = text_trim(thumbprint);
    certificate.has_sha1 = thumbprint.length > 0;
    if (certificate.has_sha1 && !text_hex_read(thumbprint, " \r\n", certificate.sha1, 20))
        fail(taking, arena_format(taking->arena, "thumbprint '%s' has not 40 hexadecimal digits",
                                  settings_shown(taking->arena, thumbprint)));
    else if (!certificate.subject.data && !certificate.has_sha1)
        fail(taking, arena_format(taking->arena, "neither subject nor thumbprint; %s", settings_better));
    else
        settings_set_certificate(taking->settings, taking->id, &certificate, taking->value->line);
}

/* What follows "[Label]" in X509Certificate2.ToString(), up to the next label: its labels are in English everywhere. */
static struct span section(struct span block, const char *label)
{
    size_t length = strlen(label);
    for (size_t i = 0; i + length <= block.length; i++) {
        if ((i && block.data[i - 1] != '\n') || !text_is_at(block, i, label))
            continue;
        size_t end = i + length;
        while (end < block.length && !(block.data[end] == '[' && block.data[end - 1] == '\n'))
            end++;
        return text_trim((struct span){ block.data + i + length, end - i - length });
    }
    return (struct span){ 0 };
}

static void take_block(struct taking *taking, struct span block)
{
    struct span thumbprint = section(block, "[Thumbprint]");
    if (thumbprint.length == 0)
        fail(taking, arena_format(taking->arena, "the text of the certificate ends before its thumbprint; %s",
                                  settings_better));
    else
        take_printed(taking, section(block, "[Subject]"), thumbprint);
}

static void take_certificate(struct taking *taking)
{
    const struct exported *value = taking->value;
    const struct exported *raw = exported_member(value, "RawData");
    struct span text = text_trim(value->text);
    if (raw && raw->kind != EXPORTED_NOTHING) {
        take_octets(taking, raw);
    } else if (value->kind == EXPORTED_OBJECT && !exported_list(value)) {
        const struct exported *subject = exported_member(value, "Subject");
        const struct exported *thumbprint = exported_member(value, "Thumbprint");
        take_printed(taking, subject ? subject->text : (struct span){ 0 },
                     thumbprint ? thumbprint->text : (struct span){ 0 });
    } else if (text_is_at(text, 0, "[Subject]")) {
        take_block(taking, text);
    } else if (text_is_at(text, 0, "CN=") || text_is_at(text, 0, "O=") || text_is_at(text, 0, "OU=") ||
               text_is_at(text, 0, "DC=") || text_is_at(text, 0, "C=")) {
        take_printed(taking, text, (struct span){ 0 });
    } else {
        take_octets(taking, value);
    }
}

/* -- all forms ------------------------------------------------------------------------------------------------------- */

static bool is_empty(const struct exported *value)
{
    const struct exported *list = exported_list(value);
    return (value->kind == EXPORTED_NOTHING && !value->is_cut) || (list && !list->first && !list->is_cut) ||
           (value->kind == EXPORTED_TEXT && text_trim(value->text).length == 0 && !value->is_cut &&
            !value->is_elsewhere);
}

/* "System.String[]": what Export-Csv makes of an array, ConvertTo-Json below its depth, and a text of one. */
static bool is_name_of_array(const struct exported *value)
{
    struct span text = text_trim(value->text);
    return value->kind == EXPORTED_TEXT && text_is_at(text, 0, "System.") && text_ends_with(text, "[]");
}

static void take_value(struct taking *taking)
{
    settings_unset(taking->settings, taking->id, taking->value->line);
    if (is_empty(taking->value))
        return;
    if (taking->value->is_elsewhere) {
        fail(taking, arena_format(taking->arena, "is a reference to another object; %s", settings_better));
        return;
    }
    taking->settings->items[taking->id].state = SETTING_UNKNOWN;
    if (is_name_of_array(taking->value)) {
        fail(taking,
             arena_format(taking->arena, "cannot be read: it was exported as the words '%s'; %s",
                          settings_shown(taking->arena, text_trim(taking->value->text)), settings_better));
        return;
    }
    switch (setting_row(taking->id)->form) {
    case SETTING_BOOLEAN:
        take_boolean(taking);
        break;
    case SETTING_INTEGER:
        take_integer(taking);
        break;
    case SETTING_TEXT:
        take_text(taking);
        break;
    case SETTING_TEXTS:
        take_list(taking, false);
        break;
    case SETTING_OIDS:
        take_list(taking, true);
        break;
    case SETTING_CERTIFICATE:
        take_certificate(taking);
        break;
    }
}

void settings_take_value(struct settings_reading *reading, struct settings *settings, enum setting_id id,
                         const struct exported *value)
{
    struct taking taking = { reading, reading->walk->arena, settings, value, id };
    take_value(&taking);
    settings_at(settings, id, value->offset, value->line);
}
