/* Changed copies of a seed, the same ones on every machine and with every compiler: they depend on the seed's octets and on
 * the number of the copy, and on nothing else. So a check passes again that passed once, and a new seed leaves the inputs
 * of the others as they were; libFuzzer, which looks where it was not before, keeps neither promise. */
#ifndef IKELINT_TESTS_FUZZ_MUTATE_H
#define IKELINT_TESTS_FUZZ_MUTATE_H

#include "util/buf.h"

enum { MUTATED_MAX = 1 << 14 /* octets of a copy at most; a longer seed loses some of its middle */ };

/* Fills *out (cleared first) with changed copy number `number`. */
void mutate(struct span seed, uint64_t number, struct buf *out);

#endif
