/* The peer's world, and output files. */
#include "cmd/shared.h"

#include <errno.h>

#include "cmd/passwords.h"
#include "util/platform.h"
#include "util/text.h"

enum { TEMPORARY_TRIES = 100 };

const char *choice_of_text_or_json(size_t index)
{
    static const char *const words[] = { "text", "json" };
    return index < COUNT_OF(words) ? words[index] : NULL;
}

const char *choice_of_fail_on(size_t index)
{
    static const char *const words[] = { "error", "warning", "notice", "never" };
    return index < COUNT_OF(words) ? words[index] : NULL;
}

#define FIELD(name) OPTION_FIELD(struct peer_options, name)

static const struct option_row peer_rows[] = {
    { "root", 0, OPTION_TEXTS, FIELD(roots), "PATH",
      "root certificates that the peer of these certificates trusts; a file or folder; repeatable", NULL },
    { "intermediate", 0, OPTION_TEXTS, FIELD(intermediates), "PATH",
      "CA certificates that the peer has, or is sent; a file or folder; repeatable", NULL },
    { "crl", 0, OPTION_TEXTS, FIELD(crls), "PATH", "CRLs that the peer can get; a file or folder; repeatable",
      NULL },
    { "policy", 0, OPTION_TEXTS, FIELD(policies), "OID",
      "a certificate policy that the peer accepts (default: any); one has to be there only where a CA or "
      "--require-explicit-policy asks for it; repeatable",
      NULL },
    { "require-explicit-policy", 0, OPTION_SWITCH, FIELD(requires_policy), NULL,
      "the peer asks for a certificate policy that it accepts and all CAs allow (RFC 5280, 6.1.1)", NULL },
    { "inhibit-policy-mapping", 0, OPTION_SWITCH, FIELD(inhibits_mapping), NULL,
      "the peer does not let CAs map one certificate policy to another", NULL },
    { "inhibit-any-policy", 0, OPTION_SWITCH, FIELD(inhibits_any_policy), NULL,
      "the peer does not take 'any policy' in a certificate for the policies that it accepts", NULL },
    { "password-file", 0, OPTION_TEXT, FIELD(password_file), "FILE",
      "passwords for PFX files, one a line; each is tried (without it, a terminal is asked)", NULL },
    { "password-fd", 0, OPTION_NUMBER, FIELD(password_fd), "NUMBER",
      "the same, from a file descriptor that is open: --password-fd 3 3<passwords", NULL },
};

size_t peer_options(const struct option_row **rows)
{
    *rows = peer_rows;
    return COUNT_OF(peer_rows);
}

bool peer_world_paths(struct cli *cli, struct world_paths *out)
{
    const struct peer_options *peer = &cli->peer;
    *out = (struct world_paths){ .roots = peer->roots,
                                 .intermediates = peer->intermediates,
                                 .crls = peer->crls };
    return passwords_load(cli, out);
}

bool peer_policies(struct cli *cli, const char *origin, struct trust_policies *out)
{
    const struct peer_options *peer = &cli->peer;
    bool any = false;
    *out = (struct trust_policies){ .require_explicit = peer->requires_policy,
                                    .inhibit_mapping = peer->inhibits_mapping,
                                    .inhibit_any = peer->inhibits_any_policy };
    for (size_t i = 0; i < peer->policies.count; i++) {
        struct span text = span_of_text(peer->policies.items[i]), policy;
        if (!oid_parse(cli->arena, text, &policy)) {
            cli_usage_error(cli,
                            "%s: '%s' is no certificate policy; write its object identifier, as in "
                            "1.3.6.1.4.1.311.21.8.1",
                            origin, text_escaped(cli->arena, text));
            return false;
        }
        any |= oid_is(policy, OID_ANY_POLICY);
        *VEC_ADD(cli->arena, &out->acceptable) = policy;
    }
    if (any)
        out->acceptable = (struct oid_list){ 0 };
    return true;
}

static bool cannot_write(struct cli *cli, const char *path)
{
    int error = errno;
    cli_input_error(cli, "%s: cannot write: %s", text_escaped(cli->arena, span_of_text(path)),
                    error ? strerror(error) : "write error");
    return false;
}

/* A new file beside the wanted one, so that renaming stays on one disk. */
static FILE *open_temporary(struct cli *cli, const char *path, const char **temporary)
{
    for (unsigned i = 0; i < TEMPORARY_TRIES; i++) {
        *temporary = arena_format(cli->arena, "%s.%u.part", path, i);
        FILE *stream = fopen(*temporary, "wbx");
        if (stream || errno != EEXIST)
            return stream;
    }
    return NULL;
}

bool output_open(struct cli *cli, const char *path, struct output *out)
{
    *out = (struct output){ .stream = cli->out };
    if (!path || strcmp(path, "-") == 0)
        return true;
    errno = 0;
    out->path = path;
    enum platform_kind kind = platform_status(path, cli->arena).kind;
    bool special = kind == PLATFORM_OTHER || kind == PLATFORM_PIPE;
    if (kind == PLATFORM_FOLDER) {
        errno = EISDIR;
        return cannot_write(cli, path);
    }
    out->stream = special ? fopen(path, "wb") : open_temporary(cli, path, &out->temporary);
    return out->stream || cannot_write(cli, path);
}

bool output_keep(struct cli *cli, struct output *output)
{
    if (!output->path)
        return true;
    errno = 0;
    bool good = fclose(output->stream) == 0;
    if (good && output->temporary)
        good = rename(output->temporary, output->path) == 0;
    if (good)
        return true;
    cannot_write(cli, output->path);
    if (output->temporary)
        remove(output->temporary);
    return false;
}

void output_drop(struct output *output)
{
    if (!output->path)
        return;
    fclose(output->stream);
    if (output->temporary)
        remove(output->temporary);
}
