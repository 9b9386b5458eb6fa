/* A run begins with the identifier and the length of a DER SEQUENCE, or behind "hex:", and goes on, over the ends of lines,
 * as long as there is nothing but octets of its form and what separates them. */
#include "read/octet_runs.h"
#include "read/der_objects.h"
#include "read/runs.h"
#include "util/text.h"

enum {
    SEQUENCE = 0x30,   /* first octet of a run */
    LENGTH_MIN = 0x81, /* second: a length of one to four octets follows */
    LENGTH_MAX = 0x84,
    LONG_RUN = 64 /* octets of a run that somebody meant */
};

void octet_runs_begin(struct octet_scanner *scanner, struct walk *walk, const struct origin *outer)
{
    *scanner = (struct octet_scanner){ .walk = walk, .outer = outer };
    scanner->octets.limit = READ_LIMIT_CERTIFICATE;
}

/* A SEQUENCE of a long SEQUENCE, as certificates and CRLs are: what somebody meant to be one. */
static bool looks_signed(struct span octets)
{
    size_t inner = octets.length > 1 ? 2u + (octets.data[1] & 0x0fu) : 0;
    return octets.length >= LONG_RUN && text_octet_at(octets, inner) == SEQUENCE &&
           text_octet_at(octets, inner + 1) >= LENGTH_MIN && text_octet_at(octets, inner + 1) <= LENGTH_MAX;
}

static void end_run(struct octet_scanner *scanner)
{
    struct span octets = buf_span(&scanner->octets);
    if (!scanner->open)
        return;
    scanner->open = false;
    if (!scanner->octets.overflow && runs_are_wanted(octets)) {
        struct origin origin = walk_origin_at(scanner->outer, scanner->offset, scanner->line);
        walk_decoded(scanner->walk, &origin, "list of octets", octets);
    } else if (looks_signed(octets) && !scanner->garbled.octets) {
        scanner->garbled.octets = octets.length;
        scanner->garbled.offset = scanner->offset;
        scanner->garbled.line = scanner->line;
    }
}

/* -- octets of each form -------------------------------------------------------------------------------------------- */

static bool is_word(uint8_t octet)
{
    uint8_t lower = text_lower_octet(octet);
    return (octet >= '0' && octet <= '9') || (lower >= 'a' && lower <= 'z') || octet == '_' || octet >= 0x80;
}

static size_t count_digits(struct span text, unsigned base)
{
    size_t count = 0;
    while (count < text.length) {
        int digit = text_hex_digit(text.data[count]);
        if (digit < 0 || (unsigned)digit >= base)
            break;
        count++;
    }
    return count;
}

/* One octet at the front, or several where they stand without a separator. 0: there is none. */
static size_t take_octets(enum octet_form form, struct span text, struct buf *out)
{
    static const struct {
        const char *prefix;
        unsigned base;
        size_t digits_min, digits_max;
    } forms[OCTET_FORMS] = {
        [OCTETS_DECIMAL] = { "", 10, 1, 3 },
        [OCTETS_PREFIXED] = { "0x", 16, 1, 2 },
        [OCTETS_ESCAPED] = { "\\x", 16, 2, 2 },
        [OCTETS_HEXADECIMAL] = { "", 16, 2, SIZE_MAX },
    };
    size_t prefix = strlen(forms[form].prefix);
    if (!text_is_at_ignoring_case(text, 0, forms[form].prefix))
        return 0;
    struct span digits = span_from(text, prefix);
    digits.length = count_digits(digits, forms[form].base);
    if (digits.length < forms[form].digits_min || digits.length > forms[form].digits_max ||
        is_word(text_octet_at(text, prefix + digits.length)))
        return 0;
    if (form == OCTETS_HEXADECIMAL) {
        if (digits.length % 2)
            return 0;
        for (size_t i = 0; i < digits.length; i += 2)
            buf_char(out, (char)(text_hex_digit(digits.data[i]) << 4 | text_hex_digit(digits.data[i + 1])));
        return digits.length;
    }
    unsigned value = 0;
    for (size_t i = 0; i < digits.length; i++)
        value = value * forms[form].base + (unsigned)text_hex_digit(digits.data[i]);
    if (value > 255)
        return 0;
    buf_char(out, (char)value);
    return prefix + digits.length;
}

static bool is_separator(uint8_t octet)
{
    return octet && strchr(" \t,;:-\"'", octet) != NULL;
}

static struct span skip_separators(struct span text)
{
    while (text.length && is_separator(text.data[0]))
        text = span_from(text, 1);
    if (text.length == 1 && (text.data[0] == '\\' || text.data[0] == '`')) /* the line goes on in the next */
        text = span_from(text, 1);
    return text;
}

/* Octets at the front, until there are `enough` of them; what is left begins with something else then. */
static struct span feed(struct octet_scanner *scanner, struct span text, size_t enough)
{
    text = skip_separators(text);
    while (text.length && scanner->octets.length < enough) {
        size_t used = take_octets(scanner->form, text, &scanner->octets);
        if (used == 0)
            break;
        text = skip_separators(span_from(text, used));
    }
    return text;
}

/* -- lines ---------------------------------------------------------------------------------------------------------- */

static bool begins_element(struct span octets, bool line_ends)
{
    if (octets.length == 0 || octets.data[0] != SEQUENCE)
        return false;
    return octets.length == 1 ? line_ends : octets.data[1] >= LENGTH_MIN && octets.data[1] <= LENGTH_MAX;
}

/* Opens a run at the front of the text, and takes what the line has of it. *rest: what follows. */
static bool open_run(struct octet_scanner *scanner, struct span text, struct span *rest)
{
    static const char *const marks[OCTET_FORMS] = { "48", "0x30", "\\x30", "30" };
    bool is_value = text_is_at_ignoring_case(text, 0, "hex:");
    if (is_value || text_is_at_ignoring_case(text, 0, "0x3082") ||
        text_is_at_ignoring_case(text, 0, "0x3081"))
        text = span_from(text, is_value ? strlen("hex:") : strlen("0x"));
    for (int form = 0; form < OCTET_FORMS; form++) {
        if (!(is_value && form == OCTETS_HEXADECIMAL) && !text_is_at_ignoring_case(text, 0, marks[form]))
            continue;
        buf_clear(&scanner->octets);
        scanner->octets.overflow = false;
        scanner->form = (enum octet_form)form;
        *rest = feed(scanner, text, 2);
        if (is_value || begins_element(buf_span(&scanner->octets), rest->length == 0)) {
            *rest = feed(scanner, *rest, SIZE_MAX);
            return true;
        }
    }
    return false;
}

/* Runs that begin in the text; one that reaches its end stays open. */
static void find_runs(struct octet_scanner *scanner, const struct lines *lines, struct span text)
{
    bool in_word = false;
    while (text.length) {
        struct span rest;
        uint8_t octet = text.data[0];
        if (!in_word && strchr("340\\hH", octet ? octet : 'x') && open_run(scanner, text, &rest)) {
            scanner->open = true;
            scanner->offset = lines->offset;
            scanner->line = lines->number;
            if (rest.length == 0 && !der_objects_is_whole(buf_span(&scanner->octets)))
                return;
            end_run(scanner);
            text = rest;
            octet = ' ';
        } else {
            text = span_from(text, 1);
        }
        in_word = is_word(octet) || octet == '\\';
    }
}

void octet_runs_line(struct octet_scanner *scanner, const struct lines *lines)
{
    if (!lines) {
        end_run(scanner);
        return;
    }
    struct span text = text_trim(lines->text);
    while (text.length && (text.data[0] == '>' || text.data[0] == ' ' || text.data[0] == '\t'))
        text = span_from(text, 1); /* what mails quote with */
    if (scanner->open) {
        struct span rest = feed(scanner, text, SIZE_MAX);
        bool none = text.length == 0 || rest.length == text.length;
        if (!none && rest.length == 0 && !der_objects_is_whole(buf_span(&scanner->octets)))
            return;
        end_run(scanner);
        text = rest;
    }
    find_runs(scanner, lines, text);
}

void octet_runs_end(struct octet_scanner *scanner)
{
    end_run(scanner);
    buf_free(&scanner->octets);
}
