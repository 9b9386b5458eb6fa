/* Arenas: a list of blocks, filled from the front of the newest; large pieces get a block of their own.
 *
 * Under AddressSanitizer every piece is a block of exactly its size, so that a read or write past its end is seen. */
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "util/arena.h"

#if defined(__SANITIZE_ADDRESS__)
#define EXACT_BLOCKS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EXACT_BLOCKS 1
#endif
#endif
#ifndef EXACT_BLOCKS
#define EXACT_BLOCKS 0
#endif

enum {
    BLOCK_SIZE = 16 * 1024, /* octets of an ordinary block, its head included */
    LARGE = BLOCK_SIZE / 4, /* a piece from this size on gets its own block */
    ALIGNMENT = alignof(max_align_t),
};

struct block {
    struct block *next;
    size_t size; /* octets behind the head */
    size_t used; /* octets */
    alignas(max_align_t) uint8_t octets[];
};

struct arena {
    struct block *filling; /* owns; the newest first, NULL at first */
    struct block *large;   /* owns; blocks of one piece each */
    size_t size;           /* octets of all blocks, heads included */
};

struct arena *arena_new(void)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (!arena)
        out_of_memory(sizeof *arena);
    return arena;
}

static void free_blocks(struct block *block)
{
    while (block) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    free_blocks(arena->filling);
    free_blocks(arena->large);
    free(arena);
}

size_t arena_size(const struct arena *arena)
{
    return arena->size;
}

/* A zeroed block for `size` octets, put in front of the list. */
static struct block *add_block(struct arena *arena, struct block **list, size_t size)
{
    if (size > SIZE_MAX - sizeof(struct block))
        out_of_memory(size);
    struct block *block = calloc(1, sizeof *block + size);
    if (!block)
        out_of_memory(size);
    block->size = size;
    block->next = *list;
    *list = block;
    arena->size += sizeof *block + size;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (EXACT_BLOCKS || size >= LARGE)
        return add_block(arena, &arena->large, size)->octets;

    size_t piece = size ? (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT : ALIGNMENT;
    struct block *block = arena->filling;
    if (!block || block->size - block->used < piece)
        block = add_block(arena, &arena->filling, BLOCK_SIZE - sizeof(struct block));
    void *place = block->octets + block->used;
    block->used += piece;
    return place;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        out_of_memory(SIZE_MAX);
    return arena_alloc(arena, count * size);
}

struct span arena_copy(struct arena *arena, struct span bytes)
{
    if (bytes.length == SIZE_MAX)
        out_of_memory(bytes.length);
    uint8_t *copy = arena_alloc(arena, bytes.length + 1);
    if (bytes.length)
        memcpy(copy, bytes.data, bytes.length);
    return (struct span){ copy, bytes.length };
}

char *arena_text_of_span(struct arena *arena, struct span text)
{
    return (char *)arena_copy(arena, text).data;
}

char *arena_text(struct arena *arena, const char *text)
{
    return arena_text_of_span(arena, span_of_text(text));
}

char *arena_vformat(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)
        BUG("a format that cannot be printed");
    char *text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    return text;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_vformat(arena, format, arguments);
    va_end(arguments);
    return text;
}

/* Doubles when full, so that adding n items copies less than 2n; what was outgrown stays in the arena. */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    if (*capacity > SIZE_MAX / 2)
        out_of_memory(SIZE_MAX);
    size_t wanted = *capacity ? *capacity * 2 : 8;
    void *larger = arena_array(arena, wanted, size);
    if (count)
        memcpy(larger, items, count * size);
    *capacity = wanted;
    return larger;
}
