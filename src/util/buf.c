/* Growing text and octets: doubles its memory when full, keeps a NUL behind the content, drops what passes the limit. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "util/buf.h"

void buf_free(struct buf *buf)
{
    free(buf->data);
    *buf = (struct buf){ .limit = buf->limit };
}

void buf_clear(struct buf *buf)
{
    buf->length = 0;
    buf->overflow = false;
    if (buf->data)
        buf->data[0] = '\0';
}

/* Makes place for `wanted` more octets and the NUL. Returns how many of them may be added under the limit. */
static size_t make_place(struct buf *buf, size_t wanted)
{
    if (buf->limit && wanted > buf->limit - buf->length) {
        wanted = buf->limit - buf->length;
        buf->overflow = true;
    }
    if (wanted >= SIZE_MAX - buf->length)
        out_of_memory(wanted);
    size_t needed = buf->length + wanted + 1;
    if (needed <= buf->capacity)
        return wanted;

    size_t capacity = buf->capacity ? buf->capacity : 64;
    while (capacity < needed)
        capacity = capacity > SIZE_MAX / 2 ? needed : capacity * 2;
    char *data = realloc(buf->data, capacity);
    if (!data)
        out_of_memory(capacity);
    buf->data = data;
    buf->capacity = capacity;
    return wanted;
}

void buf_add(struct buf *buf, struct span bytes)
{
    if (bytes.length == 0)
        return;
    size_t length = make_place(buf, bytes.length);
    memcpy(buf->data + buf->length, bytes.data, length);
    buf->length += length;
    buf->data[buf->length] = '\0';
}

void buf_text(struct buf *buf, const char *text)
{
    buf_add(buf, span_of_text(text));
}

void buf_char(struct buf *buf, char octet)
{
    buf_add(buf, (struct span){ (const uint8_t *)&octet, 1 });
}

void buf_vformat(struct buf *buf, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int printed = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (printed < 0)
        BUG("a format that cannot be printed");

    size_t length = (size_t)printed;
    if (buf->limit == 0 || length <= buf->limit - buf->length) { /* it fits: print in place */
        make_place(buf, length);
        vsnprintf(buf->data + buf->length, length + 1, format, arguments);
        buf->length += length;
        return;
    }
    char *whole = malloc(length + 1);
    if (!whole)
        out_of_memory(length + 1);
    vsnprintf(whole, length + 1, format, arguments);
    buf_add(buf, (struct span){ (const uint8_t *)whole, length });
    free(whole);
}

void buf_format(struct buf *buf, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    buf_vformat(buf, format, arguments);
    va_end(arguments);
}
