/* Paths and revocation. Most rows are files of testdata/trust, each with what is given and what must be concluded
 * (testdata/make/trust.py says how one looks); every one is judged directly and again by `ikelint lint`. */
#include <jansson.h>

#include "read/read.h"
#include "tests/cli.h"
#include "trust/checks.h"
#include "trust/constraints.h"
#include "trust/path.h"
#include "util/clock.h"
#include "util/platform.h"
#include "util/text.h"

/* --- case files --- */

enum role { ROLE_OF_LEAF, ROLE_OF_ROOT, ROLE_OF_INTERMEDIATE, ROLE_OF_CRL, ROLE_COUNT };
static const char *const role_names[ROLE_COUNT] = { "leaf:", "root:", "intermediate:", "crl:" };

struct trust_case {
    const char *name;
    struct span bytes;
    int64_t at;
    struct span time, path, revocation;
    struct {
        struct span *items;
        size_t count, capacity;
    } problems, says;
};

static bool next_line(struct span *rest, struct span *line)
{
    if (!rest->length)
        return false;
    const uint8_t *end = span_find(*rest, '\n');
    size_t length = end ? (size_t)(end - rest->data) : rest->length;
    *line = (struct span){ rest->data, length };
    length += end != NULL;
    *rest = (struct span){ rest->data + length, rest->length - length };
    return true;
}

/* What stands behind "key: " in a line, or data NULL. */
static struct span value_of(struct span line, const char *key)
{
    struct span head = span_of_text(key);
    if (line.length < head.length || memcmp(line.data, head.data, head.length) != 0)
        return (struct span){ 0 };
    return text_trim((struct span){ line.data + head.length, line.length - head.length });
}

static bool load_case(const char *folder, const char *name, struct trust_case *out)
{
    *out = (struct trust_case){ .name = name,
                                .bytes = test_file(arena_format(test_arena(), "%s/%s", folder, name)) };
    struct span rest = out->bytes, line, value;
    while (next_line(&rest, &line) && line.length) {
        if ((value = value_of(line, "at: ")).data)
            out->time = value;
        else if ((value = value_of(line, "path: ")).data)
            out->path = value;
        else if ((value = value_of(line, "revocation: ")).data)
            out->revocation = value;
        else if ((value = value_of(line, "problem: ")).data)
            *VEC_ADD(test_arena(), &out->problems) = value;
        else if ((value = value_of(line, "says: ")).data)
            *VEC_ADD(test_arena(), &out->says) = value;
        else
            CHECK(name, value_of(line, "what: ").data);
    }
    return CHECK(name, clock_parse(out->time, &out->at)) &&
           CHECK(name, out->path.data && out->revocation.data);
}

/* The role said last above a line. */
static enum role role_above(struct span bytes, uint32_t wanted)
{
    enum role role = ROLE_COUNT;
    struct span line;
    for (uint32_t number = 1; number < wanted && next_line(&bytes, &line); number++)
        for (int i = 0; i < ROLE_COUNT; i++)
            if (span_equal_text(line, role_names[i]))
                role = (enum role)i;
    return role;
}

struct intake {
    const struct trust_case *of;
    struct trust *trust;
    const struct object *leaf;
};

static void take(void *context, const struct object *object)
{
    struct intake *intake = context;
    switch (role_above(intake->of->bytes, object->line)) {
    case ROLE_OF_LEAF:
        intake->leaf = object;
        break;
    case ROLE_OF_ROOT:
        trust_add_root(intake->trust, object);
        break;
    case ROLE_OF_INTERMEDIATE:
        trust_add_intermediate(intake->trust, object);
        break;
    case ROLE_OF_CRL:
        trust_add_crl(intake->trust, object);
        break;
    case ROLE_COUNT:
        CHECK_SAYING(intake->of->name, false, "line %u: an object without a role", object->line);
    }
}

static void fail(void *context, const struct read_failure *failure)
{
    const struct intake *intake = context;
    CHECK_SAYING(intake->of->name, false, "line %u: %s", failure->line, failure->error);
}

/* --- judged directly --- */

static void add_text(const char **all, const char *text)
{
    if (text && text[0])
        *all = arena_format(test_arena(), "%s | %s", *all, text);
}

static const char *everything_said(const struct path *path)
{
    const char *all = path->explanation;
    add_text(&all, path->note);
    for (size_t i = 0; i < path->problem_count; i++)
        add_text(&all, path->problems[i].explanation);
    for (size_t i = 0; i < path->count; i++) {
        const struct revocation *revocation = path->elements[i].revocation;
        for (size_t k = 0; revocation && k < revocation->use_count; k++)
            add_text(&all, revocation->uses[k].explanation);
        add_text(&all, revocation ? revocation->explanation : NULL);
    }
    return all;
}

static void check_problems(const struct trust_case *of, const struct path *path)
{
    size_t matched = 0, fatal = 0;
    for (size_t i = 0; i < path->problem_count; i++) {
        bool wanted = !path->problems[i].fatal;
        fatal += path->problems[i].fatal;
        for (size_t k = 0; k < of->problems.count && !wanted; k++)
            wanted = span_equal_text(of->problems.items[k], path_problem_name(path->problems[i].kind));
        matched += wanted && path->problems[i].fatal;
        CHECK_SAYING(of->name, wanted, "unexpected problem %s: %s", path_problem_name(path->problems[i].kind),
                     path->problems[i].explanation);
        CHECK(of->name, path->problems[i].element < path->count);
    }
    CHECK_SAYING(of->name, matched >= of->problems.count, "%zu of %zu problems; said: %s", matched,
                 of->problems.count, everything_said(path));
    CHECK(of->name, path->status != PATH_TRUSTED || fatal == 0);
}

static void check_verdict(const struct trust_case *of, const struct path *path)
{
    const char *said = everything_said(path);
    CHECK_SAYING(of->name, span_equal_text(of->path, path_status_name(path->status)),
                 "path %s, want %.*s: %s", path_status_name(path->status), (int)of->path.length,
                 (const char *)of->path.data, said);
    CHECK_SAYING(of->name, span_equal_text(of->revocation, revocation_status_name(path_revocation(path))),
                 "revocation %s, want %.*s: %s", revocation_status_name(path_revocation(path)),
                 (int)of->revocation.length, (const char *)of->revocation.data, said);
    check_problems(of, path);
    for (size_t i = 0; i < of->says.count; i++)
        CHECK_SAYING(of->name, strstr(said, arena_text_of_span(test_arena(), of->says.items[i])),
                     "'%.*s' not in: %s", (int)of->says.items[i].length, (const char *)of->says.items[i].data,
                     said);
    for (size_t i = 0; i < path->count; i++) {
        const struct revocation *revocation = path->elements[i].revocation;
        if (revocation) {
            CHECK(of->name, revocation->explanation && revocation->explanation[0]);
            CHECK_INT(of->name, revocation->needs != NULL, !revocation->known);
        }
    }
}

/* --- judged by the program --- */

static const char *write_role(const struct trust_case *of, enum role role)
{
    struct buf text = { 0 };
    enum role current = ROLE_COUNT;
    struct span rest = of->bytes, line;
    bool any = false;
    while (next_line(&rest, &line)) {
        for (int i = 0; i < ROLE_COUNT; i++)
            if (span_equal_text(line, role_names[i]))
                current = (enum role)i;
        if (current != role)
            continue;
        any = true;
        buf_add(&text, line);
        buf_char(&text, '\n');
    }
    const char *path = any ? cli_file(arena_format(test_arena(), "trust-%.*s.pem",
                                                   (int)strlen(role_names[role]) - 1, role_names[role]),
                                      text.data)
                           : NULL;
    buf_free(&text);
    return path;
}

static void check_program(const struct trust_case *of)
{
    static const char *const options[ROLE_COUNT] = { NULL, "--root", "--intermediate", "--crl" };
    const char *arguments[16] = { "lint",
                                  "--profile",
                                  "path-only",
                                  "--format",
                                  "json",
                                  "--at",
                                  arena_text_of_span(test_arena(), of->time) };
    size_t count = 7;
    for (int role = 0; role < ROLE_COUNT; role++) {
        const char *path = write_role(of, (enum role)role);
        if (path && options[role])
            arguments[count++] = options[role];
        if (path)
            arguments[count++] = path;
    }
    struct cli_result result = cli_result_of(arguments);
    json_t *report = json_loads(result.out, 0, NULL);
    json_t *trust = json_object_get(json_array_get(json_object_get(report, "objects"), 0), "trust");
    CHECK_SPAN_TEXT(of->name, of->path, json_string_value(json_object_get(trust, "path")));
    CHECK_SPAN_TEXT(of->name, of->revocation, json_string_value(json_object_get(trust, "revocation")));
    json_decref(report);
}

static void test_cases(void)
{
    const char *folder = test_path("testdata/trust"), **names, *error;
    size_t count;
    if (!CHECK("testdata/trust", platform_list(folder, &names, &count, &error, test_arena())))
        return;
    CHECK("testdata/trust", count > 200);
    for (size_t i = 0; i < count; i++) {
        struct trust_case of;
        if (!load_case(folder, names[i], &of))
            continue;
        struct reader *reader = reader_new(&(struct read_options){ .keep = true });
        struct intake intake = { &of, trust_new(), NULL };
        reader_read(reader, arena_format(test_arena(), "%s/%s", folder, names[i]),
                    &(struct read_sink){ .context = &intake, .object = take, .failure = fail });
        trust_ready(intake.trust);
        if (CHECK(of.name, intake.leaf && intake.leaf->cert))
            check_verdict(&of,
                          trust_judge(intake.trust, intake.leaf->cert, intake.leaf, of.at, test_arena()));
        trust_free(intake.trust);
        reader_free(reader);
        check_program(&of);
    }
}

/* --- name constraints, one name against one base --- */

#define DNS   GENERAL_NAME_DNS
#define EMAIL GENERAL_NAME_EMAIL
#define URI   GENERAL_NAME_URI
#define UPN   GENERAL_NAME_OTHER

#define LABEL_OF_60 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define NAME_OF_246 LABEL_OF_60 "." LABEL_OF_60 "." LABEL_OF_60 "." LABEL_OF_60 "aaa"

/* Whether a permitted base covers the name, and whether an excluded one touches it. */
static const struct {
    const char *name;
    enum general_name_kind kind;
    const char *base, *text;
    bool covers, touches;
} constraint_rows[] = {
    { "the domain itself", DNS, "contoso.com", "contoso.com", true, true },
    { "a host in it", DNS, "contoso.com", "vpn.contoso.com", true, true },
    { "labels deep", DNS, "contoso.com", "a.b.c.contoso.com", true, true },
    { "case does not matter", DNS, "Contoso.COM", "VPN.contoso.com", true, true },
    { "a look-alike suffix", DNS, "contoso.com", "notcontoso.com", false, false },
    { "the parent domain", DNS, "vpn.contoso.com", "contoso.com", false, false },
    { "a top-level domain", DNS, "com", "contoso.com", true, true },
    { "an empty base", DNS, "", "contoso.com", true, true },
    { "a leading dot: below only", DNS, ".contoso.com", "vpn.contoso.com", true, true },
    { "a leading dot: not itself", DNS, ".contoso.com", "contoso.com", false, false },
    { "a leading dot: look-alike", DNS, ".contoso.com", "notcontoso.com", false, false },
    { "a dot alone", DNS, ".", "contoso.com", false, true },
    { "two leading dots", DNS, "..contoso.com", "vpn.contoso.com", false, true },
    { "a trailing dot in the base", DNS, "contoso.com.", "vpn.contoso.com", false, true },
    { "a trailing dot in the name", DNS, "contoso.com", "vpn.contoso.com.", false, true },
    { "a trailing dot elsewhere", DNS, "fabrikam.com", "vpn.contoso.com.", false, false },
    { "a wildcard below", DNS, "contoso.com", "*.contoso.com", true, true },
    { "a wildcard further below", DNS, "contoso.com", "*.lan.contoso.com", true, true },
    { "a wildcard of the parent", DNS, "vpn.contoso.com", "*.contoso.com", false, true },
    { "a wildcard of the grandparent", DNS, "a.vpn.contoso.com", "*.contoso.com", false, false },
    { "a wildcard and a dotted base", DNS, ".contoso.com", "*.contoso.com", true, true },
    { "a wildcard and a dotted base below", DNS, ".vpn.contoso.com", "*.contoso.com", false, false },
    { "a wildcard elsewhere", DNS, "fabrikam.com", "*.contoso.com", false, false },
    { "a wildcard of a top-level domain", DNS, "contoso.com", "*.com", false, true },
    { "a star within a label", DNS, "vpn1.contoso.com", "vpn*.contoso.com", false, true },
    { "a star in the second label", DNS, "contoso.com", "vpn.*.com", false, true },
    { "a star alone", DNS, "contoso.com", "*", false, true },
    { "a wildcard as base", DNS, "*.contoso.com", "vpn.contoso.com", false, true },
    { "A-labels", DNS, "xn--mnchen-3ya.example", "vpn.XN--MNCHEN-3YA.example", true, true },
    { "a name that is not ASCII", DNS, "contoso.com", "m\xc3\xbcnchen.contoso.com", false, true },
    { "a base that is not ASCII", DNS, "m\xc3\xbcnchen.example", "vpn.example", false, true },
    { "an underscore", DNS, "contoso.com", "vpn_01.contoso.com", true, true },
    { "an empty name", DNS, "contoso.com", "", false, true },
    { "an empty label", DNS, "contoso.com", "vpn..contoso.com", false, true },
    { "a blank", DNS, "contoso.com", "vpn contoso.com", false, true },

    { "digits", DNS, "0-9.example", "vpn09.0-9.example", true, true },
    { "a label of 63", DNS, "example",
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example", true, true },
    { "a label of 64", DNS, "example",
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example", false, true },
    { "a name of 254", DNS, "example", NAME_OF_246 ".example", false, true },
    { "a name of 253", DNS, "xample", NAME_OF_246 ".xample", true, true },

    { "a mailbox", EMAIL, "ada@contoso.com", "ada@contoso.com", true, true },
    { "a mailbox, host in another case", EMAIL, "ada@contoso.com", "ada@CONTOSO.com", true, true },
    { "a mailbox, local part in another case", EMAIL, "ada@contoso.com", "Ada@contoso.com", false, false },
    { "another mailbox", EMAIL, "ada@contoso.com", "bob@contoso.com", false, false },
    { "a quoted local part", EMAIL, "ada@contoso.com", "\"ada\"@contoso.com", true, true },
    { "a quoted character", EMAIL, "\"a@b\"@contoso.com", "\"a\\@b\"@contoso.com", true, true },
    { "an @ in quotes is no separator", EMAIL, "contoso.com", "\"x@fabrikam.com\"@contoso.com", true, true },
    { "all mailboxes of a host", EMAIL, "contoso.com", "ada@contoso.com", true, true },
    { "a host below", EMAIL, "contoso.com", "ada@mail.contoso.com", false, false },
    { "all hosts of a domain", EMAIL, ".contoso.com", "ada@mail.contoso.com", true, true },
    { "the domain as a host", EMAIL, ".contoso.com", "ada@contoso.com", false, false },
    { "an empty e-mail base", EMAIL, "", "ada@contoso.com", true, true },
    { "no mailbox", EMAIL, "contoso.com", "contoso.com", false, true },
    { "no local part", EMAIL, "contoso.com", "@contoso.com", false, true },
    { "no host", EMAIL, "contoso.com", "ada@", false, true },
    { "an open quote", EMAIL, "contoso.com", "\"ada@contoso.com", false, true },
    { "a quoted local part and nothing behind", EMAIL, "contoso.com", "\"ada\"", false, true },
    { "a quoted local part without @", EMAIL, "contoso.com", "\"ada\"contoso.com", false, true },
    { "a base with two @", EMAIL, "ada@x@contoso.com", "ada@contoso.com", false, true },
    { "a base that is no host", EMAIL, "contoso..com", "ada@contoso.com", false, true },
    { "two @", EMAIL, "contoso.com", "ada@fabrikam.com@contoso.com", false, true },

    { "a host", URI, "pki.contoso.com", "https://pki.contoso.com/crl", true, true },
    { "a host in another case", URI, "pki.contoso.com", "HTTPS://PKI.Contoso.com", true, true },
    { "a port", URI, "pki.contoso.com", "https://pki.contoso.com:8443/", true, true },
    { "a user", URI, "pki.contoso.com", "https://ada:secret@pki.contoso.com/", true, true },
    { "a host in the user's place", URI, "pki.contoso.com", "https://pki.contoso.com@fabrikam.com/", false,
      false },
    { "a host in the path", URI, "pki.contoso.com", "https://fabrikam.com/@pki.contoso.com", false, false },
    { "a host in the query", URI, "pki.contoso.com", "https://fabrikam.com?@pki.contoso.com", false, false },
    { "a host in the fragment", URI, "pki.contoso.com", "https://fabrikam.com#@pki.contoso.com", false,
      false },
    { "a URI host below", URI, "contoso.com", "https://pki.contoso.com/", false, false },
    { "a URI domain", URI, ".contoso.com", "https://pki.contoso.com/", true, true },
    { "a URI domain, labels deep", URI, ".contoso.com", "ldap://a.b.contoso.com/x", true, true },
    { "a URI domain as host", URI, ".contoso.com", "https://contoso.com/", false, false },
    { "an IPv4 address", URI, ".contoso.com", "https://192.0.2.1/", false, true },
    { "an IPv6 address", URI, ".contoso.com", "https://[2001:db8::1]/", false, true },
    { "no authority", URI, ".contoso.com", "mailto:ada@pki.contoso.com", false, true },
    { "no host", URI, ".contoso.com", "ldap:///CN=CA", false, true },
    { "one slash", URI, ".contoso.com", "https:/x/pki.contoso.com/", false, true },
    { "one slash and another", URI, ".contoso.com", "https:x/pki.contoso.com/", false, true },
    { "a base that is an address", URI, "192.0.2.1", "https://pki.contoso.com/", false, true },
    { "a base that is no URI host", URI, "https://pki.contoso.com", "https://pki.contoso.com/", false, true },
    { "an empty URI base", URI, "", "https://pki.contoso.com/", true, true },
    { "no scheme", URI, ".contoso.com", "//pki.contoso.com/", false, true },
    { "octets by per cent", URI, ".contoso.com", "https://pki%2econtoso.com/", false, true },

    { "a UPN suffix with @", UPN, "@contoso.com", "ada@contoso.com", true, true },
    { "a UPN suffix", UPN, "contoso.com", "ADA@Contoso.com", true, true },
    { "a UPN suffix below", UPN, "contoso.com", "ada@corp.contoso.com", false, false },
    { "a UPN domain", UPN, ".contoso.com", "ada@corp.contoso.com", true, true },
    { "one UPN", UPN, "ada@contoso.com", "Ada@contoso.com", true, true },
    { "another UPN", UPN, "ada@contoso.com", "bob@contoso.com", false, false },
    { "no UPN", UPN, "contoso.com", "contoso.com", false, true },
};

static void test_constraints(void)
{
    for (size_t i = 0; i < COUNT_OF(constraint_rows); i++) {
        struct span base = span_of_text(constraint_rows[i].base),
                    text = span_of_text(constraint_rows[i].text);
        CHECK_INT(constraint_rows[i].name, constraint_matches(constraint_rows[i].kind, base, text, false),
                  constraint_rows[i].covers);
        CHECK_INT(constraint_rows[i].name, constraint_matches(constraint_rows[i].kind, base, text, true),
                  constraint_rows[i].touches);
    }
}

static const struct {
    const char *name, *base, *text; /* hexadecimal octets would hide the point: \x escapes, with lengths */
    size_t base_length, text_length;
    bool covers, touches;
} address_rows[] = {
    { "in the network", "\xc0\x00\x02\x00\xff\xff\xff\x00", "\xc0\x00\x02\x07", 8, 4, true, true },
    { "outside", "\xc0\x00\x02\x00\xff\xff\xff\x00", "\xc0\x00\x03\x07", 8, 4, false, false },
    { "bits of the base behind the mask", "\xc0\x00\x02\x09\xff\xff\xff\x00", "\xc0\x00\x02\x07", 8, 4, true,
      true },
    { "all addresses", "\x00\x00\x00\x00\x00\x00\x00\x00", "\xc0\x00\x02\x07", 8, 4, true, true },
    { "one address", "\xc0\x00\x02\x07\xff\xff\xff\xff", "\xc0\x00\x02\x07", 8, 4, true, true },
    { "a mask with holes", "\xc0\x00\x02\x00\xff\x00\xff\x00", "\xc0\x00\x02\x07", 8, 4, false, true },
    { "the other version", "\xc0\x00\x02\x00\xff\xff\xff\x00", "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01",
      8, 16, false, false },
    { "a base without a mask", "\xc0\x00\x02\x00", "\xc0\x00\x02\x07", 4, 4, false, true },
    { "an address of 5 octets", "\xc0\x00\x02\x00\xff\xff\xff\x00", "\xc0\x00\x02\x07\x01", 8, 5, false,
      true },
};

static void test_addresses(void)
{
    for (size_t i = 0; i < COUNT_OF(address_rows); i++) {
        struct span base = { (const uint8_t *)address_rows[i].base, address_rows[i].base_length };
        struct span text = { (const uint8_t *)address_rows[i].text, address_rows[i].text_length };
        CHECK_INT(address_rows[i].name, constraint_matches(GENERAL_NAME_IP, base, text, false),
                  address_rows[i].covers);
        CHECK_INT(address_rows[i].name, constraint_matches(GENERAL_NAME_IP, base, text, true),
                  address_rows[i].touches);
    }
}

/* --- what the authority key identifier says of a candidate --- */

static const struct {
    const char *file;
    enum key_id_relation want; /* of the leaf to the first intermediate */
} key_id_rows[] = {
    { "two-tiers.pem", KEY_ID_MATCHES },
    { "other-key-identifier.pem", KEY_ID_DIFFERS },
    { "without-key-identifiers.pem", KEY_ID_SILENT },
    { "key-identifier-by-serial.pem", KEY_ID_DIFFERS },
    { "key-identifier-by-serial-of-the-ca.pem", KEY_ID_MATCHES },
    { "key-identifier-by-another-serial.pem", KEY_ID_DIFFERS },
};

struct first_two {
    const struct trust_case *of;
    const struct cert *leaf, *intermediate;
};

static void take_first_two(void *context, const struct object *object)
{
    struct first_two *found = context;
    enum role role = role_above(found->of->bytes, object->line);
    if (role == ROLE_OF_LEAF)
        found->leaf = object->cert;
    else if (role == ROLE_OF_INTERMEDIATE && !found->intermediate)
        found->intermediate = object->cert;
}

static void test_key_ids(void)
{
    const char *folder = test_path("testdata/trust");
    for (size_t i = 0; i < COUNT_OF(key_id_rows); i++) {
        struct trust_case of;
        if (!load_case(folder, key_id_rows[i].file, &of))
            continue;
        struct reader *reader = reader_new(&(struct read_options){ .keep = true });
        struct first_two found = { .of = &of };
        reader_read(reader, arena_format(test_arena(), "%s/%s", folder, of.name),
                    &(struct read_sink){ .context = &found, .object = take_first_two, .failure = fail });
        if (CHECK(of.name, found.leaf && found.intermediate))
            CHECK_INT(of.name, key_id_relation(&found.leaf->authority_key_id, found.intermediate),
                      key_id_rows[i].want);
        reader_free(reader);
    }
}

CU_TestInfo trust_tests[] = {
    { "key identifiers", test_key_ids },
    { "the cases of testdata/trust", test_cases },
    { "name constraints", test_constraints },
    { "addresses against networks", test_addresses },
    CU_TEST_INFO_NULL,
};
