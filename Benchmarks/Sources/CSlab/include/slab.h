// A minimal slab allocator, written only to be measured beside the model's.
#ifndef SLAB_H
#define SLAB_H

#include <stdint.h>

struct slab;

// Pages of 4096 bytes for objects, all from one piece of memory. NULL when the host has no memory.
struct slab *slab_create(uint32_t pages);
void slab_destroy(struct slab *slab);
// An object of 1 … 4096 bytes, or NULL when there is no page left.
void *slab_allocate(struct slab *slab, uint32_t size);
void slab_free(struct slab *slab, void *object);

#endif
