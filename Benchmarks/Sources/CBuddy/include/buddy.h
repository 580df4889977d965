// A minimal buddy allocator, written only to be measured beside the model's page allocator.
#ifndef BUDDY_H
#define BUDDY_H

#include <stdint.h>

enum { BUDDY_ORDERS = 11, BUDDY_NONE = UINT32_MAX };

struct buddy;

// Frames 0 … frames-1, all free. NULL when the host has no memory.
struct buddy *buddy_create(uint32_t frames);
void buddy_destroy(struct buddy *buddy);
// The first frame of a block of 2^order frames, or BUDDY_NONE.
uint32_t buddy_allocate(struct buddy *buddy, unsigned order);
void buddy_free(struct buddy *buddy, uint32_t frame, unsigned order);
uint64_t buddy_free_frames(const struct buddy *buddy);

#endif
