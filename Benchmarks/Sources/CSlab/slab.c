#include "slab.h"

#include <stdlib.h>

enum { PAGE = 4096, CLASSES = 13 };

// A free list for each power of two, threaded through the objects; each page belongs to one class for ever.
struct slab {
    void *free[CLASSES];
    char *memory;
    uint32_t pages, used;
    uint8_t class_of[];
};

struct slab *slab_create(uint32_t pages) {
    struct slab *slab = calloc(1, sizeof *slab + pages);
    if (!slab) return NULL;
    slab->memory = aligned_alloc(PAGE, (size_t)pages * PAGE);
    slab->pages = pages;
    if (slab->memory) return slab;
    free(slab);
    return NULL;
}

void slab_destroy(struct slab *slab) {
    free(slab->memory);
    free(slab);
}

static unsigned class_for(uint32_t size) { return size <= 8 ? 3 : 32 - (unsigned)__builtin_clz(size - 1); }

// Cuts a new page into objects of a class, in order of their addresses.
static int fill(struct slab *slab, unsigned class) {
    if (slab->used == slab->pages) return 0;
    char *page = slab->memory + (size_t)slab->used * PAGE;
    slab->class_of[slab->used++] = (uint8_t)class;
    for (char *object = page + PAGE - (1u << class); object >= page; object -= 1u << class) {
        *(void **)object = slab->free[class];
        slab->free[class] = object;
    }
    return 1;
}

void *slab_allocate(struct slab *slab, uint32_t size) {
    unsigned class = class_for(size);
    if (!slab->free[class] && !fill(slab, class)) return NULL;
    void *object = slab->free[class];
    slab->free[class] = *(void **)object;
    return object;
}

void slab_free(struct slab *slab, void *object) {
    unsigned class = slab->class_of[(size_t)((char *)object - slab->memory) / PAGE];
    *(void **)object = slab->free[class];
    slab->free[class] = object;
}
