/* A scanner for PEM blocks in any text.
 *
 * The label says what people thought it was; the content decides. Two kinds of labels count: those of what holds no
 * certificate (keys, SSH, PGP, parameters), which is never decoded but counted, and TRUSTED CERTIFICATE, whose
 * certificate is followed by OpenSSL's trust settings (left off here).
 * Around the base64 of a line may stand what logs, mails and program texts put there: blanks, `>`, the prefix of the
 * BEGIN line, or a time stamp in its place. */
#include "read/pem.h"
#include "der/der.h"
#include "read/octet_runs.h"
#include "read/runs.h"
#include "read/sniff.h"
#include "util/text.h"

static const char BEGIN[] = "-----BEGIN ", END[] = "-----END ";

/* Octets of a line in front of BEGIN that its other lines are looked through for. */
enum { PREFIX_LIMIT = 256 };

/* -- labels --------------------------------------------------------------------------------------------------------- */

/* The first row that fits counts. */
static enum pem_passed passed_by_label(struct span label)
{
    static const struct {
        const char *start, *end;
        enum pem_passed passed;
    } rows[] = {
        { "ENCRYPTED PRIVATE KEY", "", PEM_ENCRYPTED_KEY },
        { "OPENSSH PRIVATE KEY", "", PEM_SSH },
        { "SSH SIGNATURE", "", PEM_SSH },
        { "PGP ", "", PEM_PGP },
        { "", "PRIVATE KEY", PEM_KEY },
        { "", "PUBLIC KEY", PEM_PUBLIC_KEY },
        { "", "PARAMETERS", PEM_PARAMETERS },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (text_is_at(label, 0, rows[i].start) && text_ends_with(label, rows[i].end))
            return rows[i].passed;
    return PEM_DECODED;
}

/* How a text of nothing else is called, and how the blocks are counted. */
static const struct {
    const char *alone, *one, *many;
} passed_words[PEM_PASSED_COUNT] = {
    [PEM_ENCRYPTED_KEY] = { "an encrypted private key, which is not needed; give the certificate that "
                            "belongs to it (.cer, .p7b or .pfx)",
                            NULL, NULL },
    [PEM_KEY] = { "a private key, which is not needed; give the certificate that belongs to it (.cer, .p7b "
                  "or .pfx)",
                  NULL, NULL },
    [PEM_SSH] = { "a key or signature of SSH, which has no X.509 certificate; give the certificate itself "
                  "(.cer, .p7b or .pfx)",
                  "block of SSH", "blocks of SSH" },
    [PEM_PGP] = { "a key, message or signature of PGP, which has no X.509 certificate; give the certificate "
                  "itself (.cer, .p7b or .pfx)",
                  "block of PGP", "blocks of PGP" },
    [PEM_PUBLIC_KEY] = { "a public key, which says nothing about a certificate; give the certificate itself "
                         "(.cer, .p7b or .pfx)",
                         "public key", "public keys" },
    [PEM_PARAMETERS] = { "parameters of keys (DH, DSA or EC), which are no certificate; give the certificate "
                         "itself (.cer, .p7b or .pfx)",
                         "block of parameters", "blocks of parameters" },
};

/* The label behind "-----BEGIN " or "-----END ": up to the dashes that follow. *used: octets with those dashes. */
static bool read_label(struct span text, bool dashes_needed, struct span *label, size_t *used)
{
    size_t length = 0;
    while (length < text.length && text.data[length] != '-' && text.data[length] >= ' ' &&
           text.data[length] < 0x7f)
        length++;
    size_t end = length;
    while (end < text.length && text.data[end] == '-')
        end++;
    if (length >= PEM_LABEL || (dashes_needed && end == length))
        return false;
    if (end - length > 5 && text_is_at(span_from(text, end), 0, "BEGIN "))
        end -= 5; /* of the next block, in the same line */
    *label = text_trim((struct span){ text.data, length });
    *used = end;
    return true;
}

/* The next BEGIN in a text outside of blocks. *before: octets in front of it, *used: octets to its end. */
static bool find_begin(struct span text, struct span *label, size_t *before, size_t *used)
{
    size_t from = 0;
    for (;;) {
        size_t at = from + text_find(span_from(text, from), 0, BEGIN);
        if (at >= text.length)
            return false;
        size_t label_at = at + strlen(BEGIN);
        if (read_label(span_from(text, label_at), true, label, used)) {
            *before = at;
            *used += label_at;
            return true;
        }
        from = label_at;
    }
}

bool pem_is(struct span text)
{
    struct span label;
    size_t before, used;
    return find_begin(text, &label, &before, &used);
}

/* -- blocks --------------------------------------------------------------------------------------------------------- */

void pem_begin(struct pem_scanner *scanner, struct walk *walk, const struct origin *outer)
{
    *scanner = (struct pem_scanner){ .walk = walk, .outer = outer };
    scanner->octets.limit = READ_LIMIT_CERTIFICATE;
}

static void complain(struct pem_scanner *scanner, size_t offset, uint32_t line, const char *what)
{
    if (scanner->outer->depth) {
        offset = scanner->outer->offset;
        line = scanner->outer->line;
    }
    if (!scanner->failed)
        walk_fail(scanner->walk, offset, line, "block '%s': %s", scanner->label, what);
    scanner->failed = true;
    scanner->state = PEM_PASSING;
}

static bool is_one_of(uint8_t octet, const char *these)
{
    return octet && strchr(these, octet) != NULL;
}

/* Octets that may stand before the base64 of a line, whatever stands before BEGIN. */
static bool is_margin(uint8_t octet)
{
    return is_one_of(octet, " \t>");
}

static void open_block(struct pem_scanner *scanner, const struct lines *lines, struct span label,
                       struct span margin, size_t at)
{
    memcpy(scanner->label, label.data, label.length);
    scanner->label[label.length] = '\0';
    scanner->passed = passed_by_label(label);
    scanner->state = scanner->passed == PEM_DECODED ? PEM_HEADERS : PEM_PASSING;
    scanner->failed = false;
    scanner->offset = lines_file_offset(lines, at);
    scanner->line = lines->number;
    scanner->base64 = (struct base64){ 0 };
    buf_clear(&scanner->octets);
    scanner->octets.limit = READ_LIMIT_CERTIFICATE;
    buf_clear(&scanner->prefix);
    bool plain = true;
    for (size_t i = 0; i < margin.length; i++)
        plain = plain && is_margin(margin.data[i]);
    if (!plain && margin.length <= PREFIX_LIMIT)
        buf_add(&scanner->prefix, margin);
}

static void count_passed(struct pem_scanner *scanner)
{
    scanner->passed_over[scanner->passed]++;
    scanner->passed = PEM_DECODED;
}

static void close_block(struct pem_scanner *scanner, const struct lines *lines, struct span label)
{
    const char *why;
    count_passed(scanner);
    if (scanner->state == PEM_PASSING) {
        /* a key, or a block that was complained of */
    } else if (!span_equal_text(label, scanner->label)) {
        complain(
            scanner, lines->offset, lines->number,
            arena_format(scanner->walk->arena, "its END line says '%.*s'", (int)label.length, label.data));
    } else if (!scanner->base64.any) {
        complain(scanner, scanner->offset, scanner->line, "empty: there is nothing between BEGIN and END");
    } else if (!base64_end(&scanner->base64, &why)) {
        complain(scanner, lines->offset, lines->number, why);
    } else {
        struct pem_block block = { scanner->label, buf_span(&scanner->octets), scanner->offset,
                                   scanner->line };
        scanner->blocks++;
        if (scanner->outer->depth) {
            block.offset = scanner->outer->offset;
            block.line = scanner->outer->line;
        }
        scanner->block(scanner->context, &block);
    }
    scanner->state = PEM_OUTSIDE;
}

/* A CRL may be larger than anything else: told by its first octets when the smaller limit is reached. */
static bool raise_limit(struct pem_scanner *scanner, size_t coming)
{
    if (scanner->octets.length + coming < scanner->octets.limit)
        return true;
    if (scanner->octets.limit < READ_LIMIT_CRL && sniff_is_crl(buf_span(&scanner->octets)))
        scanner->octets.limit = READ_LIMIT_CRL;
    return scanner->octets.length + coming < scanner->octets.limit;
}

static void feed_body(struct pem_scanner *scanner, const struct lines *lines, struct span body)
{
    size_t bad;
    const char *why;
    if (!raise_limit(scanner, body.length)) {
        complain(scanner, scanner->offset, scanner->line,
                 "larger than the limit (16 MiB for certificates, 1 GiB for a CRL)");
    } else if (!base64_feed(&scanner->base64, body, &scanner->octets, &bad, &why)) {
        size_t at = (size_t)(body.data - lines->text.data) + bad;
        struct span wrong = { body.data + bad, 1 };
        while (at + wrong.length < lines->text.length && (wrong.data[wrong.length] & 0xc0) == 0x80)
            wrong.length++; /* all octets of a character */
        complain(scanner, lines_file_offset(lines, at), lines->number,
                 arena_format(scanner->walk->arena, "its base64 is garbled: '%s' at octet %zu %s",
                              text_escaped(scanner->walk->arena, wrong), lines_file_offset(lines, at), why));
    }
}

/* The base64 of a line without the margin that all lines of the block have; `marker_follows`: END or BEGIN stands right
 * behind it, so that there is nothing but margin before a blank. */
static struct span strip_margin(const struct pem_scanner *scanner, struct span line, bool marker_follows)
{
    struct span prefix = buf_span(&scanner->prefix);
    if (prefix.length && line.length >= prefix.length && memcmp(line.data, prefix.data, prefix.length) == 0) {
        line = span_from(line, prefix.length);
    } else if (prefix.length) { /* a log whose time stamps differ: the last word */
        line = marker_follows ? line : text_trim(line);
        size_t word = line.length;
        while (word && line.data[word - 1] != ' ' && line.data[word - 1] != '\t')
            word--;
        line = span_from(line, word);
    }
    while (line.length && is_margin(line.data[0]))
        line = span_from(line, 1);
    return line;
}

/* Without what ends a line in a program text: quotes, a comma, a backslash. */
static struct span strip_end(struct span line, bool in_program)
{
    line = text_trim(line);
    while (in_program && line.length && is_one_of(line.data[line.length - 1], "\"',;`"))
        line.length--;
    if (line.length && line.data[line.length - 1] == '\\')
        line.length--;
    return line;
}

/* A header of RFC 1421 ("Proc-Type: 4,ENCRYPTED"), or the empty line behind them. */
static bool is_header(const struct pem_scanner *scanner, struct span line)
{
    return line.length == 0 ? !scanner->base64.any : span_find(line, ':') != NULL;
}

static void take_body(struct pem_scanner *scanner, const struct lines *lines, struct span line,
                      bool whole_line, bool marker_follows)
{
    struct span body = whole_line ? strip_margin(scanner, line, marker_follows) : line;
    body = strip_end(body, scanner->prefix.length > 0 || !whole_line);
    if (scanner->state == PEM_PASSING) {
        if (scanner->passed == PEM_KEY && text_find(body, 0, "Proc-Type:") < body.length &&
            text_find(body, 0, "ENCRYPTED") < body.length)
            scanner->passed = PEM_ENCRYPTED_KEY;
        return;
    }
    if (scanner->state == PEM_HEADERS && is_header(scanner, body))
        return;
    scanner->state = PEM_BODY;
    feed_body(scanner, lines, body);
}

void pem_line(struct pem_scanner *scanner, const struct lines *lines)
{
    struct span rest = lines->text, label;
    size_t before, used;
    bool at_start = true;
    for (;;) {
        if (scanner->state == PEM_OUTSIDE) {
            if (!find_begin(rest, &label, &before, &used))
                return;
            open_block(scanner, lines, label, (struct span){ rest.data, before },
                       (size_t)(rest.data - lines->text.data) + before);
            rest = span_from(rest, used);
            at_start = false;
            continue;
        }
        size_t dashes = text_find(rest, 0, "-----");
        struct span marker = span_from(rest, dashes);
        if (rest.length)
            take_body(scanner, lines, (struct span){ rest.data, dashes }, at_start, marker.length > 0);
        else if (at_start && scanner->state == PEM_HEADERS)
            scanner->state = PEM_BODY;
        if (marker.length == 0)
            return;
        at_start = false;
        if (text_is_at(marker, 0, END) && read_label(span_from(marker, strlen(END)), false, &label, &used)) {
            close_block(scanner, lines, label);
            rest = span_from(marker, strlen(END) + used);
        } else if (text_is_at(marker, 0, BEGIN)) {
            count_passed(scanner);
            if (scanner->state != PEM_PASSING)
                complain(scanner, scanner->offset, scanner->line,
                         arena_format(scanner->walk->arena, "no END line before the next BEGIN, in line %lu",
                                      (unsigned long)lines->number));
            scanner->state = PEM_OUTSIDE;
            rest = marker;
        } else { /* dashes that are no marker: no base64 either */
            take_body(scanner, lines, (struct span){ marker.data, 5 }, false, false);
            rest = span_from(marker, 5);
        }
    }
}

void pem_end(struct pem_scanner *scanner)
{
    if (scanner->state != PEM_OUTSIDE) {
        bool passed = scanner->state == PEM_PASSING && !scanner->failed;
        count_passed(scanner);
        if (!passed)
            complain(scanner, scanner->offset, scanner->line, "no END line: the text ends within the block");
    }
    buf_free(&scanner->prefix);
    buf_free(&scanner->octets);
}

/* -- a text of blocks ----------------------------------------------------------------------------------------------- */

struct pem_text {
    struct walk *walk;
    const struct origin *outer;
};

static void read_block(void *context, const struct pem_block *block)
{
    struct pem_text *text = context;
    struct arena *arena = walk_begin_piece(text->walk);
    struct span octets = walk_keep(text->walk, block->octets);
    struct der_element certificate;
    struct span first = octets;
    if (strcmp(block->label, "TRUSTED CERTIFICATE") == 0 && der_any(&first, &certificate, NULL))
        octets = certificate.whole;
    struct origin origin = *text->outer;
    origin.offset = block->offset;
    origin.line = block->line;
    origin = walk_inner(text->walk, &origin, "PEM", (struct span){ 0 }, octets);
    walk_octets(text->walk, &origin, octets);
    walk_end_piece(text->walk, arena);
}

void pem_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    pem_read_or(walk, origin, octets,
                "a text without one; export the certificate as \"Base-64 encoded X.509 (.CER)\"");
}

void pem_read_or(struct walk *walk, const struct origin *origin, struct span octets, const char *otherwise)
{
    struct pem_text text = { walk, origin };
    struct pem_scanner scanner;
    struct run_scanner runs;
    struct octet_scanner octet_runs;
    struct lines lines;
    size_t objects = walk->objects, failures = walk->failures;
    pem_begin(&scanner, walk, origin);
    if (origin->depth == 0 && walk->whole.data)
        octets = walk->whole; /* the stream behind the head was read before */
    runs_begin(&runs, walk, origin);
    octet_runs_begin(&octet_runs, walk, origin);
    scanner.block = read_block;
    scanner.context = &text;
    lines_begin(&lines, octets, origin->depth ? NULL : walk->stream, walk->arena);
    while (lines_next(&lines)) {
        bool is_outside =
            scanner.state == PEM_OUTSIDE && text_find(lines.text, 0, BEGIN) == lines.text.length;
        runs_line(&runs, is_outside ? &lines : NULL);
        octet_runs_line(&octet_runs, is_outside ? &lines : NULL);
        pem_line(&scanner, &lines);
    }
    runs_end(&runs);
    octet_runs_end(&octet_runs);
    pem_end(&scanner);
    if (lines.error)
        walk_fail(walk, lines.rest_offset, lines.number, "cannot read further: %s", lines.error);
    bool is_found = walk->objects != objects || walk->failures != failures;
    if (!is_found && otherwise && octet_runs.garbled.octets) {
        bool is_inner = origin->depth > 0;
        walk_fail(walk, is_inner ? origin->offset : octet_runs.garbled.offset,
                  is_inner ? origin->line : octet_runs.garbled.line,
                  "a list of %zu octets, which are no whole certificate: cut or garbled; export it again",
                  octet_runs.garbled.octets);
    } else if (!is_found) {
        for (size_t i = PEM_PASSED_COUNT; i-- > 1;)
            if (scanner.passed_over[i])
                otherwise = passed_words[i].alone;
        if (otherwise)
            walk_fail(walk, origin->offset, origin->line, "no certificate, CRL or request found: %s",
                      otherwise);
    }
    lines_end(&lines);
}

const char *pem_describe(struct arena *arena, struct span octets)
{
    size_t passed[PEM_PASSED_COUNT] = { 0 }, trusted = 0;
    struct lines lines;
    lines_begin(&lines, octets, NULL, arena);
    while (lines_next(&lines)) {
        struct span label;
        size_t before, used;
        if (!find_begin(lines.text, &label, &before, &used))
            continue;
        passed[passed_by_label(label)]++;
        trusted += span_equal_text(label, "TRUSTED CERTIFICATE");
    }
    lines_end(&lines);
    const char *text = "";
    size_t encrypted = passed[PEM_ENCRYPTED_KEY], keys = passed[PEM_KEY] + encrypted;
    if (keys)
        text = arena_format(arena, ", %zu private key%s%s passed over", keys, keys == 1 ? "" : "s",
                            encrypted == 0      ? ""
                            : encrypted == keys ? " (encrypted)"
                                                : " (some encrypted)");
    for (size_t i = 0; i < PEM_PASSED_COUNT; i++)
        if (passed_words[i].one && passed[i])
            text = arena_format(arena, "%s, %zu %s passed over", text, passed[i],
                                passed[i] == 1 ? passed_words[i].one : passed_words[i].many);
    return trusted ? arena_format(arena, "%s, OpenSSL's trust settings left off", text) : text;
}
