/* Settings that mask a fault or weaken a connection; they change no verdict. */
#ifndef IKELINT_PREDICT_SETTINGS_H
#define IKELINT_PREDICT_SETTINGS_H

#include "predict/deployment.h"
#include "ruleset/rule.h"

/* A rule about hosts: certificates, CRLs, requests and templates have theirs in rules/. */
struct setting_rule {
    const char *id; /* "rras/root-to-accept-unset" */
    enum severity severity;
    const char *message, *fix;
    bool of_servers, of_devices;
    enum answer (*fails)(const struct machine *machine);
    const char *needs; /* where the answer is unknown; NULL: nothing worth saying */
};
size_t setting_rule_count(void);
const struct setting_rule *setting_rule_at(size_t index);

#endif
