/* Templates as certutil and the CA print them: names, an equals sign, values.
 *
 *     [AOVPN-Device]                                   certutil -v -dstemplate, and the file for -dsaddtemplate
 *       flags = "131680" 0x20260 (131680)              in quotes, several with commas; what is behind is for people
 *         CT_FLAG_MACHINE_TYPE -- 40 (64)
 *       pKIKeyUsage = "a0 00"
 *
 *     TemplatePropMinimumKeySize = 800 (2048)          certutil -v -template: hexadecimal, decimal in parentheses
 *     TemplatePropEKUs =                               lists in the lines below
 *     2 ObjectIds:
 *         1.3.6.1.5.5.7.3.2 Client Authentication
 *
 *     AOVPN-Device v100.2 (Schema V4)                  event 4898: the CA loaded a template
 *     flags = 0x20260 (131680)
 *     pKIExtendedKeyUsage =
 *       1.3.6.1.5.5.7.3.2 Client Authentication
 *
 * Names of flags and rights are for people; the numbers count. Values may begin in the line below the name (MS-CRTD, 3). A
 * list ends where the next name is, or an empty line. A
 * template ends where the next one has its name in brackets or its event's head, or where the attribute that the listing
 * began with, or cn, is there again. What the head of an event says counts, and not what its attributes repeat. */
#include "read/template_text.h"
#include "util/text.h"

/* Stands in msPKI-RA-Application-Policies; the property has its value alone. */
#define ALGORITHM_PROPERTY "TemplatePropAsymmetricAlgorithm"

static const struct {
    const char *name;
    enum template_field field;
} properties[] = {
    { "TemplatePropCommonName", TEMPLATE_CN },
    { "TemplatePropFriendlyName", TEMPLATE_DISPLAY_NAME },
    { "TemplatePropEKUs", TEMPLATE_EXTENDED_KEY_USAGE },
    { "TemplatePropCryptoProviders", TEMPLATE_PROVIDERS },
    { "TemplatePropMajorRevision", TEMPLATE_REVISION },
    { "TemplatePropSchemaVersion", TEMPLATE_SCHEMA_VERSION },
    { "TemplatePropMinorRevision", TEMPLATE_MINOR_REVISION },
    { "TemplatePropRASignatureCount", TEMPLATE_RA_SIGNATURES },
    { "TemplatePropMinimumKeySize", TEMPLATE_MINIMAL_KEY_SIZE },
    { "TemplatePropOID", TEMPLATE_OID },
    { "TemplatePropSupersede", TEMPLATE_SUPERSEDED },
    { "TemplatePropV1ApplicationPolicy", TEMPLATE_APPLICATION_POLICIES },
    { "TemplatePropEnrollmentFlags", TEMPLATE_ENROLLMENT_FLAGS },
    { "TemplatePropSubjectNameFlags", TEMPLATE_NAME_FLAGS },
    { "TemplatePropPrivateKeyFlags", TEMPLATE_PRIVATE_KEY_FLAGS },
    { "TemplatePropGeneralFlags", TEMPLATE_FLAGS },
    { "TemplatePropSecurityDescriptor", TEMPLATE_SECURITY_DESCRIPTOR },
    { "TemplatePropValidityPeriod", TEMPLATE_VALIDITY },
    { "TemplatePropRenewalPeriod", TEMPLATE_RENEWAL },
    { "TemplatePropCertificatePolicies", TEMPLATE_CERTIFICATE_POLICIES },
    { ALGORITHM_PROPERTY, TEMPLATE_RA_APPLICATION_POLICIES },
};

/* -- lines ----------------------------------------------------------------------------------------------------------- */

/* Letters, digits and hyphens. */
static bool is_attribute(struct span name)
{
    for (size_t i = 0; i < name.length; i++) {
        uint8_t octet = text_lower_octet(name.data[i]);
        if (!(octet >= 'a' && octet <= 'z') && !(octet >= '0' && octet <= '9') && octet != '-')
            return false;
    }
    return true;
}

/* "name = rest", with a name of ours or of a property. */
static bool split(struct span line, struct span *name, struct span *rest)
{
    if (!span_split(line, '=', name, rest))
        return false;
    *name = text_trim(*name);
    *rest = text_trim(*rest);
    return name->length && !span_find(*name, ' ') && !span_find(*name, '"');
}

static bool field_of(struct span name, enum template_field *field, enum printed_form *form)
{
    for (size_t i = 0; i < COUNT_OF(properties); i++)
        if (text_equal_ignoring_case(name, span_of_text(properties[i].name))) {
            *field = properties[i].field;
            *form = FORM_PROPERTIES;
            return true;
        }
    *form = FORM_ATTRIBUTES;
    return template_field_find(name, field);
}

bool template_text_is(struct span text)
{
    while (text.length) {
        struct span line = text_trim(span_take(&text, '\n')), name, rest;
        enum template_field field;
        enum printed_form form;
        if (split(line, &name, &rest) && field_of(name, &field, &form) &&
            (form == FORM_PROPERTIES || text_is_at_ignoring_case(name, 0, "pKI") ||
             text_is_at_ignoring_case(name, 0, "msPKI")))
            return true;
    }
    return false;
}

/* -- values ---------------------------------------------------------------------------------------------------------- */

/* The first word, and what is behind it without the blanks. */
static struct span first_word(struct span text, struct span *rest)
{
    size_t length = 0;
    while (length < text.length && text.data[length] != ' ' && text.data[length] != '\t')
        length++;
    *rest = text_trim(span_from(text, length));
    return (struct span){ text.data, length };
}

/* "0x20260 (131680)", "800 (2048)", "a (10)", "4": the decimal in parentheses, else what stands there; behind it, names
 * of flags may follow. */
static void add_integer(struct printed *printed, struct span text)
{
    struct span rest, word = first_word(text, &rest);
    const uint8_t *close = rest.length && rest.data[0] == '(' ? span_find(rest, ')') : NULL;
    if (printed->collapsed && word.length && text_hex_digit(word.data[0]) >= 0)
        text = word;
    if (close) {
        text = (struct span){ rest.data + 1, (size_t)(close - rest.data) - 1 };
    } else if (printed->form == FORM_PROPERTIES) {
        char *hexadecimal =
            arena_format(printed->walk->arena, "0x%s", arena_text_of_span(printed->walk->arena, text));
        text = text_is_at_ignoring_case(text, 0, "0x") ? text : span_of_text(hexadecimal);
    }
    reading_add(&printed->reading, printed->field, text);
}

/* "1 Years", "6 Weeks": years of 365 days, months of 30. False for what is no such text, or longer than an attribute can
 * say. */
static bool add_period_words(struct printed *printed, struct span text)
{
    enum { TICKS = 10000000 /* in a second */ };
    static const struct {
        const char *word;
        int64_t seconds;
    } units[] = { { "year", 365 * 86400 },
                  { "month", 30 * 86400 },
                  { "week", 7 * 86400 },
                  { "day", 86400 },
                  { "hour", 3600 } };
    int64_t number = 0;
    size_t at = 0;
    for (; at < text.length && text.data[at] >= '0' && text.data[at] <= '9' && number < 100000; at++)
        number = number * 10 + (text.data[at] - '0');
    struct span unit = text_trim(span_from(text, at));
    for (size_t i = 0; at && i < COUNT_OF(units); i++) {
        if (!text_is_at_ignoring_case(unit, 0, units[i].word))
            continue;
        if (number > INT64_MAX / TICKS / units[i].seconds)
            return false;
        uint64_t value = (uint64_t) - (number * units[i].seconds * TICKS);
        uint8_t octets[8];
        for (size_t j = 0; j < sizeof octets; j++)
            octets[j] = (uint8_t)(value >> (8 * j));
        reading_add(&printed->reading, printed->field, (struct span){ octets, sizeof octets });
        return true;
    }
    return false;
}

/* "RSA", as the triplet that it comes from. */
static void add_algorithm(struct printed *printed, struct span text)
{
    struct span rest, word = first_word(text, &rest);
    const char *triplet = arena_format(printed->walk->arena, "msPKI-Asymmetric-Algorithm`PZPWSTR`%s`",
                                       arena_text_of_span(printed->walk->arena, word));
    reading_add(&printed->reading, printed->field, span_of_text(triplet));
}

/* The identifier in front of "1.3.6.1.5.5.7.3.2 Client Authentication", or nothing. */
static struct span oid_in(struct span text)
{
    size_t length = 0;
    while (length < text.length &&
           ((text.data[length] >= '0' && text.data[length] <= '9') || text.data[length] == '.'))
        length++;
    return (struct span){ text.data, length };
}

/* Identifiers on one line: "1.3.6.1.5.5.7.3.2 Client Authentication 1.3.6.1.5.5.8.2.2 IP security". */
static void add_collapsed_oids(struct printed *printed, struct span text)
{
    while (text.length) {
        struct span rest, word = first_word(text, &rest), oid = oid_in(word);
        size_t dots = 0;
        for (size_t i = 0; i < oid.length; i++)
            dots += oid.data[i] == '.';
        if (oid.length == word.length && dots > 2)
            reading_add(&printed->reading, printed->field, oid);
        text = rest;
    }
}

/* Providers on one line, each of which begins with the name of its maker. */
static void add_collapsed_providers(struct printed *printed, struct span text)
{
    static const char maker[] = "Microsoft ";
    while (text.length) {
        size_t end = 1;
        while (end < text.length &&
               !(text.data[end - 1] == ' ' && text_is_at_ignoring_case(text, end, maker)))
            end++;
        reading_add(&printed->reading, printed->field, text_trim((struct span){ text.data, end }));
        text = span_from(text, end);
    }
}

static void add_text(struct printed *printed, struct span text)
{
    size_t at = 0;
    if (printed->field == TEMPLATE_PROVIDERS) { /* "0: name" */
        while (at < text.length && text.data[at] >= '0' && text.data[at] <= '9')
            at++;
        if (at && at < text.length && text.data[at] == ':')
            text = text_trim(span_from(text, at + 1));
    }
    reading_add(&printed->reading, printed->field, text);
}

/* One value, without its quotes. */
static void add_value(struct printed *printed, struct span text)
{
    struct span oid;
    switch (template_field_form(printed->field)) {
    case TEMPLATE_INTEGER:
        add_integer(printed, text);
        break;
    case TEMPLATE_OIDS:
        oid = oid_in(text);
        if (printed->collapsed)
            add_collapsed_oids(printed, text);
        else if (span_find(oid, '.'))
            reading_add(&printed->reading, printed->field, oid);
        else if (printed->quoted)
            reading_add(&printed->reading, printed->field, text);
        break; /* "2 ObjectIds:" */
    case TEMPLATE_PERIOD:
        if (!add_period_words(printed, text))
            reading_add_octets_text(&printed->reading, printed->field, text);
        break;
    case TEMPLATE_OCTETS:
        reading_add_octets_text(&printed->reading, printed->field, text);
        break;
    default:
        if (printed->collapsed && printed->field == TEMPLATE_PROVIDERS)
            add_collapsed_providers(printed, text);
        else if (printed->form == FORM_PROPERTIES && printed->field == TEMPLATE_RA_APPLICATION_POLICIES)
            add_algorithm(printed, text);
        else
            add_text(printed, text);
    }
}

/* "a", "b" and what is behind it, for people. A distinguished name may go on in the next lines, and its front is enough. */
static void add_quoted(struct printed *printed, struct span text)
{
    while (text.length) {
        const uint8_t *open = span_find(text, '"');
        if (!open)
            return;
        text = span_from(text, (size_t)(open - text.data) + 1);
        const uint8_t *close = span_find(text, '"');
        if (!close && printed->field == TEMPLATE_DISTINGUISHED_NAME) {
            add_value(printed, text);
            return;
        }
        if (!close) {
            template_fail(printed->walk->arena, printed->reading.t, printed->field,
                          "its quotes do not close: cut");
            return;
        }
        size_t length = (size_t)(close - text.data);
        add_value(printed, (struct span){ text.data, length });
        text = span_from(text, length + 1);
    }
}

/* -- templates ------------------------------------------------------------------------------------------------------- */

void printed_end(struct printed *printed)
{
    if (printed->reading.open && reading_end(&printed->reading))
        printed->templates++;
    printed->has_field = printed->in_usage = printed->has_version = printed->has_first = false;
    memset(printed->is_pair, 0, sizeof printed->is_pair);
}

void printed_begin(struct printed *printed)
{
    printed_end(printed);
    reading_begin(&printed->reading, printed->walk, printed->origin, printed->container, printed->offset,
                  printed->line);
}

static bool has(const struct printed *printed, enum template_field field)
{
    return printed->reading.open && printed->reading.t->attributes[field].state != TEMPLATE_MISSING;
}

static void note(struct printed *printed, enum template_field field)
{
    if (!printed->reading.open)
        printed_begin(printed);
    template_note(printed->reading.t, field, printed->offset, printed->line);
    printed->field = field;
    printed->has_field = true;
}

static bool is_list(enum template_field field)
{
    enum template_form form = template_field_form(field);
    return form == TEMPLATE_OIDS || form == TEMPLATE_TEXTS;
}

static void take_pair(struct printed *printed, enum template_field field, enum printed_form form,
                      struct span rest)
{
    /* each listing begins with the same attribute, mostly the name, and a second one is the next template's */
    if (printed->is_pair[field] && (field == printed->first || field == TEMPLATE_CN))
        printed_end(printed);
    if (has(printed, field) && !printed->is_pair[field]) { /* the head of the event said it */
        printed->has_field = printed->in_usage = false;
        return;
    }
    note(printed, field);
    if (!printed->has_first)
        printed->first = field;
    printed->has_first = printed->is_pair[field] = true;
    printed->form = form;
    printed->quoted = rest.length && rest.data[0] == '"';
    printed->in_usage = false;
    if (printed->quoted)
        add_quoted(printed, rest);
    else if (rest.length)
        add_value(printed, rest);
    printed->has_field = printed->quoted || rest.length == 0 || is_list(field);
}

void printed_value(struct printed *printed, enum template_field field, struct span value)
{
    if (has(printed, field))
        return;
    note(printed, field);
    if (field == TEMPLATE_SECURITY_DESCRIPTOR)
        reading_add_octets_text(&printed->reading, field, value);
    else
        reading_add(&printed->reading, field, value);
    printed->has_field = false;
}

bool printed_version(struct printed *printed, struct span version)
{
    struct span major, minor;
    if (!span_split(version, '.', &major, &minor))
        return false;
    printed_value(printed, TEMPLATE_REVISION, major);
    printed_value(printed, TEMPLATE_MINOR_REVISION, minor);
    return true;
}

/* "AOVPN-Device v100.2 (Schema V4)" */
static bool take_event_head(struct printed *printed, struct span line)
{
    static const char mark[] = " (Schema V";
    size_t at = text_find(line, 0, mark), length = sizeof mark - 1;
    if (at == line.length || line.data[line.length - 1] != ')')
        return false;
    size_t version = at;
    while (version > 1 && line.data[version] != 'v')
        version--;
    struct span numbers = { line.data + version + 1, at - version - 1 };
    if (version < 2 || !span_find(numbers, '.'))
        return false;
    if (!printed->in_event) /* else its event began the template */
        printed_begin(printed);
    printed_value(printed, TEMPLATE_CN, text_trim((struct span){ line.data, version - 1 }));
    printed_version(printed, numbers);
    printed_value(printed, TEMPLATE_SCHEMA_VERSION,
                  (struct span){ line.data + at + length, line.length - 1 - at - length });
    printed->has_version = true;
    return true;
}

/* The lines behind the head of an event: identifier, distinguished name; and its descriptor at the end. */
static bool take_event_line(struct printed *printed, struct span line)
{
    static const char descriptor[] = "Security Descriptor:";
    if (!printed->reading.open)
        return false;
    if (text_is_at_ignoring_case(line, 0, descriptor))
        printed_value(printed, TEMPLATE_SECURITY_DESCRIPTOR,
                      text_trim(span_from(line, sizeof descriptor - 1)));
    else if (printed->has_version && text_is_at_ignoring_case(line, 0, "1.3.6.1.4.1.311.21.8."))
        printed_value(printed, TEMPLATE_OID, oid_in(line));
    else if (text_is_at_ignoring_case(line, 0, "CN="))
        printed_value(printed, TEMPLATE_DISTINGUISHED_NAME, line);
    else
        return false;
    return true;
}

/* "Digital Signature, Key Encipherment (a0)", in the dump of the extension Key Usage. */
static void take_usage(struct printed *printed, struct span line)
{
    if (text_is_at_ignoring_case(line, 0, "2.5.29.15:")) {
        note(printed, TEMPLATE_KEY_USAGE);
        printed->has_field = false;
        printed->in_usage = true;
    } else if (printed->in_usage && line.length && line.data[line.length - 1] == ')') {
        size_t at = line.length - 1;
        while (at && line.data[at] != '(')
            at--;
        reading_add_octets_text(&printed->reading, TEMPLATE_KEY_USAGE,
                                (struct span){ line.data + at + 1, line.length - at - 2 });
        printed->in_usage = false;
    }
}

/* A line that is no pair: the next value of a list, a flag's name, or something for people. */
static void take_more(struct printed *printed, struct span line)
{
    if (line.length == 0) {
        printed->has_field = false;
    } else if (line.data[0] == '[' && !printed->in_event) {
        printed_begin(printed);
    } else if (take_event_head(printed, line) || take_event_line(printed, line)) {
        return;
    } else if (printed->has_field &&
               line.data[0] == '"') { /* the first value, too, may stand below its name */
        printed->quoted = true;
        add_quoted(printed, line);
    } else if (printed->has_field) {
        if (!printed->quoted && is_list(printed->field))
            add_value(printed, line);
    } else {
        take_usage(printed, line);
    }
}

static void take_line(struct printed *printed, struct span line)
{
    static const char content[] = "Template Content:";
    struct span name, rest;
    enum template_field field;
    enum printed_form form;
    line = text_trim(line);
    if (text_is_at_ignoring_case(line, 0, content))
        line = text_trim(span_from(line, sizeof content - 1));
    if (text_is_at_ignoring_case(line, 0, "CN=") && span_find(line, ','))
        take_event_line(printed, line);
    else if (split(line, &name, &rest) && field_of(name, &field, &form))
        take_pair(printed, field, form, rest);
    else if (split(line, &name, &rest) && is_attribute(name))
        printed->has_field = false; /* one that nobody asks for */
    else
        take_more(printed, line);
}

/* Where in the line, behind its front, the next attribute begins: a name that stands before " =". */
static size_t next_pair(struct span line)
{
    struct span rest = line, word;
    for (word = first_word(line, &rest); rest.length; word = first_word(rest, &rest)) {
        enum template_field field;
        enum printed_form form;
        struct span behind, sign = first_word(rest, &behind);
        bool is_name = field_of(word, &field, &form) || text_is_at_ignoring_case(word, 0, "msPKI-") ||
                       text_is_at_ignoring_case(word, 0, "pKI") ||
                       span_equal_text(word, "templateDescription");
        if (word.data > line.data && is_name && span_equal_text(sign, "="))
            return (size_t)(word.data - line.data);
    }
    return line.length;
}

void printed_line(struct printed *printed, struct span line, size_t offset, uint32_t number)
{
    printed->offset = offset;
    printed->line = number;
    line = text_trim(line);
    size_t end = printed->in_event ? next_pair(line) : line.length;
    printed->collapsed = end < line.length;
    for (;;) {
        take_line(printed, (struct span){ line.data, end });
        line = span_from(line, end);
        if (line.length == 0)
            return;
        end = next_pair(line);
    }
}

void template_text_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct printed printed = { .walk = walk, .origin = origin, .container = "certutil text" };
    struct lines lines;
    size_t failures = walk->failures;
    lines_begin(&lines, octets, origin->depth ? NULL : walk->stream, walk->arena);
    while (lines_next(&lines))
        printed_line(&printed, lines.text, lines.offset, lines.number);
    if (lines.error)
        walk_fail(walk, lines.rest_offset, lines.number, "cannot read further: %s", lines.error);
    printed_end(&printed);
    if (printed.templates == 0 && walk->failures == failures)
        walk_fail(walk, origin->offset, origin->line, "no certificate template found in this text; %s",
                  templates_advice);
    lines_end(&lines);
}
