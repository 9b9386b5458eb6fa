/* Settings that mask a fault or weaken a connection; they change no verdict. */
#ifndef IKELINT_PREDICT_SETTINGS_H
#define IKELINT_PREDICT_SETTINGS_H

#include "pki/settings.h"
#include "ruleset/rule.h"

enum answer { ANSWER_UNKNOWN, ANSWER_NO, ANSWER_YES };

struct setting_rule {
    const char *id; /* "rras/root-to-accept-unset" */
    enum object_kind kind;
    enum severity severity;
    const char *message, *fix;
    enum answer (*fails)(const struct settings *settings);
};
size_t setting_rule_count(void);
const struct setting_rule *setting_rule_at(size_t index);

#endif
