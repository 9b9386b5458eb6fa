/* What JSON and CLIXML of certificates have in common: where the store stands, and the shapes of RawData as text. */
#include "read/powershell.h"
#include "read/base64.h"
#include "read/reg.h"
#include "util/text.h"

const char powershell_advice[] =
    "export with: Get-ChildItem Cert:\\LocalMachine\\My | Select-Object "
    "PSParentPath,Thumbprint,HasPrivateKey,"
    "FriendlyName,@{n='RawData';e={[Convert]::ToBase64String($_.RawData)}} | ConvertTo-Json";

static struct span last_part(struct span path, struct span *before)
{
    size_t at = path.length;
    while (at && path.data[at - 1] != '\\' && path.data[at - 1] != ':')
        at--;
    *before = (struct span){ path.data, at ? at - 1 : 0 };
    return span_from(path, at);
}

void powershell_object(struct walk *walk, const struct origin *outer, const char *container,
                       const struct powershell_certificate *certificate, struct span octets)
{
    struct origin origin = *outer;
    struct object_context *context = &origin.context;
    struct span path = certificate->path, before;
    size_t key_at = text_find(path, 0, "Registry::");
    bool is_key = key_at < path.length &&
                  reg_key_context(walk, span_from(path, key_at + strlen("Registry::")), context);
    if (!is_key && path.length && certificate->path_is_own) {
        last_part(path, &before);
        path = before;
    }
    if (path.length && !is_key) {
        context->store = walk_store_name(walk, last_part(path, &before));
        context->store_path = arena_copy(walk->arena, path);
    } else if (!is_key && certificate->store.length) {
        context->store = walk_store_name(walk, certificate->store);
    }
    if (certificate->friendly_name.length)
        context->friendly_name = arena_copy(walk->arena, certificate->friendly_name);
    if (certificate->has_private_key_known)
        context->private_key = certificate->has_private_key ? KEY_LINK_PRESENT : KEY_LINK_MISSING;
    origin = walk_inner(walk, &origin, container, (struct span){ 0 }, octets);
    walk_octets(walk, &origin, octets);
}

/* -- RawData -------------------------------------------------------------------------------------------------------- */

static bool is_separator(uint8_t octet)
{
    return octet && strchr(" \t\r\n:-,", octet) != NULL;
}

/* "48 130 3 …": what ConvertTo-Json makes of an array beyond its depth. */
static bool read_decimals(struct span text, struct buf *out)
{
    unsigned value = 0;
    bool any = false;
    for (size_t i = 0; i <= text.length; i++) {
        if (i < text.length && text.data[i] >= '0' && text.data[i] <= '9') {
            value = value * 10 + (text.data[i] - '0' + 0u);
            any = true;
            if (value > 255)
                return false;
        } else if (i == text.length || is_separator(text.data[i])) {
            if (any)
                buf_char(out, (char)value);
            value = 0;
            any = false;
        } else {
            return false;
        }
    }
    return true;
}

static bool read_hex(struct span text, struct buf *out)
{
    int high = -1;
    for (size_t i = 0; i < text.length; i++) {
        int digit = text_hex_digit(text.data[i]);
        if (digit < 0 && (high >= 0 || !is_separator(text.data[i])))
            return false;
        if (digit >= 0 && high >= 0)
            buf_char(out, (char)(high << 4 | digit));
        high = digit >= 0 && high < 0 ? digit : -1;
    }
    return high < 0;
}

static bool read_base64(struct span text, struct buf *out)
{
    struct base64 state = { 0 };
    size_t bad;
    const char *why;
    return base64_feed(&state, text, out, &bad, &why) && base64_end(&state, &why);
}

bool powershell_octets(struct span text, struct buf *out, const char **why)
{
    static const struct {
        const char *start; /* how the first octets of a DER SEQUENCE, or of a serialized store, are written */
        bool (*read)(struct span text, struct buf *out);
    } rows[] = {
        { "M", read_base64 }, { "48 ", read_decimals }, { "48,", read_decimals },
        { "0x30", read_hex }, { "30", read_hex },       { "AAAAAENFUlQ", read_base64 },
    };
    text = text_trim(text);
    *why = "it is cut or garbled";
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t skipped = rows[i].start[1] == 'x' ? 2 : 0;
        if (!text_is_at(text, 0, rows[i].start))
            continue;
        buf_clear(out);
        return rows[i].read(span_from(text, skipped), out);
    }
    if (text_is_at(text, 2, "AAAAEAAA")) { /* a serialized element: u32 below 256, u32 1 */
        buf_clear(out);
        return read_base64(text, out);
    }
    *why = span_equal_text(text, "System.Byte[]")
               ? "it was exported as the words 'System.Byte[]'"
               : "it is no base64, hexadecimal or decimal text of a certificate";
    return false;
}
