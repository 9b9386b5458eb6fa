/* rules/REFERENCE.md: all keys, operators, types, facts and shipped rules, made from the tables and the rule sets. */
#ifndef IKELINT_RULESET_REFERENCE_H
#define IKELINT_RULESET_REFERENCE_H

#include "ruleset/ruleset.h"

/* Appends the page. False: a set does not compile; the library's diags say why. */
bool reference_write(struct library *library, struct buf *out);

#endif
