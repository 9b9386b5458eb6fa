/* A run is decoded as it comes, and looked at when it ends. */
#include "read/runs.h"
#include "der/der.h"
#include "read/der_objects.h"
#include "read/serialized.h"
#include "read/sniff.h"
#include "util/text.h"

enum { RUN_START = 40 /* characters that the first line of a run has at least */ };

/* How DER begins, and how PEM does. */
static const char *const starts[] = { "MI", "LS0tLS1CRUdJTi" };

void runs_begin(struct run_scanner *scanner, struct walk *walk, const struct origin *outer)
{
    *scanner = (struct run_scanner){ .walk = walk, .outer = outer };
    scanner->octets.limit = READ_LIMIT_CERTIFICATE;
}

/* -- the end of a run ----------------------------------------------------------------------------------------------- */

bool runs_are_wanted(struct span octets)
{
    struct span rest = octets;
    struct der_element element;
    unsigned ber;
    if (octets.length && octets.data[0] == '-')
        return text_holds(octets, "CERTIFICATE-----") || text_holds(octets, "PKCS7-----") ||
               text_holds(octets, "CRL-----");
    if (serialized_store_is(octets) || serialized_element_is(octets))
        return true;
    const struct read_kind *kind = sniff_der(octets);
    return kind && kind->read && der_any(&rest, &element, &ber) && rest.length == 0;
}

static void end_run(struct run_scanner *scanner)
{
    const char *why;
    bool good = scanner->open && base64_end(&scanner->base64, &why) && !scanner->octets.overflow;
    scanner->open = false;
    if (!good || !runs_are_wanted(buf_span(&scanner->octets)))
        return;
    struct origin origin = walk_origin_at(scanner->outer, scanner->offset, scanner->line);
    walk_decoded(scanner->walk, &origin, "base64", buf_span(&scanner->octets));
}

/* -- lines ---------------------------------------------------------------------------------------------------------- */

static size_t run_length(struct span text)
{
    size_t length = 0;
    while (length < text.length && (base64_is_character(text.data[length]) || text.data[length] == '='))
        length++;
    return length;
}

static bool is_start(struct span run)
{
    for (size_t i = 0; i < COUNT_OF(starts); i++)
        if (text_is_at(run, 0, starts[i]))
            return true;
    return false;
}

/* Whether nothing more can come: padding was there, or all of an element. */
static bool is_complete(const struct run_scanner *scanner)
{
    return !scanner->base64.characters &&
           (scanner->base64.padding || der_objects_is_whole(buf_span(&scanner->octets)));
}

/* Drops the run where it is not base64 after all; ends it where it is complete, or the line goes on with something else. */
static void feed(struct run_scanner *scanner, struct span run, bool is_last)
{
    size_t bad;
    const char *why;
    if (!base64_feed(&scanner->base64, run, &scanner->octets, &bad, &why))
        scanner->open = false;
    else if (is_last || is_complete(scanner))
        end_run(scanner);
}

/* What goes on with a run is a line of base64 alone, or one that closes the element or the quotes. */
static bool goes_on(struct span text, size_t length)
{
    return length == text.length ||
           (length < text.length && strchr("<\"'", text.data[length] ? text.data[length] : 1));
}

/* Runs that begin in the text; one that reaches its end stays open. */
static void find_runs(struct run_scanner *scanner, const struct lines *lines, struct span text)
{
    while (text.length) {
        size_t length = run_length(text);
        struct span run = { text.data, length };
        if (length >= RUN_START && is_start(run)) {
            scanner->open = true;
            scanner->base64 = (struct base64){ 0 };
            buf_clear(&scanner->octets);
            scanner->offset = lines->offset;
            scanner->line = lines->number;
            feed(scanner, run, length < text.length);
        }
        text = span_from(text, length < text.length ? length + 1 : length);
    }
}

/* The line without what mails and logs quote with. */
static struct span without_margin(struct span text)
{
    text = text_trim(text);
    while (text.length && (text.data[0] == '>' || text.data[0] == ' ' || text.data[0] == '\t'))
        text = span_from(text, 1);
    return text;
}

void runs_line(struct run_scanner *scanner, const struct lines *lines)
{
    if (!lines) {
        end_run(scanner);
        return;
    }
    struct span text = without_margin(lines->text);
    if (scanner->open) {
        size_t length = run_length(text);
        if (length == 0 || !goes_on(text, length)) {
            end_run(scanner);
        } else {
            feed(scanner, (struct span){ text.data, length }, length < text.length);
            text = span_from(text, length);
        }
    }
    find_runs(scanner, lines, text);
}

void runs_end(struct run_scanner *scanner)
{
    end_run(scanner);
    buf_free(&scanner->octets);
}
