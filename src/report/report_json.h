/* Values as JSON, as reports and `ikelint facts` have them. */
#ifndef IKELINT_REPORT_REPORT_JSON_H
#define IKELINT_REPORT_REPORT_JSON_H

#include <jansson.h>

#include "facts/value.h"

/* Absent is null, unknown is {"unknown": why}; durations are seconds. The caller owns the result. */
json_t *report_json_value(struct arena *arena, const struct value *value);
/* Text that came from outside: where it is not UTF-8 (file names), its octets are escaped. */
json_t *report_json_text(struct arena *arena, const char *text);

#endif
