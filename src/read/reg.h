/* Registry exports (.reg) of certificate stores: reg export HKLM\SOFTWARE\Microsoft\SystemCertificates\ROOT root.reg */
#ifndef IKELINT_READ_REG_H
#define IKELINT_READ_REG_H

#include "read/walk.h"

bool reg_is(struct span text);
/* Each Blob value is one serialized certificate or CRL; its key names the store. */
void reg_read(struct walk *walk, const struct origin *origin, struct span octets);
/* Where what a key holds comes from, as objects shall have it; false for keys that are in no store. */
bool reg_key_context(struct walk *walk, struct span key, struct object_context *context);
/* The same as reg query prints it: reg query HKLM\SOFTWARE\Microsoft\SystemCertificates\ROOT\Certificates /s > root.txt */
bool reg_query_is(struct span text);
void reg_query_read(struct walk *walk, const struct origin *origin, struct span octets);

#endif
