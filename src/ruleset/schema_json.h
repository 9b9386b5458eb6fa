/* The JSON Schemas (draft 2020-12) of rule sets and of deployment files, for editors, made from the tables of keys, facts
 * and operators. */
#ifndef IKELINT_RULESET_SCHEMA_JSON_H
#define IKELINT_RULESET_SCHEMA_JSON_H

#include "util/buf.h"

/* Appends the schema, indented, with a line end. It refuses most that the loader refuses, and nothing that it takes;
 * what needs other files, parameters' types or a count of characters is left to the loader. */
void schema_json_write(struct buf *out);

/* The same of deployment files: object identifiers and host names are left to the loader. */
void schema_json_write_deployment(struct buf *out);

#endif
