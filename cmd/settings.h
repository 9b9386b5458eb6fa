/* What `lint` is asked for, and who said so: the command line, or the project file where the command line says nothing. */
#ifndef IKELINT_CMD_SETTINGS_H
#define IKELINT_CMD_SETTINGS_H

#include "cmd/cli.h"
#include "ruleset/project.h"

struct setting_text {
    const char *value; /* NULL: nobody said */
    const char *origin;
};

struct setting_texts {
    struct texts list;
    const char *origin; /* NULL: nobody said */
};

struct settings {
    struct setting_text profile, fail_on, baseline;
    struct setting_text strict, require_explicit_policy, inhibit_policy_mapping,
        inhibit_any_policy; /* "true" */
    struct setting_texts rules, roots, intermediates, crls, templates, stores, exclude, policies,
        waiver_files;
    struct waivers waivers; /* of the files, and those of the project file itself */
    struct {
        struct assignment *items; /* a later one wins */
        size_t count, capacity;
    } parameters;
    const char *project; /* the project file; NULL: none was found or wanted */
};

/* Of those that are "true" or "false". */
bool setting_is_true(const struct setting_text *setting);
/* What the command line gives. Texts NULL and lists empty: nothing was given. */
void setting_give(struct setting_text *setting, const char *value, const char *origin);
void settings_give(struct setting_texts *setting, const struct texts *list, const char *origin);

/* Finds the project file and takes from it what the command line does not say; parameters of the command line win.
 * False: it does not load; said. */
bool settings_add_project(struct cli *cli, struct settings *settings);
/* Reads the files of waivers. False: said. */
bool settings_load_waivers(struct cli *cli, struct settings *settings);

/* Prints each setting, its value and where it came from: `--explain-config`. False: rule sets do not load; said. */
bool settings_explain(struct cli *cli, const struct settings *settings);

#endif
