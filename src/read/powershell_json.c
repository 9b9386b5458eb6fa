/* JSON of certificates, in the shapes that Windows PowerShell 5.1 and PowerShell 7 give it, and of keys with their
 * certificates (RFC 7517: x5c is an array of base64 texts, the key's own first).
 *
 * An object with RawData is a certificate; around it may be arrays, 5.1's { "value": […], "Count": n }, stores with
 * their Certificates, anything. RawData is an array of numbers or a text. Objects inside a certificate (its extensions,
 * names, keys) have a RawData too: these are not entered. Key names are compared without case.
 *
 * jansson keeps no places. The text is scanned for the braces that open an object; the tree is walked in the same
 * order, so that object number n of the tree stands at brace number n. */
#include <jansson.h>

#include "der/der.h"
#include "read/base64.h"
#include "read/pem.h"
#include "read/powershell.h"
#include "util/text.h"

enum {
    JSON_DEPTH = 64,                /* values in one another that are looked through */
    BRACES_LIMIT = 4 * 1024 * 1024, /* objects whose place is known */
};

struct braces {
    size_t *items; /* octets of the text */
    size_t count, capacity;
};

struct document {
    struct walk *walk;
    const struct origin *outer;
    struct encoding_cursor cursor;
    struct braces braces;
    size_t seen;   /* objects that the walk of the tree has passed */
    size_t offset; /* of the object at hand, in the file */
    uint32_t line;
    size_t
        value_at; /* octet of the text where the value at hand begins: one of the file's, or of its list's */
    size_t certificates; /* objects that had RawData, or should have */
    size_t values;       /* elements of arrays */
    const char *error;   /* of jansson, where the text is no JSON */
    size_t error_octet;  /* of the text */
};

bool powershell_json_is(struct span text)
{
    text = text_trim(text);
    if (text.length < 2 || (text.data[0] != '{' && text.data[0] != '['))
        return false;
    struct span rest = text_trim(span_from(text, 1));
    if (rest.length == 0)
        return false;
    if (text.data[0] == '{')
        return rest.data[0] == '"' || rest.data[0] == '}';
    if (rest.length > 2 && rest.data[0] == '4' &&
        rest.data[1] == '8') /* RawData alone; "[2026-06-01 …" is a log */
        return strchr(", \t\r\n", rest.data[2] ? rest.data[2] : 'x') != NULL;
    return strchr("{[\"]", rest.data[0] ? rest.data[0] : 'x') != NULL;
}

/* -- places --------------------------------------------------------------------------------------------------------- */

static void find_braces(struct document *document, struct span text)
{
    bool in_string = false;
    for (size_t i = 0; i < text.length && document->braces.count < BRACES_LIMIT; i++) {
        uint8_t octet = text.data[i];
        if (in_string && octet == '\\')
            i++;
        else if (octet == '"')
            in_string = !in_string;
        else if (octet == '{' && !in_string)
            *VEC_ADD(document->walk->arena, &document->braces) = i;
    }
}

/* Objects in a value that is not entered. */
static size_t count_objects(json_t *value, unsigned depth)
{
    size_t count = json_is_object(value), index;
    const char *key;
    json_t *inner;
    if (depth > JSON_PARSER_MAX_DEPTH)
        return count;
    if (json_is_object(value)) {
        json_object_foreach(value, key, inner) count += count_objects(inner, depth + 1);
    } else if (json_is_array(value)) {
        json_array_foreach(value, index, inner) count += count_objects(inner, depth + 1);
    }
    return count;
}

static void go_to_octet(struct document *document, size_t octet)
{
    document->offset = encoding_cursor_to(&document->cursor, octet);
    document->line = document->cursor.line;
    if (document->outer->depth) {
        document->offset = document->outer->offset;
        document->line = document->outer->line;
    }
}

static void go_to_object(struct document *document, size_t number)
{
    if (number < document->braces.count)
        go_to_octet(document, document->braces.items[number]);
}

/* -- values --------------------------------------------------------------------------------------------------------- */

static json_t *member(json_t *object, const char *name)
{
    const char *key;
    json_t *value;
    json_object_foreach(
        object, key, value) if (text_equal_ignoring_case(span_of_text(key), span_of_text(name))) return value;
    return NULL;
}

static struct span text_of(json_t *value)
{
    if (!json_is_string(value) || json_string_length(value) == 0)
        return (struct span){ 0 };
    return (struct span){ (const uint8_t *)json_string_value(value), json_string_length(value) };
}

static bool octets_of(json_t *value, struct buf *out, const char **why)
{
    size_t index;
    json_t *item;
    if (json_is_object(value) && member(value, "value")) /* Windows PowerShell 5.1 */
        value = member(value, "value");
    if (json_is_string(value))
        return powershell_octets(text_of(value), out, why);
    *why = "it is no array of numbers from 0 to 255";
    if (!json_is_array(value))
        return false;
    json_array_foreach(value, index, item)
    {
        json_int_t number = json_integer_value(item);
        if (!json_is_integer(item) || number < 0 || number > 255)
            return false;
        buf_char(out, (char)number);
    }
    *why = "it is empty";
    return out->length > 0;
}

static bool boolean_of(json_t *value, bool *out)
{
    struct span text = text_of(value);
    bool yes = json_is_true(value) || text_equal_ignoring_case(text, span_of_text("true"));
    *out = yes;
    return yes || json_is_false(value) || text_equal_ignoring_case(text, span_of_text("false"));
}

static void read_certificate(struct document *document, json_t *object, json_t *raw, struct span store)
{
    struct walk *walk = document->walk;
    struct buf octets = { .limit = READ_LIMIT_CERTIFICATE };
    const char *why;
    struct origin origin = *document->outer;
    origin.offset = document->offset;
    origin.line = document->line;
    if (!octets_of(raw, &octets, &why)) {
        walk_fail(walk, origin.offset, origin.line, "RawData in JSON cannot be read: %s; %s", why,
                  powershell_advice);
    } else {
        struct powershell_certificate certificate = { .store = store };
        certificate.path = text_of(member(object, "PSParentPath"));
        if (!certificate.path.data) {
            certificate.path = text_of(member(object, "PSPath"));
            certificate.path_is_own = true;
        }
        certificate.friendly_name = text_of(member(object, "FriendlyName"));
        certificate.has_private_key_known =
            boolean_of(member(object, "HasPrivateKey"), &certificate.has_private_key);
        struct arena *piece = walk_begin_piece(walk);
        powershell_object(walk, &origin, "JSON", &certificate, walk_keep(walk, buf_span(&octets)));
        walk_end_piece(walk, piece);
    }
    buf_free(&octets);
}

/* A certificate of x5c. */
static void read_x5c(struct document *document, json_t *value, size_t number)
{
    struct walk *walk = document->walk;
    struct span text = text_of(value);
    struct buf octets = { .limit = READ_LIMIT_CERTIFICATE };
    struct base64 state = { 0 };
    size_t bad = SIZE_MAX;
    const char *why = "it is no text, or an empty one";
    struct origin origin = *document->outer;
    origin.offset = document->offset;
    origin.line = document->line;
    bool good = text.length && base64_feed(&state, text, &octets, &bad, &why);
    if (!good && bad < text.length)
        why = arena_format(walk->arena, "'%s' %s",
                           text_escaped(walk->arena, (struct span){ text.data + bad, 1 }), why);
    good = good && base64_end(&state, &why) && !octets.overflow;
    if (!good) {
        walk_fail(walk, origin.offset, origin.line,
                  "certificate %zu of x5c in JSON cannot be read: %s; wanted is base64 of its DER, not "
                  "base64url (RFC 7517, 4.7)",
                  number + 1, octets.overflow ? "larger than 16 MiB" : why);
    } else {
        walk_decoded(walk, &origin, "JSON", buf_span(&octets));
    }
    buf_free(&octets);
}

static void read_chain(struct document *document, json_t *chain)
{
    size_t index;
    json_t *value;
    document->certificates++;
    if (!json_is_array(chain)) { /* against the RFC, and found */
        read_x5c(document, chain, 0);
        return;
    }
    if (json_array_size(chain) == 0)
        walk_fail(document->walk, document->offset, document->line,
                  "x5c in JSON is empty: a key without a certificate");
    json_array_foreach(chain, index, value) read_x5c(document, value, index);
}

static void visit(struct document *document, json_t *value, struct span store, unsigned depth);

/* The objects of a certificate that have octets of their own. */
static bool is_part(const char *key)
{
    static const char *const parts[] = { "Extensions",      "SubjectName",       "IssuerName",
                                         "PublicKey",       "PrivateKey",        "SignatureAlgorithm",
                                         "EncodedKeyValue", "EncodedParameters", "x5c" };
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (text_equal_ignoring_case(span_of_text(key), span_of_text(parts[i])))
            return true;
    return false;
}

static void visit_members(struct document *document, json_t *object, struct span store, unsigned depth)
{
    const char *key;
    json_t *value;
    struct span name = text_of(member(object, "Name"));
    bool is_store = member(object, "Certificates") && name.data; /* an X509Store */
    json_object_foreach(object, key, value)
    {
        if (is_part(key))
            document->seen += count_objects(value, 0);
        else
            visit(document, value, is_store ? name : store, depth + 1);
    }
}

static void visit_object(struct document *document, json_t *object, struct span store, unsigned depth)
{
    size_t number = document->seen;
    json_t *raw = member(object, "RawData");
    if (!raw &&
        json_is_string(member(object, "PSPath"))) /* Get-ItemProperty of a store's keys in the registry */
        raw = member(object, "Blob");
    bool has_raw = raw && !json_is_null(raw);
    if (!raw && !json_is_string(member(object, "Thumbprint"))) {
        json_t *chain = member(object, "x5c");
        if (chain && !json_is_null(chain)) {
            go_to_object(document, number);
            read_chain(document, chain);
        }
        document->seen++;
        visit_members(document, object, store, depth);
        return;
    }
    document->certificates++;
    go_to_object(document, number);
    document->seen += count_objects(object, 0);
    if (has_raw)
        read_certificate(document, object, raw, store);
    else
        walk_fail(document->walk, document->offset, document->line,
                  "a certificate in JSON without RawData: there is nothing to look at; %s",
                  powershell_advice);
}

/* RawData that stands alone, or in a list of its like. */
static bool is_bare(json_t *value, unsigned depth)
{
    struct span text = text_of(value);
    if (depth > 1)
        return false;
    return (text.length && text.data[0] == 'M') ||
           json_integer_value(json_array_get(value, 0)) == DER_SEQUENCE;
}

static void visit(struct document *document, json_t *value, struct span store, unsigned depth)
{
    size_t index;
    json_t *inner;
    if (depth > JSON_DEPTH) {
        document->seen += count_objects(value, 0);
    } else if (is_bare(value, depth)) {
        go_to_octet(document, document->value_at);
        document->certificates++;
        read_certificate(document, NULL, value, store);
    } else if (json_is_object(value)) {
        visit_object(document, value, store, depth);
    } else if (json_is_array(value)) {
        json_array_foreach(value, index, inner)
        {
            document->values++;
            visit(document, inner, store, depth + 1);
        }
    }
}

/* -- the text ------------------------------------------------------------------------------------------------------- */

static void fail_at(struct document *document, size_t octet, const char *error)
{
    size_t offset = encoding_cursor_to(&document->cursor, octet);
    if (document->outer->depth)
        walk_fail(document->walk, document->outer->offset, document->outer->line,
                  "JSON that cannot be read: %s", error);
    else
        walk_fail(document->walk, offset, document->cursor.line, "JSON that cannot be read: %s", error);
}

static bool complain_at(struct document *document, size_t octet, const char *error)
{
    document->error_octet = octet;
    document->error = text_escaped(document->walk->arena, span_of_text(error));
    return false;
}

/* The value at *at, which it is moved behind. */
static bool read_value(struct document *document, struct span text, size_t *at, unsigned depth)
{
    json_error_t error;
    json_t *value = json_loadb(
        (const char *)text.data + *at, text.length - *at,
        JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL | JSON_DECODE_ANY, &error);
    size_t place = error.position > 0 ? (size_t)error.position : 0;
    if (place > text.length - *at)
        place = text.length - *at;
    if (!value)
        return complain_at(document, *at + place, error.text);
    document->value_at = *at;
    visit(document, value, (struct span){ 0 }, depth);
    json_decref(value);
    *at += place;
    return true;
}

/* An array, value by value: so the certificates before a fault, or before the end of a file that is cut, are read. */
static bool read_array(struct document *document, struct span text, size_t *at)
{
    *at = text_skip_blanks(text, *at + 1);
    while (text_octet_at(text, *at) != ']') {
        if (!read_value(document, text, at, 1))
            return false;
        document->values++;
        *at = text_skip_blanks(text, *at);
        if (text_octet_at(text, *at) == ']')
            break;
        if (text_octet_at(text, *at) != ',')
            return complain_at(document, *at,
                               *at < text.length ? "neither ',' nor ']' behind a value of a list"
                                                 : "the text ends within a list: cut");
        *at = text_skip_blanks(text, *at + 1);
    }
    ++*at;
    return true;
}

/* Where the array of a { "value": […], "Count": n } begins; 0: it is no such object. */
static size_t wrapped_array(struct span text)
{
    static const char name[] = "\"value\"";
    size_t at = text_skip_blanks(text, 0);
    if (text_octet_at(text, at) != '{')
        return 0;
    at = text_skip_blanks(text, at + 1);
    if (!text_is_at(text, at, name))
        return 0;
    at = text_skip_blanks(text, at + strlen(name));
    if (text_octet_at(text, at) != ':')
        return 0;
    at = text_skip_blanks(text, at + 1);
    return text_octet_at(text, at) == '[' ? at : 0;
}

/* Blanks, and the byte order mark of a file that was put behind another one. */
static size_t skip_between(struct span text, size_t at)
{
    static const char mark[] = "\xef\xbb\xbf";
    for (at = text_skip_blanks(text, at); text_is_at(text, at, mark);)
        at = text_skip_blanks(text, at + strlen(mark));
    return at;
}

/* One value after another: a file may hold one, or one a line. */
static void read_values(struct document *document, struct span text)
{
    size_t array = wrapped_array(text);
    if (array) { /* the list is read as one by itself would be; what follows it says nothing more */
        document->seen++;
        read_array(document, text, &array);
        return;
    }
    bool good = true;
    for (size_t at = skip_between(text, 0); good && at < text.length; at = skip_between(text, at)) {
        uint8_t inside = text_octet_at(text, text_skip_blanks(text, at + 1));
        if (text_octet_at(text, at) == '[' && (inside < '0' || inside > '9'))
            good = read_array(document, text, &at);
        else
            good = read_value(document, text, &at, 0);
    }
}

void powershell_json_read(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct document document = { .walk = walk, .outer = origin };
    struct encoding_found found;
    struct span text;
    size_t objects = walk->objects, failures = walk->failures;
    if (!walk_document(walk, origin, octets, &text, &found))
        return;
    text = encoding_for_json(walk->arena, text);
    encoding_cursor_begin(&document.cursor, text, found);
    find_braces(&document, text);
    read_values(&document, text);
    bool is_empty = document.certificates == 0 && document.values == 0 && document.braces.count == 0;
    if (document.certificates == 0)
        pem_read_or(walk, origin, octets,
                    NULL); /* JSON of another program, or a text that only looks like it */
    bool is_found = walk->objects != objects || walk->failures != failures;
    if (document.error && (document.certificates || !is_found || !pem_is(text)))
        fail_at(&document, document.error_octet, document.error);
    else if (!is_found && is_empty)
        walk_fail_empty(walk, origin, octets, "no certificate, CRL or request found: a list without any");
    else if (!is_found)
        walk_fail(walk, origin->offset, origin->line,
                  "no certificate, CRL or request found: JSON without RawData, x5c, PEM blocks or base64 of "
                  "certificates; %s",
                  powershell_advice);
}
