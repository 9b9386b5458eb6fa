/* DER (and BER) as it stands in a file: one object or several, one behind the other. */
#ifndef IKELINT_READ_DER_OBJECTS_H
#define IKELINT_READ_DER_OBJECTS_H

#include "read/walk.h"

/* Each element in turn to the reader for its kind; zero octets and line ends behind an element are tolerated. */
void der_objects_read(struct walk *walk, const struct origin *origin, struct span octets);
bool der_objects_is(struct span head);

/* Whether the octets so far are one whole DER element, so that nothing more of it can come. One of indefinite length never
 * is: it would have to be walked at each line. */
bool der_objects_is_whole(struct span octets);

/* What the octets are, with what stands behind them: "X.509 certificate", ", 8 zero octets behind it". */
const char *der_objects_describe(struct arena *arena, struct span octets);

/* Why the element at the start of `octets` cannot be read ("cut: …"). */
const char *der_objects_problem(struct arena *arena, struct span octets);

#endif
