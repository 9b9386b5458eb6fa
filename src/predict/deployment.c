/* From the tree of a deployment file to what it says. Keys and forms are rows of ruleset/schema.c. */
#include "predict/deployment.h"

#include "der/oid.h"
#include "facts/value.h"
#include "ruleset/schema.h"
#include "ruleset/set.h"
#include "ruleset/waivers.h"
#include "util/platform.h"
#include "util/text.h"

const char *const store_names[STORE_COUNT] = { "my", "root", "ca", "disallowed" };

struct reader {
    struct arena *arena;
    struct diags *diags;
    const char *file;
};

static bool read_number(struct reader *reader, const struct node *node, unsigned *out)
{
    uint64_t value = 0;
    bool good = node->text.length > 0;
    for (size_t i = 0; good && i < node->text.length; i++) {
        uint8_t octet = node->text.data[i];
        good = octet >= '0' && octet <= '9' && value <= UINT32_MAX;
        value = value * 10 + (uint64_t)(octet - '0');
    }
    if (!good || value > UINT32_MAX)
        return diag_error(reader->diags, node->place, "'%s' is no number of 32 bits",
                          text_quoted(reader->arena, node->text));
    *out = (unsigned)value;
    return true;
}

/* Names with * and ? in the last part stand for what is there; none is a mistake that would make a silent difference. */
static void add_path(struct reader *reader, const struct node *node, struct texts *out)
{
    const char *path = path_beside(reader->arena, reader->file, (const char *)node->text.data);
    const char *slash = strrchr(path, '/'), *pattern = slash ? slash + 1 : path;
    if (!strpbrk(pattern, "*?")) {
        *VEC_ADD(reader->arena, out) = path;
        return;
    }
    const char *folder = slash ? arena_format(reader->arena, "%.*s", (int)(slash - path), path) : ".";
    const char **names, *error;
    size_t count, before = out->count;
    if (!platform_list(folder, &names, &count, &error, reader->arena)) {
        diag_error(reader->diags, node->place, "cannot list '%s': %s",
                   text_escaped(reader->arena, span_of_text(folder)), error);
        return;
    }
    for (size_t i = 0; i < count; i++)
        if (names[i][0] != '.' && glob_matches(pattern, names[i]))
            *VEC_ADD(reader->arena, out) = arena_format(reader->arena, "%s/%s", folder, names[i]);
    if (out->count == before)
        diag_error(reader->diags, node->place, "no file matches '%s'",
                   text_quoted(reader->arena, node->text));
}

static struct exported read_paths(struct reader *reader, const struct node *owner, enum key_owner keys,
                                  const char *key)
{
    struct exported out = { 0 };
    const struct node *node = schema_get(owner, keys, key);
    out.given = node != NULL;
    for (size_t i = 0; node && i < node_text_count(node); i++)
        add_path(reader, node_text_at(node, i), &out.paths);
    return out;
}

static const char *read_path(struct reader *reader, const struct node *node)
{
    return node ? path_beside(reader->arena, reader->file, (const char *)node->text.data) : NULL;
}

static struct texts read_oids(struct reader *reader, const struct node *node)
{
    struct texts out = { 0 };
    for (size_t i = 0; node && i < node_text_count(node); i++) {
        struct span oid, text = node_text_at(node, i)->text;
        if (oid_parse(reader->arena, text, &oid))
            *VEC_ADD(reader->arena, &out) = oid_dotted(reader->arena, oid);
        else
            diag_error(reader->diags, node_text_at(node, i)->place, "'%s' is no OID and no short name of one",
                       text_quoted(reader->arena, text));
    }
    return out;
}

/* A mapping of ours behind a key, checked; NULL where it is not there or is broken. */
static const struct node *read_mapping(struct reader *reader, const struct node *owner, enum key_owner keys,
                                       const char *key, enum key_owner inner)
{
    const struct node *node = schema_get(owner, keys, key);
    return node && schema_check(node, inner, reader->arena, reader->diags) ? node : NULL;
}

static void read_stores(struct reader *reader, const struct node *stores, struct machine *machine)
{
    for (size_t i = 0; stores && i < STORE_COUNT; i++)
        machine->stores[i] = read_paths(reader, stores, KEYS_OF_STORES, store_names[i]);
}

static void read_auth_protocol(struct reader *reader, const struct node *auth, struct machine *machine)
{
    if (!auth)
        return;
    machine->has_auth_protocol = true;
    const struct node *accepted = schema_get(auth, KEYS_OF_AUTH_PROTOCOL, "user_auth_protocol_accepted");
    if (accepted)
        machine->accepts_certificates = ANSWER_NO;
    for (size_t i = 0; accepted && i < node_text_count(accepted); i++)
        if (text_equal_ignoring_case(node_text_at(accepted, i)->text, span_of_text("Certificate")))
            machine->accepts_certificates = ANSWER_YES;
    const struct node *root = schema_get(auth, KEYS_OF_AUTH_PROTOCOL, "root_certificate_name_to_accept");
    bool is_none = root && span_equal_text(root->text, "none");
    machine->has_root_to_accept = !root ? ANSWER_UNKNOWN : is_none ? ANSWER_NO : ANSWER_YES;
    machine->root_to_accept = is_none ? NULL : read_path(reader, root);
    machine->ekus_to_accept =
        read_oids(reader, schema_get(auth, KEYS_OF_AUTH_PROTOCOL, "certificate_ekus_to_accept"));
}

static void read_os(struct reader *reader, const struct node *os, struct machine *machine)
{
    const struct node *ubr = os ? schema_get(os, KEYS_OF_OS, "ubr") : NULL;
    if (!os)
        return;
    machine->has_build = read_number(reader, schema_get(os, KEYS_OF_OS, "build"), &machine->build);
    machine->has_ubr = ubr && read_number(reader, ubr, &machine->ubr);
}

static void read_machine(struct reader *reader, const struct node *node, enum key_owner keys,
                         struct machines *out)
{
    if (!schema_check(node, keys, reader->arena, reader->diags))
        return;
    struct machine *machine = VEC_ADD(reader->arena, out);
    machine->name = schema_text(node, keys, "name");
    for (size_t i = 0; i + 1 < out->count; i++)
        if (strcmp(out->items[i].name, machine->name) == 0) {
            diag_error(reader->diags, node->place, "'%s' was there before",
                       text_quoted(reader->arena, span_of_text(machine->name)));
            break;
        }
    read_stores(reader, read_mapping(reader, node, keys, "stores", KEYS_OF_STORES), machine);
    read_os(reader, read_mapping(reader, node, keys, "os", KEYS_OF_OS), machine);
    if (keys == KEYS_OF_SERVER) {
        read_auth_protocol(reader, read_mapping(reader, node, keys, "auth_protocol", KEYS_OF_AUTH_PROTOCOL),
                           machine);
        const struct node *flags = schema_get(node, keys, "cert_auth_flags");
        machine->has_cert_auth_flags = flags && read_number(reader, flags, &machine->cert_auth_flags);
        return;
    }
    machine->eku_filter = read_oids(reader, schema_get(node, keys, "machine_certificate_eku_filter"));
    machine->issuer_filter = read_path(reader, schema_get(node, keys, "machine_certificate_issuer_filter"));
    const struct node *skips = schema_get(node, keys, "disable_ike_name_eku_check");
    machine->skips_name_and_eku = skips && span_equal_text(skips->text, "true");
}

static void read_machines(struct reader *reader, const struct node *list, enum key_owner keys,
                          struct machines *out)
{
    for (size_t i = 0; list && i < list->count; i++)
        read_machine(reader, list->items[i].value, keys, out);
}

bool deployment_load(struct arena *arena, const char *path, struct deployment *out, struct diags *diags)
{
    struct reader reader = { arena, diags, path };
    struct source *source = arena_alloc(arena, sizeof *source);
    size_t errors = diags->errors;
    const char *error;
    *out = (struct deployment){ 0 };
    source->name = path;
    if (!platform_read(path, TREE_FILE_LIMIT, &source->bytes, &error, arena))
        return diag_error(diags, (struct place){ 0 }, "cannot read the deployment file '%s': %s",
                          text_escaped(arena, span_of_text(path)), error);
    const struct node *root = tree_build(arena, source, "a deployment file", diags);
    if (!root || !schema_check(root, KEYS_OF_DEPLOYMENT, arena, diags))
        return false;
    out->name = schema_text(root, KEYS_OF_DEPLOYMENT, "deployment");
    const struct node *server_name = schema_get(root, KEYS_OF_DEPLOYMENT, "server_name");
    struct span host;
    if (server_name && !hostname_normalize(arena, server_name->text, &host))
        diag_error(diags, server_name->place, "'%s' is no host name", text_quoted(arena, server_name->text));
    out->server_name = schema_text(root, KEYS_OF_DEPLOYMENT, "server_name");
    const struct node *pki = read_mapping(&reader, root, KEYS_OF_DEPLOYMENT, "pki", KEYS_OF_PKI);
    if (pki) {
        out->roots = read_paths(&reader, pki, KEYS_OF_PKI, "roots");
        out->intermediates = read_paths(&reader, pki, KEYS_OF_PKI, "intermediates");
        out->crls = read_paths(&reader, pki, KEYS_OF_PKI, "crls");
    }
    read_machines(&reader, schema_get(root, KEYS_OF_DEPLOYMENT, "servers"), KEYS_OF_SERVER, &out->servers);
    read_machines(&reader, schema_get(root, KEYS_OF_DEPLOYMENT, "devices"), KEYS_OF_DEVICE, &out->devices);
    return diags->errors == errors;
}
