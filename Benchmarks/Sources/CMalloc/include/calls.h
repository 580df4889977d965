// Plays a list of calls of the malloc family with the C library's own functions.
#ifndef CALLS_H
#define CALLS_H

#include <stddef.h>
#include <stdint.h>

// The layout of HeapCall: kind (0 malloc, 1 calloc, 2 realloc, 3 memalign, 4 free), slot, size, calloc's count or the alignment.
struct call {
    uint32_t kind;
    uint32_t slot;
    uint64_t size;
    uint64_t extra;
};

// `blocks` has room for every slot and begins as zeros. Returns how many calls failed.
size_t calls_play(const struct call *calls, size_t count, void **blocks);

// Frees what is left.
void calls_free_all(void **blocks, size_t slots);

#endif
