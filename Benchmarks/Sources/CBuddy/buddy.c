#include "buddy.h"

#include <stdlib.h>

// One record a frame: its links while it heads a free block, and that block's order (NOT_FREE: it heads none).
struct frame {
    uint32_t next, previous;
    uint8_t order;
};

enum { NOT_FREE = 0xff };

struct buddy {
    uint32_t frames;
    uint64_t free;
    uint32_t head[BUDDY_ORDERS];
    struct frame frame[];
};

static void push(struct buddy *buddy, uint32_t at, unsigned order) {
    uint32_t next = buddy->head[order];
    buddy->frame[at] = (struct frame){.next = next, .previous = BUDDY_NONE, .order = (uint8_t)order};
    if (next != BUDDY_NONE) buddy->frame[next].previous = at;
    buddy->head[order] = at;
}

static void pull(struct buddy *buddy, uint32_t at, unsigned order) {
    struct frame *frame = &buddy->frame[at];
    if (frame->previous == BUDDY_NONE) buddy->head[order] = frame->next;
    else buddy->frame[frame->previous].next = frame->next;
    if (frame->next != BUDDY_NONE) buddy->frame[frame->next].previous = frame->previous;
    frame->order = NOT_FREE;
}

struct buddy *buddy_create(uint32_t frames) {
    struct buddy *buddy = malloc(sizeof *buddy + frames * sizeof(struct frame));
    if (!buddy) return NULL;
    buddy->frames = frames;
    buddy->free = 0;
    for (unsigned order = 0; order < BUDDY_ORDERS; order++) buddy->head[order] = BUDDY_NONE;
    for (uint32_t at = 0; at < frames; at++) buddy->frame[at].order = NOT_FREE;
    for (uint32_t at = 0; at < frames; at++) buddy_free(buddy, at, 0);
    return buddy;
}

void buddy_destroy(struct buddy *buddy) { free(buddy); }

uint64_t buddy_free_frames(const struct buddy *buddy) { return buddy->free; }

uint32_t buddy_allocate(struct buddy *buddy, unsigned order) {
    unsigned found = order;
    while (found < BUDDY_ORDERS && buddy->head[found] == BUDDY_NONE) found++;
    if (found == BUDDY_ORDERS) return BUDDY_NONE;
    uint32_t at = buddy->head[found];
    pull(buddy, at, found);
    while (found > order) {
        found--;
        push(buddy, at + (1u << found), found);
    }
    buddy->free -= 1ull << order;
    return at;
}

void buddy_free(struct buddy *buddy, uint32_t at, unsigned order) {
    buddy->free += 1ull << order;
    while (order < BUDDY_ORDERS - 1) {
        uint32_t other = at ^ (1u << order);
        if (other >= buddy->frames || buddy->frame[other].order != order) break;
        pull(buddy, other, order);
        at &= ~(1u << order);
        order++;
    }
    push(buddy, at, order);
}
