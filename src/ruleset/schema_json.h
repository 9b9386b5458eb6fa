/* The JSON Schema (draft 2020-12) of rule sets, for editors, made from the tables of keys, facts and operators. */
#ifndef IKELINT_RULESET_SCHEMA_JSON_H
#define IKELINT_RULESET_SCHEMA_JSON_H

#include "util/buf.h"

/* Appends the schema, indented, with a line end. It refuses most that the loader refuses, and nothing that it takes;
 * what needs other files, parameters' types or a count of characters is left to the loader. */
void schema_json_write(struct buf *out);

#endif
