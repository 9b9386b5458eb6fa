/* Values as JSON, as reports and `ikelint facts` have them. */
#ifndef IKELINT_REPORT_REPORT_JSON_H
#define IKELINT_REPORT_REPORT_JSON_H

#include <jansson.h>

#include "ruleset/rule.h"

/* Absent is null, unknown is {"unknown": why}; durations are seconds. The caller owns the result. */
json_t *report_json_value(struct arena *arena, const struct value *value);
/* Text that came from outside: where it is not UTF-8 (file names), its octets are escaped. */
json_t *report_json_text(struct arena *arena, const char *text);
/* Who will report which code: [{"code", "role", "seen_by"}]. */
json_t *report_json_predicts(const struct program *program, const struct rule *rule);
/* Appends the JSON and frees it. indent: what stands in front of each further line; NULL: all on one line. */
void report_json_dump(struct buf *out, json_t *json, const char *indent);

#endif
