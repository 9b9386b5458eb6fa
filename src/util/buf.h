/* Text or octets that grow, up to a limit said when they begin.
 *
 * Owns its memory (malloc); buf_free takes it back. What would pass the limit is dropped and noted in `overflow`, so
 * a writer checks once, at its end. The content always has a NUL behind it, so data can be printed as C text. */
#ifndef IKELINT_UTIL_BUF_H
#define IKELINT_UTIL_BUF_H

#include <stdarg.h>

#include "util/macros.h"
#include "util/span.h"

struct buf {
    char *data;      /* owns; NULL until the first octet */
    size_t length;   /* octets, without the NUL */
    size_t capacity; /* octets */
    size_t limit;    /* octets; 0: no limit */
    bool overflow;   /* whether something was dropped */
};

void buf_free(struct buf *buf);
void buf_clear(struct buf *buf); /* keeps the memory */
void buf_add(struct buf *buf, struct span bytes);
void buf_text(struct buf *buf, const char *text);
void buf_char(struct buf *buf, char octet);
void buf_format(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
void buf_vformat(struct buf *buf, const char *format, va_list arguments) PRINTF_LIKE(2, 0);

static inline struct span buf_span(const struct buf *buf)
{
    return (struct span){ (const uint8_t *)buf->data, buf->length };
}

#endif
