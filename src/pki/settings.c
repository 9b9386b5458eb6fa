/* Settings: one row for each, and one way to fill, merge and ask for them all. */
#include "pki/settings.h"

#include <stdarg.h>

#include "der/oid.h"
#include "pki/signature.h"

static const struct setting_row rows[SETTING_COUNT] = {
#define SETTING(symbol, kind, form, name, help) [symbol] = { name, help, OBJECT_##kind, SETTING_##form },
#include "pki/settings_list.h"
#undef SETTING
};

const struct setting_row *setting_row(enum setting_id id)
{
    if ((unsigned)id >= SETTING_COUNT)
        BUG("no such setting");
    return &rows[id];
}

void settings_begin(struct settings *settings, enum object_kind kind, struct span octets)
{
    *settings = (struct settings){ .kind = kind, .octets = octets };
    digest_sha1(octets, settings->sha1);
    digest_sha256(octets, settings->sha256);
}

/* The setting, said anew on this line; lists go on. */
static struct setting *say(struct settings *settings, enum setting_id id, enum setting_form form,
                           uint32_t line)
{
    struct setting *setting = &settings->items[id];
    if (rows[id].form != form || rows[id].kind != settings->kind)
        BUG("a setting that is another's");
    if (setting->state != SETTING_SET || !setting->line)
        setting->line = line;
    setting->state = SETTING_SET;
    return setting;
}

void settings_set_boolean(struct settings *settings, enum setting_id id, bool boolean, uint32_t line)
{
    say(settings, id, SETTING_BOOLEAN, line)->boolean = boolean;
}

void settings_set_integer(struct settings *settings, enum setting_id id, int64_t integer, uint32_t line)
{
    say(settings, id, SETTING_INTEGER, line)->integer = integer;
}

void settings_set_text(struct settings *settings, enum setting_id id, struct span text, uint32_t line)
{
    say(settings, id, SETTING_TEXT, line)->text = text;
}

void settings_set_certificate(struct settings *settings, enum setting_id id,
                              const struct setting_certificate *certificate, uint32_t line)
{
    say(settings, id, SETTING_CERTIFICATE, line)->certificate = *certificate;
}

void settings_add_text(struct arena *arena, struct settings *settings, enum setting_id id, struct span text,
                       uint32_t line)
{
    *VEC_ADD(arena, &say(settings, id, SETTING_TEXTS, line)->texts) = text;
}

bool settings_add_oid(struct arena *arena, struct settings *settings, enum setting_id id, struct span text,
                      uint32_t line)
{
    struct span oid;
    if (!oid_parse(arena, text, &oid)) {
        settings_fail(arena, settings, id, line, "'%s' is no object identifier such as 1.3.6.1.5.5.7.3.2",
                      arena_text_of_span(arena, text));
        return false;
    }
    if (settings->items[id].state == SETTING_UNREADABLE)
        return true; /* one of the list could not be read: the list is not known */
    *VEC_ADD(arena, &say(settings, id, SETTING_OIDS, line)->oids) = oid;
    return true;
}

void settings_unset(struct settings *settings, enum setting_id id, uint32_t line)
{
    settings->items[id] = (struct setting){ .state = SETTING_UNSET, .line = line };
}

void settings_fail(struct arena *arena, struct settings *settings, enum setting_id id, uint32_t line,
                   const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    settings->items[id] = (struct setting){ .state = SETTING_UNREADABLE,
                                            .line = line,
                                            .error = arena_vformat(arena, format, arguments) };
    va_end(arguments);
}

void settings_merge(struct settings *into, const struct settings *from)
{
    if (into->kind != from->kind)
        BUG("settings of two kinds");
    if (!into->name.data)
        into->name = from->name;
    for (size_t i = 0; i < SETTING_COUNT; i++)
        if (into->items[i].state == SETTING_UNKNOWN)
            into->items[i] = from->items[i];
}

const char *settings_label(struct arena *arena, const struct settings *settings)
{
    if (settings->name.length)
        return arena_text_of_span(arena, settings->name);
    const struct setting *servers = setting_of(settings, PROFILE_SERVERS);
    if (servers->state == SETTING_SET && servers->texts.count)
        return arena_format(arena, "to %s", arena_text_of_span(arena, servers->texts.items[0]));
    return "without a name";
}
