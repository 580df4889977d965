#include "calls.h"

#include <malloc.h>
#include <stdlib.h>

// Compilers may drop a malloc whose block is only freed; a call through a volatile pointer stays.
static void *(*volatile call_malloc)(size_t) = malloc;
static void *(*volatile call_calloc)(size_t, size_t) = calloc;
static void *(*volatile call_realloc)(void *, size_t) = realloc;
static void *(*volatile call_memalign)(size_t, size_t) = memalign;
static void (*volatile call_free)(void *) = free;

size_t calls_play(const struct call *calls, size_t count, void **blocks) {
    size_t failed = 0;
    for (size_t i = 0; i < count; i++) {
        const struct call *call = &calls[i];
        void **block = &blocks[call->slot];
        switch (call->kind) {
        case 0: *block = call_malloc(call->size); break;
        case 1: *block = call_calloc(call->extra, call->size); break;
        case 2: *block = call_realloc(*block, call->size); break;
        case 3: *block = call_memalign(call->extra, call->size); break;
        default:
            call_free(*block);
            *block = NULL;
            continue;
        }
        failed += *block == NULL;
    }
    return failed;
}

void calls_free_all(void **blocks, size_t slots) {
    for (size_t slot = 0; slot < slots; slot++) {
        call_free(blocks[slot]);
        blocks[slot] = NULL;
    }
}
