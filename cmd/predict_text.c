/* A prediction for people: what ends the same way, for the same reasons, is one entry, however many devices and servers
 * it is true of. Texts are those of the first of them. */
#include "cmd/predict_report.h"
#include "report/layout.h"
#include "util/buf.h"
#include "util/text.h"

struct group {
    const struct connection *first;
    const char *key;     /* verdict, code, tunnel, and of each step the outcome, the rules and the note */
    size_t count;        /* devices */
    size_t server_count; /* how many servers it is true of; first->server is one of them */
    uint64_t devices;    /* a digest of which devices these are */
    size_t next;         /* another one of its bucket, counted from 1; 0: the last */
};

enum {
    GROUP_BUCKETS = 4096,
    GROUPS_MERGED = 2000 /* more than anybody reads; they are not compared with each other */
};

struct groups {
    struct group *items;
    size_t count, capacity;
    size_t buckets[GROUP_BUCKETS]; /* the first group, counted from 1; 0: none */
};

/* -- what is alike -------------------------------------------------------------------------------------------------- */

/* Of a connection that fails, what else could be said would only hide why. */
static bool says_all(const struct connection *connection)
{
    return connection->verdict != VERDICT_FAILS;
}

static void add_key_of_step(struct buf *key, const struct connection *connection, const struct step *step)
{
    buf_format(key, "|%d", (int)step->outcome);
    for (size_t i = 0; i < step->causes.count; i++)
        buf_format(key, ",%s:%d", step->causes.items[i].rule, (int)step->causes.items[i].weight);
    buf_format(key, "?%s", step->needs);
    for (size_t i = 0; says_all(connection) && i < step->warnings.count; i++)
        buf_format(key, "!%s", step->warnings.items[i].rule->full_name);
    if (says_all(connection))
        buf_format(key, "#%s", step->note);
}

static void make_key(struct buf *key, const struct connection *connection)
{
    key->length = 0;
    buf_format(key, "%d %u %d", (int)connection->verdict, connection->code, (int)connection->tunnel->kind);
    for (int i = 0; i < STEP_COUNT; i++)
        add_key_of_step(key, connection, &connection->steps[i]);
}

#define FNV_BASIS 14695981039346656037u /* FNV-1a of 64 bits */
#define FNV_PRIME 1099511628211u

static uint64_t mix(uint64_t digest, const void *pointer)
{
    return (digest ^ (uint64_t)(uintptr_t)pointer) * FNV_PRIME;
}

static void add_to_group(struct arena *arena, struct groups *groups, const struct connection *connection,
                         const char *key)
{
    uint64_t digest = mix(FNV_BASIS, connection->server);
    for (const char *at = key; *at; at++)
        digest = (digest ^ (uint8_t)*at) * FNV_PRIME;
    size_t *bucket = &groups->buckets[digest % GROUP_BUCKETS];
    for (size_t i = *bucket; i; i = groups->items[i - 1].next) {
        struct group *group = &groups->items[i - 1];
        if (group->first->server == connection->server && strcmp(group->key, key) == 0) {
            group->count++;
            group->devices = mix(group->devices, connection->device);
            return;
        }
    }
    *VEC_ADD(arena, groups) = (struct group){ .first = connection,
                                              .key = arena_text(arena, key),
                                              .count = 1,
                                              .server_count = 1,
                                              .devices = mix(FNV_BASIS, connection->device),
                                              .next = *bucket };
    *bucket = groups->count;
}

/* Servers that the same devices find alike. */
static void merge_servers(struct groups *groups)
{
    size_t kept = 0;
    if (groups->count > GROUPS_MERGED)
        return;
    for (size_t i = 0; i < groups->count; i++) {
        struct group group = groups->items[i];
        size_t k = 0;
        while (k < kept &&
               !(groups->items[k].devices == group.devices && groups->items[k].count == group.count &&
                 strcmp(groups->items[k].key, group.key) == 0))
            k++;
        if (k == kept)
            groups->items[kept++] = group;
        else
            groups->items[k].server_count++;
    }
    groups->count = kept;
}

/* -- printing ------------------------------------------------------------------------------------------------------- */

static void add_wrapped(struct buf *out, const char *head, const char *text, unsigned width)
{
    if (text[0])
        layout_columns(out, "  ", head, 10, text, width);
}

const char *how_known(enum evidence evidence)
{
    return evidence == EVIDENCE_REPORTED ? ", reported" : evidence == EVIDENCE_INFERRED ? ", inferred" : "";
}

/* Long advice stands once, where it is first needed. */
static bool was_said(struct arena *arena, struct texts *said, const char *fix)
{
    enum { WORTH_SAYING_TWICE = 120 /* octets */ };
    if (strlen(fix) < WORTH_SAYING_TWICE)
        return false;
    for (size_t i = 0; i < said->count; i++)
        if (strcmp(said->items[i], fix) == 0)
            return true;
    *VEC_ADD(arena, said) = fix;
    return false;
}

static void write_reason(const struct prediction *prediction, const char *head, const char *message,
                         const char *rule, enum evidence evidence, unsigned width, struct buf *out)
{
    add_wrapped(out, head, arena_format(prediction->arena, "%s [%s%s]", message, rule, how_known(evidence)),
                width);
}

static void write_step(const struct prediction *prediction, const struct connection *connection,
                       enum step_kind kind, unsigned width, struct texts *said, struct buf *out)
{
    const struct step *step = &connection->steps[kind];
    size_t warnings = says_all(connection) ? step->warnings.count : 0;
    if ((step->outcome != STEP_HOLDS && (step->causes.count || step->needs[0])) || warnings)
        layout_columns(out, "  ", step_name(kind), 23, step_outcome_name(step->outcome), width);
    for (size_t i = 0; i < step->causes.count; i++) {
        const struct cause *cause = &step->causes.items[i];
        write_reason(prediction, "  cause", cause->message, cause->rule, cause->evidence, width, out);
        add_wrapped(out, "  fix", was_said(prediction->arena, said, cause->fix) ? "as above" : cause->fix,
                    width);
    }
    for (size_t i = 0; i < warnings; i++) { /* what to do about it is in the JSON, and in `ikelint explain` */
        const struct warning *warning = &step->warnings.items[i];
        write_reason(prediction, "  lint", warning->message, warning->rule->full_name,
                     warning->rule->evidence, width, out);
    }
    add_wrapped(out, "  needs", step->needs, width);
    if (says_all(connection) || step->outcome != STEP_HOLDS)
        add_wrapped(out, "  note", step->note, width);
}

static void write_group(const struct prediction *prediction, const struct group *group, unsigned width,
                        struct texts *said, struct buf *out)
{
    const struct connection *connection = group->first;
    struct arena *arena = prediction->arena;
    const char *device = text_escaped(arena, span_of_text(connection->device->machine->name));
    const char *server = text_escaped(arena, span_of_text(connection->server->machine->name));
    buf_format(out, "%-8s  ", verdict_name(connection->verdict));
    if (group->count > 1)
        buf_format(out, "%zu devices like ", group->count);
    buf_format(out, "%s -> %s", device, server);
    if (group->server_count > 1)
        buf_format(out, " and %zu more server%s", group->server_count - 1,
                   group->server_count > 2 ? "s" : "");
    if (connection->tunnel->kind == TUNNEL_USER)
        buf_text(out, " (user tunnel)");
    if (connection->code)
        buf_format(out, ": %u, reported by the %s%s", connection->code, connection->seen_by,
                   connection->evidence == EVIDENCE_INFERRED ? " (inferred)" : "");
    if (connection->logged != connection->code)
        buf_format(out, "; the client shows %u (inferred)", connection->logged);
    buf_char(out, '\n');
    if (connection->code)
        write_step(prediction, connection, connection->decided_by, width, said, out);
    for (int i = 0; i < STEP_COUNT; i++)
        if (!connection->code || i != (int)connection->decided_by)
            write_step(prediction, connection, (enum step_kind)i, width, said, out);
}

static void write_groups(const struct prediction *prediction, unsigned width, struct buf *out)
{
    struct groups *groups = arena_alloc(prediction->arena, sizeof *groups);
    struct texts said = { 0 };
    struct buf key = { 0 };
    for (size_t i = 0; i < prediction->connections.count; i++) {
        make_key(&key, &prediction->connections.items[i]);
        add_to_group(prediction->arena, groups, &prediction->connections.items[i], key.data);
    }
    buf_free(&key);
    merge_servers(groups);
    for (int verdict = VERDICT_FAILS; verdict >= VERDICT_CONNECTS; verdict--)
        for (size_t i = 0; i < groups->count; i++)
            if ((int)groups->items[i].first->verdict == verdict)
                write_group(prediction, &groups->items[i], width, &said, out);
}

/* Each rule once, with the hosts that it is about. Of notices, what to do is in the JSON alone. */
static void write_settings(const struct prediction *prediction, unsigned width, struct buf *out)
{
    static const char *const severities[] = { "notice", "warning", "error" };
    for (size_t i = 0; i < prediction->settings.count; i++) {
        const struct setting_result *result = &prediction->settings.items[i];
        size_t before = 0, more = 0;
        for (size_t k = 0; k < prediction->settings.count && !before; k++) {
            bool is_same = prediction->settings.items[k].rule == result->rule;
            before += k < i && is_same;
            more += k > i && is_same;
        }
        if (before)
            continue;
        buf_format(out, "%-8s  %s", severities[result->rule->severity],
                   text_escaped(prediction->arena, span_of_text(result->machine->name)));
        if (more)
            buf_format(out, " and %zu more", more);
        buf_format(out, " [%s]\n", result->rule->full_name);
        add_wrapped(out, "  what", result->message, width);
        if (result->rule->severity != SEVERITY_NOTICE)
            add_wrapped(out, "  fix", result->fix, width);
    }
}

/* What is worth exporting besides what steps need. It is not of a connection, and is no "unknown" of the last line. */
static void write_unknown(const struct prediction *prediction, unsigned width, struct buf *out)
{
    for (size_t i = 0; i < prediction->unknown.count; i++) {
        const struct setting_unknown *unknown = &prediction->unknown.items[i];
        size_t before = 0, more = 0;
        for (size_t k = 0; k < prediction->unknown.count && !before; k++) {
            bool is_same = strcmp(prediction->unknown.items[k].needs, unknown->needs) == 0;
            before += k < i && is_same;
            more += k > i && is_same;
        }
        if (before)
            continue;
        buf_format(out, "settings  %s",
                   text_escaped(prediction->arena, span_of_text(unknown->machine->name)));
        if (more)
            buf_format(out, " and %zu more", more);
        buf_text(out, ": not all checked\n");
        add_wrapped(out, "  needs", unknown->needs, width);
    }
}

/* A file that names one kind of machine alone predicts nothing, which is no good news. */
static void write_nobody(const struct prediction *prediction, unsigned width, struct buf *out)
{
    bool devices = prediction->deployment.devices.count > 0,
         servers = prediction->deployment.servers.count > 0;
    if (devices && servers)
        return;
    buf_format(out, "nothing is predicted: the deployment file names no %s\n",
               devices   ? "server"
               : servers ? "device"
                         : "server and no device");
    add_wrapped(out, "  needs",
                "servers and devices, each with a name and what was exported there; 'ikelint predict --init "
                "FOLDER' writes the file from a folder of exports",
                width);
}

void predict_write_text(const struct prediction *prediction, unsigned width, FILE *stream)
{
    struct buf out = { 0 };
    size_t counts[VERDICT_FAILS + 1] = { 0 };
    buf_format(&out, "%s\n\n", text_escaped(prediction->arena, span_of_text(prediction->deployment.name)));
    write_groups(prediction, width, &out);
    write_nobody(prediction, width, &out);
    write_settings(prediction, width, &out);
    write_unknown(prediction, width, &out);
    for (size_t i = 0; i < prediction->connections.count; i++)
        counts[prediction->connections.items[i].verdict]++;
    buf_format(&out, "\n%zu connection%s: %zu connect, %zu fail, %zu at risk, %zu unknown\n",
               prediction->connections.count, prediction->connections.count == 1 ? "" : "s",
               counts[VERDICT_CONNECTS], counts[VERDICT_FAILS], counts[VERDICT_AT_RISK],
               counts[VERDICT_UNKNOWN]);
    fwrite(out.data, 1, out.length, stream);
    buf_free(&out);
}
