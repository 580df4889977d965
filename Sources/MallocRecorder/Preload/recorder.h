// The recorder of malloc calls that `replay-tool record --malloc` preloads into a program.
//
// Mechanism: the functions of the malloc family are interposed. Each call is passed to the C library's own entry point
// (`__libc_malloc` …) and written as a record of 64-bit words into a segment, a file mapped MAP_SHARED, so that the kernel keeps
// what was written however the process ends. Each thread has a stream of segments of its own; there is no lock between threads.
//
// Policy: the program's heap has to be as it would be without a recorder. So nothing here calls malloc, there is no thread-local
// storage (a module with TLS makes the table that each new thread callocs longer), no pthread key, no atexit slot, no descriptor
// that stays open; what is mapped at run time lies at addresses far from where the kernel places mappings by itself.
//
// Requires glibc: `__libc_malloc` and its like are its entry points (malloc/malloc.c, exported as GLIBC_2.2.5).
#ifndef REPLAY_TOOL_RECORDER_H
#define REPLAY_TOOL_RECORDER_H

#include <stddef.h>
#include <stdint.h>

#define EXPORT __attribute__((visibility("default")))
#define HIDDEN __attribute__((visibility("hidden")))
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

// The environment variable: DIRECTORY:SAMPLING:EXACT, where the segments go, a statm sample every so many calls of a thread,
// and 1 where calls are made one at a time.
#define RECORDER_VARIABLE "REPLAY_TOOL_RECORD"

// A record's first word is its time; the second its kind (the top byte) and a value of 56 bits; then what the kind needs. The
// time is written last: a record whose first word is 0 is not complete, and ends its segment.
enum record_kind {
    RECORD_MALLOC = 1,      // result | size
    RECORD_CALLOC = 2,      // result | count, size
    RECORD_REALLOC = 3,     // result | old, size, time of the end; the first word is the time of the beginning
    RECORD_MEMALIGN = 4,    // result | alignment, size
    RECORD_FREE = 5,        // block; the time before the call
    RECORD_MALLOPT = 6,     // parameter, 32 bits | value
    RECORD_TRIM = 7,        // 0 | pad
    RECORD_BREAK = 8,       // new break | old break
    RECORD_STATM = 9,       // total pages | anonymous pages resident, pages of the heap resident (-1: not counted)
    RECORD_THREAD = 10,     // tid | tid of the creator, 0: unknown. What follows in the stream is this thread's
    RECORD_THREAD_END = 11, // 0; frees by destructors may follow
    RECORD_END = 12,        // exit status, bit 32: it is known
};

#define SEGMENT_MAGIC 0x314345524d545452u // "RTTMREC1"
#define SEGMENT_VERSION 1u
#define SEGMENT_HEADER_SIZE 4096u

enum segment_flag {
    SEGMENT_IS_FORKED = 1, // the image began by fork from `parent`, not by exec
};

// The first page of a segment. All segments of an image (a program from exec or fork to its end) have the same `image`.
struct segment_header {
    uint64_t magic;
    uint32_t version, header_size;
    uint64_t image;       // when the image began: the clock's nanoseconds
    uint64_t born;        // the process's start in clock ticks (/proc/PID/stat, field 22): the same before and after exec
    uint64_t start_break; // the program break when the image began
    uint64_t lost;        // calls that could not be written; only in stream 0, segment 0
    uint32_t pid, parent; // the parent: forked from, or getppid
    uint32_t parent_thread; // the thread that forked
    uint32_t flags, stream, segment;
    uint32_t uid, cpus, page_size, reserved;
    char libc[32], name[32], path[1024];
};

// One thread's stream. Invariant: next <= end, or both are NULL.
struct stream {
    uintptr_t thread;    // the thread pointer; 0: the slot is free
    uint64_t *next, *end;
    uint64_t *base;      // the mapped segment
    uint64_t fork_time;  // when this thread called fork
    uint32_t tid, number, segment, calls;
};

#define STREAM_LIMIT (1u << 14)
#define LAUNCH_LIMIT 512u

// What a new thread has to know; taken by the creator, given back by the new thread.
struct launch {
    int taken;
    uint32_t parent;
    void *routine, *argument;
};

struct recorder {
    struct segment_header *header; // the image's own first page, for `lost`
    uint64_t image, start_break, born;
    uintptr_t program_break;
    uintptr_t hint;                // where the next segment is mapped
    uintptr_t owner;               // the thread whose call is being made, with `exact`
    uint64_t own_pages;            // pages that the recorder has mapped
    uint64_t next_scan;            // the heap's resident pages are not counted before
    uint32_t pid, parent, parent_thread, flags;
    uint32_t sampling, exact, stream_count;
    uint64_t exit_status;
    char directory[512];
    _Alignas(4096) struct launch launches[LAUNCH_LIMIT];
    struct stream streams[STREAM_LIMIT];
};

HIDDEN extern struct recorder *recorder;
HIDDEN extern volatile uint32_t *recorder_alive;

HIDDEN uint64_t recorder_now(void);
HIDDEN int recorder_begin(void);
HIDDEN struct stream *recorder_new_stream(uintptr_t thread);
HIDDEN int recorder_roll(struct stream *stream);
HIDDEN void recorder_break_moved(struct stream *stream, uintptr_t from, uintptr_t to);
HIDDEN void recorder_sample(struct stream *stream, int is_last);
HIDDEN void recorder_end(uint64_t status);
HIDDEN void *recorder_next(const char *name);

static inline uintptr_t thread_pointer(void) {
#if defined(__x86_64__)
    uintptr_t value;
    __asm__("mov %%fs:0, %0" : "=r"(value));
    return value;
#elif defined(__i386__)
    uintptr_t value;
    __asm__("mov %%gs:0, %0" : "=r"(value));
    return value;
#else
    return (uintptr_t)__builtin_thread_pointer();
#endif
}

// The calling thread's stream; NULL where nothing is recorded.
static inline struct stream *recorder_stream(void) {
    if (UNLIKELY(!*recorder_alive) && !recorder_begin()) return NULL;
    uintptr_t thread = thread_pointer();
    uint32_t slot = (uint32_t)(((uint64_t)thread * 0x9e3779b97f4a7c15u) >> 50);
    for (uint32_t probe = 0; probe < 64; probe++) {
        struct stream *stream = &recorder->streams[(slot + probe) % STREAM_LIMIT];
        uintptr_t other = __atomic_load_n(&stream->thread, __ATOMIC_RELAXED);
        if (other == thread) return stream;
        if (other == 0) break;
    }
    return recorder_new_stream(thread);
}

// Room for a record of so many words; NULL: it is lost. A signal handler that interrupts this gets room of its own.
static inline uint64_t *recorder_room(struct stream *stream, uint32_t words) {
    uint64_t *room = (uint64_t *)__atomic_fetch_add((uintptr_t *)&stream->next, words * sizeof(uint64_t), __ATOMIC_RELAXED);
    if (UNLIKELY(room + words > stream->end)) {
        if (!recorder_roll(stream)) return NULL;
        room = stream->next;
        stream->next += words;
    }
    return room;
}

static inline uint64_t recorder_head(enum record_kind kind, uint64_t value) {
    return (uint64_t)kind << 56 | (value & 0xffffffffffffffu);
}

static inline void recorder_commit(uint64_t *room, uint64_t time) { __atomic_store_n(room, time, __ATOMIC_RELEASE); }

static inline void recorder_put(struct stream *stream, uint64_t time, uint64_t head) {
    uint64_t *room = recorder_room(stream, 2);
    if (!room) return;
    room[1] = head;
    recorder_commit(room, time);
}

static inline void recorder_put1(struct stream *stream, uint64_t time, uint64_t head, uint64_t a) {
    uint64_t *room = recorder_room(stream, 3);
    if (!room) return;
    room[1] = head;
    room[2] = a;
    recorder_commit(room, time);
}

static inline void recorder_put2(struct stream *stream, uint64_t time, uint64_t head, uint64_t a, uint64_t b) {
    uint64_t *room = recorder_room(stream, 4);
    if (!room) return;
    room[1] = head;
    room[2] = a;
    room[3] = b;
    recorder_commit(room, time);
}

#endif
