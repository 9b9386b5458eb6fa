/* YAML by hand, because libyaml writes no comments: a scalar is plain where nothing can be mistaken in it, and in double
 * quotes otherwise. */
#include "predict/init.h"

#include "util/text.h"

enum {
    UNUSED_LIMIT = 200,   /* files told one by one */
    COMMENTED_LIMIT = 200 /* machines whose lines have comments: a file has a limit */
};

/* What a machine should have, and how to export it. */
static const struct {
    enum survey_key key;
    bool of_servers, of_devices;
    const char *how;
} of_machines[] = {
    { SURVEY_MY, true, true,
      "Get-ChildItem Cert:\\LocalMachine\\My, as Export-IkelintInventory.ps1 writes it, or "
      "reg export HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\MY my.reg" },
    { SURVEY_AUTH_PROTOCOL, true, false, "Get-VpnAuthProtocol | Export-Clixml auth-protocol.xml" },
    { SURVEY_CERT_AUTH_FLAGS, true, false,
      "reg export HKLM\\SYSTEM\\CurrentControlSet\\Services\\RemoteAccess\\Parameters\\Ikev2 ikev2.reg" },
    { SURVEY_PROFILE, false, true,
      "its ProfileXML, C:\\ProgramData\\Microsoft\\Network\\Connections\\Pbk\\rasphone.pbk, or "
      "Get-VpnConnection -AllUserConnection | Export-Clixml vpn-connections.xml" },
    { SURVEY_OS, true, true,
      "reg export \"HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\" windows.reg, for "
      "CurrentBuildNumber and UBR" },
};

/* Of pki: store is whose place it takes where a machine's own was not exported; SURVEY_KEY_COUNT: none's. */
static const struct {
    enum survey_key key, store;
    const char *how;
} of_pki[] = {
    { SURVEY_ROOTS, SURVEY_ROOT,
      "the root certificates that all machines are given (.cer), or the root store of each machine" },
    { SURVEY_INTERMEDIATES, SURVEY_CA,
      "the certificates of the issuing CAs (.cer, .p7b), or the ca store of each machine" },
    { SURVEY_CRLS, SURVEY_KEY_COUNT,
      "the CRLs of the CAs, from their distribution points, or from "
      "C:\\Windows\\System32\\CertSrv\\CertEnroll on the CA" },
};

const char init_wanted_name[] = "the public name that clients dial, as in vpn.contoso.com";

/* -- YAML ----------------------------------------------------------------------------------------------------------- */

static bool is_plain(const char *text)
{
    static const char *const words[] = {
        "null", "true", "false", "yes", "no", "on", "off", "y", "n", "none"
    };
    struct span span = span_of_text(text);
    bool dotted = text[0] == '.' && (text[1] == '/' || (text[1] == '.' && text[2] == '/'));
    if (!dotted && !((text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z')))
        return false;
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (text_equal_ignoring_case(span, span_of_text(words[i])))
            return false;
    return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./") == span.length;
}

/* The text is UTF-8. */
static void add_scalar(struct buf *out, const char *text)
{
    if (is_plain(text)) {
        buf_text(out, text);
        return;
    }
    buf_char(out, '"');
    for (struct span rest = span_of_text(text); rest.length;) {
        uint32_t character = text_next(&rest);
        if (character == '"' || character == '\\')
            buf_format(out, "\\%c", (int)character);
        else if (text_is_unsafe(character) || character == 0xFEFF)
            buf_format(out, character > 0xFFFF ? "\\U%08X" : "\\u%04X", (unsigned)character);
        else
            text_add_character(out, character);
    }
    buf_char(out, '"');
}

/* A path that is neither an option, nor standard input, nor a word. */
static void add_path(struct arena *arena, struct buf *out, const char *prefix, const char *path)
{
    bool alone = !prefix[0] && (!strpbrk(path, "./") || path[0] == '-');
    add_scalar(out, arena_format(arena, "%s%s%s", alone ? "./" : "", prefix, path));
}

static void add_comment(struct buf *out, const char *what)
{
    if (what && *what)
        buf_format(out, "  # %s", what);
    buf_char(out, '\n');
}

static void add_wants(struct buf *out, const char *indent, struct init_wants wants, bool comments)
{
    for (size_t i = 0; i < wants.count; i++)
        buf_format(out, "%s# wanted: %s: %s\n", indent, wants.items[i].key,
                   comments ? wants.items[i].how : "an export of it");
}

/* "KEY: FILE" or a list. */
static void add_files(struct arena *arena, struct buf *out, const char *indent, enum survey_key key,
                      const struct survey_files *files, const char *prefix, bool comments)
{
    if (files->count == 0)
        return;
    buf_format(out, "%s%s:%s", indent, survey_key_name(key), files->count > 1 ? "\n" : " ");
    for (size_t i = 0; i < files->count; i++) {
        if (files->count > 1)
            buf_format(out, "%s  - ", indent);
        add_path(arena, out, prefix, files->items[i]->path);
        const char *what = key < SURVEY_MACHINE_KEYS ? files->items[i]->of_key[key] : NULL;
        what = what ? what : files->items[i]->what;
        add_comment(out, comments ? what : NULL);
    }
}

/* -- what is wanted ------------------------------------------------------------------------------------------------- */

/* Whether a store that pki stands in for is missing on some machine. */
static bool lacks_store(const struct survey *survey, enum survey_key key)
{
    for (size_t i = 0; i < survey->machines.count; i++)
        if (!survey->machines.items[i].keys[key].count)
            return true;
    return survey->machines.count == 0;
}

static bool is_missing(const struct survey_machine *machine, enum survey_key key)
{
    if (key == SURVEY_PROFILE)
        return !machine->keys[SURVEY_PROFILE].count && !machine->keys[SURVEY_PHONEBOOK].count &&
               !machine->keys[SURVEY_VPN_CONNECTION].count;
    if (key == SURVEY_OS)
        return !machine->knows_revision;
    return !machine->keys[key].count;
}

struct init_wants init_wants_of_machine(struct arena *arena, const struct survey_machine *machine)
{
    struct init_wants out = { 0 };
    if (machine->unread)
        *VEC_ADD(arena, &out) =
            (struct init_want){ "stores: my",
                                arena_format(arena, "a file of it could not be read: %s", machine->unread) };
    for (size_t i = 0; i < COUNT_OF(of_machines); i++)
        if ((machine->is_nps      ? of_machines[i].key == SURVEY_MY
             : machine->is_server ? of_machines[i].of_servers
                                  : of_machines[i].of_devices) &&
            is_missing(machine, of_machines[i].key) && !(of_machines[i].key == SURVEY_MY && machine->unread))
            *VEC_ADD(arena, &out) =
                (struct init_want){ of_machines[i].key == SURVEY_MY ? "stores: my"
                                                                    : survey_key_name(of_machines[i].key),
                                    of_machines[i].how };
    return out;
}

struct init_wants init_wants_of_pki(struct arena *arena, const struct survey *survey)
{
    struct init_wants out = { 0 };
    for (size_t i = 0; i < COUNT_OF(of_pki); i++)
        if (!survey->published[of_pki[i].key - SURVEY_ROOTS].count &&
            (of_pki[i].store == SURVEY_KEY_COUNT || lacks_store(survey, of_pki[i].store)))
            *VEC_ADD(arena, &out) = (struct init_want){ survey_key_name(of_pki[i].key), of_pki[i].how };
    return out;
}

/* -- the file ------------------------------------------------------------------------------------------------------- */

static void add_pki(struct arena *arena, const struct survey *survey, const char *prefix, struct buf *out)
{
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(survey->published); i++)
        count += survey->published[i].count;
    if (count)
        buf_text(out, "pki:\n");
    for (size_t i = 0; i < COUNT_OF(survey->published); i++)
        add_files(arena, out, "  ", (enum survey_key)(SURVEY_ROOTS + i), &survey->published[i], prefix, true);
    add_wants(out, count ? "  " : "", init_wants_of_pki(arena, survey), true);
}

/* An item of a list, or what is below the key `nps`. */
static void add_machine(struct arena *arena, const struct survey_machine *machine, const char *prefix,
                        bool comments, struct buf *out)
{
    const char *indent = machine->is_nps ? "  " : "    ", *deeper = machine->is_nps ? "    " : "      ";
    buf_text(out, machine->is_nps ? "nps:\n  name: " : "  - name: ");
    add_scalar(out, machine->name);
    add_comment(out, machine->guess);
    size_t stores = 0;
    for (size_t key = 0; key < STORE_COUNT; key++)
        stores += machine->keys[key].count;
    if (stores)
        buf_format(out, "%sstores:\n", indent);
    for (size_t key = 0; key < SURVEY_MACHINE_KEYS; key++)
        add_files(arena, out, key < STORE_COUNT ? deeper : indent, (enum survey_key)key, &machine->keys[key],
                  prefix, comments);
    add_wants(out, indent, init_wants_of_machine(arena, machine), comments);
}

static void add_machines(struct arena *arena, const struct survey *survey, const char *key, size_t first,
                         size_t end, const char *prefix, struct buf *out)
{
    bool comments = survey->machines.count <= COMMENTED_LIMIT;
    buf_format(out, "%s:%s\n", key, first == end ? " []" : "");
    for (size_t i = first; i < end; i++)
        add_machine(arena, &survey->machines.items[i], prefix, comments, out);
    if (first == end)
        buf_format(out, "# wanted: what Export-IkelintInventory.ps1 writes on %s\n",
                   strcmp(key, "servers") == 0 ? "the VPN server" : "a device");
}

static void add_names(struct buf *out, const struct survey *survey)
{
    if (survey->server_name) {
        buf_text(out, "server_name: ");
        add_scalar(out, survey->server_name);
        add_comment(out, "what the connections dial");
        return;
    }
    buf_format(out, "# wanted: server_name: %s\n", init_wanted_name);
    if (survey->dialled.count) {
        buf_text(out, "# the connections dial several names:");
        for (size_t i = 0; i < survey->dialled.count; i++)
            buf_format(out, "%s %s", i ? "," : "", survey->dialled.items[i]);
        buf_char(out, '\n');
    }
}

void init_write_file(struct arena *arena, const struct survey *survey, const char *title, const char *prefix,
                     struct buf *out)
{
    buf_text(
        out,
        "# Made by 'ikelint predict --init' from what it recognised; paths begin at this file's folder.\n"
        "# Look through it, add what is wanted, then: ikelint predict FILE\n");
    buf_text(out, "deployment: ");
    add_scalar(out, title);
    buf_char(out, '\n');
    add_names(out, survey);
    add_pki(arena, survey, prefix, out);
    add_machines(arena, survey, "servers", 0, survey->servers, prefix, out);
    add_machines(arena, survey, "devices", survey->servers, survey->servers + survey->devices, prefix, out);
    if (survey->machines.count > survey->servers + survey->devices)
        add_machine(arena, &survey->machines.items[survey->machines.count - 1], prefix, true, out);
    if (survey->unused.count)
        buf_text(out, "\n# Not used:\n");
    for (size_t i = 0; i < survey->unused.count && i < UNUSED_LIMIT; i++)
        buf_format(out, "#   %s: %s\n", text_escaped(arena, span_of_text(survey->unused.items[i]->path)),
                   survey->unused.items[i]->unused);
    if (survey->unused.count > UNUSED_LIMIT)
        buf_format(out, "#   and %zu more\n", survey->unused.count - UNUSED_LIMIT);
    for (size_t i = 0; i < survey->problems.count; i++)
        buf_format(out, "%s#   %s\n", i ? "" : "\n# Not looked at:\n", survey->problems.items[i]);
}
