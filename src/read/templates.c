/* A template on its way from a reader to the sink. */
#include "read/templates.h"
#include "read/base64.h"
#include "util/text.h"

const char templates_advice[] =
    "export templates with: ldifde -f templates.ldf -d \"CN=Certificate Templates,CN=Public Key Services,"
    "CN=Services,CN=Configuration,DC=…\" -r \"(objectClass=pKICertificateTemplate)\"";

enum { ENTRY_LIMIT = 1 << 20 /* octets of an entry that its digest is made of */ };

void reading_begin(struct template_reading *reading, struct walk *walk, const struct origin *origin,
                   const char *container, size_t offset, uint32_t line)
{
    *reading = (struct template_reading){
        .walk = walk, .origin = origin, .container = container, .open = true, .text.limit = ENTRY_LIMIT
    };
    reading->outer = walk_begin_piece(walk);
    reading->t = arena_alloc(walk->arena, sizeof *reading->t);
    template_begin(reading->t, origin->source, offset, line);
}

bool reading_note(struct template_reading *reading, struct span name, size_t offset, uint32_t line,
                  enum template_field *field)
{
    if (!template_field_find(name, field))
        return false;
    template_note(reading->t, *field, offset, line);
    return true;
}

static void add_to_digest(struct template_reading *reading, enum template_field field, struct span value)
{
    buf_format(&reading->text, "%s: ", template_field_name(field));
    buf_add(&reading->text, value);
    buf_char(&reading->text, '\n');
}

void reading_add(struct template_reading *reading, enum template_field field, struct span value)
{
    struct arena *arena = reading->walk->arena;
    if (template_field_form(field) != TEMPLATE_OCTETS && template_field_form(field) != TEMPLATE_PERIOD)
        value = encoding_guess(arena, value);
    template_add(arena, reading->t, field, arena_copy(arena, value));
    add_to_digest(reading, field, value);
}

/* -- octets as text -------------------------------------------------------------------------------------------------- */

static bool is_blank(uint8_t octet)
{
    return octet == ' ' || octet == '\t' || octet == ',' || octet == '\r' || octet == '\n';
}

/* Pairs of digits, blanks between them or not. */
static bool read_hex(struct span text, struct buf *out)
{
    for (size_t i = 0; i < text.length; i++) {
        if (is_blank(text.data[i]))
            continue;
        int high = text_hex_digit(text.data[i]),
            low = i + 1 < text.length ? text_hex_digit(text.data[i + 1]) : -1;
        if (high < 0 || low < 0)
            return false;
        buf_char(out, (char)(high << 4 | low));
        i++;
    }
    return out->length > 0;
}

static bool read_decimals(struct span text, struct buf *out)
{
    size_t numbers = 0;
    for (size_t i = 0; i < text.length;) {
        unsigned number = 0;
        size_t start = i;
        while (i < text.length && text.data[i] >= '0' && text.data[i] <= '9' && number <= 255)
            number = number * 10 + (unsigned)(text.data[i++] - '0');
        if (i == start || number > 255 || (i < text.length && !is_blank(text.data[i])))
            return false;
        buf_char(out, (char)number);
        numbers++;
        while (i < text.length && is_blank(text.data[i]))
            i++;
    }
    return numbers > 0;
}

static bool read_base64(struct span text, struct buf *out)
{
    struct base64 state = { 0 };
    size_t bad;
    const char *why;
    return base64_feed(&state, text, out, &bad, &why) && base64_end(&state, &why) && out->length > 0;
}

/* How many octets the attribute has; 0: any. Of several readings the one that fits counts. */
static bool fits(enum template_field field, size_t length)
{
    if (template_field_form(field) == TEMPLATE_PERIOD)
        return length == 8;
    return field == TEMPLATE_KEY_USAGE ? length == 1 || length == 2 : length > 0;
}

void reading_add_octets_text(struct template_reading *reading, enum template_field field, struct span text)
{
    static bool (*const ways[])(struct span, struct buf *) = { read_hex, read_decimals, read_base64 };
    struct buf octets = { .limit = READ_LIMIT_CERTIFICATE };
    text = text_trim(text);
    if (field == TEMPLATE_SECURITY_DESCRIPTOR && text.length > 1 && text.data[1] == ':') { /* SDDL */
        reading_add(reading, field, text);
        return;
    }
    bool good = false;
    for (size_t i = 0; i < COUNT_OF(ways) && !good; i++) {
        buf_clear(&octets);
        good = ways[i](text, &octets) && !octets.overflow && fits(field, octets.length);
    }
    if (good)
        reading_add(reading, field, buf_span(&octets));
    else
        template_fail(reading->walk->arena, reading->t, field,
                      "found '%s', wanted octets in hexadecimal, decimal or base64",
                      text_escaped(reading->walk->arena,
                                   (struct span){ text.data, text.length < 80 ? text.length : 80 }));
    buf_free(&octets);
}

/* -- the end --------------------------------------------------------------------------------------------------------- */

bool reading_end(struct template_reading *reading)
{
    struct walk *walk = reading->walk;
    bool is_one = template_is_one(reading->t);
    if (is_one) {
        template_finish(walk->arena, reading->t, arena_copy(walk->arena, buf_span(&reading->text)));
        struct origin origin = *reading->origin;
        origin.container = reading->container;
        if (origin.depth == 0) { /* else what it was found in says where */
            origin.offset = reading->t->offset;
            origin.line = reading->t->line;
        }
        walk_template(walk, &origin, reading->t);
    }
    walk_end_piece(walk, reading->outer);
    buf_free(&reading->text);
    reading->open = false;
    return is_one;
}
