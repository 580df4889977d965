// The interposed calls of the malloc family.
#define _GNU_SOURCE
#include "recorder.h"
#include <errno.h>
#include <malloc.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t), *__libc_memalign(size_t, size_t);
extern void *__libc_valloc(size_t), *__libc_pvalloc(size_t);
extern void __libc_free(void *);
extern int __libc_mallopt(int, int);

// With `exact`, one call at a time. A signal handler inside a call passes.
static inline int enter(const struct stream *stream) {
    if (!stream || !recorder->exact) return 0;
    uintptr_t self = thread_pointer(), free = 0;
    if (__atomic_load_n(&recorder->owner, __ATOMIC_RELAXED) == self) return 0;
    while (!__atomic_compare_exchange_n(&recorder->owner, &free, self, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
        free = 0;
        int saved = errno;
        syscall(SYS_sched_yield);
        errno = saved;
    }
    return 1;
}

static inline void leave(int entered) {
    if (entered) __atomic_store_n(&recorder->owner, 0, __ATOMIC_RELEASE);
}

// What is due after a call: the break where it moved, and samples.
static inline void after_call(struct stream *stream) {
    uintptr_t now = (uintptr_t)sbrk(0), before = __atomic_load_n(&recorder->program_break, __ATOMIC_RELAXED);
    if (UNLIKELY(now != before)) recorder_break_moved(stream, before, now);
    if (UNLIKELY(++stream->calls % recorder->sampling == 0)) recorder_sample(stream, 0);
}

EXPORT void *malloc(size_t size) {
    struct stream *stream = recorder_stream();
    int entered = enter(stream);
    void *result = __libc_malloc(size);
    if (stream) {
        recorder_put1(stream, recorder_now(), recorder_head(RECORD_MALLOC, (uintptr_t)result), size);
        after_call(stream);
    }
    leave(entered);
    return result;
}

EXPORT void *calloc(size_t count, size_t size) {
    struct stream *stream = recorder_stream();
    int entered = enter(stream);
    void *result = __libc_calloc(count, size);
    if (stream) {
        recorder_put2(stream, recorder_now(), recorder_head(RECORD_CALLOC, (uintptr_t)result), count, size);
        after_call(stream);
    }
    leave(entered);
    return result;
}

EXPORT void *realloc(void *old, size_t size) {
    struct stream *stream = recorder_stream();
    int entered = enter(stream);
    uint64_t begin = stream ? recorder_now() : 0;
    void *result = __libc_realloc(old, size);
    if (stream) {
        uint64_t *room = recorder_room(stream, 5);
        if (room) {
            room[1] = recorder_head(RECORD_REALLOC, (uintptr_t)result);
            room[2] = (uintptr_t)old;
            room[3] = size;
            room[4] = recorder_now();
            recorder_commit(room, begin);
        }
        after_call(stream);
    }
    leave(entered);
    return result;
}

EXPORT void *reallocarray(void *old, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(old, bytes);
}

EXPORT void free(void *block) {
    struct stream *stream = block ? recorder_stream() : NULL;
    int entered = enter(stream);
    if (stream) recorder_put(stream, recorder_now(), recorder_head(RECORD_FREE, (uintptr_t)block));
    __libc_free(block);
    if (stream) after_call(stream);
    leave(entered);
}

EXPORT void cfree(void *block) { free(block); }

static void *aligned(void *(*call)(size_t, size_t), size_t alignment, size_t size) {
    struct stream *stream = recorder_stream();
    int entered = enter(stream);
    void *result = call(alignment, size);
    if (stream) {
        recorder_put2(stream, recorder_now(), recorder_head(RECORD_MEMALIGN, (uintptr_t)result), alignment, size);
        after_call(stream);
    }
    leave(entered);
    return result;
}

EXPORT void *memalign(size_t alignment, size_t size) { return aligned(__libc_memalign, alignment, size); }

// From glibc 2.38 on it refuses an alignment that is no power of two; so the library's own is called.
EXPORT void *aligned_alloc(size_t alignment, size_t size) {
    static void *(*next)(size_t, size_t);
    if (!next) next = (void *(*)(size_t, size_t))recorder_next("aligned_alloc");
    return aligned(next ? next : __libc_memalign, alignment, size);
}

EXPORT int posix_memalign(void **result, size_t alignment, size_t size) {
    if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
    int saved = errno;
    void *block = aligned(__libc_memalign, alignment, size);
    errno = saved;
    if (!block) return ENOMEM;
    *result = block;
    return 0;
}

// valloc and pvalloc are memalign to a page; pvalloc rounds the size up, too.
EXPORT void *valloc(size_t size) { return aligned(__libc_memalign, (size_t)sysconf(_SC_PAGESIZE), size); }

EXPORT void *pvalloc(size_t size) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE), padded;
    if (__builtin_add_overflow(size, page - 1, &padded)) {
        errno = ENOMEM;
        return NULL;
    }
    return aligned(__libc_memalign, page, padded & ~(page - 1));
}

EXPORT int mallopt(int parameter, int value) {
    struct stream *stream = recorder_stream();
    int entered = enter(stream);
    int result = __libc_mallopt(parameter, value);
    if (stream) {
        uint64_t head = recorder_head(RECORD_MALLOPT, (uint32_t)parameter);
        recorder_put1(stream, recorder_now(), head, (uint64_t)(int64_t)value);
        after_call(stream);
    }
    leave(entered);
    return result;
}

EXPORT int malloc_trim(size_t pad) {
    static int (*next)(size_t);
    if (!next) next = (int (*)(size_t))recorder_next("malloc_trim");
    struct stream *stream = recorder_stream();
    int entered = enter(stream);
    int result = next(pad);
    if (stream) {
        recorder_put1(stream, recorder_now(), recorder_head(RECORD_TRIM, 0), pad);
        after_call(stream);
    }
    leave(entered);
    return result;
}
