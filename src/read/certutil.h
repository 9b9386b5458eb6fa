/* What certutil prints: the database of a CA (certutil -view) as text or csv, and the listing of a store.
 *
 * A database of a gigabyte is read in the memory of its largest row. */
#ifndef IKELINT_READ_CERTUTIL_H
#define IKELINT_READ_CERTUTIL_H

#include "read/walk.h"

/* What a row of the database says beside its certificate. Texts are UTF-8 in walk->arena, data NULL where absent. */
enum row_column {
    ROW_REQUEST_ID,
    ROW_DISPOSITION,
    ROW_TEMPLATE,
    ROW_CERTIFICATE, /* binary ones: only csv has them as columns */
    ROW_REQUEST,
    ROW_RAW_DATA, /* and those of PowerShell's Export-Csv */
    ROW_PATH,
    ROW_FRIENDLY_NAME,
    ROW_HAS_PRIVATE_KEY,
    ROW_COLUMNS
};

/* The column that a header or label means, in the words of certutil, of its schema, or of PowerShell; ROW_COLUMNS when
 * it is another one. */
enum row_column row_column(struct span name);
/* The same from the shape of a value, where no label is known (they are in the language of Windows): ROW_DISPOSITION,
 * ROW_REQUEST_ID or ROW_COLUMNS. */
enum row_column row_column_by_value(struct span name, struct span value);
/* Whether the context has one of these two. */
bool row_has(const struct object_context *context, enum row_column column);
/* Takes a column into a context, as the objects of the row shall have it. */
void row_take(struct walk *walk, struct object_context *context, enum row_column column, struct span value);

/* certutil -view: rows of labelled fields, PEM blocks between them. */
bool certutil_view_is(struct span text);
void certutil_view_read(struct walk *walk, const struct origin *origin, struct span octets);

/* certutil -view csv, and csv of PowerShell where it has the octets. */
bool csv_is(struct span text);
void csv_read(struct walk *walk, const struct origin *origin, struct span octets);

#endif
