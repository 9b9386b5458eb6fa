/* What every target in this folder defines; libFuzzer (--enable-fuzzing) or replay.c calls it. */
#ifndef IKELINT_TESTS_FUZZ_FUZZ_H
#define IKELINT_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size); /* always 0 */

#endif
